"""What is put on characters is taken off in a corrected copy: lines, slant, shades, width and distance, bold where none belongs.

First what stands on the run itself goes; what a style still says is written off on the run. The rules of rules_looks say
what is a departure. Does not belong here: faces, sizes and colours.
"""

from __future__ import annotations

import re
from typing import Any

from app.catalog.profiles import Profile
from app.documents.checking.effect import N, Q, is_red
from app.documents.checking.elements import Elements
from app.documents.checking.mending_xml import P_ORDER, R_ORDER, Changes, look, node, paragraph
from app.documents.checking.paper import Paper, Para, Run

_OFF = {"u": "none", "i": "0", "iCs": "0", "strike": "0", "dstrike": "0", "outline": "0", "shadow": "0", "emboss": "0", "imprint": "0",
        "em": "none", "effect": "none", "bdr": "nil", "vertAlign": "baseline", "position": "0"}  # fmt: skip
_SHADES = {"highlight": "none", "shd": "clear"}
_SHOWN = re.compile(r"[\u4e00-\u9fff0-9A-Za-z]")
_SCALED = 5.0
_SPREAD = 1.0


def mend_looks(paper: Paper, found: Elements, profile: Profile, changes: Changes) -> None:
    """Take it off every element and every other paragraph below the title."""
    start = found.titles[0].index if found.titles else 0
    known = [*found.head, *found.marks, *found.text, *found.imprint, *found.attendance, *found.annexes, *found.annex_text]
    seen = {id(para): para for para in known} | {id(p): p for p in paper.flowing if p.bare and p.index > start and p.place in {"flow", "table"}}
    marks, bare = {id(p) for p in found.marks}, {id(p) for p in [*found.head, *found.marks, *found.imprint, *found.annexes]}
    text = {id(p) for p in [*found.text, *found.annex_text, *found.annexes, *found.attendance]}
    for para in seen.values():
        for run in para.runs:
            if run.node is not None and _SHOWN.search(run.text):
                _plain(run, para, changes)  # a single figure over the line may be a unit
                _even(run, para, profile, changes, mark=id(para) in marks)
                if run.bold and id(para) in bare and changes.may("加粗"):
                    _say(run.node, "b", "0")
                    changes.note("加粗", "加粗", "不加粗", para)
        _unboxed(para, changes, text=id(para) in text)


def _plain(run: Run, para: Para, changes: Changes) -> None:
    for said, rule, tags in ((run.adorned, "文字修饰", _OFF), (run.marked, "文字底纹", _SHADES)):
        if not said or not changes.may(rule) or (rule == "文字修饰" and _adorned(para, said) < 2):
            continue
        own = [child for child in look(run.node) if child.tag in {Q + tag for tag in tags}]
        for child in own:
            look(run.node).remove(child)
        for tag in () if own else tags:
            _say(run.node, tag, tags[tag])
        changes.note(rule, said, "去掉", para)


def _adorned(para: Para, said: str) -> int:
    """How many characters of a paragraph have a look, over all its runs."""
    return sum(len(_SHOWN.findall(run.text)) for run in para.runs if run.adorned == said)


def _even(run: Run, para: Para, profile: Profile, changes: Changes, *, mark: bool) -> None:
    """Characters at their own width, at the distance of the grid."""
    if abs(run.scale - 100) >= _SCALED and changes.may("字符缩放") and not mark:
        _say(run.node, "w", "100")
        changes.note("字符缩放", f"{run.scale:g}%", "100%", para)
    if abs(run.spacing) >= _SPREAD and changes.may("字符间距") and not mark and "\n" not in para.text and len(_SHOWN.findall(run.text)) > 1:
        body = run.size is not None and abs(run.size - profile.sizes.body) < 0.4
        usual = profile.grid.cell - profile.sizes.body if body else 0.0
        _say(run.node, "spacing", str(round(usual * 20)))
        changes.note("字符间距", f"{run.spacing:g} 磅", "标准间距", para)


def _unboxed(para: Para, changes: Changes, *, text: bool) -> None:
    """No shade behind a paragraph and no border at its sides, of a text (text) none at all; red lines are another thing."""
    lined = text and any(border is not None and not border.red for border in (para.above, para.under))
    said = para.boxed or ("横线" if lined else "")
    if para.node is None or not said or para.place != "flow" or not changes.may("文字底纹"):
        return
    own = paragraph(para)
    sides = [s for s in own.findall("w:pBdr/*", N) if not is_red(s.get(Q + "color") or "")]
    for element in [*own.findall("w:shd", N), *sides]:
        element.getparent().remove(element)
    if not sides and said in {"边框", "横线"}:  # a style has it
        borders = node(own, "pBdr", P_ORDER)
        for side in ("top", "left", "bottom", "right"):
            node(borders, side, ("top", "left", "bottom", "right", "between", "bar")).set(Q + "val", "nil")
    elif said == "底纹":
        node(own, "shd", P_ORDER).set(Q + "val", "clear")
        node(own, "shd", P_ORDER).set(Q + "fill", "auto")
    changes.note("文字底纹", f"段落有{said}", "去掉", para)


def _say(run: Any, tag: str, value: str) -> None:
    element = node(look(run), tag, R_ORDER)
    for name in list(element.attrib):
        del element.attrib[name]
    element.set(Q + "val", value)
    if tag == "shd":
        element.set(Q + "fill", "auto")
