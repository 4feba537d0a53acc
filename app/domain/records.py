"""A record as data: what a form describes, the store keeps and facts are projected from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class RecordData:
    """One record.

    form, kind: which form and vocabulary code. state: a state of the form. entered: the
    day it was typed. unit: the unit the record is about when it is not the own unit.
    body: the fields by name as plain JSON values.
    """

    id: str
    form: str
    kind: str
    state: str
    entered: dt.date | None = None
    unit: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
