"""Horizontal lines drawn in a docx: shapes of Word and WPS, VML lines, borders of tables."""

from __future__ import annotations

from typing import Any

from app.documents.checking.effect import N, Q, is_red, number, points
from app.documents.checking.paper import Rule, Section
from app.documents.checking.vml_lines import COMPOUND, SHORTEST, V, vml_rule

_EMU = 12700
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def drawn_rules(root: Any, section: Section) -> list[Rule]:
    """The lines in a part, with their place where it is said against the page or its margins."""
    rules = []
    for shape in root.iter(_WP + "anchor", _WP + "inline"):
        rules += _shape(shape, section)
    for line in root.iter(V + "line", V + "shape", V + "rect"):
        if not any(parent.tag == _MC + "Fallback" for parent in line.iterancestors()):
            rules += vml_rule(line, section)
    for table in root.iter(Q + "tbl"):
        rules += _table(table, section)
    return rules


def _shape(shape: Any, section: Section) -> list[Rule]:
    extent = shape.find(_WP + "extent")
    if extent is None:
        return []
    length, height = ((number(extent.get(side)) or 0.0) / _EMU for side in ("cx", "cy"))
    form, line = next(shape.iter(_A + "prstGeom"), None), next(shape.iter(_A + "ln"), None)
    straight = form is not None and ("line" in form.get("prst", "").lower() or "connector" in form.get("prst", "").lower())
    drawn = line is not None and line.find(_A + "noFill") is None
    filled = next((node for node in shape.iter(_A + "solidFill") if node.getparent().tag.endswith("}spPr")), None)
    if length < SHORTEST or not (straight or height < 6) or not (drawn or (filled is not None and height)):
        return []
    holder = line if drawn and line is not None else filled
    colour = next((c.get("val", "") for c in holder.iter(_A + "srgbClr", _A + "prstClr")), "") if holder is not None else ""
    dash = next((d.get("val", "solid") for d in line.iter(_A + "prstDash")), "solid") if drawn and line is not None else "solid"
    kind = "dashed" if dash != "solid" else COMPOUND.get(line.get("cmpd", "sng"), "single") if drawn and line is not None else "single"
    thickness = (number(line.get("w")) or 9525) / _EMU if drawn and line is not None else height
    top = _offset(shape.find(_WP + "positionV"), {"page": 0.0, "margin": section.top, "topMargin": 0.0})
    left = _offset(shape.find(_WP + "positionH"), {"page": 0.0, "margin": section.left, "column": section.left})
    aligned = shape.find(f"{_WP}positionH/{_WP}align")
    if aligned is not None and aligned.text == "center":
        left = (section.width - length) / 2
    down = shape.find(_WP + "positionV")
    offset = _offset(down, {"paragraph": 0.0, "line": 0.0})
    return [Rule(length, thickness, is_red(colour), 0, top, left, kind, offset, next(shape.iterancestors(Q + "p"), None))]


def _offset(node: Any, origins: dict[str, float | None]) -> float | None:
    offset = node.find(_WP + "posOffset") if node is not None else None
    origin = origins.get(node.get("relativeFrom", "")) if node is not None else None
    value = number(offset.text) if offset is not None else None
    return None if origin is None or value is None else origin + value / _EMU


def _table(table: Any, section: Section) -> list[Rule]:
    """A table that is used for its lines: red ones count, black ones belong to 版记 (rules.imprint)."""
    said = table.find("w:tblPr/w:tblW", N)
    width = points(said.get(Q + "w")) if said is not None else None
    if not width or width < SHORTEST:
        columns = [points(c.get(Q + "w")) or 0.0 for c in table.findall("w:tblGrid/w:gridCol", N)]
        width = sum(columns) or section.measure or 0.0
    found = []
    for side in ("top", "bottom"):
        for path in (f"w:tblPr/w:tblBorders/w:{side}", f"w:tr/w:tc/w:tcPr/w:tcBorders/w:{side}"):
            border = table.find(path, N)
            if border is not None and is_red(border.get(Q + "color") or ""):
                found.append(Rule(width, (number(border.get(Q + "sz")) or 4.0) / 8, True, kind=border.get(Q + "val") or "single", node=table))
                break
    return found
