"""What was signed is kept as docx and PDF, with its hash, and is what everybody sees afterwards."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import docx
import pdfplumber
import pytest

from app.domain.errors import ErrorCode
from app.services import attachments, backup, letter_prints, letter_versions, letters, records
from app.services.printorder import PrintOrder
from tests.unit.services.desk import Desk, refused

SERIES = "某纪提"


def numbered(desk: Desk, **fields: object) -> records.RecordView:
    return letters.advance(desk.session, desk.signed_letter(**fields).id, "number", series=SERIES).value


def pages(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return "".join(p.extract_text() for p in pdf.pages)


def test_signing_and_numbering_keep_word_and_pdf_with_their_hashes(desk: Desk) -> None:
    assert letter_versions.versions(desk.letter().body) == []
    view = numbered(desk)
    kept = letter_versions.versions(view.body)
    assert [v.name for v in kept] == ["签发稿.docx", "签发稿.pdf", "编号稿.docx", "编号稿.pdf"]
    data = {v.name: letter_versions.read(desk.session, view.body, v) for v in kept}
    assert [hashlib.sha256(data[v.name]).hexdigest() for v in kept] == [v.sha256 for v in kept]
    assert "某纪提〔2026〕1号" in pages(data["编号稿.pdf"])
    assert "某纪提" not in pages(data["签发稿.pdf"])
    assert any("某纪提〔2026〕1号" in p.text for p in docx.Document(io.BytesIO(data["编号稿.docx"])).paragraphs)
    assert backup.verify(desk.session) == []


def test_separate_attachments_are_kept_as_files_of_their_own(desk: Desk) -> None:
    annex = [{"title": "清单", "separate": True, "text": [{"level": 0, "text": "第一项。"}]}]
    view = numbered(desk, attachments_text=annex)
    assert [v.name for v in letter_versions.latest(view.body, "pdf")] == ["编号稿.pdf", "编号稿-附件.pdf"]
    assert letter_versions.whole_pdf(desk.session, view.body) is None


def test_a_step_that_fails_keeps_no_file(desk: Desk) -> None:
    view = desk.signed_letter()
    before = blobs(desk)
    with refused(ErrorCode.BAD_INPUT):
        letters.advance(desk.session, view.id, "number", series="")
    assert blobs(desk) == before


def blobs(desk: Desk) -> int:
    with desk.session.store.read() as conn:
        return int(conn.exec_driver_sql("SELECT count(*) FROM blob").scalar_one())


def test_what_a_caller_sends_as_kept_files_is_not_taken(desk: Desk) -> None:
    view = desk.letter()
    false = [{"sha256": "0" * 64, "name": "签发稿.pdf", "size": 1, "media": "application/pdf"}]
    saved = records.save(desk.session, "letter", view.kind, {**view.body, "versions": false}, view.id).value
    assert letter_versions.versions(saved.body) == []
    copied = records.copy_of(desk.session, numbered(desk).id)
    assert "versions" not in copied


def test_a_signed_letter_looks_and_prints_and_leaves_as_it_was_kept(desk: Desk, tmp_path: Path) -> None:
    view = numbered(desk)
    kept = letter_versions.whole_pdf(desk.session, view.body)
    assert letters.preview_pdf(desk.session, view.kind, view.body, view).pdf == kept
    assert letter_prints.copies(desk.session, view.id, PrintOrder(copies=2)) == [kept]
    word, pdf = letters.export(desk.session, view.id, tmp_path)
    assert pdf.read_bytes() == kept
    assert word.read_bytes() == letter_versions.read(desk.session, view.body, letter_versions.latest(view.body, "docx")[0])
    assert word.name.endswith("-某纪提〔2026〕1号.docx")


def test_a_kept_file_that_was_changed_is_noticed_when_it_is_opened(desk: Desk, tmp_path: Path) -> None:
    view = numbered(desk)
    one = letter_versions.latest(view.body, "pdf")[0]
    with desk.session.store.database.write() as conn:
        conn.exec_driver_sql("UPDATE blob_chunk SET data = x'00' WHERE sha256 = ?", (one.sha256,))
    with refused(ErrorCode.DAMAGED):
        letters.preview_pdf(desk.session, view.kind, view.body, view)
    with refused(ErrorCode.DAMAGED):
        letters.export(desk.session, view.id, tmp_path, ("pdf",))


@pytest.mark.parametrize("harm", ["UPDATE blob_chunk SET data = x'00' WHERE sha256 = ?", "DELETE FROM blob_chunk WHERE sha256 = ?"])
def test_the_check_of_everything_finds_a_kept_file_that_is_not_what_was_signed(desk: Desk, harm: str) -> None:
    view = numbered(desk)
    attachments.attach_bytes(desk.session, "别的.txt", b"other")
    assert backup.verify(desk.session) == []
    one = letter_versions.latest(view.body, "docx")[0]
    with desk.session.store.database.write() as conn:
        conn.exec_driver_sql(harm, (one.sha256,))
    assert backup.verify(desk.session) == [f"文书《{view.title}》的定稿文件缺失，或者与签发时不一致。"]


def test_the_check_of_everything_counts_attachments_that_are_not_what_was_put_in(desk: Desk) -> None:
    value = attachments.attach_bytes(desk.session, "材料.txt", "材料".encode())
    with desk.session.store.database.write() as conn:
        conn.exec_driver_sql("UPDATE blob_chunk SET data = x'00' WHERE sha256 = ?", (value["sha256"],))
    assert backup.verify(desk.session) == ["有 1 个附件读不出来，或者与存入时不一致。"]


def test_nobody_reads_a_file_that_is_not_the_letters(desk: Desk) -> None:
    view = numbered(desk)
    foreign = letter_versions.Version("编号稿.pdf", "编号稿", "pdf", "", "0" * 64, 1)
    with refused(ErrorCode.NOT_FOUND):
        letter_versions.read(desk.session, view.body, foreign)


def test_a_letter_of_before_files_were_kept_is_drawn_as_ever(desk: Desk) -> None:
    view = desk.letter()
    assert letter_versions.whole_pdf(desk.session, view.body) is None
    assert pages(letters.preview_pdf(desk.session, view.kind, view.body, view).pdf)


def test_scans_of_the_stamped_copy_lie_beside_what_was_kept(desk: Desk, tmp_path: Path) -> None:
    view = numbered(desk)
    letters.advance(desk.session, view.id, "deliver", values={"delivered_at": "2026-11-20"})
    for name in ("第1页.png", "第2页.png"):
        (tmp_path / name).write_bytes(name.encode())
        day = desk.session.clock.today()
        view = letters.attach_scan(desk.session, view.id, tmp_path / name, day).value
    assert [(s["name"], attachments.attachment_bytes(desk.session, s["sha256"]).decode()) for s in view.body["scan"]] == [
        ("第1页.png", "第1页.png"), ("第2页.png", "第2页.png"),
    ]  # fmt: skip
    assert view.state == "delivered"
    assert len(letter_versions.versions(view.body)) == 4
    with pytest.raises(Exception, match=r"不能做这一步"):
        letters.attach_scan(desk.session, desk.letter().id, tmp_path / "第1页.png", day)
