"""WF-15: units on the quarter's list are urged before the quarter ends; an empty list has nobody to urge."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import ErrorCode
from app.services import duty_settings, evaluation, runs
from tests.unit.services.desk import refused
from tests.workflows.days import Office, open_office

DUTY = "tianshui-2014/5.6/quarterly-urge-weak"


def urged(town: Office, **fields: object) -> str:
    body = {"subject": [town.desk.lower_unit], "quarter": "2026Q3", "findings": "台账没有建"} | fields
    return town.add("insp.quarter_urge", **body)  # type: ignore[arg-type]


def test_from_the_finding_to_the_circular(town: Office) -> None:
    town.set("wf15_quarter_urge", recheck_days=5)
    case = urged(town.on("2026-09-10"), due="2026-10-15", findings_list=[{"text": "台账没有建", "owner": town.desk.lower_unit}])
    assert town.at(case, "urge").due.isoformat() == "2026-09-30"  # type: ignore[union-attr]
    assert town.on("2026-09-16").at(case, "urge").standing == "soon"
    assert town.on("2026-10-01").at(case, "urge").standing == "overdue"
    town.letter("letter.supervise_urge", case, topic="台账")
    assert town.at(case, "urge").standing == "done"
    offer = next(o for o in town.at(case, "ledger").offers if o.kind == "rows")
    runs.open_rows(town.desk.session, offer)
    assert town.at(case, "ledger").standing == "done"
    town.step(case, "start")
    with refused(ErrorCode.BAD_STATE):
        town.step(case, "finalise")
    assert town.on("2026-10-20").at(case, "recheck").standing == "soon"
    assert town.on("2026-10-21").at(case, "recheck").standing == "overdue"
    town.fill(case, recheck_at="2026-10-21", recheck_result="已补齐")
    assert town.at(case, "circular").standing == "open"
    assert [s.id for s in town.run(case).next] == ["close"]
    town.step(case, "finalise")
    assert not town.run(case).open


def test_a_draft_letter_does_not_urge_anybody(town: Office) -> None:
    case = urged(town.on("2026-09-10"))
    view = town.desk.letter(links=[case])
    assert view.state == "draft"
    assert town.at(case, "urge").standing != "done"


def test_it_does_not_begin_without_finding_quarter_and_unit(town: Office) -> None:
    case = town.on("2026-09-10").add("insp.quarter_urge", findings="台账没有建")
    with refused(ErrorCode.BAD_STATE):
        town.step(case, "start")
    town.fill(case, quarter="2026Q3", subject=[town.desk.lower_unit])
    town.step(case, "start")


@pytest.mark.parametrize(("listed", "state"), [([], "met"), (["某县质监站"], "overdue")])
def test_a_quarter_with_an_empty_list_has_nobody_to_urge(
    tmp_path: Path, catalog: Catalog, listed: list[str], state: str
) -> None:
    town = open_office(tmp_path, catalog, "2026-07-01", packs=True)
    duty_settings.set_lists(town.desk.session, "weak_subordinate", {"2026Q2": listed})
    row = next(r for r in evaluation.evaluation(town.desk.session).results if r.duty == DUTY and r.period == "2026Q2")
    assert row.state.value == state
    if not listed:
        assert "没有对象" in row.note or "名单为空" in row.note, row.note
    town.desk.session.close()
