"""Rows of things to do: keys go through them, Enter does the next step, W says why; only whole rows show."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.services.home import Todo
from app.ui.parts import Elided, button, clear, label

ROW = 58
MARK = 60
LONG = 6  # characters of a tag that go on one line


class TodoRow(QFrame):
    """One thing to do."""

    def __init__(self, todo: Todo, act: Callable[[Todo], object], why: Callable[[Todo], object], owner: TodoList) -> None:
        super().__init__()
        self.todo, self._act, self._why, self._owner = todo, act, why, owner
        self.setProperty("role", "todo")
        self.setFixedHeight(ROW)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        hint = "，Enter 办理，W 看为什么" if todo.task else "，Enter 办理"
        self.setAccessibleName(f"{todo.tag}，{todo.title}，{todo.why}{hint}")
        box = QHBoxLayout(self)
        box.setContentsMargins(6, 4, 4, 4)
        box.setSpacing(10)
        mark = label(todo.tag.replace(" ", "\n", 1) if len(todo.tag) > LONG else todo.tag, "block", tone=todo.tone)
        mark.setFixedSize(MARK, 40)
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addStretch(1)
        for text, role in ((todo.title, "row-title"), (todo.why, "sub")):
            texts.addWidget(Elided(text, role))
        texts.addStretch(1)
        box.addWidget(mark)
        box.addLayout(texts, 1)
        if todo.task is not None:
            ask = button("为什么", lambda: why(todo), "link", name=f"为什么：{todo.title}")
            box.addWidget(ask)
        box.addWidget(button(todo.button, lambda: act(todo), name=f"{todo.button}：{todo.title}"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._act(self.todo)
        elif key in (Qt.Key.Key_W, Qt.Key.Key_Question) and self.todo.task is not None:
            self._why(self.todo)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            self._owner.step(self, key)
        else:
            super().keyPressEvent(event)


class TodoList(QScrollArea):
    """Rows that scroll by whole rows; no row is ever cut in half."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        holder.setProperty("role", "scroll")
        self._box = QVBoxLayout(holder)
        self._box.setContentsMargins(0, 0, 6, 0)
        self._box.setSpacing(0)
        self.setWidget(holder)
        self.rows: list[TodoRow] = []
        bar = self.verticalScrollBar()
        bar.setSingleStep(ROW)
        bar.valueChanged.connect(self._snap)

    def set_rows(
        self, todo: Sequence[Todo], act: Callable[[Todo], object], why: Callable[[Todo], object], last: QWidget | None = None
    ) -> None:
        """Show other rows; the row that had the focus keeps its place. last: stands below them."""
        place = next((n for n, r in enumerate(self.rows) if r.hasFocus()), -1)
        clear(self._box)
        self.rows = [TodoRow(one, act, why, self) for one in todo]
        for one in self.rows:
            self._box.addWidget(one)
        if last is not None:
            last.setFixedHeight(ROW)
            self._box.addWidget(last)
        self._box.addStretch(1)
        if 0 <= place < len(self.rows):
            self.rows[place].setFocus()

    def step(self, row: TodoRow, key: int) -> None:
        """Go to another row."""
        here, last = self.rows.index(row), len(self.rows) - 1
        places = {Qt.Key.Key_Up: here - 1, Qt.Key.Key_Down: here + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        target = self.rows[max(0, min(places[Qt.Key(key)], last))]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(target, 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        rest = (self.viewport().height() + self.viewportMargins().bottom()) % ROW
        if self.viewportMargins().bottom() != rest:
            self.setViewportMargins(0, 0, 0, rest)

    def _snap(self, value: int) -> None:
        if value % ROW and value < self.verticalScrollBar().maximum():
            self.verticalScrollBar().setValue(round(value / ROW) * ROW)
