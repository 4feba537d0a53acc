"""The list under the search box: entries in groups, the match marked in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.theme import Tokens

WIDTH = 560
ROW = 44
HEAD = 26
PAD = 12
Index = QModelIndex | QPersistentModelIndex
LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the results; without an act it is a heading. side: what stands at the right."""

    title: str
    detail: str = ""
    side: str = ""
    act: Callable[[], object] | None = None


class Results(QAbstractListModel):
    """The entries and the text they were found by."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []
        self.wanted = ""

    def fill(self, entries: Sequence[Entry], wanted: str) -> None:
        """Show other entries."""
        self.beginResetModel()
        self.entries, self.wanted = list(entries), wanted
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            entry = self.entries[index.row()]
            return "，".join(t for t in (entry.title, entry.detail, entry.side) if t)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.entries[index.row()].act is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def selectable(self) -> list[int]:
        """The rows that can be chosen."""
        return [n for n, e in enumerate(self.entries) if e.act is not None]


class ResultsView(QListView):
    """Draws two lines an entry; headings between the groups."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.results = Results(self)
        self.setModel(self.results)
        self.setItemDelegate(_Lines(tokens, self.results, self))
        self.setAccessibleName("搜索结果列表")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def fill(self, entries: Sequence[Entry], wanted: str) -> None:
        """Show entries, the first one chosen."""
        self.results.fill(entries, wanted)
        self.step(0)
        self.scrollToTop()

    def height_wanted(self) -> int:
        """How high all entries are."""
        return sum(HEAD if e.act is None and not e.detail else ROW for e in self.results.entries)

    def step(self, step: int) -> None:
        """Choose another entry; 0 chooses the first. One step goes round, more stop at the ends."""
        able = self.results.selectable()
        if not able:
            return
        now = able.index(self.currentIndex().row()) if self.currentIndex().row() in able else 0
        wanted = now + step if step else 0
        at = wanted % len(able) if abs(step) == 1 else min(max(wanted, 0), len(able) - 1)
        self.setCurrentIndex(self.results.index(able[at], 0))

    def chosen(self) -> Entry | None:
        """The chosen entry."""
        number = self.currentIndex().row()
        return self.results.entries[number] if 0 <= number < len(self.results.entries) else None


class _Lines(QStyledItemDelegate):
    """Title and detail, the match marked; at the right what sort of thing it is."""

    def __init__(self, tokens: Tokens, results: Results, parent: QObject) -> None:
        super().__init__(parent)
        self._tokens, self._results = tokens, results

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry = self._results.entries[index.row()]
        return QSize(WIDTH - 20, HEAD if entry.act is None and not entry.detail else ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = self._results.entries[index.row()]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        painter.save()
        if entry.act is None and not entry.detail:
            painter.setPen(self._tokens.color("sub"))
            painter.drawText(rect.adjusted(PAD, 0, -PAD, 0), LEFT, entry.title)
            painter.restore()
            return
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            name = "selection" if state & QStyle.StateFlag.State_Selected else "hover"
            painter.fillRect(rect, self._tokens.color(name))
        inner = rect.adjusted(PAD, 4, -PAD, -4)
        metrics = painter.fontMetrics()
        side = metrics.horizontalAdvance(entry.side) + PAD if entry.side else 0
        painter.setPen(self._tokens.color("sub"))
        painter.drawText(inner, RIGHT, entry.side)
        inner.setWidth(inner.width() - side)
        top = QRect(inner.x(), inner.y(), inner.width(), inner.height() // 2 if entry.detail else inner.height())
        self._text(painter, metrics, top, entry.title, "ink")
        if entry.detail:
            self._text(painter, metrics, top.translated(0, inner.height() // 2), entry.detail, "sub")
        painter.restore()

    def _text(self, painter: QPainter, metrics: QFontMetrics, rect: QRect, text: str, tone: str) -> None:
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        wanted = self._results.wanted.lower()
        at = shown.lower().find(wanted) if wanted else -1
        if at >= 0:
            left = metrics.horizontalAdvance(shown[:at])
            wide = metrics.horizontalAdvance(shown[: at + len(wanted)]) - left
            high = metrics.height()
            mark = QRect(rect.x() + left, rect.y() + (rect.height() - high) // 2, wide, high)
            painter.fillRect(mark, self._tokens.color("warn_soft"))
        painter.setPen(self._tokens.color(tone))
        painter.drawText(rect, LEFT, shown)
        if at >= 0:
            painter.setPen(self._tokens.color("warn"))
            painter.drawText(rect.adjusted(left, 0, 0, 0), LEFT, shown[at : at + len(wanted)])
