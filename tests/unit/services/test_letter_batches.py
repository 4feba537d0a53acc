"""Batches that were made: the list of them, how they stand, which letters a step is for, delivery and answers together."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode
from app.services import letter_batch, letter_batches, letters, records, register, undo
from app.services.letter_batch import Plan, Wish
from tests.unit.services.desk import OTHER_PASSWORD, Desk, fitting, refused

KIND, SERIES = "letter.integrity_reminder", "某纪提"


def made(desk: Desk, count: int, topic: str = "廉洁履职") -> list[str]:
    who = tuple(desk.person(f"{topic[:2]}{'一二三四五六七八九'[n]}") for n in range(count))
    plan = letter_batch.plan(desk.session, Wish(KIND, who, {"topic": topic}))
    rows = tuple(letter_batch.Row(r.subject, r.name, r.texts, (), {**r.body, **fitting(desk.session, KIND)}) for r in plan.rows)
    return letter_batch.make(desk.session, Plan(plan.wish, plan.columns, plan.keys, rows)).value


def numbered(desk: Desk, count: int) -> list[str]:
    ids = made(desk, count)
    for step, values in (("submit", {}), ("sign", {"signed_by": desk.principal}), ("number", {})):
        letter_batch.advance_all(desk.session, ids, step, values=values, series=SERIES)
    return ids


def test_the_list_of_batches_says_how_they_stand(desk: Desk) -> None:
    first, second = made(desk, 3), made(desk, 2, "作风建设")
    letter_batch.advance_all(desk.session, first, "submit")
    found = {b.letters: b for b in letter_batches.batches(desk.session)}
    assert found[tuple(first)].words == "审核 3 件"
    assert (found[tuple(second)].words, found[tuple(second)].kind_label, found[tuple(second)].by) == ("草拟 2 件", "廉政提醒函", "王敏")


def test_a_batch_that_was_undone_is_in_the_list_no_more(desk: Desk) -> None:
    made(desk, 2)
    undo.undo(desk.session)
    assert letter_batches.batches(desk.session) == []
    undo.redo(desk.session)
    assert len(letter_batches.batches(desk.session)) == 1


def test_the_latest_batches_come_first_and_no_more_than_asked_for(desk: Desk) -> None:
    for topic in ("廉洁履职", "作风建设", "节日提醒"):
        ids = made(desk, 1, topic)
        desk.session.clock.instant = desk.session.clock.now().replace(minute=desk.session.clock.now().minute + 1)  # type: ignore[attr-defined]
    found = letter_batches.batches(desk.session, 2)
    assert found[0].letters == tuple(ids)
    assert len(found) == 2


def test_who_may_see_no_letter_of_a_batch_sees_no_batch(desk: Desk) -> None:
    made(desk, 2)
    desk.add_account("visitor", "system_admin")
    desk.session = desk.relogin("visitor", OTHER_PASSWORD)
    with refused(ErrorCode.NOT_ALLOWED):
        letter_batches.batches(desk.session)


def test_a_step_is_for_all_letters_that_are_not_beyond_it_or_withdrawn(desk: Desk) -> None:
    ids = made(desk, 4)
    letters.advance(desk.session, ids[1], "withdraw", values={"void_reason": "本人已调离"})
    letters.advance(desk.session, ids[2], "submit")
    ready = letter_batches.ready(desk.session, ids, "submit")
    assert ready.ids == (ids[0], ids[3])
    assert ready.past == (("审核", 1), ("撤回", 1))
    with refused(ErrorCode.BAD_STATE) as failed:
        letter_batches.ready(desk.session, ids, "sign")
    assert failed.error is not None
    assert "第 1 件还在“草拟”" in failed.error.sentence()
    letter_batch.advance_all(desk.session, ready.ids, "submit")
    assert letter_batches.ready(desk.session, ids, "sign").ids == (ids[0], ids[2], ids[3])
    with refused(ErrorCode.BAD_STATE):
        letter_batches.ready(desk.session, ids, "submit")


def test_a_batch_is_delivered_and_its_receipts_are_entered_together(desk: Desk) -> None:
    ids = numbered(desk, 3)
    letter_batch.advance_all(desk.session, ids, "deliver", values={"delivered_at": "2026-11-20", "service": "直接送达"})
    letter_batch.advance_all(desk.session, ids, "receipt", values={"receipt_at": "2026-11-20"})
    for i in ids:
        view = records.get(desk.session, i)
        assert (view.state, view.body["service"], view.body["receipt_at"]) == ("receipted", "直接送达", "2026-11-20")


@pytest.mark.parametrize("step", ["deliver", "receipt"])
def test_a_batch_with_a_letter_that_was_not_numbered_is_not_delivered(desk: Desk, step: str) -> None:
    ids = numbered(desk, 2) + made(desk, 1, "作风建设")
    with refused(ErrorCode.BAD_STATE):
        letter_batches.ready(desk.session, ids, step)


def test_single_letters_of_a_batch_are_void_with_their_numbers_and_the_rest_goes_on(desk: Desk) -> None:
    ids = numbered(desk, 4)
    letter_batch.advance_all(desk.session, [ids[1], ids[2]], "void", values={"void_reason": "单位名称写错"})
    assert [(r.number, r.state_label, r.note) for r in register.register(desk.session, 2026)][1:3] == [
        ("某纪提〔2026〕2号", "作废", "单位名称写错"), ("某纪提〔2026〕3号", "作废", "单位名称写错"),
    ]  # fmt: skip
    ready = letter_batches.ready(desk.session, ids, "deliver")
    assert (ready.ids, ready.past) == ((ids[0], ids[3]), (("作废", 2),))


def test_numbers_of_a_batch_of_last_year_ask_why(desk: Desk) -> None:
    ids = [desk.signed_letter(date="2025-12-29").id for _ in range(2)]
    with refused(ErrorCode.BAD_INPUT):
        letter_batch.advance_all(desk.session, ids, "number", series=SERIES)
    letter_batch.advance_all(desk.session, ids, "number", "年底签发", series=SERIES)
    assert [r.note for r in register.register(desk.session, 2025)] == ["年底签发"] * 2
