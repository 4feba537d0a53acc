"""Undo and redo as a state machine: any sequence of work, undone, is as if it had never been."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.catalog.catalog import load_catalog
from app.domain.errors import AppError, ErrorCode
from app.services import lists, people, records, search, undo
from tests.unit.services.desk import Desk, new_office, snapshot

CATALOG = load_catalog()
texts = st.text(alphabet="督促整改落实谈话ab", min_size=1, max_size=6)
pick = st.randoms(use_true_random=False)


class Undoing(RuleBasedStateMachine):
    """Keeps the snapshot before every undoable operation and compares after undo and redo."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.desk = Desk(new_office(self.folder, CATALOG, packs=False).session)
        self.session = self.desk.session
        self.past: list[Any] = []
        self.future: list[Any] = []
        self.talks: list[str] = []
        self.people: list[str] = []

    @initialize()
    def begin(self) -> None:
        self.people = [self.desk.person("李雷"), self.desk.person("韩梅梅")]
        self.session.undo_stack.clear()

    def _note(self, before: Any, *, undoable: bool = True) -> None:
        if snapshot(self.session) == before:
            return
        self.future.clear()
        if undoable:
            self.past.append(before)
        else:
            self.past.clear()

    def _living(self) -> list[str]:
        with self.session.store.read() as conn:
            found = [records.queries.row_by_id(conn, t) for t in self.talks]
        return [r.id for r in found if r is not None]

    @rule(text=texts, rows=st.lists(texts, max_size=3))
    def register_talk(self, text: str, rows: list[str]) -> None:
        before = snapshot(self.session)
        progress = [{"text": t} for t in rows]
        view = records.save(
            self.session, "rectification", self.session.form("rectification").kinds[0],
            {"title": text, "date": "2026-05-05", "progress": progress, "subject": [self.people[0]]},
        ).value  # fmt: skip
        self.talks.append(view.id)
        self._note(before)

    @precondition(lambda self: self._living())
    @rule(text=texts, random=pick, drop=st.booleans())
    def edit(self, text: str, random: Any, drop: bool) -> None:
        chosen = random.choice(self._living())
        view = records.get(self.session, chosen)
        if view.locked:
            return
        before = snapshot(self.session)
        table = list(view.body.get("progress", []))
        random.shuffle(table)
        if drop and table:
            table.pop()
        table.append({"text": text})
        body = {**view.body, "title": text, "progress": table, "actor": self.people[1]}
        records.save(self.session, view.form, view.kind, body, chosen, view.version)
        self._note(before)

    @precondition(lambda self: self._living())
    @rule(random=pick)
    def move(self, random: Any) -> None:
        view = records.get(self.session, random.choice(self._living()))
        if not view.transitions:
            return
        before = snapshot(self.session)
        step = random.choice(view.transitions)
        try:
            done = records.transition(self.session, view.id, step.id)
        except AppError as error:
            if error.code not in (ErrorCode.BAD_INPUT, ErrorCode.BAD_STATE):
                raise
            assert snapshot(self.session) == before
            return
        self._note(before, undoable=done.undoable)

    @precondition(lambda self: self._living())
    @rule(random=pick)
    def delete(self, random: Any) -> None:
        living = [t for t in self._living() if not records.get(self.session, t).locked]
        if not living:
            return
        before = snapshot(self.session)
        records.delete(self.session, random.sample(living, random.randint(1, len(living))))
        self._note(before)

    @rule(name=st.sampled_from(["李雷", "李磊", "韩梅梅"]), random=pick)
    def rename(self, name: str, random: Any) -> None:
        before = snapshot(self.session)
        people.save_person(self.session, name, random.choice(self.people))
        self._note(before)

    @rule()
    def undo(self) -> None:
        now = snapshot(self.session)
        done = undo.undo(self.session)
        assert (done is not None) == bool(self.past)
        if done is not None:
            assert snapshot(self.session) == self.past.pop()
            self.future.append(now)

    @rule()
    def redo(self) -> None:
        now = snapshot(self.session)
        done = undo.redo(self.session)
        assert (done is not None) == bool(self.future)
        if done is not None:
            assert snapshot(self.session) == self.future.pop()
            self.past.append(now)

    @invariant()
    def search_and_lists_agree_with_the_records(self) -> None:
        query = lists.ListQuery(forms=("rectification",))
        found = lists.rows(self.session, query.forms, lists.list_ids(self.session, query))
        assert {r.id for r in found} == set(self._living())
        for part in ("李雷", "督促"):
            hits = {h.id for h in search.search(self.session, part, 1000) if h.kind == "record"}
            assert hits == {r.id for r in found if part in _visible(self.session, r.id)}

    def teardown(self) -> None:
        while self.past:
            self.undo()
        self.session.close()
        shutil.rmtree(self.folder)


def _visible(session: Any, record_id: str) -> str:
    view = records.get(session, record_id)
    parts = [view.title, *(r.get("text", "") for r in view.body.get("progress", []))]
    parts += [view.labels.get(i, "") for i in (*view.body.get("subject", []), view.body.get("actor", ""))]
    return "\n".join(parts)


TestUndoing = Undoing.TestCase
TestUndoing.settings = settings(max_examples=12, stateful_step_count=18, deadline=None)
