"""Is this file a workbook that can be opened without harm? Looked at before the reader of workbooks gets it.

A workbook is a ZIP of XML. One that would unpack to too much, or whose cells lie so far apart that a
table in memory would be huge, is refused here: the reader itself would end the program.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from app.domain.errors import AppError, ErrorCode

MOST_PARTS = 2_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_PLACES = 6_000_000  # cells of the rectangles that all sheets take
MOST_TEXT = 400 * 1024 * 1024  # bytes of text in all cells: many cells may point to one text
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>])([^<>]*)>")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,4})(\d{1,9})["']""")
_SHARED = re.compile(rb"<(?:\w+:)?si[\s>/].*?(?=<(?:\w+:)?si[\s>/]|\Z)", re.DOTALL)
_POINTER = re.compile(rb"""\st\s*=\s*["']s["'][^<>]*>\s*<(?:\w+:)?v[^<>]*>\s*(\d{1,9})\s*<""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^<>]*?\br\s*=\s*["'](\d{1,9})["']""")
OTHER_FORMAT = "请用 WPS 或 Excel 打开，另存为 .xlsx 后再导入。"


def check_workbook(data: bytes) -> None:
    """Refuse what is not a plain .xlsx. Raises AppError UNSUPPORTED, DAMAGED, TOO_LARGE."""
    if data.startswith(_COMPOUND):
        if _LOCKED in data:
            raise AppError(ErrorCode.UNSUPPORTED, "这个表格加了打开密码，读不了。", action="请先去掉密码，再另存一份。")
        raise AppError(ErrorCode.UNSUPPORTED, "这是旧格式的表格（.xls），读不了。", action=OTHER_FORMAT)
    if not data.startswith(b"PK"):
        raise AppError(ErrorCode.UNSUPPORTED, "这不是 Excel 表格。", action=OTHER_FORMAT)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            _check_parts(book)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError):
        raise damaged() from None


def damaged() -> AppError:
    """The failure of a workbook that cannot be read."""
    return AppError(ErrorCode.DAMAGED, "表格已损坏，读不出来。", action="请用 WPS 或 Excel 打开后另存一份，再导入。")


def _check_parts(book: zipfile.ZipFile) -> None:
    parts = book.infolist()
    if "xl/workbook.xml" not in {p.filename for p in parts}:
        raise AppError(ErrorCode.UNSUPPORTED, "这不是 Excel 表格（.xlsx）。", action=OTHER_FORMAT)
    if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED:
        raise _too_large()
    shared: list[int] = []
    sheets: list[bytes] = []
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            text = book.read(part)  # zipfile reads no more than is declared, and a wrong length fails the checksum
            if text[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<!ENTITY" in text[:4096]:
                raise damaged()
            if "/worksheets/" in f"/{part.filename}" or b"<sheetData" in text[:65536]:
                sheets.append(text)
            elif "sharedstrings" in part.filename.lower():
                shared += [len(one[0]) for one in _SHARED.finditer(text)]
    if sum(map(_places, sheets)) > MOST_PLACES or sum(_text_size(t, shared) for t in sheets) > MOST_TEXT:
        raise _too_large()


def _text_size(text: bytes, shared: list[int]) -> int:
    """How many bytes of shared text the cells of a sheet point to."""
    pointers = (int(found[1]) for found in _POINTER.finditer(text))
    return sum(shared[one] for one in pointers if one < len(shared))


def _places(text: bytes) -> int:
    """The size of the rectangle of the cells that hold something."""
    first = last = widest = count = 0
    placeless = False
    for cell in _CELL.finditer(text):
        if cell[1].endswith(b"/"):
            continue  # formatted, nothing in it
        count += 1
        place = _PLACE.search(cell[1])
        if place is None:
            placeless = True
            continue
        row = int(place[2])
        first, last = min(first or row, row), max(last, row)
        widest = max(widest, _column(place[1]))
    if placeless:
        last = max([last, *(int(r[1]) for r in _ROW.finditer(text))])
        first, widest = 1, max(widest, 1000)
    return max(count, (last - first + 1) * widest)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_large() -> AppError:
    return AppError(
        ErrorCode.TOO_LARGE, "表格太大，或者内容散得太开。", action="请只留要导入的那一张表，删去远处多余的格，另存后再导入。"
    )
