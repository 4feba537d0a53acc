"""Writes duties back as the plain data of a pack file: what duties_loader reads, this gives again.

Used for the unit's own packs, for what the store keeps of shipped ones, and to compare two versions.
Reading and checking are in duties_loader; nothing here decides what is right.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import yaml

from app.catalog.duties_rules import NODES, PARTS_OF_ONE
from app.domain.duties.dated import FLOW
from app.domain.duties.model import (
    Amount,
    ChargesTest,
    CompleteRule,
    CountRule,
    Denominator,
    DutyDef,
    EachPart,
    ExistsRule,
    FollowRule,
    ForbidRule,
    GradeMatrix,
    ManualRule,
    Need,
    Numerator,
    OrderRule,
    PrecedeRule,
    RatioRule,
    Rule,
    Step,
    ThresholdRule,
)
from app.domain.duties.selectors import (
    ANYTHING,
    Condition,
    Element,
    Match,
    Op,
    Per,
    RowCondition,
    Selector,
    Where,
)
from app.domain.periods import Span

if TYPE_CHECKING:
    from app.catalog.duties import DutyPack

Data = dict[str, Any]
PACK_KEYS = ("id", "title", "short", "title_origin", "issuer", "adopted", "normative")
_EMPTY: tuple[Any, ...] = (None, (), [], {}, "")


def pack_data(pack: DutyPack) -> Data:
    """A pack as the data of its file."""
    return {**head_data(pack), "duties": [duty_data(d) for d in pack.duties]}


def head_data(pack: DutyPack) -> Data:
    """What a pack says of itself, without its duties."""
    return {**_kept({name: getattr(pack, name) for name in PACK_KEYS}), "normative": pack.normative}


def duty_data(duty: DutyDef) -> Data:
    """A duty as the data of its entry, examples included."""
    found = _kept({
        "id": duty.id, "article_no": duty.article_no, "article": duty.article, "label": duty.label,
        "summary": duty.summary, "grade": duty.grade, "actors": _list(duty.actors), "tier": duty.tier,
        "frequency": duty.frequency, "applies_when": _list(duty.applies_when), "scope": duty.scope,
        "strength": duty.strength, "bearing": duty.bearing, "family": duty.family, "letters": _list(duty.letters),
        "note": duty.note, "config": dict(duty.config), "requires": _list(duty.requires),
    })  # fmt: skip
    if not duty.default_on:
        found["default_on"] = False
    found["rule"] = rule_data(duty.rule)
    if duty.examples:
        found["examples"] = [dict(e) for e in duty.examples]
    return found


def pack_yaml(data: Mapping[str, Any]) -> str:
    """Pack data as the text of a file: examples one JSON object a line, as the shipped packs have them."""
    duties = [
        {**d, "examples": _Lines("".join(json.dumps(e, ensure_ascii=False) + "\n" for e in d["examples"]))}
        if d.get("examples")
        else d
        for d in data["duties"]
    ]
    return yaml.dump(
        {**data, "duties": duties}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110
    )


def fingerprint(data: Mapping[str, Any]) -> str:
    """What a duty says, in 16 hex digits. Examples do not judge anything and do not count."""
    said = {k: v for k, v in data.items() if k != "examples"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


class _Lines(str):
    """A text written as a block of lines."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """No aliases: pack files must not hold any."""

    def ignore_aliases(self, data: object) -> bool:
        return True


_Dumper.add_representer(
    _Lines, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")
)


def _kept(data: Data) -> Data:
    return {name: value for name, value in data.items() if value not in _EMPTY}


def _list(values: Sequence[Any]) -> list[Any]:
    return [v.value if isinstance(v, Per | Match) else v for v in values]


def number(value: float) -> int | float:
    """A whole number without its point."""
    return int(value) if value == int(value) else value


def _amount(amount: Amount | None) -> Any:
    if amount is None:
        return None
    if amount.param:
        return {"param": amount.param}
    return None if amount.value is None else number(amount.value)


# --- selectors -------------------------------------------------------------
def selector_data(selector: Selector | None) -> Data | None:
    """A selector as `{kinds, where}`."""
    return (
        None
        if selector is None
        else _kept({"kinds": list(selector.kinds), "where": where_data(selector.where)})
    )


def where_data(where: Where | None) -> Data | None:
    """Conditions on a fact; None for none."""
    if where is None or where == ANYTHING:
        return None
    return _kept({
        "topics": list(where.topics), "by": list(where.by), "lecturer": list(where.lecturer),
        "leader": list(where.leader), "chair": list(where.chair), "owner": list(where.owner),
        "recipients": list(where.recipients), "attendance_role": where.attendance_role,
        "attendee_org": where.attendee_org, "about": where.about, "linked": list(where.linked),
        "states": list(where.states), "fields": [_condition(c) for c in where.conditions],
        "rows": [_row(r) for r in where.rows], "any_of": [[_condition(c) for c in g] for g in where.any_of],
    })  # fmt: skip


def _condition(one: Condition) -> Data:
    value: Any
    if one.op in (Op.FILLED, Op.EMPTY):
        value = True
    elif one.param and one.param.startswith(FLOW):
        value = dict(zip(("flow", "param"), one.param.removeprefix(FLOW).split(":"), strict=True))
    elif one.param:
        value = {"param": one.param}
    elif one.other:
        value = {"field": one.other}
    elif one.op in (Op.IS, Op.NOT):
        value = one.values[0] if len(one.values) == 1 else list(one.values)
    else:
        value = number(one.values[0])
    return {"field": one.field, one.op.value: value}


def _row(one: RowCondition) -> Data:
    return {"table": one.table, "fields": [_condition(c) for c in one.conditions]}


def _element(one: Element) -> Data:
    return _kept({
        "label": one.label, "linked": list(one.linked), "any_filled": list(one.any_filled),
        "states": list(one.states), "named": one.named, "names": one.names, "together": one.together or None,
    })  # fmt: skip


def _need(one: Need) -> Any:
    more = _kept({
        "where": where_data(one.facts.where), "elements": [_element(e) for e in one.elements],
        "for_changes": list(one.for_changes),
    })  # fmt: skip
    return {"kinds": list(one.facts.kinds), **more}


# --- rules -----------------------------------------------------------------
def rule_data(rule: Rule) -> Data:
    """A rule as the data of its entry."""
    match rule:
        case CountRule():
            found = _count(rule)
        case FollowRule():
            found = _follow(rule)
        case PrecedeRule():
            found = _precede(rule)
        case CompleteRule():
            found = _complete(rule)
        case RatioRule():
            found = _ratio(rule)
        case OrderRule():
            found = _order(rule)
        case ExistsRule():
            found = _exists(rule)
        case ForbidRule():
            found = _forbid(rule)
        case ThresholdRule():
            found = _threshold(rule)
        case ManualRule():
            found = _manual(rule)
    return _kept({"type": type(rule).__name__.removesuffix("Rule").lower(), **found})


def _facts(selector: Selector) -> Data:
    return {"kinds": list(selector.kinds), "where": where_data(selector.where)}


def _match(match: tuple[Match, ...], usual: tuple[Match, ...]) -> list[str] | None:
    return None if match == usual else _list(match)


def _count(rule: CountRule) -> Data:
    lower = rule.per in (Per.SUBORDINATE, Per.WEAK_SUBORDINATE)
    return {
        **_facts(rule.facts), "period": NODES if rule.nodes else rule.period.value,
        "least": None if rule.least == Amount(1) else _amount(rule.least), "most": _amount(rule.most),
        "per": None if rule.per is Per.UNIT else rule.per.value,
        "match": _match(rule.match, (Match.ORGANISER if lower else Match.SUBJECT,)), "parts": list(rule.parts),
        "parts_list": rule.parts_list, "elements": [_element(e) for e in rule.elements], "deadline": rule.deadline,
        "last_year_until": _amount(rule.last_year_until), "told_at": selector_data(rule.told_at),
        "warn_months": rule.warn_months or None, "list": rule.list_name,
        "least_of": {kind: _amount(amount) for kind, amount in rule.least_of}, "items": selector_data(rule.items),
        "closed": where_data(rule.closed), "nodes": rule.nodes, "around": _amount(rule.around),
        "parts_setting": rule.parts_setting, "serves": dict(rule.serves),
    }  # fmt: skip


def _follow(rule: FollowRule) -> Data:
    return {
        "trigger": selector_data(rule.trigger), "needs": [_need(n) for n in rule.needs],
        "mode": PARTS_OF_ONE if rule.parts else None if rule.every else "any",
        "not_before": _span(rule.not_before) if rule.not_before else None, "within": _amount(rule.within),
        "timeless": rule.timeless or None, "per": rule.per.value if rule.per else None, "served": _amount(rule.served),
        "refreshed": _refreshed(rule.refreshed) if rule.refreshed else None, "day_field": rule.day_field,
    }  # fmt: skip


def _refreshed(rule: ExistsRule) -> Data:
    return _kept({"per": rule.per.value, "refresh": rule.refresh, "match": _match(rule.match, (Match.SUBJECT,))})


def _span(span: Span) -> str:
    return (
        "P"
        + (f"{span.months}M" if span.months else "")
        + (f"{span.days}D" if span.days or not span.months else "")
    )


def _precede(rule: PrecedeRule) -> Data:
    return {
        "trigger": selector_data(rule.trigger), "needs": [_need(n) for n in rule.needs],
        "mode": None if rule.every else "any", "per": rule.per.value if rule.per else None,
        "day_field": rule.day_field, "deny": selector_data(rule.deny),
        "pairs": rule.pairs.value if rule.pairs else None, "coverage": rule.coverage,
    }  # fmt: skip


def _complete(rule: CompleteRule) -> Data:
    matrix = rule.matrix
    return {
        **_facts(rule.facts), "fields": list(rule.fields), "each": [_each(e) for e in rule.each],
        "matrix": _matrix(matrix) if matrix else None, "steps": [_step(s) for s in rule.steps],
    }  # fmt: skip


def _step(one: Step) -> Data:
    return {"label": one.label, "field": one.field, "after": one.after, "days": _amount(one.days)}


def _each(one: EachPart) -> Data:
    return {
        "table": one.table,
        "among": one.among,
        **({} if one.person == "person" else {"person": one.person}),
    }


def _matrix(one: GradeMatrix) -> Data:
    allowed = {grade: list(forms) for grade, forms in one.allowed.items()}
    return {"grade": one.grade, "form": one.form, "allowed": allowed, "deviation": list(one.deviation)}


def _ratio(rule: RatioRule) -> Data:
    return {
        "denominator": _denominator(rule.denominator), "numerator": _numerator(rule.numerator),
        "share": _amount(rule.share), "period": rule.period.value if rule.period else "none",
    }  # fmt: skip


def _denominator(one: Denominator) -> Data:
    return _kept({
        "records": selector_data(one.facts), "people": _list(one.people), "list": one.list_name,
        "by_due": one.by_due or None, "of_subordinates": one.of_subordinates or None,
        "within_list": one.within_list, "list_setting": one.list_setting,
    })  # fmt: skip


def _numerator(one: Numerator) -> Data:
    return _kept({
        "how": one.how.value, "records": selector_data(one.facts), "where": where_data(one.where),
        "match": _match(one.match, (Match.SUBJECT,)), "field": one.field, "apart": one.apart,
        "days_before": one.days_before or None,
    })  # fmt: skip


def _order(rule: OrderRule) -> Data:
    return {
        **_facts(rule.facts), "rows": rule.rows, "items": rule.items, "item_field": rule.item_field,
        "place": None if rule.last else "first", "switch": rule.switch,
        "gives": {"table": rule.gives[0], "person": rule.gives[1]} if rule.gives else None,
    }  # fmt: skip


def _exists(rule: ExistsRule) -> Data:
    return {
        **_facts(rule.facts), "valid_in": rule.valid_in.value if rule.valid_in else None,
        "per": None if rule.per is Per.UNIT else rule.per.value,
        "match": _match(rule.match, (Match.OWNER, Match.ACTOR, Match.SUBJECT)), "tags": list(rule.tags),
        "deadline": rule.deadline, "parts_list": rule.parts_list, "refresh": rule.refresh,
    }  # fmt: skip


def _forbid(rule: ForbidRule) -> Data:
    dissent = rule.dissent
    return {
        **_facts(rule.facts), "when": where_data(rule.when), "charges": _charges(rule.charges),
        "dissent": {"lists": list(dissent.lists), "meeting": dissent.meeting, "item": dissent.item} if dissent else None,
    }  # fmt: skip


def _charges(one: ChargesTest | None) -> Data | None:
    if one is None:
        return None
    whole = {"roles": list(one.roles), "matters": list(one.matters), "words": list(one.words)}
    return {**whole, **_kept({"outside": one.outside or None, "setting": one.setting})}


def _threshold(rule: ThresholdRule) -> Data:
    return {
        **_facts(rule.facts), "done": where_data(rule.done) or {}, "below": _amount(rule.below), "then": list(rule.then),
    }  # fmt: skip


def _manual(rule: ManualRule) -> Data:
    period = "once" if rule.period is None else None if rule.period.value == "year" else rule.period.value
    return {"evidence": list(rule.evidence.kinds), "period": period}
