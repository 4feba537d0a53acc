"""A batch of letters: the choice with its table, and the drafts that were made. Registers what it shows."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt

from app.ui.letterbatch import BatchDialog
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage


def batch(stage: Stage, camera: Camera) -> None:
    """One kind of letter to everybody who is shown, before and after the drafts are written."""
    page = stage.open("letters")

    def take(window: BatchDialog) -> None:
        window.kind.setCurrentIndex(window.kind.findData("letter.integrity_reminder"))
        camera.take("letter-batch-empty", window)
        for at in range(min(window.who.count(), 6)):
            window.who.item(at).setCheckState(Qt.CheckState.Checked)
        window.look()
        stage.settle()
        camera.take("letter-batch-table", window)
        window.make()
        stage.settle()
        camera.take("letter-batch-made", window)

    stage.modal(lambda: BatchDialog(stage.desk, page).open(), take)  # type: ignore[arg-type]


BATCH: Mapping[str, Scene] = {"letter-batch": batch}
