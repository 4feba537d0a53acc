"""What is to come out of a printer: pages, copies, sides, numbers – and in which order sheets are drawn.

No Qt and no store: the same words are read from the window and written into the log.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.errors import AppError, ErrorCode

MOST_COPIES = 999
LAST_NUMBER = 999_999
SIDES = ("one", "long", "short")
WHICH = ("all", "odd", "even")


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """pages: “1,3-5”, empty for all. which: all, or only odd or even ones (both sides by hand). sides: one, or two
    turned over the long or short edge. first_number: of numbered copies (份号), 0 for copies without numbers."""

    pages: str = ""
    copies: int = 1
    which: str = "all"
    sides: str = "one"
    first_number: int = 0

    @property
    def numbers(self) -> tuple[str, ...]:
        """The number of each copy, six figures (7.2.1); none for copies without."""
        if not self.first_number:
            return ()
        return tuple(f"{self.first_number + n:06d}" for n in range(self.copies))

    @property
    def words(self) -> str:
        """The order in codes, for the log."""
        numbers = self.numbers
        parts = [f"pages={pages_words(self.pages)}", f"copies={self.copies}"]
        parts += [f"which={self.which}"] if self.which != "all" else []
        parts += [f"sides={self.sides}"] if self.sides != "one" else []
        parts += [f"numbers={numbers[0]}-{numbers[-1]}"] if numbers else []
        return " ".join(parts)


def pages_words(text: str) -> str:
    """Pages as they are logged: without blanks, with plain signs; all when nothing was said."""
    return re.sub(r"\s+", "", text.translate(str.maketrans("，、；;－—～~", ",,,,----"))) or "all"


def pages_of(text: str, count: int) -> list[int]:
    """Page numbers from 1, in order and each once. Raises AppError BAD_INPUT, in words, for what is no page."""
    said = pages_words(text)
    if said == "all":
        return list(range(1, count + 1))
    found: set[int] = set()
    for part in said.split(","):
        match = re.fullmatch(r"(\d{0,4})(-?)(\d{0,4})", part)
        if not match or not (match[1] or match[3]) or (match[3] and not match[2]):
            _refuse(f"看不出“{part}”是哪几页。", "页码写成 1,3-5 的样子。")
        assert match is not None  # noqa: S101 - refused above
        first = int(match[1] or 1)
        last = int(match[3]) if match[3] else count if match[2] else first
        if not 1 <= first <= last:
            _refuse(f"“{part}”不是从小到大的页码。", "页码写成 1,3-5 的样子。")
        if last > count:
            _refuse(f"一共 {count} 页，没有第 {last} 页。", "请改页码。")
        found.update(range(first, last + 1))
    return sorted(found)


def chosen(order: PrintOrder, count: int) -> list[int]:
    """The pages of one copy that come out. Raises AppError BAD_INPUT also when none is left."""
    pages = [n for n in pages_of(order.pages, count) if order.which == "all" or n % 2 == (order.which == "odd")]
    if not pages:
        _refuse("要打印的页里没有" + ("奇数页。" if order.which == "odd" else "偶数页。"), "请改页码或奇偶页。")
    return pages


def check(order: PrintOrder) -> None:
    """Refuse numbers of copies that cannot be. Raises AppError BAD_INPUT."""
    if not 1 <= order.copies <= MOST_COPIES:
        _refuse(f"份数应是 1 到 {MOST_COPIES}。", "请改份数。")
    if order.first_number < 0 or order.first_number + order.copies - 1 > LAST_NUMBER:
        _refuse("份号应是 1 到 999999。", "请改份号。")
    if order.sides not in SIDES or order.which not in WHICH:
        _refuse("不认识的打印方式。", "请重新选择。")


def sheets(copies: Sequence[Sequence[int]], *, two_sided: bool) -> list[tuple[int, int] | None]:
    """The sides to draw, one after another: (copy, page), None for an empty side that keeps the next copy off the
    back of the last sheet."""
    found: list[tuple[int, int] | None] = []
    for number, pages in enumerate(copies):
        found += [(number, page) for page in pages]
        if two_sided and len(pages) % 2 and number < len(copies) - 1:
            found.append(None)
    return found


def _refuse(message: str, action: str) -> None:
    raise AppError(ErrorCode.BAD_INPUT, message, action=action, where="打印")
