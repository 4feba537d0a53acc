"""Charts in scroll areas, and charts through the print preview: what pages do with charts alike."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.services import outgoing, prints
from app.ui.charts.base import Chart
from app.ui.charts.paper import chart_pdf
from app.ui.desk import Desk
from app.ui.parts import scroll
from app.ui.printing import preview


def scrolled(chart: Chart) -> QScrollArea:
    """A chart that may be taller than its place; keys keep the chosen item in sight."""
    holder = QWidget()
    box = QVBoxLayout(holder)
    box.setContentsMargins(0, 0, 6, 0)
    box.addWidget(chart)
    box.addStretch(1)
    area = scroll(holder)
    chart.area = area
    return area


def print_charts(
    desk: Desk, owner: QWidget, title: str, subtitle: str, charts: Sequence[tuple[str, Chart]], *, wide: bool = True,
    shown: Sequence[str] = (),
) -> None:  # fmt: skip
    """Preview charts as they are shown, in black and white. shown: ids of the records that are named on them."""
    session = desk.session

    def show(foot: str) -> None:
        pdf = chart_pdf(title, subtitle, foot, charts, wide=wide)
        preview(desk, owner, title, lambda: outgoing.guard(session, pdf, outgoing.classes_of(session, shown) if shown else ()))

    desk.runner.query(owner, lambda: prints.foot(session, title), show, label="正在排版")
