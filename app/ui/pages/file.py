"""One person's dossier: which kinds have entries, the entries with what they rest on, what waits. Nobody is scored."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.services import dossier as service
from app.services.dossier import Dossier, Entry, Seen
from app.ui.charts.rows import StateRow, StateRows
from app.ui.charts.sheets import scrolled
from app.ui.desk import Desk
from app.ui.dossierentry import EntryBlock
from app.ui.dossierwaiting import WaitingCard, may_enter
from app.ui.exporting import write_table
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, Empty, button, clear, label, scroll, tag
from app.ui.printing import preview
from app.ui.secondperson import ask_second

STEP = 40  # entries shown at first, and more at each asking
HOME = "dossiers"


class FilePage(Page):
    """Kinds on the left, entries on the right. Route: id of the person, kind to show only one."""

    entities = frozenset({"record", "person", "post", "setting"})
    help_topic = "dossier"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.person_id = self.kind = ""
        self.dossier: Dossier | None = None
        self._limit = STEP
        across = QHBoxLayout()
        across.setSpacing(14)
        kinds = Card("哪几类有条目")
        self.kinds = StateRows(desk, "哪几类有条目")
        self.kinds.activated.connect(lambda key: self.choose(str(key)))
        kinds.body.addWidget(scrolled(self.kinds), 1)
        kinds.body.addWidget(label("“未见”只说档案里还没有这类条目，不是对人的评价。", "sub", wrap=True))
        across.addWidget(kinds, 2)
        right = QVBoxLayout()
        right.setSpacing(14)
        self.waiting = WaitingCard(desk, self, self.update_now, person=True)
        self.waiting.setMaximumHeight(230)
        right.addWidget(self.waiting)
        right.addWidget(self._entries_card(), 1)
        across.addLayout(right, 3)
        self.box.addLayout(across, 1)

    def _entries_card(self) -> QWidget:
        card = Card("条目")
        self._number = tag("", "muted")
        card.head.addWidget(self._number)
        self._whole = button("看全部条目", lambda: self.choose(""), "small")
        card.head.addWidget(self._whole)
        card.head.addWidget(button("个人页", lambda: self.desk.open("person", id=self.person_id), "small", name="打开个人页"))
        card.head.addWidget(button("导出", self.export, "small", name="导出这份档案"))
        card.head.addWidget(button("打印", self.print, "small", name="打印这份档案"))
        holder = QWidget()
        self.list = QVBoxLayout(holder)
        self.list.setContentsMargins(0, 0, 4, 0)
        self.list.setSpacing(4)
        card.body.addWidget(scroll(holder), 1)
        return card

    # --- reading -----------------------------------------------------------
    def go(self, args: dict[str, object]) -> None:
        self.person_id, self.kind, self._limit = str(args["id"]), str(args.get("kind") or ""), STEP
        self.update_now()

    def refresh(self) -> None:
        session, person = self.desk.session, self.person_id
        if person:
            self.desk.runner.query(
                self, lambda: service.dossier(session, person), self._show, failed=self._failed, key="file",
                label="正在读廉政档案",
            )  # fmt: skip

    def _failed(self, error: AppError) -> bool:
        clear(self.list)
        self.set_head(Head("廉政档案", "", back=True, home=HOME))
        self.list.addWidget(Empty("打不开这份档案", error.sentence(), "看全部档案", lambda: self.desk.open(HOME)))
        return True

    def _show(self, found: Dossier) -> None:
        self.dossier = found
        under = " · ".join(t for t in (found.person.titles, found.person.unit_label) if t) or "没有任职"
        primary = ("登记条目", self.start_new) if may_enter(self.desk) else None
        self.set_head(Head(f"{found.person.name} 廉政档案", under, primary, back=True, home=HOME))
        self.waiting.setVisible(bool(found.waiting))
        self.waiting.set_proposals(found.waiting)
        must = [s for s in found.seen if s.must]
        rest = [s for s in found.seen if not s.must]
        heads = (("发生了就要更新的五类", must), ("其他各类", sorted(rest, key=lambda s: not s.count)))
        self.kinds.set_rows([
            line for title, rows in heads for line in (StateRow(title, head=True), *(_kind_row(s, found) for s in rows))
        ])  # fmt: skip
        self._show_entries()

    def choose(self, kind: str) -> None:
        """Show only entries of a kind; again, or without one: all."""
        self.kind = "" if kind == self.kind else kind
        self._limit = STEP
        self._show_entries()

    def shown(self) -> list[Entry]:
        """The entries that are shown, the latest first."""
        found = self.dossier.entries if self.dossier is not None else []
        return [e for e in found if not self.kind or e.kind == self.kind]

    def _show_entries(self) -> None:
        clear(self.list)
        found = self.shown()
        about = self.desk.session.catalog.vocab.short(self.kind) if self.kind else ""
        self._number.setText(f"{about} {len(found)} 条".strip())
        self._whole.setVisible(bool(self.kind))
        for one in found[: self._limit]:
            self.list.addWidget(EntryBlock(self.desk, one))
        if len(found) > self._limit:
            self.list.addWidget(button(f"再显示 {min(STEP, len(found) - self._limit)} 条", self._more, "link"))
        if not found:
            what = f"还没有“{about}”条目" if about else "还没有条目"
            self.list.addWidget(Empty(what, "从待归入的记录归入，或点右上角登记一条。"))
        self.list.addStretch(1)

    def _more(self) -> None:
        self._limit += STEP
        self._show_entries()

    # --- acts --------------------------------------------------------------
    def start_new(self) -> None:
        """A new entry of this person; of the kind that is shown."""
        form = self.desk.session.catalog.records.on_page("dossier")[0]
        kind = self.kind if self.kind in form.kinds else form.kinds[0]
        self.desk.open("record", form=form.id, kind=kind, values={"subject": self.person_id})

    def print(self) -> None:
        """The dossier on paper."""
        session, person = self.desk.session, self.person_id
        preview(
            self.desk, self, "廉政档案", lambda: service.dossier_pdf(session, person),
            again=lambda paper: service.dossier_pdf(session, person, paper),
        )  # fmt: skip

    def export(self) -> None:
        """The dossier as a table."""
        session, person = self.desk.session, self.person_id

        def go(two: bool) -> None:
            second = ask_second(self.desk, "两个人导出廉政档案") if two else None
            if second is not None or not two:
                write_table(self.desk, self, "廉政档案", lambda path, context: service.export(session, person, path, context, second))

        self.desk.runner.query(self, lambda: service.wants_second(session), go, key="second")

    def first_focus(self) -> QWidget | None:
        return self.kinds


def _kind_row(one: Seen, found: Dossier) -> StateRow:
    group = next(g for g in found.groups if g.kind == one.kind)
    sub = f"{one.count} 条 · 最近 {group.entries[0].date}" if group.entries else ""
    if one.must and one.events:
        sub = " · ".join(t for t in (sub, f"登记了 {one.events} 次") if t)
    if one.must and not one.count and not one.events:
        sub = "没有登记这类事件，不要求有条目"
    return StateRow(one.label, sub, "未登记" if one.must and one.tone == "muted" else one.word, one.tone, one.kind)
