"""The text of an old letter: paragraphs with their levels, tables, the list of attachments and their texts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.documents.model import Paragraph, Table
from app.documents.readback_head import Head
from app.documents.readback_model import OldAttachment
from app.documents.readback_pieces import Piece
from app.documents.readback_tail import Tail
from app.documents.readback_words import level_of, number_in

_ANNEXES = re.compile(r"^附(?:件)?[:：]")
_ITEM = re.compile(r"^(\d{1,2})[.．、](.+)$")
_ANNEX = re.compile(r"^附件?\s*[\d一二三四五六七八九十]{0,3}[:：]?$")


@dataclass(frozen=True, slots=True)
class Span:
    """Where head and foot of a letter are."""

    head: Head
    tail: Tail

    def free(self, at: int) -> bool:
        """Whether a piece is none of their elements."""
        return at not in self.head.used and at not in self.tail.used


def read_body(pieces: list[Piece], span: Span) -> tuple[list[Paragraph | Table], list[OldAttachment]]:
    """Text and attachments."""
    named, listing = _named(pieces, span)
    text = [pieces[i] for i in range(span.head.text_start, span.tail.end) if span.free(i) and i not in listing]
    texts = _annex_texts(pieces, span, listing)
    attachments = [OldAttachment(title, tuple(texts.pop(0)[1]) if texts else ()) for title in named]
    attachments += [OldAttachment(title or "附件", tuple(body)) for title, body in texts if title or body]
    return paragraphs(text), attachments


def paragraphs(pieces: list[Piece]) -> list[Paragraph | Table]:
    """Paragraphs with levels where their numbers are in order; otherwise the numbers stay in the text."""
    found: list[tuple[int, int, str, str] | Table] = []
    for piece in pieces:
        if piece.table is not None:
            found.append(piece.table)
        elif piece.bare:
            text = re.sub(r"[\s\u3000]+", lambda m: " " if m[0].isascii() else "", piece.text.strip())
            last = found[-1] if found else None
            if isinstance(last, tuple) and _goes_on(last[3], piece):
                found[-1] = (last[0], last[1], last[2] + text, last[3] + text)
                continue
            level, n, rest = level_of(text)
            if not level and piece.line.heading and len(text) < 60:
                level, n, rest = piece.line.heading, -1, text
            found.append((level, n, rest, text))
    ordered = _in_order([row for row in found if isinstance(row, tuple)])
    return [
        row if isinstance(row, Table) else Paragraph(row[0], row[2]) if ordered and row[0] else Paragraph(0, row[3])
        for row in found
    ]


def _goes_on(before: str, piece: Piece) -> bool:
    """Whether a paragraph goes on over the turn of a page that was set inside it."""
    return piece.line.breaks and not piece.line.indent and not level_of(piece.bare)[0] and before[-1:] not in "。！？：；…”）"


def _in_order(rows: list[tuple[int, int, str, str]]) -> bool:
    """Whether numbering them anew gives the numbers that stand there."""
    counts = [0] * 5
    for level, n, rest, _text in rows:
        if not level:
            continue
        counts[level] += 1
        counts[level + 1 :] = [0] * (4 - level)
        if not rest or n not in (-1, counts[level]):
            return False
    return True


def _named(pieces: list[Piece], span: Span) -> tuple[list[str], set[int]]:
    """The names after 附件：, and where they stand."""
    for i in range(span.head.text_start, span.tail.end):
        if not span.free(i) or not _ANNEXES.match(pieces[i].bare):
            continue
        used: set[int] = {i}
        found: list[str] = []
        first = _ANNEXES.sub("", pieces[i].bare)
        lines = [first] if first else []
        after = i + 1
        while after < span.tail.end and span.free(after) and pieces[after].bare:
            bare = pieces[after].bare
            if not _ITEM.match(bare) and not (lines and (_ITEM.match(lines[0]) is None or not pieces[after].line.indent) and len(lines[-1]) > 18):
                break
            lines.append(bare)
            used.add(after)
            after += 1
        for line in lines:
            item = _ITEM.match(line)
            cut = re.split(r"(?<=.)(?=\d[.．、][^\d])", line) if item else [line]
            for one in cut:
                numbered = _ITEM.match(one)
                if numbered or not found:
                    found.append((numbered[2] if numbered else one).rstrip("。；;，"))
                else:
                    found[-1] += one
        return [f for f in found if f], used
    return [], set()


def _annex_texts(pieces: list[Piece], span: Span, listing: set[int]) -> list[tuple[str, list[Paragraph | Table]]]:
    """Title and text of each attachment in the file."""
    found: list[tuple[str, list[Piece]]] = []
    for i in range(span.tail.end, len(pieces)):
        piece = pieces[i]
        if i in span.tail.used or i in listing:
            continue
        bare = piece.bare
        if _ANNEX.match(bare) or (number_in(bare) and re.search(r"号附件\d*$", bare)):
            found.append(("", []))
        elif found and bare and not found[-1][0] and not found[-1][1] and (piece.line.align == "center" or len(bare) < 40):
            found[-1] = (bare, found[-1][1])
        elif found and (bare or piece.table is not None):
            found[-1][1].append(piece)
    return [(title, paragraphs(body)) for title, body in found]
