"""Marks in the text of a corrected copy: brackets, colons, padded dates, numbers of headings. Words stay as they are."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from app.documents.checking.effect import N
from app.documents.checking.mending_xml import Changes
from app.documents.checking.paper import Para
from app.documents.checking.roles import DATE, Elements

_HANZI = "\u4e00-\u9fff"
_WIDE = str.maketrans(",;:?!", "，；：？！")


def mend_marks(found: Elements, changes: Changes) -> None:
    """Repair the marks of every element; text that spans runs is changed where the characters stand."""
    if found.number is not None:
        _rewrite(found.number, lambda t: re.sub(r"[\[(（【［﹝]\s*(\d{4})\s*[\])）】］﹞]\s*第?\s*0*(\d{1,5})\s*号", r"〔\1〕\2号", t), "发文字号", changes)
        _rewrite(found.number, lambda t: re.sub(r"(〔\d{4}〕)\s*第?\s*0*(\d{1,5})\s*号", r"\1\2号", t), "发文字号", changes)
    if found.to is not None:
        _rewrite(found.to, lambda t: re.sub(r":\s*$", "：", t), "主送机关冒号", changes)
    if found.date is not None:
        _rewrite(found.date, _date, "成文日期", changes)
    for level, para in found.body:
        if level:
            _rewrite(para, partial(_heading, level=level), "层次序数", changes)
        _rewrite(para, _text, "标点", changes)
    for para in found.attached:
        _rewrite(para, _attached, "附件说明", changes)
    for para in found.titles:
        _rewrite(para, lambda t: re.sub(r"[。，；：]\s*$", "", t), "标题标点", changes)
    for para in found.copies:
        _rewrite(para, lambda t: re.sub(r"^(\s*(?:抄送|主送)):", r"\1：", t), "抄送冒号", changes)
    if found.copies:
        _rewrite(found.copies[-1], lambda t: t if t.rstrip().endswith("。") else re.sub(r"[；，;,.]?\s*$", "。", t), "抄送句号", changes)
    if found.printer is not None:
        _rewrite(found.printer, _text, "印发日期", changes)
    if found.note is not None:
        _rewrite(found.note, lambda t: re.sub(r"^(\s*)\((.*)\)(\s*)$", r"\1（\2）\3", t), "附注括号", changes)



def _rewrite(para: Para, rule: Any, name: str, changes: Changes) -> None:
    """Apply a rule to the whole text of a paragraph and write the difference back, run by run."""
    if para.node is None:
        return
    nodes = list(para.node.iterfind(".//w:r/w:t", N))
    before = "".join(t.text or "" for t in nodes)
    after = rule(before)
    if after == before or not nodes:
        return
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    new, at, placed = after[start : len(after) - end], 0, False
    for node in nodes:
        text = node.text or ""
        low, high = max(start - at, 0), min(len(before) - end - at, len(text))
        last = node is nodes[-1]
        if (low < high or (low == high and low <= len(text) and (start < at + len(text) or last))) and low <= len(text):
            kept = text[:low] + ("" if placed else new) + text[max(high, low) :]
            node.text, placed = kept, True
            node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        at += len(text)
    changes.note(name, before[max(start - 4, 0) : len(before) - end + 2].strip()[:16] or before[-6:], new or "（删去）", para)


def _date(text: str) -> str:
    found = DATE.search(text)
    if not found:
        return text
    figures = str.maketrans("０１２３４５６７８９〇○零O", "01234567890000")
    plain = found.group().translate(figures)
    parts = re.split(r"[年月日号./\-－．]", plain)
    values = [_value(part) for part in parts if part]
    if len(values) != 3 or any(v is None for v in values):
        return text
    year, month, day = values
    if year is None or year < 1900 or not 1 <= (month or 0) <= 12 or not 1 <= (day or 0) <= 31:
        return text
    return text.replace(found.group(), f"{year}年{month}月{day}日")


def _value(text: str) -> int | None:
    from app.documents.checking.numbering import counted

    if text.isdigit():
        return int(text)
    figures = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"0": "0"}
    if len(text) == 4 and all(c in figures for c in text):
        return int("".join(figures[c] for c in text))
    return counted(text)


def _heading(text: str, level: int) -> str:
    if level == 1:
        return re.sub(r"^(\s*[一二三四五六七八九十]{1,3})[，,.．:： ]", r"\1、", text)
    if level == 3:
        return re.sub(r"^(\s*\d{1,2})[、，](?!\d)", r"\1.", text)
    inside = r"[一二三四五六七八九十]{1,3}" if level == 2 else r"\d{1,2}"
    return re.sub(rf"^(\s*)[（(]({inside})[）)][、，,.．:：]?", r"\1（\2）", text)


def _text(text: str) -> str:
    text = re.sub(rf"(?<=[{_HANZI}])[,;:?!](?=[{_HANZI}“《（]|$)", lambda m: m.group().translate(_WIDE), text)
    text = re.sub(rf"\(([^()]*[{_HANZI}][^()]*)\)", r"（\1）", text)
    text = re.sub(r"(\d{4}年)0?(\d{1,2}月)(?:0?(\d{1,2}日))?", lambda m: m[1] + m[2].lstrip("0") + (m[3] or "").lstrip("0"), text)
    text = re.sub(r"。{2,}", "。", text)
    text = re.sub(r"，{2,}", "，", text)
    return re.sub(r"\"([^\"]{1,60})\"", r"“\1”", text)


def _attached(text: str) -> str:
    text = re.sub(r"^(\s*附\s*件)\s*:", r"\1：", text)
    text = re.sub(r"^(\s*(?:附件：)?\d{1,2})[、，](?!\d)", r"\1.", text)
    return re.sub(r"[。；，;,]\s*$", "", text)
