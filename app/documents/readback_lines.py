"""A docx as lines in reading order: text boxes, tables, headers and content controls included, each with its looks.

What a line means is decided elsewhere (readback).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from app.documents.readback_looks import Looks, N, Numbers, Q
from app.documents.readback_open import parts_of
from app.documents.readback_words import normal
from app.domain.errors import AppError, ErrorCode

MAX_LINES = 30_000  # a thousand pages
MAX_RUNS = 100_000
LOOKED_AT = 60  # runs of a paragraph that tell how it looks
MOST_STYLES = 5_000  # Word keeps fewer
MOST_COLUMNS = 63  # Word's own bound
MAX_LINE = 50_000  # characters of one paragraph
BODY, BOX, TABLE, HEADER, FOOTER = "正文", "文本框", "表格", "页眉", "页脚"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_HEADING = re.compile(r"(?:heading|标题) ?([1-4])$")
_TODAY = re.compile(r"\s*(?:DATE|TIME|SAVEDATE|PRINTDATE|CREATEDATE)\b", re.IGNORECASE)
_SKIPPED = {Q + t for t in ("del", "moveFrom", "delText", "instrText", "rPr", "pPr", "rt", "footnoteReference", "endnoteReference")}
_PLAIN = {Q + "tab": "\t", Q + "ptab": "\t", Q + "cr": "\n", Q + "noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. text: with \\n for soft returns and \\t for tabs; indent: it begins further in; heading: 1–4 for
    heading styles; at: which paragraph of its part (from 1); breaks: a page begins with it; today: a field in it is
    the day on which the file is opened or saved."""

    text: str
    part: str = BODY
    at: int = 0
    align: str = "left"
    size: float = 10.5
    red: bool = False
    indent: bool = False
    style: str = ""
    heading: int = 0
    breaks: bool = False
    today: bool = False

    @property
    def where(self) -> str:
        """For people: where it stands."""
        return f"{self.part}第 {self.at} 段" if self.at else self.part


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of cells, each the lines that stand in it. ruled: its borders are drawn; spans: of each cell how many
    columns and rows it covers, no rows where the cell above goes on."""

    rows: tuple[tuple[tuple[Line, ...], ...], ...]
    ruled: bool
    at: int
    spans: tuple[tuple[tuple[int, int], ...], ...] = ()


@dataclass(slots=True)
class Pages:
    """The whole file. own: written by this program, which divides lines itself; pictures, objects: how many of what is no text."""

    blocks: list[Line | Grid] = field(default_factory=list)
    own: bool = False
    pictures: int = 0
    objects: int = 0


def read_lines(raw: bytes, name: str) -> Pages:
    """The lines of a docx. Raises what parts_of raises; TOO_LARGE for more than a thousand pages."""
    return _Reader(parts_of(raw, name), name).pages()


class _Reader:
    def __init__(self, parts: dict[str, Any], name: str) -> None:
        self._parts, self._name = parts, name
        styles = parts.get("word/styles.xml")
        if styles is not None and len(styles) > MOST_STYLES:
            raise self._too_long()
        self._looks = Looks(styles)
        self._numbers = Numbers.of(parts.get("word/numbering.xml"))
        self._count = self._runs = 0
        self._at: dict[str, int] = {}

    def pages(self) -> Pages:
        root = self._parts["word/document.xml"]
        body = root.find("w:body", N)
        if body is None:
            raise AppError(ErrorCode.DAMAGED, "这个 Word 文档没有正文。", where=self._name)
        if sum(1 for _ in islice(body.iterchildren(Q + "p"), MAX_LINES + 1)) > MAX_LINES:
            raise self._too_long()  # before any is looked at
        found = Pages()
        found.blocks += self._edge(body, "header")
        found.blocks += self._blocks(body, BODY)
        found.blocks += self._edge(body, "footer")
        found.own = any(isinstance(b, Line) and b.style.startswith("lvze") for b in found.blocks) or self._own_style()
        drawn, old = (sum(1 for _ in body.iter(tag)) for tag in (_PIC + "pic", "{urn:schemas-microsoft-com:vml}imagedata"))
        found.pictures = drawn or old  # the same picture may be kept both ways
        found.objects = sum(1 for _ in body.iter(Q + "object", _CHART + "chart"))
        return found

    def _own_style(self) -> bool:
        styles = self._parts.get("word/styles.xml")
        return styles is not None and styles.find("w:style[@w:styleId='LvZeTitle']", N) is not None

    def _edge(self, body: Any, kind: str) -> Iterator[Line | Grid]:
        """Header or footer of the first page, where marks and numbers may stand."""
        section = next(iter(body.iter(Q + "sectPr")), None)
        relations = self._parts.get("word/_rels/document.xml.rels")
        if section is None or relations is None:
            return
        targets = {r.get("Id"): str(r.get("Target") or "") for r in relations}
        by_type = {ref.get(Q + "type"): targets.get(ref.get(_R + "id"), "") for ref in section.findall(f"w:{kind}Reference", N)}
        first = section.find("w:titlePg", N)
        own = first is not None and first.get(Q + "val") not in ("0", "false", "off")
        part = self._parts.get(f"word/{by_type.get('first' if own else 'default', '').removeprefix('/word/')}")
        if part is not None:
            yield from self._blocks(part, HEADER if kind == "header" else FOOTER)

    def _blocks(self, parent: Any, part: str) -> Iterator[Line | Grid]:
        for node in parent:
            if node.tag == Q + "p":
                yield from self._paragraph(node, part)
            elif node.tag == Q + "tbl":
                yield self._grid(node)
            elif node.tag in (Q + "sdt", Q + "customXml", Q + "ins", Q + "smartTag"):
                content = node.find("w:sdtContent", N)
                yield from self._blocks(node if content is None else content, part)

    def _grid(self, table: Any) -> Grid:
        at = self._at[TABLE] = self._at.get(TABLE, 0) + 1
        cells = [list(_cells(row)) for row in _rows(table)]
        rows = tuple(tuple(tuple(self._cell(cell)) for cell in row) for row in cells)
        return Grid(rows, _ruled(table), at, _spans(cells))

    def _cell(self, cell: Any) -> Iterator[Line]:
        for block in self._blocks(cell, TABLE):
            if isinstance(block, Line):
                yield block
            else:
                yield from (line for row in block.rows for one in row for line in one)

    def _paragraph(self, paragraph: Any, part: str) -> Iterator[Line | Grid]:
        self._count += 1
        if self._count > MAX_LINES:
            raise self._too_long()
        for box in _boxes(paragraph):
            yield from self._blocks(box, BOX)
        at = self._at[part] = self._at.get(part, 0) + 1
        pieces = [(run, text) for run in _runs(paragraph) if (text := _text(run))]
        self._runs += len(pieces)
        if self._runs > MAX_RUNS or sum(len(t) for _r, t in pieces) > MAX_LINE:
            raise self._too_long()
        text = normal("".join(t for _r, t in pieces))
        weight: dict[tuple[float, bool], int] = {}
        for run, piece in pieces[:LOOKED_AT]:
            key = self._looks.size(paragraph, run), self._looks.red(paragraph, run)
            weight[key] = weight.get(key, 0) + len(piece.strip())
        size, red = max(weight, key=lambda k: weight[k]) if weight else (10.5, False)
        yield Line(
            self._numbered(paragraph) + text.strip("\n"), part, at, self._looks.align(paragraph), size, red,
            self._indented(paragraph) or text[:1] in " \t\u3000", self._looks.style_name(paragraph), self._heading(paragraph),
            _breaks(paragraph), _of_today(paragraph),
        )  # fmt: skip

    def _too_long(self) -> AppError:
        return AppError(ErrorCode.TOO_LARGE, "这个 Word 文档的页数太多，不像公文。", action="请核对是不是选错了文件。", where=self._name)

    def _indented(self, paragraph: Any) -> bool:
        values = (self._looks.paragraph(paragraph, "w:ind", a) or "" for a in ("firstLine", "firstLineChars"))
        return any(v.isdigit() and int(v) > 0 for v in values)

    def _heading(self, paragraph: Any) -> int:
        found = _HEADING.match(self._looks.style_name(paragraph))
        return int(found[1]) if found else 0

    def _numbered(self, paragraph: Any) -> str:
        num = self._looks.paragraph(paragraph, "w:numPr/w:numId", "val")
        level = self._looks.paragraph(paragraph, "w:numPr/w:ilvl", "val") or "0"
        return self._numbers.next(num, int(level)) if num and num != "0" and level.isdigit() else ""


def _rows(table: Any) -> Iterator[Any]:
    for node in table:
        if node.tag == Q + "tr":
            yield node
        elif node.tag == Q + "sdt":
            yield from node.iterfind("w:sdtContent/w:tr", N)


def _cells(row: Any) -> Iterator[Any]:
    for node in row:
        if node.tag == Q + "tc":
            yield node
        elif node.tag == Q + "sdt":
            yield from node.iterfind("w:sdtContent/w:tc", N)


def _spans(rows: list[list[Any]]) -> tuple[tuple[tuple[int, int], ...], ...]:
    """How many columns and rows each cell covers; what goes on from above is counted there."""
    found: list[list[tuple[int, int]]] = []
    begun: dict[int, tuple[int, int]] = {}  # by column: row and place of the cell that may go on
    for n, row in enumerate(rows):
        made: list[tuple[int, int]] = []
        column = 0
        for place, cell in enumerate(row):
            wide = cell.find("w:tcPr/w:gridSpan", N)
            value = str(wide.get(Q + "val")) if wide is not None else "1"
            width = int(value) if value.isdigit() and 0 < int(value) <= MOST_COLUMNS else 1
            merge = cell.find("w:tcPr/w:vMerge", N)
            above = begun.get(column)
            if merge is not None and merge.get(Q + "val") != "restart" and above is not None:
                made.append((width, 0))
                at, upper = above
                found[at][upper] = (found[at][upper][0], n - at + 1)
            else:
                made.append((width, 1))
                begun.pop(column, None)
                if merge is not None:
                    begun[column] = (n, place)
            column += width
        found.append(made)
    return tuple(map(tuple, found))


def _ruled(table: Any) -> bool:
    """Whether lines are drawn between its cells: then it is a table of the text, not a means of layout."""
    inside = [b for path in ("w:tblPr/w:tblBorders", "w:tr/w:tc/w:tcPr/w:tcBorders") for b in table.iterfind(path, N)]
    drawn = [e for b in inside for e in b if e.tag in (Q + "insideV", Q + "left", Q + "start", Q + "right")]
    if drawn:
        return any(e.get(Q + "val") not in (None, "none", "nil") for e in drawn)
    if inside:
        return False
    style = table.find("w:tblPr/w:tblStyle", N)
    return style is not None and str(style.get(Q + "val")).lower() not in ("tablenormal", "a1", "normaltable")


def _boxes(node: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph; of two ways to show the same box only the newer."""
    for child in node:
        if child.tag == Q + "txbxContent":
            yield child
        elif child.tag == _MC + "AlternateContent":
            choices = [list(_boxes(one)) for one in child]
            yield from next((c for c in choices if c), [])
        else:
            yield from _boxes(child)


def _runs(paragraph: Any) -> Iterator[Any]:
    """The runs of a paragraph itself, not those of text boxes in it, of deleted text or hidden."""
    for node in paragraph:
        if node.tag == Q + "r":
            hidden = node.find("w:rPr/w:vanish", N)
            if hidden is None or hidden.get(Q + "val") in ("0", "false"):
                yield node
        elif node.tag == Q + "sdt":
            content = node.find("w:sdtContent", N)
            if content is not None:
                yield from _runs(content)
        elif node.tag == _MC + "AlternateContent":
            yield from next((list(_runs(one)) for one in node), [])
        elif node.tag not in _SKIPPED:
            yield from _runs(node)


def _text(run: Any) -> str:
    found = []
    for node in run:
        if node.tag == Q + "t":
            found.append(node.text or "")
        elif node.tag == Q + "br":
            found.append("\n")
        elif node.tag == Q + "ruby":
            found += [_text(r) for r in node.iterfind("w:rubyBase/w:r", N)]
        else:
            found.append(_PLAIN.get(node.tag, ""))
    return "".join(found)


def _breaks(paragraph: Any) -> bool:
    before = paragraph.find("w:pPr/w:pageBreakBefore", N)
    return before is not None or any(b.get(Q + "type") == "page" for b in paragraph.iterfind("w:r/w:br", N))


def _of_today(paragraph: Any) -> bool:
    told = [node.text or "" for node in paragraph.iter(Q + "instrText")] + [str(node.get(Q + "instr")) for node in paragraph.iter(Q + "fldSimple")]
    return any(_TODAY.match(words) for words in told)
