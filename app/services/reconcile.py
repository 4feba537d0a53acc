"""Matching a list that came in from a superior with our ledger, row by row, and acting on one row at a time.

A reconciliation is kept like unsaved typing (never an operation): what was read, which columns, what a person joined, parted
and said. Pairs and differences are worked out anew from the records whenever it is looked at, so that what was taken over
and then undone is open again. Records are written by records.save alone. Does not belong here: recognising pairs
(reconcile_match), reading sheets into rows (reconcile_rows), the paper (reconcile_out).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from app.catalog.records import FieldType, RecordForm
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services import records
from app.services.appeals import with_appeal
from app.services.intake import Reading
from app.services.intake_values import CellWriter
from app.services.intake_words import Directory, Words
from app.services.reconcile_match import Key, Match, folded, matches
from app.services.reconcile_rows import STATE_FIELD, Their, numbers_of, read_rows, remember_columns
from app.services.results import OpResult
from app.services.session import Session
from app.sheets.reading import Grid
from app.store import drafts as draft_rows
from app.store import listing, queries

PREFIX = "reconcile:"
LONGEST_NOTE = 500


class Standing(StrEnum):
    """What a pair is."""

    THEIRS = "theirs"
    OURS = "ours"
    DIFFERENT = "different"
    SAME = "same"


LABELS: Mapping[Standing, str] = {
    Standing.THEIRS: "只有对方有", Standing.OURS: "只有我方有", Standing.DIFFERENT: "字段不同", Standing.SAME: "一致",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that says otherwise. takeable: their value could be read and may be taken over."""

    field: str
    label: str
    theirs: str
    ours: str
    takeable: bool


@dataclass(frozen=True, slots=True)
class Ours:
    """Our record of a pair."""

    id: str
    title: str
    date: str
    state: str
    locked: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of the list and the record it means, or one of both. how: why they belong together; sure: whether nobody
    needs to look. note: what was said about it; done: nothing is left to do."""

    key: str
    standing: Standing
    theirs: Their | None = None
    ours: Ours | None = None
    how: str = ""
    sure: bool = True
    differences: tuple[Difference, ...] = ()
    note: str = ""
    act: str = ""

    @property
    def done(self) -> bool:
        """Whether nothing is left to do: the same, or somebody has said how it stays."""
        return self.standing is Standing.SAME or bool(self.note)

    @property
    def title(self) -> str:
        """What it is called, theirs first."""
        return (self.theirs.title if self.theirs else "") or (self.ours.title if self.ours else "")


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A list against our ledger. left_out: lines that are no rows, with the reason."""

    id: str
    form: str
    label: str
    sender: str
    file: str
    at: str
    pairs: tuple[Pair, ...]
    left_out: tuple[tuple[int, str, str], ...]

    def counts(self) -> dict[Standing, int]:
        """How many pairs are what."""
        return {one: sum(p.standing is one for p in self.pairs) for one in Standing}

    @property
    def open(self) -> int:
        """How many pairs somebody still has to look at."""
        return sum(not p.done for p in self.pairs)

    def find(self, key: str) -> Pair:
        """A pair; AppError NOT_FOUND when it is there no longer."""
        found = next((p for p in self.pairs if p.key == key), None)
        if found is None:
            raise AppError(ErrorCode.NOT_FOUND, "这一行已经不在了。", action="请刷新后再看。")
        return found


def begin(
    session: Session, found: Reading, grid: Grid, mapping: Mapping[int, str], *, sender: str, file: str, kind: str = ""
) -> str:
    """Read a list and keep it for going through; the sender's columns are remembered. Returns its id.

    Raises AppError NOT_ALLOWED, BAD_INPUT (no ledger, no column that names a row).
    """
    chosen = {at: one for at, one in mapping.items() if one and at < len(found.table.heads)}
    rows, left_out = read_rows(session, found, grid, chosen, kind)
    session.require("view", found.target.id)
    remember_columns(session, sender, found, chosen)
    made = new_id("c")
    _store(session, PREFIX + made, {
        "of": found.target.id, "of_kind": kind, "sender": sender.strip(), "file": file, "rows": [r.plain() for r in rows],
        "left_out": [list(one) for one in left_out], "joined": {}, "parted": [], "notes": {}, "acts": {},
    })  # fmt: skip
    return made


def unfinished(session: Session) -> list[tuple[str, str, str]]:
    """Id, what it is and when it was kept last, of this person's reconciliations; the latest first."""
    with session.store.read() as conn:
        found = [d for d in draft_rows.all_of(conn, session.user.id) if d.key.startswith(PREFIX)]
    return [(d.key.removeprefix(PREFIX), d.title, d.at) for d in found if session.can("view", str(d.payload["of"]))]


def finish(session: Session, one: str) -> None:
    """Let go of a reconciliation; records stay as they are."""
    with session.store.database.write() as conn:
        draft_rows.drop(conn, session.user.id, PREFIX + one)


def _store(session: Session, key: str, payload: dict[str, Any]) -> None:
    title = f"{session.form(str(payload['of'])).label}　{payload['sender'] or payload['file']}"
    with session.store.database.write() as conn:
        draft_rows.put(conn, session.user.id, key, title, session.stamp(), payload)


def _load(session: Session, one: str) -> tuple[str, dict[str, Any]]:
    with session.store.read() as conn:
        found = draft_rows.get(conn, session.user.id, PREFIX + one)
    if found is None:
        raise AppError(ErrorCode.NOT_FOUND, "这次对账已经结束。", action="请重新选择对方的表。")
    session.require("view", str(found.payload["of"]))
    return found.at, found.payload


# --- looking -------------------------------------------------------------------
def show(session: Session, one: str) -> Reconciliation:
    """The list against the ledger as it is now. Raises AppError NOT_FOUND, NOT_ALLOWED."""
    at, kept = _load(session, one)
    form = session.form(str(kept["of"]))
    theirs = [Their.read(r) for r in kept["rows"]]
    ours, due = _ledger(session, form, str(kept["of_kind"])), form.base.get("due", "due")
    found = matches(
        [Key(r.key, r.title, r.date, r.numbers, str(r.values.get(due) or "")) for r in theirs],
        [Key(i, v.title, v.date, numbers_of(form, v.body), str(v.body.get(due) or "")) for i, v in ours.items()],
        dict(kept["joined"]), {(str(a), str(b)) for a, b in kept["parted"]},
    )  # fmt: skip
    pairs = _Pairs(session, form, kept).all(theirs, ours, {m.theirs: m for m in found})
    return Reconciliation(
        one, form.id, form.label, str(kept["sender"]), str(kept["file"]), at, tuple(pairs),
        tuple((int(n), str(why), str(text)) for n, why, text in kept["left_out"]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Record:
    title: str
    date: str
    state: str
    locked: bool
    body: Mapping[str, Any]


def _ledger(session: Session, form: RecordForm, kind: str) -> dict[str, _Record]:
    found = {}
    with session.store.read() as conn:
        query = listing.ListQuery(forms=(form.id,), kinds=(kind,) if kind else (), descending=False)
        for row in queries.rows_by_rid(conn, listing.list_ids(conn, query, session.sight())):
            state, body = form.state(row.state), json.loads(row.body)
            label = with_appeal(state.label if state else row.state, body)
            found[str(row.id)] = _Record(row.title, row.date or "", label, bool(state and state.locked), body)
    return found


class _Pairs:
    """Puts rows and records side by side."""

    def __init__(self, session: Session, form: RecordForm, kept: Mapping[str, Any]) -> None:
        self._form, self._kept = form, kept
        self._writer = CellWriter(Words(session.catalog.vocab), Directory(session))

    def all(self, theirs: Sequence[Their], ours: Mapping[str, _Record], found: Mapping[str, Match]) -> list[Pair]:
        pairs = [self._row(row, ours, found.get(row.key)) for row in theirs]
        taken = {m.ours for m in found.values()}
        years = {r.date[:4] for r in theirs if r.date}
        for i, one in ours.items():
            if i not in taken and (not years or not one.date or min(years) <= one.date[:4] <= max(years)):
                pairs.append(self._told(Pair(f"o{i}", Standing.OURS, ours=_ours(i, one))))
        return pairs

    def _row(self, row: Their, ours: Mapping[str, _Record], match: Match | None) -> Pair:
        if match is None:
            return self._told(Pair(row.key, Standing.THEIRS, row))
        one = ours[match.ours]
        differences = tuple(self._differences(row, one))
        standing = Standing.DIFFERENT if differences or row.faults else Standing.SAME
        return self._told(Pair(row.key, standing, row, _ours(match.ours, one), match.how, match.sure, differences))

    def _told(self, pair: Pair) -> Pair:
        return replace(pair, note=str(self._kept["notes"].get(pair.key, "")), act=str(self._kept["acts"].get(pair.key, "")))

    def _differences(self, row: Their, one: _Record) -> list[Difference]:
        found = []
        for name, value in row.values.items():
            definition = self._form.field(name)
            if definition is None:
                continue
            here = self._writer.text(definition, one.body.get(name))
            there = self._writer.text(definition, value)
            if not _alike(definition.type, here, there):
                found.append(Difference(name, definition.label, there, here, not one.locked))
        said = row.texts.get(STATE_FIELD, "")
        if said and folded(said) != folded(one.state):
            found.append(Difference(STATE_FIELD, "状态", said, one.state, takeable=False))
        return found


def _ours(one: str, found: _Record) -> Ours:
    return Ours(one, found.title, found.date, found.state, found.locked)


def _alike(kind: FieldType, here: str, there: str) -> bool:
    if kind in (FieldType.TEXT, FieldType.LONG_TEXT):
        return folded(here) == folded(there)
    if "、" in here or "、" in there:
        return sorted(here.split("、")) == sorted(there.split("、"))
    return here == there


# --- acting on one row -----------------------------------------------------------
def take(session: Session, one: str, key: str, fields: Sequence[str] = ()) -> OpResult[Reconciliation]:
    """Take their values over into our record (fields: only these). Undoable as any change of a record.

    Raises AppError NOT_FOUND, NOT_ALLOWED, FINALISED, BAD_STATE (nothing can be taken), what records.save raises.
    """
    found, pair, kept = _pair(session, one, key)
    if pair.ours is None or pair.theirs is None:
        raise AppError(ErrorCode.BAD_STATE, "这一行没有配上我方的记录。", action="请先连上一条，或者新建。")
    able = [d.field for d in pair.differences if d.field != STATE_FIELD and (not fields or d.field in fields)]
    if not able:
        raise AppError(ErrorCode.BAD_STATE, "没有可以采用的内容。", action="状态要在记录里一步一步办；看不懂的格请对方改好。")
    view = records.get(session, pair.ours.id)
    body = {**view.body, **{name: pair.theirs.values[name] for name in able}}
    done = records.save(session, found.form, view.kind, body, view.id, view.version)
    _acted(session, one, kept, key, "采用对方")
    return replace_value(done, show(session, one))


def create(session: Session, one: str, key: str) -> OpResult[Reconciliation]:
    """Make a record of a row that only they have. Undoable. Raises AppError BAD_STATE, what records.save raises."""
    found, pair, kept = _pair(session, one, key)
    if pair.theirs is None or pair.ours is not None:
        raise AppError(ErrorCode.BAD_STATE, "这一行已经配上了我方的记录。", action="请刷新后再看。")
    form = session.form(found.form)
    kind = pair.theirs.kind or str(kept["of_kind"]) or form.offered[0]
    body = {**records.new_body(session, form.id, kind), **pair.theirs.values}
    done = records.save(session, form.id, kind, body)
    kept["joined"][key] = done.value.id
    _acted(session, one, kept, key, "按对方新建")
    return replace_value(done, show(session, one))


def keep(session: Session, one: str, key: str, note: str) -> Reconciliation:
    """Keep what is ours (or leave a row without record), saying why. An empty note opens the row again.

    Raises AppError BAD_INPUT (too long), NOT_FOUND.
    """
    words = note.strip()
    if len(words) > LONGEST_NOTE:
        raise AppError(ErrorCode.BAD_INPUT, f"说明不超过 {LONGEST_NOTE} 字。", where="说明")
    _found, _pair_of, kept = _pair(session, one, key)
    kept["notes"] = {k: v for k, v in kept["notes"].items() if k != key} | ({key: words} if words else {})
    _acted(session, one, kept, key, "保留我方" if words else "")
    return show(session, one)


def link(session: Session, one: str, key: str, record_id: str) -> Reconciliation:
    """Say that a row means one of our records. Raises AppError NOT_FOUND, BAD_INPUT (another ledger), BAD_STATE (taken)."""
    found, pair, kept = _pair(session, one, key)
    view = records.get(session, record_id)
    if view.form != found.form or pair.theirs is None:
        raise AppError(ErrorCode.BAD_INPUT, "只能连同一种台账里的记录。")
    other = next((p for p in found.pairs if p.ours is not None and p.ours.id == record_id and p.theirs is not None), None)
    if other is not None and other.key != key:
        raise AppError(ErrorCode.BAD_STATE, "这条记录已经配给另一行。", action="请先把那一行拆开。")
    kept["joined"][key] = record_id
    kept["parted"] = [p for p in kept["parted"] if p != [key, record_id]]
    _acted(session, one, kept, key, "人工连上")
    return show(session, one)


def split(session: Session, one: str, key: str) -> Reconciliation:
    """Say that a row and the record it stands with are two things. Raises AppError BAD_STATE (no pair), NOT_FOUND."""
    _found, pair, kept = _pair(session, one, key)
    if pair.ours is None or pair.theirs is None:
        raise AppError(ErrorCode.BAD_STATE, "这一行没有配上记录，不用拆。")
    kept["joined"].pop(key, None)
    kept["parted"] = [*kept["parted"], [key, pair.ours.id]]
    _acted(session, one, kept, key, "人工拆开")
    return show(session, one)


def _pair(session: Session, one: str, key: str) -> tuple[Reconciliation, Pair, dict[str, Any]]:
    found = show(session, one)
    return found, found.find(key), _load(session, one)[1]


def _acted(session: Session, one: str, kept: dict[str, Any], key: str, act: str) -> None:
    kept["acts"] = {k: v for k, v in kept["acts"].items() if k != key} | ({key: act} if act else {})
    _store(session, PREFIX + one, kept)


def replace_value(done: OpResult[Any], value: Reconciliation) -> OpResult[Reconciliation]:
    """The result of a change with the reconciliation as it is now."""
    return OpResult(value, done.changes, done.undoable)


def candidates(session: Session, one: str, key: str) -> list[Ours]:
    """Records that a row may be joined with: those without a row, the most alike first."""
    found = show(session, one)
    row = found.find(key).theirs
    free = [p.ours for p in found.pairs if p.standing is Standing.OURS and p.ours is not None]
    if row is None:
        return []
    wanted = set(folded(row.title))
    return sorted(free, key=lambda o: (-len(wanted & set(folded(o.title))), o.date, o.id))

