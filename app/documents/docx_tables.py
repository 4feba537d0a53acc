"""Writes tables into a docx: Word's own tables with repeated heads, fixed widths and named styles.

One table in Word is one table here as long as its pages turn where Word turns them by itself; where ours turn
elsewhere (rows kept together, a row cut) a new table begins on the new page. Units: twips unless a name says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.documents.blocks import Line
from app.documents.column import TableUnit
from app.documents.docx_table_styles import TABLE_STYLE, style_id
from app.documents.docxnames import twips
from app.documents.table_pages import Part, PartCell, PartRow
from app.documents.tables import BOTTOM, OUTER, SIDE, TOP, CellLine, TableBlock

_JC = {"centre": "center", "right": "right"}
_ROOM = 1.0  # pt, less than the free space above a cell's foot: other programs must not find the row too low
_FRAME = OUTER / 25.4 * 72  # pt: other programs add the outer rules to the height, which the grid of lines has no room for
Run = Callable[[str, str], str]  # role and text to a run of XML


def table_xml(unit: TableUnit, run: Run) -> list[str]:
    """The elements of a table and the paragraph under it. run: makes a run and notes its characters."""
    found = [gap_paragraph(unit.lead)] if unit.lead else []
    rows: list[str] = []
    for part in unit.parts:
        if not part.rows:
            continue
        new = not rows or part.turned
        if rows and part.turned:
            found += [_table(unit.block, rows), gap_paragraph(1.0)]
            rows = []
        rows += _rows(part, run, heads=new, turn=part.turned)
    found += [_table(unit.block, rows), gap_paragraph(unit.gap - _FRAME)]
    return found


def gap_paragraph(height: float) -> str:
    """An empty paragraph of a height in pt."""
    return f'<w:p><w:pPr><w:spacing w:line="{max(twips(height), 20)}" w:lineRule="exact"/></w:pPr></w:p>'


def _table(block: TableBlock, rows: Sequence[str]) -> str:
    grid = "".join(f'<w:gridCol w:w="{_width(block, i, 1)}"/>' for i in range(len(block.edges) - 1))
    look = '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    properties = (
        f'<w:tblPr><w:tblStyle w:val="{TABLE_STYLE}"/><w:tblW w:w="{twips(block.edges[-1])}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{look}</w:tblPr>'
    )
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _width(block: TableBlock, column: int, span: int) -> int:
    return twips(block.edges[column + span]) - twips(block.edges[column])


def _rows(part: Part, run: Run, *, heads: bool, turn: bool) -> list[str]:
    found: list[str] = []
    covered: dict[int, PartCell] = {}  # cells merged downwards, by the row below which they end
    for index, row in enumerate(part.rows):
        going = [cell for end, cell in list(covered.items()) if end // 100 > index]
        cells = {cell.box.column: _continued(part.block, cell) for cell in going}
        for cell in row.cells:
            height = sum(r.height for r in part.rows[index : index + cell.rows])
            cells[cell.box.column] = _cell(part.block, cell, height, run, turn=turn and not found and not cell.box.column)
            if cell.rows > 1:
                covered[(index + cell.rows) * 100 + cell.box.column] = cell
        if heads or not row.head:
            found.append(f"<w:tr>{_row_properties(row)}{''.join(cells[c] for c in sorted(cells))}</w:tr>")
    return found


def _row_properties(row: PartRow) -> str:
    head = "<w:tblHeader/>" if row.head else ""
    return f'<w:trPr><w:cantSplit/><w:trHeight w:val="{twips(row.height)}" w:hRule="atLeast"/>{head}</w:trPr>'


def _continued(block: TableBlock, cell: PartCell) -> str:
    return f'<w:tc>{_cell_properties(block, cell, "<w:vMerge/>")}<w:p>{_paragraph_properties(block, cell)}</w:p></w:tc>'


def _cell_properties(block: TableBlock, cell: PartCell, merge: str) -> str:
    box = cell.box
    span = f'<w:gridSpan w:val="{box.span}"/>' if box.span > 1 else ""
    place = "" if box.on_top or box.foot else '<w:vAlign w:val="center"/>'
    return f'<w:tcPr><w:tcW w:w="{_width(block, box.column, box.span)}" w:type="dxa"/>{span}{merge}{place}</w:tcPr>'


def _cell(block: TableBlock, cell: PartCell, height: float, run: Run, *, turn: bool) -> str:
    box = cell.box
    merge = '<w:vMerge w:val="restart"/>' if cell.rows > 1 else ""
    parts = _paragraphs(block, cell, box.lines, run, turn=turn)
    if box.foot:
        used = (len(box.lines) + len(box.foot)) * block.pitch + TOP + BOTTOM
        parts += _paragraphs(block, cell, box.foot, run, turn=turn and not parts, foot=True, before=height - used - _ROOM)
    if not parts:
        parts = [f"<w:p>{_paragraph_properties(block, cell, turn=turn)}</w:p>"]
    return f"<w:tc>{_cell_properties(block, cell, merge)}{''.join(parts)}</w:tc>"


def _paragraphs(block: TableBlock, cell: PartCell, lines: Sequence[CellLine], run: Run, *, turn: bool,
                foot: bool = False, before: float = 0.0) -> list[str]:  # fmt: skip
    found: list[str] = []
    runs = ""
    fresh = True  # a cell cut between its lines goes on without an indent
    for index, one in enumerate(lines):
        turned = one.line.hard and not one.ends and index < len(lines) - 1
        runs += _runs(one.line, run, turned=turned) + ("<w:r><w:br/></w:r>" if turned else "")
        if one.ends or index == len(lines) - 1:
            opening = index == 0 or not found
            properties = _paragraph_properties(block, cell, turn=turn and opening, foot=foot, before=before if opening else 0.0,
                                               indented=fresh and not foot and _is_indented(block, cell, lines, index))  # fmt: skip
            found.append(f"<w:p>{properties}{runs}</w:p>")
            runs = ""
    return found


def _is_indented(block: TableBlock, cell: PartCell, lines: Sequence[CellLine], last: int) -> bool:
    first = last
    while first and not lines[first - 1].ends:
        first -= 1
    pieces = lines[first].line.pieces
    return bool(cell.box.indent and pieces and pieces[0].x > block.edges[cell.box.column] + SIDE + cell.box.indent / 2)


def _runs(line: Line, run: Run, *, turned: bool) -> str:
    """A line; a space before a line break is left out, for it would take a line of its own in a narrow column."""
    spans = [span for piece in line.pieces for span in piece.spans]
    texts = [span.text.rstrip(" ") if turned and span is spans[-1] else span.text for span in spans]
    return "".join(run(span.role, text) for span, text in zip(spans, texts, strict=True) if text)


def _paragraph_properties(block: TableBlock, cell: PartCell, *, turn: bool = False, foot: bool = False, before: float = 0.0,
                          indented: bool = False) -> str:  # fmt: skip
    box = cell.box
    parts = [f'<w:pStyle w:val="{style_id(block.size, head=box.head)}"/>']
    if turn:
        parts.append("<w:pageBreakBefore/>")
    if before > 0:
        parts.append(f'<w:spacing w:before="{twips(before)}"/>')
    if foot:
        parts.append(f'<w:ind w:right="{twips(block.size)}"/>')
    elif indented:
        parts.append(f'<w:ind w:firstLine="{twips(box.indent)}"/>')
    align = "right" if foot else box.align
    usual = "centre" if box.head else "left"
    if align != usual:
        parts.append(f'<w:jc w:val="{_JC.get(align, "left")}"/>')
    return f"<w:pPr>{''.join(parts)}</w:pPr>"
