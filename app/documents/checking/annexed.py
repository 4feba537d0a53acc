"""Which paragraphs of the attachments of a docx are text like that of the letter; forms, lists and rules are left alone."""

from __future__ import annotations

import re

from app.documents.checking.elements import Elements
from app.documents.checking.paper import Para
from app.documents.checking.patterns import level_of

_NOT = re.compile(r"第[一二三四五六七八九十百\d]+[条章节]|注[：:]|说明[：:]|备注|联系人|填表|制表|单位[：:]|[（(].*[）)]$")
_LEAST = 12  # shorter lines may be entries of a form


def annexed(found: Elements) -> list[tuple[int, Para]]:
    """Headings (with their level) and sentences (0), in reading order."""
    rows: list[tuple[int, Para]] = []
    for para in found.annex_text:
        text = para.bare
        if para.place != "flow" or para.rect is not None or _NOT.match(text):
            continue
        level = level_of(para.text)
        if level or (len(text) >= _LEAST and text[-1] in "。；：" and "：　" not in para.text):
            rows.append((level, para))
    return rows
