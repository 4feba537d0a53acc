"""A row of the rectification ledger: closing by two people, a longer limit and lasting work only by approval."""

from __future__ import annotations

from typing import Any

from app.domain.errors import ErrorCode
from app.services import records
from app.services.records import RecordView
from app.services.session import Session
from tests.unit.services.desk import OTHER_PASSWORD, Desk, refused


def row(desk: Desk, **fields: Any) -> RecordView:
    body = {
        "title": "会议记录未写明表态次序", "date": "2026-05-06", "source": "inspection", "due": "2026-09-30",
        "measures": "统一记录格式", "reviewer": desk.principal, "opinion": "材料齐全", "plan_signed_at": "2026-05-20",
        "progress": [{"date": "2026-08-01", "text": "已修订议事规则"}],
    }  # fmt: skip
    return records.save(desk.session, "rectification", "ledger.rectification", {**body, **fields}).value


def steps(session: Session, record: str, *names: str) -> RecordView:
    for name in names:
        records.transition(session, record, name)
    return records.get(session, record)




def test_who_verified_a_row_does_not_also_close_it(desk: Desk) -> None:
    one = steps(desk.session, row(desk).id, "sign_plan", "start", "report").id
    desk.add_account("second", "discipline_secretary", name="赵文")
    other = desk.relogin("second", OTHER_PASSWORD)
    records.transition(other, one, "verify")
    with refused(ErrorCode.BAD_STATE) as told:
        records.transition(other, one, "close", values={"closed_at": "2026-09-20"})
    assert told.error is not None
    assert "审核通过" in told.error.message
    desk.session = other
    first = desk.relogin()
    assert records.transition(first, one, "close", values={"closed_at": "2026-09-20"}).value.state == "closed"
    first.close()


def test_nothing_is_closed_without_evidence(desk: Desk) -> None:
    one = steps(desk.session, row(desk, progress=[]).id, "sign_plan", "start", "report").id
    desk.add_account("second", "discipline_secretary", name="赵文")
    other = desk.relogin("second", OTHER_PASSWORD)
    records.transition(other, one, "verify")
    desk.session = other
    first = desk.relogin()
    with refused(ErrorCode.BAD_INPUT) as told:
        records.transition(first, one, "close", values={"closed_at": "2026-09-20"})
    assert told.error is not None
    assert "佐证" in told.error.message
    first.close()


def test_a_longer_limit_is_approved_by_another_person_and_the_first_limit_stays(desk: Desk) -> None:
    one = steps(desk.session, row(desk).id, "sign_plan", "start").id
    asked = {"extension_until": "2026-11-30", "extension_reason": "项目验收推迟"}
    with refused(ErrorCode.BAD_INPUT):
        records.transition(desk.session, one, "ask_extension", values={**asked, "extension_until": "2026-09-30"})
    records.transition(desk.session, one, "ask_extension", values=asked)
    given = {"extension_by": desk.principal, "extension_at": "2026-09-20"}
    with refused(ErrorCode.BAD_STATE):
        records.transition(desk.session, one, "approve_extension", values=given)
    desk.add_account("second", "discipline_secretary", name="赵文")
    other = desk.relogin("second", OTHER_PASSWORD)
    approved = records.transition(other, one, "approve_extension", values=given).value
    assert (approved.state, approved.due, approved.body["first_due"]) == ("in_progress", "2026-11-30", "2026-09-30")
    later = {"extension_until": "2026-12-31", "extension_reason": "再延一个月"}
    desk.session = other
    again = desk.relogin()
    records.transition(again, one, "ask_extension", values=later)
    desk.session = again
    other = desk.relogin("second", OTHER_PASSWORD)
    approved = records.transition(other, one, "approve_extension", values={**given, "extension_at": "2026-11-28"}).value
    assert (approved.due, approved.body["first_due"]) == ("2026-12-31", "2026-09-30")
    other.close()


def test_lasting_work_is_approved_reviewed_and_can_still_be_finished(desk: Desk) -> None:
    one = steps(desk.session, row(desk).id, "sign_plan", "start").id
    records.transition(desk.session, one, "ask_long", values={"long_reason": "制度已建，要长期执行"})
    desk.add_account("second", "discipline_secretary", name="赵文")
    other = desk.relogin("second", OTHER_PASSWORD)
    with refused(ErrorCode.BAD_INPUT):
        records.transition(other, one, "approve_long")
    long_term = {"long_by": desk.principal, "long_at": "2026-09-20"}
    assert records.transition(other, one, "approve_long", values=long_term).value.state == "long_term"
    reviewed = {"long_review_at": "2026-11-18", "long_review": "执行正常"}
    assert records.transition(other, one, "review_long", values=reviewed).value.state == "long_term"
    assert records.transition(other, one, "report").value.state == "reported"
    other.close()
