"""The choices beside a print preview: printer, pages, copies, sides, numbered copies. It only collects an order.

Does not belong here: drawing (printing), what may be printed how (services).
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.services.letter_prints import Advice
from app.services.printorder import LAST_NUMBER, MOST_COPIES, PrintOrder, chosen
from app.ui.parts import button, column, label, restyle, row

SIDE_WORDS = (("one", "单面"), ("long", "双面，沿长边翻"), ("short", "双面，沿短边翻"))
WHICH_WORDS = (("all", "全部"), ("odd", "只打奇数页（正面）"), ("even", "只打偶数页（反面）"))
PAPER_WORDS = {
    "red": "这种版式用印好红头的纸：标志和红线不打印，请装套红纸。",
    "head": "这种版式用整套版头印好的纸：版头不打印，请装套红纸。",
}
DUPLEX = {"one": QPrinter.DuplexMode.DuplexNone, "long": QPrinter.DuplexMode.DuplexLongSide, "short": QPrinter.DuplexMode.DuplexShortSide}
WIDTH = 248


class Printers:
    """The printers of this computer."""

    def names(self) -> list[str]:
        """Their names, the usual one first."""
        usual = QPrinterInfo.defaultPrinterName()
        return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != usual, name))

    def open(self, name: str) -> QPrinter:
        """A printer to draw on."""
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        if name:
            made.setPrinterName(name)
        return made


class PrintPanel(QWidget):
    """What is to come out. advice: of a letter; other sheets have no numbered copies."""

    changed = Signal()

    def __init__(self, printers: Printers, count: int, advice: Advice | None) -> None:
        super().__init__()
        self._printers, self._count, self._advice = printers, count, advice
        self._opened: QPrinter | None = None
        self.setFixedWidth(WIDTH)
        self.printer = _choice("打印机", ())
        self.more = button("属性…", self._properties, "small", name="打印机属性")
        self.pages = QLineEdit()
        self.pages.setPlaceholderText("全部，或 1,3-5")
        self.pages.setAccessibleName("页码")
        self.copies = _number("份数", 1, MOST_COPIES)
        self.sides = _choice("单面或双面", SIDE_WORDS)
        self.which = _choice("奇数页和偶数页", WHICH_WORDS)
        self.colour = QCheckBox("彩色（红头印成红色）" if advice is not None else "彩色")
        self.colour.setChecked(advice is not None and advice.preprinted == "no")
        self.numbered = QCheckBox("逐份编份号")
        self.first = _number("从几号起", 1, LAST_NUMBER)
        self.first.setPrefix("从 ")
        self.first.setSuffix(" 号起")
        self.said = label("", "sub", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self._lay_out()
        self.sides.currentIndexChanged.connect(self._sided)
        for signal in (self.pages.textChanged, self.copies.valueChanged, self.which.currentIndexChanged,
                       self.numbered.toggled, self.colour.toggled, self.first.valueChanged):  # fmt: skip
            signal.connect(lambda *_a: self._tell())
        if advice is not None:
            self.first.setValue(advice.number)
            self.numbered.setChecked(advice.numbered)
        self._tell()

    def _lay_out(self) -> None:
        chosen_printer = row(self.printer, self.more)
        chosen_printer.setStretch(0, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        for words, part in (("打印机", chosen_printer), ("页码", self.pages), ("份数", self.copies), ("单双面", self.sides),
                            ("奇偶页", self.which)):  # fmt: skip
            box.addLayout(column(label(words, "field"), part, spacing=3))
        box.addWidget(self.colour)
        for one in (self.numbered, self.first):
            one.setVisible(self._advice is not None)
            box.addWidget(one)
        box.addWidget(self.said)
        box.addWidget(self.problem)
        box.addStretch(1)

    # --- printers ----------------------------------------------------------------
    def find_printers(self) -> None:
        """Ask the system for its printers; done after the window is there, since it may take a moment."""
        self.show_printers(self._printers.names())

    def show_printers(self, names: list[str]) -> None:
        """Offer printers by name."""
        self.printer.clear()
        self.printer.addItems(names)
        self.printer.setEnabled(bool(names))
        self.more.setEnabled(bool(names))
        self._tell()

    @property
    def ready(self) -> bool:
        """Whether there is a printer and the order can be done."""
        return self.printer.count() > 0 and not self.problem.text()

    def open_printer(self) -> QPrinter:
        """The chosen printer, set to the sides and copies of the order."""
        made = self._device()
        made.setDuplex(DUPLEX[self.order().sides])
        made.setCopyCount(1)
        return made

    def _device(self) -> QPrinter:
        if self._opened is None or self._opened.printerName() != self.printer.currentText():
            self._opened = self._printers.open(self.printer.currentText())
        return self._opened

    def _properties(self) -> None:
        """The printer's own settings: tray, quality; pages and copies stay with this window."""
        device = self._device()
        dialog = QPrintDialog(device, self)
        for option in (QAbstractPrintDialog.PrintDialogOption.PrintPageRange,
                       QAbstractPrintDialog.PrintDialogOption.PrintCollateCopies,
                       QAbstractPrintDialog.PrintDialogOption.PrintToFile):  # fmt: skip
            dialog.setOption(option, on=False)
        if dialog.exec():
            self.printer.setCurrentText(device.printerName())

    # --- the order -----------------------------------------------------------------
    def order(self) -> PrintOrder:
        """What was chosen."""
        return PrintOrder(
            pages=self.pages.text().strip(), copies=self.copies.value(), which=WHICH_WORDS[self.which.currentIndex()][0],
            sides=SIDE_WORDS[self.sides.currentIndex()][0],
            first_number=self.first.value() if self._advice is not None and self.numbered.isChecked() else 0,
        )  # fmt: skip

    def set_count(self, count: int) -> None:
        """The sheet has another number of pages."""
        self._count = count
        self._tell()

    def print_both_sides(self) -> None:
        """Start with both sides, the long edge at the left."""
        self.sides.setCurrentIndex(1)

    def _sided(self) -> None:
        """A printer that prints both sides needs no odd and even pages."""
        both = self.sides.currentIndex() > 0
        if both:
            self.which.setCurrentIndex(0)
        self.which.setEnabled(not both)
        self._tell()

    def _tell(self) -> None:
        order = self.order()
        self.first.setEnabled(self.numbered.isChecked())
        problem, words = "", []
        try:
            pages = chosen(order, self._count)
        except AppError as error:
            problem = error.message + error.action
        else:
            sides = -(-len(pages) // 2) if order.sides != "one" else len(pages)
            words.append(f"A4，{'彩色' if self.colour.isChecked() else '黑白'}。每份 {len(pages)} 页，共用 {sides * order.copies} 张纸。")
        if order.numbers:
            first, last = order.numbers[0], order.numbers[-1]
            words.append(f"份号 {first}" + (f" 到 {last}" if first != last else "") + "，每份印自己的份号。")
        if order.which == "even":
            words.append("把打好正面的纸翻面放回纸盒再打；总页数是单数时，先取出最后一张。")
        if self._advice is not None:
            words += [PAPER_WORDS[self._advice.preprinted]] if self._advice.preprinted in PAPER_WORDS else []
            words += ["涉密公文应当逐份标注份号。"] if self._advice.numbered and not order.numbers else []
        if not self.printer.count():
            words.append("没有找到打印机；可以存为 PDF 再打印。")
        self.said.setText("\n".join(words))
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        if (self.pages.property("tone") or "") != ("bad" if problem else ""):
            restyle(self.pages, tone="bad" if problem else "")
        self.changed.emit()


def _choice(name: str, words: tuple[tuple[str, str], ...]) -> QComboBox:
    made = QComboBox()
    made.addItems([word for _code, word in words])
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(8)
    return made


def _number(name: str, least: int, most: int) -> QSpinBox:
    made = QSpinBox()
    made.setRange(least, most)
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made
