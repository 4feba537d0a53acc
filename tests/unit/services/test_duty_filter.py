"""One filter for board and sheets: its parts hold together, it is remembered, it says itself in words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.catalog.catalog import Catalog
from app.services import duties, duty_people, duty_settings, example
from app.services.duty_filter import DutyFilter, read_filter
from app.services.evaluation import evaluation
from tests.unit.services.desk import Desk, new_office

YEAR = 2026


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Iterator[Desk]:
    """Two years of example records, every grade of every document judged."""
    made = Desk(new_office(tmp_path_factory.mktemp("filter"), catalog).session)
    duty_settings.set_all_grades(made.session, True, 2021)
    example.add_example(made.session, years=2, seed=3)
    yield made
    made.session.close()


def person_with(desk: Desk, title: str) -> str:
    """The person of the example with a post."""
    from app.services import people

    return next(p.id for p in people.people(desk.session) if title in p.titles)


def bearers_of(desk: Desk, duty: str, subject: str = "") -> set[str]:
    """Who bears a duty this year."""
    found = evaluation(desk.session, YEAR)
    who = duty_people.bearers(desk.session, found, YEAR)
    rows = [r for r in found.results if r.duty == duty and r.period == str(YEAR) and (not subject or r.subject == subject)]
    assert rows
    return {p for r in rows for p in who.of(r)}


# --- the filter itself --------------------------------------------------------------
def test_all_parts_hold_together(full: Desk) -> None:
    session = full.session
    whole = duties.board(session, YEAR)
    person = person_with(full, "副书记")
    chosen = DutyFilter(person=person, pack="tianshui-2014", tier="post_dual", states=("due", "met"), text="谈心 分管")
    rows = duties.board(session, YEAR, chosen).rows
    assert 0 < len(rows) < len(whole.rows)
    for row in rows:
        assert person in row.people
        assert row.duty.startswith("tianshui-2014/")
        assert row.tier == "post_dual"
        assert {c.state for c in row.cells} <= {"due", "met"}
        duty = session.catalog.duties.find(row.duty)
        assert duty is not None
        assert "谈心" in duty.label + duty.summary
    for wider in (DutyFilter(), DutyFilter(person=person), DutyFilter(text="谈心 分管")):
        assert {r.duty for r in rows} <= {r.duty for r in duties.board(session, YEAR, wider).rows}


def test_numbers_of_the_states_do_not_change_when_one_of_them_is_chosen(full: Desk) -> None:
    before = duties.board(full.session, YEAR, DutyFilter(tier="first"))
    after = duties.board(full.session, YEAR, DutyFilter(tier="first", states=("met",)))
    assert after.counts == before.counts
    assert sum(len(r.cells) for r in after.rows) == before.counts["met"]


def test_a_word_is_looked_for_in_duty_article_and_names(full: Desk) -> None:
    name = evaluation(full.session, YEAR).names[person_with(full, "副书记")]
    for text in (name, "民主生活会", "天水"):
        assert duties.board(full.session, YEAR, DutyFilter(text=text)).rows
    assert not duties.board(full.session, YEAR, DutyFilter(text="没有这样的职责")).rows


def test_a_filter_is_remembered_and_nonsense_is_forgotten() -> None:
    chosen = DutyFilter("p1", "beijing-28", "first", ("met", "due"), "谈话")
    assert read_filter(chosen.kept()) == chosen
    for broken in ("", "[]", "{", '{"states": "met", "tier": "king", "person": 3}'):
        assert read_filter(broken) == DutyFilter()


def test_a_state_is_toggled() -> None:
    one = DutyFilter().toggled("met").toggled("due")
    assert one.states == ("met", "due")
    assert one.toggled("met").states == ("due",)


def test_a_filter_says_itself_in_words() -> None:
    chosen = DutyFilter("p1", "b", "first", ("overdue",), "谈话")
    assert chosen.words({"b": "北京市监督措施"}, {"p1": "李建国"}) == "李建国；北京市监督措施；第一责任人；逾期；含“谈话”"
    assert DutyFilter().words({}, {}) == ""


# --- who bears ------------------------------------------------------------------------
def test_the_principal_bears_talks_with_members_who_are_only_spoken_to(full: Desk) -> None:
    member = person_with(full, "副书记")
    principal = person_with(full, "党组书记、局长")
    found = bearers_of(full, "tianshui-2014/5.3/principal-member-talk-yearly", member)
    assert principal in found
    assert member not in found


def test_a_member_bears_his_own_rows_and_talks_with_the_heads_he_is_in_charge_of(full: Desk) -> None:
    member = person_with(full, "副书记")
    assert bearers_of(full, "tianshui-2014/3.3/field-research-twice-yearly", member) == {member}
    talks = [r for r in evaluation(full.session, YEAR).results if r.duty == "tianshui-2014/5.3/member-dept-talk-yearly"]
    assert {p for r in talks for p in bearers_of(full, r.duty, r.subject)} >= {member}
    assert all(r.subject not in bearers_of(full, r.duty, r.subject) for r in talks if r.period == str(YEAR))


def test_what_a_body_bears_is_borne_by_no_single_person(full: Desk) -> None:
    duty = "beijing-28/15/discipline-brief"
    assert bearers_of(full, duty) == set()
    found = evaluation(full.session, YEAR)
    who = duty_people.bearers(full.session, found, YEAR)
    row = next(r for r in found.results if r.duty == duty and r.period == str(YEAR))
    assert who.body(row) == (person_with(full, "纪检组长"),)


def test_a_duty_moves_to_the_successor_with_the_post(duty_desk: Desk) -> None:
    from app.services import people

    session = duty_desk.session
    post = people.posts(session, duty_desk.principal)[0]
    people.save_post(session, post.person, post.unit, post.title, post.roles, (), post.since, "2025-12-31", post_id=post.id)
    new = duty_desk.person("阿卜杜拉·买买提依明", "党组书记", ("principal",), since="2026-01-01")
    member = duty_desk.person("李雷")
    duty = "tianshui-2014/5.3/principal-member-talk-yearly"
    found = evaluation(session, 2025)
    borne = {}
    for year in (2025, 2026):
        who = duty_people.bearers(session, found, year)
        row = next(r for r in found.results if r.duty == duty and r.period == str(year) and r.subject == member)
        borne[year] = who.of(row)
    assert borne == {2025: (duty_desk.principal,), 2026: (new,)}
