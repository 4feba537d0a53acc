"""Cipher suites of packages, by number. A receiver opens only suites on its allow-list.

1 = HPKE MLKEM768_X25519 + AES-256-GCM + Ed25519. 2 is set aside for SM2 + SM4-GCM +
SM3: it will be a second class with the same four verbs; until then it is refused.
"""

from __future__ import annotations

from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.crypto import kem
from app.domain.errors import AppError, ErrorCode

STANDARD = 1
NATIONAL = 2
ALLOWED = frozenset({STANDARD})


class Cipher(Protocol):
    """Authenticated encryption under one key; nonce 12 bytes, tag 16 bytes at the end."""

    def encrypt(self, nonce: bytes, data: bytes | memoryview, associated_data: bytes | None) -> bytes:
        """The data, encrypted, and its tag."""
        ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """The data; raises cryptography.exceptions.InvalidTag if anything differs."""
        ...


class Suite(Protocol):
    """What a package needs from its cryptography."""

    @property
    def number(self) -> int:
        """The suite's number in file headers."""
        ...

    def seal_key(self, public: bytes, file_key: bytes, info: bytes) -> bytes:
        """The file key, readable only by the owner of `public`. Raises kem.NotOpened for a malformed key."""
        ...

    def open_key(self, private: bytes, sealed: bytes, info: bytes) -> bytes:
        """The file key. Raises kem.NotOpened."""
        ...

    def cipher(self, file_key: bytes) -> Cipher:
        """The cipher of the body."""
        ...

    def sign(self, private: bytes, message: bytes) -> bytes:
        """A signature of 64 bytes."""
        ...

    def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Whether the signature is right."""
        ...


class StandardSuite:
    """Suite 1."""

    number = STANDARD

    def seal_key(self, public: bytes, file_key: bytes, info: bytes) -> bytes:
        """HPKE base mode, one shot."""
        return kem.seal(public, file_key, info)

    def open_key(self, private: bytes, sealed: bytes, info: bytes) -> bytes:
        """HPKE base mode, one shot."""
        return kem.open_sealed(private, sealed, info)

    def cipher(self, file_key: bytes) -> Cipher:
        """AES-256-GCM."""
        return AESGCM(file_key)

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Ed25519."""
        return Ed25519PrivateKey.from_private_bytes(private).sign(message)

    def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Ed25519; a malformed key or signature is simply not right."""
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def suite_for(number: int, allowed: frozenset[int] = ALLOWED) -> Suite:
    """The suite of this number. Raises AppError(UNSUPPORTED) if it is unknown, not built in or not allowed."""
    if number == STANDARD and number in allowed:
        return StandardSuite()
    if number == NATIONAL:
        message = "数据包采用国密算法套件（SM2/SM4/SM3），本版程序尚未提供。"
    elif number == STANDARD:
        message = "本单位的设置不接受这种算法套件的数据包。"
    else:
        message = f"数据包采用未知的算法套件（编号 {number}）。"
    raise AppError(ErrorCode.UNSUPPORTED, message, action="请与发出方约定双方都支持的套件后重新打包。")
