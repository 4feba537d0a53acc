"""10,000 rows of a sheet: read, previewed and written within ten seconds, beside 100,000 records.

The backup before is a copy of the whole store and is told apart.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.jobs.progress import JobContext
from app.services import intake, undo
from app.services.intake import OnDuplicate, OnFault
from app.services.intake_plan import What
from app.services.session import Session
from tests.bench.big import WORDS, big_office
from tests.unit.sheets.books import workbook

pytestmark = pytest.mark.bench

ROWS = 10_000
SECONDS = 10.0


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> tuple[Session, list[str]]:
    """The office of the measurements."""
    session, names, _seconds = big_office(tmp_path_factory.mktemp("bench") / "o", catalog)
    return session, names


def test_ten_thousand_rows_within_ten_seconds(office: tuple[Session, list[str]], tmp_path: Path) -> None:
    session, names = office
    rng = random.Random(2)
    head = ("序号", "谈话种类", "谈话日期", "谈话人", "谈话对象", "标题", "谈话要点", "指出的问题", "提出的要求", "状态")
    rows = [
        (n, "谈心谈话", dt.date(2016, 1, 1) + dt.timedelta(days=n // 4), rng.choice(names), "、".join(rng.sample(names, 2)), f"第{n}次谈话",
         *("".join(rng.choices(WORDS, k=60)) for _x in range(3)), "已谈")
        for n in range(ROWS)
    ]  # fmt: skip
    path = workbook(tmp_path / "谈话.xlsx", [("谈话台账",), head, *rows])
    began = time.perf_counter()
    book = intake.read_book(path)
    read = time.perf_counter()
    found = intake.reading(session, book, book.sheets[0])
    plan = intake.plan(session, found, found.mapping, JobContext())
    planned = time.perf_counter()
    writing: list[float] = []
    context = JobContext(publish=lambda p: writing.append(time.perf_counter()) if p.text == intake.WRITING else None, interval=0)
    report = intake.apply(session, plan, OnFault.STOP, OnDuplicate.STOP, context).value
    written = time.perf_counter()
    print(  # noqa: T201
        f"read {read - began:.2f} s, plan {planned - read:.2f} s, backup {writing[0] - planned:.2f} s, "
        f"write {written - writing[0]:.2f} s, reports {len(writing)}"
    )
    assert report.new == ROWS
    assert len(writing) > 10
    assert planned - began + written - writing[0] < SECONDS
    again = intake.plan(session, found, found.mapping, JobContext())
    assert again.counts()[What.SAME] == ROWS
    rows = [(*r[:6], "改过的要点", *r[7:]) for r in rows]
    book = intake.read_book(workbook(tmp_path / "改.xlsx", [head, *rows]))
    began = time.perf_counter()
    found = intake.reading(session, book, book.sheets[0])
    plan = intake.plan(session, found, found.mapping, JobContext())
    changed = intake.apply(session, plan, OnFault.STOP, OnDuplicate.UPDATE, JobContext()).value
    updated = time.perf_counter() - began
    began = time.perf_counter()
    undo.undo(session)
    print(f"update {updated:.2f} s, undo {time.perf_counter() - began:.2f} s")  # noqa: T201
    assert changed.changed == ROWS
