"""One kind of letter to many people or units: choose, fill in the table, make drafts, then take them on their way together.

Three pages of one dialog: choice and table before anything is written, the letters of a batch, the batches there are.
Everything runs as jobs with progress; stopping one leaves nothing half done, closing the window leaves what was made.
Does not belong here: what differs and what is missing, steps, numbers (services.letter_batch), who (letterwho), the
table (lettersheet), what is done with a batch that was made (letterbatchacts), a single letter (pages.letter).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QDialog, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.jobs.progress import JobContext
from app.services import letter_batch, letter_batch_paper, letter_batches, letters
from app.services.letter_batch import Plan, Wish
from app.services.letter_batches import Batch
from app.services.letter_document import letter_form
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.jobline import JobLine
from app.ui.jobs import Job
from app.ui.letterbatchacts import BatchActs
from app.ui.lettersheet import BatchSheet
from app.ui.letterwho import WhoPicker
from app.ui.parts import button, label, local_time, row
from app.ui.printing import preview as print_preview
from app.ui.simpletable import SimpleTable
from app.ui.taborder import read_on

NAME = "成批拟写"
CHOICE, MADE, LIST = range(3)
MOST_ASKED = 12
NEXT_TURN_MS = 5  # 0 would come before the turn of anything else


class BatchDialog(QDialog):
    """A batch from the choice of recipients to numbered letters."""

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        super().__init__(owner.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self.plan: Plan | None = None
        self.made: list[str] = []
        self._values: dict[str, str] = {}
        self._own: dict[str, dict[str, str]] = {}
        self._columns: tuple[str, ...] = ()
        self._batches: list[Batch] = []
        self.setWindowTitle(NAME)
        self.resize(1120, 660)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 16)
        box.setSpacing(10)
        self.problem = label("", "problem", wrap=True)
        self.problem.setMinimumHeight(20)
        self.line = JobLine(desk.runner, counted=True)
        self.line.ended.connect(self.ready)
        self._before = [button("看这一件", self._preview_one), button("看全部版面", self._preview), button("存为草稿", self.make, "primary")]
        self.acts = BatchActs(desk, self)
        self.stack = QStackedWidget(self)  # with its parent from the start: what changes it is dressed anew
        for _page in (CHOICE, MADE, LIST):
            self.stack.addWidget(QWidget(self.stack))
        self._fill_choice(self.stack.widget(CHOICE))
        self._unfilled = {MADE: self._fill_made, LIST: self._fill_list}
        box.addWidget(self.stack, 1)
        box.addWidget(self.problem)
        bottom = row(self.line, button("关闭", self.reject), *self._before, self.acts)
        bottom.setStretch(0, 1)
        box.addLayout(bottom)
        self._show(CHOICE)
        self.picker.search.setFocus()

    # --- pages ---------------------------------------------------------------
    def _fill_choice(self, page: QWidget) -> None:
        self.summary = label("", "sub")
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        self.kind = QComboBox()
        self.kind.setAccessibleName("文书种类")
        for code, words, _summary in letters.kinds(self._desk.session):
            self.kind.addItem(words, code)
        self.kind.currentIndexChanged.connect(lambda _i: self._other_kind())
        box.addLayout(row(
            label(NAME, "card-title"), button("以前的批次", self.show_batches, "small"), None, label("文书种类", "field"), self.kind,
            button("统一填写", self._ask_all), button("增加一列", self.add_column), button("列出清单", self.look),
        ))  # fmt: skip
        self.table = BatchSheet(self._desk.tokens, self._typed, self._ask_one, self.problem.setText)
        self.picker = WhoPicker(self._desk, self._forget, self.problem.setText)
        both = row(self.picker, self.table, spacing=14)
        both.setStretch(1, 1)
        box.addLayout(both, 1)
        box.addWidget(self.summary)

    def _fill_made(self, page: QWidget) -> None:
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        self.told = label("", "sub", wrap=True)
        self.letters = SimpleTable("这一批文书", (("文号", 170), ("主送", 180), ("标题", 0), ("状态", 100)), self._open)
        self.letters.setSelectionMode(SimpleTable.SelectionMode.ExtendedSelection)
        box.addLayout(row(label("这一批文书", "card-title"), None, button("以前的批次", self.show_batches, "small")))
        box.addWidget(self.told)
        box.addWidget(self.letters, 1)

    def _fill_list(self, page: QWidget) -> None:
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        columns = (("文书种类", 190), ("什么时候", 150), ("谁", 110), ("件数", 70), ("办到哪里", 0))
        self.list = SimpleTable("以前的批次", columns, self._reopen, "还没有成批拟写过文书。")
        box.addLayout(row(label("以前的批次", "card-title"), None, button("新的一批", lambda: self._show(CHOICE), "small")))
        box.addWidget(label("双击一批，接着办理。只列出本账号看得到的。", "sub"))
        box.addWidget(self.list, 1)

    def _show(self, page: int) -> None:
        if fill := self._unfilled.pop(page, None):  # made when it is first looked at
            fill(self.stack.widget(page))
            read_on(self.table, (self.stack.widget(page),))
        self.stack.setCurrentIndex(page)
        self.problem.setText("")
        for made in self._before:
            made.setVisible(page == CHOICE)
        self.acts.setVisible(page == MADE)
        self.ready()

    def ready(self) -> None:
        """What can be pressed now."""
        for made in self._before:
            made.setEnabled(self.plan is not None)
        self.acts.setEnabled(True)

    def reject(self) -> None:
        """Close; what was typed into the table and not kept as drafts is lost only when the person says so."""
        typed = self.stack.currentIndex() != MADE and self.plan is not None and bool(self._own)
        words = "清单里填的内容还没有存为草稿，关闭后就没有了。"
        if not typed or self._desk.dialogs.confirm("关闭成批拟写", words, "关闭", danger=True):
            super().reject()

    # --- choosing ------------------------------------------------------------
    def _forget(self) -> None:
        """What is listed no longer holds."""
        self.plan = None
        if hasattr(self, "picker"):
            self.table.sheet.show(None, {})
            self.summary.setText("")
            self.ready()

    def _other_kind(self) -> None:
        self._values, self._own, self._columns = {}, {}, ()
        self._forget()

    def _asks(self, given: dict[str, str]) -> tuple[Ask, ...]:
        values = letter_form(self._desk.session, str(self.kind.currentData())).values
        return tuple(Ask(v.name, v.label, given.get(v.name, ""), "long" if v.type == "long" else "text", v.hint) for v in values)[:MOST_ASKED]

    def _ask_all(self) -> None:
        given = self._desk.dialogs.form("统一填写", "每一件都相同的内容。留空的由程序按记录带入，或者留待逐件填写。", self._asks(self._values), "填入")
        if given is not None:
            self._values = {name: text.strip() for name, text in given.items() if text.strip()}
            self._forget()
            if self.picker.subjects():
                self.look()

    def _ask_one(self, subject: str) -> None:
        plan = self.plan
        if plan is None:
            return
        one = next(r for r in plan.rows if r.subject == subject)
        held = dict(zip(plan.keys, one.texts[1:], strict=True)) | self._own.get(subject, {})
        given = self._desk.dialogs.form(f"单独填写：{one.name}", "只改这一件。", self._asks({**self._values, **held}), "填入")
        if given is not None:
            kept = {n: t for n, t in self._own.get(subject, {}).items() if n == letter_batch.TO}
            said = {n: t.strip() for n, t in given.items() if t.strip() and t.strip() != self._values.get(n, "")}
            self._own[subject] = kept | said
            self._again()

    def add_column(self) -> None:
        """Show one more value, so that it can be said for each letter alone."""
        form, shown = letter_form(self._desk.session, str(self.kind.currentData())), self.plan.keys if self.plan is not None else ()
        rest = [v for v in form.values if v.name not in shown]
        if not rest:
            self.problem.setText("能填的内容都已经列出来了。")
            return
        at = self._desk.dialogs.choose("增加一列", "哪一项要逐件填写？", tuple(v.label for v in rest))
        if at is not None:
            self._columns = (*self._columns, rest[at].name)
            if self.picker.subjects():
                self.look()

    def _typed(self, told: dict[str, dict[str, str | None]]) -> None:
        """Other texts in the table; the letters they change are drafted again."""
        for subject, values in told.items():
            own = {**self._own.get(subject, {}), **values}
            self._own[subject] = {name: text for name, text in own.items() if text is not None}
        self._again()

    def _again(self) -> None:
        session, wish, before = self._desk.session, self._wish(), self.plan
        self._desk.runner.query(
            self, lambda: letter_batch.plan(session, wish, before=before), self._listed, failed=self.refused, key="batch-plan"
        )

    # --- work ----------------------------------------------------------------
    def _wish(self) -> Wish:
        subjects = self.picker.subjects()
        own = {s: dict(v) for s, v in self._own.items() if v and s in subjects}
        return Wish(str(self.kind.currentData()), subjects, dict(self._values), own, self._columns)

    def look(self) -> None:
        """List the letters of those that are ticked."""
        session, wish = self._desk.session, self._wish()
        self.run("列出清单", lambda context: letter_batch.plan(session, wish, context), self._listed)

    def _listed(self, found: Plan) -> None:
        if found.wish.subjects != self.picker.subjects():
            return
        self.plan = found
        self.table.sheet.show(found, self._own)
        more = f"，{found.incomplete} 件还缺内容：在表里补上，或者先存为草稿，补齐后再送审" if found.incomplete else "，都不缺内容"
        self.summary.setText(f"共 {len(found.rows)} 件{more}。" + self._unsaid(found))
        self.ready()

    @staticmethod
    def _unsaid(found: Plan) -> str:
        counts = [(name, sum(name in r.blank for r in found.rows)) for name in found.columns]
        return "".join(f"{name}缺 {count} 处，" for name, count in counts if count).removesuffix("，")

    def _preview(self, only: str = "") -> None:
        session, plan = self._desk.session, self.plan
        if plan is not None:
            self.run("排版", lambda context: letter_batch_paper.preview(session, plan, only, context), self.pages)

    def _preview_one(self) -> None:
        if self.plan is not None:
            self._preview(self.table.line() or self.plan.rows[0].subject)

    def pages(self, pdf: bytes, *, both_sides: bool = False) -> None:
        """Show finished pages; from there to a printer or into a file."""
        print_preview(self._desk, self, "成批文书", lambda: pdf, both_sides=both_sides)

    def make(self) -> None:
        """Write the listed letters as drafts."""
        session, plan = self._desk.session, self.plan
        if plan is not None:
            self.change("成批拟写", lambda context: letter_batch.make(session, plan, context), lambda ids: self.open_batch(ids, plan.wish.kind))

    # --- batches that were made ------------------------------------------------
    def open_batch(self, ids: Sequence[str], kind: str) -> None:
        """Show the letters of a batch and what can be done with them."""
        self.made, self._own = list(ids), {}
        self.acts.of(self.made, kind)
        self._show(MADE)
        self.letters.setFocus()
        self.reread()

    def reread(self) -> None:
        """Read again how the letters of the batch stand."""
        session, ids = self._desk.session, list(self.made)
        self._desk.runner.query(self, lambda: letter_batch.rows(session, ids), self._reread_done, failed=self.refused, key="batch-rows")

    def _reread_done(self, found: list[letter_batch.Made]) -> None:
        self.made = [m.id for m in found]
        self.letters.set_rows([(m.number or "（未编号）", m.to, m.title, m.state) for m in found])
        self.told.setText(
            f"共 {len(found)} 件。每一步都是整批办理：有一件办不了，整批都不动，并说明是第几件；已撤回、作废或走在前面的不在内。"
            "文号在您确认编号以后才给。"
        )
        self.acts.show_steps(found)
        self.ready()

    def marked(self) -> list[str]:
        """The letters whose lines are marked."""
        return [self.made[i.row()] for i in self.letters.selectionModel().selectedRows() if i.row() < len(self.made)]

    def _open(self, number: int) -> None:
        self._desk.open("letter", id=self.made[number])
        self.accept()

    def show_batches(self) -> None:
        """The batches there are."""
        session = self._desk.session
        self._show(LIST)
        self._desk.runner.query(self, lambda: letter_batches.batches(session), self._batches_read, failed=self.refused, key="batches")

    def _batches_read(self, found: list[Batch]) -> None:
        self._batches = found
        self.list.set_rows([(b.kind_label, local_time(b.at), b.by, str(len(b.letters)), b.words) for b in found])

    def _reopen(self, number: int) -> None:
        self.open_batch(self._batches[number].letters, self._batches[number].kind)

    # --- jobs ----------------------------------------------------------------
    def run(self, words: str, work: Callable[[JobContext], Any], done: Callable[[Any], object]) -> None:
        """Long work that changes nothing in the office."""
        self._busy(self._desk.runner.task(self, words, work, done, failed=self.refused))

    def change(self, words: str, work: Callable[[JobContext], Any], done: Callable[[Any], object]) -> None:
        """Work that changes something."""
        self._busy(self._desk.runner.operate(self, words, work, done, failed=self.refused))

    def _busy(self, job: Job) -> None:
        self.problem.setText("")
        for made in (*self._before, self.acts):
            made.setEnabled(False)
        self.line.follow(job)

    def refused(self, error: AppError) -> bool:
        """Say in the dialog why something was not done."""
        self.problem.setText(error.sentence())
        return True


def batch_buttons(desk: Desk, owner: QWidget, place: str) -> list[QPushButton]:
    """成批拟写 on the list of letters; none without the right."""
    if place != "letters" or not desk.session.can("create", letter_batch.FORM):
        return []
    made = button(NAME, lambda: open_batch(desk, owner), name="成批拟写同一种文书")
    made.setToolTip("同一种文书一次发给许多人或单位")
    return [made]


def open_batch(desk: Desk, owner: QWidget) -> BatchDialog:
    """Open the dialog, once the window has had its turn: making it and showing it take as long as each other."""
    made = BatchDialog(desk, owner)
    QTimer.singleShot(NEXT_TURN_MS, made, made.open)
    return made
