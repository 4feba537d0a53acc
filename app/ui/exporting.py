"""Tables out of the program: one way to ask where, write in the background and say what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QPushButton, QWidget

from app.jobs.progress import JobContext
from app.services import list_export, prints
from app.services.shown import Shown
from app.sheets.writing import SheetField
from app.ui.desk import Desk
from app.ui.parts import button
from app.ui.printing import preview
from app.ui.secondperson import ask_second
from app.ui.simpletable import SimpleTable

KINDS = "Excel 表格 (*.xlsx);;CSV 文本 (*.csv)"
PIXELS_A_CHARACTER = 7.5


def export_shown(desk: Desk, owner: QWidget, shown: Shown) -> None:
    """Write a list as it is shown; another person stands by where its records want it."""
    session = desk.session

    def go(two: bool) -> None:
        second = ask_second(desk, f"两个人导出{shown.title}") if two else None
        if second is not None or not two:
            write_table(desk, owner, shown.title, lambda path, context: list_export.export_list(session, shown, path, context, second))

    desk.runner.query(owner, lambda: list_export.wants_second(session, shown), go, key="second")


def export_table(desk: Desk, owner: QWidget, title: str, table: SimpleTable) -> None:
    """Write a small register as it stands on the screen."""
    fields = [SheetField(label, width=wide / PIXELS_A_CHARACTER) for label, wide in table.fields()]
    export_rows(desk, owner, title, fields, table.texts())


def export_rows(
    desk: Desk, owner: QWidget, title: str, fields: Sequence[SheetField], rows: Sequence[Sequence[str]], words: str = ""
) -> None:
    """Write rows that are already shown in another form. words: filters, for the reader."""
    session = desk.session
    write_table(
        desk, owner, title, lambda path, context: list_export.export_table(session, title, fields, rows, path, context, words)
    )


def print_table(desk: Desk, owner: QWidget, title: str, table: SimpleTable) -> None:
    """Preview a small register as it stands on the screen."""
    session, rows, fields = desk.session, table.texts(), table.fields()
    preview(
        desk, owner, title, lambda: prints.table_pdf(session, title, fields, rows, prints.Paper()),
        again=lambda paper: prints.table_pdf(session, title, fields, rows, paper),
    )  # fmt: skip


def out_buttons(desk: Desk, owner: QWidget, title: str, table: SimpleTable) -> tuple[QPushButton, QPushButton]:
    """导出 and 打印 for the head of a register's card."""
    return (
        button("导出", lambda: export_table(desk, owner, title, table), "small", name=f"导出{title}"),
        button("打印", lambda: print_table(desk, owner, title, table), "small", name=f"打印{title}"),
    )


def write_table(desk: Desk, owner: QWidget, title: str, write: Callable[[Path, JobContext], int]) -> None:
    """Ask where, write in the background, say what came of it. write: returns how many rows it wrote."""
    chosen = desk.dialogs.save_file("导出表格", f"{title} {desk.today()}.xlsx", KINDS)
    if chosen is None:
        return
    path = chosen if chosen.suffix.lower() in (".xlsx", ".csv") else chosen.with_name(f"{chosen.name}.xlsx")
    desk.runner.task(
        owner, "导出表格", lambda context: write(path, context),
        lambda count: desk.say(f"已导出 {count} 条：{path.name}"),
    )  # fmt: skip

