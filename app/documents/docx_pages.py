"""Sections of a docx: upright pages, pages turned by a quarter, page numbers and the line signed on each page.

Belongs here: margins, footers and section properties, on python-docx's template. Does not belong here: the rest of
the fixed parts (docxparts) and the text (docx). Units: pt unless a name says otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.section import Section
from docx.shared import Pt

from app.catalog.profiles import Profile
from app.documents.blocks import MM, Style
from app.documents.docxnames import NAMESPACES, STYLE_ID, W, twips
from app.documents.model import Format
from app.documents.pages import SIGN_LINES

FOOTER_LINE = 20.0  # exact height of the page number's line
_DASH = 0.38  # em over the baseline, as in the PDF
_BASELINE = 0.8  # of an exact line
_NUMBER_ROOM = 100.0  # length of the frame of a page number on a turned page
_SLACK = 2.0  # programs count a hair more for the line to sign
_EMU = 12700  # per pt


@dataclass(frozen=True, slots=True)
class Sections:
    """Section properties (sectPr). first: of the first upright pages; lying: of turned pages; later: of upright
    pages after those. The last two are empty when no page is turned."""

    first: str
    lying: str = ""
    later: str = ""


def set_pages(document: DocxDocument, profile: Profile, form: Format, header_distance: float, *, lying: bool,
              sign: str) -> None:  # fmt: skip
    """Give the template its sections. sign: what is signed at the foot of each page."""
    document.settings.odd_and_even_pages_header_footer = True
    _upright(document.sections[0], profile, header_distance, sign)
    if form is Format.LETTER:
        document.sections[0].different_first_page_header_footer = True
    if lying:
        _lying(document.add_section(), profile, sign)
        later = document.add_section()
        later.orientation = WD_ORIENT.PORTRAIT
        later.different_first_page_header_footer = False
        _upright(later, profile, 15 * MM, sign)
    for section in document.sections:
        for grid in section._sectPr.findall(f"{{{W}}}docGrid"):
            section._sectPr.remove(grid)


def read_sections(xml: str) -> Sections:
    """The section properties in a saved document."""
    return Sections(*re.findall(r"<w:sectPr.*?</w:sectPr>", xml, re.DOTALL))


def bare(section: str) -> str:
    """The same section properties without page numbers."""
    empty = re.search(r'<w:footerReference w:type="first" (r:id="\w+")/>', section)
    return re.sub(r'(<w:footerReference w:type="(?:default|even)") r:id="\w+"/>', rf"\1 {empty[1]}/>", section) if empty else section


def _upright(section: Section, profile: Profile, header_distance: float, sign: str) -> None:
    page = profile.page
    section.page_width, section.page_height = Pt(page.width * MM), Pt(page.height * MM)
    section.left_margin, section.top_margin = Pt(page.left * MM), Pt(page.top * MM)
    section.right_margin = Pt((page.width - page.left - page.text_width) * MM)
    foot = (page.height - page.top - page.text_height) * MM
    section.bottom_margin = Pt(foot + _sign_room(profile, sign))
    section.header_distance = Pt(header_distance)
    dash = (page.top + page.text_height + profile.page_number.gap) * MM
    top = dash + _DASH * profile.sizes.small - _BASELINE * FOOTER_LINE
    section.footer_distance = Pt(page.height * MM - top - FOOTER_LINE)
    signed = _sign_paragraph(profile, sign, top - (page.top + page.text_height) * MM)
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]._p
        if signed:
            paragraph.addprevious(parse_xml(signed))
        paragraph.getparent().replace(paragraph, parse_xml(_number_paragraph(profile, side)))
    section.first_page_footer.is_linked_to_previous = False  # an empty one, for pages without a number
    _restyle(section.first_page_footer.paragraphs[0]._p)


def _lying(section: Section, profile: Profile, sign: str) -> None:
    """A page turned by a quarter to the left: its upper edge is the left edge of the upright page."""
    page = profile.page
    section.orientation = WD_ORIENT.LANDSCAPE
    section.different_first_page_header_footer = False
    section.page_width, section.page_height = Pt(page.height * MM), Pt(page.width * MM)
    section.left_margin = Pt((page.height - page.top - page.text_height) * MM)
    section.right_margin, section.top_margin = Pt(page.top * MM), Pt(page.left * MM)
    foot = (page.width - page.left - page.text_width) * MM
    section.bottom_margin = Pt(foot + _sign_room(profile, sign))
    section.header_distance = Pt(10 * MM)
    section.footer_distance = Pt(max(foot - 2.0, 0.0) if sign else 10 * MM)
    signed = _sign_paragraph(profile, sign, 1.0)
    # in the footer: LibreOffice misplaces such a frame in the header of a document of one page
    for footer, even in ((section.footer, False), (section.even_page_footer, True)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]._p
        if signed:
            paragraph.addprevious(parse_xml(signed))
        paragraph.getparent().replace(paragraph, parse_xml(_turned_number(profile, even=even)))


def _restyle(paragraph: Any) -> None:
    paragraph.get_or_add_pPr().get_or_add_pStyle().val = "LvZePageNumber"  # the template's own style is not ours


def _sign_room(profile: Profile, sign: str) -> float:
    return SIGN_LINES * profile.grid.pitch - _SLACK if sign else 0.0


def _sign_paragraph(profile: Profile, sign: str, under: float) -> str:
    """The line to sign with a rule over it. under: free space down to the next line of the footer."""
    if not sign:
        return ""
    border = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
    spacing = f'<w:spacing w:after="{twips(max(under, 0.0))}" w:line="{twips(profile.grid.pitch)}" w:lineRule="exact"/>'
    style = f'<w:pStyle w:val="{STYLE_ID[Style.PAGE_SIGN]}"/>'
    text = f'<w:r><w:t xml:space="preserve">{escape(sign)}</w:t></w:r>'
    return f'<w:p xmlns:w="{W}"><w:pPr>{style}{border}{spacing}<w:jc w:val="right"/></w:pPr>{text}</w:p>'


def _number_paragraph(profile: Profile, side: str) -> str:
    small = twips(profile.sizes.small)
    if profile.page_number.style == "centre":
        place = '<w:jc w:val="center"/>'
    else:
        place = f'<w:ind w:{side}="{small}"/><w:jc w:val="{side}"/>'
    return f'<w:p xmlns:w="{W}"><w:pPr><w:pStyle w:val="LvZePageNumber"/>{place}</w:pPr>{_NUMBER}</w:p>'


_NUMBER = "".join(
    f"<w:r>{inner}</w:r>"
    for inner in (
        '<w:t xml:space="preserve">— </w:t>',
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve">PAGE</w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
        '<w:t xml:space="preserve"> —</w:t>',
    )
)


def _turned_number(profile: Profile, *, even: bool) -> str:
    """The page number where it stands on an upright page (clause 6): a frame beside the left edge of the type area,
    its text turned so that it stands upright when the page does."""
    page, small = profile.page, profile.sizes.small
    dash = (page.height - page.top - page.text_height - profile.page_number.gap) * MM
    x = dash - _DASH * small + _BASELINE * FOOTER_LINE - FOOTER_LINE
    start, end = page.left * MM + small, (page.left + page.text_width) * MM - small
    if profile.page_number.style == "centre":
        y, side = (start + end - _NUMBER_ROOM) / 2, "center"
    else:
        y, side = (start, "left") if even else (end - _NUMBER_ROOM, "right")
    size = f'cx="{round(FOOTER_LINE * _EMU)}" cy="{round(_NUMBER_ROOM * _EMU)}"'
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="LvZePageNumber"/><w:jc w:val="{side}"/></w:pPr>{_NUMBER}</w:p>'
    return (
        f'<w:p {NAMESPACES}><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr><w:r><mc:AlternateContent>'
        '<mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        'relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{round(x * _EMU)}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{round(y * _EMU)}</wp:posOffset></wp:positionV>'
        f'<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{31 + even}" name="页码{1 + even}"/><wp:cNvGraphicFramePr/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>'
        f"<wps:txbx><w:txbxContent>{paragraph}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr rot="0" vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:noAutofit/>'
        "</wps:bodyPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        "</mc:AlternateContent></w:r></w:p>"
    )
