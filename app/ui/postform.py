"""A post: unit, title, what it is in the duties' words, what it is in charge of, from and to."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.services import people
from app.ui.desk import Desk
from app.ui.fields.base import FieldEditor
from app.ui.fields.day import DayField
from app.ui.fields.many import PickMany, TextMany
from app.ui.fields.picker import PickEdit
from app.ui.fields.scalar import LineField
from app.ui.fields.sources import PersonSource, VocabSource
from app.ui.parts import button, label, row


class PostDialog(QDialog):
    """Adding or changing a post."""

    saved = Signal()

    def __init__(self, desk: Desk, person: str, post: people.PostRow | None, parent: QWidget) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._person, self._post = desk, person, post
        self.setWindowTitle("任职")
        self.setMinimumWidth(520)
        self.fields: dict[str, tuple[str, FieldEditor]] = {
            "unit": ("单位", PickEdit(PersonSource(desk, units_only=True, adding=True))),
            "title": ("职务", LineField("如 党组书记、局长")),
            "roles": ("身份", PickMany(VocabSource(desk, "actor"))),
            "fields": ("分管", TextMany("科室、单位或领域，一次一个")),
            "since": ("任职日期", DayField(desk.session.clock)),
            "until": ("离任日期", DayField(desk.session.clock)),
            "term_from": ("届期起", DayField(desk.session.clock)),
            "term_to": ("届期止", DayField(desk.session.clock)),
        }
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 18)
        box.setSpacing(12)
        box.addWidget(label("修改任职" if post else "新增任职", "card-title"))
        box.addWidget(label("身份决定哪些职责归这个人；起止日期决定哪些时期要清点。届期不填时按任职起止。", "sub", wrap=True))
        rows = QFormLayout()
        rows.setSpacing(9)
        for name, (text, made) in self.fields.items():
            made.name(text)
            made.set_value(self._start(name))
            rows.addRow(label(text, "field"), made)
        box.addLayout(rows)
        self._problem = label("", "problem", wrap=True)
        self._problem.hide()
        box.addWidget(self._problem)
        buttons = row(None, button("取消", self.reject), button("保存", self.save, "primary"))
        if post is not None:
            buttons.insertWidget(0, button("删除", self._remove, "danger"))
        box.addLayout(buttons)

    def _start(self, name: str) -> Any:
        if self._post is None:
            return self._desk.directory.own_unit if name == "unit" else None
        if name.startswith("term_"):
            return self._post.term[name == "term_to"] if self._post.term else None
        value = getattr(self._post, name)
        return list(value) if isinstance(value, tuple) else value

    def save(self) -> None:
        """Write the post; stay open with the sentence when it is refused."""
        values = {name: made.value() for name, (_t, made) in self.fields.items()}
        bad = next((made.problem() for _t, made in self.fields.values() if made.problem()), "")
        if bad or not values["unit"] or not values["title"] or not values["since"]:
            self._complain(bad or "单位、职务和任职日期都要填写。")
            return
        session, person = self._desk.session, self._person
        post_id = self._post.id if self._post else None
        first, last = values["term_from"], values["term_to"]
        if bool(first) != bool(last):
            self._complain("届期的起止日期要一起填，或都不填。")
            return
        term = (first, last) if first and last else None

        def work(_context: object) -> Any:
            return people.save_post(
                session, person, values["unit"], values["title"], tuple(values["roles"] or ()),
                tuple(values["fields"] or ()), values["since"], values["until"], term, post_id,
            )  # fmt: skip

        self._desk.runner.operate(self, "保存任职", work, lambda _v: self._done(), failed=self._refused)

    def _remove(self) -> None:
        post = self._post
        text = "只在登错时删除；离任的请填离任日期。可以撤销。"
        if post is not None and self._desk.dialogs.confirm("删除任职", text, "删除", danger=True):
            session = self._desk.session
            self._desk.runner.operate(
                self, "删除任职", lambda _c: people.remove_post(session, post.id), lambda _v: self._done()
            )

    def _done(self) -> None:
        self.saved.emit()
        self.accept()

    def _refused(self, error: AppError) -> bool:
        self._complain(error.sentence())
        return True

    def _complain(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.show()
