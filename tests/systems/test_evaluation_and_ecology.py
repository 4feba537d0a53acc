"""Mechanisms 37, 38, 63, 73, 78 and 79: evaluations on grounds, checks of each leader, ecology without scores, lists of papers, surveys, contacts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.catalog.records import FieldDef, FieldType
from app.domain.errors import ErrorCode
from app.services import duty_settings, evaluation, example, history, people, records
from app.services.compose import composing, drafts, renewing
from app.services.compose.asking import Ask
from app.services.session import Session
from tests.unit.services.desk import Desk, new_office, refused

SECRETARY = ("party_clerk", "discipline_secretary", "org_clerk")


@pytest.fixture
def desk(tmp_path: Path, catalog: Catalog) -> Iterator[Desk]:
    """A discipline secretary in an office where every document is on."""
    made = Desk(new_office(tmp_path / "office", catalog, roles=SECRETARY).session)
    duty_settings.set_all_grades(made.session, True, 2021)
    yield made
    made.session.close()


def leader_below(desk: Desk, name: str, unit: str = "") -> str:
    """The leader of a lower unit."""
    who = people.save_person(desk.session, name).value
    below = people.save_unit(desk.session, unit, parent=desk.session.own_unit()[0]).value if unit else desk.lower_unit
    people.save_post(desk.session, who, below, "站长", ("principal",), fields=(), since="2021-06-01")
    return who


def rows(session: Session, duty: str, period: str) -> dict[str, str]:
    """State by subject of a duty in a period."""
    return {r.subject: r.state.value for r in evaluation.evaluation(session, 2025).results if r.duty == duty and r.period == period}


# --- 37 -------------------------------------------------------------------------------------

WHOLE = {"basis": "年度会议和检查记录", "own_statement": "同意评价", "collective_review": "第四次党组会议"}


@pytest.mark.parametrize("lacking", sorted(WHOLE))
def test_s37_an_evaluation_without_ground_or_own_statement_is_not_settled(desk: Desk, lacking: str) -> None:
    who = leader_below(desk, "李雷")
    body = {
        "title": "站长年度评价", "date": "2026-03-02", "actor": desk.session.own_unit()[0], "subject": [who], "period": "2025",
        "ev.decisions": "部署及时", "ev.governance": "能够履行第一责任", "ev.province": "按要求落实", **WHOLE,
    }  # fmt: skip
    made = records.save(desk.session, "report", "report.principal_eval", {k: v for k, v in body.items() if k != lacking}).value
    with refused(ErrorCode.BAD_INPUT, ErrorCode.BAD_STATE):
        records.transition(desk.session, made.id, "finalise")
    assert not records.get(desk.session, made.id).locked
    form = desk.session.form("report")
    numbers = [f.id for f in form.fields_for("report.principal_eval") if f.type in (FieldType.INTEGER, FieldType.MONEY)]
    assert numbers == []


# --- 38 -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("heads", "checked"), [(4, 3), (4, 4), (2, 0)])
def test_s38_of_the_leaders_to_be_checked_those_without_a_check_are_listed(desk: Desk, heads: int, checked: int) -> None:
    who = [leader_below(desk, f"站长{n}", f"下属单位{n}") for n in range(heads)]
    for one in who[:checked]:
        body = {"date": "2025-05-10", "actor": desk.principal, "subject": [one], "suggestion": "完善会议记录"}
        made = records.save(desk.session, "inspection", "insp.principal_duty", {"title": "年度监督检查", **body}).value
        records.transition(desk.session, made.id, "start")
    found = rows(desk.session, "shibiyan-2022/2/yearly-check", "2025")
    assert {i for i, state in found.items() if state == "overdue" and i in who} == set(who[checked:])
    assert {i for i, state in found.items() if state == "met"} == set(who[:checked])


# --- 63 -------------------------------------------------------------------------------------


def test_s63_a_year_without_a_report_is_overdue_and_one_with_a_report_is_not(desk: Desk) -> None:
    own = desk.session.own_unit()[0]
    assert rows(desk.session, "binhai-2021/52/ecology-annual", "2025")[own] == "overdue"
    assert rows(desk.session, "binhai-2021/52/ecology-annual", "2026")[own] == "due"
    record = drafts.create(desk.session, Ask("ecology_annual", "2025")).value.id
    assert rows(desk.session, "binhai-2021/52/ecology-annual", "2025")[own] == "overdue"
    texts = [replace(r, text=r.text.replace("【", "").replace("】", "")) for r in drafts.load(desk.session, record).rows]
    drafts.write(desk.session, record, texts, "")
    body = records.get(desk.session, record).body
    full = {**body, "date": "2025-12-30", **{n: "有登记" for n in ("src_daily", "src_special", "src_dossier", "src_survey") if not body.get(n)}}
    records.save(desk.session, "report", "report.ecology_annual", full, record)
    records.transition(desk.session, record, "finalise")
    assert rows(desk.session, "binhai-2021/52/ecology-annual", "2025")[own] == "met"


def test_s63_the_report_speaks_of_the_unit_and_of_no_person(tmp_path: Path, catalog: Catalog) -> None:
    session = new_office(tmp_path / "office", catalog, roles=SECRETARY).session
    example.add_example(session, years=2)
    made = composing.compose(session, Ask("ecology_annual", "2025"))
    text = "".join(p.text for p in made.paragraphs)
    assert not [p.name for p in people.people(session, include_left=True) if p.name in text]
    assert not re.search(r"得分|评分|分值|排名|名次", text)
    assert {"日常监督", "专项检查", "廉政档案", "民意调查"} <= {p.text for p in made.paragraphs}
    assert sum(len(p.records) for p in made.paragraphs) > 50
    session.close()


def test_s63_an_update_leaves_the_version_before_it(desk: Desk) -> None:
    record = drafts.create(desk.session, Ask("ecology_annual", "2025")).value.id
    first = [r.text for r in drafts.load(desk.session, record).rows]
    body = {"title": "会议记录不全", "date": "2025-06-01", "source": "ecology"}
    records.save(desk.session, "rectification", "ledger.rectification", body)
    renewing.renew(desk.session, record)
    second = [r.text for r in drafts.load(desk.session, record).rows]
    assert second != first
    told = history.history(desk.session, record)
    assert len(told) == 2
    assert "来源为政治生态反馈的整改条目1条，其中已销号0条。" in second


# --- 73 -------------------------------------------------------------------------------------


def test_s73_the_papers_of_a_case_wait_for_the_units_own_list_then_what_lacks_is_told(desk: Desk) -> None:
    session, own = desk.session, desk.session.own_unit()[0]
    event = records.save(session, "event", "event.case_closed", {"title": "案件查结", "date": "2025-05-10", "subject": [own]}).value.id
    duty = "binhai-2021/27/case-six-docs"

    def now() -> tuple[str, tuple[str, ...]]:
        found = next(r for r in evaluation.evaluation(session, 2025).results if r.duty == duty and r.period == event)
        return found.state.value, found.missing

    files = {"title": "文书", "date": "2025-05-20", "links": [event], "files": [{"name": "通报", "date": "2025-05-20"}]}
    paper = records.save(session, "document", "doc.case_files", files).value
    records.transition(session, paper.id, "review")
    assert now()[0] == "unconfigured"
    duty_settings.set_parameters(session, duty, {"documents": "剖析报告、通报、整改建议"}, 2025)
    assert now()[0] == "partial"
    body = records.get(session, paper.id).body
    whole = [*body["files"], {"name": "剖析报告", "date": "2025-05-21"}, {"name": "整改建议", "date": "2025-05-22"}]
    records.save(session, "document", "doc.case_files", {**body, "files": whole}, paper.id)
    assert now()[0] == "met"


# --- 78, 79 ---------------------------------------------------------------------------------


def every(fields: tuple[FieldDef, ...]) -> Iterator[FieldDef]:
    for one in fields:
        yield one
        yield from every(one.columns)


@pytest.mark.parametrize("kind", ["insp.survey", "insp.dem_evaluation", "report.survey"])
def test_s78_of_a_survey_only_the_sum_is_kept(desk: Desk, kind: str) -> None:
    form = desk.session.catalog.records.of_kind(kind)
    assert form is not None
    labels = [f.label for f in every(tuple(form.fields_for(kind)))]
    assert not [t for t in labels if re.search(r"受访|被调查人|答卷人|评议人|测评人|填表人|投票人", t)]


def test_s78_surveys_enter_the_ecology_report_as_a_number(desk: Desk) -> None:
    said = {p.key: p.text for p in composing.compose(desk.session, Ask("ecology_annual", "2025")).paragraphs}
    assert said["survey"] == "未见民意调查和民主测评记录。"
    for day in ("2025-11-05", "2026-01-01"):
        body = {"title": "党风廉政民意调查", "date": day, "actor": desk.principal, "evaluation_result": "回收问卷320份，满意率94%"}
        one = records.save(desk.session, "inspection", "insp.survey", body).value
        records.transition(desk.session, one.id, "start")
    said = {p.key: p.text for p in composing.compose(desk.session, Ask("ecology_annual", "2025")).paragraphs}
    assert said["survey"] == "登记民意调查和民主测评1次：11月5日“党风廉政民意调查”。"


@pytest.mark.parametrize("kind", ["insp.research", "insp.petition_visit", "mtg.petition_research", "ledger.petition"])
def test_s79_no_visitor_is_known(desk: Desk, kind: str) -> None:
    form = desk.session.catalog.records.of_kind(kind)
    assert form is not None
    labels = [f.label for f in every(tuple(form.fields_for(kind)))]
    assert not [t for t in labels if re.search(r"来访人|来信人|上访人|信访人|举报人|身份证|住址|联系电话", t)]


def test_s79_research_receptions_and_cases_in_charge_are_told_in_the_report_of_the_unit(desk: Desk) -> None:
    for kind, title in (("insp.research", "驻点调研"), ("insp.petition_visit", "领导包案"), ("insp.daily", "日常检查")):
        body = {"title": title, "date": "2025-05-08", "actor": desk.principal, "subject": [desk.lower_unit]}
        one = records.save(desk.session, "inspection", kind, body).value
        records.transition(desk.session, one.id, "start")
    said = {p.key: p for p in composing.compose(desk.session, Ask("duty_record_unit", "2025")).paragraphs}
    assert said["contact"].text == "其中调研、接访下访和包案2次：5月8日“驻点调研”、5月8日“领导包案”。"
    assert len(said["contact"].records) == 2
