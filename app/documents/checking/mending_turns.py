"""Page turns of a corrected copy: a text set anew may end elsewhere, and its signature must not stand alone on a page (7.3.5)."""

from __future__ import annotations

from app.documents.checking.effect import Q
from app.documents.checking.elements import Elements
from app.documents.checking.mending_xml import P_ORDER, Changes, is_own, node, paragraph
from app.documents.checking.paper import Paper

_MOST = 12  # paragraphs between the end of the text and the date


def mend_turns(paper: Paper, found: Elements, changes: Changes) -> None:
    """Keep the end of the text, the signature and the date on one page."""
    date = found.date
    before = [p for p in (*(para for _, para in found.body), *found.attached) if date is not None and p.index < date.index and p.place == "flow"]
    if date is None or date.place != "flow" or is_own(date) or not before or not changes.may("署名空行", "成文日期位置"):
        return
    last = max(before, key=lambda p: p.index)
    between = [p for p in paper.flowing if last.index <= p.index < date.index and p.place == "flow"]
    if len(between) > _MOST or any(p.new_page or p.section != date.section or p.node.getparent() is not date.node.getparent() for p in between) or date.new_page:
        return
    for para in between:
        node(paragraph(para), "keepNext", P_ORDER).attrib.pop(Q + "val", None)
    changes.note("署名和正文同面", "可能分在两面", "正文末段、署名和成文日期排在同一面", date)
