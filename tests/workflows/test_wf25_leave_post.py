"""WF-25: who leaves a post hands over with three signatures; the audit, the problems, the dossier."""

from __future__ import annotations

from typing import Any

from app.domain.errors import ErrorCode
from app.services import dossier_proposals
from tests.unit.services.desk import refused
from tests.workflows.days import Office


def signatures(town: Office, who: str, day: str) -> dict[str, Any]:
    people = {"from": who, "to": town.desk.principal, "witness": town.people["陈文博"]}
    return {f"handover_{k}": v for k, v in people.items()} | {f"handover_{k}_at": day for k in people}


def leaving(town: Office) -> tuple[str, str]:
    who = town.head_below("何晓峰")
    town.member("陈文博", "discipline_secretary")
    return who, town.on("2026-06-30").add("event.leave_post", subject=[who], effective_date="2026-06-30")


def test_from_leaving_to_the_dossier(town: Office) -> None:
    town.set("wf25_leave_post", handover_days=15, audit=True, audit_days=60)
    who, event = leaving(town)
    assert town.at(event, "handover").due.isoformat() == "2026-07-15"  # type: ignore[union-attr]
    assert town.on("2026-07-16").at(event, "handover").standing == "overdue"
    paper = town.add("doc.handover", subject=[who], links=[event], handover_from=who, handover_from_at="2026-07-16")
    with refused(ErrorCode.BAD_STATE, ErrorCode.BAD_INPUT):
        town.step(paper, "finalise")
    town.fill(paper, **signatures(town, who, "2026-07-16"))
    town.step(paper, "finalise")
    assert town.at(event, "handover").standing == "done"
    assert town.on("2026-08-30").at(event, "audit").standing == "overdue"
    with refused(ErrorCode.BAD_STATE):
        town.step(event, "handle")
    town.add("insp.econ_audit", "start", subject=[who], links=[event], type="leave", conclusion="problem")
    assert town.at(event, "audit").standing == "done"
    assert town.at(event, "problems").standing == "open"
    town.add("ledger.rectification", links=[event], source="audit", measures="补手续")
    assert town.at(event, "problems").standing == "done"
    keys = [p.key for p in dossier_proposals.proposals(town.desk.session, record=paper)]
    dossier_proposals.enter(town.desk.session, keys)
    town.step(event, "handle")
    assert not town.run(event).open


def test_two_signatures_are_not_three(town: Office) -> None:
    who, event = leaving(town)
    signed = {k: v for k, v in signatures(town, who, "2026-07-03").items() if "witness" not in k}
    paper = town.on("2026-07-03").add("doc.handover", subject=[who], links=[event], **signed)
    assert town.at(paper, "sign").standing == "open"
    assert town.at(event, "handover").standing != "done"


def test_whether_everybody_is_audited_the_unit_says(town: Office) -> None:
    _who, event = leaving(town)
    assert town.at(event, "audit").standing == "unconfigured"
    town.set("wf25_leave_post", audit=False)
    assert town.at(event, "audit").standing == "passed"


def test_items_with_a_problem_go_into_the_ledger(town: Office) -> None:
    who, event = leaving(town)
    items = [{"text": "合同尾款", "problem": True}, {"text": "资产"}]
    paper = town.on("2026-07-03").add("doc.handover", subject=[who], links=[event], handover_items=items, **signatures(town, who, "2026-07-03"))
    assert town.at(paper, "ledger").standing == "open"
    town.add("ledger.rectification", links=[paper], source="audit", measures="付款")
    assert town.at(paper, "ledger").standing == "done"
