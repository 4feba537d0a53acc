"""What a served or answered letter proposes to enter elsewhere; a person ticks, nothing is entered by itself."""

from __future__ import annotations

import pytest

from app.catalog.catalog import Catalog
from app.catalog.letter_effects import read_effect
from app.catalog.letter_offers import read_fit
from app.catalog.yamlfile import parse_yaml
from app.domain.errors import AppError, ErrorCode
from app.services import letter_effects, letters, records, undo
from app.services.letter_items import items
from tests.unit.services.desk import Desk, refused

KIND = "letter.supervision_suggestion"


def delivered(desk: Desk, kind: str = KIND, **fields: object) -> str:
    fields = {"subject": [desk.lower_unit], "reply_due": "2026-12-20"} | fields
    view = desk.signed_letter(kind=kind, **fields)
    letters.advance(desk.session, view.id, "number", series="某纪建")
    letters.advance(desk.session, view.id, "deliver", values={"delivered_at": "2026-11-20"})
    return view.id


def rows(desk: Desk, letter: str) -> list[records.RecordView]:
    return [records.get(desk.session, r.id) for r in letter_effects.tied(desk.session, records.get(desk.session, letter))]


def test_a_served_suggestion_opens_its_ledger_row_when_a_person_says_so(desk: Desk) -> None:
    letter = delivered(desk)
    assert rows(desk, letter) == []
    (proposal,) = letter_effects.pending(desk.session, letter)
    assert letter_effects.carry_out(desk.session, letter, [proposal.key]).value == 1
    (row,) = rows(desk, letter)
    assert (row.kind, row.date, row.due, row.body["letter_ref"], row.body["issued_at"]) == (
        "ledger.suggestion", "2026-11-20", "2026-12-20", letter, "2026-11-20",
    )  # fmt: skip
    assert row.body["number"] == "某纪建〔2026〕1号"
    assert letter_effects.pending(desk.session, letter) == []


def test_the_answer_closes_what_waits_for_it(desk: Desk) -> None:
    letter = delivered(desk)
    letter_effects.carry_out(desk.session, letter, [p.key for p in letter_effects.pending(desk.session, letter)])
    letters.advance(desk.session, letter, "reply", values={"replied_at": "2026-12-01", "reply": "已整改"})
    (proposal,) = letter_effects.pending(desk.session, letter)
    assert "反馈" in proposal.words
    letter_effects.carry_out(desk.session, letter, [proposal.key])
    (row,) = rows(desk, letter)
    assert (row.state, row.body["feedback_at"], row.body["feedback"]) == ("ss.feedback", "2026-12-01", "已整改")
    assert letter_effects.pending(desk.session, letter) == []


def test_what_was_entered_is_undone_and_proposed_again(desk: Desk) -> None:
    letter = delivered(desk)
    (proposal,) = letter_effects.pending(desk.session, letter)
    letter_effects.carry_out(desk.session, letter, [proposal.key])
    undo.undo(desk.session)
    assert rows(desk, letter) == []
    assert letter_effects.pending(desk.session, letter) == [proposal]


def test_a_row_that_led_to_the_letter_is_not_opened_twice(desk: Desk) -> None:
    body = {"title": "关于资金管理的建议", "date": "2026-11-01", "subject": [desk.lower_unit], "issued_at": "2026-11-01"}
    row = records.save(desk.session, "suggestion", "ledger.suggestion", body).value
    assert letter_effects.pending(desk.session, delivered(desk, links=[row.id])) == []


def test_nothing_is_proposed_before_it_is_served_and_nothing_else_is_carried_out(desk: Desk) -> None:
    view = desk.signed_letter(kind=KIND, subject=[desk.lower_unit])
    assert letter_effects.pending(desk.session, view.id) == []
    for keys in ([], ["open:ledger.suggestion"]):
        with refused(ErrorCode.BAD_INPUT):
            letter_effects.carry_out(desk.session, view.id, keys)


ITEMS = [
    {"level": 1, "text": "存在的问题"}, {"level": 0, "text": "合同审签未见记录。"}, {"level": 1, "text": "建议"},
    {"level": 2, "text": "修订合同审签办法。"}, {"level": 0, "text": "责任人：李某某。完成时限：2026年12月10日。"},
    {"level": 2, "text": "补充审议超期合同"}, {"level": 1, "text": "回复要求"}, {"level": 2, "text": "请于2026年12月20日前书面回复。"},
]  # fmt: skip


ORDERED = [
    {"level": 1, "text": "整改事项"}, {"level": 2, "text": "修订办法"}, {"level": 1, "text": "整改时限"},
    {"level": 0, "text": "于2026年12月20日前完成。"},
]  # fmt: skip


def words(desk: Desk, letter: str) -> list[str]:
    return [p.words for p in letter_effects.pending(desk.session, letter)]


def enter_all(desk: Desk, letter: str) -> None:
    letter_effects.carry_out(desk.session, letter, [p.key for p in letter_effects.pending(desk.session, letter)])


def test_every_item_that_is_suggested_is_proposed_as_a_row_of_its_own(desk: Desk) -> None:
    letter = delivered(desk, body=ITEMS)
    proposals = letter_effects.pending(desk.session, letter)
    assert [p.words for p in proposals] == [
        "登记一条“纪检监察建议台账”", "登记一条“问题整改台账”：修订合同审签办法（2026-12-10 前）", "登记一条“问题整改台账”：补充审议超期合同",
    ]  # fmt: skip
    letter_effects.carry_out(desk.session, letter, [proposals[1].key])
    (row,) = rows(desk, letter)
    assert (row.kind, row.title, row.due, row.body["source_ref"], row.body["links"]) == (
        "ledger.rectification", "修订合同审签办法", "2026-12-10", "某纪建〔2026〕1号", [letter],
    )  # fmt: skip
    left = words(desk, letter)
    assert "登记一条“问题整改台账”：补充审议超期合同" in left
    assert not any("修订合同审签办法（" in one for one in left)
    enter_all(desk, letter)
    other = next(r for r in rows(desk, letter) if r.title == "补充审议超期合同")
    assert other.due == "2026-12-20"  # of the letter, as the item names no day
    undo.undo(desk.session)
    assert "登记一条“问题整改台账”：补充审议超期合同" in words(desk, letter)


def test_an_answer_takes_the_rows_on_but_not_one_that_says_nothing_was_done(desk: Desk) -> None:
    for outcome, taken in (("done", True), ("partly", True), ("open", False)):
        letter = delivered(desk, "letter.rectify_deadline", body=ORDERED)
        enter_all(desk, letter)
        enter_all(desk, letter)
        (row,) = rows(desk, letter)
        assert row.state == "in_progress"
        values = {"replied_at": "2026-12-01", "reply": "办法已修订印发", "reply_outcome": outcome}
        letters.advance(desk.session, letter, "reply", values=values)
        assert (words(desk, letter) == ["问题整改台账“修订办法”登记为“报整改报告”"]) == taken
        if taken:
            enter_all(desk, letter)
            assert (rows(desk, letter)[0].state, rows(desk, letter)[0].body["measures"]) == ("reported", "办法已修订印发")


def test_what_a_record_says_already_is_kept_when_it_takes_a_step(desk: Desk) -> None:
    letter = delivered(desk, "letter.rectify_deadline", body=ORDERED)
    enter_all(desk, letter)
    enter_all(desk, letter)
    (row,) = rows(desk, letter)
    records.save(desk.session, row.form, row.kind, {**row.body, "measures": "先查后改"}, row.id)
    letters.advance(desk.session, letter, "reply", values={"replied_at": "2026-12-01", "reply": "办法已修订印发"})
    enter_all(desk, letter)
    assert rows(desk, letter)[0].body["measures"] == "先查后改"


@pytest.mark.parametrize(
    ("kind", "opened"),
    [
        ("letter.interview_notice", "talk.interview"), ("letter.inquiry", "talk.inquiry"), ("letter.admonish", "talk.admonish"),
        ("letter.entrust_talk", "talk.entrusted"), ("letter.monitor_suggestion", "ledger.suggestion"),
    ],
)  # fmt: skip
def test_what_a_served_letter_leads_to_is_opened_from_it(desk: Desk, kind: str, opened: str) -> None:
    more = {"body": [{"level": 0, "text": "时间和地点另定，可以说明和陈述。"}]} if kind == "letter.interview_notice" else {}
    letter = delivered(desk, kind, subject=[desk.person("王强")], **more)
    assert rows(desk, letter) == []
    keys = [p.key for p in letter_effects.pending(desk.session, letter) if p.key == f"open:{opened}"]
    letter_effects.carry_out(desk.session, letter, keys)
    (row,) = rows(desk, letter)
    assert (row.kind, row.date) == (opened, "2026-11-20")


def test_the_day_in_an_item_is_read_as_it_was_written(desk: Desk) -> None:
    def due(text: str) -> str:
        return items({"body": [{"level": 1, "text": "建议"}, {"level": 2, "text": text}]}, "建议")[0].due

    assert due("请于2026年12月1日前完成。") == "2026-12-01"
    assert due("2026年12月1日之前办结") == "2026-12-01"
    assert due("完成时限：2026年2月30日。") == ""
    assert due("2026年3月5日检查发现的问题。") == ""
    assert items({"body": [{"level": 1, "text": "建议"}]}, "建议") == []


def test_effects_of_every_kind_name_records_steps_and_fields_that_are_there(catalog: Catalog) -> None:
    found = [(form, effect) for form in catalog.letters.values() for effect in form.effects]
    assert found
    for form, effect in found:
        target = next((f for f in catalog.records if effect.kind in (*f.kinds, *([f.id] if effect.step else []))), None)
        assert target is not None, form.code
        assert [n for n in (effect.copy or {}) if target.field(n) is None] == [], form.code
        assert target.field(effect.link) is not None, form.code
        if effect.step:
            step = next(t for t in target.transitions if t.id == effect.step)
            assert not effect.copy or set(effect.copy) & {*step.needs, *step.fills}, form.code
        else:
            needed = {f.id for f in target.fields_for(effect.kind) if f.required}
            assert needed <= set(effect.copy or {}) | set(target.base.values()), form.code
        if effect.under:
            headings = {p.text for p in form.body if p.level == 1}
            assert effect.under in headings, form.code


@pytest.mark.parametrize(
    "text",
    ["states: [nowhere]", "states: []", "copy: {due: nothing}", "copy: {due: item_due}", "unless: {nothing: [a]}", "step: urge\nunder: 建议",
     "step: nothing", "link: nothing", "copy: {nothing: title}", "under: 建议\nkind: ledger.nothing"],
)
def test_an_effect_that_cannot_be_is_refused_with_its_line(text: str, catalog: Catalog) -> None:
    whole = ("" if "kind:" in text else "kind: ledger.suggestion\n") + f"{text}\n" + ("" if text.startswith("states") else "states: [delivered]\n")
    with pytest.raises(AppError) as failed:
        read_effect(parse_yaml(whole.encode(), "effects.yaml"), catalog.records)
    assert failed.value.code is ErrorCode.BAD_DATA_FILE
    assert "effects.yaml" in str(failed.value.where)


@pytest.mark.parametrize("text", ["gap: nothing", "rank: 0", "kinds: [ledger.nothing]", "states: [nowhere]", "about: thing"])
def test_an_offer_for_a_gap_that_cannot_be_is_refused_with_its_line(text: str, catalog: Catalog) -> None:
    rest = [line for line in ("gap: ledger", "rank: 5") if line.split(":")[0] != text.split(":")[0]]
    read_fit(parse_yaml(b"gap: ledger\nrank: 5\nkinds: [ledger.rectification]\nstates: [late]", "offers.yaml"), catalog.records)
    with pytest.raises(AppError) as failed:
        read_fit(parse_yaml("\n".join([*rest, text]).encode(), "offers.yaml"), catalog.records)
    assert failed.value.code is ErrorCode.BAD_DATA_FILE
    assert "offers.yaml" in str(failed.value.where)


def test_the_shipped_kinds_are_offered_for_steps_of_workflows_that_there_are(catalog: Catalog) -> None:
    flows = {flow.id for flow in catalog.workflows}
    assert {name for form in catalog.letters.values() for fit in form.offered_for for name in fit.flows} <= flows
