"""One chapter of the manual on a page: headings, paragraphs, pictures; only what lies in the program's folder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QTextBrowser

from app.ui.manual import Chapter, manual_dir
from app.ui.theme import Tokens

SIZES = {0: 14, 1: 20, 2: 16, 3: 15}
LINE = 145
WIDEST = 760
MARGIN = 28


class ManualView(QTextBrowser):
    """Shows a chapter; a link to another chapter is told, no link ever leaves the program."""

    followed = Signal(str)

    def __init__(self, tokens: Tokens, folder: Path | None = None) -> None:
        super().__init__()
        self._tokens = tokens
        self._folder = folder or manual_dir()
        self._chapter: Chapter | None = None
        self._wanted = ""
        self.setAccessibleName("帮助内容")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("role", "manual")
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.anchorClicked.connect(self._follow)

    def show_chapter(self, chapter: Chapter, wanted: str = "", heading: str = "") -> None:
        """Show a chapter from its top, or at a heading; mark a word that was searched."""
        self._chapter, self._wanted = chapter, wanted
        self._render()
        if heading and heading != chapter.title:
            self._go_to(heading)
        else:
            self.verticalScrollBar().setValue(0)

    def rethemed(self) -> None:
        """Other colours: write the chapter again at the same place."""
        place = self.verticalScrollBar().value()
        self._render()
        self.verticalScrollBar().setValue(place)

    def _render(self) -> None:
        if self._chapter is None:
            return
        document = self.document()
        document.setDocumentMargin(MARGIN)
        self.setMarkdown(self._present(self._chapter.text))
        self._dress(document)
        self._mark(document)

    def _present(self, text: str) -> str:
        """Without the pictures that are not there."""

        def keep(found: re.Match[str]) -> str:
            return found.group(0) if (self._folder / found.group(1)).is_file() else ""

        return re.sub(r"!\[[^\]]*\]\(([^)]+)\)", keep, text)

    def _dress(self, document: QTextDocument) -> None:
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        block = document.begin()
        while block.isValid():
            self._dress_block(cursor, block)
            block = block.next()
        cursor.endEditBlock()

    def _dress_block(self, cursor: QTextCursor, block: QTextBlock) -> None:
        level = block.blockFormat().headingLevel()
        shape = QTextBlockFormat()
        inside_table = QTextCursor(block).currentTable() is not None
        if not inside_table:
            shape.setLineHeight(LINE, int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value))
            shape.setTopMargin({0: 0, 1: 0, 2: 18, 3: 12}.get(level, 0))
            shape.setBottomMargin(6 if level else 2 if block.textList() is not None else 8)
        cursor.setPosition(block.position())
        cursor.mergeBlockFormat(shape)
        pieces = []  # first all, then change them: giving a format joins pieces and spoils the iterator
        at = block.begin()
        while not at.atEnd():
            piece = at.fragment()
            pieces.append((piece.position(), piece.length(), piece.charFormat()))
            at += 1
        last = block.document().characterCount() - 1
        for position, length, shown in pieces:
            shown.setProperty(QTextCharFormat.Property.FontPixelSize, SIZES.get(level, 15))
            shown.clearProperty(QTextCharFormat.Property.FontSizeAdjustment)
            shown.setForeground(self._color("info" if shown.isAnchor() else "ink"))
            if shown.fontFixedPitch():
                shown.setFontFixedPitch(False)
                shown.setFontFamilies(self.font().families())
                shown.setBackground(self._color("muted_soft"))
            cursor.setPosition(position)
            cursor.setPosition(min(position + length, last), QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(shown)

    def _color(self, name: str) -> QColor:
        return self._tokens.color(name)

    def _mark(self, document: QTextDocument) -> None:
        marks = []
        cursor = document.find(self._wanted) if self._wanted else QTextCursor()
        while not cursor.isNull():
            mark = QTextBrowser.ExtraSelection()
            mark.cursor = cursor  # type: ignore[attr-defined]
            mark.format.setBackground(self._color("warn_soft"))  # type: ignore[attr-defined]
            mark.format.setForeground(self._color("warn"))  # type: ignore[attr-defined]
            marks.append(mark)
            cursor = document.find(self._wanted, cursor)
        self.setExtraSelections(marks)

    def _go_to(self, heading: str) -> None:
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and block.text().strip() == heading:
                top = self.document().documentLayout().blockBoundingRect(block).top()
                self.verticalScrollBar().setValue(int(top) - 8)
                return
            block = block.next()

    def _follow(self, url: QUrl) -> None:
        name = url.toString()
        if name.endswith(".md") and "/" not in name:
            self.followed.emit(name.removesuffix(".md"))

    def loadResource(self, kind: int, url: QUrl | str) -> Any:
        """Pictures of the manual, as wide as the page allows; nothing else."""
        path = (self._folder / QUrl(url).path()).resolve()
        if kind != int(QTextDocument.ResourceType.ImageResource.value) or not path.is_relative_to(self._folder.resolve()):
            return None
        image = QImage(str(path))
        if image.isNull():
            return None
        ratio = self.devicePixelRatioF()
        room = int(min(self.viewport().width() - 2 * MARGIN, WIDEST) * ratio)
        if image.width() > room > 0:
            image = image.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
        image.setDevicePixelRatio(ratio)
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and self._chapter is not None:
            self.rethemed()
