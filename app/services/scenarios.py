"""Scenario files: a whole office in one JSON file, evaluated without a store (design.md 场景文件).

Nothing here writes anything; the only failure is AppError(BAD_INPUT) for a bad file.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.catalog.duty_sentence import sentence
from app.domain.duties.evaluate import evaluate
from app.domain.duties.model import DutyDef
from app.domain.duties.results import Result
from app.domain.errors import AppError, ErrorCode
from app.services.scenario_reader import DutyWords, Scenario, ScenarioReader


def load_scenario(data: object, catalog: DutyWords) -> Scenario:
    """Read decoded JSON as a scenario. AppError(BAD_INPUT) names the JSON path of what is wrong."""
    return ScenarioReader(catalog).read(data)


def results_of(scenario: Scenario, as_of: dt.date | None = None) -> list[Result]:
    """The rows of a scenario on a day (its own as_of unless another is given)."""
    day = as_of or scenario.as_of
    if day is None:
        raise AppError(ErrorCode.BAD_INPUT, "没有写评价日。", action="请写 as_of，或用 --as-of 给出。", where="as_of")
    return evaluate(
        scenario.duties,
        scenario.facts,
        scenario.office,
        day,
        settings=scenario.settings,
        approvals=scenario.approvals,
        lists=scenario.lists,
        named=scenario.named,
    )


def evaluate_scenario(scenario: Scenario, as_of: dt.date | None = None) -> dict[str, Any]:
    """The output of `lvze duties evaluate`: `{"as_of", "results": […]}` in a fixed order."""
    rows = results_of(scenario, as_of)
    day = as_of or scenario.as_of
    articles = {d.id: f"《{d.document_title}》{d.article}" for d in scenario.duties}
    return {
        "as_of": day.isoformat() if day else None,
        "results": [result_dict(row, articles.get(row.duty, "")) for row in rows],
    }


def result_dict(row: Result, basis: str) -> dict[str, Any]:
    """One row as plain JSON. basis: document and article."""
    return {
        "duty": row.duty,
        "period": row.period,
        "subject": row.subject,
        "state": row.state.value,
        "count": row.count,
        "need": row.need,
        "records": list(row.records),
        "missing": list(row.missing),
        "note": row.note,
        "basis": basis,
        "due": row.due.isoformat() if row.due else None,
        "near": [{"record": n.record, "reason": n.reason} for n in row.near],
    }


def list_duties(catalog: DutyWords) -> list[dict[str, Any]]:
    """Every duty of every pack for `lvze duties list --json`, in order.

    document_id, document_title and auto_grade are the names the field's list of duties uses; examples are
    parts of scenario files for the office of docs/forms.md.
    """
    return [{**_listed(duty), "rule": sentence(duty, catalog.vocab, catalog.records)} for duty in catalog.duties]


def _listed(duty: DutyDef) -> dict[str, Any]:
    return {
        "id": duty.id,
        "pack": duty.document,
        "document": duty.document_title,
        "document_id": duty.document,
        "document_title": duty.document_title,
        "citation": f"《{duty.document_title}》{duty.article}",
        "article_no": duty.article_no,
        "article": duty.article,
        "label": duty.label,
        "summary": duty.summary,
        "type": duty.type_name,
        "grade": duty.grade or None,
        "auto_grade": duty.grade or None,
        "actors": list(duty.actors),
        "tier": duty.tier,
        "frequency": duty.frequency,
        "scope": duty.scope,
        "strength": duty.strength,
        "bearing": duty.bearing,
        "family": duty.family,
        "applies_when": list(duty.applies_when),
        "config": dict(duty.config),
        "letters": list(duty.letters),
        "default_on": duty.default_on and duty.scope != "reference",
        "examples": [dict(e) for e in duty.examples],
    }
