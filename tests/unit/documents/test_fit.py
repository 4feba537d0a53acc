"""What a writer is told of a layout: characters, lines on the last page, where each paragraph stands."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from letterdata import PROFILE, body, letter

from app.documents.fit import Fit, fit_of
from app.documents.render import layout_of


def fit(form: str = "general", **changes: Any) -> Fit:
    return fit_of(layout_of(letter(form, **changes), PROFILE))


def lines(count: int) -> list[dict[str, Any]]:
    return [{"level": 0, "text": "请各单位抓好落实。"} for _ in range(count)]


def test_characters_are_those_of_title_and_text_without_blanks() -> None:
    assert fit(title="关于 检查的通知", body=[{"level": 0, "text": "请 落实。"}]).signs == 7 + 4


def test_each_line_more_takes_one_of_the_free_lines_until_the_page_turns() -> None:
    found = [fit(body=lines(n), attachments=[]) for n in range(1, 16)]
    for before, after in pairwise(found):
        if before.pages == after.pages == 1:
            assert after.free_lines == before.free_lines - 1
            assert after.last_lines == before.last_lines + 1
    full = next(n for n, f in enumerate(found) if f.pages > 1)
    assert found[full - 1].free_lines == 0
    assert found[full].last_lines <= 3


def test_every_paragraph_has_its_place_in_reading_order() -> None:
    found = fit(body=body(5))
    paragraphs = [s.paragraph for s in found.spots]
    assert sorted(set(paragraphs)) == list(range(30))
    assert paragraphs == sorted(paragraphs)
    assert all(0 < s.top < s.bottom < 1 for s in found.spots)
    places = [(s.page, s.top) for s in found.spots]
    assert places == sorted(places)


def test_a_paragraph_over_two_pages_has_two_places() -> None:
    found = fit(body=[{"level": 0, "text": "整改责任压得不实。" * 120}], attachments=[])
    assert [(s.paragraph, s.page) for s in found.spots] == [(0, n) for n in range(found.pages)]


def test_paragraphs_that_say_the_same_have_places_of_their_own() -> None:
    found = fit(body=lines(4), attachments=[])
    assert [s.paragraph for s in found.spots] == [0, 1, 2, 3]
    assert len({s.top for s in found.spots}) == 4


def test_the_lines_to_leave_out_for_a_page_less_are_enough_and_one_fewer_is_not() -> None:
    counts = range(1, 40)
    found = {n: fit(body=lines(n), attachments=[]) for n in counts}
    for n in counts:
        if found[n].pages == 1:
            assert found[n].over == 0
            continue
        fewer = n - found[n].over
        assert fewer < 1 or found[fewer].pages < found[n].pages, n
        assert found[fewer + 1].pages == found[n].pages if fewer >= 0 else True, n


def test_pages_of_attachments_are_told_apart_from_those_of_the_text() -> None:
    bound = fit("plain", body=lines(3), attachments=[{"title": "清单", "body": lines(30)}])
    assert (bound.pages, bound.annex_pages) == (1, 2)
    assert bound.last_lines == 3
    assert bound.free_lines > 0
