"""A batch of letters, before and after its drafts are made, and the life of one letter. Registers what it shows."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping

from app.jobs.progress import JobContext
from app.services import lists, numbers, people, records
from app.ui.letterbatch import BatchDialog
from app.ui.letterlife import LifeDialog, open_life
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage, wait_until

SOME = 200


def batch(stage: Stage, camera: Camera) -> None:
    """One kind of letter to two hundred: choice, table with what is missing, drafts, the list of batches, one opened again."""
    session = stage.session
    for n in range(SOME):
        people.save_person(session, f"同志{n + 1:03d}")
    stage.desk.load_directory()
    stage.settle()
    page = stage.open("letters")

    def take(window: BatchDialog) -> None:
        window.kind.setCurrentIndex(window.kind.findData("letter.integrity_reminder"))
        stage.settle()
        camera.take("letter-batch-empty", window)
        window.picker.search.setText("同志")
        window.picker._check(True)
        window.look()
        stage.settle()
        plan = window.plan
        if plan is None:
            return
        subjects = [r.subject for r in plan.rows]
        window._typed({s: {"topic": "节日期间廉洁自律", "reason": None if n % 7 == 3 else f"新任职第 {n + 1} 批"} for n, s in enumerate(subjects)})
        stage.settle()
        window.table.setCurrentIndex(window.table.sheet.index(2, 3))
        camera.take("letter-batch-table", window)
        _working(window, camera)
        stage.settle()
        window.make()
        stage.settle()
        camera.take("letter-batch-made", window)
        window.show_batches()
        stage.settle()
        camera.take("letter-batches", window)

    stage.modal(lambda: BatchDialog(stage.desk, page).open(), take)  # type: ignore[arg-type]


def _working(window: BatchDialog, camera: Camera) -> None:
    """A job of the dialog that is half done."""
    go_on = threading.Event()

    def work(context: JobContext) -> None:
        context.report(120, SOME, "正在排版")
        go_on.wait(5)

    window.run("排版", work, lambda _none: None)
    wait_until(lambda: window.line.bar.value() == 120)
    camera.take("letter-batch-work", window)
    go_on.set()


def lives(stage: Stage, camera: Camera) -> None:
    """The whole life of a letter that was served."""
    session = stage.session
    rows = lists.rows(session, ("letter",), lists.list_ids(session, lists.ListQuery(("letter",), states=("delivered", "replied"))))
    served = next((r for r in rows if session.catalog.letters[r.kind].effects), rows[0] if rows else None)
    if served is None:
        return
    page = stage.open("letter", id=served.id)
    record = records.get(session, served.id)

    def take(window: LifeDialog) -> None:
        camera.take("letter-life", window)

    stage.modal(lambda: open_life(stage.desk, page, record), take)  # type: ignore[arg-type]


def register(stage: Stage, camera: Camera) -> None:
    """The register of letters with numbers that are kept, void and given out on paper; then narrowed to those kept."""
    session, year = stage.session, stage.session.clock.today().year
    numbers.begin_after(session, "某纪通", year, 12)
    numbers.reserve(session, "某纪通", year, "办公室", dt.date(year, 12, 31), "年度部署", 3)
    numbers.void(session, numbers.reserved(session, year, "某纪通")[0].id, "会议取消")
    page = stage.open("statistics")
    page.choose("register")
    stage.settle()
    camera.take("letter-register", stage.shell)
    page.register.states.setCurrentText("预留")
    stage.settle()
    camera.take("letter-register-kept", stage.shell)


BATCH: Mapping[str, Scene] = {"letter-register": register, "letter-batch": batch, "letter-life": lives}
