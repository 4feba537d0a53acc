"""Dossiers: the register with what waits, one person's dossier, the offer on a record, the reason asked for."""

from __future__ import annotations

from collections.abc import Mapping

from app.services import dossier, dossier_proposals
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage


def files(stage: Stage, camera: Camera) -> None:
    """The register, and the fullest dossier there is."""
    if not dossier.may_see(stage.session):
        return
    page = stage.open("dossiers")
    page.waiting.table.selectRow(0)
    camera.take("dossiers", stage.shell)
    fullest = max(dossier.holders(stage.session), key=lambda h: (h.waiting > 0, h.entries))
    page = stage.open("file", id=fullest.person.id)
    camera.take("file", stage.shell)
    kind = next((g.kind for g in page.dossier.groups if g.entries), "")
    page.choose(kind)
    camera.take("file-kind", stage.shell)
    waiting = [p for p in dossier_proposals.proposals(stage.session) if p.form != "letter"]
    if waiting:
        one = waiting[0]
        stage.open("record", id=one.record)
        camera.take("record-offer", stage.shell)
        page = stage.open("dossiers")
        stage.modal(lambda: page.waiting.acts.set_aside(one), lambda window: camera.take("dossier-aside", window))


DOSSIER: Mapping[str, Scene] = {"dossier": files}
