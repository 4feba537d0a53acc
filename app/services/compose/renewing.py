"""What has changed since a draft was written, and taking it over: nothing a person wrote is overwritten unasked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.errors import AppError, ErrorCode
from app.services.compose.composing import Composition, compose
from app.services.compose.drafts import DraftRow, SavedDraft, load, row_of, save_rows
from app.services.compose.writing import Paragraph
from app.services.records import RecordView
from app.services.results import OpResult
from app.services.session import Session


class Change(StrEnum):
    """How a sentence differs: other text, only other data behind the same text, not there before, no longer made."""

    TEXT = "text"
    DATA = "data"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Renewed:
    """One difference. now: the text the records give today; edited: a person changed the sentence; left: they had left it out."""

    key: str
    change: Change
    before: str
    now: str
    edited: bool = False
    left: bool = False

    @property
    def taken(self) -> bool:
        """Whether it is taken over unless the person says otherwise."""
        return not self.edited and not self.left


@dataclass(frozen=True, slots=True)
class Renewal:
    """All differences of a saved draft from what the records give now."""

    saved: SavedDraft
    fresh: Composition
    changes: tuple[Renewed, ...]

    @property
    def stale(self) -> frozenset[str]:
        """Keys of sentences whose data has changed (数据已变化)."""
        return frozenset(c.key for c in self.changes if c.change is not Change.NEW)


def renewal(session: Session, record_id: str) -> Renewal:
    """Compare a saved draft with the records. Raises AppError NOT_FOUND, NOT_ALLOWED, BAD_INPUT."""
    saved = load(session, record_id)
    if saved.definition is None:
        raise AppError(ErrorCode.NOT_ALLOWED, "您的账号不能重新生成这份底稿。", action="请由能看到全部依据的账号来做。")
    fresh = compose(session, saved.ask)
    rows = {r.key: r for r in saved.rows if r.key}
    found = [c for p in fresh.paragraphs if (c := _difference(rows.get(p.key), p, fresh, saved)) is not None]
    made = {p.key for p in fresh.paragraphs}
    for row in rows.values():
        if row.key not in made and row.key.partition(":")[0] not in fresh.unread:
            found.append(Renewed(row.key, Change.GONE, row.text, "", row.edited))
    return Renewal(saved, fresh, tuple(found))


def _difference(row: DraftRow | None, made: Paragraph, fresh: Composition, saved: SavedDraft) -> Renewed | None:
    if row is None:
        left = made.key in saved.left
        return Renewed(made.key, Change.NEW, "", made.text, left=left)
    if row.made != made.text:
        return Renewed(row.key, Change.TEXT, row.text, made.text, row.edited)
    same = set(row.sources) == set(made.records) and set(row.cells) == set(made.cells)
    if same and row.seen == fresh.seen.get(made.key, ""):
        return None
    return Renewed(row.key, Change.DATA, row.text, made.text, row.edited)


def renew(
    session: Session, record_id: str, take: Collection[str] | None = None, version: int | None = None
) -> OpResult[RecordView]:
    """Take over what the records give now. Undoable.

    take: keys whose new text is wanted; None = all but what a person edited or had left out. A sentence that is not
    taken keeps its text and from now on rests on the new data; a new one that is not taken counts as left out; one that
    is no longer made and not taken away stays as the person's own. Own paragraphs and the order stay.
    Raises AppError NOT_FOUND, NOT_ALLOWED, FINALISED, STALE.
    """
    found = renewal(session, record_id)
    wanted = {c.key for c in found.changes if c.taken} if take is None else set(take)
    by_key = {c.key: c for c in found.changes}
    fresh = {p.key: p for p in found.fresh.paragraphs}
    rows = [r for row in found.saved.rows if (r := _renewed(row, by_key.get(row.key), fresh, found.fresh, wanted)) is not None]
    for change in found.changes:
        if change.change is Change.NEW and change.key in wanted:
            _insert(rows, row_of(fresh[change.key], found.fresh.seen.get(change.key, "")), found.fresh)
    new = {c.key for c in found.changes if c.change is Change.NEW}
    left = [*(k for k in found.saved.left if k not in wanted), *sorted(new - wanted - set(found.saved.left))]
    return save_rows(session, found.saved, rows, left, version)


def _renewed(
    row: DraftRow, change: Renewed | None, fresh: dict[str, Paragraph], made: Composition, wanted: Collection[str]
) -> DraftRow | None:
    if change is None or not row.key:
        return row
    if change.change is Change.GONE:
        return None if row.key in wanted else replace(row, key="", made="", sources=(), cells=(), basis="", seen="")
    paragraph = fresh[row.key]
    text = paragraph.text if row.key in wanted else row.text
    return replace(
        row, text=text, made=paragraph.text, sources=paragraph.records, cells=paragraph.cells, basis=paragraph.basis,
        seen=made.seen.get(row.key, ""),
    )  # fmt: skip


def _insert(rows: list[DraftRow], row: DraftRow, fresh: Composition) -> None:
    """Behind the sentence that stands before it in the fresh draft, wherever the person has moved that one."""
    order = [p.key for p in fresh.paragraphs]
    before = set(order[: order.index(row.key)])
    places = [n for n, r in enumerate(rows) if r.key in before]
    last = max(places, key=lambda n: order.index(rows[n].key), default=-1)
    rows.insert(last + 1, row)
