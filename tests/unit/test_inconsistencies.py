"""What does not fit together is said as a warning, never as a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.catalog.body import check_body, inconsistencies

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"date": "2026-11-02", "end": "2026-11-01"}, ["end"]),
        ({"date": "2026-11-02", "end": "2026-11-02"}, []),
        ({"date": "2026-11-02", "start_time": "14:00", "end_time": "09:30"}, ["end_time"]),
        ({"date": "2026-11-02", "end": "2026-11-03", "start_time": "14:00", "end_time": "09:30"}, []),
        ({"date": "2026-11-02", "expected": 7, "quorum": 8}, ["quorum"]),
        ({"date": "2026-11-02", "expected": 7, "quorum": 7}, []),
        ({"date": "2026-11-02", "end": 5, "quorum": "x"}, []),
    ],
)
def test_pairs_are_compared(catalog: Catalog, body: dict[str, Any], fields: list[str]) -> None:
    assert [p.path for p in inconsistencies(catalog.records.get("meeting"), "mtg.standing", body)] == fields


def test_they_do_not_stop_a_record(catalog: Catalog) -> None:
    body = {"date": "2026-11-02", "end": "2026-11-01"}
    assert check_body(catalog.records.get("meeting"), "mtg.standing", body, catalog.vocab) == []
