"""Equal texts of many records are held once, and read as they were written."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from app.services import records
from app.store import fact_rows
from app.store.same import Same
from tests.unit.services.desk import Desk

JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(st.dictionaries(st.text(), JSON))
def test_an_object_reads_as_it_was_written(written: dict[str, object]) -> None:
    assert json.loads(json.dumps(written), object_pairs_hook=Same().pairs) == written


def test_equal_texts_of_two_objects_are_one_text() -> None:
    same = Same()
    first, second = (json.loads('{"责任人": "周明远", "rows": [{"state": "未完成"}]}', object_pairs_hook=same.pairs) for _ in range(2))
    assert first["责任人"] is second["责任人"]
    assert first["rows"][0]["state"] is second["rows"][0]["state"]


def test_facts_of_many_records_share_what_they_say_alike(desk: Desk) -> None:
    for day in ("2026-10-10", "2026-10-11"):
        view = desk.meeting(day)
        records.transition(desk.session, view.id, next(t.id for t in view.transitions if t.target == "final"))
    with desk.session.store.read() as conn:
        first, second = fact_rows.facts(conn, ["mtg.*"])
    assert first.kind is second.kind
    assert first.state is second.state
    shared = [name for name, value in second.values.items() if isinstance(value, str) and first.values.get(name) == value]
    assert shared
    assert all(first.values[name] is second.values[name] for name in shared)
