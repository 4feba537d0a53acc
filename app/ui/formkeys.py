"""Keys that go through a long form: the next section, the next required field, one more row of a table."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.catalog.body import is_empty
from app.ui.fields.base import FieldEditor
from app.ui.fields.table import TableField
from app.ui.formview import FormView

LINE = 16  # pixels: what stands in one line may differ a little in height
HINT = "Enter 下一项，Ctrl+↓ 下一节，F8 必填项"
ROW_HINT = "在议题等表格里按 Ctrl+Shift+Enter 再加一项。"


def section_on(form: FormView) -> None:
    """The next section that is open; in a card first its own table."""
    inner = _inner_table(form)
    if inner is None:
        _section(form, 1)
        return
    inner.setFocus(Qt.FocusReason.ShortcutFocusReason)
    form.ensureWidgetVisible(inner)


def section_back(form: FormView) -> None:
    """The section before."""
    _section(form, -1)


def _section(form: FormView, step: int) -> None:
    starts: list[tuple[str, FieldEditor]] = []
    for definition in form.form.typed_for(form.kind):
        made = form.fields[definition.id]
        if made.isVisible() and all(section != definition.section for section, _f in starts):
            starts.append((definition.section, made))
    here = _field_with_focus(form)
    section = next((d.section for d in form.form.typed_for(form.kind) if form.fields[d.id] is here), "")
    at = next((n for n, (name, _f) in enumerate(starts) if name == section), -1)
    if starts and 0 <= at + step < len(starts):
        target = starts[at + step][1]
        start_of(target).setFocus(Qt.FocusReason.ShortcutFocusReason)
        form.ensureWidgetVisible(target)


def start_of(field: QWidget) -> QWidget:
    """What the Tab key would come to first inside a field, in reading order."""
    found: list[QWidget] = list(field.findChildren(QWidget))
    inside = [
        w for w in found
        if w.isVisible() and w.isEnabled() and w.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]  # fmt: skip
    places = {w: w.mapTo(field, w.rect().topLeft()) for w in inside}
    return min(inside, key=lambda w: (places[w].y() // LINE, places[w].x()), default=field)


def next_required(form: FormView) -> None:
    """Put the cursor into the next required field that is empty, from the top again after the last one."""
    wanted = [
        form.fields[d.id] for d in form.form.typed_for(form.kind)
        if d.required and is_empty(form.fields[d.id].value()) and form.fields[d.id].isVisible()
    ]  # fmt: skip
    if not wanted:
        return
    order = list(form.fields.values())
    here = _field_with_focus(form)
    at = order.index(here) if here is not None else -1
    target = next((f for f in wanted if order.index(f) > at), wanted[0])
    target.setFocus(Qt.FocusReason.ShortcutFocusReason)
    form.ensureWidgetVisible(target)


def _inner_table(form: FormView) -> TableField | None:
    """The table inside the card that has the cursor, when the cursor is not in it yet."""
    outer, focus = _field_with_focus(form), QApplication.focusWidget()
    if not isinstance(outer, TableField) or focus is None:
        return None
    row = next((r for r in outer.rows if r.isAncestorOf(focus)), None)
    tables = [f for f in row.fields.values() if isinstance(f, TableField)] if row is not None else []
    return next((t for t in tables if t.isVisible() and not t.isAncestorOf(focus)), None)


def add_row(form: FormView) -> None:
    """One more row in the table (the outermost) that has the cursor."""
    here = _field_with_focus(form)
    if isinstance(here, TableField):
        here.add_row()


def _field_with_focus(form: FormView) -> FieldEditor | None:
    focus: QWidget | None = QApplication.focusWidget()
    if focus is None:
        return None
    return next((f for f in form.fields.values() if f is focus or f.isAncestorOf(focus)), None)
