"""Who was there and as what: tick the unit's team, choose roles by key or menu, add others by name.

Space ticks, ←→ or a digit chooses the role, ↑↓ goes through the names, Ctrl+A ticks everybody.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.catalog.records import FieldDef
from app.ui.desk import Desk
from app.ui.fields.attendee import AttendeeLine
from app.ui.fields.base import FieldEditor, anchor_in, chain
from app.ui.fields.picker import PickEdit
from app.ui.fields.sources import PersonSource
from app.ui.parts import button, label, row

CHAIR = "chair"
DEFAULT_ROLE = "attendee"
AWAY = ("absent", "leave")
LINE_WIDTH = 330
PICK_WIDTH = 300


class AttendanceField(FieldEditor):
    """Lines of person and role; one tick per member of the team."""

    def __init__(self, desk: Desk, definition: FieldDef) -> None:
        super().__init__()
        self._desk = desk
        terms = desk.session.catalog.vocab.get(definition.vocab or "").terms
        self.roles = [(t.code, t.short) for t in terms]
        self._rows: list[dict[str, Any]] = []
        self._lines: list[AttendeeLine] = []
        self._day = ""
        self._columns = 0
        self._readonly = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        self._count = label("", "sub")
        self._anchor = anchor_in(self)
        self._everybody = button("全部到会", self._all, "small", name=f"{definition.label}：全部到会")
        self._everybody.setToolTip("把本单位在任的人都勾上（在名单里按 Ctrl+A）")
        self._top = QWidget()
        self._top.setLayout(row(self._everybody, self._count, None))
        box.addWidget(self._top)
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(1)
        box.addWidget(self._holder)
        self._read = label("", wrap=True)
        self._read.hide()
        box.addWidget(self._read)
        self.pick = PickEdit(PersonSource(desk, adding=True), "加一个人：姓名或拼音首字母")
        self.pick.setFixedWidth(PICK_WIDTH)
        self.pick.picked.connect(self._picked)
        below = QHBoxLayout()
        below.addWidget(self.pick)
        below.addStretch(1)
        box.addLayout(below)
        self.setFocusProxy(self.pick.line)
        self.hint = self.pick.hint
        self.short_hint = "加一个人"
        desk.directory_changed.connect(self._draw)
        self._draw()

    def name(self, text: str) -> None:
        self.setAccessibleName(text)
        self.pick.name(f"{text}：加一个人")

    # --- values ------------------------------------------------------------
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
        for part in (self.pick, self._everybody):
            part.setVisible(not readonly)
        self._draw()

    def problem(self) -> str:
        return self.pick.problem()

    def row_of(self, person: str) -> dict[str, Any] | None:
        """The row of somebody who is ticked."""
        return next((r for r in self._rows if r.get("person") == person), None)

    # --- ticking -----------------------------------------------------------
    def toggle(self, person: str) -> None:
        """Tick or untick somebody."""
        if self.row_of(person) is not None:
            self._rows = [r for r in self._rows if r.get("person") != person]
        else:
            self._add(person)
        self._changed()

    def _add(self, person: str) -> None:
        chairs = any(r.get("role") == CHAIR for r in self._rows)
        first = person in self._desk.directory.principals_on(self._day) and not chairs
        role = CHAIR if first else DEFAULT_ROLE
        known = dict(self.roles)
        self._rows.append({"person": person, "role": role if role in known else self.roles[0][0]})

    def _picked(self, person: str) -> None:
        self.pick.set_value(None)
        if self.row_of(person) is None:
            self._add(person)
            self._changed()
        self.pick.line.setFocus()

    def _all(self) -> None:
        for person in self._desk.directory.leaders(self._day):
            if self.row_of(person) is None:
                self._add(person)
        self._changed()

    def set_role(self, person: str, role: str) -> None:
        """Another role; whoever was not ticked is ticked."""
        if self.row_of(person) is None:
            self._add(person)
        found = self.row_of(person)
        if found is not None:
            found["role"] = role
            if role not in AWAY:
                found.pop("note", None)
        self._changed()

    def set_note(self, person: str, text: str) -> None:
        """Why somebody was absent."""
        found = self.row_of(person)
        if found is not None:
            found["note"] = text
            if not text:
                found.pop("note")
            self.changed.emit()

    def _changed(self) -> None:
        self._draw()
        self.changed.emit()

    # --- drawing -----------------------------------------------------------
    def people(self) -> list[str]:
        """The team, then the others that were added."""
        team = [] if self._readonly else self._desk.directory.leaders(self._day)
        others = [str(r.get("person")) for r in self._rows if r.get("person") not in team]
        return [*team, *others]

    def _draw(self) -> None:
        self._say_counts()
        self._holder.setVisible(not self._readonly)
        self._read.setVisible(self._readonly)
        self._top.setVisible(not self._readonly)
        if self._readonly:
            self._read.setText(self.sentence())
            return
        people = self.people()
        if [line.person for line in self._lines] != people:
            self._renew(people)
        for line in self._lines:
            line.show_row(self.row_of(line.person))

    def _renew(self, people: list[str]) -> None:
        kept = {line.person: line for line in self._lines}
        team = set(self._desk.directory.leaders(self._day))
        for line in self._lines:
            self._grid.removeWidget(line)
        self._lines = [
            kept.pop(p) if p in kept else AttendeeLine(self, self._desk, p, own=p in team) for p in people
        ]
        for left in kept.values():
            left.hide()
            left.setParent(None)
            left.deleteLater()
        self._columns = 0
        self._arrange()
        chain(self.stops())

    def stops(self) -> list[QWidget]:
        inside = [stop for line in self._lines for stop in (line.tick, line.why)]
        return [self._anchor, self._everybody, *inside, self.pick.line]

    def _arrange(self) -> None:
        columns = max(1, min(2, self.width() // LINE_WIDTH))
        if columns == self._columns:
            return
        self._columns = columns
        rows = -(-len(self._lines) // columns)
        for at, line in enumerate(self._lines):  # down the first column, then down the second
            self._grid.addWidget(line, at % rows, at // rows)
            line.show()
        for one in range(2):
            self._grid.setColumnStretch(one, 1 if one < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._readonly:
            self._arrange()

    def _say_counts(self) -> None:
        words = self._desk.session.catalog.vocab
        totals: dict[str, int] = {}
        for one in self._rows:
            totals[str(one.get("role") or "")] = totals.get(str(one.get("role") or ""), 0) + 1
        parts = [f"{words.short(code) if code else '未写身份'} {n}" for code, n in totals.items()]
        team = len(self._desk.directory.leaders(self._day))
        self._count.setText(" · ".join([f"在任 {team} 人，已记 {len(self._rows)} 人", *parts]))

    def sentence(self) -> str:
        """The list as minutes have it: 主持人 钱玉兰；出席 许涛、金家豪."""
        words = self._desk.session.catalog.vocab
        groups: dict[str, list[str]] = {}
        for one in self._rows:
            name = self._desk.directory.told_apart(str(one.get("person"))) or "（已不在名册）"
            groups.setdefault(str(one.get("role") or ""), []).append(name + (f"（{one['note']}）" if one.get("note") else ""))
        order = {code: at for at, (code, _word) in enumerate(self.roles)}
        known = sorted(groups, key=lambda code: order.get(code, len(order)))
        return "；".join(f"{words.short(code) if code else '未写身份'} {'、'.join(groups[code])}" for code in known)

    # --- keyboard ----------------------------------------------------------
    def choose_role(self, line: AttendeeLine) -> None:
        """The roles as a menu under the line."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, (code, word) in enumerate(self.roles, 1):
            shown = f"&{number}  {word}" if number < 10 else f"    {word}"
            menu.addAction(shown, lambda c=code: self.set_role(line.person, c))
        menu.popup(line.role.mapToGlobal(line.role.rect().bottomLeft()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            line = next((one for one in self._lines if one.tick is watched), None)
            return line is not None and self._key(line, event)
        return False

    def _key(self, line: AttendeeLine, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held == Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_A:
            self._all()
        elif held:
            return False
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            at = self._lines.index(line) + (1 if key == Qt.Key.Key_Down else -1)
            target: QWidget = self._lines[at].tick if 0 <= at < len(self._lines) else self.pick.line
            target.setFocus()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(line, 1 if key == Qt.Key.Key_Right else -1)
        elif 0 <= key - Qt.Key.Key_1 < min(9, len(self.roles)):
            self.set_role(line.person, self.roles[key - Qt.Key.Key_1][0])
        elif key == Qt.Key.Key_F4:
            self.choose_role(line)
        else:
            return False
        return True

    def _step(self, line: AttendeeLine, by: int) -> None:
        codes = [code for code, _word in self.roles]
        found = self.row_of(line.person)
        at = codes.index(found["role"]) + by if found and found.get("role") in codes else codes.index(codes[0])
        self.set_role(line.person, codes[at % len(codes)])
