"""Editors of single values of a pack file: words from a list, numbers or parameters, days, values of any kind."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.services.duty_parts import YES_NO, Part
from app.ui.desk import Desk
from app.ui.fields.base import FieldEditor
from app.ui.fields.day import DayField
from app.ui.fields.many import PickMany, TextMany
from app.ui.fields.picker import PickEdit
from app.ui.fields.scalar import LineField, LongField
from app.ui.fields.segments import SegmentField, fits
from app.ui.fields.sources import OptionSource

DIRECT, OTHER = "直接写数", "另一个字段"


def editor(desk: Desk, part: Part) -> FieldEditor:
    """The editor of a part that has no inner parts."""
    match part.kind:
        case "long":
            return LongField(lines=2)
        case "number":
            return NumberLine()
        case "amount":
            return AmountField(desk, part)
        case "day":
            return DayField(desk.session.clock)
        case "choice":
            words = list(part.options)
            return SegmentField(OptionSource(desk, words), words) if fits(words) and not part.free else PickEdit(OptionSource(desk, words), free=part.free)
        case "several":
            return SeveralField(OptionSource(desk, part.options), free=part.free)
        case "words":
            return TextMany()
        case "flag":
            return YesNo(desk)
        case "values":
            return YesNo(desk) if part.options == YES_NO else ValuesField(OptionSource(desk, part.options), free=True)
        case "setting":
            words = list(part.options)
            return SegmentField(OptionSource(desk, words), words) if words else SettingLine()
        case _:
            return LineField()


class SeveralField(PickMany):
    """Several words; none is an empty list, a word alone counts as one."""

    def value(self) -> Any:
        return super().value() or []


class ValuesField(SeveralField):
    """What a field may hold: words of its list, or texts and numbers as they are written."""

    def set_value(self, value: Any) -> None:
        super().set_value(value if isinstance(value, list) else [] if value is None else [value])

    def value(self) -> Any:
        found = [plain(v) if isinstance(v, str) and v not in self._known() else v for v in super().value()]
        return found[0] if len(found) == 1 else found

    def _known(self) -> set[str]:
        return {v for v in self._values if isinstance(v, str) and self.source.label(v)}


class YesNo(SegmentField):
    """是 or 否 for true and false."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(OptionSource(desk, YES_NO), list(YES_NO))

    def value(self) -> Any:
        found = super().value()
        return None if found is None else found == "true"

    def set_value(self, value: Any) -> None:
        super().set_value({True: "true", False: "false"}.get(value) if isinstance(value, bool) else None)


class NumberLine(LineField):
    """A number, whole or with a point."""

    def value(self) -> Any:
        return plain(self.line.text().strip()) if self.line.text().strip() else None

    def problem(self) -> str:
        found = self.value()
        return "" if found is None or isinstance(found, int | float) else "应是一个数，如 2、0.5"


class SettingLine(LineField):
    """The value of a parameter: a number, a word, or nothing, which means that the unit must say."""

    def __init__(self) -> None:
        super().__init__("空着：由本单位设定")

    def value(self) -> Any:
        return plain(self.line.text().strip()) if self.line.text().strip() else None


class AmountField(FieldEditor):
    """A number; or the parameter of the duty, or the other field, that gives it."""

    def __init__(self, desk: Desk, part: Part) -> None:
        super().__init__()
        self.line = NumberLine()
        self.line.line.setFixedWidth(110)
        self.source = QComboBox()
        self.source.addItem(DIRECT, ("", ""))
        for name, label in part.options:
            self.source.addItem(f"参数：{label}", ("param", name))
        for key in part.keys:
            self.source.addItem(f"字段：{key.part.label}", ("field", key.name))
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.line)
        box.addWidget(self.source)
        box.addStretch(1)
        self.setFocusProxy(self.line.line)
        self.source.setVisible(self.source.count() > 1)
        self.source.activated.connect(self._chosen)
        self.line.changed.connect(self.changed)

    def stops(self) -> list[QWidget]:
        return [self.line.line, self.source]  # the combo box holds a list in a window of its own

    def _chosen(self, _index: int) -> None:
        self.line.setVisible(not self.source.currentData()[0])
        self.changed.emit()

    def name(self, text: str) -> None:
        super().name(text)
        self.line.name(text)
        self.source.setAccessibleName(f"{text}从哪里来")

    def value(self) -> Any:
        kind, name = self.source.currentData()
        return {kind: name} if kind else self.line.value()

    def set_value(self, value: Any) -> None:
        kind, name = next(iter(value.items())) if isinstance(value, dict) and value else ("", "")
        at = next((n for n in range(self.source.count()) if self.source.itemData(n) == (kind, name)), -1)
        if at < 0 and kind:
            self.source.addItem(str(name), (kind, name))
            at = self.source.count() - 1
            self.source.show()
        self.source.setCurrentIndex(max(at, 0))
        self.line.set_value(None if kind else value)
        self.line.setVisible(not kind)

    def problem(self) -> str:
        return "" if self.source.currentData()[0] else self.line.problem()


def plain(text: str) -> int | float | str:
    """A typed value as the number it is, else as text."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
