"""Tables in: previewed row by row, written as one step, taken back as one step."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.catalog.catalog import Catalog, load_catalog
from app.catalog.records import RecordForm
from app.catalog.rights import Rights
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import Cancelled, JobContext
from app.services import backup, intake, intake_template, lists, people, records, undo
from app.services.intake import OnDuplicate, OnFault
from app.services.intake_columns import target_of, targets
from app.services.intake_plan import What
from app.services.list_export import export_list
from app.services.lists import ListQuery
from app.services.shown import Shown
from tests.unit.services.desk import OTHER_PASSWORD, Desk, new_office, record_ids, refused, snapshot
from tests.unit.services.intake_desk import TALK_HEAD, Sheet, only, talk_row, whats, words
from tests.unit.sheets.books import text_table, workbook


@pytest.fixture
def sheet(desk: Desk, tmp_path: Path) -> Sheet:
    """A desk with two people and a folder for tables."""
    desk.person("李雷")
    desk.person("韩梅梅", "办公室主任")
    return Sheet(desk.session, tmp_path)


def bodies(desk: Desk) -> list[dict[str, Any]]:
    return [records.get(desk.session, r).body for r in record_ids(desk.session)]


# --- the way in ------------------------------------------------------------
def test_a_table_comes_in_as_one_step_and_goes_and_comes_again_as_one(desk: Desk, sheet: Sheet) -> None:
    before = snapshot(desk.session)
    plan = sheet.plan([("2026年谈话台账",), TALK_HEAD, talk_row("一"), talk_row("二", dt.date(2026, 3, 6), "李雷、韩梅梅")])
    assert whats(plan) == [What.NEW, What.NEW], words(plan)
    assert snapshot(desk.session) == before
    report = sheet.bring_in(plan)
    assert report.sentence() == "新增 2 条。"
    after = snapshot(desk.session)
    assert len(after) == len(before) + 2
    assert undo.undo_label(desk.session) == "从 Excel 导入 2 条谈话记录"
    undo.undo(desk.session)
    assert snapshot(desk.session) == before
    undo.redo(desk.session)
    assert snapshot(desk.session) == after
    second = next(b for b in bodies(desk) if b["title"] == "二")
    assert len(second["subject"]) == 2
    assert second["date"] == "2026-03-06"


def test_an_import_is_backed_up_before(desk: Desk, sheet: Sheet) -> None:
    sheet.bring_in(sheet.plan([TALK_HEAD, talk_row("一")]))
    assert [b.reason for b in backup.backups(desk.session)] == ["import"]
    assert not backup.verify(desk.session)


def test_what_comes_in_is_what_typing_would_have_written(desk: Desk, sheet: Sheet) -> None:
    sheet.bring_in(sheet.plan([TALK_HEAD, talk_row("一")]))
    (made,) = record_ids(desk.session)
    came = records.get(desk.session, made)
    typed = records.save(desk.session, "talk", "talk.heart", dict(came.body)).value
    assert (came.body, came.state, came.entered, came.author) == (typed.body, typed.state, typed.entered, typed.author)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_tables_come_in_too(desk: Desk, sheet: Sheet, encoding: str) -> None:
    path = text_table(sheet.folder / "谈话.csv", [TALK_HEAD, talk_row("一", "2026年3月5日")], encoding=encoding)
    found = intake.reading(desk.session, intake.read_book(path), "谈话")
    plan = intake.plan(desk.session, found, found.mapping, JobContext())
    assert whats(plan) == [What.NEW], words(plan)


def test_cancelling_leaves_nothing(desk: Desk, sheet: Sheet) -> None:
    plan = sheet.plan([TALK_HEAD, *(talk_row(f"第{n}次") for n in range(1200))])
    before = snapshot(desk.session)
    seen: list[str] = []

    def stopped() -> bool:
        return len(seen) > 1

    context = JobContext(publish=lambda p: seen.append(p.text) if p.text == intake.WRITING else None, stopped=stopped, interval=0)
    with pytest.raises(Cancelled):
        intake.apply(desk.session, plan, OnFault.STOP, OnDuplicate.STOP, context)
    assert snapshot(desk.session) == before
    found = sheet.found([TALK_HEAD, talk_row("一")])
    with pytest.raises(Cancelled):
        intake.plan(desk.session, found, plan.mapping, JobContext(stopped=lambda: True))


def test_a_store_that_changed_since_the_preview_is_not_written_to(desk: Desk, sheet: Sheet) -> None:
    plan = sheet.plan([TALK_HEAD, talk_row("一")])
    desk.talk(desk.principal)
    with refused(ErrorCode.STALE):
        sheet.bring_in(plan)


# --- mistakes ----------------------------------------------------------------
def test_every_mistake_of_a_row_is_said_with_its_column_and_what_to_do(desk: Desk, sheet: Sheet) -> None:
    plan = sheet.plan([TALK_HEAD, talk_row("一", "3月5日", "不在的人", "谈星谈话")], state="held")
    entry = only(plan)
    assert entry.what is What.FAULTY
    assert entry.numbers == (2,)
    said = {f.column: f.words for f in entry.faults}
    assert "是不是“谈心谈话”？" in said["种类"]
    assert "没有写年份" in said["谈话日期"]
    assert "人员名册里" in said["谈话对象"] or "人员和单位里" in said["谈话对象"]


def test_required_fields_are_asked_for_as_in_typing(desk: Desk, sheet: Sheet) -> None:
    rows = [TALK_HEAD, talk_row("一", subject="")]
    assert whats(sheet.plan(rows)) == [What.NEW]  # a plan of a talk may be incomplete
    (held,) = sheet.plan(rows, state="held").entries
    assert any("谈话对象" in f.words and "没有填写" in f.words for f in held.faults)


def test_a_row_without_a_date_does_not_come_in(sheet: Sheet) -> None:
    assert "没有填写日期" in only(sheet.plan([TALK_HEAD, talk_row("一", "")])).words


def test_rows_without_a_date_take_the_day_that_is_given(desk: Desk, sheet: Sheet) -> None:
    plan = sheet.plan([TALK_HEAD, talk_row("一", ""), talk_row("二")], day="2026-01-01")
    assert [e.date for e in plan.entries] == ["2026-01-01", "2026-03-05"]
    sheet.plan([("谈话种类", "标题"), ("谈心谈话", "一")], "talk", day="2026-01-01")
    with refused(ErrorCode.BAD_INPUT) as said:
        sheet.plan([("谈话种类", "标题"), ("谈心谈话", "一")], "talk")
    assert said.error is not None
    assert "没写日期的行用" in said.error.sentence()


def test_stop_keeps_everything_out_and_skip_only_the_faulty(desk: Desk, sheet: Sheet) -> None:
    rows = [TALK_HEAD, talk_row("一"), talk_row("二", "没有")]
    with refused(ErrorCode.BAD_INPUT):
        sheet.bring_in(sheet.plan(rows))
    assert not record_ids(desk.session)
    report = sheet.bring_in(sheet.plan(rows), OnFault.SKIP)
    assert (report.new, report.left) == (1, 1)


def test_faulty_rows_go_out_with_their_reasons_and_come_in_when_mended(desk: Desk, sheet: Sheet) -> None:
    plan = sheet.plan([("台账",), TALK_HEAD, talk_row("一"), talk_row("二", "没有"), talk_row("三", subject="无名氏甲乙丙丁")])
    path = sheet.folder / "没有导入的行.xlsx"
    assert intake.write_faulty(desk.session, plan, path, JobContext()) == 2
    again = intake.reading(desk.session, intake.read_book(path), "清单", "talk")
    assert again.table.heads[0] == "没有导入的原因"
    assert "不是日期" in str(again.table.lines[0].cells[0])
    assert list(again.mapping.values()) == list(plan.mapping.values())


def test_a_value_of_another_kind_is_refused(desk: Desk, sheet: Sheet) -> None:
    head = (*TALK_HEAD, "收到说明日期")
    plan = sheet.plan([head, (*talk_row("一"), "2026-04-01")])
    assert "没有这一项" in only(plan).words


# --- duplicates ----------------------------------------------------------------
def test_what_is_there_already_is_seen_and_may_be_skipped_or_updated(desk: Desk, sheet: Sheet) -> None:
    sheet.bring_in(sheet.plan([TALK_HEAD, talk_row("一"), talk_row("二")]))
    changed = (*talk_row("一")[:5], "另一番话")
    rows = [TALK_HEAD, changed, talk_row("二"), talk_row("三")]
    plan = sheet.plan(rows)
    assert whats(plan) == [What.CHANGED, What.SAME, What.NEW]
    with refused(ErrorCode.BAD_INPUT):
        sheet.bring_in(plan)
    assert sheet.bring_in(sheet.plan(rows), duplicates=OnDuplicate.SKIP).new == 1
    assert "另一番话" not in {b["content"] for b in bodies(desk)}
    report = sheet.bring_in(sheet.plan(rows), duplicates=OnDuplicate.UPDATE)
    assert (report.new, report.changed) == (0, 1)
    assert [b["content"] for b in bodies(desk) if b["title"] == "一"] == ["另一番话"]
    undo.undo(desk.session)
    assert [b["content"] for b in bodies(desk) if b["title"] == "一"] == ["廉洁自律"]


def test_the_same_row_twice_in_one_table_is_seen(sheet: Sheet) -> None:
    plan = sheet.plan([TALK_HEAD, talk_row("一"), talk_row("一"), talk_row("一", subject="韩梅梅")])
    assert whats(plan) == [What.NEW, What.TWICE, What.NEW]
    assert "第 2 行" in plan.entries[1].words


def test_an_update_keeps_what_the_table_does_not_say_and_row_ids_that_did_not_change(desk: Desk, sheet: Sheet) -> None:
    desk.meeting(archive_no="DZ-1", place="会议室")
    (old,) = bodies(desk)
    rows = [("种类", "会议日期", "会议名称", "地点", "存档号", "议题"),
            ("党组会议、常委会会议", "2026-11-12", "党组会议", "", "DZ-2", "议题名称：大额资金使用；三重一大类别：大额（度）资金使用；决定：同意")]
    plan = sheet.plan([(rows[0]), ("mtg.standing", *rows[1][1:])], "meeting")
    assert whats(plan) == [What.CHANGED], words(plan)
    sheet.bring_in(plan, duplicates=OnDuplicate.UPDATE)
    (new,) = bodies(desk)
    assert new["archive_no"] == "DZ-2"
    assert new["place"] == "会议室"
    assert new["attendance"] == old["attendance"]


def test_a_finalised_record_is_never_changed_and_that_is_said(desk: Desk, sheet: Sheet) -> None:
    view = desk.meeting()
    records.transition(desk.session, view.id, "finalise")
    head = ("种类", "会议日期", "会议名称", "地点")
    plan = sheet.plan([head, ("mtg.standing", "2026-11-12", "党组会议", "礼堂")], "meeting")
    assert whats(plan) == [What.LOCKED]
    assert "追加更正" in only(plan).words
    with refused(ErrorCode.BAD_INPUT):
        sheet.bring_in(plan, OnFault.SKIP, OnDuplicate.UPDATE)


def test_two_stored_records_alike_are_not_guessed_between(desk: Desk, sheet: Sheet) -> None:
    for _n in (1, 2):
        desk.talk(desk.principal, "2026-03-05", title="一")
    assert "编号" in only(sheet.plan([TALK_HEAD, talk_row("一", subject="周明远")])).words


def test_a_record_is_updated_by_its_number_also_when_its_title_changes(desk: Desk, sheet: Sheet) -> None:
    view = desk.talk(desk.principal, "2026-03-05", title="旧名")
    plan = sheet.plan([("编号", "谈话日期", "标题"), (view.id, "2026-03-05", "新名"), ("r0", "2026-03-05", "无")], "talk", "talk.heart")
    assert whats(plan) == [What.CHANGED, What.FAULTY]
    sheet.bring_in(plan, OnFault.SKIP, OnDuplicate.UPDATE)
    assert records.get(desk.session, view.id).title == "新名"


# --- people, units, states -----------------------------------------------------
def test_names_are_found_with_spaces_and_told_apart_by_unit_and_post(desk: Desk, sheet: Sheet) -> None:
    desk.person("李雷", "质监科科长")
    plan = sheet.plan([TALK_HEAD, talk_row("一"), talk_row("二", subject="李雷（质监科科长）"), talk_row("三", subject="韩 梅 梅")])
    assert whats(plan) == [What.FAULTY, What.NEW, What.NEW], words(plan)
    assert "2 位" in plan.entries[0].words
    assert "质监科科长" in plan.entries[0].words


def test_people_who_are_not_in_the_register_are_added_only_when_wanted(desk: Desk, sheet: Sheet) -> None:
    rows = [TALK_HEAD, talk_row("一", subject="赵强"), talk_row("二", subject="赵强、城建中心")]
    assert whats(sheet.plan(rows)) == [What.FAULTY, What.FAULTY]
    plan = sheet.plan(rows, create=True)
    assert whats(plan) == [What.NEW, What.FAULTY]  # a unit's name is no person's
    assert plan.new_names() == ["赵强"]
    assert sheet.bring_in(plan, OnFault.SKIP).people == 1
    undo.undo(desk.session)
    assert not record_ids(desk.session)
    assert whats(sheet.plan(rows))[0] is What.FAULTY


def test_rows_may_come_in_further_on_but_not_past_other_peoples_steps(desk: Desk, sheet: Sheet) -> None:
    head = (*TALK_HEAD, "状态")
    plan = sheet.plan([head, (*talk_row("一"), "已谈"), (*talk_row("二"), "本人确认"), (*talk_row("三"), "完了")])
    assert whats(plan) == [What.NEW, What.FAULTY, What.FAULTY]
    sheet.bring_in(plan, OnFault.SKIP)
    (made,) = record_ids(desk.session)
    assert records.get(desk.session, made).state == "held"


def test_a_state_that_needs_a_field_asks_for_it(sheet: Sheet) -> None:
    plan = sheet.plan([("种类", "会议日期", "会议名称", "状态"), ("mtg.standing", "2026-03-01", "会", "定稿")], "meeting")
    assert "到会人员" in only(plan).words


# --- shapes of tables ------------------------------------------------------------
def test_several_lines_of_one_meeting_become_its_agenda(desk: Desk, sheet: Sheet) -> None:
    rows = [
        ("序号", "会议日期", "会议名称", "议题名称", "议题·决定", "汇报人"),
        (1, "2026-03-01", "第一次党组会", "学习文件", "同意", "李雷"), ("", "", "", "人事事项", "缓议", ""),
        (2, "2026-03-08", "第二次党组会", "预算", "", "韩梅梅"),
    ]  # fmt: skip
    plan = sheet.plan(rows, "meeting", "mtg.standing", merged=("A2:A3", "B2:B3", "C2:C3"))
    assert whats(plan) == [What.NEW, What.NEW], words(plan)
    assert [e.numbers for e in plan.entries] == [(2, 3), (4,)]
    sheet.bring_in(plan)
    agenda = {b["title"]: [(a["title"], a.get("decision")) for a in b["agenda"]] for b in bodies(desk)}
    assert agenda == {"第一次党组会": [("学习文件", "同意"), ("人事事项", "缓议")], "第二次党组会": [("预算", None)]}


def test_people_with_roles_come_in_both_ways_of_writing(desk: Desk, sheet: Sheet) -> None:
    rows = [("会议日期", "会议名称", "到会人员"),
            ("2026-03-01", "一", "周明远（主持）、李雷（出席，备注：迟到）"), ("2026-03-02", "二", "主持：周明远；列席：李雷、韩梅梅")]  # fmt: skip
    plan = sheet.plan(rows, "meeting", "mtg.standing")
    assert whats(plan) == [What.NEW, What.NEW], words(plan)
    sheet.bring_in(plan)
    found = {b["title"]: [(r["role"], r.get("note")) for r in b["attendance"]] for b in bodies(desk)}
    assert found["一"] == [("chair", None), ("attendee", "迟到")]
    assert [r for r, _n in found["二"]] == ["chair", "non_voting", "non_voting"]


def test_columns_chosen_by_hand_are_remembered_for_such_tables(desk: Desk, sheet: Sheet) -> None:
    rows = [("种类", "何时谈的", "谁谈", "和谁谈", "标题", "说了什么"), talk_row("一")]
    found = sheet.found(rows, "talk")
    assert not found.remembered
    mapping = {0: "#kind", 1: "date", 2: "actor", 3: "subject", 4: "title", 5: "content"}
    sheet.bring_in(intake.plan(desk.session, found, mapping, JobContext()))
    again = sheet.found(rows, "talk")
    assert again.remembered
    assert dict(again.mapping) == mapping
    undo.undo(desk.session)
    assert not record_ids(desk.session)
    assert sheet.found(rows, "talk").remembered


def test_what_a_table_is_is_seen_from_its_heads(desk: Desk, sheet: Sheet) -> None:
    assert sheet.found([TALK_HEAD, talk_row("一")]).target.id == "talk"
    assert sheet.found([("姓名", "单位", "职务", "任职日期"), ("赵强", "", "科员", "2024-01-01")]).target.id == "people"
    with refused(ErrorCode.BAD_INPUT):
        sheet.found([("甲", "乙"), ("1", "2")])


@pytest.mark.parametrize(
    ("title", "head", "target", "fits"),
    [
        ("2026年巡察整改台账", ("序号", "反馈问题", "问题来源", "整改措施", "整改责任人", "整改时限"), "rectification",
         {1: "title", 2: "source", 3: "measures", 4: "owner", 5: "due"}),
        ("党组会议记录登记表", ("序号", "会议时间", "会议名称", "主持人", "参会人员", "会议议题"), "meeting",
         {1: "date", 2: "title", 3: "chair", 4: "attendance", 5: "agenda"}),
        ("", ("日期", "谈话类型", "谈话人", "被谈话人", "谈话地点"), "talk", {0: "date", 1: "#kind", 2: "actor", 3: "subject", 4: "place"}),
        ("", ("姓名", "档案类别", "日期", "标题", "内容摘要", "依据文号"), "dossier", {0: "subject", 1: "#kind", 2: "date", 4: "summary"}),
        ("干部花名册", ("序号", "姓名", "性别", "职务", "任现职时间", "分管工作"), "people", {1: "name", 3: "title", 4: "since", 5: "fields"}),
        ("", ("序号", "学习时间", "学习内容", "主讲人", "参加人员", "学时"), "study", {1: "date", 2: "content", 4: "attendance"}),
    ],
)  # fmt: skip
def test_tables_of_offices_are_recognised(sheet: Sheet, title: str, head: tuple[str, ...], target: str, fits: dict[int, str]) -> None:
    found = sheet.found([(title,), head, ["2026-03-05"] * len(head)])
    assert found.target.id == target
    assert {at: found.mapping.get(at) for at in fits} == fits


def test_a_table_without_its_date_column_or_with_one_twice_is_refused(sheet: Sheet) -> None:
    for mapping in ({4: "title"}, {}, {1: "date", 0: "date"}):
        with refused(ErrorCode.BAD_INPUT):
            sheet.plan([TALK_HEAD, talk_row("一")], "talk", mapping=mapping)


# --- rights ------------------------------------------------------------------------
def test_who_may_not_type_it_may_not_import_it(desk: Desk, sheet: Sheet) -> None:
    found = sheet.found([TALK_HEAD, talk_row("一")])
    plan = sheet.plan([TALK_HEAD, talk_row("一")])
    desk.add_account("reader", "receiver")
    other = desk.relogin("reader", OTHER_PASSWORD)
    try:
        assert not other.can("create", "talk")
        assert "talk" not in dict(targets(other))
        with refused(ErrorCode.NOT_ALLOWED):
            intake.reading(other, intake.read_book(sheet.folder / "表.xlsx"), "表", "talk")
        with refused(ErrorCode.NOT_ALLOWED):
            intake.apply(other, plan, OnFault.STOP, OnDuplicate.STOP, JobContext())
    finally:
        other.close()
    assert found.target.id == "talk"


def test_who_may_not_read_them_does_not_learn_from_a_preview_which_are_there(tmp_path: Path, catalog: Catalog) -> None:
    known = catalog.rights
    everything = [("party_clerk", a.code, v, "") for a in known.actions.values() for v in (known.classes if a.on_records else ("",))]
    rights = Rights(known.roles, known.actions, [*everything, ("org_clerk", "create", "talk", "")], known.classes, known.scopes)
    desk = Desk(new_office(tmp_path / "office", replace(catalog, rights=rights), packs=False, roles=("party_clerk",)).session)
    desk.add_account("typist", "org_clerk")
    other = desk.relogin("typist", OTHER_PASSWORD)
    assert other.can("create", "talk")
    assert targets(other) == []
    with refused(ErrorCode.NOT_ALLOWED):
        target_of(other, "talk")
    other.close()


def importable_forms(desk: Desk) -> list[RecordForm]:
    """All forms but those whose records are entered one by one."""
    return [f for f in desk.session.catalog.records if not f.one_by_one]


# --- templates ------------------------------------------------------------------
def test_every_form_has_a_template_that_reads_its_own_head(desk: Desk, sheet: Sheet) -> None:
    for form in importable_forms(desk):
        path = sheet.folder / f"{form.id}.xlsx"
        intake_template.save_template(desk.session, form.id, path, JobContext())
        book = intake.read_book(path)
        assert book.sheets[0] == form.label
        assert intake.sheets_of(book)[1:] == ["填写说明", "样例", *(["可选的词"] if "可选的词" in book.sheets else [])]
        found = intake.reading(desk.session, book, "样例", form.id)
        assert len(found.mapping) == len(found.table.heads), form.id
        plain = [c.definition.id for c in found.target.columns if c.definition and c.table is None]
        assert [one for one in found.mapping.values() if not one.startswith("#")] == plain


def test_a_template_offers_words_keeps_zeros_and_explains_every_column(desk: Desk, sheet: Sheet) -> None:
    path = sheet.folder / "谈话.xlsx"
    intake_template.save_template(desk.session, "talk", path, JobContext())
    with zipfile.ZipFile(path) as book:
        first = book.read("xl/worksheets/sheet1.xml").decode("utf-8")
    assert "'可选的词'!$A$2:$A$" in first
    assert first.count("<dataValidation ") > 3
    grids = intake.read_book(path).grids
    heads = [h for h in grids["谈话记录"].rows[0] if h]
    lines = [r[0] for r in grids["填写说明"].rows]
    assert lines[-len(heads):] == [str(h).removesuffix("*") for h in heads]
    assert "谈话日期*" in heads
    assert {"谈心谈话", "约谈"} <= {r[0] for r in grids["可选的词"].rows}


def test_the_example_of_every_form_can_be_imported(desk: Desk, sheet: Sheet) -> None:
    for name in intake_template.INVENTED:
        desk.person(name)
    people.save_unit(desk.session, "某下级单位")
    for form in importable_forms(desk):
        path = sheet.folder / f"{form.id}.xlsx"
        intake_template.save_template(desk.session, form.id, path, JobContext())
        found = intake.reading(desk.session, intake.read_book(path), "样例", form.id)
        plan = intake.plan(desk.session, found, found.mapping, JobContext())
        assert whats(plan) == [What.NEW], (form.id, words(plan))


def test_a_new_kind_of_record_comes_in_without_code(tmp_path: Path) -> None:
    forms = tmp_path / "forms"
    shutil.copytree(Path(__file__).parents[3] / "forms", forms)
    (forms / "vocab" / "own.yaml").write_text(
        "- id: visit_kind\n  label: 走访种类\n  terms: [{code: visit.home, label: 走访群众}]\n", encoding="utf-8"
    )
    (forms / "records" / "visit.yaml").write_text(
        "id: visit\nlabel: 走访记录\npage: events\nvisibility: general\nkinds: {vocab: visit_kind}\nfields:\n"
        "  - {id: title, label: 走访事由, type: text}\n  - {id: date, label: 走访日期, type: date, required: true}\n"
        "  - {id: who, label: 走访人, type: person}\n  - {id: cost, label: 花费, type: money}\n"
        "states: [{code: open, label: 登记}]\ntransitions: []\nbase: {title: title, date: date, actor: who}\n"
        "columns: [date, title, state]\nexamples:\n  - {kind: visit.home, title: 春节走访, date: '2026-02-01', who: p1, cost: 300}\n",
        encoding="utf-8",
    )
    desk = Desk(new_office(tmp_path / "o", load_catalog(forms), packs=False).session)
    try:
        sheet = Sheet(desk.session, tmp_path)
        plan = sheet.plan([("走访日期", "走访事由", "走访人", "花费"), ("2026.2.1", "春节走访", "周明远", "300元")])
        assert plan.target.id == "visit"
        sheet.bring_in(plan)
        (body,) = bodies(desk)
        assert (body["cost"], body["title"]) == (300, "春节走访")
    finally:
        desk.session.close()


# --- out and in again --------------------------------------------------------------
def test_an_exported_list_maps_itself_and_is_recognised_as_there(desk: Desk, sheet: Sheet) -> None:
    sheet.bring_in(sheet.plan([TALK_HEAD, talk_row("一"), talk_row("二", subject="韩梅梅")]))
    columns = tuple(lists.all_columns(desk.session, ("talk",)))
    for suffix in (".xlsx", ".csv"):
        path = sheet.folder / f"谈话{suffix}"
        export_list(desk.session, Shown("谈话", ("talk",), columns, lists.list_ids(desk.session, ListQuery(("talk",))), "全部"), path, JobContext())
        book = intake.read_book(path)
        found = intake.reading(desk.session, book, book.sheets[0])
        assert found.target.id == "talk"
        plan = intake.plan(desk.session, found, found.mapping, JobContext())
        assert whats(plan) == [What.SAME, What.SAME], words(plan)


def test_every_forms_exported_list_maps_itself_and_changes_nothing(desk: Desk, sheet: Sheet) -> None:
    for name in intake_template.INVENTED:
        desk.person(name)
    people.save_unit(desk.session, "某下级单位")
    for form in importable_forms(desk):
        path = sheet.folder / f"{form.id}.xlsx"
        intake_template.save_template(desk.session, form.id, path, JobContext())
        found = intake.reading(desk.session, intake.read_book(path), "样例", form.id)
        sheet.bring_in(intake.plan(desk.session, found, found.mapping, JobContext()))
        columns = tuple(lists.all_columns(desk.session, (form.id,)))
        shown = Shown(form.label, (form.id,), columns, lists.list_ids(desk.session, ListQuery((form.id,))), "全部")
        export_list(desk.session, shown, path, JobContext())
        again = intake.reading(desk.session, intake.read_book(path), "清单", form.id)
        plan = intake.plan(desk.session, again, again.mapping, JobContext())
        assert whats(plan) == [What.SAME], (form.id, words(plan), again.mapping)


def test_records_written_out_to_be_changed_come_back_changed(desk: Desk, sheet: Sheet) -> None:
    desk.meeting(place="会议室")
    path = sheet.folder / "会议.xlsx"
    assert intake_template.save_template(desk.session, "meeting", path, JobContext(), filled=True) == 1
    found = intake.reading(desk.session, intake.read_book(path), "会议记录", "meeting")
    plan = intake.plan(desk.session, found, found.mapping, JobContext())
    assert whats(plan) == [What.SAME], words(plan)


def test_the_operation_log_and_messages_hold_no_content(desk: Desk, sheet: Sheet) -> None:
    plan = sheet.plan([TALK_HEAD, talk_row("一", "李雷的日期")])
    error = intake.refusal(plan, OnFault.STOP, OnDuplicate.STOP)
    assert isinstance(error, AppError)
    assert "李雷" not in error.sentence()
    assert json.dumps([f.column for f in only(plan).faults], ensure_ascii=False) == '["谈话日期"]'


def test_a_workbook_with_several_sheets_offers_ours_last(desk: Desk, sheet: Sheet) -> None:
    path = workbook(sheet.folder / "a.xlsx", [TALK_HEAD, talk_row("一")], name="填写说明", more={"台账": [TALK_HEAD]})
    assert intake.sheets_of(intake.read_book(path)) == ["台账", "填写说明"]
