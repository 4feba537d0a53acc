"""Departments, calendar nodes, pairs, years of service, open items, branches and terms (docs/duties.md 19–26)."""

from __future__ import annotations

from typing import Any

import pytest
from office import catalog, post, posts, rows, scenario
from test_rules import rec, state

from app.domain.duties.settings import fits_setting
from app.domain.errors import AppError
from app.services.scenarios import load_scenario

POWER = "tianshui-2014/3.3/power-list"
NODES = "tianshui-2014/4.3/key-nodes"
MUTUAL = "tianshui-2014/5.3/member-mutual-talk"
ROTATION = "beijing-28/20/rotation"
OPEN = "binhai-2021/17/daily-rectify-supervision"
BRANCH = "binhai-2021/31/org-life-systems"
COVERAGE = "tianjin-xunshi/1.3/full-coverage"
FILES = "binhai-2021/27/case-six-docs"
RISK = "tianshui-2014/3.3/risk-points"
TERM = "term:2021-06-01/2026-06-01"
NATIONAL_DAY = {NODES: {"nodes": "国庆节 10-01/10-07", "around_days": 10}}
THREE_MEMBERS = [post("p1", "u1", "principal"), *(post(f"p{n}", "u1", "member") for n in (2, 3, 4))]
SCOPE = {"inspection_scope": {"2022": ["v1"], "2024": ["v1", "v2"]}}


def one(duty: str, *records: dict[str, Any], period: str, **more: Any) -> dict[str, Any]:
    found = rows(scenario(*records, duties=[duty], **more), period=period)
    assert len(found) == 1, found
    return found[0]


class TestDepartments:
    def power(self, number: int, **more: Any) -> dict[str, Any]:
        return rec(f"d{number}", "doc.power_list", "2024-05-10", actor="u1", **more)

    def test_the_departments_members_are_in_charge_of_each_need_one(self) -> None:
        found = one(POWER, self.power(1, department="城建科"), period="2025")
        assert (found["state"], found["count"], found["need"]) == ("partial", 1, 4)
        assert found["missing"] == ["房管科", "办公室", "质监站"]

    def test_a_list_belongs_to_the_unit_or_head_it_is_about(self) -> None:
        lists = {"departments": ["城建科", "质监站", "办公室"]}
        records = [self.power(1, subject="v1"), self.power(2, owner=["p9"]), self.power(3, title="办公室权力清单")]
        assert one(POWER, *records, period="2025", lists=lists)["state"] == "met"

    def test_one_that_was_abolished_does_not_count(self) -> None:
        old = self.power(1, department="城建科", state="abolished")
        assert one(POWER, old, period="2025", lists={"departments": ["城建科"]})["state"] == "overdue"

    def test_without_any_department_the_unit_must_say(self) -> None:
        alone = [post("p1", "u1", "principal"), post("p2", "u1", "member")]
        assert one(POWER, period="2025", posts=alone)["state"] == "unconfigured"


class TestCalendarNodes:
    def at(self, *days: str, as_of: str = "2024-12-01", **more: Any) -> str:
        records = [rec(f"i{n}", "insp.covert", day, actor="p6") for n, day in enumerate(days)]
        more = {"settings": NATIONAL_DAY, **more}
        return str(one(NODES, *records, period="2024-10-01/2024-10-07", as_of=as_of, **more)["state"])

    def test_both_sides_need_a_record(self) -> None:
        assert self.at("2024-09-25", "2024-10-10") == "met"
        assert self.at("2024-09-25") == "partial"
        assert self.at("2024-10-10") == "partial"
        assert self.at() == "overdue"

    def test_the_days_of_the_festival_belong_to_the_time_after(self) -> None:
        assert self.at("2024-10-01") == "partial"
        assert self.at("2024-09-30", "2024-10-01") == "met"

    def test_the_window_ends_with_its_last_day(self) -> None:
        assert self.at("2024-09-21", "2024-10-17") == "met"
        assert self.at("2024-09-20", "2024-10-18") == "overdue"

    def test_it_is_due_until_the_last_day_and_not_listed_before_the_first(self) -> None:
        assert self.at(as_of="2024-10-17") == "due"
        assert self.at(as_of="2024-10-18") == "overdue"
        found = rows(scenario(duties=[NODES], settings=NATIONAL_DAY, as_of="2024-09-20"))
        assert [r["period"] for r in found] == ["2023-10-01/2023-10-07"]

    def test_a_reminder_serves_as_well_as_a_check(self) -> None:
        letter = rec("l1", "letter.reminder", "2024-09-25")
        check = rec("i1", "insp.covert", "2024-10-08", actor="p6")
        assert one(NODES, letter, check, period="2024-10-01/2024-10-07", settings=NATIONAL_DAY, as_of="2024-12-01")["state"] == "met"

    @pytest.mark.parametrize("nodes", [["2024-06-10", "10-01"], "端午节 2024-06-10、10-01", "2024-06-10；10-01"])
    def test_the_calendar_may_be_a_list_or_a_text(self, nodes: Any) -> None:
        settings = {NODES: {"nodes": nodes}}
        found = rows(scenario(duties=[NODES], settings=settings, as_of="2024-12-01"))
        assert [r["period"] for r in found] == ["2023-10-01", "2024-06-10", "2024-10-01"]

    def test_holidays_over_new_year_begin_in_the_old_one(self) -> None:
        settings = {NODES: {"nodes": "元旦 12-30/01-01"}}
        found = rows(scenario(duties=[NODES], settings=settings, as_of="2025-01-05"))
        assert [r["period"] for r in found] == ["2024-12-30/2025-01-01"]

    def test_without_a_calendar_it_waits_for_the_unit(self) -> None:
        assert one(NODES, period="2025")["state"] == "unconfigured"

    @pytest.mark.parametrize("nodes", ["国庆", "13-01", "2024-02-30", 5, []])
    def test_a_calendar_that_cannot_be_read_is_refused(self, nodes: Any) -> None:
        with pytest.raises(AppError):
            load_scenario(scenario(duties=[NODES], settings={NODES: {"nodes": nodes}}), catalog())


class TestPairs:
    MEETING = rec("m1", "mtg.dem_life", "2024-12-20", actor="u1")

    def talk(self, who: str, whom: Any, day: str = "2024-12-01", **more: Any) -> dict[str, Any]:
        return rec(f"t{who}{whom}{day}", "talk.heart", day, actor=who, subject=whom, **more)

    def state(self, *records: dict[str, Any], **more: Any) -> str:
        return str(one(MUTUAL, self.MEETING, *records, period="m1", posts=THREE_MEMBERS, **more)["state"])

    def test_every_two_members_must_have_talked(self) -> None:
        talks = [self.talk("p2", "p3"), self.talk("p4", "p2"), self.talk("p3", "p4")]
        assert self.state(*talks) == "met"
        found = one(MUTUAL, self.MEETING, *talks[:2], period="m1", posts=THREE_MEMBERS)
        assert (found["state"], found["count"], found["need"], found["missing"]) == ("overdue", 2, 3, ["p3×p4"])

    def test_talks_with_the_principal_are_another_duty(self) -> None:
        assert self.state(self.talk("p1", "p2"), self.talk("p1", "p3"), self.talk("p1", "p4")) == "overdue"

    def test_those_talked_to_together_have_not_talked_with_each_other(self) -> None:
        assert self.state(self.talk("p2", ["p3", "p4"])) == "overdue"
        assert self.state(self.talk("p2", ["p3", "p4"]), self.talk("p3", "p4")) == "met"

    def test_a_talk_after_the_meeting_or_before_the_last_one_does_not_count(self) -> None:
        rest = [self.talk("p4", "p2"), self.talk("p3", "p4")]
        assert self.state(*rest, self.talk("p2", "p3", "2024-12-21")) == "overdue"
        earlier = rec("m0", "mtg.dem_life", "2024-11-20", actor="u1")
        old = self.talk("p2", "p3", "2024-11-20")
        assert self.state(*rest, old) == "met"
        assert self.state(*rest, old, earlier) == "overdue"
        assert self.state(*rest, {**old, "links": ["m1"]}, earlier) == "met"

    def test_before_the_meeting_it_is_due_or_partly_done(self) -> None:
        assert self.state(as_of="2024-12-10") == "due"
        assert self.state(self.talk("p2", "p3"), as_of="2024-12-20") == "partial"

    def test_the_unit_may_ask_one_talk_of_everybody(self) -> None:
        each = {MUTUAL: {"coverage": "each"}}
        assert self.state(self.talk("p2", ["p3", "p4"]), settings=each) == "met"
        assert self.state(self.talk("p2", "p3"), settings=each) == "overdue"

    def test_who_was_no_member_that_day_is_not_asked(self) -> None:
        later = [*THREE_MEMBERS[:3], post("p4", "u1", "member", start="2025-01-01")]
        assert one(MUTUAL, self.MEETING, self.talk("p2", "p3"), period="m1", posts=later)["state"] == "met"
        alone = one(MUTUAL, self.MEETING, period="m1", posts=THREE_MEMBERS[:2])
        assert alone["state"] == "exempt"

    def test_a_lower_units_meeting_is_not_ours(self) -> None:
        theirs = {**self.MEETING, "actor": "v1"}
        assert rows(scenario(theirs, duties=[MUTUAL])) == []


class TestYearsOfService:
    YEAR = rec("e1", "event.work_plan_year", "2024-01-05")

    def plan(self, *people: str, day: str = "2024-03-01") -> dict[str, Any]:
        return rec("r1", "doc.rotation_plan", day, actor="p7", **({"subject": list(people)} if people else {}))

    def found(self, *records: dict[str, Any], years: Any = 4, **more: Any) -> dict[str, Any]:
        settings = {ROTATION: {"years_limit": years}} if years else {}
        return one(ROTATION, self.YEAR, *records, period="e1", settings=settings, **more)

    def test_everybody_long_in_a_post_stands_in_the_plan(self) -> None:
        assert self.found(self.plan("q1", "q2"))["state"] == "met"
        missing = self.found(self.plan("q1"))
        assert (missing["state"], missing["count"], missing["need"], missing["missing"]) == ("overdue", 1, 2, ["q2"])

    def test_a_plan_that_names_nobody_serves_all_and_an_earlier_one_nobody(self) -> None:
        assert self.found(self.plan())["state"] == "met"
        assert self.found(self.plan("q1", "q2", day="2023-12-31"))["state"] == "overdue"

    def test_the_years_are_reached_on_the_day(self) -> None:
        on_the_day = [*posts()[:9], post("q1", "v1", "principal", start="2020-01-05")]
        assert self.found(posts=on_the_day)["missing"] == ["q1"]
        a_day_short = [*posts()[:9], post("q1", "v1", "principal", start="2020-01-06")]
        assert self.found(posts=a_day_short)["state"] == "met"

    def test_another_post_begins_anew(self) -> None:
        moved = [
            *posts()[:9],
            post("q1", "v1", "principal", start="2015-01-01", to="2022-06-30"),
            post("q1", "v2", "principal", start="2022-07-01"),
        ]
        assert self.found(posts=moved)["state"] == "met"

    def test_the_event_may_say_itself_how_long(self) -> None:
        event = {**self.YEAR, "subject": "p2", "tenure_years": 6}
        settings = {ROTATION: {"years_limit": 5}}
        assert one(ROTATION, event, period="e1", settings=settings)["missing"] == ["p2"]
        assert one(ROTATION, {**event, "tenure_years": 3}, period="e1", settings=settings)["state"] == "met"

    def test_without_a_number_of_years_nothing_can_be_said(self) -> None:
        assert self.found(self.plan("q1", "q2"), years=None)["state"] == "unconfigured"


class TestOpenItems:
    def item(self, **more: Any) -> dict[str, Any]:
        return rec("z1", "ledger.rectification", "2024-04-10", **{"source": "inspection", "state": "in_progress", **more})

    def check(self, day: str, **more: Any) -> dict[str, Any]:
        return rec(f"i{day}", "insp.daily", day, actor="p6", **{"links": ["z1"], **more})

    def states(self, *records: dict[str, Any], as_of: str = "2024-12-31", **more: Any) -> dict[str, str]:
        found = rows(scenario(*records, duties=[OPEN], as_of=as_of, **more))
        assert {r["subject"] for r in found} <= {"z1"}
        return {r["period"]: r["state"] for r in found}

    def test_every_quarter_it_is_open_needs_a_record(self) -> None:
        found = self.states(self.item(), self.check("2024-05-20"))
        assert found == {"2024Q2": "met", "2024Q3": "overdue", "2024Q4": "due"}

    def test_once_closed_no_more_is_asked(self) -> None:
        closed = self.item(state="closed", closed_at="2024-08-01")
        assert self.states(closed, self.check("2024-05-20")) == {"2024Q2": "met"}

    def test_closed_on_an_unknown_day_is_not_judged(self) -> None:
        assert self.states(self.item(state="closed")) == {}

    def test_a_record_of_another_quarter_or_without_a_name_does_not_count(self) -> None:
        found = self.states(self.item(), self.check("2024-07-01"), self.check("2024-05-20", links=[]))
        assert found["2024Q2"] == "overdue"
        assert found["2024Q3"] == "met"

    def test_a_record_about_the_same_unit_serves(self) -> None:
        about = self.check("2024-05-20", links=[], subject="v1")
        assert self.states(self.item(subject=["v1"]), about)["2024Q2"] == "met"

    def test_items_from_elsewhere_are_not_meant(self) -> None:
        assert self.states(self.item(source="audit")) == {}

    def test_the_unit_may_ask_for_more(self) -> None:
        twice = {OPEN: {"min_per_quarter": 2}}
        assert self.states(self.item(), self.check("2024-05-20"), settings=twice)["2024Q2"] == "overdue"
        assert self.states(self.item(), self.check("2024-05-20"), settings=twice, as_of="2024-06-30") == {"2024Q2": "partial"}


class TestBranches:
    KINDS = ("mtg.sanhui_yike", "talk.heart", "mtg.member_review", "mtg.theme_day")

    def life(self, branch: str, *kinds: str) -> list[dict[str, Any]]:
        return [rec(f"{branch}{k}", k, "2024-05-10", actor="u1", branch=branch) for k in kinds or self.KINDS]

    def found(self, *records: dict[str, Any], values: dict[str, Any], branches: Any = ("甲", "乙")) -> dict[str, Any]:
        lists = {"branches": list(branches)} if branches else {}
        return one(BRANCH, *records, period="2024", settings={BRANCH: values}, lists=lists)

    def test_every_branch_needs_every_kind(self) -> None:
        both = [*self.life("甲"), *self.life("乙")]
        assert self.found(*both, values={"min_per_year": 1})["state"] == "met"
        lacking = self.found(*both[:-1], values={"min_per_year": 1})
        assert (lacking["state"], lacking["missing"]) == ("partial", ["乙×mtg.theme_day"])

    def test_a_kind_without_a_number_is_not_judged(self) -> None:
        day = [*self.life("甲", "mtg.theme_day"), *self.life("乙", "mtg.theme_day")]
        assert self.found(*day, values={"min_theme_day": 1})["state"] == "met"
        assert self.found(*day, values={"min_theme_day": 2})["state"] == "overdue"

    def test_the_number_of_a_kind_comes_before_the_number_of_all(self) -> None:
        both = [*self.life("甲"), *self.life("乙")]
        lacking = self.found(*both, values={"min_per_year": 1, "min_theme_day": 12})
        assert lacking["missing"] == ["甲×mtg.theme_day", "乙×mtg.theme_day"]
        assert self.found(*both, values={"min_per_year": {"talk.heart": 1}})["need"] == 2

    def test_without_a_list_the_branches_in_the_records_are_taken(self) -> None:
        found = self.found(*self.life("甲"), values={"min_per_year": 1}, branches=None)
        assert (found["state"], found["need"]) == ("met", 4)

    def test_a_talk_belongs_to_the_branch_of_those_who_talk(self) -> None:
        talk = rec("t1", "talk.heart", "2024-05-10", actor="p2", subject="p3")
        mine = [post("p2", "u1", "member", fields=["甲"]), post("p3", "u1", "member")]
        found = one(BRANCH, talk, period="2024", posts=mine, settings={BRANCH: {"min_heart_talk": 1}}, lists={"branches": ["甲"]})
        assert found["state"] == "met"

    def test_without_any_number_it_waits_for_the_unit(self) -> None:
        assert self.found(*self.life("甲"), values={})["state"] == "unconfigured"


class TestCoverageOfATerm:
    def inspected(self, *units: str, day: str = "2023-05-10") -> list[dict[str, Any]]:
        return [rec(f"i{u}", "insp.inspection", day, actor="u1", subject=[u]) for u in units]

    def test_all_of_the_list_within_the_term(self) -> None:
        found = one(COVERAGE, *self.inspected("v1", "v2"), period=TERM, lists=SCOPE)
        assert (found["state"], found["count"], found["need"]) == ("met", 2, 2)

    def test_some_are_partial_until_the_term_ends(self) -> None:
        some = self.inspected("v1")
        assert one(COVERAGE, *some, period=TERM, lists=SCOPE)["missing"] == ["v2"]
        assert one(COVERAGE, *some, period=TERM, lists=SCOPE, as_of="2026-06-01")["state"] == "partial"
        assert one(COVERAGE, *some, period=TERM, lists=SCOPE, as_of="2026-06-02")["state"] == "overdue"
        assert one(COVERAGE, period=TERM, lists=SCOPE)["state"] == "due"

    def test_an_inspection_of_the_term_before_does_not_count(self) -> None:
        before = self.inspected("v1", "v2", day="2021-05-31")
        assert one(COVERAGE, *before, period=TERM, lists=SCOPE)["state"] == "due"

    def test_a_scenario_may_give_the_list_as_a_setting(self) -> None:
        settings = {COVERAGE: {"scope_list": ["v1"]}}
        assert one(COVERAGE, *self.inspected("v1"), period=TERM, settings=settings)["state"] == "met"

    def test_without_a_list_it_waits_for_the_unit(self) -> None:
        assert one(COVERAGE, *self.inspected("v1"), period=TERM)["state"] == "unconfigured"

    def test_with_an_empty_list_there_is_nobody_to_inspect(self) -> None:
        assert one(COVERAGE, period=TERM, lists={"inspection_scope": []})["state"] == "exempt"


class TestSettings:
    def test_without_the_list_of_documents_nothing_can_be_said(self) -> None:
        closed = rec("e1", "event.case_closed", "2024-05-10")
        files = rec("d1", "doc.case_files", "2024-05-20", links=["e1"], files=[{"name": "剖析报告"}])
        assert state(FILES, closed, files, period="e1") == "unconfigured"
        assert state(FILES, closed, files, period="e1", settings={FILES: {"documents": ["剖析报告"]}}) == "met"
        assert state(FILES, closed, files, period="e1", settings={FILES: {"documents": "剖析报告、通报"}}) == "partial"

    def test_how_often_a_list_is_renewed_is_the_units_to_say(self) -> None:
        risk = rec("k1", "ledger.risk", "2024-05-10", owner="p2")
        assert state(RISK, risk, period="2024", subject="p2") == "met"
        half = {RISK: {"refresh": "half-yearly"}}
        assert state(RISK, risk, period="2024H1", subject="p2", settings=half) == "met"
        assert state(RISK, risk, period="2024H2", subject="p2", settings=half) == "overdue"

    @pytest.mark.parametrize(
        ("duty", "values"),
        [(RISK, {"refresh": "weekly"}), (MUTUAL, {"coverage": "all"}), (BRANCH, {"min_per_year": {"mtg.standing": 1}})],
    )
    def test_a_word_that_is_not_known_is_refused(self, duty: str, values: dict[str, Any]) -> None:
        with pytest.raises(AppError):
            load_scenario(scenario(duties=[duty], settings={duty: values}), catalog())


@pytest.mark.parametrize(
    ("duty", "name", "good", "bad"),
    [
        ("beijing-28/13/principal-lead-criticism", "place", ("first", "any"), ("last", True, 1)),
        ("beijing-28/13/dem-life-yearly", "last_year_until", (0, 2, 11), (12, -1, 1.5, "三月")),
        ("tianshui-2014/5.4/annual-report-yearly", "last_year_until", (0, 3), (13, "03")),
        ("beijing-28/23/dossier-dynamic", "refresh", ("yearly", "half-yearly", "quarterly"), ("weekly", 2)),
        ("beijing-28/26/suggestion-lifecycle", "feedback_days", (0, 30), (-1, "soon")),
        ("tianshui-2014/5.6/half-year-supervision", "period", ("year", "half"), ("month", 6)),
        ("binhai-2021/60/inquiry-10pct", "rounding", ("ceil", "floor", "round"), ("up", 1)),
        ("binhai-2021/30/two-month-check", "grace_days", (0, 30, 60), (-5, "30")),
    ],
)
def test_a_setting_takes_its_words_and_numbers_only(
    duty: str, name: str, good: tuple[Any, ...], bad: tuple[Any, ...]
) -> None:
    definition = catalog().duties.get(duty)
    assert [v for v in good if not fits_setting(definition, name, v)] == []
    assert [v for v in bad if fits_setting(definition, name, v)] == []
