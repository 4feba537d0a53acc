"""Dates in another form than they should have: which day they say, and how it should be written.

A clerk takes what stands under 应当 for what must be written, so a sample never looks like an order.
"""

from __future__ import annotations

import datetime as dt
import re

from app.documents.checking.numbering import counted
from app.documents.model import chinese_date

_FIGURES = str.maketrans("０１２３４５６７８９〇○O", "0123456789000")
_CHINESE = str.maketrans("零一二三四五六七八九", "0123456789")
_PART = re.compile(r"\d+|[零一二三四五六七八九十0]+")
_SAID = re.compile(r"([\d零一二三四五六七八九十]+)([年月日号]?)")
_LAST_CENTURY = 60  # 98年 is 1998
SAMPLE = "如2026年1月5日"


def day_said(text: str) -> dt.date | None:
    """The day that three figures say, Arabic or Chinese, a year of two figures in this century or, from 60 on, the last; None when there is none."""
    parts = _PART.findall(text.translate(_FIGURES))
    if len(parts) != 3:
        return None
    try:
        return dt.date(_year(parts[0]), _count(parts[1]), _count(parts[2]))
    except ValueError:
        return None


def proper_date(text: str) -> str:
    """A date of GB/T 9704 7.3.5.4: Arabic figures, the whole year, no nil before month and day."""
    day = day_said(text)
    return chinese_date(day) if day is not None else SAMPLE


def proper_secrecy(text: str) -> str:
    """密级和保密期限 of 7.2.2: 机密★5年, the limit in Arabic figures."""
    level, limit = re.search("绝密|机密|秘密", text), re.search(r"(\d+|[一二三四五六七八九十]+)\s*(年|个?月|日|天)", text)
    if level is None or (limit is None and "长期" not in text):
        return f"如{level.group() if level else '秘密'}★1年"
    if limit is None:
        return f"{level.group()}★长期"
    return f"{level.group()}★{_count(limit[1])}{'个月' if '月' in limit[2] else limit[2]}"


def proper_copy_number(text: str) -> str:
    """份号 of 7.2.1: six Arabic figures."""
    figures = re.sub(r"\D", "", text.translate(_FIGURES).translate(_CHINESE))
    count = counted("".join(re.findall("[一二三四五六七八九十百]", text)))
    if len(figures) <= 1 and count is not None:
        figures = str(count)  # 第七份, 第十二份
    return figures.zfill(6)[-6:] if figures else "000001"


def in_figures(text: str) -> str:
    """Years, months and days as Arabic figures with their units, those that are said; '' when the text says none."""
    if "世纪" in text:
        return re.sub(r"[一二三四五六七八九十]+", lambda one: str(_decade(one.group())), text)
    said = _SAID.findall(text.translate(_FIGURES))
    units = iter("年月日" if (said and len(said[0][0]) == 4) or len(said) == 3 else "月日")
    rows: list[str] = []
    for figure, given in said:
        unit = next(units, "")
        while given and unit and unit != given.replace("号", "日"):
            unit = next(units, "")
        name = unit or given.replace("号", "日")
        rows.append(f"{_year(figure) if name == '年' else _count(figure)}{name}")
    return "".join(rows)


def _decade(text: str) -> int:
    return _count(text) if "十" in text else _count(text) * (1 if len(text) > 1 else 10)


def _year(text: str) -> int:
    figures = text.translate(_CHINESE)
    year = int(figures) if figures.isdigit() and len(figures) in {2, 4} else 0
    return year + (2000 if year < _LAST_CENTURY else 1900) if 0 < year < 100 else year


def _count(text: str) -> int:
    return int(text) if text.isdigit() else counted(text) or 0
