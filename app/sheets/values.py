"""What a cell may hold, and how dates, times, numbers and yes or no are written in tables.

Pure reading of one cell. Does not belong here: words of lists, names of people, record forms.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time

FIRST_SERIAL, LAST_SERIAL = 18_264, 73_415  # 1950-01-01 to 2100-12-31 as days of a sheet
DAY_ZERO = dt.date(1899, 12, 30)
YES = frozenset({"是", "√", "✓", "✔", "☑", "对", "有", "已", "y", "yes", "true", "1", "v", "真", "合格", "通过"})
NO = frozenset({"否", "×", "✗", "✘", "☒", "不", "无", "没有", "未", "n", "no", "false", "0", "x", "假", "不合格", "不通过", "/"})
_DATE = re.compile(r"(\d{4})\s*[年./\-]\s*(\d{1,2})\s*[月./\-]\s*(\d{1,2})\s*[日号]?(.*)", re.DOTALL)
_MONTH_END = re.compile(r"([12]\d{3})\s*[年./-]\s*(\d{1,2})\s*月?\s*(?:底|末)前?")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(r"(上午|下午|晚上|中午|am|pm)?\s*(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})|(半))?\s*分?(?::\d{1,2}(?:\.\d+)?|\d{1,2}秒)?\s*(am|pm)?")
_AFTERNOON = frozenset({"下午", "晚上", "pm"})
_MONEY = re.compile(r"([+-]?\d+(?:\.\d+)?)(万|亿)?元?整?")
_INTEGER = re.compile(r"([+-]?\d+)(?:\.0+)?\D{0,2}")
_HALVES = {"上": "H1", "下": "H2"}
_QUARTERS = {"一": "1", "二": "2", "三": "3", "四": "4", "1": "1", "2": "2", "3": "3", "4": "4"}
_PERIOD = re.compile(r"(\d{4})年?(?:(?P<half>[上下])半年|H(?P<h>[12])|(?:第?(?P<quarter>[一二三四1-4])季度?|Q(?P<q>[1-4]))|[-./]?(?P<month>\d{1,2})月?(?:份)?)?(?:度)?")


class UnreadableError(ValueError):
    """A cell that does not hold what is wanted; the text says so in plain words and what to write."""


def plain(cell: Cell) -> str:
    """A cell as one line of half-width characters, for reading structured values."""
    return unicodedata.normalize("NFKC", text_of(cell)).strip()


def text_of(cell: Cell) -> str:
    """A cell as text the way the sheet shows it: whole numbers without a point, days as 2026-03-05."""
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, dt.time):
        return cell.strftime("%H:%M")
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in the cell."""
    return isinstance(cell, str) and not cell.strip()


def day(cell: Cell) -> str:
    """A day as 2026-03-05. Raises UnreadableError."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    text = plain(cell)
    found = _DATE.fullmatch(text)
    if found and (not found[4].strip() or _after_day(found[4])):
        return _real_day(int(found[1]), int(found[2]), int(found[3]))
    ending = _MONTH_END.fullmatch(text)
    if ending and 1 <= int(ending[2]) <= 12:
        year, month = int(ending[1]), int(ending[2])
        return (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).isoformat()
    packed = _PACKED.fullmatch(text)
    if packed:
        return _real_day(int(packed[1]), int(packed[2]), int(packed[3]))
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and FIRST_SERIAL <= float(text) <= LAST_SERIAL:
        return (DAY_ZERO + dt.timedelta(days=int(float(text)))).isoformat()
    if re.fullmatch(r"\d{4}\s*[年./-]\s*\d{1,2}\s*月?", text):
        raise UnreadableError("只写了年月，没有写哪一天。请写成 2026-03-05 的样子")
    if re.fullmatch(r"\d{1,2}\s*[月./-]\s*\d{1,2}\s*[日号]?", text):
        raise UnreadableError("没有写年份。请写成 2026-03-05 的样子")
    raise UnreadableError("不是日期。请写成 2026-03-05 或 2026年3月5日 的样子")


def _after_day(rest: str) -> bool:
    """What may follow a day: a time or a weekday in brackets."""
    tail = rest.strip().removeprefix("T").strip()
    return bool(re.fullmatch(r"[(（]?(星期|周)[一二三四五六日天][)）]?", tail) or re.fullmatch(r"[\d:.时分秒点半 ]+|(上午|下午|晚上|中午).*", tail))


def _real_day(year: int, month: int, number: int) -> str:
    try:
        return dt.date(year, month, number).isoformat()
    except ValueError:
        raise UnreadableError("没有这一天。请核对月份和日子") from None


def clock(cell: Cell) -> str:
    """A time of day as 09:30. Raises UnreadableError."""
    if isinstance(cell, dt.datetime | dt.time):
        return cell.strftime("%H:%M")
    if isinstance(cell, float) and 0 <= cell < 1:
        minutes = round(cell * 1440)
        return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
    found = _CLOCK.fullmatch(plain(cell).lower())
    if found:
        hour, minute = int(found[2]), 30 if found[4] else int(found[3] or 0)
        if (found[1] or found[5]) in _AFTERNOON and hour < 12:
            hour += 12
        if hour < 24 and minute < 60:
            return f"{hour:02}:{minute:02}"
    raise UnreadableError("不是时间。请写成 09:30 的样子")


def integer(cell: Cell) -> int:
    """A whole number, units such as 人 left out. Raises UnreadableError."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    found = _INTEGER.fullmatch(plain(cell).replace(",", ""))
    if found:
        return int(found[1])
    raise UnreadableError("不是整数。请只写数字，百分数写成 85 这样的数")


def money(cell: Cell) -> int | float:
    """An amount in yuan: 1,234.50, ￥86万元. Raises UnreadableError."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return int(cell) if float(cell).is_integer() else cell
    text = re.sub(r"[,\s]|人民币|RMB|[¥￥]", "", plain(cell))
    found = _MONEY.fullmatch(text)
    if not found:
        raise UnreadableError("不是金额。请只写数字（元），如 860000 或 86万元")
    amount = round(float(found[1]) * {"万": 1e4, "亿": 1e8}.get(found[2] or "", 1), 2)
    return int(amount) if amount.is_integer() else amount


def flag(cell: Cell) -> bool:
    """Yes or no. Raises UnreadableError."""
    if isinstance(cell, bool):
        return cell
    text = plain(cell).lower()
    if text in YES or cell == "√":
        return True
    if text in NO:
        return False
    raise UnreadableError("应写“是”或“否”（也可以打√、×）")


def period(cell: Cell) -> str:
    """A period as 2026, 2026H1, 2026Q3, 2026-05. Raises UnreadableError."""
    if isinstance(cell, dt.datetime | dt.date):
        return f"{cell.year:04}-{cell.month:02}"
    found = _PERIOD.fullmatch(plain(cell).replace(" ", "").upper())
    if not found:
        raise UnreadableError("不是时期。请写成 2026年、2026年上半年、2026年第三季度 或 2026年5月 的样子")
    year = found[1]
    if found["half"] or found["h"]:
        return year + (_HALVES.get(found["half"] or "") or f"H{found['h']}")
    if found["quarter"] or found["q"]:
        return f"{year}Q{found['q'] or _QUARTERS[found['quarter']]}"
    if found["month"]:
        if not 1 <= int(found["month"]) <= 12:
            raise UnreadableError("没有这个月份。请核对")
        return f"{year}-{int(found['month']):02}"
    return year
