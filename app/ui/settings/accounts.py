"""Accounts and their roles."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QGridLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import AppError
from app.services import accounts, people
from app.services.people import PersonRow
from app.services.session import Session, User
from app.ui.desk import Desk
from app.ui.parts import Card, button, label, row
from app.ui.settings.tab import Tab
from app.ui.simpletable import SimpleTable


class AccountsTab(Tab):
    """The accounts of this computer."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.users: list[User] = []
        self.people: list[PersonRow] = []
        card = Card("账号")
        card.head.addWidget(button("新增账号…", self.new_account, "small"))
        card.head.addWidget(button("修改…", self._roles, "small"))
        card.head.addWidget(button("停用…", self._remove, "small"))
        self.table = SimpleTable("账号", (("登录名", 150), ("姓名", 120), ("对应人员", 150), ("角色", 0)), lambda _n: self._roles())
        card.body.addWidget(self.table, 1)
        card.body.addWidget(
            label("每人一个账号和口令。双击或 Enter 修改。账号对应到人员以后，本人能查自己的廉政档案、班子成员能看自己分管范围内的通报。系统管理员、安全保密管理员、安全审计员不接触业务数据，三者互不兼任审计。", "sub", wrap=True)
        )
        self.box.addWidget(card, 1)

    def read(self) -> None:
        session = self.desk.session
        self.desk.runner.query(self, lambda: (accounts.users(session), _people(session)), self._show, key="users")

    def _show(self, found: tuple[list[User], list[PersonRow]]) -> None:
        self.users, self.people = found
        rights, names = self.desk.session.catalog.rights, {p.id: p.name for p in self.people}
        self.table.set_rows([
            (u.login, u.name, names.get(u.person, ""), "、".join(rights.label(r) for r in u.roles)) for u in self.users
        ])  # fmt: skip

    def _current(self) -> User | None:
        number = self.table.currentRow()
        if not 0 <= number < len(self.users):
            self.desk.say("先选中一个账号。", "warn")
            return None
        return self.users[number]

    def new_account(self) -> None:
        """Add an account."""
        AccountDialog(self.desk, self, None).open()

    def _roles(self) -> None:
        user = self._current()
        if user is not None:
            AccountDialog(self.desk, self, user).open()

    def _remove(self) -> None:
        user = self._current()
        text = f"“{user.name if user else ''}”不能再登录，业务数据换新密钥；其登记的记录不受影响。不能撤销。"
        if user is not None and self.desk.dialogs.confirm("停用账号", text, "停用", danger=True):
            session = self.desk.session
            self.desk.runner.task(
                self, "停用账号", lambda _c: accounts.remove_user(session, user.id), lambda _v: self.read()
            )


def _people(session: Session) -> list[PersonRow]:
    """Whom an account may be linked to; nobody for officers without business data."""
    return people.people(session, include_left=True) if session.business is not None and session.can("manage_people") else []


def _changed(session: Session, user: User, roles: tuple[str, ...], person: str) -> None:
    """Write what is different, whose account it is first: roles may take the account its key."""
    if person != user.person:
        accounts.link_person(session, user.id, person)
    if set(roles) != set(user.roles):
        accounts.set_roles(session, user.id, roles)


class AccountDialog(QDialog):
    """A new account, or other roles and another person for one."""

    def __init__(self, desk: Desk, tab: AccountsTab, user: User | None) -> None:
        super().__init__(tab.window())
        self._desk, self._tab, self._user = desk, tab, user
        self.setWindowTitle("账号")
        self.setMinimumWidth(520)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 18)
        box.setSpacing(12)
        box.addWidget(label("修改账号" if user else "新增账号", "card-title"))
        self.inputs: dict[str, QLineEdit] = {}
        rows = QFormLayout()
        rows.setSpacing(9)
        if user is None:
            for name, text in (("login", "登录名"), ("name", "姓名"), ("password", "初始口令"), ("again", "再输一遍")):
                made = QLineEdit()
                made.setAccessibleName(text)
                if name in ("password", "again"):
                    made.setEchoMode(QLineEdit.EchoMode.Password)
                self.inputs[name] = made
                rows.addRow(label(text, "field"), made)
        self.person = QComboBox()
        self.person.setAccessibleName("对应人员")
        self.person.addItem("不对应人员登记里的人", "")
        for one in tab.people:
            self.person.addItem("　".join(t for t in (one.name, one.titles or one.unit_label) if t), one.id)
        self.person.setCurrentIndex(max(0, self.person.findData(user.person if user else "")))
        if tab.people:
            rows.addRow(label("对应人员", "field"), self.person)
        box.addLayout(rows)
        self.roles = self._role_boxes(box)
        self._problem = label("", "problem", wrap=True)
        box.addWidget(self._problem)
        box.addLayout(row(None, button("取消", self.reject), button("保存", self.save, "primary")))

    def _role_boxes(self, box: QVBoxLayout) -> dict[str, QCheckBox]:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        found = {}
        for number, role in enumerate(self._desk.session.catalog.rights.roles.values()):
            made = QCheckBox(role.label)
            made.setChecked(self._user is not None and role.code in self._user.roles)
            grid.addWidget(made, number // 2, number % 2)
            found[role.code] = made
        box.addWidget(holder)
        return found

    def save(self) -> None:
        """Add the account or change its roles and person."""
        roles = tuple(code for code, made in self.roles.items() if made.isChecked())
        session, user, person = self._desk.session, self._user, str(self.person.currentData() or "")
        if user is not None:
            self._run("修改账号", lambda: _changed(session, user, roles, person))
            return
        given = {name: made.text() for name, made in self.inputs.items()}
        if given["password"] != given["again"]:
            self._problem.setText("两次输入的口令不一样。")
            return
        self._run(
            "新增账号",
            lambda: accounts.add_user(session, given["login"].strip(), given["name"], roles, given["password"], person),
        )

    def _run(self, text: str, work: object) -> None:
        self._desk.runner.task(
            self, text, lambda _c: work(), lambda _v: self._done(), failed=self._refused  # type: ignore[operator]
        )

    def _done(self) -> None:
        self._tab.read()
        self._desk.say("账号已保存。")
        self.accept()

    def _refused(self, error: AppError) -> bool:
        self._problem.setText(error.sentence())
        return True
