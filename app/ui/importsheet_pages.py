"""The first two steps of an import: which file, sheet and kind of record; which column is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.domain.clock import Clock
from app.services import intake
from app.services.intake import Reading
from app.services.intake_columns import targets
from app.services.session import Session
from app.sheets.reading import Book
from app.sheets.values import is_blank, text_of
from app.ui.desk import Desk
from app.ui.fields.day import DayField
from app.ui.parts import Elided, button, clear, label, row, scroll

TABLES = "表格 (*.xlsx *.csv)"
SUFFIXES = (".xlsx", ".xlsm", ".csv", ".txt")
SAMPLES = 4
NOT_TAKEN = "不导入"


def combo(name: str, options: Sequence[tuple[str, str]] = ()) -> QComboBox:
    """A list of choices. options: value and text."""
    made = QComboBox()
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(14)
    made.setMaxVisibleItems(16)
    fill(made, options)
    return made


def fill(made: QComboBox, options: Sequence[tuple[str, str]], chosen: str = "") -> None:
    """Other choices, without telling anybody."""
    made.blockSignals(True)
    made.clear()
    for value, text in options:
        made.addItem(text, value)
    made.setCurrentIndex(max(made.findData(chosen), 0))
    made.blockSignals(False)


class TargetPick(QWidget):
    """What the rows are: a form (or people), and one of its kinds."""

    changed = Signal()

    def __init__(self, session: Session, among: Sequence[str], anything: str, kinds: str) -> None:
        super().__init__()
        self._session, self._kinds = session, kinds
        self.by_hand = False  # whether somebody chose; else another file may be something else
        offered = [one for one in targets(session) if not among or one[0] in among]
        first = [("", anything)] if anything and len(offered) > 1 else []
        self.what = combo("是什么", [*first, *offered])
        self.kind = combo("种类")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        for at, (text, made) in enumerate((("是什么", self.what), ("种类", self.kind))):
            grid.addWidget(label(text, "field"), 0, 2 * at)
            grid.addWidget(made, 0, 2 * at + 1)
        self.what.currentIndexChanged.connect(lambda _n: self._picked())
        self.kind.currentIndexChanged.connect(lambda _n: self.changed.emit())
        self._list_kinds("")

    def _picked(self) -> None:
        self.by_hand = True
        self._list_kinds("")
        self.changed.emit()

    def _list_kinds(self, chosen: str) -> None:
        form = self._session.catalog.records.find(self.target)
        kinds = [(k, self._session.catalog.vocab.short(k)) for k in form.offered if self._session.can("create", form.id, k)] if form is not None else []
        options = kinds if len(kinds) == 1 else [("", self._kinds), *kinds]
        fill(self.kind, options, chosen)
        self.kind.setEnabled(len(kinds) > 1)

    @property
    def target(self) -> str:
        """The form or people; empty for whatever fits."""
        return str(self.what.currentData() or "")

    @property
    def kind_code(self) -> str:
        """The kind all rows are of, or empty."""
        return str(self.kind.currentData() or "")

    def show_target(self, target: str, kind: str) -> None:
        """Show what was recognised, without telling anybody."""
        self.what.blockSignals(True)
        self.what.setCurrentIndex(max(self.what.findData(target), 0))
        self.what.blockSignals(False)
        self._list_kinds(kind)


class FilePage(QWidget):
    """Choose or drop a file; say what it holds."""

    picked = Signal(object)  # Path
    changed = Signal()
    template_wanted = Signal()

    def __init__(self, desk: Desk, among: Sequence[str]) -> None:
        super().__init__()
        self._desk = desk
        self.setAcceptDrops(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        place = QFrame()
        place.setProperty("role", "inner")
        inner = QVBoxLayout(place)
        inner.setContentsMargins(18, 18, 18, 18)
        inner.setSpacing(10)
        self.file = label("把表格拖到这里，或点“选择文件”", "row-title", wrap=True)
        inner.addWidget(self.file)
        inner.addWidget(label("可以是 Excel 表格或 CSV 文本。公式取保存时的数值；加了密码的和旧格式的表格，请先用 WPS 或 Excel 另存。", "sub", wrap=True))
        self.choose = button("选择文件…", self._choose)
        inner.addLayout(row(self.choose, button("下载模板…", self.template_wanted.emit, "link"), None))
        box.addWidget(place)
        self.sheet = combo("工作表")
        self.head = QSpinBox()
        self.head.setRange(1, 1_048_576)
        self.head.setAccessibleName("表头在第几行")
        self.pick = TargetPick(desk.session, among, "按表头判断", "每行写在“种类”一列里")
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setColumnStretch(1, 1)
        grid.addWidget(label("工作表", "field"), 0, 0)
        grid.addWidget(self.sheet, 0, 1)
        grid.addWidget(label("表头在第", "field"), 0, 2)
        grid.addWidget(self.head, 0, 3)
        grid.addWidget(label("行", "field"), 0, 4)
        self.details = QWidget()
        lines = QVBoxLayout(self.details)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(10)
        lines.addLayout(grid)
        lines.addWidget(self.pick)
        self.found = label("", "sub", wrap=True)
        lines.addWidget(self.found)
        self.details.setEnabled(False)
        box.addWidget(self.details)
        box.addStretch(1)
        self.sheet.currentIndexChanged.connect(lambda _n: self._sheet_chosen())
        self.head.editingFinished.connect(self._head_typed)
        self.pick.changed.connect(self.changed)
        self.head_row: int | None = None  # as typed; None = to be found
        self._shown_head = 0

    def _choose(self) -> None:
        path = self._desk.dialogs.open_file("选择表格", TABLES)
        if path is not None:
            self.picked.emit(path)

    def _sheet_chosen(self) -> None:
        self.head_row = None
        self.changed.emit()

    def _head_typed(self) -> None:
        if self.head.value() != self._shown_head:
            self.head_row = self._shown_head = self.head.value()
            self.changed.emit()

    def show_book(self, book: Book) -> None:
        """A file was read."""
        self.file.setText(book.path.name)
        names = intake.sheets_of(book)
        fill(self.sheet, [(n, n) for n in names], names[0])
        self.head_row = None
        self.details.setEnabled(True)

    def show_found(self, found: Reading) -> None:
        """What was recognised."""
        self.pick.show_target(found.target.id, self.pick.kind_code)
        self._shown_head = found.table.head_row
        self.head.blockSignals(True)
        self.head.setValue(self._shown_head)
        self.head.blockSignals(False)
        heads = [h for h in found.table.heads if h]
        notes = f"，表后 {found.table.notes} 行说明不导入" if found.table.notes else ""
        self.found.setText(f"表头下面有 {len(found.table.lines)} 行{notes}。列：{'、'.join(heads[:12])}{'……' if len(heads) > 12 else ''}")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped(event.mimeData())
        if path is not None:
            self.picked.emit(path)


def dropped(data: QMimeData) -> Path | None:
    """The one table that is dragged, if any."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in SUFFIXES else None


class ColumnsPage(QWidget):
    """Every column of the table, what stands in it, and what it is; the day of rows that say none."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.picks: dict[int, QComboBox] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 4)
        self._grid.setColumnStretch(2, 3)
        inner = QWidget()
        holder = QVBoxLayout(inner)
        holder.setContentsMargins(0, 0, 8, 0)
        holder.addLayout(self._grid)
        holder.addStretch(1)
        self.note = label("", "sub", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.note)
        box.addWidget(scroll(inner), 1)
        self.day = DayField(clock)
        self.day.name("没写日期的行用")
        self.day.setMinimumWidth(260)
        self._undated = QWidget()
        line = row(label("没写日期的行用", "field"), self.day, label("空着就是每行都要写日期。", "sub"), None)
        self._undated.setLayout(line)
        box.addWidget(self._undated)

    def show_found(self, found: Reading, *, dated: bool = True) -> None:
        """List the columns. dated: whether rows that say no day may be given one."""
        clear(self._grid)
        self.picks.clear()
        options = [("", NOT_TAKEN), *((c.id, c.label) for c in found.target.columns)]
        for at, text in enumerate(("表里的列", "前几行写的是", "对到")):
            self._grid.addWidget(label(text, "sub"), 0, at)
        for line, (at, head) in enumerate(((a, h) for a, h in enumerate(found.table.heads) if h), 1):
            cells = [text_of(r.cells[at]) for r in found.table.lines[:40] if at < len(r.cells) and not is_blank(r.cells[at])]
            pick = combo(f"“{head}”对到")
            fill(pick, options, found.mapping.get(at, ""))
            pick.currentIndexChanged.connect(lambda _n: self._count())
            self.picks[at] = pick
            self._grid.addWidget(Elided(head), line, 0)
            self._grid.addWidget(Elided(" ｜ ".join(" ".join(c.split()) for c in dict.fromkeys(cells[:SAMPLES])), "sub"), line, 1)
            self._grid.addWidget(pick, line, 2)
        self._remembered = found.remembered
        self._undated.setVisible(dated and found.target.form is not None)
        self._count()

    def follow(self, before: QWidget) -> None:
        """Let Tab go from `before` through the columns: they are made later than the buttons below them."""
        for one in (*self.picks.values(), self.day):
            QWidget.setTabOrder(before, one)
            before = one

    def _count(self) -> None:
        taken = len(self.mapping())
        start = "已按上次的对法对好。" if self._remembered else "同名的列已经对好，其余请选。"
        self.note.setText(f"{start}对上 {taken} 列，{len(self.picks) - taken} 列不导入；对法会记住，下次同样的表不用再对。")

    def mapping(self) -> Mapping[int, str]:
        """Column → what it is."""
        return {at: str(p.currentData()) for at, p in self.picks.items() if p.currentData()}


class TemplateDialog(QDialog):
    """Which template."""

    wanted = Signal(str, str, bool)  # target, kind, filled

    def __init__(self, desk: Desk, among: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent.window())
        self.setWindowTitle("下载模板")
        self.setMinimumWidth(640)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 18)
        box.setSpacing(12)
        box.addWidget(label("下载模板", "card-title"))
        box.addWidget(label("模板里有表头、填写说明、样例和可选的词。填好后用“从 Excel 导入”读进来。", "sub", wrap=True))
        self.pick = TargetPick(desk.session, among, "", "全部种类")
        box.addWidget(self.pick)
        self.filled = QCheckBox("带上现有的记录，在 Excel 里改好再导入")
        self.pick.what.currentIndexChanged.connect(lambda _n: self._allow(desk.session))
        box.addWidget(self.filled)
        made = button("下载…", self._take, "primary")
        made.setDefault(True)
        box.addLayout(row(None, button("取消", self.reject), made))
        self._allow(desk.session)

    def _allow(self, session: Session) -> None:
        form = session.catalog.records.find(self.pick.target)
        able = form is not None and session.can("export", form.id)
        self.filled.setEnabled(able)
        self.filled.setChecked(self.filled.isChecked() and able)

    def _take(self) -> None:
        self.wanted.emit(self.pick.target, self.pick.kind_code, self.filled.isChecked())
        self.accept()
