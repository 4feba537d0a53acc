"""The register of letters with 5,000 numbers in a year (pytest -m bench -s tests/bench/test_register_bench.py).

Reading it, showing it, searching in it, the gaps, the print; the window's share is what the event loop waits for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QWidget

from app.domain.ids import new_id
from app.services import register
from app.services.numbers import USED
from app.services.session import Session
from app.ui.desk import Desk as Window
from app.ui.dialogs import Dialogs
from app.ui.jobs import Runner
from app.ui.pages.reports_numbers import RegisterView
from app.ui.theme import dress
from tests.gui.conftest import Failures
from tests.unit.services.desk import Desk, new_office

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.catalog.catalog import Catalog

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1200)]
LETTERS, YEAR = 5_000, 2026
WORDS = "根据有关规定，现将检查发现的问题和建议通知如下，请认真研究，抓好整改落实，并按时书面反馈。" * 12


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Iterator[Session]:
    """Archived letters of two series with texts of two pages; every fiftieth number is missing."""
    session = new_office(tmp_path_factory.mktemp("register"), catalog, packs=False).session
    body = dict(Desk(session).letter().body)
    with session.store.change(session.actor(), "bench", "文书") as uow:
        for n in range(1, LETTERS + 1):
            series, number = ("某纪提", "某纪建")[n % 2], (n + 1) // 2
            if number % 50 == 49:
                continue
            letter, words = new_id("r"), f"{series}〔{YEAR}〕{number}号"
            filled = {**body, "number": words, "title": f"关于第{n}件事项的提醒函", "date": f"{YEAR}-{n % 12 + 1:02}-11", "to": ["县住房和城乡建设局党组"],
                      "body": [{"id": "b1", "level": 0, "text": WORDS}]}  # fmt: skip
            uow.add("record", [(letter, {"form": "letter", "kind": "letter.reminder", "state": "archived", "entered": f"{YEAR}-01-01", "author": "a",
                                       "author_name": "王敏", "example": False, "body": filled})])  # fmt: skip
            uow.put("number", f"{series}:{YEAR}:{number}", {"series": series, "year": YEAR, "n": number, "record": letter, "state": USED,
                                                            "holder": "", "until": "", "reason": "", "at": session.stamp()})  # fmt: skip
    yield session
    session.close()


def took(what: str, work: Callable[[], Any]) -> float:
    """Processor seconds: other work on the machine does not count."""
    start, clock = time.process_time(), time.perf_counter()
    work()
    seconds, waited = time.process_time() - start, time.perf_counter() - clock
    print(f"\n{what}: {seconds * 1000:.0f} ms of the processor, {waited * 1000:.0f} ms by the clock")  # noqa: T201
    return seconds


def test_the_register_of_five_thousand_letters_is_read_and_printed_at_once(office: Session) -> None:
    assert took("read", lambda: register.register(office, YEAR)) < 1.0
    assert took("gaps and series", lambda: register.series_report(office, YEAR)) < 0.3
    assert len(register.gaps(office, YEAR)) == 100
    assert took("print", lambda: register.register_pdf(office, YEAR)) < 5


def test_the_window_shows_and_searches_five_thousand_letters_without_a_stall(office: Session, qapp: QApplication) -> None:
    runner, page = Runner(Failures()), QWidget()
    page.resize(1100, 700)
    view = RegisterView(Window(office, runner, Dialogs(scripted=True), dress(qapp)), page)  # type: ignore[arg-type]
    view.setParent(page)
    page.show()
    found, series = register.register(office, YEAR), register.series_report(office, YEAR)
    assert took("show", lambda: view._show(found, series)) < 0.2
    assert took("search", lambda: view.search.setText("第2499件")) < 0.05
    assert took("search for nothing more", lambda: view.search.setText("")) < 0.05
    assert took("one state", lambda: view.states.setCurrentIndex(1)) < 0.05
    runner.close()
    page.close()
