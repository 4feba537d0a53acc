"""Registering somebody without leaving the field: a small form under the line.

A part of the window like the candidates, so that the typing around it stays where it is.
Does not belong here: changing people and posts (pages.people, postform).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QWidget

from app.domain.errors import AppError
from app.services import people
from app.services.results import OpResult
from app.ui.fields.base import ENTER, FieldEditor
from app.ui.fields.day import DayField
from app.ui.fields.picker import PickEdit
from app.ui.fields.scalar import LineField
from app.ui.fields.sources import PersonSource
from app.ui.parts import button, column, label, row

WIDTH = 400


class QuickAdd(QFrame):
    """Name, post, unit and since; or name and superior of a unit."""

    def __init__(self, field: QWidget, source: PersonSource, name: str, done: Callable[[str], object]) -> None:
        super().__init__(field.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popup")
        self._desk, self._field, self._done, self._people = source.desk, field, done, source.people
        self._saving = False
        what = "登记新的人员" if source.people else "登记新的单位"
        self.setAccessibleName(what)
        self.fields = self._inputs(name)
        form = QFormLayout()
        form.setSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for text, made in self.fields.values():
            made.name(text)
            form.addRow(label(text, "field"), made)
        self._problem = label("", "problem", wrap=True)
        self._problem.hide()
        save = button("登记并选用", self.save, "primary")
        cancel = button("取消", self.cancel)
        self._buttons = (cancel, save)
        foot = row(label("Ctrl+Enter 登记 · Esc 取消", "sub"), None, cancel, save)
        box = column(label(what, "card-title"), form, self._problem, foot, spacing=10, margins=16)
        self.setLayout(box)
        self.setFixedWidth(WIDTH)

    def _inputs(self, name: str) -> dict[str, tuple[str, FieldEditor]]:
        unit = PickEdit(PersonSource(self._desk, units_only=True))
        unit.set_value(self._desk.directory.own_unit)
        first = LineField("")
        first.set_value(name)
        if not self._people:
            return {"name": ("单位名称", first), "unit": ("上级单位", unit)}
        day = DayField(self._desk.session.clock)
        day.set_value(f"{self._desk.today()[:4]}-01-01")
        title = LineField("可以先空着")
        return {"name": ("姓名", first), "title": ("职务", title), "unit": ("单位", unit), "since": ("任职日期", day)}

    def place(self, line: QWidget) -> None:
        """Under the line, inside the window."""
        self.adjustSize()
        window = self._field.window()
        at = line.mapTo(window, QPoint(0, line.height() + 2))
        y = at.y() if at.y() + self.height() < window.height() - 8 else at.y() - line.height() - self.height() - 4
        x = max(8, min(at.x(), window.width() - self.width() - 8))
        self.move(x, max(8, min(y, window.height() - self.height() - 8)))
        self.show()
        self.raise_()
        names = list(self.fields)
        self.fields[names[1]][1].setFocus()

    def event(self, event: QEvent) -> bool:
        # the page's own Ctrl+Enter saves the record: here the key belongs to this form
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = event.key() in ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if own or event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
        elif event.key() in ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save()
        else:
            event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return self._round(forward) or super().focusNextPrevChild(forward)

    def _round(self, forward: bool) -> bool:
        """Tab stays inside: the window behind waits."""
        stops = [*(f.focusProxy() for _t, f in self.fields.values()), *self._buttons]
        focus = self.window().focusWidget()
        if focus not in stops:
            return False
        at = (stops.index(focus) + (1 if forward else -1)) % len(stops)
        target = stops[at]
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def cancel(self) -> None:
        """Nothing is registered; the typing in the field stays."""
        self.close()
        self._field.setFocus()

    def save(self) -> None:
        """Register, then take the new one into the field."""
        given = {name: made.value() for name, (_t, made) in self.fields.items()}
        bad = next((made.problem() for _t, made in self.fields.values() if made.problem()), "")
        if not given["name"]:
            bad = "名称要填写。"
        if bad or self._saving:
            self._complain(bad)
            return
        self._saving = True
        word = "登记人员" if self._people else "登记单位"
        self._desk.runner.operate(
            self._desk, word, lambda _c: self._work(given), self._saved, failed=self._refused
        )

    def _work(self, given: dict[str, Any]) -> OpResult[str]:
        session = self._desk.session
        if not self._people:
            return people.save_unit(session, given["name"], given["unit"])
        return people.register_person(
            session, given["name"], given["unit"] or "", given["title"] or "", given["since"] or ""
        )

    def _saved(self, new: str) -> None:
        self._desk.load_directory(lambda: self._take(new))

    def _take(self, new: str) -> None:
        self.close()
        self._done(new)
        self._field.setFocus()
        target = self._field.focusProxy() or self._field
        target.focusNextChild()

    def _refused(self, error: AppError) -> bool:
        self._saving = False
        self._complain(error.sentence())
        return True

    def _complain(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        self.adjustSize()


def open_quick_add(field: QWidget, source: PersonSource, name: str, done: Callable[[str], object]) -> None:
    """Show the form under a field."""
    QuickAdd(field, source, name, done).place(field)
