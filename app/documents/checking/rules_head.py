"""Rules of 版头 and of the particular formats (clauses 7.2, 10.1–10.3)."""

from __future__ import annotations

import re
from itertools import pairwise

from app.catalog.profiles import Profile
from app.documents.checking.effect import Q
from app.documents.checking.elements import Elements
from app.documents.checking.faces import face_of, is_latin
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.head_lines import is_mark_drawn
from app.documents.checking.heights import glyph_top, height_of, in_plain_row, start_of
from app.documents.checking.paper import MM, Paper, Para
from app.documents.checking.proper import proper_copy_number, proper_secrecy
from app.documents.checking.rules_number_signer import body_size, judge_number, judge_signers
from app.documents.checking.rules_red import judge_red
from app.documents.checking.saying import blank_lines, font, from_edge
from app.documents.model import Format

_SECRET_LEVEL = re.compile("绝密|机密|秘密")
_SECRET_FORM = re.compile(r"(绝密|机密|秘密)★([1-9][0-9]?(年|个月|月|日|天)|长期)")
_CLAUSE = {Format.LETTER: "10.1", Format.ORDER: "10.2", Format.MINUTES: "10.3"}


def judge_head(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    """Everything above the title."""
    _labels(paper, profile, found, findings)
    if form is not Format.PLAIN:
        _mark(paper, profile, form, found, findings)
        judge_red(paper, profile, form, found, findings)
    if found.number is not None:
        judge_number(paper, profile, form, found, findings)
    if form is Format.ORDER:
        _order(paper, found, findings)
    judge_signers(profile, form, found, findings)
    _blanks(paper, form, found, findings)


def _labels(paper: Paper, profile: Profile, found: Elements, findings: Findings) -> None:
    for name, clause, para in (("密级", "7.2.2", found.secrecy), ("紧急程度", "7.2.3", found.urgency)):
        if para is None:
            continue
        face = next((run.face for run in para.runs if re.search(r"[\u4e00-\u9fff]", run.text)), "")
        findings.judge(f"{name}字体", clause, face_of(face) == "黑体", font(face), "黑体", at=para, grade=Grade.USUAL)
        body_size(f"{name}字号", clause, para, profile, findings)
        text = para.bare
        findings.judge(f"{name}位置", clause, para.align in {"left", "both"} and start_of(para) < 8, "不在左上角", "顶格编排在版心左上角", at=para)
        level = _SECRET_LEVEL.match(text) is not None or text.startswith("内部")
        if name == "密级":
            findings.judge("密级写法", "7.2.2", level, f"“{text}”", "绝密、机密或者秘密", at=para)
        if name == "密级" and level and text != "内部":
            bare = _SECRET_LEVEL.fullmatch(text) is not None
            findings.judge("保密期限", "条例第九条" if bare else "7.2.2", _SECRET_FORM.fullmatch(para.text.strip()) is not None, f"只有“{text}”" if bare else para.text.strip(),
                           proper_secrecy(text), at=para, grade=Grade.USUAL if bare else Grade.FIXED)  # fmt: skip
        if name == "紧急程度":
            findings.judge("紧急程度写法", clause, text in {"特急", "加急", "特提"}, text, "特急、加急", at=para)
    labels = [para for para in (found.copy_no, found.secrecy, found.urgency) if para is not None and para.place == "flow"]
    ordered = all(a.index < b.index for a, b in pairwise(labels)) or any(a.bare == b.bare for a, b in pairwise(labels))
    if labels:
        findings.judge("版头要素次序", "7.2.3", ordered, "、".join(p.bare for p in sorted(labels, key=lambda p: p.index)), "份号、密级、紧急程度自上而下", at=labels[0])
    for first, second in pairwise(found.marks):
        findings.judge("要素重复", "7.2.4", first.bare != second.bare, "发文机关标志标了两次", "每个要素只标一次", at=second)
    for name, para in found.again:
        findings.judge("要素重复", "7.2", False, f"{name}标了两次：{para.bare[:16]}", "每个要素只标一次", at=para)
    if found.copy_no is not None:
        text = found.copy_no.bare
        findings.judge("份号", "7.2.1", bool(re.fullmatch(r"[0-9]{6}", text)), text, f"6 位阿拉伯数字，如{proper_copy_number(text)}", at=found.copy_no)
        if found.copy_no.place == "flow" and found.copy_no.rect is None:
            at_edge = found.copy_no.align in {"left", "both"} and start_of(found.copy_no) < 8
            findings.judge("份号位置", "7.2.1", at_edge, "不在左上角", "顶格编排在版心左上角", at=found.copy_no)
        body_size("份号字号", "7.2.1", found.copy_no, profile, findings)
        face = next((run.ascii for run in found.copy_no.runs if run.text.strip()), "")
        if paper.kind == "docx" and not is_latin(face):
            findings.judge("份号字体", "5.2.2", face_of(face) == "仿宋", font(face), "仿宋", at=found.copy_no, grade=Grade.USUAL)


def _mark(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    clause = _CLAUSE.get(form, "7.2.4")
    if profile.header.preprinted != "no" and not found.marks:
        return
    findings.judge("发文机关标志", clause, bool(found.marks) or is_mark_drawn(paper, found), "没有发文机关标志", "红色发文机关标志", page=1)
    header = profile.header
    for para in found.marks:
        black = paper.kind == "docx" and any(not run.red and re.search(r"[\u4e00-\u9fff]", run.text) for run in para.runs)
        findings.judge("标志颜色", clause, para.red and not black, "其中有不是红色的字" if para.red else "不是红色", "红色", at=para)
        face = next((run.face for run in para.runs if re.search(r"[\u4e00-\u9fff]", run.text)), "")
        if face_of(face) or paper.kind == "docx":
            findings.judge("标志字体", clause, face_of(face) == "小标宋", font(face), "小标宋体", at=para, grade=Grade.ADVISED)
        if paper.kind == "docx" and (para.place in {"flow", "header", "box", "frame"} or (in_plain_row(para) and para.cell is not None and para.cell.columns == 1)):
            offset = para.left + para.first - para.right if para.align == "center" else 0.0
            ok = para.align in {"center", "both"} and abs(offset) < 14
            findings.judge("标志居中", clause, ok, f"偏 {abs(offset) / 2 / MM:.0f} 毫米" if offset else "没有居中", "居中", at=para)
        elif para.rect is not None and len(found.marks) == 1:
            middle = (para.rect.left + para.rect.right) / 2 / MM
            centre = profile.page.width / 2 if form is Format.LETTER else profile.page.left + profile.page.text_width / 2
            findings.judge("标志居中", clause, abs(middle - centre) <= 2.2, f"中线距左页边 {middle:.1f} 毫米", f"居中，中线距左页边 {centre:g} 毫米", at=para)
    if not found.marks:
        return
    largest = max((para.size or 0.0 for para in found.marks), default=0.0)
    if largest:
        findings.judge("标志字号", clause, largest > profile.sizes.title, f"{largest:g} 磅", f"醒目，大于标题的 {profile.sizes.title:g} 磅", at=found.marks[0], grade=Grade.CUSTOM)
    wanted = {Format.GENERAL: header.mark_top_general, Format.LETTER: header.mark_top_letter,
              Format.ORDER: header.mark_top_order, Format.MINUTES: header.mark_top_minutes}[form]  # fmt: skip
    top, slack = glyph_top(paper, found.marks[0]), 3.5 if paper.kind == "pdf" else 5.5
    if top is not None and (paper.kind == "pdf" or largest > profile.sizes.title):  # glyphs that are too small stand lower on their line
        moved = (paper.sections[0].top or 0.0) / MM - profile.page.top if found.marks[0].place == "flow" and paper.kind == "docx" else 0.0
        followed = abs(moved) > 1 and abs(top / MM - moved - wanted) <= slack  # a wrong 天头 is told by itself
        findings.judge("标志位置", clause, followed or abs(top / MM - wanted) <= slack, f"{'约' if paper.kind == 'docx' else ''}{from_edge(round(top / MM), '上')}",
                       f"{wanted:g} 毫米", at=found.marks[0])  # fmt: skip
    word = {Format.ORDER: "令", Format.MINUTES: "纪要"}.get(form, "")
    findings.judge("发文机关标志", clause, any(word in p.bare for p in found.marks), f"没有“{word}”字", f"标志里写明“{word}”", at=found.marks[0])
    text = "".join(p.bare for p in found.marks)
    if form is Format.ORDER:
        findings.judge("发文机关标志", "10.2", not text.endswith("文件"), "标志带“文件”", "发文机关全称加“命令”或“令”字", at=found.marks[0])
    if form is Format.LETTER:
        findings.judge("信函标志", "10.1", not text.endswith("文件"), "标志带“文件”", "信函的标志不加“文件”", at=found.marks[0])


def _order(paper: Paper, found: Elements, findings: Findings) -> None:
    """令号 and the signature of the one who issues it (10.2, 7.3.5.3); a drawn one is no text."""
    findings.judge("缺发文字号", "10.2", found.number is not None, "没有令号", "第1号", at=found.first_text)
    date = found.date
    findings.judge("缺成文日期", "7.3.5.4", date is not None, "没有成文日期", "成文日期")
    if date is None or date.place != "flow" or paper.kind == "pdf":
        return  # a PDF may have drawn it
    before = [p for p in paper.flowing if p.index < date.index and p.place == "flow"]
    near = before[-5:]
    drawn = any(p.node is not None and any(True for _ in p.node.iter(Q + "drawing", Q + "pict", Q + "object")) for p in near)
    findings.judge("缺署名", "7.3.5.3", bool(found.issuers) or drawn, "没有签发人职务和签名", "签发人职务和签名章", at=date)


def _blanks(paper: Paper, form: Format, found: Elements, findings: Findings) -> None:
    """Blank lines of a docx: two between mark and number, two over the title, one under it."""
    if paper.kind != "docx":
        return
    flow = [p for p in paper.flowing if p.place == "flow" or (p.place == "table" and p.bare)]
    pairs = []
    if form in {Format.GENERAL, Format.ORDER} and found.marks and found.number is not None and (
        found.marks[-1].place == "flow" or (in_plain_row(found.marks[-1]) and found.number.place == "flow")):  # fmt: skip
        pairs.append(("标志下空行", "7.2.5" if form is Format.GENERAL else "10.2", found.marks[-1], found.number, 2))
    if form is Format.ORDER and found.number is not None and found.first_text is not None and not found.titles:
        pairs.append(("令号下空行", "10.2", found.number, found.to or found.first_text, 2))
    if found.titles and ((form is Format.GENERAL and found.number is not None) or form is Format.LETTER):
        above = _blank_above(paper, found)
        if above is not None:
            findings.judge("标题上空行", "7.3.1" if form is Format.GENERAL else "10.1", abs(above - 2) <= 0.6, blank_lines(above), "空 2 行", at=found.titles[0])
    if form in {Format.GENERAL, Format.LETTER} and found.titles and found.to is not None:
        pairs.append(("标题下空行", "7.3.2", (found.passed or found.titles)[-1], found.to, 1))
    for upper, lower in pairwise(found.titles):
        parted = lower.index - upper.index > 1 and upper.place == lower.place == "flow" and bool(_between(flow, upper, lower))
        findings.judge("标题行间空行", "7.3.1", not parted, "标题各行之间有空行", "各行相连", at=lower)
    for rule, clause, upper, lower, wanted in pairs:
        lines = _between(flow, upper, lower)
        if lines is not None:
            findings.judge(rule, clause, abs(lines - wanted) <= 0.6, blank_lines(lines), f"空 {wanted} 行", at=lower)


def _blank_above(paper: Paper, found: Elements) -> float | None:
    """Blank lines between the title and the last element of the head in the flow, which may stand in a table."""
    title = found.titles[0]
    head = {id(p) for p in (found.number, found.secrecy, found.urgency, found.copy_no, *found.signers, *found.marks) if p is not None}
    if title.new_page or title.place != "flow":
        return None
    height, exact = title.before, True
    for para in reversed(paper.flowing[: paper.flowing.index(title)]):
        if para.place not in {"flow", "table"} or (para.place == "table" and not para.bare):
            continue
        if para.bare:
            if id(para) not in head:
                return None
            lines = (height + para.after) / 28.95
            return round(lines * 2) / 2 if exact else None
        thin = para.pitch_rule == "exact" and (para.pitch or 0) < 15
        exact = exact and (para.pitch_rule == "exact" or thin)
        height += 0.0 if thin or para.under or para.above else height_of(para)
    return None


def _between(flow: list[Para], upper: Para, lower: Para) -> float | None:
    if upper not in flow or lower not in flow:
        return None
    start, end = flow.index(upper), flow.index(lower)
    between = flow[start + 1 : end]
    if any(p.bare for p in between) or lower.new_page:
        return None
    height = upper.after + lower.before + sum(height_of(p) for p in between)
    return round(height / 28.95 * 2) / 2 if any(p.pitch_rule == "exact" for p in between) or not between else float(len(between))
