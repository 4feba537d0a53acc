"""The PDF file around the drawn pages: title, language, bookmarks, colour, structure (PDF/A-2u, tagged).

Belongs here: document-level objects of any PDF we write, on reportlab's canvas. Does not
belong here: what stands on a page (pdf, pen) and which element a block is (pdf_tags).
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFInfo,
    PDFName,
    PDFObject,
    PDFStream,
    PDFString,
)
from reportlab.pdfgen.canvas import Canvas

from app.documents.pdf_objects import Document
from app.documents.srgb import srgb_profile

LANGUAGE = "zh-CN"
PROGRAM = "履责台"
PRODUCER = "lvze"


@dataclass(slots=True, eq=False)
class Element:
    """A node of the structure a screen reader follows. kids: elements, or (page, number of the mark)."""

    kind: str
    parent: Element | None = None
    kids: list[Element | tuple[int, int]] = field(default_factory=list)


class PdfFile:
    """A PDF being drawn. Pages are drawn on `canvas`; end each with turn(). The same drawing gives the same bytes."""

    def __init__(self, title: str, width: float, height: float, font: str) -> None:
        """width, height: of a page, pt. font: a registered embedded font, so that no other is named in the file."""
        rl_config.pageCompression, rl_config.useA85 = 1, 0
        self._buffer = io.BytesIO()
        self.canvas = Canvas(
            self._buffer, pagesize=(width, height), invariant=True, lang=LANGUAGE, initialFontName=font,
            pdfVersion=(1, 4),
        )  # fmt: skip
        self._document: PDFDocument = self.canvas._doc
        self._document.__class__ = Document
        self._document.info = _Info(title)
        self._entries = 0
        self._depth = -1
        self.root = Element("Document")
        self._marks: list[list[Element]] = [[]]
        self._open: Element | None = None
        self._inside = False
        self._title = title

    # --- structure ----------------------------------------------------------------------
    def element(self, kind: str, parent: Element | None = None) -> Element:
        """A new structure element (P, H1, Table, TR, TD …) after its parent's others."""
        made = Element(kind, parent or self.root)
        (parent or self.root).kids.append(made)
        return made

    def text(self, element: Element) -> None:
        """What is drawn from now on is the content of an element."""
        if self._open is element:
            return
        self._close()
        page = self._marks[-1]
        element.kids.append((len(self._marks) - 1, len(page)))
        self.canvas.addLiteral(f"/{element.kind} <</MCID {len(page)}>> BDC")
        page.append(element)
        self._open, self._inside = element, True

    def artifact(self) -> None:
        """What is drawn from now on (rules, page numbers) is not read aloud."""
        if self._inside and self._open is None:
            return
        self._close()
        self.canvas.addLiteral("/Artifact BMC")
        self._inside = True

    def _close(self) -> None:
        if self._inside:
            self.canvas.addLiteral("EMC")
        self._open, self._inside = None, False

    # --- bookmarks and pages --------------------------------------------------------------
    def bookmark(self, text: str, level: int, top: float) -> None:
        """A bookmark to a height of the page being drawn (pt above its foot); a level that is skipped is closed up."""
        self._depth = min(level, self._depth + 1)
        key = f"b{self._entries}"
        self._entries += 1
        self.canvas.bookmarkHorizontalAbsolute(key, top)
        self.canvas.addOutlineEntry(text, key, self._depth)

    def turn(self) -> None:
        """End the page."""
        self._close()
        self.canvas.showPage()
        self._marks.append([])

    def finish(self) -> bytes:
        """The file."""
        catalog = self._document.Catalog
        catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        catalog.Metadata = _stream(_xmp(self._title), {"Type": PDFName("Metadata"), "Subtype": PDFName("XML")})
        profile = _stream(_packed_profile(), {"N": 3, "Filter": PDFName("FlateDecode")})
        catalog.OutputIntents = PDFArray([PDFDictionary({
            "Type": PDFName("OutputIntent"), "S": PDFName("GTS_PDFA1"), "Info": PDFString("sRGB IEC61966-2.1"),
            "OutputConditionIdentifier": PDFString("sRGB IEC61966-2.1"),
            "DestOutputProfile": self._document.Reference(profile),
        })])  # fmt: skip
        if self.root.kids:
            self._structure()
        self.canvas.save()
        return self._buffer.getvalue()

    def _structure(self) -> None:
        tree = _Tree(self._document)
        root, top = _Node(), _Node()
        of_root, of_top = tree.number(root), tree.number(top)
        tree.add(self.root, top, of_top, of_root)
        entries = []
        for number, marks in enumerate(self._marks[: len(tree.pages)]):
            page = self._document.Pages.pages[number]
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents"]
            page.StructParents = number
            owners = _Node("[" + " ".join(f"{tree.numbers[id(e)]} 0 R" for e in marks) + "]")
            entries.append(f"{number} {tree.number(owners)} 0 R")
        parents = _Node(f"<</Nums [{' '.join(entries)}]>>")
        root.text = f"<</Type /StructTreeRoot /K {of_top} 0 R /ParentTree {tree.number(parents)} 0 R>>"
        self._document.Catalog.StructTreeRoot = root
        self._document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})


class _Tree:
    """Writes structure elements as text: reportlab's dictionaries take ten times as long."""

    def __init__(self, document: PDFDocument) -> None:
        self._document = document
        self.pages = [self.number(page) for page in document.Pages.pages]
        self.numbers: dict[int, int] = {}

    def number(self, thing: PDFObject) -> int:
        """The object number of a thing, given now if it has none."""
        numbers: dict[str, tuple[int, int]] = self._document.idToObjectNumberAndVersion
        return numbers[self._document.Reference(thing).name][0]

    def add(self, element: Element, node: _Node, own: int, parent: int) -> None:
        """Write an element and all under it."""
        self.numbers[id(element)] = own
        head = f"<</S /{element.kind}/P {parent} 0 R "
        kids = []
        for kid in element.kids:
            if isinstance(kid, Element):
                below = _Node()
                number = self.number(below)
                self.add(kid, below, number, own)
                kids.append(f"{number} 0 R")
            elif len(element.kids) == 1:
                node.text = f"{head}/Pg {self.pages[kid[0]]} 0 R/K {kid[1]}>>"
                return
            else:
                kids.append(f"<</Type/MCR/Pg {self.pages[kid[0]]} 0 R/MCID {kid[1]}>>")
        node.text = f"{head}/K [{' '.join(kids)}]>>"


class _Node(PDFObject):  # type: ignore[misc]
    """An object whose text is put together here."""

    def __init__(self, text: str = "") -> None:
        self.text = text

    def format(self, document: Any) -> bytes:
        return self.text.encode("ascii")


class _Info(PDFInfo):  # type: ignore[misc]
    """Title and program only: no names of people, no times, nothing of the machine."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title, self.creator, self.producer = title, PROGRAM, PRODUCER

    def format(self, document: Any) -> bytes:
        entries = {"Title": self.title, "Creator": self.creator, "Producer": self.producer}
        formatted: bytes = PDFDictionary({k: PDFString(v) for k, v in entries.items()}).format(document)
        return formatted


def _stream(content: bytes, entries: dict[str, Any]) -> PDFStream:
    return PDFStream(PDFDictionary(entries), content)


@lru_cache(maxsize=1)
def _packed_profile() -> bytes:
    return zlib.compress(srgb_profile(), 9)


def _xmp(title: str) -> bytes:
    # not compressed, so that archives find it without reading PDF
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{LANGUAGE}</rdf:li></rdf:Bag></dc:language></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreatorTool>{PROGRAM}</xmp:CreatorTool></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{PRODUCER}</pdf:Producer></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>
""".encode()
