"""命令（令）: what a PDF of one is told of its number, signature and date; each case has one thing changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from letterdata import PROFILE, letter

from app.documents.checking.elements import Elements
from app.documents.checking.paper import MM, Paper, Para, Rect, Run
from app.documents.checking.roles import recognise
from app.documents.examine import judge, read_paper
from app.documents.model import Format, OfficialDocument
from app.documents.render import render_docx_bytes, render_pdf_bytes

Told = set[tuple[str, str, str]]
Change = Callable[[Paper, Elements], None]


@cache
def _order() -> OfficialDocument:
    return letter("general", format="order", number="8", mark="某县人民政府令", title="", to=[], signature={"post": "县长", "name": "周明远"})


@cache
def _pdf() -> bytes:
    return render_pdf_bytes(_order(), PROFILE)


def _told(change: Change) -> Told:
    paper = read_paper(_pdf(), "令.pdf")
    change(paper, recognise(paper))
    found = recognise(paper)
    return {(d.rule, d.found, d.expected) for d in judge(paper, found, PROFILE, Format.ORDER).deviations}


def _move(para: Para | None, right: float = 0.0, down: float = 0.0) -> None:
    """Move a line by characters and lines."""
    assert para is not None
    assert para.rect is not None
    across, low = right * PROFILE.grid.cell, down * PROFILE.grid.pitch
    para.rect = Rect(para.rect.left + across, para.rect.top + low, para.rect.right + across, para.rect.bottom + low)
    para.top = para.rect.top
    para.lines = [replace(line, rect=para.rect) for line in para.lines]


def _without(paper: Paper, para: Para | None) -> None:
    paper.flowing = [p for p in paper.flowing if p is not para]


def _low(_paper: Paper, found: Elements) -> None:
    for para in (*found.issuers, found.date):
        _move(para, down=1)


CASES: dict[str, tuple[Change, Told]] = {
    "nothing": (lambda _paper, _found: None, set()),
    "its number": (lambda paper, found: _without(paper, found.number), {("缺发文字号", "没有令号", "第1号")}),
    "its date": (lambda paper, found: _without(paper, found.date), {("缺成文日期", "没有成文日期", "成文日期")}),
    "two lines over its signature": (_low, {("署名空行", "空 3 行", "正文下空二行")}),
    "its signature four from the right": (lambda _paper, found: _move(found.issuers[-1], right=-5), {("发文机关署名位置", "右空 10 字", "右空四字")}),
    "its date four from the right": (lambda _paper, found: _move(found.date, right=-4), {("成文日期位置", "右空 8 字", "右空四字")}),
    "its number in the middle": (lambda _paper, found: _move(found.number, right=6), {("令号位置", "中线距左页边 139.4 毫米", "居中，中线距左页边 106 毫米")}),
}


@pytest.mark.parametrize("name", CASES)
def test_an_order_without_is_told_of_that_alone(name: str) -> None:
    change, told = CASES[name]
    assert _told(change) == told


def test_a_drawn_signature_leaves_open_where_its_line_ends() -> None:
    def change(paper: Paper, found: Elements) -> None:
        line = found.issuers[-1]
        _move(line, right=-5)
        assert line.rect is not None
        paper.pictures.append((line.page, Rect(line.rect.right, line.rect.top - 2 * MM, line.rect.right + 20 * MM, line.rect.bottom + 2 * MM)))

    assert "右空 10 字" not in {found for _, found, _ in _told(change)}


@pytest.mark.parametrize(("more", "told"), [(0, set()), (2, {("空 4 行", "正文下空二行")})])
def test_a_docx_of_an_order_has_two_lines_over_its_signature(more: int, told: set[tuple[str, str]]) -> None:
    paper = read_paper(render_docx_bytes(_order(), PROFILE), "令.docx")
    signer = recognise(paper).issuers[0]
    at = paper.flowing.index(signer)
    empty = paper.flowing[at - 1]
    assert not empty.bare
    paper.flowing[at:at] = [replace(empty) for _ in range(more)]
    for index, para in enumerate(paper.flowing, 1):
        para.index = index
    found = judge(paper, recognise(paper), PROFILE, Format.ORDER)
    assert {(d.found, d.expected) for d in found.deviations if d.rule == "署名空行"} == told


def _stamped(paper: Paper, found: Elements) -> None:
    """The name in larger red characters, as some write it in the place of its stamp."""
    line = found.issuers[-1]
    named = Run("周明远", size=22.0, red=True, coloured=True)
    line.runs = [replace(run, text=run.text.replace("周明远", "")) for run in line.runs] + [named]


def test_a_red_name_is_no_mark_and_no_fault() -> None:
    paper = read_paper(_pdf(), "令.pdf")
    _stamped(paper, recognise(paper))
    found = recognise(paper)
    assert [p.bare for p in found.marks] == ["某县人民政府令"]
    assert _told(_stamped) == set()


def test_a_number_of_an_order_in_another_form_is_told() -> None:
    def change(paper: Paper, found: Elements) -> None:
        _stamped(paper, found)
        assert found.number is not None
        found.number.runs = [replace(run, text="8号令" if i == 0 else "") for i, run in enumerate(found.number.runs)]

    assert ("令号", "8号令", "第8号") in _told(change)


def test_an_order_may_say_to_whom_it_is_sent() -> None:
    paper = read_paper(render_pdf_bytes(replace(_order(), cc=["县人大常委会办公室"]), PROFILE), "令.pdf")
    copies = recognise(paper).copies[0]
    copies.runs = [replace(run, text=run.text.replace("抄送", "分送")) for run in copies.runs]
    found = recognise(paper)
    assert found.copies[0].bare.startswith("分送")
    assert "抄送用语" not in {d.rule for d in judge(paper, found, PROFILE, Format.ORDER).deviations}
