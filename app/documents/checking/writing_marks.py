"""Punctuation and figures of the text (GB/T 15834, GB/T 15835): what can be told from the characters alone.

The faults that a pattern tells stand in writing_points and writing_figures; here are pairs and ends of sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import Para
from app.documents.checking.passages import Passage, without_titles
from app.documents.checking.rules_levels import oddly_numbered
from app.documents.checking.writing_figures import FIGURES
from app.documents.checking.writing_points import POINTS, SPACES, Mark, is_idle_space
from app.documents.checking.writing_proper import unit_after
from app.documents.checking.writing_words import WORDS

_ENDS = re.compile(r"[。！？：；…—]$|[。！？…][”’）]+$|（[^（）]{1,30}[。；！？][^（）]*）$")
_LIST = re.compile(r"^（.*）$|^(联系|电话|地址|邮编|传真|邮箱|网址|账号|户名|附|注|此[复致令])")
_BETWEEN = re.compile(r"(局|委|办|厅|部|府|会|院|组|司|心|室)$")  # organs of a joint document beside each other
_SAID = re.compile(r"^(特此|请(?![假示柬])|妥否|当否|可否|以上)")
_OPENING = {"“": "”", "‘": "’", "《": "》", "〈": "〉", "（": "）", "〔": "〕", "【": "】"}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_GROWN = re.compile(r"由(\d{1,2}(?:\.\d)?)[%％](?:提高|上升|增加|增长)到(\d{1,3}(?:\.\d)?)[%％]，(?:提高|上升|增加|增长)了?(\d{1,2}(?:\.\d)?)[%％]")
_SAME = 0.01  # points of a hundred
_COUNTED = re.compile(r"[\[(][一二三四五六七八九十\d]{1,2}[\])]")
_HALVES = {"“": '"', "”": '"', "（": "()", "）": "()", "‘": "'", "’": "'", "〔": "[]()（）", "〕": "[]()（）", "〈": "<", "〉": ">", "《": "<", "》": ">"}
_SENTENCE = 20  # characters with a comma that are no heading


def judge_marks(rows: list[Passage], findings: Findings) -> None:
    """Marks of every passage, pairs of brackets, ends of sentences and headings."""
    for at, row in enumerate(rows):
        _marks(row, findings)
        _points(row, findings)
        if row.whole:
            _pairs(row, findings)
        if row.role == "body":
            _heading_end(row, rows, findings)
        if row.role == "body" or (row.role == "annex" and "。" in row.text[:-1] and row.last.rect is None):
            _end(row, rows[at + 1] if at + 1 < len(rows) else None, findings)


def _marks(row: Passage, findings: Findings) -> None:
    said = without_titles(row.text)
    taken: list[tuple[int, int]] = []
    for mark in (*POINTS, *FIGURES, *WORDS, *((SPACES,) if row.role != "attendance" else ())):
        findings.judge(mark.rule, mark.clause, True, "", mark.wanted, topic="writing")
        for match in _found(mark, row, row.text if mark.titles else said):
            if any(start <= match.start() and match.end() <= end for start, end in taken):
                continue  # told by a pattern that takes more of it
            taken.append(match.span())
            findings.judge(mark.rule, mark.clause, False, _shown(row.text, match), mark.proper(match) if mark.proper else mark.wanted,
                           at=row.at(match.start()), grade=mark.grade, topic="writing")  # fmt: skip


def _points(row: Passage, findings: Findings) -> None:
    """What two percentages differ by are 百分点; a growth by a share of the first is another number."""
    for match in _GROWN.finditer(row.text):
        wrong = abs(float(match[2]) - float(match[1]) - float(match[3])) < _SAME
        findings.judge("百分点写法", "GB/T 15835", not wrong, match.group(), "两个百分数之差用百分点", at=row.at(match.start()), grade=Grade.CUSTOM, topic="writing")


def _shown(text: str, match: re.Match[str]) -> str:
    """What was matched, with a few characters around it when it is short."""
    if len(match.group()) >= 6:
        return match.group() + (unit_after(match) if match.group()[-1].isdecimal() else "")
    start, end = max(match.start() - 3, 0), min(match.end() + 3, len(text))
    while 0 < start < match.start() and text[start - 1 : start + 1].isdecimal():
        start -= 1  # no figure is cut
    if end - start < 2:
        return f"“{text}”"
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def _found(mark: Mark, row: Passage, text: str) -> Iterator[re.Match[str]]:
    """Where a fault stands; the colon behind recipients and the number before a heading have rules of their own."""
    seen: set[str] = set()
    for match in mark.pattern.finditer(text, row.head):
        if match.group() in seen or (row.role == "to" and mark.rule in {"半角标点", "半角括号"} and match.end() == len(text)):
            continue
        if mark.rule == "半角括号" and match.start() == 0 and _COUNTED.fullmatch(match.group()):
            continue  # the number of a level, which has a rule of its own
        if row.role == "note" and mark.rule == "半角括号" and match.start() == 0 and match.end() == len(text):
            continue  # 附注括号 tells it
        if match.group()[-1] in "23" and mark.rule == "计量单位写法" and _is_raised(row.at(match.end() - 1), match.group()[-1]):
            continue  # a power
        if mark is SPACES and (not is_idle_space(text, match) or (row.role == "title" and _BETWEEN.search(text[: match.start()]))):
            continue
        seen.add(match.group())
        yield match


def _is_raised(para: Para, figure: str) -> bool:
    """Whether a figure of a paragraph stands above the line, as the 2 of m² may."""
    usual = max((run.size or 0 for run in para.runs), default=0)
    return any(run.text.strip().startswith(figure) and (run.adorned == "上标" or 0 < (run.size or 0) < usual * 0.8) for run in para.runs)


def _pairs(row: Passage, findings: Findings) -> None:
    """Quotation marks, titles and brackets open and close in order."""
    wrong = _unpaired(row.text.removeprefix(oddly_numbered(row.text)))  # 1）: 层次序数写法 tells it
    findings.judge("括号引号配对", "GB/T 15834", not wrong, f"“{wrong}”没有另一半" if wrong not in {"“", "”"} else f"{wrong} 没有另一半", "成对使用", at=row.at(0),
                   topic="writing")  # fmt: skip
    inner = next((match for match in re.finditer(r"‘[^’]*[\u4e00-\u9fff][^’]*’", row.text) if not _within_quotes(row.text[: match.start()])), None)
    findings.judge("引号层次", "GB/T 15834 4.8", inner is None, inner.group() if inner else "", "外面一层引号用“ ”", at=row.at(inner.start() if inner else 0),
                   topic="writing")  # fmt: skip


def _within_quotes(before: str) -> bool:
    return before.count("“") > before.count("”")


def _unpaired(text: str) -> str:
    """The first mark without its other half, '' when there is none. What is half-width is said by itself."""
    open_: list[str] = []
    for at, mark in enumerate(text):
        if mark in _OPENING:
            open_.append(mark)
        elif mark in _CLOSING:
            if open_ and open_[-1] == _CLOSING[mark]:
                open_.pop()
            elif mark == "’" and "‘" not in open_ and re.match(r"\d\d年|[A-Za-z]", text[at + 1 :]):
                continue  # ’26年, an apostrophe
            elif not _has_half(text, mark):
                return mark if _CLOSING[mark] not in open_ else text[max(at - 3, 0) : at + 1]
    return next((mark for mark in open_ if not _has_half(text, mark)), "")


def _has_half(text: str, mark: str) -> bool:
    return any(half in text for half in _HALVES.get(mark, ""))


def _heading_end(row: Passage, rows: list[Passage], findings: Findings) -> None:
    """A heading that stands alone has no mark at its end; one of the second level only when the others have none."""
    text = row.text[row.head :]
    if row.level not in {1, 2} or len(text) > 28 or re.search(r"[。；！？：]", text[:-1]) or ("，" in text and len(text) > _SENTENCE):
        return
    first = [other for other in rows if other.level == 1]
    if row.level == 1 and any(len(other.text) > 28 + other.head and other.text[-1] in "。；" for other in first):
        return  # paragraphs that are counted
    if row.level == 1 and len(first) > 1 and all(other.text[-1:] == "；" for other in first[:-1]):
        return  # items of one sentence
    if row.level == 2:
        ends = [other.text[-1:] in "。；" for other in rows if other.level == 2]
        if sum(ends) * 2 >= len(ends):
            return
    findings.judge("层次标题标点", "7.3.3", text[-1:] not in "。；，、：！？.,;:!?", f"末尾是“{text[-1:]}”", "单独成行的标题末尾不加标点", at=row.last, grade=Grade.CUSTOM,
                   topic="writing")  # fmt: skip


def _end(row: Passage, after: Passage | None, findings: Findings) -> None:
    """A sentence ends in a stop; a row of clauses in one, not in the semicolon or comma of those before."""
    text = row.text
    if row.level and (len(text) < 30 or not re.search(r"[，。；]", text[:-1])):
        return  # a heading
    said = _SAID.match(text) is not None and len(text) >= 4 and row.last.rect is None
    if _LIST.match(text) or not (said or (len(text) >= (30 if row.level or row.last.rect is not None else 18) and re.search(r"[，。；]", text))):
        return
    ok = _ENDS.search(text) is not None
    half = re.search(r"[,;:.?!｡．]$", text) is not None  # said by 半角标点
    over = text[-1:] == "；" and row.last.rect is None and (after is None or after.role != row.role or 0 < after.level < (row.level or 9))
    opens = re.search(r"如下[^，。；：]{0,6}[；，、]?$", text) is not None
    findings.judge("句末标点", "GB/T 15834", (ok and not over) or half, f"…{text[-6:]}", "“如下”后面用冒号或者句号" if opens else "句末用句号", at=row.last, grade=Grade.CUSTOM, topic="writing")
