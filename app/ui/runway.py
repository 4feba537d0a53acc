"""The steps of a run as the bar and its card show them."""

from __future__ import annotations

import datetime as dt
from typing import cast

from app.services.flow_offers import Offer
from app.services.runs import Evidence, Run, RunStep
from app.services.tasks_flow import task_id
from app.ui.offers import OfferActs
from app.ui.runbar import BarStep, Standing
from app.ui.runcard import Act, StepView
from app.ui.runcard import Proof as ProofLine


def title_of(run: Run) -> str:
    """The line above the bar: which workflow, how far, what is next."""
    done = sum(s.standing == "done" for s in run.steps)
    asked = sum(s.standing != "passed" for s in run.steps)
    following = next((s for s in run.steps if s.next), None)
    rest = f"下一步：{following.label}" if following is not None else "各步已办" if done == asked else ""
    return " · ".join(t for t in (run.label, f"已办 {done} 步，共 {asked} 步", rest) if t)


def views(run: Run, acts: OfferActs, today: dt.date) -> list[StepView]:
    """Every step with its sentences, what proves it and its buttons."""
    return [_view(run, step, acts, today) for step in run.steps]


def _view(run: Run, step: RunStep, acts: OfferActs, today: dt.date) -> StepView:
    standing = cast("Standing", step.standing)
    bar = BarStep(step.id, step.label, standing, _under(step, today), step.words, next=step.next)
    lines = tuple(t for t in (_limit(step, today), step.words, f"依据：{step.source_label}" if step.source_label else "") if t)
    return StepView(
        bar, (step.standing_label, step.tone), lines, tuple(_proof(p, acts) for p in step.evidence),
        (*(_act(o, acts) for o in step.offers), *_letters(run, step, acts)),
    )  # fmt: skip


def _letters(run: Run, step: RunStep, acts: OfferActs) -> tuple[Act, ...]:
    """A step that is late can be written about."""
    if step.standing not in ("soon", "overdue") or not acts.may_write:
        return ()
    return (("起草文书…", lambda: acts.write(task_id(run.flow, run.record, step.id)), ""),)


def _under(step: RunStep, today: dt.date) -> str:
    """What stands below the name: the day it was done, how late it is, when it is due or may begin."""
    if step.standing == "done":
        return step.day.isoformat()[5:] if step.day else ""
    if step.standing == "overdue" and step.due:
        return f"逾期 {(today - step.due).days} 天"
    if step.standing == "waiting" and step.not_before and step.not_before > today:
        return f"{step.not_before.isoformat()[5:]} 起"
    if step.standing in ("open", "soon") and step.due:
        return f"{step.due.isoformat()[5:]} 前"
    return "待配置" if step.standing == "unconfigured" else ""


def _limit(step: RunStep, today: dt.date) -> str:
    if step.standing in ("done", "passed"):
        return step.who if step.standing == "done" else ""
    parts = (f"办理：{step.who}" if step.who else "", f"期限 {step.due}" if step.due else "",
             f"最早 {step.not_before}" if step.not_before and step.not_before > today else "")  # fmt: skip
    return " · ".join(p for p in parts if p)


def _proof(one: Evidence, acts: OfferActs) -> ProofLine:
    return f"{one.date}  {one.title}", lambda: acts.open_record(one.form, one.record)


def _act(one: Offer, acts: OfferActs) -> Act:
    return one.label, lambda: acts.take(one), one.why_not
