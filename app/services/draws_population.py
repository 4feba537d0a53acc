"""What a draw by lot is made from: closed inquiries, closed clues, people who report their personal matters.

Each population says what counts in a year and which of it was drawn before. Does not belong here: drawing (draws), the
method (domain.sampling).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from app.domain.duties.model import RatioRule
from app.domain.duties.results import SET_ASIDE
from app.domain.errors import AppError, ErrorCode
from app.domain.sampling import ordered
from app.services import duty_settings
from app.services.posts import office_of
from app.services.record_body import as_list
from app.services.session import Session
from app.store import listing, names, queries
from app.store.database import Connection

FORM = "inspection"
INQUIRIES, CLUES, PEOPLE = "insp.inquiry_sample", "insp.clue_recheck", "insp.pm_sample"
KINDS = (INQUIRIES, CLUES, PEOPLE)
DUTIES = {
    INQUIRIES: "binhai-2021/60/inquiry-10pct", CLUES: "binhai-2021/47/clue-recheck",
    PEOPLE: "beijing-28/20/personal-matters-10pct",
}  # fmt: skip
INQUIRY, INQUIRY_CLOSED, INQUIRY_EVENT = "talk.inquiry", "inquiry.closed", "event.inquiry_closed"
CLUE, CLUE_STATES = "ledger.clue", ("closed", "rechecked")
UNTRUTHFUL = "untruthful"
OBLIGED, PRINCIPALS = "personal_matters_obligated", "principals"
DRAWN_MARKS = frozenset({"drawn", "extra"})
WORDS = {INQUIRIES: "了结的谈话函询", CLUES: "查结的线索", PEOPLE: "应报告个人有关事项的人"}
UNITS = {INQUIRIES: "件", CLUES: "件", PEOPLE: "人"}


@dataclass(frozen=True, slots=True)
class Member:
    """One thing on the list. record or person: what the id names."""

    id: str
    label: str
    date: str = ""
    person: bool = False


@dataclass(frozen=True, slots=True)
class Population:
    """All that counts in a year. share: None while the unit has not set it (待配置).

    all_verified: are verified all and do not take part. before: drawn before in this year, extra_before: as principals.
    principals: of whom as many again are drawn besides. listed: whether the unit's list is there at all.
    """

    kind: str
    year: int
    share: Fraction | None
    members: tuple[Member, ...] = ()
    all_verified: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    extra_before: frozenset[str] = frozenset()
    principals: tuple[str, ...] = ()
    listed: bool = True
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        """The frozen list."""
        return ordered(m.id for m in self.members)


def population(session: Session, kind: str, year: int, before_record: str = "") -> Population:
    """The list of a year as it is now. before_record: a draw that does not count as made before (it is being repeated).

    Raises AppError NOT_ALLOWED (the account may not see what is drawn from), BAD_INPUT (no such draw).
    """
    if kind not in KINDS:
        raise AppError(ErrorCode.BAD_INPUT, "没有这种抽查。")
    session.require("view", FORM)
    with session.store.read() as conn:
        drawn, extra = _drawn_before(session, conn, kind, year, before_record)
        if kind == PEOPLE:
            return _people(session, conn, year, drawn, extra)
        members, verified = _inquiries(session, conn, year) if kind == INQUIRIES else _clues(session, conn, year)
    inside = {m.id for m in members}
    return Population(
        kind, year, share_of(session, kind, year), members, frozenset(verified), frozenset(drawn & inside),
        labels={m.id: m.label for m in members},
    )  # fmt: skip


def share_of(session: Session, kind: str, year: int) -> Fraction | None:
    """The share that the duty asks in a year; None while the unit has not set one. Sources: binhai-2021/60 and /47, beijing-28/20."""
    duty = duty_settings.find(session, DUTIES[kind])
    rule = duty.rule
    if not isinstance(rule, RatioRule):
        return None
    amount = rule.share
    value = amount.value if amount.param is None else duty_settings.load(session, year).judged_by(duty).get(amount.param)
    return Fraction(str(value)) if isinstance(value, int | float) else None


def _rows(session: Session, conn: Connection, form: str, kind: str, states: Sequence[str] = ()) -> list[Any]:
    session.require("view", form)
    rids = listing.list_ids(conn, listing.ListQuery(forms=(form,), kinds=(kind,), states=tuple(states)), session.sight())
    return queries.rows_by_rid(conn, rids)


def _inquiries(session: Session, conn: Connection, year: int) -> tuple[tuple[Member, ...], set[str]]:
    """Inquiries closed in the year; a closing that was only registered as an event counts when no inquiry stands behind it."""
    found: dict[str, Member] = {}
    untruthful: set[str] = set()
    told: set[str] = set()
    for row in _rows(session, conn, "talk", INQUIRY, (INQUIRY_CLOSED,)):
        body = json.loads(row.body)
        told |= {row.id, *as_list(body.get("links"))}
        day = str(body.get("closed_at") or row.date or "")
        if day[:4] == f"{year:04d}":
            found[row.id] = Member(row.id, row.title, day)
            untruthful |= {row.id} if UNTRUTHFUL in (body.get("conclusion"), body.get("verify_result")) else set()
    for row in _rows(session, conn, "event", INQUIRY_EVENT):
        body = json.loads(row.body)
        known = row.id in told or any(link in told for link in as_list(body.get("links")))
        if str(row.date or "")[:4] == f"{year:04d}" and not known and row.state != SET_ASIDE:
            found[row.id] = Member(row.id, row.title, str(row.date))
            untruthful |= {row.id} if body.get("conclusion") == UNTRUTHFUL else set()
    return tuple(found[i] for i in ordered(found)), untruthful


def _clues(session: Session, conn: Connection, year: int) -> tuple[tuple[Member, ...], set[str]]:
    """Clues received in the year and closed, as the duty counts them."""
    rows = _rows(session, conn, "clue", CLUE, CLUE_STATES)
    found = {r.id: Member(r.id, r.title, str(r.date)) for r in rows if str(r.date or "")[:4] == f"{year:04d}"}
    return tuple(found[i] for i in ordered(found)), set()


def _people(session: Session, conn: Connection, year: int, drawn: set[str], extra: set[str]) -> Population:
    known = names.all_names(conn)
    lists = duty_settings.DutySettings(queries.settings(conn, "list:"), year).lists()
    obliged = lists.get(OBLIGED, {}).get(f"{year:04d}")
    share = share_of(session, PEOPLE, year)
    if obliged is None:
        return Population(PEOPLE, year, share, listed=False)
    inside = set(obliged)
    chosen = lists.get(PRINCIPALS, {}).get(f"{year:04d}")
    heads = inside & (set(chosen) if chosen is not None else _principals(conn, known, year))
    return Population(
        PEOPLE, year, share, tuple(Member(i, known.get(i, i), person=True) for i in ordered(inside)),
        before=frozenset(drawn & inside), extra_before=frozenset(extra & heads), principals=ordered(heads), labels=known,
    )  # fmt: skip


def _principals(conn: Connection, known: dict[str, str], year: int) -> set[str]:
    """Who led the unit or one below it on any day of the year."""
    office = office_of(conn, known)
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return {
        p.person for p in office.posts
        if "principal" in p.roles and p.start <= last and (p.end is None or p.end >= first)
    }  # fmt: skip


def _drawn_before(session: Session, conn: Connection, kind: str, year: int, but: str) -> tuple[set[str], set[str]]:
    """What samples of the year have drawn: by the program, or registered by hand with their links and people."""
    drawn: set[str] = set()
    extra: set[str] = set()
    form = session.form(FORM)
    for row in _rows(session, conn, FORM, kind):
        state = form.state(row.state)
        body = json.loads(row.body)
        of_year = str(body.get("draw_year") or row.date or "")[:4]
        if row.id == but or of_year != f"{year:04d}" or state is None or not state.counts:
            continue
        if kind == PEOPLE:
            drawn |= set(as_list(body.get("persons")))
            extra |= set(as_list(body.get("principals_extra")))
        else:
            marked = {r.get("record") for r in body.get("draw_list", []) if r.get("mark") in DRAWN_MARKS}
            drawn |= {i for i in marked or as_list(body.get("links")) if i}
    return drawn, extra
