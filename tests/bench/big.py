"""The office of the measurements: 100,000 records over ten years, about forty a working day."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.catalog.catalog import Catalog
from app.domain.ids import new_id
from app.services import example_plan
from app.services.example import _people
from app.services.results import Touched
from app.services.session import Session
from tests.unit.services.desk import new_office

RECORDS = 100_000
# What the first run proposes to a party group.
PACKS = ("beijing-28", "tianshui-2014")
YEARS = range(2017, 2027)
WORDS = "研究部署检查整改落实谈话提醒会议记录责任制度学习教育监督考核台账档案廉政风险防控措施办法通知"


def big_office(folder: Path, catalog: Catalog, records: int = RECORDS) -> tuple[Session, list[str], float]:
    """The unlocked office, the names of its people, and how many seconds its records took."""
    session = new_office(folder, catalog, packs=PACKS).session
    rng = random.Random(1)
    with session.change("bench", "人员", Touched()) as uow:
        cast = _people(session, uow, rng, len(YEARS), mark=False)
    items = list(planned(cast, rng, records))
    start = time.perf_counter()
    for begin in range(0, len(items), 5000):
        with session.store.change(session.actor(), "bench", "批量") as uow:
            uow.add("record", items[begin : begin + 5000])
    return session, list(cast.names.values()), time.perf_counter() - start


def planned(cast: Any, rng: random.Random, records: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Records as the example office writes them, with text of their own, evenly over the years."""
    per_year = records // len(YEARS)
    for year in YEARS:
        base = [p for p in example_plan.year_of(cast, rng, year, YEARS[-1]) if p.body["date"] <= "2026-11-20"]
        for number in range(per_year):
            one = rng.choice(base)
            body = {**one.body, "remark": "".join(rng.choices(WORDS, k=120))}
            body.setdefault("title", f"记录{number}")
            yield new_id("r"), {
                "form": one.form, "kind": one.kind, "state": one.state, "entered": "2026-01-01", "author": "a",
                "author_name": "王敏", "example": False, "body": body,
            }  # fmt: skip
