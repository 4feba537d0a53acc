"""Draws by lot: the seed before the list, the share rounded up, nobody twice, repeatable by an inspector."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.errors import ErrorCode
from app.services import draws, draws_print, duty_settings, evaluation, records, undo
from app.services.draws_population import CLUES, INQUIRIES, PEOPLE
from app.services.records import RecordView
from app.store import queries
from app.store.record_adapter import snapshot_of
from tests.unit.services.desk import Desk, refused
from tests.unit.services.lots import clues, inquiries, inquiry, obliged

SEED = "8412 0097"


def taken(desk: Desk, kind: str, seed: str = SEED, year: int = 2026) -> RecordView:
    """A draw from the fixed seed to the result."""
    fixed = draws.fix_seed(desk.session, kind, year, seed=seed, witnesses=["李雷", "韩梅梅"]).value
    return draws.draw(desk.session, fixed.id).value


def marks(view: RecordView, mark: str) -> list[str]:
    """What got a mark in a draw."""
    return [r.get("record") or r["person"] for r in view.body["draw_list"] if r["mark"] == mark]


@pytest.mark.parametrize(("closed", "number"), [(1, 1), (10, 1), (11, 2)])
def test_of_ten_one_is_drawn_and_of_eleven_two(desk: Desk, closed: int, number: int) -> None:
    ids = inquiries(desk, closed)
    view = taken(desk, INQUIRIES)
    drawn = marks(view, "drawn")
    assert len(drawn) == number == view.body["draw_number"]
    assert set(drawn) <= set(ids)
    assert view.body["links"] == sorted(drawn, key=view.body["links"].index)
    assert view.body["draw_rate"] == "10%"
    assert view.body["draw_population"] == closed
    assert [i for i in ids if records.get(desk.session, i).body.get("sampled")] == [i for i in ids if i in drawn]


def test_nothing_closed_is_not_applicable_and_the_seed_waits(desk: Desk) -> None:
    fixed = draws.fix_seed(desk.session, INQUIRIES, 2026).value
    assert draws.preview(desk.session, fixed.id).word == "不适用"
    with refused(ErrorCode.BAD_STATE):
        draws.draw(desk.session, fixed.id)
    inquiries(desk, 1)
    assert draws.draw(desk.session, fixed.id).value.body["draw_number"] == 1


def test_only_closed_inquiries_of_the_year_are_on_the_list(desk: Desk) -> None:
    inquiry(desk, 1, year=2025)
    inquiry(desk, 2, closed=False)
    one = inquiry(desk, 3)
    assert [r["record"] for r in taken(desk, INQUIRIES).body["draw_list"]] == [one]


def test_a_closing_known_only_as_an_event_is_on_the_list_once(desk: Desk) -> None:
    talk = inquiry(desk, 1)
    event = {"title": "了结", "date": "2026-05-20"}
    records.save(desk.session, "event", "event.inquiry_closed", {**event, "links": [talk]})
    alone = records.save(desk.session, "event", "event.inquiry_closed", event).value.id
    assert {r["record"] for r in taken(desk, INQUIRIES).body["draw_list"]} == {talk, alone}


def test_the_untruthful_are_verified_all_and_take_no_part(desk: Desk) -> None:
    inquiries(desk, 9)
    worse = [inquiry(desk, 20 + n, conclusion="untruthful") for n in range(3)]
    view = taken(desk, INQUIRIES)
    assert sorted(marks(view, "all")) == sorted(worse)
    assert len(marks(view, "drawn")) == 2


def test_a_topping_up_draw_leaves_those_already_drawn(desk: Desk) -> None:
    inquiries(desk, 10)
    first = marks(taken(desk, INQUIRIES), "drawn")
    inquiries(desk, 11, start=40)
    second = taken(desk, INQUIRIES, "另外一个种子")
    assert marks(second, "before") == first
    assert len(marks(second, "drawn")) == 2
    assert not set(marks(second, "drawn")) & set(first)


def test_enough_drawn_is_said_and_nothing_is_drawn(desk: Desk) -> None:
    inquiries(desk, 5)
    taken(desk, INQUIRIES)
    fixed = draws.fix_seed(desk.session, INQUIRIES, 2026).value
    assert draws.preview(desk.session, fixed.id).word == "已抽够"
    with refused(ErrorCode.BAD_STATE):
        draws.draw(desk.session, fixed.id)


def test_one_undo_takes_back_the_draw_but_not_the_seed(desk: Desk) -> None:
    ids = inquiries(desk, 10)
    view = taken(desk, INQUIRIES)
    undo.undo(desk.session)
    assert not [i for i in ids if records.get(desk.session, i).body.get("sampled")]
    assert undo.undo(desk.session) is None
    again = draws.draw(desk.session, view.id).value
    assert marks(again, "drawn") == marks(view, "drawn")


def test_one_seed_at_a_time(desk: Desk) -> None:
    draws.fix_seed(desk.session, INQUIRIES, 2026)
    with refused(ErrorCode.BAD_STATE):
        draws.fix_seed(desk.session, INQUIRIES, 2026)
    draws.fix_seed(desk.session, INQUIRIES, 2025)


@pytest.mark.parametrize(("seed", "witnesses"), [("123", ["李雷"]), ("一二三\n四五六", ["李雷"]), ("123456", []), ("7" * 201, ["李雷"])])
def test_a_seed_that_nobody_could_repeat_is_refused(desk: Desk, seed: str, witnesses: list[str]) -> None:
    with refused(ErrorCode.BAD_INPUT):
        draws.fix_seed(desk.session, INQUIRIES, 2026, seed=seed, witnesses=witnesses)


def test_the_seed_is_written_down_with_its_witnesses_before_the_draw(desk: Desk) -> None:
    view = draws.fix_seed(desk.session, INQUIRIES, 2026, seed=f" {SEED} ", witnesses=["李雷"]).value
    assert view.state == "seeded"
    assert (view.body["draw_seed"], view.body["draw_witnesses"]) == (SEED, "李雷")
    assert view.body["draw_method"] == "SHA256-1"
    assert "draw_list" not in view.body


def test_a_fixed_seed_is_neither_deleted_nor_changed_nor_passed_over(desk: Desk) -> None:
    inquiries(desk, 10)
    view = draws.fix_seed(desk.session, INQUIRIES, 2026, seed=SEED, witnesses=["李雷"]).value
    with refused(ErrorCode.FINALISED):
        records.delete(desk.session, [view.id])
    with refused(ErrorCode.FINALISED):
        records.save(desk.session, "inspection", INQUIRIES, {**view.body, "title": "别的"}, view.id)
    with refused(ErrorCode.BAD_STATE):
        records.transition(desk.session, view.id, "draw")
    assert draws.draw(desk.session, view.id).value.state == "doing"


def test_whom_drawn_clues_are_about_stays_with_the_clues(desk: Desk) -> None:
    who = desk.person("何文博")
    for one in clues(desk, 3):
        view = records.get(desk.session, one)
        records.save(desk.session, "clue", view.kind, {**view.body, "subject": [who]}, one)
    duty_settings.set_parameters(desk.session, "binhai-2021/47/clue-recheck", {"ratio": 1}, 2026)
    body = taken(desk, CLUES).body
    assert len(body["links"]) == 3
    assert "persons" not in body


def test_nobody_can_type_what_a_draw_came_to(desk: Desk) -> None:
    inquiries(desk, 10)
    view = taken(desk, INQUIRIES)
    typed = {**view.body, "draw_seed": "另一个种子", "draw_number": 9, "draw_list": []}
    after = records.save(desk.session, "inspection", INQUIRIES, typed, view.id).value
    assert after.body["draw_seed"] == SEED
    assert after.body["draw_list"] == view.body["draw_list"]
    made = records.save(desk.session, "inspection", INQUIRIES, {"date": "2026-11-20", "draw_seed": SEED, "draw_number": 3})
    assert "draw_seed" not in made.value.body


def test_repeating_a_draw_gives_the_same(desk: Desk) -> None:
    inquiries(desk, 21)
    verdict = draws.verify(desk.session, taken(desk, INQUIRIES).id)
    assert (verdict.word, verdict.differences) == ("一致", ())


def test_what_was_closed_after_the_draw_is_said_but_is_no_difference(desk: Desk) -> None:
    inquiries(desk, 10)
    view = taken(desk, INQUIRIES)
    inquiries(desk, 2, start=50)
    verdict = draws.verify(desk.session, view.id)
    assert verdict.same
    assert "2" in verdict.now


def _rewrite(desk: Desk, record: str, **fields: object) -> None:
    """Somebody changes a record past the services."""
    with desk.session.store.change(desk.session.actor(), "test", "改动") as uow:
        row = queries.row_by_id(uow.conn, record)
        before = snapshot_of(row)
        uow.put("record", record, {**before, "body": {**before["body"], **fields}})


def test_another_seed_another_list_and_swapped_results_are_found(desk: Desk) -> None:
    inquiries(desk, 30)
    view = taken(desk, INQUIRIES)
    rows = json.loads(json.dumps(view.body["draw_list"]))
    drawn = next(r for r in rows if r["mark"] == "drawn")
    other = next(r for r in rows if r["mark"] == "rest")
    drawn["mark"], other["mark"] = other["mark"], drawn["mark"]
    _rewrite(desk, view.id, draw_list=rows)
    swapped = draws.verify(desk.session, view.id)
    names = {records.get(desk.session, r["record"]).title for r in (drawn, other)}
    assert swapped.word == "不一致"
    assert names <= {name for name, _why in swapped.differences}
    _rewrite(desk, view.id, draw_list=view.body["draw_list"][1:])
    assert "名单" in {name for name, _why in draws.verify(desk.session, view.id).differences}
    _rewrite(desk, view.id, draw_list=view.body["draw_list"], draw_seed="换了一个种子")
    assert not draws.verify(desk.session, view.id).same


def test_a_drawn_one_struck_from_the_links_or_unmarked_is_found(desk: Desk) -> None:
    inquiries(desk, 10)
    view = taken(desk, INQUIRIES)
    records.save(desk.session, "inspection", INQUIRIES, {**view.body, "links": []}, view.id)
    assert not draws.verify(desk.session, view.id).same
    records.save(desk.session, "inspection", INQUIRIES, view.body, view.id)
    assert draws.verify(desk.session, view.id).same
    _rewrite(desk, marks(view, "drawn")[0], sampled=False)
    assert not draws.verify(desk.session, view.id).same


def test_of_a_hundred_ten_are_drawn_and_two_of_twenty_principals_besides(desk: Desk) -> None:
    ids, heads = obliged(desk, 100, 20)
    view = taken(desk, PEOPLE)
    persons, extra = view.body["persons"], view.body["principals_extra"]
    assert (len(persons), len(extra)) == (10, 2)
    assert set(persons) <= set(ids)
    assert set(extra) <= set(heads)
    assert not set(persons) & set(extra)
    assert draws.verify(desk.session, view.id).same


def test_a_second_draw_of_people_draws_nobody_again(desk: Desk) -> None:
    ids, heads = obliged(desk, 100, 20)
    first = taken(desk, PEOPLE)
    more = [*ids, *obliged(desk, 15, 0, start=200)[0]]
    duty_settings.set_lists(desk.session, "personal_matters_obligated", {"2026": more})
    duty_settings.set_lists(desk.session, "principals", {"2026": heads})
    second = taken(desk, PEOPLE, "second seed")
    assert len(second.body["persons"]) == 2
    assert "principals_extra" not in second.body
    before = {*first.body["persons"], *first.body["principals_extra"]}
    assert not before & set(second.body["persons"])


def test_without_the_list_of_people_it_waits_for_the_unit(desk: Desk) -> None:
    fixed = draws.fix_seed(desk.session, PEOPLE, 2026).value
    assert draws.preview(desk.session, fixed.id).word == "待配置"


def test_clues_wait_until_the_unit_has_set_a_share(desk: Desk) -> None:
    clues(desk, 7)
    fixed = draws.fix_seed(desk.session, CLUES, 2026).value
    assert draws.preview(desk.session, fixed.id).word == "待配置"
    with refused(ErrorCode.BAD_STATE):
        draws.draw(desk.session, fixed.id)
    duty_settings.set_parameters(desk.session, "binhai-2021/47/clue-recheck", {"ratio": 0.3}, 2026)
    view = draws.draw(desk.session, fixed.id).value
    assert len(marks(view, "drawn")) == 3
    assert draws.verify(desk.session, view.id).same


def test_the_duty_counts_what_was_drawn(duty_desk: Desk) -> None:
    inquiries(duty_desk, 11)
    view = draws.fix_seed(duty_desk.session, INQUIRIES, 2026).value

    def row() -> tuple[str, int, int]:
        rows = evaluation.evaluation(duty_desk.session).results
        found = next(r for r in rows if r.duty == "binhai-2021/60/inquiry-10pct" and r.period == "2026")
        return str(found.state), found.count, found.need

    assert row() == ("due", 0, 2)
    draws.draw(duty_desk.session, view.id)
    assert row() == ("met", 2, 2)


def test_who_may_not_see_clues_cannot_draw_from_them(desk: Desk) -> None:
    clues(desk, 2)
    desk.add_account("member", "member")
    with refused(ErrorCode.NOT_ALLOWED):
        draws.fix_seed(Desk(desk.relogin("member", "大江东去浪淘尽千古风流")).session, CLUES, 2026)


def test_the_protocol_says_all_that_is_needed_to_repeat_the_draw(desk: Desk, tmp_path: Path) -> None:
    ids = inquiries(desk, 11)
    view = taken(desk, INQUIRIES)
    made = draws_print.protocol(desk.session, view.id)
    text = "\n".join([made.title, *(p.text for p in made.body), *(p.text for a in made.attachments for p in a.body)])
    for wanted in (SEED, "李雷、韩梅梅", "SHA-256", "10%", view.body["draw_digest"], "共11件", "一致", *ids):
        assert wanted in text
    assert [p.suffix for p in draws_print.save_protocol(desk.session, view.id, tmp_path)] == [".docx", ".pdf"]
    assert draws_print.protocol_pdf(desk.session, view.id).startswith(b"%PDF")
