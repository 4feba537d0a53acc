"""对账: a superior's list against our ledger: only theirs, only ours, different, same; one row at a time; to be resumed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import ErrorCode
from app.jobs.progress import JobContext
from app.services import intake, reconcile, reconcile_out, reconcile_rows, records, undo
from app.services.reconcile import Reconciliation, Standing
from app.services.second_person import Second
from tests.unit.services.desk import OTHER_PASSWORD, Desk, record_ids, refused
from tests.unit.sheets.books import text_table, workbook

HEAD = ("序号", "文号", "标题", "提出日期", "被建议单位", "反馈时限", "状态")
TITLE = ("某县纪委 2026 年纪检监察建议办理情况表", *[None] * 6)


def ours(desk: Desk, title: str, day: str = "2026-03-05", **fields: Any) -> str:
    body = {"title": title, "date": day, "subject": [desk.lower_unit], **fields}
    return records.save(desk.session, "suggestion", "ledger.suggestion", body).value.id


def begin(desk: Desk, folder: Path, rows: Sequence[Sequence[Any]], *, sender: str = "某县纪委", **options: Any) -> str:
    path = workbook(folder / "表.xlsx", rows, **options)
    book = intake.read_book(path)
    found = intake.reading(desk.session, book, "表", "suggestion")
    columns = reconcile_rows.columns_for(desk.session, sender, found)
    return reconcile.begin(desk.session, found, book.grids["表"], columns, sender=sender, file=path.name)


def whats(found: Reconciliation) -> dict[str, str]:
    return {p.title: p.standing.value for p in found.pairs}


@pytest.fixture
def four(desk: Desk, tmp_path: Path) -> str:
    """One of each: same, different, only theirs, only ours."""
    ours(desk, "关于合同审签的建议", number="某纪建〔2026〕1号", due="2026-05-01")
    ours(desk, "关于公车管理的建议", number="某纪建〔2026〕2号", due="2026-05-01")
    ours(desk, "关于值班值守的建议", day="2026-06-01")
    return begin(desk, tmp_path, [
        TITLE, HEAD,
        (1, "某纪建〔2026〕1号", "关于合同审签的建议", "2026年3月5日", "某县质监站", dt.date(2026, 5, 1), None),
        (2, "某纪建[２０２６]２号", "公车管理", "2026.3.5", "某县质监站", "20260601", None),
        (3, "某纪建〔2026〕3号", "关于津补贴发放的建议", "2026-04-08", "某县质监站", None, None),
    ], merged=("A1:G1",))  # fmt: skip


def test_rows_are_told_apart(desk: Desk, four: str) -> None:
    found = reconcile.show(desk.session, four)
    assert whats(found) == {
        "关于合同审签的建议": "same", "公车管理": "different", "关于津补贴发放的建议": "theirs", "关于值班值守的建议": "ours",
    }  # fmt: skip
    assert found.open == 3


def test_a_difference_shows_both_sides_and_full_width_numbers_match(desk: Desk, four: str) -> None:
    pair = next(p for p in reconcile.show(desk.session, four).pairs if p.standing is Standing.DIFFERENT)
    assert pair.how == "编号相同"
    said = {d.label: (d.theirs, d.ours) for d in pair.differences}
    assert ("公车管理", "关于公车管理的建议") in said.values()
    assert ("2026-06-01", "2026-05-01") in said.values()


def test_their_value_is_taken_field_by_field_as_an_ordinary_change(desk: Desk, four: str) -> None:
    pair = next(p for p in reconcile.show(desk.session, four).pairs if p.standing is Standing.DIFFERENT)
    due = next(d.field for d in pair.differences if d.theirs == "2026-06-01")
    done = reconcile.take(desk.session, four, pair.key, [due])
    assert done.undoable
    assert pair.ours is not None
    assert records.get(desk.session, pair.ours.id).body[due] == "2026-06-01"
    assert {d.field for d in done.value.find(pair.key).differences} == {d.field for d in pair.differences} - {due}
    assert reconcile.take(desk.session, four, pair.key).value.find(pair.key).standing is Standing.SAME
    undo.undo(desk.session)
    undo.undo(desk.session)
    assert reconcile.show(desk.session, four).find(pair.key).standing is Standing.DIFFERENT


def test_a_row_only_they_have_becomes_a_record_and_undo_opens_it_again(desk: Desk, four: str) -> None:
    pair = next(p for p in reconcile.show(desk.session, four).pairs if p.standing is Standing.THEIRS)
    before = record_ids(desk.session)
    done = reconcile.create(desk.session, four, pair.key)
    made = record_ids(desk.session) - before
    assert len(made) == 1
    assert records.get(desk.session, made.pop()).body["number"] == "某纪建〔2026〕3号"
    assert done.value.find(pair.key).standing is Standing.SAME
    undo.undo(desk.session)
    assert reconcile.show(desk.session, four).find(pair.key).standing is Standing.THEIRS


def test_ours_is_kept_with_a_note_and_an_empty_note_opens_it_again(desk: Desk, four: str) -> None:
    pair = next(p for p in reconcile.show(desk.session, four).pairs if p.standing is Standing.OURS)
    kept = reconcile.keep(desk.session, four, pair.key, "对方漏列，已电话告知").find(pair.key)
    assert (kept.done, kept.note, kept.act) == (True, "对方漏列，已电话告知", "保留我方")
    assert not reconcile.keep(desk.session, four, pair.key, " ").find(pair.key).done


def test_two_that_belong_together_are_joined_and_taken_apart_by_hand(desk: Desk, four: str) -> None:
    found = reconcile.show(desk.session, four)
    row = next(p for p in found.pairs if p.standing is Standing.THEIRS)
    record = next(p.ours for p in found.pairs if p.standing is Standing.OURS and p.ours)
    assert record.id in {c.id for c in reconcile.candidates(desk.session, four, row.key)}
    joined = reconcile.link(desk.session, four, row.key, record.id)
    assert joined.find(row.key).how == "人工连上"
    assert joined.find(row.key).standing is Standing.DIFFERENT
    apart = reconcile.split(desk.session, four, row.key)
    assert apart.find(row.key).standing is Standing.THEIRS
    assert apart.counts()[Standing.OURS] == 1


def test_a_record_serves_one_row_only(desk: Desk, four: str) -> None:
    found = reconcile.show(desk.session, four)
    row = next(p for p in found.pairs if p.standing is Standing.THEIRS)
    taken = next(p.ours for p in found.pairs if p.standing is Standing.SAME and p.ours)
    with refused(ErrorCode.BAD_STATE):
        reconcile.link(desk.session, four, row.key, taken.id)


def test_it_is_left_and_resumed_by_the_same_person_and_goes_on_with_what_changed(desk: Desk, four: str) -> None:
    reconcile.keep(desk.session, four, reconcile.show(desk.session, four).pairs[2].key, "待核")
    session = desk.relogin()
    assert [one for one, _title, _at in reconcile.unfinished(session)] == [four]
    assert reconcile.show(session, four).pairs[2].note == "待核"
    reconcile.finish(session, four)
    assert reconcile.unfinished(session) == []
    with refused(ErrorCode.NOT_FOUND):
        reconcile.show(session, four)


def test_a_locked_record_is_never_changed(desk: Desk, tmp_path: Path) -> None:
    made = ours(desk, "关于公车管理的建议", number="某纪建〔2026〕2号", due="2026-05-01")
    with desk.session.store.change(desk.session.actor(), "test", "定稿") as uow:
        before = uow.get("record", made)
        assert before is not None
        uow.put("record", made, {**before, "state": "ss.assessed"})
    one = begin(desk, tmp_path, [HEAD, (1, "某纪建〔2026〕2号", "关于公车管理的建议", "2026-03-05", "某县质监站", "2026-09-09", None)])
    pair = reconcile.show(desk.session, one).pairs[0]
    assert pair.differences
    assert not [d for d in pair.differences if d.takeable]
    with refused(ErrorCode.FINALISED):
        reconcile.take(desk.session, one, pair.key)


# --- lists as they come ------------------------------------------------------------
def test_total_lines_repeated_heads_blank_lines_and_notes_are_named_not_lost(desk: Desk, tmp_path: Path) -> None:
    one = begin(desk, tmp_path, [
        TITLE, ("填报单位：某县纪委", *[None] * 6), HEAD,
        (1, None, "关于甲的建议", "2026.03.05", "某县质监站", None, None), [None] * 7,
        HEAD, (2, None, "关于乙的建议", "2026年3月6日", "某县质监站", None, None),
        ("合计", None, "2 件", None, None, None, None), [None] * 7, [None] * 7,
        ("注：本表截至三月底。", *[None] * 6),
    ], merged=("A1:G1",))  # fmt: skip
    found = reconcile.show(desk.session, one)
    assert [p.title for p in found.pairs] == ["关于甲的建议", "关于乙的建议"]
    assert [p.theirs.date for p in found.pairs if p.theirs] == ["2026-03-05", "2026-03-06"]
    assert [(n, why) for n, why, _words in found.left_out] == [(6, "重复的表头"), (8, "合计行，不是一件事"), (11, "表后的说明")]
    assert "截至三月底" in found.left_out[2][2]


def test_a_cell_that_cannot_be_read_is_told_and_the_rest_is_compared(desk: Desk, tmp_path: Path) -> None:
    ours(desk, "关于甲的建议", number="某纪建〔2026〕7号", due="2026-05-01")
    one = begin(desk, tmp_path, [HEAD, (1, "某纪建〔2026〕7号", "关于甲的建议", "三月上旬", "没有这个单位局", "尽快", None)])
    pair = reconcile.show(desk.session, one).pairs[0]
    assert pair.standing is Standing.DIFFERENT
    assert pair.theirs is not None
    assert len(pair.theirs.faults) == 3
    assert any("三月上旬" in f for f in pair.theirs.faults)
    assert pair.differences == ()
    with refused(ErrorCode.BAD_STATE):
        reconcile.take(desk.session, one, pair.key)


def test_titles_much_alike_are_paired_to_be_looked_at(desk: Desk, tmp_path: Path) -> None:
    ours(desk, "关于进一步规范合同审签程序的纪检监察建议", day="2026-03-05")
    ours(desk, "关于津补贴发放的建议", day="2026-03-05")
    one = begin(desk, tmp_path, [HEAD, (1, None, "关于规范合同审签程序的监察建议", "2026-03-09", "某县质监站", None, None)])
    pair = reconcile.show(desk.session, one).pairs[0]
    assert pair.ours is not None
    assert (pair.ours.title, pair.sure) == ("关于进一步规范合同审签程序的纪检监察建议", False)


def test_the_same_title_twice_is_not_guessed_by_number(desk: Desk, tmp_path: Path) -> None:
    first = ours(desk, "关于值班的建议", day="2026-01-05")
    second = ours(desk, "关于值班的建议", day="2026-09-05")
    one = begin(desk, tmp_path, [
        HEAD, (1, None, "关于值班的建议", "2026-09-05", "某县质监站", None, None), (2, None, "关于值班的建议", "2026-01-05", "某县质监站", None, None),
    ])  # fmt: skip
    assert [p.ours.id for p in reconcile.show(desk.session, one).pairs if p.ours] == [second, first]


def test_records_of_other_years_are_not_missed_by_them(desk: Desk, tmp_path: Path) -> None:
    ours(desk, "前年的建议", day="2024-03-05")
    ours(desk, "今年的建议", day="2026-02-01")
    one = begin(desk, tmp_path, [HEAD, (1, None, "关于甲的建议", "2026-03-05", "某县质监站", None, None)])
    assert whats(reconcile.show(desk.session, one)) == {"关于甲的建议": "theirs", "今年的建议": "ours"}


def test_columns_are_remembered_for_each_sender(desk: Desk, tmp_path: Path) -> None:
    rows = [("号", "啥事", "哪天"), ("某纪建〔2026〕1号", "关于甲的建议", "2026-03-05")]
    path = workbook(tmp_path / "表.xlsx", rows)
    book = intake.read_book(path)
    found = intake.reading(desk.session, book, "表", "suggestion")
    chosen = {0: "number", 1: "title", 2: "date"}
    reconcile.begin(desk.session, found, book.grids["表"], chosen, sender="市纪委", file="表.xlsx")
    again = intake.reading(desk.session, book, "表", "suggestion")
    assert reconcile_rows.columns_for(desk.session, "市纪委", again) == chosen
    assert reconcile_rows.columns_for(desk.session, "县委组织部", again) != chosen


def test_a_csv_in_the_old_encoding_is_read_too(desk: Desk, tmp_path: Path) -> None:
    ours(desk, "关于甲的建议", number="某纪建〔2026〕1号")
    path = text_table(tmp_path / "表.csv", [("文号", "标题"), ("某纪建（2026）1号", "关于甲的建议")], encoding="gb18030")
    book = intake.read_book(path)
    found = intake.reading(desk.session, book, book.sheets[0], "suggestion")
    one = reconcile.begin(desk.session, found, book.grids[book.sheets[0]], dict(found.mapping), sender="", file=path.name)
    assert [p.standing for p in reconcile.show(desk.session, one).pairs] == [Standing.SAME]


def test_a_list_without_a_column_that_names_its_rows_is_refused(desk: Desk, tmp_path: Path) -> None:
    book = intake.read_book(workbook(tmp_path / "表.xlsx", [HEAD, (1, "x", "y", "2026-03-05", "", "", "")]))
    found = intake.reading(desk.session, book, "表", "suggestion")
    with refused(ErrorCode.BAD_INPUT):
        reconcile.begin(desk.session, found, book.grids["表"], {3: "date"}, sender="", file="表.xlsx")


# --- the result ----------------------------------------------------------------------
def test_the_result_goes_back_as_a_table_with_every_row_and_every_difference(desk: Desk, four: str, tmp_path: Path) -> None:
    found = reconcile.show(desk.session, four)
    pair = next(p for p in found.pairs if p.standing is Standing.OURS)
    reconcile.keep(desk.session, four, pair.key, "对方漏列")
    path = tmp_path / "结果.xlsx"
    assert reconcile_out.save_table(desk.session, four, path, JobContext()) == 5
    lines = [[str(c) for c in r] for r in intake.read_book(path).grids["对账结果"].rows]
    text = "\n".join("|".join(line) for line in lines)
    for wanted in ("字段不同", "只有对方有", "只有我方有", "一致", "2026-06-01", "2026-05-01", "对方漏列", "保留我方"):
        assert wanted in text


def test_the_result_goes_back_as_a_document(desk: Desk, four: str, tmp_path: Path) -> None:
    made = reconcile_out.document(desk.session, four)
    text = "\n".join(p.text for p in made.body)
    assert "某县纪委" in text
    assert "只有对方有（1件）" in text
    assert "对方“2026-06-01”，我方“2026-05-01”" in text
    assert {p.suffix for p in reconcile_out.save_document(desk.session, four, tmp_path)} == {".docx", ".pdf"}


def test_lines_that_are_no_rows_stand_on_a_sheet_of_their_own(desk: Desk, tmp_path: Path) -> None:
    one = begin(desk, tmp_path, [HEAD, (1, None, "关于甲的建议", "2026-03-05", "某县质监站", None, None), ("合计", None, "1 件", None, None, None, None)])
    path = tmp_path / "结果.xlsx"
    reconcile_out.save_table(desk.session, one, path, JobContext())
    assert "合计行" in str(intake.read_book(path).grids["没有比对的行"].rows)


def test_who_may_not_read_the_ledger_cannot_go_on_with_its_reconciliation(desk: Desk, four: str) -> None:
    desk.session.user = replace(desk.session.user, roles=("member",))
    assert reconcile.unfinished(desk.session) == []
    with refused(ErrorCode.NOT_ALLOWED):
        reconcile.show(desk.session, four)


def test_the_result_on_a_guarded_ledger_goes_back_by_two(desk: Desk, tmp_path: Path) -> None:
    desk.add_account("zhao", "discipline_clerk")
    book = intake.read_book(workbook(tmp_path / "线索.xlsx", [("编号", "日期"), ("XS-2026-001", "2026-05-02")]))
    found = intake.reading(desk.session, book, "表", "clue")
    form = desk.session.form("clue")
    one = reconcile.begin(desk.session, found, book.grids["表"], {0: form.base["title"], 1: form.base["date"]}, sender="", file="线索.xlsx")
    assert reconcile_out.wants_second(desk.session, one)
    path, second = tmp_path / "结果.xlsx", Second("zhao", OTHER_PASSWORD)
    with refused(ErrorCode.BAD_INPUT):
        reconcile_out.save_table(desk.session, one, path, JobContext())
    with refused(ErrorCode.BAD_INPUT):
        reconcile_out.save_document(desk.session, one, tmp_path)
    assert not path.exists()
    assert reconcile_out.save_table(desk.session, one, path, JobContext(), second) == 1
    assert reconcile_out.save_document(desk.session, one, tmp_path, ("docx",), second)
