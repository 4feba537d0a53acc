"""Rules of the red lines of 版头 and of a 信函 (clauses 7.2.7, 10.1)."""

from __future__ import annotations

from app.catalog.profiles import Profile
from app.documents.checking.effect import N, Q, points
from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings
from app.documents.checking.head_lines import letter_lines, line_under_head, red_lines
from app.documents.checking.heights import glyph_top, height_of, line_of
from app.documents.checking.imprint_lines import PLAIN
from app.documents.checking.paper import MM, Paper, Para, Rule
from app.documents.checking.rules_double import judge_double
from app.documents.checking.saying import beneath
from app.documents.model import Format


def judge_red(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    header = profile.header
    if header.preprinted != "no":
        return
    letter = form is Format.LETTER
    rules = letter_lines(paper, found) if letter and paper.kind == "pdf" else red_lines(paper, found)
    bordered = [] if letter else bordered_paras(paper, found)
    need = {Format.LETTER: 4, Format.ORDER: 0}.get(form, 1)
    clause = "10.1" if letter else "10.3" if form is Format.MINUTES else "7.2.7"
    if form is Format.MINUTES and not rules and not bordered:
        _black_line(paper, found, findings)
        return  # 可根据实际制定 (10.3)
    edges = edged(paper) if letter else []
    count = len(rules) + len(bordered) + len(edges)
    if letter and paper.kind == "docx":
        judge_double(paper, profile, found, rules, edges, findings)
    else:
        enough = count >= need or (letter and count >= 2) or (not count and (line_under_head(paper, found) is not None or bool(bordered_paras(paper, found, black=True))))  # its colour is said by itself
        findings.judge("红色分隔线", clause, enough, f"有 {count} 条" if count else "没有红色分隔线", "红色双线上下各一" if letter else f"红色分隔线 {need} 条", page=1)
    if form in {Format.GENERAL, Format.MINUTES} and paper.kind == "docx":
        _one_plain_line(paper, profile, found, rules, bordered, findings)
    if form is Format.GENERAL and paper.kind == "docx" and found.number is not None and found.number.place == "flow":
        _hanging_gap(paper, profile, found.number, rules, findings)
    length = header.letter_rule_length if letter else profile.page.text_width
    for rule in rules:
        ok = abs(rule.length / MM - length) <= 1.5
        findings.judge("红线长度", clause, ok, f"{rule.length / MM:.1f} 毫米", f"{length:g} 毫米", page=1)
    for para in edges:
        long = ((para.width or paper.sections[0].measure or 0.0) - para.left - para.right) / MM
        findings.judge("红线长度", clause, abs(long - length) <= 2.5, f"{long:.1f} 毫米", f"{length:g} 毫米", page=1)
    for para in bordered:
        measure = profile.page.text_width * MM  # other margins are said by themselves
        left = max(para.left + min(para.first, 0.0), 0.0) if para.left > 8 else para.left if para.left < -8 else 0.0
        right = para.right if abs(para.right) > 8 else max(para.right, 0.0)
        long = (measure - left - right) / MM
        findings.judge("红线长度", clause, abs(long - length) <= 2.5, f"{long:.1f} 毫米", f"{length:g} 毫米", at=para)
    if paper.kind == "docx" and form is not Format.MINUTES and found.number is not None:
        row = _row_gap(found)
        if row is not None:
            findings.judge("红线位置", clause, 1.6 <= row / MM <= 7.5, f"约{beneath('文字', row / MM)}", f"{header.rule_gap:g} 毫米", at=found.number)
        for para in bordered:
            gap = gap_above(paper, para)
            if gap is not None:
                findings.judge("红线位置", clause, 1.6 <= gap / MM <= 7.5, f"约{beneath('文字', gap / MM)}", f"{header.rule_gap:g} 毫米", at=para)
        drawn = _drawn_gap(paper, found, rules) if form is Format.GENERAL else None
        if drawn is not None:
            findings.judge("红线位置", clause, 1.0 <= drawn / MM <= 7.5, f"约{beneath('文字', drawn / MM)}", f"{header.rule_gap:g} 毫米", at=found.number)
    if letter and paper.kind == "pdf":
        _letter_places(rules, profile, findings)
    elif form is not Format.MINUTES and paper.kind == "pdf" and found.number is not None and found.number.rect is not None and rules:
        last = max(p.rect.bottom for p in (found.number, *found.signers) if p.rect is not None)
        gap = (min((r.top for r in rules if r.top is not None and r.top > last - 6), default=0.0) - last) / MM
        findings.judge("红线位置", clause, 2.3 <= gap <= 5.7, beneath("发文字号", gap), f"在发文字号下面 {header.rule_gap:g} 毫米", page=1)
    if not letter and not rules and not bordered:
        black = bordered_paras(paper, found, black=True)
        if black:
            findings.judge("红线颜色", clause, False, "不是红色", "红色", at=black[0])


def _black_line(paper: Paper, found: Elements, findings: Findings) -> None:
    """A line of the head that is there, but black."""
    title = found.titles[0] if found.titles else None
    black = bordered_paras(paper, found, black=True)
    head = {id(p.node) for p in paper.flowing if title is not None and p.index < title.index}
    drawn = any(not rule.red and rule.length > 140 * MM and rule.node is not None and id(rule.node) in head for rule in paper.rules)
    findings.judge("红线颜色", "10.3", not black and not drawn, "不是红色", "红色", at=black[0] if black else None, page=1)


def _one_plain_line(paper: Paper, profile: Profile, found: Elements, rules: list[Rule], bordered: list[Para], findings: Findings) -> None:
    """One line, neither double nor broken, below 发文字号 (7.2.7)."""
    kinds = [rule.kind for rule in rules] + [b.kind for p in bordered for b in (p.above, p.under) if b is not None and b.red]
    odd = next((kind for kind in kinds if kind not in PLAIN), "")
    findings.judge("红线样式", "7.2.7", not odd, "不是单实线", "单实线", page=1)
    places = {rule.top for rule in rules if rule.top is not None}
    parted = max(places) - min(places) > 6 * MM if places else False
    findings.judge("红色分隔线", "7.2.7", not parted and len(bordered) < 3, f"有 {len(rules) + len(bordered)} 条，或者拆成了几处", "红色分隔线 1 条", page=1)
    title = found.titles[0] if found.titles else None
    later = [p for p in paper.flowing if title is not None and p.place == "flow" and p.index >= title.index
             and ((p.under is not None and p.under.red) or (p is not title and p.above is not None and p.above.red))]  # fmt: skip
    findings.judge("红色分隔线", "7.2.7", not later, "标题旁另有红线", "只在发文字号下有红色分隔线", at=later[0] if later else None)
    for rule in rules:
        moved = 0.0 if rule.left is None else (rule.left - (paper.sections[0].left or 0.0)) / MM
        rest = rule.length / MM - profile.page.text_width
        moved = 0.0 if abs(rest) > 1.5 and abs(moved + rest / 2) <= 2.5 else moved  # in the middle: its length is told by itself
        findings.judge("红线位置", "7.2.7", abs(moved) <= 2.5, f"左端偏{'右' if moved > 0 else '左'} {abs(moved):.0f} 毫米", "与版心左右对齐", page=1)
    number = found.number
    if number is None or number.place != "flow" or rules:
        return
    over = [p for p in bordered if p.index < number.index or (p is number and p.under is None)]
    findings.judge("红线位置", "7.2.7", not over or len(over) < len(bordered), "在发文字号之上", "发文字号之下", at=number)


def _hanging_gap(paper: Paper, profile: Profile, number: Para, rules: list[Rule], findings: Findings) -> None:
    """How far below 发文字号 a line is that hangs on its paragraph or on one near it."""
    at = {id(p.node): i for i, p in enumerate(paper.flowing) if p.node is not None}
    here = paper.flowing.index(number)
    for rule in rules:
        start = at.get(id(rule.node)) if rule.node is not None and rule.offset is not None and rule.top is None else None
        if start is None or rule.offset is None or abs(start - here) > 4:
            continue
        between = paper.flowing[min(start, here) : max(start, here)]
        if any(p.place != "flow" or "\n" in p.text for p in (*between, number)):
            continue
        height = sum(height_of(p) for p in between) * (1 if start >= here else -1)
        below = (height + rule.offset - (line_of(number) + (number.size or 16.0)) / 2) / MM
        inside = below - number.before / MM  # programs count from above or from below the space before the paragraph
        gap = min((below, inside), key=lambda value: abs(value - profile.header.rule_gap))
        findings.judge("红线位置", "7.2.7", 0.8 <= gap <= 7.8, f"约{beneath('文字', gap)}", f"{profile.header.rule_gap:g} 毫米", at=number)


def edged(paper: Paper) -> list[Para]:
    """Paragraphs of the first page's header and footer whose red borders are the double rules of a 信函."""
    first = paper.sections[0]
    kind = "first" if first.title_page else "default"
    rows = [*first.headers.get(kind, []), *first.footers.get(kind, [])]
    return [p for p in rows if any(border is not None and border.red for border in (p.above, p.under))]


def _drawn_gap(paper: Paper, found: Elements, rules: list[Rule]) -> float | None:
    """The same for the one line drawn at a place of the page, when every paragraph over 发文字号 has a fixed height."""
    number, placed = found.number, [rule.top for rule in rules if rule.top is not None]
    if number is None or number.place != "flow" or len(placed) != 1 or found.signers:
        return None
    over = paper.flowing[: paper.flowing.index(number) + 1]
    top = glyph_top(paper, number)
    if top is None or any(p.pitch_rule != "exact" or p.place != "flow" for p in over):
        return None
    return placed[0] - top - (number.size or 16.0)


def _row_gap(found: Elements) -> float | None:
    """The same where the red line is the lower border of a table row of fixed height that holds 发文字号."""
    number = found.number
    row = next(iter(number.node.iterancestors(Q + "tr")), None) if number is not None and number.place == "table" and number.node is not None else None
    height = row.find("w:trPr/w:trHeight", N) if row is not None else None
    if number is None or height is None or height.get(Q + "hRule") != "exact":
        return None
    tall = points(height.get(Q + "val"))
    return tall - line_of(number) + max(line_of(number) - (number.size or 16.0), 0.0) * 0.42 if tall else None


def gap_above(paper: Paper, para: Para) -> float | None:
    """From the glyphs of the line before a red border down to it; the border may be that of an empty paragraph below."""
    gap, at = 0.0, paper.flowing.index(para)
    line = para
    while not line.bare:
        if line.under is not None and line.under.red:
            gap += height_of(line) + line.under.space
        elif line.above is None or not line.above.red:
            gap += height_of(line)
        at -= 1
        if at < 0 or para.index - at > 4:
            return None
        line = paper.flowing[at]
    if line.place == "table" and line is para:
        return None
    if line is para:
        if para.under is None:
            return None
        gap = para.under.space
    return gap + max(line_of(line) - (line.size or 16.0), 0.0) * 0.42 + line.after if line.place == "flow" else None


def bordered_paras(paper: Paper, found: Elements, *, black: bool = False) -> list[Para]:
    """Paragraphs of the head with a border that makes the red line."""
    end = found.titles[0] if found.titles else found.first_text
    rows = []
    for para in paper.flowing:
        if para is end:
            break
        if any(border is not None and (border.red or black) for border in (para.above, para.under)):
            rows.append(para)
    if end is not None and end.above is not None and (end.above.red or black):
        rows.append(end)
    return rows


def _letter_places(rules: list[Rule], profile: Profile, findings: Findings) -> None:
    foot = profile.page.height - profile.header.letter_foot
    placed = [rule.top / MM for rule in rules if rule.top is not None and rule.top > profile.page.height * MM / 2]
    if placed:
        ok = abs(max(placed) - foot) <= 2.2
        findings.judge("下双线位置", "10.1", ok, f"距下页边 {profile.page.height - max(placed):.1f} 毫米", f"距下页边 {profile.header.letter_foot:g} 毫米", page=1)
    by_place = sorted((rule for rule in rules if rule.top is not None), key=lambda rule: rule.top or 0.0)
    if len(by_place) >= 4:
        ok = by_place[0].thickness > by_place[1].thickness and by_place[-1].thickness > by_place[-2].thickness
        findings.judge("双线粗细", "10.1", ok, "粗细次序不对", "上边上粗下细，下边上细下粗", page=1)
