"""Every report in an office of 100,000 records: within a second of work besides the evaluation of the duties.

Processor time is taken, so that other programs on the machine do not count.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.services.evaluation import evaluation
from app.services.reports import build, known
from tests.bench.big import big_office

pytestmark = pytest.mark.bench
LIMIT = 1.0


def test_every_report_comes_within_a_second(tmp_path: Path, catalog: Catalog) -> None:
    session, _names, _took = big_office(tmp_path / "office", catalog)
    evaluation(session, 2026)
    slow = {}
    for definition in known.reports(session):
        for code in ("2026", "2026-11-20"):
            kind = "day" if len(code) > 4 else "year"
            if kind not in definition.periods:
                continue
            start = time.process_time()
            made = build.build(session, definition.no, code, "unit")
            took = time.process_time() - start
            rows = sum(len(t.rows) for t in made.tables)
            print(f"\n  {definition.no} {code}: {took:.2f} s, {rows} rows", end="")  # noqa: T201
            if took > LIMIT:
                slow[definition.no, code] = round(took, 2)
    session.close()
    assert not slow
