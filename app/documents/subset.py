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
from dataclasses import dataclass

from app.documents.faces import Face, Role

_ASCENT, _DESCENT = 880, -120  # per 1000 units, as the shipped CJK faces have it
_HAS_MORE, _WORDS, _SCALE, _XY, _MATRIX, _CODE = 0x20, 0x01, 0x08, 0x40, 0x80, 0x100
_SHIFT = ((_SCALE, 2), (_XY, 4), (_MATRIX, 8))


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph without hinting. parts: byte offset and glyph id of each component."""

    advance: int
    bearing: int
    data: bytes
    parts: tuple[tuple[int, int], ...] = ()


class GlyphSource:
    """Unhinted glyphs of one face, read once each."""

    def __init__(self, face: Face) -> None:
        parsed = face.font.face
        start, length = parsed.get_table_pos("glyf")
        self._parsed = parsed
        self._glyf = memoryview(parsed._ttf_data)[start : start + length]
        self._cache: dict[int, Glyph] = {}

    def of_char(self, char: str) -> Glyph:
        """The glyph that draws a character."""
        return self.of_id(self._parsed.charToGlyph.get(ord(char), 0))

    def of_id(self, gid: int) -> Glyph:
        """The glyph of a glyph id."""
        found = self._cache.get(gid)
        if found is None:
            found = self._cache[gid] = self._read(gid)
        return found

    def _read(self, gid: int) -> Glyph:
        advance, bearing = self._parsed.hmetrics[gid]
        offsets = self._parsed.glyphPos
        raw = bytes(self._glyf[offsets[gid] : offsets[gid + 1]])
        if len(raw) < 10:
            return Glyph(advance, _signed(bearing), b"")
        if struct.unpack_from(">h", raw)[0] >= 0:
            return Glyph(advance, _signed(bearing), _without_hints(raw))
        parts, data = _composite(raw)
        return Glyph(advance, _signed(bearing), data, parts)


def _signed(value: int) -> int:
    return value - 0x10000 if value >= 0x8000 else value


def _without_hints(raw: bytes) -> bytes:
    ends = 10 + 2 * int(struct.unpack_from(">h", raw)[0])
    count = struct.unpack_from(">H", raw, ends)[0]
    return raw[:ends] + b"\0\0" + raw[ends + 2 + count :]


def _composite(raw: bytes) -> tuple[tuple[tuple[int, int], ...], bytes]:
    data, parts, at, flags = bytearray(raw), [], 10, _HAS_MORE
    while flags & _HAS_MORE:
        flags, gid = struct.unpack_from(">HH", data, at)
        struct.pack_into(">H", data, at, flags & ~_CODE)
        parts.append((at + 2, gid))
        at += 8 if flags & _WORDS else 6
        at += next((size for bit, size in _SHIFT if flags & bit), 0)
    return tuple(parts), bytes(data[:at])


class Subsetter:
    """Builds subsets for one role; keeps the glyphs it has read."""

    def __init__(self, role: Role) -> None:
        self._role = role
        self._sources: dict[str, GlyphSource] = {}

    def build(self, chars: Iterable[str], family: str) -> bytes:
        """A TrueType file named `family` with the given characters."""
        wanted = sorted(char for char in {" ", *chars} if char >= " ")
        first = [(self._source(char), self._source(char).of_char(char)) for char in wanted]
        glyphs: list[tuple[GlyphSource | None, Glyph]] = [(None, Glyph(1000, 0, b"")), *first]
        data: list[bytes] = []
        placed: dict[tuple[int, int], int] = {}
        for source, glyph in glyphs:  # grows while components are found
            body = bytearray(glyph.data)
            for offset, gid in glyph.parts:
                assert source is not None  # noqa: S101 - only .notdef has no source
                key = (id(source), gid)
                if key not in placed:
                    placed[key] = len(glyphs)
                    glyphs.append((source, source.of_id(gid)))
                struct.pack_into(">H", body, offset, placed[key])
            data.append(bytes(body))
        codes = {ord(char): index for index, char in enumerate(wanted, 1)}
        return _assemble([glyph for _, glyph in glyphs], data, codes, family)

    def _source(self, char: str) -> GlyphSource:
        face = self._role.shipped_face_of(char)
        if face.name not in self._sources:
            self._sources[face.name] = GlyphSource(face)
        return self._sources[face.name]


def _assemble(glyphs: list[Glyph], data: list[bytes], codes: dict[int, int], family: str) -> bytes:
    offsets, at = [0], 0
    for body in data:
        at += len(body) + (-len(body) % 4)
        offsets.append(at)
    count = len(glyphs)
    tables = {
        b"OS/2": _os2(codes),
        b"cmap": _cmap(codes),
        b"glyf": b"".join(body + b"\0" * (-len(body) % 4) for body in data) or b"\0" * 4,
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
        b"hmtx": b"".join(struct.pack(">Hh", g.advance, g.bearing) for g in glyphs),
        b"loca": struct.pack(f">{len(offsets)}I", *offsets),
        b"maxp": struct.pack(
            ">IHHHHHHHHHHHHHH", 0x10000, count, 4096, 512, 4096, 512, 1, 0, 0, 0, 0, 0, 0, 16, 4
        ),
        b"name": _names(family),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, -100, 50, 0, 0, 0, 0, 0),
    }
    return _sfnt(tables)


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


def _sfnt(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    head = struct.pack(">IHHHH", 0x10000, count, power * 16, power.bit_length() - 1, count * 16 - power * 16)
    at, directory, body = 12 + 16 * count, b"", b""
    for tag, raw in sorted(tables.items()):
        padded = raw + b"\0" * (-len(raw) % 4)
        directory += struct.pack(">4sIII", tag, _checksum(padded), at, len(raw))
        at += len(padded)
        body += padded
    font = bytearray(head + directory + body)
    adjustment = (0xB1B0AFBA - _checksum(bytes(font))) & 0xFFFFFFFF
    head_at = 12 + 16 * count + sum(len(t) + (-len(t) % 4) for tag, t in tables.items() if tag < b"head")
    struct.pack_into(">I", font, head_at + 8, adjustment)
    return bytes(font)


def _checksum(raw: bytes) -> int:
    return int(sum(struct.unpack(f">{len(raw) // 4}I", raw))) & 0xFFFFFFFF


def obfuscate(font: bytes) -> tuple[str, bytes]:
    """ECMA-376 part 4 §17.8.1: the GUID and the font with its first 32 bytes masked by it."""
    key = uuid.UUID(bytes=hashlib.sha256(font).digest()[:16])
    mask = key.bytes[::-1]
    head = bytes(byte ^ mask[i % 16] for i, byte in enumerate(font[:32]))
    return "{" + str(key).upper() + "}", head + font[32:]
