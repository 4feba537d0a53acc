"""版记 (GB/T 9704-2012, 7.4): 抄送, 印发机关 and 印发日期 at the foot of the last page. pt."""

from __future__ import annotations

from dataclasses import dataclass

from app.documents.blocks import Block, Line, Piece, Setter, Style
from app.documents.breaking import Span
from app.documents.faces import clean_text
from app.documents.model import Format, OfficialDocument, chinese_date

PITCH = 20.0  # line height; the standard gives none
PADDING = 3.0  # between a rule and the text
_GAP = 5.4  # free space kept above the block


@dataclass(frozen=True, slots=True)
class Imprint:
    """The block at the foot: groups of paragraphs, a rule above each and under the last.

    ruled: False in a 信函, whose imprint has neither rules nor 印发机关 (10.1).
    """

    groups: tuple[tuple[Block, ...], ...]
    ruled: bool

    @property
    def height(self) -> float:
        """Height between the outer rules."""
        return sum(map(group_height, self.groups))

    @property
    def room(self) -> float:
        """Space to keep free at the foot of the last page."""
        return self.height + _GAP if self.groups else 0.0


def group_height(group: tuple[Block, ...]) -> float:
    """Height between the rules above and under a group."""
    return sum(block.height for block in group) + 2 * PADDING


def imprint(document: OfficialDocument, setter: Setter, *, with_recipients: bool) -> Imprint:
    """Compose the imprint. with_recipients: 主送 stands above 抄送 without a rule between."""
    upper = []
    if with_recipients and document.to:
        upper.append(_list("主送：", document.to, setter))
    if document.cc:
        upper.append(_list("抄送：", document.cc, setter))
    groups = [tuple(upper)] if upper else []
    ruled = document.format is not Format.LETTER
    if document.printer and ruled:
        groups.append((_printer(document, setter),))
    return Imprint(tuple(groups), ruled)


def _list(label: str, names: tuple[str, ...], setter: Setter) -> Block:
    size = setter.profile.sizes.small
    hang = size * len(label)
    text = clean_text(label + "，".join(names).rstrip("。，") + "。")
    broken = setter.small_lines((Span(text, "body"),), size, hang)
    lines = tuple(
        Line((Piece(size + (hang if i else 0), b.spans, b.width),), b.spacing, b.hard)
        for i, b in enumerate(broken)
    )
    return Block(Style.IMPRINT, lines, size, PITCH, left=size + hang, first=-hang, right=size)


def _printer(document: OfficialDocument, setter: Setter) -> Block:
    """Office on the left, date on the right of the last line; a long office takes as many lines as it needs."""
    size = setter.profile.sizes.small
    assert document.printer is not None  # noqa: S101 - the caller looked
    day = f"{chinese_date(document.printer.date)}印发" if document.printer.date else "印发"
    width = setter.small.width(day, "body")
    spans = (Span(clean_text(document.printer.office), "body"),)
    rows = [row.spans for row in setter.small_lines(spans, size, 0.0)]
    pieces = [Piece(size, row, sum(setter.small.width(span.text, span.role) for span in row)) for row in rows]
    last = Piece(setter.measure - size - width, (Span(day, "body"),), width)
    lines = [Line((piece,)) for piece in pieces]
    if pieces[-1].x + pieces[-1].width + size > last.x:
        lines.append(Line((Piece(size, (), 0.0), last)))
    else:
        lines[-1] = Line((pieces[-1], last))
    return Block(Style.IMPRINT, tuple(lines), size, PITCH, left=size)
