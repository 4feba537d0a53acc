"""The objects of a PDF as bytes: reportlab's, written several times faster, byte for byte the same.

reportlab asks of every entry of every dictionary what it is, encodes each name letter by letter, and so spends half the
time of a letter on dictionaries of pages and bookmarks. Belongs here: how objects are written down. Does not belong here:
which objects a file has (pdf_file), fonts (pdf_fonts).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from reportlab.lib.rl_accel import fp_str
from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import (
    Destination,
    OutlineEntryObject,
    PDFArray,
    PDFDestinationXYZ,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFObjectReference,
    PDFPage,
    PDFResourceDictionary,
    PDFStream,
    PDFString,
)

IN_A_ROW = 6  # entries of a dictionary between two line ends, as reportlab has it
IN_AN_ARRAY = 10


class Document(PDFDocument):  # type: ignore[misc]
    """Knows the objects that are written here as soon as something refers to them."""

    def Reference(self, obj: Any, name: Any = None) -> Any:
        own = OWN.get(obj.__class__)
        if own is not None:
            obj.__class__ = own
        return super().Reference(obj, name)

    def format(self) -> bytes:
        """The file: every object that is referred to, also by objects as they are written, then where each stands."""
        root, info = self.Reference(self.Catalog), self.Reference(self.info)
        file, places = pdfdoc.PDFFile(self._pdfVersion), list[int]()
        while name := self.numberToId.get(len(places) + 1):
            body = pdfdoc.format(self.idToObject[name], self, toplevel=1)
            end = b"endobj\n" if body.endswith(b"\n") else b"\nendobj\n"
            places.append(file.add(b"%d 0 obj\n%b%b" % (len(places) + 1, body, end)))
        count = len(places) + 1  # number 0 belongs to nothing
        lines = [b"xref\n0 %d\n0000000000 65535 f \n" % count, *(b"%010d 00000 n \n" % place for place in places)]
        start = file.add(b"".join(lines))
        trailer = pdfdoc.PDFTrailer(startxref=start, Size=count, Root=root, Info=info, ID=self.ID())
        file.add(trailer.format(self))
        found: bytes = file.format(self)
        return found


class _Stream(PDFStream):  # type: ignore[misc]
    """Ends as PDF/A wants it: a line end, not counted, before `endstream`."""

    def format(self, document: PDFDocument) -> bytes:
        entries, content = dict(self.dictionary.dict), self.content
        filters = document.defaultStreamFilters if self.filters is None else self.filters
        if filters and "Filter" not in entries:
            for one in reversed(filters):
                content = one.encode(content)
            entries["Filter"] = PDFArray([PDFName(one.pdfname) for one in filters])
        raw: bytes = pdfdoc.format(content, document)
        entries["Length"] = len(content)
        return dictionary(entries, document) + b"\nstream\n" + raw + b"\nendstream\n"


class _Page(PDFPage):  # type: ignore[misc]
    def format(self, document: PDFDocument) -> bytes:
        self.check_format(document)
        entries = {name: value for name in self.__NoDefault__ if (value := getattr(self, name, None)) is not None}
        for name in self.__Refs__:
            if name in entries:
                entries[name] = document.Reference(entries[name])
        return dictionary({"Type": "/Page", **entries}, document)


class _Bookmark(OutlineEntryObject):  # type: ignore[misc]
    def format(self, document: PDFDocument) -> bytes:
        entries = {"Title": PDFString(self.Title), "Parent": self.Parent, "Dest": self.Dest}
        more = {name: getattr(self, name) for name in ("Prev", "Next", "First", "Last", "Count")}
        return dictionary(entries | {name: value for name, value in more.items() if value is not None}, document)


class _Place(Destination):  # type: ignore[misc]
    def format(self, document: PDFDocument) -> bytes:
        if self.fmt.__class__ is not PDFDestinationXYZ:
            found: bytes = super().format(document)
            return found
        at = self.fmt
        place = (document.Reference(self.page), "/XYZ", at.left, at.top, at.zoom)
        return b"[ " + b" ".join(_written(one, document) for one in place) + b" ]"


OWN: Mapping[type, type] = {PDFStream: _Stream, PDFPage: _Page, OutlineEntryObject: _Bookmark, Destination: _Place}


def dictionary(entries: Mapping[str, Any], document: PDFDocument) -> bytes:
    """A dictionary, its names in order."""
    parts = [_name(name) + _written(entries[name], document) for name in sorted(entries)]
    for at in reversed(range(IN_A_ROW, len(parts), IN_A_ROW)):
        parts.insert(at, b"\n ")
    return b"<<\n" + b" ".join(parts) + b"\n>>"


@lru_cache(maxsize=256)
def _name(name: str) -> bytes:
    return f"{PDFName(name)} ".encode("ascii")


def _written(value: Any, document: PDFDocument) -> bytes:
    """A value; what is not named here is left to reportlab."""
    kind = value.__class__
    if kind is PDFObjectReference:
        return b"%d %d R" % document.idToObjectNumberAndVersion[value.name]
    if kind is str and value.isascii():
        return bytes(value, "ascii")
    if kind is int:
        return b"%d" % value
    if kind is float:
        return bytes(fp_str(value), "ascii")
    if kind is PDFDictionary:
        return dictionary(value.dict, document)
    if kind is PDFArray and len(value.sequence) <= IN_AN_ARRAY:
        return b"[ " + b" ".join(_written(one, document) for one in value.sequence) + b" ]"
    if kind is PDFResourceDictionary:
        return dictionary(_resources(value), document)
    found: bytes = pdfdoc.format(value, document)
    return found


def _resources(found: PDFResourceDictionary) -> dict[str, Any]:
    """What a page draws with, as entries."""
    held = {name: getattr(found, name) for name in (*found.dict_attributes, "ProcSet")}
    return {
        name: PDFDictionary(value) if isinstance(value, dict) else PDFArray(value) if isinstance(value, list | tuple) else value
        for name, value in held.items()
        if value or not isinstance(value, dict | list | tuple)
    }
