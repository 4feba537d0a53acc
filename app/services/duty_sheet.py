"""A person's duties of a year by quarter, and those of the whole team: states, the records behind them, gaps in words.

(RP-02 个人一岗双责表.) What a person bears comes first, then what the bodies bear that he belongs to, then what is
done with regard to him. People stand in the order of their posts; nobody is scored or ranked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.duties.results import DutyState, Result
from app.domain.errors import AppError, ErrorCode
from app.services import people
from app.services.duties import BoardRow, board_row, name_of
from app.services.duty_filter import EVERYTHING, DutyFilter
from app.services.duty_ground import Ground, ground, only_tenure
from app.services.duty_people import POSTS, rank
from app.services.duty_spans import Grain, columns
from app.services.lists import Row, display_rows
from app.services.people import PostRow
from app.services.session import Session
from app.services.standing import URGENCY
from app.store import queries

OWN, BODY, ABOUT = "own", "body", "about"
SECTIONS: Mapping[str, str] = {OWN: "本人的职责", BODY: "所在集体的职责", ABOUT: "以本人为对象的职责"}
MOST_RECORDS = 4
QUARTERS = 4
SETTLED = (DutyState.MET, DutyState.MANUAL_MET, DutyState.EXEMPT)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A duty of the person. records: the first few it rests on; count: how many in all; gap: what is missing, in words."""

    row: BoardRow
    records: tuple[Row, ...]
    count: int
    gap: str


@dataclass(frozen=True, slots=True)
class DutySheet:
    """A person's year. sections: rows by OWN, BODY and ABOUT; counts: cells of the person's own duties by state."""

    year: int
    person: str
    name: str
    titles: str
    sections: Mapping[str, tuple[SheetRow, ...]]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A person of the team: cells of their own duties by state, for four quarters and for the rest of the year."""

    person: str
    name: str
    titles: str
    quarters: tuple[Mapping[str, int], ...]


@dataclass(frozen=True, slots=True)
class TeamSheet:
    """The whole team."""

    year: int
    rows: tuple[TeamRow, ...]


def duty_sheet(session: Session, person: str, year: int, chosen: DutyFilter = EVERYTHING) -> DutySheet:
    """Read a person's sheet. chosen: narrows the duties; its person is not looked at.

    Raises AppError NOT_ALLOWED, NOT_FOUND.
    """
    session.require("evaluate")
    read = ground(session, year)
    if not read.who.is_person(person):
        raise AppError(ErrorCode.NOT_FOUND, "没有这位人员。")
    wanted = replace(chosen, person="")
    grouped: dict[str, dict[tuple[str, str], list[Result]]] = {s: {} for s in SECTIONS}
    for result in read.found.results:
        section = _section(read, result, person)
        if section and read.fits(wanted, result) and (not chosen.states or result.state.value in chosen.states):
            grouped[section].setdefault((result.duty, result.subject), []).append(result)
    kept = {
        section: [rs for key, rs in found.items() if not only_tenure(read.found, key[1], rs)]
        for section, found in grouped.items()
    }
    shown = _records(session, (r for groups in kept.values() for rs in groups for r in rs))
    sections = {s: tuple(_row(session, read, rs, shown) for rs in groups) for s, groups in kept.items()}
    titles = _titles(people.posts(session, person), year)
    return DutySheet(year, person, read.found.names[person], titles, sections, _count(r for rs in kept[OWN] for r in rs))


def _section(read: Ground, result: Result, person: str) -> str:
    if person in read.bearers(result):
        return OWN
    if result.subject == person:
        return ABOUT
    return BODY if person in read.body(result) else ""


def _row(session: Session, read: Ground, results: Sequence[Result], shown: Mapping[str, Row]) -> SheetRow:
    ids = dict.fromkeys(i for r in results for i in r.records)
    rows = sorted((shown[i] for i in ids if i in shown), key=lambda r: r.date, reverse=True)
    shown_row = board_row(read, results)
    return SheetRow(shown_row, tuple(rows[:MOST_RECORDS]), len(rows), _gap(session, read, results, shown_row))


def _gap(session: Session, read: Ground, results: Sequence[Result], row: BoardRow) -> str:
    """What is missing, period by period; nothing for what is settled."""
    parts = []
    for result, cell in zip(results, row.cells, strict=True):
        if result.state in SETTLED:
            continue
        names = "、".join(name_of(session, read.found, code) for code in result.missing)
        words = result.note.rstrip("。") + (f"；还缺 {names}" if names and names not in result.note else "")
        when = f"{cell.period_label}：" if len(results) > 1 else ""
        parts.append(f"{when}{words}。")
    return "\n".join(dict.fromkeys(parts))


def _records(session: Session, results: Iterable[Result]) -> dict[str, Row]:
    """The records behind rows that the account may see, by id."""
    ids = {i for r in results for i in r.records}
    with session.store.read() as conn:
        found = queries.rows_by_id(conn, ids)
        rows = [found[i] for i in ids if i in found]
        return {r.id: r for r in display_rows(conn, session.catalog, rows, session.sight())}


def _titles(posts: Iterable[PostRow], year: int) -> str:
    """The posts held in a year, with the months of those that begin or end in it."""
    return "、".join(_post(p, year) for p in posts if p.held_in(year))


def _post(post: PostRow, year: int) -> str:
    begins = f"{post.since} 起" if post.since > f"{year:04d}-01-01" else ""
    ends = f"到 {post.until}" if post.until and post.until < f"{year:04d}-12-31" else ""
    return f"{post.title}（{begins}{ends}）" if begins or ends else post.title


def _count(results: Iterable[Result]) -> dict[str, int]:
    """How many are in each state, what needs a look first."""
    counts: dict[str, int] = {}
    for one in results:
        counts[one.state.value] = counts.get(one.state.value, 0) + 1
    return {s.value: counts[s.value] for s in URGENCY if s.value in counts}


def team_sheet(session: Session, year: int, chosen: DutyFilter = EVERYTHING) -> TeamSheet:
    """Everybody who held a leading post of the unit in the year, the principal first. Raises AppError NOT_ALLOWED."""
    session.require("evaluate")
    read = ground(session, year)
    own = [p for p in people.posts(session) if p.unit == read.own and POSTS & set(p.roles) and p.held_in(year)]
    own.sort(key=lambda p: (rank(p.roles), p.since))
    borne: dict[str, list[list[Result]]] = {p.person: [[] for _ in range(QUARTERS + 1)] for p in own}
    for result in read.found.results:
        if read.fits(replace(chosen, person=""), result):
            place = _quarter(read, result)
            for person in read.bearers(result):
                if person in borne:
                    borne[person][place].append(result)
    rows = tuple(
        TeamRow(
            person, read.found.names.get(person, ""), _titles((p for p in own if p.person == person), year),
            tuple(_count(rs) for rs in places),
        )
        for person, places in borne.items()
    )  # fmt: skip
    return TeamSheet(year, rows)


def _quarter(read: Ground, result: Result) -> int:
    """0 to 3 for what lies in one quarter, 4 for what goes on longer."""
    first, last = columns(read.span(result), Grain.QUARTER)
    return first if first == last else QUARTERS
