"""Mechanisms 15, 16, 25, 26, 35, 36, 39, 62 and 69: who sees what of them, and what their sentences promise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import ErrorCode
from app.jobs.progress import JobContext
from app.services import accounts, dossier, duties, evaluation, history, lists, people, records, search
from app.services.lists import ListQuery
from app.services.records import RecordView
from app.services.session import Session
from tests.unit.services.desk import OTHER_PASSWORD, Desk, new_office, refused

REPORTS = ("report", "report_up", "event", "letter")


@pytest.fixture
def desk(tmp_path: Path, catalog: Catalog) -> Iterator[Desk]:
    """The discipline secretary's office, every document switched on."""
    made = Desk(new_office(tmp_path / "office", catalog).session)
    yield made
    made.session.close()


def saved(session: Session, form: str, kind: str, title: str, **fields: Any) -> RecordView:
    return records.save(session, form, kind, {"title": title, "date": "2026-10-12", **fields}).value


def as_account(desk: Desk, login: str, person: str, *roles: str) -> Session:
    """Log out, and in again as somebody else."""
    if login not in [u.login for u in accounts.users(desk.session)]:
        accounts.add_user(desk.session, login, login, roles, OTHER_PASSWORD, person)
    return desk.relogin(login, OTHER_PASSWORD)


def nowhere(session: Session, hidden: RecordView, word: str) -> None:
    """The record is not there for the account: by its number, in lists, counts, searches and its history."""
    for ask in (records.get, history.history):
        with refused(ErrorCode.NOT_FOUND):
            ask(session, hidden.id)  # type: ignore[operator]
    forms = tuple(f.id for f in session.catalog.records)
    assert hidden.rid not in lists.list_ids(session, ListQuery(forms))
    assert lists.list_ids(session, ListQuery(forms, text=word)).tolist() == []
    same = ListQuery(forms, kinds=(hidden.kind,))
    assert lists.count(session, same) == len(lists.list_ids(session, same))
    assert [h for h in search.search(session, word) if h.kind == "record"] == []


@pytest.mark.parametrize("kind", ["report.problem_up", "report.remind_work"])
@pytest.mark.parametrize("linked", [True, False])
def test_s15_the_principal_does_not_see_a_report_about_himself_nor_that_there_is_one(desk: Desk, kind: str, linked: bool) -> None:
    boss = desk.principal
    hidden = saved(desk.session, "report_up", kind, "谈话提醒未改的情况", subject=[boss], recipients=["superior_discipline"])
    told = saved(desk.session, "report_up", "report.problem_up", "副职问题", about="member", recipients=["principal"])
    session = as_account(desk, "boss", boss if linked else "", "principal")
    nowhere(session, hidden, "谈话提醒未改")
    assert records.get(session, told.id).title == "副职问题"
    asked = {r.duty for r in evaluation.evaluation(session).results}
    assert not {d for d in asked if "remind-report" in d}
    session.close()


def test_s16_a_decision_against_procedure_wants_both_steps_and_stays_apart(desk: Desk) -> None:
    event = saved(desk.session, "event", "event.procedure_violation", "末位表态未执行", subject=[desk.principal])
    row = _row(desk.session, event.id)
    assert row.state.value == "overdue"
    talk = desk.talk(desk.principal, "2026-10-13", kind="talk.inform", links=[event.id])
    records.transition(desk.session, talk.id, "hold")
    half = _row(desk.session, event.id)
    assert half.state.value == "overdue"
    assert half.missing == ("report.problem_up",)
    up = saved(desk.session, "report_up", "report.problem_up", "末位表态问题", actor=desk.principal, links=[event.id],
               recipients=["superior_discipline"])  # fmt: skip
    records.transition(desk.session, up.id, "finalise")
    assert _row(desk.session, event.id).state.value == "met"
    session = as_account(desk, "party", "", "party_clerk")
    nowhere(session, event, "末位表态未执行")
    nowhere(session, up, "末位表态问题")
    session.close()


def _row(session: Session, event: str) -> Any:
    return next(r for r in evaluation.evaluation(session).results if r.period == event and r.duty.startswith("beijing-28/8/"))


def test_s25_a_member_does_not_see_what_concerns_another_members_field(desk: Desk) -> None:
    one = desk.person("李雷", fields=("城建科",))
    other = desk.person("韩梅", fields=("房管科",))
    head = desk.person("钱进", "房管科科长", ("leader",), fields=("房管科",))
    mine = saved(desk.session, "report", "report.discipline_brief", "城建科情况通报", subject=[one])
    theirs = saved(desk.session, "report", "report.discipline_brief", "房管科情况通报", subject=[head])
    session = as_account(desk, "one", one, "member")
    nowhere(session, theirs, "房管科情况通报")
    assert records.get(session, mine.id).title == "城建科情况通报"
    desk.session = session
    session = desk.relogin()
    desk.session = session
    session = as_account(desk, "other", other, "member")
    assert records.get(session, theirs.id).title == "房管科情况通报"
    nowhere(session, mine, "城建科情况通报")
    session.close()


def test_s25_the_field_counts_on_the_day_of_the_brief(desk: Desk) -> None:
    head = desk.person("钱进", "房管科科长", ("leader",), fields=("房管科",))
    was = people.save_person(desk.session, "韩梅").value
    own = desk.session.own_unit()[0]
    people.save_post(desk.session, was, own, "党组成员", ("member",), fields=("房管科",), since="2021-06-01", until="2026-09-30")
    people.save_post(desk.session, was, own, "党组成员", ("member",), fields=("城建科",), since="2026-10-01")
    late = saved(desk.session, "report", "report.discipline_brief", "十月通报", subject=[head])
    early = records.save(desk.session, "report", "report.discipline_brief", {"title": "九月通报", "date": "2026-09-12", "subject": [head]}).value
    session = as_account(desk, "han", was, "member")
    assert records.get(session, early.id).title == "九月通报"
    nowhere(session, late, "十月通报")
    session.close()


@pytest.mark.parametrize("role", ["principal", "party_clerk", "discipline_clerk", "discipline_secretary", "system_admin"])
def test_s26_a_report_past_the_superior_is_read_by_who_reports_and_who_receives_it(desk: Desk, role: str) -> None:
    member, receiver = desk.person("李雷"), desk.person("孙正", "纪检组长", ("stationed",))
    for login, person, roles in (("member", member, "member"), ("other", "", role), ("receiver", receiver, "discipline_secretary")):
        accounts.add_user(desk.session, login, login, (roles,), OTHER_PASSWORD, person)
    session = desk.session = desk.relogin("member", OTHER_PASSWORD)
    made = saved(session, "report_up", "report.bypass", "越级反映的情况", actor=member, received_by=receiver)
    assert [h.id for h in search.search(session, "越级反映") if h.kind == "record"] == [made.id]
    session = desk.session = desk.relogin("other", OTHER_PASSWORD)
    if session.business is None:
        with refused(ErrorCode.NOT_ALLOWED):
            records.get(session, made.id)
    else:
        nowhere(session, made, "越级反映")
    session = desk.session = desk.relogin("receiver", OTHER_PASSWORD)
    assert records.get(session, made.id).title == "越级反映的情况"
    session.close()


def test_s35_a_promotion_waits_for_its_entry_and_entries_are_only_added(desk: Desk) -> None:
    who = desk.person("李雷")
    body = {"title": "李雷任副局长", "date": "2026-10-12", "subject": [who], "change": "dossier.promotion"}
    event = records.save(desk.session, "event", "event.personnel_change", body).value
    states = {r.state.value for r in evaluation.evaluation(desk.session).results if r.period == event.id and r.duty == "binhai-2021/19/e-dossier"}
    assert states == {"overdue"}  # 30 days were over on 2026-11-11
    entry = saved(desk.session, "dossier", "dossier.promotion", "提拔", subject=who, summary="任副局长", source_record=event.id)
    records.transition(desk.session, entry.id, "finalise")
    with refused(ErrorCode.FINALISED):
        records.delete(desk.session, [entry.id])
    with refused(ErrorCode.FINALISED):
        records.save(desk.session, "dossier", entry.kind, {**entry.body, "summary": "改写"}, entry.id)
    session = as_account(desk, "li", who, "dossier_subject")
    assert [e.id for e in dossier.dossier(session, who).entries] == [entry.id]
    assert records.transition(session, entry.id, "note", values={"own_note": "无异议"}).value.body["own_note"] == "无异议"
    session.close()


def test_s36_a_dossier_and_its_sheet_have_no_score(desk: Desk, tmp_path: Path) -> None:
    who = desk.person("李雷")
    saved(desk.session, "dossier", "dossier.transfer", "交流", subject=who, summary="任职交流")
    found = dossier.dossier(desk.session, who)
    said = " ".join((*(s.word for s in found.seen), *(g.label for g in found.groups), *(label for label, _w in dossier.EXPORTED)))
    assert not {w for w in ("分数", "得分", "评分", "排名", "名次", "等级", "预测") if w in said}
    assert dossier.export(desk.session, who, tmp_path / "档案.xlsx", JobContext()) == 1


@pytest.mark.parametrize("roles", [("principal",), ("party_clerk",), ("party_clerk", "org_clerk"), ("member", "inspection_clerk")])
def test_s39_the_report_on_the_principals_power_is_found_by_nobody_else(desk: Desk, roles: tuple[str, ...]) -> None:
    body = {"subject": [desk.principal], "recipients": ["superior_discipline"], "content": "行使权力总体情况的逐项说明"}
    hidden = saved(desk.session, "report_up", "report.principal_power", "年度专题报告", **body)
    session = as_account(desk, "other", "", *roles)
    nowhere(session, hidden, "逐项说明")
    assert "report_up" not in session.visible_forms() or session.sight().some("report_up", "report.principal_power") is False
    if session.can("evaluate"):
        assert not {r.duty for r in duties.board(session, 2026).rows if "principal-power" in r.duty}
    session.close()


def test_s62_an_intervention_needs_its_receiver_and_hides_the_reporter_from_the_person_recorded(desk: Desk) -> None:
    reporter, person, receiver = desk.person("张实名"), desk.person("李雷"), desk.person("孙正")
    body = {"person": person, "reporter": reporter, "matter_kind": "int.construction", "occurred_at": "2026-10-10"}
    made = saved(desk.session, "ledger", "ledger.intervention", "打招呼情况", **body)
    with refused(ErrorCode.BAD_INPUT):
        records.transition(desk.session, made.id, "finalise")
    records.save(desk.session, "ledger", made.kind, {**made.body, "received_by": receiver}, made.id)
    for login, who, roles in (
        ("person", person, ("discipline_clerk",)), ("receiver", receiver, ("member",)), ("member", person, ("member",)),
    ):  # fmt: skip
        accounts.add_user(desk.session, login, login, roles, OTHER_PASSWORD, who)
    for login in ("person", "member"):
        session = desk.session = desk.relogin(login, OTHER_PASSWORD)
        nowhere(session, made, "打招呼情况")
        assert made.rid not in lists.list_ids(session, ListQuery(("ledger",), person=reporter))
    session = desk.session = desk.relogin("receiver", OTHER_PASSWORD)
    assert records.get(session, made.id).body["reporter"] == reporter
    session.close()


def test_s69_a_special_meeting_of_the_secretary_wants_at_least_one_requirement(desk: Desk) -> None:
    duty = next(d.id for d in desk.session.catalog.duties if d.id.startswith("tianjin-xunshi") and "disposition" in repr(d.rule))

    def state(record: str) -> str:
        return next(r.state.value for r in evaluation.evaluation(desk.session).results if r.duty == duty and record in r.records)

    there = [{"id": "w1", "person": desk.principal, "role": "chair"}]
    meeting = saved(desk.session, "meeting", "mtg.secretary_special", "书记专题会", chair=desk.principal, attendance=there)
    records.transition(desk.session, meeting.id, "finalise")
    assert state(meeting.id) == "overdue"
    rows = [{"id": "d1", "text": "逐条立账", "owner": desk.principal, "deadline": "2026-12-31"}]
    second = saved(desk.session, "meeting", "mtg.secretary_special", "书记专题会", chair=desk.principal, attendance=there, disposition=rows)
    records.transition(desk.session, second.id, "finalise")
    assert state(second.id) == "met"
