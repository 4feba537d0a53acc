"""Clearing somebody's name, an opinion on clean conduct, an appointment: what their pages offer besides the steps.

Registers what it shows, so it stands behind the scenes that count records.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.services import people, records
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage
from app.ui.recordmore import open_more


def redress(stage: Stage, camera: Camera) -> None:
    """One picture of each dialog, over the record it belongs to."""
    session, year = stage.session, stage.desk.today()[:4]
    if not all(session.can("create", form) for form in ("event", "dossier", "clue", "appointment")):
        return
    who, other = [p.id for p in people.people(session)[:2]]

    def made(form: str, kind: str, **body: Any) -> str:
        return records.save(session, form, kind, {"date": f"{year}-03-02", **body}).value.id

    fined = made("dossier", "dossier.discipline", title="党内警告", subject=who, basis=f"某纪〔{year}〕6号", valid_until=f"{year}-12-31")
    records.transition(session, fined, "finalise")
    clue = made("clue", "ledger.clue", title=f"XS-{year}-104", subject=[who])
    made("talk", "talk.inquiry", title="函询", subject=[who], actor=other, clue_ref=clue)
    gates = [{"gate": "gate.motion", "person": other, "duty": "提出动议", "date": f"{year}-03-02"}]
    shown = {
        "opinion-periods": made("event", "event.opinion_request", title="征求廉政意见", subject=[who], about="cadre"),
        "clearing-places": made("dossier", "dossier.clarification", title="澄清正名", subject=who, clears=[clue]),
        "appointment-chain": made("appointment", "doc.appoint_record", title="副主任人选", subject=who, gate_people=gates),
    }  # fmt: skip
    for name, record in shown.items():
        page = stage.open("record", id=record)
        view = records.get(session, record)
        stage.modal(lambda p=page, v=view: open_more(stage.desk, p, v, stage.settle), lambda w, n=name: camera.take(n, w))  # type: ignore[misc]


REDRESS: Mapping[str, Scene] = {"redress": redress}
