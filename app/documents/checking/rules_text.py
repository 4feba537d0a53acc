"""Rules of title, recipients, text and headings (clauses 5.2.2, 7.3.1–7.3.3), for docx and PDF alike."""

from __future__ import annotations

import re
from itertools import pairwise

from app.catalog.profiles import Profile
from app.documents.checking.annexed import annexed
from app.documents.checking.elements import Elements
from app.documents.checking.faces import face_of, is_latin
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import MM, Paper, Para
from app.documents.checking.rules_levels import (
    as_set,
    judge_levels,
    odd_number,
    stand_for_first,
    stop_of_heading,
)
from app.documents.checking.saying import beside, ending, font, indented
from app.documents.checking.sheet import Sheet, paragraphs

_FACE_OF_LEVEL = {0: "仿宋", 1: "黑体", 2: "楷体", 3: "仿宋", 4: "仿宋"}
_NAME_OF_LEVEL = {1: "一级标题", 2: "二级标题", 3: "三级标题", 4: "四级标题"}
_PDF_PROSE = 25  # characters of a line of an attachment that is no entry of a form
_ARTICLE = re.compile(r"第[一二三四五六七八九十百\d]+条")
_WIDE = "“”‘’—…"


def judge_text(paper: Paper, profile: Profile, found: Elements, findings: Findings) -> None:
    """Everything about title, recipients and text."""
    _titles(paper, profile, found, findings)
    _recipients(paper, profile, found, findings)
    first = stand_for_first(found.body)
    whole = paragraphs(Sheet(profile, found), found.body) if paper.kind == "pdf" else found.body
    for level, para in whole:
        _size(para, profile, "正文字号" if not level else _NAME_OF_LEVEL[level] + "字号", findings)
    for level, para in as_set(found.body):
        _face(1 if para.index in first else level, para, paper, findings)
        if paper.kind == "docx":
            _indent(para, level, profile, findings)
    for level, para in as_set(annexed(found, profile.sizes.body)):
        _size(para, profile, "附件正文字号" if not level else _NAME_OF_LEVEL[level] + "字号", findings)
        _face(level, para, paper, findings)
        _indent(para, level, profile, findings)
    for para in found.annex_text if paper.kind == "pdf" else ():
        if para.place == "flow" and len(para.bare) > _PDF_PROSE:
            _size(para, profile, "附件正文字号", findings)
    judge_levels(found, findings)
    for para in paper.flowing:
        if para.bare:
            _wide(para, findings)


def _size(para: Para, profile: Profile, rule: str, findings: Findings, wanted: float = 0.0) -> None:
    wanted = wanted or profile.sizes.body
    name = {16.0: "3 号", 22.0: "2 号", 14.0: "4 号"}.get(wanted, "")
    wrong = para.size is not None and abs(para.size - wanted) > 0.4
    found = f"{para.size:g} 磅" if wrong else ""
    findings.judge(rule, "5.2.2", not found, found, f"{wanted:g} 磅" + (f"（{name}）" if name else ""), at=para)


def _shown(para: Para) -> str:
    weights: dict[str, int] = {}
    for run in para.runs:
        hanzi = len(re.findall(r"[\u4e00-\u9fff]", run.text))
        if hanzi:
            weights[run.face] = weights.get(run.face, 0) + hanzi
    return max(weights, key=lambda face: weights[face]) if weights else ""


def _heading(para: Para, level: int) -> list[tuple[str, str]]:
    """(characters, font) of the heading: the first sentence of the paragraph."""
    rows, end = [], stop_of_heading(para.runs, _FACE_OF_LEVEL[level])
    for run in para.runs:
        head, stop, _ = run.text.partition(end)
        if head.strip():
            rows.append((head, run.face))
        if stop:
            break
    return rows


def _most_used(rows: list[tuple[str, str]]) -> str:
    weights: dict[str, int] = {}
    for text, face in rows:
        weights[face] = weights.get(face, 0) + len(re.findall(r"[\u4e00-\u9fff]", text))
    weights = {face: n for face, n in weights.items() if n}
    return max(weights, key=lambda face: weights[face]) if weights else ""


def _face(level: int, para: Para, paper: Paper, findings: Findings) -> None:
    wanted = _FACE_OF_LEVEL[level]
    strong = "".join(run.text for run in para.runs if run.bold)
    bold = len(re.findall(r"[\u4e00-\u9fff]", strong)) > 1 and not _ARTICLE.fullmatch(strong.strip())
    if paper.kind == "pdf":  # its faces are judged by paragraphs (rules_lines_text)
        bold = len(re.findall(r"[0-9A-Za-z\u4e00-\u9fff]", "".join(run.text for run in para.runs if run.bold))) > 1
        findings.judge("加粗", "7.3.3", not bold, "加粗", "不加粗", at=para, grade=Grade.CUSTOM)
        return
    if level in {1, 2} and len(para.bare) > 60 and "。" not in para.bare[:60]:
        if face_of(_shown(para)) == wanted:
            return
        level, wanted = 0, _FACE_OF_LEVEL[0]  # a paragraph that is only counted, no heading
    if level in {1, 2}:
        named, rule = _most_used(_heading(para, level)), _NAME_OF_LEVEL[level] + "字体"
    else:
        named, rule = _shown(para), "正文字体"
        if odd_number(para.text) and face_of(named) in {"黑体", "楷体"}:
            return  # a heading, whose number is told by 层次序数写法
    face = face_of(named)
    if not re.search(r"[\u4e00-\u9fff]", para.text):
        return
    findings.judge(rule, "7.3.3" if level else "5.2.2", face == wanted, font(named), wanted, at=para, grade=Grade.USUAL)
    findings.judge("加粗", "7.3.3", not bold, "加粗", "不加粗", at=para, grade=Grade.CUSTOM)


def _indent(para: Para, level: int, profile: Profile, findings: Findings) -> None:
    if para.align in {"center", "right"}:
        findings.judge("正文对齐", "5.2.3", level == 0 and len(para.bare) < 30 and para.bare[-1] not in "。；", {"center": "居中", "right": "居右"}[para.align],
                       "左对齐或两端对齐", at=para, grade=Grade.CUSTOM)  # fmt: skip
        return
    cell = para.size or profile.sizes.body
    text = para.text
    lead = text[: len(text) - len(text.lstrip(" 　\t"))]
    typed = sum(cell if c == "　" else 0.0 if c == "\t" else cell / 2 for c in lead)
    first = para.first + typed + (para.left if para.first else 0.0) if para.left < 4 else para.first + para.left + typed
    if "\t" in lead and not para.first:
        first += 2 * cell * lead.count("\t")
    cells = first / cell
    body = profile.sizes.body  # a line in another size keeps the indent of the text
    moved = para.left > body / 2 and abs(para.first / body - 2) <= 0.35
    ok = abs(cells - 2) <= 0.35 or abs(first / body - 2) <= 0.35 or _goes_on(para)
    findings.judge("首行缩进", "5.2.3", ok or moved, indented(cells), "2 字", at=para)
    findings.judge("右缩进", "5.2.3", para.right < body / 2, beside("右", para.right / body), "不缩进", at=para, grade=Grade.USUAL)
    if ok or moved:
        findings.judge("回行顶格", "5.2.3", abs(para.left) <= cell / 2, beside("左", para.left / cell), "回行顶格", at=para)


def _goes_on(para: Para) -> bool:
    """A paragraph that goes on the one before: it begins at the edge and the one before had no end."""
    return para.new_page and not para.first and not para.left


# title


def _titles(paper: Paper, profile: Profile, found: Elements, findings: Findings) -> None:
    wanted = profile.sizes.title
    for para in found.titles:
        _size(para, profile, "标题字号", findings, wanted)
        named = _shown(para)
        if named or paper.kind == "docx":
            face = face_of(named)
            if face or paper.kind == "docx":
                findings.judge("标题字体", "7.3.1", face == "小标宋", font(named), "小标宋体", at=para, grade=Grade.USUAL)
        findings.judge("标题加粗", "7.3.1", not any(r.bold and r.text.strip() for r in para.runs), "加粗", "不加粗", at=para, grade=Grade.CUSTOM)
        if paper.kind == "docx":
            findings.judge("标题居中", "7.3.1", _is_centred(para), _ALIGNED.get(para.align, "左右缩进不等"), "居中", at=para)
        elif para.rect is not None:
            middle = (para.rect.left + para.rect.right) / 2 / MM
            centre = profile.page.left + profile.page.text_width / 2
            findings.judge("标题居中", "7.3.1", abs(middle - centre) <= 1.6, f"中线距左页边 {middle:.1f} 毫米", f"居中，中线距左页边 {centre:g} 毫米", at=para)
    lines = [line for para in found.titles for line in para.text.split("\n") if line.strip()]
    if len(lines) >= 2:
        alone = len("".join(lines[-1].split()))
        findings.judge("标题回行", "7.3.1", alone > 1, f"末行只有“{lines[-1].strip()}”", "词意完整", at=found.titles[-1])
        _shape([_width(line) for line in lines], found.titles[0], findings)
    if found.titles:
        text = "".join(p.bare for p in found.titles)
        findings.judge("标题标点", "7.3.1", text[-1] not in "。，；：！、.,;:!", f"末尾是“{text[-1]}”", "标题末尾不加标点", at=found.titles[-1])


_ALIGNED = {"left": "左对齐", "right": "居右", "both": "两端对齐"}


def _is_centred(para: Para) -> bool:
    lead, rear = para.text[: len(para.text) - len(para.text.lstrip(_BLANKS))], para.text[len(para.text.rstrip(_BLANKS)) :]
    typed = (_width_of_blanks(lead) - _width_of_blanks(rear)) * (para.size or 22.0)
    return para.align == "center" and abs(para.left - para.right + para.first + typed) < 12


_BLANKS = " \u3000"


def _width_of_blanks(text: str) -> float:
    return sum(1.0 if c == "\u3000" else 0.5 for c in text)


def _width(text: str) -> float:
    return sum(1.0 if ord(c) > 0x2000 else 0.5 for c in text.strip())


_UNSEEN = 1.0  # characters by which nobody sees a waist


def _shape(widths: list[float], at: Para, findings: Findings) -> None:
    rising = all(a < b + 0.1 for a, b in pairwise(widths))
    falling = all(a > b - 0.1 for a, b in pairwise(widths))
    top = widths.index(max(widths))
    diamond = 0 < top < len(widths) - 1 and all(a < b for a, b in pairwise(widths[: top + 1])) and all(
        a > b for a, b in pairwise(widths[top:]))  # fmt: skip
    spread = max(widths) - min(widths)
    ok = (rising or falling or diamond or spread <= _UNSEEN) and (len(widths) == 2 or spread >= 0.5)  # two lines may be as long as their words
    findings.judge("标题形状", "7.3.1", ok, "、".join(f"{w:g}" for w in widths) + " 字", "梯形或菱形", at=at)


# recipients


def _recipients(paper: Paper, profile: Profile, found: Elements, findings: Findings) -> None:
    to = found.to
    if to is None:
        return
    _size(to, profile, "主送机关字号", findings)
    named = _shown(to)
    if face_of(named) or paper.kind == "docx":
        findings.judge("主送机关字体", "5.2.2", face_of(named) == "仿宋", font(named), "仿宋", at=to, grade=Grade.USUAL)
    findings.judge("主送机关冒号", "7.3.2", to.bare.endswith("："), ending(to.bare, ":;；，,。、.．"), "末尾用全角冒号", at=to)
    if paper.kind == "docx":
        lead = len(to.text) - len(to.text.lstrip(" 　"))
        start = to.left + to.first + lead * 8
        ok = to.align in {"left", "both"} and abs(start) < 6
        findings.judge("主送机关顶格", "7.3.2", ok, _ALIGNED.get(to.align, "居中") if to.align in {"center", "right"} else beside("左", start / 16),
                       "顶格", at=to)  # fmt: skip


# characters


def _wide(para: Para, findings: Findings) -> None:
    """Quotes and dashes must take a Chinese font, else they are half as wide."""
    for run in para.runs:
        marks = [c for c in run.text if c in _WIDE]
        if marks and para.rect is None:
            findings.judge("引号破折号字体", "GB/T 15834 5", not is_latin(run.latin), f"“{marks[0]}”用{font(run.latin)}",
                           "与正文相同的中文字体", at=para, grade=Grade.CUSTOM)  # fmt: skip


