"""The example office: every kind of record, every state of a form, every state of every rule type, on any day; gone with one click."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog, load_catalog
from app.catalog.places import forms_dir
from app.domain.clock import FixedClock
from app.services import duties, duty_settings, evaluation, example, setup, undo
from app.services.session import Session
from app.store import queries
from tests.unit.services.desk import PASSWORD, quick_folder, snapshot

SIGNED = {"exempt", "manual_met", "manual_unmet"}
OF_ITSELF = {
    "CountRule": "met due partial overdue violated exempt unconfigured",
    "ExistsRule": "met due partial overdue unconfigured",
    "RatioRule": "met due partial overdue exempt unconfigured",
    "FollowRule": "met due partial overdue unconfigured",
    "PrecedeRule": "met due partial overdue violated",
    "CompleteRule": "met partial overdue",
    "OrderRule": "met violated undetermined exempt",
    "ForbidRule": "met violated undetermined",
    "ThresholdRule": "met violated",
    "ManualRule": "manual_pending",
}
DAYS = ("2026-01-02", "2026-03-31", "2026-06-30", "2026-11-22", "2026-12-31", "2028-02-29")
WIZARD = ("party_clerk", "discipline_clerk")
SECRETARY = ("party_clerk", "discipline_secretary")


def office(root: Path, catalog: Catalog, day: str = "2026-11-22", roles: tuple[str, ...] = SECRETARY) -> Session:
    plan = setup.OfficePlan(
        unit_name="示例县住房和城乡建设局党组", login="clerk", user_name="王敏", password=PASSWORD, roles=roles,
        applies=("always", "has_discipline_office", "has_subordinates"), packs=("beijing-28",), unit_kind="party_group",
    )  # fmt: skip
    clock = FixedClock(dt.datetime.combine(dt.date.fromisoformat(day), dt.time(9), dt.UTC))
    return setup.create_office(quick_folder(root / "office"), catalog, clock, plan).session


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The example office of one day, filled once: these tests only read."""
    made = office(tmp_path_factory.mktemp("example"), load_catalog())
    example.add_example(made)
    yield made
    made.close()


def bodies(session: Session) -> list[tuple[str, str, str, dict[str, object]]]:
    """Form, kind, state and body of every record."""
    return [
        (v["form"], v["kind"], v["state"], v["body"]) for (entity, _i), v in snapshot(session).items() if entity == "record"
    ]


def states_by_rule(session: Session) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    judged = evaluation.evaluation(session)
    for result in judged.results:
        found[type(judged.duties[result.duty].rule).__name__].add(result.state.value)
    return found


@pytest.mark.parametrize("day", DAYS)
def test_every_rule_type_gives_every_state_it_can_whatever_the_day(tmp_path: Path, catalog: Catalog, day: str) -> None:
    session = office(tmp_path, catalog, day)
    example.add_example(session)
    found = states_by_rule(session)
    missing = {rule: (set(states.split()) | SIGNED) - found[rule] for rule, states in OF_ITSELF.items()}
    assert {rule: sorted(lack) for rule, lack in missing.items() if lack} == {}
    assert {k for _f, k, _s, _b in bodies(session)} >= {k for f in catalog.records for k in f.kinds}
    session.close()


def test_every_kind_and_every_state_of_every_form_is_there(filled: Session) -> None:
    found = bodies(filled)
    kinds, states = {k for _f, k, _s, _b in found}, {(f, s) for f, _k, s, _b in found}
    forms = list(filled.catalog.records)
    assert [k for form in forms for k in form.kinds if k not in kinds] == []
    assert [(form.id, s.code) for form in forms for s in form.states if (form.id, s.code) not in states] == []


def test_the_texts_are_told_out_and_differ(filled: Session) -> None:
    texts = [json.dumps(body, ensure_ascii=False) for _f, _k, _s, body in bodies(filled)]
    assert not [t for t in texts if "{y}" in t or "{py}" in t or '"@' in t or '"#' in t or "【" in t]
    titles = [str(body.get("title", "")) for form, _k, _s, body in bodies(filled) if form not in ("task", "dossier")]
    assert len(set(titles)) > 300


def test_records_are_linked_and_dossier_entries_name_their_sources(filled: Session) -> None:
    linked = [body for _f, _k, _s, body in bodies(filled) if body.get("links")]
    assert len(linked) > 20
    assert any(body.get("source_record") for form, _k, _s, body in bodies(filled) if form == "dossier")


def test_judgements_are_signed_by_two_invented_people_with_a_former_reason(filled: Session) -> None:
    cells = [c for row in duties.board(filled, 2025).rows for c in row.cells if c.state == "manual_met"]
    judged = duties.explain(filled, cells[0].duty, cells[0].period, cells[0].subject, cells[0].record).judged
    assert judged is not None
    assert judged.now is not None
    assert len(set(judged.now.by)) == 2
    assert not any(name.startswith(("p", "a")) for name in judged.now.by)
    assert judged.former


def test_the_same_seed_tells_the_same(tmp_path: Path, catalog: Catalog, filled: Session) -> None:
    again = office(tmp_path, catalog)
    example.add_example(again)
    told = [sorted((k, s, str(b.get("title")), str(b["date"])) for _f, k, s, b in bodies(one)) for one in (filled, again)]
    assert told[0] == told[1]
    again.close()


def test_upward_reports_are_only_where_the_account_may_see_them(tmp_path: Path, catalog: Catalog) -> None:
    session = office(tmp_path, catalog, roles=WIZARD)
    example.add_example(session)
    assert "report_up" not in {f for f, _k, _s, _b in bodies(session)}
    session.close()


def test_one_click_takes_everything_away_and_undo_brings_it_back(tmp_path: Path, catalog: Catalog) -> None:
    session = office(tmp_path, catalog)
    with session.store.read() as conn:
        before = queries.settings(conn, "")
    example.add_example(session)
    duty_settings.set_pack(session, "binhai-2021", True, 2026)
    full = snapshot(session)
    example.remove_example(session)
    with session.store.read() as conn:
        left = queries.settings(conn, "")
    assert {k: v for k, v in left.items() if "binhai-2021" not in k} == before
    assert left["pack:binhai-2021:2026"] is True
    assert {entity for entity, _i in snapshot(session)} <= {"unit", "setting"}
    undo.undo(session)
    assert snapshot(session) == full
    session.close()


def test_a_form_added_as_data_is_told_of_by_its_examples(tmp_path: Path) -> None:
    forms = tmp_path / "forms"
    shutil.copytree(forms_dir(), forms)
    (forms / "vocab" / "own.yaml").write_text(
        '- id: own_kind\n  label: 自建种类\n  terms:\n    - {code: own.visit, label: 走访}\n    - {code: own.card, label: 监督卡}\n',
        encoding="utf-8",
    )  # fmt: skip
    (forms / "records" / "own.yaml").write_text(
        "id: own\nlabel: 走访记录\npage: events\nvisibility: general\nsummary: 走访\nkinds: {vocab: own_kind}\n"
        "fields:\n  - {id: title, label: 标题, type: text}\n  - {id: date, label: 日期, type: date, required: true}\n"
        "  - {id: subject, label: 走访对象, type: person}\n"
        "states:\n  - {code: draft, label: 草稿, counts: false}\n  - {code: final, label: 定稿, locked: true}\n"
        "transitions:\n  - {id: finalise, label: 定稿, from: [draft], to: final}\n"
        "base: {title: title, date: date, subject: subject}\ncolumns: [date, kind, title, state]\n"
        'examples:\n  - {kind: own.visit, title: "2026年走访企业", date: "2026-05-06", subject: q1}\n',
        encoding="utf-8",
    )
    session = office(tmp_path, load_catalog(forms))
    example.add_example(session)
    mine = [(k, s, b.get("title"), b["date"]) for f, k, s, b in bodies(session) if f == "own"]
    assert ("own.visit", "final", "2025年走访企业", "2025-05-06") in mine
    assert {k for k, _s, _t, _d in mine} == {"own.visit", "own.card"}
    assert {s for _k, s, _t, _d in mine} == {"draft", "final"}
    session.close()
