"""Checks of official writing: figures and dates, punctuation, title and recipients. Each is a rule that can be left out.

Only what can be told from the characters is judged; nothing here judges what is said.
"""

from __future__ import annotations

import re

from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import Para
from app.documents.checking.roles import KIND_AT_END, Elements

_HANZI = "\u4e00-\u9fff"
_CHECKS: tuple[tuple[str, str, re.Pattern[str], str], ...] = (
    ("半角标点", "GB/T 15834", re.compile(rf"[{_HANZI}][,;:?!](?=[{_HANZI}“《（]|$)|[{_HANZI}]\.$"), "全角标点"),
    ("半角括号", "GB/T 15834", re.compile(rf"\([^()]*[{_HANZI}][^()]*\)"), "全角括号（）"),
    ("文号括号", "7.2.5", re.compile(rf"[{_HANZI}][\[(（【［]\d{{4}}[\])）】］]\s*第?\s*\d{{1,5}}\s*号"), "六角括号〔2026〕1号"),
    ("标点重复", "GB/T 15834", re.compile(r"[，。；：、]{2,}|，。|。，"), "一个标点"),
    ("日期写法", "GB/T 15835", re.compile(r"\d{4}年0\d月|\d{1,2}月0\d日|\d{4}年\d{1,2}月\d{1,2}号|(?<![\d.])\d{4}\.\d{1,2}\.\d{1,2}(?![\d.])"), "2026年1月5日"),
    ("年份写法", "GB/T 15835", re.compile(r"(?<!\d)[0-9]{2}年(?=\d{1,2}月)|[二〇○零一三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月"), "2026年1月"),
    ("省略号", "GB/T 15834", re.compile(r"。{3,}|\.{3,}(?=[\u4e00-\u9fff]|$)|(?<!…)…(?!…)"), "……"),
    ("破折号", "GB/T 15834", re.compile(rf"[{_HANZI}](--+|(?<!—)—(?!—))[{_HANZI}]"), "——"),
    ("直引号", "GB/T 15834", re.compile(r"\"[^\"]{1,60}\""), "“”"),
)
_PAIRS = (("《", "》"), ("（", "）"), ("“", "”"))


def judge_writing(found: Elements, findings: Findings) -> None:
    """All checks on title, text, attachments and recipients."""
    paras = [*found.titles, *(p for _, p in found.body), *found.attached]
    for para, following in zip(paras, [*paras[1:], None], strict=False):
        if para.rect is None:
            cut = _goes_on(para) or (following is not None and _goes_on(following))
            _characters(para, findings, whole=not cut)
    _title(found, findings)
    _copies(found, findings)


def _goes_on(para: Para) -> bool:
    return para.new_page and not para.first and not para.left


def _characters(para: Para, findings: Findings, *, whole: bool) -> None:
    text = para.text.replace("\n", "").strip()
    for rule, clause, pattern, wanted in _CHECKS:
        match = pattern.search(text)
        findings.judge(rule, clause, match is None, match.group() if match else "", wanted, at=para, topic="writing")
    for opening, closing in _PAIRS if whole else ():
        ok = text.count(opening) == text.count(closing)
        findings.judge("括号引号配对", "GB/T 15834", ok, f"{opening}{text.count(opening)} 个、{closing}{text.count(closing)} 个", "成对使用",
                       at=para, topic="writing")  # fmt: skip


def _title(found: Elements, findings: Findings) -> None:
    if not found.titles or not found.number:
        return
    text = "".join(p.bare for p in found.titles)
    findings.judge("标题文种", "7.3.1", KIND_AT_END.search(text) is not None, text[-6:], "标题由发文机关、事由和文种组成", at=found.titles[-1],
                   grade=Grade.USUAL, topic="writing")  # fmt: skip
    findings.judge("标题用词", "7.3.1", "关于关于" not in text and "的的" not in text, text[:8], "不重复", at=found.titles[0], topic="writing")


def _copies(found: Elements, findings: Findings) -> None:
    if found.to is None or not found.copies:
        return
    to = set(re.split(r"[，、；：]", found.to.bare.strip("：:")))
    copied = set(re.split(r"[，、；。]", "".join(p.bare for p in found.copies).partition("：")[2]))
    both = {name for name in to & copied if len(name) > 2}
    findings.judge("主送与抄送重复", "7.4.2", not both, "、".join(sorted(both)), "主送机关不再列入抄送", at=found.copies[0],
                   grade=Grade.CUSTOM, topic="writing")  # fmt: skip
