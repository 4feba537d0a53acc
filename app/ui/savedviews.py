"""The 视图 button of a list: pick, keep, rename and remove saved views. What a view holds is services.views'."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QMenu, QPushButton

from app.services import views
from app.services.filters import Filters
from app.services.views import Layout, PageViews, View
from app.ui.desk import Desk
from app.ui.dialogs import Ask

USUAL = "默认"
LONGEST = 10
WAIT_MS = 700


class ViewButton(QPushButton):
    """Shows which view is on; its menu does the rest. picked: (Filters, Layout) to show."""

    picked = Signal(object, object)

    def __init__(self, desk: Desk, page: str, present: Callable[[], tuple[Filters, Layout]]) -> None:
        super().__init__()
        self._desk, self._page, self._present = desk, page, present
        self.kept = PageViews()
        self.current = ""
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(WAIT_MS)
        self._waiting.timeout.connect(self._write_layout)
        self.setAutoDefault(False)
        self.clicked.connect(lambda _c=False: self.menu_().popup(self.mapToGlobal(self.rect().bottomLeft())))
        self._tell()

    def load(self, then: Callable[[], object]) -> None:
        """Read what is kept; the start view, else how the page was left, is shown first."""
        session, page = self._desk.session, self._page

        def done(kept: PageViews) -> None:
            self.kept = kept
            start = kept.find(kept.start)
            self.current = kept.start if start else ""
            self._tell()
            self.picked.emit(start.filters if start else Filters(), start.layout if start else kept.layout)
            then()

        self._desk.runner.query(self, lambda: views.read(session, page), done)

    def leave(self, layout: Layout) -> None:
        """Remember how the usual view stands, a while after the last pull at a head; a saved one changes only by 更新."""
        if not self.current and layout != self.kept.layout:
            self.kept = replace(self.kept, layout=layout)
            self._waiting.start()

    def flush(self) -> None:
        """Write what waits to be remembered."""
        if self._waiting.isActive():
            self._waiting.stop()
            self._write_layout()

    def _write_layout(self) -> None:
        session, page, layout = self._desk.session, self._page, self.kept.layout
        self._desk.runner.task(self, "", lambda _c: views.keep_layout(session, page, layout))

    def _take(self, kept: PageViews) -> None:
        self.kept = kept
        if kept.find(self.current) is None:
            self.current = ""
        self._tell()

    def _tell(self) -> None:
        view = self.kept.find(self.current)
        name = view.name if view is not None else USUAL
        short = name if len(name) <= LONGEST else f"{name[:LONGEST]}…"
        self.setText(f"视图：{short}")
        self.setAccessibleName(f"视图：{name}")

    # --- the menu ----------------------------------------------------------
    def menu_(self) -> QMenu:
        """All views and what can be done with the present one."""
        self.flush()
        menu = QMenu(self)
        menu.setAccessibleName("视图")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for view_id, name in (("", f"{USUAL}视图"), *((v.id, v.name) for v in self.kept.views)):
            entry = menu.addAction(name + ("（本页先打开）" if view_id and view_id == self.kept.start else ""))
            entry.setCheckable(True)
            entry.setChecked(view_id == self.current)
            entry.triggered.connect(lambda _c=False, v=view_id: self.pick(v))
        menu.addSeparator()
        menu.addAction("另存为视图…").triggered.connect(lambda _c=False: self.save_as())
        view = self.kept.find(self.current)
        if view is not None:
            self._own(menu, view)
        return menu

    def _own(self, menu: QMenu, view: View) -> None:
        menu.addAction(f"更新“{view.name}”").triggered.connect(lambda _c=False: self.update_current(view))
        menu.addAction("改名…").triggered.connect(lambda _c=False: self.rename(view))
        menu.addAction("删除…").triggered.connect(lambda _c=False: self.remove(view))
        start = menu.addAction("打开本页时先用这个视图")
        start.setCheckable(True)
        start.setChecked(self.kept.start == view.id)
        start.triggered.connect(lambda on: self.set_start(view.id if on else ""))

    def pick(self, view_id: str) -> None:
        """Show a view."""
        view = self.kept.find(view_id)
        self.current = view_id if view else ""
        self._tell()
        self.picked.emit(view.filters if view else Filters(), view.layout if view else self.kept.layout)

    def save_as(self) -> None:
        """Keep what is shown under a new name."""
        given = self._desk.dialogs.form("另存为视图", "保存现在的筛选、排序和列。", (Ask("name", "名称"),), "保存")
        if not given:
            return
        filters, layout = self._present()
        session, page, name = self._desk.session, self._page, given["name"]

        def done(kept: PageViews) -> None:
            self.current = kept.views[-1].id
            self._take(kept)
            self._desk.say(f"已存为视图“{kept.views[-1].name}”。")

        self._desk.runner.task(self, "保存视图", lambda _c: views.save(session, page, name, filters, layout), done)

    def update_current(self, view: View) -> None:
        """Put what is shown into the present view."""
        filters, layout = self._present()
        session, page = self._desk.session, self._page

        def done(kept: PageViews) -> None:
            self._take(kept)
            self._desk.say(f"视图“{view.name}”已更新。")

        self._desk.runner.task(
            self, "更新视图", lambda _c: views.save(session, page, view.name, filters, layout, view.id), done
        )

    def rename(self, view: View) -> None:
        """Another name."""
        given = self._desk.dialogs.form("视图改名", "", (Ask("name", "名称", view.name),), "保存")
        if given:
            session, page, name = self._desk.session, self._page, given["name"]
            self._desk.runner.task(self, "视图改名", lambda _c: views.rename(session, page, view.id, name), self._take)

    def remove(self, view: View) -> None:
        """Forget the view; records are not touched."""
        if self._desk.dialogs.confirm("删除视图", f"将删除视图“{view.name}”，记录不受影响。", "删除", danger=True):
            session, page = self._desk.session, self._page

            def done(kept: PageViews) -> None:
                self._take(kept)
                self.pick("")

            self._desk.runner.task(self, "删除视图", lambda _c: views.remove(session, page, view.id), done)

    def set_start(self, view_id: str) -> None:
        """The view this page opens with."""
        session, page = self._desk.session, self._page
        self._desk.runner.task(self, "设置视图", lambda _c: views.set_start(session, page, view_id), self._take)
