"""One slip in a document brings one sentence, about the element it is in: it hides nothing, and nothing else is blamed for it."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from letterdata import PROFILE, letter
from officemade import CELL, HEI, KAI, LEFT, RIGHT, XBS, Piece, Settings, build, pieces
from planted import Plant, blank_before, drop, each, text
from plantedwords import both

from app.catalog.places import forms_dir
from app.documents.checking.docx_flow import falls
from app.documents.checking.known import shipped
from app.documents.checking.listed import announced, entry_of, is_entry
from app.documents.checking.paper import Para, Run
from app.documents.checking.roles import recognise
from app.documents.examine import examine_bytes, judge, read_paper
from app.documents.model import Format
from app.documents.render import render_docx_bytes

KNOWN = shipped(forms_dir())
NUMBER, DATE, FIRST, SECOND = "某纪发〔2026〕12号", "2026年11月22日", "附件：1.整改", "2.联系人名单"
SLIPS = (
    ("number without bracket", text("number", NUMBER, "某纪发2026年12号"), "发文字号"),
    ("number of a year and a dash", text("number", NUMBER, "某纪发2026-12号"), "发文字号"),
    ("number without organ", text("number", NUMBER, "2026年第12号"), "发文字号"),
    ("number with a stop", text("number", NUMBER, NUMBER + "。"), "发文字号"),
    ("number in Chinese figures", text("number", "12号", "十二号"), "发文字号"),
    ("date with a stop", text("date", DATE, DATE + "。"), "成文日期"),
    ("date with a short year", text("date", DATE, "26年11月22日"), "成文日期"),
    ("date with a label", text("date", DATE, "签发日期：" + DATE), "成文日期"),
    ("date with a word about the seal", text("date", DATE, DATE + "（印章）"), "成文日期"),
    ("no date", drop("date"), "缺成文日期"),
    ("signature with a word about the seal", text("issuer", "委员会", "委员会（盖章）"), "发文机关署名写法"),
    ("note with another label", text("note", "（此件公开发布）", "注：此件公开发布"), "附注括号"),
    ("attachments with 附", text("attached", "附件：1.", "附：1."), "附件说明写法"),
    ("attachments with a numbered label", text("attached", "附件：1.", "附件1："), "附件说明写法"),
    ("attachments with Chinese figures", text("attached", "附件：1.", "附件：一、"), "附件序号写法"),
    ("second attachment with a ring", text("attached", "2.", "②", 1), "附件序号写法"),
    ("second attachment labelled again", text("attached", "2.", "附件2：", 1), "附件序号写法"),
    ("attachments at the edge", each("attached", left=0.0, first=0.0), "附件说明缩进"),
    ("recipients without colon", text("to", "：", ""), "主送机关冒号"),
    ("recipients with a comma", text("to", "：", "，"), "主送机关冒号"),
    ("copies under another name", text("copies", "抄送：", "呈送："), "抄送用语"),
    ("day without 印发", text("printer", "日印发", "日"), "印发日期"),
    ("a number of a level with half a bracket", text("h3", "1.", "1）"), "层次序数写法"),
    ("a later number of a level with half a bracket", text("h3", "2.", "2）", 1), "层次序数写法"),
    ("a number of a level in capitals", text("h1", "一、", "壹、"), "层次序数写法"),
    ("headings numbered in figures", both(text("h1", "一、", "1、"), text("h1", "二、", "2、", 1)), "层次序数写法"),
    ("an organ that signs under another name", both(text("issuer", "委员会", "管理局"), text("body", "检查组认为", "我委认为")), "发文机关前后一致"),
    ("a comma within the title", text("title", "年底前整改", "年底前，整改"), "标题中标点"),
    ("a title that ends in what it is about", text("title", "工作的通知", "工作情况"), "标题文种"),
    ("a recipient with a list in brackets copied", both(text("to", "县教育局党组", "各乡镇（街道、园区）党委"), text("copies", "县委办公室", "各乡镇（街道、园区）党委")), "主送与抄送重复"),
)  # fmt: skip


def rules(plant: Plant | None = None, rows: list[Piece] | None = None) -> set[str]:
    made, settings = rows or pieces(), Settings()
    if plant is not None:
        plant(made, settings)
    return {deviation.rule for deviation in examine_bytes(build(made, settings, "direct"), "a.docx", PROFILE).deviations}


@pytest.mark.parametrize(("plant", "rule"), [slip[1:] for slip in SLIPS], ids=[slip[0] for slip in SLIPS])
def test_one_slip_brings_one_sentence(plant: Plant, rule: str) -> None:
    assert rules(plant) == {rule}


def test_a_number_of_the_copy_in_chinese_figures_is_there_and_told_by_its_form() -> None:
    rows = pieces()
    mark = rows[0]
    rows[:1] = [Piece("copyno", "〇〇〇〇一二"), Piece("secrecy", "秘密★1年", HEI), Piece("blank", ""), mark]
    mark.before = 93 - 3 * 28.95
    made = examine_bytes(build(rows, Settings(), "direct"), "a.docx", PROFILE, known=KNOWN).deviations
    assert [(d.rule, d.expected) for d in made] == [("份号", "6 位阿拉伯数字，如000012")]


@pytest.mark.parametrize("counts", ["一一三", "一三三", "一二二四", "二二"])
def test_a_wrong_number_of_a_level_is_told_where_it_stands_and_not_at_the_next(counts: str) -> None:
    rows = pieces()
    at = [i for i, row in enumerate(rows) if row.role == "h1"]
    rows[at[-1] : at[-1] + 1] = [replace(rows[at[-1]], text=f"{count}、有关要求") for count in counts[1:]]
    rows[at[0]].text = f"{counts[0]}、提高认识"
    made = examine_bytes(build(rows, Settings(), "direct"), "a.docx", PROFILE).deviations
    assert [d.rule for d in made for _ in d.spots] == ["层次序数次序"]


def test_a_notice_of_a_talk_names_whom_it_is_for() -> None:
    rows = pieces()
    next(row for row in rows if row.role == "title").text = "约谈通知书"
    assert "缺主送机关" not in rules(rows=copy.deepcopy(rows))
    assert "缺主送机关" in rules(drop("to"), rows)


@pytest.mark.parametrize(("organ", "word", "right"), [("某县师范学院", "我校", True), ("某县师范学院", "我院", True), ("某县第三中学", "我校", True), ("某县教育局", "我校", False)])
def test_how_a_school_calls_itself(organ: str, word: str, right: bool) -> None:
    rows = pieces()
    for role, name in (("mark", organ + "文件"), ("issuer", organ)):
        next(row for row in rows if row.role == role).text = name
    next(row for row in rows if row.role == "body").text = f"{word}将对整改情况开展检查，请做好准备。"
    assert ("自称与发文机关" in rules(rows=rows)) is not right


@pytest.mark.parametrize(("signed", "told"), [("县　长　周明远", False), ("周明远", True), ("某县人民政府", False), ("张　瑜", True)])
def test_who_signs_an_order_is_named_with_his_post(signed: str, told: bool) -> None:
    order = letter("general", format="order", number="5", mark="某县人民政府令", signature={"post": "县长", "name": "周明远"})
    paper = read_paper(render_docx_bytes(order, PROFILE), "a.docx")
    elements = recognise(paper)
    elements.issuers[0].runs = [replace(elements.issuers[0].runs[0], text=signed)]
    told_rules = {d.rule for d in judge(paper, elements, PROFILE, Format.ORDER, KNOWN).deviations}
    assert ("签发人职务" in told_rules) is told


def test_a_date_between_or_over_its_fellows_is_told_by_its_place_alone() -> None:
    rows = pieces()
    at = next(i for i, row in enumerate(rows) if row.role == "issuer")
    rows[at], rows[at + 1] = rows[at + 1], rows[at]
    assert rules(rows=rows) == {"发文机关署名位置"}


def test_of_two_signatories_one_on_the_line_of_the_number_is_right_and_one_on_a_line_of_his_own_is_told() -> None:
    def upward() -> list[Piece]:
        rows = pieces()
        number = next(row for row in rows if row.role == "number")
        number.align, number.first = LEFT, CELL
        title = next(row for row in rows if row.role == "title")
        title.text = "关于报送年底前整改落实工作的报告"
        return rows

    rows = upward()
    number = next(row for row in rows if row.role == "number")
    number.text += "　" * 6
    rows.insert(rows.index(number), Piece("signer", "签发人：", align=RIGHT, right=CELL))
    rows[rows.index(number) - 1].text = "签发人：孙立行"
    number.text += "吴若海"
    assert "签发人位置" not in rules(rows=rows)
    rows = upward()
    at = next(i for i, row in enumerate(rows) if row.role == "number")
    rows.insert(at, Piece("signer", "签发人：孙立行", KAI, align=RIGHT, right=CELL))
    assert "签发人位置" in rules(rows=rows)


def test_a_second_attachment_on_the_page_of_the_first_is_told_and_one_behind_a_turn_is_not() -> None:
    def annexed(turned: bool) -> set[str]:
        rows = pieces()
        for name, title, turn in (("附件1", "整改任务清单", True), ("附件2", "联系人名单", turned)):
            rows[-2:-2] = [Piece("annex", name, HEI, extra={"page": turn}), Piece("blank", ""), Piece("annextitle", title, XBS, 22, 1, spacing=0)]
        return rules(rows=rows)

    assert "附件另面" in annexed(turned=False)
    assert "附件另面" not in annexed(turned=True)


def test_a_missing_blank_line_is_told_unless_a_page_may_turn_there() -> None:
    told = ["附件说明空行" in rules(blank_before("attached", -1), pieces(long)) for long in range(1, 14)]
    assert any(told)
    assert not all(told)


def test_a_paragraph_falls_no_later_at_the_earliest_than_at_the_latest() -> None:
    paper = read_paper(build(pieces(6), Settings(), "styles"), "a.docx")
    for para in paper.flowing:
        ends = falls(paper, para)
        assert ends is not None
        assert (ends[0].page, ends[0].top) <= (ends[1].page, ends[1].top)


@pytest.mark.parametrize(("line", "number", "name"), [
    ("附件：1.整改清单", 1, "整改清单"), ("②联系人名单", 2, "联系人名单"), ("（3）台账", 3, "台账"), ("四、纪要", 4, "纪要"), ("附件：2026年工作要点", None, "2026年工作要点"),
    ("3个项目清单", None, "3个项目清单"), ("十大案例", None, "十大案例"), ("1.5倍补偿表", None, "1.5倍补偿表"),
])  # fmt: skip
def test_the_number_of_an_attachment_is_told_from_figures_in_its_name(line: str, number: int | None, name: str) -> None:
    entry = entry_of(line)
    assert (entry.number, entry.name) == (number, name)
    assert is_entry(line) == (number is not None)


def test_a_name_over_two_lines_is_one_attachment() -> None:
    lines = [Para(1, [Run("附件：1.某县开展专项整治工作任务")]), Para(2, [Run("分解清单")]), Para(3, [Run("2.名单。")])]
    assert announced(lines) == ["某县开展专项整治工作任务分解清单", "名单"]
