"""A draw by lot: fix the seed, look at the list, draw, verify, print. Also opened from a record to verify what it drew.

Does not belong here: the method and the rules (services.draws).
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import AppError
from app.services import draws, draws_print
from app.services.draws import Preview, Stand, Verdict
from app.services.draws_population import CLUES, INQUIRIES, KINDS, PEOPLE, UNITS, WORDS
from app.services.records import RecordView
from app.ui.desk import Desk
from app.ui.parts import button, label, local_time, restyle, row, tag
from app.ui.printing import preview as print_preview
from app.ui.simpletable import SimpleTable

PLACES = {"talks": INQUIRIES, "ledgers": CLUES, "dossiers": PEOPLE}
NAMES = {INQUIRIES: "抽查谈话函询", CLUES: "抽查查结线索", PEOPLE: "抽查个人事项"}
SEED, LIST, RESULT = range(3)
YEARS = 3


class DrawDialog(QDialog):
    """One kind of draw in one year. shown: a draw made before, to be verified."""

    def __init__(self, desk: Desk, kind: str, owner: QWidget, shown: RecordView | None = None) -> None:
        super().__init__(owner.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._kind, self._view = desk, kind, shown
        self.setWindowTitle(NAMES[kind])
        self.resize(860, 600)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 16)
        box.setSpacing(10)
        self.year = QComboBox()
        self.year.setAccessibleName("抽查的年度")
        now = desk.session.clock.today().year
        for year in range(now, now - YEARS, -1):
            self.year.addItem(f"{year} 年", year)
        if shown is not None:
            self.year.setCurrentIndex(max(self.year.findData(int(str(shown.body["draw_year"]))), 0))
        self.year.setEnabled(shown is None)
        self.year.currentIndexChanged.connect(lambda _i: self._look())
        box.addLayout(row(label(NAMES[kind], "card-title"), None, label("年度", "field"), self.year))
        self.stack = QStackedWidget()
        for page in (self._seed_page(), self._list_page(), self._result_page()):
            self.stack.addWidget(page)
        box.addWidget(self.stack, 1)
        self.problem = label("", "problem", wrap=True)
        self.problem.setMinimumHeight(20)
        box.addWidget(self.problem)
        self.go = button("", self._go_on, "primary")
        self.close_button = button("关闭", self.reject)
        self._outs = [button("打印记录", self._print), button("存为 Word、PDF", self._save), button("打开登记", self._open)]
        box.addLayout(row(*self._outs, None, self.close_button, self.go))
        self._look()

    # --- pages ---------------------------------------------------------------
    def _seed_page(self) -> QWidget:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 8, 0, 0)
        grid.setVerticalSpacing(10)
        words = (
            "先定种子，再看名单。种子一定下就记入操作日志，不能撤销：同样的种子、名单和方法，谁来算结果都一样。"
            "请见证人当场随便说一串数字或文字；没有见证人的，留空由程序随机生成。"
        )
        grid.addWidget(label(words, "sub", wrap=True), 0, 0, 1, 2)
        self.seed, self.witnesses = QLineEdit(), QLineEdit()
        for at, (made, name, hint) in enumerate((
            (self.seed, "种子", "至少 6 个字，例如 8412 0097；留空由程序生成"), (self.witnesses, "见证人", "姓名，几个人用顿号分开"),
        ), 1):  # fmt: skip
            made.setAccessibleName(name)
            made.setPlaceholderText(hint)
            grid.addWidget(label(name, "field"), at, 0)
            grid.addWidget(made, at, 1)
        grid.addWidget(label("本年已经抽过的（双击打开）", "field"), 3, 0, 1, 2)
        self.made = SimpleTable("本年已经抽过的", (("抽取时间", 140), ("名单", 70), ("抽中", 70), ("名称", 0)), self._show_made, "本年还没有抽过。")
        grid.addWidget(self.made, 4, 0, 1, 2)
        grid.setRowStretch(4, 1)
        return page

    def _list_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 8, 0, 0)
        self.fixed, self.reckoned = label("", "sub", wrap=True), label("", wrap=True)
        self.people = SimpleTable("名单", (("名称", 0), ("日期", 110), ("说明", 170)), None, "名单里没有。")
        for part in (self.fixed, self.reckoned):
            box.addWidget(part)
        box.addWidget(self.people, 1)
        return page

    def _result_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 8, 0, 0)
        self.verdict = tag("", "muted")
        self.told = label("", "sub", wrap=True)
        box.addLayout(row(label("按种子重新抽取", "field"), self.verdict, None))
        box.addWidget(self.told)
        self.drawn = SimpleTable("抽取结果", (("名称", 0), ("结果", 200)), None, "")
        box.addWidget(self.drawn, 1)
        return page

    # --- steps ---------------------------------------------------------------
    @property
    def _year(self) -> int:
        return int(self.year.currentData())

    def _look(self) -> None:
        if self._view is not None and self._view.body.get("draw_list"):
            self.show_result(self._view)
            return
        session, kind, year = self._desk.session, self._kind, self._year
        self._busy()
        self._desk.runner.query(self, lambda: draws.stand(session, kind, year), self._stands, failed=self._refused, key="draw")

    def _stands(self, found: Stand) -> None:
        self._made = found.made
        self.made.set_rows([
            (local_time(str(v.body["draw_at"])), str(v.body["draw_population"]), str(v.body["draw_number"]), v.title) for v in found.made
        ])  # fmt: skip
        if found.waiting is not None and found.preview is not None:
            self._view = found.waiting
            self._show_list(found.waiting, found.preview)
        else:
            self._view = None
            self._show(SEED, "定下种子")
            self.seed.setFocus()

    def _show(self, page: int, words: str) -> None:
        self.problem.setText("")
        self.stack.setCurrentIndex(page)
        self.go.setText(words)
        self.go.setEnabled(True)
        for made in self._outs:
            made.setVisible(page == RESULT)

    def _show_list(self, view: RecordView, found: Preview) -> None:
        body = view.body
        seen = f"，见证人：{body['draw_witnesses']}" if body.get("draw_witnesses") else ""
        self.fixed.setText(f"种子：{body['draw_seed']}（{body['draw_seed_by']}，{local_time(str(body['draw_seed_at']))}{seen}）")
        self.reckoned.setText(found.sentence())
        people = found.population
        notes = dict.fromkeys(people.all_verified, "一律核实，不参加抽取")
        notes |= dict.fromkeys(people.before | people.extra_before, "本年以前已抽")
        heads = set(people.principals)
        self.people.set_rows([
            (m.label, m.date, "，".join(t for t in ("“一把手”" if m.id in heads else "", notes.get(m.id, "")) if t)) for m in people.members
        ])  # fmt: skip
        self._show(LIST, "抽取")
        self.go.setEnabled(not found.refusal)
        (self.close_button if found.refusal else self.go).setFocus()

    def _go_on(self) -> None:
        session, kind, year, view = self._desk.session, self._kind, self._year, self._view
        step, runner = self.stack.currentIndex(), self._desk.runner
        if step == SEED:
            seed, seen = self.seed.text(), self.witnesses.text().replace("，", "、").replace(",", "、").split("、")
            self._busy()
            runner.operate(
                self, "定下抽查的种子", lambda _c: draws.fix_seed(session, kind, year, seed=seed, witnesses=seen),
                lambda _v: self._look(), failed=self._refused,
            )  # fmt: skip
        elif view is not None and step == LIST:
            self._busy()
            runner.operate(self, "抽取", lambda _c: draws.draw(session, view.id), self.show_result, failed=self._refused)
        elif view is not None:
            self.show_result(view)

    def show_result(self, view: RecordView) -> None:
        """Show what was drawn, and repeat the draw."""
        self._view = view
        words = self._desk.session.catalog.vocab
        order = {"drawn": 0, "extra": 1, "all": 2, "before": 3}
        rows = sorted(view.body["draw_list"], key=lambda r: order.get(str(r.get("mark")), 4))
        self.drawn.set_rows([
            (view.labels.get(str(r.get("record") or r.get("person")), "看不到的一项"), words.short(str(r.get("mark")), "draw_mark")) for r in rows
        ])  # fmt: skip
        self._show(RESULT, "复核")
        session, record_id = self._desk.session, view.id
        self.go.setEnabled(False)
        self._desk.runner.query(self, lambda: draws.verify(session, record_id), self._verified, failed=self._refused, key="draw")

    def _verified(self, found: Verdict) -> None:
        self.verdict.setText(found.word)
        restyle(self.verdict, tone="good" if found.same else "bad")
        body = self._view.body if self._view is not None else {}
        text = f"名单 {body.get('draw_population')} {UNITS[self._kind]}，按 {body.get('draw_rate')} 抽中 {body.get('draw_number')} {UNITS[self._kind]}。"
        text += "".join(f"{name}：{why}" for name, why in found.differences[:8]) + found.now
        self.told.setText(text)
        self.go.setEnabled(True)
        self.go.setFocus()

    def _show_made(self, number: int) -> None:
        self.show_result(self._made[number])

    # --- out -----------------------------------------------------------------
    def _print(self) -> None:
        session, view = self._desk.session, self._view
        if view is not None:
            print_preview(self._desk, self, view.title, lambda: draws_print.protocol_pdf(session, view.id))

    def _save(self) -> None:
        session, view = self._desk.session, self._view
        folder = self._desk.dialogs.folder("抽查记录存到哪里") if view is not None else None
        if view is not None and folder is not None:
            self._desk.runner.task(
                self, "写抽查记录", lambda _c: draws_print.save_protocol(session, view.id, folder),
                lambda files: self._desk.say(f"已写好：{'、'.join(p.name for p in files)}"), failed=self._refused,
            )  # fmt: skip

    def _open(self) -> None:
        if self._view is not None:
            self._desk.open("record", id=self._view.id)
            self.accept()

    def _busy(self) -> None:
        self.problem.setText("")
        self.go.setEnabled(False)

    def _refused(self, error: AppError) -> bool:
        self.problem.setText(error.sentence())
        self.go.setEnabled(True)
        return True


def draw_buttons(desk: Desk, owner: QWidget, place: str) -> list[QPushButton]:
    """抽查 for the page where its list is looked after; none without the right."""
    kind = PLACES.get(place, "")
    if not kind or not draws.may_draw(desk.session, kind):
        return []
    made = button("抽查", lambda: open_draw(desk, owner, kind), "small" if place == "dossiers" else "", name=NAMES[kind])
    made.setToolTip(f"从{WORDS[kind]}里按比例随机抽取，可以复核")
    return [made]


def open_draw(desk: Desk, owner: QWidget, kind: str, shown: RecordView | None = None) -> None:
    """Open a draw. shown: one that was made before."""
    DrawDialog(desk, kind, owner, shown).open()


def draw_words(record: RecordView) -> str:
    """What the button on a record's page says; empty for records that are no draw of the program."""
    if record.kind not in KINDS or not record.body.get("draw_seed"):
        return ""
    return "复核抽取" if record.body.get("draw_list") else "抽取…"


def open_record_draw(desk: Desk, owner: QWidget, record: RecordView) -> None:
    """From a record: go on drawing, or verify what was drawn."""
    open_draw(desk, owner, record.kind, record)
