"""What a package holds, before anything is written; and what came with one, afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.services import incoming, prints
from app.services.incoming import ImportReport, Incoming, IncomingItem
from app.ui.desk import Desk
from app.ui.parts import button, label, row, tag
from app.ui.printing import preview
from app.ui.simpletable import SimpleTable

COLUMNS = (("日期", 96), ("种类", 170), ("标题", 0), ("导入后", 80))


class ItemsView(QDialog):
    """A list of records that came in."""

    def __init__(self, title: str, items: Sequence[IncomingItem], parent: QWidget) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(820, 560)
        self.layout_ = QVBoxLayout(self)
        self.layout_.setContentsMargins(24, 18, 24, 16)
        self.layout_.addWidget(label(title, "card-title", wrap=True))
        self.table = SimpleTable("报送的记录", COLUMNS)
        self.table.set_rows([(i.date, i.kind_label, i.title, i.what) for i in items])
        self.layout_.addWidget(self.table, 1)
        self.buttons = row(None, button("关闭", self.reject))
        self.layout_.addLayout(self.buttons)


class ImportView(ItemsView):
    """The verification and what an import would do, with the decision."""

    imported = Signal(object)

    def __init__(self, desk: Desk, found: Incoming, parent: QWidget) -> None:
        super().__init__(f"{found.sender_name} 的报送包", found.items, parent)
        self._desk, self._found, self._owner = desk, found, parent
        self.layout_.insertWidget(1, tag("签名有效 · 内容完整 · 发给本单位", "good"), 0, Qt.AlignmentFlag.AlignLeft)
        self.layout_.insertWidget(2, label("\n".join(found.lines), "sub", wrap=True))
        note = "导入前自动备份；记录作为对方的报送另存，不混入本单位记录；整次导入可以撤销。"
        self.layout_.insertWidget(3, label(note, "sub", wrap=True))
        self.accept_button = button("导入", self.apply, "primary")
        self.buttons.addWidget(self.accept_button)

    def apply(self) -> None:
        """Import in one transaction, with a backup before."""
        session, found = self._desk.session, self._found
        self.accept_button.setEnabled(False)

        def done(report: ImportReport) -> None:
            self.imported.emit(report)
            self.accept()
            if self._desk.dialogs.confirm("导入报告", "\n".join(report.lines), "打印报告"):
                title, sender = "导入报告", found.sender_name
                preview(
                    self._desk, self._owner, title, lambda: prints.import_report_pdf(session, report, sender)
                )

        self._desk.runner.operate(
            self, "导入报送包", lambda c: incoming.apply_incoming(session, found, c), done, failed=self._refused
        )

    def _refused(self, _error: object) -> bool:
        self.accept_button.setEnabled(True)
        return False
