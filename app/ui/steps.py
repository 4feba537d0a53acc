"""The way of a letter as a bar: done steps with a tick, the next one marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.letters import Step
from app.ui.parts import local_time
from app.ui.theme import Tokens

HEIGHT = 46
DOT = 9


class StepsBar(QWidget):
    """草拟 → 审核 → 签发 → 编号用印 → 送达 → 回执 → 反馈 → 归档."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._steps: tuple[Step, ...] = ()
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("办理进度")

    def set_steps(self, steps: Sequence[Step]) -> None:
        """Show how far the letter is."""
        self._steps = tuple(steps)
        words = "，".join(f"{s.label}{'已办' if s.done else '未办'}" for s in steps)
        self.setAccessibleDescription(words)
        self.setToolTip("\n".join(f"{s.label}：{s.who} {local_time(s.at)[:10]}" if s.done else f"{s.label}：未办" for s in steps))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = QFont(self.font())
        small.setPixelSize(12)
        painter.setFont(small)
        tokens = self._tokens
        slot = self.width() / len(self._steps)
        upcoming = next((n for n, s in enumerate(self._steps) if not s.done), -1)
        for number, step in enumerate(self._steps):
            x = slot * (number + 0.5)
            if number:
                painter.setPen(QPen(tokens.color("good" if step.done else "line"), 2))
                painter.drawLine(int(x - slot + DOT + 2), 14, int(x - DOT - 2), 14)
            circle = QRectF(x - DOT, 14 - DOT, 2 * DOT, 2 * DOT)
            edge = "good" if step.done else "primary" if number == upcoming else "field_line"
            painter.setPen(QPen(tokens.color(edge), 1.6))
            painter.setBrush(tokens.color("good") if step.done else tokens.color("card"))
            painter.drawEllipse(circle)
            painter.setPen(tokens.color("card") if step.done else tokens.color(edge if number == upcoming else "sub"))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, "✓" if step.done else str(number + 1))
            painter.setPen(tokens.color("ink" if step.done or number == upcoming else "sub"))
            painter.drawText(QRectF(x - slot / 2, 27, slot, 18), Qt.AlignmentFlag.AlignCenter, step.label)
        painter.end()
