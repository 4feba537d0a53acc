"""Paragraphs of a letter as typed text: the numbers of headings read off and shown again.

A line that begins with 一、 （一） 1. or （1） is a heading of that level; the numbers themselves
are written by the layout, so they are no part of the text. Does not belong here: widgets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

LEVELS = 4
_HAN = "一二三四五六七八九十"
_NUMBER = f"[{_HAN}百]+"
_PATTERNS = (
    (1, re.compile(rf"{_NUMBER}、\s*")),
    (2, re.compile(rf"[（(]{_NUMBER}[）)]\s*")),
    (3, re.compile(r"\d{1,3}[.．]\s*(?!\d)")),
    (4, re.compile(r"[（(]\d{1,3}[）)]\s*")),
)


def han(number: int) -> str:
    """A number up to 99 in Chinese."""
    if number <= 10:
        return _HAN[number - 1]
    tens, ones = divmod(number, 10)
    head = "十" if tens == 1 else f"{_HAN[tens - 1]}十"
    return head + (_HAN[ones - 1] if ones else "")


def number_of(level: int, count: int) -> str:
    """The number before the count-th heading of a level; nothing before text."""
    if not level:
        return ""
    return (f"{han(count) if count < 100 else count}、", f"（{han(count) if count < 100 else count}）", f"{count}.", f"（{count}）")[level - 1]


def numbers(levels: Iterable[int]) -> list[str]:
    """What stands before each paragraph: a higher heading starts the lower ones anew."""
    counts = [0] * (LEVELS + 1)
    found = []
    for level in levels:
        if level:
            counts[level] += 1
            counts[level + 1 :] = [0] * (LEVELS - level)
        found.append(number_of(level, counts[level]))
    return found


def split_number(line: str) -> tuple[int, str]:
    """The level that a typed line has by its number, and the line without the number."""
    stripped = line.strip().lstrip("　")
    for level, pattern in _PATTERNS:
        found = pattern.match(stripped)
        if found and found.end() < len(stripped):
            return level, stripped[found.end() :]
    return 0, stripped


def typed_number(before: str, typed: int = 1) -> int:
    """The level of a number whose last sign is among the last `typed` characters of a paragraph's start; else 0.

    before: the paragraph up to the cursor. The figure of level 3 waits for what follows: “1.” may become “1.5”.
    """
    for level, pattern in _PATTERNS:
        found = pattern.match(before)
        late = len(before) - typed
        if found and (late <= found.end() < len(before) if level == 3 else found.end() > late):
            return level
    return 0


def bare(line: str) -> str:
    """A line without the number it begins with, whatever follows."""
    found = next((m for _l, p in _PATTERNS if (m := p.match(line))), None)
    return line[found.end() :] if found else line


def to_rows(text: str) -> list[dict[str, Any]]:
    """Paragraphs of a typed text."""
    split = (split_number(line) for line in re.split(r"[\n\r\u2028\u2029\x0b\x0c]", text))
    return [{"level": level, "text": rest} for level, rest in split if rest]


def to_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Paragraphs as typed text, with their numbers."""
    heads = numbers(int(one.get("level") or 0) for one in rows)
    return "\n".join(head + str(one.get("text", "")) for head, one in zip(heads, rows, strict=True))
