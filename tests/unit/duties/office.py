"""The office that the examples of duty packs and the tests live in (docs/forms.md, 示例)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.catalog.duties import DutyCatalog
from app.catalog.duties_loader import load_duties
from app.catalog.places import forms_dir
from app.catalog.records import RecordForms
from app.catalog.records_loader import load_record_forms
from app.catalog.vocab import Vocabularies, load_vocabularies
from app.services.sample_office import ALL_CONDITIONS, PEOPLE, example_scenario, fits, post, posts, scenario
from app.services.scenarios import evaluate_scenario, load_scenario

__all__ = ["ALL_CONDITIONS", "PEOPLE", "catalog", "example_scenario", "fits", "post", "posts", "rows", "scenario"]


@dataclass(frozen=True, slots=True)
class DutyCatalogs:
    """The three parts of the catalog that scenarios use."""

    vocab: Vocabularies
    records: RecordForms
    duties: DutyCatalog


@cache
def catalog() -> DutyCatalogs:
    """The shipped vocabularies, forms and duties, read once."""
    vocab = load_vocabularies(forms_dir() / "vocab")
    records = load_record_forms(forms_dir() / "records", vocab)
    return DutyCatalogs(vocab, records, load_duties(forms_dir() / "duties", vocab))


def rows(data: Mapping[str, Any], **wanted: Any) -> list[dict[str, Any]]:
    """The result rows of a scenario that have these values."""
    found = evaluate_scenario(load_scenario(data, catalog()))["results"]
    return [r for r in found if all(r[key] == value for key, value in wanted.items())]
