"""Glyphs of a parsed TrueType file and the parts any subset of it is put together from.

Belongs here: reading glyphs once, composites, the tables both kinds of subset share (subset
for docx, pdf_fonts). Does not belong here: which characters a subset holds.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_HAS_MORE, _WORDS, _SCALE, _XY, _MATRIX, _CODE = 0x20, 0x01, 0x08, 0x40, 0x80, 0x100
_SHIFT = ((_SCALE, 2), (_XY, 4), (_MATRIX, 8))


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph. data: padded to four bytes; total: its words added up, for the checksum;
    parts: byte offset and glyph id of each component."""

    advance: int
    bearing: int
    data: bytes
    total: int = 0
    parts: tuple[tuple[int, int], ...] = ()


class GlyphSource:
    """Glyphs of one face, read once each. hinted: whether their instructions are kept."""

    def __init__(self, parsed: Any, *, hinted: bool) -> None:
        """parsed: reportlab's TTFontFile."""
        start, length = parsed.get_table_pos("glyf")
        self._parsed, self._hinted = parsed, hinted
        self._glyf = memoryview(parsed._ttf_data)[start : start + length]
        self._cache: dict[int, Glyph] = {}

    def of_code(self, code: int) -> Glyph:
        """The glyph that draws a code point."""
        return self.of_id(self._parsed.charToGlyph.get(code, 0))

    def of_id(self, gid: int) -> Glyph:
        """The glyph of a glyph id."""
        found = self._cache.get(gid)
        if found is None:
            found = self._cache[gid] = self._read(gid)
        return found

    def _read(self, gid: int) -> Glyph:
        advance, bearing = self._parsed.hmetrics[gid]
        bearing = bearing - 0x10000 if bearing >= 0x8000 else bearing
        offsets = self._parsed.glyphPos
        raw = bytes(self._glyf[offsets[gid] : offsets[gid + 1]])
        if len(raw) < 10:
            return Glyph(advance, bearing, b"")
        parts: tuple[tuple[int, int], ...] = ()
        if struct.unpack_from(">h", raw)[0] < 0:
            parts, raw = _composite(raw)
        elif not self._hinted:
            raw = _without_hints(raw)
        raw = padded(raw)
        return Glyph(advance, bearing, raw, checksum(raw), parts)


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


@dataclass(frozen=True, slots=True)
class Outlines:
    """The glyphs of a subset in order, components at the end, and the tables made of them."""

    glyphs: Sequence[Glyph]
    glyf: bytes
    loca: bytes
    hmtx: bytes
    total: int


def outlines(wanted: Sequence[tuple[GlyphSource | None, Glyph]]) -> Outlines:
    """Put glyphs together. A glyph without source has no components."""
    glyphs = list(wanted)
    data: list[bytes] = []
    offsets, at, total = [0], 0, 0
    placed: dict[tuple[int, int], int] = {}
    for source, glyph in glyphs:  # grows while components are found
        body, added = glyph.data, glyph.total
        if glyph.parts and source is not None:
            body = _with_components(source, glyph, glyphs, placed)
            added = checksum(body)
        data.append(body)
        at += len(body)
        total += added
        offsets.append(at)
    metrics = [number for _, glyph in glyphs for number in (glyph.advance, glyph.bearing & 0xFFFF)]
    return Outlines(
        [glyph for _, glyph in glyphs],
        b"".join(data) or b"\0" * 4,
        struct.pack(f">{len(offsets)}I", *offsets),
        struct.pack(f">{len(metrics)}H", *metrics),
        total & 0xFFFFFFFF,
    )


def _with_components(source: GlyphSource, glyph: Glyph, glyphs: list[tuple[GlyphSource | None, Glyph]],
                     placed: dict[tuple[int, int], int]) -> bytes:  # fmt: skip
    body = bytearray(glyph.data)
    for offset, gid in glyph.parts:
        key = (id(source), gid)
        if key not in placed:
            placed[key] = len(glyphs)
            glyphs.append((source, source.of_id(gid)))
        struct.pack_into(">H", body, offset, placed[key])
    return bytes(body)


def sfnt(tables: Mapping[bytes, bytes], totals: Mapping[bytes, int]) -> bytes:
    """The font file of tables. totals: checksums that are known; head has 0 for that of the file."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    head = struct.pack(">IHHHH", 0x10000, count, power * 16, power.bit_length() - 1, count * 16 - power * 16)
    at, body = 12 + 16 * count, []
    whole, head_at = 0, 0
    for tag, raw in sorted(tables.items()):
        table = padded(raw)
        total = totals[tag] if tag in totals else checksum(table)
        head += struct.pack(">4sIII", tag, total, at, len(raw))
        head_at = at if tag == b"head" else head_at
        whole += total
        at += len(table)
        body.append(table)
    font = bytearray(head + b"".join(body))
    struct.pack_into(">I", font, head_at + 8, (0xB1B0AFBA - whole - checksum(head)) & 0xFFFFFFFF)
    return bytes(font)


def padded(raw: bytes) -> bytes:
    """Bytes to a multiple of four."""
    return raw + b"\0" * (-len(raw) % 4)


def checksum(raw: bytes) -> int:
    """Words of four bytes added up."""
    return int(sum(struct.unpack(f">{len(raw) // 4}I", raw))) & 0xFFFFFFFF
