"""Fills pages from the top with measured blocks; knows nothing of what a document says. Lengths in pt.

The page is a column of exact lines. Belongs here: where a page turns, what stays together, the tail that stands with
text, an imprint's page. Does not belong here: what is laid out (compose), several attempts at it (pages).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import dropwhile
from math import ceil

from app.documents.blocks import MM, Block, Line, Setter, Style
from app.documents.compose import Item
from app.documents.page_turns import KEEP, OVER_TEXT, height_from, is_whole, starts, text_lines
from app.documents.squeeze import squeeze
from app.documents.table_pages import SAFETY, Part, divide, first_need
from app.documents.tables import TableBlock
from app.domain.errors import AppError, ErrorCode

MAX_PAGES = 200
_LEAD = 7.0  # over a table, under text
_LEAST_GAP = 1.0  # under a table: the paragraph that Word asks for there
_FURTHEST = 14  # lines from the end where the page may turn for it
_SQUEEZED = 2  # lines that closer characters may save
_TOLERANCE = 0.05
_NO_BREAKS: frozenset[int] = frozenset()


@dataclass(slots=True)  # not frozen: a letter has thirty, and those are made four times as quickly
class Placed:
    """A line on a page: y is the top of its line box under the top of the type area."""

    block: Block
    line: Line
    y: float


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """What of a table stands on a page, y as in Placed."""

    part: Part
    y: float


@dataclass(slots=True)
class Page:
    """One page. rules: y of red rules of full width; numbered: whether its page number is printed;
    landscape: a quarter turned, y runs from its long upper edge."""

    lines: list[Placed] = field(default_factory=list)
    rules: list[float] = field(default_factory=list)
    tables: list[PlacedTable] = field(default_factory=list)
    numbered: bool = True
    landscape: bool = False

    @property
    def used(self) -> bool:
        """Whether anything stands on it."""
        return bool(self.lines or self.tables)


@dataclass(slots=True)
class Unit:
    """A block in flow order with the lines that a page break must precede."""

    block: Block
    breaks: frozenset[int] = _NO_BREAKS


@dataclass(frozen=True, slots=True)
class TableUnit:
    """A table in flow order with its parts; lead: free space over it; gap: under it, back to the
    grid of lines."""

    block: TableBlock
    parts: tuple[Part, ...]
    lead: float
    gap: float


@dataclass(frozen=True, slots=True)
class _State:
    """How far a column was filled."""

    pages: int
    lines: int
    tables: int
    landscape: bool
    units: int
    y: float


@dataclass(frozen=True, slots=True)
class _Kept:
    """Height of a heading with the headings under it and the first line of their text, or the first rows of a table;
    0 when nothing is kept."""

    height: float = 0.0
    table: bool = False


_FREE = _Kept()


class Column:
    """Fills pages from the top; remembers units for writers that flow by themselves."""

    def __init__(self, heights: tuple[float, float], start: float, setter: Setter) -> None:
        """heights: of the type area, upright and lying."""
        self._heights = heights
        self._setter = setter
        self._y = start
        self.pages = [Page()]
        self.units: list[Unit | TableUnit] = []
        self.warnings: list[str] = []
        self._left_out = False  # a blank line at the foot of the page was

    @property
    def _height(self) -> float:
        return self._heights[self.pages[-1].landscape]

    def add(self, blocks: Sequence[Item]) -> None:
        """Place blocks one after another."""
        for i, block in enumerate(blocks):
            self._place(block, self._kept(blocks, i), _NO_BREAKS)

    def section(self, text: Sequence[Item], tail: Sequence[Block], room: float) -> None:
        """Place text and a tail that stays whole, keeping `room` free under it."""
        saved = self._state()
        self.add(text)
        if self.pages[-1].landscape:
            self._after_lying(tail, room)
            return
        need = sum(block.height for block in tail) + room
        fits = not need or self._fits(need)
        if fits and not (tail and self._without_text()):
            self.add(tail)
            return
        if not fits and tail and self._squeezed(text, tail, need, saved):
            return
        self._restore(saved)
        cut = self._cut(text, need, saved)
        if fits and (cut is None or not text_lines(text, *cut)):
            self.add([*text, *tail])
            return
        if cut is None and room:
            self.section(text, tail, 0.0)  # an imprint too tall for the signature's page gets its own
            if not self._fits(room):
                self.own_page()
            return
        if cut is None:
            self.warnings.append("版面过满，落款或版记单独成页，请调整正文。")
            self.add(text)
            self._turn(tail)
            return
        index, line = cut
        for i, block in enumerate(text):
            self._place(block, self._kept(text, i), frozenset({line}) if i == index else frozenset())
        self.add(tail)
        if tail:
            what = "落款和版记" if room else "落款"
            why = "落款这一页没有正文" if fits else f"这一页剩下的空白放不下{what}"
            self.warnings.append(f"{why}，已把正文的最后几行转到下一页，与落款同页。")

    def _without_text(self) -> bool:
        """Whether the page holds nothing but the rest of 附件说明: a signature wants text beside it (7.3.5.5)."""
        return all(placed.block.style in (Style.ANNEX_NOTE, Style.BLANK) for placed in self.pages[-1].lines) and not self.pages[-1].tables

    def _squeezed(self, text: Sequence[Item], tail: Sequence[Block], need: float, saved: _State) -> bool:
        """Whether closer characters made room for the tail on the page where the text ends (7.3.5.5)."""
        pages, pitch = len(self.pages), self._setter.pitch
        lines = ceil((self._y + need - self._height) / pitch - _TOLERANCE)
        plain = [block for block in text if isinstance(block, Block)]
        tried = 0 < lines <= _SQUEEZED and len(plain) == len(text)  # beside a table rows are carried over instead
        found = squeeze(plain, lines, self._setter) if tried else None
        if found is None:
            return False
        self._restore(saved)
        self.add(found[0])
        if len(self.pages) == pages and self._fits(need):
            self.add(tail)
            which = "、".join(str(index + 1) for index in found[1])
            self.warnings.append(f"这一页剩下的空白放不下落款，已按标准 7.3.5.5 收紧正文第 {which} 段的字距，使落款与正文同页。")
            return True
        self._restore(saved)
        self.add(text)
        return False

    def _after_lying(self, tail: Sequence[Block], room: float) -> None:
        """The imprint stands upright, and so does a signature after upright text."""
        self.add(tail)
        if room and (self.pages[-1].landscape or not self._fits(room)):
            self.own_page()

    def own_page(self) -> None:
        """Start a page that carries only the imprint."""
        self._place(self._setter.blank()[0], _FREE, frozenset({0}))

    def even_page(self, room: float) -> None:
        """Bring the imprint to an even page; neither a blank page before it nor its own is numbered then (7.5)."""
        if len(self.pages) % 2:
            self.own_page()
        elif self.pages[-1].landscape or not self._fits(room):
            self.own_page()
            self.own_page()
            for page in self.pages[-2:]:
                page.numbered = False

    def _turn(self, tail: Sequence[Block]) -> None:
        blocks = list(dropwhile(lambda block: block.style is Style.BLANK, tail)) or list(tail)
        if blocks:
            self._place(blocks[0], _FREE, frozenset({0}))
            self.add(blocks[1:])

    def _state(self) -> _State:
        page = self.pages[-1]
        return _State(len(self.pages), len(page.lines), len(page.tables), page.landscape, len(self.units), self._y)

    def _restore(self, state: _State) -> None:
        pages, lines, units, self._y = state.pages, state.lines, state.units, state.y
        del self.pages[pages:]
        page = self.pages[-1]
        page.landscape = state.landscape
        del page.tables[state.tables :]
        kept = page.lines[:lines]
        page.rules = [y for y in page.rules if kept and y <= self._y]
        page.lines = kept
        del self.units[units:]

    def _cut(self, text: Sequence[Item], need: float, saved: _State) -> tuple[int, int] | None:
        """Where to turn the page so that the last lines of text, or rows of a table, go with the tail."""
        flat = [(i, j) for i, b in enumerate(text) for j in starts(b) if b.style is not Style.BLANK]
        places = [flat[-count] for count in range(1, min(len(flat), _FURTHEST) + 1)]
        good = [(i, j) for i, j in places if self._good_cut(text, i, j, need, saved)]
        whole = [(i, j) for i, j in good if is_whole(text[i], j, places.index((i, j)) + 1)]
        # 附件说明 goes with text rather than being divided, and with one line of it rather than with none
        told = [(i, j) for group in (whole, good) for least in (KEEP, 1) for i, j in group if text_lines(text, i, j) >= least]
        return next(iter([*told, *whole, *good]), None)

    def _good_cut(self, text: Sequence[Item], index: int, line: int, need: float, saved: _State) -> bool:
        moved = height_from(text[index], line)
        moved += sum(block.height for block in text[index + 1 :])
        if moved + need > self._height + _TOLERANCE:
            return False
        if text[index].style in OVER_TEXT or line > starts(text[index])[0]:
            return text[index].style not in OVER_TEXT
        if index and text[index - 1].keep_next:
            return False
        return (saved.pages > 1 and index == 0) or any(block.style not in OVER_TEXT for block in text[:index])

    def _fits(self, need: float) -> bool:
        return self._y + need <= self._height + _TOLERANCE

    def _place(self, block: Item, kept: _Kept, breaks: frozenset[int]) -> None:
        if block.new_page and self.pages[-1].used:
            self._next_page()
        if block.landscape != self.pages[-1].landscape:
            if self.pages[-1].used:
                self._next_page()
            self.pages[-1].landscape = block.landscape
        if isinstance(block, TableBlock):
            self._table(block, breaks)
            return
        fits = self._fits(block.before + block.pitch * len(block.lines))
        if block.style is Style.BLANK and not breaks and not fits:
            self._left_out = True
            return  # a blank line at a page's edge is not carried over
        unit_breaks = frozenset((0,)) if self._left_out and not fits else _NO_BREAKS  # what flows by itself is told to turn
        self._left_out = False
        if kept.height and self.pages[-1].used and kept.height <= self._height and not self._fits(kept.height):
            if kept.table:
                unit_breaks |= frozenset((0,))  # what flows by itself keeps a title with a table's first line, not its first rows
            self._next_page()
            fits = self._fits(block.before + block.pitch * len(block.lines))
        if fits and not breaks:
            self._lines(block)
        else:
            self._broken(block, breaks)
            unit_breaks |= breaks
        if block.rule_gap:
            self._y += block.rule_gap
            self.pages[-1].rules.append(self._y - self._setter.profile.header.rule_thickness * MM / 2)
        self.units.append(Unit(block, unit_breaks))

    def _lines(self, block: Block) -> None:
        """All lines of a block, where they fit: most blocks of a letter do."""
        y, pitch, add = self._y + block.before, block.pitch, self.pages[-1].lines.append
        for line in block.lines:
            add(Placed(block, line, y))
            y += pitch
        self._y = y

    def _broken(self, block: Block, breaks: frozenset[int]) -> None:
        """The lines of a block that goes over a page's edge, or before some of which the page must turn."""
        y_before = block.before
        for index, line in enumerate(block.lines):
            if index in breaks:
                if self.pages[-1].used:
                    self._next_page()
            elif not self._fits(y_before + block.pitch):
                self._next_page()
            self._y += y_before
            self.pages[-1].lines.append(Placed(block, line, self._y))
            self._y += block.pitch
            y_before = 0.0

    def _kept(self, blocks: Sequence[Item], index: int) -> _Kept:
        """What the block at index must share its page with."""
        first = blocks[index]
        if not isinstance(first, TableBlock) and not first.keep_next:
            return _FREE
        height = 0.0
        for block in blocks[index:]:
            if isinstance(block, TableBlock):
                return _Kept(height + first_need(block, self._height) + SAFETY, table=True) if height else _FREE
            if not block.keep_next:
                return _Kept(height + block.before + block.pitch) if height else _FREE
            height += block.height
        return _FREE

    def _table(self, block: TableBlock, breaks: frozenset[int]) -> None:
        page = self.pages[-1]
        start = self._y
        over = page.lines[-1].block.style if page.lines else Style.BLANK
        lead = 0.0 if over in (Style.BLANK, Style.TABLE_TITLE) or breaks else _LEAD
        if lead and not self._fits(lead + first_need(block, self._height) + SAFETY):
            lead = 0.0
        self._y += lead
        parts = divide(block, self._height - self._y if page.used else self._height, self._height, breaks)
        for index, part in enumerate(parts):
            if index:
                self._next_page()
                start = 0.0
            if part.rows:
                self.pages[-1].tables.append(PlacedTable(part, self._y))
                self._y += part.height
        lines = ceil((self._y + _LEAST_GAP - start) / self._setter.pitch)
        end = start + lines * self._setter.pitch
        gap = end - self._y if end + self._setter.pitch <= self._height + _TOLERANCE else _LEAST_GAP
        self._y += gap
        self.units.append(TableUnit(block, tuple(parts), lead, gap))

    def _next_page(self) -> None:
        self.pages.append(Page(landscape=self.pages[-1].landscape))
        self._y = 0.0
        if len(self.pages) > MAX_PAGES:
            raise AppError(ErrorCode.TOO_LARGE, f"文书超过 {MAX_PAGES} 页。", action="请拆成几份。")
