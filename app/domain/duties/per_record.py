"""complete, forbid and order: one row for each record they look at."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from app.domain.duties.context import Context, late_entries
from app.domain.duties.kept import PerFact
from app.domain.duties.model import (
    ChargesTest,
    CompleteRule,
    DissentTest,
    EachPart,
    ForbidRule,
    GradeMatrix,
    OrderRule,
    Step,
)
from app.domain.duties.results import DutyState, Result
from app.domain.duties.selectors import Selector
from app.domain.duties.world import as_texts, is_empty, rows_of, value_of
from app.domain.facts import Fact
from app.domain.periods import shift_days, year_of

_COLUMNS = re.compile(r"(.+)\[(.+)\]")
_SEPARATORS = re.compile(r"[、，,；;和及\s]+")
_VOTING = frozenset({"chair", "attendee"})


def _rows(ctx: Context, facts: Selector, judge: Callable[[Fact], Result | None]) -> list[Result]:
    """The rows of the records a rule examines: the own unit's, unless the duty looks down on lower units."""
    known = ctx.keep("rows", PerFact[Result | None])

    def examined(fact: Fact) -> Result | None:
        if ctx.duty.bearing != "down" and not ctx.world.own(fact):
            return None
        return None if ctx.world.why_not(facts.where, fact, ctx.params) else judge(fact)

    found = (known.of(f, examined) for f in ctx.world.between(facts.kinds, ctx.world.start, ctx.world.as_of))
    return [row for row in found if row is not None]


def _row(ctx: Context, fact: Fact, state: DutyState, **more: Any) -> Result:
    records = (fact.record, *(r for r in more.pop("others", ()) if r != fact.record))
    return ctx.result(year_of(fact.date.year).name, ctx.world.office.unit, state, records=records, **more)


def evaluate_complete(ctx: Context, rule: CompleteRule) -> list[Result]:
    """met: every field filled; partial: some; overdue: none of them."""
    return _rows(ctx, rule.facts, lambda fact: _complete_row(ctx, rule, fact))


def _complete_row(ctx: Context, rule: CompleteRule, fact: Fact) -> Result:
    gaps = [name for name in rule.fields if not _filled(fact, name)]
    need = len(rule.fields)
    begun = any(_begun(fact, name) for name in gaps)
    for part in rule.each:
        need += 1
        wanted, lacking = _rows_of_each(ctx, part, fact)
        begun = begun or len(lacking) < len(wanted)
        gaps.extend(f"{part.table}:{person}" for person in lacking)
    if rule.matrix and not gaps:
        outside = _outside(rule.matrix, fact)
        gaps = [name for name in rule.matrix.deviation if outside and not _filled(fact, name)]
        if gaps:
            note = "情节与形式和规定的分档不符：须写明理由并复核。"
            return _row(ctx, fact, DutyState.PARTIAL, count=need, need=need, missing=tuple(gaps), note=note)
    if not gaps:
        note = "要素齐全。" + late_entries([fact])
        return _row(ctx, fact, DutyState.MET, count=need, need=need, note=note)
    count = max(need - len(gaps), 0)
    late, due = _latest_steps(ctx, rule, fact, gaps)
    state = DutyState.OVERDUE if late or not (count or begun) else DutyState.PARTIAL
    note = f"还有要素没有填写。{late}"
    return _row(ctx, fact, state, count=count, need=need, missing=tuple(gaps), note=note, due=due)


def _latest_steps(ctx: Context, rule: CompleteRule, fact: Fact, gaps: list[str]) -> tuple[str, dt.date | None]:
    """What the unit's own days say about missing steps: which one is late, and until when the next has time."""
    days = [(step, _due_of(ctx, step, fact)) for step in rule.steps if step.field in gaps]
    known = sorted((day, step.label) for step, day in days if day is not None)
    late = [label for day, label in known if day < ctx.world.as_of]
    due = known[0][0] if known else None
    return (f"{'、'.join(late)}已超过设定的天数。" if late else ""), due


def _due_of(ctx: Context, step: Step, fact: Fact) -> dt.date | None:
    begin, days = value_of(fact, step.after), ctx.number(step.days)
    if days is None or not isinstance(begin, str):
        return None
    return shift_days(dt.date.fromisoformat(begin), int(days))


def _filled(fact: Fact, name: str) -> bool:
    found = _COLUMNS.fullmatch(name)
    if not found:
        return not is_empty(value_of(fact, name))
    rows = rows_of(fact, found[1])
    columns = [c.strip() for c in found[2].split(",")]
    return bool(rows) and all(not is_empty(row.get(c)) for row in rows for c in columns)


def _begun(fact: Fact, name: str) -> bool:
    """Whether some row of a table has some of what every row should have."""
    found = _COLUMNS.fullmatch(name)
    columns = [c.strip() for c in found[2].split(",")] if found else []
    return any(not is_empty(row.get(c)) for row in (rows_of(fact, found[1]) if found else ()) for c in columns)


def _rows_of_each(ctx: Context, part: EachPart, fact: Fact) -> tuple[list[str], list[str]]:
    """Who must have a row, and who of them has none."""
    team = ctx.world.office.team(fact.date)
    principals = ctx.world.office.principals(fact.date)
    present = _present(fact)
    if part.among == "attendee":
        wanted = [p for p in present if p in team]
    else:
        wanted = [p for p in sorted(team) if p not in principals and (not present or p in present)]
    having = {row.get(part.person) for table in part.table.split("|") for row in _deep_rows(fact, table)}
    return wanted, [p for p in wanted if p not in having]


def _deep_rows(fact: Fact, table: str) -> Iterable[Mapping[str, Any]]:
    if "." not in table:
        return rows_of(fact, table)
    outer, inner = table.split(".", 1)
    return [r for row in rows_of(fact, outer) for r in row.get(inner) or () if isinstance(r, Mapping)]


def _present(fact: Fact) -> list[str]:
    rows = rows_of(fact, "attendance")
    return [str(r["person"]) for r in rows if r.get("person") and r.get("role", "attendee") in _VOTING]


def _outside(matrix: GradeMatrix, fact: Fact) -> bool:
    allowed = matrix.allowed.get(str(fact.values.get(matrix.grade)))
    if allowed is None:
        return False
    return any(form not in allowed for form in as_texts(fact.values.get(matrix.form)))


def evaluate_forbid(ctx: Context, rule: ForbidRule) -> list[Result]:
    """violated: the record shows what must not be; undetermined: what decides it was not recorded."""
    return _rows(ctx, rule.facts, lambda fact: _forbid_row(ctx, rule, fact))


def _forbid_row(ctx: Context, rule: ForbidRule, fact: Fact) -> Result:
    state, note, missing, others = _forbidden(ctx, rule, fact)
    count = 1 if state is DutyState.VIOLATED else 0
    return _row(ctx, fact, state, count=count, missing=missing, note=note, others=others)


_Verdict = tuple[DutyState, str, tuple[str, ...], tuple[str, ...]]


def _forbidden(ctx: Context, rule: ForbidRule, fact: Fact) -> _Verdict:
    if rule.charges:
        return _charges(ctx, rule.charges, fact)
    if rule.dissent:
        return _dissent(ctx, rule.dissent, fact)
    if rule.when is not None and not ctx.world.why_not(rule.when, fact, ctx.params):
        return DutyState.VIOLATED, f"记录里有不允许的情况：{ctx.duty.summary}", (), ()
    return DutyState.MET, "没有不允许的情况。", (), ()


def _charges(ctx: Context, test: ChargesTest, fact: Fact) -> _Verdict:
    rows = rows_of(fact, "charges")
    if not rows:
        return DutyState.UNDETERMINED, "分工没有填写，无法核对。", ("charges",), ()
    wrong: list[str] = []
    own = ctx.texts(test.setting)
    matters, words = (own, own) if own else (test.matters, test.words)
    borrowed = "（本单位没有设定事项，借用规则里的缺省事项核对。）" if test.setting and not own else ""
    for row in rows:
        if not ctx.world.office.has_role(row.get("person"), fact.date, test.roles):
            continue
        for item in _matters(row):
            inside = item in matters or any(word in item for word in words)
            if inside is not test.outside:
                wrong.append(f"{ctx.world.office.label(str(row.get('person')))}：{item}")
    if wrong:
        title = fact.title or fact.record
        note = f"《{title}》（{fact.date.isoformat()}）中{'；'.join(wrong)}，与规定的分工要求不符。"
        return DutyState.VIOLATED, note + borrowed, tuple(wrong), ()
    return DutyState.MET, "分工符合要求。" + borrowed, (), ()


def _matters(row: Mapping[str, Any]) -> Iterator[str]:
    for text in as_texts(row.get("charges")):
        yield from (part for part in _SEPARATORS.split(text) if part)


def _dissent(ctx: Context, test: DissentTest, fact: Fact) -> _Verdict:
    world = ctx.world
    named = {p for name in test.lists for p in as_texts(fact.values.get(name))}
    near = [world.by_record[r] for r in world.neighbours(fact.record, fact.links) if r in world.by_record]
    meetings = [f for f in near if f.kind.startswith("mtg.")]
    against = {p for f in near if f.kind == "dossier.dissent" for p in f.subjects}
    item = fact.values.get(test.item)
    for meeting in meetings:
        against |= _objectors(meeting, item)
    wrong = sorted(named & against)
    others = tuple(f.record for f in meetings)
    if wrong:
        who = "、".join(ctx.world.office.label(p) for p in wrong)
        return DutyState.VIOLATED, f"{who}会上明确反对，不承担领导责任，不能列入名单。", tuple(wrong), others
    collective = "resp.collective" in as_texts(fact.values.get("responsibility_kind"))
    if collective and named and not meetings and not against:
        return DutyState.UNDETERMINED, "集体决策没有关联会议记录，无法核对谁反对过。", (test.meeting,), ()
    return DutyState.MET, "名单里没有会上明确反对的成员。", (), others


def _objectors(meeting: Fact, item: Any) -> set[str]:
    found: set[str] = set()
    for row in rows_of(meeting, "agenda"):
        if item and row.get("id") and row.get("id") != item:
            continue
        for stance in row.get("stances") or ():
            if isinstance(stance, Mapping) and stance.get("stance") == "stance.against":
                found.add(str(stance.get("person")))
    return found


def evaluate_order(ctx: Context, rule: OrderRule) -> list[Result]:
    """The worst of the record's items: violated, then undetermined, then met; absent = exempt."""
    return _rows(ctx, rule.facts, lambda fact: _order_row(ctx, rule, fact))


def _items(rule: OrderRule, fact: Fact) -> list[Mapping[str, Any]]:
    if rule.items is None:
        return [fact.values]
    return [r for r in rows_of(fact, rule.items) if not rule.item_field or not is_empty(r.get(rule.item_field))]


ANY_PLACE = "any"
_WORST = (DutyState.VIOLATED, DutyState.UNDETERMINED, DutyState.PARTIAL, DutyState.MET, DutyState.EXEMPT)
_LACKING = _WORST[:3]


def _order_row(ctx: Context, rule: OrderRule, fact: Fact) -> Result | None:
    items = _items(rule, fact)
    if not items:
        return None
    verdicts = [(*_judge_item(ctx, rule, fact, item), item) for item in items]
    state = next(s for s in _WORST if any(v[0] is s for v in verdicts))
    notes = [f"{item.get('title') or _name(item)}：{note}" for found, note, item in verdicts if found is state]
    good = sum(1 for v in verdicts if v[0] is DutyState.MET)
    missing = tuple(_name(item) for found, _, item in verdicts if found in _LACKING)
    note = "；".join(notes) + "。" + late_entries([fact])
    return _row(ctx, fact, state, count=good, need=len(verdicts), missing=missing, note=note)


def _name(item: Mapping[str, Any]) -> str:
    return str(item.get("id") or item.get("title") or "本次会议")


def _judge_item(ctx: Context, rule: OrderRule, fact: Fact, item: Mapping[str, Any]) -> tuple[DutyState, str]:
    leaders = list(ctx.world.office.principals(fact.date))
    if not leaders:
        return DutyState.EXEMPT, "当日没有主要负责人任职"
    stances = [r for r in item.get(rule.rows) or () if isinstance(r, Mapping)]
    spoken = {str(r.get("person")) for r in stances}
    leader = next((p for p in leaders if p in spoken), leaders[0])
    if leader not in spoken and _absent(fact, leader):
        return DutyState.EXEMPT, "主要负责人没有到会"
    if rule.switch and ctx.params.get(rule.switch) == ANY_PLACE:
        return _gave(rule, fact, leader, "主要负责人作了自我批评" if leader in spoken else "")
    orders = [(str(r.get("person")), r.get("order")) for r in stances]
    own = [o for p, o in orders if p == leader and isinstance(o, int)]
    others = [o for p, o in orders if p != leader and isinstance(o, int)]
    if own and _out_of_place(rule, own, others):
        place = "最后" if rule.last else "第一个"
        return DutyState.VIOLATED, f"主要负责人次序 {own[0]}，不是{place}"
    unnumbered = any(not isinstance(o, int) for _, o in orders)
    silent = [p for p in _present(fact) if p in ctx.world.office.team(fact.date) and p not in spoken]
    known_first = not rule.last and own and min(own) == 1
    if not own or not (others or known_first) or unnumbered or set(own) & set(others) or (rule.last and silent):
        return DutyState.UNDETERMINED, "发言次序没有记全，无法判定"
    return _gave(rule, fact, leader, "主要负责人最后表态" if rule.last else "主要负责人第一个发言")


def _gave(rule: OrderRule, fact: Fact, leader: str, note: str) -> tuple[DutyState, str]:
    """Whether the leader also stands in the other table that the rule asks for. note: empty when nothing was said."""
    if not note:
        return DutyState.UNDETERMINED, "没有记下主要负责人的发言，无法判定"
    if rule.gives is None:
        return DutyState.MET, note
    table, column = rule.gives
    rows = rows_of(fact, table)
    if any(row.get(column) == leader for row in rows):
        return DutyState.MET, note
    if rows:
        return DutyState.PARTIAL, f"{note}，未见主要负责人提出的批评意见"
    return DutyState.UNDETERMINED, f"{note}，批评意见没有记下，无法判定"


def _out_of_place(rule: OrderRule, own: list[int], others: list[int]) -> bool:
    if rule.last:
        return any(o > max(own) for o in others)
    return any(o < min(own) for o in others)


def _absent(fact: Fact, person: str) -> bool:
    rows = rows_of(fact, "attendance")
    if not rows:
        return False
    roles = [r.get("role", "attendee") for r in rows if r.get("person") == person]
    return not roles or all(role == "absent" for role in roles)
