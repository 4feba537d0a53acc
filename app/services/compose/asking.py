"""What a draft is asked for: which one, of which period, about whom; which drafts an account is offered."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalog.composed import ComposeDef
from app.domain.errors import AppError, ErrorCode
from app.domain.periods import Period, parse_period, year_of
from app.services import people
from app.services.compose.material import PRINCIPAL
from app.services.compose.periods import UNITS, unit_of, usual
from app.services.session import Session

SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Ask:
    """draft: its id; period: its name; person: whom it is about (班子成员, 主要负责人); codes: chosen 重点领域."""

    draft: str
    period: str
    person: str = ""
    codes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """As it is kept with the record."""
        return SEPARATOR.join((self.draft, self.period, self.person, ",".join(self.codes)))


def read_ask(text: str) -> Ask:
    """A kept asking again."""
    draft, period, person, codes = ([*text.split(SEPARATOR), "", "", ""])[:4]
    return Ask(draft, period, person, tuple(c for c in codes.split(",") if c))


def offered(session: Session) -> list[ComposeDef]:
    """The drafts that the account may write: it makes such records and reads all they are counted from."""
    if session.business is None:
        return []
    return [d for d in session.catalog.composed.values() if _may(session, d)]


def _may(session: Session, draft: ComposeDef) -> bool:
    if draft.builder:
        return session.can("evaluate")
    made = session.can("create", draft.form, draft.kind) and session.can("view", draft.form, draft.kind)
    return made and all(session.can("view", f) for f in draft.needs)


def definition(session: Session, draft: str) -> ComposeDef:
    """A draft that the account may write. Raises AppError NOT_FOUND, also for one it is not offered."""
    found = next((d for d in offered(session) if d.id == draft), None)
    if found is None:
        raise AppError(ErrorCode.NOT_FOUND, "没有这种底稿。", action="请从“报告底稿”页里选一种。")
    return found


def by_number(session: Session, name: str) -> ComposeDef:
    """A draft by its id or its number (RP-08); of several with one number that of the unit. Raises AppError NOT_FOUND."""
    fitting = [d for d in offered(session) if name in (d.id, d.no)]
    found = next(iter(sorted(fitting, key=lambda d: d.about != "unit")), None)
    if found is None:
        raise AppError(ErrorCode.NOT_FOUND, "没有这种底稿。", action="请写底稿的编号，例如 RP-11。")
    return found


def usual_ask(session: Session, draft: ComposeDef) -> Ask:
    """What is usually asked for: the last period that is over; of one person the principal."""
    today = session.clock.today()
    period = year_of(today.year) if draft.builder else usual(draft.periods[0], today)
    return Ask(draft.id, period.name, principal_of(session, period) if draft.about != "unit" else "")


def principal_of(session: Session, period: Period) -> str:
    """Who led the own unit at the end of a period (today while it runs), or empty."""
    own, day = session.own_unit()[0], min(period.end, session.clock.today()).isoformat()
    held = (p for p in people.posts(session) if p.unit == own and PRINCIPAL in p.roles and p.holds_on(day))
    return next((p.person for p in held), "")


def checked(session: Session, ask: Ask) -> tuple[ComposeDef, Period]:
    """The draft and period asked for. Raises AppError NOT_FOUND, BAD_INPUT (a period or person that does not fit)."""
    draft = definition(session, ask.draft)
    try:
        period = parse_period(ask.period)
    except ValueError:
        period = None
    if period is None or ask.period.startswith("term:") or unit_of(period) not in [UNITS[p] for p in draft.periods]:
        raise AppError(ErrorCode.BAD_INPUT, "这种底稿不按这样的时期写。", where="时期")
    if draft.about != "unit" and not ask.person:
        raise AppError(ErrorCode.BAD_INPUT, "请选择这份底稿写的是谁。", where="写谁")
    if draft.fields and not ask.codes:
        raise AppError(ErrorCode.BAD_INPUT, "请选择涉及哪些重点领域。", where="重点领域")
    return draft, period
