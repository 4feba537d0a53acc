"""Mechanisms of democratic-life meetings, new heads, inquiries, inspections, suggestions, opinions, appointments, clearing.

Each is shown through the services: workflows, duties, letters. How the workflows go day by day: tests/workflows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import ErrorCode
from app.services import (
    appointment_chain,
    duty_settings,
    evaluation,
    letters,
    lists,
    opinion_facts,
    record_page,
    records,
    runs,
)
from tests.unit.services.desk import Desk, fitting, new_office, refused
from tests.workflows.walk import Walk

ARTICLE_30 = "《中国共产党纪律检查机关监督执纪工作规则》第十九条；《关于加强政治监督的实施细则（天津滨海新区）》第30条"


@pytest.fixture
def walk(tmp_path: Path, catalog: Catalog) -> Iterator[Walk]:
    """An office with the duties of all packs judged."""
    desk = Desk(new_office(tmp_path / "office", catalog).session)
    duty_settings.set_all_grades(desk.session, True, 2021)
    yield Walk(desk)
    desk.session.close()


def judged(walk: Walk, duty: str) -> list[str]:
    """The states of the rows of a duty now."""
    walk.session.cache.clear()
    return sorted(r.state.value for r in evaluation.evaluation(walk.session).results if r.duty == duty)


class TestMeetings:
    """45, 46, 47, 72: democratic-life meetings."""

    def closed(self, walk: Walk, end: str, **body: Any) -> str:
        walk.day(end)
        attendance = [{"person": walk.p, "role": "chair"}, {"person": walk.m1, "role": "attendee"}, {"person": walk.m2, "role": "attendee"}]
        review = [{"reviewer": walk.d, "date": end, "conclusion": "通过"}]
        made = walk.save("mtg.dem_life", date=end, actor=walk.own, theme="严守规矩", attendance=attendance, pre_review=review, **body)
        walk.go(made, "theme", "pre_review", "onsite")
        walk.go(made, "close", end=end)
        return made

    def check(self, walk: Walk, meeting: str, day: str, **body: Any) -> str:
        walk.day(day)
        made = walk.save("insp.dem_life_rectify", actor=walk.d, links=[meeting], **body)
        walk.go(made, "start")
        return made

    @pytest.mark.parametrize(("end", "first"), [("2025-12-31", "2026-02-28"), ("2027-12-31", "2028-02-29"), ("2026-04-30", "2026-06-30")])
    def test_s45_a_check_the_day_before_two_months_are_over_does_not_count(self, walk: Walk, end: str, first: str) -> None:
        made = self.closed(walk, end)
        early = (dt.date.fromisoformat(first) - dt.timedelta(days=1)).isoformat()
        self.check(walk, made, early)
        assert walk.stand(made, "check") == ("waiting",)
        walk.go(made, "post")
        walk.refused(made, "checked_ok", "满两个月", checked_at=early)
        assert walk.day(first).stand(made, "check") == ("open",)
        late = (dt.date.fromisoformat(first) + dt.timedelta(days=31)).isoformat()
        assert walk.day(late).stand(made, "check") == ("overdue",)

    def test_s45_the_event_of_its_end_is_judged_the_same_way(self, walk: Walk) -> None:
        walk.day("2025-12-31")
        event = walk.save("event.dem_life_closed")
        self.check(walk, event, "2026-02-27")
        walk.day("2026-03-30")
        assert judged(walk, "binhai-2021/30/two-month-check") == ["due"]
        walk.day("2026-03-31")
        assert judged(walk, "binhai-2021/30/two-month-check") == ["overdue"]

    @pytest.mark.parametrize("kind", ["event.decision_error", "event.four_winds"])
    def test_s46_a_situation_without_its_meeting_is_listed(self, walk: Walk, kind: str) -> None:
        walk.day("2026-01-05")
        event = walk.save(kind)
        assert [r.record for r in runs.runs(walk.session, "wf02_special_meeting")] == [event]
        walk.day("2026-03-07")
        assert walk.stand(event, "plan") == ("overdue",)
        assert judged(walk, "beijing-28/13/special-dem-life") == ["overdue"]

    def test_s46_by_approval_of_another_person_it_does_not_apply(self, walk: Walk) -> None:
        walk.day("2026-01-05")
        event = walk.save("event.serious_case")
        with refused(ErrorCode.BAD_STATE):
            records.transition(walk.session, event, "set_aside", values={"aside_reason": "不属于本单位"})
        with walk.second():
            walk.go(event, "set_aside", aside_reason="不属于本单位")
        assert runs.runs(walk.session, "wf02_special_meeting") == []
        assert judged(walk, "beijing-28/13/special-dem-life") == ["exempt"]

    def test_s47_who_had_an_inquiry_and_said_nothing_is_named(self, walk: Walk) -> None:
        walk.day("2025-06-02").save("event.inquiry_closed", subject=[walk.m1])
        walk.day("2026-01-10")
        attendance = [{"person": walk.p, "role": "chair"}, {"person": walk.m1, "role": "attendee"}, {"person": walk.m2, "role": "attendee"}]
        made = walk.save("mtg.dem_life", date="2026-01-10", actor=walk.own, attendance=attendance)
        walk.edit(made, pre_review=[{"reviewer": walk.d, "date": "2026-01-09", "conclusion": "通过"}])
        words = walk.step(made, "statements").words
        assert "李四海" in words
        assert "王五湖" not in words
        walk.edit(made, statement=[{"person": walk.m1, "item": "st.inquiry", "explained": True}])
        assert walk.stand(made, "statements") == ("done",)

    def test_s47_what_was_said_has_no_place_in_the_record(self, catalog: Catalog) -> None:
        form = catalog.records.get("dem_life")
        for name in ("statement", "personal_matters_disclosed"):
            table = form.field(name)
            assert table is not None
            assert {c.type.value for c in table.columns} <= {"person", "choice", "flag"}

    def test_s72_the_article_is_cited_only_where_the_check_came_out_poor(self, walk: Walk) -> None:
        made = self.closed(walk, "2026-01-20")
        check = self.check(walk, made, "2026-03-25", conclusion="poor")
        text = {"to": ["某县质监站"], "title": "纪律检查建议", **fitting(walk.session, "letter.discipline_suggestion")}

        def submit(**more: Any) -> None:
            draft = letters.draft(walk.session, "letter.discipline_suggestion", {}) | text | {"basis": ARTICLE_30} | more
            letter = records.save(walk.session, "letter", "letter.discipline_suggestion", draft).value.id
            letters.advance(walk.session, letter, "submit")

        assert "第30条" not in letters.draft(walk.session, "letter.discipline_suggestion", {})["basis"]
        for links in ([], [made], [made, check]):
            with refused(ErrorCode.BAD_INPUT) as told:
                submit(links=links)
            assert told.error is not None
            assert "落实不力" in told.error.message
        submit(links=[], basis="《中国共产党纪律检查机关监督执纪工作规则》第十九条")
        submit(links=[check])
        walk.go(made, "post")
        walk.go(made, "checked_poor", checked_at="2026-03-25", check_note="没有动")
        submit(links=[made])

    def test_s72_the_suggestion_is_offered_after_a_poor_check_and_followed_to_its_answer(self, walk: Walk) -> None:
        made = self.closed(walk, "2026-01-20")
        self.check(walk, made, "2026-03-25", conclusion="poor")
        walk.go(made, "post")
        walk.go(made, "checked_poor", checked_at="2026-03-25", check_note="没有动")
        begun = runs.offer_values(walk.session, walk.offer(made, "measure", "letter.discipline_suggestion"))
        assert begun["basis"] == ARTICLE_30
        assert begun["links"] == [made]
        sent = walk.letter("letter.discipline_suggestion", links=[made])
        letters.advance(walk.session, sent, "number", series="某纪建")
        letters.advance(walk.session, sent, "deliver", values={"delivered_at": "2026-03-26"})
        letters.advance(walk.session, sent, "reply", values={"replied_at": "2026-04-20"})
        assert walk.stand(made, "measure") == ("done",)


class TestTalks:
    """13, 27, 29: new heads, inquiries."""

    def appointed(self, walk: Walk) -> str:
        walk.day("2026-01-20")
        return walk.save("event.new_principal", subject=[walk.head], effective_date="2026-02-03")

    @pytest.mark.parametrize(("day", "state"), [("2026-02-02", "met"), ("2026-02-04", "violated"), ("2026-02-10", "violated")])
    def test_s13_a_talk_after_the_first_day_is_not_before_it(self, walk: Walk, day: str, state: str) -> None:
        event = self.appointed(walk)
        walk.day(day).held("talk.integrity_new", walk.head, by=walk.d)
        walk.day("2026-02-11")
        assert judged(walk, "shibiyan-2022/5/new-principal-talk") == [state]
        found = walk.step(event, "integrity")
        assert found.day is not None
        assert found.due is not None
        assert (found.day <= found.due) is (state == "met")

    def test_s13_a_reminder_without_its_receipt_is_only_part_of_it(self, walk: Walk) -> None:
        event = self.appointed(walk)
        talk = walk.day("2026-01-28").save("talk.integrity_new", actor=walk.d, subject=[walk.head])
        walk.go(talk, "hold")
        sent = walk.letter("letter.integrity_reminder", walk.head, links=[talk])
        assert judged(walk, "shibiyan-2022/5/reminder-letter") == ["partial"]
        assert walk.stand(event, "letter", "receipt") == ("done", "unconfigured")
        letters.advance(walk.session, sent, "number", series="某纪提")
        letters.advance(walk.session, sent, "deliver", values={"delivered_at": "2026-01-28"})
        letters.advance(walk.session, sent, "receipt", values={"receipt_at": "2026-01-28"})
        assert judged(walk, "shibiyan-2022/5/reminder-letter") == ["met"]
        assert walk.stand(event, "receipt") == ("done",)

    def explained(self, walk: Walk) -> str:
        walk.day("2026-05-06")
        made = walk.save("talk.inquiry", actor=walk.d, subject=[walk.m1], own_statement="已说明", replied_at="2026-05-06")
        walk.go(made, "send", "explain")
        walk.go(made, "sign", signed_by=walk.p, sign_opinion="如实", signed_at="2026-05-06")
        return made

    def test_s27_a_signature_without_the_reminder_is_not_enough(self, walk: Walk) -> None:
        made = self.explained(walk)
        assert walk.stand(made, "sign", "remind") == ("done", "unconfigured")
        walk.refused(made, "conclude", "教育提醒", conclusion="truthful")
        event = walk.save("event.inquiry_statement", subject=[walk.m1])
        walk.day("2026-05-07")
        assert judged(walk, "beijing-28/12/inquiry-sign-education") == ["overdue"]
        walk.held("talk.inquiry_sign", walk.m1, links=[made, event])
        assert judged(walk, "beijing-28/12/inquiry-sign-education") == ["met"]
        walk.go(made, "conclude", conclusion="truthful")

    def test_s29_of_two_untruthful_ones_a_single_verified_is_not_all(self, walk: Walk) -> None:
        walk.day("2026-05-06")
        first, second = (walk.save("event.inquiry_untruthful", subject=[who]) for who in (walk.m1, walk.m2))
        check = walk.save("insp.inquiry_sample", persons=[walk.m1], links=[first], actor=walk.d)
        walk.go(check, "start")
        assert judged(walk, "shibiyan-2022/8/untruthful-verify") == ["partial"]
        check = walk.save("insp.inquiry_sample", persons=[walk.m2], links=[second], actor=walk.d)
        walk.go(check, "start")
        assert judged(walk, "shibiyan-2022/8/untruthful-verify") == ["met"]

    def test_s29_an_untruthful_inquiry_is_not_closed_unverified(self, walk: Walk) -> None:
        made = self.explained(walk)
        walk.held("talk.inquiry_sign", walk.m1, links=[made])
        walk.go(made, "conclude", conclusion="untruthful")
        walk.refused(made, "close", "核实", closed_at="2026-05-06")
        walk.edit(made, verified_at="2026-05-06", verify_result="true")
        walk.go(made, "close", closed_at="2026-05-06")


class TestAppointments:
    """51–55: records of appointments and opinions."""

    def record(self, walk: Walk, **body: Any) -> str:
        walk.day("2026-05-06")
        gates = [{"gate": f"gate.{g}", "person": walk.o, "date": "2026-05-06"} for g in ("motion", "recommend", "inspect", "decide", "appoint")]
        passed = {f"gate.{g}": "passed" for g in ("motion", "recommend", "inspect", "decide", "appoint")}
        return walk.save("doc.appoint_record", **{"subject": walk.m1, "gate_people": gates, **passed, **body})

    @pytest.mark.parametrize("gate", ["motion", "recommend", "inspect", "decide", "appoint"])
    def test_s51_a_record_that_lacks_a_gate_is_not_settled(self, walk: Walk, gate: str) -> None:
        made = self.record(walk, **{f"gate.{gate}": ""})
        walk.refused(made, "finalise", "关")

    def test_s51_former_versions_can_be_read_back(self, walk: Walk) -> None:
        made = self.record(walk)
        rows = records.get(walk.session, made).body["gate_people"]
        walk.edit(made, gate_people=[{**rows[0], "person": walk.m2}, *rows[1:]])
        names = [v.gates[0].people[0].name for v in appointment_chain.chain(walk.session, made).versions]
        assert names == ["王五湖", "孙组工"]

    def test_s52_no_reply_on_a_first_in_charge_without_the_meeting(self, walk: Walk) -> None:
        walk.day("2026-05-11")
        draft = letters.draft(walk.session, "letter.clean_opinion_reply", {})
        text = {"to": ["某县委组织部"], "title": "回复", "body": [{"id": "b1", "level": 0, "text": "经集体研究，未发现影响使用的问题。"}]}
        body = draft | text | {"subject": [walk.head], "about": "principal", "conclusion": "no_problem", "political_appraisal": "立场坚定"}
        made = records.save(walk.session, "letter", "letter.clean_opinion_reply", body).value.id
        letters.advance(walk.session, made, "submit")
        with walk.second():
            with refused(ErrorCode.BAD_INPUT):
                letters.advance(walk.session, made, "sign", values={"signed_by": walk.p})
            meeting = walk.meeting("mtg.clean_opinion_review")
            view = records.get(walk.session, made)
            records.save(walk.session, "letter", view.kind, view.body | {"collective_ref": meeting}, made)
            assert letters.advance(walk.session, made, "sign", values={"signed_by": walk.p}).value.state == "signed"

    def test_s52_periods_that_run_are_proposed_and_a_clue_never_is(self, walk: Walk) -> None:
        walk.day("2026-05-11")
        entry = walk.save("dossier.discipline", subject=walk.m1, valid_until="2026-12-31")
        walk.go(entry, "finalise")
        walk.save("ledger.clue", subject=[walk.m1])
        asked = walk.save("event.opinion_request", subject=[walk.m1])
        assert [p.entry for p in opinion_facts.periods(walk.session, asked)] == [entry]

    def test_s53_checks_without_a_name_ask_for_one(self, walk: Walk) -> None:
        walk.day("2026-05-06")
        gates = [{"gate": f"gate.{g}", "person": walk.o, "date": "2026-05-06"} for g in ("motion", "recommend", "inspect", "decide")]
        made = walk.save("doc.appoint_record", subject=walk.m1, promotion=True, gate_people=gates, **{f"gate.{g}": "passed" for g in ("motion", "recommend", "inspect")})
        walk.go(made, "pass_motion", "pass_recommend", "pass_inspect")
        step = walk.step(made, "checks")
        assert step.standing.value == "open"
        assert "先写名称" in step.help
        assert [o.kind for o in step.offers] == ["fill"]
        walk.refused(made, "pass_decide", **{"gate.decide": "passed"})

    def test_s54_who_failed_the_exam_and_was_appointed_is_alarmed(self, walk: Walk) -> None:
        walk.day("2026-04-20")
        event = walk.save("event.proposed_promotion", subject=[walk.m1], effective_date="2026-05-20")
        exam = walk.save("study.exam", links=[event], actor=walk.m1, subject=[walk.m1], score=55, pass_line=60, passed=False)
        walk.go(exam, "finalise")
        made = self.record(walk, promotion=True, links=[event])
        walk.go(made, "finalise")
        walk.day("2026-06-01")
        assert judged(walk, "tianshui-2014/4.7/exam-before-promotion") == ["violated"]

    def test_s54_the_record_itself_refuses_the_gate_unless_it_tells_what_happened(self, walk: Walk) -> None:
        made = self.record(walk, promotion=True, exam_score=55, exam_line=60, exam_passed=False)
        walk.refused(made, "finalise", "考试不合格")
        walk.edit(made, as_happened="当时已经任职，现在如实补记")
        walk.go(made, "finalise")

    def test_s55_a_candidate_gives_the_chain_of_who_answered(self, walk: Walk) -> None:
        made = self.record(walk, gate_people=[{"gate": "gate.motion", "person": walk.o, "duty": "提出动议", "date": "2026-05-06"}])
        found = appointment_chain.chain(walk.session, made)
        assert [g.words for g in found.now] == ["孙组工 提出动议 2026-05-06", *["未登记责任人"] * 4]


class TestRectification:
    """67, 70, 71: inspections and suggestions."""

    def feedback(self, walk: Walk, total: int) -> tuple[str, tuple[str, ...]]:
        walk.day("2026-05-06")
        problems = [{"text": f"问题{n}", "owner": walk.m1, "deadline": "2026-08-06"} for n in range(total)]
        event = walk.save("event.inspection_feedback", subject=[walk.own], problems=problems)
        return event, runs.open_rows(walk.session, walk.offer(event, "ledger", "problems")).value

    def test_s67_seven_of_ten_do_not_trigger_and_six_of_nine_do(self, walk: Walk) -> None:
        for done, total, asked in ((7, 10, False), (6, 9, True), (2, 3, True)):
            event, rows = self.feedback(walk, total)
            for row in rows[:done]:
                walk.edit(row, plan_signed_at="2026-05-06", measures="已改", reviewer=walk.d, opinion="到位")
                walk.go(row, "sign_plan", "start", "report")
                with walk.second():
                    walk.go(row, "verify")
            walk.go(event, "plan", plan_signed_at="2026-05-06")
            walk.go(event, "rectify")
            report = walk.save("report.rectification", links=[event], actor=walk.own, reviewer=walk.d, opinion="属实", conclusion="ok")
            walk.go(report, "finalise")
            walk.go(event, "assess", assessed_at="2026-05-06")
            runs.set_param(walk.session, "wf05_feedback", "deep_check", None)
            assert walk.stand(event, "deep_check") == ("passed",)
            runs.set_param(walk.session, "wf05_feedback", "deep_check", True)
            assert (walk.stand(event, "deep_check") == ("open",)) is asked
        found = lists.list_ids(walk.session, lists.ListQuery(forms=("letter",), kinds=("letter.deep_check",)))
        assert not found

    @pytest.mark.parametrize("state", ["late", "insufficient", "refused"])
    def test_s70_what_was_marked_and_not_followed_is_listed(self, walk: Walk, state: str) -> None:
        _event, rows = self.feedback(walk, 1)
        walk.go(rows[0], state)
        event = walk.save("event.rectify_poor", subject=[walk.own], links=[rows[0]])
        walk.day("2026-05-07")
        assert walk.step(rows[0], "escalate").next
        assert judged(walk, "beijing-28/25/refuse-handling") == ["overdue"]
        walk.held("talk.interview", walk.m1, by=walk.p, links=[rows[0], event])
        walk.go(rows[0], "escalate", escalated_note="已约谈")
        assert not walk.step(rows[0], "escalate").next
        assert judged(walk, "beijing-28/25/refuse-handling") == ["met"]

    def test_s71_without_a_return_visit_it_is_not_closed_and_a_missing_copy_is_told(self, walk: Walk) -> None:
        walk.day("2026-04-01")
        made = walk.save("ledger.suggestion", subject=[walk.lower], actor=walk.own, issued_at="2026-04-01", urged_at="2026-04-01", feedback_at="2026-04-01")
        walk.go(made, "feedback")
        assert judged(walk, "beijing-28/26/suggestion-lifecycle") == ["partial"]
        assert judged(walk, "beijing-28/26/suggestion-cc") != ["met"]
        assert walk.stand(made, "cc", "visit") == ("open", "unconfigured")
        walk.go(made, "visit", return_visit_at="2026-04-01")
        walk.refused(made, "assess", "抄送", assessed_at="2026-04-01")
        walk.edit(made, cc_leader=[walk.m1])
        walk.go(made, "assess", assessed_at="2026-04-01")
        assert judged(walk, "beijing-28/26/suggestion-lifecycle") == ["met"]
        assert judged(walk, "beijing-28/26/suggestion-cc") == ["met"]


class TestClearing:
    """83: clearing somebody's name."""

    def test_s83_untrue_and_not_cleared_is_late_after_thirty_days(self, walk: Walk) -> None:
        walk.day("2026-06-15")
        event = walk.save("event.clue_false", subject=[walk.m1])
        walk.day("2026-07-15")
        assert walk.stand(event, "draft") == ("soon",)
        assert judged(walk, "binhai-2021/25/clarify") == ["due"]
        walk.day("2026-07-16")
        assert walk.stand(event, "draft") == ("overdue",)
        assert judged(walk, "binhai-2021/25/clarify") == ["overdue"]

    def test_s83_cleared_is_shown_where_the_report_stands(self, walk: Walk) -> None:
        walk.day("2026-06-15")
        clue = walk.save("ledger.clue", subject=[walk.m1])
        one = walk.save("dossier.clarification", subject=walk.m1, clears=[clue], method="会议", scope="本单位", own_statement="同意")
        assert not record_page.beside(walk.session, records.get(walk.session, clue)).cleared
        with walk.second():
            walk.go(one, "file_clarification")
        assert record_page.beside(walk.session, records.get(walk.session, clue)).cleared

    def test_s83_malice_needs_a_ground_of_its_own(self, walk: Walk) -> None:
        walk.day("2026-06-15")
        clue = walk.save("ledger.clue", subject=[walk.m1])
        walk.go(clue, "assign")
        walk.go(clue, "close", conclusion="false")
        assert "malicious" not in records.get(walk.session, clue).body
        with refused(ErrorCode.BAD_INPUT, ErrorCode.BAD_STATE):
            walk.edit(clue, malicious=True)
            walk.go(clue, "recheck", rechecked_at="2026-06-15", recheck_result="结论不变")
