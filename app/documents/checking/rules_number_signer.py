"""Rules of 发文字号 and 签发人, which stand on one line in a paper to a superior (clauses 7.2.5, 7.2.6, 10.2)."""

from __future__ import annotations

import re

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements, part_of
from app.documents.checking.faces import face_of
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.heights import start_of
from app.documents.checking.numbering import counted
from app.documents.checking.paper import MM, Paper, Para, Run
from app.documents.checking.patterns import NUMBER
from app.documents.checking.saying import beside, font
from app.documents.model import Format

_BRACKET = re.compile(r"[〔\[(（【［﹝<＜〈《{]|(19|20)\d{2}")
_LABEL = re.compile(r"(发文)?(文|字|编)号[：:]")
_DIGITS = str.maketrans("〇○O零一二三四五六七八九０１２３４５６７８９", "00001234567890123456789")
_LOOSE = re.compile(
    r"(?P<organ>(?:(?!(?:19|20)\d{2})[^〔\[(（【［﹝<＜〈《{：:])*)[〔\[(（【［﹝<＜〈《{]?(?P<year>\d{4}|2[O○〇]\d{2}|[一二][〇○O零九][〇○O零一二三四五六七八九]{2}|(?<=[〔\[(（【［﹝<＜〈《{])\d{2})年?"
    r"[〕\])）】］﹞>＞〉》}\-—－〔\[(（【]?第?0*(?P<count>\d+|[一二三四五六七八九十]{1,3})"
)
_DOWNWARD = re.compile(r"(通知|通报|决定|批复|公告|通告|公报|决议|命令|复函|的函)([（(].{1,12}[）)])?$")


def body_size(rule: str, clause: str, para: Para, profile: Profile, findings: Findings) -> None:
    wanted = profile.sizes.body
    odd = next((run.size for run in para.runs if run.size and run.text.strip() and abs(run.size - wanted) > 0.4), None) if para.rect is None else None
    if para.size:
        ok = abs(para.size - wanted) <= 0.4 and odd is None
        findings.judge(rule, clause, ok, f"{odd or para.size:g} 磅", f"{wanted:g} 磅（3 号）", at=para)


def judge_number(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    number = found.number
    assert number is not None  # noqa: S101 - asked by the caller
    part = _own_part(number)
    text = part.bare if part is not number else _written(number.bare)
    spaced = re.search(r"\S[ \u3000]+〔|〔[ \u3000]|\d[ \u3000]+〕|〕[ \u3000]+\d|\d[ \u3000]+号", part.typed) is not None
    ok = re.fullmatch(r"[^〔]+〔[0-9]{4}〕[1-9][0-9]*号" if form in {Format.GENERAL, Format.LETTER} else r"[^〔]*〔[0-9]{4}〕[1-9][0-9]*号", text) is not None and not re.search("[第：:]", text) and not spaced
    if form in {Format.ORDER, Format.MINUTES, Format.PLAIN} and re.fullmatch(r"[（]?(?:〔[0-9]{4}〕)?第[1-9][0-9]*[号期次][）]?", number.bare):
        ok = True  # 令号 (10.2), the issue of 纪要, either on paper with its mark
    if form is Format.ORDER:
        ok = re.fullmatch(r"第[1-9][0-9]*号", number.bare) is not None
    name = "令号" if form is Format.ORDER else "发文字号"
    findings.judge(name, "10.2" if form is Format.ORDER else "7.2.5", ok, f"{text}，中间有空格" if spaced else text, _proper(text, form), at=number)
    body_size(f"{name}字号", "7.2.5", part, profile, findings)
    face = _face_before(part)
    if face and (face_of(face) or paper.kind == "docx"):
        findings.judge(f"{name}字体", "5.2.2", face_of(face) == "仿宋", font(face), "仿宋", at=number, grade=Grade.USUAL)
    if paper.kind == "docx" and number.place == "flow":
        wide = "\t" in number.text or "签发人" in number.bare or bool(re.search(r"号[ 　]{3,}", number.text))
        if form is Format.ORDER:
            findings.judge("令号位置", "10.2", number.align == "center", "没有居中", "令号居中", at=number)
        elif form is Format.LETTER:
            stop = number.tabs[-1] if number.tabs and "\t" in number.text else (0.0, "right")
            long = sum(1.0 if ord(c) > 0x2000 else 0.5 for c in number.text.rpartition("\t")[2]) * (number.size or 16.0)
            short = stop[1] == "left" and stop[0] + long < profile.page.text_width * MM - 2 * (number.size or 16.0)
            ok = (number.align == "right" or wide) and stop[1] != "center" and not short
            findings.judge("发文字号位置", "10.1", ok, "没有居右", "顶格居版心右边缘", at=number)
        elif form in {Format.GENERAL, Format.MINUTES} and not wide and not found.signers and not (number.align in {"left", "both"} and _upward(found, number)):
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
    elif number.rect is not None and form is Format.GENERAL and not found.signers and not _stands_upward(number, profile, found):
        middle, centre = (number.rect.left + number.rect.right) / 2 / MM, profile.page.left + profile.page.text_width / 2
        findings.judge("发文字号位置", "7.2.5", abs(middle - centre) <= 2.5, f"中线距左页边 {middle:.1f} 毫米", f"{centre:.0f} 毫米", at=number)


def _own_part(number: Para) -> Para:
    """发文字号 of a docx without what stands beside it on its line: labels at the left of a 信函, 签发人 at the right."""
    if number.rect is not None:
        return number
    text = re.split(r"签\s*发|签\s*批|审\s*签", number.text)[0]
    tokens = list(re.finditer(r"\S(?:[^\t \u3000]|[ \u3000](?![ \u3000\t]))*", text))
    chosen = next((m for m in tokens if _BRACKET.search(m.group())), None) or max(tokens, key=lambda m: len(m.group()), default=None)
    return part_of(number, chosen.start(), chosen.end()) if chosen is not None else number


def _written(text: str) -> str:
    """The number in a line of a PDF, with a label that stands before it."""
    label = _LABEL.match(text)
    match = re.search(r"[^\s：:]{0,14}[〔\[(（【［﹝<＜〈]\w{2,5}[〕\])）】］﹞>＞〉]第?\d+号", text)
    return (label.group() if label else "") + match.group() if match else text


def _proper(text: str, form: Format) -> str:
    """How a number should be written: its own figures in the right form where they can be told."""
    if form is Format.ORDER:
        figure = re.search(r"0*(\d+)\D*$", text)
        return f"第{figure[1]}号" if figure else "如“第1号”"
    if behind := re.search(r"[〔\[(（【](\d{4})[〕\])）】]((?!第)[\u4e00-\u9fff]{1,10})第?0*(\d+)号?$", text):
        return f"{behind[2]}〔{behind[1]}〕{behind[3]}号"  # the organ stands behind its year
    match = _LOOSE.search(text)
    seq = counted(match["count"]) if match else None
    if match is None or not seq:
        return "如“某政发〔2026〕1号”"
    year = match["year"].translate(_DIGITS)
    return f"{match['organ'] or '机关代字'}〔{year if len(year) == 4 else f'20{year}'}〕{seq}号"


def _stands_upward(number: Para, profile: Profile, found: Elements) -> bool:
    """Whether 发文字号 of a PDF stands where that of a paper to a superior should: only its signer is missing."""
    title = "".join(p.bare for p in found.titles)
    left = (number.rect.left - profile.page.left * MM) / profile.grid.cell if number.rect is not None else 0.0
    return title.endswith(("请示", "报告")) and 0.4 <= left <= 1.6


def _upward(found: Elements, number: Para) -> bool:
    """Whether the title is that of a paper to a superior, whose number stands at the left; that its signer is missing is said by itself."""
    title = "".join(p.bare for p in found.titles)
    return title.endswith("请示") or (title.endswith("报告") and _stands_in(number))


def _stands_in(number: Para) -> bool:
    """Whether 发文字号 begins one character from the left."""
    return 0.5 <= start_of(number) / (number.size or 16.0) <= 1.5


def _alone(paper: Paper, para: Para) -> bool:
    """Whether a paragraph is all that its table holds."""
    return not any(p.bare and p.table == para.table and p is not para for p in paper.flowing if p.place == "table")


def _face_before(para: Para) -> str:
    """The font of the Chinese characters before the bracket of 发文字号."""
    face = ""
    for run in para.runs:
        before = re.split(r"[〔\[（(【［]", run.text)[0]
        if re.search(r"[\u4e00-\u9fff]", before):
            face = run.face
        if before != run.text:
            break
    return face


def judge_signers(profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    title = "".join(p.bare for p in found.titles)
    if found.signers:
        downward = _DOWNWARD.search(title) is not None
        findings.judge("签发人", "7.2.6", not downward, "下行文标了签发人", "上行文才标注签发人", at=found.signers[0], grade=Grade.USUAL)
    number = found.number
    if not found.signers and form is Format.GENERAL and number is not None and number.rect is None and title.endswith("报告"):
        beside = number.place == "flow" and number.align in {"left", "both"} and _stands_in(number)
        findings.judge("上行文签发人", "7.2.6", not beside, "没有签发人", "上行文标注签发人姓名", at=number)
    _one_line(found, findings)
    for para in found.signers:
        text = para.bare
        count = max(map(len, map(signers_in, para.text.split("\n"))))
        findings.judge("签发人写法", "7.2.6", count <= 2, f"一行排了 {count} 人", "一行排两个签发人姓名", at=para, grade=Grade.USUAL)
        tag = next((run for run in para.runs if "签发人" in run.text), None)
        if tag is not None and face_of(tag.face):
            findings.judge("签发人标签字体", "7.2.6", face_of(tag.face) == "仿宋", font(tag.face), "“签发人”用仿宋", at=para, grade=Grade.USUAL)
        if re.search("签发人|签发|签批", text):
            _signer_place(para, profile, found, findings)
            colon = "签发人：" in text or "签发人" not in text  # another word is told by itself
            findings.judge("签发人冒号", "7.2.6", colon, "不是全角冒号" if "签发人:" in text else "没有冒号", "签发人：", at=para)
        start = next((i for i, run in enumerate(para.runs) if "签" in run.text), 0)
        behind = para.runs[start if start or para is not found.number else 1 :]  # one run may hold 发文字号 and the label
        odd = next((run for run in behind if run.size and abs(run.size - 16.0) > 0.4 and re.search(r"[\u4e00-\u9fff]", run.text)), None)
        findings.judge("签发人字号", "7.2.6", odd is None, f"{odd.size:g} 磅" if odd else "", "16 磅（3 号）", at=para)
        name = _name_run(para)
        if name is not None:
            findings.judge("签发人字体", "7.2.6", face_of(name.face) == "楷体", font(name.face), "姓名用楷体", at=para)


def _name_run(para: Para) -> Run | None:
    """The run in which the name behind 签发人 begins, whose font tells something; programs break the label anywhere."""
    label = re.search(r"签\s*发\s*人", para.text)
    if label is None:
        return None
    at = 0
    for run in para.runs:
        behind = run.text[max(label.end() - at, 0) :]
        at += len(run.text)
        if re.search(r"[\u4e00-\u9fff]", behind) and face_of(run.face):
            return run
    return None


def _one_line(found: Elements, findings: Findings) -> None:
    """发文字号 stands on the line of the last 签发人 (7.2.5)."""
    number, plain = found.number, all(p.place == "flow" for p in found.signers)
    if number is None or number.place != "flow" or not found.signers or not plain:
        return
    if number.rect is not None:
        rows = [p for p in found.signers if p.rect is not None]
        under = [p for p in rows if p.page == number.page and p.rect is not None and p.rect.top > number.rect.bottom]
        findings.judge("签发人位置", "7.2.6", not under, "没有和发文字号在同一行", "发文字号与最后一个签发人处在同一行", at=under[0] if under else None)
        return
    last = max(found.signers, key=lambda p: p.index)
    beside = last is number or re.search(r"号[\s\u3000]+[\u4e00-\u9fff]", number.text) is not None  # further names there
    findings.judge("签发人位置", "7.2.6", beside, "没有和发文字号在同一行", "发文字号与最后一个签发人处在同一行", at=last)


def signers_in(row: str) -> list[str]:
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
    titled = re.search(r"(局长|厅长|书记|主任|县长|市长|区长|乡长|镇长|部长|院长|校长|董事长|总经理)$", names)
    findings.judge("签发人写法", "7.2.6", titled is None, f"写作“{names}”", "只写姓名，不写职务", at=para, grade=Grade.CUSTOM)
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


