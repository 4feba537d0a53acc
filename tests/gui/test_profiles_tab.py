"""The tab of page layouts: numbers are typed and the page follows; own layouts are kept, used, written out and read in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services import profiles
from app.ui.settings.profiles import ProfilesTab, UseDialog
from tests.gui.typing import enter

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.session import Session
    from app.ui.fields.scalar import LineField
    from app.ui.shell import Shell

Idle = Callable[[], None]
NAME = {"label": "本局版式", "note": "依据本局办法"}


@pytest.fixture
def tab(shell: Shell, idle: Idle) -> ProfilesTab:
    """The tab of page layouts, the unit's layout shown."""
    shell.desk.open("settings", tab="profiles")
    idle()
    found = shell.findChild(ProfilesTab)
    assert isinstance(found, ProfilesTab)
    return found


@pytest.fixture
def write(tab: ProfilesTab, qtbot: QtBot, idle: Idle) -> Callable[[str, str], None]:
    """Type into a field of the form and wait until the page has followed."""

    def typed(path: str, text: str) -> None:
        line = getattr(tab.form.fields[path], "line")  # noqa: B009 - a field with a line
        line.selectAll()
        QTest.keyClick(line, Qt.Key.Key_Backspace)
        enter(line, text)
        qtbot.waitUntil(lambda: not tab._timer.isActive(), timeout=5_000)
        idle()

    return typed


def shown(tab: ProfilesTab, path: str) -> str:
    field: LineField = tab.form.fields[path]  # type: ignore[assignment]
    return field.line.text()


def own(office: Session) -> list[str]:
    return [row.profile.label for row in profiles.profiles(office) if row.own]


def keep(tab: ProfilesTab, shell: Shell, idle: Idle) -> str:
    """Save what is typed as 本局版式; returns its code."""
    shell.desk.dialogs.script.append(NAME)
    tab.save_button.click()
    idle()
    return tab.row.code


def test_the_unit_begins_with_the_standard_and_sees_a_page_of_it(tab: ProfilesTab) -> None:
    assert tab.row.code == "gbt9704"
    assert tab.said.text() == "22 行 × 28 字 = 156×225 毫米"
    assert tab.sample.sheet.count >= 2
    assert not tab.save_button.isEnabled()


def test_typing_a_margin_changes_the_pitch_the_words_and_the_page(
    tab: ProfilesTab, write: Callable[[str, str], None]
) -> None:
    before = tab.sample.sheet.grab().toImage()
    write("page.top", "57")
    assert shown(tab, "grid.pitch") == "26.4"
    assert tab.said.text() == "22 行 × 28 字 = 156×205 毫米"
    assert "天头（上边） 57 毫米，标准是 37 毫米（5.2.1）" in tab.differs.text()
    assert tab.sample.sheet.grab().toImage() != before


def test_what_cannot_be_is_said_at_its_field_and_the_page_stays(
    tab: ProfilesTab, write: Callable[[str, str], None]
) -> None:
    pages = tab.sample.sheet.count
    write("page.left", "二十八")
    assert tab.problem.text().startswith("订口（左边）：应是一个数")
    assert tab.form.fields["page.left"].focusProxy().property("tone") == "bad"
    assert tab.sample.sheet.count == pages
    write("page.left", "28")
    assert tab.problem.isHidden()


def test_a_changed_standard_is_kept_as_an_own_layout_and_typing_goes_on_in_it(
    tab: ProfilesTab, shell: Shell, office: Session, idle: Idle, write: Callable[[str, str], None]
) -> None:
    write("grid.columns", "27")
    keep(tab, shell, idle)
    assert own(office) == ["本局版式"]
    assert tab.row.profile.grid.columns == 27
    assert tab.row.profile.note == "依据本局办法"
    write("grid.lines", "21")
    assert tab.save_button.text() == "保存"
    tab.save_button.click()
    idle()
    assert profiles.find_profile(office.catalog, tab.row.code).grid.lines == 21
    assert own(office) == ["本局版式"]


def test_what_is_typed_stays_while_another_layout_is_looked_at_and_can_be_taken_back(
    tab: ProfilesTab, idle: Idle, write: Callable[[str, str], None]
) -> None:
    write("page.top", "40")
    tab.choose("centred")
    idle()
    assert shown(tab, "page.top") == "37"
    tab.choose("gbt9704")
    tab.read()
    idle()
    assert shown(tab, "page.top") == "40"
    tab.back_button.click()
    idle()
    assert shown(tab, "page.top") == "37"
    assert not tab.back_button.isEnabled()


def test_an_own_layout_goes_back_to_the_numbers_of_the_standard(
    tab: ProfilesTab, shell: Shell, idle: Idle, write: Callable[[str, str], None]
) -> None:
    write("page.top", "40")
    keep(tab, shell, idle)
    tab.standard_button.click()
    tab.save_button.click()
    idle()
    assert tab.row.profile.page.top == 37
    assert "与国家标准没有不同" in tab.differs.text()


def test_a_layout_is_used_for_the_unit_or_for_some_kinds(
    tab: ProfilesTab, shell: Shell, office: Session, idle: Idle
) -> None:
    tab.choose("centred")
    tab.use_button.click()
    dialog = shell.findChild(UseDialog)
    assert dialog is not None
    wanted = office.catalog.letters["letter.admonish"].label
    item = next(dialog.list.item(n) for n in range(dialog.list.count()) if dialog.list.item(n).text() == wanted)
    item.setCheckState(Qt.CheckState.Checked)
    dialog.done_button.click()
    idle()
    assert profiles.profile_for(office, "letter.admonish").code == "centred"
    assert profiles.profile_for(office, "letter.minutes").code == "gbt9704"
    tab.use_button.click()
    dialog = shell.findChildren(UseDialog)[-1]
    dialog.unit.setChecked(True)
    dialog.done_button.click()
    idle()
    assert profiles.profile_for(office, "letter.minutes").code == "centred"
    assert tab.row.unit


def test_every_format_is_looked_at(tab: ProfilesTab, idle: Idle) -> None:
    pages = {}
    for code in list(tab.sample._chips):
        tab.sample.choose(code)
        idle()
        pages[code] = tab.sample.sheet.grab().toImage()
    assert all(one != other for a, one in pages.items() for b, other in pages.items() if a != b)


def test_a_layout_goes_out_as_a_file_and_comes_back_changed(
    tab: ProfilesTab, shell: Shell, office: Session, idle: Idle, tmp_path: Path, write: Callable[[str, str], None]
) -> None:
    write("grid.columns", "27")
    code = keep(tab, shell, idle)
    path = tmp_path / "版式.yaml"
    shell.desk.dialogs.script.append(path)
    tab.export_button.click()
    idle()
    path.write_text(path.read_text(encoding="utf-8").replace("columns: 27", "columns: 26"), encoding="utf-8")
    shell.desk.dialogs.script.extend([path, {"label": "本局版式", "note": ""}])
    tab.import_button.click()
    idle()
    assert profiles.find_profile(office.catalog, code).grid.columns == 26
    assert own(office) == ["本局版式"]


def test_an_own_layout_is_removed_and_a_shipped_one_cannot_be(
    tab: ProfilesTab, shell: Shell, office: Session, idle: Idle, write: Callable[[str, str], None]
) -> None:
    assert not tab.remove_button.isEnabled()
    write("grid.columns", "27")
    keep(tab, shell, idle)
    shell.desk.dialogs.script.append(True)
    tab.remove_button.click()
    idle()
    assert own(office) == []
    assert tab.row.code == "gbt9704"


def test_an_own_layout_gets_another_name(
    tab: ProfilesTab, shell: Shell, office: Session, idle: Idle, write: Callable[[str, str], None]
) -> None:
    write("grid.columns", "27")
    keep(tab, shell, idle)
    shell.desk.dialogs.script.append({"label": "局机关版式", "note": ""})
    tab.rename_button.click()
    idle()
    assert own(office) == ["局机关版式"]
    assert tab.row.profile.note == ""
