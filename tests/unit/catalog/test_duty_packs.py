"""Duty packs are read strictly: every mistake names file, line and field."""

from __future__ import annotations

import pytest

from app.catalog.duties_loader import parse_pack
from app.catalog.places import forms_dir
from app.catalog.vocab import load_vocabularies
from app.catalog.yamlfile import parse_yaml
from app.domain.duties.model import CountRule, FollowRule
from app.domain.errors import AppError

VOCAB = load_vocabularies(forms_dir() / "vocab")
PACK = """
id: own-2026
title: 本单位办法
duties:
  - id: own-2026/3/hear
    article_no: "3"
    article: 第三条
    label: 每季度听取汇报
    summary: 每季度听取一次汇报。
    config: {min_per_year: null, within_days: 30}
    rule:
      type: count
      kinds: [mtg.discipline_hear]
      where: {topics: [petition], by: principal}
      period: year
      least: {param: min_per_year}
  - id: own-2026/4/follow
    article_no: "4"
    article: 第四条
    label: 及时提醒
    summary: 发现苗头及时提醒。
    config: {within_days: 30}
    rule:
      type: follow
      trigger: {kinds: [event.tendency]}
      needs: [talk.remind]
      within: {param: within_days}
"""


def read(text: str = PACK):  # type: ignore[no-untyped-def]
    return parse_pack(parse_yaml(text.encode(), "own.yaml"), VOCAB)


def test_a_pack_is_read_into_typed_rules() -> None:
    first, second = read().duties
    assert isinstance(first.rule, CountRule)
    assert isinstance(second.rule, FollowRule)
    assert (first.type_name, first.config["min_per_year"]) == ("count", None)


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("type: count", "type: guess", "guess"),
        ("kinds: [mtg.discipline_hear]", "kinds: [mtg.unknown]", "mtg.unknown"),
        ("topics: [petition]", "topics: [weather]", "weather"),
        ("by: principal", "by: emperor", "emperor"),
        ("{param: min_per_year}", "{param: other}", "other"),
        ("period: year", "period: week", "week"),
        ("period: year\n", "period: year\n      per: recipient\n", "parts"),
        ("id: own-2026/4/follow", "id: own-2026/5/follow", "own-2026/4/"),
        ("label: 及时提醒", "label: 及时提醒\n    color: red", "color"),
        ("type: follow", "type: follow\n      not_before: 两个月", "P2M"),
    ],
)
def test_a_mistake_names_file_line_and_field(old: str, new: str, part: str) -> None:
    with pytest.raises(AppError) as caught:
        read(PACK.replace(old, new))
    assert caught.value.where.startswith("own.yaml 第 ")
    assert part in caught.value.sentence()
