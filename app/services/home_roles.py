"""What the home page shows to whom: which numbers, which sums, and what administrators must look after.

One table of roles; an account with several gets the widest. Figures only, never an order of people. Does not belong
here: the list of things to do (home, tasks), rights (session).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.duties.people import Office
from app.domain.duties.results import DutyState, Result
from app.services import backup
from app.services.accounts import users
from app.services.duty_ground import ground
from app.services.duty_words import TIERS
from app.services.posts import office_of
from app.services.session import Session
from app.services.standing import Evaluation
from app.store import office as office_rows

CLERKS = frozenset({"party_clerk", "discipline_clerk", "org_clerk", "inspection_clerk"})
LEADERS = frozenset({"principal", "member", "discipline_secretary"})
KEPT = (DutyState.MET, DutyState.MANUAL_MET)
LATE = (DutyState.OVERDUE, DutyState.VIOLATED, DutyState.MANUAL_UNMET)
STALE_DAYS = 7
OWN = "本人职责"


@dataclass(frozen=True, slots=True)
class Sum:
    """A line of sums: rows with record, late or not as required, and the rest. args: what the board then shows."""

    label: str
    met: int
    late: int
    rest: int
    args: Mapping[str, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All rows that are judged."""
        return self.met + self.late + self.rest


@dataclass(frozen=True, slots=True)
class Care:
    """Something an administrator looks after. tone: bad or warn when it wants doing. tab: of the settings."""

    label: str
    value: str
    text: str
    tone: str = "muted"
    tab: str = ""
    button: str = ""


def is_clerk(session: Session) -> bool:
    """Whether the account works for the office, so that its home page begins with everybody's tasks."""
    return bool(CLERKS & set(session.user.roles))


def is_leader(session: Session) -> bool:
    """Whether the account is a leader's and no clerk's."""
    return bool(LEADERS & set(session.user.roles)) and not is_clerk(session)


def person_of(session: Session) -> str:
    """The person whose duties a leader's home page sums up; empty when none is known."""
    return next(iter(session.persons), "")


def only_receives(session: Session) -> bool:
    """Whether the account only takes in packages and sees no records."""
    return session.business is not None and session.can("import") and not session.visible_forms()


# --- sums of the duties ------------------------------------------------------
def by_bearer(found: Evaluation, judged: Iterable[Result]) -> tuple[Sum, ...]:
    """Who bears it: the team, the principal, members, discipline."""
    groups: dict[str, list[Result]] = {}
    for one in judged:
        groups.setdefault(found.duties[one.duty].tier, []).append(one)
    return tuple(_sum(TIERS[tier], groups[tier], {"tier": tier}) for tier in TIERS if tier in groups)


def of_leader(session: Session, found: Evaluation, judged: Iterable[Result], person: str) -> tuple[Sum, ...]:
    """A leader's own duties, then the departments and units he is in charge of, by name."""
    read = ground(session, found.as_of.year)
    with session.store.read() as conn:
        office = office_of(conn, found.names)
    own: list[Result] = []
    places: dict[str, list[Result]] = {}
    charge = _charge(office, person, found.as_of)
    for one in judged:
        if person in read.bearers(one):
            own.append(one)
        place = _place(office, charge, one.subject, found.as_of) if charge else ""
        if place:
            places.setdefault(place, []).append(one)
    sums = [_sum(OWN, own, {"person": person})] if own else []
    return (*sums, *(_sum(f"分管：{name}", places[name]) for name in sorted(places)))


def _sum(label: str, rows: Iterable[Result], args: Mapping[str, str] | None = None) -> Sum:
    states = [r.state for r in rows]
    met, late = sum(s in KEPT for s in states), sum(s in LATE for s in states)
    return Sum(label, met, late, len(states) - met - late, args or {})


def _charge(office: Office, person: str, day: dt.date) -> frozenset[str]:
    """The departments and units somebody is in charge of on a day."""
    return frozenset(f for p in office.posts_of(person) if p.held(day) for f in p.fields)


def _place(office: Office, charge: frozenset[str], subject: str, day: dt.date) -> str:
    """Which of them a row is about: the unit itself, or where the person holds a post; empty for none."""
    if {subject, office.label(subject)} & charge:
        return office.label(subject)
    for post in office.posts_of(subject):
        if not post.held(day):
            continue
        if office.is_lower(post) and {post.unit, office.label(post.unit)} & charge:
            return office.label(post.unit)
        found = sorted(f for f in charge if f in post.fields or post.title.startswith(f))
        if found and not office.is_lower(post):
            return found[0]
    return ""


# --- administrators ----------------------------------------------------------
def cares(session: Session) -> tuple[Care, ...]:
    """What the administrators look after, by what they may do; nothing of any record."""
    found: list[Care] = []
    if session.can("backup"):
        found.append(_backup_care(session))
    if session.can("manage_accounts") or session.can("manage_rights"):
        found.append(_account_care(session))
    with session.office.read() as conn:
        end = office_rows.head(conn)
    if session.can("audit"):
        found.append(Care("安全日志", f"{end.seq} 条", f"末尾校验码 {end.short}，可抄在纸上，日后核对有没有被改动。", tab="log", button="看安全日志"))
    elif session.business is None:
        found.append(Care("安全日志", f"{end.seq} 条", f"末尾校验码 {end.short}。由安全审计员查看。"))
    return tuple(found)


def _backup_care(session: Session) -> Care:
    able = session.business is not None  # who holds no key to the records cannot make one
    target = ("backup", "去备份") if able else ("", "")
    rows = backup.backups(session)
    if not rows:
        return Care("备份", "还没有", "业务账号每天第一次登录后自动备份一次，也可以随时在“备份和核对”里做。", "bad", *target)
    day = dt.datetime.fromisoformat(rows[0].at).astimezone().date()
    age = (session.clock.today() - day).days
    when = "今天" if age <= 0 else f"{age} 天前"
    urge = "" if age <= STALE_DAYS else "请尽快备份。" if able else "请业务账号尽快备份。"
    return Care("备份", when, f"最近一次 {day}，共保留 {len(rows)} 份。{urge}", "bad" if urge else "good", *target)


def _account_care(session: Session) -> Care:
    known = users(session)
    rights = session.catalog.rights
    business = sum(rights.business(u.roles) for u in known)
    held = {r for u in known for r in u.roles}
    lacking = [rights.label(r) for r in rights.roles if not rights.business((r,)) and r not in held]
    text = f"业务账号 {business} 个，管理账号 {len(known) - business} 个。" + (f"还没有{'、'.join(lacking)}。" if lacking else "")
    return Care("账号", f"{len(known)} 个", text, "warn" if lacking else "muted", "accounts", "管理账号")
