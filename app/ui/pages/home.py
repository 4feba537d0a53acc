"""The home page: what is overdue, due and waiting, why, and the button that does the next step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.services import example
from app.services import home as service
from app.services.home import Target, Todo
from app.services.lists import Row
from app.ui.charts.bars import Bar, Bars
from app.ui.desk import Desk
from app.ui.fitting import FittingRows
from app.ui.newmenu import choose_new
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, Empty, RowButton, button, clear, column, label, restyle, row, tag
from app.ui.taborder import read_on
from app.ui.todolist import TodoList
from app.ui.whypanel import WhyDrawer

SHOWN = 40
RECENT = 7


class NumberCard(Card):
    """A big number that leads somewhere."""

    def __init__(self, tone: str, desk: Desk, page: str, **args: object) -> None:
        super().__init__()
        self._desk, self._route, self._tone = desk, (page, args), tone
        self._number, self._label, self._sub = label("…", "huge", tone="muted"), label(" ", "row-title"), label(" ", "sub")
        self.body.setSpacing(3)
        for part in (self._number, self._label, self._sub):
            self.body.addWidget(part)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(QCursor(Qt.CursorShape.PointingHandCursor))

    def show_card(self, card: service.Card) -> None:
        """Show another number."""
        self._number.setText(str(card.number))
        restyle(self._number, tone=self._tone if card.number else "muted")
        self._label.setText(card.label)
        self._sub.setText(card.sub or " ")
        self.setAccessibleName(f"{card.label} {card.number}，{card.sub}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._desk.open(self._route[0], **self._route[1])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._desk.open(self._route[0], **self._route[1])
        else:
            super().keyPressEvent(event)


class HomePage(Page):
    """What the day starts with."""

    entities = frozenset({"record", "person", "post", "unit", "setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._opened = False
        self._all = False
        self.cards = (
            NumberCard("bad", desk, "board", state="overdue"), NumberCard("warn", desk, "calendar"),
            NumberCard("info", desk, "letters"), NumberCard("good", desk, "board", state="met"),
        )  # fmt: skip
        cards = QHBoxLayout()
        cards.setSpacing(14)
        for card in self.cards:
            cards.addWidget(card, 1)
        self.box.addLayout(cards)
        lower = QHBoxLayout()
        lower.setSpacing(14)
        lower.addWidget(self._todo_card(), 3)
        self.why = WhyDrawer(desk, self, self._side())
        lower.addWidget(self.why.place, 2)
        self.box.addLayout(lower, 1)
        self.set_head(Head("首页", "", ("登记", self._new)))

    def _todo_card(self) -> QWidget:
        self.todo = Card("要办的事")
        self._keys = label("↑↓ 选择，Enter 办理，W 为什么", "sub")
        self._order = tag("按期限排列", "info")
        self.todo.head.addWidget(self._keys)
        self.todo.head.addWidget(self._order)
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

    def _side(self) -> QWidget:
        self._year = Card("本年履责")
        self._percent = tag("", "good")
        self._year.head.addWidget(self._percent)
        self.bars = Bars(self.desk, "本年履责", 96, 24, with_legend=True)
        self.bars.activated.connect(lambda tier: self.desk.open("board", tier=tier))
        self._year.body.addWidget(self.bars)
        self._year.body.addSpacing(6)
        self._year.body.addWidget(label("最近登记", "card-title"))
        self._recent = FittingRows()
        self._year.body.addWidget(self._recent, 1)
        self._example = QVBoxLayout()
        self._year.body.addLayout(self._example)
        return self._year

    def _new(self) -> None:
        choose_new(self.desk, self)

    def go(self, args: dict[str, object]) -> None:
        self._opened = True  # the first row takes the cursor when it is there

    def refresh(self) -> None:
        session = self.desk.session
        self.desk.runner.query(self, lambda: service.first_look(session), self._show_first, key="home.first")
        self.desk.runner.query(self, lambda: service.home(session), self._show, key="home", label="正在评价履责情况")

    def _show_first(self, page: service.HomePage | None) -> None:
        """What is known before the duties are judged: what came last, who is waited for, what was being typed."""
        if page is None:
            return
        self.set_head(Head("首页", page.date_label, ("登记", self._new)))
        self.cards[2].show_card(page.waiting)
        self._show_recent(page)
        if page.drafts or page.todo:
            self._show_todo(page)

    def _show(self, page: service.HomePage) -> None:
        self.set_head(Head("首页", page.date_label, ("登记", self._new)))
        for shown, card in zip(self.cards, (page.overdue, page.due, page.waiting, page.done), strict=True):
            shown.show_card(card)
        self._show_todo(page)
        judged = page.percent is not None
        self._percent.setVisible(judged)
        self._percent.setText(f"{page.percent} % 有记录" if judged else "")
        self.bars.setVisible(bool(page.tiers))
        self.bars.set_bars([
            Bar(t.label, ((t.met, "good", "有记录"), (t.overdue, "bad", "逾期或不符"), (t.rest, "bar_rest", "未到期或未定")),
                f"{t.met}/{t.met + t.overdue + t.rest}", t.tier)
            for t in page.tiers
        ])  # fmt: skip
        self._show_recent(page)
        at = self.window().focusWidget()
        if self.list.rows and self.isVisible() and (at is None or not self.isAncestorOf(at)) and self._opened:
            self.list.rows[0].setFocus()
        self._opened = False

    # --- to do -----------------------------------------------------------------
    def _show_todo(self, page: service.HomePage) -> None:
        todo = [*page.drafts, *page.todo]
        listed = bool(todo) and (not page.first or self._all)
        clear(self._place)
        self.todo.title.setText("要办的事" if listed or not page.first else "从这里开始")
        self._order.setVisible(listed)
        self._keys.setVisible(listed)
        rest = page.more + max(0, len(todo) - SHOWN)
        more = [button(f"还有 {rest} 件，到履责清单查看", lambda: self.desk.open("board"), "link")] if rest else []
        self.list.set_rows(todo[:SHOWN], self._act, self._ask, *more)
        read_on(self.cards[-1], [*self.list.rows, *more])
        if listed:
            self._stack.setCurrentIndex(0)
            return
        self._stack.setCurrentIndex(1)
        shown = self._first_steps(page) if page.first else self._nothing(page)
        self._place.addWidget(shown)
        read_on(self.cards[-1], [shown])

    def _nothing(self, page: service.HomePage) -> QWidget:
        if page.percent is None:
            text = "还没有启用职责文件，启用后这里会列出要办的事。"
            return Empty("没有要办的事", text, "启用职责文件", lambda: self.desk.open("settings", tab="packs"))
        text = "履责清单里没有逾期和本季度到期的事项。"
        return Empty("没有要办的事", text, "看履责清单", lambda: self.desk.open("board"))

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
        self._show_todo(page)

    def _act(self, todo: Todo) -> None:
        self._follow(todo.target)

    def _ask(self, todo: Todo) -> None:
        if todo.reason is not None:
            self._follow(todo.reason)

    def _follow(self, target: Target) -> None:
        args = dict(target.args)
        match target.kind:
            case "explain":
                self.why.show_place(args["duty"], args["period"], args["subject"], args["record"])
            case "deadline":
                self.why.show_record(args["id"])
            case "letter":
                self.desk.open("letter", id=args["id"])
            case "people":
                self.desk.open("people")
            case "dossiers":
                self.desk.open("dossiers")
            case "packs":
                self.desk.open("settings", tab="packs")
            case "record":
                self.desk.open("record", id=args["id"])
            case "draft" if args["form"] == "letter":
                self.desk.open("letter", kind=args["kind"], draft=args["key"])
            case "draft":
                self.desk.open("record", form=args["form"], kind=args["kind"], draft=args["key"])
            case _:
                self._start(args)

    def _start(self, args: dict[str, str]) -> None:
        """Begin a record with what is known filled in."""
        form, kind, subject = args["form"], args["kind"], args.get("subject", "")
        values: dict[str, object] = {}
        name = "subject" if form == "talk" else "actor"
        field = self.desk.session.form(form).field(name)
        if field is not None and subject in self.desk.directory.names:
            values[name] = [subject] if field.many else subject
        self.desk.open("record", form=form, kind=kind, values=values)

    # --- the side ----------------------------------------------------------------
    def _recent_row(self, one: Row) -> RowButton:
        text = f"{one.date[5:]}  {one.title}" + ("" if one.kind_label in one.title else f" · {one.kind_label}")
        opened = "letter" if one.form == "letter" else "record"
        return RowButton(text, lambda: self.desk.open(opened, id=one.id))

    def _show_recent(self, page: service.HomePage) -> None:
        nothing = label("还没有登记。点右上角“登记”开始。", "sub", wrap=True)
        self._recent.set_rows([self._recent_row(one) for one in page.recent[:RECENT]] or [nothing])
        clear(self._example)
        if page.example:
            self._example.addLayout(
                row(label("现在看到的是示例办公室。", "sub"), None, button("删除示例", self._remove_example, "small"))
            )

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
