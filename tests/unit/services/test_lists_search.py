"""Lists and search give exactly what a plain reading of all records would."""

from __future__ import annotations

import io
import random
from array import array
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pdfplumber
import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import ErrorCode
from app.services import accounts, list_print, lists, people, records
from app.services.lists import ListQuery
from app.services.records import RecordView
from app.services.search import search
from app.services.shown import Shown
from app.store import search as index
from tests.unit.services.desk import Desk, new_office, refused

NAMES = ("李雷", "韩梅梅", "欧阳𬭎", "张䶮", "王㛃", "单晓", "阿依古丽·买买提", "Ａnna")
PHRASES = (
    "研究部署重点工作", "落实谈心谈话制度", "100%完成_不打折扣", '引号"与\'单引号', "星号*与括号(甲)", "财务科ABC项目",
    "第３季度", "王", "㛃", "党", "李雷雷", "雷李", "Ｆｕｌｌ　ｗｉｄｔｈ", "a-b", "\\反斜杠", "——", "ﬁnance",
)  # fmt: skip
WANTED = (
    "李雷", "梅梅", "𬭎", "䶮", "㛃", "王㛃", "欧阳", "谈话", "谈心谈话", "落实", "100%", "%", "_", "*", '"', "'", "(甲)",
    "abc", "ABC", "ａｂｃ", "第3季度", "党", "季", "李", "雷李", "雷", "full width", "买买提", "·", "-", "a-b", "\\", "—",
    "OR", "AND NOT", "NEAR(李雷)", "t:李雷", "finance", "没有这个词", "a", "0", "anna", "，", "李雷 谈话",
)  # fmt: skip


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Iterator[tuple[Desk, list[RecordView]]]:
    """Sixty records of three forms in a reproducible disorder."""
    desk = Desk(new_office(tmp_path_factory.mktemp("lists"), catalog, packs=False).session)
    rng = random.Random(7)
    who = [desk.person(name) for name in NAMES]
    made = []
    for number in range(60):
        day = f"2026-{rng.randint(1, 11):02d}-{rng.randint(1, 28):02d}"
        text = rng.choice(PHRASES)
        if number % 3 == 0:
            view = desk.talk(rng.choice(who), day, requirements=text, place=rng.choice(PHRASES))
        elif number % 3 == 1:
            view = desk.meeting(day, title=text, remark=rng.choice(PHRASES))
        else:
            kind = desk.session.form("rectification").kinds[0]
            body = {"title": text, "date": day, "subject": [rng.choice(who)], "due": "2026-12-01"}
            view = records.save(desk.session, "rectification", kind, body).value
        if number % 7 == 0 and view.form != "rectification":
            view = records.transition(desk.session, view.id, view.transitions[0].id).value
        made.append(view)
    gone = made.pop(11)
    records.delete(desk.session, [gone.id])
    yield desk, made
    desk.session.close()


FORMS = ("talk", "meeting", "rectification")


def keep(view: RecordView, query: ListQuery) -> bool:
    mentioned = str(view.body)
    return (
        view.form in query.forms
        and (not query.kinds or view.kind in query.kinds)
        and (not query.states or view.state in query.states)
        and (not query.date_from or view.date >= query.date_from)
        and (not query.date_to or view.date <= query.date_to)
        and (not query.person or query.person in mentioned)
    )


def naive(made: list[RecordView], query: ListQuery, key: Any) -> list[int]:
    chosen = sorted((v for v in made if keep(v, query)), key=lambda v: (key(v), v.rid), reverse=query.descending)
    return [v.rid for v in chosen]


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("sort", ["date", "title", "state", "kind", "due", "entered"])
def test_a_list_is_filtered_and_sorted_like_a_plain_reading(
    full: tuple[Desk, list[RecordView]], sort: str, descending: bool
) -> None:
    desk, made = full
    who = people.find_people(desk.session, "李雷")[0].id
    queries = (
        ListQuery(FORMS), ListQuery(("talk",)), ListQuery(FORMS, states=("draft",)), ListQuery(FORMS, person=who),
        ListQuery(FORMS, date_from="2026-03-05", date_to="2026-08-20"), ListQuery(FORMS, kinds=("mtg.standing",)),
        ListQuery(()), ListQuery(("talk",), person=who, date_from="2026-05-01"),
    )  # fmt: skip
    for query in queries:
        asked = replace(query, sort=sort, descending=descending)
        found = lists.list_ids(desk.session, asked)
        assert list(found) == naive(made, asked, lambda v: getattr(v, sort) or "")
        assert isinstance(found, array)


@pytest.mark.parametrize("sort", ["actor", "subject"])
def test_a_list_sorted_by_people_goes_by_their_names(full: tuple[Desk, list[RecordView]], sort: str) -> None:
    desk, _made = full
    found = lists.rows(desk.session, FORMS, lists.list_ids(desk.session, ListQuery(FORMS, sort=sort, descending=False)))
    initials = {p.name: p.initials for p in people.people(desk.session)}
    shown = [getattr(r, sort) for r in found]
    order = [(initials.get(name, ""), name) for name in shown if name in initials]
    assert order == sorted(order)
    backwards = lists.rows(desk.session, FORMS, lists.list_ids(desk.session, ListQuery(FORMS, sort=sort)))
    assert [r.id for r in backwards] == [r.id for r in reversed(found)]


def test_rows_come_in_the_order_asked_for_with_words_not_codes(full: tuple[Desk, list[RecordView]]) -> None:
    desk, made = full
    wanted = [v.rid for v in made[::-2]]
    found = lists.rows(desk.session, FORMS, wanted)
    assert [r.rid for r in found] == wanted
    for row in found:
        text = " ".join([*row.cells.values(), row.actor, row.subject, row.state_label, row.kind_label])
        assert not [v.id for v in made if v.id in text]
        assert "talk." not in text
        assert "mtg." not in text
        columns = {c.id for c in lists.columns(desk.session, (row.form,))}
        assert columns <= set(row.cells)
    assert {c.id for c in lists.columns(desk.session, FORMS)} <= set(found[0].cells)
    assert lists.rows(desk.session, FORMS, [10**9]) == []


def visible_text(desk: Desk, view: RecordView) -> str:
    """Everything a person reads of a record, joined."""
    session = desk.session
    form = session.form(view.form)

    def words(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [w for k, v in value.items() if k != "id" for w in words(v)]
        if isinstance(value, list):
            return [w for v in value for w in words(v)]
        text = str(value)
        return [view.labels.get(text) or session.catalog.vocab.short(text)]

    parts = [session.catalog.vocab.short(view.kind)]
    for field in form.fields:
        if field.type.value in ("person", "unit", "text", "long_text", "table", "ordered_table", "date", "choice"):
            parts += words(view.body.get(field.id, ""))
    parts += [view.labels.get(r["person"], "") for r in view.body.get("attendance", [])]
    return index.normalise("\n".join(parts))


@pytest.mark.parametrize("needle", WANTED)
def test_search_finds_what_a_scan_finds(full: tuple[Desk, list[RecordView]], needle: str) -> None:
    desk, made = full
    expected = {v.id for v in made if index.normalise(needle) in visible_text(desk, v)}
    hits = [h for h in search(desk.session, needle, 1000) if h.kind == "record"]
    assert {h.id for h in hits} == expected
    query = ListQuery(FORMS, text=needle)
    assert set(lists.list_ids(desk.session, query)) == {v.rid for v in made if v.id in expected}


def test_search_follows_names_edits_deletion_and_correction(desk: Desk) -> None:
    li = desk.person("李雷")
    view = desk.talk(li, requirements="旧的要求")

    def found(text: str) -> bool:
        return view.id in [h.id for h in search(desk.session, text)]

    assert found("李雷")
    people.save_person(desk.session, "李磊", li)
    assert found("李磊")
    records.save(desk.session, "talk", view.kind, {**view.body, "requirements": "新的要求"}, view.id)
    assert found("新的要求")
    assert not found("旧的要求")
    meeting = records.transition(desk.session, desk.meeting().id, "finalise", "按程序定稿").value
    records.correct(desk.session, meeting.id, "参会人数有误")
    assert [h.id for h in search(desk.session, "人数有误")] == [meeting.id]
    assert [h.id for h in search(desk.session, "按程序定稿")] == [meeting.id]
    records.delete(desk.session, [view.id])
    assert not found("李磊")


def test_people_come_first_and_by_initials(desk: Desk) -> None:
    li = desk.person("李雷")
    desk.talk(li)
    assert [(h.kind, h.title) for h in search(desk.session, "ll")] == [("person", "李雷")]
    assert [h.kind for h in search(desk.session, "李雷")] == ["person", "record"]
    assert search(desk.session, "   ") == []


def test_a_search_shows_at_most_what_was_asked_for_newest_first(desk: Desk) -> None:
    made = [desk.talk(desk.principal, f"2026-10-{day:02d}", requirements="同一个词") for day in range(1, 13)]
    assert [h.id for h in search(desk.session, "同一个词", 5)] == [v.id for v in made[:-6:-1]]


def test_a_secret_field_is_not_searched(desk: Desk) -> None:
    secret = [(f.id, d.id) for f in desk.session.catalog.records for d in f.fields if d.secret]
    for form_id, field in secret:
        form = desk.session.form(form_id)
        text = {"date": "2026-01-01", field: "渠令闻的秘密"}
        records.save(desk.session, form_id, form.kinds[0], text)
    assert search(desk.session, "渠令闻") == []


def shown_talks(desk: Desk) -> Shown:
    columns = tuple(lists.columns(desk.session, ("talk",)))
    return Shown("谈话清单", ("talk",), columns, lists.list_ids(desk.session, ListQuery(("talk",))))


def test_a_printed_list_shows_the_rows_and_both_heads(full: tuple[Desk, list[RecordView]]) -> None:
    desk, made = full
    ends = accounts.heads(desk.session)
    pdf = list_print.print_list(desk.session, shown_talks(desk))
    with pdfplumber.open(io.BytesIO(pdf)) as read:
        pages = [p.extract_text() for p in read.pages]
    talks = [v for v in made if v.form == "talk"]
    assert f"共 {len(talks)} 条" in pages[0]
    for page in pages:
        assert ends.business in page
        assert ends.office in page
    assert sum(page.count("2026-") for page in pages) >= len(talks)


def test_a_list_too_long_for_paper_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_print, "MAX_ROWS", 1)
    desk.talk(desk.principal)
    desk.talk(desk.principal)
    with refused(ErrorCode.TOO_LARGE):
        list_print.print_list(desk.session, shown_talks(desk))


def test_counts_agree_with_the_rows(full: tuple[Desk, list[RecordView]]) -> None:
    desk, _made = full
    who = people.find_people(desk.session, "李雷")[0].id
    for query in (
        ListQuery(FORMS), ListQuery(("talk",), states=("planned",)), ListQuery(FORMS, date_from="2026-03-01", date_to="2026-05-31"),
        ListQuery(FORMS, date_from="2026-03-05", date_to="2026-05-30"), ListQuery(FORMS, person=who), ListQuery(FORMS, text="谈话"),
        ListQuery(FORMS, kinds=("mtg.standing",), date_to="2026-02-28"), ListQuery(()),
    ):  # fmt: skip
        assert lists.count(desk.session, query) == len(lists.list_ids(desk.session, query))


def test_the_first_rows_are_the_beginning_of_all(full: tuple[Desk, list[RecordView]]) -> None:
    desk, _made = full
    assert lists.list_ids(desk.session, ListQuery(FORMS), 7) == lists.list_ids(desk.session, ListQuery(FORMS))[:7]


def test_a_list_can_be_sorted_by_any_field_of_its_form(full: tuple[Desk, list[RecordView]]) -> None:
    desk, made = full
    found = lists.list_ids(desk.session, ListQuery(("talk",), sort="place", descending=False))
    places = {v.rid: v.body["place"] for v in made if v.form == "talk"}
    assert [places[rid] for rid in found] == sorted(places.values())
    assert lists.list_ids(desk.session, ListQuery(("talk",), sort="no such field")) == lists.list_ids(
        desk.session, ListQuery(("talk",))
    )


@pytest.mark.parametrize(("typed", "begins"), [("2026-05", "2026-05"), ("202605", "2026-05"), ("2026", "2026-1"), ("20260512", "2026-05")])
def test_typing_a_day_finds_the_place_in_both_directions(
    full: tuple[Desk, list[RecordView]], typed: str, begins: str
) -> None:
    desk, made = full
    dates = {v.rid: v.date for v in made}
    for descending in (True, False):
        query = ListQuery(FORMS, descending=descending)
        rid = lists.seek(desk.session, query, typed)
        assert rid is not None
        ids = list(lists.list_ids(desk.session, query))
        before = ids[: ids.index(rid)]
        whole = "2026-05-12" if len(typed) == 8 else begins[:7] if len(typed) > 4 else "2026"
        for other in before:  # nothing before it would have served as well
            assert dates[other] > whole if descending else dates[other] < whole


def test_typing_jumps_by_title_kind_state_and_names(full: tuple[Desk, list[RecordView]]) -> None:
    desk, made = full
    by_rid = {v.rid: v for v in made}

    def found(sort: str, typed: str, forms: tuple[str, ...] = FORMS) -> RecordView | None:
        rid = lists.seek(desk.session, ListQuery(forms, sort=sort, descending=False), typed)
        return by_rid[rid] if rid is not None else None

    title = found("title", "研究")
    assert title is not None
    assert title.title.startswith("研究")
    kind = found("kind", "谈心")
    assert kind is not None
    assert kind.form == "talk"
    state = found("state", "草")
    assert state is not None
    assert state.state == "draft"
    initials = found("subject", "hmm")
    assert initials is not None
    assert "韩梅梅" in initials.labels.values()
    assert found("title", "没有这样的标题") is None
    assert found("title", "  ") is None


def test_sums_are_of_the_whole_list_and_only_of_numbers(desk: Desk) -> None:
    form = next(f for f in desk.session.catalog.records if any(c.numeric for c in lists.all_columns(desk.session, (f.id,))))
    column = next(c for c in lists.all_columns(desk.session, (form.id,)) if c.numeric)
    definition = form.field(column.id)
    assert definition is not None
    for value in (1000, 250):
        body = {form.base["date"]: "2026-03-03", form.base["title"]: "合计", column.id: value}
        body |= {f.id: desk.principal for f in form.fields if f.type.value == "person" and f.required and not f.many}
        kind = next(k for k in form.kinds if definition.shown_for(k))
        records.save(desk.session, form.id, kind, body)
    found = lists.sums(desk.session, ListQuery((form.id,)), lists.all_columns(desk.session, (form.id,)))
    assert found[column.id] == ("1,250.00" if column.money else "1,250")
