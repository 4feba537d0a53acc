"""Plants one look on one element of any docx, found by its role: every element × every look × the means to write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from letterdata import PROFILE
from lxml import etree

from app.documents.checking.container import open_parts
from app.documents.checking.docx_reader import Reader
from app.documents.checking.effect import N, Q
from app.documents.checking.roles import recognise
from app.documents.examine import judge, recognise_format

Parts = dict[str, Any]
Look = tuple[str, Mapping[str, str]]
# Looks of characters that no element but the mark may have; faces and sizes are those of no element of the head.
LOOKS: dict[str, Look] = {
    "slanted": ("i", {"val": "1"}), "underlined": ("u", {"val": "single"}), "struck": ("strike", {"val": "1"}),
    "struck twice": ("dstrike", {"val": "1"}), "dotted": ("em", {"val": "dot"}), "raised": ("vertAlign", {"val": "superscript"}),
    "hollow": ("outline", {"val": "1"}), "framed": ("bdr", {"val": "single", "sz": "4"}), "bold": ("b", {"val": "1"}),
    "highlighted": ("highlight", {"val": "yellow"}), "shaded": ("shd", {"val": "clear", "fill": "FFFF00"}),
    "blue": ("color", {"val": "0000FF"}), "navy": ("color", {"val": "002060"}), "grey": ("color", {"val": "595959"}),
    "narrow": ("w", {"val": "66"}), "spread": ("spacing", {"val": "60"}), "small": ("sz", {"val": "24"}), "large": ("sz", {"val": "36"}),
    "in 雅黑": ("rFonts", {"eastAsia": "微软雅黑", "ascii": "微软雅黑", "hAnsi": "微软雅黑"}),
    "in 宋体": ("rFonts", {"eastAsia": "宋体", "ascii": "宋体", "hAnsi": "宋体"}),
}  # fmt: skip
# What the standard leaves open: names of a mark or of a signer may be spread, a mark may be of any large size and narrow.
OPEN = {("mark", "spread"), ("mark", "narrow"), ("mark", "large"), ("signer", "spread"), ("page number", "in 宋体")}


def elements(parts: Parts) -> dict[str, list[Any]]:
    """The paragraphs of each element, as nodes of the parts."""
    paper = Reader(parts).paper()
    found = recognise(paper)
    numbers = [p for section in paper.sections for p in section.footers.get("default", []) if p.number_field]
    named = {
        "copy number": [found.copy_no], "secrecy": [found.secrecy], "urgency": [found.urgency], "mark": found.marks, "number": [found.number],
        "signer": [p for p in found.signers if p is not found.number], "title": found.titles, "recipients": [found.to], "date": [found.date],
        "copies": found.copies, "printer": [found.printer], "attendance": found.attendance, "page number": numbers[:1],
    }  # fmt: skip
    nodes = {name: [p.node for p in paras if p is not None and p.node is not None] for name, paras in named.items()}
    return {name: rows for name, rows in nodes.items() if rows}


def rules(parts: Parts) -> set[tuple[str, str]]:
    """What the examination says: rule and finding."""
    paper = Reader(parts).paper()
    found = recognise(paper)
    return {(d.rule, d.found) for d in judge(paper, found, PROFILE, recognise_format(paper, found, PROFILE)).deviations}


def _runs(paragraph: Any) -> list[Any]:
    return [run for run in paragraph.iter(Q + "r") if next(run.iterancestors(Q + "p")) is paragraph]


def _look(run: Any) -> Any:
    found = run.find("w:rPr", N)
    if found is None:
        found = etree.Element(Q + "rPr")
        run.insert(0, found)
    return found


def _set(holder: Any, look: Look) -> None:
    tag, values = look
    for old in holder.findall(f"w:{tag}", N):
        holder.remove(old)
    node = etree.SubElement(holder, Q + tag)
    for name, value in values.items():
        node.set(Q + name, value)


def direct(parts: Parts, paragraphs: list[Any], look: Look) -> None:
    """Write the look on every run."""
    for paragraph in paragraphs:
        for run in _runs(paragraph):
            _set(_look(run), look)


def by_style(parts: Parts, paragraphs: list[Any], look: Look) -> None:
    """Write the look in a character style, and take what the runs say themselves away."""
    styles = parts["word/styles.xml"]
    style = etree.SubElement(styles, Q + "style", {Q + "type": "character", Q + "styleId": "planted"})
    _set(etree.SubElement(style, Q + "rPr"), look)
    for paragraph in paragraphs:
        for run in _runs(paragraph):
            own = _look(run)
            for old in [*own.findall(f"w:{look[0]}", N), *own.findall("w:rStyle", N)]:
                own.remove(old)
            own.insert(0, etree.Element(Q + "rStyle", {Q + "val": "planted"}))


MEANS: dict[str, Callable[[Parts, list[Any], Look], None]] = {"direct": direct, "by style": by_style}


def planted(raw: bytes, element: str, look: str, means: str) -> set[tuple[str, str]] | None:
    """What is newly said when an element gets a look; None when the document has no such element."""
    before = rules(open_parts(raw, "a.docx"))
    parts = open_parts(raw, "a.docx")
    paragraphs = elements(parts).get(element)
    if paragraphs is None:
        return None
    MEANS[means](parts, paragraphs, LOOKS[look])
    return rules(parts) - before
