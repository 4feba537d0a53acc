"""What every reading of a year's evaluation needs: the records that rows are about, who bears a row, what it covers.

Belongs here: answers about one row. Does not belong here: boards, sheets and matrices made of rows (their services).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.catalog.vocab import Vocabularies
from app.domain.duties.model import DutyDef
from app.domain.duties.results import DutyState, Result
from app.services.duty_filter import DutyFilter, actor_words
from app.services.duty_people import Bearers, acts_itself, bearers
from app.services.duty_spans import Span, span_of
from app.services.duty_words import frequency
from app.services.evaluation import PER_RECORD, evaluation, unseen
from app.services.session import Session
from app.services.standing import Evaluation
from app.store import queries
from app.store.queries import Named

NOBODY = Named("", "", "", "")
UNREAD = "不在查看范围内的记录"


@dataclass(frozen=True, slots=True)
class Ground:
    """An evaluation with what its rows are read with. about: the records that rows are about, by id."""

    found: Evaluation
    year: int
    about: Mapping[str, Named]
    titles: Mapping[str, str]
    who: Bearers
    vocab: Vocabularies
    own: str

    def event(self, result: Result) -> Named:
        """The event or record a row is about; empty for periods."""
        return self.about.get(record_of(self.found.duties[result.duty], result)) or self.about.get(result.period, NOBODY)

    def span(self, result: Result) -> Span:
        """The days of the year a row covers."""
        return span_of(result.period, self.year, self.event(result).date)

    def bearers(self, result: Result) -> tuple[str, ...]:
        """The people who bear a row themselves; of several, the one who made the record it judges."""
        found = self.who.of(result, self.event(result).date)
        actor = self.event(result).actor if record_of(self.found.duties[result.duty], result) else ""
        return (actor,) if actor in found else found

    def body(self, result: Result) -> tuple[str, ...]:
        """Members of the bodies that bear a row."""
        return self.who.body(result, self.event(result).date)

    def people(self, result: Result) -> tuple[str, ...]:
        """Whom a row is about, then who bears it."""
        about = (result.subject,) if self.who.is_person(result.subject) else ()
        return tuple(dict.fromkeys((*about, *self.bearers(result))))

    def in_year(self, result: Result) -> bool:
        """Whether the period, or the event that stands for one, belongs to the year."""
        if result.period in self.about:
            return self.about[result.period].date[:4] == f"{self.year:04d}"
        if result.period.startswith("term:"):
            start, _, end = result.period.removeprefix("term:").partition("/")
            return start[:4] <= f"{self.year:04d}" <= (end[:4] or "9999")
        return result.period.startswith(f"{self.year:04d}")

    def fits(self, chosen: DutyFilter, result: Result) -> bool:
        """Whether a row belongs to the year and fits a filter, states aside."""
        duty = self.found.duties[result.duty]
        if not self.in_year(result) or not chosen.fits(duty, *self._names(duty, result) if chosen.text else ()):
            return False
        return not chosen.person or chosen.person in self.people(result)

    def _names(self, duty: DutyDef, result: Result) -> tuple[str, ...]:
        return self.found.names.get(result.subject, ""), self.event(result).title, actor_words(self.vocab, duty)

    def sub(self, result: Result) -> str:
        """Who must act and how often; when somebody else than the actor is concerned, that one first: 对李建国."""
        duty = self.found.duties[result.duty]
        actors = actor_words(self.vocab, duty)
        name = self.found.names.get(result.subject) or self.titles.get(result.subject, "")
        parts: tuple[str, ...] = (f"对{name}", frequency(duty), actors)
        if not name or result.subject == self.own:
            parts = (actors, frequency(duty))
        elif acts_itself(duty) or not actors:
            parts = (name, frequency(duty))
        return " · ".join(p for p in parts if p)


def ground(session: Session, year: int) -> Ground:
    """Read what the rows of a year need. Raises AppError NOT_ALLOWED."""
    found = evaluation(session, year)
    about = events(session, found)
    titles = {i: one.title for i, one in about.items()}
    who = bearers(session, found, year)
    return Ground(found, year, about, titles, who, session.catalog.vocab, session.own_unit()[0])


def events(session: Session, found: Evaluation) -> dict[str, Named]:
    """The records that stand as periods of per-event rows, or as what a row is about, by id."""
    ids = {r.period for r in found.results if not r.period[:4].isdigit() and not r.period.startswith("term:")}
    ids |= {record_of(found.duties[r.duty], r) for r in found.results}
    ids |= {r.subject for r in found.results if r.subject not in found.names}
    return readable(session, ids)


def readable(session: Session, ids: Iterable[str]) -> dict[str, Named]:
    """Records by id; of those that the account may not read, a word stands for the title."""
    with session.store.read() as conn:
        found = queries.named(conn, ids)
        hidden = unseen(session, conn)
    return {i: replace(one, title=UNREAD) if i in hidden else one for i, one in found.items()}


def record_of(duty: DutyDef, result: Result) -> str:
    """The record a row is about, for rules that judge each record."""
    return result.records[0] if isinstance(duty.rule, PER_RECORD) and result.records else ""


def only_tenure(found: Evaluation, subject: str, results: Sequence[Result]) -> bool:
    """Whether a person's row says nothing but that they were not in office."""
    return subject in found.names and all(r.state is DutyState.EXEMPT and "才任职" in r.note for r in results)
