"""Differences of snapshots: doing, undoing and noticing later work, for any JSON a record may hold."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.changes import FieldChange, StaleChangeError, apply, diff, invert, revert, value_at

names = st.text(alphabet="abc/[]~#order.", min_size=1, max_size=6)
leaves = st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=3) | st.sampled_from([0.0, 1.0])
row_ids = st.sampled_from(["r1", "r2", "r3", "r4"])


@st.composite
def rows(draw: st.DrawFn, inner: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
    """A sub-table: rows with different ids in any order."""
    ids = draw(st.lists(row_ids, unique=True, max_size=4))
    return [{"id": i, **draw(st.dictionaries(st.sampled_from(["x", "y"]), inner, max_size=2))} for i in ids]


values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3) | rows(inner),
    max_leaves=8,
)
snapshots = st.none() | st.dictionaries(names, values, max_size=4)


def plain(value: Any) -> Any:
    """A snapshot as the store sees it: a field that is None is absent."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value


def as_text(value: Any) -> str:
    """One text per value, so that True, 1 and 1.0 differ."""
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=False)


@given(snapshots, snapshots)
def test_changes_turn_the_old_snapshot_into_the_new_and_back(old: Any, new: Any) -> None:
    changes = diff(old, new)
    assert as_text(apply(old, changes)) == as_text(new)
    assert as_text(apply(new, invert(changes))) == as_text(old)
    assert as_text(revert(new, changes)) == as_text(old)


@given(rows(leaves), rows(leaves))
def test_rows_added_removed_and_moved_come_back_in_place(old: Any, new: Any) -> None:
    changes = diff({"t": old}, {"t": new})
    assert as_text(apply({"t": old}, changes)) == as_text({"t": new})
    assert as_text(revert({"t": new}, changes)) == as_text({"t": old})


@given(snapshots, snapshots)
def test_no_change_is_recorded_exactly_when_nothing_differs(old: Any, new: Any) -> None:
    assert (diff(old, new) == []) == (as_text(old) == as_text(new))
    assert diff(old, copy.deepcopy(old)) == []


@given(snapshots, snapshots)
def test_changes_survive_being_written_as_json(old: Any, new: Any) -> None:
    stored = [FieldChange(*json.loads(json.dumps([c.path, c.before, c.after]))) for c in diff(old, new)]
    assert as_text(revert(new, stored)) == as_text(old)


@given(snapshots, snapshots, snapshots)
def test_an_operation_is_taken_back_only_when_nothing_later_stands_on_it(first: Any, second: Any, third: Any) -> None:
    done = diff(first, second)
    try:
        back = revert(third, done)
    except StaleChangeError:
        assert as_text(second) != as_text(third)
        return
    # what the operation did is gone, and doing it again gives exactly what was there
    assert as_text(apply(back, done)) == as_text(third)


def test_a_row_that_comes_back_finds_its_place() -> None:
    table = [{"id": "a"}, {"id": "b"}, {"id": "c"}]
    shorter = [{"id": "a"}, {"id": "c"}]
    assert revert({"t": shorter}, diff({"t": table}, {"t": shorter})) == {"t": table}


def test_rows_are_addressed_by_id_and_their_order_is_one_value() -> None:
    before = {"agenda": [{"id": "r1", "decision": "同意"}, {"id": "r2"}]}
    after = {"agenda": [{"id": "r2"}, {"id": "r1", "decision": "缓议"}]}
    assert diff(before, after) == [
        FieldChange("agenda/[r1]/decision", "同意", "缓议"),
        FieldChange("agenda/#order", ["r1", "r2"], ["r2", "r1"]),
    ]
    assert value_at(after, "agenda/[r1]/decision") == "缓议"
    assert value_at(after, "agenda/#order") == ["r2", "r1"]
    assert value_at(after, "agenda/[gone]/decision") is None


@pytest.mark.parametrize(
    "later",
    [
        {"title": "三", "place": "甲"},
        {"place": "甲"},
        None,
        {"title": {"id": "二"}, "place": "甲"},
    ],
)
def test_a_later_change_of_the_same_field_is_noticed(later: Any) -> None:
    done = diff({"title": "一", "place": "甲"}, {"title": "二", "place": "甲"})
    with pytest.raises(StaleChangeError):
        revert(later, done)


def test_a_change_inside_a_row_that_was_deleted_later_is_noticed() -> None:
    one = {"t": [{"id": "a", "x": 1}, {"id": "b"}]}
    two = {"t": [{"id": "a", "x": 2}, {"id": "b"}]}
    with pytest.raises(StaleChangeError):
        revert({"t": [{"id": "b"}]}, diff(one, two))


def test_a_change_elsewhere_does_not_stand_in_the_way() -> None:
    done = diff({"title": "一"}, {"title": "二"})
    assert revert({"title": "二", "place": "乙"}, done) == {"title": "一", "place": "乙"}
