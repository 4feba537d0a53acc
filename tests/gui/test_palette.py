"""Ctrl+K: what it finds, by which words, how it is moved in, and that a half-written word is never searched."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent

from app.services import example, people
from app.services.search import search
from app.ui.jobs import Runner
from app.ui.paletteview import Entry

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.session import Session
    from app.ui.palette import SearchBox
    from app.ui.shell import Shell

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def box(office: Session, shell: Shell, idle: Callable[[], None], qtbot: QtBot) -> SearchBox:
    """The search box of an office with example records, open and empty."""
    example.add_example(office, years=1)
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow, timeout=2000)
    shell.search.start()
    idle()
    return shell.search


def entries(box: SearchBox) -> list[Entry]:
    return box.view.results.entries


def find(box: SearchBox, text: str, idle: Callable[[], None]) -> list[Entry]:
    box.line.setText(text)
    box.line.textEdited.emit(text)
    idle()
    return entries(box)


def groups(box: SearchBox) -> list[str]:
    return [e.title for e in entries(box) if e.act is None]


def test_people_by_initials_units_records_and_pages_in_groups(
    box: SearchBox, office: Session, idle: Callable[[], None]
) -> None:
    who = people.people(office)[0]
    assert who.name in [e.title for e in find(box, who.initials, idle)]
    assert groups(box)[0] == "人员和单位"
    assert "某县质监站" in [e.title for e in find(box, "质监", idle)]
    assert "某县质监站" in [e.title for e in find(box, "mxzjz", idle)]
    assert "履责清单" in [e.title for e in find(box, "lzqd", idle)]
    found = find(box, "会议", idle)
    assert found[1].title == "会议"
    assert "记录和文书" in groups(box)


def test_two_characters_inside_a_text_are_found_with_the_words_around(
    box: SearchBox, office: Session, idle: Callable[[], None]
) -> None:
    hits = [h for h in search(office, "整改") if h.kind == "record" and "整改" not in h.title]
    assert hits
    assert all("整改" in h.detail for h in hits)
    assert [h.date for h in hits] == sorted((h.date for h in hits), reverse=True) or len(hits) > 1


def test_nothing_found_says_what_to_try(box: SearchBox, idle: Callable[[], None], qtbot: QtBot) -> None:
    find(box, "没有这个词组", idle)
    assert entries(box)[0].title == "没有找到"
    qtbot.keyClick(box.line, KEY.Key_Return)
    assert box.is_open()


def test_an_empty_box_shows_what_was_opened_last(
    box: SearchBox, shell: Shell, office: Session, idle: Callable[[], None]
) -> None:
    who = people.people(office)[0]
    shell.desk.open("person", id=who.id)
    idle()
    box.start()
    idle()
    assert [e.title for e in entries(box)[:2]] == ["最近打开", who.name]
    assert "页面和动作" in groups(box)


def test_keys_move_over_headings_and_open(box: SearchBox, shell: Shell, idle: Callable[[], None], qtbot: QtBot) -> None:
    find(box, "", idle)
    first = box.view.currentIndex().row()
    assert entries(box)[first].act is not None
    qtbot.keyClick(box.line, KEY.Key_Down)
    assert box.view.currentIndex().row() == first + 1
    qtbot.keyClick(box.line, KEY.Key_Up)
    qtbot.keyClick(box.line, KEY.Key_Up)
    assert box.view.currentIndex().row() == len(entries(box)) - 1
    qtbot.keyClick(box.line, KEY.Key_PageUp)
    qtbot.keyClick(box.line, KEY.Key_PageUp)
    assert box.view.currentIndex().row() == first
    find(box, "谈话", idle)
    qtbot.keyClick(box.line, KEY.Key_Return)
    idle()
    assert shell.place is not None
    assert shell.place.page == "talks"
    assert not box.is_open()


def test_control_enter_lists_all_hits(box: SearchBox, shell: Shell, idle: Callable[[], None], qtbot: QtBot) -> None:
    find(box, "整改", idle)
    qtbot.keyClick(box.line, KEY.Key_Return, CTRL)
    idle()
    assert shell.place is not None
    assert (shell.place.page, dict(shell.place.args)) == ("all", {"text": "整改"})


def test_a_word_in_the_making_is_not_searched_and_enter_does_not_choose(
    box: SearchBox, shell: Shell, idle: Callable[[], None], qtbot: QtBot
) -> None:
    before = [e.title for e in entries(box)]
    QCoreApplication.sendEvent(box.line, QInputMethodEvent("zheng'gai", []))
    idle()
    assert [e.title for e in entries(box)] == before
    qtbot.keyClick(box.line, KEY.Key_Return)
    assert box.is_open()
    done = QInputMethodEvent("", [])
    done.setCommitString("整改")
    QCoreApplication.sendEvent(box.line, done)
    idle()
    assert box.line.text() == "整改"
    assert "记录和文书" in groups(box)


def test_searching_does_not_wait_for_a_long_job(box: SearchBox, shell: Shell, qtbot: QtBot, idle: Callable[[], None]) -> None:
    go_on = threading.Event()
    shell.desk.runner.task(shell, "全面核对", lambda _c: go_on.wait(20))
    box.line.setText("整改")
    box.line.textEdited.emit("整改")
    qtbot.waitUntil(lambda: "记录和文书" in groups(box), timeout=3000)
    go_on.set()
    idle()


def test_a_search_that_nobody_wants_any_more_ends(runner: Runner, office: Session, idle: Callable[[], None]) -> None:
    ran: list[int] = []
    got: list[int] = []

    def work(number: int, stale: Callable[[], bool]) -> int:
        ran.append(number)
        while number == 0 and not stale():
            pass
        return number

    for number in range(30):
        runner.lookup(runner, lambda stale, n=number: work(n, stale), got.append, key="search")  # type: ignore[misc]
    idle()
    assert got == [29]
    assert len(ran) < 30
    assert search(office, "会议", stale=lambda: True) == []


def test_what_was_received_opens_on_the_exchange_page(box: SearchBox, shell: Shell) -> None:
    from app.services.search import Hit

    box._opener(Hit("received", "pk1", "meeting", "党组会", "", "", "收到的报送"))()
    assert shell.place is not None
    assert (shell.place.page, dict(shell.place.args)) == ("exchange", {"package": "pk1"})
