"""The shipped plans of days off, resources/calendars/workdays.yaml, by year.

Does not belong here: what an office adds (services.workdays), counting working days (domain.workdays).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from app.catalog.places import resources_dir
from app.catalog.yamlfile import Node, read_yaml
from app.domain.workdays import Holiday

FILE = "workdays.yaml"


def load_holidays(folder: Path | None = None) -> Mapping[int, tuple[Holiday, ...]]:
    """Holidays by the year of their notice. AppError(BAD_DATA_FILE) on an unknown key, a day that is none, a repeated year."""
    root = read_yaml((folder or resources_dir() / "calendars") / FILE)
    found: dict[int, tuple[Holiday, ...]] = {}
    for node in root.keys(("years",))["years"].list():
        keys = node.keys(("year", "holidays"))
        year = keys["year"].integer()
        if year in found:
            keys["year"].place.fail(f"{year} 年重复。")
        found[year] = tuple(_holiday(one) for one in keys["holidays"].list())
    return found


def _holiday(node: Node) -> Holiday:
    keys = node.keys(("name", "from", "to"), ("work",))
    work = tuple(_day(day) for day in keys["work"].list()) if "work" in keys else ()
    one = Holiday(keys["name"].text(), _day(keys["from"]), _day(keys["to"]), work)
    for fault in one.faults():
        node.place.fail(fault)
    return one


def _day(node: Node) -> dt.date:
    try:
        return dt.date.fromisoformat(node.text())
    except ValueError:
        node.place.fail("这里应是日期。", "例如 2026-10-01。")
