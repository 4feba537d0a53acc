"""REC-01: people with their party branch, units below each other, posts with their terms."""

from __future__ import annotations

from app.domain.errors import ErrorCode
from app.services import people, undo
from tests.unit.services.desk import Desk, refused


def branch_of(desk: Desk, name: str) -> str:
    return people.find_people(desk.session, name)[0].branch


def test_a_person_has_a_party_branch_that_stays_when_the_name_changes(desk: Desk) -> None:
    who = people.save_person(desk.session, "李建国", branch="机关第一党支部").value
    assert branch_of(desk, "李建国") == "机关第一党支部"
    people.save_person(desk.session, "李建军", who)
    assert branch_of(desk, "李建军") == "机关第一党支部"
    people.save_person(desk.session, "李建军", who, branch="")
    assert branch_of(desk, "李建军") == ""


def test_name_and_branch_are_undone_as_one(desk: Desk) -> None:
    who = people.save_person(desk.session, "李建国", branch="第一支部").value
    people.save_person(desk.session, "李建军", who, branch="第二支部")
    undo.undo(desk.session)
    assert branch_of(desk, "李建国") == "第一支部"


def test_an_overlong_branch_is_refused(desk: Desk) -> None:
    with refused(ErrorCode.BAD_INPUT):
        people.save_person(desk.session, "李建国", branch="支" * 101)
    assert people.find_people(desk.session, "李建国") == []


def test_units_stand_below_each_other_with_their_level(desk: Desk) -> None:
    middle = desk.lower_unit
    people.save_unit(desk.session, "检测所", middle)
    people.save_unit(desk.session, "园林所", desk.session.own_unit()[0])
    found = [(u.name, level) for u, level in people.levels(people.units(desk.session))]
    place = [name for name, _level in found].index
    assert dict(found) == {"某县住房和城乡建设局党组": 0, "某县质监站": 1, "检测所": 2, "园林所": 1}
    assert place("检测所") == place("某县质监站") + 1


def test_units_that_hang_on_nothing_are_not_lost() -> None:
    own = people.UnitRow("u1", "本单位", None, True)
    stray, loop, knot = (people.UnitRow("u2", "甲", "gone", False), people.UnitRow("u3", "乙", "u4", False),
                         people.UnitRow("u4", "丙", "u3", False))  # fmt: skip
    assert [u.id for u, _level in people.levels([own, stray, loop, knot])] == ["u1", "u2", "u3", "u4"]


def test_a_post_has_a_term_of_its_own(desk: Desk) -> None:
    who = people.save_person(desk.session, "李建国").value
    own, _name = desk.session.own_unit()
    people.save_post(desk.session, who, own, "党组成员", ("member",), (), "2022-01-01", term=("2021-06-01", "2026-06-01"))
    assert people.posts(desk.session, who)[0].term == ("2021-06-01", "2026-06-01")
