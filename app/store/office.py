"""The office file: accounts, preferences and the chained security log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, delete, insert, or_, select, update

from app.store.anchor import Anchor
from app.store.changelog import GENESIS, Head, canonical
from app.store.office_tables import account, preference, security_log


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account. roles: codes of forms/rights. person: the person in the register, if any."""

    id: str
    login: str
    name: str
    roles: tuple[str, ...]
    person: str | None
    active: bool
    created: str


@dataclass(frozen=True, slots=True)
class LogRow:
    """One line of the security log; detail holds codes and ids only, no content."""

    seq: int
    at: str
    user: str
    user_name: str
    action: str
    detail: str
    operation: str | None
    hash: str


def anchor(path: Path, database_id: str) -> Anchor:
    """The copy of the security log's head outside the data folder."""
    return Anchor(path, database_id, security_log)


def accounts(conn: Connection) -> list[AccountRow]:
    """All accounts, oldest first."""
    rows = conn.execute(select(account).order_by(account.c.created, account.c.login))
    return [_account(r) for r in rows]


def account_by_login(conn: Connection, login: str) -> AccountRow | None:
    """An account by its login name."""
    row = conn.execute(select(account).where(account.c.login == login)).first()
    return _account(row) if row else None


def add_account(conn: Connection, row: AccountRow) -> None:
    """Add an account."""
    conn.execute(
        insert(account).values(
            id=row.id, login=row.login, name=row.name, roles=canonical(list(row.roles)), person=row.person,
            active=row.active, created=row.created,
        )
    )  # fmt: skip


def set_roles(conn: Connection, user: str, roles: Sequence[str]) -> None:
    """Change an account's roles."""
    conn.execute(update(account).where(account.c.id == user).values(roles=canonical(list(roles))))


def set_person(conn: Connection, user: str, person: str) -> None:
    """Say whose account it is; an empty text: nobody's of the register."""
    conn.execute(update(account).where(account.c.id == user).values(person=person or None))


def set_active(conn: Connection, user: str, *, active: bool) -> None:
    """Close or reopen an account."""
    conn.execute(update(account).where(account.c.id == user).values(active=active))


def _account(row: object) -> AccountRow:
    r = row._mapping  # type: ignore[attr-defined]
    return AccountRow(
        r["id"], r["login"], r["name"], tuple(json.loads(r["roles"])), r["person"], bool(r["active"]), r["created"]
    )


def get_preference(conn: Connection, user: str, key: str) -> str | None:
    """A person's setting."""
    where = (preference.c.user == user) & (preference.c.key == key)
    value = conn.execute(select(preference.c.value).where(where)).scalar()
    return str(value) if value is not None else None


def put_preference(conn: Connection, user: str, key: str, value: str) -> None:
    """Set a person's setting."""
    conn.execute(delete(preference).where((preference.c.user == user) & (preference.c.key == key)))
    conn.execute(insert(preference).values(user=user, key=key, value=value))


def log(
    conn: Connection, *, at: str, user: str, user_name: str, action: str, details: Iterable[str], operation: str | None
) -> Head | None:
    """Append a line for each detail to the security log; returns the new head, None without details."""
    last, lines = head(conn), []
    for detail in details:
        content = [last.seq + 1, at, user, user_name, action, detail, operation, last.hash]
        digest = hashlib.sha256(canonical(content).encode("utf-8")).hexdigest()
        names = ("seq", "at", "user", "user_name", "action", "detail", "operation", "prev_hash")
        lines.append({**dict(zip(names, content, strict=True)), "hash": digest})
        last = Head(last.seq + 1, digest)
    if not lines:
        return None
    conn.execute(insert(security_log), lines)
    return last


def head(conn: Connection) -> Head:
    """The end of the security log."""
    row = conn.execute(
        select(security_log.c.seq, security_log.c.hash).order_by(security_log.c.seq.desc()).limit(1)
    ).first()
    return Head(int(row[0]), str(row[1])) if row else Head(0, GENESIS)


def log_rows(conn: Connection, limit: int) -> list[LogRow]:
    """The last lines, latest first."""
    rows = conn.execute(select(security_log).order_by(security_log.c.seq.desc()).limit(limit))
    return [
        LogRow(r.seq, r.at, r.user, r.user_name, r.action, r.detail, r.operation, r.hash) for r in rows
    ]


def log_of(conn: Connection, action: str, about: str, limit: int, *more: str) -> list[LogRow]:
    """Lines of one action about one thing (its id, alone or before more words) or more things, latest first."""
    said = security_log.c.detail
    one = or_(*((said == a) | said.startswith(f"{a} ", autoescape=True) for a in (about, *more)))
    rows = conn.execute(
        select(security_log).where((security_log.c.action == action) & one).order_by(security_log.c.seq.desc()).limit(limit)
    )
    return [
        LogRow(r.seq, r.at, r.user, r.user_name, r.action, r.detail, r.operation, r.hash) for r in rows
    ]


def verify(conn: Connection) -> str | None:
    """Recompute the chain; None when sound, else which number is wrong."""
    previous = GENESIS
    for expected, r in enumerate(conn.execute(select(security_log).order_by(security_log.c.seq)), 1):
        content = [r.seq, r.at, r.user, r.user_name, r.action, r.detail, r.operation, r.prev_hash]
        digest = hashlib.sha256(canonical(content).encode("utf-8")).hexdigest()
        if r.seq != expected or r.prev_hash != previous or r.hash != digest:
            return f"安全日志第 {expected} 号与前后不能衔接。"
        previous = r.hash
    return None
