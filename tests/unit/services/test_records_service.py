"""Records: what is written, checked, locked, corrected, undone and told as history."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import ErrorCode
from app.services import accounts, attachments, drafts, history, people, records, setup, undo
from tests.unit.services.desk import OTHER_PASSWORD, Desk, new_office, refused, snapshot


def test_a_saved_record_reads_back_with_names_and_state(desk: Desk) -> None:
    li = desk.person("李雷")
    view = desk.talk(li, requirements="管好分管领域")
    again = records.get(desk.session, view.id)
    assert again == view
    assert (again.date, again.state_label, again.locked, again.version) == ("2026-10-10", "计划", False, 1)
    assert again.labels[li] == "李雷"
    assert again.title == "谈心谈话·李雷"
    assert again.entered == "2026-11-20"
    assert again.author_name == "王敏"


def test_many_records_are_read_in_order_each_as_it_is_read_alone(desk: Desk) -> None:
    li, han = desk.person("李雷"), desk.person("韩梅梅")
    ids = [desk.talk(li).id, desk.meeting().id, desk.talk(han).id]
    assert records.views(desk.session, ids) == [records.get(desk.session, one) for one in ids]
    assert set(records.views(desk.session, ids)[0].labels) & {li, han} == {li}
    assert records.views(desk.session, []) == []
    with refused(ErrorCode.NOT_FOUND):
        records.views(desk.session, [ids[0], "r-none"])


def test_a_result_says_what_changed_and_by_which_operation(desk: Desk) -> None:
    li = desk.person("李雷")
    first = records.save(desk.session, "talk", "talk.heart", {"date": "2026-10-10", "actor": li, "subject": [li]})
    assert first.undoable
    assert first.changes.entities == {"record"}
    assert first.changes.forms == {"talk"}
    assert first.changes.ids == {first.value.id}
    assert first.changes.label == "登记谈心谈话"
    taken_back = undo.undo(desk.session)
    assert taken_back is not None
    assert taken_back.changes.op_id not in ("", first.changes.op_id)
    assert taken_back.changes.forms == {"talk"}
    nothing = records.save(desk.session, "talk", "talk.heart", {"date": "2026-10-11", "actor": li, "subject": [li]})
    same = records.save(desk.session, "talk", "talk.heart", nothing.value.body, nothing.value.id)
    assert not same.undoable
    assert not same.changes.ids


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"date": "2026-13-01"}, "date"),
        ({"date": "2026-10-10", "actor": "nobody"}, "actor"),
        ({"date": "2026-10-10", "subject": ["p-none"]}, "subject"),
        ({"date": "2026-10-10", "no_such_field": 1}, "no_such_field"),
        ({"date": "2026-10-10", "start_time": "25:00"}, "start_time"),
        ({"date": "2026-10-10", "faults_pointed": "是"}, "faults_pointed"),
        ({"date": "2026-10-10", "topics": ["topic.none"]}, "topics"),
        ({"date": "2026-10-10", "requirements": 3}, "requirements"),
        ({"date": "2026-10-10", "title": "长" * 201}, "title"),
    ],
)
def test_what_is_wrong_is_named_beside_its_field(desk: Desk, body: dict[str, object], where: str) -> None:
    before = snapshot(desk.session)
    with refused(ErrorCode.BAD_INPUT) as found:
        records.save(desk.session, "talk", "talk.heart", body)
    assert found.error is not None
    assert found.error.where.startswith(where)
    assert snapshot(desk.session) == before
    assert any(p.path.startswith(where) for p in records.check(desk.session, "talk", "talk.heart", body))


def test_an_unknown_form_kind_or_record_is_refused(desk: Desk) -> None:
    with refused(ErrorCode.NOT_FOUND):
        records.save(desk.session, "nonsense", "talk.heart", {})
    with refused(ErrorCode.BAD_INPUT):
        records.save(desk.session, "talk", "mtg.standing", {})
    with refused(ErrorCode.NOT_FOUND):
        records.save(desk.session, "talk", "talk.heart", {"date": "2026-01-01"}, "r-none")
    with refused(ErrorCode.NOT_FOUND):
        records.get(desk.session, "r-none")
    talk = desk.talk(desk.principal)
    with refused(ErrorCode.NOT_FOUND):
        records.save(desk.session, "meeting", "mtg.standing", {"date": "2026-01-01"}, talk.id)


def test_a_draft_may_lack_what_a_counting_record_must_have(desk: Desk) -> None:
    view = records.save(desk.session, "talk", "talk.heart", {"date": "2026-10-10"}).value
    assert not view.locked
    with refused(ErrorCode.BAD_INPUT):
        records.transition(desk.session, view.id, "hold")
    assert records.get(desk.session, view.id).state == view.state


def test_two_people_editing_the_same_record_are_told(desk: Desk) -> None:
    view = desk.talk(desk.person("李雷"))
    records.save(desk.session, "talk", "talk.heart", {**view.body, "place": "甲"}, view.id, view.version)
    with refused(ErrorCode.STALE):
        records.save(desk.session, "talk", "talk.heart", {**view.body, "place": "乙"}, view.id, view.version)
    assert records.get(desk.session, view.id).body["place"] == "甲"


def test_a_final_record_takes_only_corrections(desk: Desk) -> None:
    meeting = desk.meeting()
    final = records.transition(desk.session, meeting.id, "finalise").value
    assert final.locked
    other_kind = next(k for k in desk.session.form("meeting").kinds if k != meeting.kind)
    for kind, body in ((meeting.kind, {**final.body, "title": "另一个"}), (other_kind, final.body)):
        with refused(ErrorCode.FINALISED, ErrorCode.BAD_INPUT):
            records.save(desk.session, "meeting", kind, body, meeting.id)
    with refused(ErrorCode.FINALISED):
        records.delete(desk.session, [meeting.id])
    with refused(ErrorCode.BAD_INPUT):
        records.correct(desk.session, meeting.id, "  ")
    records.correct(desk.session, meeting.id, "出席人员应为两人。")
    told = records.get(desk.session, meeting.id)
    assert told.body["corrections"][0]["text"] == "出席人员应为两人。"
    assert told.body["corrections"][0]["who"] == "王敏"
    assert told.title == meeting.title
    assert undo.undo(desk.session) is None


def test_an_open_record_is_edited_not_corrected(desk: Desk) -> None:
    with refused(ErrorCode.BAD_STATE):
        records.correct(desk.session, desk.meeting().id, "更正")


def test_steps_and_corrections_cannot_be_forged(desk: Desk) -> None:
    forged = {"steps": [{"id": "w9", "step": "finalise", "who": "李书记"}], "corrections": [{"id": "w8", "text": "假"}]}
    view = desk.talk(desk.person("李雷"), **forged)
    assert not {"steps", "corrections"} & set(view.body)
    held = records.transition(desk.session, view.id, "hold", "已谈").value
    assert [(s["step"], s["who"], s["note"]) for s in held.body["steps"]] == [("hold", "王敏", "已谈")]
    edited = records.save(desk.session, "talk", "talk.heart", {**held.body, "place": "甲", "steps": []}, view.id).value
    assert edited.body["steps"] == held.body["steps"]


def test_a_step_needs_its_fields_and_its_state(desk: Desk) -> None:
    meeting = records.save(desk.session, "meeting", "mtg.standing", {"title": "会", "date": "2026-11-01"}).value
    with refused(ErrorCode.BAD_INPUT):
        records.transition(desk.session, meeting.id, "finalise")
    with refused(ErrorCode.BAD_STATE):
        records.transition(desk.session, meeting.id, "return")
    with refused(ErrorCode.BAD_INPUT):
        records.transition(desk.session, meeting.id, "review", values={"title": "换个题目"})
    with refused(ErrorCode.NOT_FOUND):
        records.transition(desk.session, "r-none", "finalise")


def test_the_person_who_entered_a_record_does_not_also_verify_it(desk: Desk) -> None:
    kind = desk.session.form("rectification").kinds[0]
    body = {"title": "问题", "date": "2026-05-05", "reviewer": desk.principal, "opinion": "同意销号"}
    view = records.save(desk.session, "rectification", kind, body).value
    text = {"measures": "建章立制", "reported_at": "2026-06-01", "plan_signed_at": "2026-05-12"}
    view = records.save(desk.session, "rectification", kind, {**view.body, **text}, view.id).value
    while not (separate := [t for t in records.get(desk.session, view.id).transitions if t.separate]):
        step = records.get(desk.session, view.id).transitions[0]
        records.transition(desk.session, view.id, step.id)
    assert separate
    with refused(ErrorCode.BAD_STATE):
        records.transition(desk.session, view.id, separate[0].id)
    desk.add_account("second", "discipline_secretary")
    other = desk.relogin("second", OTHER_PASSWORD)
    assert records.transition(other, view.id, separate[0].id).value.state == separate[0].target
    other.close()


def test_deleting_is_all_or_nothing(desk: Desk) -> None:
    first, second = desk.talk(desk.principal), desk.talk(desk.principal, "2026-10-11")
    final = records.transition(desk.session, desk.meeting().id, "finalise").value
    before = snapshot(desk.session)
    with refused(ErrorCode.FINALISED):
        records.delete(desk.session, [first.id, final.id])
    with refused(ErrorCode.NOT_FOUND):
        records.delete(desk.session, [first.id, "r-none"])
    assert snapshot(desk.session) == before
    assert records.delete(desk.session, [first.id, second.id]).value == 2
    undo.undo(desk.session)
    assert snapshot(desk.session) == before


def test_a_new_record_starts_with_today_and_the_last_ones_people(desk: Desk) -> None:
    assert records.new_body(desk.session, "talk", "talk.heart")["date"] == "2026-11-20"
    li = desk.person("李雷")
    desk.talk(li, "2026-10-10", place="三楼会议室", requirements="管好分管领域")
    start = records.copy_last(desk.session, "talk", "talk.heart")
    assert (start["place"], start["subject"], start["date"]) == ("三楼会议室", [li], "2026-11-20")
    assert "requirements" not in start
    assert "title" not in start


def test_undo_goes_back_step_by_step_and_redo_forward(desk: Desk) -> None:
    view = desk.talk(desk.person("李雷"))
    records.save(desk.session, "talk", "talk.heart", {**view.body, "place": "甲"}, view.id)
    records.save(desk.session, "talk", "talk.heart", {**view.body, "place": "乙"}, view.id)
    assert undo.undo_label(desk.session) == "修改谈心谈话"
    undo.undo(desk.session)
    assert records.get(desk.session, view.id).body["place"] == "甲"
    undo.undo(desk.session)
    assert "place" not in records.get(desk.session, view.id).body
    assert undo.redo_label(desk.session) == "修改谈心谈话"
    undo.redo(desk.session)
    undo.redo(desk.session)
    assert records.get(desk.session, view.id).body["place"] == "乙"
    assert undo.redo(desk.session) is None


def test_new_work_after_undo_forgets_redo(desk: Desk) -> None:
    desk.talk(desk.principal)
    undo.undo(desk.session)
    desk.talk(desk.principal)
    assert undo.redo_label(desk.session) == ""


def test_undo_is_refused_when_later_work_stands_on_it(desk: Desk) -> None:
    view = desk.talk(desk.principal)
    step = desk.session.undo_stack[-1]
    records.save(desk.session, "talk", "talk.heart", {**view.body, "place": "甲"}, view.id)
    desk.session.undo_stack[:] = [step]  # as another window would still remember it
    before = snapshot(desk.session)
    with refused(ErrorCode.STALE):
        undo.undo(desk.session)
    assert snapshot(desk.session) == before


def test_history_tells_who_changed_what_in_words(desk: Desk) -> None:
    li, han = desk.person("李雷"), desk.person("韩梅梅")
    view = desk.meeting(attendance=[{"id": "w1", "person": li, "role": "chair"}])
    body = dict(view.body)
    body["attendance"] = [{"id": "w1", "person": li, "role": "attendee"}, {"id": "w2", "person": han, "role": "absent"}]
    body["agenda"] = [{**body["agenda"][0], "decision": "缓议"}]
    records.save(desk.session, "meeting", view.kind, body, view.id)
    records.transition(desk.session, view.id, "review", "请再看一遍")
    told = history.history(desk.session, view.id)
    assert [e.label for e in told] == ["核稿", "修改党组会议"] or [e.label for e in told][:1] == ["核稿"]
    edit = {c.label: (c.before, c.after) for c in told[1].changes}
    assert edit["议题·决定"] == ("同意", "缓议") or ("同意", "缓议") in edit.values()
    assert any("韩梅梅" in after for _b, after in edit.values())
    shown = " ".join(t for e in told for c in e.changes for t in (c.label, c.before, c.after))
    codes = [li, han, "attendee", "absent", "category.large_fund", "w1", "w2"]
    assert [c for c in codes if c in shown] == []
    assert [(c.label, c.before, c.after) for c in told[0].changes] == [("状态", "草稿", "已核稿")]
    assert told[-1].changes[0].after == "新登记"
    assert all(e.who == "王敏" for e in told)


def test_a_change_of_kind_is_told_by_its_name(desk: Desk) -> None:
    view = desk.talk(desk.principal)
    other = next(k for k in desk.session.form("talk").kinds if k != view.kind)
    records.save(desk.session, "talk", other, view.body, view.id)
    line = next(c for c in history.history(desk.session, view.id)[0].changes if c.label == "种类")
    assert line.before == "谈心谈话"
    assert "talk." not in line.after


def test_drafts_are_kept_per_person_and_survive_a_crash(desk: Desk) -> None:
    key = drafts.new_key("talk", "talk.heart")
    drafts.save_draft(desk.session, drafts.Draft(key, "talk", "talk.heart", "谈话", {"title": "没写完", "n": None}))
    drafts.save_draft(desk.session, drafts.Draft(key, "talk", "talk.heart", "谈话", {"title": "又写了一点"}))
    desk.kill()
    desk.session = setup.unlock(
        desk.session.folder, desk.session.catalog, desk.session.clock, "clerk", "青山遮不住毕竟东流去"
    )
    found = drafts.load_draft(desk.session, key)
    assert found is not None
    assert found.body == {"title": "又写了一点"}
    assert [(d.key, d.title, d.record_id) for d in drafts.drafts(desk.session)] == [(key, "谈话", "")]
    assert drafts.new_drafts(desk.session, "talk", "talk.heart") == [found]
    assert drafts.new_drafts(desk.session, "meeting", "mtg.standing") == []
    desk.add_account("member", "member")
    other = desk.relogin("member", OTHER_PASSWORD)
    assert drafts.load_draft(other, key) is None
    other.close()
    desk.session = setup.unlock(other.folder, other.catalog, other.clock, "clerk", "青山遮不住毕竟东流去")
    drafts.drop_draft(desk.session, key)
    assert drafts.drafts(desk.session) == []


def test_attachments_are_kept_by_hash_and_named_for_display(desk: Desk, tmp_path: Path) -> None:
    paper = tmp_path / "谈话\u202e笔录.PDF"
    paper.write_bytes(b"%PDF-1.7 " + bytes(2_500_000))
    value = attachments.attach(desk.session, paper)
    assert value["name"] == "谈话笔录.PDF"
    assert value["size"] == 2_500_009
    assert attachments.attach(desk.session, paper) == value
    view = desk.talk(desk.principal, attachments=[value])
    assert attachments.attachment_bytes(desk.session, view.body["attachments"][0]["sha256"]) == paper.read_bytes()
    with refused(ErrorCode.NOT_FOUND):
        attachments.attachment_bytes(desk.session, "0" * 64)
    with refused(ErrorCode.NOT_FOUND):
        attachments.attach(desk.session, tmp_path / "none")


@pytest.mark.parametrize("name", ["..\\..\\a.txt", "C:/x/a.txt", "a.txt. ", "\x00a.txt", "/etc/a.txt", "a.txt:"])
def test_a_trick_in_a_file_name_does_not_reach_the_screen(name: str) -> None:
    assert attachments.safe_name(name) == "a.txt"


def test_viewing_a_dossier_is_entered_in_the_security_log(tmp_path: Path, catalog: Catalog) -> None:
    desk = Desk(new_office(tmp_path, catalog).session)
    desk.add_account("audit", "auditor")
    kind = desk.session.form("dossier").kinds[0]
    body = {"date": "2026-01-01", "subject": desk.principal}
    view = records.save(desk.session, "dossier", kind, body).value
    with refused(ErrorCode.FINALISED):
        records.delete(desk.session, [view.id])
    auditor = desk.relogin("audit", OTHER_PASSWORD)
    seen = [e for e in accounts.security_log(auditor) if e.action == "查看"]
    assert seen[0].detail == view.id
    auditor.close()


def test_people_are_found_by_name_and_by_initials_of_every_reading(desk: Desk) -> None:
    for name in ("单晓", "曾强", "仇和", "解学恭", "查良", "区寄", "翟让", "覃健", "种田", "欧阳𬭎", "尉迟恭", "乐嘉"):
        desk.person(name)

    def found(text: str) -> set[str]:
        return {p.name for p in people.find_people(desk.session, text)}

    expected = {
        "sx": "单晓", "zq": "曾强", "qh": "仇和", "xxg": "解学恭", "zl": "查良", "oj": "区寄", "zr": "翟让",
        "qj": "覃健", "tj": "覃健", "ct": "种田", "oy": "欧阳𬭎", "ycg": "尉迟恭", "yj": "乐嘉", "lj": "乐嘉",
        "zmy": "周明远", "ZMY": "周明远",
    }  # fmt: skip
    assert {text: name for text, name in expected.items() if name not in found(text)} == {}
    assert found("学恭") == {"解学恭"}
    assert found("𬭎") == {"欧阳𬭎"}
    assert found("%") == found("_") == found("没有") == set()


def test_people_who_left_are_listed_only_when_asked_for(desk: Desk) -> None:
    gone = desk.person("李雷", until="2025-12-31")
    desk.person("韩梅梅", since="2026-01-01", until="2026-12-31")
    assert {p.name for p in people.people(desk.session)} == {"周明远", "韩梅梅"}
    left = next(p for p in people.people(desk.session, include_left=True) if p.id == gone)
    assert (left.titles, left.current) == ("已离任", False)


@pytest.mark.parametrize(
    "post",
    [
        {"since": "2026-02-30"},
        {"since": "2026-02-01", "until": "2026-01-01"},
        {"since": "2026-02-01", "term": ("2026-02-01", "2025-01-01")},
        {"since": "2026-02-01", "roles": ("king",)},
        {"since": "2026-02-01", "title": " "},
    ],
)
def test_a_post_that_makes_no_sense_is_refused(desk: Desk, post: dict[str, object]) -> None:
    own, _name = desk.session.own_unit()
    fields = {"title": "局长", "roles": ("member",), "fields": ()} | post
    with refused(ErrorCode.BAD_INPUT):
        people.save_post(desk.session, desk.principal, own, **fields)


def test_units_people_and_posts_are_changed_and_undone(desk: Desk) -> None:
    before = snapshot(desk.session)
    unit = people.save_unit(desk.session, "园林所", desk.session.own_unit()[0]).value
    who = people.save_person(desk.session, "李雷").value
    post = people.save_post(desk.session, who, unit, "所长", ("principal",), ("园林",), "2026-01-01").value
    people.save_post(desk.session, who, unit, "所长", ("principal",), (), "2026-01-01", until="2026-06-30", post_id=post)
    people.save_person(desk.session, "李磊", who)
    people.remove_post(desk.session, post)
    with refused(ErrorCode.NOT_FOUND):
        people.remove_post(desk.session, post)
    assert people.posts(desk.session, who) == []
    for _ in range(6):
        undo.undo(desk.session)
    assert snapshot(desk.session) == before
    with refused(ErrorCode.NOT_FOUND):
        people.save_post(desk.session, "p-none", unit, "所长", (), (), "2026-01-01")


def test_the_last_meeting_is_a_start_without_its_agenda(desk: Desk) -> None:
    last = desk.meeting(title="第21次党组会议", place="三楼会议室", recorder=desk.person("陈立新"), expected=7)
    start = records.copy_last(desk.session, "meeting", "mtg.standing")
    assert (start["title"], start["date"]) == ("第22次党组会议", "2026-11-20")
    assert (start["place"], start["chair"], start["recorder"]) == ("三楼会议室", desk.principal, last.body["recorder"])
    assert start["attendance"] == last.body["attendance"]
    assert start["expected"] == 7
    assert "agenda" not in start
