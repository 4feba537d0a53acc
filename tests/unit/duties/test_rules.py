"""The edges of each rule type, one sentence of 口径 per test (docs/duties.md)."""

from __future__ import annotations

from typing import Any

from office import post, posts, rows, scenario

HEAR = "tianshui-2014/3.3/hear-field-quarterly"
RESEARCH = "tianshui-2014/5.1/research-quarterly"
LECTURE = "tianshui-2014/5.1/principal-lecture-yearly"
LAST = "tianshui-2014/4.5/principal-speaks-last"
CHECK = "binhai-2021/30/two-month-check"
ANNUAL = "tianshui-2014/5.4/annual-report-yearly"
SAMPLE = "binhai-2021/60/inquiry-10pct"
TALK = "shibiyan-2022/5/new-principal-talk"
SPECIAL = "beijing-28/13/special-dem-life"
RATE = "tianjin-xunshi/2.2/rate-below-70-deep-check"
DISTRICT = "beijing-28/20/district-heads-full"


def rec(record_id: str, kind: str, date: str, **more: Any) -> dict[str, Any]:
    return {"id": record_id, "kind": kind, "date": date, **more}


def state(duty: str, *records: dict[str, Any], period: str = "2024", subject: str = "u1", **more: Any) -> str:
    data = scenario(*records, duties=[duty], **more)
    found = rows(data, duty=duty, period=period, subject=subject)
    assert len(found) == 1, rows(data)
    return str(found[0]["state"])


def meeting(*stances: tuple[str, int | None], **more: Any) -> dict[str, Any]:
    spoken = [{"person": p, "stance": "stance.agree", **({"order": o} if o else {})} for p, o in stances]
    item = {"id": "a1", "title": "议题", "category": "category.large_fund", "stances": spoken}
    return rec("m1", "mtg.standing", "2024-05-10", actor="u1", **{"agenda": [item], **more})


class TestCount:
    def test_the_last_day_is_not_yet_overdue(self) -> None:
        assert state(RESEARCH, period="2024Q2", as_of="2024-06-30") == "due"
        assert state(RESEARCH, period="2024Q2", as_of="2024-07-01") == "overdue"

    def test_a_record_on_the_first_or_last_day_belongs_to_its_quarter(self) -> None:
        first = rec("m1", "mtg.standing", "2024-04-01", actor="u1", topics=["integrity_research"])
        last = rec("m2", "mtg.standing", "2024-06-30", actor="u1", topics=["integrity_research"])
        assert state(RESEARCH, first, period="2024Q2", as_of="2024-07-01") == "met"
        assert state(RESEARCH, last, period="2024Q2", as_of="2024-07-01") == "met"
        assert state(RESEARCH, first, last, period="2024Q1", as_of="2024-07-01") == "overdue"

    def test_a_draft_and_a_record_after_the_day_do_not_count(self) -> None:
        draft = rec("m1", "mtg.standing", "2024-05-01", actor="u1", topics=["integrity_research"], state="draft")
        later = rec("m2", "mtg.standing", "2024-06-20", actor="u1", topics=["integrity_research"])
        assert state(RESEARCH, draft, later, period="2024Q2", as_of="2024-06-10") == "due"

    def test_a_lower_units_meeting_is_not_ours(self) -> None:
        theirs = rec("m1", "mtg.standing", "2024-05-01", actor="v1", topics=["integrity_research"])
        assert state(RESEARCH, theirs, period="2024Q2", as_of="2024-07-01") == "overdue"

    def test_who_came_or_left_within_the_period_is_exempt_with_the_reason(self) -> None:
        people = [post("p1", "u1", "principal"), post("p2", "u1", "member", start="2024-04-02")]
        data = scenario(duties=[HEAR], posts=people, as_of="2024-07-10")
        row = rows(data, period="2024Q2", subject="p2")[0]
        assert row["state"] == "exempt"
        assert "2024-04-02" in row["note"]
        assert rows(data, period="2024Q1", subject="p2")[0]["state"] == "exempt"
        left = [{**post("p2", "u1", "member"), "to": "2024-06-29"}]
        assert state(HEAR, period="2024Q2", subject="p2", posts=left, as_of="2024-06-10") == "exempt"

    def test_two_posts_without_a_gap_are_one_tenure(self) -> None:
        people = [{**post("p2", "u1", "member"), "to": "2024-05-31"}, post("p2", "u1", "member", start="2024-06-01")]
        assert state(HEAR, period="2024Q2", subject="p2", posts=people, as_of="2024-07-10") == "overdue"

    def test_the_lecturer_is_judged_by_the_post_of_that_day(self) -> None:
        people = [
            {**post("p1", "u1", "principal"), "to": "2024-05-31"},
            post("p2", "u1", "principal", start="2024-06-01"),
        ]
        old = rec("s1", "study.lecture", "2024-07-01", actor="p1")
        new = rec("s2", "study.lecture", "2024-07-01", actor="p2")
        assert state(LECTURE, old, posts=people) == "overdue"
        assert state(LECTURE, new, posts=people) == "met"

    def test_a_record_typed_later_counts_and_is_marked(self) -> None:
        late = rec("m1", "mtg.field_hear", "2024-05-10", actor="p2", entered="2024-08-01")
        row = rows(scenario(late, duties=[HEAR]), period="2024Q2", subject="p2")[0]
        assert row["state"] == "met"
        assert "补录" in row["note"]

    def test_a_report_from_january_to_march_counts_for_the_year_before(self) -> None:
        both = ["superior_committee", "superior_discipline"]
        march = rec("r1", "report.main_duty_annual", "2025-03-31", actor="u1", recipients=both)
        april = rec("r1", "report.main_duty_annual", "2025-04-01", actor="u1", recipients=both)
        assert state(ANNUAL, march, as_of="2025-05-01") == "met"
        assert state(ANNUAL, april, as_of="2025-05-01") == "unconfigured"
        assert state(ANNUAL, april, period="2025", as_of="2025-05-01") == "met"

    def test_a_record_that_nearly_counts_says_why_not(self) -> None:
        untagged = rec("m1", "mtg.standing", "2024-05-01", actor="u1")
        row = rows(scenario(untagged, duties=[RESEARCH]), period="2024Q2")[0]
        assert row["near"] == [{"record": "m1", "reason": "没有相应的内容标签"}]

    def test_periods_start_a_year_before_or_with_the_earliest_record(self) -> None:
        assert rows(scenario(duties=[LECTURE], as_of="2025-01-10"))[0]["period"] == "2024"
        old = rec("s1", "study.lecture", "2021-07-01", actor="p1")
        assert [r["period"] for r in rows(scenario(old, duties=[LECTURE]))] == ["2021", "2022", "2023", "2024", "2025"]


class TestOrder:
    def test_everyone_before_the_principal_is_met(self) -> None:
        assert state(LAST, meeting(("p2", 1), ("p3", 2), ("p1", 3))) == "met"

    def test_one_after_the_principal_is_violated_even_when_others_are_missing(self) -> None:
        assert state(LAST, meeting(("p1", 1), ("p2", 2), ("p3", None))) == "violated"

    def test_an_order_not_fully_recorded_is_undetermined_never_met(self) -> None:
        present = [{"person": p, "role": "attendee"} for p in ("p1", "p2", "p3")]
        assert state(LAST, meeting(("p2", None), ("p1", None))) == "undetermined"
        assert state(LAST, meeting(("p2", 1), ("p1", 2), attendance=present)) == "undetermined"
        assert state(LAST, meeting(("p2", 2), ("p1", 2))) == "undetermined"
        assert state(LAST, meeting()) == "undetermined"

    def test_an_absent_principal_is_exempt(self) -> None:
        away = [{"person": "p1", "role": "absent"}, {"person": "p2", "role": "chair"}, {"person": "p3", "role": "attendee"}]
        assert state(LAST, meeting(("p2", 1), ("p3", 2), attendance=away)) == "exempt"

    def test_a_meeting_without_such_an_item_gives_no_row(self) -> None:
        plain = rec("m1", "mtg.standing", "2024-05-10", actor="u1", agenda=[{"id": "a", "title": "学习"}])
        assert rows(scenario(plain, duties=[LAST])) == []


class TestFollowAndPrecede:
    def test_two_months_are_calendar_months_clamped_to_the_months_end(self) -> None:
        closed = rec("e1", "event.dem_life_closed", "2023-12-31")
        good = rec("i1", "insp.dem_life_rectify", "2024-02-29", actor="p6")
        early = rec("i1", "insp.dem_life_rectify", "2024-02-28", actor="p6")
        assert state(CHECK, closed, good, period="e1") == "met"
        assert state(CHECK, closed, early, period="e1") == "overdue"

    def test_after_the_days_of_grace_it_is_too_late(self) -> None:
        closed = rec("e1", "event.dem_life_closed", "2024-12-31")
        last = rec("i1", "insp.dem_life_rectify", "2025-03-30", actor="p6")
        late = rec("i1", "insp.dem_life_rectify", "2025-03-31", actor="p6")
        assert state(CHECK, closed, last, period="e1", as_of="2025-05-01") == "met"
        assert state(CHECK, closed, late, period="e1", as_of="2025-05-01") == "overdue"
        shorter = {CHECK: {"grace_days": 10}}
        assert state(CHECK, closed, last, period="e1", as_of="2025-05-01", settings=shorter) == "overdue"

    def test_a_record_linked_to_another_trigger_does_not_serve_this_one(self) -> None:
        first, second = rec("e1", "event.dem_life_closed", "2024-01-31"), rec("e2", "event.dem_life_closed", "2024-02-01")
        check = rec("i1", "insp.dem_life_rectify", "2024-04-05", actor="p6", links=["e2"])
        assert state(CHECK, first, second, check, period="e2") == "met"
        assert state(CHECK, first, second, check, period="e1") == "overdue"

    def test_without_a_deadline_it_is_overdue_from_the_next_day(self) -> None:
        duty = "beijing-28/11/into-dossier"
        report = rec("s1", "report.shuze", "2024-12-10", actor="p2")
        assert state(duty, report, period="s1", subject="p2", as_of="2024-12-10") == "due"
        assert state(duty, report, period="s1", subject="p2", as_of="2024-12-11") == "overdue"

    def test_every_need_but_one_is_partial_until_the_deadline(self) -> None:
        event = rec("e1", "event.decision_error", "2024-05-10")
        held = rec("m1", "mtg.dem_life_special", "2024-05-20", actor="u1")
        assert state(SPECIAL, event, held, period="e1", as_of="2024-06-01") == "partial"
        assert state(SPECIAL, event, held, period="e1", as_of="2024-07-10") == "overdue"

    def test_a_talk_after_taking_office_is_violated_and_none_is_overdue(self) -> None:
        event = rec("e1", "event.new_principal", "2024-05-10", subject="q1")
        same_day = rec("t1", "talk.integrity_new", "2024-05-10", actor="p6", subject="q1")
        after = rec("t1", "talk.integrity_new", "2024-05-11", actor="p6", subject="q1")
        other = rec("t1", "talk.integrity_new", "2024-05-01", actor="p6", subject="q2")
        assert state(TALK, event, same_day, period="e1", subject="q1") == "met"
        assert state(TALK, event, after, period="e1", subject="q1") == "violated"
        assert state(TALK, event, other, period="e1", subject="q1") == "overdue"

    def test_an_event_still_to_come_is_due(self) -> None:
        event = rec("e1", "event.new_principal", "2025-02-10", subject="q1")
        assert state(TALK, event, period="e1", subject="q1", as_of="2025-01-10") == "due"


class TestRatio:
    def closed(self, number: int) -> list[dict[str, Any]]:
        return [rec(f"c{i}", "event.inquiry_closed", "2024-05-10", subject="p8") for i in range(number)]

    def test_ten_percent_is_rounded_up(self) -> None:
        one = rec("i1", "insp.inquiry_sample", "2024-06-10", actor="p6")
        assert state(SAMPLE, *self.closed(10), one) == "met"
        assert state(SAMPLE, *self.closed(11), one) == "overdue"
        assert state(SAMPLE, *self.closed(11), one, settings={SAMPLE: {"rounding": "floor"}}) == "met"

    def test_nothing_to_sample_is_exempt(self) -> None:
        assert state(SAMPLE) == "exempt"

    def test_within_the_year_some_is_partial_and_none_is_due(self) -> None:
        one = rec("i1", "insp.inquiry_sample", "2024-06-10", actor="p6")
        assert state(SAMPLE, *self.closed(11), one, as_of="2024-12-31") == "partial"
        assert state(SAMPLE, *self.closed(11), as_of="2024-12-31") == "due"


class TestThreshold:
    def items(self, good: int, number: int) -> list[dict[str, Any]]:
        states = ["verified" if i < good else "in_progress" for i in range(number)]
        return [rec(f"r{i}", "ledger.rectification", "2024-05-10", state=s) for i, s in enumerate(states)]

    def test_exactly_seventy_percent_does_not_trigger(self) -> None:
        assert state(RATE, *self.items(7, 10), as_of="2024-12-31") == "met"

    def test_below_it_a_person_decides_on_a_draft(self) -> None:
        assert state(RATE, *self.items(6, 9), as_of="2024-12-31") == "violated"

    def test_it_is_off_unless_named(self) -> None:
        assert not rows(scenario(*self.items(6, 9), packs=["tianjin-xunshi"]), duty=RATE)


class TestWhatIsJudged:
    def test_a_duty_of_scope_reference_is_judged_only_when_named(self) -> None:
        assert not rows(scenario(packs=["beijing-28"]), duty=DISTRICT)
        assert rows(scenario(duties=[DISTRICT]), duty=DISTRICT)

    def test_a_duty_whose_conditions_do_not_hold_gives_no_row(self) -> None:
        small = {"id": "u1", "name": "某局", "applies": ["always"]}
        found = {r["duty"] for r in rows(scenario(unit=small))}
        assert RESEARCH in found
        assert "tianshui-2014/5.3/principal-interviews-lower-yearly" not in found

    def test_a_named_duty_that_does_not_apply_is_exempt(self) -> None:
        small = {"id": "u1", "name": "某局", "applies": ["always"]}
        assert state(TALK, period="2025", unit=small) == "exempt"

    def test_an_approval_needs_two_different_people(self) -> None:
        event = rec("e1", "event.decision_error", "2024-05-10")
        approval = {"duty": SPECIAL, "period": "e1", "subject": "u1", "state": "exempt", "reason": "已并入年度会议"}
        two = [{**approval, "by": ["p1", "p6"]}]
        one = [{**approval, "by": ["p1", "p1"]}]
        assert state(SPECIAL, event, period="e1", approvals=two) == "exempt"
        assert state(SPECIAL, event, period="e1", approvals=one) == "overdue"

    def test_posts_alone_are_no_event(self) -> None:
        assert rows(scenario(duties=[TALK], posts=[*posts(), post("p8", "v1", "principal", start="2024-05-01")])) == []
