"""Entries of a unit's own in the vocabularies that allow it: added, renamed, retired, never deleted.

A code once given stays known: records that have it keep it. What the entries do to forms, letters and lists is
catalog.overlay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.vocab import Vocabulary
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services import own_catalog
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import queries
from app.store.database import Connection

LONGEST = 40
MOST = 200
LETTERS = ("letter_kind", "letter_kind_other")
_PREFIX = re.compile(r"([a-z]+)\.")


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """An entry as the list shows it. shipped: its label in the program, empty for one of the unit's own; place: where
    records of it are registered; used: how many records have it, among those that
    the account may read."""

    code: str
    label: str
    shipped: str
    retired: bool
    place: str
    used: int


@dataclass(frozen=True, slots=True)
class OwnList:
    """A vocabulary that takes entries. places: (code, label) of what a new entry must say it belongs to, if anything."""

    id: str
    label: str
    entries: tuple[OwnEntry, ...]
    asks: str
    places: tuple[tuple[str, str], ...]


def lists(session: Session) -> list[OwnList]:
    """The vocabularies that take entries of the unit."""
    shipped = session.catalog.shipped or session.catalog
    with session.store.read() as conn:
        used = queries.counts_of_kinds(conn, session.sight())
        stored = queries.settings(conn, own_catalog.TERM)
    return [
        OwnList(v.id, v.label, _entries(session, v, shipped.vocab.get(v.id), used, stored), *_places(session, v.id))
        for v in session.catalog.vocab
        if v.extendable
    ]


def _entries(
    session: Session, vocab: Vocabulary, shipped: Vocabulary, used: Mapping[str, int], stored: Mapping[str, Any]
) -> tuple[OwnEntry, ...]:
    usual = {t.code: t.label for t in shipped.terms}
    retired = {t.code for t in vocab.retired}
    places = dict(_places(session, vocab.id)[1])
    found = []
    for term in vocab.known():
        said = stored.get(own_catalog.term_key(vocab.id, term.code), {})
        form = session.catalog.records.of_kind(term.code) if places else None
        place = places.get(str(said.get("like") or (form.id if form else "")), "")
        found.append(OwnEntry(term.code, term.label, usual.get(term.code, ""), term.code in retired, place, used.get(term.code, 0)))
    return tuple(found)


def _places(session: Session, vocab_id: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The question a new entry must answer and its answers: which form keeps its records, which letter it copies."""
    shipped = session.catalog.shipped or session.catalog
    if vocab_id in LETTERS:
        return "照哪种文书起草", tuple((code, form.label) for code, form in shipped.letters.items())
    codes = set(shipped.vocab.get(vocab_id).codes())
    forms = [f for f in shipped.records if codes & set(f.kinds)]
    forms.sort(key=lambda f: -len(codes & set(f.kinds)))
    return ("登记在哪种表里" if forms else ""), tuple((f.id, f.label) for f in forms)


def add(session: Session, vocab_id: str, label: str, place: str = "") -> OpResult[str]:
    """Add an entry; returns its code. place: the form (or letter) of a kind, by default the one with most kinds.

    Undoable. Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT (no name, known already, not that place), TOO_LARGE.
    """
    session.require("configure")
    vocab = _extendable(session, vocab_id)
    words = _checked(vocab, label)
    asks, places = _places(session, vocab_id)
    if place and place not in dict(places):
        raise AppError(ErrorCode.BAD_INPUT, f"请选择{asks}。", where=asks)
    place = place or (places[0][0] if places else "")
    code = _new_code(vocab)
    with session.store.read() as conn:
        stored = queries.settings(conn, f"{own_catalog.TERM}{vocab_id}:")
    if len(stored) >= MOST:
        raise AppError(ErrorCode.TOO_LARGE, f"一个词表最多加 {MOST} 个词。")
    value: dict[str, Any] = {"label": words, "place": max((v.get("place", 0) for v in stored.values()), default=0) + 1}
    if vocab_id in LETTERS:
        form = session.catalog.records.of_kind(place)
        value |= {"like": place, "form": form.id if form else ""}
    elif place:
        value["form"] = place
    return _put(session, vocab_id, code, value, "新增词条")


@dataclass(frozen=True, slots=True)
class LetterEntry:
    """The entry of the vocabulary of a kind of letter. value: what to keep of it, None when it stays as it is."""

    vocab: str
    code: str
    value: dict[str, Any] | None


def letter_vocab(session: Session, code: str) -> str:
    """In which of the lists of letters a kind stands."""
    return next((v for v in LETTERS if session.catalog.vocab.has(v, code)), LETTERS[0])


def letter_entry(session: Session, conn: Connection, code: str, label: str) -> LetterEntry:
    """The entry for a kind of letter that is being saved: a new one without a code, else renamed where its name changed.

    Raises AppError BAD_INPUT (no name, known already), TOO_LARGE.
    """
    vocab = session.catalog.vocab.get(letter_vocab(session, code))
    if code and session.catalog.vocab.short(code) == label:
        return LetterEntry(vocab.id, code, None)
    words = _checked(vocab, label, code)
    stored = queries.settings(conn, f"{own_catalog.TERM}{vocab.id}:")
    if code:
        return LetterEntry(vocab.id, code, {**stored.get(own_catalog.term_key(vocab.id, code), {}), "label": words})
    if len(stored) >= MOST:
        raise AppError(ErrorCode.TOO_LARGE, f"一个词表最多加 {MOST} 个词。")
    place = max((v.get("place", 0) for v in stored.values()), default=0) + 1
    return LetterEntry(vocab.id, _new_code(vocab), {"label": words, "place": place, "form": "letter"})


def rename(session: Session, vocab_id: str, code: str, label: str) -> OpResult[str]:
    """Give an entry another name; an empty one gives a shipped entry its own name back. Undoable.

    Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT.
    """
    session.require("configure")
    vocab = _extendable(session, vocab_id)
    _known(vocab, code)
    shipped = next((t.label for t in _shipped(session, vocab_id).terms if t.code == code), "")
    words = shipped if shipped and not label.strip() else _checked(vocab, label, code)
    return _put(session, vocab_id, code, {**_stored(session, vocab_id, code), "label": words}, "词条改名")


def retire(session: Session, vocab_id: str, code: str, retired: bool, what: str = "词条") -> OpResult[str]:
    """Offer an entry no longer, or again; records that have it stay as they are. Undoable. what: what it is called there.

    Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT (the last one of its list).
    """
    session.require("configure")
    vocab = _extendable(session, vocab_id)
    _known(vocab, code)
    if retired and len(vocab.terms) == 1:
        raise AppError(ErrorCode.BAD_INPUT, "一个词表至少留一个词。")
    value = {**_stored(session, vocab_id, code), "retired": retired or None}
    return _put(session, vocab_id, code, value, f"{'停用' if retired else '恢复'}{what}")


def _put(session: Session, vocab_id: str, code: str, value: Mapping[str, Any], label: str) -> OpResult[str]:
    touched = Touched()
    kept = {k: v for k, v in value.items() if v is not None}
    with session.change("own_terms", label, touched) as uow:
        uow.put("setting", own_catalog.term_key(vocab_id, code), {"value": kept})
    return session.result(code, touched, label)


def _stored(session: Session, vocab_id: str, code: str) -> dict[str, Any]:
    with session.store.read() as conn:
        found = queries.settings(conn, own_catalog.term_key(vocab_id, code))
    value = found.get(own_catalog.term_key(vocab_id, code))
    return dict(value) if value else {"label": session.catalog.vocab.label(code)}


def _shipped(session: Session, vocab_id: str) -> Vocabulary:
    return (session.catalog.shipped or session.catalog).vocab.get(vocab_id)


def _extendable(session: Session, vocab_id: str) -> Vocabulary:
    if vocab_id not in session.catalog.vocab or not session.catalog.vocab.get(vocab_id).extendable:
        raise AppError(ErrorCode.NOT_FOUND, "这个词表不能增改。")
    return session.catalog.vocab.get(vocab_id)


def _known(vocab: Vocabulary, code: str) -> None:
    if code not in {t.code for t in vocab.known()}:
        raise AppError(ErrorCode.NOT_FOUND, "词表里没有这个词。")


def _checked(vocab: Vocabulary, label: str, code: str = "") -> str:
    words = " ".join(label.split())
    if not words or len(words) > LONGEST:
        raise AppError(ErrorCode.BAD_INPUT, f"名称要填写，且不超过 {LONGEST} 字。", where="名称")
    if any(words in (t.label, t.short) and t.code != code for t in vocab.known()):
        raise AppError(ErrorCode.BAD_INPUT, "词表里已有这个词。", action="停用的可以恢复。", where="名称")
    return words


def _new_code(vocab: Vocabulary) -> str:
    """Of the family of its list, so that `talk.*` takes it too; never given twice, also on two computers."""
    family = _PREFIX.match(vocab.terms[0].code) if vocab.terms else None
    return f"{family[1] if family else vocab.id}.{new_id('own-')[:12]}"
