"""Printing a letter from its page: pages, copies, both sides, numbers; what came out is on record."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pdfplumber
import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest

from app.services import letter_prints, letters, records
from app.services.printorder import PrintOrder
from app.ui.pdfview import PdfPages
from app.ui.printpanel import Printers
from app.ui.printpreview import PrintPreview

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]
NAME = "前台打印机"


class Paper(QPrinter):
    """A printer whose paper is a PDF file; knows the folder for temporary files while it drew."""

    def __init__(self, out: Path) -> None:
        super().__init__(QPrinter.PrinterMode.ScreenResolution)
        self.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        self.setOutputFileName(str(out))
        self.spooled = ""

    def newPage(self) -> bool:
        self.spooled = os.environ.get("TMPDIR", "")
        return super().newPage()


class OnePrinter(Printers):
    """The only printer of this office."""

    def __init__(self, out: Path) -> None:
        self.paper = Paper(out)

    def names(self) -> list[str]:
        return [NAME]

    def open(self, name: str) -> QPrinter:
        return self.paper


@pytest.fixture
def letter(office: Session) -> str:
    body = letters.draft(office, "letter.reminder", {"topic": "谈心谈话"}) | {
        "to": ["质监站"], "title": "关于报送材料的提醒",
        "body": [{"level": 0, "text": "请各单位抓好落实。" * 90}],
    }  # fmt: skip
    return records.save(office, letters.FORM, "letter.reminder", body).value.id


@pytest.fixture
def preview(
    shell: Shell, idle: Idle, letter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PrintPreview]:
    printers = OnePrinter(tmp_path / "paper.pdf")
    monkeypatch.setattr("app.ui.printpreview.Printers", lambda: printers)
    shell.desk.open("letter", id=letter)
    idle()
    shell.desk.dialogs.scripted = False
    page: Any = shell.current
    page.acts.print()
    idle()
    made = shell.findChild(PrintPreview)
    assert made is not None
    made.printers = printers
    yield made
    if shiboken6.isValid(made):
        made.close()
    idle()


def drawn(tmp_path: Path) -> int:
    pages = PdfPages((tmp_path / "paper.pdf").read_bytes())
    count = pages.count
    pages.close()
    return count


def finish(preview: PrintPreview, qtbot: QtBot) -> None:
    with qtbot.waitSignal(preview.finished, timeout=20_000):
        QTest.mouseClick(preview._print_button, Qt.MouseButton.LeftButton)


def test_looking_at_the_preview_is_no_print(preview: PrintPreview, office: Session, letter: str) -> None:
    assert preview.panel.printer.currentText() == NAME
    assert letter_prints.prints(office, letter) == []


def test_chosen_pages_and_copies_come_out_and_are_on_record(
    preview: PrintPreview, qtbot: QtBot, tmp_path: Path, office: Session, letter: str, shell: Shell, idle: Idle
) -> None:
    preview.panel.pages.setText("1")
    preview.panel.copies.setValue(3)
    finish(preview, qtbot)
    idle()
    assert drawn(tmp_path) == 3
    assert [p.words for p in letter_prints.prints(office, letter)] == ["3 份，第 1 页"]
    page: Any = shell.current
    assert [p.words for p in page.prints] == ["3 份，第 1 页"]


def reddest(tmp_path: Path) -> int:
    pages = PdfPages((tmp_path / "paper.pdf").read_bytes())
    image = pages.image(0, 300)
    pages.close()
    colours = (image.pixelColor(x, y) for x in range(0, 300, 3) for y in range(0, image.height() // 3, 2))
    return max(c.red() - c.green() for c in colours)


@pytest.mark.parametrize("colour", [True, False])
def test_a_red_head_is_red_on_a_colour_printer(
    preview: PrintPreview, qtbot: QtBot, tmp_path: Path, colour: bool
) -> None:
    assert preview.panel.colour.isChecked()
    preview.panel.colour.setChecked(colour)
    preview.panel.pages.setText("1")
    finish(preview, qtbot)
    assert (reddest(tmp_path) > 100) is colour


def test_numbered_copies_on_both_sides_keep_to_their_own_sheets(
    preview: PrintPreview, qtbot: QtBot, tmp_path: Path, office: Session, letter: str
) -> None:
    count = preview.sheets.sheet.count
    preview.panel.sides.setCurrentIndex(1)
    preview.panel.copies.setValue(2)
    preview.panel.numbered.setChecked(True)
    preview.panel.first.setValue(5)
    finish(preview, qtbot)
    assert drawn(tmp_path) == 2 * count + count % 2
    assert letter_prints.prints(office, letter)[0].words == "2 份，双面，份号 000005—000006"


def test_the_printing_system_writes_only_into_the_private_folder(
    preview: PrintPreview, qtbot: QtBot, office: Session
) -> None:
    before = os.environ.get("TMPDIR")
    printers: Any = preview.printers  # type: ignore[attr-defined]
    finish(preview, qtbot)
    assert Path(printers.paper.spooled) == office.folder.root / "state" / "print"
    assert os.environ.get("TMPDIR") == before


def test_pages_that_are_not_there_are_said_and_nothing_is_printed(preview: PrintPreview) -> None:
    preview.panel.pages.setText("9")
    assert "没有第 9 页" in preview.panel.problem.text()
    assert not preview._print_button.isEnabled()
    preview.panel.pages.setText("1")
    assert preview._print_button.isEnabled()


def test_without_a_printer_the_window_says_what_else_can_be_done(preview: PrintPreview) -> None:
    preview.panel.show_printers([])
    assert "存为 PDF" in preview.panel.said.text()
    assert not preview._print_button.isEnabled()


def test_a_refused_print_is_explained_in_the_window(
    preview: PrintPreview, idle: Idle, monkeypatch: pytest.MonkeyPatch, office: Session, letter: str
) -> None:
    preview.panel.first.setMaximum(2_000_000)
    preview.panel.numbered.setChecked(True)
    preview.panel.first.setValue(1_000_000)
    QTest.mouseClick(preview._print_button, Qt.MouseButton.LeftButton)
    idle()
    assert "份号" in preview._state.text()
    assert preview.isVisible()
    assert letter_prints.prints(office, letter) == []


def test_the_order_is_what_was_chosen(preview: PrintPreview) -> None:
    preview.panel.pages.setText("1，2")
    preview.panel.which.setCurrentIndex(2)
    assert preview.panel.order() == PrintOrder("1，2", which="even")
    assert "翻面" in preview.panel.said.text()
    preview.panel.sides.setCurrentIndex(1)
    assert preview.panel.order().which == "all"


def test_the_pages_show_the_number_that_the_first_copy_will_have(
    preview: PrintPreview, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []
    monkeypatch.setattr(preview.sheets, "show_pdf", seen.append)
    preview.panel.first.setValue(7)
    preview.panel.numbered.setChecked(True)
    qtbot.waitUntil(lambda: len(seen) == 1, timeout=20_000)
    with pdfplumber.open(io.BytesIO(seen[0])) as pdf:
        assert "000007" in (pdf.pages[0].extract_text() or "")
