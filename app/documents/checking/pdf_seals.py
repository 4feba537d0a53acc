"""Tells the seals of a PDF from what else is drawn or pasted in: by their size, their form and their red.

Belongs here: what is a seal. Does not belong here: where it should stand (rules_seal).
"""

from __future__ import annotations

from typing import Any

from pdfminer.layout import LTCurve, LTImage, LTRect
from pdfminer.pdftypes import resolve1, stream_value

from app.documents.checking.paper import MM
from app.documents.checking.pdf_colour import is_red

_SIDE = (35.0 * MM, 62.0 * MM)
_SQUARE = 1.12
_MOST_POINTS = 6_000_000  # of a picture: more is a photograph
_LOOKED_AT = 4000
_SHARE = 0.6
_SHOWN = 128
_WHITE, _DARK = 235, 40


def is_seal(item: Any) -> bool:
    """Whether a picture, or a shape that is drawn, is a seal: round or square, some four centimetres wide, red."""
    short, long = sorted((item.width, item.height))
    if short < _SIDE[0] or long > _SIDE[1] or long > short * _SQUARE:
        return False
    if isinstance(item, LTImage):
        return _is_red_picture(item.stream)
    if isinstance(item, LTRect) or not isinstance(item, LTCurve):
        return False
    return bool((item.stroke and is_red(item.stroking_color)) or (item.fill and is_red(item.non_stroking_color)))


def _is_red_picture(stream: Any) -> bool:
    """Whether what shows of a picture is red. One that is packed as a photograph tells only whether its ground shows through."""
    mask = resolve1(stream.get("SMask"))
    if any("DCT" in str(name) or "JPX" in str(name) for name, _ in stream.get_filters()):
        return mask is not None
    width, height = int(stream.get("Width", 0)), int(stream.get("Height", 0))
    channels, palette = _colours(stream.get("ColorSpace"))
    if stream.get("BitsPerComponent", 8) != 8 or not channels or not 0 < width * height <= _MOST_POINTS:
        return False
    data = stream.get_data()
    if len(data) < width * height * channels:
        return False
    shown = _shown(mask, width, height)
    red = told = 0
    for at in range(0, width * height, max(width * height // _LOOKED_AT, 1)):
        point = data[at * channels : at * channels + channels]
        point = palette[point[0] * 3 : point[0] * 3 + 3] if palette else point
        if len(point) != 3 or min(point) > _WHITE or (shown is not None and shown[at] < _SHOWN) or (shown is None and max(point) < _DARK):
            continue
        told += 1
        red += point[0] > 140 and point[0] - max(point[1], point[2]) > 40
    return told > 0 and red >= told * _SHARE


def _colours(space: Any) -> tuple[int, bytes]:
    """How many numbers a point of a picture has, and the colours they stand for; 0 when that is no red, green and blue."""
    space = resolve1(space)
    if not isinstance(space, list):
        return (3 if str(getattr(space, "name", "")) == "DeviceRGB" else 0), b""
    kind, base = str(getattr(resolve1(space[0]), "name", "")), resolve1(space[1]) if len(space) > 1 else None
    if kind == "ICCBased" and base is not None:
        return (3 if stream_value(base).get("N") == 3 else 0), b""
    if kind == "CalRGB":
        return 3, b""
    if kind == "Indexed" and len(space) > 3 and _colours(base)[0] == 3:
        table = resolve1(space[3])
        return 1, table if isinstance(table, bytes) else stream_value(table).get_data()
    return 0, b""


def _shown(mask: Any, width: int, height: int) -> bytes | None:
    """How much of each point of a picture shows; None when nothing tells."""
    if mask is None or (mask.get("Width"), mask.get("Height"), mask.get("BitsPerComponent", 8)) != (width, height, 8):
        return None
    data: bytes = mask.get_data()
    return data if len(data) >= width * height else None
