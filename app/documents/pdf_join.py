"""Finished PDFs behind one another in one file for printing: pages are taken over as they are, nothing is laid out anew.

What several files have in common (fonts, colour profile) is written once. Read with pdfminer, written here: objects
that pages reach, bookmarks, the printing condition. The structure for screen readers stays with the single files.
Does not belong here: drawing pages (pdf), which letters (services).
"""

from __future__ import annotations

import io
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.documents.batch import uncollected
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext

if TYPE_CHECKING:
    from pdfminer.pdfdocument import PDFDocument

HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
OF_A_PAGE = ("MediaBox", "CropBox", "Rotate", "Resources", "Contents")
MOST_DEEP = 60
ESCAPED = re.compile(rb"[^!-~]|[#/()<>\[\]{}%]")


@dataclass(frozen=True, slots=True)
class Part:
    """One finished file. title: its bookmark, none when empty."""

    pdf: bytes
    title: str = ""


def join_pdfs(parts: Sequence[Part], title: str, *, odd: bool = False, context: JobContext | None = None) -> bytes:
    """One file with the pages of all parts in order; the same parts give the same bytes.

    odd: each part begins on an odd page, so that none begins on the back of another when both sides are printed; empty
    pages are put in for it. Raises AppError DAMAGED (a part cannot be read), Cancelled.
    """
    context, file = context or JobContext(), _File(title)
    with uncollected(len(parts)):
        for number, part in enumerate(parts):
            context.report(number, len(parts), "合并文件")
            if odd and file.pages % 2:
                file.blank()
            try:
                file.take(part)
            except Exception as error:  # pdfminer raises whatever it stumbles over
                raise AppError(
                    ErrorCode.DAMAGED, f"第 {number + 1} 份文件的页面读不出来。", action="请单独打开这一份；打不开就从备份恢复。"
                ) from error
    context.report(len(parts), len(parts), "合并文件")
    return file.finish()


class _File:
    """The file being written. Numbers of objects: 1 catalogue, 2 pages, 3 title, 4 bookmarks, then as they come."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._objects: list[bytes] = [b""] * 4
        self._kids: list[int] = []
        self._marks: list[tuple[str, int]] = []
        self._same: dict[bytes, int] = {}
        self._read = _Read()
        self._condition = b""
        self._paper = b"[0 0 595.2756 841.8898]"

    @property
    def pages(self) -> int:
        """How many there are."""
        return len(self._kids)

    def _add(self, data: bytes, *, once: bool = False) -> int:
        """The number of an object. once: an equal one that is there already serves."""
        if once and data in self._same:
            return self._same[data]
        self._objects.append(data)
        if once:
            self._same[data] = len(self._objects)
        return len(self._objects)

    def blank(self) -> None:
        """An empty page of the size of the one before."""
        self._kids.append(self._add(b"<< /Type /Page /Parent 2 0 R /Resources << >> /MediaBox " + self._paper + b" >>"))

    def take(self, part: Part) -> None:
        """All pages of a part."""
        from pdfminer.pdfdocument import PDFDocument
        from pdfminer.pdfparser import PDFParser

        document = PDFDocument(PDFParser(io.BytesIO(part.pdf)))
        copy = _Copy(document, part.pdf, self._read, self._add)
        first = len(self._kids)
        for page in _pages(document.catalog["Pages"]):
            written = {name: copy.text(page[name]) for name in OF_A_PAGE if name in page}
            self._paper = written["MediaBox"]
            rest = b" ".join(b"/" + name.encode() + b" " + data for name, data in written.items())
            self._kids.append(self._add(b"<< /Type /Page /Parent 2 0 R " + rest + b" >>"))
        if part.title:
            self._marks.append((part.title, self._kids[first]))
        if not self._condition and document.catalog.get("OutputIntents"):
            self._condition = b" /OutputIntents " + copy.text(document.catalog["OutputIntents"])

    def _bookmarks(self) -> bytes:
        """The bookmarks' object; each is added."""
        first = len(self._objects) + 1
        last = first + len(self._marks) - 1
        for at, (words, page) in enumerate(self._marks, first):
            near = (b" /Prev %d 0 R" % (at - 1) if at > first else b"") + (b" /Next %d 0 R" % (at + 1) if at < last else b"")
            self._add(b"<< /Title " + _string(words) + b" /Parent 4 0 R /Dest [%d 0 R /Fit]" % page + near + b" >>")
        ends = b" /First %d 0 R /Last %d 0 R" % (first, last) if self._marks else b""
        return b"<< /Type /Outlines /Count %d" % len(self._marks) + ends + b" >>"

    def finish(self) -> bytes:
        """The file."""
        kids = b" ".join(b"%d 0 R" % n for n in self._kids)
        catalog = b"<< /Type /Catalog /Pages 2 0 R /Outlines 4 0 R /Lang (zh-CN) /ViewerPreferences << /DisplayDocTitle true >>"
        self._objects[0] = catalog + self._condition + b" >>"
        self._objects[1] = b"<< /Type /Pages /Count %d /Kids [" % len(self._kids) + kids + b"] >>"
        self._objects[2] = b"<< /Producer (lvze) /Title " + _string(self._title) + b" >>"
        self._objects[3] = self._bookmarks()
        found, places = io.BytesIO(), []
        found.write(HEAD)
        for number, data in enumerate(self._objects, 1):
            places.append(found.tell())
            found.write(b"%d 0 obj\n" % number + data + b"\nendobj\n")
        start, count = found.tell(), len(places) + 1
        found.write(b"xref\n0 %d\n0000000000 65535 f \n" % count)
        found.writelines(b"%010d 00000 n \n" % place for place in places)
        found.write(b"trailer\n<< /Size %d /Root 1 0 R /Info 3 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start))
        return found.getvalue()


def _pages(node: Any, above: Mapping[str, Any] | None = None, deep: int = 0) -> Iterator[dict[str, Any]]:
    """The pages of a file in order, each with what it has from the nodes above it."""
    from pdfminer.pdftypes import dict_value, list_value
    from pdfminer.psparser import literal_name

    if deep > MOST_DEEP:
        raise ValueError("pages are nested too deeply")
    own = dict_value(node)
    held = {name: own[name] for name in OF_A_PAGE if name in own}
    if literal_name(own["Type"]) == "Page":
        yield {**(above or {}), **held}
        return
    for kid in list_value(own["Kids"]):
        yield from _pages(kid, {**(above or {}), **held}, deep + 1)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of earlier parts. points: by the bytes of an object, the objects it points to in its file;
    numbers: by its bytes and the new numbers of those, its own new number."""

    points: dict[bytes, tuple[int, ...]] = field(default_factory=dict)
    numbers: dict[tuple[bytes, tuple[int, ...]], int] = field(default_factory=dict)


class _Copy:
    """Objects of one part as they stand in the new file; what is pointed to is taken along.

    An object whose bytes an earlier part had is not read again (letters of a batch share fonts and their widths).
    """

    def __init__(self, document: PDFDocument, pdf: bytes, read: _Read, add: Any) -> None:
        from pdfminer.pdftypes import PDFObjRef, PDFStream
        from pdfminer.psparser import PSLiteral

        self._types = PDFObjRef, PDFStream, PSLiteral
        self._document, self._pdf, self._read, self._add = document, pdf, read, add
        self._known: dict[int, int] = {}
        self._pointed: list[int] = []
        self._places = _places(document)
        self._ends = sorted({*self._places.values(), len(pdf)})

    def _bytes(self, objid: int) -> bytes:
        """An object as it stands in the file, without its number; empty when it stands packed with others."""
        place = self._places.get(objid)
        if place is None:
            return b""
        end = self._ends[bisect_right(self._ends, place)] if place < self._ends[-1] else place
        return self._pdf[place:end].partition(b"obj")[2]

    def _number(self, objid: int, deep: int) -> int:
        """The new number of an object, which is written when it is not there yet."""
        if objid not in self._known:
            data = self._bytes(objid)
            points = self._read.points.get(data)
            if points is None or (number := self._read.numbers.get((data, self._targets(points, deep)))) is None:
                number = self._written(objid, data, deep)
            self._known[objid] = number
        return self._known[objid]

    def _targets(self, points: Sequence[int], deep: int) -> tuple[int, ...]:
        if deep > MOST_DEEP:
            raise ValueError("objects are nested too deeply")
        return tuple(self._number(one, deep + 1) for one in points)

    def _written(self, objid: int, data: bytes, deep: int) -> int:
        outer, self._pointed = self._pointed, []
        number = int(self._add(self.text(self._document.getobj(objid), deep + 1), once=True))
        points, self._pointed = tuple(self._pointed), outer
        if data:
            self._read.points[data] = points
            self._read.numbers[data, tuple(self._known[one] for one in points)] = number
        return number

    def text(self, value: Any, deep: int = 0) -> bytes:
        """A value as it is written. Streams and what they are made of are written once."""
        reference, stream, literal = self._types
        if deep > MOST_DEEP:
            raise ValueError("objects are nested too deeply")
        if isinstance(value, reference):
            self._pointed.append(value.objid)
            return b"%d 0 R" % self._number(value.objid, deep)
        if isinstance(value, stream):
            data = value.get_rawdata()
            if data is None:
                raise ValueError("a stream that was unpacked already")
            attributes = {**value.attrs, "Length": len(data)}
            return self.text(attributes, deep + 1) + b"\nstream\n" + data + b"\nendstream"
        if isinstance(value, dict):
            inside = (b"/" + _name(name) + b" " + self.text(one, deep + 1) for name, one in value.items())
            return b"<< " + b" ".join(inside) + b" >>"
        if isinstance(value, list | tuple):
            return b"[" + b" ".join(self.text(one, deep + 1) for one in value) + b"]"
        return b"/" + _name(value.name) if isinstance(value, literal) else _plain(value)


def _places(document: PDFDocument) -> dict[int, int]:
    """Where the objects of a file stand; those packed into streams are left out."""
    found: dict[int, int] = {}
    for table in document.xrefs:  # the latest first
        for objid in table.get_objids():
            within, place, _generation = table.get_pos(objid)
            found.setdefault(objid, -1 if within is not None else place)
    return {objid: place for objid, place in found.items() if place >= 0}


def _plain(value: Any) -> bytes:
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, int):
        return b"%d" % value
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".").encode()
    if isinstance(value, bytes):
        return b"<" + value.hex().encode() + b">"
    raise ValueError("an object of a sort that no page has")


def _name(name: str | bytes) -> bytes:
    data = name.encode("latin-1") if isinstance(name, str) else name
    return ESCAPED.sub(lambda found: b"#%02X" % found[0][0], data)


def _string(text: str) -> bytes:
    return b"<feff" + text.encode("utf-16-be").hex().encode() + b">"
