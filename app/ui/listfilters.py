"""The filters above a list: a text, a menu that adds filters, one chip in words for each that is set.

Does not belong here: what a filter means (services.filters) and the list itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from app.services.filters import PERIODS, STANDINGS, WORDS, Filters, words
from app.ui.desk import Desk
from app.ui.filterdialogs import PersonDialog, SeveralDialog, SpanDialog
from app.ui.icons import set_icon
from app.ui.parts import Flow, button
from app.ui.searchline import search_line

CROSS = "  ×"
CROSS_ROOM = 26


class FilterChip(QPushButton):
    """One set filter in words; Enter or a click changes it, × or Delete takes it away."""

    def __init__(self, text: str, change: Callable[[], object], remove: Callable[[], object]) -> None:
        super().__init__(text + CROSS)
        self._change, self._remove = change, remove
        self.setAutoDefault(False)
        self.setProperty("role", "chip")
        self.setProperty("tone", "info")
        self.setAccessibleName(text)
        self.setAccessibleDescription("按 Enter 修改，按 Delete 去掉")
        self.setToolTip("点文字修改，点 × 或按 Delete 去掉")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setDown(False)
        if self.rect().contains(event.position().toPoint()):
            on_cross = event.position().x() > self.width() - CROSS_ROOM
            (self._remove if on_cross else self._change)()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._change()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """Search field, 筛选 and the chips; `changed` comes with the new filters."""

    changed = Signal(object)

    def __init__(self, desk: Desk, forms: tuple[str, ...]) -> None:
        super().__init__()
        self._desk, self._forms = desk, forms
        records = desk.session.catalog.records
        states = ((s.code, s.label) for name in forms for s in records.get(name).states)
        self._states = list(dict(states).items())
        self.filters = Filters()
        self.line = QHBoxLayout()
        self.line.setSpacing(8)
        self.text = search_line(
            "在本页查找文字", "在本页查找文字", (124, 240), lambda text: self.set_filters(replace(self.filters, text=text))
        )
        self.add = button("筛选", self._menu, name="添加筛选")
        set_icon(self.add, "filter", desk.tokens, "sub", 16)
        self.line.addWidget(self.text)
        self.line.addWidget(self.add)
        self.line.addStretch(1)
        self.before_chips: QWidget = self.add  # the last control of the line above the chips
        self.chips = Flow(6)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(self.line)
        box.addWidget(self.chips)
        self.chips.setVisible(False)
        desk.directory_changed.connect(self._show_chips)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Code and label of every kind that can stand in this list; the unit may have added some meanwhile."""
        catalog, sight = self._desk.session.catalog, self._desk.session.sight()
        kinds = ((name, k) for name in self._forms for k in catalog.records.get(name).kinds)
        return [(k, catalog.vocab.short(k)) for name, k in kinds if sight.some(name, k)]

    def set_filters(self, filters: Filters) -> None:
        """Show other filters and tell the page when they differ."""
        if filters == self.filters:
            return
        self.filters = filters
        if self.text.text().strip() != filters.text:
            self.text.setText(filters.text)
        self._show_chips()
        self.changed.emit(filters)

    def clear(self) -> None:
        """Take all filters away."""
        self.set_filters(Filters())

    def _show_chips(self) -> None:
        had_focus = self.chips.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.chips.clear()
        texts = words(self._desk.session, self._forms, self.filters, self._desk.directory.names)
        for name, text in texts.items():
            if name != "text":  # stands in its field
                self.chips.addWidget(self._chip(name, text))
        if self.chips.count():
            self.chips.addWidget(button("清除筛选", self.clear, "link"))
        self.chips.setVisible(self.chips.count() > 0)
        self._order_tabs()
        if had_focus:
            self.add.setFocus()

    def _order_tabs(self) -> None:
        """Chips are made later than the table: without this, Tab would come to them last."""
        before = self.before_chips
        inside: Iterable[QPushButton] = self.chips.findChildren(QPushButton)
        for one in inside:
            QWidget.setTabOrder(before, one)
            before = one

    def _chip(self, name: str, text: str) -> FilterChip:
        return FilterChip(
            text, lambda: self.edit(name), lambda: self.set_filters(self.filters.without(name))
        )

    # --- adding and changing -----------------------------------------------
    def _menu(self) -> None:
        menu = self.menu()
        menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def menu(self) -> QMenu:
        """Every filter this list can have."""
        menu = QMenu(self)
        menu.setAccessibleName("添加筛选")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in WORDS:
            if name == "period":
                self._periods(menu.addMenu("时间"))
            elif name in ("late", "files"):
                entry = menu.addAction("只看有附件的" if name == "files" else "只看已过期限、还没办结的")
                entry.setCheckable(True)
                entry.setChecked(bool(getattr(self.filters, name)))
                entry.triggered.connect(lambda on, n=name: self.set_filters(self.filters.having(n, on)))
            elif name == "standing":
                self._standings(menu.addMenu("办理"))
            elif name != "text" and not (name == "kinds" and len(self.kinds) < 2):
                menu.addAction(f"{WORDS[name]}…").triggered.connect(lambda _c=False, n=name: self.edit(n))
        if self.filters.active():
            menu.addSeparator()
            menu.addAction("清除筛选").triggered.connect(lambda _c=False: self.clear())
        return menu

    def _standings(self, menu: QMenu) -> None:
        for code, text in STANDINGS.items():
            entry = menu.addAction(text)
            entry.setCheckable(True)
            entry.setChecked(self.filters.standing == code)
            entry.triggered.connect(lambda on, c=code: self.set_filters(self.filters.having("standing", c if on else "")))

    def _periods(self, menu: QMenu) -> None:
        for code, text in PERIODS.items():
            entry = menu.addAction(f"{text}…" if code == "own" else text)
            entry.setCheckable(True)
            entry.setChecked(self.filters.period == code)
            entry.triggered.connect(lambda _c=False, c=code: self._choose_period(c))

    def _choose_period(self, code: str) -> None:
        if code == "own":
            self._ask_span()
            return
        self.set_filters(replace(self.filters, period=code, first="", last=""))

    def set_forms(self, forms: tuple[str, ...]) -> None:
        """Offer the kinds and states of other forms; filters that they do not have are let go."""
        self._forms = forms
        records = self._desk.session.catalog.records
        self._states = list({s.code: s.label for name in forms for s in records.get(name).states}.items())
        self.set_filters(replace(self.filters, kinds=(), states=()))

    def edit(self, name: str) -> None:
        """Change one filter: a dialog, or the list of periods."""
        if name in ("kinds", "states"):
            options = self.kinds if name == "kinds" else self._states
            chosen = getattr(self.filters, name)
            dialog = SeveralDialog(f"筛选{WORDS[name]}", options, chosen, self.window())
            dialog.chosen.connect(lambda codes: self.set_filters(self.filters.having(name, tuple(codes))))
            dialog.open()
        elif name in ("person", "unit"):
            asked = PersonDialog(self._desk, units=name == "unit", parent=self.window())
            asked.chosen.connect(lambda found: self.set_filters(self.filters.having(name, found)))
            asked.open()
        elif name == "period" and self.filters.period == "own":
            self._ask_span()
        elif name in ("period", "standing"):
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            (self._periods if name == "period" else self._standings)(menu)
            menu.popup(self.chips.mapToGlobal(self.chips.rect().bottomLeft()))
        else:
            self.set_filters(self.filters.without(name))

    def _ask_span(self) -> None:
        dialog = SpanDialog(self._desk, self.filters.first, self.filters.last, self.window())
        dialog.chosen.connect(
            lambda first, last: self.set_filters(replace(self.filters, period="own", first=first, last=last))
        )
        dialog.open()
