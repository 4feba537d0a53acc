"""People and units kept on the window's side so that completion answers within a key press.

Read on the store thread whenever they change; search by part of the name or pinyin initials.
Also what the completion learns while the window is open: who was picked last, initials of words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.people import PersonRow, PostRow, UnitRow
    from app.services.session import Session


RECENT = 12


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be picked. detail: post and unit, or the explanation of a word."""

    id: str
    label: str
    detail: str = ""
    keys: str = ""


@dataclass(slots=True)
class Recent:
    """What was picked last, newest first, and the pinyin initials of words (label to initials)."""

    ids: list[str] = field(default_factory=list)
    initials: dict[str, str] = field(default_factory=dict)

    def note(self, one: str) -> None:
        """Somebody was picked."""
        self.ids = [one, *(i for i in self.ids if i != one)][:RECENT]


@dataclass(frozen=True, slots=True)
class Directory:
    """A snapshot of the registers."""

    people: tuple[PersonRow, ...] = ()
    units: tuple[UnitRow, ...] = ()
    posts: tuple[PostRow, ...] = ()
    names: dict[str, str] = field(default_factory=dict)

    @property
    def own_unit(self) -> str:
        """The own unit's id."""
        return next((u.id for u in self.units if u.own), "")

    def person_options(self, recent: Sequence[str] = ()) -> list[Option]:
        """People: those picked last, then those in office, then the others."""
        last = {one: at for at, one in enumerate(recent)}
        rows = sorted(self.people, key=lambda p: (last.get(p.id, RECENT), not p.current))
        return [
            Option(p.id, p.name, " · ".join(t for t in (p.titles, p.unit_label) if t), p.initials.lower()) for p in rows
        ]

    def unit_options(self) -> list[Option]:
        """Units, the own one first."""
        return [Option(u.id, u.name, "本单位" if u.own else "单位") for u in self.units]

    def told_apart(self, one: str) -> str:
        """A name; with post or unit when somebody else has the same one."""
        name = self.names.get(one, "")
        if name and sum(p.name == name for p in self.people) > 1:
            found = next((p for p in self.people if p.id == one), None)
            more = (found.unit_label or found.titles) if found else ""
            return f"{name}（{more}）" if more else name
        return name

    def principals_on(self, day: str) -> set[str]:
        """Who holds the first post of the own unit on a day (any day when empty)."""
        own = self.own_unit
        return {
            p.person for p in self.posts
            if p.unit == own and "principal" in p.roles and (not day or p.holds_on(day))
        }  # fmt: skip

    def leaders(self, day: str) -> list[str]:
        """People with a post in the own unit on a day, the first one first."""
        own = self.own_unit
        held = [p for p in self.posts if p.unit == own and (not day or p.holds_on(day))]
        held.sort(key=lambda p: ("principal" not in p.roles, p.since, p.person_name))
        return list(dict.fromkeys(p.person for p in held))


def read_directory(session: Session) -> Directory:
    """On the store thread: read the registers."""
    from app.services import people

    rows = people.people(session, include_left=True)
    units = people.units(session)
    names = {p.id: p.name for p in rows} | {u.id: u.name for u in units}
    return Directory(tuple(rows), tuple(units), tuple(people.posts(session)), names)


def match(options: list[Option], text: str, limit: int = 60) -> list[Option]:
    """Options whose label contains the text or whose initials begin with it; best first."""
    wanted = text.strip().lower()
    if not wanted:
        return options[:limit]
    found: list[tuple[int, int, Option]] = []
    for index, option in enumerate(options):
        name = option.label.lower()
        if name.startswith(wanted):
            found.append((0, index, option))
        elif any(k.startswith(wanted) for k in option.keys.split()):
            found.append((1, index, option))
        elif wanted in name or wanted in option.detail.lower():
            found.append((2, index, option))
    return [option for _rank, _index, option in sorted(found, key=lambda f: f[:2])[:limit]]
