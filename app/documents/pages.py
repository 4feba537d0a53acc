"""Puts a composed document on pages; one result for every writer. Lengths in pt.

What the standard asks beyond filling pages (column): text on the first page, recipients and joint marks that leave it
room, the imprint on the foot of the last page, an even one where the profile says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from app.catalog.profiles import Profile
from app.documents.annexes import annex_mark
from app.documents.blocks import MM, Setter, Style
from app.documents.column import Column, Page, TableUnit, Unit
from app.documents.compose import Flow, Item, compose, compose_annex
from app.documents.faces import FontBook
from app.documents.glyph_check import missing_of
from app.documents.imprint import Imprint, imprint
from app.documents.model import Format, OfficialDocument
from app.documents.signature import seal_foot
from app.domain.errors import AppError, ErrorCode

SIGN_LINES = 2  # of the grid, kept free at the foot for 逐页签名


@dataclass(frozen=True, slots=True)
class Layout:
    """A document on pages."""

    document: OfficialDocument
    profile: Profile
    book: FontBook
    flow: Flow
    units: tuple[Unit | TableUnit, ...]
    pages: tuple[Page, ...]
    imprint: Imprint
    warnings: tuple[str, ...]

    @property
    def foot(self) -> float:
        """Where text and imprint end, pt under the top of the type area."""
        return self.profile.page.text_height * MM - _sign_room(self.flow, self.profile)


def _sign_room(flow: Flow, profile: Profile) -> float:
    return SIGN_LINES * profile.grid.pitch if flow.page_sign else 0.0


def lay_out(document: OfficialDocument, setter: Setter) -> Layout:
    """Compose and paginate. Raises AppError(MISSING_GLYPH) naming every character no font draws, and where it stands."""
    try:
        return _lay_out(document, setter)
    except AppError as error:
        if error.code is not ErrorCode.MISSING_GLYPH:
            raise
        raise missing_of(document, setter.book) or error from error


def _lay_out(document: OfficialDocument, setter: Setter) -> Layout:
    if document.format is Format.ORDER:  # 10.2: the text follows the number, 主送 stands in the imprint
        layout = _attempt(document, setter, with_recipients=False)
    else:
        layout = _attempt(document, setter, with_recipients=True)
        if document.to and not _has_text(layout.pages[0]):
            # 7.3.2: recipients that leave no text on the first page go to the imprint.
            layout = _attempt(document, setter, with_recipients=False)
            layout = _warned(layout, "主送机关过多，首页放不下正文，已按标准移到版记。")
    if document.joint_mark and not _has_text(layout.pages[0]):
        # 7.2.4: a joint document may also bear the leading body's mark alone.
        layout = _lay_out(replace(document, joint_mark=False), setter)
        return _warned(layout, "联合发文机关太多，首页放不下正文，发文机关标志只用主办机关的。")
    return layout


def _warned(layout: Layout, warning: str) -> Layout:
    return replace(layout, warnings=(*layout.warnings, warning))


def separate_layouts(layout: Layout, setter: Setter | None = None) -> dict[str, Layout]:
    """The attachments that are not bound with a document, on pages of their own counted from 1 (7.3.8).

    By 附件 and number, which their files' names end with. setter: that of the document, where there is one.
    """
    document, setter = layout.document, setter or Setter(layout.profile, layout.book)
    return {
        annex_mark(document, index): _annex_alone(document, index, setter)
        for index, annex in enumerate(document.attachments)
        if annex.separate and annex.body
    }


def _annex_alone(document: OfficialDocument, index: int, setter: Setter) -> Layout:
    annex = document.attachments[index]
    alone = OfficialDocument(document.kind, Format.PLAIN, annex.title, annex.body, issuers=document.issuers, title_lines=annex.title_lines)
    return _paginate(alone, setter, compose_annex(document, index, setter), Imprint((), False))


def _attempt(document: OfficialDocument, setter: Setter, *, with_recipients: bool) -> Layout:
    flow = compose(document, setter, with_recipients=with_recipients)
    foot = imprint(document, setter, with_recipients=not with_recipients)
    layout = _paginate(document, setter, flow, foot)
    if _has_text(layout.pages[0]) or not any(block.keep_next for block in flow.text[:1]):
        return layout
    # Headings that would go to page two with their text: that page one has text goes first.
    return _paginate(document, setter, replace(flow, text=_loose(flow.text)), foot)


def _loose(text: Sequence[Item]) -> tuple[Item, ...]:
    free: list[Item] = [replace(block, keep_next=False) for block in takewhile(lambda block: block.keep_next, text)]
    return (*free, *text[len(free) :])


def _paginate(document: OfficialDocument, setter: Setter, flow: Flow, foot: Imprint) -> Layout:
    sign = _sign_room(flow, setter.profile)
    heights = setter.profile.page.text_height * MM - sign, setter.profile.page.text_width * MM - sign
    if foot.height > heights[0]:
        raise AppError(ErrorCode.TOO_LARGE, "抄送机关太多，版记超过一页。", action="请把抄送机关列成附件。", where="抄送")
    column = Column(heights, flow.head.start, setter)
    column.add(flow.head.blocks)
    column.add(flow.top)
    on_even = setter.profile.imprint.on_even_page and foot.ruled and bool(foot.groups)
    room = 0.0 if on_even else foot.room
    under = seal_foot(document, setter) if foot.groups and flow.tail and not flow.attachments else 0.0
    column.section(flow.text, flow.tail, 0.0 if flow.attachments else room + (under if room else 0.0))
    for i, annex in enumerate(flow.attachments):
        column.section(annex, (), room if i == len(flow.attachments) - 1 else 0.0)
    if on_even:
        column.even_page(foot.room + under)
    if document.format is Format.LETTER:
        column.pages[0].numbered = False  # 10.1
    warnings = (*document.warnings, *flow.head.warnings, *column.warnings)
    return Layout(
        document, setter.profile, setter.book, flow, tuple(column.units), tuple(column.pages), foot, warnings
    )


def ends_unnumbered(layout: Layout) -> bool:
    """Whether the document ends with a blank page and the imprint's, neither of them numbered (7.5)."""
    return len(layout.pages) > 2 and not any(page.numbered for page in layout.pages[-2:])


def _has_text(page: Page) -> bool:
    text = (Style.BODY, Style.LEVEL1, Style.LEVEL2, Style.LEVEL3, Style.LEVEL4)
    return bool(page.tables) or any(placed.block.style in text for placed in page.lines)
