"""The backup of the day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.clock import FixedClock
from app.services import backup

if TYPE_CHECKING:
    from app.services.session import Session


def test_a_day_has_one_daily_backup(office: Session) -> None:
    clock = office.clock
    assert isinstance(clock, FixedClock)
    first = backup.daily(office)
    assert isinstance(first, Path)
    assert backup.daily(office) is None
    clock.instant += dt.timedelta(days=1)
    assert backup.daily(office) not in (None, first)
    assert [b.reason for b in backup.backups(office)] == ["daily", "daily"]


def test_seven_daily_backups_are_kept(office: Session) -> None:
    clock = office.clock
    assert isinstance(clock, FixedClock)
    for _day in range(9):
        backup.daily(office)
        clock.instant += dt.timedelta(days=1)
    assert len(backup.backups(office)) == 7
