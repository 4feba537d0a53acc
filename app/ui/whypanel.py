"""Why a state is what it is: duty, article, person and period, what counts, what nearly counts, next step.

The one component for it: docked beside the board, and as a drawer at the right of every other
page that shows states. Does not belong here: how the explanation is found (services).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.services import deadlines, duties, why
from app.services.compose import asking
from app.services.duties import DutyCell, Explanation
from app.services.lists import Row
from app.ui.desk import Desk
from app.ui.pages.base import Page
from app.ui.parts import Card, Flow, RowButton, button, clear, label, scroll, tag
from app.ui.printing import preview
from app.ui.taborder import inside_of, read_on
from app.ui.whyacts import WhyActs
from app.ui.whyjudged import Judged

WIDTH = 290
DRAWER = 340
SHOWN = 8
WAITS_FOR_PEOPLE, LATE = "manual_pending", "overdue"
MOST = 16_777_215  # Qt's own limit


class WhyPanel(Card):
    """The explanation of one state."""

    closed = Signal()

    def __init__(self, desk: Desk, page: Page) -> None:
        super().__init__()
        self._desk, self._page = desk, page
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("为什么")
        self.explanation: Explanation | None = None
        holder = QWidget()
        self._lines = QVBoxLayout(holder)
        self._lines.setContentsMargins(0, 0, 6, 0)
        self._lines.setSpacing(5)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(6)
        self._build_tools()
        self._area = scroll(holder)
        self.body.addWidget(self._area, 1)
        self._buttons = Flow(8)
        self.body.addWidget(self._buttons)
        self.body.addLayout(self._tools)
        self.acts = WhyActs(desk, page, self.again)
        self.show_hint()

    def _build_tools(self) -> None:
        self._copy = button("复制", self.copy, "small", name="复制这份说明")
        self._print = button("打印", self.print, "small", name="打印这份说明")
        self._tools.addWidget(self._copy)
        self._tools.addWidget(self._print)
        self._tools.addStretch(1)

    # --- asking ----------------------------------------------------------------
    def explain(self, cell: DutyCell) -> None:
        """Explain a state: of a duty, or of the deadline of a record."""
        session = self._desk.session
        self._busy()
        if cell.duty:
            self._read(lambda: duties.explain(session, cell.duty, cell.period, cell.subject, cell.record))
        else:
            self._read(lambda: deadlines.explain_deadline(session, cell.record))

    def again(self) -> None:
        """Explain what is shown once more: something about it has changed."""
        if self.explanation is not None:
            self.explain(self.explanation.cell)

    def explain_record(self, record_id: str) -> None:
        """Explain the deadline of a record."""
        session = self._desk.session
        self._busy()
        self._read(lambda: deadlines.explain_deadline(session, record_id))

    def _read(self, work: Callable[[], Explanation]) -> None:
        self._desk.runner.query(self._page, work, self.show_cell, failed=self._failed, key="why")

    def _busy(self) -> None:
        if self.explanation is None:
            self._only("正在查…", "")

    def _failed(self, error: AppError) -> bool:
        self._only("现在说不出为什么", f"{error.message}{error.action}")
        return True

    def _only(self, title: str, text: str, *more: str) -> None:
        self.explanation = self.acts.explanation = None
        clear(self._lines)
        self._buttons.clear()
        self._buttons.hide()
        self._lines.addWidget(label(title, "card-title", wrap=True))
        for one in (text, *more):
            if one:
                self._lines.addWidget(label(one, "sub", wrap=True))
        self._lines.addStretch(1)
        for tool in (self._copy, self._print):
            tool.hide()

    def show_hint(self) -> None:
        """Before anything is chosen."""
        self._only(
            "为什么", "点任何一格，这里说明依据哪一条、哪些记录算数、哪些接近但不算、下一步做什么。",
            "方向键在格子间移动，Enter 到这里看，Esc 回去。",
        )  # fmt: skip

    # --- showing ---------------------------------------------------------------
    def show_cell(self, one: Explanation) -> None:
        """Show an explanation."""
        self.explanation = self.acts.explanation = one
        clear(self._lines)
        cell = one.cell
        self._lines.addWidget(label(one.title, "card-title", wrap=True))
        self._lines.addWidget(tag(cell.text or cell.state_label, cell.tone))
        self._part("职责" if cell.duty else "期限", one.duty_text)
        self._part("依据", one.article_text)
        self._part("规则说明", one.rule_text)
        self._part("对象与时期", one.subject_period)
        if one.judged is not None:
            self._lines.addWidget(Judged(one.judged, self._open))
        self._records(one)
        if one.near:
            self._head("接近但不计")
            for found, reason in one.near[:SHOWN]:
                self._near(found, reason)
        if one.missing:
            self._part("还缺", "、".join(one.missing))
        if one.note:
            self._part("说明", one.note)
        self._part("下一步", one.next_step)
        self._lines.addStretch(1)
        self._area.verticalScrollBar().setValue(0)
        self._show_buttons(one)
        self._order()
        self._copy.show()
        self._print.setVisible(bool(cell.duty) and self._desk.session.can("evaluate"))
        self.setAccessibleDescription(why.as_text(one))

    def _head(self, title: str) -> None:
        made = label(title, "sub")
        made.setContentsMargins(0, 5, 0, 0)
        self._lines.addWidget(made)

    def _part(self, title: str, text: str) -> None:
        if text:
            self._head(title)
            self._lines.addWidget(label(text, wrap=True))

    def _records(self, one: Explanation) -> None:
        """What counts; what only the judgement rests on stands with it."""
        signed = one.judged if one.judged is not None and one.judged.now is not None else None
        chosen = {r.id for r in signed.evidence} if signed is not None else set()
        records = [r for r in one.records if r.id not in chosen]
        if chosen and not records:
            return
        self._head("已有记录")
        if not records:
            self._lines.addWidget(label(why.NO_RECORDS))
        for found in records[:SHOWN]:
            self._row(found)
        if len(records) > SHOWN:
            self._lines.addWidget(label(f"共 {len(records)} 条", "sub"))

    def _row(self, found: Row) -> None:
        text = f"{found.date[5:]} {found.title}"
        self._lines.addWidget(RowButton(text, lambda: self._open(found), "link"))

    def _near(self, found: Row, reason: str) -> None:
        """A record that nearly counts, why not, and the way to the field that keeps it from counting."""
        self._row(found)
        line = QHBoxLayout()
        line.addWidget(label(reason, "sub", wrap=True), 1)
        form = self._desk.session.form(found.form)
        state = form.state(found.state)
        if state is not None and state.locked:
            mend = button("去更正", lambda: self._open(found), "small", name=f"去更正：{found.title}，{reason}")
        else:
            field = why.field_to_mend(form, reason)
            mend = button("去补", lambda: self._open(found, field), "small", name=f"去补：{found.title}，{reason}")
        if self._desk.session.can("edit", found.form, found.kind):
            line.addWidget(mend, 0, Qt.AlignmentFlag.AlignTop)
        self._lines.addLayout(line)

    def _order(self) -> None:
        """The Tab key goes as one reads: records, next steps, tools (which were there before the rest)."""
        read_on(self, (self._area, self._buttons, *self._tool_buttons()))

    def _tool_buttons(self) -> tuple[QWidget, ...]:
        return self._copy, self._print

    def _open(self, found: Row, field: str = "") -> None:
        where = {"edit": True, "field": field} if field else {}
        self._desk.open("letter" if found.form == "letter" else "record", id=found.id, **where)

    # --- next steps --------------------------------------------------------------
    def _show_buttons(self, one: Explanation) -> None:
        self._buttons.clear()
        session = self._desk.session
        forms = [f for f in one.record_forms if session.can("create", f[0], f[1])]
        if forms:
            word = f"登记{forms[0][2]}" if len(forms[0][2]) <= 6 else "登记"
            first = "" if one.cell.state == WAITS_FOR_PEOPLE and one.can_approve else "primary"
            made = button(word, lambda: self.acts.register(forms[0]), first)
            made.setToolTip(forms[0][2])
            self._buttons.addWidget(made)
        if len(forms) > 1:
            self._buttons.addWidget(button("登记别的…", lambda: self._more(forms)))
        written = next((d for d in asking.offered(session) if d.kind in {f[1] for f in forms}), None)
        if written is not None:
            made = button("生成底稿", lambda: self._desk.open("drafts", draft=written.id))
            made.setToolTip(written.label)
            self._buttons.addWidget(made)
        if not one.cell.duty and one.records:
            self._buttons.addWidget(button("打开办理", lambda: self._open(one.records[0]), "primary"))
        if (one.letters or one.cell.state == LATE) and session.can("create", "letter"):
            self._buttons.addWidget(button("起草文书…", self.acts.write))
        if one.can_approve and session.can("approve"):
            self._signing(one)
        self._buttons.setVisible(self._buttons.count() > 0)

    def _signing(self, one: Explanation) -> None:
        """Sign, sign anew or take back."""
        signed = one.judged is not None and one.judged.now is not None
        word = "改签…" if signed else "签批认定…" if one.cell.state.startswith("manual") else "说明不适用…"
        role = "primary" if one.cell.state == WAITS_FOR_PEOPLE else ""
        self._buttons.addWidget(button(word, self.acts.approve, role))
        if signed:
            self._buttons.addWidget(button("撤回签批…", self.acts.withdraw))
            if one.cell.subject in {p.id for p in self._desk.directory.people}:
                self._buttons.addWidget(button("本人说明…", self.acts.add_statement))

    def _more(self, forms: list[tuple[str, str, str]]) -> None:
        menu = QMenu(self)
        for form in forms:
            menu.addAction(form[2]).triggered.connect(lambda _c=False, f=form: self.acts.register(f))
        menu.popup(self._buttons.mapToGlobal(self._buttons.rect().bottomLeft()))

    def copy(self) -> None:
        """The explanation as text on the clipboard."""
        if self.explanation is not None:
            QGuiApplication.clipboard().setText(why.as_text(self.explanation))
            self._desk.say("已复制这份说明。")

    def print(self) -> None:
        """The explanation on paper."""
        one, session = self.explanation, self._desk.session
        if one is not None:
            preview(self._desk, self._page, "履责说明", lambda: why.why_pdf(session, one))

    # --- keys --------------------------------------------------------------------
    def enter(self) -> None:
        """Go in with the keyboard: the first thing that can be opened or done."""
        target = next((w for w in inside_of(self) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)


class WhyDrawer(WhyPanel):
    """The explanation at the right of a page; Esc closes it and gives the focus back.

    over: the card whose place it takes while it is open; otherwise it opens a place of its own.
    place: what the page puts into its layout.
    """

    def __init__(self, desk: Desk, page: Page, over: QWidget | None = None) -> None:
        super().__init__(desk, page)
        self._over = over
        self._from: QWidget | None = None
        self.setProperty("role", "drawer")
        self.closed.connect(self.put_away)
        self.place: QWidget = self
        if over is None:
            self.setFixedWidth(DRAWER)
            self.hide()
            return
        self.setMinimumWidth(0)
        self.setMaximumWidth(MOST)
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(over.sizePolicy())
        self._stack.addWidget(over)
        self._stack.addWidget(self)
        self.place = self._stack

    def _build_tools(self) -> None:
        super()._build_tools()
        self._board = button("在履责清单中查看", self._to_board, "small")
        self._close = button("关闭", self.put_away, "small", name="关闭说明（Esc）")
        self._tools.addWidget(self._board)
        self._tools.addWidget(self._close)

    def _tool_buttons(self) -> tuple[QWidget, ...]:
        return *super()._tool_buttons(), self._board, self._close

    def show_for(self, cell: DutyCell) -> None:
        """Open for a state."""
        self._slide_in()
        self.explain(cell)

    def show_record(self, record_id: str) -> None:
        """Open for the deadline of a record."""
        self._slide_in()
        self.explain_record(record_id)

    def show_place(self, duty: str, period: str, subject: str, record: str = "") -> None:
        """Open for a place of the board."""
        session = self._desk.session
        self._slide_in()
        self._busy()
        self._read(lambda: duties.explain(session, duty, period, subject, record))

    def show_cell(self, one: Explanation) -> None:
        super().show_cell(one)
        self._board.setVisible(bool(one.cell.duty))
        if self.isVisible():
            self.enter()

    def _slide_in(self) -> None:
        if not self.isVisible():
            self._from = self.window().focusWidget()
        if self._over is not None:
            self._stack.setCurrentWidget(self)
        self.show()
        self._close.setFocus()

    def put_away(self) -> None:
        """Close, and go back to where the person was."""
        self.explanation = None
        if self._over is not None:
            self._stack.setCurrentWidget(self._over)
        else:
            self.hide()
        if self._from is not None and self._from.isVisible():
            self._from.setFocus()
        self._from = None

    def _to_board(self) -> None:
        if self.explanation is not None:
            cell = self.explanation.cell
            self.put_away()
            self._desk.open("board", duty=cell.duty, period=cell.period, subject=cell.subject, record=cell.record)
