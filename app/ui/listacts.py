"""What can be done with rows of a list: one row's menu, and acts on everything selected.

Every act on many asks first what it comes to (services.bulk), names what will go, runs in the
background and can be cancelled and undone. Does not belong here: showing the list.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu

from app.services import bulk, duties, gap_offers, list_print, prints, records
from app.services.bulk import Outcome, Survey
from app.services.duties import DutyCell
from app.services.lists import Row
from app.services.prints import Paper
from app.services.shown import Shown
from app.ui.desk import Desk
from app.ui.exporting import export_shown
from app.ui.letterlife import open_life
from app.ui.letteroffer import offer_letters
from app.ui.pages.base import Page
from app.ui.printing import preview
from app.ui.quickstep import QuickStep

if TYPE_CHECKING:
    from app.ui.whypanel import WhyDrawer


class Subject(Protocol):
    """The page whose rows are meant. across: its cards from left to right."""

    desk: Desk
    across: QHBoxLayout

    def shown(self, *, chosen: bool) -> Shown:
        """All rows, or those selected."""

    def anchor(self) -> QPoint:
        """Where a menu about the current row opens."""

    def refresh(self) -> None:
        """Read again after a change of its own."""


class ListActs:
    """Acts of one list page. owner: the page as a widget, whose jobs these are."""

    def __init__(self, page: Subject, owner: Page) -> None:
        self._page, self._owner, self._desk = page, owner, page.desk
        self._drawer: WhyDrawer | None = None
        self._quick = QuickStep(page.desk, owner, page.refresh)

    # --- out ---------------------------------------------------------------
    def export(self, *, chosen: bool = False) -> None:
        """To a file, as seen."""
        export_shown(self._desk, self._owner, self._page.shown(chosen=chosen))

    def print(self, *, chosen: bool = False) -> None:
        """On paper, as seen; broad lists lie down."""
        session, shown = self._desk.session, self._page.shown(chosen=chosen)
        paper = Paper(wide=len(shown.columns) > 5)

        def make(wanted: Paper) -> bytes:
            return list_print.print_list(session, shown, wanted)

        preview(self._desk, self._owner, shown.title, lambda: make(paper), again=make, paper=paper)

    # --- many --------------------------------------------------------------
    def delete(self) -> None:
        """Delete what is selected, after saying what that is."""
        self._surveyed(self._confirm_delete)

    def _surveyed(self, then: Callable[[array[int], Survey], object]) -> None:
        session, rids = self._desk.session, self._page.shown(chosen=True).rids
        if rids:
            self._desk.runner.task(
                self._owner, "清点所选", lambda c: bulk.survey(session, rids, c), lambda found: then(rids, found)
            )

    def _confirm_delete(self, rids: array[int], found: Survey) -> None:
        if not found.deletable:
            self._desk.say("选中的记录都已定稿或不许删除，没有可以删除的。", "warn")
            return
        if found.deletable > bulk.MOST:
            self._desk.say(f"一次最多删除 {bulk.MOST:,} 条，选中了 {found.deletable:,} 条可以删除的。请用筛选分几次做。", "warn")
            return
        if self._desk.dialogs.confirm("删除记录", delete_words(found), f"删除 {found.deletable} 条", danger=True):
            session = self._desk.session
            self._operate("删除记录", lambda c: bulk.delete_many(session, rids, c))

    def steps(self, at: QPoint) -> None:
        """The steps that many can take at once, as a menu."""
        self._surveyed(lambda rids, found: self._step_menu(rids, found).popup(at))

    def _step_menu(self, rids: array[int], found: Survey) -> QMenu:
        menu = QMenu(self._owner)
        menu.setAccessibleName("批量办理")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for step, label, count in found.steps:
            menu.addAction(f"{label}（{count} 条）").triggered.connect(
                lambda _c=False, s=step, w=label, n=count: self.take_step(rids, s, w, n)
            )
        if not found.steps:
            menu.addAction("选中的记录没有可以一起办的步骤").setEnabled(False)
        if self._desk.session.can("create", "letter"):
            menu.addSeparator()
            menu.addAction("起草一份文书，写明选中的…").triggered.connect(lambda _c=False: self.write(rids))
        return menu

    def write(self, rids: array[int]) -> None:
        """One letter about the selected rows that are open."""
        session = self._desk.session

        def show(keys: list[str]) -> None:
            if keys:
                offer_letters(self._desk, self._owner, keys)
            else:
                self._desk.say("选中的记录里没有到期未办结、等待反馈的。", "info")

        self._desk.runner.query(self._owner, lambda: gap_offers.keys_of(session, rids), show)

    def take_step(self, rids: array[int], step: str, label: str, count: int) -> None:
        """One step for all that can take it."""
        text = f"{count} 条记录将一起“{label}”，其余保持不变。"
        if self._desk.dialogs.confirm(f"批量{label}", text, f"{label} {count} 条"):
            session = self._desk.session
            self._operate(label, lambda c: bulk.step_many(session, rids, step, label, c))

    def _operate(self, label: str, work: Callable[..., object]) -> None:
        def done(outcome: Outcome) -> None:
            self._page.refresh()
            if outcome.kept:
                self._desk.say(f"{label}：已办 {outcome.done} 条。{outcome.sentence()}", "warn")

        self._desk.runner.operate(self._owner, label, work, done)  # type: ignore[arg-type]

    # --- one ---------------------------------------------------------------
    def row_menu(self, row: Row, open_row: Callable[[], object]) -> QMenu:
        """What can be done with one row."""
        session = self._desk.session
        menu = QMenu(self._owner)
        menu.setAccessibleName("记录")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("打开").triggered.connect(lambda _c=False: open_row())
        if row.form == "letter":
            menu.addAction("办理全程…").triggered.connect(lambda _c=False: self.life(row))
        ways = self._quick.ways(row.form, row.kind, row.state)
        if ways:
            steps = menu.addMenu("办理")
            for step in ways:
                steps.addAction(step.label).triggered.connect(lambda _c=False, s=step: self._quick.take(row.id, s))
        if session.can("create", row.form, row.kind) and row.form != "letter":
            menu.addAction("复制一份").triggered.connect(lambda _c=False: self.copy(row))
        if session.can("print", row.form, row.kind):
            menu.addAction("打印…").triggered.connect(lambda _c=False: self.print_row(row))
        if session.can("evaluate"):
            menu.addAction("为什么…").triggered.connect(lambda _c=False: self.why(row))
        if row.waits and row.due and session.can("create", "letter"):
            key = f"{'letter' if row.form == 'letter' else 'ledger'}:{row.id}"
            menu.addAction("起草文书…").triggered.connect(lambda _c=False: offer_letters(self._desk, self._owner, (key,)))
        menu.addAction("导出所选…").triggered.connect(lambda _c=False: self.export(chosen=True))
        if session.can("delete", row.form, row.kind):
            menu.addSeparator()
            menu.addAction("删除…").triggered.connect(lambda _c=False: self.delete())
        return menu

    def copy(self, row: Row) -> None:
        """A new record that begins as this one stands."""
        session, record_id = self._desk.session, row.id

        def done(body: dict[str, object]) -> None:
            self._desk.open("record", form=row.form, kind=row.kind, values=body)

        self._desk.runner.query(self._owner, lambda: records.copy_of(session, record_id), done)

    def life(self, row: Row) -> None:
        """The whole life of a letter."""
        session, record_id = self._desk.session, row.id
        self._desk.runner.query(
            self._owner, lambda: records.get(session, record_id), lambda view: open_life(self._desk, self._owner, view)
        )

    def why(self, row: Row) -> None:
        """Explain the duties the record counts in, or its limit."""
        session = self._desk.session

        def done(cells: list[DutyCell]) -> None:
            if len(cells) > 1:
                self._cell_menu(cells).popup(self._page.anchor())
            elif cells:
                self._explain().show_for(cells[0])
            elif row.due:
                self._explain().show_record(row.id)
            else:
                self._desk.say("这条记录没有计入任何职责，也没有期限。", "info")

        self._desk.runner.query(self._owner, lambda: duties.cells_of_record(session, row.id), done)

    def _cell_menu(self, cells: list[DutyCell]) -> QMenu:
        menu = QMenu(self._owner)
        menu.setAccessibleName("计入的职责")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for cell in cells:
            text = " · ".join(t for t in (cell.label, cell.period_label, cell.subject_label, cell.state_label) if t)
            menu.addAction(text).triggered.connect(lambda _c=False, c=cell: self._explain().show_for(c))
        return menu

    def _explain(self) -> WhyDrawer:
        from app.ui.whypanel import WhyDrawer

        if self._drawer is None:
            self._drawer = WhyDrawer(self._desk, self._owner)
            self._page.across.addWidget(self._drawer.place)
        return self._drawer

    def print_row(self, row: Row) -> None:
        """Preview one record."""
        session, record_id = self._desk.session, row.id
        preview(self._desk, self._owner, row.title or row.kind_label, lambda: prints.record_pdf(session, record_id))


def delete_words(found: Survey) -> str:
    """What a deletion comes to, before it is done."""
    states = "、".join(f"{label} {count}" for label, count in found.states)
    names = "、".join(found.names)
    more = f" 等 {found.deletable} 条" if found.deletable > len(found.names) else ""
    lines = [f"选中 {found.total} 条（{states}）。", f"将删除：{names}{more}。"]
    if found.deletable < found.total:
        lines.append(f"其余 {found.total - found.deletable} 条已定稿或不许删除，会保留。")
    return "\n".join([*lines, "删除后可以撤销。"])
