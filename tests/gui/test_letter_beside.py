"""Scans of the stamped copy beside the kept letter: pictures, PDFs of several pages, big and damaged files, other files."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from reportlab.pdfgen.canvas import Canvas

from app.services import letters, records
from app.ui.letterbeside import BesideDialog
from tests.unit.services.desk import Desk as Builder

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]


def picture(name: str, wide: int = 300) -> bytes:
    image = QImage(wide, wide * 3 // 2, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, Path(name).suffix[1:])  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def pdf(pages: int, password: str = "") -> bytes:
    out = io.BytesIO()
    made = Canvas(out, encrypt=password or None)
    for number in range(pages):
        made.drawString(100, 700, f"page {number + 1}")
        made.showPage()
    made.save()
    return out.getvalue()


@pytest.fixture
def beside(office: Session, shell: Shell, idle: Idle, tmp_path: Path) -> Callable[[str, bytes], BesideDialog]:
    view = Builder(office).signed_letter(body=[{"level": 0, "text": "请各单位抓好落实。" * 200}])
    letters.advance(office, view.id, "number", series="某纪提")

    def put_in(name: str, data: bytes) -> BesideDialog:
        (tmp_path / name).write_bytes(data)
        made = letters.attach_scan(office, view.id, tmp_path / name, office.clock.today()).value
        dialog = BesideDialog(shell.desk, shell, records.get(office, made.id))
        dialog.open()
        idle()
        return dialog

    return put_in


@pytest.mark.parametrize("name", ["章.png", "章.jpg", "章.bmp", "章.tif"])
def test_a_picture_is_shown_beside_what_was_kept(beside: Callable[[str, bytes], BesideDialog], name: str) -> None:
    here = beside(name, picture(name))
    assert here.kept.count > 1
    assert here.stack.currentWidget() is here.picture
    assert here.problem.text() == ""
    here.accept()


def test_both_sides_turn_together_as_far_as_each_has_pages(beside: Callable[[str, bytes], BesideDialog]) -> None:
    here = beside("章.pdf", pdf(2))
    assert here.stack.currentWidget() is here.pages
    here.turn(1)
    assert (here.kept.page, here.pages.page) == (1, 1)
    for _again in range(5):
        here.turn(1)
    assert (here.kept.page, here.pages.page) == (here.kept.count - 1, 1)
    here.accept()


def test_a_big_scan_is_drawn_without_harm(beside: Callable[[str, bytes], BesideDialog]) -> None:
    here = beside("大.png", picture("大.png", 5000))
    assert here.problem.text() == ""
    assert not here.picture.pixmap().isNull()
    here.accept()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("坏.pdf", pdf(1)[:200]), ("坏.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64), ("锁.pdf", pdf(1, "secret")),
        ("不是.pdf", b"plain words"), ("文档.docx", b"PK\x03\x04"),
    ],
)  # fmt: skip
def test_a_scan_that_cannot_be_shown_gets_a_sentence_and_the_kept_pages_stay(
    beside: Callable[[str, bytes], BesideDialog], name: str, data: bytes
) -> None:
    here = beside(name, data)
    assert "打不开" in here.problem.text()
    assert here.kept.count > 1
    here.turn(1)
    assert here.kept.page == 1
    here.accept()


def test_a_scan_that_is_too_big_is_not_read_at_all(
    beside: Callable[[str, bytes], BesideDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.letterbeside.MOST_BYTES", 100)
    here = beside("章.pdf", pdf(2))
    assert "太大" in here.problem.text()
    assert here.pages.count == 0
    here.accept()
