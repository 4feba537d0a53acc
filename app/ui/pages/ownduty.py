"""One duty of the unit's own being written: its parts at the left, at the right what the rule says and how examples come out.

Everything is asked of the loader while one types; nothing is kept until 保存. Routes: pack, and duty (to change it)
or like (any duty to begin from).
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.services import own_duties
from app.services.duty_example_parts import example_part, example_start
from app.services.duty_parts import Choices, Part, kinds_of, part_of
from app.services.duty_rule_parts import another_type, duty_part
from app.services.own_duties import Checked
from app.services.sample_office import Outcome
from app.ui.desk import Desk
from app.ui.fields.base import chain
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, button, clear, icon_button, label, row, scroll, tag
from app.ui.settings.partform import PartForm

SIDE = 340
WAIT = 250  # ms after the last key until the loader is asked
SAMPLE = "示例在一个虚构的单位里评：主要负责人周明远，班子成员李建国等五人，下级有质监站、园林所。"


class OwnDutyPage(Page):
    """The editor of an own duty."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.pack_id = ""
        self.data: dict[str, Any] = {}
        self.checked: Checked | None = None
        self._type = ""
        self.forms: list[PartForm] = []
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(WAIT)
        self._asking.timeout.connect(self.ask)
        self._chaining = QTimer(self)
        self._chaining.setSingleShot(True)
        self._chaining.setInterval(0)
        self._chaining.timeout.connect(self._order)
        self.form = PartForm(desk)
        self.form.changed.connect(self._typed)
        self.form.rebuilt.connect(self._chaining.start)
        box = QHBoxLayout()
        box.setSpacing(14)
        box.addWidget(self._left(), 1)
        box.addWidget(self._right())
        self.box.addLayout(box, 1)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.save, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _left(self) -> QWidget:
        card = Card()
        card.body.setContentsMargins(16, 12, 6, 12)
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 10, 0)
        self._column.setSpacing(10)
        self._column.addWidget(self.form)
        self._column.addWidget(label("示例", "card-title"))
        self._column.addWidget(label(SAMPLE, "sub", wrap=True))
        self._heads: list[QWidget] = []
        self._examples = QVBoxLayout()
        self._examples.setSpacing(10)
        self._column.addLayout(self._examples)
        self.add_button = button("＋ 加一个示例", self.add_example, "small")
        self._column.addLayout(row(self.add_button, None))
        self._column.addStretch(1)
        self._area = scroll(holder)
        card.body.addWidget(self._area, 1)
        return card

    def _right(self) -> QWidget:
        card = Card("规则说明")
        card.setFixedWidth(SIDE)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 8, 0)
        self.said = label("", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.problem.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._outcomes = QVBoxLayout()
        self._outcomes.setSpacing(6)
        self.mend = button("到那一栏", self.go_to_problem, "link")
        for part in (self.said, self.problem):
            inner.addWidget(part)
        inner.addLayout(row(self.mend, None))
        inner.addSpacing(6)
        self._heading = label("示例评出来", "row-title")
        inner.addWidget(self._heading)
        inner.addLayout(self._outcomes)
        inner.addStretch(1)
        card.body.addWidget(scroll(holder), 1)
        self.since = QComboBox()
        self.since.setAccessibleName("从哪一年起")
        self.since.setMinimumWidth(126)
        self.save_button = button("保存", self.save, "primary")
        card.body.addWidget(label("从哪一年起生效；以前的年度按当时的规则，结论不变。", "sub", wrap=True))
        self.cancel_button = button("取消", self.give_up)
        card.body.addLayout(row(self.since, None, self.cancel_button, self.save_button))
        return card

    # --- opening -----------------------------------------------------------
    def go(self, args: dict[str, object]) -> None:
        session, pack = self.desk.session, str(args["pack"])
        duty, like = str(args.get("duty") or ""), str(args.get("like") or "")
        self.touched = False
        self.dirty = False

        def read() -> dict[str, Any]:
            if duty:
                return own_duties.data_of(session, duty)
            return own_duties.copy_of(session, pack, like) if like else own_duties.blank(session, pack)

        self.desk.runner.query(self, read, lambda data: self._start(pack, data), failed=self._failed, key="own")

    def _failed(self, error: AppError) -> bool:
        self.desk.say(error.sentence(), "warn")
        self.desk.open("settings", tab="owned")
        return True

    def refresh(self) -> None:
        """What is being written stays; only the words of the catalog may have changed."""

    def _start(self, pack: str, data: dict[str, Any]) -> None:
        self.pack_id, self.data = pack, deepcopy(data)
        self._type = str(self.data["rule"]["type"])
        name = "修改本单位职责" if data.get("id") else "新增本单位职责"
        found = self.desk.session.catalog.duties.pack(pack)
        self.set_head(Head(name, found.title if found else "", back=True, home="settings"))
        year = self.desk.session.clock.today().year
        self.since.clear()
        for one in (year - 1, year, year + 1):
            self.since.addItem(f"{one} 年起", one)
        self.since.setCurrentIndex(1)
        self.form.show_data(self.data, self._parts)
        self._show_examples()
        self._area.verticalScrollBar().setValue(0)
        self.ask()

    def first_focus(self) -> QWidget | None:
        place = self.form.places.get("label")
        return place.edit if place is not None else None

    def _choices(self) -> Choices:
        return Choices(self.desk.session.catalog, self.data.get("config") or {})

    def _parts(self) -> tuple[Part, Choices]:
        rule = self.data["rule"]
        if rule.get("type") != self._type and rule.get("type"):
            self._type = str(rule["type"])
            self.data["rule"] = another_type(rule, self._type)
            if self._type == "manual":
                self.data.pop("grade", None)
        return duty_part(self.desk.session.catalog, self.data), self._choices()

    # --- examples ----------------------------------------------------------
    def _show_examples(self) -> None:
        clear(self._examples)
        self.forms.clear()
        self._heads.clear()
        for number, example in enumerate(self.data.get("examples") or (), 1):
            card = Card(f"示例 {number}")
            card.setProperty("role", "inner")
            remove = icon_button("close", lambda n=number: self._drop_example(n), self.desk.tokens, f"去掉示例 {number}")  # type: ignore[misc]
            card.head.addWidget(remove)
            form = PartForm(self.desk)
            form.changed.connect(self._typed)
            self._heads.append(remove)
            self.forms.append(form)
            form.show_data(example, lambda e=example: (example_part(self._choices(), e), self._choices()))  # type: ignore[misc]
            card.body.addWidget(form)
            form.rebuilt.connect(self._chaining.start)
            self._examples.addWidget(card)
        self._chaining.start()

    def _order(self) -> None:
        """The Tab key goes as one reads, also through fields that were made anew."""
        stops = self.form.stops()
        for head, form in zip(self._heads, self.forms, strict=True):
            stops += [head, *form.stops()]
        chain([*stops, self.add_button, self.mend, self.since, self.cancel_button, self.save_button])

    def add_example(self) -> None:
        """One more example, begun with a record of the kind that is looked at."""
        rule = self.data["rule"]
        kinds = kinds_of(rule) or kinds_of(part_of(rule, "trigger"))
        year = self.desk.session.clock.today().year - 1
        self.data.setdefault("examples", []).append(example_start(kinds, year))
        self._show_examples()
        self._typed()

    def _drop_example(self, number: int) -> None:
        del self.data["examples"][number - 1]
        if not self.data["examples"]:
            del self.data["examples"]
        self._show_examples()
        self._typed()

    def _numbered(self) -> dict[str, Any]:
        """The data to check: records of an example are numbered as they stand."""
        data = deepcopy(self.data)
        for example in data.get("examples") or ():
            for number, record in enumerate(example.get("records") or (), 1):
                record.setdefault("id", f"r{number}")
        return data

    # --- checking ----------------------------------------------------------
    def _typed(self) -> None:
        self.touched = True
        self._asking.start()

    def ask(self) -> None:
        """Have the loader read what is written, say the rule and run the examples."""
        self._asking.stop()
        session, pack, data = self.desk.session, self.pack_id, self._numbered()
        self.desk.runner.lookup(
            self, lambda _stale: own_duties.check(session, pack, data), self._show_checked, key="own-check"
        )

    def _show_checked(self, found: Checked) -> None:
        self.checked = found
        self.said.setText(found.said)
        self.said.setVisible(bool(found.said))
        place = self.form.near(found.path)
        self.form.mark(found.path, found.problem if self.touched else "")
        where = self._name_of(place)
        self.problem.setText(f"还不能保存：{where}{found.problem}" if found.problem else "")
        self.problem.setVisible(bool(found.problem))
        self.mend.setVisible(bool(place))
        self.save_button.setEnabled(found.duty is not None)
        clear(self._outcomes)
        self._heading.setVisible(bool(found.outcomes))
        for number, outcome in enumerate(found.outcomes, 1):
            self._outcomes.addWidget(_line(number, outcome))

    def _name_of(self, path: str) -> str:
        place = self.form.places.get(path)
        name = place.edit.accessibleName() if place is not None and place.edit is not None else ""
        return f"“{name}”" if name else ""

    def go_to_problem(self) -> None:
        """Put the cursor into the field that is not right yet."""
        place = self.form.places.get(self.form.near(self.checked.path)) if self.checked is not None else None
        if place is not None:
            self._area.ensureWidgetVisible(place.frame)
            (place.edit or place.frame).setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- keeping -----------------------------------------------------------
    def save(self) -> None:
        """Keep the duty from the chosen year on; while it is not right, go to what is wrong."""
        if self.checked is None or self.checked.duty is None:
            self.form.mark(*((self.checked.path, self.checked.problem) if self.checked else ("", "")))
            self.go_to_problem()
            return
        session, pack, data, year = self.desk.session, self.pack_id, self._numbered(), int(self.since.currentData())

        def done(_found: object) -> None:
            self.touched = False
            self.desk.open("settings", tab="owned")

        name = "修改本单位职责" if data.get("id") else "新增本单位职责"
        self.desk.runner.operate(self, name, lambda _c: own_duties.save_duty(session, pack, data, year), done)

    def give_up(self) -> None:
        """Leave without keeping."""
        if self.touched and not self.desk.dialogs.confirm("不保存就离开", "这次写的内容不会保留。", "离开", danger=True):
            return
        self.touched = False
        self.desk.open("settings", tab="owned")


def _line(number: int, outcome: Outcome) -> QWidget:
    """How one example came out."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(2)
    mark = tag("相符", "good") if outcome.passed else tag("不相符", "bad")
    box.addLayout(row(label(f"示例 {number}：{outcome.state}"), None, mark))
    if outcome.note:
        box.addWidget(label(outcome.note, "sub", wrap=True))
    return made


