"""What waits for entry into dossiers: a list to enter from, all at once, one after editing, or to set aside with a reason.

Used by the register of dossiers, by one person's dossier and by a record. What waits is the service's to say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.services import dossier_proposals as service
from app.services.dossier_proposals import Entered, Proposal
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.parts import Card, button, row, tag
from app.ui.simpletable import SimpleTable

EMPTY = "没有待归入的记录。谈话经本人确认、报告报送、文书发出以后，会列在这里。"


def may_enter(desk: Desk) -> bool:
    """Whether the account may make dossier entries."""
    session = desk.session
    return any(session.can("create", f.id) and session.can("finalise", f.id) for f in session.catalog.records.on_page(service.PAGE))


class Acts:
    """What can be done with proposals. owner: the page that asks; done: what follows."""

    def __init__(self, desk: Desk, owner: QWidget, done: Callable[[], object]) -> None:
        self._desk, self._owner, self._done = desk, owner, done

    def enter(self, chosen: Sequence[Proposal]) -> None:
        """Make the entries."""
        session, keys = self._desk.session, [p.key for p in chosen]

        def told(found: Entered) -> None:
            if found.sentence():
                self._desk.say(found.sentence(), "warn")
            self._done()

        if keys:
            self._desk.runner.operate(self._owner, "归入廉政档案", lambda _c: service.enter(session, keys), told)

    def edit(self, one: Proposal) -> None:
        """Open the entry as a new record with everything filled in."""
        session = self._desk.session

        def opened(found: tuple[str, str, dict[str, Any]]) -> None:
            form, kind, body = found
            self._desk.open("record", form=form, kind=kind, values=body)

        self._desk.runner.query(self._owner, lambda: service.draft_of(session, one.record, one.person), opened)

    def set_aside(self, one: Proposal) -> None:
        """Ask why, and take it off the list."""
        text = f"“{one.title}”不归入{one.person_name}的廉政档案。理由会记在操作日志里，以后还可以重新列入。"
        given = self._desk.dialogs.form("不归入廉政档案", text, (Ask("reason", "理由", kind="long"),), "不归入")
        if given and given["reason"].strip():
            session = self._desk.session
            self._desk.runner.operate(
                self._owner, "定为不归入", lambda _c: service.set_aside(session, one.record, one.person, given["reason"]),
                lambda _v: self._done(),
            )  # fmt: skip

    def take_up(self, one: Proposal) -> None:
        """Let it wait again."""
        session = self._desk.session
        self._desk.runner.operate(
            self._owner, "重新列入", lambda _c: service.take_up(session, one.record, one.person), lambda _v: self._done()
        )

    def look(self, one: Proposal) -> None:
        """Open the record it comes from."""
        self._desk.open("letter" if one.form == "letter" else "record", id=one.record)


class WaitingCard(Card):
    """The list with its buttons; several rows can be chosen. person: without the column of names."""

    def __init__(self, desk: Desk, owner: QWidget, done: Callable[[], object], *, person: bool = False) -> None:
        super().__init__("待归入廉政档案")
        self._desk, self._person = desk, person
        self.acts = Acts(desk, owner, done)
        self.shown: list[Proposal] = []
        self._aside = False
        self.number = tag("", "warn")
        self.head.addWidget(self.number)
        self._other = button("不归入的", self._turn, "small", name="看定为不归入的")
        self.head.addWidget(self._other)
        columns = [("归入为", 116), ("日期", 92), ("来自哪条记录", 0)]
        self.table = SimpleTable(
            "待归入廉政档案", columns if person else [("姓名", 76), *columns], self._open, EMPTY
        )
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.itemSelectionChanged.connect(self._chosen)
        self.body.addWidget(self.table, 1)
        self._enter = button("归入所选", lambda: self.acts.enter(self.chosen() or self.shown), "small")
        self._edit = button("修改后归入", lambda: self._one(self.acts.edit), "small")
        self._refuse = button("不归入…", lambda: self._one(self.acts.set_aside), "small")
        self._again = button("重新列入", lambda: self._one(self.acts.take_up), "small")
        self._able = may_enter(desk)
        self.body.addLayout(row(self._enter, self._edit, self._refuse, self._again, None, spacing=6))
        self._all: tuple[list[Proposal], list[Proposal]] = ([], [])
        self._chosen()

    def set_proposals(self, waiting: Sequence[Proposal], aside: Sequence[Proposal] = ()) -> None:
        """Show what waits; aside: what was set aside, shown when asked for."""
        self._all = (list(waiting), list(aside))
        self._aside = self._aside and bool(aside)
        self._fill()

    def _fill(self) -> None:
        waiting, aside = self._all
        self.shown = aside if self._aside else waiting
        self.title.setText("定为不归入的" if self._aside else "待归入廉政档案")
        self.number.setText(f"{len(waiting)} 条")
        self.number.setVisible(bool(waiting) and not self._aside)
        self._other.setText("看待归入的" if self._aside else f"不归入的 {len(aside)}")
        self._other.setVisible(bool(aside))
        self.table.set_rows([self._words(p) for p in self.shown])
        self._chosen()

    def _words(self, one: Proposal) -> tuple[str, ...]:
        named = one.title if one.kind_label in one.title else f"{one.kind_label}：{one.title}"
        what = f"理由：{one.reason} · {one.title}" if one.reason else named
        words = (one.entry_label, one.date, what)
        return words if self._person else (one.person_name, *words)

    def _turn(self) -> None:
        self._aside = not self._aside
        self._fill()

    def chosen(self) -> list[Proposal]:
        """The proposals of the selected rows."""
        rows = sorted({i.row() for i in self.table.selectedItems()})
        return [self.shown[n] for n in rows if n < len(self.shown)]

    def _chosen(self) -> None:
        count = len(self.chosen())
        self._enter.setText(f"归入所选 {count} 条" if count else f"全部归入 {len(self.shown)} 条")
        self._enter.setEnabled(bool(self.shown))
        for made in (self._enter, self._edit, self._refuse):
            made.setVisible(self._able and not self._aside)
        self._again.setVisible(self._able and self._aside)
        for made in (self._edit, self._refuse, self._again):
            made.setEnabled(count == 1)

    def _one(self, act: Callable[[Proposal], object]) -> None:
        found = self.chosen()
        if len(found) == 1:
            act(found[0])

    def _open(self, number: int) -> None:
        self.acts.look(self.shown[number])
