"""One slip of wording brings one sentence: labels of the head, years, days left open, articles, to whom; and what is right brings none."""

from __future__ import annotations

import pytest
from letterdata import PROFILE
from officemade import CELL, FANG, HEI, KAI, SONG, TEXT, Piece, Settings, build, pieces
from planted import Plant, one, text
from plantedwords import body, both
from test_one_slip import rules

from app.documents.checking.finding import Deviation
from app.documents.examine import examine_bytes


def told(plant: Plant | None = None, rows: list[Piece] | None = None) -> list[Deviation]:
    made, settings = rows or pieces(), Settings()
    if plant is not None:
        plant(made, settings)
    return examine_bytes(build(made, settings, "direct"), "a.docx", PROFILE).deviations


def headed(number: str, secrecy: str) -> list[Piece]:
    """A document with 份号 and 密级."""
    rows = pieces()
    mark = rows[0]
    rows[:1] = [Piece("copyno", number), Piece("secrecy", secrecy, HEI), Piece("blank", ""), mark]
    mark.before = 93 - 3 * 28.95
    return rows


SLIPS = (
    ("a year of two figures before a plan", body("按照26年工作安排书面报告整改情况"), "年份写法", "2026年"),
    ("a year without its unit", body("按照2026工作要点书面报告整改情况"), "年份写法", "2026年"),
    ("a day in crosses", body("请于××××年××月××日前书面报告整改情况，2026年底前办结"), "日期未填", "写出年月日"),
    ("a day in capital letters", body("请于XX年XX月XX日前书面报告整改情况"), "日期未填", "写出年月日"),
    ("a day on lines", body("请于＿＿年＿月＿日前书面报告整改情况"), "日期未填", "写出年月日"),
    ("a day left blank", body("请于　　年　月　日前书面报告整改情况"), "日期未填", "写出年月日"),
    ("an article in figures", body("按照《中国共产党纪律处分条例》第12条的规定，请书面报告整改情况"), "条文序号写法", "第十二条"),
    ("a counted paragraph in another face", one("h1", text=f"一、提高认识，{TEXT}", face=SONG), "正文字体", "仿宋"),
)  # fmt: skip


@pytest.mark.parametrize(("plant", "rule", "wanted"), [slip[1:] for slip in SLIPS], ids=[slip[0] for slip in SLIPS])
def test_one_slip_of_words_brings_one_sentence_and_says_what_is_right(plant: Plant, rule: str, wanted: str) -> None:
    assert [(d.rule, d.expected) for d in told(plant)] == [(rule, wanted)]


@pytest.mark.parametrize("words", [
    "在26年工作经历中，请书面报告整改情况", "按照《工作规则》第十二条的规定，请书面报告整改情况", "按照合同第12条的约定，请书面报告整改情况",
    "2026年工作要点已经印发，请书面报告整改情况", "热线12345已经开通，请书面报告整改情况",
])  # fmt: skip
def test_what_only_looks_like_a_slip_is_not_told(words: str) -> None:
    assert rules(body(words)) == set()


@pytest.mark.parametrize("face", [FANG, HEI])
def test_a_counted_paragraph_in_the_face_of_the_text_or_of_its_level_is_not_told(face: str) -> None:
    assert rules(one("h1", text=f"一、提高认识，{TEXT}", face=face)) == set()


@pytest.mark.parametrize(("number", "sample"), [("第七份", "000007"), ("第十二份", "000012"), ("No.000012", "000012"), ("12号", "000012")])
def test_a_number_of_the_copy_in_words_is_shown_in_six_figures(number: str, sample: str) -> None:
    assert [(d.rule, d.expected) for d in told(rows=headed(number, "秘密★1年"))] == [("份号", f"6 位阿拉伯数字，如{sample}")]


@pytest.mark.parametrize("secrecy", ["高度机密★1年", "特别绝密"])
def test_a_secrecy_that_there_is_not_is_told(secrecy: str) -> None:
    assert rules(rows=headed("000012", secrecy)) == {"密级写法"}


def test_a_secret_of_the_work_is_no_secrecy_of_the_state() -> None:
    assert "密级写法" not in rules(rows=headed("000012", "工作秘密"))


def test_headings_of_the_first_level_in_figures_are_told_as_such() -> None:
    numbered = both(text("h1", "一、", "1."), text("h1", "二、", "2.", 1))
    assert [(d.rule, d.found, d.expected) for d in told(numbered)] == [("层次序数写法", "“1.”", "“一、”"), ("层次序数写法", "“2.”", "“二、”")]
    assert rules(one("h3", text="1.建立台账", face=HEI)) == {"正文字体"}  # below （一） it is the third level in a wrong face


@pytest.mark.parametrize(("to", "wrong"), [("周明远书记：", True), ("周县长：", True), ("县委：", False), ("县委办公室：", False)])
def test_a_request_goes_to_an_organ_and_not_to_its_head(to: str, wrong: bool) -> None:
    asked = both(text("title", "通知", "请示"), text("to", "县住房和城乡建设局党组，县教育局党组：", to))
    assert ("向负责人行文" in rules(asked)) is wrong
    assert "向负责人行文" not in rules(text("to", "县住房和城乡建设局党组，县教育局党组：", to))


def test_the_second_level_keeps_its_own_face() -> None:
    assert rules(one("h2", text=f"（一）压实责任，{TEXT}", tail="", face=KAI, first=2 * CELL)) == set()
