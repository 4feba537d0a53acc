"""What the program shows as open, in one shape: a duty without its record or against its order, an answer or receipt that is
waited for, a ledger row, a step of a workflow. Each with its facts as sentences, and where every sentence comes from.

A gap is named like its task (services.tasks). Wording is 有记录 / 未见记录, never guilt. Does not belong here: which
letters fit (gap_offers), the draft (gap_letters).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.catalog.letter_offers import BREACH, LEDGER, MISSING, RECEIPT, REPLY, STEP
from app.documents.model import chinese_date
from app.domain.duties.results import DutyState
from app.domain.errors import AppError, ErrorCode
from app.domain.workflow.people import Holders
from app.services import duty_settings, records, runs
from app.services.appeals import with_appeal
from app.services.deadlines import due_label
from app.services.duties import Explanation, explain
from app.services.duty_words import period_label
from app.services.flow_ground import grounds
from app.services.letter_prefill import Said, Source
from app.services.record_body import as_list
from app.services.records import RecordView
from app.services.session import Session
from app.services.tasks_duty import SINGLE
from app.services.tasks_limits import LEDGERS

LATE = "补录："  # how an evaluation note begins the remark on records entered late; not for letters
ASKS = {
    MISSING: "对照上述要求逐项核对，已开展的及时补登记录，未开展的抓紧落实。",
    BREACH: "核对登记记录是否准确；有误的按规定更正，无误的说明情况和改进措施。",
    REPLY: "抓紧办理并书面反馈；已经反馈的，告知反馈日期，以便核对登记。",
    RECEIPT: "核对是否收到；已收到的，签收后退回送达回证。",
    LEDGER: "对照台账逐项核对，已办结的补登佐证，未办结的说明原因、明确完成时限。",
    STEP: "按期办理；已经办理的，及时补登记录。",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One open matter. told: its facts as sentences with their sources; cited: the article as a sentence, empty without
    one; basis: document and article; to: ids of whom a letter goes to, names: in words where there is no id; subject:
    whom it is about; due: ISO day or empty; explained: what the other side has said about it."""

    key: str
    nature: str
    label: str
    told: tuple[Said, ...]
    cited: str = ""
    basis: str = ""
    to: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    subject: str = ""
    due: str = ""
    duty: str = ""
    period: str = ""
    records: tuple[str, ...] = ()
    kind: str = ""
    state: str = ""
    flow: str = ""
    letters: tuple[str, ...] = ()
    explained: tuple[str, ...] = ()

    @property
    def fact(self) -> str:
        """The facts in one piece."""
        return "".join(one.text for one in self.told)


def duty_key(duty: str, period: str, subject: str, record: str = "") -> str:
    """What names a place of the board."""
    return f"duty:{duty}|{period}|{subject}|{record}"


def gap(session: Session, key: str) -> Gap:
    """The gap of a name. Raises AppError NOT_FOUND (it is settled, or not to be seen), NOT_ALLOWED."""
    source, _colon, rest = key.partition(":")
    if source == "duty":
        parts = rest.split("|")
        if len(parts) == 4:
            return of_duty(session, explain(session, parts[0], parts[1], parts[2], parts[3]))
    elif source == "flow":
        flow, record, step = [*rest.split(":", 2), "", ""][:3]
        return _of_step(session, key, flow, record, step)
    elif source in ("letter", "ledger"):
        view = records.get(session, rest)
        return _of_letter(session, key, view) if view.form == "letter" else _of_ledger(session, key, view)
    raise _gone()


def _gone() -> AppError:
    return AppError(ErrorCode.NOT_FOUND, "这件事已经办完，或者不再需要办。", action="请刷新后再看。")


def day_words(iso: str) -> str:
    """An ISO day as letters write it."""
    return chinese_date(dt.date.fromisoformat(iso))


def _today(session: Session) -> str:
    return day_words(session.clock.today().isoformat())


# --- duties
def of_duty(session: Session, found: Explanation) -> Gap:
    """The gap of an explained place of the board."""
    cell, own = found.cell, session.own_unit()[0]
    key = duty_key(cell.duty, cell.period, cell.subject, cell.record)
    violated = DutyState(cell.state) is DutyState.VIOLATED
    source = Source(tuple(r.id for r in found.records), f"职责看板：{cell.label}（{found.article_text}）", key.removeprefix("duty:"))
    to = (cell.subject,) if cell.subject and cell.subject != own and cell.subject[:1] in ("u", "p") else _responsible(session, cell.duty)
    statement = found.judged.statement if found.judged is not None else ""
    return Gap(
        key, BREACH if violated else MISSING, cell.label, (Said(fact_sentence(session, found), source),),
        cited=f"根据《{found.article_text.replace(' ', '》', 1)}，{found.duty_text.rstrip('。')}。",
        basis=f"《{found.article_text.split(' ')[0]}》{found.article_text.split(' ')[-1]}", to=to or (own,), subject=cell.subject,
        due=cell.due, duty=cell.duty, period=cell.period, records=source.records, letters=tuple(c for c, _t in found.letters),
        explained=(f"本人说明：{statement}",) if statement else (),
    )  # fmt: skip


def _responsible(session: Session, duty: str) -> tuple[str, ...]:
    """Who answers for a duty of the own unit by the posts of today, where one person does."""
    definition = session.catalog.duties.find(duty)
    with session.store.read() as conn:
        people: Holders = grounds(session, conn).people
    day = session.clock.today()
    found = (p for actor in (definition.actors if definition else ()) if actor in SINGLE for p in people.holders(actor, day))
    return tuple(dict.fromkeys(found))


def is_unit(entity_id: str) -> bool:
    """Whether an id is a unit's."""
    return entity_id.startswith("u")


def fact_sentence(session: Session, found: Explanation) -> str:
    """What the records show of a place of the board, in one sentence."""
    cell = found.cell
    if DutyState(cell.state) is DutyState.VIOLATED:
        rows = "、".join(f"{day_words(r.date)}“{r.title}”" for r in found.records[:3])
        return f"经核对登记记录，{rows}与上述要求不符：{found.note.split(LATE)[0].rstrip('。')}。"
    who = cell.subject_label
    person = f"{who}同志" if who and not is_unit(cell.subject) else who
    named = cell.period[:4].isdigit() or cell.period.startswith("term:")
    period = period_label(cell.period, {}) if named else f"“{cell.period_label}”"
    count = f"应有记录{cell.need}条，现有{cell.count}条" if cell.need > 1 else "未见相应记录"
    missing = f"，未见：{'、'.join(found.missing[:6])}" if found.missing and cell.need > 1 else ""
    return f"经核对登记记录，截至{_today(session)}，{person}{period.replace(' ', '')}“{cell.label}”{count}{missing}。"


# --- records with a limit
def _of_letter(session: Session, key: str, view: RecordView) -> Gap:
    waiting = {"delivered": REPLY, "receipted": REPLY}.get(view.state)
    if waiting is None:
        raise _gone()
    form = session.catalog.letters.get(view.kind)
    receipt = view.state == "delivered" and not view.due and form is not None and form.needs_receipt
    number = f"（{view.body['number']}）" if view.body.get("number") else ""
    served = f"于{day_words(str(view.body['delivered_at']))}送达，" if view.body.get("delivered_at") else ""
    limit = f"反馈期限为{day_words(view.due)}，" if view.due else ""
    seen = "未见签收记录" if receipt else "未见反馈记录"
    text = f"《{view.title}》{number}{served}{limit}截至{_today(session)}，{seen}。"
    to = tuple(str(i) for i in as_list(view.body.get("subject")) if str(i)[:1] in ("u", "p"))
    return Gap(
        key, RECEIPT if receipt else REPLY, f"反馈《{view.title}》办理情况" if not receipt else f"签收《{view.title}》",
        (_said(session, view, text),), basis=str(view.body.get("basis") or ""), to=to,
        names=tuple(str(t) for t in view.body.get("to") or []), subject=next(iter(to), ""), due=view.due,
        records=(view.id,), kind=view.kind, state=view.state,
    )  # fmt: skip


def _of_ledger(session: Session, key: str, view: RecordView) -> Gap:
    form = session.form(view.form)
    state = form.state(view.state)
    if state is None or not open_row(session, view.form, view.state, view.due):
        raise _gone()
    shown = with_appeal(view.title, view.body)
    text = f"经核对{form.label}，“{shown}”的{due_label(form)}为{day_words(view.due)}，截至{_today(session)}，未见办结记录，登记状态为“{state.label}”。"
    told = [_said(session, view, text)]
    rows = [r for r in view.body.get("progress") or [] if isinstance(r, dict) and r.get("date")]
    if rows:
        told.append(_said(session, view, f"最近一次登记进展的日期为{day_words(max(str(r['date']) for r in rows))}。"))
    to = [str(i) for name in ("owner", "subject") for i in as_list(view.body.get(name)) if str(i)[:1] in ("u", "p")]
    said = (("extension_reason", "申请延期"), ("objection", "不同意见"), ("own_statement", "本人陈述"))
    return Gap(
        key, LEDGER, view.title, tuple(told), to=tuple(to[:1]) or (session.own_unit()[0],), subject=next(iter(to), ""), due=view.due,
        records=(view.id,), kind=view.kind, state=view.state,
        explained=tuple(f"{word}：{view.body[name]}" for name, word in said if _readable(session, view, name)),
    )  # fmt: skip


def open_row(session: Session, form_id: str, state: str, due: str) -> bool:
    """Whether a record is a ledger row that is not done, with a limit."""
    form = session.form(form_id)
    known = form.state(state)
    return form.page == LEDGERS and bool(due) and known is not None and known.counts and known.tone != "good"


def _readable(session: Session, view: RecordView, name: str) -> bool:
    field = session.form(view.form).field(name)
    return field is not None and not (field.secret or field.seen_by or field.own_page) and bool(view.body.get(name))


def _said(session: Session, view: RecordView, text: str) -> Said:
    kind = session.catalog.vocab.short(view.kind)
    return Said(text, Source((view.id,), f"{kind}：{view.date} {view.title}"))


# --- steps of workflows
def _of_step(session: Session, key: str, flow: str, record: str, step: str) -> Gap:
    run = next((r for r in runs.runs_of(session, record) if r.flow == flow), None)
    one = next((s for s in run.steps if s.id == step), None) if run is not None else None
    if run is None or one is None or one.standing.value in ("done", "passed"):
        raise _gone()
    view = records.get(session, record)
    limit = f"应于{day_words(one.due.isoformat())}前办理，" if one.due else ""
    basis = _articles(session, one.sources)
    by = f"按照{'、'.join(basis)}，" if basis else ""
    text = f"{by}“{run.title}”的“{one.label}”{limit}截至{_today(session)}，未见相应记录。"
    if _late(session, view):
        return replace(_of_ledger(session, key, view), flow=flow, letters=tuple(_named(one)))
    subject = next((str(i) for i in as_list(view.body.get("subject")) if str(i)[:1] in ("u", "p")), "")
    return Gap(
        key, STEP, run.title, (_said(session, view, text),), to=one.people or (subject or session.own_unit()[0],), subject=subject,
        basis="；".join(basis), due=one.due.isoformat() if one.due else "",
        records=(record,), kind=run.kind, state=view.state, flow=flow, letters=tuple(_named(one)),
    )  # fmt: skip


def _articles(session: Session, sources: Iterable[str]) -> list[str]:
    """Document and article of the sources of a step (`beijing-28/26`), as far as the unit goes by the document today."""
    year, found = session.clock.today().year, []
    on = duty_settings.packs_on(session, year)
    for one in sources:
        pack = session.catalog.duties.pack(one.partition("/")[0])
        duty = next((d for d in pack.duties if d.id.startswith(f"{one}/")), None) if pack is not None and pack.id in on else None
        found += [f"《{duty.document_title}》{duty.article}"] if duty is not None else []
    return list(dict.fromkeys(found))


def _late(session: Session, view: RecordView) -> bool:
    """Whether the record is a ledger row whose own limit is over: then that is what a letter is about."""
    return open_row(session, view.form, view.state, view.due) and view.due < session.clock.today().isoformat()


def _named(one: runs.RunStep) -> Iterable[str]:
    """Kinds of letters that the step itself offers."""
    return (o.args["kind"] for o in one.offers if o.kind == "letter")
