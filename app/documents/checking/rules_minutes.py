"""Rules of 出席, 请假 and 列席 of 纪要 (clause 10.3)."""

from __future__ import annotations

import re

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements
from app.documents.checking.faces import face_of
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.heights import start_of
from app.documents.checking.paper import Paper, Para, Run
from app.documents.checking.saying import beside, blank_lines, font, hung

_HANZI = re.compile(r"[\u4e00-\u9fff]")
_NAMED = re.compile(r"(出席|列席|参会|与会|到会)(会议)?(的?人员)?(有|名单)?[：:]|(出席|列席|参加|参会|与会|到会)(了|本次|此次)?(会议|人员|的(还)?有)")
_ORDER = ("出席", "请假", "列席")


def judge_attendance(paper: Paper, profile: Profile, found: Elements, findings: Findings) -> None:
    """Each paragraph by itself, then their order and the blank line over them."""
    for para in found.attendance:
        _one(para, paper, profile, findings)
    if not found.attendance:
        named = any(_NAMED.search(para.bare) for para in paper.flowing)  # in a table or in a sentence
        findings.judge("缺出席", "10.3", named, "没有出席人员名单", "正文之下标注出席人员名单", at=found.date or found.first_text, grade=Grade.USUAL)
    names = [next((name for name in _ORDER if para.bare.startswith(name)), "") for para in found.attendance]
    known = [_ORDER.index(name) for name in names if name]
    if known:
        findings.judge("出席次序", "10.3", known == sorted(known), "、".join(n for n in names if n), "出席、请假、列席依次排列", at=found.attendance[0])
        findings.judge("缺出席", "10.3", 0 in known, f"有{'、'.join(n for n in names if n)}，没有出席", "标注出席人员名单", at=found.attendance[0])
    if paper.kind == "docx" and found.attendance:
        _blank(paper, found, findings)


def _one(para: Para, paper: Paper, profile: Profile, findings: Findings) -> None:
    """出席 and the like: 黑体, two characters from the left, names in 仿宋."""
    label = next((run for run in para.runs if _HANZI.search(run.text)), None)
    if label is None:
        return
    findings.judge("出席冒号", "10.3", re.match(r"[\u4e00-\u9fff]{2,5}：", para.bare) is not None, f"“{_label(para)}”后面没有全角冒号", f"“{_label(para)}：”", at=para)
    unknown = paper.kind == "pdf" and not face_of(label.face)
    findings.judge("出席字体", "10.3", unknown or face_of(label.face) == "黑体", font(label.face), "“出席”用黑体", at=para, grade=Grade.USUAL)
    behind = re.split("[：:]", label.text, maxsplit=1)[1:]
    together = face_of(label.face) == "黑体" and any(len(_HANZI.findall(text)) > 1 for text in behind)
    findings.judge("出席字体", "10.3", not together, font(label.face), "姓名用仿宋", at=para, grade=Grade.USUAL)
    for run in _names(para):
        findings.judge("出席字体", "10.3", face_of(run.face) == "仿宋" or (paper.kind == "pdf" and not face_of(run.face)), font(run.face), "姓名用仿宋", at=para, grade=Grade.USUAL)
    wanted = profile.sizes.body
    odd = next((run for run in para.runs if run.size and abs(run.size - wanted) > 0.4 and _HANZI.search(run.text)), None)
    findings.judge("出席字号", "10.3", odd is None, f"{odd.size:g} 磅" if odd else "", f"{wanted:g} 磅（3 号）", at=para)
    if paper.kind == "docx" and para.place == "flow":
        cells = start_of(para) / (para.size or 16)
        ok = abs(cells - 2) <= 0.4 and para.align in {"left", "both"}
        label_long = len(para.bare.partition("：")[0]) + 1
        if len(para.bare) > 27 and "：" in para.bare[:6]:
            hang = (para.left - start_of(para)) / (para.size or 16)
            findings.judge("出席回行", "10.3", abs(hang - label_long) <= 0.7, hung(hang), "回行与冒号后的首字对齐", at=para)
        findings.judge("出席缩进", "10.3", ok, {"center": "居中", "right": "居右"}.get(para.align, beside("左", cells)), "左空二字", at=para)


def _label(para: Para) -> str:
    return next((name for name in _ORDER if para.bare.startswith(name)), "出席")


def _names(para: Para) -> list[Run]:
    """The runs behind the label; one that holds both is the label's."""
    seen, rows = "", []
    for run in para.runs:
        if re.search("[：:]|人员|[席假]", seen) and len(_HANZI.findall(run.text)) > 1 and not re.match(r"[席假人员]{1,3}[：:]", run.text.strip()):
            rows.append(run)
        seen += run.text
    return rows


def _blank(paper: Paper, found: Elements, findings: Findings) -> None:
    """One blank line between the text and 出席, when they follow each other."""
    first = found.attendance[0]
    if first.place != "flow":
        return
    if not any(para.index < first.index for _, para in found.body):
        findings.judge("出席位置", "10.3", not found.body, "在正文之上", "正文（附件说明）下空一行", at=first, grade=Grade.USUAL)
        return
    flow = [p for p in paper.flowing if p.place in {"flow", "table"}]
    at, blank = flow.index(first) - 1, first.before / 28.95
    while at >= 0 and not flow[at].bare and flow[at].place == "flow":
        blank, at = blank + 1, at - 1
    if at < 0 or id(flow[at]) not in {id(p) for p in [*(p for _, p in found.body), *found.attached]} or first.new_page:
        return
    findings.judge("出席空行", "10.3", 0.4 <= blank + flow[at].after / 28.95 <= 1.6, blank_lines(blank), "正文下空一行", at=first)
