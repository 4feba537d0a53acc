"""docs/format.md shows pages that the program draws today, beside the clauses they follow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.format_pages.draw import shown_pages

ROOT = Path(__file__).resolve().parents[3]
PICTURES = ROOT / "docs" / "pictures" / "format"
TEXT = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
SHOWN = list(shown_pages())


def test_there_are_at_least_twenty_pages_and_the_document_shows_each_once() -> None:
    names = [shown.name for shown in SHOWN]
    assert len(names) >= 20
    assert sorted(re.findall(r"pictures/format/([\w-]+)\.png", TEXT)) == names
    assert sorted(path.stem for path in PICTURES.glob("*.png")) == names


def test_each_page_stands_beside_a_clause_or_says_there_is_none() -> None:
    rows = [line for line in TEXT.splitlines() if "pictures/format/" in line]
    assert all(re.search(r"\d+\.\d+|第 6 章|不是公文种类|标准只写|标准|权威来源|预印", row) for row in rows)


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: str(shown.name))
def test_the_page_that_is_shown_exists_and_has_text_or_an_imprint(shown: object) -> None:
    page = next(s for s in SHOWN if s is shown)
    assert 1 <= page.page <= len(page.layout.pages)
    assert page.layout.pages[page.page - 1].lines or page.layout.imprint.groups


def test_the_pictures_are_small() -> None:
    sizes = [path.stat().st_size for path in PICTURES.glob("*.png")]
    assert max(sizes) <= 60_000
    assert sum(sizes) <= 1_500_000


def test_the_pictures_are_whole_pages() -> None:
    for path in PICTURES.glob("*.png"):
        with Image.open(path) as picture:
            assert {picture.width, picture.height} == {595, 842}, path.name
