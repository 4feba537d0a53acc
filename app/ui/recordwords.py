"""A stored record as a person reads it: sections of lines, attendance in sentences, numbered items.

Pure: takes a view and definitions, gives words; recordread draws them. Empty fields are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.catalog.body import is_empty
from app.catalog.lettertables import table_words
from app.catalog.records import TABLES, FieldDef, FieldType, RecordForm
from app.catalog.vocab import Vocabularies
from app.services.records import CORRECTIONS, RecordView
from app.ui.fields.lastword import judge

PEOPLE_SHOWN = 60
GONE = "已删除的记录"


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a sub-table: its heading, the rest of its cells, who spoke in which order, a mark."""

    title: str
    lines: tuple[tuple[str, str], ...] = ()
    speakers: tuple[str, ...] = ()
    mark: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A field: words, or links to records, files or numbered items."""

    label: str
    text: str = ""
    links: tuple[tuple[str, str], ...] = ()
    files: tuple[Mapping[str, Any], ...] = ()
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the form that holds anything."""

    title: str
    lines: tuple[Line, ...]


class Reading:
    """Puts a record into words. principals: who led the unit on a day."""

    def __init__(self, vocab: Vocabularies, labels: Mapping[str, str], principals: Callable[[str], set[str]]) -> None:
        self._vocab, self._labels, self._principals = vocab, labels, principals

    def parts(self, form: RecordForm, view: RecordView, skip: Collection[str] = ()) -> tuple[Part, ...]:
        """All sections that say something, and the corrections. skip: fields that are shown elsewhere."""
        sections: dict[str, list[Line]] = {}
        for definition in form.fields_for(view.kind):
            value = view.body.get(definition.id)
            if definition.own_page:
                value = definition.draft_text(value)
            if not is_empty(value) and definition.id not in skip:
                sections.setdefault(definition.section, []).append(self._line(definition, value, view))
        found = [Part(title, tuple(lines)) for title, lines in sections.items()]
        corrections = view.body.get(CORRECTIONS) or []
        if corrections:
            lines = (Line(f"{c['at'][:10]} {c['who']}", str(c["text"])) for c in corrections)
            found.append(Part("更正", tuple(lines)))
        return tuple(found)

    def _line(self, definition: FieldDef, value: Any, view: RecordView) -> Line:
        if definition.own_page:
            return Line(definition.label, str(value))
        match definition.type:
            case FieldType.ATTACHMENTS:
                return Line(definition.label, files=tuple(value))
            case FieldType.RECORD_LINK:
                return Line(definition.label, links=tuple((str(v), self._labels.get(str(v), GONE)) for v in _many(value)))
            case FieldType.PEOPLE:
                return Line(definition.label, self._people(definition, value))
            case kind if kind in TABLES:
                return Line(definition.label, items=tuple(self._items(definition, value, view)))
            case _:
                return Line(definition.label, self.words(definition, value))

    # --- values ------------------------------------------------------------
    def words(self, definition: FieldDef, value: Any) -> str:
        """One value in words."""
        match definition.type:
            case FieldType.PERSON | FieldType.UNIT:
                return "、".join(self._name(v) for v in _many(value))
            case FieldType.CHOICE | FieldType.MULTI_CHOICE:
                return "、".join(self._vocab.short(str(v), definition.vocab) for v in _many(value))
            case FieldType.FLAG:
                return "是" if value else "否"
            case FieldType.MONEY:
                return f"{value:,} 元"
            case FieldType.PEOPLE:
                return self._people(definition, value)
            case FieldType.RECORD_LINK:
                return "、".join(self._labels.get(str(v), GONE) for v in _many(value))
            case FieldType.ATTACHMENTS:
                return "、".join(str(v.get("name", "附件")) for v in _many(value))
            case FieldType.PAPER_TABLE:
                return table_words(value)
            case kind if kind in TABLES:
                return "；".join(self._row(definition, row) for row in _many(value))
            case _:
                return "、".join(self._name(v) for v in _many(value))

    def _name(self, entity_id: Any) -> str:
        return self._labels.get(str(entity_id), str(entity_id))

    def _row(self, definition: FieldDef, row: Mapping[str, Any]) -> str:
        cells = ((c.label, self.words(c, row[c.id])) for c in definition.columns if not is_empty(row.get(c.id)))
        return "，".join(f"{name}：{text}" for name, text in cells)

    def _people(self, definition: FieldDef, rows: Sequence[Mapping[str, Any]]) -> str:
        """主持人：甲。出席 5 人：乙、丙。 one line a role, in the order of first mention."""
        groups: dict[str, list[str]] = {}
        for row in rows:
            note = f"（{row['note']}）" if row.get("note") else ""
            groups.setdefault(str(row.get("role") or ""), []).append(self._name(row.get("person")) + note)
        lines = []
        for role, people in groups.items():
            names = "、".join(people[:PEOPLE_SHOWN]) + ("等" if len(people) > PEOPLE_SHOWN else "")
            word = self._vocab.short(role) if role else definition.label
            lines.append(f"{word} {len(people)} 人：{names}" if len(people) > 1 else f"{word}：{names}")
        return "\n".join(lines)

    # --- rows --------------------------------------------------------------
    def _items(self, definition: FieldDef, rows: Sequence[Mapping[str, Any]], view: RecordView) -> Iterator[Item]:
        for row in rows:
            named = [c for c in definition.columns if not is_empty(row.get(c.id))]
            first = next((c for c in named if c.type in (FieldType.TEXT, FieldType.LONG_TEXT)), named[0] if named else None)
            speakers: tuple[str, ...] = ()
            lines = []
            for column in named:
                if column is first:
                    continue
                if column.type is FieldType.ORDERED_TABLE:
                    speakers = tuple(self._speakers(column, row[column.id]))
                else:
                    lines.append((column.label, self.words(column, row[column.id])))
            title = self.words(first, row[first.id]) if first else ""
            yield Item(title, tuple(lines), speakers, self._mark(definition, row, view))

    def _speakers(self, definition: FieldDef, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        """赵丽华（同意，意见要点） in the order they spoke."""
        ordered = sorted(rows, key=lambda r: (r.get("order") is None, r.get("order") or 0))
        for row in ordered:
            cells = [
                self.words(c, row[c.id]) for c in definition.columns
                if c.id != "order" and not is_empty(row.get(c.id))
            ]  # fmt: skip
            yield f"{cells[0]}（{'，'.join(cells[1:])}）" if len(cells) > 1 else "".join(cells)

    def _mark(self, definition: FieldDef, row: Mapping[str, Any], view: RecordView) -> tuple[str, str] | None:
        """末位表态 of an item of 三重一大, in the words the editor uses."""
        if definition.column("stances") is None or is_empty(row.get("category")):
            return None
        rows = view.body.get("attendance") or []
        present = {str(r.get("person")) for r in rows if r.get("role") not in ("absent", "leave")}
        return judge(row.get("stances") or [], self._principals(view.date), present)


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
