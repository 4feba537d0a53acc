"""The one way values come into a letter by themselves: from records, a gap of the board, posts, settings, each with its source.

Which value may be taken from where stands in the kind (`prefill`). Only what the account may see is read, and no field that
only some may read. Does not belong here: the text around the values (catalog.letter_text), limits (letter_limits).
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.catalog.letter_text import Filled, Told, fill, paragraphs, sentences
from app.catalog.letters import REPEATING, Annex, LetterForm, Origin
from app.catalog.records import TABLES, FieldDef
from app.documents.data import BLANK
from app.domain.ids import new_id
from app.services.letter_ground import Ground
from app.services.lists import cell_text
from app.services.opinion_facts import STANDS, opinion_rows
from app.services.people import posts
from app.services.record_body import as_list
from app.services.session import Session
from app.store import queries

MOST_ROWS = 100
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: records by id, in words, and a place of the board (duty|period|subject|record)."""

    records: tuple[str, ...]
    words: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with where it comes from."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Context:
    """What a letter is drafted from. records: the lead first; gap: words of open matters, gaps: of each of several, said:
    their sentences with the source of each;
    given: values the caller says, taken from the lead where there is one; person: whom it is about."""

    records: tuple[str, ...] = ()
    gap: Mapping[str, str] = field(default_factory=dict)
    gaps: tuple[Mapping[str, str], ...] = ()
    said: tuple[Said, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    person: str = ""


@dataclass(frozen=True, slots=True)
class Prefilled:
    """Values and rows of repeated blocks, with the source of each value, of each row, and of sentences of their own."""

    values: Mapping[str, str]
    rows: Mapping[str, tuple[Mapping[str, str], ...]]
    sources: Mapping[str, Source]
    row_sources: Mapping[str, Source]
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class _Record:
    id: str
    kind: str
    form: str
    title: str
    date: str
    body: Mapping[str, Any]


def prefill(session: Session, there: Ground, context: Context) -> Prefilled:
    """What is known for a letter of this kind; a value without a source is left to the person who writes."""
    reader, form = _Reader(session, there, context), there.form
    values = {name: text for name, text in context.given.items() if text}
    lead = Source(context.records[:1], reader.words(context.records[:1])) if context.records else None
    sources = {name: lead for name in values if lead is not None and form.value(name) is not None}
    rows: dict[str, tuple[Mapping[str, str], ...]] = {}
    row_sources: dict[str, Source] = {}
    for name, origins in form.prefill.items():
        if values.get(name):
            continue
        for origin in origins:
            if origin.kind in REPEATING:
                found = reader.rows(origin)
                if found is not None:
                    rows[name], row_sources[name] = found
                    break
            elif (said := reader.value(origin)) is not None:
                values[name], sources[name] = said
                break
    return Prefilled(values, rows, sources, row_sources, context.said)


class _Reader:
    """Reads origins for one letter."""

    def __init__(self, session: Session, there: Ground, context: Context) -> None:
        self._session, self._there, self._context = session, there, context
        seen: list[Any] = []
        if context.records:
            with session.store.read() as conn:
                by_id = queries.rows_by_id(conn, context.records)
                seen = session.sight().those(conn, [by_id[i] for i in context.records if i in by_id])
        self._records = [_Record(r.id, r.kind, r.form, r.title, r.date or "", json.loads(r.body)) for r in seen]

    def words(self, ids: Sequence[str]) -> str:
        """Records as a reader knows them: day and title."""
        return "、".join(f"{r.date} {r.title}".strip() for r in self._records if r.id in ids)

    def value(self, origin: Origin) -> tuple[str, Source] | None:
        """The text of an origin and where it comes from; None when there is none."""
        text, source = getattr(self, f"_{origin.kind}")(origin)
        return (origin.wrap.replace("{}", text.rstrip("。；") if origin.wrap != "{}" else text), source) if text else None

    def _gap(self, origin: Origin) -> tuple[str, Source]:
        said = self._context.said
        return self._context.gap.get(origin.name, ""), said[0].source if said else Source(self._context.records, "")

    def _setting(self, _origin: Origin) -> tuple[str, Source]:
        return self._there.contact, Source((), "设置里的联系人")

    def _unit(self, _origin: Origin) -> tuple[str, Source]:
        return self._there.unit[1], Source((), "本单位")

    def _deadline(self, _origin: Origin) -> tuple[str, Source]:
        day, words = self._there.due, f"成文之日起 {self._there.limit.words}"
        return _chinese(day.isoformat()) if day else "", Source((), words)

    def _person(self, origin: Origin) -> tuple[str, Source]:
        person = self._context.person or self._about()
        name = self._there.names.get(person, "") if not person.startswith("u") else ""
        if origin.name == "name" or not name:
            return name, Source(self._ids_naming(person), "人员名册")
        today = self._session.clock.today().isoformat()
        held = [p for p in posts(self._session, person) if p.holds_on(today)]
        text = "、".join(p.title for p in held) if origin.name == "post" else next((p.unit_name for p in held), "")
        return text, Source((), "任职登记")

    def _about(self) -> str:
        for record in self._records:
            subject = self._session.form(record.form).base.get("subject", "subject")
            people = [str(i) for i in as_list(record.body.get(subject)) if not str(i).startswith("u")]
            if len(people) == 1:
                return people[0]
        return ""

    def _ids_naming(self, person: str) -> tuple[str, ...]:
        return tuple(r.id for r in self._records if person and person in json.dumps(r.body))[:1]

    def _field(self, origin: Origin) -> tuple[str, Source]:
        for record in self._of(origin):
            text = self._read(record, origin.name)
            if text:
                return text, Source((record.id,), self.words([record.id]))
        return "", Source((), "")

    def rows(self, origin: Origin) -> tuple[tuple[Mapping[str, str], ...], Source] | None:
        """Rows of a table of a record, or of several open matters, as values of a repeated block."""
        if origin.kind == "gaps":
            each = tuple({n: one.get(c, "") for n, c in origin.columns.items()} for one in self._context.gaps)
            return (each, self._context.said[0].source) if len(each) > 1 and self._context.said else None
        for record in self._of(origin):
            table = self._session.form(record.form).field(origin.name)
            rows = record.body.get(origin.name)
            if table is None or table.type not in TABLES or not _open(table) or not isinstance(rows, list):
                continue
            found = tuple(v for row in self._held(origin, rows) if (v := self._row(table, row, origin.columns)))
            if found:
                return found, Source((record.id,), self.words([record.id]))
        return None

    def _held(self, origin: Origin, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """The rows as they stand; of sanctions those that still hold, with how they stand on the letter's day."""
        shown = list(rows[:MOST_ROWS])
        return opinion_rows(self._session, shown, self._there.day) if origin.kind == "sanctions" else shown

    def _row(self, table: FieldDef, row: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, str]:
        texts = {n: str(row.get(STANDS) or "") if c == STANDS else self._cell(table.column(c), row.get(c)) for n, c in columns.items()}
        return {name: text for name, text in texts.items() if text}

    def _of(self, origin: Origin) -> Iterator[_Record]:
        return (r for r in self._records if not origin.kinds or r.kind in origin.kinds)

    def _read(self, record: _Record, path: str) -> str:
        name, _dot, column = path.partition(".")
        found = self._session.form(record.form).field(name)
        if found is None or not _open(found) or not found.shown_for(record.kind):
            return ""
        if not column:
            return self._cell(found, record.body.get(name)) if found.type not in TABLES else ""
        rows = record.body.get(name) if found.type in TABLES else ()
        texts = [self._cell(found.column(column), row.get(column)) for row in rows or ()][:MOST_ROWS]
        return "；".join(t.rstrip("。；") for t in texts if t)

    def _cell(self, definition: FieldDef | None, value: Any) -> str:
        if definition is None or not _open(definition):
            return ""
        return _chinese(cell_text(self._session.catalog, definition, value, self._there.names))


def _open(definition: FieldDef) -> bool:
    """Whether everybody who sees the record may read the field."""
    return not (definition.secret or definition.seen_by or definition.own_page)


def _chinese(text: str) -> str:
    """A text with its ISO days as letters write them."""
    def day(found: re.Match[str]) -> str:
        try:
            one = dt.date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return found[0]
        return f"{one.year}年{one.month}月{one.day}日"

    return _ISO.sub(day, text)


def source_rows(laid: Iterable[Filled], known: Prefilled) -> list[dict[str, Any]]:
    """Every prefilled sentence of a draft with its record and where it comes from, as rows of the letter's `sources`."""
    found: list[dict[str, Any]] = []
    for one in laid:
        for text, source in _sourced(one, known):
            place = {"place": source.place} if source.place else {}
            rows = [{"text": text, "record": i, "note": source.words, **place} for i in source.records]
            rows = rows or [{"text": text, "note": source.words, **place}]
            found += [{"id": new_id("w"), **row} for row in rows if row not in [{k: v for k, v in f.items() if k != "id"} for f in found]]
    return found


def _sourced(one: Filled, known: Prefilled) -> Iterator[tuple[str, Source]]:
    for start, end in sentences(one.text):
        text = one.text[start:end].strip()
        own = [s.source for s in known.said if (words := s.text.rstrip("。；")) and (words in text or text.rstrip("。；") in words)]
        if own:
            yield from ((text, source) for source in own)
            continue
        for part in one.parts:
            if part.start < end and part.end > start and text:
                source = known.row_sources.get(one.block) if one.row >= 0 else known.sources.get(part.name)
                if source is not None:
                    yield text, source


# --- rows of a draft
def draft_row(one: Filled) -> dict[str, Any]:
    """A filled paragraph or table as a row of a letter's body."""
    row: dict[str, Any] = {"id": new_id("w"), "level": one.level, "text": one.text}
    return row if one.table is None else {**row, "table": one.table}


def annexed(form: LetterForm, annex: Annex, told: Told) -> dict[str, Any]:
    """A default attachment; what is not known is written by hand."""
    title = fill(annex.title, told.values, lambda _name: BLANK, form)[0]
    laid = paragraphs(form, annex.body, told, lambda _name: BLANK)
    return {"id": new_id("w"), "title": title, "text": [draft_row(p) for p in laid]}
