"""RP-06 整改台账与到位率 and RP-07 任务台账销号率与逾期表.

What counts for the rate stands in services.rectify_rate. People stand in the order of their posts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from app.services.rectify_rate import is_done, is_due
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
    percent,
    share,
    words,
)
from app.services.reports.scopes import SOURCE
from app.services.reports.source import Rec, Source, days_between
from app.services.signing import signing

RECTIFICATION, TASK = "rectification", "task"
DIMENSIONS = (("dim.person", "人"), ("dim.matter", "事"), ("dim.cause", "因"), ("dim.system", "制"))
POOR = frozenset({"late", "insufficient", "perfunctory", "relapse", "refused"})
CLOSED = "ts.closed"
UNSAID = "没有填写"


def rectification(source: Source) -> Body:
    """RP-06: the rate altogether, by source, by owner and by 人事因制, then the ledger."""
    fields = ("source", "owner", "class", "horizon", "closed_at", *(d for d, _l in DIMENSIONS))
    found = [r for r in source.read(RECTIFICATION, fields, first="") if _chosen(source, r)]
    by_source = _groups(found, lambda r: (r.text("source"),), lambda codes: sorted(codes, key=lambda c: (not c, source.short(c, "campaign_source"))))
    by_owner = _groups(found, lambda r: r.ids("owner") or ("",), lambda ids: [*source.sorted(i for i in ids if i), *([""] if "" in ids else [])])
    tables = (
        _rates(source, "all", "总的情况", "范围", [(source.scope.label, found)], total=False),
        _rates(source, "source", "按问题来源", "问题来源", [(source.short(c, "campaign_source") or UNSAID, rs) for c, rs in by_source]),
        _rates(source, "owner", "按责任人", "责任人", [(source.name(i) or UNSAID, rs) for i, rs in by_owner]),
        _rates(
            source, "dimension", "按人、事、因、制（一条可以写几栏）", "已写明", total=False,
            groups=[(label, [r for r in found if r.filled(name)]) for name, label in DIMENSIONS],
        ),
        _rectification_list(source, found),
    )  # fmt: skip
    bars = tuple(_rate_bar(source, source.short(c, "campaign_source") or UNSAID, rs) for c, rs in by_source)
    return Body(tables, (Chart("各来源整改条目", "条", bars),))


def _chosen(source: Source, rec: Rec) -> bool:
    if source.scope.kind == SOURCE:
        return rec.text("source") == source.scope.value
    return source.mine(rec, ("owner", "subject"))


def _groups(
    found: Iterable[Rec], keys: Callable[[Rec], Iterable[str]], order: Callable[[list[str]], Sequence[str]]
) -> list[tuple[str, list[Rec]]]:
    grouped: dict[str, list[Rec]] = {}
    for rec in found:
        for key in keys(rec):
            grouped.setdefault(key, []).append(rec)
    return [(key, grouped[key]) for key in order(list(grouped))]


def _rates(
    source: Source, table: str, title: str, first: str, groups: Sequence[tuple[str, Sequence[Rec]]], *, total: bool = True
) -> Table:
    head = (
        Column("name", first, share=2), Column("all", "立账", COUNT, "条"), Column("due", "应整改", COUNT, "条"),
        Column("done", "到位", COUNT, "条"), Column("open", "应整改未到位", COUNT, "条"),
        Column("running", "未到期限", COUNT, "条"), Column("poor", "标记为不及时、不到位等", COUNT, "条", 1.4),
        Column("rate", "到位率", RATE),
    )  # fmt: skip
    rows = [(words(name), *_rate_cells(source, rs)) for name, rs in groups]
    everything = list({r.id: r for _n, rs in groups for r in rs}.values())
    if total and len(rows) > 1:
        rows.append((words("合计"), *_rate_cells(source, everything)))
    return Table(table, title, head, tuple(rows), total=total and len(groups) > 1)


def _rate_cells(source: Source, found: Sequence[Rec]) -> list[Cell]:
    due = [r for r in found if is_due(r.state, r.due, source.until)]
    done = [r for r in due if is_done(r.state)]
    return [
        _count(found), _count(due), _count(done, "good"), _count([r for r in due if not is_done(r.state)], "bad"),
        _count(_without(found, due)),
        _count([r for r in found if r.state in POOR], "warn"), share(len(done), len(due), (r.id for r in due)),
    ]  # fmt: skip


def _without(found: Sequence[Rec], others: Iterable[Rec]) -> list[Rec]:
    left_out = {r.id for r in others}
    return [r for r in found if r.id not in left_out]


def _count(found: Iterable[Rec], tone: str = "") -> Cell:
    return counted((r.id for r in found), tone)


def _rate_bar(source: Source, label: str, found: Sequence[Rec]) -> ChartBar:
    due = [r for r in found if is_due(r.state, r.due, source.until)]
    done = sum(is_done(r.state) for r in due)
    parts = (
        part(done, "good", "到位"), part(len(due) - done, "bad", "应整改未到位"), part(len(found) - len(due), "bar_rest", "未到期限"),
    )  # fmt: skip
    return ChartBar(label, parts, f"到位率 {percent(done, len(due))}", Opens(tuple(r.id for r in found)))


def _rectification_list(source: Source, found: Sequence[Rec]) -> Table:
    head = (
        Column("date", "立账日期", DAY, share=1.3), Column("title", "问题", share=3), Column("source", "来源", share=1.6),
        Column("owner", "责任人", share=1.1), Column("dims", "人事因制", share=0.9), Column("horizon", "当下改／长久立", share=1.3),
        Column("due", "时限", DAY, share=1.1), Column("state", "状态", share=1.1),
    )  # fmt: skip
    in_period = [r for r in found if source.period.holds(r.date) or not is_done(r.state)]
    rows = [
        (
            source.day(r), words(r.title, record=r.id), words(source.short(r.text("source"), "campaign_source")),
            words(source.all_names(r.ids("owner"))), words("".join(label for name, label in DIMENSIONS if r.filled(name))),
            words(source.shorts((str(c) for c in r.values.get("horizon") or ()), "horizon")),
            words(r.due, "bad" if r.due and r.due < source.today and not is_done(r.state) else ""), source.state(r),
        )
        for r in in_period
    ]  # fmt: skip
    return Table("list", "期内立账的和期末还没有到位的条目", head, tuple(rows))


# --- RP-07 --------------------------------------------------------------------------------
def tasks(source: Source) -> Body:
    """RP-07: closing rate of the tasks due in the period, by owner; every task whose limit has passed unclosed."""
    everything = [r for r in source.read(TASK, ("owner", "closed_at", "requirement"), first="", last="") if source.mine(r, ("owner", "subject"))]
    since = "" if source.period.kind == "day" else source.period.first.isoformat()
    in_period = [r for r in everything if r.due and since <= r.due <= source.period.last.isoformat()]
    late = [r for r in everything if _passed(source, r) and r.state != CLOSED]
    by_owner = _groups(in_period, lambda r: r.ids("owner") or ("",), lambda ids: [*source.sorted(i for i in ids if i), *([""] if "" in ids else [])])
    head = (
        Column("name", "责任人", share=2), Column("all", "期限在期内", COUNT, "条"), Column("due", "已到期", COUNT, "条"),
        Column("closed", "到期已销号", COUNT, "条"), Column("late", "到期未销号", COUNT, "条"),
        Column("running", "未到期", COUNT, "条"), Column("rate", "销号率", RATE),
    )  # fmt: skip
    rows = [(words(source.name(i) or UNSAID), *_task_cells(source, rs)) for i, rs in by_owner]
    if len(rows) != 1:
        rows.append((words("合计"), *_task_cells(source, in_period)))
    tables = (
        Table("rate", "销号率", head, tuple(rows), total=len(rows) > 1),
        _late_list(source, sorted(late, key=lambda r: (r.due, r.id))),
        *((_signing(source),) if not source.scope.kind or source.scope.ids is None else ()),
    )
    return Body(tables, (Chart("期内任务", "条", (_task_bar(source, in_period),) if in_period else ()),))


def _signing(source: Source) -> Table:
    """Who signed the letter of responsibility of the year, and who has not yet, by name."""
    found = signing(source.session, source.period.year)
    head = (
        Column("due", "应签", COUNT, "个"), Column("done", "已签", COUNT, "个"), Column("no", NO_RECORD, COUNT, "个"),
        Column("rate", "签订率", RATE), Column("who", "未见签订记录的", share=4),
    )  # fmt: skip
    missing = "、".join(one.name for one in found.missing)
    row = (
        words(str(len(found.due))), counted_rows(len(found.done), found.records, "good"),
        words(str(len(found.missing)), "warn" if found.missing else ""), share(len(found.done), len(found.due), found.records),
        words(missing),
    )  # fmt: skip
    return Table("signing", f"{source.period.year} 年责任书签订", head, (row,) if found.due else (), f"{NO_SUBJECT}：没有应签的人或单位。")


def _passed(source: Source, rec: Rec) -> bool:
    """Whether its limit has passed: the day itself is not yet late."""
    return bool(rec.due) and rec.due <= source.until and rec.due < source.today


def _task_cells(source: Source, found: Sequence[Rec]) -> list[Cell]:
    due = [r for r in found if _passed(source, r)]
    closed = [r for r in due if r.state == CLOSED]
    return [
        _count(found), _count(due), _count(closed, "good"), _count((r for r in due if r.state != CLOSED), "bad"),
        _count(r for r in found if not _passed(source, r)), share(len(closed), len(due), (r.id for r in due)),
    ]  # fmt: skip


def _task_bar(source: Source, found: Sequence[Rec]) -> ChartBar:
    due = [r for r in found if _passed(source, r)]
    closed = sum(r.state == CLOSED for r in due)
    parts = (
        part(closed, "good", "到期已销号"), part(len(due) - closed, "bad", "到期未销号"), part(len(found) - len(due), "bar_rest", "未到期"),
    )  # fmt: skip
    return ChartBar("全部任务", parts, f"共 {len(found)} 条", Opens(tuple(r.id for r in found)))


def _late_list(source: Source, late: Sequence[Rec]) -> Table:
    head = (
        Column("title", "任务", share=3), Column("owner", "责任人", share=1.2), Column("due", "办结时限", DAY, share=1.2),
        Column("days", "已过", COUNT, "天", 0.8), Column("state", "状态", share=1.2), Column("entered", "立项（补录）日期", DAY, share=1.6),
    )  # fmt: skip
    rows = [
        (
            words(r.title, record=r.id), words(source.all_names(r.ids("owner"))), words(r.due, "bad"),
            words(str(days_between(r.due, min(source.until, source.today)))), source.state(r), source.day(r),
        )
        for r in late
    ]  # fmt: skip
    return Table("late", "到期未销号的任务", head, tuple(rows), "没有到期未销号的任务。")
