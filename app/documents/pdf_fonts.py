"""Fonts in a PDF: reportlab's TrueType font with quick subsets, shared by the letters of a batch.

The characters most letters of a batch use have the same codes in each of them, and the font
file of these codes is made and compressed once; what a letter has besides goes into a second
subset of its own. Belongs here: font objects of a PDF. Does not belong here: which face draws
a character (faces), what is drawn (pdf).
"""

from __future__ import annotations

import re
import struct
import weakref
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFName, PDFObject
from reportlab.pdfbase.ttfonts import SUBSETN, TTEncoding, TTFont

from app.documents.font_face import FontFace
from app.documents.glyphs import GlyphSource, outlines, sfnt

_CODES = 255  # in a subset, besides .notdef
OFTEN = 1 / 3  # of the letters use a character: it goes into the shared subset
_LEAST = 3  # letters, for sharing to be worth a second subset
_KEPT_TABLES = ("cvt ", "fpgm", "prep")  # what the instructions in glyphs need
_SYMBOLIC, _NONSYMBOLIC = 4, 32
_SAME = re.compile(rb"(.)\1*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Subset:
    """A subset as its objects stand in a file. file, unicode: streams; descriptor, font: up to their references."""

    name: str
    file: bytes
    unicode: bytes
    descriptor: bytes
    font: bytes


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
        # As reportlab's, which would read its own face; asciiReadable would put all of ASCII into every subset.
        self.fontName, self.face, self.encoding = name, FontFace(path, subfontIndex=index), TTEncoding()
        self.state: WeakKeyDictionary[PDFDocument, Any] = WeakKeyDictionary()
        self._asciiReadable = self.shapable = False
        self._used: WeakKeyDictionary[PDFDocument, set[int]] = WeakKeyDictionary()
        self._common: WeakKeyDictionary[PDFDocument, _Common] = WeakKeyDictionary()
        self._source: GlyphSource | None = None

    def share(self, doc: PDFDocument, common: _Common) -> None:
        """Take these codes in a document in which nothing is drawn yet."""
        before = self.state.get(doc)
        state = self.state[doc] = TTFont.State(False, self)
        state.assignments = Codes(self, doc, common.codes, len(common.subsets))
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

    def codes(self, doc: PDFDocument) -> Codes:
        """What encodes text of this face in a document."""
        state = self._assignState(doc)
        if not isinstance(state.assignments, Codes):
            state.assignments = Codes(self, doc, state.assignments, 0)
        return state.assignments

    def addObjects(self, doc: PDFDocument) -> None:
        """Write the subsets a document uses. The same document gives the same bytes."""
        state, common = self.state[doc], self._common.get(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        for number in sorted(self._used[doc]):
            codes = state.subsets[number]
            if common is not None and number < len(common.subsets):
                made = common.made.get(number) or common.made.setdefault(number, self._made(number, codes, 9))
            else:
                made = self._made(number, codes, 1 if common else 6)
            internal = self.getSubsetInternalName(number, doc)[1:]
            fonts[internal] = _written(doc, made, internal)
        del self.state[doc]

    def _made(self, number: int, codes: Sequence[int], level: int) -> _Subset:
        face = self.face
        name = (SUBSETN(number) + b"+" + face.name + face.subfontNameX).decode("pdfdoc")
        tag = PDFName(name)
        flags = (face.flags & ~_NONSYMBOLIC) | _SYMBOLIC
        descriptor = (
            f"<< /Type /FontDescriptor /FontName {tag} /Flags {flags} /FontBBox [{' '.join(map(_number, face.bbox))}] "
            f"/Ascent {_number(face.ascent)} /Descent {_number(face.descent)} /CapHeight {_number(face.capHeight)} "
            f"/ItalicAngle {_number(face.italicAngle)} /StemV {_number(face.stemV)} "
            f"/MissingWidth {_number(face.defaultWidth)} /FontFile2 "
        )
        widths = " ".join(_number(face.getCharWidth(code)) for code in codes)
        font = (
            f"<< /Type /Font /Subtype /TrueType /BaseFont {tag} /FirstChar 0 /LastChar {len(codes) - 1} "
            f"/Widths [{widths}] /FontDescriptor "
        )
        raw = self._file(codes)
        file = _stream(zlib.compress(raw, level), f"/Length1 {len(raw)} ")
        unicode = _stream(zlib.compress(_unicode_map(codes).encode(), level))
        return _Subset(name, file, unicode, descriptor.encode(), font.encode())

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


class Codes(dict[int, int]):
    """Codes of characters in a document, high byte the subset; a character that is asked for gets one.

    shared: how many subsets every letter of the batch has.
    """

    def __init__(self, font: PdfFont, doc: PDFDocument, codes: Mapping[int, int], shared: int) -> None:
        super().__init__(codes)
        self.font, self.shared = font, shared
        self._doc = weakref.ref(doc)
        self._names: dict[int, str] = {}

    def __missing__(self, char: int) -> int:
        subset, codes = self.font.splitString(chr(char), self._doc())[0]
        return int(subset << 8 | codes[0])

    def name(self, subset: int) -> str:
        """What a subset is called in the document, which has it from now on."""
        found = self._names.get(subset)
        if found is None:
            found = self._names[subset] = self.font.getSubsetInternalName(subset, self._doc())
        return found

    def strings(self, text: str) -> list[tuple[int, bytes]]:
        """A text as strings of one subset each: its number and the codes in it."""
        pairs = text.translate(self).encode("utf-16-be")
        subsets, codes = pairs[::2], pairs[1::2]
        if subsets.count(subsets[:1]) == len(subsets):
            return [(subsets[0], codes)]
        return [(subsets[m.start()], codes[m.start() : m.end()]) for m in _SAME.finditer(subsets)]


class SharedFonts:
    """What the fonts of a batch have in common. uses: for each letter the characters by face."""

    def __init__(self, uses: Sequence[Mapping[PdfFont, Set[str]]], *, least: float = OFTEN) -> None:
        """least: in how much of the letters a character must stand to be common."""
        counts: dict[PdfFont, Counter[str]] = {}
        for letter in uses:
            for font, chars in letter.items():
                counts.setdefault(font, Counter()).update(chars)
        self._common: dict[PdfFont, _Common] = {}
        if len(uses) >= _LEAST:
            for font in sorted(counts, key=lambda one: str(one.fontName)):
                often = sorted(counts[font].items(), key=lambda pair: (-pair[1], pair[0]))
                common = [char for char, count in often if count >= least * len(uses)]
                if common:
                    self._common[font] = _codes([ord(char) for char in common])

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


def _written(doc: PDFDocument, made: _Subset, internal: str) -> PDFObject:
    """Put the objects of a subset into a document; a reference to the font."""
    file = doc.Reference(_Ready(made.file), f"fontFile:{made.name}").format(doc)
    unicode = doc.Reference(_Ready(made.unicode), f"toUnicodeCMap:{made.name}").format(doc)
    descriptor = _Ready(made.descriptor + file + b" >>")
    described = doc.Reference(descriptor, f"fontDescriptor:{made.name}").format(doc)
    return doc.Reference(_Ready(made.font + described + b" /ToUnicode " + unicode + b" >>"), internal)


def _stream(packed: bytes, entries: str = "") -> bytes:
    # PDF/A: a line end that is not counted stands before endstream
    return f"<< {entries}/Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode() + packed + b"\nendstream\n"


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
