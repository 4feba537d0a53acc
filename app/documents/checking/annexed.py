"""Which paragraphs of the attachments of a docx are text like that of the letter; forms, lists and rules are left alone."""

from __future__ import annotations

import re
import statistics

from app.documents.checking.elements import Elements
from app.documents.checking.faces import face_of
from app.documents.checking.paper import Para
from app.documents.checking.patterns import level_of

_ARTICLE = re.compile(r"第[一二三四五六七八九十百\d]+条")
_NOT = re.compile(r"第[一二三四五六七八九十百\d]+[章节]|注[：:]|说明[：:]|备注|联系人|填表|制表|单位[：:]|[（(].*[）)]$")
_LEAST = 12  # shorter lines may be entries of a form


def annexed(found: Elements, size: float) -> list[tuple[int, Para]]:
    """Headings (with their level) and sentences (0), in reading order. size: of the text, pt."""
    rows: list[tuple[int, Para]] = []
    articles = [para for para in found.annex_text if _ARTICLE.match(para.bare)]
    small = bool(articles) and statistics.median(para.size or 0.0 for para in articles) != size  # a set of rules may have a print of its own
    for para in found.annex_text:
        text = para.bare
        if para.place != "flow" or para.rect is not None or _NOT.match(text) or (small and _ARTICLE.match(text)):
            continue
        level = level_of(para.text)
        if level or (len(text) >= _LEAST and text[-1] in "。；：" and "：　" not in para.text):
            rows.append((level, para))
    heads = [para for level, para in rows if level == 1]
    plain = all(face_of(run.face) == "仿宋" for para in heads for run in para.runs if run.text.strip())
    return [(0 if plain and level == 1 else level, para) for level, para in rows]  # an attachment may have its headings in the face of its text
