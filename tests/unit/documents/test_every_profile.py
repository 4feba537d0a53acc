"""Every shipped page layout, measured on paper with its own numbers, in the PDF and in the docx through LibreOffice."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from letterdata import PLAIN, body, letter
from measure import MM, Measured, measure

from app.catalog.places import forms_dir
from app.catalog.profiles import Profile, load_profiles
from app.documents.model import Format, OfficialDocument
from app.documents.render import layout_of, render_docx_bytes, render_pdf_bytes

PROFILES = load_profiles(forms_dir() / "profiles")
FORMS = ("general", "letter", "order", "minutes", "plain")
CASES = [pytest.param(p, form, id=f"{p.code}-{form}") for p in PROFILES.values() for form in FORMS]
CODES = [pytest.param(p, id=p.code) for p in PROFILES.values()]


def long(form: str) -> OfficialDocument:
    """A document of three pages and more with long paragraphs."""
    text = [*body(3), {"text": PLAIN * 8}]
    if form == "order":
        made = letter("general", body=text, mark="某县人民政府令", number="第8号", to=[], cc=[])
        return replace(made, format=Format.ORDER, printer=None)
    return letter(form, body=text)


def local(**changes: float) -> Profile:
    """The standard with other numbers of the grid, as an office may type them."""
    standard = PROFILES["gbt9704"]
    return replace(standard, grid=replace(standard.grid, **changes))  # type: ignore[arg-type]


PITCHES = (  # those seen in practice (official-format.md, 7), and fewer characters
    local(pitch=28.0), local(pitch=29.45, lines=21), local(pitch=30.0, lines=21), local(pitch=33.0, lines=19),
    local(columns=27, cell=16.35), local(columns=26, cell=17.0),
)  # fmt: skip
TYPED = [pytest.param(p, form, id=f"{p.grid.pitch}-{p.grid.columns}-{form}") for p in PITCHES for form in ("general", "letter")]


def refuse_deviations(found: Measured, profile: Profile, form: str) -> None:
    """What holds of every document of the layout: type area, grid, page numbers, mark, imprint."""
    page, grid = profile.page, profile.grid
    right, foot = page.left + page.text_width, page.top + page.text_height
    assert abs(found.pitch() - grid.pitch) < 0.1
    rows = [row for number in range(len(found.rows)) for row in found.body(number)]
    full = [row for row in rows if row.left < page.left + 1 and row.right > right - 2.5]
    assert len(full) > 20
    assert max(len(row.text) for row in full if not re.search(r"[0-9A-Za-z]", row.text)) == grid.columns
    assert all(row.left > page.left - 1 and row.right < right + 0.8 for row in rows)
    middle = found.body(1)
    assert middle[0].middle - page.top < 9
    assert round((middle[-1].middle - middle[0].middle) * MM / grid.pitch) + 1 in (grid.lines - 1, grid.lines)
    assert all(row.middle < foot for number in range(len(found.rows)) for row in found.body(number))
    page_numbers(found, profile, form)
    mark(found, profile, form)
    if form == "general":
        black = [rule for rule in found.rules[-1] if not rule[3]]
        assert abs(black[-1][0] - foot) < 1
        assert all(abs(rule[1] - page.left) < 1 and abs(rule[2] - right) < 1 for rule in black)


def page_numbers(found: Measured, profile: Profile, form: str) -> None:
    """Seven millimetres under the type area, at the side or in the middle as the layout says."""
    page = profile.page
    right, foot, small = page.left + page.text_width, page.top + page.text_height, profile.sizes.small / MM
    seen = 0
    for number, rows in enumerate(found.rows, 1):
        for row in rows:
            if not re.fullmatch(r"—\d+—", row.text) or row.middle < foot:
                continue
            seen += 1
            assert abs(row.middle - foot - profile.page_number.gap) < 3.5
            if profile.page_number.style == "centre":
                assert abs((row.left + row.right) / 2 - (page.left + right) / 2) < 1
            elif number % 2:
                assert abs(row.right - (right - small)) < 1
            else:
                assert abs(row.left - (page.left + small)) < 1
    unnumbered = (form == "letter") + (2 if profile.imprint.on_even_page and form == "general" else 0)
    assert len(found.rows) - unnumbered <= seen <= len(found.rows)


def mark(found: Measured, profile: Profile, form: str) -> None:
    """The red mark where the layout puts it; none at all on paper that has it already."""
    red = [row for row in found.rows[0] if row.red]
    if profile.header.preprinted != "no" or form == "plain":
        assert not red
        assert not [rule for rule in found.rules[0] if rule[3]]
        return
    wanted = getattr(profile.header, f"mark_top_{form}")
    assert abs(red[0].middle - red[0].size / MM / 2 - wanted) < 2
    if form == "general":
        rules = [rule for rule in found.rules[0] if rule[3]]
        assert abs(rules[0][2] - rules[0][1] - profile.page.text_width) < 0.5


@pytest.mark.parametrize(("profile", "form"), CASES)
def test_every_format_keeps_the_numbers_of_every_layout(profile: Profile, form: str) -> None:
    refuse_deviations(measure(render_pdf_bytes(long(form), profile)), profile, form)


@pytest.mark.parametrize(("profile", "form"), TYPED)
def test_numbers_that_an_office_types_are_kept_too(profile: Profile, form: str) -> None:
    refuse_deviations(measure(render_pdf_bytes(long(form), profile)), profile, form)


@pytest.mark.parametrize("profile", CODES)
def test_the_lines_of_a_layout_fill_its_type_area(profile: Profile) -> None:
    page, grid = profile.page, profile.grid
    assert 0 <= page.text_height * MM - grid.lines * grid.pitch < grid.pitch
    assert 0 <= page.text_width * MM - grid.columns * grid.cell < grid.cell


@pytest.mark.parametrize("form", ["general"])
@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_the_imprint_stands_on_an_even_page_where_the_layout_says_so(form: str, times: int) -> None:
    document = letter(form, body=[{"text": PLAIN}, *body(times)])
    assert len(layout_of(document, PROFILES["even_imprint"]).pages) % 2 == 0


def test_what_is_printed_on_prepared_paper_stands_where_it_would_stand_without() -> None:
    usual = measure(render_pdf_bytes(letter("general"), PROFILES["gbt9704"]))
    bare = measure(render_pdf_bytes(letter("general"), PROFILES["preprinted"]))
    kept = [(row.text, round(row.left, 1), round(row.middle, 1)) for row in usual.rows[0] if not row.red]
    assert [(row.text, round(row.left, 1), round(row.middle, 1)) for row in bare.rows[0]] == kept
    headless = measure(render_pdf_bytes(letter("general"), PROFILES["preprinted_head"]))
    assert "〔2026〕" in bare.text()
    assert "〔2026〕" not in headless.text()
    title = next(row for row in usual.rows[0] if abs(row.size - 22) < 0.1)
    assert title.text in [row.text for row in headless.rows[0] if abs(row.middle - title.middle) < 0.1]


@pytest.mark.slow
@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(("profile", "form"), CASES + TYPED)
def test_libreoffice_sets_the_docx_of_every_layout_as_the_pdf(profile: Profile, form: str, tmp_path: Path) -> None:
    document = long(form)
    (tmp_path / "one.docx").write_bytes(render_docx_bytes(document, profile))
    user = f"-env:UserInstallation={(tmp_path / 'user').as_uri()}"
    command = ["soffice", user, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "one.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    theirs = measure((tmp_path / "one.pdf").read_bytes())
    refuse_deviations(theirs, profile, form)
    ours = measure(render_pdf_bytes(document, profile))
    assert [[row.text for row in rows] for rows in ours.rows] == [[row.text for row in rows] for rows in theirs.rows]
