"""Reports out of the program: PDF and docx in official style, workbooks with units and numbers as numbers. All logged."""

from __future__ import annotations

from pathlib import Path

from app.crypto.files import write_atomic
from app.documents.statement import statement_docx, statement_pdf
from app.documents.statement_model import Picture, PictureBar, Statement, StatementColumn, StatementTable
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services.outgoing import guard
from app.services.prints import Paper, foot
from app.services.profiles import default_profile
from app.services.reports import known
from app.services.reports.model import COUNT, DAY, RATE, Column, Report, Table
from app.services.second_person import Second, confirm_export, wanted
from app.services.session import Session
from app.sheets.writing import BookSheet, SheetField, TableFile, write_book

FORMATS = (".xlsx", ".docx", ".pdf")
DOING = "正在写报表"
WIDE_SHARE = 9.0  # characters of a workbook's column for a share of 1
KINDS = {COUNT: "number", RATE: "percent", DAY: "date"}


def report_pdf(session: Session, report: Report, paper: Paper | None = None) -> bytes:
    """The report on paper. Logged. Raises AppError NOT_ALLOWED."""
    _require(session, report, "print")
    pdf = _pdf(session, report, paper)
    session.log("print", f"report {report.definition.no} {report.period.code}")
    return guard(session, pdf, _classes(session, report))


def _pdf(session: Session, report: Report, paper: Paper | None = None) -> bytes:
    wide = report.definition.wide if paper is None else paper.wide
    lines = foot(session, "", paper.purpose if paper is not None else "")
    return statement_pdf(_statement(report, lines, landscape=wide), default_profile(session.catalog))


def _docx(session: Session, report: Report) -> bytes:
    return statement_docx(_statement(report, "", landscape=report.definition.wide), default_profile(session.catalog))


def wants_second(session: Session, report: Report) -> bool:
    """Whether another person must stand by when the report is written to a file (VIS-12)."""
    return bool(wanted(session, _classes(session, report)))


def _classes(session: Session, report: Report) -> set[str]:
    return {session.form(form).class_of(kind) for form, kind in known.rests_on(session, report.definition)}


def write_report(
    session: Session, report: Report, path: Path, context: JobContext | None = None, second: Second | None = None
) -> Path:
    """Write a report as .xlsx, .docx or .pdf, whole or not at all. Logged. second: who stands by, where one is wanted.

    Raises AppError USAGE (another suffix), NOT_ALLOWED, DISK_FULL, FILE_ACCESS, NOT_FOUND; BAD_INPUT, WRONG_PASSWORD
    (the second person); Cancelled.
    """
    job = context or JobContext()
    kind = path.suffix.lower()
    if kind not in FORMATS:
        raise AppError(ErrorCode.USAGE, "报表只能存为 .xlsx、.docx 或 .pdf。", action="请改文件名。")
    job.report(0, 1, DOING)
    _require(session, report, "export")
    who = confirm_export(session, _classes(session, report), second)
    if kind == ".xlsx":
        _write_xlsx(session, report, path, job)
    else:
        write_atomic(path, (_docx if kind == ".docx" else _pdf)(session, report), mode=0o644)
    session.log("export", " ".join(t for t in ("report", report.definition.no, report.period.code, who) if t))
    job.report(1, 1, DOING)
    return path


def _require(session: Session, report: Report, action: str) -> None:
    """The right to print or export every form the report rests on, or, for judged duties, some form."""
    counted = known.rests_on(session, report.definition)
    for form, kind in counted:
        session.require(action, form, kind)
    if not counted:
        session.require_somewhere(action)


def _statement(report: Report, lines: str, *, landscape: bool) -> Statement:
    whole = report.scope.kind == "unit"
    return Statement(
        title=report.title,
        unit=f"单位：{report.unit}",
        period=f"统计时间：{report.period.label}　制表：{report.made}",
        scope="" if whole else f"范围：{report.scope.label}",
        tables=tuple(_table(t) for t in report.tables),
        pictures=tuple(
            Picture(c.title, c.unit, tuple(PictureBar(b.label, tuple((p.number, p.tone, p.word) for p in b.parts), b.text) for b in c.bars))
            for c in report.charts
        ),
        notes=(*report.notes, f"依据：{'；'.join(report.definition.citations)}。"),
        foot=lines,
        landscape=landscape,
    )  # fmt: skip


def _table(table: Table) -> StatementTable:
    columns = tuple(StatementColumn(c.head, c.share, _side(table, at, c)) for at, c in enumerate(table.columns))
    return StatementTable(table.title, columns, tuple(tuple(c.text for c in row) for row in table.rows), table.empty)


def _side(table: Table, at: int, column: Column) -> str:
    """Numbers at the right; words that stand for numbers in the middle."""
    if column.kind not in (COUNT, RATE):
        return "left"
    return "right" if all(not row[at].text or row[at].text[0].isdigit() for row in table.rows) else "centre"


def _write_xlsx(session: Session, report: Report, path: Path, job: JobContext) -> None:
    when = session.clock.now().astimezone().strftime("%Y-%m-%d %H:%M")
    scope = "" if report.scope.kind == "unit" else f"　范围：{report.scope.label}"
    notes = [f"单位：{report.unit}　统计时间：{report.period.label}{scope}", f"导出：{session.user.name}　{when}"]
    sheets = [
        BookSheet(
            t.title, TableFile(f"{report.title}：{t.title}", notes, [_field(c) for c in t.columns]),
            [tuple(c.text for c in row) for row in t.rows] or [(t.empty, *("" for _c in t.columns[1:]))],
        )
        for t in report.tables
    ]  # fmt: skip
    said = [(n,) for n in (*report.notes, f"依据：{'；'.join(report.definition.citations)}。")]
    sheets.append(BookSheet("口径", TableFile(f"{report.title}：统计口径和依据", notes, [SheetField("口径和依据", width=60)]), said))
    total = sum(len(t.rows) for t in report.tables)
    write_book(path, sheets, lambda done: job.report(min(done, total), total, DOING))


def _field(column: Column) -> SheetField:
    return SheetField(column.head, KINDS.get(column.kind, "text"), max(column.share * WIDE_SHARE, 9.0))
