"""count and exists by part: one row a period says which recipients, kinds, branches or departments lack a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.duties.context import Context
from app.domain.duties.model import CountRule, ExistsRule
from app.domain.duties.selectors import Per
from app.domain.duties.world import as_texts
from app.domain.facts import Fact
from app.domain.periods import Period

BETWEEN = "×"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that needs records of its own. branch and kind: the two sides of 支部 × 种类."""

    name: str
    least: float
    branch: str = ""
    kind: str = ""


def unit_list(ctx: Context, name: str | None, period: Period) -> object:
    """A list of the unit for a period: by its name, else by its year, else the list for all times."""
    given = ctx.world.lists.get(name) if name else None
    if isinstance(given, dict):
        return given.get(period.name, given.get(f"{period.start.year:04d}"))
    return given


def parts_of(ctx: Context, rule: CountRule, period: Period, facts: list[Fact]) -> list[Part]:
    """What must have records in a period; empty while the unit has not said."""
    wanted = rule.parts or as_texts(unit_list(ctx, rule.parts_list, period)) or ctx.texts(rule.parts_setting)
    least = ctx.number(rule.least)
    if not rule.least_of:
        return [] if least is None else [Part(name, least) for name in wanted]
    # A kind whose number the unit has not said is only shown, not judged.
    stated = ctx.params.get(rule.least.param or "")
    by_kind = stated if isinstance(stated, Mapping) else {}
    kinds: list[tuple[str, float]] = []
    for kind, amount in rule.least_of:
        own = by_kind.get(kind, ctx.number(amount))
        number = least if own is None else float(own)
        if number is not None:
            kinds.append((kind, number))
    if rule.per is not Per.BRANCH:
        return [Part(kind, number, kind=kind) for kind, number in kinds]
    # Without a list, the branches that stand in the records; where none does, the unit is one branch.
    seen = wanted or tuple(sorted({b for f in facts for b in as_texts(f.values.get("branch"))})) or ("",)
    return [Part(f"{b}{BETWEEN}{k}" if b else k, n, b, k) for b in seen for k, n in kinds]


def has_part(ctx: Context, rule: CountRule, fact: Fact, part: Part) -> bool:
    """Whether a record serves a part."""
    if rule.least_of:
        return fact.kind == part.kind and (not part.branch or part.branch in _branches(ctx, fact))
    if (fact.kind, part.name) in rule.serves:
        return True
    match rule.per:
        case Per.RECIPIENT:
            return ctx.world.addressed(fact, part.name)
        case Per.KIND:
            return fact.kind == part.name
        case Per.REPORTING_BODY:
            spoken = (*as_texts(fact.values.get("reporting_body")), fact.actor or "", *fact.subjects)
            return part.name in spoken or any(
                ctx.world.office.has_role(s, fact.date, (part.name,)) for s in spoken
            )
        case _:
            return part.name in as_texts(fact.values.get(rule.per.value))


def _branches(ctx: Context, fact: Fact) -> set[str]:
    """The branches a record belongs to: those it names, else those of the people in it."""
    stated = set(as_texts(fact.values.get("branch")))
    if stated:
        return stated
    people = [p for p in (fact.actor, *fact.subjects) if p]
    found = set(people)
    for person in people:
        for post in ctx.world.office.posts_of(person):
            if post.held(fact.date):
                found |= {post.unit, ctx.world.office.label(post.unit), *post.fields}
    return found


def departments(ctx: Context, rule: ExistsRule, period: Period) -> tuple[str, ...]:
    """The departments that must have one: the unit's list, else what members are in charge of now."""
    given = as_texts(unit_list(ctx, rule.parts_list, period))
    if given:
        return given
    return tuple(dict.fromkeys(
        name for post in ctx.world.office.posts
        if post.unit == ctx.world.office.unit and "member" in post.roles and post.held(ctx.world.as_of)
        for name in post.fields
    ))  # fmt: skip


def of_department(ctx: Context, fact: Fact, department: str) -> bool:
    """Whether a document belongs to a department: it says so, or it is about or owned by that unit or its head."""
    stated = {t for name in ("department", "dept") for t in as_texts(fact.values.get(name))}
    if department in stated or department in fact.title:
        return True
    office = ctx.world.office
    holders = (*as_texts(fact.values.get("owner")), *fact.subjects, *((fact.actor,) if fact.actor else ()))
    for holder in holders:
        if department in (holder, office.label(holder)):
            return True
        if any(p.held(fact.date) and p.fields == (department,) for p in office.posts_of(holder)):
            return True
    return False
