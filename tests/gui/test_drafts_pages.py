"""Composed drafts in the window: choose and make one, type Chinese into a sentence, open its sources, save, renew, print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.services import duties, records
from app.services.compose import drafts
from app.services.compose.asking import Ask
from app.ui.draftrenew import RenewDialog
from app.ui.parts import RowButton
from tests.gui.typing import compose, ime

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]
UNIT = Ask("duty_record_unit", "2026")


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


def opened(shell: Shell, idle: Idle, office: Session, ask: Ask = UNIT) -> Any:
    """A saved draft on its page."""
    return go(shell, idle, "draft", id=drafts.create(office, ask).value.id)


def sentence(page: Any, key: str) -> Any:
    return next(r for r in page.rows.rows if r.data.key == key)


def one_more(office: Session) -> None:
    """A ledger row that changes the numbers."""
    body = {"title": "谈话记录未经本人确认", "date": "2026-06-30", "source": "special_check"}
    records.save(office, "rectification", "ledger.rectification", body)


def test_a_draft_is_chosen_made_and_opened_by_keys(office: Session, shell: Shell, idle: Idle) -> None:
    page = go(shell, idle, "drafts", draft="duty_record_unit")
    assert page.chosen.id == "duty_record_unit"
    assert page.period.currentData() == "2025"
    assert not page.person.isVisible()
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    idle()
    assert shell.current is shell.page("draft")
    assert shell.current.head.title.endswith("2025年度履责纪实报告")
    again = go(shell, idle, "drafts")
    assert [s.ask for s in again.saved] == [Ask("duty_record_unit", "2025")]


def test_making_a_second_one_asks_whether_to_go_on_with_the_first(office: Session, shell: Shell, idle: Idle) -> None:
    first = drafts.create(office, Ask("duty_record_unit", "2025")).value.id
    page = go(shell, idle, "drafts", draft="duty_record_unit")
    shell.desk.dialogs.script.append(0)
    page.make()
    idle()
    assert shell.current.saved.view.id == first


def test_chinese_typed_into_a_sentence_is_saved_and_survives_a_renewal(
    office: Session, shell: Shell, idle: Idle, qtbot: Any
) -> None:
    page = opened(shell, idle, office)
    one = sentence(page, "rectify")
    cursor = one.text.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    one.text.setTextCursor(cursor)
    compose(one.text, "yi")
    ime(one.text, "已逐条核对。")
    assert page.touched
    assert not one._edited.isHidden()
    QTest.keyClick(one.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle()
    saved = drafts.load(office, page.saved.view.id)
    mine = next(r for r in saved.rows if r.key == "rectify")
    assert mine.text == f"{mine.made}已逐条核对。"
    one_more(office)
    page.update_now()
    idle()
    assert not sentence(page, "rectify")._stale.isHidden()
    assert "数据已变化" in page.notice.text
    page.acts.renew()
    idle()
    dialog = next(w for w in page.window().findChildren(RenewDialog) if w.isVisible())
    assert not dialog.boxes["rectify"].isChecked()
    press(dialog, "更新底稿")
    idle()
    kept = next(r for r in drafts.load(office, page.saved.view.id).rows if r.key == "rectify")
    assert kept.text.endswith("已逐条核对。")
    assert len(kept.sources) == len(mine.sources) + 1


def test_a_click_on_a_source_opens_it(office: Session, shell: Shell, idle: Idle) -> None:
    page = opened(shell, idle, office)
    one = sentence(page, "meeting")
    one.text.setFocus()
    idle()
    assert len(page.sources.shown.records) == len(one.data.sources) > 5
    link = next(b for b in page.sources.findChildren(RowButton))
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    idle()
    assert shell.current is shell.page("record")
    assert shell.current.record.id == page.sources.shown.records[0].id


def test_a_duty_behind_a_sentence_opens_on_the_board(office: Session, shell: Shell, idle: Idle) -> None:
    page = opened(shell, idle, office)
    one = sentence(page, "met")
    one.text.setFocus()
    idle()
    first = page.sources.shown.cells[0]
    QTest.mouseClick(next(iter(page.sources.findChildren(RowButton))), Qt.MouseButton.LeftButton)
    idle()
    assert shell.current is shell.page("board")
    assert first.duty in one.data.cells[0]


def test_sentences_are_added_moved_raised_and_taken_out_by_keys(office: Session, shell: Shell, idle: Idle) -> None:
    page = opened(shell, idle, office)
    one = sentence(page, "talk")
    one.text.setFocus()
    press(page, "添加一句")
    ime(shell.focusWidget(), "自己写的一句。")
    own = page.rows.current
    at = page.rows.rows.index(own)
    QTest.keyClick(own.text, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert page.rows.rows.index(own) == at - 1
    page.rows.set_level(2)
    one.text.setFocus()
    QTest.keyClick(one.text, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    page.save()
    idle()
    rows = drafts.load(office, page.saved.view.id).rows
    mine = next(r for r in rows if r.text == "自己写的一句。")
    assert (mine.level, mine.key) == (2, "")
    assert "talk" not in [r.key for r in rows]
    assert "talk" in drafts.load(office, page.saved.view.id).left


def test_typing_that_was_not_saved_is_there_again(office: Session, shell: Shell, idle: Idle) -> None:
    page = opened(shell, idle, office)
    record = page.saved.view.id
    ime(sentence(page, "talk").text, "没有保存的话。")
    go(shell, idle, "home")
    page = go(shell, idle, "draft", id=record)
    assert "没有保存的话。" in sentence(page, "talk").text.toPlainText()
    assert "已恢复" in page.notice.text
    press(page.notice, "放弃")
    idle()
    assert "没有保存的话。" not in sentence(page, "talk").text.toPlainText()


def test_print_and_files_hold_what_was_typed_last(office: Session, shell: Shell, idle: Idle, tmp_path: Path) -> None:
    page = opened(shell, idle, office)
    ime(sentence(page, "talk").text, "刚刚写的。")
    shell.desk.dialogs.script.append(tmp_path)
    press(page, "导出 Word")
    idle()
    shell.desk.dialogs.script.append(tmp_path / "paper.pdf")
    press(page, "打印")
    idle()
    assert [p.name for p in tmp_path.glob("*.docx")] == ["某县住房和城乡建设局党组2026年度履责纪实报告.docx"]
    assert any("刚刚写的。" in r.text for r in drafts.load(office, page.saved.view.id).rows)
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")


def test_a_draft_on_very_many_records_is_compared_only_when_asked(
    office: Session, shell: Shell, idle: Idle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.pages.draft.MOST_COMPARED", 10)
    page = opened(shell, idle, office)
    one_more(office)
    page = go(shell, idle, "draft", id=page.saved.view.id)
    assert page.notice.text == ""
    assert "重新生成" in page._note.text()
    page.acts.renew()
    idle()
    dialog = next(w for w in page.window().findChildren(RenewDialog) if w.isVisible())
    assert "rectify" in dialog.boxes
    press(dialog, "取消")


def test_the_booklet_of_rules_is_read_and_printed_but_not_saved(office: Session, shell: Shell, idle: Idle, tmp_path: Path) -> None:
    page = go(shell, idle, "drafts", draft="rules_book")
    page.make()
    idle()
    page = shell.current
    assert page.head.title.endswith("规则适用说明书")
    assert page.rows.rows[0].text.isReadOnly()
    shell.desk.dialogs.script.append(tmp_path / "rules.pdf")
    press(page, "打印")
    idle()
    assert (tmp_path / "rules.pdf").stat().st_size > 10_000


def test_the_ways_to_a_draft(office: Session, shell: Shell, idle: Idle) -> None:
    shell.actions_.run("draft.duty_record_unit")
    idle()
    assert shell.current.chosen.id == "duty_record_unit"
    reports = go(shell, idle, "statistics")
    reports.choose("drafts")
    idle()
    assert shell.current is shell.page("drafts")
    cells = [c for r in duties.board(office, 2026).rows for c in r.cells if c.duty == "tianshui-2014/5.4/principal-report-yearly"]
    board = go(shell, idle, "board", duty=cells[-1].duty, period=cells[-1].period, subject=cells[-1].subject)
    press(board, "生成底稿")
    idle()
    assert shell.current.chosen.kind == "report.first_duty_annual"
    record = drafts.create(office, UNIT).value.id
    page = go(shell, idle, "record", id=record)
    press(page.notice, "打开底稿")
    idle()
    assert shell.current.saved.view.id == record
    assert "paragraphs" not in [f.id for f in page.desk.session.form("report").typed_for("report.duty_record")]
