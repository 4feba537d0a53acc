"""A mistake in a workflow file is refused with its file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.catalog.workflows import Known, Workflows, load_workflows, param_fits
from app.domain.errors import AppError, ErrorCode

HEAD = """id: own
label: 自定流程
lead: {form: suggestion, states: [ss.issued]}
params:
  days: {label: 天数, unit: 天, default: null}
steps:
  - {id: one, label: 第一步, done: {fields: [issued_at]}}
"""


def read(catalog: Catalog, folder: Path, step: str, text: str = HEAD) -> Workflows:
    (folder / "own.yaml").write_text(text + (f"  - {step}\n" if step else ""), encoding="utf-8")
    return load_workflows(folder, Known(catalog.records, catalog.vocab, catalog.letters, catalog.rights))


def test_a_step_waits_for_the_one_before_it_unless_it_says_otherwise(catalog: Catalog, tmp_path: Path) -> None:
    found = read(catalog, tmp_path, "{id: two, label: 第二步, done: {fields: [feedback_at]}}")
    flow = found.find("own")
    assert flow is not None
    assert [s.after for s in flow.steps] == [(), ("one",)]
    assert [f.id for f in found.leading("suggestion", "ledger.suggestion")] == ["own"]
    assert found.leading("talk", "talk.heart") == ()


@pytest.mark.parametrize(("step", "words"), [
    ("{id: two, label: 二, done: {fields: [no_such]}}", "没有字段“no_such”"),
    ("{id: two, label: 二, done: {states: [ss.nowhere]}}", "没有状态“ss.nowhere”"),
    ("{id: two, label: 二, done: {linked: {kinds: [talk.nothing]}}}", "没有记录种类“talk.nothing”"),
    ("{id: two, label: 二, done: {linked: {forms: [nothing]}}}", "没有表单“nothing”"),
    ("{id: two, label: 二, done: {linked: {by: link}}}", "kinds 或 forms"),
    ("{id: two, label: 二, done: {linked: {kinds: [talk.heart], by: chance}}}", "“chance”不在可用的值里"),
    ("{id: two, label: 二, done: {linked: {kinds: [talk.heart], field: title}}}", "不是关联记录的字段"),
    ("{id: two, label: 二, done: {linked: {kinds: [talk.heart], where: {linked: {kinds: [talk.heart]}}}}}", "不能再写 linked"),
    ("{id: two, label: 二, done: {values: {title: [x], nothing: [y]}}}", "没有字段“nothing”"),
    ("{id: two, label: 二, done: {number: {field: title, at_least: 1}}}", "不是数"),
    ("{id: two, label: 二, done: {not: {fields: [urged_at]}}}", "不能用 not"),
    ("{id: two, label: 二, done: {any_of: [{overdue: one}]}}", "不能用 overdue"),
    ("{id: two, label: 二, done: {}}", "至少要有一个条件"),
    ("{id: two, label: 二, done: {day: issued_at}}", "至少要有一个条件"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, after: [three]}", "前面没有步骤“three”"),
    ("{id: one, label: 二, done: {fields: [urged_at]}}", "步骤“one”重复"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, blocks: [fly]}", "没有办理步骤“fly”"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, optional: true, blocks: [assess]}", "不能挡住"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, holds: [assess]}", "not_before"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, otherwise: 因为}", "没有 when"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, due: {days: 3}}", "日期要从一处算起"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, due: {start: true, after: one}}", "日期要从一处算起"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, due: {field: title}}", "不是日期"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, due: {start: true, days: {param: weeks}}}", "没有参数“weeks”"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, due: {start: true, by: 03-32x}}", "月-日"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, due: {start: true, end_of: week}}", "“week”不在可用的值里"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, who: [{actor: emperor}]}", "没有职务代码“emperor”"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, who: [{role: auditor}]}", "“auditor”不在可用的值里"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, who: [{field: title}]}", "不是"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, offers: [{transition: fly}]}", "没有办理步骤“fly”"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, offers: [{new: talk.nothing}]}", "没有记录种类“talk.nothing”"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, offers: [{new: talk.heart, copy: {nothing: title}}]}", "没有字段“nothing”"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, offers: [{new: talk.heart, link: content}]}", "没有关联记录的字段"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, offers: [{letter: letter.love}]}", "没有文书“letter.love”"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, offers: [{letter: letter.reminder, link: links}]}", "不用写 link"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, offers: [{transition: cc, fill: [title]}]}", "写一种"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, when: {param: {weeks: [1]}}}", "没有参数“weeks”"),
    ("{id: two, label: 二, done: {fields: [urged_at]}, colour: red}", "不认识的键“colour”"),
    ("{id: two, label: 二}", "缺少键“done”"),
])  # fmt: skip
def test_a_mistake_is_named_with_its_place(catalog: Catalog, tmp_path: Path, step: str, words: str) -> None:
    with pytest.raises(AppError) as caught:
        read(catalog, tmp_path, step)
    assert caught.value.code is ErrorCode.BAD_DATA_FILE
    assert words in caught.value.message + caught.value.action
    assert caught.value.where.startswith("own.yaml 第 ")
    assert "steps.[1]" in caught.value.where or "第 8 行" in caught.value.where


def test_the_id_is_the_name_of_the_file(catalog: Catalog, tmp_path: Path) -> None:
    with pytest.raises(AppError, match="文件名一致"):
        read(catalog, tmp_path, "", HEAD.replace("id: own", "id: other"))


@pytest.mark.parametrize(("unit", "value", "fits"), [
    ("天", 0, True), ("天", -1, False), ("天", "3", False), ("天", True, False), ("%", 100, True), ("%", 101, False),
    ("日期", "02-29", True), ("日期", "13-01", False), ("是否", False, True), ("是否", 1, False), ("元", 10**9, True),
])  # fmt: skip
def test_values_fit_the_unit_of_a_parameter(unit: str, value: object, fits: bool) -> None:
    assert param_fits(unit, value) is fits
