"""Draws by lot: the seed, the list before drawing, the result. Last of all scenes: it registers what it draws from."""

from __future__ import annotations

from collections.abc import Mapping

from app.services import draws, records
from app.services.draws_population import INQUIRIES
from app.ui.drawdialog import LIST, RESULT, DrawDialog, open_draw
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage


def drawing(stage: Stage, camera: Camera) -> None:
    """One draw from its seed to its result."""
    if not draws.may_draw(stage.session, INQUIRIES):
        return
    for number in range(11):
        body = {"title": f"谈话函询第 {number + 1} 件了结", "date": f"{stage.desk.today()[:4]}-03-{number + 1:02d}"}
        records.save(stage.session, "event", "event.inquiry_closed", body)
    page = stage.open("talks")

    def take(window: DrawDialog) -> None:
        camera.take("draw-seed", window)
        window.seed.setText("8412 0097")
        window.witnesses.setText("孙志强、何文博")
        window.go.click()
        stage.settle()
        if window.stack.currentIndex() == LIST:
            camera.take("draw-list", window)
            window.go.click()
            stage.settle()
        if window.stack.currentIndex() == RESULT:
            camera.take("draw-result", window)

    stage.modal(lambda: open_draw(stage.desk, page, INQUIRIES), take)  # type: ignore[arg-type]


DRAWS: Mapping[str, Scene] = {"draws": drawing}
