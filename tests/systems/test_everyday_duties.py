"""Mechanisms 8, 9, 23, 49, 66, 80, 86 and 87: duties that count what a clerk registers every week, and what is never judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.domain.clock import FixedClock
from app.domain.duties.results import DutyState, Result
from app.services import duty_settings, people, records, statistics
from app.services.evaluation import evaluation
from app.services.session import Session
from tests.unit.services.desk import Desk, new_office

CLOCK = dt.datetime(2026, 7, 10, 9, 0, tzinfo=dt.UTC)
RESEARCH = "tianshui-2014/5.1/research-quarterly"
LECTURE = "tianshui-2014/5.1/principal-lecture-yearly"
POSTS = "beijing-28/14/post-duty-list"
LIFE = "binhai-2021/31/org-life-systems"
LOOK_BACK = "beijing-28/20/system-lookback"
RISKS = "tianshui-2014/5.7/risk-levels"
POWERS = "tianshui-2014/5.7/power-list"


@pytest.fixture
def desk(tmp_path: Path, catalog: Catalog) -> Iterator[Desk]:
    """A clerk with every document switched on and all grades judged."""
    made = Desk(new_office(tmp_path / "office", catalog, clock=FixedClock(CLOCK)).session)
    duty_settings.set_all_grades(made.session, True, 2026)
    yield made
    made.session.close()


def rows(session: Session, duty: str, period: str = "") -> list[Result]:
    return [r for r in evaluation(session).results if r.duty == duty and (not period or r.period == period)]


def state(session: Session, duty: str, period: str = "") -> DutyState:
    [one] = rows(session, duty, period)
    return one.state


def settle(session: Session, record_id: str, *steps: str) -> None:
    for step in steps:
        records.transition(session, record_id, step)


def research(desk: Desk, day: str, *topics: str) -> None:
    item = {"title": "研究党风廉政建设", "topics": list(topics), "decision": "同意"}
    settle(desk.session, desk.meeting(day, agenda=[item]).id, "finalise")


def test_s08_meetings_of_the_last_and_the_first_day_belong_to_their_quarters(desk: Desk) -> None:
    research(desk, "2026-03-31", "integrity_research")
    assert state(desk.session, RESEARCH, "2026Q1") is DutyState.MET
    assert state(desk.session, RESEARCH, "2026Q2") is DutyState.OVERDUE
    research(desk, "2026-04-01", "integrity_research")
    assert state(desk.session, RESEARCH, "2026Q2") is DutyState.MET
    assert state(desk.session, RESEARCH, "2026Q1") is DutyState.MET


def test_s08_a_meeting_without_the_label_or_still_a_draft_is_not_counted(desk: Desk) -> None:
    research(desk, "2026-02-10")
    research(desk, "2026-02-11", "inspection")
    desk.meeting("2026-02-12", agenda=[{"title": "研究党风廉政建设", "topics": ["integrity_research"]}])
    assert state(desk.session, RESEARCH, "2026Q1") is DutyState.OVERDUE


def lecture(desk: Desk, who: str, day: str = "2026-05-20") -> None:
    body = {"title": "廉政党课", "date": day, "lecturer": who, "actor": who, "topics": ["integrity"]}
    made = records.save(desk.session, "study", "study.lecture", body).value
    settle(desk.session, made.id, "finalise")


def test_s09_a_lecture_by_a_deputy_is_not_the_principals(desk: Desk) -> None:
    lecture(desk, desk.person("李建国"))
    assert state(desk.session, LECTURE, "2026") is DutyState.DUE
    lecture(desk, desk.principal)
    assert state(desk.session, LECTURE, "2026") is DutyState.MET


def test_s09_who_was_principal_on_the_day_decides_not_who_is_now(desk: Desk) -> None:
    session = desk.session
    own, _name = session.own_unit()
    former = desk.person("吴建华", "党组书记", ("principal",), since="2018-01-01", until="2021-05-31")
    lecture(desk, former)
    assert state(session, LECTURE, "2026") is DutyState.DUE
    people.save_post(session, former, own, "党组副书记", ("member",), fields=(), since="2021-06-01")
    assert state(session, LECTURE, "2026") is DutyState.DUE


def risk(desk: Desk, title: str, **fields: object) -> None:
    body = {"title": title, "date": "2026-03-10", "owner": desk.principal, "measure": "双人复核", **fields}
    records.save(desk.session, "ledger", "ledger.risk", body)


def test_s80_a_risk_without_its_grade_leaves_the_register_undone_and_is_named(desk: Desk) -> None:
    risk(desk, "合同审签", level="high")
    risk(desk, "印章使用")
    found = {r.records[0]: r.state for r in rows(desk.session, RISKS)}
    by_title = {records.get(desk.session, one).title: state for one, state in found.items()}
    assert by_title["合同审签"] is DutyState.MET
    assert by_title["印章使用"] is DutyState.PARTIAL


def test_s80_a_power_list_that_is_not_published_is_undone(desk: Desk) -> None:
    body = {"title": "权力清单", "date": "2026-03-10"}
    made = records.save(desk.session, "document", "doc.power_list", body).value.id
    settle(desk.session, made, "finalise")
    assert state(desk.session, POWERS) is not DutyState.MET
    body = {"title": "权力清单（第二版）", "date": "2026-03-12", "published_at": "2026-03-13"}
    made = records.save(desk.session, "document", "doc.power_list", body).value.id
    settle(desk.session, made, "finalise")
    assert sorted(r.state is DutyState.MET for r in rows(desk.session, POWERS)) == [False, True]


def duties_of(desk: Desk, person: str, title: str) -> None:
    body = {"title": title, "date": "2026-02-10", "subject": [person], "valid_from": "2026-02-10"}
    made = records.save(desk.session, "document", "doc.post_duty", body).value.id
    settle(desk.session, made, "finalise")


def test_s23_a_new_member_without_a_list_of_duties_is_named_and_others_are_not(desk: Desk) -> None:
    old, new = desk.person("李建国"), desk.person("王志强", since="2026-06-15")
    duties_of(desk, desk.principal, "党组书记岗位职责清单")
    duties_of(desk, old, "副局长岗位职责清单")
    missing = {r.subject for r in rows(desk.session, POSTS) if r.state is not DutyState.MET}
    assert missing == {new}
    duties_of(desk, new, "新任副局长岗位职责清单")
    assert {r.state for r in rows(desk.session, POSTS)} == {DutyState.MET}


def test_s49_without_numbers_of_its_own_organisation_life_is_counted_but_not_judged(desk: Desk) -> None:
    session = desk.session
    duty_settings.set_lists(session, "branches", {"2026": ("第一支部",)})
    body = {"title": "党课", "date": "2026-03-20", "branch": "第一支部"}
    made = records.save(session, "org_life", "mtg.sanhui_yike", body).value.id
    settle(session, made, "finalise")
    [row] = rows(session, LIFE, "2026")
    assert row.state is DutyState.UNCONFIGURED
    meetings = next(k for k in statistics.statistics(session, 2026).kinds if k.page == "meetings")
    assert meetings.months[2] == 1
    duty_settings.set_parameters(session, LIFE, {"min_sanhui_yike": 1}, 2026)
    assert state(session, LIFE, "2026") is DutyState.MET
    duty_settings.set_parameters(session, LIFE, {"min_sanhui_yike": 2}, 2026)
    assert state(session, LIFE, "2026") is DutyState.DUE


def look_back(desk: Desk, day: str, *conclusions: str) -> str:
    items = [{"name": f"制度{n}", "conclusion": word} for n, word in enumerate(conclusions, 1)]
    body = {"title": "监督制度回头看", "date": day, "topics": ["institution"], "institution_items": items}
    made = records.save(desk.session, "inspection", "insp.lookback", body).value.id
    settle(desk.session, made, "start")
    return made


def test_s66_an_institution_without_a_conclusion_leaves_the_look_back_undone(desk: Desk) -> None:
    done, open_ = look_back(desk, "2026-04-10", "留", "废"), look_back(desk, "2026-05-10", "留", "", "改")
    found = {r.records[0]: r.state for r in rows(desk.session, LOOK_BACK)}
    assert found[done] is DutyState.MET
    assert found[open_] is DutyState.PARTIAL


@pytest.mark.parametrize(
    "duty",
    [
        pytest.param("beijing-28/28/four-forms", id="s86"), pytest.param("binhai-2021/48/grassroots-system", id="s86b"),
        pytest.param("binhai-2021/63/joint-supervision", id="s86c"), pytest.param("tianjin-xunshi/3.1/talent-pool", id="s87"),
        pytest.param("tianjin-xunshi/3.3/linked-inspection", id="s87b"),
    ],
)  # fmt: skip
def test_s86_s87_what_is_only_registered_is_never_judged(desk: Desk, duty: str) -> None:
    assert desk.session.catalog.duties.find(duty) is not None
    body = {"title": "联动监督项目", "date": "2026-04-10", "findings": "与审计部门同步进行"}
    settle(desk.session, records.save(desk.session, "inspection", "insp.joint", body).value.id, "start")
    assert rows(desk.session, duty) == []
