"""The division of work while it is typed: what should be looked at again stands below the table."""

from __future__ import annotations

from collections.abc import Mapping

from app.services import people
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage

HEAD = 900


def hints(stage: Stage, camera: Camera) -> None:
    """Finance with the principal, other work with the discipline secretary."""
    posts = people.posts(stage.session)
    principal = next(p.person for p in posts if "principal" in p.roles and p.unit == stage.session.own_unit()[0])
    secretary = next(p.person for p in posts if "discipline_secretary" in p.roles and p.unit == stage.session.own_unit()[0])
    rows = [
        {"person": principal, "charges": ["charge.overall", "ndc.finance"]},
        {"person": secretary, "charges": ["charge.discipline", "charge.safety"]},
    ]
    values = {"title": "领导班子成员分工", "charges": rows}
    page = stage.open("record", form="division", kind="doc.division", values=values)
    stage.stretch(HEAD)
    page.check()
    stage.settle()
    camera.take("division-hints", stage.shell)


DIVISION: Mapping[str, Scene] = {"division": hints}
