"""The way of a record as a bar: what shows in little room, what keys and a screen reader reach, what a step says."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.ui.desk import Desk
from app.ui.runbar import BarStep, Fold, folded
from app.ui.runcard import RunCard, StepView

Idle = Callable[[], None]


def steps(number: int, done: int, late: tuple[int, ...] = ()) -> list[BarStep]:
    return [
        BarStep(f"s{n}", f"第{n}步要办的事", "done" if n < done else "overdue" if n in late else "open", next=n == done)
        for n in range(number)
    ]


@pytest.mark.parametrize("done", [0, 1, 2, 5, 10, 11, 12])
@pytest.mark.parametrize("room", [3, 4, 6, 9])
def test_in_little_room_the_next_step_shows_and_nothing_is_lost(done: int, room: int) -> None:
    shown = folded(steps(12, done), room)
    assert len(shown) <= room
    plain = [s[1].key for s in shown if not isinstance(s, Fold)]
    assert done == 12 or f"s{done}" in plain
    hidden = sum(s.count for s in shown if isinstance(s, Fold))
    assert hidden + len(plain) == 12
    assert all(s.count > 1 for s in shown if isinstance(s, Fold))


def test_with_room_for_all_nothing_is_folded() -> None:
    assert [s[0] for s in folded(steps(5, 2), 5) if not isinstance(s, Fold)] == [1, 2, 3, 4, 5]


def test_a_fold_says_how_many_late_steps_it_hides() -> None:
    after = [s for s in folded(steps(12, 1, late=(9, 10)), 5) if isinstance(s, Fold)][-1]
    assert (after.side, after.late) == ("after", 2)


def view(step: BarStep, pressed: list[str]) -> StepView:
    return StepView(step, ("未办", "info"), ("缺少反馈。",), (), (("登记反馈", lambda: pressed.append(step.key), ""),
                                                           ("签发", lambda: pressed.append("sign"), "您的账号没有权限")))  # fmt: skip


@pytest.fixture
def card(desk: Desk, qtbot: QtBot) -> Iterator[tuple[RunCard, list[str]]]:
    pressed: list[str] = []
    made = RunCard(desk)
    made.resize(420, 200)
    made.set_way("纪检监察建议", [view(s, pressed) for s in steps(12, 4)])
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made, pressed
    made.close()
    made.deleteLater()


def test_keys_open_a_step_and_escape_closes_it(card: tuple[RunCard, list[str]], idle: Idle) -> None:
    made, pressed = card
    made.bar.clearFocus()
    made.bar.setFocus(Qt.FocusReason.TabFocusReason)
    assert "现在办这一步" in made.bar.accessibleName()
    QTest.keyClick(made.bar, Qt.Key.Key_Return)
    assert made.panel.isVisible()
    assert made.bar.chosen == "s4"
    button = next(b for b in made.panel.findChildren(QPushButton) if b.text() == "登记反馈")
    refused = next(b for b in made.panel.findChildren(QPushButton) if b.text() == "签发")
    assert not refused.isEnabled()
    assert refused.accessibleDescription() == "您的账号没有权限"
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert pressed == ["s4"]
    QTest.keyClick(button, Qt.Key.Key_Escape)
    assert not made.panel.isVisible()
    assert made.bar.chosen == ""


def test_a_fold_opens_all_steps_and_closes_again(card: tuple[RunCard, list[str]]) -> None:
    made, _pressed = card
    before = made.bar.height()
    fold = next(n for n, i in enumerate(made.bar.items) if isinstance(i.key, Fold))
    QTest.mouseClick(made.bar, Qt.MouseButton.LeftButton, pos=made.bar.items[fold].rect.center().toPoint())
    assert [i.key for i in made.bar.items][:12] == [f"s{n}" for n in range(12)]
    assert made.bar.height() > before
    made.bar.choose(len(made.bar.items) - 1)
    made.bar.open_current()
    assert made.bar.height() == before


def test_steps_that_are_not_needed_are_folded_and_numbers_pass_over_them(card: tuple[RunCard, list[str]]) -> None:
    made, pressed = card
    way = [BarStep("a", "提出", "done"), BarStep("b", "督办", "passed"), BarStep("c", "反馈", "open", next=True)]
    made.set_way("", [view(s, pressed) for s in way])
    assert [i.words for i in made.bar.items] == [
        "第 1 步，共 2 步：提出，已办", "第 2 步，共 2 步：反馈，未办，现在办这一步", "不需办 1 步，打开看全部步骤",
    ]  # fmt: skip
    made.bar.choose(2)
    made.bar.open_current()
    assert [i.key for i in made.bar.items][:3] == ["a", "b", "c"]
    assert made.bar.items[1].words == "督办，不需办"


def test_a_step_that_is_open_stays_open_when_the_way_goes_on(card: tuple[RunCard, list[str]]) -> None:
    made, pressed = card
    made.choose("s4")
    made.set_way("纪检监察建议", [view(s, pressed) for s in steps(12, 5)])
    assert made.bar.chosen == "s4"
    made.set_way("别的", [view(BarStep("x", "拟稿", "open"), pressed)])
    assert not made.panel.isVisible()


def test_the_whole_way_is_said_in_words(card: tuple[RunCard, list[str]]) -> None:
    made, _pressed = card
    assert made.bar.accessibleDescription().startswith("第0步要办的事已办，")
    assert made.bar.accessibleDescription().endswith("第11步要办的事未办")
