"""How long a sanction weighs on somebody (影响期), counted in calendar months.

The day it takes effect counts: six months from 3 August last through 2 February. Where the last month has no such day,
they last through its end. Pure arithmetic; which sanction lasts how long is data (forms/sanctions).
"""

from __future__ import annotations

import calendar
import datetime as dt

MOST_MONTHS = 120


def last_day(start: dt.date, months: int) -> dt.date:
    """The last day of a period of calendar months that begins on a day. Raises ValueError for months outside 1–120."""
    if not 1 <= months <= MOST_MONTHS:
        raise ValueError(f"months outside 1-{MOST_MONTHS}: {months}")
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    days = calendar.monthrange(year, month + 1)[1]
    if start.day > days:
        return dt.date(year, month + 1, days)
    return dt.date(year, month + 1, start.day) - dt.timedelta(days=1)
