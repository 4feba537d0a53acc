"""Composed drafts: the choice, a draft with an edited sentence and one whose data has changed, what differs, the booklet of rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.services import records
from app.services.compose import asking, drafts
from app.services.compose.asking import Ask
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage


def pages(stage: Stage, camera: Camera) -> None:
    """From the choice to a draft and what has changed since."""
    session = stage.session
    offered = {d.id for d in asking.offered(session)}
    stage.open("drafts")
    camera.take("drafts", stage.shell)
    wanted = next((d for d in ("main_duty_annual", "duty_record_unit") if d in offered), "")
    if not wanted:
        return
    ask = Ask(wanted, f"{session.clock.today().year - 1}")
    record = drafts.create(session, ask).value.id
    rows = list(drafts.load(session, record).rows)
    at = next(n for n, r in enumerate(rows) if r.sources)
    changed = [replace(r, text=f"{r.text}（已与党办核对）") if n == at else r for n, r in enumerate(rows)]
    drafts.write(session, record, changed, "")
    page = stage.open("draft", id=record)
    stage.settle()
    page.rows.show_row(page.rows.rows[at])
    stage.settle()
    camera.take("draft", stage.shell)
    body = {"title": "谈话记录未经本人确认", "date": f"{ask.period}-06-30", "source": "special_check"}
    records.save(session, "rectification", "ledger.rectification", body)
    page = stage.open("draft", id=record)
    camera.take("draft-changed", stage.shell)
    stage.modal(page.acts.renew, lambda window: camera.take("draft-renew", window))
    stage.open("draft", ask=Ask("rules_book", f"{session.clock.today().year}").text)
    camera.take("draft-rules", stage.shell)


DRAFTS: Mapping[str, Scene] = {"drafts": pages}
