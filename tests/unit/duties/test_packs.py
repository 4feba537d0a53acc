"""The five packs hold every duty of the five documents, each with its article, words of its own and examples that run."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from office import catalog

from app.domain.duties.model import DutyDef
from app.services.scenarios import list_duties

ROOT = Path(__file__).parents[2]
LISTED = [line.split() for line in (ROOT / "data" / "duty_ids.txt").read_text(encoding="utf-8").splitlines()]
MANUAL = [d for d in catalog().duties if d.type_name == "manual"]
PARAMETERS = {
    "min_per_year", "min_per_quarter", "min_per_term", "min_sanhui_yike", "min_heart_talk", "min_member_review",
    "min_theme_day", "within_days", "grace_days", "feedback_days", "visit_days", "around_days", "deadline", "period",
    "rounding", "ratio", "onsite_ratio", "pass_line", "years_limit", "coverage", "refresh", "nodes", "documents",
    "five_items", "last_year_until", "place",
}  # fmt: skip
AT_MOST = 24


def counted(*fields: str) -> dict[tuple[str | None, ...], int]:
    return dict(Counter(tuple(one[f] for f in fields) for one in list_duties(catalog())))


def test_the_list_counts_495_duties_by_document() -> None:
    assert counted("pack") == {
        ("tianshui-2014",): 167, ("beijing-28",): 152, ("binhai-2021",): 114, ("shibiyan-2022",): 38,
        ("tianjin-xunshi",): 24,
    }  # fmt: skip


def test_the_list_counts_grades_and_scopes() -> None:
    assert counted("grade") == {("A",): 64, ("B",): 238, ("C",): 71, (None,): 122}
    assert counted("scope") == {("core",): 350, ("optional",): 92, ("reference",): 53}


def test_the_list_counts_every_document_grade_and_scope_together() -> None:
    assert counted("pack", "grade", "scope") == {
        ("tianshui-2014", "A", "core"): 26, ("tianshui-2014", "A", "optional"): 8,
        ("tianshui-2014", "B", "core"): 63, ("tianshui-2014", "B", "optional"): 8,
        ("tianshui-2014", "C", "core"): 19, ("tianshui-2014", "C", "optional"): 2,
        ("tianshui-2014", None, "core"): 19, ("tianshui-2014", None, "optional"): 6,
        ("tianshui-2014", None, "reference"): 16,
        ("beijing-28", "A", "core"): 9, ("beijing-28", "A", "optional"): 9, ("beijing-28", "A", "reference"): 1,
        ("beijing-28", "B", "core"): 69, ("beijing-28", "B", "optional"): 14,
        ("beijing-28", "C", "core"): 19, ("beijing-28", "C", "optional"): 9,
        ("beijing-28", None, "core"): 13, ("beijing-28", None, "optional"): 4, ("beijing-28", None, "reference"): 5,
        ("binhai-2021", "A", "core"): 3, ("binhai-2021", "B", "core"): 47, ("binhai-2021", "B", "optional"): 3,
        ("binhai-2021", "C", "core"): 17, ("binhai-2021", None, "core"): 17,
        ("binhai-2021", None, "optional"): 4, ("binhai-2021", None, "reference"): 23,
        ("shibiyan-2022", "A", "core"): 3, ("shibiyan-2022", "A", "optional"): 4,
        ("shibiyan-2022", "B", "core"): 13, ("shibiyan-2022", "B", "optional"): 8, ("shibiyan-2022", "C", "core"): 3,
        ("shibiyan-2022", None, "core"): 3, ("shibiyan-2022", None, "optional"): 1,
        ("shibiyan-2022", None, "reference"): 3,
        ("tianjin-xunshi", "A", "optional"): 1, ("tianjin-xunshi", "B", "core"): 5,
        ("tianjin-xunshi", "B", "optional"): 8, ("tianjin-xunshi", "C", "optional"): 2,
        ("tianjin-xunshi", None, "core"): 2, ("tianjin-xunshi", None, "optional"): 1,
        ("tianjin-xunshi", None, "reference"): 5,
    }  # fmt: skip


def test_ids_grades_scopes_and_articles_are_those_of_the_documents_in_their_order() -> None:
    found = [(d.id, d.grade or "-", d.scope, d.article_no) for d in catalog().duties]
    order = {pack: number for number, pack in enumerate(dict.fromkeys(d.document for d in catalog().duties))}
    wanted = sorted((tuple(row) for row in LISTED), key=lambda row: order[row[0].split("/")[0]])
    assert found == wanted


def test_what_is_only_listed_is_off_by_default() -> None:
    off = {one["id"] for one in list_duties(catalog()) if not one["default_on"]}
    listed = {row[0] for row in LISTED if row[2] == "reference"}
    assert off == listed | {"tianjin-xunshi/2.2/rate-below-70-deep-check"}


def test_every_duty_says_in_short_words_what_it_is_and_where_it_stands() -> None:
    for duty in catalog().duties:
        well_said(duty)


def well_said(duty: DutyDef) -> None:
    assert 2 <= len(duty.label) <= AT_MOST
    assert not re.search(r"[≥≤∈=：]|→", duty.label), duty.label
    assert duty.summary.endswith("。")
    assert 8 <= len(duty.summary) <= 100
    assert not re.search(r"[≥≤∈=]|beijing-28|tianshui-2014|见 \d", duty.summary), duty.summary
    assert duty.article
    assert duty.actors
    assert duty.tier
    assert duty.frequency
    assert set(duty.config) <= PARAMETERS


def test_no_two_duties_of_a_document_have_the_same_label() -> None:
    names = Counter((d.document, d.label) for d in catalog().duties)
    assert [name for name, number in names.items() if number > 1] == []


def test_every_automatic_duty_has_an_example_that_is_met_and_one_that_is_not() -> None:
    for duty in catalog().duties:
        if duty.type_name != "manual":
            states = {e["expect"]["state"] for e in duty.examples}
            assert "met" in states, duty.id
            assert states - {"met"}, duty.id


def test_every_manual_duty_has_an_example_waiting_judged_met_and_judged_unmet() -> None:
    assert len(MANUAL) == 122
    for duty in MANUAL:
        assert [e["expect"]["state"] for e in duty.examples] == ["manual_pending", "manual_met", "manual_unmet"]


def test_every_duty_whose_parameter_has_no_value_has_an_example_that_waits_for_it() -> None:
    """待配置 until the unit says: shown for every duty that says nothing without the parameter."""
    for duty in catalog().duties:
        waiting = {name for name, value in duty.config.items() if value is None}
        if waiting & {"min_per_year", "years_limit", "nodes", "documents", "ratio", "onsite_ratio"}:
            assert "unconfigured" in {e["expect"]["state"] for e in duty.examples}, duty.id


def test_letters_named_by_duties_are_kinds_that_can_be_written() -> None:
    shipped = {p.stem for p in (ROOT.parent / "forms" / "letters").glob("*.yaml")}
    named = {letter for d in catalog().duties for letter in d.letters}
    assert named <= shipped | {t.code for t in catalog().vocab.get("letter_kind").terms}


def test_every_duty_of_the_list_has_a_citation_words_of_its_own_and_examples() -> None:
    for one in list_duties(catalog()):
        assert one["citation"] == f"《{one['document_title']}》{one['article']}"
        assert one["summary"]
        assert one["rule"]
        assert one["examples"]


def test_the_list_is_plain_json() -> None:
    listed = json.loads(json.dumps(list_duties(catalog()), ensure_ascii=False))
    assert listed[0]["id"] == catalog().duties.packs[0].duties[0].id
