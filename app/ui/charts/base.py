"""What every chart is: a focusable widget of items that keys reach, with words for each and for the whole.

Tokens are asked for at every paint, so that a change of theme shows at once; printing hands in
tokens of its own. A chart lays out and draws for any width: the same code paints window and paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QScrollArea, QSizePolicy, QToolTip, QWidget

from app.ui.theme import Tokens

SMALL = 11
RADIUS = 3.0
HATCH = {"bad": Qt.BrushStyle.BDiagPattern, "warn": Qt.BrushStyle.Dense5Pattern, "due": Qt.BrushStyle.HorPattern}
PLAIN = ("bar_rest", "muted")


class Inked(Protocol):
    """Whoever knows the tokens of the present theme: the desk."""

    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Item:
    """Something in a chart that can be reached. key: what is told when it is opened; words: all there is to say."""

    rect: QRectF
    words: str
    key: object = None
    tip: str = ""


class Chart(QWidget):
    """The base of all charts. Subclasses give `lay_out` (items for a width, height) and `draw`."""

    activated = Signal(object)
    moved = Signal(object)

    def __init__(self, inked: Inked, name: str) -> None:
        super().__init__()
        self._inked = inked
        self.name = name
        self.items: list[Item] = []
        self.current = -1
        self.area: QScrollArea | None = None
        self._laid = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    # --- for subclasses ------------------------------------------------------
    def lay_out(self, width: int) -> tuple[list[Item], int]:
        """The items and the height for a width."""
        raise NotImplementedError

    def draw(self, painter: QPainter, tokens: Tokens, width: int, seen: QRect) -> None:
        """Draw everything that meets `seen` for a width."""
        raise NotImplementedError

    def breaks(self) -> list[int]:
        """Heights at which paper may be turned without cutting anything."""
        return sorted({int(i.rect.top()) for i in self.items})

    def summary(self) -> str:
        """The whole chart in words."""
        return "；".join(i.words for i in self.items) or "没有内容"

    def shown(self) -> None:
        """Other content was set: lay out and draw again, keeping the chosen item by its key."""
        kept = self.items[self.current].key if 0 <= self.current < len(self.items) else None
        self._place(self.width(), kept)
        self.setAccessibleDescription(self.summary())
        self.updateGeometry()
        self.update()

    # --- geometry ------------------------------------------------------------
    def _place(self, width: int, kept: object = None) -> None:
        self._laid = width
        self.items, height = self.lay_out(max(width, 1))
        if kept is not None:
            self.current = next((n for n, i in enumerate(self.items) if i.key == kept), -1)
        self.current = self.current if self.current < len(self.items) else -1
        if self.sizePolicy().verticalPolicy() is QSizePolicy.Policy.Fixed and self.height() != height:
            self.setFixedHeight(max(height, 1))

    def resizeEvent(self, event: object) -> None:
        if self.width() != self._laid or self.sizePolicy().verticalPolicy() is not QSizePolicy.Policy.Fixed:
            self._place(self.width())

    def sizeHint(self) -> QSize:
        return QSize(300, self.minimumHeight())

    # --- paint ---------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, self._inked.tokens, self.width(), event.rect())
        if self.hasFocus():
            self._ring(painter)
        painter.end()

    def _ring(self, painter: QPainter) -> None:
        """Where the keys are: round the chosen item, or round the chart before any was chosen."""
        rect = QRectF(self.rect()) if self.current < 0 else self.items[self.current].rect.adjusted(-2, -2, 2, 2)
        rect = rect.intersected(QRectF(self.rect())).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(self._inked.tokens.color("focus"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, RADIUS + 1, RADIUS + 1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self.update()

    def small(self) -> QFont:
        """The font of axes and seconds."""
        font = QFont(self.font())
        font.setPixelSize(SMALL)
        return font

    # --- choosing ------------------------------------------------------------
    def choose(self, number: int) -> None:
        """Go to an item."""
        if not 0 <= number < len(self.items):
            return
        self.current = number
        item = self.items[number]
        self.setAccessibleName(f"{self.name}：{item.words}")
        if self.area is not None:
            QApplication.sendEvent(self.area, QEvent(QEvent.Type.LayoutRequest))  # else it still scrolls as far as before other content
            middle = item.rect.center()
            self.area.ensureVisible(round(middle.x()), round(middle.y()), 0, round(item.rect.height() / 2) + 8)
        self.update()
        self.moved.emit(item.key)

    def choose_key(self, key: object) -> bool:
        """Go to the item of a key; False when there is none."""
        number = next((n for n, i in enumerate(self.items) if i.key == key), -1)
        self.choose(number)
        return number >= 0

    def open_current(self) -> None:
        """Open the chosen item."""
        if 0 <= self.current < len(self.items):
            self.activated.emit(self.items[self.current].key)

    def item_at(self, x: float, y: float) -> int:
        """The number of the item at a point, -1 for none; the smallest where several lie."""
        hits = [(i.rect.width() * i.rect.height(), n) for n, i in enumerate(self.items) if i.rect.contains(x, y)]
        return min(hits)[1] if hits else -1

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current < 0 and self.items and event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.choose(self.first_item())
        self.update()

    def first_item(self) -> int:
        """Where the keys begin."""
        return 0

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.current >= 0:
            self.open_current()
        elif key == Qt.Key.Key_Home and self.items:
            self.choose(0)
        elif key == Qt.Key.Key_End and self.items:
            self.choose(len(self.items) - 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down) and self.items:
            self.choose(self.neighbour(Qt.Key(key)) if self.current >= 0 else self.first_item())
        else:
            super().keyPressEvent(event)

    def neighbour(self, key: Qt.Key) -> int:
        """The nearest item in the direction of an arrow key; the same when there is none."""
        here = self.items[self.current].rect.center()
        across = key in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        sign = 1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Down) else -1
        best, found = float("inf"), self.current
        for number, item in enumerate(self.items):
            step = item.rect.center() - here
            along, aside = (step.x(), step.y()) if across else (step.y(), step.x())
            if along * sign > 0.5:
                cost = along * sign + 4 * abs(aside)
                if cost < best:
                    best, found = cost, number
        return found

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self.item_at(event.position().x(), event.position().y())
        if number >= 0:
            self.choose(number)
            self.open_current()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self.item_at(event.position().x(), event.position().y()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            number = self.item_at(event.pos().x(), event.pos().y())
            if number >= 0:
                QToolTip.showText(event.globalPos(), self.items[number].tip or self.items[number].words, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)


# --- ink ---------------------------------------------------------------------
def fill(painter: QPainter, rect: QRectF, tokens: Tokens, tone: str, radius: float = RADIUS) -> None:
    """A filled part whose tone also shows as a pattern: 有记录 solid, 逾期 hatched, 部分 dotted, the rest light."""
    colour = tokens.color(tone if tone in tokens.values else "bar_rest")
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(rect, radius, radius)
    if tone in HATCH:
        painter.setBrush(QBrush(tokens.color("card"), HATCH[tone]))
        painter.drawRoundedRect(rect, radius, radius)
        painter.setPen(QPen(colour, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    elif tone in PLAIN:
        painter.setPen(QPen(tokens.color("faint"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def mix(low: QColor, high: QColor, share: float) -> QColor:
    """A colour between two, 0 = low."""
    parts = [round(a + (b - a) * share) for a, b in zip(low.getRgb()[:3], high.getRgb()[:3], strict=True)]  # type: ignore[index]
    made = QColor()
    made.setRgb(*parts)
    return made


def legend(painter: QPainter, tokens: Tokens, x: float, y: float, entries: Sequence[tuple[str, str]]) -> None:
    """Swatches with their words, in one line. entries: (tone, word)."""
    for tone, word in entries:
        fill(painter, QRectF(x, y + 3, 12, 10), tokens, tone, 2)
        painter.setPen(tokens.color("sub"))
        wide = painter.fontMetrics().horizontalAdvance(word)
        painter.drawText(QRectF(x + 17, y, wide + 4, 16), Qt.AlignmentFlag.AlignVCenter, word)
        x += wide + 36
