"""JSON that has one reading only: what is signed or hashed is exactly what is understood.

Canonical form: UTF-8, keys sorted, no spaces, no floating point. The reader refuses
duplicate keys, NaN, lone surrogates, deep nesting and huge counts before building
anything, since files come from outside.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from app.domain.errors import AppError, ErrorCode

MAX_DEPTH = 32
MAX_ITEMS = 2_000_000
_MARKS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},]', re.DOTALL)
_BIGGEST = 2**63


def canonical(value: Any) -> bytes:
    """The one byte form of a plain JSON value (dict, list, str, int, bool, None)."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def parse_canonical(data: bytes, *, what: str, max_items: int = MAX_ITEMS) -> Any:
    """Read canonical JSON; any other spelling of the same value is refused.

    what: the name of the thing in the message. Raises AppError(DAMAGED | TOO_LARGE).
    """
    value = parse_strict(data, what=what, max_items=max_items, floats=False)
    if canonical(value) != data:
        raise _damaged(what)
    return value


def parse_strict(data: bytes, *, what: str, max_items: int = MAX_ITEMS, floats: bool = True) -> Any:
    """Read JSON with unique keys, finite numbers below 2^63, depth ≤ 32, at most `max_items` items.

    Raises AppError(DAMAGED) for anything else and AppError(TOO_LARGE) for too many items.
    """
    _check_shape(data, what, max_items)
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_refuse,
            parse_float=_finite if floats else _refuse,
            parse_int=_bounded,
        )
        # Lone surrogates pass the decoder but cannot be written again.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise _damaged(what) from None  # the decoder's own text quotes content
    return value


def _check_shape(data: bytes, what: str, max_items: int) -> None:
    depth = items = 0
    for match in _MARKS.finditer(data):
        mark = data[match.start()]
        if mark in b"[{":
            depth += 1
            items += 1
            if depth > MAX_DEPTH:
                raise _damaged(what)
        elif mark in b"]}":
            depth -= 1
        elif mark in b",":
            items += 1
        if items > max_items:
            raise AppError(ErrorCode.TOO_LARGE, f"{what}里的条目过多，不予读取。")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError
    return result


def _refuse(_text: str) -> NoReturn:
    raise ValueError


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError
    return number


def _bounded(text: str) -> int:
    if len(text) > 20 or not -_BIGGEST <= (number := int(text)) < _BIGGEST:
        raise ValueError
    return number


def _damaged(what: str) -> AppError:
    return AppError(ErrorCode.DAMAGED, f"{what}的内容已损坏或格式不对。", action="请向发出方索取一份新的。")
