"""Who has served in a post as long as the unit's rotation plan lets anybody serve (干部交流轮岗).

The years come from the plan in force (文件 · 交流轮岗计划); without a plan that names them nobody is reminded of anything.
Counted are leading posts of the own unit that are held now; unbroken service in the same post adds up. It says how long,
never that somebody must go.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from app.domain.periods import add_months
from app.services import people
from app.services.people import PostRow
from app.services.session import Session
from app.store import listing, queries
from app.store.listing import ListQuery

PLAN_FORM, PLAN_KIND, IN_FORCE, YEARS = "document", "doc.rotation_plan", "final", "tenure_years"
COUNTED = frozenset({"principal", "member", "discipline_secretary", "discipline_head", "org_head", "leader"})
AHEAD_MONTHS = 6
SOURCES = ("beijing-28/20", "tianshui-2014/4.5")


@dataclass(frozen=True, slots=True)
class Served:
    """One post. until: the day the years are full; full: whether that day has come; plan: the record that names them."""

    person: str
    name: str
    title: str
    since: dt.date
    until: dt.date
    years: int
    full: bool
    plan: str


def served(session: Session) -> list[Served]:
    """Posts whose years are full or will be within half a year, the earliest first; empty without a plan. Raises NOT_ALLOWED."""
    session.require("view", PLAN_FORM)
    today = session.clock.today()
    plan = _plan(session, today)
    if plan is None:
        return []
    record, years = plan
    own, _name = session.own_unit()
    posts = [p for p in people.posts(session) if p.unit == own and COUNTED & set(p.roles)]
    rows = []
    for post in posts:
        if post.holds_on(today.isoformat()):
            since = _since(post, posts)
            until = add_months(since, 12 * years)
            if until <= add_months(today, AHEAD_MONTHS):
                rows.append(Served(post.person, post.person_name, post.title, since, until, years, until <= today, record))
    return sorted(rows, key=lambda r: (r.until, r.name))


def _plan(session: Session, today: dt.date) -> tuple[str, int] | None:
    """The latest plan in force that names the years: its record and the years."""
    with session.store.read() as conn:
        query = ListQuery(forms=(PLAN_FORM,), kinds=(PLAN_KIND,), states=(IN_FORCE,))
        rows = queries.rows_by_rid(conn, listing.list_ids(conn, query, session.sight()))
    found = [(r.date or "", r.id, int(years)) for r in rows if (years := json.loads(r.body).get(YEARS))]
    valid = [one for one in found if one[0] <= today.isoformat() and one[2] > 0]
    return max(valid)[1:] if valid else None


def _since(post: PostRow, posts: list[PostRow]) -> dt.date:
    """The first day of unbroken service: a post of the same name that ends the day before another begins is the same."""
    since = dt.date.fromisoformat(post.since)
    before = (p for p in posts if (p.person, p.title) == (post.person, post.title) and p.until)
    for other in sorted(before, key=lambda p: p.since, reverse=True):
        if other.since < since.isoformat() and dt.date.fromisoformat(other.until or "") + dt.timedelta(days=1) >= since:
            since = dt.date.fromisoformat(other.since)
    return since
