"""From a gap to a letter: what fits is offered, what is prefilled has its source, reminders go up by stages, nothing is sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.domain.clock import FixedClock
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services import (
    duties,
    duty_settings,
    gap_letters,
    gap_offers,
    gaps,
    letter_limits,
    letters,
    records,
    runs,
    task_quiet,
    tasks,
    undo,
)
from app.services.gap_offers import Offers
from app.services.gaps import duty_key
from app.services.tasks import TaskScope
from tests.unit.services.desk import OTHER_PASSWORD, Desk, refused, snapshot
from tests.unit.services.test_letter_life import deliver, numbered
from tests.unit.services.test_runs import suggestion

OFFICE = TaskScope(office=True)
REMINDER, URGE = "letter.reminder", "letter.supervise_urge"


def the_day(desk: Desk, day: str) -> None:
    desk.session.clock = FixedClock(dt.datetime.fromisoformat(f"{day}T09:00:00+00:00"))


def rectification(desk: Desk, title: str = "会议记录不全", state: str = "", **fields: Any) -> str:
    body = {"title": title, "date": "2026-03-02", "subject": [desk.lower_unit], "due": "2026-10-31", "problem": f"{title}的具体情况", **fields}
    made = records.save(desk.session, "rectification", "ledger.rectification", body).value.id
    if state:
        records.transition(desk.session, made, state)
    return f"ledger:{made}"


def overdue_reply(desk: Desk) -> str:
    letter = numbered(desk, reply_due="2026-11-25")
    deliver(desk, letter)
    the_day(desk, "2026-11-28")
    return f"letter:{letter}"


def late_step(desk: Desk) -> str:
    record = suggestion(desk)
    runs.set_param(desk.session, "wf06_suggestion", "reply_days", 30)
    return f"flow:wf06_suggestion:{record}:feedback"


def duty_gap(desk: Desk, state: str = "overdue") -> str:
    for row in duties.board(desk.session, 2026).rows:
        for cell in row.cells:
            if cell.state == state:
                return duty_key(cell.duty, cell.period, cell.subject, cell.record)
    raise AssertionError(state)


def text_of(body: dict[str, Any]) -> str:
    return "\n".join(str(row.get("text", "")) for row in body["body"])


def suggested(found: Offers) -> list[str]:
    return [k.kind for k in found.kinds if k.fits]


def reminded(desk: Desk, key: str, *sent: str) -> None:
    """A reminder of each of these stages was issued."""
    for stage in sent:
        issue(desk, gap_letters.draft(desk.session, REMINDER, [key], stage))


def issue(desk: Desk, body: dict[str, Any], kind: str = REMINDER, **served: object) -> str:
    """What a person makes of a draft: filled in, signed, numbered, delivered."""
    filled = [{**row, "text": str(row.get("text", "")).replace("【", "").replace("】", "")} for row in body["body"]]
    saved = records.save(desk.session, "letter", kind, {**body, "body": filled, "to": body.get("to") or ["某单位"]}).value
    letters.advance(desk.session, saved.id, "submit")
    letters.advance(desk.session, saved.id, "sign", values={"signed_by": desk.principal})
    letters.advance(desk.session, saved.id, "number", series="某提")
    deliver(desk, saved.id, desk.session.clock.today().isoformat(), **served)
    return saved.id


# --- what is offered -----------------------------------------------------------
def test_every_place_that_shows_something_open_offers_letters(desk: Desk) -> None:
    ledger, step = rectification(desk), late_step(desk)
    reply = overdue_reply(desk)
    shown = {t.id for t in tasks.tasks(desk.session, OFFICE).tasks}
    row = f"flow:wf05_row:{ledger.removeprefix('ledger:')}:report"
    for key in (row, step, reply):
        assert key in shown
        assert suggested(gap_offers.offers(desk.session, key))
    assert gap_offers.offers(desk.session, row).gap.told == gap_offers.offers(desk.session, ledger).gap.told


def test_what_fits_depends_on_the_nature_of_the_gap_and_is_data_of_the_kinds(desk: Desk) -> None:
    ledger, poor = rectification(desk), rectification(desk, "整改不到位的", "insufficient")
    assert suggested(gap_offers.offers(desk.session, ledger))[:2] == [URGE, "letter.rectify_deadline"]
    assert "letter.interview_notice" not in suggested(gap_offers.offers(desk.session, ledger))
    assert {"letter.interview_notice", "letter.discipline_suggestion"} <= set(suggested(gap_offers.offers(desk.session, poor)))
    assert suggested(gap_offers.offers(desk.session, overdue_reply(desk)))[0] == URGE


def test_the_first_is_suggested_and_every_other_kind_may_be_chosen(desk: Desk) -> None:
    found = gap_offers.offers(desk.session, rectification(desk))
    fits = [k.fits for k in found.kinds]
    assert fits == sorted(fits, reverse=True)
    assert {k.kind for k in found.kinds} == {f.code for f in desk.session.catalog.letters.values() if not f.retired}
    assert all(k.why for k in found.kinds)


def test_what_the_article_names_stands_first_and_a_breach_offers_letters_too(duty_desk: Desk) -> None:
    key = duty_gap(duty_desk)
    one = gaps.gap(duty_desk.session, key)
    assert suggested(gap_offers.offers(duty_desk.session, key))[: len(one.letters)] == list(one.letters)
    view = duty_desk.meeting("2026-11-12")
    body = {**view.body, "agenda": [{**view.body["agenda"][0], "stances": [
        {"id": new_id("w"), "person": duty_desk.principal, "order": 1, "stance": "stance.agree"},
        {"id": new_id("w"), "person": duty_desk.person("李建国"), "order": 2, "stance": "stance.agree"},
    ]}]}  # fmt: skip
    saved = records.save(duty_desk.session, "meeting", view.kind, body, view.id).value
    records.transition(duty_desk.session, saved.id, "finalise")
    breach = duty_gap(duty_desk, "violated")
    found = gap_offers.offers(duty_desk.session, breach)
    assert found.gap.nature == "breach"
    assert suggested(found)
    body = gap_letters.draft(duty_desk.session, suggested(found)[0], [breach])
    assert not [word for word in ("违纪", "失职", "问题人员") if word in text_of(body)]


def test_what_is_settled_is_no_gap_any_more(desk: Desk) -> None:
    key, reply = rectification(desk), overdue_reply(desk)
    letters.advance(desk.session, reply.removeprefix("letter:"), "reply", values={"replied_at": "2026-11-28"})
    records.delete(desk.session, [key.removeprefix("ledger:")])
    for gone in (key, reply, "nothing", "duty:x"):
        with refused(ErrorCode.NOT_FOUND):
            gap_offers.offers(desk.session, gone)


# --- the draft --------------------------------------------------------------------
def test_a_draft_says_facts_days_and_recipient_and_writes_nothing(desk: Desk) -> None:
    key = rectification(desk)
    before = snapshot(desk.session)
    body = gap_letters.draft(desk.session, URGE, [key])
    assert body["to"] == ["某县质监站"]
    assert "“会议记录不全”的整改时限为2026年10月31日，截至2026年11月20日，未见办结记录" in text_of(body)
    assert "会议记录不全的具体情况" in text_of(body)
    assert snapshot(desk.session) == before


def test_a_letter_without_an_answer_is_told_with_its_number_and_days(desk: Desk) -> None:
    body = gap_letters.draft(desk.session, URGE, [overdue_reply(desk)])
    text = text_of(body)
    assert "于2026年11月20日送达，反馈期限为2026年11月25日，截至2026年11月28日，未见反馈记录" in text
    assert "某纪建〔2026〕1号" in text


def test_a_step_that_is_late_is_told_with_its_limit_and_the_article_the_unit_goes_by(desk: Desk) -> None:
    key = late_step(desk)
    said = "“关于加强资金管理的建议”的“反馈”应于2026年5月1日前办理，截至2026年11月20日，未见相应记录"
    body = gap_letters.draft(desk.session, REMINDER, [key])
    assert said in text_of(body)
    assert "按照《" not in text_of(body)
    duty_settings.set_pack(desk.session, "beijing-28", True, 2026)
    body = gap_letters.draft(desk.session, REMINDER, [key])
    assert f"按照{body['basis']}，{said}" in text_of(body)
    assert "（二十六）" in body["basis"]


def test_every_prefilled_sentence_about_the_facts_names_where_it_comes_from(desk: Desk) -> None:
    key = rectification(desk)
    body = gap_letters.draft(desk.session, URGE, [key])
    found = {row["text"]: row.get("record") for row in body["sources"]}
    assert {r for t, r in found.items() if "未见办结记录" in t} == {key.removeprefix("ledger:")}


def test_a_sentence_about_a_duty_leads_to_its_place_on_the_board(duty_desk: Desk) -> None:
    key = duty_gap(duty_desk)
    body = gap_letters.draft(duty_desk.session, REMINDER, [key])
    assert {row["place"] for row in body["sources"] if "经核对" in row["text"]} == {key.removeprefix("duty:")}


def test_the_limit_of_the_answer_is_the_units_own_and_never_made_up(desk: Desk) -> None:
    key = rectification(desk)
    assert "reply_due" not in gap_letters.draft(desk.session, URGE, [key])
    letter_limits.set_days(desk.session, URGE, 10)
    assert gap_letters.draft(desk.session, URGE, [key])["reply_due"] == "2026-11-30"


def test_a_gap_of_the_own_unit_goes_to_who_answers_for_it_by_the_division_of_duties(duty_desk: Desk) -> None:
    own = duty_desk.session.own_unit()[0]
    for row in duties.board(duty_desk.session, 2026).rows:
        cell = next((c for c in row.cells if c.state == "overdue" and c.subject == own), None)
        definition = duty_desk.session.catalog.duties.find(row.duty)
        if cell is not None and definition is not None and definition.actors == ("principal",):
            body = gap_letters.draft(duty_desk.session, REMINDER, [duty_key(cell.duty, cell.period, cell.subject, cell.record)])
            assert body["to"] == ["周明远同志"]
            return
    raise AssertionError("no duty of the principal alone")


def test_several_gaps_of_one_recipient_make_one_draft_that_names_them_all(desk: Desk) -> None:
    keys = [rectification(desk, f"第{n}个问题") for n in range(3)]
    body = gap_letters.draft(desk.session, URGE, keys)
    text = text_of(body)
    assert all(f"“第{n}个问题”的整改时限" in text for n in range(3))
    assert "第0个问题等3项工作" in body["title"]
    assert [m["key"] for m in body["matters"]] == keys
    assert body["to"] == ["某县质监站"]
    for number, key in enumerate(keys):  # every sentence has its own record, not that of the first
        rows = [r for r in body["sources"] if f"“第{number}个问题”的整改时限" in r["text"]]
        assert {r["record"] for r in rows} == {key.removeprefix("ledger:")}


def test_other_late_matters_of_the_same_unit_are_offered_with_it(desk: Desk) -> None:
    keys = [rectification(desk, f"第{n}个问题") for n in range(3)]
    other = rectification(desk, "别人的", subject=[desk.person("李建国")], owner=desk.principal)
    found = {b.key.split(":")[2] for b in gap_offers.offers(desk.session, keys[0]).beside}
    assert found == {key.removeprefix("ledger:") for key in keys[1:]}
    with refused(ErrorCode.BAD_INPUT):
        gap_letters.draft(desk.session, URGE, [keys[0], other])


@pytest.mark.parametrize("keys", [[], ["ledger:nothing"]])
def test_a_draft_needs_a_gap(desk: Desk, keys: list[str]) -> None:
    with refused(ErrorCode.BAD_INPUT, ErrorCode.NOT_FOUND):
        gap_letters.draft(desk.session, URGE, keys)


def test_a_draft_from_a_gap_can_be_saved_signed_and_served(desk: Desk) -> None:
    body = gap_letters.draft(desk.session, REMINDER, [rectification(desk)])
    assert records.get(desk.session, issue(desk, body)).state == "delivered"


# --- graded reminders ---------------------------------------------------------------
def stage_of(desk: Desk, key: str) -> str:
    return gap_offers.offers(desk.session, key).stage


def test_a_reminder_goes_to_the_handler_then_the_leader_in_charge_then_the_principal(desk: Desk) -> None:
    handler = desk.person("王经办", "科员", ("unit",))
    desk.person("李建国", fields=("某县质监站",))
    tasks.set_reminders(desk.session, 5, 30)
    key = rectification(desk, owner=handler, due="2026-11-18")
    to = {"2026-11-20": ("handler", ["王经办同志"]), "2026-11-23": ("leader", ["李建国同志"]), "2026-12-18": ("principal", ["周明远同志"])}
    for day, (stage, names) in to.items():
        the_day(desk, day)
        assert stage_of(desk, key) == stage
        assert gap_letters.draft(desk.session, REMINDER, [key], stage)["to"] == names
        reminded(desk, key, stage)


def test_the_next_reminder_names_the_earlier_ones(desk: Desk) -> None:
    desk.person("李建国", fields=("某县质监站",))
    key = rectification(desk)
    first = issue(desk, gap_letters.draft(desk.session, REMINDER, [key], "handler"))
    the_day(desk, "2026-12-05")
    body = gap_letters.draft(desk.session, REMINDER, [key], "leader")
    sentence = "此前已于2026年11月20日向某县质监站发出《关于会议记录不全的提醒函》（某提〔2026〕1号），未见反馈记录。"
    assert sentence in text_of(body)
    assert first in {r.get("record") for r in body["sources"] if "此前已于" in r["text"]}
    assert first in body["basis_records"]
    found = gap_offers.offers(desk.session, key).earlier
    assert [(e.id, e.stage, e.issued) for e in found] == [(first, "第一级：经办", True)]


def test_without_days_of_the_unit_the_next_stage_waits_for_the_answer_to_the_last_reminder(desk: Desk) -> None:
    key = rectification(desk)
    assert stage_of(desk, key) == "handler"
    issue(desk, gap_letters.draft(desk.session, REMINDER, [key], "handler"), reply_due="2026-12-01")
    assert stage_of(desk, key) == "handler"
    the_day(desk, "2026-12-02")
    assert stage_of(desk, key) == "leader"


def test_a_draft_or_a_void_letter_is_no_earlier_reminder(desk: Desk) -> None:
    key = rectification(desk)
    body = gap_letters.draft(desk.session, REMINDER, [key], "handler")
    records.save(desk.session, "letter", REMINDER, body)
    gone = issue(desk, body)
    letters.advance(desk.session, gone, "void", "写错了", {"void_reason": "写错了"})
    assert [e.issued for e in gap_offers.offers(desk.session, key).earlier] == [False]
    assert "此前已于" not in text_of(gap_letters.draft(desk.session, REMINDER, [key], "leader"))


def test_earlier_letters_about_a_duty_are_found_by_the_duty_and_its_period(duty_desk: Desk) -> None:
    key = duty_gap(duty_desk)
    sent = issue(duty_desk, gap_letters.draft(duty_desk.session, REMINDER, [key], "handler"))
    assert [e.id for e in gap_offers.offers(duty_desk.session, key).earlier] == [sent]


def test_a_false_alarm_or_an_accepted_explanation_ends_the_reminding_with_its_reason_and_is_undone_like_anything(desk: Desk) -> None:
    def shown() -> tasks.Task:
        return next(t for t in tasks.tasks(desk.session, OFFICE).tasks if t.record == key and t.step == "report")

    key = rectification(desk).removeprefix("ledger:")
    assert shown().reminder is not None
    for why, label in (("mistaken", "误报"), ("explained", "已说明")):
        task_quiet.be_quiet(desk.session, shown().id, why, "对方已书面说明，经核对采信")
        one = shown()
        assert one.reminder is None
        assert one.quiet is not None
        assert (one.quiet.label, one.quiet.reason) == (label, "对方已书面说明，经核对采信")
        assert gap_offers.offers(desk.session, f"ledger:{key}").quiet == one.quiet
        task_quiet.speak_again(desk.session, one.id)
        assert shown().reminder is not None
    task_quiet.be_quiet(desk.session, shown().id, "mistaken", "登记错了")
    undo.undo(desk.session)
    assert shown().quiet is None


@pytest.mark.parametrize(("why", "reason"), [("mistaken", " "), ("whatever", "理由"), ("explained", "长" * 501)])
def test_ending_the_reminding_asks_for_a_reason(desk: Desk, why: str, reason: str) -> None:
    with refused(ErrorCode.BAD_INPUT):
        task_quiet.be_quiet(desk.session, rectification(desk), why, reason)


def test_what_the_other_side_has_said_is_shown_before_anybody_is_reminded(desk: Desk) -> None:
    key = rectification(desk, extension_reason="施工图在审查")
    assert gap_offers.offers(desk.session, key).gap.explained == ("申请延期：施工图在审查",)


def test_nothing_is_ever_written_by_looking_at_offers_or_tasks(desk: Desk) -> None:
    keys = [rectification(desk), late_step(desk)]
    before = snapshot(desk.session)
    the_day(desk, "2027-06-01")
    for key in keys:
        for stage in ("", "handler", "leader", "principal"):
            gap_letters.draft(desk.session, REMINDER, [key], stage)
        gap_offers.offers(desk.session, key)
    tasks.tasks(desk.session, OFFICE)
    assert snapshot(desk.session) == before


def test_what_an_account_may_not_see_is_not_offered_and_not_drafted(desk: Desk) -> None:
    record = suggestion(desk, due="2026-05-01")
    desk.add_account("org", "org_clerk", name="钱敏")
    desk.session = desk.relogin("org", OTHER_PASSWORD)
    for key in (f"ledger:{record}", f"flow:wf06_suggestion:{record}:feedback"):
        with pytest.raises(AppError) as caught:
            gap_letters.draft(desk.session, REMINDER, [key])
        assert caught.value.code in (ErrorCode.NOT_FOUND, ErrorCode.NOT_ALLOWED)
