"""Tasks out of sanctions whose period ends soon or has just ended, so that nobody is held longer than the decision says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from app.services import effect_periods
from app.services.flow_ground import Grounds
from app.services.session import Session
from app.services.task_model import DOSSIER, TODO, Task

CLERK = "discipline_clerk"
AROUND = dt.timedelta(days=31)


def effects(session: Session, there: Grounds) -> Iterator[Task]:
    """One task for each period that ends within a month or ended within the last; nothing is decided by it."""
    for one in effect_periods.ending(session, there.as_of - AROUND, there.as_of + AROUND):
        until, name = one.period.until, there.names.get(str(one.row.subject), "")
        if until is None or not name:
            continue
        left = (until - there.as_of).days
        tag = "已届满" if left < 0 else "今天届满" if left == 0 else f"还有 {left} 天"
        yield Task(
            id=f"{DOSSIER}:{one.row.id}:effect", source=DOSSIER, title=f"{name}：影响期{'已' if left < 0 else '将'}于 {until} 届满",
            why=f"{one.row.title} · {one.period.why or '按档案条目'}；届满后从次日起不再计算", state=TODO, tag=tag, record=one.row.id,
            form="dossier", kind=one.row.kind, day_from=until, roles=(CLERK,), who=session.catalog.rights.roles[CLERK].label,
            subject=str(one.row.subject),
        )  # fmt: skip
