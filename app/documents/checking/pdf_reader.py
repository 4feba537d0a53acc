"""Turns a PDF into a Paper with pdfminer.six: lines put together to paragraphs, drawn lines, page numbers, fonts."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTLine, LTRect
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from app.documents.checking.paper import MM, Line, Paper, Para, Rect, Rule, Run, Section
from app.domain.errors import AppError, ErrorCode

MAX_PAGES = 300
READ_PAGES = 100
MAX_ITEMS = 60_000
_FOOT = 255 * MM
_TOGETHER = 5.0
_MARK = re.compile(r"[—–―－\-─·\s]*\d{1,4}[—–―－\-─·\s]*|第\s*\d+\s*页.{0,12}|\d+\s*/\s*\d+")


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
    return paper


_UNSAID = -1.0


class _Interpreter(PDFPageInterpreter):
    """Tells a line width that is not said, which is 1, from one that is 0; pdfminer scales what is said."""

    def init_state(self, ctm: Any) -> None:
        """Called by pdfminer for each page and form."""
        super().init_state(ctm)
        self.graphicstate.linewidth = _UNSAID


class _Device(PDFLayoutAnalyzer):
    """Keeps each page's layout, with line widths as they are on the page, and the fonts that draw something."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager, laparams=None)
        self.drawn: dict[int, Any] = {}

    def render_char(self, matrix: Any, font: Any, *args: Any, **named: Any) -> float:
        """Called by pdfminer for a character."""
        self.drawn[id(font)] = font
        return float(super().render_char(matrix, font, *args, **named))

    def paint_path(self, *args: Any, **named: Any) -> None:
        """Called by pdfminer for a path, with the graphics state first."""
        state = args[0].copy()
        if state.linewidth == _UNSAID:
            state.linewidth = (self.ctm[0] ** 2 + self.ctm[1] ** 2) ** 0.5
        super().paint_path(state, *args[1:], **named)

    def receive_layout(self, ltpage: Any) -> None:
        """Called by pdfminer for a finished page."""
        self.page = ltpage


def _read(raw: bytes, name: str) -> Paper:
    document = PDFDocument(PDFParser(io.BytesIO(raw)))
    pages = []
    for page in PDFPage.create_pages(document):
        pages.append(page)
        if len(pages) > MAX_PAGES:
            raise AppError(ErrorCode.TOO_LARGE, f"这个 PDF 超过 {MAX_PAGES} 页，不像公文。", where=name)
    manager = PDFResourceManager()
    device = _Device(manager)
    interpreter = _Interpreter(manager, device)
    paper = Paper("pdf")
    fonts: dict[str, bool] = {}
    for index, page in enumerate(pages[:READ_PAGES], 1):
        interpreter.process_page(page)
        _page(device.page, index, paper, name)
    _fonts(device.drawn.values(), fonts)
    paper.loose_fonts = tuple(sorted(font for font, inside in fonts.items() if not inside))
    if pages:
        paper.sections = [Section(*paper.pages[0], left=28 * MM, right=26 * MM)]
    return paper


def _fonts(drawn: Iterable[Any], fonts: dict[str, bool]) -> None:
    for font in drawn:
        descriptor = getattr(font, "descriptor", None) or {}
        inside = any(key in descriptor for key in ("FontFile", "FontFile2", "FontFile3")) or type(font).__name__ == "PDFType3Font"
        name = re.sub(r"^[A-Z]{6}\+", "", str(getattr(font, "basefont", "") or getattr(font, "fontname", "")).strip("/'"))
        fonts[name] = fonts.get(name, True) and inside


def _page(layout: Any, index: int, paper: Paper, name: str) -> None:
    width, height = float(layout.width), float(layout.height)
    paper.pages.append((width, height))
    chars: list[LTChar] = []
    tables: list[tuple[float, float]] = []
    for count, item in enumerate(_items(layout)):
        if count > MAX_ITEMS:
            raise AppError(ErrorCode.TOO_LARGE, "这个 PDF 的一页里内容太多，不像公文。", where=name)
        if isinstance(item, LTChar):
            chars.append(item)
        elif isinstance(item, LTLine | LTRect | LTCurve) and item.width > 60 * MM and item.height < 6:
            paper.rules.append(_rule(item, height, index))
        elif isinstance(item, LTLine | LTRect | LTCurve) and item.width < 3 and item.height > 10:
            tables.append((height - item.y1, height - item.y0))  # only tables have upright lines
    lines = [_line(row, height, index, width) for row in _rows(chars)]
    lines = [line for line in lines if line.bare]
    upright = width < height
    marks = [line for line in lines if upright and (line.top or 0) > _FOOT and _MARK.fullmatch(line.text.strip())]
    paper.marks.append(marks[-1] if marks else None if upright else Para(0, page=-index))
    for line in lines:
        middle = (line.rect.top + line.rect.bottom) / 2 if line.rect else 0.0
        if any(upper <= middle <= lower for upper, lower in tables):
            line.place = "table"
        elif line.rect and line.rect.top > _FOOT and (line.size or 16) < 15:
            line.place = "footer"  # what is signed on every page; 版记 is told by its words
        if line not in marks:
            line.index = len(paper.flowing) + 1
            paper.flowing.append(line)


def _rule(item: Any, height: float, page: int) -> Rule:
    filled = isinstance(item, LTRect) and item.fill and item.height > 0.05
    colour = item.stroking_color if item.stroke else item.non_stroking_color
    thick = item.height if filled else float(item.linewidth or 0)
    return Rule(item.width, thick, is_red(colour), page, height - (item.y0 + item.y1) / 2, item.x0)


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


def _rows(chars: list[LTChar]) -> list[list[LTChar]]:
    rows: list[tuple[float, list[LTChar]]] = []
    for char in sorted(chars, key=lambda c: (-(c.y0 + c.y1) / 2, c.x0)):
        middle = (char.y0 + char.y1) / 2
        if rows and abs(rows[-1][0] - middle) < _TOGETHER:
            rows[-1][1].append(char)
        else:
            rows.append((middle, [char]))
    return [sorted(row, key=lambda c: c.x0) for _, row in rows]


def _line(row: list[LTChar], height: float, page: int, width: float) -> Para:
    """A line as a paragraph of its own, wide gaps as spaces."""
    para = Para(0, page=page, pitch_rule="line", place="flow" if width < height else "table")
    seen = [char for char in row if char.get_text().strip()]
    if not seen:
        return para
    last = None
    for char in row:
        gap = char.x0 - last.x1 if last is not None else 0.0
        if last is not None and gap > char.size * 0.8:
            para.runs.append(Run("　" * max(1, round(gap / char.size)), size=round(char.size * 2) / 2))
        face = re.sub(r"^[A-Z]{6}\+", "", char.fontname)
        para.runs.append(Run(char.get_text(), face=face, latin=face, size=round(char.size * 2) / 2,
                             red=is_red(char.graphicstate.ncolor), coloured=_is_coloured(char.graphicstate.ncolor)))  # fmt: skip
        last = char
    para.rect = Rect(seen[0].x0, height - max(c.y1 for c in seen), seen[-1].x1, height - min(c.y0 for c in seen))
    para.top = para.rect.top
    para.lines = [Line(para.text, para.rect, page)]
    return para


def _is_coloured(colour: Any) -> bool:
    """Whether characters are in a colour or in grey: black and white of any colour space are none."""
    values = tuple(colour) if isinstance(colour, list | tuple) else (colour,)
    if not all(isinstance(v, int | float) for v in values):
        return False
    if len(values) in {1, 3} and max(values) - min(values) <= 0.2:
        return bool(0.42 < max(values) < 0.9)
    if len(values) == 3:
        return bool(max(values) > 0.38 and max(values) - min(values) > 0.2)
    return len(values) == 4 and bool(max(values[:3]) - min(values[:3]) > 0.4)


def is_red(colour: Any) -> bool:
    """Whether a colour of a PDF (RGB or CMYK) is a red of official papers."""
    values = tuple(colour) if isinstance(colour, list | tuple) else (colour,)
    if not all(isinstance(v, int | float) for v in values):
        return False
    if len(values) == 3:
        return bool(values[0] > 0.7 and values[1] < 0.35 and values[2] < 0.35)
    return len(values) == 4 and bool(values[1] > 0.7 and values[2] > 0.7 and values[0] < 0.4 and values[3] < 0.4)
