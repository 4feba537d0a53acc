"""Elements that must be there, numbers of levels in order, attachments as announced; what the kind of letter asks for.

Kinds are recognised by their titles, as forms/letters writes them; their needs and owed sentences are asked as far as
a page can tell. Names of organs are writing_names, articles writing_basis.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from app.catalog.known_rules import KnownLetter, Shown
from app.catalog.letter_text import says
from app.catalog.letters import LetterForm
from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.listed import announced
from app.documents.checking.numbering import counted
from app.documents.checking.paper import Paper, Para
from app.documents.checking.passages import Passage
from app.documents.checking.patterns import KIND_AT_END
from app.documents.checking.writing_kinds import judge_wording
from app.documents.checking.writing_titles import organs_of
from app.documents.model import Format

_ADDRESSED = re.compile(r"(通知|通知书|函|请示|报告|批复|建议|建议书|复函|回复)([（(].{1,12}[）)])?$")
_LEADER = re.compile(r"(?:[\u4e00-\u9fff]{2,12}(?:政府|委员会|[委局厅办部院]))?[\u4e00-\u9fff]{0,4}(?:书记|[县区市省镇乡局厅部院校]长|主任|主席|检察长|常委|同志|领导)[：:，,]?")
_ASKS = re.compile(r"(?:以上|特此)报告[^。]{0,6}请[^。]{0,4}(批示|批复|审批|批准|指示)|(妥否|当否|可否|是否妥当)，?请.{0,4}(批示|批复|指示|审批)|请予(批准|审批)|请批准"
    r"|(?<![报提申邀聘呈经商函])请(?!示)[^，。；]{0,12}(?:政府|[党县市省区]委|上级|[局厅部办院])[^，。；]{0,10}(?:批准|同意|拨付|核拨|追加|增加|增拨)")
_SIGNED_AND_DATED = re.compile(r"[\u4e00-\u9fff、]{4,30}(?<![日于在至])\d{4}年\d{1,2}月\d{1,2}日")
_ANNEX_NO = re.compile(r"[（(【\[]?附\s*[件表图录]?\s*[：:]?\s*(\d{1,2}|[一二三四五六七八九十]{1,3})?")
_ONLY_KIND = re.compile("通知|通报|报告|请示|批复|函|意见|决定|纪要")
_ABOUT_NOTHING = re.compile("通知|通报|报告|请示|批复|函|意见")  # behind the name of who issues it
_CITED = re.compile(r"《.*》|“[^”]*”|（[^）]*）")
_LONG = 60  # of what is taken for the title of an attachment
_SHOWN = 40  # characters of a sentence that are enough to know it by
_SENTENCE = 14  # characters of a line that is no title


def judge_parts(paper: Paper, form: Format, found: Elements, rows: list[Passage], findings: Findings) -> None:
    """Required elements, their agreement, levels and attachments."""
    if form in {Format.GENERAL, Format.LETTER} and found.body:
        _elements(form, found, findings)
    if form is Format.ORDER:
        _post(found, findings)
    _kind_words(form, found, rows, findings)
    judge_wording(title_of(found), found, rows, findings)
    _levels(found, findings)
    _attachments(paper, found, findings)
    _pointed_at(found, rows, findings)


def title_of(found: Elements) -> str:
    """The title in one line."""
    return "".join(p.bare for p in found.titles)


# elements


def _elements(form: Format, found: Elements, findings: Findings) -> None:
    title, first = title_of(found), found.first_text
    addressed = bool(_ADDRESSED.search(title)) and not any(p.bare.startswith("主送") for p in found.copies)
    rows = [("缺标题", "7.3.1", bool(title), "标题", Grade.FIXED), ("缺成文日期", "7.3.5.4", found.date is not None or bool(found.passed), "成文日期", Grade.FIXED)]
    if found.date is not None:
        rows.append(("缺署名", "7.3.5", bool(found.issuers) or found.date.place != "flow", "发文机关署名", Grade.USUAL))
    if addressed:
        rows.append(("缺主送机关", "7.3.2", found.to is not None, "主送机关", Grade.USUAL))
    if (form is Format.GENERAL and any(p.bare.endswith("文件") for p in found.marks)) or (form in {Format.ORDER, Format.LETTER} and found.marks):
        rows.append(("缺发文字号", "10.1" if form is Format.LETTER else "7.2.5", found.number is not None, "发文字号", Grade.FIXED))
    if form in {Format.GENERAL, Format.LETTER} and found.secrecy is not None and found.secrecy.bare[:2] != "内部":
        rows.append(("缺份号", "7.2.1", found.copy_no is not None, "份号", Grade.FIXED))
    together = next((p for p in (*found.issuers, *(p for _level, p in found.body[-3:])) if _SIGNED_AND_DATED.fullmatch(p.bare)), None) if found.date is None else None
    if together is not None:
        findings.judge("缺成文日期", "7.3.5", False, f"“{together.bare}”", "署名和成文日期各占一行", at=together, topic="writing")
        rows = [row for row in rows if row[0] != "缺成文日期"]
    for rule, clause, ok, what, grade in rows:
        findings.judge(rule, clause, ok, f"没有{what}", what, at=first if rule != "缺成文日期" else None, grade=grade, topic="writing")


def _post(found: Elements, findings: Findings) -> None:
    """Who signs an order is named with his post (7.3.5.3); a single name of a person has none."""
    signed = "".join(para.bare for para in found.issuers)
    bare = re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", signed) is not None and not re.search("[长任记席]|(?:[府会局委厅办部院室]|总理)$", signed)
    if found.issuers:
        findings.judge("签发人职务", "7.3.5.3", not bare, f"只有姓名“{signed}”", "签名章左空二字标注签发人职务", at=found.issuers[0], topic="writing")


def _kind_words(form: Format, found: Elements, rows: list[Passage], findings: Findings) -> None:
    title = title_of(found).rstrip("。；，：！、.,;:!")  # a mark at its end is told by itself
    if not title or not found.number or form not in {Format.GENERAL, Format.LETTER}:
        return
    at = found.titles[-1]
    known = KIND_AT_END.search(title) is not None and not re.search(r"情况$|请示报告$|报告请示$|的(请示|报告|通知|函)函$|的(通知|通报|函|报告|请示|批复|决定|公告|通告)(通知|通报|公告|通告|批复|请示)$", title)
    known = known and not _ONLY_KIND.fullmatch(title)
    known = known and not any(title.startswith(name) and _ABOUT_NOTHING.fullmatch(title.removeprefix(name)) for name in organs_of(found))
    findings.judge("标题文种", "7.3.1", known, title[-6:], "标题由发文机关、事由和文种组成", at=at, grade=Grade.USUAL, topic="writing")
    again = next((w for w in ("关于关于", "通知的通知的") if w in title), "")
    findings.judge("标题用词", "7.3.1", not again, again, "不重复", at=found.titles[0], topic="writing")
    inside = re.search(r"[。；！？;!?](?!$)", title) or re.search("，", _CITED.sub("", title))
    findings.judge("标题中标点", "7.3.1", inside is None, f"用了“{inside.group()}”" if inside else "", "标题中除书名号、顿号等以外不用标点", at=found.titles[0],
                   grade=Grade.CUSTOM, topic="writing")  # fmt: skip
    if title.endswith(("请示", "报告")) and form is Format.GENERAL:
        findings.judge("上行文签发人", "7.2.6", bool(found.signers), "没有签发人", "上行文标注签发人姓名", at=found.number, topic="writing")
    if title.endswith(("请示", "报告")) and found.to is not None:
        findings.judge("向负责人行文", "条例第十五条", _LEADER.fullmatch(found.to.bare) is None, f"主送“{found.to.bare.rstrip('：:')}”",
                       "主送上级机关，不写机关负责人", at=found.to, grade=Grade.USUAL, topic="writing")  # fmt: skip
    if title.endswith("请示"):
        several = len(re.split(r"[，、；]", found.to.bare.strip("：:，；。,;"))) if found.to is not None else 1
        findings.judge("请示多头主送", "条例第十五条", several == 1, f"{several} 个主送机关", "一般只主送一个上级机关", at=found.to, grade=Grade.USUAL,
                       topic="writing")  # fmt: skip
    if title.endswith("报告") and not title.endswith("请示报告"):
        _asking(rows, findings)


def _asking(rows: list[Passage], findings: Findings) -> None:
    """A report asks for nothing; told with the sentence that does, where it begins."""
    row, asked = next(((row, match) for row in rows if row.role == "body" and (match := _ASKS.search(row.text))), (None, None))
    if row is None or asked is None:
        findings.judge("报告夹带请示", "条例第十五条", True, "", "", topic="writing")
        return
    start = max(row.text.rfind(mark, 0, asked.start()) for mark in "。；！？") + 1
    said = re.split(r"[，。；！？]", row.text[asked.end() :])[0]
    said = (row.text[start : asked.end()] + said).strip()
    shown = said if len(said) <= _SHOWN else said[:_SHOWN] + "…"
    findings.judge("报告夹带请示", "条例第十五条", False, f"有请示事项：“{shown}”", "报告不夹带请示事项", at=row.at(start), grade=Grade.USUAL, topic="writing")


# levels


def _levels(found: Elements, findings: Findings) -> None:
    """A level is left out only where a document has two of them (国家标准应用指南: 一、 then 1.)."""
    headings = [(level, para) for level, para in found.body if level]
    used = {level for level, _ in headings}
    if 1 not in used and 2 not in used:
        return
    for (upper, _), (lower, para) in pairwise(headings):
        left_out = lower - upper > 1 and not (lower - upper == 2 and len(used) == 2)
        findings.judge("层次序数越级", "7.3.3", not left_out, f"{_NAMES[upper]}下面直接用{_NAMES[lower]}", "一、（一）1.（1）依次使用", at=para,
                       grade=Grade.CUSTOM, topic="writing")  # fmt: skip


_NAMES = {1: "“一、”", 2: "“（一）”", 3: "“1.”", 4: "“（1）”"}


# attachments


def _attachments(paper: Paper, found: Elements, findings: Findings) -> None:
    named = announced(found.attached)
    heads = [para for para in found.annexes if _ANNEX_NO.match(para.bare)]
    if not heads and found.date is not None:
        names = {_plain(name) for name in named if len(_plain(name)) > 2}
        bare = next((p for p in found.annex_text if _plain(p.bare) in names), None)
        findings.judge("附件标识缺漏", "7.3.7", bare is None, f"“{bare.bare[:12]}”前没有附件标识" if bare else "", "左上角标“附件”和顺序号", at=bare, topic="writing")
    if not heads or any(width > height for width, height in paper.pages):
        return  # on a turned page they stand among tables
    findings.judge("附件说明缺漏", "7.3.4", bool(named), f"后面有 {len(heads)} 个附件，正文下没有附件说明", "正文下标注附件说明", at=heads[0], topic="writing")
    if not named:
        return
    findings.judge("附件件数", "7.3.7", len(heads) <= len(named), f"附件说明 {len(named)} 件，后面有 {len(heads)} 件", "件数一致", at=heads[0], topic="writing")
    counts = [counted(match[1] or "") for head in heads if (match := _ANNEX_NO.match(head.bare))]
    apart = any(re.search("另发|另附|另送|另行", name) for name in named) or counts != list(range(1, len(heads) + 1))  # sent apart (7.3.7)
    findings.judge("附件件数", "7.3.7", apart or len(heads) >= len(named), f"附件说明 {len(named)} 件，后面只有 {len(heads)} 件", "附件齐全，另发的在附件说明里注明",
                   at=heads[-1], grade=Grade.CUSTOM, topic="writing")  # fmt: skip
    if len(heads) > len(named):
        return
    last = 0
    for head in heads:
        match = _ANNEX_NO.match(head.bare)
        said = counted(match[1]) if match and match[1] else None
        apart = len(heads) < len(named)
        ok = said is not None and last < said <= len(named) and (apart or said == last + 1) if len(named) > 1 else said in {None, 1}
        findings.judge("附件顺序号", "7.3.7", ok, head.bare[:6], f"附件{last + 1 if len(named) > 1 else ''}", at=head, topic="writing")
        last = said if ok and said else last + 1
        name, lines = named[min(last, len(named)) - 1], _title_under(found, head)
        title = "".join(lines)
        untitled = not lines and _begins_with_text(found, head)
        findings.judge("附件名称不一致", "7.3.7", not untitled, f"“{head.bare[:6]}”下面没有标题", f"标题“{name}”", at=head, topic="writing")
        alike = not lines or not _plain(name) or any(_plain("".join(lines[:n])) == _plain(name) for n in range(1, len(lines) + 1))
        findings.judge("附件名称不一致", "7.3.7", alike, f"附件说明“{name}”，附件标题“{title[:_LONG]}”", "附件标题与附件说明一致", at=head, topic="writing")


_POINTED = re.compile(r"(?<![》”])(?<!号）)(?:见|按|按照|填写|填报|对照|参照|依据|根据)?附\s*件\s*(\d{1,2})(?![\d年月日])|(?:详见|见)附件(?!\s*\d)")


def _pointed_at(found: Elements, rows: list[Passage], findings: Findings) -> None:
    """What the text points to is among the attachments; those of another document (《…》附件2) are not meant."""
    count = max(len(announced(found.attached)), sum(1 for p in found.annexes if _ANNEX_NO.match(p.bare)))
    for row in rows:
        if row.role != "body":
            continue
        for match in _POINTED.finditer(row.text):
            ok = int(match[1] or 1) <= count
            has = f"只有 {count} 个附件" if count else "没有附件"
            findings.judge("附件引用", "7.3.4", ok, f"“{match.group()}”，{has}", "正文提到的附件都在附件说明里", at=row.at(match.start()), grade=Grade.CUSTOM,
                           topic="writing")  # fmt: skip


def _title_under(found: Elements, head: Para) -> list[str]:
    """The title below 附件1: lines in the middle; of tables that follow at once nothing is known."""
    below = [p for p in found.annex_text if p.index > head.index][:4]
    lines: list[str] = []
    for para in below:
        middle = para.align == "center" or (para.rect is not None and para.rect.left > 100)
        other = abs((para.size or 0) - (below[0].size or 0)) > 1  # the text below a title
        if para.place != "flow" or other or not (middle or (para.size or 0) >= 18):
            break
        lines.append(para.bare)
    return lines


def _begins_with_text(found: Elements, head: Para) -> bool:
    """Whether a sentence stands where the title of an attachment should be; of a PDF nothing is said."""
    first = next((p for p in found.annex_text if p.index > head.index), None)
    return first is not None and first.rect is None and first.place == "flow" and len(first.bare) >= _SENTENCE and first.bare.endswith("。")


def _plain(text: str) -> str:
    return re.sub(r"[^\u4e00-\u9fff0-9A-Za-z]", "", text)


# the kind's own


def judge_kind(letters: Iterable[LetterForm], shown: Iterable[KnownLetter], found: Elements, rows: list[Passage], findings: Findings) -> None:
    """What the kind of letter asks for, when its title tells the kind; what a finished one shows goes before our own needs."""
    known, title = tuple(letters), title_of(found)
    seen = max((pair for one in shown for name in one.titles if title.endswith(name) for pair in [(len(name), one)]), key=lambda pair: pair[0], default=None)
    form = next((f for f in known if seen is not None and f.code == seen[1].kind), None) or kind_of(known, title)
    if form is None:
        return
    text = re.sub(r"(?<=\d)前", "日前", "\n".join(row.text for row in rows if row.role in {"body", "attached"}))  # 12-20前 is told by itself
    have = {"to": found.to is not None or any(p.bare.startswith("主送") for p in found.copies), "cc": bool(found.copies), "date": found.date is not None,
            "number": found.number is not None, "issuers": bool(found.issuers), "title": True, "body": bool(text)}  # fmt: skip
    asked = [(have.get(need.of, False) or any(word in text for word in need.words), _lacks(need.say), _wants(need.say)) for need in form.needs
             if not need.when and (need.of in have or need.words) and not (need.words and seen)]  # fmt: skip
    asked += [(says(text, owed), _lacks(owed.say), owed.text or _wants(owed.say)) for owed in form.owes
              if not seen and not owed.when and not (owed.people and "同志" not in text)]  # fmt: skip
    headings = [row.text for row in rows if row.role == "body" and row.level == 1]
    asked += [(_shows(text, headings, one), f"没有看到{one.say}", f"写明{one.say}") for one in (seen[1].shows if seen else ())]
    for ok, say, wanted in asked:
        findings.judge(f"{form.label}必备内容", "文书写法，国标没有规定", ok, say, wanted, at=found.titles[-1], grade=Grade.CUSTOM, topic="writing")


def _wants(say: str) -> str:
    """What a kind asks for, without what its form is to be filled in with."""
    return re.sub(r"，请填写.*", "", say.partition("。")[0])


def _lacks(say: str) -> str:
    """The same as what is missing: 没有写明回复时限 for 监察建议书要写明回复时限."""
    said = re.search(r"(?:要|请)(?=写明|抄送|征求|把|由|经|有)(.+)", _wants(say))
    return f"没有{said[1]}" if said else f"没有看到：{_wants(say)}"


def _shows(text: str, headings: list[str], one: Shown) -> bool:
    if one.aside and len(headings) > 1 and all(any(word in heading for word in one.aside) for heading in headings):
        return any(word in text for word in one.then)
    return any(all(any(word in sentence for word in group) for group in one.words) for sentence in re.split(r"[。；\n]", text))


def kind_of(letters: Iterable[LetterForm], title: str) -> LetterForm | None:
    """The kind whose title this is; the longest wording wins, None when none or two of them fit."""
    best: list[tuple[int, LetterForm]] = []
    for form in letters:
        fixed = re.split(r"\{[a-z_]+\}", form.title.replace(" ", ""))
        head, tail = fixed[0].removeprefix("关于") if len(fixed) > 1 else "", fixed[-1].removeprefix("的")
        if form.retired or len(tail) < (4 if len(fixed) > 1 else 3) or not re.search(rf"{re.escape(tail)}书?$", title) or head not in title:
            continue
        best.append((len(tail) + len(head), form))
    best.sort(key=lambda pair: -pair[0])
    if not best or (len(best) > 1 and best[0][0] == best[1][0]):
        return None
    return best[0][1]
