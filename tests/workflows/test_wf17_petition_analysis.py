"""WF-17: each quarter's petitions and clues are studied and told to the principal."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import ErrorCode
from app.services import evaluation
from tests.unit.services.desk import refused
from tests.workflows.days import Office, open_office

BY_DISCIPLINE, BY_ORG = "beijing-28/24/petition-quarterly-discipline", "beijing-28/24/petition-quarterly-org"


@pytest.mark.parametrize("kind", ["report.petition_quarterly", "report.petition_lower_quarterly", "report.clue_quarterly"])
def test_from_the_figures_to_the_principal(town: Office, kind: str) -> None:
    one = town.on("2026-03-20").add(kind, actor=town.desk.principal, period="2026Q1")
    assert town.at(one, "figures").due.isoformat() == "2026-03-31"  # type: ignore[union-attr]
    with refused(ErrorCode.BAD_STATE):
        town.step(one, "finalise")
    town.on("2026-04-01").fill(one, statistics="登记 12 件，办结 10 件")
    assert town.at(one, "figures").standing == "done"
    with refused(ErrorCode.BAD_STATE) as no:
        town.step(one, "finalise")
    assert no.error is not None
    assert "一把手" in no.error.message
    town.fill(one, recipients=["superior_discipline"])
    with refused(ErrorCode.BAD_STATE):
        town.step(one, "finalise")
    town.fill(one, recipients=["superior_discipline", "principal"])
    assert town.at(one, "send").standing == "overdue"
    town.step(one, "finalise")
    assert town.at(one, "send").standing == "done"
    assert not town.run(one).open


def test_days_after_the_quarter_are_the_units(town: Office) -> None:
    town.set("wf17_petition_analysis", report_days=10)
    one = town.on("2026-06-20").add("report.petition_quarterly", actor=town.desk.principal, period="2026Q2")
    assert town.at(one, "figures").due.isoformat() == "2026-07-10"  # type: ignore[union-attr]


def test_units_that_stand_out_are_looked_into_and_urged(town: Office) -> None:
    one = town.on("2026-03-20").add(
        "report.petition_quarterly", actor=town.desk.principal, period="2026Q1", statistics="12 件", recipients=["principal"],
        clusters=[{"unit": town.desk.lower_unit, "count": 5}],
    )  # fmt: skip
    assert (town.stands(one)["clusters"], town.stands(one)["urge"]) == ("open", "waiting")
    with refused(ErrorCode.BAD_STATE):
        town.step(one, "finalise")
    row = {**town.body(one)["clusters"][0], "cause": "结算慢"}
    town.fill(one, clusters=[row])
    assert (town.stands(one)["clusters"], town.stands(one)["urge"]) == ("done", "open")
    town.letter("letter.supervise_urge", one, topic="信访")
    assert town.at(one, "urge").standing == "done"
    town.step(one, "finalise")


def test_discipline_and_organisation_are_counted_apart(tmp_path: Path, catalog: Catalog) -> None:
    town = open_office(tmp_path, catalog, "2026-04-10", packs=True)
    who = town.member("陈文博", "discipline_secretary")
    town.add("report.petition_quarterly", "finalise", date="2026-03-28", actor=who, period="2026Q1", statistics="12 件", recipients=["principal"])
    rows = {r.duty: r.state.value for r in evaluation.evaluation(town.desk.session).results if r.period == "2026Q1"}
    assert (rows[BY_DISCIPLINE], rows[BY_ORG]) == ("met", "overdue")
    town.desk.session.close()
