"""Calendar, timelines and every place that says why, in the states worth looking at."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services import people
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene, first_record
from app.ui.pictures.stage import Stage


def drawers(stage: Stage, camera: Camera) -> None:
    """The explanation over the home page, the calendar and a person's page."""
    home = stage.open("home")
    if home.list.rows:
        QTest.keyClick(home.list.rows[0], Qt.Key.Key_W)
        stage.settle()
        camera.take("home-why", stage.shell)
    home.why.put_away()
    calendar = stage.open("calendar", day=f"{stage.session.clock.today().year}-09-30")
    camera.take("calendar-day", stage.shell)
    if calendar.list.rows:
        calendar.open_item(calendar.list.items[0].key)
        stage.settle()
        camera.take("calendar-why", stage.shell)
        calendar.why.put_away()


def timelines(stage: Stage, camera: Camera) -> None:
    """A letter's matter and a person's years."""
    letter = first_record(stage.session, ("letter",), state="delivered")
    if letter:
        stage.open("timeline", id=letter)
        camera.take("timeline-matter", stage.shell)
    found = [p for p in people.people(stage.session) if p.current]
    if found:
        stage.open("timeline", person=found[0].id)
        camera.take("timeline-person", stage.shell)


CHARTS: Mapping[str, Scene] = {"drawers": drawers, "timelines": timelines}
