"""RP-04 “三重一大”与末位表态核对表 and RP-05 民主生活会整改专项检查表, filled from the meetings themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.periods import add_months, shift_days
from app.services.record_body import as_list
from app.services.reports.model import (
    COUNT,
    DAY,
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
from app.services.reports.settings import parameter
from app.services.reports.source import Rec, Source

MEETING, DEM_LIFE, INSPECTION = "meeting", "dem_life", "inspection"
CATEGORIES = "decision_category"
SPECIAL = "mtg.special_topic"
TEAM = ("member", "principal")
VOTING = frozenset({"chair", "attendee"})
LAST, NOT_LAST, UNKNOWN, NONE = "最后表态", "不是最后", "无法判定", "不适用"
TONE = {LAST: "good", NOT_LAST: "bad", UNKNOWN: "warn", NONE: "muted"}
PARTS = ((LAST, "good"), (NOT_LAST, "bad"), (UNKNOWN, "warn"), (NONE, "bar_rest"))
RECTIFY_CHECK = "insp.dem_life_rectify"
TWO_MONTHS = "binhai-2021/30/two-month-check"
GRACE = 30


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item of 三重一大. place: 3/5, empty when it cannot be said."""

    meeting: Rec
    title: str
    category: str
    verdict: str
    place: str
    why: str


def decisions(source: Source) -> Body:
    """RP-04: every item with a category, whether the principal spoke last, and what the record lacks."""
    fields = ("agenda", "attendance", "minutes_full", "archive_no", "av_recording")
    found = source.read(MEETING, fields, holding="category")
    items = [one for rec in found for one in _items(source, rec)]
    tables = (_summary(source, items), _complete(items), _list(source, items))
    return Body(tables, (Chart("“三重一大”议题的末位表态", "项", _bars(source, items)),))


def _items(source: Source, rec: Rec) -> list[Item]:
    rows = [r for r in rec.rows("agenda") if r.get("category")]
    return [Item(rec, str(r.get("title") or ""), str(r["category"]), *judged(source, rec, r)) for r in rows]


def judged(source: Source, rec: Rec, item: Mapping[str, Any]) -> tuple[str, str, str]:
    """(verdict, place, why) of one item; as the duty on the order judges it (docs/duties.md, 13)."""
    leaders = source.holders(("principal",), rec.date)
    if not leaders:
        return NONE, "", "当日没有主要负责人任职"
    stances = [r for r in as_list(item.get("stances")) if isinstance(r, Mapping)]
    spoken = [str(r.get("person")) for r in stances]
    leader = next((p for p in leaders if p in spoken), leaders[0])
    if leader not in spoken and _absent(rec, leader):
        return NONE, "", "主要负责人没有到会"
    orders = [(str(r.get("person")), r.get("order")) for r in stances]
    own = [o for p, o in orders if p == leader and isinstance(o, int)]
    others = [o for p, o in orders if p != leader and isinstance(o, int)]
    place = f"{max(own)}/{len(orders)}" if own else ""
    if own and any(o > max(own) for o in others):
        return NOT_LAST, place, "后面还有别人发言"
    team = set(source.holders(TEAM, rec.date))
    silent = [p for p in _present(rec) if p in team and p not in spoken]
    if not own or not others or any(not isinstance(o, int) for _p, o in orders) or set(own) & set(others) or silent:
        return UNKNOWN, place, "发言次序没有记全"
    return LAST, place, ""


def _present(rec: Rec) -> list[str]:
    return [str(r["person"]) for r in rec.rows("attendance") if r.get("person") and r.get("role", "attendee") in VOTING]


def _absent(rec: Rec, person: str) -> bool:
    rows = rec.rows("attendance")
    roles = [r.get("role", "attendee") for r in rows if r.get("person") == person]
    return bool(rows) and all(role == "absent" for role in roles)


def _summary(source: Source, items: Sequence[Item]) -> Table:
    head = (
        Column("category", "类别", share=2), Column("all", "议题", COUNT, "项"),
        *(Column(v, v, COUNT, "项") for v in (LAST, NOT_LAST, UNKNOWN, NONE)),
        Column("special", "专题会议上定的", COUNT, "项", 1.2), Column("rate", "最后表态占可核对的", RATE, share=1.4),
    )  # fmt: skip
    codes = [t.code for t in source.vocab.get(CATEGORIES).known() if any(i.category == t.code for i in items)]
    codes += sorted({i.category for i in items} - set(codes))
    rows = [(words(source.short(c, CATEGORIES)), *_numbers([i for i in items if i.category == c])) for c in codes]
    if len(rows) > 1:
        rows.append((words("合计"), *_numbers(items)))
    return Table("summary", "各类别汇总", head, tuple(rows), "这个时期未见“三重一大”议题的会议记录。", total=len(rows) > 1)


def _numbers(items: Sequence[Item]) -> list[Cell]:
    def cell(found: Sequence[Item], tone: str = "") -> Cell:
        return counted_rows(len(found), (i.meeting.id for i in found), tone)

    known = [i for i in items if i.verdict in (LAST, NOT_LAST)]
    return [
        cell(items), *(cell([i for i in items if i.verdict == v], TONE[v]) for v in (LAST, NOT_LAST, UNKNOWN, NONE)),
        cell([i for i in items if i.meeting.kind == SPECIAL], "bad"),
        share(sum(i.verdict == LAST for i in known), len(known), dict.fromkeys(i.meeting.id for i in known)),
    ]  # fmt: skip


def _complete(items: Sequence[Item]) -> Table:
    """What the records of the meetings with such items hold."""
    meetings = list({i.meeting.id: i.meeting for i in items}.values())
    head = (Column("what", "记录和存档", share=2), Column("yes", "有记录", COUNT, "次"), Column("no", "未见记录", COUNT, "次"),
            Column("rate", "占比", RATE))  # fmt: skip
    rows = []
    for name, label in (("minutes_full", "全程如实记录"), ("archive_no", "存档号"), ("av_recording", "录音录像载体号")):
        yes = [m.id for m in meetings if m.filled(name) and m.values[name] not in (0, False)]
        no = [m.id for m in meetings if m.id not in set(yes)]
        rows.append((words(label), counted(yes, "good"), counted(no, "warn"), share(len(yes), len(meetings), (m.id for m in meetings))))
    return Table("complete", "有这些议题的会议", head, tuple(rows) if meetings else ())


def _list(source: Source, items: Sequence[Item]) -> Table:
    head = (
        Column("date", "会议日期", DAY, share=1.3), Column("meeting", "会议", share=1.8), Column("kind", "会议种类", share=1.7),
        Column("title", "议题", share=2.4), Column("category", "类别", share=1.5), Column("place", "主要负责人次序", share=1),
        Column("verdict", "末位表态", share=1), Column("why", "说明", share=1.6),
    )  # fmt: skip
    rows = [
        (
            source.day(i.meeting), words(i.meeting.title, record=i.meeting.id),
            words(source.short(i.meeting.kind), "bad" if i.meeting.kind == SPECIAL else ""), words(i.title),
            words(source.short(i.category, CATEGORIES)), words(i.place), words(i.verdict, TONE[i.verdict]), words(i.why),
        )
        for i in items
    ]  # fmt: skip
    return Table("list", "逐项核对", head, tuple(rows), "这个时期未见“三重一大”议题的会议记录。")


def _bars(source: Source, items: Sequence[Item]) -> tuple[ChartBar, ...]:
    bars = []
    for code in dict.fromkeys(i.category for i in items):
        mine = [i for i in items if i.category == code]
        parts = tuple(part(sum(i.verdict == v for i in mine), tone, v) for v, tone in PARTS)
        opens = Opens(tuple(dict.fromkeys(i.meeting.id for i in mine)))
        bars.append(ChartBar(source.short(code, CATEGORIES), parts, f"{len(mine)} 项", opens))
    return tuple(bars)


# --- RP-05 --------------------------------------------------------------------------------
def dem_life_checks(source: Source) -> Body:
    """RP-05: every meeting that ended in the period with its earliest and latest day, checks, conclusion and what followed."""
    fields = ("end", "checked_at", "check_conclusion", "check_note", "rectify_items", "measured_at", "measure_note", "accountable_note", "links")
    meetings = [r for r in source.read(DEM_LIFE, fields) if source.mine(r, ("actor", "subject"))]
    since = min((r.end or r.date for r in meetings), default="")
    checks = source.read(INSPECTION, ("links", "conclusion", "findings"), kinds=(RECTIFY_CHECK,), first=since, last="") if meetings else []
    grace = parameter(source, TWO_MONTHS, "grace_days", GRACE)
    rows: list[tuple[Cell, ...]] = []
    states: dict[str, list[str]] = {s: [] for s in ("按期检查", "早于两个月", "逾期检查", "逾期未见检查", "未到期")}
    for one in meetings:
        state, row = _check_row(source, one, _checks_of(source, one, checks), grace)
        states[state].append(one.id)
        rows.append(row)
    head = (
        Column("meeting", "民主生活会", share=2.2), Column("held", "召开的班子", share=1.4), Column("end", "结束日期", DAY, share=1.3),
        Column("earliest", "最早检查日", DAY, share=1.1), Column("latest", "最迟检查日", DAY, share=1.1),
        Column("checked", "检查日期", DAY, share=1.3), Column("state", "专项检查", share=1.2), Column("items", "整改条目", COUNT, "条", 0.9),
        Column("conclusion", "检查结论", share=1.1), Column("after", "建议、约谈、通报或问责", share=1.8),
    )  # fmt: skip
    numbers = Table(
        "numbers", "汇总", (Column("what", "专项检查", share=2), Column("n", "次数", COUNT, "次")),
        tuple((words(k), counted(v, "bad" if k == "逾期未见检查" else "")) for k, v in states.items()) if meetings else (),
        "这个时期未见民主生活会的记录。",
    )  # fmt: skip
    return Body((numbers, Table("list", "逐次核对", head, tuple(rows), "这个时期未见民主生活会的记录。")))


def _checks_of(source: Source, meeting: Rec, checks: Sequence[Rec]) -> list[Rec]:
    """The checks that name the meeting; else those of its team or unit within a year that name no meeting."""
    naming = [c for c in checks if meeting.id in c.ids("links") or c.id in meeting.ids("links")]
    if naming:
        return naming
    end = meeting.end or meeting.date
    until = add_months(dt.date.fromisoformat(end), 12).isoformat()
    of = meeting.actor or source.own
    return [c for c in checks if not c.ids("links") and end <= c.date <= until and (not c.ids("subject") or of in c.ids("subject"))]


def _check_row(source: Source, meeting: Rec, checks: Sequence[Rec], grace: int) -> tuple[str, tuple[Cell, ...]]:
    end = dt.date.fromisoformat(meeting.end or meeting.date)
    earliest = add_months(end, 2)
    latest = shift_days(earliest, grace).isoformat()
    days = sorted({*(c.date for c in checks), *([meeting.text("checked_at")] if meeting.filled("checked_at") else [])})
    valid = [d for d in days if d >= earliest.isoformat()]
    if valid:
        state, tone = ("按期检查", "good") if valid[0] <= latest else ("逾期检查", "warn")
    elif source.today > latest:
        state, tone = ("早于两个月", "bad") if days else ("逾期未见检查", "bad")
    else:
        state, tone = ("早于两个月", "warn") if days else ("未到期", "muted")
    conclusion = meeting.text("check_conclusion") or next((c.text("conclusion") for c in checks if c.date >= earliest.isoformat()), "")
    after = [t for t in (meeting.text("measured_at"), meeting.text("measure_note"), meeting.text("accountable_note")) if t]
    items = meeting.rows("rectify_items")
    return state, (
        words(meeting.title, record=meeting.id), words(source.name(meeting.actor) or source.own_name),
        source.day(meeting, meeting.end or meeting.date), words(earliest.isoformat()), words(latest), _days(days, checks),
        words(state, tone), counted_rows(len(items), (meeting.id,)) if items else words("未见记录", "muted"),
        words(source.short(conclusion, "conclusion")), words(" ".join(after)),
    )  # fmt: skip


def _days(days: Sequence[str], checks: Sequence[Rec]) -> Cell:
    return Cell("、".join(days) or "未见记录", tone="" if days else "muted", opens=Opens(tuple(c.id for c in checks)))
