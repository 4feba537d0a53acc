"""The register of letters in the window: numbers kept for somebody, used, extended, void; series begun on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.services import numbers, records, register
from tests.unit.services.desk import Desk as Builder

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]
ASKED = {"series": "某纪提", "holder": "城建科", "until": "2099-12-31", "count": "2", "reason": ""}


def pressed(parent: Any, text: str) -> None:
    made = next(b for b in parent.findChildren(QPushButton) if b.text() == text)
    QTest.keyClick(made, Qt.Key.Key_Space)


@pytest.fixture
def view(office: Session, shell: Shell, idle: Idle) -> Any:
    shell.desk.open("statistics")
    idle()
    found: Any = shell.current.register
    found.refresh()
    idle()
    return found


def reserved(view: Any, shell: Shell, idle: Idle, **asked: str) -> None:
    shell.desk.dialogs.script.append(ASKED | asked)
    pressed(view, "预留文号")
    idle()


def test_numbers_are_kept_for_somebody_and_shown_in_the_register(view: Any, shell: Shell, idle: Idle, office: Session) -> None:
    reserved(view, shell, idle)
    year = view.year
    assert [(r.number, r.state_label) for r in register.register(office, year)] == [
        (f"某纪提〔{year}〕1号", "预留"), (f"某纪提〔{year}〕2号", "预留"),
    ]  # fmt: skip
    assert [(t[1], t[5]) for t in view.table.texts()] == [("预留给城建科，到 2099-12-31", "预留")] * 2
    assert view.gaps.text() == "某纪提：编到 2 号，已用 0 个，预留 2 个；没有缺号。"


@pytest.mark.parametrize("wrong", [{"until": "等通知"}, {"count": "几个"}, {"holder": ""}])
def test_what_cannot_be_reserved_is_refused_with_a_sentence(
    view: Any, shell: Shell, idle: Idle, office: Session, wrong: dict[str, str]
) -> None:
    reserved(view, shell, idle, **wrong)
    assert register.register(office, view.year) == []


def test_a_reserved_number_is_void_with_its_reason_or_kept_longer(view: Any, shell: Shell, idle: Idle, office: Session) -> None:
    reserved(view, shell, idle)
    shell.desk.dialogs.script.extend([0, {"until": "2099-12-31", "reason": "会议取消"}])
    pressed(view, "预留的文号")
    idle()
    shell.desk.dialogs.script.extend([0, {"until": "2100-01-31", "reason": ""}])
    pressed(view, "预留的文号")
    idle()
    assert [(r.state_label, r.note) for r in register.register(office, view.year)] == [
        ("作废", "会议取消"), ("预留", "预留给城建科，到 2100-01-31"),
    ]  # fmt: skip


def test_a_series_goes_on_after_paper_and_a_letter_takes_the_number_kept_for_it(
    view: Any, shell: Shell, idle: Idle, office: Session
) -> None:
    shell.desk.dialogs.script.append({"series": "某纪提", "last": "37"})
    pressed(view, "登记启用前文号")
    idle()
    reserved(view, shell, idle, count="1")
    builder = Builder(office)
    letter = builder.signed_letter(date=f"{view.year}-01-15")
    shell.desk.open("letter", id=letter.id)
    idle()
    shell.desk.dialogs.script.append(1)
    pressed(shell.current, "编号用印")
    idle()
    assert records.get(office, letter.id).body["number"] == f"某纪提〔{view.year}〕38号"
    assert numbers.reserved(office, view.year) == []


def test_the_register_is_searched_and_narrowed_to_a_state(view: Any, shell: Shell, idle: Idle) -> None:
    reserved(view, shell, idle)
    reserved(view, shell, idle, holder="财务科", count="1")
    shell.desk.dialogs.script.extend([0, {"until": "", "reason": "会议取消"}])
    pressed(view, "预留的文号")
    idle()

    def lines() -> list[str]:
        return [t[1] for at, t in enumerate(view.table.texts()) if not view.table.isRowHidden(at)]

    view.search.setText("财务")
    assert lines() == ["预留给财务科，到 2099-12-31"]
    assert view.shown.text() == "列出 1 个，共 3 个"
    view.search.setText("")
    view.states.setCurrentText("作废")
    assert lines() == ["会议取消"]
    view.states.setCurrentIndex(0)
    assert len(lines()) == 3


def test_a_letter_of_last_year_is_numbered_with_the_reason(view: Any, shell: Shell, idle: Idle, office: Session) -> None:
    letter = Builder(office).signed_letter(date=f"{view.year - 1}-12-29")
    shell.desk.open("letter", id=letter.id)
    idle()
    shell.desk.dialogs.script.append({"series": "某纪提", "why": "年底签发，节后补编"})
    pressed(shell.current, "编号用印")
    idle()
    assert [(r.number, r.note) for r in register.register(office, view.year - 1)] == [
        (f"某纪提〔{view.year - 1}〕1号", "年底签发，节后补编")
    ]
