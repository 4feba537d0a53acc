"""Horizontal lines of VML in a docx, as older programs and WPS write them: lines, connectors, thin rectangles."""

from __future__ import annotations

import re
from typing import Any

from app.documents.checking.effect import Q, is_red, number, points
from app.documents.checking.paper import Rule, Section

V = "{urn:schemas-microsoft-com:vml}"
COMPOUND = {"dbl": "double", "thinThin": "double", "thickThin": "thickThin", "thinThick": "thinThick", "tri": "triple",
             "thickBetweenThin": "triple"}  # fmt: skip
SHORTEST = 60 * 72 / 25.4
_CONNECTORS = ("_t32", "_t20", "_t34")


def vml_rule(line: Any, section: Section) -> list[Rule]:
    """A VML shape as a line, an empty list when it is none or a short one."""
    style = dict(part.strip().split(":", 1) for part in (line.get("style") or "").split(";") if ":" in part)
    place = _written(line, style) if line.tag == V + "line" else _styled(line, style)
    if place is None:
        return []
    left, down, length, thick = place
    if length < SHORTEST:
        return []
    origin = style.get("mso-position-vertical-relative", "text").strip()
    head = {"page": 0.0, "margin": section.top}.get(origin)
    side = {"page": 0.0, "margin": section.left, "text": section.left, "column": section.left}.get(
        style.get("mso-position-horizontal-relative", "text").strip())  # fmt: skip
    top = head + down if head is not None and down is not None else None
    offset = down if origin in {"text", "line"} and "mso-position-vertical" not in style else None
    filled = line.tag == V + "rect" and line.get("stroked") in {"f", "false"}
    colour = (line.get("fillcolor") if filled else line.get("strokecolor")) or ""
    return [Rule(length, thick, is_red(colour.partition(" ")[0]), 0, top, None if side is None or left is None else side + left, _kind(line), offset,
                 next(line.iterancestors(Q + "p"), None))]  # fmt: skip


_Place = tuple[float | None, float | None, float, float]


def _written(line: Any, style: dict[str, str]) -> _Place | None:
    """left, top, length and thickness of a line that says its ends; a style may move it, then its place is not known."""
    ends = [(line.get(side) or "").split(",") for side in ("from", "to")]
    if any(len(end) != 2 for end in ends):
        return None
    start, end = (_measure(end[0]) for end in ends)
    if start is None or end is None:
        return None
    moved = any(_measure(style.get(name, "0")) != 0 for name in ("left", "margin-left", "top", "margin-top"))
    return (None if moved else start, None if moved else _measure(ends[0][1]), end - start, points(line.get("strokeweight", "0.75pt")) or 0.75)


def _styled(line: Any, style: dict[str, str]) -> _Place | None:
    """The same of a connector or a thin rectangle that its style places."""
    if line.tag != V + "rect" and not (line.get("type") or "").endswith(_CONNECTORS):
        return None
    width, height = _measure(style.get("width", "")), _measure(style.get("height", "0"))
    if width is None or height is None or height > 6:
        return None
    left, top = (_measure(style.get(f"margin-{side}", style.get(side, "0"))) for side in ("left", "top"))
    filled = line.tag == V + "rect" and line.get("stroked") in {"f", "false"}
    return left, top, width, height if filled else points(line.get("strokeweight", "0.75pt")) or 0.75


def _measure(text: str) -> float | None:
    plain = text.strip()
    return number(plain) if re.fullmatch(r"-?[\d.]+", plain) else points(plain)


def _kind(line: Any) -> str:
    stroke = line.find(V + "stroke")
    if stroke is None:
        return "single"
    return "dashed" if stroke.get("dashstyle", "solid") != "solid" else COMPOUND.get(stroke.get("linestyle", "single"), "single")
