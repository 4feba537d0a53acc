"""One dossier entry to read: what it says, what it rests on, the person's own words, what cleared or corrected it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.services.appeals import TONES
from app.services.dossier import Entry, Link
from app.services.effect_periods import STANDS
from app.services.effect_periods import TONES as TONES_OF_PERIODS
from app.ui.desk import Desk
from app.ui.parts import RowButton, button, label, line, row, tag


class EntryBlock(QFrame):
    """An entry with its links."""

    def __init__(self, desk: Desk, entry: Entry) -> None:
        super().__init__()
        self.entry = entry
        self._desk = desk
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 6, 6, 2)
        box.setSpacing(3)
        marks = [tag(entry.kind_label, "info")]
        if entry.cleared:
            marks.append(tag("已澄清", "good"))
        if entry.appealed:
            marks.append(tag(entry.appealed, TONES[entry.appealed]))
        if entry.corrected:
            marks.append(tag("已有更正", "warn"))
        if entry.effect is not None and entry.effect.standing in TONES_OF_PERIODS:
            marks.append(tag(STANDS[entry.effect.standing], TONES_OF_PERIODS[entry.effect.standing]))
        if not entry.filed:
            marks.append(tag(entry.state_label, entry.tone))
        opened = button("打开", lambda: desk.open("record", id=entry.id), "small", name=f"打开条目：{entry.title}")
        box.addLayout(row(label(entry.date, "sub"), *marks, None, opened, spacing=6))
        box.addWidget(label(entry.title, "row-title", wrap=True))
        for name, text in (
            ("依据", entry.basis), ("", entry.summary), ("本人意见", entry.own_statement), ("申诉及结果", entry.appeal),
            ("影响期", entry.effect.days if entry.effect else ""), ("影响期请核对", entry.effect.note if entry.effect else ""),
        ):  # fmt: skip
            if text:
                box.addWidget(label(f"{name}：{text}" if name else text, "" if not name else "sub", wrap=True))
        if entry.own_note:
            box.addWidget(label(f"本人附注：{entry.own_note}", wrap=True))
        for name, links in (
            ("来源", (entry.source,) if entry.source else ()), ("更正的是", (entry.corrects,) if entry.corrects else ()),
            ("澄清的是", entry.clears), ("已澄清", entry.cleared), ("已有更正", entry.corrected),
        ):  # fmt: skip
            for one in links:
                self._link(box, name, one)
        box.addWidget(line())

    def _link(self, box: QVBoxLayout, name: str, one: Link) -> None:
        if not one.form:
            box.addWidget(label(f"{name}：{one.text}", "sub", wrap=True))
            return
        page = "letter" if one.form == "letter" else "record"
        box.addWidget(RowButton(f"{name}：{one.text}", lambda: self._desk.open(page, id=one.id), "link"))
