"""DP-11, DP-13, DP-14: what letters may say of people: verified, studied together, settled, and never by one alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.errors import ErrorCode
from app.services import letters, records
from app.services.records import RecordView
from tests.protections.cases import clue, held_meeting, reply, settled_talk
from tests.unit.services.desk import Desk, refused

Other = Callable[..., None]


def sign(desk: Desk, view: RecordView, **values: str) -> RecordView:
    return letters.advance(desk.session, view.id, "sign", values={"signed_by": desk.principal, **values}).value


def test_a_reply_does_not_rest_on_a_clue_without_conclusion(desk: Desk) -> None:
    who = desk.person("李雷")
    with refused(ErrorCode.BAD_INPUT):
        reply(desk, who, basis_records=[clue(desk, closed=False)])


def test_a_reply_does_not_mention_an_open_clue_about_its_subject(desk: Desk) -> None:
    who = desk.person("李雷")
    made = clue(desk, closed=False, subject=[who])
    text = [{"id": "b1", "level": 0, "text": "经集体研究，另有线索 XS-2026-017 正在核查。"}]
    with refused(ErrorCode.BAD_INPUT):
        reply(desk, who, body=text)
    records.transition(desk.session, made, "close")
    assert reply(desk, who, body=text).state == "review"


def test_an_unverified_report_about_a_candidate_is_not_quoted(desk: Desk) -> None:
    who = desk.person("李雷")
    body = {"title": "人选", "date": "2026-05-06", "subject": who, "reflections": [{"id": "w1", "text": "作风", "state": "unverified"}]}
    made = records.save(desk.session, "appointment", "doc.appoint_record", body).value.id
    with refused(ErrorCode.BAD_INPUT):
        reply(desk, who, basis_records=[made])


def test_dp13_a_clean_opinion_about_somebody_else_may_be_signed(desk: Desk) -> None:
    assert sign(desk, reply(desk, desk.person("李雷"))).state == "signed"


@pytest.mark.parametrize("conclusion", ["problem", "poor", "untruthful", "true"])
def test_dp13_an_adverse_opinion_is_never_one_persons(desk: Desk, other: Other, conclusion: str) -> None:
    who = desk.person("李雷")
    alone = _adverse(desk, who, conclusion)
    with refused(ErrorCode.BAD_INPUT):
        sign(desk, alone)
    studied = _adverse(desk, who, conclusion, collective_ref=held_meeting(desk))
    with refused(ErrorCode.BAD_STATE):
        sign(desk, studied)
    other()
    assert sign(desk, studied).state == "signed"


def _adverse(desk: Desk, who: str, conclusion: str, **fields: str) -> RecordView:
    made = desk.letter("letter.clean_opinion_reply", title="意见", subject=[who], conclusion=conclusion, **fields)
    return letters.advance(desk.session, made.id, "submit").value


def test_dp13_an_opinion_without_conclusion_or_about_the_leader_needs_the_meeting(desk: Desk) -> None:
    with refused(ErrorCode.BAD_INPUT):
        sign(desk, _adverse(desk, desk.person("李雷"), ""))
    with refused(ErrorCode.BAD_INPUT):
        sign(desk, reply(desk, desk.principal, about="principal"))
    assert sign(desk, reply(desk, desk.principal, about="principal", collective_ref=held_meeting(desk))).state == "signed"


def test_dp13_an_opinion_enters_a_dossier_by_hand_only_with_the_meeting_and_a_second_person(desk: Desk, other: Other) -> None:
    body = {"title": "廉政意见", "date": "2026-05-14", "subject": desk.person("李雷"), "summary": "有影响任用的问题"}
    bare = records.save(desk.session, "dossier", "dossier.clean_opinion", body).value.id
    with refused(ErrorCode.BAD_INPUT):
        records.transition(desk.session, bare, "finalise")
    studied = records.save(desk.session, "dossier", "dossier.clean_opinion", {**body, "collective_ref": held_meeting(desk)}).value.id
    with refused(ErrorCode.BAD_STATE):
        records.transition(desk.session, studied, "finalise")
    other()
    assert records.transition(desk.session, studied, "finalise").value.state == "final"


def circular(desk: Desk, text: str, **fields: object) -> RecordView:
    rows = [{"id": "b1", "level": 0, "text": text}]
    made = desk.letter("letter.circular", title="关于典型问题的通报", body=rows, **fields)
    return letters.advance(desk.session, made.id, "submit").value


def test_dp14_a_circular_without_names_and_without_quotes_goes_its_way(desk: Desk) -> None:
    assert sign(desk, circular(desk, "个别单位记录不全。")).state == "signed"


def test_dp14_a_circular_quotes_only_what_is_settled(desk: Desk) -> None:
    open_talk = desk.talk(desk.person("李雷"), kind="talk.criticize").id
    with refused(ErrorCode.BAD_INPUT):
        circular(desk, "情况如下。", basis_records=[open_talk])


def test_dp14_a_circular_about_a_row_that_is_late_belongs_to_it_without_resting_on_it(desk: Desk) -> None:
    body = {"title": "公示不规范", "date": "2026-06-01", "owner": desk.principal, "due": "2026-09-30"}
    row = records.save(desk.session, "rectification", "ledger.rectification", body).value.id
    records.transition(desk.session, row, "late")
    assert sign(desk, circular(desk, "个别单位整改不及时。", links=[row])).state == "signed"
    who = desk.person("李雷")
    with refused(ErrorCode.BAD_INPUT):
        sign(desk, circular(desk, "李雷同志整改不及时，已告知申诉权利。", subject=[who], links=[row]))
    clue = records.save(desk.session, "clue", "ledger.clue", {"title": "XS-2026-001", "date": "2026-06-01"}).value.id
    with refused(ErrorCode.BAD_INPUT):
        circular(desk, "情况如下。", links=[clue])


def test_dp14_names_need_a_ground_two_approvals_and_a_second_hand(desk: Desk, other: Other) -> None:
    who, second = desk.person("李雷"), desk.person("孙志强", roles=("discipline_secretary",))
    ground = settled_talk(desk, who)
    with refused(ErrorCode.BAD_INPUT):
        sign(desk, circular(desk, "李雷同志受到批评教育，已告知申诉权利。", subject=[who]))
    named = circular(desk, "李雷同志受到批评教育，已告知申诉权利。", basis_records=[ground])
    with refused(ErrorCode.BAD_INPUT):
        sign(desk, named)
    with refused(ErrorCode.BAD_INPUT):
        sign(desk, named, second_approver=desk.principal)
    with refused(ErrorCode.BAD_STATE):
        sign(desk, named, second_approver=second)
    other()
    assert sign(desk, named, second_approver=second).state == "signed"


def test_dp14_a_measure_that_was_revoked_on_appeal_is_not_quoted(desk: Desk) -> None:
    ground = settled_talk(desk, desk.person("李雷"))
    records.transition(desk.session, ground, "appeal.confirmed", values={"appealed_at": "2026-11-01"})
    assert circular(desk, "情况如下。", basis_records=[ground]).state == "review"
    records.transition(desk.session, ground, "appeal_revoked.confirmed", values={"appeal_result": "某纪复〔2026〕1号"})
    with refused(ErrorCode.BAD_INPUT):
        circular(desk, "情况如下。", basis_records=[ground])
