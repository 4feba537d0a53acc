"""The workflow on a record's page: where it stands, what a step says and does, what undoing brings back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.catalog.catalog import Catalog
from app.services import records
from app.services.session import Session
from app.ui.pages.record import RecordPage
from app.ui.shell import Shell
from tests.unit.services.desk import new_office

Idle = Callable[[], None]


@pytest.fixture
def office(tmp_path: Path, catalog: Catalog) -> Iterator[Session]:
    """An office whose clerk also works for the discipline office, without duties."""
    made = new_office(tmp_path / "office", catalog, packs=False).session
    yield made
    made.close()


@pytest.fixture
def page(office: Session, shell: Shell, idle: Idle) -> RecordPage:
    """A suggestion that was issued, on its page."""
    body = {"title": "关于资金管理的建议", "date": "2026-11-02", "issued_at": "2026-11-02", "due": "2026-11-10"}
    view = records.save(office, "suggestion", "ledger.suggestion", body).value
    shell.desk.load_directory()
    shell.desk.open("record", id=view.id)
    idle()
    found = shell.current
    assert isinstance(found, RecordPage)
    return found


def press(where: QWidget, text: str) -> None:
    button = next(b for b in where.findChildren(QPushButton) if b.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def standing(page: RecordPage) -> dict[str, str]:
    return {s.key: s.standing for s in page.way.card.bar.steps}


def click(page: RecordPage, key: str) -> None:
    bar = page.way.card.bar
    item = next(i for i in bar.items if i.key == key)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=item.rect.center().toPoint())


def test_a_record_shows_its_workflow_with_day_lateness_and_what_waits(page: RecordPage) -> None:
    assert page.way.isVisible()
    found = standing(page)
    assert (found["issue"], found["feedback"], found["visit"]) == ("done", "overdue", "waiting")
    under = {s.key: s.under for s in page.way.card.bar.steps}
    assert (under["issue"], under["feedback"]) == ("11-02", "逾期 10 天")
    click(page, "feedback")
    words = " ".join(w.text() for w in page.way.card.panel.findChildren(QLabel))
    assert "2026-11-10" in words
    assert "依据：" in words


def test_taking_a_step_from_the_bar_ticks_it_and_undoing_brings_it_back(page: RecordPage, shell: Shell, idle: Idle) -> None:
    click(page, "feedback")
    shell.desk.dialogs.script.append({"feedback_at": "2026-11-18", "feedback": "已整改", "objection": ""})
    press(page.way.card.panel, "反馈")
    idle()
    assert standing(page)["feedback"] == "done"
    assert page.way.card.bar.chosen == "feedback"
    shell.actions_.run("edit.undo")
    idle()
    assert standing(page)["feedback"] == "overdue"


def test_a_step_that_lacks_something_says_where_to_fill_it_in(page: RecordPage, shell: Shell, idle: Idle) -> None:
    click(page, "cc")
    press(page.way.card.panel, "抄送分管领导")
    idle()
    row = shell.bar.rows[-1]
    assert "抄送的分管领导" in row.message.text
    press(row, "打开填写")
    idle()
    assert page.stack.currentWidget() is page.form


def test_typing_is_saved_before_a_step_is_taken(page: RecordPage, shell: Shell, idle: Idle) -> None:
    page.edit()
    assert page.form is not None
    page.form.fields["content"].set_value("加强资金管理")
    page.typed()
    shell.desk.dialogs.script.append({"urged_at": "2026-11-19"})
    click(page, "urge")
    press(page.way.card.panel, "督办")
    idle()
    assert page.record is not None
    assert (page.record.body["content"], page.record.body["urged_at"]) == ("加强资金管理", "2026-11-19")


def test_a_record_that_leads_no_workflow_has_no_bar(office: Session, shell: Shell, idle: Idle) -> None:
    shell.desk.open("record", form="meeting", kind="mtg.standing")
    idle()
    assert isinstance(shell.current, RecordPage)
    assert not shell.current.way.isVisible()
