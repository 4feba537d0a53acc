"""The runner: nothing is lost, cancelling works, errors go to the presenter, pages hear of changes."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services.results import ChangeSet, OpResult
from app.ui.jobs import Runner

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.gui.conftest import Failures

EMITS = 200_000


class Sender(QObject):
    """Something that emits."""

    told = Signal(bool)


def test_two_hundred_thousand_emits(qapp: object) -> None:
    """PySide6 6.12 drops a reference of True in every emit and dies; the pinned one must not."""
    sender, heard = Sender(), []
    sender.told.connect(heard.append)
    for _ in range(EMITS):
        sender.told.emit(True)
    assert len(heard) == EMITS


def test_no_result_is_lost(runner: Runner, idle: Callable[[], None]) -> None:
    owner, got = QObject(), []
    for number in range(500):
        runner.query(owner, lambda n=number: n, got.append)  # type: ignore[misc]
    idle()
    assert got == list(range(500))


def test_a_later_query_replaces_a_waiting_one(runner: Runner, idle: Callable[[], None]) -> None:
    owner, ran, got = QObject(), [], []

    def work(number: int) -> int:
        ran.append(number)
        return number

    for number in range(50):
        runner.query(owner, lambda n=number: work(n), got.append, key="search")  # type: ignore[misc]
    idle()
    assert got[-1] == 49
    assert len(ran) < 50


def test_a_change_is_broadcast_before_the_caller_goes_on(runner: Runner, idle: Callable[[], None]) -> None:
    owner, order = QObject(), []
    changes = ChangeSet("o1", "登记", frozenset({"record"}))
    runner.changed.connect(lambda c, origin: order.append((c.label, origin is owner)))
    runner.operate(owner, "登记", lambda _c: OpResult(7, changes, True), order.append)
    idle()
    assert order == [("登记", True), 7]


def test_known_failures_reach_the_presenter_unless_handled(
    runner: Runner, failures: Failures, idle: Callable[[], None]
) -> None:
    owner, seen = QObject(), []

    def fail() -> None:
        raise AppError(ErrorCode.STALE, "被改过。")

    runner.query(owner, fail, lambda _n: None)
    runner.query(owner, fail, lambda _n: None, failed=lambda e: bool(seen.append(e.code)) or True)
    idle()
    assert [e.code for e in failures.known_] == [ErrorCode.STALE]
    assert seen == [ErrorCode.STALE]


def test_cancelling_stops_at_the_next_report(
    runner: Runner, failures: Failures, idle: Callable[[], None], qtbot: QtBot
) -> None:
    def work(context: JobContext) -> int:
        end = monotonic() + 60  # goes on until it is cancelled, however busy the machine is
        while monotonic() < end:
            context.report(1, 2, "正在处理")
            sleep(0.001)
        return 1

    runner.task(QObject(), "长工作", work)
    owner = QObject()
    runner.task(owner, "长工作", lambda c: [c.report(n, 9, "") for n in range(9)])
    runner.cancel()
    idle()
    assert "长工作" in failures.cancelled_


def test_results_for_a_deleted_page_are_dropped(runner: Runner, idle: Callable[[], None], qtbot: QtBot) -> None:
    import shiboken6

    owner, got = QObject(), []
    runner.query(owner, lambda: 1, got.append)
    shiboken6.delete(owner)
    idle()
    assert got == []
