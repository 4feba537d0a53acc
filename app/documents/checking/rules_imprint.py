"""Rules of 版记 (clause 7.4): copies, printing organ and day, and the lines about them."""

from __future__ import annotations

import re

from app.catalog.profiles import Profile
from app.documents.checking.faces import face_of
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.imprint_tables import closed, table_borders, table_width
from app.documents.checking.paper import MM, Paper
from app.documents.checking.roles import DATE, Elements
from app.documents.checking.rules_tail import FULL_DATE, start_of
from app.documents.model import Format


def judge_imprint(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    """Everything about 版记."""
    small = profile.sizes.small
    for name, para in (*(("抄送", p) for p in found.copies), *((("印发", found.printer),) if found.printer else ())):
        if para.size:
            findings.judge(f"{name}字号", "7.4.2", abs(para.size - small) <= 0.4, f"{para.size:g} 磅", f"{small:g} 磅（4 号）", at=para)
        face = next((run.face for run in para.runs if re.search(r"[\u4e00-\u9fff]", run.text)), "")
        if paper.kind == "docx" or face_of(face):
            findings.judge(f"{name}字体", "7.4.2", face_of(face) == "仿宋", face or "未指定", "仿宋", at=para, grade=Grade.USUAL)
    for para in found.copies:
        text = para.bare
        findings.judge("抄送用语", "7.4.2", not text.startswith("抄报"), text[:2], "抄送（不分抄报、抄送）", at=para, grade=Grade.CUSTOM)
        findings.judge("抄送冒号", "7.4.2", text[2:3] == "：", text[2:3], "全角冒号", at=para)
        if paper.kind == "docx":
            findings.judge("抄送句号", "7.4.2", text.endswith("。"), text[-1], "最后一个机关名称后标句号", at=para)
            cells = start_of(para) / (para.size or small)
            findings.judge("抄送缩进", "7.4.2", 0.5 <= cells <= 1.5, f"左空 {cells:.1f} 字", "左右各空一字", at=para)
            if len(text) > 30:
                hang = -para.first / (para.size or small)
                findings.judge("抄送回行", "7.4.2", abs(hang - 3) <= 0.6, f"悬挂 {hang:.1f} 字", "回行与冒号后的首字对齐", at=para)
    if found.printer is not None:
        text = found.printer.bare
        written = DATE.search(text)
        if written is not None and not FULL_DATE.fullmatch(written.group()) and re.search(r"[./\-]", written.group()):
            findings.judge("印发日期", "7.4.3", False, written.group(), "2026年1月5日印发", at=found.printer)
        chinese = re.search(r"[二〇○零一三四五六七八九]{4}年.{1,8}日", text)
        if chinese is not None:
            findings.judge("印发日期", "7.4.3", False, chinese.group(), "2026年1月5日印发", at=found.printer)
        if paper.kind == "docx" and form is not Format.LETTER and found.printer.align in {"left", "both"} and DATE.match(text) is None:
            cells = start_of(found.printer) / (found.printer.size or small)
            findings.judge("印发缩进", "7.4.3", 0.5 <= cells <= 1.6, f"左空 {cells:.1f} 字", "印发机关左空一字", at=found.printer)
        if re.search(r"\d{4}年", text):
            when = re.search(r"\d{4}年\d{1,2}月\d{1,2}日", text)
            ok = when is not None and bool(FULL_DATE.fullmatch(when.group()))
            findings.judge("印发日期", "7.4.3", ok and text.endswith("印发"), text[-14:], "2026年1月5日印发", at=found.printer)
        if form is Format.LETTER:
            findings.judge("信函版记", "10.1", False, "有印发机关和印发日期", "信函版记不加印发机关和印发日期", at=found.printer)
    if paper.kind == "docx" and form is Format.GENERAL and found.copies and found.date is not None:
        findings.judge("缺印发机关", "7.4.3", found.printer is not None, "版记没有印发机关和印发日期", "抄送机关下标注印发机关和印发日期", at=found.copies[-1])
    if paper.kind == "docx" and (found.copies or found.printer) and form in {Format.GENERAL, Format.MINUTES}:
        _imprint_rules(paper, profile, found, findings)


def _imprint_rules(paper: Paper, profile: Profile, found: Elements, findings: Findings) -> None:
    """版记's rules: drawn lines, paragraph borders or table borders; thickness 0.35 outside, 0.25 between."""
    parts = [*found.copies, *([found.printer] if found.printer else [])]
    drawn = [rule for rule in paper.rules if not rule.red and abs(rule.length / MM - profile.page.text_width) <= 2]
    bordered = [b.width for p in parts for b in (p.above, p.under) if b is not None]
    tabled = table_borders(parts)
    findings.judge("版记分隔线", "7.4.1", len(drawn) + len(bordered) + len(tabled) >= 2, f"{len(drawn) + len(bordered) + len(tabled)} 条",
                   "首条、末条与中间的分隔线", at=parts[0])  # fmt: skip
    own = [p for p in parts if p.place in {"flow", "frame"}]
    if bordered and not tabled and not drawn and len(own) == len(parts) > 1:
        ends = own[0].above is not None and own[-1].under is not None
        findings.judge("版记分隔线", "7.4.1", ends, "没有首条或末条", "首条、末条与中间的分隔线", at=parts[0])
    if tabled and not drawn:
        findings.judge("版记分隔线", "7.4.1", closed(parts), "没有首条或末条", "首条、末条与中间的分隔线", at=parts[0])
    outer, inner = profile.imprint.outer_rule, profile.imprint.inner_rule
    lines = {*tabled, *bordered} or {rule.thickness for rule in drawn}  # a drawn line may belong to the head
    wide = table_width(parts)
    if wide is not None:
        ok = abs(wide / MM - profile.page.text_width) <= 2.5
        findings.judge("版记线长度", "7.4.1", ok, f"{wide / MM:.0f} 毫米", f"{profile.page.text_width:g} 毫米（与版心等宽）", at=parts[0])
    for thick in lines:
        ok = min(abs(thick / MM - outer), abs(thick / MM - inner)) <= 0.07
        findings.judge("版记线粗细", "7.4.1", ok, f"{thick / MM:.2f} 毫米", f"首末 {outer:g}、中间 {inner:g} 毫米", at=parts[0], grade=Grade.ADVISED)
