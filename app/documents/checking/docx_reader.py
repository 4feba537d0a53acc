"""Turns a docx into a Paper: paragraphs in reading order with what takes effect on them, sections, lines, page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.documents.checking.container import open_parts, refuse_compound
from app.documents.checking.docx_cells import as_border, cells_of
from app.documents.checking.docx_lines import drawn_rules
from app.documents.checking.effect import (
    N,
    Properties,
    Q,
    Styles,
    adornment,
    flat,
    half_points,
    is_coloured,
    is_filled,
    is_red,
    lay,
    number,
    on,
    points,
)
from app.documents.checking.numbering import Numbering
from app.documents.checking.paper import Anchor, Cell, Paper, Para, Run, Section
from app.domain.errors import AppError, ErrorCode

MAX_PARAGRAPHS = 20_000
_NARROW, _MIDDLE = 150.0, 297.6  # pt
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_INSIDE = frozenset(Q + tag for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple"))
_FRAMED = {"left": "left", "right": "right", "center": "center", "outside": "outside"}
_ALIGN = {"start": "left", "end": "right", "distribute": "both", "justify": "both"}


def read_docx(raw: bytes, name: str) -> Paper:
    """Read a docx. Raises AppError (DAMAGED, TOO_LARGE, UNSUPPORTED)."""
    refuse_compound(raw, name)
    return Reader(open_parts(raw, name), name).paper()


@dataclass(slots=True)
class _Where:
    place: str
    top: float | None = None
    table: int = 0
    table_look: tuple[Properties, Properties] = ({}, {})
    cell: Cell | None = None
    anchor: Anchor | None = None


class Reader:
    """Reads the parts of one docx."""

    def __init__(self, parts: dict[str, Any], name: str = "") -> None:
        theme = next((root for part, root in parts.items() if part.startswith("word/theme/")), None)
        self._parts, self._name = parts, name
        self._styles = Styles(self._part("styles"), theme)
        self._numbering = Numbering(self._part("numbering"))
        self._paper = Paper("docx")
        self._count = 0
        self._tables = 0
        self._turned = False  # whether the page turns behind the last character
        self._measure = 442.2

    def paper(self) -> Paper:
        """The document."""
        body = self._parts["word/document.xml"].find("w:body", N)
        if body is None:
            raise AppError(ErrorCode.DAMAGED, "这个 Word 文档里没有正文。", where=self._name)
        settings = self._part("settings")
        node = settings.find("w:evenAndOddHeaders", N) if settings is not None else None
        self._paper.odd_and_even = node is not None and on(node.get(Q + "val", "1"))
        self._measure = _measure(body.find("w:sectPr", N)) or self._measure
        for para in self._walk(body, _Where("flow")):
            para.section = len(self._paper.sections)
            self._paper.flowing.append(para)
            end = para.node.find("w:pPr/w:sectPr", N)
            if end is not None:
                self._paper.sections.append(self._section(end))
        last = body.find("w:sectPr", N)
        if last is not None or not self._paper.sections:
            self._paper.sections.append(self._section(last))
        for para in self._paper.flowing:
            para.section = min(para.section, len(self._paper.sections) - 1)
            section = self._paper.sections[para.section]
            section.chars += len(para.bare)
            para.grid = section.line if section.grid and para.snap and para.pitch_rule != "exact" else 0.0
        self._paper.rules = drawn_rules(body, self._paper.sections[0])
        self._headers()
        return self._paper

    def _part(self, kind: str) -> Any:
        """The part of a kind by its relationship, as programs name parts as they like; by its usual name without one."""
        relations = self._parts.get("word/_rels/document.xml.rels")
        rows = [node for node in relations if isinstance(node.tag, str)] if relations is not None else []
        target = next((node.get("Target", "") for node in rows if node.get("Type", "").endswith(f"/{kind}")), "")
        return self._parts.get("word/" + target.rpartition("/")[2], self._parts.get(f"word/{kind}.xml"))

    def _headers(self) -> None:
        """A 信函 often carries its head in the header of the first page: it is read as the start of the text."""
        first = self._paper.sections[0]
        kind = "first" if first.title_page and "first" in first.headers else "default"
        above = [p for p in first.headers.get(kind, []) if p.bare or p.under or p.above or p.pitch_rule == "exact"]
        self._paper.flowing[:0] = above
        for what in ("header", "footer"):
            for part in self._part_roots(what).values():
                self._paper.rules += drawn_rules(part, first)

    # sections

    def _section(self, node: Any) -> Section:
        size = node.find("w:pgSz", N) if node is not None else None
        margins = node.find("w:pgMar", N) if node is not None else None
        grid = node.find("w:docGrid", N) if node is not None else None

        def of(element: Any, name: str) -> float | None:
            return points(element.get(Q + name)) if element is not None else None

        section = Section(of(size, "w") or 612.0, of(size, "h") or 792.0)
        section.top, section.bottom = of(margins, "top"), of(margins, "bottom")
        section.left, section.right = of(margins, "left"), of(margins, "right")
        gutter = of(margins, "gutter") or 0.0
        if section.left is not None:
            section.left += gutter
        section.footer_distance, section.header_distance = of(margins, "footer"), of(margins, "header")
        title = node.find("w:titlePg", N) if node is not None else None
        section.title_page = title is not None and on(title.get(Q + "val", "1"))
        if grid is not None:
            section.grid = {"default": ""}.get(grid.get(Q + "type", ""), grid.get(Q + "type", ""))
            section.line = of(grid, "linePitch") or 0.0
            if section.grid in {"linesAndChars", "snapToChars"}:
                section.extra = (number(grid.get(Q + "charSpace", "0")) or 0.0) / 4096
                section.cell = self._styles.default_size() + section.extra
        if node is not None:
            _more(node, section)
            for what, target in (("footer", section.footers), ("header", section.headers)):
                for reference in node.findall(f"w:{what}Reference", N):
                    root = self._part_roots(what).get(reference.get(_R + "id"))
                    if root is not None:
                        target[reference.get(Q + "type", "default")] = list(self._walk(root, _Where(what)))
        return section

    def _part_roots(self, what: str) -> dict[str, Any]:
        relations = self._parts.get("word/_rels/document.xml.rels")
        if relations is None:
            return {}
        targets = {node.get("Id"): node.get("Target", "").rpartition("/")[2] for node in relations if isinstance(node.tag, str)}
        return {code: self._parts[f"word/{target}"] for code, target in targets.items()
                if target.startswith(what) and f"word/{target}" in self._parts}  # fmt: skip

    # paragraphs

    def _walk(self, container: Any, where: _Where) -> Iterator[Para]:
        stack: list[tuple[Any, _Where]] = [(child, where) for child in reversed(container)]
        while stack:
            node, at = stack.pop()
            if node.tag == Q + "p":
                self._count += 1
                if self._count > MAX_PARAGRAPHS:
                    raise AppError(ErrorCode.TOO_LARGE, "这个 Word 文档段落太多，不像公文。", where=self._name)
                boxes: list[Any] = []
                yield self._para(node, at, boxes)
                stack += [(child, _Where("box", _page_top(box), anchor=_anchored(box))) for box in reversed(boxes) for child in reversed(box)]
            elif node.tag == Q + "tbl":
                self._tables += 1
                style = node.find("w:tblPr/w:tblStyle", N)
                code = style.get(Q + "val") if style is not None else None
                look = self._styles.style("table", code, "pPr"), self._styles.style("table", code, "rPr")
                lines, measure = self._styles.style("table", code, "tblPr"), self._measure
                rows = [(cell, _Where("table", None, self._tables, look, known)) for cell, known in cells_of(node, self._tables, lines, measure)]
                stack += [(child, inside) for cell, inside in reversed(rows) for child in reversed(cell)]
            elif node.tag in _INSIDE:
                stack += [(child, at) for child in reversed(node)]

    def _para(self, node: Any, where: _Where, boxes: list[Any]) -> Para:
        own = node.find("w:pPr", N)
        direct = flat(own)
        style_code = direct.get("pStyle")
        styled = self._styles.style("paragraph", style_code, "pPr")
        properties = lay(lay(self._styles.para_defaults, where.table_look[0]), styled)
        list_code = direct.get("numPr.numId") or properties.get("numPr.numId")
        depth = int(number(direct.get("numPr.ilvl") or properties.get("numPr.ilvl")) or 0)
        if list_code and list_code != "0":
            indent = self._numbering.indent(list_code, depth)
            properties = lay(properties, indent) if "numPr.numId" in direct else lay(lay(properties, indent), styled)
        properties = lay(properties, direct)
        base = lay(lay(self._styles.run_defaults, where.table_look[1]), self._styles.style("paragraph", style_code, "rPr"))
        place = "frame" if "framePr" in properties and where.place == "flow" else where.place
        para = Para(self._count, place=place, table=where.table, cell=where.cell, anchor=where.anchor, node=node, top=where.top)
        if "framePr" in properties and properties.get("framePr.vAnchor") == "page" and number(properties.get("framePr.y")):
            para.top = points(properties["framePr.y"])
        if "framePr" in properties and where.place in {"header", "footer"}:
            side = _FRAMED.get(properties.get("framePr.xAlign", ""))
            properties = properties | ({"jc": side} if side and "framePr.w" not in properties else {})
        if "framePr" in properties and where.place in {"flow", "header", "footer"}:
            para.anchor = Anchor(properties.get("framePr.vAnchor", "text"), points(properties.get("framePr.y")), properties.get("framePr.yAlign", ""),
                                 properties.get("framePr.xAlign", ""), points(properties.get("framePr.x")), properties.get("framePr.hAnchor") == "page")  # fmt: skip
            para.width = points(properties.get("framePr.w"))
        if list_code and list_code != "0":
            text = self._numbering.next(list_code, depth)
            if text:
                mark = flat(own.find("w:rPr", N)) if own is not None else {}  # a number looks like the paragraph's mark
                styled_mark = self._styles.style("character", mark["rStyle"], "rPr") if "rStyle" in mark else {}
                look = lay(lay(lay(base, styled_mark), mark), self._numbering.look(list_code, depth))
                para.runs.append(self._run(text, look))
        if where.place in {"flow", "table"}:  # the paragraph before it may end in a page break
            para.new_page, self._turned = self._turned, False
        self._runs(node, base, para, boxes)
        size = para.size or half_points(base.get("sz")) or 10.0
        tabs = (own.findall("w:tabs/w:tab", N) if own is not None else []) or self._styles.tabs(style_code)
        para.tabs = tuple((points(tab.get(Q + "pos")) or 0.0, tab.get(Q + "val", "left")) for tab in tabs if tab.get(Q + "val") != "clear")
        self._layout(para, properties, size + (points(base.get("spacing")) or 0.0))
        return para

    def _layout(self, para: Para, p: Properties, cell: float) -> None:
        para.spread = p.get("jc") in {"distribute", "thaiDistribute"}
        para.align = _ALIGN.get(p.get("jc", "left"), p.get("jc", "left"))

        def measure(plain: tuple[str, ...], chars: tuple[str, ...]) -> float:
            for name in chars:
                hundredths = number(p.get(f"ind.{name}"))
                if hundredths:
                    return hundredths / 100 * cell
            return next((v for name in plain if (v := points(p.get(f"ind.{name}"))) is not None), 0.0)

        para.left, para.right = measure(("left", "start"), ("leftChars", "startChars")), measure(("right", "end"), ("rightChars", "endChars"))
        hanging = measure(("hanging",), ("hangingChars",))
        para.first = -hanging if hanging else measure(("firstLine",), ("firstLineChars",))
        line = points(p.get("spacing.line"))
        rule = p.get("spacing.lineRule", "auto")
        if line is not None:
            para.pitch, para.pitch_rule = (line / 12, "auto") if rule == "auto" else (line, rule)
        else:
            para.pitch, para.pitch_rule = 1.0, "auto"
        para.before = self._space(p, "before", para)
        para.after = self._space(p, "after", para)
        para.new_page = para.new_page or on(p.get("pageBreakBefore"))  # or a break before its first character
        para.kinsoku = on(p.get("kinsoku", "1"))
        para.snap = on(p.get("snapToGrid", "1"))
        para.hangs = on(p.get("overflowPunct", "1"))
        para.above, para.under = as_border(p, "pBdr.top"), as_border(p, "pBdr.bottom")
        para.between = as_border(p, "pBdr.between")
        para.boxed = "边框" if as_border(p, "pBdr.left") or as_border(p, "pBdr.right") else "底纹" if is_filled(p) else ""

    @staticmethod
    def _space(p: Properties, side: str, para: Para) -> float:
        lines = number(p.get(f"spacing.{side}Lines"))
        if lines:
            return lines / 100 * (para.pitch if para.pitch and para.pitch_rule != "auto" else 15.6)
        return points(p.get(f"spacing.{side}")) or 0.0

    # runs

    def _runs(self, node: Any, base: Properties, para: Para, boxes: list[Any]) -> None:
        stack = list(reversed(node))
        while stack:
            child = stack.pop()
            if child.tag == Q + "r":
                self._one(child, base, para, boxes)
            elif child.tag in _INSIDE:
                if child.tag == Q + "fldSimple" and "PAGE" in (child.get(Q + "instr") or "").upper().split():
                    self._numbered(para, child.get(Q + "instr") or "", base)
                stack += list(reversed(child))

    def _one(self, run: Any, base: Properties, para: Para, boxes: list[Any]) -> None:
        direct = flat(run.find("w:rPr", N))
        styled = self._styles.style("character", direct["rStyle"], "rPr") if "rStyle" in direct else {}
        look = lay(lay(base, styled), direct)
        if on(look.get("vanish")):
            return
        text = []
        for child in run:
            if child.tag == Q + "t":
                text.append(child.text or "")
                self._turned = self._turned and not text[-1].strip()
            elif child.tag == Q + "tab":
                text.append("\t")
            elif child.tag in {Q + "br", Q + "cr"}:
                if child.get(Q + "type") == "page":
                    self._turned = bool((para.text + "".join(text)).strip())
                    para.new_page = para.new_page or not self._turned
                else:
                    text.append("\n")
            elif child.tag == Q + "noBreakHyphen":
                text.append("-")
            elif child.tag == Q + "instrText" and "PAGE" in (child.text or "").upper().split():
                self._numbered(para, child.text or "", look)
            elif child.tag == _MC + "AlternateContent":
                choice = child.find(f"{_MC}Choice")
                if choice is not None:
                    boxes += choice.iter(Q + "txbxContent")
            elif child.tag in {Q + "drawing", Q + "pict", Q + "object"}:
                boxes += child.iter(Q + "txbxContent")
        if text:
            para.runs.append(self._run("".join(text), look, run))

    def _numbered(self, para: Para, instruction: str, look: Properties) -> None:
        switch = re.search(r"\\\*\s*(\w+)", instruction.replace("MERGEFORMAT", ""))
        para.number_field, para.number_run = True, self._run(switch[1] if switch else "", look)

    def _run(self, text: str, look: Properties, node: Any = None) -> Run:
        east = self._styles.font(look, "eastAsia")
        latin = self._styles.font(look, "hAnsi") or self._styles.font(look, "ascii")
        if look.get("rFonts.hint") == "eastAsia":
            latin = east
        return Run(
            text, face=east, latin=latin, size=half_points(look.get("sz")) or 10.0, red=is_red(look.get("color", "")),
            bold=on(look.get("b")), spacing=points(look.get("spacing")) or 0.0, node=node,
            themed="rFonts.eastAsiaTheme" in look,
            coloured=is_coloured(look.get("color", "")),
            adorned=adornment(look), marked="突出显示" if look.get("highlight", "none") != "none" else "底纹" if is_filled(look) else "",
            scale=number(look.get("w", "100").rstrip("%")) or 100.0,
            ascii=self._styles.font(look, "ascii") or self._styles.font(look, "hAnsi"),
        )  # fmt: skip


def _more(node: Any, section: Section) -> None:
    """Columns, form of the page numbers, direction of the text, and what is put on the page."""
    columns, numbers, direction = (node.find(f"w:{name}", N) for name in ("cols", "pgNumType", "textDirection"))
    if columns is not None:
        section.columns = int(number(columns.get(Q + "num")) or 1)
    if numbers is not None:
        start = number(numbers.get(Q + "start"))
        section.number_form, section.number_start = numbers.get(Q + "fmt", ""), None if start is None else int(start)
    section.upright = direction is None or direction.get(Q + "val", "lrTb") in {"lrTb", "lr", "tb"}
    kind, vertical = node.find("w:type", N), node.find("w:vAlign", N)
    section.joined = kind is not None and kind.get(Q + "val", "nextPage") == "continuous"
    section.centred = vertical is not None and vertical.get(Q + "val", "top") != "top"
    section.decorated = tuple(name for tag, name in (("pgBorders", "页面边框"), ("lnNumType", "行号")) if node.find(f"w:{tag}", N) is not None)


def _measure(section: Any) -> float | None:
    """The width of the type area of a section."""
    size, margins = (section.find(f"w:{name}", N) if section is not None else None for name in ("pgSz", "pgMar"))
    if size is None or margins is None:
        return None
    width, left, right = (points(node.get(Q + name)) for node, name in ((size, "w"), (margins, "left"), (margins, "right")))
    return None if width is None or left is None or right is None else width - left - right


def _anchored(box: Any) -> Anchor | None:
    """Where a text box stands, of a drawing or of VML; None when neither says."""
    anchor = next((n for n in box.iterancestors() if isinstance(n.tag, str) and n.tag.endswith("}anchor")), None)
    if anchor is None:
        shape = next((n for n in box.iterancestors() if isinstance(n.tag, str) and n.tag.endswith(("}shape", "}rect"))), None)
        style = dict(part.strip().split(":", 1) for part in (shape.get("style") or "").split(";") if ":" in part) if shape is not None else {}
        origin = style.get("mso-position-vertical-relative", "")
        return Anchor({"page": "page", "margin": "margin"}.get(origin, "text"), None, style.get("mso-position-vertical", ""),
                      style.get("mso-position-horizontal", "")) if style else None  # fmt: skip
    down, across = (next((n for n in anchor if isinstance(n.tag, str) and n.tag.endswith(f"}}position{way}")), None) for way in "VH")
    said = "".join(down.itertext()).strip() if down is not None else ""
    beside = "".join(across.itertext()).strip() if across is not None else ""
    offset = number(said)
    origin = {"page": "page", "margin": "margin"}.get(down.get("relativeFrom", ""), "text") if down is not None else "text"
    return Anchor(origin, None if offset is None else offset / 12700, said if offset is None else "", beside if beside.isalpha() else _side_of(anchor, across))


def _side_of(anchor: Any, across: Any) -> str:
    """The half of an A4 page that a narrow text box stands in which says its distance from the page's edge."""
    extent = next((n for n in anchor if isinstance(n.tag, str) and n.tag.endswith("}extent")), None)
    offset = number("".join(across.itertext()).strip()) if across is not None and across.get("relativeFrom") == "page" else None
    width = number(extent.get("cx")) if extent is not None else None
    if offset is None or width is None or width / 12700 > _NARROW:
        return ""
    middle = (offset + width / 2) / 12700
    return "center" if abs(middle - _MIDDLE) < _NARROW / 4 else "left" if middle < _MIDDLE else "right"


def _page_top(box: Any) -> float | None:
    """Where a text box begins on its page, when that is said against the page."""
    anchor = next((n for n in box.iterancestors() if isinstance(n.tag, str) and n.tag.endswith("}anchor")), None)
    place = next((n for n in anchor if isinstance(n.tag, str) and n.tag.endswith("}positionV")), None) if anchor is not None else None
    if place is None or place.get("relativeFrom") != "page":
        return None
    offset = number("".join(place.itertext()).strip())
    return None if offset is None else offset / 12700
