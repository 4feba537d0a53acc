"""A democratic-life meeting at the window, from its theme to the check after two months, by what the window offers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from app.catalog.catalog import Catalog
from app.domain.clock import FixedClock
from app.services import people
from app.services.session import Session
from app.ui.pages.record import RecordPage
from app.ui.shell import Shell
from tests.unit.services.desk import new_office

Idle = Callable[[], None]


@pytest.fixture
def clock() -> FixedClock:
    """A clock that can be moved."""
    return FixedClock(day("2026-01-05"))


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}T01:00:00+00:00")


@pytest.fixture
def office(tmp_path: Path, catalog: Catalog, clock: FixedClock) -> Iterator[Session]:
    """An office whose clerk also works for the discipline office, without duties."""
    made = new_office(tmp_path / "office", catalog, packs=False, clock=clock).session
    yield made
    made.close()


def press(where: QWidget, text: str) -> None:
    button = next(b for b in where.findChildren(QPushButton) if b.text() == text and b.isVisible())
    assert button.isEnabled(), text
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def click(page: RecordPage, key: str) -> None:
    """A step of the bar; what is folded is opened first."""
    bar = page.way.card.bar
    if all(i.key != key for i in bar.items):
        fold = next(i for i in bar.items if i.key not in standing(page))
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=fold.rect.center().toPoint())
    item = next(i for i in bar.items if i.key == key)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=item.rect.center().toPoint())


def standing(page: RecordPage) -> dict[str, str]:
    return {s.key: s.standing for s in page.way.card.bar.steps}


def fill(page: RecordPage, idle: Idle, **values: object) -> None:
    """Type into the open form and save it."""
    if page.stack.currentWidget() is not page.form:
        page.edit()
        idle()
    assert page.form is not None
    for name, value in values.items():
        page.form.fields[name].set_value(value)
    page.typed()
    page.save()
    idle()


class Acts:
    """What a clerk does on the page of one record."""

    def __init__(self, shell: Shell, clock: FixedClock, idle: Idle) -> None:
        self.shell, self.clock, self.idle = shell, clock, idle

    @property
    def page(self) -> RecordPage:
        """The page of the record that is shown."""
        assert isinstance(self.shell.current, RecordPage)
        return self.shell.current

    def to(self, text: str) -> None:
        """Another day has come."""
        self.clock.instant = day(text)
        self.page.update_now()
        self.idle()

    def step(self, key: str, button: str, *answers: object) -> None:
        """Take a step from the bar of the workflow."""
        if self.page.way.card.bar.chosen != key:
            click(self.page, key)
        self.idle()
        self.shell.desk.dialogs.script.extend(answers)
        press(self.page.way.card.panel, button)
        self.idle()
        assert not self.shell.desk.dialogs.script


@pytest.fixture
def acts(office: Session, shell: Shell, clock: FixedClock, idle: Idle) -> Acts:
    """A meeting with its theme, saved from the empty form."""
    shell.desk.load_directory()
    shell.desk.open("record", form="dem_life", kind="mtg.dem_life")
    idle()
    made = Acts(shell, clock, idle)
    chair = people.find_people(office, "周明远")[0].id
    attendance = [{"person": chair, "role": "chair"}]
    fill(made.page, idle, title="2025年度民主生活会", date="2026-01-20", chair=chair, attendance=attendance, theme="严守规矩")
    return made


def test_a_meeting_goes_from_its_theme_to_the_check_by_what_the_window_offers(acts: Acts, office: Session, idle: Idle) -> None:
    acts.step("theme", "主题确定或批准")
    acts.to("2026-01-12")
    chair = people.find_people(office, "周明远")[0].id
    fill(acts.page, idle, pre_review=[{"reviewer": chair, "date": "2026-01-12", "conclusion": "通过"}])
    acts.to("2026-01-20")
    acts.step("onsite", "会议召开")
    fill(acts.page, idle, end="2026-01-20")
    acts.step("close", "会议结束并定稿", True)
    acts.step("ledger_open", "转入会后整改", {"post_rectify": "逐条整改"})
    acts.to("2026-03-19")
    assert standing(acts.page)["check"] == "waiting"
    acts.to("2026-03-20")
    assert standing(acts.page)["check"] == "open"
    acts.step("check", "登记民主生活会整改专项检查")
    fill(acts.page, idle, title="整改专项检查")
    press(acts.page.side, "开始实施")
    idle()
    acts.shell.desk.back()
    idle()
    assert standing(acts.page)["check"] == "done"
    acts.step("conclude", "专项检查：整改落实", {"checked_at": "2026-03-20"})
    assert acts.page.record is not None
    assert acts.page.record.state == "dls.checked_ok"


def test_going_back_leads_to_the_record_that_was_saved_and_not_to_another_new_one(acts: Acts, idle: Idle) -> None:
    desk, made = acts.shell.desk, acts.page.record
    assert made is not None
    desk.open("tasks")
    desk.open("record", form="talk", kind="talk.heart")
    idle()
    desk.back()
    desk.back()
    idle()
    assert acts.page.record == made
    assert acts.shell.place is not None
    assert acts.shell.place.args == {"id": made.id}


def test_going_back_to_a_form_that_was_never_saved_opens_it_empty_or_as_it_was_left(acts: Acts, idle: Idle) -> None:
    desk = acts.shell.desk
    desk.open("record", form="talk", kind="talk.heart")
    idle()
    desk.open("tasks")
    idle()
    desk.back()
    idle()
    assert (acts.page.record, acts.page.kind) == (None, "talk.heart")
