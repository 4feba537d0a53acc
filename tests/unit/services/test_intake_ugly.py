"""Tables as offices really write them: shortened words, names put apart by spaces, progress in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services import records
from app.services.intake import OnFault
from app.services.intake_plan import What
from app.services.records import RecordView
from tests.unit.services.desk import Desk, record_ids
from tests.unit.services.intake_desk import Sheet, only, whats, words


@pytest.fixture
def sheet(desk: Desk, tmp_path: Path) -> Sheet:
    """A desk with two people and a folder for tables."""
    desk.person("李雷")
    desk.person("韩梅梅", "办公室主任")
    return Sheet(desk.session, tmp_path)


def brought(desk: Desk) -> RecordView:
    """The one record of the office."""
    (one,) = record_ids(desk.session)
    return records.get(desk.session, one)


@pytest.mark.parametrize(("written", "kind"), [("党组会议", "mtg.standing"), ("党组会", "mtg.standing"), ("党组扩大会议", "mtg.standing_expanded")])
def test_a_kind_of_meeting_is_known_by_the_half_of_its_name_that_people_say(desk: Desk, sheet: Sheet, written: str, kind: str) -> None:
    plan = sheet.plan([("会议名称", "会议时间", "会议类型"), ("第三次", "2026-03-18", written)], "meeting")
    entry = only(plan)
    assert entry.what is What.NEW, entry.words
    sheet.bring_in(plan)
    assert brought(desk).kind == kind


def test_names_put_apart_by_spaces_are_several_people(desk: Desk, sheet: Sheet) -> None:
    plan = sheet.plan([("谈话种类", "谈话日期", "谈话人", "谈话对象"), ("谈心谈话", "2026-03-18", "周明远", "李雷 韩梅梅")], "talk")
    entry = only(plan)
    assert entry.what is What.NEW, entry.words
    sheet.bring_in(plan)
    assert len(brought(desk).body["subject"]) == 2


def test_progress_in_words_is_kept_as_words_and_a_named_day_must_be_one(desk: Desk, sheet: Sheet) -> None:
    head = ("存在问题", "反馈时间", "整改进展", "责任领导")
    plan = sheet.plan([head, ("台账不全", "2026-04-01", "正在推进", "李雷"), ("归档慢", "2026-04-01", "日期：近日；进展情况：在办", "")], "rectification")
    assert whats(plan) == [What.NEW, What.FAULTY], words(plan)
    sheet.bring_in(plan, OnFault.SKIP)
    made = brought(desk).body
    assert [row["text"] for row in made["progress"]] == ["正在推进"]
    assert (made["title"], bool(made["owner"])) == ("台账不全", True)
