"""What drafts are composed from: records in counting states within days, who held which post, who leads the own unit.

Records come through the lists, so that an account finds in a draft what it finds in its lists and nothing else.
Does not belong here: which of them a figure counts (figures).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.services import people
from app.services.evaluation import secret_kinds
from app.services.lists import ListQuery, list_ids
from app.services.people import PostRow
from app.services.record_body import as_list
from app.services.session import Session
from app.store import names, queries

PRINCIPAL = "principal"
_LEADER = re.compile("主要负责人|一把手|党组书记|党委书记|局长")
_LOWER = re.compile("下级|所属|基层")


@dataclass(frozen=True, slots=True)
class Item:
    """One record as figures see it. day: its own day."""

    id: str
    form: str
    kind: str
    state: str
    day: str
    title: str
    body: Mapping[str, Any]


class Material:
    """Reads each form once for the days asked for. Raises AppError NOT_ALLOWED for an account without business data."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._kept: dict[tuple[str, str, str], tuple[Item, ...]] = {}
        self.own = session.own_unit()[0]
        self._posts: dict[str, list[PostRow]] = {}
        for post in people.posts(session):
            self._posts.setdefault(post.person, []).append(post)
        with session.store.read() as conn:
            self.names = names.all_names(conn)
        self.today = session.clock.today().isoformat()

    def whole(self, form: str, kinds: Sequence[str]) -> bool:
        """Whether the account reads every record of the kinds (none: of the form), so that a figure of them is true.

        Kinds of which others must not even know stand in no open draft and are not asked for.
        """
        sight, secret = self._session.sight(), secret_kinds(self._session.catalog)
        asked = kinds or [k for k in self._session.form(form).kinds if k not in secret]
        return all(sight.whole(form, k) for k in asked)

    def items(self, form: str, since: str, until: str) -> tuple[Item, ...]:
        """Records of a form in counting states whose day lies within; empty days: no limit on that side."""
        key = (form, since, until)
        if key not in self._kept:
            self._kept[key] = tuple(self._read(form, since, until))
        return self._kept[key]

    def _read(self, form: str, since: str, until: str) -> list[Item]:
        query = ListQuery(forms=(form,), date_from=since or None, date_to=until or None, descending=False)
        rids = list_ids(self._session, query)
        definition = self._session.form(form)
        counting = {s.code for s in definition.states if s.counts}
        with self._session.store.read() as conn:
            rows = queries.rows_by_rid(conn, rids)
        return [
            Item(r.id, r.form, r.kind, r.state, r.date or "", r.title, json.loads(r.body)) for r in rows if r.state in counting
        ]

    # --- people ---------------------------------------------------------------------------
    def roles(self, person: str, day: str) -> frozenset[str]:
        """The roles a person held in the own unit on a day."""
        held = (p for p in self._posts.get(person, ()) if p.unit == self.own and p.holds_on(day))
        return frozenset(role for p in held for role in p.roles)

    def principal(self, day: str) -> str:
        """Who led the own unit on a day, or empty."""
        return next((i for i in self._posts if PRINCIPAL in self.roles(i, day)), "")

    def is_own(self, actor: str, day: str) -> bool:
        """Whether the own unit acted: itself, one of its people on that day, or nobody was named."""
        return actor in ("", self.own) or any(p.unit == self.own and p.holds_on(day) for p in self._posts.get(actor, ()))

    def unit_of(self, one: str, day: str) -> str:
        """The unit that a unit or a person stands for on a day; empty when nothing says so."""
        if one not in self._posts:
            return one if one in self.names else ""
        held = [p for p in self._posts[one] if p.holds_on(day)]
        return held[0].unit if held else ""

    def of_own_principal(self, item: Item) -> bool:
        """Whether a record concerns the principal of the own unit, then or now.

        Where it says “一把手” without saying whose, it is taken for the own one: an open draft rather lacks it.
        """
        subjects = [str(s) for s in as_list(item.body.get("subject"))]
        if any(PRINCIPAL in self.roles(s, day) for s in subjects for day in (item.day, self.today)):
            return True
        others = [s for s in subjects if s != self.own]
        if item.body.get("about") == PRINCIPAL and not others:
            return True
        level = str(item.body.get("level") or "")
        return bool(_LEADER.search(level)) and not _LOWER.search(level) and not others
