"""Rows of a sheet as people and the posts they hold. Written as services.people writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.errors import AppError
from app.domain.ids import new_id
from app.jobs.progress import JobContext
from app.services import people
from app.services.intake_columns import PEOPLE_FIELDS, Target
from app.services.intake_plan import Entry, Fault, Given, What, Write, groups, read_lines, said
from app.services.intake_values import CellReader
from app.services.intake_words import Directory, Words
from app.services.people import PostRow
from app.services.session import Session
from app.sheets.heads import Table
from app.sheets.values import UnreadableError

EVERY = 100
LABELS = {f.id: f.label for f in PEOPLE_FIELDS}


class PeoplePlanner:
    """Makes the entries of one import of the register. Units that are not there are registered under the own one."""

    def __init__(self, session: Session, target: Target, directory: Directory) -> None:
        self._session, self._target, self._directory = session, target, directory
        self._reader = CellReader(Words(session.catalog.vocab), directory)
        self._posts: dict[tuple[str, str, str], list[PostRow]] = {}
        self._seen: dict[tuple[str, ...], int] = {}
        self._holders: set[str] = set()
        for post in people.posts(session):
            self._posts.setdefault((post.person, post.unit, post.title), []).append(post)

    def plan(self, table: Table, mapping: Mapping[int, str], context: JobContext) -> list[Entry]:
        """The entries in the order of the sheet. Raises Cancelled."""
        found = []
        for done, lines in enumerate(groups(table, mapping)):
            if done % EVERY == 0:
                context.report(done, len(table.lines), "正在核对")
            given = read_lines(lines, self._target, mapping, table.heads, self._reader)
            found.append(self._entry(given))
        return found

    def _entry(self, given: Given) -> Entry:
        values = given.values
        entry = Entry(given.numbers, str(values.get("name") or ""), str(values.get("since") or ""))
        faults = given.faults or self._lacking(values)
        if faults:
            entry.faults = tuple(faults)
            return entry
        try:
            unit = values.get("unit") or self._directory.unit("")
            person, new = self._person(str(values["name"]), unit)
        except UnreadableError as error:
            entry.faults = (Fault(LABELS["name"], said(values["name"], str(error))),)
            return entry
        entry.mentions = frozenset({person, unit} & {*self._directory.fresh.values(), *self._directory.fresh_units.values()})
        key = (person, unit, str(values.get("title") or ""), str(values.get("since") or ""))
        seen = self._seen.setdefault(key, given.numbers[0])
        if seen != given.numbers[0]:
            entry.what, entry.note = What.TWICE, f"与第 {seen} 行是同一个人的同一个职务。"
        elif values.get("title"):
            self._post(entry, values, person, unit, new=new)
        else:
            self._only(entry, values, person, new=new)
        return entry

    def _lacking(self, values: Mapping[str, Any]) -> list[Fault]:
        """What typing would refuse."""
        found = []
        if not values.get("name"):
            found.append(Fault(LABELS["name"], "没有填写姓名。请补上。"))
        if values.get("title") and not values.get("since"):
            found.append(Fault(LABELS["since"], "没有填写任职日期。请补上。"))
        try:
            for name in ("name", "title"):
                if values.get(name):
                    people.checked_name(str(values[name]), LABELS[name])
            if values.get("since"):
                people.check_days(values["since"], values.get("until"), None)
        except AppError as error:
            found.append(Fault(LABELS["until"] if error.where == "任职起止" else error.where, error.message))
        return found

    def _person(self, name: str, unit: str) -> tuple[str, bool]:
        """The person meant, told apart by the unit where several have the name; whether newly registered."""
        bare = name.partition("（")[0].partition("(")[0]
        same = self._directory.persons_named(bare)
        if not same:
            return self._directory.register("".join(bare.split()) if not bare.isascii() else bare.strip()), True
        if len(same) > 1 and bare == name:
            here = [p for p in same if any(k[0] == p and k[1] == unit for k in self._posts)]
            if len(here) == 1:
                return here[0], False
        found = self._directory.person(name)
        return found, found in self._directory.fresh.values()

    def _only(self, entry: Entry, values: Mapping[str, Any], person: str, *, new: bool) -> None:
        entry.what = What.NEW if new else What.SAME
        if new:
            entry.writes = (Write("person", person, {"name": self._directory.named([person])[person], "note": _note(values), "example": False}),)

    def _post(self, entry: Entry, values: Mapping[str, Any], person: str, unit: str, *, new: bool) -> None:
        held = [p for p in self._posts.get((person, unit, values["title"]), []) if p.since == values["since"]]
        before = held[0] if held else None
        snapshot = people.post_snapshot(
            person, unit, str(values["title"]), tuple(values.get("roles") or (before.roles if before else ())),
            tuple(values.get("fields") or (before.fields if before else ())), str(values["since"]),
            values.get("until") or (before.until if before else None), before.term if before else None,
        )  # fmt: skip
        post = Write("post", before.id if before else new_id("t"), snapshot)
        if before is not None:
            same = snapshot == people.post_snapshot(
                person, unit, before.title, before.roles, before.fields, before.since, before.until, before.term
            )
            entry.what, entry.writes = (What.SAME, ()) if same else (What.CHANGED, (post,))
            return
        entry.what, entry.writes = What.NEW, (post,)
        if new and _note(values):
            entry.writes = (Write("person", person, {"name": self._directory.named([person])[person], "note": _note(values), "example": False}), post)


def _note(values: Mapping[str, Any]) -> str:
    return str(values.get("note") or "")
