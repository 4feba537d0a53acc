"""What a password is: its one byte form and whether it is strong enough.

A copied key file can be guessed at leisure; length is what protects
(reference/security.md Keys). Nothing here repeats the password in a message.
"""

from __future__ import annotations

import itertools
import unicodedata

from app.domain.errors import AppError, ErrorCode

MIN_LENGTH = 12
MIN_HAN = 8
MAX_LENGTH = 256
_MIN_DISTINCT = 6


def normalise(password: str) -> bytes:
    """NFKC as UTF-8, so that full-width input of an IME and plain input are one password.

    Raises AppError(WRONG_PASSWORD) for text that cannot be a password (too long,
    not encodable); length is checked first so that huge input costs nothing.
    """
    if len(password) > MAX_LENGTH:
        raise AppError(ErrorCode.WRONG_PASSWORD, "口令不正确。", action="请检查大小写和输入法后重试。")
    try:
        return unicodedata.normalize("NFKC", password).encode("utf-8")
    except UnicodeEncodeError:
        raise AppError(
            ErrorCode.WRONG_PASSWORD, "口令含有无法识别的字符。", action="请换用键盘上的字符。"
        ) from None


def check_strength(password: str, *, user: str = "") -> None:
    """Accept at least 12 characters, or a phrase of at least 8 Chinese characters.

    user: the account's name, which the password must not contain.
    Raises AppError(WEAK_PASSWORD) that says which rule failed.
    """
    if len(password) > MAX_LENGTH:
        raise _weak(f"口令最多 {MAX_LENGTH} 个字符。")
    text = unicodedata.normalize("NFKC", password)
    if any(unicodedata.category(c) in ("Cc", "Cs", "Cn") for c in text):
        raise _weak("口令里有看不见的控制字符或无法识别的字符。")
    han = sum("\u4e00" <= c <= "\u9fff" or "\u3400" <= c <= "\u4dbf" for c in text)
    if len(text.strip()) < MIN_LENGTH and han < MIN_HAN:
        raise _weak(f"口令太短：至少 {MIN_LENGTH} 个字符，或一句不少于 {MIN_HAN} 个汉字的话。")
    if text.isdigit():
        raise _weak("口令不能全是数字（电话、证件号和日期容易被猜到）。")
    if len(set(text)) < _MIN_DISTINCT or _is_run(text):
        raise _weak("口令太简单：重复或顺着排的字符太多。")
    if len(user) >= 2 and unicodedata.normalize("NFKC", user).casefold() in text.casefold():
        raise _weak("口令里不能含有账号名。")


def _is_run(text: str) -> bool:
    """Whether nearly every step is to the same, next or previous character (abcdef, 987654)."""
    steps = [abs(ord(b) - ord(a)) <= 1 for a, b in itertools.pairwise(text)]
    return sum(steps) >= 0.7 * len(steps)


def _weak(message: str) -> AppError:
    return AppError(ErrorCode.WEAK_PASSWORD, message, action="建议用一句自己记得住、别人猜不到的话。")
