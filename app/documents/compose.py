"""Turns a document into blocks, element by element, in the order of GB/T 9704-2012."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.documents.blocks import MM, Align, Block, Line, Piece, Setter, Style
from app.documents.breaking import Span
from app.documents.faces import clean_text
from app.documents.model import Attachment, Format, OfficialDocument, Paragraph, chinese_date
from app.documents.signature import signature
from app.documents.titles import divide

BASELINE = 0.8  # of an exact line's height: where Word and LibreOffice put the baseline
ASCENT = 0.88  # em, ideographic ascent of the shipped faces
_DESCENT = 0.12
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Flow:
    """A composed document. top: blocks before the text; tail stays in one piece.

    letterhead: the mark of a 信函, above the type area; start: where the flow of page 1
    begins, pt under the top of the type area.
    """

    letterhead: Block | None
    letterhead_top: float
    start: float
    top: tuple[Block, ...]
    text: tuple[Block, ...]
    tail: tuple[Block, ...]
    attachments: tuple[tuple[Block, ...], ...]


def compose(document: OfficialDocument, setter: Setter, *, with_recipients: bool = True) -> Flow:
    """Measure every element. with_recipients: False when 主送 has moved to the imprint."""
    head = _LetterHead(setter, document) if document.format is Format.LETTER else None
    top = _top(document, setter)
    if with_recipients and document.to:
        top += _recipients(document, setter)
    text = _paragraphs(document.body, setter) + _annex_note(document.attachments, setter)
    if document.format is Format.MINUTES:
        text += _attendance(document, setter)
    attached = [a for a in document.attachments if a.body]
    listed = len(document.attachments)
    annexes = tuple(
        _annex(a, document.attachments.index(a) + 1 if listed > 1 else 0, setter) for a in attached
    )
    return Flow(
        letterhead=head.block if head else None,
        letterhead_top=head.top if head else 0.0,
        start=head.start if head else 0.0,
        top=tuple(top),
        text=tuple(text),
        tail=tuple(signature(document, setter)),
        attachments=annexes,
    )


class _LetterHead:
    """信函 (10.1): mark 30 mm under the paper's edge, double rule 4 mm under it."""

    def __init__(self, setter: Setter, document: OfficialDocument) -> None:
        header, page = setter.profile.header, setter.profile.page
        self.block = _mark(document, setter)
        size, pitch = self.block.size, self.block.pitch
        first_baseline = header.mark_top_letter * MM + ASCENT * size
        self.top = first_baseline - BASELINE * pitch
        last_bottom = first_baseline + (len(self.block.lines) - 1) * pitch + _DESCENT * size
        self.rule = last_bottom + header.rule_gap * MM
        item_top = self.rule + header.letter_double_gap * MM + setter.profile.sizes.body * 7 / 8
        baseline = item_top + ASCENT * setter.profile.sizes.body
        self.start = baseline - BASELINE * setter.pitch - page.top * MM


def letter_rule(document: OfficialDocument, setter: Setter) -> float:
    """Where the first line of the upper double rule lies, pt from the top of the paper."""
    return _LetterHead(setter, document).rule


def _mark(document: OfficialDocument, setter: Setter) -> Block:
    sizes, measure = setter.profile.sizes, setter.measure
    mark = clean_text(document.mark)
    em = setter.book.role("title").width(mark)
    rows = [mark]
    if em * sizes.mark_min > measure * 0.97:
        rows = divide(mark, setter.book.role("title").width, max(measure * 0.97 / sizes.mark_min, em / 4))
    widest = max(setter.book.role("title").width(row) for row in rows)
    size = min(sizes.mark_max, int(measure * 0.97 / widest * 2) / 2)
    pitch = round(size * 1.3 * 20) / 20
    lines = []
    for row in rows:
        width = setter.book.role("title").width(row) * size
        lines.append(Line((Piece((measure - width) / 2, (Span(row, "title"),), width),)))
    return Block(Style.MARK, tuple(lines), size, pitch, Align.CENTRE, red=True)


def _top(document: OfficialDocument, setter: Setter) -> list[Block]:
    match document.format:
        case Format.LETTER:
            return _letter_items(document, setter) + _title(document, setter, blanks=2)
        case Format.GENERAL:
            return _red_head(document, setter) + _title(document, setter, blanks=2)
        case Format.MINUTES:
            return _minutes_head(document, setter) + _title(document, setter, blanks=1)
        case Format.PLAIN:
            return _plain_number(document, setter) + _title(document, setter, blanks=0)


def _plain_number(document: OfficialDocument, setter: Setter) -> list[Block]:
    if not document.number:
        return []
    return [setter.single(Style.NUMBER, document.number, "body", align=Align.RIGHT)]


def _head_items(document: OfficialDocument) -> list[tuple[Style, str, str]]:
    items: list[tuple[Style, str, str]] = []
    if document.copy_no:
        items.append((Style.HEAD_ITEM, document.copy_no, "body"))
    if document.secrecy:
        period = f"★{document.secrecy.period}" if document.secrecy.period else ""
        items.append((Style.HEAD_HEI, document.secrecy.level + period, "hei"))
    if document.urgency:
        items.append((Style.HEAD_HEI, document.urgency, "hei"))
    return items


def _letter_items(document: OfficialDocument, setter: Setter) -> list[Block]:
    items = _head_items(document)
    number = document.number
    if not items:
        return [setter.single(Style.NUMBER, number, "body", align=Align.RIGHT)] if number else []
    first_style, first_text, first_role = items[0]
    parts: list[tuple[float, str, str]] = [(0.0, first_text, first_role)]
    if number:
        parts.append((setter.measure - setter.body.width(number, "body"), number, "body"))
    rest = [setter.single(style, text, role) for style, text, role in items[1:]]
    return [setter.spread(first_style, tuple(parts)), *rest]


def _red_head(document: OfficialDocument, setter: Setter) -> list[Block]:
    header = setter.profile.header
    blocks = [setter.single(style, text, role) for style, text, role in _head_items(document)]
    mark = _mark(document, setter)
    mark_top = (header.mark_top_general - setter.profile.page.top) * MM
    before = mark_top + ASCENT * mark.size - BASELINE * mark.pitch - sum(b.height for b in blocks)
    blocks.append(replace(mark, before=max(before, 0.0)))
    blocks += setter.blank(2)
    blocks += _number_rows(document, setter)
    blocks[-1] = replace(blocks[-1], rule_gap=_rule_gap(setter))
    return blocks


def _rule_gap(setter: Setter) -> float:
    # 4 mm is measured from the characters, whose foot is above the foot of the line.
    size = setter.profile.sizes.body
    foot = BASELINE * setter.pitch + _DESCENT * size
    return max(setter.profile.header.rule_gap * MM - (setter.pitch - foot), 1.0)


def _number_rows(document: OfficialDocument, setter: Setter) -> list[Block]:
    if not document.signers:
        return [setter.single(Style.NUMBER, document.number, "body", align=Align.CENTRE)]
    # 上行文 (7.2.6): number on the left, on the line of the last signers; two names a line.
    names = [clean_text(name) for name in document.signers]
    pairs = [names[i : i + 2] for i in range(0, len(names), 2)]
    cell = setter.cell
    second = max(setter.body.width(n, "kai") for n in names)
    label = setter.body.width("签发人：", "body")
    columns = 2 if len(names) > 1 else 1
    start = setter.measure - cell - columns * second - (columns - 1) * cell - label
    rows = []
    for i, pair in enumerate(pairs):
        parts: list[tuple[float, str, str]] = []
        if i == len(pairs) - 1 and document.number:
            parts.append((cell, document.number, "body"))
        if i == 0:
            parts.append((start, "签发人：", "body"))
        parts += [(start + label + j * (second + cell), name, "kai") for j, name in enumerate(pair)]
        rows.append(setter.spread(Style.NUMBER, tuple(parts)))
    return rows


def _minutes_head(document: OfficialDocument, setter: Setter) -> list[Block]:
    # 10.3 leaves the rest to the unit: number under the mark, issuer and date above a red rule.
    header = setter.profile.header
    mark = _mark(document, setter)
    top = (header.mark_top_minutes - setter.profile.page.top) * MM
    blocks = [replace(mark, before=top + ASCENT * mark.size - BASELINE * mark.pitch), *setter.blank()]
    if document.number:
        blocks.append(setter.single(Style.NUMBER, document.number, "body", align=Align.CENTRE))
    blocks += setter.blank()
    day = chinese_date(document.date) if document.date else ""
    issuer = clean_text(document.issuers[0]) if document.issuers else ""
    parts = [(setter.cell, issuer, "body")]
    if setter.body.width(issuer + day, "body") > setter.measure - 4 * setter.cell:
        blocks.append(setter.spread(Style.HEAD_ITEM, tuple(parts)))  # a long name takes a line of its own
        parts = []
    if day:
        parts.append((setter.measure - setter.cell - setter.body.width(day, "body"), day, "body"))
    if parts:
        blocks.append(setter.spread(Style.HEAD_ITEM, tuple(parts)))
    blocks[-1] = replace(blocks[-1], rule_gap=_rule_gap(setter))
    return blocks


def _title(document: OfficialDocument, setter: Setter, *, blanks: int) -> list[Block]:
    title = clean_text(document.title)
    if not title:
        return setter.blank(1)
    rows = divide(title, lambda text: setter.title.width(text, "title"), setter.measure)
    heading = setter.heading(Style.TITLE, rows)
    return [*setter.blank(blanks), heading, *setter.blank()]


def _recipients(document: OfficialDocument, setter: Setter) -> list[Block]:
    text = "、".join(document.to) + "："
    return [setter.flowing(Style.RECIPIENTS, (Span(text, "body"),))]


_LEVELS = {
    1: (Style.LEVEL1, "hei"),
    2: (Style.LEVEL2, "kai"),
    3: (Style.LEVEL3, "body"),
    4: (Style.LEVEL4, "body"),
}


def _paragraphs(body: tuple[Paragraph, ...], setter: Setter) -> list[Block]:
    counts = [0, 0, 0, 0, 0]
    blocks = []
    for i, paragraph in enumerate(body):
        level = paragraph.level
        if level:
            counts[level] += 1
            counts[level + 1 :] = [0] * (4 - level)
        blocks.append(_paragraph(paragraph, counts[level], setter, last=i == len(body) - 1))
    return blocks


def _paragraph(paragraph: Paragraph, number: int, setter: Setter, *, last: bool) -> Block:
    indent = 2 * setter.cell
    if not paragraph.level:
        return setter.flowing(Style.BODY, (Span(paragraph.text, "body"),), first=indent)
    style, role = _LEVELS[paragraph.level]
    text = level_mark(paragraph.level, number) + paragraph.text
    heading, rest = _run_in(text)
    spans = (Span(heading, role), Span(rest, "body")) if rest else (Span(heading, role),)
    block = setter.flowing(style, spans, first=indent)
    alone = paragraph.level <= 2 and not rest and not last
    return setter.with_next(block) if alone and len(block.lines) <= 2 else block


def _run_in(text: str) -> tuple[str, str]:
    # “（一）整改责任压得不实。十二条……”: only the first sentence is the heading.
    found = re.match(r"[^。]*。(?=.)", text, re.DOTALL)
    return (found.group(), text[found.end() :]) if found else (text, "")


def level_mark(level: int, number: int) -> str:
    """The number of a heading: 一、（一）1.（1） (7.3.3)."""
    if level == 1:
        return f"{_chinese(number)}、"
    if level == 2:
        return f"（{_chinese(number)}）"
    return f"{number}." if level == 3 else f"（{number}）"


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    if number >= 100:
        return str(number)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones else "")


def _annex_note(attachments: tuple[Attachment, ...], setter: Setter) -> list[Block]:
    """附件说明 (7.3.4): one line under the text, turned lines stand under the name."""
    if not attachments:
        return []
    cell = setter.cell
    blocks = setter.blank()
    for i, attachment in enumerate(attachments):
        number = f"{i + 1}." if len(attachments) > 1 else ""
        hang = 5 * cell + setter.body.width(number, "body")
        start = 2 * cell if i == 0 else 5 * cell
        text = ("附件：" if i == 0 else "") + number + attachment.title.rstrip("。；，")
        blocks.append(setter.flowing(Style.ANNEX_NOTE, (Span(text, "body"),), first=start - hang, left=hang))
    return blocks


def _attendance(document: OfficialDocument, setter: Setter) -> list[Block]:
    """出席、请假、列席 (10.3.3): label in 黑体, names hanging under the first."""
    blocks = setter.blank() if any(names for _, names in document.attendance) else []
    for label, names in document.attendance:
        if names:
            hang = (2 + len(label) + 1) * setter.cell
            spans = (Span(f"{label}：", "hei"), Span("，".join(names), "body"))
            blocks.append(setter.flowing(Style.ATTENDANCE, spans, first=2 * setter.cell - hang, left=hang))
    return blocks


def _annex(attachment: Attachment, number: int, setter: Setter) -> tuple[Block, ...]:
    """附件 (7.3.8): its number on line 1, its title on line 3, then the text."""
    mark = setter.single(Style.ANNEX_MARK, f"附件{number or ''}", "hei")
    rows = divide(clean_text(attachment.title), lambda t: setter.title.width(t, "title"), setter.measure)
    heading = setter.heading(Style.ANNEX_TITLE, rows)
    head = (replace(mark, new_page=True), *setter.blank(), heading, *setter.blank())
    return (*head, *_paragraphs(attachment.body, setter))
