"""RP-03 谈话覆盖矩阵 and RP-10 谈话函询抽查登记与比例."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from app.services.reports.model import (
    COUNT,
    DAY,
    RATE,
    Body,
    Cell,
    Chart,
    ChartBar,
    Column,
    DutyPlace,
    Opens,
    Table,
    counted,
    counted_duties,
    counted_rows,
    part,
    share,
    words,
)
from app.services.reports.source import Rec, Source
from app.services.talk_matrix import Want, talk_matrix

TALK = "talk"
INQUIRY = "talk.inquiry"
INQUIRY_CLOSED = "inquiry.closed"
OLD_CLOSED = ("confirmed", "archived")  # how inquiries ended before they had a way of their own
CLOSED_EVENT = "event.inquiry_closed"
SAMPLE = "insp.inquiry_sample"
UNTRUTHFUL = "untruthful"
TENTH = 10
MOST_TALKERS = 12
OTHERS = "其他谈话人"
NOT_YET = "还没有谈"


def coverage(source: Source) -> Body:
    """RP-03: people × talkers with the number of talks, what the duties ask for, and what is not there."""
    talks = [t for t in source.read(TALK) if source.mine(t, ("subject", "actor"))]
    cells: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in talks:
        for person in dict.fromkeys(one.ids("subject")):
            cells[(one.actor, person)].append(one.id)
    wants = _wants(source)
    asked = {(t, w.person) for w in wants if w.open for t in w.talkers if t != w.person}
    talkers = source.sorted({t for t, _p in cells if t} | {t for t, _p in asked})
    people = source.sorted({p for _t, p in cells} | {w.person for w in wants})
    shown = _first_talkers(source, talkers, asked, cells)
    tables = (_matrix(source, shown, talkers, people, cells, asked), _by_duty(source, wants), _missing(source, wants), _kinds(source, talks))
    return Body(tables, (Chart("各种谈话的次数", "次", _kind_bars(source, talks)),))


def _wants(source: Source) -> list[Want]:
    """What the duties of the year ask for, as far as it falls due in the period and concerns the scope."""
    if not source.session.can("evaluate"):
        return []
    found = talk_matrix(source.session, source.period.year)
    every = {id(w): w for c in found.cells.values() for w in c.wants} | {id(w): w for w in found.missing}
    return [
        w for w in every.values()
        if (source.period.kind == "year" or not w.cell.due or source.period.holds(w.cell.due))
        and source.within((w.person, *w.talkers))
    ]  # fmt: skip


def _first_talkers(
    source: Source, talkers: Sequence[str], asked: Iterable[tuple[str, str]], cells: Mapping[tuple[str, str], Sequence[str]]
) -> list[str]:
    """Those with a column: whom a duty names first, then by posts; the rest share one."""
    named = {t for t, _p in asked}
    leading = [t for t in talkers if t in named] + [t for t in talkers if t not in named]
    return source.sorted(leading[:MOST_TALKERS])


def _matrix(
    source: Source, shown: Sequence[str], talkers: Sequence[str], people: Sequence[str],
    cells: Mapping[tuple[str, str], Sequence[str]], asked: Iterable[tuple[str, str]],
) -> Table:  # fmt: skip
    rest, wanted = [t for t in talkers if t not in shown], set(asked)
    names = [source.name(t) for t in shown]
    head = (
        Column("person", "谈话对象", share=1.6),
        *(Column(t, name, COUNT, "次") for t, name in zip(shown, names, strict=True)),
        *([Column("others", OTHERS, COUNT, "次")] if rest else []), Column("all", "合计", COUNT, "次"),
    )  # fmt: skip
    rows = []
    for person in people:
        line = [_talk_cell(cells.get((t, person), ()), wanted=(t, person) in wanted, same=t == person) for t in shown]
        if rest:
            line.append(_talk_cell([i for t in rest for i in cells.get((t, person), ())], wanted=any((t, person) in wanted for t in rest)))
        every = [i for (_t, p), ids in cells.items() if p == person for i in ids]
        rows.append((words(source.name(person)), *line, counted(dict.fromkeys(every))))
    return Table("matrix", "谁同谁谈过（行是谈话对象，列是谈话人）", head, tuple(rows), "这个时期未见谈话记录。")


def _talk_cell(records: Sequence[str], *, wanted: bool, same: bool = False) -> Cell:
    if same and not records:
        return words("—", "muted")
    if wanted:
        held = counted(records)
        text = f"{held.text}（{NOT_YET}够）" if records else NOT_YET
        return Cell(text, held.value, "bad", held.opens)
    return counted(records, "good") if records else words("", "muted")


def _by_duty(source: Source, wants: Sequence[Want]) -> Table:
    head = (
        Column("duty", "职责", share=3), Column("all", "应谈", COUNT, "人次"), Column("held", "有记录", COUNT, "人次"),
        Column("open", NOT_YET, COUNT, "人次"), Column("rate", "覆盖率", RATE),
    )  # fmt: skip
    grouped: dict[str, dict[DutyPlace, Want]] = {}
    for one in wants:
        grouped.setdefault(one.cell.label, {})[_place(one)] = one
    rows = []
    for label, found in grouped.items():
        held = [p for p, w in found.items() if not w.open]
        rate = share(len(held), len(found))
        rows.append((
            words(label), counted_duties(found), counted_duties(held, "good"), counted_duties((p for p in found if p not in held), "bad"),
            Cell(rate.text, rate.value, rate.tone, Opens(duties=tuple(found))),
        ))  # fmt: skip
    return Table("duties", "按职责的覆盖率", head, tuple(rows), "没有启用的职责要求谈话，或您的账号不能看履责情况。")


def _place(want: Want) -> DutyPlace:
    return DutyPlace(want.cell.duty, want.cell.period, want.cell.subject, want.cell.record)


def _missing(source: Source, wants: Sequence[Want]) -> Table:
    head = (
        Column("person", "应同谁谈", share=1.2), Column("by", "由谁谈", share=1.6), Column("duty", "依据的职责", share=3),
        Column("due", "期限", DAY, share=1.1), Column("state", "结果", share=0.9),
    )  # fmt: skip
    order = {p: n for n, p in enumerate(source.sorted({w.person for w in wants}))}
    open_ones = sorted((w for w in wants if w.open), key=lambda w: (order[w.person], w.cell.due, w.cell.duty))
    rows = [
        (
            words(source.name(w.person)), words(source.all_names(w.talkers) or w.by), words(w.cell.label), words(w.cell.due),
            Cell(w.cell.state_label, tone=w.cell.tone, opens=Opens(duties=(_place(w),))),
        )
        for w in open_ones
    ]  # fmt: skip
    return Table("missing", "还没有谈到的", head, tuple(rows), "没有要谈而未谈的。")


def _kinds(source: Source, talks: Sequence[Rec]) -> Table:
    head = (Column("kind", "谈话种类", share=3), Column("n", "次数", COUNT, "次"), Column("people", "对象", COUNT, "人次"))
    rows = []
    for kind, mine in _by_kind(source, talks):
        pairs = sum(len(dict.fromkeys(t.ids("subject"))) for t in mine)
        rows.append((words(source.short(kind)), counted(t.id for t in mine), counted_rows(pairs, (t.id for t in mine))))
    return Table("kinds", "按种类", head, tuple(rows), "这个时期未见谈话记录。")


def _by_kind(source: Source, talks: Sequence[Rec]) -> list[tuple[str, list[Rec]]]:
    order = source.session.form(TALK).kinds
    return [(k, mine) for k in order if (mine := [t for t in talks if t.kind == k])]


def _kind_bars(source: Source, talks: Sequence[Rec]) -> tuple[ChartBar, ...]:
    return tuple(
        ChartBar(source.short(k), (part(len(mine), "primary", "谈话"),), f"{len(mine)} 次", Opens(tuple(t.id for t in mine)))
        for k, mine in _by_kind(source, talks)
    )


# --- RP-10 --------------------------------------------------------------------------------
def inquiries(source: Source) -> Body:
    """RP-10: inquiries closed in the period, those drawn and verified, the share against a tenth rounded up."""
    fields = ("closed_at", "conclusion", "sampled", "verified_at", "verify_result", "clue_no", "replied_at")
    talks = [t for t in source.read(TALK, (*fields, "links"), kinds=(INQUIRY,), first="") if _counts(source, t)]
    closed = [*talks, *_only_events(source, talks)]
    checks = source.read("inspection", ("persons", "links"), kinds=(SAMPLE,), first="", last="")
    drawn = [t for t in closed if _verified(t, checks)]
    waiting = [t for t in closed if t.flag("sampled") and t not in drawn]
    false = [t for t in closed if t.text("conclusion") == UNTRUTHFUL]
    checked = [t for t in false if t.filled("verified_at") or t.filled("verify_result")]
    need = math.ceil(len(closed) / TENTH)
    head = (Column("what", "项目", share=3), Column("n", "件数", COUNT, "件"), Column("rate", "比例", RATE), Column("said", "核对", share=2))
    said = words("没有了结件，不适用", "muted") if not closed else words("够", "good") if len(drawn) >= need else words(f"还差 {need - len(drawn)} 件", "bad")
    rows = (
        (words("了结的谈话函询件"), _ids(closed), words(""), words("")),
        (words("应抽查核实（百分之十，向上取整）"), words(str(need) if closed else "无对象"), words(""), words("")),
        (words("抽中并已核实"), _ids(drawn, "good"), share(len(drawn), len(closed), (t.id for t in closed)), said),
        (words("抽中还没有核实"), _ids(waiting, "warn"), words(""), words("")),
        (words("不如实说明的"), _ids(false), words(""), words("")),
        (words("不如实说明、已一律核实"), _ids(checked, "good"), share(len(checked), len(false), (t.id for t in false)),
         words("没有不如实说明的，不适用", "muted") if not false else words("全部核实", "good") if len(checked) == len(false) else words(f"还差 {len(false) - len(checked)} 件", "bad")),
    )  # fmt: skip
    bars = (ChartBar("了结件", (part(len(drawn), "good", "已抽查核实"), part(len(waiting), "warn", "抽中未核实"),
            part(len(closed) - len(drawn) - len(waiting), "bar_rest", "没有抽中")), f"共 {len(closed)} 件", Opens(tuple(t.id for t in closed))),)  # fmt: skip
    summary = Table("summary", "抽查比例", head, rows)
    return Body((summary, _register(source, closed, {t.id for t in drawn})), (Chart("了结件的抽查核实", "件", bars if closed else ()),))


def _closed_on(talk: Rec) -> str:
    """The day an inquiry was closed, empty while it is open."""
    if talk.kind == CLOSED_EVENT:
        return talk.end or talk.date
    if talk.state not in (INQUIRY_CLOSED, *OLD_CLOSED):
        return ""
    return talk.text("closed_at") or talk.end or talk.date


def _counts(source: Source, talk: Rec) -> bool:
    day = _closed_on(talk)
    return source.period.holds(day) and day <= source.until


def _only_events(source: Source, talks: Sequence[Rec]) -> list[Rec]:
    """Inquiries of which only the end was registered (as an event): none of the talks is linked with it."""
    events = source.read("event", ("links", "conclusion"), kinds=(CLOSED_EVENT,))
    named = {i for t in talks for i in t.ids("links")} | {t.id for t in talks}
    return [e for e in events if e.id not in named and named.isdisjoint(e.ids("links"))]


def _verified(talk: Rec, checks: Sequence[Rec]) -> bool:
    """Drawn and verified: said in the inquiry itself, or by a check that names it or, naming none, its person that year."""
    if talk.flag("sampled") and talk.filled("verified_at"):
        return True
    day = _closed_on(talk)
    for check in checks:
        links = check.ids("links")
        if talk.id in links or check.id in talk.ids("links"):
            return True
        if not links and check.date[:4] == day[:4] and check.date >= day and set(talk.ids("subject")) & set(check.ids("persons")):
            return True
    return False


def _ids(talks: Sequence[Rec], tone: str = "") -> Cell:
    return counted((t.id for t in talks), tone)


def _register(source: Source, closed: Sequence[Rec], found: Collection[str]) -> Table:
    head = (
        Column("date", "函询日期", DAY, share=1.4), Column("no", "线索编号", share=1.2), Column("subject", "对象", share=1.1),
        Column("replied", "收到说明", DAY, share=1.1), Column("closed", "了结日期", DAY, share=1.1), Column("conclusion", "结论", share=1.1),
        Column("sampled", "抽中", share=0.7), Column("verified", "核实日期", DAY, share=1.1), Column("result", "核实结果", share=1.1),
    )  # fmt: skip
    rows = [
        (
            source.day(t), words(t.text("clue_no") or t.title, record=t.id), words(source.all_names(t.ids("subject"))), words(t.text("replied_at")),
            words(_closed_on(t)), words(source.short(t.text("conclusion"), "conclusion")), words("是" if t.flag("sampled") or t.id in found else "否"),
            words(t.text("verified_at") or ("见核实记录" if t.id in found else "未见记录" if t.flag("sampled") else "")), words(source.short(t.text("verify_result"), "conclusion")),
        )
        for t in sorted(closed, key=lambda t: (_closed_on(t), t.id))
    ]  # fmt: skip
    return Table("register", "抽查登记", head, tuple(rows), "这个时期没有了结的谈话函询件。")
