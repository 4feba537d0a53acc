"""What offices do that no clause forbids is not told, and what looks like it is: fonts of figures, when a 决议 was passed, red names, items of a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from letterdata import PROFILE, body, whole_letter
from officemade import CELL, CENTRE, FANG, KAI, LEFT, Piece, Settings, build, pieces

from app.catalog.places import forms_dir
from app.documents.checking.finding import Deviation
from app.documents.checking.known import shipped
from app.documents.checking.paper import Paper, Para
from app.documents.checking.pdf_device import NO_CODE, text_of
from app.documents.checking.roles import recognise
from app.documents.examine import examine_bytes, judge, read_paper, recognise_format
from app.documents.render import render_pdf_bytes

LATIN = "Times New Roman"
KNOWN = shipped(forms_dir())
Change = Callable[[list[Piece]], None]


def told(*changes: Change) -> list[Deviation]:
    made = pieces()
    for change in changes:
        change(made)
    return list(examine_bytes(build(made, Settings(), "direct"), "a.docx", PROFILE).deviations)


def said(*changes: Change) -> set[str]:
    return {d.rule for d in told(*changes)}


def of(roles: str, **values: object) -> Change:
    def change(rows: list[Piece]) -> None:
        for row in rows:
            if row.role in roles.split():
                for key, value in values.items():
                    setattr(row, key, value)

    return change


def without(*roles: str) -> Change:
    def change(rows: list[Piece]) -> None:
        rows[:] = [row for row in rows if row.role not in roles]

    return change


def below(role: str, *added: Piece) -> Change:
    def change(rows: list[Piece]) -> None:
        at = max(i for i, row in enumerate(rows) if row.role == role) + 1
        rows[at:at] = added

    return change


def pdf(form: str = "general", **changes: object) -> Paper:
    return read_paper(render_pdf_bytes(whole_letter(form, **{"body": body(4), **changes}), PROFILE), "a.pdf")


def write(para: Para, words: str) -> None:
    para.runs = [replace(para.runs[0], text=words)]


def told_of(paper: Paper) -> set[str]:
    found = recognise(paper)
    return {d.rule for d in judge(paper, found, PROFILE, recognise_format(paper, found, PROFILE)).deviations}


# the font of figures


def test_an_office_that_sets_all_its_figures_in_a_latin_font_is_left_alone() -> None:
    everywhere = of("number date body h3 h4 attached copies printer", latin=LATIN)
    without_quotes = of("body", text="请于2026年12月20日前书面报告整改情况，并抓好落实。")
    assert "数字字母字体" not in said(everywhere, without_quotes)


def test_one_that_does_so_in_one_place_is_told() -> None:
    assert "数字字母字体" in said(of("date", latin=LATIN))


def test_quotes_in_a_latin_font_are_told_all_the_same() -> None:
    assert "引号破折号字体" in said(of("number date body h3 h4 attached copies printer", latin=LATIN))


# when a 决议 was passed


@pytest.mark.parametrize("words", ["（2026年11月20日某县第十八届人民代表大会第六次会议通过）", "（2026年11月20日）"])
def test_a_decision_that_says_under_its_title_when_it_was_passed_needs_no_date_below(words: str) -> None:
    passed = below("title", Piece("passed", words, KAI, align=CENTRE))
    assert not said(without("to", "issuer", "date", "note"), passed) & {"缺成文日期", "正文字体", "首行缩进", "正文对齐", "正文空行"}


def test_one_without_either_is_told() -> None:
    assert "缺成文日期" in said(without("to", "issuer", "date", "note"))


def test_the_note_of_a_pdf_may_take_two_lines() -> None:
    paper = pdf(title="关于推进供水一体化的决议")
    to = recognise(paper).to
    assert to is not None
    at = paper.flowing.index(to)
    for para, words in zip(paper.flowing[at : at + 2], ("（2026年11月20日某县第十八届人民代表大会", "常务委员会第八次会议通过）"), strict=True):
        write(para, words)
    assert [p.bare for p in recognise(paper).passed] == ["（2026年11月20日某县第十八届人民代表大会", "常务委员会第八次会议通过）"]


# red names, dates, 签发人


def test_a_red_name_that_signs_has_its_own_face_and_size() -> None:
    signed = of("issuer", text="县长　　潘丽华", red=True, size=26.0, face=KAI)
    assert not said(signed) & {"发文机关署名字号", "发文机关署名字体"}
    assert "发文机关署名字号" in said(of("issuer", size=26.0))


def test_signature_and_date_at_the_left_are_told() -> None:
    at_left: dict[str, Any] = {"align": LEFT, "first": 2 * CELL, "right": 0.0}
    assert {d.found for d in told(of("issuer date", **at_left)) if d.rule == "成文日期位置"} == {"左空 2 字"}


@pytest.mark.parametrize(("face", "wrong"), [(FANG, True), (KAI, False)])
def test_the_name_behind_a_label_that_is_broken_over_runs_is_judged(face: str, wrong: bool) -> None:
    made = pieces()
    of("title", text="关于年底前整改落实情况的报告")(made)
    of("number", text="某纪发〔2026〕12号　　　　　　签发人：王敏", align=LEFT, left=CELL)(made)
    paper = read_paper(build(made, Settings(), "direct"), "a.docx")
    line = next(p for p in paper.flowing if "签发人" in p.text)
    head, name = line.text.split("发人：")
    line.runs = [replace(line.runs[0], text=head), replace(line.runs[0], text="发人："), replace(line.runs[0], text=name, face=face)]
    assert ("签发人字体" in told_of(paper)) is wrong


# words


@pytest.mark.parametrize(("second", "alone"), [("二、听取工作报告；", False), ("二、听取工作报告", True)])
def test_items_that_end_in_semicolons_are_no_headings(second: str, alone: bool) -> None:
    items = [Piece("item", words, FANG, first=2 * CELL) for words in ("一、审查工作总结；", second, "三、选举新一届委员会。")]
    assert ("层次标题标点" in said(without("h1", "h2", "h3", "h4"), below("to", *items))) is alone


@pytest.mark.parametrize(("words", "heading"), [("四、对违反本通告的，公安机关交通管理部门将依法处理。", False), ("四、提高认识，加强领导。", True)])
def test_a_short_sentence_that_is_counted_is_no_heading(words: str, heading: bool) -> None:
    assert ("层次标题标点" in said(below("h4", Piece("item", words, FANG, first=2 * CELL)))) is heading


@pytest.mark.parametrize(("title", "other"), [
    ("某县纪律检查委员会转发县人民政府办公室关于加强校车安全管理工作的通知", False), ("某县教育局关于加强校车安全管理工作的通知", True),
])  # fmt: skip
def test_a_title_may_go_on_with_that_of_another_organ_it_passes_on(title: str, other: bool) -> None:
    assert ("标题中的发文机关" in said(of("title", text=title))) is other


def test_areas_are_counted_in_thousands_of_hectares() -> None:
    sentence = below("to", Piece("body", "全年粮食种植面积61.3千公顷，比上年增长2.1%，亩产提高12公斤。", first=2 * CELL))
    assert "数字混用" not in said(sentence)
    assert "数字混用" in said(below("to", Piece("body", "全年修建道路3千公里，比上年增长2.1%，亩产提高12公斤。", first=2 * CELL)))


@pytest.mark.parametrize(("date", "words", "rules"), [
    ("2022年5月5日", "根据《中华人民共和国学位条例》等规定，现将有关事项通知如下。", set()),
    ("2026年5月5日", "根据《中华人民共和国学位条例》等规定，现将有关事项通知如下。", {"引用依据时效"}),
    ("2020年12月7日", "根据《中华人民共和国民法典》涉及规范性文件清理的要求，现决定废止下列文件。", set()),
    ("2020年12月7日", "根据《中华人民共和国民法典》的规定，现决定废止下列文件。", {"引用依据时效"}),
    ("2020年12月7日", "根据《中华人民共和国民法典》第五十条，现就贯彻实施有关工作通知如下。", {"引用依据时效"}),
])  # fmt: skip
def test_a_law_is_cited_by_the_name_it_had_and_may_be_prepared_for(date: str, words: str, rules: set[str]) -> None:
    made = pieces()
    of("date", text=date)(made)
    below("to", Piece("body", words, first=2 * CELL))(made)
    found = examine_bytes(build(made, Settings(), "direct"), "a.docx", PROFILE, known=KNOWN).deviations
    assert {d.rule for d in found} & {"引用依据时效", "引用名称"} == rules


@pytest.mark.parametrize(("words", "doubled"), [("为实现“十五五”良好开局而努力", False), ("为实现十五五规划目标而努力", False), ("全面加强领导导向工作，落实领导导责任", True)])
def test_the_fifteenth_plan_is_no_doubled_character(words: str, doubled: bool) -> None:
    assert ("叠字" in said(below("to", Piece("body", f"{words}，现将有关事项通知如下。", first=2 * CELL)))) is doubled


@pytest.mark.parametrize(("to", "led"), [("某市人民政府王市长：", True), ("某市人民政府：", False), ("某省民政厅厅长：", True), ("某县委常委会：", False)])
def test_a_report_to_the_head_of_an_organ_is_told(to: str, led: bool) -> None:
    assert ("向负责人行文" in said(of("title", text="关于年底前整改落实情况的报告"), of("to", text=to))) is led


# what a PDF says


def test_a_line_that_ends_a_bracket_of_the_one_before_has_no_number() -> None:
    paper = pdf()
    plain = [p for level, p in recognise(paper).body if not level]
    write(plain[0], "培训时间。2026年9月9日（星期一）至9月20日（星期")
    write(plain[1], "五），共12天。")
    assert "层次序数写法" not in told_of(paper)


def test_a_name_that_is_larger_than_its_office_is_a_stamp() -> None:
    paper = pdf()
    name = recognise(paper).issuers[0]
    office, signed = replace(name.runs[0], text="县长　"), replace(name.runs[0], text="潘丽华", size=22.0)
    name.runs = [office, signed]
    assert "发文机关署名字号" not in told_of(paper)
    name.runs = [replace(office, size=22.0), signed]
    assert "发文机关署名字号" in told_of(paper)



def test_a_number_without_its_year_is_not_sought_in_the_text() -> None:
    paper = pdf(number="某纪建〔2026〕12号")
    number, text = recognise(paper).number, recognise(paper).body
    assert number is not None
    write(number, "某纪建12号")
    write(text[0][1], "（某政发〔2026〕55号）要求，扎实推进各项工作")
    found = recognise(paper).number
    assert found is not None
    assert found.bare == "某纪建12号"


def test_narrow_quotes_and_typed_blanks_count_no_characters_of_a_line() -> None:
    paper = pdf()
    lines = [p for _level, p in recognise(paper).body]
    for para in lines:
        write(para, f"　　“”“”{para.text}")
    assert "每行字数" not in told_of(paper)


def test_a_glyph_without_a_character_is_one_unknown_character() -> None:
    assert text_of(cast("Any", SimpleNamespace(get_text=lambda: "(cid:35)"))) == NO_CODE
    paper = pdf()
    line = next(p for _level, p in recognise(paper).body)
    write(line, NO_CODE + line.text[1:])
    assert not told_of(paper) & {"半角括号", "半角标点"}


def test_the_mark_of_an_order_may_hang_in_a_box_on_the_line_of_its_number() -> None:
    paper = pdf()
    number, mark = recognise(paper).number, recognise(paper).marks[0]
    assert number is not None
    write(mark, "某县人民政府令")
    write(number, "第18号")
    mark.place = "box"
    paper.flowing.remove(mark)
    paper.flowing.insert(paper.flowing.index(number) + 1, mark)
    found = recognise(paper)
    assert (found.number, found.copy_no, [p.bare for p in found.marks]) == (number, None, ["某县人民政府令"])
