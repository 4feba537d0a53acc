"""The shipped record forms cover every kind and hold their own examples; a mistake names its place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from app.catalog.body import check_body
from app.catalog.places import forms_dir
from app.catalog.records import RecordForm
from app.catalog.records_loader import load_record_forms, parse_form
from app.catalog.vocab import load_vocabularies
from app.catalog.yamlfile import parse_yaml
from app.domain.errors import AppError
from app.domain.records import RecordData
from app.store.facts import project

VOCAB = load_vocabularies(forms_dir() / "vocab")
FORMS = load_record_forms(forms_dir() / "records", VOCAB)
KINDS = (
    "meeting_kind", "talk_kind", "study_kind", "inspection_kind", "report_kind", "letter_kind", "dossier_entry_kind",
    "ledger_kind", "document_kind", "event_kind",
)  # fmt: skip
COMMON = ("title", "date", "end", "actor", "subject", "topics", "links", "recipients")
SMALL = """
id: note
label: 便笺
page: events
kinds: {vocab: study_kind, codes: [study.center]}
fields:
  - {id: title, label: 标题, type: text}
  - {id: date, label: 日期, type: date, required: true}
  - {id: text, label: 内容, type: long_text}
states:
  - {code: draft, label: 草稿, counts: false}
  - {code: final, label: 定稿, locked: true}
base: {title: title, date: date}
columns: [date, title]
"""


def form(text: str = SMALL) -> RecordForm:
    return parse_form(parse_yaml(text.encode(), "note.yaml"), VOCAB)


@pytest.mark.parametrize("vocab_id", KINDS)
def test_every_kind_of_record_has_a_form(vocab_id: str) -> None:
    assert [code for code in VOCAB.get(vocab_id).codes() if FORMS.of_kind(code) is None] == []


@pytest.mark.parametrize("one", list(FORMS), ids=lambda f: f.id)
def test_the_example_of_a_form_passes_its_own_check(one: RecordForm) -> None:
    assert one.examples
    for example in one.examples:
        body = {k: v for k, v in example.items() if k not in ("kind", "state")}
        assert check_body(one, example["kind"], body, VOCAB) == []


@pytest.mark.parametrize("one", list(FORMS), ids=lambda f: f.id)
def test_a_form_has_the_common_fields_and_labels_that_differ(one: RecordForm) -> None:
    assert [name for name in COMMON if one.base.get(name) != name] == []
    labels = [f.label for f in one.fields]
    assert sorted(labels) == sorted(set(labels))


@pytest.mark.parametrize("one", list(FORMS), ids=lambda f: f.id)
def test_every_state_of_a_form_can_be_reached(one: RecordForm) -> None:
    for kind in one.kinds:
        ways = [t for t in one.transitions if t.open_to(kind)]
        reached = {one.initial_for(kind)}
        for _ in ways:
            reached |= {t.target for t in ways if reached & set(t.sources)}
        own = {s.code for s in one.states if kind in s.kinds or not s.kinds}
        common = {s.code for s in one.states if not s.kinds}
        assert reached - own == set(), kind
        assert own - reached <= (common if any(s.start and kind in s.kinds for s in one.states) else set()), kind


def test_no_form_stores_what_the_requirements_exclude() -> None:
    names = {f.id for one in FORMS for f in (*one.fields, *(c for t in one.fields for c in t.columns))}
    assert not names & {"informant", "reporter_name", "score_political", "property", "marriage", "relatives"}


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("type: long_text", "type: essay", "essay"),
        ("page: events", "page: nowhere", "nowhere"),
        ("codes: [study.center]", "codes: [study.none]", "study.none"),
        ("columns: [date, title]", "columns: [date, none]", "none"),
        ("label: 便笺\n", "label: 便笺\nsize: 3\n", "size"),
        ("- {id: text,", "- {id: title,", "title"),
        ("- {id: text,", "- {id: text, also: [title],", "title"),
    ],
)
def test_a_mistake_names_file_line_and_field(old: str, new: str, part: str) -> None:
    with pytest.raises(AppError) as caught:
        form(SMALL.replace(old, new))
    assert caught.value.where.startswith("note.yaml 第 ")
    assert part in caught.value.sentence()


class TestProjection:
    def data(self, state: str = "final", **body: object) -> RecordData:
        return RecordData("r1", "note", "study.center", state, dt.date(2026, 5, 2), None, body)

    def test_a_draft_proves_nothing(self) -> None:
        assert project(form(), self.data("draft", date="2026-05-01")) == []

    def test_a_long_text_is_only_known_to_be_filled_in(self) -> None:
        fact = project(form(), self.data(date="2026-05-01", text="不该出现的话"))[0]
        assert fact.values == {"text": True}
        assert fact.date == dt.date(2026, 5, 1)
        assert fact.entered == dt.date(2026, 5, 2)

    def test_a_record_without_a_date_proves_nothing(self) -> None:
        assert project(form(), self.data(title="无日期")) == []

    def test_topics_of_agenda_items_are_topics_of_the_meeting(self) -> None:
        meeting = FORMS.get("meeting")
        body = {"date": "2026-05-01", "topics": ["petition"], "agenda": [{"id": "a", "topics": ["integrity_research"]}]}
        fact = project(meeting, RecordData("m1", "meeting", "mtg.standing", "final", None, None, body))[0]
        assert fact.topics == {"petition", "integrity_research"}

    def test_each_row_of_a_statement_is_a_fact_of_its_own(self) -> None:
        body = {"date": "2026-05-01", "statement": [{"person": "p1"}, {"person": "p2"}]}
        facts = project(
            FORMS.get("dem_life"), RecordData("m1", "dem_life", "mtg.dem_life", "final", None, None, body)
        )
        assert [(f.kind, f.subject) for f in facts[1:]] == [
            ("mtg.dem_life.statement", "p1"),
            ("mtg.dem_life.statement", "p2"),
        ]

    def test_several_subjects_are_kept(self) -> None:
        body = {"date": "2026-05-01", "actor": "p1", "subject": ["p2", "p3"]}
        fact = project(FORMS.get("talk"), RecordData("t1", "talk", "talk.heart", "held", None, None, body))[0]
        assert fact.subjects == ("p2", "p3")

    def test_every_field_that_points_to_a_record_is_a_link(self) -> None:
        body = {"date": "2026-05-01", "links": ["a"], "meeting_ref": ["m1"]}
        one = FORMS.get("accountability")
        fact = project(one, RecordData("x", one.id, "ledger.accountability", "final", None, None, body))[0]
        assert set(fact.links) == {"a", "m1"}


def test_the_loader_reads_the_same_forms_twice(tmp_path: Path) -> None:
    (tmp_path / "note.yaml").write_text(SMALL, encoding="utf-8")
    assert [f.id for f in load_record_forms(tmp_path, VOCAB)] == ["note"]
