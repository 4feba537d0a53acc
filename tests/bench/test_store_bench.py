"""100,000 records in the encrypted store against the same work in raw, unencrypted SQLite in the same run.

Run with `pytest -m bench -s tests/bench/test_store_bench.py`. The records are spread over ten years:
about forty a working day. Limits are those of issue 2 and reference/performance.md.
"""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.catalog.catalog import Catalog
from app.services import duties, home, lists
from app.services.evaluation import evaluation
from app.services.lists import ListQuery
from app.services.search import search
from app.services.session import Session
from app.store import search as index
from app.store.sight import counted
from tests.bench.big import RECORDS, big_office

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1200)]
RUNS = 7


@dataclass(slots=True)
class Filled:
    """The filled office, its peer in raw SQLite, and how long filling took."""

    session: Session
    raw: sqlite3.Connection
    names: list[str]
    seconds: float
    raw_seconds: float


def median_ms(work: Callable[[], Any], runs: int = RUNS) -> float:
    """The median time of a call in milliseconds, the first call left out."""
    work()
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Iterator[Filled]:
    folder = tmp_path_factory.mktemp("bench")
    session, names, seconds = big_office(folder / "office", catalog)
    raw, raw_seconds = raw_peer(folder / "raw.db", session)
    yield Filled(session, raw, names, seconds, raw_seconds)
    raw.close()
    session.close()


def raw_peer(path: Path, session: Session) -> tuple[sqlite3.Connection, float]:
    """The same rows in the standard library's SQLite: record table with its index, and the search text."""
    with session.store.read() as conn:
        rows = [tuple(r) for r in conn.exec_driver_sql(
            "SELECT rid, id, form, kind, title, date, state, deleted, body FROM record"
        )]  # fmt: skip
        texts = [tuple(r) for r in conn.exec_driver_sql("SELECT rid, text FROM record_text")]
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("CREATE TABLE record(rid INTEGER PRIMARY KEY, id, form, kind, title, date, state, deleted, body)")
    raw.execute("CREATE INDEX i ON record(deleted, form, date, rid)")
    raw.execute("CREATE TABLE record_text(rid INTEGER PRIMARY KEY, text)")
    start = time.perf_counter()
    raw.execute("BEGIN")
    raw.executemany("INSERT INTO record VALUES (?,?,?,?,?,?,?,?,?)", rows)
    raw.execute("COMMIT")
    seconds = time.perf_counter() - start
    raw.execute("BEGIN")
    raw.executemany("INSERT INTO record_text VALUES (?,?)", texts)
    raw.execute("COMMIT")
    return raw, seconds


def show(what: str, ms: float, peer: str = "") -> None:
    print(f"\n  {what}: {ms:.1f} ms{'  (' + peer + ')' if peer else ''}")  # noqa: T201 - a bench prints


def test_a_list_opens_at_once(filled: Filled) -> None:
    session = filled.session
    for forms in (session.visible_forms(), ("meeting",), ("talk",)):
        def opened(forms: tuple[str, ...] = forms) -> None:
            ids = lists.list_ids(session, ListQuery(forms))
            lists.rows(session, forms, ids[:40])

        ours = median_ms(opened)
        peer = median_ms(lambda f=forms: filled.raw.execute(
            f"SELECT rid FROM record WHERE deleted=0 AND form IN ({','.join('?' * len(f))}) ORDER BY date DESC, rid DESC", f  # noqa: S608 - marks only
        ).fetchall())  # fmt: skip
        show(f"list of {len(lists.list_ids(session, ListQuery(forms)))} opens", ours, f"raw ids {peer:.1f} ms")
        assert ours <= 150


def test_any_place_of_a_list_is_reached_at_once(filled: Filled) -> None:
    session = filled.session
    forms = session.visible_forms()
    ids = lists.list_ids(session, ListQuery(forms))
    worst = 0.0
    for start in (0, len(ids) // 3, len(ids) // 2, len(ids) - 256):
        page = ids[start : start + 256]
        ours = median_ms(lambda p=page: lists.rows(session, forms, p))
        worst = max(worst, ours)
    marks = ",".join("?" * 256)
    query = f"SELECT * FROM record WHERE rid IN ({marks})"  # noqa: S608 - marks only
    peer = median_ms(lambda: filled.raw.execute(query, ids[:256]).fetchall())
    show("page of 256 rows, worst place", worst, f"raw rows {peer:.1f} ms")
    assert worst <= 30


def test_search_answers_while_typing_with_the_hits_of_a_scan(filled: Filled) -> None:
    session = filled.session
    needles = [filled.names[0], filled.names[3][-2:], filled.names[5][:2], "监督", "落实谈", "制度学习教育", "不存在的词"]
    for needle in needles:
        ours = median_ms(lambda n=needle: search(session, n))
        with session.store.read() as conn:
            found = index.find(conn, needle, session.sight(), 10**6)
        scan = filled.raw.execute(
            "SELECT rid FROM record_text WHERE text LIKE ? ORDER BY rid DESC", (f"%{needle}%",)
        ).fetchall()
        peer = median_ms(lambda n=needle: filled.raw.execute(
            "SELECT rid FROM record_text WHERE text LIKE ? ORDER BY rid DESC LIMIT 50", (f"%{n}%",)
        ).fetchall(), 1)  # fmt: skip
        show(f"search of {len(needle)} characters, {len(found)} hits", ours, f"LIKE {peer:.1f} ms")
        assert found == [row[0] for row in scan]
        assert ours <= 30


def test_all_duties_of_a_year_are_judged_at_once(filled: Filled) -> None:
    session = filled.session

    def judged() -> int:
        session.cache.clear()
        return len(evaluation(session, 2026).results)

    ours = median_ms(judged, 5)
    show(f"all duties, {judged()} results", ours)
    show("the board from the kept evaluation", median_ms(lambda: duties.board(session, 2026)))
    show("the home page from the kept evaluation", median_ms(lambda: home.home(session)))
    assert ours <= 500


def test_filling_and_counting_keep_up_with_raw_sqlite(filled: Filled) -> None:
    show("insert of 100,000 with log, facts and index", filled.seconds * 1000, f"raw rows {filled.raw_seconds * 1000:.0f} ms")
    session = filled.session

    def summary() -> int:
        with session.store.read() as conn:
            return sum(n for *_key, n in counted(conn, session.sight()))

    ours = median_ms(summary)
    peer = median_ms(lambda: filled.raw.execute(
        "SELECT form, kind, state, substr(date,1,7), count(*) FROM record WHERE deleted=0 GROUP BY 1,2,3,4"
    ).fetchall())  # fmt: skip
    show("counts by form, kind, state and month", ours, f"raw GROUP BY {peer:.1f} ms")
    assert summary() == RECORDS
    assert ours * 10 <= peer


def test_one_save_is_quick(filled: Filled) -> None:
    from tests.unit.services.desk import Desk

    desk = Desk(filled.session)
    who = desk.principal
    ours = median_ms(lambda: desk.talk(who, requirements="管好分管领域"), 15)
    show("one durable save with log, facts and index", ours)
    assert ours <= 100
