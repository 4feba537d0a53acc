"""公文体检 as a clerk does it: files dropped, marks and list, switches, the corrected copy, files that cannot be read."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from reportlab.pdfgen.canvas import Canvas

from app.services import letters, records
from app.services.file_check import Choice
from app.services.session import Session
from app.ui.checkmend import MendDialog
from app.ui.checkswitches import CheckSwitches
from app.ui.pagedraw import PageDrawer
from app.ui.pages.check import CheckPage
from tests.unit.documents.officemade import FANG, Settings, build, pieces

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.shell import Shell

Idle = Callable[[], None]
STALL = 0.05


def document(path: Path, *, wrong: bool = True, long: int = 2, size: float = 16) -> Path:
    """A document of another office; wrong: a half-width comma and a heading in the font of the text; size: of its text."""
    rows = pieces(long=long)
    for row in rows:
        row.size = size if row.role == "body" else row.size
    if wrong:
        body = next(row for row in rows if row.role == "body")
        body.text = body.text.replace("，", ",", 1)
        next(row for row in rows if row.role == "h1").face = FANG
    path.write_bytes(build(rows, Settings(), "styles"))
    return path


@pytest.fixture
def calm(idle: Idle, qtbot: QtBot, shell: Shell) -> Idle:
    """Wait until nothing is left to do and the page is drawn."""

    def wait() -> None:
        idle()
        if isinstance(shell.current, CheckPage):
            pages = shell.current.result.pages
            qtbot.waitUntil(lambda: pages.ready, timeout=20_000)

    return wait


@pytest.fixture
def page(shell: Shell, calm: Idle) -> CheckPage:
    shell.desk.open("check")
    calm()
    made = shell.current
    assert isinstance(made, CheckPage)
    return made


def drop(target: QWidget, *paths: Path) -> None:
    """Drag files onto a widget and let them fall."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
    QApplication.sendEvent(target, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), copy, data, left, none))


def click(made: QPushButton) -> None:
    QTest.mouseClick(made, Qt.MouseButton.LeftButton)


def rules(page: CheckPage) -> list[str]:
    return [row.rule for row in page.result.rows]


def test_a_dropped_document_shows_what_deviates_on_its_page(page: CheckPage, tmp_path: Path, calm: Idle) -> None:
    drop(page, document(tmp_path / "来文.docx"))
    calm()
    assert page.stack.currentWidget() is page.result
    assert rules(page) == ["半角标点", "一级标题字体"]
    assert page.result.pages.count >= 2
    assert "以 Word/WPS 打开为准" in page.result.pages.note.text()
    assert [i.key for i in page.result.pages.page.items] == [(1, 0), (2, 0)]
    assert page.result.list.hasFocus()
    assert "现在是：" in page.result.detail.text()


def test_a_line_leads_to_its_mark_and_a_mark_to_its_line(page: CheckPage, tmp_path: Path, calm: Idle) -> None:
    drop(page, document(tmp_path / "来文.docx"))
    calm()
    QTest.keyClick(page.result.list, Qt.Key.Key_Down)
    assert page.result.chosen is not None
    assert page.result.chosen.rule == "一级标题字体"
    marked = page.result.pages.page
    assert marked.items[marked.current].key == (2, 0)
    first = marked.items[0].rect
    QTest.mouseClick(marked, Qt.MouseButton.LeftButton, pos=first.center().toPoint())
    assert page.result.chosen.rule == "半角标点"


def test_pages_turn_and_zoom_by_keys(page: CheckPage, tmp_path: Path, calm: Idle) -> None:
    drop(page, document(tmp_path / "来文.docx"))
    calm()
    pages = page.result.pages
    pages.turn(1)
    calm()
    assert "第 2 页" in pages.where.text()
    assert pages.page.items == []
    fitted = pages.page.paper(pages.page.width()).width()
    pages.toggle_zoom()
    calm()
    assert pages.page.wide == 794  # 210 mm at 96 dpi
    assert pages.page.paper(pages.page.width()).width() != fitted
    page.result.list.choose(0)
    calm()
    assert "第 1 页" in pages.where.text()


def test_files_dropped_on_the_navigation_are_examined(shell: Shell, tmp_path: Path, calm: Idle) -> None:
    line = next(b for b in shell.navigation.findChildren(QPushButton) if b.text() == "公文体检")
    drop(line, document(tmp_path / "来文.docx"))
    calm()
    assert isinstance(shell.current, CheckPage)
    assert rules(shell.current) == ["半角标点", "一级标题字体"]


def test_a_grade_is_filtered_and_its_marks_with_it(page: CheckPage, tmp_path: Path, calm: Idle) -> None:
    drop(page, document(tmp_path / "来文.docx"))
    calm()
    click(page.result.grades["一般"])
    calm()
    assert rules(page) == ["一级标题字体"]
    assert [i.key for i in page.result.pages.page.items] == [(2, 0)]


def test_a_rule_switched_off_stays_off_until_it_is_restored(
    page: CheckPage, shell: Shell, tmp_path: Path, calm: Idle, office: Session
) -> None:
    from app.services import file_check

    drop(page, document(tmp_path / "来文.docx"))
    calm()
    click(page.result.off)  # the first finding: 半角标点
    calm()
    assert rules(page) == ["一级标题字体"]
    assert file_check.read_choice(office).off == {"半角标点"}
    dialog = page.open_switches()
    assert "1 项不查" in dialog.count.text()
    topic = dialog.rule("text")
    assert topic is not None
    topic.setCheckState(0, Qt.CheckState.Unchecked)
    click(dialog.ready)
    calm()
    assert rules(page) == []
    assert "未见与标准不符之处" in page.result.nothing.text()
    assert file_check.read_choice(office).off == {"半角标点", "text"}
    again = page.open_switches()
    click(again.restore)
    click(again.ready)
    calm()
    assert rules(page) == ["半角标点", "一级标题字体"]
    assert file_check.read_choice(office) == Choice()


def test_a_bad_file_among_others_says_its_sentence_and_the_rest_goes_on(page: CheckPage, tmp_path: Path, calm: Idle) -> None:
    bad, cut = tmp_path / "旧.docx", tmp_path / "断.docx"
    bad.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    cut.write_bytes(document(tmp_path / "好.docx").read_bytes()[:3000])
    drop(page, bad, cut, tmp_path / "好.docx", tmp_path / "没有.docx")
    calm()
    assert page.files.count() == 4
    assert page.stack.currentWidget() is page.refused
    assert "另存为 docx" in page.refused.why.text()
    page.files.setCurrentIndex(1)
    assert "已损坏" in page.refused.why.text()
    page.files.setCurrentIndex(2)
    calm()
    assert rules(page) == ["半角标点", "一级标题字体"]
    page.files.setCurrentIndex(3)
    assert page.stack.currentWidget() is page.refused


def test_a_folder_is_refused_in_the_bar(page: CheckPage, shell: Shell, tmp_path: Path, calm: Idle) -> None:
    drop(page, tmp_path)
    calm()
    assert page.found == []
    assert page.stack.currentWidget() is page.start


def test_a_corrected_copy_is_shown_written_and_examined(page: CheckPage, shell: Shell, tmp_path: Path, calm: Idle) -> None:
    path = document(tmp_path / "来文.docx")
    before = path.read_bytes()
    drop(page, path)
    calm()
    click(page.result.mend)
    calm()
    dialog = next(iter(shell.findChildren(MendDialog)))
    assert dialog.table.rowCount() >= 2
    assert "未见与标准不符之处" in dialog.left.text()
    taken = tmp_path / "来文（改正件）.docx"
    taken.write_bytes(b"something else")
    shell.desk.dialogs.script.append(str(taken))
    click(dialog.save)
    calm()
    assert "已经存在" in dialog.problem.text()
    assert taken.read_bytes() == b"something else"
    shell.desk.dialogs.script.append(str(tmp_path / "改正.docx"))
    click(dialog.save)
    calm()
    assert (tmp_path / "改正.docx").read_bytes().startswith(b"PK")
    assert path.read_bytes() == before
    click(dialog.examine)
    calm()
    assert page.result.checked is not None
    assert page.result.checked.source.name == "改正.docx"
    assert rules(page) == []


def test_a_pdf_shows_its_own_pages_and_says_why_it_is_not_corrected(page: CheckPage, tmp_path: Path, calm: Idle) -> None:
    drop(page, document(tmp_path / "来文.docx"))
    calm()
    pdf = tmp_path / "来文.pdf"
    assert page.result.checked is not None
    pdf.write_bytes(page.result.checked.pdf)
    drop(page, pdf)
    calm()
    assert page.result.checked.pdf == pdf.read_bytes()
    assert not page.result.mend.isEnabled()
    assert "PDF 里只有印好的版面" in page.result.why_not.text()


def test_a_letter_of_our_own_is_examined_from_its_page(shell: Shell, office: Session, calm: Idle) -> None:
    body = letters.draft(office, "letter.reminder", {"topic": "谈心谈话"}) | {
        "to": ["某县质监站"], "title": "关于开展谈心谈话的提醒函", "body": [{"id": "b1", "level": 0, "text": "请抓紧落实。"}],
    }  # fmt: skip
    view = records.save(office, "letter", "letter.reminder", body).value
    shell.desk.open("letter", id=view.id)
    calm()
    assert shell.current is not None
    acts = [a for m in shell.current.findChildren(QMenu) for a in m.actions()]
    buttons = [b for b in shell.current.findChildren(QPushButton) if b.text() == "体检这份文书"]
    click(buttons[0]) if buttons else next(a for a in acts if a.text() == "体检这份文书").trigger()
    calm()
    page = shell.current
    assert isinstance(page, CheckPage)
    assert [one.error for one in page.found] == [None, None]
    assert page.files.count() == 2
    assert not page.result.mend.isEnabled()


def test_the_list_goes_to_the_clipboard_a_file_and_paper(page: CheckPage, shell: Shell, tmp_path: Path, calm: Idle) -> None:
    drop(page, document(tmp_path / "来文.docx"))
    calm()
    click(page.result.copy)
    assert "一级标题字体" in QGuiApplication.clipboard().text()
    shell.desk.dialogs.script.extend([str(tmp_path / "清单.xlsx"), str(tmp_path / "清单.pdf")])
    click(page.result.save)
    calm()
    click(page.result.print)
    calm()
    assert (tmp_path / "清单.xlsx").stat().st_size > 1000
    assert (tmp_path / "清单.pdf").read_bytes().startswith(b"%PDF")


def test_ctrl_k_knows_it_and_switches_close_by_escape(page: CheckPage, shell: Shell, calm: Idle) -> None:
    assert "open.check" in [a.id for a in shell.actions_.find("公文体检")]
    dialog = page.open_switches()
    assert isinstance(dialog, CheckSwitches)
    QTest.keyClick(dialog, QKeySequence("Esc")[0].key())
    calm()
    assert page.choice == Choice()


def test_it_can_be_stopped_and_what_is_done_stays(page: CheckPage, tmp_path: Path, calm: Idle) -> None:
    paths = [document(tmp_path / f"{n}.docx") for n in range(4)]
    seen: list[int] = []

    def stop() -> None:
        seen.append(len(page.found))
        if page.found:
            click(page.stop)
        else:
            QTimer.singleShot(20, stop)

    QTimer.singleShot(20, stop)
    drop(page, *paths)
    calm()
    assert 1 <= len(page.found) < 4
    assert rules(page) == ["半角标点", "一级标题字体"]


def test_the_window_stays_alive_while_sixty_pages_are_examined(page: CheckPage, tmp_path: Path, calm: Idle) -> None:
    path = document(tmp_path / "长.docx", long=560, size=15)  # every paragraph deviates
    calm()
    for _kind in ("docx", "pdf"):
        gaps = beating(lambda: (drop(page, path), calm()))  # noqa: B023 - called at once
        assert page.result.checked is not None
        assert page.result.pages.count >= 60
        assert sorted(gaps)[int(len(gaps) * 0.99)] < STALL
        assert max(gaps) < STALL * 4  # this machine may be busy with other work
        path = tmp_path / "长.pdf"
        path.write_bytes(page.result.checked.pdf)


def beating(act: Callable[[], object]) -> list[float]:
    """How long the event loop was away each time, in seconds, while something was done."""
    beats: list[float] = []
    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(lambda: beats.append(time.monotonic()))
    timer.start()
    act()
    timer.stop()
    return [after - before for before, after in pairwise(beats)]


def test_a_page_full_of_curves_does_not_hold_the_window(page: CheckPage, qtbot: QtBot, tmp_path: Path, calm: Idle) -> None:
    number = random.Random(7)
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(595, 842))
    path = canvas.beginPath()
    for _ in range(12_000):
        path.moveTo(number.random() * 595, number.random() * 842)
        path.curveTo(*(number.random() * 600 for _ in range(6)))
    canvas.drawPath(path)
    canvas.showPage()
    canvas.save()
    drawer = PageDrawer(made.getvalue(), page)
    gaps = beating(lambda: (drawer.ask(0, 900), qtbot.waitUntil(lambda: not drawer.busy, timeout=30_000)))
    drawer.leave()
    assert sum(gaps) > 0.2  # it did take long
    assert max(gaps) < STALL * 4


def test_a_page_asked_for_twice_is_drawn(page: CheckPage, qtbot: QtBot, tmp_path: Path, calm: Idle) -> None:
    drop(page, document(tmp_path / "来文.docx"))
    calm()
    assert page.result.checked is not None
    drawer = PageDrawer(page.result.checked.pdf, page)
    seen: list[int] = []
    drawer.drawn.connect(lambda number, _image: seen.append(number))
    for number in (0, 0, 1, 1):
        drawer.ask(number, 600)
    qtbot.waitUntil(lambda: not drawer.busy, timeout=20_000)
    assert seen == [1]
    drawer.leave()
