"""A timeline: days down the left, a line with marks, links as arcs, words at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPen

from app.services.timeline import Event
from app.ui.charts.base import Chart, Inked, Item
from app.ui.theme import Tokens

ROW = 46
YEAR = 30
DAY = 58
ARCS = 64
MARK = 6.0
TAG = 92
WORDS = {"record": "记录", "step": "办理", "due": "期限", "post": "任职"}


class Track(Chart):
    """Lines of a timeline; the key of an item is the event's key. arcs: room for links at the left."""

    def __init__(self, inked: Inked, name: str, *, arcs: bool = False) -> None:
        super().__init__(inked, name)
        self._arcs = ARCS if arcs else 0
        self._events: tuple[Event, ...] = ()
        self._tops: list[int] = []
        self._today = ""

    def set_events(self, events: Sequence[Event], today: str) -> None:
        """Show other lines, in the order given."""
        self._events, self._today = tuple(events), today
        self.shown()

    @property
    def event_count(self) -> int:
        """How many lines."""
        return len(self._events)

    def event_of(self, key: object) -> Event | None:
        """The event of a key."""
        return next((e for e in self._events if e.key == key), None)

    def summary(self) -> str:
        if not self._events:
            return "没有内容"
        return f"共 {len(self._events)} 项：" + "；".join(e.words() for e in self._events[:40])

    def lay_out(self, width: int) -> tuple[list[Item], int]:
        self._tops, y, year = [], 0, None
        for event in self._events:
            if event.day[:4] != year:
                year, y = event.day[:4], y + YEAR
            self._tops.append(y)
            y += ROW
        left = self._arcs + DAY
        items = [
            Item(QRectF(left, top + 1, width - left - 2, ROW - 2), self._words(e), e.key)
            for e, top in zip(self._events, self._tops, strict=True)
        ]
        return items, max(y, ROW) + 6

    def _words(self, event: Event) -> str:
        names = {e.key: e.title for e in self._events}
        links = "；".join(f"{word}：{names[key]}" for key, word in event.after if word and key in names)
        return "，".join(t for t in (WORDS.get(event.what, ""), event.words(), links) if t)

    def breaks(self) -> list[int]:
        years = [e.day[:4] for e in self._events]
        fresh = [n == 0 or years[n] != years[n - 1] for n in range(len(years))]
        return [top - YEAR if first else top for top, first in zip(self._tops, fresh, strict=True)]

    # --- paint -----------------------------------------------------------------
    def draw(self, painter: QPainter, tokens: Tokens, width: int, seen: QRect) -> None:
        if not self._events:
            return
        axis = self._arcs + DAY + 12.0
        painter.setPen(QPen(tokens.color("line"), 2))
        painter.drawLine(QPointF(axis, self._tops[0] - 4), QPointF(axis, self._tops[-1] + ROW - 4))
        year = None
        for event, top in zip(self._events, self._tops, strict=True):
            if event.day[:4] != year:
                year = event.day[:4]
                self._year(painter, tokens, year, top - YEAR)
            if top <= seen.bottom() and top + ROW >= seen.top():
                self._event(painter, tokens, event, top, axis, width)
        if self._arcs:
            self._links(painter, tokens, axis)

    def _year(self, painter: QPainter, tokens: Tokens, year: str, top: int) -> None:
        font = QFont(self.font())
        font.setPixelSize(14)
        painter.setFont(font)
        painter.setPen(tokens.color("sub"))
        text = f"{year} 年" if year else "没有日期"
        painter.drawText(QRectF(self._arcs, top, DAY + 40, YEAR - 4), Qt.AlignmentFlag.AlignVCenter, text)

    def _event(self, painter: QPainter, tokens: Tokens, event: Event, top: int, axis: float, width: int) -> None:
        side = int(Qt.AlignmentFlag.AlignVCenter)
        tone = event.tone if event.what in ("due", "record") else "muted"
        body = QRectF(axis + 16, top + 2, width - axis - 20, ROW - 4)
        if event.here:
            painter.setPen(QPen(tokens.color("primary"), 1))
            painter.setBrush(tokens.color("info_soft"))
            painter.drawRoundedRect(body.adjusted(-4, 0, 0, 0), 5, 5)
        painter.setFont(self.font())
        painter.setPen(tokens.color("ink" if event.day <= self._today else "sub"))
        painter.drawText(QRectF(self._arcs, top, DAY - 4, ROW - 6), side | int(Qt.AlignmentFlag.AlignRight), event.day[5:])
        self._mark(painter, tokens, event, QPointF(axis, top + ROW / 2 - 3), tone)
        tagged = bool(event.state_label)
        room = int(body.width()) - (TAG + 14 if tagged else 8)
        metrics = painter.fontMetrics()
        painter.setPen(tokens.color("ink" if event.what != "step" else "sub"))
        title = metrics.elidedText(event.title, Qt.TextElideMode.ElideRight, room)
        second = event.sub or WORDS.get(event.what, "")
        painter.drawText(QRectF(body.x() + 4, top + 4, room, 20), side, title)
        painter.setFont(self.small())
        painter.setPen(tokens.color("sub"))
        shown = painter.fontMetrics().elidedText(second, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(body.x() + 4, top + 23, room, 16), side, shown)
        if tagged:
            self._tag(painter, tokens, event.state_label, tone, QRectF(body.right() - TAG - 4, top + 11, TAG, 22))

    @staticmethod
    def _tag(painter: QPainter, tokens: Tokens, text: str, tone: str, rect: QRectF) -> None:
        metrics = painter.fontMetrics()
        wide = min(rect.width(), metrics.horizontalAdvance(text) + 20)
        rect.setLeft(rect.right() - wide)
        painter.setPen(QPen(tokens.strong(tone), 1))
        painter.setBrush(tokens.soft(tone))
        painter.drawRoundedRect(rect, 11, 11)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(wide) - 12)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), shown)

    @staticmethod
    def _mark(painter: QPainter, tokens: Tokens, event: Event, at: QPointF, tone: str) -> None:
        """A shape of its own for each kind: ● record, ◆ deadline, ■ post, ○ step."""
        painter.setPen(QPen(tokens.strong(tone), 2))
        painter.setBrush(tokens.color("card") if event.what == "step" else tokens.strong(tone))
        if event.what == "due":
            path = QPainterPath(QPointF(at.x(), at.y() - MARK - 1))
            for x, y in ((MARK + 1, 0.0), (0.0, MARK + 1), (-MARK - 1, 0.0)):
                path.lineTo(at.x() + x, at.y() + y)
            path.closeSubpath()
            painter.drawPath(path)
        elif event.what == "post":
            painter.drawRect(QRectF(at.x() - MARK + 1, at.y() - MARK + 1, 2 * MARK - 2, 2 * MARK - 2))
        else:
            size = MARK if event.what == "record" else MARK - 2
            painter.drawEllipse(at, size, size)

    def _links(self, painter: QPainter, tokens: Tokens, axis: float) -> None:
        """Arcs from a record to the one it follows from; lines of one record need none."""
        places = {e.key: top + ROW / 2 - 3 for e, top in zip(self._events, self._tops, strict=True)}
        chosen = self.items[self.current].key if 0 <= self.current < len(self.items) else None
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for event in self._events:
            for key, word in event.after:
                if not word or key not in places:
                    continue
                start, end = places[key], places[event.key]
                lit = chosen in (key, event.key)
                painter.setPen(QPen(tokens.color("primary" if lit else "field_line"), 2 if lit else 1.4))
                bend = min(14 + abs(end - start) / 6, self._arcs - 8.0)
                left = float(self._arcs) + 4
                path = QPainterPath(QPointF(left, start))
                path.cubicTo(QPointF(left - bend, start), QPointF(left - bend, end), QPointF(left, end))
                painter.drawPath(path)
                sign = 1 if end > start else -1
                painter.drawLine(QPointF(left, end), QPointF(left - 6, end - 4 * sign - 2))
                painter.drawLine(QPointF(left, end), QPointF(left - 6, end + 3))


class Spans(Chart):
    """Posts as bars over years: one row a post, its dates in words."""

    HIGH = 40

    def __init__(self, inked: Inked, name: str) -> None:
        super().__init__(inked, name)
        self._spans: tuple[tuple[str, str, str, str, object], ...] = ()
        self._today = ""

    def set_spans(self, spans: Sequence[tuple[str, str, str, str, object]], today: str) -> None:
        """Show spans: (title, words below, first day, last day or empty, key)."""
        self._spans, self._today = tuple(spans), today
        self.shown()

    def lay_out(self, width: int) -> tuple[list[Item], int]:
        items = [
            Item(QRectF(0, n * self.HIGH, width, self.HIGH - 2), f"{t}，{s}，{a} 至 {b or '今'}", k)
            for n, (t, s, a, b, k) in enumerate(self._spans)
        ]
        return items, max(len(self._spans), 1) * self.HIGH

    def draw(self, painter: QPainter, tokens: Tokens, width: int, seen: QRect) -> None:
        if not self._spans:
            return
        first = min(a for _t, _s, a, _b, _k in self._spans)
        last = max([self._today, *(b for _t, _s, _a, b, _k in self._spans if b)])
        for number, (title, sub, begin, end, _key) in enumerate(self._spans):
            y = number * self.HIGH
            share = [_years(first, d) / max(_years(first, last), 0.1) for d in (begin, end or last)]
            rect = QRectF(2 + (width - 4) * share[0], y + 31, max((width - 4) * (share[1] - share[0]), 4), 5)
            painter.setFont(self.font())
            painter.setPen(tokens.color("ink"))
            metrics = painter.fontMetrics()
            dates = f"{begin} 至 {end or '今'}"
            wide = metrics.horizontalAdvance(dates)
            text = metrics.elidedText(f"{title} · {sub}" if sub else title, Qt.TextElideMode.ElideRight, width - wide - 18)
            painter.drawText(QRectF(2, y + 4, width - wide - 14, 24), int(Qt.AlignmentFlag.AlignVCenter), text)
            painter.setPen(tokens.color("sub"))
            painter.drawText(QRectF(width - wide - 4, y + 4, wide + 2, 24), int(Qt.AlignmentFlag.AlignVCenter), dates)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.color("line"))
            painter.drawRoundedRect(QRectF(2, y + 32, width - 4, 3), 1.5, 1.5)
            painter.setBrush(tokens.color("primary" if not end else "muted"))
            painter.drawRoundedRect(rect, 2.5, 2.5)


def _years(first: str, last: str) -> float:
    """Years between two ISO days, near enough to draw."""
    return (int(last[:4]) - int(first[:4])) + (int(last[5:7]) - int(first[5:7])) / 12 + (int(last[8:]) - int(first[8:])) / 365
