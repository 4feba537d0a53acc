"""Tells the seals of a PDF from what else is drawn or pasted in: by their size, their form and their red.

Belongs here: what is a seal. Does not belong here: where it should stand (rules_seal).
"""

from __future__ import annotations

from typing import Any

from pdfminer.layout import LTChar, LTCurve, LTImage, LTRect
from pdfminer.pdftypes import resolve1, stream_value

from app.documents.checking.paper import MM
from app.documents.checking.pdf_colour import is_red, is_unred
from app.documents.checking.pdf_device import unseen, upright

_SIDE = (35.0 * MM, 62.0 * MM)
_SQUARE = 1.12
_MOST_POINTS = 6_000_000  # of a picture: more is a photograph
_LOOKED_AT = 4000
_SHARE = 0.6
_SHOWN = 128
_WHITE, _DARK = 235, 40
_STAR = (0.18, 0.5)  # of a seal's width
_POINTS = 10  # of a star
_MANY = 4  # characters that lean: those along the circle
_BODY = 16.0  # pt: characters of a signature, whatever lies upon it


class Seals:
    """The seals of a page as they are met, and the characters that stand in the drawn ones.

    A ring that is not red is only a seal with a star in its middle, or with characters along it.
    """

    def __init__(self) -> None:
        self.red: list[Any] = []
        self._rings: list[LTCurve] = []
        self._stars: list[Any] = []
        self._leaning: list[LTChar] = []

    def add(self, item: Any) -> None:
        """Look at what stands on the page."""
        if isinstance(item, LTChar):
            if not unseen(item) and item.get_text() == "★":
                self._stars.append(item)
            elif not unseen(item) and not upright(item):
                self._leaning.append(item)
        elif is_seal(item):
            self.red.append(item)
        elif isinstance(item, LTCurve) and not isinstance(item, LTRect) and is_unred(_colour(item)):
            if _sized(item) and _curved(item):
                self._rings.append(item)
            elif item.fill and len(item.pts) >= _POINTS and not _curved(item):
                self._stars.append(item)

    @property
    def unred(self) -> list[Any]:
        """Seals that are drawn in another colour than red."""
        return [ring for ring in self._rings if any(_amid(star, ring) for star in self._stars) or len(self._along(ring)) >= _MANY]

    def own(self, char: LTChar) -> bool:
        """Whether an upright character belongs to a drawn seal: it has the seal's colour, and the others of its font lean or its size is no text's."""
        ink = char.graphicstate.ncolor
        for seal in self.red:
            if isinstance(seal, LTCurve) and is_red(ink) and _within(char, seal) and (self._has_kin(char, seal) or abs(char.size - _BODY) > 1):
                return True
        return any(is_unred(ink) and _within(char, seal) and abs(char.size - _BODY) > 1 and self._has_kin(char, seal) for seal in self.unred)

    def _has_kin(self, char: LTChar, seal: Any) -> bool:
        return any(other.fontname == char.fontname for other in self._along(seal))

    def _along(self, seal: Any) -> list[LTChar]:
        return [char for char in self._leaning if _within(char, seal)]


def _colour(item: Any) -> Any:
    return item.stroking_color if item.stroke else item.non_stroking_color if item.fill else None


def _curved(item: Any) -> bool:
    """Whether a shape has bends, as a circle has."""
    return any(step[0] in {"c", "v", "y"} for step in item.original_path or ())


def _within(inner: Any, outer: Any) -> bool:
    return bool(outer.x0 <= inner.x0 and inner.x1 <= outer.x1 and outer.y0 <= inner.y0 and inner.y1 <= outer.y1)


def _amid(star: Any, ring: Any) -> bool:
    """Whether a star stands in the middle of a ring and is as large as stars of seals are."""
    wide = ring.x1 - ring.x0
    aside = max(abs(star.x0 + star.x1 - ring.x0 - ring.x1), abs(star.y0 + star.y1 - ring.y0 - ring.y1)) / 2
    return bool(_STAR[0] <= max(star.width, star.height) / wide <= _STAR[1] and aside <= wide * 0.1)


def _sized(item: Any) -> bool:
    """Whether something is as large as seals are, and as wide as high."""
    short, long = sorted((item.width, item.height))
    return bool(short >= _SIDE[0] and long <= _SIDE[1] and long <= short * _SQUARE)


def is_seal(item: Any) -> bool:
    """Whether a picture, or a shape that is drawn, is a seal: round or square, some four centimetres wide, red."""
    if not _sized(item):
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
