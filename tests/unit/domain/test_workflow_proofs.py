"""Proofs and days of workflows, each by itself: what holds, since when, what is missing, and at which boundary."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.domain.workdays import Holiday, Workdays
from app.domain.workflow.answers import Asking, Held, way
from app.domain.workflow.days import Meant, meant, next_day
from app.domain.workflow.model import (
    Case,
    Day,
    Each,
    Ground,
    Item,
    Linked,
    NumberIs,
    Proof,
    Rows,
    Share,
    Tie,
    Visit,
)
from app.domain.workflow.proofs import prove

DAY = dt.date.fromisoformat
AS_OF = DAY("2026-06-30")


class Posts:
    """p1 is principal, p2 and p3 are members; the list `weak` of the second quarter is empty."""

    def has_role(self, person: str | None, _day: dt.date, roles: tuple[str, ...]) -> bool:
        """Whether somebody held a post."""
        return any(person in self.holders(r, _day) for r in roles)

    def holders(self, role: str, _day: dt.date) -> tuple[str, ...]:
        """Who holds a post."""
        return {"principal": ("p1",), "member": ("p2", "p3"), "subordinate": ("v1", "v2")}.get(role, ())

    def listed(self, name: str, day: dt.date) -> tuple[str, ...] | None:
        """Who stands in a list."""
        return {"weak": (), "obliged": ("p2",)}.get(name) if day.month in (4, 5, 6) else None


HOLIDAYS = Workdays([Holiday("劳动节", DAY("2026-05-01"), DAY("2026-05-05"), (DAY("2026-05-09"),))], [2026])


def ground(as_of: dt.date = AS_OF, **params: Any) -> Ground:
    return Ground(as_of, Posts(), HOLIDAYS, params)


def item(record: str = "lead", kind: str = "k", date: str = "2026-04-01", **more: Any) -> Item:
    known = {"state", "counts", "subjects", "actor", "visited", "row", "form"}
    fields = {n: v for n, v in more.items() if n in known}
    values = {n: v for n, v in more.items() if n not in known}
    state = fields.pop("state", "open")
    return Item(record, fields.pop("form", "f"), kind, state, DAY(date), values=values, visited=fields.pop("visited", (Visit(state),)), **fields)


def asked(proof: Proof, lead: Item | None = None, *others: Item, as_of: dt.date = AS_OF, earliest: str = "", by: str = "links", **params: Any) -> Held:
    """What a proof answers about a lead with others linked to it."""
    ties = tuple(Tie(o, frozenset({by}) if by else frozenset(), True) for o in sorted(others, key=lambda i: (i.date, i.id)))
    free: dict[str, list[Item]] = {}
    for one in sorted(others, key=lambda i: (i.date, i.id)):
        free.setdefault(one.kind, []).append(one)
    case = Case(lead or item(), ties, free)
    return prove(proof, case, Asking(ground(as_of, **params), earliest=DAY(earliest) if earliest else None))


class TestDays:
    @pytest.mark.parametrize(("start", "months", "wanted"), [
        ("2025-12-31", 2, "2026-02-28"), ("2027-12-31", 2, "2028-02-29"), ("2026-01-31", 1, "2026-02-28"), ("2026-03-31", -1, "2026-02-28"),
    ])  # fmt: skip
    def test_months_end_with_the_month(self, start: str, months: int, wanted: str) -> None:
        assert meant((Day("start", months=months),), item(date=start), {}, {}, HOLIDAYS).day == DAY(wanted)

    def test_working_days_skip_holidays_and_take_weekends_worked_for_them(self) -> None:
        found = meant((Day("start", working_days=5),), item(date="2026-04-30"), {}, {}, HOLIDAYS)
        assert found.day == DAY("2026-05-11")  # 6, 7, 8, the Saturday worked for it, 11

    @pytest.mark.parametrize(("of", "wanted"), [("month", "2026-02-28"), ("quarter", "2026-03-31"), ("half", "2026-06-30"), ("year", "2026-12-31")])
    def test_the_end_of_a_period(self, of: str, wanted: str) -> None:
        assert meant((Day("start", end_of=of),), item(date="2026-02-10"), {}, {}, HOLIDAYS).day == DAY(wanted)

    @pytest.mark.parametrize(("day", "wanted"), [("2026-03-31", "2026-03-31"), ("2026-04-01", "2027-03-31")])
    def test_the_next_such_day_of_a_year_counts_itself(self, day: str, wanted: str) -> None:
        assert next_day(DAY(day), "03-31") == DAY(wanted)

    def test_a_leap_day_is_the_last_of_february_in_other_years(self) -> None:
        assert next_day(DAY("2026-01-01"), "02-29") == DAY("2026-02-28")

    @pytest.mark.parametrize(("value", "wanted"), [("2026-05", "2026-05-31"), ("2026Q3", "2026-09-30"), ("2026", "2026-12-31"), ("2026-05-03", "2026-05-03")])
    def test_a_field_gives_its_day_or_the_last_of_its_period(self, value: str, wanted: str) -> None:
        assert meant((Day("field", "due"),), item(due=value), {}, {}, HOLIDAYS).day == DAY(wanted)

    def test_an_empty_field_and_a_step_not_done_give_no_day(self) -> None:
        assert meant((Day("field", "due"),), item(), {}, {}, HOLIDAYS) == Meant()
        assert meant((Day("after", "issue", days=3),), item(), {}, {}, HOLIDAYS) == Meant()
        assert meant((Day("after", "issue", days=3),), item(), {"issue": DAY("2026-04-10")}, {}, HOLIDAYS).day == DAY("2026-04-13")

    def test_a_parameter_nobody_set_is_named(self) -> None:
        definition = (Day("start", days="reply"),)
        assert meant(definition, item(), {}, {"reply": None}, HOLIDAYS) == Meant(None, ("reply",))
        assert meant(definition, item(), {}, {"reply": 30}, HOLIDAYS).day == DAY("2026-05-01")

    def test_of_several_the_first_that_gives_a_day_counts(self) -> None:
        definition = (Day("field", "due"), Day("start", days=10))
        assert meant(definition, item(), {}, {}, HOLIDAYS).day == DAY("2026-04-11")
        assert meant(definition, item(due="2026-04-05"), {}, {}, HOLIDAYS).day == DAY("2026-04-05")

    def test_the_earliest_row_that_is_still_open_gives_the_day(self) -> None:
        rows = [{"due": "2026-04-05", "at": "2026-04-04"}, {"due": "2026-05-20"}, {"due": "2026-05-10"}]
        definition = (Day("rows", "rows", column="due", empty="at"),)
        assert meant(definition, item(rows=rows), {}, {}, HOLIDAYS).day == DAY("2026-05-10")


class TestTheRecordItself:
    def test_states_on_the_way_count_but_not_those_gone_back_from(self) -> None:
        visited = (Visit("draft"), Visit("review", DAY("2026-04-03")), Visit("draft", DAY("2026-04-04")))
        assert [v.state for v in way(visited)] == ["draft"]
        lead = item(state="draft", visited=visited)
        assert not asked(Proof(states=("review",)), lead).ok
        assert asked(Proof(been=("review",)), lead).day == DAY("2026-04-03")
        assert asked(Proof(now=("draft",)), lead).ok

    def test_a_state_reached_by_a_step_has_its_day_and_one_typed_has_the_records(self) -> None:
        stepped = item(state="b", visited=(Visit("a"), Visit("b", DAY("2026-05-02"))))
        assert asked(Proof(states=("b",)), stepped).day == DAY("2026-05-02")
        assert asked(Proof(states=("b",)), item(state="b")).day == DAY("2026-04-01")
        assert asked(Proof(states=("b",), day="at"), item(state="b", at="2026-04-20")).day == DAY("2026-04-20")

    def test_fields_are_dated_by_the_latest_of_them_and_say_which_are_missing(self) -> None:
        proof = Proof(fields=("a", "b"))
        assert asked(proof, item(a="2026-04-05", b="2026-04-03")).day == DAY("2026-04-05")
        assert asked(proof, item(a="2026-04-05")).missing == ("b",)
        assert asked(proof, item(a="", b=[])).missing == ()
        assert asked(Proof(any=("a", "b")), item(b="x")).ok
        assert not asked(Proof(any=("a", "b")), item()).ok

    def test_a_flag_never_touched_is_false_and_false_is_filled(self) -> None:
        assert asked(Proof(values={"bad": (False,)}), item()).ok
        assert asked(Proof(fields=("bad",)), item(bad=False)).ok
        assert not asked(Proof(values={"bad": (True,)}), item()).ok
        assert asked(Proof(values={"topics": ("x",)}), item(topics=["y", "x"])).ok

    @pytest.mark.parametrize(("score", "ok"), [(59, False), (60, True), (60.5, True), ("60", True), ("", False), (True, False)])
    def test_numbers_within_bounds(self, score: Any, ok: bool) -> None:
        assert asked(Proof(number=NumberIs("score", at_least=60)), item(score=score)).ok is ok

    def test_a_bound_nobody_set_is_named(self) -> None:
        found = asked(Proof(number=NumberIs("score", at_least="pass")), item(score=70), **{"pass": None})
        assert (found.ok, found.unset) == (False, ("pass",))

    def test_posts_of_the_subject_and_of_who_acted(self) -> None:
        assert asked(Proof(subject_is=("principal",)), item(subjects=("p1",))).ok
        assert not asked(Proof(subject_is=("principal",)), item(subjects=("p2",))).ok
        assert asked(Proof(actor_is=("member",)), item(actor="p3")).ok
        assert not asked(Proof(actor_is=("member",)), item()).ok

    def test_what_is_dated_after_today_proves_nothing_yet(self) -> None:
        lead = item(a="2026-07-01")
        assert not asked(Proof(fields=("a",)), lead).ok
        assert asked(Proof(fields=("a",)), lead, as_of=DAY("2026-07-01")).ok

    def test_what_came_too_early_proves_nothing(self) -> None:
        assert not asked(Proof(fields=("a",)), item(a="2026-04-29"), earliest="2026-04-30").ok
        assert asked(Proof(fields=("a",)), item(a="2026-04-30"), earliest="2026-04-30").ok

    def test_all_have_the_latest_day_and_any_the_earliest(self) -> None:
        parts = (Proof(fields=("a",)), Proof(fields=("b",)))
        lead = item(a="2026-04-05", b="2026-04-10")
        assert asked(Proof(all_of=parts), lead).day == DAY("2026-04-10")
        assert asked(Proof(any_of=parts), lead).day == DAY("2026-04-05")
        assert not asked(Proof(all_of=parts), item(a="2026-04-05")).ok
        assert asked(Proof(negated=Proof(fields=("c",))), lead).ok


class TestRows:
    ROWS = ({"id": "1", "who": "p2", "at": "2026-04-05"}, {"id": "2", "who": "p3"})

    def test_one_row_is_enough_unless_every_is_asked(self) -> None:
        lead = item(rows=list(self.ROWS))
        assert asked(Proof(rows=Rows("rows", ("at",))), lead).day == DAY("2026-04-05")
        found = asked(Proof(rows=Rows("rows", ("at",), every=True)), lead)
        assert (found.ok, found.count, found.need, found.missing) == (False, 1, 2, ("2",))

    @pytest.mark.parametrize(("least", "ok"), [(1, False), (0, True)])
    def test_no_rows_hold_only_where_none_need_be_there(self, least: int, ok: bool) -> None:
        assert asked(Proof(rows=Rows("rows", every=True, at_least=least)), item()).ok is ok

    def test_one_for_each_member_and_who_is_missing(self) -> None:
        found = asked(Proof(rows=Rows("rows", each=Each(people="member"), place="who")), item(rows=[self.ROWS[0]]))
        assert (found.ok, found.count, found.need, found.missing) == (False, 1, 2, ("p3",))
        assert asked(Proof(rows=Rows("rows", each=Each(people="member"), place="who")), item(rows=list(self.ROWS))).ok

    def test_of_a_people_field_only_those_in_the_roles(self) -> None:
        people = [{"person": "p2", "role": "attendee"}, {"person": "p9", "role": "guide"}]
        found = asked(Proof(rows=Rows("rows", each=Each(field="people", roles=("attendee",)), place="who")), item(people=people, rows=[self.ROWS[0]]))
        assert (found.ok, found.need) == (True, 1)


class TestLinked:
    def linked(self, **more: Any) -> Proof:
        return Proof(linked=Linked(frozenset({"talk"}), **more))

    def test_a_linked_record_of_the_kind_proves_by_its_own_day(self) -> None:
        talk = item("t", "talk", "2026-04-20")
        found = asked(self.linked(), None, talk)
        assert (found.ok, found.day, found.records) == (True, DAY("2026-04-20"), ("t",))
        assert not asked(self.linked(), None, item("t", "other", "2026-04-20")).ok
        assert not asked(self.linked(), None, talk, by="").ok

    def test_drafts_and_plans_prove_nothing_unless_asked_for(self) -> None:
        plan = item("t", "talk", counts=False)
        assert not asked(self.linked(), None, plan).ok
        assert asked(self.linked(drafts=True), None, plan).ok

    def test_the_link_may_have_to_stand_in_one_field(self) -> None:
        assert not asked(self.linked(field="plan_ref"), None, item("t", "talk")).ok
        assert asked(self.linked(field="links"), None, item("t", "talk")).ok

    @pytest.mark.parametrize(("day", "ok"), [("2026-03-31", False), ("2026-04-01", True), ("2026-04-30", True), ("2026-05-01", False)])
    def test_records_about_the_same_person_count_within_the_days(self, day: str, ok: bool) -> None:
        until = Day("start", days=29)
        proof = self.linked(by="subject", until=until)
        lead = item(subjects=("p2",))
        assert asked(proof, lead, item("t", "talk", day, subjects=("p9", "p2")), by="").ok is ok
        assert not asked(proof, lead, item("t", "talk", day, subjects=("p9",)), by="").ok

    def test_early_ones_are_passed_over_and_a_later_one_counts(self) -> None:
        early, right = item("a", "talk", "2026-04-10"), item("b", "talk", "2026-05-02")
        assert not asked(self.linked(), None, early, earliest="2026-05-01").ok
        assert asked(self.linked(), None, early, right, earliest="2026-05-01").records == ("b",)

    def test_so_many_are_asked_and_the_day_is_that_of_the_last_needed(self) -> None:
        talks = [item(f"t{n}", "talk", f"2026-04-{10 + n}") for n in range(3)]
        assert asked(self.linked(at_least=2), None, *talks).day == DAY("2026-04-11")
        found = asked(self.linked(at_least=4), None, *talks)
        assert (found.ok, found.count, found.need) == (False, 3, 4)

    def test_every_one_must_be_as_asked(self) -> None:
        proof = self.linked(every=True, where=Proof(states=("closed",)))
        good, bad = item("a", "talk", state="closed"), item("b", "talk", "2026-04-20")
        assert asked(proof, None, good).ok
        assert asked(proof, None, good, bad).missing == ("b",)
        assert not asked(proof, None).ok

    def test_a_field_or_the_day_it_came_there_dates_it(self) -> None:
        talk = item("t", "talk", state="closed", closed_at="2026-05-07", visited=(Visit("open"), Visit("closed", DAY("2026-05-08"))))
        where = Proof(states=("closed",))
        assert asked(self.linked(where=where), None, talk).day == DAY("2026-04-01")
        assert asked(self.linked(where=where, day="closed_at"), None, talk).day == DAY("2026-05-07")
        assert asked(self.linked(where=where, day="reached"), None, talk).day == DAY("2026-05-08")

    def test_one_for_each_of_those_who_hold_a_post(self) -> None:
        proof = self.linked(each=Each(people="member"))
        found = asked(proof, None, item("t", "talk", subjects=("p2",)))
        assert (found.count, found.need, found.missing) == (1, 2, ("p3",))
        assert asked(proof, None, item("t", "talk", subjects=("p2", "p3"))).ok

    def test_a_list_that_is_kept_and_empty_leaves_nothing_to_prove(self) -> None:
        assert asked(self.linked(each=Each(listed="weak"))).ok
        assert asked(self.linked(each=Each(listed="obliged"))).missing == ("p2",)
        unkept = self.linked(each=Each(listed="weak", people="member"))
        assert asked(unkept, item(date="2026-01-05")).missing == ("p2", "p3")

    def test_rows_made_into_records_and_typed_ones_stand_for_rows(self) -> None:
        proof = self.linked(each=Each(rows="rows"))
        lead = item(rows=[{"id": "1"}, {"id": "2"}, {"id": "3"}])
        own, typed = item("a", "talk", row="2"), item("b", "talk")
        assert asked(proof, lead, own, own).missing == ("1", "3")
        found = asked(proof, lead, own, typed)
        assert (found.count, found.missing) == (2, ("3",))
        named = item(rows=[{"id": "1"}, {"id": "2", "ledger": "b"}, {"id": "3"}])
        assert asked(proof, named, typed).missing == ("1", "3")

    def test_records_that_need_no_tie(self) -> None:
        proof = self.linked(by="any", until=Day("start", months=1))
        assert asked(proof, None, item("t", "talk", "2026-05-01"), by="").ok
        assert not asked(proof, None, item("t", "talk", "2026-05-02"), by="").ok
        assert not asked(proof, None, item("t", "talk", "2026-03-31"), by="").ok

    def test_rows_of_another_record_about_the_subject(self) -> None:
        where = Proof(rows=Rows("said", values={"ok": (True,)}, about_lead=True))
        proof = self.linked(by="named", where=where)
        lead = item(subjects=("p2",))
        mine, others = [{"person": "p2", "ok": True}], [{"person": "p3", "ok": True}]
        assert asked(proof, lead, item("t", "talk", said=mine), by="").ok
        assert not asked(proof, lead, item("t", "talk", said=others), by="").ok


class TestShare:
    def share(self, **bounds: Any) -> Proof:
        return Proof(share=Share(Linked(frozenset({"row"})), Proof(states=("closed",)), **bounds))

    def rows(self, good: int, total: int) -> list[Item]:
        return [item(f"r{n}", "row", state="closed" if n < good else "open") for n in range(total)]

    @pytest.mark.parametrize(("good", "total", "below"), [(7, 10, False), (6, 9, True), (69, 100, True), (70, 100, False), (0, 0, False), (0, 1, True)])
    def test_seven_of_ten_are_seventy_per_cent_exactly(self, good: int, total: int, below: bool) -> None:
        assert asked(self.share(below=70), None, *self.rows(good, total)).ok is below

    def test_a_share_the_unit_has_not_set_stays_open(self) -> None:
        found = asked(self.share(below="floor"), None, *self.rows(1, 2), floor=None)
        assert (found.ok, found.unset) == (False, ("floor",))
