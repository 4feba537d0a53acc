"""The workflow of the record that is open: its bar above the sheet, hidden for records that lead none."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import runs
from app.services.flow_offers import Offer
from app.services.records import RecordView
from app.services.runs import Run
from app.ui import runway
from app.ui.offers import OfferActs
from app.ui.parts import Flow, button, restyle
from app.ui.runcard import RunCard

if TYPE_CHECKING:
    from app.ui.pages.record import RecordPage


class OwnOffers(OfferActs):
    """Offers about the record that is open are taken on its page: what was typed is saved first."""

    def __init__(self, page: RecordPage) -> None:
        super().__init__(page.desk, page, page.reload)
        self._page = page

    def _step(self, offer: Offer) -> None:
        if self._page.touched:
            self._page.save(lambda: super(OwnOffers, self)._step(offer))
        else:
            super()._step(offer)

    def _fill(self, offer: Offer, field: str) -> None:
        record = self._page.record
        if record is not None and record.id == offer.record:
            self._page.edit_field(field)
        else:
            super()._fill(offer, field)


class RecordWay(QWidget):
    """The run that the open record leads; of several, the first that is open, and a chip for each."""

    def __init__(self, page: RecordPage) -> None:
        super().__init__()
        self._page = page
        self._offers = OwnOffers(page)
        self._runs: tuple[Run, ...] = ()
        self._flow = ""
        self.chips = Flow(6)
        self.card = RunCard(page.desk)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 10, 0)
        box.setSpacing(4)
        box.addWidget(self.chips)
        box.addWidget(self.card)
        self.hide()

    def look(self, record: RecordView | None) -> None:
        """Show the run of a record; nothing for a new one."""
        session = self._page.desk.session
        if record is None or not session.catalog.workflows.leading(record.form, record.kind):
            self._show(())
            return
        record_id = record.id
        self._page.desk.runner.query(self._page, lambda: runs.runs_of(session, record_id), self._show, key="run")

    def _show(self, found: tuple[Run, ...]) -> None:
        record = self._page.record
        self._runs = tuple(r for r in found if record is not None and r.record == record.id)
        self.setVisible(bool(self._runs))
        run = next((r for r in self._runs if r.flow == self._flow), None) or next((r for r in self._runs if r.open), None)
        run = run or next(iter(self._runs), None)
        self._flow = run.flow if run is not None else ""
        self._show_chips()
        today = dt.date.fromisoformat(self._page.desk.today())
        self.card.set_way(*(("", ()) if run is None else (runway.title_of(run), runway.views(run, self._offers, today))))

    def _show_chips(self) -> None:
        self.chips.clear()
        self.chips.setVisible(len(self._runs) > 1)
        for one in self._runs if len(self._runs) > 1 else ():
            made = button(one.label, lambda f=one.flow: self._turn(f), "chip", name=f"看流程“{one.label}”")  # type: ignore[misc]
            restyle(made, tone="info" if one.flow == self._flow else "")
            self.chips.addWidget(made)

    def _turn(self, flow: str) -> None:
        self._flow = flow
        self.card.fold()
        self._show(self._runs)
