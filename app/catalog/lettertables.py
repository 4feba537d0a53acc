"""Tables in the draft text of a kind of letter: placeholders in cells, checked at load.

Belongs here: the table of a YAML file and the check of a grid that every reader of tables uses. Does not belong
here: how a table is measured or drawn (app.documents).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.catalog.yamlfile import Node

ALIGNS = ("left", "centre", "right")
MAX_COLUMNS = 20
MAX_HEIGHT = 220.0  # mm
MOST_SPANNED = 100  # rows or columns of one cell
MOST_BYTES = 400_000  # of a table kept in a record
TABLE_KEYS = ("columns", "rows", "head_rows", "landscape", "title")
COLUMN_KEYS = ("label", "share", "align")
ROW_KEYS = ("cells", "height")
CELL_KEYS = ("text", "span", "rows", "align", "head", "foot")


@dataclass(frozen=True, slots=True)
class SkeletonTable:
    """A table of the draft text, as the letter data write it; its texts may hold placeholders."""

    content: Mapping[str, Any]

    def texts(self) -> tuple[str, ...]:
        """Every text of the table, from the first cell to the last."""
        return tuple(table_texts(self.content))

    def filled(self, fill: Callable[[str], str]) -> dict[str, Any]:
        """The table as letter data, with `fill` applied to its texts."""
        return filled_table(self.content, fill)


def table_problem(content: Any) -> str:
    """What keeps a value from being kept as a table of a letter; empty when nothing does."""
    if not isinstance(content, Mapping) or set(content) - set(TABLE_KEYS):
        return "不是表格的写法"
    columns, rows = content.get("columns"), content.get("rows")
    if not isinstance(columns, list) or not isinstance(rows, list):
        return "缺少列或者行"
    if not 1 <= len(columns) <= MAX_COLUMNS or not all(_is_part(c, COLUMN_KEYS, "label") for c in columns):
        return f"的列不是 1 到 {MAX_COLUMNS} 列，或者有看不懂的"
    if not all(_is_row(row) for row in rows):
        return "有看不懂的行或者格子"
    try:
        size = len(json.dumps(content, ensure_ascii=False).encode("utf-8"))
    except (TypeError, ValueError):
        return "有无法保存的内容"
    return "内容太多" if size > MOST_BYTES else ""


def _is_row(row: Any) -> bool:
    if isinstance(row, Mapping):
        if set(row) - set(ROW_KEYS) or not _is_number(row.get("height", 0)):
            return False
        row = row.get("cells")
    return isinstance(row, list) and all(c is None or _is_part(c, CELL_KEYS, "text", "foot") for c in row)


def _is_part(value: Any, keys: Sequence[str], *texts: str) -> bool:
    """Whether a column or cell is written in one of the ways that are read."""
    if not isinstance(value, Mapping):
        return isinstance(value, str) or _is_number(value)
    counts = [value.get(name, 1) for name in ("span", "rows")]
    plain = all(value.get(t) is None or isinstance(value[t], str) or _is_number(value[t]) for t in texts)
    covers = all(isinstance(c, int) and not isinstance(c, bool) and 1 <= c <= MOST_SPANNED for c in counts)
    return not set(value) - set(keys) and plain and covers and _is_number(value.get("share", 1))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def long_table(content: Mapping[str, Any]) -> dict[str, Any]:
    """A table whose columns, rows and cells are all written the long way, to be looked at and changed."""
    rows = []
    for row in _items(content.get("rows")):
        whole = dict(row) if isinstance(row, Mapping) else {"cells": row}
        rows.append({**whole, "cells": [_long(cell, "text", "text") for cell in _items(whole.get("cells"))]})
    return {**content, "columns": [_long(c, "label", "share") for c in _items(content.get("columns"))], "rows": rows}


def _long(value: Any, text: str, number: str) -> dict[str, Any]:
    """A column or cell. text, number: the key under which a bare text or number stands."""
    if isinstance(value, Mapping):
        made = dict(value)
    elif _is_number(value):
        made = {number: value}
    else:
        made = {text: value}
    return {**made, "text": said_text(made.get("text"))} if text == "text" else made


def said_text(value: Any) -> str:
    """What a cell says: a text, a number, or nothing."""
    return f"{value:.10g}" if _is_number(value) else "" if value is None else str(value)


def table_words(content: Mapping[str, Any]) -> str:
    """A table as a person reads it where no table can be drawn: a line for each row."""
    rows = [row.get("cells") if isinstance(row, Mapping) else row for row in _items(content.get("rows"))]
    lines = [str(content.get("title") or ""), *("｜".join(map(_word, _items(r))) for r in (content.get("columns"), *rows))]
    return "\n".join(line for line in lines if line.strip("｜"))


def _word(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("text") or value.get("label") or "")
    return value if isinstance(value, str) else ""


def table_texts(content: Mapping[str, Any]) -> Iterable[str]:
    """Every text of a table of the letter data; whatever else stands there is passed over."""
    found: list[str] = []

    def keep(text: str) -> str:
        found.append(text)
        return text

    filled_table(content, keep)
    return found


def filled_table(content: Mapping[str, Any], fill: Callable[[str], str]) -> dict[str, Any]:
    """A table of the letter data with `fill` applied to title, labels and cells."""
    made = dict(content)
    if isinstance(made.get("title"), str):
        made["title"] = fill(made["title"])
    made["columns"] = [_filled(column, fill, ("label",)) for column in _items(content.get("columns"))]
    made["rows"] = [_filled_row(row, fill) for row in _items(content.get("rows"))]
    return made


def _filled_row(row: Any, fill: Callable[[str], str]) -> Any:
    if isinstance(row, Mapping):
        return {**row, "cells": [_filled(cell, fill, ("text", "foot")) for cell in _items(row.get("cells"))]}
    return [_filled(cell, fill, ("text", "foot")) for cell in _items(row)]


def _filled(value: Any, fill: Callable[[str], str], names: Sequence[str]) -> Any:
    if isinstance(value, str):
        return fill(value) if value else value
    if isinstance(value, Mapping):
        return {k: fill(v) if k in names and isinstance(v, str) and v else v for k, v in value.items()}
    return value


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def grid_problem(rows: Sequence[Sequence[tuple[int, int]]], columns: int, head_rows: int) -> tuple[int, str] | None:
    """The first row (from 0) whose cells do not fill the columns, and why; None when all fit.

    rows: the cells that begin in each row as (columns, rows) they cover.
    """
    covered: dict[int, set[int]] = {}
    for index, cells in enumerate(rows):
        taken = covered.pop(index, set())
        for span, down in cells:
            free = [c for c in range(columns) if c not in taken]
            place = set(free[:span])
            if len(place) < span or max(place) - min(place) + 1 != span:
                return index, f"第 {index + 1} 行的格子超出了 {columns} 列。"
            if index + down > len(rows) or (index < head_rows < index + down):
                return index, f"第 {index + 1} 行有格子向下合并得太多。"
            taken |= place
            for below in range(index + 1, index + down):
                covered.setdefault(below, set()).update(place)
        if len(taken) < columns:
            return index, f"第 {index + 1} 行只占了 {len(taken)} 列，应占 {columns} 列。"
    return None


def read_skeleton(node: Node, template: Callable[[Node], str]) -> SkeletonTable:
    """A table of a YAML file. template: reads a text and refuses unknown placeholders.

    Raises AppError(BAD_DATA_FILE) naming file, line and field.
    """
    keys = node.keys(("columns", "rows"), TABLE_KEYS[2:])
    columns = [_column(item, template) for item in keys["columns"].list()]
    if not 1 <= len(columns) <= MAX_COLUMNS:
        keys["columns"].place.fail(f"应有 1 到 {MAX_COLUMNS} 列。")
    content: dict[str, Any] = {"columns": columns}
    rows = keys["rows"].list()
    content["rows"] = [_row(item, template) for item in rows]
    if "head_rows" in keys:
        content["head_rows"] = keys["head_rows"].integer()
    if "landscape" in keys:
        content["landscape"] = keys["landscape"].flag()
    if "title" in keys:
        content["title"] = template(keys["title"])
    spans = [[(c.get("span", 1), c.get("rows", 1)) for c in row["cells"]] for row in content["rows"]]
    problem = grid_problem(spans, len(columns), content.get("head_rows", 0))
    if problem:
        rows[problem[0]].place.fail(problem[1])
    return SkeletonTable(content)


def _column(node: Node, template: Callable[[Node], str]) -> dict[str, Any]:
    if not node.is_mapping:
        return {"share": _positive(node, MAX_HEIGHT)}
    keys = node.keys((), COLUMN_KEYS)
    found: dict[str, Any] = {}
    if "label" in keys:
        found["label"] = template(keys["label"])
    if "share" in keys:
        found["share"] = _positive(keys["share"], MAX_HEIGHT)
    if "align" in keys:
        found["align"] = keys["align"].one_of(ALIGNS)
    return found


def _row(node: Node, template: Callable[[Node], str]) -> dict[str, Any]:
    if node.is_list:
        return {"cells": [_cell(item, template) for item in node.list()]}
    keys = node.keys(("cells",), ROW_KEYS[1:])
    found: dict[str, Any] = {"cells": [_cell(item, template) for item in keys["cells"].list()]}
    if "height" in keys:
        found["height"] = _positive(keys["height"], MAX_HEIGHT)
    return found


def _cell(node: Node, template: Callable[[Node], str]) -> dict[str, Any]:
    if not node.is_mapping:
        return {"text": template(node) if node.is_text else ""}
    keys = node.keys((), CELL_KEYS)
    found: dict[str, Any] = {"text": template(keys["text"]) if "text" in keys and keys["text"].is_text else ""}
    for name in ("span", "rows"):
        if name in keys:
            found[name] = _count(keys[name])
    if "align" in keys:
        found["align"] = keys["align"].one_of(ALIGNS)
    if "head" in keys:
        found["head"] = keys["head"].flag()
    if "foot" in keys:
        found["foot"] = template(keys["foot"])
    return found


def _count(node: Node) -> int:
    value = node.integer()
    if not 1 <= value <= MOST_SPANNED:
        node.place.fail(f"这里应是 1 到 {MOST_SPANNED} 的整数。")
    return value


def _positive(node: Node, most: float) -> float:
    value = node.number()
    if not 0 < value <= most:
        node.place.fail(f"这里应是大于 0、不超过 {most:g} 的数。")
    return value
