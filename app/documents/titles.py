"""Divides titles and names over lines by their sense (GB/T 9704-2012, 7.3.1): trapezoid or diamond, words whole.

A title is cut into words (words.segment); every place between two words costs what it does to the sense, and of
the divisions of an allowed shape the cheapest is taken. A word is cut only where nothing else fits. What the
person marked goes first. Widths in any one unit. Does not belong here: how lines are set.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from app.documents.linerules import SPACES, may_break, pieces
from app.documents.words import segment, word_list

MARKS = "｜\n"  # where the person wants a line of a title to end
MAX_LINES = 9
MIN_CHARS = 4
MIN_STEP = 0.6  # of a character: under 4 mm the shape is not seen
MIN_RATIO = 0.36
_ONE_LINE = 0.95  # of the limit: a title longer than that looks crowded on one line
_SHORT_QUOTE = 9  # characters of a quoted name that is kept whole where the line has room
_MORE_LINES = 8.0
_MISSED = 14.0  # the organ in front of 关于 does not stand on lines of its own
_INSIDE = 400.0  # a word is cut
_NEVER = 1e6

_COUNTED = re.compile(
    r"第[一二三四五六七八九十百零〇]+(?:次|届|季度|批次?|轮|号|期|阶段|条|章|场)?|[一二三四五六七八九十]+届[一二三四五六七八九十]+次"
    r"|[一二三四五六七八九十两]+(?:季度|月份?|项|个|类|种|大|方面|起|名)|[○〇×]+"
)
_PERSON = re.compile(r"(?=([^的对给为将和与于在向]{2,3})同志)")
_QUOTED = re.compile(r"《[^《》]+》|“[^“”]+”|（[^（）]+）")
_COUNTED_COST, _PERSON_COST = 14, 30
_BAD_START = frozenset("的等之地得了着们")
_SUFFIX = frozenset("局委办会组部院厅处科所站队团县市区省镇乡村书函制级性化式型员长者类网表单册案法人期率内外中上下后前度")
_PREFIX = frozenset("某各全本该我第副原新不未再非总两多每")
_CONJUNCTION = frozenset(("和", "与", "及", "以及", "暨", "或", "并"))
_PREPOSITION = frozenset(
    ("对", "在", "向", "以", "为", "将", "从", "由", "把", "被", "按", "按照", "就", "给", "于", "经", "因", "使", "根据", "针对", "围绕")
)
_LEANING_WORDS = "同志 事宜 情况 问题 工作 领域 方面 期间 环节 过程 以来 以上 以下 以内 有关 人员 制度 精神 材料"
_LEANING = frozenset(_LEANING_WORDS.split())  # on what stands before
_ORDINAL = re.compile(r"第[一二三四五六七八九十百零〇\d]+")
_DATE = re.compile(r"\d+[年月日]")
_VERB_WORDS = (
    "开展 做好 加强 推进 进行 印发 转发 批转 召开 落实 贯彻 执行 规范 完善 建立 健全 深化 强化 严肃 严格 严明 切实 深入 进一步 组织 报送 调整 成立 给予 撤销 表彰 同意 涉嫌 "
    "违反 履行 认真 扎实 持续 全面"
)
_VERB = frozenset(_VERB_WORDS.split())


def divide(
    title: str, width: Callable[[str], float], limit: float, *, names: Sequence[str] = (), lines: Sequence[str] = ()
) -> list[str]:
    """The lines of a title, each at most `limit` wide; spaces at the turn of a line are left out.

    names: organs and people to keep whole where possible. lines: the title as the person divided it, of which only
    a line that is too wide is divided again.
    """
    if lines:
        return [row for line in lines for row in _divided(line, width, limit, names, shaped=False)]
    return _divided(title, width, limit, names, shaped=True)


def divide_name(name: str, width: Callable[[str], float], limit: float) -> list[str]:
    """The lines of an organ's name: few and of sense, in no shape."""
    return _divided(name, width, limit, (), shaped=False)


def split_marks(title: str) -> tuple[str, tuple[str, ...]]:
    """A title without the marks (MARKS) where the person wants lines to end, and those lines; none without marks."""
    lines = [line.strip() for line in re.split(f"[{MARKS}]", title)]
    lines = [line for line in lines if line]
    if len(lines) < 2:
        return "".join(lines), ()
    return "".join(lines), tuple(lines)


def _divided(title: str, width: Callable[[str], float], limit: float, names: Sequence[str], *, shaped: bool) -> list[str]:
    whole = width(title)
    if whole <= limit * (_ONE_LINE if shaped else 1.0) or len(title) < 2 * MIN_CHARS:
        return [title]
    costs = _costs(title, names)
    ends = [width(title[:at]) for at in range(len(title) + 1)]
    begins = [0.0, *(ends[at + 1] - width(title[at]) for at in range(1, len(title)))]
    for most in (_INSIDE, _NEVER):
        for shape in (shaped, False) if most == _NEVER else (shaped,):
            found = _Search(ends, begins, costs, limit, shaped=shape, wanted=_issuer_end(title)).best(most)
            if found:
                return [title[a:b].strip() for a, b in pairwise((0, *found, len(title)))]
    return _filled(title, ends, limit)


class _Search:
    """Looks for the cheapest division. ends: width up to each character; begins: where each begins, behind the room that
    a figure has beside a hanzi, which is left out at the turn of a line; costs: of ending a line before it.

    wanted: a place where a line had better end, 0 for none.
    """

    def __init__(
        self, ends: Sequence[float], begins: Sequence[float], costs: Sequence[float], limit: float, *, shaped: bool, wanted: int
    ) -> None:
        self._ends, self._begins, self._costs, self._limit, self._shaped, self._wanted = ends, begins, costs, limit, shaped, wanted
        self._length = len(ends) - 1
        self._em = ends[-1] / self._length
        self._cheapest = math.inf
        self._chosen: tuple[int, ...] = ()
        self._places: list[int] = []

    def best(self, most: float) -> tuple[int, ...]:
        """Where lines end, at places that cost less than `most`; empty when nothing fits."""
        self._places = [at for at in range(1, self._length) if self._costs[at] < most]
        fewest = max(2, int(-(-self._ends[-1] // self._limit)))
        for count in range(fewest, MAX_LINES + 1):
            extra = (count - fewest) * _MORE_LINES
            if self._cheapest <= extra:
                break
            self._go(0, 0, count, (), extra, rising=True)
            if self._chosen and count > fewest:
                break
        return self._chosen

    def _go(self, start: int, first: int, left: int, chosen: tuple[int, ...], cost: float, *, rising: bool) -> None:
        if cost >= self._cheapest:
            return
        if left == 1:
            self._end(start, chosen, cost, rising=rising)
            return
        begin = self._begins[start]
        for index in range(first, len(self._places)):
            at = self._places[index]
            line = self._ends[at] - begin
            if line > self._limit:
                return
            if at - start < MIN_CHARS or self._ends[-1] - self._begins[at] > (left - 1) * self._limit:
                continue
            still = self._shape(chosen, start, line, rising=rising)
            if still is not None:
                self._go(at, index + 1, left - 1, (*chosen, at), cost + self._costs[at], rising=still)

    def _shape(self, chosen: tuple[int, ...], start: int, line: float, *, rising: bool) -> bool | None:
        """Whether lines may still grow after this one; None when the line breaks the shape."""
        if not self._shaped or not chosen:
            return rising
        before = self._ends[start] - (self._begins[chosen[-2]] if len(chosen) > 1 else 0.0)
        if line > before + self._em * 0.3:
            return True if rising else None
        return False if line < before - self._em * 0.3 else None

    def _end(self, start: int, chosen: tuple[int, ...], cost: float, *, rising: bool) -> None:
        last = self._ends[-1] - self._begins[start]
        if last > self._limit or self._length - start < MIN_CHARS:
            return
        if self._shape(chosen, start, last, rising=rising) is None:
            return
        widths = [self._ends[b] - self._begins[a] for a, b in pairwise((0, *chosen, self._length))]
        widest, narrowest = max(widths), min(widths)
        if self._shaped and (widest - narrowest < MIN_STEP * self._em or narrowest < MIN_RATIO * widest):
            return
        missed = _MISSED if self._wanted and self._wanted not in chosen else 0.0
        total = cost + missed + (widest - narrowest) / widest * 20 + 3 * (widest > self._limit * _ONE_LINE)
        if total < self._cheapest:
            self._cheapest, self._chosen = total, chosen


def _issuer_end(title: str) -> int:
    """Where 关于 begins behind an organ's name; 0 when the title begins with it or has none."""
    at = title.find("关于", 1)
    return at if at >= MIN_CHARS and "《" not in title[:at] else 0


def _filled(title: str, ends: Sequence[float], limit: float) -> list[str]:
    # No division fits (an endless word, nothing but marks): fill the lines.
    rows, start = [], 0
    while start < len(title):
        end = next((at for at in range(len(title), start + 1, -1) if ends[at] - ends[start] <= limit), start + 1)
        rows.append(title[start:end])
        start = end
    return rows


def _costs(title: str, names: Sequence[str]) -> list[float]:
    """What it costs to end a line before each character."""
    costs = [_INSIDE] * len(title)
    at = 0
    for before, after in pairwise(units := _units(title)):
        at += len(before)
        costs[at] = _between(before, after)
    at = 0
    for unit in units:
        for joint in word_list().joints.get(unit, ()):
            costs[at + joint] = 14.0
        at += len(unit)
    for begin, end, more in _kept(title, names):
        for i in range(begin + 1, end):
            costs[i] = min(costs[i] + more, _INSIDE - 1) if costs[i] < _INSIDE else costs[i]
    at = 0
    for piece in pieces(title):  # figures, words and marks of the lines' own rules are never divided
        for i in range(at + 1, at + len(piece)):
            costs[i] = _NEVER
        at += len(piece)
    for i in range(1, len(title)):
        if not may_break(title[i - 1], title[i]):
            costs[i] = _NEVER
    return costs


def _kept(title: str, names: Sequence[str]) -> list[tuple[int, int, float]]:
    """Stretches to keep whole where possible and how much: names of documents, short quotes, given names."""
    found = [
        (*match.span(), 20.0 if match.end() - match.start() <= _SHORT_QUOTE + 2 else 6.0) for match in _QUOTED.finditer(title)
    ]
    for name in names:
        if len(name) > 1:
            found += [(*match.span(), 20.0) for match in re.finditer(re.escape(name), title)]
    return found


def _units(title: str) -> list[str]:
    """Words, figures and marks, together the title."""
    units: list[str] = []
    run = ""
    for piece in pieces(title):
        if len(piece) == 1 and "\u3007" <= piece <= "\u9fff" and piece not in "《》「」『』【】〔〕〖〗〈〉":
            run += piece
        else:
            units += _words(run)
            units.append(piece)
            run = ""
    return units + _words(run)


def _words(run: str) -> list[str]:
    counted = dict.fromkeys(_COUNTED.findall(run), _COUNTED_COST)
    people = {name: _PERSON_COST + 3 * len(name) for name in _PERSON.findall(run)}
    return segment(run, people | counted) if run else []


def _between(before: str, after: str) -> float:
    """What ending a line between two words does to the sense."""
    if after[0] in _BAD_START:
        return 60.0
    if _ORDINAL.fullmatch(before) or (_DATE.fullmatch(before) and _DATE.match(after)):
        return 25.0
    if before in SPACES:
        return 0.0
    if before == "关于":
        return 45.0
    if after == "关于":
        return 0.0
    if before in _VERB and after[0] in "《“":
        return 8.0
    return _beside_marks(before, after) or _beside_words(before, after)


def _beside_marks(before: str, after: str) -> float:
    if after[0] in "《“":
        return 2.0
    if after[0] == "（":
        return 8.0
    return 1.0 if before[-1] in "、，；：》”）—" else 0.0


def _beside_words(before: str, after: str) -> float:
    cost = 8.0
    if before[-1] == "的":
        cost = 2.0
    elif before in _PREPOSITION:
        cost = 30.0
    elif after in _LEANING:
        cost = 18.0
    elif after in _PREPOSITION:
        cost = 3.0
    elif after in _CONJUNCTION:
        cost = 10.0
    elif before in _CONJUNCTION:
        cost = 5.0
    elif (len(after) == 1 and after in _SUFFIX) or (len(before) == 1 and before in _PREFIX):
        cost = 30.0
    elif len(before) == 1 or len(after) == 1:
        cost = 16.0
    elif len(before) <= 4 and before[-1] in "省市县区":
        cost = 20.0  # of the organ that follows
    elif before in _VERB:
        cost = 13.0
    elif before == "工作" or after in _VERB:
        cost = 5.0
    return cost
