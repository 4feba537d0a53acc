"""The text of a letter as one box of typing, and as paragraphs with levels.

A line that begins with 一、 （一） 1. or （1） is a heading of that level; the numbers themselves
are written by the layout, so they are stripped here and shown again when a letter is opened.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_HAN = "一二三四五六七八九十"
_NUMBER = f"[{_HAN}百]+"
_LEVELS = (
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


def to_rows(text: str) -> list[dict[str, Any]]:
    """Paragraphs of a typed text."""
    rows: list[dict[str, Any]] = []
    for line in text.splitlines():
        stripped = line.strip().lstrip("　")
        if not stripped:
            continue
        level, rest = 0, stripped
        for number, pattern in _LEVELS:
            found = pattern.match(stripped)
            if found and found.end() < len(stripped):
                level, rest = number, stripped[found.end() :]
                break
        rows.append({"level": level, "text": rest})
    return rows


def to_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Paragraphs as typed text, with their numbers."""
    counts = [0] * 5
    lines = []
    for one in rows:
        level = int(one.get("level") or 0)
        if level:
            counts[level] += 1
            counts[level + 1 :] = [0] * (4 - level)
        number = counts[level]
        head = {1: f"{han(number)}、", 2: f"（{han(number)}）", 3: f"{number}.", 4: f"（{number}）"}.get(level, "") if level else ""
        lines.append(head + str(one.get("text", "")))
    return "\n".join(lines)
