"""附件说明, 附件 and the lists of a 纪要 (GB/T 9704-2012, 7.3.4, 7.3.8, 10.3.3). Lengths in pt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.documents.blocks import Block, Line, Piece, Setter, Style
from app.documents.breaking import Span
from app.documents.faces import clean_text
from app.documents.model import Attachment, OfficialDocument


def annex_note(attachments: tuple[Attachment, ...], setter: Setter) -> list[Block]:
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


def annex_mark(document: OfficialDocument, index: int) -> str:
    """附件, and which one when there are several."""
    return f"附件{index + 1}" if len(document.attachments) > 1 else "附件"


def annex_head(attachment: Attachment, mark: str, setter: Setter, *, new_page: bool) -> tuple[Block, ...]:
    """附件 (7.3.8): its mark on line 1, its title on line 3, the text after an empty line."""
    first = replace(setter.single(Style.ANNEX_MARK, mark, "hei"), new_page=new_page)
    return (first, *setter.blank(), setter.heading(Style.ANNEX_TITLE, attachment.title, attachment.title_lines), *setter.blank())


def attendance(document: OfficialDocument, setter: Setter) -> list[Block]:
    """出席、请假、列席 (10.3.3): label in 黑体, names hanging under the first, none of them divided over two lines."""
    blocks = setter.blank() if any(names for _, names in document.attendance) else []
    return blocks + [_listed(label, names, setter) for label, names in document.attendance if names]


def _listed(label: str, names: Sequence[str], setter: Setter) -> Block:
    first, hang = 2 * setter.cell, (2 + len(label) + 1) * setter.cell
    lines: list[Line] = []
    for row in _rows_of_names(names, setter, setter.grid_width - hang):
        spans: tuple[Span, ...] = (Span(row, "body"),)
        spans = spans if lines else (Span(f"{label}：", "hei"), *spans)
        width = sum(setter.body.width(span.text, span.role) for span in spans)
        lines.append(Line((Piece(hang if lines else first, spans, width),), setter.cell - setter.profile.sizes.body))
    return Block(Style.ATTENDANCE, tuple(lines), setter.profile.sizes.body, setter.pitch, left=hang, first=first - hang)


def _rows_of_names(names: Sequence[str], setter: Setter, limit: float) -> list[str]:
    """As many names on each line as fit; one that is longer than a line by itself is broken as text is."""
    rows = [""]
    for index, name in enumerate(names):
        entry = clean_text(name) + ("，" if index < len(names) - 1 else "")
        if setter.body.width(rows[-1] + entry, "body") <= limit:
            rows[-1] += entry
        else:
            rows += [row.text for row in setter.body.lines((Span(entry, "body"),), limit, limit)]
    return rows[0 if rows[0] else 1 :]
