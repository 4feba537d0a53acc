"""Forms that nobody would write, with every field type and flag, are loaded, typed into by keys, saved and read back."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.catalog.catalog import Catalog, load_catalog
from app.catalog.places import forms_dir
from app.catalog.records import FieldDef, FieldType
from app.services import people, records
from app.ui.desk import Desk
from app.ui.dialogs import Dialogs
from app.ui.fields.attachments import AttachmentsField
from app.ui.fields.attendance import AttendanceField
from app.ui.fields.base import FieldEditor
from app.ui.fields.rows import ORDER
from app.ui.fields.table import TableField
from app.ui.pictures.inspect import findings
from tests.conftest import LOGIN, PASSWORD
from tests.gui.typing import enter

if TYPE_CHECKING:
    from app.domain.clock import FixedClock
    from app.services.session import DataFolder, Session
    from app.ui.jobs import Runner
    from app.ui.shell import Shell
    from app.ui.theme import Tokens

Idle = Callable[[], None]
ODD = Path(__file__).parent / "data" / "odd_forms"
KINDS = (("odd_meeting", "odd.meeting"), ("odd_meeting", "odd.meeting_small"), ("odd_ledger", "odd.ledger"))
SIZES = ((1366, 768), (1093, 614))
WRONG = ("clipped", "overlap", "outside", "nameless", "order")
TALL = 5200
TYPED = {
    FieldType.TEXT: "城关镇", FieldType.LONG_TEXT: "写清楚", FieldType.DATE: "上周五", FieldType.PERIOD: "三季度",
    FieldType.TIME: "下午3点半", FieldType.INTEGER: "12", FieldType.MONEY: "86万", FieldType.PERSON: "ljg",
    FieldType.UNIT: "质监站", FieldType.RECORD_LINK: "党组会议",
}  # fmt: skip
MEANT = {
    FieldType.TEXT: "城关镇", FieldType.LONG_TEXT: "写清楚", FieldType.DATE: "2026-11-13", FieldType.PERIOD: "2026Q3",
    FieldType.TIME: "15:30", FieldType.INTEGER: 12, FieldType.MONEY: 860000,
}  # fmt: skip


@pytest.fixture(scope="module")
def odd_catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The shipped definitions with the odd ones laid over them, through the real loader."""
    folder = tmp_path_factory.mktemp("odd") / "forms"
    shutil.copytree(forms_dir(), folder)
    shutil.copytree(ODD, folder, dirs_exist_ok=True)
    return load_catalog(folder)


@pytest.fixture
def office(data_folder: DataFolder, odd_catalog: Catalog, clock: FixedClock) -> Iterator[Session]:
    """An office that knows the odd forms, with two people and a meeting to link to."""
    from app.services.setup import LeaderPlan, OfficePlan, create_office

    plan = OfficePlan(
        unit_name="某县住房和城乡建设局党组", login=LOGIN, user_name="王敏", password=PASSWORD, applies=("always",), packs=(),
        leaders=(LeaderPlan("周明远", "党组书记", ("principal",), dt.date(2021, 6, 1)),), subordinates=("某县质监站",),
    )  # fmt: skip
    session = create_office(data_folder, odd_catalog, clock, plan).session
    people.save_person(session, "李建国")
    records.save(session, "meeting", "mtg.standing", {"title": "第一次党组会议", "date": "2026-11-02"})
    yield session
    session.close()


@pytest.fixture
def desk(office: Session, runner: Runner, tokens: Tokens, idle: Idle) -> Iterator[Desk]:
    made = Desk(office, runner, Dialogs(scripted=True), tokens)
    made.load_directory()
    idle()
    yield made
    idle()


def wrong(root: QWidget) -> list[tuple[str, str, str]]:
    """What the picture inspection finds, without what odd labels must cause (emoji, English)."""
    return [(f.kind, f.where, f.text) for f in findings(root) if f.kind in WRONG]


def without_ids(value: Any) -> Any:
    """A body without the ids that saving gives to the rows of people."""
    if isinstance(value, dict):
        return {k: without_ids(v) for k, v in value.items() if k != "id"}
    return [without_ids(v) for v in value] if isinstance(value, list) else value


def opened(shell: Shell, idle: Idle, form: str, kind: str) -> Any:
    shell.desk.open("record", form=form, kind=kind)
    idle()
    page = shell.current
    for section in page.form._sections.values():  # type: ignore[union-attr]
        section.fold(folded=False)
    idle()
    return page


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("form", "kind"), KINDS)
def test_nothing_is_clipped(shell: Shell, idle: Idle, form: str, kind: str, size: tuple[int, int]) -> None:
    shell.resize(*size)
    page = opened(shell, idle, form, kind)
    assert wrong(page.form) == []
    shell.resize(size[0], TALL)
    for made in page.form.fields.values():
        if isinstance(made, TableField):
            made.add_row()
            idle()
            for inner in made.rows[0].fields.values():
                if isinstance(inner, TableField):
                    inner.add_row()
    idle()
    assert wrong(page.form) == []
    assert page.form.widget().width() <= page.form.viewport().width()


class Typist:
    """Types into editors with keys only."""

    def __init__(self, desk: Desk, idle: Idle, folder: Path) -> None:
        self.desk, self.idle, self.folder = desk, idle, folder

    def key(self, field: FieldEditor, key: Qt.Key, held: Any = Qt.KeyboardModifier.NoModifier) -> None:
        target = field.focusProxy()
        assert target is not None
        target.setFocus()
        QTest.keyClick(target, key, held)
        self.idle()

    def type(self, field: FieldEditor, definition: FieldDef) -> None:
        """Fill one field."""
        if isinstance(field, TableField):
            self._table(field, definition)
        elif isinstance(field, AttendanceField):
            self._attendance(field)
        elif isinstance(field, AttachmentsField):
            path = self.folder / "说明.txt"
            path.write_text("内容", "utf-8")
            self.desk.dialogs.script.append([str(path)])
            self.key(field, Qt.Key.Key_Space)
        elif definition.type is FieldType.FLAG:
            if not field.value():
                self.key(field, Qt.Key.Key_Space)
        elif definition.type in (FieldType.CHOICE, FieldType.MULTI_CHOICE):
            self._word(field, definition)
        else:
            target = field.focusProxy()
            assert target is not None
            target.setFocus()
            if field.value() is not None and not definition.many:
                target.selectAll()  # type: ignore[attr-defined]
            enter(target, TYPED[definition.type])
            self.idle()
            self.key(field, Qt.Key.Key_Tab if definition.type is FieldType.LONG_TEXT and not definition.many else Qt.Key.Key_Return)

    def _word(self, field: FieldEditor, definition: FieldDef) -> None:
        terms = self.desk.session.catalog.vocab.get(definition.vocab or "").terms
        if hasattr(field, "toggle"):  # a row of chips
            self.key(field, Qt.Key.Key_1)
            return
        enter(field.focusProxy(), terms[0].short if definition.open else terms[0].short[:4])
        self.idle()
        self.key(field, Qt.Key.Key_Return)

    def _attendance(self, field: AttendanceField) -> None:
        enter(field.pick.line, "ljg")
        self.idle()
        QTest.keyClick(field.pick.line, Qt.Key.Key_Return)
        line = field._lines[0]
        line.tick.setFocus()
        QTest.keyClick(line.tick, Qt.Key.Key_Space)
        QTest.keyClick(line.tick, Qt.Key.Key_3)
        enter(line.why, "出差")
        self.idle()

    def _table(self, field: TableField, definition: FieldDef) -> None:
        self.key(field, Qt.Key.Key_Space)
        for column in definition.columns:
            if column.id != ORDER:
                self.type(field.rows[0].fields[column.id], column)


def expected(definition: FieldDef) -> Any:
    value = MEANT.get(definition.type)
    return [value] if definition.many and value is not None else value


@pytest.mark.parametrize(("form", "kind"), KINDS)
def test_every_field_is_typed_by_keys_saved_and_read_back(
    shell: Shell, idle: Idle, desk: Desk, tmp_path: Path, form: str, kind: str
) -> None:
    page = opened(shell, idle, form, kind)
    definitions = list(desk.session.form(form).fields_for(kind))
    typist = Typist(desk, idle, tmp_path)
    for definition in definitions:
        typist.type(page.form.fields[definition.id], definition)
    body = page.form.body()
    assert page.form.typing_problems() == []
    assert set(body) == {d.id for d in definitions}
    for definition in definitions:
        if expected(definition) is not None:
            assert body[definition.id] == expected(definition), definition.id
        for column in definition.columns:
            assert column.id in body[definition.id][0], (definition.id, column.id)
            if expected(column) is not None and column.id != ORDER:
                assert body[definition.id][0][column.id] == expected(column)
    page.save()
    idle()
    assert page.record is not None
    stored = records.get(desk.session, page.record.id).body
    assert without_ids(stored) == without_ids(body)


def test_a_field_of_another_kind_is_not_shown(shell: Shell, idle: Idle) -> None:
    assert "inspector" in opened(shell, idle, "odd_meeting", "odd.meeting").form.fields
    assert "inspector" not in opened(shell, idle, "odd_meeting", "odd.meeting_small").form.fields


def test_defaults_are_there_and_can_be_taken_away(shell: Shell, idle: Idle) -> None:
    page = opened(shell, idle, "odd_meeting", "odd.meeting")
    assert page.form.body()["public"] is True
    assert page.form.body()["result"] == "odd.later"
    QTest.keyClick(page.form.fields["public"].check, Qt.Key.Key_Space)
    assert page.form.body()["public"] is False
    QTest.keyClick(page.form.fields["result"].focusProxy(), Qt.Key.Key_Delete)
    assert "result" not in page.form.body()
