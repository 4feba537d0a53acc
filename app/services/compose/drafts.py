"""Composed drafts as records: saved with what each sentence rests on, edited freely, renewed only as a person chooses.

A sentence is edited when its text differs from the one it was made as. Does not belong here: how sentences are made
(composing, writing), what may follow a renewal (renewing).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from app.catalog.composed import ANNEX, ITSELF, ComposeDef
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services import people, records
from app.services.compose.asking import Ask, offered, read_ask
from app.services.compose.composing import Composition, compose
from app.services.compose.writing import Paragraph
from app.services.lists import ListQuery, Row, display_rows, list_ids
from app.services.records import RecordView
from app.services.results import OpResult
from app.services.session import Session
from app.store import queries

PARAGRAPHS, COMPOSED, LEFT = "paragraphs", "composed", "composed_left"
LEVELS = (0, 1, 2, 3, 4, ANNEX)
OPEN = "【"
MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One paragraph of a saved draft. id: of the row; made: the text as the program wrote it, empty for an own one."""

    id: str
    level: int
    text: str
    joined: bool = False
    key: str = ""
    made: str = ""
    sources: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    basis: str = ""
    seen: str = ""

    @property
    def edited(self) -> bool:
        """Whether a person wrote or changed it."""
        return self.text != self.made


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """A saved draft. editable: this account may change it now; blanks: sentences that still wait for a person."""

    view: RecordView
    ask: Ask
    definition: ComposeDef | None
    rows: tuple[DraftRow, ...]
    left: tuple[str, ...]
    editable: bool

    @property
    def blanks(self) -> tuple[str, ...]:
        """Texts with a 【…】 that nobody has filled in."""
        return tuple(r.text for r in self.rows if OPEN in r.text)


@dataclass(frozen=True, slots=True)
class Listed:
    """A saved draft in the list of drafts."""

    row: Row
    ask: Ask


def row_of(paragraph: Paragraph, seen: str = "") -> DraftRow:
    """A paragraph as it is first saved."""
    p = paragraph
    return DraftRow(new_id("w"), p.level, p.text, p.joined, p.key, p.text, p.records, p.cells, p.basis, seen)


def create(session: Session, ask: Ask) -> OpResult[RecordView]:
    """Compose a draft and save it as a record in its first state. Undoable.

    Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT; BAD_STATE for what is only printed (规则适用说明书).
    """
    made = compose(session, ask)
    draft = made.draft
    if not draft.form:
        raise AppError(ErrorCode.BAD_STATE, "这份材料随用随出，不保存成记录。", action="请直接打印或导出。")
    rows = [row_of(p, made.seen.get(p.key, "")) for p in made.paragraphs]
    body = records.new_body(session, draft.form, draft.kind) | _fields(session, made) | section_texts(draft, rows)
    return records.save(session, draft.form, draft.kind, body | {COMPOSED: ask.text, PARAGRAPHS: [plain(r) for r in rows]})


def _fields(session: Session, made: Composition) -> dict[str, Any]:
    """The fields of the record that the asking says already."""
    found: dict[str, Any] = {"title": made.title, "period": made.ask.period, "actor": _actor(session, made)}
    if made.draft.to:
        found["recipients"] = list(made.draft.to)
    if made.ask.person and made.draft.actor != (ITSELF,):
        found["subject"] = [made.ask.person]
    if made.draft.fields:
        found[made.draft.fields] = list(made.ask.codes)
    return found


def _actor(session: Session, made: Composition) -> str:
    """Who reports: the person it is about, whoever holds the post that reports, else the own unit."""
    own = session.own_unit()[0]
    if made.draft.actor == (ITSELF,):
        return made.ask.person
    today = session.clock.today().isoformat()
    held = [p for p in people.posts(session) if p.unit == own and p.holds_on(today)]
    return next((p.person for role in made.draft.actor for p in held if role in p.roles), own)


def plain(row: DraftRow) -> dict[str, Any]:
    """A row as the record keeps it."""
    return {
        "id": row.id, "level": row.level, "joined": row.joined, "text": row.text, "key": row.key, "made": row.made,
        "sources": list(row.sources), "cells": list(row.cells), "basis": row.basis, "seen": row.seen,
    }  # fmt: skip


def section_texts(draft: ComposeDef | None, rows: Sequence[DraftRow]) -> dict[str, str]:
    """What the sections say that a field of the record holds too, as far as nothing waits for a person there."""
    found: dict[str, str] = {}
    for number, section in enumerate(draft.sections if draft is not None else (), 1):
        start = next((n for n, r in enumerate(rows) if r.key == f"h.{number}"), None)
        if not section.field or start is None:
            continue
        inside = [r.text for r in takewhile(lambda r: not r.level, rows[start + 1 :])]
        if inside and not any(OPEN in t for t in inside):
            found[section.field] = "".join(inside)
    return found


def load(session: Session, record_id: str) -> SavedDraft:
    """A saved draft. Raises AppError NOT_FOUND, also for a record that is none."""
    view = records.get(session, record_id)
    rows = tuple(rows_of(view.body))
    if not rows and not view.body.get(COMPOSED):
        raise AppError(ErrorCode.NOT_FOUND, "这条记录不是底稿。", action="请在记录页打开。")
    ask = read_ask(str(view.body.get(COMPOSED) or ""))
    editable = not view.locked and "edit" in view.may
    definition = next((d for d in offered(session) if d.id == ask.draft), None)
    return SavedDraft(view, ask, definition, rows, tuple(view.body.get(LEFT) or ()), editable)


def rows_of(body: Mapping[str, Any]) -> list[DraftRow]:
    """The rows of a body, stored or typed."""
    return [_row(r) for r in body.get(PARAGRAPHS) or ()]


def _row(row: Mapping[str, Any]) -> DraftRow:
    return DraftRow(
        str(row["id"]), int(row.get("level") or 0), str(row.get("text") or ""), bool(row.get("joined")), str(row.get("key") or ""),
        str(row.get("made") or ""), tuple(row.get("sources") or ()), tuple(row.get("cells") or ()),
        str(row.get("basis") or ""), str(row.get("seen") or ""),
    )  # fmt: skip


def write(
    session: Session, record_id: str, rows: Sequence[DraftRow], title: str, version: int | None = None
) -> OpResult[RecordView]:
    """Save what a person made of a draft: texts, order, headings, own paragraphs. Undoable.

    What a sentence rests on stays as it was saved, whatever the rows say; sentences that are not among the rows any
    more are remembered as left out. Raises AppError NOT_ALLOWED, NOT_FOUND, FINALISED, STALE, BAD_INPUT.
    """
    saved = load(session, record_id)
    known = {r.id: r for r in saved.rows}
    kept = [_kept(known.get(r.id), r) for r in rows if r.text.strip()]
    gone = {r.key for r in saved.rows if r.key} - {r.key for r in kept}
    return _save(session, saved, kept, title, [*saved.left, *sorted(gone - set(saved.left))], version)


def _kept(before: DraftRow | None, row: DraftRow) -> DraftRow:
    if row.level not in LEVELS:
        raise AppError(ErrorCode.BAD_INPUT, "层次应是 0 到 4。", where="层次")
    text = " ".join(row.text.split("\n")).strip()
    if before is None:
        return DraftRow(row.id or new_id("w"), row.level, text, row.joined)
    return replace(before, level=row.level, text=text, joined=row.joined)


def save_rows(
    session: Session, saved: SavedDraft, rows: Sequence[DraftRow], left: Iterable[str], version: int | None
) -> OpResult[RecordView]:
    """Save renewed rows. Raises what records.save raises."""
    return _save(session, saved, rows, saved.view.title, list(left), version)


def _save(
    session: Session, saved: SavedDraft, rows: Sequence[DraftRow], title: str, left: list[str], version: int | None
) -> OpResult[RecordView]:
    view = saved.view
    name = session.form(view.form).base["title"]
    before, texts = section_texts(saved.definition, saved.rows), section_texts(saved.definition, rows)
    kept = {f: t for f, t in texts.items() if view.body.get(f) in (None, "", before.get(f))}
    body = {**view.body, **kept, name: title.strip() or view.title, PARAGRAPHS: [plain(r) for r in rows], LEFT: left}
    return records.save(session, view.form, view.kind, body, view.id, version)


def saved_drafts(session: Session) -> list[Listed]:
    """Saved drafts the account sees, the latest first."""
    wanted = {(d.form, d.kind) for d in session.catalog.composed.values() if d.form}
    forms = tuple(f for f in dict.fromkeys(form for form, _k in wanted) if session.can("view", f))
    rids = list_ids(session, ListQuery(forms=forms, kinds=tuple(k for _f, k in sorted(wanted)), sort="entered"), 400) if forms else []
    with session.store.read() as conn:
        rows = [r for r in queries.rows_by_rid(conn, list(rids)) if f'"{COMPOSED}"' in r.body][:MOST_SHOWN]
        asks = {r.id: r for r in rows}
        shown = display_rows(conn, session.catalog, rows, session.sight())
    return [Listed(r, read_ask(_composed(asks[r.id].body))) for r in shown]


def _composed(body: str) -> str:
    return str(json.loads(body).get(COMPOSED) or "")


def existing(session: Session, ask: Ask) -> str:
    """The id of the latest saved draft asked for in the same words, or empty."""
    return next((one.row.id for one in saved_drafts(session) if one.ask == ask), "")
