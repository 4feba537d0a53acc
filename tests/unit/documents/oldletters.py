"""Old letters as offices have them, made here in many manners, with what is true of each kept aside.

Every manner writes a docx by its own means (python-docx, hand-made XML); none uses the program's own writer.
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT
RED = RGBColor(0xFF, 0, 0)
CN = "〇一二三四五六七八九"
FULL = str.maketrans("0123456789", "０１２３４５６７８９")
ORGANS = (
    ("中共某县纪律检查委员会", "某纪建"), ("中共青河县委办公室", "青办发"), ("某县监察委员会", "某监函"), ("临江市住房和城乡建设局", "临建字"),
    ("中共某县住房和城乡建设局党组", "某建党组发"), ("某县人民政府办公室", "某政办函"), ("中共某区委组织部", "某组通"), ("派驻县财政局纪检监察组", "驻财纪"),
)  # fmt: skip
RECEIVERS = (
    ["县住房和城乡建设局党组"], ["县质监站"], ["各乡镇党委", "县直各单位党组（党委）"], ["县财政局", "县审计局", "县发展和改革局"], ["各镇党委、政府", "县直各部门"],
    ["中共某县委组织部"], ["市纪委监委"], ["局机关各科室", "局属各单位"], ["周明远同志"], ["县教育局党委", "县第一中学"], ["某县建设工程（集团）有限公司"],
    ["各县（市、区）人民政府", "市政府各部门、各直属机构"],
)  # fmt: skip
TITLES = (
    "关于民主生活会整改落实工作的纪律检查建议", "关于印发《2024年党风廉政建设工作要点》的通知", "关于征求张某某等3名同志党风廉政意见的函", "关于贯彻落实中央八项规定精神情况的报告",
    "关于对李某某问题的通报", "关于规范物业专项维修资金使用管理的监察建议", "关于开展“一把手”述责述廉工作的通知", "关于给予党风廉政意见的回复", "关于限期整改巡察反馈问题的督办函",
    "关于加强节假日期间作风建设的提醒函", "关于报送2025年度责任清单备案的函", "关于某某同志重新任用的建议", "关于进一步加强工程建设领域廉政风险防控切实做好重点项目监督检查工作的意见",
)  # fmt: skip
COPIES = (["县委办公室", "县政府办公室"], ["市纪委监委"], ["县委组织部", "县人力资源和社会保障局"], ["局领导", "各科室"], [])
BODY = (
    "根据《关于加强监督工作的通知》（某办发〔2023〕18号）要求，2024年2月5日，我委对有关情况作了检查，现将有关事项通知如下：",
    "检查组由5人组成，查阅台账12本，发现以下问题：",
    "2023年12月1日至2024年1月15日，共收到反映3件，均已按某纪发〔2023〕2号文件办理。",
    "请于2024年12月31日前书面反馈办理情况。",
)
HEADS = ("一、存在的问题", "（一）责任落实不到位。", "1.台账不全。", "二、工作要求")


@dataclass(slots=True)
class Truth:
    """What is so of a letter: compared with what is read."""

    number: str
    date: dt.date
    to: list[str]
    title: str
    issuer: str
    cc: list[str]
    series: str
    signers: list[str] = field(default_factory=list)
    secrecy: str = ""
    attachments: list[str] = field(default_factory=list)


def truth(rng: random.Random) -> Truth:
    """A letter's facts."""
    issuer, series = rng.choice(ORGANS)
    day = dt.date(rng.randint(2012, 2026), rng.randint(1, 12), rng.randint(1, 28))
    return Truth(
        f"{series}〔{day.year}〕{rng.randint(1, 186)}号", day, list(rng.choice(RECEIVERS)), rng.choice(TITLES), issuer,
        list(rng.choice(COPIES)), series, [], rng.choice(["", "", "", "机密★1年", "秘密"]), rng.choice([[], [], ["整改清单"], ["问题清单", "责任分工表"]]),
    )  # fmt: skip


def chinese(day: dt.date, zero: str = "〇") -> str:
    """A day in Chinese figures."""

    def under_hundred(n: int) -> str:
        tens, ones = divmod(n, 10)
        return ("" if tens < 2 else CN[tens]) + ("十" if tens else "") + (CN[ones] if ones else "")

    year = "".join(CN[int(c)] for c in str(day.year)).replace("〇", zero)
    return f"{year}年{under_hundred(day.month)}月{under_hundred(day.day)}日"


def date_text(rng: random.Random, day: dt.date) -> str:
    """A day as offices write it."""
    plain = f"{day.year}年{day.month}月{day.day}日"
    return rng.choice([
        plain, plain, plain.translate(FULL), f"{day.year} 年 {day.month} 月 {day.day} 日", chinese(day), chinese(day, "○"), chinese(day, "O"),
        f"{day.year}年{day.month:02}月{day.day:02}日", f"{day.year}.{day.month}.{day.day}", f"{day.year}-{day.month:02}-{day.day:02}",
    ])  # fmt: skip


def number_text(rng: random.Random, known: Truth) -> str:
    """A number with the brackets and figures that are found in files."""
    year, n = known.date.year, known.number.split("〕")[1].removesuffix("号")
    return rng.choice([
        known.number, known.number, f"{known.series}[{year}]{n}号", f"{known.series}（{year}）{n}号", f"{known.series}({year}){n}号",
        f"{known.series}［{year}］{n}号".translate(FULL), f"{known.series}〔{year}〕第{n}号", f"{known.series} 〔 {year} 〕 {n} 号", f"{known.series}【{year}】{n}号",
    ])  # fmt: skip


def receivers_text(rng: random.Random, known: Truth) -> str:
    """The line of receivers."""
    mark = "，" if any("、" in one for one in known.to) else rng.choice(["、", "，"])
    return mark.join(known.to) + rng.choice(["：", "：", ":"])


class Paper:
    """A docx being written paragraph by paragraph; splits: runs are cut anywhere."""

    def __init__(self, rng: random.Random, *, splits: bool = False) -> None:
        self.rng, self.splits, self.doc = rng, splits, docx.Document()

    def add(
        self, text: str, align: WD_ALIGN_PARAGRAPH | None = None, size: float = 16, *, red: bool = False, bold: bool = False,
        indent: bool = False, style: str | None = None, into: object = None,
    ) -> object:  # fmt: skip
        """A paragraph at the end, or in a cell."""
        where = into if into is not None else self.doc
        paragraph = where.add_paragraph(style=style) if style else where.add_paragraph()  # type: ignore[attr-defined]
        if align is not None:
            paragraph.alignment = align
        if indent:
            paragraph.paragraph_format.first_line_indent = Pt(32)
        for part in self._cut(text):
            run = paragraph.add_run(part)
            if style is None:
                run.font.size = Pt(size)
                run.bold = bold or None
                run.font.name = "仿宋_GB2312"
                run._element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
                if red:
                    run.font.color.rgb = RED
        return paragraph

    def _cut(self, text: str) -> list[str]:
        if not self.splits or len(text) < 2:
            return [text]
        at = sorted({0, len(text), *(self.rng.randrange(1, len(text)) for _ in range(3))})
        return [text[a:b] for a, b in itertools.pairwise(at)]

    def blank(self, times: int = 1) -> None:
        """Empty paragraphs."""
        for _ in range(times):
            self.doc.add_paragraph()

    def bytes(self) -> bytes:
        """The file."""
        out = io.BytesIO()
        self.doc.save(out)
        return out.getvalue()


def body(paper: Paper, known: Truth, *, style: str | None = None, spaces: bool = False) -> None:
    """Text, then the list of attachments."""
    lines = [BODY[0], HEADS[0], BODY[1], HEADS[1], HEADS[2], BODY[2], HEADS[3], BODY[3]]
    for line in lines[: paper.rng.choice([4, 8])]:
        paper.add(("　　" if spaces else "") + line, indent=not spaces and style is None, style=style)
    for n, title in enumerate(known.attachments, 1):
        lead = "附件：" if n == 1 else "　　　"
        number = f"{n}." if len(known.attachments) > 1 else ""
        paper.add(("　　" if spaces else "") + lead + number + title, indent=not spaces and style is None, style=style)


def foot(paper: Paper, known: Truth, *, align: WD_ALIGN_PARAGRAPH | None = RIGHT, style: str | None = None) -> None:
    """Who signed and when."""
    rng = paper.rng
    paper.blank(rng.choice([0, 1, 2]))
    day = date_text(rng, known.date)
    if rng.random() < 0.15:
        paper.add(f"{known.issuer}　　{day}", align, style=style)
    else:
        paper.add(known.issuer + rng.choice(["", "", "（印章）", "(盖章)"]), align, style=style)
        paper.add(day + rng.choice(["", "　　　　", "  "]), align, style=style)


def imprint(paper: Paper, known: Truth, *, style: str | None = None) -> None:
    """Copies and printing."""
    if known.cc:
        paper.add("抄送：" + paper.rng.choice(["，", "、"]).join(known.cc) + paper.rng.choice(["。", ""]), style=style)
    if paper.rng.random() < 0.7:
        later = known.date + dt.timedelta(days=1)
        paper.add(f"{known.issuer}办公室　　　{later.year}年{later.month}月{later.day}日印发", style=style)


def direct(rng: random.Random) -> tuple[bytes, Truth]:
    """Formats set on every run, runs cut anywhere."""
    known, paper = truth(rng), Paper(rng, splits=True)
    if known.secrecy:
        paper.add(known.secrecy)
    paper.add(known.issuer + "文件", CENTRE, 42, red=True)
    paper.blank()
    paper.add(number_text(rng, known), CENTRE)
    paper.blank(2)
    for line in _two_lines(rng, known.title):
        paper.add(line, CENTRE, 22)
    paper.blank()
    paper.add(receivers_text(rng, known))
    body(paper, known)
    foot(paper, known)
    paper.blank()
    imprint(paper, known)
    return paper.bytes(), known


def _two_lines(rng: random.Random, title: str) -> list[str]:
    half = len(title) // 2
    return [title[:half], title[half:]] if len(title) > 20 and rng.random() < 0.7 else [title]


def styled(rng: random.Random) -> tuple[bytes, Truth]:
    """Everything by styles of its own."""
    known, paper = truth(rng), Paper(rng)
    for name, size, align, red in (("红头", 40, CENTRE, True), ("文号", 16, CENTRE, False), ("公文标题", 22, CENTRE, False), ("主送", 16, LEFT, False), ("正文文字", 16, LEFT, False), ("落款", 16, RIGHT, False)):
        made = paper.doc.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.font.size = Pt(size)  # type: ignore[attr-defined]
        made.paragraph_format.alignment = align  # type: ignore[attr-defined]
        if red:
            made.font.color.rgb = RED  # type: ignore[attr-defined]
    paper.add(known.issuer, style="红头")
    paper.add(number_text(rng, known), style="文号")
    paper.add("\n".join(_two_lines(rng, known.title)), style="公文标题")
    paper.add(receivers_text(rng, known), style="主送")
    body(paper, known, style="正文文字")
    foot(paper, known, style="落款", align=None)
    imprint(paper, known, style="主送")
    return paper.bytes(), known


def tabled(rng: random.Random) -> tuple[bytes, Truth]:
    """Number and signer beside each other in a table without lines; the imprint in a table with lines."""
    known, paper = truth(rng), Paper(rng)
    known.signers = rng.choice([["王某某"], ["李建国", "周明"]])
    paper.add(known.issuer + "文件", CENTRE, 36, red=True)
    table = paper.doc.add_table(rows=1, cols=2)
    for cell, text in zip(table.rows[0].cells, (number_text(rng, known), "签发人：" + "　".join(known.signers)), strict=True):
        cell.paragraphs[0].add_run(text).font.size = Pt(16)
    paper.blank()
    paper.add(known.title, CENTRE, 22)
    paper.add(receivers_text(rng, known))
    body(paper, known)
    foot(paper, known)
    last = paper.doc.add_table(rows=2, cols=2)
    last.style = "Table Grid"
    later = known.date + dt.timedelta(days=2)
    top = last.rows[0].cells[0].merge(last.rows[0].cells[1])
    top.text = "抄送：" + "，".join(known.cc) + "。" if known.cc else "（共印20份）"
    last.rows[1].cells[0].text, last.rows[1].cells[1].text = known.issuer + "办公室", f"{later.year}年{later.month}月{later.day}日印发"
    return paper.bytes(), known


BOX = (
    '<w:r {ns}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" '
    'layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionH><wp:positionV relativeFrom="page">'
    '<wp:posOffset>0</wp:posOffset></wp:positionV><wp:extent cx="5000000" cy="900000"/><wp:wrapNone/><wp:docPr id="1" name="t"/><a:graphic><a:graphicData uri="wps"><wps:wsp><wps:txbx>'
    "<w:txbxContent>{inner}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
    "<w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
NAMES = (
    nsdecls("w", "wp", "a") + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def boxed(rng: random.Random) -> tuple[bytes, Truth]:
    """Mark and number in a text box, shown twice for old programs."""
    known, paper = truth(rng), Paper(rng, splits=True)
    inner = (
        f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:color w:val="FF0000"/><w:sz w:val="80"/></w:rPr><w:t>{known.issuer}文件</w:t></w:r></w:p>'
        f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:sz w:val="32"/></w:rPr><w:t xml:space="preserve">{number_text(rng, known)}</w:t></w:r></w:p>'
    )
    first = paper.doc.add_paragraph()
    first._p.append(parse_xml(BOX.format(ns=NAMES, inner=inner)))
    paper.blank(3)
    for line in _two_lines(rng, known.title):
        paper.add(line, CENTRE, 22, bold=True)
    paper.add(receivers_text(rng, known))
    body(paper, known)
    foot(paper, known)
    imprint(paper, known)
    return paper.bytes(), known


def spaced(rng: random.Random) -> tuple[bytes, Truth]:
    """Nothing but spaces and soft returns, as text pasted from a page or typed by somebody in a hurry."""
    known, paper = truth(rng), Paper(rng)
    known.attachments = []
    title = known.title
    lines = ["　　　　" + known.issuer + "文件", "", "　　　　　　" + number_text(rng, known), "", "　　　" + title, "", receivers_text(rng, known)]
    lines += ["　　" + BODY[0], "　　" + HEADS[0], "　　" + BODY[2], "　　特此函告。", "", "　　　　　　　　　　　　" + known.issuer, "　　　　　　　　　　　　　" + date_text(rng, known.date)]
    if known.cc:
        lines += ["", "抄送：" + "、".join(known.cc)]
    paper.add("\n".join(lines), size=10.5)
    return paper.bytes(), known


def bare(rng: random.Random) -> tuple[bytes, Truth]:
    """Plain paragraphs without any look; the number before or after the title."""
    known, paper = truth(rng), Paper(rng)
    number = number_text(rng, known)
    after = rng.random() < 0.5
    lines = [known.issuer] * (rng.random() < 0.5) + ([] if after else [number]) + [known.title] + ([rng.choice([number, f"（{known.number}）"])] if after else [])
    for line in (*lines, receivers_text(rng, known), BODY[0], BODY[2], BODY[3], known.issuer, date_text(rng, known.date)):
        paper.doc.add_paragraph(line)
    if known.cc:
        paper.doc.add_paragraph("抄送：" + "，".join(known.cc) + "。")
    known.attachments = []
    return paper.bytes(), known


def headed(rng: random.Random) -> tuple[bytes, Truth]:
    """A 信函: mark in the header of page one, secrecy and number in one line by tabs, page numbers in the footer."""
    known, paper = truth(rng), Paper(rng)
    section = paper.doc.sections[0]
    section.different_first_page_header_footer = True
    head = section.first_page_header.paragraphs[0]
    run = head.add_run(known.issuer)
    run.font.size, run.font.color.rgb, head.alignment = Pt(36), RED, CENTRE
    section.first_page_footer.paragraphs[0].text = "— 1 —"
    paper.add(f"{known.secrecy}\t\t{number_text(rng, known)}" if known.secrecy else number_text(rng, known), None if known.secrecy else RIGHT)
    paper.blank(2)
    paper.add(known.title, CENTRE, 22)
    paper.blank()
    paper.add(receivers_text(rng, known))
    body(paper, known)
    foot(paper, known)
    if known.cc:
        paper.add("抄送：" + "，".join(known.cc) + "。", size=14)
    return paper.bytes(), known


def minuted(rng: random.Random) -> tuple[bytes, Truth]:
    """纪要: its name red, number and day under it, the receivers only in the imprint."""
    known, paper = truth(rng), Paper(rng)
    known.to, known.attachments, known.secrecy = ["出席单位"], [], ""
    n = rng.randint(1, 60)
    known.number = rng.choice([f"第{n}期", f"〔{known.date.year}〕{n}号"])
    paper.add(known.issuer + "会议纪要", CENTRE, 36, red=True)
    paper.add(rng.choice([known.number, f"（{known.number}）"]) if known.number.startswith("第") else known.number, CENTRE)
    paper.add(f"{known.issuer}办公室　　　　{known.date.year}年{known.date.month}月{known.date.day}日")
    paper.blank()
    known.title = "研究党风廉政建设工作会议纪要"
    paper.add(known.title, CENTRE, 22)
    paper.add("2024年2月1日，周明远同志主持召开会议，现将会议议定事项纪要如下：", indent=True)
    paper.add(HEADS[0], indent=True)
    paper.add(BODY[2], indent=True)
    paper.add("出席：周明远、李建国、王敏", indent=True)
    paper.add("请假：张伟", indent=True)
    known.cc = known.cc or ["县委办公室"]
    paper.add("主送：" + "、".join(known.to) + "。")
    paper.add("抄送：" + "，".join(known.cc) + "。")
    return paper.bytes(), known


def revised(rng: random.Random) -> tuple[bytes, Truth]:
    """With deleted and inserted text left in, content controls and hidden words; the issuer stands in the title."""
    known, paper = truth(rng), Paper(rng)
    number = number_text(rng, known)
    paper.add(number, CENTRE)
    paper.add(known.issuer, CENTRE, 22)
    paper.add(known.title, CENTRE, 22)
    paper.add(receivers_text(rng, known))
    body(paper, known)
    foot(paper, known)
    imprint(paper, known)
    first = paper.doc.paragraphs[0]._p
    first.append(parse_xml(f'<w:del {nsdecls("w")} w:id="9" w:author="x"><w:r><w:delText>某发〔1999〕99号</w:delText></w:r></w:del>'))
    first.append(parse_xml(f'<w:r {nsdecls("w")}><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>'))
    target = paper.doc.paragraphs[3]._p
    control = parse_xml(f'<w:sdt {nsdecls("w")}><w:sdtContent/></w:sdt>')
    target.addprevious(control)
    control[0].append(target)
    return paper.bytes(), known


Maker = Callable[[random.Random], tuple[bytes, Truth]]
MANNERS: dict[str, Maker] = {
    "direct": direct, "styled": styled, "tabled": tabled, "boxed": boxed, "spaced": spaced, "bare": bare, "headed": headed,
    "minuted": minuted, "revised": revised,
}  # fmt: skip
