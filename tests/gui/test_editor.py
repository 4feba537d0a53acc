"""The record editor: drafts, dates, words, people, sub-tables, problems, stale records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.catalog.catalog import Catalog
from app.domain.dates import parse_time
from app.services import drafts
from app.ui.fields.day import DayField
from app.ui.fields.factory import FieldFactory
from app.ui.fields.lastword import judge
from app.ui.fields.many import TextMany
from app.ui.fields.scalar import NumberField, ReadField
from app.ui.formview import FormView
from app.ui.lettertext import han, to_rows, to_text
from app.ui.quickadd import QuickAdd
from tests.gui.typing import compose, enter, ime

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.domain.clock import FixedClock
    from app.services.session import Session
    from app.ui.desk import Desk
    from app.ui.shell import Shell

Idle = Callable[[], None]


def new_page(shell: Shell, idle: Idle, form: str = "meeting", kind: str = "mtg.standing") -> Any:
    shell.desk.open("record", form=form, kind=kind)
    idle()
    return shell.current


@pytest.mark.parametrize(
    ("typed", "day"),
    [("1122", "2026-11-22"), ("11-22", "2026-11-22"), ("20261122", "2026-11-22"), ("今天", "2026-11-20"), ("上周五", "2026-11-13")],
)  # fmt: skip
def test_dates_as_clerks_type_them(qtbot: QtBot, tokens: object, clock: FixedClock, typed: str, day: str) -> None:
    field = DayField(clock)
    qtbot.addWidget(field)
    enter(field.line, typed)
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert field.value() == day
    assert field.line.text() == day
    assert not field.problem()


def test_a_date_that_is_none_says_so(qtbot: QtBot, tokens: object, clock: FixedClock) -> None:
    field = DayField(clock)
    qtbot.addWidget(field)
    enter(field.line, "哪天呢")
    assert "看不出" in field.problem()


@pytest.mark.parametrize(("typed", "value"), [("86万", 860000), ("1,234.50", 1234.5), ("12", 12)])
def test_money(qtbot: QtBot, tokens: object, typed: str, value: float) -> None:
    field = NumberField(money=True)
    qtbot.addWidget(field)
    enter(field.line, typed)
    assert field.value() == value


def test_times_are_completed(qtbot: QtBot, tokens: object) -> None:
    field = ReadField("", parse_time, "应写成 09:30")
    qtbot.addWidget(field)
    enter(field.line, "930")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert field.value() == "09:30"


def test_several_lines(qtbot: QtBot, tokens: object) -> None:
    field = TextMany()
    qtbot.addWidget(field)
    enter(field.input.line, "县委办、县政府办")
    QTest.keyClick(field.input.line, Qt.Key.Key_Return)
    assert field.value() == ["县委办", "县政府办"]


def test_people_by_initials_and_in_place(
    shell: Shell, idle: Idle, person: Callable[[str], str], desk: Desk
) -> None:
    li = person("李建国")
    desk.load_directory()
    idle()
    page = new_page(shell, idle)
    chair = page.form.fields["chair"]
    enter(chair.line, "ljg")
    QTest.keyClick(chair.line, Qt.Key.Key_Return)
    assert chair.value() == li
    recorder = page.form.fields["recorder"]
    ime(recorder.line, "陈新人")
    assert recorder.options()[-1].id == "+"
    QTest.keyClick(recorder.line, Qt.Key.Key_Return)
    form = shell.findChild(QuickAdd)
    enter(form.fields["title"][1].line, "办公室主任")
    QTest.keyClick(form.fields["title"][1].line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle()
    assert desk.directory.names[recorder.value()] == "陈新人"
    assert next(p.titles for p in desk.directory.people if p.name == "陈新人") == "办公室主任"


def test_composition_is_never_taken_half_way(shell: Shell, idle: Idle) -> None:
    page = new_page(shell, idle)
    chair = page.form.fields["chair"]
    chair.line.setFocus()
    compose(chair.line, "li'jian")
    assert chair.options() == []
    shell.search.line.setFocus()
    compose(shell.search.line, "zhou")
    assert not shell.search.is_open()


def test_search_finds_pages_people_and_records(shell: Shell, idle: Idle, person: Callable[[str], str]) -> None:
    person("李雷")
    shell.actions_.run("search")
    assert shell.search.is_open()
    ime(shell.search.line, "李雷")
    idle()
    assert "李雷" in shell.search.view.results.entries[1].title
    QTest.keyClick(shell.search.line, Qt.Key.Key_Return)
    idle()
    assert shell.current is not None
    assert shell.current.head.title == "李雷"


def test_typing_becomes_a_draft_and_comes_back(office: Session, shell: Shell, idle: Idle, qtbot: QtBot) -> None:
    page = new_page(shell, idle)
    ime(page.form.fields["title"].line, "第十二次党组会议")
    qtbot.waitUntil(lambda: bool(drafts.drafts(office)), timeout=2500)
    idle()
    shell.desk.open("home")
    idle()
    again = new_page(shell, idle)
    assert again.form.fields["title"].value() == "第十二次党组会议"
    again.save()
    idle()
    assert drafts.drafts(office) == []


def test_missing_fields_are_said_beside_the_field(shell: Shell, idle: Idle) -> None:
    page = new_page(shell, idle, "study", "study.center")
    required = [d.id for d in shell.desk.session.form("study").fields_for("study.center") if d.required]
    for name in required:
        page.form.fields[name].set_value(None)
    page.save()
    idle()
    if page.record is None:
        assert any(not c.problem.isHidden() for c in page.form.cells.values())


def test_rows_pasted_from_a_sheet(shell: Shell, idle: Idle) -> None:
    page = new_page(shell, idle)
    table = page.form.fields["resolution"]
    first = table.add_row()
    QGuiApplication.clipboard().setText("落实整改\t\t2026-12-01\n上报情况\t\t2026-12-15\n")
    target = first.fields["text"].focusProxy()
    target.setFocus()
    QTest.keyClick(target, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    rows = table.value()
    assert [r["text"] for r in rows] == ["落实整改", "上报情况"]
    assert rows[1]["deadline"] == "2026-12-15"


def test_rows_move_and_their_numbers_follow(shell: Shell, idle: Idle, person: Callable[[str], str], desk: Desk) -> None:
    who = [person("甲"), person("乙")]
    page = new_page(shell, idle)
    item = page.form.fields["agenda"].add_row()
    stances = item.fields["stances"]
    for one in who:
        stances.add_row().fields["person"].set_value(one)
    stances.move_row(stances.rows[1], -1)
    assert [(r["person"], r["order"]) for r in stances.value()] == [(who[1], 1), (who[0], 2)]


def test_an_attachment_is_kept(shell: Shell, idle: Idle, tmp_path: Path) -> None:
    page = new_page(shell, idle)
    path = tmp_path / "说明.txt"
    path.write_text("内容", "utf-8")
    page.form.fields["attachments"].add_file(path)
    idle()
    saved = tmp_path / "again.txt"
    shell.desk.dialogs.script.append(str(saved))
    page.form.fields["attachments"]._save(page.form.fields["attachments"].value()[0])
    idle()
    assert saved.read_text("utf-8") == "内容"


def test_every_form_and_kind_has_an_editor(qtbot: QtBot, desk: Desk, catalog: Catalog, idle: Idle) -> None:
    for form in catalog.records:
        view = FormView(desk, form, form.kinds[0])
        qtbot.addWidget(view)
        body = dict(form.examples[0]) if form.examples else {}
        kind = str(body.pop("kind", form.kinds[0]))
        view = FormView(desk, form, kind)
        qtbot.addWidget(view)
        view.set_body(body)
        got = view.body()
        for name, value in body.items():
            if name != "id" and isinstance(value, str | int | float) and not isinstance(value, bool):
                assert got.get(name) in (value, [value]), (form.id, name)
    assert FieldFactory(desk).records == []


def test_last_word_in_words() -> None:
    boss = {"p1"}
    rows = [{"person": "p2", "order": 1}, {"person": "p1", "order": 2}]
    assert judge(rows, boss, {"p1", "p2"}) == ("good", "末位表态：主要负责人最后发言")
    assert (judge([{"person": "p1", "order": 1}, {"person": "p2", "order": 2}], boss, set()) or ("",))[0] == "bad"
    assert (judge([{"person": "p1"}, {"person": "p2", "order": 2}], boss, set()) or ("",))[0] == "warn"
    assert (judge([], boss, set()) or ("",))[0] == "warn"
    assert (judge([{"person": "p2", "order": 1}], boss, {"p2"}) or ("",))[0] == "muted"
    assert judge(rows, set(), set()) is None


def test_letter_text_and_paragraphs_are_one() -> None:
    text = "各科室：\n一、存在的问题\n（一）责任压得不实\n1.清单不全\n（1）缺日期\n（二）制度执行\n二、建议\n2026.5年说明"
    rows = to_rows(text)
    assert [r["level"] for r in rows] == [0, 1, 2, 3, 4, 2, 1, 0]
    assert to_text(rows) == text
    assert [han(n) for n in (1, 10, 11, 20, 21)] == ["一", "十", "十一", "二十", "二十一"]


def test_day_of_the_field_is_the_clock_s(clock: FixedClock) -> None:
    assert clock.today() == dt.date(2026, 11, 20)


def test_a_value_replaces_its_mark_once_it_is_whole(shell: Shell, idle: Idle) -> None:
    shell.desk.open("letter", kind="letter.discipline_suggestion")
    idle()
    page: Any = shell.current
    name, line = next(iter(page.form.values.lines.items()))
    mark = f"【{next(v.label for v in shell.desk.session.catalog.letters[page.kind].values if v.name == name)}】"
    assert mark in page.form.fields["title"].value()
    for part in ("民主生活会", "整改落实工作"):
        ime(line.line, part)
    QTest.keyClick(line.line, Qt.Key.Key_Return)
    assert page.form.fields["title"].value() == "关于民主生活会整改落实工作的纪律检查建议"
    assert {"key": name, "value": "民主生活会整改落实工作"}.items() <= page.form.body()["values"][0].items()
    idle()
    assert page.sheet.count > 0


def test_pictures_of_every_main_page(office: Session, tmp_path: Path, qapp: object) -> None:
    from app.services import example
    from app.ui.pictures.render import VARIANTS, render_screens

    example.add_example(office, years=1)
    made = render_screens(office, tmp_path / "shots")
    assert {"home", "meetings", "meeting", "board", "person", "exchange"} <= {p.stem for p in made}
    assert VARIANTS[0].size == (1366, 768)
    assert all(p.stat().st_size > 20_000 for p in made)
