"""Days of a workflow: counted from the lead's day, one of its fields, or the day a step was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.periods import PeriodUnit, add_months, month_day, parse_period, period_of, shift_days
from app.domain.workflow.model import Amount, Calendar, Day, Item

_ENDS = {"quarter": PeriodUnit.QUARTER, "half": PeriodUnit.HALF, "year": PeriodUnit.YEAR}


@dataclass(frozen=True, slots=True)
class Meant:
    """A day, or None; unset: the parameters without which it cannot be said."""

    day: dt.date | None = None
    unset: tuple[str, ...] = ()


def meant(
    choices: Sequence[Day], lead: Item, done: Mapping[str, dt.date | None], params: Mapping[str, Any], workdays: Calendar
) -> Meant:
    """The day that the first of several definitions gives for a record, given when its steps were done."""
    found = Meant()
    for one in choices:
        found = _meant(one, lead, done, params, workdays)
        if found.day is not None:
            return found
    return found


def _meant(
    definition: Day, lead: Item, done: Mapping[str, dt.date | None], params: Mapping[str, Any], workdays: Calendar
) -> Meant:
    unset = tuple(a for a in _named(definition) if params.get(a) is None)
    base = _base(definition, lead, done)
    if unset or base is None:
        return Meant(None, unset)
    day = add_months(base, _number(definition.months, params))
    day = shift_days(day, _number(definition.days, params))
    if definition.working_days is not None:
        day = workdays.add(day, _number(definition.working_days, params))
    if definition.end_of:
        day = _end(day, definition.end_of)
    if definition.by:
        day = next_day(day, str(params[definition.by]) if definition.by_param else definition.by)
    return Meant(day)


def _named(definition: Day) -> list[str]:
    amounts = (definition.months, definition.days, definition.working_days)
    named = [a for a in amounts if isinstance(a, str)]
    return [*named, definition.by] if definition.by_param else named


def _number(amount: Amount, params: Mapping[str, Any]) -> int:
    return int(params[amount]) if isinstance(amount, str) else amount


def _base(definition: Day, lead: Item, done: Mapping[str, dt.date | None]) -> dt.date | None:
    if definition.base == "start":
        return lead.date
    if definition.base == "after":
        return done.get(definition.name)
    found = lead.values.get(definition.name)
    if definition.base == "rows":
        rows = [r for r in (found if isinstance(found, list) else []) if isinstance(r, Mapping) and not r.get(definition.empty)]
        return min((d for r in rows if (d := day_in(r.get(definition.column)))), default=None)
    return day_in(found)


def _end(day: dt.date, of: str) -> dt.date:
    if of == "month":
        return shift_days(add_months(day.replace(day=1), 1), -1)
    return period_of(day, _ENDS[of]).end


def next_day(day: dt.date, text: str) -> dt.date:
    """The first day MM-DD on or after a day."""
    this_year = month_day(day.year, text)
    return this_year if this_year >= day or day.year == dt.MAXYEAR else month_day(day.year + 1, text)


def day_in(value: Any) -> dt.date | None:
    """The day a field says: a date, or the last day of a period (2026, 2026Q3, 2026-05); else None."""
    if not isinstance(value, str) or not value:
        return None
    try:
        return dt.date.fromisoformat(value) if len(value) > len("2026-05") else _last(value)
    except ValueError:
        return None


def _last(period: str) -> dt.date:
    if "-" in period:
        return _end(dt.date(int(period[:4]), int(period[5:]), 1), "month")
    return parse_period(period).end
