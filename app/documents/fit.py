"""What a person who writes wants to know of a layout: how full the last page is, where each paragraph stands.

Belongs here: reading a finished layout. Does not belong here: laying out (pages).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.documents.blocks import MM, Setter, Style
from app.documents.column import Page
from app.documents.model import Paragraph
from app.documents.pages import SIGN_LINES, Layout
from app.documents.signature import seal_foot

TEXT = frozenset({Style.BODY, Style.LEVEL1, Style.LEVEL2, Style.LEVEL3, Style.LEVEL4})


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a paragraph, or its part on one page, stands. paragraph: its number among those of the text;
    top and bottom as shares of the height of the paper. What lies on its side has none."""

    paragraph: int
    page: int
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Fit:
    """signs: characters of title and text without blanks. pages: of text and signature; annex_pages: those behind them.
    last_lines, free_lines: lines of text on the last page of the text, and lines that still fit on it above the
    imprint. over: lines of text to leave out for one page less, 0 where there is no page to save. spots: in reading order."""

    signs: int
    pages: int
    last_lines: int
    free_lines: int
    spots: tuple[Spot, ...]
    annex_pages: int = 0
    over: int = 0


def fit_of(layout: Layout) -> Fit:
    """Read a layout."""
    document = layout.document
    texts = [p.text for p in document.body if isinstance(p, Paragraph)]
    signs = sum(not c.isspace() for c in "".join([document.title, *texts]))
    pages = _text_pages(layout)
    last = pages[-1]
    lines = sum(p.block.style in TEXT and bool(p.line.pieces) for p in last.lines)
    foot = _foot(layout)
    free = _height(layout, last) - _end(last) - foot
    free_lines = max(int((free + 0.05) / layout.profile.grid.pitch), 0)
    spots = _spots(layout, len(texts))
    return Fit(signs, len(pages), lines, free_lines, spots, len(layout.pages) - len(pages), _over(layout, pages, foot))


def _text_pages(layout: Layout) -> tuple[Page, ...]:
    """The pages before the first attachment, which begins a page of its own."""
    heads = {id(annex[0]) for annex in layout.flow.attachments}
    first = next((n for n, page in enumerate(layout.pages) if any(id(p.block) in heads for p in page.lines)), len(layout.pages))
    return layout.pages[: max(first, 1)]


def _end(page: Page) -> float:
    """Where the last line or table of a page ends."""
    end = max((p.y + p.block.pitch for p in page.lines), default=0.0)
    return max([end, *(p.y + p.part.height for p in page.tables)])


def _over(layout: Layout, pages: tuple[Page, ...], foot: float) -> int:
    """Lines of text to leave out so that what stands on the last page fits under what stands before it.

    The signature moves with the text, so that its lines count too. Upright pages only.
    """
    if len(pages) < 2 or pages[-1].landscape or pages[-2].landscape:
        return 0
    room = _height(layout, pages[-2]) - _end(pages[-2])
    return max(math.ceil((_end(pages[-1]) + foot - room - 0.05) / layout.profile.grid.pitch), 1)


def _height(layout: Layout, page_: Page) -> float:
    """Height of the type area of a page, less the lines kept free for signing each page."""
    page = layout.profile.page
    sign = SIGN_LINES * layout.profile.grid.pitch if layout.flow.page_sign else 0.0
    return (page.text_width if page_.landscape else page.text_height) * MM - sign


def _foot(layout: Layout) -> float:
    """Space at the foot of the last page of the text: the imprint, and above it the lower part of a seal."""
    flow, foot = layout.flow, layout.imprint
    if flow.attachments:
        return 0.0
    sealed = foot.groups and flow.tail
    return foot.room + (seal_foot(layout.document, Setter(layout.profile, layout.book)) if sealed else 0.0)


def _spots(layout: Layout, count: int) -> tuple[Spot, ...]:
    """The stretches of the first `count` paragraphs; a paragraph begins with the first line of its block."""
    height, top = layout.profile.page.height * MM, layout.profile.page.top * MM
    found: dict[tuple[int, int], tuple[float, float]] = {}
    number = -1
    for at, page in enumerate(layout.pages):
        for placed in page.lines:
            if placed.block.style not in TEXT:
                continue
            if placed.line is placed.block.lines[0]:
                number += 1
            if number >= count:
                continue  # attachments have paragraphs too
            if page.landscape:
                continue
            upper, lower = top + placed.y, top + placed.y + placed.block.pitch
            before = found.get((number, at), (upper, lower))
            found[number, at] = min(before[0], upper), max(before[1], lower)
    return tuple(Spot(n, p, upper / height, lower / height) for (n, p), (upper, lower) in found.items())
