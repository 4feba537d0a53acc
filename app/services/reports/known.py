"""Which reports there are for an account: those of which it may read every record that is counted.

Light: the window asks at its start. Does not belong here: counting.
"""

from __future__ import annotations

from app.catalog.reports import ReportDef
from app.services.evaluation import secret_kinds
from app.services.session import Session


def reports(session: Session) -> list[ReportDef]:
    """The reports that the account may read, in order of their numbers."""
    return [r for r in session.catalog.reports.values() if allowed(session, r)]


def allowed(session: Session, report: ReportDef) -> bool:
    """Whether the account may read everything that a report rests on."""
    if session.business is None or (report.evaluate and not session.can("evaluate")):
        return False
    sight = session.sight()
    return all(sight.whole(form, kind) for form, kind in rests_on(session, report))


def rests_on(session: Session, report: ReportDef) -> list[tuple[str, str]]:
    """(form, kind) of the records that a report counts; of whole forms all kinds but those nobody may even know of."""
    secret = secret_kinds(session.catalog)
    forms = [(form, kind) for form in report.forms for kind in session.form(form).kinds if kind not in secret]
    kinds = [(form.id, kind) for kind in report.kinds if (form := session.catalog.records.of_kind(kind)) is not None]
    return [*forms, *kinds]
