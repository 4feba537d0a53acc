"""The quick line breaker gives the lines of the plain one, character by character and figure by figure."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st
from letterdata import PLAIN, PROFILE, TEXT
from plainbreaker import PlainBreaker

from app.documents.breaking import Breaker, Span
from app.documents.faces import open_fonts

BOOK = open_fonts(PROFILE)
STRANGE = [
    "，", "。", "“", "”", "‘", "’", "（", "）", "《", "》", "——", "……", "〔2026〕", "〔2026〕12号", "2026年", "12月3日", "第", "第3次", "3.5%",
    "GB/T 9704-2012", "https://www.example.org/a/b?c=d", "docx", " ", "\u3000", '"', "①", "二〇二六年", "一", "十", "-", "·", "/", "a\u0301", "字\u0301",
    "A1B2", "@", "2026—2027", "𬭎", "、", "；", "：", "％", "℃", "No.5", "x" * 40, "/a" * 30, "～",
]  # fmt: skip
HANZI = "关于落实全面从严治党主体责任的意见纪委办年月日号第一二三四次"
TEXTS = st.lists(st.one_of(st.sampled_from(STRANGE), st.text(HANZI, max_size=9)), max_size=60).map("".join)
SPANS = st.lists(st.builds(Span, TEXTS, st.sampled_from(["body", "kai", "hei"])), min_size=1, max_size=3)
CELL = PROFILE.grid.cell


def both(size: float, spacing: float, cell: float) -> tuple[Breaker, PlainBreaker]:
    return Breaker(BOOK, size, spacing, cell), PlainBreaker(BOOK, size, spacing, cell)


QUICK, KNOWN = both(16.0, CELL - 16.0, CELL)


@settings(max_examples=300, deadline=None)
@given(SPANS, st.integers(4, 30), st.integers(4, 30))
@example([Span(TEXT * 3, "body")], 26, 28)
@example([Span("一、" + PLAIN, "hei"), Span(TEXT + PLAIN, "body")], 26, 28)
@example([Span("", "body")], 26, 28)
@example([Span("关于", "kai"), Span("", "hei"), Span("意见", "kai")], 26, 28)
@example([Span("至2026", "kai"), Span("年底", "body")], 26, 28)
def test_lines_are_those_of_the_plain_breaker(spans: list[Span], first: int, rest: int) -> None:
    assert QUICK.lines(spans, first * CELL, rest * CELL) == KNOWN.lines(spans, first * CELL, rest * CELL)


@settings(max_examples=100, deadline=None)
@given(SPANS, st.floats(20.0, 460.0), st.sampled_from([9.0, 14.0, 16.0]))
def test_lines_of_any_width_are_those_of_the_plain_breaker(spans: list[Span], width: float, size: float) -> None:
    quick, known = both(size, 0.0, size)
    assert quick.lines(spans, width, width * 0.9) == known.lines(spans, width, width * 0.9)
