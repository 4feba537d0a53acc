"""From something open to a letter: a reminder in the list, what is offered, the draft with its sources, periods of sanctions.

Registers what it shows, so it stands behind the scenes that count records.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.services import letters, opinion_facts, people, records
from app.services.letter_prefill import Context
from app.services.task_model import OVERDUE
from app.ui.pages.tasks import OFFICE
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage
from app.ui.settings.effects import EffectsDialog, MonthsDialog

REPLY = "letter.clean_opinion_reply"


def gaps(stage: Stage, camera: Camera) -> None:
    """A late task with its stage of reminders, the offer of letters, the draft of the reminder."""
    if not stage.session.can("create", "letter"):
        return
    page = stage.open("tasks", scope=OFFICE, group="late")
    late = [t for t in page.shown if t.writable and t.state == OVERDUE and t.reminder is not None]
    if not late:
        return
    chosen = next((t for t in late if t.subject.startswith("u")), late[0])
    page.list.choose_key(chosen.id)
    stage.settle()
    camera.take("gap-task", stage.shell)
    stage.modal(lambda: page.card.acts.write(chosen), lambda window: camera.take("gap-offer", window))
    page.card.acts.remind(chosen)
    stage.settle()
    camera.take("gap-reminder", stage.shell)


def effects(stage: Stage, camera: Camera) -> None:
    """A dossier with periods, the reply that tells them, what the unit says about those without an article."""
    session = stage.session
    if not all(session.can("create", form) for form in ("event", "dossier", "letter")):
        return
    who, today = people.people(session)[1].id, dt.date.fromisoformat(stage.desk.today())

    def filed(title: str, measure: str, days: int, **more: Any) -> str:
        day = (today - dt.timedelta(days=days)).isoformat()
        body = {"title": title, "date": day, "subject": who, "summary": title, "measure": f"sanction.{measure}", **more}
        made = records.save(session, "dossier", "dossier.discipline", body).value.id
        records.transition(session, made, "finalise")
        return made

    running = filed("政务警告", "gov_warning", 160, basis="某监〔2026〕5号")
    filed("党内警告", "party_warning", 700, basis="某纪〔2024〕6号")
    stage.open("file", id=who)
    camera.take("effect-dossier", stage.shell)
    body = {"title": "征求廉政意见", "date": today.isoformat(), "subject": [who], "about": "cadre", "basis": "某组函〔2026〕18号"}
    request = records.save(session, "event", "event.opinion_request", body).value.id
    opinion_facts.take_in(session, request, [running])
    stage.open("letter", kind=REPLY, body=letters.draft(session, REPLY, context=Context((request,))))
    camera.take("effect-reply", stage.shell)
    tab = stage.open("settings", tab="flows").tabs.currentWidget()

    def deeper(window: Any) -> None:
        camera.take("effect-months", window)
        if isinstance(window, EffectsDialog):
            number = next(n for n, r in enumerate(window.rows) if r.open)
            stage.modal(lambda: window.change(number), lambda w: camera.take("effect-months-one", w) if isinstance(w, MonthsDialog) else None)

    stage.modal(tab.effects, deeper)


GAPS: Mapping[str, Scene] = {"gaps": gaps, "effects": effects}
