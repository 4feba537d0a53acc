"""Letters as records: draft, preview, export, the way from 草拟 to 归档, the register.

A letter is a record of form `letter`; its fields are the letter data of the CLI
contract. Signing locks it; a number is given once, in order, in the same operation.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.catalog.letter_text import Told, fill, paragraphs
from app.catalog.letters import annexes
from app.documents.fit import Fit
from app.documents.render import render, render_pdf_document
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.domain.workflow.answers import way as came_by
from app.domain.workflow.model import FlowStep
from app.services import (
    attachments,
    letter_limits,
    letter_versions,
    numbers,
    record_move,
    record_steps,
    records,
)
from app.services.appeals import with_appeal
from app.services.flow_items import item_of
from app.services.letter_document import document, letter_form
from app.services.letter_ground import Ground, ground
from app.services.letter_prefill import Context, annexed, draft_row, prefill, source_rows
from app.services.letter_versions import Version
from app.services.profiles import letter_profile
from app.services.record_steps import STEPS
from app.services.records import RecordView
from app.services.results import OpResult, Touched
from app.services.second_person import Second, confirm_export, wanted
from app.services.session import Session
from app.store import queries
from app.store.unit_of_work import UnitOfWork

FORM, SCAN = "letter", "scan"
UNSIGNED = "还没有签发的，请用“撤回”。"
AGAIN = "；另发"  # behind the reason of a void number whose letter is issued anew


@dataclass(frozen=True, slots=True)
class Preview:
    """The pages of a letter as they will be printed. fit: how full they are and where each paragraph
    stands; grid: lines and characters of a full page."""

    pdf: bytes
    pages: int
    format: str
    warnings: tuple[str, ...]
    fonts: Mapping[str, str]
    fit: Fit
    grid: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a letter's life. available: can be done now by this user."""

    id: str
    label: str
    done: bool
    at: str
    who: str
    note: str
    available: bool


def kinds(session: Session) -> list[tuple[str, str, str]]:
    """Code, label and summary of every kind of letter that is offered."""
    return [(f.code, f.label, f.summary) for f in session.catalog.letters.values() if not f.retired]


def draft(
    session: Session, kind: str, values: Mapping[str, str] | None = None, context: Context | None = None,
    chosen: Mapping[str, bool] | None = None, day: dt.date | None = None, there: Ground | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The start of a letter: issuer, date, and the kind's text with what is known filled in, each with its source.

    values: what the caller says; context: the records, gap or person it is about; chosen: optional pieces switched on
    or off; day: its date, by which it cites, today by default; there: what a batch has read for all its letters. What is not known stays visible as 【label】 for the person to fill in or strike out.
    """
    there = there or ground(session, letter_form(session, kind), day or session.clock.today())
    form, today, (unit_id, unit) = there.form, there.day, there.unit
    about = context or Context()
    known = prefill(session, there, replace(about, given={**about.given, **(values or {})}))
    cited = form.cited(today, there.packs)
    given = {"issuer": unit, "basis": "、".join(b.words for b in cited), **known.values}
    told = Told(given, known.rows, chosen or {})
    labels = {"recipient": "主送", "number": "发文字号", "date": "成文日期"} | {v.name: v.label for v in form.values}

    def blank(name: str) -> str:
        return f"【{labels.get(name, name)}】"

    laid = paragraphs(form, form.body, told, blank)
    body: dict[str, Any] = {
        "issuers": [unit],
        "title": fill(form.title, given, blank, form)[0],
        "date": today.isoformat(),
        "body": [draft_row(p) for p in laid],
        "seal": form.sealed,
        "actor": unit_id,
        "basis": "；".join(b.words for b in cited),
        "to": [fill(t, given, blank, form)[0] for t in form.to],
        "cc": [fill(c, given, blank, form)[0] for c in form.cc],
        "attachments_text": [annexed(form, annex, told) for annex in annexes(form)],
        "values": [{"id": new_id("w"), "key": n, "value": t} for n, t in known.values.items() if form.value(n) is not None],
        "sources": source_rows(laid, known),
    }
    if there.due is not None:
        body["reply_due"] = there.due.isoformat()
    return {name: value for name, value in body.items() if value not in ([], "")}


def source_titles(session: Session, body: Mapping[str, Any]) -> dict[str, str]:
    """Day and title of the records a letter rests on, as far as the user may see them."""
    with session.store.read() as conn:
        named = queries.rows_by_id(conn, [str(i) for i in body.get("basis_records") or []]).values()
        found = session.sight().those(conn, named)
    return {str(r.id): with_appeal(f"{r.date or ''} {r.title}".strip(), json.loads(r.body)) for r in found}


def preview_pdf(session: Session, kind: str, body: Mapping[str, Any], of: RecordView | None = None) -> Preview:
    """The letter as PDF pages. of: the letter as it is stored; once it is signed, the pages that were kept are shown.

    Raises AppError BAD_INPUT, MISSING_GLYPH, DAMAGED (the kept file is not what was signed).
    """
    made = document(session, kind, body)
    profile = letter_profile(session, kind, of)
    drawn = render_pdf_document(made, profile)
    kept = letter_versions.whole_pdf(session, of.body) if of is not None and body == of.body else None
    grid = f"{profile.grid.lines} 行 × {profile.grid.columns} 字"
    return Preview(kept or drawn.pdf, drawn.pages, made.format.value, drawn.warnings, drawn.fonts, drawn.fit, grid)


def export(
    session: Session,
    record_id: str,
    folder: Path,
    formats: Sequence[str] = ("docx", "pdf"),
    name: str = "",
    also_embed: str = "",
    second: Second | None = None,
) -> list[Path]:
    """Write a letter as Word and PDF files, of a signed one those that were kept; logged. Returns the files.

    second: who stands by, where `wants_second` says so.

    name: file name without ending; default the kind's label and number. also_embed: text of
    the other letters of a batch, since LibreOffice takes embedded fonts by name from the
    first file it opens. Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT, MISSING_GLYPH, FILE_ACCESS, DISK_FULL;
    WRONG_PASSWORD (the second person).
    """
    view = _letter(session, record_id, "export")
    who = confirm_export(session, [session.form(FORM).class_of(view.kind)], second)
    kept = [v for form in formats for v in letter_versions.latest(view.body, form)]
    if kept:
        files = _write_kept(session, view, kept, folder, name or file_name(session, view))
        session.log("export", f"{record_id} {who}".strip())
        return files
    made = document(session, view.kind, view.body)
    label = name or file_name(session, view)
    profile = letter_profile(session, view.kind, view)
    result = render(made, profile, folder, tuple(formats), name=label, also_embed=also_embed)
    session.log("export", f"{record_id} {who}".strip())
    return list(result.files)


def wants_second(session: Session, view: RecordView) -> bool:
    """Whether another person must stand by when the letter goes out as a file (VIS-12)."""
    return bool(wanted(session, [session.form(FORM).class_of(view.kind)]))


def _write_kept(session: Session, view: RecordView, kept: Sequence[Version], folder: Path, name: str) -> list[Path]:
    endings = [f"{f'-{one.mark}' if one.mark else ''}.{one.form}" for one in kept]
    data = [letter_versions.read(session, view.body, one) for one in kept]
    return [letter_versions.write_file(folder, name + ending, one) for ending, one in zip(endings, data, strict=True)]


def file_name(session: Session, view: RecordView) -> str:
    """A file name that says what the letter is: kind and number, safe on every system."""
    number = str(view.body.get("number", "")) or view.date
    text = f"{letter_form(session, view.kind).label}-{number}"
    return "".join(c if c.isalnum() or c in "-〔〕" else "-" for c in text)


def _letter(session: Session, record_id: str, action: str = "view") -> RecordView:
    view = records.get(session, record_id)
    if view.form != FORM:
        raise AppError(ErrorCode.NOT_FOUND, "这条记录不是文书。")
    if not session.can_on(action, record_id):
        raise session.refused(action)
    return view


def steps(session: Session, record_id: str) -> list[Step]:
    """The whole way of a letter: what was done, when, by whom, and what can be done now."""
    view = _letter(session, record_id)
    came = item_of(session.form(FORM), view.id, {name: getattr(view, name) for name in ("kind", "state", "body", "author", "entered")})
    reached = {visit.state for visit in came_by(came.visited)}
    log = {row["step"]: row for row in view.body.get(STEPS, [])}
    possible = {t.id for t in view.transitions}
    first, *others = _way(session)
    found = [Step(first.id, first.label, True, view.entered, view.author_name, "", False)]
    for step in others:
        row = log.get(step.id, {})
        done = bool(reached & set(step.done.states))
        at, who, note = row.get("at", ""), row.get("who", ""), row.get("note", "")
        found.append(Step(step.id, step.label, done, at, who, note, step.id in possible))
    return found


def new_steps(session: Session) -> list[Step]:
    """The way of a letter that is not stored yet."""
    return [Step(s.id, s.label, False, "", "", "", False) for s in _way(session)]


def _way(session: Session) -> tuple[FlowStep, ...]:
    """The steps of forms/workflows/letter.yaml: each is named after the transition that takes it."""
    flow = session.catalog.workflows.way(FORM)
    return flow.steps if flow is not None else ()


def advance(
    session: Session,
    record_id: str,
    step: str,
    note: str = "",
    values: Mapping[str, Any] | None = None,
    series: str = "",
    reserved: str = "",
) -> OpResult[RecordView]:
    """Do one step of a letter's way.

    `number` takes the next number of its series and year in the same operation (series:
    机关代字; default the unit's), or the reserved one (id). Other steps are plain transitions with their fields.
    Raises what records.transition raises; BAD_INPUT without a series.
    """
    if step == "number":
        return _issue_number(session, record_id, note, series, reserved)
    if step == "void":
        return _void(session, record_id, note, values or {})
    view = _letter(session, record_id)
    chosen = step_values(session, view.kind, view.body, step, values or {})
    now = {t.id for t in view.transitions}
    if step == "sign" and step in now and not (chosen.get("signed_by") or view.body.get("signed_by")):
        raise AppError(ErrorCode.BAD_INPUT, "请写明由哪位领导签发。", where="签发人")
    return records.transition(session, record_id, step, note, chosen)


def is_scan(step: str) -> bool:
    """Whether a step of a letter puts in the scan of the stamped copy, from whatever state."""
    return step.partition(".")[0] == SCAN


def attach_scan(session: Session, record_id: str, path: Path, sealed_at: dt.date) -> OpResult[RecordView]:
    """Keep the scan of the stamped copy with a numbered letter, beside those already there. Not undoable.

    Raises what attachments.attach and records.transition raise.
    """
    view = _letter(session, record_id, "issue")
    step = next((t.id for t in view.transitions if is_scan(t.id)), SCAN)
    scan = [*(view.body.get("scan") or []), attachments.attach(session, path)]
    return records.transition(session, record_id, step, "", {"sealed_at": sealed_at.isoformat(), "scan": scan})


def step_values(session: Session, kind: str, body: Mapping[str, Any], step: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a step takes along with what a person says: the day of signing; with delivery, by when an answer is due.

    A letter that names its day of answer keeps it; else the limit of its kind counts from the delivery.
    """
    chosen = dict(values)
    if step == "sign":
        chosen.setdefault("issued_at", session.clock.today().isoformat())
    form, said = session.catalog.letters.get(kind), str(chosen.get("delivered_at") or "")
    if step == "deliver" and form is not None and said and not (body.get("reply_due") or chosen.get("reply_due")):
        try:
            due = letter_limits.due(session, form, dt.date.fromisoformat(said))
        except ValueError:  # the step itself says that this is no day
            due = None
        chosen |= {"reply_due": due.isoformat()} if due is not None else {}
    return chosen


def step_within(
    session: Session, uow: UnitOfWork, record_id: str, step: str, note: str, values: Mapping[str, Any], series: str = "",
    reserved: str = "", void_reason: str = "",
) -> None:
    """Write one step within a unit of work, with what it does to the register of numbers; rights are the caller's.

    void_reason: what the register says of the number, when that is more than the letter's own reason.
    """
    form = session.form(FORM)
    before = record_move.current(uow, form, record_id)
    found = next((t for t in form.transitions_from(before["state"], before["kind"]) if t.id == step), None)
    if found is None:
        error = record_steps.out_of_turn(form, before["kind"], before["state"], step)
        error.action = UNSIGNED if step == "void" and before["state"] in ("draft", "review") else error.action
        raise error
    if step == "number":
        with numbers.taking(session, uow) as taker:
            values = {**values, "number": taker.take(record_id, before, series, reserved, note)}
        say_replaced(uow, str(before["body"].get("replaces") or ""), str(values["number"]))
    record_move.move(session, uow, form, record_id, found, note, values)
    if step == "void":
        numbers.void_of_letter(uow, record_id, void_reason or str(values.get("void_reason", note)))


def say_replaced(uow: UnitOfWork, old: str, number: str) -> None:
    """Write at the void number of a letter under which number it is issued anew."""
    for row in queries.numbers_of(uow.conn, old) if old else ():
        held = uow.get("number", row.id)
        if held is not None:
            reason = f"{str(held['reason']).removesuffix(AGAIN)}{AGAIN}为{number}"
            uow.put("number", row.id, {**held, "reason": reason})


def _issue_number(session: Session, record_id: str, note: str, series: str, reserved: str) -> OpResult[RecordView]:
    _letter(session, record_id, "issue")
    touched = Touched()
    with session.change("letter.number", "编号用印", touched, [FORM], undoable=False) as uow:
        step_within(session, uow, record_id, "number", note, {}, series, reserved)
    return session.result(records.get(session, record_id), touched, "编号用印", undoable=False)


def _void(session: Session, record_id: str, note: str, values: Mapping[str, Any]) -> OpResult[RecordView]:
    """Void a letter: its number stays taken and the register says why."""
    _letter(session, record_id, "sign")
    touched = Touched()
    with session.change("letter.void", "作废文书", touched, [FORM], undoable=False) as uow:
        step_within(session, uow, record_id, "void", note, values)
    return session.result(records.get(session, record_id), touched, "作废文书", undoable=False)
