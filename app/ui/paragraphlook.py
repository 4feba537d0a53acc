"""How paragraphs look while they are written: faces of the levels, numbers, tables drawn small, marks.

The numbers are painted and never typed, so they are right after every move and no part of undo.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QPainter,
    QPyTextObject,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
)

from app.catalog.lettertables import long_table
from app.catalog.places import resources_dir
from app.ui.charts.base import Inked
from app.ui.lettertext import numbers
from app.ui.paragraphs import TABLE, level_of

SHIPPED_KAI = "LXGWWenKai-Regular.ttf"
KAI = ("楷体_GB2312", "KaiTi_GB2312", "KaiTi", "楷体")
ROW_HEIGHT = 22.0
MOST_ROWS = 8
_BLANK = re.compile("【[^【】]{1,40}】")
_FIRST = re.compile(r"[^。]*。(?=.)")


@lru_cache(maxsize=1)
def kai_family() -> str:
    """The face of the second level: the computer's own, else the shipped one."""
    have = set(QFontDatabase.families())
    found = next((name for name in KAI if name in have), "")
    if found:
        return found
    number = QFontDatabase.addApplicationFont(str(resources_dir() / "fonts" / SHIPPED_KAI))
    families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return families[0] if families else ""


def level_font(base: QFont, level: int) -> QFont:
    """The face of a heading: 黑体 stands out by weight, 楷体 by its shapes."""
    made = QFont(base)
    if level == 1:
        made.setWeight(QFont.Weight.Bold)
    if level == 2 and kai_family():
        made.setFamilies([kai_family(), base.family()])
    return made


class LevelFaces(QSyntaxHighlighter):
    """Gives headings their face, and places to fill in their colour; no part of what is stored."""

    def __init__(self, inked: Inked, parent: QObject) -> None:
        super().__init__(parent)
        self._inked = inked

    def highlightBlock(self, text: str) -> None:
        """Only the first sentence of a paragraph is its heading, as on paper."""
        level = level_of(self.currentBlock())
        if level in (1, 2):
            first = _FIRST.match(text)
            faced = QTextCharFormat()
            font = level_font(self.document().defaultFont(), level)
            faced.setFontFamilies(font.families())
            faced.setFontWeight(font.weight())
            self.setFormat(0, first.end() if first else len(text), faced)
        for found in _BLANK.finditer(text):
            marked = self.format(found.start())
            marked.setForeground(self._inked.tokens.color("warn"))
            marked.setBackground(self._inked.tokens.color("warn_soft"))
            self.setFormat(found.start(), found.end() - found.start(), marked)


class Numbers:
    """The numbers of all paragraphs of a document, counted anew only when paragraphs or levels have changed."""

    def __init__(self) -> None:
        self._known: list[str] = []
        self._stale = True

    def watch(self, document: QTextDocument) -> None:
        """Hear of changes. The document is not kept: Qt owns it, and a wrapper kept in Python can outlive it."""
        document.blockCountChanged.connect(lambda _n: self.forget())
        document.contentsChange.connect(self._changed)

    def _changed(self, _at: int, removed: int, added: int) -> None:
        if removed and added:  # a format; plain typing only adds or only removes
            self._stale = True

    def forget(self) -> None:
        """Count again before the next number is asked for."""
        self._stale = True

    def of(self, document: QTextDocument, block: int) -> str:
        """The number before a paragraph."""
        if self._stale:
            levels, at = [], document.begin()
            while at.isValid():
                levels.append(level_of(at))
                at = at.next()
            self._known, self._stale = numbers(levels), False
        return self._known[block] if block < len(self._known) else ""


class TableSketch(QPyTextObject):
    """A table among paragraphs, drawn small: its first rows with their text."""

    def __init__(self, inked: Inked, parent: QObject) -> None:
        super().__init__(parent)
        self._inked = inked

    def intrinsicSize(self, doc: QTextDocument, posInDocument: int, format: QTextFormat) -> QSizeF:  # noqa: A002, N803
        """As wide as the text; a line for each row that is shown and one for what the table is."""
        rows = len(self._table(format)["rows"])
        wide = max(doc.textWidth() - 2 * doc.documentMargin() - 6, 80.0)
        return QSizeF(wide, ROW_HEIGHT * (min(rows, MOST_ROWS) + 1 + bool(head_texts(self._table(format)))) + 8)

    def drawObject(self, painter: QPainter, rect: QRectF | QRect, doc: QTextDocument, posInDocument: int, format: QTextFormat) -> None:  # noqa: A002, N803
        """Caption, head row, first rows."""
        tokens, table = self._inked.tokens, self._table(format)
        painter.save()
        painter.setFont(doc.defaultFont())
        inside = QRectF(rect).adjusted(0.5, 3.5, -0.5, -3.5)
        heads = head_texts(table)
        lines = [(True, heads)] if heads else []
        lines += [(False, cell_texts(row)) for row in table["rows"][:MOST_ROWS]]
        y = inside.top()
        for head, cells in lines:
            self._draw_row(painter, QRectF(inside.left(), y, inside.width(), ROW_HEIGHT), cells, shares(table), head=head)
            y += ROW_HEIGHT
        painter.setPen(tokens.color("sub"))
        words = sketch_words(table)
        painter.drawText(QRectF(inside.left(), y, inside.width(), ROW_HEIGHT), Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    def _table(self, format: QTextFormat) -> dict[str, Any]:  # noqa: A002
        return long_table(json.loads(str(format.property(TABLE))))

    def _draw_row(self, painter: QPainter, room: QRectF, cells: list[str], widths: list[float], *, head: bool) -> None:
        tokens, x = self._inked.tokens, room.left()
        metrics = QFontMetricsF(painter.font())
        for number, share in enumerate(widths):
            cell = QRectF(x, room.top(), room.width() * share, room.height())
            if head:
                painter.fillRect(cell, tokens.color("muted_soft"))
            painter.setPen(tokens.color("field_line"))
            painter.drawRect(cell)
            text = cells[number].replace("\n", " ") if number < len(cells) else ""
            painter.setPen(tokens.color("ink"))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, cell.width() - 8)
            painter.drawText(cell.adjusted(4, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, shown)
            x += cell.width()


def head_texts(table: Mapping[str, Any]) -> list[str]:
    """The labels of the columns of a long table, when there are any."""
    labels = [str(c.get("label") or "") for c in table["columns"]]
    return labels if any(labels) else []


def shares(table: Mapping[str, Any]) -> list[float]:
    """The part of the width that each column of a long table takes."""
    found = [float(c.get("share") or 1) for c in table["columns"]]
    return [one / (sum(found) or 1) for one in found]


def cell_texts(row: Mapping[str, Any]) -> list[str]:
    """The texts of a row of a long table, one a column; a cell over several columns is followed by empty ones."""
    found: list[str] = []
    for cell in row["cells"]:
        found += [cell["text"], *[""] * (int(cell.get("span") or 1) - 1)]
    return found


def sketch_words(table: Mapping[str, Any]) -> str:
    """What a long table is, in words."""
    count = len(table["rows"])
    more = "，只显示前几行" if count > MOST_ROWS else ""
    turned = "，横排单独成页" if table.get("landscape") else ""
    title = f"{table['title']}：" if table.get("title") else "表格："
    return f"{title}{count} 行 {len(shares(table))} 列{turned}{more}（按回车编辑）"


def draw_number(painter: QPainter, text: str, right: float, baseline: float, font: QFont, color: QColor) -> None:
    """A number that ends where its text begins."""
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(QPointF(right - QFontMetricsF(font).horizontalAdvance(text), baseline), text)
