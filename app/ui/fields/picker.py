"""Picking from words, people, units and records by typing a part of the name or initials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QModelIndex, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.catalog.vocab import Vocabularies
from app.services import people, search
from app.ui.desk import Desk
from app.ui.directory import Option, match
from app.ui.fields.base import FieldEditor

OPTION = int(Qt.ItemDataRole.UserRole) + 1
Answer = Callable[[list[Option]], object]


class Source(Protocol):
    """Where options come from."""

    hint: str

    def find(self, text: str, answer: Answer) -> None:
        """Answer with options for what was typed, now or later."""

    def label(self, option_id: str) -> str:
        """The display name of an id."""

    def add(self, text: str, done: Callable[[str], object]) -> bool:
        """Add something new under this name; False when that is not possible."""


class VocabSource:
    """Words of one vocabulary."""

    def __init__(self, vocab: Vocabularies, vocab_id: str) -> None:
        self._vocab = vocab
        terms = vocab.get(vocab_id).terms
        self._options = [Option(t.code, t.short, t.label if t.label != t.short else "") for t in terms]
        self.hint = "打字筛选，↓ 看全部"

    def find(self, text: str, answer: Answer) -> None:
        answer(match(self._options, text, 200))

    def label(self, option_id: str) -> str:
        return self._vocab.short(option_id)

    def add(self, text: str, done: Callable[[str], object]) -> bool:
        return False


class PersonSource:
    """People, and units where a field takes them; new ones are added in place."""

    def __init__(self, desk: Desk, *, allow_unit: bool = False, units_only: bool = False) -> None:
        self._desk = desk
        self._people = not units_only
        self._units = allow_unit or units_only
        self.hint = "单位名称" if units_only else "姓名或拼音首字母" + ("，也可填单位" if allow_unit else "")

    def find(self, text: str, answer: Answer) -> None:
        directory = self._desk.directory
        options = directory.person_options() if self._people else []
        if self._units:
            options = options + directory.unit_options()
        found = match(options, text)
        wanted = text.strip()
        if wanted and not any(o.label == wanted for o in found) and self._desk.session.can("manage_people"):
            word = "人员" if self._people else "单位"
            found.append(Option("+", f"新增{word}“{wanted}”", "登记到名册"))
        answer(found)

    def label(self, option_id: str) -> str:
        return self._desk.directory.names.get(option_id, "")

    def add(self, text: str, done: Callable[[str], object]) -> bool:
        session, desk = self._desk.session, self._desk

        def added(new: str) -> None:
            desk.load_directory(lambda: done(new))

        if self._people:
            desk.runner.operate(desk, "登记人员", lambda _c: people.save_person(session, text), added)
        else:
            parent = desk.directory.own_unit
            desk.runner.operate(desk, "登记单位", lambda _c: people.save_unit(session, text, parent), added)
        return True


class RecordSource:
    """Other records, found by the full-text search."""

    def __init__(self, desk: Desk, target: tuple[str, ...] = ()) -> None:
        self._desk = desk
        self._target = target
        self._known: dict[str, str] = {}
        self.hint = "输入标题、人名查找记录"

    def learn(self, labels: dict[str, str]) -> None:
        """Display names that came with a record."""
        self._known.update(labels)

    def find(self, text: str, answer: Answer) -> None:
        wanted = text.strip()
        if not wanted:
            answer([])
            return
        session = self._desk.session

        def done(hits: list[search.Hit]) -> None:
            chosen = [h for h in hits if h.kind == "record" and (not self._target or h.form in self._target)]
            self._known.update({h.id: h.title for h in chosen})
            answer([Option(h.id, h.title, f"{h.date} {h.group}".strip()) for h in chosen])

        self._desk.runner.query(self._desk, lambda: search.search(session, wanted, 40), done, key="pick")

    def label(self, option_id: str) -> str:
        return self._known.get(option_id, option_id)

    def add(self, text: str, done: Callable[[str], object]) -> bool:
        return False


class _Options(QStyledItemDelegate):
    """The name, and its post, unit or explanation at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # type: ignore[override]
        return QSize(200, 30)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        one: Option = index.data(OPTION)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        palette = option.palette  # type: ignore[attr-defined]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        if selected:
            painter.fillRect(rect, palette.highlight())
        inner = rect.adjusted(10, 0, -10, 0)
        metrics = painter.fontMetrics()
        painter.setPen(palette.highlightedText().color() if selected else palette.text().color())
        name = metrics.elidedText(one.label, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter), name)
        room = inner.width() - metrics.horizontalAdvance(name) - 16
        if room > 40 and one.detail:
            if not selected:
                painter.setPen(palette.placeholderText().color())
            detail = metrics.elidedText(one.detail, Qt.TextElideMode.ElideRight, room)
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), detail)
        painter.restore()


class PickLine(QLineEdit):
    """A line that offers all options on ↓ and F4 and settles its text when left."""

    wanted = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4) and not self.isReadOnly():
            self.wanted.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class PickEdit(FieldEditor):
    """One value picked from a source. free: other text may stand as it is."""

    picked = Signal(str)

    def __init__(self, source: Source, hint: str = "", *, free: bool = False, parent: QObject | None = None) -> None:
        super().__init__()
        self.source = source
        self._free = free
        self._value: str | None = None
        self.line = PickLine()
        self.line.setPlaceholderText(hint or source.hint)
        self.line.setAccessibleName(hint or source.hint)
        self._model = QStandardItemModel(self)
        self.completer = QCompleter(self._model, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setMaxVisibleItems(10)
        popup = QListView()
        popup.setProperty("role", "completion")
        popup.setAccessibleName("候选")
        self.completer.setPopup(popup)
        popup.setItemDelegate(_Options(popup))
        self.completer.setWidget(self.line)
        self.completer.activated[QModelIndex].connect(self._activated)  # type: ignore[index]
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.line)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self._typed)
        self.line.wanted.connect(lambda: self.source.find("", self._offer))
        self.line.returnPressed.connect(self._entered)
        self.line.left.connect(self._settle)

    def value(self) -> Any:
        return self._value or None

    def set_value(self, value: Any) -> None:
        self._value = str(value) if value else None
        self._show()

    def _show(self) -> None:
        shown = (self.source.label(self._value) or self._value) if self._value else ""
        self.line.setText(shown)
        self.line.setCursorPosition(0)
        self.line.setToolTip(shown)

    def set_readonly(self, readonly: bool) -> None:
        self.line.setReadOnly(readonly)

    def _typed(self, text: str) -> None:
        if not text.strip() and self._value:
            self._value = None
            self.changed.emit()
        self.source.find(text, self._offer)

    def _offer(self, options: list[Option]) -> None:
        self._model.clear()
        for option in options:
            item = QStandardItem(option.label)
            item.setData(option, OPTION)
            item.setEditable(False)
            self._model.appendRow(item)
        if options and self.line.hasFocus():
            self.completer.complete()
            wide = max(self.line.width(), 300)
            self.completer.popup().setFixedWidth(wide)
        else:
            self.completer.popup().hide()

    def options(self) -> list[Option]:
        """What is offered now."""
        return [self._model.item(n).data(OPTION) for n in range(self._model.rowCount())]

    def _activated(self, index: QModelIndex) -> None:
        option = index.data(OPTION)
        if isinstance(option, Option):
            self.choose(option)

    def choose(self, option: Option) -> None:
        """Take an option."""
        if option.id == "+":
            text = option.label.partition("“")[2].rstrip("”")
            self.source.add(text, self._take)
            return
        self._take(option.id)

    def _take(self, value: str) -> None:
        self._value = value
        self._model.clear()
        self._show()
        self.picked.emit(value)
        self.changed.emit()

    def _entered(self) -> None:
        """Enter takes the first option, then goes on."""
        before = self._value
        text = self.line.text().strip()
        shown = self.source.label(before) if before else ""
        offered = self.options()
        if text and text != shown and offered and not self._free:
            self.choose(offered[0])
        else:
            self._settle()
        if self._value or not text:
            self.line.focusNextChild()

    def _settle(self) -> None:
        """Left the field: an exact name is taken, free text stays, anything else is put back."""
        text = self.line.text().strip()
        shown = (self.source.label(self._value) or self._value) if self._value else ""
        if text == shown or self.completer.popup().isVisible():
            return
        exact = next((o for o in self.options() if o.label == text and o.id != "+"), None)
        if exact is not None:
            self._take(exact.id)
        elif self._free and text:
            self._take(text)
        elif not text:
            self._value = None
            self.changed.emit()

    def problem(self) -> str:
        text = self.line.text().strip()
        shown = (self.source.label(self._value) or self._value) if self._value else ""
        return f"没有“{text[:20]}”，请从候选里选" if text and text != shown and not self._free else ""
