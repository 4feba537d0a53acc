"""Evidence that a duty finds through a link counts in the store as it does in a scenario."""

from __future__ import annotations

from app.services import duties, duty_settings, records
from tests.unit.services.desk import Desk

TOLD = "tianshui-2014/5.8/sanshu-otherwise-annual"
DISSENT = "tianshui-2014/6.2/dissent-exempt"


def kept(desk: Desk, form: str, kind: str, **body: object) -> str:
    saved = records.save(desk.session, form, kind, body).value
    step = next((t.id for t in saved.transitions if t.id == "finalise"), None)
    if step is not None:
        records.transition(desk.session, saved.id, step)
    return saved.id


def states(desk: Desk, duty: str, year: int) -> list[str]:
    duty_settings.set_pack(desk.session, "tianshui-2014", True, year)
    board = duties.board(desk.session, year)
    return [c.state for row in board.rows if row.duty == duty for c in row.cells]


def test_a_linked_measurement_makes_the_report_count(desk: Desk) -> None:
    evaluation = records.save(
        desk.session, "inspection", "insp.dem_evaluation", {"date": "2026-10-12", "subject": [desk.principal]}
    ).value
    records.transition(desk.session, evaluation.id, "start")
    report = {"date": "2026-10-10", "actor": desk.principal, "subject": desk.principal}
    kept(desk, "report", "report.sanshu", **report, links=[evaluation.id])
    assert states(desk, TOLD, 2026) == ["met"]


def test_an_objection_at_an_older_meeting_is_found(desk: Desk) -> None:
    other = desk.person("孙志强")
    stances = [
        {"person": other, "order": 1, "stance": "stance.against"},
        {"person": desk.principal, "order": 2, "stance": "stance.agree"},
    ]
    agenda = [{"title": "项目安排", "category": "category.major_project", "stances": stances}]
    attendance = [{"person": desk.principal, "role": "chair"}, {"person": other, "role": "attendee"}]
    meeting = kept(desk, "meeting", "mtg.standing", date="2023-03-01", attendance=attendance, agenda=agenda)
    kept(
        desk, "accountability", "ledger.accountability", date="2026-06-01", links=[meeting],
        responsibility_kind=["resp.collective"], leader_liability=[{"person": other}],
    )  # fmt: skip
    assert states(desk, DISSENT, 2026) == ["violated"]
