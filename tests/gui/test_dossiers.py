"""Dossiers in the window: the register, what waits, one person's dossier, the offer after a record is settled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.services import accounts, dossier, dossier_proposals, people, records, setup
from app.services.session import User
from app.ui.desk import Desk
from app.ui.dialogs import Dialogs
from app.ui.dossierentry import EntryBlock
from app.ui.pages.factory import make_page
from app.ui.pdfview import PdfPages
from app.ui.shell import Shell
from tests.conftest import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.session import Session
    from app.ui.jobs import Runner
    from app.ui.theme import Tokens

Idle = Callable[[], None]


@pytest.fixture
def keeper(office: Session, runner: Runner, tokens: Tokens, idle: Idle) -> Iterator[Shell]:
    """The window of somebody who keeps dossiers."""
    accounts.add_user(office, "keeper", "孙志强", ("discipline_secretary",), PASSWORD)
    folder, catalog, clock = office.folder, office.catalog, office.clock
    office.close()
    session = setup.unlock(folder, catalog, clock, "keeper", PASSWORD)
    desk = Desk(session, runner, Dialogs(scripted=True), tokens)
    desk.load_directory()
    idle()
    made = Shell(desk, make_page, session.unit_name())
    made.show()
    yield made
    made.keep_drafts()
    idle()
    made.close()
    made.deleteLater()
    session.close()


def go(shell: Shell, idle: Idle, page: str, **args: object) -> Any:
    shell.desk.open(page, **args)
    idle()
    return shell.current


def talk(session: Session, who: str, day: str, *, settled: bool = True) -> str:
    leader = people.find_people(session, "周明远")[0].id
    body = {"date": day, "actor": leader, "subject": [who], "reason": "年度廉政谈话", "own_statement": "赞成"}
    found = records.save(session, "talk", "talk.integrity_yearly", body).value.id
    for step in ("hold", "confirm") if settled else ("hold",):
        records.transition(session, found, step)
    return found


def texts(shell: Shell) -> str:
    return " ".join(w.text() for w in shell.current.findChildren(QLabel) if w.isVisible())


def test_chosen_rows_are_entered_and_taken_back_by_undo(keeper: Shell, idle: Idle) -> None:
    session = keeper.desk.session
    who = people.save_person(session, "李建国").value
    for day in ("2026-03-01", "2026-04-01", "2026-05-01"):
        talk(session, who, day)
    page = go(keeper, idle, "dossiers")
    assert ("李建国", "3") in [(t[0], t[4]) for t in page.table.texts()]
    assert page.waiting.table.rowCount() == 3
    page.waiting.table.setCurrentCell(0, 0)
    QTest.keyClick(page.waiting.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(page.waiting.chosen()) == 2
    page.waiting._enter.click()
    idle()
    assert page.waiting.table.rowCount() == 1
    assert len(dossier.dossier(session, who).entries) == 2
    QTest.keyClick(keeper, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    idle()
    assert dossier.dossier(session, who).entries == []


def test_what_is_set_aside_needs_a_reason_and_can_be_listed_again(keeper: Shell, idle: Idle) -> None:
    session = keeper.desk.session
    who = people.save_person(session, "李建国").value
    talk(session, who, "2026-03-01")
    page = go(keeper, idle, "dossiers")
    page.waiting.table.selectRow(0)
    keeper.desk.dialogs.script.append({"reason": "已有纸质记录"})
    page.waiting._refuse.click()
    idle()
    assert page.waiting.table.rowCount() == 0
    page.waiting._other.click()
    assert "理由：已有纸质记录" in page.waiting.table.texts()[0][-1]
    page.waiting.table.selectRow(0)
    page.waiting._again.click()
    idle()
    assert [p.record for p in dossier_proposals.proposals(session)]


def test_an_entry_is_edited_before_it_is_filed(keeper: Shell, idle: Idle) -> None:
    session = keeper.desk.session
    who = people.save_person(session, "李建国").value
    source = talk(session, who, "2026-03-01")
    page = go(keeper, idle, "dossiers")
    page.waiting.table.selectRow(0)
    page.waiting._edit.click()
    idle()
    body = keeper.current.form.body()
    assert (body["subject"], body["source_record"], body["own_statement"]) == (who, source, "赞成")
    keeper.current.save()
    idle()
    assert dossier_proposals.proposals(session) == []


def test_a_settled_record_offers_its_entry_quietly(keeper: Shell, idle: Idle) -> None:
    session = keeper.desk.session
    who = people.save_person(session, "李建国").value
    page = go(keeper, idle, "record", id=talk(session, who, "2026-03-01", settled=False))
    assert page.notice.text == ""
    keeper.desk.dialogs.script.append(True)  # it locks the record: are you sure?
    page.acts.step(next(t for t in page.record.transitions if t.id == "confirm"))
    idle()
    assert "李建国的廉政档案" in page.notice.text
    page.offer._acts.enter(dossier_proposals.proposals(session, record=page.record.id))
    idle()
    assert page.notice.text == ""
    assert len(dossier.dossier(session, who).entries) == 1


def test_a_dossier_shows_its_kinds_and_the_chosen_one(keeper: Shell, idle: Idle) -> None:
    session = keeper.desk.session
    who = people.save_person(session, "李建国").value
    dossier_proposals.enter(session, [(talk(session, who, "2026-03-01"), who)])
    exam = {"date": "2026-05-01", "subject": who, "summary": "成绩 91 分", "own_note": "继续学习"}
    records.transition(session, records.save(session, "dossier", "dossier.exam", exam).value.id, "finalise")
    page = go(keeper, idle, "file", id=who)
    assert len(page.kinds.rows) == 24
    assert len(page.findChildren(EntryBlock)) == 2
    assert "本人附注：继续学习" in texts(keeper)
    page.choose("dossier.exam")
    assert [e.kind for e in page.shown()] == ["dossier.exam"]
    page.choose("dossier.exam")
    assert len(page.shown()) == 2


def test_a_clarified_entry_says_so(keeper: Shell, idle: Idle) -> None:
    session = keeper.desk.session
    who = people.save_person(session, "李建国").value
    first = {"date": "2026-05-01", "subject": who, "summary": "函询了结"}
    entry = records.save(session, "dossier", "dossier.inquiry", first).value.id
    records.transition(session, entry, "finalise")
    cleared = {"date": "2026-06-01", "subject": who, "summary": "查无实据", "method": "会议通报", "scope": "本单位",
               "own_statement": "同意", "clears": [entry]}  # fmt: skip
    clarification = records.save(session, "dossier", "dossier.clarification", cleared).value.id
    session.user = User("another", "another", "吴正清", ("discipline_secretary",))  # another person files it
    records.transition(session, clarification, "file_clarification")
    page = go(keeper, idle, "file", id=who)
    block = next(b for b in page.findChildren(EntryBlock) if b.entry.id == entry)
    assert "已澄清" in [w.text() for w in block.findChildren(QLabel)]


def test_a_dossier_is_printed_and_exported(keeper: Shell, idle: Idle, tmp_path: Path) -> None:
    session = keeper.desk.session
    who = people.save_person(session, "李建国").value
    dossier_proposals.enter(session, [(talk(session, who, "2026-03-01"), who)])
    page = go(keeper, idle, "file", id=who)
    keeper.desk.dialogs.script.append(tmp_path / "档案.pdf")
    page.print()
    idle()
    pages = PdfPages((tmp_path / "档案.pdf").read_bytes())
    assert pages.count == 1
    pages.close()
    keeper.desk.dialogs.script.append(tmp_path / "档案.csv")
    page.export()
    idle()
    assert "年度廉政谈话" in (tmp_path / "档案.csv").read_text(encoding="utf-8-sig")


def test_what_waits_for_a_dossier_is_a_task_that_leads_there(keeper: Shell, idle: Idle) -> None:
    session = keeper.desk.session
    talk(session, people.save_person(session, "李建国").value, "2026-03-01")
    page = go(keeper, idle, "tasks", scope="office", group="")
    waiting = [t for t in page.shown if t.source == "dossier"]
    assert [(t.tag, t.title) for t in waiting] == [("待归档", "李建国：廉政谈话/廉政提醒函归入廉政档案")]
    page.list.choose_key(waiting[0].id)
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    idle()
    assert keeper.current.waiting.table.rowCount() == 1

def test_without_the_right_there_is_no_dossier_anywhere(shell: Shell, idle: Idle) -> None:
    session = shell.desk.session
    who = people.save_person(session, "李建国").value
    source = talk(session, who, "2026-03-01")
    assert not shell.navigation.allowed("dossiers")
    page = go(shell, idle, "file", id=who)
    assert page.findChildren(EntryBlock) == []
    page = go(shell, idle, "record", id=source)
    assert page.notice.text == ""
