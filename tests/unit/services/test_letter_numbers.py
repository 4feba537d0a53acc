"""Numbers of letters: reserved for somebody, void with a reason, taken over from paper, reported without gaps."""

from __future__ import annotations

import datetime as dt
import io

import pdfplumber
import pytest

from app.domain.errors import ErrorCode
from app.services import letters, numbers, records, register, undo
from app.store import changelog
from tests.unit.services.desk import OTHER_PASSWORD, Desk, refused

SERIES = "某纪提"
LATER = dt.date(2026, 12, 31)


def number(desk: Desk, record_id: str, reserved: str = "") -> str:
    return str(letters.advance(desk.session, record_id, "number", series=SERIES, reserved=reserved).value.body["number"])


def reserve(desk: Desk, count: int = 1, until: dt.date = LATER, holder: str = "办公室") -> list[numbers.Reserved]:
    numbers.reserve(desk.session, SERIES, 2026, holder, until, "年度部署", count)
    return numbers.reserved(desk.session, 2026)


def test_a_reserved_number_is_passed_over_until_its_letter_takes_it(desk: Desk) -> None:
    assert number(desk, desk.signed_letter().id) == "某纪提〔2026〕1号"
    held = reserve(desk)[0]
    assert (held.words, held.holder, held.until, held.reason, held.over) == ("某纪提〔2026〕2号", "办公室", "2026-12-31", "年度部署", False)
    assert number(desk, desk.signed_letter().id) == "某纪提〔2026〕3号"
    row = register.register(desk.session, 2026)[1]
    assert (row.record_id, row.number, row.state_label, row.note) == (
        "", "某纪提〔2026〕2号", "预留", "预留给办公室，到 2026-12-31；年度部署",
    )  # fmt: skip
    assert number(desk, desk.signed_letter().id, held.id) == "某纪提〔2026〕2号"
    assert numbers.reserved(desk.session, 2026) == []
    assert [r.state_label for r in register.register(desk.session, 2026)] == ["编号用印"] * 3
    assert register.gaps(desk.session, 2026) == []


def test_a_reserved_number_is_taken_once(desk: Desk) -> None:
    held = reserve(desk)[0]
    number(desk, desk.signed_letter().id, held.id)
    other = desk.signed_letter()
    with refused(ErrorCode.BAD_STATE):
        number(desk, other.id, held.id)
    assert records.get(desk.session, other.id).state == "signed"


def test_a_number_reserved_in_one_year_is_not_for_a_letter_of_another(desk: Desk) -> None:
    held = reserve(desk)[0]
    with refused(ErrorCode.BAD_STATE):
        number(desk, desk.signed_letter(date="2025-12-30").id, held.id)


def test_a_letter_of_last_year_is_numbered_in_its_own_year_and_the_register_says_why(desk: Desk) -> None:
    late = desk.signed_letter(date="2025-12-30")
    with refused(ErrorCode.BAD_INPUT) as failed:
        letters.advance(desk.session, late.id, "number", series=SERIES)
    assert failed.error is not None
    assert "2025 年" in failed.error.sentence()
    assert register.register(desk.session, 2025) == []
    letters.advance(desk.session, late.id, "number", "年底签发，节后补编", series=SERIES)
    assert number(desk, desk.signed_letter().id) == "某纪提〔2026〕1号"
    assert [(r.number, r.note) for r in register.register(desk.session, 2025)] == [("某纪提〔2025〕1号", "年底签发，节后补编")]
    letters.advance(desk.session, late.id, "void", values={"void_reason": "主送写错"})
    assert [r.note for r in register.register(desk.session, 2025)] == ["年底签发，节后补编；主送写错"]


def test_letters_of_several_organs_have_the_number_of_the_first_and_one_line_in_the_register(desk: Desk) -> None:
    joint = desk.signed_letter(issuers=["某县纪委", "某县监委", "某县委组织部"])
    number(desk, joint.id)
    assert [(r.number, r.record_id) for r in register.register(desk.session, 2026)] == [("某纪提〔2026〕1号", joint.id)]


def test_a_letter_withdrawn_before_it_has_a_number_takes_none(desk: Desk) -> None:
    view = desk.letter()
    letters.advance(desk.session, view.id, "withdraw", values={"void_reason": "不发了"})
    with refused(ErrorCode.BAD_STATE):
        number(desk, view.id)
    assert register.register(desk.session, 2026) == []


def test_a_numbered_letter_cannot_be_deleted(desk: Desk) -> None:
    view = desk.signed_letter()
    number(desk, view.id)
    with refused(ErrorCode.FINALISED, ErrorCode.NOT_ALLOWED):
        records.delete(desk.session, [view.id])
    assert [r.record_id for r in register.register(desk.session, 2026)] == [view.id]


def test_a_reserved_number_is_void_only_with_a_reason_and_stays_in_the_register(desk: Desk) -> None:
    held = reserve(desk, 2)[0]
    with refused(ErrorCode.BAD_INPUT):
        numbers.void(desk.session, held.id, "  ")
    numbers.void(desk.session, held.id, "会议取消")
    with refused(ErrorCode.BAD_STATE):
        numbers.void(desk.session, held.id, "再来一次")
    with refused(ErrorCode.BAD_STATE):
        number(desk, desk.signed_letter().id, held.id)
    assert number(desk, desk.signed_letter().id) == "某纪提〔2026〕3号"
    assert next((r.state_label, r.note) for r in register.register(desk.session, 2026)) == ("作废", "会议取消")


def test_reserving_cannot_be_undone_since_the_next_number_would_leave_a_gap(desk: Desk) -> None:
    reserve(desk)
    assert undo.undo(desk.session) is None
    assert number(desk, desk.signed_letter().id) == "某纪提〔2026〕2号"
    assert register.gaps(desk.session, 2026) == []


def test_the_report_tells_what_is_used_void_reserved_and_over_its_day(desk: Desk) -> None:
    first = desk.signed_letter()
    number(desk, first.id)
    letters.advance(desk.session, first.id, "void", values={"void_reason": "主送机关写错"})
    number(desk, desk.signed_letter().id)
    reserve(desk, 2, until=dt.date(2026, 11, 20))
    assert register.series_report(desk.session, 2026)[0].over == ()
    desk.session.clock.instant += dt.timedelta(days=1)  # type: ignore[attr-defined]
    found = register.series_report(desk.session, 2026)[0]
    assert found.words == (
        "某纪提：编到 4 号，已用 1 个，作废 1 个，预留 2 个，预留过期：某纪提〔2026〕3号至4号；没有缺号。"
    )
    numbers.extend(desk.session, numbers.reserved(desk.session, 2026)[0].id, LATER)
    assert register.series_report(desk.session, 2026)[0].over == ("某纪提〔2026〕4号",)


def test_a_series_begun_on_paper_goes_on_after_its_last_number(desk: Desk) -> None:
    assert numbers.begin_after(desk.session, SERIES, 2026, 37).value == 37
    assert number(desk, desk.signed_letter().id) == "某纪提〔2026〕38号"
    assert register.gaps(desk.session, 2026) == []
    assert register.register(desk.session, 2026)[0].state_label == "启用前已编"
    with refused(ErrorCode.BAD_INPUT):
        numbers.begin_after(desk.session, SERIES, 2026, 38)


def test_a_number_lost_behind_the_programs_back_is_reported(desk: Desk) -> None:
    for _ in range(3):
        number(desk, desk.signed_letter().id)
    with desk.session.store.database.write() as conn:
        conn.exec_driver_sql("DELETE FROM number WHERE n = 2")
    assert register.gaps(desk.session, 2026) == ["某纪提〔2026〕2号"]
    assert register.series_report(desk.session, 2026)[0].words.endswith("；缺号：某纪提〔2026〕2号。")


def test_numbers_that_are_missing_one_after_another_are_told_together(desk: Desk) -> None:
    numbers.begin_after(desk.session, SERIES, 2026, 12)
    with desk.session.store.database.write() as conn:
        conn.exec_driver_sql("DELETE FROM number WHERE n BETWEEN 3 AND 9 OR n = 11")
    words = register.series_report(desk.session, 2026)[0].words
    assert words.endswith("；缺号：某纪提〔2026〕3号至9号、某纪提〔2026〕11号。")
    assert len(register.gaps(desk.session, 2026)) == 8


@pytest.mark.parametrize(
    ("series", "holder", "until", "count"),
    [("", "办公室", LATER, 1), (SERIES, " ", LATER, 1), (SERIES, "办公室", dt.date(2026, 11, 19), 1), (SERIES, "办公室", LATER, 51),
     (SERIES, "办" * 101, LATER, 1), ("某〔纪〕", "办公室", LATER, 1)],
)  # fmt: skip
def test_a_reservation_that_says_too_little_reserves_nothing(desk: Desk, series: str, holder: str, until: dt.date, count: int) -> None:
    with refused(ErrorCode.BAD_INPUT):
        numbers.reserve(desk.session, series, 2026, holder, until, "", count)
    assert register.register(desk.session, 2026) == []


def test_the_printed_register_has_reserved_numbers_the_report_and_the_audit_head(desk: Desk) -> None:
    number(desk, desk.signed_letter().id)
    reserve(desk)
    with pdfplumber.open(io.BytesIO(register.register_pdf(desk.session, 2026))) as pdf:
        text = pdf.pages[0].extract_text()
    assert "年度部署" in text
    assert "没有缺号" in text
    with desk.session.store.read() as conn:
        assert changelog.head(conn).hash[:20] in text


def test_who_may_not_issue_may_not_reserve(desk: Desk) -> None:
    desk.add_account("leader", "member")
    desk.session = desk.relogin("leader", OTHER_PASSWORD)
    with refused(ErrorCode.NOT_ALLOWED):
        numbers.reserve(desk.session, SERIES, 2026, "办公室", LATER)
    assert register.register(desk.session, 2026) == []
