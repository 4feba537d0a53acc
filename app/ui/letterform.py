"""A letter as its elements: text, attachments, head of the page, signature, imprint, what it rests on.

Does not belong here: how text is typed (paragraphbox), what a kind of letter asks (forms/letters).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from app.catalog.body import is_empty
from app.catalog.records import FieldDef
from app.services import letter_checks
from app.ui.desk import Desk
from app.ui.fields.base import FieldEditor
from app.ui.fields.factory import FieldFactory
from app.ui.fields.scalar import LineField
from app.ui.letteraids import LetterAids
from app.ui.letterannexes import LetterAnnexes
from app.ui.lettervalues import LetterValues, field_name, mark
from app.ui.paragraphbar import ParagraphBar
from app.ui.paragraphbox import ParagraphBox
from app.ui.parts import Flow, button, label, row, scroll, tag

TEXT_HEIGHT = 132
TITLE_BREAK, TITLE_LINES = "｜", "title_lines"
MAIN = ("to", "title", "reply_due")
MINUTES = ("present", "leave", "nonvoting")
ANNEXES = "attachments_text"
PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("附件", (ANNEXES,)),
    ("版头", ("number", "issuers", "mark", "joint_mark", "signers", "copy_no", "secrecy_level", "secrecy_period", "urgency")),
    ("落款", ("date", "seal", "signature_post", "signature_name", "page_sign", "note", "signed_by")),
    ("版记", ("cc", "printer_office", "printer_date")),
    ("依据", ("subject", "basis", "basis_records", "facts", "attachments", "remark")),
)


class LetterForm(QWidget):
    """Editors of a letter's body, one tab for each part of the paper."""

    changed = Signal()
    moved = Signal()  # the cursor in the text

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.kind = ""
        self._body: dict[str, Any] = {}
        self.fields: dict[str, FieldEditor] = {}
        self.values: LetterValues | None = None
        self._factory = FieldFactory(desk)
        self._loading = False
        self.facts = Flow()  # the page shows it below the form, where it stays in sight
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("文书的各部分")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.parts = QStackedWidget()
        self.tabs.currentChanged.connect(self.parts.setCurrentIndex)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.tabs)
        box.addWidget(self.parts, 1)

    # --- building ----------------------------------------------------------
    def _build(self, kind: str) -> None:
        self.kind = kind
        while self.parts.count():
            self.tabs.removeTab(0)
            old = self.parts.widget(0)
            self.parts.removeWidget(old)
            old.hide()
            old.setParent(None)
            old.deleteLater()
        self.fields.clear()
        self.values = None
        self._factory = FieldFactory(self._desk)
        self._add(self._text_part(kind), "正文")
        for words, names in PARTS:
            self._add(self._part(self._definitions(names)), words)

    def _add(self, part: QWidget, words: str) -> None:
        self.parts.addWidget(part)
        self.tabs.addTab(words)

    def _definitions(self, names: Iterable[str]) -> list[FieldDef]:
        form = self._desk.session.form("letter")
        return [d for d in (form.field(name) for name in names) if d is not None]

    def _text_part(self, kind: str) -> QWidget:
        letter = self._desk.session.catalog.letters[kind]
        main = [n for n in MAIN if n != "reply_due" or letter.deadline is not None or letter.needs_receipt]
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 8, 10, 0)
        box.setSpacing(8)
        box.addLayout(self._grid(self._definitions([*main, *(MINUTES if letter.format == "minutes" else ())])))
        if letter.values:
            self.values = LetterValues(self._desk, letter)
            self.values.changed.connect(self._typed)
            self.values.settled.connect(self._value_typed)
            box.addWidget(self.values)
        self.text = ParagraphBox(self._desk, "正文")
        self.text.setMinimumHeight(TEXT_HEIGHT)
        self.text.changed.connect(self._typed)
        self.text.moved.connect(self.moved)
        self.text.moved.connect(self._keep_in_sight)
        self.text.noted.connect(self._say_pasted)
        self.bar = ParagraphBar(self._desk, self.text)
        self.aids = LetterAids(self._desk, self._parts_chosen, self.text.add_paragraph, self.mark)
        self.said = label("", "sub", tone="warn", wrap=True)
        self.said.hide()
        box.addWidget(self.bar)
        box.addWidget(self.text, 1)
        box.addWidget(self.said)
        box.addWidget(self.aids)
        self._sight = scroll(holder)
        return self._sight

    def _keep_in_sight(self) -> None:
        """The line that is written is seen, also where the window is too low for the whole text box."""
        if self.text.hasFocus():
            line, holder = self.text.cursorRect(), self._sight.widget()
            at = self.text.viewport().mapTo(holder, line.center())
            self._sight.ensureVisible(0, at.y(), 0, line.height())

    def _part(self, definitions: list[FieldDef]) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 10, 10, 0)
        box.addLayout(self._grid(definitions))
        box.addStretch(1)
        return scroll(holder)

    def _grid(self, definitions: list[FieldDef]) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(8)
        grid.setHorizontalSpacing(8)
        grid.setColumnStretch(1, 1)
        for number, definition in enumerate(definitions):
            made = LetterAnnexes(self._desk) if definition.id == ANNEXES else self._factory.make(definition)
            made.name(definition.label)
            made.changed.connect(self._typed)
            self.fields[definition.id] = made
            if definition.id == ANNEXES:
                grid.addWidget(made, number, 0, 1, 2)
                continue
            field_name(grid, number, definition.label).setToolTip(definition.help)
            if definition.id == "title" and isinstance(made, LineField):
                grid.addLayout(self._title_row(made), number, 1)
            else:
                grid.addWidget(made, number, 1)
        return grid

    def _title_row(self, title: LineField) -> QHBoxLayout:
        turn = button("断行", lambda: self._break_title(title.line), "small", name="在标题的光标处标出换行")
        turn.setToolTip("在光标处放一个“｜”，标题在那里换行；“｜”不印出来")
        made = row(title, turn, spacing=6)
        made.setStretch(0, 1)
        return made

    def _break_title(self, line: QLineEdit) -> None:
        if not line.isReadOnly():
            line.insert(TITLE_BREAK)
            line.setFocus()
            self._typed()

    # --- values ------------------------------------------------------------
    def set_body(self, kind: str, body: Mapping[str, Any], labels: Mapping[str, str]) -> None:
        """Show a body; typing that is in it already keeps its cursor and its undo."""
        self._loading = True
        if kind != self.kind:
            self._build(kind)
        for source in self._factory.records:
            source.learn(dict(labels))
        self._body = dict(body)
        marked = str(body.get(TITLE_LINES) or "")  # where the lines of the title end is typed into it again
        shown = {**body, "title": marked} if marked.replace(TITLE_BREAK, "") == body.get("title") else body
        for name, made in self.fields.items():
            made.set_value(shown.get(name))
        if self.values is not None:
            self.values.set_rows(body.get("values") or [])
        self.text.set_rows(body.get("body") or [])
        self.said.hide()
        self._show_values(str(body.get("title") or ""))
        self._show_facts(dict(labels))
        self._count_annexes()
        self._loading = False

    def to_top(self) -> None:
        """Show the text from its start."""
        self.tabs.setCurrentIndex(0)
        if self.kind:
            self.text.verticalScrollBar().setValue(0)

    def paragraph(self) -> int:
        """The number of the paragraph with the cursor, tables not counted; -1 when it is none."""
        at, rows = self.text.row_at_cursor(), self.text.rows()
        return sum("table" not in r for r in rows[:at]) if at >= 0 and "table" not in rows[at] else -1

    def go_to_paragraph(self, number: int) -> None:
        """Put the cursor into a paragraph, tables not counted."""
        self.tabs.setCurrentIndex(0)
        texts = [n for n, r in enumerate(self.text.rows()) if "table" not in r]
        if number < len(texts):
            self.text.go_to_row(texts[number])

    def _show_values(self, title: str) -> None:
        if self.values is not None:
            self.values.show_wanted(title + self.text.toPlainText())

    def _show_facts(self, labels: dict[str, str]) -> None:
        self.facts.clear()
        sources = self._body.get("basis_records") or []
        basis = [b for b in str(self._body.get("basis") or "").split("；") if b]
        if sources:
            text = f"事实 {len(sources)} 处，均有记录…"
            self.facts.addWidget(button(text, lambda: self._sources(sources, labels), "chip", name=f"{text[:-1]}，打开原记录"))
        if basis:
            made = tag(f"依据 {len(basis)} 条", "good")
            made.setToolTip("\n".join(basis))
            self.facts.addWidget(made)
        if open_here := self._desk.session.catalog.letters[self.kind].unconfirmed:
            made = tag(f"待单位确认 {len(open_here)} 项", "muted")
            made.setToolTip("\n".join(open_here))
            self.facts.addWidget(made)
        self._blanks = tag("", "warn")
        self.facts.addWidget(self._blanks)
        self.show_blanks()

    def show_blanks(self) -> None:
        """Say how many places are still to be filled in."""
        left = len(letter_checks.blanks(self.body()))
        self._blanks.setText(f"还有 {left} 处【】要填")
        self._blanks.setVisible(left > 0)
        self.facts.arrange()
        self.facts.setVisible(self.facts.count() > 1 or left > 0)

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
        found = {k: v for k, v in self._body.items() if k != TITLE_LINES}
        for name, made in self.fields.items():
            value = made.value()
            if is_empty(value):
                found.pop(name, None)
            else:
                found[name] = value
        found["body"] = self.text.rows() if self.kind else []
        values = self.values.rows() if self.values is not None else []
        asked = self.values.lines if self.values is not None else {}
        found["values"] = [*(r for r in self._body.get("values") or [] if r.get("key") not in asked), *values]
        return {k: v for k, v in found.items() if not is_empty(v)}

    def _value_typed(self, name: str, words: str) -> None:
        """A value of its own replaces its 【label】 in title and text."""
        if self._loading or self.values is None:
            return  # a line that goes away with its kind of letter says goodbye
        waiting, title = mark(self.values.fields()[name]), self.fields.get("title")
        if waiting in self.text.toPlainText():
            self.text.replace_all(waiting, words)
            self._typed()
        if title is not None and waiting in str(title.value() or ""):
            title.set_value(str(title.value()).replace(waiting, words))
            self._typed()

    def _typed(self) -> None:
        if not self._loading:
            self._count_annexes()
            self.changed.emit()

    def _count_annexes(self) -> None:
        annexes = self.fields.get(ANNEXES)
        count = len(annexes.rows) if isinstance(annexes, LetterAnnexes) else 0
        words = f"附件 {count}" if count else "附件"
        if self.tabs.tabText(1) != words:
            self.tabs.setTabText(1, words)

    def _parts_chosen(self, body: Mapping[str, Any]) -> None:
        self.text.change_rows(body.get("body") or [])
        self.text.setFocus()

    def show_source(self) -> None:
        """Say where the paragraph with the cursor comes from."""
        self.aids.show_source(self.text.textCursor().block().text())

    def _say_pasted(self, text: str) -> None:
        self.said.setText(text)
        self.said.show()

    def set_readonly(self, readonly: bool) -> None:
        """Allow or forbid typing."""
        for name, made in self.fields.items():
            made.set_readonly(readonly or name == "number")
        if self.values is not None:
            self.values.set_readonly(readonly)
        self.text.setReadOnly(readonly)
        self.bar.set_readonly(readonly)
        number = self.fields.get("number")
        if isinstance(number, LineField):
            number.line.setPlaceholderText("签发后由程序按登记簿编号")

    def mark(self, where: str) -> None:
        """Go to the field a failure names."""
        value = next((self.values.lines[n] for n, v in self.values.fields().items() if v.label == where), None) if self.values is not None else None
        if value is not None:
            shown = value.isVisibleTo(self)
            self.tabs.setCurrentIndex(0)
            (value if shown else self.text).setFocus()
            return
        form, name = self._desk.session.form("letter"), where.partition("[")[0].partition(".")[0]
        name = next((d.id for d in form.fields if where in (d.label, d.id)), name)
        found = self.fields.get(name) or (self.text if name == "body" else None)
        if found is None:
            return
        part = next((n for n in range(self.parts.count()) if self.parts.widget(n).isAncestorOf(found)), 0)
        self.tabs.setCurrentIndex(part)
        if isinstance(found, FieldEditor):
            found.set_bad(True)
        found.setFocus()

    def first(self) -> QWidget | None:
        """The first field to type into."""
        return self.fields.get("to") or next(iter(self.fields.values()), None)

