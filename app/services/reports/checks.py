"""RP-14 半年督查和年底考核表 and RP-15 纪检监察建议闭环表."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.reports.model import (
    COUNT,
    DAY,
    NO_RECORD,
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
from app.services.reports.source import Rec, Source

INSPECTION, SUGGESTION = "inspection", "suggestion"
HALF, YEAR_END, URGE = "insp.half_year", "insp.year_end", "insp.quarter_urge"
TEAM = ("principal", "member", "discipline_secretary")
STAGES = (
    ("issued_at", "提出"), ("cc_leader", "抄送分管领导"), ("urged_at", "督办"), ("feedback_at", "反馈"),
    ("return_visit_at", "回访"), ("assessed_at", "纳入考核"),
)  # fmt: skip
URGED = "urged_at"


def assessments(source: Source) -> Body:
    """RP-14: half-yearly supervision, the year's assessment and quarterly urging for every lower unit."""
    fields = (
        "leader", "findings", "findings_list", "feedback_at", "suggestion", "own_statement", "grade_suggestion", "result_use", "links",
    )  # fmt: skip
    found = source.read(INSPECTION, fields, kinds=(HALF, YEAR_END, URGE))
    units = [u.id for u in source.lower_units if source.within((u.id,))]
    tables = (
        _coverage(source, units, found),
        _rows(source, "half", "半年督查", units, [r for r in found if r.kind == HALF]),
        _rows(source, "year_end", "年底考核", units, [r for r in found if r.kind == YEAR_END], graded=True),
        _rows(source, "urge", "季度督促整改", units, [r for r in found if r.kind == URGE], only_found=True),
    )
    return Body(tables)


def _about(rec: Rec, unit: str) -> bool:
    """Whether a check is about a unit: it names it (or, naming nobody, all lower units)."""
    return unit in rec.ids("subject") or not rec.ids("subject")


def _coverage(source: Source, units: Sequence[str], found: Sequence[Rec]) -> Table:
    head = (
        Column("what", "项目", share=2), Column("units", "下级单位", COUNT, "个"), Column("covered", "有记录的单位", COUNT, "个"),
        Column("checks", "检查记录", COUNT, "次"), Column("led", "班子成员带队", COUNT, "次"), Column("fed", "已反馈", COUNT, "次"),
        Column("rate", "覆盖", RATE),
    )  # fmt: skip
    rows = []
    for kind, label in ((HALF, "半年督查"), (YEAR_END, "年底考核")):
        mine = [r for r in found if r.kind == kind and (not units or any(_about(r, u) for u in units))]
        covered = [u for u in units if any(_about(r, u) for r in mine)]
        rows.append((
            words(label), words(str(len(units))), counted_rows(len(covered), (r.id for r in mine), "good"), counted(r.id for r in mine),
            counted((r.id for r in mine if _led(source, r)), "good"), counted((r.id for r in mine if r.filled("feedback_at")), "good"),
            share(len(covered), len(units), (r.id for r in mine)),
        ))  # fmt: skip
    return Table("coverage", "覆盖情况", head, tuple(rows))


def _leader(rec: Rec) -> str:
    return rec.text("leader") or rec.actor


def _led(source: Source, rec: Rec) -> bool:
    return _leader(rec) in source.holders(TEAM, rec.date)


def _rows(
    source: Source, table: str, title: str, units: Sequence[str], found: Sequence[Rec], *, graded: bool = False, only_found: bool = False
) -> Table:
    head = [
        Column("unit", "下级单位", share=1.5), Column("date", "日期", DAY, share=1.3), Column("leader", "带队人", share=1),
        Column("problems", "发现问题", share=2.2), Column("fed", "反馈日期", DAY, share=1.1), Column("opinion", "反馈意见", share=2.2),
        Column("own", "被检查单位的意见", share=1.4),
    ]  # fmt: skip
    if graded:
        head += [Column("grade", "建议等次", share=0.9), Column("use", "结果运用", share=1.5)]
    rows: list[tuple[Cell, ...]] = []
    for unit in units:
        mine = [r for r in found if _about(r, unit)]
        if not mine and not only_found:
            rows.append((words(source.name(unit)), words(NO_RECORD, "warn"), *(words("") for _c in head[2:])))
        rows += [_row(source, unit, r, graded=graded) for r in mine]
    empty = "这个时期没有督促整改的记录（名单为空的季度为无对象）。" if only_found else "没有登记下级单位。"
    return Table(table, title, tuple(head), tuple(rows), empty)


def _row(source: Source, unit: str, rec: Rec, *, graded: bool) -> tuple[Cell, ...]:
    listed = rec.rows("findings_list")
    problems = f"{len(listed)} 个：" + "；".join(str(r.get("text") or "") for r in listed) if listed else rec.text("findings")
    cells = (
        words(source.name(unit)), source.day(rec), words(source.name(_leader(rec)) if _leader(rec) else ""), words(problems, record=rec.id),
        words(rec.text("feedback_at") or NO_RECORD, "" if rec.filled("feedback_at") else "warn"), words(rec.text("suggestion")),
        words(rec.text("own_statement")),
    )  # fmt: skip
    if not graded:
        return cells
    return (*cells, words(source.short(rec.text("grade_suggestion"), "result_grade")), words(rec.text("result_use")))


# --- RP-15 --------------------------------------------------------------------------------
def suggestions(source: Source) -> Body:
    """RP-15: every suggestion issued in the period, or open before it, with its six links and what is missing."""
    fields = ("number", *(f for f, _l in STAGES))
    every = [r for r in source.read(SUGGESTION, fields, first="") if source.mine(r, ("subject",))]
    found = [r for r in every if source.period.holds(r.date) or not _closed(r)]
    closed = [r for r in found if _closed(r)]
    head = (Column("what", "环节", share=2), Column("n", "有记录", COUNT, "份"), Column("no", NO_RECORD, COUNT, "份"),
            Column("rate", "占比", RATE))  # fmt: skip
    rows = [_stage_row(label, [r for r in found if _has(r, f)], found) for f, label in STAGES]
    rows.append(_stage_row("闭环", closed, found))
    bars = tuple(
        ChartBar(label, (part(n := sum(_has(r, f) for r in found), "good", "有记录"), part(len(found) - n, "bar_rest", NO_RECORD)), f"{n}/{len(found)}",
                 Opens(tuple(r.id for r in found)))
        for f, label in STAGES
    ) if found else ()  # fmt: skip
    tables = (
        Table("stages", "各环节", head, tuple(rows) if found else (), "这个时期没有纪检监察建议。"), _suggestion_list(source, found),
    )  # fmt: skip
    return Body(tables, (Chart("六个环节", "份", bars),))


def _has(rec: Rec, field: str) -> bool:
    return rec.filled(field) or (field == "issued_at" and bool(rec.date))


def _missing(rec: Rec) -> list[str]:
    """The links without a record; urging is needed only where the reply came late or not yet."""
    found = [label for field, label in STAGES if field != URGED and not _has(rec, field)]
    late = bool(rec.due) and (rec.text("feedback_at") or "9999") > rec.due
    return [*found, "督办"] if late and not rec.filled(URGED) else found


def _closed(rec: Rec) -> bool:
    return not _missing(rec)


def _stage_row(label: str, having: Sequence[Rec], found: Sequence[Rec]) -> tuple[Cell, ...]:
    have = {r.id for r in having}
    return (
        words(label), counted((r.id for r in having), "good"), counted(r.id for r in found if r.id not in have),
        share(len(having), len(found), (r.id for r in found)),
    )  # fmt: skip


def _suggestion_list(source: Source, found: Sequence[Rec]) -> Table:
    head = (
        Column("date", "提出日期", DAY, share=1.4), Column("title", "建议", share=2.6), Column("subject", "被建议单位", share=1.5),
        Column("cc", "抄送分管领导", share=1.2), Column("due", "反馈时限", DAY, share=1.1), Column("urged", "督办", DAY, share=1.1),
        Column("fed", "反馈", DAY, share=1.1), Column("visited", "回访", DAY, share=1.1), Column("assessed", "纳入考核", DAY, share=1.1),
        Column("missing", "缺的环节", share=1.6),
    )  # fmt: skip
    rows = [
        (
            source.day(r), words(r.title, record=r.id), words(source.all_names(r.ids("subject"))), words(source.all_names(r.ids("cc_leader"))),
            words(r.due), words(r.text("urged_at")), words(r.text("feedback_at")), words(r.text("return_visit_at")),
            words(r.text("assessed_at")), words("、".join(_missing(r)) or "闭环", "warn" if _missing(r) else "good"),
        )
        for r in found
    ]  # fmt: skip
    return Table("list", "逐份", head, tuple(rows), "这个时期没有纪检监察建议。")
