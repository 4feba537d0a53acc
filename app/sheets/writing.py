"""Tables as files for other programs: .xlsx and .csv, row by row, in bounded memory.

Texts never become formulas or links. The part of an .xlsx that is being written lies in a hidden
folder beside the target, nowhere else. Does not belong here: what stands in the table.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import secrets
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from app.crypto.files import disk_error, replacing
from app.sheets.csvtext import guarded

LONGEST_CELL = 32_767
LONGEST_TAB = 31
FIRST_DAY = dt.date(1900, 3, 1)  # before it Excel counts a leap day that never was
NARROWEST, WIDEST = 6.0, 60.0
EVERY = 500
Report = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class SheetField:
    """A column. kind: text, date, number or percent; width: in characters."""

    label: str
    kind: str = "text"
    width: float = 16.0
    money: bool = False


@dataclass(frozen=True, slots=True)
class TableFile:
    """What is written. notes: lines above the head (unit, who, when, filters, how many)."""

    title: str
    notes: Sequence[str]
    fields: Sequence[SheetField]


@dataclass(frozen=True, slots=True)
class BookSheet:
    """One sheet of a workbook. name: as the tab says it; rows: display texts."""

    name: str
    table: TableFile
    rows: Iterable[Sequence[str]]


def write_xlsx(path: Path, table: TableFile, rows: Iterable[Sequence[str]], report: Report) -> None:
    """Write a workbook of one sheet whole or not at all. rows: display texts; report: told the rows done, may raise.

    Raises AppError DISK_FULL, FILE_ACCESS, NOT_FOUND.
    """
    write_book(path, [BookSheet("清单", table, rows)], report)


def write_book(path: Path, sheets: Sequence[BookSheet], report: Report) -> None:
    """Write a workbook of several sheets, one after the other, whole or not at all. Raises as write_xlsx."""
    work = path.parent / f".{path.name}.{secrets.token_hex(6)}.parts"
    try:
        work.mkdir(mode=0o700)
        part = work / "sheet.part"
        _workbook(part, work, sheets, report)
        with replacing(path, 0o644) as stream, part.open("rb") as made:
            shutil.copyfileobj(made, stream)
    except OSError as error:
        raise disk_error(error, path.name) from error
    except XlsxWriterException as error:  # it wraps the operating system's failure
        cause = error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError()
        raise disk_error(cause, path.name) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _workbook(part: Path, work: Path, sheets: Sequence[BookSheet], report: Report) -> None:
    """constant_memory keeps one row in memory; the rest waits in `work` until the book is closed."""
    options = {
        "constant_memory": True, "tmpdir": str(work), "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    book = xlsxwriter.Workbook(str(part), options)
    try:
        taken: set[str] = set()
        for one in sheets:
            _fill(book, tab_name(one.name, taken), one.table, one.rows, report)
        book.close()
    finally:
        for sheet in book.worksheets():  # it lets go of this file only when all went well; Windows then keeps it
            sheet.row_data_fh.close()


def tab_name(name: str, taken: set[str]) -> str:
    """A name that a workbook takes: no forbidden character, at most 31 long, not yet taken (it is noted as taken)."""
    plain = "".join(" " if c in "[]:*?/\\\'" else c for c in name).strip()[:LONGEST_TAB] or "表"
    found, number = plain, 2
    while found.casefold() in taken:
        found, number = f"{plain[: LONGEST_TAB - len(str(number)) - 1]} {number}", number + 1
    taken.add(found.casefold())
    return found


def _fill(book: xlsxwriter.Workbook, name: str, table: TableFile, rows: Iterable[Sequence[str]], report: Report) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    formats = [_format(book, f) for f in table.fields]
    for at, one in enumerate(table.fields):
        sheet.set_column(at, at, min(max(one.width, NARROWEST), WIDEST))
    sheet.write_string(0, 0, table.title, bold)
    for number, note in enumerate(table.notes, 1):
        sheet.write_string(number, 0, note)
    top = len(table.notes) + 1
    for at, one in enumerate(table.fields):
        sheet.write_string(top, at, one.label, head)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(9)
    done = 0
    for done, row in enumerate(rows, 1):
        for at, (one, text, look) in enumerate(zip(table.fields, row, formats, strict=True)):
            _cell(sheet, top + done, at, one, text, look)
        if done % EVERY == 0:
            report(done)
    sheet.autofilter(top, 0, top + done, len(table.fields) - 1)


def _format(book: xlsxwriter.Workbook, one: SheetField) -> object:
    if one.kind == "date":
        return book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    if one.kind == "percent":
        return book.add_format({"num_format": "0.0%"})
    return book.add_format({"num_format": "#,##0.00" if one.money else "#,##0"} if one.kind == "number" else {})


def _cell(sheet: xlsxwriter.worksheet.Worksheet, row: int, at: int, one: SheetField, text: str, look: object) -> None:
    if not text:
        return
    if one.kind == "date":
        day = sheet_day(text)
        if day is not None:
            sheet.write_datetime(row, at, day, look)
            return
    if one.kind == "number":
        number = sheet_number(text)
        if number is not None:
            sheet.write_number(row, at, number, look)
            return
    if one.kind == "percent" and text.endswith("%"):
        number = sheet_number(text[:-1])
        if number is not None:
            sheet.write_number(row, at, number / 100, look)
            return
    sheet.write_string(row, at, text[:LONGEST_CELL])


def sheet_day(text: str) -> dt.datetime | None:
    """An ISO day as a sheet can hold it; None for what is none, and for days that sheets count wrongly."""
    try:
        day = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return day if day.date() >= FIRST_DAY else None


def sheet_number(text: str) -> float | None:
    """A text as a number, None when it is none."""
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def write_csv(path: Path, table: TableFile, rows: Iterable[Sequence[str]], report: Report) -> None:
    """Write UTF-8 with a byte order mark (WPS and Excel then read Chinese), whole or not at all.

    A text that a sheet would run as a formula gets an apostrophe in front (OWASP, CSV injection);
    numbers stay numbers. Raises AppError DISK_FULL, FILE_ACCESS, NOT_FOUND.
    """
    with replacing(path, 0o644) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow([guarded(f.label) for f in table.fields])
        for done, row in enumerate(rows, 1):
            writer.writerow(
                [v.replace(",", "") if f.kind == "number" and sheet_number(v) is not None else guarded(v)
                 for f, v in zip(table.fields, row, strict=True)]
            )  # fmt: skip
            if done % EVERY == 0:
                report(done)
        writer.writerows([[], *([guarded(note)] for note in table.notes)])
        text.flush()
        text.detach()
