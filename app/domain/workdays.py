"""Working days: weekends, national holidays and the weekends worked in exchange for them.

Pure arithmetic over plans of days off that somebody gave. Does not belong here: where plans come from
(catalog.workdays, services.workdays), limits of records and letters.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

ONE = dt.timedelta(days=1)
WEEKEND = 5
LONGEST = 16  # days of one holiday; more is a slip of the pen


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days off from `first` to `last` (both included) and the weekend days worked for them."""

    name: str
    first: dt.date
    last: dt.date
    work: tuple[dt.date, ...] = ()

    def days(self) -> Iterable[dt.date]:
        """Every day off."""
        return (self.first + ONE * n for n in range((self.last - self.first).days + 1))

    def faults(self) -> list[str]:
        """What cannot be right, in words; empty when nothing is wrong."""
        found = []
        if self.last < self.first:
            found.append(f"{self.name}的放假末日早于首日。")
        elif (self.last - self.first).days >= LONGEST:
            found.append(f"{self.name}的放假天数超过 {LONGEST} 天。")
        for day in self.work:
            if day.weekday() < WEEKEND:
                found.append(f"{self.name}的上班日 {day} 不是周六或周日。")
            elif self.first <= day <= self.last:
                found.append(f"{self.name}的上班日 {day} 又在放假期间。")
        return found


class Workdays:
    """Which days are worked. years: those whose plan is known; of others only weekends are free."""

    def __init__(self, holidays: Iterable[Holiday] = (), years: Iterable[int] = ()) -> None:
        self._free: dict[dt.date, str] = {}
        self._worked: dict[dt.date, str] = {}
        for one in holidays:
            self._free.update(dict.fromkeys(one.days(), one.name))
            self._worked.update(dict.fromkeys(one.work, one.name))
        self.years = frozenset(years)

    @property
    def known_until(self) -> dt.date:
        """The last day of the latest known year; date.min when none is known."""
        return dt.date(max(self.years), 12, 31) if self.years else dt.date.min

    def knows(self, first: dt.date, last: dt.date) -> bool:
        """Whether the plans of all years from one day to another are known."""
        return all(year in self.years for year in range(first.year, last.year + 1))

    def is_workday(self, day: dt.date) -> bool:
        """Whether people work on the day."""
        if day in self._worked:
            return True
        return day not in self._free and day.weekday() < WEEKEND

    def note(self, day: dt.date) -> str:
        """What is special about the day: 春节, 调休上班, or an empty text for an ordinary day or weekend."""
        if day in self._worked:
            return "调休上班"
        return self._free.get(day, "")

    def add(self, day: dt.date, number: int) -> dt.date:
        """The day that is `number` working days after (before, when negative) `day`; the day itself never counts.

        0 gives the day itself if it is worked, else the next working day. Raises OverflowError beyond the calendar.
        """
        if number == 0:
            return self.on_or_after(day)
        step, left = (ONE if number > 0 else -ONE), abs(number)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def on_or_after(self, day: dt.date) -> dt.date:
        """The day, or the first working day after it."""
        while not self.is_workday(day):
            day += ONE
        return day

    def between(self, first: dt.date, last: dt.date) -> int:
        """How many working days come after `first` up to and with `last`; negative when `last` is earlier."""
        if last < first:
            return -self.between(last, first)
        return sum(self.is_workday(first + ONE * n) for n in range(1, (last - first).days + 1))


_HOLIDAY = re.compile(r"(?:^|[。\n])\s*(?:\d+[.、])?\s*([\u4e00-\u9fff、]{0,18}?(?:节|元旦|日))\s*[:：]")
_NUMBER = re.compile(r"^[一二三四五六七八九十]+、")
_DAY = r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日"
_SPAN = re.compile(_DAY + r"(?:\s*(?:至|到|—|-|~)\s*(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日)?[^。；;，,]{0,6}?(?:放假|休息|与周末连休|补休)")
_WORK = re.compile(r"([^。；;]*?)上班")
_ONE = re.compile(_DAY)
_BRACKET = re.compile(r"\([^()]*\)")


def read_notice(text: str, year: int) -> tuple[Holiday, ...]:
    """The holidays of a year as its notice words them (元旦：1月1日（周四）至3日（周六）放假调休……1月4日（周日）上班).

    Days without a year are of `year`. Raises ValueError for a day that no calendar has.
    """
    plain = _BRACKET.sub("", unicodedata.normalize("NFKC", text).replace(" ", ""))
    heads = list(_HOLIDAY.finditer(plain))
    found = []
    for number, head in enumerate(heads):
        end = heads[number + 1].start() if number + 1 < len(heads) else len(plain)
        one = _holiday(_NUMBER.sub("", head[1]), plain[head.end() : end], year)
        if one is not None:
            found.append(one)
    return tuple(found)


def _holiday(name: str, text: str, year: int) -> Holiday | None:
    span = _SPAN.search(text)
    if span is None:
        return None
    first = dt.date(int(span[1] or year), int(span[2]), int(span[3]))
    last = first
    if span[6]:
        month = int(span[5] or first.month)
        later = int(span[4]) if span[4] else first.year + (month < first.month)
        last = dt.date(later, month, int(span[6]))
    work = [
        dt.date(int(day[1] or year), int(day[2]), int(day[3]))
        for part in _WORK.finditer(text[span.end() :])
        for day in _ONE.finditer(part[1])
    ]
    return Holiday(name, first, last, tuple(sorted(work)))
