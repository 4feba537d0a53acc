"""The manual in the window: contents at the left, search, the chapter, back and forward."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from app.ui.desk import Desk
from app.ui.manual import Manual, ManualHit, read_manual
from app.ui.manualview import ManualView
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, icon_button, label, row

TARGET = int(Qt.ItemDataRole.UserRole) + 1
LEFT = 268


class HelpPage(Page):
    """Chapters for the clerk; opened by F1 at the chapter of the page before."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.manual = Manual()
        self._topic = ""
        self.shown = ""
        self._past: list[str] = []
        self._future: list[str] = []
        box = QHBoxLayout()
        box.setSpacing(14)
        box.addWidget(self._left())
        box.addWidget(self._right(), 1)
        self.box.addLayout(box, 1)
        self.set_head(Head("帮助", "按 F1 打开本页的说明，按 Ctrl+/ 看快捷键", ("快捷键一览", desk.keys_wanted.emit)))

    def _left(self) -> QWidget:
        card = Card()
        card.setFixedWidth(LEFT)
        card.body.setContentsMargins(12, 12, 8, 12)
        self.line = QLineEdit()
        self.line.setPlaceholderText("在帮助里查找")
        self.line.setAccessibleName("在帮助里查找")
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._search)
        self.list = QListView()
        self.list.setAccessibleName("目录")
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setWordWrap(True)
        self.model = QStandardItemModel(self.list)
        self.list.setModel(self.model)
        self.list.selectionModel().currentChanged.connect(lambda now, _before: self._chosen(now))
        self.none = label("没有找到，换一个词试试。", "sub", wrap=True)
        self.none.hide()
        card.body.addWidget(self.line)
        card.body.addWidget(self.none)
        card.body.addWidget(self.list, 1)
        self.line.returnPressed.connect(self.list.setFocus)
        return card

    def _right(self) -> QWidget:
        card = Card()
        card.body.setContentsMargins(8, 8, 4, 8)
        self.back = icon_button("back", self.go_back, self.desk.tokens, "上一章")
        self.forward = icon_button("forward", self.go_forward, self.desk.tokens, "下一章")
        self._title = label("", "sub")
        self.view = ManualView(self.desk.tokens)
        self.view.followed.connect(lambda name: self.show_chapter(name))
        self.desk.rethemed.connect(self.view.rethemed)
        card.body.addLayout(row(self.back, self.forward, self._title, None, spacing=4))
        holder = QVBoxLayout()
        holder.addWidget(self.view)
        card.body.addLayout(holder, 1)
        return card

    # --- reading -----------------------------------------------------------
    def go(self, args: dict[str, object]) -> None:
        topic = str(args.get("topic") or "")
        if topic:
            self._topic = topic
            self.line.clear()
            if self.manual.chapters:
                self.show_chapter(self.manual.chapter_for(topic), heading=str(args.get("heading") or ""))

    def refresh(self) -> None:
        if not self.manual.chapters:
            self.desk.runner.query(self, read_manual, self._loaded, key="manual")

    def _loaded(self, manual: Manual) -> None:
        self.manual = manual
        self._contents()
        self.show_chapter(manual.chapter_for(self._topic))

    def _contents(self) -> None:
        self._fill([(c.title, (c.id, "")) for c in self.manual.chapters])
        self._select()

    def _fill(self, lines: list[tuple[str, tuple[str, str]]]) -> None:
        self.list.selectionModel().blockSignals(True)
        self.model.clear()
        for text, target in lines:
            item = QStandardItem(text)
            item.setData(target, TARGET)
            item.setToolTip(text)
            self.model.appendRow(item)
        self.list.selectionModel().blockSignals(False)

    def _search(self, text: str) -> None:
        wanted = text.strip()
        hits: list[ManualHit] = self.manual.find(wanted)
        self.none.setVisible(bool(wanted) and not hits)
        if not wanted:
            self._contents()
            return
        self._fill([(f"{h.title} · {h.heading}\n{h.around}" if h.heading != h.title else f"{h.title}\n{h.around}",
                     (h.chapter, h.heading)) for h in hits])  # fmt: skip

    def _chosen(self, index: QModelIndex) -> None:
        target = index.data(TARGET)
        if target is not None:
            self.show_chapter(*target)

    def show_chapter(self, name: str, heading: str = "") -> None:
        """Show a chapter and remember the one before."""
        if self.shown and name != self.shown:
            self._past.append(self.shown)
            self._future.clear()
        self._open(name, heading)

    def _open(self, name: str, heading: str = "") -> None:
        chapter = self.manual.by_id.get(name)
        if chapter is None:
            return
        self.shown = name
        self.view.show_chapter(chapter, self.line.text().strip(), heading)
        self._title.setText(chapter.title)
        self.back.setEnabled(bool(self._past))
        self.forward.setEnabled(bool(self._future))
        if not self.line.text().strip():
            self._select()

    def _select(self) -> None:
        for number in range(self.model.rowCount()):
            index = self.model.index(number, 0)
            if index.data(TARGET)[0] == self.shown and index != self.list.currentIndex():
                self.list.selectionModel().blockSignals(True)
                self.list.setCurrentIndex(index)
                self.list.selectionModel().blockSignals(False)
                self.list.viewport().update()

    def go_back(self) -> None:
        """The chapter read before."""
        if self._past:
            self._future.append(self.shown)
            self._open(self._past.pop())

    def go_forward(self) -> None:
        """Back again."""
        if self._future:
            self._past.append(self.shown)
            self._open(self._future.pop())

    def first_focus(self) -> QWidget | None:
        return self.line
