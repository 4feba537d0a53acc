"""What other offices' right documents have and was told: items that are counted, names in tables, pasted heads, lines that programs spread."""

from __future__ import annotations

import io
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from docx import Document
from docx.oxml.ns import qn
from letterdata import PROFILE, letter
from officemade import CELL, FANG, HEI, KAI, Piece, Settings, build, pieces
from test_habits_of_offices import below, of, pdf, said, told_of, without, write

from app.documents.checking.mending import mend
from app.documents.checking.paper import MM, Anchor, Paper, Rect, Run
from app.documents.checking.patterns import level_of
from app.documents.checking.pdf_spaces import spaces_of
from app.documents.checking.roles import recognise
from app.documents.examine import examine_bytes, judge, read_paper, recognise_format
from app.documents.model import Format
from app.documents.render import render_pdf_bytes

FLAT = without("h2", "h3", "h4")
LONG = "各单位要逐项细化任务，明确到岗到人，按月报送进展情况。"


def docx() -> Paper:
    return read_paper(build(pieces(), Settings(), "direct"), "a.docx")


def items(*rows: tuple[str, str, str], level: str = "h1") -> list[Piece]:
    return [Piece(f"{level}item", words, face, first=2 * CELL, tail=tail) for words, face, tail in rows]


# headings and what is only counted


@pytest.mark.parametrize(("first", "second", "headings"), [
    ("（一）施工期间，沿江路实行半幅封闭，请协助发布绕行提示。", "（二）请在早晚高峰时段增派警力，加强道路疏导。", False),
    ("（一）车站、加油站；", "（二）医疗机构、幼儿园。", False),
    ("（一）农村道路、小型水利等中小型公益性基础设施项目。", "（二）劳务报酬占比不低于30%的项目。", False),
    ("（一）加强组织领导", "（二）压实工作责任", True),
    ("（一）加强组织领导。" + LONG, "（二）压实工作责任。" + LONG, True),
])  # fmt: skip
def test_items_below_a_heading_are_set_as_text(first: str, second: str, headings: bool) -> None:
    rows = below("h1", *items((first, FANG, ""), (second, FANG, "")))
    assert ("二级标题字体" in said(FLAT, rows)) is headings


def test_a_number_that_counts_items_may_keep_the_face_of_its_level() -> None:
    made = pieces()
    FLAT(made)
    below("h1", *items(("（一）同意将临床中心项目列入市级政府投资项目计划，请抓紧实施。", FANG, "")))(made)
    paper = read_paper(build(made, Settings(), "direct"), "a.docx")
    item = next(p for p in paper.flowing if p.bare.startswith("（一）"))
    body = item.runs[0]
    item.runs = [Run("（一）", face=KAI, size=body.size), replace(body, text=body.text[3:])]
    assert not told_of(paper) & {"正文字体", "二级标题字体"}


@pytest.mark.parametrize(("rows", "told"), [
    ([("（一）加强领导。" + LONG, KAI, ""), ("（二）压实责任。" + LONG, KAI, "")], False),
    ([("（一）加强领导。" + LONG, KAI, ""), ("（二）压实责任。", KAI, LONG)], True),
])  # fmt: skip
def test_an_office_that_sets_all_such_paragraphs_in_one_face_is_left_alone(rows: list[tuple[str, str, str]], told: bool) -> None:
    assert ("正文字体" in said(FLAT, below("h1", *items(*rows)))) is told


def test_a_heading_may_end_in_a_colon() -> None:
    rows = below("h1", *items(("（一）信函：", KAI, "寄至人民路88号市人大法制工作委员会，信封上注明“立法建议”。"), ("（二）邮件：", KAI, "发送至法制工作委员会邮箱，注明联系方式。")))
    assert not said(FLAT, rows) & {"二级标题字体", "正文字体"}


def test_a_sentence_among_headings_of_the_first_level_is_counted() -> None:
    rows = items(("一、征收范围：", HEI, "东至东环路，南至建设路，总面积12.38公顷。"), ("二、自本公告发布之日起30日内，土地所有权人应当办理补偿登记。", FANG, ""))
    assert "一级标题字体" not in said(without("h1", "h2", "h3", "h4"), below("to", *rows))
    assert "一级标题字体" in said(without("h1", "h2", "h3", "h4"), below("to", *items(("一、加强领导", HEI, ""), ("二、压实责任", FANG, ""))))


def test_a_number_may_stand_before_a_day() -> None:
    assert level_of("1.6月16日上午，在市民文化广场设主会场。") == level_of("1.6 月 16 日上午，在广场设主会场。") == 3
    assert level_of("1.6万亩") == 0


# names, heads and page numbers


@pytest.mark.parametrize(("name", "signs"), [("某县纪律检查委员会", True), ("某县财政局", False)])
def test_the_organ_of_the_mark_may_sign_in_a_table(name: str, signs: bool) -> None:
    paper = docx()
    issuer = recognise(paper).issuers[0]
    write(issuer, name)
    issuer.place = "table"
    assert (issuer in recognise(paper).issuers) is signs


@pytest.mark.parametrize(("low", "told"), [(35, False), (55, True)])
def test_a_mark_in_a_box_is_measured_from_the_top_of_the_text(low: float, told: bool) -> None:
    paper = docx()
    mark = recognise(paper).marks[0]
    mark.place, mark.before, mark.pitch, mark.anchor = "box", 0.0, mark.size, Anchor("margin", low * MM)
    assert ("标志位置" in told_of(paper)) is told


@pytest.mark.parametrize(("left", "wide", "told"), [(8351, 1800, False), (8351, 2081, True)])
def test_a_page_number_in_a_frame_is_measured_where_the_frame_stands(left: int, wide: int, told: bool) -> None:
    document = Document(io.BytesIO(build(pieces(), Settings(), "direct")))
    footer = document.sections[0].footer.paragraphs[0]
    footer.paragraph_format.right_indent = footer.paragraph_format.left_indent = None
    frame = footer._p.get_or_add_pPr().makeelement(qn("w:framePr"), {
        qn("w:w"): str(wide), qn("w:wrap"): "around", qn("w:vAnchor"): "page", qn("w:hAnchor"): "page", qn("w:x"): str(left), qn("w:y"): "15036"})  # fmt: skip
    footer._p.get_or_add_pPr().insert(0, frame)
    for run in footer.runs:
        run.text = run.text.rstrip("　 ") if run.text.strip("　 ") else run.text
    out = io.BytesIO()
    document.save(out)
    assert ("单页页码空字" in {d.rule for d in examine_bytes(out.getvalue(), "a.docx", PROFILE).deviations}) is told


@pytest.mark.parametrize(("width", "told"), [(150, False), (20, True)])
def test_a_pasted_head_stands_for_the_mark(width: float, told: bool) -> None:
    paper = pdf()
    found = recognise(paper)
    assert found.number is not None
    assert found.number.rect is not None
    for mark in found.marks:
        paper.flowing.remove(mark)
    paper.pictures.append((1, Rect(30 * MM, 72 * MM, (30 + width) * MM, 90 * MM)))
    assert ("发文机关标志" in told_of(paper)) is told
    assert recognise_format(paper, recognise(paper), PROFILE) is Format.GENERAL


def test_a_pasted_head_of_a_letter_leaves_it_a_letter() -> None:
    paper = pdf("letter")
    for mark in recognise(paper).marks:
        assert mark.rect is not None
        paper.pictures.append((1, mark.rect))
        paper.flowing.remove(mark)
    assert recognise_format(paper, recognise(paper), PROFILE) is Format.LETTER
    assert not told_of(paper) & {"发文机关标志", "红线长度", "发文字号位置", "页码"}


# spaces, words


def _chars(text: str, apart: float, spread: str = "") -> list[Any]:
    """Glyphs of 16 pt; Chinese ones, or some of them, stand apart, figures do not."""
    rows, at = [], 0.0
    for char in text:
        wide = 8.0 if char.isascii() else 16.0
        rows.append(SimpleNamespace(x0=at, x1=at + wide, size=16.0, adv=wide, matrix=(1, 0, 0, 1, at, 0), get_text=lambda char=char: char))
        at += wide + (apart if not char.isascii() and char in (spread or text) else 0.0)
    return rows


def test_figures_that_a_program_does_not_spread_make_no_words_wide() -> None:
    assert spaces_of(cast("Any", _chars("中，网上信访5316件，占61.6%；来访1985批次", 3.3))) == (pytest.approx(3.3), None)
    assert spaces_of(cast("Any", _chars("请各单位认真落实整改工作要求", 4.0, "认真落"))) == (0.0, ("认真落实", 4.0))


@pytest.mark.parametrize(("words", "told"), [("出厂水水质综合合格率为99.8%，供水水源安全可靠", False), ("现就现就有关事项通知如下，请认真贯彻落实", True)])
def test_water_stands_beside_itself_and_openings_do_not(words: str, told: bool) -> None:
    assert ("叠字" in said(below("to", Piece("body", f"{words}。", first=2 * CELL)))) is told


@pytest.mark.parametrize(("other", "told"), [("县人力资源社会保障局", False), ("县人力资源与社会保障局", True)])
def test_the_office_of_human_resources_is_written_in_two_ways(other: str, told: bool) -> None:
    to = of("to", text="县人力资源和社会保障局，县教育局：")
    assert ("机关名称不一致" in said(to, below("to", Piece("body", f"请{other}会同有关部门抓好落实，按月报送情况。", first=2 * CELL)))) is told


@pytest.mark.parametrize(("widths", "told"), [((13, 12, 13), False), ((13, 8, 13), True), ((13, 13, 13), True)])
def test_nobody_sees_a_waist_of_one_character(widths: tuple[int, int, int], told: bool) -> None:
    words = "某县教育局某县公安局关于加强校园及周边交通安全整治工作有关事项以及其他的通知"
    first, second, _third = widths
    lines = [words[:first], words[first : first + second], words[-13:]]
    title = next(p for p in pieces() if p.role == "title")
    rows = [replace(title, text=line) for line in lines]
    made = [p for p in pieces() if p.role != "title"]
    at = next(i for i, p in enumerate(made) if p.role == "to") - 1
    made[at:at] = rows
    assert ("标题形状" in {d.rule for d in examine_bytes(build(made, Settings(), "direct"), "a.docx", PROFILE).deviations}) is told


def test_an_order_may_be_signed_with_a_picture_behind_the_office() -> None:
    made = letter("general", format="order", number="5", mark="某县人民政府令", signature={"post": "县长", "name": "周明远"})
    paper = read_paper(render_pdf_bytes(made, PROFILE), "a.pdf")

    def places() -> set[str]:
        return {d.rule for d in judge(paper, recognise(paper), PROFILE, Format.ORDER).deviations} & {"发文机关署名位置", "成文日期位置"}

    office = recognise(paper).issuers[0]
    assert office.rect is not None
    write(office, "县长")
    office.rect = replace(office.rect, right=office.rect.left + 32)
    assert "发文机关署名位置" in places()
    paper.pictures.append((office.page, Rect(office.rect.right + 20, office.rect.top - 4, office.rect.right + 100, office.rect.bottom + 4)))
    assert not places()


# the corrected copy


@pytest.mark.parametrize("rows", [
    items(("（一）施工期间，沿江路实行半幅封闭，请协助发布绕行提示。", FANG, ""), ("（二）请在早晚高峰时段增派警力，加强道路疏导。", FANG, "")),
    items(("（一）信函：", KAI, "寄至人民路88号市人大法制工作委员会，信封上注明“立法建议”。"), ("（二）邮件：", KAI, "发送至法制工作委员会邮箱，注明联系方式。")),
    items(("（一）加强领导。" + LONG, KAI, ""), ("（二）压实责任。" + LONG, KAI, "")),
])  # fmt: skip
def test_a_corrected_copy_leaves_the_faces_that_are_not_told(rows: list[Piece]) -> None:
    made = pieces()
    FLAT(made)
    below("h1", *rows)(made)
    of("h1", face=FANG)(made)
    mended = mend(build(made, Settings(), "direct"), "a.docx", PROFILE)
    after = {p.text: [(run.text, run.font.name) for run in p.runs] for p in Document(io.BytesIO(mended.raw)).paragraphs}
    for row in rows:
        assert after[row.text + row.tail] == [(text, face) for text, face in ((row.text, row.face), (row.tail, FANG)) if text]
    assert all(run[1] == HEI for text, runs in after.items() if text.startswith("一、") for run in runs)


def test_a_corrected_copy_takes_stops_from_headings_only() -> None:
    rows = items(("一、征收范围：", HEI, "东至东环路，南至建设路，总面积12.38公顷。"), ("二、征收目的：", HEI, "用于东关小学扩建。"))
    made = pieces()
    without("h1", "h2", "h3", "h4")(made)
    below("to", *rows)(made)
    of("to", first=2 * CELL)(made)
    raw = build(made, Settings(), "direct")
    assert {d.rule for d in examine_bytes(raw, "a.docx", PROFILE).deviations} == {"主送机关顶格"}
    texts = [p.text for p in Document(io.BytesIO(mend(raw, "a.docx", PROFILE).raw)).paragraphs]
    assert "二、征收目的：用于东关小学扩建。" in texts
    headed = pieces()
    of("h1", text="一、提高认识。")(headed)
    assert "一、提高认识" in [p.text for p in Document(io.BytesIO(mend(build(headed, Settings(), "direct"), "a.docx", PROFILE).raw)).paragraphs]
