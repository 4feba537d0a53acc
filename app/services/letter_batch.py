"""One kind of letter to many people or units: what differs and what is missing, drafts, steps of all, paper and files.

Everything that writes is one operation, all or none: drafts are made and undone together, a batch is signed or numbered
as a whole or not at all. Nothing is numbered but by the step that a person takes for the whole batch. The letters are
ordinary letters and go the ordinary way (records.move); what a batch adds is that they are laid out together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.catalog.letters import SUBMIT
from app.documents.batch import lay_out_batch, merged_pdf, render_batch
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.jobs.progress import JobContext
from app.services import letter_checks, letter_versions, letters, numbers, records
from app.services.letter_document import document, letter_form
from app.services.letter_prefill import Context
from app.services.outgoing import guard
from app.services.profiles import LAYOUT, letter_profile, profile_for
from app.services.record_sight import refuse_apart
from app.services.records import RecordView
from app.services.results import OpResult, Touched
from app.services.second_person import Second, confirm_export
from app.services.session import Session
from app.store import names, queries
from app.store.record_adapter import snapshot_of
from app.store.unit_of_work import UnitOfWork

FORM = "letter"
MOST = 500
STEPS = ("submit", "sign", "number", "deliver")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a batch is to be. subjects: ids of people and units, each gets a letter; values: what is the same in all;
    own: by subject what is said otherwise."""

    kind: str
    subjects: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One letter to be. texts: what differs between the letters, by column; missing: what it lacks before it goes on."""

    subject: str
    name: str
    texts: tuple[str, ...]
    missing: tuple[str, ...]
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """A batch before anything is written. columns: labels of what differs; keys: the values behind them."""

    wish: Wish
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def incomplete(self) -> int:
        """How many letters lack something."""
        return sum(bool(r.missing) for r in self.rows)


def plan(session: Session, wish: Wish, context: JobContext | None = None) -> Plan:
    """The letters of a batch as they would be drafted; nothing is written.

    Raises AppError NOT_ALLOWED, NOT_FOUND (kind, subject), BAD_INPUT (nobody, too many, somebody twice), Cancelled.
    """
    session.require("create", FORM, wish.kind)
    context, form = context or JobContext(), letter_form(session, wish.kind)
    if not wish.subjects:
        raise AppError(ErrorCode.BAD_INPUT, "请先选发给哪些人或单位。", where="发给谁")
    if len(wish.subjects) > MOST:
        raise AppError(ErrorCode.TOO_LARGE, f"一批最多 {MOST} 件，选了 {len(wish.subjects)} 个。", action="请分几批做。")
    if len(set(wish.subjects)) < len(wish.subjects):
        raise AppError(ErrorCode.BAD_INPUT, "同一个人或单位选了两次。", where="发给谁")
    with session.store.read() as conn:
        named = names.names_of(conn, wish.subjects)
    bodies = []
    for number, subject in enumerate(wish.subjects):
        context.report(number, len(wish.subjects), "正在起草")
        if subject not in named:
            raise AppError(ErrorCode.NOT_FOUND, "选中的人或单位中有一个已不存在。", action="请重新选。")
        bodies.append(_body(session, wish, subject, named[subject]))
    labels = {v.name: v.label for v in form.values}
    said = [{r["key"]: r.get("value", "") for r in body.get("values", [])} for body in bodies]
    keys = tuple(k for k in labels if len({s.get(k, "") for s in said}) > 1 or any(k in o for o in wish.own.values()))
    rows = []
    for number, (subject, body) in enumerate(zip(wish.subjects, bodies, strict=True)):
        context.report(number, len(bodies), "正在核对")
        missing = tuple(p.say for p in letter_checks.open_points(session, wish.kind, body, SUBMIT))
        texts = ("、".join(body.get("to", [])), *(said[number].get(k, "") for k in keys))
        rows.append(Row(subject, named[subject], texts, missing, body))
    return Plan(wish, ("主送", *(labels[k] for k in keys)), keys, tuple(rows))


def _body(session: Session, wish: Wish, subject: str, name: str) -> dict[str, Any]:
    unit = subject.startswith("u")
    to = name if unit else f"{name}同志"
    given = {"recipient": to, **wish.values, **wish.own.get(subject, {})}
    context = Context() if unit else Context(person=subject)
    body = letters.draft(session, wish.kind, given, context)
    return body | {"to": [to], "subject": [subject]}


def make(session: Session, plan: Plan, context: JobContext | None = None) -> OpResult[list[str]]:
    """Write the letters of a plan as drafts of one batch; returns their ids. One operation, undone as one.

    Letters that lack something are drafts like others. Raises what records.save raises; Cancelled: nothing is written.
    """
    session.require("create", FORM, plan.wish.kind)
    context, form, touched = context or JobContext(), session.form(FORM), Touched()
    batch, label, ids = new_id("b"), f"成批拟写 {len(plan.rows)} 件文书", []
    with session.change("letter.batch", label, touched, [FORM]) as uow:
        for number, row in enumerate(plan.rows):
            context.report(number, len(plan.rows), "正在写入")
            ids.append(new_id("r"))
            refuse_apart(session, uow.conn, form, plan.wish.kind, row.body)
            records.write_body(session, uow, form, plan.wish.kind, row.body, ids[-1], new=True, issued={"batch": batch})
            records.refuse_unseen(session, uow, ids[-1])
        context.report(len(ids), len(ids), "正在写入")
    return session.result(ids, touched, label)


@dataclass(frozen=True, slots=True)
class Made:
    """One letter of a batch as the list of it shows it."""

    number: str
    to: str
    title: str
    state: str


def rows(session: Session, ids: Sequence[str]) -> list[Made]:
    """The letters of a batch as they stand, in the order of the ids; those that may not be seen are left out."""
    form = session.form(FORM)
    with session.store.read() as conn:
        found = queries.rows_by_id(conn, ids)
        seen = {str(r.id) for r in session.sight().those(conn, found.values())}
    made = []
    for row in (found[i] for i in ids if i in seen):
        body, state = snapshot_of(row)["body"], form.state(row.state)
        made.append(Made(str(body.get("number") or ""), "、".join(body.get("to", [])), row.title, state.label if state else row.state))
    return made


def advance_all(
    session: Session, ids: Sequence[str], step: str, note: str = "", values: Mapping[str, Any] | None = None,
    series: str = "", context: JobContext | None = None,
) -> OpResult[int]:  # fmt: skip
    """Take one step with all letters or with none; numbers are given in the order of the ids.

    Raises AppError naming the first letter that cannot take it; Cancelled: nothing was changed, no number is taken.
    """
    if step not in STEPS:
        raise AppError(ErrorCode.BAD_STATE, "这一步不能成批办理。", action="请逐件办理。")
    context, form, touched = context or JobContext(), session.form(FORM), Touched()
    found = next(t for t in form.transitions if t.id == step)
    label = f"{found.label} {len(ids)} 件文书"
    undoable = not records.is_locked(form, found.target)
    with session.change(f"letter.{step}", label, touched, [FORM], undoable=undoable) as uow:
        given = {}
        for number, record_id in enumerate(ids):
            with _naming(number):
                given[record_id] = _values(session, uow, record_id, step, found.action, values or {}, series)
        made = _made(session, uow, given, step)
        for number, record_id in enumerate(ids):
            context.report(number, len(ids), f"正在{found.label}")
            with _naming(number):
                records.move(session, uow, form, record_id, found, note, given[record_id], made.get(record_id))
        context.report(len(ids), len(ids), f"正在{found.label}")
    return session.result(len(ids), touched, label, undoable=undoable)


class _naming:  # noqa: N801 - reads as a sentence
    """Says of which letter of the batch a failure speaks."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, AppError):
            where = "，".join(filter(None, (f"第{self._number + 1}件", error.where)))
            action = error.action or "整批都没有办理。"
            raise AppError(error.code, error.message, action=action, where=where) from error


def _values(
    session: Session, uow: UnitOfWork, record_id: str, step: str, action: str, values: Mapping[str, Any], series: str
) -> dict[str, Any]:
    """What one letter of the batch takes along: for the step number, its number."""
    row = session.require_on(uow.conn, action, queries.row_by_id(uow.conn, record_id))
    if row.form != FORM:
        raise AppError(ErrorCode.NOT_FOUND, "这条记录不是文书。")
    held = snapshot_of(row)
    chosen = letters.step_values(session, row.kind, held["body"], step, values)
    if step != "number":
        return chosen
    return {**chosen, "number": numbers.take(session, uow, record_id, held, series)}


def _made(
    session: Session, uow: UnitOfWork, given: Mapping[str, Mapping[str, Any]], step: str
) -> dict[str, letter_versions.Made]:
    """The files of all letters that a step signs or numbers, laid out together by their layout."""
    if step not in letter_versions.STAGES:
        return {}
    rows = queries.rows_by_id(uow.conn, given)
    groups: dict[str, list[str]] = {}
    bodies = {}
    for record_id in given:
        held = snapshot_of(rows[record_id])
        bodies[record_id] = held["body"] | given[record_id]
        layout = profile_for(session, held["kind"]).code if step == "sign" else str(held["body"].get(LAYOUT) or "")
        groups.setdefault(layout, []).append(record_id)
    found: dict[str, letter_versions.Made] = {}
    for layout, ids in groups.items():
        documents = [document(session, str(rows[i].kind), bodies[i]) for i in ids]
        found.update(zip(ids, letter_versions.made_of(session, documents, layout), strict=True))
    return found


def preview(session: Session, plan: Plan, context: JobContext | None = None) -> bytes:
    """All letters of a plan as one PDF, before anything is written. Raises AppError BAD_INPUT, MISSING_GLYPH, Cancelled."""
    made = [document(session, plan.wish.kind, row.body) for row in plan.rows]
    laid = lay_out_batch(made, profile_for(session, plan.wish.kind), context=context)
    found = merged_pdf(laid, letter_form(session, plan.wish.kind).label, context=context)
    return guard(session, found, [session.form(FORM).class_of(plan.wish.kind)])


def print_all(session: Session, ids: Sequence[str], context: JobContext | None = None) -> bytes:
    """One PDF of many letters for printing, in order; each is logged as printed.

    Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT (letters of several layouts: their paper differs), MISSING_GLYPH.
    """
    views = [_view(session, i, "print") for i in ids]
    profiles = {p.code: p for p in (letter_profile(session, v.kind, v) for v in views)}
    if len(profiles) != 1:
        raise AppError(ErrorCode.BAD_INPUT, "这些文书用了不同的版式方案。", action="请按版式分开打印。")
    made = [document(session, v.kind, v.body) for v in views]
    laid = lay_out_batch(made, next(iter(profiles.values())), context=context)
    found = merged_pdf(laid, f"{len(ids)} 件文书", context=context)
    for record_id in ids:
        session.log("print", record_id)
    return guard(session, found, [session.form(FORM).class_of(v.kind) for v in views])


def export_all(
    session: Session, ids: Sequence[str], folder: Path, formats: Sequence[str] = ("docx", "pdf"),
    context: JobContext | None = None, second: Second | None = None,
) -> list[Path]:  # fmt: skip
    """A file for each letter and format, of signed letters those that were kept; each letter is logged as exported.

    second: who stands by for letters of guarded classes (VIS-12); without one they are refused.
    Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT, MISSING_GLYPH, FILE_ACCESS, DISK_FULL, Cancelled.
    """
    context, files = context or JobContext(), []
    views = [_view(session, i, "export") for i in ids]
    who = confirm_export(session, [session.form(FORM).class_of(v.kind) for v in views], second)
    for number, (view, made) in enumerate(zip(views, _files(session, views, formats), strict=True)):
        context.report(number, len(views), "正在写文件")
        name = f"{number + 1:03d}-{letters.file_name(session, view)}"
        for ending, data in made.items():
            files.append(letter_versions.write_file(folder, f"{name}{ending}", data))
        session.log("export", f"{view.id} {who}".strip())
    return files


def _files(session: Session, views: Sequence[RecordView], formats: Sequence[str]) -> list[letter_versions.Made]:
    drafts = [v for v in views if not letter_versions.latest(v.body, "pdf")]
    by_id: dict[str, letter_versions.Made] = {}
    for code in {letter_profile(session, v.kind, v).code: None for v in drafts}:
        of = [v for v in drafts if letter_profile(session, v.kind, v).code == code]
        made = render_batch([document(session, v.kind, v.body) for v in of], letter_profile(session, of[0].kind, of[0]), formats)
        by_id.update((v.id, one.files) for v, one in zip(of, made, strict=True))
    for view in views:
        kept = [v for form in formats for v in letter_versions.latest(view.body, form)]
        if kept:
            by_id[view.id] = {f"{f'-{v.mark}' if v.mark else ''}.{v.form}": letter_versions.read(session, view.body, v) for v in kept}
    return [by_id[v.id] for v in views]


def _view(session: Session, record_id: str, action: str) -> RecordView:
    view = records.get(session, record_id)
    if view.form != FORM:
        raise AppError(ErrorCode.NOT_FOUND, "这条记录不是文书。")
    if action not in view.may:
        raise session.refused(action)
    return view
