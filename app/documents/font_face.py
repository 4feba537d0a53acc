"""A TrueType file as reportlab's face, with the tables of all its characters read at one go.

reportlab reads them number by number, which takes four times as long, and five fonts of thirty thousand glyphs are opened
before the first page is drawn. Belongs here: reading those tables. Does not belong here: which files there are (faces),
glyphs (glyphs), what a PDF has of a font (pdf_fonts).
"""

from __future__ import annotations

import struct

from reportlab.pdfbase.ttfonts import TTFontFace

SEGMENTS, GROUPS = 4, 12  # formats of the table of characters that our fonts and those of the systems have
WINDOWS, UNICODE, MAC = 3, 0, 1
HEAD_LOCA, HHEA_COUNT = 50, 34  # byte offsets of a number within its table


class FontFace(TTFontFace):  # type: ignore[misc]
    """A face. Raises what reportlab's raises, and struct.error for a table that is cut off."""

    def extractInfo(self, chars: int = 1) -> None:
        """Names and measures as reportlab reads them, then what belongs to each character."""
        super().extractInfo(0)
        start = self._characters()
        if start < 0:  # an old or rare table
            super().extractInfo(chars)
            return
        read = self._groups if self.get_ushort(start) == GROUPS else self._segments
        self.charToGlyph = read(start)
        self._widths()
        self.glyphPos = self._places()
        for code, other in ((0xA0, 0x20), (0x20, 0xA0)):  # a space draws both
            if other in self.charToGlyph:
                self.charToGlyph[code], self.charWidths[code] = self.charToGlyph[other], self.charWidths[other]
                break

    def _characters(self) -> int:
        """Where the table of characters stands that reportlab would take; below 0 when it is of another format."""
        table = self.get_table_pos("cmap")[0]
        count, found, best = self.get_ushort(table + 2), -1, False
        for platform, encoding, offset in struct.iter_unpack(">HHL", self.get_chunk(table + 4, 8 * count)):
            unicode = platform == WINDOWS or (platform == MAC and encoding == 1) or (platform == UNICODE and encoding != 5)
            if unicode or (platform == MAC and encoding == 0 and not best):
                found, best = table + offset, best or unicode
        return found if found >= 0 and self.get_ushort(found) in (SEGMENTS, GROUPS) else -1

    def _groups(self, start: int) -> dict[int, int]:
        codes: dict[int, int] = {}
        for first, last, glyph in struct.iter_unpack(">LLL", self.get_chunk(start + 16, 12 * self.get_ulong(start + 12))):
            codes.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
        return codes

    def _segments(self, start: int) -> dict[int, int]:
        size = self.get_ushort(start + 6)
        begin, end = start + 14, start + self.get_ushort(start + 2)
        lasts = self._numbers(begin, size // 2)
        firsts = self._numbers(begin + size + 2, size // 2)
        steps = self._numbers(begin + 2 * size + 2, size // 2)
        rows = begin + 3 * size + 2
        codes: dict[int, int] = {}
        for number, (first, last, step, row) in enumerate(zip(firsts, lasts, steps, self._numbers(rows, size // 2), strict=True)):
            span = range(first, last + 1)
            if not row:
                codes.update((code, (code + step) & 0xFFFF) for code in span)
                continue
            place = rows + 2 * number + row
            held = self._numbers(place, max(min(len(span), (end - place + 1) // 2), 0))
            glyphs = (*((one + step) & 0xFFFF if one else 0 for one in held), *(0 for _missing in range(len(span) - len(held))))
            codes.update(zip(span, glyphs, strict=True))
        return codes

    def _widths(self) -> None:
        count, scale = self.get_ushort(self.get_table_pos("hhea")[0] + HHEA_COUNT), self._pdfScale
        start, rest = self.get_table_pos("hmtx")[0], self.numGlyphs - count
        self.hmetrics = list(struct.iter_unpack(">HH", self.get_chunk(start, 4 * count)))
        widths = [scale(advance) for advance, _bearing in self.hmetrics]
        self.hmetrics += [(widths[-1], bearing) for bearing in self._numbers(start + 4 * count, max(rest, 0))]
        widths += widths[-1:] * max(rest, 0)
        self.defaultWidth = widths[0]
        self.charWidths = {code: widths[glyph] for code, glyph in self.charToGlyph.items() if glyph < len(widths)}

    def _places(self) -> list[int]:
        start, count = self.get_table_pos("loca")[0], self.numGlyphs + 1
        if self.get_ushort(self.get_table_pos("head")[0] + HEAD_LOCA) == 0:
            return [2 * one for one in self._numbers(start, count)]
        return list(struct.unpack(f">{count}L", self.get_chunk(start, 4 * count)))

    def _numbers(self, start: int, count: int) -> tuple[int, ...]:
        return struct.unpack(f">{count}H", self.get_chunk(start, 2 * count))
