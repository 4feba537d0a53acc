"""Numbers of letters (发文字号): taken in order, reserved for somebody, void with a reason; never given twice, never lost.

A number is the next of its series and year, read and written in the one transaction that uses it; the store lets one
writer in at a time, so people and processes at once get different ones and a program that is killed leaves none behind.
A number once written stays in the register whatever becomes of it. Does not belong here: the letter's own step
(letters), the printed list (register).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from app.domain.errors import AppError, ErrorCode
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import queries
from app.store.unit_of_work import UnitOfWork

FORM = "letter"
USED, RESERVED, VOID, OUTSIDE = "used", "reserved", "void", "outside"
LONGEST_SERIES, LONGEST_TEXT = 12, 100
MOST_AT_ONCE, MOST_BEFORE = 50, 5000
BEFORE = "启用本程序以前已经编出"
YEARS = range(1949, 2200)


@dataclass(frozen=True, slots=True)
class Reserved:
    """A number that is kept for somebody. until: the last day, ISO; over: that day has passed."""

    id: str
    words: str
    series: str
    year: int
    holder: str
    until: str
    reason: str
    over: bool


def number_words(series: str, year: int, n: int) -> str:
    """A number as it stands on a letter: 某纪提〔2026〕3号."""
    return f"{series}〔{year}〕{n}号"


def default_series(session: Session, kind: str) -> str:
    """The unit's 机关代字 for a kind of letter: the last one used, else empty."""
    with session.store.read() as conn:
        return queries.last_series(conn, kind)


def checked_series(series: str) -> str:
    """机关代字 without spaces around it. Raises AppError BAD_INPUT."""
    chosen = series.strip()
    if not chosen:
        raise AppError(ErrorCode.BAD_INPUT, "请填写机关代字。", action="例如“某纪建”。", where="机关代字")
    if len(chosen) > LONGEST_SERIES or any(c in "〔〕[]（）():" for c in chosen):
        raise AppError(ErrorCode.BAD_INPUT, f"机关代字应是不超过 {LONGEST_SERIES} 个字的文字，不含括号和冒号。", where="机关代字")
    return chosen


@contextmanager
def taking(session: Session, uow: UnitOfWork) -> Iterator[Taker]:
    """Takes numbers within a unit of work; they are entered in the register together when the block ends without an error."""
    taker = Taker(session, uow)
    yield taker
    uow.add("number", taker.taken)


class Taker:
    """Each number is the next of its series and year."""

    def __init__(self, session: Session, uow: UnitOfWork) -> None:
        self._session, self._uow = session, uow
        self._next: dict[tuple[str, int], int] = {}
        self._usual: dict[str, str] = {}
        self.taken: list[tuple[str, dict[str, Any]]] = []

    def take(self, record_id: str, before: Mapping[str, Any], series: str, reserved: str = "", why: str = "") -> str:
        """The number of a letter: the reserved one named, else the next of the series.

        The year is that of the letter's date, not of the day it is numbered. why: asked for when these differ (a letter
        dated in December and numbered in January), and kept in the register.
        Raises AppError BAD_INPUT (no series, no reason), BAD_STATE (the reserved number is not free any more, or of another year).
        """
        year = int(str(before["body"]["date"])[:4])
        held = _held(self._uow, reserved) if reserved else None
        if held is not None and held["year"] != year:
            raise AppError(ErrorCode.BAD_STATE, f"这个号是 {held['year']} 年的，文书的成文日期在 {year} 年。", action="请另选一个号。")
        reason = _of_another_year(self._session, year, why)
        if held is not None:
            said = {"reason": reason} if reason else {}
            now = {**held, **said, "state": USED, "record": record_id, "at": self._session.stamp()}
            self._uow.put("number", reserved, now)
            return number_words(held["series"], held["year"], held["n"])
        chosen = checked_series(series.strip() or self._usual_of(before["kind"]))
        return self.next(chosen, year, USED, record=record_id, reason=reason)

    def next(self, series: str, year: int, state: str, **more: str) -> str:
        """The next number of a series and year. more: other columns of the register."""
        n = self._next.get((series, year)) or queries.next_number(self._uow.conn, series, year)
        self._next[series, year] = n + 1
        row = {"series": series, "year": year, "n": n, "record": "", "state": state, "at": self._session.stamp(), "reason": ""}
        self.taken.append((f"{series}:{year}:{n}", row | more))
        return number_words(series, year, n)

    def _usual_of(self, kind: str) -> str:
        if kind not in self._usual:
            self._usual[kind] = queries.last_series(self._uow.conn, kind)
        return self._usual[kind]


def other_year(session: Session, body: Mapping[str, Any]) -> int:
    """The year a letter's number would be of when that is not this year, else 0: then a reason is asked for."""
    year = int(str(body.get("date") or session.clock.today().isoformat())[:4])
    return year if year != session.clock.today().year else 0


def _of_another_year(session: Session, year: int, why: str) -> str:
    today = session.clock.today().year
    if year == today:
        return ""
    if not why.strip():
        words = f"成文日期在 {year} 年，文号要编入 {year} 年的登记簿，而今天在 {today} 年。"
        raise AppError(ErrorCode.BAD_INPUT, words, action="请写明原因；成文日期写错的，请作废另发。", where="跨年编号的原因")
    return _text(why, "跨年编号的原因")


def _held(uow: UnitOfWork, number_id: str) -> dict[str, Any]:
    held = uow.get("number", number_id)
    if held is None or held["state"] != RESERVED:
        raise AppError(ErrorCode.BAD_STATE, "这个号现在不是预留的。", action="请刷新后另选一个号。")
    return held


def reserve(
    session: Session, series: str, year: int, holder: str, until: dt.date, reason: str = "", count: int = 1
) -> OpResult[list[str]]:
    """Keep the next numbers of a series for somebody. Not undoable: a number once given out stays in the register.

    holder: for whom, as the register shows it; until: the last day. Nothing happens by itself after it; the register
    says that it is over. Raises AppError NOT_ALLOWED, BAD_INPUT.
    """
    session.require("issue", FORM)
    chosen, who, why = checked_series(series), _text(holder, "预留给谁"), _text(reason, "事由", required=False)
    if until < session.clock.today():
        raise AppError(ErrorCode.BAD_INPUT, "预留到哪一天不能早于今天。", where="预留到")
    if not 1 <= count <= MOST_AT_ONCE:
        raise AppError(ErrorCode.BAD_INPUT, f"一次预留 1 到 {MOST_AT_ONCE} 个号。", where="个数")
    _check_year(year)
    touched, label = Touched(), "预留文号"
    with session.change("number.reserve", label, touched, [FORM], undoable=False) as uow, taking(session, uow) as taker:
        found = [taker.next(chosen, year, RESERVED, holder=who, until=until.isoformat(), reason=why) for _ in range(count)]
    return session.result(found, touched, label, undoable=False)


def extend(session: Session, number_id: str, until: dt.date) -> OpResult[str]:
    """Keep a reserved number until another day. Raises AppError NOT_ALLOWED, BAD_INPUT, BAD_STATE."""
    session.require("issue", FORM)
    if until < session.clock.today():
        raise AppError(ErrorCode.BAD_INPUT, "预留到哪一天不能早于今天。", where="预留到")
    touched, label = Touched(), "延长预留文号"
    with session.change("number.extend", label, touched, [FORM], undoable=False) as uow:
        uow.put("number", number_id, {**_held(uow, number_id), "until": until.isoformat()})
    return session.result(number_id, touched, label, undoable=False)


def void(session: Session, number_id: str, reason: str) -> OpResult[str]:
    """Void a reserved number that no letter will take; it stays in the register with the reason.

    A used number is voided with its letter (letters.advance). Raises AppError NOT_ALLOWED, BAD_INPUT, BAD_STATE.
    """
    session.require("issue", FORM)
    why = _text(reason, "作废原因")
    touched, label = Touched(), "作废文号"
    with session.change("number.void", label, touched, [FORM], undoable=False) as uow:
        uow.put("number", number_id, {**_held(uow, number_id), "state": VOID, "reason": why})
    return session.result(number_id, touched, label, undoable=False)


def void_of_letter(uow: UnitOfWork, record_id: str, reason: str) -> None:
    """The numbers of a letter that is voided, within its unit of work: they stay taken, the register says why."""
    for row in queries.numbers_of(uow.conn, record_id):
        taken = uow.get("number", row.id)
        if taken is not None:
            said = "；".join(filter(None, (str(taken["reason"] or ""), reason)))  # why it was of another year stays
            uow.put("number", row.id, {**taken, "state": VOID, "reason": said})


def begin_after(session: Session, series: str, year: int, last: int) -> OpResult[int]:
    """Enter that a series was given out on paper up to a number before the program was used; it goes on after it.

    Returns how many were entered. Raises AppError NOT_ALLOWED, BAD_INPUT (nothing after what is there, too many).
    """
    session.require("issue", FORM)
    chosen = checked_series(series)
    _check_year(year)
    touched, label = Touched(), "登记启用前的文号"
    with session.change("number.begin", label, touched, [FORM], undoable=False) as uow:
        first = queries.next_number(uow.conn, chosen, year)
        if not first <= last <= MOST_BEFORE:
            words = f"{number_words(chosen, year, first)}以前的已经在登记簿里；要登记到的号应在 {first} 到 {MOST_BEFORE} 之间。"
            raise AppError(ErrorCode.BAD_INPUT, words, where="编到第几号")
        with taking(session, uow) as taker:
            for _ in range(first, last + 1):
                taker.next(chosen, year, OUTSIDE, reason=BEFORE)
    return session.result(last - first + 1, touched, label, undoable=False)


def reserved(session: Session, year: int, series: str = "") -> list[Reserved]:
    """Numbers of a year that are kept for somebody, in order. Raises AppError NOT_ALLOWED."""
    session.require("view", FORM)
    today = session.clock.today().isoformat()
    with session.store.read() as conn:
        rows = [r for r in queries.numbers(conn, year, series or None) if r.state == RESERVED]
    return [
        Reserved(
            r.id, number_words(r.series, r.year, r.n), r.series, r.year, r.holder or "", r.until or "", r.reason,
            bool(r.until and r.until < today),
        )
        for r in rows
    ]  # fmt: skip


def _check_year(year: int) -> None:
    if year not in YEARS:
        raise AppError(ErrorCode.BAD_INPUT, "年份不对。", where="年份")


def _text(text: str, what: str, *, required: bool = True) -> str:
    words = " ".join(text.split())
    if required and not words:
        raise AppError(ErrorCode.BAD_INPUT, f"请写明{what}。", where=what)
    if len(words) > LONGEST_TEXT:
        raise AppError(ErrorCode.BAD_INPUT, f"{what}不超过 {LONGEST_TEXT} 字。", where=what)
    return words
