"""Typing in the settings that is not saved yet is there again after the window was closed, until it is saved or taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.drafts import load_draft
from app.ui.pages.settings import SettingsPage
from app.ui.settings.kinds import NEW, KindsTab
from app.ui.settings.profiles import ProfilesTab
from tests.gui.typing import enter

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]
KIND = "letter.supervise_urge"


@pytest.fixture
def reopened(shell: Shell, idle: Idle) -> Callable[[str], SettingsPage]:
    """Close the settings and open them anew at a tab, as locking and unlocking does."""

    def made(tab: str) -> SettingsPage:
        shell.keep_drafts()
        idle()
        shell._pages.pop("settings").deleteLater()
        shell.desk.open("settings", tab=tab)
        idle()
        page = shell.page("settings")
        assert isinstance(page, SettingsPage)
        return page

    return made


def kinds(page: SettingsPage) -> KindsTab:
    tab = page.tabs.currentWidget()
    assert isinstance(tab, KindsTab)
    return tab


def layouts(page: SettingsPage) -> ProfilesTab:
    tab = page.tabs.currentWidget()
    assert isinstance(tab, ProfilesTab)
    return tab


def test_wording_that_was_not_saved_is_there_again(shell: Shell, idle: Idle, reopened: Callable[[str], SettingsPage], office: Session) -> None:
    shell.desk.open("settings", tab="kinds")
    idle()
    tab = kinds(shell.page("settings"))  # type: ignore[arg-type]
    tab.choose(KIND)
    idle()
    text = tab.form.text.texts[0].text
    text.selectAll()
    enter(text, "请认真办理，按期反馈。")
    again = kinds(reopened("kinds"))
    assert again.form.text.texts[0].text.toPlainText() == "请认真办理，按期反馈。"
    assert again.save_button.isEnabled()
    again.back_button.click()
    idle()
    assert load_draft(office, "settings:kinds") is None
    assert kinds(reopened("kinds")).form.text.texts[0].text.toPlainText() != "请认真办理，按期反馈。"


def test_a_new_kind_that_was_not_saved_is_gone_on_with_and_then_saved(
    shell: Shell, idle: Idle, reopened: Callable[[str], SettingsPage], office: Session
) -> None:
    shell.desk.open("settings", tab="kinds")
    idle()
    kinds(shell.page("settings"))._begin("谈话通知", KIND)  # type: ignore[arg-type]
    idle()
    again = kinds(reopened("kinds"))
    assert again._left.has(NEW)
    assert again.row is None
    again.save_button.click()
    idle()
    assert "谈话通知" in [form.label for form in office.catalog.letters.values()]
    assert load_draft(office, "settings:kinds") is None


def test_numbers_of_a_layout_that_were_not_saved_are_there_again(
    shell: Shell, idle: Idle, reopened: Callable[[str], SettingsPage], office: Session
) -> None:
    shell.desk.open("settings", tab="profiles")
    idle()
    tab = layouts(shell.page("settings"))  # type: ignore[arg-type]
    tab.choose("centred")
    idle()
    line = getattr(tab.form.fields["page.top"], "line")  # noqa: B009 - a field with a line
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    enter(line, "40")
    again = layouts(reopened("profiles"))
    assert again.row.code == "centred"
    assert getattr(again.form.fields["page.top"], "line").text() == "40"  # noqa: B009
    assert again.back_button.isEnabled()
    again.back_button.click()
    idle()
    assert load_draft(office, "settings:profiles") is None
