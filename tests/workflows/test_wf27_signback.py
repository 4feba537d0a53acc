"""WF-27: three kinds of matter are answered for with a signature; a new threshold does not touch what was before."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode
from tests.unit.services.desk import refused
from tests.workflows.days import Office

FLOW = "wf27_signback"


def expense(town: Office, amount: int) -> str:
    who = town.people.get("李建国") or town.member("李建国")
    return town.add("event.signback_matter", subject=[who], signback_matter="sb.large_expense", amount=amount)


def test_a_large_expense_from_the_matter_to_the_signature(town: Office) -> None:
    town.set(FLOW, large_fund=500_000, sign_days=3)
    case = expense(town.on("2026-04-22"), 860_000)
    assert town.on("2026-04-26").at(case, "sign").standing == "overdue"
    with refused(ErrorCode.BAD_STATE):
        town.step(case, "handle")
    paper = town.add("ledger.signback", links=[case], owner=town.people["李建国"], signback_matter="sb.large_expense", amount=860_000)
    assert town.at(case, "sign").standing == "overdue"
    town.step(paper, "sign", signed_at="2026-04-26")
    assert town.at(case, "sign").standing == "done"
    town.step(case, "handle")
    assert not town.run(case).open


@pytest.mark.parametrize(("amount", "asked"), [(500_000, True), (499_999, False), (500_001, True)])
def test_the_threshold_is_reached_or_not(town: Office, amount: int, asked: bool) -> None:
    town.set(FLOW, large_fund=500_000)
    case = expense(town.on("2026-04-22"), amount)
    assert (town.at(case, "sign").standing != "passed") is asked


@pytest.mark.parametrize("matter", ["sb.recommendation", "sb.investigation"])
def test_the_other_two_kinds_know_no_amount(town: Office, matter: str) -> None:
    town.set(FLOW, large_fund=500_000)
    case = town.add("event.signback_matter", subject=[town.member("李建国")], signback_matter=matter)
    assert town.at(case, "sign").standing != "passed"


def test_a_changed_threshold_holds_only_for_what_comes_after(town: Office) -> None:
    town.on("2026-01-05").set(FLOW, large_fund=500_000)
    before = expense(town.on("2026-04-22"), 600_000)
    town.on("2026-05-01").set(FLOW, large_fund=1_000_000)
    after = expense(town.on("2026-05-06"), 600_000)
    assert town.at(before, "sign").standing != "passed"
    assert town.at(after, "sign").standing == "passed"
    town.on("2026-06-01").set(FLOW, large_fund=100_000)
    assert town.at(after, "sign").standing == "passed", "the standard of its own day holds"


def test_without_a_threshold_nothing_is_judged(town: Office) -> None:
    case = expense(town.on("2026-04-22"), 10)
    assert town.at(case, "sign").standing == "unconfigured"
    town.step(case, "handle")


def test_what_fails_later_is_offered_as_a_situation_and_never_made(town: Office) -> None:
    town.set(FLOW, large_fund=500_000)
    case = expense(town.on("2026-04-22"), 860_000)
    town.step(town.add("ledger.signback", links=[case], owner=town.people["李建国"], signback_matter="sb.large_expense", amount=860_000), "sign", signed_at="2026-04-22")
    offers = town.at(case, "failed").offers
    assert [o.args.get("kind") for o in offers] == ["event.accountability_situation"]
    assert not [s for s in town.run(case).next if s.id == "failed"]
