"""The tab of days off: pasting next year's notice, typing one holiday, taking it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from app.services import workdays
from app.ui.settings.holidays import HolidayDialog, HolidaysTab, NoticeDialog

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]


@pytest.fixture
def tab(shell: Shell, idle: Idle) -> HolidaysTab:
    shell.desk.open("settings", tab="holidays")
    idle()
    found = shell.findChild(HolidaysTab)
    assert isinstance(found, HolidaysTab)
    return found


def test_next_years_notice_is_pasted_checked_and_kept(tab: HolidaysTab, shell: Shell, office: Session, idle: Idle) -> None:
    year = office.clock.today().year + 1
    tab.choose(year)
    assert tab.table.rowCount() == 0
    tab.paste_button.click()
    idle()
    dialog = shell.findChild(NoticeDialog)
    assert dialog is not None
    assert not dialog.done_button.isEnabled()
    dialog.text.set_value("元旦：1月1日放假1天。国庆节：10月1日至7日放假调休，共7天。")
    dialog.text.changed.emit()
    assert [row[0] for row in dialog.table.texts()] == ["元旦", "国庆节"]
    dialog.done_button.click()
    idle()
    assert tab.table.rowCount() == 2
    assert "本单位录入" in tab.plan.words
    assert not workdays.workdays(office).is_workday(dt.date(year, 10, 1))
    tab.back_button.click()
    idle()
    assert tab.table.rowCount() == 0


def test_a_holiday_typed_by_hand_says_what_is_wrong_before_it_is_taken(
    tab: HolidaysTab, shell: Shell, office: Session, idle: Idle
) -> None:
    year = office.clock.today().year + 1
    tab.choose(year)
    tab.add_button.click()
    idle()
    dialog = shell.findChild(HolidayDialog)
    assert dialog is not None
    dialog.take()
    assert "都要填写" in dialog._wrong.text()
    dialog.name.set_value("劳动节")
    dialog.first.set_value(f"{year}-05-01")
    dialog.last.set_value(f"{year}-05-05")
    dialog.work.set_value("第二个周六")
    dialog.take()
    assert "看不懂" in dialog._wrong.text()
    dialog.work.set_value("")
    dialog.take()
    idle()
    assert tab.table.texts()[0][0] == "劳动节"
    assert workdays.workdays(office).add(dt.date(year, 4, 30), 1) >= dt.date(year, 5, 6)
