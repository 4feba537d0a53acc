"""Ledgers: all of them, one with its sums by person and source, the late ones, the quick steps of a row."""

from __future__ import annotations

from collections.abc import Mapping

from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage


def ledgers(stage: Stage, camera: Camera) -> None:
    """The page of ledgers at work."""
    page = stage.open("ledgers")
    camera.take("ledgers-all", stage.shell)
    if "rectification" in page._every:
        page.choose("rectification")
        page._turn_side()
        stage.settle()
        camera.take("ledgers-sums", stage.shell)
        page.stand("late")
        stage.settle()
        camera.take("ledgers-late", stage.shell)
        page._turn_side()
        page.stand("")
        stage.settle()
        below = page.mapToGlobal(page.rect().center())
        row = page.model.row_at(0)
        if row is not None:
            stage.modal(lambda: page.acts.row_menu(row, page.refresh).popup(below), lambda w: camera.take("ledgers-menu", w))
    page.choose("")
    stage.settle()


LEDGERS: Mapping[str, Scene] = {"ledgers": ledgers}
