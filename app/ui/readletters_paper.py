"""The original of an old letter as it looks: alignment, size, red, tables; where each element was found is marked beside it.

It shows what was read, not the file; nothing is decided here.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from app.documents.readback_model import OldLetter, OldLine
from app.services.letter_readback_rows import FIELDS
from app.ui.theme import Tokens

ALIGNS = {"center": Qt.AlignmentFlag.AlignHCenter, "right": Qt.AlignmentFlag.AlignRight}
SMALLEST, LARGEST = 9.0, 15.0  # points on the screen: a page of 3 号 text must fit beside the fields
OF_PAPER = 0.62


class OldPaper(QTextEdit):
    """A page in the colours of the theme; read only."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self.setReadOnly(True)
        self.setAccessibleName("原件的样子")
        self.setTabChangesFocus(True)
        self._places: dict[str, int] = {}

    def show_letter(self, letter: OldLetter | None) -> None:
        """Show a letter, or nothing."""
        self.clear()
        self._places = {}
        if letter is None:
            return
        found = _elements(letter)
        cursor = QTextCursor(self.document())
        for n, line in enumerate(letter.page):
            names = [name for name, where in found.items() if where == line.where and name not in self._places]
            if names and not line.table:
                self._places |= dict.fromkeys(names, n)
            if n:
                cursor.insertBlock()
            cursor.setBlockFormat(_block(line))
            cursor.insertText(line.text, _characters(line, self._tokens, found=bool(names)))
            if names:
                cursor.insertText(f"  ← {'、'.join(FIELDS[name] for name in names)}", _mark(self._tokens))
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def bring(self, name: str) -> None:
        """Scroll to where an element was found."""
        at = self._places.get(name)
        if at is not None:
            self.setTextCursor(QTextCursor(self.document().findBlockByNumber(at)))
            self.ensureCursorVisible()


def _elements(letter: OldLetter) -> dict[str, str]:
    """Of each element that stands in the letter the place it was taken from."""
    found = {name: one.where for name in FIELDS if (one := getattr(letter, name)) is not None}
    return {name: where.removeprefix("版记（").removesuffix("）") if where.startswith("版记（") else where for name, where in found.items()}


def _block(line: OldLine) -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setAlignment(ALIGNS.get(line.align, Qt.AlignmentFlag.AlignLeft))
    made.setTextIndent(20 if line.indent and line.align not in ALIGNS and not line.text.startswith("\u3000") else 0)
    made.setBottomMargin(3)
    return made


def _characters(line: OldLine, tokens: Tokens, *, found: bool) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFontPointSize(min(LARGEST, max(SMALLEST, line.size * OF_PAPER)))
    if line.red:
        made.setForeground(tokens.color("bad"))
    if found:
        made.setBackground(tokens.soft("warn"))
    return made


def _mark(tokens: Tokens) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFontPointSize(SMALLEST - 1)
    made.setForeground(tokens.color("warn"))
    return made
