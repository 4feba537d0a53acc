"""Lists and registers as .xlsx or .csv, as they are shown; every export is logged.

The one way a table leaves the program. What is written lies beside the chosen file until it is whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services.session import Session
from app.services.shown import Shown, cells, shown_rows
from app.sheets.writing import SheetField, TableFile, write_csv, write_xlsx

MOST_ROWS = 1_000_000
WIDTHS = {"title": 44.0, "kind": 26.0, "date": 12.0, "end": 12.0, "due": 12.0, "entered": 12.0, "state": 12.0}
DOING = "正在导出"


def export_list(session: Session, shown: Shown, path: Path, context: JobContext) -> int:
    """Write the list; returns how many rows. Not undoable.

    Raises AppError NOT_ALLOWED, TOO_LARGE, DISK_FULL, FILE_ACCESS, NOT_FOUND; Cancelled.
    """
    total = len(shown.rids)
    fields = [SheetField(c.label, c.kind, WIDTHS.get(c.id, 16.0), c.money) for c in shown.columns]
    rows = (cells(row, shown.columns) for row in shown_rows(session, shown, "export", context, DOING))
    _write(path, TableFile(shown.title, _notes(session, shown.words, total), fields), rows, total, context)
    session.log("export", f"list {' '.join(shown.forms)}")
    return total


def export_table(
    session: Session, title: str, fields: Sequence[SheetField], rows: Sequence[Sequence[str]], path: Path,
    context: JobContext, words: str = "",
) -> int:  # fmt: skip
    """Write a small register that is already on the screen; returns how many rows. Raises as export_list."""
    session.require_somewhere("export")
    _write(path, TableFile(title, _notes(session, words, len(rows)), list(fields)), rows, len(rows), context)
    session.log("export", "table")
    return len(rows)


def _notes(session: Session, words: str, total: int) -> list[str]:
    now = session.clock.now().astimezone().strftime("%Y-%m-%d %H:%M")
    unit = f"{session.unit_name()}　" if session.business is not None else ""
    line = f"{unit}导出：{session.user.name}　{now}　共 {total} 条"
    return [line, words] if words else [line]


def _write(
    path: Path, table: TableFile, rows: Iterable[Sequence[str]], total: int, context: JobContext
) -> None:
    if total > MOST_ROWS:
        raise AppError(ErrorCode.TOO_LARGE, f"一张表最多 {MOST_ROWS} 行。", action="请先筛选。")
    write = write_csv if path.suffix.lower() == ".csv" else write_xlsx
    write(path, table, rows, lambda done: context.report(done, total, DOING))
    context.report(total, total, DOING)
