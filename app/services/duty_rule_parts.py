"""The whole of a duty as parts: what it is, whom it binds, the keys of each rule type with their choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.catalog.catalog import Catalog
from app.catalog.duty_labels import GRADES, PERIODS, RULES
from app.domain.duties.model import Doneness
from app.services.duty_parts import (
    MATCH_OPTIONS,
    PER_OPTIONS,
    Choices,
    Key,
    Part,
    choice,
    group,
    kinds_of,
    part_of,
    rows,
    several,
    text,
)

Rule = Mapping[str, Any]
MODES = (("every", "都要有"), ("any", "有其中之一"), ("parts", "都要有，有一部分的算部分"))
DONE = {
    Doneness.ITSELF: "记录自己符合条件", Doneness.LINKED: "有关联的记录", Doneness.SUBJECT: "有关于本人的记录",
    Doneness.NAMED: "在名单里列名", Doneness.NUMBER: "与另一种记录数目相等",
}  # fmt: skip
STARTS: Mapping[str, Mapping[str, Any]] = {
    "count": {"kinds": [], "period": "year", "least": 1},
    "follow": {"trigger": {"kinds": []}, "needs": [{"kinds": []}]},
    "precede": {"trigger": {"kinds": []}, "needs": [{"kinds": []}]},
    "complete": {"kinds": [], "fields": []},
    "ratio": {"denominator": {"records": {"kinds": []}}, "numerator": {"how": "itself", "where": {}}, "share": 1, "period": "year"},
    "order": {"kinds": [], "rows": ""},
    "exists": {"kinds": []},
    "forbid": {"kinds": [], "when": {}},
    "threshold": {"kinds": [], "done": {}, "below": 0.7, "then": []},
    "manual": {"evidence": []},
}  # fmt: skip


def another_type(rule: Rule, name: str) -> dict[str, Any]:
    """A rule of another type, with the kinds that were chosen."""
    made: dict[str, Any] = {"type": name, **STARTS[name]}
    kinds = list(kinds_of(rule) or kinds_of(part_of(rule, "trigger")) or part_of(rule, "evidence") or [])
    if "kinds" in made:
        made["kinds"] = kinds
    elif "trigger" in made:
        made["trigger"] = {"kinds": kinds}
    elif "evidence" in made:
        made["evidence"] = kinds
    return made


def duty_part(catalog: Catalog, data: Mapping[str, Any]) -> Part:
    """Everything of a duty but its examples, as the editor shows it."""
    of = Choices(catalog, data.get("config") or {})
    manual = part_of(data.get("rule"), "type") == "manual"
    letters = tuple((code, form.label) for code, form in catalog.letters.items() if not form.retired)
    return group(
        "职责",
        Key("label", text("名称", "24 字以内，例如：每季度听取汇报"), True),
        Key("article", text("条款", "例如：第三条第二款"), True),
        Key("summary", Part("long", "说明", "用自己的话写清要做什么，不抄条文。"), True),
        Key("actors", several("责任主体", of.words("actor")), True),
        Key("tier", choice("责任层级", of.words("responsibility_tier")), True),
        Key("frequency", choice("频次", of.words("frequency")), True),
        Key("rule", rule_part(of, data.get("rule") or {}), True),
        *(() if manual else (Key("grade", choice("来源", ((g, w) for g, w in GRADES.items() if g), "次数由单位定的，设了参数以后才评价。"), True),)),
        Key("applies_when", several("适用条件", of.words("applies_when"), "都具备才评价。")),
        Key("config", _config(of), False),
        Key("requires", several("没有设定就不评价的参数", of.params)),
        Key("letters", several("出现缺口时可起草", letters)),
        Key("strength", choice("约束力", of.words("normative_strength"))),
        Key("scope", choice("适用范围", of.words("scope"))),
        Key("bearing", choice("方向", of.words("bearing"))),
        Key("family", text("同类职责的名字", "由同一批记录证明的职责写同一个名字，不重复计数。")),
        Key("note", Part("long", "备注")),
    )


def _config(of: Choices) -> Part:
    return Part("map", "参数", "本单位可在“设置参数”里改的数。", options=tuple(of.names.items()), item=of.setting, reshapes=True)


def rule_part(of: Choices, rule: Rule) -> Part:
    """The rule, by its type."""
    name = str(rule.get("type") or "count")
    kinds = kinds_of(rule)
    types = choice("怎样清点", ((n, f"{label}：{words}") for n, (label, words) in RULES.items()), reshapes=True)
    keys = _RULES[name](of, rule, kinds)
    return group("规则", Key("type", types, True), *keys)


def _facts(of: Choices, rule: Rule, kinds: tuple[str, ...]) -> tuple[Key, ...]:
    return Key("kinds", of.kinds_part(), True), Key("where", of.where("条件", kinds))


def _periods(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple((n, PERIODS[n]) for n in names)


def _list(of: Choices, label: str) -> Part:
    return choice(label, of.words("list_kind"))


def _count(of: Choices, rule: Rule, kinds: tuple[str, ...]) -> tuple[Key, ...]:
    each = Part("map", "各种的次数", options=of.kinds, item=of.amount("次数"))
    serves = Part("map", "本身就算某一份的种类", options=of.kinds, item=choice("算哪一份", of.all_words(), free=True))
    items = rule.get("items")
    return (
        *_facts(of, rule, kinds),
        Key("period", choice("多久一次", _periods("year", "half", "quarter", "term", "calendar_node"), reshapes=True), True),
        Key("least", of.amount("至少几次"), True),
        Key("most", of.amount("最多几次")),
        Key("per", choice("对谁", PER_OPTIONS, "不写就是本单位。", reshapes=True)),
        Key("match", several("凭什么认出是谁", MATCH_OPTIONS)),
        Key("parts", several("要分别有", of.all_words(), free=True)),
        Key("parts_list", _list(of, "要分别有（按名单）")),
        Key("least_of", each),
        Key("elements", of.elements(kinds)),
        Key("deadline", choice("期限参数", of.params)),
        Key("last_year_until", of.amount("次年几月底以前算上一年度")),
        Key("told_at", of.selector("已在这里办过的不再要求", rule.get("told_at"))),
        Key("warn_months", Part("number", "任期届满前几个月起提醒")),
        Key("list", _list(of, "对象按名单")),
        Key("items", of.selector("没有销号的条目", items)),
        Key("closed", of.where("怎样算销号", kinds_of(items))),
        Key("nodes", choice("节点日历参数", of.params)),
        Key("around", of.amount("前后多少天")),
        Key("parts_setting", text("场景文件里的名单名")),
        Key("serves", serves),
    )  # fmt: skip


def _needs(of: Choices) -> Part:
    return rows("要有", of.need, {"kinds": []})


def _follow(of: Choices, rule: Rule, _kinds: tuple[str, ...]) -> tuple[Key, ...]:
    return (
        Key("trigger", of.selector("有了什么以后", rule.get("trigger")), True),
        Key("needs", _needs(of), True),
        Key("within", of.amount("多少天之内", "不限天数的不写。")),
        Key("timeless", Part("flag", "没有设定天数时，从次日起没有就为逾期", "不勾选的，没有设定天数就显示“待配置”。")),
        Key("mode", choice("几种都写的", MODES)),
        Key("not_before", text("满多久以后才算", "写作 P2M（两个月）、P30D（三十天）。")),
        Key("per", choice("按谁看", (("person", "当事人"), ("subordinate", "下级单位")))),
        Key("served", of.amount("任同一职务满几年的人都要提到")),
        Key("refreshed", _refreshed(of)),
        Key("day_field", choice("从哪一天起", of.fields(kinds_of(rule.get("trigger")), columns=False), free=True)),
    )


def _refreshed(of: Choices) -> Part:
    return group(
        "另外每隔一段时间每人都要有",
        Key("per", choice("每个人", PER_OPTIONS), True),
        Key("refresh", choice("多久更新（参数）", of.params), True),
        Key("match", several("凭什么认出是谁", MATCH_OPTIONS)),
    )


def _precede(of: Choices, rule: Rule, _kinds: tuple[str, ...]) -> tuple[Key, ...]:
    trigger = rule.get("trigger")
    return (
        Key("trigger", of.selector("在什么之前", trigger), True),
        Key("needs", _needs(of), True),
        Key("mode", choice("几种都写的", MODES[:2])),
        Key("per", choice("按谁看", (("person", "当事人"), ("subordinate", "下级单位")))),
        Key("day_field", choice("以哪一天为准", of.fields(kinds_of(trigger), columns=False), free=True)),
        Key("deny", of.selector("没有办就不该有的记录", rule.get("deny"))),
        Key("pairs", choice("谁与谁两两都要有", (("member", "班子成员"), ("team_member", "班子里每个人")))),
        Key("coverage", choice("两两还是每人一次（参数）", of.params)),
    )


def _complete(of: Choices, rule: Rule, kinds: tuple[str, ...]) -> tuple[Key, ...]:
    among = choice("谁", (("member", "班子成员"), ("attendee", "到会的人")))
    each = group("每人一行", Key("table", choice("明细", of.tables(kinds), free=True), True), Key("among", among, True), Key("person", text("人所在的列")))
    fields = of.fields(kinds, columns=False)
    matrix = group(
        "等次与形式相当",
        Key("grade", choice("等次", fields, free=True), True),
        Key("form", choice("形式", fields, free=True), True),
        Key("allowed", Part("map", "哪个等次用哪些形式", options=of.all_words(), item=several("形式", of.all_words())), True),
        Key("deviation", several("不相当时要填", fields, free=True), True),
    )
    return (
        *_facts(of, rule, kinds),
        Key("fields", several("要填的", fields, "明细里每行都要填的写作 表[列,列]。", free=True), True),
        Key("each", rows("每个人都要有一行", each, {"table": "", "among": "member"})),
        Key("matrix", matrix),
        Key("steps", rows("应在多少天内填", _step(of, kinds), {"label": "", "field": "", "after": "", "days": 30})),
    )


def _step(of: Choices, kinds: tuple[str, ...]) -> Part:
    days = of.fields(kinds, columns=False)
    return group(
        "一步",
        Key("label", text("这一步叫什么"), True),
        Key("field", choice("要填的", days, free=True), True),
        Key("after", choice("从哪一天算起", days, free=True), True),
        Key("days", of.amount("多少天以内"), True),
    )


def _ratio(of: Choices, rule: Rule, _kinds: tuple[str, ...]) -> tuple[Key, ...]:
    base, done = rule.get("denominator") or {}, rule.get("numerator") or {}
    records = part_of(done, "records")
    whole = group(
        "应办的",
        Key("records", of.selector("记录", part_of(base, "records"))),
        Key("people", several("人", PER_OPTIONS)),
        Key("list", _list(of, "名单")),
        Key("by_due", Part("flag", "只看到期的")),
        Key("of_subordinates", Part("flag", "下级单位的")),
        Key("within_list", _list(of, "只看名单里的")),
        Key("list_setting", text("场景文件里的名单名")),
    )
    numerator = group(
        "办了的",
        Key("how", choice("怎样算办了", ((d.value, label) for d, label in DONE.items())), True),
        Key("records", of.selector("记录", records)),
        Key("where", of.where("条件", kinds_of(part_of(base, "records")))),
        Key("match", several("凭什么认出是谁", MATCH_OPTIONS)),
        Key("field", choice("名单字段", (*of.fields(kinds_of(records), columns=False), *of.kinds), free=True)),
        Key("apart", choice("另算的名单字段", of.fields(kinds_of(records), columns=False), free=True)),
        Key("days_before", Part("number", "事前多少天内的也算")),
    )
    return (
        Key("denominator", whole, True),
        Key("numerator", numerator, True),
        Key("share", of.amount("要占到（1 是全部，0.5 是一半）"), True),
        Key("period", choice("多久一看", _periods("year", "half", "quarter", "term", "none")), True),
    )


def _order(of: Choices, rule: Rule, kinds: tuple[str, ...]) -> tuple[Key, ...]:
    items = str(rule.get("items") or "")
    tables = of.columns(kinds, items) if items else of.tables(kinds)
    return (
        *_facts(of, rule, kinds),
        Key("items", choice("逐项看的明细", of.tables(kinds), "不写的，看整条记录。", reshapes=True)),
        Key("rows", choice("记次序的明细", tables, free=True), True),
        Key("item_field", choice("只看填了这一列的", of.columns(kinds, items), free=True)),
        Key("place", choice("主要负责人", (("last", "最后"), ("first", "最先")))),
        Key("gives", _gives(of, rule, kinds)),
        Key("switch", choice("可以不看次序（参数）", of.params)),
    )


def _gives(of: Choices, rule: Rule, kinds: tuple[str, ...]) -> Part:
    table = str(part_of(rule.get("gives"), "table") or "")
    return group(
        "还要在明细里有一行",
        Key("table", choice("明细", of.tables(kinds), free=True, reshapes=True), True),
        Key("person", choice("人所在的列", of.columns(kinds, table), free=True), True),
    )


def _exists(of: Choices, rule: Rule, kinds: tuple[str, ...]) -> tuple[Key, ...]:
    return (
        *_facts(of, rule, kinds),
        Key("valid_in", choice("每一期都要有效", _periods("year", "half", "quarter"))),
        Key("per", choice("对谁", PER_OPTIONS, "不写就是本单位。")),
        Key("match", several("凭什么认出是谁", MATCH_OPTIONS)),
        Key("tags", several("要分别涉及", of.words("institution_tag"))),
        Key("deadline", choice("期限参数", of.params)),
        Key("parts_list", _list(of, "部门按名单")),
        Key("refresh", choice("多久更新（参数）", of.params)),
    )


def _forbid(of: Choices, rule: Rule, kinds: tuple[str, ...]) -> tuple[Key, ...]:
    charges = group(
        "不能分管",
        Key("roles", several("谁", of.words("actor")), True),
        Key("matters", several("事项", of.all_words(), free=True), True),
        Key("words", Part("words", "或者写着这些词"), True),
        Key("outside", Part("flag", "事项以外的都不能")),
        Key("setting", choice("本单位另定的事项（参数）", of.params)),
    )
    fields = of.fields(kinds, columns=False)
    dissent = group(
        "反对的人不能列入",
        Key("lists", several("名单字段", fields, free=True), True),
        Key("meeting", choice("哪次会议", fields, free=True), True),
        Key("item", choice("哪项议题", fields, free=True), True),
    )
    return (
        *_facts(of, rule, kinds),
        Key("when", of.where("不能出现的情形", kinds)),
        Key("charges", charges),
        Key("dissent", dissent),
    )


def _threshold(of: Choices, rule: Rule, kinds: tuple[str, ...]) -> tuple[Key, ...]:
    letters = tuple((c, f.label) for c, f in of.catalog.letters.items() if not f.retired)
    return (
        *_facts(of, rule, kinds),
        Key("done", of.where("怎样算办了", kinds), True),
        Key("below", of.amount("低于多少（0.7 是七成）"), True),
        Key("then", several("提议起草", letters), True),
    )


def _manual(of: Choices, _rule: Rule, _kinds: tuple[str, ...]) -> tuple[Key, ...]:
    return (
        Key("evidence", several("可以参看的记录", of.kinds), True),
        Key("period", choice("多久认定一次", _periods("year", "half", "quarter", "once"))),
    )


_RULES: Mapping[str, Callable[[Choices, Rule, tuple[str, ...]], tuple[Key, ...]]] = {
    "count": _count, "follow": _follow, "precede": _precede, "complete": _complete, "ratio": _ratio,
    "order": _order, "exists": _exists, "forbid": _forbid, "threshold": _threshold, "manual": _manual,
}  # fmt: skip
