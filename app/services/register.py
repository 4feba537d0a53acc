"""The letters' register: numbers per series and year, gaps, voided numbers, the printed list."""

from __future__ import annotations

import json
from dataclasses import dataclass

from app.documents.printout import SheetColumn, TextSheet
from app.services.appeals import with_appeal
from app.services.prints import printed
from app.services.session import Session
from app.store import queries


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of the register. note: why a number is void."""

    record_id: str
    number: str
    kind_label: str
    title: str
    to: str
    date: str
    state_label: str
    reply_due: str
    note: str


def register(session: Session, year: int) -> list[RegisterRow]:
    """All numbers of a year in order of series and number. Raises AppError NOT_ALLOWED."""
    session.require("view", "letter")
    form = session.form("letter")
    found: list[RegisterRow] = []
    with session.store.read() as conn:
        numbers = queries.numbers(conn, year)
        rows = queries.rows_by_id(conn, (n.record for n in numbers))
        seen = {str(r.id) for r in session.sight().those(conn, rows.values())}
    for n in numbers:
        if n.record in rows and n.record not in seen:
            continue
        row = rows.get(n.record)
        body = json.loads(row.body) if row is not None else {}
        state = form.state(row.state) if row is not None else None
        found.append(
            RegisterRow(
                n.record, f"{n.series}〔{n.year}〕{n.n}号", session.catalog.vocab.short(row.kind) if row else "",
                row.title if row else "", "、".join(body.get("to", [])), row.date if row else "",
                with_appeal(state.label if state else "", body), body.get("reply_due", ""), n.reason if n.state == "void" else "",
            )
        )  # fmt: skip
    return found


def gaps(session: Session, year: int) -> list[str]:
    """Numbers that are missing in a series (there should be none)."""
    with session.store.read() as conn:
        numbers = queries.numbers(conn, year)
    taken: dict[str, set[int]] = {}
    for n in numbers:
        taken.setdefault(n.series, set()).add(int(n.n))
    return [
        f"{series}〔{year}〕{i}号"
        for series, used in sorted(taken.items())
        for i in range(1, max(used))
        if i not in used
    ]


def register_pdf(session: Session, year: int) -> bytes:
    """The register as a printed list with both audit heads on every page; the print is logged."""
    session.require("print", "letter")
    rows = register(session, year)
    sheet = TextSheet(
        title=f"{year} 年发文登记簿",
        subtitle=f"{session.unit_name()}　共 {len(rows)} 件　打印日期 {session.clock.today().isoformat()}",
        columns=(
            SheetColumn("发文字号", 1.6), SheetColumn("种类", 1.1), SheetColumn("标题", 2.6), SheetColumn("主送", 1.6),
            SheetColumn("日期", 1.0), SheetColumn("状态", 0.9), SheetColumn("备注", 1.0),
        ),
        rows=tuple((r.number, r.kind_label, r.title, r.to, r.date, r.state_label, r.note) for r in rows),
        landscape=True,
    )  # fmt: skip
    pdf = printed(session, sheet)
    session.log("print", f"register {year}")
    return pdf
