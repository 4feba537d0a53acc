"""Horizontal lines drawn in a docx: shapes of Word and WPS, VML lines, borders of tables."""

from __future__ import annotations

import re
from typing import Any

from app.documents.checking.effect import N, Q, is_red, number, points
from app.documents.checking.paper import Rule, Section

_EMU = 12700
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_COMPOUND = {"dbl": "double", "thinThin": "double", "thickThin": "thickThin", "thinThick": "thinThick", "tri": "triple",
             "thickBetweenThin": "triple"}  # fmt: skip
_SHORTEST = 60 * 72 / 25.4


def drawn_rules(root: Any, section: Section) -> list[Rule]:
    """The lines in a part, with their place where it is said against the page or its margins."""
    rules = []
    for shape in root.iter(_WP + "anchor", _WP + "inline"):
        rules += _shape(shape, section)
    for line in root.iter(_V + "line", _V + "shape"):
        if not any(parent.tag == _MC + "Fallback" for parent in line.iterancestors()):
            rules += _vml(line)
    for table in root.iter(Q + "tbl"):
        rules += _table(table, section)
    return rules


def _shape(shape: Any, section: Section) -> list[Rule]:
    extent, line = shape.find(_WP + "extent"), next(shape.iter(_A + "ln"), None)
    if extent is None or line is None:
        return []
    length, height = ((number(extent.get(side)) or 0.0) / _EMU for side in ("cx", "cy"))
    form = next(shape.iter(_A + "prstGeom"), None)
    straight = form is not None and ("line" in form.get("prst", "").lower() or "connector" in form.get("prst", "").lower())
    if length < _SHORTEST or not (straight or height < 6):
        return []
    colour = next((c.get("val", "") for c in line.iter(_A + "srgbClr")), "")
    dash = next((d.get("val", "solid") for d in line.iter(_A + "prstDash")), "solid")
    kind = "dashed" if dash != "solid" else _COMPOUND.get(line.get("cmpd", "sng"), "single")
    thickness = (number(line.get("w")) or 9525) / _EMU
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


def _vml(line: Any) -> list[Rule]:
    ends = [re.findall(r"-?[\d.]+", line.get(side) or "") for side in ("from", "to")]
    if any(len(end) < 2 for end in ends):
        return []
    start, end = (number(e[0]) for e in ends)
    if start is None or end is None or end - start < _SHORTEST:
        return []
    weight = points(line.get("strokeweight", "0.75pt")) or 0.75
    top = None
    if "mso-position-vertical-relative:page" in (line.get("style") or "").replace(" ", ""):
        written = (line.get("from") or "").split(",")
        top = points(written[1].strip()) if len(written) == 2 else None
    stroke = line.find(_V + "stroke")
    dashed = stroke is not None and stroke.get("dashstyle", "solid") != "solid"
    kind = "dashed" if dashed else _COMPOUND.get(stroke.get("linestyle", "single"), "single") if stroke is not None else "single"
    return [Rule(end - start, weight, is_red((line.get("strokecolor") or "").partition(" ")[0]), 0, top, None, kind, None if top is not None else _from_top(line),
                 next(line.iterancestors(Q + "p"), None))]  # fmt: skip


def _from_top(line: Any) -> float | None:
    """How far below its paragraph's top a VML line is, when its style does not move it."""
    style = (line.get("style") or "").replace(" ", "")
    written = (line.get("from") or "").split(",")
    moved = re.search(r"(?:^|;)(?:top|margin-top):", style) is not None or "mso-position-vertical:" in style
    return None if moved or len(written) != 2 else points(written[1].strip() if re.search("[a-z]", written[1]) else f"{written[1].strip()}pt")


def _table(table: Any, section: Section) -> list[Rule]:
    """A table that is used for its lines: red ones count, black ones belong to 版记 (rules.imprint)."""
    said = table.find("w:tblPr/w:tblW", N)
    width = points(said.get(Q + "w")) if said is not None else None
    if not width or width < _SHORTEST:
        columns = [points(c.get(Q + "w")) or 0.0 for c in table.findall("w:tblGrid/w:gridCol", N)]
        width = sum(columns) or section.measure or 0.0
    found = []
    for side in ("top", "bottom"):
        for path in (f"w:tblPr/w:tblBorders/w:{side}", f"w:tr/w:tc/w:tcPr/w:tcBorders/w:{side}"):
            border = table.find(path, N)
            if border is not None and is_red(border.get(Q + "color") or ""):
                found.append(Rule(width, (number(border.get(Q + "sz")) or 4.0) / 8, True, kind=border.get(Q + "val") or "single"))
                break
    return found
