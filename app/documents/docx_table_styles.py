"""The named styles of tables in a docx: 公文表格, 表格文字 and 表头 at each size in use."""

from __future__ import annotations

from xml.sax.saxutils import escape

from app.catalog.profiles import Profile
from app.documents.blocks import Style
from app.documents.docxnames import STYLE_ID, rfonts, twips
from app.documents.tables import BOTTOM, INNER, OUTER, SIDE, SMALLER, SPREAD, TOP

TABLE_STYLE = "LvZeGrid"
_NAMES = {14.0: "四号", 12.0: "小四", 10.5: "五号", 9.0: "小五"}


def style_id(size: float, *, head: bool) -> str:
    """The id of the paragraph style of a cell's text at a size."""
    return f"{STYLE_ID[Style.TABLE_HEAD if head else Style.TABLE]}{round(size * 10)}"


def table_styles(profile: Profile) -> str:
    """The table style and the paragraph styles of cells at each size in use."""
    fonts = {role.role: role.docx for role in profile.fonts}
    frame = "".join(_border(side, OUTER) for side in ("top", "left", "bottom", "right"))
    frame += "".join(_border(side, INNER) for side in ("insideH", "insideV"))
    margins = "".join(
        f'<w:{side} w:w="{twips(space)}" w:type="dxa"/>'
        for side, space in (("top", TOP), ("left", SIDE), ("bottom", BOTTOM), ("right", SIDE))
    )
    found = (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE_STYLE}"><w:name w:val="公文表格"/>'
        '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr>'
        f"<w:tblBorders>{frame}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr></w:style>"
    )
    for size in dict.fromkeys((profile.sizes.table, *SMALLER)):
        for head in (False, True):
            found += _style(size, fonts, head=head)
    return found


def _border(side: str, thickness: float) -> str:
    return f'<w:{side} w:val="single" w:sz="{round(thickness / 25.4 * 72 * 8)}" w:space="0" w:color="000000"/>'


def _style(size: float, fonts: dict[str, str], *, head: bool) -> str:
    name = f"{(Style.TABLE_HEAD if head else Style.TABLE).value} {_NAMES.get(size, f'{size:g} 磅')}"
    place = '<w:jc w:val="center"/>' if head else '<w:ind w:right="-30"/>'
    run = rfonts(fonts["hei"]) if head else ""
    half = round(size * 2)
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{style_id(size, head=head)}"><w:name w:val="{escape(name)}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:line="{twips(size * SPREAD)}" w:lineRule="atLeast"/>{place}'
        f'</w:pPr><w:rPr>{run}<w:spacing w:val="0"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr></w:style>'
    )
