"""Rules of 附件说明, signature and date, 附注 and 附件 (clauses 7.3.4–7.3.7); 版记 is rules_imprint."""

from __future__ import annotations

import re

from app.catalog.profiles import Profile
from app.documents.checking.docx_flow import falls
from app.documents.checking.effect import Q
from app.documents.checking.elements import Elements
from app.documents.checking.faces import face_of
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.heights import start_of
from app.documents.checking.listed import Entry, entry_of
from app.documents.checking.paper import MM, Paper, Para
from app.documents.checking.proper import proper_date
from app.documents.checking.rules_signed import FULL_DATE, is_named, judge_places
from app.documents.checking.saying import beside, blank_lines, figure, font
from app.documents.model import Format

_STAMPED = 2.0  # pt that the name of a stamp is larger at least
ORGAN = re.compile(r"(局|委|办|厅|部|政府|党组|党委|委员会|办公室|中心|公司|组|院|会)$")


def is_stamped(para: Para) -> bool:
    """Whether a name that is red, or larger than the office before it, stands for its stamp (签名章), which has its own face and size."""
    if any(run.red for run in para.runs):
        return is_named(para) or ORGAN.search(para.bare) is None
    sizes = [run.size for run in para.runs if run.size and run.text.strip()]
    return is_named(para) and max(sizes, default=0.0) - min(sizes, default=0.0) > _STAMPED


def judge_tail(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    """Everything under the text."""
    _attached(paper, profile, found, findings)
    if found.date is not None:
        _date(paper, profile, form, found, findings)
    _note(paper, found, findings)
    _annexes(paper, profile, found, findings)
    for para in paper.flowing:
        if re.fullmatch(r"[（(]?(共印|印数|共)\d{1,5}份[）)]?。?", para.bare):
            findings.judge("印数", "7.4", False, para.bare, "2012 年起的格式没有印数", at=para)
        if re.match(r"(打字|打印|校对|录入)(人|员)?[：:]", para.bare):
            findings.judge("印数", "7.4", False, para.bare[:10], "2012 年起的格式没有打字、校对", at=para)
        if para.bare.startswith(("主题词：", "主题词:")):
            findings.judge("主题词", "7.4", False, para.bare[:10], "2012 年起的格式没有主题词", at=para)
        if found.annexes and para.new_page and re.fullmatch(r"附[表图录]\d{0,2}", para.bare):
            findings.judge("附件标识写法", "7.3.7", False, para.bare, "附件1", at=para)
        if re.search(r"[此本][页面]无正文", para.bare):
            findings.judge("此页无正文", "7.3.5.5", False, "标了“此页无正文”", "调整行距、字距，不写“此页无正文”", at=para)


# 附件说明


def _attached(paper: Paper, profile: Profile, found: Elements, findings: Findings) -> None:
    lines = found.attached
    if not lines:
        return
    first = lines[0]
    text = first.bare
    late = paper.kind == "docx" and found.date is not None and first.index > found.date.index
    findings.judge("附件说明位置", "7.3.4", not late, "在成文日期之下", "正文之下、署名之上", at=first)
    entries = [entry_of(p.bare) for p in lines]
    labelled = bool(re.match(r"附件：", text if first.rect is not None else first.text.lstrip(" \u3000\t")))
    findings.judge("附件说明写法", "7.3.4", labelled, f"写作“{_label(first, entries[0])}”", "附件：1.名称" if len(lines) > 1 else "附件：名称", at=first)
    for entry, para in zip(entries, lines, strict=True):
        if entry.said and (labelled or para is not first):
            again = para is not first and entry.label
            findings.judge("附件序号写法", "7.3.4", entry.said in {f"{entry.number}.", f"{entry.number}．"} and not again,
                           f"“{entry.label if again else ''}{entry.said}”", f"“{entry.number}.”", at=para)  # fmt: skip
    counts = [entry.number for entry in entries if entry.number is not None]
    if counts:
        findings.judge("附件序号次序", "7.3.4", counts == list(range(1, len(counts) + 1)), f"编为 {'、'.join(map(str, counts))}",
                       f"从 1 起依次编号：{'、'.join(map(str, range(1, len(counts) + 1)))}", at=first)  # fmt: skip
        single = labelled and len(counts) == 1 and len(lines) == 1
        findings.judge("附件顺序号", "7.3.4", not single, f"{counts[0]}.", "只有一个附件不编顺序号", at=first, grade=Grade.USUAL)
    numbered = [entry.number is not None for entry in entries]
    for para, following in zip(lines, [*numbered[1:], True], strict=True):
        if following:
            findings.judge("附件名称标点", "7.3.4", para.bare[-1] not in "。；，、：;,.", f"末尾是“{para.bare[-1]}”", "附件名称后不加标点", at=para)
    for para in lines:
        if para.size:
            ok = abs(para.size - profile.sizes.body) <= 0.4
            findings.judge("附件说明字号", "5.2.2", ok, f"{para.size:g} 磅", f"{profile.sizes.body:g} 磅（3 号）", at=para)
    for para in lines:
        _fang("附件说明字体", "7.3.4", para, paper, findings)
    for entry, para in zip(entries, lines, strict=True):
        findings.judge("附件名称书名号", "7.3.4", not re.fullmatch(r"《[^》]*》", entry.name), entry.name[:8], "附件名称不加书名号", at=para, grade=Grade.CUSTOM)
    if paper.kind == "docx":
        cells = start_of(first) / (first.size or 16)
        aligned = first.align in {"left", "both"}
        inside = aligned and abs(cells - 2) <= 0.4
        findings.judge("附件说明缩进", "7.3.4", inside, beside("左", cells) if aligned else "没有左对齐", "左空二字", at=first)
        for match, para in zip(numbered[1:], lines[1:], strict=True):
            if match and numbered[0] and inside:
                _under_first(first, para, findings)
        for match, para in zip(numbered, lines, strict=True):
            _turned(para, match or para is first, profile, findings)
        blank = _blank_before(paper, first)
        if blank is not None and not late and not (blank == 0 and may_begin_page(paper, first, profile)):
            findings.judge("附件说明空行", "7.3.4", abs(blank - 1) < 0.6, blank_lines(blank), "正文下空一行", at=first)


def _label(first: Para, entry: Entry) -> str:
    """How a wrong label is written: with its number when that belongs to it."""
    said = first.text.strip(" \u3000\t") if first.rect is None else first.bare
    end = re.search(r"[：:]|(?=[.．、])", said[:8])
    return said[: end.end()] if end else (entry.label + entry.said) or said[:6]


def _beside(apart: float) -> str:
    said = figure(abs(apart))
    return "与“附件：”对齐" if said == "0" else f"比“附件：”{'多' if apart > 0 else '少'}空 {said} 字"


def _under_first(first: Para, para: Para, findings: Findings) -> None:
    """The second attachment begins below the number of the first."""
    if "\t" in para.text or "\t" in first.text:
        return
    apart = (start_of(para) - start_of(first)) / (para.size or 16.0)
    ok = para.align in {"left", "both"} and 2.2 <= apart <= 4.3
    findings.judge("附件说明缩进", "7.3.4", ok, _beside(apart) if para.align in {"left", "both"} else "没有左对齐", "与上一个附件的顺序号对齐", at=para)


def _turned(para: Para, begins: bool, profile: Profile, findings: Findings) -> None:
    """A name too long for its line goes on below its first character."""
    label = re.match(r"[ \u3000]*(?:附件：)?(?:\d{1,2}[.．])?", para.text)
    cell = para.size or 16.0
    if not begins or label is None or "\t" in para.text or "\n" in para.text:
        return
    lead = sum(cell if c > "\u2000" else cell / 2 for c in label.group().strip())
    name = start_of(para) + lead
    if name + len(para.bare[len(label.group().strip()) :]) * cell < profile.page.text_width * MM:
        return
    findings.judge("附件说明回行", "7.3.4", abs(para.left - name) <= cell, f"第二行{beside('左', para.left / cell)}", "回行与附件名称的首字对齐", at=para)


def _blank_before(paper: Paper, para: Para) -> float | None:
    flow = [p for p in paper.flowing if p.place == "flow"]
    if para not in flow or para.new_page:
        return None
    count, at = para.before / 28.95, flow.index(para) - 1
    while at >= 0 and not flow[at].bare:
        count += 1
        at -= 1
    return round(count * 2) / 2


def may_begin_page(paper: Paper, wanted: Para, profile: Profile) -> bool:
    """Whether a paragraph of a docx may stand at the head of a page, where blank lines before it fall away.

    Where programs differ about it, it may.
    """
    ends = falls(paper, wanted)
    if ends is None:
        return True
    turn, pitch = ends[0].page != ends[1].page, profile.grid.pitch
    return turn or any((end.page and end.top < 1.2 * pitch) or end.room - end.top < 1.2 * pitch for end in ends)


# signature and date


def _date(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    date = found.date
    assert date is not None  # noqa: S101 - asked by the caller
    findings.judge("成文日期", "7.3.5.4", found.date_again is None, "写了两个成文日期", "一个成文日期", at=found.date_again)
    for para in found.issuers:
        wrong = re.search(r"^(发文机关|发文单位|落款|署名)[：:]|[：:，。；]$|(?<=[局委厅部会院府室])[、，；](?=[\u4e00-\u9fff]{4})|[（(](盖章|公章|印章|章)[）)]", para.bare)
        findings.judge("发文机关署名写法", "7.3.5", wrong is None, f"写了“{wrong.group()}”" if wrong else "", "只写机关名称", at=para, grade=Grade.CUSTOM)
    spaced = re.search(r"\S[ \u3000]+\S", date.typed) is not None
    findings.judge("成文日期", "7.3.5.4", bool(FULL_DATE.fullmatch(date.bare)) and not spaced, date.text.strip(), proper_date(date.bare), at=date)
    body = profile.sizes.body
    for name, para in (("成文日期", date), *(("发文机关署名", p) for p in found.issuers if not is_stamped(p))):
        if para.size:
            findings.judge(f"{name}字号", "5.2.2", abs(para.size - body) <= 0.4, f"{para.size:g} 磅", f"{body:g} 磅（3 号）", at=para)
        face = next((run.face for run in para.runs if re.search(r"[\u4e00-\u9fff]", run.text)), "")
        if (paper.kind == "docx" or face_of(face)) and para.place == "flow" and re.search(r"[\u4e00-\u9fff]", para.text):
            findings.judge(f"{name}字体", "5.2.2", face_of(face) in {"仿宋", "楷体" if para.bare != date.bare and not ORGAN.search(para.bare) else "仿宋"}, font(face), "仿宋",
                           at=para, grade=Grade.USUAL)  # fmt: skip
    judge_places(paper, profile, form, found, findings)
    if paper.kind == "docx" and found.issuers:
        _over(paper, profile, form, found, findings)


def _over(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    """At least one blank line over the signature, with a seal (7.3.5.1) and without (7.3.5.2); two over that of a 命令 (7.3.5.3)."""
    first = found.issuers[0]
    blank, at = _blank_before(paper, first), paper.flowing.index(first)
    before = paper.flowing[at - 1] if at else None
    swapped = found.date is not None and (first.index > found.date.index or before is found.note)  # said by itself
    if blank is None or swapped or before is None or before.place != "flow" or before.after >= 14 or before.section != first.section:
        return
    if form is Format.ORDER and is_named(first) and blank + before.after / profile.grid.pitch > 0:
        ok = abs(blank + before.after / profile.grid.pitch - 2) <= 0.6 or may_begin_page(paper, first, profile)
        findings.judge("署名空行", "7.3.5.3", ok, blank_lines(blank), "正文下空二行", at=first, grade=Grade.USUAL)
    elif blank == 0 and not may_begin_page(paper, first, profile):
        findings.judge("署名空行", "7.3.5", False, "空 0 行", "正文（附件说明）下至少空一行", at=first, grade=Grade.USUAL)
    else:
        findings.judge("署名空行", "7.3.5", True, "", "")


def _note(paper: Paper, found: Elements, findings: Findings) -> None:
    note = found.note
    if note is None:
        return
    findings.judge("附注括号", "7.3.6", note.bare.startswith("（") and note.bare.endswith("）"), f"{note.bare[:4]}…{note.bare[-4:]}", "用全角圆括号括起来", at=note)
    over = found.date is not None and note.index < found.date.index
    below = [p for p in found.imprint if p.place in {"flow", "table"} and p.anchor is None and (p.cell is None or p.cell.anchor is None)]
    late = note.rect is None and bool(below) and all(p.index < note.index for p in below)
    findings.judge("附注位置", "7.3.6", not late, "在版记之下", "成文日期下一行", at=note)
    findings.judge("附注位置", "7.3.6", not over, "在成文日期之上", "成文日期下一行", at=note)
    _fang("附注字体", "5.2.2", note, paper, findings)
    if note.size:
        findings.judge("附注字号", "5.2.2", abs(note.size - 16.0) <= 0.4, f"{note.size:g} 磅", "16 磅（3 号）", at=note)
    if paper.kind == "docx":
        cells = min((start_of(note) / size for size in (16.0, note.size or 16.0)), key=lambda value: abs(value - 2))
        findings.judge("附注位置", "7.3.6", abs(cells - 2) <= 0.4 and note.align in {"left", "both"},
                       beside("左", cells) if note.align in {"left", "both"} else "没有居左", "居左空二字", at=note)


def _fang(rule: str, clause: str, para: Para, paper: Paper, findings: Findings) -> None:
    face = next((run.face for run in para.runs if re.search(r"[\u4e00-\u9fff]", run.text)), "")
    if face_of(face) or (paper.kind == "docx" and re.search(r"[\u4e00-\u9fff]", para.text)):
        findings.judge(rule, clause, face_of(face) == "仿宋", font(face), "仿宋", at=para, grade=Grade.USUAL)


def _annex_title(found: Elements, head: Para, paper: Paper, profile: Profile, findings: Findings) -> None:
    """The title two lines below 附件1 looks like that of the letter and stands in the middle (7.3.7)."""
    title = next((p for p in found.annex_text if p.index > head.index), None)
    if title is None or title.place != "flow" or paper.kind != "docx" or title.index - head.index > 4 or len(title.bare) >= 60 or title.bare[-1] in "。；：，":
        return
    face = next((run.face for run in title.runs if re.search(r"[\u4e00-\u9fff]", run.text)), "")
    large = (title.size or 0) >= 18 or face_of(face) == "小标宋"
    if title.align == "center":
        other = next((run.face for run in title.runs if len(re.findall(r"[\u4e00-\u9fff]", run.text)) > 1 and face_of(run.face) != "小标宋"), "")
        findings.judge("附件标题字体", "7.3.7", face_of(face) == "小标宋" and not other, font(face if face_of(face) != "小标宋" else other), "小标宋体", at=title,
                       grade=Grade.USUAL)  # fmt: skip
        wanted = profile.sizes.title
        findings.judge("附件标题字号", "7.3.7", title.size is None or abs(title.size - wanted) <= 0.4, f"{title.size or 0:g} 磅", f"{wanted:g} 磅（2 号）", at=title,
                       grade=Grade.USUAL)  # fmt: skip
        findings.judge("附件标题加粗", "7.3.7", not any(run.bold and run.text.strip() for run in title.runs), "加粗", "不加粗", at=title, grade=Grade.CUSTOM)
    elif large:
        findings.judge("附件标题居中", "7.3.7", False, {"right": "居右"}.get(title.align, "居左"), "居中", at=title)


def _annexes(paper: Paper, profile: Profile, found: Elements, findings: Findings) -> None:
    alone = len(found.annexes) == 1 and len(found.attached) == 1 and entry_of(found.attached[0].bare).number is None
    if alone:
        only = found.annexes[0]
        findings.judge("附件顺序号", "7.3.7", not re.search(r"附\s*件\s*1$", only.bare), f"只有一个附件，标识写作“{only.bare}”", "只有一个附件不编顺序号：附件", at=only,
                       grade=Grade.USUAL)  # fmt: skip
    for para in found.annexes:
        _annex_title(found, para, paper, profile, findings)
        if para.size:
            findings.judge("附件标识字号", "7.3.7", abs(para.size - 16.0) <= 0.4, f"{para.size:g} 磅", "16 磅（3 号）", at=para)
        face = next((run.face for run in para.runs if "附" in run.text), "")
        if paper.kind == "docx" or face_of(face):
            findings.judge("附件标识字体", "7.3.7", face_of(face) == "黑体", font(face), "黑体", at=para)
        said = para.typed.strip()
        findings.judge("附件标识写法", "7.3.7", bool(re.fullmatch(r"附件[0-9]{0,2}", said)), said, "附件" if alone else "附件1", at=para)
        if paper.kind == "docx" and para.place == "flow":
            ok = para.align in {"left", "both"} and abs(start_of(para)) < 8
            findings.judge("附件标识位置", "7.3.7", ok, "没有顶格", "顶格编排在版心左上角第一行", at=para)
            findings.judge("附件另面", "7.3.7", para.new_page or _after_break(paper, para), "没有另起一面", "另面编排", at=para)


def _after_break(paper: Paper, para: Para) -> bool:
    """Whether a page turns between a paragraph and what stands before it."""
    at = paper.flowing.index(para)
    for other in reversed([p for p in paper.flowing[:at] if p.place in {"flow", "table"}]):
        if other.section != para.section:
            return True
        if other.place == "flow" and _turns_behind(other):
            return True
        if other.bare:
            return False
        if other.new_page:
            return True
    return True


def _turns_behind(para: Para) -> bool:
    """Whether a page turns behind the last character of a paragraph."""
    turned = False
    for node in para.node.iter(Q + "t", Q + "br") if para.node is not None else ():
        turned = node.get(Q + "type") == "page" if node.tag == Q + "br" else turned and not (node.text or "").strip()
    return turned
