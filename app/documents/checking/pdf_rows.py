"""Characters of a PDF's page put together to lines with their looks, and strokes put together to drawn lines. Lengths in pt.

Belongs here: what lies on one line. Does not belong here: pages (pdf_reader), what a line is (roles).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pdfminer.layout import LTChar, LTRect

from app.documents.checking.labels import is_copy_number, is_secrecy, is_urgency
from app.documents.checking.paper import Line, Para, Rect, Rule, Run
from app.documents.checking.pdf_colour import is_coloured, is_light, is_red
from app.documents.checking.pdf_device import ends, face_name, is_bold, is_slanted, stretch, text_of
from app.documents.checking.pdf_spaces import spaces_of

_TOGETHER = 5.0
_ABOVE, _BELOW = 0.88, 0.12  # of the size: the square of a Chinese character over and under its baseline
_JOIN = 4.0
_SAME = 0.12  # of the size: characters so near are one, printed twice
_WIDE = 0.8
_BOX = 1.5  # pt between the sides of what is drawn as a flat box: these are two lines
_NUMBER = re.compile(r"[〔\[(（【［]\s*\d{2,4}\s*[〕\])）】］]\s*\d+\s*号?$")


@dataclass(frozen=True, slots=True)
class Stroke:
    """A thin horizontal line or bar; top: of its middle, from the paper's top."""

    left: float
    right: float
    top: float
    thickness: float
    red: bool
    coloured: bool = False
    kind: str = "single"  # picture: more than one line may be in it

    @classmethod
    def of(cls, item: Any, height: float) -> Stroke:
        """From a shape of a page so high."""
        filled = item.fill and item.height > 0.05 and (isinstance(item, LTRect) or not item.stroke)
        colour = item.stroking_color if item.stroke else item.non_stroking_color
        thick = item.height if filled else float(item.linewidth or 0)
        kind = "box" if not filled and item.height > _BOX else "single"
        return cls(item.x0, item.x1, height - (item.y0 + item.y1) / 2, thick, is_red(colour), is_coloured(colour), kind)

    def as_rule(self, page: int) -> Rule:
        """The same as a drawn line of a page."""
        return Rule(self.right - self.left, self.thickness, self.red, page, self.top, self.left, self.kind, coloured=self.coloured)


@dataclass(frozen=True, slots=True)
class Fill:
    """A coloured area."""

    left: float
    right: float
    top: float
    bottom: float
    colour: Any


def drawn_rules(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Strokes that go on each other are one line: many programs draw one cell by one cell."""
    found: list[Stroke] = []
    for stroke in sorted(strokes, key=lambda s: (round(s.top * 2), s.left)):
        last = found[-1] if found else None
        beside = last is not None and abs(last.top - stroke.top) < 0.8 and last.red == stroke.red
        alike = last is not None and abs(last.thickness - stroke.thickness) < 0.3
        if last is not None and beside and alike and stroke.left - last.right < _JOIN:
            found[-1] = replace(last, right=max(last.right, stroke.right), thickness=max(last.thickness, stroke.thickness))
        else:
            found.append(stroke)
    return found


def _base(char: LTChar) -> float:
    return float(char.matrix[5])


def _middle(char: LTChar) -> float:
    return _base(char) + (_ABOVE - _BELOW) / 2 * char.size


def rows_of(chars: list[LTChar]) -> list[list[LTChar]]:
    """Characters of one line, from left to right; the lines from the top down."""
    rows: list[tuple[float, list[LTChar]]] = []
    for char in sorted(chars, key=lambda c: (-_middle(c), c.x0)):
        middle = _middle(char)
        if rows and abs(rows[-1][0] - middle) < _TOGETHER:
            rows[-1][1].append(char)
        else:
            rows.append((middle, [char]))
    return [sorted(row, key=lambda c: c.x0) for _, row in rows]


def line_of(row: list[LTChar], height: float, page: int, strokes: list[Stroke], fills: list[Fill]) -> Para:
    """A line as a paragraph of its own, wide gaps as spaces."""
    para = Para(0, page=page, pitch_rule="line")
    seen = [char for char in row if text_of(char).strip()]
    if not seen:
        return para
    near = _Near(seen, height, strokes, fills)
    last: LTChar | None = None
    shown: list[LTChar] = []
    for char in row:
        if last is not None and _twice(last, char):
            if char.get_text().strip() and para.runs and abs(char.x0 - last.x0) > 0.05:
                _embolden(para.runs)
            continue
        gap = char.x0 - last.x1 if last is not None else 0.0
        if last is not None and gap > char.size * _WIDE:
            para.runs.append(Run("　" * max(1, round(gap / char.size)), size=round(char.size * 2) / 2, span=(last.x1, char.x0)))
        _append(para.runs, _run(char, near))
        shown.append(char)
        last = char
    bases = [(height - _base(c), c.size) for c in seen]
    para.rect = Rect(ends(seen[0])[0], min(b - _ABOVE * s for b, s in bases), max(ends(c)[1] for c in seen), max(b + _BELOW * s for b, s in bases))
    para.top = para.rect.top
    gap, odd = spaces_of(shown)
    para.lines = [Line(para.text, para.rect, page, gap, odd)]
    return para


def apart(line: Para) -> list[Para]:
    """A line of the head of a 信函 that holds a label at the left and 发文字号 at the right, as two; else the line."""
    at = next((i for i, run in enumerate(line.runs) if not run.face and len(run.text) > 3), None)
    if at is None or line.rect is None:
        return [line]
    parts = [replace(line, runs=runs) for runs in (line.runs[:at], line.runs[at + 1 :])]
    if not any(told(parts[0].bare) for told in (is_copy_number, is_secrecy, is_urgency)) or not _NUMBER.search(parts[1].bare):
        return [line]
    for part in parts:
        spans = [run.span for run in part.runs if run.span is not None and run.text.strip()]
        part.rect = replace(line.rect, left=spans[0][0], right=spans[-1][1])
        part.lines = [Line(part.text, part.rect, part.page)]
    return parts


def _twice(last: LTChar, char: LTChar) -> bool:
    """Whether a character is the one before printed again, as programs do that have no bold font."""
    near = _SAME * char.size
    return last.get_text() == char.get_text() and abs(last.x0 - char.x0) < near and abs(_base(last) - _base(char)) < near


def _embolden(runs: list[Run]) -> None:
    run = runs.pop()
    if len(run.text) > 1 and run.span is not None:
        step = (run.span[1] - run.span[0]) / len(run.text)
        runs.append(replace(run, text=run.text[:-1], span=(run.span[0], run.span[1] - step)))
        run = replace(run, text=run.text[-1], span=(run.span[1] - step, run.span[1]))
    _append(runs, replace(run, bold=True))


def _append(runs: list[Run], run: Run) -> None:
    """Add a character; those of one look are one run."""
    before = runs[-1] if runs else None
    if before is None or before.span is None or run.span is None or replace(before, text=run.text, span=run.span) != run:
        runs.append(run)
    else:
        runs[-1] = replace(before, text=before.text + run.text, span=(before.span[0], run.span[1]))


def _run(char: LTChar, near: _Near) -> Run:
    face, colour = face_name(char.fontname), char.graphicstate.ncolor
    return Run(
        text_of(char), face=face, latin=face, size=round(char.size * 2) / 2, red=is_red(colour), coloured=is_coloured(colour),
        bold=is_bold(char), adorned="倾斜" if is_slanted(char) else near.adorned(char), marked=near.marked(char), scale=_scale(char),
        span=(char.x0, char.x1),
    )  # fmt: skip


def _scale(char: LTChar) -> float:
    scale = stretch(char) * 100
    return 100.0 if abs(scale - 100) < 4 else float(round(scale))


class _Near:
    """Strokes and areas about a line that belong to its characters."""

    def __init__(self, seen: list[LTChar], height: float, strokes: list[Stroke], fills: list[Fill]) -> None:
        self._height = height
        size = max(char.size for char in seen)
        left, right, base = seen[0].x0, max(c.x1 for c in seen), height - _base(seen[0])
        self._strokes = [s for s in strokes if not s.red and base - size < s.top < base + size / 2 and s.left > left - size and s.right < right + size
                         and s.right - s.left > size]  # fmt: skip
        self._fills = [f for f in fills if f.top < base and f.bottom > base - size and f.bottom - f.top < 2.5 * size and f.left > left - size
                       and f.right < right + size and not is_light(f.colour)]  # fmt: skip

    def adorned(self, char: LTChar) -> str:
        """What lines do to a character."""
        if not self._strokes or not char.get_text().strip():
            return ""
        base, middle = self._height - _base(char), (char.x0 + char.x1) / 2
        for stroke in self._strokes:
            if stroke.left <= middle <= stroke.right:
                below = (stroke.top - base) / char.size
                if 0 < below < 0.3:
                    return "下划线"
                if -0.5 < below < -0.2:
                    return "删除线"
        return ""

    def marked(self, char: LTChar) -> str:
        """What lies behind a character."""
        middle, across = (char.x0 + char.x1) / 2, self._height - _middle(char)
        behind = any(f.left <= middle <= f.right and f.top <= across <= f.bottom for f in self._fills)
        return "底纹" if behind and char.get_text().strip() else ""
