"""What no record proves is judged by two people; the program only lists it and shows what to look at."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from office import catalog, rows, scenario

from app.catalog.duties_loader import parse_pack
from app.catalog.yamlfile import read_yaml
from app.domain.duties.evaluate import evaluate
from app.domain.errors import AppError
from app.services.scenarios import load_scenario

YEARLY = "tianshui-2014/3.1.2/support-discipline"
ONCE = "binhai-2021/33/clue-sweep"
LISTED = "tianshui-2014/3.1.3/case-handling"
MEETING = {"id": "m1", "kind": "mtg.standing", "date": "2024-05-10", "actor": "p1"}


def judged(state: str, *by: str, duty: str = YEARLY, period: str = "2024", **more: Any) -> dict[str, Any]:
    return {"duty": duty, "period": period, "subject": "u1", "state": state, "by": list(by), "reason": "查看了会议记录", **more}


def row(*records: dict[str, Any], duty: str = YEARLY, period: str = "2024", **more: Any) -> dict[str, Any]:
    found = rows(scenario(*records, duties=[duty], **more), period=period)
    assert len(found) == 1
    return found[0]


def test_a_row_waits_in_every_year_whatever_records_there_are() -> None:
    found = rows(scenario(MEETING, duties=[YEARLY]))
    assert [(r["period"], r["subject"], r["state"], r["count"]) for r in found] == [
        ("2024", "u1", "manual_pending", 0), ("2025", "u1", "manual_pending", 0),
    ]  # fmt: skip


def test_records_worth_looking_at_are_named_but_do_not_count() -> None:
    found = row(MEETING, {**MEETING, "id": "m2", "date": "2025-01-05"})
    assert [n["record"] for n in found["near"]] == ["m1"]
    assert found["records"] == []


def test_of_many_records_the_latest_five_are_named() -> None:
    found = row(*({**MEETING, "id": f"m{n}", "date": f"2024-0{n}-10"} for n in range(1, 8)))
    assert [n["record"] for n in found["near"]] == ["m7", "m6", "m5", "m4", "m3"]


@pytest.mark.parametrize("state", ["manual_met", "manual_unmet", "exempt"])
def test_two_people_judge_with_a_reason_and_the_records_they_looked_at(state: str) -> None:
    found = row(MEETING, approvals=[judged(state, "p1", "p6", records=["m1"])])
    assert (found["state"], found["records"]) == (state, ["m1"])
    assert "查看了会议记录" in found["note"]


@pytest.mark.parametrize("by", [["p1"], ["p1", "p1"], []])
def test_one_person_alone_judges_nothing(by: list[str]) -> None:
    assert row(MEETING, approvals=[judged("manual_met", *by)])["state"] == "manual_pending"


def test_a_judgement_holds_for_its_own_year_only() -> None:
    assert row(approvals=[judged("manual_met", "p1", "p6")], period="2025")["state"] == "manual_pending"


def test_what_is_asked_once_stands_in_the_present_year_and_stays_judged() -> None:
    signed = judged("manual_met", "p1", "p6", duty=ONCE, period="2023")
    assert [r["period"] for r in rows(scenario(duties=[ONCE]))] == ["2025"]
    assert row(duty=ONCE, period="2025", approvals=[signed])["state"] == "manual_met"


def test_the_latest_of_several_judgements_holds() -> None:
    signed = [
        judged("manual_met", "p1", "p6", duty=ONCE, period="2023"),
        judged("manual_unmet", "p1", "p6", duty=ONCE, period="2024"),
    ]
    assert row(duty=ONCE, period="2025", approvals=signed)["state"] == "manual_unmet"


def test_what_is_only_listed_is_judged_when_it_is_named() -> None:
    assert rows(scenario(packs=["tianshui-2014"]), duty=LISTED) == []
    assert row(duty=LISTED)["state"] == "manual_pending"


def test_a_manual_duty_has_no_grade(tmp_path: Any) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "id: own\ntitle: 本单位办法\nduties:\n"
        "  - {id: own/1/a, article_no: '1', article: 第一条, label: 甲, summary: 甲。, grade: A,"
        " rule: {type: manual, evidence: [mtg.standing]}}\n",
        encoding="utf-8",
    )
    with pytest.raises(AppError, match="没有等级"):
        parse_pack(read_yaml(path), catalog().vocab)


def test_years_before_the_first_wanted_are_not_judged_and_none_before_the_records() -> None:
    loaded = load_scenario(scenario({**MEETING, "date": "2020-05-10"}, duties=[YEARLY]), catalog())

    def years(since: dt.date | None) -> list[str]:
        found = evaluate(
            loaded.duties, loaded.facts, loaded.office, dt.date(2025, 1, 10), named=loaded.named, since=since
        )
        return [r.period for r in found]

    assert years(None) == ["2020", "2021", "2022", "2023", "2024", "2025"]
    assert years(dt.date(2024, 1, 1)) == ["2024", "2025"]
    assert years(dt.date(1999, 1, 1)) == years(None)
