"""待办: what is to be done, by when and by whom, in groups by time; beside it the one that is chosen with its buttons."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.services import prints, task_groups, task_words, tasks
from app.services.task_groups import LABELS
from app.services.task_model import Task
from app.services.tasks import TaskList, TaskScope
from app.sheets.writing import SheetField
from app.ui.charts.sheets import scrolled
from app.ui.desk import Desk
from app.ui.exporting import PIXELS_A_CHARACTER, export_rows
from app.ui.fields.picker import PickEdit
from app.ui.fields.sources import PersonSource
from app.ui.newmenu import choose_new
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, Either, Empty, Flow, button, clear, restyle, row
from app.ui.printing import preview
from app.ui.searchline import search_line
from app.ui.taborder import read_on
from app.ui.taskcard import TaskCard
from app.ui.tasklist import TaskRows
from app.ui.whypanel import WhyDrawer

SIDE = 330
MINE, OFFICE, PERSON = "mine", "office", "person"
SCOPES: Mapping[str, str] = {MINE: "我的", OFFICE: "全办公室"}
TONES: Mapping[str, str] = {task_groups.LATE: "bad", task_groups.WEEK: "warn"}


class TasksPage(Page):
    """The list of tasks."""

    entities = frozenset({"record", "person", "post", "unit", "setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.scope = MINE
        self.group = ""
        self.found: TaskList | None = None
        self.shown: list[Task] = []
        self.folded = 0
        self._wanted = ""
        box = QHBoxLayout()
        box.setSpacing(14)
        box.addWidget(self._left(), 1)
        self.card = TaskCard(desk, self, self.update_now, self._explain)
        self.why = WhyDrawer(desk, self, self.card)
        self.why.place.setFixedWidth(SIDE)
        box.addWidget(self.why.place)
        self.box.addLayout(box, 1)
        self._head()

    def _left(self) -> QWidget:
        card = Card()
        self._scopes: dict[str, QPushButton] = {}
        for code, text in SCOPES.items():
            self._scopes[code] = button(text, lambda c=code: self.set_scope(c), "chip", name=f"看{text}待办")  # type: ignore[misc]
        self.person = PickEdit(PersonSource(self.desk), "某人")
        self.person.setFixedWidth(96)
        self.person.changed.connect(lambda: self.set_scope(PERSON if self.person.value() else MINE))
        self.flow, self.kind = self._choice("按流程筛选"), self._choice("按种类筛选")
        self.text = search_line("查找待办", "查找待办：事项、原因、姓名", (70, 150), lambda _t: self._fill())
        self._outs = (button("导出", self.export, "small", name="导出待办"), button("打印", self.print, "small", name="打印待办"))
        card.body.addLayout(row(*self._scopes.values(), self.person, self.flow, self.kind, self.text, None, *self._outs, spacing=6))
        self._groups = Flow(6)
        card.body.addWidget(self._groups)
        self.list = TaskRows(self.desk, "待办")
        self.list.moved.connect(lambda _key: self._choose())
        self.list.activated.connect(self._open)
        self.list.asked.connect(lambda _key: self._ask())
        self._area = scrolled(self.list)
        self._nothing = QWidget()
        self._place = QVBoxLayout(self._nothing)
        self.stack = Either(self._area, self._nothing)
        card.body.addWidget(self.stack, 1)
        return card

    def _choice(self, name: str) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        made.setMaximumWidth(150)
        made.activated.connect(lambda _n: self._fill())
        return made

    def _head(self) -> None:
        numbers = task_groups.counts(self.found.tasks, self.found.as_of) if self.found is not None else {}
        old = f"（另有一年以上 {numbers['old']}）" if numbers.get("old") else ""
        words = (f"逾期 {numbers['late']}{old} · 今天到期 {numbers['today']} · 本周 {numbers['week']} · 本季度 {numbers['quarter']}"
                 if numbers else "正在清点")  # fmt: skip
        self.set_head(Head("待办", f"{words} · ↑↓ 选择，Enter 办理，W 为什么", ("登记", lambda: choose_new(self.desk, self))))

    # --- what is meant ---------------------------------------------------------
    def go(self, args: dict[str, object]) -> None:
        if args.get("person"):
            self.person.set_value(str(args["person"]))
            self.scope, self.dirty = PERSON, True
        elif args.get("scope"):
            self.person.set_value(None)
            self.scope, self.dirty = str(args["scope"]), True
        if "group" in args:
            self.group = str(args["group"])
            self._fill()
        self._wanted = str(args.get("id") or "")
        if self.isVisible() and self.dirty:
            self.update_now()

    def set_scope(self, code: str) -> None:
        """Whose tasks: mine, somebody's, the whole office's."""
        if code != PERSON:
            self.person.set_value(None)
        self.scope = code
        self.update_now()

    def set_group(self, code: str) -> None:
        """Only what is due in one time; everything with the same again."""
        self.group = "" if code == self.group else code
        self._fill()

    def refresh(self) -> None:
        session, scope = self.desk.session, self._scope()
        for code, made in self._scopes.items():
            restyle(made, tone="info" if code == self.scope else "")
            made.setAccessibleDescription("正在看" if code == self.scope else "")
        self.desk.runner.query(self, lambda: tasks.tasks(session, scope), self._show, key="tasks", label="正在清点待办")

    def _scope(self) -> TaskScope:
        if self.scope == PERSON:
            return TaskScope(person=str(self.person.value() or ""))
        return TaskScope(office=True) if self.scope == OFFICE else TaskScope(mine=True)

    # --- showing ---------------------------------------------------------------
    def _show(self, found: TaskList) -> None:
        self.found = found
        session = self.desk.session
        everything = (*found.tasks, *found.aside)
        _options(self.flow, "全部流程", {t.flow: t.flow_label for t in everything if t.flow})
        kinds = {" ".join(task_words.kind_of(t)): task_words.kind_label(session, t) for t in everything}
        _options(self.kind, "全部种类", kinds)
        self._head()
        self._fill()

    def _fits(self, task: Task) -> bool:
        flow, kind, text = self.flow.currentData(), self.kind.currentData(), self.text.text().strip()
        if (flow and task.flow != flow) or (kind and " ".join(task_words.kind_of(task)) != kind):
            return False
        return not text or any(text in t for t in (task.title, task.why, task_words.who(task), task.flow_label, task.source_label))

    def _fill(self) -> None:
        if self.found is None:
            return
        today = self.found.as_of
        fitting = [t for t in self.found.tasks if self._fits(t)]
        grouped = task_groups.groups(fitting, today)
        self._show_groups({g.code: len(g.tasks) for g in grouped})
        chosen = [g for g in grouped if g.code == self.group or (not self.group and (self._narrowed() or g.code != task_groups.OLD))]
        folded = next((g for g in grouped if g not in chosen and g.code == task_groups.OLD and not self.group), None)
        self.folded = len(folded.tasks) if folded is not None else 0
        aside = [t for t in self.found.aside if self._fits(t)] if not self.group else []
        self.shown = [t for g in chosen for t in g.tasks]
        self.list.set_groups(chosen, aside, today.year, folded)
        self.stack.show_first(bool(self.shown or aside or folded))
        if not self.shown and not aside and folded is None:
            self._say_nothing()
        self._land()

    def _land(self) -> None:
        """Stay at the chosen task, or go to the one that was asked for, or to the first."""
        asked, self._wanted = self._wanted, ""
        if asked and self.folded and all(t.id != asked for t in self.shown) and any(t.id == asked for t in self._tasks()):
            self.set_group(task_groups.OLD)  # what was asked for is folded away
        wanted = asked or self.list.current_id()
        if not (wanted and self.list.choose_key(wanted)) and self.list.items:
            self.list.choose(0)
        self._choose()

    def _show_groups(self, numbers: Mapping[str, int]) -> None:
        had = self.focusWidget()
        at = str(had.property("group") or "") if had is not None and self._groups.isAncestorOf(had) else ""
        self._groups.clear()
        for code, text in LABELS.items():
            number = numbers.get(code, 0)
            if not number and code != self.group:
                continue
            chosen = code == self.group
            made = button(f"{text} {number}", lambda c=code: self.set_group(c), "chip")  # type: ignore[misc]
            made.setAccessibleName(f"只看{text}，{number} 项{'，正在看' if chosen else ''}")
            made.setProperty("group", code)
            restyle(made, tone="info" if chosen else TONES.get(code, ""))
            self._groups.addWidget(made)
            if code == at:
                made.setFocus()
        self._groups.setVisible(self._groups.count() > 0)
        read_on(self._outs[-1], (self._groups, self.stack))

    def _narrowed(self) -> bool:
        """Whether something certain is looked for: then nothing is folded away."""
        return bool(self.text.text().strip() or self.flow.currentData() or self.kind.currentData())

    def _say_nothing(self) -> None:
        clear(self._place)
        if self.group or self._narrowed():
            self._place.addWidget(Empty("没有符合的待办", "换一种筛选，或者看全部。", "清除筛选", self.clear_filters))
        elif self.scope == MINE:
            text = "现在没有要您办的事。办完、没到时间和对方还没有回复的都不列在这里。"
            self._place.addWidget(Empty("没有待办", text, "看全办公室的", lambda: self.set_scope(OFFICE)))
        else:
            self._place.addWidget(Empty("没有待办", "流程、期限和履责清单里现在没有要办的事。"))

    def clear_filters(self) -> None:
        """Everything of the scope again."""
        self.group = ""
        self.text.clear()
        self.flow.setCurrentIndex(0)
        self.kind.setCurrentIndex(0)
        self._fill()

    # --- one task --------------------------------------------------------------
    def chosen(self) -> Task | None:
        """The task that is chosen."""
        wanted = self.list.current_id()
        return next((t for t in self._tasks() if t.id == wanted), None)

    def _tasks(self) -> tuple[Task, ...]:
        return (*self.found.tasks, *self.found.aside) if self.found is not None else ()

    def _choose(self) -> None:
        task = self.chosen()
        if self.why.isVisible() and (self.card.task is None or task is None or task.id != self.card.task.id):
            self.why.put_away()
        self.card.show_task(task)

    def _open(self, key: object) -> None:
        """Do the task's next step, or unfold the group."""
        if key in LABELS:
            self.set_group(str(key))
        else:
            self._act()

    def _act(self) -> None:
        task = self.chosen()
        if task is not None:
            self.card.acts.act(task)

    def _ask(self) -> None:
        task = self.chosen()
        if task is not None and task.explain is not None:
            self._explain(task)
        elif task is not None:
            self.card.first_tool().setFocus(Qt.FocusReason.TabFocusReason)

    def _explain(self, task: Task) -> None:
        if task.explain is not None:
            self.why.show_place(task.explain.duty, task.explain.period, task.explain.subject, task.explain.record)

    # --- out -------------------------------------------------------------------
    def _words(self) -> str:
        who = self.desk.directory.names.get(str(self.person.value() or ""), "") if self.scope == PERSON else SCOPES[self.scope]
        filters = (self.flow.currentText() if self.flow.currentData() else "", self.kind.currentText() if self.kind.currentData() else "",
                   LABELS.get(self.group, ""), self.text.text().strip(),
                   f"不含逾期一年以上的 {self.folded} 项" if self.folded else "")  # fmt: skip
        return " · ".join(t for t in (f"{who}待办", *filters) if t)

    def export(self) -> None:
        """The list as it is seen, as a sheet."""
        fields = [SheetField(name, width=wide / PIXELS_A_CHARACTER) for name, wide in task_words.COLUMNS]
        if self.found is not None:
            export_rows(self.desk, self, "待办", fields, task_words.table(self.shown, self.found.as_of), self._words())

    def print(self) -> None:
        """The list as it is seen, on paper."""
        if self.found is None:
            return
        session, rows, fields = self.desk.session, task_words.table(self.shown, self.found.as_of), task_words.COLUMNS
        title = f"待办（{self._words()}）"

        def make(paper: prints.Paper) -> bytes:
            return prints.table_pdf(session, title, fields, rows, paper)

        preview(self.desk, self, title, lambda: make(prints.Paper(wide=True)), again=make)

    def first_focus(self) -> QWidget | None:
        return self.list if self.list.items else self._scopes[MINE]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.why.isVisible():
                self.why.put_away()
                return
            if self.card.isAncestorOf(self.focusWidget() or self):
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                return
        super().keyPressEvent(event)


def _options(box: QComboBox, nothing: str, options: Mapping[str, str]) -> None:
    """Other choices; the chosen one stays, also while nothing of it is left."""
    now, text = str(box.currentData() or ""), box.currentText()
    rest = {**({now: text} if now else {}), **options}
    box.clear()
    box.addItem(nothing, "")
    for code, words in sorted(rest.items(), key=lambda o: o[1]):
        box.addItem(words, code)
    box.setCurrentIndex(max(box.findData(now), 0))
