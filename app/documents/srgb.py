"""An ICC profile of sRGB (version 2, monitor class), made from the numbers of the standard.

PDF/A wants to know which red “red” is. The profile is made here rather than shipped, so
that it needs no licence and is the same bytes on every machine.
"""

from __future__ import annotations

import struct
from functools import lru_cache

# IEC 61966-2-1 primaries adapted to the D50 white of the profile connection space.
_WHITE = (0.9642, 1.0, 0.8249)
_COLUMNS = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
_STEPS = 256
_NAME = "sRGB IEC61966-2.1"
_EPOCH = (2000, 1, 1, 0, 0, 0)


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """The profile as bytes; every call gives the same."""
    tags = {
        b"desc": _description(_NAME),
        b"cprt": b"text\0\0\0\0Public domain\0",
        b"wtpt": _xyz(_WHITE),
        **{tag: _xyz(values) for tag, values in _COLUMNS.items()},
        b"rTRC": _curve(),
    }
    names = [*tags, b"gTRC", b"bTRC"]  # the three curves are one
    at = 128 + 4 + 12 * len(names)
    places: dict[bytes, tuple[int, int]] = {}
    body = b""
    for tag, data in tags.items():
        places[tag] = (at + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    places[b"gTRC"] = places[b"bTRC"] = places[b"rTRC"]
    table = struct.pack(">I", len(names)) + b"".join(struct.pack(">4sII", n, *places[n]) for n in names)
    return _header(at + len(body)) + table + body


def _header(size: int) -> bytes:
    head = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H4s", *_EPOCH, b"acsp") + bytes(28)
    head += b"".join(_fixed(value) for value in _WHITE)
    return head.ljust(128, b"\0")


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(map(_fixed, values))


def _description(text: str) -> bytes:
    raw = text.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(raw)) + raw + bytes(4 + 4 + 2 + 1 + 67)


def _curve() -> bytes:
    values = (_linear(step / (_STEPS - 1)) for step in range(_STEPS))
    return b"curv\0\0\0\0" + struct.pack(f">I{_STEPS}H", _STEPS, *(round(v * 65535) for v in values))


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
