"""How high paragraphs of a docx are and where their lines begin, as far as the file tells. Lengths in pt."""

from __future__ import annotations

from math import ceil

from app.documents.checking.paper import Anchor, Paper, Para, Section

_ROW = 6.0  # pt that a row may be higher than its line


def glyph_top(paper: Paper, mark: Para) -> float | None:
    """Where the glyphs of a mark begin: measured, or counted from the paragraphs before it in a docx."""
    if mark.rect is not None:
        return mark.rect.top
    section = paper.sections[0]
    if mark.place in {"box", "frame"}:
        top = mark.top if mark.top is not None else anchored_top(mark.anchor, section)
        return None if top is None else top + mark.before + _over(mark)
    if mark.place == "header" and mark.top is not None:
        return mark.top + mark.before + _over(mark)
    if mark.place == "header":
        return None if section.header_distance is None else section.header_distance + _over(mark)
    if not (mark.place == "flow" or in_plain_row(mark)) or section.top is None:
        return None
    at = section.top
    for para in paper.flowing:
        if para.place == "header" or para.place in {"frame", "box"}:
            continue
        if para is mark:
            return at + para.before + _over(para)
        if para.place == "table":
            return None
        at += height_of(para)
    return None


def anchored_top(anchor: Anchor | None, section: Section) -> float | None:
    """Where something that is placed on the page or from the top of the text begins, from the top of the page; None where neither is said."""
    if anchor is None or anchor.y is None or anchor.origin == "text":
        return None
    return anchor.y + ((section.top or 0.0) if anchor.origin == "margin" else 0.0)


def in_plain_row(para: Para) -> bool:
    """Whether a paragraph stands in the first row of a table that flows, which is no higher than its line."""
    cell = para.cell
    return cell is not None and cell.anchor is None and cell.row == 0 and cell.height <= line_of(para) + para.before + para.after + _ROW


def line_of(para: Para) -> float:
    size = para.size or 16.0
    if para.pitch_rule == "exact" and para.pitch:
        return para.pitch
    natural = size * 1.3
    if para.grid:
        natural = max(ceil(natural / para.grid - 0.05), 1) * para.grid
    return max(natural, para.pitch or 0.0) if para.pitch_rule == "atLeast" else natural * (para.pitch or 1.0)


def height_of(para: Para) -> float:
    return para.before + line_of(para) * (1 + para.text.count("\n")) + para.after


def _over(para: Para) -> float:
    return max((line_of(para) - (para.size or 16.0)) / 2, 0.0)


def start_of(para: Para) -> float:
    """Where the first line of a paragraph of a docx begins, pt from the edge; typed spaces count."""
    cell = para.size or 16.0
    lead = para.text[: len(para.text) - len(para.text.lstrip(" 　"))]
    return para.left + para.first + sum(cell if c == "　" else cell / 2 for c in lead)
