"""Whether the words of a document agree with its kind (文种): how it opens and closes, whom it asks for what.

Kinds are those of 党政机关公文处理工作条例第八条, told from the end of the title. Needs of single letters are writing_parts.
"""

from __future__ import annotations

import re

from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.passages import Passage, own_words

_KIND = re.compile(r"(通知|通告|公告|公报|通报|报告|请示|批复|函|决定|决议|意见|议案|纪要)(?:书)?(?:[（(][^）)]{1,12}[）)])?$")
_CLAUSE = "条例第八条"
# what may be said under which kinds; a phrase that many kinds use is not listed
_OPENINGS = (
    (r"报告如下", {"报告", "请示"}), (r"请示如下", {"请示"}), (r"通知如下", {"通知", "建议"}), (r"通告如下", {"通告"}), (r"公告如下", {"公告"}),
    (r"批复如下", {"批复"}), (r"函(?:告|达)如下", {"函", "建议"}), (r"函复如下", {"函"}),
    (r"事项通报如下", {"通报", "函", "意见", "公报", "建议"}), (r"通报如下", {"通报", "通知", "函", "意见", "公报", "建议"}),
)  # fmt: skip
_CLOSINGS = (
    ("通知", {"通知"}), ("通报", {"通报", "函", "建议"}), ("报告", {"报告"}), ("请示", {"请示"}), ("批复", {"批复"}), ("通告", {"通告"}), ("公告", {"公告"}),
    ("函(?:达|告|复|请|商|询)?|致函|复函", {"函", "建议"}),
)  # fmt: skip
_RULES = re.compile(r"(方案|办法|规定|细则|要点|计划|规划)$")
_TELLS = re.compile(r"现[^。]{0,40}?的?(?:通知|通报|报告|请示|批复|函告|函复)如下")
_HOLDS = re.compile(r"(?<![一-龥])本(通知|意见|决定|通告|公告|通报|办法|规定|细则|条例|方案)自[^，。；]{2,24}起(?:施行|执行|实施|生效)")
_OWN = frozenset(("办法", "规定", "细则", "条例", "方案"))
_SUGGESTED = re.compile(r"建议书?$")
_ENDED = re.compile(r"(?:妥否|当否|可否|是否妥当)[，,]?\s*请[^。]{0,6}(?:批示|批复|指示|审批|批准)")
_INSTRUCT = re.compile(r"(?:请(?:予以?|领导|即)?|并(?:予以?)?|审核|研究)批示(?=[。！]|为盼|为荷)")
_BY_LETTER = re.compile(r"请(?:予以?)?函[复告](?=[。！]|为盼|为荷)")
_ASKED = re.compile(r"(?:以上|上述)(?:请示|意见|报告|事项)[^。]{0,10}请[^。]{0,6}(?:批示|批复|审批|批准|指示)")


def kind_word(title: str) -> str:
    """The kind at the end of a title; nothing when it is none of 第八条, or words of another paper stand before it."""
    match = _KIND.search(title)
    return match[1] if match else "建议" if _SUGGESTED.search(title) else ""


def judge_wording(title: str, found: Elements, rows: list[Passage], findings: Findings) -> None:
    """How the text opens and closes; quoted words are not the letter's own."""
    kind = "" if title.endswith(("请示报告", "报告请示")) else kind_word(title)  # which it is nobody can tell
    body = [row for row in rows if row.role == "body"]
    if not kind and body:
        _rules_named(title, body, findings)
    if not kind or not body:
        return
    _self_named(title, kind, body, findings)
    for row in body:
        said = own_words(row.text)
        for words, kinds in _OPENINGS:
            match = re.search(rf"现[^。]{{0,40}}?(?<![一-龥]的){words}", said)
            if match and kind not in kinds:
                _told("开头语与文种", "…" + match.group()[-6:], kind, row, match.end() - 1, findings)
        for words, kinds in _CLOSINGS:
            match = re.search(rf"特此(?:{words})(?=[。，！]|$)", said)
            if match and kind not in kinds:
                _told("结语与文种", match.group(), kind, row, match.start(), findings)
    asked = next(((row, match) for row in body if (match := _ASKED.search(row.text))), None)
    if asked is not None and kind in {"通知", "通报", "通告", "公告", "批复", "决定"}:
        _told("结语与文种", asked[1].group(), kind, asked[0], asked[1].start(), findings)
        return
    ended = next(((row, match) for row in body if (match := _ENDED.search(own_words(row.text)))), None)
    if ended is not None and kind in {"通知", "通报", "通告", "公告", "批复", "决定", "函", "纪要", "建议", "公报"}:
        _told("结语与文种", ended[1].group(), kind, ended[0], ended[1].start(), findings)
        return
    instructed = next(((row, match) for row in body if (match := _INSTRUCT.search(row.text))), None)
    answered = next(((row, match) for row in body if (match := _BY_LETTER.search(row.text))), None)
    if answered is not None and kind == "请示":
        _told("结语与文种", answered[1].group(), kind, answered[0], answered[1].start(), findings)
    if instructed is not None and kind == "函":
        _told("结语与文种", instructed[1].group(), kind, instructed[0], instructed[1].start(), findings)


def _rules_named(title: str, body: list[Passage], findings: Findings) -> None:
    """The name of rules or plans is no kind of a document that says what it informs of: they are issued by a 通知."""
    named = _RULES.search(title)
    said = next(((row, match) for row in body if named and (match := _TELLS.search(own_words(row.text)))), None)
    if named and said:
        _told("开头语与文种", "…" + said[1].group()[-6:], named[1], said[0], said[1].start(), findings)


def _self_named(title: str, kind: str, body: list[Passage], findings: Findings) -> None:
    """What a document calls itself where it says from when it holds: 本通知自…起施行."""
    for row in body:
        for match in _HOLDS.finditer(row.text):
            word = match[1]
            ok = word == kind or word in title or (word in _OWN and kind in {"通知", "决定", "公告", "令"} and any(f"{word}》" in p.text or f"{word}”" in p.text for p in body))
            if not ok:
                _told("文种自称", f"本{word}", kind, row, match.start(), findings)


def _told(rule: str, said: str, kind: str, row: Passage, offset: int, findings: Findings) -> None:
    findings.judge(rule, _CLAUSE, False, f"{kind}里写“{said}”", f"用{kind}的说法", at=row.at(offset), grade=Grade.CUSTOM, topic="writing")
