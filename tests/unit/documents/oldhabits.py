"""Old letters in the habits of many offices, written as bare XML: pictures for marks, boxes, fields, controls, revisions, tables.

Unlike oldletters these know nothing of python-docx; words, brackets and days differ from letter to letter.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
ISSUERS = (("中共青禾县住房和城乡建设局党组", "青住建党组"), ("北岭市审计局", "北审行报"), ("临江市监察委员会", "临监函"), ("国家税务总局临江市税务局", "临税函"), ("北岭职业技术学院纪律检查委员会", "北职院纪"))
RECEIVERS = (["各县（市、区）纪委监委", "市纪委监委各派驻（派出）机构"], ["临江市财政局"], ["各村（社区）党组织"], ["王建军同志"], ["县委政法委", "县公安局", "县司法局"], ["各乡镇党委、政府", "县直各单位"])
TITLES = ("关于开展专项治理的通知", "关于商请提供相关资料的函", "关于2022年度责任制落实情况的报告", "关于同意成立机关纪委的批复", "关于对孙某等人违规问题处理情况的通报", "关于给予张某某党内警告处分的决定")
COPIES = (["省纪委监委"], ["市委办公室", "市人大常委会办公室"], [])
TEXT = (
    "根据《关于进一步规范工作的通知》（国办发〔2021〕15号）和临纪发〔2020〕3号文件精神，2022年3月15日召开专题会议，现将有关事项通知如下：", "一、总体要求",
    "自2022年4月1日至2022年6月30日，共排查项目136个。", "（一）提高认识。", "请于2022年12月31日前报送情况。",
)  # fmt: skip
CN = "〇一二三四五六七八九"


@dataclass(slots=True)
class Known:
    """What is so of a letter."""

    issuer: str
    series: str
    date: dt.date
    n: int
    to: list[str]
    title: str
    cc: list[str]
    issuers: list[str] = field(default_factory=list)

    @property
    def number(self) -> str:
        return f"{self.series}〔{self.date.year}〕{self.n}号"


def known(rng: random.Random) -> Known:
    """A letter's facts."""
    issuer, series = rng.choice(ISSUERS)
    day = dt.date(rng.randint(1999, 2026), rng.randint(1, 12), rng.randint(1, 28))
    return Known(issuer, series, day, rng.randint(1, 380), list(rng.choice(RECEIVERS)), rng.choice(TITLES), list(rng.choice(COPIES)), [issuer])


def number(rng: random.Random, of: Known) -> str:
    """The number as somebody wrote it."""
    y, n, s = of.date.year, of.n, of.series
    full = str.maketrans("0123456789", "０１２３４５６７８９")
    return rng.choice([of.number, f"{s}[{y}]{n}号", f"{s}【{y}】{n}号", f"{s}〖{y}〗第 {n} 号", f"{s}｛{y}｝{n}号", f"{s} 〔{str(y).translate(full)}〕 {str(n).translate(full)}号", f"{s}〔{y}〕{n:03}号"])


def day(rng: random.Random, of: dt.date) -> str:
    """The day as somebody wrote it."""

    def cn(n: int) -> str:
        tens, ones = divmod(n, 10)
        return ("" if tens < 2 else CN[tens]) + ("十" if tens else "") + (CN[ones] if ones else "")

    year = "".join(CN[int(c)] for c in str(of.year)).replace("〇", rng.choice("〇○零O"))
    return rng.choice([f"{of.year}年{of.month}月{of.day}日", f"{of.year} 年 {of.month} 月 {of.day} 日", f"{of.year}．{of.month}．{of.day}", f"{year}年{cn(of.month)}月{cn(of.day)}日"])


def receivers(rng: random.Random, of: Known) -> str:
    """The line of receivers."""
    mark = "，" if any("、" in one for one in of.to) else rng.choice("，、")
    return mark.join(of.to) + rng.choice(["：", ":", " ："])


def run(text: str, size: float = 16, *, red: bool = False) -> str:
    """A run; line feeds become soft returns, tabs tabs."""
    inner = escape(text).replace("\t", "</w:t><w:tab/><w:t>").replace("\n", "</w:t><w:br/><w:t>").replace("<w:t>", '<w:t xml:space="preserve">')
    colour = '<w:color w:val="FF0000"/>' if red else ""
    return f'<w:r><w:rPr>{colour}<w:sz w:val="{int(size * 2)}"/></w:rPr><w:t xml:space="preserve">{inner}</w:t></w:r>'


def par(text: str = "", align: str = "", size: float = 16, *, red: bool = False, indent: bool = False, runs: str = "") -> str:
    """A paragraph."""
    look = ('<w:ind w:firstLine="640"/>' if indent else "") + (f'<w:jc w:val="{align}"/>' if align else "")
    return f"<w:p><w:pPr>{look}</w:pPr>{runs or (run(text, size, red=red) if text else '')}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table without lines; cells are paragraphs."""
    return "<w:tbl><w:tblPr/>" + "".join("<w:tr>" + "".join(f"<w:tc>{c}</w:tc>" for c in row) + "</w:tr>" for row in rows) + "</w:tbl>"


def packed(body: str) -> bytes:
    """A docx of this text."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<?xml version="1.0" encoding="UTF-8"?><w:document {NAMES}><w:body>{body}</w:body></w:document>')
    return out.getvalue()


def text() -> str:
    """The text, with numbers and days of others in it."""
    return "".join(par(line, indent=True) for line in TEXT)


def imprint(of: Known) -> str:
    """Copies and printing."""
    later = of.date + dt.timedelta(days=1)
    copies = par(f"抄送：{'，'.join(of.cc)}。", size=14) if of.cc else ""
    return copies + par(f"{of.issuer}办公室　　　　{later.year}年{later.month}月{later.day}日印发", size=14)


def usual(rng: random.Random, of: Known, head: str, sign: str = "") -> bytes:
    """Head, title, receivers, text, signature, imprint."""
    signed = sign or par(of.issuer, "right") + par(day(rng, of.date), "right")
    return packed(head + par() + par(of.title, "center", 22) + par(receivers(rng, of)) + text() + signed + imprint(of))


def pictured(rng: random.Random, of: Known) -> bytes:
    """The mark is a picture."""
    drawn = '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData uri="p"><pic:pic/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    return usual(rng, of, par(runs=drawn, align="center") + par(number(rng, of), "center"))


def box(inner: str) -> str:
    """A text box of old programs."""
    return f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"


def boxes(rng: random.Random, of: Known) -> bytes:
    """Number and signer each in a box of its own."""
    return usual(rng, of, par(of.issuer + "文件", "center", 40, red=True) + par(runs=box(par(number(rng, of))) + box(par("签发人：赵立新"))))


def fields(rng: random.Random, of: Known) -> bytes:
    """Number and receivers are merged fields, the issuer is a control."""
    begun, done = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> MERGEFIELD n </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    sign = par(runs=f"<w:sdt><w:sdtContent>{run(of.issuer)}</w:sdtContent></w:sdt>", align="right") + par(day(rng, of.date), "right")
    return usual(rng, of, par(of.issuer + "文件", "center", 40, red=True) + par(runs=begun + run(number(rng, of)) + done, align="center"), sign)


def revised(rng: random.Random, of: Known) -> bytes:
    """Number and day were changed while changes were tracked."""
    gone = '<w:del w:id="1" w:author="a"><w:r><w:delText>{}</w:delText></w:r></w:del>'
    new = '<w:ins w:id="2" w:author="a">{}</w:ins>'
    sign = par(of.issuer, "right") + par(runs=gone.format("2001年1月1日") + new.format(run(day(rng, of.date))), align="right")
    return usual(rng, of, par(runs=gone.format("某发〔1999〕9号") + new.format(run(number(rng, of))), align="center"), sign)


def tabled(rng: random.Random, of: Known) -> bytes:
    """Two issuers and the day in a table."""
    of.issuers = [of.issuer, "北岭市财政局"]
    sign = table((par(of.issuer, "center"), par("北岭市财政局", "center")), (par(), par(day(rng, of.date), "center")))
    return usual(rng, of, par(of.issuer, "center", 36, red=True) + par("北岭市财政局", "center", 36, red=True) + par(number(rng, of), "center"), sign)


def returned(rng: random.Random, of: Known) -> bytes:
    """Soft returns instead of paragraphs."""
    of.cc = []
    head = par(f"{number(rng, of)}\n\n{of.title}", "center")
    return packed(head + par(receivers(rng, of) + "".join(f"\n　　{line}" for line in TEXT)) + par(f"{of.issuer}\n{day(rng, of.date)}", "right"))


def of_1988(rng: random.Random, of: Known) -> bytes:
    """Receivers under the text, as before 1999."""
    of.cc = []
    head = par(of.issuer, "center", 36, red=True) + par(number(rng, of), "center") + par(of.title, "center", 22)
    return packed(head + text() + par(of.issuer, "right") + par(day(rng, of.date), "right") + par(f"主送：{'，'.join(of.to)}。") + par(f"{of.issuer}办公室　2001年1月1日印发"))


def labelled(rng: random.Random, of: Known) -> bytes:
    """As a system for documents exports it."""
    rows = [f"标　题：{of.title}", f"文　号：{number(rng, of)}", f"发文机关：{of.issuer}", f"成文日期：{day(rng, of.date)}", f"主　送：{'，'.join(of.to)}"]
    return packed("".join(map(par, rows)) + (par(f"抄　送：{'，'.join(of.cc)}") if of.cc else "") + par("正　文：") + text())


def telegram(rng: random.Random, of: Known) -> bytes:
    """等级 and number in one line."""
    return usual(rng, of, par("发　电", "center", 40, red=True) + par(f"等级　特急　{of.number}"))


def forwarded(rng: random.Random, of: Known) -> bytes:
    """Another letter follows with a number, a day and copies of its own."""
    other = par("关于严明纪律的通知", "center", 22) + par("省纪办发〔2017〕88号", "center") + par("各市纪委：") + par("请遵守。", indent=True) + par("省纪委办公厅", "right") + par("2017年8月8日", "right")
    of.cc = of.cc or ["市委办公室"]
    return packed(
        par(of.issuer + "文件", "center", 36, red=True) + par(number(rng, of), "center") + par(of.title, "center", 22) + par(receivers(rng, of)) + text()
        + par(of.issuer, "right") + par(day(rng, of.date), "right") + imprint(of) + par("附件") + other + par("抄送：中央纪委办公厅。")
    )  # fmt: skip


Maker = Callable[[random.Random, Known], bytes]
HABITS: dict[str, Maker] = {
    "pictured": pictured, "boxes": boxes, "fields": fields, "revised": revised, "tabled": tabled, "returned": returned, "of_1988": of_1988,
    "labelled": labelled, "telegram": telegram, "forwarded": forwarded,
}  # fmt: skip
