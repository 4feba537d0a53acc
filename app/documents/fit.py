"""What a person who writes wants to know of a layout: how full the last page is, where each paragraph stands.

Belongs here: reading a finished layout. Does not belong here: laying out (pages).
"""

from __future__ import annotations

from dataclasses import dataclass

from app.documents.blocks import MM, Setter, Style
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
    """signs: characters of title and text without blanks. last_lines, free_lines: lines of text on the last
    page, and lines that still fit on it above the imprint. spots: in reading order."""

    signs: int
    pages: int
    last_lines: int
    free_lines: int
    spots: tuple[Spot, ...]


def fit_of(layout: Layout) -> Fit:
    """Read a layout."""
    document = layout.document
    texts = [p.text for p in document.body if isinstance(p, Paragraph)]
    signs = sum(not c.isspace() for c in "".join([document.title, *texts]))
    last = layout.pages[-1]
    lines = sum(p.block.style in TEXT and bool(p.line.pieces) for p in last.lines)
    end = max((p.y + p.block.pitch for p in last.lines), default=0.0)
    end = max([end, *(p.y + p.part.height for p in last.tables)])
    free = _height(layout) - end - _foot(layout)
    return Fit(signs, len(layout.pages), lines, max(int((free + 0.05) / layout.profile.grid.pitch), 0), _spots(layout, len(texts)))


def _height(layout: Layout) -> float:
    """Height of the type area of the last page, less the lines kept free for signing each page."""
    page = layout.profile.page
    sign = SIGN_LINES * layout.profile.grid.pitch if layout.flow.page_sign else 0.0
    return (page.text_width if layout.pages[-1].landscape else page.text_height) * MM - sign


def _foot(layout: Layout) -> float:
    """Space at the foot of the last page: the imprint, and above it the lower part of a seal."""
    flow, foot = layout.flow, layout.imprint
    sealed = foot.groups and flow.tail and not flow.attachments
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
