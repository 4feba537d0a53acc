"""What the forms ask before a step, where the sources ask for it: matrix of accountability, plans, three signatures."""

from __future__ import annotations

from typing import Any

import pytest

from app.catalog.catalog import Catalog
from app.catalog.needs import goes_beyond, lacking
from app.domain.duties.model import CompleteRule

REASONED = {"deviation_reason", "deviation_reviewer", "deviation_reviewed_at"}
ACCOUNTED: dict[str, Any] = {
    "subject": ["p1"], "situation": ["sit.01"], "basis_article": "第六条", "facts": "事实", "own_statement": "认可",
    "responsibility_kind": ["resp.personal"], "collective_review": "党组会", "principal_conclusion": "经查不承担",
}  # fmt: skip


def lacks(catalog: Catalog, kind: str, step: str, **body: Any) -> set[str]:
    form = catalog.records.of_kind(kind)
    assert form is not None
    found = next(t for t in form.transitions if t.id == step)
    return {name for lack in lacking(form, kind, body, found) for name in lack.fields}


@pytest.mark.parametrize(
    ("held", "grade", "form", "asked"),
    [
        ("org", "grade.light", ["form.written_check"], False),
        ("org", "grade.light", ["form.adjust"], True),
        ("org", "grade.heavy", ["form.circular", "form.adjust"], True),
        ("org", "grade.serious", ["form.adjust"], False),
        ("person", "grade.light", ["form.criticize", "form.admonish"], False),
        ("member", "grade.light", ["form.discipline"], True),
        ("member", "grade.heavy", ["form.circular"], False),
        ("person", "grade.serious", ["form.org_measure", "form.discipline"], False),
        ("person", "grade.crime", ["form.discipline"], True),
    ],
)
def test_a_form_beside_the_grade_asks_for_a_reason_and_a_second_person(
    catalog: Catalog, held: str, grade: str, form: list[str], asked: bool
) -> None:
    lack = lacks(catalog, "ledger.accountability", "decide", **ACCOUNTED, object=held, grade=grade, form=form)
    assert lack == (REASONED if asked else set())


def test_the_form_knows_the_same_matrix_as_the_duties(catalog: Catalog) -> None:
    form = catalog.records.of_kind("ledger.accountability")
    assert form is not None
    decide = next(t for t in form.transitions if t.id == "decide")
    of_form = {(held, c.when["grade"][0]): c.beyond["form"] for c in decide.conditions if c.beyond for held in c.when["object"]}
    for name, held in (("org-grades", ("org",)), ("person-grades", ("person", "member"))):
        duty = catalog.duties.find(f"tianshui-2014/6.2/{name}")
        assert duty is not None
        assert isinstance(duty.rule, CompleteRule)
        assert duty.rule.matrix is not None
        for one in held:
            assert {g: f for (h, g), f in of_form.items() if h == one} == {g: tuple(f) for g, f in duty.rule.matrix.allowed.items()}


def test_nothing_chosen_is_not_beyond_what_is_usual() -> None:
    assert not goes_beyond({}, {"form": ("a",)})
    assert not goes_beyond({"form": []}, {"form": ("a",)})
    assert goes_beyond({"form": ["a", "b"]}, {"form": ("a",)})
    assert goes_beyond({"form": "b"}, {"form": ("a",)})


@pytest.mark.parametrize("left_out", ["plan_units", "plan_people", "plan_matters", "plan_problems"])
def test_a_special_check_does_not_begin_while_its_plan_lacks_one_element(catalog: Catalog, left_out: str) -> None:
    plan = {name: "写明" for name in ("plan_units", "plan_people", "plan_matters", "plan_problems") if name != left_out}
    assert lacks(catalog, "insp.special", "start", **plan) == {left_out}
    assert lacks(catalog, "insp.daily", "start", **plan) == set()


@pytest.mark.parametrize("left_out", ["handover_from", "handover_to_at", "handover_witness"])
def test_a_handover_list_is_settled_by_three_signatures(catalog: Catalog, left_out: str) -> None:
    signed = {f"handover_{who}{at}": "p1" for who in ("from", "to", "witness") for at in ("", "_at")}
    assert lacks(catalog, "doc.handover", "finalise", **signed) == set()
    del signed[left_out]
    assert lacks(catalog, "doc.handover", "finalise", **signed) == {left_out}


def test_closing_a_task_is_taken_back_only_by_another_person_with_a_reason(catalog: Catalog) -> None:
    form = catalog.records.of_kind("ledger.task")
    assert form is not None
    again = next(t for t in form.transitions if t.id == "reopen")
    assert again.sources == ("ts.closed",)
    assert again.separate
    assert lacks(catalog, "ledger.task", "reopen") == {"reopen_reason"}
