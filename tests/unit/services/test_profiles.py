"""Page layouts of an office: which one a letter is laid out by, own ones, what is signed stays as it was signed."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pytest
from desk import Desk, refused, snapshot

from app.catalog.profiles import Profile
from app.domain.errors import AppError, ErrorCode
from app.services import letter_document, letter_prints, letters, profiles, records, undo

MM = 72 / 25.4
KIND = "letter.reminder"


def shifted(desk: Desk, left: float = 33) -> Profile:
    """The standard with lines of 27 characters so many millimetres from the left, called after it."""
    standard = profiles.default_profile(desk.session.catalog)
    page = replace(standard.page, left=left, text_width=151)
    return replace(standard, label=f"订口 {left:g}", page=page, grid=replace(standard.grid, columns=27))


def text_left(pdf: bytes) -> float:
    """How far the text stands from the left edge of the paper, mm."""
    with pdfplumber.open(io.BytesIO(pdf)) as read:
        return float(min(c["x0"] for c in read.pages[0].chars if abs(c["size"] - 16) < 0.1)) / MM


def printed(desk: Desk, letter: str) -> float:
    return text_left(letter_prints.file_copy(desk.session, letter))


def codes(desk: Desk) -> list[str]:
    return [row.code for row in profiles.profiles(desk.session)]


def test_a_new_office_lays_out_by_the_national_standard(desk: Desk) -> None:
    assert profiles.profile_for(desk.session, KIND).code == "gbt9704"
    assert [row.profile.code for row in profiles.profiles(desk.session) if row.unit] == ["gbt9704"]


def test_what_is_chosen_for_the_unit_lays_out_every_kind_that_has_no_other(desk: Desk) -> None:
    profiles.choose_profile(desk.session, "margins3458")
    profiles.choose_profile(desk.session, "centred", [KIND])
    assert profiles.profile_for(desk.session, "letter.admonish").code == "margins3458"
    assert profiles.profile_for(desk.session, KIND).code == "centred"
    rows = {row.code: row for row in profiles.profiles(desk.session)}
    assert rows["margins3458"].unit
    assert rows["centred"].kinds == (letter_document.letter_form(desk.session, KIND).label,)
    profiles.choose_profile(desk.session, "", [KIND])
    assert profiles.profile_for(desk.session, KIND).code == "margins3458"


def test_a_layout_serves_exactly_what_is_ticked_and_the_rest_goes_back(desk: Desk) -> None:
    profiles.use_for(desk.session, "centred", unit=True, kinds=[KIND, "letter.admonish"])
    profiles.use_for(desk.session, "margins3458", unit=False, kinds=["letter.minutes"])
    profiles.use_for(desk.session, "centred", unit=False, kinds=["letter.admonish"])
    found = [profiles.profile_for(desk.session, k).code for k in (KIND, "letter.admonish", "letter.minutes", "letter.circular")]
    assert found == ["gbt9704", "centred", "margins3458", "gbt9704"]
    undo.undo(desk.session)
    assert profiles.profile_for(desk.session, KIND).code == "centred"


def test_preview_export_and_print_of_a_draft_go_by_the_chosen_layout(desk: Desk, tmp_path: Path) -> None:
    view = desk.letter()
    before = printed(desk, view.id)
    code = profiles.save_profile(desk.session, shifted(desk)).value
    profiles.choose_profile(desk.session, code, [view.kind])
    preview = letters.preview_pdf(desk.session, view.kind, view.body, view).pdf
    files = letters.export(desk.session, view.id, tmp_path, ("pdf",))
    for pdf in (preview, files[0].read_bytes(), letter_prints.file_copy(desk.session, view.id)):
        assert text_left(pdf) - before > 2


def test_a_signed_letter_stays_as_it_was_signed(desk: Desk) -> None:
    early = desk.signed_letter()
    code = profiles.save_profile(desk.session, shifted(desk)).value
    profiles.choose_profile(desk.session, code)
    late = desk.signed_letter()
    was = {one.id: printed(desk, one.id) for one in (early, late)}
    assert abs(was[late.id] - was[early.id]) > 2
    profiles.save_profile(desk.session, shifted(desk, 38), code)
    assert {one.id: printed(desk, one.id) for one in (early, late)} == was
    assert printed(desk, desk.letter().id) - was[late.id] > 2
    profiles.choose_profile(desk.session, "gbt9704")
    profiles.remove_profile(desk.session, code)
    assert code not in codes(desk)
    assert printed(desk, late.id) == was[late.id]


def test_what_a_caller_sends_as_layout_is_not_taken(desk: Desk) -> None:
    view = desk.letter(layout="centred")
    assert profiles.LAYOUT not in records.get(desk.session, view.id).body


def test_an_own_layout_changes_in_place_until_something_is_signed_with_it(desk: Desk) -> None:
    code = profiles.save_profile(desk.session, shifted(desk)).value
    profiles.save_profile(desk.session, shifted(desk, 30), code)
    assert [c for c in desk.session.catalog.profiles if c.startswith(code)] == [f"{code}.1"]
    profiles.choose_profile(desk.session, code)
    desk.signed_letter()
    profiles.save_profile(desk.session, shifted(desk, 31), code)
    assert [c for c in desk.session.catalog.profiles if c.startswith(code)] == [f"{code}.1", f"{code}.2"]
    assert profiles.find_profile(desk.session.catalog, code).page.left == 31


def test_every_change_is_undone_as_one(desk: Desk) -> None:
    before = snapshot(desk.session)
    code = profiles.save_profile(desk.session, shifted(desk)).value
    profiles.choose_profile(desk.session, code)
    assert profiles.profile_for(desk.session).page.left == 33
    undo.undo(desk.session)
    undo.undo(desk.session)
    assert snapshot(desk.session) == before
    assert profiles.profile_for(desk.session).code == "gbt9704"
    assert code not in codes(desk)


def test_a_layout_in_use_and_a_shipped_one_cannot_be_removed(desk: Desk) -> None:
    code = profiles.save_profile(desk.session, shifted(desk)).value
    profiles.choose_profile(desk.session, code, [KIND])
    with refused(ErrorCode.BAD_STATE):
        profiles.remove_profile(desk.session, code)
    for name in ("gbt9704", "own-nothing"):
        with refused(ErrorCode.NOT_FOUND):
            profiles.remove_profile(desk.session, name)


@pytest.mark.parametrize("label", ["", "　", "很" * 41, "国家标准（GB/T 9704-2012）"])
def test_a_layout_needs_a_name_of_its_own(desk: Desk, label: str) -> None:
    with refused(ErrorCode.BAD_INPUT):
        profiles.save_profile(desk.session, replace(shifted(desk), label=label))


def test_who_may_not_configure_changes_nothing(desk: Desk) -> None:
    code = profiles.save_profile(desk.session, shifted(desk)).value
    desk.session.user = replace(desk.session.user, roles=("reader",))
    for work in (
        lambda: profiles.save_profile(desk.session, shifted(desk, 34)), lambda: profiles.choose_profile(desk.session, "centred"),
        lambda: profiles.remove_profile(desk.session, code), lambda: profiles.use_for(desk.session, code, unit=True, kinds=[]),
    ):  # fmt: skip
        with refused(ErrorCode.NOT_ALLOWED):
            work()


def test_a_layout_goes_to_another_office_as_a_file(desk: Desk, tmp_path: Path) -> None:
    made = replace(shifted(desk), note="本局规定")
    code = profiles.save_profile(desk.session, made).value
    profiles.export_profile(desk.session, code, tmp_path / "版式.yaml")
    read = profiles.read_file(desk.session, tmp_path / "版式.yaml")
    assert replace(read, code="", base="") == replace(made, code="", base="")
    assert "text_height" not in (tmp_path / "版式.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("page: {top: 200}", "page"),
        ("page: {topp: 30}", "page.topp"),
        ("grid: {columns: 30}", "grid.columns"),
        ("header: {preprinted: maybe}", "header.preprinted"),
        ("fonts: {body: {docx: '仿宋\"><w:p/>'}}", "fonts.body.docx"),
        ("base: centred", "base"),
    ],
)
def test_a_file_that_cannot_be_is_refused_with_its_line_and_field(desk: Desk, tmp_path: Path, text: str, where: str) -> None:
    path = tmp_path / "bad.yaml"
    base = "" if text.startswith("base") else "base: gbt9704\n"
    path.write_text(f"code: bad\nlabel: 坏的\n{base}{text}\n", encoding="utf-8")
    with pytest.raises(AppError) as caught:
        profiles.read_file(desk.session, path)
    assert caught.value.code is ErrorCode.BAD_DATA_FILE
    assert "bad.yaml 第" in caught.value.where
    assert where.split(".")[0] in caught.value.where


def test_a_file_may_only_draw_with_the_fonts_of_the_program(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text("code: odd\nlabel: 别的字体\nbase: gbt9704\nfonts: {body: {file: other.ttf}}\n", encoding="utf-8")
    with refused(ErrorCode.BAD_INPUT):
        profiles.read_file(desk.session, path)
