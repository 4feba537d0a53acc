"""Dividing responsibility by the minutes: a draft taken over by a person, and names that the minutes leave out are refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from app.domain.errors import ErrorCode
from app.services import records, responsibility, undo
from app.services.records import RecordView
from app.services.session import Session
from tests.unit.services.desk import OTHER_PASSWORD, Desk, refused

DAY = "2026-05-12"


@dataclass(slots=True)
class Case:
    desk: Desk
    team: dict[str, str]

    def meeting(self, stances: dict[str, str] | None = None, absent: tuple[str, ...] = (), **fields: Any) -> RecordView:
        rows = [{"person": self.desk.principal, "role": "chair"}]
        rows += [{"person": p, "role": "absent" if n in absent else "attendee"} for n, p in self.team.items()]
        told = [{"person": self.team.get(n, self.desk.principal), "order": o, "stance": f"stance.{s}"} for o, (n, s) in enumerate((stances or {}).items(), 1)]
        agenda = [{"id": "a1", "title": "别的事"}, {"id": "a2", "title": "项目", "category": "category.major_project", "stances": told}]
        return self.desk.meeting(DAY, **({"attendance": rows, "agenda": agenda} | fields))

    def record(self, meeting: RecordView, **fields: Any) -> RecordView:
        body = {
            "title": "项目失管", "date": "2026-06-01", "object": "person", "subject": [self.desk.principal], "situation": ["sit.05"],
            "basis_article": "第六部分第2条", "facts": "没有督促落实", "grade": "grade.light", "form": ["form.criticize"],
            "responsibility_kind": ["resp.collective"], "own_statement": "认可事实", "collective_review": "第十五次党组会议",
            "meeting_ref": [meeting.id], "agenda_ref": "a2", "party_liability": "负直接责任",
        }  # fmt: skip
        return records.save(self.desk.session, "accountability", "ledger.accountability", body | fields).value

    def names(self, people: Any) -> list[str]:
        return [d.name for d in people]


@pytest.fixture
def case(desk: Desk) -> Case:
    titles = {"李建国": (), "赵丽华": ("城建科",), "吴明远": (), "郑晓峰": ()}
    return Case(desk, {n: desk.person(n, fields=f) for n, f in titles.items()})


def test_main_and_important_responsibility_follow_the_minutes(case: Case) -> None:
    meeting = case.meeting({"李建国": "agree", "赵丽华": "agree", "吴明远": "against"}, absent=("郑晓峰",))
    found = responsibility.division(case.desk.session, case.record(meeting).id)
    assert case.names(found.main) == ["周明远"]
    assert case.names(found.important) == ["李建国", "赵丽华"]
    assert case.names(found.objected) == ["吴明远"]
    assert case.names(found.absent) == ["郑晓峰"]


def test_the_member_in_charge_of_the_matter_bears_main_responsibility(case: Case) -> None:
    head = case.desk.person("冯国梁", "城建科负责人", (), fields=("城建科",))
    meeting = case.meeting({"李建国": "agree", "赵丽华": "agree"})
    found = responsibility.division(case.desk.session, case.record(meeting, subject=[head]).id)
    assert sorted(case.names(found.main)) == sorted(["周明远", "赵丽华"])


def test_an_abstention_is_no_objection(case: Case) -> None:
    meeting = case.meeting({"李建国": "abstain"})
    found = responsibility.division(case.desk.session, case.record(meeting).id)
    assert "李建国" in case.names(found.important)
    assert next(d.why for d in found.important if d.name == "李建国").endswith("弃权")


def test_an_objection_to_another_item_does_not_count(case: Case) -> None:
    meeting = case.meeting({"李建国": "against"})
    other = responsibility.division(case.desk.session, case.record(meeting, agenda_ref="别的事").id)
    assert case.names(other.objected) == []
    assert "李建国" in case.names(other.important)


def test_a_member_not_named_in_the_minutes_was_not_there(case: Case) -> None:
    meeting = case.meeting(attendance=[{"person": case.desk.principal, "role": "chair"}, {"person": case.team["李建国"], "role": "non_voting"}])
    found = responsibility.division(case.desk.session, case.record(meeting).id)
    assert case.names(found.main) == ["周明远"]
    assert found.important == ()
    assert {d.name: d.why for d in found.absent}["李建国"] == "列席，没有参加表决"
    assert len(found.absent) == 4


def test_who_objected_at_one_of_two_meetings_is_left_out(case: Case) -> None:
    first, second = case.meeting({"李建国": "against"}), case.meeting({"李建国": "agree"})
    found = responsibility.division(case.desk.session, case.record(first, meeting_ref=[second.id, first.id]).id)
    assert case.names(found.objected) == ["李建国"]
    assert "李建国" not in case.names(found.important)


def test_the_draft_is_taken_over_and_keeps_what_stands_there(case: Case) -> None:
    view = case.record(case.meeting({"吴明远": "against"}), main_leading=[{"person": case.team["李建国"], "note": "组织认定"}])
    done = responsibility.fill_in(case.desk.session, view.id).value
    assert [r["person"] for r in done.body["main_leading"]] == [case.team["李建国"], case.desk.principal]
    assert done.body["main_leading"][0]["note"] == "组织认定"
    assert case.team["李建国"] not in [r["person"] for r in done.body["important_leading"]]
    assert done.body["dissenters"] == [case.team["吴明远"]]
    again = responsibility.fill_in(case.desk.session, view.id).value
    assert again.body["important_leading"] == done.body["important_leading"]
    undo.undo(case.desk.session)
    assert "dissenters" not in records.get(case.desk.session, view.id).body


def test_without_minutes_there_is_nothing_to_take_over(case: Case) -> None:
    view = case.record(case.meeting(), meeting_ref=[])
    assert responsibility.division(case.desk.session, view.id).note
    with refused(ErrorCode.BAD_STATE):
        responsibility.fill_in(case.desk.session, view.id)


def test_only_accountability_is_divided(case: Case) -> None:
    with refused(ErrorCode.BAD_INPUT):
        responsibility.division(case.desk.session, case.meeting().id)


class TestDeciding:
    def discussed(self, case: Case, **fields: Any) -> tuple[Session, str]:
        view = case.record(case.meeting({"李建国": "agree", "吴明远": "against"}, absent=("郑晓峰",)), **fields)
        for step in ("verify", "state", "discuss"):
            records.transition(case.desk.session, view.id, step)
        case.desk.add_account("other", "discipline_secretary", "party_clerk")
        return case.desk.relogin("other", OTHER_PASSWORD), view.id

    @pytest.mark.parametrize("table", ["main_leading", "important_leading", "leader_liability"])
    @pytest.mark.parametrize("name", ["吴明远", "郑晓峰"])
    def test_nobody_is_listed_whom_the_minutes_leave_out(self, case: Case, table: str, name: str) -> None:
        session, record = self.discussed(case, **{table: [{"person": case.team[name]}]})
        with refused(ErrorCode.BAD_INPUT) as no:
            records.transition(session, record, "decide")
        assert no.error is not None
        assert name in no.error.message
        assert records.get(session, record).state == "discussed"
        session.close()

    def test_who_took_part_may_be_listed(self, case: Case) -> None:
        session, record = self.discussed(case, main_leading=[{"person": case.desk.principal}], important_leading=[{"person": case.team["李建国"]}])
        assert records.transition(session, record, "decide").value.state == "final"
        session.close()
