"""A person's duties of a year by quarter (一岗双责), and all of the team: on screen, on paper and as a table."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.duties.results import DutyState
from app.services import duty_sheet, duty_sheet_print
from app.services.duties import DutyCell
from app.services.duty_filter import DutyFilter
from app.services.duty_sheet import BODY, SECTIONS, DutySheet, TeamSheet
from app.services.duty_words import GAPS, STATE_LABELS, TONES
from app.services.prints import Paper
from app.ui.charts.matrix import Matrix, MatrixCell, MatrixRow
from app.ui.charts.sheetrows import Section, SheetRows
from app.ui.charts.sheets import scrolled
from app.ui.desk import Desk
from app.ui.exporting import export_rows
from app.ui.fields.picker import PickEdit
from app.ui.fields.sources import PersonSource
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, Either, Empty, button, clear, label, row
from app.ui.printing import preview
from app.ui.whypanel import WhyDrawer

UNMET = (*(s.value for s in GAPS), DutyState.UNDETERMINED.value, DutyState.DUE.value)


class DutySheetPage(Page):
    """One person, or without one the whole team."""

    entities = frozenset({"record", "person", "post", "unit", "setting"})


    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.year = desk.session.clock.today().year
        self.person_id = ""
        self.sheet: DutySheet | None = None
        self.team: TeamSheet | None = None
        self._folded = {BODY}
        box = QHBoxLayout()
        box.setSpacing(14)
        box.addWidget(self._main(), 1)
        self.why = WhyDrawer(desk, self)
        box.addWidget(self.why.place)
        self.box.addLayout(box, 1)
        self.set_head(Head("履责表", "", back=True, home="board"))

    def _main(self) -> QWidget:
        card = Card()
        card.body.addLayout(self._tools())
        self.rows = SheetRows(self.desk, "履责表")
        self.rows.activated.connect(self._open)
        self.matrix = Matrix(self.desk, "领导班子成员履责表", 210)
        self.matrix.activated.connect(lambda key: self.show_person(str(key).partition("/")[0]))
        whole = QWidget()
        inner = QVBoxLayout(whole)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.matrix.header)
        inner.addWidget(scrolled(self.matrix), 1)
        self._which = Either(scrolled(self.rows), whole)
        self._place = QVBoxLayout()
        card.body.addWidget(self._which, 1)
        card.body.addLayout(self._place)
        return card

    def _tools(self) -> QHBoxLayout:
        self._year = label("", "card-title")
        earlier = button("‹", lambda: self.set_year(self.year - 1), "small", name="上一年")
        later = button("›", lambda: self.set_year(self.year + 1), "small", name="下一年")
        self.person = PickEdit(PersonSource(self.desk), "选一个人")
        self.person.setMaximumWidth(150)
        self.person.changed.connect(lambda: self.show_person(str(self.person.value() or "")))
        self._everybody = button("全班子", lambda: self.show_person(""), "chip")
        self._everybody.setCheckable(True)
        self._gaps = button("只看还差的", self.update_now, "chip")
        self._gaps.setCheckable(True)
        self.text = QLineEdit()
        self.text.setPlaceholderText("查找职责")
        self.text.setAccessibleName("查找职责")
        self.text.setMaximumWidth(150)
        self.text.editingFinished.connect(self.update_now)
        self._export = button("导出", self.export, "small", name="导出履责表")
        self._print = button("打印", self.print, "small", name="打印履责表")
        return row(
            earlier, self._year, later, self._everybody, self.person, self._gaps, self.text, None, self._export, self._print, spacing=6
        )

    # --- what is shown ----------------------------------------------------------------
    def go(self, args: dict[str, object]) -> None:
        if args.get("year"):
            self.year = int(str(args["year"]))
        self.person_id = str(args.get("person") or "")
        self.dirty = True
        self.why.put_away()
        if self.isVisible():
            self.update_now()

    def set_year(self, year: int) -> None:
        """Show another year."""
        self.year = year
        self.update_now()

    def show_person(self, person: str) -> None:
        """Show another person's sheet, or everybody's for an empty id."""
        self.person_id = person
        self.why.put_away()
        self.update_now()

    @property
    def chosen(self) -> DutyFilter:
        """What narrows the duties."""
        return DutyFilter(states=UNMET if self._gaps.isChecked() else (), text=self.text.text().strip())

    def refresh(self) -> None:
        session, person, year, chosen = self.desk.session, self.person_id, self.year, self.chosen
        self._year.setText(f"{year} 年")
        self._everybody.setChecked(not person)
        if (self.person.value() or "") != person:
            self.person.set_value(person or None)
        if person:
            self.desk.runner.query(
                self, lambda: duty_sheet.duty_sheet(session, person, year, chosen), self._show, key="sheet", label="正在评价履责情况"
            )
        else:
            self.desk.runner.query(
                self, lambda: duty_sheet.team_sheet(session, year, chosen), self._show_team, key="sheet", label="正在评价履责情况"
            )

    def _show(self, sheet: DutySheet) -> None:
        self.sheet, self.team = sheet, None
        counts = duty_sheet_print.counts_words(sheet.counts)
        under = " · ".join(t for t in (sheet.titles, f"本人的职责：{counts}" if counts else "") if t)
        self.set_head(Head(f"{sheet.name} {sheet.year} 年履责表", under, back=True, home="board"))
        self._fill()
        self._done(any(sheet.sections.values()), first=True)

    def _fill(self) -> None:
        if self.sheet is not None:
            sections = self.sheet.sections
            self.rows.set_sections([Section(s, t, sections[s], s in self._folded) for s, t in SECTIONS.items() if sections[s]])

    def _show_team(self, team: TeamSheet) -> None:
        self.sheet, self.team = None, team
        self.set_head(Head(f"{team.year} 年领导班子成员履责表", f"{len(team.rows)} 人 · 只列有没有记录，不作评分", back=True, home="board"))
        self.matrix.set_rows(duty_sheet_print.TEAM_HEADS, [_team_row(r.person, r.name, r.titles, r.quarters) for r in team.rows], "姓名、职务")
        self._done(bool(team.rows), first=False)

    def _done(self, anything: bool, *, first: bool) -> None:
        self._which.show_first(first)
        self._which.setVisible(anything)
        for tool in (self._export, self._print):
            tool.setEnabled(anything)
        clear(self._place)
        if not anything:
            text = "换一年或去掉筛选。" if self.chosen.active else "登记任职并启用职责文件后，这里按季列出每项职责有没有记录。"
            self._place.addWidget(Empty("没有要列的职责", text))

    def _open(self, key: object) -> None:
        if isinstance(key, DutyCell):
            self.why.show_for(key)
        elif isinstance(key, str):
            self._folded ^= {key}
            self._fill()

    # --- out --------------------------------------------------------------------------
    def _words(self) -> str:
        return "；".join(t for t in ("只看还差的" if self._gaps.isChecked() else "", f"含“{self.chosen.text}”" if self.chosen.text else "") if t)

    def _shown(self) -> list[str]:
        sections: Mapping[str, object] = self.sheet.sections if self.sheet is not None else {}
        return [s for s in SECTIONS if sections.get(s) and s not in self._folded]

    def export(self) -> None:
        """What is shown, as a table."""
        if self.sheet is not None:
            fields, rows = duty_sheet_print.sheet_table(self.sheet, self._shown())
            export_rows(self.desk, self, f"{self.sheet.name} {self.sheet.year} 年履责表", fields, rows, self._words())
        elif self.team is not None:
            fields, rows = duty_sheet_print.team_table(self.team)
            export_rows(self.desk, self, f"{self.team.year} 年领导班子成员履责表", fields, rows, self._words())

    def print(self) -> None:
        """What is shown, on paper."""
        session, sheet, shown, words = self.desk.session, self.sheet, self._shown(), self._words()
        whole = self.team or TeamSheet(self.year, ())

        def again(paper: Paper) -> bytes:
            if sheet is not None:
                return duty_sheet_print.sheet_pdf(session, sheet, shown, words, wide=paper.wide, purpose=paper.purpose)
            return duty_sheet_print.team_pdf(session, whole, words, wide=paper.wide, purpose=paper.purpose)

        wide = Paper(wide=True)
        preview(self.desk, self, f"{self.year} 年履责表", lambda: again(wide), again=again, paper=wide)

    # --- keys -------------------------------------------------------------------------
    def first_focus(self) -> QWidget | None:
        return self.rows if self.person_id else self.matrix

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.why.isVisible():
            self.why.put_away()
            return
        super().keyPressEvent(event)


def _team_row(person: str, name: str, titles: str, quarters: tuple[Mapping[str, int], ...]) -> MatrixRow:
    cells = tuple(_team_cell(person, name, n, counts) for n, counts in enumerate(quarters))
    return MatrixRow(name, titles, cells, f"{person}/")


def _team_cell(person: str, name: str, place: int, counts: Mapping[str, int]) -> MatrixCell | None:
    if not counts:
        return None
    worst = DutyState(next(iter(counts)))
    parts = [f"{STATE_LABELS[DutyState(s)]} {n}" for s, n in counts.items()]
    texts = tuple("、".join(parts[:n]) + ("…" if n < len(parts) else "") for n in range(len(parts), 0, -1))
    words = f"{name}，{duty_sheet_print.TEAM_HEADS[place]}：{duty_sheet_print.counts_words(counts)}，Enter 看履责表"
    return MatrixCell(texts, TONES[worst], words, f"{person}/{place}", words.replace("：", "\n").replace("、", "\n"))
