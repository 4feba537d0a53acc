"""Every rule can be said in Chinese, from the rule itself."""

from __future__ import annotations

import re

import pytest

from app.catalog.catalog import Catalog
from app.catalog.duty_sentence import sentence


def test_every_shipped_duty_says_its_rule_in_chinese_words(catalog: Catalog) -> None:
    for duty in catalog.duties:
        said = sentence(duty, catalog.vocab, catalog.records)
        assert said.endswith("。"), duty.id
        assert said.count("（") == said.count("）"), said
        assert not re.search(r"[a-z]+[._][a-z]|None|\[|\{|。。|，。", said), said


@pytest.mark.parametrize(
    ("duty", "part"),
    [
        ("tianshui-2014/3.1.1/plenary-hear-report-yearly", "每年，本单位至少要有 1 次“党委全委会会议”（内容标签有“审议常委会落实主体责任报告”）"),
        ("tianshui-2014/4.5/principal-speaks-last", "“议题”的每一项（只看填了“议题的三重一大类别”的），主要负责人要最后出现在“发言和表态”的次序里"),
        ("tianjin-xunshi/2.2/rate-below-70-deep-check", "比例低于 70%时，提议起草“责令作出深刻检查通知”"),
        ("beijing-28/20/personal-matters-10pct", "在“个人有关事项报告抽查核实”的“抽查的人”里列名的要占到 10%"),
        ("beijing-28/6/tendency-criticize", "以后 若干天（参数“多少天之内”待设定）之内要有“批评教育”"),
        ("tianshui-2014/5.3/member-mutual-talk", "班子成员两两之间都要有，按参数“覆盖”（现为两两都谈）"),
    ],
)
def test_a_sentence_says_number_place_time_and_parameter(duty: str, part: str, catalog: Catalog) -> None:
    found = next(d for d in catalog.duties if d.id.endswith(duty.partition("/")[2]))
    assert part in sentence(found, catalog.vocab, catalog.records)


def test_a_parameter_of_the_unit_stands_in_the_sentence(catalog: Catalog) -> None:
    duty = next(d for d in catalog.duties if d.config.get("min_per_year", 0) is None)
    assert "待设定" in sentence(duty, catalog.vocab, catalog.records)
    assert "5 次" in sentence(duty, catalog.vocab, catalog.records, {"min_per_year": 5})
