"""Signing a judgement in the window: evidence as chips, refusals in place, by keys alone, history, withdrawal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.services import accounts, duties, duty_settings, people, records
from app.services.duties import DutyCell
from app.services.second_person import PASSWORD, SECOND
from app.ui.judging import EVIDENCE, REASON, STATE, STATEMENT, JudgeDialog, SignDialog, WithdrawDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]
SECRET = "大江东去浪淘尽千古风流"
MANUAL = "tianshui-2014/3.2/supervise-team"


@pytest.fixture
def judging(office: Session) -> Session:
    """The office with all grades judged, a second person who may sign, and a talk."""
    duty_settings.set_all_grades(office, True, 2025)
    accounts.add_user(office, "zhaowen", "赵文", ("principal",), SECRET)
    body = {"date": "2026-10-10", "actor": people.find_people(office, "周明远")[0].id, "reason": "年度谈话"}
    records.save(office, "talk", "talk.heart", {**body, "subject": [body["actor"]]})
    return office


def waiting(office: Session) -> DutyCell:
    """A state that waits for people to judge."""
    cells = [c for r in duties.board(office, 2026).rows for c in r.cells]
    return next(c for c in cells if c.duty == MANUAL and c.state == "manual_pending")


def panel(shell: Shell, idle: Idle, cell: DutyCell) -> Any:
    """The explanation of a state on the board."""
    shell.desk.open("board", duty=cell.duty, period=cell.period, subject=cell.subject)
    idle()
    page: Any = shell.current
    assert page.why.explanation is not None
    return page.why


def press(where: Any, text: str) -> None:
    """Press a visible button by its text."""
    found = [b for b in where.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    assert found, text
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


def dialog(shell: Shell, kind: type[SignDialog]) -> Any:
    """The open dialog."""
    found = [d for d in shell.findChildren(kind) if d.isVisible()]
    assert len(found) == 1
    return found[0]


def texts(where: Any) -> str:
    """Everything that is written there."""
    return "\n".join(x.text() for x in where.findChildren(QLabel) if x.isVisible())


def test_a_judgement_is_signed_by_keys_alone_with_its_evidence(
    judging: Session, shell: Shell, idle: Idle, qtbot: QtBot
) -> None:
    why = panel(shell, idle, waiting(judging))
    press(why, "签批认定…")
    asked = dialog(shell, JudgeDialog)
    assert STATEMENT not in asked.fields
    qtbot.waitUntil(lambda: asked.focusWidget() is not None and asked.focusWidget().hasFocus())
    QTest.keyClick(asked.focusWidget(), Qt.Key.Key_2)
    assert asked.fields[STATE].value() == "manual_met"
    QTest.keyClick(asked.focusWidget(), Qt.Key.Key_Tab)
    line = asked.fields[EVIDENCE].pick.line
    assert asked.focusWidget() is line
    QTest.keyClick(line, Qt.Key.Key_Down)
    idle()
    QTest.keyClick(line, Qt.Key.Key_Down)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert len(asked.fields[EVIDENCE].value()) == 1
    for name, text in ((REASON, "查阅谈话记录"), (SECOND, "zhaowen"), (PASSWORD, SECRET)):
        asked.fields[name].set_value(text)
    QTest.keyClick(asked.fields[REASON].text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle()
    assert why.explanation.cell.state == "manual_met"
    shown = texts(why)
    assert "查阅谈话记录" in shown
    assert "王敏、赵文" in shown
    assert "依据的记录" in shown


def test_what_is_missing_or_refused_is_said_beside_its_field(judging: Session, shell: Shell, idle: Idle) -> None:
    why = panel(shell, idle, waiting(judging))
    press(why, "签批认定…")
    asked = dialog(shell, JudgeDialog)
    press(asked, "签批")
    assert {n for n, note in asked._notes.items() if note.isVisible()} == {STATE, REASON, SECOND, PASSWORD}
    asked.fields[STATE].set_value("exempt")
    for name, text in ((REASON, "当年未设此项"), (SECOND, judging.user.login), (PASSWORD, SECRET)):
        asked.fields[name].set_value(text)
    press(asked, "签批")
    assert [n for n, note in asked._notes.items() if note.isVisible()] == [SECOND]
    asked.fields[SECOND].set_value("zhaowen")
    asked.fields[PASSWORD].set_value("不是这个口令呀呀")
    press(asked, "签批")
    idle()
    assert asked.isVisible()
    assert asked._notes[PASSWORD].isVisible()
    asked.fields[PASSWORD].set_value(SECRET)
    press(asked, "签批")
    idle()
    assert why.explanation.cell.state == "exempt"


def test_enter_in_a_line_never_signs(judging: Session, shell: Shell, idle: Idle) -> None:
    why = panel(shell, idle, waiting(judging))
    press(why, "签批认定…")
    asked = dialog(shell, JudgeDialog)
    line = asked.fields[SECOND].line
    line.setFocus()
    QTest.keyClicks(line, "zhaowen")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert asked.focusWidget() is asked.fields[PASSWORD].line
    assert not [n for n, note in asked._notes.items() if note.isVisible()]
    asked.reject()


def test_a_judgement_is_signed_anew_and_taken_back_and_the_former_reasons_stay(
    judging: Session, shell: Shell, idle: Idle
) -> None:
    why = panel(shell, idle, waiting(judging))
    for button, state, reason in (("签批认定…", "manual_unmet", "材料不齐"), ("改签…", "manual_met", "材料已补")):
        press(why, button)
        asked = dialog(shell, JudgeDialog)
        for name, value in ((STATE, state), (REASON, reason), (SECOND, "zhaowen"), (PASSWORD, SECRET)):
            asked.fields[name].set_value(value)
        press(asked, "签批")
        idle()
        assert why.explanation.cell.state == state
    assert "材料不齐" in texts(why)
    press(why, "撤回签批…")
    asked = dialog(shell, WithdrawDialog)
    for name, value in ((REASON, "签错了时期"), (SECOND, "zhaowen"), (PASSWORD, SECRET)):
        asked.fields[name].set_value(value)
    press(asked, "撤回")
    idle()
    assert why.explanation.cell.state == "manual_pending"
    shown = texts(why)
    assert all(reason in shown for reason in ("材料不齐", "材料已补", "签错了时期"))


def test_the_person_concerned_has_a_word(judging: Session, shell: Shell, idle: Idle) -> None:
    known = {p.id for p in people.people(judging)}
    cells = [c for r in duties.board(judging, 2026).rows for c in r.cells]
    cell = next(c for c in cells if c.subject in known and c.state == "overdue")
    why = panel(shell, idle, cell)
    press(why, "说明不适用…")
    asked = dialog(shell, JudgeDialog)
    assert asked.fields[STATE].value() == "exempt"
    for name, value in ((REASON, "当季脱产学习"), (SECOND, "zhaowen"), (PASSWORD, SECRET), (STATEMENT, "情况属实")):
        asked.fields[name].set_value(value)
    press(asked, "签批")
    idle()
    assert "情况属实" in texts(why)
    shell.desk.dialogs.script.append({"text": "情况属实，返岗后已补听汇报。"})
    press(why, "本人说明…")
    idle()
    assert "返岗后已补听汇报" in texts(why)
    assert why.explanation.cell.state == "exempt"
