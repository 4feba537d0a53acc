"""Where a paragraph of a docx falls on its page, between the earliest and the latest place that programs set it at.

A docx says no places: how many lines a paragraph takes depends on the program. Both ends of what is possible are counted,
and what needs a place is judged only where both agree. Does not belong here: what is right (rules_*).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from app.documents.checking.heights import line_of
from app.documents.checking.paper import Paper, Para, Section

_SLACK = 2.0  # pt that a line may stand out below the text
_CHINESE = 0x2000  # characters from here on are as wide as high
# characters: what programs leave beside a figure, what a mark that may not begin a line takes to the next, and what is pressed out of marks
_BESIDE, _CARRIED, _PRESSED = 0.25, 0.4, 0.3


@dataclass(frozen=True, slots=True)
class Fall:
    """A place. page, end: where it begins and ends, from 0, of the pages since the last one that surely begins anew; top, bottom: pt below the
    top of the text; room: height of the text."""

    page: int
    end: int
    top: float
    bottom: float
    room: float


def falls(paper: Paper, wanted: Para) -> tuple[Fall, Fall] | None:
    """The earliest and the latest place of a paragraph that flows; None when something before it has a height the file does not tell."""
    part = _since_turn(paper, wanted)
    section = paper.sections[wanted.section]
    if part is None or section.top is None or section.bottom is None or section.measure is None or section.columns > 1 or section.centred:
        return None
    return _count(paper, part, section, wanted, late=False), _count(paper, part, section, wanted, late=True)


def _since_turn(paper: Paper, wanted: Para) -> list[Para] | None:
    """What flows from the last sure page turn down to a paragraph; None when it holds pictures or another section begins in it."""
    rows: list[Para] = []
    for para in paper.flowing:
        turned = bool(rows) and para.section != rows[-1].section and not paper.sections[para.section].joined
        if turned or (para.new_page and para.place == "flow"):
            rows = []
        if para.place == "flow" or (para.place == "table" and para.cell is not None and para.cell.anchor is None):
            rows.append(para)
        if para is wanted:
            break
    pictures = any(_drawn(p) for p in rows)
    return None if pictures or any(p.section != wanted.section for p in rows) or not rows or rows[-1] is not wanted else rows


def _drawn(para: Para) -> bool:
    """Whether a picture stands in the lines of a paragraph."""
    if para.node is None:
        return False
    return any(isinstance(node.tag, str) and node.tag.endswith("}inline") for node in para.node.iter())


def _count(paper: Paper, rows: list[Para], section: Section, wanted: Para, *, late: bool) -> Fall:
    room = section.height - (section.top or 0.0) - (section.bottom or 0.0)
    page, at = 0, _pushed(paper, section) if rows[0] is next((p for p in paper.flowing if p.place in {"flow", "table"}), None) else 0.0
    for block in _blocks(rows):
        lines, before, after = _height(block, section, late=late)
        at += before
        begin, top = page, at
        for number, line in enumerate(lines):
            if at + line > room + _SLACK and at > 0:
                page, at = page + 1, 0.0
            begin, top = (page, at) if not number else (begin, top)
            at += line
        last, at = at, at + after
        if any(p is wanted for p in block):
            return Fall(begin, page, top, last, room)
    raise AssertionError("the paragraph is the last of its rows")  # pragma: no cover


def _blocks(rows: list[Para]) -> Iterator[list[Para]]:
    """Paragraphs one by one, those of a table row together."""
    for _, block in groupby(rows, key=lambda p: (p.cell.table, p.cell.row) if p.cell is not None else (0, p.index)):
        yield list(block)


def _height(block: list[Para], section: Section, *, late: bool) -> tuple[list[float], float, float]:
    """The lines of a paragraph or row, and the space before and after it."""
    first = block[0]
    if first.cell is None:
        return _lines(first, section.measure or 0.0, late=late), first.before, first.after
    cells: dict[int, float] = {}
    for para in block:
        assert para.cell is not None  # noqa: S101 - of one row
        wide = para.cell.width / para.cell.columns * (1.0 if late else 1.6)
        cells[para.cell.column] = cells.get(para.cell.column, 0.0) + para.before + para.after + sum(_lines(para, wide, late=late))
    return [max(*cells.values(), first.cell.height, 0.0)], 0.0, 0.0


def _lines(para: Para, measure: float, *, late: bool) -> list[float]:
    """The heights of the lines of a paragraph."""
    size = para.size or 16.0
    spacing = next((run.spacing for run in para.runs if run.text.strip()), 0.0)
    columns = max((measure - max(para.left, 0.0) - max(para.right, 0.0)) / (size + spacing), 1.0)
    count, first = 0, max(para.first, 0.0) / size
    for row in para.text.split("\n"):
        count, first = count + _turns(first, row.strip("\t"), columns, late=late), 0.0
    return [_line(para, late=late)] * count


def _turns(first: float, row: str, columns: float, *, late: bool) -> int:
    """How many lines a text takes that begins so many characters from the left."""
    wide = first + sum(1.0 if ord(c) > _CHINESE else 0.5 for c in row)
    rough = wide / columns
    if late:  # whole characters only, room beside figures, marks that take a character with them
        mixed = sum((ord(a) > _CHINESE) != (ord(b) > _CHINESE) for a, b in pairwise(row))
        return max(1, -int(-(wide + mixed * _BESIDE + rough * _CARRIED) // int(columns + 0.05)))
    return max(1, -int(-(wide - rough * _PRESSED) // columns))


def _line(para: Para, *, late: bool) -> float:
    """The height of one line; without a fixed pitch it hangs on the font, unless it stands on the document's grid."""
    if para.pitch_rule == "exact" and para.pitch:
        return para.pitch
    return line_of(para) * (1.0 if para.grid else 1.12 if late else 0.9)


def _pushed(paper: Paper, section: Section) -> float:
    """How far a header of fixed height pushes the text down."""
    head = sum(p.before + (p.pitch or 0.0) + p.after for p in paper.flowing if p.place == "header" and p.pitch_rule == "exact")
    return max((section.header_distance or 0.0) + head - (section.top or 0.0), 0.0) if head else 0.0
