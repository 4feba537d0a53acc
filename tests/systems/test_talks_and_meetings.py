"""Mechanisms 10, 11, 12, 14, 16 to 19: who must talk with whom, who sits in, who is in charge of what."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode
from app.services import people, records
from app.services.reports.build import build
from tests.systems.judged import by_subject, rows
from tests.unit.services.desk import OTHER_PASSWORD, refused
from tests.workflows.days import Office

LOWER = "tianshui-2014/5.3/principal-interviews-lower-yearly"
MEMBERS = "tianshui-2014/5.3/principal-member-talk-yearly"
APPOINTED = "beijing-28/6/appointment-talk-coverage"
BY_DISCIPLINE, BY_ORG = "beijing-28/10/yearly-heart-talk-discipline", "beijing-28/10/yearly-heart-talk-org"
VIOLATION = "beijing-28/8/procedure-violation-opinion"
SITTING_IN = "beijing-28/8/attend-lower-standing-discipline"


def talked(town: Office, kind: str, actor: str, subject: str, **fields: object) -> None:
    town.add(kind, "hold", actor=actor, subject=[subject], own_statement="赞成", **fields)


@pytest.mark.parametrize(("heads", "talks"), [(3, 2), (3, 3), (5, 1), (1, 0)])
def test_s10_who_was_not_talked_with_is_listed(town: Office, heads: int, talks: int) -> None:
    who = [town.head_below(f"站长{n}号") for n in range(heads)]
    for one in who[:talks]:
        talked(town, "talk.interview", town.desk.principal, one)
    town.on("2027-01-01")
    found = by_subject(town, LOWER)
    assert {w for w, s in found.items() if s == "overdue"} == set(who[talks:])
    assert {w for w, s in found.items() if s == "met"} == set(who[:talks])


def test_s10_who_left_during_the_year_is_exempt(town: Office) -> None:
    gone = people.save_person(town.desk.session, "卸任站长").value
    people.save_post(town.desk.session, gone, town.desk.lower_unit, "站长", ("principal",), (), since="2021-06-01", until="2026-06-30")
    town.on("2027-01-01")
    assert by_subject(town, LOWER).get(gone, "exempt") == "exempt"


@pytest.mark.parametrize("missing", [0, 3, 4])
def test_s11_one_empty_cell_of_the_matrix_is_a_gap(town: Office, missing: int) -> None:
    team = [town.member(n) for n in ("李建国", "赵丽华", "吴明远", "郑晓峰", "冯国梁")]
    for number, one in enumerate(team):
        if number != missing:
            talked(town, "talk.heart", town.desk.principal, one)
    town.on("2027-01-01")
    found = by_subject(town, MEMBERS)
    assert found[team[missing]] == "overdue"
    assert [s for w, s in found.items() if w != team[missing]] == ["met"] * 4


@pytest.mark.parametrize(("new", "talks", "state"), [(2, 1, "partial"), (2, 2, "met"), (3, 0, "overdue")])
def test_s12_every_new_principal_is_talked_with(town: Office, new: int, talks: int, state: str) -> None:
    who = [town.head_below(f"新任{n}号") for n in range(new)]
    for one in who:
        town.add("event.new_principal", subject=[one], effective_date="2026-01-05")
    for one in who[:talks]:
        talked(town, "talk.appointment", town.desk.principal, one)
    town.on("2027-01-01")
    row = rows(town, APPOINTED)[0]
    assert (row.count, row.need) == (talks, new)
    assert row.state.value in (state, "overdue")
    assert (row.state.value == "met") is (talks == new)
    if (new, talks) == (2, 1):
        assert "50" in row.note


def test_s14_a_talk_by_the_discipline_head_does_not_serve_the_other(town: Office) -> None:
    head = town.head_below("何晓峰")
    inspector, organiser = town.member("陈文博", "discipline_head"), town.member("沈立新", "org_head")
    talked(town, "talk.heart", inspector, head)
    town.on("2027-01-01")
    assert (by_subject(town, BY_DISCIPLINE)[head], by_subject(town, BY_ORG)[head]) == ("met", "overdue")
    talked(town, "talk.heart", organiser, head, date="2026-12-30")
    assert by_subject(town, BY_ORG)[head] == "met"


@pytest.mark.parametrize("left_out", ["talk.inform", "report.problem_up", ""])
def test_s16_opinion_in_person_and_report_up_are_both_needed(town: Office, left_out: str) -> None:
    case = town.add("event.procedure_violation", subject=[town.desk.principal])
    if left_out != "talk.inform":
        talked(town, "talk.inform", town.member("陈文博", "discipline_secretary"), town.desk.principal, links=[case])
    if left_out != "report.problem_up":
        town.add("report.problem_up", "finalise", actor=town.desk.principal, recipients=["superior_discipline"], links=[case])
    town.on("2026-02-01")
    row = rows(town, VIOLATION, case)[0]
    assert (row.state.value == "met") is (not left_out)
    if left_out:
        assert row.missing


def test_s16_nobody_else_sees_the_row(town: Office) -> None:
    case = town.add("event.procedure_violation", subject=[town.desk.principal])
    town.desk.add_account("other", "party_clerk")
    town.desk.session = town.desk.relogin("other", OTHER_PASSWORD)
    assert rows(town, VIOLATION, case) == []


def review(town: Office, role: str, **fields: object) -> str:
    head = town.head_below("何晓峰")
    seats = [{"person": town.desk.principal, "role": "chair"}, {"person": head, "role": role}]
    return town.add("mtg.principal_review", attendance=seats, **fields)


def test_s17_who_is_absent_says_why(town: Office) -> None:
    one = review(town, "absent")
    with refused(ErrorCode.BAD_STATE) as no:
        town.step(one, "finalise")
    assert no.error is not None
    assert "缺席" in no.error.message
    town.fill(one, absent_reason="因公出差")
    town.step(one, "finalise")


@pytest.mark.parametrize("role", ["attendee", "reporter"])
def test_s17_who_is_there_need_not(town: Office, role: str) -> None:
    town.step(review(town, role), "finalise")


@pytest.mark.parametrize(("role", "state"), [("non_voting", "met"), ("attendee", "overdue"), ("recorder", "overdue")])
def test_s18_only_sitting_in_counts(town: Office, role: str, state: str) -> None:
    who = town.member("陈文博", "discipline_secretary")
    town.add("mtg.standing", "finalise", actor=town.desk.lower_unit, attendance=[{"person": who, "role": role}])
    town.on("2027-01-01")
    assert by_subject(town, SITTING_IN)[town.desk.lower_unit] == state


class TestDivision:
    def hints(self, town: Office, person: str, *charges: str) -> str:
        body = {"title": "分工", "date": "2026-01-05", "charges": [{"person": person, "charges": list(charges)}]}
        return "".join(p.message for p in records.check(town.desk.session, "division", "doc.division", body) if p.warning)

    def test_s19_finance_with_the_principal_is_said_at_once(self, town: Office) -> None:
        assert "财务" in self.hints(town, town.desk.principal, "ndc.finance")
        assert self.hints(town, town.member("李建国"), "ndc.finance") == ""

    def test_s19_the_discipline_secretary_with_another_charge_is_said_at_once(self, town: Office) -> None:
        who = town.member("陈文博", "discipline_secretary")
        assert "纪检监察" in self.hints(town, who, "charge.discipline", "charge.business")
        assert self.hints(town, who, "charge.discipline") == ""

    @pytest.mark.parametrize(("charge", "state"), [("ndc.bidding", "violated"), ("charge.overall", "met")])
    def test_s19_the_duty_and_the_report_say_the_same(self, town: Office, charge: str, state: str) -> None:
        rows_ = [{"person": town.desk.principal, "charges": [charge]}]
        one = town.add("doc.division", "finalise", charges=rows_)
        found = [r.state.value for r in rows(town, "tianshui-2014/4.5/no-direct-charge") if one in r.records]
        assert found == [state]
        told = build(town.desk.session, "RP-22")
        bad = [c.text for t in told.tables if t.id == "points" for r in t.rows for c in r if c.tone == "bad"]
        assert bool(bad) is (state == "violated")
