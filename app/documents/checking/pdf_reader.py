"""Turns a PDF into a Paper with pdfminer.six: lines of characters, drawn lines, page numbers, fonts, scanned pages.

Belongs here: what a page holds. Does not belong here: pdfminer's drawing commands (pdf_device), lines (pdf_lines_read).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pdfminer.layout import LTChar, LTContainer, LTCurve, LTImage, LTLine, LTRect
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from app.documents.checking.paper import MM, Paper, Para, Rect, Section
from app.documents.checking.pdf_colour import colour_of_image, is_red
from app.documents.checking.pdf_device import NO_CODE, Device, Interpreter, loose_fonts, unseen, upright
from app.documents.checking.pdf_rows import Fill, Stroke, apart, drawn_rules, line_of, rows_of
from app.documents.checking.pdf_seals import Seals
from app.domain.errors import AppError, ErrorCode

MAX_PAGES = 300
READ_PAGES = 100
MAX_ITEMS = 60_000
_FOOT = 255 * MM
_UNDER = 42 * MM  # of a page that is shorter than A4: there _FOOT would lie below its page number
_FRAME = 240 * MM  # upright lines as long as this frame the page
_MARK = re.compile(r"[—–―－\-─·~～_\s]*\d{1,4}[—–―－\-─·~～_\s]*|第\s*\d+\s*页.{0,12}|\d+\s*/\s*\d+|[-—－ ]*[IVXivx]{1,5}[-—－ ]*|第?[一二三四五六七八九十]{1,3}页?")


def read_pdf(raw: bytes, name: str) -> Paper:
    """Read a PDF. Raises AppError(DAMAGED, TOO_LARGE or UNSUPPORTED)."""
    try:
        paper = _read(raw, name)
    except (AppError, MemoryError):
        raise
    except PDFPasswordIncorrect as exc:
        raise AppError(ErrorCode.UNSUPPORTED, "这个 PDF 设了打开密码，读不出内容。", action="请取消密码后再体检。", where=name) from exc
    except Exception as exc:
        raise AppError(ErrorCode.DAMAGED, "这个 PDF 已损坏，读不出内容。", where=name) from exc
    if not paper.flowing:
        raise AppError(ErrorCode.UNSUPPORTED, "这个 PDF 里没有文字，可能是扫描件。", where=name)
    text = "".join(para.text for para in paper.flowing)
    if text.count(NO_CODE) * 3 > len(text) - text.count(NO_CODE):
        raise AppError(ErrorCode.UNSUPPORTED, "这个 PDF 的字体没有文字编码，读不出内容。", action="请用制作它的程序重新导出 PDF。", where=name)
    return paper


def _read(raw: bytes, name: str) -> Paper:
    document = PDFDocument(PDFParser(io.BytesIO(raw)))
    pages = []
    for page in PDFPage.create_pages(document):
        pages.append(page)
        if len(pages) > MAX_PAGES:
            raise AppError(ErrorCode.TOO_LARGE, f"这个 PDF 超过 {MAX_PAGES} 页，不像公文。", where=name)
    manager = PDFResourceManager()
    device = Device(manager)
    interpreter = Interpreter(manager, device)
    paper = Paper("pdf")
    for index, page in enumerate(pages[:READ_PAGES], 1):
        page.mediabox = _shown(page)
        interpreter.process_page(page)
        _page(device.page, index, paper, name)
    paper.loose_fonts = loose_fonts(device.drawn.values())
    if pages:
        paper.sections = [Section(*paper.pages[0], left=28 * MM, right=26 * MM)]
    return paper


def _shown(page: PDFPage) -> tuple[float, float, float, float]:
    """The part of a page that is shown and printed."""
    (left, foot, right, head), (x0, y0, x1, y1) = page.mediabox, page.cropbox
    inside = max(left, x0), max(foot, y0), min(right, x1), min(head, y1)
    return inside if inside[0] < inside[2] and inside[1] < inside[3] else page.mediabox


@dataclass(slots=True)
class _Content:
    """What stands on a page. strokes: thin horizontal lines; uprights: left, top, bottom of vertical ones; picture: of the page's area."""

    chars: list[LTChar] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    uprights: list[tuple[float, float, float]] = field(default_factory=list)
    picture: float = 0.0
    unseen: int = 0
    framed: bool = False
    pictures: list[Rect] = field(default_factory=list)
    seals: list[Rect] = field(default_factory=list)
    unred: list[Rect] = field(default_factory=list)


def _page(layout: Any, index: int, paper: Paper, name: str) -> None:
    width, height = float(layout.width), float(layout.height)
    paper.pages.append((width, height))
    content = _content(layout, width, height, name)
    if not any(char.get_text().strip() for char in content.chars) and (content.unseen or content.picture > 0.3):
        paper.scanned = (*paper.scanned, index)
    paper.pictures += [(index, place) for place in content.pictures]
    paper.seals += [(index, place) for place in content.seals]
    paper.unred_seals += [(index, place) for place in content.unred]
    if content.framed:
        paper.framed = (*paper.framed, index)
    rules = drawn_rules(content.strokes)
    paper.rules += [rule.as_rule(index) for rule in rules if rule.right - rule.left > 60 * MM]
    lines = [line_of(row, height, index, content.strokes, content.fills) for row in rows_of(content.chars)]
    lines = [part for line in lines if line.bare for part in (apart(line) if index == 1 else [line])]
    turned = width >= height
    foot = min(_FOOT, height - _UNDER)
    marks = [line for line in lines if not turned and (line.top or 0) > foot and _MARK.fullmatch(line.text.strip())]
    paper.marks.append(marks[-1] if marks else Para(0, page=-index) if turned or index in paper.scanned else None)
    for line in lines:
        if turned or _in_table(line, content.uprights):
            line.place = "table"
        elif line.rect and line.rect.top > foot and (line.size or 16) < 15:
            line.place = "footer"  # what is signed on every page; 版记 is told by its words
        if line not in marks:
            line.index = len(paper.flowing) + 1
            paper.flowing.append(line)


def _in_table(line: Para, uprights: list[tuple[float, float, float]]) -> bool:
    """Whether upright lines stand on both sides of a line: only tables have them."""
    if line.rect is None:
        return False
    middle = (line.rect.top + line.rect.bottom) / 2
    beside = [x for x, upper, lower in uprights if upper <= middle <= lower]
    return len(beside) > 1 and max(beside) - min(beside) > 20 and min(beside) < line.rect.right and max(beside) > line.rect.left


def _content(layout: Any, width: float, height: float, name: str) -> _Content:
    found, seals = _Content(), Seals()
    for count, item in enumerate(_items(layout)):
        if count > MAX_ITEMS:
            raise AppError(ErrorCode.TOO_LARGE, "这个 PDF 的一页里内容太多，不像公文。", where=name)
        if item.x1 < 0 or item.y1 < 0 or item.x0 > width or item.y0 > height:
            continue  # beside the page
        if item.x0 > -1 and item.x1 < width + 1:  # part of one over the edge binds the pages together
            seals.add(item)
        if isinstance(item, LTChar):
            if unseen(item):
                found.unseen += 1
            elif upright(item):
                found.chars.append(item)
        elif isinstance(item, LTImage):
            found.picture += item.width * item.height / (width * height)
            _picture(item, height, found)
        elif isinstance(item, LTLine | LTRect | LTCurve):
            _shape(item, height, found)
    found.chars = [char for char in found.chars if not seals.own(char)]
    found.seals, found.unred = ([Rect(s.x0, height - s.y1, s.x1, height - s.y0) for s in kind] for kind in (seals.red, seals.unred))
    return found


def _picture(item: LTImage, height: float, found: _Content) -> None:
    """A picture that is a line or lies behind a line of text."""
    top = height - item.y1
    if item.height >= 6:
        found.pictures.append(Rect(item.x0, top, item.x1, height - item.y0))
    if item.height >= 60 or item.width < 3:
        return
    colour = colour_of_image(item.stream)
    if item.height < 6:
        found.strokes.append(Stroke(item.x0, item.x1, top + item.height / 2, item.height, is_red(colour), kind="picture"))
    elif colour is not None:
        found.fills.append(Fill(item.x0, item.x1, top, height - item.y0, colour))


def _shape(item: Any, height: float, found: _Content) -> None:
    top, bottom = height - item.y1, height - item.y0
    if item.height < 6 and item.width > 3:
        found.strokes.append(Stroke.of(item, height))
    elif item.width < 3 and 10 < item.height < _FRAME:
        found.uprights.append((item.x0, top, bottom))
    elif item.height >= _FRAME and (item.width < 3 or (item.stroke and item.width > 150 * MM)):
        found.framed = True
    elif item.fill and item.height < 60 and isinstance(item, LTRect):  # no star of a seal
        found.fills.append(Fill(item.x0, item.x1, top, bottom, item.non_stroking_color))
    elif item.stroke and item.width > 60 * MM and 10 < item.height < _FRAME:  # a cell drawn as a box
        found.uprights += [(item.x0, top, bottom), (item.x1, top, bottom)]


def _items(container: Any) -> Iterator[Any]:
    stack = [iter(container)]
    while stack:
        for item in stack[-1]:
            if isinstance(item, LTContainer):
                stack.append(iter(item))
                break
            yield item
        else:
            stack.pop()
