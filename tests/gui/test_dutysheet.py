"""The duty sheet by keys and mouse: the whole team, one person, what is behind a cell, paper and files; the ways to it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.services import people
from app.services.duties import DutyCell
from app.ui.pdfview import PdfPages

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

YEAR = 2026
Idle = Callable[[], None]


@pytest.fixture
def office(example_office: Session) -> Session:
    """A year of example records."""
    return example_office


def go(shell: Shell, idle: Idle, page: str, **args: object) -> Any:
    """Open a page and wait."""
    shell.desk.open(page, **args)
    idle()
    return shell.current


def press(where: Any, text: str) -> None:
    """Press a visible button by its text."""
    found = next(b for b in where.findChildren(QPushButton) if b.text() == text and b.isVisible())
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def test_from_the_board_to_the_team_to_a_person_by_keys(office: Session, shell: Shell, idle: Idle) -> None:
    board = go(shell, idle, "board")
    press(board, "履责表")
    idle()
    page = shell.current
    assert page is shell.page("dutysheet")
    assert shell.focusWidget() is page.matrix
    QTest.keyClick(page.matrix, Qt.Key.Key_Down)
    first = page.matrix.items[page.matrix.current].key
    QTest.keyClick(page.matrix, Qt.Key.Key_Down)
    second = page.matrix.items[page.matrix.current].key
    assert first.partition("/")[2] == second.partition("/")[2], "the same quarter of the next person"
    QTest.keyClick(page.matrix, Qt.Key.Key_Return)
    idle()
    assert page.person_id == second.partition("/")[0]
    assert page.sheet.name in page.head.title
    press(page, "全班子")
    idle()
    assert page.team is not None
    assert page.person_id == ""


def test_a_cell_says_why_and_a_heading_folds(office: Session, shell: Shell, idle: Idle) -> None:
    person = next(p.id for p in people.people(office) if "副书记" in p.titles)
    page = go(shell, idle, "dutysheet", person=person)
    cells = [n for n, i in enumerate(page.rows.items) if isinstance(i.key, DutyCell)]
    page.rows.setFocus()
    page.rows.choose(cells[0])
    QTest.keyClick(page.rows, Qt.Key.Key_Return)
    idle()
    assert page.why.isVisible()
    assert page.why.explanation.cell == page.rows.items[cells[0]].key
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Escape)
    assert not page.why.isVisible()
    QTest.keyClick(page.rows, Qt.Key.Key_Home)
    QTest.keyClick(page.rows, Qt.Key.Key_Return)
    assert len([i for i in page.rows.items if isinstance(i.key, DutyCell)]) < len(cells)


def test_only_what_is_missing(office: Session, shell: Shell, idle: Idle) -> None:
    person = next(p.id for p in people.people(office) if "副书记" in p.titles)
    page = go(shell, idle, "dutysheet", person=person)
    before = sum(page.sheet.counts.values())
    press(page, "只看还差的")
    idle()
    assert 0 < sum(page.sheet.counts.values()) < before
    assert "met" not in page.sheet.counts


def test_person_page_and_search_lead_to_the_sheet(office: Session, shell: Shell, idle: Idle) -> None:
    who = next(p for p in people.people(office) if "副书记" in p.titles)
    person = go(shell, idle, "person", id=who.id)
    press(person, "履责表")
    idle()
    assert shell.current is shell.page("dutysheet")
    assert shell.current.person_id == who.id
    go(shell, idle, "home")
    shell.search.start()
    shell.search.line.setText(who.name)
    shell.search.line.textEdited.emit(who.name)
    idle()
    titles = [e.title for e in shell.search.view.results.entries]
    assert f"{who.name}的履责表" in titles
    shell.search.close()


def test_the_sheet_goes_out_as_it_is_shown(office: Session, shell: Shell, idle: Idle, tmp_path: Path) -> None:
    person = next(p.id for p in people.people(office) if "副书记" in p.titles)
    page = go(shell, idle, "dutysheet", person=person)
    shell.desk.dialogs.script.append(str(tmp_path / "sheet.csv"))
    page.export()
    idle()
    with (tmp_path / "sheet.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    kinds = {line[0] for line in rows[1:] if len(line) > 5}
    assert "本人的职责" in kinds
    assert "所在集体的职责" not in kinds, "what is folded stays at home"
    for person_id in (person, ""):
        page.show_person(person_id)
        idle()
        shell.desk.dialogs.script.append(str(tmp_path / "sheet.pdf"))
        page.print()
        idle()
        pages = PdfPages((tmp_path / "sheet.pdf").read_bytes())
        assert pages.count >= 1
        assert pages.ratio(0) > 1, "sideways"
        pages.close()


def test_an_office_without_duties_says_what_to_do(office: Session, shell: Shell, idle: Idle) -> None:
    from app.services import duty_settings

    for pack in office.catalog.duties.packs:
        duty_settings.set_pack(office, pack.id, False, YEAR)
    page = go(shell, idle, "dutysheet", person=people.people(office)[0].id)
    assert not page.rows.isVisible()
    assert page._place.count() == 1
