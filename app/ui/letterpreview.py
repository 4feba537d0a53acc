"""The printed page beside a letter: whole or page width, page keys, what the layout notes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.documents.fit import Fit, Spot
from app.domain.errors import AppError
from app.services.letters import Preview
from app.ui.desk import Desk
from app.ui.parts import Card, Elided, button, label, restyle, row, tag
from app.ui.printpreview import Sheets

FONT_NOTE = "PDF 里"  # how a sentence about fonts that stand in begins (documents.glyph_check)
NO_NUMBER = "还没有发文字号。"  # the register gives it after signing: nothing for the clerk to mend
LINES = {"letter": "信函格式", "order": "命令格式", "minutes": "纪要格式", "plain": "普通格式"}
NOTES = 3
FEW = 5  # lines that a clerk would rather leave out than begin a page for
HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


class LetterPreview(Card):
    """The page as it will be printed; the paragraph that is written is marked, a click goes to another one."""

    wanted = Signal(int)  # number of a paragraph of the text that was clicked

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__("版面预览")
        self.health = tag("正在排版", "muted")
        self.head.addWidget(self.health)
        self._sheets = Sheets(desk)
        self.sheet = self._sheets.sheet
        self.sheet.setAccessibleName("版面预览")
        self.body.addWidget(self._sheets, 1)
        self._note = label("", "problem", wrap=True)
        self._note.hide()
        self.body.addWidget(self._note)
        self._back = button("上一页", lambda: self.turn(-1), "small")
        self._on = button("下一页", lambda: self.turn(1), "small")
        self.wide = button("页宽", self.toggle_wide, "small")
        self.wide.setToolTip("整页和页宽之间切换：Alt+0；翻页：Alt 加上翻页键、下翻页键")
        self.fit = Elided("", "sub")
        foot = row(self._back, self._on, self.fit, self.wide)
        foot.setStretch(2, 1)
        self.body.addLayout(foot)
        self._spots: tuple[Spot, ...] = ()
        self._paragraph = -1
        self.sheet.pressed.connect(self._pressed)
        for keys, act in (
            ("Alt+PgDown", lambda: self.turn(1)), ("Alt+PgUp", lambda: self.turn(-1)), ("Alt+0", self.toggle_wide),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), page, act, context=HERE)

    def turn(self, step: int) -> None:
        """Another page."""
        self._sheets.turn(step)
        at, count = self.sheet.page + 1, self.sheet.count
        self.title.setText(f"版面预览  第 {at} 页，共 {count} 页" if count else "版面预览")
        self._back.setEnabled(at > 1)
        self._on.setEnabled(at < count)

    def toggle_wide(self) -> None:
        """The whole page, or as wide as there is room."""
        self._sheets.set_fit_width(not self._sheets.fit_width)
        self.wide.setText("整页" if self._sheets.fit_width else "页宽")

    def show_preview(self, made: Preview, *, writing: bool = True) -> None:
        """Show the pages; while the letter may still be changed also what the layout noted and how full the page is."""
        self._sheets.show_pdf(made.pdf)
        self._spots = made.fit.spots
        self.turn(0)
        self.fit.set_text(fit_words(made.fit) if writing else length_words(made.fit))
        self.follow(self._paragraph if writing else -1)
        fonts = [w for w in made.warnings if w.startswith(FONT_NOTE)]
        others = list(dict.fromkeys(w for w in made.warnings if w not in (*fonts, NO_NUMBER))) if writing else []
        self.health.setText(
            f"{LINES.get(made.format, made.grid)} · {f'{len(others)} 处提示' if others else '版式无问题'}"
        )
        self.health.setToolTip("\n".join(fonts))
        restyle(self.health, tone="warn" if others else "good")
        self._say(others[:NOTES], "warn")

    def follow(self, paragraph: int) -> None:
        """Mark a paragraph and show the page it stands on (-1: none)."""
        self._paragraph = paragraph
        here = tuple((s.page, s.top, s.bottom) for s in self._spots if s.paragraph == paragraph)
        self.sheet.mark(here)
        if here and all(page != self.sheet.page for page, _top, _bottom in here):
            self.turn(here[0][0] - self.sheet.page)

    def _pressed(self, page: int, at: float) -> None:
        """Go to the paragraph under the pointer, or the nearest on the page."""
        here = [s for s in self._spots if s.page == page]
        if here:
            nearest = min(here, key=lambda s: max(s.top - at, at - s.bottom, 0.0))
            self.wanted.emit(nearest.paragraph)

    def refused(self, error: AppError) -> bool:
        """The letter cannot be laid out yet: the last page stays, with the reason below."""
        self.health.setText("还不能排版")
        restyle(self.health, tone="warn")
        self._say([error.message + error.action], "bad")
        return True

    def _say(self, lines: list[str], tone: str) -> None:
        restyle(self._note, tone=tone)
        self._note.setText("\n".join(lines))
        self._note.setVisible(bool(lines))


def length_words(fit: Fit) -> str:
    """How long the letter is."""
    return f"{fit.signs} 字 · " + (f"正文 {fit.pages} 页，附件 {fit.annex_pages} 页" if fit.annex_pages else f"{fit.pages} 页")


def fit_words(fit: Fit) -> str:
    """How long the letter is, and what a line more or less would change."""
    words = length_words(fit)
    if 0 < fit.over <= FEW:
        return f"{words} · 减 {fit.over} 行可少一页"
    if not fit.free_lines:
        return f"{words} · {'正文' if fit.annex_pages else ''}末页已排满"
    return f"{words} · 差 {fit.free_lines} 行满{'一' if fit.pages == 1 else '末'}页"
