"""Charts on paper: the same drawing with the ink of the `paper` theme, black on white with patterns, as PDF."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QMarginsF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter

from app.ui.charts.base import Chart
from app.ui.theme import Tokens, read_tokens

DPI = 144
MARGIN_MM = 14
HEAD = 58
FOOT = 34
GAP = 12
NAME = 24
LEAST = 640
SMALLEST = 0.66


def chart_pdf(title: str, subtitle: str, foot: str, charts: Sequence[tuple[str, Chart]], *, wide: bool = True) -> bytes:
    """Charts under their headings on A4, as large as their width allows; tall ones go on over pages.

    foot: the lines that stand on every page (services.prints says who, when, and the ends of the logs).
    """
    first = _pdf(title, subtitle, foot, charts, wide, 0)[1]
    return _pdf(title, subtitle, foot, charts, wide, first)[0]


def _pdf(
    title: str, subtitle: str, foot: str, charts: Sequence[tuple[str, Chart]], wide: bool, count: int
) -> tuple[bytes, int]:
    """The bytes and how many pages; count: how many there will be, as the foot says."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setTitle(title)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageOrientation(QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait)
    writer.setPageMargins(QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM), QPageLayout.Unit.Millimeter)
    pages = _Paper(writer, title, subtitle, foot, count).write(charts)
    buffer.close()
    return bytes(buffer.data().data()), pages


class _Paper:
    def __init__(self, writer: QPdfWriter, title: str, subtitle: str, foot: str, count: int) -> None:
        self._writer, self._title, self._subtitle, self._foot, self._count = writer, title, subtitle, foot, count
        self._tokens: Tokens = read_tokens()["paper"]
        self._scale = DPI / 96
        self._width = int(writer.width() / self._scale)
        self._height = int(writer.height() / self._scale)
        self._page = 0
        self._y = 0
        self._painter = QPainter(writer)

    def write(self, charts: Sequence[tuple[str, Chart]]) -> int:
        """Draw everything; how many pages it took."""
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.scale(self._scale, self._scale)
        self._begin()
        for name, chart in charts:
            self._chart(name, chart)
        self._painter.end()
        return self._page

    def _text(self, rect: QRectF, text: str, size: int, align: Qt.AlignmentFlag, token: str = "ink") -> None:  # noqa: S107 - a colour's name
        font = QFont(self._painter.font())
        font.setPixelSize(size)
        self._painter.setFont(font)
        self._painter.setPen(self._tokens.color(token))
        self._painter.drawText(rect, int(align), text)

    def _begin(self) -> None:
        if self._page:
            self._writer.newPage()
        self._page += 1
        self._text(QRectF(0, 0, self._width, 26), self._title, 18, Qt.AlignmentFlag.AlignCenter)
        self._text(QRectF(0, 28, self._width, 20), self._subtitle, 11, Qt.AlignmentFlag.AlignCenter, "sub")
        bottom = self._height - FOOT + 6
        for line, text in enumerate(self._foot.splitlines()):
            self._text(QRectF(0, bottom + 13 * line, self._width - 120, 13), text, 9, Qt.AlignmentFlag.AlignLeft, "sub")
        where = f"第 {self._page} 页，共 {self._count} 页"
        self._text(QRectF(self._width - 110, bottom, 110, 13), where, 9, Qt.AlignmentFlag.AlignRight, "sub")
        self._y = HEAD

    def _chart(self, name: str, chart: Chart) -> None:
        laid = chart.width()
        width = max(self._width, LEAST)
        shrink = self._width / width
        items, tall = chart.lay_out(width)
        head = NAME if name else 0
        page = self._height - FOOT - HEAD - head
        if self._y > HEAD and tall * shrink > self._height - FOOT - self._y - head:
            self._begin()
        if page < tall * shrink <= page / SMALLEST:
            shrink = page / tall  # a little smaller, and on one page
        if name:
            self._text(QRectF(0, self._y, self._width, 20), name, 13, Qt.AlignmentFlag.AlignLeft)
            self._y += NAME
        chart.items, kept = items, chart.items
        turns = chart.breaks()
        done = 0
        while done < tall:
            room = int((self._height - FOOT - self._y) / shrink)
            end = tall if tall - done <= room else max((t for t in turns if done < t <= done + room), default=done + room)
            self._part(chart, QRect(0, done, width, end - done), shrink)
            self._y += int((end - done) * shrink) + GAP
            done = end
            if done < tall:
                self._begin()
        chart.items = kept
        chart.lay_out(laid)

    def _part(self, chart: Chart, part: QRect, shrink: float) -> None:
        """What of a chart comes on this page, in the middle of it."""
        painter = self._painter
        painter.save()
        painter.translate((self._width - part.width() * shrink) / 2, self._y)
        painter.scale(shrink, shrink)
        painter.setClipRect(QRect(0, 0, part.width(), part.height()))
        painter.translate(0, -part.top())
        chart.draw(painter, self._tokens, part.width(), part)
        painter.restore()
