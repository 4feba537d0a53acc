"""Deadlines that stand in records (反馈期限、整改时限、办结时限): whether they are kept, and why a state is what it is.

Belongs here: the answer to "why" for a record with a deadline. Deadlines of duties come from the
evaluation (services.duties).
"""

from __future__ import annotations

from dataclasses import dataclass

from app.catalog.records import RecordForm
from app.domain.duties.results import DutyState
from app.domain.errors import AppError, ErrorCode
from app.services.duties import DutyCell, Explanation
from app.services.duty_words import STATE_LABELS, TONES
from app.services.lists import display_rows
from app.services.session import Session
from app.store import queries

LETTER = "letter"
WAITING = ("signed", "numbered", "delivered", "receipted")
ANSWERED = ("replied", "archived")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a deadline stands: code as of duties, word and tone."""

    state: DutyState
    label: str
    tone: str


def standing(form: RecordForm, state: str, due: str, today: str) -> Standing | None:
    """How a record's deadline stands today; None where nothing is waited for (a draft, a withdrawn letter)."""
    if form.id == LETTER:
        if state not in (*WAITING, *ANSWERED):
            return None
        settled, word = state in ANSWERED, "已反馈"
    else:
        known = form.state(state)
        if known is not None and not known.counts:
            return None
        settled, word = known is not None and known.tone == "good", known.label if known is not None else ""
    if settled:
        return Standing(DutyState.MET, word, "good")
    found = DutyState.OVERDUE if due < today else DutyState.DUE
    return Standing(found, STATE_LABELS[found], TONES[found])


def due_label(form: RecordForm) -> str:
    """What the form calls its deadline."""
    field = form.field(form.base.get("due", "due"))
    return field.label if field is not None else "期限"


def explain_deadline(session: Session, record_id: str) -> Explanation:
    """Why a record's deadline is said to be kept, open or late. Raises AppError NOT_FOUND, NOT_ALLOWED."""
    with session.store.read() as conn:
        row = queries.row_by_id(conn, record_id)
        if row is None:
            raise AppError(ErrorCode.NOT_FOUND, "没有这条记录。", action="它可能刚被删除，请刷新。")
        session.require_on(conn, "view", row)
        shown = display_rows(conn, session.catalog, [row], session.sight())[0]
    form = session.form(row.form)
    today = session.clock.today().isoformat()
    found = standing(form, row.state, row.due or "", today)
    if found is None or not row.due:
        raise AppError(ErrorCode.NOT_FOUND, "这条记录现在没有要等的期限。", action="请刷新页面。")
    letter = row.form == LETTER
    name = due_label(form)
    who = shown.subject or shown.actor
    step = "登记对方的反馈。" if letter else "办结后改变记录的状态；没有办完的，填写进展或调整期限并说明原因。"
    cell = DutyCell(
        duty="", period="", period_label=row.due, subject=row.subject or "", subject_label=who, state=found.state.value,
        state_label=found.label, tone=found.tone, text="", count=0, need=1, due=row.due, label=row.title, record=record_id,
    )  # fmt: skip
    return Explanation(
        cell=cell,
        title=f"为什么是“{found.label}”",
        duty_text=f"{shown.kind_label}“{row.title}”的{name}是 {row.due}。",
        article_text="记录里填写的期限",
        subject_period=" · ".join(t for t in (who, f"{name} {row.due}") if t),
        records=(shown,),
        near=(),
        missing=() if found.state is DutyState.MET else ("反馈" if letter else "办结",),
        next_step="不需要再办。" if found.state is DutyState.MET else step,
        note=f"记录现在的状态：{shown.state_label}。",
        letters=(),
        record_forms=(),
        can_approve=False,
    )
