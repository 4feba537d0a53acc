"""The pages of a filled office in their states: one function a group of pictures.

A scene arranges the stage and takes pictures. Dialogs and first-run windows: scenes_dialogs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping

from PySide6.QtWidgets import QTabWidget, QWidget

from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services import duties, lists, people
from app.services.lists import ListQuery
from app.services.session import Session
from app.ui.fields.table import TableField
from app.ui.formview import Section
from app.ui.messages import Message
from app.ui.navigation import FOOT, NAV_PAGES
from app.ui.pictures.camera import Camera
from app.ui.pictures.stage import Stage, wait_until
from app.ui.presenting import advice

TALL = 3600  # px: the whole of a long form at once
Scene = Callable[[Stage, Camera], None]


def first_record(session: Session, forms: tuple[str, ...], kind: str = "", state: str = "") -> str:
    """The newest record of some forms; empty when there is none."""
    ids = lists.list_ids(session, ListQuery(forms=forms, kinds=(kind,) if kind else (), states=(state,) if state else ()))
    rows = lists.rows(session, forms, list(ids[:1]))
    return rows[0].id if rows else ""


def pages(stage: Stage, camera: Camera) -> None:
    """Every page of the navigation as it opens."""
    for page in (*NAV_PAGES, FOOT):
        if stage.shell.navigation.allowed(page.name):
            stage.open(page.name)
            camera.take(page.name, stage.shell)


def why(stage: Stage, camera: Camera) -> None:
    """The board with the explanation of a cell that wants something."""
    board = duties.board(stage.session, stage.session.clock.today().year)
    cells = [c for r in board.rows for c in r.cells]
    for state in ("overdue", "violated", "partial", "due", "met", "manual_pending", "manual_met"):
        cell = next((c for c in cells if c.state == state), None)
        if cell is not None:
            stage.open("board", duty=cell.duty, period=cell.period, subject=cell.subject)
            camera.take(f"board-{state}", stage.shell)


def records(stage: Stage, camera: Camera) -> None:
    """A record to read, a new one of each form, and one with problems."""
    for form in stage.session.catalog.records:
        if form.id == "letter" or not stage.session.can("view", form.id):
            continue
        found = first_record(stage.session, (form.id,))
        if found:
            stage.open("record", id=found)
            camera.take(f"record-{form.id}", stage.shell)
        if stage.session.can("create", form.id):
            stage.open("record", form=form.id, kind=form.kinds[0])
            camera.take(f"new-{form.id}", stage.shell)
            unfold(stage.page)
            stage.stretch(TALL)
            camera.take(f"tall-{form.id}", stage.shell)
            stage.stretch()


def unfold(page: QWidget) -> None:
    """Every section open, every table with a row."""
    sections: Iterable[Section] = page.findChildren(Section)
    for section in sections:
        section.fold(folded=False)
    tables: Iterable[TableField] = page.findChildren(TableField)
    for table in tables:
        table.add_row()


def letters(stage: Stage, camera: Camera) -> None:
    """A letter in each state there is, and new ones."""
    for state in stage.session.catalog.records.get("letter").states:
        found = first_record(stage.session, ("letter",), state=state.code)
        if found:
            stage.open("letter", id=found)
            camera.take(f"letter-{state.code}", stage.shell)
    for kind in ("letter.reminder", "letter.minutes", "letter.discipline_suggestion"):
        stage.open("letter", kind=kind)
        camera.take(f"new-{kind.replace('.', '-')}", stage.shell)


def persons(stage: Stage, camera: Camera) -> None:
    """The page of one person."""
    found = people.people(stage.session)
    if found:
        stage.open("person", id=found[0].id)
        camera.take("person", stage.shell)


def settings(stage: Stage, camera: Camera) -> None:
    """Every tab of pages that have tabs."""
    for name in ("settings", "exchange"):
        page = stage.open(name)
        for tabs in page.findChildren(QTabWidget):
            for number in range(tabs.count()):
                tabs.setCurrentIndex(number)
                stage.settle()
                camera.take(f"{name}-{tabs.tabText(number)}", stage.shell)


def messages(stage: Stage, camera: Camera) -> None:
    """The bar in each tone, progress, the search box."""
    stage.open("home")
    bar = stage.shell.bar
    bar.show_message(Message("已完成：登记会议", "good", (("撤销", lambda: None), ("查看", lambda: None))))
    stage.settle()
    camera.take("message-good", stage.shell)
    error = AppError(ErrorCode.DISK_FULL, "磁盘空间不足，内容没有写入。", action="请腾出空间后再试。")
    bar.show_message(Message.of(error, advice(), "2026-11-22 09:12"))
    stage.settle()
    camera.take("message-error", stage.shell)
    bar.dismiss()
    jobs(stage, camera)
    stage.shell.search.start()
    camera.take("search-empty", stage.shell)
    name = people.people(stage.session)[0].name if people.people(stage.session) else "会议"
    stage.shell.search.line.setText(name)
    stage.shell.search.start()
    stage.settle()
    camera.take("search-hits", stage.shell)
    stage.shell.search.close()


def jobs(stage: Stage, camera: Camera) -> None:
    """Work that takes long, in the strip and in the drawer."""
    go_on = threading.Event()

    def slow(context: JobContext) -> None:
        while not go_on.is_set():
            context.report(37, 100, "正在导出第 37 份，共 100 份")
            go_on.wait(0.02)

    stage.runner.task(stage.desk, "导出文书", slow)
    stage.runner.task(stage.desk, "全面核对", lambda _context: None)
    wait_until(lambda: stage.shell.strip.isVisible())
    camera.take("progress", stage.shell)
    stage.shell.show_jobs()
    wait_until(lambda: True)  # the rows are laid out
    camera.take("jobs", stage.shell)
    go_on.set()
    stage.settle()
    stage.shell.show_jobs()


def empty_lists(stage: Stage, camera: Camera) -> None:
    """Pages of an office in which nothing has been recorded."""
    for name in ("home", "meetings", "board", "calendar", "letters", "people", "exchange", "statistics"):
        stage.open(name)
        camera.take(f"empty-{name}", stage.shell)


FILLED: Mapping[str, Scene] = {
    "pages": pages, "why": why, "letters": letters, "persons": persons, "settings": settings, "messages": messages,
    "records": records,  # last: rows that it adds become drafts that wait on the home page
}  # fmt: skip
EMPTY: Mapping[str, Scene] = {"empty": empty_lists}


def tour(stage: Stage, camera: Camera) -> None:
    """What the demo and the manual show: every page, and one example of each kind of work."""
    pages(stage, camera)
    routes: list[tuple[str, str, dict[str, object]]] = [
        ("record-edit", "record", {"form": "meeting", "kind": "mtg.standing"})
    ]
    meeting = first_record(stage.session, ("meeting",), "mtg.standing")
    if meeting:
        routes.append(("meeting", "record", {"id": meeting}))
    letter = first_record(stage.session, ("letter",), state="draft") or first_record(stage.session, ("letter",))
    if letter:
        routes.append(("letter", "letter", {"id": letter}))
    found = people.people(stage.session)
    if found:
        routes.append(("person", "person", {"id": found[0].id}))
    cell = _gap(stage.session)
    if cell is not None:
        routes.append(("board", "board", {"duty": cell.duty, "period": cell.period, "subject": cell.subject}))
    for name, page, args in routes:
        stage.open(page, **args)
        camera.take(name, stage.shell)


def _gap(session: Session) -> duties.DutyCell | None:
    """A cell of the board that wants something."""
    cells = [c for r in duties.board(session, session.clock.today().year).rows for c in r.cells]
    return next((c for s in ("overdue", "violated", "partial", "due") for c in cells if c.state == s), None)
