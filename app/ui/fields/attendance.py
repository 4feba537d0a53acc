"""People with a role: tick the unit's leaders, add others by name, choose each one's role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.catalog.records import FieldDef
from app.ui.desk import Desk
from app.ui.fields.base import FieldEditor
from app.ui.fields.picker import PickEdit
from app.ui.fields.sources import PersonSource, VocabSource
from app.ui.parts import Flow, button, clear, label, row

CHAIR = "chair"
DEFAULT_ROLE = "attendee"


class AttendanceField(FieldEditor):
    """Rows of person and role; one click per leader of the unit."""

    def __init__(self, desk: Desk, definition: FieldDef) -> None:
        super().__init__()
        self._desk = desk
        self._vocab = definition.vocab or ""
        self._rows: list[dict[str, Any]] = []
        self._day = ""
        self._readonly = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        self._flow = Flow()
        box.addWidget(self._flow)
        holder = QWidget()
        self._grid = QGridLayout(holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(3, 1)
        box.addWidget(holder)
        self.pick = PickEdit(PersonSource(desk, adding=True), "加一个人：姓名或拼音首字母")
        self.pick.setMaximumWidth(330)
        self.pick.picked.connect(self._picked)
        box.addWidget(self.pick)
        self.setFocusProxy(self.pick.line)
        desk.directory_changed.connect(self._draw)
        self._draw()

    def value(self) -> Any:
        return [dict(r) for r in self._rows] or None

    def set_value(self, value: Any) -> None:
        self._rows = [dict(r) for r in value or []]
        self._draw()

    def set_day(self, day: str) -> None:
        """Offer those who were in office on this day."""
        if day != self._day:
            self._day = day
            self._draw()

    def set_readonly(self, readonly: bool) -> None:
        self._readonly = readonly
        self.pick.setVisible(not readonly)
        self._draw()

    def toggle(self, person: str) -> None:
        """Tick or untick somebody."""
        if any(r.get("person") == person for r in self._rows):
            self._rows = [r for r in self._rows if r.get("person") != person]
        else:
            self._add(person)
        self._draw()
        self.changed.emit()

    def _add(self, person: str) -> None:
        chairs = any(r.get("role") == CHAIR for r in self._rows)
        first = person in self._desk.directory.principals_on(self._day) and not chairs
        words = self._desk.session.catalog.vocab
        role = CHAIR if first else DEFAULT_ROLE
        if not words.has(self._vocab, role):
            role = words.get(self._vocab).terms[0].code
        self._rows.append({"person": person, "role": role})

    def _picked(self, person: str) -> None:
        self.pick.set_value(None)
        if not any(r.get("person") == person for r in self._rows):
            self._add(person)
            self._draw()
            self.changed.emit()

    def _all(self) -> None:
        for person in self._desk.directory.leaders(self._day):
            if not any(r.get("person") == person for r in self._rows):
                self._add(person)
        self._draw()
        self.changed.emit()

    def _draw(self) -> None:
        self._flow.clear()
        directory = self._desk.directory
        here = {r.get("person") for r in self._rows}
        leaders = [] if self._readonly else directory.leaders(self._day)
        if leaders:
            self._flow.addWidget(label("点名：", "sub"))
        for person in leaders:
            name = directory.names.get(person, "")
            made = button(name, lambda p=person: self.toggle(p), "chip", name=f"{name}到会")  # type: ignore[misc]
            made.setCheckable(True)
            made.setChecked(person in here)
            self._flow.addWidget(made)
        if leaders and not set(leaders) <= here:
            self._flow.addWidget(button("全部到会", self._all, "chip"))
        self._flow.setVisible(bool(leaders))
        self._draw_rows()

    def _draw_rows(self) -> None:
        clear(self._grid)
        names = self._desk.directory.names
        for number, one in enumerate(self._rows):
            name = names.get(str(one.get("person")), str(one.get("person", "")))
            role = PickEdit(VocabSource(self._desk, self._vocab))
            role.setFixedWidth(210)
            role.set_value(one.get("role"))
            role.name(f"{name}的身份")
            role.set_readonly(self._readonly)
            role.changed.connect(lambda r=one, w=role: self._set_role(r, w.value()))
            shown = label(name)
            shown.setMinimumWidth(84)
            self._grid.addWidget(shown, number, 0)
            self._grid.addWidget(role, number, 1)
            if not self._readonly:
                remove = button("×", self._remover(one), "small", name=f"移除{name}")
                self._grid.addWidget(remove, number, 2)
        counts = self._counts()
        if counts:
            self._grid.addLayout(row(label(counts, "sub"), None), len(self._rows), 0, 1, 4)

    def _remover(self, one: dict[str, Any]) -> Callable[[], None]:
        return lambda: self.toggle(str(one.get("person")))

    def _counts(self) -> str:
        words = self._desk.session.catalog.vocab
        totals: dict[str, int] = {}
        for one in self._rows:
            totals[str(one.get("role"))] = totals.get(str(one.get("role")), 0) + 1
        return " · ".join(f"{words.short(code)} {n} 人" for code, n in totals.items())

    def _set_role(self, one: dict[str, Any], role: str | None) -> None:
        if role is None:
            one.pop("role", None)
        else:
            one["role"] = role
        self.changed.emit()
