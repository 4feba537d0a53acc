"""Plain printed sheets: an import report, a record; who, when, what for and audit heads in every foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.catalog.records import TABLES, FieldDef, FieldType, RecordForm
from app.documents.printout import SheetColumn, TextSheet, sheet_pdf
from app.domain.errors import AppError, ErrorCode
from app.services import records
from app.services.accounts import heads
from app.services.incoming import ImportReport
from app.services.lists import cell_text
from app.services.outgoing import guard
from app.services.profiles import default_profile
from app.services.record_steps import STEPS
from app.services.session import Session


@dataclass(frozen=True, slots=True)
class Paper:
    """How a person wants a sheet. wide: landscape; purpose: what the copy is for, printed in the foot."""

    wide: bool = False
    purpose: str = ""


def spool_folder(session: Session) -> Path:
    """A folder of the user's own in which the printing system may put its file; emptied before each print.

    On Linux Qt writes the pages into a file under TMPDIR, hands it to CUPS and removes it. Raises AppError FILE_ACCESS.
    """
    folder = session.folder.root / "state" / "print"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        for left in folder.iterdir():  # of a print that was cut off
            left.unlink(missing_ok=True)
    except OSError as exc:
        raise AppError(ErrorCode.FILE_ACCESS, "打印用的文件夹写不进去。", action="请检查磁盘空间和权限。") from exc
    return folder


def import_report_pdf(session: Session, report: ImportReport, sender: str) -> bytes:
    """The report of an import, to print and file."""
    return printed(
        session,
        TextSheet(title="数据包导入报告", subtitle=f"发方：{sender}　编号：{report.package_id}", paragraphs=report.lines),
    )


def table_pdf(
    session: Session, title: str, fields: Sequence[tuple[str, int]], rows: Sequence[Sequence[str]], paper: Paper
) -> bytes:
    """A small register that is on the screen. fields: labels with their widths. Logged. Raises AppError NOT_ALLOWED."""
    session.require_somewhere("print")
    columns = tuple(SheetColumn(label, max(wide, 60) / 100) for label, wide in fields)
    sheet = TextSheet(
        title, f"{session.unit_name()}　共 {len(rows)} 条", columns=columns, rows=tuple(map(tuple, rows)), landscape=paper.wide
    )
    session.log("print", "table")
    return printed(session, sheet, paper.purpose)


def record_pdf(session: Session, record_id: str) -> bytes:
    """One record with all filled fields but secret ones, state and appended corrections. Logged. Raises AppError NOT_ALLOWED."""
    view = records.get(session, record_id)
    if not session.can_on("print", record_id):
        raise session.refused("print")
    form = session.form(view.form)
    rows = [("状态", view.state_label), ("录入", f"{view.entered} {view.author_name}")]
    for definition in form.fields_for(view.kind):
        if definition.id == form.base["title"] or definition.secret:
            continue  # the title is the head of the sheet; what is secret stays in the program
        value = view.body.get(definition.id)
        text = definition.draft_text(value) if definition.own_page else _words(session, definition, value, view.labels)
        if text:
            rows.append((definition.label, text))
    rows += _way(form, view.body.get(STEPS, []))
    rows += [("更正", f"{c['at'][:10]} {c['who']}：{c['text']}") for c in view.body.get(records.CORRECTIONS, [])]
    session.log("print", record_id)
    sheet = TextSheet(
        title=view.title, subtitle=session.catalog.vocab.label(view.kind),
        columns=(SheetColumn("项目", 1), SheetColumn("内容", 4)), rows=tuple(rows),
    )  # fmt: skip
    return guard(session, printed(session, sheet), [form.class_of(view.kind)])


def _way(form: RecordForm, steps: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Who took which step when, as one row."""
    labels = {t.id: t.label for t in form.transitions}
    lines = [
        f"{s['at'][:10]} {s['who']}：{labels.get(s['step'], s['step'])}{'（' + s['note'] + '）' if s.get('note') else ''}"
        for s in steps
    ]
    return [("办理经过", "\n".join(lines))] if lines else []


def _words(session: Session, definition: FieldDef, value: Any, labels: Mapping[str, str]) -> str:
    """A field in full: every row of a sub-table, everybody with the role they attended in."""
    if definition.type in TABLES and value:
        return "\n".join(
            f"{number}. {_row_words(session, definition, row, labels)}" for number, row in enumerate(value, 1)
        )
    if definition.type is FieldType.PEOPLE and value:
        return "、".join(
            f"{labels.get(row['person'], '')}（{session.catalog.vocab.short(row['role'])}）"
            if row.get("role")
            else labels.get(row["person"], "")
            for row in value
        )
    if definition.type is FieldType.RECORD_LINK and value:
        return "、".join(labels.get(str(one), "（已删除的记录）") for one in (value if isinstance(value, list) else [value]))
    if definition.type is FieldType.ATTACHMENTS and value:
        return "、".join(str(one.get("name") or "附件") for one in value)
    return cell_text(session.catalog, definition, value, labels)


def _row_words(session: Session, table: FieldDef, row: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    parts = []
    for column in table.columns:
        if column.type in TABLES:
            text = "；".join(_inner_words(session, column, one, labels) for one in row.get(column.id) or [])
        else:
            text = _words(session, column, row.get(column.id), labels)
        if text:
            parts.append(f"{column.label}：{text.replace(chr(10), '；')}")
    return "；".join(parts)


def _inner_words(session: Session, table: FieldDef, row: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """A row of a table inside a row: its cells without their labels, which the order of the columns makes clear."""
    cells = (_words(session, column, row.get(column.id), labels) for column in table.columns if column.id != "order")
    text = " ".join(cell.replace("\n", " ") for cell in cells if cell)
    return f"{row['order']} {text}" if row.get("order") else text


def foot(session: Session, what: str = "", purpose: str = "") -> str:
    """The lines under every printed page: unit, who printed it when and what for, the ends of both logs.

    what: noted in the security log, for sheets that are drawn by the window.
    """
    ends = heads(session)
    when = session.clock.now().astimezone().strftime("%Y-%m-%d %H:%M")
    who = f"{session.unit_name()}　打印：{session.user.name}　{when}"
    if what:
        session.log("print", what)
    return f"{who}{'　用途：' + purpose if purpose else ''}\n操作日志 {ends.business}　安全日志 {ends.office}"


def printed(session: Session, sheet: TextSheet, purpose: str = "") -> bytes:
    """A sheet as PDF with the foot on every page."""
    subtitle = sheet.subtitle or session.unit_name()
    return sheet_pdf(replace(sheet, subtitle=subtitle, foot=foot(session, "", purpose)), default_profile(session.catalog))
