"""The tab of kinds of letters: wording is typed and the page follows; kinds are added, retired, handed on; owed words stay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLineEdit

from app.services import letter_document, letter_kinds, letter_limits, letters
from app.ui.settings.kindnew import NewKindDialog
from app.ui.settings.kinds import NEW, KindsTab
from tests.gui.typing import enter

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]
KIND = "letter.supervise_urge"
SAID = "如有异议，可以依规依纪提出申诉。"


@pytest.fixture
def tab(shell: Shell, idle: Idle) -> KindsTab:
    """The tab of kinds of letters with one of them shown."""
    shell.desk.open("settings", tab="kinds")
    idle()
    found = shell.findChild(KindsTab)
    assert isinstance(found, KindsTab)
    found.choose(KIND)
    idle()
    return found


@pytest.fixture
def settled(tab: KindsTab, qtbot: QtBot, idle: Idle) -> Idle:
    """Wait until the page has followed what was typed."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not tab._timer.isActive(), timeout=5_000)
        idle()

    return wait


def title(tab: KindsTab) -> QLineEdit:
    """The line of the title."""
    edit = tab.form.parts.places["title"].edit
    assert edit is not None
    line = edit.focusProxy()
    assert isinstance(line, QLineEdit)
    return line


def kept(office: Session, code: str = KIND) -> dict[str, object]:
    return letter_kinds.data_of(office, code)


def test_the_text_of_a_kind_is_shown_with_chinese_names_and_a_page(tab: KindsTab) -> None:
    assert "{" not in title(tab).text()
    assert "【" in title(tab).text()
    assert all("{" not in one.text.toPlainText() for one in tab.form.text.texts)
    assert tab.sample.sheet.count >= 1
    assert not tab.save_button.isEnabled()


def test_wording_typed_with_an_input_method_is_drafted_from_then_on(
    tab: KindsTab, office: Session, idle: Idle, settled: Idle
) -> None:
    before = tab.sample.sheet.grab().toImage()
    text = tab.form.text.texts[0].text
    text.selectAll()
    enter(text, "请认真办理，按期反馈。")
    settled()
    assert tab.sample.sheet.grab().toImage() != before
    tab.save_button.click()
    idle()
    assert letters.draft(office, KIND)["body"][0]["text"] == "请认真办理，按期反馈。"
    assert "改过" in tab._about.text()
    assert not tab.save_button.isEnabled()


def test_a_field_is_put_where_the_cursor_was(tab: KindsTab, shell: Shell, qtbot: QtBot, settled: Idle) -> None:
    with qtbot.waitActive(shell):
        shell.activateWindow()
    line = title(tab)
    line.setFocus()
    line.end(False)
    tab.form.text.insert("发文机关")
    settled()
    assert title(tab).text().endswith("【发文机关】")
    assert "{issuer}" in tab.look.data["title"]


def test_a_name_in_brackets_that_no_field_has_is_said_and_cannot_be_saved(
    tab: KindsTab, office: Session, idle: Idle, settled: Idle
) -> None:
    enter(tab.form.text.texts[0].text, "【承办科室】")
    settled()
    assert "承办科室" in tab.problem.text()
    tab.save_button.click()
    idle()
    assert "承办科室" not in str(kept(office))


def test_a_new_field_is_asked_for_when_a_letter_is_drafted(
    tab: KindsTab, office: Session, idle: Idle, settled: Idle
) -> None:
    tab.form.choose("values")
    tab.form.data["values"].append({"id": "", "label": "", "type": "text"})
    tab.form.choose("values")
    last = len(tab.form.data["values"]) - 1
    edit = tab.form.parts.places[f"values[{last}].label"].edit
    assert edit is not None
    enter(edit.focusProxy(), "承办科室")
    tab.form.choose("text")
    enter(tab.form.text.texts[0].text, "【承办科室】")
    settled()
    assert tab.problem.text() == ""
    tab.save_button.click()
    idle()
    assert "承办科室" in [v.label for v in letter_document.letter_form(office, KIND).values]
    assert any("【承办科室】" in row["text"] for row in letters.draft(office, KIND)["body"])


def test_what_differs_is_shown_beside_the_shipped_wording_and_goes_back(
    tab: KindsTab, shell: Shell, office: Session, idle: Idle, settled: Idle
) -> None:
    shipped = kept(office)["title"]
    enter(title(tab), "（新）")
    settled()
    tab.save_button.click()
    idle()
    assert [what for what, _b, _a in tab.look.differs] == ["标题"]
    shell.desk.dialogs.script.append(True)
    tab.reset_button.click()
    idle()
    assert kept(office)["title"] == shipped
    assert tab.reset_button.isHidden()


def test_a_kind_is_added_like_another_one(tab: KindsTab, shell: Shell, office: Session, idle: Idle) -> None:
    tab.new_button.click()
    dialog = shell.findChild(NewKindDialog)
    assert dialog is not None
    enter(dialog.name.line, "节前提醒函")
    dialog.like.set_value("letter.reminder")
    dialog.done_button.click()
    idle()
    assert tab._chosen == NEW
    tab.save_button.click()
    idle()
    made = next(r for r in letter_kinds.all_kinds(office) if r.label == "节前提醒函")
    assert tab._chosen == made.code
    assert kept(office, made.code)["body"] == kept(office, "letter.reminder")["body"]


def test_a_kind_that_is_not_saved_can_be_given_up(tab: KindsTab, shell: Shell, office: Session, idle: Idle) -> None:
    before = len(letter_kinds.all_kinds(office))
    tab._begin("不要的", "")
    idle()
    tab.back_button.click()
    idle()
    assert tab._chosen != NEW
    assert len(letter_kinds.all_kinds(office)) == before


def test_a_kind_is_retired_and_offered_again(tab: KindsTab, office: Session, idle: Idle) -> None:
    tab.retire_button.click()
    idle()
    assert KIND not in [code for code, _l, _s in letters.kinds(office)]
    assert tab.retire_button.text() == "恢复使用"
    tab.retire_button.click()
    idle()
    assert KIND in [code for code, _l, _s in letters.kinds(office)]


def test_an_owed_sentence_goes_only_after_the_clerk_said_so(
    tab: KindsTab, shell: Shell, office: Session, idle: Idle, settled: Idle
) -> None:
    owes = {"id": "appeal", "label": "申诉的权利", "words": ["申诉"], "say": "要写明。", "text": SAID}
    body = [{"text": "关于{topic}。"}, {"text": SAID}]
    data = {**letter_kinds.blank(office), "label": "处理决定", "summary": "试", "owes": [owes], "body": body}
    code = letter_kinds.save_kind(office, data).value
    tab.read()
    tab.choose(code)
    idle()
    tab.form.text._remove(1)
    settled()
    assert "申诉的权利" in tab.sample.note.text()
    shell.desk.dialogs.script.append(False)
    tab.save_button.click()
    idle()
    assert len(kept(office, code)["body"]) == 2  # type: ignore[arg-type]
    shell.desk.dialogs.script.append(True)
    tab.save_button.click()
    idle()
    assert len(kept(office, code)["body"]) == 1  # type: ignore[arg-type]


def test_the_limit_of_a_kind_is_set_in_working_days(tab: KindsTab, shell: Shell, office: Session, idle: Idle) -> None:
    shell.desk.dialogs.script.append({"days": "15", "working": "是"})
    tab.days_button.click()
    idle()
    assert letter_limits.limit(office, letter_document.letter_form(office, KIND)).words == "15 个工作日"
    assert "15 个工作日" in tab._about.text()


def test_the_contact_that_letters_name_is_set_once_for_all_kinds(tab: KindsTab, shell: Shell, office: Session, idle: Idle) -> None:
    shell.desk.dialogs.script.append({"contact": "王敏 0000-0000000"})
    tab.contact_button.click()
    idle()
    assert letter_limits.contact(office) == "王敏 0000-0000000"
    drafted = letters.draft(office, "letter.reminder")
    assert "王敏 0000-0000000" in "".join(str(r.get("text")) for r in drafted["body"])


def test_a_kind_goes_out_as_a_file_and_comes_in_changed_after_a_look(
    tab: KindsTab, shell: Shell, office: Session, idle: Idle, tmp_path: Path
) -> None:
    path = tmp_path / "督办函.yaml"
    shell.desk.dialogs.script.append(path)
    tab.export_button.click()
    idle()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("的督办函", "的催办函"), encoding="utf-8")
    shell.desk.dialogs.script.extend([path, True])
    tab.import_button.click()
    idle()
    assert str(kept(office)["title"]).endswith("的催办函")


def test_the_list_is_narrowed_by_typing(tab: KindsTab, qtbot: QtBot, idle: Idle) -> None:
    enter(tab.search, "督办")
    qtbot.waitUntil(lambda: len(tab._left.stops()) < 10, timeout=5_000)
    assert tab._left.has(KIND)
    assert not tab._left.has("letter.minutes")
