"""Filters are words and days; saved views come back as they were and never break a list."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import ErrorCode
from app.services import filters, lists, preferences, records, views
from app.services.filters import PERIODS, Filters, days_of
from app.services.views import Layout, PageViews
from tests.unit.services.desk import Desk, refused

DAY = dt.date(2026, 11, 20)
SPANS = {
    "year": ("2026-01-01", "2026-12-31"), "last_year": ("2025-01-01", "2025-12-31"), "month": ("2026-11-01", "2026-11-30"),
    "last_month": ("2026-10-01", "2026-10-31"), "quarter": ("2026-10-01", "2026-12-31"),
    "last_quarter": ("2026-07-01", "2026-09-30"), "own": (None, None), "": (None, None), "no such": (None, None),
}  # fmt: skip


@pytest.mark.parametrize("name", SPANS)
def test_named_periods(name: str) -> None:
    assert days_of(name, DAY) == SPANS[name]


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)))
def test_periods_hold_today_or_end_the_day_before_they_begin_again(day: dt.date) -> None:
    for now, before in (("year", "last_year"), ("quarter", "last_quarter"), ("month", "last_month")):
        first, last = days_of(now, day)
        assert first is not None
        assert last is not None
        assert first <= day.isoformat() <= last
        assert days_of(before, day)[1] == (dt.date.fromisoformat(first) - dt.timedelta(days=1)).isoformat()


def test_every_filter_is_one_sentence_in_words(desk: Desk) -> None:
    who = desk.person("李雷")
    chosen = Filters(
        kinds=("talk.heart",), states=("planned", "held"), period="own", first="2026-01-01", last="2026-03-31", person=who,
        text="谈心", late=True, files=True,
    )  # fmt: skip
    shown = filters.words(desk.session, ("talk",), chosen, {who: "李雷"})
    assert list(shown) == chosen.active()
    assert shown["states"] == "状态：计划、已谈"
    assert shown["period"] == "时间：2026-01-01 至 2026-03-31"
    assert shown["person"] == "人：李雷"
    assert filters.sentence(desk.session, ("talk",), chosen) == "；".join(shown.values())
    for name in chosen.active():
        assert name not in chosen.without(name).active()
    assert chosen.without("period").first == ""


def test_a_deleted_person_in_a_filter_is_said_not_a_failure(desk: Desk) -> None:
    assert "已删除" in filters.words(desk.session, ("talk",), Filters(person="p-gone"), {})["person"]


def rids(desk: Desk, forms: tuple[str, ...], chosen: Filters) -> list[int]:
    query = filters.query_of(desk.session, forms, chosen, "date", descending=True)
    found = list(lists.list_ids(desk.session, query))
    assert lists.count(desk.session, query) == len(found)
    return found


def test_late_means_a_limit_passed_and_work_still_open(desk: Desk) -> None:
    kind = desk.session.form("rectification").kinds[0]
    made = {
        due: records.save(desk.session, "rectification", kind, {"title": "整改", "date": "2026-01-05", "due": due}).value
        for due in ("2026-11-19", "2026-11-20", "2026-12-01")
    }
    assert rids(desk, ("rectification",), Filters(late=True)) == [made["2026-11-19"].rid]


def test_periods_people_and_units_narrow(desk: Desk) -> None:
    who = desk.person("李雷")
    old, new = desk.talk(who, "2025-06-01"), desk.talk(desk.principal, "2026-02-28")
    assert rids(desk, ("talk",), Filters(period="year")) == [new.rid]
    assert rids(desk, ("talk",), Filters(period="last_year")) == [old.rid]
    assert rids(desk, ("talk",), Filters(person=who)) == [old.rid]
    assert rids(desk, ("talk",), Filters(period="own", first="2026-02-28")) == [new.rid]
    assert rids(desk, ("talk",), Filters(period="own", last="2026-02-27")) == [old.rid]
    meeting = desk.meeting(actor=desk.lower_unit)
    assert rids(desk, ("meeting",), Filters(unit=desk.lower_unit)) == [meeting.rid]
    assert rids(desk, ("talk",), Filters(files=True)) == []


# --- views ------------------------------------------------------------------
LAYOUT = Layout("title", False, ("title", "date"), {"title": 300})


def test_a_view_comes_back_as_it_was_also_after_logging_in_again(desk: Desk) -> None:
    chosen = Filters(kinds=("talk.heart",), period="year", late=True)
    kept = views.save(desk.session, "talks", "  今年的  谈心 ", chosen, LAYOUT)
    view = kept.views[0]
    assert (view.name, view.filters, view.layout) == ("今年的 谈心", chosen, LAYOUT)
    views.set_start(desk.session, "talks", view.id)
    again = views.read(desk.relogin(), "talks")
    assert again.views == (view,)
    assert again.start == view.id
    assert views.read(desk.session, "meetings") == PageViews()


def test_views_are_updated_renamed_and_removed(desk: Desk) -> None:
    session = desk.session
    first = views.save(session, "talks", "甲", Filters(), LAYOUT).views[0]
    second = views.save(session, "talks", "乙", Filters(text="x"), LAYOUT).views[1]
    views.save(session, "talks", "甲", Filters(late=True), LAYOUT, first.id)
    views.set_start(session, "talks", first.id)
    with refused(ErrorCode.BAD_INPUT):
        views.rename(session, "talks", second.id, "甲")
    with refused(ErrorCode.BAD_INPUT):
        views.save(session, "talks", " ", Filters(), LAYOUT)
    with refused(ErrorCode.BAD_INPUT):
        views.save(session, "talks", "长" * 31, Filters(), LAYOUT)
    kept = views.rename(session, "talks", second.id, "丙")
    assert [(v.name, v.filters) for v in kept.views] == [("甲", Filters(late=True)), ("丙", Filters(text="x"))]
    kept = views.remove(session, "talks", first.id)
    assert ([v.name for v in kept.views], kept.start) == (["丙"], "")
    with refused(ErrorCode.NOT_FOUND):
        views.rename(session, "talks", first.id, "丁")


def test_a_page_keeps_at_most_so_many_views(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_VIEWS", 1)
    views.save(desk.session, "talks", "甲", Filters(), LAYOUT)
    with refused(ErrorCode.TOO_LARGE):
        views.save(desk.session, "talks", "乙", Filters(), LAYOUT)


def test_the_layout_is_remembered_per_person(desk: Desk) -> None:
    views.keep_layout(desk.session, "talks", LAYOUT)
    assert views.read(desk.session, "talks").layout == LAYOUT


GOOD = {"id": "v1", "name": "好的", "filters": {"period": "year"}, "layout": {"sort": "title"}}
DAMAGED = (
    "{", "[]", "null", '"text"', "[1, 2]", json.dumps({"views": 3}), json.dumps({"views": [GOOD, 7, {"id": "v2"}], "start": 5}),
    json.dumps({"views": [GOOD | {"filters": [], "layout": "x"}]}), json.dumps({"layout": {"widths": [1]}}),
)  # fmt: skip


@pytest.mark.parametrize("stored", DAMAGED)
def test_a_damaged_value_never_stops_a_list(desk: Desk, stored: str) -> None:
    preferences.put(desk.session, "views.talks", stored)
    kept = views.read(desk.session, "talks")
    assert kept.layout.sort == "date"
    assert {v.name for v in kept.views} <= {"好的"}
    assert views.save(desk.session, "talks", "新的", Filters(), Layout()).find(kept.start) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["views", "start", "layout", "id", "name", "filters", "widths", "columns", "sort", "period", "first",
                         "last", "kinds", "late"]), inner, max_size=6),
    max_leaves=25,
)  # fmt: skip


@given(JSON)
def test_whatever_is_stored_gives_filters_that_can_be_asked(value: Any) -> None:
    made = views._filters(value)
    assert made.period in ("", *PERIODS)
    for day in (made.first, made.last):
        assert not day or dt.date.fromisoformat(day)
    layout = views._layout(value)
    assert all(views.WIDTH_RANGE[0] <= w <= views.WIDTH_RANGE[1] for w in layout.widths.values())
    assert layout.sort
