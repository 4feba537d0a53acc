"""Single fields: days by keys, pickers, chips, limits of text, composition of Chinese."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.services import people
from app.ui.fields.candidates import Candidates
from app.ui.fields.day import CalendarPopup, DayField
from app.ui.fields.many import PickMany, TextMany
from app.ui.fields.picker import PickEdit
from app.ui.fields.scalar import LineField, LongField
from app.ui.fields.segments import SegmentField
from app.ui.fields.sources import PersonSource, VocabSource
from app.ui.quickadd import QuickAdd
from tests.gui.typing import compose, enter, ime

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.domain.clock import FixedClock
    from app.services.session import Session
    from app.ui.desk import Desk

Idle = Callable[[], None]
Key = Qt.Key


@pytest.fixture
def form(qtbot: QtBot, tokens: object) -> Iterator[Callable[..., QWidget]]:
    """Fields below each other in a window with a last line to leave to."""
    kept: list[QWidget] = []

    def make(*fields: QWidget) -> QWidget:
        window = QWidget()
        box = QVBoxLayout(window)
        for one in (*fields, LineField("末尾")):
            box.addWidget(one)
        window.resize(500, 420)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        kept.append(window)
        return window

    yield make
    for window in kept:
        window.close()


def listed(window: QWidget) -> list[str]:
    """The candidates on the screen."""
    found = window.findChild(Candidates)
    return [o.label for o in found._model.options] if found is not None and found.isVisible() else []


# --- days ------------------------------------------------------------------
def test_what_will_be_understood_is_said_while_typing(form: Callable[..., QWidget], clock: FixedClock) -> None:
    field = DayField(clock)
    form(field)
    enter(field.line, "上周五")
    assert field._beside.text() == "→ 2026-11-13 周五"
    field.line.selectAll()
    enter(field.line, "哪天")
    assert field._beside.text() == "看不懂"
    assert "上周五" in field.problem()


def test_arrows_step_days_and_pages_step_months(form: Callable[..., QWidget], clock: FixedClock) -> None:
    field = DayField(clock)
    form(field)
    field.line.setFocus()
    for key, day in ((Key.Key_Down, "2026-11-20"), (Key.Key_Up, "2026-11-19"), (Key.Key_PageDown, "2026-12-19")):
        QTest.keyClick(field.line, key)
        assert field.value() == day
    field.set_value("2026-03-31")
    QTest.keyClick(field.line, Key.Key_PageUp)
    assert field.value() == "2026-02-28"


def test_the_calendar_takes_a_day_with_enter(form: Callable[..., QWidget], clock: FixedClock) -> None:
    field = DayField(clock)
    form(field)
    field.set_value("2026-11-10")
    QTest.keyClick(field.line, Key.Key_F4)
    popup: Any = field.findChild(CalendarPopup)
    assert popup.days.selectedDate().toString("yyyy-MM-dd") == "2026-11-10"
    popup.days.setSelectedDate(popup.days.selectedDate().addDays(3))
    QTest.keyClick(popup, Key.Key_Return)
    assert field.value() == "2026-11-13"


# --- picking ---------------------------------------------------------------
def test_people_of_one_name_are_told_apart(form: Callable[..., QWidget], desk: Desk, office: Session, idle: Idle) -> None:
    own = desk.directory.own_unit
    one = people.register_person(office, "张伟", own, "科长", "2026-01-01").value
    other = people.register_person(office, "张伟", next(u.id for u in desk.directory.units if u.id != own), "站长", "2026-01-01").value
    desk.load_directory()
    idle()
    field = PickEdit(PersonSource(desk))
    window = form(field)
    ime(field.line, "张伟")
    assert listed(window) == ["张伟", "张伟"]
    assert {o.detail for o in field.options()} == {"科长 · 某县住房和城乡建设局党组", "站长 · 某县质监站"}
    QTest.keyClick(field.line, Key.Key_Down)
    QTest.keyClick(field.line, Key.Key_Return)
    assert field.value() in (one, other)
    assert field.line.text() in ("张伟（某县住房和城乡建设局党组）", "张伟（某县质监站）")


def test_a_shared_name_is_not_guessed_when_the_field_is_left(form: Callable[..., QWidget], desk: Desk, office: Session, idle: Idle) -> None:
    for title in ("科长", "站长"):
        people.register_person(office, "张伟", desk.directory.own_unit, title, "2026-01-01")
    desk.load_directory()
    idle()
    field = PickEdit(PersonSource(desk))
    form(field)
    ime(field.line, "张伟")
    QTest.keyClick(field.line, Key.Key_Escape)
    QTest.keyClick(field.line, Key.Key_Tab)
    assert field.value() is None
    assert "张伟" in field.problem()


def test_who_was_picked_last_is_offered_first(form: Callable[..., QWidget], desk: Desk, person: Callable[[str], str], idle: Idle) -> None:
    li = person("李建国")
    desk.load_directory()
    idle()
    first, second = PickEdit(PersonSource(desk)), PickEdit(PersonSource(desk))
    form(first, second)
    enter(first.line, "ljg")
    QTest.keyClick(first.line, Key.Key_Return)
    second.line.setFocus()
    QTest.keyClick(second.line, Key.Key_F4)
    assert second.options()[0].id == li


def test_keys_of_the_candidates(form: Callable[..., QWidget], desk: Desk, person: Callable[[str], str], idle: Idle) -> None:
    li = person("李建国")
    desk.load_directory()
    idle()
    field = PickEdit(PersonSource(desk))
    window = form(field)
    enter(field.line, "ljg")
    QTest.keyClick(field.line, Key.Key_Tab)
    assert field.value() == li
    field.line.setFocus()
    field.line.selectAll()
    enter(field.line, "zmy")
    assert listed(window) == ["周明远"]
    QTest.keyClick(field.line, Key.Key_Escape)
    assert listed(window) == []
    QTest.keyClick(field.line, Key.Key_Escape)
    assert field.line.text() == "李建国"
    assert field.value() == li


def test_enter_while_composing_belongs_to_the_input_method(form: Callable[..., QWidget], desk: Desk, idle: Idle) -> None:
    field = PickEdit(PersonSource(desk, adding=True))
    window = form(field)
    field.line.setFocus()
    compose(field.line, "zhou'ming")
    QTest.keyClick(field.line, Key.Key_Return)
    QTest.keyClick(field.line, Key.Key_Tab)
    assert QApplication.focusWidget() is field.line
    assert listed(window) == []
    ime(field.line, "周明")
    assert listed(window)[0] == "周明远"
    QTest.keyClick(field.line, Key.Key_Return)
    assert desk.directory.names[field.value()] == "周明远"


def test_candidates_stay_inside_the_window(form: Callable[..., QWidget], desk: Desk, person: Callable[[str], str], idle: Idle) -> None:
    for number in range(12):
        person(f"钱{'一二三四五六七八九十甲乙'[number]}")
    desk.load_directory()
    idle()
    field = PickEdit(PersonSource(desk))
    window = form(*(LineField() for _ in range(6)), field)
    window.resize(260, 300)
    ime(field.line, "钱")
    shown = window.findChild(Candidates)
    assert shown is not None
    assert window.rect().contains(shown.geometry())
    assert not shown.geometry().intersects(field.geometry())


def test_somebody_new_is_registered_with_a_post_in_one_step(
    form: Callable[..., QWidget], desk: Desk, office: Session, idle: Idle
) -> None:
    from app.services import undo

    field = PickEdit(PersonSource(desk, adding=True))
    window = form(field)
    ime(field.line, "冯新")
    QTest.keyClick(field.line, Key.Key_Return)
    box: Any = window.findChild(QuickAdd)
    assert QApplication.focusWidget() is box.fields["title"][1].line
    enter(box.fields["title"][1].line, "总工程师")
    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget(), Key.Key_Return)
    box.save()
    idle()
    assert next((p.name, p.titles) for p in desk.directory.people if p.id == field.value()) == ("冯新", "总工程师")
    undo.undo(office)
    assert "冯新" not in [p.name for p in people.people(office, include_left=True)]


def test_giving_up_registering_leaves_the_typing(form: Callable[..., QWidget], desk: Desk, idle: Idle) -> None:
    field = PickEdit(PersonSource(desk, adding=True))
    window = form(field)
    ime(field.line, "冯新")
    QTest.keyClick(field.line, Key.Key_Return)
    assert window.findChild(QuickAdd) is not None
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    idle()
    assert window.findChild(QuickAdd) is None
    assert field.line.text() == "冯新"
    assert "冯新" not in desk.directory.names.values()


@pytest.mark.parametrize("typed", ["大额", "large_fund", "category.large", "dezjsy"])
def test_words_by_part_code_and_initials(form: Callable[..., QWidget], desk: Desk, idle: Idle, typed: str) -> None:
    field = PickEdit(VocabSource(desk, "decision_category"))
    form(field)
    enter(field.line, typed)
    QTest.keyClick(field.line, Key.Key_Return)
    idle()
    assert field.value() == "category.large_fund"


def test_chips_by_keys(form: Callable[..., QWidget], desk: Desk) -> None:
    words = [(t.code, t.short) for t in desk.session.catalog.vocab.get("stance").terms]
    field = SegmentField(VocabSource(desk, "stance"), words)
    form(field)
    target: Any = field.focusProxy()
    target.setFocus()
    QTest.keyClick(target, Key.Key_2)
    assert field.value() == words[1][0]
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Right)
    assert field.value() == words[2][0]
    QTest.keyClick(QApplication.focusWidget(), Key.Key_3)
    assert field.value() is None


def test_backspace_takes_the_last_chip_back(form: Callable[..., QWidget], desk: Desk) -> None:
    field = PickMany(VocabSource(desk, "topic"))
    form(field)
    codes = desk.session.catalog.vocab.get("topic").codes()[:2]
    field.set_value(list(codes))
    field.pick.line.setFocus()
    QTest.keyClick(field.pick.line, Key.Key_Backspace)
    assert field.value() == [codes[0]]


def test_several_numbers_and_what_is_none(form: Callable[..., QWidget]) -> None:
    field = TextMany(read=lambda text: int(text) if text.isdigit() else None)
    form(field)
    enter(field.input.line, "3")
    ime(field.input.line, "、几、5")
    QTest.keyClick(field.input.line, Key.Key_Return)
    assert field.value() == [3, 5]
    assert field.problem() == "看不懂“几”"


# --- text ------------------------------------------------------------------
def test_too_long_a_text_is_said_and_not_cut(form: Callable[..., QWidget]) -> None:
    line, text = LineField("", 5), LongField("", 120)
    form(line, text)
    ime(line.line, "一二三四五六七")
    assert line.value() == "一二三四五六七"
    assert line.problem() == "超出 2 字，最多 5 字"
    ime(text.text, "字" * 100)
    assert text._count.text() == "100 / 120 字"
    assert text._count.property("tone") == "warn"
    ime(text.text, "字" * 30)
    assert text.problem() == "超出 10 字，最多 120 字"
    assert text._count.property("tone") == "bad"


def test_long_text_grows_and_tab_leaves_it(form: Callable[..., QWidget]) -> None:
    text = LongField("")
    form(text)
    before = text.text.height()
    text.set_value("\n".join("行" for _ in range(8)))
    assert text.text.height() > before
    text.set_value("\n".join("行" for _ in range(90)))
    assert text.text.height() < 20 * text.text.fontMetrics().lineSpacing()
    text.text.setFocus()
    QTest.keyClick(text.text, Key.Key_Tab)
    assert QApplication.focusWidget() is not text.text
