"""A document the way WPS and Word users make it: theme fonts, a grid of lines and characters, indents in characters,
page numbers in a text box, a drawn red line and 版记 as a table. Right by the standard until something is replaced.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from types import MappingProxyType

_NS = ('xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
       'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
       'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
       'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
       'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
       'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
       'xmlns:v="urn:schemas-microsoft-com:vml"')  # fmt: skip
TEXT = "检查组认为你单位党组对整改工作重视不够、责任压得不实，部分措施流于形式，请于2026年12月20日前书面报告整改情况，并抓好“一岗双责”落实。"

STYLES = f"""<w:styles {_NS}><w:docDefaults><w:rPrDefault><w:rPr>
<w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia"/><w:sz w:val="21"/></w:rPr></w:rPrDefault>
<w:pPrDefault/></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:pPr><w:widowControl w:val="0"/><w:jc w:val="both"/></w:pPr>
<w:rPr><w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312" w:hAnsi="仿宋_GB2312"/><w:kern w:val="2"/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="b"><w:name w:val="公文正文"/><w:basedOn w:val="a"/><w:pPr><w:ind w:firstLineChars="200" w:firstLine="640"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="h"><w:name w:val="公文一级"/><w:basedOn w:val="b"/><w:rPr><w:rFonts w:ascii="黑体" w:hAnsi="黑体" w:eastAsia="黑体"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="k"><w:name w:val="楷体字"/><w:rPr><w:rFonts w:ascii="楷体_GB2312" w:hAnsi="楷体_GB2312" w:eastAsia="楷体_GB2312"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="f"><w:name w:val="footer"/><w:basedOn w:val="a"/><w:pPr><w:snapToGrid w:val="0"/></w:pPr><w:rPr><w:sz w:val="18"/></w:rPr></w:style></w:styles>"""
THEME = """<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:fontScheme name="x">
<a:majorFont><a:latin typeface="Cambria"/><a:ea typeface=""/><a:font script="Hans" typeface="宋体"/></a:majorFont>
<a:minorFont><a:latin typeface="Calibri"/><a:ea typeface=""/><a:font script="Hans" typeface="宋体"/></a:minorFont></a:fontScheme></a:themeElements></a:theme>"""
LINE = """<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0"
relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>430000</wp:posOffset>
</wp:positionV><wp:extent cx="5616000" cy="0"/><wp:wrapNone/><wp:docPr id="5" name="直线 5"/><a:graphic>
<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:spPr><a:xfrm><a:off x="0" y="0"/>
<a:ext cx="5616000" cy="0"/></a:xfrm><a:prstGeom prst="line"/><a:ln w="25400"><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln></wps:spPr>
<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict>
<v:line from="0,33.9pt" to="442.2pt,33.9pt" strokecolor="red" strokeweight="2pt"/></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""


def p(text: str, style: str = "", props: str = "", run: str = "", more: str = "") -> str:
    """A paragraph; text may hold `|`: what follows it is in the paragraph's own font."""
    name = f'<w:pStyle w:val="{style}"/>' if style else ""
    look = f"<w:rPr>{run}</w:rPr>" if run else ""
    first, _, rest = text.partition("|")
    runs = f"<w:r>{look}<w:t>{first}</w:t></w:r>" if first else ""
    runs += f"<w:r><w:t>{rest}</w:t></w:r>" if rest else ""
    return f"<w:p><w:pPr>{name}{props}</w:pPr>{more}{runs}</w:p>"


def _fonts(name: str, size: int, more: str = "") -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}"/>{more}<w:sz w:val="{size}"/>'


_CENTRE, _KAI = '<w:jc w:val="center"/>', '<w:rStyle w:val="k"/>'
_EXACT = '<w:snapToGrid w:val="0"/><w:spacing w:before="1840" w:line="1000" w:lineRule="exact"/>'
_TIGHT = '<w:snapToGrid w:val="0"/><w:spacing w:line="400" w:lineRule="exact"/>'
_CELL = '<w:tcPr><w:tcW w:w="8844" w:type="dxa"/></w:tcPr>'
_SMALL = '<w:sz w:val="28"/>'
IMPRINT = f"""<w:tbl><w:tblPr><w:tblW w:w="8844" w:type="dxa"/><w:tblBorders><w:top w:val="single" w:sz="8" w:color="auto"/>
<w:bottom w:val="single" w:sz="8" w:color="auto"/><w:insideH w:val="single" w:sz="6" w:color="auto"/></w:tblBorders></w:tblPr>
<w:tblGrid><w:gridCol w:w="8844"/></w:tblGrid>
<w:tr><w:tc>{_CELL}{p("抄送：县委办公室，县人大常委会办公室，县政府办公室，县政协办公室，县监察委员会。", "", _TIGHT + '<w:ind w:left="1120" w:right="280" w:hanging="840"/>', _SMALL)}</w:tc></w:tr>
<w:tr><w:tc>{_CELL}{p("某县纪律检查委员会办公室　　　　　2026年11月23日印发", "", _TIGHT + '<w:ind w:left="280" w:right="280"/>', _SMALL)}</w:tc></w:tr></w:tbl>"""
SECTION = """<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/>
<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="1417" w:gutter="0"/>
<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-849"/></w:sectPr>"""
_NUMBER = _fonts("宋体", 28)


def footer(side: str) -> str:
    """A page number by a field inside the footer."""
    indent = '<w:ind w:rightChars="100" w:right="280"/>' if side == "right" else '<w:ind w:leftChars="100" w:left="280"/>'
    field = f'<w:fldSimple w:instr=" PAGE  \\* MERGEFORMAT "><w:r><w:rPr>{_NUMBER}</w:rPr><w:t>1</w:t></w:r></w:fldSimple>'
    around = [f'<w:r><w:rPr>{_NUMBER}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>' for text in ("— ", " —")]
    return f'<w:ftr {_NS}><w:p><w:pPr><w:pStyle w:val="f"/>{indent}<w:jc w:val="{side}"/></w:pPr>{around[0]}{field}{around[1]}</w:p></w:ftr>'


def body() -> str:
    """The text of the document."""
    rows = [
        p("某县纪律检查委员会文件", "", _EXACT + _CENTRE, _fonts("方正小标宋简体", 76, '<w:color w:val="FF0000"/>')), p(""), p(""),
        p("某纪发〔2026〕12号", "", _CENTRE, "", LINE), p(""), p(""),
        p("关于做好年底前整改落实工作的通知", "", _CENTRE, _fonts("方正小标宋简体", 44)), p(""),
        p("县住房和城乡建设局党组："), p(TEXT, "b"), p("一、提高认识", "h"), p("（一）压实责任。|" + TEXT, "b", "", _KAI),
        p("（二）细化措施。|" + TEXT, "b", "", _KAI), p("1.建立台账。" + TEXT, "b"), p("二、有关要求", "h"), p(TEXT, "b"), p(TEXT, "b"),
        p(""), p("附件：1.整改任务清单", "", '<w:ind w:leftChars="500" w:left="1600" w:hangingChars="300" w:hanging="960"/>'),
        p("2.联系人名单", "", '<w:ind w:leftChars="500" w:left="1600"/>'), p(""), p(""),
        p("某县纪律检查委员会", "", '<w:ind w:rightChars="270" w:right="864"/><w:jc w:val="right"/>'),
        p("2026年11月22日", "", '<w:ind w:rightChars="400" w:right="1280"/><w:jc w:val="right"/>'),
    ]  # fmt: skip
    return "".join(rows)


_LAST = p("", "", '<w:spacing w:line="20" w:lineRule="exact"/>')


def wps_document(replaced: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """The docx. replaced: text by other text, in any part."""
    parts = {
        "word/document.xml": f"<w:document {_NS}><w:body>{body()}{IMPRINT}{_LAST}{SECTION}</w:body></w:document>",
        "word/styles.xml": STYLES, "word/theme/theme1.xml": THEME,
        "word/settings.xml": f"<w:settings {_NS}><w:evenAndOddHeaders/></w:settings>",
        "word/footer1.xml": footer("right"), "word/footer2.xml": footer("left"),
    }  # fmt: skip
    kinds = {"rId1": ("styles", "styles.xml"), "rId2": ("theme", "theme/theme1.xml"), "rId3": ("footer", "footer1.xml"),
             "rId4": ("footer", "footer2.xml"), "rId5": ("settings", "settings.xml")}  # fmt: skip
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    links = "".join(f'<Relationship Id="{code}" Type="{base}{kind}" Target="{target}"/>' for code, (kind, target) in kinds.items())
    parts["word/_rels/document.xml.rels"] = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            for before, after in replaced.items():
                text = text.replace(before, after)
            archive.writestr(name, text)
    return out.getvalue()
