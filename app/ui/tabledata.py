"""A table of a letter as a grid that can be changed: rows, columns, joined cells. No widgets.

Read from and written as the table of letter data (docs/forms.md): what the grid does not show
(heights, lines at the foot of a cell) is kept with the cell or row it belongs to.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.catalog.lettertables import long_table

MOST_ROWS, MOST_COLUMNS = 300, 20
Cell = dict[str, Any]


@dataclass(slots=True)
class Grid:
    """Cells by row and column; None where a joined cell of above or the left covers the place."""

    columns: list[dict[str, Any]]
    rows: list[list[Cell | None]]
    heights: list[float]
    labelled: bool = False  # the first row is the head, repeated on every page
    rest: dict[str, Any] = field(default_factory=dict)  # title, landscape and what else a table says

    def copy(self) -> Grid:
        """The grid as it is now."""
        return copy.deepcopy(self)

    # --- rows and columns --------------------------------------------------------
    def insert_row(self, at: int) -> None:
        """An empty row; a joined cell that it cuts through grows."""
        if len(self.rows) >= MOST_ROWS:
            return
        made: list[Cell | None] = [{"text": ""} for _ in self.columns]
        for row, column, cell in self._joined():
            if row < at < row + _rows(cell):
                cell["rows"] = _rows(cell) + 1
                made[column : column + _span(cell)] = [None] * _span(cell)
        self.rows.insert(at, made)
        self.heights.insert(at, 0.0)

    def remove_row(self, at: int) -> None:
        """Take a row out; the last one stays."""
        if len(self.rows) < 2:
            return
        self.split_across(at, rows=True)
        for row, _column, cell in self._joined():
            if row < at < row + _rows(cell):
                cell["rows"] = _rows(cell) - 1
        del self.rows[at]
        del self.heights[at]

    def insert_column(self, at: int) -> None:
        """An empty column, as wide as the one beside it."""
        if len(self.columns) >= MOST_COLUMNS:
            return
        for row in self.rows:
            row.insert(at, {"text": ""})
        for top, left, cell in self._joined():
            if left < at < left + _span(cell):
                cell["span"] = _span(cell) + 1
                for below in self.rows[top : top + _rows(cell)]:
                    below[at] = None
        beside = self.columns[max(at - 1, 0)]
        self.columns.insert(at, {"share": beside.get("share", 1)})

    def remove_column(self, at: int) -> None:
        """Take a column out; the last one stays."""
        if len(self.columns) < 2:
            return
        self.split_across(at, rows=False)
        for _row, column, cell in self._joined():
            if column < at < column + _span(cell):
                cell["span"] = _span(cell) - 1
        for row in self.rows:
            del row[at]
        del self.columns[at]

    # --- joined cells ------------------------------------------------------------
    def join(self, top: int, left: int, bottom: int, right: int) -> None:
        """Make one cell of a rectangle (last row and column included); its texts stand under one another."""
        if (top, left) == (bottom, right):
            return
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self.split(row, column)
        texts = []
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                cell = self.rows[row][column]
                texts.append(str(cell["text"]) if cell else "")
                if (row, column) != (top, left):
                    self.rows[row][column] = None
        first = self.rows[top][left] or {}
        self.rows[top][left] = {**first, "text": "\n".join(t for t in texts if t),
                                "span": right - left + 1, "rows": bottom - top + 1}  # fmt: skip

    def split(self, row: int, column: int) -> None:
        """Divide the joined cell at or over a place."""
        for top, left, cell in self._joined():
            if top <= row < top + _rows(cell) and left <= column < left + _span(cell):
                tall, wide = _rows(cell), _span(cell)
                cell.pop("rows", None)
                cell.pop("span", None)
                for r in range(top, min(top + tall, len(self.rows))):
                    for c in range(left, left + wide):
                        self.rows[r][c] = self.rows[r][c] or {"text": ""}
                return

    def split_across(self, at: int, *, rows: bool) -> None:
        """Divide joined cells that begin in a row or column that is taken out."""
        for top, left, cell in self._joined():
            if (rows and top == at and _rows(cell) > 1) or (not rows and left == at and _span(cell) > 1):
                self.split(top, left)

    def _joined(self) -> list[tuple[int, int, Cell]]:
        return [
            (r, c, cell) for r, row in enumerate(self.rows) for c, cell in enumerate(row)
            if cell is not None and (_rows(cell) > 1 or _span(cell) > 1)
        ]  # fmt: skip

    # --- cells -------------------------------------------------------------------
    def text(self, row: int, column: int) -> str:
        """The text at a place; empty where a joined cell covers it."""
        cell = self.rows[row][column]
        return str(cell["text"]) if cell else ""

    def set_text(self, row: int, column: int, text: str) -> None:
        """Another text at a place."""
        cell = self.rows[row][column]
        if cell is not None:
            cell["text"] = text

    def empty(self, places: Sequence[tuple[int, int]]) -> None:
        """Take the text out of cells."""
        for row, column in places:
            self.set_text(row, column, "")

    def paste(self, top: int, left: int, cells: Sequence[Sequence[str]]) -> None:
        """Put a block of cells in; the table grows for it."""
        for _ in range(max(top + len(cells) - len(self.rows), 0)):
            self.insert_row(len(self.rows))
        wide = max((len(row) for row in cells), default=0)
        for _ in range(max(left + wide - len(self.columns), 0)):
            self.insert_column(len(self.columns))
        for number, row in enumerate(cells):
            for column, text in enumerate(row):
                if top + number < len(self.rows) and left + column < len(self.columns):
                    self.set_text(top + number, left + column, text)


def _rows(cell: Mapping[str, Any]) -> int:
    return int(cell.get("rows") or 1)


def _span(cell: Mapping[str, Any]) -> int:
    return int(cell.get("span") or 1)


def empty_grid(rows: int, columns: int) -> Grid:
    """A new table; its first row is the head."""
    cells: list[list[Cell | None]] = [[{"text": ""} for _ in range(columns)] for _ in range(rows)]
    return Grid([{"share": 1} for _ in range(columns)], cells, [0.0] * rows, labelled=True)


def read_grid(table: Mapping[str, Any]) -> Grid:
    """The grid of a table of letter data."""
    table = long_table(table)
    columns = table["columns"] or [{"share": 1}]
    labels = [str(c.pop("label", "") or "") for c in columns]
    made = Grid(columns, [], [], rest={k: v for k, v in table.items() if k not in ("columns", "rows")})
    made.labelled = any(labels)
    head = [{"cells": [{"text": one} for one in labels]}] if made.labelled else []
    for row in [*head, *table["rows"]]:
        made.rows.append(row["cells"])
        made.heights.append(float(row.get("height") or 0))
    made.rows = _placed(made.rows, len(columns))
    return made


def _placed(rows: list[list[Cell | None]], wide: int) -> list[list[Cell | None]]:
    """Rows of cells as a full grid, with the places that joined cells cover left out."""
    grid: list[list[Cell | None]] = [[{"text": ""} for _ in range(wide)] for _ in rows]
    covered: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in covered:
                column += 1
            if column >= wide or cell is None:
                break
            grid[number][column] = cell
            for r in range(number, min(number + _rows(cell), len(rows))):
                for c in range(column, min(column + _span(cell), wide)):
                    if (r, c) != (number, column):
                        covered.add((r, c))
                        grid[r][c] = None
            column += _span(cell)
    return grid


def write_grid(grid: Grid) -> dict[str, Any]:
    """The table of letter data of a grid."""
    head = grid.rows[0] if grid.labelled and len(grid.rows) > 1 else []
    plain = bool(head) and all(c is not None and _rows(c) == _span(c) == 1 for c in head) and any(c and c["text"] for c in head)
    labels = [str(c["text"]).replace("\n", "") if c else "" for c in head] if plain else []
    columns = [{**c, "label": labels[n]} if labels else c for n, c in enumerate(grid.columns)]
    simple = [c["share"] if set(c) == {"share"} else c for c in columns]
    rows = [_written(row, height) for row, height in zip(grid.rows, grid.heights, strict=True)][1 if labels else 0 :]
    made = {"columns": simple, "rows": rows, **{k: v for k, v in grid.rest.items() if v and k != "head_rows"}}
    if head and not labels:
        made["head_rows"] = max(int(grid.rest.get("head_rows") or 1), *(_rows(c) for c in head if c))
    elif grid.rest.get("head_rows") and not grid.labelled:
        made["head_rows"] = grid.rest["head_rows"]
    return made


def _written(row: list[Cell | None], height: float) -> Any:
    cells = [c for c in row if c is not None]
    if not height and len(cells) == len(row) and all(set(c) == {"text"} for c in cells):
        return [c["text"] for c in cells]
    kept = [{k: v for k, v in c.items() if k == "text" or (v if k not in ("span", "rows") else v != 1)} for c in cells]
    written: dict[str, Any] = {"cells": [c["text"] if set(c) == {"text"} else c for c in kept]}
    return {**written, "height": height} if height else written
