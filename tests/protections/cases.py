"""Records that tests of the protections need, brought as far as they must be."""

from __future__ import annotations

from typing import Any

from app.services import letters, records
from app.services.records import RecordView
from tests.unit.services.desk import Desk

GROUND = {"malicious_basis": "某纪〔2026〕9号认定", "malicious_by": "某县纪委", "malicious_at": "2026-06-01"}


def clue(desk: Desk, *, closed: bool = True, **fields: Any) -> str:
    """A clue, closed as false."""
    body = {"title": "XS-2026-017", "date": "2026-04-02", "conclusion": "false", **fields}
    made = records.save(desk.session, "clue", "ledger.clue", body).value.id
    for step in ("assign", "close") if closed else ("assign",):
        records.transition(desk.session, made, step)
    return made


CASE = {
    "title": "关于项目失管的责任追究", "date": "2026-06-01", "object": "org", "situation": ["sit.05"],
    "basis_article": "实施办法第六部分第2条", "facts": "未按规定督促", "grade": "grade.light", "form": ["form.written_check"],
    "responsibility_kind": ["resp.personal"], "party_liability": "未按规定督促", "own_statement": "认可事实", "collective_review": "第十五次党组会议",
    "principal_conclusion": "经查不承担，理由：到任不足一月",
}  # fmt: skip


def accountability(desk: Desk, *, until: str = "discuss", **fields: Any) -> str:
    """An accountability case. until: the last step taken."""
    body = {"subject": [desk.lower_unit], **CASE, **fields}
    made = records.save(desk.session, "accountability", "ledger.accountability", {k: v for k, v in body.items() if v is not None}).value.id
    for step in ("verify", "state", "discuss"):
        records.transition(desk.session, made, step)
        if step == until:
            break
    return made


def reply(desk: Desk, who: str, **fields: Any) -> RecordView:
    """A reply about somebody, sent on for review."""
    made = desk.letter("letter.clean_opinion_reply", title="关于人选党风廉政意见的回复", subject=[who], conclusion="no_problem", **fields)
    return letters.advance(desk.session, made.id, "submit").value


def held_meeting(desk: Desk) -> str:
    """A meeting whose minutes are settled."""
    made = desk.meeting().id
    records.transition(desk.session, made, "finalise")
    return made


def settled_talk(desk: Desk, who: str, kind: str = "talk.criticize") -> str:
    """A measure that is settled: a talk that its subject confirmed."""
    made = desk.talk(who, kind=kind, own_statement="接受批评", title="对有关同志批评教育").id
    for step in ("hold", "confirm"):
        records.transition(desk.session, made, step)
    return made
