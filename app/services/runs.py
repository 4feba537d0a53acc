"""Runs of workflows as pages show them: how far a matter has come, by which records, what can be done next.

Nothing of a run is stored. What the account may not see takes no part: forms it may not view lead nothing, closed
records are as if they were not there, records it may not open are counted without a title.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.workflows import param_fits
from app.domain.errors import AppError, ErrorCode
from app.domain.workflow.model import NOW, Case, Flow, Ground, Item, Param, StepState
from app.domain.workflow.progress import Progress, StepProgress, leads, progress
from app.services import flow_offers, reappointment, responsibility
from app.services.evaluation import hidden_kinds, unseen
from app.services.flow_cases import CaseReader
from app.services.flow_ground import Grounds, grounds, param_key
from app.services.flow_items import item_of_row
from app.services.flow_offers import Offer
from app.services.flow_words import LABELS, TONES, doers, sentence, source_label
from app.services.records import RecordView
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import queries
from app.store.database import Connection

OFFERED = (*NOW, StepState.WAITING)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record that a step rests on."""

    record: str
    form: str
    title: str
    date: str


@dataclass(frozen=True, slots=True)
class RunStep:
    """One step in words. next: it is to be taken now. people, roles, accounts: who does it."""

    id: str
    label: str
    standing: StepState
    standing_label: str
    tone: str
    day: dt.date | None
    due: dt.date | None
    not_before: dt.date | None
    who: str
    people: tuple[str, ...]
    roles: tuple[str, ...]
    accounts: tuple[str, ...]
    words: str
    help: str
    evidence: tuple[Evidence, ...]
    sources: tuple[str, ...]
    source_label: str
    offers: tuple[Offer, ...]
    optional: bool
    next: bool


@dataclass(frozen=True, slots=True)
class Run:
    """One matter. open: something is still asked."""

    flow: str
    no: str
    label: str
    record: str
    form: str
    kind: str
    title: str
    date: dt.date | None
    steps: tuple[RunStep, ...]
    open: bool

    @property
    def next(self) -> tuple[RunStep, ...]:
        """The steps to be taken now."""
        return tuple(s for s in self.steps if s.next)


@dataclass(frozen=True, slots=True)
class ParamRow:
    """A parameter of a workflow as the settings page lists it. value None: 待配置; own: set by the unit."""

    flow: str
    flow_label: str
    name: str
    label: str
    unit: str
    value: Any
    words: str
    default: Any
    own: bool
    help: str
    dated: bool


def run_of(session: Session, record_id: str) -> Run | None:
    """The run that a record leads, None when it leads none; of several the first that is open."""
    found = runs_of(session, record_id)
    return next((r for r in found if r.open), found[0] if found else None)


def runs_of(session: Session, record_id: str) -> tuple[Run, ...]:
    """Every run that a record leads. Empty for a record that the account may not view."""
    with session.store.read() as conn:
        row = queries.row_by_id(conn, record_id)
        if row is None or not session.allows(conn, "view", row):
            return ()
        there = grounds(session, conn)
        made = []
        for flow in session.catalog.workflows.leading(row.form, row.kind):
            if flow.tasks:
                item = item_of_row(session.form(row.form), row)
                if leads(flow, Case(item), there.of(flow, item)):
                    made.append((flow, _case(session, conn, there, flow, item)))
        return tuple(_run(session, conn, there, flow, matter) for flow, matter in made)


def runs(session: Session, flow: str | None = None, *, open_only: bool = True) -> list[Run]:
    """Runs of one workflow, or of all, oldest first; open_only: only those in which something is asked."""
    found: list[Run] = []
    with session.store.read() as conn:
        there, absent = grounds(session, conn), unseen(session, conn)
        reader = reader_of(session, conn, there)
        for one in flows(session):
            if flow is None or one.id == flow:
                items = [i for i in reader.leads_of(one, ended=not open_only) if i.id not in absent]
                for matter in reader.cases(one, items):
                    stands = progress(one, matter, there.of(one, matter.lead))
                    if not (open_only and stands.finished):
                        found.append(_run(session, conn, there, one, matter, stands))
    return sorted(found, key=lambda r: (r.date or dt.date.max, r.record, r.flow))


def flows(session: Session) -> list[Flow]:
    """The workflows whose records the account may view."""
    return [
        f for f in session.catalog.workflows if f.tasks and any(session.can("view", lead.form) for lead in f.leads)
    ]


def way(session: Session, form: str, kind: str) -> tuple[RunStep, ...]:
    """The steps that lie ahead of a record that is not stored yet: the first is next, nothing is done."""
    known = session.catalog.workflows.leading(form, kind)
    flow = session.catalog.workflows.way(form) or next(iter(known), None)
    if flow is None:
        return ()
    blank = Item("", form, kind, session.form(form).initial_for(kind), session.clock.today())
    with session.store.read() as conn:
        there = grounds(session, conn)
        stands = progress(flow, Case(blank), there.of(flow, blank))
        return _run(session, conn, there, flow, Case(blank), stands, offers=False).steps


def _case(session: Session, conn: Connection, there: Grounds, flow: Flow, item: Item) -> Case:
    return reader_of(session, conn, there).cases(flow, [item])[0]


def reader_of(session: Session, conn: Connection, there: Grounds) -> CaseReader:
    """Reads matters as the account may see them."""
    return CaseReader(conn, session.catalog.records, there, hidden_kinds(session), frozenset(session.visible_forms()))


def _run(
    session: Session, conn: Connection, there: Grounds, flow: Flow, matter: Case, stands: Progress | None = None, *,
    offers: bool = True,
) -> Run:  # fmt: skip
    ground = there.of(flow, matter.lead)
    found = stands or progress(flow, matter, ground)
    absent = unseen(session, conn)
    named = matter.without(absent)
    coming = {s.step.id for s in found.next}
    lead = matter.lead
    return Run(
        flow.id, flow.no, flow.label, lead.id, lead.form, lead.kind, lead.title, lead.date,
        tuple(
            _step(session, there, found, one, matter, ground, named, coming=one.step.id in coming, offers=offers)
            for one in found.steps
        ),
        not found.finished,
    )  # fmt: skip


def _step(
    session: Session, there: Grounds, run: Progress, one: StepProgress, matter: Case, ground: Ground,
    named: Case, *, coming: bool, offers: bool,
) -> RunStep:  # fmt: skip
    """named: the matter with those records alone that the account sees."""
    who = doers(one.step, matter.lead, ground, session.catalog, there.names)
    form = session.form(matter.lead.form)
    sources = one.step.sources or run.flow.sources
    offered = offers and one.state in OFFERED
    shown = {t.item.id: t.item for t in named.ties}
    return RunStep(
        one.step.id, one.step.label, one.state, LABELS[one.state], TONES[one.state], one.day, one.due, one.not_before,
        who.words, who.people, who.roles, who.accounts,
        sentence(one, named, run.flow, form, there.names, ground.as_of), one.step.help,
        tuple(_evidence(shown[r]) for r in one.held.records if r in shown), sources,
        "、".join(t for s in sources if (t := source_label(session.catalog.duties, s))),
        flow_offers.offers(session, run, one, matter, ground) if offered else (), one.step.optional, coming,
    )  # fmt: skip


def _evidence(item: Item) -> Evidence:
    return Evidence(item.id, item.form, item.title, item.date.isoformat() if item.date else "")


def _of_offer(session: Session, conn: Connection, offer: Offer) -> tuple[Flow, Case, Grounds]:
    row = queries.row_by_id(conn, offer.record)
    flow = session.catalog.workflows.find(offer.flow)
    if row is None or flow is None or not session.allows(conn, "view", row):
        raise AppError(ErrorCode.NOT_FOUND, "这条记录不存在或已删除。")
    there = grounds(session, conn)
    item = item_of_row(session.form(row.form), row)
    return flow, _case(session, conn, there, flow, item), there


def offer_values(session: Session, offer: Offer) -> dict[str, Any]:
    """The body that a new record or a letter draft of an offer begins with. Raises AppError NOT_FOUND."""
    with session.store.read() as conn:
        flow, matter, there = _of_offer(session, conn, offer)
    return flow_offers.values(session, offer, flow_offers.definition(flow, offer), matter.lead, there.names)


def open_rows(session: Session, offer: Offer) -> OpResult[tuple[str, ...]]:
    """Make one record for every row of an offer that has none yet, in one operation. Undoable.

    Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT.
    """
    with session.store.read() as conn:
        flow, matter, there = _of_offer(session, conn, offer)
    made = flow_offers.definition(flow, offer)
    return flow_offers.make_rows(session, offer, made, matter, there.of(flow, matter.lead))


def take_draft(session: Session, offer: Offer) -> OpResult[RecordView]:
    """Take a draft of the program over into the lead; what stands there stays. Undoable.

    Raises AppError NOT_ALLOWED, NOT_FOUND, FINALISED, BAD_STATE (nothing to go by).
    """
    with session.store.read() as conn:
        flow, _matter, _there = _of_offer(session, conn, offer)
    return DRAFTS[flow_offers.definition(flow, offer).code](session, offer.record)


DRAFTS: Mapping[str, Callable[[Session, str], OpResult[RecordView]]] = {
    "responsibility": responsibility.fill_in, "return_visit": reappointment.fill_in,
}  # fmt: skip


def params(session: Session) -> list[ParamRow]:
    """Every parameter of every workflow as it holds today, in words."""
    with session.store.read() as conn:
        there = grounds(session, conn)
    return [_param_row(there, flow, one) for flow in session.catalog.workflows for one in flow.params.values()]


def _param_row(there: Grounds, flow: Flow, one: Param) -> ParamRow:
    value = there.value(flow, one.id, there.as_of)
    return ParamRow(
        flow.id, flow.label, one.id, one.label, one.unit, value, param_words(one, value), one.default,
        there.is_own(flow, one.id), one.help, one.dated,
    )  # fmt: skip


def param_words(one: Param, value: Any) -> str:
    """A value with its unit: 30 天, 70%, 每年 03-31, 是; 待配置 when the unit has to say."""
    if value is None:
        return "待配置"
    if isinstance(value, bool):
        return "是" if value else "否"
    if one.unit == "日期":
        return f"每年 {value}"
    return f"{value}%" if one.unit == "%" else f"{value} {one.unit}"


def set_param(session: Session, flow: str, name: str, value: Any, since: dt.date | None = None) -> OpResult[str]:
    """Set a parameter of a workflow, for what begins from a day on (None: for all). None as value: as shipped. Undoable.

    A parameter that is dated holds from today unless told otherwise. Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT.
    """
    session.require("configure")
    found = session.catalog.workflows.find(flow)
    one = found.params.get(name) if found is not None else None
    if found is None or one is None:
        raise AppError(ErrorCode.NOT_FOUND, "没有这个参数。")
    if value is not None and not param_fits(one.unit, value):
        raise AppError(ErrorCode.BAD_INPUT, f"“{one.label}”的值不对。", action=HELP.get(one.unit, NUMBER), where=one.label)
    day = since or (session.clock.today() if one.dated and value is not None else None)
    key, label, touched = param_key(flow, name, day), "设置流程参数", Touched()
    with session.change("setting", label, touched) as uow:
        if value is not None:
            uow.put("setting", key, {"value": {"value": value}})
        for kept in queries.settings(uow.conn, key) if value is None else ():
            if kept == key or kept.startswith(f"{key}:"):  # those that hold from a day on as well
                uow.put("setting", kept, None)
    return session.result(key, touched, label)


NUMBER = "应是不小于 0 的整数。"
HELP: Mapping[str, str] = {"日期": "写作月-日，例如 03-31。", "是否": "应是“是”或“否”。", "%": "应是 0 到 100 的整数。"}


def plain_words(value: Any) -> str:
    """A value as a person types it, without its unit."""
    return ("是" if value else "否") if isinstance(value, bool) else str(value)


def read_param(unit: str, text: str) -> Any:
    """What a person typed for a parameter of a unit, as its value; None for nothing. A text that is no such value stays text."""
    typed = text.strip().removesuffix(unit).removesuffix("%").strip()
    if not typed:
        return None
    if unit == "是否":
        return {"是": True, "否": False}.get(typed, typed)
    return typed if unit == "日期" else int(typed) if typed.isdecimal() else typed
