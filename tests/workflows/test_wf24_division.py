"""WF-24: the division of work is looked at, settled, filed within the days set, and answered."""

from __future__ import annotations

from app.domain.errors import ErrorCode
from app.services import records
from tests.unit.services.desk import refused
from tests.workflows.days import Office


def charges(town: Office, *items: str) -> list[dict[str, object]]:
    return [{"person": town.desk.principal, "charges": list(items) or ["charge.overall"]}]


def test_from_the_draft_to_the_opinion(town: Office) -> None:
    one = town.on("2026-01-05").add("doc.division", valid_from="2026-01-06")
    assert town.at(one, "draft").standing == "open"
    with refused(ErrorCode.BAD_STATE, ErrorCode.BAD_INPUT):
        town.step(one, "finalise")
    town.fill(one, charges=charges(town))
    town.step(one, "finalise")
    assert town.at(one, "file").due.isoformat() == "2026-02-05"  # type: ignore[union-attr]
    assert town.on("2026-02-06").at(one, "file").standing == "overdue"
    town.step(one, "file", filed_at="2026-02-06")
    assert town.at(one, "file").standing == "done"
    assert town.at(one, "opinion").standing == "unconfigured"
    town.step(one, "audit", review_opinion="同意", reviewed_at="2026-03-01")
    assert not town.run(one).open


def test_the_letter_of_filing_is_enough(town: Office) -> None:
    one = town.on("2026-01-05").add("doc.division", "finalise", charges=charges(town))
    town.letter("letter.filing", one)
    assert town.at(one, "file").standing == "done"


def test_a_division_of_a_lower_unit_is_answered_and_not_filed(town: Office) -> None:
    town.set("wf24_division", opinion_days=10)
    one = town.on("2026-01-05").add("doc.division", "finalise", charges=charges(town), received_from="down")
    assert town.at(one, "file").standing == "passed"
    assert town.on("2026-01-16").at(one, "opinion").standing == "overdue"


def test_finance_with_the_principal_is_told_at_once_and_nothing_refused(town: Office) -> None:
    body = {"title": "分工", "date": "2026-01-05", "charges": charges(town, "ndc.finance")}
    told = [p.message for p in records.check(town.desk.session, "division", "doc.division", body) if p.warning]
    assert len(told) == 1
    assert "财务" in told[0]
    one = town.add("doc.division", charges=body["charges"])
    town.step(one, "finalise")


def test_a_change_is_a_new_document_and_the_old_one_stays(town: Office) -> None:
    old = town.on("2026-01-05").add("doc.division", "finalise", charges=charges(town))
    new = town.on("2026-05-10").add("doc.division", "finalise", charges=charges(town), valid_from="2026-05-10")
    with refused(ErrorCode.FINALISED):
        town.fill(old, charges=charges(town, "charge.safety"))
    assert town.at(new, "file").due.isoformat() == "2026-06-09"  # type: ignore[union-attr]
