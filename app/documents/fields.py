"""Reads JSON values strictly, each with its path, for the data of an official document.

Belongs here: types, sizes and characters. Does not belong here: what the keys mean (data, tabledata).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

from app.domain.errors import AppError, ErrorCode

MAX_TEXT = 20_000
MAX_NAME = 120
MAX_TITLE = 200
MAX_ITEMS = 500
_NO_CHARACTERS = "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
_UNDRAWABLE = re.compile(f"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff{_NO_CHARACTERS}]")  # all but line ends


@dataclass(frozen=True, slots=True)
class Field:
    """A JSON value and its path in the data; getters refuse what is not of the asked kind."""

    raw: Any
    path: str

    def fail(self, message: str, action: str = "") -> NoReturn:
        """Raise AppError(BAD_INPUT) for this place."""
        raise AppError(ErrorCode.BAD_INPUT, message, action=action, where=self.path or "文书数据")

    def mapping(self, keys: tuple[str, ...]) -> dict[str, Field]:
        """The values of an object by key; other keys are refused."""
        if not isinstance(self.raw, dict):
            self.fail("这里应是一组“键: 值”。")
        for key in self.raw:
            if key not in keys:
                self.child(str(key)[:40]).fail("不认识的键。", f"可用的键：{'、'.join(keys)}。")
        return {key: self.child(key, value) for key, value in self.raw.items()}

    def child(self, key: str, value: Any = None) -> Field:
        """A value inside, with its path."""
        return Field(value, f"{self.path}.{key}" if self.path else key)

    def items(self, most: int = MAX_ITEMS) -> list[Field]:
        """The values of a list of at most `most`."""
        if not isinstance(self.raw, list):
            self.fail("这里应是一个列表。")
        if len(self.raw) > most:
            self.fail(f"最多 {most} 项。")
        return [Field(value, f"{self.path}[{i}]") for i, value in enumerate(self.raw)]

    def text(self, most: int = MAX_NAME, *, empty: bool = False) -> str:
        """A text without control characters."""
        if not isinstance(self.raw, str):
            self.fail("这里应是一段文字。")
        value = self.raw.replace("\t", " ").strip()
        if not value and not empty:
            self.fail("这里不能为空。")
        if len(value) > most:
            self.fail(f"最多 {most} 个字。")
        if bad := _UNDRAWABLE.search(value):
            self.fail(f"含有不能出现在公文里的字符（U+{ord(bad[0]):04X}）。", "请删去。")
        return value

    def names(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(item.text() for item in self.items())

    def flag(self) -> bool:
        """true or false."""
        if not isinstance(self.raw, bool):
            self.fail("这里应是 true 或 false。")
        return self.raw

    def day(self) -> date:
        """A day written 2026-11-22."""
        value = self.text()
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            self.fail("日期应写成 2026-11-22 的样子。")
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail("没有这一天。")
