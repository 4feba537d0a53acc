"""What holds of every report: a number is what it opens, it may be cancelled, choices are remembered, rights are asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.errors import ErrorCode
from app.jobs.progress import Cancelled, JobContext
from app.services.reports import build, known
from app.services.reports.model import COUNT, RATE, Opens, Report
from app.services.session import Session
from tests.unit.services.desk import OTHER_PASSWORD, Desk, refused

PERIODS = {
    "year": ("2026", "2025", "2019"), "half": ("2026H1", "2025H2"), "quarter": ("2026Q3", "2025Q4"), "month": ("2026-05",),
    "day": ("2026-11-20", "2025-06-30"),
}  # fmt: skip


def every_report(session: Session) -> list[Report]:
    """Each report for several periods of each kind it knows."""
    return [
        build.build(session, definition.no, code, "unit")
        for definition in known.reports(session)
        for kind in definition.periods
        for code in PERIODS[kind]
    ]


def check(report: Report) -> None:
    for table in report.tables:
        where = f"{report.definition.no} {report.period.code} {report.scope.code} {table.id}"
        assert all(len(row) == len(table.columns) for row in table.rows), where
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                if column.kind == COUNT and cell.value is not None and not cell.inside:
                    assert cell.value == len(cell.opens), f"{where} {column.id}: {cell}"
                if cell.inside:
                    assert cell.value is not None
                    assert (cell.value > 0) == (len(cell.opens) > 0), f"{where} {column.id}: {cell}"
                if column.kind == RATE and cell.value is not None:
                    assert 0 <= cell.value <= 100, f"{where} {column.id}: {cell}"
    for chart in report.charts:
        for bar in chart.bars:
            assert bar.label
            assert bar.text
            assert all(p.word and p.number >= 0 for p in bar.parts)


def test_there_is_a_builder_for_every_report_and_no_other(shared_office: Session) -> None:
    assert set(build.BUILDERS) == set(shared_office.catalog.reports)
    assert [r.no for r in known.reports(shared_office)] == sorted(build.BUILDERS)


def test_every_number_is_the_length_of_what_it_opens(shared_office: Session) -> None:
    found = every_report(shared_office)
    assert len(found) > 60
    for report in found:
        check(report)


def test_the_law_holds_for_every_scope(shared_office: Session) -> None:
    for definition in known.reports(shared_office):
        kind = definition.periods[0]
        code = PERIODS[kind][0]
        _periods, scopes = build.choices(shared_office, definition, kind, 2026)
        firsts = {s.kind: s for s in reversed(scopes)}
        assert set(firsts) == set(definition.scopes), definition.no
        for scope in firsts.values():
            check(build.build(shared_office, definition.no, code, scope.code))


def test_charts_stand_where_the_definition_wants_them(shared_office: Session) -> None:
    drawn = {r.definition.no for r in every_report(shared_office) if r.charts}
    assert drawn == {r.no for r in known.reports(shared_office) if r.chart == "bars"}


def test_what_a_number_opens_can_be_read(shared_office: Session) -> None:
    for report in (build.build(shared_office, no, "2026") for no in ("RP-01", "RP-06", "RP-15", "RP-21")):
        for table in report.tables:
            for row in table.rows:
                for cell in row:
                    assert len(build.records_of(shared_office, cell.opens)) == len(cell.opens.records)
    overview = build.build(shared_office, "RP-01", "2026")
    total = overview.table("tiers").at("合计", "overdue")
    opened = build.duties_of(shared_office, overview, total.opens)
    assert len(opened) == total.value
    assert {c.state for c in opened} == {"overdue"}


def test_an_empty_period_says_so_and_never_nought_per_cent(shared_office: Session) -> None:
    for definition in known.reports(shared_office):
        if "year" not in definition.periods or definition.evaluate:
            continue
        report = build.build(shared_office, definition.no, "2003")
        texts = [c.text for t in report.tables for row in t.rows for c in row]
        assert "0.0%" not in texts or definition.no in ("RP-07", "RP-14", "RP-17"), definition.no
        assert all(t.empty for t in report.tables)


def test_period_and_scope_are_remembered_for_the_account(full_office: Session) -> None:
    first = build.build(full_office, "RP-06")
    assert (first.period.code, first.scope.code) == ("2026Q4", "unit")
    chosen = build.build(full_office, "RP-06", "2026H1", "source:audit")
    build.remember(full_office, chosen)
    again = build.build(full_office, "RP-06")
    assert (again.period.code, again.scope.code, again.scope.label) == ("2026H1", "source:audit", "问题来源：审计")
    assert build.last(full_office) == "RP-06"


def test_the_running_period_is_remembered_as_running(clerk: Desk) -> None:
    import datetime as dt

    from app.domain.clock import FixedClock

    build.remember(clerk.session, build.build(clerk.session, "RP-07", "2026Q4"))
    clerk.session.clock = FixedClock(dt.datetime(2027, 2, 3, 9, 0, tzinfo=dt.UTC))
    assert build.build(clerk.session, "RP-07").period.code == "2027Q1"


@pytest.mark.parametrize(("no", "period", "scope"), [("RP-06", "2026X", ""), ("RP-17", "2026Q1", ""), ("RP-04", "2026", "source:audit"),
                                                     ("RP-06", "2026", "person:nobody"), ("RP-06", "2026-13", "")])  # fmt: skip
def test_a_period_or_scope_it_does_not_know_is_refused(shared_office: Session, no: str, period: str, scope: str) -> None:
    with refused(ErrorCode.BAD_INPUT):
        build.build(shared_office, no, period, scope)


def test_an_unknown_report_is_refused(shared_office: Session) -> None:
    with refused(ErrorCode.NOT_FOUND):
        build.build(shared_office, "RP-99", "2026")


def test_who_may_not_read_the_records_has_no_such_report(clerk: Desk) -> None:
    clerk.add_account("office", "party_clerk")
    with_less = clerk.relogin("office", OTHER_PASSWORD)
    numbers = {r.no for r in known.reports(with_less)}
    assert "RP-06" in numbers
    assert not numbers & {"RP-15", "RP-16", "RP-19", "RP-20", "RP-21"}
    with refused(ErrorCode.NOT_ALLOWED):
        build.build(with_less, "RP-21", "2026")
    with_less.close()


def test_counting_can_be_cancelled(shared_office: Session) -> None:
    with pytest.raises(Cancelled):
        build.build(shared_office, "RP-06", "2026", context=JobContext(stopped=lambda: True))


def test_whatever_the_role_every_number_offered_can_be_opened(full_office: Session) -> None:
    offered: dict[str, set[str]] = {}
    kept = full_office.user
    for role in full_office.catalog.rights.roles.values():
        if not role.business:
            continue
        full_office.user = replace(kept, roles=(role.code,))
        full_office.cache.clear()
        offered[role.code] = {r.no for r in known.reports(full_office)}
        for no in sorted(offered[role.code]):
            definition = full_office.catalog.reports[no]
            report = build.build(full_office, no, PERIODS[definition.periods[0]][0], "unit")
            check(report)
            wanted = {i for t in report.tables for row in t.rows for c in row for i in c.opens.records}
            if not definition.evaluate:
                assert {r.id for r in build.records_of(full_office, Opens(tuple(sorted(wanted))))} == wanted, (role.code, no)
    full_office.user = kept
    assert {"RP-06", "RP-21"} <= offered["discipline_secretary"]
    assert "RP-21" not in offered["party_clerk"]
    assert not any("RP-19" in found for role, found in offered.items() if role in ("party_clerk", "org_clerk"))
