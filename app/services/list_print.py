"""Printed lists: the rows a list shows, with both audit heads in the foot; every print is logged."""

from __future__ import annotations

from app.documents.printout import SheetColumn, TextSheet
from app.domain.errors import AppError, ErrorCode
from app.services.lists import Column, ListQuery, columns, list_ids, rows
from app.services.prints import printed
from app.services.session import Session

MAX_ROWS = 5000
SHARES = {"title": 2.6, "date": 1.0, "state": 0.9}


def print_list(session: Session, query: ListQuery, title: str, subtitle: str = "") -> bytes:
    """A list as a PDF. Raises AppError NOT_ALLOWED (a form that may not be printed), TOO_LARGE."""
    for form in query.forms:
        session.require("print", form)
    ids = list_ids(session, query)
    if len(ids) > MAX_ROWS:
        raise AppError(ErrorCode.TOO_LARGE, f"清单有 {len(ids)} 行，一次最多打印 {MAX_ROWS} 行。", action="请先筛选。")
    shown = columns(session, query.forms)
    sheet = TextSheet(
        title=title,
        subtitle=subtitle or f"{session.unit_name()}　共 {len(ids)} 条　打印日期 {session.clock.today().isoformat()}",
        columns=tuple(_column(c) for c in shown),
        rows=tuple(tuple(r.cells.get(c.id, "") for c in shown) for r in rows(session, query.forms, ids)),
        landscape=len(shown) > 4,
    )
    pdf = printed(session, sheet)
    session.log("print", f"list {' '.join(query.forms)}")
    return pdf


def _column(column: Column) -> SheetColumn:
    return SheetColumn(column.label, SHARES.get(column.id, 1.4), right=column.numeric)
