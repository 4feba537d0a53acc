"""Lists at size (pytest -m bench -s tests/bench/test_lists_bench.py): each act against its simplest peer, as ratios.

100,000 records; the reading of ids, jumps and Ctrl+A also at a million, whose rows are copies made in SQL.
"""

from __future__ import annotations

import csv
import os
import statistics
import time
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.catalog.catalog import Catalog
from app.jobs.progress import JobContext
from app.services import bulk, list_export, lists, undo
from app.services.lists import ListQuery
from app.services.session import Session
from app.services.shown import Shown
from app.ui.listmodel import RowsModel
from app.ui.listview import RowsView
from app.ui.theme import dress
from tests.bench.big import RECORDS, big_office

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1200)]
MILLION = 1_000_000
COPIED = "form,kind,title,date,\"end\",due,actor,subject,state,secrecy,entered,author,author_name,version,example,deleted,body"


def took(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def show(what: str, ours: float, peer: float, of: str) -> float:
    ratio = ours / max(peer, 1e-9)
    print(f"\n{what}: {ours * 1000:.1f} ms, {of} {peer * 1000:.1f} ms, ratio {ratio:.2f}")  # noqa: T201
    return ratio


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Iterator[Session]:
    """100,000 records."""
    session, _names, _seconds = big_office(tmp_path_factory.mktemp("lists"), catalog)
    yield session
    session.close()


def test_an_export_costs_little_more_than_reading_the_rows(office: Session, tmp_path: Path) -> None:
    forms = office.visible_forms()
    ids = lists.list_ids(office, ListQuery(forms))
    shown = Shown("全部记录", forms, tuple(lists.columns(office, forms)), ids)

    def read() -> None:
        with (tmp_path / "peer.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            for start in range(0, len(ids), 1000):
                writer.writerows(list(r.cells.values()) for r in lists.rows(office, forms, ids[start : start + 1000]))

    peer = took(read)
    for suffix in (".csv", ".xlsx"):
        ours = took(lambda s=suffix: list_export.export_list(office, shown, tmp_path / f"a{s}", JobContext()))  # type: ignore[misc]
        ratio = show(f"export of {len(ids)} rows to {suffix}", ours, peer, "rows read and written bare")
        assert ratio <= (1.6 if suffix == ".csv" else 3.0)


def test_the_memory_of_an_export_does_not_grow_with_its_rows(office: Session, tmp_path: Path) -> None:
    import tracemalloc

    forms = office.visible_forms()
    ids = lists.list_ids(office, ListQuery(forms))
    peaks = []
    for count in (5_000, 25_000):
        shown = Shown("全部记录", forms, tuple(lists.columns(office, forms)), ids[:count])
        tracemalloc.start()
        list_export.export_list(office, shown, tmp_path / "a.xlsx", JobContext())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    print(f"\npeak {peaks[0] / 1e6:.1f} MB at 5,000 rows, {peaks[1] / 1e6:.1f} MB at 25,000")  # noqa: T201
    assert peaks[1] <= 1.5 * peaks[0]


def test_deleting_many_and_taking_it_back_keep_pace_with_writing_them(office: Session) -> None:
    from app.domain.ids import new_id

    who = office.user.id
    items = [
        (new_id("r"), {"form": "meeting", "kind": "mtg.standing", "state": "draft", "entered": "2026-01-01", "author": who,
                       "author_name": "王敏", "example": False, "body": {"title": f"会议{n}", "date": "2016-01-04"}})
        for n in range(10_000)
    ]  # fmt: skip

    def write() -> None:
        with office.store.change(office.actor(), "bench", "批量") as uow:
            uow.add("record", items)

    written = took(write)
    doomed = lists.list_ids(office, ListQuery(("meeting",), date_to="2016-12-31"))
    deleted = took(lambda: bulk.delete_many(office, doomed, JobContext()))
    back = took(lambda: undo.undo(office))
    assert len(doomed) == len(items) == len(lists.list_ids(office, ListQuery(("meeting",), date_to="2016-12-31")))
    assert show("delete 10,000", deleted, written, "writing them") <= 4
    assert show("take it back", back, written, "writing them") <= 4


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Iterator[Session]:
    """A million rows of the record table: 20,000 written, the others copied."""
    session, _names, _seconds = big_office(tmp_path_factory.mktemp("million"), catalog, RECORDS // 5)
    base = RECORDS // 5
    times = MILLION // base
    with session.store.database.write() as conn:
        for copy in range(times - 1):
            conn.exec_driver_sql(
                f"INSERT INTO record(id,{COPIED}) SELECT id || '-{copy}', {COPIED} FROM record WHERE rid <= {base}"  # noqa: S608
            )
        conn.exec_driver_sql(f"UPDATE record_count SET n = n * {times}")  # noqa: S608
    yield session
    session.close()


def test_the_count_and_the_first_rows_of_a_million_come_at_once(million: Session) -> None:
    query = ListQuery(million.visible_forms())
    whole = took(lambda: lists.list_ids(million, query))
    first = min(took(lambda: (lists.count(million, query), lists.list_ids(million, query, 600))) for _ in range(5))
    jump = min(took(lambda: lists.seek(million, query, "2020-05")) for _ in range(5))
    assert lists.count(million, query) == MILLION
    show("count and first rows", first, whole, "all ids")
    show("place of a typed day", jump, whole, "all ids")
    assert first <= whole / 10
    assert jump <= whole / 10


def test_a_million_rows_select_scroll_and_jump_like_a_thousand(qapp: QApplication, million: Session) -> None:
    ids = lists.list_ids(million, ListQuery(million.visible_forms()))
    few = _worked(qapp, million, ids[:1000])
    many = _worked(qapp, million, ids)
    for name, value in many.items():
        ratio = show(name, value, few[name], "with 1,000 rows")
        assert ratio <= 4 or value < 0.02


def _worked(qapp: QApplication, session: Session, ids: array[int]) -> dict[str, float]:
    forms = session.visible_forms()
    holder: list[RowsModel] = []

    def fetch(block: int, rids: list[int]) -> None:
        holder[0].fill(holder[0].generation, block, lists.rows(session, forms, rids))

    model = RowsModel(lists.columns(session, forms), fetch)
    holder.append(model)
    view = RowsView(dress(qapp))
    view.show_model(model)
    view.resize(1100, 640)
    model.set_ids(ids)
    view.show()
    view.grab()
    found = {"Ctrl+A with repaint": took(lambda: _all(view))}
    view.clearSelection()
    bar, jumps = view.verticalScrollBar(), []
    for part in (0.9, 0.3, 0.6, 0.1, 1.0):
        jumps.append(took(lambda p=part: (bar.setValue(int(bar.maximum() * p)), view.grab())))  # type: ignore[misc]
    found["scroll bar jump"] = statistics.median(jumps)
    found["End and Home"] = took(lambda: [(QTest.keyClick(view, k), view.grab()) for k in (Qt.Key.Key_End, Qt.Key.Key_Home)])
    found["ten pages down"] = took(lambda: [(QTest.keyClick(view, Qt.Key.Key_PageDown), view.grab()) for _ in range(10)])
    view.close()
    return found


def _all(view: RowsView) -> None:
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    view.grab()
    assert view.chosen_count() == len(view.rows.ids)


def test_nothing_is_left_beside_an_export(office: Session, tmp_path: Path) -> None:
    forms = office.visible_forms()
    ids = lists.list_ids(office, ListQuery(forms))[:5000]
    list_export.export_list(office, Shown("a", forms, tuple(lists.columns(office, forms)), ids), tmp_path / "a.xlsx", JobContext())
    assert os.listdir(tmp_path) == ["a.xlsx"]  # noqa: PTH208
