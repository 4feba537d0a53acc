"""Units, people, posts with dates: who held what, when, in charge of what."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import names, queries

BRANCH = "person.branch:"  # of which party branch somebody is an ordinary member


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as lists and completions show them. titles: current posts joined; branch: the party branch."""

    id: str
    name: str
    titles: str
    unit_label: str
    initials: str
    current: bool
    branch: str = ""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit; the own one has own = True."""

    id: str
    name: str
    parent: str | None
    own: bool
    applies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post held by a person in a unit. Dates are ISO days; until None = still held."""

    id: str
    person: str
    person_name: str
    unit: str
    unit_name: str
    title: str
    roles: tuple[str, ...]
    fields: tuple[str, ...]
    since: str
    until: str | None
    term: tuple[str, str] | None

    def holds_on(self, day: str) -> bool:
        """Whether the post is held on an ISO day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def held_in(self, year: int) -> bool:
        """Whether the post is held on some day of a year."""
        return self.since <= f"{year:04d}-12-31" and (not self.until or self.until >= f"{year:04d}-01-01")


def units(session: Session) -> list[UnitRow]:
    """All units, the own one first."""
    with session.store.read() as conn:
        return [
            UnitRow(r.id, r.name, r.parent, bool(r.own), tuple(json.loads(r.applies)))
            for r in queries.units(conn)
        ]


def levels(rows: Sequence[UnitRow]) -> list[tuple[UnitRow, int]]:
    """Units as they stand below each other with their level: 0 the own unit, 1 directly below it.

    Those whose parent is unknown, or which stand in a loop, come last as level 1.
    """
    found: list[tuple[UnitRow, int]] = []
    waiting = [(one, 0) for one in rows if one.own]
    while waiting:
        unit, level = waiting.pop(0)
        found.append((unit, level))
        below = [(one, level + 1) for one in rows if one.parent == unit.id and not one.own]
        waiting = below + waiting
    placed = {unit.id for unit, _level in found}
    return found + [(one, 1) for one in rows if one.id not in placed]


def posts(session: Session, person: str | None = None) -> list[PostRow]:
    """All posts, or one person's, latest first."""
    with session.store.read() as conn:
        known = names.all_names(conn)
        return [_post(r, known) for r in queries.posts(conn, person)]


def _post(row: Any, known: dict[str, str]) -> PostRow:
    term = json.loads(row.term) if row.term else None
    return PostRow(
        id=row.id, person=row.person, person_name=known.get(row.person, ""), unit=row.unit,
        unit_name=known.get(row.unit, ""), title=row.title, roles=tuple(json.loads(row.roles)),
        fields=tuple(json.loads(row.fields)), since=row.since, until=row.until,
        term=(term["from"], term["to"]) if term else None,
    )  # fmt: skip


def people(session: Session, *, include_left: bool = False) -> list[PersonRow]:
    """People of the register; those without a current post only when asked for."""
    today = session.clock.today().isoformat()
    with session.store.read() as conn:
        known = names.all_names(conn)
        held = [_post(r, known) for r in queries.posts(conn)]
        rows = [(r.id, r.name, r.initials) for r in queries.people(conn)]
        branches = queries.settings(conn, BRANCH)
    by_person: dict[str, list[PostRow]] = {}
    for post in held:
        by_person.setdefault(post.person, []).append(post)
    found = []
    for person_id, name, initials in rows:
        current = [p for p in by_person.get(person_id, []) if p.holds_on(today)]
        titles = "、".join(p.title for p in current)
        unit = current[0].unit_name if current else ""
        left = bool(by_person.get(person_id)) and not current
        if include_left or not left:
            shown = titles or ("已离任" if left else "")
            branch = str(branches.get(BRANCH + person_id) or "")
            found.append(PersonRow(person_id, name, shown, unit, initials, bool(current), branch))
    return found


def find_people(session: Session, text: str, limit: int = 20) -> list[PersonRow]:
    """People by part of the name or by pinyin initials; current holders of posts first."""
    wanted = text.strip()
    if not wanted:
        return people(session)[:limit]
    with session.store.read() as conn:
        ids = set(queries.people_named(conn, wanted, limit * 4))
        if wanted.isascii() and wanted.isalnum():
            ids |= set(names.by_initials(conn, "person", wanted.lower(), limit * 4))
    found = [p for p in people(session, include_left=True) if p.id in ids]
    found.sort(key=lambda p: (not p.current, not p.name.startswith(wanted)))
    return found[:limit]


def find_units(session: Session, text: str, limit: int = 20) -> list[UnitRow]:
    """Units by part of the name or by pinyin initials, the own one first."""
    wanted = text.strip()
    with session.store.read() as conn:
        by_initials = wanted.isascii() and wanted.isalnum()
        ids = set(names.by_initials(conn, "unit", wanted.lower(), limit * 4)) if by_initials else set()
        rows = [r for r in queries.units(conn) if r.id in ids or (wanted and wanted in r.name)]
    return [UnitRow(r.id, r.name, r.parent, bool(r.own)) for r in rows[:limit]]


def save_unit(
    session: Session,
    name: str,
    parent: str | None = None,
    unit_id: str | None = None,
    applies: tuple[str, ...] | None = None,
) -> OpResult[str]:
    """Add or change a unit. Raises AppError NOT_ALLOWED, BAD_INPUT. Undoable."""
    session.require("manage_people")
    target = unit_id or new_id("u")
    touched = Touched()
    with session.change("unit.save", "登记单位" if unit_id is None else "修改单位", touched) as uow:
        before = uow.get("unit", target) or {"own": False, "applies": [], "example": False}
        after = {**before, "name": checked_name(name, "单位名称")}
        if parent is not None and not before.get("own"):
            after["parent"] = parent
        if applies is not None:
            after["applies"] = list(applies)
        uow.put("unit", target, after)
    return session.result(target, touched, "登记单位")


def save_person(
    session: Session, name: str, person_id: str | None = None, note: str = "", branch: str | None = None
) -> OpResult[str]:
    """Add or rename a person. branch: the party branch, None leaves it as it is.

    Raises AppError NOT_ALLOWED, BAD_INPUT. Undoable.
    """
    session.require("manage_people")
    target = person_id or new_id("p")
    touched = Touched()
    label = "登记人员" if person_id is None else "修改人员"
    with session.change("person.save", label, touched) as uow:
        before = uow.get("person", target) or {"example": False}
        uow.put("person", target, {**before, "name": checked_name(name, "姓名"), "note": note or before.get("note", "")})
        if branch is not None:
            words = checked_name(branch, "支部") if branch.strip() else ""
            uow.put("setting", BRANCH + target, {"value": words} if words else None)
    return session.result(target, touched, label)


def save_post(
    session: Session,
    person: str,
    unit: str,
    title: str,
    roles: tuple[str, ...],
    fields: tuple[str, ...],
    since: str,
    until: str | None = None,
    term: tuple[str, str] | None = None,
    post_id: str | None = None,
) -> OpResult[str]:
    """Add or change a post. Dates are ISO days. Raises AppError NOT_ALLOWED, BAD_INPUT. Undoable."""
    session.require("manage_people")
    check_days(since, until, term)
    unknown = [r for r in roles if not session.catalog.vocab.has("actor", r)]
    if unknown:
        raise AppError(ErrorCode.BAD_INPUT, "职务身份的代码不认识。", where="身份")
    target = post_id or new_id("t")
    touched = Touched()
    label = "登记任职" if post_id is None else "修改任职"
    with session.change("post.save", label, touched) as uow:
        if uow.get("person", person) is None or uow.get("unit", unit) is None:
            raise AppError(ErrorCode.NOT_FOUND, "人员或单位不存在。", action="请先登记。")
        example = bool((uow.get("post", target) or {"example": False})["example"])
        snapshot = post_snapshot(person, unit, title, roles, fields, since, until, term, example=example)
        uow.put("post", target, snapshot)
    return session.result(target, touched, label)


def post_snapshot(
    person: str,
    unit: str,
    title: str,
    roles: tuple[str, ...],
    fields: tuple[str, ...],
    since: str,
    until: str | None,
    term: tuple[str, str] | None,
    *,
    example: bool = False,
) -> dict[str, Any]:
    """A post as it is stored. Raises AppError BAD_INPUT for a title that is none."""
    found: dict[str, Any] = {
        "person": person, "unit": unit, "title": checked_name(title, "职务"), "roles": list(roles),
        "fields": [f for f in fields if f.strip()], "since": since, "example": example,
    }  # fmt: skip
    if until:
        found["until"] = until
    if term:
        found["term"] = {"from": term[0], "to": term[1]}
    return found


def register_person(
    session: Session, name: str, unit: str = "", title: str = "", since: str = ""
) -> OpResult[str]:
    """Add a person together with the post held, in one step (title empty: the person only).

    Raises AppError NOT_ALLOWED, BAD_INPUT, NOT_FOUND. Undoable.
    """
    session.require("manage_people")
    if title:
        check_days(since, None, None)
    target = new_id("p")
    touched = Touched()
    with session.change("person.register", "登记人员", touched) as uow:
        uow.put("person", target, {"name": checked_name(name, "姓名"), "note": "", "example": False})
        if title:
            if uow.get("unit", unit) is None:
                raise AppError(ErrorCode.NOT_FOUND, "没有这个单位。", action="请先登记单位。")
            post = {"person": target, "unit": unit, "title": checked_name(title, "职务"), "roles": [], "fields": [], "since": since, "example": False}
            uow.put("post", new_id("t"), post)
    return session.result(target, touched, "登记人员")


def remove_post(session: Session, post_id: str) -> OpResult[str]:
    """Delete a post that was typed by mistake (a leader who left gets an end date instead). Undoable."""
    session.require("manage_people")
    touched = Touched()
    with session.change("post.remove", "删除任职", touched) as uow:
        if not uow.put("post", post_id, None):
            raise AppError(ErrorCode.NOT_FOUND, "没有这条任职。")
    return session.result(post_id, touched, "删除任职")


def checked_name(value: str, label: str) -> str:
    """A name without blanks around it; AppError(BAD_INPUT) for an empty or overlong one."""
    text = value.strip()
    if not text or len(text) > 100:
        raise AppError(ErrorCode.BAD_INPUT, f"“{label}”要填写，且不超过 100 字。", where=label)
    return text


def check_days(since: str, until: str | None, term: tuple[str, str] | None) -> None:
    """Refuse days of a post that are none or the wrong way round: AppError(BAD_INPUT)."""
    try:
        first = dt.date.fromisoformat(since)
        last = dt.date.fromisoformat(until) if until else None
        span = (dt.date.fromisoformat(term[0]), dt.date.fromisoformat(term[1])) if term else None
    except ValueError as exc:
        raise AppError(ErrorCode.BAD_INPUT, "任职日期不是正确的日期。", where="任职起止") from exc
    if (last and last < first) or (span and span[1] < span[0]):
        raise AppError(ErrorCode.BAD_INPUT, "结束日期早于开始日期。", where="任职起止")
