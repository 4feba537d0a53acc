"""Judgements by two people: evidence, history, withdrawal, the word of the person concerned."""

from __future__ import annotations

from app.domain.errors import ErrorCode
from app.services import duties, judgements, records, undo, why
from app.services.duties import Explanation
from tests.unit.services.desk import OTHER_PASSWORD, PASSWORD, Desk, refused

MANUAL = "tianshui-2014/3.2/supervise-team"
LAST = "beijing-28/14/principal-last"
BOSS = ("boss", OTHER_PASSWORD)


def explained(desk: Desk, period: str = "2026") -> Explanation:
    return duties.explain(desk.session, MANUAL, period, desk.session.own_unit()[0])


def judged(desk: Desk, state: str, reason: str, *evidence: str, period: str = "2026") -> None:
    at = (MANUAL, period, desk.session.own_unit()[0])
    judgements.approve(desk.session, *at, state, *BOSS, reason, evidence)


def test_the_judgement_is_shown_with_its_evidence_and_who_signed(duty_desk: Desk) -> None:
    duty_desk.add_account("boss", "principal", name="赵文")
    talk = duty_desk.talk(duty_desk.person("李雷"))
    judged(duty_desk, "manual_met", "谈话记录齐全", talk.id)
    found = explained(duty_desk).judged
    assert found is not None
    assert found.now is not None
    assert (found.now.state, found.now.reason, found.now.by) == (
        "manual_met",
        "谈话记录齐全",
        ("王敏", "赵文"),
    )
    assert [row.id for row in found.evidence] == [talk.id]
    assert found.former == ()


def test_a_new_judgement_keeps_the_former_with_its_reason(duty_desk: Desk) -> None:
    duty_desk.add_account("boss", "principal")
    judged(duty_desk, "manual_unmet", "材料不齐")
    judged(duty_desk, "manual_met", "材料补齐")
    one = explained(duty_desk)
    assert one.judged is not None
    assert one.cell.state == "manual_met"
    assert [(f.label, f.reason) for f in one.judged.former] == [("认定未落实", "材料不齐")]
    text = why.as_text(one)
    assert "材料补齐" in text
    assert "以往：" in text
    assert "材料不齐" in text


def test_a_judgement_is_taken_back_by_two_people_with_a_reason_and_that_is_undoable(duty_desk: Desk) -> None:
    duty_desk.add_account("boss", "principal")
    own = duty_desk.session.own_unit()[0]
    with refused(ErrorCode.NOT_FOUND):
        judgements.withdraw(duty_desk.session, MANUAL, "2026", own, *BOSS, "签错了时期")
    judged(duty_desk, "manual_met", "材料齐全")
    with refused(ErrorCode.BAD_INPUT):
        judgements.withdraw(duty_desk.session, MANUAL, "2026", own, *BOSS, " ")
    with refused(ErrorCode.BAD_INPUT):
        judgements.withdraw(duty_desk.session, MANUAL, "2026", own, "clerk", PASSWORD, "签错了时期")
    judgements.withdraw(duty_desk.session, MANUAL, "2026", own, *BOSS, "签错了时期")
    one = explained(duty_desk)
    assert one.cell.state == "manual_pending"
    assert one.judged is not None
    assert one.judged.now is None
    assert [(f.label, f.reason) for f in one.judged.former] == [
        ("已撤回", "签错了时期"),
        ("认定已落实", "材料齐全"),
    ]
    undo.undo(duty_desk.session)
    assert explained(duty_desk).cell.state == "manual_met"
    undo.undo(duty_desk.session)
    assert explained(duty_desk).judged is None


def test_the_person_concerned_has_a_word_that_changes_no_decision(duty_desk: Desk) -> None:
    duty_desk.add_account("boss", "principal")
    own = duty_desk.session.own_unit()[0]
    with refused(ErrorCode.NOT_FOUND):
        judgements.state_own_view(duty_desk.session, MANUAL, "2026", own, "情况属实")
    judged(duty_desk, "manual_unmet", "未见材料")
    judgements.state_own_view(duty_desk.session, MANUAL, "2026", own, "材料在上级处，已补报。")
    found = explained(duty_desk).judged
    assert found is not None
    assert found.now is not None
    assert (found.statement, found.now.state, found.former) == ("材料在上级处，已补报。", "manual_unmet", ())


def test_what_is_too_long_or_not_chosen_says_where(duty_desk: Desk) -> None:
    duty_desk.add_account("boss", "principal")
    own = duty_desk.session.own_unit()[0]
    for state, login, password, reason, where in (
        ("", *BOSS, "理由", "结论"), ("exempt", *BOSS, "长" * 2001, "理由"), ("exempt", "", "", "理由", "第二人"),
        ("exempt", "boss", PASSWORD, "理由", "第二人口令"),
    ):  # fmt: skip
        with refused(ErrorCode.BAD_INPUT, ErrorCode.WRONG_PASSWORD) as failure:
            judgements.approve(duty_desk.session, MANUAL, "2026", own, state, login, password, reason)
        assert failure.error is not None
        assert failure.error.where == where


def test_records_of_the_kinds_the_duty_speaks_of_are_offered_first(duty_desk: Desk) -> None:
    talk = duty_desk.talk(duty_desk.person("李雷"), "2026-02-02", reason="党组会议前沟通")
    records.transition(duty_desk.session, talk.id, "hold")
    meeting = duty_desk.meeting("2026-11-12")
    offered = judgements.evidence_choices(duty_desk.session, MANUAL)
    assert [r.id for r in offered] == [talk.id, meeting.id]
    found = judgements.evidence_choices(duty_desk.session, MANUAL, "党组会议")
    assert [r.id for r in found] == [talk.id, meeting.id]
    assert judgements.evidence_choices(duty_desk.session, MANUAL, "查无此事") == []


def test_one_record_is_judged_apart_from_the_others_of_its_year(duty_desk: Desk) -> None:
    duty_desk.add_account("boss", "principal")
    session, own = duty_desk.session, duty_desk.session.own_unit()[0]
    first, second = duty_desk.meeting("2026-03-12"), duty_desk.meeting("2026-04-12")
    for one in (first, second):
        records.transition(session, one.id, "finalise")
    at = (LAST, "2026", own)
    assert {duties.explain(session, *at, one.id).cell.state for one in (first, second)} == {"undetermined"}
    judgements.approve(session, *at, "manual_met", *BOSS, "纸质记录写明次序", record=first.id)
    judged_row, other = duties.explain(session, *at, first.id), duties.explain(session, *at, second.id)
    assert (judged_row.cell.state, other.cell.state) == ("manual_met", "undetermined")
    assert other.judged is None
    assert judged_row.judged is not None
    assert judged_row.judged.record == first.id
    judgements.withdraw(session, *at, *BOSS, "纸质记录有误", first.id)
    assert duties.explain(session, *at, first.id).cell.state == "undetermined"


def test_a_judgement_of_all_records_gives_way_to_that_of_one(duty_desk: Desk) -> None:
    duty_desk.add_account("boss", "principal")
    session, own = duty_desk.session, duty_desk.session.own_unit()[0]
    first, second = duty_desk.meeting("2026-03-12"), duty_desk.meeting("2026-04-12")
    for one in (first, second):
        records.transition(session, one.id, "finalise")
    at = (LAST, "2026", own)
    judgements.approve(session, *at, "exempt", *BOSS, "全年由上级统一记录")
    judgements.approve(session, *at, "manual_unmet", *BOSS, "没有找到记录", record=second.id)
    found = [duties.explain(session, *at, one.id).cell.state for one in (first, second)]
    assert found == ["exempt", "manual_unmet"]
