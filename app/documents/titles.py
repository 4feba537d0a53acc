"""Divides a title over lines: whole words, trapezoid or diamond (GB/T 9704-2012, 7.3.1).

Without a word segmenter the meaning is approximated by a short list of the words that
official titles are made of; a cut inside one of them costs more than an uneven shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from app.documents.linerules import may_break
from app.documents.linerules import pieces as whole_pieces

MAX_LINES = 6
MIN_CHARS = 4
MIN_STEP = 12.0  # pt: just over 4 mm, below that the shape is not seen
MIN_RATIO = 0.36

_WORDS = (
    "关于 中共 中国共产党 党风廉政建设 反腐败 全面从严治党 主体责任 监督责任 民主生活会 组织生活会 "
    "纪律检查 纪检监察 监察委员会 委员会 党委会 党组会 常委会 党组 党委 支部 机关 单位 部门 干部 领导班子 "
    "一把手 负责人 负责同志 工作 整改 落实 情况 问题 建议 建议书 通知 通报 通知书 意见 报告 请示 批复 决定 "
    "函 提醒函 提醒 廉政 廉洁 谈话 约谈 函询 检查 专项 监督 巡察 巡视 反馈 督办 限期 责任 履行 履责 "
    "制度 执行 加强 进一步 开展 推进 做好 规范 严肃 印发 转发 召开 会议 纪要 住房 城乡 建设 住房和城乡建设 "
    "年度 上半年 下半年 第一季度 第二季度 第三季度 第四季度 集中 学习 教育 违反 中央八项规定 精神 典型 案例 "
    "选拔 任用 选人用人 重大 事项 决策 三重一大 财务 管理 资金 项目 工程 招标 投标 采购 作风 纪律 规定 "
    "有关 相关 若干 处理 处分 澄清 正名 材料 移送 移交 清单 台账 考核 评价 考评 述责述廉 述职 评议 "
    "人民政府 办公室 办公厅 全县 全市 全区 全省 新任职 任前 苗头性 倾向性 群众 身边 不正之风 腐败"
)
_LEXICON = frozenset(_WORDS.split())
_LONGEST = max(map(len, _LEXICON))
_GOOD_AFTER = frozenset("的和与及、，》”）")
_GOOD_BEFORE = frozenset("《“（")
_BAD_START = frozenset("的和与及等之")


def divide(title: str, width: Callable[[str], float], limit: float) -> list[str]:
    """Divide a title into lines of at most `limit` (same unit as width returns)."""
    if width(title) <= limit * 0.95 or len(title) < 2 * MIN_CHARS:
        return [title]
    pieces = _pieces(title)
    sums = [0.0]
    for piece, _ in pieces:
        sums.append(sums[-1] + width(piece))
    fewest = max(2, int(-(-sums[-1] // limit)))
    for count in range(fewest, MAX_LINES + 1):
        found = min(_cuts(pieces, sums, count, limit), key=lambda pair: pair[0], default=None)
        if found:
            bounds = (0, *found[1], len(pieces))
            return ["".join(p for p, _ in pieces[a:b]) for a, b in pairwise(bounds)]
    return _plain(pieces, width, limit)


def _pieces(title: str) -> list[tuple[str, float]]:
    """Indivisible pieces and what it costs to end a line after each."""
    atoms = whole_pieces(title)
    inside = _inside_words(title)
    pieces, at = [], 0
    for i, atom in enumerate(atoms):
        at += len(atom)
        after = atoms[i + 1] if i + 1 < len(atoms) else ""
        pieces.append((atom, _cost(atom, after, inside=at in inside) if after else 0.0))
    return pieces


def _cost(before: str, after: str, *, inside: bool) -> float:
    if not may_break(before, after):
        return 1e6
    if after[0] in _BAD_START:
        return 60.0
    if inside:
        return 50.0
    if before[-1] in _GOOD_AFTER or after[0] in _GOOD_BEFORE:
        return 0.0
    return 8.0


def _inside_words(title: str) -> set[int]:
    inside: set[int] = set()
    at = 0
    while at < len(title):
        size = next((n for n in range(_LONGEST, 1, -1) if title[at : at + n] in _LEXICON), 0)
        if size:
            inside.update(range(at + 1, at + size))
            at += size
        else:
            inside.add(at + 1) if at + 1 < len(title) and not _starts_word(title, at + 1) else None
            at += 1
    return inside


def _starts_word(title: str, at: int) -> bool:
    return title[at - 1] in _GOOD_AFTER or any(title[at : at + n] in _LEXICON for n in range(2, _LONGEST + 1))


def _cuts(
    pieces: Sequence[tuple[str, float]], sums: Sequence[float], count: int, limit: float
) -> Iterator[tuple[float, tuple[int, ...]]]:
    good = [i for i in range(1, len(pieces)) if pieces[i - 1][1] < 1e6]
    if count > 3:  # keep the search small: only the cheaper places
        good = sorted(sorted(good, key=lambda i: pieces[i - 1][1])[:24])

    def search(
        start: int, left: int, chosen: tuple[int, ...], cost: float
    ) -> Iterator[tuple[float, tuple[int, ...]]]:
        if left == 1:
            if sums[-1] - sums[start] <= limit:
                shape = _shape_cost(sums, (0, *chosen, len(pieces)), pieces)
                if shape is not None:
                    yield cost + shape, chosen
            return
        for cut in good:
            if cut > start and sums[cut] - sums[start] <= limit:
                yield from search(cut, left - 1, (*chosen, cut), cost + pieces[cut - 1][1])

    return search(0, count, (), 0.0)


def _shape_cost(
    sums: Sequence[float], bounds: tuple[int, ...], pieces: Sequence[tuple[str, float]]
) -> float | None:
    widths = [sums[b] - sums[a] for a, b in pairwise(bounds)]
    chars = [sum(len(p) for p, _ in pieces[a:b]) for a, b in pairwise(bounds)]
    widest: float = max(widths)
    narrowest: float = min(widths)
    if min(chars) < MIN_CHARS or widest - narrowest < MIN_STEP or narrowest < MIN_RATIO * widest:
        return None
    if not _is_trapezoid_or_diamond(widths):
        return None
    return (widest - narrowest) / widest * 20


def _is_trapezoid_or_diamond(widths: Sequence[float]) -> bool:
    pairs = list(pairwise(widths))
    top = widths.index(max(widths))
    rising = all(a < b for a, b in pairs[:top])
    falling = all(a > b for a, b in pairs[top:])
    return rising and falling


def _plain(pieces: Sequence[tuple[str, float]], width: Callable[[str], float], limit: float) -> list[str]:
    # A title no shape fits (one endless word): fill the lines.
    lines = [""]
    for piece, _ in pieces:
        if lines[-1] and width(lines[-1] + piece) > limit:
            lines.append("")
        lines[-1] += piece
    return lines
