"""The draw by lot repeats, leaves nobody out for good, and can be checked with any SHA-256 program."""

from __future__ import annotations

import hashlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.sampling import digest, drawn, missing, needed, ordered

TENTH = Fraction("0.1")
IDS = st.lists(st.text(min_size=1, max_size=8), unique=True, max_size=60)


@pytest.mark.parametrize(("size", "number"), [(0, 0), (1, 1), (9, 1), (10, 1), (11, 2), (20, 2), (21, 3), (100, 10), (101, 11)])
def test_a_tenth_is_rounded_up(size: int, number: int) -> None:
    assert needed(TENTH, size) == number


def test_what_was_drawn_before_is_taken_off() -> None:
    assert missing(TENTH, 21, {"a", "b"}) == 1
    assert missing(TENTH, 10, {"a", "b"}) == 0


def test_an_inspector_gets_the_same_with_a_plain_sha_256() -> None:
    ids = [f"第{n}件" for n in range(30)]
    by_hand = sorted(ids, key=lambda i: hashlib.sha256(("8412 0097\n" + i).encode("utf-8")).hexdigest())[:3]
    assert list(drawn("8412 0097", ids, 3)) == by_hand


@given(IDS, st.text(max_size=20), st.integers(0, 70))
def test_the_order_of_the_list_and_repetitions_do_not_matter(ids: list[str], seed: str, number: int) -> None:
    turned = ids[::-1] + ids[:3]
    assert drawn(seed, turned, number) == drawn(seed, ids, number)
    assert digest(turned) == digest(ids)
    assert len(drawn(seed, ids, number)) == min(number, len(ids))


@given(IDS.filter(lambda ids: len(ids) > 1), st.text(max_size=20))
def test_drawing_more_keeps_those_already_drawn(ids: list[str], seed: str) -> None:
    assert drawn(seed, ids, 2)[:1] == drawn(seed, ids, 1)


def test_every_one_is_drawn_by_some_seed_about_equally_often() -> None:
    ids = [f"r{n}" for n in range(10)]
    hits = [drawn(f"seed {n}", ids, 1)[0] for n in range(2000)]
    assert all(140 <= hits.count(one) <= 260 for one in ids)


def test_another_list_has_another_digest() -> None:
    assert digest(["a", "b"]) != digest(["a", "c"])
    assert ordered(["b", "a", "b"]) == ("a", "b")
