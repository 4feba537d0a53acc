"""Kinds of letters of an office: own wordings, kinds of its own, files handed on, optional pieces, limits."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.errors import AppError, ErrorCode
from app.services import letter_kinds, letter_limits, letters, records, undo
from tests.unit.services.desk import OTHER_PASSWORD, Desk, refused

REMINDER = "letter.reminder"


def kind(desk: Desk, code: str) -> letter_kinds.KindRow:
    return next(k for k in letter_kinds.all_kinds(desk.session) if k.code == code)


def test_own_wording_holds_for_new_drafts_and_goes_away_again(desk: Desk) -> None:
    before = letters.draft(desk.session, REMINDER)["body"]
    data = letter_kinds.data_of(desk.session, REMINDER) | {"body": [{"text": "请你单位对照{topic}自查。"}], "blocks": []}
    letter_kinds.save_kind(desk.session, data)
    assert kind(desk, REMINDER).origin == "changed"
    assert letters.draft(desk.session, REMINDER, {"topic": "采购"})["body"][0]["text"] == "请你单位对照采购自查。"
    letter_kinds.reset_kind(desk.session, REMINDER)
    assert [r["text"] for r in letters.draft(desk.session, REMINDER)["body"]] == [r["text"] for r in before]
    undo.undo(desk.session)
    assert kind(desk, REMINDER).origin == "changed"


def test_a_new_kind_is_offered_drafted_saved_drawn_and_undone(desk: Desk) -> None:
    data = letter_kinds.blank(desk.session) | {"label": "工作建议函", "summary": "提工作建议。", "body": [{"text": "现就{topic}提出建议。"}]}
    code = letter_kinds.save_kind(desk.session, data).value
    assert (code, "工作建议函") in {(c, label) for c, label, _s in letters.kinds(desk.session)}
    body = letters.draft(desk.session, code, {"topic": "采购"}) | {"to": ["县住建局"]}
    view = records.save(desk.session, letters.FORM, code, body).value
    assert letters.preview_pdf(desk.session, code, view.body).pages == 1
    letters.advance(desk.session, view.id, "submit")
    undo.undo(desk.session)
    undo.undo(desk.session)
    undo.undo(desk.session)
    assert code not in desk.session.catalog.letters


def test_a_new_kind_does_not_go_away_under_its_letters(desk: Desk) -> None:
    data = letter_kinds.blank(desk.session) | {"label": "工作建议函", "summary": "提工作建议。", "body": [{"text": "现就{topic}提出建议。"}]}
    made = letter_kinds.save_kind(desk.session, data)
    body = letters.draft(desk.session, made.value, {"topic": "采购"}) | {"to": ["县住建局"]}
    view = records.save(desk.session, letters.FORM, made.value, body).value
    with refused(ErrorCode.BAD_STATE):
        undo.take_back(desk.session, made.changes.op_id)
    assert letters.preview_pdf(desk.session, made.value, view.body).pages == 1
    undo.undo(desk.session)
    undo.undo(desk.session)
    assert made.value not in desk.session.catalog.letters


def test_what_is_wrong_with_a_kind_is_said_with_its_place(desk: Desk) -> None:
    data = letter_kinds.blank(desk.session) | {"label": "函", "summary": "试", "body": [{"text": "{nothing}"}]}
    checked = letter_kinds.check(desk.session, data)
    assert (checked.form, checked.path) == (None, "body[0].text")
    assert "nothing" in checked.problem
    with refused(ErrorCode.BAD_INPUT):
        letter_kinds.save_kind(desk.session, data)


def test_the_layout_of_a_kind_stays_once_there_are_letters_of_it(desk: Desk) -> None:
    data = letter_kinds.data_of(desk.session, REMINDER) | {"format": "plain"}
    view = desk.letter(kind=REMINDER)
    with refused(ErrorCode.BAD_INPUT):
        letter_kinds.save_kind(desk.session, data)
    assert records.get(desk.session, view.id).state == "draft"


def test_a_kind_that_is_no_longer_offered_still_opens_its_letters(desk: Desk) -> None:
    view = desk.letter(kind=REMINDER)
    letter_kinds.retire(desk.session, REMINDER, True)
    assert REMINDER not in {c for c, _l, _s in letters.kinds(desk.session)}
    assert kind(desk, REMINDER).retired
    assert letters.preview_pdf(desk.session, view.kind, view.body).pages == 1
    letter_kinds.retire(desk.session, REMINDER, False)
    assert REMINDER in {c for c, _l, _s in letters.kinds(desk.session)}


def test_a_letter_of_a_kind_that_lost_a_value_is_still_drawn(desk: Desk) -> None:
    body = letters.draft(desk.session, REMINDER, {"topic": "采购", "facts": "未见记录", "requests": "自查"}) | {"to": ["县住建局"]}
    view = records.save(desk.session, letters.FORM, REMINDER, body).value
    data = letter_kinds.data_of(desk.session, REMINDER) | {"values": [], "title": "提醒函", "body": [{"text": "请自查。"}]}
    letter_kinds.save_kind(desk.session, {k: v for k, v in data.items() if k in ("code", "label", "format", "summary", "basis", "title", "body", "required", "values")})
    assert letters.preview_pdf(desk.session, REMINDER, view.body).pages == 1


def test_every_kind_comes_out_and_in_again_unchanged(desk: Desk) -> None:
    for code in desk.session.catalog.letters:
        text = letter_kinds.export_kind(desk.session, code)
        incoming = letter_kinds.import_kind(desk.session, text.encode())
        assert (incoming.known, incoming.changes) == (True, ()), code
        assert incoming.form == desk.session.catalog.letters[code]


def test_a_file_is_shown_before_anything_is_written(desk: Desk) -> None:
    text = letter_kinds.export_kind(desk.session, REMINDER).replace("label: 提醒函", "label: 温馨提示函")
    incoming = letter_kinds.import_kind(desk.session, text.encode())
    assert incoming.changes == (("名称", "提醒函", "温馨提示函"),)
    assert kind(desk, REMINDER).label == "提醒函"
    letter_kinds.take_in(desk.session, incoming)
    assert kind(desk, REMINDER).label == "温馨提示函"


def test_a_kind_of_another_office_becomes_a_new_one(desk: Desk) -> None:
    text = letter_kinds.export_kind(desk.session, REMINDER).replace(f"code: {REMINDER}", "code: letter.own-abc").replace("label: 提醒函", "label: 温馨提示函")
    incoming = letter_kinds.import_kind(desk.session, text.encode())
    assert not incoming.known
    code = letter_kinds.take_in(desk.session, incoming).value
    assert kind(desk, code).origin == "own"


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\x00\x01\x02", b"code: [", b"- 1", "标题".encode("gbk"), b"a: &x 1\nb: *x", b"code: letter.x\n",
        b"x" * 300_000, "code: letter.x\nlabel: 甲\nformat: fax\nsummary: 乙\nbasis: []\ntitle: 丙\nbody: []\nrequired: []\n".encode(),
        "code: letter.x\nlabel: 甲\nformat: letter\nsummary: 乙\nbasis: []\ntitle: '{__class__}'\nbody: [{text: '{x.y}{nope}'}]\nrequired: []\n".encode(),
        ("code: letter.x\nlabel: 甲\nformat: letter\nsummary: 乙\nbasis: []\ntitle: 丙\nrequired: []\nbody: [" + "{text: 丁}," * 400 + "]\n").encode(),
        ("{a: " * 3000).encode(),
    ],
)  # fmt: skip
def test_a_damaged_or_hostile_file_is_refused_with_a_sentence(desk: Desk, raw: bytes) -> None:
    with pytest.raises(AppError) as caught:
        letter_kinds.import_kind(desk.session, raw)
    assert caught.value.code in (ErrorCode.BAD_DATA_FILE, ErrorCode.TOO_LARGE, ErrorCode.BAD_INPUT)
    assert caught.value.message.endswith("。")


def test_only_who_may_configure_changes_kinds(desk: Desk) -> None:
    desk.add_account("look", "org_clerk")
    session = desk.relogin("look", OTHER_PASSWORD)
    data = letter_kinds.data_of(session, REMINDER)
    for act in (
        lambda: letter_kinds.save_kind(session, data), lambda: letter_kinds.retire(session, REMINDER, True),
        lambda: letter_kinds.import_kind(session, b"code: x"), lambda: letter_kinds.export_kind(session, REMINDER),
        lambda: letter_limits.set_contact(session, "王敏"),
    ):  # fmt: skip
        with refused(ErrorCode.NOT_ALLOWED):
            act()


def test_a_limit_is_unknown_until_the_unit_sets_it_in_calendar_or_working_days(desk: Desk) -> None:
    urge = "letter.supervise_urge"
    form = desk.session.catalog.letters[urge]
    day = dt.date(2026, 9, 28)
    assert letter_limits.limit(desk.session, form).words == "待单位确认"
    assert "【反馈时限】" in str(letters.draft(desk.session, urge)["body"])
    letter_limits.set_days(desk.session, urge, 5)
    assert letter_limits.due(desk.session, form, day) == dt.date(2026, 10, 3)
    letter_limits.set_days(desk.session, urge, 5, working=True)
    due = letter_limits.due(desk.session, form, day)
    assert due is not None
    assert due > dt.date(2026, 10, 7), "国庆节放假不算工作日"
    draft = letters.draft(desk.session, urge)
    assert "【反馈时限】" not in str(draft["body"])
    assert draft["reply_due"]
    letter_limits.set_days(desk.session, urge, None)
    assert "reply_due" not in letters.draft(desk.session, urge)


def test_a_kind_of_the_office_s_own_is_retired_too_and_the_message_names_it(desk: Desk) -> None:
    made = letter_kinds.save_kind(desk.session, letter_kinds.blank(desk.session, REMINDER) | {"label": "工作提示函"}).value
    done = letter_kinds.retire(desk.session, made, True)
    assert done.changes.label == "停用文书种类“工作提示函”"
    assert kind(desk, made).retired
    assert made not in {c for c, _l, _s in letters.kinds(desk.session)}
    letter_kinds.retire(desk.session, made, False)
    assert made in {c for c, _l, _s in letters.kinds(desk.session)}


def test_a_broken_file_is_told_in_words_a_clerk_knows_with_what_to_do(desk: Desk) -> None:
    with pytest.raises(AppError) as caught:
        letter_kinds.import_kind(desk.session, b"label: [\n", "file.yaml")
    assert caught.value.where == "file.yaml 第 2 行"
    assert "YAML" not in caught.value.sentence()
    assert "重新导出" in caught.value.action
