"""Rules that need the page: the grid as drawn, page numbers' places, 版记 at the foot, kinsoku, lone signatures, fonts."""

from __future__ import annotations

import re
import statistics
from itertools import pairwise

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import MM, Paper, Para
from app.documents.checking.patterns import level_of
from app.documents.checking.saying import beside, font, from_edge
from app.documents.checking.settled import is_right_paper
from app.documents.checking.sheet import Sheet, left_ends
from app.documents.model import Format

_UNEVEN = 3.0 * MM  # between the first lines of two pages
_OVER = 0.5  # pt by which the last line of a full page may pass the type area: 22 lines may fill it exactly
_PAGES, _LEFT = 2, 1.6  # pages that are not filled, and lines they lack, from which it is no chance
_HIGH = 24.0  # mm over the foot of the type area
_WHOLE = re.compile(r"[\u3001-\u301b\u4e00-\u9fff\uff01-\uff5e]+")  # characters as wide as they are high: quotes and dashes may be narrow
_ALMOST = 0.15  # of a character
_CLOSING = "，。、；：？！）》”’】〕"


def judge_places(paper: Paper, meant: Profile, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    """Everything measured on the pages. meant: as the page should be; profile: as it is."""
    body = [para for _, para in found.body if para.rect is not None and para.place == "flow"]
    _grid(paper, meant, body, findings)
    _filled(paper, meant, body, findings)
    _sides_of_page(paper, profile, form, found, findings)
    _marks(paper, profile, form, findings)
    for para in body:
        findings.judge("标点避头尾", "GB/T 15834 5.1", para.bare[0] not in _CLOSING, f"行首是“{para.bare[0]}”", "标点不出现在行首", at=para)
    _imprint(paper, profile, form, found, findings)
    _alone(paper, found, findings)
    judge_fonts(paper, findings)
    judge_scans(paper, findings)
    if form is not Format.PLAIN and found.body:
        first = min(para.page for para in body) if body else 1
        findings.judge("首页正文", "7.3.2", first == 1, "首页没有正文", "首页必须显示正文", page=1)


def _sides_of_page(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    """Text pages stand upright in one column, with nothing over and under the type area and no frame about it."""
    page = profile.page
    over, under = page.top * MM - 9, (page.top + page.text_height) * MM + 9
    known = {id(p) for p in [*found.head, *found.marks, *found.titles, *found.imprint, *found.attached, *found.issuers, *found.annexes]}
    for para, below in zip(paper.flowing, [*paper.flowing[1:], None], strict=True):
        if para.rect is None or paper.pages[para.page - 1][0] > paper.pages[para.page - 1][1]:
            continue
        high = para.rect.bottom < over and id(para) not in known and not (form is Format.LETTER and para.page == 1) and not _goes_on(para, below, profile)
        findings.judge("页眉", "5.2.3", not high, para.text.strip()[:20], "没有页眉", at=para, grade=Grade.CUSTOM)
        low = para.place == "flow" and para.rect.top > under - 9 and (para.size or 0) > 15
        findings.judge("下白边", "5.2.1", not low, f"正文排到距上页边 {para.rect.bottom / MM:.0f} 毫米", f"版心下边缘 {page.top + page.text_height:g} 毫米", at=para)
    turned = [n for n, (width, height) in enumerate(paper.pages, 1) if width > height]
    other = any(max(size) / MM > page.height + 1 for size in paper.pages)  # sheets of another size are said by that
    upright = other or not turned or turned[0] > 1 or not any(p.red for p in paper.flowing if p.page == 1)  # a record may be one wide table
    findings.judge("纸张", "5.1", upright, "纸张横放", "竖放（横排表格另用一面）", page=1)
    framed = next(iter(paper.framed), 0)
    findings.judge("页面装饰", "5.2.3", not framed, "页面有边框", "没有页面边框", page=framed, grade=Grade.CUSTOM)


def _goes_on(para: Para, below: Para | None, profile: Profile) -> bool:
    """Whether a line too high on its page is text: one of the same size goes on right below it. That the page begins there is told by 天头."""
    if below is None or para.rect is None or below.rect is None or below.page != para.page or abs((para.size or 0) - profile.sizes.body) > 0.4:
        return False
    return para.size == below.size and below.rect.top - para.rect.top < 1.35 * profile.grid.pitch


def judge_fonts(paper: Paper, findings: Findings) -> None:
    """Whether every font that draws something is in the file."""
    findings.judge("字体嵌入", "GB/T 33190", not paper.loose_fonts, "没有嵌入" + "、".join(font(name) for name in paper.loose_fonts[:3]), "嵌入全部字体", grade=Grade.CUSTOM)


def judge_scans(paper: Paper, findings: Findings) -> None:
    """Name the pages that are only pictures: nothing of them was examined."""
    said = "、".join(str(page) for page in paper.scanned)
    head = "，版头和版式认不出来" if 1 in paper.scanned else ""
    findings.judge("扫描页", "体检范围", not said, f"第 {said} 页是图像{head}", "能读出文字的页面；这些页没有体检", page=paper.scanned[0] if said else 0,
                   grade=Grade.CUSTOM)  # fmt: skip


def _grid(paper: Paper, profile: Profile, body: list[Para], findings: Findings) -> None:
    page, grid = profile.page, profile.grid
    sized = [p for p in body if p.size and abs(p.size - profile.sizes.body) < 0.4]
    gaps = [b.top - a.top for a, b in pairwise(sized) if a.page == b.page and a.top is not None and b.top is not None
            and not p_blank(a, b)]  # fmt: skip
    near = [gap for gap in gaps if 18 < gap < 44]
    if len(near) >= 3:
        pitch = statistics.median(near)
        high = page.text_height * MM
        full = {int(high / pitch), int((high - profile.sizes.body + _OVER) / pitch) + 1}  # by whole lines, and by what shows of the last
        ok = abs(pitch - grid.pitch) <= 0.5 or grid.lines in full
        findings.judge("行距", "5.2.3", ok, f"{pitch:.2f} 磅", f"{grid.pitch:g} 磅（每面 {grid.lines} 行）", grade=Grade.USUAL, page=sized[0].page)
    plain = [p for p in sized if p.rect is not None and len(p.bare) >= 8 and _WHOLE.fullmatch(p.text.strip())]
    left = min(left_ends(sized), default=0.0)
    inside = [p for p in sized if p.bare[-1] not in _CLOSING]  # such a mark may hang out to the right
    edge = max((p.rect.right for p in inside if p.rect is not None), default=0.0)
    if len(plain) >= 3 and edge - left > page.text_width * MM * 0.9:
        placed = is_right_paper(paper, profile)
        findings.judge("订口", "5.2.1", not placed or abs(left / MM - page.left) <= 1.2, from_edge(left / MM), f"{page.left:g}±1 毫米", page=sized[0].page)
        over = page.left + page.text_width
        end = (edge + paper.offsets.get(sized[0].page, 0.0)) / MM  # as it stands on the paper
        findings.judge("版心宽", "5.2.1", not placed or -7 <= edge / MM - over <= 1.5 or abs(end - over) <= 1.5, f"右边到 {end:.1f} 毫米", f"{over:g} 毫米", page=sized[0].page)
        ended = [p for p in plain if p.rect is not None and p.rect.right < edge - 2 * (p.size or 16)]  # other lines may be spread
        columns = int((page.text_width * MM + 1.2) / min(statistics.multimode(_steps(ended) or _steps(plain))) + _ALMOST)
        columns = max(columns, min(max(len(p.text.strip()) for p in plain), grid.columns))
        findings.judge("每行字数", "5.2.3", columns == grid.columns, f"{columns} 字", f"{grid.columns} 字", grade=Grade.USUAL, page=sized[0].page)
    if is_right_paper(paper, profile):
        _tops(paper, profile, sized, findings)


def _filled(paper: Paper, profile: Profile, body: list[Para], findings: Findings) -> None:
    """Pages from which the text goes on to the next are filled to their foot (5.2.3); one line may be left for a paragraph that is held together."""
    pitch = statistics.median([gap for gap in (b.top - a.top for a, b in pairwise(body) if a.page == b.page and a.top is not None and b.top is not None) if 18 < gap < 44] or [0.0])
    foot = (profile.page.top + profile.page.text_height) * MM
    firsts, tops, lows = dict[int, Para](), dict[int, float](), dict[int, float]()
    for para in body:
        firsts.setdefault(para.page, para)
    for para in paper.flowing:
        if para.rect is not None:
            tops[para.page] = min(para.rect.top, tops.get(para.page, para.rect.top))
            lows[para.page] = max(para.rect.bottom, lows.get(para.page, 0.0))
    drawn = {page for page, _place in paper.pictures}
    left = []
    for page in sorted(firsts):
        below, (width, height) = firsts.get(page + 1), paper.pages[page - 1]
        goes_on = below is not None and below.rect is not None and below.rect.top <= tops[page + 1] + 1 and not level_of(below.text)
        if goes_on and width < height and not drawn & {page, page + 1}:
            left.append(foot - lows[page])
    left = left[1:] if len(left) > _PAGES else left  # the head may leave a rest of a line on the first
    lines = min(left, default=0.0) / pitch if pitch else 0.0
    findings.judge("每面行数", "5.2.3", len(left) < _PAGES or lines < _LEFT, f"各面下边空着 {lines:.0f} 行", f"每面 {profile.grid.lines} 行，排满版心", grade=Grade.USUAL, page=1)


def _tops(paper: Paper, profile: Profile, sized: list[Para], findings: Findings) -> None:
    """Where the text of each page but the first begins: at the type area's edge, and all alike."""
    tops = {p.page: p.top for p in sized if p.page > 1 and p.top is not None and p.top == min(
        q.top for q in paper.flowing if q.page == p.page and q.top is not None) and not any(
            n == p.page and place.top < p.top for n, place in paper.pictures)}  # fmt: skip
    least = min(tops.values(), default=0.0)
    for page, top in tops.items():
        ok = -1.2 <= top / MM - profile.page.top <= 5.5 and top - least <= _UNEVEN
        findings.judge("天头", "5.2.1", ok, from_edge(top / MM), f"{profile.page.top:g}±1 毫米", page=page)


def _steps(lines: list[Para]) -> list[float]:
    """How far characters of lines are from each other."""
    return [round((p.rect.right - p.rect.left - (p.size or 16)) / (len(p.text.strip()) - 1), 1) for p in lines if p.rect is not None]


def p_blank(a: Para, b: Para) -> bool:
    """Whether two lines are not neighbours of the same look."""
    return b.index - a.index != 1


def _marks(paper: Paper, profile: Profile, form: Format, findings: Findings) -> None:
    page, size = profile.page, profile.sizes.small
    bare = _unnumbered(paper)
    for index, mark in enumerate(paper.marks, 1):
        if mark is not None and mark.page < 0:
            continue  # a turned page
        if form is Format.LETTER and index == 1:
            findings.judge("首页页码", "10.1", mark is None, "首页有页码", "信函首页不显示页码", at=mark, page=1)
            continue
        if index in bare or (index == 1 and mark is None and profile.header.preprinted != "no"):
            continue
        findings.judge("页码", "7.5", mark is not None, "没有页码", f"— {index} —", page=index)
        if mark is None or mark.rect is None:
            continue
        findings.judge("页码", "7.5", bool(re.fullmatch(r"—\s*\d+\s*—", mark.text.strip())), f"“{mark.text.strip()}”", f"— {index} —", at=mark)
        said = re.search(r"\d+", mark.text)
        if said is not None:
            findings.judge("页码", "7.5", int(said.group()) == index, f"第 {index} 面标 {said.group()}", f"{index}（从 1 起连续编排）", at=mark)
        figures = [run.size for run in mark.runs if re.search(r"\d", run.text) and run.size]
        if figures:
            findings.judge("页码字号", "7.5", abs(figures[0] - size) < 0.5, f"{figures[0]:g} 磅", f"{size:g} 磅（4 号）", at=mark)
        _side(mark, index, profile, findings)
        middle = (mark.rect.top + mark.rect.bottom) / 2 / MM
        wanted = page.top + page.text_height + profile.page_number.gap
        findings.judge("页码位置", "7.5", abs(middle - wanted) <= 4, f"距上页边 {middle:.1f} 毫米", f"{wanted:g} 毫米", at=mark)


def _unnumbered(paper: Paper) -> set[int]:
    """Blank pages and the imprint's page behind them carry no number (7.5)."""
    filled = {para.page for para in paper.flowing}
    blank = [n for n in range(1, len(paper.pages) + 1) if n not in filled and paper.marks[n - 1] is None]
    return {n for b in blank for n in range(b, len(paper.pages) + 1)}


def _side(mark: Para, index: int, profile: Profile, findings: Findings) -> None:
    assert mark.rect is not None  # noqa: S101 - asked by the caller
    page, cell = profile.page, profile.sizes.small / MM
    left, right = mark.rect.left / MM - page.left, page.left + page.text_width - mark.rect.right / MM
    if profile.page_number.style == "centre":
        findings.judge("页码左右", "7.5", abs(left - right) <= 4, f"左 {left:.0f}、右 {right:.0f} 毫米", "居中", at=mark)
    elif index % 2:
        findings.judge("页码左右", "7.5", abs(right - cell) <= 1.8, beside("右", right, "毫米"), "单页居右空一字", at=mark)
    else:
        findings.judge("页码左右", "7.5", abs(left - cell) <= 1.8, beside("左", left, "毫米"), "双页居左空一字", at=mark)


def _imprint(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    parts = [*found.copies, *([found.printer] if found.printer else [])]
    if parts and form is Format.LETTER:
        rows = [line for p in parts for line in p.lines]
        lowest = max((row.rect.bottom for row in rows if row.page == max(r.page for r in rows)), default=0.0)
        high = profile.page.top + profile.page.text_height - lowest / MM
        findings.judge("版记位置", "10.1", not lowest or high <= _HIGH, f"离版心下边缘 {high:.0f} 毫米", "版心最下方", at=parts[-1])
    if not parts or form not in {Format.GENERAL, Format.MINUTES, Format.ORDER} or any(p.rect is None for p in parts):
        return
    parts.sort(key=lambda p: (p.page, p.rect.top if p.rect is not None else 0.0))
    page, last = profile.page, len(paper.pages)
    findings.judge("版记位置", "7.4", all(p.page == last for p in parts), f"第 {parts[0].page} 页", "最后一面", at=parts[0])
    over = (parts[0].rect.top if parts[0].rect is not None else 0.0) - 24
    drawn = [r for r in paper.rules if r.page == parts[-1].page and r.top is not None and r.top > over]
    long = [r for r in drawn if r.length > 120 * MM] or [r for r in drawn if r.length > 60 * MM]  # shorter ones only where all are
    black = sorted((r for r in long if not r.red or len(long) > 1), key=lambda r: r.top or 0.0)
    need = len(found.copies) + (found.printer is not None) + 1 - sum(p.bare.startswith("主送") for p in found.copies[:-1])
    findings.judge("版记分隔线", "7.4.1", len(black) >= max(need, 2), f"有 {len(black)} 条" if black else "没有分隔线", "首条、末条与中间的分隔线", at=parts[0])
    findings.judge("版记线颜色", "7.4.1", not any(rule.coloured or rule.red for rule in black), "不是黑色", "黑色", page=last, grade=Grade.USUAL)
    if len(black) >= 2:
        shortest = min(rule.length for rule in black) / MM
        findings.judge("版记线长度", "7.4.1", abs(shortest - page.text_width) <= 2, f"{shortest:.0f} 毫米", f"{page.text_width:g} 毫米（与版心等宽）", page=last)
        begin = min(rule.left for rule in black if rule.left is not None) / MM
        beside = abs(begin - Sheet(profile, found).left / MM) <= 3 or abs(shortest - page.text_width) > 2  # a wrong length is said by itself
        findings.judge("版记线长度", "7.4.1", beside, f"左端距左页边 {begin:.0f} 毫米", f"{page.left:g} 毫米（与版心对齐）", page=last)
        foot = page.top + page.text_height
        at = (black[-1].top or 0.0) / MM
        ended = len(black) >= need  # that the last one is missing is said by itself
        findings.judge("版记末线", "7.4.1", not ended or abs(at - foot) <= 1.3, f"距上页边 {at:.1f} 毫米", f"{foot:g} 毫米（版心下边缘）", page=last)
        outer, inner = profile.imprint.outer_rule, profile.imprint.inner_rule
        thick = [rule.thickness / MM for rule in black]
        ok = abs(thick[0] - outer) <= 0.07 and abs(thick[-1] - outer) <= 0.07 and all(abs(t - inner) <= 0.07 for t in thick[1:-1])
        findings.judge("版记线粗细", "7.4.1", ok or not ended, "、".join(f"{t:.2f}" for t in thick) + " 毫米", f"首末 {outer:g}、中间 {inner:g} 毫米", page=last,
                       grade=Grade.ADVISED)  # fmt: skip


def _alone(paper: Paper, found: Elements, findings: Findings) -> None:
    date = found.date
    if date is None or not found.body:
        return
    same = [para for _, para in found.body if para.page == date.page] + [p for p in found.attached if p.page == date.page]
    tabled = [p for p in paper.flowing if p.place == "table" and p.page in {date.page, date.page - 1}]  # its end is text too
    findings.judge("署名单独成面", "7.3.5.5", bool(same) or bool(tabled) or date.page == 1, "署名和日期所在面没有正文", "调整行距、字距，与正文同处一面", at=date)
