"""Text tables: which encoding and which separator, and the cells.

UTF-8 with and without a mark, UTF-16 with one (Excel's “Unicode 文本”), GB18030; comma, semicolon, tab.
"""

from __future__ import annotations

import csv
import io
from collections import Counter

from app.domain.errors import AppError, ErrorCode

SEPARATORS = (",", "\t", ";", "，")
LOOKED_AT = 50
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST = 200_000


def decoded(data: bytes) -> str:
    """The text. Raises AppError BAD_INPUT when it is none."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _strict(data, (encoding,))
    return _strict(data, ("utf-8", "gb18030"))


def _strict(data: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise AppError(ErrorCode.BAD_INPUT, "这个文件不是文字表格，读不出来。", action="请用 WPS 或 Excel 另存为 .xlsx 后再导入。")


def separator(text: str) -> str:
    """The separator that cuts most lines into the same number of cells."""
    best, score = ",", 0
    for one in SEPARATORS:
        widths = Counter(len(r) for r in _lines(text, one, LOOKED_AT) if len(r) > 1)
        if widths:
            width, lines = widths.most_common(1)[0]
            if lines * (width - 1) > score:
                best, score = one, lines * (width - 1)
    return best


def rows(data: bytes, most: int) -> list[list[str]]:
    """The cells, no more than `most` lines. Raises AppError BAD_INPUT."""
    text = decoded(data)
    return [[unguarded(c) for c in line] for line in _lines(text, separator(text), most)]


def _lines(text: str, mark: str, most: int) -> list[list[str]]:
    csv.field_size_limit(LONGEST)
    found: list[list[str]] = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            found.append(line)
            if len(found) >= most:
                break
    except csv.Error:
        raise AppError(ErrorCode.BAD_INPUT, "有一格的文字太长，或引号没有成对。", action="请用 WPS 或 Excel 另存为 .xlsx 后再导入。") from None
    return found

def guarded(text: str) -> str:
    """A text that no sheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
