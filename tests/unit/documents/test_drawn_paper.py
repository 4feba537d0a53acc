"""A docx from elsewhere as pages: drawn from what takes effect, every paragraph with its place, nothing of it invented."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from officemade import Settings, build, pieces
from wpsmade import wps_document

from app.catalog.places import forms_dir
from app.catalog.profiles import Profile, load_profiles
from app.documents.checking.docx_reader import read_docx
from app.documents.drawn_paper import MOST_PAGES, Drawing, draw_paper


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profiles(forms_dir() / "profiles")["gbt9704"]


def drawn(raw: bytes, profile: Profile) -> Drawing:
    return draw_paper(read_docx(raw, "来文.docx"), profile, "来文")


def words(pdf: bytes) -> str:
    from pdfminer.high_level import extract_text

    return "".join(extract_text(io.BytesIO(pdf)).split())


@pytest.mark.parametrize("manner", ["direct", "styles"])
def test_every_word_of_a_document_stands_on_its_pages(profile: Profile, manner: str) -> None:
    raw = build(pieces(), Settings(), manner)
    written = Counter("".join(para.bare for para in read_docx(raw, "来文.docx").flowing))
    assert written <= Counter(words(drawn(raw, profile).pdf))


def test_paragraphs_stand_where_the_file_says(profile: Profile) -> None:
    raw = build(pieces(), Settings(), "direct")
    paper = read_docx(raw, "来文.docx")
    made = drawn(raw, profile)
    title = next(p for p in paper.flowing if p.bare.startswith("关于"))
    page, (left, top, right, _bottom) = made.places[title.index][0]
    assert page == 1
    assert abs((left + right) / 2 - (28 + 156 / 2)) < 2  # centred in the type area
    assert 130 < top < 150  # mark at 72, its line, two blank ones, the number, two blank ones
    body = next(p for p in paper.flowing if p.bare.startswith("检查组"))
    assert made.places[body.index][0][1][0] == pytest.approx(28 + 2 * 5.6, abs=1.0)  # two characters in
    assert made.places[body.index][1][1][0] == pytest.approx(28, abs=0.5)


def test_the_page_numbers_of_footers_count(profile: Profile) -> None:
    made = drawn(build(pieces(), Settings(), "direct"), profile)
    assert made.pages >= 2
    assert "—1—" in words(made.pdf)
    assert "—2—" in words(made.pdf)


def test_a_document_of_wps_is_drawn_with_its_red_line(profile: Profile) -> None:
    assert "关于做好年底前整改落实工作的通知" in words(drawn(wps_document(), profile).pdf)


def test_a_long_document_is_cut_and_says_so(profile: Profile) -> None:
    made = drawn(build(pieces(long=900), Settings(), "direct"), profile)
    assert made.cut
    assert made.pages == MOST_PAGES
    assert not drawn(build(pieces(), Settings(), "direct"), profile).cut
