"""Deviations of wording are found in documents of other programs, as docx and as PDF, and nothing else is said."""

from __future__ import annotations

import random

import pytest
from letterdata import PROFILE, letter
from officemade import Settings, build, pieces
from planted import Planted
from plantedwords import WORDS, add, annex, right_annexes
from test_planted import MANNERS

from app.catalog.places import forms_dir
from app.documents.checking.known import shipped
from app.documents.examine import Report, examine_bytes
from app.documents.render import render_pdf_bytes

KNOWN = shipped(forms_dir())


def examined(chosen: list[Planted], manner: str, long: int = 2) -> Report:
    rows, settings = pieces(long), Settings()
    for planted in chosen:
        planted.plant(rows, settings)
    return examine_bytes(build(rows, settings, manner), "a.docx", PROFILE, known=KNOWN)


@pytest.mark.parametrize("planted", WORDS, ids=lambda p: p.name)
def test_a_deviation_of_wording_is_found_alone(planted: Planted) -> None:
    rules = {d.rule for d in examined([planted], MANNERS[WORDS.index(planted) % 3]).deviations}
    assert rules & set(planted.rules), rules
    assert not rules - set(planted.rules) - set(planted.also)


@pytest.mark.parametrize("planted", WORDS, ids=lambda p: p.name)
def test_every_check_of_wording_can_be_left_out_by_name_and_by_topic(planted: Planted) -> None:
    rows, settings = pieces(2), Settings()
    planted.plant(rows, settings)
    raw = build(rows, settings, "direct")
    found = {d.rule for d in examine_bytes(raw, "a.docx", PROFILE, known=KNOWN).deviations if d.topic == "writing"}
    without = frozenset(found)
    left = examine_bytes(raw, "a.docx", PROFILE, without=without, known=KNOWN)
    assert not {d.rule for d in left.deviations} & found
    assert not set(left.checked) & found
    assert not [d for d in examine_bytes(raw, "a.docx", PROFILE, without=frozenset({"writing"}), known=KNOWN).deviations if d.topic == "writing"]


def test_attachments_that_are_as_announced_are_no_deviation() -> None:
    rows, settings = pieces(2), Settings()
    right_annexes(rows, settings)
    assert examine_bytes(build(rows, settings, "direct"), "a.docx", PROFILE, known=KNOWN).deviations == ()


def test_an_attachment_that_is_sent_apart_is_no_deviation() -> None:
    rows, settings = pieces(2), Settings()
    add("note", *annex("附件2", "联系人名单"))(rows, settings)
    assert examine_bytes(build(rows, settings, "styles"), "a.docx", PROFILE, known=KNOWN).deviations == ()


def test_two_deviations_of_wording_at_once_are_both_found() -> None:
    chance = random.Random(11)
    planted, hit, wrong, said = 0, 0, 0, 0
    for _ in range(80):
        chosen = [p for p in chance.sample(WORDS, 2) if p.name.split()[0] not in {"letter", "title"}]
        words = [p for p in chosen if p.plant.__qualname__.startswith("text")]
        if len(words) > 1:
            chosen = chosen[:1]
        try:
            report = examined(chosen, chance.choice(MANNERS))
        except AssertionError:
            continue  # the second changes what the first took away
        rules = {d.rule for d in report.deviations}
        planted += len(chosen)
        hit += sum(bool(rules & set(p.rules)) for p in chosen)
        said += len(rules)
        wrong += len(rules - {r for p in chosen for r in (*p.rules, *p.also)})
    assert planted > 60
    assert hit / planted >= 0.95
    assert wrong / said <= 0.05


PDF_WORDS = {
    "半角标点": "请你单位认真对照检查,逐条明确责任人和完成时限，按期完成整改任务。",
    "日期不存在": "请你单位认真对照检查，逐条明确责任人和完成时限，于2026年2月30日前报告。",
    "并列标号间顿号": "请你单位认真对照《工作规则》、《整改办法》，逐条明确责任人和完成时限。",
    "自称与发文机关": "我局将对你单位整改情况开展检查，请逐条明确责任人和完成时限。",
    "引用依据时效": "请你单位根据《中华人民共和国行政监察法》的规定，逐条明确责任人和完成时限。",
}


@pytest.mark.parametrize("rule", PDF_WORDS)
def test_wording_is_checked_in_a_pdf_too_and_its_place_is_told(rule: str) -> None:
    raw = render_pdf_bytes(letter("general", title="关于做好整改工作的通知", body=[{"text": PDF_WORDS[rule]}]), PROFILE)
    found = [d for d in examine_bytes(raw, "a.pdf", PROFILE, known=KNOWN).deviations if d.topic == "writing"]
    assert [d.rule for d in found] == [rule]
    assert all(spot.page == 1 and spot.rect for d in found for spot in d.spots)


def test_what_a_kind_of_letter_owes_is_asked_when_its_title_tells_the_kind() -> None:
    short = letter("letter", body=[{"text": "你单位民主生活会整改措施有五条未完成，请抓紧整改。"}], cc=[])
    said = list(examine_bytes(render_pdf_bytes(short, PROFILE), "a.pdf", PROFILE, known=KNOWN).deviations)
    assert {d.rule for d in said} == {"纪律检查建议书必备内容"}
    assert len(said) == 2
    full = letter("letter", body=[{"text": "你单位民主生活会整改措施有五条未完成，请于2026年12月20日前整改并书面回复。"}])
    assert examine_bytes(render_pdf_bytes(full, PROFILE), "a.pdf", PROFILE, known=KNOWN).deviations == ()
