"""RP-20 澄清、回访、重新任用建议进度表: what follows a report that proved unfounded, and a sanction.

That a report proved unfounded says nothing about malice; that word stands nowhere here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.periods import shift_days
from app.services.effect_periods import Counting
from app.services.reports.model import (
    COUNT,
    DAY,
    NO_RECORD,
    RATE,
    Body,
    Cell,
    Column,
    Opens,
    Table,
    counted_rows,
    share,
    words,
)
from app.services.reports.source import Rec, Source

FALSE, SANCTIONS = "event.clue_false", ("dossier.org_measure", "dossier.discipline")
CLARIFIED = "dossier.clarification"
CLARIFYING = (("dossier", CLARIFIED), ("talk", "talk.clarify"), ("letter", "letter.clarification"))
VISITED = (("talk", "talk.return_visit"), ("dossier", "dossier.return_visit"))
REAPPOINT = (("letter", "letter.reappoint_suggestion"),)
NOT_APPLICABLE = "not_applicable"
YEAR = 365
LINKS = ("links", "source_record", "clears", "about", "facts")


@dataclass(frozen=True, slots=True)
class Matter:
    """One person of one record that something must follow. followed: what did, earliest first."""

    lead: Rec
    person: str
    followed: tuple[Rec, ...]
    more: tuple[Rec, ...] = ()


def progress(source: Source) -> Body:
    """RP-20: unfounded reports with their clarification; sanctions with return visits and suggestions to re-appoint."""
    false = [e for e in source.read("event", ("social_impact", "links"), kinds=(FALSE,)) if e.state != NOT_APPLICABLE]
    punished = source.read("dossier", ("basis", "valid_until", "measure", "effect_from", "links"), kinds=SANCTIONS)
    since = min((r.date for r in (*false, *punished)), default="")
    clarifying = _read(source, CLARIFYING, since) if false else []
    visits, letters = (_read(source, VISITED, since), _read(source, REAPPOINT, since)) if punished else ([], [])
    cleared = [Matter(e, p, _following(e, p, clarifying)) for e in false for p in e.ids("subject") or ("",) if source.within((p,))]
    visited = [
        Matter(d, p, _following(d, p, visits, kin=True), _following(d, p, letters, kin=True))
        for d in punished for p in d.ids("subject") if source.within((p,))
    ]  # fmt: skip
    return Body((_summary(cleared, visited), _cleared(source, cleared), _visited(source, visited)))


def _read(source: Source, wanted: Sequence[tuple[str, str]], since: str) -> list[Rec]:
    return [r for form, kind in wanted for r in source.read(form, (*LINKS, "method", "scope", "own_statement", "performance", "conclusion"), kinds=(kind,), first=since, last="")]


def _following(lead: Rec, person: str, later: Sequence[Rec], *, kin: bool = False) -> tuple[Rec, ...]:
    """What names the lead, else what is about the same person within a year (kin: at any time) and names nothing."""
    after = [r for r in later if r.date >= lead.date]
    naming = [r for r in after if lead.id in _named(r) or r.id in lead.ids("links")]
    until = "9999" if kin else shift_days(dt.date.fromisoformat(lead.date), YEAR).isoformat()
    free = [r for r in after if person and person in _about(r) and (kin or not _named(r)) and r.date <= until]
    return tuple(sorted(naming or free, key=lambda r: (r.date, r.id)))


def _named(rec: Rec) -> tuple[str, ...]:
    return (*rec.ids("links"), *rec.ids("source_record"), *rec.ids("clears"))


def _about(rec: Rec) -> tuple[str, ...]:
    return (*rec.ids("subject"), *rec.ids("about"))


def _summary(cleared: Sequence[Matter], visited: Sequence[Matter]) -> Table:
    head = (
        Column("what", "项目", share=2.4), Column("all", "应办", COUNT, "人次"), Column("n", "有记录", COUNT, "人次"),
        Column("no", NO_RECORD, COUNT, "人次"), Column("rate", "占比", RATE),
    )  # fmt: skip
    social = [m for m in cleared if m.lead.flag("social_impact")]
    suggested = [m for m in visited if m.more]
    rows = (
        _row("失实反映的澄清", cleared), _row("其中造成社会影响的", social), _row("处理后的回访教育", visited),
        (words("重新任用建议"), words(""), counted_rows(len(suggested), (r.id for m in suggested for r in m.more)), words(""), words("")),
    )  # fmt: skip
    empty = "这个时期没有失实结论，也没有组织处理和纪律处分的档案条目。"
    return Table("summary", "汇总", head, rows if cleared or visited else (), empty)


def _row(label: str, matters: Sequence[Matter]) -> tuple[Cell, ...]:
    done = [m for m in matters if m.followed]
    left = [m for m in matters if not m.followed]

    def cell(found: Sequence[Matter], tone: str = "") -> Cell:
        return counted_rows(len(found), (m.lead.id for m in found), tone)

    return words(label), cell(matters), cell(done, "good"), cell(left, "warn"), share(len(done), len(matters), dict.fromkeys(m.lead.id for m in matters))


def _said(found: Sequence[Rec], what: str) -> Cell:
    if not found:
        return words(NO_RECORD, "warn")
    return Cell("、".join(dict.fromkeys(r.date for r in found)) + what, opens=Opens(tuple(r.id for r in found)))


def _cleared(source: Source, matters: Sequence[Matter]) -> Table:
    head = (
        Column("date", "结论日期", DAY, share=1.5), Column("title", "失实反映", share=2.2), Column("person", "对象", share=1.1),
        Column("impact", "造成社会影响", share=1), Column("cleared", "澄清", DAY, share=1.5), Column("method", "方式和范围", share=2),
        Column("own", "本人意见", share=1.4), Column("filed", "入档", share=0.9),
    )  # fmt: skip
    rows = []
    for one in matters:
        filed = [r for r in one.followed if r.kind == CLARIFIED]
        first = filed[0] if filed else None
        method = "；".join(t for t in (first.text("method"), first.text("scope")) if t) if first is not None else ""
        own = next((r.text("own_statement") for r in one.followed if r.filled("own_statement")), "")
        rows.append((
            source.day(one.lead), words(one.lead.title, record=one.lead.id), words(source.name(one.person)),
            words("是" if one.lead.flag("social_impact") else "否"), _said(one.followed, ""), words(method), words(own),
            _said(filed, "") if one.followed else words(""),
        ))  # fmt: skip
    return Table("clarifications", "澄清正名", head, tuple(rows), "这个时期没有失实结论。")


def _visited(source: Source, matters: Sequence[Matter]) -> Table:
    head = (
        Column("date", "处理日期", DAY, share=1.5), Column("what", "处理", share=1.4), Column("person", "对象", share=1.1),
        Column("until", "影响期届满", DAY, share=1.2), Column("visits", "回访", DAY, share=1.6), Column("performance", "表现结论", share=2),
        Column("suggested", "重新任用建议", DAY, share=1.4),
    )  # fmt: skip
    counting = Counting(source.session)
    rows = []
    for one in matters:
        said = next((r.text("performance") or source.short(r.text("conclusion"), "conclusion") for r in reversed(one.followed)), "")
        rows.append((
            source.day(one.lead), words(source.short(one.lead.kind), record=one.lead.id), words(source.name(one.person)),
            words(_until(counting, one.lead)), _said(one.followed, ""), words(said),
            _said(one.more, "") if one.more else words("没有", "muted"),
        ))  # fmt: skip
    return Table("visits", "回访和重新任用建议", head, tuple(rows), "这个时期没有组织处理和纪律处分的档案条目。")


def _until(counting: Counting, lead: Rec) -> str:
    """The last day of a sanction's period, empty when nobody can say."""
    period = counting.of(lead.kind, lead.date, lead.values, dt.date.fromisoformat(lead.date))
    return period.until.isoformat() if period is not None and period.until is not None else ""
