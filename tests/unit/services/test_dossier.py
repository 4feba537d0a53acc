"""What waits for somebody's dossier, how it gets there, what the dossier then shows and to whom."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from app.catalog.catalog import Catalog, load_catalog
from app.catalog.places import forms_dir
from app.domain.errors import ErrorCode
from app.services import dossier, dossier_proposals, record_page, records, undo
from app.services.dossier_proposals import Proposal
from app.store import office as office_rows
from tests.unit.services.desk import OTHER_PASSWORD, Desk, new_office, refused


def held_talk(desk: Desk, who: str, day: str = "2026-10-10", kind: str = "talk.integrity_yearly") -> str:
    """A talk that the person has confirmed."""
    view = desk.talk(who, day, kind, reason="年度廉政谈话", requirements="管好分管领域", own_statement="赞成，抓好落实")
    records.transition(desk.session, view.id, "hold")
    return records.transition(desk.session, view.id, "confirm").value.id


def saved(desk: Desk, form: str, kind: str, *steps: str, **body: Any) -> str:
    view = records.save(desk.session, form, kind, body).value
    for step in steps:
        records.transition(desk.session, view.id, step)
    return view.id


def waiting(desk: Desk, **about: str) -> list[Proposal]:
    return dossier_proposals.proposals(desk.session, **about)


def entries(desk: Desk, who: str) -> list[dossier.Entry]:
    return dossier.dossier(desk.session, who).entries


class TestWhatWaits:
    def test_a_talk_waits_once_the_person_has_confirmed_it(self, desk: Desk) -> None:
        who = desk.person("李建国")
        view = desk.talk(who, kind="talk.integrity_yearly", own_statement="赞成")
        assert waiting(desk) == []
        records.transition(desk.session, view.id, "hold")
        assert waiting(desk) == []
        records.transition(desk.session, view.id, "confirm")
        one = waiting(desk)[0]
        assert (one.record, one.person, one.person_name, one.entry) == (view.id, who, "李建国", "dossier.integrity_talk")

    def test_the_entry_is_made_of_the_words_of_the_record(self, desk: Desk) -> None:
        who = desk.person("李建国")
        held_talk(desk, who, "2026-03-05")
        one = waiting(desk)[0]
        assert one.date == "2026-03-05"
        assert one.summary == "谈话缘由：年度廉政谈话；提出的要求：管好分管领域"
        assert one.body["own_statement"] == "赞成，抓好落实"

    def test_every_person_of_a_record_has_an_entry_of_their_own_and_units_have_none(self, desk: Desk) -> None:
        two = [desk.person("李建国"), desk.person("赵丽华")]
        body = {"date": "2026-05-01", "subject": [*two, desk.lower_unit], "exam_for": "拟提拔", "score": 91, "passed": True}
        saved(desk, "study", "study.exam", "finalise", **body)
        assert sorted(p.person for p in waiting(desk)) == sorted(two)

    @pytest.mark.parametrize(
        ("form", "kind", "steps", "body", "entry"),
        [
            ("report", "report.shuze", ("finalise",), {"actor": "WHO"}, "dossier.shuze"),
            ("inspection", "insp.econ_audit", ("start", "finalise"), {"subject": ["WHO"]}, "dossier.econ_audit"),
            ("document", "doc.handover", ("finalise",),
             {"subject": ["WHO"], **{f"handover_{one}": "WHO" for one in ("from", "to", "witness")},
              **{f"handover_{one}_at": "2026-05-01" for one in ("from", "to", "witness")}}, "dossier.handover"),
            ("event", "event.personnel_change", (), {"subject": ["WHO"], "change": "dossier.transfer"}, "dossier.transfer"),
            ("ledger", "ledger.signback", ("sign",),
             {"owner": "WHO", "signback_matter": "sb.large_expense", "amount": 1, "signed_at": "2026-05-01"}, "dossier.signback"),
        ],
    )  # fmt: skip
    def test_reports_audits_papers_and_events_about_a_person_wait_too(
        self, desk: Desk, form: str, kind: str, steps: tuple[str, ...], body: dict[str, Any], entry: str
    ) -> None:
        who = desk.person("李建国")
        own = {k: who if v == "WHO" else [who] if v == ["WHO"] else v for k, v in body.items()}
        saved(desk, form, kind, *steps, date="2026-05-01", **own)
        assert [(p.person, p.entry) for p in waiting(desk)] == [(who, entry)]

    def test_people_in_a_table_are_found(self, desk: Desk) -> None:
        who, led = desk.person("李建国"), desk.person("赵丽华")
        body = {
            "date": "2026-06-01", "object": "person", "subject": [who], "situation": ["sit.05"], "basis_article": "第二条",
            "facts": "事实", "grade": "grade.light", "responsibility_kind": ["resp.personal"], "form": ["form.criticize"],
            "own_statement": "认可", "collective_review": "党组会", "party_liability": "负直接责任", "main_leading": [{"person": led}], "decision_no": "某党〔2026〕9号",
        }  # fmt: skip
        view = records.save(desk.session, "accountability", "ledger.accountability", body).value
        for step in ("verify", "state", "discuss"):
            records.transition(desk.session, view.id, step)
        assert waiting(desk) == []
        desk.add_account("second", "discipline_secretary", "party_clerk")
        other = Desk(desk.relogin("second", OTHER_PASSWORD))
        records.transition(other.session, view.id, "decide")
        assert {p.person: p.basis for p in waiting(other)} == {who: "某党〔2026〕9号", led: "某党〔2026〕9号"}
        other.session.close()

    def test_a_false_report_is_never_taken_for_malice(self, desk: Desk) -> None:
        who = desk.person("李建国")
        body = {"title": "XS-1", "date": "2026-05-01", "subject": [who], "conclusion": "false"}
        saved(desk, "clue", "ledger.clue", "assign", "handle", "close", **body)
        assert waiting(desk) == []

    def test_what_is_closed_to_the_principal_is_never_offered(self, desk: Desk) -> None:
        body = {"title": "专题报告", "date": "2026-05-01", "actor": desk.principal, "subject": [desk.principal], "recipients": ["superior_discipline"]}
        saved(desk, "report_up", "report.principal_power", "finalise", **body)
        assert waiting(desk) == []
        assert waiting(desk, person=desk.principal) == []

    def test_an_account_without_dossiers_sees_nothing_waiting(self, desk: Desk) -> None:
        held_talk(desk, desk.person("李建国"))
        desk.add_account("party", "party_clerk")
        session = desk.relogin("party", OTHER_PASSWORD)
        assert dossier_proposals.proposals(session) == []
        with refused(ErrorCode.NOT_ALLOWED):
            dossier.holders(session)
        session.close()


class TestEntering:
    def test_an_entry_links_back_and_stands_beside_its_source(self, desk: Desk) -> None:
        who = desk.person("李建国")
        talk = held_talk(desk, who)
        assert dossier_proposals.enter(desk.session, [(talk, who)]).value.done == 1
        assert waiting(desk) == []
        one = entries(desk, who)[0]
        assert one.source is not None
        assert (one.source.id, one.filed, one.kind) == (talk, True, "dossier.integrity_talk")
        beside = record_page.beside(desk.session, records.get(desk.session, talk))
        assert [r.id for r in beside.linked] == [one.id]

    def test_entering_twice_makes_one_entry(self, desk: Desk) -> None:
        who = desk.person("李建国")
        talk = held_talk(desk, who)
        dossier_proposals.enter(desk.session, [(talk, who), (talk, who)])
        with refused(ErrorCode.NOT_FOUND):
            dossier_proposals.enter(desk.session, [(talk, who)])
        assert len(entries(desk, who)) == 1

    def test_all_selected_are_entered_and_undone_as_one(self, desk: Desk) -> None:
        people = [desk.person(n) for n in ("李建国", "赵丽华", "孙志强")]
        keys = [(held_talk(desk, p), p) for p in people]
        result = dossier_proposals.enter(desk.session, keys)
        assert (result.value.done, result.undoable) == (3, True)
        undo.undo(desk.session)
        assert len(waiting(desk)) == 3
        assert entries(desk, people[0]) == []
        undo.redo(desk.session)
        assert waiting(desk) == []

    def test_an_entry_typed_by_hand_that_names_the_record_counts(self, desk: Desk) -> None:
        who = desk.person("李建国")
        talk = held_talk(desk, who)
        form, kind, body = dossier_proposals.draft_of(desk.session, talk, who)
        records.save(desk.session, form, kind, {**body, "summary": "另写的摘要"})
        assert waiting(desk) == []

    def test_what_lacks_something_keeps_waiting_and_is_named(self, desk: Desk) -> None:
        who = desk.person("李建国")
        view = desk.talk(who, kind="talk.clarify", own_statement="同意澄清", content="查无实据")
        for step in ("hold", "confirm"):
            records.transition(desk.session, view.id, step)
        talk = held_talk(desk, who)
        result = dossier_proposals.enter(desk.session, [(view.id, who), (talk, who)]).value
        assert (result.done, result.kept) == (1, 1)
        assert "澄清" in result.sentence()
        assert [p.record for p in waiting(desk)] == [view.id]

    def test_a_reader_of_dossiers_may_not_enter(self, desk: Desk) -> None:
        who = desk.person("李建国")
        talk = held_talk(desk, who)
        desk.add_account("boss", "principal")
        session = desk.relogin("boss", OTHER_PASSWORD)
        with refused(ErrorCode.NOT_ALLOWED):
            dossier_proposals.enter(session, [(talk, who)])
        with refused(ErrorCode.NOT_ALLOWED):
            dossier_proposals.set_aside(session, talk, who, "不需要")
        session.close()


    def test_what_another_person_must_file_is_entered_unfiled(self, desk: Desk) -> None:
        who = desk.person("李建国")
        view = desk.talk(who, kind="talk.clarify", own_statement="同意澄清", content="查无实据")
        for step in ("hold", "confirm"):
            records.transition(desk.session, view.id, step)
        form, kind, body = dossier_proposals.draft_of(desk.session, view.id, who)
        assert kind == "dossier.clarification"
        made = records.save(desk.session, form, kind, {**body, "method": "会议通报", "scope": "本单位"}).value
        assert made.state == "draft"
        assert waiting(desk) == []


class TestSettingAside:
    def test_it_needs_a_reason_and_can_be_taken_up_again(self, desk: Desk) -> None:
        who = desk.person("李建国")
        talk = held_talk(desk, who)
        with refused(ErrorCode.BAD_INPUT):
            dossier_proposals.set_aside(desk.session, talk, who, "  ")
        dossier_proposals.set_aside(desk.session, talk, who, "档案里已有纸质记录")
        assert waiting(desk) == []
        assert [p.reason for p in dossier_proposals.aside(desk.session)] == ["档案里已有纸质记录"]
        dossier_proposals.take_up(desk.session, talk, who)
        assert [p.record for p in waiting(desk)] == [talk]

    def test_it_can_be_undone(self, desk: Desk) -> None:
        who = desk.person("李建国")
        talk = held_talk(desk, who)
        dossier_proposals.set_aside(desk.session, talk, who, "已有纸质记录")
        undo.undo(desk.session)
        assert [p.record for p in waiting(desk)] == [talk]

    def test_it_concerns_one_person_only(self, desk: Desk) -> None:
        two = [desk.person("李建国"), desk.person("赵丽华")]
        exam = saved(desk, "study", "study.exam", "finalise", date="2026-05-01", subject=two, score=90)
        dossier_proposals.set_aside(desk.session, exam, two[0], "补考后再归入")
        assert [p.person for p in waiting(desk)] == [two[1]]


class TestTheDossier:
    def test_all_kinds_are_there_and_say_whether_they_have_entries(self, desk: Desk) -> None:
        who = desk.person("李建国")
        dossier_proposals.enter(desk.session, [(held_talk(desk, who), who)])
        found = dossier.dossier(desk.session, who)
        assert len(found.groups) == 24
        seen = {s.kind: s for s in found.seen}
        assert (seen["dossier.integrity_talk"].word, seen["dossier.integrity_talk"].count) == ("有", 1)
        assert seen["dossier.exam"].word == "未见"

    def test_one_of_the_five_is_missed_only_when_it_happened(self, desk: Desk) -> None:
        who = desk.person("李建国")
        word = {s.kind: s.word for s in dossier.dossier(desk.session, who).seen}
        assert word["dossier.promotion"] == "未登记这类事件"
        saved(desk, "event", "event.personnel_change", date="2026-05-01", subject=[who], change="dossier.promotion")
        word = {s.kind: s.word for s in dossier.dossier(desk.session, who).seen}
        assert word["dossier.promotion"] == "未见"

    def test_completeness_is_words_and_counts_of_entries_never_a_share(self, desk: Desk) -> None:
        who = desk.person("李建国")
        found = dossier.dossier(desk.session, who)
        assert {s.word for s in found.seen} <= {"有", "未见", "未登记这类事件"}
        names = {n for part in (dossier.Dossier, dossier.Seen, dossier.Holder) for n in part.__slots__}
        assert not [n for n in names if any(w in n for w in ("score", "percent", "rate", "rank"))]

    def test_a_clarification_is_shown_at_what_it_clears(self, desk: Desk) -> None:
        who = desk.person("李建国")
        first = saved(desk, "dossier", "dossier.inquiry", "finalise", date="2026-05-01", subject=who, summary="函询")
        body = {"summary": "查无实据", "method": "会议通报", "scope": "本单位", "own_statement": "同意", "clears": [first]}
        second = saved(desk, "dossier", "dossier.clarification", date="2026-06-01", subject=who, **body)
        with refused(ErrorCode.BAD_STATE):
            records.transition(desk.session, second, "file_clarification")  # not by the one who typed it
        assert [e.cleared for e in entries(desk, who) if e.id == first] == [()]
        desk.add_account("second", "discipline_secretary")
        other = Desk(desk.relogin("second", OTHER_PASSWORD))
        records.transition(other.session, second, "file_clarification")
        by_id = {e.id: e for e in entries(other, who)}
        assert [k.text for k in by_id[first].cleared] == ["2026-06-01 · 会议通报"]
        assert record_page.beside(other.session, records.get(other.session, first)).cleared
        assert not record_page.beside(other.session, records.get(other.session, second)).cleared
        other.session.close()

    def test_a_clue_that_was_cleared_says_so_where_it_is_registered(self, desk: Desk) -> None:
        who = desk.person("李建国")
        clue = saved(desk, "clue", "ledger.clue", title="XS-1", date="2026-05-01", subject=[who])
        body = {"summary": "查无实据", "method": "会议通报", "scope": "本单位", "own_statement": "同意", "clears": [clue]}
        made = saved(desk, "dossier", "dossier.clarification", date="2026-06-01", subject=who, **body)
        assert not record_page.beside(desk.session, records.get(desk.session, clue)).cleared
        desk.add_account("second", "discipline_secretary")
        session = desk.relogin("second", OTHER_PASSWORD)
        records.transition(session, made, "file_clarification")
        assert record_page.beside(session, records.get(session, clue)).cleared
        session.close()

    def test_a_filed_entry_is_corrected_by_another_and_both_stay(self, desk: Desk) -> None:
        who = desk.person("李建国")
        first = saved(desk, "dossier", "dossier.exam", "finalise", date="2026-05-01", subject=who, summary="成绩 81")
        with refused(ErrorCode.FINALISED):
            records.save(desk.session, "dossier", "dossier.exam", {"date": "2026-05-01", "subject": who, "summary": "91"}, first)
        with refused(ErrorCode.FINALISED):
            records.delete(desk.session, [first])
        saved(desk, "dossier", "dossier.exam", "finalise", date="2026-05-02", subject=who, summary="成绩 91", corrects=first)
        by_id = {e.id: e for e in entries(desk, who)}
        assert len(by_id) == 2
        assert len(by_id[first].corrected) == 1

    def test_the_persons_own_note_is_added_to_a_filed_entry(self, desk: Desk) -> None:
        who = desk.person("李建国")
        first = saved(desk, "dossier", "dossier.exam", "finalise", date="2026-05-01", subject=who, summary="成绩 81")
        records.transition(desk.session, first, "note", values={"own_note": "已参加补考"})
        assert entries(desk, who)[0].own_note == "已参加补考"

    def test_a_source_the_reader_may_not_see_is_not_named(self, desk: Desk) -> None:
        who = desk.person("李建国")
        body = {"date": "2026-05-01", "subject": who, "promotion": True} | dict.fromkeys(("gate.motion", "gate.recommend", "gate.inspect", "gate.decide", "gate.appoint"), "passed")
        record = saved(desk, "appointment", "doc.appoint_record", "finalise", title="渠令闻任职", **body)
        dossier_proposals.enter(desk.session, [(record, who)])
        desk.add_account("clerk2", "discipline_clerk")
        session = desk.relogin("clerk2", OTHER_PASSWORD)
        source = dossier.dossier(session, who).entries[0].source
        assert source is not None
        assert (source.form, "渠令闻" in source.text) == ("", False)
        session.close()

    def test_looking_is_logged(self, desk: Desk) -> None:
        who = desk.person("李建国")
        dossier.dossier(desk.session, who)
        with desk.session.office.read() as conn:
            last = office_rows.log_rows(conn, 1)[0]
        assert (last.action, last.detail) == ("view", who)

    def test_the_print_has_a_catalogue_and_every_entry(self, desk: Desk) -> None:
        who = desk.person("李建国")
        dossier_proposals.enter(desk.session, [(held_talk(desk, who), who)])
        saved(desk, "dossier", "dossier.exam", "finalise", date="2026-05-01", subject=who, summary="成绩 91")
        with pdfplumber.open(io.BytesIO(dossier.dossier_pdf(desk.session, who))) as pdf:
            text = "".join(page.extract_text() or "" for page in pdf.pages).replace("\n", "")
        for words in ("李建国", "目录", "廉政谈话", "成绩 91", "操作日志"):
            assert words in text


HIDDEN = """
id: commend
label: 表彰登记
page: events
kinds: {vocab: hidden_kind}
fields:
  - {id: title, label: 名称, type: text}
  - {id: date, label: 日期, type: date, required: true}
  - {id: winners, label: 受表彰的人, type: people, vocab: attendance_role}
  - {id: number, label: 决定文号, type: text}
  - {id: level, label: 级别, type: text}
states:
  - {code: draft, label: 草稿, counts: false}
  - {code: final, label: 定稿, locked: true}
transitions:
  - {id: finalise, label: 定稿, from: [draft], to: final, action: finalise}
base: {title: title, date: date}
columns: [date, title, state]
dossier:
  - {entry: dossier.transfer, person: winners, basis: number, summary: [level], when: {level: 市级}}
examples:
  - {"kind": "hidden.commend", "date": "2026-05-01"}
"""


def test_a_form_dropped_into_the_folder_feeds_the_dossier_too(tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    shutil.copytree(forms_dir(), folder)
    (folder / "records" / "commend.yaml").write_text(HIDDEN, encoding="utf-8")
    words = "- id: hidden_kind\n  label: 表彰\n  terms:\n    - {code: hidden.commend, label: 表彰}\n"
    (folder / "vocab" / "hidden.yaml").write_text(words, encoding="utf-8")
    catalog: Catalog = load_catalog(folder)
    desk = Desk(new_office(tmp_path / "office", catalog, packs=False).session)
    who = desk.person("李建国")
    body = {"title": "先进个人", "winners": [{"person": who, "role": "attendee"}], "number": "某发〔2026〕1号"}
    saved(desk, "commend", "hidden.commend", "finalise", date="2026-05-01", level="市级", **body)
    saved(desk, "commend", "hidden.commend", "finalise", date="2026-05-02", level="本单位", **body)
    assert [(p.person, p.basis, p.summary) for p in waiting(desk)] == [(who, "某发〔2026〕1号", "市级")]
    desk.session.close()
