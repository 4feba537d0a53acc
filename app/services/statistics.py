"""Numbers of a year: records by kind and month.

Counts come from the table that the writes keep, so a year costs the same at any size. What is counted for a
purpose of its own is a report (services.reports).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.documents.printout import SheetColumn, TextSheet
from app.services.prints import printed
from app.services.session import Session
from app.store.sight import counted

MONTHS = 12
PAGES: Mapping[str, str] = {
    "meetings": "会议", "talks": "谈话", "study": "学习", "checks": "检查", "reports": "报告", "ledgers": "台账",
    "dossier": "廉政档案", "documents": "文件", "events": "事件", "letters": "文书",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KindRow:
    """Records of one page of the window, by month. page: its name; months: twelve numbers."""

    page: str
    label: str
    months: tuple[int, ...]

    @property
    def total(self) -> int:
        """The year's number."""
        return sum(self.months)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything the page shows of a year."""

    year: int
    kinds: tuple[KindRow, ...]
    months: tuple[int, ...]


def statistics(session: Session, year: int) -> Statistics:
    """Read a year's numbers. Raises AppError NOT_ALLOWED."""
    session.require("evaluate")
    kinds = _kinds(session, year)
    return Statistics(year, kinds, tuple(sum(k.months[m] for k in kinds) for m in range(MONTHS)))


def _kinds(session: Session, year: int) -> tuple[KindRow, ...]:
    totals: dict[str, list[int]] = {}
    with session.store.read() as conn:
        found = counted(conn, session.sight())
    for form in session.visible_forms():
        totals.setdefault(session.form(form).page, [0] * MONTHS)
    for form, _kind, _state, month, number in found:
        if month[:4] == f"{year:04d}" and month[5:].isdigit():
            totals[session.form(form).page][int(month[5:]) - 1] += number
    return tuple(KindRow(p, label, tuple(totals[p])) for p, label in PAGES.items() if p in totals)


def statistics_pdf(session: Session, year: int, purpose: str = "") -> bytes:
    """The year's numbers as a table. Raises AppError NOT_ALLOWED. Logged."""
    found = statistics(session, year)
    head = ("项目", *(f"{m} 月" for m in range(1, MONTHS + 1)), "合计")
    rows = [(k.label, *(str(n) if n else "" for n in k.months), str(k.total)) for k in found.kinds]
    sheet = TextSheet(
        title=f"{year} 年登记数量",
        subtitle=f"{session.unit_name()}　只统计本账号看得到的记录",
        columns=tuple(SheetColumn(h, 2.4 if n == 0 else 1, right=n > 0) for n, h in enumerate(head)),
        rows=tuple(rows),
        landscape=True,
    )
    pdf = printed(session, sheet, purpose)
    session.log("print", f"statistics {year}")
    return pdf
