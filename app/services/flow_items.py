"""Records as workflows see them: a row of the store becomes an item with the states it came through.

Belongs here: reading one row. Which rows a run needs is in services.flow_cases.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any

from app.catalog.records import RecordForm
from app.domain.workflow.model import Item, Visit
from app.store.facts import texts
from app.store.record_adapter import snapshot_of
from app.store.same import Same

STEPS = "steps"
ROW = "from_row"  # program key of a record made for a row of another's table: "<record>#<row>"


def item_of_row(form: RecordForm, row: Any, same: Same | None = None) -> Item:
    """A row of the record table as an item. same: what keeps equal texts of many once."""
    return item_of(form, str(row.id), snapshot_of(row, same))


def item_of(form: RecordForm, record_id: str, snapshot: Mapping[str, Any]) -> Item:
    """A snapshot of a record as an item."""
    body, kind, state = snapshot["body"], str(snapshot["kind"]), str(snapshot["state"])
    known = form.state(state)

    def base(column: str) -> Any:
        return body.get(form.base.get(column, column))

    return Item(
        id=record_id, form=form.id, kind=kind, state=state, date=_day(base("date")),
        counts=known is not None and known.counts, title=str(base("title") or ""),
        actor=next(iter(texts(base("actor"))), ""), subjects=texts(base("subject")), author=str(snapshot["author"]),
        entered=_day(snapshot["entered"]), visited=tuple(_visited(form, kind, state, body)), values=body,
        row=str(body.get(ROW) or "").rpartition("#")[2],
    )  # fmt: skip


def _visited(form: RecordForm, kind: str, state: str, body: Mapping[str, Any]) -> Iterator[Visit]:
    """The states a record came through by its steps; of one that was typed in its state only that one."""
    targets = {t.id: t.target for t in form.transitions}
    walked = [Visit(targets[s["step"]], _local(s.get("at"))) for s in body.get(STEPS) or [] if s.get("step") in targets]
    start = form.initial_for(kind)
    if walked or state == start:
        yield Visit(start)
    yield from walked
    if (walked[-1].state if walked else start) != state:
        yield Visit(state)


def _local(stamp: Any) -> dt.date | None:
    try:
        return dt.datetime.fromisoformat(str(stamp)).astimezone().date()
    except ValueError:
        return None


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:
        return None


def decode(row: Any) -> dict[str, Any]:
    """The body of a row."""
    return dict(json.loads(row.body))
