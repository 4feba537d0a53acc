"""WF-26: a closed case mends what is now and sets up what lasts; the paper list is the unit's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import ErrorCode
from app.services import duty_settings, evaluation
from tests.unit.services.desk import refused
from tests.workflows.days import Office, open_office

PAPERS, REFORM = "binhai-2021/27/case-six-docs", "binhai-2021/61/case-reform"


def test_from_the_closed_case_to_the_end(town: Office) -> None:
    town.set("wf26_case_reform", analysis_days=30, reform_days=30, papers=True)
    case = town.on("2026-06-01").add("event.case_closed")
    assert town.on("2026-07-02").at(case, "analysis").standing == "overdue"
    town.add("report.case_analysis", "finalise", links=[case], actor=town.desk.principal, cause="监管不严", nature="以权谋私")
    assert town.at(case, "analysis").standing == "overdue", "its features are missing"
    town.add("report.case_analysis", "finalise", links=[case], actor=town.desk.principal, cause="监管不严", nature="以权谋私", feature="小额多次")
    assert town.at(case, "analysis").standing == "done"
    town.add("ledger.rectification", links=[case], horizon=["horizon.now"], measures="清退", source="enforcement")
    assert (town.stands(case)["now"], town.stands(case)["long"]) == ("done", "overdue")
    with refused(ErrorCode.BAD_STATE) as no:
        town.step(case, "handle")
    assert no.error is not None
    assert "长久立" in no.error.message
    town.add("ledger.rectification", links=[case], horizon=["horizon.long"], measures="修订办法", source="enforcement")
    assert town.at(case, "warning").standing == "open"
    town.add("study.warning_activity", "finalise", links=[case])
    assert town.at(case, "papers").standing == "open"
    town.add("doc.case_files", "finalise", links=[case], files=[{"name": "案件剖析报告", "date": "2026-07-02"}])
    town.step(case, "handle")
    assert not town.run(case).open


def test_the_paper_list_waits_until_the_unit_named_it(town: Office) -> None:
    case = town.on("2026-06-01").add("event.case_closed")
    assert town.at(case, "papers").standing == "unconfigured"
    town.set("wf26_case_reform", papers=False)
    assert town.at(case, "papers").standing == "passed"


@pytest.mark.parametrize(("named", "there", "state"), [(None, ["甲"], "unconfigured"), (["甲", "乙"], ["甲"], "partial"), (["甲", "乙"], ["甲", "乙"], "met")])
def test_what_the_list_must_hold_is_the_units(tmp_path: Path, catalog: Catalog, named: list[str] | None, there: list[str], state: str) -> None:
    town = open_office(tmp_path, catalog, "2026-06-01", packs=True)
    if named is not None:
        duty_settings.set_parameters(town.desk.session, PAPERS, {"documents": named}, 2026)
    case = town.add("event.case_closed")
    town.on("2026-06-20").add("doc.case_files", "finalise", links=[case], files=[{"name": n} for n in there])
    row = next(r for r in evaluation.evaluation(town.desk.session).results if r.duty == PAPERS and case in (r.period, *r.records))
    assert row.state.value == state
    town.desk.session.close()


def test_only_mending_now_is_partial(tmp_path: Path, catalog: Catalog) -> None:
    town = open_office(tmp_path, catalog, "2026-06-01", packs=True)
    case = town.add("event.case_closed")
    town.on("2026-06-10").add("ledger.rectification", links=[case], horizon=["horizon.now"], measures="清退")
    rows = [r.state.value for r in evaluation.evaluation(town.desk.session).results if r.duty == REFORM and r.period == case]
    assert rows == ["partial"]
    town.desk.session.close()
