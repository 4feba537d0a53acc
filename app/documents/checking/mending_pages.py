"""Paper, margins and page numbers of a corrected copy: every section by itself, footers written anew when one is wrong."""

from __future__ import annotations

from typing import Any

from app.catalog.profiles import Profile
from app.documents.blocks import BASELINE
from app.documents.checking.effect import N, Q
from app.documents.checking.mending_xml import Changes, node
from app.documents.checking.paper import MM, Paper, Para, Section
from app.documents.docxnames import NAMESPACES, rfonts, twips
from app.documents.model import Format

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATION = f"{_R}/footer"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_FOOTER_RULES = frozenset(("页码", "页码数字", "页码域", "页码字号", "页码字体", "页码位置", "单页页码位置", "双页页码位置", "单页页码空字", "双页页码空字", "首页页码"))
_LINE = 20.0
_DASH = 0.38  # em, how far a dash stands over the baseline
_SECTION = ("headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar", "paperSrc", "pgBorders",
            "lnNumType", "pgNumType", "cols", "formProt", "vAlign", "noEndnote", "titlePg", "textDirection", "bidi", "rtlGutter",
            "docGrid", "printerSettings", "sectPrChange")  # fmt: skip


def mend_pages(parts: dict[str, Any], paper: Paper, profile: Profile, form: Format, wrong: set[str], changes: Changes) -> dict[str, bytes]:
    """Repair page settings in the parts; returns files that are new or not among the parts."""
    body = parts["word/document.xml"].find("w:body", N)
    sections = list(body.iter(Q + "sectPr"))
    if not sections:
        sections = [node(body, "sectPr", ("sectPr",))]
        body.append(sections[0])
    first = paper.sections[0].footers.get("first", [])
    kept = form is Format.LETTER and paper.sections[0].title_page and bool(first) and not any(p.number_field for p in first)
    ruled = kept and any(p.above is not None or p.under is not None for p in first)
    held = paper.sections[0].footer_distance if ruled else None
    anew = bool(wrong & _FOOTER_RULES) or (changes.may(*_FOOTER_RULES) and not _numbers_stand(paper, profile, form))
    for element in sections:
        _settings(element, profile, wrong | ({"页码位置"} if anew else set()), changes, held)
        _no_grid(element, changes)
        _plain(element, wrong, changes)
    for element in sections[1:] if "页码连续" in wrong else []:
        for counted in [c for c in element.findall("w:pgNumType", N) if c.get(Q + "start") is not None]:
            changes.note("页码连续", f"从 {counted.attrib.pop(Q + 'start')} 起", "接着前面编")
    if not anew:
        return {}
    changes.note("页码", "缺少或式样、位置不符" if wrong & _FOOTER_RULES else "排法在各软件里显示不一", "— 1 —，4 号宋体，单页居右空一字、双页居左空一字")
    return _footers(parts, sections, profile, form, kept=kept, after=max(_foot(profile) - held, 0.0) if held is not None else 0.0)


def _numbers_stand(paper: Paper, profile: Profile, form: Format) -> bool:
    """Whether page numbers are one line of fixed height in their footers, so that every program shows them at the same place.

    Footers that say more than the number are left to the rules.
    """
    sections = [section for section in paper.sections if section.footers]
    for section in sections:
        shown = [group for kind, group in section.footers.items() if kind != "first" or (section.title_page and form is not Format.LETTER)]
        if any(len(p.bare) > 2 and not p.number_field for group in shown for p in group):
            return True
        if section.footer_distance is None or any(len(group) != 1 or not _placed(group[0], section, profile) for group in shown):
            return False
    return True


def _placed(para: Para, section: Section, profile: Profile) -> bool:
    """Whether the dash of a page number stands 7 mm under the type area."""
    if para.place != "footer" or not para.number_field or para.pitch_rule != "exact" or not para.pitch or section.footer_distance is None:
        return False
    dash = section.height - section.footer_distance - para.after - (1 - BASELINE) * para.pitch - _DASH * profile.sizes.small
    wanted = (profile.page.top + profile.page.text_height + profile.page_number.gap) * MM
    return section.width > section.height or abs(dash - wanted) < 2 * MM


def _foot(profile: Profile) -> float:
    """From the lower edge of the paper to the line of the page number, in pt."""
    page = profile.page
    dash = (page.top + page.text_height + profile.page_number.gap) * MM
    return page.height * MM - (dash + _DASH * profile.sizes.small - 0.8 * _LINE) - _LINE


def _settings(element: Any, profile: Profile, wrong: set[str], changes: Changes, held: float | None) -> None:
    """held: the distance of a first page's footer that is kept as it is; the other footers get the rest as space."""
    page = profile.page
    size = node(element, "pgSz", _SECTION)
    lying = int(_number(size, "w")) > int(_number(size, "h"))
    if "纸张" in wrong and not lying:
        changes.note("纸张", f"{_number(size, 'w') / 56.69:.0f}×{_number(size, 'h') / 56.69:.0f} 毫米", f"{page.width:g}×{page.height:g} 毫米")
        size.set(Q + "w", str(twips(page.width * MM)))
        size.set(Q + "h", str(twips(page.height * MM)))
    if lying or (not wrong & {"纸张", "天头", "订口", "版心宽", "下白边", "页码位置"} and not wrong & _FOOTER_RULES):
        return
    margins = node(element, "pgMar", _SECTION)
    foot = page.height - page.top - page.text_height
    right = page.width - page.left - page.text_width
    wanted = {"top": page.top * MM, "bottom": foot * MM, "left": page.left * MM, "right": right * MM, "gutter": 0.0}
    for name, value in wanted.items():
        old = _number(margins, name) / 20
        if abs(old - value) > 1.25 * MM:
            changes.note({"top": "天头", "bottom": "下白边", "left": "订口", "right": "右白边", "gutter": "装订线"}[name],
                         f"{old / MM:.1f} 毫米", f"{value / MM:g} 毫米")  # fmt: skip
        margins.set(Q + name, str(twips(value)))
    margins.set(Q + "footer", str(twips(_foot(profile) if held is None else min(held, _foot(profile)))))
    if margins.get(Q + "header") is None:
        margins.set(Q + "header", "850")


def _no_grid(element: Any, changes: Changes) -> None:
    """No grid: programs count the characters of one differently; pitch and space between characters make 22 lines of 28."""
    grid = element.find("w:docGrid", N)
    if grid is None or grid.get(Q + "type", "default") == "default" or not changes.may("每行字数", "行距"):
        return
    for name in ("type", "charSpace"):
        grid.attrib.pop(Q + name, None)
    changes.note("文档网格", "对齐网格", "不用网格，由固定行距和字距排成每面 22 行、每行 28 字")


def _plain(element: Any, wrong: set[str], changes: Changes) -> None:
    """Arabic figures and one column."""
    counted, columns = element.find("w:pgNumType", N), element.find("w:cols", N)
    if "页码数字" in wrong and counted is not None and counted.attrib.pop(Q + "fmt", None):
        changes.note("页码数字", "别的数字", "阿拉伯数字")
    if "分栏" in wrong and columns is not None and _number(columns, "num") > 1:
        changes.note("分栏", f"{_number(columns, 'num'):.0f} 栏", "不分栏")
        for child in list(columns):
            columns.remove(child)
        for name in ("num", "equalWidth", "sep"):
            columns.attrib.pop(Q + name, None)


def _number(element: Any, name: str) -> float:
    value = element.get(Q + name) or "0"
    return float(value) if value.lstrip("-").isdigit() else 0.0


def _footers(parts: dict[str, Any], sections: list[Any], profile: Profile, form: Format, *, kept: bool, after: float) -> dict[str, bytes]:
    """New footers for odd, even and, in a 信函, the first page; every section refers to them. kept: the first page's holds
    no number, but perhaps the double rule, and stays; after: pt under the numbers."""
    relations = parts["word/_rels/document.xml.rels"]
    files: dict[str, bytes] = {}
    kinds = {"default": "right", "even": "left"} | ({"first": ""} if form is Format.LETTER and not kept else {})
    codes: dict[str, str] = {}
    for kind, side in kinds.items():
        name, code = f"footerlvze{kind}.xml", f"rIdLvze{kind}"
        for old in [r for r in relations if isinstance(r.tag, str) and r.get("Id") == code]:
            relations.remove(old)
        relations.append(relations.makeelement(f"{{{_PACKAGE}}}Relationship", {"Id": code, "Type": _RELATION, "Target": name}))
        files[f"word/{name}"] = _footer(profile, side, after)
        codes[kind] = code
    for element in sections:
        for old in element.findall("w:footerReference", N):
            if (form is Format.LETTER and not kept) or old.get(Q + "type") != "first":
                element.remove(old)
        for kind, code in codes.items():
            made = element.makeelement(Q + "footerReference", {Q + "type": kind, f"{{{_R}}}id": code})
            element.insert(0, made)
        if form is Format.LETTER and element is sections[0]:
            node(element, "titlePg", _SECTION)
        elif form is not Format.LETTER and not _own_header(element, parts):
            for title in element.findall("w:titlePg", N):
                element.remove(title)  # the first page has a number like the others
    settings = parts["word/settings.xml"]
    if settings.find("w:evenAndOddHeaders", N) is None:
        _even(settings)
    return files


def _own_header(element: Any, parts: dict[str, Any]) -> bool:
    """Whether a section's first page has a header with something in it."""
    codes = {r.get(f"{{{_R}}}id") for r in element.findall("w:headerReference", N) if r.get(Q + "type") == "first"}
    targets = {r.get("Target", "") for r in parts["word/_rels/document.xml.rels"] if isinstance(r.tag, str) and r.get("Id") in codes}
    roots = [parts[f"word/{target}"] for target in targets if f"word/{target}" in parts]
    return any(True for root in roots for _ in root.iter(Q + "t", Q + "drawing", Q + "pict"))


def _even(settings: Any) -> None:
    """evenAndOddHeaders stands before these in the format's order."""
    made = settings.makeelement(Q + "evenAndOddHeaders", {})
    later = ("bookFoldRevPrinting", "bookFoldPrinting", "bookFoldPrintingSheets", "drawingGridHorizontalSpacing",
             "drawingGridVerticalSpacing", "displayHorizontalDrawingGridEvery", "displayVerticalDrawingGridEvery",
             "doNotUseMarginsForDrawingGridOrigin", "drawingGridHorizontalOrigin", "drawingGridVerticalOrigin", "doNotShadeFormData",
             "noPunctuationKerning", "characterSpacingControl", "printTwoOnOne", "strictFirstAndLastChars", "noLineBreaksAfter",
             "noLineBreaksBefore", "savePreviewPicture", "doNotValidateAgainstSchema", "hdrShapeDefaults", "footnotePr", "endnotePr",
             "compat", "docVars", "rsids", "mathPr", "themeFontLang", "clrSchemeMapping", "shapeDefaults", "decimalSymbol",
             "listSeparator")  # fmt: skip
    for child in settings:
        if isinstance(child.tag, str) and child.tag.rpartition("}")[2] in later:
            child.addprevious(made)
            return
    settings.append(made)


def _footer(profile: Profile, side: str, after: float) -> bytes:
    small = profile.sizes.small
    font = next(role.docx for role in profile.fonts if role.role == "song")
    if profile.page_number.style == "centre" and side:
        place = '<w:jc w:val="center"/>'
    else:
        place = f'<w:ind w:left="{twips(small) if side == "left" else 0}" w:right="{twips(small) if side == "right" else 0}" w:firstLine="0"/><w:jc w:val="{side}"/>'
    half = round(small * 2)
    run = f'<w:rPr>{rfonts(font)}<w:b w:val="0"/><w:color w:val="000000"/><w:spacing w:val="0"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'
    pieces = ('<w:t xml:space="preserve">— </w:t>', '<w:fldChar w:fldCharType="begin"/>', '<w:instrText xml:space="preserve">PAGE</w:instrText>',
              '<w:fldChar w:fldCharType="separate"/>', "<w:t>1</w:t>", '<w:fldChar w:fldCharType="end"/>', '<w:t xml:space="preserve"> —</w:t>')  # fmt: skip
    runs = "".join(f"<w:r>{run}{piece}</w:r>" for piece in pieces) if side else ""
    spacing = f'<w:spacing w:before="0" w:after="{twips(after)}" w:line="{twips(_LINE)}" w:lineRule="exact"/>'
    layout = f'<w:snapToGrid w:val="0"/>{spacing}{place}' if side else spacing
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:ftr {NAMESPACES}><w:p><w:pPr>{layout}</w:pPr>{runs}</w:p></w:ftr>'.encode()


