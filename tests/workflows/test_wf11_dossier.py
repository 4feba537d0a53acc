"""WF-11: what must change a dossier waits for its entry within the days the unit sets."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode
from app.services import dossier_proposals
from tests.unit.services.desk import refused
from tests.workflows.days import Office


def test_from_the_event_to_the_entry(town: Office) -> None:
    who = town.member("李建国")
    event = town.on("2026-03-16").add("event.personnel_change", subject=[who], change="dossier.transfer")
    assert town.stands(event) == {"enter": "open", "note": "waiting", "close": "waiting"}
    assert [p.entry for p in dossier_proposals.proposals(town.desk.session, record=event)] == ["dossier.transfer"]
    assert town.on("2026-04-08").at(event, "enter").standing == "soon"
    assert town.on("2026-04-15").at(event, "enter").standing == "soon"
    assert town.on("2026-04-16").at(event, "enter").standing == "overdue"
    with refused(ErrorCode.BAD_STATE):
        town.step(event, "handle")
    dossier_proposals.enter(town.desk.session, [(event, who)])
    assert town.stands(event)["enter"] == "done"
    town.step(event, "handle")
    assert not town.run(event).open


@pytest.mark.parametrize(("days", "late"), [(10, "2026-03-27"), (60, "2026-05-16")])
def test_the_unit_sets_the_days(town: Office, days: int, late: str) -> None:
    event = town.on("2026-03-16").add("event.personnel_change", subject=[town.member("李建国")], change="dossier.promotion")
    town.set("wf11_dossier", entry_days=days)
    assert town.on(late).at(event, "enter").standing == "overdue"


def test_everybody_concerned_needs_an_entry_of_their_own(town: Office) -> None:
    two = [town.member("李建国"), town.member("赵丽华")]
    event = town.on("2026-03-16").add("event.personnel_change", subject=two, change="dossier.transfer")
    town.dossier("dossier.transfer", two[1], event)
    step = town.at(event, "enter")
    assert step.standing == "open"
    assert "李建国" in step.words
    town.dossier("dossier.transfer", two[0], event)
    assert town.at(event, "enter").standing == "done"


def test_a_draft_entry_is_not_yet_in_the_dossier(town: Office) -> None:
    who = town.member("李建国")
    event = town.on("2026-03-16").add("event.personnel_change", subject=[who], change="dossier.transfer")
    town.add("dossier.transfer", subject=who, summary="交流", source_record=event)
    assert town.at(event, "enter").standing == "open"
