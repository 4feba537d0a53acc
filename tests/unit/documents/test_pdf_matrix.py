"""Every element of a PDF in every other look: whatever differs is told, whichever element it is.

One paper is judged element by element in each run of the tests, the other layouts under the mark `slow`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from letterdata import PROFILE, body, letter

from app.documents.checking.elements import Elements
from app.documents.checking.paper import Paper, Para, Rect, Run
from app.documents.checking.roles import recognise
from app.documents.examine import judge, read_paper, recognise_format
from app.documents.render import render_pdf_bytes

CELL = PROFILE.grid.cell
LONG = "整改任务按照责任单位分列，逐项明确责任人和完成时限，每月底前报送进展情况，由办公室汇总后通报，年底前统一验收并纳入考核。"
LABELS: dict[str, Any] = {"copy_no": "000128", "secrecy": {"level": "机密", "period": "5年"}, "urgency": "特急", "cc": ["县委办公室", "县政府办公室"]}
BASES: dict[str, tuple[str, dict[str, Any]]] = {
    "general": ("general", {**LABELS, "note": "此件公开发布", "attachments": [{"title": "整改任务清单", "body": [{"level": 0, "text": LONG}]},
                                                                      {"title": "工作要点", "body": [{"level": 0, "text": LONG}]}]}),
    "upward": ("general", {"signers": ["周明远"]}),
    "without a seal": ("general", {"seal": False, "note": "此件公开发布"}),
    "letter": ("letter", LABELS),
    "minutes": ("minutes", {"to": [], "attendance": {"出席": ["王建国", "李明华"], "请假": ["周明远"], "列席": ["赵海峰"]}}),
}  # fmt: skip


def _level(found: Elements, level: int) -> Para | None:
    return next((p for depth, p in found.body if depth == level and len(p.bare) > (4 if level in {1, 3} else 20)), None)


ELEMENTS: dict[str, tuple[str, Callable[[Elements], Para | None]]] = {
    "份号": ("", lambda e: e.copy_no), "密级": ("SimHei", lambda e: e.secrecy), "紧急程度": ("SimHei", lambda e: e.urgency),
    "发文字号": ("FangSong", lambda e: e.number), "标题": ("FZXiaoBiaoSong", lambda e: e.titles[-1]), "主送": ("FangSong", lambda e: e.to),
    "正文": ("FangSong", lambda e: _level(e, 0)), "一级标题": ("SimHei", lambda e: _level(e, 1)), "三级标题": ("FangSong", lambda e: _level(e, 3)),
    "附件说明": ("FangSong", lambda e: e.attached[0] if e.attached else None), "署名": ("FangSong", lambda e: e.issuers[-1] if e.issuers else None),
    "成文日期": ("FangSong", lambda e: e.date), "附注": ("FangSong", lambda e: e.note),
    "附件标识": ("SimHei", lambda e: e.annexes[0] if e.annexes else None), "抄送": ("FangSong", lambda e: e.copies[0] if e.copies else None),
    "印发": ("FangSong", lambda e: e.printer), "出席": ("", lambda e: e.attendance[0] if e.attendance else None),
}  # fmt: skip


def _look(change: Callable[[Run], dict[str, Any]]) -> Callable[[Para], None]:
    def apply(para: Para) -> None:
        para.runs = [replace(run, **change(run)) if run.face else run for run in para.runs]

    return apply


def _right(para: Para) -> None:
    assert para.rect is not None
    old = para.rect
    para.rect = Rect(old.left + 3 * CELL, old.top, old.right + 3 * CELL, old.bottom)


FACES = {face: _look(lambda run, face=face: {"face": face}) for face in ("KaiTi", "SimHei", "FZXiaoBiaoSong", "SimSun")}  # type: ignore[misc]
LOOKS: dict[str, Callable[[Para], None]] = {
    "smaller": _look(lambda run: {"size": (run.size or 16) - 2}), "larger": _look(lambda run: {"size": (run.size or 16) + 2}),
    "bold": _look(lambda run: {"bold": True}), "slanted": _look(lambda run: {"adorned": "倾斜"}), "underlined": _look(lambda run: {"adorned": "下划线"}),
    "shaded": _look(lambda run: {"marked": "底纹"}), "coloured": _look(lambda run: {"coloured": True}), "narrow": _look(lambda run: {"scale": 80.0}),
    "moved to the right": _right,
}  # fmt: skip


@cache
def _paper(base: str) -> Paper:
    form, changes = BASES[base]
    return read_paper(render_pdf_bytes(letter(form, body=body(2), **changes), PROFILE), "a.pdf")


def _told(paper: Paper) -> set[tuple[str, str]]:
    found = recognise(paper)
    return {(one.rule, one.found) for one in judge(paper, found, PROFILE, recognise_format(paper, found, PROFILE)).deviations}


def _missed(base: str, element: str) -> list[str]:
    """The looks of an element that nothing is said about."""
    right, pick = ELEMENTS[element]
    at = pick(recognise(_paper(base)))
    if at is None:
        return []
    missed = []
    for name, change in {**(FACES if right else {}), **LOOKS}.items():
        if name == right:
            continue
        paper = copy.deepcopy(_paper(base))
        change(next(para for para in paper.flowing if para.index == at.index))
        if not _told(paper):
            missed.append(name)
    return missed


@pytest.mark.parametrize("base", BASES)
def test_a_right_paper_has_nothing_told(base: str) -> None:
    assert _told(_paper(base)) == set()


@pytest.mark.parametrize("element", ELEMENTS)
def test_an_element_in_another_look_is_told(element: str) -> None:
    assert _missed("general", element) == []


@pytest.mark.slow
@pytest.mark.parametrize("base", [name for name in BASES if name != "general"])
@pytest.mark.parametrize("element", ELEMENTS)
def test_an_element_of_another_layout_in_another_look_is_told(base: str, element: str) -> None:
    assert _missed(base, element) == []
