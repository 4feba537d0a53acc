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


def chart_pdf(title: str, subtitle: str, foot: str, charts: Sequence[tuple[str, Chart]], *, wide: bool = True) -> bytes:
    """Charts under their headings on A4, as large as their width allows; tall ones go on over pages.

    foot: the lines that stand on every page (services.prints says who, when, and the ends of the logs).
    """
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setTitle(title)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageOrientation(QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait)
    writer.setPageMargins(QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM), QPageLayout.Unit.Millimeter)
    _Paper(writer, title, subtitle, foot).write(charts)
    buffer.close()
    return bytes(buffer.data().data())


class _Paper:
    def __init__(self, writer: QPdfWriter, title: str, subtitle: str, foot: str) -> None:
        self._writer, self._title, self._subtitle, self._foot = writer, title, subtitle, foot
        self._tokens: Tokens = read_tokens()["paper"]
        self._scale = DPI / 96
        self._width = int(writer.width() / self._scale)
        self._height = int(writer.height() / self._scale)
        self._page = 0
        self._y = 0
        self._painter = QPainter(writer)

    def write(self, charts: Sequence[tuple[str, Chart]]) -> None:
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.scale(self._scale, self._scale)
        self._begin()
        for name, chart in charts:
            self._chart(name, chart)
        self._painter.end()

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
            self._text(QRectF(0, bottom + 13 * line, self._width - 80, 13), text, 9, Qt.AlignmentFlag.AlignLeft, "sub")
        self._text(QRectF(self._width - 80, bottom, 80, 13), f"第 {self._page} 页", 9, Qt.AlignmentFlag.AlignRight, "sub")
        self._y = HEAD

    def _chart(self, name: str, chart: Chart) -> None:
        laid = chart.width()
        width = max(self._width, 640)
        shrink = self._width / width
        _items, tall = chart.lay_out(width)
        room = int((self._height - FOOT - self._y) / shrink) - (24 if name else 0)
        if self._y > HEAD and tall > room:
            self._begin()
        if name:
            self._text(QRectF(0, self._y, self._width, 20), name, 13, Qt.AlignmentFlag.AlignLeft)
            self._y += 24
        done = 0
        while done < tall:
            room = int((self._height - FOOT - self._y) / shrink)
            part = tall - done if tall - done <= room else room - room % chart.page_step()
            self._painter.save()
            self._painter.translate(0, self._y)
            self._painter.scale(shrink, shrink)
            self._painter.setClipRect(QRect(0, 0, width, part))
            self._painter.translate(0, -done)
            chart.draw(self._painter, self._tokens, width, QRect(0, done, width, part))
            self._painter.restore()
            done += part
            self._y += int(part * shrink) + GAP
            if done < tall:
                self._begin()
        chart.lay_out(laid)
