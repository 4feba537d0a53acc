"""Two versions of one record: what is shown as contested, and what joining them gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.catalog import Catalog
from app.domain.changes import diff
from app.services import conflicts, records
from app.services.conflicts import Conflict, Difference, merge
from tests.unit.services.desk import Desk, new_office

BODY: dict[str, Any] = {
    "title": "第十次党组会议", "place": "二楼",
    "agenda": [{"id": "a1", "title": "议题一", "decision": "同意"}, {"id": "a2", "title": "议题二"}],
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path, catalog: Catalog) -> Any:
    made = Desk(new_office(tmp_path, catalog, packs=False).session)
    yield made
    made.session.close()


def look(desk: Desk, theirs: dict[str, Any], mine: dict[str, Any]) -> Conflict:
    view = desk.meeting(**BODY)
    records.save(desk.session, "meeting", view.kind, {**view.body, **theirs}, view.id)
    return conflicts.compare(desk.session, view.id, view.body, {**view.body, **mine}, view.kind)


def sides(found: Conflict) -> dict[str, str]:
    return {d.label: d.side for d in found.differences}


def test_different_fields_are_joined_without_a_question(desk: Desk) -> None:
    found = look(desk, {"place": "三楼"}, {"title": "改名"})
    assert sides(found) == {"地点": "theirs", "会议名称": "mine"}
    joined = merge(found, ())
    assert (joined["place"], joined["title"]) == ("三楼", "改名")
    assert found.last is not None
    assert found.last.who == "王敏"


def test_the_same_change_on_both_sides_is_no_difference(desk: Desk) -> None:
    assert look(desk, {"place": "三楼"}, {"place": "三楼"}).differences == ()


def test_one_cell_changed_by_both_is_asked_for_in_words(desk: Desk) -> None:
    rows = BODY["agenda"]
    found = look(
        desk, {"agenda": [{**rows[0], "decision": "不同意"}, rows[1]]}, {"agenda": [{**rows[0], "decision": "缓议"}, rows[1]]}
    )
    assert found.open_paths() == ("agenda/[a1]/decision",)
    one = found.differences[0]
    assert one == Difference("agenda/[a1]/decision", "议题 1·决定", "同意", "不同意", "缓议", "both")
    assert merge(found, ())["agenda"][0]["decision"] == "不同意"
    assert merge(found, found.open_paths())["agenda"][0]["decision"] == "缓议"


def test_a_row_they_removed_and_i_changed_is_contested_as_a_whole(desk: Desk) -> None:
    rows = BODY["agenda"]
    found = look(desk, {"agenda": [rows[0]]}, {"agenda": [rows[0], {**rows[1], "decision": "同意"}]})
    assert found.open_paths() == ("agenda/[a2]",)
    assert [r["id"] for r in merge(found, ())["agenda"]] == ["a1"]
    assert merge(found, found.open_paths())["agenda"][1]["decision"] == "同意"


def test_a_deleted_record_leaves_nothing_to_choose(desk: Desk) -> None:
    view = desk.meeting(**BODY)
    records.delete(desk.session, [view.id])
    found = conflicts.compare(desk.session, view.id, view.body, view.body, view.kind)
    assert found.view is None
    assert found.differences == ()


ROWS = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from("abcd"), "t": st.integers(0, 2)}), max_size=3, unique_by=lambda r: r["id"]
)
BODIES = st.fixed_dictionaries({}, optional={"x": st.integers(0, 2), "y": st.text("甲乙", max_size=2), "rows": ROWS})


def contested(base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]) -> Conflict:
    places = conflicts._places(base, theirs, mine)
    return Conflict(None, None, base, theirs, mine, tuple(Difference(p, p, "", "", "", s) for p, s in places))


def as_sets(body: dict[str, Any]) -> dict[str, Any]:
    """A body in which the order of rows says nothing, an empty table like none."""
    return {k: {r["id"]: r["t"] for r in v} if isinstance(v, list) else v for k, v in body.items() if v != []}


@given(BODIES, BODIES)
def test_one_sided_changes_join_to_that_side(base: dict[str, Any], other: dict[str, Any]) -> None:
    assert as_sets(merge(contested(base, base, other), ())) == as_sets(other)
    assert as_sets(merge(contested(base, other, base), ())) == as_sets(other)


@given(BODIES, BODIES, BODIES)
def test_no_change_is_lost_and_none_is_invented(
    base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]
) -> None:
    found = contested(base, theirs, mine)
    shown = {d.path for d in found.differences}
    for one in (*diff(base, theirs), *diff(base, mine)):
        same = any(c.path == one.path for c in diff(base, theirs)) and any(c.path == one.path for c in diff(base, mine))
        covered = any(conflicts._meets(one.path, p) for p in shown)
        assert covered or same or one.path.endswith("#order")
    joined = merge(found, found.open_paths())
    if not found.open_paths():
        assert as_sets(merge(found, ())) == as_sets(joined)
