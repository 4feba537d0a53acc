"""Settings and exchange: duties are found, read in full and switched by keyboard; empty places say what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.services import accounts, duty_settings, proposals
from app.services.duty_settings import DutyRow
from app.ui.pages.exchange import ExchangePage
from app.ui.parts import Empty
from app.ui.settings.accounts import AccountsTab
from app.ui.settings.backup import BackupTab
from app.ui.settings.duties import DutiesTab
from app.ui.settings.dutyedit import ListDialog, ParametersDialog
from app.ui.settings.log import LogTab
from app.ui.settings.unit import UnitTab

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.session import Session
    from app.ui.desk import Desk
    from app.ui.shell import Shell

Idle = Callable[[], None]
RISK = "tianshui-2014/3.3/risk-points"
FEEDBACK = "tianshui-2014/3.2/transmit"
URGE = "tianshui-2014/5.6/quarterly-urge-weak"


@pytest.fixture
def tab(shell: Shell, idle: Idle) -> DutiesTab:
    """The duties of the settings page, read."""
    shell.desk.open("settings", tab="packs")
    idle()
    found = shell.findChild(DutiesTab)
    assert isinstance(found, DutiesTab)
    return found


def shown(tab: DutiesTab) -> list[str]:
    items = [tab.tree.topLevelItem(n) for n in range(tab.tree.topLevelItemCount())]
    return [i.text(0) for i in items if i is not None and not i.isHidden()]


def test_the_chosen_duty_is_written_out_in_full(tab: DutiesTab) -> None:
    first = tab.packs[0].duties[0]
    assert tab._name.text() == first.label
    assert first.article in tab._article.text()
    with_parameter = next(n for n, d in enumerate(tab.packs[0].duties) if d.params)
    tab.tree.setCurrentItem(tab.tree.topLevelItem(with_parameter))
    assert tab.edit.isVisible()
    assert tab._set.text()


def test_duties_are_found_by_a_word(tab: DutiesTab) -> None:
    everything = shown(tab)
    tab._find.setText("谈话")
    assert 0 < len(shown(tab)) < len(everything)
    tab._find.clear()
    assert shown(tab) == everything


def test_the_space_bar_switches_a_duty_and_the_place_is_kept(
    tab: DutiesTab, office: Session, idle: Idle, qtbot: QtBot
) -> None:
    number = next(n for n, d in enumerate(tab.packs[0].duties) if d.on and n > 0)
    duty = tab.packs[0].duties[number]
    tab.tree.setCurrentItem(tab.tree.topLevelItem(number))
    tab.tree.setFocus()
    qtbot.keyClick(tab.tree, Qt.Key.Key_Space)
    idle()
    again = next(p for p in duty_settings.packs(office, 2026) if p.id == tab.packs[0].id)
    assert not again.duties[number].on
    assert tab._name.text() == duty.label


def test_no_backup_says_how_to_make_one_and_a_backup_opens_its_folder(shell: Shell, idle: Idle, desk: Desk) -> None:
    shell.desk.open("settings", tab="backup")
    idle()
    found = shell.findChild(BackupTab)
    assert isinstance(found, BackupTab)
    assert "立即备份" in found.table._empty
    found.make()
    idle()
    assert found.table.rowCount() == 1
    desk.dialogs.script.append(True)
    found._open(0)
    assert desk.dialogs.asked == ["打开文件夹"]


def test_the_log_is_searched(shell: Shell, idle: Idle, desk: Desk, office: Session) -> None:
    found = LogTab(desk)
    found._show(accounts_log())
    assert found.table.rowCount() == 2
    found._find.setText("login")
    assert found.table.rowCount() == 1
    assert found._count.text().startswith("共 1 条")
    found.deleteLater()


def accounts_log() -> list[accounts.LogEntry]:
    """Two lines of a log."""
    return [
        accounts.LogEntry(2, "2026-11-20T09:12:00+00:00", "王敏", "backup", ""),
        accounts.LogEntry(1, "2026-11-20T09:00:00+00:00", "王敏", "login", ""),
    ]


def test_accounts_are_listed_for_who_may_manage_them(shell: Shell, idle: Idle, office: Session) -> None:
    shell.desk.open("settings", tab="accounts")
    idle()
    found = shell.findChild(AccountsTab)
    assert (found is not None) == any(office.can(r) for r in ("manage_accounts", "manage_people", "manage_rights"))


def test_an_empty_exchange_says_what_comes_first(shell: Shell, idle: Idle) -> None:
    shell.desk.open("exchange")
    idle()
    page = shell.current
    assert isinstance(page, ExchangePage)
    assert isinstance(page._sent_place.currentWidget(), Empty)
    assert isinstance(page._partner_place.currentWidget(), Empty)


def test_the_unit_is_described_anew_and_its_documents_ticked_with_their_reasons(
    shell: Shell, idle: Idle, office: Session
) -> None:
    shell.desk.open("settings", tab="unit")
    idle()
    found = shell.findChild(UnitTab)
    assert isinstance(found, UnitTab)
    assert not found.questions.kind()
    found.store()
    idle()
    assert "哪一类" in found.problem.text()
    found.questions.kinds["discipline"].click()
    assert found.questions.applies["has_discipline_office"].isChecked()
    found.store()
    idle()
    assert proposals.own_unit(office).kind == "discipline"
    assert found.choices.boxes["binhai-2021"].accessibleDescription().startswith("建议：")
    before = found.outlook.text()
    found.choices.boxes["binhai-2021"].click()
    idle()
    assert not next(p for p in duty_settings.packs(office, 2026) if p.id == "binhai-2021").on
    assert found.outlook.text() != before


def chosen(tab: DutiesTab, duty: str) -> DutyRow:
    """Choose a duty of any pack and return its row."""
    tab.go_to_duty(duty)
    return next(row for pack in tab.packs for row in pack.duties if row.id == duty)


def test_a_parameter_is_set_for_the_next_year_and_says_from_when_it_holds(
    tab: DutiesTab, office: Session, idle: Idle
) -> None:
    chosen(tab, RISK)
    assert "待配置" in tab._params(chosen(tab, RISK))
    tab.forth.click()
    idle()
    assert tab._year_text.text() == "2027 年"
    assert not tab.forth.isEnabled()
    chosen(tab, RISK)
    tab.edit.click()
    asked = tab.window().findChild(ParametersDialog)
    assert isinstance(asked, ParametersDialog)
    assert [x.text() for x in asked.fields["refresh"].findChildren(QPushButton)] == ["每年", "每半年", "每季度"]
    asked.fields["refresh"].set_value("half-yearly")
    asked.save()
    idle()
    row = chosen(tab, RISK)
    assert (row.configured, row.since) == (True, 2027)
    assert "每半年" in tab._set.text()
    assert "参数从 2027 年起" in tab._set.text()
    tab.back.click()
    idle()
    assert not chosen(tab, RISK).configured


def test_a_value_that_does_not_fit_is_refused_beside_its_field(tab: DutiesTab, idle: Idle) -> None:
    chosen(tab, FEEDBACK)
    tab.edit.click()
    asked = tab.window().findChild(ParametersDialog)
    assert isinstance(asked, ParametersDialog)
    asked.fields["within_days"].set_value("下个月")
    asked.save()
    idle()
    assert asked.isVisible()
    assert asked._notes["within_days"].isVisible()
    asked.reject()


def test_a_past_year_is_only_changed_when_somebody_means_it(tab: DutiesTab, office: Session, idle: Idle, desk: Desk) -> None:
    tab.go_to(2024)
    idle()
    assert "往年" in tab._holds.text()
    pack = tab.packs[0]
    desk.dialogs.script.append(False)
    tab.set_pack(pack.id, False)
    idle()
    assert duty_settings.load(office, 2024).pack_on(pack.id)
    desk.dialogs.script.append(True)
    tab.set_pack(pack.id, False)
    idle()
    assert not duty_settings.load(office, 2024).pack_on(pack.id)
    assert not duty_settings.load(office, 2026).pack_on(pack.id)
    assert duty_settings.load(office, 2023).pack_on(pack.id)


def test_what_waits_for_parameters_is_counted_and_shown_alone(tab: DutiesTab) -> None:
    pack = next(p for p in tab.packs if any(d.waiting for d in p.duties))
    tab._choose(pack.id)
    waiting = [d.label for d in pack.duties if d.waiting]
    assert tab.shown["待配置"].text() == f"待配置 {len(waiting)}"
    tab.shown["待配置"].click()
    assert shown(tab) == waiting
    tab.shown["全部"].click()
    assert len(shown(tab)) == pack.total


def test_a_list_is_written_period_by_period_and_nothing_typed_is_lost(
    tab: DutiesTab, office: Session, idle: Idle
) -> None:
    chosen(tab, URGE)
    tab.lists.click()
    idle()
    asked = tab.window().findChild(ListDialog)
    assert isinstance(asked, ListDialog)
    assert list(asked.periods) == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    asked.entries.set_value("某县质监站")
    asked.choose("2026Q3")
    asked.entries.set_value("查无此单位")
    asked.choose("2026Q1")
    assert asked.entries.value() == "某县质监站"
    asked.save()
    idle()
    assert asked.period == "2026Q3"
    assert "第 1 行" in asked.problem.text()
    asked.entries.set_value("")
    asked.save()
    idle()
    assert duty_settings.unit_lists(office, "weak_subordinate")["2026Q1"] == ["某县质监站"]
