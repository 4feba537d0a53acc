"""The home page: what is overdue, due and waiting, why, and the button that does the next step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services import example
from app.services import home as service
from app.ui.charts import Bar, Bars
from app.ui.desk import Desk
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, Elided, Empty, RowButton, button, clear, label, row, scroll, tag

SHOWN = 40


class NumberCard(Card):
    """A big number that leads somewhere."""

    def __init__(self, card: service.Card, tone: str, desk: Desk, route: tuple[str, dict[str, object]]) -> None:
        super().__init__()
        self._desk, self._route = desk, route
        self.body.setSpacing(3)
        self.body.addWidget(label(str(card.number), "huge", tone=tone if card.number else "muted"))
        self.body.addWidget(label(card.label, "row-title"))
        self.body.addWidget(label(card.sub or " ", "sub"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(QCursor(Qt.CursorShape.PointingHandCursor))
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
        self._cards = QHBoxLayout()
        self._cards.setSpacing(14)
        self.box.addLayout(self._cards)
        lower = QHBoxLayout()
        lower.setSpacing(14)
        self.todo = Card("要办的事")
        self._order = tag("按期限排列", "info")
        self.todo.head.addWidget(self._order)
        self._todo_rows = QVBoxLayout()
        self._todo_rows.setSpacing(6)
        holder = QWidget()
        self._todo_rows.setContentsMargins(0, 4, 6, 0)
        holder.setLayout(self._todo_rows)
        self.todo.body.addWidget(scroll(holder), 1)
        lower.addWidget(self.todo, 3)
        lower.addWidget(self._side(), 2)
        self.box.addLayout(lower, 1)
        self.set_head(Head("首页", "", ("登记", self._new)))

    def _side(self) -> QWidget:
        self._year = Card("本年履责")
        self._percent = tag("", "good")
        self._year.head.addWidget(self._percent)
        self._bars = Bars(self.desk.tokens, 96, "本年履责")
        self._year.body.addWidget(self._bars)
        self._year.body.addWidget(label("绿：有记录   红：逾期或不符   灰：未到期或未定", "sub"))
        self._year.body.addSpacing(6)
        self._year.body.addWidget(label("最近登记", "card-title"))
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        self._year.body.addLayout(self._recent)
        self._year.body.addStretch(1)
        self._example = QVBoxLayout()
        self._year.body.addLayout(self._example)
        return self._year

    def _new(self) -> None:
        from app.ui.newmenu import choose_new

        choose_new(self.desk, self)

    def refresh(self) -> None:
        session = self.desk.session
        self.desk.runner.query(self, lambda: service.home(session), self._show, key="home", label="正在评价履责情况")

    def _show(self, page: service.HomePage) -> None:
        self.set_head(Head("首页", page.date_label, ("登记", self._new)))
        clear(self._cards)
        places: list[tuple[service.Card, str, tuple[str, dict[str, object]]]] = [
            (page.overdue, "bad", ("board", {"state": "overdue"})), (page.due, "warn", ("board", {"state": "due"})),
            (page.waiting, "info", ("letters", {})), (page.done, "good", ("board", {"state": "met"})),
        ]  # fmt: skip
        for card, tone, route in places:
            self._cards.addWidget(NumberCard(card, tone, self.desk, route), 1)
        self._show_todo(page)
        shown = page.percent is not None
        self._percent.setVisible(shown)
        self._percent.setText(f"{page.percent} % 有记录" if shown else "")
        self._bars.set_bars([
            Bar(t.label, ((t.met, "good", "有记录"), (t.overdue, "bad", "逾期"), (t.rest, "bar_rest", "未到期")),
                f"{t.met}/{t.met + t.overdue + t.rest}")
            for t in page.tiers
        ])  # fmt: skip
        self._show_recent(page)

    def _show_todo(self, page: service.HomePage) -> None:
        clear(self._todo_rows)
        if not page.todo:
            judged = page.done.sub and page.percent is not None
            text = "履责清单里没有逾期和本季度到期的事项。" if judged else "还没有启用职责文件，启用后这里会列出要办的事。"
            act = (lambda: self.desk.open("board")) if judged else (lambda: self.desk.open("settings", tab="packs"))
            self._todo_rows.addWidget(Empty("没有要办的事", text, "看履责清单" if judged else "启用职责文件", act))
            return
        for todo in page.todo[:SHOWN]:
            self._todo_rows.addWidget(self._todo_row(todo))
        rest = page.more + max(0, len(page.todo) - SHOWN)
        if rest:
            self._todo_rows.addWidget(button(f"还有 {rest} 件，到履责清单查看", lambda: self.desk.open("board"), "link"))
        self._todo_rows.addStretch(1)

    def _todo_row(self, todo: service.Todo) -> QWidget:
        made = QWidget()
        box = QHBoxLayout(made)
        box.setContentsMargins(0, 4, 0, 4)
        box.setSpacing(10)
        mark = label(todo.tag, "block", tone=todo.tone)
        mark.setFixedSize(60, 40)
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        for text, role in ((todo.title, "row-title"), (todo.why, "sub")):
            texts.addWidget(Elided(text, role))
        box.addWidget(mark)
        box.addLayout(texts, 1)
        box.addWidget(button(todo.button, lambda: self._follow(todo.target), name=f"{todo.button}：{todo.title}"))
        return made

    def _follow(self, target: service.Target) -> None:
        args = dict(target.args)
        if target.kind == "explain":
            self.desk.open("board", **args)
        elif target.kind == "letter" or args.get("form") == "letter":
            self.desk.open("letter", **args)
        elif target.kind == "record" and str(args.get("id", "")):
            self.desk.open("letter", id=args["id"])
        else:
            self.desk.open("record", **args)

    def _show_recent(self, page: service.HomePage) -> None:
        clear(self._recent)
        if not page.recent:
            self._recent.addWidget(label("还没有登记。点右上角“登记”开始。", "sub", wrap=True))
        for one in page.recent[:7]:
            text = f"{one.date[5:]}  {one.title}" + ("" if one.kind_label in one.title else f" · {one.kind_label}")
            opened = "letter" if one.form == "letter" else "record"
            made = RowButton(text, lambda i=one.id, p=opened: self.desk.open(p, id=i))  # type: ignore[misc]
            self._recent.addWidget(made)
        clear(self._example)
        if page.example:
            self._example.addLayout(
                row(label("现在看到的是示例办公室。", "sub"), None, button("删除示例", self._remove_example, "small"))
            )

    def _remove_example(self) -> None:
        text = "示例的人员、记录、文书全部删除；您自己登记的不受影响。"
        if not self.desk.dialogs.confirm("删除示例办公室", text, "删除示例", danger=True):
            return
        session = self.desk.session
        self.desk.runner.operate(
            self, "删除示例", lambda _c: example.remove_example(session), lambda _v: self.update_now()
        )
