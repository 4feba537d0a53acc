"""Signature, date and note (GB/T 9704-2012, 7.3.5 and 7.3.6)."""

from __future__ import annotations

from app.documents.blocks import MM, Align, Block, Setter, Style
from app.documents.breaking import Span
from app.documents.faces import clean_text
from app.documents.model import Format, OfficialDocument, Signature, chinese_date
from app.documents.titles import divide_name

_SEAL = 42.0 * MM
_SEAL_COLUMN = _SEAL + 1.5 * MM  # seals do not touch
_STAMP = 4  # cells kept for a stamp
_ROWS = 2  # rows of seals that a joint document may take before its columns are made narrower
_LINES = 2  # lines a name over a seal may take
_ROUNDING = 1e-6
_SEAL_ROWS = 5  # grid lines from one row of seals to the next


def signature(document: OfficialDocument, setter: Setter) -> list[Block]:
    """The blocks after the text. Minutes carry date and issuer in their head instead."""
    blocks: list[Block] = []
    if document.format is not Format.MINUTES and document.date:
        day = chinese_date(document.date)
        names = [clean_text(name) for name in document.issuers]
        if document.signatures:
            blocks += _stamped(document.signatures, day, setter)
        else:
            blocks += _sealed(names, day, setter) if document.sealed else _unsealed(names, day, setter)
    if document.note:
        note = document.note.strip().removeprefix("（").removesuffix("）")
        blocks.append(_note(f"（{note}）", setter))
    return blocks


def seal_foot(document: OfficialDocument, setter: Setter) -> float:
    """How far a seal hangs under the date, so that it does not stand on the imprint.

    Its middle stands half a line above the turn from name to date: both are 居印章中心偏下位置 (7.3.5.1).
    """
    sealed = document.sealed and document.date and document.issuers and not document.signatures
    return max(_SEAL / 2 - 1.5 * setter.pitch, 0.0) if sealed and not document.note else 0.0


def _note(text: str, setter: Setter) -> Block:
    return setter.flowing(Style.NOTE, (Span(text, "body"),), first=2 * setter.cell)


def _stamped(signatures: tuple[Signature, ...], day: str, setter: Setter) -> list[Block]:
    """签名章 four characters from the right, the post two characters to its left, the date a line below (7.3.5.3).

    Signers of a joint document stand under each other, stamps and posts in line.
    """
    cell = setter.cell
    right = 4 * cell
    stamps = [clean_text(signer.name) for signer in signatures]
    start = setter.measure - right - max(_STAMP * cell, *(setter.body.width(name, "kai") for name in stamps))
    blocks = setter.blank(2)
    for i, (signer, stamp) in enumerate(zip(signatures, stamps, strict=True)):
        if i:
            blocks += setter.blank()
        *above, post = _rows(clean_text(signer.post), start - 2 * cell, setter)
        for row in above:
            x = start - 2 * cell - setter.body.width(row, "body")
            blocks.append(setter.spread(Style.SIGNATURE, ((x, row, "body"),)))
        x = start - 2 * cell - setter.body.width(post, "body")
        beside = ((start, stamp, "kai"),) if stamp else ()
        blocks.append(setter.spread(Style.SIGNATURE, ((x, post, "body"), *beside)))
    return [*blocks, *setter.blank(), setter.single(Style.DATE, day, "body", align=Align.RIGHT, right=right)]


def _sealed(names: list[str], day: str, setter: Setter) -> list[Block]:
    """Date four characters from the right, the name centred on it (7.3.5.1)."""
    right = 4 * setter.cell
    width = setter.body.width(day, "body")
    centre = setter.measure - right - width / 2
    blocks = setter.blank(2)  # a 42 mm seal on name and date then ends within a line of the text
    if len(names) == 1:
        room = 2 * (setter.measure - centre)
        blocks += [_centred(row, centre, setter) for row in _rows(names[0], room, setter)]
    elif names:
        blocks += _seal_rows(names, centre, setter)
    blocks.append(setter.single(Style.DATE, day, "body", align=Align.RIGHT, right=right))
    return blocks


def _rows(name: str, room: float, setter: Setter) -> list[str]:
    """The name on one line, or on several; a quarter of a character stays free on each side."""
    return divide_name(name, lambda text: setter.body.width(text, "body"), room - setter.cell / 2)


def _centred(text: str, centre: float, setter: Setter) -> Block:
    left = 2 * centre - setter.measure
    return setter.single(Style.ISSUER, text, "body", align=Align.CENTRE, left=left)


def _seal_rows(names: list[str], centre: float, setter: Setter) -> list[Block]:
    """Rows of equal columns, a seal each; the last one stands on the date, the others to its left."""
    column = _column(names, centre, setter)
    fitting = _fitting(column, centre)
    blocks: list[Block] = []
    for i in range(0, len(names), fitting):
        row = [_rows(name, column, setter) for name in names[i : i + fitting]]
        height = max(map(len, row))
        if i:
            blocks += setter.blank(max(_SEAL_ROWS - height, 1))
        start = centre - (len(row) - 1) * column
        for line in range(height):
            parts = []
            for j, name in enumerate(row):
                at = line - height + len(name)  # shorter names stand on the row's last line
                if at >= 0:
                    x = start + j * column - setter.body.width(name[at], "body") / 2
                    parts.append((x, name[at], "body"))
            blocks.append(setter.spread(Style.ISSUER, tuple(parts)))
    return blocks


def _column(names: list[str], centre: float, setter: Setter) -> float:
    """The width of a seal's column: names on one line in two rows of seals, else names on two in as few rows as fit."""
    widest = max(setter.body.width(name, "body") for name in names)
    room = 2 * (setter.measure - centre)  # the last name stands on the date and ends within the type area

    def cost(column: float) -> tuple[bool, bool, int, int]:
        height = max(len(_rows(name, column, setter)) for name in names)
        rows = -(-len(names) // _fitting(column, centre))
        return height > _LINES, rows > _ROWS, rows if rows > _ROWS else height, rows

    columns = [max(min(room, widest + setter.cell, centre / (count - 0.5)), _SEAL_COLUMN) for count in range(1, 4)]
    return min(columns, key=cost)


def _fitting(column: float, centre: float) -> int:
    edge = _SEAL / 2 if column == _SEAL_COLUMN else column / 2
    return 1 + int(max(centre - edge, 0.0) / column + _ROUNDING)


def _unsealed(names: list[str], day: str, setter: Setter) -> list[Block]:
    """Name two characters from the right, the date two characters in from the name (7.3.5.2)."""
    cell = setter.cell
    names = [row for name in names for row in _rows(name, setter.measure - 4 * cell, setter)]
    widths = [setter.body.width(name, "body") for name in names] or [0.0]
    day_width = setter.body.width(day, "body")
    left = setter.measure - 2 * cell - max(widths)
    if day_width > max(widths):
        left = setter.measure - 2 * cell - day_width - 2 * cell
    left = max(left, 0.0)
    blocks = setter.blank()
    blocks += [setter.single(Style.ISSUER, name, "body", left=left) for name in names]
    blocks.append(setter.single(Style.DATE, day, "body", left=left + 2 * cell))
    return blocks
