"""The matrix of talks by keys and mouse: a pair, its talks, a new one filled in, what is missing; forty people × twelve."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.services import records
from app.services.lists import Row
from app.services.talk_matrix import Want
from app.ui.charts.matrix import Matrix, MatrixCell, MatrixRow
from app.ui.pdfview import PdfPages

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

YEAR = 2026
LONG = "阿卜杜拉·买买提依明"
Idle = Callable[[], None]


@pytest.fixture
def office(example_office: Session) -> Session:
    """A year of example records."""
    return example_office


@pytest.fixture
def page(shell: Shell, idle: Idle) -> Any:
    """The matrix of that office."""
    shell.desk.open("talks")
    idle()
    press(shell.current, "谈话覆盖")
    idle()
    assert shell.current is shell.page("talkmatrix")
    return shell.current


def press(where: Any, text: str) -> None:
    """Press a visible button by its text."""
    found = next(b for b in where.findChildren(QPushButton) if b.text() == text and b.isVisible())
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def with_talks(page: Any, number: int) -> int:
    """The item of a pair with so many talks or more."""
    return next(n for n, i in enumerate(page.matrix.items) if i.key in page.found.cells and page.found.cells[i.key].number >= number)


def test_a_pair_shows_its_talks_and_one_opens(page: Any, shell: Shell, idle: Idle) -> None:
    assert shell.focusWidget() is page.matrix
    number = with_talks(page, 2)
    spot = page.matrix.items[number].rect.center().toPoint()
    QTest.mouseClick(page.matrix, Qt.MouseButton.LeftButton, pos=spot)
    idle()
    talks = [i.key for i in page.list.items if isinstance(i.key, Row)]
    cell = page.found.cells[page.pair]
    assert len(talks) == cell.number + cell.planned
    assert shell.focusWidget() is page.matrix, "a click shows; the keys stay in the matrix"
    QTest.keyClick(page.matrix, Qt.Key.Key_Return)
    assert shell.focusWidget() is page.list
    QTest.keyClick(page.list, Qt.Key.Key_Escape)
    assert shell.focusWidget() is page.matrix
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_End)
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    idle()
    assert shell.current is shell.page("record")
    assert shell.current.record.id == talks[-1].id


def test_a_talk_is_registered_with_both_people(page: Any, shell: Shell, idle: Idle) -> None:
    number = next(n for n, i in enumerate(page.matrix.items) if i.key in page.found.cells and page.found.cells[i.key].missing)
    talker, person = page.matrix.items[number].key
    page.matrix.choose(number)
    idle()
    press(page, "登记这次谈话")
    idle()
    record = shell.current
    assert record is shell.page("record")
    body = record.form.body()
    assert (body["actor"], body["subject"]) == (talker, [person])


def test_enter_on_an_empty_cell_goes_to_the_button_that_starts_a_talk(page: Any, shell: Shell, idle: Idle) -> None:
    number = next(n for n, i in enumerate(page.matrix.items) if i.key not in page.found.cells)
    talker, person = page.matrix.items[number].key
    page.matrix.choose(number)
    idle()
    assert not page.list.rows
    QTest.keyClick(page.matrix, Qt.Key.Key_Return)
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Return)
    idle()
    body = shell.current.form.body()
    assert (body["actor"], body["subject"]) == (talker, [person])


def test_what_is_missing_leads_to_its_cell_and_to_why(page: Any, idle: Idle) -> None:
    assert len(page.list.rows) == len(page.found.missing)
    number = next(n for n, i in enumerate(page.list.items) if i.key.talkers)
    want = page.list.items[number].key
    page.list.choose(number)
    page.list.open_current()
    idle()
    assert page.pair == (want.talkers[0], want.person)
    listed = next(n for n, i in enumerate(page.list.items) if isinstance(i.key, Want) and i.key.cell == want.cell)
    page.list.choose(listed)
    page.list.open_current()
    idle()
    assert page.why.isVisible()
    assert page.why.explanation.cell == want.cell
    QTest.keyClick(page.why, Qt.Key.Key_Escape)
    assert not page.why.isVisible()
    press(page, "看还没有谈的")
    assert page.pair is None


def test_a_new_talk_shows_in_the_open_matrix(page: Any, office: Session, shell: Shell, idle: Idle) -> None:
    pair = page.matrix.items[with_talks(page, 1)].key
    before = page.found.cells[pair].number
    body = {"date": f"{YEAR}-11-02", "actor": pair[0], "subject": [pair[1]]}
    saved = records.save(office, "talk", "talk.remind", body).value
    shell.desk.runner.operate(shell, "已谈", lambda _c: records.transition(office, saved.id, "hold"))
    idle()
    assert page.found.cells[pair].number == before + 1


def test_kind_and_what_is_missing_narrow_the_matrix(page: Any, idle: Idle) -> None:
    everybody = len(page.found.people)
    page.kind.setCurrentIndex(page.kind.findData("talk.interview"))
    idle()
    assert page.chosen_kind == "talk.interview"
    assert {k for c in page.found.cells.values() for k in c.days} <= {"talk.interview"}
    page.kind.setCurrentIndex(0)
    press(page, "只看还没谈的")
    idle()
    assert 0 < len(page.found.people) < everybody
    assert {p.id for p in page.found.people} <= {w.person for w in page.found.missing}


def test_the_matrix_goes_out(page: Any, shell: Shell, idle: Idle, tmp_path: Path) -> None:
    shell.desk.dialogs.script.append(str(tmp_path / "talks.csv"))
    page.export()
    idle()
    assert page.found.people[0].name in (tmp_path / "talks.csv").read_text(encoding="utf-8-sig")
    shell.desk.dialogs.script.append(str(tmp_path / "talks.pdf"))
    page.print()
    idle()
    pages = PdfPages((tmp_path / "talks.pdf").read_bytes())
    assert pages.ratio(0) > 1
    pages.close()


def test_forty_people_and_twelve_talkers_with_long_names_answer_within_a_frame(page: Any) -> None:
    names = [f"{LONG}{n}" for n in range(12)]
    rows = [
        MatrixRow(
            f"{LONG}{n}", "党组成员、副局长、总工程师", tuple(MatrixCell(("2 次，未见", "未见"), "bad", "x", (t, n)) for t in range(12)), n,
            "领导班子" if n < 9 else "下级单位",
        )
        for n in range(40)
    ]  # fmt: skip
    matrix: Matrix = page.matrix
    begin = time.perf_counter()
    matrix.set_rows(names, rows)
    assert len(matrix.items) == 40 * 13
    matrix.setFocus()
    matrix.choose(1)
    for _ in range(20):
        QTest.keyClick(matrix, Qt.Key.Key_Down)
        matrix.repaint()
    assert time.perf_counter() - begin < 2
    assert matrix.items[matrix.current].key == (0, 20), "down goes person by person in the same column"
    QTest.keyClick(matrix, Qt.Key.Key_Left)
    assert matrix.items[matrix.current].key == 20, "left of the first column stands the person"
    inside = matrix.rect()
    assert all(inside.contains(i.rect.toRect()) for i in matrix.items)
