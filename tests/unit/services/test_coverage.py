"""Who signed and who handed in: coverage by name, the same people as the duties count."""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.domain.errors import ErrorCode
from app.services import duty_settings, evaluation, people, records, shuze
from app.services.coverage import Coverage, Named
from app.services.signing import signing
from tests.unit.services.desk import Desk, refused

NAMES = ("李建国", "赵丽华", "吴明远", "郑晓峰", "冯国梁", "陈文博", "沈立新")


def letter(desk: Desk, owner: str, day: str = "2026-03-01", **fields: object) -> str:
    body = {"title": "责任书", "date": day, "owner": [owner], "signed_at": day} | fields
    view = records.save(desk.session, "document", "doc.responsibility_letter", body).value
    records.transition(desk.session, view.id, "finalise")
    return view.id


def shares(found: Coverage) -> tuple[int, int, list[str], str]:
    return len(found.due), len(found.done), [n.name for n in found.missing], found.percent


def test_eight_must_sign_and_seven_did(desk: Desk) -> None:
    members = [desk.person(n) for n in NAMES]
    for one in [*members[:4], *members[5:], desk.lower_unit]:
        letter(desk, one)
    found = signing(desk.session, 2026)
    assert shares(found) == (8, 7, ["冯国梁"], "87.5%")
    assert found.share == Fraction(7, 8)
    assert found.sentence("签") == "应签 8，有记录 7（87.5%），未见记录：冯国梁。"


def test_the_list_of_the_unit_takes_the_place_of_the_posts(desk: Desk) -> None:
    members = [desk.person(n) for n in NAMES[:3]]
    duty_settings.set_lists(desk.session, "responsibility_letter_owners", {"2026": ["赵丽华", "吴明远"]})
    letter(desk, members[0])
    letter(desk, members[2])
    assert shares(signing(desk.session, 2026)) == (2, 1, ["赵丽华"], "50%")


@pytest.mark.parametrize(("day", "state", "signed"), [("2025-12-31", True, False), ("2026-01-01", True, True), ("2026-12-31", True, True), ("2026-03-01", False, False)])
def test_only_settled_letters_of_the_year_count(desk: Desk, day: str, state: bool, signed: bool) -> None:
    who = desk.person("李建国")
    if state:
        letter(desk, who, day)
    else:
        records.save(desk.session, "document", "doc.responsibility_letter", {"date": day, "owner": [who], "signed": True})
    assert (who in {n.id for n in signing(desk.session, 2026).done}) is signed


def test_a_letter_of_two_signers_counts_for_both(desk: Desk) -> None:
    members = [desk.person(n) for n in NAMES[:2]]
    letter(desk, members[0], subject=members)
    assert [n.name for n in signing(desk.session, 2026).missing] == ["某县质监站"]


def test_who_came_during_the_year_is_not_asked(desk: Desk) -> None:
    desk.person("李建国", since="2026-05-01")
    found = signing(desk.session, 2026)
    assert "李建国" not in [n.name for n in found.due]
    assert [n.name for n in found.exempt] == ["李建国"]


def test_the_duty_counts_the_same_people(duty_desk: Desk) -> None:
    members = [duty_desk.person(n) for n in NAMES]
    for one in members[:5]:
        letter(duty_desk, one)
    found = signing(duty_desk.session, 2026)
    row = next(r for r in evaluation.evaluation(duty_desk.session).results if r.duty == "tianshui-2014/5.2/responsibility-letter" and r.period == "2026")
    assert (row.count, row.need) == (len(found.done), len(found.due))
    assert set(row.missing) == {n.id for n in found.missing}


@pytest.mark.parametrize(("done", "due", "text"), [(0, 3, "0%"), (1, 3, "33.3%"), (2, 3, "66.7%"), (2999, 3000, "99.9%"), (3, 3, "100%"), (0, 0, "")])
def test_a_share_is_never_rounded_up_to_the_whole(done: int, due: int, text: str) -> None:
    everybody = tuple(Named(f"p{n}", "") for n in range(due))
    assert Coverage("2026", everybody, everybody[:done], everybody[done:]).percent == text


def test_nobody_to_ask_is_said_so(desk: Desk) -> None:
    duty_settings.set_lists(desk.session, "responsibility_letter_owners", {"2026": []})
    assert signing(desk.session, 2026).share is None
    assert signing(desk.session, 2026).sentence("签") == "没有应签的人或单位。"


def test_a_year_is_a_year(desk: Desk) -> None:
    with refused(ErrorCode.BAD_INPUT):
        signing(desk.session, 26)


class TestShuze:
    def report(self, desk: Desk, who: str, **fields: object) -> None:
        view = records.save(desk.session, "report", "report.shuze", {"title": "述责述廉报告", "date": "2026-01-30", "actor": who} | fields).value
        records.transition(desk.session, view.id, "finalise")

    def test_written_reports_are_missing_by_name(self, desk: Desk) -> None:
        head = people.save_person(desk.session, "何晓峰").value
        people.save_post(desk.session, head, desk.lower_unit, "站长", ("principal",), (), since="2021-06-01")
        self.report(desk, desk.principal)
        assert shares(shuze.written(desk.session, 2026)) == (2, 1, ["何晓峰"], "50%")
        self.report(desk, head, written=False, onsite=True)
        assert [n.name for n in shuze.written(desk.session, 2026).missing] == ["何晓峰"]

    def test_the_share_on_site_waits_for_the_unit(self, duty_desk: Desk) -> None:
        heads = [people.save_person(duty_desk.session, n).value for n in NAMES[:4]]
        for one in heads:
            people.save_post(duty_desk.session, one, duty_desk.lower_unit, "负责人", ("principal",), (), since="2021-06-01")
        view = duty_desk.meeting("2026-02-06")
        body = {"title": "述责述廉会议", "date": "2026-02-06", "presenters": heads[:1], "attendance": view.body["attendance"]}
        told = records.save(duty_desk.session, "meeting", "mtg.shuze", body).value
        records.transition(duty_desk.session, told.id, "finalise")
        found = shuze.on_site(duty_desk.session, 2026)
        assert found.enough is None
        assert "待配置" in found.sentence()
        for share, enough in ((0.25, True), (0.5, False)):
            duty_settings.set_parameters(duty_desk.session, shuze.ON_SITE, {"onsite_ratio": share}, 2026)
            assert shuze.on_site(duty_desk.session, 2026).enough is enough
