"""One kind of letter to many people or units: choose, look at the table, make drafts, then take them on their way together.

Two pages of one dialog: before anything is written (choice and table), and the drafts that were made. Everything runs
as jobs with progress; stopping one leaves nothing half done. Does not belong here: what differs and what is missing,
steps, numbers (services.letter_batch), a single letter (pages.letter).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import AppError
from app.services import letter_batch, letter_batch_paper, letters, numbers
from app.services.letter_batch import Plan, Wish
from app.services.letter_document import letter_form
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.parts import Line, button, label, row
from app.ui.printing import preview as print_preview
from app.ui.simpletable import SimpleTable

NAME = "成批拟写"
CHOICE, MADE = range(2)
MOST_ASKED = 12
STEP_WORDS = {"submit": "全部送审", "sign": "全部签发", "number": "全部编号用印"}


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
        self.setWindowTitle(NAME)
        self.resize(1040, 640)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 16)
        box.setSpacing(10)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._choice_page())
        self.stack.addWidget(self._made_page())
        box.addWidget(self.stack, 1)
        self.problem = label("", "problem", wrap=True)
        self.problem.setMinimumHeight(20)
        box.addWidget(self.problem)
        self._before = [button("看全部版面", self._preview), button("存为草稿", self.make, "primary")]
        self._after = [button(words, partial(self._advance, step)) for step, words in STEP_WORDS.items()]
        self._after += [button("打印全部", self._print), button("存为文件", self._save)]
        self.stop = button("停止", self._stop, "small")
        box.addLayout(row(self.stop, None, button("关闭", self.reject), *self._before, *self._after))
        self._show(CHOICE)
        self._fill()

    # --- pages ---------------------------------------------------------------
    def _choice_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        self.kind = QComboBox()
        self.kind.setAccessibleName("文书种类")
        for code, words, _summary in letters.kinds(self._desk.session):
            self.kind.addItem(words, code)
        self.kind.currentIndexChanged.connect(lambda _i: self._other_kind())
        box.addLayout(row(label(NAME, "card-title"), None, label("文书种类", "field"), self.kind, button("统一填写", self._ask_all)))
        self.search = Line()
        self.search.setAccessibleName("按姓名、单位或拼音首字母查找")
        self.search.setPlaceholderText("查找姓名、单位")
        self.search.textChanged.connect(lambda _t: self._narrow())
        self.who = QListWidget()
        self.who.setAccessibleName("发给谁")
        self.who.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.who.itemChanged.connect(lambda _i: self._count())
        left = QVBoxLayout()
        left.setSpacing(6)
        self.chosen = label("", "sub")
        for part in (self.search, self.who, self.chosen):
            left.addWidget(part)
        every = [button(words, partial(self._check, on), "small") for words, on in (("全选", True), ("全不选", False))]
        left.addLayout(row(*every, None, button("列出清单", self.look, "small")))
        self.table = SimpleTable(
            "成批拟写的清单", (("发给谁", 150), ("各不相同的内容", 0), ("还缺什么", 260)), self._ask_one,
            "选好发给谁，点“列出清单”：逐件列出各不相同的内容和还缺的内容，双击一行单独填写。",
        )  # fmt: skip
        side = QWidget()
        side.setLayout(left)
        side.setFixedWidth(270)
        left.setContentsMargins(0, 0, 0, 0)
        both = row(side, self.table, spacing=14)
        both.setStretch(1, 1)
        box.addLayout(both, 1)
        self.summary = label("", "sub")
        box.addWidget(self.summary)
        return page

    def _made_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        self.told = label("", "sub", wrap=True)
        self.letters = SimpleTable("这一批文书", (("文号", 170), ("主送", 180), ("标题", 0), ("状态", 100)), self._open)
        box.addWidget(label("这一批文书", "card-title"))
        box.addWidget(self.told)
        box.addWidget(self.letters, 1)
        return page

    def _show(self, page: int) -> None:
        self.stack.setCurrentIndex(page)
        for made in self._before:
            made.setVisible(page == CHOICE)
        for made in self._after:
            made.setVisible(page == MADE)
        self._ready()

    def _ready(self) -> None:
        """What can be pressed now."""
        self.stop.setVisible(False)
        for made in self._before:
            made.setEnabled(self.plan is not None)
        for made in self._after:
            made.setEnabled(True)

    # --- choosing ------------------------------------------------------------
    def _fill(self) -> None:
        known = self._desk.directory
        options = [*known.unit_options(), *known.person_options()]
        self.who.blockSignals(True)
        for option in options:
            if option.id == known.own_unit:
                continue
            item = QListWidgetItem(f"{option.label}　{option.detail}".strip())
            item.setToolTip(item.text())
            item.setData(Qt.ItemDataRole.UserRole, option.id)
            item.setData(Qt.ItemDataRole.UserRole + 1, f"{option.label} {option.detail} {option.keys}".lower())
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.who.addItem(item)
        self.who.blockSignals(False)
        self._count()

    def _items(self) -> list[QListWidgetItem]:
        return [self.who.item(at) for at in range(self.who.count())]

    def _narrow(self) -> None:
        wanted = self.search.text().strip().lower()
        for item in self._items():
            item.setHidden(wanted not in str(item.data(Qt.ItemDataRole.UserRole + 1)))

    def _check(self, on: bool) -> None:
        """Tick or clear those that are shown."""
        self.who.blockSignals(True)
        for item in self._items():
            if not item.isHidden():
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.who.blockSignals(False)
        self._count()

    def _subjects(self) -> tuple[str, ...]:
        return tuple(str(i.data(Qt.ItemDataRole.UserRole)) for i in self._items() if i.checkState() is Qt.CheckState.Checked)

    def _count(self) -> None:
        self.chosen.setText(f"已选 {len(self._subjects())} 个")
        self._forget()

    def _forget(self) -> None:
        """What is listed no longer holds."""
        self.plan = None
        self.table.set_rows(())
        self.summary.setText("")
        for made in getattr(self, "_before", ()):
            made.setEnabled(False)

    def _other_kind(self) -> None:
        self._values, self._own = {}, {}
        self._forget()

    def _asks(self, given: dict[str, str]) -> tuple[Ask, ...]:
        values = letter_form(self._desk.session, str(self.kind.currentData())).values
        return tuple(Ask(v.name, v.label, given.get(v.name, ""), "long" if v.type == "long" else "text", v.hint) for v in values)[:MOST_ASKED]

    def _ask_all(self) -> None:
        given = self._desk.dialogs.form("统一填写", "每一件都相同的内容。留空的由程序按记录带入，或者留待逐件填写。", self._asks(self._values), "填入")
        if given is not None:
            self._values = {name: text.strip() for name, text in given.items() if text.strip()}
            self._forget()
            if self._subjects():
                self.look()

    def _ask_one(self, number: int) -> None:
        if self.plan is None:
            return
        one = self.plan.rows[number]
        held = dict(zip(self.plan.keys, one.texts[1:], strict=True)) | self._own.get(one.subject, {})
        given = self._desk.dialogs.form(f"单独填写：{one.name}", "只改这一件。", self._asks({**self._values, **held}), "填入")
        if given is not None:
            said = {n: t.strip() for n, t in given.items() if t.strip() and t.strip() != self._values.get(n, "")}
            self._own[one.subject] = said
            self.look()

    # --- work ----------------------------------------------------------------
    def _wish(self) -> Wish:
        subjects = self._subjects()
        own = {s: v for s, v in self._own.items() if v and s in subjects}
        return Wish(str(self.kind.currentData()), subjects, dict(self._values), own)

    def look(self) -> None:
        """List the letters of those that are ticked."""
        session, wish = self._desk.session, self._wish()
        self._run("列出清单", lambda context: letter_batch.plan(session, wish, context), self._listed)

    def _listed(self, found: Plan) -> None:
        self.plan = found
        self.table.set_rows([(r.name, self._different(found, r.texts), "；".join(r.missing) or "不缺") for r in found.rows])
        more = f"，{found.incomplete} 件还缺内容：可以先存为草稿，补齐后再送审" if found.incomplete else "，都不缺内容"
        self.summary.setText(f"共 {len(found.rows)} 件{more}。")
        self._ready()

    @staticmethod
    def _different(found: Plan, texts: tuple[str, ...]) -> str:
        return "；".join(f"{name}：{text}" for name, text in zip(found.columns, texts, strict=True) if text)

    def _preview(self) -> None:
        session, plan = self._desk.session, self.plan
        if plan is not None:
            self._run("排版", lambda context: letter_batch_paper.preview(session, plan, context=context), lambda pdf: self._pages(lambda: pdf))

    def _pages(self, made: Callable[[], bytes]) -> None:
        self._ready()
        print_preview(self._desk, self, "成批文书", made)

    def make(self) -> None:
        """Write the listed letters as drafts."""
        session, plan = self._desk.session, self.plan
        if plan is not None:
            self._change("成批拟写", lambda context: letter_batch.make(session, plan, context), self._drafted)

    def _drafted(self, ids: list[str]) -> None:
        self.made = ids
        self._show(MADE)
        self._reread()

    def _reread(self) -> None:
        session, ids = self._desk.session, list(self.made)
        self._desk.runner.query(self, lambda: letter_batch.rows(session, ids), self._reread_done, failed=self._refused)

    def _reread_done(self, found: list[letter_batch.Made]) -> None:
        self.letters.set_rows([(m.number or "（未编号）", m.to, m.title, m.state) for m in found])
        self.told.setText(f"共 {len(found)} 件。每一步都是整批办理：有一件办不了，整批都不动，并说明是第几件。文号在您确认编号以后才给。")
        self._ready()

    def _advance(self, step: str) -> None:
        """Take a step with all of them; what it needs is asked first."""
        desk = self._desk
        if step == "sign":
            given = desk.dialogs.form(
                f"签发 {len(self.made)} 件", "", (Ask("signed_by", "签发人", hint="在签发稿上签字的领导的姓名"),), "签发"
            )
            if given is not None:
                name = given["signed_by"].strip()
                by_name = {known: i for i, known in desk.directory.names.items()}
                self._go(step, {"signed_by": by_name.get(name, name)} if name else {})
        elif step == "number":
            session, kind = desk.session, str(self.kind.currentData())
            desk.runner.query(self, lambda: numbers.default_series(session, kind), self._number, failed=self._refused)
        else:
            self._go(step, {})

    def _number(self, series: str) -> None:
        words = f"{len(self.made)} 件文书按清单的次序依次编号，编后不能收回。"
        usual = series or letter_form(self._desk.session, str(self.kind.currentData())).series
        given = self._desk.dialogs.form("编号用印", words, (Ask("series", "机关代字", usual, hint="例如 某纪建"),), "确认编号")
        if given is not None:
            self._go("number", {}, given["series"])

    def _go(self, step: str, values: dict[str, Any], series: str = "") -> None:
        session, ids = self._desk.session, list(self.made)
        self._change(
            STEP_WORDS[step], lambda context: letter_batch.advance_all(session, ids, step, "", values, series, context),
            lambda _n: self._reread(),
        )  # fmt: skip

    def _print(self) -> None:
        session, ids = self._desk.session, list(self.made)
        self._run("排版", lambda context: letter_batch_paper.print_all(session, ids, context=context), lambda pdf: self._pages(lambda: pdf))

    def _save(self) -> None:
        folder = self._desk.dialogs.folder("存到哪个文件夹")
        if folder is not None:
            session, ids = self._desk.session, list(self.made)
            self._run("存为文件", lambda context: letter_batch_paper.export_all(session, ids, folder, context=context), self._saved)

    def _saved(self, files: list[Any]) -> None:
        self._ready()
        self.told.setText(f"已存 {len(files)} 个文件。")

    def _open(self, number: int) -> None:
        self._desk.open("letter", id=self.made[number])
        self.accept()

    # --- jobs ----------------------------------------------------------------
    def _run(self, words: str, work: Callable[[Any], Any], done: Callable[[Any], object]) -> None:
        self._busy()
        self._job = self._desk.runner.task(self, words, work, done, failed=self._refused)

    def _change(self, words: str, work: Callable[[Any], Any], done: Callable[[Any], object]) -> None:
        self._busy()
        self._job = self._desk.runner.operate(self, words, work, done, failed=self._refused)

    def _busy(self) -> None:
        self.problem.setText("")
        for made in (*self._before, *self._after):
            made.setEnabled(False)
        self.stop.setVisible(True)

    def _stop(self) -> None:
        self._desk.runner.cancel(self._job)
        self._ready()

    def _refused(self, error: AppError) -> bool:
        self._ready()
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
    """Open the dialog."""
    made = BatchDialog(desk, owner)
    made.open()
    return made
