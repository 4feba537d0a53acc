"""RP-18 请示报告逾期表 and RP-19 插手干预汇总与零报告. Who reported an intervention is never read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.periods import PeriodUnit, periods_between
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
    counted,
    counted_rows,
    part,
    share,
    words,
)
from app.services.reports.source import Rec, Source, days_between

LEDGER = "ledger"
REQUEST, INTERVENTION = "ledger.request_list", "ledger.intervention"
NOT_REPORTED, REPORTED_LATE, REPORTED, RUNNING, NO_DAY = "逾期未报", "逾期报告", "按期报告", "未到期", "没有写应报日期"
TONES = {REPORTED: "good", REPORTED_LATE: "warn", NOT_REPORTED: "bad", RUNNING: "bar_rest", NO_DAY: "bar_rest"}
RIPE = (REPORTED, REPORTED_LATE, NOT_REPORTED)
WAITING = ("to_report", "late")
MATTERS = "intervention_matter"
QUARTERS = "一二三四"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Once that a listed matter happened."""

    item: Rec
    happened: str
    due: str
    reported: str
    state: str


def requests(source: Source) -> Body:
    """RP-18: every occurrence of a listed matter, what was reported in time, late, not yet."""
    fields = ("owner", "recipient", "matter", "occurrences", "reported_at")
    items = [r for r in source.read(LEDGER, fields, kinds=(REQUEST,), first="") if source.mine(r, ("owner", "actor", "subject"))]
    found = [o for r in items for o in _occurrences(source, r)]
    head = (Column("what", "结果", share=2), Column("n", "次数", COUNT, "次"), Column("rate", "占已到期的", RATE))
    ripe = [o for o in found if o.state in RIPE]
    rows = [(words(s), _count(mine := [o for o in found if o.state == s], _tone(s)), _of_ripe(mine, ripe) if s in RIPE else words("")) for s in TONES]
    bars = tuple(
        ChartBar(s, (part(len(mine), t, s),), f"{len(mine)} 次", Opens(tuple(dict.fromkeys(o.item.id for o in mine))))
        for s, t in TONES.items() if (mine := [o for o in found if o.state == s])
    )  # fmt: skip
    late = sorted((o for o in found if o.state in (NOT_REPORTED, REPORTED_LATE)), key=lambda o: (o.state != NOT_REPORTED, o.due, o.item.id))
    summary = Table("summary", "汇总", head, tuple(rows) if found else (), "这个时期清单上的事项未见发生。")
    listed = Table(
        "items", "请示报告清单", (Column("what", "项目", share=2), Column("n", "事项", COUNT, "项")),
        ((words("清单事项"), counted(r.id for r in items)),) if items else (), "还没有建立请示报告清单。",
    )  # fmt: skip
    return Body((summary, _late(source, late), listed), (Chart("清单事项发生后的报告", "次", bars),))


def _occurrences(source: Source, item: Rec) -> list[Occurrence]:
    rows = [(str(r.get("occurred_at") or ""), str(r.get("due") or ""), str(r.get("reported_at") or "")) for r in item.rows("occurrences")]
    if not rows and item.state in WAITING:
        rows = [(item.date, item.due, item.text("reported_at"))]
    found = []
    for happened, due, reported in rows:
        day = happened or due or item.date
        if day <= source.until and source.period.holds(day):
            found.append(Occurrence(item, happened, due, reported, _state(source, due, reported)))
    return found


def _state(source: Source, due: str, reported: str) -> str:
    if not due:
        return REPORTED if reported else NO_DAY
    if reported and reported <= source.until:
        return REPORTED if reported <= due else REPORTED_LATE
    return NOT_REPORTED if due <= source.until and due < source.today else RUNNING


def _tone(state: str) -> str:
    return TONES[state] if TONES[state] != "bar_rest" else "muted"


def _count(found: Sequence[Occurrence], tone: str = "") -> Cell:
    return counted_rows(len(found), (o.item.id for o in found), tone)


def _of_ripe(mine: Sequence[Occurrence], ripe: Sequence[Occurrence]) -> Cell:
    return share(len(mine), len(ripe), dict.fromkeys(o.item.id for o in ripe))


def _late(source: Source, late: Sequence[Occurrence]) -> Table:
    head = (
        Column("matter", "清单事项", share=2.6), Column("owner", "责任人", share=1.1), Column("to", "报告对象", share=1.4),
        Column("happened", "发生日期", DAY, share=1.2), Column("due", "应报日期", DAY, share=1.2), Column("reported", "报告日期", DAY, share=1.2),
        Column("days", "超过", COUNT, "天", 0.8), Column("state", "结果", share=1), Column("entered", "登记（补录）日期", DAY, share=1.5),
    )  # fmt: skip
    rows = [
        (
            words(o.item.title, record=o.item.id), words(source.all_names(o.item.ids("owner"))), words(source.short(o.item.text("recipient"))),
            words(o.happened), words(o.due), words(o.reported or NO_RECORD, "" if o.reported else "bad"),
            words(str(days_between(o.due, o.reported or min(source.until, source.today)))), words(o.state, _tone(o.state)), source.day(o.item),
        )
        for o in late
    ]  # fmt: skip
    return Table("late", "逾期的", head, tuple(rows), "没有逾期未报和逾期报告的。")


# --- RP-19 --------------------------------------------------------------------------------
def interventions(source: Source) -> Body:
    """RP-19: interventions and nil returns by quarter and by matter; a quarter with neither says 未见记录."""
    fields = ("matter_kind", "occurred_at", "received_by", "accepted_on", "reported_at", "disposed_at", "zero_report")
    every = source.read(LEDGER, fields, kinds=(INTERVENTION,), first="")
    found = [r for r in every if source.period.holds(_day(r)) and _day(r) <= source.until]
    nil = [r for r in found if r.flag("zero_report")]
    real = [r for r in found if not r.flag("zero_report")]
    quarters = [p for p in periods_between(PeriodUnit.QUARTER, source.period.first, source.period.last) if p.start.isoformat() <= source.today]
    head = (
        Column("quarter", "季度", share=1.6), Column("n", "插手干预记录", COUNT, "件"), Column("accepted", "已受理", COUNT, "件"),
        Column("disposed", "已处置", COUNT, "件"), Column("reported", "已向上报告", COUNT, "件"), Column("nil", "零报告", COUNT, "份"),
        Column("said", "登记情况", share=1.4),
    )  # fmt: skip
    rows = []
    bars = []
    for quarter in quarters:
        label = f"{quarter.start.year} 年第{QUARTERS[(quarter.start.month - 1) // 3]}季度"
        mine = [r for r in real if quarter.start.isoformat() <= _day(r) <= quarter.end.isoformat()]
        none = [r for r in nil if quarter.start.isoformat() <= _day(r) <= quarter.end.isoformat()]
        ended = quarter.end.isoformat() < source.today
        rows.append((words(label), *_steps(mine), counted(r.id for r in none), _said(mine, none, ended=ended)))
        bars.append(ChartBar(label, (part(len(mine), "primary", "插手干预记录"), part(len(none), "bar_rest", "零报告")),
                             f"{len(mine)} 件，零报告 {len(none)} 份", Opens(tuple(r.id for r in (*mine, *none)))))  # fmt: skip
    if len(rows) > 1:
        rows.append((words("合计"), *_steps(real), counted(r.id for r in nil), words("")))
    tables = (Table("quarters", "各季度", head, tuple(rows), total=len(quarters) > 1), _matters(source, real), _register(source, found))
    return Body(tables, (Chart("各季度登记", "件", tuple(bars)),))


def _day(rec: Rec) -> str:
    return rec.date if rec.flag("zero_report") else rec.text("occurred_at") or rec.date


def _steps(found: Sequence[Rec]) -> list[Cell]:
    return [
        counted(r.id for r in found), counted(r.id for r in found if r.filled("received_by")),
        counted(r.id for r in found if r.filled("disposed_at")), counted(r.id for r in found if r.filled("reported_at")),
    ]  # fmt: skip


def _said(found: Sequence[Rec], nil: Sequence[Rec], *, ended: bool) -> Cell:
    if found:
        return words("有记录", "good")
    if nil:
        return words("零报告", "good")
    return words(NO_RECORD, "warn") if ended else words("未到期", "muted")


def _matters(source: Source, found: Sequence[Rec]) -> Table:
    head = (Column("matter", "事项类别", share=3), Column("n", "件数", COUNT, "件"), Column("disposed", "已处置", COUNT, "件"),
            Column("rate", "处置率", RATE))  # fmt: skip
    codes = sorted({r.text("matter_kind") for r in found}, key=lambda c: (not c, source.short(c)))
    rows = []
    for code in codes:
        mine = [r for r in found if r.text("matter_kind") == code]
        done = [r for r in mine if r.filled("disposed_at")]
        rows.append((words(source.short(code, MATTERS) or "没有填写"), counted(r.id for r in mine), counted((r.id for r in done), "good"),
                     share(len(done), len(mine), (r.id for r in mine))))  # fmt: skip
    return Table("matters", "按事项类别", head, tuple(rows), f"{NO_SUBJECT}：这个时期没有登记插手干预。")


def _register(source: Source, found: Sequence[Rec]) -> Table:
    head = (
        Column("day", "发生日期", DAY, share=1.2), Column("date", "登记日期", DAY, share=1.6), Column("matter", "事项类别", share=2),
        Column("accepted", "受理日期", DAY, share=1.2), Column("disposed", "处置日期", DAY, share=1.2),
        Column("reported", "报告日期", DAY, share=1.2), Column("state", "状态", share=1),
    )  # fmt: skip
    rows = [
        (
            words("" if r.flag("zero_report") else r.text("occurred_at"), record=r.id), source.day(r),
            words("零报告" if r.flag("zero_report") else source.short(r.text("matter_kind"), MATTERS)), words(r.text("accepted_on")),
            words(r.text("disposed_at")), words(r.text("reported_at")), source.state(r),
        )
        for r in sorted(found, key=lambda r: (_day(r), r.id))
    ]  # fmt: skip
    return Table("list", "登记", head, tuple(rows))
