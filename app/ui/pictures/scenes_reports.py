"""Reports: every one of them, what is behind a number, the numbers of records and the register of letters."""

from __future__ import annotations

from collections.abc import Mapping

from app.ui.pages.reports_table import ReportTable
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage

LAST_YEAR = ("RP-05", "RP-14", "RP-15", "RP-16", "RP-17", "RP-19", "RP-20", "RP-21", "RP-10")


def reports(stage: Stage, camera: Camera) -> None:
    """Each report, with the tabs of three of them and the records behind a number."""
    page = stage.open("statistics")
    this_year = stage.session.clock.today().year
    for number in page._known:
        code = str(this_year - 1) if number in LAST_YEAR else ""
        stage.open("statistics", report=number, period=code, scope="unit")
        stage.settle()
        camera.take(f"report-{number.lower()}", stage.shell)
        if number in ("RP-01", "RP-03", "RP-06"):
            for tab in range(1, page.view.tabs.count()):
                page.view.tabs.setCurrentIndex(tab)
                stage.settle()
                camera.take(f"report-{number.lower()}-{tab + 1}", stage.shell)
    for number in ("RP-01", "RP-07"):
        stage.open("statistics", report=number, scope="unit")
        stage.settle()
        table = page.view.tabs.currentWidget().findChild(ReportTable)
        if table is not None:
            cell = next((c for r in table.cells.table.rows for c in r if c.value), None)
            if cell is not None:
                table.opened.emit(cell)
                stage.settle()
                camera.take(f"report-{number.lower()}-behind", stage.shell)
                page.view.list.choose(0)
                page.view.list.open_current()
                stage.settle()
                if stage.shell.current is page:
                    camera.take(f"report-{number.lower()}-why", stage.shell)
    for name in ("numbers", "register"):
        stage.open("statistics")
        page.choose(name)
        stage.settle()
        camera.take(f"report-{name}", stage.shell)


REPORTS: Mapping[str, Scene] = {"reports": reports}
