"""The head of a 信函 in a corrected copy: mark and double rules set anew on the first page, as our own letters have them.

Rules drawn as borders, in tables or from the text come out differently in every program; drawn at a place of the page
they do not (10.1). Does not belong here: the lines of other formats (mending_head).
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from lxml import etree

from app.catalog.profiles import Profile
from app.documents.blocks import ASCENT, BASELINE, DESCENT
from app.documents.checking.effect import N, Q
from app.documents.checking.elements import Elements
from app.documents.checking.mending_head import Rows, found_number, parsed, region, top_of
from app.documents.checking.mending_lines import blank, draws_red, take_out_red
from app.documents.checking.mending_xml import Changes, node, space
from app.documents.checking.paper import MM, Paper, Para, Rule
from app.documents.docx import drawn_rule
from app.documents.docxnames import NAMESPACES, twips
from app.documents.model import Format

PLACES = frozenset(("标志位置", "标志居中", "标志字号", "发文字号位置", "红色分隔线", "红线颜色", "红线长度", "红线位置", "下双线位置", "双线粗细",
                    "版头要素次序", "份号位置", "密级位置", "紧急程度位置", "标题上空行"))  # fmt: skip
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEADER, _FOOTER = "headerlvzefirst.xml", "footerlvzeempty.xml"
_ORDER = ("headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar", "paperSrc", "pgBorders", "lnNumType",
          "pgNumType", "cols", "formProt", "vAlign", "noEndnote", "titlePg", "textDirection", "bidi", "rtlGutter", "docGrid")  # fmt: skip
_RED = "FF0000"
_LABEL = re.compile(r"\d{1,8}|(绝密|机密|秘密)\S{0,8}|特急|加急|急件|平急|特提")


def mend_letterhead(parts: dict[str, Any], paper: Paper, found: Elements, profile: Profile, form: Format, wrong: set[str], changes: Changes) -> bool:
    """Set mark, double rules and the lines under them anew; whether they were."""
    if form is not Format.LETTER or not found.marks or profile.header.preprinted != "no" or not changes.may(*PLACES):
        return False
    if not wrong & PLACES and _stands(parts, paper, found, profile):
        return False
    body = parts["word/document.xml"].find("w:body", N)
    flowing = [p for p in _items(found) if p.place != "header"]
    end = top_of((found.titles[0] if found.titles else found.first_text or found.marks[0]).node, body)
    in_body = [p for p in found.marks if p.place != "header"]
    taken = region(body, [*flowing, *in_body], end) if end is not None and end is not next(iter(body), None) else []
    above = _first_parts(parts, paper, "header")
    first = _first_line(found)
    if taken is None or first is None or not _only(above, found):
        return False
    for element in taken:
        body.remove(element)
    rows = Rows(profile)
    body[0:0] = [*_lines(found, *first, rows, profile), *rows.blanks(2)]
    if found.titles and found.titles[0].before >= 1.0:
        space(found.titles[0], "before", 0.0)  # the blank lines are there
    for root in _parts_of(parts):
        take_out_red(root)
    _set(parts, body, found, profile, rows)
    said = "位置、长度或次序不符" if wrong & PLACES else "排法在各软件里显示不一"
    changes.note("信函版头和红色双线", said, "照原样的文字重排：标志距上页边 30 毫米，双线长 170 毫米，按规定位置画出", found.marks[0])
    return True


def _items(found: Elements) -> list[Para]:
    return [p for p in (found.copy_no, found.secrecy, found.urgency, found.number) if p is not None]


def _only(roots: list[Any], found: Elements) -> bool:
    """Whether headers hold nothing but the head."""
    own = {id(p.node) for p in [*_items(found), *found.marks]}
    return all(id(p) in own or blank(p) for root in roots for p in root.iter(Q + "p"))


def _parts_of(parts: dict[str, Any]) -> list[Any]:
    return [root for name, root in parts.items() if name == "word/document.xml" or name.startswith(("word/header", "word/footer"))]


def _first_parts(parts: dict[str, Any], paper: Paper, what: str) -> list[Any]:
    """The header or footer part of the first page."""
    section = paper.sections[0]
    groups = section.headers if what == "header" else section.footers
    paras = groups.get("first" if section.title_page else "default", [])
    roots = [next((top for top in (p.node, *p.node.iterancestors()) if top.getparent() is None), None) for p in paras if p.node is not None]
    return list({id(root): root for root in roots if root is not None}.values())


# what stands right


def _stands(parts: dict[str, Any], paper: Paper, found: Elements, profile: Profile) -> bool:
    """Whether every program shows mark and rules where they should be: the mark in the header, four lines drawn at places of the page."""
    header, section, mark = profile.header, paper.sections[0], found.marks[0]
    if len(found.marks) > 1 or mark.place != "header" or mark.pitch_rule != "exact" or not mark.pitch or section.header_distance is None:
        return False
    over = paper.flowing[: paper.flowing.index(mark)]
    if any(p.place == "header" and p.pitch_rule != "exact" for p in over) or any(p.place != "flow" for p in _items(found)):
        return False
    size = mark.size or 38.0
    line = section.header_distance + sum(p.before + (p.pitch or 0.0) + p.after for p in over if p.place == "header") + mark.before
    top = line + BASELINE * mark.pitch - ASCENT * size
    foot = line + BASELINE * mark.pitch + DESCENT * size
    rules = sorted((rule for rule in paper.rules if rule.red), key=lambda rule: rule.top or 0.0)
    if len(rules) != 4 or any(rule.top is None or rule.left is None for rule in rules) or _bordered(parts):
        return False
    long = header.letter_rule_length * MM
    straight = all(abs(r.length - long) < 0.8 * MM and abs((r.left or 0.0) + r.length / 2 - profile.page.width * MM / 2) < MM for r in rules)
    tops = [r.top or 0.0 for r in rules]
    placed = 2 * MM < tops[0] - foot < 6 * MM and all(b - a < 3 * MM for a, b in (tops[:2], tops[2:]))
    ends = abs(tops[3] - (profile.page.height - header.letter_foot) * MM) < MM
    return straight and placed and ends and _thick(rules) and abs(top - header.mark_top_letter * MM) < 2 * MM


def _thick(rules: list[Rule]) -> bool:
    return rules[0].thickness > rules[1].thickness and rules[3].thickness > rules[2].thickness and all(a.top != b.top for a, b in pairwise(rules))


def _bordered(parts: dict[str, Any]) -> bool:
    """Whether borders in headers and footers make red lines, beside the drawn ones."""
    roots = [root for name, root in parts.items() if name.startswith(("word/header", "word/footer"))]
    return any(draws_red(b.getparent()) for root in roots for b in root.iter(Q + "pBdr", Q + "tcBorders", Q + "tblBorders"))


# what is made


def _first_line(found: Elements) -> tuple[list[tuple[str, str]], str] | None:
    """The labels that share a line with 发文字号, and it; None when more is said there."""
    if found.signers:
        return None
    if found.number is None:
        return [], ""
    number = found_number(found.number)
    before, _, after = found.number.text.partition(number) if number else ("", "", "")
    labels = [word for word in re.split(r"[\s　]+", before) if word]
    if not number or after.strip() or not all(_LABEL.fullmatch(word) for word in labels):
        return None
    return [(word, "body" if word.isdigit() else "hei") for word in labels], number


def _lines(found: Elements, first: list[tuple[str, str]], number: str, rows: Rows, profile: Profile) -> list[Any]:
    """The labels on the left, 发文字号 on the right of the first line (10.1)."""
    below = [(p, role) for p, role in ((found.copy_no, "body"), (found.secrecy, "hei"), (found.urgency, "hei")) if p is not None]
    labels = first + [(p.text.strip(), role) for p, role in below if found.number is None or p.node is not found.number.node]
    if not number:
        return [rows.line([label]) for label in labels]
    if not labels:
        return [rows.line([(number, "body")], align="right")]
    return [rows.line([labels[0], (number, "body")], tab=profile.page.text_width * MM), *(rows.line([label]) for label in labels[1:])]


def _set(parts: dict[str, Any], body: Any, found: Elements, profile: Profile, rows: Rows) -> None:
    """A header of the first page with mark and rules, a footer of the first page without either."""
    header, page, sizes, grid = profile.header, profile.page, profile.sizes, profile.grid
    texts, size = rows.fitted(found.marks[0])
    for other in found.marks[1:]:
        more, least = rows.fitted(other)
        texts, size = [*texts, *more], min(size, least)
    pitch = round(size * 1.3 * 20) / 20
    top = header.mark_top_letter * MM - (BASELINE * pitch - ASCENT * size)
    end = top + pitch * len(texts)
    rule = end - ((1 - BASELINE) * pitch - DESCENT * size) + header.rule_gap * MM
    gap, foot = header.letter_double_gap * MM, (page.height - header.letter_foot) * MM
    rest = rule + gap + sizes.body * 7 / 8 + ASCENT * sizes.body - BASELINE * grid.pitch - end
    x, long = (page.width - header.letter_rule_length) / 2 * MM, header.letter_rule_length * MM
    lines = ((rule, header.letter_thick), (rule + gap, header.letter_thin), (foot - gap, header.letter_thin), (foot, header.letter_thick))
    drawn = "".join(drawn_rule(i + 921, (x, y, long), thick, _RED) for i, (y, thick) in enumerate(lines))
    spacer = parsed(f'<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="{twips(max(rest, 1.0))}" w:lineRule="exact"/>'
                    f"</w:pPr>{drawn}</w:p>")  # fmt: skip
    made = etree.fromstring(f"<w:hdr {NAMESPACES}/>".encode())
    made.extend([rows.mark(texts, size, 0.0), spacer])
    section = next(iter(body.iter(Q + "sectPr")), None)
    if section is None:
        section = node(body, "sectPr", ("sectPr",))
    _refer(parts, section, "header", _HEADER, made)
    empty = etree.fromstring(f'<w:ftr {NAMESPACES}><w:p><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:p></w:ftr>'.encode())
    _refer(parts, section, "footer", _FOOTER, empty)
    node(section, "titlePg", _ORDER).attrib.pop(Q + "val", None)
    node(section, "pgMar", _ORDER).set(Q + "header", str(twips(top)))


def _refer(parts: dict[str, Any], section: Any, what: str, name: str, root: Any) -> None:
    """Let a section's first page have a header or footer of its own."""
    parts[f"word/{name}"] = root
    relations, code = parts["word/_rels/document.xml.rels"], f"rIdLvze{what}first"
    for old in [r for r in relations if isinstance(r.tag, str) and r.get("Id") == code]:
        relations.remove(old)
    relations.append(relations.makeelement(f"{{{_PACKAGE}}}Relationship", {"Id": code, "Type": f"{_R}/{what}", "Target": name}))
    for old in [r for r in section.findall(f"w:{what}Reference", N) if r.get(Q + "type") == "first"]:
        section.remove(old)
    section.insert(0, section.makeelement(Q + f"{what}Reference", {Q + "type": "first", f"{{{_R}}}id": code}))
