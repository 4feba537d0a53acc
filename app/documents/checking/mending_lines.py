"""Lines of a corrected copy that are set anew elsewhere: those drawn as shapes and those set as borders are found and taken out."""

from __future__ import annotations

import re
from typing import Any

from app.documents.checking.effect import N, Q, is_red

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FLAT = 6 * 12700  # EMU: a shape that is no higher is a line
_LONG = 140 * 36000  # EMU
_EMU = 12700  # per pt


def is_line(anchor: Any) -> bool:
    """Whether a drawing is one straight horizontal line."""
    form = next((n for n in anchor.iter() if isinstance(n.tag, str) and n.tag.endswith("}prstGeom")), None)
    if form is None:
        return False
    straight = "line" in form.get("prst", "").lower() or "connector" in form.get("prst", "").lower()
    return straight or 0 <= _size(anchor, "cy") <= _FLAT


def is_drawn_line(node: Any) -> bool:
    """Whether a piece of a run (drawing, picture or a choice of both) only draws a line."""
    anchors = list(node.iter(_WP + "anchor", _WP + "inline"))
    if anchors:
        return all(is_line(anchor) and not any(True for _ in anchor.iter(Q + "t")) for anchor in anchors)
    shapes = list(node.iter(_V + "line", _V + "shape", _V + "rect"))
    return bool(shapes) and all(_is_vml_line(shape) for shape in shapes) and not any(True for _ in node.iter(Q + "t"))


def _is_vml_line(shape: Any) -> bool:
    """A line, or a connector of older programs, which is a shape without height."""
    flat = re.search(r"(?:^|;)\s*height:\s*0(?![\d.])", shape.get("style") or "") is not None
    return shape.tag == _V + "line" or (shape.tag == _V + "shape" and flat)


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


def take_out_long(root: Any) -> None:
    """Take drawn lines out that are about as long as the type area is wide and not red: those of 版记."""
    for run in list(root.iter(Q + "r")):
        for piece in [p for p in run if _draws(p) and is_drawn_line(p) and not _red(p) and _length(p) > _LONG]:
            run.remove(piece)


def take_out_lines(paragraph: Any) -> None:
    """Take every drawn line out of a paragraph."""
    for run in list(paragraph.iter(Q + "r")):
        for piece in [p for p in run if _draws(p) and is_drawn_line(p)]:
            run.remove(piece)


def holds_drawings(element: Any) -> bool:
    """Whether it holds pictures or boxes, not only drawn lines."""
    return any(_draws(p) and not is_drawn_line(p) for run in element.iter(Q + "r") for p in run)


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
    if any(is_red(n.get("val", "")) for anchor in piece.iter(_WP + "anchor", _WP + "inline") for n in anchor.iter(_A + "srgbClr")):
        return True
    return any(is_red((n.get("strokecolor") or "").partition(" ")[0]) for n in piece.iter(_V + "line", _V + "shape"))


def _length(piece: Any) -> float:
    """In EMU."""
    lengths = [float(_size(anchor, "cx")) for anchor in piece.iter(_WP + "anchor", _WP + "inline")]
    for line in piece.iter(_V + "line"):
        ends = [re.match(r"-?\d{1,5}(?:\.\d{1,4})?", line.get(side) or "") for side in ("from", "to")]
        if ends[0] is not None and ends[1] is not None:
            lengths.append((float(ends[1].group()) - float(ends[0].group())) * _EMU)
    for shape in piece.iter(_V + "shape"):
        wide = re.search(r"(?:^|;)\s*width:\s*(\d{1,5}(?:\.\d{1,4})?)pt", shape.get("style") or "")
        lengths += [float(wide[1]) * _EMU] if wide else []
    return max(lengths, default=0.0)


def _size(anchor: Any, side: str) -> int:
    extent = anchor.find(_WP + "extent")
    value = extent.get(side, "") if extent is not None else ""
    return int(value) if value.isdigit() else -1
