"""版头 of every format (GB/T 9704-2012, 7.2 and 10.1–10.3): what stands above the title. Lengths in pt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.documents.blocks import ASCENT, BASELINE, DESCENT, MM, Align, Block, Line, Setter, Style
from app.documents.faces import clean_text
from app.documents.marks import Mark, mark, paper_top
from app.documents.model import Format, OfficialDocument, chinese_date
from app.documents.titles import divide_name

_SIGNERS_A_LINE = 2


@dataclass(frozen=True, slots=True)
class Head:
    """blocks flow from `start` under the top of the type area.

    letterhead: the mark of a 信函, `letterhead_top` under the paper's top; rule: y of its upper double rule there.
    beside: a word that stands on the page beside the flow, `beside_top` under the top of the type area.
    gap: room under the blocks where preprinted paper has its rule.
    """

    blocks: tuple[Block, ...]
    start: float = 0.0
    letterhead: Block | None = None
    letterhead_top: float = 0.0
    rule: float = 0.0
    beside: Block | None = None
    beside_top: float = 0.0
    gap: float = 0.0
    warnings: tuple[str, ...] = ()


def compose_head(document: OfficialDocument, setter: Setter, below: float) -> Head:
    """The head. below: what page one must still hold under it, so that a joint mark leaves it room (7.2.4)."""
    head = _drawn(document, setter, below)
    carried = "no" if document.format is Format.PLAIN else setter.profile.header.preprinted
    return head if carried == "no" else _without(head, lambda block: block.red or carried == "head")


def _drawn(document: OfficialDocument, setter: Setter, below: float) -> Head:
    match document.format:
        case Format.LETTER:
            return _letter_head(document, setter)
        case Format.GENERAL | Format.ORDER:
            return _marked_head(document, setter, below)
        case Format.MINUTES:
            return _minutes_head(document, setter)
        case Format.PLAIN:
            return _plain_head(document, setter)


def _without(head: Head, hidden: Callable[[Block], bool]) -> Head:
    """The same room, without what the paper carries already: the rest stands where it would."""
    blocks = [_emptied(block) if hidden(block) else block for block in head.blocks]
    gap = blocks[-1].rule_gap if blocks else 0.0
    if gap:
        blocks[-1] = replace(blocks[-1], rule_gap=0.0)
    letterhead = _emptied(head.letterhead) if head.letterhead else None
    return replace(head, blocks=tuple(blocks), gap=gap, letterhead=letterhead, beside=None)


def _emptied(block: Block) -> Block:
    return replace(block, lines=tuple(Line(()) for _ in block.lines))


def _items(document: OfficialDocument, setter: Setter) -> list[Block]:
    """份号, 密级和保密期限, 紧急程度: one line each from the top (7.2.1–7.2.3)."""
    return [setter.single(style, text, role) for style, text, role in _item_texts(document)]


def _item_texts(document: OfficialDocument) -> list[tuple[Style, str, str]]:
    items: list[tuple[Style, str, str]] = []
    if document.copy_no:
        items.append((Style.HEAD_ITEM, document.copy_no, "body"))
    if document.secrecy:
        period = f"★{document.secrecy.period}" if document.secrecy.period else ""
        items.append((Style.HEAD_HEI, document.secrecy.level + period, "hei"))
    if document.urgency:
        items.append((Style.HEAD_HEI, document.urgency, "hei"))
    return items


def _items_and_number(document: OfficialDocument, setter: Setter) -> list[Block]:
    """The items on the left, the number on the right of the first line (10.1)."""
    items, number = _item_texts(document), document.number
    if not items:
        return [setter.single(Style.NUMBER, number, "body", align=Align.RIGHT)] if number else []
    first_style, first_text, first_role = items[0]
    parts: list[tuple[float, str, str]] = [(0.0, first_text, first_role)]
    if number:
        parts.append((setter.measure - setter.body.width(number, "body"), number, "body"))
    rest = [setter.single(style, text, role) for style, text, role in items[1:]]
    return [setter.spread(first_style, tuple(parts)), *rest]


def _plain_head(document: OfficialDocument, setter: Setter) -> Head:
    return Head(tuple(_items_and_number(document, setter)))


def _letter_head(document: OfficialDocument, setter: Setter) -> Head:
    """信函 (10.1): mark 30 mm under the paper's edge, double rule 4 mm under it, items under that."""
    header, body = setter.profile.header, setter.profile.sizes.body
    made = mark(document, setter, 0.0)
    block = made.block
    top = paper_top(document, setter) - made.lead
    rule = top + block.pitch * len(block.lines) - made.tail + header.rule_gap * MM
    item_top = rule + header.letter_double_gap * MM + body * 7 / 8
    start = item_top + ASCENT * body - BASELINE * setter.pitch - setter.profile.page.top * MM
    blocks = _items_and_number(document, setter)
    return Head(tuple(blocks), start=start, letterhead=block, letterhead_top=top, rule=rule)


def _marked_head(document: OfficialDocument, setter: Setter, below: float) -> Head:
    """文件 and 命令: items, mark, two empty lines, number; a red rule under the number of a 文件 (7.2.7)."""
    items = _items(document, setter)
    under = setter.blank(2) + _number_rows(document, setter)
    if document.format is Format.GENERAL:
        under[-1] = replace(under[-1], rule_gap=_rule_gap(setter))
    page = setter.profile.page
    top = max(paper_top(document, setter) - page.top * MM, _height(items) + setter.pitch / 2)
    room = page.text_height * MM - top - _height(under) - below
    made = mark(document, setter, room)
    placed, top, warnings = _place(made, items, document, setter)
    if made.block.size < setter.profile.sizes.mark_min and len(made.block.lines) > 1:
        warnings.append(f"联合发文机关多，发文机关标志缩小到 {made.block.size:g} 磅，使首页能显示正文。")
    blocks = (*items, placed, *under)
    return Head(blocks, beside=made.beside, beside_top=top + made.drop, warnings=tuple(warnings))


def _place(
    made: Mark, items: Sequence[Block], document: OfficialDocument, setter: Setter
) -> tuple[Block, float, list[str]]:
    """The mark under the items, where the profile wants it; the top of its first line box."""
    wanted = paper_top(document, setter) - setter.profile.page.top * MM - made.lead
    used = _height(items)
    warnings = []
    top = wanted
    if used > wanted:
        warnings.append("份号、密级、紧急程度占满了发文机关标志以上的位置，标志相应下移。")
        top = used + setter.pitch / 2
    return replace(made.block, before=top - used), top, warnings


def _height(blocks: Sequence[Block]) -> float:
    return sum(block.height for block in blocks)


def _rule_gap(setter: Setter) -> float:
    # 4 mm is measured from the characters, whose foot is above the foot of the line.
    foot = BASELINE * setter.pitch + DESCENT * setter.profile.sizes.body
    thick = setter.profile.header.rule_thickness * MM
    free = setter.profile.header.rule_gap * MM - (setter.pitch - foot) - thick / 2
    return max(round(free), 1) + thick  # a docx sets a paragraph's border off by whole points


def _number_rows(document: OfficialDocument, setter: Setter) -> list[Block]:
    if document.signers:
        return _number_and_signers(document, setter)
    return [setter.single(Style.NUMBER, document.number, "body", align=Align.CENTRE)]


def _number_and_signers(document: OfficialDocument, setter: Setter) -> list[Block]:
    """上行文 (7.2.5, 7.2.6): two signers a line, the number on the left of the last one's line.

    Names too long for that stand one a line, and a number too long for the last line under it.
    """
    names = [clean_text(name) for name in document.signers]
    cell, label = setter.cell, setter.body.width("签发人：", "body")
    widest = max(setter.body.width(name, "kai") for name in names)
    number = setter.body.width(document.number, "body")
    room = setter.measure - 2 * cell - label
    columns = min(_SIGNERS_A_LINE, len(names))
    if columns * (widest + cell) - cell > room - (number + cell if len(names) <= columns else 0.0):
        columns = 1
    first = setter.measure - cell - columns * (widest + cell) + cell
    start = max(first - label, cell)
    rows: list[list[tuple[float, str, str]]] = []
    for i in range(0, len(names), columns):
        row = [(start + label + j * (widest + cell), name, "kai") for j, name in enumerate(names[i : i + columns])]
        rows.append([(start, "签发人：", "body"), *row] if i == 0 else row)
    if document.number and cell + number + cell <= rows[-1][0][0]:
        rows[-1].insert(0, (cell, document.number, "body"))
    elif document.number:
        rows.append([(cell, document.number, "body")])
    return [setter.spread(Style.NUMBER, tuple(row)) for row in rows]


def _minutes_head(document: OfficialDocument, setter: Setter) -> Head:
    # 10.3 leaves the rest to the unit: number under the mark, issuer and date above a red rule.
    items = _items(document, setter)
    placed, _, warnings = _place(mark(document, setter, 0.0), items, document, setter)
    blocks = [*items, placed, *setter.blank()]
    if document.number:
        blocks.append(setter.single(Style.NUMBER, document.number, "body", align=Align.CENTRE))
    blocks += setter.blank()
    day = chinese_date(document.date) if document.date else ""
    issuer = clean_text(document.issuers[0]) if document.issuers else ""
    *above, last = divide_name(issuer, lambda text: setter.body.width(text, "body"), setter.measure - 2 * setter.cell)
    if setter.body.width(last + day, "body") > setter.measure - 4 * setter.cell:
        above, last = [*above, last], ""  # the date takes a line of its own
    blocks += [setter.spread(Style.HEAD_ITEM, ((setter.cell, row, "body"),)) for row in above]
    parts = [(setter.cell, last, "body")] if last or not day else []
    if day:
        parts.append((setter.measure - setter.cell - setter.body.width(day, "body"), day, "body"))
    if parts:
        blocks.append(setter.spread(Style.HEAD_ITEM, tuple(parts)))
    blocks[-1] = replace(blocks[-1], rule_gap=_rule_gap(setter))
    return Head(tuple(blocks), warnings=tuple(warnings))
