"""Deviations planted in documents of other programs are found, and nothing else is said."""

from __future__ import annotations

import random

import pytest
from letterdata import PROFILE
from officemade import Settings, build, pieces
from planted import PLANTS, Planted

from app.documents.examine import examine_bytes

MANNERS = ("direct", "styles", "inherited")
DOCUMENTS = 240
LEAST_FOUND, MOST_FALSE = 0.95, 0.02


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("long", [1, 4])
def test_a_right_document_of_another_program_has_no_deviation(manner: str, long: int) -> None:
    report = examine_bytes(build(pieces(long), Settings(), manner), "a.docx", PROFILE)
    assert report.format == "general"
    assert report.deviations == ()
    assert len(report.checked) > 80


@pytest.mark.parametrize("planted", PLANTS, ids=lambda p: p.name)
def test_a_planted_deviation_is_found_alone_and_with_its_place(planted: Planted) -> None:
    manner = MANNERS[PLANTS.index(planted) % 3]
    rules = found([planted], manner, long=3)
    assert rules & set(planted.rules), rules
    assert not rules - set(planted.rules) - set(planted.also)


def test_nearly_all_of_many_planted_deviations_are_found_and_hardly_anything_else() -> None:
    chance = random.Random(7)
    planted, hit, said, wrong = 0, 0, 0, 0
    for _ in range(DOCUMENTS):
        chosen = fitting(chance, chance.randint(1, 3))
        rules = found(chosen, chance.choice(MANNERS), long=chance.randint(1, 6))
        allowed = {rule for p in chosen for rule in (*p.rules, *p.also)}
        planted += len(chosen)
        hit += sum(bool(rules & set(p.rules)) for p in chosen)
        said += len(rules)
        wrong += len(rules - allowed)
    assert hit / planted >= LEAST_FOUND
    assert wrong / said <= MOST_FALSE


def fitting(chance: random.Random, count: int) -> list[Planted]:
    """Deviations that do not hide each other."""
    chosen: list[Planted] = []
    for planted in chance.sample(PLANTS, len(PLANTS)):
        if all(planted.name.split()[0] != other.name.split()[0] for other in chosen):
            chosen.append(planted)
        if len(chosen) == count:
            break
    return chosen


def found(chosen: list[Planted], manner: str, long: int = 2) -> set[str]:
    rows, settings = pieces(long), Settings()
    for planted in chosen:
        planted.plant(rows, settings)
    return {deviation.rule for deviation in examine_bytes(build(rows, settings, manner), "a.docx", PROFILE).deviations}
