"""读入旧公文 as a clerk does it: a folder, each letter beside its text, a correction, the import, the way back."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton

from app.services import register
from app.services.letter_readback_judge import What
from app.ui.readletters import CHECK, DONE, ReadLetters, open_readback
from app.ui.readletters_pages import OldFilesPage
from tests.unit.documents.oldletters import MANNERS, Truth

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell


@pytest.fixture
def folder(tmp_path: Path) -> tuple[Path, list[Truth]]:
    """Three old letters and one that cannot be read."""
    made = tmp_path / "旧公文"
    made.mkdir()
    known = []
    for n, manner in enumerate(("direct", "boxed", "headed")):
        raw, truth = MANNERS[manner](random.Random(f"window {n}"))
        (made / f"{n}.docx").write_bytes(raw)
        known.append(truth)
    (made / "9.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    return made, known


@pytest.fixture
def opened(shell: Shell, idle: Callable[[], None]) -> Iterator[ReadLetters]:
    """The dialog over the register of letters."""
    shell.desk.open("letters")
    idle()
    assert shell.current is not None
    open_readback(shell.desk, shell.current)
    dialog = next(w for w in shell.window().findChildren(ReadLetters))
    idle()
    yield dialog
    dialog.reject()
    idle()


def click(made: QPushButton) -> None:
    QTest.mouseClick(made, Qt.MouseButton.LeftButton)


def drop(page: OldFilesPage, path: Path) -> None:
    """Let a folder fall on the page."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    actions, buttons, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPointF(5, 5), actions, data, buttons, none))


def pick_kind(dialog: ReadLetters, idle: Callable[[], None]) -> None:
    """Choose a kind for every letter whose title does not tell it."""
    page = dialog.check
    assert page.plan is not None
    for n, entry in enumerate(page.plan.entries):
        if entry.letter is not None and not entry.kind:
            page.view.selectRow(n)
            page.kind.setCurrentIndex(page.kind.findData("letter.reminder"))
            idle()


def test_a_folder_is_dropped_looked_at_imported_and_taken_back(
    opened: ReadLetters, folder: tuple[Path, list[Truth]], office: Session, idle: Callable[[], None]
) -> None:
    place, known = folder
    drop(opened.files, place)
    idle()
    assert opened.stack.currentIndex() == CHECK
    page = opened.check
    assert page.plan is not None
    assert [e.texts["number"] for e in page.plan.entries[:3]] == [t.number for t in known]
    page.view.selectRow(0)
    assert page.lines["number"].text() == known[0].number
    assert known[0].title in page.paper.toPlainText().replace("\n", "")
    page.view.selectRow(3)
    assert "另存为 docx" in page.why.text()
    assert not page.lines["number"].isEnabled()
    pick_kind(opened, idle)
    assert opened.next_button.text() == "导入 3 件"
    click(opened.next_button)
    idle()
    assert opened.stack.currentIndex() == DONE
    assert "读入旧件 3 件" in opened.done_page.title.text()
    assert all(t.number in [r.number for r in register.register(office, t.date.year)] for t in known)
    click(opened.done_page.undo)
    idle()
    assert all(not register.register(office, t.date.year) for t in known)


def test_a_correction_and_a_tick_change_what_is_imported(
    opened: ReadLetters, folder: tuple[Path, list[Truth]], office: Session, idle: Callable[[], None]
) -> None:
    place, known = folder
    opened.read([place])
    idle()
    pick_kind(opened, idle)
    page = opened.check
    assert page.plan is not None
    page.view.selectRow(1)
    number = page.lines["number"]
    number.setText(known[0].number)
    number.editingFinished.emit()
    idle()
    assert page.plan.entries[1].what is What.CLASH
    assert "0.docx" in page.why.text()
    first = page.model.index(0, 0)
    page.model.setData(first, Qt.CheckState.Unchecked.value, int(Qt.ItemDataRole.CheckStateRole))
    idle()
    assert page.model.index(0, 2).data() == "不导入"
    assert opened.next_button.text() == "导入 2 件"
    click(opened.next_button)
    idle()
    assert [r.title for r in register.register(office, known[0].date.year) if r.number == known[0].number] == [known[1].title]


def test_a_folder_without_letters_is_said_in_the_dialog(opened: ReadLetters, tmp_path: Path, idle: Callable[[], None]) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    opened.read([empty])
    idle()
    assert "没有 Word 文件" in opened.problem.text()
    assert opened.files.folder.isEnabled()


def test_the_register_and_ctrl_k_offer_it(shell: Shell, idle: Callable[[], None]) -> None:
    shell.desk.open("letters")
    idle()
    assert shell.current is not None
    texts = [a.text() for m in shell.current.findChildren(QMenu) for a in m.actions()]
    assert "读入旧公文（Word）…" in texts
    shell.actions_.run("import.letters")
    dialog = next(iter(shell.findChildren(ReadLetters)))
    assert dialog.files.folder.isVisible()
    dialog.reject()


def test_doubts_stand_at_their_fields_and_the_keyboard_goes_from_one_doubtful_letter_to_the_next(
    opened: ReadLetters, folder: tuple[Path, list[Truth]], idle: Callable[[], None]
) -> None:
    place, known = folder
    opened.read([place])
    idle()
    pick_kind(opened, idle)
    page = opened.check
    assert page.plan is not None
    page.view.selectRow(0)
    assert "不是本单位" in page.doubts["issuers"].text()
    assert not page.doubts["number"].text()
    assert "← 发文字号" in page.paper.toPlainText()
    QTest.keyClick(page.view, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert page.view.currentIndex().row() == 1
    assert not page.plan.entries[0].doubtful
    page.only.setChecked(True)
    assert [page.plan.entries[page.model.place(n)].path.name for n in range(page.model.rowCount())] == ["1.docx", "2.docx", "9.doc"]
    QTest.keyClick(page.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert page.lines["number"].text() == known[2].number


def test_a_repeated_number_comes_in_with_its_reason(
    opened: ReadLetters, folder: tuple[Path, list[Truth]], office: Session, idle: Callable[[], None]
) -> None:
    place, known = folder
    opened.read([place])
    idle()
    pick_kind(opened, idle)
    page = opened.check
    page.view.selectRow(1)
    assert page.again.isHidden()
    page.lines["number"].setText(known[0].number)
    page.lines["number"].editingFinished.emit()
    idle()
    assert not page.again.isHidden()
    page.again.setText("当年编号有误")
    page.again.editingFinished.emit()
    idle()
    assert opened.next_button.text() == "导入 3 件"
    click(opened.next_button)
    idle()
    assert ["当年编号有误" in r.note for r in register.register(office, known[0].date.year) if r.number == known[0].number] == [True]
