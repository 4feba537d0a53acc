"""What the end of a line may not cut, and what a label of 版头 is in whatever words."""

from __future__ import annotations

import pytest

from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings
from app.documents.checking.labels import is_secrecy, is_urgency
from app.documents.checking.paper import Para, Run
from app.documents.checking.rules_turns import cut_figure, cut_word, judge_title_turns


def told(lines: list[str], mark: str = "某县水务局文件") -> set[str]:
    found = Elements(marks=[Para(1, [Run(mark)])], titles=[Para(i, [Run(line)]) for i, line in enumerate(lines, 2)])
    findings = Findings()
    judge_title_turns(found, findings)
    return {deviation.found for deviation in findings.deviations}


@pytest.mark.parametrize(("before", "after", "word"), [
    ("某县水务局关", "于开展2026年汛前检查的通知", "关｜于"), ("关于做好校园周边安全工", "作的通知", "工｜作"), ("关于监督检", "查的通知", "监督检｜查"),
    ("关于干部任", "免的通知", "干部任｜免"), ("关于加强进一", "步管理的通知", "进一｜步"),
])  # fmt: skip
def test_a_word_over_two_lines_of_a_title_is_told(before: str, after: str, word: str) -> None:
    assert cut_word(before, after) == word
    assert told([before, after]) == {f"“{word}”拆在两行"}


@pytest.mark.parametrize(("before", "after"), [
    ("关于加强基层医疗机构", "药品管理的通知"), ("关于加强党风廉政", "建设工作的通知"), ("某县人民政府", "办公室关于做好春运工作的通知"), ("关于给予王小", "明同志表扬的决定"),
    ("关于开展2026年", "汛前检查的通知"), ("关于印发《某县水务局", "管理办法》的通知"), ("关于城区排水", "防涝工作的通知"), ("", "关于开展检查的通知"),
])  # fmt: skip
def test_an_end_between_words_or_of_what_no_list_knows_is_right(before: str, after: str) -> None:
    assert cut_word(before, after) == ""


def test_the_issuer_of_a_title_stays_on_one_line_and_may_end_before_its_office() -> None:
    assert told(["某县水务", "局关于检查情况的通报"]) == {"“某县水务｜局”拆在两行"}
    assert told(["某县", "水务局关于检查情况的通报"]) == {"“某县｜水务局”拆在两行"}
    assert told(["某县水务局", "关于检查情况的通报"]) == set()


def test_a_character_that_stands_alone_is_left_to_its_own_rule() -> None:
    assert told(["关于检查情况的通", "报"]) == set()


@pytest.mark.parametrize(("before", "after", "figure"), [
    ("做好水利工作，2", "026年汛前", "2｜026"), ("关于开展20", "26年检查", "20｜26"), ("增长3.", "5%", "3.｜5"), ("截至2026", "年底", ""), ("电话：07128231", "046", ""), ("电话：07", "75-2891119", ""), ("共3项，", "2项", ""),
])  # fmt: skip
def test_figures_over_two_lines_are_told_and_telephone_numbers_are_not(before: str, after: str, figure: str) -> None:
    assert cut_figure(before, after) == figure


@pytest.mark.parametrize("text", ["特急", "加急", "很急", "万分火急", "急件", "非常紧急", "尽快办理", "限时办理", "明电", "紧急程度：特急", "特提"])
def test_urgency_is_known_in_whatever_words(text: str) -> None:
    assert is_urgency(text)


@pytest.mark.parametrize("text", ["应急", "应急管理局文件", "急救中心", "机密局文件", "关于做好应急处置工作的通知", "000012", "快递协会"])
def test_names_and_titles_are_no_urgency(text: str) -> None:
    assert not is_urgency(text)


@pytest.mark.parametrize("text", ["秘密", "机密★5年", "秘密（1年）", "秘密-1年", "绝密级", "密级：秘密", "秘密（保密期限1年）", "内部资料", "机密长期"])
def test_secrecy_is_known_in_whatever_words(text: str) -> None:
    assert is_secrecy(text)


@pytest.mark.parametrize("text", ["机密局文件", "秘密工作条例", "内部审计处文件", "内部文件注意保存", "特急", "关于秘密载体管理的通知"])
def test_names_and_titles_are_no_secrecy(text: str) -> None:
    assert not is_secrecy(text)
