"""Draws what of a table stands on a page of the PDF. Lengths in pt, y downwards from the page's top.

Belongs here: cells, their text and rules. Does not belong here: pages (pdf) and widths and heights (tables).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.documents.blocks import Line
from app.documents.table_pages import Part, PartCell
from app.documents.tables import BOTTOM, INNER, OUTER, RULE, TOP, CellLine

_DESCENT = 0.12  # of the size, under the baseline: what an “at least” line adds stands above the text


@dataclass(frozen=True, slots=True)
class Drawing:
    """How to draw on the page. cell: told what is drawn next: row, column and whether it is a label;
    text: a line at a baseline; rule: from x, y to x, y of a thickness in mm."""

    cell: Callable[[int, int, bool], None]
    text: Callable[[Line, float, float], None]
    rule: Callable[[tuple[float, float, float, float], float], None]


def draw_part(part: Part, y: float, pen: Drawing) -> None:
    """Draw a part whose upper edge lies at y."""
    tops = [y]
    for row in part.rows:
        tops.append(tops[-1] + row.height)
    for index, row in enumerate(part.rows):
        for cell in row.cells:
            pen.cell(row.index, cell.box.column, cell.box.head or row.head)
            for line, baseline in _lines(part, cell, tops[index], tops[index + cell.rows]):
                pen.text(line, part.block.size, baseline)
    for place, thickness in _rules(part, tops):
        pen.rule(place, thickness)


def _lines(part: Part, cell: PartCell, top: float, bottom: float) -> Iterator[tuple[Line, float]]:
    box, pitch = cell.box, part.block.pitch
    free = bottom - top - part.block.text_height(box)
    start = top + TOP + (0.0 if box.on_top or box.foot else free / 2) - _DESCENT * part.block.size
    yield from _column(box.lines, start, pitch)
    foot = bottom - BOTTOM - RULE - len(box.foot) * pitch - _DESCENT * part.block.size
    yield from _column(box.foot, foot, pitch)


def _column(lines: tuple[CellLine, ...], y: float, pitch: float) -> Iterator[tuple[Line, float]]:
    for index, one in enumerate(lines, 1):
        yield one.line, y + index * pitch


def _rules(part: Part, tops: list[float]) -> Iterator[tuple[tuple[float, float, float, float], float]]:
    """Upper and left edge of each cell, and the frame; each piece as long as its cell."""
    edges = part.block.edges
    for index, row in enumerate(part.rows):
        for cell in row.cells:
            box = cell.box
            x0, x1 = edges[box.column], edges[box.column + box.span]
            y0, y1 = tops[index], tops[index + cell.rows]
            yield (x0, y0, x1, y0), INNER if index else OUTER
            yield (x0, y0, x0, y1), INNER if box.column else OUTER
            if index + cell.rows == len(part.rows):
                yield (x0, y1, x1, y1), OUTER
            if box.column + box.span == len(edges) - 1:
                yield (x1, y0, x1, y1), OUTER
