"""Where a line of Chinese text may end: the marks and what is kept in one piece.

Sources: GB/T 15834-2011 5.1 (marks at the edges of lines), GB/T 9704-2012 7.3.3 (figures and years are not
divided); where both are silent (dash and ellipsis at a line's start, small units) Word's Chinese rules.
Does not belong here: widths and lines (breaking), the sense of titles (titles).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

# Never first on a line: stops, closing marks, 连接号, 间隔号, 分隔号, marks after figures, dash and ellipsis.
NO_START = frozenset(
    "，。、；：？！）》”’】〕〉」』］｝〗〞﹞﹚﹜︶％‰℃°′″·‧・～〜—–…‥．／々〃｡､｣･‼⁇⁈⁉￠¢"
    ",.;:?!)]}%/~-"
)
# Never last on a line: opening marks, marks before figures, 分隔号.
NO_END = frozenset("（《“‘【〔〈「『［｛〖〝﹝﹙﹛︵｢／￥＄￡＃№¥$£€#([{/")
SPACES = frozenset(" \u3000")

_COMBINING = "\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef\u200d"
# Ⅰ and ①: a cell each; LibreOffice counts them to the script of what stands before, so they stay with it.
LEANING = frozenset(map(chr, (*range(0x2150, 0x2190), *range(0x2460, 0x2500))))
_LEANING = "[\u2150-\u218f\u2460-\u24ff]"
_LATIN = r"[^\W_\u2150-\u218f\u2460-\u24ff\u2e80-\U0010ffff]"  # letters and figures of scripts that write words
_UNIT = (
    "年度?|月份?|日|号|时|点|分|秒|小时|分钟|周年?|周岁|岁|天|季度|个?工作日|个?百分点|个月|个|人次|人|名|位|次|项|件|条|款|章|节"
    "|页|份|户|家|所|处|起|宗|批|轮|场|期|届|级|类|种|张|台|辆|套|本|册|字|元|角|倍|亩|公顷|公里|千米|米|厘米|毫米"
    "|平方(?:米|公里)|立方米|公斤|千克|克|吨"
)
_FIGURE = r"\d+(?:[.,．]\d+)*[%％‰℃°]?"
_LINKED = rf"{_FIGURE}(?:[—–～~\-/:：×]{_FIGURE})*"
# Alternatives are tried in this order; the last is any single character.
_PIECE = re.compile(
    r"(?:—+|…+|-{2,}|\.{3,}"
    rf"|(?:(?:https?|ftp)://|www\.)[!-~]*[0-9A-Za-z/]{_LEANING}*"
    rf"|[A-Z]{{1,6}}(?:/[A-Z]{{1,2}})? (?=\d){_LINKED}{_LEANING}*"
    r"|〔\d{4}〕第?\d+(?:[—\-、]\d+)*号|〔\d{4}〕|[〇○零一二三四五六七八九]{4}年度?"
    rf"|第?[+\-±−]?(?>{_LINKED})(?![A-Za-z_@])(?:{_LEANING}+|[十百千万亿]{{0,3}}(?:{_UNIT})?)"
    rf"|_*{_LATIN}+(?:[.,:/\\%@&+_'’\-]+{_LATIN}+)*(?:{_LEANING}+|(?<=\d)(?:{_UNIT})|)"
    rf"|.)[{_COMBINING}]*",
    re.DOTALL,
)
# Hanzi and marks that begin no longer piece: a run of them is cut into characters at once.
_BEGINNERS = "〇○零一二三四五六七八九第"
_BOUNDS = sorted({0x33FF, *map(ord, _BEGINNERS), 0xA000} - set(range(0x33FF)))
_PLAIN = "".join(f"{chr(a + 1)}-{chr(b - 1)}" for a, b in pairwise(_BOUNDS) if b - a > 1)
_PIECES = re.compile(rf"([{_PLAIN}，。、；：？！（）《》【】]+(?![{_COMBINING}]))|({_PIECE.pattern})", re.DOTALL)
_CODE = re.compile(r"(?:^|(?<=[^\u4e00-\u9fff]))[\u4e00-\u9fff]{1,6}$|[\u4e00-\u9fff]{1,3}$")
_SOFT = re.compile(r"(?<=[/\\._\-@?&=,:+])(?=[^/\\._\-@?&=,:+])")


def pieces(text: str) -> list[str]:
    """The pieces of a text that are not divided: figures with their units, words, “——”, document numbers.

    “某纪建〔2026〕1号” stays with its letters of office: up to six hanzi when they stand alone between
    marks, else the last three, for no rule tells where they begin.
    """
    return pieces_and_special(text)[0]


def pieces_and_special(text: str) -> tuple[list[str], list[int]]:
    """The pieces, and which of them are not one full-width character (some that are may be among them)."""
    found: list[str] = []
    special: list[int] = []
    for plain, piece in _PIECES.findall(text):
        if plain:
            found += plain
            continue
        special.append(len(found))
        found.append(piece)
    if "〔" in text:
        found = _with_codes(found)
        special = [index for index, piece in enumerate(found) if len(piece) > 1 or piece < "\u2e80"]
    return found, special


def _with_codes(found: list[str]) -> list[str]:
    kept: list[str] = []
    for piece in found:
        if piece[0] == "〔" and len(piece) > 1 and kept and len(kept[-1]) == 1:
            code = _CODE.search("".join(kept[-7:]))
            size = len(code.group()) if code else 0
            piece = "".join(kept[len(kept) - size :]) + piece if size else piece
            del kept[len(kept) - size :]
        kept.append(piece)
    return kept


def soft_parts(piece: str) -> list[str]:
    """A long address, path or file name divided after its marks, where it has to be divided."""
    return _SOFT.split(piece)


def may_break(before: str, after: str) -> bool:
    """Whether a line may end after `before` when `after` opens the next."""
    return before[-1] not in NO_END and after[0] not in NO_START and after[0] not in SPACES


def break_places(found: Sequence[str]) -> list[bool]:
    """For each piece whether a line may begin with it. Straight quotes open and close by turns."""
    places: list[bool] = []
    opened = False
    last = "（"  # what stands before, spaces aside: nothing yet, so no place
    for piece in found:
        mark = piece
        if piece == '"':
            opened = not opened
            mark = "“" if opened else "”"
        places.append(may_break(last, mark))
        if piece not in SPACES:
            last = mark
    return places
