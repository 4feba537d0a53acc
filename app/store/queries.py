"""Reads of the business store: rows, people, posts, numbers, packages, settings.

What speaks of records in general takes the sight of who asks (store.sight); what fetches them by id or row does
not: services check those rows. Lists of row ids are in listing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_, select

from app.store.sight import Sight, counted
from app.store.tables import (
    blob,
    number,
    package,
    partner,
    person,
    post,
    received,
    record,
    record_ref,
    setting,
    unit,
)


def rows_by_rid(conn: Connection, rids: Sequence[int]) -> list[Any]:
    """Whole rows of the record table in the given order; deleted ones are left out."""
    found: dict[int, Any] = {}
    for start in range(0, len(rids), 500):
        part = list(rids[start : start + 500])
        for row in conn.execute(select(record).where(record.c.rid.in_(part))):
            if not row.deleted:
                found[int(row.rid)] = row
    return [found[r] for r in rids if r in found]


def row_by_id(conn: Connection, record_id: str) -> Any | None:
    """One row of the record table, None when absent or deleted."""
    return conn.execute(
        select(record).where((record.c.id == record_id) & record.c.deleted.is_(False))
    ).first()


def rows_by_id(conn: Connection, record_ids: Iterable[str]) -> dict[str, Any]:
    """Rows by record id."""
    wanted = sorted(set(record_ids))
    found: dict[str, Any] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        for row in conn.execute(select(record).where(record.c.id.in_(part))):
            if not row.deleted:
                found[str(row.id)] = row
    return found


def versions(conn: Connection, record_ids: Iterable[str]) -> dict[str, int]:
    """The version of each of the records that are not deleted, without their bodies."""
    wanted = sorted(set(record_ids))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), 500):
        where = record.c.id.in_(wanted[start : start + 500])
        rows = conn.execute(select(record.c.id, record.c.version, record.c.deleted).where(where))
        found.update((str(r[0]), int(r[1])) for r in rows if not r[2])
    return found


def forms_of(conn: Connection, record_ids: Iterable[str]) -> set[str]:
    """The forms of some records, deleted ones included."""
    return {str(r[0]) for r in conn.execute(select(record.c.form).where(record.c.id.in_(sorted(set(record_ids)))).distinct())}


def recent_rids(conn: Connection, sight: Sight, limit: int) -> list[int]:
    """The last typed records."""
    statement = (
        select(record.c.rid)
        .where(record.c.deleted.is_(False), *sight.listed())
        .order_by(record.c.rid.desc())
        .limit(limit)
    )
    return [int(r[0]) for r in conn.execute(statement)]


def last_of_kind(conn: Connection, form: str, kind: str, sight: Sight) -> Any | None:
    """The latest record of a kind that is seen: a start for the next."""
    return conn.execute(
        select(record)
        .where(record.c.kind == kind, record.c.deleted.is_(False), *sight.only((form,)).where())
        .order_by(record.c.date.desc(), record.c.rid.desc())
        .limit(1)
    ).first()


def example_ids(conn: Connection) -> dict[str, list[str]]:
    """Ids of everything that belongs to the example office, by entity."""
    return {
        name: [str(r[0]) for r in conn.execute(select(t.c.id).where(t.c.example & t.c.deleted.is_(False)))]
        for name, t in (("record", record), ("post", post), ("person", person), ("unit", unit))
    }


def mentioned_among(conn: Connection, ids: Sequence[str]) -> set[str]:
    """Which of the people or units are mentioned by records or held by posts that are not deleted."""
    living = select(record.c.rid).where(record.c.deleted.is_(False))
    found: set[str] = set()
    for start in range(0, len(ids), 500):
        part = list(ids[start : start + 500])
        mentions = select(record_ref.c.target).where(record_ref.c.target.in_(part) & record_ref.c.rid.in_(living))
        found.update(str(r[0]) for r in conn.execute(mentions))
        for column in (post.c.person, post.c.unit):
            held = select(column).where(column.in_(part) & post.c.deleted.is_(False))
            found.update(str(r[0]) for r in conn.execute(held))
    return found


def has_example(conn: Connection) -> bool:
    """Whether people or units of the example office are there (its records never are without them)."""
    return any(
        conn.execute(select(t.c.id).where(and_(t.c.example, t.c.deleted.is_(False))).limit(1)).first() is not None
        for t in (person, unit)
    )


def people(conn: Connection) -> list[Any]:
    """All people."""
    return list(conn.execute(select(person).where(person.c.deleted.is_(False)).order_by(person.c.name)))


def units(conn: Connection) -> list[Any]:
    """All units, the own one first."""
    return list(
        conn.execute(select(unit).where(unit.c.deleted.is_(False)).order_by(unit.c.own.desc(), unit.c.name))
    )


def posts(conn: Connection, person_id: str | None = None) -> list[Any]:
    """All posts, or one person's, latest first."""
    where: list[ColumnElement[bool]] = [post.c.deleted.is_(False)]
    if person_id is not None:
        where.append(post.c.person == person_id)
    return list(conn.execute(select(post).where(and_(*where)).order_by(post.c.since.desc(), post.c.id)))


def people_named(conn: Connection, part: str, limit: int) -> list[str]:
    """Ids of people whose name contains the part."""
    escaped = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    where = and_(person.c.name.like(f"%{escaped}%", escape="\\"), person.c.deleted.is_(False))
    return [str(r[0]) for r in conn.execute(select(person.c.id).where(where).limit(limit))]


def numbers(conn: Connection, year: int, series: str | None = None) -> list[Any]:
    """The number register of a year."""
    where = number.c.deleted.is_(False) & (number.c.year == year)
    if series is not None:
        where = where & (number.c.series == series)
    return list(conn.execute(select(number).where(where).order_by(number.c.series, number.c.n)))


def packages(conn: Connection, direction: str) -> list[Any]:
    """Sent ("out") or received ("in") packages, latest first."""
    where = package.c.deleted.is_(False) & (package.c.direction == direction)
    return list(conn.execute(select(package).where(where).order_by(package.c.at.desc(), package.c.id)))


def received_of(conn: Connection, sender: str, package_id: str | None = None) -> list[Any]:
    """Records another unit reported."""
    where = received.c.deleted.is_(False) & (received.c.sender == sender)
    if package_id is not None:
        where = where & (received.c.package == package_id)
    return list(conn.execute(select(received).where(where).order_by(received.c.date, received.c.id)))


def mentioning(conn: Connection, target: str, sight: Sight, limit: int) -> list[Any]:
    """Records that mention a person or unit, latest first."""
    rids = select(record_ref.c.rid).where(record_ref.c.target == target)
    where = and_(
        record.c.deleted.is_(False),
        *sight.where(),
        or_(record.c.rid.in_(rids), record.c.subject == target, record.c.actor == target),
    )
    statement = select(record).where(where).order_by(record.c.date.desc(), record.c.rid.desc()).limit(limit)
    return list(conn.execute(statement))


def holding_file(conn: Connection, sha256: str, sight: Sight) -> bool:
    """Whether a record that is seen holds an attachment."""
    return conn.execute(select(record.c.rid).where(_holds(conn, sha256, sight)).limit(1)).first() is not None


def holders(conn: Connection, sha256: str, sight: Sight) -> list[tuple[str, str]]:
    """(form, kind) of the records that are seen and hold an attachment, each once."""
    statement = select(record.c.form, record.c.kind).where(_holds(conn, sha256, sight)).distinct()
    return [(str(r.form), str(r.kind)) for r in conn.execute(statement)]


def files_in(conn: Connection, field: str) -> dict[str, str]:
    """SHA-256 of every file in one field of records that are not deleted, with the id of the record."""
    statement = (
        select(record_ref.c.target, record.c.id)
        .join(record, record.c.rid == record_ref.c.rid)
        .where((record_ref.c.field == field) & record.c.deleted.is_(False))
    )
    return {str(r.target): str(r.id) for r in conn.execute(statement)}


def _holds(conn: Connection, sha256: str, sight: Sight) -> ColumnElement[bool]:
    """Records written by earlier versions are looked through, but only for a file that is kept: that takes its time."""
    rids = select(record_ref.c.rid).where(record_ref.c.target == sha256)
    named = conn.execute(rids.limit(1)).first() is not None
    kept = named or conn.execute(select(blob.c.sha256).where(blob.c.sha256 == sha256)).first() is not None
    holds = record.c.rid.in_(rids) if named or not kept else func.instr(record.c.body, f'"sha256":"{sha256}"') > 0
    return and_(record.c.deleted.is_(False), *sight.where(), holds)


def referring(conn: Connection, record_id: str, sight: Sight, limit: int) -> list[Any]:
    """Records that link to a record, latest first."""
    rids = select(record_ref.c.rid).where(record_ref.c.target == record_id)
    where = and_(record.c.rid.in_(rids), record.c.deleted.is_(False), *sight.where())
    statement = select(record).where(where).order_by(record.c.date.desc(), record.c.rid.desc()).limit(limit)
    return list(conn.execute(statement))


def named_by(
    conn: Connection, forms: Sequence[str], fields: Sequence[str], targets: Iterable[str] = ()
) -> list[tuple[str, str]]:
    """(id named, subject of the naming record) for what records of some forms name in some fields; targets: only these ids."""
    statement = (
        select(record_ref.c.target, record.c.subject)
        .join(record, record.c.rid == record_ref.c.rid)
        .where(record.c.form.in_(forms) & record.c.deleted.is_(False) & record_ref.c.field.in_(fields))
    )
    if wanted := sorted(set(targets)):
        statement = statement.where(record_ref.c.target.in_(wanted))
    return [(str(r[0]), str(r[1] or "")) for r in conn.execute(statement)]


def per_subject(conn: Connection, sight: Sight) -> dict[str, tuple[int, str]]:
    """How many of the records seen are about each person, and the day of the latest."""
    statement = (
        select(record.c.subject, func.count(), func.max(record.c.date))
        .where(record.c.deleted.is_(False), record.c.subject.is_not(None), *sight.listed())
        .group_by(record.c.subject)
    )
    return {str(r[0]): (int(r[1]), str(r[2] or "")) for r in conn.execute(statement)}


def partners(conn: Connection) -> list[Any]:
    """Units whose packages are accepted."""
    return list(conn.execute(select(partner).where(partner.c.deleted.is_(False)).order_by(partner.c.name)))


def package_row(conn: Connection, direction: str, package_id: str) -> Any | None:
    """One package of the register."""
    where = and_(package.c.id == f"{direction}:{package_id}", package.c.deleted.is_(False))
    return conn.execute(select(package).where(where)).first()


def counts_of_kinds(conn: Connection, sight: Sight) -> dict[str, int]:
    """How many of the records seen there are of each kind."""
    found: dict[str, int] = {}
    for _form, kind, _state, _month, n in counted(conn, sight):
        found[kind] = found.get(kind, 0) + n
    return found


def has_kind(conn: Connection, kind: str) -> bool:
    """Whether there is a record of a kind, whoever may see it."""
    where = and_(record.c.kind == kind, record.c.deleted.is_(False))
    return conn.execute(select(record.c.rid).where(where).limit(1)).first() is not None


def settings(conn: Connection, prefix: str) -> dict[str, Any]:
    """Settings whose id begins with the prefix, values opened."""
    where = and_(setting.c.id.like(prefix.replace("_", "\\_") + "%", escape="\\"), setting.c.deleted.is_(False))
    return {str(r.id): json.loads(r.value) for r in conn.execute(select(setting).where(where))}


def existing(conn: Connection, ids: Iterable[str]) -> tuple[set[str], set[str], set[str]]:
    """Which of the ids are people, units and records."""
    wanted = sorted(set(ids))
    found: list[set[str]] = []
    for table in (person, unit, record):
        known: set[str] = set()
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            rows = conn.execute(select(table.c.id, table.c.deleted).where(table.c.id.in_(part)))
            known.update(str(r[0]) for r in rows if not r[1])
        found.append(known)
    return found[0], found[1], found[2]


def next_number(conn: Connection, series: str, year: int) -> int:
    """The number after the last of a series and year, from 1; within the writing transaction."""
    last = conn.execute(
        select(func.max(number.c.n)).where(and_(number.c.series == series, number.c.year == year))
    ).scalar()
    return int(last or 0) + 1


def numbers_of(conn: Connection, record_id: str) -> list[Any]:
    """Numbers a letter has taken."""
    return list(conn.execute(select(number).where(and_(number.c.record == record_id, number.c.deleted.is_(False)))))


def numbers_among(conn: Connection, record_ids: Sequence[str]) -> list[str]:
    """Ids of the numbers that any of these letters has taken."""
    found: list[str] = []
    for start in range(0, len(record_ids), 500):
        part = list(record_ids[start : start + 500])
        found.extend(str(r[0]) for r in conn.execute(select(number.c.id).where(number.c.record.in_(part) & number.c.deleted.is_(False))))
    return found


def last_series(conn: Connection, kind: str) -> str:
    """The series last used for a kind of letter, or an empty text."""
    found = conn.execute(
        select(number.c.series)
        .join(record, record.c.id == number.c.record)
        .where(record.c.kind == kind)
        .order_by(number.c.at.desc())
        .limit(1)
    ).scalar()
    return str(found) if found else ""


def letters_waiting(conn: Connection, states: Sequence[str], sight: Sight) -> list[Any]:
    """Letters delivered and not yet answered that have a reply limit, soonest first."""
    where = and_(
        record.c.deleted.is_(False), record.c.state.in_(states), record.c.due.is_not(None),
        *sight.only(("letter",)).where(),
    )
    return list(conn.execute(select(record).where(where).order_by(record.c.due, record.c.rid)))


@dataclass(frozen=True, slots=True)
class Named:
    """A record as others speak of it: title, ISO day, who acted; its form and kind say who may read it."""

    title: str
    date: str
    actor: str
    form: str
    kind: str = ""


def named(conn: Connection, record_ids: Iterable[str]) -> dict[str, Named]:
    """Title, day, actor and form of records by id, without their bodies."""
    wanted = sorted(set(record_ids))
    found: dict[str, Named] = {}
    for start in range(0, len(wanted), 500):
        # deleted is looked at here: in the query it tempts SQLite to walk the list index
        where = record.c.id.in_(wanted[start : start + 500])
        columns = (record.c.id, record.c.title, record.c.date, record.c.actor, record.c.form, record.c.kind, record.c.deleted)
        for row in conn.execute(select(*columns).where(where)):
            if not row[6]:
                found[str(row[0])] = Named(str(row[1]), str(row[2] or ""), str(row[3] or ""), str(row[4]), str(row[5]))
    return found


def record_keys(conn: Connection, sight: Sight) -> list[Any]:
    """Id, kind, date, title and first subject of every record seen: what tells two records apart."""
    columns = (record.c.id, record.c.kind, record.c.date, record.c.title, record.c.subject)
    return list(conn.execute(select(*columns).where(record.c.deleted.is_(False), *sight.listed())))


def ids_titled(conn: Connection, title: str, sight: Sight, limit: int) -> list[str]:
    """Ids of records of the forms with exactly this title."""
    where = and_(record.c.title == title, record.c.deleted.is_(False), *sight.where())
    return [str(r[0]) for r in conn.execute(select(record.c.id).where(where).limit(limit))]


def received_matching(conn: Connection, needle: str, kinds: Iterable[str], limit: int) -> list[Any]:
    """Reports of other units whose title or text contains a normalised needle, newest first.

    A scan: they are few beside own records. Codes are ASCII, so an ASCII needle is looked
    for in titles only.
    """
    text = func.lower(received.c.title)
    found = func.instr(text, needle) > 0
    if not needle.isascii():
        found = or_(found, func.instr(func.lower(received.c.body), needle) > 0)
    columns = (received.c.package, received.c.form, received.c.kind, received.c.title, received.c.date)
    statement = (
        select(*columns, package.c.partner_name)
        .join(package, package.c.id == literal("in:") + received.c.package)
        .where(and_(received.c.deleted.is_(False), received.c.kind.in_(sorted(kinds)), found))
        .order_by(received.c.date.desc(), received.c.id)
        .limit(limit)
    )
    return list(conn.execute(statement))
