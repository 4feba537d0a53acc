"""The register of people and posts from a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import ErrorCode
from app.jobs.progress import JobContext
from app.services import intake, intake_template, people, undo
from app.services.intake import OnDuplicate, OnFault
from app.services.intake_plan import What
from tests.unit.services.desk import Desk, refused, snapshot
from tests.unit.services.intake_desk import Sheet, only, whats, words

HEAD = ("姓名", "单位", "职务", "职务身份", "分管领域", "任职日期", "离任日期")


@pytest.fixture
def sheet(desk: Desk, tmp_path: Path) -> Sheet:
    return Sheet(desk.session, tmp_path)


def test_people_and_their_posts_come_in_as_one_step(desk: Desk, sheet: Sheet) -> None:
    before = snapshot(desk.session)
    rows = [HEAD, ("李雷", "", "副局长", "领导班子及其成员", "城建科、房管科", "2023-05-08", ""),
            ("李雷", "", "工会主席", "", "", "2024-01-01", ""), ("韩 梅", "某县质监站", "站长", "", "", "2022年3月", ""),
            ("赵强", "某县质监站", "副站长", "", "", "2022-03-01", "2021-01-01"), ("张红", "", "", "", "", "", "")]  # fmt: skip
    plan = sheet.plan(rows)
    assert plan.target.id == "people"
    assert whats(plan) == [What.NEW, What.NEW, What.FAULTY, What.FAULTY, What.NEW], words(plan)
    assert "哪一天" in plan.entries[2].words
    assert "早于" in plan.entries[3].words
    report = sheet.bring_in(plan, OnFault.SKIP)
    assert report.people == 2
    (one,) = people.find_people(desk.session, "李雷")
    assert sorted(p.title for p in people.posts(desk.session, one.id)) == ["副局长", "工会主席"]
    assert next(p for p in people.posts(desk.session, one.id) if p.title == "副局长").fields == ("城建科", "房管科")
    assert people.find_people(desk.session, "张红")
    undo.undo(desk.session)
    assert snapshot(desk.session) == before


def test_posts_that_are_there_are_seen_and_updated(desk: Desk, sheet: Sheet) -> None:
    who = desk.person("李雷", "副局长")
    rows = [HEAD, ("李雷", "", "副局长", "", "", "2021-06-01", ""), ("李雷", "", "副局长", "", "", "2021-06-01", "2025-01-01")]
    assert whats(sheet.plan(rows)) == [What.SAME, What.TWICE]
    plan = sheet.plan([rows[0], rows[2]])
    assert whats(plan) == [What.CHANGED]
    sheet.bring_in(plan, duplicates=OnDuplicate.UPDATE)
    (post,) = people.posts(desk.session, who)
    assert (post.until, post.roles) == ("2025-01-01", ("member",))


def test_units_that_are_not_there_are_added_only_when_wanted(desk: Desk, sheet: Sheet) -> None:
    rows = [HEAD, ("李雷", "园林管理所", "所长", "", "", "2023-05-08", "")]
    assert "单位名册里没有" in only(sheet.plan(rows)).words
    plan = sheet.plan(rows, create=True)
    assert sorted(plan.new_names()) == ["园林管理所", "李雷"]
    sheet.bring_in(plan)
    (unit,) = [u for u in people.units(desk.session) if u.name == "园林管理所"]
    assert unit.parent == desk.session.own_unit()[0]
    undo.undo(desk.session)
    assert "园林管理所" not in [u.name for u in people.units(desk.session)]


def test_two_people_of_one_name_are_told_apart_by_their_unit(desk: Desk, sheet: Sheet) -> None:
    desk.person("李雷", "副局长")
    lower = desk.lower_unit
    other = people.save_person(desk.session, "李雷").value
    people.save_post(desk.session, other, lower, "站长", (), (), "2020-01-01")
    plan = sheet.plan([HEAD, ("李雷", "某县质监站", "书记", "", "", "2024-01-01", ""), ("李雷", "本单位", "书记", "", "", "2024-01-01", "")])
    assert whats(plan) == [What.NEW, What.NEW], words(plan)
    sheet.bring_in(plan)
    assert {p.title for p in people.posts(desk.session, other)} == {"站长", "书记"}


def test_the_template_of_people_is_read_back(desk: Desk, sheet: Sheet) -> None:
    path = sheet.folder / "人员.xlsx"
    assert intake_template.save_template(desk.session, "people", path, JobContext()) == 0
    found = intake.reading(desk.session, intake.read_book(path), "样例", "people")
    assert len(found.mapping) == len(HEAD) + 1
    plan = intake.plan(desk.session, found, found.mapping, JobContext())
    assert whats(plan) == [What.NEW], words(plan)


def test_a_name_is_needed(sheet: Sheet) -> None:
    assert "没有填写姓名" in only(sheet.plan([HEAD, ("", "", "副局长", "", "", "2024-01-01", "")], "people")).words
    with refused(ErrorCode.BAD_INPUT):
        sheet.plan([HEAD, ("李雷", "", "", "", "", "", "")], "people", mapping={1: "unit"})
