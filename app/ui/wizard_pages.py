"""The pages of the first-run wizard; each reads into and shows from WizardState."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.catalog.catalog import Catalog
from app.ui.parts import button, column, label, restyle, row, tag
from app.ui.wizard_state import Leader, WizardState

LEADER_ROWS = 7
CTRL = Qt.KeyboardModifier.ControlModifier
WIDTHS = (100, 190, 60, 130, 0)


class Entry(QLineEdit):
    """A line that keeps Enter to itself: a plain line edit would pass it on to the wizard as well."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & CTRL:
            event.accept()


class WizardPage(QWidget):
    """One step. inputs: what a Trouble may name; notes: where it is said beside them."""

    submitted = Signal()

    def __init__(self, state: WizardState) -> None:
        super().__init__()
        self.state = state
        self.inputs: dict[str, QWidget] = {}
        self.notes: dict[str, QLabel] = {}
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(8)

    def line(self, name: str, hint: str = "", *, secret: bool = False) -> QLineEdit:
        """An input; Enter goes on to the next one, or submits."""
        made = Entry()
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        if secret:
            made.setEchoMode(QLineEdit.EchoMode.Password)
        made.returnPressed.connect(lambda: self.entered(made))
        return made

    def entered(self, line: QLineEdit) -> None:
        """Enter: the next input of the page, after the last one the next page."""
        lines = [w for w in self.inputs.values() if isinstance(w, QLineEdit) and w.isVisible()]
        following = lines[lines.index(line) + 1 :] if line in lines else []
        if following:
            following[0].setFocus()
        else:
            self.submitted.emit()

    def with_note(self, where: str, made: QWidget) -> QVBoxLayout:
        """An input with the place below it that says what is wrong with it."""
        self.inputs[where] = made
        self.notes[where] = note = label("", "problem", wrap=True)
        note.hide()
        return column(made, note, spacing=2)

    def mark(self, where: str, text: str) -> bool:
        """Say what is wrong beside its input and go there; False when the page has no place beside it."""
        for name, made in self.inputs.items():
            if (made.property("tone") or "") != ("bad" if name == where else ""):
                restyle(made, tone="bad" if name == where else "")
        for name, note in self.notes.items():
            note.setText(text if name == where else "")
            note.setVisible(name == where)
        if where in self.inputs:
            self.inputs[where].setFocus()
        return where in self.notes

    def enter(self) -> None:
        """Show the state."""

    def leave(self) -> None:
        """Read into the state."""

    def first(self) -> QWidget:
        """Where the cursor goes."""
        return self


class StartPage(WizardPage):
    """Own office or example."""

    def __init__(self, state: WizardState) -> None:
        super().__init__(state)
        text = "履责台在这台电脑上为一个单位登记会议、谈话和履责情况，打印国标公文，用加密数据包报送。不联网，数据全部加密。"
        self.box.addWidget(label(text, wrap=True))
        self.own = QRadioButton("建立本单位的办公室")
        self.example = QRadioButton("先用示例办公室看一看（人和事都是虚构的，一键可删）")
        self.own.setChecked(True)
        self.box.addWidget(self.own)
        self.box.addWidget(label("约需五分钟：单位、班子成员、您的账号，最后打印一张恢复密钥。", "sub"))
        self.box.addWidget(self.example)
        self.box.addStretch(1)
        self.box.addWidget(label("提醒：本程序不是经认证的密码产品，不得录入国家秘密。", "sub"))

    def leave(self) -> None:
        self.state.example = self.example.isChecked()

    def first(self) -> QWidget:
        return self.own


class LeadersPage(WizardPage):
    """A table of the leaders."""

    def __init__(self, state: WizardState) -> None:
        super().__init__(state)
        text = "登记领导班子成员，职责按人、按任职日期、按分管清点。姓名空着按 Enter 到下一步；人多可以进去后在“人员”页补。"
        self.box.addWidget(label(text, "sub", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        heads = ("姓名", "职务", "一把手", "任职日期", "分管（用“、”分开）")
        for at, head in enumerate(heads):
            grid.addWidget(label(head, "sub"), 0, at)
        self.rows: list[tuple[QLineEdit, QLineEdit, QCheckBox, QLineEdit, QLineEdit]] = []
        for number in range(1, LEADER_ROWS + 1):
            self.rows.append(self._row(grid, number))
        grid.setColumnStretch(4, 1)
        self.box.addLayout(grid)
        self._note = label("", "problem", wrap=True)
        self.box.addWidget(self._note)
        self.box.addStretch(1)

    def mark(self, where: str, text: str) -> bool:
        super().mark(where, text)
        self._note.setText(text)
        return bool(where)

    def _row(self, grid: QGridLayout, number: int) -> tuple[QLineEdit, QLineEdit, QCheckBox, QLineEdit, QLineEdit]:
        who = f"第 {number} 人"
        name, title = self.line(f"{who}姓名"), self.line(f"{who}职务", "如 党组书记、局长" if number == 1 else "")
        first = QCheckBox()
        first.setAccessibleName(f"{who}是主要负责人")
        first.setChecked(number == 1)
        since, fields = self.line(f"{who}任职日期", "2021-06-01"), self.line(f"{who}分管")
        for at, part in enumerate((name, title, first, since, fields)):
            if WIDTHS[at] and at != 2:
                part.setFixedWidth(WIDTHS[at])
            grid.addWidget(part, number, at)
        for key, part in (("name", name), ("title", title), ("since", since), ("fields", fields)):
            self.inputs[f"{number - 1}.{key}"] = part
        return name, title, first, since, fields

    def entered(self, line: QLineEdit) -> None:
        """An empty name ends the list: Enter there goes on to the next page."""
        if any(line is row[0] for row in self.rows[1:]) and not line.text().strip():
            self.submitted.emit()
        else:
            super().entered(line)

    def leave(self) -> None:
        self.state.leaders = [
            Leader(name.text(), title.text(), first.isChecked(), since.text(), fields.text())
            for name, title, first, since, fields in self.rows
            if name.text().strip()
        ]

    def first(self) -> QWidget:
        return self.rows[0][0]


class AccountPage(WizardPage):
    """The first account."""

    def __init__(self, state: WizardState, catalog: Catalog) -> None:
        super().__init__(state)
        self.name, self.login = self.line("您的姓名"), self.line("登录名", "如 wangmin")
        self.password = self.line("口令", secret=True)
        self.again = self.line("再输一遍", secret=True)
        rows = QFormLayout()
        rows.setSpacing(9)
        lines = {"name": self.name, "login": self.login, "password": self.password, "again": self.again}
        for (key, made), text in zip(lines.items(), ("您的姓名", "登录名", "口令", "再输一遍"), strict=True):
            made.setMaximumWidth(360)
            rows.addRow(label(text, "field"), self.with_note(key, made))
        self.box.addLayout(rows)
        self.strength = tag("", "muted")
        self.box.addWidget(self.strength)
        self.box.addWidget(label("建议用一句自己记得住、别人猜不到的话。忘记口令只能用恢复密钥打开。", "sub", wrap=True))
        self.box.addWidget(label("您的岗位", "row-title"))
        grid = QGridLayout()
        self.roles: dict[str, QCheckBox] = {}
        roles = [r for r in catalog.rights.roles.values() if r.business]
        for number, role in enumerate(roles):
            box = QCheckBox(role.label)
            box.setChecked(role.code in state.roles)
            self.roles[role.code] = box
            grid.addWidget(box, number // 3, number % 3)
        self.box.addLayout(grid)
        self.box.addStretch(1)
        for line in (self.login, self.password):
            line.textChanged.connect(lambda _t: self._judge())
        self._judge()

    def _judge(self) -> None:
        self.leave()
        tone, words = self.state.strength()
        self.strength.setText(words)
        restyle(self.strength, tone=tone)

    def leave(self) -> None:
        state = self.state
        state.user_name, state.login = self.name.text(), self.login.text()
        state.password, state.again = self.password.text(), self.again.text()
        state.roles = tuple(code for code, made in self.roles.items() if made.isChecked())

    def first(self) -> QWidget:
        return self.name


class RecoveryPage(WizardPage):
    """The key for the sealed envelope; one group must be typed from the paper."""

    def __init__(self, state: WizardState, print_sheet: Callable[[], object]) -> None:
        super().__init__(state)
        text = "这是唯一一次显示恢复密钥。请打印出来，装入信封密封，由单位负责人保管。所有人都忘了口令时，只有它能打开数据。"
        self.box.addWidget(label(text, wrap=True))
        self.key = label("", "key", wrap=True)
        self.key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.key.setMinimumHeight(90)
        self.box.addWidget(self.key)
        self.print = button("打印恢复密钥…", print_sheet)
        self.box.addLayout(row(None, self.print, None))
        self.box.addSpacing(10)
        self._ask = label("", "row-title")
        self.group = self.line("核对的一组")
        self.group.setFixedWidth(160)
        self.box.addLayout(row(self._ask, None, spacing=10))
        self.box.addLayout(self.with_note("group", self.group))
        self.box.addStretch(1)

    def enter(self) -> None:
        groups = self.state.recovery_key.split("-")
        half = len(groups) // 2
        self.key.setText("  ".join(groups[:half]) + "\n" + "  ".join(groups[half:]))
        self._ask.setText(f"请照打印件输入第 {self.state.asked_group} 组：")

    def leave(self) -> None:
        self.state.typed_group = self.group.text()

    def first(self) -> QWidget:
        return self.print
