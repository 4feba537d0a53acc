"""Which values the settings of a duty can have: one place for scenario files, the settings page and pack files."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from app.domain.duties.calendar_nodes import is_calendar
from app.domain.duties.context import texts_of
from app.domain.duties.exists import REFRESH
from app.domain.duties.model import (
    CountRule,
    DutyDef,
    ExistsRule,
    FollowRule,
    ForbidRule,
    OrderRule,
    PrecedeRule,
    RatioRule,
    Rule,
)
from app.domain.duties.pairs import EACH
from app.domain.duties.per_record import ANY_PLACE
from app.domain.periods import month_day

PERIODS = ("year", "half", "quarter")
ROUNDINGS = ("ceil", "floor", "round")
COVERAGE = ("pairs", EACH)
PLACES = ("first", ANY_PLACE)
LAST_MONTH = 11
_MONTH_DAY = re.compile(r"\d{2}-\d{2}")
_MOST = 1_000_000


def list_settings(rule: Rule) -> tuple[str, ...]:
    """Settings under which a scenario may give what the program keeps as a list of the unit."""
    name = rule.parts_setting if isinstance(rule, CountRule) else None
    if isinstance(rule, RatioRule):
        name = rule.denominator.list_setting
    return (name,) if name else ()


def text_settings(rule: Rule) -> frozenset[str]:
    """Settings that list names: documents of a case, matters that are not in the principal's charge."""
    if isinstance(rule, ForbidRule):
        return frozenset({rule.charges.setting} if rule.charges and rule.charges.setting else ())
    needs = rule.needs if isinstance(rule, FollowRule) else ()
    return frozenset(e.names for need in needs for e in need.elements if e.names)


def choices(duty: DutyDef, name: str) -> tuple[str, ...]:
    """The words a setting is chosen from, or nothing when it is a number, a day or free text."""
    rule = duty.rule
    if name == _refresh(rule):
        return tuple(word for word in REFRESH if word not in PERIODS)
    if isinstance(rule, PrecedeRule) and name == rule.coverage:
        return COVERAGE
    if isinstance(rule, OrderRule) and name == rule.switch:
        return PLACES
    return {"period": PERIODS, "rounding": ROUNDINGS}.get(name, ())


def fits_setting(duty: DutyDef, name: str, value: Any) -> bool:
    """Whether a value (not None) suits the setting of a duty."""
    rule = duty.rule
    if name == "enabled":
        return isinstance(value, bool)
    if name in list_settings(rule):
        return isinstance(value, int) or bool(texts_of(value))
    if name in text_settings(rule):
        return bool(texts_of(value))
    if isinstance(rule, CountRule) and name == rule.nodes:
        return is_calendar(texts_of(value))
    if name == _refresh(rule):
        return value in REFRESH
    if words := choices(duty, name):
        return value in words
    if isinstance(rule, CountRule) and name == rule.last_year_until.param:
        return _is_number(value) and value == int(value) and value <= LAST_MONTH
    if name == "deadline":
        return isinstance(value, str) and is_month_day(value)
    if isinstance(value, Mapping) and isinstance(rule, CountRule) and name == rule.least.param:
        return all(kind in dict(rule.least_of) and _is_number(number) for kind, number in value.items())
    return _is_number(value)


def _refresh(rule: Rule) -> str | None:
    exists = rule.refreshed if isinstance(rule, FollowRule) else rule
    return exists.refresh if isinstance(exists, ExistsRule) else None


def is_month_day(text: str) -> bool:
    """Whether a text is MM-DD."""
    try:
        month_day(2024, text)
    except ValueError:
        return False
    return bool(_MONTH_DAY.fullmatch(text))


def _is_number(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and math.isfinite(value) and 0 <= value <= _MOST
