"""Composes a draft from the records as they are now. Writes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from app.catalog.composed import ComposeDef
from app.domain.errors import AppError, ErrorCode
from app.domain.periods import Period
from app.services.compose import cells, rules_book
from app.services.compose.asking import Ask, checked, principal_of
from app.services.compose.figures import Figures
from app.services.compose.writing import Context, Paragraph, Writer
from app.services.session import Session
from app.store import names, queries

CLOSED_DRAFT = "principal_power"


@dataclass(frozen=True, slots=True)
class Composition:
    """A draft as the records give it. seen: the data each paragraph was counted from, by key, to notice changes.

    unread: keys of sentences left out because the account does not read what they count.
    """

    ask: Ask
    draft: ComposeDef
    period: Period
    title: str
    paragraphs: tuple[Paragraph, ...]
    seen: dict[str, str]
    unread: frozenset[str] = frozenset()


def compose(session: Session, ask: Ask) -> Composition:
    """Write the draft. Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT."""
    draft, period = checked(session, ask)
    if draft.evaluate:
        session.require("evaluate")
    unread: frozenset[str] = frozenset()
    context = _context(session, draft, ask, period)
    if draft.builder:
        paragraphs = rules_book.paragraphs(session, period)
    else:
        writer = Writer(draft, Figures(session, draft, ask.person), context)
        paragraphs, unread = writer.paragraphs(), frozenset(writer.unread)
    return Composition(ask, draft, period, context.fill(draft.title), paragraphs, fingerprints(session, paragraphs), unread)


def _context(session: Session, draft: ComposeDef, ask: Ask, period: Period) -> Context:
    who = ""
    if ask.person:
        with session.store.read() as conn:
            who = names.names_of(conn, [ask.person]).get(ask.person, "")
        if not who:
            raise AppError(ErrorCode.NOT_FOUND, "没有这位人员。", where="写谁")
        who += "同志"
    vocab = session.catalog.vocab
    form = session.form(draft.form) if draft.form else None
    field = form.field(draft.fields) if form is not None and draft.fields else None
    chosen = "、".join(vocab.short(c, field.vocab) for c in ask.codes) if field is not None else ""
    return Context(session.unit_name(), period, who, chosen)


def fingerprints(session: Session, paragraphs: Iterable[Paragraph]) -> dict[str, str]:
    """Of each paragraph that rests on something: what its records and cells are now, in a few characters."""
    read = [p for p in paragraphs if p.records or p.cells]
    with session.store.read() as conn:
        versions = queries.versions(conn, (i for p in read for i in p.records))
    texts = cells.states(session, [c for p in read for c in p.cells])
    return {p.key: _mark([*(f"{i}:{versions.get(i)}" for i in p.records), *(f"{c}:{texts[c]}" for c in p.cells)]) for p in read}


def _mark(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:16]


def closed_part(session: Session, ask: Ask) -> Ask | None:
    """Where what concerns the own principal is reported instead, for an account that may write that report.

    Offered beside the quarterly statistics, whatever they hold: the offer says nothing of whether there is any.
    """
    draft = session.catalog.composed.get(ask.draft)
    apart = draft is not None and any(f.concerns == "others" for f in draft.figures.values())
    if not apart:
        return None
    try:
        closed, period = checked(session, Ask(CLOSED_DRAFT, ask.period[:4], "-"))
    except AppError:
        return None
    person = principal_of(session, period)
    return Ask(closed.id, ask.period[:4], person) if person else None
