"""Printed lists: the rows a list shows, with unit, filters, who, when and what for; every print is logged."""

from __future__ import annotations

from app.documents.printout import SheetColumn, TextSheet
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services.lists import Column
from app.services.prints import Paper, printed
from app.services.session import Session
from app.services.shown import Shown, cells, shown_rows

MAX_ROWS = 5000
SHARES = {"title": 2.8, "date": 0.9, "end": 0.9, "due": 0.9, "entered": 0.9, "kind": 1.6, "state": 0.75}


def print_list(
    session: Session, shown: Shown, paper: Paper = Paper(), context: JobContext | None = None  # noqa: B008 - frozen
) -> bytes:
    """A list as a PDF. Raises AppError NOT_ALLOWED (a form that may not be printed), TOO_LARGE."""
    total = len(shown.rids)
    if total > MAX_ROWS:
        raise AppError(
            ErrorCode.TOO_LARGE, f"清单有 {total} 行，一次最多打印 {MAX_ROWS} 行。", action="请先筛选，或导出为表格。"
        )
    found = tuple(
        cells(row, shown.columns) for row in shown_rows(session, shown, "print", context or JobContext(), "正在排版")
    )
    head = f"{session.unit_name()}　共 {len(found)} 条" + (f"　{shown.words}" if shown.words else "")
    columns = tuple(SheetColumn(c.label, _share(c), right=c.numeric) for c in shown.columns)
    pdf = printed(session, TextSheet(shown.title, head, columns=columns, rows=found, landscape=paper.wide), paper.purpose)
    session.log("print", f"list {' '.join(shown.forms)}")
    return pdf


def _share(column: Column) -> float:
    return SHARES.get(column.id, 0.9 if column.kind == "date" else 1.2)
