"""A form made from parts: what is written under labels, what may be added behind 添加, inner parts in frames.

It changes the data it was given in place and says so. Does not belong here: what the parts are (services.duty_parts)
and whether what is written is right (the loader, asked by the page).
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from app.domain.duties.selectors import Op
from app.services.duty_parts import OP_OPTIONS, Choices, Key, Part, fresh, op_of
from app.ui.desk import Desk
from app.ui.fields.base import FieldEditor, anchor_in
from app.ui.parts import button, clear, icon_button, label, restyle
from app.ui.settings.partfields import editor

NAME = 128
COLUMN = 10
KEPT = {"table": "表格", "block": "可选部分"}  # what a form may meet and has no place for


@dataclass(slots=True)
class Place:
    """A value on the form: where its problem is said and where the cursor goes."""

    frame: QWidget
    problem: QLabel
    edit: FieldEditor | None = None


class PartForm(QWidget):
    """The values of one group. `changed` after every change; path as in a pack file: `rule.needs[0].kinds`."""

    changed = Signal()
    rebuilt = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        self.places: dict[str, Place] = {}
        self._order: list[QWidget] = []
        self._anchor = anchor_in(self)
        self._choices: Choices | None = None
        self._make: Callable[[], tuple[Part, Choices]] | None = None
        self._data: dict[str, Any] = {}
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(0)
        self._again.timeout.connect(self.rebuild)

    def show_data(self, data: dict[str, Any], make: Callable[[], tuple[Part, Choices]]) -> None:
        """Show data, which is changed in place. make: the parts and choices for what is written now."""
        self._data, self._make = data, make
        self.rebuild()

    def rebuild(self) -> None:
        """Make everything anew; the cursor stays where it is."""
        if self._make is None:
            return
        self._again.stop()
        at = next((path for path, place in self.places.items() if place.edit is not None and _inside(place.edit)), "")
        part, self._choices = self._make()
        self.places.clear()
        self._order.clear()
        clear(self._box)
        self._group(part, self._data, "", self._box)
        self.rebuilt.emit()
        place = self.places.get(at)
        if place is not None and place.edit is not None:
            place.edit.setFocus()

    def _changed(self, *, reshapes: bool = False) -> None:
        if reshapes:
            self._again.start()  # when the key or click that did it is over: its field is made anew
        else:
            self.rebuilt.emit()  # a chip more or less
        self.changed.emit()

    def stops(self) -> list[QWidget]:
        """Where the Tab key stops, in reading order."""
        found: list[QWidget] = [self._anchor]
        for one in self._order:
            found += one.stops() if isinstance(one, FieldEditor) else [one]
        return found

    def _remover(self, act: Callable[[], object], name: str) -> QWidget:
        made = icon_button("close", act, self._desk.tokens, f"去掉：{name}")
        self._order.append(made)
        return made

    # --- groups ------------------------------------------------------------
    def _group(self, part: Part, data: dict[str, Any], path: str, box: QVBoxLayout) -> None:
        known = {k.name for k in part.keys}
        for key in part.keys:
            if key.required and key.name not in data:
                data[key.name] = fresh(key.part)
            if key.name in data:
                self._value(key, data, f"{path}.{key.name}" if path else key.name, box)
        absent = [k for k in part.keys if k.name not in data]
        if absent:
            self._adder(part, absent, data, box)
        for name in data.keys() - known - {"id", "article_no", "examples", "default_on"}:
            box.addWidget(label(f"{KEPT.get(name, name)}：照原样保留", "sub"))

    def _adder(self, part: Part, absent: list[Key], data: dict[str, Any], box: QVBoxLayout) -> None:
        made = button("＋ 添加", None, "link", name=f"{part.label}：添加")

        def offer() -> None:
            menu = QMenu(self)
            for key in absent:
                menu.addAction(key.part.label).triggered.connect(lambda _c=False, k=key: add(k))
            menu.popup(made.mapToGlobal(made.rect().bottomLeft()))

        def add(key: Key) -> None:
            data[key.name] = fresh(key.part)
            self._changed(reshapes=True)

        made.clicked.connect(lambda _c=False: offer())
        made.setProperty("adds", [k.name for k in absent])
        self._order.append(made)
        line = QHBoxLayout()
        line.addWidget(made)
        line.addStretch(1)
        box.addLayout(line)

    def _value(self, key: Key, data: dict[str, Any], path: str, box: QVBoxLayout) -> None:
        remove = None if key.required else lambda: self._drop(data, key.name)
        self._part(key.part, data, key.name, path, box, remove)

    def _drop(self, data: Any, name: Any) -> None:
        del data[name]
        self._changed(reshapes=True)

    def _part(
        self, part: Part, holder: Any, name: Any, path: str, box: QVBoxLayout, remove: Callable[[], object] | None
    ) -> None:
        """One value of any kind, in its holder under its name."""
        if part.kind == "group":
            inner = self._frame(part, path, box, remove)
            if not isinstance(holder[name], dict):
                holder[name] = {}
            self._group(part, holder[name], path, inner)
        elif part.kind == "rows":
            self._rows(part, holder, name, path, self._frame(part, path, box, remove))
        elif part.kind == "map":
            self._map(part, holder[name], path, self._frame(part, path, box, remove))
        elif part.kind == "condition":
            self._condition(part, holder[name], path, box, remove)
        else:
            self._leaf(part, holder, name, path, box, remove)

    def _frame(self, part: Part, path: str, box: QVBoxLayout, remove: Callable[[], object] | None) -> QVBoxLayout:
        frame = QFrame()
        frame.setProperty("role", "inner")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(COLUMN + 2, 8, COLUMN, 10)
        inner.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label(part.label, "row-title"))
        if part.hint:
            head.addWidget(label(part.hint, "sub"))
        head.addStretch(1)
        if remove is not None:
            head.addWidget(self._remover(remove, part.label))
        inner.addLayout(head)
        problem = label("", "problem", wrap=True)
        problem.hide()
        inner.addWidget(problem)
        box.addWidget(frame)
        self.places[path] = Place(frame, problem)
        return inner

    def _leaf(
        self, part: Part, holder: Any, name: Any, path: str, box: QVBoxLayout, remove: Callable[[], object] | None
    ) -> None:
        made = editor(self._desk, part)
        made.name(part.label)
        made.set_value(holder[name])

        def take() -> None:
            found = made.value()
            holder[name] = found if found is not None or part.kind in ("setting", "amount", "number") else ""
            self._changed(reshapes=part.reshapes)

        made.changed.connect(take)
        self._line(part, made, path, box, remove)

    def _line(
        self, part: Part, made: FieldEditor, path: str, box: QVBoxLayout, remove: Callable[[], object] | None
    ) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        title = label(part.label, "field", wrap=True)
        title.setFixedWidth(NAME)
        title.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        title.setContentsMargins(0, 7, 0, 0)
        line.addWidget(title)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(made)
        self._order.append(made)
        problem = label("", "problem", wrap=True)
        problem.hide()
        if part.hint:
            column.addWidget(label(part.hint, "sub", wrap=True))
        column.addWidget(problem)
        column.addStretch(1)
        line.addLayout(column, 1)
        if remove is not None:
            line.addWidget(self._remover(remove, part.label), 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(line)
        self.places[path] = Place(made, problem, made)

    # --- rows, maps, conditions ----------------------------------------------
    def _rows(self, part: Part, holder: Any, name: Any, path: str, box: QVBoxLayout) -> None:
        if not isinstance(holder[name], list):
            holder[name] = [holder[name]]
        found: list[Any] = holder[name]
        for number in range(len(found)):
            if isinstance(found[number], str) and part.of({}).kind == "group":
                found[number] = {"kinds": [found[number]]}
            item = part.of(found[number])
            item = replace(item, label=f"{item.label} {number + 1}") if item.kind == "group" else item
            self._part(item, found, number, f"{path}[{number}]", box, lambda n=number: self._drop(found, n))  # type: ignore[misc]

        def more() -> None:
            found.append(deepcopy(part.start))
            self._changed(reshapes=True)

        adder = button("＋ 再加一个", more, "link", name=f"{part.label}：再加一个")
        self._order.append(adder)
        line = QHBoxLayout()
        line.addWidget(adder)
        line.addStretch(1)
        box.addLayout(line)

    def _map(self, part: Part, data: dict[str, Any], path: str, box: QVBoxLayout) -> None:
        labels = dict(part.options)
        for name in list(data):
            item = part.of(name)
            named = replace(item, label=labels.get(name, name), reshapes=part.reshapes)
            self._part(named, data, name, f"{path}.{name}", box, lambda n=name: self._drop(data, n))  # type: ignore[misc]
        absent = tuple((code, word) for code, word in part.options if code not in data)
        if not absent:
            return
        pick = editor(self._desk, Part("choice", part.label, options=absent))
        pick.name(f"{part.label}：再加一个")
        pick.set_hint("＋ 再加一个：打字筛选")

        def add() -> None:
            code = pick.value()
            if code:
                data[code] = None if part.of(code).kind == "setting" else fresh(part.of(code))
                self._changed(reshapes=True)

        pick.changed.connect(add)
        self._order.append(pick)
        box.addWidget(pick)

    def _condition(
        self, part: Part, data: dict[str, Any], path: str, box: QVBoxLayout, remove: Callable[[], object] | None
    ) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        field = editor(self._desk, Part("choice", "字段", options=part.options, free=True))
        field.name("字段")
        field.set_value(data.get("field"))
        compare = QComboBox()
        compare.setAccessibleName("怎样比")
        for code, word in OP_OPTIONS:
            compare.addItem(word, code)
        compare.setCurrentIndex(compare.findData(op_of(data).value))

        def other_field() -> None:
            data["field"] = field.value() or ""
            self._changed(reshapes=True)

        def other_op() -> None:
            for one in Op:
                data.pop(one.value, None)
            op = Op(compare.currentData())
            data[op.value] = True if op in (Op.FILLED, Op.EMPTY) else 1 if op in (Op.AT_LEAST, Op.AT_MOST) else []
            self._changed(reshapes=True)

        field.changed.connect(other_field)
        compare.activated.connect(lambda _n: other_op())
        line.addWidget(field, 3)
        line.addWidget(compare, 0)
        self._order += [field, compare]
        problem = label("", "problem", wrap=True)
        problem.hide()
        value = self._choices.value_part(part, data) if self._choices is not None else None
        if value is not None:
            compared = self._compared(value, data)
            self._order.append(compared)
            line.addWidget(compared, 3)
        if remove is not None:
            line.addWidget(self._remover(remove, "这个条件"))
        box.addLayout(line)
        box.addWidget(problem)
        self.places[path] = Place(field, problem, field)

    def _compared(self, part: Part, data: dict[str, Any]) -> FieldEditor:
        op = op_of(data).value
        made = editor(self._desk, part)
        made.name(part.label)
        made.set_value(data[op])

        def take() -> None:
            data[op] = made.value()
            self._changed()

        made.changed.connect(take)
        return made

    # --- problems --------------------------------------------------------------
    def mark(self, path: str, text: str) -> bool:
        """Say what is wrong at the place, or at the nearest one around it; False when there is none."""
        for place in self.places.values():
            if place.problem.text():
                place.problem.setText("")
                place.problem.hide()
                self._bad(place, bad=False)
        near = self.near(path) if text else ""
        if not near:
            return not text
        place = self.places[near]
        place.problem.setText(text)
        place.problem.show()
        self._bad(place, bad=True)
        return True

    @staticmethod
    def _bad(place: Place, *, bad: bool) -> None:
        if place.edit is not None:
            place.edit.set_bad(bad)
        else:
            restyle(place.frame, tone="bad" if bad else "")

    def near(self, path: str) -> str:
        """The path of the value, or of the nearest part around it; empty when there is none."""
        while path and path not in self.places:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return path


def _inside(edit: FieldEditor) -> bool:
    focus = edit.window().focusWidget() if edit.window() is not None else None
    return focus is not None and (focus is edit or edit.isAncestorOf(focus))
