"""The optional pieces of a letter's text: which are in it, and switching one on or off.

Nothing is stored about them: a piece is there when its sentences are, whatever values they hold; one that a person
has reworded is their own text. Does not belong here: how a draft is filled (letter_prefill, catalog.letter_text).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.letter_text import Told, fits, own_pieces, paragraphs
from app.catalog.letters import Block, LetterForm, SkeletonParagraph
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services.session import Session

OWN_WORDS = 4  # of a piece, by which it is found again; fewer would fit other paragraphs


@dataclass(frozen=True, slots=True)
class BlockState:
    """An optional piece as the page shows it. count: how often it stands in the text."""

    id: str
    label: str
    on: bool
    repeat: bool
    count: int


def blocks(session: Session, kind: str, body: Mapping[str, Any]) -> list[BlockState]:
    """The optional pieces of a kind, and whether they stand in a letter's text.

    Pieces without words of their own (nothing but a value) cannot be told from what a person wrote, and are left out.
    """
    form = session.catalog.letters.get(kind)
    found = []
    for block in form.blocks if form is not None else ():
        if form is not None and any(_words(p) >= OWN_WORDS for p in _parts(form, block)):
            count = len(_places(form, block, body))
            found.append(BlockState(block.id, block.label, count > 0, block.repeat, count))
    return found


def switched(session: Session, kind: str, body: Mapping[str, Any], block_id: str, on: bool) -> dict[str, Any]:
    """The body with a piece put in at its place (once more if it may repeat), or taken out. Raises AppError NOT_FOUND."""
    form = session.catalog.letters.get(kind)
    block = form.block(block_id) if form is not None else None
    if form is None or block is None:
        raise AppError(ErrorCode.NOT_FOUND, "这种文书没有这个可选部分。")
    rows = list(body.get("body") or [])
    places = _places(form, block, body)
    if not on:
        gone = {n for place in places for n in place}
        return {**body, "body": [r for n, r in enumerate(rows) if n not in gone]}
    if places and not block.repeat:
        return dict(body)
    at = places[-1][-1] + 1 if places else _position(form, block, rows)
    return {**body, "body": [*rows[:at], *_made(form, block, body), *rows[at:]]}


def _parts(form: LetterForm, block: Block) -> list[SkeletonParagraph]:
    return [p for p in form.body if p.block == block.id]


def _words(part: SkeletonParagraph) -> int:
    """How many characters of a part are its own and not of a value."""
    return sum(map(len, own_pieces(part.text)))


def _made(form: LetterForm, block: Block, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    values = {str(r["key"]): str(r.get("value") or "") for r in body.get("values") or [] if r.get("key")}
    values.setdefault("issuer", next(iter(body.get("issuers") or [""])))
    told = Told(values, {}, {block.id: True})
    labels = {v.name: v.label for v in form.values}
    laid = paragraphs(form, _parts(form, block), told, lambda name: f"【{labels.get(name, name)}】")
    return [{"id": new_id("w"), "level": p.level, "text": p.text, **({"table": p.table} if p.table else {})} for p in laid]


def _places(form: LetterForm, block: Block, body: Mapping[str, Any]) -> list[list[int]]:
    """Numbers of the rows of each time the piece stands in the text."""
    wanted = [(p.level, p.text) for p in _parts(form, block) if p.table is None]
    rows = list(body.get("body") or [])
    found, at = [], 0
    while wanted and at + len(wanted) <= len(rows):
        part = rows[at : at + len(wanted)]
        if all(_same(row, level, template) for row, (level, template) in zip(part, wanted, strict=True)):
            found.append(list(range(at, at + len(wanted))))
            at += len(wanted)
        else:
            at += 1
    return found


def _same(row: Mapping[str, Any], level: int, template: str) -> bool:
    return int(row.get("level") or 0) == level and fits(template, str(row.get("text") or ""))


def _position(form: LetterForm, block: Block, rows: list[Any]) -> int:
    """Where a piece belongs: behind the nearest part of the draft before it that is still there, else at the end.

    Parts that are nothing but a value fit any paragraph: they are taken to stand where the draft has them.
    """
    first = next((n for n, p in enumerate(form.body) if p.block == block.id), len(form.body))
    passed = 0
    for before in reversed(form.body[:first]):
        if not _words(before):
            passed += not before.block
            continue
        for number in range(len(rows) - 1, -1, -1):
            if _same(rows[number], before.level, before.text):
                return min(number + 1 + passed, len(rows))
    return len(rows)
