"""版头 of a corrected copy: set anew from its words where its places are wrong or differ from program to program.

Tables, text boxes, drawn lines and paragraphs of any height become the same plain lines: labels, mark, two blank lines,
发文字号 with 签发人, the red line as its border, two blank lines. Does not belong here: the head of a 信函 (mending_letterhead).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from app.catalog.profiles import Profile
from app.documents.blocks import ASCENT, BASELINE, DESCENT, Block, Style
from app.documents.checking.effect import N, Q, points
from app.documents.checking.elements import Elements
from app.documents.checking.mending_lines import blank
from app.documents.checking.mending_xml import Changes, space
from app.documents.checking.paper import MM, Paper, Para
from app.documents.checking.patterns import NUMBER
from app.documents.docx_mark import joint_mark
from app.documents.docxnames import NAMESPACES, rfonts, twips
from app.documents.docxparts import SLACK
from app.documents.model import Format
from app.documents.titles import divide_name

PLACES = frozenset(("标志位置", "标志居中", "标志下空行", "标志字号", "发文字号位置", "红色分隔线", "红线颜色", "红线长度", "红线位置", "版头要素次序",
                    "份号位置", "密级位置", "紧急程度位置", "标题上空行"))  # fmt: skip
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_KEPT = ("sectPr", "fldChar", "fldSimple", "ins", "del", "footnoteReference", "endnoteReference", "commentReference")
_WIDEST = 0.97  # of the type area
_NEAR = 2 * MM
_GAP = 0.75 * MM
_BESIDE = frozenset(("文件", "命令", "令"))
_APART, _JOINT_PITCH = 0.4, 1.25  # em
_SIGNERS_A_LINE = 2


def mend_head(body: Any, paper: Paper, found: Elements, profile: Profile, form: Format, wrong: set[str], changes: Changes) -> bool:
    """Set 版头 anew; whether it was. It stays where it stands right in every program, or where something else stands in it."""
    if form not in {Format.GENERAL, Format.MINUTES, Format.ORDER} or not found.marks or profile.header.preprinted != "no":
        return False
    if not changes.may(*PLACES) or not (wrong & PLACES or not _stands(paper, found, profile, form)):
        return False
    whole = form is Format.GENERAL and found.number is not None
    end = top_of(found.titles[0].node, body) if whole and found.titles else None
    taken = region(body, head_of(found, whole=whole), end)
    rows = Rows(profile)
    made = rows.labels(found) + rows.marks(found, form)
    if whole:
        numbered = rows.numbered(found)
        made += [*rows.blanks(2), *numbered, *rows.blanks(2)]
        if not numbered:
            return False
    if taken is None or (whole and end is None):
        return False
    for element in taken:
        body.remove(element)
    body[0:0] = made
    if whole and found.titles[0].before >= 1.0:
        space(found.titles[0], "before", 0.0)  # the blank lines are there
    said = "位置、红线或空行不符" if wrong & PLACES else "排法在各软件里显示不一"
    changes.note("版头", said, "照原样的文字重排：标志、发文字号、红线按规定位置" if whole else "照原样的文字重排：标志按规定位置", found.marks[0])
    return True


def head_of(found: Elements, *, whole: bool) -> list[Para]:
    """The elements of the head; whole: with 发文字号 and 签发人."""
    rows = [p for p in (found.copy_no, found.secrecy, found.urgency) if p is not None] + found.marks
    return rows + ([p for p in (found.number, *found.signers) if p is not None] if whole else [])


def top_of(node: Any, body: Any) -> Any:
    """The child of the body that a paragraph stands in."""
    while node is not None and node.getparent() is not body:
        node = node.getparent()
    return node


def region(body: Any, paras: list[Para], end: Any) -> list[Any] | None:
    """The elements from the start of the body to `end` (to the last of the paragraphs when it is None); None when they hold anything else."""
    own = {id(p.node) for p in paras}
    tops = [top_of(p.node, body) for p in paras]
    if any(top is None for top in tops) or end in tops:
        return None
    last = end.getprevious() if end is not None else max(tops, key=lambda top: list(body).index(top))
    taken: list[Any] = []
    for element in body:
        if last is None or not isinstance(element.tag, str) or any(True for _ in element.iter(*(Q + tag for tag in _KEPT))):
            return None
        texts = [p for p in element.iter(Q + "p") if not any(True for _ in p.iterancestors(_MC + "Fallback"))]
        if any(id(p) not in own and not _is_blank(p, own) for p in texts) or element.tag not in {Q + "p", Q + "tbl"}:
            return None
        taken.append(element)
        if element is last:
            return taken
    return None


def _is_blank(paragraph: Any, own: set[int]) -> bool:
    """A paragraph that shows nothing by itself; it may hold the text box of an element."""
    inside = [p for p in paragraph.iter(Q + "p") if p is not paragraph]
    if inside:
        return all(id(p) in own or blank(p) or any(True for _ in p.iterancestors(_MC + "Fallback")) for p in inside) and not any(
            t.text and t.text.strip() for t in paragraph.iter(Q + "t") if next(t.iterancestors(Q + "p")) is paragraph)  # fmt: skip
    return blank(paragraph)


# what stands right


def _stands(paper: Paper, found: Elements, profile: Profile, form: Format) -> bool:
    """Whether every program shows the head where it should be: plain lines of fixed height whose places can be counted."""
    if joint(found.marks):
        return _balanced(found.marks, profile)
    whole = form is Format.GENERAL and found.number is not None
    end = found.titles[0] if whole and found.titles else found.marks[-1]
    over = [p for p in paper.flowing[: paper.flowing.index(end) + (0 if whole and found.titles else 1)] if p.place != "header"]
    if any(p.place != "flow" or p.pitch_rule != "exact" or not p.pitch for p in over) or len(found.marks) > 1:
        return False
    mark = found.marks[0]
    header = profile.header
    wanted = {Format.MINUTES: header.mark_top_minutes, Format.ORDER: header.mark_top_order}.get(form, header.mark_top_general)
    at = profile.page.top * MM
    for para in over[: over.index(mark)]:
        at += para.before + (para.pitch or 0.0) * (1 + para.text.count("\n")) + para.after
    size = mark.size or header.mark_top_general
    at += mark.before + BASELINE * (mark.pitch or 0.0) - ASCENT * size
    fits = max(map(_em, mark.text.split("\n"))) * size <= profile.page.text_width * MM + 1
    level = mark.align == "center" and abs(mark.left + mark.first - mark.right) < 12
    placed = abs(at - wanted * MM) < _NEAR and fits and level
    return placed and (not whole or _line_stands(paper, found, over, profile))


def _line_stands(paper: Paper, found: Elements, over: list[Para], profile: Profile) -> bool:
    """The red line is one border, as wide as the type area and 4 mm under 发文字号."""
    carriers = [p for p in over if p.under is not None and p.under.red]
    if len(carriers) != 1 or any(rule.red for rule in paper.rules) or any(p.above is not None for p in over):
        return False
    carrier = carriers[0]
    last = max((p for p in (found.number, *found.signers) if p is not None), key=lambda p: p.index)
    at = over.index(carrier)
    if at < over.index(last) or any(p.bare for p in over[over.index(last) + 1 : at + 1]):
        return False
    assert carrier.under is not None  # noqa: S101 - asked above
    gap = (1 - BASELINE) * (last.pitch or 0.0) - DESCENT * (last.size or 16.0) + carrier.under.space
    gap += sum(p.before + (p.pitch or 0.0) for p in over[over.index(last) + 1 : at + 1]) + (last.after if carrier is not last else 0.0)
    flat = abs(carrier.left) < 3 and abs(carrier.right) < 3
    return flat and abs(gap - _ruled(profile)) < _GAP  # as far as the line that is made here


def _foot(profile: Profile) -> float:
    """From the characters of a line of the grid down to the foot of the line."""
    return (1 - BASELINE) * profile.grid.pitch - DESCENT * profile.sizes.body


def _ruled(profile: Profile) -> float:
    """From the characters down to the upper edge of the red border; a docx sets it off by whole points."""
    header, foot = profile.header, _foot(profile)
    return foot + max(round(header.rule_gap * MM - foot - header.rule_thickness * MM / 2), 1)


def joint(marks: list[Para]) -> bool:
    """Whether names stand over each other in a table with a word at their right."""
    words = [p for p in marks if p.bare in _BESIDE]
    return len(words) == 1 and len(marks) > 2 and all(p.place == "table" and "\n" not in p.text.strip() for p in marks)


def _balanced(marks: list[Para], profile: Profile) -> bool:
    """Whether a joint mark stands in the middle by a table of fixed columns without margins, as our own letters have it."""
    table = next(marks[0].node.iterancestors(Q + "tbl"))
    indent, layout = table.find("w:tblPr/w:tblInd", N), table.find("w:tblPr/w:tblLayout", N)
    widths = [points(column.get(Q + "w")) or 0.0 for column in table.findall("w:tblGrid/w:gridCol", N)]
    if indent is None or layout is None or layout.get(Q + "type") != "fixed" or len(widths) != 2:
        return False
    free = profile.page.text_width * MM - (points(indent.get(Q + "w")) or 0.0) - sum(widths) + SLACK / 20
    return abs(free - (points(indent.get(Q + "w")) or 0.0)) < _NEAR and all(p.pitch_rule == "exact" and p.align in {"left", "both"} for p in marks)


def _em(text: str) -> float:
    return sum(1.0 if ord(c) > 0x2000 else 0.55 for c in text.strip())


# the lines


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes the lines of a head. Lengths in pt."""

    profile: Profile

    def labels(self, found: Elements) -> list[Any]:
        """份号, 密级 and 紧急程度 from the top."""
        rows = ((found.copy_no, "body"), (found.secrecy, "hei"), (found.urgency, "hei"))
        own = [(p, role) for p, role in rows if p is not None and (found.number is None or p.node is not found.number.node)]
        return [self.line([(para.text.strip(), role)]) for para, role in own]

    def blanks(self, count: int) -> list[Any]:
        """Blank lines of the grid."""
        return [self.line([]) for _ in range(count)]

    def marks(self, found: Elements, form: Format) -> list[Any]:
        """The mark, so far down that its characters begin where they should."""
        header, page = self.profile.header, self.profile.page
        wanted = {Format.MINUTES: header.mark_top_minutes, Format.ORDER: header.mark_top_order}.get(form, header.mark_top_general)
        used = self.profile.grid.pitch * len(self.labels(found))
        if joint(found.marks):
            return self._joint(found.marks, wanted * MM - page.top * MM - used)
        made = []
        for i, para in enumerate(found.marks):
            rows, size = self.fitted(para)
            pitch = round(size * 1.3 * 20) / 20
            before = max(wanted * MM - page.top * MM - used - (BASELINE * pitch - ASCENT * size), 0.0) if i == 0 else 0.0
            made.append(self.mark(rows, size, before))
        return made

    def mark(self, rows: list[str], size: float, before: float) -> Any:
        """A line, or some, of a mark in red."""
        pitch = round(size * 1.3 * 20) / 20
        run = self._run("\n".join(rows), "title", size, "FF0000")
        return parsed(f'<w:p><w:pPr>{self._spacing(pitch, before)}<w:ind w:left="0" w:right="0" w:firstLine="0"/><w:jc w:val="center"/></w:pPr>{run}</w:p>')

    def _joint(self, marks: list[Para], under: float) -> list[Any]:
        """Names of equal width with “文件” at their right, half way down, in a table without rules. under: what stands over them, pt."""
        word = next(p.bare for p in marks if p.bare in _BESIDE)
        names = [p.bare for p in marks if p.bare not in _BESIDE]
        widest, measure = max(map(_em, names)), self.profile.page.text_width * MM
        whole = widest + _APART + _em(word)
        size = min(max(p.size or 0.0 for p in marks), int(measure * _WIDEST / whole * 2) / 2)
        pitch = round(size * _JOINT_PITCH * 20) / 20
        rows = []
        for name in names:
            spacing = (widest - _em(name)) * size / (len(name) - 1) if len(name) > 1 else 0.0
            rows.append(self._mark_line(name, size, pitch, spacing, -(spacing + SLACK / 20)))
        columns = ((widest + _APART) * size, _em(word) * size + SLACK / 20)
        lead = BASELINE * pitch - ASCENT * size
        block = Block(Style.MARK, (), size, pitch, left=(measure - whole * size) / 2, before=max(under - lead, 1.0), red=True)
        return list(etree.fromstring(f"<x {NAMESPACES}>{joint_mark(rows, self._mark_line(word, size, pitch, 0.0, 0.0), columns, block)}</x>"))

    def _mark_line(self, text: str, size: float, pitch: float, spacing: float, right: float) -> str:
        run = self._run(text, "title", size, "FF0000").replace('<w:spacing w:val="0"/>', f'<w:spacing w:val="{twips(spacing)}"/>')
        return (f'<w:p><w:pPr>{self._spacing(pitch, 0.0)}<w:ind w:left="0" w:right="{twips(right)}" w:firstLine="0"/><w:jc w:val="left"/></w:pPr>'
                f"{run}</w:p>")  # fmt: skip

    def fitted(self, para: Para) -> tuple[list[str], float]:
        """The rows of a mark and the size in which they fit the type area."""
        sizes, widest = self.profile.sizes, self.profile.page.text_width * MM * _WIDEST
        rows = [row.strip() for row in para.text.split("\n") if row.strip()]
        if len(rows) == 1 and _em(rows[0]) * sizes.mark_min > widest:
            rows = divide_name(rows[0], _em, max(widest / sizes.mark_min, _em(rows[0]) / 4))
        most = int(widest / max(map(_em, rows)) * 2) / 2
        size = para.size or sizes.mark_max
        return rows, min(size if size >= sizes.mark_min else sizes.mark_max, most)

    def numbered(self, found: Elements) -> list[Any]:
        """发文字号 in the middle, or at the left of 签发人; the red line under the last line. Nothing when more is said there."""
        number, names = number_and_names(found)
        if not number or names is None:
            return []
        if not names and not found.signers and not _left(found):
            return [self.line([(number, "body")], align="center", ruled=True)]
        grid, measure = self.profile.grid, self.profile.page.text_width * MM
        cell = grid.cell
        if not names:
            return [self.line([(number, "body")], first=cell, ruled=True)]
        widest = max(map(_em, names)) * cell
        columns = min(_SIGNERS_A_LINE, len(names))
        start = measure - cell - columns * (widest + cell) + cell
        rows = [names[i : i + columns] for i in range(0, len(names), columns)]
        fits = (_em(number) + 2) * cell <= start - (4 * cell if len(rows) == 1 else 0.0)
        made = []
        for i, row in enumerate(rows):
            last = i == len(rows) - 1
            cells = [([(name, "kai")], start + j * (widest + cell)) for j, name in enumerate(row)]
            if i == 0:
                cells[0] = ([("签发人：", "body"), *cells[0][0]], start - 4 * cell)
            made.append(self._placed(number if last and fits else "", cells, ruled=last and fits))
        if not fits:
            made.append(self.line([(number, "body")], first=cell, ruled=True))
        return made

    def _placed(self, number: str, cells: list[tuple[list[tuple[str, str]], float]], *, ruled: bool) -> Any:
        """Words at their distances from the left edge, 发文字号 before them."""
        tabs = "".join(f'<w:tab w:val="left" w:pos="{twips(x)}"/>' for _, x in cells)
        runs = self._run(number, "body") if number else ""
        for words, _ in cells:
            runs += "<w:r><w:tab/></w:r>" + "".join(self._run(text, role) for text, role in words)
        return self._paragraph(runs, f"<w:tabs>{tabs}</w:tabs>", first=self.profile.grid.cell, ruled=ruled)

    def line(self, texts: list[tuple[str, str]], *, align: str = "left", first: float = 0.0, ruled: bool = False, tab: float = 0.0) -> Any:
        """A line of the grid. tab: where what follows the first text ends, from the left."""
        runs = "<w:r><w:tab/></w:r>".join(self._run(text, role) for text, role in texts)
        tabs = f'<w:tabs><w:tab w:val="right" w:pos="{twips(tab)}"/></w:tabs>' if tab else ""
        return self._paragraph(runs, tabs, align=align, first=first, ruled=ruled)

    def _paragraph(self, runs: str, tabs: str, *, align: str = "left", first: float = 0.0, ruled: bool = False) -> Any:
        border = ""
        if ruled:
            thick = self.profile.header.rule_thickness * MM
            space = round(_ruled(self.profile) - _foot(self.profile))
            border = f'<w:pBdr><w:bottom w:val="single" w:sz="{round(thick * 8)}" w:space="{space}" w:color="FF0000"/></w:pBdr>'
        indent = f'<w:ind w:left="0" w:right="0" w:firstLine="{twips(first)}"/>'
        return parsed(f'<w:p><w:pPr>{border}{tabs}{self._spacing(self.profile.grid.pitch, 0.0)}{indent}<w:jc w:val="{align}"/></w:pPr>{runs}</w:p>')

    def _spacing(self, pitch: float, before: float) -> str:
        return (f'<w:snapToGrid w:val="0"/><w:spacing w:before="{twips(before)}" w:beforeAutospacing="0" w:after="0" w:afterAutospacing="0" '
                f'w:line="{twips(pitch)}" w:lineRule="exact"/>')  # fmt: skip

    def _run(self, text: str, role: str, size: float = 0.0, colour: str = "000000") -> str:
        face = next(r.docx for r in self.profile.fonts if r.role == role)
        sizes, grid = self.profile.sizes, self.profile.grid
        spacing = 0 if size else twips(grid.cell - sizes.body)
        half = round((size or sizes.body) * 2)
        look = (f'{rfonts(face)}<w:b w:val="0"/><w:i w:val="0"/><w:color w:val="{colour}"/><w:spacing w:val="{spacing}"/><w:w w:val="100"/>'
                f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/><w:u w:val="none"/>')  # fmt: skip
        words = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(row)}</w:t>' for row in text.split("\n"))
        return f"<w:r><w:rPr>{look}</w:rPr>{words}</w:r>"


def parsed(xml: str) -> Any:
    """XML of a part as an element."""
    return etree.fromstring(f"<x {NAMESPACES}>{xml}</x>")[0]


def found_number(para: Para) -> str:
    """发文字号 as it is written in its line, '' when it cannot be told from the rest."""
    match = NUMBER.search(para.text) or (NUMBER.search(para.bare) if para.text.strip() == para.bare else None)
    return match.group().strip() if match else ""


def number_and_names(found: Elements) -> tuple[str, list[str] | None]:
    """发文字号 and the names of 签发人; None for the names when the lines say more than that."""
    if found.number is None:
        return "", None
    number = found_number(found.number)
    rest = found.number.text.replace(number, "", 1) if number else found.number.text
    said = "　".join([rest, *(p.text for p in found.signers if p is not found.number)])
    before, label, after = said.partition("签")
    if not label:
        return number, [] if not said.strip() else None
    names = re.sub(r"^\s*发\s*人\s*[：:]?", "", after)
    rows: list[str] = []
    for word in re.split(r"[\s、，,]+", re.sub(r"签\s*发\s*人\s*[：:]?", " ", names)):
        if len(word) == 1 and rows and len(rows[-1]) == 1:
            rows[-1] += f"　{word}"  # a name of two characters, spread
        elif word:
            rows.append(word)
    return number, rows if rows and not before.strip() and all(re.fullmatch(r"[\u3400-\u9fff·　]{2,8}", row) for row in rows) else None


def _left(found: Elements) -> bool:
    """Whether the title is that of a paper to a superior, whose number stands at the left."""
    return "".join(p.bare for p in found.titles).endswith("请示")
