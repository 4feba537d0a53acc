"""Refuses a step of a record while its workflow still waits for another one.

Called from where every state is written (services.record_move), so window, command line, import and work on many
records are refused alike. It goes by what is recorded, whoever asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.catalog.records import RecordForm, Transition
from app.domain.errors import AppError, ErrorCode
from app.domain.workflow.model import Case, Flow
from app.domain.workflow.progress import StepProgress, leads, progress
from app.services.flow_cases import CaseReader
from app.services.flow_ground import grounds
from app.services.flow_items import STEPS, item_of
from app.services.session import Session
from app.store.database import Connection


def refuse_blocked(
    session: Session, conn: Connection, form: RecordForm, record_id: str, snapshot: Mapping[str, Any], step: Transition
) -> None:
    """Raise AppError BAD_STATE when a workflow of the record wants another step done before this one.

    snapshot: the record with what is filled in along with the step.
    """
    error = blocked(session, conn, form, record_id, snapshot, step)
    if error is not None:
        raise error


def blocked(
    session: Session, conn: Connection, form: RecordForm, record_id: str, snapshot: Mapping[str, Any], step: Transition
) -> AppError | None:
    """Why a step of a record, stored or about to be, has to wait; None when it need not."""
    for flow in session.catalog.workflows.leading(form.id, str(snapshot["kind"])):
        if any(step.id in (*s.blocks, *s.holds) for s in flow.steps):
            waiting = _blocking(session, conn, flow, form, record_id, snapshot, step.id)
            if waiting:
                return AppError(ErrorCode.BAD_STATE, words(flow, waiting[0], step.label), action=what_to_do(waiting[0]))
    return None


def came(form: RecordForm, snapshot: Mapping[str, Any], step: Transition) -> dict[str, Any]:
    """A record that is entered in a later state, as it stood before the last step: it came there by the shortest way."""
    start = form.initial_for(str(snapshot["kind"]))
    ways: dict[str, list[str]] = {start: []}
    ahead = [start]
    while ahead and not any(s in ways for s in step.sources):
        state = ahead.pop(0)
        for one in form.transitions_from(state, str(snapshot["kind"])):
            if one.target not in ways:
                ways[one.target] = [*ways[state], one.id]
                ahead.append(one.target)
    state = next((s for s in step.sources if s in ways), start)
    return {**snapshot, "state": state, "body": {**snapshot["body"], STEPS: [{"step": s} for s in ways[state]]}}


def _blocking(
    session: Session, conn: Connection, flow: Flow, form: RecordForm, record_id: str, snapshot: Mapping[str, Any], step: str
) -> tuple[StepProgress, ...]:
    lead = item_of(form, record_id, snapshot)
    there = grounds(session, conn)
    ground = replace(there.of(flow, lead), known={})  # within one operation records change under the same log
    if not leads(flow, Case(lead), ground):
        return ()
    matter = CaseReader(conn, session.catalog.records, there).cases(flow, [lead])[0]
    return progress(flow, matter, ground).blocking(step)


def words(flow: Flow, waiting: StepProgress, label: str) -> str:
    """Why a step cannot be taken yet."""
    if waiting.early and waiting.not_before is not None and not waiting.waits:
        day = waiting.not_before
        return f"“{label}”要到 {day.year} 年 {day.month} 月 {day.day} 日才能办（{flow.label}：{waiting.step.label}）。"
    said = f"“{label}”之前要先有“{waiting.step.label}”的记录（{flow.label}），现在未见。"
    if waiting.not_before is not None:
        day = waiting.not_before
        said += f"“{waiting.step.label}”最早从 {day.year} 年 {day.month} 月 {day.day} 日起，之前的不算。"
    return said


def what_to_do(waiting: StepProgress) -> str:
    """What a person does about it."""
    return waiting.step.help or f"请先办“{waiting.step.label}”，登记后再办这一步。"
