"""Red lines of a corrected copy: those drawn as shapes and those set as borders are taken out, to be set anew elsewhere."""

from __future__ import annotations

from typing import Any

from app.documents.checking.effect import N, Q, is_red

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FLAT = 6 * 12700  # EMU: a shape that is no higher is a line
_LONG = 140 * 36000  # EMU


def is_line(anchor: Any) -> bool:
    """Whether a drawing is one straight horizontal line."""
    form = next((n for n in anchor.iter() if isinstance(n.tag, str) and n.tag.endswith("}prstGeom")), None)
    if form is None:
        return False
    straight = "line" in form.get("prst", "").lower() or "connector" in form.get("prst", "").lower()
    return straight or 0 <= _size(anchor, "cy") <= _FLAT


def is_long(anchor: Any) -> bool:
    """Whether it is about as long as the type area is wide."""
    return _size(anchor, "cx") > _LONG


def drawn_red(anchor: Any) -> bool:
    """Whether its line, or the area of a thin box, is red."""
    return any(is_red(n.get("val", "")) for n in anchor.iter(_A + "srgbClr"))


def is_drawn_line(node: Any) -> bool:
    """Whether a piece of a run (drawing, picture or a choice of both) only draws a line."""
    anchors = list(node.iter(_WP + "anchor", _WP + "inline"))
    if anchors:
        return all(is_line(anchor) and not any(True for _ in anchor.iter(Q + "t")) for anchor in anchors)
    shapes = [n for n in node.iter() if isinstance(n.tag, str) and n.tag in {_V + "line", _V + "shape", _V + "rect"}]
    return bool(shapes) and all(shape.tag == _V + "line" for shape in shapes) and not any(True for _ in node.iter(Q + "t"))


def take_out_red(root: Any) -> None:
    """Take the red lines out of a part: drawn ones and borders of paragraphs and tables."""
    for run in list(root.iter(Q + "r")):
        for piece in [p for p in run if _draws(p) and is_drawn_line(p) and _red(p)]:
            run.remove(piece)
    for borders in list(root.iter(Q + "pBdr", Q + "tcBorders", Q + "tblBorders")):
        for side in [s for s in borders if isinstance(s.tag, str) and is_red(s.get(Q + "color") or "")]:
            borders.remove(side)
        if not len(borders):
            borders.getparent().remove(borders)


def draws_red(root: Any) -> bool:
    """Whether a part draws a red line or has a red border."""
    drawn = any(_draws(p) and is_drawn_line(p) and _red(p) for run in root.iter(Q + "r") for p in run)
    return drawn or any(is_red(s.get(Q + "color") or "") for b in root.iter(Q + "pBdr", Q + "tcBorders", Q + "tblBorders") for s in b
                        if isinstance(s.tag, str))  # fmt: skip


def blank(paragraph: Any) -> bool:
    """Whether a paragraph shows nothing but perhaps a drawn line."""
    if "".join(t.text or "" for t in paragraph.iter(Q + "t")).strip() or paragraph.find(".//w:sectPr", N) is not None:
        return False
    pieces = [p for run in paragraph.iter(Q + "r") for p in run if _draws(p)]
    turns = any(True for _ in paragraph.iter(Q + "object")) or any(b.get(Q + "type") == "page" for b in paragraph.iter(Q + "br"))
    return not turns and all(is_drawn_line(p) for p in pieces)


def _draws(piece: Any) -> bool:
    return isinstance(piece.tag, str) and piece.tag.rpartition("}")[2] in {"drawing", "pict", "AlternateContent"}


def _red(piece: Any) -> bool:
    if any(drawn_red(anchor) for anchor in piece.iter(_WP + "anchor", _WP + "inline")):
        return True
    return any(is_red((n.get("strokecolor") or "").partition(" ")[0]) for n in piece.iter(_V + "line"))


def _size(anchor: Any, side: str) -> int:
    extent = anchor.find(_WP + "extent")
    value = extent.get(side, "") if extent is not None else ""
    return int(value) if value.isdigit() else -1
