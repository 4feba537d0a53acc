"""Tasks as painted lines under headings: arrows go through them, Enter does the next step, W says why.

A click only chooses: the buttons stand in the card beside. However many there are, only what is seen is drawn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from app.services.task_groups import LABELS, Group
from app.services.task_model import OVERDUE, Task
from app.services.task_words import who
from app.ui.charts.rows import StateRow, StateRows
from app.ui.theme import Tokens

ASIDE = "暂不办理"


class TaskRows(StateRows):
    """The keys of items are ids of tasks. activated: Enter or a double click; asked: W; the key of a folded group is its code."""

    asked = Signal(object)

    def set_groups(self, groups: Sequence[Group], aside: Iterable[Task], year: int, folded: Group | None = None) -> None:
        """Show tasks under their headings, behind them what was set aside, and at the end one line for a folded group.

        year: the present one, which goes without saying.
        """
        rows: list[StateRow] = []
        for group in groups:
            rows.append(StateRow(f"{group.label}　{len(group.tasks)}", head=True))
            rows += [_row(t, year) for t in group.tasks]
        rest = [_row(t, year, aside=True) for t in aside]
        if rest:
            rows += [StateRow(f"{ASIDE}　{len(rest)}", head=True), *rest]
        if folded is not None:
            rows += [StateRow(f"{folded.label}　{len(folded.tasks)}", head=True), _fold(folded)]
        self.set_rows(rows)

    def choose(self, number: int) -> None:
        super().choose(number)
        if number == 0 and self.area is not None:
            self.area.verticalScrollBar().setValue(0)  # with the heading above it

    def draw(self, painter: QPainter, tokens: Tokens, width: int, seen: QRect) -> None:
        if 0 <= self.current < len(self.items):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.soft("info"))
            painter.drawRect(self.items[self.current].rect)
        super().draw(painter, tokens, width, seen)

    def current_id(self) -> str:
        """The chosen task or folded group; empty for none."""
        return str(self.items[self.current].key) if 0 <= self.current < len(self.items) else ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self.item_at(event.position().x(), event.position().y())
        if number >= 0:
            self.choose(number)
            if self.items[number].key in LABELS:
                self.open_current()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.item_at(event.position().x(), event.position().y()) == self.current:
            self.open_current()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_W, Qt.Key.Key_Question) and plain and self.current >= 0:
            self.asked.emit(self.items[self.current].key)
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """W is a key of this list, not of a shortcut elsewhere."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_W:
            event.accept()
        return super().event(event)


def _row(task: Task, year: int, *, aside: bool = False) -> StateRow:
    due = _day(task.due, year)
    if aside and task.aside is not None:
        until = f"{task.aside.until.month} 月 {task.aside.until.day} 日"
        return StateRow(task.title, f"到 {until}为止 · {task.aside.reason}", ASIDE, "muted", task.id, side=(due, who(task)))
    remind = f" · 可拟提醒（{task.reminder.words}）" if task.reminder is not None and task.state == OVERDUE else ""
    return StateRow(task.title, task.why + remind, task.tag, task.tone, task.id, side=(due, who(task)))


def _fold(group: Group) -> StateRow:
    return StateRow(f"{group.label} {len(group.tasks)} 项", "期限过了一年以上，收在这里，不逐项列出。点一下或按 Enter 展开。", "已收起", "muted", group.code)


def _day(day: dt.date | None, year: int) -> str:
    if day is None:
        return ""
    return f"{day.isoformat()[5 if day.year == year else 0:]} 周{'一二三四五六日'[day.weekday()]}"
