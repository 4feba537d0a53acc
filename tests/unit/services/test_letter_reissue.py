"""作废另发: void with the reason, begun anew, each letter and the register naming the other; steps out of turn say what to do."""

from __future__ import annotations

import pytest

from app.domain.errors import AppError, ErrorCode
from app.services import letter_effects, letter_reissue, letter_versions, letters, records, register
from tests.unit.services.desk import Desk, refused

SERIES = "某纪提"


def served(desk: Desk) -> str:
    view = desk.signed_letter(links=[])
    letters.advance(desk.session, view.id, "number", series=SERIES)
    letters.advance(desk.session, view.id, "deliver", values={"delivered_at": "2026-11-20", "service": "direct"})
    return view.id


def test_a_letter_is_issued_anew_and_both_and_the_register_name_the_other(desk: Desk) -> None:
    old = served(desk)
    new = letter_reissue.reissue(desk.session, old, "主送机关写错").value
    was = records.get(desk.session, old)
    assert (was.state, was.body["void_reason"], was.body["replaced_by"]) == ("voided", "主送机关写错", new.id)
    assert (new.state, new.body["replaces"], new.title) == ("draft", old, was.title)
    assert {"number", "delivered_at", "service", "signed_by", "issued_at", "versions", "void_reason"} & set(new.body) == set()
    assert notes(desk) == {"某纪提〔2026〕1号": "主送机关写错；另发"}
    for step, values in (("submit", None), ("sign", {"signed_by": desk.principal}), ("number", None)):
        letters.advance(desk.session, new.id, step, "", values, SERIES)
    assert notes(desk) == {"某纪提〔2026〕1号": "主送机关写错；另发为某纪提〔2026〕2号", "某纪提〔2026〕2号": ""}
    assert [str(r.id) for r in letter_effects.tied(desk.session, was)] == [new.id]
    assert [str(r.id) for r in letter_effects.tied(desk.session, new)] == [old]


def notes(desk: Desk) -> dict[str, str]:
    with desk.session.store.read() as conn:
        rows = conn.exec_driver_sql("SELECT series, year, n, reason FROM number").all()
    shown = {r.number: r.note for r in register.register(desk.session, 2026)}
    found = {f"{s}〔{y}〕{n}号": str(reason) for s, y, n, reason in rows}
    assert all(reason in shown[number] for number, reason in found.items())
    return found


def test_a_letter_that_was_only_voided_can_be_issued_anew_later_but_once(desk: Desk) -> None:
    old = served(desk)
    letters.advance(desk.session, old, "void", values={"void_reason": "内容有误"})
    assert letter_reissue.can_reissue(desk.session, records.get(desk.session, old))
    letter_reissue.reissue(desk.session, old)
    assert not letter_reissue.can_reissue(desk.session, records.get(desk.session, old))
    with refused(ErrorCode.BAD_STATE):
        letter_reissue.reissue(desk.session, old)


def test_what_was_signed_stays_as_it_was_when_the_letter_is_issued_anew(desk: Desk) -> None:
    old = served(desk)
    before = records.get(desk.session, old).body
    letter_reissue.reissue(desk.session, old, "主送机关写错")
    after = records.get(desk.session, old).body
    changed = {n for n in before.keys() | after.keys() if before.get(n) != after.get(n)}
    assert changed == {"void_reason", "replaced_by", "steps"}
    assert letter_versions.whole_pdf(desk.session, after) == letter_versions.whole_pdf(desk.session, before)


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_nothing_is_voided_or_begun(desk: Desk, reason: str) -> None:
    old = served(desk)
    with refused(ErrorCode.BAD_INPUT):
        letter_reissue.reissue(desk.session, old, reason)
    assert records.get(desk.session, old).state == "delivered"


def test_a_draft_is_withdrawn_and_not_issued_anew(desk: Desk) -> None:
    view = desk.letter()
    assert not letter_reissue.can_reissue(desk.session, view)
    with pytest.raises(AppError) as failed:
        letter_reissue.reissue(desk.session, view.id, "写错")
    assert "撤回" in failed.value.action
    letters.advance(desk.session, view.id, "withdraw", values={"void_reason": "不再需要"})
    assert records.get(desk.session, view.id).state == "withdrawn"


def test_nobody_sends_in_which_letter_another_one_replaces(desk: Desk) -> None:
    view, other = desk.letter(), desk.letter()
    saved = records.save(desk.session, "letter", view.kind, {**view.body, "replaces": other.id}, view.id).value
    assert "replaces" not in saved.body


@pytest.mark.parametrize(
    ("ways", "step", "said"),
    [
        ([], "sign", "（草拟）不能做这一步（签发）。请先办“送审核”。"),
        ([], "deliver", "（草拟）不能做这一步（送达）。请先办“送审核”。"),
        (["submit"], "number", "（审核）不能做这一步（编号用印）。请先办“签发”。"),
        (["submit"], "void", "请用“撤回”"),
        (["submit", "sign"], "reply", "（签发）不能做这一步（收到反馈）。请先办“编号用印”。"),
        (["submit", "sign"], "withdraw", "（签发）不能做这一步（撤回）。它已经过了这一步"),
    ],
)
def test_a_step_out_of_turn_says_where_the_letter_is_and_what_comes_first(desk: Desk, ways: list[str], step: str, said: str) -> None:
    view = desk.letter()
    for one in ways:
        letters.advance(desk.session, view.id, one, "", {"signed_by": desk.principal} if one == "sign" else None)
    with pytest.raises(AppError) as failed:
        letters.advance(desk.session, view.id, step, "", {"void_reason": "错"} if step in ("void", "withdraw") else None, SERIES)
    assert failed.value.code is ErrorCode.BAD_STATE
    assert said in failed.value.sentence()
