"""What a served or answered letter proposes to enter elsewhere; a person ticks, nothing is entered by itself."""

from __future__ import annotations

import pytest

from app.catalog.catalog import Catalog
from app.catalog.letter_effects import read_effect
from app.catalog.yamlfile import parse_yaml
from app.domain.errors import AppError, ErrorCode
from app.services import letter_effects, letters, records, undo
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


def test_effects_of_every_kind_name_records_steps_and_fields_that_are_there(catalog: Catalog) -> None:
    found = [(form, effect) for form in catalog.letters.values() for effect in form.effects]
    assert found
    for form, effect in found:
        target = next((f for f in catalog.records if effect.kind in f.kinds), None)
        assert target is not None, form.code
        assert [n for n in (effect.copy or {}) if target.field(n) is None] == [], form.code
        assert target.field(effect.link) is not None, form.code
        if effect.step:
            step = next(t for t in target.transitions if t.id == effect.step)
            assert set(step.needs) <= set(effect.copy or {}), form.code
        else:
            needed = {f.id for f in target.fields_for(effect.kind) if f.required}
            assert needed <= set(effect.copy or {}) | set(target.base.values()), form.code


@pytest.mark.parametrize("text", ["states: [nowhere]", "states: []", "copy: {due: nothing}"])
def test_an_effect_that_cannot_be_is_refused_with_its_line(text: str, catalog: Catalog) -> None:
    whole = f"kind: ledger.suggestion\n{text}\n" + ("" if text.startswith("states") else "states: [delivered]\n")
    with pytest.raises(AppError) as failed:
        read_effect(parse_yaml(whole.encode(), "effects.yaml"), catalog.records.get("letter"))
    assert failed.value.code is ErrorCode.BAD_DATA_FILE
    assert "effects.yaml" in str(failed.value.where)
