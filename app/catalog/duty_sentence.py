"""A rule as Chinese sentences, made from the rule itself: what is counted, for whom, until when, what it gives.

For every duty, shipped or of the unit. The words of the duty (summary) are its author's; these are the rule's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.catalog.duty_conditions import Words
from app.catalog.duty_labels import PERIODS, PERS
from app.catalog.pairs import read_pairs
from app.catalog.places import resources_dir
from app.catalog.records import RecordForms
from app.catalog.vocab import Vocabularies
from app.domain.duties.model import (
    CompleteRule,
    CountRule,
    DutyDef,
    ExistsRule,
    FollowRule,
    ForbidRule,
    ManualRule,
    Need,
    Numerator,
    OrderRule,
    PrecedeRule,
    RatioRule,
    Rule,
    ThresholdRule,
)
from app.domain.duties.model import Doneness as Done
from app.domain.duties.selectors import PARTS, Per
from app.domain.periods import Span


def parameter_labels() -> dict[str, str]:
    """Chinese names of the duty parameters."""
    return read_pairs(resources_dir() / "i18n" / "parameters.yaml")


def sentence(
    duty: DutyDef, vocab: Vocabularies, records: RecordForms, own: Mapping[str, Any] | None = None
) -> str:
    """What a duty's rule asks, in words. own: the parameters the unit has set."""
    say = Words(vocab, records, parameter_labels(), {**duty.config, **(own or {})})
    text = _rule(duty.rule, say)
    if duty.requires:
        text += f"没有设定{'、'.join(say.param(n) for n in duty.requires)}时不评价。"
    return text


def _rule(rule: Rule, say: Words) -> str:
    match rule:
        case CountRule():
            return _count(rule, say)
        case FollowRule():
            return _follow(rule, say)
        case PrecedeRule():
            return _precede(rule, say)
        case CompleteRule():
            return _complete(rule, say)
        case RatioRule():
            return _ratio(rule, say)
        case OrderRule():
            return _order(rule, say)
        case ExistsRule():
            return _exists(rule, say)
        case ForbidRule():
            return _forbid(rule, say)
        case ThresholdRule():
            return _threshold(rule, say)
        case ManualRule():
            return _manual(rule, say)


def _count(rule: CountRule, say: Words) -> str:
    period = PERIODS["calendar_node"] if rule.nodes else PERIODS[rule.period.value]
    per = f"名单“{say.word(rule.list_name)}”里每一个" if rule.list_name else PERS[rule.per]
    whom = "本单位" if rule.per in PARTS else per
    least = say.amount(rule.least, "次")
    text = f"{period}，{whom}至少要有 {least}{say.records(rule.facts)}。"
    if rule.most.value is not None or rule.most.param:
        text += f"不能超过 {say.amount(rule.most, '次')}。"
    if rule.per in PARTS:
        text += _parts(rule, say)
    if rule.elements:
        text += f"每条记录还要有{say.elements(rule.elements)}，缺了算部分。"
    if rule.nodes:
        text += f"节点按{say.param(rule.nodes)}，节前节后各 {say.amount(rule.around, '天')}内都要有。"
    if rule.items is not None:
        closed = say.where(rule.closed, rule.items.kinds)
        text += f"条目指{say.records(rule.items)}" + (f"；{closed}的不再要求。" if closed else "。")
    if rule.deadline:
        text += f"期限按{say.param(rule.deadline)}，过了还没有为逾期。"
    if rule.last_year_until.param:
        text += f"次年年初的按{say.param(rule.last_year_until.param)}算上一年度。"
    elif rule.last_year_until.value:
        text += f"次年 {int(rule.last_year_until.value)} 月底以前的算上一年度。"
    if rule.told_at is not None:
        text += f"{say.records(rule.told_at)}里已有的人不再要求。"
    if rule.warn_months:
        text += f"任期届满前 {rule.warn_months} 个月起提醒。"
    return text


def _parts(rule: CountRule, say: Words) -> str:
    if rule.least_of:
        kinds = "；".join(f"{say.kind(kind)} {say.amount(amount, '次')}" for kind, amount in rule.least_of)
        whole = PERS[Per.BRANCH] if rule.per is Per.BRANCH else ""
        return f"{whole}各种要分别够数：{kinds}。"
    named = say.words(rule.parts) if rule.parts else f"名单“{say.word(rule.parts_list or '')}”"
    return f"{PERS[rule.per]}都要有（{named}），缺了几个算部分。"


def _needs(needs: tuple[Need, ...], say: Words, *, every: bool) -> str:
    said = [say.need(n) for n in needs]
    return f"有{said[0]}" if len(said) == 1 else ("同时有：" if every else "有其中之一：") + "；".join(said)


def _span(span: Span) -> str:
    months = f"{span.months} 个月" if span.months else ""
    return months + (f"{span.days} 天" if span.days or not months else "")


def _follow(rule: FollowRule, say: Words) -> str:
    start = f"满{_span(rule.not_before)}后" if rule.not_before else "以后"
    within = f" {say.amount(rule.within, '天')}之内" if rule.within is not None else ""
    whom = {None: "", Per.PERSON: "（按当事人看）"}.get(rule.per, "（按下级单位看）")
    day = f"（从“{say.field(rule.day_field, rule.trigger.kinds)}”起）" if rule.day_field else ""
    text = f"有了{say.records(rule.trigger)}{day}，{start}{within}要{_needs(rule.needs, say, every=rule.every)}{whom}。"
    if rule.within is None:
        text += "从次日起没有就为逾期。"
    elif rule.timeless:
        text += "没有设定天数时，从次日起没有就为逾期。"
    if rule.served is not None:
        text += f"任同一职务满{say.amount(rule.served, '年')}的人都要提到。"
    if rule.refreshed is not None:
        text += f"另外，{_exists(rule.refreshed, say)}"
    return text + ("有了一部分的一直算部分。" if rule.parts else "")


def _precede(rule: PrecedeRule, say: Words) -> str:
    day = f"（以“{say.field(rule.day_field, rule.trigger.kinds)}”为准）" if rule.day_field else ""
    text = f"在{say.records(rule.trigger)}之前{day}，要先{_needs(rule.needs, say, every=rule.every)}。"
    if rule.pairs is not None:
        both = "班子成员" if rule.pairs is Per.MEMBER else "班子里的人"
        each = f"，按{say.param(rule.coverage)}" if rule.coverage else ""
        text += f"{both}两两之间都要有{each}。"
    else:
        text += "当天办的也算；晚了为不符。"
    if rule.deny is not None:
        text += f"没有办而已有{say.records(rule.deny)}的，为不符。"
    return text


def _complete(rule: CompleteRule, say: Words) -> str:
    kinds = rule.facts.kinds
    asked = [_columns(f, say, kinds) for f in rule.fields]
    for one in rule.each:
        whom = "每个到会的人" if one.among == "attendee" else "每名班子成员"
        asked.append(f"{whom}在“{say.field(one.table, kinds)}”里有一行")
    text = f"每条{say.records(rule.facts)}都要有：{'、'.join(asked)}。" if asked else ""
    if rule.matrix is not None:
        pairs = "；".join(f"{say.word(g)}用{say.words(f, '或')}" for g, f in rule.matrix.allowed.items())
        grade, form = say.field(rule.matrix.grade, kinds), say.field(rule.matrix.form, kinds)
        why = "、".join(say.field(f, kinds) for f in rule.matrix.deviation)
        text += f"{say.records(rule.facts) if not asked else ''}“{form}”要与“{grade}”相当（{pairs}），不相当的要写明{why}。"
    for step in rule.steps:
        text += f"{step.label}应在“{say.field(step.after, kinds)}”后 {say.amount(step.days, '天')}以内，过了没有为逾期。"
    return text + "填了一部分算部分，都没填为逾期。"


def _columns(name: str, say: Words, kinds: tuple[str, ...]) -> str:
    table, bracket, columns = name.partition("[")
    if not bracket:
        return say.field(name, kinds)
    inner = "、".join(say.column(f"{table}[].{c.strip()}", kinds) for c in columns.partition("]")[0].split(",") if c)
    rest = columns.partition("].")[2]
    inner = say.column(f"{table}[].{rest}", kinds) if rest else inner
    return f"{say.field(table, kinds)}（每行有{inner}）"


def _ratio(rule: RatioRule, say: Words) -> str:
    base = rule.denominator
    if base.facts is not None:
        lower = "下级单位的" if base.of_subordinates else ""
        due = "到期的" if base.by_due else ""
        whole = f"{due}{lower}{say.records(base.facts)}"
    else:
        people = "、".join(PERS[p].removeprefix("每名").removeprefix("每个") for p in base.people)
        whole = f"名单“{say.word(base.list_name)}”" if base.list_name else people
    if base.within_list:
        whole += f"（只看名单“{say.word(base.within_list)}”）"
    period = PERIODS[rule.period.value] if rule.period else PERIODS["none"]
    share = say.amount(rule.share, share=True) or "由本单位定的比例"
    kinds = base.facts.kinds if base.facts else ()
    return f"{period}，{whole}当中，{_done(rule.numerator, say, kinds)}的要占到 {share}。一个都没有时不评价。"


def _done(one: Numerator, say: Words, kinds: tuple[str, ...]) -> str:
    records = say.records(one.facts) if one.facts else ""
    match one.how:
        case Done.ITSELF:
            return say.where(one.where, kinds) or "已办"
        case Done.LINKED:
            return f"有关联的{records}"
        case Done.SUBJECT:
            days = f"（事前 {one.days_before} 天内的也算）" if one.days_before else ""
            return f"有关于本人的{records}{days}"
        case Done.NAMED:
            field = say.field(one.field or "", one.facts.kinds if one.facts else ())
            apart = f"（“{say.field(one.apart, one.facts.kinds if one.facts else ())}”里的另算）" if one.apart else ""
            return f"在{records}的“{field}”里列名{apart}"
        case Done.NUMBER:
            return f"与{records}对得上数"


def _order(rule: OrderRule, say: Words) -> str:
    kinds = rule.facts.kinds
    rows = say.field(rule.rows, kinds)
    inside = ""
    if rule.items:
        only = f"（只看填了“{say.field(f'{rule.items}[].{rule.item_field}', kinds)}”的）" if rule.item_field else ""
        inside = f"“{say.field(rule.items, kinds)}”的每一项{only}，"
        rows = say.column(f"{rule.items}[].{rule.rows}", kinds)
    place = "最后" if rule.last else "最先"
    if rule.switch:
        place += f"（按{say.param(rule.switch)}，可以不看次序）"
    more = ""
    if rule.gives:
        table, person = rule.gives
        more = f"并在“{say.field(table, kinds)}”的“{say.column(f'{table}[].{person}', kinds)}”里有一行。"
    return (
        f"{say.records(rule.facts)}里，{inside}主要负责人要{place}出现在“{rows}”的次序里。{more}"
        "次序没有记全的为无法判定，有人在其后（前）的为不符；主要负责人没有参加的不评价。"
    )


def _exists(rule: ExistsRule, say: Words) -> str:
    whom = PERS[rule.per]
    records = say.records(rule.facts)
    if rule.refresh:
        text = f"{whom}要有{records}，按{say.param(rule.refresh)}更新。"
    elif rule.valid_in is not None:
        text = f"{PERIODS[rule.valid_in.value]}，{whom}要有一份有效的{records}。"
    else:
        text = f"{whom}要有一份现行有效的{records}。"
    if rule.tags:
        text += f"要分别涉及：{say.words(rule.tags)}。"
    if rule.parts_list:
        text += f"部门按名单“{say.word(rule.parts_list)}”；没有名单的按分管部门。"
    return text + (f"期限按{say.param(rule.deadline)}。" if rule.deadline else "")


def _forbid(rule: ForbidRule, say: Words) -> str:
    records, kinds = say.records(rule.facts), rule.facts.kinds
    if rule.dissent is not None:
        lists = "、".join(say.field(f, kinds) for f in rule.dissent.lists)
        return f"{records}里，会上明确反对的人不能列在“{lists}”里，出现为不符。"
    if rule.charges is not None:
        test = rule.charges
        matters = say.words(test.matters)
        what = f"{matters}以外的事项" if test.outside else matters
        own = f"（本单位另行设定的按{say.param(test.setting)}）" if test.setting else ""
        return f"{records}里，{say.words(test.roles)}不能直接分管{what}{own}，出现为不符。"
    return f"{records}里，不能出现这种情形：{say.where(rule.when, kinds)}。出现为不符。"


def _threshold(rule: ThresholdRule, say: Words) -> str:
    done = say.where(rule.done, rule.facts.kinds)
    then = say.kinds(rule.then)
    return f"每年{say.records(rule.facts)}当中，{done}的比例低于 {say.amount(rule.below, share=True)}时，提议起草{then}，由领导批准。"


def _manual(rule: ManualRule, say: Words) -> str:
    period = PERIODS[rule.period.value if rule.period else "once"]
    return f"没有可数的记录，{period}由两个人看材料认定。可参看{say.kinds(rule.evidence.kinds)}。"
