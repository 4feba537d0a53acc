"""The letter page: what is typed is on the page, the page leads back to the text, each part of the paper has its place."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.documents.fit import Fit
from app.services import letter_blocks, letter_document, letters, records
from app.ui.letterpreview import fit_words
from app.ui.pictures.inspect import findings
from tests.gui.typing import enter, ime
from tests.unit.services.desk import Desk as Builder

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]
KIND = "letter.reminder"


@pytest.fixture
def page(shell: Shell, idle: Idle) -> Any:
    shell.desk.open("letter", kind=KIND)
    idle()
    made: Any = shell.current
    enter(made.form.fields["to"].input.line, "城建科")
    QTest.keyClick(made.form.fields["to"].input.line, Qt.Key.Key_Return)
    made.form.fields["title"].set_value("关于报送材料的提醒")
    made.form.text.selectAll()
    QTest.keyClick(made.form.text, Qt.Key.Key_Delete)
    return made


def laid_out(page: Any, idle: Idle) -> None:
    page.preview()
    idle()


def test_what_is_typed_is_saved_with_its_levels(page: Any, idle: Idle, office: Session) -> None:
    text = page.form.text
    ime(text, "一、报送要求")
    QTest.keyClick(text, Qt.Key.Key_Return)
    ime(text, "请于月底前报送。")
    page.save()
    idle()
    stored = records.get(office, page.record.id).body["body"]
    assert [(r["level"], r["text"]) for r in stored] == [(1, "报送要求"), (0, "请于月底前报送。")]
    assert text.document().isUndoAvailable()


def test_the_page_follows_the_typing_and_a_click_leads_back(page: Any, idle: Idle, qtbot: QtBot) -> None:
    text = page.form.text
    for part in ("第一段。", "第二段。", "第三段。"):
        ime(text, part)
        QTest.keyClick(text, Qt.Key.Key_Return)
    laid_out(page, idle)
    assert "差" in page.paper.fit.accessibleName()
    spots = {s.paragraph: s for s in page.paper._spots}
    page.sheet.pressed.emit(0, (spots[1].top + spots[1].bottom) / 2)
    assert text.textCursor().block().text() == "第二段。"
    qtbot.waitUntil(lambda: page.paper._paragraph == 1, timeout=2000)


def test_the_last_good_page_stays_while_a_fault_is_explained(page: Any, idle: Idle) -> None:
    ime(page.form.text, "请报送。")
    laid_out(page, idle)
    assert page.sheet.count == 1
    page.form.fields["copy_no"].set_value("第三份")
    laid_out(page, idle)
    assert page.sheet.count == 1
    assert page.paper.health.text() == "还不能排版"
    assert "份号" in page.paper._note.text()


def test_a_grade_of_secrecy_that_is_chosen_stands_on_the_page(page: Any, idle: Idle) -> None:
    ime(page.form.text, "请报送。")
    page.form.fields["secrecy_level"].toggle("secret")
    page.form.fields["urgency"].toggle("very_urgent")
    data = letter_document.letter_data(page.form.body())
    assert (data["secrecy"]["level"], data["urgency"]) == ("秘密", "特急")
    laid_out(page, idle)
    assert page.paper.health.text() != "还不能排版"
    page.form.fields["secrecy_level"].toggle("internal")
    assert "secrecy" not in letter_document.letter_data(page.form.body())


def test_attachments_are_added_moved_and_removed(page: Any) -> None:
    annexes = page.form.fields["attachments_text"]
    first, second = annexes.add(), annexes.add()
    ime(first.title.line, "核对表")
    ime(second.title.line, "清单")
    second.toggle()
    ime(second.text, "一、甲项")
    second.separate.click()
    assert page.form.tabs.tabText(1) == "附件 2"
    annexes.shift(second, -1)
    assert [(r["title"], r.get("separate", False)) for r in annexes.value()] == [("清单", True), ("核对表", False)]
    assert annexes.value()[0]["text"][0] | {"id": ""} == {"id": "", "level": 1, "text": "甲项"}
    annexes.remove(second)
    assert [r["title"] for r in annexes.value()] == ["核对表"]
    annexes.restore()
    assert [r["title"] for r in annexes.value()] == ["清单", "核对表"]


def test_an_attachment_that_is_only_looked_at_stays_as_it_is_stored(page: Any) -> None:
    annexes = page.form.fields["attachments_text"]
    stored = [{"id": "a1", "title": "名单", "body": "甲\n乙"}]
    annexes.set_value(stored)
    annexes.rows[0].toggle()
    assert annexes.value() == stored
    ime(annexes.rows[0].text, "另：")
    assert [r["text"] for r in annexes.value()[0]["text"]] == ["另：甲", "乙"]
    assert "body" not in annexes.value()[0]


def test_a_title_takes_the_mark_of_a_line_s_end_and_loses_it_again(page: Any, idle: Idle) -> None:
    title = page.form.fields["title"]
    ime(page.form.text, "请报送。")
    title.line.setCursorPosition(2)
    page.form._break_title(title.line)
    page.save()
    idle()
    assert page.record.title == "关于报送材料的提醒"
    assert title.value() == "关于｜报送材料的提醒"
    title.set_value("关于报送材料的提醒")
    page.save()
    idle()
    assert "title_lines" not in page.record.body


def test_a_fault_leads_to_its_part_of_the_paper(page: Any) -> None:
    page.form.mark("cc[0]")
    assert page.form.parts.currentWidget().isAncestorOf(page.form.fields["cc"])


def test_going_from_kind_to_kind_leaves_nothing_behind_that_is_painted(shell: Shell, idle: Idle, qtbot: QtBot) -> None:
    table = {"level": 0, "text": "", "table": {"columns": [1, 1], "rows": [["甲", "乙"]]}}
    for kind in ("letter.reminder", "letter.minutes", "letter.circular") * 2:
        shell.desk.open("letter", kind=kind)
        idle()
        made: Any = shell.current
        made.form.text.set_rows([{"level": 1, "text": "情况"}, table])
        qtbot.wait(20)
        gc.collect()
        assert not made.grab().isNull()
        assert made.form.text.rows()[1]["table"] == table["table"]


@pytest.mark.parametrize(
    ("fit", "words"),
    [
        (Fit(120, 1, 9, 6, ()), "120 字 · 1 页 · 差 6 行满一页"),
        (Fit(900, 2, 3, 14, (), over=4), "900 字 · 2 页 · 减 4 行可少一页"),
        (Fit(900, 2, 3, 14, (), over=9), "900 字 · 2 页 · 差 14 行满末页"),
        (Fit(900, 1, 9, 6, (), annex_pages=2), "900 字 · 正文 1 页，附件 2 页 · 差 6 行满一页"),
        (Fit(900, 2, 20, 0, ()), "900 字 · 2 页 · 末页已排满"),
    ],
)
def test_what_a_line_more_or_less_changes_is_said(fit: Fit, words: str) -> None:
    assert fit_words(fit) == words


def test_what_is_missing_is_said_and_its_sentence_can_be_taken_over(shell: Shell, idle: Idle) -> None:
    shell.desk.open("letter", kind="letter.correct_order")
    idle()
    made: Any = shell.current
    made.form.text.selectAll()
    QTest.keyClick(made.form.text, Qt.Key.Key_Delete)
    laid_out(made, idle)
    points = made.form.aids._aid.points
    assert str(len(points)) in made.form.aids.missing.text()
    owed = next(p.text for p in points if p.text)
    made.form.text.add_paragraph(owed)
    laid_out(made, idle)
    assert all(p.text != owed for p in made.form.aids._aid.points)
    made.form.text.undo()
    laid_out(made, idle)
    assert any(p.text == owed for p in made.form.aids._aid.points)


def test_an_optional_part_is_put_in_and_taken_back(shell: Shell, idle: Idle, office: Session) -> None:
    kind = next(k for k, _l, _s in letters.kinds(office) if letter_blocks.blocks(office, k, letters.draft(office, k)))
    shell.desk.open("letter", kind=kind)
    idle()
    made: Any = shell.current
    block = made.form.aids._aid.blocks[0]
    before = [(r["level"], r["text"]) for r in made.form.text.rows()]
    made.form.aids._switch(block.id, not block.on)
    idle()
    assert [(r["level"], r["text"]) for r in made.form.text.rows()] != before
    made.form.text.undo()
    assert [(r["level"], r["text"]) for r in made.form.text.rows()] == before


def test_the_record_a_sentence_was_drafted_from_is_named_at_the_cursor(page: Any, qtbot: QtBot) -> None:
    page.form.aids.look(page.kind, {"sources": [{"text": "五条逾期未完成。", "record": "r1", "note": "2026-05-06 整改台账"}]})
    ime(page.form.text, "经查，五条逾期未完成。")
    page.form.show_source()
    assert "2026-05-06 整改台账" in page.form.aids.source.text()
    QTest.keyClick(page.form.text, Qt.Key.Key_Return)
    page.form.show_source()
    assert page.form.aids.source.isHidden()


def test_a_click_on_the_source_of_a_sentence_opens_its_record_and_keeps_what_was_typed(page: Any, shell: Shell, idle: Idle, office: Session) -> None:
    talk = Builder(office).talk(Builder(office).person("李雷"))
    source = {"text": "五条逾期未完成。", "record": talk.id, "note": "2026-10-10 谈心谈话"}
    ime(page.form.text, "经查，五条逾期未完成。")
    page.form.aids.look(page.kind, {"sources": [source]})
    page.form.show_source()
    idle()
    QTest.mouseClick(page.form.aids.source, Qt.MouseButton.LeftButton)
    idle()
    opened: Any = shell.current
    assert opened.record.id == talk.id
    shell.desk.open("letter", kind=KIND)
    idle()
    back: Any = shell.current
    assert "五条逾期未完成。" in back.form.text.toPlainText()


def test_the_preview_asks_for_recipients_only_where_the_kind_has_them(shell: Shell, idle: Idle, office: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}
    real = letters.preview_pdf

    def spy(session: Session, kind: str, body: Any, of: Any = None) -> Any:
        asked[kind] = body.get("to")
        return real(session, kind, body, of)

    monkeypatch.setattr(letters, "preview_pdf", spy)
    for kind in ("letter.service_receipt", KIND):
        shell.desk.open("letter", kind=kind)
        idle()
    assert asked == {"letter.service_receipt": None, KIND: ["【主送】"]}
    shell.desk.open("letter", kind="letter.service_receipt")
    idle()
    page: Any = shell.current
    assert page.sheet.count == 1  # as it will be printed: without a line that only the preview had


def test_places_to_fill_in_are_counted_wherever_they_would_be_printed(page: Any, idle: Idle) -> None:
    ime(page.form.text, "请于【日期】前报送。")
    page.form.fields["cc"].set_value(["【分管领导】"])
    page.form.fields["title"].set_value("关于【事项】的提醒")
    laid_out(page, idle)
    assert page.form._blanks.text() == "还有 3 处【】要填"


def test_a_day_is_typed_short_or_stepped_and_stands_in_words_in_the_letter(shell: Shell, idle: Idle, office: Session) -> None:
    shell.desk.open("letter", kind="letter.written_check")
    idle()
    page: Any = shell.current
    day = page.form.values.lines["reply_by"]
    assert "【提交时限】" in page.form.text.toPlainText()
    enter(day.line, "1220")
    day.line.setFocus()
    QTest.keyClick(day.line, Qt.Key.Key_Up)
    page.form.text.setFocus()
    assert day.line.text() == "2026-12-19"
    assert "2026年12月19日" in page.form.text.toPlainText()
    assert "【提交时限】" not in page.form.text.toPlainText()
    page.save()
    idle()
    stored = records.get(office, page.record.id).body
    assert {r["key"]: r["value"] for r in stored["values"]}["reply_by"] == "2026年12月19日"
    assert page.form.body()["values"] == [{**r, "id": f"v-{r['key']}"} for r in stored["values"]]


def test_a_day_that_is_only_passed_by_stays_as_it_was_given(shell: Shell, idle: Idle) -> None:
    shell.desk.open("letter", kind="letter.written_check")
    idle()
    page: Any = shell.current
    for given in ("2026年12月20日", "2026-12-20", "收到之日起15日内"):
        page.form.values.set_rows([{"key": "reply_by", "value": given}])
        line = page.form.values.lines["reply_by"].line
        line.setFocus()
        line.editingFinished.emit()
        page.form.text.setFocus()
        assert page.form.values.rows() == [{"id": "v-reply_by", "key": "reply_by", "value": given}]


def test_the_line_that_is_written_is_seen_in_a_low_window(shell: Shell, idle: Idle, qtbot: QtBot) -> None:
    shell.resize(1280, 620)
    shell.desk.open("letter", kind="letter.minutes")
    idle()
    form = shell.current.form  # type: ignore[union-attr]
    form.text.moveCursor(QTextCursor.MoveOperation.End)
    form._sight.verticalScrollBar().setValue(0)
    for _ in range(8):
        QTest.keyClick(form.text, Qt.Key.Key_Return)
        ime(form.text, "会议同意这个意见。")
    qtbot.wait(20)
    line = form.text.viewport().mapTo(form._sight.viewport(), form.text.cursorRect().center())
    assert form._sight.viewport().rect().contains(line)


def test_the_tab_key_reaches_a_recipient_before_the_line_under_it(page: Any) -> None:
    field = page.form.fields["to"]
    enter(field.input.line, "质监站")
    QTest.keyClick(field.input.line, Qt.Key.Key_Return)
    field.input.line.setFocus()
    QTest.keyClick(field.input.line, Qt.Key.Key_Backtab)
    chip = QApplication.focusWidget()
    assert chip is not None
    assert chip.accessibleName() == "移除 质监站"
    assert [f for f in findings(page.window()) if f.kind == "order"] == []
