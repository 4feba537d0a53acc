"""Plain printed sheets: an import report, a record, a list of rows; audit heads in the foot."""

from __future__ import annotations

from collections.abc import Sequence

from app.documents.printout import SheetColumn, TextSheet, sheet_pdf
from app.services import records
from app.services.accounts import heads
from app.services.incoming import ImportReport
from app.services.lists import Column, Row, cell_text
from app.services.profile import default_profile
from app.services.session import Session


def import_report_pdf(session: Session, report: ImportReport, sender: str) -> bytes:
    """The report of an import, to print and file."""
    return _sheet(
        session,
        TextSheet(title="数据包导入报告", subtitle=f"发方：{sender}　编号：{report.package_id}", paragraphs=report.lines),
    )


def record_pdf(session: Session, record_id: str) -> bytes:
    """One record with all filled fields, state and appended corrections. Logged. Raises AppError NOT_ALLOWED."""
    view = records.get(session, record_id)
    session.require("print", view.form)
    form = session.form(view.form)
    rows = [("状态", view.state_label), ("录入", f"{view.entered} {view.author_name}")]
    for definition in form.fields_for(view.kind):
        text = cell_text(session.catalog, definition, view.body.get(definition.id), view.labels)
        if text:
            rows.append((definition.label, text))
    rows += [("更正", f"{c['at'][:10]} {c['who']}：{c['text']}") for c in view.body.get(records.CORRECTIONS, [])]
    session.log("print", record_id)
    return _sheet(
        session,
        TextSheet(
            title=view.title, subtitle=session.catalog.vocab.label(view.kind),
            columns=(SheetColumn("项目", 1), SheetColumn("内容", 4)), rows=tuple(rows),
        ),
    )  # fmt: skip


def rows_pdf(session: Session, title: str, columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    """A list as seen: its columns and rows. Logged. Raises AppError NOT_ALLOWED."""
    for form in sorted({r.form for r in rows}):
        session.require("print", form)
    session.log("print", f"list {len(rows)}")
    wide = {"title": 2.4}
    return _sheet(
        session,
        TextSheet(
            title=title,
            subtitle=f"{session.unit_name()}　共 {len(rows)} 条　{session.clock.today().isoformat()}",
            columns=tuple(SheetColumn(c.label, wide.get(c.id, 1.0), c.numeric) for c in columns),
            rows=tuple(tuple(r.cells.get(c.id, "") for c in columns) for r in rows),
            landscape=True,
        ),
    )


def _sheet(session: Session, sheet: TextSheet) -> bytes:
    ends = heads(session)
    foot = f"操作日志 {ends.business}　安全日志 {ends.office}"
    return sheet_pdf(
        TextSheet(
            sheet.title, sheet.subtitle or session.unit_name(), sheet.paragraphs, sheet.big_lines, sheet.columns,
            sheet.rows, foot, sheet.landscape,
        ),
        default_profile(session.catalog),
    )  # fmt: skip
