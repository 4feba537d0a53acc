"""A recognised letter as JSON and back, for the pipe between the limited process that reads files and the program.

What comes back is somebody else's: every value is taken by its type, nothing is run. Not the form letters are stored or
exported in (services.letter_readback_rows).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from app.documents.model import Cell, Paragraph, Table, TableRow
from app.documents.readback_model import Found, OldAttachment, OldLetter, OldLine, OldNumber

T = TypeVar("T")


def packed(letter: OldLetter) -> dict[str, Any]:
    """Everything of a letter as plain values."""
    number, date, printer = letter.number, letter.date, letter.printer
    return {
        "format": letter.format, "mark": letter.mark, "why": letter.why, "left": letter.left,
        "number": _found(number, lambda n: [n.series, n.year, n.n, n.shown]), "date": _found(date, dt.date.isoformat),
        **{name: _found(getattr(letter, name), list) for name in _LISTS},
        **{name: _found(getattr(letter, name), str) for name in _TEXTS},
        "printer": _found(printer, lambda p: [p[0], p[1].isoformat() if p[1] else ""]),
        "attendance": {label: list(people) for label, people in letter.attendance.items()},
        "body": [_block(b) for b in letter.body],
        "attachments": [[a.title, [_block(b) for b in a.body]] for a in letter.attachments],
        "page": [[o.text, o.align, o.size, o.red, o.indent, o.where, o.table] for o in letter.page],
    }  # fmt: skip


def unpacked(data: Mapping[str, Any]) -> OldLetter:
    """The letter again. Raises KeyError, TypeError or ValueError for what packed did not write."""
    return OldLetter(
        format=str(data["format"]), mark=str(data["mark"]), why={str(name): str(words) for name, words in data["why"].items()}, left=str(data["left"]),
        number=_back(data["number"], lambda v: OldNumber(str(v[0]), int(v[1]), int(v[2]), str(v[3]))),
        date=_back(data["date"], dt.date.fromisoformat),
        issuers=_back(data["issuers"], _texts), to=_back(data["to"], _texts), cc=_back(data["cc"], _texts), signers=_back(data["signers"], _texts),
        secrecy=_back(data["secrecy"], lambda v: (str(v[0]), str(v[1]))),
        title=_back(data["title"], str), urgency=_back(data["urgency"], str), copy_no=_back(data["copy_no"], str), note=_back(data["note"], str),
        printer=_back(data["printer"], lambda v: (str(v[0]), dt.date.fromisoformat(v[1]) if v[1] else None)),
        attendance={str(label): _texts(people) for label, people in data["attendance"].items()},
        body=[_block_back(b) for b in data["body"]],
        attachments=[OldAttachment(str(title), tuple(map(_block_back, body))) for title, body in data["attachments"]],
        page=[OldLine(str(t), str(align), float(size), bool(red), bool(indent), str(where), bool(table)) for t, align, size, red, indent, where, table in data["page"]],
    )  # fmt: skip


_LISTS = ("issuers", "to", "cc", "signers", "secrecy")
_TEXTS = ("title", "urgency", "copy_no", "note")


def _found(one: Found[T] | None, plain: Callable[[T], Any]) -> list[Any] | None:
    return None if one is None else [plain(one.value), one.sure, one.where, one.text]


def _back(one: Any, typed: Callable[[Any], T]) -> Found[T] | None:
    return None if one is None else Found(typed(one[0]), float(one[1]), str(one[2]), str(one[3]))


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(str(v) for v in values)


def _block(block: Paragraph | Table) -> list[Any]:
    if isinstance(block, Paragraph):
        return [block.level, block.text]
    return [list(block.columns), [[[c.text, c.span, c.rows] for c in row.cells] for row in block.rows]]


def _block_back(data: Any) -> Paragraph | Table:
    if isinstance(data[0], int):
        return Paragraph(data[0], str(data[1]))
    rows = tuple(TableRow(tuple(Cell(str(t), int(span), int(down)) for t, span, down in row)) for row in data[1])
    return Table(tuple(float(c) for c in data[0]), rows)
