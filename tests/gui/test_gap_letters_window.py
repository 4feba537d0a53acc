"""From what is open to a draft, by clicks: from 待办, from the explanation, from a record, from a step, from several rows."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from app.services import effect_periods, records, tasks
from app.ui.letteroffer import OfferDialog
from app.ui.pages.letter import LetterPage
from app.ui.pages.tasks import OFFICE, TasksPage
from app.ui.settings.effects import EffectsDialog, MonthsDialog
from tests.unit.services.desk import Desk as Builder
from tests.unit.services.desk import record_ids

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]


def press(where: QWidget, text: str) -> None:
    """Press a visible button by how its text begins: one click."""
    found = [b for b in where.findChildren(QPushButton) if b.text().startswith(text) and b.isVisibleTo(where)]
    assert found, text
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


@pytest.fixture
def row(office: Session) -> str:
    """A rectification of a lower unit that is late."""
    tasks.set_reminders(office, 1, 15)
    return rectification(office, "会议记录不全")


def rectification(office: Session, title: str) -> str:
    body = {"title": title, "date": "2026-03-02", "subject": [Builder(office).lower_unit], "due": "2026-10-31", "problem": f"{title}的情况"}
    return records.save(office, "rectification", "ledger.rectification", body).value.id


def offered(shell: Shell) -> OfferDialog:
    found = [d for d in shell.findChildren(OfferDialog) if d.isVisible()]
    assert found
    return found[0]


def draft(shell: Shell) -> dict[str, Any]:
    page = shell.current
    assert isinstance(page, LetterPage)
    assert page.record is None
    return page.form.body()


def todo(shell: Shell, idle: Idle, row: str) -> TasksPage:
    shell.desk.open("tasks", scope=OFFICE, group="late")
    idle()
    page = shell.current
    assert isinstance(page, TasksPage)
    page.list.choose_key(f"flow:wf05_row:{row}:report")
    idle()
    return page


def test_one_click_on_a_late_task_opens_the_draft_of_the_reminder_that_is_due(office: Session, shell: Shell, idle: Idle, row: str) -> None:
    page, before = todo(shell, idle, row), record_ids(office)
    assert page.card.task is not None
    assert "可拟提醒（第一级：经办）" in next(r.sub for r in page.list.rows if r.key == page.card.task.id)
    press(page.card, "拟提醒（第一级：经办）")
    idle()
    body = draft(shell)
    assert body["to"] == ["某县质监站"]
    assert body["matters"][0]["stage"] == "第一级：经办"
    assert record_ids(office) == before


def test_two_clicks_open_a_letter_of_the_kind_that_fits_best(shell: Shell, idle: Idle, row: str) -> None:
    page = todo(shell, idle, row)
    press(page.card, "起草文书")
    idle()
    dialog = offered(shell)
    shown = [dialog.kinds.item(n).text() for n in range(dialog.kinds.count()) if not dialog.kinds.item(n).isHidden()]
    assert shown[0].startswith("督办函")
    assert not any("纪要" in text for text in shown)
    press(dialog, "起草")
    idle()
    assert "督办函" in draft(shell)["title"]


def test_another_kind_may_be_chosen_and_a_letter_need_be_no_reminder(shell: Shell, idle: Idle, row: str) -> None:
    press(todo(shell, idle, row).card, "起草文书")
    idle()
    dialog = offered(shell)
    dialog.filter.setText("约谈")
    assert [k.kind for n, k in enumerate(dialog.found.kinds) if not dialog.kinds.item(n).isHidden()] == ["letter.interview_notice"]
    assert not dialog.stage.isVisibleTo(dialog)
    press(dialog, "起草")
    idle()
    assert shell.current.kind == "letter.interview_notice"


def test_ticking_other_matters_of_the_unit_puts_them_into_the_same_draft(office: Session, shell: Shell, idle: Idle, row: str) -> None:
    others = [rectification(office, f"第{n}个问题") for n in range(2)]
    press(todo(shell, idle, row).card, "起草文书")
    idle()
    dialog = offered(shell)
    assert dialog.beside.count() == len(others)
    for number in range(dialog.beside.count()):
        dialog.beside.item(number).setCheckState(Qt.CheckState.Checked)
    dialog.stage.setCurrentIndex(0)
    dialog.start()
    idle()
    body = draft(shell)
    assert len(body["matters"]) == 3
    assert body["to"] == ["某县质监站"]


def test_rows_chosen_in_a_ledger_make_one_draft(office: Session, shell: Shell, idle: Idle, row: str) -> None:
    other = rectification(office, "第二个问题")
    shell.desk.open("ledgers")
    idle()
    views = [records.get(office, i) for i in (row, other)]
    shell.current.acts.write(array("q", [v.rid for v in views]))
    idle()
    assert len(offered(shell).keys()) == 2
    offered(shell).reject()


def test_a_record_a_step_and_an_explanation_offer_letters_too(office: Session, shell: Shell, idle: Idle, row: str) -> None:
    shell.desk.open("record", id=row)
    idle()
    press(shell.current.side, "起草文书")
    idle()
    offered(shell).reject()
    steps = {s.bar.key: s for s in shell.current.way.card._steps.values()}
    late = steps["report"]
    assert [words for words, _act, why in late.acts if words.startswith("起草文书") and not why]


def test_a_sentence_leads_back_to_its_record_as_long_as_it_stands(shell: Shell, idle: Idle, row: str, office: Session) -> None:
    press(todo(shell, idle, row).card, "起草文书")
    idle()
    press(offered(shell), "起草")
    idle()
    page = shell.current
    aids = page.form.aids
    rows = page.form.text.rows()
    number = next(n for n, r in enumerate(rows) if "未见办结记录" in str(r.get("text")))
    aids.look(page.kind, page.form.body())
    idle()
    aids.show_source(str(rows[number]["text"]))
    assert aids.source.isVisibleTo(page)
    aids.show_source("这一句已经全部改写过了。")
    assert not aids.source.isVisibleTo(page)
    aids.show_source(str(rows[number]["text"]))
    aids.source.click()
    idle()
    assert shell.current.record is not None
    assert shell.current.record.id == row


def test_a_false_alarm_takes_the_reminder_away_with_its_reason(shell: Shell, idle: Idle, row: str) -> None:
    page = todo(shell, idle, row)
    shell.desk.dialogs.script.append({"reason": "已经办结，正在补登"})
    press(page.card, "误报")
    idle()
    task = page.card.task
    assert task is not None
    assert task.quiet is not None
    assert task.reminder is None
    press(page.card, "恢复提醒")
    idle()
    assert page.card.task is not None
    assert page.card.task.reminder is not None


def test_the_months_that_no_article_gives_are_set_in_the_settings(office: Session, shell: Shell, idle: Idle) -> None:
    shell.desk.open("settings", tab="flows")
    idle()
    tab = shell.current.tabs.currentWidget()
    tab.effects()
    idle()
    dialog = next(d for d in shell.findChildren(EffectsDialog) if d.isVisible())
    number = next(n for n, r in enumerate(dialog.rows) if r.code == "sanction.admonish")
    fixed = next(n for n, r in enumerate(dialog.rows) if r.code == "sanction.gov_warning")
    dialog.change(fixed)
    assert not dialog.findChildren(MonthsDialog)
    dialog.change(number)
    asked = dialog.findChildren(MonthsDialog)[0]
    asked.value.set_value("六")
    asked.take()
    assert asked.isVisible()
    asked.value.set_value("6")
    asked.take()
    idle()
    assert next(r for r in effect_periods.measures(office) if r.code == "sanction.admonish").words == "6 个月"
