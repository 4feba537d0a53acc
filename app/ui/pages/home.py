"""The home page: what is late, due and waiting, why, and the button that does the next step; what others changed.

What it shows goes by the roles of the account (services.home). It can be used at once: numbers that need judging
come as a job and are dashes until then.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from app.services import changes_since, example
from app.services import home as service
from app.services.changes_since import News
from app.services.home import SPANS, Target, Todo
from app.services.task_model import Task
from app.ui.charts.bars import Bar, Bars
from app.ui.desk import Desk
from app.ui.homecards import CareCard, NewsPart, NumberCard
from app.ui.newmenu import choose_new
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, Empty, button, clear, column, label, restyle, row, tag
from app.ui.taborder import read_on
from app.ui.taskacts import TaskActs
from app.ui.todolist import TodoList
from app.ui.whypanel import WhyDrawer

SHOWN = 40
NUMBERS = 4
KEYS = "↑↓ 选择，Enter 办理，W 为什么"
SCOPES = {"mine": "我的", "office": "全办公室"}


class HomePage(Page):
    """What the day starts with."""

    entities = frozenset({"record", "person", "post", "unit", "setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._opened = False
        self._all = False
        self._care_cards: list[CareCard] = []
        self.page: service.HomePage | None = None
        self.acts = TaskActs(desk, self, self.update_now, self._explain)
        self.cards = tuple(NumberCard(desk) for _n in range(NUMBERS))
        cards, self._cares = QHBoxLayout(), QHBoxLayout()
        for card in self.cards:
            cards.addWidget(card, 1)
        for layout in (cards, self._cares):
            layout.setSpacing(14)
            self.box.addLayout(layout)
        lower = QHBoxLayout()
        lower.setSpacing(14)
        lower.addWidget(self._todo_card(), 3)
        self.why = WhyDrawer(desk, self, self._side())
        lower.addWidget(self.why.place, 2)
        self.box.addLayout(lower, 1)
        self._head("")

    def _todo_card(self) -> QWidget:
        self.todo = Card("要办的事")
        self.spans = {code: self._chip(text, self._to_span, code) for code, text in SPANS.items()}
        self.scopes = {code: self._chip(text, self._to_scope, code) for code, text in SCOPES.items()}
        for number, made in enumerate((*self.spans.values(), *self.scopes.values())):
            self.todo.head.addSpacing(10 if number == len(self.spans) else 0)
            self.todo.head.addWidget(made)
        self.list = TodoList()
        self._place = QVBoxLayout()
        self._stack = QStackedLayout()
        for layout in (column(self.list), self._place):
            holder = QWidget()
            holder.setLayout(layout)
            layout.setContentsMargins(0, 0, 0, 0)
            self._stack.addWidget(holder)
        self.todo.body.addLayout(self._stack, 1)
        return self.todo

    def _chip(self, text: str, act: object, code: str) -> QPushButton:
        made = button(text, lambda: act(code), "chip")  # type: ignore[operator]
        made.hide()
        return made

    def _side(self) -> QWidget:
        self._year = Card("本年履责")
        self._percent = tag("", "good")
        self._year.head.addWidget(self._percent)
        self.bars = Bars(self.desk, "本年履责", 96, 24, with_legend=True)
        self.bars.activated.connect(lambda args: self.desk.open("board", **dict(args)) if args else None)
        self._year.body.addWidget(self.bars)
        self._year.body.addSpacing(6)
        self.news = NewsPart(self.desk, self._read)
        self._year.body.addWidget(self.news, 1)
        self._example = QVBoxLayout()
        self._year.body.addLayout(self._example)
        return self._year

    def _head(self, date_label: str) -> None:
        session = self.desk.session
        able = session.business is not None and bool(session.visible_forms("create"))
        primary = ("登记", lambda: choose_new(self.desk, self)) if able else None
        keys = f" · {KEYS}" if date_label and session.business is not None else ""
        self.set_head(Head("首页", f"{date_label}{keys}", primary))

    def go(self, args: dict[str, object]) -> None:
        self._opened = True  # the first row takes the cursor when it is there

    def refresh(self) -> None:
        session = self.desk.session
        self.desk.runner.query(self, lambda: service.first_look(session), self._show_first, key="home.first")
        if session.business is not None:
            self.desk.runner.query(self, lambda: service.home(session), self._show, key="home", label="正在清点要办的事")

    def _show_first(self, page: service.HomePage | None) -> None:
        """What is known before anything is judged: letters to sign, what was being typed, what others changed."""
        if page is not None and (self.page is None or page.counted):
            self._show(page)

    def _show(self, page: service.HomePage) -> None:
        self.page = page
        self._head(page.date_label)
        self._show_cards(page)
        self._show_choices(page)
        self._show_todo(page)
        read_on(self.cards[-1], self._care_cards)
        self._show_side(page)
        at = self.window().focusWidget()
        if self.list.rows and self.isVisible() and (at is None or not self.isAncestorOf(at)) and self._opened:
            self.list.rows[0].setFocus()
        self._opened = self._opened and not page.counted

    def _show_cards(self, page: service.HomePage) -> None:
        for shown, card in zip(self.cards, page.cards, strict=False):
            shown.show_card(card)
        for number, shown in enumerate(self.cards):
            shown.setVisible(number < len(page.cards))
        clear(self._cares)
        self._care_cards = [CareCard(self.desk, care) for care in page.cares]
        for made in self._care_cards:
            self._cares.addWidget(made, 1)

    def _show_choices(self, page: service.HomePage) -> None:
        for code, made in self.spans.items():
            number = page.spans.get(code)
            made.setText(SPANS[code] if number is None else f"{SPANS[code]} {number}")
            made.setAccessibleName(f"看到{SPANS[code]}为止{'' if number is None else f'，到期 {number} 项'}{'，正在看' if code == page.span else ''}")
            restyle(made, tone="info" if code == page.span else "")
            made.setVisible(bool(page.spans) or not page.counted)
        for code, made in self.scopes.items():
            made.setAccessibleName(f"看{SCOPES[code]}要办的{'，正在看' if code == page.scope else ''}")
            restyle(made, tone="info" if code == page.scope else "")
            made.setVisible(page.both)

    def _to_span(self, code: str) -> None:
        self._keep(span=code)

    def _to_scope(self, code: str) -> None:
        self._keep(scope=code)

    def _keep(self, *, span: str = "", scope: str = "") -> None:
        session = self.desk.session
        self.desk.runner.query(
            self, lambda: service.keep_choice(session, span=span, scope=scope), lambda _n: self.update_now()
        )

    # --- to do -----------------------------------------------------------------
    def _show_todo(self, page: service.HomePage) -> None:
        todo = [*page.drafts, *page.todo]
        listed = bool(todo) and (not page.first or self._all)
        clear(self._place)
        self.todo.title.setText("要办的事" if listed or not page.first else "从这里开始")
        for made in (*self.spans.values(), *self.scopes.values()):
            made.setVisible(made.isVisibleTo(self.todo) and (listed or not page.first))
        rest = page.more + max(0, len(todo) - SHOWN)
        more = [button(f"还有 {rest} 件，到待办查看", lambda: self.desk.open("tasks", scope=page.scope), "link")] if rest else []
        self.list.set_rows(todo[:SHOWN], self._act, self._ask, *more)
        before = [*self.spans.values(), *self.scopes.values()]
        read_on(self.cards[-1], [*before, *self.list.rows, *more])
        if listed:
            self._stack.setCurrentIndex(0)
            return
        self._stack.setCurrentIndex(1)
        shown = self._first_steps(page) if page.first else self._nothing(page)
        self._place.addWidget(shown)
        read_on(before[-1], [shown])

    def _nothing(self, page: service.HomePage) -> QWidget:
        if not page.counted:
            return Empty("正在清点要办的事", "清点完就列在这里；登记、查找和打开别的页面不用等。")
        if self.desk.session.business is None:
            return Empty("没有要核对的", "备份、账号和日志现在都没有要处理的。本账号不接触业务数据。")
        if page.duties and page.percent is None:
            text = "还没有启用职责文件，启用后这里会列出要办的事。"
            return Empty("没有要办的事", text, "启用职责文件", lambda: self.desk.open("settings", tab="packs"))
        if not page.spans:
            text = "收到的报送包都已出具回执。新的报送包在“交换”里导入。"
            return Empty("没有要办的事", text, "打开交换", lambda: self.desk.open("exchange"))
        text = (f"没有这段时间内到期的事项；逾期一年以上的 {page.old} 项收在“待办”的最后。" if page.old
                else "没有逾期的，也没有这段时间内到期的事项。")  # fmt: skip
        return Empty("没有要办的事", text, "看待办", lambda: self.desk.open("tasks"))

    def _first_steps(self, page: service.HomePage) -> QWidget:
        """What a new office does first, each with its button."""
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(6, 8, 6, 8)
        box.setSpacing(14)
        box.addWidget(label("先做三件事", "card-title"))
        for number, step in enumerate(page.first, 1):
            mark = label("已做" if step.done else f"{number}", "block", tone="good" if step.done else "info")
            mark.setFixedSize(48, 40)
            mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
            texts = column(label(step.title, "row-title"), label(step.text, "sub", wrap=True), spacing=1)
            act = button(step.button, lambda s=step: self._follow(s.target), name=f"{step.button}：{step.title}")  # type: ignore[misc]
            line = row(mark, texts, act, spacing=12)
            line.setStretch(1, 1)
            box.addLayout(line)
        box.addStretch(1)
        if page.todo:
            box.addWidget(button(f"看要办的 {len(page.todo) + page.more} 件事", lambda: self._show_all(page), "link"))
        return holder

    def _show_all(self, page: service.HomePage) -> None:
        """What is to be done, although nothing has been recorded yet."""
        self._all = True
        self._show_choices(page)
        self._show_todo(page)

    def _act(self, todo: Todo) -> None:
        if todo.task is not None:
            self.acts.act(todo.task)
        elif todo.target is not None:
            self._follow(todo.target)

    def _ask(self, todo: Todo) -> None:
        if todo.task is not None:
            self._explain(todo.task)

    def _explain(self, task: Task) -> None:
        """A duty is explained here; of anything else the page of tasks tells why it is there."""
        if task.explain is not None:
            self.why.show_place(task.explain.duty, task.explain.period, task.explain.subject, task.explain.record)
        else:
            self.desk.open("tasks", id=task.id, scope=self.page.scope if self.page is not None else "mine", group="")

    def _follow(self, target: Target) -> None:
        args = dict(target.args)
        match target.kind:
            case "letter":
                self.desk.open("letter", id=args["id"])
            case "people":
                self.desk.open("people")
            case "package":
                self.desk.open("exchange", package=args["id"])
            case "settings":
                self.desk.open("settings", tab=args["tab"])
            case "packs":
                self.desk.open("settings", tab="packs")
            case "record":
                self.desk.open("record", id=args["id"])
            case "draft" if args["form"] == "letter":
                self.desk.open("letter", kind=args["kind"], draft=args["key"])
            case "draft":
                self.desk.open("record", form=args["form"], kind=args["kind"], draft=args["key"])
            case _:
                self.desk.open("record", form=args["form"], kind=args["kind"])

    # --- the side ----------------------------------------------------------------
    def _show_side(self, page: service.HomePage) -> None:
        self.why.place.setVisible(bool(page.cards) and (page.duties or bool(page.spans) or not page.counted))
        judged = page.percent is not None
        self._year.title.setText(f"{page.sums_title or '本年履责'}（单位：项）")
        self._year.title.setVisible(page.duties)
        self._percent.setVisible(judged)
        self._percent.setText(f"{page.percent} % 有记录" if judged else "")
        self.bars.setVisible(bool(page.sums))
        self.bars.set_bars([
            Bar(s.label, ((s.met, "good", "有记录"), (s.late, "bad", "逾期或不符"), (s.rest, "bar_rest", "未到期或未定")),
                f"{s.met}/{s.total}", tuple(s.args.items()))
            for s in page.sums
        ])  # fmt: skip
        self.news.set_content(page.changes, page.recent)
        clear(self._example)
        if page.example:
            self._example.addLayout(
                row(label("现在看到的是示例办公室。", "sub"), None, button("删除示例", self._remove_example, "small"))
            )

    def _read(self, one: News | None, seq: int) -> None:
        """One line was read, or all of them."""
        session = self.desk.session

        def work() -> None:
            if one is None:
                changes_since.mark_all_read(session, seq)
            else:
                changes_since.mark_read(session, one)

        self.desk.runner.query(self, work, lambda _n: self.update_now())

    def _remove_example(self) -> None:
        text = "示例的人员、记录、文书、名单、参数和签批全部删除，职责文件的启停恢复原样；您自己登记的不受影响。"
        if not self.desk.dialogs.confirm("删除示例办公室", text, "删除示例", danger=True):
            return
        session = self.desk.session
        self.desk.runner.operate(
            self, "删除示例", lambda _c: example.remove_example(session), lambda _v: self.update_now()
        )

    def first_focus(self) -> QWidget | None:
        return self.list.rows[0] if self.list.rows else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.why.isVisible():
            self.why.put_away()
            return
        super().keyPressEvent(event)

