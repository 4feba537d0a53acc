"""From something open to a letter: the kinds that fit, whom a reminder goes to, what was sent before, what else is open there.

Choosing opens a draft to be looked at and edited; nothing is stored or sent here. Does not belong here: which kinds fit
and what is written (services.gap_offers, services.gap_letters).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.services import gap_letters, gap_offers, task_quiet
from app.services.gap_offers import KindOffer, Offers
from app.services.task_model import Task
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.parts import RowButton, button, label, row

LETTER = "letter"
NAME = "起草文书"
CODE = int(Qt.ItemDataRole.UserRole)
FITS = int(Qt.ItemDataRole.UserRole) + 1
NO_STAGE = "不是分级提醒，发给对象本身"
SHOWN = 3
ROW, LEAST, MOST_SEEN = 28, 2, 7


class OfferDialog(QDialog):
    """What can be written about open matters. more: further ones that are to stand in the same letter."""

    def __init__(self, desk: Desk, owner: QWidget, found: Offers, more: Sequence[str] = ()) -> None:
        super().__init__(owner.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._owner, self.found = desk, owner, found
        self.setWindowTitle(NAME)
        self.resize(760, 420 + 160 * bool(found.beside))
        box = QVBoxLayout(self)
        box.setContentsMargins(22, 16, 22, 16)
        box.setSpacing(8)
        box.addWidget(label(found.gap.label, "card-title", wrap=True))
        box.addWidget(label(found.gap.fact, wrap=True))
        for text in found.gap.explained:
            box.addWidget(label(text, "sub", tone="warn", wrap=True))
        if found.quiet is not None:
            words = f"已定为不用提醒（{found.quiet.label}）：{found.quiet.reason} · {found.quiet.who}"
            box.addWidget(label(words, "sub", tone="warn", wrap=True))
        self._before(box)
        box.addWidget(label("写哪一种", "field"))
        self.kinds = _list("写哪一种")
        self.filter = QLineEdit()
        self.filter.setAccessibleName("筛选文书种类")
        self.filter.setPlaceholderText("输入名称，可以选别的种类")
        self.filter.textChanged.connect(lambda _t: self._narrow())
        box.addWidget(self.kinds)
        box.addWidget(self.filter)
        self.stage = QComboBox()
        self.stage.setAccessibleName("提醒到哪一级")
        self._stage_name = label("提醒到哪一级", "field")
        box.addLayout(row(self._stage_name, self.stage, None))
        self.beside = _list("同一对象还有")
        self._beside_name = label("", "field")
        box.addWidget(self._beside_name)
        box.addWidget(self.beside, 1)
        box.addStretch(0)
        go = button("起草", self.start, "primary")
        go.setDefault(True)
        box.addLayout(row(label("只打开草稿，保存、签发由人决定。", "sub"), None, button("取消", self.reject), go))
        self._fill(more)
        self.kinds.currentRowChanged.connect(lambda _n: self._choose())
        self.kinds.itemDoubleClicked.connect(lambda _i: self.start())
        self._choose()
        self.kinds.setFocus()

    def _before(self, box: QVBoxLayout) -> None:
        """Letters about the same that there are already; a click opens one."""
        for one in self.found.earlier[:SHOWN]:
            words = " · ".join(t for t in (one.day, one.number, one.title, one.stage, "" if one.issued else "草稿") if t)
            box.addWidget(RowButton(f"已有：{words}", lambda i=one.id: self._open(i), "link"))  # type: ignore[misc]

    def _open(self, letter: str) -> None:
        self.reject()
        self._desk.open(LETTER, id=letter)

    def _fill(self, more: Sequence[str]) -> None:
        for one in self.found.kinds:
            self.kinds.addItem(_kind_item(one))
        self._narrow()
        self.stage.addItem(NO_STAGE, "")
        for reminder in self.found.stages:
            self.stage.addItem(f"{reminder.words}　{reminder.who}".strip(), reminder.stage)
        for other in self.found.beside:
            item = QListWidgetItem(f"{other.title}　{other.tag}")
            item.setToolTip(other.title)
            item.setData(CODE, other.key)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if _among(other.key, more) else Qt.CheckState.Unchecked)
            self.beside.addItem(item)
        self._beside_name.setText(f"同一对象还有 {len(self.found.beside)} 项，选上的写进同一份")
        for part in (self._beside_name, self.beside):
            part.setVisible(bool(self.found.beside))

    def _narrow(self) -> None:
        """What fits; with something typed, every kind that has the words."""
        wanted, first = self.filter.text().strip(), -1
        for number in range(self.kinds.count()):
            item = self.kinds.item(number)
            shown = wanted in item.text() if wanted else bool(item.data(FITS))
            item.setHidden(not shown)
            first = number if shown and first < 0 else first
        self.kinds.setCurrentRow(first)
        seen = sum(not self.kinds.item(n).isHidden() for n in range(self.kinds.count()))
        line = max(self.kinds.sizeHintForRow(max(first, 0)), ROW)
        self.kinds.setFixedHeight(min(max(seen, LEAST), MOST_SEEN) * line + 2 * self.kinds.frameWidth() + 4)

    def _chosen(self) -> KindOffer | None:
        at = self.kinds.currentRow()
        return self.found.kinds[at] if at >= 0 and not self.kinds.item(at).isHidden() else None

    def _choose(self) -> None:
        """A kind that serves as a reminder asks for its stage, the due one first."""
        one = self._chosen()
        able = one is not None and one.remind and bool(self.found.stages)
        for part in (self._stage_name, self.stage):
            part.setVisible(able)
        wanted = self.found.stage if able and self.found.quiet is None else ""
        self.stage.setCurrentIndex(max(self.stage.findData(wanted), 0))

    def keys(self) -> tuple[str, ...]:
        """The matters that are to stand in the letter."""
        items = (self.beside.item(n) for n in range(self.beside.count()))
        return (self.found.gap.key, *(str(i.data(CODE)) for i in items if i.checkState() is Qt.CheckState.Checked))

    def start(self) -> None:
        """Open the draft."""
        one = self._chosen()
        if one is None:
            return
        stage = str(self.stage.currentData() or "") if one.remind else ""
        keys, window = self.keys(), self._owner.window()
        self.accept()
        window.activateWindow()  # the keys go on to the draft
        draft_letter(self._desk, self._owner, one.kind, keys, stage)


def _list(name: str) -> QListWidget:
    made = QListWidget()
    made.setAccessibleName(name)
    made.setWordWrap(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made


def _kind_item(one: KindOffer) -> QListWidgetItem:
    item = QListWidgetItem(f"{one.label}　{one.why}")
    item.setData(CODE, one.kind)
    item.setData(FITS, one.fits)
    return item


def _among(key: str, more: Sequence[str]) -> bool:
    """Whether a matter is one of those chosen, whose row may stand for a step of it."""
    return key in more or any(m.partition(":")[2] in key.split(":") for m in more)


def draft_letter(desk: Desk, owner: QWidget, kind: str, keys: Sequence[str], stage: str = "") -> None:
    """Open a draft about open matters."""
    session = desk.session
    desk.runner.query(
        owner, lambda: gap_letters.draft(session, kind, keys, stage), lambda body: desk.open(LETTER, kind=kind, body=body), label="正在起草",
    )  # fmt: skip


def offer_letters(desk: Desk, owner: QWidget, keys: Sequence[str]) -> None:
    """Ask what is to be written about open matters; the first leads."""
    session = desk.session

    def show(found: Offers) -> None:
        OfferDialog(desk, owner, found, keys[1:]).open()

    if keys:
        desk.runner.query(owner, lambda: gap_offers.offers(session, keys[0]), show, key="letter-offers", label="正在找合适的文书")


def remind(desk: Desk, owner: QWidget, task: Task) -> None:
    """Open the draft of the reminder that is due, in the kind that is suggested."""
    session = desk.session

    def read() -> tuple[str, dict[str, Any]]:
        found = gap_offers.offers(session, task.id)
        kind = next((k.kind for k in found.kinds if k.remind), "")
        return kind, gap_letters.draft(session, kind, [task.id], found.stage)

    desk.runner.query(owner, read, lambda made: desk.open(LETTER, kind=made[0], body=made[1]), label="正在起草提醒")


def be_quiet(desk: Desk, owner: QWidget, task: Task, why: str, done: Callable[[], object]) -> None:
    """Say why nobody is to be reminded of a task."""
    word = task_quiet.WHY[why]
    hint = "例如：记录已补登，等核对；登记有误" if why == "mistaken" else "例如：某月某日书面说明，经谁核对采信"
    given = desk.dialogs.form(f"不用提醒（{word}）", task.title, (Ask("reason", "理由", kind="long", hint=hint),), "不用提醒")
    if given is not None:
        session = desk.session
        desk.runner.operate(owner, "不用提醒", lambda _c: task_quiet.be_quiet(session, task.id, why, given["reason"]), lambda _v: done())


def speak_again(desk: Desk, owner: QWidget, task: Task, done: Callable[[], object]) -> None:
    """Propose reminders of a task again."""
    session = desk.session
    desk.runner.operate(owner, "恢复提醒", lambda _c: task_quiet.speak_again(session, task.id), lambda _v: done())
