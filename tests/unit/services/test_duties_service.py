"""Duties over the store: settings by year, approvals by two, the board, the answer to why, the home page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import ErrorCode
from app.services import (
    duties,
    duty_settings,
    evaluation,
    example,
    gap_letters,
    home,
    judgements,
    letters,
    lists,
    records,
    task_groups,
    tasks,
    undo,
)
from app.services.duty_filter import DutyFilter
from app.services.gaps import duty_key
from app.services.tasks import TaskScope
from tests.unit.services.desk import OTHER_PASSWORD, PASSWORD, Desk, new_office, refused, snapshot

DUTY = "tianshui-2014/5.3/principal-member-talk-yearly"
WITH_NUMBER = "beijing-28/12/principal-heart-talk"


@pytest.fixture(scope="module")
def example_desk(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Iterator[Desk]:
    """An office with two years of example records."""
    made = Desk(new_office(tmp_path_factory.mktemp("example"), catalog).session)
    example.add_example(made.session, years=2, seed=3)
    yield made
    made.session.close()


def states(desk: Desk, duty: str = DUTY, since: int | None = None) -> dict[str, str]:
    """State of a duty by period."""
    found = evaluation.evaluation(desk.session, since)
    return {r.period: r.state.value for r in found.results if r.duty == duty}


def test_nothing_is_judged_until_a_pack_is_switched_on(desk: Desk) -> None:
    assert duties.board(desk.session, 2026).rows == ()
    duty_settings.set_pack(desk.session, "beijing-28", True, 2026)
    assert duties.board(desk.session, 2026).rows
    undo.undo(desk.session)
    assert duties.board(desk.session, 2026).rows == ()


def test_a_setting_holds_from_its_year_on_and_leaves_past_years_alone(duty_desk: Desk) -> None:
    duty_desk.person("李雷")
    before = states(duty_desk)
    assert set(before) == {"2025", "2026"}
    duty_settings.set_duty(duty_desk.session, DUTY, False, 2026)
    assert states(duty_desk) == {"2025": before["2025"]}
    duty_settings.set_duty(duty_desk.session, DUTY, True, 2026)
    assert states(duty_desk) == before


def test_parameters_of_a_year_do_not_change_how_the_last_was_judged(duty_desk: Desk) -> None:
    li = duty_desk.person("李雷")
    duty_settings.set_duty(duty_desk.session, WITH_NUMBER, True, 2025)
    for day in ("2025-03-03", "2026-03-03"):
        view = duty_desk.talk(li, day)
        records.transition(duty_desk.session, view.id, "hold")

    def needs() -> dict[str, tuple[int, int]]:
        found = evaluation.evaluation(duty_desk.session).results
        return {r.period: (r.count, r.need) for r in found if r.duty == WITH_NUMBER}

    rows = needs()
    duty_settings.set_parameters(duty_desk.session, WITH_NUMBER, {"min_per_year": 5}, 2026)
    after = needs()
    assert after["2025"] == rows["2025"]
    assert after["2026"][1] > rows["2026"][1]
    row = next(d for p in duty_settings.packs(duty_desk.session, 2026) for d in p.duties if d.id == WITH_NUMBER)
    assert row.params["min_per_year"] == 5
    earlier = next(d for p in duty_settings.packs(duty_desk.session, 2025) for d in p.duties if d.id == WITH_NUMBER)
    assert earlier.params["min_per_year"] == 1


@pytest.mark.parametrize("values", [{"x": 1}, {"min_per_year": -1}, {"min_per_year": "很多"}, {"min_per_year": [1]},
                                    {"min_per_year": float("nan")}, {"min_per_year": True}])  # fmt: skip
def test_a_parameter_that_makes_no_sense_is_refused(duty_desk: Desk, values: dict[str, object]) -> None:
    with refused(ErrorCode.BAD_INPUT):
        duty_settings.set_parameters(duty_desk.session, WITH_NUMBER, values, 2026)


def test_a_year_far_back_is_not_judged_by_records_that_were_not_read(duty_desk: Desk) -> None:
    old = duty_desk.talk(duty_desk.person("李雷"), "2019-05-05", kind="talk.admonish")
    assert old.date == "2019-05-05"
    years = {r.period[:4] for r in evaluation.evaluation(duty_desk.session).results if r.period[:4].isdigit()}
    assert years == {"2025", "2026"}


def test_an_evaluation_is_kept_until_something_changes_or_the_day_does(duty_desk: Desk) -> None:
    first = evaluation.evaluation(duty_desk.session)
    assert evaluation.evaluation(duty_desk.session) is first
    earlier = evaluation.evaluation(duty_desk.session, 2024)
    assert evaluation.evaluation(duty_desk.session) is first
    assert evaluation.evaluation(duty_desk.session, 2024) is earlier
    duty_desk.person("李雷")
    second = evaluation.evaluation(duty_desk.session)
    assert second is not first
    duty_desk.session.clock.instant += dt.timedelta(days=1)  # type: ignore[attr-defined]
    assert evaluation.evaluation(duty_desk.session) is not second


def test_an_approval_needs_two_people_and_a_reason(duty_desk: Desk) -> None:
    session = duty_desk.session
    duty_desk.add_account("boss", "principal")
    duty_desk.add_account("clerk2", "org_clerk")
    own = session.own_unit()[0]
    duty_desk.person("李雷")
    row = next(r for r in evaluation.evaluation(session).results if r.duty == DUTY and r.period == "2025")
    at = (DUTY, row.period, row.subject)
    before = snapshot(session)
    with refused(ErrorCode.BAD_INPUT):
        judgements.approve(session, *at, "exempt", "boss", OTHER_PASSWORD, "  ")
    with refused(ErrorCode.BAD_INPUT):
        judgements.approve(session, *at, "met", "boss", OTHER_PASSWORD, "理由")
    with refused(ErrorCode.BAD_INPUT):
        judgements.approve(session, *at, "exempt", "clerk", PASSWORD, "理由")
    with refused(ErrorCode.WRONG_PASSWORD):
        judgements.approve(session, *at, "exempt", "boss", PASSWORD, "理由")
    with refused(ErrorCode.NOT_ALLOWED):
        judgements.approve(session, *at, "exempt", "clerk2", OTHER_PASSWORD, "理由")
    with refused(ErrorCode.NOT_FOUND):
        judgements.approve(session, "no/such/duty", "2025", own, "exempt", "boss", OTHER_PASSWORD, "理由")
    assert snapshot(session) == before
    judgements.approve(session, *at, "exempt", "boss", OTHER_PASSWORD, "当年未设此项")
    assert states(duty_desk)["2025"] == "exempt"
    undo.undo(session)
    assert states(duty_desk)["2025"] == row.state.value


def test_the_board_counts_what_it_shows_and_filters_it(example_desk: Desk) -> None:
    session = example_desk.session
    board = duties.board(session, 2026)
    cells = [c for row in board.rows for c in row.cells]
    counted: dict[str, int] = {}
    for cell in cells:
        counted[cell.state] = counted.get(cell.state, 0) + 1
    assert board.counts == counted
    assert sum(counted.values()) > 100
    assert {c.state for row in duties.board(session, 2026, DutyFilter(states=("met",))).rows for c in row.cells} == {"met"}
    pack = duties.board(session, 2026, DutyFilter(pack="beijing-28"))
    assert pack.rows
    assert all(row.duty.startswith("beijing-28/") for row in pack.rows)
    person = next(c.subject for c in cells if c.subject.startswith("p"))
    rows = duties.board(session, 2026, DutyFilter(person=person)).rows
    assert 0 < len(rows) < len(board.rows)
    assert all(person in row.people for row in rows)
    assert all(c.period_label and c.state_label and c.tone for c in cells)


def test_every_cell_of_every_year_can_be_explained(example_desk: Desk) -> None:
    session = example_desk.session
    for year in (2025, 2026):
        for row in duties.board(session, year).rows:
            for cell in row.cells[:2]:
                told = duties.explain(session, cell.duty, cell.period, cell.subject, cell.record)
                assert told.cell == cell
                assert told.title
                assert told.article_text
                assert told.next_step.endswith("。")
                shown = " ".join((told.title, told.subject_period, told.note, *told.missing))
                assert session.own_unit()[0] not in shown
                if cell.state in ("overdue", "partial", "violated"):
                    assert told.letters


def test_a_cell_that_is_not_there_is_not_found(example_desk: Desk) -> None:
    with refused(ErrorCode.NOT_FOUND):
        duties.explain(example_desk.session, "no/such", "2026", "u")


def test_the_home_page_adds_up(example_desk: Desk) -> None:
    session = example_desk.session
    page = home.home(session)
    listed = tasks.tasks(session, TaskScope(office=True))
    numbers = task_groups.counts(listed.tasks, listed.as_of)
    found = evaluation.evaluation(session)
    late = [r for r in found.results if r.state.value == "overdue" and r.due is not None and r.due.year == 2026 and r.period[:4] == "2026"]
    assert late
    assert {(t.explain.duty, t.explain.period, t.explain.subject) for t in listed.tasks if t.explain is not None and t.state == "overdue"} >= {
        (r.duty, r.period, r.subject) for r in late
    }
    assert [c.number for c in page.cards[:3]] == [numbers["late"], numbers["quarter"], numbers["waiting"]]
    assert page.spans == {s: numbers[s] for s in ("week", "month", "quarter")}
    assert page.example
    assert len(page.recent) == 8
    assert page.percent is not None
    assert 0 < page.percent < 100
    assert page.date_label.startswith("2026 年 11 月 20 日 星期五")
    assert len(page.todo) + page.more >= numbers["late"]
    for todo in page.todo[:20]:
        place = todo.task.explain if todo.task is not None else None
        if place is not None:
            assert duties.explain(session, place.duty, place.period, place.subject, place.record).cell.duty == place.duty
def test_every_kind_of_letter_can_be_drafted_from_a_gap_and_previewed(example_desk: Desk) -> None:
    session = example_desk.session
    gaps = [c for row in duties.board(session, 2026).rows for c in row.cells if c.state in ("overdue", "violated")]
    tried = set()
    for cell in gaps:
        for kind, _label in duties.explain(session, cell.duty, cell.period, cell.subject).letters:
            if kind in tried:
                continue
            tried.add(kind)
            body = gap_letters.draft(session, kind, [duty_key(cell.duty, cell.period, cell.subject, cell.record)])
            assert body["duty"] == cell.duty
            assert body["title"]
            assert "。。" not in body["facts"]
            saved = records.save(session, "letter", kind, body).value
            assert letters.preview_pdf(session, kind, saved.body).pages >= 1
            records.delete(session, [saved.id])
    assert len(tried) >= 2


def test_a_registered_record_turns_overdue_into_met_and_undo_turns_it_back(duty_desk: Desk) -> None:
    li = duty_desk.person("李雷")
    assert states(duty_desk)["2025"] == "overdue"
    view = duty_desk.talk(li, "2025-03-03")
    records.transition(duty_desk.session, view.id, "hold")
    assert states(duty_desk)["2025"] in ("met", "partial")
    undo.undo(duty_desk.session)
    assert states(duty_desk)["2025"] == "overdue"


def test_the_example_goes_away_whole_and_comes_back_by_undo(duty_desk: Desk) -> None:
    session = duty_desk.session
    before = snapshot(session)
    added = example.add_example(session, years=1, seed=2)
    assert added.value > 100
    assert example.has_example(session)
    with_example = snapshot(session)
    assert example.remove_example(session).value == added.value
    assert not example.has_example(session)
    assert snapshot(session) == before
    assert not lists.list_ids(session, lists.ListQuery(session.visible_forms()))
    undo.undo(session)
    assert snapshot(session) == with_example
    undo.redo(session)
    assert snapshot(session) == before


def test_what_a_person_typed_stays_with_the_names_it_mentions(duty_desk: Desk) -> None:
    session = duty_desk.session
    example.add_example(session, years=1, seed=2)
    from app.services import people

    guest = next(p for p in people.people(session) if p.name != "周明远")
    kept = duty_desk.talk(guest.id)
    example.remove_example(session)
    assert records.get(session, kept.id).labels[guest.id] == guest.name
    assert [p.name for p in people.people(session)] == sorted(["周明远", guest.name])
    again = records.save(session, "talk", kept.kind, {**kept.body, "place": "甲"}, kept.id)
    assert again.value.body["place"] == "甲"


def test_the_same_seed_gives_the_same_example(duty_desk: Desk, tmp_path: object, catalog: Catalog) -> None:
    from pathlib import Path

    other = Desk(new_office(Path(str(tmp_path)) / "second", catalog).session)
    told = []
    for desk in (duty_desk, other):
        example.add_example(desk.session, years=1, seed=9)
        query = lists.ListQuery(desk.session.visible_forms())
        found = lists.rows(desk.session, query.forms, lists.list_ids(desk.session, query))
        told.append([(r.kind, r.title, r.date, r.state, r.actor) for r in found])
    other.session.close()
    assert told[0] == told[1]


def test_an_event_is_judged_by_the_settings_of_its_year(duty_desk: Desk) -> None:
    session, duty = duty_desk.session, "beijing-28/13/special-dem-life"
    events = {}
    for day in ("2025-03-01", "2026-03-01"):
        body = {"title": "重大决策失误", "date": day, "subject": [duty_desk.principal]}
        events[records.save(session, "event", "event.decision_error", body).value.id] = day[:4]
    duty_settings.set_parameters(session, duty, {"within_days": 400}, 2026)
    found = evaluation.evaluation(session).results
    assert {events[r.period]: r.state.value for r in found if r.duty == duty} == {"2025": "overdue", "2026": "due"}
