"""One examined file: its pages with marks at the left, what was found at the right, what can be done with it.

Does not belong here: choosing files and examining them (pages.check), the corrected copy (checkmend).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.services import check_paper, file_check
from app.services.check_paper import FoundList
from app.services.file_check import GRADES, SHAPE_LABELS, Checked, Finding
from app.services.prints import Paper
from app.ui.charts.sheets import scrolled
from app.ui.checkmarks import TONES, FindingRows
from app.ui.checkpages import CheckPages
from app.ui.desk import Desk
from app.ui.parts import Card, Either, Elided, Flow, button, label, restyle, row
from app.ui.printing import preview

KINDS = "Word 文档 (*.docx);;PDF 文件 (*.pdf);;Excel 表格 (*.xlsx);;CSV 文本 (*.csv)"
LIST = 420


class CheckResult(QWidget):
    """Shows one file. desk: the clerk's desk; owner: the page whose jobs these are."""

    off_wanted = Signal(str)  # a rule that is not to be looked at any more
    mend_wanted = Signal()

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        super().__init__()
        self._desk, self._owner = desk, owner
        self.checked: Checked | None = None
        self.all: list[Finding] = []
        self._hidden: set[str] = set()
        self._place = 0
        self.pages = CheckPages(desk)
        self.pages.picked.connect(self._marked)
        self.list = FindingRows(desk)
        self.list.moved.connect(self._chosen)
        self.list.activated.connect(lambda _key: self.next_place())
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        left = Card()
        left.body.addWidget(self.pages, 1)
        split.addWidget(left)
        split.addWidget(self._side())
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        split.setSizes([900, LIST])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(split)

    def _side(self) -> QWidget:
        card = Card()
        card.setMinimumWidth(360)
        self.title = Elided("", "card-title")
        self.about = label("", "sub", wrap=True)
        self.chips = Flow(6)
        self.grades = {grade: button("", self._filter, "chip") for grade in GRADES}
        for made in self.grades.values():
            made.setCheckable(True)
            self.chips.addWidget(made)
        self.mend = button("另存改正件…", self.mend_wanted.emit, "small")
        self.print = button("打印", self.print_list, "small", name="打印体检清单")
        self.save = button("导出…", self.save_list, "small", name="导出体检清单")
        self.copy = button("复制", self.copy_list, "small", name="复制体检清单")
        self.why_not = label("", "sub", wrap=True)
        nothing = label("未见与标准不符之处。", "row-title", wrap=True)
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing = nothing
        self.either = Either(scrolled(self.list), nothing)
        card.body.addWidget(self.title)
        card.body.addWidget(self.about)
        card.body.addWidget(self.chips)
        card.body.addWidget(self.either, 1)
        card.body.addWidget(self._detail())
        card.body.addWidget(self.why_not)
        card.body.addLayout(row(self.mend, None, self.print, self.save, self.copy, spacing=6))
        return card

    def _detail(self) -> QWidget:
        holder = QWidget()
        self.detail = label("", wrap=True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.where = label("", "sub", wrap=True)
        self.other = button("下一处", self.next_place, "small")
        self.off = button("不再查这一项", self._off, "small")
        self.off.setToolTip("以后体检都不查；可以在“查什么”里恢复")
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 4, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.detail)
        box.addWidget(self.where)
        box.addLayout(row(self.other, self.off, None, spacing=6))
        self._holder = holder
        return holder

    # --- showing ---------------------------------------------------------------------------
    def show_checked(self, checked: Checked, off: frozenset[str]) -> None:
        """Show another file from its first finding on."""
        self.checked = checked
        self._hidden.clear()
        self.all = file_check.findings(checked, off)
        shape = SHAPE_LABELS.get(str(checked.report.get("format")), "")
        self.title.set_text(checked.source.name)
        self.about.setText(f"{shape} · 按“{checked.layout}”查了 {len(checked.report.get('checked', ()))} 项")
        refused = file_check.why_not(checked)
        self.mend.setEnabled(not refused)
        self.why_not.setText(refused)
        self.why_not.setVisible(bool(refused))
        self.pages.show_pages(checked.pdf, self.all, checked.note)
        self._show_rows(self.all)
        if self.all:
            self.list.choose(0)

    def show_off(self, off: frozenset[str]) -> None:
        """The same file with other things switched off."""
        if self.checked is not None:
            self.all = file_check.findings(self.checked, off)
            self._filter()

    @property
    def rows(self) -> Sequence[Finding]:
        """What the list shows."""
        return self.list.rows

    @property
    def chosen(self) -> Finding | None:
        """The finding that is brought out."""
        at = self.list.current
        return self.list.rows[at] if 0 <= at < len(self.list.rows) else None

    def _filter(self) -> None:
        pressed = {grade for grade, made in self.grades.items() if made.isChecked()}
        self._show_rows([r for r in self.all if not pressed or r.grade in pressed])
        self.pages.show_rows(self.list.rows)
        if self.chosen is None and self.list.rows:
            self.list.choose(0)

    def _show_rows(self, rows: Sequence[Finding]) -> None:
        for grade, count in file_check.counts(self.all).items():
            made = self.grades[grade]
            made.setText(f"{grade} {count}")
            made.setAccessibleName(f"只看{grade}，{count} 处")
            made.setVisible(bool(count))
            restyle(made, tone=TONES[grade] if made.isChecked() else "")
        self.chips.arrange()
        self.list.show_rows(rows)
        self.either.show_first(bool(rows))
        self.nothing.setText("未见与标准不符之处。" if not self.all else "选中的这几类里没有。")
        self._tell()

    # --- choosing --------------------------------------------------------------------------
    def _chosen(self, _key: object) -> None:
        self._place = 0
        self._tell()
        if self.chosen is not None:
            self.pages.go_to(self.chosen)

    def _marked(self, number: int) -> None:
        """A mark on the page was chosen."""
        if self.list.choose_key(number):
            self.list.update()

    def next_place(self) -> None:
        """Go to the next place of the chosen finding."""
        found = self.chosen
        if found is not None:
            self._place = (self._place + 1) % len(found.places)
            self._tell()
            self.pages.go_to(found, self._place)

    def _tell(self) -> None:
        found = self.chosen
        self._holder.setVisible(found is not None)
        if found is None:
            return
        place = found.places[min(self._place, len(found.places) - 1)]
        count = len(found.places)
        self.detail.setText(f"{found.number}. {found.rule}（{found.clause}，{found.grade}）\n现在是：{found.found}\n应当是：{found.expected}")
        self.where.setText(f"位置：{place.words}" + (f"（{self._place + 1}/{count}）" if count > 1 else ""))
        self.other.setVisible(count > 1)

    def _off(self) -> None:
        if self.chosen is not None:
            self.off_wanted.emit(self.chosen.rule)

    # --- out -------------------------------------------------------------------------------
    def _list(self) -> FoundList | None:
        return check_paper.found_list(self.checked, self.list.rows) if self.checked is not None else None

    def print_list(self) -> None:
        """Preview the list on paper."""
        shown = self._list()
        if shown is not None:
            print_found(self._desk, self._owner, shown)

    def save_list(self) -> None:
        """Ask where, write the list in the background."""
        shown = self._list()
        if shown is not None:
            save_found(self._desk, self._owner, shown)

    def copy_list(self) -> None:
        """Put the list on the clipboard, a line a finding."""
        shown = self._list()
        if shown is not None:
            copy_found(self._desk, shown)


def print_found(desk: Desk, owner: QWidget, shown: FoundList) -> None:
    """Preview a list of findings or changes."""
    session, usual = desk.session, Paper(wide=True)
    make: Callable[[Paper], bytes] = lambda chosen: check_paper.list_pdf(session, shown, chosen)  # noqa: E731
    preview(desk, owner, shown.title, lambda: make(usual), again=make, paper=usual)


def save_found(desk: Desk, owner: QWidget, shown: FoundList) -> None:
    """Write a list of findings or changes where the person says."""
    chosen = desk.dialogs.save_file("导出清单", f"{shown.title} {desk.today()}.docx", KINDS)
    if chosen is None:
        return
    path = chosen if chosen.suffix.lower() in check_paper.ENDINGS else chosen.with_name(f"{chosen.name}.docx")
    session = desk.session
    desk.runner.task(
        owner, "导出清单", lambda context: check_paper.write_list(session, shown, path, context),
        lambda _path: desk.say(f"已导出：{path.name}"),
    )  # fmt: skip


def copy_found(desk: Desk, shown: FoundList) -> None:
    """Put a list on the clipboard."""
    QGuiApplication.clipboard().setText(shown.text)
    desk.say(f"已复制{shown.title}，可以粘贴到表格或文档里。")
