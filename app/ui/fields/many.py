"""Several values as removable chips: people, units, words, records, free lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.fields.base import FieldEditor, Line
from app.ui.fields.picker import PickEdit
from app.ui.fields.scalar import LineField
from app.ui.fields.sources import Source
from app.ui.parts import Flow, button

CHIP = 26  # characters of a chip before it ends in …


class ChipsField(FieldEditor):
    """Chips above an input that adds one more; Backspace in the empty input takes the last one back."""

    def __init__(self) -> None:
        super().__init__()
        self._values: list[Any] = []
        self._readonly = False
        self._flow = Flow()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(5)
        self._box.addWidget(self._flow)
        self._flow.hide()

    def shown(self, value: Any) -> str:
        """The text on a chip."""
        return str(value)

    def value(self) -> Any:
        return list(self._values) or None

    def set_value(self, value: Any) -> None:
        self._values = list(value) if isinstance(value, list) else [value] if value else []
        self._draw()

    def add(self, value: Any) -> None:
        """Add one value."""
        if value not in (None, "") and value not in self._values:
            self._values.append(value)
            self._draw()
            self.changed.emit()

    def _remove(self, value: Any) -> None:
        self._values.remove(value)
        self._draw()
        self.changed.emit()
        target = self.focusProxy()
        if target is not None:
            target.setFocus()

    def _watch(self, line: Line) -> None:
        self.setFocusProxy(line)
        self.hint = line.placeholderText()
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        back = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Backspace
        if back and isinstance(watched, Line) and not watched.text() and not watched.composing and self._values:
            self._remove(self._values[-1])
            return True
        return False

    def _draw(self) -> None:
        self._flow.clear()
        for value in self._values:
            text = self.shown(value)
            short = text if len(text) <= CHIP else text[: CHIP - 1] + "…"
            if self._readonly:
                made = button(short, None, "chip")
                made.setEnabled(False)
            else:
                made = button(f"{short}  ×", lambda v=value: self._remove(v), "chip", name=f"移除 {text}")  # type: ignore[misc]
            made.setToolTip(text if short != text else "")
            self._flow.addWidget(made)
            self._reach(made)
        self._flow.setVisible(bool(self._values))

    def _reach(self, chip: QWidget) -> None:
        """The Tab key reaches a value, made after everything else, before the line under it."""
        line = self.focusProxy()
        before = line.previousInFocusChain() if line is not None else None
        while before is not None and before.focusProxy() is not None and before is not line:
            before = before.previousInFocusChain()  # what hands its focus on to the line stands behind it
        if before is not None and before is not chip:
            QWidget.setTabOrder(before, chip)


class PickMany(ChipsField):
    """Several values picked from a source."""

    def __init__(self, source: Source, *, free: bool = False) -> None:
        super().__init__()
        self.source = source
        self.pick = PickEdit(source, free=free)
        self.short_hint = source.short
        self.pick.picked.connect(self._picked)
        self._box.addWidget(self.pick)
        self._watch(self.pick.line)

    def shown(self, value: Any) -> str:
        return self.source.label(str(value)) or str(value)

    def _picked(self, value: str) -> None:
        self.pick.set_value(None)
        self.add(value)

    def set_text(self, text: str) -> None:
        self.set_value(None)
        left = []
        for part in parts_of(text):
            found = self.source.exact(part)
            if found:
                self.add(found)
            else:
                left.append(part)
        if left:
            self.pick.set_text("、".join(left))

    def set_readonly(self, readonly: bool) -> None:
        self._readonly = readonly
        self.pick.setVisible(not readonly)
        self._draw()

    def problem(self) -> str:
        return self.pick.problem()


class TextMany(ChipsField):
    """Several lines; Enter or 、 adds one. read and show: how a line becomes a value and back."""

    def __init__(
        self,
        hint: str = "一次一个，回车加入",
        most: int = 0,
        read: Callable[[str], Any] | None = None,
        show: Callable[[Any], str] | None = None,
    ) -> None:
        super().__init__()
        self._most, self._read, self._show_as = most, read, show
        self.input = LineField(hint)
        self.input.line.returnPressed.disconnect()
        self.input.line.returnPressed.connect(self._enter)
        self.input.line.editingFinished.connect(self._take)
        self.input.changed.connect(self.changed)
        self._box.addWidget(self.input)
        self._watch(self.input.line)

    def _enter(self) -> None:
        if self.input.line.text().strip():
            self._take()
        else:
            self.input.line.focusNextChild()

    def shown(self, value: Any) -> str:
        return self._show_as(value) if self._show_as is not None else str(value)

    def _understood(self, text: str) -> Any:
        return self._read(text) if self._read is not None else text

    def _take(self) -> None:
        left = []
        for part in parts_of(self.input.line.text()):
            found = self._understood(part)
            if found is None:
                left.append(part)
            self.add(found)
        self.input.line.setText("、".join(left))

    def set_text(self, text: str) -> None:
        self.set_value(None)
        self.input.line.setText(text)
        self._take()

    def value(self) -> Any:
        waiting = [self._understood(p) for p in parts_of(self.input.line.text())]
        return [*self._values, *(w for w in waiting if w not in (None, *self._values))] or None

    def problem(self) -> str:
        unread = [p for p in parts_of(self.input.line.text()) if self._understood(p) is None]
        if unread:
            return f"看不懂“{unread[0][:20]}”"
        if self._read is not None:
            return ""
        over = max((len(str(v)) for v in self._values), default=0) - self._most
        return f"有一条超出 {over} 字，每条最多 {self._most} 字" if self._most and over > 0 else ""

    def set_readonly(self, readonly: bool) -> None:
        self._readonly = readonly
        self.input.setVisible(not readonly)
        self._draw()


def parts_of(text: str) -> list[str]:
    """Several values written in one cell: 张三、李四；王五."""
    for sign in "；;，,\n\t":
        text = text.replace(sign, "、")
    return [p.strip() for p in text.split("、") if p.strip()]
