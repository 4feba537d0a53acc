"""Gains a line by closer characters (字距), where the signature would not fit on its page (GB/T 9704-2012, 7.3.5.5).

A paragraph whose last line has a few characters takes them up on the lines before, one each. Only so many lines are
tightened that a line of 28 characters stays the usual one. Lengths in pt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.documents.blocks import Block, Line, Piece, Setter, Style
from app.documents.breaking import Broken

_TEXT = frozenset((Style.BODY, Style.LEVEL1, Style.LEVEL2, Style.LEVEL3, Style.LEVEL4))
_MOST = 3  # characters taken up, and so lines tightened, in one paragraph


def squeeze(text: Sequence[Block], lines: int, setter: Setter) -> tuple[list[Block], list[int]] | None:
    """The text in `lines` lines less, and which of its paragraphs were tightened; None when it cannot be done."""
    blocks, changed = list(text), list[int]()
    spare = sum(_is_full(line, setter) for block in text for line in block.lines[:-1])
    for index in reversed(range(len(blocks))):
        tight = _tightened(blocks[index], setter) if len(changed) < lines else None
        spare -= 2 * _length(blocks[index].lines[-1]) if tight else 0
        if tight and spare > 0:
            blocks[index] = tight
            changed.append(index)
    return (blocks, sorted(changed)) if len(changed) == lines else None


def _tightened(block: Block, setter: Setter) -> Block | None:
    left_over = _length(block.lines[-1])
    if block.style not in _TEXT or not 0 < left_over <= _MOST or left_over >= len(block.lines):
        return None
    kept = block.lines[: -left_over - 1]
    spans = tuple(span for line in block.lines[len(kept) :] for piece in line.pieces for span in piece.spans)
    rest = setter.grid_width - block.left
    first = rest - block.first if not kept else rest
    broken = setter.body.lines(spans, first + setter.cell, rest + setter.cell)
    if len(broken) > left_over:
        return None
    lines = [_fitted(row, i == len(broken) - 1, first if i == 0 else rest, setter) for i, row in enumerate(broken)]
    placed = [_at(line, block.left + (block.first if not kept and i == 0 else 0.0)) for i, line in enumerate(lines)]
    return replace(block, lines=(*kept[:-1], *(replace(line, hard=True) for line in kept[-1:]), *placed))


def _fitted(row: Broken, last: bool, limit: float, setter: Setter) -> Line:
    usual = setter.cell - setter.profile.sizes.body
    slack, gaps = limit - row.width, len(row.text) - 1
    fill = slack < 0 or (not last and slack < 2 * setter.cell)
    return Line((Piece(0.0, row.spans, row.width),), usual + slack / gaps if fill and gaps else usual, hard=True)


def _at(line: Line, x: float) -> Line:
    return replace(line, pieces=tuple(replace(piece, x=x) for piece in line.pieces))


def _length(line: Line) -> int:
    return sum(len(span.text) for piece in line.pieces for span in piece.spans)


def _is_full(line: Line, setter: Setter) -> bool:
    return _length(line) == setter.profile.grid.columns


