"""版记 of a corrected copy: set anew as frames at the foot of the last page, whatever it was made of before.

Frames, tabs, tables and paragraphs pushed down by blank lines all become the same: rules of 0.35 and 0.25 mm over the
whole type area, 抄送 above, 印发机关 and 印发日期 in one line. The characters are taken over as they stand.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from lxml import etree

from app.catalog.profiles import Profile
from app.documents.blocks import Setter
from app.documents.breaking import Span
from app.documents.checking.effect import N, Q
from app.documents.checking.elements import Elements
from app.documents.checking.mending_lines import blank, holds_drawings, take_out_lines, take_out_long
from app.documents.checking.mending_xml import Changes, look, write_fonts, write_size
from app.documents.checking.paper import MM, Paper, Para
from app.documents.docx import drawn_rule, frame_at
from app.documents.docxnames import NAMESPACES, W, twips
from app.documents.faces import open_fonts
from app.documents.imprint import PADDING, PITCH
from app.documents.model import Format

_KEPT = ("sectPr", "object", "fldChar", "ins", "del", "txbxContent")
_DATED = re.compile(r"\s*(?P<office>.*?)\s*(?P<day>\d{4}年\d{1,2}月\d{1,2}日\s*印\s*发?)\s*")
RULES = frozenset(("版记分隔线", "版记线粗细", "版记线长度", "抄送缩进", "抄送回行", "抄送字号", "抄送字体", "印发字号", "印发字体", "印发缩进"))


def mend_imprint(parts: dict[str, Any], paper: Paper, found: Elements, profile: Profile, form: Format, wrong: set[str], changes: Changes, *,
                 moved: bool) -> None:  # fmt: skip
    """Set 版记 anew when something of it is wrong, or when it only follows a text that was laid out anew (moved)."""
    if form is Format.PLAIN or not (found.copies or found.printer):
        return
    lines = [*found.copies, *_printed(paper, found)]
    loose = any(p.place != "frame" or p.above or p.under for p in lines)  # LibreOffice drops borders in frames
    if not (wrong & RULES or (loose and moved)):
        return
    body = parts["word/document.xml"].find("w:body", N)
    if any(p.node is None or _holds_more(p.node) for p in lines):
        return
    holders = _holders(lines, paper, body)
    if holders is None:
        return
    frames, drawn = _made(found.copies, lines[len(found.copies) :], profile, ruled=form is not Format.LETTER)
    _take_out(body, holders)
    _place(body, frames, drawn)
    rules = "首末 0.35、中间 0.25 毫米的分隔线，" if form is not Format.LETTER else ""
    said = "分隔线、字号或排法不符" if wrong & RULES else "照原样的文字"
    changes.note("版记", said, f"{rules}排法照旧，位置固定在最后一面版心下边缘" if not wrong & RULES else f"{rules}固定在最后一面版心下边缘", lines[0])


def _printed(paper: Paper, found: Elements) -> list[Para]:
    """印发机关 and 印发日期: one paragraph, or the cells of one row."""
    if found.printer is None:
        return []
    if found.printer.place != "table":
        return [found.printer]
    row = next((n for n in found.printer.node.iterancestors(Q + "tr")), None)
    return [p for p in paper.flowing if p.bare and p.node is not None and row is not None and row in p.node.iterancestors(Q + "tr")]


def _holds_more(element: Any) -> bool:
    """What would be lost or moved with the paragraph: a section's end, fields, tracked changes, pictures."""
    return any(True for _ in element.iter(*(Q + tag for tag in _KEPT))) or holds_drawings(element)


def _holders(lines: list[Para], paper: Paper, body: Any) -> list[Any] | None:
    """The elements of the body that hold 版记 and nothing else; None when something else stands among them."""
    holders: list[Any] = []
    own = {id(p.node) for p in lines}
    for para in lines:
        top = para.node
        while top is not None and top.getparent() is not body:
            top = top.getparent()
        if top is None or any("".join(p.itertext()).strip() and id(p) not in own for p in top.iter(Q + "p")):
            return None
        if top not in holders:
            holders.append(top)
    return holders


def _take_out(body: Any, holders: list[Any]) -> None:
    """Remove 版记, the blank lines that pushed it down and lines drawn for it."""
    step = holders[0].getprevious()
    while step is not None and step.tag == Q + "p" and blank(step):
        before = step.getprevious()
        body.remove(step)
        step = before
    for holder in holders:
        tail = holder.getnext()
        body.remove(holder)
        while tail is not None and tail.tag == Q + "p" and blank(tail):
            following = tail.getnext()
            body.remove(tail)
            tail = following
    take_out_long(body)


def _place(body: Any, frames: list[Any], rules: list[Any]) -> None:
    """Before the last paragraph, which carries them to its page; the rules are drawn from there."""
    end = next((n for n in reversed(body) if n.tag != Q + "sectPr"), None)
    last = end
    if last is None or last.tag != Q + "p":
        last = body.makeelement(Q + "p", {})
        (end.addnext(last) if end is not None else body.insert(0, last))
    for frame in frames:
        last.addprevious(frame)
    at = 1 if last.find("w:pPr", N) is not None else 0
    last[at:at] = rules


def _made(copies: list[Para], printed: list[Para], profile: Profile, *, ruled: bool) -> tuple[list[Any], list[Any]]:
    """Frames and rules, counted from the foot of the type area upwards. LibreOffice floats no table of full width."""
    small, page = profile.sizes.small, profile.page
    setter, hang, wide = Setter(profile, open_fonts(profile)), 3 * profile.sizes.small, page.text_width * MM
    tabs = f'<w:tabs xmlns:w="{W}"><w:tab w:val="right" w:pos="{twips(wide - small)}"/></w:tabs>'
    groups: list[list[tuple[Any, int]]] = []
    if copies:
        groups.append([(_paragraph(p.node, (small + hang, -hang, small), ""), len(setter.small_lines((Span(p.bare, "body"),), small, hang)))
                       for p in copies])  # fmt: skip
    if printed:
        line = _paragraph(printed[0].node, (small, 0.0, 0.0), tabs)
        _one_line(line, [p.text for p in printed])
        groups.append([(line, 1)])
    y = (page.top + page.text_height) * MM - sum(sum(n * PITCH for _, n in group) + 2 * PADDING for group in groups)
    frames, rules = [], []
    for i in range(len(groups) + 1):
        inner = 0 < i < len(groups)
        thick = profile.imprint.inner_rule if inner else profile.imprint.outer_rule
        rules += [drawn_rule(i + 911, (page.left * MM, y, wide), thick, "000000")] if ruled else []
        y += PADDING
        for paragraph, count in groups[i] if i < len(groups) else ():
            paragraph[0].insert(0, _parsed(frame_at((page.left * MM, y), wide, count * PITCH)))
            _written(paragraph, profile)
            frames.append(paragraph)
            y += count * PITCH
        y += PADDING
    return frames, [_parsed(rule) for rule in rules]


def _parsed(xml: str) -> Any:
    return etree.fromstring(f"<x {NAMESPACES}>{xml}</x>")[0]


def _written(paragraph: Any, profile: Profile) -> None:
    """Every run in 4 号仿宋 at its natural distance."""
    face = next(role.docx for role in profile.fonts if role.role == "body")
    for run in paragraph.iter(Q + "r"):
        write_fonts(run, face)
        write_size(run, profile.sizes.small)
        for child in [c for c in look(run) if c.tag in {Q + "spacing", Q + "b", Q + "color"}]:
            look(run).remove(child)


def _paragraph(old: Any, indents: tuple[float, float, float], tabs: str) -> Any:
    """A new paragraph with the runs of an old one. indents: left, first, right."""
    left, first, right = (twips(value) for value in indents)
    made = etree.fromstring(
        f'<w:p xmlns:w="{W}"><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="{twips(PITCH)}" w:lineRule="exact"/>'
        f'<w:ind w:left="{left}" w:right="{right}" {"w:firstLine" if first >= 0 else "w:hanging"}="{abs(first)}"/><w:jc w:val="left"/></w:pPr></w:p>')
    if tabs:
        made[0].insert(0, etree.fromstring(tabs))
    for child in old:
        if child.tag != Q + "pPr":
            made.append(deepcopy(child))
    take_out_lines(made)
    texts = [t for t in made.iter(Q + "t") if (t.text or "").strip()]
    if texts:
        texts[0].text = (texts[0].text or "").lstrip(" 　\t")
    return made


def _one_line(paragraph: Any, texts: list[str]) -> None:
    """Office, a tab, the date: white space between them is all that changes."""
    match = _DATED.fullmatch("　".join(texts))
    runs = [r for r in paragraph.iter(Q + "r") if r.find("w:t", N) is not None]
    if match is None or not runs:
        return
    first = deepcopy(runs[0])
    for child in [c for c in paragraph if c.tag != Q + "pPr"]:
        paragraph.remove(child)
    for words in (match["office"], "\t", match["day"]):
        run = deepcopy(first)
        for child in [c for c in run if c.tag != Q + "rPr"]:
            run.remove(child)
        made = etree.SubElement(run, Q + ("tab" if words == "\t" else "t"))
        if words != "\t":
            made.text = words
        paragraph.append(run)
