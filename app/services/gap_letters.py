"""From a gap to a letter draft: facts, dates and articles come from the records; a person decides.

Every prefilled sentence rests on the result it was drafted from; the record ids stand in
`basis_records`. Wording is 有记录 / 未见记录.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.domain.duties.results import DutyState
from app.services import letters
from app.services.duties import Explanation, explain
from app.services.duty_words import period_label
from app.services.letter_prefill import Context
from app.services.session import Session

LATE = "补录："  # how an evaluation note begins the remark on records entered late; not for letters


def draft_from_gap(
    session: Session, kind: str, duty: str, period: str, subject: str, record: str = ""
) -> dict[str, Any]:
    """A letter body for a cell of the board. Raises AppError NOT_FOUND, NOT_ALLOWED."""
    found = explain(session, duty, period, subject, record)
    body = letters.draft(session, kind, context=context_of(session, found))
    own, _name = session.own_unit()
    who = found.cell.subject_label
    if who and subject != own:
        body["to"] = [who if _is_unit(session, subject) else f"{who}同志"]
        body["subject"] = [subject]
    elif who:
        body["to"] = [who]
    body["duty"], body["period"] = duty, period
    body["basis"] = f"《{found.article_text.split(' ')[0]}》{found.article_text.split(' ')[-1]}"
    body["basis_records"] = [r.id for r in found.records]
    body["facts"] = fact_sentence(session, found)
    return body


def _is_unit(session: Session, entity_id: str) -> bool:
    return entity_id.startswith("u")


def fact_sentence(session: Session, found: Explanation) -> str:
    """What the records show, in one or two sentences."""
    cell = found.cell
    today = session.clock.today()
    day = f"{today.year}年{today.month}月{today.day}日"
    state = DutyState(cell.state)
    if state is DutyState.VIOLATED:
        rows = "、".join(f"{_day(r.date)}“{r.title}”" for r in found.records[:3])
        return f"经核对登记记录，{rows}与上述要求不符：{found.note.split(LATE)[0].rstrip('。')}。"
    who = cell.subject_label
    person = f"{who}同志" if who and not _is_unit(session, cell.subject) else who
    named = cell.period[:4].isdigit() or cell.period.startswith("term:")
    period = period_label(cell.period, {}) if named else f"“{cell.period_label}”"
    count = f"应有记录{cell.need}条，现有{cell.count}条" if cell.need > 1 else "未见相应记录"
    missing = f"，未见：{'、'.join(found.missing[:6])}" if found.missing and cell.need > 1 else ""
    return f"经核对登记记录，截至{day}，{person}{period.replace(' ', '')}“{cell.label}”{count}{missing}。"


def _day(iso: str) -> str:
    day = dt.date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


def context_of(session: Session, found: Explanation) -> Context:
    """The words of a cell that a letter may take, and the records behind them."""
    fact = fact_sentence(session, found)
    cited = f"根据《{found.article_text.replace(' ', '》', 1)}，{found.duty_text.rstrip('。')}。"
    gap = {
        "label": found.cell.label,
        "fact": fact,
        "cited": f"{cited}{fact}",
        "rule": f"{cited}请按此要求履行职责。",
        "ask": "对照上述要求逐项核对，已开展的及时补登记录，未开展的抓紧落实。",
        "owner": f"责任人：{found.cell.subject_label or session.unit_name()}。",
    }
    words = f"职责看板：{found.cell.label}（{found.article_text}）"
    person = "" if _is_unit(session, found.cell.subject) else found.cell.subject
    return Context(tuple(r.id for r in found.records), gap, words, person=person)
