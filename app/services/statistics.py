"""Numbers of a year: records by kind and month, duties by state, who talked with whom.

Counts come from the table that the writes keep, so a year costs the same at any size. People
are counted, never ranked or scored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.documents.printout import SheetColumn, TextSheet
from app.services import people, register
from app.services.duties import Board, board
from app.services.duty_words import STATE_LABELS, TIERS
from app.services.prints import printed
from app.services.session import Session
from app.store import daily, names, queries

MONTHS = 12
TALK = "talk"
MOST_TALKERS = 16
MOST_TALKED = 24
PAGES: Mapping[str, str] = {
    "meetings": "会议", "talks": "谈话", "study": "学习", "checks": "检查", "reports": "报告", "ledgers": "台账",
    "dossier": "廉政档案", "documents": "文件", "events": "事件", "letters": "文书",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KindRow:
    """Records of one page of the window, by month. page: its name; months: twelve numbers."""

    page: str
    label: str
    months: tuple[int, ...]

    @property
    def total(self) -> int:
        """The year's number."""
        return sum(self.months)


@dataclass(frozen=True, slots=True)
class Talks:
    """Who talked with whom. cells: numbers by (talker, person). quiet: current members nobody talked with."""

    talkers: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    cells: Mapping[tuple[str, str], int]
    quiet: int
    more: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything the page shows of a year."""

    year: int
    kinds: tuple[KindRow, ...]
    months: tuple[int, ...]
    board: Board
    by_month: tuple[tuple[str, str, tuple[int, ...]], ...]
    by_tier: tuple[tuple[str, str, Mapping[str, int]], ...]
    talks: Talks
    letters: tuple[register.RegisterRow, ...]


def statistics(session: Session, year: int) -> Statistics:
    """Read a year's numbers. Raises AppError NOT_ALLOWED."""
    judged = board(session, year)
    kinds = _kinds(session, year)
    months = tuple(sum(k.months[m] for k in kinds) for m in range(MONTHS))
    letters = tuple(register.register(session, year)) if session.can("view", "letter") else ()
    return Statistics(year, kinds, months, judged, _by_month(judged), _by_tier(judged), talks(session, year), letters)


def _kinds(session: Session, year: int) -> tuple[KindRow, ...]:
    totals: dict[str, list[int]] = {}
    with session.store.read() as conn:
        counted = queries.counts(conn, session.visible_forms())
    for form in session.visible_forms():
        totals.setdefault(session.form(form).page, [0] * MONTHS)
    for form, _kind, _state, month, number in counted:
        if month[:4] == f"{year:04d}" and month[5:].isdigit():
            totals[session.form(form).page][int(month[5:]) - 1] += number
    return tuple(KindRow(p, label, tuple(totals[p])) for p, label in PAGES.items() if p in totals)


def _by_month(judged: Board) -> tuple[tuple[str, str, tuple[int, ...]], ...]:
    """(state, label, months) of the cells that fall due in the year."""
    totals: dict[str, list[int]] = {}
    for row in judged.rows:
        for cell in row.cells:
            if cell.due[:4] == f"{judged.year:04d}":
                totals.setdefault(cell.state, [0] * MONTHS)[int(cell.due[5:7]) - 1] += 1
    return tuple((s.value, label, tuple(totals[s.value])) for s, label in STATE_LABELS.items() if s.value in totals)


def _by_tier(judged: Board) -> tuple[tuple[str, str, Mapping[str, int]], ...]:
    totals: dict[str, dict[str, int]] = {}
    for row in judged.rows:
        states = totals.setdefault(row.tier, {})
        for cell in row.cells:
            states[cell.state] = states.get(cell.state, 0) + 1
    return tuple((t, label, totals[t]) for t, label in TIERS.items() if t in totals)


def talks(session: Session, year: int) -> Talks:
    """Coverage of talks held in a year: talkers by rows, people by columns; busiest first, the rest counted."""
    if not session.can("view", TALK):
        return Talks((), (), {}, 0, 0)
    with session.store.read() as conn:
        held = daily.pairs(conn, TALK, f"{year:04d}-01-01", f"{year:04d}-12-31")
        known = names.names_of(conn, {i for a, s, *_ in held for i in (a, s)})
    found: dict[tuple[str, str], int] = {}
    rows: dict[str, int] = {}
    columns: dict[str, int] = {}
    counts = {s.code for s in session.form(TALK).states if s.counts}
    for talker, person, _kind, state, _day, number in held:
        if state not in counts:
            continue
        found[(talker, person)] = found.get((talker, person), 0) + number
        rows[talker] = rows.get(talker, 0) + number
        columns[person] = columns.get(person, 0) + number
    members = {p.id: p.name for p in people.people(session)}
    quiet = [i for i in members if i not in columns and i not in rows]
    talkers = sorted(rows, key=lambda i: (-rows[i], known.get(i, "")))[:MOST_TALKERS]
    talked = sorted(columns, key=lambda i: (-columns[i], known.get(i, "")))[:MOST_TALKED]
    cells = {(a, s): n for (a, s), n in found.items() if a in talkers and s in talked}
    more = len(rows) - len(talkers) + len(columns) - len(talked)
    return Talks(
        tuple((i, known.get(i, "")) for i in talkers), tuple((i, known.get(i, "")) for i in talked), cells, len(quiet), more
    )


def statistics_pdf(session: Session, year: int, purpose: str = "") -> bytes:
    """The year's numbers as a table. Raises AppError NOT_ALLOWED. Logged."""
    found = statistics(session, year)
    head = ("项目", *(f"{m} 月" for m in range(1, MONTHS + 1)), "合计")
    rows = [(k.label, *(str(n) if n else "" for n in k.months), str(k.total)) for k in found.kinds]
    rows += [(f"应办期限：{label}", *(str(n) if n else "" for n in m), str(sum(m))) for _s, label, m in found.by_month]
    sheet = TextSheet(
        title=f"{year} 年统计",
        subtitle=f"{session.unit_name()}　只统计本账号看得到的记录",
        columns=tuple(SheetColumn(h, 2.4 if n == 0 else 1, right=n > 0) for n, h in enumerate(head)),
        rows=tuple(rows),
        landscape=True,
    )
    pdf = printed(session, sheet, purpose)
    session.log("print", f"statistics {year}")
    return pdf
