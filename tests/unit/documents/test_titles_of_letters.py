"""The words of a title and what a letter calls itself and what it issues: each slip told once, and nothing where all is right."""

from __future__ import annotations

import pytest
from letterdata import PROFILE
from officemade import Settings, build, pieces
from planted import Plant, text
from plantedwords import body

from app.catalog.places import forms_dir
from app.documents.checking.finding import Deviation
from app.documents.checking.known import shipped
from app.documents.examine import examine_bytes

KNOWN = shipped(forms_dir())
RULES = frozenset(("标题文种", "批复引据", "年份写法", "标题用词", "印发名称", "文种自称", "引用公文", "书名号写法", "结语与文种"))


def said(*plants: Plant) -> list[tuple[str, str]]:
    return [(d.rule, d.expected) for d in told(*plants) if d.rule in RULES]


def told(*plants: Plant) -> list[Deviation]:
    made, settings = pieces(), Settings()
    for plant in plants:
        plant(made, settings)
    return list(examine_bytes(build(made, settings, "direct"), "a.docx", PROFILE, known=KNOWN).deviations)


def titled(words: str) -> Plant:
    return text("title", next(row.text for row in pieces() if row.role == "title"), words)


@pytest.mark.parametrize(("title", "wanted"), [
    ("关于开展专项检查工作通知", "“通知”前面用“的”"), ("关于加强基层干部作风建设意见", "“意见”前面用“的”"), ("关于关于开展检查的通知", "不重复"),
    ("某县纪律检查委员会开展专项检查的通知", "事由用“关于”引出"),
])  # fmt: skip
def test_a_title_that_lacks_a_word_is_told(title: str, wanted: str) -> None:
    assert ("标题用词", wanted) in said(titled(title))


@pytest.mark.parametrize("title", [
    "关于开展专项检查的通知", "关于加强干部作风建设的若干意见", "关于开展专项检查的紧急通知", "关于印发《值班办法》的通知", "关于进一步做好值班工作的补充通知", "关于作风建设的专项整治工作实施意见",
    "某县纪律检查委员会印发《值班办法》的通知", "某县纪律检查委员会2026年工作情况的报告", "会议通知",
])  # fmt: skip
def test_a_title_that_has_its_words_is_not(title: str) -> None:
    assert "标题用词" not in {rule for rule, _wanted in said(titled(title))}


@pytest.mark.parametrize("title", ["关于开展专项检查的通知通报", "关于提供检查情况的函通知", "关于解决经费的请示报告", "通知"])
def test_a_title_of_two_kinds_or_of_the_kind_alone_is_told(title: str) -> None:
    assert "标题文种" in {rule for rule, _wanted in said(titled(title))}


@pytest.mark.parametrize(("about", "told"), [
    ("通知", True), ("意见", True), ("公告", False), ("会议通知", False), ("2026年工作报告", False), ("关于开展专项检查的通知", False),
])  # fmt: skip
def test_a_title_of_the_organ_and_the_kind_does_not_say_what_about(about: str, told: bool) -> None:
    organ = next(row.text for row in pieces() if row.role == "issuer")
    assert ("标题文种" in {rule for rule, _wanted in said(titled(f"{organ}{about}"))}) is told


@pytest.mark.parametrize(("title", "words", "rules"), [
    ("关于同意设立专户的批复", "你局《关于设立专户的请示》收悉。现批复如下", []),
    ("关于同意设立专户的批复", "你局来文收悉。经研究，现批复如下", ["批复引据"]),
    ("关于同意设立专户的批复", "你局关于设立专户的来文收悉。经研究，现批复如下", []),
])  # fmt: skip
def test_what_is_answered_is_cited(title: str, words: str, rules: list[str]) -> None:
    assert [rule for rule, _wanted in said(titled(title), body(words)) if rule == "批复引据"] == rules


@pytest.mark.parametrize(("words", "told"), [
    ("力争到28年实现目标", True), ("设施多建于1990～95年", True), ("设施多建于1990～1995年", False),
    ("为做好26年防汛工作", True), ("为推进26年试点工作", True), ("做好26年来的档案整理", False), ("坚持举办26年以上的比赛", False), ("为做好2026年防汛工作", False),
])  # fmt: skip
def test_a_year_is_written_in_full(words: str, told: bool) -> None:
    assert ("年份写法" in {rule for rule, _wanted in said(body(words))}) is told


def test_rules_and_plans_are_no_kind_of_a_document_that_informs() -> None:
    found = {(d.rule, d.found) for d in told(titled("关于开展专项检查的实施方案"), body("现将有关事项通知如下"))}
    assert ("开头语与文种", "方案里写“…事项通知如下”") in found
    assert "开头语与文种" not in {d.rule for d in told(titled("关于印发实施方案的通知"), body("现将有关事项通知如下"))}


ISSUED = "现将《某县值班工作管理办法》印发给你们，请认真贯彻执行"


def test_what_is_issued_has_one_name() -> None:
    other = ("印发名称", "同一文件前后名称一致")
    assert said(titled("关于印发《某县值班工作考核办法》的通知"), body(ISSUED)) == [other]
    assert said(titled("关于印发《某县值班工作管理办法》的通知"), body(ISSUED)) == []
    assert said(titled("关于印发《值班工作管理办法（试行）》的通知"), body(ISSUED)) == []


@pytest.mark.parametrize(("words", "told"), [
    ("本意见自2026年12月1日起施行", True), ("本办法自2026年12月1日起施行", True), ("本通知自2026年12月1日起执行", False),
    ("附件中的本办法自2026年12月1日起施行", False),
])  # fmt: skip
def test_a_letter_calls_itself_what_it_is(words: str, told: bool) -> None:
    assert (("文种自称", "用通知的说法") in said(body(words))) is told


def test_rules_that_are_issued_may_name_themselves() -> None:
    assert said(titled("关于印发《某县值班工作管理办法》的通知"), body(f"{ISSUED}。本办法自2026年12月1日起施行")) == []


@pytest.mark.parametrize(("words", "rule"), [
    ("按照“某县值班工作管理办法”执行", "书名号写法"), ("县财政局关于设立专户的请示（某财〔2026〕3号）收悉", "引用公文"),
    ("根据某县防汛抗旱应急预案（某政发〔2026〕3号）要求", "引用公文"),
])  # fmt: skip
def test_the_name_of_a_document_without_its_marks_is_told(words: str, rule: str) -> None:
    assert [found for found, _wanted in said(body(words))] == [rule]


@pytest.mark.parametrize("words", [
    "落实“中央八项规定”精神", "按照“四个全面”战略布局", "县财政局《关于设立专户的请示》（某财〔2026〕3号）收悉", "县财政局关于设立专户的请示已经收到",
    "在“信用办法”之外另行规定", "根据《某县防汛抗旱应急预案》（某政发〔2026〕3号）要求", "根据省厅通知（某政发〔2026〕3号）要求",
])  # fmt: skip
def test_quotes_that_are_no_names_and_names_in_their_marks_are_not(words: str) -> None:
    assert not {rule for rule, _wanted in said(body(words))} & {"书名号写法", "引用公文"}


@pytest.mark.parametrize(("words", "told"), [("请予支持并批示", True), ("请按照领导批示要求办理", False), ("请予支持", False)])
def test_a_letter_between_equals_asks_for_no_instruction(words: str, told: bool) -> None:
    assert ("结语与文种" in {rule for rule, _wanted in said(text("title", "通知", "函"), text("body", "请于2026年12月20日前书面报告整改情况，并抓好“一岗双责”落实。", f"{words}。"))}) is told
