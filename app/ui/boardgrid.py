"""The grid of the duty board, painted in one widget; keyboard moves between cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolTip, QWidget

from app.services.duties import BoardRow, DutyCell
from app.ui.theme import Tokens

ROW = 48
LEFT = 304
GAP = 6
QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
MOST_CELLS = 12
BRIEF = {"met": "有", "manual_met": "有", "due": "未", "overdue": "逾", "violated": "不符", "partial": "部",
         "exempt": "—", "undetermined": "？", "unconfigured": "配", "manual_pending": "待", "manual_unmet": "未"}  # fmt: skip


@dataclass(slots=True)
class Placed:
    """A cell with its place."""

    rect: QRect
    cell: DutyCell
    row: int


def spans(row: BoardRow, width: int) -> list[tuple[int, int]]:
    """Left and width of each cell of a row: quarters in their columns, others side by side."""
    count = len(row.cells)
    quarter = [c.period[-2:] for c in row.cells]
    if count and all(q[0:1] == "Q" and q[1:] in "1234" for q in quarter):
        step = width / 4
        return [(round((int(q[1]) - 1) * step), round(step) - GAP) for q in quarter]
    if count and all(q[0:1] == "H" for q in quarter):
        step = width / 2
        return [(round((int(q[1]) - 1) * step), round(step) - GAP) for q in quarter]
    shown = min(count, MOST_CELLS)
    step = width / max(shown, 1)
    return [(round(n * step), round(step) - GAP) for n in range(shown)]


class BoardHeader(QWidget):
    """The names of the quarters above the grid."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self.setFixedHeight(30)
        self.setAccessibleName("季度")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._tokens.color("sub"))
        step = (self.width() - LEFT - 18) / 4
        for number, name in enumerate(QUARTERS):
            painter.drawText(QRectF(LEFT + number * step, 0, step - GAP, 28), Qt.AlignmentFlag.AlignCenter, name)
        painter.setPen(self._tokens.color("line"))
        painter.drawLine(0, 29, self.width(), 29)
        painter.end()


class BoardGrid(QWidget):
    """Rows of duties with their cells."""

    chosen = Signal(object)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._rows: tuple[BoardRow, ...] = ()
        self._placed: list[Placed] = []
        self._current = -1
        self.header = BoardHeader(tokens)
        self.area: QScrollArea | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("履责清单表格，用方向键移动，Enter 看为什么")

    def set_rows(self, rows: Sequence[BoardRow]) -> None:
        """Show other rows; the chosen cell stays chosen when it is still there."""
        kept = self.current
        self._rows = tuple(rows)
        self.setFixedHeight(max(len(rows), 0) * ROW + 4)
        self._layout()
        self._current = -1
        if kept is not None:
            self._current = self._find(kept.duty, kept.period, kept.subject)
        self.update()

    @property
    def current(self) -> DutyCell | None:
        """The chosen cell."""
        return self._placed[self._current].cell if 0 <= self._current < len(self._placed) else None

    def _find(self, duty: str, period: str, subject: str) -> int:
        for number, one in enumerate(self._placed):
            if (one.cell.duty, one.cell.period, one.cell.subject) == (duty, period, subject):
                return number
        return -1

    def choose(self, duty: str, period: str, subject: str) -> None:
        """Choose a cell by what it is about."""
        self._select(self._find(duty, period, subject))

    def rechoose(self) -> bool:
        """Explain the chosen cell again; False when none is chosen."""
        if self.current is None:
            return False
        self.chosen.emit(self.current)
        return True

    def _layout(self) -> None:
        width = self.width() - LEFT
        self._placed = []
        for number, one in enumerate(self._rows):
            for (left, wide), cell in zip(spans(one, width), one.cells, strict=False):
                self._placed.append(Placed(QRect(LEFT + left, number * ROW + 7, wide, ROW - 14), cell, number))

    def resizeEvent(self, event: object) -> None:
        self._layout()

    def sizeHint(self) -> QSize:
        return QSize(800, len(self._rows) * ROW + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = QFont(self.font())
        small.setPixelSize(11)
        seen = event.rect()
        for number, one in enumerate(self._rows):
            top = number * ROW
            if top > seen.bottom() or top + ROW < seen.top():
                continue
            self._label(painter, one, top, small)
        painter.setFont(self.font())
        for index, placed in enumerate(self._placed):
            if placed.rect.intersects(seen):
                self._cell(painter, placed, chosen=index == self._current)
        painter.end()

    def _label(self, painter: QPainter, one: BoardRow, top: int, small: QFont) -> None:
        room = LEFT - 18
        painter.setFont(self.font())
        painter.setPen(self._tokens.color("ink"))
        title = painter.fontMetrics().elidedText(one.label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(0, top + 5, room, 20), Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(small)
        painter.setPen(self._tokens.color("sub"))
        sub = painter.fontMetrics().elidedText(one.sub, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(0, top + 25, room, 16), Qt.AlignmentFlag.AlignVCenter, sub)
        painter.setPen(self._tokens.color("line"))
        painter.drawLine(0, top + ROW - 1, self.width(), top + ROW - 1)

    def _cell(self, painter: QPainter, placed: Placed, *, chosen: bool) -> None:
        tokens, cell = self._tokens, placed.cell
        pen = QPen(tokens.color("focus" if self.hasFocus() else "ink") if chosen else tokens.strong(cell.tone), 2)
        painter.setPen(pen if chosen else Qt.PenStyle.NoPen)
        painter.setBrush(tokens.soft(cell.tone))
        painter.drawRoundedRect(QRectF(placed.rect).adjusted(1, 1, -1, -1), 5, 5)
        painter.setPen(tokens.strong(cell.tone))
        inner = placed.rect.adjusted(6, 0, -6, 0)
        text = cell.text or cell.state_label
        metrics = painter.fontMetrics()
        if metrics.horizontalAdvance(text) > inner.width():
            text = cell.state_label
        if metrics.horizontalAdvance(text) > inner.width():
            text, inner = BRIEF.get(cell.state, text[:1]), placed.rect
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignCenter), shown)

    # --- choosing ----------------------------------------------------------
    def _at(self, point: object) -> int:
        return next((n for n, p in enumerate(self._placed) if p.rect.contains(point)), -1)  # type: ignore[call-overload]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._select(self._at(event.position().toPoint()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._at(event.position().toPoint()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def _select(self, number: int) -> None:
        if not 0 <= number < len(self._placed):
            return
        self._current = number
        placed = self._placed[number]
        cell = placed.cell
        row = self._rows[placed.row]
        self.setAccessibleDescription(f"{row.label}，{cell.subject_label}，{cell.period_label}：{cell.state_label} {cell.text}")
        if self.area is not None:
            self.area.ensureVisible(self.area.horizontalScrollBar().value(), placed.rect.center().y(), 0, ROW)
        self.update()
        self.chosen.emit(cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key))
        if step is not None and self._placed:
            self._select(max(0, min(self._current + step, len(self._placed) - 1)))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._placed:
            self._vertical(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def _vertical(self, step: int) -> None:
        if self._current < 0:
            self._select(0)
            return
        now = self._placed[self._current]
        below = [(abs(p.rect.center().x() - now.rect.center().x()), n) for n, p in enumerate(self._placed)
                 if p.row == now.row + step]  # fmt: skip
        if below:
            self._select(min(below)[1])

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            self._tip(event)
            return True
        return super().event(event)

    def _tip(self, event: QHelpEvent) -> None:
        number = self._at(event.pos())
        if number >= 0:
            cell = self._placed[number].cell
            row = self._rows[self._placed[number].row]
            text = f"{row.label}\n{cell.subject_label} · {cell.period_label}\n{cell.state_label} {cell.text}\n{row.article}"
            QToolTip.showText(event.globalPos(), text, self)
        elif event.pos().x() < LEFT and event.pos().y() // ROW < len(self._rows):
            row = self._rows[event.pos().y() // ROW]
            QToolTip.showText(event.globalPos(), f"{row.label}\n{row.sub}\n{row.article}", self)
