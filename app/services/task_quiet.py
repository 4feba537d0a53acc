"""Why nobody is to be reminded of a task: it is no gap after all (误报), or it was explained and that was accepted (已说明).

A setting like what else people decide about tasks: with the reason, who said so and when; undoable, in the log. The task
itself stays, only reminders of it are no longer proposed. Does not belong here: judging a duty (judgements).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.errors import AppError, ErrorCode
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.services.task_model import Quiet
from app.store import queries

PREFIX = "task-quiet:"
WHY: Mapping[str, str] = {"mistaken": "误报", "explained": "已说明"}
MOST_REASON = 500


def read(decided: Mapping[str, Any], task_id: str) -> Quiet | None:
    """What was decided about a task. decided: the settings of tasks."""
    kept = decided.get(PREFIX + task_id)
    return Quiet(str(kept["why"]), WHY[str(kept["why"])], str(kept["reason"]), str(kept["who"]), str(kept["at"])) if kept else None


def quiet_of(session: Session, task_id: str) -> Quiet | None:
    """Why nobody is to be reminded of it, None when nothing was said."""
    with session.store.read() as conn:
        return read(queries.settings(conn, PREFIX + task_id), task_id)


def be_quiet(session: Session, task_id: str, why: str, reason: str) -> OpResult[str]:
    """Propose no more reminders of a task. why: mistaken or explained. Undoable.

    Raises AppError NOT_ALLOWED, BAD_INPUT (no reason, another why).
    """
    session.require_somewhere("create")
    words = reason.strip()
    if why not in WHY or not words or len(words) > MOST_REASON:
        raise AppError(ErrorCode.BAD_INPUT, f"请写明为什么不用提醒，不超过 {MOST_REASON} 字。", where="理由")
    value = {"why": why, "reason": words, "who": session.user.name, "at": session.stamp()}
    return _keep(session, task_id, value, f"不用提醒（{WHY[why]}）")


def speak_again(session: Session, task_id: str) -> OpResult[str]:
    """Propose reminders of it again. Undoable. Raises AppError NOT_ALLOWED, NOT_FOUND."""
    session.require_somewhere("create")
    if quiet_of(session, task_id) is None:
        raise AppError(ErrorCode.NOT_FOUND, "这件事没有设为不用提醒。", action="请刷新后再看。")
    return _keep(session, task_id, None, "恢复提醒")


def _keep(session: Session, task_id: str, value: Mapping[str, Any] | None, label: str) -> OpResult[str]:
    touched = Touched()
    with session.change("task", label, touched) as uow:
        uow.put("setting", PREFIX + task_id, None if value is None else {"value": dict(value)})
    return session.result(task_id, touched, label)
