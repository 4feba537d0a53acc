"""Fonts in a PDF: reportlab's TrueType font with quick subsets, shared by the letters of a batch.

The characters most letters of a batch use have the same codes in each of them, and the font
file of these codes is made and compressed once; what a letter has besides goes into a second
subset of its own. Belongs here: font objects of a PDF. Does not belong here: which face draws
a character (faces), what is drawn (pdf).
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFName, PDFObject, PDFStream
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

from app.documents.glyphs import GlyphSource, outlines, sfnt

_CODES = 255  # in a subset, besides .notdef
OFTEN = 1 / 3  # of the letters use a character: it goes into the shared subset
_LEAST = 3  # letters, for sharing to be worth a second subset
_KEPT_TABLES = ("cvt ", "fpgm", "prep")  # what the instructions in glyphs need
_SYMBOLIC, _NONSYMBOLIC = 4, 32


@dataclass(frozen=True, slots=True)
class _Subset:
    """A subset as it stands in a file. packed, length: the font file; unicode: packed ToUnicode map."""

    packed: bytes
    length: int
    unicode: bytes
    widths: bytes
    last: int


@dataclass(slots=True)
class _Common:
    """Codes of one face that the letters of a batch share, and the subsets made of them so far."""

    codes: dict[int, int]
    subsets: list[list[int]]
    made: dict[int, _Subset] = field(default_factory=dict)


class PdfFont(TTFont):  # type: ignore[misc]
    """A face in PDFs. Text drawn through reportlab's canvas is encoded as it always is."""

    def __init__(self, name: str, path: str, index: int = 0) -> None:
        """index: of the font in a collection."""
        # asciiReadable would put all of ASCII into every subset.
        super().__init__(name, path, asciiReadable=False, shapable=False, subfontIndex=index)
        self._used: WeakKeyDictionary[PDFDocument, set[int]] = WeakKeyDictionary()
        self._common: WeakKeyDictionary[PDFDocument, _Common] = WeakKeyDictionary()
        self._source: GlyphSource | None = None

    def share(self, doc: PDFDocument, common: _Common) -> None:
        """Take these codes in a document in which nothing is drawn yet."""
        before = self.state.get(doc)
        state = self.state[doc] = TTFont.State(False, self)
        state.assignments = dict(common.codes)
        state.subsets = [*common.subsets, [0]]
        state.nextCode = (len(common.subsets) << 8) + 1
        self._common[doc] = common
        if before is not None and before.internalName:
            state.internalName = before.internalName  # the canvas has named its first font already
        else:
            self.getSubsetInternalName(0, doc)
            self._used[doc].clear()

    def getSubsetInternalName(self, subset: int, doc: PDFDocument) -> str:
        """The name of a subset in a document, which has it from now on."""
        self._used.setdefault(doc, set()).add(subset)
        return str(super().getSubsetInternalName(subset, doc))

    def encoded(self, text: str, doc: PDFDocument) -> tuple[list[tuple[int, bytes]], bool]:
        """A text as numbers of subsets and codes in them; whether every letter of the batch has it so."""
        common = self._common.get(doc)
        shared = len(common.subsets) if common else 0
        parts: list[tuple[int, bytes]] = self.splitString(text, doc)
        return parts, all(subset < shared for subset, _ in parts)

    def addObjects(self, doc: PDFDocument) -> None:
        """Write the subsets a document uses. The same document gives the same bytes."""
        state, common = self.state[doc], self._common.get(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        for number in sorted(self._used[doc]):
            codes = state.subsets[number]
            if common is not None and number < len(common.subsets):
                made = common.made.get(number) or common.made.setdefault(number, self._made(codes, 9))
            else:
                made = self._made(codes, 1 if common else 6)
            internal = self.getSubsetInternalName(number, doc)[1:]
            fonts[internal] = doc.Reference(self._font(doc, number, made), internal)
        del self.state[doc]

    def _font(self, doc: PDFDocument, number: int, made: _Subset) -> _Ready:
        face = self.face
        name = (SUBSETN(number) + b"+" + face.name + face.subfontNameX).decode("pdfdoc")
        file = doc.Reference(_stream(made.packed, Length1=made.length), f"fontFile:{name}")
        unicode = doc.Reference(_stream(made.unicode), f"toUnicodeCMap:{name}")
        flags = (face.flags & ~_NONSYMBOLIC) | _SYMBOLIC
        box = " ".join(map(_number, face.bbox))
        tag = PDFName(name)
        descriptor = _Ready(
            f"<< /Type /FontDescriptor /FontName {tag} /Flags {flags} /FontBBox [{box}] "
            f"/Ascent {_number(face.ascent)} /Descent {_number(face.descent)} /CapHeight {_number(face.capHeight)} "
            f"/ItalicAngle {_number(face.italicAngle)} /StemV {_number(face.stemV)} "
            f"/MissingWidth {_number(face.defaultWidth)} /FontFile2 ".encode()
            + file.format(doc) + b" >>"
        )  # fmt: skip
        described = doc.Reference(descriptor, f"fontDescriptor:{name}")
        return _Ready(
            f"<< /Type /Font /Subtype /TrueType /BaseFont {tag} /FirstChar 0 /LastChar {made.last} /Widths ".encode()
            + made.widths + b" /FontDescriptor " + described.format(doc) + b" /ToUnicode " + unicode.format(doc) + b" >>"
        )  # fmt: skip

    def _made(self, codes: Sequence[int], level: int) -> _Subset:
        raw = self._file(codes)
        widths = " ".join(_number(self.face.getCharWidth(code)) for code in codes)
        unicode = _unicode_map(codes).encode()
        return _Subset(zlib.compress(raw, level), len(raw), zlib.compress(unicode), f"[{widths}]".encode(), len(codes) - 1)

    def _file(self, codes: Sequence[int]) -> bytes:
        face = self.face
        if self._source is None:
            self._source = GlyphSource(face, hinted=True)
        source = self._source
        order = {code: index for index, code in enumerate(dict.fromkeys(codes))}
        made = outlines([(source, source.of_code(code)) for code in order])
        count = len(made.glyphs)
        head, hhea, maxp = (bytearray(face.get_table(tag)) for tag in ("head", "hhea", "maxp"))
        struct.pack_into(">I", head, 8, 0)
        struct.pack_into(">H", head, 50, 1)
        struct.pack_into(">H", hhea, 34, count)
        struct.pack_into(">H", maxp, 4, count)
        glyph_of = [order[code] for code in codes]
        cmap = struct.pack(f">6H5H{len(codes)}H", 0, 1, 1, 0, 0, 12, 6, 10 + 2 * len(codes), 0, 0, len(codes), *glyph_of)
        tables = {
            b"cmap": cmap, b"glyf": made.glyf, b"head": bytes(head), b"hhea": bytes(hhea),
            b"hmtx": made.hmtx, b"loca": made.loca, b"maxp": bytes(maxp),
        }  # fmt: skip
        for tag in _KEPT_TABLES:
            if tag in face.table:
                tables[tag.encode()] = bytes(face.get_table(tag))
        return sfnt(tables, {b"glyf": made.total})


class SharedFonts:
    """What the fonts of a batch have in common. uses: for each letter the characters by face."""

    def __init__(self, uses: Sequence[Mapping[PdfFont, Iterable[str]]], *, least: float = OFTEN) -> None:
        """least: in how much of the letters a character must stand to be common."""
        counts: dict[PdfFont, Counter[str]] = {}
        for letter in uses:
            for font, chars in letter.items():
                counts.setdefault(font, Counter()).update(set(chars))
        self._common: dict[PdfFont, _Common] = {}
        if len(uses) >= _LEAST:
            for font in sorted(counts, key=lambda one: str(one.fontName)):
                often = sorted(counts[font].items(), key=lambda pair: (-pair[1], pair[0]))
                chars = [char for char, count in often if count >= least * len(uses)]
                if chars:
                    self._common[font] = _codes([ord(char) for char in chars])

    def enter(self, doc: PDFDocument) -> None:
        """Let a document in which nothing is drawn yet use the common codes."""
        for font, common in self._common.items():
            font.share(doc, common)


def _codes(chars: Sequence[int]) -> _Common:
    subsets = [[0, *sorted(chars[start : start + _CODES])] for start in range(0, len(chars), _CODES)]
    codes = {char: (n << 8) + i for n, subset in enumerate(subsets) for i, char in enumerate(subset)}
    return _Common(codes, subsets)


class _Ready(PDFObject):  # type: ignore[misc]
    """An object written already."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def format(self, _document: PDFDocument) -> bytes:
        return self._raw


def _stream(packed: bytes, **entries: int) -> PDFStream:
    return PDFStream(PDFDictionary({**entries, "Filter": PDFName("FlateDecode")}), packed)


def _number(value: Any) -> str:
    return f"{value:.6g}"


def _unicode_map(codes: Sequence[int]) -> str:
    """ToUnicode: UTF-16, so that rare characters above U+FFFF can be copied; .notdef has none."""
    entries = [f"<{i:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for i, code in enumerate(codes) if i]
    parts = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    mapped = "".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n" for part in parts)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{mapped}"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
