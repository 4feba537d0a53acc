"""RP-16 廉政档案更新及时率 and RP-17 述责述廉覆盖、现场比例和整改. Nobody is ranked: changes are counted by their kind."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.periods import shift_days
from app.services import shuze
from app.services.reports.model import (
    COUNT,
    DAY,
    NO_RECORD,
    NO_SUBJECT,
    RATE,
    Body,
    Cell,
    Chart,
    ChartBar,
    Column,
    Opens,
    Table,
    counted_rows,
    part,
    share,
    words,
)
from app.services.reports.org_life import double_life
from app.services.reports.settings import parameter, unit_list
from app.services.reports.source import Rec, Source

EVENT, DOSSIER, REPORT, MEETING = "event", "dossier", "report", "meeting"
CHANGE = "event.personnel_change"
FIVE = ("dossier.promotion", "dossier.transfer", "dossier.econ_audit", "dossier.org_measure", "dossier.discipline")
NOT_APPLICABLE = "not_applicable"
UPDATE_DUTY = "binhai-2021/19/e-dossier"
DAYS = 30
IN_TIME, LATE, OVERDUE, RUNNING = "及时", "晚于规定天数", "到期未见更新", "未到期"
TONES = {IN_TIME: "good", LATE: "warn", OVERDUE: "bad", RUNNING: "bar_rest"}
SHUZE = "report.shuze"
SHUZE_MEETINGS = ("mtg.shuze",)
LIST = "shuze_obligated"


@dataclass(frozen=True, slots=True)
class Update:
    """One change of one person. entered: the day of the entry, empty when there is none."""

    event: Rec
    person: str
    change: str
    due: str
    entry: str
    entered: str
    state: str


def updates(source: Source) -> Body:
    """RP-16: each of the five kinds of change with how many dossiers were updated in time."""
    days = parameter(source, UPDATE_DUTY, "within_days", DAYS)
    events = [e for e in source.read(EVENT, ("change", "links"), kinds=(CHANGE,)) if e.state != NOT_APPLICABLE]
    since = min((e.date for e in events), default="")
    entries = source.read(DOSSIER, ("links", "source_record", "clears"), kinds=FIVE, first=since, last="") if events else []
    found = [u for e in events for u in _updates(source, e, entries, days)]
    head = (
        Column("change", "变动种类", share=2), Column("all", "变动", COUNT, "件"), *(Column(s, s, COUNT, "件") for s in TONES),
        Column("rate", "及时率", RATE),
    )  # fmt: skip
    codes = [c for c in FIVE if any(u.change == c for u in found)]
    if any(not u.change for u in found):
        codes.append("")
    rows = [(words(source.short(c) or "没有写明种类"), *_update_cells([u for u in found if u.change == c])) for c in codes]
    if len(rows) > 1:
        rows.append((words("合计"), *_update_cells(found)))
    bars = tuple(
        ChartBar(source.short(c) or "没有写明", tuple(part(sum(u.state == s for u in mine), t, s) for s, t in TONES.items()),
                 f"{len(mine)} 件", Opens(tuple(dict.fromkeys(u.event.id for u in mine))))
        for c in codes if (mine := [u for u in found if u.change == c])
    )  # fmt: skip
    table = Table("rate", "及时率", head, tuple(rows), "这个时期没有登记五类变动。", total=len(rows) > 1)
    return Body((table, _waiting(source, found)), (Chart("变动后档案更新", "件", bars),))


def _updates(source: Source, event: Rec, entries: Iterable[Rec], days: int) -> Iterable[Update]:
    change = event.text("change")
    due = shift_days(dt.date.fromisoformat(event.date), days).isoformat()
    for person in event.ids("subject"):
        if not source.within((person,)):
            continue
        entry = _entry(event, person, change, entries)
        entered = entry.date if entry is not None else ""
        if entry is not None:
            state = IN_TIME if entered <= due else LATE
        else:
            state = OVERDUE if due < source.today else RUNNING
        yield Update(event, person, change, due, entry.id if entry is not None else "", entered, state)


def _entry(event: Rec, person: str, change: str, entries: Iterable[Rec]) -> Rec | None:
    """The first entry of the person on this change: one that names the event, else one that names no record."""
    kinds = (change,) if change in FIVE else FIVE
    mine = [e for e in entries if person in e.ids("subject") and e.kind in kinds and e.date >= event.date]
    naming = [e for e in mine if event.id in (*e.ids("links"), *e.ids("source_record"))]
    until = shift_days(dt.date.fromisoformat(event.date), 365).isoformat()
    free = [e for e in mine if not e.ids("links") and not e.ids("source_record") and e.date <= until]
    return min(naming or free, key=lambda e: (e.date, e.id), default=None)


def _update_cells(found: Sequence[Update]) -> list[Cell]:
    def cell(mine: Sequence[Update], tone: str = "") -> Cell:
        return counted_rows(len(mine), (u.event.id for u in mine), tone)

    ripe = [u for u in found if u.state != RUNNING]
    by_state = [cell([u for u in found if u.state == s], t if t != "bar_rest" else "muted") for s, t in TONES.items()]
    in_time = sum(u.state == IN_TIME for u in ripe)
    return [cell(found), *by_state, share(in_time, len(ripe), dict.fromkeys(u.event.id for u in ripe))]


def _waiting(source: Source, found: Sequence[Update]) -> Table:
    head = (
        Column("date", "变动日期", DAY, share=1.5), Column("change", "变动种类", share=1.5), Column("person", "档案", share=1.2),
        Column("due", "更新期限", DAY, share=1.2), Column("entered", "入档日期", DAY, share=1.2), Column("state", "结果", share=1.3),
    )  # fmt: skip
    rows = [
        (
            source.day(u.event), words(source.short(u.change) or u.event.title), words(source.name(u.person)), words(u.due),
            words(u.entered or NO_RECORD, record=u.entry), words(u.state, TONES[u.state] if u.state != RUNNING else "muted"),
        )
        for u in found
    ]  # fmt: skip
    return Table("list", "逐件", head, tuple(rows), "这个时期没有登记五类变动。")


# --- RP-17 --------------------------------------------------------------------------------
def accounts(source: Source) -> Body:
    """RP-17: who must report, who did in writing and on site, evaluation, dossier, publication and rectification."""
    year = source.period.year
    obligated, said = _obligated(source, year)
    fields = ("written", "onsite", "presented_at", "evaluation", "filed_at", "published_at", "rectify_report_at", "period", "review", "double_life_section")
    reports = source.read(REPORT, fields, kinds=(SHUZE,), first=f"{year}-01-01")
    meetings = source.read(MEETING, ("presenters",), kinds=SHUZE_MEETINGS)
    entries = source.read(DOSSIER, ("links", "source_record"), kinds=("dossier.shuze",), last="")
    of = {p: [r for r in reports if p in (r.actor, *r.ids("subject"))] for p in obligated}
    filed = _filed(of, entries)
    held = {p: [m.id for m in meetings if p in m.ids("presenters")] for p in obligated}
    onsite = {p: [*(r.id for r in rs if r.flag("onsite") or r.filled("presented_at")), *held[p]] for p, rs in of.items()}
    written = {p: [r for r in rs if r.values.get("written") is not False] for p, rs in of.items()}
    lines = (
        ("书面提交", {p: [r.id for r in rs] for p, rs in written.items()}), ("现场述", onsite),
        ("会前审查", _ids_where(of, lambda r: bool(r.rows("review")))), ("评议（测评）", _ids_where(of, lambda r: r.filled("evaluation"))),
        ("载入廉政档案", filed), ("公开", _ids_where(of, lambda r: r.filled("published_at"))),
        ("报整改情况", _ids_where(of, lambda r: r.filled("rectify_report_at"))),
    )  # fmt: skip
    head = (Column("what", "环节", share=2), Column("all", "应述", COUNT, "人"), Column("n", "有记录", COUNT, "人"),
            Column("no", NO_RECORD, COUNT, "人"), Column("rate", "占应述", RATE))  # fmt: skip
    rows = tuple(_account_row(label, obligated, having) for label, having in lines) if obligated else ()
    bars = tuple(
        ChartBar(label, (part(n := sum(bool(v) for v in having.values()), "good", "有记录"), part(len(obligated) - n, "bar_rest", NO_RECORD)),
                 f"{n}/{len(obligated)} 人", Opens(tuple(dict.fromkeys(i for v in having.values() for i in v))))
        for label, having in lines
    ) if obligated else ()  # fmt: skip
    tables = (
        Table("coverage", "覆盖和各环节", head, rows, f"{NO_SUBJECT}：没有应述人员。"),
        _people(source, obligated, of, onsite, filed),
        double_life(source, of),
    )
    by_duty = (
        f"按职责“书面述责述廉全覆盖”的口径（任职覆盖全年的）：{shuze.written(source.session, year).sentence('交')}",
        f"按职责“一定比例现场述责述廉”的口径：{shuze.on_site(source.session, year).sentence()}",
    )
    return Body(tables, (Chart("各环节", "人", bars),), (said, *by_duty))


def _obligated(source: Source, year: int) -> tuple[list[str], str]:
    """Whom the unit listed for the year; else this and the lower units' principals in office at its end."""
    given = unit_list(source, LIST, year)
    if given is not None:
        return source.sorted(dict.fromkeys(given)), "应述人员取单位填写的名单。"
    day = source.until
    found = source.holders(("principal",), day)
    for unit in source.lower_units:
        found += source.holders(("principal",), day, unit.id)
    return source.sorted(dict.fromkeys(found)), "单位没有填写应述名单，取期末在任的本单位和下级单位主要负责人。"


def _filed(of: Mapping[str, Sequence[Rec]], entries: Sequence[Rec]) -> dict[str, list[str]]:
    """The entry or the report that says it was filed, by person."""
    found: dict[str, list[str]] = defaultdict(list)
    for person, reports in of.items():
        found[person] += [e.id for e in entries if person in e.ids("subject")]
        if not found[person]:
            found[person] += [r.id for r in reports if r.filled("filed_at")]
    return dict(found)


def _ids_where(of: Mapping[str, Sequence[Rec]], test: Callable[[Rec], bool]) -> dict[str, list[str]]:
    return {p: [r.id for r in rs if test(r)] for p, rs in of.items()}


def _account_row(label: str, obligated: Sequence[str], having: Mapping[str, Sequence[str]]) -> tuple[Cell, ...]:
    have = [p for p in obligated if having.get(p)]
    records = dict.fromkeys(i for p in have for i in having[p])
    return (
        words(label), words(str(len(obligated))), counted_rows(len(have), records, "good"),
        words(str(len(obligated) - len(have)), "warn" if len(have) < len(obligated) else ""), share(len(have), len(obligated), records),
    )  # fmt: skip


def _people(
    source: Source, obligated: Sequence[str], of: Mapping[str, Sequence[Rec]], onsite: Mapping[str, Sequence[str]], filed: Mapping[str, Sequence[str]]
) -> Table:
    head = (
        Column("person", "应述人员", share=1.2), Column("title", "职务", share=1.8), Column("written", "书面报告", DAY, share=1.4),
        Column("onsite", "现场述", share=1), Column("review", "会前审查", share=0.9), Column("evaluation", "评议（测评）", share=1.1),
        Column("filed", "入档", share=0.9), Column("published", "公开日期", DAY, share=1.1), Column("rectified", "报整改日期", DAY, share=1.1),
    )  # fmt: skip
    titles: dict[str, list[str]] = defaultdict(list)
    for post in source.posts:
        if post.held_in(source.period.year) and post.title not in titles[post.person]:
            titles[post.person].append(post.title)
    rows = [_person_row(source, p, "、".join(titles[p]), of[p], onsite[p], filed[p]) for p in obligated]
    return Table("people", "逐人", head, tuple(rows), f"{NO_SUBJECT}：没有应述人员。")


def _person_row(source: Source, person: str, title: str, reports: Sequence[Rec], onsite: Sequence[str], filed: Sequence[str]) -> tuple[Cell, ...]:
    report = reports[-1] if reports else None
    none = words(NO_RECORD, "warn")

    def said(ids: Iterable[str]) -> Cell:
        found = tuple(ids)
        return Cell("有记录", tone="good", opens=Opens(found)) if found else none

    def filled(name: str) -> Cell:
        return words(report.text(name) or NO_RECORD, "" if report.filled(name) else "warn") if report is not None else none

    reviewed = [r.id for r in reports if r.rows("review")]
    return (
        words(source.name(person)), words(title), source.day(report) if report is not None else none, said(onsite),
        said(reviewed), said(r.id for r in reports if r.filled("evaluation")), said(filed), filled("published_at"), filled("rectify_report_at"),
    )  # fmt: skip
