"""What can be done about a step: as buttons, and what a new record, a letter or rows begin with when one is pressed."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.catalog.records import FieldDef, FieldType, RecordForm
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.domain.workflow.answers import Asking, named
from app.domain.workflow.model import Case, Each, Flow, Ground, Item, Linked, OfferDef
from app.domain.workflow.progress import Progress, StepProgress
from app.domain.workflow.proofs import prove
from app.domain.workflow.several import prove_linked, table_rows
from app.services import letters, records
from app.services.flow_items import ROW
from app.services.flow_words import row_title
from app.services.letter_document import letter_form
from app.services.letter_grounds import with_borne
from app.services.letter_prefill import Context
from app.services.lists import cell_text
from app.services.record_body import as_list
from app.services.results import OpResult, Touched
from app.services.session import Session

ROW_MARK = "row."
LETTER = "letter"
_NAMING = (FieldType.PERSON, FieldType.UNIT)


@dataclass(frozen=True, slots=True)
class Offer:
    """A button. kind: transition, fill, new, letter, rows, propose or open. record, form: the lead. why_not: empty when it can be pressed.

    args: transition; fields; form and kind (new, letter); table and kind (rows); page. step: whose offer it is, number: which of them.
    """

    kind: str
    label: str
    record: str
    form: str
    flow: str
    step: str
    args: Mapping[str, str] = field(default_factory=dict)
    why_not: str = ""
    number: int = 0


def offers(session: Session, run: Progress, one: StepProgress, matter: Case, ground: Ground) -> tuple[Offer, ...]:
    """What can be done about a step now."""
    done = {s.step.id: s.day for s in run.steps if s.day is not None}
    asking = Asking(ground, done=done)
    wanted = ((n, o) for n, o in enumerate(one.step.offers) if o.when is None or prove(o.when, matter, asking).ok)
    return tuple(replace(made, number=n) for n, o in wanted for made in _offer(session, run, one, matter, ground, o))


def _offer(
    session: Session, run: Progress, one: StepProgress, matter: Case, ground: Ground, made: OfferDef
) -> Iterator[Offer]:
    lead, form = matter.lead, session.form(matter.lead.form)
    base = Offer(made.kind, made.label, lead.id, lead.form, run.flow.id, one.step.id)
    match made.kind:
        case "transition":
            yield from _of_transition(session, run, base, form, lead, made)
        case "fill":
            yield _of_fill(session, base, form, lead, made)
        case "propose":
            yield replace(base, label=made.label or "列出草稿", args={"draft": made.code}, why_not=_edit(session, form, lead))
        case "rows":
            left = len(open_rows_of(matter, ground, made))
            if left:
                label = made.label or f"逐条登记{session.catalog.vocab.short(made.code)}（{left} 条）"
                yield replace(base, label=label, args={"table": made.table, "kind": made.code}, why_not=_create(session, made))
        case "open":
            yield replace(base, label=made.label or "前往办理", args={"page": made.code})
        case _:
            word = "起草" if made.kind == LETTER else "登记"
            target = LETTER if made.kind == LETTER else _form_of(session, made.code).id
            label = made.label or f"{word}{session.catalog.vocab.short(made.code)}"
            yield replace(base, label=label, args={"form": target, "kind": made.code}, why_not=_create(session, made))


def _of_transition(
    session: Session, run: Progress, base: Offer, form: RecordForm, lead: Item, made: OfferDef
) -> Iterator[Offer]:
    step = next((t for t in form.transitions_from(lead.state, lead.kind) if t.id == made.code), None)
    if step is None:
        return
    why = ""
    blocking = run.blocking(step.id)
    if not session.can(step.action, form.id, lead.kind):
        why = f"您的账号没有“{session.catalog.rights.actions[step.action].label}”的权限"
    elif blocking:
        why = f"先办“{blocking[0].step.label}”"
    yield replace(base, label=made.label or step.label, args={"transition": step.id}, why_not=why)


def _of_fill(session: Session, base: Offer, form: RecordForm, lead: Item, made: OfferDef) -> Offer:
    known = [f for name in made.fields if (f := form.field(name)) is not None]
    label = made.label or f"填写{'、'.join(f.label for f in known)}"
    return replace(base, label=label, args={"fields": ",".join(made.fields)}, why_not=_edit(session, form, lead))


def _edit(session: Session, form: RecordForm, lead: Item) -> str:
    """Why the lead cannot be typed into now; empty when it can."""
    if records.is_locked(form, lead.state):
        return "这条记录已定稿，用办理步骤或追加更正登记"
    return "" if session.can("edit", form.id, lead.kind) else "您的账号没有“修改”的权限"


def _form_of(session: Session, kind: str) -> RecordForm:
    found = session.catalog.records.of_kind(kind)
    if found is None:
        raise AppError(ErrorCode.NOT_FOUND, "没有这种记录。")
    return found


def _create(session: Session, made: OfferDef) -> str:
    form = LETTER if made.kind == LETTER else _form_of(session, made.code).id
    return "" if session.can("create", form, made.code) else "您的账号没有“登记”的权限"


def definition(flow: Flow, offer: Offer) -> OfferDef:
    """The definition behind a button; AppError NOT_FOUND when the workflow has changed."""
    step = flow.step(offer.step)
    wanted = {"transition": "transition", "fill": "fields", "open": "page", "propose": "draft"}.get(offer.kind, "kind")
    there = step.offers if step is not None else ()
    for one in (*there[offer.number : offer.number + 1], *there):
        code = ",".join(one.fields) if one.kind == "fill" else one.code
        if one.kind == offer.kind and code == offer.args.get(wanted):
            return one
    raise AppError(ErrorCode.NOT_FOUND, "这个办法已经没有了。", action="请刷新后再看。")


def values(session: Session, offer: Offer, made: OfferDef, lead: Item, names: Mapping[str, str]) -> dict[str, Any]:
    """The body that a new record or a letter draft begins with."""
    form = session.form(lead.form)
    if made.kind == LETTER:
        words = {
            name: cell_text(session.catalog, form.field(source), lead.values.get(source), names)
            for name, source in made.words.items()
        }
        body = letters.draft(session, made.code, {n: w for n, w in words.items() if w}, Context((lead.id,)))
        form_of = letter_form(session, made.code)
        body["basis"] = with_borne(form_of, str(body.get("basis") or ""), lead.kind, lead.state, lead.values)
        target = session.form(LETTER)
    else:
        target = session.form(offer.args["form"])
        body = records.new_body(session, target.id, made.code)
    body |= copy.deepcopy(dict(made.values))
    body |= dict(_copied(made, target, lead, {}))
    return body | _linked(made, target, body, lead)


def _linked(made: OfferDef, target: RecordForm, body: Mapping[str, Any], lead: Item) -> dict[str, Any]:
    field_of = target.field(made.link)
    if field_of is None:
        return {}
    if not field_of.many:
        return {made.link: lead.id}
    return {made.link: list(dict.fromkeys([*as_list(body.get(made.link)), lead.id]))}


def _copied(made: OfferDef, target: RecordForm, lead: Item, row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, source in made.copy.items():
        field_of = target.field(name)
        from_row = source.startswith(ROW_MARK) and made.table
        value = row.get(source.removeprefix(ROW_MARK)) if from_row else lead.values.get(source)
        if field_of is not None and value is not None and value != "":
            yield name, fitted(field_of, value)


def fitted(target: FieldDef, value: Any) -> Any:
    """A value as the other field takes it: a list or one of it, ids of a table of people, no more text than fits."""
    if target.type in _NAMING and isinstance(value, list) and any(isinstance(v, Mapping) for v in value):
        value = list(named({"x": value}, "x"))
    several = target.many or target.type is FieldType.MULTI_CHOICE
    if several:
        return as_list(value)
    if isinstance(value, list) and target.type not in (FieldType.TABLE, FieldType.ORDERED_TABLE, FieldType.PEOPLE):
        value = next(iter(value), None)
    if isinstance(value, str) and target.max_length:
        return value[: target.max_length]
    return value


def open_rows_of(matter: Case, ground: Ground, made: OfferDef) -> list[str]:
    """The ids of rows for which no record has been made, whatever its state and day."""
    asked = Linked(kinds=frozenset({made.code}), drafts=True, each=Each(rows=made.table))
    always = replace(ground, as_of=ground.as_of.max)
    return list(prove_linked(asked, matter, Asking(always), prove).missing)


def make_rows(session: Session, offer: Offer, made: OfferDef, matter: Case, ground: Ground) -> OpResult[tuple[str, ...]]:
    """Make one record for every row that has none yet, in one operation. Undoable.

    Raises AppError NOT_ALLOWED, NOT_FOUND (no row is left), BAD_INPUT (a row lacks what the record needs, naming it).
    """
    target = _form_of(session, made.code)
    session.require("create", target.id, made.code)
    left = open_rows_of(matter, ground, made)
    if not left:
        raise AppError(ErrorCode.NOT_FOUND, "每一条都已经登记。", action="请刷新后再看。")
    rows = {row_id: row for row_id, row in table_rows(matter.lead.values, made.table) if row_id in left}
    label, touched, ids = f"逐条登记{session.catalog.vocab.short(made.code)} {len(rows)} 条", Touched(), []
    with session.change("flow.rows", label, touched, [target.id]) as uow:
        for row_id, row in rows.items():
            body = records.new_body(session, target.id, made.code) | copy.deepcopy(dict(made.values))
            body |= dict(_copied(made, target, matter.lead, row))
            body |= _linked(made, target, body, matter.lead)
            ids.append(new_id("r"))
            mark = {ROW: f"{matter.lead.id}#{row_id}"}
            try:
                records.write_body(session, uow, target, made.code, body, ids[-1], new=True, issued=mark)
            except AppError as error:
                raise _of_row(session, error, matter, made.table, row) from error
    return session.result(tuple(ids), touched, label)


def _of_row(session: Session, error: AppError, matter: Case, table: str, row: Mapping[str, Any]) -> AppError:
    found = session.form(matter.lead.form).field(table)
    title = row_title(found, row) if found is not None else ""
    return AppError(error.code, f"“{title}”：{error.message}", action="请先在这一行补上，再逐条登记。", where=error.where)
