"""Which kind an old letter is, by the words of its title: from the titles and names of the kinds themselves.

A kind whose title ends with nothing but the word of a document (关于…的请示) is not told by that: its name must be said in
the title or in the text. A title none of them tells is of a kind that is open (关于…的…: every word of its title is filled in), if it begins with 关于
or ends with one of the words a document may be called; which of the open kinds goes by the layout that word has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.catalog.letters import LetterForm

_BLANK = re.compile(r"\{[^}]*\}")
_EXTRA = re.compile(r"[（(].*?[）)]")
_OPEN = re.compile(r"关于\{[a-z_]+\}的\{[a-z_]+\}")
# 党政机关公文处理工作条例 art. 8, and what is issued under a number beside them
WORD = re.compile(
    r"(?:决议|决定|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|复函|函|纪要|办法|规定|细则|方案|要点|计划|总结|制度|规则|规范|通知书|建议|建议书|批示|答复|回复)$"
)
SURE = 0.8  # a kind less sure than this gives way to what a person chose for all


@dataclass(frozen=True, slots=True)
class _Mark:
    code: str
    whole: re.Pattern[str]
    weight: int
    tail: str
    names: tuple[str, ...]
    open: str
    said: str  # what title or text must say, where the kind's title ends with nothing of its own


class KindWords:
    """Recognises kinds among those offered (own kinds too)."""

    def __init__(self, forms: Iterable[LetterForm]) -> None:
        self._marks = [_mark(form) for form in forms if not form.retired]
        self._tails = Counter(mark.tail for mark in self._marks if mark.tail)

    def kind_of(self, title: str, layout: str = "", text: str = "") -> tuple[str, float]:
        """Code and how sure; empty and 0 when nothing tells. layout: how the letter is set (minutes …); text: its body."""
        title = re.sub(r"\s+", "", _EXTRA.sub("", title))
        best: tuple[float, float, str] = (0.0, 0.0, "")
        for mark in self._marks:
            best = max(best, self._score(mark, title, text))
        if not best[2] and layout == "minutes":
            minutes = next((m.code for m in self._marks if "会议纪要" in m.names), "")
            return minutes, 0.9 if minutes else 0.0
        return (best[2], best[1]) if best[2] else self._open(title)

    def _open(self, title: str) -> tuple[str, float]:
        """The open kind for a title that ends with the word of a document."""
        found = WORD.search(title)
        wanted = "letter" if found and found[0].endswith("函") else "general"
        told = found is not None or title.startswith("关于")
        code = next((m.code for m in self._marks if m.open == wanted), "") if told else ""
        return code, 0.7 if code else 0.0

    def _score(self, mark: _Mark, title: str, text: str) -> tuple[float, float, str]:
        if mark.weight > 1 and mark.whole.fullmatch(title):
            return 100.0 + mark.weight, 0.97 if mark.weight > 3 else 0.85, mark.code
        named = max((len(n) for n in mark.names if n and title.endswith(n)), default=0)
        if named:
            return 50.0 + named, 0.95, mark.code
        if len(mark.tail) > 1 and title.endswith(mark.tail) and self._tails[mark.tail] == 1:
            return 10.0 + len(mark.tail), 0.85, mark.code
        if mark.said and mark.whole.fullmatch(title) and (mark.said in title or mark.said in text):
            return 5.0, 0.85, mark.code
        return 0.0, 0.0, ""


def _mark(form: LetterForm) -> _Mark:
    parts = _BLANK.split(form.title)
    whole = ".+".join(re.escape(part) for part in parts)
    told = [p for p in parts if p not in ("", "关于")]
    tail = parts[-1].lstrip("的") if len(parts) > 1 else ""
    general = bool(WORD.fullmatch(tail))
    weight = 0 if not told or (general and len(told) == 1) else sum(len(p) for p in told)
    label = _EXTRA.sub("", form.label)
    names = tuple(n for n in (label, *label.split("/"), parts[0] if len(parts) == 1 else "") if len(n) > 2 or n in ("通报",))
    opened = form.format if _OPEN.fullmatch(form.title) else ""
    own = WORD.sub("", label.split("/")[0]) if general and not opened else ""
    return _Mark(form.code, re.compile(whole), weight, "" if general else tail, names, opened, own if len(own) > 2 else "")


def blanks_of(form: LetterForm, title: str) -> dict[str, str]:
    """What an open kind's title is filled with: 事由 and 文种 of a title as it stands; empty for other kinds."""
    found = WORD.search(_EXTRA.sub("", title))
    if not _OPEN.fullmatch(form.title) or found is None:
        return {}
    names = [b.strip("{}") for b in _BLANK.findall(form.title)]
    topic = title[: found.start()].removeprefix("关于").removesuffix("的")
    return dict(zip(names, (topic, found[0]), strict=True))
