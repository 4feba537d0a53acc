"""Whatever can be typed can be written out, deleted and imported: the same records are there again."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalog.catalog import Catalog, load_catalog
from app.catalog.records import TABLES, FieldDef, FieldType, RecordForm
from app.jobs.progress import JobContext
from app.services import intake, intake_template, people, records, undo
from app.services.intake import OnDuplicate, OnFault
from app.services.intake_columns import importable
from app.services.intake_plan import What
from app.services.protections import CONFIRM, MALICE, STATEMENT
from tests.unit.services.desk import Desk, new_office, record_ids
from tests.unit.services.intake_desk import words

CATALOG = load_catalog()
FORMS = sorted(f.id for f in CATALOG.records if not f.one_by_one)
LETTERS = "会议决定同意请研究落实三重一大ABC019，。、；（）“”"
TEXT = st.text(LETTERS, min_size=1, max_size=12).map(lambda t: " ".join(t.split())).filter(bool)
LISTED = st.text("会议决定同意研究", min_size=1, max_size=6)
numbered = itertools.count()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Iterator[Desk]:
    """One office for all examples, with people of the same name among others."""
    desk = Desk(new_office(tmp_path_factory.mktemp("round") / "o", catalog, packs=False).session)
    for name, title in (("李雷", "副局长"), ("李雷", "科长"), ("韩梅梅", "主任"), ("欧阳娜娜", "科员")):
        desk.person(name, title)
    yield desk
    desk.session.close()


def paper_tables() -> st.SearchStrategy[Any]:
    """Tables of a letter, with the marks by which cells of an import are divided."""
    text = st.text(f"{LETTERS}【】：↵\n", max_size=12)
    row = st.lists(text, min_size=2, max_size=2)
    return st.builds(lambda rows, wide: {"columns": [{"label": "甲；："}, 2], "rows": rows, "landscape": wide},
                     st.lists(row, min_size=1, max_size=3), st.booleans())  # fmt: skip


def of_field(catalog: Catalog, definition: FieldDef, persons: list[str], units: list[str], *, deep: bool = False) -> st.SearchStrategy[Any]:
    """Values as typing would leave them."""
    kind = definition.type
    most = definition.max_length or 12
    text = (TEXT if not deep else st.text(LETTERS.replace("；", ""), min_size=1, max_size=12).map(str.strip).filter(bool)).map(lambda t: t[:most])
    one: dict[FieldType, st.SearchStrategy[Any]] = {
        FieldType.TEXT: (LISTED if definition.many else text), FieldType.LONG_TEXT: text,
        FieldType.DATE: st.dates().map(str), FieldType.TIME: st.times().map(lambda t: t.strftime("%H:%M")),
        FieldType.PERIOD: st.sampled_from(["2026", "2026H1", "2025Q3", "2026-05"]), FieldType.INTEGER: st.integers(-999, 10**6),
        FieldType.MONEY: st.one_of(st.integers(0, 10**9), st.integers(1, 10**6).map(lambda n: n * 100 + 1).map(lambda n: n / 100)),
        FieldType.PAPER_TABLE: paper_tables(), FieldType.FLAG: st.booleans(), FieldType.UNIT: st.sampled_from(units),
        FieldType.PERSON: st.sampled_from([*persons, *(units if definition.allow_unit else [])]),
    }  # fmt: skip
    if kind in TABLES:
        plain = [c for c in definition.columns if c.type is not FieldType.RECORD_LINK]
        cells = {c.id: of_field(catalog, c, persons, units, deep=True) for c in plain}
        must = {c.id for c in plain if c.required}
        row = st.fixed_dictionaries({i: cells[i] for i in must}, optional={i: cells[i] for i in cells if i not in must})
        return st.lists(row.filter(bool), min_size=1, max_size=3)
    if kind in (FieldType.CHOICE, FieldType.MULTI_CHOICE, FieldType.PEOPLE):
        codes = st.sampled_from(catalog.vocab.get(definition.vocab or "").codes())
        if kind is FieldType.CHOICE:
            return codes
        if kind is FieldType.MULTI_CHOICE:
            return st.lists(codes, min_size=1, max_size=4, unique=True)
        row = st.fixed_dictionaries(
            {"person": st.sampled_from(persons)}, optional={"role": codes, "unit": st.sampled_from(units), "note": LISTED}
        )
        return st.lists(row, min_size=1, max_size=4)
    if definition.many:
        return st.lists(one[kind], min_size=1, max_size=3, unique=True)
    return one[kind]


def without_ids(value: Any) -> Any:
    """Row ids are given anew; 860000 and 860000.0 are the same amount."""
    if isinstance(value, dict):
        return {k: without_ids(v) for k, v in value.items() if k != "id"}
    if isinstance(value, list):
        return [without_ids(v) for v in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def bodies(desk: Desk) -> dict[str, Any]:
    found = [records.get(desk.session, r) for r in record_ids(desk.session)]
    return {v.title: (v.kind, v.state, without_ids(v.body)) for v in found}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_what_is_written_out_and_deleted_comes_in_as_it_was(office: Desk, tmp_path: Path, data: st.DataObject) -> None:
    session = office.session
    try:
        out_and_in(office, tmp_path, data)
    finally:
        while record_ids(session):
            undo.undo(session)


def out_and_in(desk: Desk, folder: Path, data: st.DataObject) -> None:
    session = desk.session
    persons = [p.id for p in people.people(session, include_left=True)]
    units = [u.id for u in people.units(session)]
    form: RecordForm = session.form(data.draw(st.sampled_from(FORMS)))
    kind = data.draw(st.sampled_from(form.kinds))
    # what is another person's to say is refused (DP-12): of the kinds where this clerk registers no signed papers
    others = () if session.can(CONFIRM, form.id, kind) else (STATEMENT,)
    fields = [f for f in importable(form, kind) if f.type is not FieldType.RECORD_LINK and not f.secret and f.id not in (MALICE, *others)]
    for number in range(2):
        drawn = data.draw(st.fixed_dictionaries({}, optional={f.id: of_field(session.catalog, f, persons, units) for f in fields}))
        must = {form.base["date"]: f"2026-03-0{number + 1}", form.base["title"]: f"第{next(numbered)}件"}
        for one in fields:
            if one.required and one.id not in {**drawn, **must}:
                must[one.id] = data.draw(of_field(session.catalog, one, persons, units))
        records.save(session, form.id, kind, {**drawn, **must})
    before = bodies(desk)
    path = folder / f"{next(numbered)}.xlsx"
    intake_template.save_template(session, form.id, path, JobContext(), kind, filled=True)
    while record_ids(session):  # a dossier entry cannot be deleted, typing it can be undone
        undo.undo(session)
    book = intake.read_book(path)
    found = intake.reading(session, book, book.sheets[0], form.id, kind)
    mapping = {at: one for at, one in found.mapping.items() if one != "#id"}
    plan = intake.plan(session, found, mapping, JobContext())
    assert [e.what for e in plan.entries] == [What.NEW, What.NEW], words(plan)
    intake.apply(session, plan, OnFault.STOP, OnDuplicate.STOP, JobContext())
    assert bodies(desk) == before
