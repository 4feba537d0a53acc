"""The duty board as small and large offices see it: months, quarters, groups folded, filters on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from app.services import duty_settings, people
from app.services.duty_filter import DutyFilter
from app.services.duty_spans import Grain
from app.services.session import Session
from app.ui.charts.matrix import Matrix, MatrixCell, MatrixRow
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage


@contextmanager
def everything_judged(session: Session) -> Iterator[None]:
    """Every document and every grade switched on meanwhile."""
    year = session.clock.today().year
    off = [p.id for p in duty_settings.packs(session, year) if not p.on]
    for pack in off:
        duty_settings.set_pack(session, pack, True, year)
    duty_settings.set_all_grades(session, True, year)
    try:
        yield
    finally:
        duty_settings.set_all_grades(session, False, year)
        for pack in off:
            duty_settings.set_pack(session, pack, False, year)


def boards(stage: Stage, camera: Camera) -> None:
    """All duties judged: by month, by quarter and document, folded, filtered to nothing."""
    with everything_judged(stage.session):
        page = stage.open("board")
        page.update_now()
        stage.settle()
        for grain in (Grain.MONTH, Grain.YEAR):
            page.filters.set_layout(replace(page.filters.arrangement, grain=grain))
            stage.settle()
            camera.take(f"board-{grain.value}", stage.shell)
        page.filters.set_layout(replace(page.filters.arrangement, grain=Grain.MONTH, by_document=True))
        page.grid.set_folded(frozenset(page.grid.groups()[:1]))
        page.grid.choose(page.grid.first_item())
        stage.settle()
        camera.take("board-documents", stage.shell)
        page.filters.set_filter(DutyFilter(states=("overdue", "violated"), text="谈话"))
        stage.settle()
        camera.take("board-filtered", stage.shell)
        page.filters.set_filter(DutyFilter(text="没有这样的职责"))
        stage.settle()
        camera.take("board-nothing", stage.shell)
        page.filters.set_filter(DutyFilter())
        page.filters.set_layout(replace(page.filters.arrangement, grain=Grain.QUARTER, by_document=False, folded=frozenset()))
        stage.settle()


def sheets(stage: Stage, camera: Camera) -> None:
    """The team by quarter, one person's sheet, the explanation beside it."""
    with everything_judged(stage.session):
        stage.open("dutysheet")
        camera.take("sheet-team", stage.shell)
        found = next(p for p in people.people(stage.session) if "副书记" in p.titles)
        page = stage.open("dutysheet", person=found.id)
        camera.take("sheet-person", stage.shell)
        page.rows.choose(4)
        page.rows.open_current()
        stage.settle()
        camera.take("sheet-why", stage.shell)
        page.why.put_away()


def talks(stage: Stage, camera: Camera) -> None:
    """Who talked with whom: everything judged, a pair, the duty behind it, only what is missing."""
    with everything_judged(stage.session):
        page = stage.open("talkmatrix")
        page.update_now()
        stage.settle()
        camera.take("talks-matrix", stage.shell)
        number = next((n for n, i in enumerate(page.matrix.items) if i.key in page.found.cells and page.found.cells[i.key].wants), 0)
        page.matrix.choose(number)
        stage.settle()
        camera.take("talks-pair", stage.shell)
        page.list.choose(0)
        page.list.open_current()
        stage.settle()
        camera.take("talks-why", stage.shell)
        page.why.put_away()
        page.lacking.click()
        page.show_missing()
        stage.settle()
        camera.take("talks-missing", stage.shell)
        page.lacking.click()
        stage.settle()
        crowded(page.matrix)
        stage.settle()
        camera.take("talks-crowded", stage.shell)
        page.update_now()
        stage.settle()


def crowded(matrix: Matrix) -> None:
    """Forty people with long names × twelve talkers."""
    names = [f"阿卜杜拉·买买提依明{n}" for n in range(12)]
    cells = tuple(MatrixCell(("2 次，未见", "2·未见", "未见"), "bad", "谈话", (n, 0)) for n in range(12))
    rows = [MatrixRow(f"{names[n % 12]}", "党组成员、副局长、总工程师（2026-03-01 起）", cells, n, "领导班子" if n < 9 else "下级单位") for n in range(40)]
    matrix.set_rows(names, rows, "对象 ＼ 谈话人")


DUTIES: Mapping[str, Scene] = {"boards": boards, "sheets": sheets, "talk-cover": talks}
