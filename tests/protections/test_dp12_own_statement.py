"""DP-12: a statement is the person's own, or registered from the signed paper by whoever registers confirmations."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.errors import ErrorCode
from app.services import records
from app.store import office as office_rows
from tests.unit.services.desk import Desk, refused

Other = Callable[..., None]


def refusals(desk: Desk) -> list[str]:
    """Lines of the security log about refused statements."""
    with desk.session.office.read() as conn:
        return [r.detail for r in office_rows.log_rows(conn, 100) if r.action == "refused"]


def held(desk: Desk, who: str) -> records.RecordView:
    made = desk.talk(who, kind="talk.admonish")
    return records.transition(desk.session, made.id, "hold").value


def fill(desk: Desk, view: records.RecordView) -> records.RecordView:
    return records.save(desk.session, "talk", view.kind, {**view.body, "own_statement": "认识到问题"}, view.id).value


def test_a_clerk_who_registers_confirmations_enters_the_signed_paper(desk: Desk) -> None:
    assert fill(desk, held(desk, desk.person("李雷"))).body["own_statement"] == "认识到问题"


def test_others_may_not_fill_it_in_and_the_attempt_is_kept(desk: Desk, other: Other) -> None:
    view, clerk = held(desk, desk.person("李雷")), desk.session.user
    other("inspection_clerk")
    with refused(ErrorCode.NOT_ALLOWED):
        fill(desk, view)
    desk.session.user = clerk
    assert "own_statement" not in records.get(desk.session, view.id).body
    assert refusals(desk) == [f"own_statement {view.id}"]


def test_the_person_fills_in_the_own_statement_without_that_right(desk: Desk, other: Other) -> None:
    who = desk.person("李雷")
    view = held(desk, who)
    other("inspection_clerk", person=who)
    assert fill(desk, view).body["own_statement"] == "认识到问题"


def test_somebody_elses_account_is_not_the_persons(desk: Desk, other: Other) -> None:
    view, stranger = held(desk, desk.person("李雷")), desk.person("韩梅梅")
    other("inspection_clerk", person=stranger)
    with refused(ErrorCode.NOT_ALLOWED):
        fill(desk, view)


def test_a_statement_that_stands_may_stay_when_others_change_the_rest(desk: Desk, other: Other) -> None:
    view = fill(desk, held(desk, desk.person("李雷")))
    other("inspection_clerk")
    after = records.save(desk.session, "talk", view.kind, {**view.body, "place": "会议室"}, view.id).value
    assert after.body["own_statement"] == "认识到问题"
    with refused(ErrorCode.NOT_ALLOWED):
        records.save(desk.session, "talk", view.kind, {**view.body, "own_statement": "改成别的话"}, view.id)


def test_a_talk_is_not_confirmed_without_a_statement(desk: Desk) -> None:
    view = held(desk, desk.person("李雷"))
    with refused(ErrorCode.BAD_INPUT):
        records.transition(desk.session, view.id, "confirm")
