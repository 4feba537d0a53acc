"""Decisions: the safe answer is the one Enter gives."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.ui.dialogs import Decision
from app.ui.theme import Tokens

Asked = Callable[..., Decision]


@pytest.fixture
def asked(qapp: QApplication, tokens: Tokens) -> Asked:
    """A decision on the screen."""

    def ask(*choices: str, danger: bool = False) -> Decision:
        made = Decision("删除记录", "将删除：第21次党组会议。", choices, danger=danger)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.show()
        return made

    return ask


def press(key: Qt.Key, where: Decision) -> None:
    QTest.keyClick(where.focusWidget() or where, key)


def test_enter_takes_the_first_answer(asked: Asked) -> None:
    dialog = asked("导入")
    results: list[int] = []
    dialog.finished.connect(results.append)
    press(Qt.Key.Key_Return, dialog)
    assert results == [Decision.DialogCode.Accepted.value]


def test_enter_keeps_what_would_be_destroyed(asked: Asked) -> None:
    dialog = asked("删除 1 条", danger=True)
    results: list[int] = []
    dialog.finished.connect(results.append)
    press(Qt.Key.Key_Return, dialog)
    assert results == [Decision.DialogCode.Rejected.value]


def test_one_of_several_ways_is_told_by_its_number(asked: Asked) -> None:
    dialog = asked("做完再退出", "取消工作并退出")
    taken: list[int] = []
    dialog.accepted.connect(lambda: taken.append(dialog.taken))
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "取消工作并退出").click()
    assert taken == [1]


def test_answers_too_long_for_buttons_stand_in_a_list(asked: Asked) -> None:
    dialog = asked(*(f"某建党函〔2026〕{n}号　李建国　到 2026-12-31" for n in (1, 2)))
    taken: list[int] = []
    dialog.accepted.connect(lambda: taken.append(dialog.taken))
    press(Qt.Key.Key_Down, dialog)
    press(Qt.Key.Key_Return, dialog)
    assert taken == [1]


def test_escape_gives_up(asked: Asked) -> None:
    dialog = asked("导入")
    results: list[int] = []
    dialog.finished.connect(results.append)
    press(Qt.Key.Key_Escape, dialog)
    assert results == [Decision.DialogCode.Rejected.value]
