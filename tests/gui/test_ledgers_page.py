"""The page of ledgers: chips that count and narrow, one ledger with its own columns, sums beside, quick steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.services import people, records
from app.ui.charts.bars import Bars
from app.ui.listview import CellPainter

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]


def problem(session: Session, title: str, due: str, **fields: Any) -> str:
    body = {"title": title, "date": "2026-03-01", "due": due, **fields}
    return records.save(session, "rectification", "ledger.rectification", body).value.id


@pytest.fixture
def page(office: Session, shell: Shell, idle: Idle) -> Any:
    """The page over three problems: late, soon, far."""
    who = people.find_people(office, "周明远")[0].id
    for title, due in (("签字不全", "2026-06-30"), ("清单未更新", "2026-12-01"), ("制度缺失", "2027-06-30")):
        problem(office, title, due, owner=who, source="audit")
    shell.desk.load_directory()
    shell.desk.open("ledgers")
    idle()
    return shell.current


def titles(page: Any) -> list[str]:
    return sorted(page.model.row_at(n).title for n in range(len(page.model.ids)))


def test_chips_count_and_narrow_by_keys(page: Any, idle: Idle) -> None:
    assert [c.text() for c in page._chips.values()] == ["全部 3", "未办结 3", "逾期 1", "30 天内到期 1", "已办结 0"]
    page._chips["late"].setFocus()
    QTest.keyClick(page._chips["late"], Qt.Key.Key_Return)
    idle()
    assert titles(page) == ["签字不全"]
    assert page._chips[""].text() == "全部 3"
    page.stand("soon")
    idle()
    assert titles(page) == ["清单未更新"]
    page.stand("")
    idle()
    assert len(titles(page)) == 3


def test_one_ledger_has_its_own_columns_and_states(page: Any, idle: Idle) -> None:
    assert [c.id for c in page.model.columns] == ["date", "kind", "title", "subject", "due", "state"]
    page.choose("rectification")
    idle()
    assert [c.id for c in page.model.columns] == ["date", "title", "source", "owner", "due", "state"]
    assert len(titles(page)) == 3
    page.choose("task")
    idle()
    assert page.model.ids.tolist() == []
    page.choose("")
    idle()
    assert len(titles(page)) == 3


def test_late_limits_are_coloured_and_closed_ones_are_not(page: Any) -> None:
    painter = page.view.itemDelegate()
    assert isinstance(painter, CellPainter)
    column = [c.id for c in page.model.columns].index("due")
    tones = {page.model.row_at(n).title: painter._due_tone(page.model.index(n, column)) for n in range(3)}
    assert tones == {"签字不全": "bad", "清单未更新": "warn", "制度缺失": ""}


def test_sums_stand_beside_by_person_and_source(page: Any, shell: Shell, idle: Idle) -> None:
    page.choose("rectification")
    page._turn_side()
    idle()
    charts = page.side.findChildren(Bars)
    assert [c.accessibleName() for c in charts][:2] == ["按责任人汇总", "按问题来源汇总"]
    page._of_person(("owner", people.find_people(shell.desk.session, "周明远")[0].id))
    idle()
    assert page.bar.filters.person
    assert len(titles(page)) == 3


def row_of(page: Any, title: str) -> Any:
    return next(page.model.row_at(n) for n in range(3) if page.model.row_at(n).title == title)


def test_a_step_is_taken_from_the_row(page: Any, shell: Shell, idle: Idle) -> None:
    menu: QMenu = page.acts.row_menu(row_of(page, "制度缺失"), lambda: None)
    steps = menu.findChildren(QMenu)[0]
    assert steps.title() == "办理"
    next(a for a in steps.actions() if a.text() == "开始整改").trigger()
    idle()
    menu.close()
    assert row_of(page, "制度缺失").state == "in_progress"


def test_what_a_step_needs_is_asked_for_or_named(page: Any, shell: Shell, idle: Idle) -> None:
    quick, row = page.acts._quick, row_of(page, "签字不全")
    form = shell.desk.session.form("rectification")
    step = {t.id: t for t in form.transitions}
    quick.take(row.id, step["start"])
    idle()
    shell.desk.dialogs.script.append({"measures": "补签并复核"})
    quick.take(row.id, step["report"])
    idle()
    view = records.get(shell.desk.session, row.id)
    assert (view.state, view.body["measures"]) == ("reported", "补签并复核")


def test_the_route_to_a_kind_opens_its_ledger(page: Any, shell: Shell, idle: Idle) -> None:
    shell.desk.open("home")
    idle()
    shell.desk.open("ledgers", kind="ledger.task")
    idle()
    assert shell.current.form_id == "task"
