"""Cells into field values and back, for every type of field.

A sub-table in one cell: one line a row, `列名：内容；列名：内容`; the first column's name may be left out,
a sub-table inside it is written 【…】【…】, a new line inside a text ↵. People with roles: 张三（主持）、李四
or 主持：张三；出席：李四、王五.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from app.catalog.body import is_empty
from app.catalog.records import TABLES, FieldDef, FieldType
from app.services.intake_words import STRONG, WEAK, Directory, Words, cut_known, pieces
from app.sheets import values
from app.sheets.values import Cell, UnreadableError, text_of

LONGEST_CELL = 32_767
NEW_LINE = "↵"
_NUMBERING = re.compile(r"^\s*(?:\d{1,2}[.、．)](?!\d)|[一二三四五六七八九十]{1,3}、|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）])\s*")
_NESTED = re.compile(r"【([^【】]*)】")
_UNIT, _NOTE = "单位：", "备注："
_PLAIN = {
    FieldType.DATE: values.day, FieldType.TIME: values.clock, FieldType.PERIOD: values.period,
    FieldType.INTEGER: values.integer, FieldType.MONEY: values.money, FieldType.FLAG: values.flag,
}  # fmt: skip


def _paper_table(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise UnreadableError("不是从本程序导出的表格，请在文书页面里编辑表格。") from None


class CellReader:
    """What the cells of one import mean."""

    def __init__(self, words: Words, directory: Directory) -> None:
        self.words, self.directory = words, directory

    def value(self, definition: FieldDef, cell: Cell) -> Any:
        """The value of a cell that is not blank. Raises UnreadableError: what is wrong and what to write."""
        kind = definition.type
        if kind in TABLES:
            return self._table(definition, text_of(cell))
        if kind is FieldType.PEOPLE:
            return self._people(definition, text_of(cell))
        if kind is FieldType.PAPER_TABLE:
            return _paper_table(text_of(cell))
        if kind in _PLAIN:
            return self._plain_list(definition, cell) if definition.many else _PLAIN[kind](cell)
        return self._text(definition, text_of(cell))

    def _plain_list(self, definition: FieldDef, cell: Cell) -> list[Any]:
        parts = pieces(cell) if isinstance(cell, str) else [cell]
        return [_PLAIN[definition.type](p) for p in parts]

    def _text(self, definition: FieldDef, text: str) -> Any:
        kind = definition.type
        if kind in (FieldType.TEXT, FieldType.LONG_TEXT):
            if definition.many:
                return pieces(text, STRONG if any(m in text for m in STRONG) else STRONG + WEAK)
            return " ".join(text.split("\n")) if kind is FieldType.TEXT else text
        several = definition.many or kind is FieldType.MULTI_CHOICE
        if not several:
            return self._one(definition, text)
        found = [self._one(definition, p) for p in cut_known(text, lambda t: self._known(definition, t))]
        return list(dict.fromkeys(found))

    def _known(self, definition: FieldDef, text: str) -> bool:
        if definition.type in (FieldType.CHOICE, FieldType.MULTI_CHOICE):
            return self.words.knows(definition.vocab or "", text)
        if definition.type is FieldType.RECORD_LINK:
            return False
        return self.directory.knows(text, units=definition.allow_unit or definition.type is FieldType.UNIT)

    def _one(self, definition: FieldDef, text: str) -> str:
        match definition.type:
            case FieldType.CHOICE | FieldType.MULTI_CHOICE:
                vocab = definition.vocab or ""
                if definition.open and not self.words.knows(vocab, text):
                    return text
                return self.words.code(vocab, text)
            case FieldType.PERSON:
                return self.directory.person(text, allow_unit=definition.allow_unit)
            case FieldType.UNIT:
                return self.directory.unit(text, create=True)
            case _:
                return self.directory.record(text, definition.target)

    # --- people with roles -------------------------------------------------
    def _people(self, definition: FieldDef, text: str) -> list[dict[str, Any]]:
        vocab = definition.vocab or ""
        rows: list[dict[str, Any]] = []
        for group in pieces(text, STRONG):
            head, mark, rest = group.replace(":", "：").partition("：")
            role = self.words.role(vocab, head) if mark else ""
            names = rest if role else group
            for one in cut_known(names, lambda t: self.directory.knows(t, units=False)):
                rows.append(self._attendee(vocab, one, role))
        return rows

    def _attendee(self, vocab: str, text: str, role: str) -> dict[str, Any]:
        found: dict[str, Any] = {"role": role} if role else {}
        name, hints = text, ""
        while not self.directory.knows(name, units=False) and (group := re.search(r"[（(]([^（）()]*)[)）]$", name)):
            name = name[: group.start()].strip()
            for bit in pieces(group[1].replace(":", "："), WEAK + STRONG):
                if bit.startswith(_UNIT):
                    found["unit"] = self.directory.unit(bit.removeprefix(_UNIT))
                elif bit.startswith(_NOTE):
                    found["note"] = bit.removeprefix(_NOTE)
                elif role_found := self.words.role(vocab, bit):
                    found["role"] = role_found
                else:
                    hints = f"{bit}，{hints}"
        found["person"] = self.directory.person(f"{name}（{hints}）" if hints else name)
        return found

    # --- sub-tables ----------------------------------------------------------
    def _table(self, definition: FieldDef, text: str) -> list[dict[str, Any]]:
        rows = []
        for number, line in enumerate((t for t in text.split("\n") if t.strip()), 1):
            try:
                rows.append(self._row(definition, line))
            except UnreadableError as error:
                raise UnreadableError(f"第 {number} 行：{error}") from None
        return rows

    def _row(self, definition: FieldDef, line: str) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for column, text in _parts(definition, _NUMBERING.sub("", line)):
            if text and column is not None:
                try:
                    row[column.id] = self._inside(column, text)
                except UnreadableError as error:
                    words = _column_of_words(definition) if line.strip() == text else None
                    if words is None or column.type is not FieldType.DATE:
                        raise UnreadableError(f"{column.label}“{text[:40]}”{error}") from None
                    row[words.id] = text
        return row

    def _inside(self, column: FieldDef, text: str) -> Any:
        if column.columns:
            return [self._row(column, part) for part in _NESTED.findall(text) or text.split(NEW_LINE)]
        return self.value(column, text.replace(NEW_LINE, "\n"))


def _column_of_words(definition: FieldDef) -> FieldDef | None:
    """Where a line goes that begins without the day it should begin with (整改进展：已完成)."""
    return next((c for c in definition.columns if c.type in (FieldType.TEXT, FieldType.LONG_TEXT)), None)


def _parts(definition: FieldDef, line: str) -> Iterator[tuple[FieldDef | None, str]]:
    """The columns of a line and their texts; what stands first without a name is the first column's."""
    by_label = {c.label: c for c in definition.columns}
    names = "|".join(re.escape(n) for n in sorted(by_label, key=len, reverse=True))
    hidden = _NESTED.sub(lambda m: "\0" * len(m[0]), line)
    places = list(re.finditer(rf"(?:^|[；;])\s*({names})\s*[：:]", hidden))
    first = line[: places[0].start()] if places else line
    if first.strip("；; "):
        yield next(iter(definition.columns), None), first.strip("；; ")
    for number, place in enumerate(places):
        end = places[number + 1].start() if number + 1 < len(places) else len(line)
        yield by_label[place[1]], line[place.end() : end].strip()


class Names(Protocol):
    """What people and units are written as."""

    def word(self, one: str, /) -> str:
        """The text for an id."""
        ...


class CellWriter:
    """What values are written as, so that CellReader reads the same again."""

    def __init__(self, words: Words, directory: Names) -> None:
        self._words, self._directory = words, directory

    def text(self, definition: FieldDef, value: Any) -> str:
        """A value as the text of one cell; empty for what does not fit into one."""
        if is_empty(value):
            return ""
        found = self._text(definition, value)
        return found if len(found) <= LONGEST_CELL else ""

    def _text(self, definition: FieldDef, value: Any) -> str:
        kind = definition.type
        if kind in TABLES:
            return "\n".join(self._line(definition, row) for row in value)
        if kind is FieldType.PEOPLE:
            return "、".join(self._attendee(definition, row) for row in value)
        if isinstance(value, list):
            mark = "；" if kind is FieldType.TEXT else "、"
            return mark.join(self._one(definition, one) for one in value) + (mark if mark == "；" and len(value) == 1 else "")
        return self._one(definition, value)

    def _one(self, definition: FieldDef, value: Any) -> str:
        match definition.type:
            case FieldType.PAPER_TABLE:  # JSON without the marks that part columns and rows
                return re.sub(r"[；【】：↵]", lambda m: f"\\u{ord(m[0]):04x}", json.dumps(value, ensure_ascii=False))
            case FieldType.CHOICE | FieldType.MULTI_CHOICE:
                return self._words.word(definition.vocab or "", str(value))
            case FieldType.PERSON | FieldType.UNIT:
                return self._directory.word(str(value))
            case FieldType.FLAG:
                return "是" if value else "否"
            case _:
                return text_of(value)

    def _attendee(self, definition: FieldDef, row: Mapping[str, Any]) -> str:
        bits = [self._words.word(definition.vocab or "", row["role"])] if row.get("role") else []
        bits += [_UNIT + self._directory.word(row["unit"])] if row.get("unit") else []
        bits += [_NOTE + " ".join(str(row["note"]).split())] if row.get("note") else []
        return self._directory.word(row["person"]) + (f"（{'，'.join(bits)}）" if bits else "")

    def _line(self, definition: FieldDef, row: Mapping[str, Any]) -> str:
        return "；".join(self._cells(definition.columns, row))

    def _cells(self, columns: Sequence[FieldDef], row: Mapping[str, Any]) -> Iterator[str]:
        for column in columns:
            value = row.get(column.id)
            if is_empty(value):
                continue
            if column.columns:
                text = "".join(f"【{self._line(column, inner)}】" for inner in value or ())
            else:
                text = self._text(column, value).replace("\n", NEW_LINE)
            yield f"{column.label}：{text}"
