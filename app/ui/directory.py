"""People and units kept on the window's side so that completion answers within a key press.

Read on the store thread whenever they change; search by part of the name or pinyin initials.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.people import PersonRow, PostRow, UnitRow
    from app.services.session import Session


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be picked. detail: post and unit, or the explanation of a word."""

    id: str
    label: str
    detail: str = ""
    keys: str = ""


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

    def person_options(self) -> list[Option]:
        """People, those in office first."""
        rows = sorted(self.people, key=lambda p: not p.current)
        return [
            Option(p.id, p.name, " · ".join(t for t in (p.titles, p.unit_label) if t), p.initials.lower()) for p in rows
        ]

    def unit_options(self) -> list[Option]:
        """Units, the own one first."""
        return [Option(u.id, u.name, "本单位" if u.own else "单位") for u in self.units]

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
        held.sort(key=lambda p: ("principal" not in p.roles, p.since))
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
