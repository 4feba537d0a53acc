"""WF-14: the year's duties from the meeting that breaks them down to the feedback, and every task to its closing for good."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode
from app.services import duty_settings, records, runs, undo
from app.services.signing import signing
from tests.unit.services.desk import refused
from tests.workflows.days import Office


def rows(town: Office, *names: str) -> list[dict[str, str]]:
    return [{"text": f"任务{n}", "owner": town.people[n], "requirement": "建账", "deadline": "2026-09-30"} for n in names]


def settled_table(town: Office, *names: str) -> str:
    """A task table of the year, settled on 20 January."""
    return town.on("2026-01-20").add("doc.task_table", "finalise", year="2026", rows=rows(town, *names))


class TestYear:
    def test_the_table_is_late_after_the_day_the_unit_set(self, town: Office) -> None:
        town.member("李建国")
        table = town.on("2026-02-01").add("doc.task_table", year="2026", rows=rows(town, "李建国"))
        assert town.at(table, "table").standing == "unconfigured"
        town.set("wf14_decompose", table_by="02-28")
        assert town.on("2026-02-28").at(table, "table").standing == "soon"
        assert town.on("2026-03-01").at(table, "table").standing == "overdue"
        town.step(table, "finalise")
        assert town.at(table, "table").standing == "done"

    def test_a_task_without_somebody_who_bears_it_is_not_settled(self, town: Office) -> None:
        town.member("李建国")
        table = town.add("doc.task_table", rows=[{"text": "任务", "requirement": "建账", "deadline": "2026-09-30"}])
        with refused(ErrorCode.BAD_INPUT):
            town.step(table, "finalise")

    def test_the_principals_meeting_is_known_by_its_label(self, town: Office) -> None:
        town.member("李建国")
        table = settled_table(town, "李建国")
        assert town.at(table, "meeting").standing == "open"
        seats = [{"person": town.desk.principal, "role": "chair"}]
        town.add("mtg.standing", "finalise", attendance=seats, agenda=[{"id": "a1", "title": "别的事"}])
        assert town.at(table, "meeting").standing == "open"
        town.add("mtg.standing", "finalise", attendance=seats, agenda=[{"id": "a1", "title": "分解任务", "topics": ["task_decomposition"]}])
        assert town.at(table, "meeting").standing == "done"

    def test_one_ledger_row_for_every_task_in_one_go(self, town: Office) -> None:
        for name in ("李建国", "赵丽华", "吴明远"):
            town.member(name)
        table = settled_table(town, "李建国", "赵丽华", "吴明远")
        offer = next(o for o in town.at(table, "ledger").offers if o.kind == "rows")
        made = runs.open_rows(town.desk.session, offer)
        assert len(made.value) == 3
        body = records.get(town.desk.session, made.value[0]).body
        assert (body["due"], body["requirement"], body["year"]) == ("2026-09-30", "建账", "2026")
        assert town.at(table, "ledger").standing == "done"
        undo.undo(town.desk.session)
        assert town.at(table, "ledger").standing == "open"

    def test_lists_are_filed_and_a_newer_list_is_not_yet(self, town: Office) -> None:
        town.member("李建国")
        town.set("wf14_decompose", filing_days=15)
        table = settled_table(town, "李建国")
        lists = town.on("2026-01-26").add("doc.duty_list", "finalise", owner=[town.desk.principal])
        assert town.on("2026-02-11").at(table, "filing").standing == "overdue"
        town.step(lists, "file_list", filed_at="2026-02-11")
        assert town.at(table, "filing").standing == "done"

    def test_eight_must_sign_and_one_has_not(self, town: Office) -> None:
        names = ("李建国", "赵丽华", "吴明远", "郑晓峰", "冯国梁", "陈文博", "沈立新")
        who = [town.member(n) for n in names]
        town.set("wf14_decompose", signing_by="03-31")
        table = settled_table(town, "李建国")
        town.on("2026-03-01")
        for one in [*who[:6], town.desk.lower_unit]:
            town.add("doc.responsibility_letter", "finalise", owner=[one], signed_at="2026-03-01")
        found = signing(town.desk.session, 2026)
        assert (len(found.due), found.percent, [n.name for n in found.missing]) == (8, "87.5%", ["沈立新"])
        step = town.on("2026-04-01").at(table, "sign")
        assert step.standing == "overdue"
        assert "沈立新" in step.words
        assert "李建国" not in step.words
        town.add("doc.responsibility_letter", "finalise", owner=[who[6]], signed_at="2026-04-01")
        assert town.at(table, "sign").standing == "done"

    def test_a_list_of_signers_of_the_unit_takes_their_place(self, town: Office) -> None:
        one = town.member("李建国")
        town.member("赵丽华")
        duty_settings.set_lists(town.desk.session, "responsibility_letter_owners", {"2026": ["李建国"]})
        table = settled_table(town, "李建国")
        town.on("2026-03-01").add("doc.responsibility_letter", "finalise", owner=[one], signed_at="2026-03-01")
        assert town.at(table, "sign").standing == "done"

    def test_half_year_year_end_feedback_and_use(self, town: Office) -> None:
        head = town.head_below("何晓峰")
        town.member("李建国")
        town.set("wf14_decompose", half_by="07-31", feedback_days=20)
        table = settled_table(town, "李建国")
        assert town.on("2026-08-01").at(table, "half_year").standing == "overdue"
        town.add("insp.half_year", "start", subject=[town.desk.lower_unit])
        assert town.at(table, "half_year").standing == "done"
        assert town.on("2026-12-05").at(table, "assess").standing == "soon"
        check = town.add("insp.year_end", "start", subject=[town.desk.lower_unit], topics=["party_governance"])
        assert (town.at(table, "assess").standing, town.at(table, "feedback").standing) == ("done", "open")
        assert town.on("2026-12-26").at(table, "feedback").standing == "overdue"
        town.add("talk.feedback", "hold", actor=town.desk.principal, subject=[head])
        assert town.at(table, "feedback").standing == "done"
        assert town.at(table, "use").standing == "open"
        town.fill(check, result_use="作为年度考核依据")
        assert town.at(table, "use").standing == "done"


class TestTask:
    @pytest.fixture
    def task(self, town: Office) -> tuple[Office, str]:
        who = town.member("李建国")
        town.on("2026-01-27")
        return town, town.add("ledger.task", "start", owner=who, due="2026-09-30", requirement="建账")

    def test_from_work_to_closing(self, task: tuple[Office, str]) -> None:
        town, one = task
        assert town.stands(one) == {"sign": "passed", "work": "done", "evidence": "open", "reconcile": "open", "close": "waiting"}
        assert town.on("2026-09-23").at(one, "reconcile").standing == "soon"
        assert town.on("2026-10-01").at(one, "reconcile").standing == "overdue"
        with refused(ErrorCode.BAD_STATE):
            town.step(one, "close")
        town.on("2026-10-02").fill(one, evidence_note="见第三季度台账")
        town.step(one, "reconcile", reconciled_by=town.desk.principal, reconciled_at="2026-10-02")
        assert town.run(one).next[0].id == "close"
        town.step(one, "close", closed_at="2026-10-02")
        assert not town.run(one).open

    def test_without_evidence_it_is_not_closed(self, task: tuple[Office, str]) -> None:
        town, one = task
        town.on("2026-09-20").step(one, "reconcile", reconciled_by=town.desk.principal, reconciled_at="2026-09-20")
        with refused(ErrorCode.BAD_STATE, ErrorCode.BAD_INPUT) as no:
            town.step(one, "close")
        assert no.error is not None
        assert "佐证" in no.error.sentence()

    def test_closing_cannot_be_undone_and_taking_it_back_leaves_both_traces(self, task: tuple[Office, str]) -> None:
        town, one = task
        town.fill(one, evidence_note="见台账")
        town.on("2026-09-20").step(one, "reconcile", reconciled_by=town.desk.principal, reconciled_at="2026-09-20")
        closed = records.transition(town.desk.session, one, "close", values={"closed_at": "2026-09-20"})
        assert not closed.undoable
        with refused(ErrorCode.BAD_STATE):
            town.step(one, "reopen", reopen_reason="没有办完")
        with town.second(), refused(ErrorCode.BAD_INPUT):
            town.step(one, "reopen")
        with town.second():
            town.on("2026-09-25").step(one, "reopen", reopen_reason="复查发现没有办完", reopened_at="2026-09-25")
        taken = [(s["step"], s["who"]) for s in town.body(one)["steps"]]
        assert taken[-2:] == [("close", "王敏"), ("reopen", "赵文")]
        assert town.run(one).open
        assert town.at(one, "close").standing == "soon"
