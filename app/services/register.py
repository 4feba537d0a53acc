"""The letters' register: numbers per series and year, what stands behind each, gaps, the printed list.

Giving out, reserving and voiding numbers is numbers' business.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.documents.printout import SheetColumn, TextSheet
from app.services.appeals import with_appeal
from app.services.numbers import OUTSIDE, RESERVED, USED, VOID, number_words
from app.services.prints import printed
from app.services.session import Session
from app.store import queries


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of the register. note: why a number is void, or for whom and until when it is reserved."""

    record_id: str
    number: str
    kind_label: str
    title: str
    to: str
    date: str
    state_label: str
    reply_due: str
    note: str


@dataclass(frozen=True, slots=True)
class SeriesReport:
    """One series of a year. last: the highest number; outside: given out on paper before the program was used;
    over: reserved numbers whose day has passed; missing: numbers that are not in the register."""

    series: str
    last: int
    used: int
    void: int
    reserved: int
    outside: int
    over: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def words(self) -> str:
        """As the register's end and the gap report say it."""
        parts = [f"{self.series}：编到 {self.last} 号", f"已用 {self.used} 个"]
        parts += [f"作废 {self.void} 个"] if self.void else []
        parts += [f"预留 {self.reserved} 个"] if self.reserved else []
        parts += [f"启用前已编 {self.outside} 个"] if self.outside else []
        parts += [f"预留过期：{'、'.join(_runs(self.over))}"] if self.over else []
        return f"{'，'.join(parts)}；{'缺号：' + '、'.join(_runs(self.missing)) if self.missing else '没有缺号'}。"


def _runs(words: Sequence[str]) -> list[str]:
    """Numbers in order with those that follow each other drawn together: 某纪提〔2026〕1号至37号."""
    found: list[tuple[str, str, int]] = []  # first, last, its figure
    for word in words:
        figure = int(word.rpartition("〕")[2].removesuffix("号"))
        if found and found[-1][2] + 1 == figure:
            found[-1] = (found[-1][0], word, figure)
        else:
            found.append((word, word, figure))
    return [first if first == last else f"{first}至{figure}号" for first, last, figure in found]


WITHOUT_LETTER = {RESERVED: "预留", VOID: "作废", OUTSIDE: "启用前已编"}


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
        label = state.label if state else WITHOUT_LETTER.get(n.state, "")
        found.append(
            RegisterRow(
                n.record, number_words(n.series, n.year, n.n), session.catalog.vocab.short(row.kind) if row else "",
                row.title if row else "", "、".join(body.get("to", [])), row.date if row else "",
                with_appeal(label, body), body.get("reply_due", ""), _note(n),
            )
        )  # fmt: skip
    return found


def _note(n: Any) -> str:
    if n.state == RESERVED:
        kept = f"预留给{n.holder}，到 {n.until}"
        return f"{kept}；{n.reason}" if n.reason else kept
    return str(n.reason or "")  # of a used number: another year, an old letter has it too


def _missing(rows: Iterable[Any]) -> dict[str, list[int]]:
    """Of each series the numbers up to its last one that are not there."""
    taken: dict[str, set[int]] = {}
    for n in rows:
        taken.setdefault(n.series, set()).add(int(n.n))
    return {series: [i for i in range(1, max(used)) if i not in used] for series, used in sorted(taken.items())}


def gaps(session: Session, year: int) -> list[str]:
    """Numbers that are missing in a series (there should be none). Raises AppError NOT_ALLOWED."""
    session.require("view", "letter")
    with session.store.read() as conn:
        found = _missing(queries.numbers(conn, year))
    return [number_words(series, year, i) for series, missing in found.items() for i in missing]


def series_report(session: Session, year: int) -> list[SeriesReport]:
    """How each series of a year stands: what is used, void, reserved, over its day, missing. Raises AppError NOT_ALLOWED."""
    session.require("view", "letter")
    today = session.clock.today().isoformat()
    with session.store.read() as conn:
        rows = queries.numbers(conn, year)
    missing = _missing(rows)
    found = []
    for series, lacking in missing.items():
        of = [n for n in rows if n.series == series]
        counts = {state: sum(n.state == state for n in of) for state in (USED, VOID, RESERVED, OUTSIDE)}
        over = tuple(number_words(series, year, n.n) for n in of if n.state == RESERVED and n.until and n.until < today)
        found.append(
            SeriesReport(
                series, max(int(n.n) for n in of), counts[USED], counts[VOID], counts[RESERVED], counts[OUTSIDE], over,
                tuple(number_words(series, year, i) for i in lacking),
            )
        )  # fmt: skip
    return found


def register_pdf(session: Session, year: int) -> bytes:
    """The register as a printed list with both audit heads on every page; the print is logged."""
    session.require("print", "letter")
    rows = register(session, year)
    sheet = TextSheet(
        title=f"{year} 年发文登记簿",
        subtitle=f"{session.unit_name()}　共 {len(rows)} 个文号　打印日期 {session.clock.today().isoformat()}",
        paragraphs=tuple(series.words for series in series_report(session, year)),
        columns=(
            SheetColumn("发文字号", 1.6), SheetColumn("种类", 1.1), SheetColumn("标题", 2.6), SheetColumn("主送", 1.6),
            SheetColumn("日期", 1.0), SheetColumn("状态", 0.9), SheetColumn("备注", 1.4),
        ),
        rows=tuple((r.number, r.kind_label, r.title, r.to, r.date, r.state_label, r.note) for r in rows),
        landscape=True,
    )  # fmt: skip
    pdf = printed(session, sheet)
    session.log("print", f"register {year}")
    return pdf
