"""Jobs and messages: the busy mark, progress, cancelling one job, the drawer, the inline bar, leaving."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services import people
from app.ui.desk import Desk
from app.ui.jobs import State
from app.ui.messages import Message
from app.ui.presenting import advice, details_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.session import Session
    from app.ui.jobs import Runner
    from app.ui.shell import Shell
    from tests.gui.conftest import Failures


class Slow:
    """Work that goes on until it is let go, and looks whether it should stop."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.ran = False

    def __call__(self, context: JobContext) -> Path:
        self.ran = True
        while not self.go.wait(0.01):
            context.report(3, 10, "正在处理第 3 份")
        return Path("out") / "清单.pdf"


@pytest.fixture
def slow() -> Slow:
    return Slow()


def texts(shell: Shell) -> list[str]:
    return [b.text() for b in shell.drawer.findChildren(QPushButton) if b.text()]


def test_a_busy_mark_comes_before_progress_and_both_go(
    shell: Shell, slow: Slow, idle: Callable[[], None], qtbot: QtBot
) -> None:
    idle()
    shell.desk.runner.task(shell, "导出", slow)
    qtbot.wait(100)
    assert not shell.busy_line.isVisible()
    qtbot.waitUntil(shell.busy_line.isVisible, timeout=2000)
    assert not shell.strip.isVisible()
    qtbot.waitUntil(shell.strip.isVisible, timeout=3000)
    assert shell.strip.text.text() == "导出：正在处理第 3 份"
    assert shell.strip.stop.isVisible()
    slow.go.set()
    idle()
    assert not shell.strip.isVisible()
    assert not shell.busy_line.isVisible()


def test_reading_shows_progress_but_no_button_that_cannot_stop_it(
    shell: Shell, slow: Slow, idle: Callable[[], None], qtbot: QtBot
) -> None:
    idle()
    shell.desk.runner.query(shell, lambda: slow.go.wait(10), lambda _v: None, label="正在评价")
    qtbot.waitUntil(shell.strip.isVisible, timeout=5000)
    assert not shell.strip.stop.isVisible()
    slow.go.set()
    idle()


def test_one_job_is_cancelled_and_the_others_go_on(
    runner: Runner, failures: Failures, slow: Slow, idle: Callable[[], None], qtbot: QtBot
) -> None:
    done: list[str] = []
    runner.task(runner, "第一", slow, lambda _v: done.append("第一"))
    second = runner.task(runner, "第二", lambda _c: 2, lambda _v: done.append("第二"))
    runner.task(runner, "第三", lambda _c: 3, lambda _v: done.append("第三"))
    runner.cancel(second)
    slow.go.set()
    idle()
    assert done == ["第一", "第三"]
    assert failures.cancelled_ == ["第二"]


def test_the_drawer_lists_what_runs_waits_and_has_ended(
    shell: Shell, slow: Slow, idle: Callable[[], None], qtbot: QtBot
) -> None:
    idle()
    runner = shell.desk.runner
    runner.operate(shell.desk, "登记人员", lambda _c: people.save_person(shell.desk.session, "陈晓"))
    idle()
    runner.task(shell, "导出清单", slow)
    waiting = runner.task(shell, "全面核对", lambda _c: None)
    shell.show_jobs()
    qtbot.waitUntil(lambda: slow.ran, timeout=2000)
    qtbot.wait(30)
    assert [line.job.state for line in shell.book.lines] == [State.WAITING, State.RUNNING, State.DONE]
    assert texts(shell) == ["取消", "取消", "查看"]
    assert shell.navigation.jobs.text() == "任务 2"
    runner.cancel(waiting)
    slow.go.set()
    idle()
    assert texts(shell) == ["打开文件夹", "查看"]
    assert shell.book.lines[0].job.state is State.CANCELLED
    shell.desk.dialogs.script.append(True)
    next(b for b in shell.drawer.findChildren(QPushButton) if b.text() == "打开文件夹").click()
    assert shell.desk.dialogs.asked == ["打开文件夹"]
    next(b for b in shell.drawer.findChildren(QPushButton) if b.text() == "查看").click()
    assert shell.place is not None
    assert shell.place.page == "person"
    idle()


def test_the_drawer_opens_and_closes_by_keyboard(shell: Shell, idle: Callable[[], None], qtbot: QtBot) -> None:
    shell.desk.open("meetings")
    idle()
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow, timeout=2000)
    qtbot.keyClick(shell, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert shell.drawer.isVisible()
    qtbot.keyClick(shell.drawer, Qt.Key.Key_Escape)
    assert not shell.drawer.isVisible()


def test_only_the_last_twenty_that_ended_are_kept(shell: Shell, idle: Callable[[], None]) -> None:
    for number in range(25):
        shell.desk.runner.task(shell, f"核对{number}", lambda _c: None)
    idle()
    assert [line.job.label for line in shell.book.lines] == [f"核对{n}" for n in range(24, 4, -1)]


def test_what_has_ended_holds_no_content(shell: Shell, idle: Callable[[], None]) -> None:
    shell.desk.runner.task(shell, "读取", lambda _c: "李雷的秘密")
    idle()
    job = shell.book.lines[0].job
    assert job.result is None
    assert job.done is None


def test_leaving_during_long_work_is_a_decision(shell: Shell, slow: Slow, idle: Callable[[], None], qtbot: QtBot) -> None:
    idle()
    closed: list[bool] = []
    shell.closed.connect(lambda: closed.append(True))
    shell.desk.runner.task(shell, "导出", slow)
    shell.desk.dialogs.script.append(None)
    shell.close()
    assert shell.isVisible()
    shell.desk.dialogs.script.append(1)
    shell.close()
    qtbot.waitUntil(lambda: bool(closed), timeout=5000)
    assert not shell.isVisible()
    assert shell.book.lines[0].job.state is State.CANCELLED


def test_leaving_can_wait_for_the_work(shell: Shell, slow: Slow, idle: Callable[[], None], qtbot: QtBot) -> None:
    idle()
    shell.desk.runner.task(shell, "导出", slow)
    shell.desk.dialogs.script.append(0)
    shell.close()
    assert shell.isVisible()
    slow.go.set()
    qtbot.waitUntil(lambda: not shell.isVisible(), timeout=5000)
    assert shell.book.lines[0].job.state is State.DONE


def test_a_draft_that_waits_is_written_before_the_end(runner: Runner, slow: Slow) -> None:
    written: list[str] = []
    runner.task(runner, "长工作", slow)
    runner.query(runner, lambda: written.append("草稿"), lambda _n: None)
    runner.query(runner, lambda: written.append("列表"), lambda _n: None, key="list")
    slow.go.set()
    runner.close()
    assert written == ["草稿"]


# --- the inline bar --------------------------------------------------------
def failed(code: ErrorCode = ErrorCode.STALE, action: str = "") -> Message:
    error = AppError(code, "这条记录被改过。", action=action, where="李雷的档案")
    error.operation = "保存"
    return Message.of(error, advice(), "2026-11-22 09:12")


def test_every_code_has_an_advice() -> None:
    known = advice()
    assert set(known) == {c.value for c in ErrorCode}
    assert all(text.endswith("。") for text in known.values())


def test_a_failure_says_what_to_do_and_its_details_hold_no_content(shell: Shell) -> None:
    assert "再改一次" in failed().text
    assert failed(action="请稍候。").text.endswith("请稍候。")
    shell.bar.show_message(failed())
    row = shell.bar.rows[0]
    next(b for b in row.findChildren(QPushButton) if b.text() == "复制详情").click()
    text = QGuiApplication.clipboard().text()
    assert "stale" in text
    assert "保存" in text
    assert "李雷" not in text
    assert text == details_of("stale", "保存", "2026-11-22 09:12")


def test_good_news_replaces_good_news_and_failures_stay(shell: Shell) -> None:
    bar = shell.bar
    bar.show_message(failed())
    bar.show_message(Message("已保存。"))
    bar.show_message(Message("已导出。"))
    assert [r.message.tone for r in bar.rows] == ["good", "bad"]
    bar.show_message(failed())
    assert [r.message.tone for r in bar.rows] == ["bad"]
    bar.dismiss()
    assert bar.message is None
    assert not bar.isVisible()


def test_the_runner_names_the_work_that_failed(runner: Runner, failures: Failures, idle: Callable[[], None]) -> None:
    def fail(_context: JobContext) -> None:
        raise AppError(ErrorCode.DISK_FULL, "磁盘已满。")

    runner.task(runner, "备份", fail)
    idle()
    assert failures.known_[0].operation == "备份"


def test_a_result_can_be_looked_at_and_undone(office: Session, shell: Shell, desk: Desk, idle: Callable[[], None]) -> None:
    desk.open("meetings")
    desk.runner.operate(desk, "登记人员", lambda _c: people.save_person(office, "陈晓"))
    idle()
    row = shell.bar.rows[0]
    assert [b.text() for b in row.findChildren(QPushButton)] == ["查看", "撤销", "×"]
    row.findChildren(QPushButton)[0].click()
    idle()
    assert shell.place is not None
    assert shell.place.page == "person"
