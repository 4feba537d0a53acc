"""Places of a PDF that an independent reader found misjudged: full pages, double lines, long dates, small paper; one fault, one sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from letterdata import PROFILE, body, whole_letter

from app.catalog.profiles import Profile
from app.documents.checking.finding import Deviation
from app.documents.checking.paper import Paper
from app.documents.checking.roles import recognise
from app.documents.examine import judge, read_paper, recognise_format
from app.documents.render import render_pdf_bytes


def _told(paper: Paper) -> list[Deviation]:
    found = recognise(paper)
    return list(judge(paper, found, PROFILE, recognise_format(paper, found, PROFILE)).deviations)


def _paper(form: str, profile: Profile = PROFILE, **changes: object) -> Paper:
    return read_paper(render_pdf_bytes(whole_letter(form, **{"body": body(4), **changes}), profile), "a.pdf")


@pytest.mark.parametrize(("pitch", "told"), [(29.6, False), (29.62, False), (28.0, False), (30.4, True), (26.0, True)])
def test_a_pitch_at_which_a_page_holds_its_lines_is_right(pitch: float, told: bool) -> None:
    other = replace(PROFILE, grid=replace(PROFILE.grid, pitch=pitch), page=replace(PROFILE.page, text_height=226))
    assert ("行距" in {d.rule for d in _told(_paper("general", other))}) is told
