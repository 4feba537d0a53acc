"""The sentences of a draft to read and type in: one line of the page each, with what is to be noticed about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.domain.ids import new_id
from app.services.compose.drafts import OPEN, DraftRow
from app.ui.fields.scalar import GrowingText
from app.ui.parts import label, row, tag

LEVELS = ((0, "正文"), (1, "一、标题"), (2, "（一）小标题"), (5, "附件标题"))
WORDS = dict(LEVELS)
MARK_WIDTH = 78


def for_list(event: QKeyEvent) -> bool:
    """Whether a key moves or removes a sentence: Alt+↑, Alt+↓, Ctrl+Delete."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if held == Qt.KeyboardModifier.AltModifier:
        return event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
    return held == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_Delete


class SentenceRow(QFrame):
    """One sentence with its editor."""

    typed = Signal()
    entered = Signal(object)
    keyed = Signal(object)  # a key that is the list's

    def __init__(self, data: DraftRow) -> None:
        super().__init__()
        self.data = data
        self.text = GrowingText(1, 30)
        self.text.setAccessibleName(WORDS.get(data.level, "正文"))
        self.text.setPlainText(data.text)
        self.text.textChanged.connect(self._changed)
        self.text.installEventFilter(self)
        self._level = label("", "sub")
        self._edited, self._stale, self._blank = tag("改过", "info"), tag("数据已变化", "warn"), tag("待填写", "muted")
        marks = QVBoxLayout()
        marks.setSpacing(2)
        for one in (self._level, self._blank, self._edited, self._stale):
            marks.addWidget(one, 0, Qt.AlignmentFlag.AlignRight)
        marks.addStretch(1)
        side = QWidget()
        side.setFixedWidth(MARK_WIDTH)
        side.setLayout(marks)
        marks.setContentsMargins(0, 4, 0, 0)
        box = row(self.text, side, spacing=6)
        self.setLayout(box)
        self.stale = False
        self.show_marks()

    @property
    def now(self) -> DraftRow:
        """The row as it is typed now."""
        return replace(self.data, text=self.text.toPlainText())

    def show_marks(self) -> None:
        """Say what is to be noticed: kind, edited, data changed, to be filled in."""
        now = self.now
        said = WORDS.get(now.level, "") if now.level else "接上句" if now.joined else ""
        self._level.setText(said)
        self._level.setVisible(bool(said))
        self._edited.setVisible(now.edited)
        self._stale.setVisible(self.stale)
        self._blank.setVisible(OPEN in now.text)
        font = self.text.font()
        if font.bold() != bool(now.level):
            font.setBold(bool(now.level))
            self.text.setFont(font)

    def set_data(self, data: DraftRow) -> None:
        """Another level or joining."""
        self.data = replace(data, text=self.data.text)
        self.show_marks()

    def set_stale(self, stale: bool) -> None:
        """Whether the data behind it has changed since."""
        self.stale = stale
        self.show_marks()

    def _changed(self) -> None:
        self.show_marks()
        self.typed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn:
            self.entered.emit(self)
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and for_list(event):
            self.keyed.emit(event)
            return True
        return super().eventFilter(watched, event)


class SentenceList(QScrollArea):
    """All sentences in order. Alt+↑/↓ moves, Ctrl+Delete removes."""

    typed = Signal()
    chosen = Signal(object)  # SentenceRow or None

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[SentenceRow] = []
        self.current: SentenceRow | None = None
        self.readonly = False
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("底稿正文")
        holder = QWidget()
        holder.setProperty("role", "scroll")
        self._box = QVBoxLayout(holder)
        self._box.setContentsMargins(0, 0, 8, 0)
        self._box.setSpacing(4)
        self._box.addStretch(1)
        self.setWidget(holder)

    def set_rows(self, rows: Sequence[DraftRow], *, readonly: bool) -> None:
        """Show other sentences."""
        for one in self.rows:
            self._box.removeWidget(one)
            one.deleteLater()
        self.rows, self.current, self.readonly = [], None, readonly
        for data in rows:
            self._insert(len(self.rows), data)
        self.chosen.emit(None)

    def _insert(self, at: int, data: DraftRow) -> SentenceRow:
        made = SentenceRow(data)
        made.text.setReadOnly(self.readonly)
        made.typed.connect(self.typed)
        made.entered.connect(self._enter)
        made.keyed.connect(self._key)
        self.rows.insert(at, made)
        self._box.insertWidget(at, made)
        return made

    def _enter(self, one: SentenceRow) -> None:
        if one is not self.current:
            self.current = one
            self.chosen.emit(one)

    def values(self) -> list[DraftRow]:
        """All sentences as they are typed now."""
        return [one.now for one in self.rows]

    def set_stale(self, keys: frozenset[str]) -> None:
        """Mark the sentences whose data has changed."""
        for one in self.rows:
            one.set_stale(bool(one.data.key) and one.data.key in keys)

    # --- changing ---------------------------------------------------------------------------
    def add(self) -> None:
        """An own sentence behind the present one, with the cursor in it."""
        at = self.rows.index(self.current) + 1 if self.current is not None else len(self.rows)
        made = self._insert(at, DraftRow(new_id("w"), 0, ""))
        made.show()
        made.text.setFocus()
        self.typed.emit()

    def shift(self, step: int) -> None:
        """Move the present sentence up or down."""
        if self.current is None or self.readonly:
            return
        at = self.rows.index(self.current)
        to = at + step
        if not 0 <= to < len(self.rows):
            return
        one = self.rows.pop(at)
        self.rows.insert(to, one)
        self._box.removeWidget(one)
        self._box.insertWidget(to, one)
        one.text.setFocus()
        self.ensureWidgetVisible(one)
        self.typed.emit()

    def remove(self) -> None:
        """Take the present sentence out."""
        if self.current is None or self.readonly:
            return
        at = self.rows.index(self.current)
        one = self.rows.pop(at)
        self._box.removeWidget(one)
        one.hide()
        one.deleteLater()
        self.current = None
        if self.rows:
            self.rows[min(at, len(self.rows) - 1)].text.setFocus()
        else:
            self.chosen.emit(None)
        self.typed.emit()

    def set_level(self, level: int) -> None:
        """Make the present sentence a heading or text."""
        if self.current is not None and not self.readonly:
            self.current.set_data(replace(self.current.data, level=level, joined=False if level else self.current.data.joined))
            self.typed.emit()

    def set_joined(self, joined: bool) -> None:
        """Whether the present sentence goes on in the paragraph of the one before."""
        if self.current is not None and not self.readonly:
            self.current.set_data(replace(self.current.data, joined=joined))
            self.typed.emit()

    def show_row(self, one: SentenceRow) -> None:
        """Bring a sentence into sight and put the cursor there."""
        one.text.setFocus()
        bottom = one.y() + self.viewport().height() - 20
        self.ensureVisible(0, bottom, 0, 0)
        self.ensureWidgetVisible(one)

    def _key(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.remove()
        else:
            self.shift(-1 if event.key() == Qt.Key.Key_Up else 1)
