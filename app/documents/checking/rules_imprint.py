"""Rules of 版记 (clause 7.4): copies, printing organ and day, and the lines about them."""

from __future__ import annotations

import re

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements
from app.documents.checking.faces import face_of
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.heights import start_of
from app.documents.checking.imprint_lines import LAST, MIDDLE, PLAIN, imprint_of, ruled_width
from app.documents.checking.imprint_place import judge_place
from app.documents.checking.paper import MM, Paper, Para
from app.documents.checking.patterns import DATE
from app.documents.checking.proper import SAMPLE, day_said, proper_date
from app.documents.checking.rules_signed import FULL_DATE
from app.documents.checking.saying import UNSET, beside, ending, font, hung
from app.documents.model import Format, chinese_date

_ALIGNED = {"center": "居中", "right": "居右"}
_THICK = 0.07  # mm


def judge_imprint(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    """Everything about 版记."""
    small = profile.sizes.small
    for name, para in (*(("抄送", p) for p in found.copies), *((("印发", found.printer),) if found.printer else ())):
        if para.size:
            odd = next((run.size for run in para.runs if run.size and abs(run.size - small) > 0.4 and run.text.strip()), None) if para.rect is None else None
            findings.judge(f"{name}字号", "7.4.2", abs(para.size - small) <= 0.4 and odd is None, f"{odd or para.size:g} 磅", f"{small:g} 磅（4 号）", at=para)
        face = next((run.face for run in para.runs if re.search(r"[\u4e00-\u9fff]", run.text)), "")
        if paper.kind == "docx" or face_of(face):
            findings.judge(f"{name}字体", "7.4.2", face_of(face) == "仿宋", font(face), "仿宋", at=para, grade=Grade.USUAL)
            other = [r.face for r in para.runs if len(re.findall(r"[\u4e00-\u9fff]", r.text)) > 1 and face_of(r.face) != "仿宋"] if paper.kind == "docx" else []
            findings.judge(f"{name}字体", "7.4.2", not other or face_of(face) != "仿宋", f"其中有{font(other[0])}" if other else "", "仿宋", at=para, grade=Grade.USUAL)
    for para in found.copies:
        text = para.bare
        said = re.split("[：:]", text)[0] if re.search("[：:]", text[:7]) else text[:2]
        findings.judge("抄送用语", "7.4.2", text.startswith(("抄送", "主送") if form not in {Format.MINUTES, Format.ORDER} else ("抄送", "分送", "主送")), f"写作“{said}”", "抄送（不分抄报、抄送）", at=para, grade=Grade.CUSTOM)
        again = para is not found.copies[0] and text.startswith("抄送") and found.copies[0].bare.startswith("抄送")
        findings.judge("要素重复", "7.4", not again, "抄送标了两次", "抄送只标一次", at=para)
        findings.judge("抄送标点", "7.4.2", not re.search("[；;](?=.)", text), "机关之间用了分号", "抄送机关之间用逗号或者顿号", at=para, grade=Grade.CUSTOM)
        findings.judge("抄送冒号", "7.4.2", text[2:3] == "：" or not text.startswith(("抄", "主", "分")), f"“{text[:2]}”后面是“{text[2:3]}”" if text[2:3] in ":;；，, " else f"“{text[:2]}”后面没有冒号", "全角冒号", at=para)
        if paper.kind == "docx":
            findings.judge("抄送句号", "7.4.2", text.endswith("。"), ending(text, "；;，,、.：:．"), "最后一个机关名称后标句号", at=para)
            cells = start_of(para) / (para.size or small)
            findings.judge("抄送缩进", "7.4.2", 0.5 <= cells <= 1.5, beside("左", cells), "左右各空一字", at=para)
            ok = para.align in {"left", "both"} and para.right <= 2.2 * (para.size or small)
            said = _ALIGNED.get(para.align, beside("右", para.right / (para.size or small)))
            findings.judge("抄送缩进", "7.4.2", ok, said, "左右各空一字", at=para)
            if len(text) > 30:
                size = para.size or small
                hang = (para.left - start_of(para)) / size  # from the first character: typed spaces stand before it
                findings.judge("抄送回行", "7.4.2", abs(hang - 3) <= 0.6, hung(hang), "回行与冒号后的首字对齐", at=para)
    if found.printer is not None:
        text = found.printer.bare
        written = DATE.search(text)
        if written is not None and not FULL_DATE.fullmatch(written.group()) and re.search(r"[./\-]", written.group()):
            findings.judge("印发日期", "7.4.3", False, written.group(), proper_date(written.group()) + "印发", at=found.printer)
        chinese = re.search(r"[二〇○零一三四五六七八九]{4}年.{1,8}日", text)
        if chinese is not None:
            findings.judge("印发日期", "7.4.3", False, chinese.group(), proper_date(chinese.group()) + "印发", at=found.printer)
        if re.search(r"\d{4}年", text):
            when = re.search(r"\d{4}年\d{1,2}月\d{1,2}日", text)
            ok = when is not None and bool(FULL_DATE.fullmatch(when.group()))
            labelled = re.search(r"印发(日期|时间)[：:]", text) is not None  # that is told by itself
            findings.judge("印发日期", "7.4.3", ok and (labelled or text.endswith("印发") or DATE.match(text) is not None), _dated(text), _proper_day(text) + "印发", at=found.printer)
        gap = re.search(r"日[ 　]+印\s*发|印[ 　]+发", found.printer.text)
        findings.judge("印发日期", "7.4.3", gap is None or paper.kind == "pdf", "“日”和“印发”之间有空格", "日期后直接加“印发”", at=found.printer)
        yearless = text.endswith("印发") and re.search(r"\d{1,2}月\d{1,2}日", text) is not None and not re.search(
            r"[0-9〇○零一二三四五六七八九]{4}年", text)  # fmt: skip
        findings.judge("印发日期", "7.4.3", not yearless, _dated(text), f"{SAMPLE}印发，年份写全", at=found.printer)
        undated = not re.search(r"[0-9〇○零一二三四五六七八九]", text)
        findings.judge("印发日期", "7.4.3", not undated, "没有印发日期", f"{SAMPLE}印发", at=found.printer)
        if form is Format.LETTER:
            findings.judge("信函版记", "10.1", False, "有印发机关和印发日期", "信函版记不加印发机关和印发日期", at=found.printer)
        elif paper.kind == "docx":
            _printed(profile, found.office, found.printer, findings)
    if form is Format.GENERAL and found.date is not None and found.marks:
        findings.judge("缺印发机关", "7.4.3", found.printer is not None, "版记没有印发机关和印发日期", "抄送机关下标注印发机关和印发日期",
                       at=found.copies[-1] if found.copies else None)  # fmt: skip
    if paper.kind == "docx" and found.imprint and form is not Format.PLAIN:
        judge_place(paper, profile, found, findings)
        if form is Format.LETTER:
            _letter(paper, found, findings)
        elif form in {Format.GENERAL, Format.MINUTES, Format.ORDER}:
            _lines(paper, profile, found, findings)


def _dated(text: str) -> str:
    """The end of a line from its date on."""
    found = re.search(r"\d[\d年月日号./\-]*\D{0,4}$", text)
    return found.group() if found else text[-14:]


def _proper_day(text: str) -> str:
    day = day_said(_dated(text))
    return chinese_date(day) if day is not None else SAMPLE


def _printed(profile: Profile, office: Para | None, printer: Para, findings: Findings) -> None:
    """印发机关 one character from the left, 印发日期 one from the right, in this order (7.4.3)."""
    labelled = re.match(r"印发(机关|单位|部门|日期|时间)[：:]", (office or printer).bare) or re.search(r"印发(日期|时间)[：:]", printer.bare)
    findings.judge("印发写法", "7.4.3", not labelled, labelled.group() if labelled else "", "直接写印发机关名称和印发日期", at=office or printer)
    first = DATE.match(printer.bare)
    if first and office is None:
        findings.judge("缺印发机关", "7.4.3", False, "没有印发机关" if first.end() + 2 >= len(printer.bare) else "印发日期在印发机关之前",
                       "印发机关在左，印发日期在右", at=printer)  # fmt: skip
        return
    swapped = office is not None and office.cell is not None and printer.cell is not None and office.cell.column > printer.cell.column
    findings.judge("印发缩进", "7.4.3", not swapped, "印发日期在印发机关之前", "印发机关在左，印发日期在右", at=printer)
    left, small = office or printer, profile.sizes.small
    cells = start_of(left) / (left.size or small)
    said = {"center": "居中", "right": "居右"}.get(left.align, beside("左", cells))
    pad = left.cell.pad[0] / small if left.cell is not None else 0.0
    findings.judge("印发缩进", "7.4.3", swapped or (left.align in {"left", "both"} and 0.5 - pad <= cells <= 1.6), said, "印发机关左空一字", at=left)
    if office is not None:
        for rule, ok, found in (("印发字号", abs((office.size or small) - small) <= 0.4, f"{office.size or 0:g} 磅"),
                                ("印发字体", _face(office) == "仿宋", _face(office) or UNSET)):  # fmt: skip
            findings.judge(rule, "7.4.3", ok, found, f"{small:g} 磅（4 号）" if rule == "印发字号" else "仿宋", at=office)
    behind = _behind(printer, office, profile)
    narrow = printer.cell is not None and abs(printer.cell.width / MM - profile.page.text_width) > 4  # that is told by itself
    dated = re.search(r"[0-9〇○零一二三四五六七八九]", printer.bare) is not None  # that it lacks is told by itself
    if behind is not None and not narrow and not labelled and dated:
        findings.judge("印发日期位置", "7.4.3", 0.3 <= behind <= 1.9, beside("右", behind), "印发日期右空一字", at=printer)


def _face(para: Para) -> str:
    return face_of(next((run.face for run in para.runs if re.search(r"[\u4e00-\u9fff]", run.text)), ""))


def _behind(printer: Para, office: Para | None, profile: Profile) -> float | None:
    """Characters between 印发 and the right edge; None when that depends on spaces typed between."""
    small = printer.size or profile.sizes.small
    rear = printer.text[len(printer.text.rstrip(" 　")) :]
    typed = sum(1.0 if c == "　" else 0.5 for c in rear)
    pad = printer.cell.pad[1] if printer.cell is not None else 0.0
    if office is not None:
        if printer.align == "right":
            return (printer.right + pad) / small + typed
        return None if printer.align == "left" else -1.0 if printer.align == "center" else None
    stop = printer.tabs[-1] if printer.tabs else (0.0, "")
    if "\t" in printer.text.strip() and stop[1] in {"right", "end"} and printer.align in {"left", "both"}:
        whole = printer.cell.width - sum(printer.cell.pad) if printer.cell is not None else printer.width or profile.page.text_width * MM
        return (whole - stop[0] + pad) / small + typed
    if "\t" not in printer.text and printer.align in {"left", "both"} and not re.search(r"\S[ 　]{4,}\S", printer.text):
        whole = printer.cell.width - sum(printer.cell.pad) if printer.cell is not None else printer.width or profile.page.text_width * MM
        long = sum(small if ord(c) > 0x2000 else small / 2 for c in printer.text)
        return (whole - printer.left - printer.first - long) / small  # the day stands right behind the organ
    return None


def _fellow(paper: Paper, para: Para) -> bool:
    """Whether an empty paragraph of a cell stands beside one that is not."""
    return any(p.bare and p.cell == para.cell and p.cell is not None for p in paper.flowing)


def _letter(paper: Paper, found: Elements, findings: Findings) -> None:
    """版记 of a 信函 has no lines (10.1)."""
    ruled = any(seam.border is not None for seam in imprint_of(paper, found).seams)
    findings.judge("信函版记", "10.1", not ruled, "版记有分隔线", "信函版记不加分隔线", at=found.imprint[0])


def _lines(paper: Paper, profile: Profile, found: Elements, findings: Findings) -> None:
    """The lines: none missing, as wide as the type area, black and whole, 0.35 mm outside and 0.25 between (7.4.1)."""
    first, imprint = found.imprint[0], imprint_of(paper, found)
    if found.copies and found.printer is not None:
        upside = found.printer.index < found.copies[0].index
        findings.judge("版记次序", "7.4", not upside, "印发机关在抄送机关之上", "抄送机关在上，印发机关和印发日期在下", at=found.printer)
    missing = imprint.missing
    findings.judge("版记分隔线", "7.4.1", not missing, f"没有{'、'.join(dict.fromkeys(missing))}分隔线", "首条、末条与中间的分隔线", at=first)
    outer, inner = profile.imprint.outer_rule, profile.imprint.inner_rule
    for seam in imprint.seams:
        border = seam.border
        if border is None:
            continue
        wanted = inner if seam.name == MIDDLE else outer
        findings.judge("版记线粗细", "7.4.1", abs(border.width / MM - wanted) <= _THICK, f"{seam.name} {border.width / MM:.2f} 毫米", f"首末 {outer:g}、中间 {inner:g} 毫米",
                       at=first, grade=Grade.ADVISED)  # fmt: skip
        plain = border.kind in PLAIN and not border.coloured
        said = f"{seam.name}是{'彩色' if border.coloured else '虚线、双线等'}"
        findings.judge("版记线样式", "7.4.1", plain, said, "黑色单实线", at=found.imprint[-1] if seam.name == LAST else first)
    upright = any((p.cell is not None and p.cell.upright) or (p.cell is None and p.boxed == "边框") for row in imprint.rows for p in row)
    findings.judge("版记线样式", "7.4.1", not upright, "左右有竖线", "只有横线", at=first)
    rows = {(p.table, p.cell.row) for row in imprint.rows for p in row if p.cell is not None}
    blank = any(not p.bare and p.cell is not None and (p.table, p.cell.row) in rows and _fellow(paper, p) for p in paper.flowing)
    findings.judge("版记空行", "7.4", not blank, "表格里有空行", "各要素之间不空行", at=first, grade=Grade.CUSTOM)
    lines = [seam.border for seam in imprint.seams if seam.border is not None]
    if not lines:
        for thick in {rule.thickness for rule in imprint.drawn}:
            ok = min(abs(thick / MM - outer), abs(thick / MM - inner)) <= _THICK
            findings.judge("版记线粗细", "7.4.1", ok, f"{thick / MM:.2f} 毫米", f"首末 {outer:g}、中间 {inner:g} 毫米", at=first, grade=Grade.ADVISED)
    width = ruled_width(profile.page.text_width * MM, (*(p for row in imprint.rows for p in row), *imprint.carriers)) if lines else None
    if width is not None:
        whole, slack = profile.page.text_width, 2 * profile.sizes.small / MM  # a border of a paragraph keeps its indents
        short, long = width[0] / MM, width[1] / MM
        ok = (long if first.cell is None else short) >= whole - 2.5 - (slack if first.cell is None else 0.0) and long <= whole + 2.5
        findings.judge("版记线长度", "7.4.1", ok, f"{short if short < whole else long:.0f} 毫米", f"{whole:g} 毫米（与版心等宽）", at=first)
    shift = first.cell.indent if first.cell is not None and first.cell.anchor is None else 0.0
    findings.judge("版记线长度", "7.4.1", abs(shift) <= 9, f"左端偏{'右' if shift > 0 else '左'} {abs(shift) / MM:.0f} 毫米", "与版心左右对齐", at=first)
    for rule in imprint.drawn if not lines else ():
        findings.judge("版记线长度", "7.4.1", abs(rule.length / MM - profile.page.text_width) <= 2.5, f"{rule.length / MM:.0f} 毫米",
                       f"{profile.page.text_width:g} 毫米（与版心等宽）", at=first)  # fmt: skip
