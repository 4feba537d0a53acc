"""What a record's page offers besides its steps: proposed things to take in, and the chain of responsibility.

A person chooses and confirms; what is proposed is worked out in services (clearing, opinion_facts, appointment_chain).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QTableWidgetItem, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.services import appointment_chain, clearing, opinion_facts
from app.services.appointment_chain import Chain
from app.services.records import RecordView
from app.services.results import OpResult
from app.ui.desk import Desk
from app.ui.parts import button, label, local_time, row
from app.ui.simpletable import SimpleTable

PICK = ("", 40)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be taken in. id: what the service asks for; texts: a cell for each column; sure: ticked at first."""

    id: str
    texts: tuple[str, ...]
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Proposing:
    """What a dialog proposes for one record. find, take: run as jobs."""

    title: str
    words: str
    columns: tuple[tuple[str, int], ...]
    none: str
    go: str
    find: Callable[[], Sequence[Choice]]
    take: Callable[[Sequence[str]], OpResult[RecordView]]


class TakeInDialog(QDialog):
    """Rows with a tick each; what is ticked is taken in at once."""

    def __init__(self, desk: Desk, owner: QWidget, asked: Proposing, done: Callable[[], object]) -> None:
        super().__init__(owner.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._asked, self._done = desk, asked, done
        self._choices: Sequence[Choice] = ()
        self.setWindowTitle(asked.title)
        self.resize(880, 460)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 16)
        box.setSpacing(10)
        box.addWidget(label(asked.title, "card-title"))
        box.addWidget(label(asked.words, "sub", wrap=True))
        self.table = SimpleTable(asked.title, (PICK, *asked.columns), self._toggle, asked.none)
        self.table.itemChanged.connect(lambda _i: self._counted())
        box.addWidget(self.table, 1)
        self.problem = label("", "problem", wrap=True)
        self.problem.setMinimumHeight(20)
        box.addWidget(self.problem)
        self.go = button(asked.go, self._take, "primary")
        box.addLayout(row(None, button("关闭", self.reject), self.go))
        self._counted()
        desk.runner.query(self, asked.find, self._show, failed=self._refused, key="proposed")

    def _show(self, found: Sequence[Choice]) -> None:
        self._choices = found
        self.table.set_rows([("", *one.texts) for one in found])
        for at in range(len(found)):
            tick = QTableWidgetItem()
            tick.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            tick.setCheckState(Qt.CheckState.Checked if found[at].sure else Qt.CheckState.Unchecked)
            self.table.setItem(at, 0, tick)
        self._counted()

    def _toggle(self, at: int) -> None:
        tick = self.table.item(at, 0)
        if tick is not None:
            checked = tick.checkState() is Qt.CheckState.Checked
            tick.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)

    def _picked(self) -> list[str]:
        ticks = [(one.id, self.table.item(at, 0)) for at, one in enumerate(self._choices)]
        return [one for one, tick in ticks if tick is not None and tick.checkState() is Qt.CheckState.Checked]

    def _counted(self) -> None:
        number = len(self._picked())
        self.go.setText(f"{self._asked.go}（{number} 条）" if number else self._asked.go)
        self.go.setEnabled(bool(number))

    def _take(self) -> None:
        picked, asked = self._picked(), self._asked
        self.go.setEnabled(False)
        self._desk.runner.operate(self, asked.go, lambda _c: asked.take(picked), lambda _v: self._taken(), failed=self._refused)

    def _taken(self) -> None:
        self.accept()
        self._done()

    def _refused(self, error: AppError) -> bool:
        self.problem.setText(error.sentence())
        self._counted()
        return True


class ChainDialog(QDialog):
    """Who answered for each gate of an appointment, in any version of the record."""

    def __init__(self, desk: Desk, owner: QWidget, record: RecordView) -> None:
        super().__init__(owner.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._found: Chain | None = None
        self.setWindowTitle("各关口责任人")
        self.resize(820, 420)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 16)
        box.setSpacing(10)
        self.version = QComboBox()
        self.version.setAccessibleName("哪一版")
        self.version.setMinimumWidth(300)
        self.version.currentIndexChanged.connect(self._at)
        box.addLayout(row(label("各关口责任人", "card-title"), None, label("版本", "field"), self.version))
        box.addWidget(label("按纪实表每一版的登记还原；没有登记的写“未登记责任人”。", "sub", wrap=True))
        self.table = SimpleTable("各关口责任人", (("关口", 110), ("结论", 110), ("责任人、负责什么、日期", 0)), None, "")
        box.addWidget(self.table, 1)
        box.addLayout(row(None, button("关闭", self.reject)))
        desk.runner.query(self, lambda: appointment_chain.chain(desk.session, record.id), self._show, key="chain")

    def _show(self, found: Chain) -> None:
        self._found = found
        for number, one in enumerate(found.versions):
            when = f"{local_time(one.at)} {one.who}"
            self.version.addItem(f"现在的（{when}）" if not number else when)

    def _at(self, index: int) -> None:
        if self._found is not None and 0 <= index < len(self._found.versions):
            self.table.set_rows([(g.label, g.result, g.words) for g in self._found.versions[index].gates])


def _places(desk: Desk, record: RecordView) -> Proposing:
    session = desk.session

    def find() -> list[Choice]:
        return [Choice(r.id, (r.kind_label, r.title, r.date, r.state_label)) for r in clearing.places(session, record.id).open]

    return Proposing(
        "同一件事还显示在哪里", "下面是同一件事、同一个人的其他登记。列入以后，澄清入档时这些地方都会显示“已澄清”。",
        (("种类", 170), ("标题", 0), ("日期", 110), ("状态", 110)), "没有别的地方了。", "列入澄清",
        find, lambda picked: clearing.take_in(session, record.id, picked),
    )  # fmt: skip


def _periods(desk: Desk, record: RecordView) -> Proposing:
    session = desk.session

    def find() -> list[Choice]:
        found = opinion_facts.periods(session, record.id)
        return [Choice(p.entry, (p.name, p.what, p.basis, p.since, p.until or "待确认"), bool(p.until)) for p in found]

    return Proposing(
        "还在影响期内的处分处理", "从廉政档案已入档的条目列出，请对照决定文书核对；算不出影响期的也列出来。没有核查的反映不在这里。",
        (("谁", 90), ("处分或处理", 0), ("依据文号", 160), ("影响期自", 104), ("影响期至", 104)), "档案里没有还在影响期内的，或者都已带入。", "带入",
        find, lambda picked: opinion_facts.take_in(session, record.id, picked),
    )  # fmt: skip


def more_words(record: RecordView) -> str:
    """What the further button of a record says; empty when there is none."""
    if record.kind == clearing.CLARIFICATION and not record.locked:
        return "还显示在哪里…"
    if record.kind == opinion_facts.REQUEST and record.state == "open":
        return "查档带入影响期…"
    return "各关口责任人…" if record.form == appointment_chain.FORM else ""


def open_more(desk: Desk, owner: QWidget, record: RecordView, done: Callable[[], object]) -> None:
    """Open it. done: called when something was taken in."""
    if record.form == appointment_chain.FORM:
        ChainDialog(desk, owner, record).open()
        return
    asked = _places(desk, record) if record.kind == clearing.CLARIFICATION else _periods(desk, record)
    TakeInDialog(desk, owner, asked, done).open()
