"""Lines of a head that say themselves what they are: 发文机关：…, 成文日期：…, 正文：, as systems for documents export them.

A label is believed only above the text. What the value means is read by the modules of its element.
"""

from __future__ import annotations

import re

from app.documents.readback_pieces import Piece

ISSUER, DATE, NUMBER, TITLE, RECEIVERS, TEXT = "issuer", "date", "number", "title", "to", "text"
_LABELS = {
    ISSUER: re.compile(r"^(?:发文|制发|来文|发布|行文|拟稿)(?:机关|单位|部门)[:：](?P<v>.+)$"),
    DATE: re.compile(r"^(?:(?:成文|发文|签发|落款|发布|印发)?(?:日期|时间))[:：](?P<v>.+)$"),
    NUMBER: re.compile(r"^(?:发文字号|发文号|发文编号|文件编号|文号|字号|编号)[:：](?P<v>.+)$"),
    TITLE: re.compile(r"^(?:标题|题目|文件标题|题名|事由)[:：](?P<v>.+)$"),
    RECEIVERS: re.compile(r"^(?:主送(?:机关|单位)?|致|送达(?:单位|对象)?|发往|收文单位)[:：](?P<v>.+)$"),
    TEXT: re.compile(r"^(?:正文|内容)[:：](?P<v>)$"),
}
MOST = 40


def labelled(pieces: list[Piece]) -> dict[str, tuple[int, str]]:
    """Where each labelled element stands and what follows its label. Empty unless two lines at least are labelled."""
    found: dict[str, tuple[int, str]] = {}
    for at, piece in enumerate(pieces[:MOST]):
        if piece.table is not None or (len(piece.bare) > 60 and piece.bare.endswith("。")):
            break
        for name, pattern in _LABELS.items():
            match = pattern.match(piece.bare)
            if match is not None and name not in found:
                found[name] = at, match["v"]
    return found if len(found) > 1 else {}
