"""The quiet offer on a record's page: what was recorded about people belongs into their dossiers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services import dossier_proposals as service
from app.services.compose.drafts import COMPOSED
from app.services.dossier_proposals import Proposal
from app.ui.dossierwaiting import Acts, may_enter
from app.ui.notice import Notice

if TYPE_CHECKING:
    from app.services.records import RecordView
    from app.ui.desk import Desk
    from app.ui.pages.base import Page

NAMED = 3


class DossierOffer:
    """Says in a page's notice that a stored record may be entered into dossiers; says nothing without the right."""

    def __init__(self, desk: Desk, page: Page, notice: Notice) -> None:
        self._desk, self._page, self._notice = desk, page, notice
        self._acts = Acts(desk, page, notice.quiet)

    def look(self, record: RecordView) -> None:
        """Ask whether the record waits for a dossier, and offer it; a composed report leads to its draft instead."""
        session = self._desk.session
        if record.body.get(COMPOSED):
            self._notice.say("这份报告的正文在底稿页里写，每句话都有依据。", "info", ("打开底稿", lambda: self._desk.open("draft", id=record.id)))
            return
        if not session.form(record.form).dossier or not may_enter(self._desk):
            return
        self._desk.runner.query(self._page, lambda: service.proposals(session, record=record.id), self._offer, key="dossier")

    def _offer(self, found: list[Proposal]) -> None:
        if not found:
            return
        first = found[0]
        people = "、".join(p.person_name for p in found[:NAMED]) + ("等" if len(found) > NAMED else "")
        acts = [("归入廉政档案", lambda: self._acts.enter(found))]
        if len(found) == 1:
            acts += [("修改后归入", lambda: self._acts.edit(first)), ("不归入…", lambda: self._acts.set_aside(first))]
        else:
            acts.append(("逐个看", lambda: self._desk.open("dossiers")))
        self._notice.say(f"可以归入{people}的廉政档案（{first.entry_label}）。", "info", *acts)
