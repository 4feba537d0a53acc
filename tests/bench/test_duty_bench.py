"""Duties at 100,000 facts: every duty of a year, every shipped duty for 40 people over 8 quarters, and one change."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gc
import random
import statistics
import sys
import time
from pathlib import Path

import pytest

from app.domain.duties.evaluate import Judged, evaluate
from app.domain.duties.people import Office, Post, UnitInfo
from app.domain.duties.world import World
from app.domain.facts import Fact

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "duties"))
from office import catalog

pytestmark = pytest.mark.bench


def _office(people: int) -> Office:
    start = dt.date(2018, 1, 1)
    posts = [Post("p0", "u1", "书记", frozenset({"principal"}), start)]
    posts += [Post(f"p{i}", "u1", "成员", frozenset({"member"}), start) for i in range(1, people)]
    posts += [Post(f"q{i}", f"v{i}", "负责人", frozenset({"principal"}), start) for i in range(10)]
    units = tuple(UnitInfo(f"v{i}", f"单位{i}", "u1") for i in range(10))
    names = {p.person: p.person for p in posts}
    return Office("u1", "某局", None, units, names, tuple(posts))


def _facts(number: int, people: int, years: int) -> list[Fact]:
    chance = random.Random(1)
    kinds = [k for form in catalog().records for k in form.kinds]
    first = dt.date(2024, 12, 31) - dt.timedelta(days=365 * years)
    return [
        Fact(
            kind=chance.choice(kinds),
            record=f"r{i}",
            date=first + dt.timedelta(days=chance.randrange(365 * years)),
            actor=f"p{chance.randrange(people)}",
            subject=f"q{chance.randrange(10)}",
            topics=frozenset({"integrity_research"} if i % 3 else ()),
        )
        for i in range(number)
    ]


@pytest.mark.parametrize(("people", "grades", "limit"), [(8, ("A",), 0.5), (40, ("A", "B", "C", ""), 2.0)])
def test_duties_on_a_hundred_thousand_facts(people: int, grades: tuple[str, ...], limit: float) -> None:
    office, facts = _office(people), _facts(100_000, people, 2)
    duties = [d for d in catalog().duties if d.grade in grades]
    named = frozenset(d.id for d in duties)
    seconds = []
    gc.disable()  # as services.evaluation does: an evaluation makes no cycles
    for _ in range(3):
        begin = time.perf_counter()
        rows = evaluate(duties, facts, office, dt.date(2024, 12, 31), named=named)
        seconds.append(time.perf_counter() - begin)
    gc.enable()
    print(f"{people} people, {len(facts)} facts, {len(duties)} duties: {len(rows)} rows, {min(seconds):.3f} s")  # noqa: T201
    assert min(seconds) <= limit


def test_one_changed_record_among_a_hundred_thousand() -> None:
    facts, as_of = _facts(100_000, 40, 2), dt.date(2024, 12, 31)
    world = World(_office(40), facts, as_of)
    duties = [Judged(world, d, {}, named=True) for d in catalog().duties]
    rows = sum(len(d.rows()) for d in duties)
    chance, seconds = random.Random(2), []
    for fact in chance.sample(facts, 400):
        day = min(fact.date + dt.timedelta(days=chance.randrange(-20, 20)), as_of)
        changed = dataclasses.replace(fact, date=max(day, world.start), subject=f"q{chance.randrange(10)}")
        begin = time.perf_counter()
        delta = world.replace({fact.record}, [changed])
        assert delta is not None
        for duty in [d for d in duties if d.change(delta)]:
            duty.rows()
        seconds.append(time.perf_counter() - begin)
    middle, most = statistics.median(seconds), sorted(seconds)[int(len(seconds) * 0.95)]
    print(f"{rows} rows; after a change: median {middle:.4f} s, 95 % {most:.4f} s, worst {max(seconds):.4f} s")  # noqa: T201
    assert most <= 0.05
