"""Dialogs of the duties page: a duty's parameters, and a list of the unit period by period.

What is refused is said beside its field. Does not belong here: which year is meant (the page), what fits (services).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFormLayout, QLabel, QVBoxLayout, QWidget

from app.catalog.duty_labels import SETTINGS
from app.domain.duties.settings import choices
from app.domain.errors import AppError
from app.services import duty_settings
from app.services.duty_settings import DutyRow
from app.services.duty_words import period_label
from app.ui.desk import Desk
from app.ui.fields.base import ENTER, FieldEditor
from app.ui.fields.scalar import LineField, LongField
from app.ui.fields.segments import SegmentField
from app.ui.fields.sources import VocabSource
from app.ui.parts import Flow, button, column, label, row

WIDTH = 560
CTRL = Qt.KeyboardModifier.ControlModifier
NOT_SAID = "没有规定，由本单位定"
ENTRIES = 20_000  # characters of a whole list


class _Editing(QDialog):
    """A dialog that saves with Ctrl+Enter and stays open when it is refused."""

    def __init__(self, desk: Desk, title: str, text: str, parent: QWidget) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.desk = desk
        self.setWindowTitle(title)
        self.setMinimumWidth(WIDTH)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(24, 18, 24, 16)
        self.box.setSpacing(10)
        self.box.addWidget(label(title, "card-title"))
        self.box.addWidget(label(text, "sub", wrap=True))
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()

    def close_with(self, act: Callable[[], object]) -> None:
        """The problem line and the buttons."""
        self.box.addWidget(self.problem)
        self.box.addLayout(row(None, button("取消", self.reject), button("保存", act, "primary")))
        self._act = act

    def complain(self, text: str) -> None:
        """Say what is wrong at the end."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter saves; Enter alone goes on."""
        if event.key() in ENTER:
            if event.modifiers() & CTRL:
                self._act()
            return
        super().keyPressEvent(event)


class ParametersDialog(_Editing):
    """The parameters of a duty from a year on."""

    def __init__(self, desk: Desk, duty: DutyRow, words: dict[str, str], year: int, done: Callable[[], object], parent: QWidget) -> None:
        super().__init__(desk, "设置参数", f"{duty.label}。从 {year} 年起生效，以前年度不变。", parent)
        self._duty, self._year, self._done = duty, year, done
        definition = duty_settings.find(desk.session, duty.id)
        self.fields: dict[str, FieldEditor] = {}
        self._notes: dict[str, QLabel] = {}
        rows = QFormLayout()
        rows.setSpacing(9)
        for name, value in duty.params.items():
            if isinstance(value, list | dict):
                continue
            text = words.get(name, name)
            made = self._editor(choices(definition, name))
            made.name(text)
            made.set_value(None if value is None else str(value))
            note = label("", "problem", wrap=True)
            note.hide()
            self.fields[name], self._notes[name] = made, note
            rows.addRow(label(text, "field"), column(made, note, spacing=2))
        self.box.addLayout(rows)
        self.close_with(self.save)
        next(iter(self.fields.values())).setFocus()

    def _editor(self, codes: Sequence[str]) -> FieldEditor:
        if not codes:
            return LineField(NOT_SAID)
        return SegmentField(VocabSource(self.desk, "list_kind"), [(code, SETTINGS.get(code, code)) for code in codes])

    def save(self) -> None:
        """Set them; an empty one is open again."""
        typed = {name: made.value() for name, made in self.fields.items()}
        values = {name: number(text) for name, text in typed.items() if text}
        session, duty, year = self.desk.session, self._duty.id, self._year
        self.desk.runner.operate(
            self, "设置职责参数", lambda _c: duty_settings.set_parameters(session, duty, values, year),
            lambda _v: self._saved(), failed=self._refused,
        )  # fmt: skip

    def _saved(self) -> None:
        self._done()
        self.accept()

    def _refused(self, error: AppError) -> bool:
        for name, note in self._notes.items():
            note.setText(error.message if name == error.where else "")
            note.setVisible(name == error.where)
            self.fields[name].set_bad(name == error.where)
        if error.where in self.fields:
            self.fields[error.where].setFocus()
        else:
            self.complain(error.sentence())
        return True


class ListDialog(_Editing):
    """A list of the unit: a period chosen, its entries one a line."""

    def __init__(
        self, desk: Desk, name: str, periods: Sequence[str], stored: dict[str, list[str]], parent: QWidget
    ) -> None:
        title = desk.session.catalog.vocab.short(name)
        text = "按时期设定，一行一个，写人员或单位名册里的名称；没有就留空保存，表示这一期没有。"
        super().__init__(desk, title, text, parent)
        self._name, self._stored = name, stored
        self._typed: dict[str, list[str]] = {}
        self._known = [*periods, *sorted((p for p in stored if p not in periods), reverse=True)]
        self.periods: dict[str, Any] = {}
        flow = Flow()
        for period in self._known:
            made = button(self._words(period), lambda p=period: self.choose(p), "chip")  # type: ignore[misc]
            made.setCheckable(True)
            self.periods[period] = made
            flow.addWidget(made)
        self.box.addWidget(flow)
        self.entries = LongField("一行一个", ENTRIES, lines=8)
        self.entries.name(title)
        self.box.addWidget(self.entries)
        self.close_with(self.save)
        self.period = ""
        self.choose(next((p for p in periods if p not in stored), self._known[0]))

    def _words(self, period: str) -> str:
        found = self._stored.get(period)
        return f"{period_label(period, {})}　{'未设' if found is None else f'{len(found)} 个'}"

    def choose(self, period: str) -> None:
        """Show the entries of a period; what was typed for another one is kept until it is saved."""
        self._keep()
        self.period = period
        for one, made in self.periods.items():
            made.setChecked(one == period)
        self.entries.set_value("\n".join(self._typed.get(period, self._stored.get(period, []))))
        self.complain("")
        self.entries.setFocus()

    def _keep(self) -> None:
        lines = [line.strip() for line in str(self.entries.value() or "").splitlines() if line.strip()]
        if lines != self._stored.get(self.period, []):
            self._typed[self.period] = lines
        else:
            self._typed.pop(self.period, None)

    def save(self) -> None:
        """Keep the shown period and every other one that was typed in, in one step."""
        self._keep()
        session, name = self.desk.session, self._name
        wanted = {self.period: self._stored.get(self.period, []), **self._typed}
        self.desk.runner.operate(
            self, "设置名单", lambda _c: duty_settings.set_lists(session, name, wanted), lambda _v: self._saved(wanted),
            failed=self._refused,
        )  # fmt: skip

    def _saved(self, wanted: dict[str, list[str]]) -> None:
        self.desk.say(f"{'、'.join(period_label(p, {}) for p in wanted)}的名单已保存。")
        self.accept()

    def _refused(self, error: AppError) -> bool:
        if error.where in self.periods and error.where != self.period:
            self.choose(error.where)
        self.complain(error.sentence())
        return True


def since_words(duty: DutyRow) -> str:
    """From which year on a duty stands as it does, as far as the unit has said anything."""
    said = []
    if duty.switched is not None:
        said.append(f"{'启用' if duty.on else '停用'}{_from(duty.switched)}")
    if duty.since is not None:
        said.append(f"参数{_from(duty.since)}")
    return "；".join(said)


def _from(year: int) -> str:
    return "一直如此" if year == duty_settings.ALWAYS else f"从 {year} 年起"


def number(text: str) -> int | float | str:
    """A typed parameter as the number it is, else as text."""
    for kind in (int, float):
        try:
            return kind(text.strip())
        except ValueError:
            continue
    return text.strip()
