"""Reads a PDF for examination with pdfminer.six (pure Python, MIT), within bounds."""

from __future__ import annotations

import io
import re
import statistics
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTLine, LTRect

from app.documents.blocks import MM
from app.documents.sheet import RuleLine, Sheet, SheetPage, TextLine
from app.domain.errors import AppError, ErrorCode

MAX_PAGES = 100
MAX_ITEMS = 400_000
_FOOT = 255 * MM
_FEW = 4  # lines
_IMPRINT = re.compile(r"\s*(抄送|主送)：|.*\d日印发$")


def read_pdf(raw: bytes, name: str) -> Sheet:
    """Read at most MAX_PAGES pages. Raises AppError(DAMAGED or UNSUPPORTED)."""
    try:
        pages = [
            _page(layout) for layout in extract_pages(io.BytesIO(raw), maxpages=MAX_PAGES, laparams=None)
        ]
    except AppError:
        raise
    except Exception as exc:
        raise AppError(ErrorCode.DAMAGED, "这个 PDF 已损坏或加了密，读不出内容。", where=name) from exc
    if not pages or not any(page.lines for page in pages):
        raise AppError(ErrorCode.UNSUPPORTED, "这个 PDF 里没有文字，可能是扫描件。", where=name)
    return _measure(pages)


def _page(layout: Any) -> SheetPage:
    page = SheetPage(float(layout.width), float(layout.height))
    chars: list[LTChar] = []
    tables: list[tuple[float, float]] = []
    for count, item in enumerate(_items(layout)):
        if count > MAX_ITEMS:
            raise AppError(ErrorCode.TOO_LARGE, "这个 PDF 的一页里内容太多，不像公文。")
        if isinstance(item, LTChar):
            chars.append(item)
        elif isinstance(item, LTLine | LTRect | LTCurve) and item.width > 60 * MM and item.height < 6:
            colour = item.stroking_color if item.stroke else item.non_stroking_color
            page.rules.append(RuleLine(item.width, page.height - item.y1, _is_red(colour)))
        elif isinstance(item, LTLine | LTRect | LTCurve) and item.width < 3 and item.height > 10:
            tables.append((page.height - item.y1, page.height - item.y0))  # only tables have upright rules
    lines = [_line(row, page.height) for row in _rows(chars)]
    page.lines = [line for line in lines if line.text]
    marks = [
        line
        for line in page.lines
        if (line.top or 0) > _FOOT and re.fullmatch(r"[—–\-\s]*\d+[—–\-\s]*", line.text)
    ]
    page.footer = marks[-1] if marks else None if page.width > page.height else TextLine("")
    page.lines = [line for line in page.lines if line not in marks]
    page.text = _text(page, tables)
    return page


def _text(page: SheetPage, tables: list[tuple[float, float]]) -> list[TextLine]:
    """The lines that stand on the grid: not those of tables and of the imprint, nor what is centred and no full line."""
    if page.width > page.height:
        return []
    imprint = min((line.top or 0.0 for line in page.lines if _IMPRINT.match(line.text)), default=page.height)
    left = min((line.left or 0.0 for line in page.lines), default=0.0)
    right = max((line.right or 0.0 for line in page.lines), default=0.0)
    found = []
    for line in page.lines:
        top, size, ends = line.top or 0.0, line.size or 0.0, (line.left or 0.0, line.right or 0.0)
        tabled = any(upper <= top + size / 2 <= lower for upper, lower in tables)
        centred = abs(sum(ends) - left - right) < size and ends[0] - left > size / 2
        if not (line.red or tabled or centred or top >= imprint):
            found.append(line)
    return found


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
        if rows and abs(rows[-1][0] - middle) < 5:
            rows[-1][1].append(char)
        else:
            rows.append((middle, [char]))
    return [sorted(row, key=lambda c: c.x0) for _, row in rows]


_NATURAL = 1.015  # em a character; more means a line was filled up after a turn


def _line(row: list[LTChar], height: float) -> TextLine:
    seen = [char for char in row if char.get_text().strip()]
    if not seen:
        return TextLine("")
    return TextLine(
        text="".join(char.get_text() for char in row).strip(),
        size=statistics.median(char.size for char in seen),
        top=height - max(char.y1 for char in seen),
        left=seen[0].x0,
        right=seen[-1].x1,
        red=_is_red(seen[0].graphicstate.ncolor),
    )


def _is_red(colour: Any) -> bool:
    values = tuple(colour) if isinstance(colour, list | tuple) else (colour,)
    if len(values) == 3 and all(isinstance(v, int | float) for v in values):
        return bool(values[0] > 0.7 and values[1] < 0.35 and values[2] < 0.35)
    if len(values) == 4 and all(isinstance(v, int | float) for v in values):
        return bool(values[1] > 0.7 and values[2] > 0.7 and values[0] < 0.4 and values[3] < 0.4)
    return False


def _measure(pages: list[SheetPage]) -> Sheet:
    sheet = Sheet(pages, top_slack=5.5)
    # The last page may be mostly imprint, the first always has text (7.3.2).
    sizes = [round(line.size * 2) / 2 for line in pages[0].text if line.size and len(line.text) > 3]
    if not sizes:
        return sheet
    sheet.body_size = statistics.mode(sizes)
    bodies = [
        [line for line in page.text if line.size and abs(line.size - sheet.body_size) < 0.4]
        for page in pages
    ]
    # A page of a signature alone may begin with the seal's room, one of a table has its own head.
    first = [page.lines[0] for page in pages[1:] if len(page.text) >= _FEW and page.lines[0] in page.text]
    tops = [line.top or 0.0 for line in first if line.size and abs(line.size - sheet.body_size) < 0.4]
    gaps = [(b.top or 0) - (a.top or 0) for body in bodies for a, b in pairwise(body)]
    near = [gap for gap in gaps if 18 < gap < 40]
    left = min((line.left or 0.0 for body in bodies for line in body), default=0.0)
    full = [line for body in bodies for line in body if len(line.text) >= 20 and _is_plain(line.text)]
    edge = max((line.right or 0.0 for body in bodies for line in body), default=0.0)
    full = [line for line in full if (line.left or 0.0) - left < 4 and _is_full(line, edge)]
    sheet.top = min(tops) if tops else None
    sheet.line_pitch = statistics.median(near) if len(near) >= 3 else None
    if full:
        sheet.left = left
        longest = max(len(line.text) for line in full)
        sheet.columns = longest if len([line for line in full if len(line.text) == longest]) >= 2 else None
    return sheet


def _is_full(line: TextLine, edge: float) -> bool:
    """A line up to the right edge whose characters were not spread to get there."""
    left, right = line.left or 0.0, line.right or 0.0
    return edge - right < (line.size or 0.0) and (right - left) / len(line.text) <= _NATURAL * (line.size or 0.0)


def _is_plain(text: str) -> bool:
    return all(ord(char) > 0x2000 for char in text)
