"""What a line of 附件说明 says: its label, its number however that is written, and the name of the attachment (7.3.4).

Does not belong here: what is wrong with it (rules_tail, writing_parts).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.documents.checking.numbering import counted
from app.documents.checking.paper import Para

LABEL = re.compile(r"附\s*件?\s*(?:\d{0,2}\s*[：:]|(?<=件)\s*\d{1,2}\s*[.．、，])")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_LINE = re.compile(
    rf"(?P<label>附件?[：:]?)?(?P<said>(?P<plain>\d{{1,2}})(?:[.．、，：:](?!\d+(?:[^年\d]|$))|(?=[\u4e00-\u9fff《“])(?![年月日个项类份张条]))"
    rf"|[（(](?P<round>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})[）)][.．、]?|(?P<circled>[{_CIRCLED}])[.．、]?|(?P<chinese>[一二三四五六七八九十]{{1,2}})[、.．：:])?(?P<name>.*)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of 附件说明. label: 附件： as written, '' without; said: its number with the mark behind it; number: what that counts."""

    label: str
    said: str
    number: int | None
    name: str


def entry_of(text: str) -> Entry:
    """A line, given without spaces."""
    match = _LINE.fullmatch(text)
    if match is None:  # pragma: no cover - the name takes whatever is there
        return Entry("", "", None, text)
    circled = match["circled"]
    digits = match["plain"] or match["round"] or match["chinese"]
    number = _CIRCLED.index(circled) + 1 if circled else counted(digits) if digits else None
    return Entry(match["label"] or "", match["said"] or "", number, match["name"])


def is_entry(text: str) -> bool:
    """Whether a line may go on 附件说明 with a further attachment."""
    entry = entry_of(text)
    return bool(entry.said) and len(entry.name) > 1 and entry.name[-1] not in "，：" and "。" not in entry.name[:-1]


def announced(lines: Iterable[Para]) -> list[str]:
    """The names of the attachments, in order."""
    names: list[str] = []
    for para in lines:
        entry = entry_of(para.bare)
        if entry.number is not None or not names:
            names.append(entry.name)
        else:
            names[-1] += para.bare
    return [re.sub(r"[。；，;,]$", "", name) for name in names]
