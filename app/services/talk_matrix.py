"""Who talked with whom in a year, and who still should: talkers × people (RP-03 谈话覆盖).

Talks come from the records, counted in SQL. Who is expected comes from the rows of the duties that are switched on
(their subjects and whoever bears them), never from a guess. People are listed, not ranked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.domain.duties.model import CountRule, DutyDef, FollowRule, PrecedeRule
from app.domain.duties.parts import BETWEEN
from app.domain.duties.results import DutyState, Result
from app.services import people
from app.services.duties import DutyCell, cell
from app.services.duty_filter import actor_words
from app.services.duty_ground import Ground, ground
from app.services.duty_people import POSTS, rank
from app.services.lists import Row, display_rows
from app.services.people import PostRow
from app.services.session import Session
from app.services.standing import URGENCY
from app.store import daily, names, queries

TALK = "talk"
HEART = "talk.heart"
MOST_TALKERS = 14
MOST_PEOPLE = 400
MOST_TALKS = 200
OPEN = (DutyState.OVERDUE, DutyState.VIOLATED, DutyState.PARTIAL, DutyState.UNDETERMINED, DutyState.DUE)
OTHERS = ""


@dataclass(frozen=True, slots=True)
class Want:
    """A talk that a duty asks for. by: who may hold it, in words, where no single person must; kinds: of talks."""

    cell: DutyCell
    person: str
    talkers: tuple[str, ...]
    by: str
    kinds: tuple[str, ...]

    @property
    def open(self) -> bool:
        """Whether the duty is not fulfilled yet."""
        return self.cell.state in {s.value for s in OPEN}


@dataclass(slots=True)
class TalkCell:
    """One talker and one person. days: of the talks held, by kind; planned: talks not held yet; wants: duties on it."""

    days: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    planned: int = 0
    wants: list[Want] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Talks held."""
        return sum(len(d) for d in self.days.values())

    @property
    def worst(self) -> Want | None:
        """The duty that most needs a look; one that waits for the unit's number only when there is no other."""
        order = [s.value for s in URGENCY]
        waiting = DutyState.UNCONFIGURED.value
        return min(self.wants, key=lambda w: (w.cell.state == waiting, order.index(w.cell.state)), default=None)

    @property
    def missing(self) -> bool:
        """Whether a talk that a duty asks for is not there."""
        return any(w.open for w in self.wants)


@dataclass(frozen=True, slots=True)
class Talker:
    """A column. id: OTHERS for all who have no column of their own."""

    id: str
    name: str
    titles: str = ""


@dataclass(frozen=True, slots=True)
class Talked:
    """A line. group: the team, the own unit, or the name of a lower one."""

    id: str
    name: str
    titles: str
    group: str


@dataclass(frozen=True, slots=True)
class TalkMatrix:
    """A year's talks. missing: what the duties ask for and is not there; more: people who are not listed."""

    year: int
    talkers: tuple[Talker, ...]
    people: tuple[Talked, ...]
    cells: Mapping[tuple[str, str], TalkCell]
    missing: tuple[Want, ...]
    kinds: tuple[tuple[str, str], ...]
    more: int = 0

    def cell(self, talker: str, person: str) -> TalkCell | None:
        """What there is between two people, if anything."""
        return self.cells.get((talker, person))


def talk_matrix(session: Session, year: int, kind: str = "", *, only_missing: bool = False) -> TalkMatrix:
    """Read a year's matrix. kind: only talks of a kind and the duties that ask for it. Raises AppError NOT_ALLOWED."""
    session.require("view", TALK)
    form = session.form(TALK)
    counted = {s.code: s.counts for s in form.states}
    wants = list(_wants(session, year, kind)) if session.can("evaluate") else []
    cells: dict[tuple[str, str], TalkCell] = defaultdict(TalkCell)
    used: dict[str, None] = {}
    with session.store.read() as conn:
        for talker, person, talk_kind, state, day, number in daily.pairs(conn, session.sight().only((TALK,)), f"{year:04d}-01-01", f"{year:04d}-12-31"):
            used[talk_kind] = None
            if kind and talk_kind != kind:
                continue
            at = cells[(talker, person)]
            if counted.get(state, True):
                at.days[talk_kind] += [day] * number
            else:
                at.planned += number
        known = names.all_names(conn)
    for want in wants:
        for talker in want.talkers:
            if talker != want.person:
                cells[(talker, want.person)].wants.append(want)
    missing = tuple(sorted((w for w in wants if w.open), key=lambda w: (w.cell.tone != "bad", w.cell.due or "9999")))
    return _arranged(session, year, cells, missing, known, _kinds(session, used, wants), only_missing=only_missing)


def _wants(session: Session, year: int, kind: str) -> Iterator[Want]:
    """Every talk that a row of the year asks for."""
    read = ground(session, year)
    for result in read.found.results:
        duty = read.found.duties[result.duty]
        kinds = talk_kinds(duty)
        if not kinds or (kind and kind not in kinds) or result.state is DutyState.EXEMPT or not read.in_year(result):
            continue
        shown = cell(read.found, read.titles, result)
        for talkers, person in _asked(read, duty, result):
            yield Want(shown, person, talkers, "" if talkers else actor_words(read.vocab, duty), kinds)


def _asked(read: Ground, duty: DutyDef, result: Result) -> Iterator[tuple[tuple[str, ...], str]]:
    """(who may talk, with whom) of a row: its subject, or the pairs that it misses."""
    if isinstance(duty.rule, PrecedeRule) and duty.rule.pairs is not None:
        for code in result.missing:
            first, _, second = code.partition(BETWEEN)
            if second:
                yield (first,), second
    elif read.who.is_person(result.subject):
        yield read.bearers(result), result.subject


def talk_kinds(duty: DutyDef) -> tuple[str, ...]:
    """The kinds of talk that fulfil a duty; empty when it asks for none."""
    match duty.rule:
        case CountRule():
            asked = [duty.rule.facts]
        case FollowRule() | PrecedeRule():
            asked = [need.facts for need in duty.rule.needs]
        case _:
            return ()
    return tuple(dict.fromkeys(k for s in asked for k in s.kinds if k.startswith(f"{TALK}.")))


def _kinds(session: Session, used: Iterable[str], wants: Iterable[Want]) -> tuple[tuple[str, str], ...]:
    """Kinds that can be chosen: those there are talks of, or duties on; in the order of the vocabulary."""
    found = {*used, *(k for w in wants for k in w.kinds)}
    return tuple((k, session.catalog.vocab.short(k)) for k in session.form(TALK).kinds if k in found)


def _arranged(
    session: Session, year: int, cells: dict[tuple[str, str], TalkCell], missing: tuple[Want, ...], known: Mapping[str, str],
    kinds: tuple[tuple[str, str], ...], *, only_missing: bool,
) -> TalkMatrix:  # fmt: skip
    posts = [p for p in people.posts(session) if p.held_in(year)]
    own = session.own_unit()[0]
    order = _order(posts, own)
    wanted = {t for (t, _p), c in cells.items() if c.wants}
    talkers = sorted({t for t, _p in cells}, key=lambda t: (t not in wanted, order.get(t, len(order)), known.get(t, "")))
    shown, rest = talkers[:MOST_TALKERS], set(talkers[MOST_TALKERS:])
    for (talker, person), one in list(cells.items()) if rest else []:
        if talker in rest:
            _add(cells[(OTHERS, person)], one)
    lacking = {w.person for w in missing}
    everybody = sorted(
        {p for _t, p in cells if not only_missing or p in lacking} | (lacking if only_missing else set()),
        key=lambda p: (order.get(p, len(order)), known.get(p, "")),
    )
    titles = _titles(posts)
    groups = {p: _group(posts, own, p) for p in everybody}
    lines = sorted(everybody[:MOST_PEOPLE], key=lambda p: _GROUPS.get(groups[p], len(_GROUPS)))
    columns = [Talker(t, known.get(t, ""), titles.get(t, "")) for t in sorted(shown, key=lambda t: (order.get(t, len(order)), known.get(t, "")))]
    if rest:
        columns.append(Talker(OTHERS, "其他谈话人"))
    rows = tuple(Talked(p, known.get(p, ""), titles.get(p, ""), groups[p]) for p in lines)
    return TalkMatrix(year, tuple(columns), rows, dict(cells), missing, kinds, len(everybody) - len(lines))


_GROUPS = {"领导班子": 0, "本单位其他人员": 1}


def _order(posts: Iterable[PostRow], own: str) -> dict[str, int]:
    """People in the order of their posts: the team, the others of the unit, then unit by unit."""
    ranked = sorted(posts, key=lambda p: (p.unit != own, p.unit_name, rank(p.roles), p.since))
    return {person: number for number, person in enumerate(dict.fromkeys(p.person for p in ranked))}


def _group(posts: Iterable[PostRow], own: str, person: str) -> str:
    held = [p for p in posts if p.person == person]
    if any(p.unit == own and POSTS & set(p.roles) for p in held):
        return "领导班子"
    if not held or any(p.unit == own for p in held):
        return "本单位其他人员"
    return held[0].unit_name


def _titles(posts: Iterable[PostRow]) -> dict[str, str]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for post in posts:
        found[post.person][post.title] = None
    return {person: "、".join(titles) for person, titles in found.items()}


def _add(to: TalkCell, one: TalkCell) -> None:
    for kind, days in one.days.items():
        to.days[kind] += days
    to.planned += one.planned


def talks_between(session: Session, year: int, talker: str, person: str, kind: str = "") -> list[Row]:
    """The talks behind a cell, latest first; an empty talker: of anybody. Raises AppError NOT_ALLOWED."""
    session.require("view", TALK)
    first, last = f"{year:04d}-01-01", f"{year:04d}-12-31"
    with session.store.read() as conn:
        rids = daily.pair_rids(conn, session.sight().only((TALK,)), first, last, talker, person, kind, MOST_TALKS)
        return display_rows(conn, session.catalog, queries.rows_by_rid(conn, rids), session.sight())


def kind_to_register(found: TalkCell | None, kind: str = "") -> str:
    """The kind of talk to begin with: the one that is looked at, the one a duty misses, else a heart-to-heart talk."""
    open_wants = [w for w in found.wants if w.open] if found is not None else []
    return kind or (open_wants[0].kinds[0] if open_wants else HEART)
