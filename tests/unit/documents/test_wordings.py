"""Each fault of wording is told by its rule, right sentences are let alone, and what is told is told in a clerk's words."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from letterdata import PROFILE, body, letter
from officemade import Settings, build, pieces
from planted import PLANTS, Planted
from plantedwords import WORDS
from sentencelaws import broken
from wordings import PROPER, RIGHT, WRONG

from app.catalog.places import forms_dir
from app.documents.checking.docx_reader import read_docx
from app.documents.checking.finding import Deviation, Findings
from app.documents.checking.known import shipped
from app.documents.checking.paper import Paper, Para, Rect
from app.documents.checking.roles import recognise
from app.documents.checking.writing import judge_writing
from app.documents.examine import examine_bytes, judge, read_paper, recognise_format
from app.documents.model import Format
from app.documents.render import render_pdf_bytes

KNOWN = shipped(forms_dir())
DOCUMENT = build(pieces(2), Settings(), "direct")


FAR = (-9.0, -1.4, -0.04, 0.04, 0.6, 9.0)  # characters; lines
FONTS = ("", "KaiTi", "ZhuqueFangsong-Regular", "Verdana", "LiSu", "隶书", "DengXian")


def told(sentence: str) -> set[str]:
    """The rules of wording that a document tells of whose first paragraph is this sentence."""
    return {deviation.rule for deviation in said(sentence)}


def said(sentence: str) -> tuple[Deviation, ...]:
    """What is told of it."""
    paper = read_docx(DOCUMENT, "a.docx")
    first = next(para for para in paper.flowing if para.bare.startswith("检查组认为"))
    first.runs = [replace(first.runs[0], text=sentence)]
    findings = Findings()
    judge_writing(paper, Format.GENERAL, recognise(paper), findings, KNOWN)
    return findings.deviations


@pytest.mark.parametrize(("rule", "sentence"), [(rule, sentence) for rule, rows in WRONG.items() for sentence in rows])
def test_a_fault_of_wording_is_told_and_nothing_else(rule: str, sentence: str) -> None:
    assert told(sentence) == {rule}


@pytest.mark.parametrize(("sentence", "wanted"), PROPER)
def test_what_is_to_be_written_has_the_figures_of_the_sentence(sentence: str, wanted: str) -> None:
    assert [deviation.expected for deviation in said(sentence)] == [wanted]


@pytest.mark.parametrize("sentence", RIGHT)
def test_a_right_sentence_is_let_alone(sentence: str) -> None:
    assert told(sentence) == set()


@pytest.mark.parametrize("rule", WRONG)
def test_what_is_told_of_a_wording_is_told_in_plain_words(rule: str) -> None:
    assert [law for sentence in WRONG[rule] for deviation in said(sentence) for law in broken(deviation)] == []


@pytest.mark.parametrize("planted", [*PLANTS, *WORDS], ids=lambda p: p.name)
def test_what_is_told_of_a_planted_deviation_is_told_in_plain_words(planted: Planted) -> None:
    rows, settings = pieces(2), Settings()
    planted.plant(rows, settings)
    report = examine_bytes(build(rows, settings, "direct"), "a.docx", PROFILE, known=KNOWN)
    assert [law for deviation in report.deviations for law in broken(deviation)] == []


@cache
def _page(kind: str) -> Paper:
    if kind == "docx":
        return read_paper(DOCUMENT, "a.docx")
    return read_paper(render_pdf_bytes(letter(kind, body=body(2)), PROFILE), "a.pdf")


def _moved(kind: str) -> Iterator[Paper]:
    """Papers with one element moved, pressed against its neighbours or in another font."""
    for at, para in enumerate(_page(kind).flowing):
        if not para.bare:
            continue
        for far in FAR if kind == "docx" else FAR[::5]:
            paper = copy.deepcopy(_page(kind))
            _move(paper.flowing[at], far)
            yield paper
        for name in FONTS if kind == "docx" else FONTS[2:5]:
            paper = copy.deepcopy(_page(kind))
            paper.flowing[at].runs = [replace(run, face=name, ascii=name) for run in paper.flowing[at].runs]
            yield paper


def _move(para: Para, far: float) -> None:
    if para.rect is not None:
        right, down = far * 16, far * 29
        para.rect = Rect(para.rect.left + right, para.rect.top + down, para.rect.right + right, para.rect.bottom + down)
    else:
        para.left, para.right, para.first, para.before = para.left + far * 16, para.right - far * 16, para.first - far * 8, abs(far) * 29


@pytest.mark.parametrize("kind", ["docx", "general", "letter", "minutes"])
def test_what_is_told_of_an_element_moved_or_in_another_font_is_told_in_plain_words(kind: str) -> None:
    laws = set()
    for paper in _moved(kind):
        found = recognise(paper)
        for deviation in judge(paper, found, PROFILE, recognise_format(paper, found, PROFILE)).deviations:
            laws |= {f"{deviation.rule}: {law}" for law in broken(deviation)}
    assert laws == set()
