"""Rows of a sheet as records: kind, state, checks and duplicates. Checked as typing is (records.checked)."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.catalog.body import References, check_body, is_empty
from app.catalog.needs import lacking
from app.catalog.records import FieldDef, FieldType, RecordForm, State, Transition
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.jobs.progress import JobContext
from app.services import records
from app.services.appeals import without_appeal
from app.services.bulk import CLERKS_OWN
from app.services.flow_guard import blocked, came
from app.services.intake_columns import ID, KIND, STATE, Target
from app.services.intake_plan import Entry, Fault, Given, What, Write, groups, read_lines, said
from app.services.intake_values import CellReader, CellWriter
from app.services.intake_words import Directory, Words
from app.services.record_body import strings_in
from app.services.session import Session
from app.sheets.heads import Table, key_of
from app.sheets.values import UnreadableError
from app.store import queries
from app.store.adapters import Snapshot
from app.store.changelog import canonical
from app.store.record_adapter import snapshot_of

EVERY = 100
DOING = "正在核对"
Key = tuple[str, ...]


def states_of(session: Session, form: RecordForm, kind: str = "") -> list[State]:
    """The states a row of a kind may be imported in: the first, and those this account may bring it to by itself.

    kind: empty = those of any kind.
    """
    found: set[str] = set()
    for one in (kind,) if kind else form.offered:
        reached = {form.initial_for(one)}
        steps = [s for s in form.transitions if _own(session, form, s, one)]
        while more := {s.target for s in steps if s.target not in reached and reached & set(s.sources)}:
            reached |= more
        found |= reached
    return [s for s in form.states if s.code in found]


def _own(session: Session, form: RecordForm, step: Transition, kind: str) -> bool:
    if not step.open_to(kind):
        return False
    allowed = step.action in CLERKS_OWN and not step.by_another and (form.id, step.id) not in records.OWN_WAY
    return allowed and session.can(step.action, form.id, kind)


@dataclass(slots=True)
class _Row:
    """A row that could be read: kind, state, body as given; match: the stored record it means."""

    given: Given
    kind: str
    state: str
    match: str = ""
    snapshot: Snapshot | None = None


class RecordPlanner:
    """Makes the entries of one import. state, day: of rows that say none (empty: the first state; no day)."""

    def __init__(self, session: Session, target: Target, directory: Directory, state: str = "", day: str = "") -> None:
        if target.form is None:
            raise ValueError("records have a form")
        self._session, self._target, self._form = session, target, target.form
        self._able = tuple(k for k in target.form.kinds if session.can("create", target.form.id, k))
        self._directory = directory
        self._words = Words(session.catalog.vocab)
        self._reader = CellReader(self._words, directory)
        self._writer = CellWriter(self._words, directory)
        self._states: dict[str, list[State]] = {}
        self._state, self._day = state, day
        self._defaults: dict[str, dict[str, Any]] = {}
        self._keys: dict[Key, list[str]] = {}
        self._ids: set[str] = set()
        self._seen: dict[Key, int] = {}
        self._links: dict[str, bool] = {}
        if state and state not in {s.code for s in states_of(session, self._form)}:
            raise AppError(ErrorCode.BAD_STATE, "不能直接导入为这个状态。", action="请先导入，再逐条办理。")

    def plan(self, table: Table, mapping: Mapping[int, str], context: JobContext) -> list[Entry]:
        """The entries in the order of the sheet. Raises Cancelled."""
        with self._session.store.read() as conn:
            for row in queries.record_keys(conn, self._session.sight().only((self._form.id,))):
                self._ids.add(str(row.id))
                self._keys.setdefault((row.kind, row.date or "", row.title, row.subject or ""), []).append(str(row.id))
        found: list[Entry | _Row] = []
        for done, lines in enumerate(groups(table, mapping)):
            if done % EVERY == 0:
                context.report(done, 2 * len(table.lines), DOING)
            given = read_lines(lines, self._target, mapping, table.heads, self._reader)
            found.append(self._first(given, frozenset(mapping.values())))
        stored = self._stored([r.match for r in found if isinstance(r, _Row) and r.match])
        entries: list[Entry] = []
        for done, one in enumerate(found):
            if done % EVERY == 0:
                context.report(len(found) + done, 2 * len(found), DOING)
            entries.append(one if isinstance(one, Entry) else self._last(one, stored.get(one.match)))
        return entries

    def _stored(self, ids: Sequence[str]) -> dict[str, Snapshot]:
        with self._session.store.read() as conn:
            return {i: snapshot_of(r) for i, r in queries.rows_by_id(conn, ids).items()}

    # --- a row by itself -----------------------------------------------------
    def _first(self, given: Given, mapped: frozenset[str]) -> Entry | _Row:
        kind = self._kind(given)
        state = self._state_of(given, kind)
        if given.texts.get(ID) and given.texts[ID] not in self._ids:
            given.faults.append(Fault("编号", said(given.texts[ID], "库里没有这个编号的记录。要新增就把编号空着")))
        if kind:
            for name in [n for n in given.values if not self._field(n).shown_for(kind)]:
                label = self._session.catalog.vocab.short(kind)
                given.faults.append(Fault(self._field(name).label, f"“{label}”没有这一项。请清空这一格，或核对种类。"))
        if given.faults:
            return self._faulty(given)
        row = _Row(given, kind, state, given.texts.get(ID, ""))
        if row.match:
            return row
        return self._new(row, mapped)

    def _field(self, name: str) -> FieldDef:
        found = self._form.field(name)
        if found is None:
            raise KeyError(name)
        return found

    def _kind(self, given: Given) -> str:
        text = given.texts.get(KIND, "")
        if not text:
            if not self._target.kind and not given.texts.get(ID):
                given.faults.append(Fault("种类", "没有写种类。请写明，或在“种类”里选定整张表是哪一种。"))
            return self._target.kind
        try:
            return self._words.code(self._form.vocab, text, self._able)
        except UnreadableError as error:
            given.faults.append(Fault("种类", said(text, str(error))))
            return ""

    def _allowed(self, kind: str) -> list[State]:
        if kind not in self._states:
            self._states[kind] = states_of(self._session, self._form, kind)
        return self._states[kind]

    def _state_of(self, given: Given, kind: str) -> str:
        text = given.texts.get(STATE, "")
        allowed = self._allowed(kind)
        if not text:
            chosen = next((s.code for s in allowed if s.code == self._state), "")
            return chosen or (self._form.initial_for(kind) if kind else "")
        there = [s for s in self._form.states if not s.kinds or not kind or kind in s.kinds]
        text = without_appeal(text)
        found = next((s for s in there if key_of(text) in (key_of(s.label), s.code)), None)
        if found is None:
            given.faults.append(Fault("状态", said(text, f"没有这种状态。可以写：{'、'.join(s.label for s in there)}")))
        elif found not in allowed and not given.texts.get(ID):
            given.faults.append(Fault("状态", said(text, "不能直接导入，要在程序里一步一步办。请清空这一格，导入后再办")))
        return found.code if found else ""

    def _new(self, row: _Row, mapped: frozenset[str]) -> Entry | _Row:
        body = {**{k: v for k, v in self._default(row.kind).items() if k not in mapped}, **row.given.values}
        if self._day and is_empty(body.get(self._form.base["date"])):
            body[self._form.base["date"]] = self._day
        if is_empty(body.get(self._form.base["date"])):
            return self._faulty(row.given, Fault(self._field(self._form.base["date"]).label, "没有填写日期。请补上。"))
        try:
            row.snapshot = self._checked(row.kind, body, None, row.state)
        except AppError as error:
            return self._faulty(row.given, *self._problems(row.kind, body, row.state, error))
        missing = self._missing(row)
        if missing:
            return self._faulty(row.given, *missing)
        row.match = self._match(row)
        if row.match == "?":
            note = "库里有几条日期、标题都相同的记录，分不出是哪一条。请写明编号，或改标题。"
            return self._faulty(row.given, Fault("", note))
        return row

    def _default(self, kind: str) -> dict[str, Any]:
        if kind not in self._defaults:
            self._defaults[kind] = records.new_body(self._session, self._form.id, kind)
            self._defaults[kind].pop(self._form.base["date"], None)
        return copy.deepcopy(self._defaults[kind])

    def _checked(self, kind: str, body: Mapping[str, Any], before: Snapshot | None, state: str | None) -> Snapshot:
        return records.checked(
            self._session, self._form, kind, body, before, self._references, self._directory.named, state=state
        )

    def _references(self, _body: Mapping[str, Any]) -> References:
        return References(self._directory.has_person, self._directory.has_unit, self._has_record)

    def _has_record(self, one: str) -> bool:
        if one not in self._links:
            with self._session.store.read() as conn:
                row = queries.row_by_id(conn, one)
                self._links[one] = row is not None and self._session.allows(conn, "view", row)
        return self._links[one]

    def _problems(self, kind: str, body: Mapping[str, Any], state: str | None, error: AppError) -> list[Fault]:
        """Everything typing would say against the body."""
        if error.code is not ErrorCode.BAD_INPUT:
            return [Fault("", error.sentence())]
        chosen = self._form.state(state or self._form.initial_for(kind))
        complete = chosen is not None and chosen.counts
        found = check_body(self._form, kind, body, self._session.catalog.vocab, self._references(body), complete=complete)
        return [Fault(p.label, f"{p.message}{'请补上。' if p.missing else ''}") for p in found]

    def _missing(self, row: _Row) -> list[Fault]:
        """What the state needs and is not there."""
        if row.snapshot is None or row.state == self._form.initial_for(row.kind):
            return []
        form, body = self._form, row.snapshot["body"]
        ways = [s for s in form.transitions if s.target == row.state not in s.sources and _own(self._session, form, s, row.kind)]
        lacks = min((lacking(form, row.kind, body, step) for step in ways), key=len, default=[])
        state = form.state(row.state)
        label = state.label if state else row.state
        if lacks or not ways:
            return [Fault(k.label, f"导入为“{label}”要填写“{k.label}”。请补上，或改写状态。") for k in lacks]
        return self._waiting(row.snapshot, ways)

    def _waiting(self, snapshot: Snapshot, ways: Sequence[Transition]) -> list[Fault]:
        """The step that a workflow wants first, when it holds up every way to the state."""
        with self._session.store.read() as conn:
            found = [blocked(self._session, conn, self._form, "", came(self._form, snapshot, step), step) for step in ways]
        return [Fault("状态", found[0].sentence())] if found[0] is not None and all(found) else []

    # --- against the store and the rows before -------------------------------
    def _key(self, row: _Row) -> Key | None:
        snapshot = row.snapshot
        if snapshot is None:
            return None
        base, body = self._form.base, snapshot["body"]
        title, subject = base.get("title", "title"), base.get("subject", "subject")
        if title not in row.given.values and is_empty(body.get(subject)):
            return None
        return (snapshot["kind"], *(_first(body.get(n)) for n in (base["date"], title, subject)))

    def _match(self, row: _Row) -> str:
        key = self._key(row)
        found = self._keys.get(key, []) if key else []
        return "" if not found else found[0] if len(found) == 1 else "?"

    def _last(self, row: _Row, before: Snapshot | None) -> Entry:
        if row.match and before is not None:
            return self._against(row, before)
        if row.snapshot is None:
            return self._faulty(row.given, Fault("编号", "库里没有这个编号的记录。"))
        key = self._key(row) or ("=", canonical({**row.snapshot["body"], "kind": row.kind, "id": ""}))
        twice = self._twice(row, key)
        if twice:
            return twice
        return self._entry(row, What.NEW, new_id("r"), row.snapshot)

    def _twice(self, row: _Row, key: Key) -> Entry | None:
        seen = self._seen.setdefault(key, row.given.numbers[0])
        if seen == row.given.numbers[0]:
            return None
        entry = self._faulty(row.given)
        entry.what, entry.note = What.TWICE, f"与第 {seen} 行是同一条（种类、日期、标题、对象都相同）。"
        return entry

    def _against(self, row: _Row, before: Snapshot) -> Entry:
        twice = self._twice(row, ("id", row.match))
        if twice:
            return twice
        body = {**before["body"], **dict(self._differing(row, before["body"]))}
        if row.kind and row.kind != before["kind"]:
            return self._faulty(row.given, Fault("种类", "与库里这条记录的种类不同，种类不能改。请核对编号。"))
        try:
            after = self._checked(before["kind"], body, {**before, "state": before["state"]}, None)
        except AppError as error:
            if error.code is ErrorCode.FINALISED:
                return self._entry(row, What.LOCKED, row.match, None, "已定稿的不会改动。要改请打开它，用“追加更正”。")
            return self._faulty(row.given, *self._problems(before["kind"], body, before["state"], error))
        if after["body"] == before["body"]:
            return self._entry(row, What.SAME, row.match, None)
        other = STATE in row.given.texts and row.state != before["state"]
        return self._entry(row, What.CHANGED, row.match, after, "状态不随导入改动，请在程序里办。" if other else "")

    def _differing(self, row: _Row, body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """What is written otherwise than it stands there; rows of sub-tables keep their ids when nothing changed."""
        for name, value in row.given.values.items():
            definition = self._field(name)
            after = _with_roles(value, body.get(name)) if definition.type is FieldType.PEOPLE else value
            if self._writer.text(definition, body.get(name)) != self._writer.text(definition, after):
                yield name, after

    def _entry(self, row: _Row, what: What, record_id: str, snapshot: Snapshot | None, note: str = "") -> Entry:
        entry = self._faulty(row.given)
        entry.what, entry.note = what, note
        if snapshot is not None:
            entry.writes = (Write("record", record_id, snapshot),)
            fresh = {*self._directory.fresh.values(), *self._directory.fresh_units.values()}
            entry.mentions = frozenset(fresh & set(strings_in(snapshot["body"]))) if fresh else frozenset()
        shown = snapshot or row.snapshot
        if shown is not None:
            entry.title = str(shown["body"].get(self._form.base["title"]) or "")
            entry.date = str(shown["body"].get(self._form.base["date"]) or "")
        return entry

    def _faulty(self, given: Given, *faults: Fault) -> Entry:
        texts = given.texts
        shown = texts.get(self._form.base["title"]) or next((t for n, t in texts.items() if not n.startswith("#")), "")
        date = given.values.get(self._form.base["date"]) or texts.get(self._form.base["date"], "")
        return Entry(given.numbers, " ".join(shown.split())[:60], str(date), What.FAULTY, (*given.faults, *faults))


def _with_roles(rows: list[dict[str, Any]], before: Any) -> list[dict[str, Any]]:
    """Names alone, as lists show them, leave everybody the role and the remark that stand there."""
    left = list(before or ())
    found = []
    for row in rows:
        same = next((old for old in left if old["person"] == row["person"]), None)
        if same is not None:
            left.remove(same)
        found.append(same if same is not None and set(row) == {"person"} else row)
    return found


def _first(value: Any) -> str:
    one = value[0] if isinstance(value, list) and value else value
    return one if isinstance(one, str) else ""
