"""Rules of 版头 and of the particular formats (clauses 7.2, 10.1–10.3)."""

from __future__ import annotations

import re
from itertools import pairwise

from app.catalog.profiles import Profile
from app.documents.checking.effect import Q
from app.documents.checking.elements import Elements
from app.documents.checking.faces import face_of, is_latin
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.heights import glyph_top, height_of, start_of
from app.documents.checking.numbering import counted
from app.documents.checking.paper import MM, Paper, Para
from app.documents.checking.patterns import NUMBER
from app.documents.checking.proper import proper_secrecy
from app.documents.checking.rules_red import judge_red
from app.documents.checking.saying import beside, blank_lines, font, from_edge
from app.documents.model import Format

_SECRET_FORM = re.compile(r"(绝密|机密|秘密)(★([1-9][0-9]?(年|个月|月|日|天)|长期))?")
_NUMBER_LABEL = re.compile(r"(发文)?(文|字|编)号[：:]")
_DOWNWARD = re.compile(r"(通知|通报|决定|批复|公告|通告|公报|决议|命令|复函|的函)([（(].{1,12}[）)])?$")
_CLAUSE = {Format.LETTER: "10.1", Format.ORDER: "10.2", Format.MINUTES: "10.3"}


def judge_head(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    """Everything above the title."""
    _labels(paper, profile, found, findings)
    if form is not Format.PLAIN:
        _mark(paper, profile, form, found, findings)
        judge_red(paper, profile, form, found, findings)
    if found.number is not None:
        _number(paper, profile, form, found, findings)
    if form is Format.ORDER and paper.kind == "docx":
        _order(paper, found, findings)
    _signers(profile, form, found, findings)
    _blanks(paper, form, found, findings)


def _labels(paper: Paper, profile: Profile, found: Elements, findings: Findings) -> None:
    for name, clause, para in (("密级", "7.2.2", found.secrecy), ("紧急程度", "7.2.3", found.urgency)):
        if para is None:
            continue
        face = next((run.face for run in para.runs if re.search(r"[\u4e00-\u9fff]", run.text)), "")
        findings.judge(f"{name}字体", clause, face_of(face) == "黑体", font(face), "黑体", at=para, grade=Grade.USUAL)
        _body_size(f"{name}字号", clause, para, profile, findings)
        text = para.bare
        findings.judge(f"{name}位置", clause, para.align in {"left", "both"} and start_of(para) < 8, "不在左上角", "顶格编排在版心左上角", at=para)
        if name == "密级" and len(text) > 2:
            findings.judge("保密期限", "7.2.2", _SECRET_FORM.fullmatch(para.text.strip()) is not None, para.text.strip(), proper_secrecy(text), at=para)
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
        findings.judge("份号", "7.2.1", bool(re.fullmatch(r"[0-9]{6}", text)), text, f"6 位阿拉伯数字，如{text.zfill(6)[-6:] if text.isdecimal() else '000001'}", at=found.copy_no)
        if found.copy_no.place == "flow" and found.copy_no.rect is None:
            at_edge = found.copy_no.align in {"left", "both"} and start_of(found.copy_no) < 8
            findings.judge("份号位置", "7.2.1", at_edge, "不在左上角", "顶格编排在版心左上角", at=found.copy_no)
        _body_size("份号字号", "7.2.1", found.copy_no, profile, findings)
        face = next((run.ascii for run in found.copy_no.runs if run.text.strip()), "")
        if paper.kind == "docx" and not is_latin(face):
            findings.judge("份号字体", "5.2.2", face_of(face) == "仿宋", font(face), "仿宋", at=found.copy_no, grade=Grade.USUAL)


def _body_size(rule: str, clause: str, para: Para, profile: Profile, findings: Findings) -> None:
    wanted = profile.sizes.body
    odd = next((run.size for run in para.runs if run.size and run.text.strip() and abs(run.size - wanted) > 0.4), None) if para.rect is None else None
    if para.size:
        ok = abs(para.size - wanted) <= 0.4 and odd is None
        findings.judge(rule, clause, ok, f"{odd or para.size:g} 磅", f"{wanted:g} 磅（3 号）", at=para)


def _mark(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    clause = _CLAUSE.get(form, "7.2.4")
    if profile.header.preprinted != "no" and not found.marks:
        return
    findings.judge("发文机关标志", clause, bool(found.marks), "没有发文机关标志", "红色发文机关标志", page=1)
    header = profile.header
    for para in found.marks:
        black = paper.kind == "docx" and any(not run.red and re.search(r"[\u4e00-\u9fff]", run.text) for run in para.runs)
        findings.judge("标志颜色", clause, para.red and not black, "其中有不是红色的字" if para.red else "不是红色", "红色", at=para)
        face = next((run.face for run in para.runs if re.search(r"[\u4e00-\u9fff]", run.text)), "")
        if face_of(face) or paper.kind == "docx":
            findings.judge("标志字体", clause, face_of(face) == "小标宋", font(face), "小标宋体", at=para, grade=Grade.ADVISED)
        if paper.kind == "docx" and para.place in {"flow", "header", "box", "frame"}:
            offset = para.left + para.first - para.right if para.align == "center" else 0.0
            ok = para.align in {"center", "both"} and abs(offset) < 14
            findings.judge("标志居中", clause, ok, f"偏 {abs(offset) / 2 / MM:.0f} 毫米" if offset else "没有居中", "居中", at=para)
        elif para.rect is not None and len(found.marks) == 1:
            middle = (para.rect.left + para.rect.right) / 2 / MM
            centre = profile.page.width / 2 if form is Format.LETTER else profile.page.left + profile.page.text_width / 2
            findings.judge("标志居中", clause, abs(middle - centre) <= 2.2, f"中线距左页边 {middle:.1f} 毫米", f"{centre:.1f} 毫米", at=para)
    if not found.marks:
        return
    largest = max((para.size or 0.0 for para in found.marks), default=0.0)
    if largest:
        findings.judge("标志字号", clause, largest > profile.sizes.title, f"{largest:g} 磅", f"醒目，大于标题的 {profile.sizes.title:g} 磅", at=found.marks[0], grade=Grade.CUSTOM)
    wanted = {Format.GENERAL: header.mark_top_general, Format.LETTER: header.mark_top_letter,
              Format.ORDER: header.mark_top_order, Format.MINUTES: header.mark_top_minutes}[form]  # fmt: skip
    top, slack = glyph_top(paper, found.marks[0]), 3.5 if paper.kind == "pdf" else 5.5
    if top is not None:
        findings.judge("标志位置", clause, abs(top / MM - wanted) <= slack, f"{'约' if paper.kind == 'docx' else ''}{from_edge(round(top / MM), '上')}",
                       f"{wanted:g} 毫米", at=found.marks[0])  # fmt: skip
    if form is Format.LETTER:
        text = "".join(p.bare for p in found.marks)
        findings.judge("信函标志", "10.1", not text.endswith("文件"), "标志带“文件”", "信函的标志不加“文件”", at=found.marks[0])


def _number(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    number = found.number
    assert number is not None  # noqa: S101 - asked by the caller
    match = re.search(r"[^\s：:]{0,14}[〔\[(（【［﹝<＜〈]\w{2,5}[〕\])）】］﹞>＞〉]第?\d+号", number.bare)
    text = match.group() if match else number.bare
    spaced = re.search(r"\S[ \u3000]+〔|〔[ \u3000]|\d[ \u3000]+〕|〕[ \u3000]+\d|\d[ \u3000]+号", number.typed) is not None
    ok = re.fullmatch(r"[^〔]+〔[0-9]{4}〕[1-9][0-9]*号" if form in {Format.GENERAL, Format.LETTER} else r"[^〔]*〔[0-9]{4}〕[1-9][0-9]*号", text) is not None and "第" not in text and not spaced
    if form in {Format.ORDER, Format.MINUTES, Format.PLAIN} and re.fullmatch(r"[（]?第[1-9][0-9]*[号期次][）]?", number.bare):
        ok = True  # 令号 (10.2), the issue of 纪要, either on paper with its mark
    if form is Format.ORDER:
        ok = re.fullmatch(r"第[1-9][0-9]*号", number.bare) is not None
    label = _NUMBER_LABEL.match(number.bare) if form in {Format.GENERAL, Format.LETTER} else None
    text = f"{label.group()}{text}" if label is not None and match is not None else text
    ok = ok and label is None
    wanted = _proper(_NUMBER_LABEL.sub("", number.bare), form)
    findings.judge("发文字号", "10.2" if form is Format.ORDER else "7.2.5", ok, f"{text}，中间有空格" if spaced else text, wanted, at=number)
    _body_size("发文字号字号", "7.2.5", number, profile, findings)
    face = _face_before(number, "〔[（(【［")
    if face and (face_of(face) or paper.kind == "docx"):
        findings.judge("发文字号字体", "5.2.2", face_of(face) == "仿宋", font(face), "仿宋", at=number, grade=Grade.USUAL)
    if paper.kind == "docx" and number.place == "flow":
        wide = "\t" in number.text or "签发人" in number.bare or bool(re.search(r"号[ 　]{3,}", number.text))
        if form is Format.ORDER:
            findings.judge("发文字号位置", "10.2", number.align == "center", "没有居中", "令号居中", at=number)
        elif form is Format.LETTER:
            stop = number.tabs[-1] if number.tabs and "\t" in number.text else (0.0, "right")
            long = sum(1.0 if ord(c) > 0x2000 else 0.5 for c in number.text.rpartition("\t")[2]) * (number.size or 16.0)
            short = stop[1] == "left" and stop[0] + long < profile.page.text_width * MM - 2 * (number.size or 16.0)
            ok = (number.align == "right" or wide) and stop[1] != "center" and not short
            findings.judge("发文字号位置", "10.1", ok, "没有居右", "顶格居版心右边缘", at=number)
        elif form in {Format.GENERAL, Format.MINUTES} and not wide and not found.signers and not (number.align in {"left", "both"} and _upward(found)):
            ok = number.align == "center" and abs(number.left + number.first - number.right) < 14
            findings.judge("发文字号位置", "7.2.5", ok, {"left": "居左", "right": "居右"}.get(number.align, "没有居中"), "居中", at=number)
        elif found.signers and number.align == "center":
            findings.judge("发文字号位置", "7.2.5", False, "居中", "上行文居左空一字", at=number)
        elif found.signers and number.align in {"left", "both"} and form is Format.GENERAL:
            lead = number.text[: len(number.text) - len(number.text.lstrip(" 　"))]
            cells = (number.left + number.first) / (number.size or 16.0) + sum(1.0 if c == "　" else 0.5 for c in lead)
            findings.judge("发文字号位置", "7.2.5", 0.5 <= cells <= 1.5, beside("左", cells), "上行文居左空一字", at=number)
    elif paper.kind == "docx" and number.place == "table" and found.signers and number not in found.signers:
        findings.judge("发文字号位置", "7.2.5", number.align in {"left", "both"}, {"right": "居右"}.get(number.align, "居中"), "上行文居左空一字", at=number)
    elif paper.kind == "docx" and number.place == "table" and form is Format.GENERAL and not found.signers and _alone(paper, number):
        findings.judge("发文字号位置", "7.2.5", number.align == "center", {"left": "居左", "right": "居右"}.get(number.align, "没有居中"), "居中", at=number)
    elif number.rect is not None and form is Format.GENERAL and not found.signers:
        middle, centre = (number.rect.left + number.rect.right) / 2 / MM, profile.page.left + profile.page.text_width / 2
        findings.judge("发文字号位置", "7.2.5", abs(middle - centre) <= 2.5, f"中线距左页边 {middle:.1f} 毫米", f"{centre:.0f} 毫米", at=number)


def _proper(text: str, form: Format) -> str:
    """How a number should be written: its own figures in the right form where they can be told."""
    if form is Format.ORDER:
        figure = re.search(r"0*(\d+)\D*$", text)
        return f"第{figure[1]}号" if figure else "如“第1号”"
    match = re.search(r"([^〔\[(（【［﹝<＜〈《{]*)[〔\[(（【［﹝<＜〈《{](?:20|2[O○〇])?(\d{2})年?[〕\])）】］﹞>＞〉》}]第?0*(\d+|[一二三四五六七八九十]+)号?", text)
    return f"{match[1] or '机关代字'}〔20{match[2]}〕{counted(match[3])}号" if match else "如“某政发〔2026〕1号”"


def _order(paper: Paper, found: Elements, findings: Findings) -> None:
    """令号 and the signature of the one who issues it (10.2, 7.3.5.3); a drawn one is no text."""
    findings.judge("缺发文字号", "10.2", found.number is not None, "没有令号", "第1号", at=found.first_text)
    date = found.date
    findings.judge("缺成文日期", "7.3.5.4", date is not None, "没有成文日期", "成文日期")
    if date is None or date.place != "flow":
        return
    before = [p for p in paper.flowing if p.index < date.index and p.place == "flow"]
    near = before[-5:]
    drawn = any(p.node is not None and any(True for _ in p.node.iter(Q + "drawing", Q + "pict", Q + "object")) for p in near)
    findings.judge("缺署名", "7.3.5.3", bool(found.issuers) or drawn, "没有签发人职务和签名", "签发人职务和签名章", at=date)


def _upward(found: Elements) -> bool:
    """Whether the title is that of a paper to a superior, whose number stands at the left; that its signer is missing is said by itself."""
    return "".join(p.bare for p in found.titles).endswith("请示")


def _alone(paper: Paper, para: Para) -> bool:
    """Whether a paragraph is all that its table holds."""
    return not any(p.bare and p.table == para.table and p is not para for p in paper.flowing if p.place == "table")


def _face_before(para: Para, marks: str) -> str:
    """The font of the Chinese characters before the bracket of 发文字号."""
    face = ""
    for run in para.runs:
        before = re.split(f"[{re.escape(marks)}]", run.text)[0]
        if re.search(r"[\u4e00-\u9fff]", before):
            face = run.face
        if before != run.text:
            break
    return face


def _signers(profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    title = "".join(p.bare for p in found.titles)
    if found.signers and found.signers[0].rect is None:
        downward = _DOWNWARD.search(title) is not None
        findings.judge("签发人", "7.2.6", not downward, "下行文标了签发人", "上行文才标注签发人", at=found.signers[0], grade=Grade.USUAL)
    number = found.number
    if not found.signers and form is Format.GENERAL and number is not None and number.rect is None and title.endswith("报告"):
        beside = number.place == "flow" and number.align in {"left", "both"} and 0.5 <= start_of(number) / (number.size or 16.0) <= 1.5
        findings.judge("上行文签发人", "7.2.6", not beside, "没有签发人", "上行文标注签发人姓名", at=number)
    for para in found.signers:
        text = para.bare
        count = max(map(len, map(_names, para.text.split("\n"))))
        findings.judge("签发人写法", "7.2.6", count <= 2, f"一行排了 {count} 人", "一行排两个签发人姓名", at=para, grade=Grade.USUAL)
        tag = next((run for run in para.runs if "签发人" in run.text), None)
        if tag is not None and face_of(tag.face):
            findings.judge("签发人标签字体", "7.2.6", face_of(tag.face) == "仿宋", font(tag.face), "“签发人”用仿宋", at=para, grade=Grade.USUAL)
        if re.search("签发人|签发|签批", text):
            _signer_place(para, profile, found, findings)
            findings.judge("签发人冒号", "7.2.6", "签发人：" in text, "不是全角冒号" if "签发人:" in text else "没有冒号", "签发人：", at=para)
        start = next((i for i, run in enumerate(para.runs) if "签" in run.text), 0)
        behind = para.runs[start if start or para is not found.number else 1 :]  # one run may hold 发文字号 and the label
        odd = next((run for run in behind if run.size and abs(run.size - 16.0) > 0.4 and re.search(r"[\u4e00-\u9fff]", run.text)), None)
        findings.judge("签发人字号", "7.2.6", odd is None, f"{odd.size:g} 磅" if odd else "", "16 磅（3 号）", at=para)
        named = False
        for run in para.runs:
            before, label, after = run.text.partition("签发人")
            name = re.sub(r"[：:\s]", "", after if label else run.text if named else "")
            named = named or bool(label)
            if name and re.search(r"[\u4e00-\u9fff]", name) and face_of(run.face):
                findings.judge("签发人字体", "7.2.6", face_of(run.face) == "楷体", font(run.face), "姓名用楷体", at=para)
                break
            del before


def _names(row: str) -> list[str]:
    """The names of 签发人 in one row; one of two characters may be spread."""
    behind = NUMBER.sub(" ", re.sub(r".*签\s*(发|批)\s*人?\s*[：:]?", " ", row))
    found: list[str] = []
    for word in re.split(r"[\s、，,；;]+", behind.strip()):
        if len(word) == 1 and found and len(found[-1]) == 1:
            found[-1] += word
        elif word:
            found.append(word)
    return found


def _signer_place(para: Para, profile: Profile, found: Elements, findings: Findings) -> None:
    """签发人 one character from the right: by alignment, a tab or spaces behind 发文字号 (7.2.6)."""
    names = re.sub(r".*签(发|批)人?[：:]?", "", para.bare)
    label = re.search(r"签\s*(发|批)\s*人?", para.text)
    said = "".join(label.group().split()) if label else ""
    findings.judge("签发人冒号", "7.2.6", said in {"签发人", ""}, f"“{said}”", "签发人：", at=para)
    nameless = label is not None and not names and para.place != "table"
    findings.judge("签发人写法", "7.2.6", not nameless, "没有姓名", "签发人：姓名", at=para)
    findings.judge("签发人写法", "7.2.6", not re.search("[、，,；;]", names), names, "多个签发人之间空一字，不用标点", at=para, grade=Grade.USUAL)
    stop = para.tabs[-1] if para.tabs and "\t" in para.text.strip() else (0.0, "")
    if stop[1] in {"right", "end"} and para.rect is None and para.align in {"left", "both"} and para.place == "flow":
        rear = para.text[len(para.text.rstrip(" 　")) :]
        cells = (profile.page.text_width * MM - stop[0]) / (para.size or 16.0) + sum(1.0 if c == "　" else 0.5 for c in rear)
        findings.judge("签发人位置", "7.2.6", 0.4 <= cells <= 1.7, beside("右", cells), "居右空一字", at=para)
    if para.rect is not None or para is found.number or "\t" in para.text or re.search(r"[ 　]{3,}\S", para.text):
        return
    size = para.size or 16.0
    if para.align == "right":
        rear = para.text[len(para.text.rstrip(" 　")) :]
        cells = (para.right + sum(size if c == "　" else size / 2 for c in rear)) / size
        findings.judge("签发人位置", "7.2.6", 0.4 <= cells <= 1.7, beside("右", cells), "居右空一字", at=para)
    else:
        pushed = para.left + para.first > 120  # set behind 发文字号 by an indent
        findings.judge("签发人位置", "7.2.6", pushed, "居中" if para.align == "center" else "居左", "居右空一字", at=para)


def _blanks(paper: Paper, form: Format, found: Elements, findings: Findings) -> None:
    """Blank lines of a docx: two between mark and number, two over the title, one under it."""
    if paper.kind != "docx":
        return
    flow = [p for p in paper.flowing if p.place == "flow" or (p.place == "table" and p.bare)]
    pairs = []
    if form in {Format.GENERAL, Format.ORDER} and found.marks and found.number is not None and found.marks[-1].place == "flow":
        pairs.append(("标志下空行", "7.2.5" if form is Format.GENERAL else "10.2", found.marks[-1], found.number, 2))
    if form is Format.ORDER and found.number is not None and found.first_text is not None and not found.titles:
        pairs.append(("令号下空行", "10.2", found.number, found.to or found.first_text, 2))
    if found.titles and ((form is Format.GENERAL and found.number is not None) or form is Format.LETTER):
        above = _blank_above(paper, found)
        if above is not None:
            findings.judge("标题上空行", "7.3.1" if form is Format.GENERAL else "10.1", abs(above - 2) <= 0.6, blank_lines(above), "空 2 行", at=found.titles[0])
    if form in {Format.GENERAL, Format.LETTER} and found.titles and found.to is not None:
        pairs.append(("标题下空行", "7.3.2", found.titles[-1], found.to, 1))
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
