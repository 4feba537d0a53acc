"""The one way to a report: building one, what was chosen last, what a number opens."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from app.catalog.reports import PERIODS, ReportDef
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services import preferences
from app.services.duties import DutyCell, cell
from app.services.duty_ground import ground
from app.services.evaluation import unseen
from app.services.lists import Row, display_rows
from app.services.reports import (
    checks,
    dossiers,
    duties,
    ledgers,
    liability,
    meetings,
    periods,
    redress,
    registers,
    talks,
)
from app.services.reports.known import allowed, reports
from app.services.reports.model import DAY, Body, Column, DutyPlace, Opens, Report, Table, words
from app.services.reports.periods import ReportPeriod, latest, parse
from app.services.reports.scopes import Scope, offered, resolve
from app.services.reports.source import Source
from app.services.session import Session
from app.store import queries, report_rows

BUILDERS: Mapping[str, Callable[[Source], Body]] = {
    "RP-01": duties.overview, "RP-02": duties.by_person, "RP-03": talks.coverage, "RP-04": meetings.decisions,
    "RP-05": meetings.dem_life_checks, "RP-06": ledgers.rectification, "RP-07": ledgers.tasks, "RP-10": talks.inquiries,
    "RP-14": checks.assessments, "RP-15": checks.suggestions, "RP-16": dossiers.updates, "RP-17": dossiers.accounts,
    "RP-18": registers.requests, "RP-19": registers.interventions, "RP-20": redress.progress,
    "RP-21": liability.accountability, "RP-22": liability.division,
}  # fmt: skip
CHOSEN = "report:"
LAST = "report"
MOST_LATE = 200
MOST_OPENED = 5000
DOING = "正在生成报表"


def find(session: Session, no: str) -> ReportDef:
    """A report by its number. Raises AppError NOT_FOUND, NOT_ALLOWED."""
    found = session.catalog.reports.get(no)
    if found is None or no not in BUILDERS:
        raise AppError(ErrorCode.NOT_FOUND, f"没有报表“{no}”。", action="请从报表列表中选择。")
    if not allowed(session, found):
        raise AppError(ErrorCode.NOT_ALLOWED, f"您的账号不能看“{found.label}”。", action="需要时请联系安全保密管理员。")
    return found


def build(session: Session, no: str, period: str = "", scope: str = "", context: JobContext | None = None) -> Report:
    """Count a report. period, scope: as remembered for the account when not given.

    Raises AppError NOT_FOUND, NOT_ALLOWED, BAD_INPUT (a period or scope it does not know); Cancelled.
    """
    definition = find(session, no)
    job = context or JobContext()
    job.report(0, 2, DOING)
    usual_period, usual_scope = remembered(session, definition)
    chosen = _period(definition, period) if period else usual_period
    within = resolve(session, scope, chosen.year) if scope else usual_scope
    if within.kind not in definition.scopes:
        raise AppError(ErrorCode.BAD_INPUT, f"“{definition.label}”不能按这个范围统计。", action="请重新选择范围。")
    source = Source(session, chosen, within, job)
    body = BUILDERS[no](source)
    job.report(1, 2, DOING)
    tables = (*body.tables, *_late(source, body))
    charts = () if definition.chart == "none" else body.charts
    made = Report(
        definition, session.unit_name(), chosen, within, source.today, tables, charts, (*definition.notes, *body.notes)
    )
    job.report(2, 2, DOING)
    return made


def _period(definition: ReportDef, code: str) -> ReportPeriod:
    found = parse(code)
    if found.kind not in definition.periods:
        raise AppError(
            ErrorCode.BAD_INPUT, f"“{definition.label}”不按这种时期统计。",
            action=f"可选：{'、'.join(PERIODS[k] for k in definition.periods)}。",
        )  # fmt: skip
    return found


def _late(source: Source, body: Body) -> tuple[Table, ...]:
    """The records behind the numbers that were typed after the day they are about, with both days (§5.1 no. 12)."""
    ids = dict.fromkeys(i for t in body.tables for row in t.rows for c in row for i in c.opens.records)
    ids |= dict.fromkeys(body.behind)
    if not ids:
        return ()
    with source.session.store.read() as conn:
        hidden = unseen(source.session, conn)
        late = [one for one in report_rows.entered_late(conn, list(ids)) if one[0] not in hidden]
    if not late:
        return ()
    head = (Column("date", "发生日期", DAY, share=1.2), Column("entered", "录入日期", DAY, share=1.2),
            Column("kind", "种类", share=1.6), Column("title", "记录", share=4))  # fmt: skip
    rows = tuple((words(d), words(e), words(source.short(k)), words(t, record=i)) for i, _f, k, t, d, e in late[:MOST_LATE])
    more = f"，列出前 {MOST_LATE} 条" if len(late) > MOST_LATE else ""
    return (Table("late_entries", f"补录的记录（录入晚于发生，共 {len(late)} 条{more}）", head, rows),)


# --- what was chosen ----------------------------------------------------------------------
def remembered(session: Session, definition: ReportDef) -> tuple[ReportPeriod, Scope]:
    """The period and scope last chosen for a report; the running period where the running one was chosen."""
    today = session.clock.today()
    try:
        kept = json.loads(preferences.get(session, CHOSEN + definition.no) or "{}")
        code, scope = str(kept.get("period", "")), str(kept.get("scope", ""))
        period = latest(code, today) if code in definition.periods else _period(definition, code)
    except (ValueError, AttributeError, AppError):
        period, scope = latest(definition.periods[0], today), ""
    try:
        chosen = resolve(session, scope, period.year)
    except AppError:
        chosen = Scope()
    return period, chosen if chosen.kind in definition.scopes else Scope()


def remember(session: Session, report: Report) -> None:
    """Keep what was chosen for the account; the running period is kept as such."""
    period = report.period
    running = period == latest(period.kind, session.clock.today())
    value = {"period": period.kind if running else period.code, "scope": report.scope.code}
    preferences.put(session, CHOSEN + report.definition.no, json.dumps(value))
    preferences.put(session, LAST, report.definition.no)


def last(session: Session) -> str:
    """The report that the account looked at last, else its first one, else nothing."""
    numbers = [r.no for r in reports(session)]
    kept = preferences.get(session, LAST)
    return kept if kept in numbers else numbers[0] if numbers else ""


def choices(session: Session, definition: ReportDef, kind: str, year: int) -> tuple[list[ReportPeriod], list[Scope]]:
    """The periods of a kind and the scopes that can be chosen."""
    return periods.offered(kind, session.clock.today()), offered(session, definition.scopes, year)


# --- what a number opens ------------------------------------------------------------------
def records_of(session: Session, opens: Opens) -> list[Row]:
    """The records behind a number, in its order; those that the account may not read are left out."""
    wanted = opens.records[:MOST_OPENED]
    with session.store.read() as conn:
        found = queries.rows_by_id(conn, wanted)
        rows = [found[i] for i in wanted if i in found]
        return display_rows(conn, session.catalog, rows, session.sight())


def duties_of(session: Session, report: Report, opens: Opens) -> list[DutyCell]:
    """The cells of the board behind a number, in its order."""
    if not opens.duties:
        return []
    read = ground(session, report.period.year)
    wanted = {d: n for n, d in enumerate(opens.duties)}
    found: dict[int, DutyCell] = {}
    for one in read.found.results:
        shown = cell(read.found, read.titles, one)
        at = wanted.get(DutyPlace(shown.duty, shown.period, shown.subject, shown.record))
        if at is not None:
            found.setdefault(at, shown)
    return [found[at] for at in sorted(found)]
