"""Each fault of wording is told by its rule, and right sentences that look like one are let alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from officemade import Settings, build, pieces
from wordings import RIGHT, WRONG

from app.catalog.places import forms_dir
from app.documents.checking.docx_reader import read_docx
from app.documents.checking.finding import Findings
from app.documents.checking.known import shipped
from app.documents.checking.roles import recognise
from app.documents.checking.writing import judge_writing
from app.documents.model import Format

KNOWN = shipped(forms_dir())
DOCUMENT = build(pieces(2), Settings(), "direct")


def told(sentence: str) -> set[str]:
    """The rules of wording that a document tells of whose first paragraph is this sentence."""
    paper = read_docx(DOCUMENT, "a.docx")
    first = next(para for para in paper.flowing if para.bare.startswith("检查组认为"))
    first.runs = [replace(first.runs[0], text=sentence)]
    findings = Findings()
    judge_writing(paper, Format.GENERAL, recognise(paper), findings, KNOWN)
    return {deviation.rule for deviation in findings.deviations}


@pytest.mark.parametrize(("rule", "sentence"), [(rule, sentence) for rule, rows in WRONG.items() for sentence in rows])
def test_a_fault_of_wording_is_told(rule: str, sentence: str) -> None:
    assert rule in told(sentence)


@pytest.mark.parametrize("sentence", RIGHT)
def test_a_right_sentence_is_let_alone(sentence: str) -> None:
    assert told(sentence) == set()
