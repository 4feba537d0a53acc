"""What is done with a batch of letters that was made: its steps, taking single ones out, paper, files.

Does not belong here: the dialog around it (letterbatch), which letters a step is for (services.letter_batches).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.jobs.progress import JobContext
from app.services import letter_batch, letter_batch_paper, letter_batches, numbers
from app.services.letter_batch import Made
from app.services.letter_batches import Ready
from app.services.letter_document import letter_form
from app.services.second_person import wanted
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.letterstep import DAY_HINT, read
from app.ui.parts import button
from app.ui.secondperson import ask_second

if TYPE_CHECKING:
    from app.ui.letterbatch import BatchDialog

STEP_WORDS = {
    "submit": "全部送审", "sign": "全部签发", "number": "全部编号用印", "deliver": "全部送达", "receipt": "全部收到回证",
}  # fmt: skip
OUT = {"draft": "withdraw", "review": "withdraw"}  # another state: void


class BatchActs(QWidget):
    """A row of buttons; only those whose step some letter waits for are shown."""

    def __init__(self, desk: Desk, dialog: BatchDialog) -> None:
        super().__init__()
        self._desk, self._dialog = desk, dialog
        self._ids: list[str] = []
        self._kind = ""
        self._states: dict[str, str] = {}
        self._steps: dict[str, QPushButton] = {s: button(w, partial(self.advance, s), "primary") for s, w in STEP_WORDS.items()}
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        more = [button("撤回或作废选中的", self.take_out), button("打印全部", self.print), button("存为文件", self.save)]
        for made in (*more, *self._steps.values()):
            box.addWidget(made)
        self.show_steps(())

    def of(self, ids: Sequence[str], kind: str) -> None:
        """The letters the buttons are for."""
        self._ids, self._kind = list(ids), kind

    def show_steps(self, found: Sequence[Made]) -> None:
        """Offer the steps that some of the letters wait for."""
        self._ids, self._states = [m.id for m in found], {m.id: m.code for m in found}
        form, states = self._desk.session.form(letter_batch.FORM), {m.code for m in found}
        sources = {t.id: set(t.sources) for t in form.transitions}
        for step, made in self._steps.items():
            made.setVisible(bool(sources.get(step, set()) & states))

    # --- steps -----------------------------------------------------------------
    def advance(self, step: str) -> None:
        """Take a step with all of them; what it needs is asked first."""
        session, ids, kind = self._desk.session, list(self._ids), self._kind

        def known() -> tuple[Ready, str]:
            return letter_batches.ready(session, ids, step), numbers.default_series(session, kind) if step == "number" else ""

        self._desk.runner.query(self._dialog, known, lambda found: self._ask(step, *found), failed=self._dialog.refused)

    def _ask(self, step: str, ready: Ready, series: str) -> None:
        if step == "submit":
            self._go(step, ready, {})
        elif step == "sign":
            given = self._form(step, ready, (Ask("signed_by", "签发人", hint="在签发稿上签字的领导的姓名"),), "签发")
            if given is not None:
                self._go(step, ready, given)
        elif step == "number":
            self._number(ready, series)
        else:
            given = self._form(step, ready, self._asks(step), "办理")
            if given is not None:
                self._go(step, ready, given)

    def _form(self, step: str, ready: Ready, asks: tuple[Ask, ...], yes: str, more: str = "") -> dict[str, str] | None:
        past = f"不在内：{'，'.join(f'{label} {count} 件' for label, count in ready.past)}。" if ready.past else ""
        return self._desk.dialogs.form(f"{STEP_WORDS[step]}（{len(ready.ids)} 件）", f"{more}{past}", asks, yes)

    def _asks(self, step: str) -> tuple[Ask, ...]:
        day, today = ("delivered_at", "送达日期"), self._desk.today()
        if step == "receipt":
            return (Ask("receipt_at", "签收日期", today, hint=DAY_HINT),)
        manners = self._desk.session.catalog.vocab.get("service_way").terms
        return Ask(*day, today, hint=DAY_HINT), Ask("service", "送达方式", kind="choice", choices=tuple((t.code, t.label) for t in manners))

    def _number(self, ready: Ready, series: str) -> None:
        usual = series or letter_form(self._desk.session, self._kind).series
        asks = [Ask("series", "机关代字", usual, hint="例如 某纪建")]
        if ready.years:
            years = "、".join(str(year) for year in ready.years)
            asks.append(Ask("why", "跨年编号的原因", hint=f"有成文日期在 {years} 年的，编那一年的号；写明为什么现在才编"))
        given = self._form("number", ready, tuple(asks), "确认编号", "按清单的次序依次编号，编后不能收回。")
        if given is not None:
            self._go("number", ready, {}, given["series"], given.get("why", ""))

    def _go(self, step: str, ready: Ready, answers: dict[str, str], series: str = "", note: str = "") -> None:
        desk = self._desk
        session = desk.session

        def work(context: JobContext) -> Any:
            values = read(desk, session.form(letter_batch.FORM), answers).values
            return letter_batch.advance_all(session, ready.ids, step, note, values, series, context)

        self._dialog.change(STEP_WORDS[step], work, lambda _n: self._dialog.reread())

    def take_out(self) -> None:
        """Withdraw or void the letters that are marked, with the reason; the others go on."""
        ids = self._dialog.marked()
        steps = {OUT.get(self._states.get(i, ""), "void") for i in ids}
        if len(steps) != 1:
            self._dialog.problem.setText("请先在清单里选中文书；没签发的（撤回）和签发了的（作废）分开选。")
            return
        step = steps.pop()
        words = "撤回" if step == "withdraw" else "作废"
        more = "" if step == "withdraw" else "已编的文号随着作废，登记簿里留下原因。"
        given = self._desk.dialogs.form(f"{words} {len(ids)} 件", more, (Ask("void_reason", f"{words}原因", kind="long"),), words)
        if given is not None:
            session, values = self._desk.session, {"void_reason": given["void_reason"].strip()}
            self._dialog.change(
                words, lambda context: letter_batch.advance_all(session, ids, step, "", values, "", context),
                lambda _n: self._dialog.reread(),
            )  # fmt: skip

    # --- paper and files ---------------------------------------------------------
    def _alive(self) -> list[str]:
        return [i for i in self._ids if self._states.get(i) not in ("withdrawn", "voided")]

    def print(self) -> None:
        """All letters that are not withdrawn or void as one PDF."""
        ways = ("每件从新的一张纸开始（双面打印）", "一件接一件")
        at = self._desk.dialogs.choose("打印全部", "双面打印时，后一件不能印在前一件的背面。", ways)
        if at is not None:
            session, ids = self._desk.session, self._alive()
            work = lambda context: letter_batch_paper.print_all(session, ids, odd=at == 0, context=context)  # noqa: E731
            self._dialog.run("合并文件", work, partial(self._dialog.pages, both_sides=at == 0))

    def save(self) -> None:
        """A Word file and a PDF of each into a folder; where two people are wanted, the second is asked."""
        session, ids = self._desk.session, self._alive()
        folder = self._desk.dialogs.folder("存到哪个文件夹")
        if folder is None:
            return
        classes = [session.form(letter_batch.FORM).class_of(self._kind)]

        def ask(two: bool) -> None:
            second = ask_second(self._desk, "两个人导出") if two else None
            if two and second is None:
                return
            work = lambda context: letter_batch_paper.export_all(session, ids, folder, context=context, second=second)  # noqa: E731
            self._dialog.run("存为文件", work, self._saved)

        self._desk.runner.query(self._dialog, lambda: bool(wanted(session, classes)), ask, failed=self._dialog.refused)

    def _saved(self, files: list[Any]) -> None:
        self._dialog.told.setText(f"已存 {len(files)} 个文件。")
