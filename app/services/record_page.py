"""What stands around a record on its page: next steps and why not, duties it counts for, records beside it."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalog.needs import lacking
from app.catalog.records import FieldType, Transition
from app.services import record_steps, records
from app.services.duties import DutyCell, cells_of_record
from app.services.lists import Row, clearing_states, display_rows
from app.services.record_body import as_list
from app.services.records import RecordView
from app.services.session import Session
from app.store import queries
from app.store.clearing import cleared_among

LIMIT = 50
LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Way:
    """A step out of the present state. why: the reason it cannot be taken now, empty when it can."""

    step: Transition
    why: str


@dataclass(frozen=True, slots=True)
class Beside:
    """linked: records this one names or that name it; letters: those that rest on it; duties: rows it counts in.

    cleared: whether a filed clarification names it as what it clears.
    """

    linked: tuple[Row, ...]
    letters: tuple[Row, ...]
    duties: tuple[DutyCell, ...]
    cleared: bool = False


def ways(session: Session, view: RecordView) -> tuple[Way, ...]:
    """Every step from here, also those that must wait, each with its reason."""
    steps = session.form(view.form).transitions_from(view.state, view.kind)
    return tuple(Way(step, _why(session, view, step)) for step in steps if (view.form, step.id) not in records.OWN_WAY)


def _why(session: Session, view: RecordView, step: Transition) -> str:
    if step not in view.transitions:
        return f"您的账号没有“{session.catalog.rights.actions[step.action].label}”的权限"
    form = session.form(view.form)
    if who := record_steps.same_person(form, step, view.author, view.body, session.user):
        return f"{who}，请另一位同志办理"
    asked = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.DATE)  # the page asks for these with the step

    def asks(name: str) -> bool:
        definition = form.field(name)
        return view.locked and name in step.needs and definition is not None and definition.type in asked

    lacks = [k for k in lacking(form, view.kind, view.body, step) if not all(map(asks, k.fields))]
    labels = [k.label for k in lacks if not k.said]
    said = [k.said.rstrip("。") for k in lacks if k.said]
    return "；".join([*([f"先填写：{'、'.join(labels)}"] if labels else []), *said])


def beside(session: Session, view: RecordView) -> Beside:
    """Read what belongs to a record. Raises AppError NOT_ALLOWED."""
    visible = session.sight()
    named = [str(v) for f in session.form(view.form).fields if f.type is FieldType.RECORD_LINK
             for v in as_list(view.body.get(f.id))]  # fmt: skip
    with session.store.read() as conn:
        found = {r.id: r for r in queries.referring(conn, view.id, visible, LIMIT)}
        cleared = bool(cleared_among(conn, [view.id], clearing_states(session.catalog.records)))
        found |= queries.rows_by_id(conn, named)
        found.pop(view.id, None)
        rows = display_rows(conn, session.catalog, found.values(), visible)
    return Beside(
        tuple(r for r in rows if r.form != LETTER), tuple(r for r in rows if r.form == LETTER),
        tuple(cells_of_record(session, view.id)) if session.can("evaluate") else (), cleared,
    )  # fmt: skip
