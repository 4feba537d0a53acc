"""Places of a docx that an independent reader found misjudged: 版记 in a text box, a mark in a table, signatures of orders and of several organs."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from letterdata import PROFILE
from officemade import CENTRE, FANG, LEFT, RIGHT, XBS, Piece, Settings, build, pieces

from app.documents.checking.elements import Elements
from app.documents.checking.finding import Deviation, Findings
from app.documents.checking.imprint_place import judge_place
from app.documents.checking.paper import MM, Anchor, Paper, Para, Run, Section
from app.documents.checking.roles import recognise
from app.documents.examine import examine_bytes, judge, read_paper
from app.documents.model import Format

COPIES = "抄送：县委办公室，县政府办公室。"
MORE = "抄送：县委办公室，县政府办公室，县人大办公室，政协办。"  # as long as its line, or a little longer


def boxed(top: float, copies: str = COPIES, *, height: float = 297.0) -> set[str]:
    """What is told of a 版记 of two lines of 28 pt and three thin ones in a box. top: of the box from that of the text, mm; height: of the paper, mm."""
    anchor = Anchor("margin", top * MM)
    texts = ("", copies, "", "某县纪律检查委员会办公室　2026年11月20日印发", "")
    flowing = [
        Para(i, [Run(text, size=14 if text else 1)], place="box", anchor=anchor, pitch=28 if text else 2, pitch_rule="exact", left=56 if text == copies else 0,
             first=-42 if text == copies else 0, right=14)
        for i, text in enumerate(texts, 1)
    ]  # fmt: skip
    found = Elements(copies=[flowing[1]], printer=flowing[3])
    section = Section(210 * MM, height * MM, top=37 * MM, bottom=35 * MM, left=28 * MM, right=26 * MM)
    findings = Findings()
    judge_place(Paper("docx", flowing=flowing, sections=[section]), PROFILE, found, findings)
    return {deviation.found for deviation in findings.deviations}


def test_all_lines_of_a_box_count_for_where_it_ends() -> None:
    assert boxed(203) == set()
    assert boxed(160) == {"下边约距上页边 219 毫米"}


def test_lines_of_copies_that_programs_turn_differently_leave_the_end_open() -> None:
    assert boxed(203, MORE) == set()
    assert boxed(193, MORE) == set()


def test_paper_of_another_size_is_told_by_itself() -> None:
    assert boxed(160, height=330) == set()


def framed(*texts: tuple[str, int]) -> set[str]:
    """What is told of where 版记 ends whose lines stand in frames beside each other. texts: with the place of each from the left, mm."""
    document = Document(io.BytesIO(build(pieces(), Settings(), "direct")))
    for table in document.tables:
        table._tbl.getparent().remove(table._tbl)
    for text, left in texts:
        para = document.add_paragraph(text)
        para.runs[0].font.size, para.paragraph_format.line_spacing = Pt(14), Pt(28)
        para._p.get_or_add_pPr().insert(0, parse_xml(
            f'<w:framePr {nsdecls("w")} w:w="4000" w:wrap="around" w:vAnchor="page" w:hAnchor="page" w:x="{round(left * 56.7)}" w:y="{round(252 * 56.7)}"/>'))  # fmt: skip
    data = io.BytesIO()
    document.save(data)
    return {d.found for d in examine_bytes(data.getvalue(), "a.docx", PROFILE).deviations if d.rule == "版记位置"}


def test_frames_beside_each_other_are_as_high_as_one() -> None:
    assert framed(("某县纪律检查委员会办公室", 28), ("2026年11月22日印发", 120)) == set()


def tabled(align: Any = CENTRE, blanks: int = 2, before: int = 3) -> set[tuple[str, str]]:
    """What is told of a mark in a table of one cell. before, blanks: empty lines over it and under it."""
    rows = pieces()
    mark = next(row for row in rows if row.role == "mark")
    body = [row for row in rows[rows.index(mark) + 1 :] if row.role != "blank" or rows.index(row) > 3]
    empty = Piece("blank", "", pitch=28.95)
    document = Document(io.BytesIO(build([*[empty] * before, Piece("blank", "MARK"), *[empty] * blanks, *body], Settings(), "direct")))
    place = next(p for p in document.paragraphs if p.text == "MARK")
    table = document.add_table(1, 1)
    place._p.addprevious(table._tbl)
    place._p.getparent().remove(place._p)
    cell = table.cell(0, 0).paragraphs[0]
    cell.alignment, run = align, cell.add_run(mark.text)
    run.font.size, run.font.name = Pt(38), XBS
    run._r.get_or_add_rPr().get_or_add_rFonts().set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia", XBS)
    colour = OxmlElement("w:color")
    colour.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}val", "FF0000")
    run._r.get_or_add_rPr().append(colour)
    cell.paragraph_format.line_spacing, cell.paragraph_format.space_after, cell.paragraph_format.space_before = Pt(50), Pt(0), Pt(0)
    data = io.BytesIO()
    document.save(data)
    found = examine_bytes(data.getvalue(), "a.docx", PROFILE).deviations
    return {(d.rule, d.found) for d in found if d.rule in {"标志居中", "标志位置", "标志下空行"}}


def test_a_mark_in_a_table_stands_where_it_should() -> None:
    assert tabled() == set()
    assert tabled(align=LEFT) == {("标志居中", "没有居中")}
    assert tabled(blanks=0) == {("标志下空行", "空 0 行")}
    assert {rule for rule, _ in tabled(before=0)} == {"标志位置"}


def ordered(**placed: dict[str, Any]) -> set[tuple[str, str]]:
    """What is told of where a 命令 is signed. placed: how its signature or its date stands otherwise."""
    kept = [row for row in pieces() if row.role in {"mark", "number", "body", "issuer", "date"} or row.role == "blank"]
    rows = [replace(row) for row in kept]
    for role, text in (("mark", "某县人民政府令"), ("number", "第8号"), ("issuer", "县长　　周明远")):
        row = next(row for row in rows if row.role == role)
        row.text, row.border = text, False
        if role == "issuer":
            row.right = 4 * 15.75
    for role, how in placed.items():
        at = next(i for i, row in enumerate(rows) if row.role == role)
        rows[at] = replace(rows[at], **how)
    paper = read_paper(build(rows, Settings(), "direct"), "令.docx")
    deviations = judge(paper, recognise(paper), PROFILE, Format.ORDER).deviations
    return {(d.rule, d.expected) for d in deviations if d.rule in {"发文机关署名位置", "成文日期位置"}}


def test_office_name_and_date_of_an_order_stand_four_from_the_right() -> None:
    assert ordered() == set()
    assert ordered(issuer={"align": LEFT, "right": 0.0}) == {("发文机关署名位置", "右空四字")}
    assert ordered(date={"align": LEFT, "right": 0.0}) == {("成文日期位置", "右空四字")}


def signed(align: Any, right: float) -> list[Deviation]:
    """A letter of two organs whose names stand so, over a date two characters from the right and two behind the names."""
    rows = pieces()
    at = next(i for i, row in enumerate(rows) if row.role == "issuer")
    date = next(row for row in rows if row.role == "date")
    rows[at : at + 1] = [Piece("issuer", name, FANG, align=align, right=right) for name in ("某县财政局", "某县教育局")]
    date.align, date.right = RIGHT, 2 * 15.75
    return [d for d in examine_bytes(build(rows, Settings(), "direct"), "a.docx", PROFILE).deviations if d.rule == "发文机关署名位置"]


def test_names_of_several_organs_stand_at_the_right() -> None:
    assert [d.found for d in signed(CENTRE, 0)] == ["居中"]
    assert signed(RIGHT, 5 * 15.75) == []
