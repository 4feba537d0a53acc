"""Makes the examples of workflow files (docs/forms.md, Workflows) into matters in the office of the duties' examples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.catalog.catalog import Catalog
from app.domain.workdays import Workdays
from app.domain.workflow.model import Case, Flow, Ground, Item, Tie
from app.domain.workflow.people import Holders
from app.domain.workflow.progress import Progress, leads, progress
from app.services.flow_items import item_of
from app.services.sample_office import scenario
from app.services.scenarios import load_scenario
from app.store.record_adapter import mentions

LEAD = "lead"
OWN_KEYS = ("id", "kind", "state", "entered", "author", "history")


def item(catalog: Catalog, data: Mapping[str, Any], record_id: str) -> Item:
    """A record written as an example: kind, state, its fields, and `history` as {transition: day}."""
    form = catalog.records.of_kind(data["kind"])
    assert form is not None, data["kind"]
    unknown = [n for n in data if n not in OWN_KEYS and form.field(n) is None and n != "from_row"]
    assert not unknown, f"{form.id} has no fields {unknown}"
    body = {n: v for n, v in data.items() if n not in OWN_KEYS}
    body["steps"] = [{"step": s, "at": f"{day}T08:00:00+00:00"} for s, day in data.get("history", {}).items()]
    snapshot = {
        "kind": data["kind"], "state": data.get("state", form.initial_for(data["kind"])),
        "entered": data.get("entered", body.get("date", "")), "author": data.get("author", "a1"), "body": body,
    }  # fmt: skip
    return item_of(form, record_id, snapshot)


def case(catalog: Catalog, lead: Mapping[str, Any], *linked: Mapping[str, Any], steps: Mapping[str, str] | None = None) -> Case:
    """A matter: the lead (its id is `lead`) and the records around it, tied as their fields say."""
    first = item(catalog, {**lead, "history": steps or lead.get("history", {})}, LEAD)
    others = [item(catalog, one, str(one.get("id") or f"r{n}")) for n, one in enumerate(linked, 1)]
    free: dict[str, list[Item]] = {}
    for other in sorted(others, key=lambda i: (i.date or dt.date.max, i.id)):
        free.setdefault(other.kind, []).append(other)
    return Case(first, tuple(tie(catalog, first, other) for other in others), free)


def tie(catalog: Catalog, lead: Item, other: Item) -> Tie:
    """How a record is tied to a lead by what both name."""
    there = list(mentions(catalog.records.get(other.form).fields, other.values))
    here = list(mentions(catalog.records.get(lead.form).fields, lead.values))
    fields = {f for target, f in there if target == lead.id} | {f for target, f in here if target == other.id}
    return Tie(other, frozenset(fields), any(target in lead.subjects for target, _f in there))


def ground(catalog: Catalog, flow: Flow, as_of: str, params: Mapping[str, Any] | None = None) -> Ground:
    """The example office on a day, with the flow's own defaults unless told otherwise."""
    office = load_scenario(scenario(as_of=as_of), catalog).office
    known = {name: p.default for name, p in flow.params.items()} | dict(params or {})
    work = Workdays((one for holidays in catalog.holidays.values() for one in holidays), catalog.holidays)
    return Ground(dt.date.fromisoformat(as_of), Holders(office), work, known)


def run(
    catalog: Catalog, flow_id: str, lead: Mapping[str, Any], *linked: Mapping[str, Any], as_of: str,
    params: Mapping[str, Any] | None = None, steps: Mapping[str, str] | None = None,
) -> Progress:  # fmt: skip
    """How a matter of a shipped workflow stands on a day."""
    flow = catalog.workflows.find(flow_id)
    assert flow is not None, flow_id
    matter, there = case(catalog, lead, *linked, steps=steps), ground(catalog, flow, as_of, params)
    assert leads(flow, matter, there), "the record does not lead this workflow"
    return progress(flow, matter, there)
