"""The cell that says a state: a rounded ground in its tone with the longest word that has room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.ui.charts.base import mix
from app.ui.theme import Tokens

BRIEF = {"met": "有", "manual_met": "有", "due": "未", "overdue": "逾", "violated": "不符", "partial": "部",
         "exempt": "—", "undetermined": "？", "unconfigured": "配", "manual_pending": "待", "manual_unmet": "未"}  # fmt: skip
EDGE = 0.1
ROOMY = 60


def paint_cell(
    painter: QPainter, tokens: Tokens, rect: QRectF, tone: str, texts: Sequence[str], *, chosen: bool = False
) -> None:
    """A cell in a tone with the first of the texts that has room, else the last; without a tone only the text."""
    if tone:
        plain = tokens.soft(tone) == tokens.color("card")  # high contrast: the edge must show the cell
        edge = tokens.strong(tone) if plain else mix(tokens.soft(tone), tokens.strong(tone), EDGE)
        painter.setPen(QPen(tokens.strong(tone), 3 if plain else 2) if chosen else QPen(edge, 1))
        painter.setBrush(tokens.soft(tone))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 5, 5)
    painter.setPen(tokens.strong(tone) if tone else tokens.color("faint"))
    room = rect.width() - (12 if rect.width() > ROOMY else 4)
    metrics = painter.fontMetrics()
    text = next((t for t in texts if metrics.horizontalAdvance(t) <= room), texts[-1] if texts else "")
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)
