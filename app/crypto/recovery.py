"""The recovery key: 160 random bits on paper in a sealed envelope.

40 characters in 8 groups of 5, from an alphabet without I, L, O, U: 32 characters of
key, 8 of checksum, so that a mistyped character is told apart from a wrong key.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

from app.domain.errors import AppError, ErrorCode

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {c: i for i, c in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_KEY_BYTES = 20
_CHECK_BYTES = 5
_GROUP = 5


def new_recovery_key() -> bytes:
    """20 random bytes."""
    return secrets.token_bytes(_KEY_BYTES)


def show_recovery_key(key: bytes) -> str:
    """The printed form: 8 groups of 5 characters separated by hyphens."""
    number = int.from_bytes(key + _checksum(key), "big")
    text = "".join(_ALPHABET[number >> shift & 31] for shift in range(195, -1, -5))
    return "-".join(text[i : i + _GROUP] for i in range(0, len(text), _GROUP))


def parse_recovery_key(text: str) -> bytes:
    """Read what a person typed: case, spaces, hyphens, full-width and O/0, I/L/1 do not matter.

    Raises AppError(BAD_INPUT) when it is not 40 characters or a character is mistyped.
    """
    if len(text) > 400:
        raise _mistyped("恢复密钥应为 40 个字符。")
    plain = unicodedata.normalize("NFKC", text).upper()
    letters = [c for c in plain if not (c.isspace() or unicodedata.category(c) == "Pd" or c in "·.")]
    if len(letters) != 40:
        raise _mistyped("恢复密钥应为 40 个字符。")
    if any(c not in _VALUES for c in letters):
        raise _mistyped("恢复密钥里有不会出现的字符。")
    number = 0
    for letter in letters:
        number = number << 5 | _VALUES[letter]
    data = number.to_bytes(_KEY_BYTES + _CHECK_BYTES, "big")
    if _checksum(data[:_KEY_BYTES]) != data[_KEY_BYTES:]:
        raise _mistyped("恢复密钥有抄错的字符。")
    return data[:_KEY_BYTES]


def _checksum(key: bytes) -> bytes:
    return hashlib.sha256(b"lvze recovery v1\0" + key).digest()[:_CHECK_BYTES]


def _mistyped(message: str) -> AppError:
    return AppError(ErrorCode.BAD_INPUT, message, action="请对照封存的纸件逐组核对。")
