"""Printing: every sheet of paper goes through `preview`; letters bring a job of their own (copies, numbers, log).

Does not belong here: what stands on the pages (services make PDFs), putting them on paper (printrun).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QWidget

from app.services import outgoing, prints
from app.services.letter_prints import Advice
from app.services.printorder import PrintOrder, check
from app.services.prints import Paper
from app.services.records import RecordView
from app.services.session import Session
from app.ui.desk import Desk
from app.ui.dialogs import Dialogs
from app.ui.jobs import Runner
from app.ui.secondperson import ask_second
from app.ui.theme import Tokens


class PrintJob(Protocol):
    """Pages whose printing is a matter of its own: copies with numbers, a log of every print. On the store thread."""

    advice: Advice | None

    def prepare(self) -> bytes:
        """The pages to look at; also learns the advice."""

    def look(self, order: PrintOrder) -> bytes:
        """The pages as the first copy of an order comes out; raises AppError."""

    def copies(self, order: PrintOrder) -> list[bytes]:
        """The copies that differ, logged; raises AppError."""

    def keep(self, order: PrintOrder) -> bytes:
        """The pages to write into a file, logged; raises AppError."""


class SheetJob:
    """A sheet that comes out as it is shown; services have logged it when they made it."""

    advice: Advice | None = None

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf

    def prepare(self) -> bytes:
        """The sheet."""
        return self.pdf

    def look(self, order: PrintOrder) -> bytes:
        """The sheet, whatever is ordered."""
        return self.pdf

    def copies(self, order: PrintOrder) -> list[bytes]:
        """Any number of copies are alike; pages that are not there are refused before."""
        check(order)
        return [self.pdf]

    def keep(self, order: PrintOrder) -> bytes:
        """The sheet."""
        return self.pdf


class Tools(Protocol):
    """What a preview needs of a desk (the wizard has no desk yet, but has these three)."""

    dialogs: Dialogs
    tokens: Tokens
    runner: Runner


def preview(
    desk: Tools,
    owner: QWidget,
    title: str,
    make_pdf: Callable[[], bytes],
    *,
    again: Callable[[Paper], bytes] | None = None,
    paper: Paper = Paper(),  # noqa: B008 - frozen
    both_sides: bool = False,
) -> None:
    """Make a PDF on the store thread, show its pages; from there to a printer or into a file.

    The one way to print anything: lists, records, person sheets, boards, charts, letters.
    desk: a Desk (or anything with dialogs, tokens and runner). owner: the page that asks; a job
    whose owner is gone is dropped. title: names the dialog and the proposed file, without content.
    make_pdf: runs on the store thread, returns the PDF, raises AppError.
    again: makes it with other paper; gives the dialog 横向/纵向 and 用途. paper: what make_pdf uses.
    both_sides: the pages are made for both sides of the paper; the dialog starts with that.
    Under scripted dialogs the answer to “打印” is a file to write the PDF to (None: give up).
    """

    def show(pdf: bytes) -> None:
        if desk.dialogs.scripted or desk.dialogs.script:
            save_pdf(desk, owner, title, pdf, "打印")
            return
        from app.ui.printpreview import PrintPreview

        made = PrintPreview(desk, title, SheetJob(pdf), pdf, again, paper, owner.window())
        if both_sides:
            made.panel.print_both_sides()
        made.open()

    desk.runner.query(owner, make_pdf, show, label="正在排版")


def preview_job(
    desk: Tools, owner: QWidget, title: str, job: PrintJob, after: Callable[[], object] = lambda: None
) -> None:
    """Show the pages of a job of its own; from there to a printer or into a file, both logged by the job.

    after: what follows when the preview is closed.
    """
    if desk.dialogs.scripted or desk.dialogs.script:
        desk.runner.query(owner, lambda: job.keep(PrintOrder()), lambda pdf: save_pdf(desk, owner, title, pdf, "打印", after), label="正在排版")
        return
    from app.ui.printpreview import PrintPreview

    def show(pdf: bytes) -> None:
        made = PrintPreview(desk, title, job, pdf, None, Paper(), owner.window())
        made.finished.connect(lambda _code: after())
        made.open()

    desk.runner.query(owner, job.prepare, show, label="正在排版")


def save_pdf(
    desk: Tools, owner: QWidget, title: str, pdf: bytes, question: str, done: Callable[[], object] | None = None
) -> None:
    """Ask where, and for the second person where such pages go out by two; write the file whole or not at all."""
    session: Session | None = getattr(desk, "session", None)

    def ask(two: bool) -> None:
        path = desk.dialogs.save_file(question, f"{title}.pdf", "PDF 文件 (*.pdf)")
        second = ask_second(desk, "两个人导出") if path is not None and two else None
        if path is None or (two and second is None):
            return
        work = lambda _c: outgoing.save_pages(session, path, pdf, second)  # noqa: E731
        desk.runner.task(owner, "存为 PDF", work, lambda _v: done() if done is not None else None)

    if session is None:  # before there is an office, nothing of it is on the pages
        ask(False)
    else:
        desk.runner.query(owner, lambda: outgoing.pages_want_second(session, pdf), ask)


def print_record(desk: Desk, record: RecordView, owner: QWidget) -> None:
    """Preview one record."""
    session, record_id = desk.session, record.id
    preview(desk, owner, record.title or "记录", lambda: prints.record_pdf(session, record_id))
