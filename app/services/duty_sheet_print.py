"""A person's duty sheet and that of the team as tables for paper and files. What stands on them: duty_sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.documents.printout import SheetColumn, TextSheet
from app.domain.duties.results import DutyState
from app.services.duty_print import texts
from app.services.duty_sheet import SECTIONS, DutySheet, SheetRow, TeamSheet
from app.services.duty_spans import HEADS, Grain
from app.services.duty_words import STATE_LABELS
from app.services.prints import printed
from app.services.session import Session
from app.sheets.writing import SheetField

TEAM_HEADS = (*HEADS[Grain.QUARTER], "全年、半年")


def sheet_pdf(
    session: Session, sheet: DutySheet, sections: Sequence[str], filters: str = "", *, wide: bool = True, purpose: str = ""
) -> bytes:
    """A person's sheet with the sections that are shown. Raises AppError NOT_ALLOWED. Logged."""
    session.require("evaluate")
    paper = TextSheet(
        title=f"{sheet.name} {sheet.year} 年履责表",
        subtitle=" · ".join(t for t in (session.unit_name(), sheet.titles, filters, f"本人的职责：{counts_words(sheet.counts)}") if t),
        columns=(
            SheetColumn("职责、依据", 2.4), *(SheetColumn(h, 0.85) for h in HEADS[Grain.QUARTER]), SheetColumn("依据的记录", 2), SheetColumn("还差什么", 2),
        ),
        rows=tuple(_paper(sheet, sections)),
        landscape=wide,
    )  # fmt: skip
    pdf = printed(session, paper, purpose)
    session.log("print", sheet.person)
    return pdf


def _paper(sheet: DutySheet, sections: Iterable[str]) -> Iterable[tuple[str | None, ...]]:
    for section in sections:
        rows = sheet.sections[section]
        yield (f"【{SECTIONS[section]}】{len(rows)} 项", *[None] * 6)
        for one in rows:
            cells = texts(one.row, Grain.QUARTER)
            yield (f"{one.row.label}\n{one.row.source}\n{one.row.sub}", *cells, records_words(one), one.gap)


def sheet_table(sheet: DutySheet, sections: Sequence[str]) -> tuple[list[SheetField], list[tuple[str, ...]]]:
    """A person's sheet as a table to calculate with."""
    fields = [SheetField("类别"), SheetField("职责", width=34), SheetField("依据", width=34), SheetField("责任、频次", width=24)]
    fields += [SheetField(h, width=16) for h in HEADS[Grain.QUARTER]]
    fields += [SheetField("依据的记录", width=44), SheetField("还差什么", width=44)]
    rows = [
        (
            SECTIONS[section], one.row.label, one.row.article, one.row.sub,
            *(t or "" for t in texts(one.row, Grain.QUARTER, named=True)), records_words(one), one.gap,
        )
        for section in sections
        for one in sheet.sections[section]
    ]  # fmt: skip
    return fields, rows


def records_words(one: SheetRow) -> str:
    """The records behind a row, a line each."""
    lines = [f"{r.date} {r.title}" for r in one.records]
    if one.count > len(lines):
        lines.append(f"共 {one.count} 条")
    return "\n".join(lines)


def counts_words(counts: Mapping[str, int]) -> str:
    """States with their numbers: 逾期 2、有记录 5."""
    return "、".join(f"{STATE_LABELS[DutyState(s)]} {n}" for s, n in counts.items() if n)


def team_pdf(session: Session, team: TeamSheet, filters: str = "", *, wide: bool = True, purpose: str = "") -> bytes:
    """The whole team by quarter. Raises AppError NOT_ALLOWED. Logged."""
    session.require("evaluate")
    paper = TextSheet(
        title=f"{team.year} 年领导班子成员履责表",
        subtitle=" · ".join(t for t in (session.unit_name(), filters, "只列有没有记录，不作评分") if t),
        columns=(SheetColumn("姓名、职务", 2), *(SheetColumn(h, 1.4) for h in TEAM_HEADS)),
        rows=tuple((f"{r.name}\n{r.titles}", *(counts_words(q) for q in r.quarters)) for r in team.rows),
        landscape=wide,
    )
    pdf = printed(session, paper, purpose)
    session.log("print", f"team {team.year}")
    return pdf


def team_table(team: TeamSheet) -> tuple[list[SheetField], list[tuple[str, ...]]]:
    """The team as a table to calculate with."""
    fields = [SheetField("姓名"), SheetField("职务", width=30), *(SheetField(h, width=30) for h in TEAM_HEADS)]
    return fields, [(r.name, r.titles, *(counts_words(q) for q in r.quarters)) for r in team.rows]
