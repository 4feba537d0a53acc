"""WF-01 day by day: theme, review, meeting, stop and redo, ledger, the check after two months and what may follow."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.domain.errors import ErrorCode
from app.services import records, runs
from tests.unit.services.desk import refused
from tests.workflows.walk import Walk

END = "2026-01-20"


def reviewed(walk: Walk, date: str = END, **body: Any) -> str:
    """A meeting with theme and review, before it is held."""
    walk.day("2026-01-05")
    attendance = [{"person": walk.p, "role": "chair"}, {"person": walk.m1, "role": "attendee"}, {"person": walk.m2, "role": "attendee"}]
    made = walk.save("mtg.dem_life", title="2025年度民主生活会", date=date, actor=walk.own, attendance=attendance, theme="严守规矩", **body)
    walk.go(made, "theme")
    walk.day("2026-01-12").edit(made, pre_review=[{"reviewer": walk.d, "date": "2026-01-12", "conclusion": "通过"}])
    walk.go(made, "pre_review")
    return made


def closed(walk: Walk, end: str = END, **body: Any) -> str:
    """A meeting that was held and closed on a day."""
    made = reviewed(walk, end, **body)
    walk.day(end).go(made, "onsite")
    walk.go(made, "close", end=end)
    return made


def checked(walk: Walk, made: str, day: str) -> str:
    """The special check of the rectification, as its record."""
    walk.day(day)
    check = walk.save("insp.dem_life_rectify", title="整改专项检查", actor=walk.d, links=[made])
    walk.go(check, "start")
    return check


def test_a_meeting_waits_for_theme_and_review_and_is_not_opened_before(walk: Walk) -> None:
    walk.day("2026-01-05")
    made = walk.save("mtg.dem_life", date=END, theme="严守规矩")
    assert walk.stand(made, "theme", "pre_review", "close", "check") == ("soon", "waiting", "waiting", "waiting")
    walk.go(made, "theme")
    walk.refused(made, "onsite", "会前审核把关")
    assert walk.stand(made, "theme", "pre_review") == ("done", "open")
    walk.day("2026-01-21")
    assert walk.stand(made, "pre_review") == ("overdue",)


def test_what_is_said_at_the_meeting_is_asked_of_everybody_who_attends(walk: Walk) -> None:
    walk.day("2025-06-01")
    asked = walk.save("event.inquiry_closed", subject=[walk.m2])
    made = reviewed(walk)
    walk.day(END).go(made, "onsite")
    assert "王五湖" in walk.step(made, "statements").words
    assert "李四海" not in walk.step(made, "statements").words
    walk.edit(made, statement=[{"person": walk.m2, "item": "st.inquiry", "explained": False}])
    assert walk.stand(made, "statements") == ("soon",)
    walk.edit(
        made, statement=[{"person": walk.m2, "item": "st.inquiry", "explained": True}],
        criticism_to_principal=[{"person": walk.m1, "text": "到基层少"}],
    )  # fmt: skip
    assert walk.stand(made, "statements", "criticise") == ("done", "soon")
    assert "王五湖" in walk.step(made, "criticise").words
    assert records.get(walk.session, asked).state == "open"


def test_a_meeting_that_falls_short_is_stopped_and_held_again(walk: Walk) -> None:
    made = reviewed(walk)
    walk.day(END).go(made, "onsite")
    walk.go(made, "stop", stopped="评功摆好", stopped_at=END)
    assert walk.stand(made, "redo", "again", "redo_letter") == ("open", "waiting", "waiting")
    walk.go(made, "redo", redo_by="2026-02-05")
    assert walk.stand(made, "redo", "again", "redo_letter") == ("done", "open", "open")
    walk.letter("letter.stop_redo", links=[made])
    walk.day("2026-02-06")
    assert walk.stand(made, "again", "redo_letter") == ("overdue", "done")
    walk.edit(made, date="2026-02-06")
    walk.go(made, "onsite")
    walk.go(made, "close", end="2026-02-06")
    assert walk.stand(made, "again", "close") == ("done", "done")
    assert walk.step(made, "check").not_before.isoformat() == "2026-04-06"  # type: ignore[union-attr]


def test_every_item_becomes_one_row_of_the_ledger_though_the_meeting_is_locked(walk: Walk) -> None:
    items = [{"text": f"整改事项{n}", "owner": walk.m1, "deadline": "2026-06-30"} for n in (1, 2, 3)]
    made = closed(walk, rectify_items=items)
    assert walk.stand(made, "ledger", "ledger_open") == ("unconfigured", "passed")
    runs.set_param(walk.session, "wf01_dem_life", "ledger_days", 10)
    assert walk.stand(made, "ledger") == ("open",)
    rows = runs.open_rows(walk.session, walk.offer(made, "ledger", "rectify_items")).value
    assert len(rows) == 3
    row = records.get(walk.session, rows[0])
    assert (row.body["problem"], row.body["owner"], row.due, row.body["source"]) == ("整改事项1", walk.m1, "2026-06-30", "dem_life")
    assert walk.stand(made, "ledger") == ("done",)
    assert not [o for o in walk.step(made, "ledger").offers if o.kind == "rows"]


@pytest.mark.parametrize(
    ("end", "early", "first", "last"),
    [("2025-12-31", "2026-02-27", "2026-02-28", "2026-03-30"), ("2026-01-20", "2026-03-19", "2026-03-20", "2026-04-19"),
     ("2027-12-31", "2028-02-28", "2028-02-29", "2028-03-30")],
)  # fmt: skip
def test_the_check_counts_from_two_months_and_is_late_after_the_days_of_grace(
    walk: Walk, end: str, early: str, first: str, last: str
) -> None:
    made = closed(walk, end)
    checked(walk, made, early)
    assert walk.stand(made, "check", "conclude") == ("waiting", "waiting")
    walk.refused(made, "check_due", "满两个月专项检查")
    assert walk.day(first).stand(made, "check") == ("open",)
    assert walk.day(last).stand(made, "check") == ("soon",)
    nextday = (dt.date.fromisoformat(last) + dt.timedelta(days=1)).isoformat()
    assert walk.day(nextday).stand(made, "check") == ("overdue",)
    checked(walk, made, nextday)
    assert walk.stand(made, "check") == ("done",)


def test_a_check_that_was_made_too_early_is_not_entered_later_either(walk: Walk) -> None:
    made = closed(walk)
    checked(walk, made, "2026-03-25")
    walk.go(made, "post")
    walk.refused(made, "checked_ok", "2026-03-20", "早于这一天的检查不算", checked_at="2026-03-19")
    walk.go(made, "checked_ok", checked_at="2026-03-25")
    run = walk.run(made)
    assert not run.open


def test_days_of_grace_are_the_units_to_set(walk: Walk) -> None:
    made = closed(walk)
    runs.set_param(walk.session, "wf01_dem_life", "grace_days", 10)
    assert walk.day("2026-03-30").stand(made, "check") == ("soon",)
    assert walk.day("2026-03-31").stand(made, "check") == ("overdue",)


def test_measures_are_offered_after_a_poor_conclusion_only_and_nothing_is_sent_by_itself(walk: Walk) -> None:
    made = closed(walk)
    checked(walk, made, "2026-03-25")
    walk.go(made, "post")
    assert walk.stand(made, "measure") == ("waiting",)
    walk.go(made, "checked_poor", checked_at="2026-03-25", check_note="两项没有动")
    assert walk.stand(made, "measure") == ("unconfigured",)
    kinds = {o.args.get("kind") for o in walk.step(made, "measure").offers}
    assert kinds >= {"letter.discipline_suggestion", "letter.circular", "talk.interview"}
    walk.refused(made, "measure", "制发建议书、约谈或通报", measured_at="2026-03-26")
    draft = walk.take_up(made, "measure", "letter.discipline_suggestion", title="纪律检查建议")
    assert records.get(walk.session, draft).state == "draft"
    assert walk.stand(made, "measure") == ("unconfigured",)
    walk.letter("letter.discipline_suggestion", links=[made])
    assert walk.stand(made, "measure") == ("done",)
    walk.go(made, "measure", measured_at="2026-03-26")
    assert walk.stand(made, "measured", "recheck", "account") == ("done", "open", "open")
    walk.refused(made, "account", "依规问责")
    walk.go(made, "checked_ok", checked_at="2026-05-20")
    assert not walk.run(made).open


def test_a_meeting_that_went_well_asks_for_no_measure(walk: Walk) -> None:
    made = closed(walk)
    checked(walk, made, "2026-03-25")
    walk.go(made, "post")
    walk.go(made, "checked_ok", checked_at="2026-03-25")
    assert walk.stand(made, "measure", "account") == ("passed", "passed")
    with refused(ErrorCode.BAD_STATE):
        records.transition(walk.session, made, "measure", values={"measured_at": "2026-03-26"})
