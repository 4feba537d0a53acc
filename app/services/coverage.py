"""How many of those who should have done something have done it, by name: who signed, who handed in a written report.

The obligated are the list the unit keeps for the period, else the holders of posts, exempt when they did not hold
them through the period, exactly as the duties count them. Nobody is ranked: the missing stand in the order of the list.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.domain.duties.selectors import Per
from app.domain.duties.subjects import subjects_for
from app.domain.errors import AppError, ErrorCode
from app.domain.periods import Period, year_of
from app.services.duty_settings import DutySettings
from app.services.posts import office_of
from app.services.record_body import as_list
from app.services.session import Session
from app.store import listing, names, queries
from app.store.database import Connection


@dataclass(frozen=True, slots=True)
class Named:
    """A person or unit by id, with the name people read."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who should, who did, who is missing in a period. records: what shows that they did.

    exempt: who did not hold the post through the whole period and is not asked.
    """

    period: str
    due: tuple[Named, ...]
    done: tuple[Named, ...]
    missing: tuple[Named, ...]
    exempt: tuple[Named, ...] = ()
    records: tuple[str, ...] = ()

    @property
    def share(self) -> Fraction | None:
        """Exactly how much of it is done; None when nobody is obligated."""
        return Fraction(len(self.done), len(self.due)) if self.due else None

    @property
    def percent(self) -> str:
        """The share as people read it, at most one decimal and never rounded up to the whole; empty without anybody."""
        if self.share is None:
            return ""
        tenths = self.share * 1000
        whole = tenths.numerator // tenths.denominator
        if tenths - whole >= Fraction(1, 2) and whole + 1 < 1000:
            whole += 1
        return f"{whole // 10}.{whole % 10}%" if whole % 10 else f"{whole // 10}%"

    def sentence(self, what: str) -> str:
        """应签 8，有记录 7（87.5%），未见记录：某某。"""
        if not self.due:
            return f"没有应{what}的人或单位。"
        names = "、".join(n.name for n in self.missing)
        tail = f"，未见记录：{names}" if names else "，已全部覆盖"
        return f"应{what} {len(self.due)}，有记录 {len(self.done)}（{self.percent}）{tail}。"


def coverage(
    session: Session,
    year: int,
    *,
    form: str,
    kind: str,
    posts: Sequence[Per],
    list_name: str,
    who: Sequence[str],
    counts: Callable[[Mapping[str, Any]], bool] = lambda _body: True,
) -> Coverage:
    """Who of the obligated of a year stands in records of the kind about it. who: fields that name them.

    A record is about the year it states, else about that of its day, as the duties take it.

    Only records in a state that counts. Raises AppError NOT_ALLOWED, BAD_INPUT (not a year).
    """
    session.require("view", form)
    if not 1900 <= year <= 9999:
        raise AppError(ErrorCode.BAD_INPUT, "年度应写成 2026。", where="年度")
    period = year_of(year)
    with session.store.read() as conn:
        known = names.all_names(conn)
        due, exempt = _obligated(session, conn, period, posts, list_name, known)
        found = _named(session, conn, form, kind, period, who, counts)
    done = [i for i in due if i in found]
    return Coverage(
        period.name, _all(due, known), _all(done, known), _all([i for i in due if i not in found], known),
        _all(exempt, known), tuple(dict.fromkeys(r for i in done for r in found[i])),
    )  # fmt: skip


def _all(ids: Iterable[str], known: Mapping[str, str]) -> tuple[Named, ...]:
    return tuple(Named(i, known.get(i, i)) for i in ids)


def _obligated(
    session: Session, conn: Connection, period: Period, posts: Sequence[Per], list_name: str, known: dict[str, str]
) -> tuple[list[str], list[str]]:
    kept = DutySettings(queries.settings(conn, f"list:{list_name}"), session.clock.today().year).lists()
    listed = kept.get(list_name, {}).get(period.name)
    if listed is not None:
        return list(dict.fromkeys(listed)), []
    office = office_of(conn, known)
    found = [s for per in posts for s in subjects_for(office, per, period)]
    due = list(dict.fromkeys(s.id for s in found if not s.exempt))
    return due, [i for i in dict.fromkeys(s.id for s in found if s.exempt) if i not in due]


def _named(
    session: Session,
    conn: Connection,
    form: str,
    kind: str,
    period: Period,
    who: Sequence[str],
    counts: Callable[[Mapping[str, Any]], bool],
) -> dict[str, list[str]]:
    """The records in which somebody is named, by person."""
    states = tuple(s.code for s in session.form(form).states if s.counts)
    query = listing.ListQuery(
        (form,), kinds=(kind,), states=states,
        date_from=f"{period.start.year - 1:04d}-01-01", date_to=f"{period.end.year + 1:04d}-12-31",
    )  # fmt: skip
    found: dict[str, list[str]] = {}
    for row in queries.rows_by_rid(conn, listing.list_ids(conn, query, session.sight())):
        body = json.loads(row.body)
        if _year_of(body, row.date) == period.name and counts(body):
            for one in {str(i) for name in who for i in as_list(body.get(name)) if i}:
                found.setdefault(one, []).append(row.id)
    return found


def _year_of(body: Mapping[str, Any], day: str) -> str:
    """The year a record states, else that of its day."""
    stated = (str(body.get(name) or "") for name in ("period", "year"))
    return next((s for s in stated if len(s) == 4), day[:4])
