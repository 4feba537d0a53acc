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
SAMPLE = "如2026年1月5日"


def day_said(text: str) -> dt.date | None:
    """The day that three figures say, Arabic or Chinese, a year of two figures in this century; None when there is none."""
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


def _year(text: str) -> int:
    figures = text.translate(_CHINESE)
    year = int(figures) if figures.isdigit() and len(figures) in {2, 4} else 0
    return year + 2000 if 0 < year < 100 else year


def _count(text: str) -> int:
    return int(text) if text.isdigit() else counted(text) or 0
