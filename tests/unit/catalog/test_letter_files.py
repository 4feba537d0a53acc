"""Files of kinds of letters from elsewhere, and how a filled template is known again."""

from __future__ import annotations

import time
from typing import Any

import pytest
import yaml

from app.catalog.letter_text import fits
from app.catalog.letters_loader import parse_letter_form
from app.catalog.places import forms_dir
from app.catalog.yamlfile import parse_yaml
from app.domain.errors import AppError, ErrorCode

TALK = forms_dir() / "letters" / "letter.talk_record.yaml"


def read(text: str) -> AppError:
    with pytest.raises(AppError) as caught:
        parse_letter_form(parse_yaml(text.encode("utf-8"), "来的文件.yaml"))
    return caught.value


@pytest.mark.parametrize(
    "value",
    ["!!int abc", "!!float zz", "!!bool maybe", "!!timestamp 2020-99-99", "!!python/object:os.system x", "1" * 6_000, "!own x"],
    ids=["int", "float", "bool", "day", "object", "long", "tag"],
)
def test_a_value_that_is_not_what_its_tag_says_is_refused_with_its_line(value: str) -> None:
    text = TALK.read_text(encoding="utf-8") + f"sealed: {value}\n"
    found = read(text.replace("sealed: false\n", "", 1))
    assert found.code is ErrorCode.BAD_DATA_FILE
    assert "来的文件.yaml 第" in found.where


@pytest.mark.parametrize("name", ["span", "rows"])
@pytest.mark.parametrize("value", [0, 0.5, -1, 101, "二"])
def test_a_cell_covers_a_whole_number_of_columns_and_rows(name: str, value: Any) -> None:
    table = {"columns": [1, 1], "rows": [[{"text": "甲", name: value}, "乙"]]}
    data = yaml.safe_load(TALK.read_text(encoding="utf-8")) | {"body": [{"table": table}], "blocks": [], "values": [], "prefill": {}}
    data = {k: v for k, v in data.items() if k not in ("needs", "owes", "title", "page_sign", "attachments", "receipt")} | {"title": "表"}
    assert name in read(yaml.safe_dump(data, allow_unicode=True)).where


@pytest.mark.parametrize(
    ("template", "text", "same"),
    [
        ("请于{day}前反馈。", "请于2026年12月1日前反馈。", True),
        ("请于{day}前反馈。", "请于2026年12月1日前反馈，并附材料。", False),
        ("{who}，{post}。", "张某某，某局局长。", True),
        ("{who}，{post}。", "张某某。", False),
        ("反馈。反馈{a}", "反馈。反", False),
        ("没有空的一句。", "没有空的一句。", True),
        ("没有空的一句。", "没有空的另一句。", False),
        ("{a}甲{b}甲", "甲", False),
        ("{a}甲{b}甲", "甲甲", True),
    ],
)
def test_a_filled_template_is_known_again(template: str, text: str, same: bool) -> None:
    assert fits(template, text) is same


def test_a_template_of_nothing_but_values_takes_no_time_to_compare() -> None:
    start = time.perf_counter()
    assert not fits("，".join(f"{{{c}}}" for c in "abcdefghijklmnopqrst") + "！", "，" * 5_000 + "。")
    assert time.perf_counter() - start < 1.0
