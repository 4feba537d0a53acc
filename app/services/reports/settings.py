"""Parameters of duties as reports use them, so that table and duty go by the same number."""

from __future__ import annotations

from app.domain.duties.model import CompleteRule, GradeMatrix
from app.services.duty_settings import DutySettings
from app.services.reports.source import Source
from app.store import queries


def parameter(source: Source, duty: str, name: str, default: int) -> int:
    """A whole number that the unit has set for a duty, else the duty's own, else the default."""
    found = source.session.catalog.duties.find(duty)
    if found is None:
        return default
    with source.session.store.read() as conn:
        settings = DutySettings(queries.settings(conn, ""), source.period.year)
    value = {**found.config, **settings.judged_by(found)}.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def unit_list(source: Source, name: str, year: int) -> tuple[str, ...] | None:
    """A list of the unit for a year (people or units by id); None when it was never given."""
    with source.session.store.read() as conn:
        lists = DutySettings(queries.settings(conn, "list:"), year).lists()
    found = lists.get(name, {}).get(str(year))
    return tuple(found) if found is not None else None


def matrices(source: Source) -> list[tuple[frozenset[str], GradeMatrix]]:
    """(kinds of object, grades and forms) of the duties that compare them, of the documents that are switched on."""
    with source.session.store.read() as conn:
        settings = DutySettings(queries.settings(conn, ""), source.period.year)
    found = []
    for duty in source.session.catalog.duties:
        rule = duty.rule
        if isinstance(rule, CompleteRule) and rule.matrix is not None and settings.duty_on(duty):
            objects = frozenset(str(v) for c in rule.facts.where.conditions if c.field == "object" for v in c.values)
            found.append((objects, rule.matrix))
    return found
