"""A batch of letters: the table of what differs and is missing, drafts, steps of all or none, paper and files."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pytest

from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import Cancelled, JobContext
from app.services import (
    letter_batch,
    letter_batch_paper,
    letter_versions,
    letters,
    records,
    register,
    search,
    undo,
)
from app.services.letter_batch import Plan, Wish
from app.services.record_steps import STEPS
from app.store import changelog
from app.store.record_adapter import recount
from tests.unit.services.desk import Desk, fitting, record_ids, refused, snapshot

KIND, SERIES = "letter.integrity_reminder", "某纪提"


def people(desk: Desk, count: int = 5) -> tuple[str, ...]:
    return tuple(desk.person(f"同志{'一二三四五六七八九'[n]}") for n in range(count))


def complete(desk: Desk, plan: Plan) -> Plan:
    """The plan with the text of each letter written out."""
    return replace(plan, rows=tuple(replace(r, body={**r.body, **fitting(desk.session, KIND)}) for r in plan.rows))


def drafts(desk: Desk, count: int = 5) -> list[str]:
    plan = complete(desk, letter_batch.plan(desk.session, Wish(KIND, people(desk, count), {"topic": "廉洁履职"})))
    return letter_batch.make(desk.session, plan).value


def signed(desk: Desk, count: int = 5) -> list[str]:
    ids = drafts(desk, count)
    letter_batch.advance_all(desk.session, ids, "submit")
    letter_batch.advance_all(desk.session, ids, "sign", values={"signed_by": desk.principal})
    return ids


def stopping(after: int) -> JobContext:
    """A person who stops the job at its so-manieth report."""
    left = iter(range(after))
    return JobContext(stopped=lambda: next(left, None) is None)


def states(desk: Desk, ids: list[str]) -> set[str]:
    return {records.get(desk.session, i).state for i in ids}


def test_the_table_shows_what_differs_and_what_is_missing(desk: Desk) -> None:
    who = people(desk, 3)
    before = snapshot(desk.session)
    plan = letter_batch.plan(desk.session, Wish(KIND, who, {"topic": "廉洁履职"}, {who[1]: {"topic": "作风建设"}}))
    topic = next(v.label for v in desk.session.catalog.letters[KIND].values if v.name == "topic")
    assert plan.columns[0] == "主送"
    assert topic in plan.columns
    at = plan.columns.index(topic)
    assert [(r.name, r.texts[0], r.texts[at]) for r in plan.rows] == [
        ("同志一", "同志一同志", "廉洁履职"), ("同志二", "同志二同志", "作风建设"), ("同志三", "同志三同志", "廉洁履职"),
    ]  # fmt: skip
    assert plan.incomplete == sum(bool(r.missing) for r in plan.rows)
    assert snapshot(desk.session) == before


def test_what_a_letter_lacks_stands_in_its_row(desk: Desk) -> None:
    plan = letter_batch.plan(desk.session, Wish(KIND, people(desk, 2)))
    assert plan.incomplete == 2
    assert all("【" in "".join(r.missing) or r.missing for r in plan.rows)


def test_a_value_that_stands_empty_is_a_column_and_a_letter_alone_is_looked_at(desk: Desk) -> None:
    who = people(desk, 2)
    plan = letter_batch.plan(desk.session, Wish(KIND, who))
    assert plan.rows[0].blank == {"提醒的事项", "事由", "提醒事项", "有关要求", "反馈时限"}
    assert plan.rows[0].blank <= set(plan.columns)
    own = {who[1]: {"reason": "收到反映", "recipient": "某股股长"}}
    one = letter_batch.plan(desk.session, Wish(KIND, who, own=own), before=plan)
    assert one.rows[0].body is plan.rows[0].body
    assert one.rows[1].texts[0] == "某股股长"
    assert ["事由" in r.blank for r in one.rows] == [True, False]
    cleared = letter_batch.plan(desk.session, Wish(KIND, who, {"reason": "收到反映"}, {who[0]: {"reason": ""}}))
    assert ["事由" in r.blank for r in cleared.rows] == [True, False]
    with pdfplumber.open(io.BytesIO(letter_batch_paper.preview(desk.session, one, who[1]))) as pdf:
        text = "".join(p.extract_text() for p in pdf.pages)
    assert "某股股长" in text
    assert "同志一" not in text


def test_what_the_records_say_is_filled_in_with_its_source(desk: Desk) -> None:
    who = people(desk, 2)
    found = [letter_batch.plan(desk.session, Wish(k, who)) for k in desk.session.catalog.letters]
    assert any(source for plan in found for row in plan.rows for source in row.sources)


def test_units_get_letters_in_their_name(desk: Desk) -> None:
    plan = letter_batch.plan(desk.session, Wish("letter.reminder", (desk.lower_unit,), {"topic": "谈心谈话"}))
    assert plan.rows[0].body["to"] == ["某县质监站"]
    assert plan.rows[0].body["subject"] == [desk.lower_unit]


def test_drafts_are_made_together_and_undone_together(desk: Desk) -> None:
    people(desk, 1)
    ids = drafts(desk, 5)
    bodies = [records.get(desk.session, i).body for i in ids]
    assert len({b["batch"] for b in bodies}) == 1
    assert [b["to"] for b in bodies] == [[f"同志{n}同志"] for n in "一二三四五"]
    assert states(desk, ids) == {"draft"}
    assert not any("number" in b for b in bodies)
    undo.undo(desk.session)
    assert not record_ids(desk.session) & set(ids)


@pytest.mark.parametrize("after", [0, 1, 3, 5])
def test_stopping_while_drafts_are_made_leaves_none(desk: Desk, after: int) -> None:
    plan = complete(desk, letter_batch.plan(desk.session, Wish(KIND, people(desk), {"topic": "廉洁履职"})))
    before = snapshot(desk.session)
    with pytest.raises(Cancelled):
        letter_batch.make(desk.session, plan, stopping(after))
    assert snapshot(desk.session) == before


def test_a_batch_is_numbered_in_order_on_confirmation_only(desk: Desk) -> None:
    ids = signed(desk)
    assert register.register(desk.session, 2026) == []
    assert letter_batch.advance_all(desk.session, ids, "number", series=SERIES).value == 5
    assert [records.get(desk.session, i).body["number"] for i in ids] == [f"某纪提〔2026〕{n}号" for n in range(1, 6)]
    assert register.gaps(desk.session, 2026) == []
    assert {row["step"] for i in ids for row in records.get(desk.session, i).body[STEPS]} == {"submit", "sign", "number"}
    assert undo.undo(desk.session) is None


def test_what_a_batch_writes_at_once_is_what_single_letters_would_have_written(desk: Desk) -> None:
    ids = signed(desk)
    letter_batch.advance_all(desk.session, ids, "number", series=SERIES)
    with desk.session.store.read() as conn:
        assert changelog.verify(conn) is None
        assert recount(conn) == []
    assert desk.session.store.unlogged() == 0
    assert [hit.id for hit in search.search(desk.session, "某纪提〔2026〕3号")] == [ids[2]]


@pytest.mark.parametrize("after", [0, 1, 4, 5])
def test_stopping_while_a_batch_is_numbered_takes_no_number(desk: Desk, after: int) -> None:
    ids = signed(desk)
    with pytest.raises(Cancelled):
        letter_batch.advance_all(desk.session, ids, "number", series=SERIES, context=stopping(after))
    assert states(desk, ids) == {"signed"}
    assert register.register(desk.session, 2026) == []
    letter_batch.advance_all(desk.session, ids, "number", series=SERIES)
    assert [r.number for r in register.register(desk.session, 2026)] == [f"某纪提〔2026〕{n}号" for n in range(1, 6)]


def test_one_letter_that_cannot_be_numbered_keeps_all_of_them(desk: Desk) -> None:
    ids = signed(desk)
    letters.advance(desk.session, ids[3], "number", series=SERIES)
    with refused(ErrorCode.BAD_STATE) as failed:
        letter_batch.advance_all(desk.session, ids, "number", series=SERIES)
    assert failed.error is not None
    assert "第4件" in failed.error.sentence() or failed.error.where.startswith("第4件")
    assert states(desk, [i for i in ids if i != ids[3]]) == {"signed"}
    assert [r.number for r in register.register(desk.session, 2026)] == ["某纪提〔2026〕1号"]


def test_a_letter_that_lacks_something_keeps_the_whole_batch_from_going_on(desk: Desk) -> None:
    plan = letter_batch.plan(desk.session, Wish(KIND, people(desk, 3)))
    ids = letter_batch.make(desk.session, plan).value
    with refused(ErrorCode.BAD_INPUT) as failed:
        letter_batch.advance_all(desk.session, ids, "submit")
    assert failed.error is not None
    assert failed.error.where.startswith("第1件")
    assert states(desk, ids) == {"draft"}


def test_what_a_batch_keeps_of_each_letter_shows_that_letter(desk: Desk) -> None:
    ids = signed(desk, 3)
    letter_batch.advance_all(desk.session, ids, "number", series=SERIES)
    for n, record_id in enumerate(ids, 1):
        body = records.get(desk.session, record_id).body
        assert [v.name for v in letter_versions.versions(body)] == ["签发稿.docx", "签发稿.pdf", "编号稿.docx", "编号稿.pdf"]
        kept = letter_versions.whole_pdf(desk.session, body)
        assert kept is not None
        with pdfplumber.open(io.BytesIO(kept)) as pdf:
            text = pdf.pages[0].extract_text()
        assert f"某纪提〔2026〕{n}号" in text
        assert f"同志{'一二三'[n - 1]}同志" in text


def test_one_pdf_for_printing_and_single_files_of_what_was_kept(desk: Desk, tmp_path: Path) -> None:
    ids = signed(desk, 3)
    letter_batch.advance_all(desk.session, ids, "number", series=SERIES)
    with pdfplumber.open(io.BytesIO(letter_batch_paper.print_all(desk.session, ids))) as pdf:
        text = "".join(p.extract_text() for p in pdf.pages)
    assert [text.count(f"某纪提〔2026〕{n}号") > 0 for n in (1, 2, 3)] == [True] * 3
    files = letter_batch_paper.export_all(desk.session, ids, tmp_path / "out")
    assert len({f.name for f in files}) == 6
    kept = letter_versions.whole_pdf(desk.session, records.get(desk.session, ids[0]).body)
    assert files[1].read_bytes() == kept


def test_what_is_printed_is_what_was_signed_each_from_an_odd_page(desk: Desk) -> None:
    ids = signed(desk, 3)
    letter_batch.advance_all(desk.session, ids, "number", series=SERIES)
    one = letter_versions.whole_pdf(desk.session, records.get(desk.session, ids[1]).body)
    assert one is not None
    with pdfplumber.open(io.BytesIO(letter_batch_paper.print_all(desk.session, ids, odd=True))) as pdf, pdfplumber.open(io.BytesIO(one)) as kept:
        assert [bool(p.chars) for p in pdf.pages] == [True, False, True, False, True]
        same = [[(c["text"], round(c["x0"], 3), round(c["top"], 3), c["size"]) for c in p.chars] for p in (pdf.pages[2], kept.pages[0])]
        assert same[0] == same[1]


def test_a_kept_page_that_is_not_what_was_signed_is_not_printed(desk: Desk) -> None:
    ids = signed(desk, 2)
    with desk.session.store.database.write() as conn:
        conn.exec_driver_sql("UPDATE blob_chunk SET data = zeroblob(100)")
    with refused(ErrorCode.DAMAGED):
        letter_batch_paper.print_all(desk.session, ids)


def test_secret_letters_are_not_printed_together_without_their_copy_numbers(desk: Desk) -> None:
    ids = [desk.signed_letter(secrecy_level="secret", copy_no=no).id for no in ("", "000001")]
    with refused(ErrorCode.BAD_INPUT) as failed:
        letter_batch_paper.print_all(desk.session, ids)
    assert failed.error is not None
    assert "1 件是涉密公文" in failed.error.sentence()
    assert letter_batch_paper.print_all(desk.session, ids[1:])


@pytest.mark.parametrize("after", [0, 2, 4])
def test_stopping_while_files_are_written_leaves_none(desk: Desk, tmp_path: Path, after: int) -> None:
    ids = signed(desk, 4)
    with pytest.raises(Cancelled):
        letter_batch_paper.export_all(desk.session, ids, tmp_path / "out", context=stopping(after))
    assert not [*tmp_path.glob("out/*"), *tmp_path.glob("out/.*")]


def test_a_file_that_cannot_be_written_leaves_none_of_the_others(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ids, write = signed(desk, 4), letter_versions.write_file

    def full(folder: Path, name: str, data: bytes) -> Path:
        if name.startswith("003"):
            raise AppError(ErrorCode.DISK_FULL, "磁盘空间不足，没有写成。", where=name)
        return write(folder, name, data)

    monkeypatch.setattr(letter_versions, "write_file", full)
    with refused(ErrorCode.DISK_FULL):
        letter_batch_paper.export_all(desk.session, ids, tmp_path / "out")
    assert not [*tmp_path.glob("out/*"), *tmp_path.glob("out/.*")]


def test_names_of_files_tell_kind_and_number_and_nobody(desk: Desk, tmp_path: Path) -> None:
    ids = signed(desk, 2)
    letter_batch.advance_all(desk.session, ids, "number", series=SERIES)
    found = letter_batch_paper.export_all(desk.session, ids, tmp_path / "out", ("pdf",))
    assert [f.name for f in found] == ["001-廉政提醒函-某纪提〔2026〕1号.pdf", "002-廉政提醒函-某纪提〔2026〕2号.pdf"]


def test_a_preview_of_all_is_drawn_before_anything_is_written(desk: Desk) -> None:
    plan = complete(desk, letter_batch.plan(desk.session, Wish(KIND, people(desk, 3), {"topic": "廉洁履职"})))
    before = snapshot(desk.session)
    with pdfplumber.open(io.BytesIO(letter_batch_paper.preview(desk.session, plan))) as pdf:
        text = "".join(p.extract_text() for p in pdf.pages)
    assert all(f"同志{n}同志" in text for n in "一二三")
    assert snapshot(desk.session) == before


def test_nobody_twice_and_not_too_many(desk: Desk) -> None:
    one = desk.principal
    for subjects, code in (((), ErrorCode.BAD_INPUT), ((one, one), ErrorCode.BAD_INPUT), (("p-none",), ErrorCode.NOT_FOUND)):
        with refused(code):
            letter_batch.plan(desk.session, Wish(KIND, subjects))
    with refused(ErrorCode.TOO_LARGE):
        letter_batch.plan(desk.session, Wish(KIND, tuple(f"p{n}" for n in range(501))))
