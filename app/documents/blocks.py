"""The measured pieces a page is made of, before they are put on pages. Lengths in pt.

x runs from the left edge of the type area (版心). A block is one paragraph: the docx
writer makes a paragraph of it, the PDF writer draws its lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.catalog.profiles import PageGeometry, Profile
from app.documents.breaking import Breaker, Broken, Span
from app.documents.faces import FontBook, clean_text
from app.documents.titles import divide

MM = 72 / 25.4
BASELINE = 0.8  # of an exact line's height: where Word and LibreOffice put the baseline
ASCENT = 0.88  # em, ideographic ascent of the shipped faces
DESCENT = 0.12


class Style(StrEnum):
    """Named styles; the values are the style names a person sees in Word."""

    MARK = "发文机关标志"
    NUMBER = "发文字号"
    HEAD_ITEM = "版头要素"
    HEAD_HEI = "密级和紧急程度"
    TITLE = "公文标题"
    RECIPIENTS = "主送机关"
    BODY = "公文正文"
    LEVEL1 = "一级标题"
    LEVEL2 = "二级标题"
    LEVEL3 = "三级标题"
    LEVEL4 = "四级标题"
    ANNEX_NOTE = "附件说明"
    ISSUER = "发文机关署名"
    DATE = "成文日期"
    SIGNATURE = "签名章"
    NOTE = "附注"
    ATTENDANCE = "出席人员"
    ANNEX_MARK = "附件序号"
    ANNEX_TITLE = "附件标题"
    BLANK = "空行"
    IMPRINT = "版记"
    TABLE_TITLE = "表格标题"
    TABLE = "表格文字"
    TABLE_HEAD = "表头"
    PAGE_SIGN = "逐页签名"


class Align(StrEnum):
    """How a paragraph stands between its indents."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that starts at x; a second piece of a line stands behind a tab."""

    x: float
    spans: tuple[Span, ...]
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """One drawn line. spacing is added after each character; hard as in breaking.Broken."""

    pieces: tuple[Piece, ...]
    spacing: float = 0.0
    hard: bool = True


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of lines of the same size. before: space above it; rule_gap: room
    for a red rule under its last line, whose foot is that far down (0 = none); landscape: on a page turned by a quarter."""

    style: Style
    lines: tuple[Line, ...]
    size: float
    pitch: float
    align: Align = Align.LEFT
    left: float = 0.0
    first: float = 0.0
    right: float = 0.0
    before: float = 0.0
    red: bool = False
    keep_next: bool = False
    new_page: bool = False
    rule_gap: float = 0.0
    landscape: bool = False

    @property
    def height(self) -> float:
        """Space the block takes, rule included."""
        return self.before + self.pitch * len(self.lines) + self.rule_gap


@dataclass(slots=True)
class Setter:
    """Makes blocks on the grid of one profile with one font book.

    It remembers the blocks it made: letters of a batch that share a setter share the paragraphs they have in
    common, as the same objects. It therefore lives no longer than the batch, and holds nothing of one letter.
    """

    profile: Profile
    book: FontBook
    _made: dict[tuple[object, ...], Block] = field(init=False, default_factory=dict)
    body: Breaker = field(init=False)
    title: Breaker = field(init=False)
    small: Breaker = field(init=False)

    def __post_init__(self) -> None:
        grid, sizes = self.profile.grid, self.profile.sizes
        self.body = Breaker(self.book, sizes.body, grid.cell - sizes.body, grid.cell)
        self.title = Breaker(self.book, sizes.title, 0.0, sizes.title)
        self.small = Breaker(self.book, sizes.small, 0.0, sizes.small)

    def turned(self) -> Setter:
        """The same for a page turned by a quarter: its type area lies on its side."""
        page = self.profile.page
        turned = PageGeometry(page.height, page.width, page.left, page.height - page.top - page.text_height,
                              page.text_height, page.text_width)  # fmt: skip
        columns = int(turned.text_width * MM / self.cell)
        grid = replace(self.profile.grid, columns=columns, lines=int(turned.text_height * MM / self.pitch))
        return Setter(replace(self.profile, page=turned, grid=grid), self.book)

    @property
    def is_turned(self) -> bool:
        """Whether this sets pages turned by a quarter."""
        return self.profile.page.width > self.profile.page.height

    @property
    def cell(self) -> float:
        """One character of the grid."""
        return self.profile.grid.cell

    @property
    def pitch(self) -> float:
        """One line of the grid."""
        return self.profile.grid.pitch

    @property
    def measure(self) -> float:
        """Width of the type area."""
        return self.profile.page.text_width * MM

    @property
    def grid_width(self) -> float:
        """Width of a full line of cells."""
        return self.profile.grid.columns * self.cell

    def blank(self, count: int = 1) -> list[Block]:
        """Empty lines."""
        size, pitch = self.profile.sizes.body, self.pitch
        return [self.once((Style.BLANK,), lambda: Block(Style.BLANK, (Line(()),), size, pitch))] * count

    def flowing(
        self, style: Style, spans: tuple[Span, ...], *, first: float = 0.0, left: float = 0.0
    ) -> Block:
        """A paragraph of body size; indents in pt (first is added to left, may be negative)."""
        return self.once((style, spans, first, left), lambda: self._flowing(style, spans, first, left))

    def _flowing(self, style: Style, spans: tuple[Span, ...], first: float, left: float) -> Block:
        spans = tuple([Span(clean_text(span.text), span.role) for span in spans])
        broken = self.body.lines(spans, self.grid_width - left - first, self.grid_width - left)
        lines = tuple([
            Line((Piece(left if i else left + first, b.spans, b.width),), b.spacing, b.hard) for i, b in enumerate(broken)
        ])  # fmt: skip
        return Block(style, lines, self.profile.sizes.body, self.pitch, left=left, first=first)

    def once(self, key: tuple[object, ...], make: Callable[[], Block]) -> Block:
        """The block that was made for this key, or a new one."""
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = make()
        return found

    def with_next(self, block: Block) -> Block:
        """A paragraph that stays on the page of what follows."""
        # what was made here lives as long as the setter, so that its identity stays its own
        return self.once((id(block), "with next"), lambda: replace(block, keep_next=True))

    def single(self, style: Style, text: str, role: str, *, align: Align = Align.LEFT, left: float = 0.0,
               right: float = 0.0) -> Block:  # fmt: skip
        """One line of body size, aligned between its indents."""
        key = (style, text, role, align, left, right)
        return self.once(key, lambda: self._single(style, clean_text(text), role, align, left, right))

    def _single(self, style: Style, text: str, role: str, align: Align, left: float, right: float) -> Block:
        width = self.body.width(text, role)
        free = self.measure - left - right - width
        x = left + {Align.LEFT: 0.0, Align.CENTRE: free / 2, Align.RIGHT: free}[align]
        line = Line((Piece(x, (Span(text, role),), width),), self.cell - self.profile.sizes.body)
        return Block(style, (line,), self.profile.sizes.body, self.pitch, align, left=left, right=right)

    def spread(self, style: Style, parts: tuple[tuple[float, str, str], ...]) -> Block:
        """One line of several pieces (x, text, role), the later ones behind tabs."""
        pieces: list[Piece] = []
        for x, raw, role in parts:
            text = clean_text(raw)
            piece = Piece(x, (Span(text, role),), self.body.width(text, role))
            if pieces and abs(pieces[-1].x + pieces[-1].width - x) < 0.5:  # no room for a tab: one piece
                before = pieces.pop()
                piece = Piece(before.x, before.spans + piece.spans, before.width + piece.width)
            pieces.append(piece)
        spacing = self.cell - self.profile.sizes.body
        return Block(
            style, (Line(tuple(pieces), spacing),), self.profile.sizes.body, self.pitch, left=pieces[0].x
        )

    def heading(self, style: Style, title: str, marked: Sequence[str] = (), names: Iterable[str] = ()) -> Block:
        """A centred title of 2号 小标宋, divided by sense. marked: its lines as the person wants; names: kept whole."""
        within = tuple(name for name in names if name in title)
        key = (style, title, tuple(marked), within)
        return self.once(key, lambda: self._heading(style, self._rows(title, marked, within)))

    def _rows(self, title: str, marked: Sequence[str], names: Sequence[str]) -> list[str]:
        return divide(
            clean_text(title), lambda text: self.title.width(text, "title"), self.measure,
            lines=[clean_text(line) for line in marked], names=names,
        )  # fmt: skip

    def _heading(self, style: Style, rows: list[str]) -> Block:
        lines = []
        for row in rows:
            width = self.title.width(row, "title")
            lines.append(Line((Piece((self.measure - width) / 2, (Span(row, "title"),), width),)))
        return Block(style, tuple(lines), self.profile.sizes.title, self.pitch, Align.CENTRE)

    def small_lines(self, spans: tuple[Span, ...], left: float, hang: float) -> list[Broken]:
        """Lines of the imprint: left and right empty one character, turned lines hang."""
        right = self.profile.sizes.small
        width = self.measure - left - right
        return self.small.lines(spans, width, width - hang)
