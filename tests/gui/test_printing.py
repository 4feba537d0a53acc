"""Printing: one preview for everything, pages counted, paper and purpose, out as file or on a printer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.documents.printout import SheetColumn, TextSheet
from app.services.printorder import PrintOrder
from app.services.prints import Paper, printed
from app.ui.pdfview import PdfPages
from app.ui.printing import preview
from app.ui.printpreview import PrintPreview

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.session import Session
    from app.ui.desk import Desk
    from tests.gui.conftest import Failures


def sheet_of(office: Session, rows: int, paper: Paper = Paper()) -> bytes:  # noqa: B008 - frozen
    lines = tuple((str(n), f"第 {n} 行") for n in range(rows))
    sheet = TextSheet(
        "清单", columns=(SheetColumn("序号"), SheetColumn("内容", 3)), rows=lines, landscape=paper.wide
    )
    return printed(office, sheet, paper.purpose)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1366, 768)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def shown(desk: Desk, office: Session, window: QWidget, idle: Callable[[], None]) -> Iterator[PrintPreview]:
    desk.dialogs.scripted = False
    again: Callable[[Paper], bytes] = lambda paper: sheet_of(office, 120, paper)  # noqa: E731
    preview(desk, window, "清单", lambda: again(Paper()), again=again)
    idle()
    made = window.findChild(PrintPreview)
    assert made is not None
    yield made
    if shiboken6.isValid(made):
        made.close()


def test_the_preview_says_which_page_of_how_many_and_turns_by_keys(shown: PrintPreview) -> None:
    assert shown.where.text() == "第 1 页，共 4 页"
    QTest.keyClick(shown.sheets.sheet, Qt.Key.Key_PageDown)
    assert shown.where.text() == "第 2 页，共 4 页"
    QTest.keyClick(shown.sheets.sheet, Qt.Key.Key_End)
    assert shown.where.text() == "第 4 页，共 4 页"
    QTest.keyClick(shown.sheets.sheet, Qt.Key.Key_Home)
    assert shown.where.text() == "第 1 页，共 4 页"


def test_turning_the_paper_and_a_purpose_lay_out_again(shown: PrintPreview, idle: Callable[[], None]) -> None:
    shown._turn_paper()
    idle()
    assert shown.paper.wide
    pages = PdfPages(shown._pdf)
    assert pages.ratio(0) > 1
    pages.close()
    shown.purpose.setText("上会")
    QTest.keyClick(shown.purpose, Qt.Key.Key_Return)
    idle()
    assert shown.paper == Paper(wide=True, purpose="上会")
    assert shown.isVisible()


def test_saving_asks_where_and_writes_the_whole_file(
    shown: PrintPreview, desk: Desk, tmp_path: Path, idle: Callable[[], None]
) -> None:
    desk.dialogs.script.append(tmp_path / "清单.pdf")
    shown._save()
    idle()
    assert (tmp_path / "清单.pdf").read_bytes().startswith(b"%PDF")
    assert not list(tmp_path.glob(".*.part"))


def test_pages_reach_the_printer(
    shown: PrintPreview, tmp_path: Path, qtbot: QtBot
) -> None:
    out = tmp_path / "paper.pdf"
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(out))
    pages = PdfPages(shown._pdf)
    with qtbot.waitSignal(shown.finished, timeout=20_000):
        shown.put_on(printer, [pages], PrintOrder(pages="2-3"))
    drawn = PdfPages(out.read_bytes())
    assert drawn.count == 2
    drawn.close()


def test_pages_made_for_both_sides_start_with_both_sides(
    desk: Desk, office: Session, window: QWidget, idle: Callable[[], None]
) -> None:
    desk.dialogs.scripted = False
    preview(desk, window, "清单", lambda: sheet_of(office, 3), both_sides=True)
    idle()
    shown = next(w for w in window.findChildren(PrintPreview) if w.isVisible())
    assert shown.panel.order().sides == "long"
    shown.reject()


def test_a_scripted_answer_takes_the_place_of_the_dialog(
    desk: Desk, office: Session, window: QWidget, tmp_path: Path, idle: Callable[[], None]
) -> None:
    desk.dialogs.script.append(tmp_path / "out.pdf")
    preview(desk, window, "清单", lambda: sheet_of(office, 3))
    idle()
    assert (tmp_path / "out.pdf").exists()


def test_a_folder_that_is_not_there_is_said(
    desk: Desk, office: Session, window: QWidget, tmp_path: Path, idle: Callable[[], None], failures: Failures
) -> None:
    desk.dialogs.script.append(tmp_path / "none" / "out.pdf")
    preview(desk, window, "清单", lambda: sheet_of(office, 3))
    idle()
    assert [e.code.value for e in failures.known_] == ["not_found"]
