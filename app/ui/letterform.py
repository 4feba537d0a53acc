"""The fields of a letter as a clerk fills them: heading, recipients, title, text, limits, imprint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QScrollArea, QVBoxLayout, QWidget

from app.catalog.body import is_empty
from app.catalog.records import FieldDef
from app.domain.ids import new_id
from app.ui.desk import Desk
from app.ui.fields.base import FieldEditor
from app.ui.fields.factory import FieldFactory
from app.ui.fields.scalar import GrowingText, LineField
from app.ui.lettertext import to_rows, to_text
from app.ui.parts import Flow, button, clear, label, show_fold, tag

LABEL_WIDTH = 92
MAIN = ("number", "to", "title", "reply_due")
MINUTES = ("present", "leave", "nonvoting")
MORE_WORDS = "更多：发文机关、日期、抄送、印发、签发人、附件、依据"
MORE = ("issuers", "date", "mark", "signers", "signed_by", "cc", "note", "attachments_text", "seal", "printer_office", "printer_date",
        "secrecy_level", "secrecy_period", "urgency", "copy_no", "subject", "basis", "basis_records", "facts",
        "attachments", "remark")  # fmt: skip


class LetterForm(QScrollArea):
    """Editors of a letter's body."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.kind = ""
        self._body: dict[str, Any] = {}
        self.fields: dict[str, FieldEditor] = {}
        self.values: dict[str, LineField] = {}
        self._names: dict[str, QLabel] = {}
        self._factory = FieldFactory(desk)
        self._loading = False
        self.facts = Flow()  # the page shows it below the form, where it stays in sight
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        holder.setProperty("role", "scroll")
        self._box = QVBoxLayout(holder)
        self._box.setContentsMargins(0, 0, 10, 0)
        self._box.setSpacing(8)
        self.setWidget(holder)

    # --- building ----------------------------------------------------------
    def _build(self, kind: str) -> None:
        self.kind = kind
        clear(self._box)
        self.fields.clear()
        self.values.clear()
        self._names.clear()
        self._factory = FieldFactory(self._desk)
        form = self._desk.session.form("letter")
        letter = self._desk.session.catalog.letters[kind]
        main = [n for n in MAIN if n != "reply_due" or letter.deadline is not None or letter.needs_receipt]
        names = [*main, *(MINUTES if letter.format == "minutes" else ())]
        self._box.addLayout(self._grid([form.field(n) for n in names]))
        if letter.values:
            self._box.addLayout(self._value_grid(kind))
        self._box.addWidget(label("正文（以“一、”“（一）”“1.”开头的行自动成为标题，序号由排版重编）", "sub"))
        self.text = GrowingText(10, 400)
        self.text.setAccessibleName("正文")
        self.text.textChanged.connect(self._typed)
        self._box.addWidget(self.text)
        self._fold = button(MORE_WORDS, self._toggle, "section")
        show_fold(self._fold, self._desk.tokens, folded=True)
        self._box.addWidget(self._fold)
        self._more = QWidget()
        self._more.setLayout(self._grid([form.field(n) for n in MORE]))
        self._more.hide()
        self._box.addWidget(self._more)
        self._box.addStretch(1)

    def _toggle(self) -> None:
        shown = not self._more.isVisibleTo(self)
        self._more.setVisible(shown)
        show_fold(self._fold, self._desk.tokens, folded=not shown)

    def _grid(self, definitions: list[FieldDef | None]) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(8)
        grid.setHorizontalSpacing(8)
        grid.setColumnStretch(1, 1)
        for number, definition in enumerate(d for d in definitions if d is not None):
            made = self._factory.make(definition)
            made.name(definition.label)
            made.changed.connect(self._typed)
            self.fields[definition.id] = made
            self._label(grid, number, definition.label)
            grid.addWidget(made, number, 1)
        return grid

    def _label(self, grid: QGridLayout, number: int, text: str) -> QLabel:
        name = label(text, "field", wrap=True)
        name.setFixedWidth(LABEL_WIDTH)
        name.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        name.setContentsMargins(0, 7, 0, 0)
        grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
        return name

    def _value_grid(self, kind: str) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for number, one in enumerate(self._desk.session.catalog.letters[kind].values):
            made = LineField(one.hint)
            made.name(one.label)
            made.changed.connect(self._typed)
            made.line.editingFinished.connect(self._value_typed)
            self.values[one.name] = made
            self._names[one.name] = self._label(grid, number, one.label)
            grid.addWidget(made, number, 1)
        return grid

    # --- values ------------------------------------------------------------
    def set_body(self, kind: str, body: Mapping[str, Any], labels: Mapping[str, str]) -> None:
        """Show a body."""
        self._loading = True
        if kind != self.kind:
            self._build(kind)
        for source in self._factory.records:
            source.learn(dict(labels))
        self._body = dict(body)
        for name, made in self.fields.items():
            made.set_value(body.get(name))
        given = {r.get("key"): r.get("value") for r in body.get("values") or []}
        for name, line in self.values.items():
            line.set_value(given.get(name))
        self.text.setPlainText(to_text(body.get("body") or []))
        self._show_values(str(body.get("title") or ""))
        self._show_facts(dict(labels))
        self._loading = False

    def _show_values(self, title: str) -> None:
        """Only values that are filled or that the text still waits for."""
        waiting = title + self.text.toPlainText()
        for one in self._desk.session.catalog.letters[self.kind].values:
            line, name = self.values[one.name], self._names[one.name]
            shown = line.value() is not None or f"【{one.label}】" in waiting
            line.setVisible(shown)
            name.setVisible(shown)

    def _show_facts(self, labels: dict[str, str]) -> None:
        self.facts.clear()
        sources = self._body.get("basis_records") or []
        basis = [b for b in str(self._body.get("basis") or "").split("；") if b]
        if sources:
            text = f"事实 {len(sources)} 处，均有记录 ▾"
            self.facts.addWidget(button(text, lambda: self._sources(sources, labels), "chip", name=f"{text[:-2]}，打开原记录"))
        if basis:
            made = tag(f"依据 {len(basis)} 条", "good")
            made.setToolTip("\n".join(basis))
            self.facts.addWidget(made)
        left = self.text.toPlainText().count("【")
        if left:
            self.facts.addWidget(tag(f"还有 {left} 处【】要填", "warn"))
        self.facts.setVisible(self.facts.count() > 0)

    def _sources(self, sources: list[str], labels: dict[str, str]) -> None:
        """The records behind the facts, to go to; the typing is kept as a draft on the way."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for record in sources:
            entry = menu.addAction(labels.get(record) or "原记录")
            entry.triggered.connect(lambda _c=False, r=record: self._desk.open("record", id=r))
        menu.popup(self.facts.mapToGlobal(self.facts.rect().topLeft()))

    def body(self) -> dict[str, Any]:
        """The body as typed; what is not shown is kept."""
        found = dict(self._body)
        for name, made in self.fields.items():
            value = made.value()
            if is_empty(value):
                found.pop(name, None)
            else:
                found[name] = value
        rows = to_rows(self.text.toPlainText()) if self.kind else []
        old = self._body.get("body") or []
        ids = [str(r.get("id") or new_id("w")) for r in old] + [new_id("w") for _ in rows]
        found["body"] = [{"id": ids[n], **r} for n, r in enumerate(rows)]
        values = [{"id": f"v-{n}", "key": n, "value": f.value()} for n, f in self.values.items() if f.value()]
        kept = [r for r in self._body.get("values") or [] if r.get("key") not in self.values]
        found["values"] = [*kept, *values]
        return {k: v for k, v in found.items() if not is_empty(v)}

    def _value_typed(self) -> None:
        """A value of its own replaces its 【label】 in title and text."""
        if self._loading:
            return  # a line that goes away with its kind of letter says goodbye
        for one in self._desk.session.catalog.letters[self.kind].values:
            given = self.values[one.name].value()
            mark = f"【{one.label}】"
            if not given:
                continue
            if mark in self.text.toPlainText():
                self.text.setPlainText(self.text.toPlainText().replace(mark, str(given)))
            title = self.fields.get("title")
            if title is not None and mark in str(title.value() or ""):
                title.set_value(str(title.value()).replace(mark, str(given)))
        self._typed()

    def _typed(self) -> None:
        if not self._loading:
            self.changed.emit()

    def set_readonly(self, readonly: bool) -> None:
        """Allow or forbid typing."""
        for name, made in self.fields.items():
            made.set_readonly(readonly or name == "number")
        for line in self.values.values():
            line.set_readonly(readonly)
        self.text.setReadOnly(readonly)
        number = self.fields.get("number")
        if isinstance(number, LineField):
            number.line.setPlaceholderText("签发后由程序按登记簿编号")

    def mark(self, where: str) -> None:
        """Go to the field a failure names."""
        name = where.partition("[")[0].partition(".")[0]
        found = self.fields.get(name)
        if found is not None:
            if not found.isVisible():
                self._toggle()
            found.set_bad(True)
            found.setFocus()

    def first(self) -> QWidget | None:
        """The first field to type into."""
        return self.fields.get("to") or next(iter(self.fields.values()), None)
