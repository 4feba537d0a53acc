"""Forms and packs written from docs/forms.md alone: they load with their examples, and mistakes are named with their place."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog, load_catalog
from app.catalog.places import forms_dir
from app.domain.errors import AppError, ErrorCode
from app.services.scenarios import evaluate_scenario, list_duties, load_scenario

sys.path.insert(0, str(Path(__file__).parents[1] / "duties"))
from office import example_scenario, fits, scenario

EXTRA = Path(__file__).parents[2] / "data" / "forms_extra"
KINDS = {"watch": ("watch.daily", "watch.holiday"), "visit": ("visit.home", "visit.company"), "gift": ("gift.goods", "gift.money")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped files with the strange ones among them."""
    target = tmp_path / "forms"
    shutil.copytree(forms_dir(), target)
    shutil.copytree(EXTRA, target, dirs_exist_ok=True)
    return target


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Their catalog, read once."""
    target = tmp_path_factory.mktemp("forms")
    shutil.copytree(forms_dir(), target, dirs_exist_ok=True)
    shutil.copytree(EXTRA, target, dirs_exist_ok=True)
    return load_catalog(target)


def refused(folder: Path) -> AppError:
    with pytest.raises(AppError) as caught:
        load_catalog(folder)
    assert caught.value.code is ErrorCode.BAD_DATA_FILE
    return caught.value


def change(folder: Path, file: str, old: str, new: str) -> int:
    """Put other text in place; returns the line of it."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("form", KINDS)
def test_a_form_brings_its_kinds_and_words_with_it(strange: Catalog, form: str) -> None:
    assert strange.records.get(form).kinds == KINDS[form]
    assert all(strange.vocab.knows(k) and strange.vocab.label(k) != k for k in KINDS[form])
    assert strange.records.of_kind(KINDS[form][0]) is strange.records.get(form)


def test_the_pack_is_listed_beside_the_shipped_ones(strange: Catalog) -> None:
    listed = [one for one in list_duties(strange) if one["pack"] == "watch-2026"]
    assert [one["type"] for one in listed] == ["count", "complete", "follow"]
    assert len(list_duties(strange)) == 500


@pytest.mark.parametrize(
    "duty",
    ["watch-2026/2/lead", "watch-2026/3/filled", "watch-2026/4/report", "visit-1/1/often", "gift-1/5/handed"],
)
def test_its_examples_hold(strange: Catalog, duty: str) -> None:
    examples = strange.duties.get(duty).examples
    assert examples
    for example in examples:
        found = evaluate_scenario(load_scenario(example_scenario(duty, example), strange))["results"]
        assert any(fits(row, example["expect"]) for row in found), (example, found)


def test_a_scenario_may_use_the_common_columns_or_the_fields_of_the_form(strange: Catalog) -> None:
    common = {"id": "w1", "kind": "watch.daily", "date": "2024-05-10", "actor": "p2", "subject": "v1"}
    own = {"id": "w1", "kind": "watch.daily", "date": "2024-05-10", "leader": "p2", "unit": "v1"}
    found = [evaluate_scenario(load_scenario(scenario(r, packs=["watch-2026"]), strange)) for r in (common, own)]
    assert found[0] == found[1]
    row = next(r for r in found[0]["results"] if (r["period"], r["subject"]) == ("2024Q2", "p2"))
    assert (row["state"], row["records"]) == ("met", ["w1"])


def test_a_form_whose_day_has_another_name_is_judged_by_it(strange: Catalog) -> None:
    record = {"id": "g1", "kind": "gift.goods", "day": "2024-06-10", "name": "茶叶", "value": 300, "receiver": "p6", "disposed": "上交"}
    found = evaluate_scenario(load_scenario(scenario(record, packs=["gift-1"]), strange))["results"]
    assert [(r["period"], r["state"]) for r in found] == [("2024", "met")]


MISTAKES = [
    ("records/watch.yaml", "{code: watch.daily, label: 日常值班}", "watch.daily", "kinds", "写法不对"),
    ("records/watch.yaml", "{code: watch.daily, label: 日常值班}", "{code: 日常值班, label: 日常值班}", "kinds[0].code", "字母"),
    ("records/watch.yaml", "{code: watch.daily, label: 日常值班}", "{code: watch.daily}", "kinds[0]", "label"),
    ("records/watch.yaml", "{code: watch.daily,", "{code: talk.heart,", "kinds[0]", "已经用作"),
    ("records/watch.yaml", "type: money, section: 基本情况", "type: number, section: 基本情况", "fields[6].type", "可用的值"),
    ("records/watch.yaml", "vocab: watch_result}", "vocab: watch_state}", "fields[9].columns[4].vocab", "没有词表"),
    ("records/watch.yaml", "columns: [date, kind, title, leader, allowance, state]", "columns: [date, boss]", "columns", "boss"),
    ("records/watch.yaml", "base: {title: title, date: date,", "base: {title: title,", "base", "日期"),
    ("records/watch.yaml", "page: ledgers", "page: 台账", "page", "可用"),
    ("records/watch.yaml", "label: 值班带班记录\n", "", "", "label"),
    ("records/gift.yaml", "id: gift_kind,", "id: talk_kind,", "vocabularies[0]", "已经有了"),
    ("duties/watch-2026.yaml", "kinds: [watch.daily, watch.holiday]", "kinds: [日常值班]", "duties[0].rule.kinds", "请写代码 watch.daily"),
    ("duties/watch-2026.yaml", "kinds: [watch.daily, watch.holiday]", "kinds: [integrity]", "duties[0].rule.kinds[0]", "没有哪张表单"),
    ("duties/watch-2026.yaml", "fields: [leader, handover,", "fields: [leader, hand_over,", "duties[1].rule.fields[1]", "hand_over"),
    ("duties/watch-2026.yaml", "matters[person,result]", "matters[person,outcome]", "duties[1].rule.fields[2]", "outcome"),
    ("duties/watch-2026.yaml", "{field: cost, at_least: 1000}", "{field: price, at_least: 1000}", "field", "price"),
    ("duties/watch-2026.yaml", "within: {param: within_days}", "within: {param: days}", "duties[2].rule.within.param", "没有参数"),
    ("duties/watch-2026.yaml", "per: member", "per: members", "duties[0].rule.per", "可用"),
    ("duties/watch-2026.yaml", "id: watch-2026/2/lead", "id: watch/2/lead", "duties[0].id", "开头"),
    ("duties/watch-2026.yaml", "    summary: 班子成员每个季度至少带班一次。\n", "", "duties[0]", "summary"),
]


@pytest.mark.parametrize(("file", "old", "new", "field", "word"), MISTAKES)
def test_a_mistake_is_named_with_file_line_and_field(
    folder: Path, file: str, old: str, new: str, field: str, word: str
) -> None:
    line = change(folder, file, old, new)
    error = refused(folder)
    assert Path(file).name in str(error.where)
    assert field.replace("[", ".[") in str(error.where)
    assert word in f"{error}{error.action}"
    named = int(str(error.where).split("第 ")[1].split(" 行")[0])
    assert abs(named - line) <= 12
