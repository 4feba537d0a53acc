"""A batch of letters, before and after its drafts are made, and the life of one letter. Registers what it shows."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt

from app.services import lists, records
from app.ui.letterbatch import BatchDialog
from app.ui.letterlife import LifeDialog, open_life
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


def lives(stage: Stage, camera: Camera) -> None:
    """The whole life of a letter that was served."""
    session = stage.session
    rows = lists.rows(session, ("letter",), lists.list_ids(session, lists.ListQuery(("letter",), states=("delivered", "replied"))))
    served = next((r for r in rows if session.catalog.letters[r.kind].effects), rows[0] if rows else None)
    if served is None:
        return
    page = stage.open("letter", id=served.id)
    record = records.get(session, served.id)

    def take(window: LifeDialog) -> None:
        camera.take("letter-life", window)

    stage.modal(lambda: open_life(stage.desk, page, record), take)  # type: ignore[arg-type]


BATCH: Mapping[str, Scene] = {"letter-batch": batch, "letter-life": lives}
