"""An example of a duty as parts: records in the sample office, the day, and what should come out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.catalog.records import FieldDef, FieldType
from app.domain.duties.results import DutyState
from app.services.duty_parts import (
    YES_NO,
    Choices,
    Key,
    Options,
    Part,
    choice,
    group,
    part_of,
    rows,
    several,
    text,
)
from app.services.duty_words import STATE_LABELS
from app.services.sample_office import PEOPLE
from app.services.scenario_bodies import BodyReader

UNITS: Options = (("u1", "本单位"), ("v1", "质监站（下级）"), ("v2", "园林所（下级）"))
WHO = {
    "p1": "主要负责人", "p2": "班子成员", "p3": "班子成员", "p4": "班子成员", "p5": "班子成员", "p6": "纪检负责人",
    "p7": "组织部门负责人", "p8": "一般干部", "p9": "部门负责人", "q1": "质监站主要负责人", "q2": "园林所主要负责人",
    "q3": "质监站纪检委员", "q4": "园林所纪检负责人",
}  # fmt: skip
PERSONS: Options = tuple((i, f"{name}（{WHO[i]}）") for i, name in PEOPLE.items())
STATES: Options = tuple((s.value, STATE_LABELS[s]) for s in DutyState)
HIDDEN = ("id", "kind", "date", "state", "entered")


def example_start(kinds: tuple[str, ...], year: int) -> dict[str, Any]:
    """A new example: one record of the first kind, judged at the beginning of the next year."""
    records = [{"id": "r1", "kind": kinds[0], "date": f"{year}-05-10"}] if kinds else []
    expect = {"period": str(year), "subject": "u1", "state": "met"}
    return {"as_of": f"{year + 1}-01-10", "records": records, "expect": expect}


def spelt_out(of: Choices, example: Mapping[str, Any]) -> dict[str, Any]:
    """An example whose records are in their forms' own shape instead of the short spellings of scenario files."""
    records = [_spelt_record(of, r) for r in example.get("records") or ()]
    return {**example, "records": records}


def _spelt_record(of: Choices, record: Mapping[str, Any]) -> dict[str, Any]:
    form = of.catalog.records.of_kind(str(record.get("kind")))
    if form is None:
        return dict(record)
    apart = {k: record[k] for k in ("id", "kind", "state", "entered") if k in record}
    body = BodyReader(form, of.catalog.vocab).read({k: v for k, v in record.items() if k not in apart})
    return {**apart, **body}


def example_part(of: Choices, example: Mapping[str, Any]) -> Part:
    """One example, with the fields of the kinds its records have."""
    ids = tuple((str(r.get("id")), f"第 {n} 条记录") for n, r in enumerate(example.get("records") or (), 1))
    expect = group(
        "应当评成",
        Key("period", choice("时期", ids, "2024、2024H1、2024Q2；一事一评的选触发的那条记录。", free=True), True),
        Key("subject", choice("对象", (*UNITS, *PERSONS), free=True), True),
        Key("state", choice("状态", STATES), True),
        Key("count", Part("number", "次数")),
        Key("need", Part("number", "应有次数")),
        Key("records", several("算数的记录", ids)),
        Key("missing", Part("words", "还缺的代码")),
    )
    approval = group(
        "一次签批",
        Key("state", choice("结论", ((s, w) for s, w in STATES if s in ("exempt", "manual_met", "manual_unmet"))), True),
        Key("by", several("签批的两个人", PERSONS), True),
        Key("period", text("时期")), Key("subject", choice("对象", (*UNITS, *PERSONS), free=True)), Key("reason", text("理由")),
        Key("records", several("看过的记录", ids)),
    )  # fmt: skip
    post = group(
        "一个任职",
        Key("person", choice("人", PERSONS), True), Key("unit", choice("单位", UNITS), True),
        Key("roles", several("身份", of.words("actor")), True), Key("from", Part("day", "从"), True),
        Key("to", Part("day", "到")), Key("title", text("职务")), Key("fields", Part("words", "分管")),
    )  # fmt: skip
    return group(
        "示例",
        Key("as_of", Part("day", "评价日"), True),
        Key("records", rows("记录", lambda record: record_part(of, record, ids), {}), True),
        Key("expect", expect, True),
        Key("settings", Part("map", "参数设为", options=of.params, item=of.setting)),
        Key("lists", Part("map", "名单", options=of.words("list_kind"), item=Part("words", "名单里有"))),
        Key("posts", rows("任职（不写就用示例单位的）", post, {"person": "p1", "unit": "u1", "roles": [], "from": "2021-06-01"})),
        Key("approvals", rows("签批", approval, {"state": "exempt", "by": []})),
    )


def record_part(of: Choices, record: Mapping[str, Any], ids: Options) -> Part:
    """One record of an example: kind and day, then the fields of its form."""
    form = of.catalog.records.of_kind(str(part_of(record, "kind") or ""))
    keys = [Key("kind", choice("种类", of.kinds, reshapes=True), True), Key("date", Part("day", "日期"), True)]
    files = {f.id for f in form.fields if f.type is FieldType.ATTACHMENTS} if form is not None else set()
    if form is not None:
        usual = (form.base.get("actor"), form.base.get("subject"), form.base.get("topics"))
        keys += [Key(f.id, _field(of, f, ids)) for f in form.fields if f.id in usual]
        keys.append(Key("state", choice("状态", ((s.code, s.label) for s in form.states), "不写就是已定稿。")))
        keys.append(Key("entered", Part("day", "补录日期")))
        keys += [Key(f.id, _field(of, f, ids)) for f in form.fields if f.id not in (*usual, *HIDDEN)]
    return group("记录", *(k for k in keys if k.name not in files))


def _field(of: Choices, field: FieldDef, ids: Options) -> Part:
    match field.type:
        case FieldType.LONG_TEXT:
            return Part("long", field.label)
        case FieldType.DATE:
            return Part("day", field.label)
        case FieldType.INTEGER | FieldType.MONEY:
            return Part("number", field.label)
        case FieldType.FLAG:
            return Part("values", field.label, options=YES_NO)
        case FieldType.CHOICE:
            made = several if field.many else choice
            return made(field.label, of.words(field.vocab or ""), free=field.open)
        case FieldType.MULTI_CHOICE:
            return several(field.label, of.words(field.vocab or ""), free=field.open)
        case FieldType.PERSON:
            who = (*PERSONS, *UNITS, *of.words("actor")) if field.allow_unit else (*PERSONS, *of.words("actor"))
            return several(field.label, who) if field.many else choice(field.label, who)
        case FieldType.UNIT:
            return several(field.label, UNITS) if field.many else choice(field.label, UNITS)
        case FieldType.RECORD_LINK:
            return several(field.label, ids) if field.many else choice(field.label, ids)
        case FieldType.PEOPLE:
            role = choice("身份", of.words(field.vocab or ""))
            one = group("一人", Key("person", choice("人", PERSONS), True), Key("role", role, True), Key("unit", choice("单位", UNITS)))
            return rows(field.label, one, {"person": "p1"})
        case FieldType.TABLE | FieldType.ORDERED_TABLE:
            return rows(field.label, group("一行", *(Key(c.id, _field(of, c, ids)) for c in field.columns)), {})
        case _:
            return Part("words", field.label) if field.many else text(field.label)
