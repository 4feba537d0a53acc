"""Page layouts: shipped and own ones at the left, the numbers of one, and beside them the page they make."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from app.catalog.profiles import Profile
from app.documents.render import Drawn
from app.domain.errors import AppError
from app.services import profile_form, profile_sample, profiles
from app.services.profile_form import Look
from app.services.profiles import ProfileRow
from app.services.results import OpResult
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.filterdialogs import SeveralDialog
from app.ui.parts import Card, button, label, row, scroll
from app.ui.settings.profileform import ProfileForm
from app.ui.settings.samplesheet import SampleSheet
from app.ui.settings.sidelist import SideList
from app.ui.settings.tab import Tab
from app.ui.settings.unsaved import Unsaved
from app.ui.taborder import read_on

LEFT = 206
WAIT = 200  # ms after the last key before the page is drawn anew
NAMED = 4
FILES = "版式方案 (*.yaml *.yml)"
SHIPPED = "程序自带，不能改。改动可以“另存为”本单位的方案。"
STANDARD = "与国家标准没有不同。"


class ProfilesTab(Tab):
    """Looking at, changing, choosing layouts. What is typed stays until it is saved or taken back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.rows: list[ProfileRow] = []
        self.look = Look(None)
        self._chosen = ""
        self._typed = Unsaved(desk, "profiles", "版式方案", self)
        self._left = SideList("版式方案", LEFT, self.choose)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self.draw)
        box = QHBoxLayout()
        box.setSpacing(14)
        self._card = self._middle()
        self.sample = SampleSheet(desk, "样张", self.draw)
        self.sample.set_kinds([(one.format, one.label) for one in profile_sample.samples()])
        box.addWidget(self._left)
        box.addWidget(self._card, 6)
        box.addWidget(self.sample, 5)
        self.box.addLayout(box, 1)

    def _middle(self) -> QWidget:
        card = Card("版式方案")
        self._title = card.title
        self.use_button = button("用于…", self.use, "small", name="这个方案用于哪些文书")
        self.copy_button = button("另存为…", self.save_as, "small")
        self.rename_button = button("改名…", self.rename, "small")
        for made in (self.use_button, self.copy_button, self.rename_button):
            card.head.addWidget(made)
        self.said = label("", "row-title", wrap=True)
        self.differs = label("", "sub", wrap=True)
        self._about = label("", "sub", wrap=True)
        self.form = ProfileForm()
        self.form.typed.connect(self._changed)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.import_button = button("导入…", self.take_in, "small", name="导入版式方案")
        self.export_button = button("导出…", self.write_out, "small", name="导出版式方案")
        self.remove_button = button("删除", self.remove, "small", name="删除版式方案")
        self.standard_button = button("恢复国标数值", self.to_standard, "small")
        self.back_button = button("还原", self.back, "small", name="放弃没有保存的改动")
        self.save_button = button("保存", self.save, "primary")
        for part in (self._about, self.said, self.differs):
            card.body.addWidget(part)
        card.body.addWidget(scroll(self.form), 1)
        card.body.addWidget(self.problem)
        kept = (self.import_button, self.export_button, self.remove_button)
        card.body.addLayout(row(*kept, self.standard_button, None, self.back_button, self.save_button))
        return card

    # --- showing -------------------------------------------------------------
    def read(self) -> None:
        session = self.desk.session
        self.desk.runner.query(self, lambda: profiles.profiles(session), self._recall, key="profiles")

    def leave(self) -> None:
        self._typed.keep()

    def _recall(self, rows: list[ProfileRow]) -> None:
        codes = {r.code for r in rows}
        self._typed.recall(self, codes.__contains__, lambda found: self._show(rows, found))

    def _show(self, rows: list[ProfileRow], found: Collection[str] = ()) -> None:
        self.rows = rows
        self._left.set_names([(r.code, _name(r)) for r in rows])
        read_on(self._left.end(), (self._card, self.sample))
        known = any(r.code == self._chosen for r in rows)
        usual = self._chosen if known else next((r.code for r in rows if r.unit), rows[0].code)
        self.choose(next(iter(found), usual))
        if found:
            self.desk.say(f"上次没有保存的改动还在：{'、'.join(r.profile.label for r in rows if r.code in found)}。", "info")

    @property
    def row(self) -> ProfileRow:
        """The layout that is shown."""
        return next(r for r in self.rows if r.code == self._chosen)

    @property
    def touched(self) -> bool:
        """Whether something is typed that is not saved."""
        return self._chosen in self._typed

    def choose(self, code: str) -> None:
        """Show a layout, with what was typed into it before."""
        self._chosen = code
        self._left.mark(code)
        self._title.setText(self.row.profile.label)
        self._about.setText("".join(part for part in (self.row.profile.note, "" if self.row.own else SHIPPED) if part))
        self._about.setVisible(bool(self._about.text()))
        self.form.show_values({**profile_form.values_of(self.row.profile), **(self._typed.get(code) or {})})
        self._enable()
        self.draw()

    def _enable(self) -> None:
        able = self.desk.session.can("configure")
        self.use_button.setEnabled(able)
        self.copy_button.setEnabled(able)
        self.rename_button.setVisible(self.row.own)
        self.rename_button.setEnabled(able)
        self.remove_button.setEnabled(able and self.row.own)
        self.back_button.setEnabled(self.touched)
        self.save_button.setEnabled(able and self.touched)
        self.save_button.setText("保存" if self.row.own else "另存为…")

    def _changed(self) -> None:
        self._typed.put(self._chosen, self.form.values())
        self._enable()
        self._timer.start()

    def draw(self) -> None:
        """Read what is typed and draw a page of it."""
        self._timer.stop()
        session, values, base, kind = self.desk.session, self.form.values(), self.row.profile, self.sample.chosen

        def work() -> tuple[Look, Drawn | None]:
            found = profile_form.look(session, values, base)
            return found, profile_sample.sample_page(session, found.profile, kind) if found.profile else None

        self.desk.runner.query(self, work, self._drawn, key="sample", failed=self._undrawn)

    def _drawn(self, found: tuple[Look, Drawn | None]) -> None:
        self.look, drawn = found
        self.form.mark(self.look.path)
        part = profile_form.PARTS.get(self.look.path)
        self.problem.setText(f"{part.label}：{self.look.problem}" if part else self.look.problem)
        self.problem.setVisible(bool(self.look.problem))
        if drawn is None:
            self.sample.say("改好左边标出的数，样张就会更新。", bad=True)
            return
        self.said.setText(self.look.said)
        self.said.setToolTip(self.look.detail)
        more = len(self.look.deviations) - NAMED
        words = "".join(self.look.deviations[:NAMED]) + (f"还有 {more} 处。" if more > 0 else "")
        self.differs.setText(f"{self.look.detail}{f'与国家标准不同：{words}' if words else STANDARD}")
        self.differs.setToolTip("\n".join(self.look.deviations))
        self.sample.show_pdf(drawn.pdf)

    def _undrawn(self, error: AppError) -> bool:
        self.sample.say(error.sentence(), bad=True)
        return True

    # --- changing ------------------------------------------------------------
    def _made(self, label_: str = "", note: str | None = None) -> Profile | None:
        """What is typed as a layout; None, with the problem shown, when it cannot be."""
        base = self.row.profile
        made = profile_form.look(self.desk.session, self.form.values(), base, label_ or base.label, base.note if note is None else note)
        if made.profile is None:
            self._drawn((made, None))
        return made.profile

    def save(self) -> None:
        """Keep what is typed: in the own layout, or as a new one beside a shipped one."""
        if not self.row.own:
            self.save_as()
            return
        made, code = self._made(), self._chosen
        if made is not None:
            self._keep(made, code)

    def save_as(self) -> None:
        """What is typed as a new layout of the unit's own."""
        found = self._made()
        given = self._ask_name("另存为本单位的方案", f"{self.row.profile.label}（本单位）", self.row.profile.note) if found else None
        if given is not None and (made := self._made(given["label"], given["note"])) is not None:
            self._keep(made, "")

    def rename(self) -> None:
        """Another name, another sentence on what it is for; numbers that are typed stay typed."""
        one = self.row
        given = self._ask_name("改名", one.profile.label, one.profile.note) if one.own else None
        if given is None:
            return
        values = profile_form.values_of(one.profile)
        made = profile_form.look(self.desk.session, values, one.profile, given["label"], given["note"]).profile
        if made is not None:
            session = self.desk.session
            self._operate("修改版式方案", lambda: profiles.save_profile(session, made, one.code))

    def _ask_name(self, title: str, name: str, note: str) -> dict[str, str] | None:
        asks = (Ask("label", "名称", name), Ask("note", "说明", note, hint="什么时候用、依据哪份规定；可以不填"))
        return self.desk.dialogs.form(title, "", asks, "保存")

    def _keep(self, made: Profile, code: str) -> None:
        session, typed = self.desk.session, self._chosen

        def done(kept: str) -> None:
            self._typed.drop(typed)
            self._chosen = kept
            self.read()

        word = "修改版式方案" if code else "新增版式方案"
        self.desk.runner.operate(self, word, lambda _c: profiles.save_profile(session, made, code), done)

    def back(self) -> None:
        """Forget what is typed."""
        self._typed.drop(self._chosen)
        self.choose(self._chosen)

    def to_standard(self) -> None:
        """The numbers of the national standard, typed but not saved."""
        self.form.show_values(profile_form.values_of(profiles.default_profile(self.desk.session.catalog)))
        self._changed()

    def use(self) -> None:
        """Which letters are laid out by it."""
        session, one = self.desk.session, self.row
        kinds = [(form.code, form.label) for form in session.catalog.letters.values() if not form.retired or form.code in one.kind_codes]
        dialog = UseDialog(one, kinds, self.window())
        dialog.used.connect(
            lambda unit, ticked: self._operate("选用版式方案", lambda: profiles.use_for(session, one.code, unit=unit, kinds=ticked))
        )
        dialog.open()

    def remove(self) -> None:
        """Take an own layout away."""
        session, one = self.desk.session, self.row
        text = f"以后不能再选“{one.profile.label}”；用它签发的文书照原样显示和打印。删除后可以撤销。"
        if one.own and self.desk.dialogs.confirm("删除版式方案", text, "删除", danger=True):
            self._typed.drop(one.code)
            self._operate("删除版式方案", lambda: profiles.remove_profile(session, one.code))

    def _operate(self, word: str, work: Callable[[], OpResult[Any]]) -> None:
        self.desk.runner.operate(self, word, lambda _c: work(), lambda _v: self.read())

    # --- files ---------------------------------------------------------------
    def write_out(self) -> None:
        """The layout as a file."""
        session, one = self.desk.session, self.row
        name = "".join(c if c.isalnum() or c in "-.（）" else "-" for c in one.profile.label)
        path = self.desk.dialogs.save_file("导出版式方案", f"{name}.yaml", FILES)
        if path is not None:
            self.desk.runner.task(
                self, "导出版式方案", lambda _c: profiles.export_profile(session, one.code, path),
                lambda _n: self.desk.say(f"已导出版式方案：{path.name}"),
            )  # fmt: skip

    def take_in(self) -> None:
        """Read a file, say what it would bring, take it in."""
        session = self.desk.session
        path = self.desk.dialogs.open_file("导入版式方案", FILES)
        if path is not None:
            self.desk.runner.task(self, "读版式方案", lambda _c: profiles.read_file(session, Path(path)), self._ask_in)

    def _ask_in(self, found: Profile) -> None:
        known = next((r for r in self.rows if r.own and r.code == found.code), None)
        usual = known.profile if known else profiles.default_profile(self.desk.session.catalog)
        changes = profile_form.differences(usual, found)
        if known is not None and not changes and known.profile.label == found.label:
            self.desk.say(f"“{found.label}”和库里的一样，没有要导入的。", "info")
            return
        text = f"{profile_form.sentence(found)}。\n" + _coming(known, changes)
        asks = (Ask("label", "名称", found.label), Ask("note", "说明", found.note))
        given = self.desk.dialogs.form("导入版式方案", text, asks, "导入")
        if given is not None:
            values = profile_form.values_of(found)
            made = profile_form.look(self.desk.session, values, found, given["label"], given["note"]).profile
            if made is not None:
                self._keep(made, known.code if known else "")


def _coming(known: ProfileRow | None, changes: tuple[str, ...]) -> str:
    """What a file would change, in words."""
    head = f"本单位的“{known.profile.label}”改动 {len(changes)} 处" if known else f"与国家标准不同 {len(changes)} 处"
    return head + ("：" + "；".join(changes[:8]) + ("等。" if len(changes) > 8 else "。") if changes else "。")


def _name(one: ProfileRow) -> str:
    """The name of a layout in the list; the mark stands first, where a long name does not cut it off."""
    mark = "在用 · " if one.unit else "部分在用 · " if one.kinds else ""
    return mark + one.profile.label


class UseDialog(SeveralDialog):
    """Whether the unit uses a layout, and which kinds of letter do although the unit uses another."""

    used = Signal(bool, list)

    def __init__(self, one: ProfileRow, kinds: list[tuple[str, str]], parent: QWidget) -> None:
        self.unit = QCheckBox("本单位的文书都用它（下面另选了方案的除外）")
        self.unit.setChecked(one.unit)
        above = (self.unit, label("只用于这几种文书：", "field"))
        super().__init__(f"“{one.profile.label}”用于", kinds, one.kind_codes, parent, above)
        note = label("已经签发的文书不变，仍按签发时的版式显示和打印。", "sub", wrap=True)
        self.box.insertWidget(self.box.count() - 1, note)
        self.chosen.connect(lambda ticked: self.used.emit(self.unit.isChecked(), ticked))
        self.unit.setFocus()
