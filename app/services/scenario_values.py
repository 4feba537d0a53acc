"""Plain values of a scenario file, read strictly: every getter refuses what it does not expect."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NoReturn

from app.catalog.body import is_iso_date
from app.catalog.vocab import Vocabularies
from app.domain.errors import AppError, ErrorCode

MIN_YEAR, MAX_YEAR = 1900, 2999


def fail(where: str, message: str, action: str = "") -> NoReturn:
    """Refuse the scenario: AppError(BAD_INPUT) with the JSON path."""
    raise AppError(ErrorCode.BAD_INPUT, message, action=action, where=where)


class StrictValues:
    """Getters that name the JSON path of what is wrong."""

    def __init__(self, vocab: Vocabularies) -> None:
        self._vocab = vocab

    def _object(self, value: Any, where: str, known: tuple[str, ...]) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            fail(where or "（根）", "这里应是一个对象。")
        for name in value:
            if name not in known:
                fail(f"{where}.{name}" if where else str(name), "不认识的键。", f"可用的键：{'、'.join(known)}。")
        return value

    def _list(self, owner: Mapping[str, Any], name: str) -> list[Any]:
        value = owner.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            fail(name, "这里应是一个列表。")
        return value

    def _text(self, value: Any, where: str) -> str:
        if not isinstance(value, str) or not value.strip():
            fail(where, "这里应是一段文字。")
        return value

    def _day(self, value: Any, where: str) -> dt.date:
        if not is_iso_date(value):
            fail(where, "不是正确的日期（如 2026-11-22）。")
        day = dt.date.fromisoformat(value)
        if not MIN_YEAR <= day.year <= MAX_YEAR:
            fail(where, f"日期应在 {MIN_YEAR} 年到 {MAX_YEAR} 年之间。")
        return day

    def _texts(self, value: Any, where: str) -> tuple[str, ...]:
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list):
            fail(where, "这里应是文字的列表。")
        return tuple(self._text(item, f"{where}[{i}]") for i, item in enumerate(items))

    def _words(self, value: Any, where: str, vocab_id: str) -> tuple[str, ...]:
        words = self._texts(value, where)
        for index, word in enumerate(words):
            if not self._vocab.has(vocab_id, word):
                fail(f"{where}[{index}]", f"“{word[:40]}”不在词表里。")
        return words
