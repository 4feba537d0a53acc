"""Direct formats written into the XML of a docx, and the list of what was changed. Lengths in pt."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from app.documents.checking.effect import N, Q, on
from app.documents.checking.faces import face_of, is_latin
from app.documents.checking.paper import Para, Run
from app.documents.checking.rules_levels import stop_of_heading

P_ORDER = ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers",
            "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
            "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents",
            "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle",
            "rPr", "sectPr", "pPrChange")  # fmt: skip
R_ORDER = ("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow", "emboss",
            "imprint", "noProof", "snapToGrid", "vanish", "webHidden", "color", "spacing", "w", "kern", "position", "sz", "szCs",
            "highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout",
            "specVanish", "oMath")  # fmt: skip
_LEVEL_SIZES = {"标题层次": ("一级标题字号", "二级标题字号", "三级标题字号", "四级标题字号")}
_MOVING = frozenset(("行距", "字距", "版头", "信函版头和红色双线", "文档网格", "天头", "下白边", "订口", "右白边", "纸张"))
_ONE_LINE = 24  # characters that never need a second line
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ALIGNED = {"left": "左对齐", "right": "居右", "center": "居中", "both": "两端对齐"}


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change, how often it was made and where first."""

    rule: str
    before: str
    after: str
    count: int
    paragraph: int
    start: str


class Changes:
    """Makes changes and remembers them."""

    def __init__(self, without: frozenset[str] = frozenset()) -> None:
        self._without = without
        self._rows: dict[tuple[str, str, str], Change] = {}

    def rows(self) -> list[Change]:
        """What was changed, in the order it was."""
        return list(self._rows.values())

    @property
    def moved(self) -> bool:
        """Whether anything was changed that may turn lines or pages elsewhere."""
        return any(change.rule in _MOVING or change.rule.endswith(("字号", "缩进", "空行")) for change in self._rows.values())

    def may(self, *rules: str) -> bool:
        """Whether a change may be made: not when a person switched off a rule it would follow."""
        return not self._without.intersection(rules)

    def note(self, rule: str, before: str, after: str, para: Para | None = None) -> None:
        """Remember a change."""
        known = self._rows.get((rule, before, after))
        first = (known.paragraph, known.start) if known else (para.index, para.text.strip()[:12]) if para else (0, "")
        self._rows[rule, before, after] = Change(rule, before, after, (known.count if known else 0) + 1, *first)

    # paragraphs

    def align(self, para: Para, wanted: str | None, rule: str) -> None:
        """Alignment; both ends aligned counts as left."""
        now = "left" if para.align == "both" and wanted == "left" else para.align
        if wanted is None or now == wanted or not self.may(f"{rule}居中", f"{rule}位置", f"{rule}对齐", f"{rule}顶格"):
            return
        node(paragraph(para), "jc", P_ORDER).set(Q + "val", wanted)
        self.note(f"{rule}对齐", _ALIGNED.get(para.align, para.align), _ALIGNED[wanted], para)

    def indent(self, para: Para, first: float | None, left: float | None, right: float | None, rule: str) -> None:
        """Indents that differ by more than a third of a character."""
        wanted = {"first": (para.first, first), "left": (para.left, left), "right": (para.right, right)}
        if all(new is None or abs(new - old) < 5 for old, new in wanted.values()):
            return
        if len(para.bare) < _ONE_LINE and first is not None and left is not None and abs(first + left - para.first - para.left) < 5 and (
            right is None or abs(right - para.right) < 5):  # fmt: skip
            return  # a line that is not turned begins at the same place
        if not self.may(f"{rule}缩进", f"{rule}位置", f"{rule}顶格", *(("首行缩进", "回行顶格") if rule in {"正文", "标题层次"} else ())):
            return
        element = node(paragraph(para), "ind", P_ORDER)
        for name in list(element.attrib):
            del element.attrib[name]
        values = {key: old if new is None else new for key, (old, new) in wanted.items()}
        for name, key in (("left", "left"), ("right", "right")):
            element.set(Q + name, str(round(values[key] * 20)))
            element.set(Q + name + "Chars", "0")
        name = "firstLine" if values["first"] >= 0 else "hanging"
        element.set(Q + name + "Chars", "0")
        element.set(Q + name, str(round(abs(values["first"]) * 20)))
        self.note(f"{rule}缩进", _indents(para.first, para.left), _indents(values["first"], values["left"]), para)

    def pitch(self, para: Para, wanted: float, *, apart: bool = False) -> None:
        """Exact line pitch without space before and after; apart: with it, where it stands for blank lines."""
        right = para.pitch_rule == "exact" and abs((para.pitch or 0) - wanted) <= 0.5
        spaced = max(para.before, para.after) >= 1.0 and not apart
        if (right and not spaced) or not self.may("行距", "段前段后"):
            return
        element = node(paragraph(para), "spacing", P_ORDER)
        for name in list(element.attrib):
            del element.attrib[name]
        before, after = (para.before, para.after) if apart else (0.0, 0.0)
        for name, value in (("before", round(before * 20)), ("after", round(after * 20)), ("line", round(wanted * 20)), ("lineRule", "exact")):
            element.set(Q + name, str(value))
        node(paragraph(para), "snapToGrid", P_ORDER).set(Q + "val", "0")
        if para.bare:
            unit = {"exact": "磅固定值", "atLeast": "磅最小值", "auto": "倍"}.get(para.pitch_rule, "")
            self.note("行距", f"{para.pitch or 1:g} {unit}" + ("，有段前段后距" if spaced else ""), f"固定值 {wanted:g} 磅", para)

    def hanging(self, para: Para) -> None:
        """Say what Word takes for granted: LibreOffice reads it the other way round and hangs marks out without it."""
        if is_own(para):
            return  # its lines are broken already
        element = node(paragraph(para), "overflowPunct", P_ORDER)
        if not on(element.get(Q + "val", "0")):
            element.set(Q + "val", "1")
            self.note("标点溢出", "不写明或不允许" if para.hangs else "不允许", "写明允许：LibreOffice 的理解与 Word 相反，这样它不把标点排出版心")

    def unstretched(self, para: Para) -> None:
        """Left-aligned: a line that a mark made shorter is not spread, so that every character keeps its cell."""
        if para.align == "both" and self.may("每行字数"):
            node(paragraph(para), "jc", P_ORDER).set(Q + "val", "left")
            self.note("两端对齐", "两端对齐", "左对齐，避头尾的行不撑开，每字占一格", para)

    def new_page(self, para: Para) -> None:
        """A page of its own."""
        node(paragraph(para), "pageBreakBefore", P_ORDER).set(Q + "val", "1")
        self.note("附件另面", "没有另起一面", "另起一面", para)

    def row_height(self, para: Para, gap: float) -> None:
        """The row whose lower border is the red line, so high that the line stands by its gap under the characters."""
        row = next(iter(para.node.iterancestors(Q + "tr")), None)
        height = row.find("w:trPr/w:trHeight", N) if row is not None else None
        if height is None or height.get(Q + "hRule") != "exact" or not para.pitch:
            return
        height.set(Q + "val", str(round((para.pitch + gap - 5) * 20)))
        self.note("红线位置", "离发文字号太远或太近", "文字下 4 毫米", para)

    def before(self, para: Para, points: float, rule: str) -> None:
        """Space over a paragraph."""
        space(para, "before", points)
        self.note(rule, f"段前 {para.before:.0f} 磅", f"段前 {points:.0f} 磅", para)

    def red_line(self, para: Para, width: float, gap: float, pitch: float = 0.0) -> None:
        """A red border under a paragraph, over the whole type area. pitch: the new height of one that is empty and only carries the line."""
        if pitch:
            self.pitch(para, pitch)
            self.indent(para, 0.0, 0.0, 0.0, "红色分隔线")
        if para.left > 2 and para.align != "center":  # a border follows the indent, a first line does not move it
            self.indent(para, para.left + para.first, 0.0, None, "发文字号")
        borders = node(paragraph(para), "pBdr", P_ORDER)
        for child in borders.findall("w:bottom", N):
            borders.remove(child)
        line = node(borders, "bottom", ("top", "left", "bottom", "right", "between", "bar"))
        space = max(1, round(gap - 5))  # the exact line has some of the gap in it
        for name, value in (("val", "single"), ("sz", str(round(width * 8))), ("space", str(space)), ("color", "FF0000")):
            line.set(Q + name, value)
        self.note("红色分隔线", "没有，或颜色、长度、位置不符", "文字下 4 毫米与版心等宽的红线", para)

    def blank_lines(self, rule: str, upper: Para, lower: Para, wanted: int, pitch: float) -> None:
        """Just so many blank lines between two paragraphs of the flow."""
        start, end = upper.node, lower.node
        for para, side, said in ((upper, "after", upper.after), (lower, "before", lower.before)):
            if said >= 1.0:  # counted as lines so far
                space(para, side, 0.0)
        if start is None or end is None or start.getparent() is not end.getparent():
            return
        between = []
        step = start.getnext()
        while step is not None and step is not end:
            between.append(step)
            step = step.getnext()
        if step is None or any(n.tag != Q + "p" or "".join(n.itertext()).strip() or _holds(n) for n in between):
            return
        if len(between) == wanted:
            return
        for surplus in between[wanted:]:
            surplus.getparent().remove(surplus)
        for _ in range(wanted - len(between)):
            blank = end.makeelement(Q + "p", {})
            line = node(node(blank, "pPr", ("pPr",)), "spacing", P_ORDER)
            for name, value in (("before", "0"), ("after", "0"), ("line", str(round(pitch * 20))), ("lineRule", "exact")):
                line.set(Q + name, value)
            end.addprevious(blank)
        self.note(rule, f"空 {len(between)} 行", f"空 {wanted} 行", lower)

    # runs

    def black(self, para: Para) -> None:
        """Black characters."""
        for run in para.runs:
            if run.node is not None and run.coloured and run.text.strip() and self.may("文字颜色"):
                element = node(look(run.node), "color", R_ORDER)
                for name in list(element.attrib):
                    del element.attrib[name]
                element.set(Q + "val", "000000")
                self.note("文字颜色", "不是黑色", "黑色", para)

    def colour(self, para: Para, rule: str) -> None:
        """Red characters."""
        if para.red:
            return
        for run in _runs(para):
            element = node(look(run), "color", R_ORDER)
            for name in list(element.attrib):
                del element.attrib[name]
            element.set(Q + "val", "FF0000")
        self.note(rule, "不是红色", "红色", para)

    def strip_lead(self, para: Para) -> None:
        """Typed spaces at the start, which an indent replaces."""
        for run in _runs(para):
            for text in run.findall("w:t", N):
                bare = (text.text or "").lstrip(" 　")
                if bare != (text.text or ""):
                    self.note("段首空格", "用空格缩进", "用缩进", para)
                    para.first, para.left = 0.0, 0.0  # what is typed is gone, the indent is written anew
                    text.text = bare
                if bare:
                    return


def space(para: Para, side: str, points: float) -> None:
    """The space before or after a paragraph."""
    element = node(paragraph(para), "spacing", P_ORDER)
    for name in (f"{side}Lines", f"{side}Autospacing"):
        element.set(Q + name, "0")  # a style may say them
    element.set(Q + side, str(round(points * 20)))


def is_own(para: Para) -> bool:
    """Whether a paragraph is one that this program wrote: its lines and pages are turned already."""
    style = paragraph(para).find("w:pStyle", N)
    return style is not None and (style.get(Q + "val") or "").startswith("LvZe")


def faces(changes: Changes, para: Para, face: str, rule: str) -> None:
    """The font of every run that shows another face, or quotes in a Latin one."""
    for run in para.runs:
        if run.node is not None and _differs(run, face) and changes.may(f"{rule}字体"):
            write_fonts(run.node, face)
            changes.note(f"{rule}字体", run.face or "未指定", face, para)


def _differs(run: Run, face: str) -> bool:
    hanzi = re.search(r"[\u4e00-\u9fff]", run.text) is not None
    narrow = bool((is_latin(run.latin) and re.search("[“”‘’—…]", run.text)) or (is_latin(run.ascii) and re.search("[0-9A-Za-z]", run.text)))
    return narrow or (hanzi and face_of(run.face) != face_of(face))


def sizes(changes: Changes, para: Para, size: float, rule: str) -> None:
    """The size of every run that has another."""
    for run in para.runs:
        if run.node is not None and run.size and abs(run.size - size) > 0.4 and run.text.strip() and changes.may(f"{rule}字号", *_LEVEL_SIZES.get(rule, ())):
            write_size(run.node, size)
            changes.note(f"{rule}字号", f"{run.size:g} 磅", f"{size:g} 磅", para)


def write_size(run: Any, size: float) -> None:
    """The size of one run."""
    for tag in ("sz", "szCs"):
        node(look(run), tag, R_ORDER).set(Q + "val", str(round(size * 2)))


def bold(changes: Changes, para: Para, rule: str) -> None:
    """No bold characters: the faces tell the elements apart."""
    for run in para.runs:
        if run.node is not None and run.bold and run.text.strip() and changes.may("加粗", f"{rule}加粗"):
            node(look(run.node), "b", R_ORDER).set(Q + "val", "0")
            changes.note(f"{rule}加粗", "加粗", "不加粗", para)


def cells(changes: Changes, para: Para, wanted: float) -> None:
    """Space between characters on every run; remembered once for the document."""
    for run in _runs(para):
        node(look(run), "spacing", R_ORDER).set(Q + "val", str(round(wanted * 20)))
        node(look(run), "snapToGrid", R_ORDER).set(Q + "val", "0")
    changes.note("字距", "每行不是 28 字", "每行 28 字")


def headed(changes: Changes, para: Para, head: str, rest: str) -> None:
    """The heading, mostly the first sentence, in its font and what follows in that of the rest; a run that holds both is cut in two."""
    if not changes.may("一级标题字体" if face_of(head) == "黑体" else "二级标题字体"):
        return
    ended, end = False, stop_of_heading(para.runs, face_of(head))
    for run in para.runs:
        if run.node is None:
            ended = ended or end in run.text
            continue
        before, stop, after = run.text.partition(end)
        wanted = rest if ended else head
        both = not ended and head != rest and stop and after.strip()
        if both and face_of(run.face) == face_of(head) and not re.search(r"[\u4e00-\u9fff]", before):
            both = False
        second = cut(run, len(before) + len(stop)) if both else None
        if second is not None:
            write_fonts(second, rest)
        if second is not None or _differs(run, wanted):
            write_fonts(run.node, wanted)
            changes.note("标题层次字体", run.face or "未指定", wanted, para)
        ended = ended or bool(stop)


def cut(run: Run, length: int) -> Any | None:
    """Cut a run in two after so many characters; the second of them, None where the run holds more than one text."""
    texts = run.node.findall("w:t", N)
    if len(texts) != 1 or texts[0].text != run.text:
        return None
    second = deepcopy(run.node)
    tail = second.find("w:t", N)
    texts[0].text, tail.text = run.text[:length], run.text[length:]
    for text in (texts[0], tail):
        text.set(_SPACE, "preserve")
    run.node.addnext(second)
    return second


def write_fonts(run: Any, face: str) -> None:
    """One font for every script of a run, no theme fonts."""
    element = node(look(run), "rFonts", R_ORDER)
    for name in list(element.attrib):
        del element.attrib[name]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        element.set(Q + script, face)
    element.set(Q + "hint", "eastAsia")


def _holds(element: Any) -> bool:
    """Whether a paragraph without words has work to do: a stamp, a picture, the end of a page or a section."""
    return any(True for _ in element.iter(*(Q + tag for tag in ("drawing", "pict", "object", "br", "sectPr"))))


def _runs(para: Para) -> list[Any]:
    return [] if para.node is None else [r for r in para.node.iter(Q + "r") if _owner(r) is para.node]


def _owner(run: Any) -> Any:
    return next((parent for parent in run.iterancestors(Q + "p")), None)


def paragraph(para: Para) -> Any:
    """The paragraph's properties, made when it has none."""
    return node(para.node, "pPr", ("pPr",))


def look(run: Any) -> Any:
    """The run's properties, made when it has none."""
    return node(run, "rPr", ("rPr",))


def node(parent: Any, tag: str, order: tuple[str, ...]) -> Any:
    """A child by tag, made at the place the format wants it when absent."""
    found = parent.find(f"w:{tag}", N)
    if found is not None:
        return found
    made = parent.makeelement(Q + tag, {})
    later = {Q + name for name in order[order.index(tag) + 1 :]}
    for child in parent:
        if child.tag in later or len(order) == 1:
            child.addprevious(made)
            return made
    parent.append(made)
    return made


def _indents(first: float, left: float) -> str:
    return f"首行 {first:.0f} 磅、左 {left:.0f} 磅"
