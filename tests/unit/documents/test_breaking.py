"""Laws of line breaking, for any text, and a thousand hard lines in the layout and in the PDF."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letterdata import PROFILE, letter
from measure import Measured, measure
from stress import paragraphs

from app.documents.blocks import Setter, Style
from app.documents.breaking import Broken, Span, gap
from app.documents.faces import open_fonts
from app.documents.pages import Layout
from app.documents.pdf import write_pdf
from app.documents.render import layout_of

SETTER = Setter(PROFILE, open_fonts(PROFILE))
WIDTH = SETTER.grid_width
FIRST = WIDTH - 2 * SETTER.cell
# Written out again, apart from the program's own sets.
BAD_START = frozenset("，。、；：？！）》”’】〕〉」』］｝％‰℃°·～—…,.;:?!)]}%/")
BAD_END = frozenset("（《“‘【〔〈「『［｛￥№$([{/")
TEXTS = st.lists(
    st.sampled_from(["县", "党组", "检查", "工作", "，", "。", "、", "“", "”", "（", "）", "——", "……", "《", "》", "　", " ",
                     "2026年", "11月", "58.33%", "GB/T", "〔2026〕1号", "某纪建", "Word", "；", "：", "２０２６年", "·", "￥",
                     "https://a.gov.cn/b/c_d?e=1", "\"", "e\u0301", "5公里", "，。”）》", "（《“", "A" * 70]),
    min_size=1, max_size=120,
).map("".join)  # fmt: skip


def broken(text: str) -> list[Broken]:
    return SETTER.body.lines((Span(text, "body"),), FIRST, WIDTH)


def lines(text: str) -> list[str]:
    return [line.text for line in broken(text)]


def bad_turn(before: str, after: str) -> bool:
    """Whether a line ends or the next begins as it must not; an address too long for a line ends after its marks."""
    end, start = before.rstrip(" 　")[-1:], after.lstrip(" 　")[:1]
    address = end in "/%" and start.isascii() and start.isalnum()
    return start in BAD_START or (end in BAD_END and not address)


def avoidable(before: str, after: str) -> bool:
    """Whether some other place in the line would have done."""
    text = before.rstrip(" 　")
    return any(not bad_turn(text[:i], text[i:] + after) for i in range(1, len(text)))


@given(TEXTS)
def test_no_character_is_lost_or_added(text: str) -> None:
    assert "".join(lines(text)) == text


@given(TEXTS)
def test_no_line_is_wider_than_the_grid(text: str) -> None:
    for i, line in enumerate(broken(text)):
        seen = line.text.rstrip(" 　")
        extra = (line.spacing - SETTER.body.added) * max(len(seen) - 1, 0)
        assert line.width + extra <= (WIDTH if i else FIRST) + 0.1


@given(TEXTS)
def test_no_line_is_spaced_out_by_more_than_an_eighth_of_a_cell(text: str) -> None:
    assert all(line.spacing - SETTER.body.added <= SETTER.cell / 8 + 0.01 for line in broken(text))


@given(TEXTS)
def test_closing_marks_open_no_line_and_opening_marks_end_none(text: str) -> None:
    for before, after in pairwise(lines(text)):
        assert not (bad_turn(before, after) and avoidable(before, after)), (before, after)


@given(TEXTS.filter(lambda t: "AAA" not in t and "https" not in t))
def test_dashes_years_and_words_are_not_divided(text: str) -> None:
    for before, after in pairwise(lines(text)):
        assert not (
            before[-1].isascii() and before[-1].isalnum() and after[0].isascii() and after[0].isalnum()
        )
        assert not (before[-1] in "—…" and after[0] == before[-1])
        assert not (before[-1].isdecimal() and after[0] in "年月日号％%公")
        assert not after.startswith("\u0301")


@given(TEXTS)
def test_a_line_broken_again_stays_one_line(text: str) -> None:
    for i, line in enumerate(broken(text)):
        width = WIDTH if i else FIRST
        assert len(SETTER.body.lines((Span(line.text, "body"),), width, width)) == 1


@pytest.mark.parametrize(
    "whole",
    ["58.33%", "１２．５％", "1,234.56万元", "-5℃", "5公里", "3个工作日", "第3次", "2026年", "二〇二六年", "2026—2030年", "14：30—17：30",
     "〔2026〕1号", "（某纪建〔2026〕12号）", "GB/T 9704-2012", "zhang.san@xf.gov.cn", "台账_v2.xlsx"[2:], "don’t", "——", "……", "45°", "Word11月", "A3号"],
)  # fmt: skip
def test_what_belongs_together_stays_on_one_line_wherever_it_falls(whole: str) -> None:
    for before in range(15, 30):
        text = "查" * before + whole + "查" * 5
        assert any(whole in line for line in lines(text)), lines(text)


def test_a_long_address_is_divided_after_its_marks() -> None:
    address = "https://www.example.gov.cn/" + "supervision/" * 8 + "index.html"
    found = lines("查" * 20 + address)
    assert len(found) > 2
    assert all(line.endswith(("/", ".", "查")) for line in found[:-1])


@pytest.mark.parametrize(
    ("before", "after", "apart"),
    [("县", "2", True), ("2", "县", True), ("县", "①", False), ("①", "县", False), ("①", "2", True), ("2012", "①", False),
     ("2012①②", "县", True), ("2012①", "2", False), ("Ⅱ", "类", False), ("，", "2", False), ("%", "县", False), ("A", "b", False)],
)  # fmt: skip
def test_a_gap_stands_between_hanzi_and_figures_and_circled_figures_go_with_what_stands_before(before: str, after: str, apart: bool) -> None:
    assert gap(before, after) is apart


def test_straight_quotes_open_and_close_by_turns() -> None:
    for before in range(20, 30):
        for line in lines("查" * before + '"甲乙丙"' + "查" * 5):
            assert not line.startswith(('"查', '"\n'))
            assert not line.endswith('查"') or line.count('"') == 2


@lru_cache(maxsize=1)
def hard_layout() -> Layout:
    texts = [{"level": 0, "text": text} for text in paragraphs(240)]
    return layout_of(letter("plain", body=texts), PROFILE)


@lru_cache(maxsize=1)
def hard_pdf() -> Measured:
    return measure(write_pdf(hard_layout()))


def test_a_thousand_hard_lines_have_no_bad_start_no_bad_end_and_no_overflow_in_the_layout() -> None:
    count = 0
    for text in paragraphs(240):
        found = lines(text)
        count += len(found)
        assert not [(a, b) for a, b in pairwise(found) if bad_turn(a, b)]
    assert count >= 1000
    edge = SETTER.grid_width + 0.1
    for page in hard_layout().pages:
        for placed in page.lines:
            for piece in placed.line.pieces:
                seen = "".join(span.text for span in piece.spans).rstrip(" 　")
                added = (placed.line.spacing - SETTER.body.added) * max(len(seen) - 1, 0)
                assert placed.block.style is not Style.BODY or piece.x + piece.width + added <= edge


def test_a_thousand_hard_lines_have_no_bad_start_no_bad_end_and_no_overflow_in_the_pdf() -> None:
    rows = [row for page in range(len(hard_pdf().rows)) for row in hard_pdf().body(page)]
    assert len(rows) >= 1000
    assert max(row.right for row in rows) <= 184.2
    # a row that begins two cells in opens a paragraph: only the others continue a line
    turned = [(a.text, b.text) for a, b in pairwise(rows) if b.left < 29.5]
    assert not [pair for pair in turned if bad_turn(*pair)]


def test_quotes_dashes_and_ellipses_take_a_whole_cell_in_the_pdf() -> None:
    role = SETTER.book.role("body")
    assert all(abs(role.advance(mark) - 1) < 0.01 for mark in "“”‘’—…")
