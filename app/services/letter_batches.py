"""Batches of letters that were made: the list of them, how each stands, which letters a step is for.

A batch is remembered by the ids of its letters, written in the operation that made them (letter_batch.make) and undone
with it. Does not belong here: making a batch and its steps (letter_batch), paper (letter_batch_paper).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.catalog.records import RecordForm
from app.domain.errors import AppError, ErrorCode
from app.services.letter_batch import FORM, KEPT, STEPS
from app.services.session import Session
from app.store import queries
from app.store.heads import heads as heads_of

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as the list shows it. letters: ids in order, those the account may see; at: ISO instant;
    stands: label of a state and how many letters are in it, in the order of a letter's way."""

    id: str
    kind: str
    kind_label: str
    at: str
    by: str
    letters: tuple[str, ...]
    stands: tuple[tuple[str, int], ...]

    @property
    def words(self) -> str:
        """How it stands, as the list says it."""
        return "，".join(f"{label} {count} 件" for label, count in self.stands)


@dataclass(frozen=True, slots=True)
class Ready:
    """Letters of a batch that a step is for. past: state and number of those that are beyond it, withdrawn or void;
    years: of letters that are not dated this year."""

    ids: tuple[str, ...]
    past: tuple[tuple[str, int], ...]
    years: tuple[int, ...] = ()


def batches(session: Session, most: int = MOST_SHOWN) -> list[Batch]:
    """The latest batches of which the account may see a letter, latest first. Raises AppError NOT_ALLOWED."""
    session.require("view", FORM)
    form = session.form(FORM)
    with session.store.read() as conn:
        kept = queries.settings(conn, KEPT)
        latest = sorted(kept.items(), key=lambda one: (str(one[1]["at"]), one[0]), reverse=True)[:most]
        heads = heads_of(conn, [i for _key, one in latest for i in one["letters"]])
        seen = {str(r.id) for r in session.sight().those(conn, heads.values())}
    found = []
    for key, one in latest:
        ids = tuple(i for i in one["letters"] if i in seen)
        if not ids:
            continue
        label = session.catalog.vocab.short(one["kind"])
        stands = _counted(form, [str(heads[i].state) for i in ids])
        found.append(Batch(key.removeprefix(KEPT), one["kind"], label, one["at"], one["by"], ids, stands))
    return found


def ready(session: Session, ids: Sequence[str], step: str) -> Ready:
    """Which letters of a batch a step is for: all that are not beyond it. Raises AppError BAD_STATE naming the first
    letter that has not come so far, or when none is left; NOT_FOUND."""
    form = session.form(FORM)
    found = next((t for t in form.transitions if t.id == step), None)
    if found is None or step not in STEPS:
        raise AppError(ErrorCode.BAD_STATE, "这一步不能成批办理。", action="请逐件办理。")
    order = [s.code for s in form.states]
    first = min(order.index(s) for s in found.sources)
    with session.store.read() as conn:
        heads = heads_of(conn, ids)
        seen = {str(r.id) for r in session.sight().those(conn, heads.values())}
    chosen, past = [], []
    for number, record_id in enumerate(ids, 1):
        if record_id not in seen:  # undone or deleted since
            continue
        state = str(heads[record_id].state)
        if state in found.sources:
            chosen.append(record_id)
        elif order.index(state) < first:
            label = _label(form, state)
            words = f"第 {number} 件还在“{label}”，不能“{found.label}”。整批都没有办理。"
            raise AppError(ErrorCode.BAD_STATE, words, action="请先把它办到这一步，或者撤回它。", where=f"第{number}件")
        else:
            past.append(state)
    if not chosen:
        raise AppError(ErrorCode.BAD_STATE, f"这一批没有要办“{found.label}”的文书。", action="请看清单里的状态。")
    dated = {int(str(heads[i].date)[:4]) for i in chosen if heads[i].date}
    return Ready(tuple(chosen), _counted(form, past), tuple(sorted(dated - {session.clock.today().year})))


def _counted(form: RecordForm, states: Sequence[str]) -> tuple[tuple[str, int], ...]:
    counts = Counter(states)
    return tuple((s.label, counts[s.code]) for s in form.states if counts[s.code])


def _label(form: RecordForm, state: str) -> str:
    found = form.state(state)
    return found.label if found is not None else state
