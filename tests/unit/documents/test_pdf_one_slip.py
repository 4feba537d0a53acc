"""One slip in a PDF brings the sentences about it and no others: each case is one of our own letters with one thing changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from letterdata import PROFILE, body, letter

from app.documents.checking.paper import Line, Paper, Para
from app.documents.checking.roles import recognise
from app.documents.examine import judge, read_paper, recognise_format
from app.documents.render import render_pdf_bytes


@cache
def _pdf(form: str) -> bytes:
    return render_pdf_bytes(letter(form, body=body(12)), PROFILE)


def _told(form: str, change: Callable[[Paper], None]) -> set[str]:
    paper = read_paper(_pdf(form), "a.pdf")
    change(paper)
    found = recognise(paper)
    return {d.rule for d in judge(paper, found, PROFILE, recognise_format(paper, found, PROFILE)).deviations}


def _line(paper: Paper, start: str) -> Para:
    return next(para for para in paper.flowing if para.text.startswith(start))


def _black(paper: Paper) -> None:
    paper.rules = [replace(rule, red=False, coloured=False) if rule.page == 1 and rule.red else rule for rule in paper.rules]


def _spaced(paper: Paper) -> None:
    for para in paper.flowing:
        para.lines = [Line(line.text, line.rect, line.page, line.gap, ("一个词", 3.0)) if line is para.lines[0] and len(para.bare) > 20 and para.page == 2 else line
                      for line in para.lines]  # fmt: skip


def _without_foot(paper: Paper) -> None:
    paper.rules = [rule for rule in paper.rules if rule.top is None or rule.top < 600]


SLIPS: dict[str, tuple[str, Callable[[Paper], None], set[str]]] = {
    "a black line under the head": ("general", _black, {"红线颜色"}),
    "black double lines of a letter": ("letter", _black, {"红线颜色"}),
    "no double line at the foot of a letter": ("letter", _without_foot, {"红色分隔线"}),
    "a word whose characters stand further apart": ("general", _spaced, {"字符间距"}),
}


@pytest.mark.parametrize("name", SLIPS)
def test_one_slip_brings_its_own_sentence_only(name: str) -> None:
    form, change, rules = SLIPS[name]
    assert _told(form, change) == rules


@pytest.mark.parametrize("form", ["general", "letter", "minutes"])
def test_without_a_slip_nothing_is_said(form: str) -> None:
    assert _told(form, lambda paper: None) == set()
