"""The whole life of a letter in one window: what happened, its files side by side, what could be entered elsewhere now.

Does not belong here: what a life consists of (services.letter_life), steps (letteracts).
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.services import dossier_proposals, letter_effects, letter_life
from app.services.letter_life import Life
from app.services.records import RecordView
from app.ui.desk import Desk
from app.ui.letterbeside import BesideDialog
from app.ui.parts import button, label, row
from app.ui.preview import PreviewDialog
from app.ui.printing import preview as print_preview
from app.ui.savefile import save_attachment
from app.ui.simpletable import SimpleTable

DOSSIER = "dossier:"


class LifeDialog(QDialog):
    """One letter's life. Files and records open from their lines."""

    def __init__(self, desk: Desk, owner: QWidget, record: RecordView) -> None:
        super().__init__(owner.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._record = desk, record
        self.life: Life | None = None
        self.setWindowTitle("办理全程")
        self.resize(940, 620)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 16)
        box.setSpacing(10)
        self.head, self.state = label("", "card-title", wrap=True), label("", "sub")
        self.table = SimpleTable(
            "办理全程", (("部分", 110), ("日期", 100), ("事项", 0), ("谁", 90), ("说明", 260)), self._open, "还没有办理过。"
        )
        self.waiting = QListWidget()
        self.waiting.setAccessibleName("可以接着登记的")
        self.waiting.setMaximumHeight(96)
        self.offer = label("可以接着登记的（打勾后点“登记”，程序不自动登记）", "field")
        self.enter = button("登记", self._enter, "primary")
        beside = [button("和用印件并排看", lambda: BesideDialog(desk, self, record).open())] if record.body.get("scan") else []
        box.addWidget(self.head)
        box.addWidget(self.state)
        box.addWidget(self.table, 1)
        for part in (self.offer, self.waiting):
            box.addWidget(part)
        box.addLayout(row(button("打印", self._print), *beside, None, button("关闭", self.reject), self.enter))
        self._offered(False)
        self.read()

    def read(self) -> None:
        """Read again."""
        session, record_id = self._desk.session, self._record.id
        self._desk.runner.query(self, lambda: letter_life.life(session, record_id), self._show, key="life")

    def _show(self, found: Life) -> None:
        self.life = found
        self.head.setText(found.title)
        self.state.setText(f"现在：{found.state}。双击一行打开文件或记录。")
        before = ("", *(line.section for line in found.lines))
        self.table.set_rows([
            ("" if line.section == last else line.section, line.day, line.what, line.who, line.note)
            for line, last in zip(found.lines, before, strict=False)
        ])  # fmt: skip
        self.waiting.clear()
        offered = [(one.key, one.words) for one in found.proposals]
        offered += [(DOSSIER + one.person, f"归入{one.person_name}的廉政档案（{one.entry_label}）") for one in found.dossier]
        for key, words in offered:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.waiting.addItem(item)
        self._offered(bool(offered))

    def _offered(self, there: bool) -> None:
        for part in (self.offer, self.waiting, self.enter):
            part.setVisible(there)

    def _open(self, number: int) -> None:
        line = self.life.lines[number] if self.life is not None else None
        if line is None:
            return
        if line.record:
            self._desk.open("record", id=line.record)
            self.accept()
        elif line.sha256:
            files = [dict(one) for name in letter_life.FILES for one in self._files(name)]
            at = next((n for n, one in enumerate(files) if one["sha256"] == line.sha256), 0)
            PreviewDialog(self._desk, files, at, self._save, self).open()

    def _files(self, name: str) -> list[dict[str, Any]]:
        return list(self._record.body.get(name) or [])

    def _save(self, one: dict[str, Any]) -> None:
        save_attachment(self._desk, self, one)

    def _enter(self) -> None:
        items = [self.waiting.item(at) for at in range(self.waiting.count())]
        keys = [str(i.data(Qt.ItemDataRole.UserRole)) for i in items if i.checkState() is Qt.CheckState.Checked]
        session, record_id, runner = self._desk.session, self._record.id, self._desk.runner
        entries = [(record_id, k.removeprefix(DOSSIER)) for k in keys if k.startswith(DOSSIER)]
        others = [k for k in keys if not k.startswith(DOSSIER)]

        def file_entries() -> None:
            runner.operate(self, "归入廉政档案", lambda _c: dossier_proposals.enter(session, entries), self._entered)

        if others or not entries:
            then = file_entries if entries else self.read
            runner.operate(self, "登记文书的后续", lambda _c: letter_effects.carry_out(session, record_id, others), lambda _n: then())
        else:
            file_entries()

    def _entered(self, found: dossier_proposals.Entered) -> None:
        if found.sentence():
            self._desk.say(found.sentence(), "warn")
        self.read()

    def _print(self) -> None:
        session, record_id = self._desk.session, self._record.id
        print_preview(self._desk, self, "文书办理全程", lambda: letter_life.life_pdf(session, record_id))


def open_life(desk: Desk, owner: QWidget, record: RecordView) -> None:
    """Open the life of a letter."""
    LifeDialog(desk, owner, record).open()
