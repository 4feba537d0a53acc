"""WF-23: what stands on the list and happens must be reported by its day."""

from __future__ import annotations

from app.domain.errors import ErrorCode
from tests.unit.services.desk import refused
from tests.workflows.days import Office


def listed(town: Office, **fields: object) -> str:
    body = {"matter": "投资变动超过一成的", "owner": town.desk.principal, "due": "2026-12-31", "recipient": "superior_committee"} | fields
    return town.add("ledger.request_list", **body)  # type: ignore[arg-type]


def test_an_item_that_happens_is_due_by_its_day(town: Office) -> None:
    item = listed(town.on("2026-01-15"))
    assert town.stands(item) == {"entry": "done", "report": "passed", "reply": "open"}
    town.on("2026-05-06").fill(item, occurrences=[{"occurred_at": "2026-05-06", "due": "2026-05-08"}])
    town.step(item, "occur")
    assert town.at(item, "report").due.isoformat() == "2026-05-08"  # type: ignore[union-attr]
    assert town.on("2026-05-08").at(item, "report").standing == "soon"
    assert town.on("2026-05-09").at(item, "report").standing == "overdue"
    row = {**town.body(item)["occurrences"][0], "reported_at": "2026-05-09", "reply": "同意"}
    town.fill(item, occurrences=[row], reported_at="2026-05-09")
    town.step(item, "reported")
    assert town.at(item, "report").standing == "done"
    assert town.at(item, "reply").standing == "done"


def test_the_second_time_counts_anew(town: Office) -> None:
    first = {"occurred_at": "2026-03-02", "due": "2026-03-04", "reported_at": "2026-03-03"}
    item = listed(town.on("2026-01-15"), occurrences=[first])
    assert town.on("2026-05-01").at(item, "report").standing == "done"
    town.fill(item, occurrences=[first, {"occurred_at": "2026-05-06", "due": "2026-05-08"}])
    step = town.on("2026-05-10").at(item, "report")
    assert (step.standing, step.due.isoformat() if step.due else "") == ("overdue", "2026-05-08")
    town.fill(item, reported_at="2026-05-10")
    town.step(item, "occur")
    town.step(item, "reported")
    with refused(ErrorCode.BAD_STATE):
        town.step(item, "resume")


def test_an_entry_lacks_what_it_lacks(town: Office) -> None:
    item = listed(town, owner=None)
    assert town.at(item, "entry").standing == "open"


def test_an_important_matter_is_reported_answered_and_closed(town: Office) -> None:
    town.set("wf23_important_matter", report_days=3)
    event = town.on("2026-05-06").add("event.important_matter")
    assert town.on("2026-05-10").at(event, "report").standing == "overdue"
    with refused(ErrorCode.BAD_STATE):
        town.step(event, "handle")
    report = town.add("report.major_matter", links=[event], actor=town.desk.principal)
    assert town.at(event, "report").standing == "overdue", "a draft has not been sent"
    town.step(report, "finalise")
    assert town.at(event, "report").standing == "done"
    town.step(report, "receipt")
    assert town.at(event, "reply").standing == "done"
    town.step(event, "handle")
    assert not town.run(event).open
