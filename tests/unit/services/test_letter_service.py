"""Serving and hearing back: manner and witnesses, the 送达回证 to print, papers that come back, a late answer."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from app.domain.errors import ErrorCode
from app.services import letter_life, letter_service, letters, records
from tests.unit.services.desk import Desk, refused


def numbered(desk: Desk, **fields: Any) -> records.RecordView:
    return letters.advance(desk.session, desk.signed_letter(**fields).id, "number", series="某纪提").value


def deliver(desk: Desk, letter: str, **values: Any) -> records.RecordView:
    return letters.advance(desk.session, letter, "deliver", values={"delivered_at": "2026-11-20", **values}).value


def test_a_receipt_to_print_says_which_letter_to_whom_how_when_where_by_whom(desk: Desk) -> None:
    view = deliver(
        desk, numbered(desk).id, service="leave", delivered_by="张某、李某", service_place="质监站会议室", refusal="拒绝签收，见证人王某",
    )  # fmt: skip
    body = letter_service.receipt_body(desk.session, view.id)
    assert body["links"] == [view.id]
    assert body["issuers"] == view.body["issuers"]
    saved = records.save(desk.session, "letter", letter_service.RECEIPT, body).value
    with pdfplumber.open(io.BytesIO(letters.preview_pdf(desk.session, saved.kind, saved.body).pdf)) as pdf:
        text = "".join(p.extract_text() for p in pdf.pages).replace("\n", "")
    for said in (
        f"《{view.title}》", "（某纪提〔2026〕1号）", "某县质监站", "留置送达", "2026年11月20日", "质监站会议室", "张某、李某", "拒绝签收，见证人王某",
    ):  # fmt: skip
        assert said in text, said
    assert "【" not in text
    assert letter_service.receipt_of(desk.session, view) == saved.id


def test_a_receipt_taken_along_before_the_delivery_leaves_open_what_is_not_known(desk: Desk) -> None:
    body = letter_service.receipt_body(desk.session, numbered(desk).id)
    with pdfplumber.open(io.BytesIO(letters.preview_pdf(desk.session, letter_service.RECEIPT, body).pdf)) as pdf:
        text = "".join(p.extract_text() for p in pdf.pages)
    assert "某纪提〔2026〕1号" in text
    assert "【" not in text


def test_a_letter_that_has_no_number_has_no_receipt(desk: Desk) -> None:
    with refused(ErrorCode.BAD_STATE):
        letter_service.receipt_body(desk.session, desk.signed_letter().id)


def test_a_letter_left_behind_wants_the_refusal_and_the_witnesses(desk: Desk) -> None:
    letter = numbered(desk).id
    with refused(ErrorCode.BAD_INPUT):
        deliver(desk, letter, service="leave")
    assert deliver(desk, letter, service="leave", refusal="拒收，见证人王某").state == "delivered"


def test_an_old_manner_in_free_words_stays_readable(desk: Desk) -> None:
    assert deliver(desk, numbered(desk).id, service="专人送达").body["service"] == "专人送达"


def test_scans_come_in_with_a_step_and_later_beside_those_there(desk: Desk, tmp_path: Path) -> None:
    view = deliver(desk, numbered(desk).id)
    for name in ("回证.png", "反馈.pdf", "补充.pdf"):
        (tmp_path / name).write_bytes(name.encode())
    values = letter_service.with_files(desk.session, view, {"receipt_at": "2026-11-21"}, {"receipt_scan": [tmp_path / "回证.png"]})
    letters.advance(desk.session, view.id, "receipt", "", values)
    view = letters.advance(
        desk.session, view.id, "reply", "",
        letter_service.with_files(desk.session, view, {"replied_at": "2026-12-01", "reply_outcome": "partly"}, {"reply_scan": [tmp_path / "反馈.pdf"]}),
    ).value  # fmt: skip
    step = next(t.id for t in view.transitions if t.id.startswith("papers"))
    more = letter_service.with_files(desk.session, view, {}, {"reply_scan": [tmp_path / "补充.pdf"], "receipt_scan": []})
    view = letters.advance(desk.session, view.id, step, "", more).value
    assert view.state == "replied"
    assert [f["name"] for f in view.body["receipt_scan"]] == ["回证.png"]
    assert [f["name"] for f in view.body["reply_scan"]] == ["反馈.pdf", "补充.pdf"]
    found = letter_life.life(desk.session, view.id)
    assert {"送达回证：回证.png", "反馈材料：反馈.pdf", "反馈材料：补充.pdf"} <= {line.what for line in found.of("送达和反馈")}


def test_papers_without_a_paper_are_refused(desk: Desk) -> None:
    view = deliver(desk, numbered(desk).id)
    step = next(t.id for t in view.transitions if t.id.startswith("papers"))
    with refused(ErrorCode.BAD_INPUT):
        letters.advance(desk.session, view.id, step)


@pytest.mark.parametrize(("came", "days"), [("2026-12-20", 0), ("2026-12-23", 3), ("2026-12-01", 0)])
def test_a_late_answer_is_noted_with_its_days_and_nothing_else(desk: Desk, came: str, days: int) -> None:
    view = deliver(desk, numbered(desk, reply_due="2026-12-20").id)
    view = letters.advance(desk.session, view.id, "reply", "", {"replied_at": came, "reply": "已落实"}).value
    assert letter_service.days_after(view.body) == days
    (line,) = [one for one in letter_life.life(desk.session, view.id).of("送达和反馈") if one.what == "收到反馈"]
    assert (f"在期限后 {days} 天收到" in line.note) == bool(days)
    assert line.tone == ""
