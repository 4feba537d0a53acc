"""Laws of line breaking, for any text."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from letterdata import PROFILE

from app.documents.blocks import Setter
from app.documents.breaking import NO_END, NO_START, Span
from app.documents.faces import open_fonts
from app.documents.titles import divide

SETTER = Setter(PROFILE, open_fonts(PROFILE))
WIDTH = SETTER.grid_width
TEXTS = st.lists(
    st.sampled_from(["县", "党组", "检查", "工作", "，", "。", "、", "“", "”", "（", "）", "——", "……", "《", "》",
                     "2026年", "11月", "58.33%", "GB/T", "〔2026〕1号", "Word", "；", "："]),
    min_size=1, max_size=120,
).map("".join)  # fmt: skip


def lines(text: str) -> list[str]:
    return [line.text for line in SETTER.body.lines((Span(text, "body"),), WIDTH - 31.5, WIDTH)]


@given(TEXTS)
def test_no_character_is_lost_or_added(text: str) -> None:
    assert "".join(lines(text)) == text


@given(TEXTS)
def test_no_line_is_wider_than_the_grid(text: str) -> None:
    for i, line in enumerate(SETTER.body.lines((Span(text, "body"),), WIDTH - 31.5, WIDTH)):
        extra = (line.spacing - SETTER.body._spacing) * (len(line.text) - 1)
        assert line.width + extra <= (WIDTH if i else WIDTH - 31.5) + 0.1


@given(TEXTS.filter(lambda t: not re.search(r"[，。、；：”）》]{8}|[“（《]{8}", t)))
def test_closing_marks_open_no_line_and_opening_marks_end_none(text: str) -> None:
    found = lines(text)
    for before, after in pairwise(found):
        assert after[0] not in NO_START
        assert before[-1] not in NO_END


@given(TEXTS)
def test_dashes_years_and_words_are_not_divided(text: str) -> None:
    for before, after in pairwise(lines(text)):
        assert not (
            before[-1].isascii() and before[-1].isalnum() and after[0].isascii() and after[0].isalnum()
        )
        assert not re.search(r"(^|[^—])(——)*—$", before) or not after.startswith("—") or before.endswith("——")
        assert not (re.search(r"\d{4}$", before) and after.startswith("年"))


@given(st.text(alphabet="关于某县纪律检查工作的通报建议整改落实“”（）2026", min_size=2, max_size=90))
def test_a_divided_title_keeps_every_character(title: str) -> None:
    assert "".join(divide(title, lambda t: SETTER.title.width(t, "title"), SETTER.measure)) == title
