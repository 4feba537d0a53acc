"""A stranger with a keyboard: from an empty folder to a package, and how many keys that takes.

Every step is a key event to whatever holds the focus; no page method is called and no mouse is
used. Text costs nothing, every other key one. Native file dialogs and questions are answered by
the script and cost one key each (Enter).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from app.domain.clock import FixedClock
from app.services import partners
from app.ui.program import Program
from app.ui.theme import Tokens
from tests.conftest import PASSWORD

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.catalog.catalog import Catalog
    from app.services.session import DataFolder

WAIT = 30_000
MOST_KEYS = 120
MOST_TABS = 14
PEOPLE = (("周明远", "党组书记", "20210601", ""), ("李建国", "副局长", "20210601", "城建科"),
          ("赵丽华", "纪检组长", "20210601", ""))  # fmt: skip
ITEMS = ("传达学习上级会议精神", "研究部署第四季度党风廉政建设工作", "大额资金安排", "整改台账销号")
SPEAKERS = ("赵丽华", "李建国", "周明远")
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
)  # fmt: skip


class Stranger:
    """Types and presses keys; counts what is not text."""

    def __init__(self, program: Program, qtbot: QtBot) -> None:
        self.program, self.qtbot = program, qtbot
        self.keys = 0
        self.log: list[str] = []

    # --- the hands ---------------------------------------------------------
    @property
    def focus(self) -> QWidget:
        """What the keys go to."""
        found = QApplication.focusWidget()
        assert found is not None, f"nothing has the focus after {self.log[-6:]}"
        return found

    def name(self) -> str:
        """How a screen reader calls what has the focus."""
        widget: Any = self.focus
        return str(widget.accessibleName() or (widget.text() if hasattr(widget, "text") else ""))

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, times: int = 1) -> None:
        """Press a key that is not text."""
        for _ in range(times):
            self.keys += 1
            self.log.append(f"{Qt.Key(key).name}@{self.name()}")
            QTest.keyClick(self.focus, key, held)
            self.quiet()

    def type(self, text: str) -> None:
        """Type text: keys where a keyboard has them, else an input method's commit."""
        widget = self.focus
        assert isinstance(widget, QLineEdit | QPlainTextEdit), f"no place to type {text}: {self.name()}"
        assert widget.isEnabled()
        assert not widget.isReadOnly()
        if text.isascii():
            QTest.keyClicks(widget, text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(widget, event)
        self.quiet()

    def enter(self, *texts: str) -> None:
        """Type each text and go on with Enter."""
        for text in texts:
            if text:
                self.type(text)
            self.press(Qt.Key.Key_Return)

    def reach(self, name: str, key: Qt.Key = Qt.Key.Key_Tab, held: Any = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key until something of this name has the focus."""
        for _ in range(MOST_TABS):
            if name in self.name():
                return
            self.press(key, held)
        raise AssertionError(f"cannot reach {name}: {self.log[-MOST_TABS:]}")

    def answer(self, *answers: Any) -> None:
        """What the stranger will answer in the next dialogs: one key each."""
        self.program.dialogs.script.extend(answers)
        self.keys += len(answers)

    # --- the eyes ----------------------------------------------------------
    def quiet(self) -> None:
        """Wait until nothing is under way."""
        for _ in range(2):
            self.qtbot.wait(5)
            self.qtbot.waitUntil(lambda: self.program.runner.idle, timeout=WAIT)

    @property
    def page(self) -> Any:
        """What is shown."""
        assert self.program.shell is not None
        return self.program.shell.current

    def sees(self, text: str) -> bool:
        """Whether a text can be read in the window."""
        assert self.program.shell is not None
        shown: list[Any] = [w for w in self.program.shell.findChildren(QWidget) if w.isVisible() and hasattr(w, "text")]
        return any(text in str(w.text()) for w in shown)


@pytest.fixture
def stranger(
    qapp: QApplication, qtbot: QtBot, data_folder: DataFolder, clock: FixedClock, tokens: Tokens
) -> Iterator[Stranger]:
    """Somebody who has never seen the program, before an empty folder."""
    made = Program(qapp, data_folder.root, clock, tokens, lambda _root: data_folder)
    made.dialogs.scripted = True
    made.start()
    yield Stranger(made, qtbot)
    made.stop()


def set_up(who: Stranger, folder: Path) -> None:
    """The wizard with three people."""
    who.qtbot.waitUntil(lambda: who.program.wizard is not None, timeout=WAIT)
    who.press(Qt.Key.Key_Return)
    who.enter("某县住房和城乡建设局党组")
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Return):
        who.press(key)
    for row in PEOPLE:
        who.enter(*row)
    who.enter("")
    who.enter("王敏", "clerk", PASSWORD, PASSWORD)
    wizard = who.program.wizard
    assert wizard is not None
    who.qtbot.waitUntil(lambda: wizard.made is not None, timeout=WAIT)
    who.quiet()
    who.answer(str(folder / "recovery.pdf"))
    who.press(Qt.Key.Key_Return)
    who.type(wizard.state.recovery_key.split("-")[2].lower())
    who.press(Qt.Key.Key_Return)
    who.qtbot.waitUntil(lambda: who.program.shell is not None, timeout=WAIT)
    who.quiet()


def hold_meeting(who: Stranger) -> None:
    """A meeting with four agenda items and five speeches on two of them."""
    who.press(Qt.Key.Key_N, CTRL)
    who.type("第三十一次党组会议")
    who.press(Qt.Key.Key_Down, CTRL)
    who.reach("全部到会")
    who.press(Qt.Key.Key_Return)
    who.press(Qt.Key.Key_Down, CTRL)
    who.press(Qt.Key.Key_Return)
    who.type(ITEMS[0])
    who.press(Qt.Key.Key_Return, CTRL | SHIFT)
    who.type(ITEMS[1])
    for item, speakers in ((ITEMS[2], ("zlh", "ljg", "zmy")), (ITEMS[3], ("ljg", "zmy"))):
        who.press(Qt.Key.Key_Return, CTRL | SHIFT)
        who.enter(item, "大额")
        who.press(Qt.Key.Key_Down, CTRL)
        who.press(Qt.Key.Key_Return)
        for name in speakers:
            who.enter(name, "", "同意", "")
    who.press(Qt.Key.Key_Return, CTRL)
    who.reach("定稿")
    who.answer(True)
    who.press(Qt.Key.Key_Return)
    assert who.sees("已定稿，只能追加更正。")


def hold_talk(who: Stranger) -> None:
    """A talk that a duty counts: the side of its page says so."""
    who.press(Qt.Key.Key_N, CTRL | SHIFT)
    who.press(Qt.Key.Key_F8)
    who.enter("zmy")
    who.press(Qt.Key.Key_F8)
    who.enter("ljg")
    who.press(Qt.Key.Key_Down, CTRL)
    who.type("管好分管领域，落实一岗双责。")
    who.press(Qt.Key.Key_Return, CTRL)
    who.reach("已谈")
    who.press(Qt.Key.Key_Return)
    assert who.sees("计入的职责")
    assert who.sees("有记录")


def write_letter(who: Stranger, folder: Path) -> None:
    """From the first thing to do on the home page to a letter as PDF."""
    who.press(Qt.Key.Key_1, ALT)
    who.press(Qt.Key.Key_W)
    who.reach("起草文书")
    who.press(Qt.Key.Key_Return)
    who.press(Qt.Key.Key_Return)
    who.answer(str(folder))
    who.press(Qt.Key.Key_P, CTRL | SHIFT)
    assert [p for p in folder.glob("提醒函*.pdf") if p.read_bytes().startswith(b"%PDF")]


def send_package(who: Stranger, folder: Path, card: Path) -> None:
    """The superior's card lies on a stick; the package goes there too."""
    package = folder / "报送.lvpkg"
    who.press(Qt.Key.Key_E, CTRL | SHIFT)
    who.answer(str(card), {"relation": "上级"})
    who.press(Qt.Key.Key_Return)
    who.answer(str(package))
    who.press(Qt.Key.Key_Return, CTRL)
    assert package.stat().st_size > 1000
    assert who.page.sent.rowCount() == 1


@pytest.fixture
def card(tmp_path: Path, catalog: Catalog, clock: FixedClock) -> Path:
    """The card of the superior office."""
    from tests.unit.services.desk import new_office

    office = new_office(tmp_path / "superior", catalog, unit="中共某县纪律检查委员会", packs=False, clock=clock).session
    path = partners.export_card(office, tmp_path / "superior.lvid")
    office.close()
    return path


def test_the_wizard_says_what_is_wrong_beside_its_input(stranger: Stranger) -> None:
    who = stranger
    who.qtbot.waitUntil(lambda: who.program.wizard is not None, timeout=WAIT)
    wizard = who.program.wizard
    assert wizard is not None
    who.press(Qt.Key.Key_Return)
    who.press(Qt.Key.Key_Return)
    assert "单位全称" in wizard.pages[wizard.state.step].notes["unit_name"].text()
    assert who.name() == "单位全称"
    who.enter("某县住房和城乡建设局党组")
    who.press(Qt.Key.Key_Return)
    assert "哪一类" in wizard.pages[wizard.state.step].notes["unit_kind"].text()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Return):
        who.press(key)
    who.enter("周明远", "党组书记", "哪天呢")
    who.press(Qt.Key.Key_Return, CTRL)
    assert any("任职日期" in w.text() for w in wizard.findChildren(QLabel) if w.isVisible())
    assert who.name() == "第 1 人任职日期"


def test_keys_of_a_long_form(stranger: Stranger, tmp_path: Path) -> None:
    who = stranger
    set_up(who, tmp_path)
    who.press(Qt.Key.Key_N, CTRL)
    assert who.name() == "会议名称"
    who.press(Qt.Key.Key_Down, CTRL)
    assert "到会人员" in who.name()
    who.press(Qt.Key.Key_Up, CTRL)
    assert who.name() == "会议名称"
    who.press(Qt.Key.Key_N, CTRL | SHIFT)
    who.press(Qt.Key.Key_F8)
    assert who.name() == "谈话人"
    who.press(Qt.Key.Key_F8)
    assert who.name() == "谈话对象"
    who.press(Qt.Key.Key_F8)
    assert who.name() == "谈话人", "from the top again"


def test_from_an_empty_folder_to_a_package(stranger: Stranger, tmp_path: Path, card: Path) -> None:
    who = stranger
    set_up(who, tmp_path)
    hold_meeting(who)
    hold_talk(who)
    write_letter(who, tmp_path)
    send_package(who, tmp_path, card)
    assert who.keys <= MOST_KEYS, who.log
