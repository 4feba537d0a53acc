"""Who talked with whom in a year and who still should: talkers × people, at the right the talks or what is missing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.services import talk_matrix as service
from app.services import talk_print
from app.services.lists import Row
from app.services.prints import Paper
from app.services.talk_matrix import OTHERS, TalkCell, Talked, Talker, TalkMatrix, Want
from app.ui.charts.matrix import Matrix, MatrixCell, MatrixRow
from app.ui.charts.rows import StateRow, StateRows
from app.ui.charts.sheets import scrolled
from app.ui.desk import Desk
from app.ui.exporting import export_rows
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, Empty, button, clear, label, row
from app.ui.printing import preview
from app.ui.whypanel import WhyDrawer

SIDE = 310
NAMES = 168
Pair = tuple[str, str]


class TalkMatrixPage(Page):
    """A year's talks."""

    entities = frozenset({"record", "person", "post", "unit", "setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.year = desk.session.clock.today().year
        self.found: TalkMatrix | None = None
        self.pair: Pair | None = None
        box = QHBoxLayout()
        box.setSpacing(14)
        box.addWidget(self._left(), 1)
        self.why = WhyDrawer(desk, self, self._right())
        self.why.place.setFixedWidth(SIDE)
        box.addWidget(self.why.place)
        self.box.addLayout(box, 1)
        self.set_head(Head("谈话覆盖", "", self._primary, back=True, home="talks"))

    @property
    def _primary(self) -> tuple[str, Callable[[], object]] | None:
        return ("登记谈话", self.register) if self.desk.session.can("create", service.TALK) else None

    def _left(self) -> QWidget:
        card = Card()
        self._year = label("", "card-title")
        self.kind = QComboBox()
        self.kind.setAccessibleName("按谈话种类筛选")
        self.kind.setMaximumWidth(230)
        self.kind.addItem("全部谈话", "")
        self.kind.currentIndexChanged.connect(lambda _n: self.update_now())
        self.lacking = button("只看还没谈的", self.update_now, "chip")
        self.lacking.setCheckable(True)
        self._export = button("导出", self.export, "small", name="导出谈话覆盖表")
        self._print = button("打印", self.print, "small", name="打印谈话覆盖表")
        card.body.addLayout(
            row(
                button("‹", lambda: self.set_year(self.year - 1), "small", name="上一年"), self._year,
                button("›", lambda: self.set_year(self.year + 1), "small", name="下一年"),
                self.kind, self.lacking, None, self._export, self._print, spacing=6,
            )
        )  # fmt: skip
        self.matrix = Matrix(self.desk, "谈话覆盖", NAMES)
        self.matrix.moved.connect(self._pick)
        self.matrix.activated.connect(lambda _key: self._enter())
        self._whole = QWidget()
        inner = QVBoxLayout(self._whole)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.matrix.header)
        inner.addWidget(scrolled(self.matrix), 1)
        self._place = QVBoxLayout()
        card.body.addWidget(self._whole, 1)
        card.body.addLayout(self._place)
        return card

    def _right(self) -> QWidget:
        card = Card()
        self._which = label("", "card-title", wrap=True)
        self._numbers = label("", "sub", wrap=True)
        self.list = StateRows(self.desk, "谈话")
        self.list.activated.connect(self.open_item)
        self._area = scrolled(self.list)
        self._add = button("登记这次谈话", self.register, name="登记这两人的谈话")
        self._all = button("看还没有谈的", self.show_missing, "small")
        card.body.addWidget(self._which)
        card.body.addWidget(self._numbers)
        card.body.addWidget(self._area, 1)
        card.body.addLayout(row(self._add, self._all, None))
        return card

    # --- what is shown --------------------------------------------------------------
    def go(self, args: dict[str, object]) -> None:
        if args.get("year"):
            self.year, self.dirty = int(str(args["year"])), True
        if self.isVisible() and self.dirty:
            self.update_now()

    def set_year(self, year: int) -> None:
        """Show another year."""
        self.year = year
        self.update_now()

    def refresh(self) -> None:
        session, year, kind, lacking = self.desk.session, self.year, self.chosen_kind, self.lacking.isChecked()
        self._year.setText(f"{year} 年")
        self.desk.runner.query(
            self, lambda: service.talk_matrix(session, year, kind, only_missing=lacking), self._show,
            key="matrix", label="正在清点谈话",
        )  # fmt: skip

    @property
    def chosen_kind(self) -> str:
        """The kind of talk that is looked at; empty for all."""
        return str(self.kind.currentData() or "")

    def _show(self, found: TalkMatrix) -> None:
        self.found = found
        self._offer(found.kinds)
        number = sum(c.number for (t, _p), c in found.cells.items() if t != OTHERS)
        parts = [f"{len(found.people)} 人", f"谈话 {number} 人次", f"还没有谈的 {len(found.missing)} 项"]
        if found.more:
            parts.append(f"另有 {found.more} 人没有列出")
        self.set_head(Head("谈话覆盖", " · ".join((f"{found.year} 年", *parts)), self._primary, back=True, home="talks"))
        self.matrix.set_rows([t.name for t in found.talkers], [self._row(found, p) for p in found.people], "对象 ＼ 谈话人")
        self._whole.setVisible(bool(found.people))
        for tool in (self._export, self._print):
            tool.setEnabled(bool(found.people))
        clear(self._place)
        if not found.people:
            text = "换一年、换一种谈话，或去掉“只看还没谈的”。" if self.kind.currentIndex() or self.lacking.isChecked() else "登记谈话、启用职责文件后，这里列出谁同谁谈过、谁还没有谈。"
            self._place.addWidget(Empty("没有要列的谈话", text))
        if self.pair is not None and found.cell(*self.pair) is not None:
            self._read_pair()
        else:
            self.show_missing()

    def _offer(self, kinds: tuple[tuple[str, str], ...]) -> None:
        """The kinds there are; the chosen one stays."""
        now = self.chosen_kind
        self.kind.blockSignals(True)
        self.kind.clear()
        self.kind.addItem("全部谈话", "")
        for code, text in kinds:
            self.kind.addItem(text, code)
        self.kind.setCurrentIndex(max(self.kind.findData(now), 0))
        self.kind.blockSignals(False)

    def _row(self, found: TalkMatrix, person: Talked) -> MatrixRow:
        cells = tuple(self._cell(found.cell(t.id, person.id), t, person) for t in found.talkers)
        return MatrixRow(person.name, person.titles, cells, None, person.group)

    def _cell(self, cell: TalkCell | None, talker: Talker, person: Talked) -> MatrixCell | None:
        if talker.id == person.id:
            return None
        who = f"{talker.name} → {person.name}"
        if cell is None:
            return MatrixCell(("·",), "", f"{who}：没有谈话", (talker.id, person.id), f"{who}\n没有谈话，点一下可以登记")
        told = talk_print.full_words(self.desk.session, cell)
        flat = told.replace("\n", "；")
        return MatrixCell(talk_print.short_words(cell), talk_print.tone(cell), f"{who}：{flat}", (talker.id, person.id), f"{who}\n{told}")

    # --- a pair ----------------------------------------------------------------------
    def _pick(self, key: object) -> None:
        if isinstance(key, tuple):
            self.pair = (str(key[0]), str(key[1]))
            self.why.put_away()
            self._read_pair()

    def _read_pair(self) -> None:
        if self.pair is None:
            return
        session, year, (talker, person), kind = self.desk.session, self.year, self.pair, self.chosen_kind
        self.desk.runner.query(
            self, lambda: service.talks_between(session, year, talker, person, kind), self._show_pair, key="pair"
        )

    def _name(self, one: str) -> str:
        return self.desk.directory.told_apart(one) or "其他谈话人"

    def _show_pair(self, talks: list[Row]) -> None:
        if self.pair is None or self.found is None:
            return
        talker, person = self.pair
        found = self.found.cell(talker, person)
        self._which.setText(f"{self._name(talker)} → {self._name(person)}")
        wants = found.wants if found is not None else []
        self._numbers.setText(f"谈话记录 {len(talks)} 条" + (f"，职责要求 {len(wants)} 项" if wants else ""))
        rows: list[StateRow] = []
        if wants:
            rows.append(StateRow("职责要求", head=True))
            rows += [StateRow(w.cell.label, _when(w), w.cell.state_label, w.cell.tone, w) for w in wants]
        if talks:
            rows.append(StateRow("谈话", head=True))
            rows += [StateRow(t.title, f"{t.date} · {t.kind_label}", t.state_label, t.tone, t) for t in talks]
        self._fill(rows)
        able = self.desk.session.can("create", service.TALK)
        self._add.setVisible(able)
        self._all.setVisible(True)

    def show_missing(self) -> None:
        """Everything that duties ask for and is not there."""
        self.pair = None
        missing = self.found.missing if self.found is not None else ()
        self._which.setText("还没有谈的")
        self._numbers.setText("按启用的职责清点。点一项看它在表里的位置。" if missing else "启用的职责要求的谈话都有记录。")
        self._fill([StateRow(self._missing_title(w), f"{w.cell.label} · {_when(w)}", w.cell.state_label, w.cell.tone, w) for w in missing])
        self._add.setVisible(False)
        self._all.setVisible(False)

    def _missing_title(self, want: Want) -> str:
        who = "、".join(self._name(t) for t in want.talkers) or want.by
        return f"{who} → {self._name(want.person)}"

    def _fill(self, rows: list[StateRow]) -> None:
        self.list.set_rows(rows)
        self._area.setVisible(bool(rows))

    # --- acts ------------------------------------------------------------------------
    def _enter(self) -> None:
        """From the matrix into the list; from a cell without anything to the button that starts a talk."""
        if self.matrix.by_mouse or self.pair is None:
            return
        full = self.found is not None and self.found.cell(*self.pair) is not None
        (self.list if full else self._add).setFocus(Qt.FocusReason.TabFocusReason)

    def open_item(self, key: object) -> None:
        """A talk opens; a missing one leads to its cell; there it says why."""
        if isinstance(key, Row):
            self.desk.open("record", id=key.id)
        elif isinstance(key, Want):
            if self.pair is None and key.talkers and self.matrix.choose_key((key.talkers[0], key.person)):
                return
            self.why.show_for(key.cell)

    def register(self) -> None:
        """A new talk; with both people filled in when a cell is chosen."""
        if self.pair is None:
            self.desk.open("record", form=service.TALK, kind=self.chosen_kind or service.HEART)
            return
        talker, person = self.pair
        kind = service.kind_to_register(self.found.cell(talker, person) if self.found else None, self.chosen_kind)
        values: dict[str, object] = {"subject": [person], **({"actor": talker} if talker else {})}
        self.desk.open("record", form=service.TALK, kind=kind, values=values)

    def _words(self) -> str:
        parts = (self.kind.currentText() if self.chosen_kind else "", "只看还没谈的" if self.lacking.isChecked() else "")
        return "；".join(p for p in parts if p)

    def export(self) -> None:
        """The matrix as a table."""
        if self.found is not None:
            fields, rows = talk_print.matrix_table(self.desk.session, self.found)
            export_rows(self.desk, self, f"{self.found.year} 年谈话覆盖表", fields, rows, self._words())

    def print(self) -> None:
        """The matrix on paper."""
        session, found, words = self.desk.session, self.found, self._words()
        if found is None:
            return

        def again(paper: Paper) -> bytes:
            return talk_print.matrix_pdf(session, found, words, wide=paper.wide, purpose=paper.purpose)

        wide = Paper(wide=True)
        preview(self.desk, self, f"{found.year} 年谈话覆盖表", lambda: again(wide), again=again, paper=wide)

    # --- keys -------------------------------------------------------------------------
    def first_focus(self) -> QWidget | None:
        return self.matrix

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.why.isVisible():
                self.why.put_away()
                return
            if self.list.hasFocus():
                self.matrix.setFocus()
                return
        super().keyPressEvent(event)


def _when(want: Want) -> str:
    return f"期限 {want.cell.due}" if want.cell.due else want.cell.period_label
