"""The tab of workflow parameters: what is not configured is found, set, taken back; from when on leaders are reminded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from app.services import runs, tasks
from app.ui.settings.flows import FlowsTab, ParamDialog, RemindDialog

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]


@pytest.fixture
def tab(shell: Shell, idle: Idle) -> FlowsTab:
    shell.desk.open("settings", tab="flows")
    idle()
    found = shell.findChild(FlowsTab)
    assert isinstance(found, FlowsTab)
    return found


def _mark(tab: FlowsTab, name: str) -> None:
    tab.table.selectRow(next(n for n, r in enumerate(tab.rows) if r.flow == "wf06_suggestion" and r.name == name))


def test_a_parameter_that_waits_is_found_set_and_taken_back(tab: FlowsTab, shell: Shell, office: Session, idle: Idle) -> None:
    everything = tab.table.rowCount()
    tab.only.setChecked(True)
    assert 0 < tab.table.rowCount() < everything
    assert all(r.words == "待配置" for r in tab.rows)
    _mark(tab, "reply_days")
    assert not tab.back_button.isEnabled()
    tab.change_button.click()
    dialog = shell.findChild(ParamDialog)
    assert dialog is not None
    dialog.value.set_value("30")
    dialog.done_button.click()
    idle()
    value = next(p for p in runs.params(office) if p.flow == "wf06_suggestion" and p.name == "reply_days")
    assert (value.value, value.words) == (30, "30 天")
    tab.only.setChecked(False)
    _mark(tab, "reply_days")
    tab.back_button.click()
    idle()
    assert next(p for p in runs.params(office) if p.flow == "wf06_suggestion" and p.name == "reply_days").value is None


def test_a_value_that_is_none_is_refused_in_words(tab: FlowsTab, shell: Shell, office: Session, idle: Idle) -> None:
    _mark(tab, "reply_days")
    tab.change_button.click()
    dialog = shell.findChild(ParamDialog)
    assert dialog is not None
    dialog.value.set_value("一个月")
    dialog.done_button.click()
    idle()
    assert next(p for p in runs.params(office) if p.flow == "wf06_suggestion" and p.name == "reply_days").value is None


def test_from_when_on_leaders_are_reminded(tab: FlowsTab, shell: Shell, office: Session, idle: Idle) -> None:
    tab.remind_button.click()
    dialog = shell.findChild(RemindDialog)
    assert dialog is not None
    dialog.leader.set_value("3")
    dialog.principal.set_value("十")
    dialog.done_button.click()
    assert dialog.isVisible()
    dialog.principal.set_value("20")
    dialog.done_button.click()
    idle()
    assert (tasks.reminders(office).leader, tasks.reminders(office).principal) == (3, 20)


@pytest.mark.parametrize(("unit", "text", "value"), [
    ("天", "30", 30), ("天", " 30 天", 30), ("天", "", None), ("天", "很快", "很快"), ("%", "70%", 70), ("日期", "03-31", "03-31"),
    ("是否", "是", True), ("是否", "否", False), ("是否", "也许", "也许"),
])  # fmt: skip
def test_what_is_typed_is_read_as_the_unit_says(unit: str, text: str, value: object) -> None:
    assert runs.read_param(unit, text) == value
