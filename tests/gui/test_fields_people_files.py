"""Attendance by ticks and keys; attachments by drop, paste and dialog, seen without leaving the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services import people
from app.ui.preview import PreviewDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.session import Session
    from app.ui.desk import Desk
    from app.ui.shell import Shell

Idle = Callable[[], None]
Key = Qt.Key


@pytest.fixture
def page(shell: Shell, office: Session, desk: Desk, idle: Idle) -> Any:
    """A new meeting of an office with three leaders."""
    for name, title in (("李建国", "副局长"), ("赵丽华", "纪检组长")):
        people.register_person(office, name, desk.directory.own_unit, title, "2022-01-01")
    desk.load_directory()
    idle()
    shell.resize(1366, 768)
    shell.desk.open("record", form="meeting", kind="mtg.standing")
    idle()
    return shell.current


def line_of(field: Any, desk: Desk, name: str) -> Any:
    return next(one for one in field._lines if desk.directory.names[one.person] == name)


def test_the_whole_team_is_ticked_with_one_key(page: Any, desk: Desk, idle: Idle) -> None:
    field = page.form.fields["attendance"]
    first = field._lines[0]
    first.tick.setFocus()
    QTest.keyClick(first.tick, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert [(desk.directory.names[r["person"]], r["role"]) for r in field.value()] == [
        ("周明远", "chair"), ("李建国", "attendee"), ("赵丽华", "attendee")
    ]  # fmt: skip
    assert "在任 3 人，已记 3 人" in field._count.text()


def test_roles_by_keys_and_a_reason_for_the_absent(page: Any, desk: Desk, idle: Idle) -> None:
    field = page.form.fields["attendance"]
    li = line_of(field, desk, "李建国")
    li.tick.setFocus()
    QTest.keyClick(li.tick, Key.Key_Space)
    assert field.value()[0]["role"] == "attendee"
    QTest.keyClick(li.tick, Key.Key_Left)
    assert field.value()[0]["role"] == "chair"
    QTest.keyClick(li.tick, Key.Key_Left)
    assert field.value()[0]["role"] == "absent"
    assert li.why.isVisible()
    li.why.setFocus()
    QTest.keyClicks(li.why, "ill")
    assert field.value()[0]["note"] == "ill"
    QTest.keyClick(li.tick, Key.Key_3)
    assert field.value()[0]["role"] == "non_voting"
    assert "note" not in field.value()[0]
    QTest.keyClick(li.tick, Key.Key_Down)
    assert QApplication.focusWidget() is not li.tick


def test_read_only_is_a_sentence(page: Any, desk: Desk, idle: Idle) -> None:
    field = page.form.fields["attendance"]
    field._all()
    li = line_of(field, desk, "李建国")
    field.set_role(li.person, "absent")
    field.set_note(li.person, "出差")
    page.form.set_readonly(True)
    assert field._read.text() == "主持人 周明远；出席 赵丽华；缺席 李建国（出差）"
    assert not field._lines[0].isVisible()


def picture(path: Path) -> Path:
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    image.save(str(path))
    return path


def pdf(path: Path) -> Path:
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    painter = QPainter(writer)
    painter.drawText(100, 100, "1")
    writer.newPage()
    painter.drawText(100, 100, "2")
    painter.end()
    return path


def test_files_dropped_on_the_form_and_a_pasted_picture_are_kept(page: Any, tmp_path: Path, idle: Idle) -> None:
    field = page.form.fields["attachments"]
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture(tmp_path / "现场.png"))), QUrl.fromLocalFile(str(pdf(tmp_path / "材料.pdf")))])
    assert page.form.accept_mime(mime)
    idle()
    QGuiApplication.clipboard().setImage(QImage(str(tmp_path / "现场.png")))
    field._add.setFocus()
    QTest.keyClick(field._add, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    idle()
    assert [r["name"] for r in field.value()] == ["现场.png", "材料.pdf", "粘贴的图片.png"]
    idle()
    assert set(field._thumbs) == {r["sha256"] for r in field.value() if r["name"].endswith("png")}


def test_a_screenshot_pasted_into_any_field_becomes_an_attachment(page: Any, tmp_path: Path, idle: Idle) -> None:
    image = QMimeData()
    image.setImageData(QImage(str(picture(tmp_path / "截图.png"))))
    title = page.form.fields["title"].line
    for target in (title, page.form.fields["summary"].text):
        QGuiApplication.clipboard().setMimeData(image_copy(image))
        target.setFocus()
        QTest.keyClick(target, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        idle()
    assert [r["name"] for r in page.form.fields["attachments"].value()] == ["粘贴的图片.png"] * 2
    QGuiApplication.clipboard().setText("第一次会议")
    title.setFocus()
    QTest.keyClick(title, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert title.text() == "第一次会议"


def image_copy(mime: QMimeData) -> QMimeData:
    """The clipboard takes what it is given: each time another one."""
    made = QMimeData()
    made.setImageData(mime.imageData())
    return made


def test_what_cannot_be_kept_is_said_beside_the_field(page: Any, tmp_path: Path, idle: Idle) -> None:
    field = page.form.fields["attachments"]
    (tmp_path / "空.txt").write_bytes(b"")
    page.form.accept_files([tmp_path / "空.txt", tmp_path / "没有.txt", picture(tmp_path / "有.png")])
    idle()
    assert [r["name"] for r in field.value()] == ["有.png"]
    assert "“空.txt”没有存入" in field._said.text()
    assert "“没有.txt”没有存入" in field._said.text()


def test_attachments_are_looked_at_by_keys(page: Any, tmp_path: Path, idle: Idle, qtbot: QtBot) -> None:
    field = page.form.fields["attachments"]
    (tmp_path / "录音.m4a").write_bytes(b"x")
    page.form.accept_files([picture(tmp_path / "现场.png"), pdf(tmp_path / "材料.pdf"), tmp_path / "录音.m4a"])
    idle()
    field.open_preview(0)
    idle()
    box: Any = page.window().findChild(PreviewDialog)
    assert box.stack.currentWidget() is box.picture
    QTest.keyClick(box, Key.Key_Right)
    idle()
    assert box.stack.currentWidget() is box.pdf
    assert box._place.text() == "2 / 3 · 第 1 / 2 页"
    QTest.keyClick(box, Key.Key_PageDown)
    assert box._place.text() == "2 / 3 · 第 2 / 2 页"
    QTest.keyClick(box, Key.Key_Right)
    idle()
    assert "另存" in box.words.text()
    QTest.keyClick(box, Key.Key_Escape)
    assert not box.isVisible()


def test_delete_takes_an_attachment_away(page: Any, tmp_path: Path, idle: Idle) -> None:
    from app.ui.parts import RowButton

    field = page.form.fields["attachments"]
    page.form.accept_files([picture(tmp_path / "现场.png")])
    idle()
    line = field.findChild(RowButton)
    line.setFocus()
    QTest.keyClick(line, Key.Key_Delete)
    assert field.value() is None
