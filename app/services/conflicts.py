"""Two versions of one record: what somebody else changed, what is being typed, and how both are joined.

Differences are read from the same field paths as history and undo (domain.changes). Nothing
is written here: the joined body goes through records.save like any other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.body import PROGRAM_KEYS
from app.catalog.records import RecordForm
from app.domain.changes import ORDER, FieldChange, apply, diff, value_at
from app.domain.errors import AppError, ErrorCode
from app.services import records
from app.services.history import HistoryEntry, history, words_of
from app.services.record_body import tidy
from app.services.records import RecordView
from app.services.session import Session
from app.store import names

BOTH, THEIRS, MINE = "both", "theirs", "mine"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place of a record. side: who changed it; both: a person must choose."""

    path: str
    label: str
    before: str
    theirs: str
    mine: str
    side: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """The stored record beside the typing. view: None when it was deleted. last: the latest operation on it."""

    view: RecordView | None
    last: HistoryEntry | None
    base: Mapping[str, Any]
    theirs: Mapping[str, Any]
    mine: Mapping[str, Any]
    differences: tuple[Difference, ...]

    def open_paths(self) -> tuple[str, ...]:
        """Where a person must choose."""
        return tuple(d.path for d in self.differences if d.side == BOTH)


def compare(
    session: Session, record_id: str, base: Mapping[str, Any], mine: Mapping[str, Any], kind: str
) -> Conflict:
    """What became of a record since the typing began from `base`. Raises AppError NOT_ALLOWED."""
    try:
        view = records.get(session, record_id)
    except AppError as exc:
        if exc.code is not ErrorCode.NOT_FOUND:
            raise
        return Conflict(None, None, base, {}, mine, ())
    form = session.form(view.form)
    old, new, own = (_plain(tidy(form, kind, body)) for body in (base, view.body, mine))
    with session.store.read() as conn:
        known = names.all_names(conn)
    found = [
        _difference(session, form, path, side, (old, new, own), known | view.labels)
        for path, side in _places(old, new, own)
    ]
    last = next(iter(history(session, record_id)), None)
    return Conflict(view, last, old, new, own, tuple(found))


def merge(conflict: Conflict, chosen_mine: Collection[str]) -> dict[str, Any]:
    """The stored body with my changes in it; where both changed, mine only for the paths given."""
    contested = conflict.open_paths()
    changes = [
        FieldChange(path, None, value_at(conflict.mine, path)) for path in contested if path in chosen_mine
    ]
    changes += [
        one for one in diff(conflict.base, conflict.mine)
        if not any(_meets(one.path, path) for path in contested)
    ]  # fmt: skip
    return apply(conflict.theirs, changes) or {}


def _plain(body: dict[str, Any]) -> dict[str, Any]:
    """What a person types; what the program writes is not compared."""
    return {name: value for name, value in body.items() if name not in PROGRAM_KEYS}


def _places(old: Mapping[str, Any], new: Mapping[str, Any], own: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Where the versions differ and who changed it; what both changed alike is no difference."""
    theirs = [c.path for c in diff(old, new) if not c.path.endswith(ORDER)]
    mine = [c.path for c in diff(old, own) if not c.path.endswith(ORDER)]
    shared = {min(a, b, key=len) for a in theirs for b in mine if _meets(a, b)}
    both = sorted(p for p in shared if not any(p != q and p.startswith(f"{q}/") for q in shared))
    found = [(p, BOTH) for p in both if diff({"v": value_at(new, p)}, {"v": value_at(own, p)})]
    for paths, side in ((theirs, THEIRS), (mine, MINE)):
        found += [(p, side) for p in paths if not any(_meets(p, q) for q in both)]
    return found


def _meets(one: str, other: str) -> bool:
    """Whether one path is or holds the other."""
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _difference(
    session: Session, form: RecordForm, path: str, side: str, bodies: tuple[dict[str, Any], ...], known: Mapping[str, str]
) -> Difference:
    values = [value_at(body, path) for body in bodies]
    label, before, theirs, mine = words_of(session, form, path.split("/"), values, known)
    return Difference(path, _numbered(label, path, bodies), before, theirs, mine, side)


def _numbered(label: str, path: str, bodies: tuple[dict[str, Any], ...]) -> str:
    """The label with the number of the row it speaks of: 议题 2·决定."""
    steps = path.split("/")
    if len(steps) < 2 or not steps[1].startswith("["):
        return label
    for body in reversed(bodies):
        rows = body.get(steps[0]) or []
        for number, row in enumerate(rows, 1):
            if isinstance(row, Mapping) and f"[{row.get('id')}]" == steps[1]:
                head, dot, rest = label.partition("·")
                return f"{head} {number}{dot}{rest}"
    return label
