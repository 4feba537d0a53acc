"""WF-20: a report about the principal goes straight up; nobody else sees it, its run or a task of it."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode
from app.services import lists, records, runs, search, tasks
from app.services.tasks import TaskScope
from app.store.listing import ListQuery
from tests.unit.services.desk import OTHER_PASSWORD, refused
from tests.workflows.days import Office


def reported(town: Office, **fields: object) -> str:
    body = {"actor": town.desk.principal, "recipients": ["superior_discipline"]} | fields
    return town.add("report.problem_up", **body)  # type: ignore[arg-type]


def test_from_the_register_to_the_receipt(town: Office) -> None:
    town.set("wf20_upward_report", told_days=5, send_days=3, receipt_days=30)
    one = reported(town.on("2026-06-03"), found_at="2026-06-03")
    assert town.on("2026-06-09").at(one, "told").standing == "overdue"
    town.fill(one, told_at="2026-06-09", told_note="当面提出意见", told_reply="愿意改正")
    assert town.at(one, "told").standing == "done"
    town.on("2026-06-12").step(one, "finalise")
    with refused(ErrorCode.FINALISED):
        town.fill(one, content="改")
    assert town.on("2026-06-16").at(one, "send").standing == "overdue"
    town.step(one, "send", sent_at="2026-06-16", sent_how="加密数据包刻盘送交")
    assert town.at(one, "receipt").standing == "open"
    assert town.on("2026-07-17").at(one, "receipt").standing == "overdue"
    town.step(one, "receipt", receipt_at="2026-07-17")
    assert not town.run(one).open


def test_it_is_not_settled_without_a_receiver(town: Office) -> None:
    one = reported(town, recipients=[])
    with refused(ErrorCode.BAD_INPUT):
        town.step(one, "finalise")


@pytest.mark.parametrize("roles", [("principal",), ("party_clerk",), ("discipline_clerk",), ("member",), ("org_clerk",)])
def test_nobody_else_sees_the_report_its_run_or_that_there_is_one(town: Office, roles: tuple[str, ...]) -> None:
    one = reported(town.on("2026-06-03"), title="不为人知的报告", found_at="2026-06-03")
    town.desk.add_account("other", *roles)
    town.desk.session = town.desk.relogin("other", OTHER_PASSWORD)
    session = town.desk.session
    assert runs.runs_of(session, one) == ()
    assert runs.run_of(session, one) is None
    assert [t for t in tasks.tasks(session, TaskScope(office=True)).tasks if t.record == one] == []
    assert [r for r in runs.runs(session, open_only=False) if r.record == one or r.flow == "wf20_upward_report"] == []
    with refused(ErrorCode.NOT_FOUND, ErrorCode.NOT_ALLOWED):
        records.get(session, one)
    forms = tuple(session.visible_forms())
    assert lists.count(session, ListQuery(forms)) == 0
    assert search.search(session, "不为人知") == []


def test_a_run_that_others_see_does_not_tell_of_it(town: Office) -> None:
    event = town.on("2026-06-03").add("event.serious_issue", subject=[town.member("李建国")])
    reported(town, links=[event])
    town.desk.add_account("other", "party_clerk")
    town.desk.session = town.desk.relogin("other", OTHER_PASSWORD)
    told = [e.record for r in runs.runs_of(town.desk.session, event) for s in r.steps for e in s.evidence]
    assert told == []
    assert town.at(event, "report").standing != "done"
