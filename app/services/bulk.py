"""Acts on many records at once: what they come to, deleting, a step taken by all. One operation, one undo.

What may not be touched is kept and named afterwards, never half done. Single records are
records' business; the writing goes the same way (one unit of work, the same checks).
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.catalog.records import RecordForm, Transition
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services import record_move, records
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import listing
from app.store.listing import Outline

MOST = 20_000  # one operation is held in memory until it is written and must be undone as one
NAMED = 5
CHUNK = 1000
CLERKS_OWN = frozenset({"edit", "review", "finalise"})


@dataclass(frozen=True, slots=True)
class Survey:
    """What a selection holds. states: (state, number), most first; names: the first titles;
    deletable: not locked and allowed; steps: (transition id, label, for how many)."""

    total: int
    states: tuple[tuple[str, int], ...]
    names: tuple[str, ...]
    deletable: int
    steps: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done. kept: how many were left as they are; names: the first of those, and why."""

    done: int
    kept: int = 0
    names: tuple[str, ...] = ()

    def sentence(self) -> str:
        """For the message bar; empty when nothing was kept."""
        if not self.kept:
            return ""
        more = f" 等 {self.kept} 条" if self.kept > len(self.names) else ""
        return f"{self.kept} 条没有动：{'、'.join(self.names)}{more}。"


def survey(session: Session, rids: array[int], context: JobContext) -> Survey:
    """What would happen to these rows."""
    states: Counter[str] = Counter()
    steps: Counter[tuple[str, str]] = Counter()
    names: list[str] = []
    deletable = total = 0
    rows = _rows(session, rids, context, "正在清点")
    able = _Able(session, rows)
    for row in rows:
        form = session.form(row[2])
        state = form.state(row[4])
        total += 1
        states[state.label if state else row[4]] += 1
        deletable += able.deletable(form, row)
        if len(names) < NAMED and able.deletable(form, row):
            names.append(row[5] or session.catalog.vocab.short(row[3]))
        steps.update((t.id, t.label) for t in able.steps(form, row))
    return Survey(
        total, tuple(states.most_common()), tuple(names), deletable,
        tuple((step, label, n) for (step, label), n in steps.most_common()),
    )  # fmt: skip


def _rows(
    session: Session, rids: Sequence[int], context: JobContext, doing: str
) -> list[Outline]:
    found: list[Outline] = []
    with session.store.read() as conn:
        for start in range(0, len(rids), listing.PART):
            context.report(start, len(rids), doing)
            part = listing.outline(conn, rids[start : start + listing.PART])
            found += session.sight().those(conn, part)
    return found


class _Able:
    """What the account may do with the rows of a selection."""

    def __init__(self, session: Session, rows: Sequence[Outline]) -> None:
        with session.store.read() as conn:
            actions = ("delete", *CLERKS_OWN)
            self._rids = {a: {r.rid for r in session.sight(a).those(conn, rows)} for a in actions}

    def deletable(self, form: RecordForm, row: Outline) -> bool:
        """Whether the row may be deleted now."""
        return row.rid in self._rids["delete"] and not form.append_only and not records.is_locked(form, row.state)

    def steps(self, form: RecordForm, row: Outline) -> list[Transition]:
        """Steps safe for many at once: the clerk's own, not a signature, a confirmation or another person's check.

        A record that lacks what a step needs does not take it and is named afterwards. None for forms that say so.
        """
        if form.one_by_one:
            return []
        return [
            t for t in form.transitions_from(row.state, row.kind)
            if t.action in CLERKS_OWN and not t.by_another and (form.id, t.id) not in records.OWN_WAY
            and t.target not in t.sources and row.rid in self._rids[t.action]
        ]  # fmt: skip


def delete_many(session: Session, rids: array[int], context: JobContext) -> OpResult[Outcome]:
    """Delete what may be deleted, keep the rest. Undoable in one step.

    Raises AppError TOO_LARGE, NOT_FOUND (nothing may be deleted); Cancelled: nothing was changed.
    """
    found = _rows(session, rids, context, "正在清点")
    able = _Able(session, found)
    doomed = [r for r in found if able.deletable(session.form(r.form), r)]
    gone = {r[0] for r in doomed}
    _refuse_too_many(len(doomed), "没有可以删除的记录：选中的都已定稿或不许删除。")
    kept = [r for r in found if r[0] not in gone]
    touched, label = Touched(), f"删除 {len(doomed)} 条记录"
    with session.change("record.delete", label, touched, {r[2] for r in doomed}) as uow:
        for start in range(0, len(doomed), CHUNK):
            context.report(start, len(doomed), "正在删除")
            uow.remove_records([r[1] for r in doomed[start : start + CHUNK]])
        context.report(len(doomed), len(doomed), "正在删除")
    return session.result(Outcome(len(doomed), len(kept), _named(session, kept)), touched, label)


def step_many(session: Session, rids: array[int], step_id: str, label: str, context: JobContext) -> OpResult[Outcome]:
    """Take one step with every record that can take it, keep the rest. Undoable unless it locks.

    Raises AppError TOO_LARGE, NOT_FOUND; Cancelled: nothing was changed.
    """
    found = _rows(session, rids, context, "正在清点")
    may = _Able(session, found)
    able = [(r, t) for r in found for t in may.steps(session.form(r.form), r) if (t.id, t.label) == (step_id, label)]
    _refuse_too_many(len(able), "选中的记录现在都不能做这一步。")
    touched, words = Touched(), f"{label} {len(able)} 条记录"
    undoable = not any(records.is_locked(session.form(r[2]), t.target) for r, t in able)
    skipped: list[Outline] = []
    with session.change("record.state", words, touched, {r[2] for r, _t in able}, undoable=undoable) as uow:
        for number, (row, step) in enumerate(able):
            context.report(number, len(able), f"正在{label}")
            try:
                record_move.move(session, uow, session.form(row[2]), row[1], step, "", {})
            except AppError as error:  # checked before it writes: this one lacks something
                if error.code not in (ErrorCode.BAD_INPUT, ErrorCode.BAD_STATE):
                    raise
                skipped.append(row)
    done = {r[0] for r, _t in able} - {r[0] for r in skipped}
    kept = [r for r in found if r[0] not in done]
    return session.result(
        Outcome(len(done), len(kept), _named(session, kept)), touched, f"{label} {len(done)} 条记录", undoable=undoable
    )


def _refuse_too_many(count: int, none: str) -> None:
    if not count:
        raise AppError(ErrorCode.NOT_FOUND, none)
    if count > MOST:
        raise AppError(
            ErrorCode.TOO_LARGE, f"一次最多处理 {MOST} 条，选中了 {count} 条。", action="请用筛选分几次做，每次都可以撤销。"
        )


def _named(session: Session, rows: Sequence[Outline]) -> tuple[str, ...]:
    named = []
    for _rid, _id, form_id, kind, state, title in rows[:NAMED]:
        found = session.form(form_id).state(state)
        named.append(f"{title or session.catalog.vocab.short(kind)}（{found.label if found else state}）")
    return tuple(named)
