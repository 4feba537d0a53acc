"""Differences in words: two versions of a record to choose from, and what one operation changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from app.services.conflicts import BOTH, THEIRS, Conflict, Difference
from app.services.history import HistoryEntry
from app.ui.parts import button, clear, label, line, local_time, row, scroll
from app.ui.recordread import readable

EMPTY = "（空）"
NAME_WIDTH = 104
SIDES = {BOTH: "两边都改了，请选一个", THEIRS: "只有对方改了，用对方的"}


class DiffView(QWidget):
    """Old, theirs and mine field by field; where both changed one field a person chooses."""

    def __init__(
        self, save: Callable[[set[str]], object], back: Callable[[], object], give_up: Callable[[], object]
    ) -> None:
        super().__init__()
        self.setAccessibleName("差别")
        self.conflict: Conflict | None = None
        self._groups: dict[str, QButtonGroup] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 4, 10, 4)
        box.setSpacing(8)
        self._title = label("", "card-title", wrap=True)
        self._words = label("", "sub", wrap=True)
        box.addWidget(self._title)
        box.addWidget(self._words)
        holder = QWidget()
        self._rows = QVBoxLayout(holder)
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(8)
        box.addWidget(scroll(holder), 1)
        self._left = label("", "sub")
        self.save_button = button("合并并保存", lambda: save(self.mine()), "primary")
        self._drop = button("放弃我的，看最新", give_up)
        self.back_button = button("回到我的输入", back)
        box.addLayout(row(self._left, None, self._drop, self.back_button, self.save_button))

    def show_conflict(self, conflict: Conflict) -> None:
        """Show two versions of a record."""
        self.conflict = conflict
        self._groups.clear()
        clear(self._rows)
        last = conflict.last
        who = f"{last.who} {local_time(last.at)[11:]} “{last.label}”" if last else "别处"
        self._title.setText(f"这条记录在您输入期间被改过：{who}")
        locked = conflict.view is not None and conflict.view.locked
        self._words.setText(
            f"记录已是“{conflict.view.state_label}”，不能再直接修改；您输入的内容仍在，可以选中复制后追加更正。"
            if locked and conflict.view is not None
            else "您输入的内容都在。逐项核对，选好后合并保存；没有一方会被悄悄覆盖。"
        )
        for number, one in enumerate(conflict.differences):
            if number:
                self._rows.addWidget(line())
            self._rows.addLayout(self._difference(one, locked=locked))
        if not conflict.differences:
            self._rows.addWidget(label("两边的内容一样，直接保存即可。"))
        self._rows.addStretch(1)
        self.save_button.setVisible(not locked)
        self._count()

    def _difference(self, one: Difference, *, locked: bool) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        name = label(one.label, "field", wrap=True)
        name.setFixedWidth(NAME_WIDTH)
        grid.addWidget(name, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        for at, (title, text) in enumerate((("原来", one.before), ("对方", one.theirs), ("我的", one.mine)), 1):
            grid.setColumnStretch(at, 1)
            grid.addWidget(label(title, "sub"), 0, at)
            grid.addWidget(readable(text or EMPTY), 1, at, Qt.AlignmentFlag.AlignTop)
        if locked:
            return grid
        if one.side == BOTH:
            grid.addLayout(self._choice(one), 2, 1, 1, 3)
        else:
            grid.addWidget(label(SIDES.get(one.side, "只有您改了，用您的"), "sub"), 2, 1, 1, 3)
        return grid

    def _choice(self, one: Difference):  # type: ignore[no-untyped-def]
        group = QButtonGroup(self)
        mine, theirs = QRadioButton("用我的"), QRadioButton("用对方的")
        for number, made in enumerate((mine, theirs)):
            made.setAccessibleName(f"{one.label}：{made.text()}")
            group.addButton(made, number)
        group.idClicked.connect(lambda _n: self._count())
        self._groups[one.path] = group
        return row(label(SIDES[BOTH], "sub"), mine, theirs, None, spacing=12)

    def _count(self) -> None:
        left = sum(group.checkedId() < 0 for group in self._groups.values())
        self._left.setText(f"还有 {left} 处要选" if left else "都选好了" if self._groups else "")
        self.save_button.setEnabled(not left)

    def choose(self, path: str, *, mine: bool) -> None:
        """Take one side for a field, as the radio buttons do."""
        self._groups[path].button(0 if mine else 1).click()

    def mine(self) -> set[str]:
        """The fields for which mine was chosen."""
        return {path for path, group in self._groups.items() if group.checkedId() == 0}

    def first(self) -> QWidget:
        """Where the cursor goes: the first choice, else the way on."""
        for group in self._groups.values():
            return group.button(0)
        return self.save_button if self.save_button.isEnabled() else self.back_button


class OperationView(QWidget):
    """One operation of a record's history: who, when, and each field before and after."""

    def __init__(self, back: Callable[[], object], take_back: Callable[[HistoryEntry], object]) -> None:
        super().__init__()
        self.setAccessibleName("修改内容")
        self.entry: HistoryEntry | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 4, 10, 4)
        box.setSpacing(8)
        self._title = label("", "card-title", wrap=True)
        self._when = label("", "sub")
        box.addWidget(self._title)
        box.addWidget(self._when)
        holder = QWidget()
        self._rows = QVBoxLayout(holder)
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(8)
        box.addWidget(scroll(holder), 1)
        self.undo_button = button("撤销这一步", lambda: take_back(self.entry) if self.entry else None)
        self._why = label("", "sub", wrap=True)
        self.back_button = button("返回记录", back, "primary")
        box.addLayout(row(self._why, None, self.undo_button, self.back_button))

    def show_entry(self, entry: HistoryEntry) -> None:
        """Show an operation."""
        self.entry = entry
        clear(self._rows)
        self._title.setText(entry.label)
        self._when.setText(f"{entry.who} · {local_time(entry.at, seconds=True)} · 操作日志第 {entry.number} 号")
        for number, one in enumerate(entry.changes):
            if number:
                self._rows.addWidget(line())
            self._rows.addLayout(self._change(one.label, one.before, one.after))
        if not entry.changes:
            self._rows.addWidget(label("只记了办理这一步，没有改动内容。"))
        self._rows.addStretch(1)
        self.undo_button.setEnabled(not entry.fixed)
        self._why.setText(entry.fixed)

    def _change(self, name: str, before: str, after: str) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        head = label(name, "field", wrap=True)
        head.setFixedWidth(NAME_WIDTH)
        grid.addWidget(head, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        for at, (title, text) in enumerate((("之前", before), ("之后", after)), 1):
            grid.setColumnStretch(at, 1)
            grid.addWidget(label(title, "sub"), 0, at)
            grid.addWidget(readable(text or EMPTY), 1, at, Qt.AlignmentFlag.AlignTop)
        return grid
