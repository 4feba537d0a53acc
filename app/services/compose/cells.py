"""Cells of the duty board as figures of drafts: numbers by what their state says, and the gaps in words.

The cells are those of the board itself, so that a draft and the board never differ, but for duties on closed records:
of those an open draft says nothing, whoever writes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.catalog.composed import DutyCount
from app.domain.duties.kinds import kinds_of
from app.domain.duties.results import DutyState
from app.domain.duties.world import matches_kind
from app.services.compose.figure import Entry, Figure
from app.services.duties import BoardRow, DutyCell, board
from app.services.duty_ground import ground
from app.services.duty_sheet import OWN, duty_sheet
from app.services.evaluation import secret_kinds
from app.services.session import Session

SEPARATOR = "|"
MOST_TOLD = 4
OPEN_TO_ALL = ("general", "talk")
UNNAMED = "一项记录"
GROUPS: Mapping[str, frozenset[DutyState]] = {
    "met": frozenset({DutyState.MET, DutyState.MANUAL_MET}),
    "open": frozenset({DutyState.OVERDUE, DutyState.VIOLATED, DutyState.PARTIAL, DutyState.UNDETERMINED, DutyState.MANUAL_UNMET}),
    "due": frozenset({DutyState.DUE, DutyState.MANUAL_PENDING}),
    "unset": frozenset({DutyState.UNCONFIGURED}),
    "all": frozenset(DutyState) - {DutyState.EXEMPT},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where a cell of the board stands: what opens it."""

    duty: str
    period: str
    subject: str
    record: str = ""

    @property
    def text(self) -> str:
        """As it is kept with a sentence."""
        return SEPARATOR.join((self.duty, self.period, self.subject, self.record))


def place(text: str) -> CellPlace:
    """A kept place again."""
    duty, period, subject, record = ([*text.split(SEPARATOR), "", "", ""])[:4]
    return CellPlace(duty, period, subject, record)


class Cells:
    """The cells of one composition: the board and a person's sheet of a year are read once."""

    def __init__(self, session: Session, *, closed: bool) -> None:
        self._session = session
        self._secret = frozenset() if closed else secret_kinds(session.catalog)
        self._rows: dict[tuple[int, str], tuple[BoardRow, ...]] = {}
        self._tellers: dict[int, _Teller] = {}
        self._hidden: dict[str, bool] = {}

    def counted(self, count: DutyCount, year: int, person: str) -> Figure:
        """The cells of a year that a figure counts. person: whose own duties, when it asks for those."""
        rows = [r for r in self._read(year, person if count.own else "") if not count.tiers or r.tier in count.tiers]
        found = [(r, c) for r in rows for c in r.cells if DutyState(c.state) in GROUPS[count.states]]
        by_duty: dict[str, list[tuple[BoardRow, DutyCell]]] = {}
        for row, cell in found:
            by_duty.setdefault(row.duty, []).append((row, cell))
        if year not in self._tellers:
            self._tellers[year] = _Teller(self._session, year)
        entries = tuple(self._tellers[year].entry(duty, pairs) for duty, pairs in by_duty.items())
        return Figure(len(found), cells=tuple(_kept(c) for _r, c in found), entries=entries)

    def _read(self, year: int, person: str) -> tuple[BoardRow, ...]:
        """The rows of the board, or of a person's own duties, without those on records of which others must not know."""
        if (year, person) not in self._rows:
            if person:
                rows: Sequence[BoardRow] = [r.row for r in duty_sheet(self._session, person, year).sections[OWN]]
            else:
                rows = board(self._session, year).rows
            self._rows[year, person] = tuple(r for r in rows if not self._is_hidden(r.duty))
        return self._rows[year, person]

    def _is_hidden(self, duty: str) -> bool:
        if duty not in self._hidden:
            found = self._session.catalog.duties.find(duty)
            kinds = tuple(kinds_of(found)) if found is not None else ()
            self._hidden[duty] = any(matches_kind(kind, kinds) for kind in self._secret)
        return self._hidden[duty]


def _kept(cell: DutyCell) -> str:
    return CellPlace(cell.duty, cell.period, cell.subject, cell.record).text


class _Teller:
    """Says cells in words that every reader of the draft may read: no titles of records that are not open to all."""

    def __init__(self, session: Session, year: int) -> None:
        self._own = session.own_unit()[0]
        about = ground(session, year).about
        forms = session.catalog.records
        self._named = {i for i, one in about.items() if (f := forms.find(one.form)) is not None and f.class_of(one.kind) in OPEN_TO_ALL}
        self._records = frozenset(about)

    def entry(self, duty: str, pairs: Sequence[tuple[BoardRow, DutyCell]]) -> Entry:
        """All cells of one duty in a sentence: the first few by period and person, the rest as a number."""
        told = [self._told(cell) for _row, cell in pairs[:MOST_TOLD]]
        more = f"；共{len(pairs)}项" if len(pairs) > MOST_TOLD else ""
        row = pairs[0][0]
        return Entry(duty, f"{row.label}（{row.source}）：{'；'.join(told)}{more}", cells=tuple(_kept(c) for _r, c in pairs))

    def _told(self, cell: DutyCell) -> str:
        event = cell.record or (cell.period if cell.period in self._records else "")
        when = cell.period_label.replace(" ", "")
        if event:
            when = f"“{cell.period_label}”" if event in self._named else UNNAMED
        who = "" if cell.subject == self._own or cell.subject in self._records - self._named else cell.subject_label
        return "，".join(p for p in (when, who, _words(cell)) if p)


def _words(cell: DutyCell) -> str:
    state = DutyState(cell.state)
    if state in (DutyState.OVERDUE, DutyState.PARTIAL) and cell.need > 1:
        return f"应有{cell.need}项，有记录{cell.count}项"
    if state is DutyState.OVERDUE:
        return "未见相应记录"
    return cell.text


def states(session: Session, places: Sequence[str]) -> dict[str, str]:
    """The present text of each kept cell; empty when there is no such cell any more."""
    wanted = {place(p).period[:4] for p in places}
    found: dict[str, str] = {}
    for year in sorted({int(y) if y.isdigit() else session.clock.today().year for y in wanted}):
        for row in board(session, year).rows:
            for cell in row.cells:
                found[_kept(cell)] = cell.text
    return {p: found.get(p, "") for p in places}
