"""WF-19: the answer fits the weight, the person is heard, what is serious is reported."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode
from app.services import dossier_proposals
from tests.unit.services.desk import refused
from tests.workflows.days import Office


def test_an_early_sign_from_the_entry_to_the_dossier(town: Office) -> None:
    who = town.member("李建国")
    town.set("wf19_early_sign", act_days=10)
    event = town.on("2026-03-20").add("event.tendency", subject=[who])
    assert town.at(event, "report").standing == "passed"
    assert town.on("2026-03-31").at(event, "act").standing == "overdue"
    with refused(ErrorCode.BAD_STATE):
        town.step(event, "handle")
    talk = town.add("talk.remind", "hold", actor=town.desk.principal, subject=[who], links=[event])
    assert town.at(event, "act").standing == "done"
    assert town.at(event, "heard").standing == "open"
    with refused(ErrorCode.BAD_STATE) as no:
        town.step(event, "handle")
    assert no.error is not None
    assert "本人意见" in no.error.message
    town.fill(talk, own_statement="接受提醒")
    assert town.at(event, "heard").standing == "done"
    town.step(talk, "confirm")
    assert town.at(event, "enter").standing == "open"
    assert town.on("2026-05-01").at(event, "enter").standing == "overdue"
    dossier_proposals.enter(town.desk.session, [(talk, who)])
    town.step(event, "handle")
    assert not town.run(event).open


@pytest.mark.parametrize(
    ("kind", "there", "absent"),
    [
        ("event.tendency", {"talk.remind", "talk.criticize"}, {"talk.admonish"}),
        ("event.general_issue", {"talk.inform", "talk.heart"}, {"talk.admonish", "talk.criticize"}),
        ("event.light_violation", {"talk.admonish", "talk.correct", "talk.criticize"}, {"talk.heart", "talk.remind"}),
    ],
)
def test_what_is_offered_fits_the_weight(town: Office, kind: str, there: set[str], absent: set[str]) -> None:
    event = town.add(kind, subject=[town.member("李建国")])
    offered = {o.args.get("kind") for o in town.at(event, "act").offers}
    assert there <= offered
    assert not absent & offered


def test_nothing_is_done_by_itself(town: Office) -> None:
    event = town.add("event.light_violation", subject=[town.member("李建国")])
    town.on("2027-01-05")
    assert town.stands(event)["act"] in ("open", "unconfigured", "overdue")
    assert town.body(event).get("links") is None


def test_a_reminder_in_writing_needs_no_statement(town: Office) -> None:
    event = town.on("2026-03-20").add("event.tendency", subject=[town.member("李建国")])
    town.letter("letter.reminder", event, topic="廉洁")
    stands = town.stands(event)
    assert (stands["act"], stands["heard"], stands["enter"]) == ("done", "passed", "passed")


def test_what_is_serious_is_reported_and_not_settled_here(town: Office) -> None:
    town.set("wf19_early_sign", report_days=3)
    event = town.on("2026-03-20").add("event.serious_issue", subject=[town.member("李建国")])
    assert town.stands(event)["act"] == "passed"
    assert town.on("2026-03-24").at(event, "report").standing == "overdue"
    with refused(ErrorCode.BAD_STATE):
        town.step(event, "handle")
    town.letter("letter.clue_transfer", event)
    assert town.at(event, "report").standing == "done"
    town.step(event, "handle")


def test_what_must_be_put_right_stands_open_until_it_is(town: Office) -> None:
    who = town.member("李建国")
    event = town.on("2026-03-20").add("event.tendency", subject=[who])
    town.add("talk.remind", "hold", actor=town.desk.principal, subject=[who], links=[event], own_statement="接受")
    town.add("ledger.rectification", links=[event], measures="改")
    assert town.at(event, "rectify").standing == "open"
    with refused(ErrorCode.BAD_STATE):
        town.step(event, "handle")
