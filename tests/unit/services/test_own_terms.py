"""Entries of a unit's own: offered where the list is used, searched, kept when retired, undone, never deleted."""

from __future__ import annotations

import pytest
from desk import Desk, record_ids, refused, snapshot

from app.domain.errors import ErrorCode
from app.services import letters, lists, own_duties, own_terms, records, search, undo
from app.services.lists import ListQuery
from app.services.search import search as find


def codes(desk: Desk, vocab: str) -> tuple[str, ...]:
    return desk.session.catalog.vocab.get(vocab).codes()


def entry(desk: Desk, vocab: str, code: str) -> own_terms.OwnEntry:
    found = next(v for v in own_terms.lists(desk.session) if v.id == vocab)
    return next(e for e in found.entries if e.code == code)


def test_a_new_word_stands_at_the_end_of_its_list_with_a_code_of_its_family(desk: Desk) -> None:
    code = own_terms.add(desk.session, "talk_kind", "开学谈话").value
    assert codes(desk, "talk_kind")[-1] == code
    assert code.startswith("talk.own-")
    assert desk.session.catalog.vocab.label(code) == "开学谈话"


def test_an_own_kind_is_registered_listed_filtered_and_searched_like_any_other(desk: Desk) -> None:
    code = own_terms.add(desk.session, "talk_kind", "开学谈话").value
    view = desk.talk(desk.person("李雷"), kind=code)
    assert records.get(desk.session, view.id).kind == code
    rids = lists.list_ids(desk.session, ListQuery(forms=("talk",), kinds=(code,)))
    assert [r.cells["kind"] for r in lists.rows(desk.session, ("talk",), list(rids))] == ["开学谈话"]
    assert view.id in {h.id for h in hits(desk, "开学谈话")}


def hits(desk: Desk, text: str) -> list[search.Hit]:
    return list(find(desk.session, text))


def test_a_meeting_kind_belongs_to_the_form_that_is_chosen(desk: Desk) -> None:
    usual = own_terms.add(desk.session, "meeting_kind", "碰头会").value
    life = own_terms.add(desk.session, "meeting_kind", "支部联学会", "org_life").value
    forms = desk.session.catalog.records
    assert [f.id if f else "" for f in (forms.of_kind(usual), forms.of_kind(life))] == ["meeting", "org_life"]


def test_a_letter_kind_is_drafted_like_the_one_it_copies(desk: Desk) -> None:
    code = own_terms.add(desk.session, "letter_kind", "温馨提示函", "letter.reminder").value
    assert (code, "温馨提示函") in {(c, label) for c, label, _s in letters.kinds(desk.session)}
    assert desk.letter(kind=code).kind == code


def test_a_rule_of_an_own_duty_can_ask_for_an_own_kind_and_topic(desk: Desk) -> None:
    kind = own_terms.add(desk.session, "meeting_kind", "碰头会").value
    topic = own_terms.add(desk.session, "topic", "防汛廉政").value
    pack = own_duties.save_pack(desk.session, {"title": "本局办法"}, 2026).value
    rule = {"type": "count", "kinds": [kind], "where": {"topics": [topic]}, "period": "year"}
    data = {"article_no": "1", "article": "第一条", "label": "碰头会", "summary": "每年开一次碰头会。", "rule": rule}
    record = {"id": "r1", "kind": kind, "date": "2024-05-10", "topics": [topic]}
    example = {"as_of": "2025-01-10", "records": [record], "expect": {"period": "2024", "subject": "u1", "state": "met"}}
    checked = own_duties.check(desk.session, pack, {**data, "examples": [example]})
    assert [o.passed for o in checked.outcomes] == [True]
    assert checked.said == "每年，本单位至少要有 1 次“碰头会”（内容标签有“防汛廉政”）。"


def test_renaming_changes_every_label_and_what_is_searched(desk: Desk) -> None:
    code = own_terms.add(desk.session, "talk_kind", "开学谈话").value
    view = desk.talk(desk.person("李雷"), kind=code, title="谈一谈")
    own_terms.rename(desk.session, "talk_kind", code, "新学期谈话")
    assert view.id in {h.id for h in hits(desk, "新学期谈话")}
    assert not hits(desk, "开学谈话")
    undo.undo(desk.session)
    assert view.id in {h.id for h in hits(desk, "开学谈话")}


def test_a_shipped_word_is_renamed_and_given_its_own_name_back(desk: Desk) -> None:
    own_terms.rename(desk.session, "talk_kind", "talk.heart", "交心谈话")
    assert desk.session.catalog.vocab.short("talk.heart") == "交心谈话"
    assert entry(desk, "talk_kind", "talk.heart").shipped == "谈心谈话"
    own_terms.rename(desk.session, "talk_kind", "talk.heart", "")
    assert desk.session.catalog.vocab.short("talk.heart") == "谈心谈话"


def test_a_retired_word_is_not_offered_but_its_records_keep_it(desk: Desk) -> None:
    code = own_terms.add(desk.session, "talk_kind", "开学谈话").value
    view = desk.talk(desk.person("李雷"), kind=code)
    own_terms.retire(desk.session, "talk_kind", code, True)
    form = desk.session.form("talk")
    assert code not in codes(desk, "talk_kind")
    assert (code in form.kinds, code in form.offered) == (True, False)
    assert desk.session.catalog.vocab.label(code) == "开学谈话"
    again = records.get(desk.session, view.id)
    records.save(desk.session, "talk", code, {**again.body, "place": "会议室"}, record_id=view.id)
    assert view.id in record_ids(desk.session)
    assert (entry(desk, "talk_kind", code).retired, entry(desk, "talk_kind", code).used) == (True, 1)
    own_terms.retire(desk.session, "talk_kind", code, False)
    assert code in codes(desk, "talk_kind")


def test_words_are_there_after_locking(desk: Desk) -> None:
    code = own_terms.add(desk.session, "topic", "防汛廉政").value
    own_terms.retire(desk.session, "topic", code, True)
    again = desk.relogin()
    try:
        assert again.catalog.vocab.label(code) == "防汛廉政"
    finally:
        again.close()


def test_undo_takes_a_word_away_again(desk: Desk) -> None:
    before = snapshot(desk.session)
    code = own_terms.add(desk.session, "topic", "防汛廉政").value
    undo.undo(desk.session)
    assert snapshot(desk.session) == before
    assert not desk.session.catalog.vocab.knows(code)


@pytest.mark.parametrize(
    ("vocab", "label", "place", "code"),
    [
        ("talk_kind", "", "", ErrorCode.BAD_INPUT),
        ("talk_kind", "谈心谈话", "", ErrorCode.BAD_INPUT),
        ("talk_kind", "字" * 41, "", ErrorCode.BAD_INPUT),
        ("meeting_kind", "碰头会", "talk", ErrorCode.BAD_INPUT),
        ("actor", "新角色", "", ErrorCode.NOT_FOUND),
        ("none", "词", "", ErrorCode.NOT_FOUND),
    ],
)
def test_what_cannot_be_added_is_said(desk: Desk, vocab: str, label: str, place: str, code: ErrorCode) -> None:
    with refused(code):
        own_terms.add(desk.session, vocab, label, place)


def test_only_lists_that_allow_it_are_shown(desk: Desk) -> None:
    shown = {v.id for v in own_terms.lists(desk.session)}
    assert shown == {v.id for v in desk.session.catalog.vocab if v.extendable}
    assert "actor" not in shown
