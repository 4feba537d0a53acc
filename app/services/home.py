"""The home page: what is overdue, due this quarter, waiting for a reply, and why."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from typing import Any

from app.domain.duties.results import DutyState, Result
from app.services import dossier_proposals
from app.services.drafts import Draft, drafts
from app.services.duties import cell, record_forms, short_article
from app.services.duty_ground import readable
from app.services.duty_words import TIERS, cell_text, frequency, period_label
from app.services.evaluation import evaluation, stands
from app.services.lists import WAITING_LETTERS, Row, display_rows
from app.services.session import Session
from app.services.standing import Evaluation
from app.store import queries
from app.store.queries import Named

WEEKDAYS = "一二三四五六日"
BUTTONS: Mapping[str, str] = {
    "meetings": "登记会议", "talks": "登记谈话", "study": "登记学习", "checks": "登记检查", "reports": "登记报告",
    "ledgers": "登记台账", "dossier": "登记档案", "documents": "登记文件", "events": "登记事件",
}  # fmt: skip
FEW_PEOPLE = 2
NOT_JUDGED = (DutyState.EXEMPT, DutyState.UNCONFIGURED, DutyState.MANUAL_PENDING)
TODO_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Card:
    """A number with its label and a line below."""

    number: int
    label: str
    sub: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where a button leads. kind: record, new, draft, letter, people, packs, explain, deadline or dossiers."""

    kind: str
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: tag (逾期, 12 天, 待回复), tone, title, why, button. reason: what 为什么 explains, if anything."""

    tag: str
    tone: str
    title: str
    why: str
    button: str
    target: Target
    reason: Target | None = None


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One of the things a new office does first."""

    title: str
    text: str
    done: bool
    button: str
    target: Target


@dataclass(frozen=True, slots=True)
class Tier:
    """Who bears it: numbers of rows with record, overdue, and the rest."""

    label: str
    met: int
    overdue: int
    rest: int
    tier: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything the home page shows. percent: rows with record among those judged, or None.

    counted: False while the duties have not been judged yet; then only waiting, drafts and recent are known.
    """

    date_label: str
    overdue: Card
    due: Card
    waiting: Card
    done: Card
    todo: tuple[Todo, ...]
    more: int
    tiers: tuple[Tier, ...]
    percent: int | None
    recent: tuple[Row, ...]
    example: bool
    drafts: tuple[Todo, ...] = ()
    first: tuple[FirstStep, ...] = ()
    counted: bool = True


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the home page knows without judging."""

    waiting: list[Any]
    recent: tuple[Row, ...]
    example: bool
    people: int


def _ground(session: Session) -> _Ground:
    with session.store.read() as conn:
        visible = session.sight()
        waiting = queries.letters_waiting(conn, WAITING_LETTERS, visible)
        recent = display_rows(
            conn, session.catalog, queries.rows_by_rid(conn, queries.recent_rids(conn, visible, 8)), visible
        )
        return _Ground(waiting, tuple(recent), queries.has_example(conn), len(queries.people(conn)))


def first_look(session: Session) -> HomePage | None:
    """The home page before the duties are judged, so that it can be used at once; None when they already stand.

    Raises AppError NOT_ALLOWED.
    """
    session.require("evaluate")
    if stands(session):
        return None
    today, ground, unknown = session.clock.today(), _ground(session), Card(0, "", "")
    letters = [_letter_todo(one, today) for one in ground.waiting]
    return HomePage(
        date_label=_date_label(today), overdue=unknown, due=unknown, done=unknown,
        waiting=_waiting_card(ground, today), todo=tuple(letters[:TODO_LIMIT]), more=0, tiers=(), percent=None,
        recent=ground.recent, example=ground.example, drafts=tuple(_draft_todo(d) for d in drafts(session)),
        counted=False,
    )  # fmt: skip


def _date_label(today: dt.date) -> str:
    quarter = "一二三四"[(today.month - 1) // 3]
    return f"{today.year} 年 {today.month} 月 {today.day} 日 星期{WEEKDAYS[today.weekday()]} · 第{quarter}季度"


def _waiting_card(ground: _Ground, today: dt.date) -> Card:
    return Card(len(ground.waiting), "等待回复", _near_limit(ground.waiting, today))


def home(session: Session) -> HomePage:
    """Read the home page. Raises AppError NOT_ALLOWED."""
    found = evaluation(session)
    today = found.as_of
    ground = _ground(session)
    waiting = ground.waiting
    events = _events(session, found)
    this_year = [r for r in found.results if _year(r, events) == today.year]
    overdue = [r for r in this_year if r.state in (DutyState.OVERDUE, DutyState.VIOLATED)]
    quarter_end = _quarter_end(today)
    due = [r for r in found.results if r.state is DutyState.DUE and r.due and today <= r.due <= quarter_end]
    judged = [r for r in this_year if r.state not in NOT_JUDGED]
    met = [r for r in judged if r.state in (DutyState.MET, DutyState.MANUAL_MET)]
    todo = _todo(session, found, overdue, due, waiting, {i: one.title for i, one in events.items()})
    return HomePage(
        date_label=_date_label(today),
        overdue=Card(len(overdue), "逾期或不符", _earliest(overdue)),
        due=Card(len(due), "本季度应办", f"还有 {(quarter_end - today).days} 天"),
        waiting=_waiting_card(ground, today),
        done=Card(len(met), "本年已有记录", f"共 {len(judged)} 项应判"),
        todo=tuple(todo),
        more=len(overdue) + len(due) + len(waiting) - len(todo),
        tiers=_tiers(found, judged),
        percent=round(100 * len(met) / len(judged)) if judged else None,
        recent=ground.recent,
        example=ground.example,
        drafts=tuple(_draft_todo(d) for d in drafts(session)),
        first=() if ground.recent else _first_steps(ground.people, bool(found.duties)),
    )


def _first_steps(people: int, duties_on: bool) -> tuple[FirstStep, ...]:
    """What a new office does, until the first record is there."""
    return (
        FirstStep("登记班子成员和任职", "职责按任职起止和分管清点。", people > FEW_PEOPLE, "去登记", Target("people")),
        FirstStep("启用职责文件", "选用本单位适用的文件和条款。", duties_on, "去启用", Target("packs")),
        FirstStep("登记第一条记录", "会议、谈话、学习都可以，履责清单会自己清点。", False, "登记会议",
                  Target("new", {"form": "meeting", "kind": "mtg.standing"})),
    )  # fmt: skip


def _draft_todo(draft: Draft) -> Todo:
    """A record that was being typed."""
    kind = "letter" if draft.form == "letter" else "record"
    target = Target(kind, {"id": draft.record_id}) if draft.record_id else Target("draft", {"form": draft.form, "kind": draft.kind, "key": draft.key})
    return Todo("未完成", "info", draft.title or "未命名的登记", "上次没有保存完的登记，内容还在", "继续填", target)


def _events(session: Session, found: Evaluation) -> dict[str, Named]:
    ids = {r.period for r in found.results if not r.period[:4].isdigit() and not r.period.startswith("term:")}
    ids |= {i for r in found.results if r.state is DutyState.VIOLATED for i in r.records}
    return readable(session, ids)


def _year(result: Result, events: Mapping[str, Named]) -> int:
    text = events[result.period].date if result.period in events else result.period
    if text.startswith("term:"):
        text = text.partition("/")[2]
    return int(text[:4]) if text[:4].isdigit() else 0


def _quarter_end(today: dt.date) -> dt.date:
    month = 3 * ((today.month - 1) // 3) + 3
    following = dt.date(today.year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(days=1)


def _earliest(rows: list[Result]) -> str:
    days = [r.due for r in rows if r.due]
    return f"最早 {min(days).isoformat()}" if days else "没有逾期" if not rows else ""


def _near_limit(rows: list[Any], today: dt.date) -> str:
    limit = (today + dt.timedelta(days=7)).isoformat()
    near = [r for r in rows if r.due and r.due <= limit]
    return f"{len(near)} 件临近或超过期限" if near else "没有临近期限的"


def _todo(
    session: Session,
    found: Evaluation,
    overdue: list[Result],
    due: list[Result],
    waiting: list[Any],
    titles: Mapping[str, str],
) -> list[Todo]:
    """What to do first, worst first and then by day; only those that are shown are put into words."""
    today, own = found.as_of, session.own_unit()[0]
    rows: list[tuple[bool, str, str, Callable[[], Todo]]] = []
    for result in (*overdue, *due):
        day = result.due.isoformat() if result.due else today.isoformat()
        make = partial(_duty_todo, session, found, result, titles, own)
        rows.append((result.state is DutyState.DUE, day, found.duties[result.duty].label, make))
    for letter in waiting:
        late = bool(letter.due) and letter.due < today.isoformat()
        rows.append((not late, letter.due or "9999", letter.title, partial(_letter_todo, letter, today)))
    shown = [make() for _later, _day, _label, make in sorted(rows, key=itemgetter(0, 1, 2))[:TODO_LIMIT]]
    entries = len(dossier_proposals.proposals(session, since=f"{today.year - 1}-01-01"))
    if entries:  # one line for all of them, behind what is late and never cut off
        late_ones = sum(t.tone == "bad" for t in shown)
        shown.insert(min(late_ones, TODO_LIMIT - 1), _dossier_todo(entries))
    return shown[:TODO_LIMIT]


def _duty_todo(session: Session, found: Evaluation, result: Result, titles: Mapping[str, str], own: str) -> Todo:
    duty, today = found.duties[result.duty], found.as_of
    shown = cell(found, titles, result)
    late = result.state is not DutyState.DUE
    tag = shown.state_label if late else f"{(result.due - today).days} 天" if result.due else "未到期"
    violated = result.state is DutyState.VIOLATED
    count = result.note.rstrip("。") if violated else cell_text(result) if result.need > 1 else "未见记录" if late else ""
    who = "" if result.subject == own else shown.subject_label
    when = shown.period_label if shown.record else period_label(result.period, titles)
    title = " · ".join(t for t in (f"{when} {duty.label}", who) if t)
    why = " · ".join(t for t in (frequency(duty), count, short_article(duty)) if t)
    reason = Target("explain", {"duty": result.duty, "period": result.period, "subject": result.subject, "record": shown.record})
    forms = record_forms(session, duty) if not violated else ()
    if not forms:
        return Todo(tag, "bad" if late else "warn", title, why, "看缺口", reason, reason)
    form, kind, _label = forms[0]
    act = Target("new", {"form": form, "kind": kind, "subject": result.subject})
    return Todo(tag, "bad" if late else "warn", title, why, BUTTONS.get(session.form(form).page, "去登记"), act, reason)


def _letter_todo(letter: Any, today: dt.date) -> Todo:
    body = json.loads(letter.body)
    number = str(body.get("number", ""))
    late = bool(letter.due) and letter.due < today.isoformat()
    limit = f"{letter.due} 前回复" if letter.due else "未定回复期限"
    return Todo(
        "超期" if late else "待回复", "bad" if late else "info", f"{number} {letter.title}".strip(),
        f"{limit} · 已送达", "登记回复", Target("letter", {"id": letter.id}), Target("deadline", {"id": letter.id}),
    )  # fmt: skip


def _dossier_todo(entries: int) -> Todo:
    return Todo(
        "待归档", "info", f"近两年有 {entries} 条记录待归入廉政档案", "谈话、报告、文书等已经定稿 · 归入前可以修改", "去归入", Target("dossiers")
    )


def _tiers(found: Evaluation, judged: list[Result]) -> tuple[Tier, ...]:
    totals: dict[str, list[int]] = {}
    for result in judged:
        numbers = totals.setdefault(found.duties[result.duty].tier, [0, 0, 0])
        if result.state in (DutyState.MET, DutyState.MANUAL_MET):
            numbers[0] += 1
        elif result.state in (DutyState.OVERDUE, DutyState.VIOLATED, DutyState.MANUAL_UNMET):
            numbers[1] += 1
        else:
            numbers[2] += 1
    return tuple(
        Tier(TIERS[tier], met, late, rest, tier) for tier in TIERS if tier in totals for met, late, rest in (totals[tier],)
    )
