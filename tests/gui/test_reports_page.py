"""The page of reports by keys: choose one, its period and scope, open a number, look at why, take it away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services import example, lists
from app.services.reports import build
from app.services.reports.model import words
from app.ui.pages.reports_table import ReportTable

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]


@pytest.fixture
def page(office: Session, shell: Shell, idle: Idle) -> Any:
    """The page in an office with a year of example records."""
    example.add_example(office, years=1)
    shell.desk.load_directory()
    shell.desk.open("statistics")
    idle()
    return shell.current


def table_of(page: Any) -> Any:
    return page.view.tabs.currentWidget().findChild(ReportTable)


def tabs_of(page: Any) -> list[str]:
    return [page.view.tabs.tabText(n) for n in range(page.view.tabs.count())]


def test_it_opens_with_the_first_report_and_remembers_the_last(page: Any, shell: Shell, idle: Idle) -> None:
    assert page.view.report.definition.no == "RP-01"
    page.list.choose_key("RP-07")
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    idle()
    assert page.view.report.definition.no == "RP-07"
    assert build.last(shell.desk.session) == "RP-07"
    assert "口径和依据" in tabs_of(page)
    assert page.head.subtitle == "任务台账销号率与逾期表 · 2026 年第四季度"


def test_another_period_and_scope_are_counted_and_kept(page: Any, shell: Shell, idle: Idle) -> None:
    page.choose("RP-06")
    idle()
    page.view.kind.setCurrentIndex(page.view.kind.findData("year"))
    idle()
    assert page.view.report.period.code == "2026"
    page.view.scope.setCurrentIndex(page.view.scope.findData("source:audit"))
    idle()
    assert page.view.report.scope.code == "source:audit"
    page.choose("RP-07")
    idle()
    page.choose("RP-06")
    idle()
    assert (page.view.report.period.code, page.view.report.scope.code) == ("2026", "source:audit")


def test_a_number_opens_exactly_its_records(page: Any, shell: Shell, idle: Idle) -> None:
    shell.desk.open("statistics", report="RP-06", period="2026", scope="unit")
    idle()
    table = table_of(page)
    at = page.view.report.table("all").column("done")
    cell = page.view.report.table("all").rows[0][at]
    assert cell.value
    table.setCurrentIndex(table.cells.index(0, at))
    QTest.keyClick(table, Qt.Key.Key_Return)
    idle()
    assert {r.key.id for r in page.view.list.rows} == set(cell.opens.records)
    assert page.view._place.isVisible()
    QTest.keyClick(page.view.list, Qt.Key.Key_Escape)
    assert not page.view._place.isVisible()
    table.setCurrentIndex(table.cells.index(0, at))
    QTest.keyClick(table, Qt.Key.Key_Return)
    idle()
    QTest.keyClick(page.view.list, Qt.Key.Key_Home)
    QTest.keyClick(page.view.list, Qt.Key.Key_Return)
    idle()
    assert shell.current is shell.page("record")
    assert shell.current.record.id in cell.opens.records


def test_a_bar_of_the_chart_opens_what_it_counts(page: Any, shell: Shell, idle: Idle) -> None:
    from app.ui.charts.bars import Bars

    shell.desk.open("statistics", report="RP-06", period="2026", scope="unit")
    idle()
    chart = page.view.tabs.currentWidget().findChild(Bars)
    chart.choose(0)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    idle()
    assert len(page.view.list.rows) == len(page.view.report.charts[0].bars[0].opens)


def test_a_record_in_a_list_opens_at_once(page: Any, shell: Shell, idle: Idle) -> None:
    shell.desk.open("statistics", report="RP-07", period="2026", scope="unit")
    idle()
    page.view.tabs.setCurrentIndex(tabs_of(page).index("到期未销号的任务"))
    table = table_of(page)
    table.setCurrentIndex(table.cells.index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    idle()
    assert shell.current is shell.page("record")


def test_a_letter_behind_a_cell_opens_as_a_letter(page: Any, shell: Shell, idle: Idle) -> None:
    session = shell.desk.session
    page.choose("RP-07")
    idle()
    letter = lists.rows(session, ("letter",), lists.list_ids(session, lists.ListQuery(("letter",)), 1))[0]
    table = table_of(page)
    table.opened.emit(words("2026-05-06", record=letter.id))
    idle()
    assert shell.current is shell.page("letter")
    assert shell.current.record.id == letter.id


def test_it_is_printed_and_saved_in_three_kinds(page: Any, shell: Shell, idle: Idle, tmp_path: Path) -> None:
    page.choose("RP-22")
    idle()
    shell.desk.dialogs.script.append(str(tmp_path / "p.pdf"))
    page.view.print()
    idle()
    assert (tmp_path / "p.pdf").read_bytes().startswith(b"%PDF")
    for kinds, suffix in (("Excel", ".xlsx"), ("Word", ".docx"), ("PDF", ".pdf")):
        shell.desk.dialogs.script.append(str(tmp_path / f"r{suffix}"))
        page.view.save(kinds, suffix)
        idle()
        assert (tmp_path / f"r{suffix}").stat().st_size > 1000


def test_it_follows_changed_records(page: Any, shell: Shell, idle: Idle) -> None:
    from app.services import records

    shell.desk.open("statistics", report="RP-06", period="2026", scope="source:self")
    idle()
    before = page.view.report.table("all").rows[0][1].value
    body = {"title": "自查发现的问题", "date": "2026-11-02", "source": "self", "due": "2026-12-01"}
    shell.desk.runner.operate(shell, "登记", lambda _c: records.save(shell.desk.session, "rectification", "ledger.rectification", body), lambda _v: None)
    idle()
    assert page.view.report.table("all").rows[0][1].value == before + 1


def test_an_account_sees_only_its_reports(page: Any) -> None:
    assert "RP-06" in page._known
    assert "RP-21" not in page._known
