"""A kind of letter as a clerk edits it: placeholders by their labels, back to the file unchanged; owed sentences guarded."""

from __future__ import annotations

import pytest
from desk import Desk, refused

from app.domain.errors import ErrorCode
from app.services import letter_kinds, letter_parts
from app.services.letter_parts import SECTIONS, shown, unknown, written

KIND = "letter.reminder"
SAID = "如对本决定不服，可以依规依纪提出申诉。"
OWES = {"id": "appeal", "label": "申诉的权利", "words": ["申诉"], "say": "要写明申诉。", "text": SAID}


def with_owed(desk: Desk) -> dict[str, object]:
    """A kind of the office's own that owes a sentence and says it."""
    data = {**letter_kinds.blank(desk.session), "label": "处理决定", "summary": "试", "owes": [OWES]}
    data["body"] = [{"text": "关于{topic}。"}, {"text": SAID}]
    code = letter_kinds.save_kind(desk.session, data).value
    return letter_kinds.data_of(desk.session, code)


def test_every_kind_reads_the_same_after_it_was_shown(desk: Desk) -> None:
    for row in letter_kinds.all_kinds(desk.session):
        data = letter_kinds.data_of(desk.session, row.code)
        back = letter_kinds.check(desk.session, written(shown(data)))
        assert back.problem == "", (row.code, back)
        assert back.form == letter_kinds.check(desk.session, data).form, row.code


def test_a_clerk_sees_labels_and_no_names_in_braces(desk: Desk) -> None:
    for row in letter_kinds.all_kinds(desk.session):
        data = shown(letter_kinds.data_of(desk.session, row.code))
        assert "{" not in data["title"]
        assert not any("{" in p.get("text", "") for p in data["body"])
        assert unknown(data) == ()


def test_every_section_names_parts_that_the_file_knows(desk: Desk) -> None:
    for section, (_title, keys) in SECTIONS.items():
        found = {key.name for key in letter_parts.part(desk.session, section, shown(letter_kinds.blank(desk.session))).keys}
        assert found <= set(keys)
        assert {letter_parts.section_of(name) for name in keys} == {section}


def test_a_new_field_can_be_used_in_the_text_by_its_label(desk: Desk) -> None:
    form = shown(letter_kinds.blank(desk.session))
    form["values"] += [{"id": "", "label": "地点", "type": "text"}, {"id": "", "label": "联系人", "type": "person"}]
    form |= {"label": "通知函", "summary": "试", "body": [{"level": "0", "text": "请到【地点】找【联系人】，事由【事项】。"}]}
    data = written(form)
    names = {row["label"]: row["name"] for row in data["values"]}
    assert data["body"][0]["text"] == f"请到{{{names['地点']}}}找{{{names['联系人']}}}，事由{{topic}}。"
    assert letter_kinds.check(desk.session, data).problem == ""


def test_text_follows_when_a_field_gets_another_label(desk: Desk) -> None:
    form = shown(letter_kinds.blank(desk.session))
    before = letter_parts.labels(form)
    form["values"][0]["label"] = "工作"
    assert letter_parts.renamed(form, before)["title"] == "关于【工作】的函"
    assert written(form)["title"] == "关于{topic}的函"


def test_a_label_that_no_field_has_is_named(desk: Desk) -> None:
    form = shown(letter_kinds.blank(desk.session))
    form["body"] = [{"level": "0", "text": "请到【地点】。"}]
    assert unknown(form) == ("地点",)


def test_what_was_taken_from_records_for_a_removed_field_goes_with_it(desk: Desk) -> None:
    form = shown(letter_kinds.data_of(desk.session, "letter.discipline_suggestion"))
    gone = next(row for row in form["values"] if row["id"] in form["prefill"])
    form["values"].remove(gone)
    assert gone["id"] not in written(form)["prefill"]


def test_a_sentence_a_kind_owes_is_not_dropped_silently(desk: Desk) -> None:
    data = with_owed(desk)
    short = {**data, "body": [{"text": "关于{topic}。"}]}
    assert letter_kinds.gone(desk.session, short) == ("申诉的权利",)
    with refused(ErrorCode.BAD_INPUT):
        letter_kinds.save_kind(desk.session, short)
    letter_kinds.save_kind(desk.session, short, dropping=True)
    assert len(letter_kinds.data_of(desk.session, str(data["code"]))["body"]) == 1


def test_a_shipped_kind_keeps_telling_of_the_appeal(desk: Desk) -> None:
    data = letter_kinds.data_of(desk.session, "letter.admonish")
    short = {**data, "body": [p for p in data["body"] if "申诉" not in p.get("text", "")]}
    assert letter_kinds.gone(desk.session, written(shown(short)))
    with refused(ErrorCode.BAD_INPUT):
        letter_kinds.save_kind(desk.session, written(shown(short)))


def test_an_optional_part_goes_when_its_last_paragraph_goes(desk: Desk) -> None:
    form = shown(letter_kinds.data_of(desk.session, "letter.supervise_urge"))
    gone = form["blocks"][0]["id"]
    form["body"] = [p for p in form["body"] if p.get("block") != gone]
    data = written(form)
    assert gone not in {b["id"] for b in data["blocks"]}
    assert letter_kinds.check(desk.session, data).problem == ""


def test_what_a_kind_owes_cannot_be_taken_off_it(desk: Desk) -> None:
    data = with_owed(desk)
    with refused(ErrorCode.BAD_INPUT):
        letter_kinds.save_kind(desk.session, {**data, "owes": []}, dropping=True)


def test_rewording_an_owed_sentence_is_no_dropping(desk: Desk) -> None:
    data = with_owed(desk)
    letter_kinds.save_kind(desk.session, {**data, "body": [{"text": "{topic}，可以申诉。"}]})


@pytest.mark.parametrize("change", [{"title": "改过的标题"}, {"sealed": False}])
def test_what_is_changed_is_shown_beside_what_was_shipped(desk: Desk, change: dict[str, object]) -> None:
    data = letter_kinds.data_of(desk.session, KIND)
    assert letter_kinds.from_shipped(desk.session, data) == ()
    found = letter_kinds.from_shipped(desk.session, {**data, **change})
    assert len(found) == 1
