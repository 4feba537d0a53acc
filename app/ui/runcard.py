"""The way of a record with its bar, and below it the step that was chosen: what proves it, what it waits for, what to do.

Does not belong here: the painting of the bar (runbar), what the buttons do (offers).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.desk import Desk
from app.ui.parts import Flow, RowButton, button, clear, label, tag
from app.ui.runbar import BarStep, Fold, RunBar
from app.ui.taborder import read_on

Act = tuple[str, Callable[[], object], str]  # text, what it does, why it cannot be done now (empty when it can)
Proof = tuple[str, Callable[[], object]]  # text, opens it


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as the card shows it. state: its word and tone; lines: sentences; proofs: what it rests on; acts: buttons."""

    bar: BarStep
    state: tuple[str, str]
    lines: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()
    acts: tuple[Act, ...] = ()


class RunCard(QWidget):
    """The bar with a line above it and the chosen step below it; hidden while there are no steps."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._steps: dict[str, StepView] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        self._head = label("", "sub")
        self.bar = RunBar(desk)
        self.bar.activated.connect(self._choose)
        self.panel = QFrame()
        self.panel.setProperty("role", "message")
        self.panel.setProperty("tone", "muted")
        self._lines = QVBoxLayout(self.panel)
        self._lines.setContentsMargins(12, 6, 8, 8)
        self._lines.setSpacing(4)
        for part in (self._head, self.bar, self.panel):
            box.addWidget(part)
        self.panel.hide()
        self.hide()

    def set_way(self, title: str, steps: Sequence[StepView]) -> None:
        """Show a way; the step that is open stays open. title: a line above the bar, or none."""
        opened = self.bar.chosen
        self._steps = {s.bar.key: s for s in steps}
        self._head.setText(title)
        self._head.setVisible(bool(title))
        self.setVisible(bool(steps))
        self.bar.set_steps([s.bar for s in steps])
        if opened in self._steps:
            self._show(self._steps[opened])
        else:
            self.fold()

    def choose(self, key: str) -> None:
        """Open a step."""
        self.bar.choose_key(key)
        if key in self._steps:
            self._show(self._steps[key])

    def fold(self) -> None:
        """Close the step that is open."""
        self.bar.mark("")
        self.panel.hide()

    def _choose(self, key: object) -> None:
        if isinstance(key, Fold):
            return
        if key == self.bar.chosen:
            self.fold()
        elif key in self._steps:
            self._show(self._steps[str(key)])

    def _show(self, step: StepView) -> None:
        self.bar.mark(step.bar.key)
        clear(self._lines)
        top = QHBoxLayout()
        top.addWidget(label(step.bar.label, "row-title"))
        top.addWidget(tag(*step.state))
        top.addStretch(1)
        close = button("×", self._close, "small", name="收起这一步")
        top.addWidget(close)
        self._lines.addLayout(top)
        for text in step.lines:
            self._lines.addWidget(label(text, "sub", wrap=True))
        for text, act in step.proofs:
            self._lines.addWidget(RowButton(text, act, "link"))
        if step.acts:
            self._lines.addWidget(self._buttons(step.acts))
        self.panel.setAccessibleName(f"{step.bar.label}，{step.state[0]}")
        self.panel.setAccessibleDescription("；".join(step.lines))
        self.panel.show()
        read_on(self.bar, (self.panel,))

    def _buttons(self, acts: Sequence[Act]) -> QWidget:
        flow = Flow(8)
        for text, act, why_not in acts:
            made = button(text, act)
            made.setEnabled(not why_not)
            made.setToolTip(why_not)
            made.setAccessibleDescription(why_not)
            flow.addWidget(made)
        return flow

    def _close(self) -> None:
        self.fold()
        self.bar.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.panel.isVisible():
            self._close()
            return
        super().keyPressEvent(event)
