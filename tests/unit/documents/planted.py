"""Deviations to plant in a right document: how, and under which rules each may be reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from docx.enum.text import WD_LINE_SPACING
from officemade import CENTRE, FANG, HEI, KAI, LEFT, SONG, XBS, Piece, Settings

Plant = Callable[[list[Piece], Settings], None]


@dataclass(frozen=True)
class Planted:
    """name; rules: any of these tells it; also: what else follows from it."""

    name: str
    plant: Plant
    rules: tuple[str, ...]
    also: tuple[str, ...] = ()


def _change(row: Piece, changes: Mapping[str, object]) -> None:
    for key, value in changes.items():
        setattr(row, key, row.extra | value if isinstance(value, dict) else value)


def each(role: str, **changes: object) -> Plant:
    """Change every piece of a role."""

    def plant(rows: list[Piece], _settings: Settings) -> None:
        for row in rows:
            if row.role == role:
                _change(row, changes)

    return plant


def one(role: str, index: int = 0, **changes: object) -> Plant:
    """Change one piece of a role."""

    def plant(rows: list[Piece], _settings: Settings) -> None:
        _change([row for row in rows if row.role == role][index], changes)

    return plant


def text(role: str, before: str, after: str, index: int = 0) -> Plant:
    """Change the words of one piece."""

    def plant(rows: list[Piece], _settings: Settings) -> None:
        row = [row for row in rows if row.role == role][index]
        assert before in row.text
        row.text = row.text.replace(before, after)

    return plant


def page(**changes: object) -> Plant:
    """Change page settings."""

    def plant(_rows: list[Piece], settings: Settings) -> None:
        for key, value in changes.items():
            setattr(settings, key, value)

    return plant


def drop(role: str, index: int = 0) -> Plant:
    """Leave a piece out."""

    def plant(rows: list[Piece], _settings: Settings) -> None:
        rows.remove([row for row in rows if row.role == role][index])

    return plant


def blank_before(role: str, add: int) -> Plant:
    """Add or take blank lines before a piece."""

    def plant(rows: list[Piece], _settings: Settings) -> None:
        at = next(i for i, row in enumerate(rows) if row.role == role)
        if add > 0:
            rows[at:at] = [Piece("blank", "") for _ in range(add)]
        else:
            del rows[at + add : at]

    return plant


def text_all(size: float) -> Plant:
    """The text and its headings in another size."""

    def plant(rows: list[Piece], _settings: Settings) -> None:
        for row in rows:
            if row.role in {"body", "h1", "h2", "h3", "h4"}:
                row.size = size

    return plant


def pitch_all(pitch: float, exact: bool = True, **extra: object) -> Plant:
    """Another line pitch for the text."""

    def plant(rows: list[Piece], _settings: Settings) -> None:
        for row in rows:
            if row.role in {"body", "h1", "h2", "h3", "h4"}:
                row.pitch, row.exact = pitch, exact
                row.extra = row.extra | extra

    return plant


def unspaced(rows: list[Piece], _settings: Settings) -> None:
    """Characters at their natural distance: 27 a line."""
    for row in rows:
        row.spacing = 0.0


def unruled(rows: list[Piece], _settings: Settings) -> None:
    """版记 without its rules."""
    for row in rows:
        if row.role in {"copies", "printer"}:
            row.extra = {}


_SIZES = ("正文字号", "一级标题字号", "二级标题字号", "三级标题字号", "四级标题字号")
_INDENTS = ("首行缩进", "每行字数")
PLANTS = (
    Planted("paper letter", page(width=215.9, height=279.4), ("纸张",), ("版心宽", "下白边", "每行字数", "页码位置")),
    Planted("paper B5", page(width=176, height=250), ("纸张",), ("版心宽", "下白边", "每行字数", "页码位置", "红线长度")),
    Planted("top 25", page(top=25.4), ("天头",), ("标志位置",)),
    Planted("left 31.8", page(left=31.8), ("订口",), ("版心宽", "红线长度", "每行字数")),
    Planted("right 31.8", page(right=31.8), ("版心宽",), ("红线长度", "每行字数")),
    Planted("bottom 25", page(bottom=25.4), ("下白边",)),
    Planted("footer 12", page(footer=12.7), ("页码位置",)),
    Planted("no number", page(number=False), ("页码",)),
    Planted("number without dashes", page(dash=""), ("页码",)),
    Planted("number hyphens", page(dash="-"), ("页码",)),
    Planted("number size", page(number_size=10.5), ("页码字号",), ("单页页码空字", "双页页码空字")),
    Planted("number face", page(number_face="Times New Roman"), ("页码字体",)),
    Planted("number centred", page(odd_side=CENTRE), ("单页页码位置",)),
    Planted("one side", page(even=False), ("双页页码位置",)),
    Planted("body 四号", text_all(14), _SIZES, ("每行字数", "首行缩进", "一级标题字号")),
    Planted("one body 15", one("body", 1, size=15), ("正文字号",)),
    Planted("body 宋体", each("body", face=SONG), ("正文字体",)),
    Planted("one body 宋体", one("body", 1, face=SONG), ("正文字体",)),
    Planted("one body 楷体", one("body", 2, face=KAI), ("正文字体",)),
    Planted("body Times quotes", each("body", latin="Times New Roman"), ("引号破折号字体",), ("数字字母字体",)),
    Planted("pitch 30", pitch_all(30), ("行距",)),
    Planted("pitch 26", pitch_all(26), ("行距",)),
    Planted("pitch at least", pitch_all(15, False, rule=WD_LINE_SPACING.AT_LEAST), ("行距",)),
    Planted("pitch one and a half", pitch_all(1.5, False, rule=WD_LINE_SPACING.MULTIPLE), ("行距",)),
    Planted("one pitch single", one("body", 1, pitch=1.0, exact=False, extra={"rule": WD_LINE_SPACING.SINGLE}), ("行距",)),
    Planted("no indent", each("body", first=0.0), ("首行缩进",)),
    Planted("one no indent", one("body", 1, first=0.0), ("首行缩进",)),
    Planted("indent 4", one("body", 1, first=63.0), ("首行缩进",)),
    Planted("hanging body", one("body", 1, first=31.5, left=31.5), ("首行缩进", "回行顶格")),
    Planted("space after", one("body", 1, before=10.0), ("段前段后",)),
    Planted("no cell spacing", unspaced, ("每行字数",)),
    Planted("h1 face", one("h1", face=FANG), ("一级标题字体",)),
    Planted("h1 faces", each("h1", face=XBS), ("一级标题字体",)),
    Planted("h2 face", one("h2", face=HEI), ("二级标题字体",)),
    Planted("h2 faces", each("h2", face=FANG), ("二级标题字体",)),
    Planted("h3 face", one("h3", face=HEI), ("正文字体",)),
    Planted("h1 size", one("h1", size=15), ("一级标题字号",)),
    Planted("h1 bold", one("h1", extra={"bold": True}), ("加粗",)),
    Planted("h1 mark", text("h1", "一、", "一."), ("层次序数写法",)),
    Planted("h2 mark", text("h2", "（一）", "（一）、"), ("层次序数写法",)),
    Planted("h2 half brackets", text("h2", "（二）", "(二)", 1), ("层次序数写法",), ("半角括号",)),
    Planted("h3 mark", text("h3", "2.", "2、", 1), ("层次序数写法",)),
    Planted("h4 half brackets", text("h4", "（2）", "(2)", 1), ("层次序数写法",)),
    Planted("h1 order", text("h1", "二、", "三、", 1), ("层次序数次序",)),
    Planted("h2 order", text("h2", "（二）", "（一）", 1), ("层次序数次序",)),
    Planted("h3 order", text("h3", "2.", "4.", 1), ("层次序数次序",)),
    Planted("title face", each("title", face=HEI), ("标题字体",)),
    Planted("title 宋体 bold", each("title", face=SONG, extra={"bold": True}), ("标题字体", "标题加粗")),
    Planted("title size", each("title", size=18), ("标题字号",)),
    Planted("title left", each("title", align=LEFT), ("标题居中",)),
    Planted("title stop", text("title", "通知", "通知。"), ("标题标点",), ("标题文种",)),
    Planted("title rectangle", text("title", "关于做好年底前整改落实工作的通知", "关于做好年\n底前整改落\n实工作通知"), ("标题形状",), ("标题回行", "标题用词")),
    Planted("title no blank above", blank_before("title", -1), ("标题上空行",)),
    Planted("title blank below", blank_before("to", 2), ("标题下空行",)),
    Planted("title none below", blank_before("to", -1), ("标题下空行",)),
    Planted("to half colon", text("to", "：", ":"), ("主送机关冒号",)),
    Planted("to indented", each("to", first=31.5), ("主送机关顶格",)),
    Planted("to size", each("to", size=14), ("主送机关字号",)),
    Planted("to face", each("to", face=HEI), ("主送机关字体",)),
    Planted("attached half colon", text("attached", "附件：", "附件:"), ("附件说明写法",)),
    Planted("attached comma", text("attached", "2.", "2、", 1), ("附件序号写法",)),
    Planted("attached stop", text("attached", "联系人名单", "联系人名单。", 1), ("附件名称标点",)),
    Planted("attached order", text("attached", "2.", "3.", 1), ("附件序号次序",)),
    Planted("attached indent", each("attached", left=0.0, first=0.0), ("附件说明缩进",)),
    Planted("attached no blank", blank_before("attached", -1), ("附件说明空行",)),
    Planted("date padded", text("date", "2026年11月22日", "2026年01月05日"), ("成文日期",)),
    Planted("date Chinese", text("date", "2026年11月22日", "二〇二六年十一月二十二日"), ("成文日期",), ("成文日期位置", "发文机关署名位置")),
    Planted("date dots", text("date", "2026年11月22日", "2026.11.22"), ("成文日期",), ("成文日期位置", "发文机关署名位置")),
    Planted("date at edge", each("date", right=0.0), ("成文日期位置",)),
    Planted("date left", each("date", align=LEFT, right=0.0), ("成文日期位置",)),
    Planted("date size", each("date", size=14), ("成文日期字号",)),
    Planted("issuer at left", each("issuer", align=CENTRE, right=0.0), ("发文机关署名位置",)),
    Planted("issuer face", each("issuer", face=HEI), ("发文机关署名字体",)),
    Planted("note brackets", text("note", "（此件公开发布）", "(此件公开发布)"), ("附注括号",), ("半角括号",)),
    Planted("note indent", each("note", first=0.0), ("附注位置",)),
    Planted("mark black", each("mark", red=False), ("标志颜色",)),
    Planted("mark face", each("mark", face=HEI), ("标志字体",)),
    Planted("mark left", each("mark", align=LEFT), ("标志居中",)),
    Planted("mark high", each("mark", before=0.0), ("标志位置",)),
    Planted("number square", text("number", "〔2026〕", "[2026]"), ("发文字号",)),
    Planted("number round", text("number", "〔2026〕", "（2026）"), ("发文字号",)),
    Planted("number padded", text("number", "12号", "012号"), ("发文字号",)),
    Planted("number 第", text("number", "〕12", "〕第12"), ("发文字号",)),
    Planted("number size", each("number", size=14), ("发文字号字号",)),
    Planted("number face", each("number", face=KAI), ("发文字号字体",)),
    Planted("number left", each("number", align=LEFT), ("发文字号位置",)),
    Planted("no blank under mark", blank_before("number", -1), ("标志下空行",)),
    Planted("no red line", each("number", border=False), ("红色分隔线",)),
    Planted("black line", each("number", extra={"colour": "000000"}), ("红色分隔线", "红线颜色")),
    Planted("red line short", each("number", left=60.0, right=60.0), ("红线长度",)),
    Planted("copies size", each("copies", size=16), ("抄送字号",), ("抄送缩进", "抄送回行")),
    Planted("copies face", each("copies", face=SONG), ("抄送字体",)),
    Planted("copies no stop", text("copies", "监察委员会。", "监察委员会"), ("抄送句号",)),
    Planted("copies half colon", text("copies", "抄送：", "抄送:"), ("抄送冒号",)),
    Planted("copies edge", each("copies", left=0.0, first=0.0), ("抄送缩进",), ("抄送回行",)),
    Planted("copies no hang", each("copies", left=14.0, first=0.0), ("抄送回行",)),
    Planted("printed padded", text("printer", "11月23日", "12月03日"), ("印发日期",)),
    Planted("printer size", each("printer", size=12), ("印发字号",)),
    Planted("imprint no rules", unruled, ("版记分隔线",)),
    Planted("no printer", drop("printer"), ("缺印发机关",), ("版记分隔线", "版记线粗细")),
    Planted("no blank over issuer", blank_before("issuer", -2), ("署名空行",)),
    Planted("red number", each("number", red=True), ("文字颜色",)),
    Planted("imprint thick", each("copies", extra={"above": 24}), ("版记线粗细",)),
    Planted("half comma", text("body", "不够、责任压得不实，", "不够、责任压得不实,"), ("半角标点",)),
    Planted("date in text", text("body", "2026年12月20日", "2026年12月05日"), ("日期写法",)),
    Planted("double stop", text("body", "落实。", "落实。。"), ("标点重复",)),
    Planted("straight quotes", text("body", "“一岗双责”", '"一岗双责"'), ("直引号",)),
    Planted("quote not closed", text("body", "“一岗双责”", "“一岗双责"), ("括号引号配对",)),
    Planted("note text page", text("note", "（此件公开发布）", "（此页无正文）"), ("此页无正文",)),
)
