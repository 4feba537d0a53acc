"""What a button of a task or of a workflow's step does: take the step, fill in, begin a record or a letter, open a page.

Nothing happens by itself: drafts are opened to be looked at, steps ask for what they need. Does not belong here:
which offers there are (services.runs).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.services import records, runs
from app.services.flow_offers import Offer
from app.services.records import RecordView
from app.ui.desk import Desk
from app.ui.letteroffer import offer_letters
from app.ui.quickstep import QuickStep

LETTER = "letter"


class OfferActs:
    """Takes offers for a page. done: what follows a change."""

    def __init__(self, desk: Desk, owner: QWidget, done: Callable[[], object]) -> None:
        self._desk, self._owner, self._done = desk, owner, done
        self._steps = QuickStep(desk, owner, done)

    def take(self, offer: Offer) -> None:
        """Do what the button says."""
        if offer.why_not:
            self._desk.say(offer.why_not, "warn")
            return
        args = offer.args
        match offer.kind:
            case "transition" if offer.form == LETTER:
                self._desk.open(LETTER, id=offer.record)
            case "transition":
                self._step(offer)
            case "fill" if offer.form == LETTER:
                self._desk.open(LETTER, id=offer.record)
            case "fill":
                self._fill(offer, args.get("fields", "").partition(",")[0])
            case "new" | "letter":
                self._begin(offer)
            case "rows":
                session = self._desk.session
                self._desk.runner.operate(
                    self._owner, offer.label, lambda _c: runs.open_rows(session, offer), lambda _n: self._done()
                )
            case "propose":
                session = self._desk.session
                self._desk.runner.operate(
                    self._owner, offer.label, lambda _c: runs.take_draft(session, offer), lambda _n: self._done()
                )
            case _:
                self._desk.open(args["page"])

    @property
    def may_write(self) -> bool:
        """Whether the account may write letters."""
        return self._desk.session.can("create", LETTER)

    def write(self, key: str) -> None:
        """Choose a letter about something that is late."""
        offer_letters(self._desk, self._owner, (key,))

    def open_record(self, form: str, record: str) -> None:
        """Look at the record that something is about."""
        self._desk.open(LETTER if form == LETTER else "record", id=record)

    def _step(self, offer: Offer) -> None:
        session, wanted = self._desk.session, offer.args["transition"]

        def done(view: RecordView) -> None:
            step = next((t for t in view.transitions if t.id == wanted), None)
            if step is None:
                self._desk.say(f"“{view.title}”现在不能办理“{offer.label}”。", "warn", ("打开", lambda: self.open_record(view.form, view.id)))
                return
            self._steps.take(view.id, step)

        self._desk.runner.query(self._owner, lambda: records.get(session, offer.record), done)

    def _fill(self, offer: Offer, field: str) -> None:
        self._desk.open("record", id=offer.record, edit=True, field=field)

    def _begin(self, offer: Offer) -> None:
        """Open a draft with what is known filled in; a gap of a duty knows whom it is about."""
        session, kind = self._desk.session, offer.args["kind"]
        if not offer.flow:
            form = offer.args["form"]
            self._desk.open("record", form=form, kind=kind, values=about(self._desk, form, offer.args.get("subject", "")))
            return

        def done(values: dict[str, object]) -> None:
            if offer.kind == LETTER:
                self._desk.open(LETTER, kind=kind, body=values)
            else:
                self._desk.open("record", form=offer.args["form"], kind=kind, values=values)

        self._desk.runner.query(self._owner, lambda: runs.offer_values(session, offer), done, label="正在起草")


def about(desk: Desk, form_id: str, subject: str) -> dict[str, object]:
    """What a new record begins with when it is known whom it is about: a person or unit in the field for it."""
    name = "subject" if form_id == "talk" else "actor"
    field = desk.session.form(form_id).field(name)
    if field is None or subject not in desk.directory.names:
        return {}
    return {name: [subject] if field.many else subject}
