"""One step of a record: who may not take it, what it writes by itself, the line that says who took it.

Pure: takes definitions, bodies and users. Reading, checking and saving stand in records.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from app.catalog.body import is_empty
from app.catalog.records import RecordForm, Transition
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services.session import User

STEPS = "steps"


def same_person(form: RecordForm, step: Transition, author: str, body: Mapping[str, Any], user: User) -> str:
    """Why this user may not take the step although the account has the right, without a full stop; empty if they may."""
    if step.separate and author == user.id:
        return "登记人和审核人须是两个人"
    for row in reversed(body.get(STEPS) or []):
        if row.get("step") in step.apart:
            if (row["by"] == user.id) if "by" in row else (row.get("who") == user.name):
                return f"“{_label(form, row['step'])}”和“{step.label}”须由两个人办理"
            return ""
    return ""


def out_of_turn(form: RecordForm, kind: str, state: str, step_id: str) -> AppError:
    """The failure of a step that the state does not allow: which state it is, and which step leads there."""
    wanted = [t for t in form.transitions if t.id.partition(".")[0] == step_id.partition(".")[0] and t.open_to(kind)]
    now = form.state(state)
    said = f"现在的状态（{now.label}）" if now is not None else "现在的状态"
    words = f"{said}不能做这一步" + (f"（{wanted[0].label}）。" if wanted else "。")
    sources = {s for t in wanted for s in t.sources}
    if state in sources:
        return AppError(ErrorCode.BAD_STATE, words, action="请打开这一件，在它自己的页面上办。")
    first = _first_towards(form, kind, state, sources)
    action = f"请先办“{first.label}”。" if first is not None else "它已经过了这一步，或者不再往下办；请刷新后再看。"
    return AppError(ErrorCode.BAD_STATE, words, action=action)


def _first_towards(form: RecordForm, kind: str, state: str, sources: Collection[str]) -> Transition | None:
    """The first step of the shortest way from a state to one of several; None when none leads there."""
    seen, ahead = {state}, [(t, t.target) for t in form.transitions_from(state, kind)]
    while ahead:
        first, at = ahead.pop(0)
        if at in sources:
            return first
        if at not in seen:
            seen.add(at)
            ahead += [(first, t.target) for t in form.transitions_from(at, kind)]
    return None


def _label(form: RecordForm, step: str) -> str:
    return next((t.label for t in form.transitions if t.id == step), step)


def written(body: Mapping[str, Any], step: Transition, user: User, stamp: str, note: str) -> dict[str, Any]:
    """The body after the step: values it takes over, then the line with who and when."""
    found = dict(body)
    for one in step.sets:
        if not is_empty(body.get(one.source)) and not (one.once and not is_empty(body.get(one.field))):
            found[one.field] = body[one.source]
    row = {"id": new_id("w"), "step": step.id, "at": stamp, "who": user.name, "by": user.id}
    row |= {"note": note.strip()} if note.strip() else {}
    found[STEPS] = [*(body.get(STEPS) or []), row]
    return found


def invented(walked: Iterable[tuple[str, str]], user: User) -> list[dict[str, Any]]:
    """The lines of steps that an invented record came by, at nine o'clock of their ISO days."""
    return [
        {"id": new_id("w"), "step": step, "at": f"{day}T09:00:00+00:00", "who": user.name, "by": user.id} for step, day in walked
    ]
