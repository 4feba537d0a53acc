"""One kind of letter to many people or units: what differs and what is missing, drafts, steps of all, paper and files.

Everything that writes is one operation, all or none: drafts are made and undone together, a batch is signed or numbered
as a whole or not at all. Nothing is numbered but by the step that a person takes for the whole batch. The letters are
ordinary letters and go the ordinary way (record_move); what a batch adds is that they are laid out together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.catalog.letters import SUBMIT, LetterForm
from app.documents.batch import uncollected
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.jobs.progress import JobContext
from app.services import letter_checks, letter_versions, letters, numbers, records
from app.services.letter_document import document, letter_form
from app.services.letter_ground import Ground, ground
from app.services.letter_prefill import Context
from app.services.profiles import LAYOUT, profile_for
from app.services.record_body import references
from app.services.record_move import Held, moved
from app.services.record_sight import refuse_apart
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import names, queries
from app.store.adapters import Snapshot
from app.store.record_adapter import snapshot_of
from app.store.unit_of_work import UnitOfWork

FORM = "letter"
MOST = 500
STEPS = ("submit", "sign", "number", "deliver", "receipt", "withdraw", "void")
KEPT = "letter-batch:"
TO = "recipient"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a batch is to be. subjects: ids of people and units, each gets a letter; values: what is the same in all;
    own: by subject what is said otherwise, an empty text too; columns: values to be shown although they are alike."""

    kind: str
    subjects: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    columns: tuple[str, ...] = ()

    def alike(self, other: Wish, subject: str) -> bool:
        """Whether another wish asks for the same letter to a subject."""
        mine, its = self.own.get(subject, {}), other.own.get(subject, {})
        return self.kind == other.kind and self.values == other.values and mine == its


@dataclass(frozen=True, slots=True)
class Row:
    """One letter to be. texts: what differs between the letters, by column; missing: what it lacks before it goes on;
    blank: labels of what stands empty in its text; sources: by column where a prefilled value is from, else empty."""

    subject: str
    name: str
    texts: tuple[str, ...]
    missing: tuple[str, ...]
    body: Mapping[str, Any]
    blank: frozenset[str] = frozenset()
    sources: tuple[str, ...] = ()


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


def plan(session: Session, wish: Wish, context: JobContext | None = None, before: Plan | None = None) -> Plan:
    """The letters of a batch as they would be drafted; nothing is written.

    before: an earlier plan, whose letters are taken over where the wish has not changed.
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
    known = {r.subject: r for r in before.rows if wish.alike(before.wish, r.subject)} if before is not None else {}
    there = ground(session, form, session.clock.today())
    drafted = []
    for number, subject in enumerate(wish.subjects):
        context.report(number, len(wish.subjects), "正在起草")
        if subject not in named:
            raise AppError(ErrorCode.NOT_FOUND, "选中的人或单位中有一个已不存在。", action="请重新选。")
        drafted.append(known.get(subject) or _drafted(session, there, wish, subject, named[subject]))
    columns = _columns(form, wish, drafted)
    rows = tuple(replace(r, texts=_texts(r.body, columns), sources=_sources(r.body, wish, r.subject, columns)) for r in drafted)
    return Plan(wish, ("主送", *columns.values()), tuple(columns), rows)


def _drafted(session: Session, there: Ground, wish: Wish, subject: str, name: str) -> Row:
    unit = subject.startswith("u")
    given = {TO: name if unit else f"{name}同志", **wish.values, **wish.own.get(subject, {})}
    body = letters.draft(session, wish.kind, given, Context() if unit else Context(person=subject), there=there)
    body |= {"to": [given[TO]] if given[TO] else [], "subject": [subject]}
    missing = tuple(p.say for p in letter_checks.open_points(session, wish.kind, body, SUBMIT))
    missing += () if given[TO] else ("没有主送。",)
    return Row(subject, name, (), missing, body, frozenset(letter_checks.blanks(body)))


def _columns(form: LetterForm, wish: Wish, drafted: Sequence[Row]) -> dict[str, str]:
    """Labels by name of the values that differ, that are said for one letter alone, asked for or empty somewhere."""
    said = [_said(row.body) for row in drafted]
    own = {name for values in wish.own.values() for name in values}
    blank = frozenset[str]().union(*(row.blank for row in drafted))
    shown = {v.name for v in form.values if v.name in own or v.name in wish.columns or v.label in blank}
    return {v.name: v.label for v in form.values if v.name in shown or len({s.get(v.name, "") for s in said}) > 1}


def _said(body: Mapping[str, Any]) -> dict[str, str]:
    return {row["key"]: str(row.get("value") or "") for row in body.get("values", [])}


def _texts(body: Mapping[str, Any], columns: Mapping[str, str]) -> tuple[str, ...]:
    said = _said(body)
    return ("、".join(body.get("to", [])), *(said.get(name, "") for name in columns))


def _sources(body: Mapping[str, Any], wish: Wish, subject: str, columns: Mapping[str, str]) -> tuple[str, ...]:
    """Where the values that nobody has typed come from: the notes of the sentences they stand in."""
    typed, said = {**wish.values, **wish.own.get(subject, {})}, _said(body)
    found = [""]
    for name in columns:
        value = "" if name in typed else said.get(name, "")
        notes = [str(row.get("note") or "") for row in body.get("sources", []) if value and value in str(row.get("text"))]
        found.append("；".join(dict.fromkeys(filter(None, notes))))
    return tuple(found)


def make(session: Session, plan: Plan, context: JobContext | None = None) -> OpResult[list[str]]:
    """Write the letters of a plan as drafts of one batch; returns their ids. One operation, undone as one.

    Letters that lack something are drafts like others. Raises what records.save raises; Cancelled: nothing is written.
    """
    session.require("create", FORM, plan.wish.kind)
    context, form, touched = context or JobContext(), session.form(FORM), Touched()
    batch, label = new_id("b"), f"成批拟写 {len(plan.rows)} 件文书"
    with uncollected(len(plan.rows)), session.change("letter.batch", label, touched, [FORM]) as uow:
        ids = [new_id("r") for _row in plan.rows]
        known = references(uow.conn, {"": [row.body for row in plan.rows]})
        drafts = []
        for number, (record_id, row) in enumerate(zip(ids, plan.rows, strict=True)):
            context.report(number, len(plan.rows), "正在写入")
            refuse_apart(session, uow.conn, form, plan.wish.kind, row.body)
            snapshot = records.checked(
                session, form, plan.wish.kind, row.body, None, lambda _body: known,
                lambda wanted: names.names_of(uow.conn, wanted), issued={"batch": batch}, record_id=record_id,
            )  # fmt: skip
            drafts.append((record_id, snapshot))
        uow.add("record", drafts)
        records.refuse_unseen(session, uow, ids)
        kept = {"kind": plan.wish.kind, "at": session.stamp(), "by": session.user.name, "letters": ids}
        uow.put("setting", f"{KEPT}{batch}", {"value": kept})
        context.report(len(ids), len(ids), "正在写入")
    return session.result(ids, touched, label)


@dataclass(frozen=True, slots=True)
class Made:
    """One letter of a batch as the list of it shows it."""

    id: str
    number: str
    to: str
    title: str
    state: str
    code: str = ""


def rows(session: Session, ids: Sequence[str]) -> list[Made]:
    """The letters of a batch as they stand, in the order of the ids; those that may not be seen are left out."""
    form = session.form(FORM)
    with session.store.read() as conn:
        found = queries.rows_by_id(conn, ids)
        seen = {str(r.id) for r in session.sight().those(conn, found.values())}
    made = []
    for row in (found[i] for i in ids if i in seen):
        body, state = snapshot_of(row)["body"], form.state(row.state)
        number, to = str(body.get("number") or ""), "、".join(body.get("to", []))
        made.append(Made(str(row.id), number, to, row.title, state.label if state else row.state, str(row.state)))
    return made


def advance_all(
    session: Session, ids: Sequence[str], step: str, note: str = "", values: Mapping[str, Any] | None = None,
    series: str = "", context: JobContext | None = None,
) -> OpResult[int]:  # fmt: skip
    """Take one step with all letters or with none; numbers are given in the order of the ids.

    note: with numbers also why letters of another year get theirs now (numbers.Taker.take). Raises AppError naming the first letter that cannot take it; Cancelled: nothing was changed, no number is taken.
    """
    if step not in STEPS:
        raise AppError(ErrorCode.BAD_STATE, "这一步不能成批办理。", action="请逐件办理。")
    context, form, touched = context or JobContext(), session.form(FORM), Touched()
    found = next(t for t in form.transitions if t.id == step)
    label = f"{found.label} {len(ids)} 件文书"
    undoable = not records.is_locked(form, found.target)
    with uncollected(len(ids)), session.change(f"letter.{step}", label, touched, [FORM], undoable=undoable) as uow:
        held = _held(session, uow, ids, found.action)
        given = {}
        with numbers.taking(session, uow) as taker:
            for number, (record_id, before) in enumerate(held.items()):
                with _naming(number):
                    given[record_id] = letters.step_values(session, before["kind"], before["body"], step, values or {})
                    if step == "number":
                        given[record_id]["number"] = taker.take(record_id, before, series, why=note)
        ready = _ready(session, uow, held, given, step, context)
        known = references(uow.conn, {"": [*(before["body"] for before in held.values()), *given.values()]})
        after = []
        for number, (record_id, before) in enumerate(held.items()):
            context.report(number, len(ids), f"正在{found.label}")
            with _naming(number):
                one = Held(before, lambda _body: known, ready.get(record_id))
                after.append((record_id, moved(session, uow, form, record_id, one, found, note, given[record_id])))
                if step == "number":
                    letters.say_replaced(uow, str(before["body"].get("replaces") or ""), str(given[record_id]["number"]))
                if step == "void":
                    numbers.void_of_letter(uow, record_id, str(given[record_id].get("void_reason") or note))
        uow.change_records(after)
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


def _held(session: Session, uow: UnitOfWork, ids: Sequence[str], action: str) -> dict[str, Snapshot]:
    """The letters of a batch as they are, in order, when the account may take this step with each."""
    rows = queries.rows_by_id(uow.conn, ids)
    found = {}
    for number, record_id in enumerate(ids):
        with _naming(number):
            row = session.require_on(uow.conn, action, rows.get(record_id))
            if row.form != FORM:
                raise AppError(ErrorCode.NOT_FOUND, "这条记录不是文书。")
            found[record_id] = snapshot_of(row)
    return found


def _ready(
    session: Session, uow: UnitOfWork, held: Mapping[str, Snapshot], given: Mapping[str, Mapping[str, Any]], step: str,
    context: JobContext,
) -> dict[str, letter_versions.Ready]:  # fmt: skip
    """The kept files of all letters that a step signs or numbers, laid out together by their layout."""
    if step not in letter_versions.STAGES:
        return {}
    now = {kind: profile_for(session, kind).code for kind in {before["kind"] for before in held.values()}} if step == "sign" else {}
    groups: dict[str, list[str]] = {}
    for record_id, before in held.items():
        groups.setdefault(now.get(before["kind"]) or str(before["body"].get(LAYOUT) or ""), []).append(record_id)
    found: dict[str, letter_versions.Ready] = {}
    for layout, ids in groups.items():
        documents = [document(session, held[i]["kind"], held[i]["body"] | given[i]) for i in ids]
        made = list(letter_versions.made_of(session, documents, layout, context))
        files = letter_versions.stored(uow.conn, step, made)
        found.update((i, letter_versions.Ready(layout, kept)) for i, kept in zip(ids, files, strict=True))
    return found
