"""The parts of a docx that do not change from letter to letter, prepared once.

python-docx makes the package; styles, settings and footers are ours. One prepared package
per profile and format is kept, the letters copy it. Units here: twips (1/20 pt) and EMU.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from functools import lru_cache

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_HEADER_FOOTER
from docx.oxml import parse_xml

from app.catalog.profiles import Profile
from app.documents.blocks import Style
from app.documents.docx_pages import FOOTER_LINE, Sections, read_sections, set_pages
from app.documents.docx_table_styles import table_styles
from app.documents.docxnames import NAMESPACES, ROLE_NAMES, RUN_STYLE_ID, STYLE_ID, W, rfonts, twips
from app.documents.imprint import PITCH as IMPRINT_PITCH
from app.documents.model import Format

_EPOCH = (1980, 1, 1, 0, 0, 0)

ROLE_OF = {
    Style.MARK: "title",
    Style.TITLE: "title",
    Style.ANNEX_TITLE: "title",
    Style.HEAD_HEI: "hei",
    Style.LEVEL1: "hei",
    Style.LEVEL2: "kai",
    Style.ANNEX_MARK: "hei",
    Style.TABLE_TITLE: "hei",
}
CENTRED = frozenset((Style.MARK, Style.TITLE, Style.ANNEX_TITLE, Style.TABLE_TITLE))
INDENTED = frozenset((Style.BODY, Style.LEVEL1, Style.LEVEL2, Style.LEVEL3, Style.LEVEL4))
SLACK = 200  # twips
CELLS = frozenset((Style.TABLE, Style.TABLE_HEAD))  # styles of their own for each size (docx_table_styles)
_OUTLINE = {Style.LEVEL1: 0, Style.LEVEL2: 1, Style.LEVEL3: 2, Style.LEVEL4: 3}


@dataclass(frozen=True, slots=True)
class Package:
    """A prepared package. base: zip of the fixed parts; header: name of the first page's header part, empty when there
    is none."""

    base: bytes
    sections: Sections
    header: str


@lru_cache(maxsize=16)
def prepare(profile: Profile, form: Format, header_distance: float, *, lying: bool = False, sign: str = "") -> Package:
    """Prepare the fixed parts. header_distance: pt from the paper's top to the header; lying: with pages turned by a
    quarter; sign: what is signed at the foot of each page."""
    document = Document()
    set_pages(document, profile, form, header_distance, lying=lying, sign=sign)
    header = _first_header(document) if form is Format.LETTER else None
    set_settings(document)
    drop_unused(document)
    document.core_properties.title = ""
    document.core_properties.author = ""
    document.core_properties.comments = ""
    buffer = io.BytesIO()
    document.save(buffer)
    name = str(header).lstrip("/") if header else ""
    return _strip(buffer.getvalue(), profile, name)


def _first_header(document: DocxDocument) -> str:
    section = document.sections[0]
    section.first_page_header.is_linked_to_previous = False
    reference = section._sectPr.get_headerReference(WD_HEADER_FOOTER.FIRST_PAGE)
    assert reference is not None  # noqa: S101 - the line above made it
    return str(document.part.related_parts[reference.rId].partname)


def set_settings(document: DocxDocument) -> None:
    """Our settings in place of the default template's: fonts embedded as subsets, marks not compressed."""
    element = document.settings.element
    for child in list(element):
        if child.tag != f"{{{W}}}evenAndOddHeaders":
            element.remove(child)
    before = '<w:embedTrueTypeFonts xmlns:w="{0}"/>', '<w:saveSubsetFonts xmlns:w="{0}"/>'
    for index, xml in enumerate(before):
        element.insert(index, parse_xml(xml.format(W)))
    element.append(parse_xml(f'<w:characterSpacingControl xmlns:w="{W}" w:val="doNotCompress"/>'))
    compat = '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    element.append(parse_xml(f'<w:compat xmlns:w="{W}">{compat}</w:compat>'))


def drop_unused(document: DocxDocument) -> None:
    """Leave out what the default template carries and no letter uses; the schema wants the theme, whose fonts none uses."""
    kept = ("styles", "settings", "fontTable", "theme", "header", "footer", "officeDocument", "properties")
    for relationships in (document.part.package.rels, document.part.rels):
        for key in [k for k, r in relationships.items() if not r.reltype.endswith(kept)]:
            del relationships[key]


def _strip(raw: bytes, profile: Profile, header: str) -> Package:
    """Keep the fixed parts, with our styles; take the section properties out of the body."""
    base = io.BytesIO()
    sections = Sections("")
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as source,
        zipfile.ZipFile(base, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "word/document.xml":
                sections = read_sections(data.decode())
            elif info.filename in {"word/fontTable.xml", "word/_rels/fontTable.xml.rels", header}:
                continue
            else:
                entry = zipfile.ZipInfo(info.filename, _EPOCH)
                target.writestr(entry, _part(info.filename, data, profile), zipfile.ZIP_DEFLATED)
    return Package(base.getvalue(), sections, header)


def _part(name: str, data: bytes, profile: Profile) -> bytes:
    if name == "word/styles.xml":
        return styles_xml(profile).encode()
    if name == "[Content_Types].xml":
        odttf = '<Default Extension="odttf" ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/>'
        return data.replace(b"<Default ", odttf.encode() + b"<Default ", 1)
    if name == "docProps/core.xml":  # the day of making would differ from letter to letter
        return re.sub(rb"<(dcterms:\w+|cp:lastModifiedBy|cp:revision)\b.*?</\1>", b"", data)
    return data


def styles_xml(profile: Profile) -> str:
    """styles.xml: Normal is the grid; every element of the standard has a named style."""
    fonts = {role.role: role.docx for role in profile.fonts}
    grid, sizes = profile.grid, profile.sizes
    body = twips(sizes.body) // 10
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{rfonts(fonts['body'])}"
        f'<w:kern w:val="0"/><w:sz w:val="{body}"/><w:szCs w:val="{body}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>'
        '<w:widowControl w:val="0"/><w:kinsoku w:val="1"/><w:overflowPunct w:val="0"/><w:autoSpaceDE/>'
        '<w:autoSpaceDN/><w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{twips(grid.pitch)}" w:lineRule="exact"/>'
        f'<w:jc w:val="left"/></w:pPr><w:rPr><w:spacing w:val="{twips(grid.cell - sizes.body)}"/></w:rPr></w:style>'
    )
    fixed = (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
        '</w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    named = "".join(_style(style, profile, fonts) for style in Style if style not in CELLS) + table_styles(profile)
    named += "".join(_run_style(role, name, fonts[role]) for role, name in ROLE_NAMES.items())
    small = twips(sizes.small) // 10
    number = (
        '<w:style w:type="paragraph" w:customStyle="1" w:styleId="LvZePageNumber"><w:name w:val="页码"/>'
        '<w:basedOn w:val="Normal"/><w:pPr>'
        f'<w:spacing w:line="{twips(FOOTER_LINE)}" w:lineRule="exact"/></w:pPr><w:rPr>{rfonts(fonts["song"])}'
        f'<w:spacing w:val="0"/><w:sz w:val="{small}"/><w:szCs w:val="{small}"/></w:rPr></w:style>'
    )
    head = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles {NAMESPACES}>'
    return f"{head}{defaults}{normal}{fixed}{named}{number}</w:styles>"


def _style(style: Style, profile: Profile, fonts: dict[str, str]) -> str:
    sizes = profile.sizes
    size = {Style.TITLE: sizes.title, Style.ANNEX_TITLE: sizes.title, Style.IMPRINT: sizes.small,
            Style.PAGE_SIGN: sizes.small, Style.MARK: sizes.mark_max}.get(style, sizes.body)  # fmt: skip
    # Real 仿宋 has wider figures than ours: SLACK lets a full line stand a little out instead of wrapping.
    paragraph = f'<w:ind w:right="{-SLACK}" w:firstLine="{twips(2 * profile.grid.cell)}"/>' if style is Style.BODY else ""
    if style is Style.IMPRINT:
        paragraph = f'<w:spacing w:line="{twips(IMPRINT_PITCH)}" w:lineRule="exact"/>'
    paragraph += '<w:jc w:val="center"/>' if style in CENTRED else ""
    if style in _OUTLINE:
        paragraph += f'<w:outlineLvl w:val="{_OUTLINE[style]}"/>'
    # Headings stand on the text's style: its indent, size and pitch are changed in one place.
    base = STYLE_ID[Style.BODY] if style in INDENTED and style is not Style.BODY else "Normal"
    following = f'<w:next w:val="{STYLE_ID[Style.BODY]}"/>' if style in _OUTLINE else ""
    run = rfonts(fonts[ROLE_OF[style]]) if style in ROLE_OF else ""
    run += '<w:color w:val="D90000"/>' if style is Style.MARK else ""
    if size != sizes.body:
        half = twips(size) // 10
        run += f'<w:spacing w:val="0"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{STYLE_ID[style]}"><w:name w:val="{style.value}"/>'
        f'<w:basedOn w:val="{base}"/>{following}<w:qFormat/>{_part_of("pPr", paragraph)}{_part_of("rPr", run)}</w:style>'
    )


def _part_of(name: str, inside: str) -> str:
    return f"<w:{name}>{inside}</w:{name}>" if inside else ""


def _run_style(role: str, name: str, font: str) -> str:
    return (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{RUN_STYLE_ID[role]}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{rfonts(font)}</w:rPr></w:style>'
    )
