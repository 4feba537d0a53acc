"""The font of figures and letters (clause 5.2.2). Does not belong here: quotes and dashes, which a Latin font makes narrow (rules_text).

No clause names their font: 仿宋 follows from what is said of all elements. An office that sets all of them in a Latin font is
left alone; one that does so here and there is not, and neither is a font of headings.
"""

from __future__ import annotations

import re

from app.documents.checking.elements import Elements
from app.documents.checking.faces import NAMES_LATIN, face_of, is_latin
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import Paper, Para, Run
from app.documents.checking.rules_lines_text import HANZI, stretches
from app.documents.checking.saying import font, kind

_LOUD = frozenset(("黑体", "楷体", "小标宋"))  # faces of other elements
_FIGURE = re.compile(r"[0-9A-Za-z]")


def judge_figures(paper: Paper, found: Elements, findings: Findings) -> None:
    """Every element and the text; nothing of what is attached."""
    single = [found.copy_no, found.number, found.date] if paper.kind == "docx" else [found.number, found.date]
    own = [(0, p) for p in (*single, *found.attached, *found.imprint) if p is not None]
    named = [(level, para, face) for level, para in (*own, *found.body) for face in [_face(para)] if face is not None]
    plain = [bool(face) for level, _, face in named if not level]  # headings have a font of their own
    usual = sum(plain) * 2 > len(plain)
    for _, para, face in named:
        findings.judge("数字字母字体", "5.2.2", usual or not face, face, "与正文相同的中文字体", at=para, grade=Grade.CUSTOM)
        if paper.kind == "pdf" and not face:
            _loud(para, findings)


def _face(para: Para) -> str | None:
    """The Latin font of figures and letters as it is said, '' where they have none, None where there are no figures."""
    figures = [run for run in para.runs if _FIGURE.search(run.text)]
    return next((name for run in figures if (name := _latin(para, run))), "") if figures else None


def _latin(para: Para, run: Run) -> str:
    if para.rect is not None:
        return font(run.face) if NAMES_LATIN.search(run.face) else ""
    return font(run.ascii) if is_latin(run.ascii) else ""


def _loud(para: Para, findings: Findings) -> None:
    """Figures of a PDF in the face of another element, amid characters of 仿宋."""
    loud = next((face_of(run.face) for run in para.runs if re.search(r"\d", run.text) and face_of(run.face) in _LOUD and not HANZI.search(run.text)), "")
    alone = {face for _text, face in stretches(para.runs)} <= {"仿宋", ""}
    findings.judge("数字字母字体", "5.2.2", not (loud and alone), kind(loud), "与正文相同的中文字体", at=para, grade=Grade.CUSTOM)
