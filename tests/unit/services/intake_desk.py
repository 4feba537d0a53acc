"""Builders for tests of imports: a sheet on disk, its plan, its outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.jobs.progress import JobContext
from app.services import intake
from app.services.intake import OnDuplicate, OnFault, Reading, Report
from app.services.intake_plan import Entry, Plan, What
from app.services.session import Session
from tests.unit.sheets.books import workbook

TALK_HEAD = ("谈话种类", "谈话日期", "谈话人", "谈话对象", "标题", "谈话要点")


def talk_row(title: str, day: Any = "2026-03-05", subject: str = "李雷", kind: str = "谈心谈话", actor: str = "周明远") -> tuple[Any, ...]:
    """A line under TALK_HEAD."""
    return (kind, day, actor, subject, title, "廉洁自律")


@dataclass(slots=True)
class Sheet:
    """A table on its way in."""

    session: Session
    folder: Path

    def found(self, rows: Sequence[Sequence[Any]], target: str = "", kind: str = "", **options: Any) -> Reading:
        """How the sheet would be read."""
        path = workbook(self.folder / "表.xlsx", rows, **options)
        return intake.reading(self.session, intake.read_book(path), "表", target, kind)

    def plan(self, rows: Sequence[Sequence[Any]], target: str = "", kind: str = "", **options: Any) -> Plan:
        """What it would do."""
        given = {k: options.pop(k) for k in ("state", "day", "create", "mapping") if k in options}
        found = self.found(rows, target, kind, **options)
        return intake.plan(self.session, found, given.pop("mapping", found.mapping), JobContext(), **given)

    def bring_in(
        self, plan: Plan, faults: OnFault = OnFault.STOP, duplicates: OnDuplicate = OnDuplicate.STOP
    ) -> Report:
        """Write it."""
        return intake.apply(self.session, plan, faults, duplicates, JobContext()).value


def whats(plan: Plan) -> list[What]:
    """What becomes of each row."""
    return [e.what for e in plan.entries]


def words(plan: Plan) -> list[str]:
    """What is said about each row."""
    return [e.words for e in plan.entries]


def only(plan: Plan) -> Entry:
    """The one entry."""
    (one,) = plan.entries
    return one
