"""What changed since somebody looked last: what others wrote on records that this person may see.

Read from the operation log; one line a record, the latest operation first, an operation on many
records as one line. How far a person has read is kept with the account.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.services import preferences
from app.services.session import Session
from app.store import changelog, news

SEEN = "changes_seen"  # {"seq": everything up to here was read, "read": {record or whole operation: up to which operation}}
NEWS_DAYS = 30  # what is older is no news, also for who never looked
MOST = 400
MANY = 4  # records of one operation from which it is one line
MOST_READ = 300
COUNTED = re.compile(r" ?\d+ [条件份].*$")


@dataclass(frozen=True, slots=True)
class News:
    """One line. record: empty when it stands for many; gone: deleted, so that nothing can be opened; count: records."""

    record: str
    form: str
    title: str
    what: str
    who: str
    at: str
    seq: int
    count: int = 1
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """Lines, latest first. head: number of the last operation that was looked at; more: there are older ones."""

    lines: tuple[News, ...]
    head: int
    more: bool = False


def changes_since(session: Session) -> Changes:
    """What others changed since this account read it; nothing for accounts without business data."""
    if session.business is None:
        return Changes((), 0)
    seq, read = _position(session)
    since = (session.clock.now().astimezone(dt.UTC) - dt.timedelta(days=NEWS_DAYS)).isoformat(timespec="seconds")
    with session.store.read() as conn:
        head = changelog.head(conn).seq
        rows = news.by_others(conn, session.sight(), session.user.id, seq, since, MOST)
    fresh = [r for r in rows if r.seq > read.get(str(r.id), 0)]
    return Changes(tuple(_lines(session, fresh, read)), head, len(rows) == MOST)


def _lines(session: Session, rows: Iterable[Any], read: Mapping[str, int]) -> Iterable[News]:
    """Operations on many records first become one line each; of the rest the latest line of each record stays."""
    operations: dict[int, list[Any]] = {}
    for row in rows:
        operations.setdefault(int(row.seq), []).append(row)
    told: set[str] = set()
    for seq, group in operations.items():
        first = group[0]
        if _whole(seq) in read:
            told.update(str(r.id) for r in group)  # nor is what came before it
        elif len(group) >= MANY:
            forms = {r.form for r in group}
            noun = session.form(first.form).label if len(forms) == 1 else "记录"
            yield News("", first.form if len(forms) == 1 else "", noun, _what(first), first.user_name,
                       first.at, seq, len(group))  # fmt: skip
            told.update(str(r.id) for r in group)
        else:
            for row in (r for r in group if str(r.id) not in told):
                told.add(str(row.id))
                title = row.title or session.catalog.vocab.short(row.kind)
                yield News(str(row.id), row.form, title, _what(row), row.user_name, row.at, seq, gone=bool(row.deleted))


def _what(row: Any) -> str:
    """What was done, without a number: the label may count records that this person must not know of."""
    return COUNTED.sub("", row.label)


def _whole(seq: int) -> str:
    """What stands for all records of one operation among those that were read."""
    return f"op {seq}"


def mark_read(session: Session, one: News) -> None:
    """One line was looked at: what it tells is no news any more."""
    position, read = _position(session)
    key = one.record or _whole(one.seq)
    read = {**read, key: max(one.seq, read.get(key, 0))}
    kept = sorted(((n, r) for r, n in read.items() if n > position), reverse=True)[:MOST_READ]
    _keep(session, position, {r: n for n, r in kept})


def mark_all_read(session: Session, head: int) -> None:
    """Everything up to an operation is no news any more."""
    position, read = _position(session)
    upto = max(position, head)
    _keep(session, upto, {r: n for r, n in read.items() if n > upto})


def _position(session: Session) -> tuple[int, dict[str, int]]:
    text = preferences.get(session, SEEN)
    try:
        found = json.loads(text) if text else {}
        return int(found.get("seq", 0)), {str(r): int(n) for r, n in dict(found.get("read", {})).items()}
    except (ValueError, TypeError, AttributeError):  # a line of settings that somebody spoilt: as if never looked
        return 0, {}


def _keep(session: Session, seq: int, read: Mapping[str, int]) -> None:
    preferences.put(session, SEEN, json.dumps({"seq": seq, "read": dict(read)}, separators=(",", ":")))
