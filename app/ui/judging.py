"""The dialog of a judgement: conclusion, records it rests on, reason, the word of the person concerned, two signatures.

What is refused is said beside its field and the dialog stays open. Does not belong here: who may
sign and what a judgement is (services.judgements).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.services import judgements
from app.services.duties import Explanation
from app.services.lists import Row
from app.services.second_person import PASSWORD, SECOND
from app.ui.desk import Desk
from app.ui.directory import Option
from app.ui.fields.base import ENTER, FieldEditor
from app.ui.fields.many import PickMany
from app.ui.fields.scalar import LineField, LongField
from app.ui.fields.segments import SegmentField
from app.ui.fields.sources import Answer, RecordSource, VocabSource
from app.ui.parts import button, column, label, row, scroll
from app.ui.taborder import read_on

WIDTH = 620
CTRL = Qt.KeyboardModifier.ControlModifier
STATES_VOCAB = "ui_result_state"
STATE, EVIDENCE, REASON = judgements.STATE, judgements.EVIDENCE, judgements.REASON
STATEMENT = judgements.STATEMENT


class EvidenceSource(RecordSource):
    """Records of the unit: those of the kinds the duty speaks of first, all of them before anything is typed."""

    def __init__(self, desk: Desk, duty: str) -> None:
        super().__init__(desk)
        self._duty = duty
        self.hint, self.short = "输入标题、人名查找，按 ↓ 看相关的记录", "查找记录"

    def find(self, text: str, answer: Answer) -> None:
        session, duty = self._desk.session, self._duty

        def done(rows: list[Row]) -> None:
            self.learn({r.id: r.title for r in rows})
            answer([Option(r.id, r.title, f"{r.date} {r.kind_label}") for r in rows])

        self._desk.runner.lookup(
            self._desk, lambda stale: judgements.evidence_choices(session, duty, text, stale), done, key="evidence"
        )


class SignDialog(QDialog):
    """What two people sign. done: called after it is written."""

    tall = 640

    def __init__(self, desk: Desk, one: Explanation, parent: QWidget, done: Callable[[], object]) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.desk, self.one, self._done = desk, one, done
        self.resize(WIDTH, self.tall)
        self.fields: dict[str, FieldEditor] = {}
        self._notes: dict[str, QLabel] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(24, 18, 24, 16)
        self._box.setSpacing(10)
        holder = QWidget()
        self._rows = QFormLayout(holder)
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._area = scroll(holder)
        self._rows.setSpacing(8)
        self._rows.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)

    def _head(self, title: str, text: str) -> None:
        self.setWindowTitle(title)
        self._box.addWidget(label(title, "card-title"))
        about = " · ".join(t for t in (self.one.cell.label, self.one.subject_period) if t)
        self._box.addWidget(label(about, wrap=True))
        self._box.addWidget(label(text, "sub", wrap=True))
        self._box.addWidget(self._area, 1)

    def _add(self, name: str, made: FieldEditor) -> None:
        self.fields[name] = made
        self._notes[name] = note = label("", "problem", wrap=True)
        note.hide()
        made.name(name)
        made.changed.connect(lambda: self._changed(name))
        self._rows.addRow(label(name, "field"), column(made, note, spacing=2))

    def _changed(self, name: str) -> None:
        self._say(name, "")
        self._order()

    def _signatures(self, yes: str) -> None:
        first = label(f"{self.desk.session.user.name}（本账号）")
        self._rows.addRow(label("第一人", "field"), first)
        self._add(SECOND, LineField("另一位有签批权限的同志的登录名"))
        secret = LineField("请第二人本人输入")
        secret.line.setEchoMode(QLineEdit.EchoMode.Password)
        self._add(PASSWORD, secret)
        self._problem = label("", "problem", wrap=True)
        self._problem.hide()
        self._box.addWidget(self._problem)
        self.sign, self._give_up = button(yes, self.submit, "primary"), button("取消", self.reject)
        self._box.addLayout(row(label(f"Ctrl+Enter {yes}", "sub"), None, self._give_up, self.sign))
        self._order()

    def _order(self) -> None:
        """The Tab key goes as one reads, also through chips that came later."""
        read_on(self, (*self.fields.values(), self._give_up, self.sign))

    def _value(self, name: str) -> Any:
        made = self.fields.get(name)
        return made.value() if made is not None else None

    def _say(self, name: str, text: str) -> None:
        note = self._notes[name]
        if note.text() != text or note.isHidden() == bool(text):
            note.setText(text)
            note.setVisible(bool(text))
            self.fields[name].set_bad(bool(text))

    def _troubles(self) -> dict[str, str]:
        """What is wrong before anything is asked of the store, by field."""
        found = {name: made.problem() for name, made in self.fields.items() if made.problem()}
        wanted = {STATE: "请选择签批结论。", REASON: "请写明理由。", SECOND: "请填写第二人的登录名。",
                  PASSWORD: "请第二人本人输入口令。"}  # fmt: skip
        for name, text in wanted.items():
            if name in self.fields and not self._value(name):
                found.setdefault(name, text)
        if self._value(SECOND) == self.desk.session.user.login:
            found[SECOND] = "签批须由两个人完成，第二人不能是本人。"
        return found

    def submit(self) -> None:
        """Sign; stay open with what is wrong beside its field when it is refused."""
        troubles = self._troubles()
        for name in self.fields:
            self._say(name, troubles.get(name, ""))
        self._problem.hide()
        first = next((n for n in self.fields if n in troubles), None)
        if first is not None:
            self.fields[first].setFocus()
            return
        self.sign.setEnabled(False)
        self._write()

    def _write(self) -> None:
        raise NotImplementedError

    def signed(self) -> None:
        """It is written."""
        self._done()
        self.accept()

    def refused(self, error: AppError) -> bool:
        """Say it beside its field, else at the end."""
        self.sign.setEnabled(True)
        if error.where in self.fields:
            self._say(error.where, f"{error.message}{error.action}")
            self.fields[error.where].setFocus()
        else:
            self._problem.setText(error.sentence())
            self._problem.show()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter signs from anywhere; Enter alone goes on to the next field and never signs."""
        if event.key() in ENTER:
            if event.modifiers() & CTRL:
                self.submit()
            return
        super().keyPressEvent(event)


class JudgeDialog(SignDialog):
    """That a duty does not apply, or that it was or was not done."""

    def __init__(self, desk: Desk, one: Explanation, parent: QWidget, done: Callable[[], object]) -> None:
        super().__init__(desk, one, parent, done)
        text = "须您和另一位有签批权限的同志两人签批。认定已落实的要附依据：选记录，或在理由里写明材料存在哪里。"
        if one.cell.record:
            text += "只对这一条记录生效，同期的其他记录不受影响。"
        self._head("签批", text)
        states = SegmentField(VocabSource(desk, STATES_VOCAB), list(judgements.STATES.items()))
        self._add(STATE, states)
        source = EvidenceSource(desk, one.cell.duty)
        evidence = PickMany(source)
        self._add(EVIDENCE, evidence)
        self._add(REASON, LongField("依据什么、为什么这样认定", judgements.MOST_REASON, lines=3))
        if one.cell.subject in {p.id for p in desk.directory.people}:
            self._add(STATEMENT, LongField("本人对此的说明，照原话或书面材料登记，可以不填", judgements.MOST_REASON))
        now = one.judged.now if one.judged is not None else None
        if now is None and not one.cell.state.startswith("manual"):
            states.set_value("exempt")
        if one.judged is not None and now is not None:
            states.set_value(now.state)
            source.learn({r.id: r.title for r in one.judged.evidence})
            evidence.set_value([r.id for r in one.judged.evidence])
            if STATEMENT in self.fields:
                self.fields[STATEMENT].set_value(one.judged.statement or None)
        self._signatures("签批")
        states.setFocus()

    def _write(self) -> None:
        session, cell, value = self.desk.session, self.one.cell, self._value
        state, login, password, reason = value(STATE), value(SECOND), value(PASSWORD), value(REASON)
        evidence, statement = value(EVIDENCE) or [], value(STATEMENT) or ""
        self.desk.runner.operate(
            self, "签批",
            lambda _c: judgements.approve(
                session, cell.duty, cell.period, cell.subject, state, login, password, reason, evidence, statement,
                cell.record,
            ),
            lambda _v: self.signed(), failed=self.refused,
        )  # fmt: skip


class WithdrawDialog(SignDialog):
    """A judgement is taken back: the row says again what the records say."""

    tall = 430

    def __init__(self, desk: Desk, one: Explanation, parent: QWidget, done: Callable[[], object]) -> None:
        super().__init__(desk, one, parent, done)
        text = "撤回后按记录自动判定；撤回的结论和理由留在“以往签批”里。可以撤销。"
        if one.cell.record and one.judged is not None and not one.judged.record:
            text += "这份签批是对本期各条记录一并作出的，撤回后各条都按记录判定。"
        self._head("撤回签批", text)
        self._add(REASON, LongField("为什么撤回", judgements.MOST_REASON, lines=3))
        self._signatures("撤回")
        self.fields[REASON].setFocus()

    def _write(self) -> None:
        session, cell, judged = self.desk.session, self.one.cell, self.one.judged
        period, record = (judged.period, judged.record) if judged is not None else (cell.period, cell.record)
        login, password, reason = self._value(SECOND), self._value(PASSWORD), self._value(REASON)
        self.desk.runner.operate(
            self, "撤回签批",
            lambda _c: judgements.withdraw(session, cell.duty, period, cell.subject, login, password, reason, record),
            lambda _v: self.signed(), failed=self.refused,
        )  # fmt: skip
