"""Where the page may be turned within blocks so that the signature keeps company. Lengths in pt."""

from __future__ import annotations

from collections.abc import Sequence

from app.documents.blocks import Block, Style
from app.documents.compose import Item
from app.documents.tables import TableBlock

KEEP = 2  # text lines that go with the signature
OVER_TEXT = (Style.ANNEX_MARK, Style.ANNEX_TITLE, Style.BLANK)  # not left behind on a page without text


def starts(block: Item) -> range | list[int]:
    """The lines, or rows, before which a page may be turned."""
    if isinstance(block, TableBlock):
        return [start for start, _ in block.groups()]
    return range(len(block.lines))


def height_from(block: Item, line: int) -> float:
    """Height of a block from one of its lines, or rows, on."""
    if isinstance(block, TableBlock):
        return block.head_height + sum(row.height for row in block.rows[line:])
    return block.pitch * (len(block.lines) - line)


def is_whole(block: Item, line: int, count: int) -> bool:
    """Whether a turn of the page that carries `count` lines over divides no paragraph badly."""
    return isinstance(block, TableBlock) or (count >= KEEP and _unbroken_pair(block, line))


def text_lines(text: Sequence[Item], index: int, line: int) -> int:
    """Lines from a place on that are text, not 附件说明; a row of a table is worth them all."""
    found = 0
    for number, block in enumerate(text[index:]):
        if isinstance(block, TableBlock):
            found += KEEP
        elif block.style not in (Style.ANNEX_NOTE, Style.BLANK):
            found += len(block.lines) - (0 if number else line)
    return found


def _unbroken_pair(block: Block, line: int) -> bool:
    # neither one line left behind nor one line carried over of a longer paragraph
    return line == 0 or (line >= 2 and len(block.lines) - line >= 2)
