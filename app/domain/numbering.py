"""Numbers inside titles: 第二十一次党组会议 is followed by 第二十二次.

Only ordinal marks of meetings and issues are read; numbers of documents (文号) come from the register.
"""

from __future__ import annotations

import re

DIGITS = "零一二三四五六七八九"
UNITS = ((1000, "千"), (100, "百"), (10, "十"))
ORDINAL = re.compile(rf"第\s*(\d{{1,4}}|[{DIGITS}十百千]{{1,7}})\s*([次期讲场回轮])")
YEAR = re.compile(r"(19|20)\d{2}(?=\s*年)")
MOST = 9999


def next_title(title: str, year: int) -> str:
    """The title one further in its series; empty when it has no number. A series begins anew with a new year."""
    found = list(ORDINAL.finditer(title))
    if not found:
        return ""
    last = found[-1]
    number = to_number(last[1])
    if number is None or number >= MOST:
        return ""
    named = YEAR.search(title)
    following = 1 if named and int(named[0]) < year else number + 1
    shown = str(following) if last[1].isdigit() else to_chinese(following)
    made = f"{title[: last.start(1)]}{shown}{title[last.end(1) :]}"
    return YEAR.sub(str(year), made, count=1) if following == 1 and named else made


def to_number(text: str) -> int | None:
    """二十一 or 21 as a number; None for what is none."""
    if text.isdigit():
        return int(text)
    total, rest = 0, text
    for size, unit in UNITS:
        head, mark, tail = rest.partition(unit)
        if mark:
            digit = 1 if not head and size == 10 else DIGITS.find(head.lstrip("零")) if head.lstrip("零") else -1
            if digit < 1:
                return None
            total, rest = total + digit * size, tail
    rest = rest.lstrip("零")
    if not rest:
        return total or None
    digit = DIGITS.find(rest)
    return total + digit if digit > 0 else None


def to_chinese(number: int) -> str:
    """A number from 1 to 9999 in Chinese, as titles write it: 十二, 一百零五."""
    parts, rest, gap = "", number, False
    for size, unit in (*UNITS, (1, "")):
        digit, rest = divmod(rest, size)
        if digit:
            parts += ("零" if gap and parts else "") + DIGITS[digit] + unit
        gap = not digit
    return parts.removeprefix("一") if 10 <= number < 20 else parts
