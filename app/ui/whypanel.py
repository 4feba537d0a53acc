"""Why a cell says what it says: duty, article, person and period, what counts, what nearly counts, next step."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.services import duty_settings, gap_letters
from app.services.duties import Explanation
from app.services.lists import Row
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.pages.base import Page
from app.ui.parts import Card, Flow, RowButton, button, clear, label, scroll, tag

WIDTH = 290
SHOWN = 8


class WhyPanel(Card):
    """The explanation beside the board."""

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
        self.body.addWidget(scroll(holder), 1)
        self._acts = Flow(8)
        self.body.addWidget(self._acts)
        self.show_hint()

    def show_hint(self) -> None:
        """Before anything is chosen."""
        self.explanation = None
        clear(self._lines)
        self._acts.clear()
        self._acts.hide()
        self._lines.addWidget(label("为什么", "card-title"))
        self._lines.addWidget(label("点任何一格，这里说明依据哪一条、哪些记录算数、哪些接近但不算、下一步做什么。", "sub", wrap=True))
        self._lines.addWidget(label("方向键在格子间移动。", "sub", wrap=True))
        self._lines.addStretch(1)

    def show_cell(self, one: Explanation) -> None:
        """Show an explanation."""
        self.explanation = one
        clear(self._lines)
        cell = one.cell
        self._lines.addWidget(label(f"为什么是“{cell.state_label}”", "card-title", wrap=True))
        self._lines.addWidget(tag(cell.text or cell.state_label, cell.tone))
        self._part("职责", one.duty_text)
        self._part("依据", one.article_text)
        self._part("对象与时期", one.subject_period)
        self._records(one)
        if one.near:
            self._head("接近但不计")
            for found, reason in one.near[:SHOWN]:
                self._row(found)
                self._lines.addWidget(label(reason, "sub", wrap=True))
        if one.missing:
            self._part("还缺", "、".join(one.missing))
        if one.note:
            self._part("说明", one.note)
        self._part("下一步", one.next_step)
        self._lines.addStretch(1)
        self._buttons(one)

    def _head(self, title: str) -> None:
        made = label(title, "sub")
        made.setContentsMargins(0, 5, 0, 0)
        self._lines.addWidget(made)

    def _part(self, title: str, text: str) -> None:
        if text:
            self._head(title)
            self._lines.addWidget(label(text, wrap=True))

    def _records(self, one: Explanation) -> None:
        self._head("已有记录")
        if not one.records:
            self._lines.addWidget(label("0 条"))
        for found in one.records[:SHOWN]:
            self._row(found)
        if len(one.records) > SHOWN:
            self._lines.addWidget(label(f"共 {len(one.records)} 条", "sub"))

    def _row(self, found: Row) -> None:
        page = "letter" if found.form == "letter" else "record"
        text = f"{found.date[5:]} {found.title}"
        made = RowButton(text, lambda: self._desk.open(page, id=found.id), "link")
        self._lines.addWidget(made)

    # --- next steps --------------------------------------------------------
    def _buttons(self, one: Explanation) -> None:
        self._acts.clear()
        session = self._desk.session
        forms = [f for f in one.record_forms if session.can("create", f[0])]
        if forms:
            word = f"登记{forms[0][2]}" if len(forms[0][2]) <= 6 else "登记"
            made = button(word, lambda: self.register(forms[0]), "primary")
            made.setToolTip(forms[0][2])
            self._acts.addWidget(made)
        if len(forms) > 1:
            self._acts.addWidget(button("登记别的…", lambda: self._more(forms)))
        if one.letters and session.can("create", "letter"):
            self._acts.addWidget(button("写一份…", self.write))
        if one.can_approve and session.can("approve"):
            self._acts.addWidget(button("说明不适用…", self.approve))
        self._acts.setVisible(self._acts.count() > 0)

    def _more(self, forms: list[tuple[str, str, str]]) -> None:
        menu = QMenu(self)
        for form in forms:
            menu.addAction(form[2]).triggered.connect(lambda _c=False, f=form: self.register(f))
        menu.popup(self._acts.mapToGlobal(self._acts.rect().bottomLeft()))

    def register(self, form: tuple[str, str, str]) -> None:
        """Start a record that would count, with what is known filled in."""
        one = self.explanation
        if one is None:
            return
        definition = self._desk.session.form(form[0])
        subject = one.cell.subject
        values: dict[str, object] = {}
        if subject in self._desk.directory.names:
            name = "subject" if form[0] == "talk" else "actor"
            field = definition.field(name)
            if field is not None:
                values[name] = [subject] if field.many else subject
        self._desk.open("record", form=form[0], kind=form[1], values=values)

    def write(self) -> None:
        """Start a letter from this gap; a menu when several kinds fit."""
        one = self.explanation
        if one is None:
            return
        if len(one.letters) == 1:
            self.start_letter(one.letters[0][0])
            return
        menu = QMenu(self)
        for kind, text in one.letters:
            menu.addAction(text).triggered.connect(lambda _c=False, k=kind: self.start_letter(k))
        menu.popup(self._acts.mapToGlobal(self._acts.rect().topLeft()))

    def start_letter(self, kind: str) -> None:
        """Draft a letter prefilled from the records behind the gap."""
        one = self.explanation
        if one is None:
            return
        session, cell = self._desk.session, one.cell

        def done(body: dict[str, object]) -> None:
            self._desk.open("letter", kind=kind, body=body)

        self._desk.runner.query(
            self._page,
            lambda: gap_letters.draft_from_gap(session, kind, cell.duty, cell.period, cell.subject, cell.record),
            done,
            label="正在起草",
        )

    def approve(self) -> None:
        """Two people sign that a duty does not apply, or a manual judgement."""
        one = self.explanation
        if one is None:
            return
        cell = one.cell
        manual = cell.state.startswith("manual")
        states = duty_settings.APPROVAL_STATES if manual else {"exempt": duty_settings.APPROVAL_STATES["exempt"]}
        words = " / ".join(states.values())
        asks = (
            Ask("state", "结论", next(iter(states.values())), hint=words), Ask("reason", "理由", kind="long"),
            Ask("login", "第二人登录名"), Ask("password", "第二人口令", kind="password"),
        )  # fmt: skip
        text = f"须两人签批：您和另一位有签批权限的同志。可填：{words}。"
        given = self._desk.dialogs.form("说明不适用或人工认定", text, asks, "签批")
        if given is None:
            return
        state = next((code for code, word in states.items() if word == given["state"].strip()), "exempt")
        session = self._desk.session
        self._desk.runner.operate(
            self._page, "签批",
            lambda _c: duty_settings.approve(
                session, cell.duty, cell.period, cell.subject, state, given["login"], given["password"], given["reason"]
            ),
            lambda _v: self._page.update_now(),
        )  # fmt: skip


