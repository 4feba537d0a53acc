"""Records of every form by hand: typed in Chinese, printed, exported, found by a name, changed, undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.catalog.catalog import Catalog, load_catalog
from app.catalog.records import FieldDef, FieldType
from app.services import records, search
from app.services.session import Session
from app.sheets.reading import open_book
from app.ui.fields.attendance import AttendanceField
from app.ui.fields.day import DayField
from app.ui.fields.many import PickMany, TextMany
from app.ui.fields.picker import PickEdit
from app.ui.fields.scalar import FlagField, LineField, LongField, NumberField, ReadField
from app.ui.fields.segments import SegmentField
from app.ui.fields.table import TableField
from app.ui.pages.factory import LISTS
from app.ui.printpreview import PrintPreview
from tests.gui.typing import enter, ime
from tests.unit.services.desk import new_office

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.shell import Shell

Idle = Callable[[], None]
NAME = "欧阳琳"
WORDS = "研究廉政风险防控工作"
FORMS = [f.id for f in load_catalog().records if f.id != "letter"]  # letters have a page of their own


@pytest.fixture
def office(tmp_path: Path, catalog: Catalog) -> Iterator[Session]:
    """An office whose clerk may keep every kind of record."""
    made = new_office(tmp_path / "office", catalog, packs=False).session
    yield made
    made.close()


class Hand:
    """Types into whatever editor a field has."""

    def __init__(self, desk: Desk, idle: Idle) -> None:
        self.desk, self.idle = desk, idle

    def fill(self, editor: Any, field: FieldDef) -> None:
        """Type something that fits; links to other records are left alone."""
        match editor:
            case LongField():
                ime(editor.text, WORDS)
            case DayField():
                self.line(editor.line, "20260305")
            case ReadField():
                self.line(editor.line, "930" if field.type is FieldType.TIME else "2026")
            case NumberField():
                self.line(editor.line, "12")
            case LineField():
                enter(editor.line, WORDS[: field.max_length or None])
            case FlagField():
                QTest.mouseClick(editor.check, Qt.MouseButton.LeftButton)
            case SegmentField():
                QTest.mouseClick(editor.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
            case PickEdit() | PickMany() | AttendanceField():
                self.pick(editor if isinstance(editor, PickEdit) else editor.pick, field)
            case TextMany():
                self.line(editor.input.line, {"date": "20260305", "integer": "3"}.get(field.type.value, "甲项"))
            case TableField():
                self.table(editor)

    def line(self, line: Any, text: str) -> None:
        """A text and Enter."""
        line.selectAll()
        enter(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def pick(self, edit: Any, field: FieldDef) -> None:
        """A candidate by its first two characters."""
        if field.type is FieldType.RECORD_LINK:
            return
        if field.type in (FieldType.PERSON, FieldType.PEOPLE):
            text = NAME
        elif field.type is FieldType.UNIT:
            text = self.desk.session.unit_name()
        else:
            text = self.desk.session.catalog.vocab.get(field.vocab or "").terms[0].short
        self.line(edit.line, text)
        self.idle()

    def table(self, editor: TableField) -> None:
        """One row with all its columns."""
        row = editor.append_row()
        for column in editor.definition.columns:
            if column.id in row.fields and row.fields[column.id].isEnabled():
                self.fill(row.fields[column.id], column)


def typed_record(form: str, shell: Shell, hand: Hand) -> Any:
    """The page of a record whose fields were all filled by hand and saved with Ctrl+Enter."""
    kinds = hand.desk.session.catalog.records.get(form).kinds
    shell.desk.open("record", form=form, kind=kinds[len(kinds) // 2])
    hand.idle()
    page: Any = shell.current
    for field in hand.desk.session.form(form).fields:
        editor = page.form.fields.get(field.id)
        if editor is not None and editor.isVisibleTo(page):
            hand.fill(editor, field)
    hand.idle()
    typed = {k: v for k, v in page.form.body().items() if v not in (None, [], "")}
    problems = {name: page.form.fields[name].problem() for name in page.form.typing_problems()}
    assert problems == {}
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hand.idle()
    wrong = records.check(hand.desk.session, form, page.kind, page.form.body()) if page.record is None else []
    assert page.record is not None, [(p.path, p.message) for p in wrong]
    kept = {k: v for k, v in page.record.body.items() if k in typed}
    plain = {k for k, v in typed.items() if not isinstance(v, list)}
    assert {k: kept.get(k) for k in plain} == {k: typed[k] for k in plain}
    assert kept.keys() == typed.keys()
    return page


@pytest.mark.parametrize(
    "form", [pytest.param(name, marks=() if number % 3 == 0 else pytest.mark.slow) for number, name in enumerate(FORMS)]
)
def test_a_record_is_typed_found_printed_exported_changed_and_undone(
    form: str, shell: Shell, desk: Desk, idle: Idle, person: Callable[[str], str], tmp_path: Path
) -> None:
    person(NAME)
    desk.load_directory()
    idle()
    page = typed_record(form, shell, Hand(desk, idle))
    session, record = desk.session, page.record
    if NAME in record.labels.values():
        assert record.id in [hit.id for hit in search.search(session, NAME[:2])]

    title = session.form(form).base["title"]
    before = record.body[title]
    page.edit()
    idle()
    editor = page.form.fields[title]
    editor.line.selectAll()
    ime(editor.line, "改成了新的标题")
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle()
    assert records.get(session, record.id).title == "改成了新的标题"
    QTest.keyClick(shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    idle()
    assert records.get(session, record.id).body == {**record.body, title: before}

    desk.open(next(name for name, (_title, places, _hint) in LISTS.items() if session.form(form).page in places))
    idle()
    target = tmp_path / "清单.xlsx"
    desk.dialogs.script.append(str(target))
    press("导出", shell.current)
    idle()
    sheet = next(iter(open_book(target).grids.values()))
    assert any(before in (str(cell) for cell in row) for row in sheet.rows)

    desk.open("record", id=record.id)
    idle()
    desk.dialogs.scripted = False
    press("打印（Ctrl+P）", shell.current)
    idle()
    preview = shell.findChild(PrintPreview)
    assert preview is not None
    assert preview.sheets.sheet.count > 0
    preview.close()
    idle()


def press(text: str, where: Any) -> None:
    """Press a visible button by its text."""
    found = [b for b in where.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    assert found, f"no button {text}: {[b.text() for b in where.findChildren(QPushButton) if b.isVisible()]}"
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)
