"""Buttons of the register of letters: keep numbers for somebody, go on after paper, extend or void a reserved one.

Does not belong here: the register's table (pages.reports_numbers), the rules (services.numbers).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.errors import AppError, ErrorCode
from app.services import numbers
from app.services.numbers import Reserved
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.parts import button

WEEK = dt.timedelta(days=7)


class NumberActs:
    """What the buttons do for the year that is shown. done: reads the register again."""

    def __init__(self, desk: Desk, owner: QWidget, year: Callable[[], int], done: Callable[[], object]) -> None:
        self._desk, self._owner, self._year, self._done = desk, owner, year, done

    def buttons(self) -> list[QPushButton]:
        """None without the right to give numbers."""
        if not self._desk.session.can("issue", numbers.FORM):
            return []
        words = (("预留文号", self.reserve), ("预留的文号", self.held), ("登记启用前文号", self.begin))
        return [button(text, act, "small") for text, act in words]

    def reserve(self) -> None:
        """Keep the next numbers for somebody."""
        session, year = self._desk.session, self._year()
        until = (session.clock.today() + WEEK).isoformat()
        asks = (
            Ask("series", "机关代字", hint="例如 某纪建"), Ask("holder", "预留给谁", hint="姓名或科室"), Ask("until", "预留到", until, hint="如 1130、2026-11-30"),
            Ask("count", "个数", "1"), Ask("reason", "事由"),
        )  # fmt: skip
        given = self._desk.dialogs.form(f"预留 {year} 年文号", "预留后不能收回；不用了要写明原因作废。", asks, "预留")
        if given is not None:
            self._change("预留文号", lambda: numbers.reserve(
                session, given["series"], year, given["holder"], _day(self._desk, given["until"]), given["reason"], _count(given["count"], "个数")
            ))  # fmt: skip

    def begin(self) -> None:
        """Enter up to which number a series was given out on paper."""
        session, year = self._desk.session, self._year()
        asks = (Ask("series", "机关代字", hint="例如 某纪建"), Ask("last", "编到第几号", hint="例如 37，程序接着编 38 号"))
        words = "启用本程序以前，纸质登记簿上已经编出的文号。登记后不能收回。"
        given = self._desk.dialogs.form(f"登记 {year} 年启用前的文号", words, asks, "登记")
        if given is not None:
            self._change("登记启用前文号", lambda: numbers.begin_after(session, given["series"], year, _count(given["last"], "编到第几号")))

    def held(self) -> None:
        """Extend or void one of the reserved numbers."""
        session, year = self._desk.session, self._year()
        self._desk.runner.query(self._owner, lambda: numbers.reserved(session, year), self._choose)

    def _choose(self, found: list[Reserved]) -> None:
        if not found:
            self._desk.say("这一年没有预留的文号。")
            return
        words = tuple(f"{r.words}　{r.holder}　到 {r.until}{'（已过期）' if r.over else ''}" for r in found)
        at = self._desk.dialogs.choose("预留的文号", "选一个来延长或作废。要用它，请在文书编号时选。", words)
        if at is None:
            return
        session, one = self._desk.session, found[at]
        asks = (Ask("until", "延长到", one.until), Ask("reason", "作废原因", hint="填了就作废这个号；不作废就留空"))
        given = self._desk.dialogs.form(one.words, "延长，或者写明原因作废。", asks, "确定")
        if given is None:
            return
        if given["reason"].strip():
            self._change("作废文号", lambda: numbers.void(session, one.id, given["reason"]))
        else:
            self._change("延长预留文号", lambda: numbers.extend(session, one.id, _day(self._desk, given["until"])))

    def _change(self, words: str, work: Callable[[], Any]) -> None:
        self._desk.runner.operate(self._owner, words, lambda _context: work(), lambda _value: self._done())


def _day(desk: Desk, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(desk.day(text))
    except ValueError as error:
        raise AppError(ErrorCode.BAD_INPUT, "日期的写法不对。", action="例如 1130、2026-11-30。", where="日期") from error


def _count(text: str, what: str) -> int:
    if not text.strip().isdecimal():
        raise AppError(ErrorCode.BAD_INPUT, f"{what}要填数字。", where=what)
    return int(text)
