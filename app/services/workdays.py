"""The office's calendar of working days: shipped plans, and the years the office adds or puts right itself.

A later year is known only when its notice comes out, and the PC has no network: the clerk pastes the notice or
types its days. Does not belong here: the arithmetic (domain.workdays), limits (runs, letters).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.errors import AppError, ErrorCode
from app.domain.workdays import Holiday, Workdays, read_notice
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import queries
from app.store.database import Connection

PREFIX = "workdays:"
LONGEST_NOTICE = 20_000
MOST = 20
NAME_LENGTH = 20


@dataclass(frozen=True, slots=True)
class YearPlan:
    """The days off of a year. origin: shipped, own (the office's), or none (only weekends are free)."""

    year: int
    origin: str
    holidays: tuple[Holiday, ...]

    @property
    def words(self) -> str:
        """Where the plan comes from."""
        return {"shipped": "随程序提供", "own": "本单位录入"}.get(self.origin, "还没有录入，只按周末计算")


def workdays(session: Session) -> Workdays:
    """The calendar as this office keeps it."""
    with session.store.read() as conn:
        return calendar(session, conn)


def calendar(session: Session, conn: Connection) -> Workdays:
    """The calendar within a transaction."""
    plans = {**session.catalog.holidays, **_kept(conn)}
    return Workdays((one for holidays in plans.values() for one in holidays), plans)


def plans(session: Session) -> list[YearPlan]:
    """The plan of every known year, with this year and the next two, latest first."""
    own, shipped, this = _own(session), session.catalog.holidays, session.clock.today().year
    years = sorted({*own, *shipped, this, this + 1, this + 2}, reverse=True)
    return [
        YearPlan(y, "own" if y in own else "shipped" if y in shipped else "none", own.get(y) or shipped.get(y) or ())
        for y in years
    ]


def read(text: str, year: int) -> tuple[Holiday, ...]:
    """The holidays in the pasted text of a notice. Raises AppError BAD_INPUT when it names none or an impossible day."""
    if len(text) > LONGEST_NOTICE:
        raise AppError(ErrorCode.BAD_INPUT, "粘贴的文字太长。", action="请只粘贴通知里各个节日的放假安排。")
    try:
        found = read_notice(text, year)
    except ValueError as exc:
        raise AppError(ErrorCode.BAD_INPUT, "通知里有不存在的日期。", action="请核对粘贴的文字。") from exc
    if not found:
        raise AppError(
            ErrorCode.BAD_INPUT, "没有读出放假安排。", action="请粘贴通知里“元旦：1月1日至3日放假……”这样的各条，或者逐行填写。"
        )
    return found


def shown(text: str, year: int) -> tuple[Holiday, ...]:
    """What is read of a notice that is still being pasted; nothing while it cannot be read."""
    try:
        return read(text, year)
    except AppError:
        return ()


def keep(session: Session, year: int, holidays: Sequence[Holiday]) -> OpResult[YearPlan]:
    """Keep the office's plan of a year, also in place of a shipped one. Undoable.

    Raises AppError NOT_ALLOWED, BAD_INPUT (none, too many, a day that cannot be right, two that overlap).
    """
    session.require("configure")
    _check(year, holidays)
    ordered = tuple(sorted(holidays, key=lambda one: one.first))
    label = f"录入 {year} 年节假日"
    touched = Touched()
    with session.change("setting", label, touched) as uow:
        uow.put("setting", f"{PREFIX}{year}", {"value": [_stored(one) for one in ordered]})
    return session.result(YearPlan(year, "own", ordered), touched, label)


def drop(session: Session, year: int) -> OpResult[int]:
    """Go by the shipped plan of a year again, or by weekends only where there is none. Undoable.

    Raises AppError NOT_ALLOWED, NOT_FOUND (the office has no plan of its own for the year).
    """
    session.require("configure")
    if year not in _own(session):
        raise AppError(ErrorCode.NOT_FOUND, f"本单位没有录入 {year} 年的节假日。")
    label = f"撤去本单位的 {year} 年节假日"
    touched = Touched()
    with session.change("setting", label, touched) as uow:
        uow.put("setting", f"{PREFIX}{year}", None)
    return session.result(year, touched, label)


def _own(session: Session) -> dict[int, tuple[Holiday, ...]]:
    with session.store.read() as conn:
        return _kept(conn)


def _kept(conn: Connection) -> dict[int, tuple[Holiday, ...]]:
    stored = queries.settings(conn, PREFIX)
    return {int(name.removeprefix(PREFIX)): tuple(_opened(one) for one in rows) for name, rows in stored.items()}


def _check(year: int, holidays: Sequence[Holiday]) -> None:
    if not holidays or len(holidays) > MOST:
        raise AppError(ErrorCode.BAD_INPUT, f"一年的节假日应有 1 至 {MOST} 行。", where="节假日")
    for one in holidays:
        if not one.name.strip() or len(one.name) > NAME_LENGTH:
            raise AppError(ErrorCode.BAD_INPUT, f"节日名称要填写，不超过 {NAME_LENGTH} 个字。", where="节日")
        for fault in one.faults():
            raise AppError(ErrorCode.BAD_INPUT, fault, action="请核对放假通知。", where=one.name)
        if one.last.year != year:
            raise AppError(ErrorCode.BAD_INPUT, f"{one.name}不在 {year} 年。", action="请核对年份。", where=one.name)
    days = [day for one in holidays for day in one.days()]
    worked = [day for one in holidays for day in one.work]
    if len(days) != len(set(days)) or set(days) & set(worked):
        raise AppError(ErrorCode.BAD_INPUT, "有的日子既放假又上班，或者在两个节日里重复。", action="请核对放假通知。")


def _stored(one: Holiday) -> dict[str, Any]:
    return {
        "name": one.name.strip(), "from": one.first.isoformat(), "to": one.last.isoformat(),
        "work": [day.isoformat() for day in sorted(set(one.work))],
    }  # fmt: skip


def _opened(row: dict[str, Any]) -> Holiday:
    day = dt.date.fromisoformat
    return Holiday(str(row["name"]), day(row["from"]), day(row["to"]), tuple(day(d) for d in row["work"]))
