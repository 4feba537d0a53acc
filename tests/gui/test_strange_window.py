"""A form and a pack that nobody wrote code for, dropped into forms/: the window shows and judges them like the rest."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.catalog.catalog import Catalog, load_catalog
from app.catalog.places import forms_dir
from app.jobs.progress import JobContext
from app.services import duties, list_export, lists, prints, records
from app.services.shown import Shown
from app.store.listing import ListQuery
from tests.gui.typing import enter, ime

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

EXTRA = Path(__file__).parents[1] / "data" / "forms_extra"
PAGES = {"watch": "ledgers", "visit": "all", "gift": "all"}
LEAD = "watch-2026/2/lead"
BODIES: dict[str, Callable[[str], dict[str, Any]]] = {
    "watch": lambda who: watch(who),
    "visit": lambda who: {"title": "走访困难户", "date": "2026-05-06", "visitor": [who], "place": "张家", "month": "2026-05"},
    "gift": lambda who: {"name": "茶叶两盒", "day": "2026-05-06", "person": who, "value": 300.5},
}
Idle = Callable[[], None]


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The shipped files with three strange pairs among them."""
    folder = tmp_path_factory.mktemp("forms")
    shutil.copytree(forms_dir(), folder, dirs_exist_ok=True)
    shutil.copytree(EXTRA, folder, dirs_exist_ok=True)
    return load_catalog(folder)


def watch(who: str, **more: Any) -> dict[str, Any]:
    matters = [{"id": "m1", "title": "接到群众来电", "time": "21:30", "person": who, "cost": 120.5, "result": "wr.done"}]
    body = {"title": "国庆值班", "date": "2026-10-02", "leader": who, "allowance": 300, "matters": matters}
    return {**body, "on_duty": [{"id": "o1", "person": who, "role": "attendee"}], "handover": "钥匙交清", **more}


@pytest.fixture
def member(office: Session, person: Callable[[str], str]) -> str:
    """A member of the team."""
    from app.services import people

    who = person("李建国")
    own, _name = office.own_unit()
    people.save_post(office, who, own, "党组成员", ("member",), fields=(), since="2021-06-01")
    return who


@pytest.mark.parametrize(("form", "page"), PAGES.items())
def test_its_records_stand_in_the_list_of_its_page(
    shell: Shell, office: Session, idle: Idle, member: str, form: str, page: str
) -> None:
    body = BODIES[form](member)
    made = records.save(office, form, office.catalog.records.get(form).kinds[0], body).value
    shell.desk.open(page)
    idle()
    shown: Any = shell.current
    assert made.rid in list(shown.model.ids)
    row = shown.model.row_at(list(shown.model.ids).index(made.rid))
    idle()
    row = shown.model.row_at(list(shown.model.ids).index(made.rid))
    assert row.title == body.get("title", body.get("name"))
    assert row.kind_label in {office.catalog.vocab.short(k) for k in office.catalog.records.get(form).kinds}


def test_a_clerk_types_one_and_finds_it_by_two_characters(shell: Shell, office: Session, idle: Idle, member: str) -> None:
    shell.desk.load_directory()
    idle()
    shell.desk.open("record", form="watch", kind="watch.holiday")
    idle()
    page: Any = shell.current
    fields = page.form.fields
    ime(fields["title"].line, "中秋值班")
    fields["date"].line.selectAll()
    enter(fields["date"].line, "2026-09-25")
    enter(fields["leader"].line, "ljg")
    QTest.keyClick(fields["leader"].line, Qt.Key.Key_Return)
    enter(fields["allowance"].line, "300")
    fields["matters"].add_row().fields["title"].set_value("供水抢修")
    page.save()
    idle()
    assert page.record is not None, [c.problem.text() for c in page.form.cells.values() if not c.problem.isHidden()]
    kept = records.get(office, page.record.id)
    assert (kept.kind, kept.body["title"], kept.body["leader"]) == ("watch.holiday", "中秋值班", member)
    assert kept.body["allowance"] == 300
    assert kept.body["matters"][0]["title"] == "供水抢修"
    shell.actions_.run("search")
    ime(shell.search.line, "抢修")
    idle()
    assert any("中秋值班" in e.title for e in shell.search.view.results.entries)


@pytest.mark.parametrize("form", PAGES)
def test_it_is_printed_and_exported(office: Session, member: str, tmp_path: Path, form: str) -> None:
    made = records.save(office, form, office.catalog.records.get(form).kinds[0], BODIES[form](member)).value
    assert prints.record_pdf(office, made.id).startswith(b"%PDF")
    columns = tuple(lists.columns(office, (form,)))
    ids = lists.list_ids(office, ListQuery((form,)))
    path = tmp_path / "清单.xlsx"
    assert list_export.export_list(office, Shown("清单", (form,), columns, ids, "全部"), path, JobContext()) == 1
    assert path.stat().st_size > 1000


def test_the_board_judges_it_by_its_duty(shell: Shell, office: Session, idle: Idle, member: str) -> None:
    made = records.save(office, "watch", "watch.daily", watch(member)).value
    records.transition(office, made.id, "hand")
    shell.desk.open("board")
    idle()
    row = next(r for r in duties.board(office, 2026).rows if r.duty == LEAD and member in r.people)
    assert {c.period: c.state for c in row.cells}["2026Q4"] == "met"
    assert {c.period: c.state for c in row.cells}["2026Q3"] == "overdue"
    said = duties.explain(office, LEAD, "2026Q4", member)
    assert "值班带班工作制度" in said.article_text
    whole = next(r for r in duties.board(office, 2026).rows if r.duty == "watch-2026/3/filled")
    assert [c.state for c in whole.cells] == ["met"]
