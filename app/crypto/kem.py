"""Sealing a short secret to a public key: HPKE with MLKEM768_X25519 (docs/adr/0020).

Keys travel as plain bytes: private = ML-KEM seed (64) ‖ X25519 (32); public = ML-KEM
(1184) ‖ X25519 (32). `info` binds a sealed secret to its purpose and place.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

PRIVATE_BYTES = 96
PUBLIC_BYTES = 1216
_SEED = 64
_MLKEM_PUBLIC = 1184
_HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class NotOpened(Exception):  # noqa: N818 - a plain fact; the caller knows what it means to a person
    """The sealed bytes do not open with this key and info, or a key is malformed."""


def new_private() -> bytes:
    """A fresh private key, 96 bytes."""
    return MLKEM768PrivateKey.generate().private_bytes_raw() + X25519PrivateKey.generate().private_bytes_raw()


def public_of(private: bytes) -> bytes:
    """The public key of a private key, 1216 bytes. Raises NotOpened for a malformed key."""
    mlkem, x25519 = _private_parts(private)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def seal(public: bytes, secret: bytes, info: bytes) -> bytes:
    """The secret, readable only with the private key and the same info. Raises NotOpened for a malformed key."""
    try:
        key = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:]),
        )
        return _HPKE.encrypt(secret, key, info)
    except ValueError:  # wrong length, or a point that gives no shared secret
        raise NotOpened from None


def open_sealed(private: bytes, sealed: bytes, info: bytes) -> bytes:
    """What `seal` was given. Raises NotOpened."""
    key = MLKEM768X25519PrivateKey(*_private_parts(private))
    try:
        return _HPKE.decrypt(sealed, key, info)
    except (InvalidTag, ValueError):
        raise NotOpened from None


def _private_parts(private: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    if len(private) != PRIVATE_BYTES:
        raise NotOpened
    try:
        return MLKEM768PrivateKey.from_seed_bytes(private[:_SEED]), X25519PrivateKey.from_private_bytes(
            private[_SEED:]
        )
    except ValueError:
        raise NotOpened from None
