"""Lists and registers as .xlsx or .csv, as they are shown; every export is logged.

The one way a table leaves the program. What is written lies beside the chosen file until it is whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services.second_person import Second, confirm_export, wanted
from app.services.session import Session
from app.services.shown import Shown, cells, shown_rows
from app.sheets.writing import SheetField, TableFile, write_csv, write_xlsx
from app.store import listing

MOST_ROWS = 1_000_000
WIDTHS = {"title": 44.0, "kind": 26.0, "date": 12.0, "end": 12.0, "due": 12.0, "entered": 12.0, "state": 12.0}
DOING = "正在导出"


def wants_second(session: Session, shown: Shown) -> bool:
    """Whether another person must stand by when the list goes out (VIS-12)."""
    return bool(wanted(session, classes_in(session, shown)))


def classes_in(session: Session, shown: Shown) -> set[str]:
    """The classes of the records in the list; without those that may go out by one person, nothing is read."""
    guarded = session.catalog.rights.classes
    forms = [session.form(f) for f in shown.forms]
    if forms and not any(guarded[c].by_two for f in forms for c in f.classes):
        return set()
    with session.store.read() as conn:
        return {session.form(one.form).class_of(one.kind) for one in listing.outline(conn, shown.rids)}


def export_list(session: Session, shown: Shown, path: Path, context: JobContext, second: Second | None = None) -> int:
    """Write the list; returns how many rows. Not undoable. second: who stands by, where `wants_second` says so.

    Raises AppError NOT_ALLOWED, TOO_LARGE, DISK_FULL, FILE_ACCESS, NOT_FOUND; BAD_INPUT, WRONG_PASSWORD (the second
    person); Cancelled.
    """
    total = len(shown.rids)
    who = confirm_export(session, classes_in(session, shown), second)
    fields = [SheetField(c.label, c.kind, WIDTHS.get(c.id, 16.0), c.money) for c in shown.columns]
    rows = (cells(row, shown.columns) for row in shown_rows(session, shown, "export", context, DOING))
    _write(path, TableFile(shown.title, _notes(session, shown.words, total), fields), rows, total, context)
    session.log("export", " ".join(t for t in ("list", *shown.forms, who) if t))
    return total


def export_table(
    session: Session, title: str, fields: Sequence[SheetField], rows: Sequence[Sequence[str]], path: Path,
    context: JobContext, words: str = "", detail: str = "",
) -> int:  # fmt: skip
    """Write a small register that is already on the screen; returns how many rows. detail: ids for the log. Raises as export_list."""
    session.require_somewhere("export")
    _write(path, TableFile(title, _notes(session, words, len(rows)), list(fields)), rows, len(rows), context)
    session.log("export", " ".join(t for t in ("table", detail) if t))
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
