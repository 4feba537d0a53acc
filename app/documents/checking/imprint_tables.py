"""Tables of a docx that hold 版记: their borders and width. The only place where a rule looks into XML."""

from __future__ import annotations

from typing import Any

from app.documents.checking.effect import N, Q, number, points
from app.documents.checking.paper import Para


def closed(parts: list[Para]) -> bool:
    """Whether the table of 版记 has a rule above its first row and under its last one; True when it cannot be told."""
    table = next(iter(parts[0].node.iterancestors(Q + "tbl")), None) if parts[0].node is not None else None
    rows = table.findall("w:tr", N) if table is not None else []
    if table is None or not rows or table.find("w:tblPr/w:tblStyle", N) is not None:
        return True

    def ruled(row: Any, side: str) -> bool:
        own = [b.get(Q + "val") for b in row.findall(f"w:tc/w:tcPr/w:tcBorders/w:{side}", N)]
        whole = table.find(f"w:tblPr/w:tblBorders/w:{side}", N)
        said = own or ([whole.get(Q + "val")] if whole is not None else [])
        return any(value not in {None, "nil", "none"} for value in said)

    return ruled(rows[0], "top") and ruled(rows[-1], "bottom")


def table_width(parts: list[Para]) -> float | None:
    """The width of the table or of the frame with borders that 版记 stands in; None when it is neither or says none."""
    node = parts[0].node
    table = next(iter(node.iterancestors(Q + "tbl")), None) if node is not None else None
    if table is not None:
        said = table.find("w:tblPr/w:tblW", N)
        width = points(said.get(Q + "w")) if said is not None and said.get(Q + "type", "dxa") == "dxa" else None
        columns = [points(column.get(Q + "w")) or 0.0 for column in table.findall("w:tblGrid/w:gridCol", N)]
        return width or sum(columns) or None
    frame = node.find("w:pPr/w:framePr", N) if node is not None else None
    bordered = any(p.above or p.under for p in parts)
    return points(frame.get(Q + "w")) if frame is not None and bordered else None


def table_borders(parts: list[Para]) -> list[float]:
    """The widths of the horizontal borders of the tables that 版记 stands in, pt."""
    found: list[float] = []
    for para in parts:
        table = para.node
        while table is not None and getattr(table, "tag", "") != Q + "tbl":
            table = table.getparent()
        if table is None:
            continue
        rows = table.findall("w:tblPr/w:tblBorders/*", N) + table.findall("w:tr/w:tc/w:tcPr/w:tcBorders/*", N)
        for side in rows:
            if side.tag in {Q + "top", Q + "bottom", Q + "insideH"} and side.get(Q + "val") not in {None, "nil", "none"}:
                found.append((number(side.get(Q + "sz")) or 4.0) / 8)
        style = table.find("w:tblPr/w:tblStyle", N)
        if not rows and style is not None:
            found += [0.5, 0.5]
    return found
