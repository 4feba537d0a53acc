"""A 信函 whose double lines are borders of frames, tables that leave the page, articles of rules, the issue of 纪要."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from letterdata import PROFILE
from officemade import CENTRE, FANG, HEI, RIGHT, XBS, Piece, Settings, build, pieces
from planted import Plant
from plantedwords import add, annex

from app.documents.checking.finding import Deviation
from app.documents.examine import examine_bytes
from app.documents.model import Format

Change = Callable[[Any], None]


def framed(y: int, side: str, kind: str) -> Any:
    """A paragraph's properties: a frame 170 mm wide in the middle of the paper with a red double border."""
    return parse_xml(
        f'<w:pPr {nsdecls("w")}><w:framePr w:w="9638" w:wrap="around" w:vAnchor="page" w:hAnchor="page" w:xAlign="center" w:y="{y}"/>'
        f'<w:pBdr><w:{side} w:val="{kind}" w:sz="24" w:space="0" w:color="FF0000"/></w:pBdr>'
        f'<w:spacing w:before="0" w:after="0" w:line="1000" w:lineRule="exact"/><w:jc w:val="center"/></w:pPr>')


def letter(foot: int = 15704, **changes: object) -> tuple[Format, list[Deviation]]:
    """A 函 in letter format made of frames. foot: where the lower double line stands, in twentieths of a point; changes: to 发文字号."""
    rows = pieces()
    mark, number, title = (next(row for row in rows if row.role == role) for role in ("mark", "number", "title"))
    mark.text, mark.before, mark.size, mark.pitch, title.text = str(changes.pop("mark", "某县纪律检查委员会")), 0, 40, 50, "关于商请做好整改落实工作的函"
    number.align, number.border, number.before = RIGHT, False, 54
    for name, value in changes.items():
        setattr(number, name, value)
    document = Document(io.BytesIO(build(rows, Settings(), "direct")))
    first = document.paragraphs[0]._p
    if first.pPr is not None:
        first.remove(first.pPr)
    first.insert(0, framed(1587, "bottom", "thickThinSmallGap"))
    section = document.sections[0]
    section.different_first_page_header_footer = True
    line = section.first_page_footer.paragraphs[0]._p
    line.insert(0, framed(foot, "top", "thinThickSmallGap"))
    file = io.BytesIO()
    document.save(file)
    report = examine_bytes(file.getvalue(), "a.docx", PROFILE)
    return report.format, list(report.deviations)


def about(rule: str, found: list[Deviation]) -> list[str]:
    return [d.found for d in found if d.rule == rule]


def test_lines_that_are_borders_of_frames_are_as_wide_as_their_frames() -> None:
    form, found = letter()
    assert form is Format.LETTER
    assert not {"红线长度", "下双线位置", "红色分隔线", "双线粗细", "发文字号位置"} & {d.rule for d in found}


def test_the_place_of_such_a_line_is_that_of_its_frame() -> None:
    assert about("下双线位置", letter(foot=14570)[1]) == ["距下页边 40.0 毫米"]


@pytest.mark.parametrize(("changes", "rule"), [({"align": CENTRE}, "发文字号位置"), ({"mark": "某县纪律检查委员会文件"}, "信函标志")])
def test_one_fault_of_such_a_letter_is_told_as_one_of_a_letter(changes: dict[str, object], rule: str) -> None:
    form, found = letter(**changes)
    assert form is Format.LETTER
    assert about(rule, found)
    assert not {"标志位置", "红线样式", "版记分隔线", "缺印发机关"} & {d.rule for d in found}


def table(wide: float = 442.0, pitch: float = 18.0) -> list[Deviation]:
    """A letter with a table in its text. wide: of the table; pitch: exact, of its lines; pt."""
    document = Document(io.BytesIO(build(pieces(), Settings(), "direct")))
    made = document.add_table(rows=2, cols=2)
    made.autofit = False
    for row in made.rows:
        for cell in row.cells:
            cell.width = Pt(wide / 2)
            run = cell.paragraphs[0].add_run("数字")
            run.font.size = Pt(12)
            cell.paragraphs[0].paragraph_format.line_spacing = Pt(pitch)
    for column in made.columns:
        column.width = Pt(wide / 2)
    at = next(p for p in document.paragraphs if p.text.startswith("一、"))._p
    at.addprevious(made._tbl)
    made._tbl.tblPr.find(qn("w:tblW")).set(qn("w:w"), str(round(wide * 20)))
    made._tbl.tblPr.find(qn("w:tblW")).set(qn("w:type"), "dxa")
    file = io.BytesIO()
    document.save(file)
    return list(examine_bytes(file.getvalue(), "a.docx", PROFILE).deviations)


def test_a_table_is_no_wider_than_the_text_and_its_lines_hold_their_characters() -> None:
    assert not {"表格宽度", "表格行距"} & {d.rule for d in table()}
    assert about("表格宽度", table(wide=560.0)) == ["198 毫米"]
    assert about("表格行距", table(pitch=8.0)) == ["固定值 8 磅，字是 12 磅"]


def rules(*numbers: str, small: int = -1, size: float = 16) -> Plant:
    """An attachment of articles. small: the one set in 12 pt; size: of all others."""
    start, blank, title, _text = annex("附件1", "整改任务清单")
    rows = [
        Piece("annextext", f"第{number}条　本办法所称整改，是指对检查中发现的问题进行纠正，并建立健全相应的制度。", FANG, size=12 if at == small else size, first=31.5)
        for at, number in enumerate(numbers)
    ]  # fmt: skip
    return add("note", start, blank, title, *rows, *annex("附件2", "联系人名单"))


def examined(plant: Plant) -> list[Deviation]:
    rows, settings = pieces(), Settings()
    plant(rows, settings)
    return list(examine_bytes(build(rows, settings, "direct"), "a.docx", PROFILE).deviations)


def test_articles_are_counted_in_order() -> None:
    assert about("条文次序", examined(rules("一", "二", "三", "四"))) == []
    assert about("条文次序", examined(rules("一", "二", "二", "四"))) == ["“第二条”之后是“第二条”"]
    assert about("条文次序", examined(rules("一", "二", "四"))) == ["“第二条”之后是“第四条”"]
    assert about("条文次序", examined(rules("五", "八", "十二"))) == []  # taken out of others


def test_an_article_that_is_smaller_than_the_others_is_told_and_small_print_is_not() -> None:
    assert about("附件正文字号", examined(rules("一", "二", "三", small=2))) == ["12 磅"]
    assert about("附件正文字号", examined(rules("一", "二", "三", size=14))) == []


def test_the_issue_of_minutes_may_name_its_year() -> None:
    mark = Piece("mark", "某县纪律检查委员会办公会议纪要", XBS, 38, CENTRE, red=True, before=93, pitch=50, spacing=0)
    rows = [mark, *pieces()[1:]]
    number = next(row for row in rows if row.role == "number")
    for text, told in (("〔2026〕第7期", False), ("第7期", False), ("〔2026〕7号", False), ("[2026]第7期", True)):
        number.text = text
        found = list(examine_bytes(build(rows, Settings(), "direct"), "a.docx", PROFILE).deviations)
        assert ("发文字号" in {d.rule for d in found}) is told


@pytest.mark.parametrize(("sentences", "told"), [(3, False), (2, True), (1, True)])
def test_sentences_that_are_only_counted_are_no_headings_even_if_one_lacks_its_stop(sentences: int, told: bool) -> None:
    rows = [row for row in pieces() if row.role not in {"h2", "h3", "h4"}]
    at = next(i for i, row in enumerate(rows) if row.role == "h1")
    said = ("会议听取了县住房和城乡建设局关于整改落实情况的汇报，同意下一步的安排。", "加强领导")
    rows = [row for row in rows if row.role != "h1"]
    rows[at:at] = [Piece("h1", f"{number}、{said[0].rstrip('。') if n == 1 and sentences == 3 else said[0] if n < sentences else said[1]}", FANG, first=31.5) for n, number in enumerate("一二三")]
    found = list(examine_bytes(build(rows, Settings(), "direct"), "a.docx", PROFILE).deviations)
    assert bool(about("一级标题字体", found)) is told


def counted_items(*items: str, face: str = FANG) -> list[str]:
    """What is told of the headings of a letter whose items of the first level are these."""
    rows = [row for row in pieces() if row.role not in {"h2", "h3", "h4"}]
    at = next(i for i, row in enumerate(rows) if row.role == "h1")
    rows = [row for row in rows if row.role != "h1"]
    rows[at:at] = [Piece("h1", f"{number}、{item}", face, first=31.5) for number, item in zip("一二三四", items, strict=False)]
    return about("一级标题字体", list(examine_bytes(build(rows, Settings(), "direct"), "a.docx", PROFILE).deviations))


def test_items_with_a_label_are_counted_and_no_headings() -> None:
    assert counted_items("会议时间：2026年12月1日上午9时，会期半天。", "会议地点：县会议中心一楼报告厅。", "参会人员：各局主要负责人。") == []
    assert counted_items("请县公安局做好交通疏导，保障车辆优先通行。", "方案附后。请于12月1日前反馈，如有意见一并告知。", "请县交通运输局安排车辆，提前到达。") == []
    assert counted_items("会议时间", "会议地点", "参会人员") == [FANG]
    assert counted_items("同意设立。建设地点另定。", "同意选址。规模另定。") == [FANG]


@pytest.mark.parametrize(("faces", "told"), [((FANG, FANG), []), ((HEI, HEI), []), ((HEI, FANG), [FANG])])
def test_headings_of_an_attachment_are_alike(faces: tuple[str, str], told: list[str]) -> None:
    start, blank, title, text = annex("附件", "整改任务清单")
    rows = [row for number, face in zip("一二", faces, strict=True) for row in (Piece("annextext", f"{number}、任务分工", face, first=31.5), text)]
    assert about("一级标题字体", examined(add("note", start, blank, title, *rows))) == told


def test_who_attended_stands_below_the_text_of_minutes() -> None:
    mark = Piece("mark", "某县纪律检查委员会办公会议纪要", XBS, 38, CENTRE, red=True, before=93, pitch=50, spacing=0)
    rows = [mark, *(row for row in pieces()[1:] if row.role not in {"to", "issuer", "date"})]
    names = Piece("attendance", "出席：李志诚、王雪梅", FANG, first=31.5)
    at = next(i for i, row in enumerate(rows) if row.role == "body")
    over = [*rows[:at], names, *rows[at:]]
    assert about("出席位置", list(examine_bytes(build(over, Settings(), "direct"), "a.docx", PROFILE).deviations)) == ["在正文之上"]
    last = max(i for i, row in enumerate(rows) if row.role in {"body", "h4", "h3"})
    below = [*rows[: last + 1], Piece("blank", ""), names, *rows[last + 1 :]]
    assert about("出席位置", list(examine_bytes(build(below, Settings(), "direct"), "a.docx", PROFILE).deviations)) == []


def test_the_number_of_an_article_may_be_set_off_and_its_words_may_not() -> None:
    def told(strong: str) -> bool:
        rows, settings = pieces(), Settings()
        rules("一", "二", "三")(rows, settings)
        document = Document(io.BytesIO(build(rows, settings, "direct")))
        run = next(p for p in document.paragraphs if p.text.startswith("第二条")).runs[0]
        before, _, after = run.text.partition(strong)
        run.text = before
        for text, bold in ((strong, True), (after, False)):
            more = parse_xml(run._r.xml)
            run._r.getparent().append(more)
            made = document.paragraphs[[p._p for p in document.paragraphs].index(run._r.getparent())].runs[-1]
            made.text, made.bold = text, bold
        file = io.BytesIO()
        document.save(file)
        return "加粗" in {d.rule for d in examine_bytes(file.getvalue(), "a.docx", PROFILE).deviations}

    assert not told("第二条")
    assert told("对检查中发现的问题")
