"""Kinds of letters: shipped and own ones at the left, the wording of one, and beside it a page with sample values."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services import letter_kinds, letter_limits, letter_look, letter_parts
from app.services.letter_kinds import CHANGED, OWN, Incoming, KindRow
from app.services.letter_look import KindLook, KindShown
from app.services.letter_parts import FORMAT_WORDS
from app.services.results import OpResult
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.fields.base import chain
from app.ui.parts import Card, button, label, row
from app.ui.searchline import search_line
from app.ui.settings.kindform import KindForm
from app.ui.settings.kindnew import NewKindDialog
from app.ui.settings.samplesheet import SampleSheet
from app.ui.settings.sidelist import SideList
from app.ui.settings.tab import Tab
from app.ui.settings.unsaved import Unsaved

LEFT = 206
WAIT = 350  # ms after the last key before the page is drawn anew
NEW = "new"  # in the list: a kind that is being made and not saved
FILES = "文书种类 (*.yaml *.yml)"
ORIGINS = {CHANGED: "本单位改过写法", OWN: "本单位自己的"}
MARKS = {CHANGED: "改过 · ", OWN: "本单位 · "}
CUT, MOST = 60, 8


class KindsTab(Tab):
    """Looking at, rewording, adding, retiring kinds. What is typed stays until it is saved or taken back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.rows: list[KindRow] = []
        self.look = KindLook({})
        self._chosen = ""
        self._needle = ""
        self._days = ""
        self._typed = Unsaved(desk, "kinds", "文书种类", self)
        self._left = SideList("文书种类", LEFT, self.choose)
        self.search = search_line("找名称、用途", "找文书种类", (120, 400), self._narrow)
        self._left.body.insertWidget(1, self.search)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self.draw)
        self._chaining = QTimer(self)
        self._chaining.setSingleShot(True)
        self._chaining.setInterval(0)
        self._chaining.timeout.connect(self._order)
        self._card = self._middle()
        self.sample = SampleSheet(desk, "样张", self.draw)
        box = QHBoxLayout()
        box.setSpacing(14)
        box.addWidget(self._left)
        box.addWidget(self._card, 7)
        box.addWidget(self.sample, 5)
        self.box.addLayout(box, 1)

    def _middle(self) -> QWidget:
        card = Card("文书种类")
        self._title = card.title
        self.new_button = button("新增…", self.add, "small", name="新增文书种类")
        self.retire_button = button("停用", self.retire, "small", name="停用或恢复文书种类")
        self.reset_button = button("恢复自带写法", self.reset, "small")
        for made in (self.new_button, self.retire_button, self.reset_button):
            card.head.addWidget(made)
        self._about = label("", "sub", wrap=True)
        self.form = KindForm(self.desk)
        self.form.typed.connect(self._changed)
        self.form.rebuilt.connect(self._chaining.start)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.import_button = button("导入…", self.take_in, "small", name="导入文书种类")
        self.export_button = button("导出…", self.write_out, "small", name="导出文书种类")
        self.days_button = button("期限…", self.set_days, "small", name="设置反馈期限")
        self.contact_button = button("联系人…", self.ask_contact, "small", name="设置文书写明的联系人")
        self.back_button = button("还原", self.back, "small", name="放弃没有保存的改动")
        self.save_button = button("保存", self.save, "primary")
        card.body.addWidget(self._about)
        card.body.addWidget(self.form, 1)
        card.body.addWidget(self.problem)
        kept = (self.import_button, self.export_button, self.contact_button, self.days_button)
        card.body.addLayout(row(*kept, None, self.back_button, self.save_button))
        return card

    # --- showing -------------------------------------------------------------
    def read(self) -> None:
        session = self.desk.session
        self.desk.runner.query(self, lambda: letter_kinds.all_kinds(session), self._recall, key="kinds")

    def leave(self) -> None:
        self._typed.keep()

    def _recall(self, rows: list[KindRow]) -> None:
        codes = {NEW, *(r.code for r in rows)}
        self._typed.recall(self, codes.__contains__, lambda found: self._show(rows, found))

    def _show(self, rows: list[KindRow], found: Collection[str] = ()) -> None:
        self.rows = rows
        self._fill()
        known = any(r.code == self._chosen for r in rows) or self._chosen in self._typed
        self.choose(next(iter(found), self._chosen if known else rows[0].code))
        if found:
            names = [str((self._typed.get(code) or {}).get("label") or "新文书") for code in found]
            self.desk.say(f"上次没有保存的改动还在：{'、'.join(names)}。", "info")

    def _narrow(self, text: str) -> None:
        self._needle = text
        self._fill()
        self._left.mark(self._chosen)

    def _fill(self) -> None:
        names: list[tuple[str, str]] = []
        if NEW in self._typed:
            names += [("", "正在新增"), (NEW, str((self._typed.get(NEW) or {}).get("label") or "新文书"))]
        found = [r for r in self.rows if self._needle in r.label or self._needle in r.summary]
        groups = {words: [r for r in found if r.format == code and not r.retired] for code, words in FORMAT_WORDS.items()}
        groups["停用的"] = [r for r in found if r.retired]
        for words, members in groups.items():
            if members:
                names += [("", words), *((r.code, MARKS.get(r.origin, "") + r.label) for r in members)]
        self._left.set_names(names)
        self._chaining.start()

    def _order(self) -> None:
        """The Tab key goes as one reads, also through names and fields that were made anew."""
        heads = [self.new_button, self.retire_button, self.reset_button]
        foot = [self.import_button, self.export_button, self.contact_button, self.days_button, self.back_button, self.save_button]
        chain([self.search, *self._left.stops(), *heads, *self.form.stops(), *foot, *self.sample.stops()])

    @property
    def row(self) -> KindRow | None:
        """The kind that is shown; None for one that is being made."""
        return next((r for r in self.rows if r.code == self._chosen), None)

    def choose(self, code: str) -> None:
        """Show a kind, with what was typed into it before."""
        self._chosen = code
        self._left.mark(code)
        typed = self._typed.get(code)
        if typed is not None:
            self._display(code, KindShown(typed, ""))
            return
        session = self.desk.session
        self.desk.runner.query(self, lambda: letter_look.show(session, code), lambda one: self._display(code, one), key="kind")

    def _display(self, code: str, one: KindShown) -> None:
        if code != self._chosen:
            return
        self._days = one.days
        found = self.row
        self._title.setText(str(one.data.get("label") or "新文书"))
        used = f"，已有 {found.used} 份" if found is not None and found.used else ""
        limit = f"，期限：{one.days}" if one.days else ""
        words = "还没有保存" if found is None else ORIGINS.get(found.origin, "程序自带")
        self._about.setText(f"{words}{used}{limit}。改了写法只影响以后起草的，已有的文书不变。")
        self.form.show_data(one.data)
        self._enable()
        self.draw()

    def _enable(self) -> None:
        able, found, touched = self.desk.session.can("configure"), self.row, self._chosen in self._typed
        self.new_button.setEnabled(able and NEW not in self._typed)
        self.retire_button.setEnabled(able and found is not None)
        self.retire_button.setText("恢复使用" if found is not None and found.retired else "停用")
        self.reset_button.setVisible(found is not None and found.origin == CHANGED)
        self.reset_button.setEnabled(able)
        self.export_button.setEnabled(able and found is not None)
        self.contact_button.setEnabled(able)
        self.import_button.setEnabled(able)
        self.days_button.setVisible(bool(self._days))
        self.days_button.setEnabled(able)
        self.back_button.setEnabled(touched)
        self.save_button.setEnabled(able and touched)

    def _changed(self) -> None:
        self._typed.put(self._chosen, self.form.data)
        self._enable()
        self._timer.start()

    def draw(self) -> None:
        """Read what is typed and draw a page of it."""
        self._timer.stop()
        session, data = self.desk.session, self.form.data
        self.desk.runner.query(self, lambda: letter_look.look(session, data), self._drawn, key="sample")

    def _drawn(self, found: KindLook) -> None:
        self.look = found
        section = letter_parts.section_of(found.path) if found.path else ""
        elsewhere = found.problem and (section != self.form.section or found.path.startswith("body"))
        where = f"{letter_parts.SECTIONS[section][0]}：" if section and section != self.form.section else ""
        self.problem.setText(f"{where}{found.problem}" if elsewhere else "")
        self.problem.setVisible(bool(elsewhere))
        self.form.mark(found.path, found.problem)
        if found.problem:
            self.sample.say("改好左边标出的地方，样张就会更新。", bad=True)
            return
        self.form.show_differences(found.differs)
        gone = f"程序自带的写法里有“{'、'.join(found.gone)}”，现在没有了。" if found.gone else ""
        self.sample.show_pdf(found.pdf, gone)

    # --- changing ------------------------------------------------------------
    def save(self) -> None:
        """Keep what is typed, after asking where a sentence that is owed would no longer stand in it."""
        session, data = self.desk.session, self.form.data
        self.desk.runner.query(self, lambda: letter_look.look(session, data), self._keep, key="keep")

    def _keep(self, found: KindLook) -> None:
        self._drawn(found)
        if not found.problem and (not found.gone or self._agreed(found.gone)):
            session, typed = self.desk.session, self._chosen
            self._operate(
                "保存文书种类", lambda: letter_kinds.save_kind(session, found.data, dropping=bool(found.gone)), lambda code: self._kept(typed, code)
            )

    def _agreed(self, gone: tuple[str, ...]) -> bool:
        text = f"新写法里没有了“{'、'.join(gone)}”。这是这种文书应当告知的内容；以后起草时要由经办人自己写上，送审、签发时仍会检查。"
        return self.desk.dialogs.confirm("少了应当告知的内容", text, "仍然保存", danger=True)

    def _kept(self, typed: str, code: str) -> None:
        self._typed.drop(typed)
        self._chosen = code
        self.read()

    def back(self) -> None:
        """Forget what is typed."""
        self._typed.drop(self._chosen)
        if self._chosen == NEW:
            self._chosen = self.rows[0].code
        self._fill()
        self.choose(self._chosen)

    def add(self) -> None:
        """Begin a kind, empty or like another one."""
        kinds = [(r.code, r.label) for r in self.rows]
        dialog = NewKindDialog(self.desk, kinds, self.window())
        dialog.given.connect(self._begin)
        dialog.open()

    def _begin(self, name: str, like: str) -> None:
        session = self.desk.session

        def show(data: dict[str, Any]) -> None:
            self._typed.put(NEW, {**letter_parts.shown(data), "label": name})
            self._fill()
            self.choose(NEW)

        self.desk.runner.query(self, lambda: letter_kinds.blank(session, like), show)

    def retire(self) -> None:
        """Offer the kind no longer, or again."""
        session, one = self.desk.session, self.row
        if one is not None:
            word = "恢复文书种类" if one.retired else "停用文书种类"
            self._operate(word, lambda: letter_kinds.retire(session, one.code, not one.retired), lambda _v: self.read())

    def reset(self) -> None:
        """The shipped wording again."""
        session, one = self.desk.session, self.row
        text = "本单位对这种文书的改动不再使用，以后按程序自带的写法起草；已有的文书不变。恢复后可以撤销。"
        if one is not None and self.desk.dialogs.confirm("恢复自带写法", text, "恢复"):
            self._typed.drop(one.code)
            self._operate("恢复自带写法", lambda: letter_kinds.reset_kind(session, one.code), lambda _v: self.read())

    def set_days(self) -> None:
        """By when an answer is asked for, as the unit says."""
        session, one = self.desk.session, self.row
        if one is None:
            return
        asks = (
            Ask("days", "天数", hint="1 到 366；不填恢复原来的"),
            Ask("working", "按工作日算", "否", hint="写“是”或“否”"),
        )
        given = self.desk.dialogs.form(f"{one.label}的期限", f"现在：{self._days}。", asks, "保存")
        if given is None:
            return
        text = given["days"].strip().removesuffix("天").strip()
        if text and not text.isdecimal():
            self.desk.say("天数应是整数。", "warn")
            return
        working = given["working"].strip() == "是"
        self._operate(
            "设置期限", lambda: letter_limits.set_days(session, one.code, int(text) if text else None, working=working), lambda _v: self.read()
        )

    def ask_contact(self) -> None:
        """Whom letters name to ask back, the same in all kinds."""
        session = self.desk.session
        self.desk.runner.query(self, lambda: letter_limits.contact(session), self._set_contact)

    def _set_contact(self, now: str) -> None:
        session = self.desk.session
        ask = Ask("contact", "联系人和电话", now, hint="例如 王敏 0000-0000000；不填就不带出")
        given = self.desk.dialogs.form("文书的联系人", "各种文书起草时，“联系人”一项自动写上。", (ask,), "保存")
        if given is not None and given["contact"].strip() != now:
            self._operate("设置文书联系人", lambda: letter_limits.set_contact(session, given["contact"]), lambda _v: None)

    def _operate(self, word: str, work: Callable[[], OpResult[str]], done: Callable[[str], object]) -> None:
        self.desk.runner.operate(self, word, lambda _c: work(), done)

    # --- files ---------------------------------------------------------------
    def write_out(self) -> None:
        """The kind as a file, as it is kept."""
        session, one = self.desk.session, self.row
        path = self.desk.dialogs.save_file("导出文书种类", f"{one.label.replace('/', '-')}.yaml", FILES) if one is not None else None
        if one is not None and path is not None:
            self.desk.runner.task(
                self, "导出文书种类", lambda _c: letter_kinds.write_file(session, one.code, path),
                lambda _n: self.desk.say(f"已导出：{path.name}"),
            )  # fmt: skip

    def take_in(self) -> None:
        """Read a file, say what it would bring, take it in."""
        session = self.desk.session
        path = self.desk.dialogs.open_file("导入文书种类", FILES)
        if path is not None:
            self.desk.runner.task(self, "读文书种类", lambda _c: letter_kinds.read_file(session, Path(path)), self._ask_in)

    def _ask_in(self, found: Incoming) -> None:
        if found.known and not found.changes:
            self.desk.say(f"“{found.form.label}”和库里的一样，没有要导入的。", "info")
            return
        if self.desk.dialogs.confirm("导入文书种类", coming(found), "导入"):
            session = self.desk.session
            self._typed.drop(str(found.data.get("code") or NEW))
            self._operate(
                "导入文书种类", lambda: letter_kinds.take_in(session, found, dropping=bool(found.gone)), lambda code: self._kept("", code)
            )


def coming(found: Incoming) -> str:
    """What a file would bring, in words."""
    if not found.known:
        return f"新增文书种类“{found.form.label}”：{found.form.summary}"
    lines = [f"“{found.form.label}”有 {len(found.changes)} 处改动，以后起草按新写法，已有的文书不变。"]
    for what, before, after in found.changes[:MOST]:
        lines.append(f"{what}：{_cut(before)} → {_cut(after)}")
    if found.gone:
        lines.append(f"新写法里没有了“{'、'.join(found.gone)}”，这是这种文书应当告知的内容。")
    return "\n".join(lines)


def _cut(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= CUT else flat[: CUT - 1] + "…"
