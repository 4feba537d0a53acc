"""Colours of a PDF as red, green and blue, and what of them is red, black or neither."""

from __future__ import annotations

from typing import Any

Colour = tuple[float, float, float]
_LIGHT = 0.9


def rgb(colour: Any) -> Colour | None:
    """A grey, RGB or CMYK colour; None for patterns and for what nothing tells."""
    values = tuple(colour) if isinstance(colour, list | tuple) else (colour,)
    if not values or not all(isinstance(v, int | float) for v in values):
        return None
    if len(values) == 1:
        return values[0], values[0], values[0]
    if len(values) == 3:
        return values[0], values[1], values[2]
    if len(values) == 4:
        black = 1 - values[3]
        return (1 - values[0]) * black, (1 - values[1]) * black, (1 - values[2]) * black
    return None


def is_red(colour: Any) -> bool:
    """Whether a colour is a red of official papers."""
    found = rgb(colour)
    return found is not None and found[0] > 0.7 and found[1] < 0.35 and found[2] < 0.35


def is_coloured(colour: Any) -> bool:
    """Whether characters are in a colour or in grey: black and white are none."""
    found = rgb(colour)
    if found is None:
        return False
    if max(found) - min(found) <= 0.2:
        return 0.38 < max(found) < _LIGHT
    return max(found) > 0.38


def is_unred(colour: Any) -> bool:
    """Whether a colour is certainly no red, as black, blue and green are; what is light or cannot be told is not."""
    found = rgb(colour)
    if found is None or not all(0 <= value <= 1 for value in found):
        return False  # a colour of another kind
    red, other = found[0], max(found[1], found[2])
    return max(found) < 0.25 or (other > 0.3 and other - red > 0.2)


def is_light(colour: Any) -> bool:
    """Whether an area is white or not painted: nothing lies behind its characters."""
    found = rgb(colour)
    return found is None or min(found) > 0.97


def colour_of_image(stream: Any) -> Colour | None:
    """The colour of a picture's first point, None when it is packed as a photograph: some printers draw lines as pictures of one point."""
    space, depth = stream.get("ColorSpace"), stream.get("BitsPerComponent", 8)
    count = {"DeviceRGB": 3, "DeviceGray": 1, "DeviceCMYK": 4}.get(str(getattr(space, "name", "")), 0)
    if stream.get("ImageMask") or depth != 8 or not count or any("DCT" in str(name) or "JPX" in str(name) for name, _ in stream.get_filters()):
        return None
    data = stream.get_data()[:count]
    return rgb([value / 255 for value in data]) if len(data) == count else None
