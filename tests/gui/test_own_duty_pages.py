"""Duties and words of the unit's own are made in the window by keyboard, with Chinese typing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton

from app.catalog.duties import DutyCatalog
from app.domain.duties.model import Amount, CountRule
from app.services import duty_settings, own_duties, own_terms, pack_upgrade, undo
from app.ui.fields.many import PickMany
from app.ui.fields.picker import PickEdit
from app.ui.pages.ownduty import OwnDutyPage
from app.ui.settings import packupgrade
from app.ui.settings.duties import DutiesTab
from app.ui.settings.ownduties import OwnDutiesTab
from app.ui.settings.ownterms import NewTermDialog, OwnTermsTab
from app.ui.settings.packupgrade import UpgradeDialog
from app.ui.settings.partform import PartForm
from tests.gui.typing import ime

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.session import Session
    from app.ui.desk import Desk
    from app.ui.shell import Shell

Idle = Callable[[], None]
Key = Qt.Key
HEAD = {"title": "本局党组落实主体责任办法", "short": "本局办法", "issuer": "本局党组", "adopted": "", "normative": "是"}
DATA: dict[str, Any] = {
    "article_no": "3", "article": "第三条", "label": "每季谈心", "summary": "每季度谈心两次。",
    "actors": ["principal"], "tier": "first", "frequency": "quarterly",
    "rule": {"type": "count", "kinds": ["talk.heart"], "period": "quarter", "least": 2},
}  # fmt: skip


@pytest.fixture
def pack(office: Session) -> str:
    """An own document."""
    return own_duties.save_pack(office, {"title": "本局办法"}, 2026).value


@pytest.fixture
def tab(shell: Shell, idle: Idle) -> OwnDutiesTab:
    """The tab of own duties."""
    shell.desk.open("settings", tab="owned")
    idle()
    found = shell.findChild(OwnDutiesTab)
    assert isinstance(found, OwnDutiesTab)
    return found


def editing(shell: Shell, idle: Idle, qtbot: QtBot, **args: str) -> OwnDutyPage:
    shell.desk.open("ownduty", **args)
    idle()
    page = shell.findChild(OwnDutyPage)
    assert isinstance(page, OwnDutyPage)
    qtbot.waitUntil(lambda: page.checked is not None, timeout=5000)
    return page


def settled(page: OwnDutyPage, idle: Idle, qtbot: QtBot) -> None:
    """The loader has read what was typed last."""
    qtbot.waitUntil(lambda: not page._asking.isActive(), timeout=5000)
    idle()


def put(page: OwnDutyPage, path: str, text: str) -> None:
    edit = page.form.places[path].edit
    assert edit is not None
    target = edit.focusProxy()
    assert target is not None
    ime(target, text)


def choose(form: PartForm, path: str, text: str, idle: Idle) -> None:
    """Type a part of a word and take it with Enter."""
    edit = form.places[path].edit
    assert isinstance(edit, PickEdit | PickMany)
    line = edit.pick.line if isinstance(edit, PickMany) else edit.line
    line.setFocus()
    line.selectAll()
    ime(line, text)
    QTest.keyClick(line, Key.Key_Return)
    QApplication.processEvents()
    idle()


def add(page: OwnDutyPage, form: PartForm, name: str, word: str, qtbot: QtBot) -> None:
    """Open 添加 and take a line of its menu."""
    adder = next(b for b in form.findChildren(QPushButton) if name in (b.property("adds") or []))
    adder.click()
    menu = next(m for m in form.findChildren(QMenu) if m.isVisible())
    next(a for a in menu.actions() if a.text() == word).trigger()
    menu.close()
    qtbot.wait(20)


def test_a_document_and_a_duty_are_made_by_keyboard_and_judged(
    tab: OwnDutiesTab, shell: Shell, desk: Desk, office: Session, idle: Idle, qtbot: QtBot
) -> None:
    desk.dialogs.script.append(HEAD)
    tab.new_pack()
    idle()
    QTest.mouseClick(tab.acts["add"], Qt.MouseButton.LeftButton)
    idle()
    page = shell.findChild(OwnDutyPage)
    assert isinstance(page, OwnDutyPage)
    settled(page, idle, qtbot)
    assert not page.save_button.isEnabled()
    put(page, "label", "每季度谈心谈话")
    put(page, "summary", "主要负责人每季度和班子成员谈心两次。")
    choose(page.form, "actors", "主要负责人", idle)
    choose(page.form, "rule.kinds", "谈心谈话", idle)
    line = page.form.places["rule.least"].edit
    assert line is not None
    field = line.focusProxy()
    assert field is not None
    field.setFocus()
    QTest.keyClick(field, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "2")
    settled(page, idle, qtbot)
    assert page.said.text() == "每年，本单位至少要有 2 次“谈心谈话”。"
    assert page.save_button.isEnabled()
    QTest.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    idle()
    made = own_duties.packs(office)[0]
    assert [(d.label, d.said) for d in made.duties] == [("每季度谈心谈话", "每年，本单位至少要有 2 次“谈心谈话”。")]
    assert tab.isVisible()
    row = next(p for p in duty_settings.packs(office, 2026) if p.id == made.id)
    assert row.on


def test_a_problem_stands_in_red_under_its_field_and_saving_waits(
    shell: Shell, office: Session, pack: str, idle: Idle, qtbot: QtBot
) -> None:
    duty = own_duties.save_duty(office, pack, DATA, 2026).value
    page = editing(shell, idle, qtbot, pack=pack, duty=duty)
    place = page.form.places["label"]
    assert place.edit is not None
    line = place.edit.focusProxy()
    assert line is not None
    line.setFocus()
    QTest.keyClick(line, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(line, Key.Key_Delete)
    settled(page, idle, qtbot)
    assert (place.problem.isVisible(), place.problem.text()) == (True, "请填写。")
    assert "“名称”" in page.problem.text()
    assert not page.save_button.isEnabled()
    page.since.setFocus()
    QTest.keyClick(page.since, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert line.hasFocus()
    ime(line, "谈心")
    settled(page, idle, qtbot)
    assert not place.problem.isVisible()
    QTest.keyClick(line, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle()
    assert office.catalog.duties.get(duty).label == "谈心"


def test_an_example_is_composed_runs_at_once_and_says_pass_or_fail(
    shell: Shell, office: Session, pack: str, idle: Idle, qtbot: QtBot
) -> None:
    duty = own_duties.save_duty(office, pack, DATA, 2026).value
    page = editing(shell, idle, qtbot, pack=pack, duty=duty)
    page.add_button.click()
    settled(page, idle, qtbot)
    form = page.forms[0]
    choose(form, "expect.period", "2025Q2", idle)
    settled(page, idle, qtbot)
    assert page.checked is not None
    assert [o.passed for o in page.checked.outcomes] == [False]
    assert page.checked.outcomes[0].state == "逾期"
    choose(form, "expect.state", "逾期", idle)
    settled(page, idle, qtbot)
    assert [o.passed for o in page.checked.outcomes] == [True]
    QTest.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    idle()
    assert own_duties.data_of(office, duty)["examples"][0]["expect"]["state"] == "overdue"


def test_conditions_and_another_type_are_chosen_from_lists(
    shell: Shell, office: Session, pack: str, idle: Idle, qtbot: QtBot
) -> None:
    duty = own_duties.save_duty(office, pack, DATA, 2026).value
    page = editing(shell, idle, qtbot, pack=pack, duty=duty)
    add(page, page.form, "where", "条件", qtbot)
    add(page, page.form, "topics", "内容标签", qtbot)
    choose(page.form, "rule.where.topics", "信访工作", idle)
    settled(page, idle, qtbot)
    assert "内容标签有“信访工作专题研究”" in page.said.text()
    choose(page.form, "rule.type", "要素齐全", idle)
    qtbot.wait(30)
    assert page.data["rule"]["kinds"] == ["talk.heart"]
    choose(page.form, "rule.fields", "谈话缘由", idle)
    settled(page, idle, qtbot)
    assert page.said.text().startswith("每条“谈心谈话”都要有：谈话缘由。")


def test_a_change_from_next_year_leaves_this_year_alone(
    shell: Shell, office: Session, pack: str, idle: Idle, qtbot: QtBot
) -> None:
    duty = own_duties.save_duty(office, pack, DATA, 2026).value
    page = editing(shell, idle, qtbot, pack=pack, duty=duty)
    put(page, "label", "改")
    page.since.setCurrentIndex(page.since.findData(2027))
    settled(page, idle, qtbot)
    QTest.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    idle()
    assert office.catalog.duties.get(duty).label == "每季谈心"
    assert "改" in office.catalog.duties.in_year(2027)[duty].label


def test_leaving_unsaved_asks_first(shell: Shell, desk: Desk, pack: str, idle: Idle, qtbot: QtBot) -> None:
    page = editing(shell, idle, qtbot, pack=pack)
    put(page, "label", "没写完")
    desk.dialogs.script.append(False)
    page.give_up()
    assert page.isVisible()
    desk.dialogs.script.append(True)
    page.give_up()
    idle()
    assert not page.isVisible()


def test_a_shipped_duty_is_the_sample_of_a_new_one(
    shell: Shell, office: Session, pack: str, idle: Idle, qtbot: QtBot
) -> None:
    shell.desk.open("settings", tab="packs")
    idle()
    tab = shell.findChild(DutiesTab)
    assert isinstance(tab, DutiesTab)
    sample = tab.packs[0].duties[0]
    tab.copy.click()
    idle()
    page = shell.findChild(OwnDutyPage)
    assert isinstance(page, OwnDutyPage)
    settled(page, idle, qtbot)
    assert page.data["label"] == sample.label
    assert "id" not in page.data
    assert page.checked is not None
    assert all(o.passed for o in page.checked.outcomes)


def test_files_go_out_and_come_in_with_a_preview_and_undo(
    tab: OwnDutiesTab, desk: Desk, office: Session, idle: Idle, tmp_path: Path
) -> None:
    made = own_duties.save_pack(office, {"title": "本局办法"}, 2026).value
    own_duties.save_duty(office, made, DATA, 2026)
    tab.read()
    idle()
    file = tmp_path / "本局办法.yaml"
    desk.dialogs.script.append(str(file))
    tab.write_out()
    idle()
    own_duties.remove_pack(office, made)
    desk.dialogs.script.extend([str(file), True])
    tab.take_in()
    idle()
    assert [p.title for p in own_duties.packs(office)] == ["本局办法"]
    assert tab.tree.topLevelItemCount() == 1
    undo.undo(office)
    assert own_duties.packs(office) == []


# --- a newer program -----------------------------------------------------------
@pytest.fixture
def newer(office: Session) -> str:
    """The office under a program whose first document asks for more; the document's id."""
    base = office.catalog.shipped or office.catalog
    pack = next(p for p in base.duties.packs if any(isinstance(d.rule, CountRule) for d in p.duties))
    first = next(d for d in pack.duties if isinstance(d.rule, CountRule))
    more = replace(first, rule=replace(first.rule, least=Amount(7)))
    packs = {p.id: replace(p, duties=tuple(more if d is first else d for d in p.duties)) for p in base.duties.packs}
    office.catalog = replace(base, duties=DutyCatalog(packs))
    office.define()
    return pack.id


def asked(shell: Shell, desk: Desk, idle: Idle, qapp: QApplication) -> UpgradeDialog:
    shell.desk.open("settings", tab="packs")
    idle()
    tab = shell.findChild(DutiesTab)
    assert isinstance(tab, DutiesTab)
    assert "改动 1 条" in tab.notice.text
    next(b for b in tab.notice.findChildren(QPushButton) if b.text().startswith("看看")).click()
    idle()
    return next(w for w in qapp.topLevelWidgets() if isinstance(w, UpgradeDialog) and w.isVisible())


def test_a_newer_program_asks_and_is_taken_up_from_this_year(
    shell: Shell, desk: Desk, office: Session, newer: str, idle: Idle, qapp: QApplication
) -> None:
    dialog = asked(shell, desk, idle, qapp)
    texts = [made.text() for made in dialog.findChildren(QLabel)]
    assert any("7 次" in t for t in texts)
    QTest.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    idle()
    assert pack_upgrade.pending(office) == []
    tab = shell.findChild(DutiesTab)
    assert isinstance(tab, DutiesTab)
    assert tab.notice.isHidden()


def test_after_unlocking_the_bar_says_that_something_waits_for_an_answer(desk: Desk, newer: str, idle: Idle) -> None:
    said: list[str] = []
    desk.messaged.connect(lambda message: said.append(message.text))
    packupgrade.hint(desk)
    idle()
    assert len(said) == 1
    assert said[0].startswith("新版程序改了")
    pack_upgrade.decline(desk.session, newer)
    packupgrade.hint(desk)
    idle()
    assert len(said) == 1


def test_declining_quiets_the_hint_and_leaves_a_way_back(
    shell: Shell, desk: Desk, office: Session, newer: str, idle: Idle, qapp: QApplication
) -> None:
    dialog = asked(shell, desk, idle, qapp)
    QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    idle()
    tab = shell.findChild(DutiesTab)
    assert isinstance(tab, DutiesTab)
    assert tab.notice.isHidden()
    assert [u.declined for u in pack_upgrade.pending(office)] == [True]
    tab._choose(newer)
    assert tab.upgrade.isVisible()


# --- words -------------------------------------------------------------------
def test_a_word_is_added_renamed_and_retired_and_the_editor_offers_it(
    shell: Shell, desk: Desk, office: Session, idle: Idle, qapp: QApplication
) -> None:
    shell.desk.open("settings", tab="terms")
    idle()
    tab = shell.findChild(OwnTermsTab)
    assert isinstance(tab, OwnTermsTab)
    tab.choose("meeting_kind")
    tab.add_button.click()
    dialog = next(w for w in qapp.topLevelWidgets() if isinstance(w, NewTermDialog) and w.isVisible())
    ime(dialog.name.line, "防汛碰头会")
    QTest.keyClick(dialog.name.line, Key.Key_Return)
    dialog.take()
    idle()
    code = office.catalog.vocab.get("meeting_kind").codes()[-1]
    assert office.catalog.vocab.short(code) == "防汛碰头会"
    assert office.catalog.records.of_kind(code) is office.form("meeting")
    tab.table.setCurrentCell(tab.table.rowCount() - 1, 0)
    desk.dialogs.script.append({"label": "防汛工作会"})
    tab.rename_button.click()
    idle()
    assert office.catalog.vocab.short(code) == "防汛工作会"
    tab.retire_button.click()
    idle()
    assert code not in office.form("meeting").offered
    assert tab.retire_button.text() == "恢复"
    assert own_terms.lists(office)
