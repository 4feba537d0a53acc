"""Lines of a PDF that stand where they should not, or change their look, are found; those of our own letters are right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from letterdata import PROFILE, body, letter

from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings
from app.documents.checking.paper import Para, Rect
from app.documents.checking.roles import recognise
from app.documents.checking.rules_lines import judge_lines
from app.documents.examine import read_paper
from app.documents.model import Format
from app.documents.render import render_pdf_bytes

CELL = PROFILE.grid.cell


def _move(para: Para | None, right: float = 0.0, down: float = 0.0) -> None:
    assert para is not None
    assert para.rect is not None
    old = para.rect
    para.rect = Rect(old.left + right, old.top + down, old.right + right, old.bottom + down)


def _kai(para: Para) -> None:
    run = para.runs[0]
    parts = ((run.text[:4], run.face), (run.text[4:12], "KaiTi"), (run.text[12:], run.face))
    para.runs[:1] = [replace(run, text=text, face=face) for text, face in parts]


def _first(found: Elements) -> Para:
    """The first full line of a paragraph that follows the short last line of another."""
    return next(p for (_, before), (level, p) in pairwise(found.body) if not level and len(p.bare) > 20
                and before.bare[-1] == "。" and len(before.bare) < 22)  # fmt: skip


MOVES: dict[str, tuple[Callable[[Elements], None], str]] = {
    "recipients indented": (lambda found: _move(found.to, right=2 * CELL), "主送机关顶格"),
    "no blank line under the title": (lambda found: [_move(p, down=PROFILE.grid.pitch) for p in found.titles] and None, "标题下空行"),
    "a paragraph without indent": (lambda found: _move(_first(found), right=-2 * CELL), "首行缩进"),
    "a paragraph indented by four": (lambda found: _move(_first(found), right=2 * CELL), "首行缩进"),
    "other characters inside a line": (lambda found: _kai(_first(found)), "正文字体"),
}


@pytest.mark.parametrize("name", MOVES)
def test_a_line_that_stands_or_looks_otherwise_is_found(name: str) -> None:
    change, rule = MOVES[name]
    assert rule in _found(change)


def test_the_lines_of_our_own_letter_are_right() -> None:
    assert _found(lambda found: None) == set()


def _found(change: Callable[[Elements], None]) -> set[str]:
    paper = read_paper(render_pdf_bytes(letter("general", body=body(4)), PROFILE), "a.pdf")
    found, findings = recognise(paper), Findings()
    change(found)
    judge_lines(paper, PROFILE, Format.GENERAL, found, findings)
    return {deviation.rule for deviation in findings.deviations}
