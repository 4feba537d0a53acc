"""One line of an attendance list: tick and name, post, role, and why when absent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from app.ui.desk import Desk
from app.ui.fields.base import Line, next_on_enter
from app.ui.fields.rows import tool
from app.ui.icons import set_icon
from app.ui.parts import Elided, button, restyle

if TYPE_CHECKING:
    from app.ui.fields.attendance import AttendanceField

AWAY = ("absent", "leave")
HEIGHT = 30


class AttendeeLine(QWidget):
    """Somebody who may have been there."""

    def __init__(self, field: AttendanceField, desk: Desk, person: str, *, own: bool) -> None:
        super().__init__()
        self.person = person
        self._field, self._desk, self._own = field, desk, own
        name = desk.directory.told_apart(person) or "（已不在名册）"
        self.tick = QCheckBox(name)
        self.tick.clicked.connect(lambda _on: field.toggle(person))
        self.tick.installEventFilter(field)
        found = next((p for p in desk.directory.people if p.id == person), None)
        post = " · ".join(t for t in ((found.titles, "" if own else found.unit_label) if found else ()) if t)
        self.post = Elided(post, "sub")
        self.role = button("", lambda: field.choose_role(self), "chip")
        self.role.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.role.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the word
        set_icon(self.role, "chevron-down", desk.tokens, "sub", 12)
        self.role.setToolTip("换身份（←→ 或数字键，F4 看全部）")
        self.why = Line()
        self.why.setPlaceholderText("原因")
        self.why.setAccessibleName(f"{name}没有到会的原因")
        self.why.setFixedWidth(110)
        self.why.textEdited.connect(lambda text: field.set_note(person, text.strip()))
        next_on_enter(self.why)
        self.remove = tool("×", f"移除{name}", lambda: field.toggle(person))
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(self.tick)
        box.addWidget(self.post, 1)
        box.addWidget(self.why)
        box.addWidget(self.role)
        box.addWidget(self.remove)
        self.remove.setVisible(not own)
        self.setMinimumHeight(HEIGHT)
        self._name = name

    def show_row(self, row: dict[str, Any] | None) -> None:
        """Show whether and as what."""
        role = str(row.get("role") or "") if row else ""
        word = self._desk.session.catalog.vocab.short(role) if role else "身份"
        self.tick.setChecked(row is not None)
        self.tick.setAccessibleName(f"{self._name}，{word if row else '没有记'}")
        self.role.setVisible(row is not None)
        self.role.setText(word)
        self.role.setAccessibleName(f"{self._name}的身份：{word}")
        tone = "warn" if role in AWAY else "info"
        if self.role.property("tone") != tone:
            restyle(self.role, tone=tone)
        away = row is not None and role in AWAY
        self.why.setVisible(away)
        note = str(row.get("note") or "") if row else ""
        if self.why.text().strip() != note:
            self.why.setText(note)
