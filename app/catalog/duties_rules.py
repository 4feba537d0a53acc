"""Reads the rule of a duty, one reader per rule type (docs/forms.md, 职责)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from app.catalog.duties_selectors import Reader
from app.catalog.vocab import Vocabularies
from app.catalog.yamlfile import Node
from app.domain.duties.model import (
    Amount,
    ChargesTest,
    CompleteRule,
    CountRule,
    Denominator,
    DissentTest,
    Doneness,
    EachPart,
    ExistsRule,
    FollowRule,
    ForbidRule,
    GradeMatrix,
    ManualRule,
    Need,
    Numerator,
    OrderRule,
    Population,
    PrecedeRule,
    RatioRule,
    Rule,
    Step,
    ThresholdRule,
)
from app.domain.duties.selectors import PARTS, Match, Per, Selector
from app.domain.periods import PeriodUnit, Span, parse_span

_E = TypeVar("_E", bound=StrEnum)
NODES = "calendar_node"
PARTS_OF_ONE = "parts"


def parse_rule(node: Node, vocab: Vocabularies, params: frozenset[str]) -> Rule:
    """One rule; `type` says which keys may follow."""
    found = dict(node.items())
    if "type" not in found:
        node.place.fail("缺少键“type”。", f"可用：{'、'.join(_READERS)}。")
    return _READERS[found["type"].one_of(list(_READERS))](node, Reader(vocab, params))


def _enum(keys: Mapping[str, Node], name: str, kind: type[_E], default: _E) -> _E:
    return kind(keys[name].one_of([m.value for m in kind])) if name in keys else default


def _enums(keys: Mapping[str, Node], name: str, kind: type[_E], default: tuple[_E, ...]) -> tuple[_E, ...]:
    if name not in keys:
        return default
    node = keys[name]
    items = node.list() if node.is_list else [node]
    return tuple(kind(n.one_of([m.value for m in kind])) for n in items)


def _list_name(keys: Mapping[str, Node], name: str, read: Reader) -> str | None:
    return keys[name].one_of(read.vocab.get("list_kind").codes()) if name in keys else None


def _selector(keys: Mapping[str, Node], read: Reader) -> Selector:
    return Selector(read.kinds(keys["kinds"]), read.where(keys.get("where")))


def _match(keys: Mapping[str, Node], default: tuple[Match, ...]) -> tuple[Match, ...]:
    return _enums(keys, "match", Match, default)


def _deadline(keys: Mapping[str, Node], read: Reader) -> str | None:
    return read.param(keys["deadline"]) if "deadline" in keys else None


def _count(node: Node, read: Reader) -> CountRule:
    keys = node.keys(
        ("type", "kinds", "period"),
        ("where", "least", "most", "per", "match", "parts", "parts_list", "elements", "deadline",
         "last_year_until", "told_at", "warn_months", "list", "least_of", "items", "closed", "nodes", "around",
         "parts_setting", "serves"),
    )  # fmt: skip
    per = _enum(keys, "per", Per, Per.UNIT)
    if per in PARTS and not {"parts", "parts_list", "least_of"} & set(keys):
        node.place.fail(f"按“{per.value}”分项的要写明 parts、parts_list 或 least_of。")
    if (per is Per.OPEN_RECTIFICATION) is not ("items" in keys):
        node.place.fail("按未销号条目的要写明 items；其他的不能写 items。")
    if ("nodes" in keys) is not (keys["period"].text() == NODES) or ("nodes" in keys) is not ("around" in keys):
        node.place.fail("按节点日历的，period 写 calendar_node，并写明 nodes 和 around。")
    parts = keys["parts"].texts() if "parts" in keys else ()
    lower = Match.ORGANISER if per in (Per.SUBORDINATE, Per.WEAK_SUBORDINATE) else Match.SUBJECT
    return CountRule(
        facts=_selector(keys, read),
        period=_period(keys["period"]),
        least=read.amount(keys.get("least"), 1),
        most=read.amount(keys.get("most")) if "most" in keys else Amount(),
        per=per,
        match=_match(keys, (lower,)),
        parts=parts,
        parts_list=_list_name(keys, "parts_list", read),
        elements=read.elements(keys.get("elements")),
        deadline=_deadline(keys, read),
        last_year_until=read.amount(keys["last_year_until"]) if "last_year_until" in keys else Amount(),
        told_at=read.selector(keys["told_at"]) if "told_at" in keys else None,
        warn_months=keys["warn_months"].integer() if "warn_months" in keys else 0,
        list_name=_list_name(keys, "list", read),
        least_of=_least_of(keys.get("least_of"), read),
        items=read.selector(keys["items"]) if "items" in keys else None,
        closed=read.where(keys.get("closed")),
        nodes=read.param(keys["nodes"]) if "nodes" in keys else None,
        around=read.amount(keys.get("around")),
        parts_setting=keys["parts_setting"].code() if "parts_setting" in keys else None,
        serves=tuple((k, n.one_of(parts)) for k, n in keys["serves"].items()) if "serves" in keys else (),
    )


def _period(node: Node) -> PeriodUnit:
    """The period of a count; the calendar of nodes has days instead, and is read by years."""
    found = node.one_of([*(p.value for p in PeriodUnit), NODES])
    return PeriodUnit.YEAR if found == NODES else PeriodUnit(found)


def _least_of(node: Node | None, read: Reader) -> tuple[tuple[str, Amount], ...]:
    if node is None:
        return ()
    for kind, value in node.items():
        if not read.vocab.knows(kind):
            value.place.fail(f"没有记录种类“{kind}”。")
    return tuple((kind, read.amount(value)) for kind, value in node.items())


def _every(keys: Mapping[str, Node], *more: str) -> bool:
    return "mode" not in keys or keys["mode"].one_of(["every", "any", *more]) != "any"


def _per(keys: Mapping[str, Node]) -> Per | None:
    return Per(keys["per"].one_of([Per.PERSON.value, Per.SUBORDINATE.value])) if "per" in keys else None


def _span(node: Node) -> Span:
    try:
        return parse_span(node.text())
    except ValueError:
        node.place.fail("时间长度应写成 P2M、P30D 这样。")


def _follow(node: Node, read: Reader) -> FollowRule:
    keys = node.keys(("type", "trigger", "needs"), ("mode", "not_before", "within", "timeless", "per", "served", "refreshed", "day_field"))
    needs = tuple(read.need(n) for n in keys["needs"].list())
    return FollowRule(
        trigger=read.selector(keys["trigger"]),
        needs=needs,
        every=_every(keys, PARTS_OF_ONE),
        parts="mode" in keys and keys["mode"].text() == PARTS_OF_ONE,
        not_before=_span(keys["not_before"]) if "not_before" in keys else None,
        within=read.amount(keys["within"]) if "within" in keys else None,
        timeless=keys["timeless"].flag() if "timeless" in keys else False,
        per=_per(keys),
        served=read.amount(keys["served"]) if "served" in keys else None,
        refreshed=_refreshed(keys["refreshed"], read, needs) if "refreshed" in keys else None,
        day_field=keys["day_field"].text() if "day_field" in keys else None,
    )


def _refreshed(node: Node, read: Reader, needs: tuple[Need, ...]) -> ExistsRule:
    """The records that must be there anew for each person in every period of a setting."""
    keys = node.keys(("per", "refresh"), ("match",))
    return ExistsRule(
        facts=Selector(tuple(kind for need in needs for kind in need.facts.kinds)),
        per=_enum(keys, "per", Per, Per.LEADER),
        match=_match(keys, (Match.SUBJECT,)),
        refresh=read.param(keys["refresh"]),
    )


def _precede(node: Node, read: Reader) -> PrecedeRule:
    keys = node.keys(("type", "trigger", "needs"), ("mode", "per", "day_field", "deny", "pairs", "coverage"))
    return PrecedeRule(
        trigger=read.selector(keys["trigger"]),
        needs=tuple(read.need(n) for n in keys["needs"].list()),
        every=_every(keys),
        per=_per(keys),
        day_field=keys["day_field"].text() if "day_field" in keys else None,
        deny=read.selector(keys["deny"]) if "deny" in keys else None,
        pairs=Per(keys["pairs"].one_of([Per.MEMBER.value, Per.TEAM_MEMBER.value])) if "pairs" in keys else None,
        coverage=read.param(keys["coverage"]) if "coverage" in keys else None,
    )


def _complete(node: Node, read: Reader) -> CompleteRule:
    keys = node.keys(("type", "kinds"), ("where", "fields", "each", "matrix", "steps"))
    each = keys["each"].list() if "each" in keys else []
    return CompleteRule(
        facts=_selector(keys, read),
        fields=keys["fields"].texts() if "fields" in keys else (),
        each=tuple(_each(n) for n in each),
        matrix=_matrix(keys["matrix"]) if "matrix" in keys else None,
        steps=tuple(_step(n, read) for n in keys["steps"].list()) if "steps" in keys else (),
    )


def _step(node: Node, read: Reader) -> Step:
    keys = node.keys(("field", "after", "days", "label"))
    return Step(keys["field"].text(), keys["after"].text(), read.amount(keys["days"]), keys["label"].text())


def _each(node: Node) -> EachPart:
    keys = node.keys(("table", "among"), ("person",))
    return EachPart(
        keys["table"].text(),
        keys["person"].text() if "person" in keys else "person",
        keys["among"].one_of(["member", "attendee"]),
    )


def _matrix(node: Node) -> GradeMatrix:
    keys = node.keys(("grade", "form", "allowed", "deviation"))
    return GradeMatrix(
        grade=keys["grade"].text(),
        form=keys["form"].text(),
        allowed={grade: forms.texts() for grade, forms in keys["allowed"].items()},
        deviation=keys["deviation"].texts(),
    )


def _ratio(node: Node, read: Reader) -> RatioRule:
    keys = node.keys(("type", "denominator", "numerator", "share", "period"))
    period = keys["period"].one_of([*(p.value for p in PeriodUnit), "none"])
    return RatioRule(
        denominator=_denominator(keys["denominator"], read),
        numerator=_numerator(keys["numerator"], read),
        share=read.amount(keys["share"]),
        period=None if period == "none" else PeriodUnit(period),
    )


def _denominator(node: Node, read: Reader) -> Denominator:
    keys = node.keys((), ("records", "people", "list", "by_due", "of_subordinates", "within_list", "list_setting"))
    listed = _list_name(keys, "list", read)
    people = _enums(keys, "people", Per, ())
    if "records" in keys:
        population = Population.RECORDS
    elif people or listed:
        population = Population.PEOPLE if people else Population.LIST
    else:
        node.place.fail("分母要写 records、people 或 list 之一。")
    return Denominator(
        population=population,
        facts=read.selector(keys["records"]) if "records" in keys else None,
        people=people,
        list_name=listed,
        by_due=keys["by_due"].flag() if "by_due" in keys else False,
        of_subordinates=keys["of_subordinates"].flag() if "of_subordinates" in keys else False,
        within_list=_list_name(keys, "within_list", read),
        list_setting=keys["list_setting"].code() if "list_setting" in keys else None,
    )


def _numerator(node: Node, read: Reader) -> Numerator:
    keys = node.keys(("how",), ("records", "where", "match", "field", "apart", "days_before"))
    how = _enum(keys, "how", Doneness, Doneness.ITSELF)
    if how is not Doneness.ITSELF and "records" not in keys:
        node.place.fail("这种分子要写 records。")
    return Numerator(
        how=how,
        facts=read.selector(keys["records"]) if "records" in keys else None,
        where=read.where(keys.get("where")),
        match=_match(keys, (Match.SUBJECT,)),
        field=keys["field"].text() if "field" in keys else None,
        apart=keys["apart"].text() if "apart" in keys else None,
        days_before=keys["days_before"].integer() if "days_before" in keys else 0,
    )


def _order(node: Node, read: Reader) -> OrderRule:
    keys = node.keys(("type", "kinds", "rows"), ("where", "items", "item_field", "place", "gives", "switch"))
    return OrderRule(
        facts=_selector(keys, read),
        rows=keys["rows"].text(),
        items=keys["items"].text() if "items" in keys else None,
        item_field=keys["item_field"].text() if "item_field" in keys else None,
        last="place" not in keys or keys["place"].one_of(["last", "first"]) == "last",
        gives=_gives(keys["gives"]) if "gives" in keys else None,
        switch=read.param(keys["switch"]) if "switch" in keys else None,
    )


def _gives(node: Node) -> tuple[str, str]:
    keys = node.keys(("table", "person"))
    return keys["table"].text(), keys["person"].text()


def _exists(node: Node, read: Reader) -> ExistsRule:
    keys = node.keys(("type", "kinds"), ("where", "valid_in", "per", "match", "tags", "deadline", "parts_list", "refresh"))
    return ExistsRule(
        facts=_selector(keys, read),
        valid_in=PeriodUnit(keys["valid_in"].one_of(["year", "half", "quarter"])) if "valid_in" in keys else None,
        per=_enum(keys, "per", Per, Per.UNIT),
        match=_match(keys, (Match.OWNER, Match.ACTOR, Match.SUBJECT)),
        tags=read.words(keys, "tags", "institution_tag"),
        deadline=_deadline(keys, read),
        parts_list=_list_name(keys, "parts_list", read),
        refresh=read.param(keys["refresh"]) if "refresh" in keys else None,
    )


def _forbid(node: Node, read: Reader) -> ForbidRule:
    keys = node.keys(("type", "kinds"), ("where", "when", "charges", "dissent"))
    if len([k for k in ("when", "charges", "dissent") if k in keys]) != 1:
        node.place.fail("禁止类要写且只写 when、charges、dissent 之一。")
    return ForbidRule(
        facts=_selector(keys, read),
        when=read.where(keys["when"]) if "when" in keys else None,
        charges=_charges(keys["charges"], read) if "charges" in keys else None,
        dissent=_dissent(keys["dissent"]) if "dissent" in keys else None,
    )


def _charges(node: Node, read: Reader) -> ChargesTest:
    keys = node.keys(("roles", "matters", "words"), ("outside", "setting"))
    return ChargesTest(
        roles=keys["roles"].texts(),
        matters=keys["matters"].texts(),
        words=keys["words"].texts(),
        outside=keys["outside"].flag() if "outside" in keys else False,
        setting=read.param(keys["setting"]) if "setting" in keys else None,
    )


def _dissent(node: Node) -> DissentTest:
    keys = node.keys(("lists", "meeting", "item"))
    return DissentTest(keys["lists"].texts(), keys["meeting"].text(), keys["item"].text())


def _threshold(node: Node, read: Reader) -> ThresholdRule:
    keys = node.keys(("type", "kinds", "done", "below", "then"), ("where",))
    return ThresholdRule(
        facts=_selector(keys, read),
        done=read.where(keys["done"]),
        below=read.amount(keys["below"]),
        then=read.kinds(keys["then"]),
    )


def _manual(node: Node, read: Reader) -> ManualRule:
    keys = node.keys(("type", "evidence"), ("period",))
    period = keys["period"].one_of(["year", "half", "quarter", "once"]) if "period" in keys else "year"
    return ManualRule(
        evidence=Selector(read.kinds(keys["evidence"])),
        period=None if period == "once" else PeriodUnit(period),
    )


_READERS: Mapping[str, Callable[[Node, Reader], Rule]] = {
    "count": _count,
    "follow": _follow,
    "precede": _precede,
    "complete": _complete,
    "ratio": _ratio,
    "order": _order,
    "exists": _exists,
    "forbid": _forbid,
    "threshold": _threshold,
    "manual": _manual,
}
