"""Letters: their way from draft to archive, numbers without gaps, the register."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import pdfplumber
import pytest

from app.domain.errors import AppError, ErrorCode
from app.services import accounts, backup, letter_prints, letters, records, register, undo
from tests.unit.services.desk import OTHER_PASSWORD, Desk, refused

SERIES = "某纪提"


def number(desk: Desk, record_id: str, series: str = SERIES, why: str = "") -> str:
    return str(letters.advance(desk.session, record_id, "number", why, series=series).value.body["number"])


def test_a_letter_goes_all_the_way(desk: Desk) -> None:
    session = desk.session
    view = desk.letter()
    said = {
        "submit": {}, "sign": {"signed_by": desk.principal}, "number": {}, "deliver": {"delivered_at": "2026-11-20"},
        "receipt": {"receipt_at": "2026-11-21"}, "reply": {"replied_at": "2026-11-22"}, "archive": {},
    }  # fmt: skip
    for step, values in said.items():
        waiting = [s.id for s in letters.steps(session, view.id) if s.available]
        assert step in waiting
        letters.advance(session, view.id, step, f"已{step}", values, series=SERIES)
    done = letters.steps(session, view.id)
    assert [s.id for s in done] == ["draft", *said]
    assert all(s.done for s in done)
    assert [s.note for s in done[1:]] == [f"已{step}" for step in said]
    assert {s.who for s in done} == {"王敏"}
    assert records.get(session, view.id).state == "archived"


def test_a_skipped_step_is_refused(desk: Desk) -> None:
    view = desk.letter()
    for step in ("sign", "deliver", "archive"):
        with refused(ErrorCode.BAD_STATE, ErrorCode.BAD_INPUT):
            letters.advance(desk.session, view.id, step, values={"signed_by": desk.principal} if step == "sign" else {})
    with refused(ErrorCode.BAD_STATE):
        number(desk, view.id)
    with refused(ErrorCode.BAD_STATE):
        letters.advance(desk.session, view.id, "void", values={"void_reason": "错"})
    assert records.get(desk.session, view.id).state == "draft"
    assert register.register(desk.session, 2026) == []


def test_where_a_title_ends_its_lines_is_kept_beside_the_title_and_printed(desk: Desk) -> None:
    title = "关于民主生活会整改落实工作的纪律检查建议"
    body = dict(desk.letter().body) | {"title": title.replace("会整改", "会｜整改")}
    view = records.save(desk.session, letters.FORM, "letter.reminder", body).value
    assert view.title == view.body["title"] == title
    assert view.body["title_lines"] == "关于民主生活会｜整改落实工作的纪律检查建议"
    with pdfplumber.open(io.BytesIO(letters.preview_pdf(desk.session, "letter.reminder", view.body).pdf)) as pdf:
        text = pdf.pages[0].extract_text()
    assert "关于民主生活会\n整改落实工作的纪律检查建议" in text
    assert "｜" not in text
    changed = records.save(desk.session, letters.FORM, "letter.reminder", dict(view.body) | {"title": "关于整改的函"}, view.id, view.version).value
    assert changed.title == "关于整改的函"
    assert "title_lines" not in changed.body


def test_a_letter_with_blanks_of_its_draft_does_not_go_on(desk: Desk) -> None:
    body = letters.draft(desk.session, "letter.reminder", {"topic": "谈心谈话"}) | {"to": ["某县质监站"]}
    view = records.save(desk.session, letters.FORM, "letter.reminder", body).value
    with refused(ErrorCode.BAD_INPUT):
        letters.advance(desk.session, view.id, "submit")
    assert records.get(desk.session, view.id).state == "draft"


def test_a_letter_is_signed_by_somebody(desk: Desk) -> None:
    view = desk.letter()
    letters.advance(desk.session, view.id, "submit")
    with refused(ErrorCode.BAD_INPUT):
        letters.advance(desk.session, view.id, "sign")


def test_signing_locks_the_text_and_cannot_be_undone(desk: Desk) -> None:
    view = desk.signed_letter()
    assert view.locked
    assert undo.undo(desk.session) is None
    with refused(ErrorCode.FINALISED):
        records.save(desk.session, "letter", view.kind, {**view.body, "title": "另一个标题"}, view.id)


def test_numbers_run_per_series_and_year(desk: Desk) -> None:
    given = [
        number(desk, desk.signed_letter().id), number(desk, desk.signed_letter().id),
        number(desk, desk.signed_letter().id, "某纪建"), number(desk, desk.signed_letter(date="2025-12-31").id, why="年底签发，年后补编"),
        number(desk, desk.signed_letter().id),
    ]  # fmt: skip
    assert given == ["某纪提〔2026〕1号", "某纪提〔2026〕2号", "某纪建〔2026〕1号", "某纪提〔2025〕1号", "某纪提〔2026〕3号"]
    assert register.gaps(desk.session, 2026) == []
    assert [r.number for r in register.register(desk.session, 2026)] == [given[2], given[0], given[1], given[4]]


def test_the_last_used_series_is_the_default(desk: Desk) -> None:
    with refused(ErrorCode.BAD_INPUT):
        number(desk, desk.signed_letter().id, "")
    number(desk, desk.signed_letter().id)
    assert number(desk, desk.signed_letter().id, "").startswith(SERIES)


@pytest.mark.parametrize("series", ["某〔纪〕", "很" * 13])
def test_a_series_that_is_none_takes_no_number(desk: Desk, series: str) -> None:
    letter = desk.signed_letter().id
    with refused(ErrorCode.BAD_INPUT):
        number(desk, letter, series)
    assert register.register(desk.session, 2026) == []


def test_a_voided_letter_keeps_its_number_and_the_register_says_why(desk: Desk) -> None:
    first, second = desk.signed_letter(), desk.signed_letter()
    number(desk, first.id)
    with refused(ErrorCode.BAD_INPUT):
        letters.advance(desk.session, first.id, "void")
    letters.advance(desk.session, first.id, "void", values={"void_reason": "主送机关写错"})
    assert number(desk, second.id) == "某纪提〔2026〕2号"
    rows = register.register(desk.session, 2026)
    assert [(r.number, r.state_label, r.note) for r in rows] == [
        ("某纪提〔2026〕1号", "作废", "主送机关写错"), ("某纪提〔2026〕2号", "编号用印", ""),
    ]  # fmt: skip
    assert register.gaps(desk.session, 2026) == []


def test_two_people_numbering_at_once_get_different_numbers(desk: Desk) -> None:
    waiting = [desk.signed_letter().id for _ in range(12)]
    given: list[str] = []
    failed: list[BaseException] = []

    def work(mine: list[str]) -> None:
        try:
            given.extend(number(desk, one) for one in mine)
        except AppError as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(waiting[i::4],)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(given) == sorted(f"{SERIES}〔2026〕{n}号" for n in range(1, 13))
    assert register.gaps(desk.session, 2026) == []
    assert backup.verify(desk.session) == []


def test_numbering_twice_is_refused(desk: Desk) -> None:
    view = desk.signed_letter()
    number(desk, view.id)
    with refused(ErrorCode.BAD_STATE):
        number(desk, view.id)
    assert len(register.register(desk.session, 2026)) == 1


def test_a_number_cannot_be_typed_in_by_another_step(desk: Desk) -> None:
    view = desk.letter()
    letters.advance(desk.session, view.id, "submit")
    with refused(ErrorCode.BAD_INPUT):
        letters.advance(desk.session, view.id, "sign", values={"signed_by": desk.principal, "number": "某纪提〔2026〕99号"})
    signed = desk.signed_letter(number="某纪提〔2026〕99号")
    assert "number" not in signed.body
    with refused(ErrorCode.BAD_STATE, ErrorCode.BAD_INPUT):
        records.transition(desk.session, signed.id, "number", values={"number": "某纪提〔2026〕99号"})
    assert register.register(desk.session, 2026) == []


def test_the_register_prints_with_both_heads(desk: Desk) -> None:
    number(desk, desk.signed_letter().id)
    ends = accounts.heads(desk.session)
    with pdfplumber.open(io.BytesIO(register.register_pdf(desk.session, 2026))) as read:
        text = read.pages[0].extract_text()
    assert ends.business in text
    assert ends.office in text
    assert "某纪提〔2026〕1号" in text


def test_export_and_print_are_events(desk: Desk, tmp_path: Path) -> None:
    view = desk.signed_letter()
    number(desk, view.id)
    files = letters.export(desk.session, view.id, tmp_path)
    assert sorted(f.suffix for f in files) == [".docx", ".pdf"]
    assert letter_prints.file_copy(desk.session, view.id).startswith(b"%PDF")
    with refused(ErrorCode.NOT_FOUND):
        letters.export(desk.session, desk.talk(desk.principal).id, tmp_path)
    desk.add_account("audit", "auditor")
    auditor = desk.relogin("audit", OTHER_PASSWORD)
    actions = [(e.action, e.detail) for e in accounts.security_log(auditor)]
    assert ("导出", view.id) in actions
    assert ("打印", f"{view.id} pages=all copies=1") in actions
    auditor.close()


@pytest.mark.parametrize("kind", ["letter.reminder", "letter.discipline_suggestion", "letter.circular"])
def test_what_is_not_known_stays_visible_in_a_draft(desk: Desk, kind: str) -> None:
    body = letters.draft(desk.session, kind)
    text = body["title"] + "".join(row["text"] for row in body["body"])
    assert "{" not in text
    assert "【" in text
    assert letters.preview_pdf(desk.session, kind, {**body, "to": ["某县质监站"]}).pages >= 1


def test_an_unknown_kind_is_not_found(desk: Desk) -> None:
    with refused(ErrorCode.NOT_FOUND):
        letters.draft(desk.session, "letter.none")
    assert {code for code, _l, _s in letters.kinds(desk.session)} == set(desk.session.catalog.letters)


def test_a_letter_that_cannot_be_drawn_is_refused_with_a_sentence(desk: Desk) -> None:
    body = letters.draft(desk.session, "letter.reminder") | {"title": "\U000f0000"}
    with refused(ErrorCode.MISSING_GLYPH, ErrorCode.BAD_INPUT):
        letters.preview_pdf(desk.session, "letter.reminder", body)


