"""The own identity card and the units whose packages and receipts are accepted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from app.crypto.files import read_small, write_atomic
from app.crypto.identity import MAX_CARD_BYTES, Identity, PublicCard, parse_card, parse_identity
from app.domain.errors import AppError, ErrorCode
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import queries
from app.store import secrets as secret_rows

RELATIONS = {"superior": "上级", "subordinate": "下级", "peer": "其他单位"}


@dataclass(frozen=True, slots=True)
class CardView:
    """The own public card: unit and the fingerprint read aloud by telephone."""

    unit: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Partner:
    """A unit packages are exchanged with."""

    id: str
    name: str
    fingerprint: str
    relation: str
    relation_label: str
    added: str


def identity(session: Session) -> Identity:
    """The own keys; AppError(NOT_FOUND | DAMAGED)."""
    with session.store.read() as conn:
        return parse_identity(secret_rows.get(conn, secret_rows.IDENTITY))


def own_card(session: Session) -> CardView:
    """The own card as shown."""
    card = identity(session).card
    return CardView(card.name, card.fingerprint)


def export_card(session: Session, path: Path) -> Path:
    """Write the own public card (`*.lvid`); it holds no secret."""
    write_atomic(path, identity(session).card.to_bytes(), mode=0o644)
    return path


def read_card(path: Path) -> PublicCard:
    """A card file; AppError NOT_FOUND, DAMAGED, TOO_NEW, BAD_SIGNATURE."""
    return parse_card(read_small(path, MAX_CARD_BYTES))


def add_partner(session: Session, path: Path, relation: str) -> OpResult[Partner]:
    """Accept a unit by its card file. The person must have compared the fingerprint. Undoable.

    Raises AppError NOT_ALLOWED, BAD_INPUT (own card, unknown relation) and those of read_card.
    """
    session.require("import")
    if relation not in RELATIONS:
        raise AppError(ErrorCode.BAD_INPUT, "请选择对方是上级、下级还是其他单位。", where="关系")
    card = read_card(path)
    if card.unit == identity(session).card.unit:
        raise AppError(ErrorCode.BAD_INPUT, "这是本单位自己的名片。", action="请选择对方单位的名片。")
    touched = Touched()
    with session.change("partner.add", "登记往来单位", touched) as uow:
        uow.put(
            "partner",
            card.unit,
            {
                "name": card.name, "relation": relation, "fingerprint": card.fingerprint,
                "card": card.to_bytes().decode("utf-8"), "added": session.stamp(),
            },
        )  # fmt: skip
    added = next(p for p in partners(session) if p.id == card.unit)
    return session.result(added, touched, "登记往来单位")


def remove_partner(session: Session, partner_id: str) -> OpResult[str]:
    """Stop accepting a unit. Undoable. Raises AppError NOT_ALLOWED, NOT_FOUND."""
    session.require("import")
    touched = Touched()
    with session.change("partner.remove", "停止往来", touched) as uow:
        if not uow.put("partner", partner_id, None):
            raise AppError(ErrorCode.NOT_FOUND, "没有这个往来单位。")
    return session.result(partner_id, touched, "停止往来")


def partners(session: Session) -> list[Partner]:
    """Accepted units, by name."""
    with session.store.read() as conn:
        return [
            Partner(r.id, r.name, r.fingerprint, r.relation, RELATIONS.get(r.relation, r.relation), r.added)
            for r in queries.partners(conn)
        ]


def trusted_cards(session: Session) -> dict[str, PublicCard]:
    """Public cards of all accepted units, by unit id."""
    with session.store.read() as conn:
        return {r.id: parse_card(json.loads(r.card).encode("utf-8")) for r in queries.partners(conn)}
