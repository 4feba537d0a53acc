"""Lists in every state: filtered, selected, with nothing to show, unread; their dialogs, menus and previews."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.errors import AppError, ErrorCode
from app.services.filters import Filters
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage


def states(stage: Stage, camera: Camera) -> None:
    """A list as it looks at work."""
    page = stage.open("meetings")
    page.bar.set_filters(Filters(kinds=("mtg.standing", "mtg.theme_day"), states=("final",), period="year"))
    stage.settle()
    page.view.setFocus()
    page.view.selectAll()
    stage.settle()
    camera.take("list-filtered", stage.shell)
    page.bar.set_filters(Filters(text="没有这样的文字"))
    stage.settle()
    camera.take("list-nothing", stage.shell)
    page._failed(AppError(ErrorCode.DAMAGED, "数据文件读不出来。", action="请先备份，再做全面核对。"))
    camera.take("list-unread", stage.shell)
    page.bar.clear()
    stage.settle()
    page = stage.open("works")
    page._set_columns([c.id for c in page.columns()] + [c.id for c in page._possible if c.numeric][:1])
    stage.settle()
    camera.take("list-sums", stage.shell)
    page._set_columns([])
    stage.settle()


def asking(stage: Stage, camera: Camera) -> None:
    """What a list asks with."""
    page = stage.open("meetings")
    below = page.mapToGlobal(page.rect().center())
    row = page.model.row_at(0)
    looks = [
        ("list-columns", page.choose_columns), ("list-kinds", lambda: page.bar.edit("kinds")),
        ("list-states", lambda: page.bar.edit("states")), ("list-person", lambda: page.bar.edit("person")),
        ("list-span", page.bar._ask_span), ("list-filter-menu", lambda: page.bar.menu().popup(below)),
        ("list-view-menu", lambda: page.views.menu_().popup(below)),
        ("list-row-menu", lambda: page.acts.row_menu(row, page.refresh).popup(below)),
        ("list-preview", page.print),
    ]  # fmt: skip
    for name, act in looks:
        stage.modal(act, lambda window, n=name: camera.take(n, window))  # type: ignore[misc]


LISTS: Mapping[str, Scene] = {"list-states": states, "list-asking": asking}
