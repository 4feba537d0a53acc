"""Reminders that were issued, found by what they are about without opening them.

Does not belong here: who is reminded next (services.tasks_reminders), the letters themselves (queries).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, and_, select

from app.store.sight import Sight
from app.store.tables import record, record_ref

KEY, STAGE = "matters.key", "matters.stage"


def reminded(conn: Connection, stages: Sequence[str], states: Sequence[str], sight: Sight) -> list[tuple[str, str, str]]:
    """(matter, words of the stage, limit for an answer or empty) of the letters seen that stand in one of the states."""
    matter, stage = record_ref.alias(), record_ref.alias()
    statement = (
        select(matter.c.target, stage.c.target, record.c.due)
        .select_from(stage)
        .join(matter, and_(matter.c.rid == stage.c.rid, matter.c.field == KEY))
        .join(record, record.c.rid == stage.c.rid)
        .where(
            stage.c.target.in_(stages), stage.c.field == STAGE, record.c.deleted.is_(False), record.c.state.in_(states),
            *sight.only(("letter",)).where(),
        )
    )  # fmt: skip
    return [(str(r[0]), str(r[1]), str(r[2] or "")) for r in conn.execute(statement)]
