"""Who talked with whom and who still should: numbers from the records, expectations from the duties' rows."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from app.domain.errors import ErrorCode
from app.jobs.progress import JobContext
from app.services import duty_settings, list_export, people, records, talk_matrix, talk_print
from app.services.talk_matrix import TalkMatrix, Want
from tests.unit.services.desk import OTHER_PASSWORD, Desk, refused

YEAR = 2026
MEMBERS = "tianshui-2014/5.3/principal-member-talk-yearly"
HEADS = "tianshui-2014/5.3/member-dept-talk-yearly"
LOWER = "tianshui-2014/5.3/discipline-interviews-lower-party-yearly"
LONG = "阿卜杜拉·买买提依明"


def held(desk: Desk, talker: str, person: str, day: str, kind: str = "talk.heart") -> str:
    """A talk that took place."""
    view = records.save(desk.session, "talk", kind, {"date": day, "actor": talker, "subject": [person]}).value
    records.transition(desk.session, view.id, "hold")
    return view.id


def wants(found: TalkMatrix, duty: str) -> dict[str, Want]:
    """What a duty asks for, by the person to be talked with."""
    seen = {w.person: w for c in found.cells.values() for w in c.wants if w.cell.duty == duty}
    return seen | {w.person: w for w in found.missing if w.cell.duty == duty}


@pytest.fixture
def team(duty_desk: Desk) -> dict[str, str]:
    """Two members in charge of a department each, their heads, and the head of a lower unit."""
    session = duty_desk.session
    found = {
        "a": duty_desk.person(LONG, "党组成员、副局长", ("member",), fields=("城建科",)),
        "b": duty_desk.person("李雷", "党组成员、纪检组长", ("member", "discipline_secretary"), fields=("房管科",)),
        "city": duty_desk.person("韩梅梅", "城建科科长", ()),
        "house": duty_desk.person("王芳", "房管科科长", ()),
    }
    lower = people.save_person(session, "孙伟").value
    people.save_post(session, lower, duty_desk.lower_unit, "站长", ("principal",), (), "2021-06-01")
    return found | {"lower": lower, "boss": duty_desk.principal}


def test_talks_are_counted_by_kind_and_day(duty_desk: Desk, team: dict[str, str]) -> None:
    for day in ("2026-10-09", "2026-03-02"):
        held(duty_desk, team["boss"], team["a"], day)
    held(duty_desk, team["boss"], team["a"], "2026-05-05", "talk.remind")
    held(duty_desk, team["boss"], team["a"], "2025-05-05")
    duty_desk.talk(team["a"], "2026-12-01")
    cell = talk_matrix.talk_matrix(duty_desk.session, YEAR).cell(team["boss"], team["a"])
    assert cell is not None
    assert dict(cell.days) == {"talk.heart": ["2026-03-02", "2026-10-09"], "talk.remind": ["2026-05-05"]}
    assert (cell.number, cell.planned) == (3, 1)
    only = talk_matrix.talk_matrix(duty_desk.session, YEAR, "talk.remind").cell(team["boss"], team["a"])
    assert only is not None
    assert only.number == 1


def test_who_is_expected_comes_from_subjects_and_bearers_of_the_duties(duty_desk: Desk, team: dict[str, str]) -> None:
    found = talk_matrix.talk_matrix(duty_desk.session, YEAR)
    assert {p: w.talkers for p, w in wants(found, MEMBERS).items()} == {team["a"]: (team["boss"],), team["b"]: (team["boss"],)}
    assert {p: w.talkers for p, w in wants(found, HEADS).items()} == {team["city"]: (team["a"],), team["house"]: (team["b"],)}
    assert {p: w.talkers for p, w in wants(found, LOWER).items()} == {team["lower"]: (team["b"],)}


def test_a_talk_that_a_duty_asks_for_is_missing_until_it_is_there(duty_desk: Desk, team: dict[str, str]) -> None:
    session = duty_desk.session
    before = talk_matrix.talk_matrix(session, YEAR)
    assert {w.person for w in before.missing if w.cell.duty == MEMBERS} == {team["a"], team["b"]}
    held(duty_desk, team["boss"], team["a"], "2026-03-02")
    after = talk_matrix.talk_matrix(session, YEAR)
    assert {w.person for w in after.missing if w.cell.duty == MEMBERS} == {team["b"]}
    done, open_ = after.cell(team["boss"], team["a"]), after.cell(team["boss"], team["b"])
    assert done is not None
    assert open_ is not None
    assert [w.cell.state for w in done.wants if w.cell.duty == MEMBERS] == ["met"]
    assert open_.missing
    assert talk_matrix.kind_to_register(open_) == "talk.heart"
    last = talk_matrix.talk_matrix(session, YEAR - 1)
    assert [w.cell.state for w in last.missing if w.cell.duty == MEMBERS] == ["overdue", "overdue"]


def test_a_duty_that_is_switched_off_expects_nobody(duty_desk: Desk, team: dict[str, str]) -> None:
    duty_settings.set_duty(duty_desk.session, MEMBERS, False, YEAR)
    assert not wants(talk_matrix.talk_matrix(duty_desk.session, YEAR), MEMBERS)


def test_a_duty_of_a_body_names_nobody_as_talker(duty_desk: Desk, team: dict[str, str]) -> None:
    duty = "beijing-28/3/daily-and-special"
    duty_settings.set_parameters(duty_desk.session, duty, {"min_per_year": 1}, YEAR)
    want = next(w for w in talk_matrix.talk_matrix(duty_desk.session, YEAR).missing if w.cell.duty == duty)
    assert want.talkers == ()
    assert want.by == "党委（党组）、纪检机关、党的工作机关"
    assert want.person == team["lower"]


def test_pairs_before_a_democratic_life_meeting_are_asked_for_one_by_one(duty_desk: Desk, team: dict[str, str]) -> None:
    session = duty_desk.session
    held(duty_desk, team["boss"], team["a"], "2026-08-01")
    body = {
        "title": "民主生活会", "date": "2026-09-01", "chair": team["boss"],
        "attendance": [{"id": "w1", "person": team["boss"], "role": "chair"}],
    }  # fmt: skip
    meeting = records.save(session, "dem_life", "mtg.dem_life", body).value
    for step in ("review", "finalise"):
        records.transition(session, meeting.id, step)
    found = talk_matrix.talk_matrix(session, YEAR)
    asked = {frozenset((w.talkers[0], w.person)) for w in found.missing if "member-mutual-talk" in w.cell.duty}
    assert frozenset((team["a"], team["b"])) in asked
    assert frozenset((team["boss"], team["a"])) not in asked


def test_people_stand_by_post_and_unit(duty_desk: Desk, team: dict[str, str]) -> None:
    held(duty_desk, team["lower"], team["city"], "2026-02-02")
    found = talk_matrix.talk_matrix(duty_desk.session, YEAR)
    groups = list(dict.fromkeys(p.group for p in found.people))
    assert groups == ["领导班子", "本单位其他人员", "某县质监站"]
    assert found.talkers[0].id == team["boss"]
    assert next(p.titles for p in found.people if p.id == team["a"]) == "党组成员、副局长"


def test_only_those_nobody_talked_with_yet(duty_desk: Desk, team: dict[str, str]) -> None:
    held(duty_desk, team["boss"], team["house"], "2026-02-02")
    held(duty_desk, team["b"], team["house"], "2026-02-03")
    found = talk_matrix.talk_matrix(duty_desk.session, YEAR, "talk.heart", only_missing=True)
    assert team["house"] not in {p.id for p in found.people}
    assert team["city"] in {p.id for p in found.people}


def test_talks_behind_a_cell_are_listed_latest_first(duty_desk: Desk, team: dict[str, str]) -> None:
    first = held(duty_desk, team["boss"], team["a"], "2026-03-02")
    last = held(duty_desk, team["boss"], team["a"], "2026-10-09", "talk.remind")
    held(duty_desk, team["b"], team["a"], "2026-10-10")
    session = duty_desk.session
    assert [r.id for r in talk_matrix.talks_between(session, YEAR, team["boss"], team["a"])] == [last, first]
    assert [r.id for r in talk_matrix.talks_between(session, YEAR, team["boss"], team["a"], "talk.heart")] == [first]
    assert len(talk_matrix.talks_between(session, YEAR, "", team["a"])) == 3


def test_talkers_without_a_column_of_their_own_are_counted_together(duty_desk: Desk, team: dict[str, str]) -> None:
    for number in range(talk_matrix.MOST_TALKERS + 3):
        other = people.save_person(duty_desk.session, f"外单位{number}").value
        held(duty_desk, other, team["city"], "2026-02-02")
    found = talk_matrix.talk_matrix(duty_desk.session, YEAR)
    assert len(found.talkers) == talk_matrix.MOST_TALKERS + 1
    total = sum(c.number for t in found.talkers if (c := found.cell(t.id, team["city"])) is not None)
    assert total == talk_matrix.MOST_TALKERS + 3


def test_the_matrix_goes_to_paper_and_into_a_file(duty_desk: Desk, team: dict[str, str], tmp_path: Path) -> None:
    session = duty_desk.session
    held(duty_desk, team["boss"], team["a"], "2026-03-02")
    found = talk_matrix.talk_matrix(session, YEAR)
    assert talk_print.matrix_pdf(session, found).startswith(b"%PDF")
    fields, rows = talk_print.matrix_table(session, found)
    path = tmp_path / "talks.csv"
    list_export.export_table(session, "谈话覆盖表", fields, rows, path, JobContext())
    with path.open(encoding="utf-8-sig", newline="") as stream:
        head, *lines = csv.reader(stream)
    line = next(one for one in lines if one[0] == LONG)
    assert line[head.index("周明远 党组书记")] == "谈心谈话\n03-02"
    missing = next(one for one in lines if one[0] == "韩梅梅")[-1]
    assert missing == f"成员每年与分管部门负责人谈心（未到期）：{LONG}"


def test_thousands_of_pairs_are_read_in_time(duty_desk: Desk, team: dict[str, str]) -> None:
    session = duty_desk.session
    everybody = [duty_desk.person(f"某{n}", "科员", ()) for n in range(40)]
    body = [{"actor": team["a"], "subject": everybody, "date": f"2026-{m:02d}-{d:02d}"} for m in range(1, 11) for d in range(1, 28)]
    for one in body[:120]:
        records.save(session, "talk", "talk.collective", one)
    talk_matrix.talk_matrix(session, YEAR)
    begin = time.perf_counter()
    talk_matrix.talk_matrix(session, YEAR)
    assert time.perf_counter() - begin < 0.5


def test_who_may_not_see_talks_sees_no_matrix(duty_desk: Desk, team: dict[str, str]) -> None:
    duty_desk.add_account("up", "receiver")
    session = duty_desk.relogin("up", OTHER_PASSWORD)
    try:
        with refused(ErrorCode.NOT_ALLOWED):
            talk_matrix.talk_matrix(session, YEAR)
        with refused(ErrorCode.NOT_ALLOWED):
            talk_matrix.talks_between(session, YEAR, "", team["a"])
    finally:
        session.close()
