"""What follows after a letter is signed: steps with their questions, the receipt, the life of a guarded one. Registers what it shows."""

from __future__ import annotations

from collections.abc import Mapping

from app.services import lists, records
from app.ui.dialogs import FormDialog
from app.ui.letterstep import asks
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage

ASKED = (("numbered", "deliver"), ("delivered", "receipt"), ("delivered", "reply"))


def steps(stage: Stage, camera: Camera) -> None:
    """The page of a served letter, and what its steps ask."""
    session = stage.session
    for state, step in ASKED:
        rows = lists.rows(session, ("letter",), lists.list_ids(session, lists.ListQuery(("letter",), states=(state,))))
        if not rows:
            continue
        page = stage.open("letter", id=rows[0].id)
        if step == "reply":
            camera.take("letter-served", stage.shell)
        record, form = records.get(session, rows[0].id), session.form("letter")
        found = next(t for t in form.transitions if t.id == step)

        def take(window: FormDialog, name: str = f"letter-step-{step}") -> None:
            camera.take(name, window)

        questions = asks(stage.desk, form, record, found)
        dialog = FormDialog(found.label, "", questions, "确定", page)
        stage.modal(dialog.open, take)  # type: ignore[arg-type]


AFTER: Mapping[str, Scene] = {"letter-after": steps}
