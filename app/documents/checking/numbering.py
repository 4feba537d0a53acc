"""Automatic numbers of a docx: what number stands before a paragraph, and the indents its level brings."""

from __future__ import annotations

import re
from typing import Any

from app.documents.checking.effect import N, Properties, Q, flat

_CHINESE = "〇一二三四五六七八九"
_COUNTING = frozenset(("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
                       "taiwaneseCountingThousand", "chineseLegalSimplified", "ideographDigital"))  # fmt: skip


class Numbering:
    """The lists of a document; numbers are counted in reading order."""

    def __init__(self, root: Any) -> None:
        self._levels: dict[tuple[str, int], Any] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._list_of: dict[str, str] = {}
        if root is None:
            return
        abstract = {node.get(Q + "abstractNumId"): node for node in root.findall("w:abstractNum", N)}
        for num in root.findall("w:num", N):
            code, reference = num.get(Q + "numId"), num.find("w:abstractNumId", N)
            node = abstract.get(reference.get(Q + "val")) if reference is not None else None
            if code is None or node is None:
                continue
            self._list_of[code] = reference.get(Q + "val")
            for level in node.findall("w:lvl", N):
                depth = level.get(Q + "ilvl", "0")
                if depth.isdigit():
                    self._levels[code, int(depth)] = level

    def indent(self, code: str, depth: int) -> Properties:
        """The paragraph properties of a level."""
        level = self._levels.get((code, depth))
        return flat(level.find("w:pPr", N)) if level is not None else {}

    def look(self, code: str, depth: int) -> Properties:
        """The run properties of a level's number."""
        level = self._levels.get((code, depth))
        return flat(level.find("w:rPr", N)) if level is not None else {}

    def next(self, code: str, depth: int) -> str:
        """The number before the next paragraph of that level."""
        level = self._levels.get((code, depth))
        if level is None:
            return ""
        list_of = self._list_of[code]
        self._counts[list_of, depth] = self._counts.get((list_of, depth), _start(level) - 1) + 1
        for deeper in [key for key in self._counts if key[0] == list_of and key[1] > depth]:
            del self._counts[deeper]
        text = level.find("w:lvlText", N)
        pattern = text.get(Q + "val", "") if text is not None else ""
        return re.sub(r"%(\d)", lambda found: self._figure(code, int(found[1]) - 1), pattern)

    def _figure(self, code: str, depth: int) -> str:
        level = self._levels.get((code, depth))
        if level is None:
            return ""
        count = self._counts.get((self._list_of[code], depth), _start(level))
        form = level.find("w:numFmt", N)
        kind = form.get(Q + "val", "decimal") if form is not None else "decimal"
        if kind in _COUNTING:
            return chinese(count)
        return "" if kind in {"bullet", "none"} else str(count)


def _start(level: Any) -> int:
    node = level.find("w:start", N)
    value = node.get(Q + "val", "1") if node is not None else "1"
    return int(value) if value.isdigit() and len(value) < 5 else 1


def chinese(count: int) -> str:
    """一 … 九十九."""
    if count < 10:
        return _CHINESE[count]
    tens, ones = divmod(count, 10)
    if tens > 9:
        return str(count)
    return ("" if tens == 1 else _CHINESE[tens]) + "十" + (_CHINESE[ones] if ones else "")


def counted(text: str) -> int | None:
    """The reverse of chinese(); None when it is no such number."""
    if text.isdigit():
        return int(text)
    found = re.fullmatch(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)", text)
    if found:
        return (_CHINESE.index(found[1]) if found[1] else 1) * 10 + (_CHINESE.index(found[2]) if found[2] else 0)
    return _CHINESE.index(text) if len(text) == 1 and text in _CHINESE else None
