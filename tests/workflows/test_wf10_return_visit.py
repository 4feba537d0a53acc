"""WF-10: after a sanction the visit is planned, held and answered; the suggestion is offered, never made."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode
from app.services import runs
from tests.unit.services.desk import refused
from tests.workflows.days import Office


@pytest.fixture
def sanctioned(town: Office) -> tuple[Office, str, str]:
    who = town.member("李建国")
    town.on("2026-03-10")
    town.dossier("dossier.discipline", who, town.add("event.personnel_change", subject=[who], change="dossier.discipline"))
    return town, town.add("event.sanctioned", subject=[who], basis="某纪〔2026〕6号"), who


def test_from_the_day_it_takes_effect_to_the_end(sanctioned: tuple[Office, str, str]) -> None:
    town, case, who = sanctioned
    assert town.stands(case) == {
        "plan": "unconfigured", "visit": "waiting", "finding": "waiting", "enter": "waiting", "compare": "waiting", "suggest": "waiting",
        "close": "waiting",
    }  # fmt: skip
    town.set("wf10_return_visit", plan_days=5)
    assert town.on("2026-03-15").at(case, "plan").standing == "soon"
    assert town.on("2026-03-16").at(case, "plan").standing == "overdue"
    town.fill(case, visit_due="2026-09-10", effect_until="2027-03-09")
    assert town.at(case, "visit").due.isoformat() == "2026-09-10"  # type: ignore[union-attr]
    assert town.on("2026-09-03").at(case, "visit").standing == "soon"
    assert town.on("2026-09-11").at(case, "visit").standing == "overdue"
    talk = town.add("talk.return_visit", actor=town.desk.principal, subject=[who], links=[case])
    assert town.at(case, "visit").standing == "overdue", "a planned talk is not yet a visit"
    town.step(talk, "hold")
    assert town.at(case, "visit").standing == "done"
    assert town.at(case, "finding").standing == "open"
    town.fill(talk, performance="态度端正，工作有改进", own_statement="感谢组织关心")
    assert (town.at(case, "finding").standing, town.at(case, "enter").standing) == ("done", "open")
    town.on("2026-10-12")
    assert town.at(case, "enter").standing == "overdue"
    town.dossier("dossier.return_visit", who, talk)
    assert town.run(case).next[0].id == "close"
    town.step(case, "handle")
    assert not town.run(case).open


def test_it_is_not_closed_before_the_visit_and_what_it_found(sanctioned: tuple[Office, str, str]) -> None:
    town, case, who = sanctioned
    town.fill(case, visit_due="2026-09-10")
    with refused(ErrorCode.BAD_STATE) as no:
        town.step(case, "handle")
    assert no.error is not None
    assert "回访教育谈话" in no.error.message
    town.on("2026-09-10").add("talk.return_visit", "hold", actor=town.desk.principal, subject=[who], links=[case])
    with refused(ErrorCode.BAD_STATE) as no:
        town.step(case, "handle")
    assert no.error is not None
    assert "写明表现和本人意见" in no.error.message


def test_a_suggestion_is_offered_only_after_the_effect_is_over(sanctioned: tuple[Office, str, str]) -> None:
    town, case, who = sanctioned
    town.fill(case, visit_due="2026-09-10", effect_until="2027-03-09")
    town.on("2026-09-10").add(
        "talk.return_visit", "hold", actor=town.desk.principal, subject=[who], links=[case], performance="好", own_statement="好"
    )
    assert town.on("2027-03-09").at(case, "suggest").standing == "waiting"
    step = town.on("2027-03-10").at(case, "suggest")
    assert step.standing == "open"
    assert [o.kind for o in step.offers] == ["letter"]
    assert town.at(case, "close").id not in [s.id for s in town.run(case).next if s.id == "suggest"]


def test_every_person_of_the_sanction_is_visited(town: Office) -> None:
    two = [town.member("李建国"), town.member("赵丽华")]
    case = town.on("2026-03-10").add("event.sanctioned", subject=two, visit_due="2026-06-10")
    town.on("2026-06-01").add("talk.return_visit", "hold", actor=town.desk.principal, subject=[two[0]], links=[case])
    step = town.at(case, "visit")
    assert step.standing != "done"
    assert "赵丽华" in step.words
    assert "李建国" not in step.words
    town.add("talk.return_visit", "hold", actor=town.desk.principal, subject=[two[1]], links=[case])
    assert town.at(case, "visit").standing == "done"


def test_without_a_planned_day_half_a_year_is_the_proposed_limit(sanctioned: tuple[Office, str, str]) -> None:
    town, case, _who = sanctioned
    assert town.at(case, "visit").due is not None
    assert town.at(case, "visit").due.isoformat() == "2026-09-06"  # type: ignore[union-attr]


def test_what_was_decided_and_how_it_was_mended_stand_side_by_side(sanctioned: tuple[Office, str, str]) -> None:
    town, case, who = sanctioned
    town.fill(case, visit_due="2026-09-10")
    other = town.member("赵丽华")
    town.dossier("dossier.discipline", other, case, basis="某纪〔2026〕7号")
    talk = {"actor": town.desk.principal, "links": [case], "performance": "工作有改进", "own_statement": "感谢"}
    town.on("2026-09-08").add("talk.return_visit", "hold", subject=[who], **talk)
    draft = next(o for o in town.at(case, "compare").offers if o.kind == "propose")
    view = runs.take_draft(town.desk.session, draft).value
    assert view.body["sanction_words"] == "李建国：2026-03-10 纪律处分。"
    assert view.body["correction_words"] == "李建国：2026-09-08 回访：工作有改进；本人：感谢。"
    assert town.at(case, "compare").standing == "done"
    letter = next(o for o in town.at(case, "suggest").offers if o.kind == "letter")
    body = runs.offer_values(town.desk.session, letter)
    assert "工作有改进" in str(body)
    assert "纪律处分" in str(body)


def test_what_a_person_wrote_on_either_side_stays(sanctioned: tuple[Office, str, str]) -> None:
    town, case, who = sanctioned
    town.fill(case, visit_due="2026-09-10", correction_words="已经退赔")
    town.on("2026-09-08").add("talk.return_visit", "hold", actor=town.desk.principal, subject=[who], links=[case], performance="好", own_statement="好")
    view = runs.take_draft(town.desk.session, next(o for o in town.at(case, "compare").offers if o.kind == "propose")).value
    assert view.body["correction_words"] == "已经退赔"
    assert "纪律处分" in view.body["sanction_words"]
