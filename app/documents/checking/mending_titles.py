"""The lines of a title in a corrected copy: divided anew by sense where they have no shape (7.3.1)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from app.catalog.profiles import Profile
from app.documents.checking.effect import Q
from app.documents.checking.elements import Elements
from app.documents.checking.mending_xml import Changes
from app.documents.checking.paper import MM, Para
from app.documents.titles import MIN_CHARS, MIN_RATIO, MIN_STEP, divide

_RULES = frozenset(("标题形状", "标题回行"))
_PLAIN = frozenset(Q + tag for tag in ("rPr", "t", "br", "cr", "lastRenderedPageBreak"))
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def mend_title(found: Elements, profile: Profile, wrong: set[str], changes: Changes) -> None:
    """Turn the lines of the title so that they make a trapezoid or diamond; the characters stay."""
    paras, limit = found.titles, profile.page.text_width * MM / profile.sizes.title
    rows = [row.strip() for para in paras for row in para.text.split("\n") if row.strip()]
    if not rows or not changes.may(*_RULES) or (not wrong & _RULES and _shaped(rows, limit)) or not _follow(paras):
        return
    names = [para.bare for para in found.issuers] + [para.bare.removesuffix("文件") for para in found.marks]
    made = divide("".join(rows), _em, limit, names=[name for name in names if name in "".join(rows)])
    if made == rows:
        return
    _write(paras, made)
    changes.note("标题形状", " / ".join(rows), " / ".join(made), paras[0])


def _em(text: str) -> float:
    return sum(1.0 if ord(c) > 0x2000 else 0.5 for c in text)


def _shaped(rows: list[str], limit: float) -> bool:
    widths = [_em(row) for row in rows]
    top = widths.index(max(widths))
    parts = (widths[: top + 1], widths[top:])
    rising, falling = (all(a < b for a, b in pairwise(parts[0])), all(a > b for a, b in pairwise(parts[1])))
    fits = max(widths) <= limit
    if len(rows) == 1 or not fits:
        return fits
    return rising and falling and max(widths) - min(widths) >= MIN_STEP and min(widths) >= MIN_RATIO * max(widths) and min(map(len, rows)) >= MIN_CHARS


def _follow(paras: list[Para]) -> bool:
    """Whether the lines stand right behind each other and hold nothing but characters."""
    nodes = [para.node for para in paras]
    if any(node is None or node.find(f"{Q}pPr/{Q}sectPr") is not None for node in nodes):
        return False
    if any(b.getprevious() is not a for a, b in pairwise(nodes)):
        return False
    inside: list[Any] = [child for node in nodes for child in node if child.tag not in {Q + "pPr", Q + "bookmarkStart", Q + "bookmarkEnd", Q + "proofErr"}]
    return all(child.tag == Q + "r" and all(piece.tag in _PLAIN for piece in child) for child in inside)


def _write(paras: list[Para], rows: list[str]) -> None:
    """All lines into the first paragraph, in the look of its first run."""
    node = paras[0].node
    runs = node.findall(Q + "r")
    first = next((run for run in runs if run.find(Q + "t") is not None), runs[0])
    for run in runs:
        if run is not first:
            node.remove(run)
    for child in [c for c in first if c.tag != Q + "rPr"]:
        first.remove(child)
    for i, row in enumerate(rows):
        if i:
            first.append(first.makeelement(Q + "br", {}))
        text = first.makeelement(Q + "t", {_SPACE: "preserve"})
        text.text = row
        first.append(text)
    for para in paras[1:]:
        para.node.getparent().remove(para.node)
