"""Rows of a list that came in: values as far as they can be read, the words as written, lines that are no rows.

Nothing is passed over silently: totals, repeated heads and notes below are named with their reason. Does not belong here:
what a row means here (reconcile).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.catalog.records import RecordForm
from app.domain.errors import AppError, ErrorCode
from app.services.intake import Reading
from app.services.intake_columns import ID, KIND, STATE, Target
from app.services.intake_plan import Given, groups, read_lines
from app.services.intake_values import CellReader
from app.services.intake_words import Directory, Words
from app.services.record_body import as_list
from app.services.session import Session
from app.sheets.heads import Line, Table, key_of
from app.sheets.reading import Grid
from app.sheets.values import is_blank, text_of
from app.store import queries

STATE_FIELD = "#state"
NUMBERS = ("number", "decision_no", "archive_no", "clue_no")
TITLE_IS_NUMBER = frozenset({"clue"})
_TOTAL = re.compile(r"^(总计|合计|小计|共计|累计|本页合计|总数)")
COLUMNS = "reconcile:"


@dataclass(frozen=True, slots=True)
class Their:
    """A row of the list. number: as the sheet counts; texts: what stands there by head; faults: what could not be read."""

    key: str
    number: int
    title: str
    date: str = ""
    kind: str = ""
    numbers: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "key": self.key, "number": self.number, "title": self.title, "date": self.date, "kind": self.kind,
            "numbers": list(self.numbers), "values": dict(self.values), "texts": dict(self.texts), "faults": list(self.faults),
        }  # fmt: skip

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Their:
        """As it was kept."""
        return cls(
            kept["key"], kept["number"], kept["title"], kept["date"], kept["kind"], tuple(kept["numbers"]), kept["values"],
            kept["texts"], tuple(kept["faults"]),
        )  # fmt: skip


def numbers_of(form: RecordForm, body: Mapping[str, Any]) -> tuple[str, ...]:
    """The official numbers in a body."""
    names = (*NUMBERS, form.base["title"]) if form.id in TITLE_IS_NUMBER else NUMBERS
    return tuple(str(one) for name in names for one in as_list(body.get(name)) if one)


def read_rows(
    session: Session, found: Reading, grid: Grid, mapping: Mapping[int, str], kind: str = ""
) -> tuple[list[Their], list[tuple[int, str, str]]]:
    """The rows of a list, and the lines that are none with their reasons.

    Raises AppError BAD_INPUT (no ledger, no column that names a row).
    """
    form = found.target.form
    if form is None:
        raise AppError(ErrorCode.BAD_INPUT, "对账只对台账，不对人员名册。", where="是什么")
    if not {form.base["title"], ID, *NUMBERS} & set(mapping.values()):
        label = next(f.label for f in form.fields if f.id == form.base["title"])
        raise AppError(ErrorCode.BAD_INPUT, "没有一列能说明各行是哪一件。", action=f"请把一列对到“{label}”或者文号、编号。", where="对列")
    table, left_out = rows_and_rest(found.table, grid)
    reader = CellReader(Words(session.catalog.vocab), Directory(session))
    rows = [_their(session, form, found.target, lines, mapping, table.heads, reader, kind) for lines in groups(table, mapping)]
    return rows, left_out


def _their(
    session: Session, form: RecordForm, target: Target, lines: Sequence[Line], mapping: Mapping[int, str],
    heads: Sequence[str], reader: CellReader, kind: str,
) -> Their:  # fmt: skip
    given = read_lines(lines, target, mapping, heads, reader)
    texts = {heads[at]: text_of(lines[0].cells[at]) for at in mapping if at < len(lines[0].cells) and not is_blank(lines[0].cells[at])}
    title = str(given.values.get(form.base["title"]) or given.texts.get(form.base["title"], ""))
    numbers = (*numbers_of(form, given.values), *((given.texts[ID],) if given.texts.get(ID) else ()))
    state = {STATE_FIELD: given.texts[STATE]} if given.texts.get(STATE) else {}
    return Their(
        f"t{lines[0].number}", lines[0].number, " ".join((title or " ".join(numbers)).split()), str(given.values.get(form.base["date"]) or ""),
        _kind(session, form, given, kind), numbers, given.values, {**texts, **state},
        tuple(f"「{f.column}」{f.words}" for f in given.faults),
    )  # fmt: skip


def _kind(session: Session, form: RecordForm, given: Given, kind: str) -> str:
    text = given.texts.get(KIND, "")
    words = session.catalog.vocab
    return next((k for k in form.kinds if text and key_of(text) in (key_of(words.label(k)), key_of(words.short(k)), k)), kind)


def rows_and_rest(table: Table, grid: Grid) -> tuple[Table, list[tuple[int, str, str]]]:
    """The rows of a table, and every other line under its head that holds anything: number, reason, words."""
    heads = {key_of(h) for h in table.heads if h}
    rest: dict[int, tuple[str, str]] = {}
    for line in table.lines:
        words = [text_of(c) for c in line.cells if not is_blank(c)]
        if words and any(_TOTAL.match(w) for w in words[:2]):
            rest[line.number] = ("合计行，不是一件事", " ".join(words))
        elif words and {key_of(w) for w in words} <= heads:
            rest[line.number] = ("重复的表头", " ".join(words))
    kept = tuple(line for line in table.lines if line.number not in rest)
    for number, note in _below(table, grid):
        rest[number] = ("表后的说明", note)
    return Table(table.heads, kept, table.head_row, table.notes), [(n, *rest[n]) for n in sorted(rest)]


def _below(table: Table, grid: Grid) -> Iterator[tuple[int, str]]:
    there = {line.number for line in table.lines}
    for at, row in enumerate(grid.rows):
        number = grid.first + at
        words = [text_of(c) for c in row if not is_blank(c)]
        if number > table.head_row and words and number not in there:
            yield number, " ".join(words)


# --- columns, remembered for each sender -------------------------------------------
def columns_for(session: Session, sender: str, found: Reading) -> dict[int, str]:
    """Which column of the sheet is which: as it was for this sender, else as it was guessed or chosen before."""
    key = _key(sender, found)
    with session.store.read() as conn:
        kept = queries.settings(conn, key).get(key)
    if not isinstance(kept, dict):
        return dict(found.mapping)
    by_head = {key_of(h): at for at, h in reversed(list(enumerate(found.table.heads))) if h}
    there = {c.id for c in found.target.columns}
    return dict(sorted((by_head[h], str(one)) for h, one in kept.items() if h in by_head and one in there))


def remember_columns(session: Session, sender: str, found: Reading, mapping: Mapping[int, str]) -> None:
    """Keep the columns of a sender's lists. Not a step of undo."""
    if not sender.strip() or columns_for(session, sender, found) == dict(mapping):
        return
    chosen = {key_of(found.table.heads[at]): one for at, one in mapping.items()}
    with session.store.change(session.actor(), "sheet.columns", "记住对方表格的列名", undoable=False) as uow:
        uow.put("setting", _key(sender, found), {"value": chosen})


def _key(sender: str, found: Reading) -> str:
    who = hashlib.sha256(sender.strip().encode()).hexdigest()[:16]
    return f"{COLUMNS}{found.target.id}:{who}"

