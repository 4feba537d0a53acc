"""Builds the small TrueType font that is embedded in a docx.

The office machines that open our letters, and LibreOffice on servers, often have no
仿宋_GB2312; without an embedded font they draw boxes or break lines elsewhere. The
subset holds the glyphs the letter uses, taken from the shipped open fonts (SIL OFL 1.1
allows embedding); official fonts of the machine are never copied into a file.
"""

from __future__ import annotations

import hashlib
import struct
import uuid
from collections.abc import Iterable

from app.documents.faces import Role
from app.documents.glyphs import Glyph, GlyphSource, Outlines, outlines, sfnt

_ASCENT, _DESCENT = 880, -120  # per 1000 units, as the shipped CJK faces have it


class Subsetter:
    """Builds subsets for one role; keeps the glyphs it has read."""

    def __init__(self, role: Role) -> None:
        self._role = role
        self._sources: dict[str, GlyphSource] = {}

    def build(self, chars: Iterable[str], family: str) -> bytes:
        """A TrueType file named `family` with those of the characters that a shipped font draws."""
        wanted = sorted(char for char in {" ", *chars} if char >= " ")
        sources = {char: source for char in wanted if (source := self._source(char))}
        glyphs = [(source, source.of_code(ord(char))) for char, source in sources.items()]
        codes = {ord(char): index for index, char in enumerate(sources, 1)}
        return _assemble(outlines([(None, Glyph(1000, 0, b"")), *glyphs]), codes, family)

    def _source(self, char: str) -> GlyphSource | None:
        face = self._role.shipped_face_of(char)
        if face is None:
            return None
        if face.name not in self._sources:
            self._sources[face.name] = GlyphSource(face.font.face, hinted=False)
        return self._sources[face.name]


def _assemble(made: Outlines, codes: dict[int, int], family: str) -> bytes:
    count = len(made.glyphs)
    tables = {
        b"OS/2": _os2(codes),
        b"cmap": _cmap(codes),
        b"glyf": made.glyf,
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh",
            0x10000,
            0x10000,
            0,
            0x5F0F3CF5,
            3,
            1000,
            0,
            0,
            0,
            -250,
            1000,
            900,
            0,
            8,
            2,
            1,
            0,
        ),
        b"hhea": struct.pack(
            ">IhhhHhhhhhhhhhhhH",
            0x10000,
            _ASCENT,
            _DESCENT,
            0,
            1000,
            0,
            0,
            1000,
            1,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            count,
        ),
        b"hmtx": made.hmtx,
        b"loca": made.loca,
        b"maxp": struct.pack(
            ">IHHHHHHHHHHHHHH", 0x10000, count, 4096, 512, 4096, 512, 1, 0, 0, 0, 0, 0, 0, 16, 4
        ),
        b"name": _names(family),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, -100, 50, 0, 0, 0, 0, 0),
    }
    return sfnt(tables, {b"glyf": made.total})


def _cmap(codes: dict[int, int]) -> bytes:
    groups = sorted(codes.items())
    wide = struct.pack(">HHIII", 12, 0, 16 + 12 * len(groups), 0, len(groups))
    wide += b"".join(struct.pack(">III", code, code, gid) for code, gid in groups)
    basic = [(c, g) for c, g in groups if c < 0xFFFF]
    segments = len(basic) + 1
    power = 1 << (segments.bit_length() - 1)
    body = struct.pack(">HHHH", segments * 2, power * 2, power.bit_length() - 1, segments * 2 - power * 2)
    body += struct.pack(f">{segments}H", *(c for c, _ in basic), 0xFFFF) + b"\0\0"
    body += struct.pack(f">{segments}H", *(c for c, _ in basic), 0xFFFF)
    body += struct.pack(f">{segments}H", *((g - c) % 65536 for c, g in basic), 1)
    body += struct.pack(f">{segments}H", *([0] * segments))
    narrow = struct.pack(">HHH", 4, len(body) + 6, 0) + body
    head = struct.pack(">HHHHIHHI", 0, 2, 3, 1, 20, 3, 10, 20 + len(narrow))
    return head + narrow + wide


def _os2(codes: dict[int, int]) -> bytes:
    basic = [c for c in codes if c < 0x10000]
    return struct.pack(
        ">HhHHHhhhhhhhhhhh10sIIII4sHHHhhhHHII",
        3, 1000, 400, 5, 0,  # version, average width, weight, width class, fsType 0 = installable
        650, 600, 0, 75, 650, 600, 0, 350, 50, 300, 0,
        bytes(10), 1, 1 << 27, 0, 0, b"LVZE", 0x40, min(basic), max(basic),
        _ASCENT, _DESCENT, 0, 1000, 250, 1 | 1 << 18, 0,
    ) + struct.pack(">hhHHH", 500, 700, 0, 32, 1)  # fmt: skip


def _names(family: str) -> bytes:
    texts = {
        1: family,
        2: "Regular",
        3: f"lvze subset {family}",
        4: family,
        5: "Version 1.0",
        6: "LvzeSubset",
    }
    pool, records = b"", b""
    for name_id, value in texts.items():
        raw = value.encode("utf-16-be")
        records += struct.pack(">HHHHHH", 3, 1, 0x409, name_id, len(raw), len(pool))
        pool += raw
    return struct.pack(">HHH", 0, len(texts), 6 + len(records)) + records + pool


def obfuscate(font: bytes) -> tuple[str, bytes]:
    """ECMA-376 part 4 §17.8.1: the GUID and the font with its first 32 bytes masked by it."""
    key = uuid.UUID(bytes=hashlib.sha256(font).digest()[:16])
    mask = key.bytes[::-1]
    head = bytes(byte ^ mask[i % 16] for i, byte in enumerate(font[:32]))
    return "{" + str(key).upper() + "}", head + font[32:]
