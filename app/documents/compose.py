"""Turns a document into blocks, element by element, in the order of GB/T 9704-2012."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TypeVar

from app.documents.annexes import annex_head, annex_mark, annex_note, attendance
from app.documents.blocks import Align, Block, Line, Piece, Setter, Style
from app.documents.breaking import Span
from app.documents.faces import clean_text
from app.documents.heads import Head, compose_head
from app.documents.model import Attachment, Format, OfficialDocument, Paragraph, Table
from app.documents.signature import signature
from app.documents.tables import TableBlock, table_blocks

_LINES_OVER = 2  # paragraphs over a table, such as 填报单位
_FIRST_LINES = 2  # of text that page one keeps
_DIGITS = "〇一二三四五六七八九"


Item = Block | TableBlock
AnyBlock = TypeVar("AnyBlock", Block, TableBlock, Item)


@dataclass(frozen=True, slots=True)
class Flow:
    """A composed document: head, then top (title, 主送) before the text; tail stays in one piece."""

    head: Head
    top: tuple[Block, ...]
    text: tuple[Item, ...]
    tail: tuple[Block, ...]
    attachments: tuple[tuple[Item, ...], ...]
    page_sign: Block | None = None


def compose(document: OfficialDocument, setter: Setter, *, with_recipients: bool = True) -> Flow:
    """Measure every element. with_recipients: False when 主送 has moved to the imprint."""
    upright = setter
    if document.format is Format.PLAIN:
        setter = _way(document.body, setter)
    top = _title(document, setter)
    if with_recipients and document.to:
        top += _recipients(document, setter)
    text = _paragraphs(document.body, setter) + annex_note(document.attachments, setter)
    if document.format is Format.MINUTES:
        text += attendance(document, setter)
    below = sum(block.height for block in top) + _opening(text, setter)
    head = compose_head(document, setter, below)
    if head.gap:
        top[0] = replace(top[0], before=top[0].before + head.gap)
    annexes = tuple(
        _annex(annex, annex_mark(document, i), upright, new_page=True)
        for i, annex in enumerate(document.attachments)
        if annex.body and not annex.separate
    )
    tail = _lying(signature(document, setter), setter)
    head = replace(head, blocks=_lying(head.blocks, setter))
    return Flow(head, _lying(top, setter), _lying(text, setter), tail, annexes, _page_sign(document, setter))


def _opening(text: Sequence[Item], setter: Setter) -> float:
    """What page one holds of the text: its first lines, and a heading not without them."""
    headings = sum(block.height for block in takewhile(lambda block: block.keep_next, text))
    return max(headings + setter.pitch, _FIRST_LINES * setter.pitch)


def compose_annex(document: OfficialDocument, index: int, setter: Setter) -> Flow:
    """An attachment that is not bound with the document: its first line begins with the document's number (7.3.8)."""
    annex = document.attachments[index]
    text = _annex(annex, document.number + annex_mark(document, index), setter, new_page=False)
    return Flow(Head(()), (), text, (), ())


def _annex(annex: Attachment, mark: str, setter: Setter, *, new_page: bool) -> tuple[Item, ...]:
    setter = _way(annex.body, setter)
    head = annex_head(annex, mark, setter, new_page=new_page)
    return _lying((*head, *_paragraphs(annex.body, setter)), setter)


def _way(body: tuple[Paragraph | Table, ...], setter: Setter) -> Setter:
    """What begins with a table on its side, or with a line or two over it, lies on its side as a whole: its title
    stands over the table."""
    table = next((part for part in body[: _LINES_OVER + 1] if isinstance(part, Table)), None)
    return setter.turned() if table and table.landscape and not setter.is_turned else setter


def _lying(blocks: Sequence[AnyBlock], setter: Setter) -> tuple[AnyBlock, ...]:
    return tuple(replace(block, landscape=True) for block in blocks) if setter.is_turned else tuple(blocks)


def _page_sign(document: OfficialDocument, setter: Setter) -> Block | None:
    if not document.page_sign:
        return None
    text, size = clean_text(document.page_sign), setter.profile.sizes.small  # it is no line of the text
    width = setter.small.width(text, "body")
    line = Line((Piece(setter.measure - width, (Span(text, "body"),), width),))
    return Block(Style.PAGE_SIGN, (line,), size, setter.pitch, Align.RIGHT)


def _blanks_over_title(document: OfficialDocument) -> int:
    if document.format is Format.PLAIN:
        return 1 if document.copy_no or document.secrecy or document.urgency else 0
    return 1 if document.format is Format.MINUTES else 2


def _title(document: OfficialDocument, setter: Setter) -> list[Block]:
    title = document.title
    if not title:  # the text of a 命令 stands two lines under its number (10.2)
        return setter.blank(2 if document.format is Format.ORDER else 1)
    heading = setter.heading(Style.TITLE, title, document.title_lines, (*document.issuers, *document.to))
    return [*setter.blank(_blanks_over_title(document)), heading, *setter.blank()]


def _recipients(document: OfficialDocument, setter: Setter) -> list[Block]:
    text = "、".join(document.to) + "："
    return [setter.flowing(Style.RECIPIENTS, (Span(text, "body"),))]


_LEVELS = {
    1: (Style.LEVEL1, "hei"),
    2: (Style.LEVEL2, "kai"),
    3: (Style.LEVEL3, "body"),
    4: (Style.LEVEL4, "body"),
}


def _paragraphs(body: tuple[Paragraph | Table, ...], setter: Setter) -> list[Item]:
    counts = [0, 0, 0, 0, 0]
    blocks: list[Item] = []
    for i, paragraph in enumerate(body):
        if isinstance(paragraph, Table):
            blocks += table_blocks(paragraph, setter)
            continue
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
