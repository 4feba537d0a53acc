"""Saved views of lists, per person: filters, order, columns and widths under a name.

Kept as JSON in the encrypted office file. What cannot be read any more is left out, never a
failure: a list always opens. Does not belong here: what a filter means (filters).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services import preferences
from app.services.filters import PERIODS, STANDINGS, Filters
from app.services.session import Session

MOST_VIEWS = 40
LONGEST_NAME = 30
LONGEST_TEXT = 200
WIDTH_RANGE = (40, 1200)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a list stands: order of rows, columns in their order (none = the usual ones), widths by column."""

    sort: str = "date"
    descending: bool = True
    columns: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class View:
    """A saved view."""

    id: str
    name: str
    filters: Filters = field(default_factory=Filters)
    layout: Layout = field(default_factory=Layout)


@dataclass(frozen=True, slots=True)
class PageViews:
    """All views of one page. start: the view it opens with; layout: how it was left without a view."""

    views: tuple[View, ...] = ()
    start: str = ""
    layout: Layout = field(default_factory=Layout)

    def find(self, view_id: str) -> View | None:
        """A view by id."""
        return next((v for v in self.views if v.id == view_id), None)


def read(session: Session, page: str) -> PageViews:
    """The views of a page; damaged parts are left out."""
    try:
        stored = json.loads(preferences.get(session, _key(page)) or "{}")
    except ValueError:
        return PageViews()
    if not isinstance(stored, dict):
        return PageViews()
    found = [v for v in map(_view, _list(stored.get("views"))[:MOST_VIEWS]) if v is not None]
    views = tuple({v.id: v for v in found}.values())
    start = next((v.id for v in views if v.id == stored.get("start")), "")
    return PageViews(views, start, _layout(stored.get("layout")))


def _write(session: Session, page: str, kept: PageViews) -> PageViews:
    preferences.put(session, _key(page), json.dumps(asdict(kept), ensure_ascii=False))
    return kept


def _key(page: str) -> str:
    return f"views.{page}"


def keep_layout(session: Session, page: str, layout: Layout) -> PageViews:
    """Remember how the page stands without a view."""
    return _write(session, page, replace(read(session, page), layout=layout))


def save(session: Session, page: str, name: str, filters: Filters, layout: Layout, view_id: str = "") -> PageViews:
    """Keep a view: a new one, or the one with this id. Raises AppError BAD_INPUT, TOO_LARGE."""
    kept = read(session, page)
    words = _checked_name(kept, name, view_id)
    view = View(view_id or new_id("v"), words, filters, layout)
    if kept.find(view.id) is None and len(kept.views) >= MOST_VIEWS:
        raise AppError(ErrorCode.TOO_LARGE, f"一页最多存 {MOST_VIEWS} 个视图。", action="请先删除不用的视图。")
    others = [view if v.id == view.id else v for v in kept.views]
    return _write(session, page, replace(kept, views=tuple(others if view in others else [*others, view])))


def rename(session: Session, page: str, view_id: str, name: str) -> PageViews:
    """Give a view another name. Raises AppError BAD_INPUT, NOT_FOUND."""
    kept = read(session, page)
    view = kept.find(view_id)
    if view is None:
        raise AppError(ErrorCode.NOT_FOUND, "这个视图已经不在了。")
    words = _checked_name(kept, name, view_id)
    return _write(session, page, replace(kept, views=tuple(replace(v, name=words) if v is view else v for v in kept.views)))


def remove(session: Session, page: str, view_id: str) -> PageViews:
    """Forget a view."""
    kept = read(session, page)
    start = "" if kept.start == view_id else kept.start
    return _write(session, page, replace(kept, views=tuple(v for v in kept.views if v.id != view_id), start=start))


def set_start(session: Session, page: str, view_id: str) -> PageViews:
    """The view the page opens with; empty for the usual one."""
    kept = read(session, page)
    return _write(session, page, replace(kept, start=view_id if kept.find(view_id) else ""))


def _checked_name(kept: PageViews, name: str, view_id: str) -> str:
    words = " ".join(name.split())
    if not words or len(words) > LONGEST_NAME:
        raise AppError(ErrorCode.BAD_INPUT, f"视图名称要填写，且不超过 {LONGEST_NAME} 字。", where="名称")
    if any(v.name == words and v.id != view_id for v in kept.views):
        raise AppError(ErrorCode.BAD_INPUT, "已有同名的视图。", action="请换一个名称，或用“更新视图”。", where="名称")
    return words


# --- reading what may be damaged -------------------------------------------
def _view(stored: object) -> View | None:
    if not isinstance(stored, dict):
        return None
    view_id, name = stored.get("id"), stored.get("name")
    if not isinstance(view_id, str) or not isinstance(name, str) or not view_id or not name:
        return None
    return View(view_id, name[:LONGEST_NAME], _filters(stored.get("filters")), _layout(stored.get("layout")))


def _filters(stored: object) -> Filters:
    if not isinstance(stored, dict):
        return Filters()
    empty = Filters()
    given: dict[str, Any] = {}
    for one in fields(Filters):
        value, usual = stored.get(one.name), getattr(empty, one.name)
        if isinstance(usual, tuple):
            given[one.name] = _texts(value)
        elif isinstance(usual, bool):
            given[one.name] = value is True
        else:
            given[one.name] = value[:LONGEST_TEXT] if isinstance(value, str) else ""
    made = Filters(**given)
    if made.standing not in STANDINGS:
        made = made.without("standing")
    days = [d for d in (made.first, made.last) if d]
    sound = made.period in PERIODS and all(map(_is_day, days)) and (made.period != "own" or days)
    return made if sound else made.without("period")


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _layout(stored: object) -> Layout:
    if not isinstance(stored, dict):
        return Layout()
    sort, widths = stored.get("sort"), stored.get("widths")
    low, high = WIDTH_RANGE
    kept = {
        str(k): min(max(v, low), high)
        for k, v in (widths.items() if isinstance(widths, dict) else ())
        if isinstance(v, int) and not isinstance(v, bool)
    }
    usual = Layout()
    return Layout(
        sort if isinstance(sort, str) and sort else usual.sort, stored.get("descending") is not False,
        _texts(stored.get("columns")), kept,
    )  # fmt: skip


def _texts(value: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v for v in _list(value) if isinstance(v, str) and v))


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else []
