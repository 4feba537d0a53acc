"""How numbers, days and receivers are written in files of other offices: each writing in a letter that is otherwise the same."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

import pytest

from app.documents.readback import read_back
from tests.unit.documents.oldhabits import HABITS, known
from tests.unit.documents.oldpaper import paper, said

EACH = 40


@pytest.mark.parametrize(("written", "shown"), [
    ("某纪 〔2023〕 第 12 号", "某纪〔2023〕12号"), ("某纪发2023年第12号", "某纪发〔2023〕12号"), ("某纪发（2023）十二号", "某纪发〔2023〕12号"),
    ("（2023）某纪发第12号", "某纪发〔2023〕12号"), ("某纪函〔2023〕12号附1", "某纪函〔2023〕12号"), ("№：某纪函〔2023〕12号", "某纪函〔2023〕12号"),
    ("编号：某纪函〔2023〕12号", "某纪函〔2023〕12号"), ("某纪函〔2O23〕12号", "某纪函〔2023〕12号"), ("某纪函〔2023] 012号", "某纪函〔2023〕12号"),
    ("某建（党）〔2023〕12号", "某建（党）〔2023〕12号"), ("某建〔党〕〔2023〕12号", "某建（党）〔2023〕12号"), ("签发人：张三 某纪请〔2023〕12号", "某纪请〔2023〕12号"),
    ("某纪函〔23〕12号", ""),
])  # fmt: skip
def test_a_number_is_read_however_it_is_written(written: str, shown: str) -> None:
    letter = paper(("某县纪委文件", "red", 36), (written, "c", 16), ("关于某事的通知", "c"), "各科室：", "　　请办理。", ("某县纪委", "r"), ("2023年3月5日", "r"))
    assert (said(letter)["number"], said(letter)["to"]) == (shown, ["各科室"])


@pytest.mark.parametrize("written", [
    "公元2023年3月5日", "（盖章）2023年3月5日", "贰零贰叁年叁月伍日", "二〇二三年叁月伍日", "2o23年3月5日", "2O23 年 3 月 5 日", "二〇二三.三.五", "2023 . 3 . 5", "日期：2023年3月5日", "2023年3 月5号",
    "二 〇 二 三 年 三 月 五 日", "2023年3月5日（印章）",
])  # fmt: skip
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    letter = paper(("某县纪委文件", "red", 36), ("关于某事的通知", "c"), "各科室：", "　　请于2023年4月1日前办理。", ("某县纪委", "r"), (written, "r"))
    assert said(letter)["date"] == dt.date(2023, 3, 5)


@pytest.mark.parametrize(("written", "listed"), [
    (("县财政局 县审计局：",), ["县财政局", "县审计局"]), (("县财政局：", "县审计局："), ["县财政局", "县审计局"]), (("张三（同志）：",), ["张三（同志）"]),
    (("省、市属驻县各单位：",), ["省、市属驻县各单位"]), (("县委并县政府：",), ["县委并县政府"]), (("尊敬的各位业主：",), ["各位业主"]), (("致：县财政局",), ["县财政局"]),
    (("县纪委（监委）、县委巡察办：",), ["县纪委（监委）", "县委巡察办"]),
])  # fmt: skip
def test_receivers_are_read_however_they_are_written(written: tuple[str, ...], listed: list[str]) -> None:
    letter = paper(("某县纪委文件", "red", 36), ("某纪〔2023〕12号", "c", 16), ("关于某事的通知", "c"), *written, "　　请办理。", ("某县纪委", "r"), ("2023年3月5日", "r"))
    assert said(letter)["to"] == listed


@pytest.mark.parametrize(("written", "listed"), [
    ("抄送：无", []), ("抄送：县委办公室 县政府办公室", ["县委办公室", "县政府办公室"]), ("抄送　县委办公室，县政府办公室。", ["县委办公室", "县政府办公室"]),
    ("抄送：县委办公室（2份），存档（3份）。", ["县委办公室（2份）", "存档（3份）"]), ("抄送单位：县委办公室", ["县委办公室"]), ("　　抄送文件应当规范。", []),
])  # fmt: skip
def test_copies_are_read_however_they_are_written(written: str, listed: list[str]) -> None:
    letter = paper(("关于某事的通知", "c"), "各科室：", "　　请办理。", ("某县纪委", "r"), ("2023年3月5日", "r"), written)
    assert said(letter)["cc"] == listed


@pytest.mark.parametrize("title", ["关于对某财函〔2020〕5号文的复函", "关于废止某财函〔2020〕5号文的通知"])
def test_numbers_in_the_title_and_in_the_text_are_not_the_letters(title: str) -> None:
    letter = paper((title, "c"), "县财政局：", "　　来函（某财函〔2020〕5号）收悉。", "　　某政发〔2001〕1号", ("某县纪委", "r"), ("2023年3月5日", "r"))
    assert (said(letter)["title"], said(letter)["number"]) == (title, "")


@pytest.mark.parametrize("habit", HABITS)
def test_letters_of_every_habit_are_read_back(habit: str) -> None:
    wrong: Counter[str] = Counter()
    for seed in range(EACH):
        rng = random.Random(f"{habit} {seed}")
        of = known(rng)
        found = said(read_back(HABITS[habit](rng, of), "old.docx"))
        expected = {"number": of.number, "date": of.date, "to": of.to, "title": of.title, "cc": of.cc, "issuer": of.issuers[0]}
        wrong.update(name for name, value in expected.items() if found[name] != value)
    assert dict(wrong) == {}


def test_an_order_has_its_mark_for_a_title() -> None:
    letter = paper(("某县人民政府令", "red", 40), ("第12号", "c", 16), "　　《办法》已经通过，现予公布，自2023年5月1日起施行。", ("县长　张三", "r"), ("2023年3月5日", "r"))
    assert (letter.format, said(letter)["title"], said(letter)["number"], said(letter)["date"]) == ("order", "某县人民政府令", "第12号", dt.date(2023, 3, 5))
