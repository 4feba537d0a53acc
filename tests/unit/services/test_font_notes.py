"""Stand-ins for official fonts are said before the first letter of a computer is saved, and not again."""

from __future__ import annotations

from app.services import font_notes
from tests.unit.services.desk import Desk


def test_the_stand_ins_are_said_once_on_a_computer(desk: Desk) -> None:
    view = desk.letter()
    first = font_notes.say_once(desk.session, view)
    assert "“仿宋_GB2312”用“" in first
    assert "重新打开程序" in first
    assert font_notes.say_once(desk.session, view) == ""


def test_they_are_said_again_when_they_change(desk: Desk) -> None:
    view = desk.letter()
    first = font_notes.say_once(desk.session, view)
    (desk.session.folder.root / "state" / "fonts").write_text("another machine", encoding="ascii")
    assert font_notes.say_once(desk.session, view) == first
