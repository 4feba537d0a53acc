"""RP-01 单位履责总表 and RP-02 个人一岗双责表: rows of the evaluation by duty, by person and by quarter.

People stand in the order of their posts and names; nobody is scored or ranked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from app.domain.duties.model import DutyDef
from app.domain.duties.results import DutyState, Result
from app.services.duties import short_article
from app.services.duty_filter import actor_words
from app.services.duty_ground import Ground, ground, only_tenure, record_of
from app.services.duty_people import POSTS, rank
from app.services.duty_spans import Grain, columns
from app.services.duty_words import STATE_LABELS, TIERS, TONES
from app.services.reports.model import (
    COUNT,
    Body,
    Cell,
    Chart,
    ChartBar,
    Column,
    DutyPlace,
    Opens,
    Table,
    counted_duties,
    part,
    words,
)
from app.services.reports.source import Source
from app.services.standing import URGENCY

QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
REST = 4
NUMBERED = re.compile(r"（[一二三四五六七八九十]+）(?!第)")
MAIN = (DutyState.MET, DutyState.PARTIAL, DutyState.DUE, DutyState.OVERDUE, DutyState.EXEMPT, DutyState.MANUAL_PENDING)
SHOWN = (
    DutyState.MET, DutyState.MANUAL_MET, DutyState.PARTIAL, DutyState.DUE, DutyState.OVERDUE, DutyState.VIOLATED,
    DutyState.MANUAL_PENDING, DutyState.MANUAL_UNMET, DutyState.UNCONFIGURED, DutyState.UNDETERMINED, DutyState.EXEMPT,
)  # fmt: skip
GROUPS = (("good", "有记录"), ("bad", "逾期或不符"), ("warn", "部分或无法判定"), ("bar_rest", "未到期、不适用或未定"))


def overview(source: Source) -> Body:
    """RP-01: duties × periods, and their numbers by who bears them and by state."""
    read = ground(source.session, source.period.year)
    results = _chosen(read, source)
    by_duty: dict[str, list[Result]] = {}
    for one in results:
        by_duty.setdefault(one.duty, []).append(one)
    tiers = [*TIERS, ""]
    duties = sorted(by_duty, key=lambda d: tiers.index(read.found.duties[d].tier if read.found.duties[d].tier in TIERS else ""))
    tables = (_by_tier(read, results), _by_duty(source, read, duties, by_duty))
    return Body(tables, (_tier_chart(read, results),), behind=_behind(results))


def _chosen(read: Ground, source: Source) -> list[Result]:
    """The rows of the year that belong to the period and the scope."""
    grouped: dict[tuple[str, str], list[Result]] = {}
    for one in read.found.results:
        if read.in_year(one) and _in_period(read, source, one) and _in_scope(read, source, one):
            grouped.setdefault((one.duty, one.subject), []).append(one)
    return [r for key, rs in grouped.items() if not only_tenure(read.found, key[1], rs) for r in rs]


def _in_period(read: Ground, source: Source, one: Result) -> bool:
    period = source.period
    if period.kind == "year":
        return True
    if period.kind == "day":
        return (one.due.isoformat() if one.due else read.span(one)[1]) <= period.code
    return period.holds(read.span(one)[1])


def _in_scope(read: Ground, source: Source, one: Result) -> bool:
    return source.scope.ids is None or source.within((one.subject, *read.people(one)))


def place_of(read: Ground, one: Result) -> DutyPlace:
    """A row as a cell of the board is opened."""
    return DutyPlace(one.duty, one.period, one.subject, record_of(read.found.duties[one.duty], one))


def _source(duty: DutyDef) -> str:
    """Document and article as a narrow column has room for: of （二十五）加强对… only the number."""
    numbered = NUMBERED.match(duty.article)
    return f"{duty.document_short or duty.document_title} {numbered[0]}" if numbered else short_article(duty)


def _states(results: Iterable[Result]) -> dict[DutyState, int]:
    found: dict[DutyState, int] = {}
    for one in results:
        found[one.state] = found.get(one.state, 0) + 1
    return {s: found[s] for s in URGENCY if s in found}


def _state_cell(read: Ground, results: Sequence[Result]) -> Cell:
    """What several rows say together: 逾期 1、有记录 4; what most needs a look gives the tone."""
    if not results:
        return words("—", "muted")
    states = _states(results)
    only = next(iter(states))
    text = STATE_LABELS[only] if len(results) == 1 else "、".join(f"{STATE_LABELS[s]} {n}" for s, n in states.items())
    return counted_duties((place_of(read, r) for r in results), TONES[only], text)


def _quarters(source: Source) -> tuple[int, ...]:
    """The columns that the period has."""
    if source.period.kind in ("quarter", "month"):
        return ((source.period.first.month - 1) // 3,)
    if source.period.kind == "half":
        return (0, 1) if source.period.first.month == 1 else (2, 3)
    return (0, 1, 2, 3)


def _column_of(read: Ground, one: Result) -> int:
    first, last = columns(read.span(one), Grain.QUARTER)
    return first if first == last else REST


def _period_columns(source: Source) -> tuple[Column, ...]:
    quarters = tuple(Column(f"q{n + 1}", QUARTERS[n], COUNT, share=1.3) for n in _quarters(source))
    return (*quarters, Column("rest", "跨季或全年", COUNT, share=1.3))


def _period_cells(source: Source, read: Ground, results: Sequence[Result]) -> list[Cell]:
    placed: dict[int, list[Result]] = {}
    shown = _quarters(source)
    for one in results:
        at = _column_of(read, one)
        placed.setdefault(at if at in shown else REST, []).append(one)
    return [_state_cell(read, placed.get(n, ())) for n in (*shown, REST)]


def _by_duty(source: Source, read: Ground, duties: Sequence[str], found: Mapping[str, Sequence[Result]]) -> Table:
    head = (Column("duty", "条目", share=3), Column("article", "依据", share=2.2), Column("who", "责任主体", share=1.6))
    rows = []
    for duty in duties:
        definition = read.found.duties[duty]
        first = (words(definition.label), words(_source(definition)), words(actor_words(read.vocab, definition)))
        rows.append((*first, *_period_cells(source, read, found[duty])))
    return Table("duties", "各条目各时期", (*head, *_period_columns(source)), tuple(rows), "这个时期没有要核对的职责。")


def _by_tier(read: Ground, results: Sequence[Result]) -> Table:
    present = {r.state for r in results}
    states = [s for s in SHOWN if s in MAIN or s in present]
    head = (Column("tier", "责任", share=1.6), *(Column(s.value, STATE_LABELS[s], COUNT, "项") for s in states),
            Column("all", "合计", COUNT, "项"))  # fmt: skip
    rows = [
        _tier_row(read, TIERS.get(tier, "其他"), [r for r in results if read.found.duties[r.duty].tier == tier], states)
        for tier in (*TIERS, "")
        if any(read.found.duties[r.duty].tier == tier for r in results)
    ]
    if rows:
        rows.append(_tier_row(read, "合计", list(results), states))
    return Table("tiers", "按责任汇总", head, tuple(rows), "这个时期没有要核对的职责。", total=bool(rows))


def _tier_row(read: Ground, name: str, results: Sequence[Result], states: Sequence[DutyState]) -> tuple[Cell, ...]:
    cells = [
        counted_duties((place_of(read, r) for r in results if r.state is s), TONES[s]) for s in states
    ]
    return (words(name), *cells, counted_duties(place_of(read, r) for r in results))


def _bar(read: Ground, label: str, results: Sequence[Result]) -> ChartBar:
    numbers = dict.fromkeys((t for t, _w in GROUPS), 0)
    for one in results:
        tone = TONES[one.state]
        numbers[tone if tone in numbers else "bar_rest"] += 1
    parts = tuple(part(numbers[t], t, w) for t, w in GROUPS)
    return ChartBar(label, parts, f"有记录 {numbers['good']}，共 {len(results)}", Opens(duties=tuple(place_of(read, r) for r in results)))


def _tier_chart(read: Ground, results: Sequence[Result]) -> Chart:
    bars = []
    for tier, label in TIERS.items():
        mine = [r for r in results if read.found.duties[r.duty].tier == tier]
        if mine:
            bars.append(_bar(read, label, mine))
    return Chart("各层责任的记录情况", "项", tuple(bars))


# --- RP-02 --------------------------------------------------------------------------------
def by_person(source: Source) -> Body:
    """RP-02: members of the team × quarters, then each duty of each of them."""
    read = ground(source.session, source.period.year)
    chosen = [r for r in read.found.results if read.in_year(r) and _in_period(read, source, r)]
    team = _team(source)
    borne: dict[str, list[Result]] = {person: [] for person in team}
    for one in chosen:
        for person in read.bearers(one):
            if person in borne:
                borne[person].append(one)
    head = (Column("person", "姓名", share=1.2), Column("title", "职务", share=2.2), *_period_columns(source),
            Column("all", "合计", COUNT, "项"))  # fmt: skip
    rows = [
        (words(source.name(p)), words(team[p]), *_period_cells(source, read, rs), counted_duties(place_of(read, r) for r in rs))
        for p, rs in borne.items()
    ]
    people = Table("people", "各人各季度", head, tuple(rows), "这一年没有任职的班子成员。")
    behind = _behind(r for rs in borne.values() for r in rs)
    return Body((people, _duties_of(source, read, borne)), (_quarter_chart(source, read, borne),), behind=behind)


def _behind(results: Iterable[Result]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(i for r in results for i in r.records))


def _team(source: Source) -> dict[str, str]:
    """Who held a leading post in the year, with their titles, in the order of the posts."""
    year = source.period.year
    held = [p for p in source.posts if p.unit == source.own and POSTS & set(p.roles) and p.held_in(year)]
    held.sort(key=lambda p: (rank(p.roles), p.since))
    found: dict[str, list[str]] = {}
    for post in held:
        if source.within((post.person,)):
            found.setdefault(post.person, []).append(post.title)
    return {person: "、".join(titles) for person, titles in found.items()}


def _duties_of(source: Source, read: Ground, borne: Mapping[str, Sequence[Result]]) -> Table:
    head = (Column("person", "姓名", share=1.1), Column("duty", "职责", share=3), Column("article", "依据", share=2.2))
    rows = []
    for person, results in borne.items():
        by_duty: dict[str, list[Result]] = {}
        for one in results:
            by_duty.setdefault(one.duty, []).append(one)
        for duty, mine in by_duty.items():
            definition = read.found.duties[duty]
            first = (words(source.name(person)), words(definition.label), words(_source(definition)))
            rows.append((*first, *_period_cells(source, read, mine)))
    return Table("duties", "各人的职责", (*head, *_period_columns(source)), tuple(rows), "这个时期没有由本人承担的职责。")


def _quarter_chart(source: Source, read: Ground, borne: Mapping[str, Sequence[Result]]) -> Chart:
    """By quarter, all people together: a picture is no ranking."""
    everything = list({id(r): r for rs in borne.values() for r in rs}.values())
    shown = _quarters(source)
    bars = []
    for number in (*shown, REST):
        mine = [r for r in everything if (c if (c := _column_of(read, r)) in shown else REST) == number]
        if mine:
            bars.append(_bar(read, "跨季或全年" if number == REST else QUARTERS[number], mine))
    return Chart("班子成员职责各季度的记录情况", "项", tuple(bars))
