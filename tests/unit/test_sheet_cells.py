"""Cells from the clipboard are what the sheet had: quotes, line breaks inside cells, HTML."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.ui.fields.clipboard import from_html, from_tabs, to_tabs

CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf")), min_size=1, max_size=8)
INSIDE = st.lists(CELL, min_size=1, max_size=3).map("\n".join)


def test_tabs_go_right_and_lines_go_down() -> None:
    assert from_tabs("甲\t1\r\n乙\t2\r\n") == [["甲", "1"], ["乙", "2"]]


def test_a_quoted_cell_holds_lines_tabs_and_quotes() -> None:
    assert from_tabs('"第一行\n第二行"\t"说""好"""\t尾') == [["第一行\n第二行", '说"好"', "尾"]]


def test_a_quote_that_is_no_cell_s_quote_is_a_character() -> None:
    assert from_tabs('"三重一大"事项\t同意') == [['"三重一大"事项', "同意"]]


@given(st.lists(st.lists(INSIDE, min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_is_copied_out_is_pasted_in_again(rows: list[list[str]]) -> None:
    assert from_tabs(to_tabs(rows)) == rows


@given(st.text(max_size=60))
def test_no_text_on_the_clipboard_raises(text: str) -> None:
    assert all(any(r) for r in from_tabs(text))
    assert isinstance(from_html(text), list)


def test_a_table_in_html() -> None:
    html = "<html><table><tr><td>甲<br>乙</td><td colspan=2>丙</td></tr><tr><td> 1 </td><td>2</td><td>3</td></tr></table>"
    assert from_html(html) == [["甲\n乙", "丙", ""], ["1", "2", "3"]]
