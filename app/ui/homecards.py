"""What stands on the home page beside the list of things to do: numbers that lead somewhere, news, what administrators see.

Does not belong here: what the page shows to whom (services.home, services.home_roles).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.changes_since import Changes, News
from app.services.home import Card as Number
from app.services.home_roles import Care
from app.services.lists import Row
from app.ui.desk import Desk
from app.ui.fitting import FittingRows
from app.ui.parts import Card, RowButton, button, label, local_time, restyle, row, tag

UNKNOWN = "–"
NEWS, RECENT = "news", "recent"


class NumberCard(Card):
    """A big number that leads somewhere; a dash while it is not known."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.card: Number | None = None
        self._number, self._label, self._sub = label(UNKNOWN, "huge", tone="muted"), label(" ", "row-title"), label(" ", "sub")
        self.body.setSpacing(3)
        for part in (self._number, self._label, self._sub):
            self.body.addWidget(part)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_card(self, card: Number) -> None:
        """Show another number."""
        self.card = card
        self._number.setText(UNKNOWN if card.number is None else str(card.number))
        restyle(self._number, tone=card.tone if card.number else "muted")
        self._label.setText(card.label)
        self._sub.setText(card.sub or " ")
        self.setCursor(QCursor(Qt.CursorShape.PointingHandCursor if card.page else Qt.CursorShape.ArrowCursor))
        number = "还不知道" if card.number is None else str(card.number)
        self.setAccessibleName(f"{card.label} {number}，{card.sub}")

    def _open(self) -> None:
        if self.card is not None and self.card.page:
            self._desk.open(self.card.page, **self.card.args)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open()
        else:
            super().keyPressEvent(event)


class NewsPart(QWidget):
    """What others changed since this account read it, or what was recorded last. read: one line, or all up to a number."""

    def __init__(self, desk: Desk, read: Callable[[News | None, int], object]) -> None:
        super().__init__()
        self._desk, self._read = desk, read
        self._changes, self._recent = Changes((), 0), tuple[Row, ...]()
        self.shown = ""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        self._tabs = {
            NEWS: button("有变化", lambda: self.turn(NEWS), "chip", name="看别人登记或修改了什么"),
            RECENT: button("最近登记", lambda: self.turn(RECENT), "chip"),
        }
        self._all = button("全部标为已读", lambda: self._read(None, self._changes.head), "link")
        box.addLayout(row(*self._tabs.values(), None, self._all, spacing=6))
        self.rows = FittingRows()
        box.addWidget(self.rows, 1)

    def set_content(self, changes: Changes, recent: Sequence[Row]) -> None:
        """Show other lines: news first when there are any, unless the person chose."""
        self._changes, self._recent = changes, tuple(recent)
        more = "+" if changes.more else ""
        self._tabs[NEWS].setText(f"有变化 {len(changes.lines)}{more}" if changes.lines else "有变化")
        self._fill(self.shown or (NEWS if changes.lines else RECENT))

    def turn(self, which: str) -> None:
        """Show news, or what was recorded last."""
        self.shown = which
        self._fill(which)

    def _fill(self, which: str) -> None:
        for code, made in self._tabs.items():
            restyle(made, tone="info" if code == which else "")
            made.setAccessibleDescription("正在看" if code == which else "")
        self._all.setVisible(which == NEWS and bool(self._changes.lines))
        lines = [self._news(n) for n in self._changes.lines] if which == NEWS else [self._last(r) for r in self._recent]
        nothing = "上次看过以后，别人没有新的登记和修改。" if which == NEWS else "还没有登记。点右上角“登记”开始。"
        self.rows.set_rows(lines or [label(nothing, "sub", wrap=True)])

    def _news(self, one: News) -> RowButton:
        count = f"{one.title} {one.count} 条" if one.count > 1 else one.title
        made = RowButton(f"{local_time(one.at)[5:10]}  {one.who} {one.what} · {count}", lambda: self._open(one))
        made.setAccessibleName(f"{one.who} {local_time(one.at)} {one.what}，{count}{'，已删除' if one.gone else ''}")
        return made

    def _open(self, one: News) -> None:
        self._read(one, one.seq)
        if one.gone:
            self._desk.say(f"“{one.title}”已由{one.who}删除。", "info")
        elif one.record:
            self._desk.open("letter" if one.form == "letter" else "record", id=one.record)
        else:
            self._desk.open("letters" if one.form == "letter" else "all")

    def _last(self, one: Row) -> RowButton:
        text = f"{one.date[5:]}  {one.title}" + ("" if one.kind_label in one.title else f" · {one.kind_label}")
        page = "letter" if one.form == "letter" else "record"
        return RowButton(text, lambda: self._desk.open(page, id=one.id))


class CareCard(Card):
    """One thing an administrator looks after: how it stands, and the button that leads there."""

    def __init__(self, desk: Desk, care: Care) -> None:
        super().__init__(care.label)
        self.head.addWidget(tag(care.value, care.tone))
        text = label(care.text, wrap=True)
        text.setProperty("data", True)  # the code at the end of a log is no word of any language
        self.body.addWidget(text)
        if care.tab:
            self.body.addLayout(row(button(care.button, lambda: desk.open("settings", tab=care.tab)), None))
        self.body.addStretch(1)
        self.setAccessibleName(f"{care.label}：{care.value}")
