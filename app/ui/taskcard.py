"""The task that is chosen: why it is there, by when, whose it is, and the buttons for it.

Does not belong here: the list of tasks (tasklist), what the buttons do (taskacts, offers).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.services.task_model import Task
from app.services.task_quiet import WHY
from app.services.task_words import who
from app.ui.desk import Desk
from app.ui.parts import Card, Flow, button, clear, label, restyle, scroll, tag
from app.ui.taskacts import TaskActs


class TaskCard(Card):
    """One task with all there is to say. explained: opens the explanation of a duty."""

    def __init__(self, desk: Desk, owner: QWidget, done: Callable[[], object], explained: Callable[[Task], object]) -> None:
        super().__init__()
        self.acts = TaskActs(desk, owner, done, explained)
        self.task: Task | None = None
        self._letters = desk.session.can("create", "letter")
        self._able = bool(desk.session.visible_forms("create"))  # who registers nothing decides nothing about tasks
        self.setAccessibleName("选中的事项")
        holder = QWidget()
        self._lines = QVBoxLayout(holder)
        self._lines.setContentsMargins(0, 0, 6, 0)
        self._lines.setSpacing(5)
        self.area = scroll(holder)
        self.body.addWidget(self.area, 1)
        self.offers, self.tools = Flow(8), Flow(6)
        self.body.addWidget(self.offers)
        self.body.addWidget(self.tools)
        self.show_task(None)

    def show_task(self, task: Task | None) -> None:
        """Show another task; None when none is chosen."""
        self.task = task
        clear(self._lines)
        self.offers.clear()
        self.tools.clear()
        for flow in (self.offers, self.tools):
            flow.setVisible(task is not None)
        if task is None:
            self._lines.addWidget(label("为什么要办", "card-title"))
            hint = "在左边选一件事，这里写明出自哪一条、期限怎么来的、由谁办，下面的按钮就是下一步。"
            self._lines.addWidget(label(hint, "sub", wrap=True))
            self._lines.addStretch(1)
            return
        self._lines.addWidget(label(task.title, "card-title", wrap=True))
        self._lines.addWidget(tag(task.tag, task.tone))
        self._part("为什么", task.why)
        self._part("期限", " · ".join(t for t in (task.due.isoformat() if task.due else "", task.due_words) if t))
        self._part("由谁办", task.who)
        self._part("认领", task.assignee_name)
        if task.reminder is not None:
            self._part("可拟提醒", f"{task.reminder.words}　{task.reminder.who}".strip())
        if task.quiet is not None:
            self._part("不用提醒", f"{task.quiet.label}：{task.quiet.reason}（{task.quiet.who}）")
        self._part("流程", " · ".join(t for t in (task.flow_label, task.step_label) if t))
        self._part("依据", task.source_label)
        if task.aside is not None:
            self._part("暂不办理", f"到 {task.aside.until} 为止，第二天回来。{task.aside.who}：{task.aside.reason}")
        self._lines.addStretch(1)
        self.area.verticalScrollBar().setValue(0)
        self._show_acts(task)
        self.setAccessibleDescription(f"{task.title}，{task.tag}，{task.why}，{task.due_words}，{who(task)}")

    def _part(self, title: str, text: str) -> None:
        if text:
            head = label(title, "sub")
            head.setContentsMargins(0, 5, 0, 0)
            self._lines.addWidget(head)
            self._lines.addWidget(label(text, wrap=True))

    def _show_acts(self, task: Task) -> None:
        for number, offer in enumerate(task.offers):
            made = button(offer.label, lambda o=offer: self.acts.offers.take(o))  # type: ignore[misc]
            made.setEnabled(not offer.why_not)
            made.setToolTip(offer.why_not)
            made.setAccessibleDescription(offer.why_not)
            if not number and not offer.why_not:
                restyle(made, role="primary")
            self.offers.addWidget(made)
        if self._letters and task.writable:
            if task.reminder is not None:
                self.offers.addWidget(button(f"拟提醒（{task.reminder.words}）", lambda: self.acts.remind(task)))
            self.offers.addWidget(button("起草文书…", lambda: self.acts.write(task)))
        tools: list[tuple[str, Callable[[], object]]] = []
        if task.record:
            tools.append(("打开记录", lambda: self.acts.offers.open_record(task.form, task.record)))
        if task.explain is not None:
            tools.append(("为什么", lambda: self.acts.explained(task)))
        if task.aside is not None:
            decide: list[tuple[str, Callable[[], object]]] = [("恢复办理", lambda: self.acts.resume(task))]
        else:
            claim = self.acts.give_back if task.assignee else self.acts.claim
            decide = [
                ("取消认领" if task.assignee else "认领", lambda: claim(task)), ("转给…", lambda: self.acts.hand_on(task)),
                ("暂不办理…", lambda: self.acts.set_aside(task)),
            ]  # fmt: skip
            decide += self._quiet(task)
        for text, act in (*tools, *(decide if self._able else ())):
            self.tools.addWidget(button(text, act, "small"))

    def _quiet(self, task: Task) -> list[tuple[str, Callable[[], object]]]:
        if task.quiet is not None:
            return [("恢复提醒", lambda: self.acts.speak_again(task))]
        if task.reminder is None:
            return []
        return [(f"{word}…", lambda w=why: self.acts.be_quiet(task, w)) for why, word in WHY.items()]  # type: ignore[misc]

    def first_tool(self) -> QWidget:
        """Where the keys go in from the list."""
        return next(iter(self.offers.findChildren(QPushButton)), None) or next(iter(self.tools.findChildren(QPushButton)), self)
