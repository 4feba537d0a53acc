"""The single items of a letter's text under one of its headings: what is suggested, ordered or handed over, one by one.

Read from the text as it was signed, since people reword what was drafted. Pure. What is made of items is letter_effects.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

HEADING, ITEM = 1, 2
_DAY = re.compile(r"(?:时限|期限|之前|以前|于)[^。；]{0,8}?(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})年(\d{1,2})月(\d{1,2})日[^。；]{0,2}前")


@dataclass(frozen=True, slots=True)
class Item:
    """One item. id: of the row of the letter's text where it stands; due: ISO, empty when its text names no day."""

    id: str
    text: str
    due: str


def items(body: Mapping[str, Any], heading: str) -> list[Item]:
    """The items under a heading: its paragraphs of the second level, each with the plain ones behind it for its day;
    without such paragraphs the plain text there as one item. Nothing where the heading is not in the text."""
    part = list(_part(body.get("body") or [], heading))
    firsts = [n for n, row in enumerate(part) if int(row.get("level") or 0) == ITEM]
    if not firsts:
        texts = [row for row in part if _text(row)]
        return [_item(texts)] if texts else []
    bounds = zip(firsts, [*firsts[1:], len(part)], strict=True)
    return [_item(part[start:end]) for start, end in bounds if _text(part[start])]


def _part(rows: list[Mapping[str, Any]], heading: str) -> Iterator[Mapping[str, Any]]:
    inside = False
    for row in rows:
        if int(row.get("level") or 0) == HEADING:
            inside = _text(row).rstrip("。") == heading
        elif inside:
            yield row


def _item(rows: list[Mapping[str, Any]]) -> Item:
    whole = "".join(_text(row) for row in rows)
    found = _DAY.search(whole)
    numbers = [int(n) for n in found.groups() if n] if found else []
    try:
        due = dt.date(*numbers).isoformat() if numbers else ""
    except ValueError:  # 2月30日 in a text that nobody checked
        due = ""
    return Item(str(rows[0].get("id") or ""), _text(rows[0]).rstrip("。；"), due)


def _text(row: Mapping[str, Any]) -> str:
    return str(row.get("text") or "").strip()
