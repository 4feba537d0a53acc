"""Tasks out of long service: posts whose years, as the unit's rotation plan sets them, are full or soon will be."""

from __future__ import annotations

from collections.abc import Iterator

from app.services import rotation
from app.services.flow_words import source_label
from app.services.session import Session
from app.services.task_model import POST, SOON, TODO, Task

SEES_TO_IT = "org_clerk"


def posts(session: Session) -> Iterator[Task]:
    """One task a post, for the organisation clerk; none for who may not read the plan, none while it sets no years."""
    if not session.can("view", rotation.PLAN_FORM, rotation.PLAN_KIND):
        return
    for one in rotation.served(session):
        yield Task(
            id=f"{POST}:{one.person}|{one.since}", source=POST, title=f"{one.name} · {one.title}任职年限",
            why=f"{one.since} 起任职，{one.until} 满 {one.years} 年；年限出自现行的交流轮岗计划",
            state=TODO if one.full else SOON, tag=f"满 {one.years} 年" if one.full else f"将满 {one.years} 年",
            record=one.plan, form=rotation.PLAN_FORM, kind=rotation.PLAN_KIND, day_from=one.until,
            due_words="研究是否交流轮岗，办理后在任职里登记", roles=(SEES_TO_IT,),
            who=session.catalog.rights.roles[SEES_TO_IT].label, subject=one.person, sources=rotation.SOURCES,
            source_label="、".join(t for s in rotation.SOURCES if (t := source_label(session.catalog.duties, s))),
        )  # fmt: skip
