"""Printed lists: the rows a list shows, with unit, filters, who, when and what for; every print is logged."""

from __future__ import annotations

from collections.abc import Sequence

from app.documents.printout import SheetColumn, TextSheet
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services.list_export import classes_in
from app.services.lists import Column
from app.services.outgoing import guard
from app.services.prints import Paper, printed
from app.services.session import Session
from app.services.shown import Shown, cells, shown_rows

MAX_ROWS = 5000
SAMPLE = 500
NARROWEST, WIDEST, PADDING = 3.0, 22.0, 1.2  # in characters


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
    columns = tuple(SheetColumn(c.label, _share(c, at, found), right=c.numeric) for at, c in enumerate(shown.columns))
    pdf = printed(session, TextSheet(shown.title, head, columns=columns, rows=found, landscape=paper.wide), paper.purpose)
    session.log("print", f"list {' '.join(shown.forms)}")
    return guard(session, pdf, classes_in(session, shown))


def _share(column: Column, at: int, rows: Sequence[Sequence[str]]) -> float:
    """As wide as what stands in it, within limits: few lines to a row means few pages."""
    longest = max((_ems(row[at]) for row in rows[:SAMPLE]), default=0.0)
    return min(max(longest, _ems(column.label), NARROWEST), WIDEST) + PADDING


def _ems(text: str) -> float:
    return sum(0.55 if character.isascii() else 1.0 for character in text)
