"""Nothing typed is lost: drafts while typing, coming back, several at once, records changed underneath."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.services import drafts, records, undo
from app.ui.jobs import Runner
from app.ui.pages.record import RecordPage
from tests.gui.typing import compose, enter, ime

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.domain.clock import FixedClock
    from app.services.records import RecordView
    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]
BODY = {"date": "2026-11-01", "title": "第十次党组会议", "place": "二楼会议室"}


def new_page(shell: Shell, idle: Idle, form: str = "meeting", kind: str = "mtg.standing", **args: Any) -> Any:
    shell.desk.open("record", form=form, kind=kind, **args)
    idle()
    return shell.current


def stored(office: Session, **more: Any) -> RecordView:
    return records.save(office, "meeting", "mtg.standing", {**BODY, **more}).value


def editor(shell: Shell, idle: Idle, record_id: str) -> Any:
    shell.desk.open("record", id=record_id, edit=True)
    idle()
    return shell.current


def retype(page: Any, name: str, text: str) -> None:
    page.form.fields[name].line.selectAll()
    ime(page.form.fields[name].line, text)


def press(page: Any, text: str, idle: Idle) -> None:
    found = [b for b in page.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    assert found, f"no button {text}"
    found[0].click()
    idle()


def test_typing_on_and_on_is_kept_within_two_seconds(office: Session, shell: Shell, idle: Idle, qtbot: QtBot) -> None:
    page = new_page(shell, idle)
    line = page.form.fields["title"].line
    line.setFocus()
    for _ in range(20):
        QTest.keyClick(line, "a")
        qtbot.wait(100)
    kept = drafts.drafts(office)[0].body["title"]
    assert len(kept) >= 5, "the clock must not start again with every key"


def test_a_composition_is_kept_without_its_open_part(office: Session, shell: Shell, idle: Idle) -> None:
    page = new_page(shell, idle)
    line = page.form.fields["title"].line
    ime(line, "第十二次")
    compose(line, "dang'zu")
    page.leave()
    idle()
    assert drafts.drafts(office)[0].body["title"] == "第十二次"


def test_a_draft_comes_back_with_a_bar_and_can_be_dropped(office: Session, shell: Shell, idle: Idle) -> None:
    page = new_page(shell, idle)
    ime(page.form.fields["title"].line, "第十二次党组会议")
    shell.desk.open("home")
    idle()
    again = new_page(shell, idle)
    assert again.form.fields["title"].value() == "第十二次党组会议"
    assert "未保存的内容" in again.notice.text
    press(again, "放弃", idle)
    assert again.form.fields["title"].value() is None
    assert drafts.drafts(office) == []


def test_several_new_records_of_a_kind_wait_side_by_side(office: Session, shell: Shell, idle: Idle) -> None:
    page = new_page(shell, idle)
    ime(page.form.fields["title"].line, "甲会")
    shell.desk.open("home")
    idle()
    page = new_page(shell, idle)
    press(page, "另写一份新的", idle)
    ime(page.form.fields["title"].line, "乙会")
    page.leave()
    idle()
    waiting = drafts.new_drafts(office, "meeting", "mtg.standing")
    assert {d.title for d in waiting} == {"甲会", "乙会"}
    first = next(d for d in waiting if d.title == "甲会")
    page = new_page(shell, idle, draft=first.key)
    assert page.form.fields["title"].value() == "甲会"
    page.save()
    idle()
    assert [d.title for d in drafts.drafts(office)] == ["乙会"]


def test_values_from_a_gap_do_not_land_in_another_draft(
    office: Session, shell: Shell, idle: Idle, person: Callable[[str], str]
) -> None:
    who, other = person("甲"), person("乙")
    page = new_page(shell, idle, "talk", "talk.heart", values={"subject": [who]})
    enter(page.form.fields["requirements"].text, "abc")
    shell.desk.open("home")
    idle()
    page = new_page(shell, idle, "talk", "talk.heart", values={"subject": [other]})
    assert page.form.fields["subject"].value() == [other]
    assert page.form.fields["requirements"].value() is None
    assert "1 份没写完" in page.notice.text


def test_half_a_date_survives(office: Session, shell: Shell, idle: Idle) -> None:
    page = new_page(shell, idle)
    line = page.form.fields["date"].line
    line.selectAll()
    ime(line, "下下")
    page.leave()
    idle()
    page = new_page(shell, idle)
    assert page.form.fields["date"].line.text() == "下下"


def test_locking_and_closing_keep_what_was_typed(office: Session, shell: Shell, idle: Idle, runner: Runner) -> None:
    page = new_page(shell, idle)
    ime(page.form.fields["title"].line, "锁上之前")
    shell.keep_drafts()
    runner.close()
    assert drafts.drafts(office)[0].title == "锁上之前"


def test_a_new_letter_keeps_its_typing(office: Session, shell: Shell, idle: Idle) -> None:
    shell.desk.open("letter", kind="letter.reminder")
    idle()
    page: Any = shell.current
    ime(page.form.text, "请抓紧。")
    shell.desk.open("home")
    idle()
    assert drafts.drafts(office)[0].form == "letter"
    shell.desk.open("letter", kind="letter.reminder")
    idle()
    assert "请抓紧。" in page.form.text.toPlainText()
    page.discard()
    idle()
    assert "请抓紧。" not in page.form.text.toPlainText()
    assert drafts.drafts(office) == []


def test_keys_pressed_while_saving_belong_to_the_saved_record(office: Session, shell: Shell, idle: Idle) -> None:
    page = new_page(shell, idle)
    ime(page.form.fields["title"].line, "甲会")
    page.save()
    ime(page.form.fields["place"].line, "大会议室")
    idle()
    assert page.record.title == "甲会"
    assert page.form.fields["place"].value() == "大会议室"
    page.leave()
    idle()
    assert [(d.record_id, d.body["place"]) for d in drafts.drafts(office)] == [(page.record.id, "大会议室")]


# --- changed underneath ------------------------------------------------------


def test_a_change_underneath_is_said_and_both_are_joined(office: Session, shell: Shell, idle: Idle) -> None:
    view = stored(office)
    page = editor(shell, idle, view.id)
    retype(page, "title", "我的名称")
    ime(page.form.fields["start_time"].line, "09:00")
    records.save(office, view.form, view.kind, {**view.body, "title": "对方的名称", "place": "三楼"}, view.id, view.version)
    page.save()
    idle()
    assert records.get(office, view.id).title == "对方的名称", "nothing is overwritten silently"
    assert page.stack.currentWidget() is page.diff
    assert page.diff.conflict.open_paths() == ("title",)
    assert not page.diff.save_button.isEnabled()
    page.diff.choose("title", mine=True)
    page.diff.save_button.click()
    idle()
    body = records.get(office, view.id).body
    assert (body["title"], body["place"], body["start_time"]) == ("我的名称", "三楼", "09:00")
    assert drafts.drafts(office) == []


@pytest.mark.parametrize("act", ["undo", "other page"])
def test_an_open_editor_hears_of_the_change(act: str, office: Session, shell: Shell, idle: Idle, qtbot: QtBot) -> None:
    view = stored(office)
    records.save(office, view.form, view.kind, {**view.body, "place": "三楼"}, view.id, view.version)
    page = editor(shell, idle, view.id)
    retype(page, "title", "我的名称")
    if act == "undo":
        shell.read_undo()
        idle()
        shell.actions_.run("edit.undo")
    else:
        second = RecordPage(shell.desk)
        qtbot.addWidget(second)
        second.go({"id": view.id, "edit": True})
        idle()
        retype(second, "place", "四楼")
        second.saving.save()
    idle()
    assert "刚被改过" in page.notice.text
    assert page.form.fields["title"].value() == "我的名称"
    press(page, "看差别", idle)
    assert {d.label: d.side for d in page.diff.conflict.differences} == {"地点": "theirs", "会议名称": "mine"}
    press(page, "合并并保存", idle)
    assert records.get(office, view.id).title == "我的名称"


def test_a_draft_of_an_older_version_says_so(office: Session, shell: Shell, idle: Idle) -> None:
    view = stored(office)
    page = editor(shell, idle, view.id)
    retype(page, "title", "我的名称")
    shell.desk.open("home")
    idle()
    records.save(office, view.form, view.kind, {**view.body, "title": "对方的名称"}, view.id, view.version)
    shell.desk.open("record", id=view.id)
    idle()
    assert page.form.fields["title"].value() == "我的名称"
    assert "刚被改过" in page.notice.text
    press(page, "放弃我的，看最新", idle)
    assert page.record.title == "对方的名称"
    assert page.stack.currentWidget() is page.read


def test_a_deleted_record_leaves_the_typing(office: Session, shell: Shell, idle: Idle) -> None:
    view = stored(office)
    page = editor(shell, idle, view.id)
    retype(page, "title", "我的名称")
    records.delete(office, [view.id])
    page.save()
    idle()
    assert "已被删除" in page.notice.text
    press(page, "另存为新登记", idle)
    assert page.record.id != view.id
    assert page.record.title == "我的名称"


def test_rows_of_both_are_kept(office: Session, shell: Shell, idle: Idle) -> None:
    view = stored(office, agenda=[{"id": "a1", "title": "议题一", "decision": "同意"}])
    page = editor(shell, idle, view.id)
    page.form.fields["agenda"].add_row().fields["title"].set_value("我加的")
    page.typed()
    rows = [*view.body["agenda"], {"id": "a9", "title": "对方加的"}]
    records.save(office, view.form, view.kind, {**view.body, "agenda": rows}, view.id, view.version)
    page.save()
    idle()
    assert page.diff.conflict.open_paths() == ()
    press(page, "合并并保存", idle)
    titles = [r["title"] for r in records.get(office, view.id).body["agenda"]]
    assert sorted(titles) == sorted(["议题一", "对方加的", "我加的"])


def test_a_letter_changed_underneath_is_compared_too(office: Session, shell: Shell, idle: Idle) -> None:
    from app.services import letters

    body = letters.draft(office, "letter.reminder", {"topic": "谈心谈话"}) | {"to": ["某县质监站"], "title": "提醒函"}
    view = records.save(office, "letter", "letter.reminder", body).value
    shell.desk.open("letter", id=view.id)
    idle()
    page: Any = shell.current
    retype(page, "title", "我的标题")
    records.save(office, "letter", view.kind, {**view.body, "title": "对方的标题"}, view.id, view.version)
    page.save()
    idle()
    assert page.stack.currentWidget() is page.diff
    page.diff.choose("title", mine=False)
    page.diff.save_button.click()
    idle()
    assert page.record.title == "对方的标题"


# --- history -------------------------------------------------------------------


def test_an_old_step_is_taken_back_or_says_why_not(office: Session, shell: Shell, idle: Idle) -> None:
    view = stored(office)
    second = records.save(office, view.form, view.kind, {**view.body, "place": "三楼"}, view.id).value
    third = records.save(office, view.form, view.kind, {**second.body, "title": "改过的名称"}, view.id).value
    records.save(office, view.form, view.kind, {**third.body, "title": "又改了"}, view.id)
    shell.desk.open("record", id=view.id)
    idle()
    page: Any = shell.current
    from app.services import history

    entries = {e.changes[0].label: e for e in history.history(office, view.id)[1:]}
    page.show_operation(entries["会议名称"])
    page.operation.undo_button.click()
    idle()
    failures: Any = shell.desk.runner.presenter
    assert "不能单独撤销" in failures.known_[-1].message
    page.show_operation(entries["地点"])
    page.operation.undo_button.click()
    idle()
    assert records.get(office, view.id).body["place"] == "二楼会议室"
    assert page.stack.currentWidget() is page.read
    undo.undo(office)
    assert records.get(office, view.id).body["place"] == "三楼"


def test_a_draft_says_when_it_was_kept(clock: FixedClock, shell: Shell, idle: Idle) -> None:
    page = new_page(shell, idle)
    ime(page.form.fields["title"].line, "甲")
    page.leave()
    idle()
    at = clock.now().astimezone().strftime("%H:%M:%S")
    assert at in page.side._note.text()
    assert isinstance(clock.today(), dt.date)


def test_ctrl_e_and_e_open_the_editor_and_ctrl_enter_saves(office: Session, shell: Shell, idle: Idle) -> None:
    view = stored(office)
    shell.desk.open("record", id=view.id)
    idle()
    page: Any = shell.current
    assert page.stack.currentWidget() is page.read
    page.read.setFocus()
    QTest.keyClick(page.read, Qt.Key.Key_E)
    idle()
    assert page.stack.currentWidget() is page.form
    retype(page, "title", "改名")
    QTest.keyClick(page.form.fields["title"].line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle()
    assert page.record.title == "改名"
    assert page.stack.currentWidget() is page.read


# --- undo ----------------------------------------------------------------------


def test_ctrl_z_takes_back_typing_first_and_operations_elsewhere(office: Session, shell: Shell, idle: Idle) -> None:
    view = stored(office)
    page = editor(shell, idle, view.id)
    retype(page, "place", "三楼")
    page.save()
    idle()
    shell.actions_.run("search")
    line = shell.search.line
    enter(line, "ab")
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    idle()
    assert line.text() == ""
    assert records.get(office, view.id).body["place"] == "三楼", "the field had typing of its own"
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    idle()
    assert records.get(office, view.id).body["place"] == "二楼会议室"
    assert shell.bar.message is not None
    assert [text for text, _act in shell.bar.message.actions][-1] == "重做"
    shell.bar.message.actions[-1][1]()
    idle()
    assert records.get(office, view.id).body["place"] == "三楼"


def test_ctrl_z_never_undoes_an_operation_under_unsaved_typing(office: Session, shell: Shell, idle: Idle) -> None:
    view = stored(office)
    page = editor(shell, idle, view.id)
    retype(page, "place", "三楼")
    page.save()
    idle()
    page.edit()
    idle()
    retype(page, "title", "没保存的")
    other = page.form.fields["start_time"].line
    other.setFocus()
    QTest.keyClick(other, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    idle()
    assert records.get(office, view.id).body["place"] == "三楼"


def test_undoing_the_registration_of_the_shown_record_says_so(office: Session, shell: Shell, idle: Idle) -> None:
    page = new_page(shell, idle)
    ime(page.form.fields["title"].line, "甲会")
    page.save()
    idle()
    shell.actions_.run("edit.undo")
    idle()
    assert page.record is None
    assert page.head.title == "记录"
    shell.actions_.run("edit.redo")
    idle()
    assert next(act for act, _run in shell.bar.message.actions) == "查看"  # type: ignore[union-attr]


def test_another_kind_of_letter_after_a_value_was_typed(shell: Shell, idle: Idle) -> None:
    shell.desk.open("letter", kind="letter.discipline_suggestion")
    idle()
    page: Any = shell.current
    line = next(iter(page.form.values.lines.values())).line
    ime(line, "民主生活会")
    shell.desk.open("letter", kind="letter.reminder")
    idle()
    shell.desk.open("letter", kind="letter.discipline_suggestion")
    idle()
    assert next(iter(page.form.values.lines.values())).line.text() == "民主生活会"
