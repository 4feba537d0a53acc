"""The cells of a table of a docx: which row they stand in, the lines over and under them, and where the table stands.

A line between two rows may be written at either of their cells, at the table or in its style; a cell that says “none”
takes away what the table says, but not what the cell on the other side of the line says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.documents.checking.effect import N, Properties, Q, flat, is_coloured, is_red, number, points
from app.documents.checking.paper import Anchor, Border, Cell

_PAD = 5.4  # what programs leave when a table says nothing
_ANCHORS = {"page": "page", "margin": "margin", "text": "text"}


def cells_of(table: Any, code: int, styled: Properties, measure: float) -> Iterator[tuple[Any, Cell]]:
    """Every cell with what is known of it, row by row. styled: tblPr of the table's style; measure: of the type area."""
    rows = [row for row in table.iter(Q + "tr") if next(row.iterancestors(Q + "tbl")) is table]
    own = flat(table.find("w:tblPr", N))
    whole = styled | {key: value for key, value in own.items() if key.startswith("tblBorders.")}
    width, anchor = _width(table, measure), _anchor(own)
    cells = [[cell for cell in row.iter(Q + "tc") if next(cell.iterancestors(Q + "tr")) is row] for row in rows]
    seams = [_seam(cells, at, whole) for at in range(len(rows) + 1)]
    heights, pad = [_height(row) for row in rows], (_pad(styled | own, "left", "start"), _pad(styled | own, "right", "end"))
    shift = 0.0 if own.get("jc") in {"center", "right", "end"} else points(own.get("tblInd.w")) or 0.0
    for at, row in enumerate(cells):
        for column, cell in enumerate(row):
            yield cell, Cell(code, at, len(rows), column, len(row), seams[at], seams[at + 1], width, anchor, heights[at], pad, _upright(cell, whole), shift)


def _width(table: Any, measure: float) -> float:
    said = table.find("w:tblPr/w:tblW", N)
    kind = said.get(Q + "type", "dxa") if said is not None else "auto"
    value = said.get(Q + "w", "") if said is not None else ""
    if kind == "pct":
        part = number(value.rstrip("%"))
        return measure * (part / (100 if value.endswith("%") else 5000)) if part else measure
    written = points(value) if kind == "dxa" else None
    columns = sum(points(column.get(Q + "w")) or 0.0 for column in table.findall("w:tblGrid/w:gridCol", N))
    return written or columns or measure


def _anchor(own: Properties) -> Anchor | None:
    if "tblpPr" not in own:
        return None
    return Anchor(_ANCHORS.get(own.get("tblpPr.vertAnchor", "text"), "text"), points(own.get("tblpPr.tblpY")), own.get("tblpPr.tblpYSpec", ""))


def _pad(look: Properties, *sides: str) -> float:
    return next((v for side in sides if (v := points(look.get(f"tblCellMar.{side}.w"))) is not None), _PAD)


def _height(row: Any) -> float:
    said = row.find("w:trPr/w:trHeight", N)
    return (points(said.get(Q + "val")) or 0.0) if said is not None else 0.0


def _seam(cells: list[list[Any]], at: int, whole: Properties) -> Border | None:
    """The line at the top of row `at`, which is also the bottom of the row before; None when a part of it lacks."""
    general = f"tblBorders.{'top' if at == 0 else 'bottom' if at == len(cells) else 'insideH'}"
    above = [_side(cell, "bottom", whole, general) for cell in cells[at - 1]] if at else []
    below = [_side(cell, "top", whole, general) for cell in cells[at]] if at < len(cells) else []
    best = [side for side in (above, below) if side and all(border is not None for border in side)]
    found = [border for side in best for border in side if border is not None]
    return max(found, key=lambda border: border.width) if found else None


def _side(cell: Any, side: str, whole: Properties, general: str) -> Border | None:
    own = flat(cell.find("w:tcPr", N))
    key = f"tcBorders.{side}"
    return as_border(own, key) if key in own else as_border(whole, general)


def _upright(cell: Any, whole: Properties) -> bool:
    own = flat(cell.find("w:tcPr", N))
    sides = (("left", "left"), ("start", "left"), ("right", "right"), ("end", "right"))
    return any(as_border(own, f"tcBorders.{side}") for side, _ in sides) or any(
        as_border(whole, f"tblBorders.{side}") is not None and f"tcBorders.{side}" not in own for side in ("left", "start", "right", "end"))


def as_border(p: Properties, key: str) -> Border | None:
    """The border that is written under a key; None for none."""
    kind = p.get(key)
    if kind in {None, "none", "nil"}:
        return None
    colour = p.get(f"{key}.color", "")
    return Border((number(p.get(f"{key}.sz")) or 4.0) / 8, is_red(colour), number(p.get(f"{key}.space")) or 0.0, kind or "single", is_coloured(colour))
