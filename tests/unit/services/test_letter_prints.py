"""Printing letters: numbered copies, what must be numbered, the record of prints without content."""

from __future__ import annotations

import io

import pdfplumber
import pytest

from app.domain.errors import AppError, ErrorCode
from app.services import letter_prints, letters, prints, records
from app.services.printorder import PrintOrder, chosen, pages_of, sheets
from app.store import office as office_rows
from tests.unit.services.desk import Desk, refused


def text(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as found:
        return "".join(page.extract_text() or "" for page in found.pages)


def signed(desk: Desk, **changes: object) -> str:
    view = desk.letter()
    if changes:
        view = records.save(desk.session, letters.FORM, view.kind, {**view.body, **changes}, view.id, view.version).value
    letters.advance(desk.session, view.id, "submit")
    letters.advance(desk.session, view.id, "sign", values={"signed_by": desk.principal})
    return view.id


@pytest.mark.parametrize(
    ("said", "pages"),
    [("", [1, 2, 3, 4, 5, 6]), ("1,3-5", [1, 3, 4, 5]), ("5－6，1、 3", [1, 3, 5, 6]), ("4-", [4, 5, 6]), ("-2", [1, 2]), ("2,2,1-2", [1, 2])],
)
def test_pages_as_clerks_write_them(said: str, pages: list[int]) -> None:
    assert pages_of(said, 6) == pages


@pytest.mark.parametrize(("said", "why"), [("7", "没有第 7 页"), ("0", "从小到大"), ("5-3", "从小到大"), ("三", "看不出"), ("1,,2", "看不出"), ("-", "看不出")])
def test_pages_that_are_none_are_said_in_words(said: str, why: str) -> None:
    with pytest.raises(AppError, match=why):
        pages_of(said, 6)


def test_odd_and_even_pages_are_taken_from_the_chosen_ones() -> None:
    assert chosen(PrintOrder("2-5", which="odd"), 6) == [3, 5]
    assert chosen(PrintOrder("2-5", which="even"), 6) == [2, 4]
    with pytest.raises(AppError, match="没有偶数页"):
        chosen(PrintOrder("3", which="even"), 6)


def test_no_copy_begins_on_the_back_of_another() -> None:
    assert sheets([[1, 2, 3], [1, 2, 3]], two_sided=True) == [(0, 1), (0, 2), (0, 3), None, (1, 1), (1, 2), (1, 3)]
    assert sheets([[1, 2], [1, 2]], two_sided=True) == [(0, 1), (0, 2), (1, 1), (1, 2)]
    assert None not in sheets([[1], [1]], two_sided=False)


def test_each_numbered_copy_carries_its_number(desk: Desk) -> None:
    letter = signed(desk, secrecy_level="secret")
    made = letter_prints.copies(desk.session, letter, PrintOrder(copies=3, first_number=8))
    assert [n in text(pdf) for n, pdf in zip(("000008", "000009", "000010"), made, strict=True)] == [True] * 3
    assert "秘密" in text(made[0])


def test_copies_without_numbers_are_alike_and_made_once(desk: Desk) -> None:
    letter = desk.letter().id
    assert len(letter_prints.copies(desk.session, letter, PrintOrder(copies=20))) == 1


def test_separate_attachments_come_out_behind_their_letter(desk: Desk) -> None:
    annex = {"title": "核对表", "separate": True, "text": [{"level": 0, "text": "逐项核对的内容。"}]}
    letter = signed(desk, attachments_text=[annex])
    assert "逐项核对的内容" in text(letter_prints.copies(desk.session, letter, PrintOrder())[0])


def test_a_signed_secret_letter_does_not_come_out_without_numbers(desk: Desk) -> None:
    letter = signed(desk, secrecy_level="confidential")
    assert letter_prints.advice(desk.session, letter).numbered
    with refused(ErrorCode.BAD_INPUT):
        letter_prints.copies(desk.session, letter, PrintOrder())
    assert letter_prints.prints(desk.session, letter) == []


def test_a_draft_of_a_secret_letter_goes_round_without_a_number(desk: Desk) -> None:
    view = desk.letter()
    view = records.save(desk.session, letters.FORM, view.kind, {**view.body, "secrecy_level": "secret"}, view.id, view.version).value
    assert not letter_prints.advice(desk.session, view.id).numbered
    assert len(letter_prints.copies(desk.session, view.id, PrintOrder())) == 1


def test_a_number_that_is_none_is_said_and_does_not_break_the_advice(desk: Desk) -> None:
    letter = desk.letter(copy_no="三").id
    assert letter_prints.advice(desk.session, letter).number == 1
    with refused(ErrorCode.BAD_INPUT):
        letter_prints.copies(desk.session, letter, PrintOrder())
    letters.advance(desk.session, letter, "submit")
    with refused(ErrorCode.BAD_INPUT):  # what cannot be put on paper is not signed
        letters.advance(desk.session, letter, "sign", values={"signed_by": desk.principal})


def test_a_secret_letter_with_a_number_of_its_own_prints_one_copy_only(desk: Desk) -> None:
    letter = signed(desk, secrecy_level="secret", copy_no="3")
    assert "000003" in text(letter_prints.copies(desk.session, letter, PrintOrder())[0])
    with refused(ErrorCode.BAD_INPUT):
        letter_prints.copies(desk.session, letter, PrintOrder(copies=2))


def test_the_preview_shows_the_number_of_the_first_copy(desk: Desk) -> None:
    letter = signed(desk, secrecy_level="secret")
    assert "000007" in text(letter_prints.look(desk.session, letter, PrintOrder(copies=3, first_number=7)))
    assert letter_prints.prints(desk.session, letter) == []


def test_a_secret_letter_is_kept_as_a_file_only_with_its_number_one_at_a_time(desk: Desk) -> None:
    letter = signed(desk, secrecy_level="secret")
    for order in (PrintOrder(), PrintOrder(copies=2, first_number=1)):
        with refused(ErrorCode.BAD_INPUT):
            letter_prints.file_copy(desk.session, letter, order)
    assert letter_prints.prints(desk.session, letter) == []
    assert "000007" in text(letter_prints.file_copy(desk.session, letter, PrintOrder(first_number=7)))
    assert [p.words for p in letter_prints.prints(desk.session, letter)] == ["1 份，份号 000007"]
    assert letter_prints.advice(desk.session, letter).number == 8


def test_every_print_is_on_record_with_pages_copies_and_numbers(desk: Desk) -> None:
    letter = desk.letter().id
    letter_prints.copies(desk.session, letter, PrintOrder(pages="1", copies=2, sides="long"))
    letter_prints.copies(desk.session, letter, PrintOrder(copies=2, first_number=1))
    letter_prints.file_copy(desk.session, letter)
    found = letter_prints.prints(desk.session, letter)
    assert [p.words for p in found] == ["1 份", "2 份，份号 000001—000002", "2 份，第 1 页，双面"]
    assert {p.who for p in found} == {"王敏"}
    assert letter_prints.advice(desk.session, letter).number == 3


def test_the_security_log_names_the_letter_by_its_id_only(desk: Desk) -> None:
    letter = desk.letter()
    letter_prints.copies(desk.session, letter.id, PrintOrder(copies=2, first_number=1))
    with desk.session.office.read() as conn:
        last = office_rows.log_rows(conn, 1)[0]
    assert last.detail == f"{letter.id} pages=all copies=2 numbers=000001-000002"
    assert letter.title not in last.detail


def test_numbers_and_copies_that_cannot_be_are_refused(desk: Desk) -> None:
    letter = desk.letter().id
    for order in (PrintOrder(copies=0), PrintOrder(copies=2, first_number=999_999), PrintOrder(sides="both")):
        with refused(ErrorCode.BAD_INPUT):
            letter_prints.copies(desk.session, letter, order)


def test_the_folder_of_the_printing_system_is_private_and_emptied(desk: Desk) -> None:
    folder = prints.spool_folder(desk.session)
    (folder / "left.pdf").write_bytes(b"%PDF")
    assert prints.spool_folder(desk.session) == folder
    assert list(folder.iterdir()) == []
    assert folder.is_relative_to(desk.session.folder.root)
    assert folder.stat().st_mode & 0o077 == 0
