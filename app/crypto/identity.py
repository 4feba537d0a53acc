"""A unit's identity: the keys others seal packages to and know its signature by.

The public card (`*.lvid`) goes to other units by any way; the fingerprint is compared
by telephone before a card is trusted. The private part lives in the office store only.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.crypto import kem
from app.crypto.strictjson import canonical, parse_canonical
from app.crypto.suites import STANDARD, StandardSuite
from app.domain.clock import Clock
from app.domain.errors import AppError, ErrorCode

FORMAT = "lvze-card"
PRIVATE_FORMAT = "lvze-identity"
VERSION = 1
MAX_CARD_BYTES = 16 * 1024
_SIGN_CONTEXT = b"lvze card v1\0"
_MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class PublicCard:
    """What others may know: unit, name and public keys. created: UTC instant, ISO 8601."""

    unit: str
    name: str
    kem_public: bytes
    sign_public: bytes
    created: str
    signature: bytes

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits in groups of four, over unit id and both keys: read aloud by telephone."""
        keys = canonical({"unit": self.unit, "kem": self.kem_public.hex(), "sign": self.sign_public.hex()})
        digits = hashlib.sha256(b"lvze fingerprint v1\0" + keys).hexdigest()[:32]
        return "-".join(digits[i : i + 4] for i in range(0, 32, 4))

    def to_bytes(self) -> bytes:
        """The card as a small text file."""
        return canonical(_card_body(self) | {"signature": _b64(self.signature)}) + b"\n"


@dataclass(frozen=True, slots=True)
class Identity:
    """A unit's own keys. The private parts never show in repr."""

    card: PublicCard
    kem_private: bytes = field(repr=False)
    sign_private: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """The whole identity with private keys, for the encrypted office store only."""
        body = {
            "format": PRIVATE_FORMAT,
            "version": VERSION,
            "card": self.card.to_bytes().decode("utf-8"),
            "kem_private": _b64(self.kem_private),
            "sign_private": _b64(self.sign_private),
        }
        return canonical(body)


def new_identity(unit: str, name: str, *, clock: Clock) -> Identity:
    """Fresh keys for a unit and its self-signed card. Raises AppError(BAD_INPUT) for an empty or long name."""
    if not unit or not name or max(len(unit), len(name)) > _MAX_NAME:
        raise AppError(ErrorCode.BAD_INPUT, "单位标识和名称不能为空，也不能超过 200 个字。")
    kem_private = kem.new_private()
    sign_key = Ed25519PrivateKey.generate()
    created = clock.now().isoformat(timespec="seconds")
    card = PublicCard(
        unit, name, kem.public_of(kem_private), sign_key.public_key().public_bytes_raw(), created, b""
    )
    return _signed(card, kem_private, sign_key.private_bytes_raw())


def renamed(identity: Identity, name: str) -> Identity:
    """The same keys under the unit's new name (the fingerprint stays). Raises AppError(BAD_INPUT)."""
    if not name or len(name) > _MAX_NAME:
        raise AppError(ErrorCode.BAD_INPUT, "单位名称不能为空，也不能超过 200 个字。")
    old = identity.card
    card = PublicCard(old.unit, name, old.kem_public, old.sign_public, old.created, b"")
    return _signed(card, identity.kem_private, identity.sign_private)


def parse_card(data: bytes) -> PublicCard:
    """Read a `*.lvid` file (a BOM or changed line end does not matter) and check its self-signature.

    A right self-signature says only that the card is whole; trust comes from the fingerprint.
    Raises AppError(DAMAGED | TOO_NEW | BAD_SIGNATURE).
    """
    if len(data) > MAX_CARD_BYTES:
        raise _damaged_card()
    body = parse_canonical(data.removeprefix(b"\xef\xbb\xbf").strip(), what="单位名片")
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise _damaged_card()
    version = body.get("version")
    if isinstance(version, int) and version > VERSION:
        raise AppError(ErrorCode.TOO_NEW, "这张单位名片是较新版本的程序生成的。", action="请升级程序。")
    card = _card_from_json(body)
    if not StandardSuite().verify(
        card.sign_public, _SIGN_CONTEXT + canonical(_card_body(card)), card.signature
    ):
        raise AppError(
            ErrorCode.BAD_SIGNATURE, "单位名片的自签名不对，内容被改动过。", action="请向对方索取原件。"
        )
    return card


def parse_identity(data: bytes) -> Identity:
    """Read what Identity.to_bytes wrote. Raises AppError(DAMAGED | TOO_NEW | BAD_SIGNATURE)."""
    body = parse_canonical(data, what="单位密钥")
    try:
        if body["format"] != PRIVATE_FORMAT or body["version"] != VERSION:
            raise _damaged_card()
        card = parse_card(body["card"].encode("utf-8"))
        identity = Identity(card, _unb64(body["kem_private"]), _unb64(body["sign_private"]))
        if kem.public_of(identity.kem_private) != card.kem_public:
            raise _damaged_card()
        own = Ed25519PrivateKey.from_private_bytes(identity.sign_private).public_key().public_bytes_raw()
    except (KeyError, TypeError, ValueError, AttributeError, kem.NotOpened):
        raise _damaged_card() from None
    if own != card.sign_public:
        raise _damaged_card()
    return identity


def _signed(card: PublicCard, kem_private: bytes, sign_private: bytes) -> Identity:
    signature = StandardSuite().sign(sign_private, _SIGN_CONTEXT + canonical(_card_body(card)))
    whole = PublicCard(card.unit, card.name, card.kem_public, card.sign_public, card.created, signature)
    return Identity(whole, kem_private, sign_private)


def _card_body(card: PublicCard) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "suite": STANDARD,
        "unit": card.unit,
        "name": card.name,
        "kem": _b64(card.kem_public),
        "sign": _b64(card.sign_public),
        "created": card.created,
    }


def _card_from_json(body: dict[str, Any]) -> PublicCard:
    try:
        texts = [body[key] for key in ("unit", "name", "created")]
        if not all(isinstance(text, str) and 0 < len(text) <= _MAX_NAME for text in texts):
            raise _damaged_card()
        unit, name, created = texts
        card = PublicCard(
            unit, name, _unb64(body["kem"]), _unb64(body["sign"]), created, _unb64(body["signature"])
        )
    except (KeyError, TypeError, ValueError):
        raise _damaged_card() from None
    # An unknown or changed field (another suite, say) is not silently dropped.
    if (
        body != _card_body(card) | {"signature": _b64(card.signature)}
        or len(card.kem_public) != kem.PUBLIC_BYTES
    ):
        raise _damaged_card()
    return card


def _damaged_card() -> AppError:
    return AppError(ErrorCode.DAMAGED, "单位名片或密钥已损坏或格式不对。", action="请向对方索取一份新的。")


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unb64(text: object) -> bytes:
    if not isinstance(text, str):
        raise TypeError
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError from None
