"""How a date that was found in another form should be written: its own figures, or a sample that is marked as one.

A clerk takes what stands under 应当 for what must be written, so a sample never looks like an order.
"""

from __future__ import annotations

import re

from app.documents.checking.numbering import counted

_NIL = str.maketrans("〇○零０一二三四五六七八九", "0000123456789")
_PART = re.compile(r"\d+|[〇○零０一二三四五六七八九十]+")
SAMPLE = "如2026年1月5日"


def proper_date(text: str) -> str:
    """A date of GB/T 9704 7.3.5.4: Arabic figures, the whole year, no nil before month and day."""
    parts = _PART.findall(text)
    if len(parts) != 3:
        return SAMPLE
    year, month, day = _year(parts[0]), _count(parts[1]), _count(parts[2])
    return f"{year}年{month}月{day}日" if year and 1 <= month <= 12 and 1 <= day <= 31 else SAMPLE


def _year(text: str) -> int:
    figures = text.translate(_NIL)
    if not figures.isdigit() or len(figures) not in {2, 4}:
        return 0
    return int(figures) + (2000 if len(figures) == 2 else 0)


def _count(text: str) -> int:
    return int(text) if text.isdigit() else counted(text) or 0
