"""The pages of reading old letters back: which files; each letter beside its text, to be checked and mended."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.services import letter_readback as readback
from app.services.letter_readback_judge import LABELS, OldEntry, ReadPlan, What
from app.services.letter_readback_rows import FIELDS
from app.services.session import Session
from app.ui.desk import Desk
from app.ui.importsheet_pages import combo
from app.ui.parts import Flow, Line, button, label, row, tag
from app.ui.readletters_model import OldLettersModel, letters_view
from app.ui.readletters_paper import OldPaper

WORD = "Word 文档 (*.docx *.docm)"
TONES = {What.NEW: "good", What.SAME: "muted", What.TWICE: "warn", What.CLASH: "bad", What.FAULTY: "bad"}
HELP = {"number": "没有就空着", "date": "如 2026-03-05", "issuers": "几个的用“、”隔开", "to": "几个的用“、”隔开", "cc": "几个的用“、”隔开", "signers": "上行文才有"}


def kind_choice(session: Session, first: str) -> QComboBox:
    """The kinds of letters this account may add. first: what stands for none."""
    offered = [f for f in session.catalog.letters.values() if not f.retired and session.can("create", "letter", f.code)]
    return combo("文书种类", [("", first), *((f.code, f.label) for f in offered)])


class OldFilesPage(QWidget):
    """Choose or drop files or folders."""

    picked = Signal(object)  # list of Path

    def __init__(self, desk: Desk) -> None:
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
        inner.addWidget(label("把旧公文或者放着旧公文的文件夹拖到这里", "row-title", wrap=True))
        inner.addWidget(label("读 Word 或 WPS 的 docx 文件。旧格式的 Word 文件请先另存为 docx。读出文字、字号、日期、主送、抄送等，逐件核对以后才导入。", "sub", wrap=True))
        self.folder = button("选择文件夹…", self._folder)
        inner.addLayout(row(self.folder, button("选择文件…", self._files), None))
        box.addWidget(place)
        self.kind = kind_choice(desk.session, "逐件选定")
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.addWidget(label("标题看不出种类的，作为", "field"), 0, 0)
        grid.addWidget(self.kind, 0, 1)
        box.addLayout(grid)
        box.addWidget(label("导入的公文按“归档”收进它那一年的登记簿，原件作为附件；字号照原件写，不补不编。", "sub", wrap=True))
        box.addStretch(1)

    def _folder(self) -> None:
        path = self._desk.dialogs.folder("选择放着旧公文的文件夹")
        if path is not None:
            self.picked.emit([path])

    def _files(self) -> None:
        paths = self._desk.dialogs.open_files("选择旧公文", WORD)
        if paths:
            self.picked.emit(paths)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.picked.emit(paths)


class OldLettersPage(QWidget):
    """The files on the left; of the chosen one what was recognised, beside the original as it looks.

    edited: place, texts, kind; repeated: place and why its number may be another letter's too.
    """

    edited = Signal(int, object, str)
    ticked = Signal(int, bool)
    repeated = Signal(int, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.plan: ReadPlan | None = None
        self._at = -1
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        self.counts = Flow(8)
        self.only = QCheckBox("只看有疑问的")
        self.before = button("上一件有疑问的", lambda: self._go(-1), "small")
        self.after = button("下一件有疑问的", lambda: self._go(1), "small")
        self.sound = button("核对无误，看下一件", self.confirm, "small")
        box.addWidget(self.counts)
        box.addLayout(row(self.only, None, self.before, self.after, self.sound))
        self.model = OldLettersModel()
        self.view = letters_view(self.model)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.view)
        split.addWidget(self._fields(desk.session))
        self.paper = OldPaper(desk.tokens)
        split.addWidget(self.paper)
        split.setSizes([444, 336, 410])
        box.addWidget(split, 1)
        for keys, shown, made, act in (
            ("Alt+Up", "Alt+↑", self.before, lambda: self._go(-1)), ("Alt+Down", "Alt+↓", self.after, lambda: self._go(1)),
            ("Alt+Return", "Alt+回车", self.sound, self.confirm),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self, act)
            made.setToolTip(f"按 {shown}")
        self.view.selectionModel().currentRowChanged.connect(lambda now, _old: self._show(self.model.place(now.row())))
        self.model.ticked.connect(self.ticked)
        self.only.toggled.connect(self._filter)

    def _fields(self, session: Session) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(8, 0, 8, 0)
        grid.setVerticalSpacing(4)
        self.kind = kind_choice(session, "请选定")
        grid.addWidget(label("种类", "field"), 0, 0)
        grid.addWidget(self.kind, 0, 1)
        self.lines: dict[str, Line] = {}
        self.doubts: dict[str, QLabel] = {}
        for at, (name, shown) in enumerate(FIELDS.items(), 1):
            self.lines[name] = self._line(shown, HELP.get(name, ""))
            self.lines[name].installEventFilter(self)
            self.lines[name].editingFinished.connect(lambda n=name: self._typed(n))
            self.doubts[name] = said = label("", "sub", wrap=True)
            said.setProperty("tone", "warn")
            grid.addWidget(label(shown, "field"), at * 2, 0)
            grid.addWidget(self.lines[name], at * 2, 1)
            grid.addWidget(said, at * 2 + 1, 1)
        last = len(FIELDS) * 2 + 2
        self.why = label("", "problem", wrap=True)
        self.again_label = label("按重号导入", "field")
        self.again = self._line("按重号导入的原因", "写明为什么两件用同一个号")
        self.again.editingFinished.connect(self._repeat)
        self.notes = label("", "sub", wrap=True)
        grid.addWidget(self.why, last, 0, 1, 2)
        grid.addWidget(self.again_label, last + 1, 0)
        grid.addWidget(self.again, last + 1, 1)
        grid.addWidget(self.notes, last + 2, 0, 1, 2)
        grid.setRowStretch(last + 3, 1)
        grid.setColumnStretch(1, 1)
        self.kind.currentIndexChanged.connect(lambda _n: self._typed(""))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(made)
        return area

    def _line(self, name: str, hint: str) -> Line:
        made = Line()
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        return made

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A field that gets the focus brings its place in the original into sight."""
        if event.type() is QEvent.Type.FocusIn:
            self.paper.bring(next((name for name, one in self.lines.items() if one is watched), ""))
        return super().eventFilter(watched, event)

    def _filter(self, only: bool) -> None:
        self.model.filter(only)
        self.view.selectRow(0)

    def _go(self, step: int) -> None:
        """To the next letter somebody should look at."""
        at = self.model.next_doubtful(self.view.currentIndex().row(), step)
        if at >= 0:
            self.view.selectRow(at)
            self.view.setFocus()

    def confirm(self) -> None:
        """This one is right as it stands; on to the next doubtful one."""
        if self.plan is not None and self._entry() is not None:
            readback.confirm(self.plan, self._at)
            self.model.refresh()
            self._go(1)

    def _typed(self, name: str) -> None:
        entry = self._entry()
        if entry is None:
            return
        texts = {name: self.lines[name].text().strip()} if name else {}
        kind = str(self.kind.currentData() or "")
        if kind != entry.kind or any(entry.texts.get(n, "") != t for n, t in texts.items()):
            self.edited.emit(self._at, texts, kind)

    def _repeat(self) -> None:
        entry = self._entry()
        if entry is not None and self.again.text().strip() != entry.reason:
            self.repeated.emit(self._at, self.again.text())

    def _entry(self) -> OldEntry | None:
        return self.plan.entries[self._at] if self.plan is not None and 0 <= self._at < len(self.plan.entries) else None

    def _show(self, at: int) -> None:
        """Show one letter beside its original."""
        self._at = at
        entry = self._entry()
        self.paper.show_letter(entry.letter if entry is not None else None)
        self._tell()

    def _tell(self) -> None:
        entry = self._entry()
        able = entry is not None and entry.letter is not None
        self.kind.blockSignals(True)
        self.kind.setCurrentIndex(max(self.kind.findData(entry.kind if entry else ""), 0))
        self.kind.blockSignals(False)
        self.kind.setEnabled(able)
        for name, one in self.lines.items():
            one.setText(entry.texts.get(name, "") if entry else "")
            one.setCursorPosition(0)
            one.setEnabled(able)
            said = self.doubts[name]
            said.setText(entry.why.get(name, "") if entry and not entry.seen else "")
            said.setVisible(bool(said.text()))
        again = entry is not None and entry.repeats
        for made in (self.again_label, self.again):
            made.setVisible(again)
        self.again.setText(entry.reason if entry else "")
        self.sound.setEnabled(able)
        self.why.setText(entry.words if entry else "")
        self.why.setVisible(bool(self.why.text()))
        rest = [words for name, words in (entry.why if entry else {}).items() if name not in self.doubts]
        left = entry.letter.left if entry is not None and entry.letter is not None else ""
        self.notes.setText("\n".join(filter(None, [*rest, left])))

    def show_plan(self, plan: ReadPlan) -> None:
        """What was read."""
        self.plan = plan
        self.model.show(plan.entries)
        self.refresh()
        self.view.selectRow(0)

    def refresh(self) -> None:
        """The same letters, judged anew."""
        if self.plan is None:
            return
        self.counts.clear()
        for what, number in self.plan.counts().items():
            if number:
                self.counts.addWidget(tag(f"{LABELS[what]} {number} 件", TONES[what]))
        self.model.refresh()
        self._tell()
