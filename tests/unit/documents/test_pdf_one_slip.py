"""One slip in a PDF brings the sentences about it and no others: each case is one of our own letters with one thing changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from letterdata import PROFILE, body, letter, whole_letter

from app.documents.checking.finding import spot
from app.documents.checking.paper import MM, Line, Paper, Rect
from app.documents.checking.roles import recognise
from app.documents.checking.settled import settle
from app.documents.examine import judge, read_paper, recognise_format
from app.documents.render import render_pdf_bytes


@cache
def _pdf(form: str) -> bytes:
    return render_pdf_bytes(whole_letter(form, body=body(12)), PROFILE)


def _told(form: str, change: Callable[[Paper], None]) -> set[str]:
    paper = read_paper(_pdf(form), "a.pdf")
    change(paper)
    return _told_of(paper)


def _told_of(paper: Paper) -> set[str]:
    settle(paper, PROFILE)
    found = recognise(paper)
    return {d.rule for d in judge(paper, found, PROFILE, recognise_format(paper, found, PROFILE)).deviations}


def _black(paper: Paper) -> None:
    paper.rules = [replace(rule, red=False, coloured=False) if rule.page == 1 and rule.red else rule for rule in paper.rules]


def _spaced(paper: Paper) -> None:
    for para in paper.flowing:
        para.lines = [Line(line.text, line.rect, line.page, line.gap, ("一个词", 3.0)) if line is para.lines[0] and len(para.bare) > 20 and para.page == 2 else line
                      for line in para.lines]  # fmt: skip


def _without_foot(paper: Paper) -> None:
    paper.rules = [rule for rule in paper.rules if rule.top is None or rule.top < 600]


def _aside(paper: Paper, by: float, pages: set[int]) -> None:
    """All that stands on some pages, set aside."""
    for para in [*paper.flowing, *(mark for mark in paper.marks if mark is not None)]:
        if para.page in pages and para.rect is not None:
            old = para.rect
            para.rect = Rect(old.left + by, old.top, old.right + by, old.bottom)
            para.lines = [replace(line, rect=Rect(line.rect.left + by, line.rect.top, line.rect.right + by, line.rect.bottom)) for line in para.lines]
    paper.rules = [replace(r, left=r.left + by) if r.page in pages and r.left is not None else r for r in paper.rules]


def _other_paper(paper: Paper) -> None:
    paper.pages = [(width + 6 * MM, height - 18 * MM) for width, height in paper.pages]


def _at_one(paper: Paper) -> None:
    """The headings of the second level stand in by one character."""
    for para in paper.flowing:
        if para.text.startswith("（一）") and para.rect is not None:
            old = para.rect
            para.rect = Rect(old.left - PROFILE.grid.cell, old.top, old.right - PROFILE.grid.cell, old.bottom)


def _low(paper: Paper) -> None:
    """What stands on the third page begins 5 mm lower."""
    for para in paper.flowing:
        if para.page == 3 and para.rect is not None and para.top is not None and para.place == "flow":
            old = para.rect
            para.rect = Rect(old.left, old.top + 5 * MM, old.right, old.bottom + 5 * MM)
            para.top += 5 * MM


SLIPS: dict[str, tuple[str, Callable[[Paper], None], set[str]]] = {
    "a black line under the head": ("general", _black, {"红线颜色"}),
    "black double lines of a letter": ("letter", _black, {"红线颜色"}),
    "no double line at the foot of a letter": ("letter", _without_foot, {"红色分隔线"}),
    "pages set off the margin": ("general", lambda paper: _aside(paper, 5 * MM, {1, 2, 3, 4}), {"订口"}),
    "one page set off the margin": ("general", lambda paper: _aside(paper, -6 * MM, {2}), {"订口"}),
    "paper of another size": ("general", _other_paper, {"纸张"}),
    "headings at one character": ("general", _at_one, {"首行缩进"}),
    "a page that begins too low": ("general", _low, {"天头"}),
    "a word whose characters stand further apart": ("general", _spaced, {"字符间距"}),
}


@pytest.mark.parametrize("name", SLIPS)
def test_one_slip_brings_its_own_sentence_only(name: str) -> None:
    form, change, rules = SLIPS[name]
    assert _told(form, change) == rules


@pytest.mark.parametrize("form", ["general", "letter", "minutes"])
def test_without_a_slip_nothing_is_said(form: str) -> None:
    assert _told(form, lambda paper: None) == set()


@pytest.mark.parametrize(("faces", "told"), [(("黑体", "仿宋_GB2312"), set()), (("黑体", "黑体"), {"黑体"}), (("黑体", "宋体"), {"宋体"}), (("Unknown", "楷体_GB2312"), {"楷体_GB2312"})])
def test_the_face_of_those_present_is_told_once(faces: tuple[str, str], told: set[str]) -> None:
    paper = read_paper(_pdf("minutes"), "a.pdf")
    (line,) = [p for p in paper.flowing if p.bare.startswith("出席")][:1]
    label, _, names = line.text.partition("：")
    line.runs = [replace(line.runs[0], text=f"{label}：", face=faces[0]), replace(line.runs[0], text=names, face=faces[1])]
    if faces[0] == faces[1]:
        line.runs = [replace(line.runs[0], text=line.text)]
    found = recognise(paper)
    deviations = judge(paper, found, PROFILE, recognise_format(paper, found, PROFILE)).deviations
    assert {d.found for d in deviations if d.rule == "出席字体" and d.spots[0].paragraph == line.index} == told


def test_a_place_on_a_page_that_was_set_off_is_told_where_it_is() -> None:
    paper = read_paper(_pdf("general"), "a.pdf")
    _aside(paper, 5 * MM, {1, 2, 3, 4})
    settle(paper, PROFILE)
    para = next(p for p in paper.flowing if p.page == 1 and p.moved)
    assert para.rect is not None
    assert spot(para).rect[0] == pytest.approx((para.rect.left + 5 * MM) / MM, abs=0.06)


@pytest.mark.parametrize(("columns", "left", "rules"), [(26, 28, {"版心宽"}), (26, 39.5, {"订口"}), (29, 22.9, {"订口"})])
def test_a_type_area_of_another_width_brings_one_sentence(columns: int, left: float, rules: set[str]) -> None:
    page, grid = PROFILE.page, PROFILE.grid
    other = replace(PROFILE, page=replace(page, left=left, text_width=columns * grid.cell / MM + 0.2), grid=replace(grid, columns=columns))
    paper = read_paper(render_pdf_bytes(whole_letter("general", body=body(12)), other), "a.pdf")
    assert _told_of(paper) == rules


def test_the_head_of_a_short_text_off_the_margin_is_measured_from_that_text() -> None:
    page, grid = PROFILE.page, PROFILE.grid
    other = replace(PROFILE, page=replace(page, left=22.9, text_width=29 * grid.cell / MM + 0.2), grid=replace(grid, columns=29))
    paper = read_paper(render_pdf_bytes(letter("general", body=body(1)[1:3]), other), "a.pdf")
    full = [p for p in paper.flowing if p.rect is not None and p.rect.right > 180 * MM and len(p.bare) > 15 and p.bare[-1] not in "，。、；："]
    paper.flowing = [p for p in paper.flowing if p not in full[4:]]
    assert not _told_of(paper) & {"标志居中", "标题居中", "红线长度", "版心宽"}
