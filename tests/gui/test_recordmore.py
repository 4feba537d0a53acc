"""What a record's page offers besides its steps: places of a clarification, periods that still run, who answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.services import records
from app.services.session import User
from app.ui.recordmore import ChainDialog, TakeInDialog
from tests.unit.services.desk import Desk as Builder

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]


@pytest.fixture
def office(office: Session) -> Session:
    """An office whose account sees dossiers and appointments."""
    office.user = User(office.user.id, office.user.login, office.user.name, ("discipline_secretary",))
    return office


def pressed(parent: Any, text: str) -> None:
    """Press a button whose words begin so with Enter."""
    made = next(b for b in parent.findChildren(QPushButton) if b.text().startswith(text) and b.isVisibleTo(parent))
    QTest.keyClick(made, Qt.Key.Key_Return)


def dialog(shell: Shell, kind: type) -> Any:
    return next(d for d in shell.findChildren(kind) if d.isVisible())


def made(office: Session, form: str, kind: str, **body: Any) -> str:
    return records.save(office, form, kind, {"title": "事项", "date": "2026-11-02", **body}).value.id


def test_what_is_ticked_of_the_proposed_places_is_cleared_too(office: Session, shell: Shell, idle: Idle) -> None:
    who = Builder(office).person("李四海")
    clue = made(office, "clue", "ledger.clue", subject=[who])
    asked = made(office, "talk", "talk.inquiry", subject=[who], actor=who, clue_ref=clue)
    event = made(office, "event", "event.clue_false", subject=[who], links=[clue])
    one = made(office, "dossier", "dossier.clarification", subject=who, clears=[clue])
    shell.desk.open("record", id=one)
    idle()
    pressed(shell.current, "还显示在哪里")
    idle()
    here = dialog(shell, TakeInDialog)
    assert here.table.rowCount() == 2
    assert here.go.text() == "列入澄清（2 条）"
    row = next(n for n in range(2) if here.table.texts()[n][0] == "谈话函询")
    here.table.setCurrentCell(row, 0)
    QTest.keyClick(here.table, Qt.Key.Key_Return)
    assert here.go.text() == "列入澄清（1 条）"
    pressed(here, "列入澄清")
    idle()
    assert records.get(office, one).body["clears"] == [clue, event]
    assert asked not in records.get(office, one).body["clears"]


def test_periods_are_brought_in_only_when_the_clerk_says_so(office: Session, shell: Shell, idle: Idle) -> None:
    who = Builder(office).person("李四海")
    entry = made(office, "dossier", "dossier.discipline", subject=who, basis="某纪〔2026〕6号", valid_until="2027-05-01")
    records.transition(office, entry, "finalise")
    unsaid = made(office, "dossier", "dossier.org_measure", subject=who, date="2026-10-02")
    records.transition(office, unsaid, "finalise")
    one = made(office, "event", "event.opinion_request", subject=[who])
    shell.desk.open("record", id=one)
    idle()
    pressed(shell.current, "查档带入影响期")
    idle()
    here = dialog(shell, TakeInDialog)
    assert sorted(here.table.texts()) == [
        ("李四海", "纪律处分：事项", "某纪〔2026〕6号", "2026-11-02", "2027-05-01"), ("李四海", "组织处理：事项", "", "2026-10-02", "待确认"),
    ]
    assert here.go.text() == "带入（1 条）"  # without an end it has to be looked up first
    assert "periods" not in records.get(office, one).body
    pressed(here, "带入")
    idle()
    assert [r["entry"] for r in records.get(office, one).body["periods"]] == [entry]


def test_the_chain_of_an_appointment_is_shown_for_every_version(office: Session, shell: Shell, idle: Idle) -> None:
    desk = Builder(office)
    who, first, then = desk.person("李四海"), desk.person("王五湖"), desk.person("赵六合")
    rows = [{"id": "g1", "gate": "gate.motion", "person": first, "date": "2026-11-02"}]
    one = made(office, "appointment", "doc.appoint_record", subject=who, gate_people=rows)
    body = records.get(office, one).body | {"gate_people": [{**rows[0], "person": then}]}
    records.save(office, "appointment", "doc.appoint_record", body, one)
    shell.desk.open("record", id=one)
    idle()
    pressed(shell.current, "各关口责任人")
    idle()
    here = dialog(shell, ChainDialog)
    assert here.table.texts()[0][2].startswith("赵六合")
    assert here.table.texts()[1][2] == "未登记责任人"
    here.version.setCurrentIndex(1)
    assert here.table.texts()[0][2].startswith("王五湖")
