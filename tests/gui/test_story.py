"""The whole story through the real widgets: from the first start to the receipt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.domain.clock import FixedClock
from app.ui.letteroffer import OfferDialog
from app.ui.program import Program
from app.ui.theme import Tokens
from tests.conftest import PASSWORD
from tests.gui.typing import enter

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.session import DataFolder

WAIT = 30_000
TALK = "tianshui-2014/5.3/principal-member-talk-yearly"
HEAR = "tianshui-2014/3.3/hear-field-quarterly"
LEADERS = (("周明远", "党组书记", "2021-06-01", ""), ("李建国", "副局长", "20210601", "城建科"),
           ("赵丽华", "纪检组长", "2021-6-1", ""))  # fmt: skip


class Story:
    """Drives a program; waits until its store thread is quiet."""

    def __init__(self, program: Program, qtbot: QtBot) -> None:
        self.program, self.qtbot = program, qtbot

    def quiet(self) -> None:
        """Wait until nothing is under way."""
        for _ in range(2):
            self.qtbot.wait(20)
            self.qtbot.waitUntil(lambda: self.program.runner.idle, timeout=WAIT)

    @property
    def page(self) -> Any:
        """The page that is shown."""
        assert self.program.shell is not None
        return self.program.shell.current

    def open(self, name: str, **args: Any) -> Any:
        """Go to a page and wait for it."""
        assert self.program.shell is not None
        self.program.shell.desk.open(name, **args)
        self.quiet()
        return self.page

    def answer(self, *answers: Any) -> None:
        """Script the next dialogs."""
        self.program.dialogs.script.extend(answers)

    def press(self, text: str, where: Any = None) -> None:
        """Press a visible button by its text."""
        found = [b for b in (where or self.page).findChildren(QPushButton) if b.text() == text and b.isVisible()]
        assert found, f"no button {text}"
        self.qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)
        self.quiet()

    def wizard(self, unit: str) -> None:
        """Go through the first-run wizard."""
        self.qtbot.waitUntil(lambda: self.program.wizard is not None, timeout=WAIT)
        wizard = self.program.wizard
        assert wizard is not None
        wizard.go_on()
        page: Any = wizard.pages[wizard.state.step]
        enter(page.name, unit)
        page.questions.kinds["party_group"].click()
        QTest.keyClick(page.name, Qt.Key.Key_Return)
        page = wizard.pages[wizard.state.step]
        assert page.choices.chosen() == ("beijing-28", "tianshui-2014")
        for pack in ("shibiyan-2022",):
            page.choices.boxes[pack].click()
        wizard.go_on()
        page = wizard.pages[wizard.state.step]
        for row, (name, title, since, fields) in zip(page.rows, LEADERS, strict=False):
            for line, text in zip((row[0], row[1], row[3], row[4]), (name, title, since, fields), strict=True):
                enter(line, text)
        wizard.go_on()
        page = wizard.pages[wizard.state.step]
        for line, text in ((page.name, "王敏"), (page.login, "clerk"), (page.password, PASSWORD), (page.again, PASSWORD)):
            enter(line, text)
        assert page.strength.property("tone") == "good"
        wizard.go_on()
        self.qtbot.waitUntil(lambda: wizard.made is not None, timeout=WAIT)
        self.recovery(wizard)

    def recovery(self, wizard: Any) -> None:
        """Print the key, type one group, go in."""
        page = wizard.pages[wizard.state.step]
        sheet = self.program.root.parent / f"{self.program.root.name}-recovery.pdf"
        self.answer(str(sheet))
        page.print.click()
        self.quiet()
        assert sheet.read_bytes().startswith(b"%PDF")
        wizard.go_on()
        assert "第 3 组" in page.notes["group"].text()
        enter(page.group, wizard.state.recovery_key.split("-")[2].lower())
        wizard.go_on()
        self.qtbot.waitUntil(lambda: self.program.shell is not None, timeout=WAIT)
        self.quiet()

    def person_id(self, name: str) -> str:
        """The id of somebody in the register."""
        assert self.program.shell is not None
        return next(p.id for p in self.program.shell.desk.directory.people if p.name == name)

    def state(self, duty: str, subject: str, number: int = -1) -> str:
        """The state of a cell of the board."""
        self.open("board")
        cells = [c for c in self.page.grid.cells() if c.duty == duty and c.subject == subject]
        return str(cells[number].state)


def program_at(folder: DataFolder, qapp: QApplication, clock: FixedClock, tokens: Tokens) -> Program:
    """A program on an empty folder with quick keys."""
    made = Program(qapp, folder.root, clock, tokens, lambda _root: folder)
    made.dialogs.scripted = True
    made.start()
    return made


@pytest.fixture
def story(
    qapp: QApplication, qtbot: QtBot, data_folder: DataFolder, clock: FixedClock, tokens: Tokens
) -> Iterator[Story]:
    """A program that has never run."""
    made = program_at(data_folder, qapp, clock, tokens)
    yield Story(made, qtbot)
    made.stop()


def pick(story: Story, edit: Any, typed: str) -> None:
    """Type into a picker and take the first candidate with Enter."""
    enter(edit.line, typed)
    QTest.keyClick(edit.line, Qt.Key.Key_Return)
    story.quiet()


def write_meeting(story: Story) -> None:
    """A meeting with two agenda items; the first secretary does not speak last on the second."""
    page = story.open("record", form="meeting", kind="mtg.standing")
    fields = page.form.fields
    enter(fields["title"].line, "第三十一次党组会议")
    fields["date"].line.selectAll()
    enter(fields["date"].line, "1120")
    QTest.keyClick(fields["date"].line, Qt.Key.Key_Return)
    assert fields["date"].value() == "2026-11-20"
    pick(story, fields["chair"], "zmy")
    fields["attendance"]._all()
    agenda = fields["agenda"]
    for number, order in ((0, ("李建国", "周明远")), (1, ("周明远", "李建国"))):
        row = agenda.add_row()
        story.quiet()
        enter(row.fields["title"].line, f"大额资金安排{number}")
        pick(story, row.fields["category"], "大额")
        for name in order:
            stance = row.fields["stances"].add_row()
            story.quiet()
            pick(story, stance.fields["person"], name)
            pick(story, stance.fields["stance"], "同意")
    words = [r.word.text() for r in agenda.rows]
    assert "最后发言" in words[0]
    assert "次序不符" in words[1]
    QTest.keyClick(page.form.fields["title"].line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page.save()
    story.quiet()
    assert page.record is not None
    story.answer(True)
    story.press("定稿")
    assert page.record.state == "final"
    assert page.record.locked


def register_talk(story: Story) -> None:
    """From the cell that lacks a record to a held talk."""
    member = story.person_id("李建国")
    board = story.open("board", duty=TALK, period="2026", subject=member)
    assert board.why.explanation is not None
    assert board.why.explanation.cell.state == "due"
    board.why.acts.register(board.why.explanation.record_forms[0])
    story.quiet()
    page = story.page
    assert page.form.fields["subject"].value() == [member]
    pick(story, page.form.fields["actor"], "周明远")
    enter(page.form.fields["requirements"].text, "管好分管领域，落实一岗双责。")
    page.save()
    story.quiet()
    story.press("已谈")
    assert page.record.state == "held"


def write_letter(story: Story, folder: Path) -> str:
    """From an overdue cell to a letter in Word and PDF; returns its id."""
    member = story.person_id("李建国")
    board = story.open("board", duty=HEAR, period="2026Q1", subject=member)
    assert board.why.explanation.cell.state == "overdue"
    board.why.acts.write()
    story.quiet()
    next(d for d in board.window().findChildren(OfferDialog) if d.isVisible()).start()
    story.quiet()
    page = story.page
    enter(page.form.fields["to"].input.line, "城建科")
    QTest.keyClick(page.form.fields["to"].input.line, Qt.Key.Key_Return)
    for sign in "【】":
        page.form.text.replace_all(sign, "")
    story.qtbot.waitUntil(lambda: page.sheet.count > 0, timeout=WAIT)
    page.save()
    story.quiet()
    said: list[str] = []
    page.desk.messaged.connect(lambda message: said.append(message.text))
    story.answer(str(folder), str(folder), str(folder / "printed.pdf"))
    story.press("导出 Word")
    story.press("导出 PDF")
    story.press("打印")
    fonts = [n for n, text in enumerate(said) if "“仿宋_GB2312”用“" in text]
    assert fonts == [0]  # before the first file, and not again
    assert {p.suffix for p in folder.iterdir()} == {".docx", ".pdf"}
    return str(page.record.id)


def test_the_main_job(
    story: Story, tmp_path: Path, qapp: QApplication, qtbot: QtBot, clock: FixedClock, tokens: Tokens
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    story.wizard("某县住房和城乡建设局党组")
    assert len(story.open("people")._ids) == len(LEADERS)
    write_meeting(story)
    register_talk(story)
    assert story.state(TALK, story.person_id("李建国")) == "met"
    write_letter(story, out)
    assert "李建国" in "".join(r[2].text() for r in _rows(story.open("person", id=story.person_id("李建国")).records))
    _exchange(story, tmp_path, qapp, qtbot, clock, tokens)


def _rows(table: Any) -> list[list[Any]]:
    return [[table.item(n, c) for c in range(table.columnCount())] for n in range(table.rowCount())]


def _exchange(
    story: Story, tmp_path: Path, qapp: QApplication, qtbot: QtBot, clock: FixedClock, tokens: Tokens
) -> None:
    """Cards both ways, a package, its import in the second office, the receipt back."""
    from app.crypto.kdf import KdfBounds, KdfParams
    from app.services.session import DataFolder

    folder = DataFolder(tmp_path / "superior", kdf=KdfParams(64, 1, 1), bounds=KdfBounds(min_memory=8, min_iterations=1))
    other = Story(program_at(folder, qapp, clock, tokens), qtbot)
    try:
        other.wizard("中共某县纪律检查委员会")
        ours, theirs = tmp_path / "ours.lvid", tmp_path / "theirs.lvid"
        package, receipt = tmp_path / "q4.lvpkg", tmp_path / "q4.lvack"
        for side, own, partner, relation in ((story, ours, theirs, "上级"), (other, theirs, ours, "下级")):
            side.open("exchange")
            side.answer(str(own))
            side.page.export_card()
            side.quiet()
            del partner, relation
        for side, partner, relation in ((story, theirs, "上级"), (other, ours, "下级")):
            side.answer(str(partner), {"relation": relation})
            side.page.add_partner()
            side.quiet()
        _send(story, package)
        other.answer(str(package), False, str(receipt))
        other.page.start_import()
        other.quiet()
        other.qtbot.mouseClick(other.page.view.accept_button, Qt.MouseButton.LeftButton)
        other.quiet()
        assert other.page.received.rowCount() == 1
        other.page.write_receipt()
        other.quiet()
        story.answer(str(receipt))
        story.page.import_receipt()
        story.quiet()
        assert story.page.sent.item(0, 4).text() == "已接收"
    finally:
        other.program.stop()


def _send(story: Story, package: Path) -> None:
    story.page.start_export()
    story.quiet()
    wizard = story.page.wizard
    assert len(wizard.chosen()) >= 2
    story.answer(str(package))
    story.qtbot.mouseClick(wizard.write, Qt.MouseButton.LeftButton)
    story.quiet()
    assert package.stat().st_size > 1000
    assert story.page.sent.rowCount() == 1


def test_undo_says_what_it_takes_back(story: Story) -> None:
    story.wizard("某县住房和城乡建设局党组")
    shell = story.program.shell
    assert shell is not None
    story.open("people")
    story.answer({"name": "孙志强"})
    story.page.new_person()
    story.quiet()
    assert story.page.person_id == story.person_id("孙志强")
    assert shell.undo_name
    shell.actions_.run("edit.undo")
    story.quiet()
    assert "孙志强" not in [p.name for p in shell.desk.directory.people]
    shell.actions_.run("edit.redo")
    story.quiet()
    assert "孙志强" in [p.name for p in shell.desk.directory.people]


def test_example_office_can_be_removed(story: Story) -> None:
    story.qtbot.waitUntil(lambda: story.program.wizard is not None, timeout=WAIT)
    wizard: Any = story.program.wizard
    wizard.pages[wizard.state.step].example.setChecked(True)
    for _step in ("开始", "本单位", "职责文件"):
        wizard.go_on()
    page = wizard.pages[wizard.state.step]
    for line, text in ((page.name, "王敏"), (page.login, "clerk"), (page.password, PASSWORD), (page.again, PASSWORD)):
        enter(line, text)
    wizard.go_on()
    story.qtbot.waitUntil(lambda: wizard.made is not None, timeout=WAIT)
    story.recovery(wizard)
    story.answer(True)
    story.press("删除示例")
    story.quiet()
    assert story.program.session is not None
    from app.services import example

    assert not example.has_example(story.program.session)


