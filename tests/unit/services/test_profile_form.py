"""The form of a page layout: what numbers come to, what one does to another, where they leave the standard."""

from __future__ import annotations

from typing import Any

import pytest
from desk import Desk

from app.catalog.letters import FORMATS
from app.services import profile_form, profile_sample, profiles
from app.services.profile_form import Look, linked, values_of


def standard(desk: Desk) -> dict[str, Any]:
    return values_of(profiles.default_profile(desk.session.catalog))


def looked(desk: Desk, changes: dict[str, Any]) -> Look:
    """What the standard comes to with other numbers typed one after another."""
    values = standard(desk)
    for path, value in changes.items():
        values = linked({**values, path: value}, path)
    return profile_form.look(desk.session, values, profiles.default_profile(desk.session.catalog), "试")


def test_every_shipped_layout_is_read_back_from_its_form(desk: Desk) -> None:
    for row in profiles.profiles(desk.session):
        found = profile_form.look(desk.session, values_of(row.profile), row.profile, row.profile.label)
        assert found.problem == ""
        assert found.profile is not None
        for part in ("page", "grid", "sizes", "header", "imprint", "page_number", "fonts"):
            assert getattr(found.profile, part) == getattr(row.profile, part), (row.code, part)


def test_the_standard_is_22_lines_of_28_characters_and_leaves_nothing(desk: Desk) -> None:
    found = looked(desk, {})
    assert found.said.startswith("22 行 × 28 字 = 156×225 毫米")
    assert found.deviations == ()


def test_typing_the_margins_works_out_the_pitch_that_fills_the_page(desk: Desk) -> None:
    found = looked(desk, {"page.top": 34.58, "page.bottom": 32.58})
    assert found.profile is not None
    assert (found.profile.grid.lines, found.profile.grid.pitch) == (22, 29.6)
    assert found.deviations[0] == "天头（上边） 34.58 毫米，标准是 37 毫米（5.2.1）。"
    assert not any("标志" in one for one in found.deviations)  # still 35 mm under the type area


@pytest.mark.parametrize(("pitch", "lines"), [(28.0, 22), (29.45, 21), (30.0, 21), (33.0, 19)])
def test_typing_a_pitch_works_out_how_many_lines_fit(desk: Desk, pitch: float, lines: int) -> None:
    found = looked(desk, {"grid.pitch": pitch})
    assert found.profile is not None
    assert found.profile.grid.lines == lines


def test_typing_how_many_characters_works_out_their_width(desk: Desk) -> None:
    found = looked(desk, {"grid.columns": 27})
    assert found.profile is not None
    assert found.profile.grid.cell == 16.35
    assert found.deviations == ("每行字数 27，标准是 28（5.2.3）。",)


def test_a_millimetre_of_margin_is_within_the_standard(desk: Desk) -> None:
    assert looked(desk, {"page.top": 38, "page.bottom": 34}).deviations == ()


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"page.top": 290}, "page.bottom"),
        ({"page.top": None}, "page.top"),
        ({"page.top": "三十七"}, "page.top"),
        ({"page.left": -3}, "page.left"),
        ({"grid.lines": 22.5}, "grid.lines"),
        ({"grid.columns": 31}, "grid.cell"),
        ({"grid.lines": 40}, "grid.pitch"),
        ({"page.bottom": 6}, "page_number.gap"),
        ({"font.body": "  "}, "font.body"),
        ({"font.body": '仿宋"/>'}, "font.body"),
        ({"header.preprinted": "maybe"}, "header.preprinted"),
        ({"header.mark_top_letter": 1}, "header.mark_top_letter"),
        ({"mark.general": 200}, "mark.general"),
    ],
)
def test_numbers_that_cannot_be_are_named_with_their_place(desk: Desk, changes: dict[str, Any], path: str) -> None:
    found = looked(desk, changes)
    assert found.profile is None
    assert found.path == path
    assert found.problem.endswith("。")


def test_another_font_name_is_written_and_its_other_names_are_not_kept(desk: Desk) -> None:
    found = looked(desk, {"font.body": "方正仿宋_GBK"})
    assert found.profile is not None
    body = found.profile.fonts[0]
    assert (body.docx, body.docx_alt, body.system_names) == ("方正仿宋_GBK", "", ())
    assert body.file


def test_every_format_has_a_sample_that_every_shipped_layout_draws(desk: Desk) -> None:
    formats = [one.format for one in profile_sample.samples()]
    assert set(formats) == set(FORMATS)
    for row in profiles.profiles(desk.session):
        for one in formats:
            drawn = profile_sample.sample_page(desk.session, row.profile, one)
            assert drawn.pdf.startswith(b"%PDF")
            assert not any("版面过满" in warning for warning in drawn.warnings)
