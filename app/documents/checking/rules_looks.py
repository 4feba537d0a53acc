"""Rules of what is put on characters, whatever element they belong to: colour, lines, shades, bold, width and distance.

Characters of an official document are plain and black where nothing else is said (5.2.2). Does not belong here: which
face and size an element has, and the bold of title and text (rules_text).
"""

from __future__ import annotations

import re

from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import Paper, Para
from app.documents.checking.rules_signed import is_named
from app.documents.checking.saying import spacing

_HANZI = re.compile(r"[\u4e00-\u9fff]")
_SHOWN = re.compile(r"[\u4e00-\u9fff0-9A-Za-z]")
_SPREAD = 1.0  # pt behind each character; the grid of 28 characters takes a quarter of one
_SCALED = 5.0  # hundredths of the width


def judge_looks(paper: Paper, found: Elements, findings: Findings) -> None:
    """Every element and every other paragraph of the text."""
    marks = {id(para) for para in found.marks}
    for para in [*found.head, *found.text, *found.imprint, *found.attendance]:
        if id(para) in marks:
            continue
        if para not in found.issuers or not is_named(para):  # a red name stands for its stamp
            _colour(para, findings)
        _adorned(para, _SHOWN, findings)
    for para in [p for p in (found.to, found.date, found.note, *found.attached, *found.issuers) if p is not None]:
        _bold(para, "7.3.3", _HANZI, findings)
    for para in found.marks:
        _adorned(para, _SHOWN, findings)
    for para in [*found.text, *found.annex_text, *found.annexes, *found.attendance]:
        lined = para.place == "flow" and any(border is not None and not border.red for border in (para.above, para.under))
        findings.judge("文字底纹", "5.2.2", not lined, "段落有横线", "没有底纹和边框", at=para, grade=Grade.CUSTOM)
    for para in _others(paper, found):
        _colour(para, findings)
        _adorned(para, _HANZI, findings)
    for para in [*found.head, *found.marks, *found.imprint, *found.attendance, *found.annexes]:
        _bold(para, "5.2.2", _SHOWN, findings)
    for para in [p for p in (found.to, found.note, *(p for _, p in found.body), *found.attached, *found.attendance) if p is not None]:
        findings.judge("分散对齐", "5.2.3", not para.spread, "分散对齐", "左对齐或两端对齐", at=para, grade=Grade.CUSTOM)
    own = [*found.text, *found.attendance, *found.annexes, *found.annex_text]
    for para in [*found.head, *own, *found.imprint]:
        _stretched(para, findings)
    if paper.kind != "docx":
        return
    spaced = [p for p in (found.copy_no, found.secrecy, found.urgency, found.number, found.to, found.date, found.note) if p is not None]
    spaced += [*found.titles, *found.attached, *found.imprint, *found.attendance, *found.annexes]
    for para in [*spaced, *(p for p in (*(p for _, p in found.body), *found.annex_text) if "\n" not in p.text)]:
        _spread(para, findings)  # lines of text that were turned by hand are spread to their width


def _others(paper: Paper, found: Elements) -> list[Para]:
    """Paragraphs of the flow and of tables below the title that are no element by themselves."""
    known = {id(para) for para in [*found.head, *found.marks, *found.text, *found.imprint, *found.attendance]}
    start = found.titles[0].index if found.titles else 0
    turned = {n for n, (width, height) in enumerate(paper.pages, 1) if width > height}  # what stands on such pages is not told apart
    return [p for p in paper.flowing if p.bare and p.index > start and p.place in {"flow", "table"} and p.page not in turned and id(p) not in known]


def _colour(para: Para, findings: Findings) -> None:
    coloured = [run for run in para.runs if run.coloured and run.text.strip()]
    if para.rect is not None:  # a PDF names the colours of its marks badly
        count = sum(len(run.text.strip()) for run in coloured)
        wrong = count > 2 or 0 < len(para.bare) <= count
    else:
        wrong = any(_SHOWN.search(run.text) for run in coloured)
    findings.judge("文字颜色", "5.2.2", not wrong, "不是黑色", "黑色", at=para)


def _adorned(para: Para, shown: re.Pattern[str], findings: Findings) -> None:
    """Lines, dots, slant and shades on characters; a figure above the line may be a unit or a note's."""
    counts: dict[str, int] = {}
    for run in para.runs:
        counts[run.adorned] = counts.get(run.adorned, 0) + len(shown.findall(run.text))
    for said, count in counts.items():
        findings.judge("文字修饰", "5.2.2", not said or count < 2, said, "不加下划线、不倾斜，不作其他修饰", at=para, grade=Grade.CUSTOM)
    for run in para.runs:
        marked = run.marked if shown.search(run.text) else ""
        findings.judge("文字底纹", "5.2.2", not marked, marked, "没有底纹和突出显示", at=para, grade=Grade.CUSTOM)
    if para.place == "flow":
        findings.judge("文字底纹", "5.2.2", not para.boxed, f"段落有{para.boxed}", "没有底纹和边框", at=para, grade=Grade.CUSTOM)


def _bold(para: Para, clause: str, shown: re.Pattern[str], findings: Findings) -> None:
    bold = len(shown.findall("".join(run.text for run in para.runs if run.bold))) > 1
    findings.judge("加粗", clause, not bold, "加粗", "不加粗", at=para, grade=Grade.CUSTOM)


def _stretched(para: Para, findings: Findings) -> None:
    odd = next((run for run in para.runs if abs(run.scale - 100) >= _SCALED and _SHOWN.search(run.text)), None)
    findings.judge("字符缩放", "5.2.2", odd is None, f"{odd.scale:g}%" if odd else "", "100%", at=para, grade=Grade.CUSTOM)


def _spread(para: Para, findings: Findings) -> None:
    """Characters pulled apart or pressed together."""
    odd = next((run for run in para.runs if abs(run.spacing) >= _SPREAD and len(_SHOWN.findall(run.text)) > 1), None)
    findings.judge("字符间距", "5.2.3", odd is None, spacing(odd.spacing) if odd else "", "标准间距",
                   at=para, grade=Grade.CUSTOM)  # fmt: skip
