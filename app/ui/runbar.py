"""The way of a record as a bar: done steps with a tick and day, the next one marked, late ones in words.

One widget for letters and for every workflow. Arrow keys go from step to step, Enter and a click open one.
Steps that are not needed, and those without room, are folded: what is done at the left, what comes later at the right;
a fold opens them all.
Does not belong here: what a step says when it is opened (runcard), how steps are worked out (services).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen

from app.ui.charts.base import Chart, Inked, Item
from app.ui.theme import Tokens

NARROWEST, WIDEST = 60, 96  # px for a step, by the longest name
ROW = 62
DOT = 9
PILL = 15
MIDDLE = 15  # of the dots, from the top of a row
TEXT = 12
UNDER = 11
Standing = Literal["done", "open", "soon", "overdue", "waiting", "passed", "unconfigured"]
WORDS: dict[Standing, str] = {
    "done": "已办", "open": "未办", "soon": "将到期", "overdue": "逾期", "waiting": "等待", "passed": "不需办", "unconfigured": "待配置",
}  # fmt: skip
TONES: dict[Standing, str] = {"done": "good", "soon": "warn", "overdue": "bad"}
MARKS: dict[Standing, str] = {"done": "✓", "overdue": "！", "passed": "－"}


@dataclass(frozen=True, slots=True)
class BarStep:
    """One step. under: the line below its name (a day, 逾期 3 天); words: all there is to say; next: what is to be done now."""

    key: str
    label: str
    standing: Standing
    under: str = ""
    words: str = ""
    next: bool = False


@dataclass(frozen=True, slots=True)
class Fold:
    """Steps that are hidden. side: before or after those that show, for want of room; passed: not needed; empty: what folds again."""

    side: str
    first: int
    count: int
    late: int = 0


Shown = tuple[int, BarStep] | Fold


def folded(steps: Sequence[BarStep], room: int) -> list[Shown]:
    """What of the steps shows when there is room for so many: the next one always does."""
    numbered: list[Shown] = list(enumerate(steps, 1))
    if len(steps) <= room:
        return numbered
    total, at = len(steps), _at(steps)
    if at < room - 1:
        first, last = 0, room - 1
    elif at > total - room:
        first, last = total - room + 1, total
    else:
        first = at - (room > 3)  # the step before it too, where there is room
        last = first + room - 2
    before = [_fold("before", steps, 0, first)] if first else []
    after = [_fold("after", steps, last, total)] if last < total else []
    return [*before, *numbered[first:last], *after]


def _at(steps: Sequence[BarStep]) -> int:
    """The place that must show: what is to be done now, else the first step not done, else the last."""
    chosen = [n for n, s in enumerate(steps) if s.next] or [n for n, s in enumerate(steps) if s.standing != "done"]
    return chosen[0] if chosen else len(steps) - 1


def _fold(side: str, steps: Sequence[BarStep], first: int, last: int) -> Fold:
    return Fold(side, first, last - first, sum(s.standing == "overdue" for s in steps[first:last]))


def _half(one: Shown) -> int:
    return PILL if isinstance(one, Fold) else DOT


class RunBar(Chart):
    """The steps of one way. The key of an item is the step's key; a Fold's item opens or closes it."""

    def __init__(self, inked: Inked, name: str = "办理进度") -> None:
        super().__init__(inked, name)
        self.steps: tuple[BarStep, ...] = ()
        self.unfolded = False
        self.chosen = ""
        self._shown: list[Shown] = []

    def set_steps(self, steps: Sequence[BarStep]) -> None:
        """Show another way, or how far it is now."""
        if [s.key for s in steps] != [s.key for s in self.steps]:
            self.unfolded, self.current = False, -1
        self.steps = tuple(steps)
        self.setVisible(bool(steps))
        self.shown()

    def mark(self, key: str) -> None:
        """Say which step is open below the bar; empty for none."""
        self.chosen = key
        self.update()

    def summary(self) -> str:
        return "，".join(f"{s.label}{WORDS[s.standing]}" for s in self.steps) or "没有步骤"

    # --- layout ------------------------------------------------------------
    def lay_out(self, width: int) -> tuple[list[Item], int]:
        if not self.steps:
            self._shown = []
            return [], 1
        room = max(3, width // self._slot())
        asked = [s for s in self.steps if s.standing != "passed"]
        spare = len(self.steps) - len(asked)
        if self.unfolded and (spare or len(asked) > room):
            places = itertools.count(1)
            self._shown = [*((0 if s.standing == "passed" else next(places), s) for s in self.steps), Fold("", 0, 0)]
        else:
            rest = [Fold("passed", 0, spare)] if spare else []
            self._shown = [*folded(asked, max(3, room - len(rest))), *rest]
        across = min(room, len(self._shown))
        slot = width / across
        items = [
            Item(QRectF(n % across * slot, n // across * ROW, slot, ROW - 2), self._say(one), self._key(one))
            for n, one in enumerate(self._shown)
        ]
        return items, (len(self._shown) + across - 1) // across * ROW

    def _slot(self) -> int:
        metrics = QFontMetrics(self._small(TEXT))
        return min(WIDEST, max(NARROWEST, *(metrics.horizontalAdvance(s.label) + 12 for s in self.steps)))

    def _key(self, one: Shown) -> object:
        return one if isinstance(one, Fold) else one[1].key

    def _say(self, one: Shown) -> str:
        if isinstance(one, Fold):
            return self._label(one) if not one.side else f"{self._label(one)}，打开看全部步骤"
        number, step = one
        asked = sum(s.standing != "passed" for s in self.steps)
        parts = (f"第 {number} 步，共 {asked} 步：{step.label}" if number else step.label, WORDS[step.standing], "现在办这一步" if step.next else "",
                 step.under, step.words)  # fmt: skip
        return "，".join(dict.fromkeys(p for p in parts if p))

    def _label(self, one: Fold) -> str:
        if not one.side:
            return "收起"
        if one.side == "passed":
            return f"不需办 {one.count} 步"
        late = f"，逾期 {one.late}" if one.late else ""
        return f"前 {one.count} 步{late}" if one.side == "before" else f"后 {one.count} 步{late}"

    # --- choosing ----------------------------------------------------------
    def open_current(self) -> None:
        if 0 <= self.current < len(self.items) and isinstance(self.items[self.current].key, Fold):
            self.unfolded = not self.unfolded
            self.current = -1
            self.shown()
            return
        super().open_current()

    def neighbour(self, key: Qt.Key) -> int:
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if key is Qt.Key.Key_Right else -1
            return max(0, min(self.current + step, len(self.items) - 1))
        return super().neighbour(key)

    def first_item(self) -> int:
        return next((n for n, s in enumerate(self._shown) if not isinstance(s, Fold) and s[1].next), 0)

    def sizeHint(self) -> QSize:
        return QSize(420, max(self.minimumHeight(), 1))

    # --- paint -------------------------------------------------------------
    def draw(self, painter: QPainter, tokens: Tokens, width: int, seen: QRect) -> None:
        for number, (item, one) in enumerate(zip(self.items, self._shown, strict=True)):
            before = self.items[number - 1].rect if number else None
            if before is not None and before.top() == item.rect.top():
                both = (self._shown[number - 1], one)
                done = all(not isinstance(o, Fold) and o[1].standing == "done" for o in both)
                painter.setPen(QPen(tokens.color("good" if done else "line"), 2))
                y = int(item.rect.top()) + MIDDLE
                left, right = (_half(o) + 3 for o in (self._shown[number - 1], one))
                painter.drawLine(int(before.center().x()) + left, y, int(item.rect.center().x()) - right, y)
            if isinstance(one, Fold):
                self._draw_fold(painter, tokens, item.rect, one)
            else:
                self._draw_step(painter, tokens, item.rect, *one)

    def _draw_step(self, painter: QPainter, tokens: Tokens, rect: QRectF, number: int, step: BarStep) -> None:
        tone = TONES.get(step.standing, "")
        if step.key == self.chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.soft("info"))
            painter.drawRoundedRect(rect.adjusted(2, 0, -2, 0), 6, 6)
        circle = QRectF(rect.center().x() - DOT, rect.top() + MIDDLE - DOT, 2 * DOT, 2 * DOT)
        edge = tokens.color(tone) if tone else tokens.color("primary" if step.next else "field_line")
        solid = step.standing in ("done", "overdue") or step.next
        painter.setPen(QPen(edge, 1.6, Qt.PenStyle.DashLine if step.standing in ("waiting", "passed") else Qt.PenStyle.SolidLine))
        painter.setBrush(edge if solid else tokens.color("card"))
        painter.drawEllipse(circle)
        painter.setFont(self._small(TEXT))
        painter.setPen(tokens.color("card") if solid else tokens.strong(tone) if tone else tokens.color("sub"))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, MARKS.get(step.standing, str(number)))
        strong = step.standing in ("done", "overdue", "soon") or step.next
        painter.setPen(tokens.color("ink" if strong else "sub"))
        self._line(painter, rect, 27, step.label)
        painter.setFont(self._small(UNDER))
        painter.setPen(tokens.strong(tone) if tone in ("bad", "warn") else tokens.color("sub"))
        self._line(painter, rect, 44, step.under)

    def _draw_fold(self, painter: QPainter, tokens: Tokens, rect: QRectF, one: Fold) -> None:
        pill = QRectF(rect.center().x() - PILL, rect.top() + MIDDLE - DOT, 2 * PILL, 2 * DOT)
        painter.setPen(QPen(tokens.color("bad" if one.late else "field_line"), 1.4))
        painter.setBrush(tokens.color("card"))
        painter.drawRoundedRect(pill, DOT, DOT)
        painter.setFont(self._small(TEXT))
        painter.setPen(tokens.color("sub"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, "…" if one.side else "收")
        painter.setPen(tokens.strong("bad") if one.late else tokens.color("sub"))
        self._line(painter, rect, 27, self._label(one))

    def _small(self, pixels: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        return font

    def _line(self, painter: QPainter, rect: QRectF, top: int, text: str) -> None:
        room = int(rect.width()) - 4
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(rect.left() + 2, rect.top() + top, room, 17), Qt.AlignmentFlag.AlignCenter, shown)
