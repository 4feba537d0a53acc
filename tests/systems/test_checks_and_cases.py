"""Mechanisms 44, 61, 62, 64, 65, 74 to 77 and 82: instructions, handover, interference, checks, cases, accountability."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import ErrorCode
from app.services import accounts, duty_settings, people, records, responsibility
from tests.systems.judged import rows, states
from tests.unit.services.desk import OTHER_PASSWORD, refused
from tests.workflows.days import Office


@pytest.mark.parametrize(("days", "day", "state"), [(15, "2026-01-20", "due"), (15, "2026-01-21", "overdue"), (3, "2026-01-09", "overdue")])
def test_s44_an_instruction_not_passed_on_is_late_after_the_days_set(town: Office, days: int, day: str, state: str) -> None:
    duty = "tianshui-2014/3.2/transmit"
    duty_settings.set_parameters(town.desk.session, duty, {"within_days": days}, 2026)
    case = town.add("event.instruction_received")
    town.on(day)
    assert states(town, duty, case) == [state]
    town.add("mtg.transmit", "finalise", links=[case], attendance=[{"person": town.desk.principal, "role": "chair"}], date="2026-01-08")
    assert states(town, duty, case) == ["met"]


class TestHandover:
    DUTY = "beijing-28/20/leave-handover"

    @pytest.mark.parametrize("signed", [2, 3])
    def test_s61_leaving_without_a_handover_signed_by_three_is_listed(self, town: Office, signed: int) -> None:
        who = town.head_below("何晓峰")
        case = town.add("event.leave_post", subject=[who], effective_date="2026-01-05")
        names = ("from", "to", "witness")[:signed]
        body = {f"handover_{n}": who for n in names} | {f"handover_{n}_at": "2026-01-05" for n in names}
        paper = town.add("doc.handover", subject=[who], links=[case], **body)
        if signed == 3:
            town.step(paper, "finalise")
        else:
            with refused(ErrorCode.BAD_INPUT, ErrorCode.BAD_STATE):
                town.step(paper, "finalise")
        town.on("2026-02-01")
        assert states(town, self.DUTY, case) == ["met" if signed == 3 else "overdue"]


class TestInterference:
    def case(self, town: Office, **fields: Any) -> str:
        body = {"matter_kind": "int.construction", "matter": "工程", "occurred_at": "2026-01-04", "reported_at": "2026-01-05", "accepted_on": "2026-01-05"}
        return town.add("ledger.intervention", **(body | fields))

    @pytest.mark.parametrize("matter", ["int.construction", "int.appointment", "int.family_friend"])
    def test_s62_nobody_who_received_it_it_is_not_settled(self, town: Office, matter: str) -> None:
        one = self.case(town, matter_kind=matter, disposed_at="2026-01-05")
        with refused(ErrorCode.BAD_INPUT, ErrorCode.BAD_STATE):
            town.step(one, "finalise")
        town.fill(one, received_by=town.desk.principal)
        town.step(one, "finalise")

    @pytest.mark.parametrize("recorded", [True, False])
    def test_s62_the_one_recorded_does_not_learn_who_reported(self, town: Office, recorded: bool) -> None:
        by, another, reporter = town.member("李建国"), town.member("吴明远"), town.member("赵丽华")
        one = self.case(town, person=by, reporter=reporter)
        account = town.desk.add_account("other", "discipline_clerk")
        accounts.link_person(town.desk.session, account.id, by if recorded else another)
        town.desk.session = town.desk.relogin("other", OTHER_PASSWORD)
        if recorded:
            with refused(ErrorCode.NOT_FOUND):
                records.get(town.desk.session, one)
        else:
            assert records.get(town.desk.session, one).body["reporter"] == reporter


@pytest.mark.parametrize(("chosen", "states_"), [(["kf.approval"], {"kf.approval"}), ([], set()), (["kf.land", "kf.finance"], {"kf.land", "kf.finance"})])
def test_s64_fields_that_do_not_concern_the_unit_are_not_counted(town: Office, chosen: list[str], states_: set[str]) -> None:
    duty = "beijing-28/17/key-field-report"
    duty_settings.set_lists(town.desk.session, "key_fields", {"2026": chosen})
    duty_settings.set_parameters(town.desk.session, duty, {"min_per_year": 1}, 2026)
    town.on("2027-01-01")
    missing = {m for r in rows(town, duty) for m in r.missing}
    assert missing == states_


PLAN = {"plan_units": "质监站", "plan_people": "站长", "plan_matters": "采购", "plan_problems": "化整为零"}


class TestSpecialCheck:
    DUTY = "binhai-2021/57/check-plan"

    @pytest.mark.parametrize("plan_day", ["2026-05-10", ""])
    def test_s65_a_check_before_its_plan_is_unmet(self, town: Office, plan_day: str) -> None:
        links = [town.on(plan_day).add("doc.check_plan", "finalise", **PLAN)] if plan_day else []
        check = town.on("2026-05-18").add("insp.special", "start", **PLAN, links=links)
        town.on("2026-06-01")
        assert states(town, self.DUTY, check)[0] in (("met",) if plan_day else ("violated", "overdue"))

    def test_s65_it_does_not_begin_without_the_four(self, town: Office) -> None:
        with refused(ErrorCode.BAD_INPUT, ErrorCode.BAD_STATE):
            town.step(town.add("insp.special"), "start")


@pytest.mark.parametrize(("kinds", "state"), [(["horizon.now"], "partial"), (["horizon.long"], "partial"), (["horizon.now", "horizon.long"], "met"), ([], "overdue")])
def test_s74_only_one_of_now_and_for_good_is_partial(town: Office, kinds: list[str], state: str) -> None:
    case = town.add("event.case_closed")
    for one in kinds:
        town.add("ledger.rectification", links=[case], horizon=[one], measures="改")
    town.on("2026-02-01")
    assert states(town, "binhai-2021/61/case-reform", case) == [state]


class TestWarning:
    MEETING, ACTIVITY = "tianshui-2014/4.7/warning-meeting-yearly", "tianshui-2014/4.7/warning-activity-yearly"

    @pytest.mark.parametrize("county", [True, False])
    @pytest.mark.parametrize(("kind", "meeting", "activity"), [("mtg.warning", "met", "met"), ("study.warning_activity", "overdue", "met"), ("", "overdue", "overdue")])
    def test_s75_meetings_of_a_county_and_activities_of_a_department_are_judged_apart(
        self, town: Office, kind: str, meeting: str, activity: str, county: bool
    ) -> None:
        session = town.desk.session
        own, name = session.own_unit()
        people.save_unit(session, name, None, own, ("always", "regional_committee") if county else ("always",))
        if kind:
            seats = {"attendance": [{"person": town.desk.principal, "role": "chair"}]} if kind == "mtg.warning" else {}
            town.add(kind, "finalise", **seats)
        town.on("2027-01-01")
        assert states(town, self.ACTIVITY) == [activity]
        assert states(town, self.MEETING) == ([meeting] if county else [])


@pytest.mark.parametrize(("listed", "state"), [([], "met"), (["某县质监站"], "overdue")])
def test_s76_a_quarter_with_an_empty_list_has_no_object(town: Office, listed: list[str], state: str) -> None:
    duty_settings.set_lists(town.desk.session, "weak_subordinate", {"2026Q1": listed})
    town.on("2026-04-01")
    row = rows(town, "tianshui-2014/5.6/quarterly-urge-weak", "2026Q1")[0]
    assert row.state.value == state
    assert ("没有对象" in row.note or "名单为空" in row.note or "无对象" in row.note) is (not listed), row.note


@pytest.mark.parametrize(("number", "state"), [(0, "overdue"), (1, "met"), (2, "met"), (3, "violated")])
def test_s77_one_or_two_campaigns_a_year(town: Office, number: int, state: str) -> None:
    for _n in range(number):
        town.add("insp.rectify_campaign", "start", source="inspection")
    town.on("2027-01-01")
    assert states(town, "tianshui-2014/5.6/special-campaign-yearly") == [state]


class TestAccountability:
    def case(self, town: Office, **fields: Any) -> str:
        body = {
            "object": "org", "subject": [town.desk.lower_unit], "situation": ["sit.05"], "basis_article": "第六部分", "facts": "没有落实",
            "grade": "grade.light", "form": ["form.written_check"], "responsibility_kind": ["resp.personal"], "party_liability": "负直接责任",
            "leader_liability": [{"person": town.desk.principal}], "principal_conclusion": "经查不承担", "own_statement": "认可",
            "collective_review": "党组会议",
        }  # fmt: skip
        one = town.add("ledger.accountability", **(body | fields))
        for step in ("verify", "state", "discuss"):
            town.step(one, step)
        return one

    @pytest.mark.parametrize(
        ("held", "grade", "form", "fits"),
        [
            ("org", "grade.light", "form.adjust", False), ("org", "grade.light", "form.written_check", True),
            ("org", "grade.serious", "form.adjust", True), ("person", "grade.heavy", "form.circular", True),
            ("person", "grade.light", "form.org_measure", False), ("member", "grade.crime", "form.judicial", True),
        ],
    )  # fmt: skip
    def test_s82_a_form_beside_the_grade_needs_a_reason_and_a_second_person(self, town: Office, held: str, grade: str, form: str, fits: bool) -> None:
        one = self.case(town, object=held, grade=grade, form=[form])
        with town.second():
            if not fits:
                with refused(ErrorCode.BAD_INPUT):
                    town.step(one, "decide")
                town.step(one, "decide", deviation_reason="屡次不改", deviation_reviewer=town.desk.principal, deviation_reviewed_at="2026-01-05")
            else:
                town.step(one, "decide")
        assert records.get(town.desk.session, one).state == "final"

    def test_s82_who_objected_and_who_was_absent_are_not_listed(self, town: Office) -> None:
        yes, no, away = town.member("赵丽华"), town.member("吴明远"), town.member("郑晓峰")
        seats = [{"person": p, "role": r} for p, r in ((town.desk.principal, "chair"), (yes, "attendee"), (no, "attendee"), (away, "absent"))]
        stances = [{"person": no, "order": 1, "stance": "stance.against"}, {"person": yes, "order": 2, "stance": "stance.agree"}]
        meeting = town.add("mtg.standing", "finalise", attendance=seats, agenda=[{"id": "a1", "title": "项目", "category": "category.major_project", "stances": stances}])
        one = self.case(town, meeting_ref=[meeting], agenda_ref="a1", responsibility_kind=["resp.collective"], main_leading=[{"person": no}], leader_liability=[])
        found = responsibility.division(town.desk.session, one)
        assert {d.person for d in (*found.main, *found.important)} == {town.desk.principal, yes}
        with town.second(), refused(ErrorCode.BAD_INPUT) as refusal:
            town.step(one, "decide")
        assert refusal.error is not None
        assert "吴明远" in refusal.error.message
        town.fill(one, main_leading=[{"person": town.desk.principal}])
        with town.second():
            town.step(one, "decide")
