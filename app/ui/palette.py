"""Ctrl+K: people, units, records, letters, reports received, pages, actions and the manual in one box.

Searches on committed text only: what an input method is still composing never reaches
`textEdited`, so a half-written word is never searched, and Enter belongs to the method.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.services.search import Hit
from app.ui.actions import Actions
from app.ui.desk import Desk
from app.ui.manual import Manual, read_manual
from app.ui.navigation import FOOT, NAV_PAGES, may_open
from app.ui.paletteview import WIDTH, Entry, ResultsView
from app.ui.parts import Line, label

LOCAL_AFTER_MS = 80  # pages and actions alone, when the store takes its time
MOST = 24
PAGE_STEP = 8
LOCAL = 6
FIRST_KEYS = "↑ ↓ 选择　Enter 打开　Ctrl+Enter 在列表中看全部　Esc 关闭"


class SearchBox(QObject):
    """The search line in the page head and its list of results."""

    def __init__(self, desk: Desk, actions: Actions, slot: QWidget) -> None:
        super().__init__(slot)
        self._desk = desk
        self._actions = actions
        self._manual = Manual()
        self._asking = False
        self._initials: dict[str, tuple[str, ...]] = {}
        self._pages = [p for p in (*NAV_PAGES, FOOT) if may_open(desk.session, p)]
        self.line = Line()
        self.line.setPlaceholderText("搜索人、会议、文号、内容    Ctrl+K")
        self.line.setAccessibleName("搜索")
        self.line.setMinimumHeight(24)
        box = QVBoxLayout(slot)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.line)
        self.popup = QFrame(slot.window())
        self.popup.setProperty("role", "popup")
        self.popup.setAccessibleName("搜索结果")
        self.view = ResultsView(desk.tokens)
        self._foot = label(FIRST_KEYS, "sub")
        self._foot.setContentsMargins(12, 4, 12, 2)
        inner = QVBoxLayout(self.popup)
        inner.setContentsMargins(4, 6, 4, 6)
        inner.setSpacing(2)
        inner.addWidget(self.view, 1)
        inner.addWidget(self._foot)
        self.popup.hide()
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(LOCAL_AFTER_MS)
        self._late.timeout.connect(lambda: self._show(self._local(self._wanted), self._wanted))
        self.line.textEdited.connect(self._typed)
        self.view.clicked.connect(lambda _index: self._choose())
        self.line.installEventFilter(self)

    @property
    def _wanted(self) -> str:
        return self.line.text().strip()

    def is_open(self) -> bool:
        """Whether results are shown."""
        return self.popup.isVisible()

    def start(self) -> None:
        """Put the cursor into the box; an empty box shows what was opened last, pages and actions."""
        self.line.setFocus()
        self.line.selectAll()
        if not self._manual.chapters:
            titles = [p.title for p in self._pages] + [a.title for a in self._actions]
            self._desk.runner.lookup(self, lambda _stale: _learn(titles), self._learned, key="learn")
        self._show(self._local(self._wanted), self._wanted)
        self._typed(self.line.text())

    def _learned(self, found: tuple[Manual, dict[str, tuple[str, ...]]]) -> None:
        self._manual, self._initials = found

    # --- searching ---------------------------------------------------------
    def _typed(self, _text: str) -> None:
        from app.services import search

        session, wanted = self._desk.session, self._wanted
        if session.business is None:
            self._show(self._local(wanted), wanted)
            return
        self._asking = True
        self._late.start()
        opened = list(self._desk.opened)

        def look(stale: Callable[[], bool]) -> list[Hit]:
            return search.search(session, wanted, MOST, stale) if wanted else search.recent(session, opened, stale)

        self._desk.runner.lookup(self, look, lambda hits: self._hits(wanted, hits), key="search")

    def _hits(self, wanted: str, hits: list[Hit]) -> None:
        if wanted != self._wanted or not self._asking:
            return
        self._late.stop()
        found: list[Entry] = []
        for title, kinds in (("人员和单位", ("person", "unit")), ("记录和文书", ("record",)), ("收到的报送", ("received",))):
            entries = [self._entry(h) for h in hits if h.kind in kinds]
            if "person" in kinds and wanted:
                entries += self._sheets(hits)
            found += [Entry(title), *entries] if entries and wanted else entries
        if not wanted and found:
            found.insert(0, Entry("最近打开"))
        local = self._local(wanted)
        first = bool(wanted) and len(local) > 1 and local[1].title.startswith(wanted)
        self._show(local + found if first else found + local, wanted)

    def _entry(self, hit: Hit) -> Entry:
        detail = "　".join(t for t in (hit.date, hit.detail) if t)
        return Entry(hit.title, detail or hit.group, hit.group, self._opener(hit))

    def _sheets(self, hits: Sequence[Hit]) -> list[Entry]:
        """The duty sheet of the person who fits best."""
        first = next((h for h in hits if h.kind == "person"), None)
        if first is None or not self._desk.session.can("evaluate"):
            return []
        return [Entry(f"{first.title}的履责表", "", "履责表", lambda: self._desk.open("dutysheet", person=first.id))]

    def _opener(self, hit: Hit) -> Callable[[], object]:
        if hit.kind == "person":
            return lambda: self._desk.open("person", id=hit.id)
        if hit.kind == "unit":
            return lambda: self._desk.open("people", unit=hit.id)
        if hit.kind == "received":
            return lambda: self._desk.open("exchange", package=hit.id)
        page = "letter" if hit.form == "letter" else "record"
        return lambda: self._desk.open(page, id=hit.id)

    def _fits(self, wanted: str, title: str, words: str = "") -> bool:
        low = wanted.lower()
        return low in f"{title} {words}".lower() or any(r.startswith(low) for r in self._initials.get(title, ()))

    def _local(self, wanted: str) -> list[Entry]:
        pages = [
            Entry(p.title, "", "页面", lambda name=p.name: self._desk.open(name))  # type: ignore[misc]
            for p in self._pages
            if self._fits(wanted, p.title)
        ]
        actions = [
            Entry(a.title, "", a.shortcut or "动作", a.callback)
            for a in self._actions
            if a.when() and not a.id.startswith("page.") and self._fits(wanted, a.title, a.words)
        ]
        most = LOCAL if wanted else 16
        helps = [
            Entry(h.heading, "", f"帮助：{h.title}" if h.heading != h.title else "帮助",
                  lambda t=h.chapter, w=h.heading: self._desk.open("help", topic=t, heading=w))  # type: ignore[misc]
            for h in (self._manual.titled(wanted)[:4] if wanted else [])
        ]  # fmt: skip
        found: list[Entry] = []
        for title, entries in (("页面和动作", (pages + actions)[:most]), ("帮助", helps)):
            found += [Entry(title), *entries] if entries else []
        return found

    # --- showing -----------------------------------------------------------
    def _show(self, entries: Sequence[Entry], wanted: str) -> None:
        if not entries:
            entries = [Entry("没有找到", "换一个词，或用姓名、单位的拼音首字母")]
        self.view.fill(entries, wanted)
        self.place()
        self.popup.show()
        self.popup.raise_()

    def place(self) -> None:
        """Put the results under the box."""
        window = self.line.window()
        if self.popup.parentWidget() is not window:
            self.popup.setParent(window)
        corner = self.line.mapTo(window, QPoint(self.line.width(), self.line.height() + 4))
        room = window.height() - corner.y() - 16
        high = self.view.height_wanted() + self._foot.sizeHint().height() + 20
        self.popup.setGeometry(corner.x() - WIDTH, corner.y(), WIDTH, min(high, room))

    def _choose(self) -> None:
        entry = self.view.chosen()
        if entry is not None and entry.act is not None:
            self.close()
            entry.act()

    def _list_all(self) -> None:
        wanted = self._wanted
        self.close()
        self._desk.open("all", text=wanted)

    def close(self) -> None:
        """Hide the results and forget the text."""
        self._hide()
        self.line.clear()

    def _hide(self) -> None:
        self._asking = False
        self._late.stop()
        self.popup.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._hide()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if self.line.composing or not self.popup.isVisible():
            return self.line.composing and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: PAGE_STEP, Qt.Key.Key_PageUp: -PAGE_STEP}
        if key in steps:
            self.view.step(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            everything = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) and bool(self._wanted)
            self._list_all() if everything else self._choose()
        elif key == Qt.Key.Key_Escape:
            self.close()
            self.line.clearFocus()
        else:
            return False
        return True


def _learn(titles: list[str]) -> tuple[Manual, dict[str, tuple[str, ...]]]:
    from app.services import search

    return read_manual(), search.readings(titles)
