"""A whole form as editors: sections that fold, labels, help, problems beside the field.

Does not belong here: the editors (fields), how a record is loaded and saved (pages.record).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from app.catalog.body import Problem, inconsistencies, is_empty
from app.catalog.records import RecordForm
from app.ui.desk import Desk
from app.ui.fields.attachments import AttachmentsField
from app.ui.fields.attendance import AttendanceField
from app.ui.fields.base import FieldEditor, pastes_files
from app.ui.fields.candidates import candidates_of
from app.ui.fields.cells import CellGrid, FieldCell, beside, beside_span
from app.ui.fields.factory import FieldFactory
from app.ui.fields.table import TableField
from app.ui.parts import button, label, show_fold
from app.ui.theme import Tokens

FOLDED = ("更多", "关联")
AWAY = ("absent", "leave")


class Section(QWidget):
    """A titled group of fields that can be folded."""

    def __init__(self, title: str, tokens: Tokens) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 2, 0, 8)
        box.setSpacing(6)
        self._title, self._tokens = title, tokens
        self._problems = 0
        self.folded = False
        self.head = button(title, self.toggle, "section")
        box.addWidget(self.head)
        self.head.setVisible(bool(title))
        self.inner = CellGrid(beside, beside_span)
        box.addWidget(self.inner)
        self.fold(folded=False)

    def toggle(self) -> None:
        """Fold or unfold."""
        self.fold(folded=not self.folded)

    def fold(self, *, folded: bool) -> None:
        """Hide or show the fields."""
        self.folded = folded
        self.inner.setVisible(not folded)
        self._head()

    def count(self, problems: int) -> None:
        """How many fields have a problem: said in the head while they cannot be seen."""
        self._problems = problems
        self._head()

    def _head(self) -> None:
        more = f"　{self._problems} 处要改" if self._problems and self.folded else ""
        self.head.setText(f"{self._title}{more}")
        show_fold(self.head, self._tokens, folded=self.folded)
        self.head.setAccessibleName(f"{self._title}，{'已折叠' if self.folded else '已展开'}{more}")


class FormView(QScrollArea):
    """Editors for the fields of one form and kind."""

    changed = Signal()

    def __init__(self, desk: Desk, form: RecordForm, kind: str) -> None:
        super().__init__()
        self.form, self.kind = form, kind
        self._desk = desk
        self.fields: dict[str, FieldEditor] = {}
        self.cells: dict[str, FieldCell] = {}
        self._sections: dict[str, Section] = {}
        self._hidden: dict[str, Any] = {}
        self._given: list[Problem] = []
        self._missing = False
        self._readonly = False
        self.factory = FieldFactory(desk)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAcceptDrops(True)
        holder = QWidget()
        holder.setProperty("role", "scroll")
        self._box = QVBoxLayout(holder)
        self._box.setContentsMargins(0, 0, 10, 0)
        self._box.setSpacing(2)
        for definition in form.typed_for(kind):
            made = self.factory.make(definition)
            made.name(definition.label)
            made.changed.connect(self._typed)
            self.fields[definition.id] = made
            self.cells[definition.id] = cell = FieldCell(definition, made, above=False)
            cell.heading.setHidden(cell.above and definition.label == definition.section)
            if definition.section not in self._sections:
                self._sections[definition.section] = Section(definition.section, desk.tokens)
            self._sections[definition.section].inner.add(cell)
        if not self.fields:
            self._box.addWidget(label("这种记录没有要填的内容。", "sub"))
        for section in self._sections.values():
            section.inner.arrange()
            self._box.addWidget(section)
        self._box.addStretch(1)
        self.setWidget(holder)
        self.verticalScrollBar().valueChanged.connect(lambda _v: candidates_of(self).drop())
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

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
            empty = all(is_empty(body.get(n)) for n in self._names(title))
            section.fold(folded=title in FOLDED and empty)

    def _names(self, title: str) -> list[str]:
        return [d.id for d in self.form.typed_for(self.kind) if d.section == title]

    def _context(self, body: Mapping[str, Any]) -> None:
        day = str(body.get(self.form.base.get("date", "date")) or "")
        rows = body.get("attendance") or []
        present = {str(r.get("person")) for r in rows if r.get("role") not in AWAY}
        for made in self.fields.values():
            if isinstance(made, TableField):
                made.set_context(day, present)
            elif isinstance(made, AttendanceField):
                made.set_day(day)

    def _typed(self) -> None:
        if self.sender() in (self.fields.get("attendance"), self.fields.get(self.form.base.get("date", "date"))):
            names = ("attendance", self.form.base.get("date", "date"))
            self._context({n: self.fields[n].value() for n in names if n in self.fields})
        self.changed.emit()

    def set_readonly(self, readonly: bool) -> None:
        """Allow or forbid typing everywhere; what is empty is not shown when it cannot be filled."""
        self._readonly = readonly
        for name, cell in self.cells.items():
            cell.setVisible(not readonly or not is_empty(self.fields[name].value()))
            cell.set_readonly(readonly)
        for title, section in self._sections.items():
            section.inner.arrange()
            filled = any(not is_empty(self.fields[n].value()) for n in self._names(title))
            section.setVisible(not readonly or filled)

    # --- problems ----------------------------------------------------------
    def typing_problems(self) -> list[str]:
        """Fields whose typing is not yet a value."""
        return [name for name, made in self.fields.items() if made.problem()]

    def show_problems(self, problems: Iterable[Problem], *, missing: bool) -> int:
        """Put each problem beside its field; missing: also what is required but empty. Returns how many.

        The field that is being typed into is left alone until it is left, unless `missing`.
        """
        self._given, self._missing = list(problems), missing
        return self._mark(None if missing else self._field_of(self.window().focusWidget()))

    def _mark(self, typing: str | None) -> int:
        found: dict[str, tuple[str, str]] = {}
        for name, made in self.fields.items():
            if isinstance(made, TableField):
                made.show_typing()
            if made.problem() and name != typing:
                found[name] = (made.problem(), "bad")
        doubts = [p for p in self._given if p.warning]
        for problem in self._given:
            name, rest = split(problem.path)
            if not problem.warning and (self._missing or not problem.missing) and name not in found and name in self.fields:
                placed = bool(rest) and self.fields[name].mark(rest, problem.message)
                found[name] = (self._worded(name, rest, problem) if rest or not placed else problem.message, "bad")
        for problem in () if self._readonly else [*inconsistencies(self.form, self.kind, self.body()), *doubts]:
            name, _rest = split(problem.path)
            said = [p.message for p in doubts if split(p.path)[0] == name] if problem.warning else [problem.message]
            if name != typing:
                found.setdefault(name, ("\n".join(said), "warn"))
        for name, cell in self.cells.items():
            cell.complain(*found.get(name, ("", "bad")))
        for title, section in self._sections.items():
            section.count(sum(n in found for n in self._names(title)))
        return sum(tone == "bad" for _text, tone in found.values())

    def _worded(self, name: str, rest: str, problem: Problem) -> str:
        """A problem inside a table names its row."""
        number = rest.removeprefix("[").partition("]")[0]
        return f"第 {int(number) + 1} 行：{problem.message}" if number.isdigit() else problem.message

    def _field_of(self, widget: QWidget | None) -> str | None:
        return next((n for n, m in self.fields.items() if widget is not None and m.isAncestorOf(widget)), None)

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """A field was left: now its own typing is judged."""
        if old is None or self._readonly or not self.isAncestorOf(old):
            return
        left = self._field_of(old)
        if left is not None and left != self._field_of(new):
            self.show_problems(self._given, missing=self._missing)

    def go_to_problem(self) -> None:
        """Put the cursor into the first field with a problem."""
        self._mark(None)
        for name, cell in self.cells.items():
            if not cell.problem.isHidden() and cell.problem.property("tone") != "warn":
                self._sections[cell.definition.section].fold(folded=False)
                target = self.fields[name]
                target.setFocus()
                self.ensureWidgetVisible(cell)
                return

    def go_to(self, name: str) -> None:
        """Put the cursor into a field; nothing when the kind does not show it."""
        definition = next((d for d in self.form.typed_for(self.kind) if d.id == name), None)
        if definition is not None:
            self._sections[definition.section].fold(folded=False)
            self.fields[name].setFocus()
            self.ensureWidgetVisible(self.fields[name])

    def first(self) -> QWidget | None:
        """The first field."""
        return next(iter(self.fields.values()), None)

    # --- files -------------------------------------------------------------
    def _files(self) -> AttachmentsField | None:
        found = (m for m in self.fields.values() if isinstance(m, AttachmentsField))
        return None if self._readonly else next(found, None)

    def accept_files(self, paths: Sequence[Path]) -> bool:
        """Keep files in the form's attachments; False when it has none or may not be changed."""
        field = self._files()
        if field is not None:
            self._sections[self.cells[field_name(self.fields, field)].definition.section].fold(folded=False)
            field.add_files(paths)
        return field is not None

    def accept_mime(self, mime: QMimeData) -> bool:
        """Keep dropped or pasted files or a picture; False when there is nothing of that kind."""
        field = self._files()
        return field is not None and field.accept_mime(mime)

    def paste_files(self) -> bool:
        """Keep what is on the clipboard (files or a picture) as attachments."""
        return self.accept_mime(QGuiApplication.clipboard().mimeData())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if pastes_files(event) and not self._readonly:
            if not self.paste_files():
                self._desk.say("这种记录没有附件一栏，图片和文件放不进来。", "warn")
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self._files() is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.accept_mime(event.mimeData()):
            event.acceptProposedAction()


def split(path: str) -> tuple[str, str]:
    """`agenda[2].person` as the field and the place inside it."""
    name = path.partition("[")[0].partition(".")[0]
    return name, path[len(name) :]


def field_name(fields: Mapping[str, FieldEditor], field: FieldEditor) -> str:
    """The id of an editor."""
    return next(name for name, made in fields.items() if made is field)
