"""The rows of a reconciliation side by side: chips that narrow, the list, both values of the chosen one, what can be done.

Does not belong here: the steps before (reconcile), the meaning of a pair (services.reconcile).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTableWidgetItem, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.services import reconcile, reconcile_out
from app.services.reconcile import LABELS, Ours, Pair, Reconciliation, Standing
from app.services.results import OpResult
from app.services.second_person import Second
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.parts import Card, Flow, button, label, restyle, row, tag
from app.ui.printing import preview
from app.ui.secondperson import ask_second
from app.ui.simpletable import SimpleTable

TONES = {Standing.DIFFERENT: "warn", Standing.THEIRS: "bad", Standing.OURS: "info", Standing.SAME: "good"}
ORDER = (Standing.DIFFERENT, Standing.THEIRS, Standing.OURS, Standing.SAME)
CHOICES = 8


class RowsPage(QWidget):
    """One reconciliation. one: its id; left_open: how many rows nobody has dealt with."""

    refused = Signal(object)  # AppError
    acted = Signal()

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        super().__init__()
        self._desk, self._owner = desk, owner
        self.one = ""
        self.left_open = 0
        self.found: Reconciliation | None = None
        self.shown: list[Pair] = []
        self._only: Standing | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        self.chips = Flow(6)
        self._chips: dict[Standing | None, QPushButton] = {}
        for standing in (None, *ORDER):
            made = button("", lambda s=standing: self.narrow(s), "chip")  # type: ignore[misc]
            self._chips[standing] = made
            self.chips.addWidget(made)
        box.addWidget(self.chips)
        self.table = SimpleTable("两边的账", (("结果", 92), ("行", 44), ("件", 0), ("处理", 84)), None, "这一类没有。")
        self.table.itemSelectionChanged.connect(self._chosen)
        across = QHBoxLayout()
        across.setSpacing(14)
        across.addWidget(self.table, 4)
        across.addWidget(self._side(), 5)
        box.addLayout(across, 1)
        self.rest = label("", "sub", wrap=True)
        box.addWidget(self.rest)

    def _side(self) -> QWidget:
        self.card = Card("")
        self.standing = tag("", "muted")
        self.what = label("", "row-title", wrap=True)
        self.how = label("", "sub", wrap=True)
        self.values = SimpleTable("两边写的", (("项目", 124), ("对方", 0), ("我方", 0)), None, "两边写的一样。")
        self.take_all = button("采用对方", lambda: self._take(()))
        self.take_one = button("只采用这一项", self._take_chosen)
        self.keep = button("保留我方…", self._keep)
        self.make = button("按对方新建", self._create)
        self.link = button("连上我方的…", self._link)
        self.split = button("拆开", self._split)
        self.open_record = button("打开记录", self._open)
        self.acts = acts = Flow(6)
        for made in (self.take_all, self.take_one, self.make, self.link, self.split, self.keep, self.open_record):
            acts.addWidget(made)
        self.card.body.addLayout(row(self.standing, self.what, spacing=10))
        self.card.body.addWidget(self.how)
        self.card.body.addWidget(self.values, 1)
        self.card.body.addWidget(acts)
        self.values.itemSelectionChanged.connect(self._able)
        return self.card

    def out_buttons(self) -> list[QPushButton]:
        """The ways out, for the foot of the dialog."""
        return [
            button("存为 Excel", self._save_table), button("存为 Word、PDF", self._save_document), button("打印", self._print),
        ]  # fmt: skip

    # --- showing -------------------------------------------------------------
    def open(self, one: str) -> None:
        """Show a reconciliation."""
        self.one = one
        session = self._desk.session
        self._desk.runner.query(self, lambda: reconcile.show(session, one), self.show_found, failed=self._fail, key="rows")

    def show_found(self, found: Reconciliation) -> None:
        """Show it as it is now; the row that was chosen stays chosen."""
        key = self.chosen.key if self.chosen is not None else ""
        self.found, self.left_open = found, found.open
        counts = found.counts()
        for standing, made in self._chips.items():
            text = f"{LABELS[standing]} {counts[standing]}" if standing else f"全部 {len(found.pairs)}"
            made.setText(text)
            made.setAccessibleName(f"{text}{'，正在看' if standing is self._only else ''}")
            restyle(made, tone="info" if standing is self._only else "")
        self.chips.arrange()
        self.shown = [p for s in ORDER for p in found.pairs if p.standing is s and self._only in (None, s)]
        self.table.blockSignals(True)
        self.table.set_rows([
            (LABELS[p.standing], str(p.theirs.number) if p.theirs else "", p.title, "已说明" if p.note else p.act) for p in self.shown
        ])  # fmt: skip
        self.table.blockSignals(False)
        at = next((n for n, p in enumerate(self.shown) if p.key == key), 0)
        if self.shown:
            self.table.setCurrentCell(at, 0)
        rest = "；".join(f"第 {n} 行{why}" for n, why, _t in found.left_out[:6])
        more = f"等 {len(found.left_out)} 行" if len(found.left_out) > 6 else ""
        self.rest.setText(f"没有比对的行：{rest}{more}。" if found.left_out else reconcile_out.sentence(found))
        self._chosen()

    @property
    def chosen(self) -> Pair | None:
        """The row that is looked at."""
        at = self.table.currentRow()
        return self.shown[at] if 0 <= at < len(self.shown) else None

    def narrow(self, standing: Standing | None) -> None:
        """Only one kind of rows; None: all."""
        self._only = standing
        if self.found is not None:
            self.show_found(self.found)

    def _chosen(self) -> None:
        pair = self.chosen
        self.card.setVisible(pair is not None)
        if pair is None:
            return
        self.standing.setText(LABELS[pair.standing])
        restyle(self.standing, tone=TONES[pair.standing])
        self.what.setText(pair.title)
        self.how.setText(_words(pair))
        lines = [(d.label, d.theirs or "（空）", d.ours or "（空）") for d in pair.differences]
        if pair.theirs is not None and pair.ours is None:
            lines = [(head, text, "") for head, text in pair.theirs.texts.items() if not head.startswith("#")]
        self.values.set_rows(lines)
        for at in range(self.values.rowCount()):
            head = self.values.item(at, 0)
            if isinstance(head, QTableWidgetItem):
                head.setToolTip(lines[at][0])
        self._able()

    def _able(self) -> None:
        """Only what can be done now."""
        pair = self.chosen
        if pair is None:
            return
        takeable = any(d.takeable for d in pair.differences)
        both = pair.theirs is not None and pair.ours is not None
        at = self.values.currentRow()
        one = both and 0 <= at < len(pair.differences) and pair.differences[at].takeable
        for made, able in (
            (self.take_all, both and takeable), (self.take_one, bool(one) and len(pair.differences) > 1), (self.split, both),
            (self.make, pair.ours is None), (self.link, pair.ours is None), (self.keep, pair.standing is not Standing.SAME),
            (self.open_record, pair.ours is not None),
        ):  # fmt: skip
            made.setVisible(bool(able))
        self.acts.arrange()
        self.keep.setText("保留我方…" if pair.ours is not None else "不新建，写明原因…")

    # --- acting ----------------------------------------------------------------
    def _take(self, fields: tuple[str, ...]) -> None:
        pair, session, one = self.chosen, self._desk.session, self.one
        if pair is not None:
            self._operate("采用对方的内容", lambda: reconcile.take(session, one, pair.key, fields))

    def _take_chosen(self) -> None:
        pair = self.chosen
        if pair is not None and 0 <= self.values.currentRow() < len(pair.differences):
            self._take((pair.differences[self.values.currentRow()].field,))

    def _create(self) -> None:
        pair, session, one = self.chosen, self._desk.session, self.one
        if pair is not None:
            self._operate("按对方的表新建", lambda: reconcile.create(session, one, pair.key))

    def _keep(self) -> None:
        pair, session, one = self.chosen, self._desk.session, self.one
        if pair is None:
            return
        given = self._desk.dialogs.form("怎么处理", pair.title, (Ask("note", "说明", pair.note, "long"),), "记下")
        if given is not None:
            self._note("记下说明", lambda: reconcile.keep(session, one, pair.key, given["note"]))

    def _link(self) -> None:
        pair, session, one = self.chosen, self._desk.session, self.one
        if pair is not None:
            self._desk.runner.query(
                self, lambda: reconcile.candidates(session, one, pair.key)[:CHOICES], lambda found: self._ask_link(pair, found),
                failed=self._fail,
            )  # fmt: skip

    def _ask_link(self, pair: Pair, found: list[Ours]) -> None:
        if not found:
            self._desk.say("我方没有剩下可以连的记录。", "warn")
            return
        words = tuple(f"{o.date} {o.title}" for o in found)
        at = self._desk.dialogs.choose("连上我方的哪一条", pair.title, words)
        if at is not None:
            session, one = self._desk.session, self.one
            self._note("连上", lambda: reconcile.link(session, one, pair.key, found[at].id))

    def _split(self) -> None:
        pair, session, one = self.chosen, self._desk.session, self.one
        if pair is not None:
            self._note("拆开", lambda: reconcile.split(session, one, pair.key))

    def _open(self) -> None:
        pair = self.chosen
        if pair is not None and pair.ours is not None:
            self._desk.open("record", id=pair.ours.id)
            self.window().close()

    def _operate(self, words: str, act: Callable[[], OpResult[Reconciliation]]) -> None:
        self.acted.emit()
        self._desk.runner.operate(self._owner, words, lambda _c: act(), self.show_found, failed=self._fail)

    def _note(self, words: str, act: Callable[[], Reconciliation]) -> None:
        self.acted.emit()
        self._desk.runner.task(self._owner, words, lambda _c: act(), self.show_found, failed=self._fail)

    def _fail(self, error: AppError) -> bool:
        self.refused.emit(error)
        return True

    # --- out -----------------------------------------------------------------
    def _save_table(self) -> None:
        session, one = self._desk.session, self.one
        path = self._desk.dialogs.save_file("存对账结果", f"对账结果 {self._desk.today()}.xlsx", "Excel 表格 (*.xlsx)")

        def write(second: Second | None) -> None:
            self._desk.runner.task(
                self._owner, "写对账结果", lambda context: reconcile_out.save_table(session, one, Path(path or ""), context, second),
                lambda n: self._desk.say(f"已写出 {n} 行：{path.name if path else ''}"), failed=self._fail,
            )  # fmt: skip

        if path is not None:
            self._by_two(write)

    def _save_document(self) -> None:
        session, one = self._desk.session, self.one
        folder = self._desk.dialogs.folder("对账结果存到哪里")

        def write(second: Second | None) -> None:
            self._desk.runner.task(
                self._owner, "写对账结果", lambda _c: reconcile_out.save_document(session, one, Path(folder or ""), second=second),
                lambda files: self._desk.say(f"已写好：{'、'.join(p.name for p in files)}"), failed=self._fail,
            )  # fmt: skip

        if folder is not None:
            self._by_two(write)

    def _by_two(self, write: Callable[[Second | None], None]) -> None:
        """Write once it is clear who stands by, where somebody must."""
        session, one = self._desk.session, self.one

        def go(two: bool) -> None:
            second = ask_second(self._desk, "两个人导出对账结果") if two else None
            if second is not None or not two:
                write(second)

        self._desk.runner.query(self._owner, lambda: reconcile_out.wants_second(session, one), go, failed=self._fail, key="second")

    def _print(self) -> None:
        session, one = self._desk.session, self.one
        preview(self._desk, self._owner, "对账结果", lambda: reconcile_out.document_pdf(session, one))


def _words(pair: Pair) -> str:
    """Why they belong together, what could not be read, what was said."""
    parts = [pair.how]
    if pair.ours is not None:
        parts.append(f"我方：{pair.ours.title}（{pair.ours.date}，{pair.ours.state}）" + ("，已定稿，要改请打开记录追加更正" if pair.ours.locked else ""))
    if pair.theirs is not None and pair.theirs.faults:
        parts.append("看不懂的格：" + "".join(pair.theirs.faults))
    if pair.note:
        parts.append(f"说明：{pair.note}")
    return "　".join(p for p in parts if p)
