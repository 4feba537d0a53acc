"""Charts: keys reach every item, everything is said in words, themes show at once, paper is black and white."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QHelpEvent, QImage, QPainter
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QToolTip

from app.services.calendar import Day, YearCalendar
from app.services.timeline import Event
from app.ui.charts.bars import Bar, Bars, Months
from app.ui.charts.base import Chart
from app.ui.charts.heat import HeatMap, HeatRow
from app.ui.charts.paper import chart_pdf
from app.ui.charts.rows import StateRow, StateRows
from app.ui.charts.track import Spans, Track
from app.ui.charts.yearview import Days, YearView
from app.ui.pdfview import PdfPages
from app.ui.theme import Tokens, read_tokens

BARS = (
    Bar("班子集体", ((11, "good", "有记录"), (1, "bad", "逾期"), (2, "bar_rest", "未到期")), key="collective"),
    Bar("纪检监督", ((6, "good", "有记录"), (0, "bad", "逾期"), (0, "bar_rest", "未到期")), key="supervision"),
)
EVENTS = (
    Event("a", "2026-03-02", "record", "第3次党组会议", "会议", "定稿", "good", record="a"),
    Event("b", "2026-04-02", "record", "整改台账", "台账", "办理中", "warn", record="b", after=(("a", "来源记录"),)),
    Event("b/due", "2026-12-02", "due", "整改时限", "", "未到期", "muted", record="b", after=(("b", ""),)),
)
ROWS = (StateRow("到期", head=True), StateRow("听取汇报", "第三季度", "逾期", "bad", "x"), StateRow("党课", "全年", "有记录", "good", "y"))
DAYS = {"2026-09-30": Day(due=3, late=1, kept=1, done=2), "2026-12-31": Day(due=2)}


@dataclass
class Ink:
    """Whoever holds the tokens."""

    tokens: Tokens


def made(ink: Ink) -> list[Chart]:
    """One of each kind, filled."""
    bars, months, heat = Bars(ink, "按责任主体", with_legend=True), Months(ink, "按月登记"), HeatMap(ink, "分布", unit="条")
    rows, track, spans, year = StateRows(ink, "明细"), Track(ink, "时间线", arcs=True), Spans(ink, "任职"), YearView(ink, "日历")
    bars.set_bars(BARS)
    months.set_numbers(range(12))
    heat.set_rows(["1 月", "2 月"], [HeatRow("会议", (5, 0), "m"), HeatRow("谈话", (None, 2), "t")])
    rows.set_rows(ROWS)
    track.set_events(EVENTS, "2026-11-20")
    spans.set_spans([("副局长", "某局", "2021-06-01", "", "p")], "2026-11-20")
    year.set_year(YearCalendar(2026, "2026-11-20", DAYS))
    charts: list[Chart] = [bars, months, heat, rows, track, spans, year]
    for chart in charts:
        chart.resize(720, max(chart.height(), 500))
    return charts


@pytest.fixture
def ink(tokens: Tokens) -> Ink:
    """The light theme."""
    return Ink(tokens)


@pytest.fixture
def charts(ink: Ink) -> Iterator[list[Chart]]:
    """One of each kind, on the screen."""
    found = made(ink)
    for chart in found:
        chart.show()
    yield found
    for chart in found:
        chart.close()
        chart.deleteLater()


def test_every_item_is_said_in_words_and_the_whole_too(charts: list[Chart]) -> None:
    for chart in charts:
        assert chart.items
        face = QAccessible.queryAccessibleInterface(chart)
        assert face.text(QAccessible.Text.Name) == chart.name
        assert len(face.text(QAccessible.Text.Description)) > 5
        for number, item in enumerate(chart.items):
            chart.choose(number)
            assert face.text(QAccessible.Text.Name) == f"{chart.name}：{item.words}"


def test_the_description_holds_every_number_of_the_bars(charts: list[Chart]) -> None:
    assert charts[0].accessibleDescription() == "班子集体：有记录 11，逾期 1，未到期 2；纪检监督：有记录 6，逾期 0，未到期 0"


def test_arrows_reach_every_item(charts: list[Chart]) -> None:
    for chart in charts:
        chart.choose(0)
        seen = {chart.current}
        for _ in range(len(chart.items) * 2):
            for key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
                before = chart.current
                QTest.keyClick(chart, key)
                seen.add(chart.current)
                if chart.current == before:
                    QTest.keyClick(chart, Qt.Key.Key_Left)
                    seen.add(chart.current)
        QTest.keyClick(chart, Qt.Key.Key_Home)
        assert chart.current == 0
        QTest.keyClick(chart, Qt.Key.Key_End)
        assert chart.current == max(n for n, i in enumerate(chart.items) if not isinstance(i.key, Days)), "weeks and months have keys of their own"
        if not isinstance(chart, HeatMap):
            continue
        assert seen == set(range(len(chart.items)))


def test_enter_and_a_click_open_what_is_chosen(charts: list[Chart]) -> None:
    for chart in charts:
        spy = QSignalSpy(chart.activated)
        chart.choose(1 if len(chart.items) > 1 else 0)
        QTest.keyClick(chart, Qt.Key.Key_Return)
        assert spy.count() == 1
        assert spy.at(0)[0] == chart.items[chart.current].key
        last = chart.items[-1]
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=last.rect.center().toPoint())
        assert spy.count() == 2
        assert spy.at(1)[0] == last.key


def test_the_chosen_item_stays_chosen_when_the_numbers_change(charts: list[Chart]) -> None:
    bars = charts[0]
    assert isinstance(bars, Bars)
    bars.choose_key("supervision")
    bars.set_bars(BARS[::-1])
    assert bars.items[bars.current].key == "supervision"
    bars.set_bars(BARS[:1])
    assert bars.current == -1


def test_a_tooltip_says_what_the_item_is(charts: list[Chart]) -> None:
    rows = charts[3]
    at = rows.items[0].rect.center().toPoint()
    rows.event(QHelpEvent(QHelpEvent.Type.ToolTip, at, rows.mapToGlobal(at)))
    assert "逾期，听取汇报" in QToolTip.text()
    QToolTip.hideText()


def picture(chart: Chart) -> QImage:
    """What the chart looks like now."""
    return chart.grab().toImage()


def test_a_change_of_theme_shows_at_the_next_paint(charts: list[Chart], ink: Ink) -> None:
    before = [picture(c) for c in charts]
    ink.tokens = read_tokens()["dark"]
    assert all(picture(c) != old for c, old in zip(charts, before, strict=True))


def test_focus_shows(charts: list[Chart], ink: Ink) -> None:
    for chart in charts:
        chart.choose(0)
        quiet = picture(chart)
        chart.setFocus(Qt.FocusReason.OtherFocusReason)
        chart.activateWindow()
        QTest.qWait(5)
        if chart.hasFocus():
            assert picture(chart) != quiet
            focus = ink.tokens.color("focus").rgb()
            image = picture(chart)
            rect = chart.items[0].rect.adjusted(-3, -3, 3, 3).toRect().intersected(image.rect())
            seen = {image.pixel(x, y) for x in range(rect.left(), rect.right() + 1, 1) for y in range(rect.top(), rect.bottom() + 1)}
            assert focus in seen


def ink_of(tone: str, tokens: Tokens) -> set[int]:
    """The grey values a part of a tone is painted with."""
    from app.ui.charts.base import fill

    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(QColor(Qt.GlobalColor.white))
    painter = QPainter(image)
    fill(painter, QRect(4, 4, 32, 32).toRectF(), tokens, tone)
    painter.end()
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return {grey.pixelColor(x, y).red() // 16 for x in range(8, 32) for y in range(8, 32)}


def test_tones_differ_by_pattern_when_colours_are_gone() -> None:
    paper = read_tokens()["paper"]
    assert len(ink_of("good", paper)) == 1
    assert len(ink_of("bad", paper)) > 1
    assert len(ink_of("warn", paper)) > 1
    assert ink_of("good", paper).isdisjoint(ink_of("bar_rest", paper))


def test_paper_is_grey_and_has_every_chart(charts: list[Chart]) -> None:
    pdf = chart_pdf("统计", "某局", "某局　打印：王敏\n操作日志 1", [(c.name, c) for c in charts])
    assert pdf.startswith(b"%PDF")
    pages = PdfPages(pdf)
    assert pages.count >= 3
    for number in range(pages.count):
        image = pages.image(number, 600)
        colours = {image.pixelColor(x, y).hsvSaturation() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
        assert max(colours) < 24
    pages.close()


def test_a_long_timeline_goes_on_over_pages(ink: Ink) -> None:
    track = Track(ink, "时间线")
    track.set_events([Event(str(n), f"2026-{n % 12 + 1:02d}-01", "record", f"记录 {n}") for n in range(80)], "2026-11-20")
    track.resize(700, track.height())
    pages = PdfPages(chart_pdf("时间线", "", "", [("", track)], wide=False))
    assert pages.count >= 3
    pages.close()
    track.deleteLater()


def test_the_calendar_goes_by_day_and_week_across_months(charts: list[Chart]) -> None:
    year = charts[-1]
    year.choose_key("2026-01-31")
    QTest.keyClick(year, Qt.Key.Key_Right)
    assert year.items[year.current].key == "2026-02-01"
    QTest.keyClick(year, Qt.Key.Key_Down)
    assert year.items[year.current].key == "2026-02-08"
    QTest.keyClick(year, Qt.Key.Key_Up)
    QTest.keyClick(year, Qt.Key.Key_Left)
    assert year.items[year.current].key == "2026-01-31"
    assert year.choose_key("2026-09-30")
    assert year.items[year.current].words == "9 月 30 日 星期三：逾期 1，到期 1，到期且有记录 1，登记 2"
    assert len([i for i in year.items if isinstance(i.key, str)]) == 365
    QTest.keyClick(year, Qt.Key.Key_W)
    week = year.items[year.current].key
    assert (week.what, week.first, week.last) == ("week", "2026-09-28", "2026-10-04")
    assert year.items[year.current].words.startswith("第 40 周（9 月 28 日至 10 月 4 日）：逾期 1，到期 1")
    QTest.keyClick(year, Qt.Key.Key_M)
    month = year.items[year.current].key
    assert (month.what, month.first, month.last) == ("month", "2026-09-01", "2026-09-30")
    QTest.keyClick(year, Qt.Key.Key_Down)
    assert year.items[year.current].key == "2026-09-01"
    QTest.keyClick(year, Qt.Key.Key_End)
    assert year.items[year.current].key == "2026-12-31"


def test_a_point_outside_every_item_opens_nothing(charts: list[Chart]) -> None:
    heat = charts[2]
    spy = QSignalSpy(heat.activated)
    QTest.mouseClick(heat, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert spy.count() == 0
