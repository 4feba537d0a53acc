"""The words of an old letter: figures, brackets, numbers, dates and lists of names as offices really write them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable

from app.documents.readback_model import OldNumber

_OPEN, _CLOSE = "〔\\[［(（【〖﹝{｛〈<＜《「『", "〕\\]］)）】〗﹞}｝〉>＞》」』"
_ZERO = "〇○◯零ΟОＯOo０0"
_CN = {c: i for i, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys(_ZERO, 0) | {"元": 1, "两": 2}
_LONG = dict(zip("壹贰貳叁參肆伍陆陸柒捌玖拾", "一二二三三四五六六七八九十", strict=True))  # 大写
_YEAR = rf"(?:(?:19|20)\d\d|2[oOОＯ]\d\d|[{_ZERO}一二三四五六七八九]{{4}})"  # also with a letter for the nought
_N = r"(?:\d{1,5}(?:-\d{1,3})?|[一二三四五六七八九十百零〇]{1,6})"
_SERIES = r"[\u4e00-\u9fff\u3400-\u4dbfA-Za-z·]{1,14}(?:[（(〔\[][\u4e00-\u9fff]{1,4}[）)〕\]][\u4e00-\u9fff]{0,4})?"
NUMBER = re.compile(rf"(?P<s>{_SERIES})[{_OPEN}](?P<y>{_YEAR})年?[{_CLOSE}](?P<x>[\u4e00-\u9fff]{{0,4}}?)第?(?P<n>{_N})(?P<e>[号號]|期)")
_BEFORE = re.compile(rf"[{_OPEN}](?P<y>{_YEAR})年?[{_CLOSE}](?P<s>[\u4e00-\u9fff]{{0,10}}?)(?:字)?第?(?P<n>{_N})(?P<e>[号號]|期|次)")
_PERIOD = re.compile(rf"[（(〔\[]?(?:(?P<y>{_YEAR})年)?(?:总)?第(?P<n>{_N})(?P<e>[号號]|期|次)[）)〕\]]?")
_DATE = re.compile(rf"(?P<y>{_YEAR})\s*(?:年|[.．/\-－—])\s*(?P<m>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*(?:月|[.．/\-－—])\s*(?P<d>\d{{1,2}}|[一二三四五六七八九十廿卅]{{1,3}})\s*[日号]?")
_UNBRACKETED = re.compile(rf"(?P<s>[\u4e00-\u9fff]{{2,8}}?)(?P<y>{_YEAR})年第?(?P<n>{_N})(?P<e>[号號])")
ORGAN = re.compile(
    r"(部|委|局|厅|院|站|室|处|科|办|会|组|政府|单位|公司|企业|机关|学校|中心|街道|镇|乡|村|社区|支队|大队|队|所|行|馆|园|法院|检察院|部门|开发区|管委会|同志|"
    r"省|市|县|区|旗|银行|党委|党组|支部|总支|集团|大学|学院|医院|先生|女士|领导|代表|各位|各党|组织|庭|社|司|协|盟|联|系|段|库|厂|店|矿|港)(?:（[^）]*）|\([^)]*\))?$"
)
_DANGLING = ("政府", "人民政府", "党委", "党组", "党工委", "管委会", "监委", "监察委", "自治区", "直辖市", "街道")
_HALF_NAME = re.compile(r"省|市|县|中央|各(?:省|市|县|区|镇|乡|州|盟|旗)(?:[（(][^）)]*[）)])?")  # 各市、县人民政府
_SHARED = re.compile(r".{1,4}(?:单位|企业|部门|机构|公司|学校|科室|站所)")  # 各建设、施工、监理单位
_HALF = re.compile(rf"^{_YEAR}(?:[年.．/\-－—]|$)[^日号]{{0,6}}$")
_LABEL = re.compile(r"^(?:(?:发文字号|发文号|发文编号|文件编号|文号|字号|编号)[:：]|(?:№|No\.?)[:：]?)")
_LEVELS = (
    (1, re.compile(r"^([一二三四五六七八九十百]{1,4})、")),
    (2, re.compile(r"^[（(]([一二三四五六七八九十百]{1,4})[）)]")),
    (3, re.compile(r"^(\d{1,2})[.．、](?!\d)")),
    (4, re.compile(r"^[（(](\d{1,2})[）)]")),
)


def normal(text: str) -> str:
    """Text with full-width figures and letters made half, odd spaces made plain, invisible marks gone. \\n and \\t stay."""
    return "".join(_one(c) for c in text)


def _one(char: str) -> str:
    code = ord(char)
    if 0xFF10 <= code <= 0xFF19 or 0xFF21 <= code <= 0xFF3A or 0xFF41 <= code <= 0xFF5A or 0x2F00 <= code <= 0x2FDF:
        return unicodedata.normalize("NFKC", char)
    if char in "\n\t\u3000":
        return char
    category = unicodedata.category(char)
    return " " if category == "Zs" else "" if category in ("Cf", "Cc", "Co") else char


def tight(text: str) -> str:
    """Without any space."""
    return re.sub(r"\s+", "", text)


def segments(text: str) -> list[str]:
    """Parts of a line set apart by tabs or wide gaps, each without spaces; empty ones are left out."""
    return [t for t in (tight(part) for part in re.split(r"\t|\n|[ \u3000]{2,}", text.strip())) if t]


def figure(text: str) -> int | None:
    """A number in Arabic or Chinese figures below a thousand; digit by digit when four stand together."""
    text = "".join(_LONG.get(c, c) for c in text)
    if text.isascii() and text.isdigit():
        return int(text)
    if re.fullmatch(rf"[{_ZERO}一二三四五六七八九\d]{{4}}", text):
        return int("".join(str(_CN.get(c, c)) for c in text))
    text = text.replace("廿", "二十").replace("卅", "三十").replace("元", "一")
    found = re.fullmatch(r"(?:([一二三四五六七八九])百)?[零〇]?(?:([一二三四五六七八九]?)(十))?([一二三四五六七八九]?)", text)
    if found is None or not text:
        return None
    hundreds, tens, ten, ones = found.groups()
    return _CN.get(hundreds or "", 0) * 100 + (_CN.get(tens or "", 0) or 1 if ten else 0) * 10 + _CN.get(ones or "", 0)


def date_in(text: str) -> tuple[dt.date, str, str] | None:
    """The first whole date of a text, with what stands before and after it. Spaces do not matter."""
    found = _DATE.search("".join(_LONG.get(c, c) for c in tight(text)))
    if found is None:
        return None
    year, month, day = (figure(found[g]) for g in ("y", "m", "d"))
    try:
        made = dt.date(year or 0, month or 0, day or 0)
    except ValueError:
        return None
    return made, found.string[: found.start()].removesuffix("公元"), found.string[found.end() :]


def halves(first: str, second: str) -> bool:
    """Whether a day is written over two lines, wherever it is cut."""
    return 0 < len(second) < 8 and _HALF.match(first) is not None and _DATE.fullmatch(first + second) is not None


def number_in(text: str) -> tuple[OldNumber, str, str] | None:
    """The first 发文字号 of a text without spaces, with what stands before and after; 〔〕 may be any bracket."""
    text = _LABEL.sub("", text)
    found = NUMBER.search(text)
    if found is not None:
        series = found["s"] + (found["x"] or "")
        return _made(series, found["y"], found["n"], found["e"]), text[: found.start()], text[found.end() :]
    found = _BEFORE.search(text)
    if found is not None and found["s"]:
        return _made(found["s"], found["y"], found["n"], found["e"]), text[: found.start()], text[found.end() :]
    return None


def unbracketed(text: str) -> OldNumber | None:
    """A number whose year has no brackets, if it is the whole of a text: 某纪发2023年第12号."""
    found = _UNBRACKETED.fullmatch(text)
    return _made(found["s"], found["y"], found["n"], found["e"]) if found else None


def period_in(text: str) -> OldNumber | None:
    """A number without series standing alone: 第31期, 〔2026〕31号, （2026年第3号）."""
    bare = _BEFORE.fullmatch(text)
    if bare is not None:
        year, n = figure(bare["y"]) or 0, figure(bare["n"]) or 0
        return OldNumber("", year, n, f"〔{year}〕{n}{bare['e'].replace('號', '号')}")
    found = _PERIOD.fullmatch(text)
    if found is None:
        return None
    n, year = figure(found["n"]) or 0, figure(found["y"] or "") or 0
    return OldNumber("", year, n, (f"{year}年" if year else "") + f"第{n}{found['e'].replace('號', '号')}")


def _made(series: str, year: str, n: str, end: str) -> OldNumber:
    main, _, sub = n.partition("-")
    value, at = figure(main) or 0, figure(year) or 0
    series = re.sub(r"[〔\[(]([\u4e00-\u9fff]+)[〕\])]", r"（\1）", series)
    return OldNumber(series, at, value, f"{series}〔{at}〕{value}{f'-{sub}' if sub else ''}{end.replace('號', '号')}")


def names(text: str) -> tuple[str, ...]:
    """The receivers or copies of a list: divided at ， ； and 、, what belongs together left together."""
    found: list[str] = []
    groups = _divided(re.sub(r"\s+", "", text).strip("。.．：:；;，,、"), "，,；;")
    for group in groups:
        first = len(found)
        for part in _whole(_divided(group, "、")):
            if len(found) > first and _leans(part, found[-1], grouped=len(groups) > 1):
                found[-1] += f"、{part}"
            else:
                found.append(part)
    return tuple(f for f in found if f)


def apart(text: str) -> str:
    """A list whose names have only gaps between them, with marks instead; other texts without their gaps."""
    parts = re.split(r"[\s\u3000]+", text.strip().rstrip("：:"))
    gapped = len(parts) > 1 and not re.search(r"[，、；,。]", text) and all(len(p) > 2 and ORGAN.search(p) for p in parts)
    return "，".join(parts) + ("：" if text.rstrip().endswith(("：", ":")) else "") if gapped else tight(text)


def joined(listed: Iterable[str]) -> str:
    """A list as one text that `names` divides again."""
    parts = list(listed)
    return ("，" if any("、" in one for one in parts) else "、").join(parts)


def _whole(parts: list[str]) -> list[str]:
    """The parts of a list with those put together that have their last word in common."""
    found: list[str] = []
    at = 0
    while at < len(parts):
        end = at + 1
        if _HALF_NAME.fullmatch(parts[at]) and end < len(parts) and not parts[end].startswith("各"):
            end += 1
        elif "各" in parts[at] and not parts[at].endswith(("单位", "部门", "室", "委", "局", "会")):
            last = next((n for n in range(end, len(parts)) if len(parts[n]) > 4 or _SHARED.fullmatch(parts[n])), len(parts))
            end = last + 1 if last < len(parts) and _SHARED.fullmatch(parts[last]) and last > at + 1 else end
        found.append("、".join(parts[at:end]))
        at = end
    return found


def _leans(part: str, before: str, *, grouped: bool) -> bool:
    """Whether a part is no name without the one before it: 各镇党委、政府; 市政府各部门、各直属机构.

    grouped: ， divides the list too, so what 、 divides belongs together more closely.
    """
    if part in _DANGLING or part.startswith(("自治区", "直辖市")):
        return True
    return part.startswith("各" if grouped else "各直属") and "各" in before[1:]


def _divided(text: str, marks: str) -> list[str]:
    """Cut at marks that do not stand in brackets or quotes."""
    parts, depth, start = [], 0, 0
    for i, char in enumerate(text):
        if char in "（(《“〔[【":
            depth += 1
        elif char in "）)》”〕]】":
            depth = max(0, depth - 1)
        elif char in marks and not depth:
            parts.append(text[start:i])
            start = i + 1
    return [p for p in (*parts, text[start:]) if p]


def level_of(text: str) -> tuple[int, int, str]:
    """Level 1–4 by the number a paragraph begins with, which number, and the text after it; level 0 without one."""
    for level, pattern in _LEVELS:
        found = pattern.match(text)
        if found is not None:
            return level, figure(found[1]) or 0, text[found.end() :].strip()
    return 0, 0, text
