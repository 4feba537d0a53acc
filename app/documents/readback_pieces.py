"""The lines of a file cut where elements of a letter may begin: soft returns, cells of tables that only set things apart.

A drawn table stays a table unless head or imprint of the letter stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from app.catalog.lettertables import MAX_COLUMNS, grid_problem
from app.documents.model import Cell, Table, TableRow
from app.documents.readback_lines import FOOTER, HEADER, Grid, Line, Pages
from app.documents.readback_words import date_in, halves, level_of, number_in, period_in, segments, tight
from app.documents.tabledata import MAX_CELL, MAX_ROWS

COPIES = re.compile(r"^(抄送|抄报|抄致|分送|发送|报送|主送|报|送|发)(?:机关|单位)?[:：]")
ROLES = re.compile(r"^(附件[:：]|附[:：]|抄送[:：]|抄报[:：]|分送[:：]|主送(?:机关)?[:：]|签发人|出席|请假|缺席|列席|参加(?:人员)?[:：]|联系人[:：])")
LABEL = re.compile(r"^(?:发文)?(?:发文字号|文号|字号|标题|主送(?:机关|单位)?|抄送(?:机关|单位)?|签发人|成文日期|发文日期|密级|紧急程度|份号)[:：]?$")
_UNMARKED = re.compile(r"^(\s*抄\s?[送报])[ \t\u3000]+(?=[\u4e00-\u9fff]{2})(?!.{0,4}[:：])")
_RUN_TOGETHER = re.compile(r"^(\s*抄\s*[送报][:：][^。]+。)(.*[\d日]\s*日?\s*印\s*发\s*)$")
PAGE = re.compile(r"^[-—－–_·.\s]*(?:第?\d{1,4}页?(?:[/，,]?共?\d{1,4}页?)?)[-—－–_·.\s]*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of a letter as an element may be: its text without space (`bare`), its parts set apart, its looks.

    table: a table of the text, then there is no text.
    """

    text: str
    line: Line
    table: Table | None = None
    bare: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bare", tight(self.text))

    @property
    def parts(self) -> list[str]:
        return segments(self.text)


def pieces_of(pages: Pages) -> list[Piece]:
    """The pieces of a file in reading order; page numbers are left out."""
    found: list[Piece] = []
    for block in pages.blocks:
        if isinstance(block, Line):
            cut = _own_parts(block) if pages.own else _parts(block)
            found += [Piece(t, line) for text, line in cut for t in _imprint_lines(text) if not _is_page(t, line)]
        elif not block.ruled or _sets_apart(block):
            found += _flat(block)
        else:
            table = _table(block)
            found += _flat(block) if table is None else [Piece("", Line("", "表格", block.at), table)]
    return found


def whole_days(pieces: list[Piece]) -> list[Piece]:
    """The pieces with days that are written over two lines made one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and halves(found[-1].bare, piece.bare):
            found[-1] = Piece(found[-1].bare + piece.bare, found[-1].line)
        else:
            found.append(piece)
    return found


def _imprint_lines(text: str) -> list[str]:
    """Copies and printing as lines of their own where a conversion has run them together."""
    text = _UNMARKED.sub(r"\1：", text)
    found = _RUN_TOGETHER.match(text)
    return [found[1], found[2]] if found else [text]


def _is_page(text: str, line: Line) -> bool:
    bare = tight(text)
    return line.part in (HEADER, FOOTER) and (not bare or PAGE.match(bare) is not None)


def _own_parts(line: Line) -> Iterator[tuple[str, Line]]:
    """Our own files: soft returns only show where a line ends."""
    yield line.text.replace("\n", ""), line


def _parts(line: Line) -> Iterator[tuple[str, Line]]:
    """The paragraphs a paragraph really holds when soft returns stand in it."""
    held = ""
    for n, part in enumerate(line.text.split("\n")):
        if n and _begins(held, part, line):
            yield held, line
            held = part
        elif n and held and not held.isascii():
            held = held.rstrip() + part.strip()
        else:
            held += part
    yield held, line


def _begins(before: str, part: str, line: Line) -> bool:
    bare, held = tight(part), tight(before)
    if not bare or not held or part[:1] in "\u3000\t" or part[:2] == "  ":
        return True
    if line.align == "center":
        return bool(number_in(bare) or number_in(held) or period_in(bare) or held.endswith("文件"))
    if ROLES.match(bare) or level_of(bare)[0] or (date_in(bare) and len(bare) < 16) or held.endswith(("：", ":")):
        return True
    if (date_in(held) and len(held) < 16) or (number_in(bare) and len(bare) < 24) or (number_in(held) and len(held) < 24):
        return True
    return line.align == "right" or held.endswith(("。", "！", "；"))


def _sets_apart(grid: Grid) -> bool:
    """Whether head or imprint stands in a table, or it is one cell around a text."""
    lines = [tight(line.text) for row in grid.rows for cell in row for line in cell]
    if len(grid.rows) == 1 and len(grid.rows[0]) == 1:
        return True
    if any(COPIES.match(t) or t.endswith("印发") for t in lines):
        return True
    if sum(bool(row and row[0] and LABEL.match(tight(row[0][0].text))) for row in grid.rows) > 1:
        return True
    return len(grid.rows) <= 2 and len(lines) <= 8 and any(
        (found := number_in(t)) is not None and not found[1] and len(t) < 30 for t in lines
    )


def _labelled(cells: list[str]) -> str:
    """A row as one line; a label in its first cell gets the colon it has in a text."""
    if len(cells) > 1 and LABEL.match(tight(cells[0])):
        return tight(cells[0]).rstrip("：:") + "：" + "\t".join(cells[1:])
    return "\t".join(cells)


def _flat(grid: Grid) -> Iterator[Piece]:
    """Rows of short cells as one line with gaps, cells of several lines one after the other."""
    for row in grid.rows:
        cells = [[line for line in cell if line.text.strip()] for cell in row]
        filled = [cell for cell in cells if cell]
        if filled and len(filled) > 1 and all(len(cell) == 1 for cell in filled) and COPIES.match(tight(filled[0][0].text)) and len(tight(filled[0][0].text)) > 4:
            yield Piece(filled[0][0].text, filled[0][0])
            filled = filled[1:]
        if filled and all(len(cell) == 1 for cell in filled):
            first = max((cell[0] for cell in filled), key=lambda one: one.size)
            text = _labelled([cell[0].text.replace("\n", "") for cell in filled])
            yield Piece(text, replace(first, align=first.align if len(filled) == 1 else "left"))
        else:
            for cell in filled:
                for line in cell:
                    yield from (Piece(t, one) for t, one in _parts(line))
    yield Piece("", Line("", "表格", grid.at))


def _table(grid: Grid) -> Table | None:
    """The table as letter data holds it: texts, merged cells, equal shares. None when it is larger than a letter's may be."""
    texts = [["\n".join(line.text.strip() for line in cell if line.text.strip()) for cell in row] for row in grid.rows]
    width = max((sum(columns for columns, _rows in row) for row in grid.spans), default=0)
    if not 0 < width <= MAX_COLUMNS or len(texts) > MAX_ROWS or any(len(text) > MAX_CELL for row in texts for text in row):
        return None
    merged = [
        [Cell(text, columns, rows) for text, (columns, rows) in zip(row, spans, strict=True) if rows]
        for row, spans in zip(texts, grid.spans, strict=True)
    ]
    if grid_problem([[(c.span, c.rows) for c in row] for row in merged], width, 0) is not None:  # ragged: each row by itself
        merged = [[Cell(text, columns) for text, (columns, _n) in zip(row, spans, strict=True)] for row, spans in zip(texts, grid.spans, strict=True) if row]
        for cells in merged:
            cells[-1] = replace(cells[-1], span=width - sum(c.span for c in cells[:-1]))
    return Table((1.0,) * width, tuple(TableRow(tuple(cells)) for cells in merged)) if merged else None
