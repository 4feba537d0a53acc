"""Mechanisms 3 to 7: the year's tasks, the filed lists, letters of responsibility, the ledger, signatures."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode
from app.services import duty_settings, evaluation
from app.services.reports import build
from app.services.signing import signing
from tests.unit.services.desk import refused
from tests.workflows.days import Office


def states(town: Office, duty: str, period: str = "2026") -> list[str]:
    return [r.state.value for r in evaluation.evaluation(town.desk.session).results if r.duty == duty and r.period == period]


TABLE = "tianshui-2014/5.2/task-table-yearly"


class TestTaskTable:
    @pytest.mark.parametrize("left_out", ["owner", "requirement", "deadline"])
    def test_s03_a_task_that_lacks_one_of_three_is_not_settled(self, town: Office, left_out: str) -> None:
        row = {"text": "任务", "owner": town.desk.principal, "requirement": "建账", "deadline": "2026-09-30"}
        table = town.add("doc.task_table", rows=[{k: v for k, v in row.items() if k != left_out}])
        with refused(ErrorCode.BAD_INPUT):
            town.step(table, "finalise")

    def test_s03_an_empty_table_is_not_settled(self, town: Office) -> None:
        with refused(ErrorCode.BAD_INPUT):
            town.step(town.add("doc.task_table"), "finalise")

    @pytest.mark.parametrize(("day", "state"), [("2026-02-28", "due"), ("2026-03-01", "overdue")])
    def test_s03_after_the_day_set_no_table_is_overdue(self, town: Office, day: str, state: str) -> None:
        duty_settings.set_parameters(town.desk.session, TABLE, {"deadline": "02-28"}, 2026)
        town.on(day)
        assert states(town, TABLE) == [state]
        row = {"text": "任务", "owner": town.desk.principal, "requirement": "建账", "deadline": "2026-09-30"}
        town.add("doc.task_table", "finalise", rows=[row], date="2026-02-27")
        assert states(town, TABLE) == ["met"]


FILING = "beijing-28/7/list-filing"


def test_s04_a_list_without_a_letter_of_filing_is_listed(town: Office) -> None:
    first = town.on("2026-02-01").add("doc.duty_list", "finalise", owner=[town.desk.principal])
    town.letter("letter.filing", first)
    rows = {r.period: r.state.value for r in evaluation.evaluation(town.desk.session).results if r.duty == FILING}
    assert rows[first] == "met"
    newer = town.on("2026-06-01").add("doc.duty_list", "finalise", owner=[town.desk.principal], version="第二版")
    rows = {r.period: r.state.value for r in evaluation.evaluation(town.on("2026-06-02").desk.session).results if r.duty == FILING}
    assert (rows[first], rows[newer]) == ("met", "overdue")


@pytest.mark.parametrize(("signers", "percent"), [(7, "87.5%"), (8, "100%"), (0, "0%")])
def test_s05_eight_must_sign(town: Office, signers: int, percent: str) -> None:
    names = ("李建国", "赵丽华", "吴明远", "郑晓峰", "冯国梁", "陈文博", "沈立新")
    who = [*(town.member(n) for n in names), town.desk.lower_unit]
    for one in who[:signers]:
        town.add("doc.responsibility_letter", "finalise", owner=[one], signed_at="2026-01-05")
    found = signing(town.desk.session, 2026)
    assert (len(found.due), found.percent) == (8, percent)
    assert {n.id for n in found.missing} == set(who[signers:])
    row = next(r for r in evaluation.evaluation(town.desk.session).results if r.duty == "tianshui-2014/5.2/responsibility-letter" and r.period == "2026")
    assert set(row.missing) == set(who[signers:])
    shown = build.build(town.desk.session, "RP-07", "2026").table("signing")
    [cells] = shown.rows
    assert [c.text for c in cells[:3]] == ["8", str(signers), str(8 - signers)]
    assert cells[3].value == signers * 100 / 8
    assert cells[4].text == "、".join(n.name for n in found.missing)


class TestLedger:
    CLOSING = "tianshui-2014/5.2/ledger-closing"

    def task(self, town: Office, due: str, **fields: object) -> str:
        return town.add("ledger.task", "start", owner=town.desk.principal, due=due, **fields)

    def test_s06_no_evidence_no_closing(self, town: Office) -> None:
        one = self.task(town, "2026-09-30")
        town.step(one, "reconcile", reconciled_by=town.desk.principal, reconciled_at="2026-01-05")
        with refused(ErrorCode.BAD_INPUT, ErrorCode.BAD_STATE):
            town.step(one, "close")

    def test_s06_what_is_not_closed_by_its_day_is_listed(self, town: Office) -> None:
        late, early, closed = self.task(town, "2026-03-30"), self.task(town, "2026-12-30"), self.task(town, "2026-03-30", evidence_note="台账")
        town.step(closed, "reconcile", reconciled_by=town.desk.principal, reconciled_at="2026-01-05")
        town.step(closed, "close", closed_at="2026-01-05")
        town.on("2026-03-31")
        row = next(r for r in evaluation.evaluation(town.desk.session).results if r.duty == self.CLOSING and r.period == "2026")
        assert row.missing == (late,)
        assert early not in row.missing

    def test_s06_closing_is_taken_back_only_with_a_trace(self, town: Office) -> None:
        one = self.task(town, "2026-09-30", evidence_note="台账")
        town.step(one, "reconcile", reconciled_by=town.desk.principal, reconciled_at="2026-01-05")
        town.step(one, "close", closed_at="2026-01-05")
        with refused(ErrorCode.FINALISED):
            town.fill(one, evidence_note="")
        with town.second():
            town.step(one, "reopen", reopen_reason="没有办完")
        assert [s["step"] for s in town.body(one)["steps"]][-2:] == ["close", "reopen"]


class TestSignature:
    SIGN = "tianshui-2014/5.2/sign-back"

    def test_s07_a_matter_without_a_signature_is_unmet(self, town: Office) -> None:
        case = town.on("2026-04-22").add("event.signback_matter", subject=[town.member("李建国")], signback_matter="sb.large_expense", amount=860_000)
        town.on("2026-04-23")
        assert states(town, self.SIGN, case) == ["overdue"]
        town.add("doc.signback", "finalise", links=[case], owner=[town.people["李建国"]], signback_matter="sb.large_expense", signed_at="2026-04-23")
        assert states(town, self.SIGN, case) == ["met"]

    @pytest.mark.parametrize(("first", "then"), [(500_000, 1_000_000), (1_000_000, 500_000)])
    def test_s07_a_new_threshold_holds_for_later_matters_only(self, town: Office, first: int, then: int) -> None:
        def asked(case: str) -> bool:
            return town.at(case, "sign").standing != "passed"

        who = town.member("李建国")
        town.set("wf27_signback", large_fund=first)
        old = town.on("2026-04-22").add("event.signback_matter", subject=[who], signback_matter="sb.large_expense", amount=600_000)
        town.on("2026-05-01").set("wf27_signback", large_fund=then)
        new = town.on("2026-05-02").add("event.signback_matter", subject=[who], signback_matter="sb.large_expense", amount=600_000)
        assert (asked(old), asked(new)) == (first <= 600_000, then <= 600_000)
