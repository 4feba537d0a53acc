"""Equal texts kept once while many records are held: names of fields, codes, ids and days stand in every one of them.

At 100,000 records a third of what an evaluation holds were texts that were there already.
"""

from __future__ import annotations

from typing import Any


class Same(dict[str, str]):
    """Texts by themselves: of many that are equal one is kept (names of fields, codes, ids stand in every record)."""

    def __missing__(self, text: str) -> str:
        self[text] = text
        return text

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object of JSON, its texts shared."""
        return {self[name]: self[value] if type(value) is str else value for name, value in pairs}
