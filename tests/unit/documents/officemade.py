"""Documents as other offices' programs make them, right by the standard, for planting deviations in.

Three manners of the same document: direct formats on every run, named styles, and inheritance through document
defaults and style chains with WPS-like direct XML. Nothing here uses our own writer.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

FANG, KAI, HEI, XBS, SONG = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体"
CELL = 15.75
TEXT = "检查组认为你单位党组对整改工作重视不够、责任压得不实，部分措施流于形式，请于2026年12月20日前书面报告整改情况，并抓好“一岗双责”落实。"
CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT


@dataclass
class Piece:
    """A paragraph to be. role names its style in the manners that use styles."""

    role: str
    text: str
    face: str = FANG
    size: float = 16
    align: Any = LEFT
    first: float = 0.0
    left: float = 0.0
    right: float = 0.0
    red: bool = False
    before: float = 0.0
    pitch: float = 28.95
    exact: bool = True
    border: bool = False
    spacing: float = -0.25
    tail: str = ""
    latin: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class Settings:
    """The page, in mm and pt."""

    width: float = 210
    height: float = 297
    top: float = 37
    left: float = 28
    right: float = 26
    bottom: float = 35
    footer: float = 25
    dash: str = "—"
    number_size: float = 14
    number_face: str = SONG
    even: bool = True
    number: bool = True
    odd_side: Any = RIGHT


def pieces(long: int = 2) -> list[Piece]:
    """A general document, right by the standard."""
    body: dict[str, Any] = {"first": 2 * CELL}
    return [
        Piece("mark", "某县纪律检查委员会文件", XBS, 38, CENTRE, red=True, before=93, pitch=50, spacing=0),
        Piece("blank", ""), Piece("blank", ""),
        Piece("number", "某纪发〔2026〕12号", align=CENTRE, border=True),
        Piece("blank", ""), Piece("blank", ""),
        Piece("title", "关于做好年底前整改落实工作的通知", XBS, 22, CENTRE, spacing=0),
        Piece("blank", ""),
        Piece("to", "县住房和城乡建设局党组，县教育局党组："),
        Piece("body", TEXT, **body),
        Piece("h1", "一、提高认识", HEI, **body),
        Piece("body", TEXT, **body),
        Piece("h2", "（一）压实责任。", KAI, tail=TEXT, **body),
        Piece("h2", "（二）细化措施。", KAI, tail=TEXT, **body),
        Piece("h3", "1.建立台账。" + TEXT, **body),
        Piece("h3", "2.定期调度。" + TEXT, **body),
        Piece("h4", "（1）按月报送。" + TEXT, **body),
        Piece("h4", "（2）按季通报。" + TEXT, **body),
        Piece("h1", "二、有关要求", HEI, **body),
        *(Piece("body", TEXT, **body) for _ in range(long)),
        Piece("blank", ""),
        Piece("attached", "附件：1.整改任务清单", left=5 * CELL + 8, first=-(3 * CELL + 8)),
        Piece("attached", "2.联系人名单", left=5 * CELL + 8, first=0),
        Piece("blank", ""), Piece("blank", ""),
        Piece("issuer", "某县纪律检查委员会", align=RIGHT, right=2.75 * CELL),
        Piece("date", "2026年11月22日", align=RIGHT, right=4 * CELL),
        Piece("note", "（此件公开发布）", **body),
        Piece("copies", "抄送：县委办公室，县人大常委会办公室，县政府办公室，县政协办公室，县监察委员会。", size=14, left=56, right=14, first=-42, pitch=20, spacing=0,
              extra={"above": 8}),
        Piece("printer", "某县纪律检查委员会办公室\t2026年11月23日印发", size=14, left=14, right=14, pitch=20, spacing=0, extra={"above": 6, "under": 8}),
    ]  # fmt: skip


def build(rows: list[Piece], settings: Settings, manner: str) -> bytes:
    """A docx of the pieces. manner: direct, styles or inherited."""
    document = Document()
    _page(document, settings)
    _defaults(document, manner)
    styles: dict[str, Any] = {}
    for row in rows:
        paragraph = document.add_paragraph()
        if manner != "direct" and row.role != "blank":
            key = row.role if row.role not in styles or _same(styles[row.role][1], row) else ""
            if key and key not in styles:
                style = document.styles.add_style(f"公文{row.role}", WD_STYLE_TYPE.PARAGRAPH)
                style.base_style = document.styles["Normal"]
                _paragraph(style.paragraph_format, row)
                _run(style, style.element.get_or_add_rPr(), row, row.face)
                styles[key] = (style, row)
            if key:
                paragraph.style = styles[key][0]
            else:
                _paragraph(paragraph.paragraph_format, row)
        else:
            _paragraph(paragraph.paragraph_format, row)
        for text, face in ((row.text, row.face), (row.tail, FANG)):
            if text:
                run = paragraph.add_run(text)
                if manner == "direct" or row.role not in styles or not _same(styles[row.role][1], row) or face != row.face:
                    _run(run, run._r.get_or_add_rPr(), row, face)
        _borders(paragraph, row)
        if row.extra.get("page"):
            paragraph.paragraph_format.page_break_before = True
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _same(a: Piece, b: Piece) -> bool:
    keys = ("face", "size", "align", "first", "left", "right", "red", "before", "pitch", "exact", "spacing", "latin", "border")
    return all(getattr(a, key) == getattr(b, key) for key in keys) and a.extra == b.extra


def _defaults(document: Any, manner: str) -> None:
    normal = document.styles["Normal"]
    format_ = normal.paragraph_format
    format_.space_after = format_.space_before = Pt(0)
    format_.line_spacing_rule, format_.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28.95)
    normal.font.size, normal.font.name = Pt(16), FANG
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), FANG)
    if manner == "inherited":  # everything in the defaults, the Normal style says nothing
        defaults = document.styles.element.find(qn("w:docDefaults"))
        for child in list(defaults):
            defaults.remove(child)
        names = f'w:ascii="{FANG}" w:hAnsi="{FANG}" w:eastAsia="{FANG}"'
        defaults.append(parse_xml(f"<w:rPrDefault {nsdecls('w')}><w:rPr><w:rFonts {names}/><w:sz w:val=\"32\"/></w:rPr></w:rPrDefault>"))
        line = '<w:spacing w:before="0" w:after="0" w:line="579" w:lineRule="exact"/>'
        defaults.append(parse_xml(f"<w:pPrDefault {nsdecls('w')}><w:pPr>{line}</w:pPr></w:pPrDefault>"))
        for name in ("w:pPr", "w:rPr"):
            found = normal.element.find(qn(name))
            if found is not None:
                normal.element.remove(found)


def _paragraph(format_: Any, row: Piece) -> None:
    format_.alignment = row.align
    format_.space_before, format_.space_after = Pt(row.before), Pt(row.extra.get("after", 0))
    format_.line_spacing_rule = WD_LINE_SPACING.EXACTLY if row.exact else row.extra["rule"]
    format_.line_spacing = Pt(row.pitch) if row.exact or row.pitch > 5 else row.pitch
    format_.first_line_indent, format_.left_indent, format_.right_indent = Pt(row.first), Pt(row.left), Pt(row.right)


def _run(holder: Any, properties: Any, row: Piece, face: str) -> None:
    holder.font.size = Pt(row.size)
    holder.font.name = row.latin or face
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), face)
    if row.red:
        holder.font.color.rgb = RGBColor(0xE0, 0, 0)
    if row.extra.get("bold"):
        holder.font.bold = True
    if row.spacing:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(round(row.spacing * 20)))
        properties.append(spacing)


def _borders(paragraph: Any, row: Piece) -> None:
    sides = []
    if row.border:
        colour = row.extra.get("colour", "E00000")
        sides.append(f'<w:bottom w:val="single" w:sz="16" w:space="6" w:color="{colour}"/>')
    for side, name in (("above", "top"), ("under", "bottom")):
        if row.extra.get(side):
            sides.append(f'<w:{name} w:val="single" w:sz="{row.extra[side]}" w:space="3" w:color="000000"/>')
    if sides:
        paragraph._p.get_or_add_pPr().insert_element_before(
            parse_xml(f"<w:pBdr {nsdecls('w')}>{''.join(sides)}</w:pBdr>"), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
    if "\t" in row.text:
        tabs = f'<w:tabs {nsdecls("w")}><w:tab w:val="right" w:pos="8564"/></w:tabs>'
        paragraph._p.get_or_add_pPr().insert_element_before(parse_xml(tabs), "w:spacing", "w:ind", "w:jc")


def _page(document: Any, settings: Settings) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(settings.width), Mm(settings.height)
    section.top_margin, section.bottom_margin = Mm(settings.top), Mm(settings.bottom)
    section.left_margin, section.right_margin = Mm(settings.left), Mm(settings.right)
    section.footer_distance = Mm(settings.footer)
    document.settings.odd_and_even_pages_header_footer = settings.even
    if not settings.number:
        return
    places = [(section.footer, settings.odd_side)]
    if settings.even:
        places.append((section.even_page_footer, LEFT))
    for footer, side in places:
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles["Normal"]
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        paragraph.alignment = side
        if side == RIGHT:
            paragraph.paragraph_format.right_indent = Pt(14)
        else:
            paragraph.paragraph_format.left_indent = Pt(14)
        _page_number(paragraph, settings)


def _page_number(paragraph: Any, settings: Settings) -> None:
    def text(words: str) -> Any:
        run = paragraph.add_run(words)
        run.font.size, run.font.name = Pt(settings.number_size), settings.number_face
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), settings.number_face)
        return run

    text(f"{settings.dash} " if settings.dash else "")
    for kind, words in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "1"), ("end", "")):
        run = text(words if kind == "text" else "")
        if kind == "":
            run._r.append(parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve"> PAGE </w:instrText>'))
        elif kind != "text":
            run._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))
    text(f" {settings.dash}" if settings.dash else "")
