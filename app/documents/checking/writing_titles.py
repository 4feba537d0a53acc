"""The words of a title (clause 7.3.1, 条例第九条): organ, what about (关于…的), kind; and the name of what it issues, alike in title, text and attachment.

Usage, so every finding is 实务. Which kinds there are is patterns, punctuation of titles writing_parts.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import pairwise

from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.listed import announced
from app.documents.checking.passages import Passage

_KIND = re.compile(r"(通知|通报|报告|请示|批复|函|决定|意见)(?:[（(][^（）()]{1,12}[）)])?$")
_NEAR = 14  # characters before the kind in which its 的 stands: 的紧急通知, 的专项整治工作实施意见
_SHOWN = 8
_OTHERWISE = re.compile(r"印发|转发|批转|发布|公布|颁布|下达|表彰|嘉奖|授予|任免|任命|举[办行]|召开|20\d\d|[《“]")
_ISSUED = re.compile(r"(?:现将|[制修]定了?)《([^《》]{5,60})》(?=[^。]{0,16}(?:印发|发给|下发|转发))")
_IN_TITLE = re.compile(r"印发《?(.{5,60}?)》?的通知(?:[（(][^（）()]{1,12}[）)])?$")
_ALIKE = 0.6


def judge_titles(title: str, found: Elements, rows: list[Passage], findings: Findings) -> None:
    """The title of the letter, and what it says it issues."""
    match = _KIND.search(title)
    if match is None or not found.titles:
        return
    before, at = title[: match.start()], found.titles[0]
    about = "关于" in before
    ok = not about or "的" in before[-_NEAR:] or before.endswith("》")
    findings.judge("标题用词", "7.3.1", ok, f"…{title[-_SHOWN:]}", f"“{match[1]}”前面用“的”", at=found.titles[-1], grade=Grade.CUSTOM, topic="writing")
    own = next((name for name in organs_of(found) if title.startswith(name)), "")
    matter = before[len(own) :]
    ok = about or not own or not matter.endswith("的") or len(matter) < 6 or match[1] == "报告" or _OTHERWISE.match(matter) is not None
    findings.judge("标题用词", "7.3.1", ok, f"“{own}{matter[:4]}…”没有“关于”", "事由用“关于”引出", at=at, grade=Grade.CUSTOM, topic="writing")
    _issued(title, found, rows, findings)


def organs_of(found: Elements) -> list[str]:
    """Names of who issues the letter, the longest first."""
    names = {p.bare.removesuffix("文件") for p in found.marks} | {p.bare for p in found.issuers}
    return sorted((name for name in names if len(name) > 3), key=len, reverse=True)


def _issued(title: str, found: Elements, rows: list[Passage], findings: Findings) -> None:
    """The name of what is issued: in the title, behind 现将, and over the one attachment."""
    said = next(((row, match) for row in rows if row.role == "body" and (match := _ISSUED.search(row.text))), None)
    if said is None:
        return
    row, match = said
    named, listed = _IN_TITLE.search(title), announced(found.attached)
    names = [_plain(match[1]), *([_plain(named[1])] if named else []), *([_plain(listed[0])] if len(listed) == 1 else [])]
    if not named and not listed and len(found.annexes) == 1:
        under = next((p for p in found.annex_text if p.index > found.annexes[0].index), None)
        names += [_plain(under.bare)] if under is not None and under.align == "center" else []
    other = next((second for first, second in pairwise(names) if _differ(first, second)), "")
    findings.judge("印发名称", "7.3.1", not other, f"正文写《{match[1]}》，别处写“{other}”", "同一文件前后名称一致", at=row.at(match.start()), grade=Grade.CUSTOM, topic="writing")


def _differ(first: str, second: str) -> bool:
    """Whether two names are meant for one and are not alike; one may leave out the organ or the stage."""
    if first in second or second in first:
        return False
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE


def _plain(name: str) -> str:
    return re.sub(r"[（(](?:试行|暂行|修订|征求意见稿|草案|送审稿)[）)]|[^\u4e00-\u9fff0-9A-Za-z]", "", name)
