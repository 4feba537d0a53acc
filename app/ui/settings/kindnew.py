"""The dialog that begins a kind of letter: its name and the one it is to be like."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QWidget

from app.ui.desk import Desk
from app.ui.fields.picker import PickEdit
from app.ui.fields.scalar import LineField
from app.ui.fields.sources import OptionSource
from app.ui.filterdialogs import AskDialog
from app.ui.parts import label

LONGEST = 40


class NewKindDialog(AskDialog):
    """given: the name, and the code of the kind to begin like, empty for an empty one."""

    given = Signal(str, str)

    def __init__(self, desk: Desk, kinds: list[tuple[str, str]], parent: QWidget) -> None:
        super().__init__("新增文书种类", parent, 460)
        self.name = LineField("例如：廉政风险提示函", most=LONGEST)
        self.name.setParent(self)
        self.name.name("名称")
        self.like = PickEdit(OptionSource(desk, kinds))
        self.like.setParent(self)
        self.like.name("照哪一种起草")
        self.like.set_hint("不选就从空白开始")
        rows = QFormLayout()
        rows.setSpacing(9)
        rows.addRow(label("名称", "field"), self.name)
        rows.addRow(label("照哪一种起草", "field"), self.like)
        self.box.addLayout(rows)
        self.box.addWidget(label("要填的内容、要求和附件一起照搬，再逐项改。", "sub", wrap=True))
        self._wrong = label("", "problem", wrap=True)
        self.box.addWidget(self._wrong)
        self.finish()
        self.name.setFocus()

    def take(self) -> None:
        words = str(self.name.value() or "").strip()
        if not words or len(words) > LONGEST:
            self._wrong.setText(f"请写名称，不超过 {LONGEST} 字。")
            return
        self.given.emit(words, str(self.like.value() or ""))
        self.accept()
