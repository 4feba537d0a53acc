"""A whole form as editors: sections in cards, labels, help, problems beside the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.catalog.body import Problem, is_empty
from app.catalog.records import TABLES, FieldDef, FieldType, RecordForm
from app.ui.desk import Desk
from app.ui.fields.attendance import AttendanceField
from app.ui.fields.base import FieldEditor
from app.ui.fields.factory import FieldFactory
from app.ui.fields.table import TableField
from app.ui.parts import button, label

WIDE = {*TABLES, FieldType.PEOPLE, FieldType.ATTACHMENTS, FieldType.LONG_TEXT}
FOLDED = ("更多", "关联")
LABEL_WIDTH = 104


class Section(QWidget):
    """A titled group of fields in two columns that can be folded."""

    def __init__(self, title: str) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 2, 0, 8)
        box.setSpacing(6)
        self._title = title
        self.head = button(title, self.toggle, "section")
        box.addWidget(self.head)
        self.head.setVisible(bool(title))
        self.inner = QWidget()
        self.grid = QGridLayout(self.inner)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(10)
        self.grid.setVerticalSpacing(8)
        for at in (1, 3):
            self.grid.setColumnStretch(at, 1)
        for at in (0, 2):
            self.grid.setColumnMinimumWidth(at, LABEL_WIDTH)
        box.addWidget(self.inner)
        self._row = self._side = 0
        self.fold(folded=False)

    def toggle(self) -> None:
        """Fold or unfold."""
        self.fold(folded=self.inner.isVisibleTo(self))

    def fold(self, *, folded: bool) -> None:
        """Hide or show the fields."""
        self.inner.setVisible(not folded)
        self.head.setText(f"{'▸' if folded else '▾'}  {self._title}")
        self.head.setAccessibleName(f"{self._title}，{'已折叠' if folded else '已展开'}")

    def add(self, definition: FieldDef, cell: QWidget, name: QLabel) -> None:
        """Put a field into the next place; wide ones take a whole line."""
        wide = definition.wide or definition.type in WIDE
        if wide and self._side:
            self._row, self._side = self._row + 1, 0
        self.grid.addWidget(name, self._row, self._side, Qt.AlignmentFlag.AlignTop)
        self.grid.addWidget(cell, self._row, self._side + 1, 1, 3 if wide else 1, Qt.AlignmentFlag.AlignTop)
        if wide or self._side:
            self._row, self._side = self._row + 1, 0
        else:
            self._side = 2


class FormView(QScrollArea):
    """Editors for the fields of one form and kind."""

    changed = Signal()

    def __init__(self, desk: Desk, form: RecordForm, kind: str) -> None:
        super().__init__()
        self.form, self.kind = form, kind
        self._desk = desk
        self.fields: dict[str, FieldEditor] = {}
        self._problems: dict[str, QLabel] = {}
        self._sections: dict[str, Section] = {}
        self._hidden: dict[str, Any] = {}
        self._cells: dict[str, tuple[QWidget, QLabel]] = {}
        self.factory = FieldFactory(desk)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        holder.setProperty("role", "scroll")
        self._box = QVBoxLayout(holder)
        self._box.setContentsMargins(0, 0, 10, 0)
        self._box.setSpacing(2)
        for definition in form.fields_for(kind):
            self._add(definition)
        for section in self._sections.values():
            self._box.addWidget(section)
        self._box.addStretch(1)
        self.setWidget(holder)

    def _add(self, definition: FieldDef) -> None:
        made = self.factory.make(definition)
        made.name(definition.label)
        if definition.help:
            made.setAccessibleDescription(definition.help)
        made.changed.connect(self._typed)
        self.fields[definition.id] = made
        cell = QWidget()
        box = QVBoxLayout(cell)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(made)
        if definition.help:
            box.addWidget(label(definition.help, "sub", wrap=True))
        self._problems[definition.id] = problem = label("", "problem", wrap=True)
        problem.hide()
        box.addWidget(problem)
        name = label(f"{definition.label}{' *' if definition.required else ''}", "field", wrap=True)
        name.setFixedWidth(LABEL_WIDTH)
        name.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        name.setContentsMargins(0, 7, 0, 0)
        name.setBuddy(made)
        section = self._sections.setdefault(definition.section, Section(definition.section))
        section.add(definition, cell, name)
        self._cells[definition.id] = (cell, name)

    # --- values ------------------------------------------------------------
    def body(self) -> dict[str, Any]:
        """The body as typed; what this view does not show is kept."""
        found = dict(self._hidden)
        for name, made in self.fields.items():
            value = made.value()
            if not is_empty(value):
                found[name] = value
        return found

    def set_body(self, body: Mapping[str, Any], labels: Mapping[str, str] | None = None) -> None:
        """Show a body; labels: names of linked records."""
        for source in self.factory.records:
            source.learn(dict(labels or {}))
        self._hidden = {k: v for k, v in body.items() if k not in self.fields}
        self._context(body)
        for name, made in self.fields.items():
            made.set_value(body.get(name))
        for title, section in self._sections.items():
            names = [d.id for d in self.form.fields_for(self.kind) if d.section == title]
            empty = all(is_empty(body.get(n)) for n in names)
            section.fold(folded=title in FOLDED and empty)

    def _context(self, body: Mapping[str, Any]) -> None:
        day = str(body.get("date") or "")
        rows = body.get("attendance") or []
        present = {str(r.get("person")) for r in rows if r.get("role") not in ("absent", "leave")}
        for made in self.fields.values():
            if isinstance(made, TableField):
                made.set_context(day, present)
            elif isinstance(made, AttendanceField):
                made.set_day(day)

    def _typed(self) -> None:
        if "agenda" in self.fields or "attendance" in self.fields:
            self._context({n: self.fields[n].value() for n in ("date", "attendance") if n in self.fields})
        self.changed.emit()

    def set_readonly(self, readonly: bool) -> None:
        """Allow or forbid typing everywhere; what is empty is not shown when it cannot be filled."""
        for name, made in self.fields.items():
            made.set_readonly(readonly)
            shown = not readonly or not is_empty(made.value())
            for part in self._cells[name]:
                part.setVisible(shown)
        for title, section in self._sections.items():
            names = [d.id for d in self.form.fields_for(self.kind) if d.section == title]
            section.setVisible(not readonly or any(not is_empty(self.fields[n].value()) for n in names))

    # --- problems ----------------------------------------------------------
    def typing_problems(self) -> list[str]:
        """Fields whose typing is not yet a value."""
        return [name for name, made in self.fields.items() if made.problem()]

    def show_problems(self, problems: Iterable[Problem], *, missing: bool) -> int:
        """Put each problem beside its field; missing: also what is required but empty. Returns how many."""
        found: dict[str, str] = {name: made.problem() for name, made in self.fields.items() if made.problem()}
        for problem in problems:
            name = problem.path.partition("[")[0].partition(".")[0]
            if (missing or not problem.missing) and name not in found:
                found[name] = problem.message
        for name, shown in self._problems.items():
            shown.setText(found.get(name, ""))
            shown.setVisible(name in found)
            self.fields[name].set_bad(name in found)
        return len(found)

    def go_to_problem(self) -> None:
        """Put the cursor into the first field with a problem."""
        for definition in self.form.fields_for(self.kind):
            if not self._problems[definition.id].isHidden():
                self._sections[definition.section].fold(folded=False)
                self.fields[definition.id].setFocus()
                self.ensureWidgetVisible(self.fields[definition.id])
                return

    def first(self) -> QWidget | None:
        """The first field."""
        return next(iter(self.fields.values()), None)
