"""The home page: what is late, due and waiting, for whom the account works, and why.

What is to be done comes from services.tasks; here it is put together with drafts, letters to sign, sums and news.
`first_look` knows what needs no judging, so that the page can be used at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.duties.results import DutyState, Result
from app.services import home_roles, incoming, preferences, task_groups, tasks
from app.services.changes_since import Changes, changes_since
from app.services.drafts import Draft, drafts
from app.services.duty_ground import events
from app.services.evaluation import evaluation, stands
from app.services.home_roles import Care, Sum
from app.services.lists import ListQuery, Row, count, display_rows, list_ids, rows
from app.services.session import Session
from app.services.standing import Evaluation
from app.services.task_groups import LATE, MONTH, OLD, QUARTER, UNDATED, WAITING, WEEK
from app.services.task_model import LETTER, OVERDUE, Task
from app.services.tasks import TaskList, TaskScope
from app.store import queries

WEEKDAYS = "一二三四五六日"
FEW_PEOPLE = 2
NOT_JUDGED = (DutyState.EXEMPT, DutyState.UNCONFIGURED, DutyState.MANUAL_PENDING)
TODO_LIMIT = 60
RECENT = 8
SPANS: Mapping[str, str] = {WEEK: "本周", MONTH: "本月", QUARTER: "本季度"}
SPAN = "home_span"  # which of them the list shows
SCOPE = "home_scope"  # whose tasks: mine or office
UNANSWERED = "unanswered"  # letters whose answer is late
LONGEST = 8  # characters of a button
SHORT: Mapping[str, str] = {"new": "去登记", "fill": "去填写", "letter": "去起草", "rows": "逐条登记", "transition": "去办理", "open": "前往办理"}
NOTHING = Changes((), 0)


@dataclass(frozen=True, slots=True)
class Card:
    """A number with its label and a line below; number None: not known yet. page, args: where it leads."""

    number: int | None
    label: str
    sub: str
    tone: str
    page: str = ""
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a button leads. kind: record, new, draft, letter, package, people, packs or settings."""

    kind: str
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Todo:
    """One row: tag (逾期, 12 天, 待回复), tone, title, why, button. Its button does the task's next step, or leads to the target."""

    tag: str
    tone: str
    title: str
    why: str
    button: str
    task: Task | None = None
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One of the things a new office does first."""

    title: str
    text: str
    done: bool
    button: str
    target: Target


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything the home page shows.

    scope: mine or office; both: whether the account may switch. span: what the list reaches to; spans: how many are due
    within each; old: how many are late by more than a year, told beside the number of late ones and not listed. sums with
    their title; percent: rows with record among those judged, or None. counted: False while only what needs no judging
    is known.
    """

    date_label: str
    cards: tuple[Card, ...]
    scope: str
    both: bool
    span: str
    spans: Mapping[str, int]
    todo: tuple[Todo, ...] = ()
    more: int = 0
    old: int = 0
    sums_title: str = ""
    sums: tuple[Sum, ...] = ()
    percent: int | None = None
    recent: tuple[Row, ...] = ()
    changes: Changes = NOTHING
    cares: tuple[Care, ...] = ()
    example: bool = False
    drafts: tuple[Todo, ...] = ()
    first: tuple[FirstStep, ...] = ()
    counted: bool = True
    duties: bool = True


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the home page knows without judging."""

    recent: tuple[Row, ...]
    example: bool
    people: int
    signing: tuple[Row, ...]
    changes: Changes
    drafts: tuple[Todo, ...]
    scope: str
    span: str


def _ground(session: Session) -> _Ground:
    sight = session.sight()
    own = preferences.get_many(session, SPAN, SCOPE)
    scope = own[SCOPE] or ("office" if home_roles.is_clerk(session) else "mine")
    signing = rows(session, ("letter",), list_ids(session, ListQuery(forms=("letter",), states=("review",)))) if (
        session.can("sign", "letter") and session.can("view", "letter")) else []
    with session.store.read() as conn:
        recent = display_rows(
            conn, session.catalog, queries.rows_by_rid(conn, queries.recent_rids(conn, sight, RECENT)), sight
        )
        return _Ground(
            tuple(recent), queries.has_example(conn), len(queries.people(conn)), tuple(signing),
            changes_since(session), tuple(_draft_todo(d) for d in drafts(session)), scope,
            own[SPAN] if own[SPAN] in SPANS else QUARTER,
        )  # fmt: skip


def keep_choice(session: Session, *, span: str = "", scope: str = "") -> None:
    """Remember what the list reaches to, or whose tasks it shows."""
    for key, value in ((SPAN, span), (SCOPE, scope)):
        if value:
            preferences.put(session, key, value)


def first_look(session: Session) -> HomePage | None:
    """The home page before anything is judged; None when the figures need no waiting for."""
    if session.business is None:
        return _administration(session)
    if home_roles.only_receives(session):
        return None
    if tasks.standing(session) and (stands(session) or not session.can("evaluate")):
        return None
    ground = _ground(session)
    cards = _cards(session, ground, None, {})
    return _page(session, ground, cards, _signing(ground), counted=False)


def home(session: Session) -> HomePage:
    """Read the home page of the account."""
    if session.business is None:
        return _administration(session)
    if home_roles.only_receives(session):
        return _reception(session)
    ground = _ground(session)
    today = session.clock.today()
    wanted = TaskScope(office=True) if ground.scope == "office" else TaskScope(mine=True)
    found = tasks.tasks(session, wanted) if session.visible_forms() else TaskList((), (), today)
    numbers = task_groups.counts(found.tasks, today)
    numbers[UNANSWERED] = sum(t.source == LETTER and t.state == OVERDUE for t in found.tasks)
    todo, more = _todo(ground, found, today, signing_first=home_roles.is_leader(session))
    sums, percent, met, judged = _sums(session, ground)
    cards = _cards(session, ground, numbers, {"met": met, "judged": judged})
    page = _page(session, ground, cards, todo)
    own = any(s.label == home_roles.OWN for s in sums)
    steps = () if ground.recent or not session.can("create", "meeting") else _first_steps(ground.people, percent is not None)
    return replace(page, spans={s: numbers[s] for s in SPANS}, more=more, old=numbers[OLD], sums=sums, sums_title="本年本人和分管" if own else "本年履责", percent=percent, first=steps)


def _page(session: Session, ground: _Ground, cards: tuple[Card, ...], todo: Sequence[Todo], *, counted: bool = True) -> HomePage:
    return HomePage(
        date_label=_date_label(session.clock.today()), cards=cards, scope=ground.scope, both=session.can("evaluate"),
        span=ground.span, spans={}, todo=tuple(todo), recent=ground.recent, changes=ground.changes, example=ground.example,
        drafts=ground.drafts, counted=counted, duties=session.can("evaluate"),
    )  # fmt: skip


def _administration(session: Session) -> HomePage:
    """For accounts that hold no key to records: backups, accounts, logs."""
    cares = home_roles.cares(session)
    todo = tuple(
        Todo("要核对", c.tone, f"{c.label}：{c.value}", c.text, c.button or "去看", target=Target("settings", {"tab": c.tab}))
        for c in cares if c.tone in ("bad", "warn") and c.tab
    )  # fmt: skip
    return HomePage(_date_label(session.clock.today()), (), "mine", False, QUARTER, {}, todo=todo, cares=cares, duties=False)


def _reception(session: Session) -> HomePage:
    """For who only takes in packages of others: what came, and what still wants a receipt."""
    came = incoming.received(session)
    open_ones = [p for p in came if p.state != "receipted"]
    year = str(session.clock.today().year)
    cards = (
        Card(len(open_ones), "还没有出具回执", "已经导入、回执还没有交给报送方", "warn", "exchange"),
        Card(sum(p.at[:4] == year for p in came), "本年收到", f"共收到 {len(came)} 个报送包", "info", "exchange"),
    )  # fmt: skip
    todo = tuple(
        Todo("待回执", "warn", f"{p.partner} {p.period}".strip(), f"{p.at[:10]} 收到 · {p.count} 条 · {p.state_label}", "出具回执",
             target=Target("package", {"id": p.id}))
        for p in open_ones[:TODO_LIMIT]
    )  # fmt: skip
    return HomePage(_date_label(session.clock.today()), cards, "mine", False, "", {}, todo=todo, duties=False)


def _date_label(today: dt.date) -> str:
    quarter = "一二三四"[(today.month - 1) // 3]
    return f"{today.year} 年 {today.month} 月 {today.day} 日 星期{WEEKDAYS[today.weekday()]} · 第{quarter}季度"


# --- the numbers -------------------------------------------------------------
def _cards(session: Session, ground: _Ground, numbers: Mapping[str, int] | None, met: Mapping[str, int]) -> tuple[Card, ...]:
    """The four numbers; the last one is what the role looks at."""
    today, scope = session.clock.today(), {"scope": ground.scope}
    end = task_groups.ends(today)[ground.span]
    known = numbers is not None
    got = numbers or {}
    wait = "正在清点"
    late = Card(got.get(LATE), "逾期", _late_words(got) if known else wait, "bad", "tasks", {**scope, "group": LATE})
    due = Card(got.get(ground.span), f"{SPANS[ground.span]}到期", f"到 {end.month} 月 {end.day} 日，还有 {(end - today).days} 天" if known else wait,
               "warn", "tasks", {**scope, "group": ""})  # fmt: skip
    waiting = Card(got.get(WAITING), "等待他人", _wait_words(got) if known else wait, "info", "tasks", {**scope, "group": WAITING})
    cards = [late, due, waiting]
    if home_roles.is_leader(session) and session.can("sign", "letter"):
        cards.append(Card(len(ground.signing), "待签发", "已送审、等签发的文书", "warn", "letters"))
    elif session.can("evaluate"):
        words = f"共 {met['judged']} 项应判" if "judged" in met else wait
        cards.append(Card(met.get("met"), "本年已有记录", words, "good", "board", {"state": "met"}))
    elif session.can("view", "dossier"):
        entries, person = count(session, ListQuery(forms=("dossier",))), home_roles.person_of(session)
        cards.append(Card(entries, "我的廉政档案", "归入本人档案的条目，可以查看和附注", "info", "file", {"id": person} if person else {}))
    else:
        cards.append(Card(len(ground.changes.lines), "有变化", "别人登记或修改、您能看到的", "info"))
    return tuple(cards)


def _wait_words(numbers: Mapping[str, int]) -> str:
    late = numbers[UNANSWERED]
    return f"另有 {late} 件文书超期没有回复" if late else "等回复、等时间或等前一步的"


def _late_words(numbers: Mapping[str, int]) -> str:
    today, old = numbers["today"], numbers[OLD]
    if old:
        return f"今天到期 {today} 项，另有逾期一年以上 {old} 项" if today else f"另有逾期一年以上 {old} 项"
    return f"另有 {today} 项今天到期" if today else "今天没有到期的" if numbers[LATE] else "没有逾期的"


def _sums(session: Session, ground: _Ground) -> tuple[tuple[Sum, ...], int | None, int, int]:
    """Sums of this year's duties, the share with record, how many have one, how many are judged."""
    if not session.can("evaluate"):
        return (), None, 0, 0
    found = evaluation(session)
    judged = _judged(session, found)
    person = home_roles.person_of(session) if home_roles.is_leader(session) and "principal" not in session.user.roles else ""
    sums = home_roles.of_leader(session, found, judged, person) if person else ()
    sums = sums or home_roles.by_bearer(found, judged)
    met = sum(r.state in home_roles.KEPT for r in judged)
    return sums, round(100 * met / len(judged)) if judged else None, met, len(judged)


def _judged(session: Session, found: Evaluation) -> list[Result]:
    """The rows of this year that are judged."""
    about = events(session, found)

    def year(result: Result) -> str:
        text = about[result.period].date if result.period in about else result.period
        return (text.partition("/")[2] if text.startswith("term:") else text)[:4]

    this = str(found.as_of.year)
    return [r for r in found.results if r.state not in NOT_JUDGED and year(r) == this]


# --- what is to be done -------------------------------------------------------
def _todo(ground: _Ground, found: TaskList, today: dt.date, *, signing_first: bool) -> tuple[list[Todo], int]:
    """Letters to sign, what is late or due in the span, what has no day, what waits for others; how many are left out."""
    last = task_groups.ends(today)[ground.span]
    kinds = {t.id: task_groups.group_of(t, today) for t in found.tasks}
    behind = {UNDATED: 1, WAITING: 2}
    wanted = [t for t in found.tasks if kinds[t.id] in (LATE, *behind) or (kinds[t.id] != OLD and t.due is not None and t.due <= last)]
    wanted.sort(key=lambda t: behind.get(kinds[t.id], 0))  # the order within stays
    signing = _signing(ground)
    shown = wanted[: TODO_LIMIT - len(signing)]
    late = 0 if signing_first else sum(kinds[t.id] == LATE for t in shown)
    made = [_task_todo(t) for t in shown]
    return [*made[:late], *signing, *made[late:]], len(wanted) - len(shown)


def _task_todo(task: Task) -> Todo:
    offer = next((o for o in task.offers if not o.why_not), None)
    text = (offer.label if len(offer.label) <= LONGEST else SHORT[offer.kind]) if offer is not None else "打开" if task.record else "看缺口" if task.explain is not None else "看待办"
    parts: list[str] = []
    for one in (task.why, task.due_words, task.source_label):  # what the tag or the sentence says already is not said again
        if one and one != task.tag and not any(one in p for p in parts):
            parts.append(one.rstrip("。"))
    return Todo(task.tag, task.tone, task.title, " · ".join(parts), text, task)


def _signing(ground: _Ground) -> list[Todo]:
    """Letters that were handed in to be signed."""
    return [
        Todo("待签发", "warn", one.title, f"{one.kind_label} · 已送审，等签发", "去签发", target=Target("letter", {"id": one.id}))
        for one in ground.signing[: TODO_LIMIT // 2]
    ]


def _draft_todo(draft: Draft) -> Todo:
    """A record that was being typed."""
    kind = "letter" if draft.form == "letter" else "record"
    target = Target(kind, {"id": draft.record_id}) if draft.record_id else Target("draft", {"form": draft.form, "kind": draft.kind, "key": draft.key})
    return Todo("未完成", "info", draft.title or "未命名的登记", "上次没有保存完的登记，内容还在", "继续填", target=target)


def _first_steps(people: int, duties_on: bool) -> tuple[FirstStep, ...]:
    """What a new office does, until the first record is there."""
    return (
        FirstStep("登记班子成员和任职", "职责按任职起止和分管清点。", people > FEW_PEOPLE, "去登记", Target("people")),
        FirstStep("启用职责文件", "选用本单位适用的文件和条款。", duties_on, "去启用", Target("packs")),
        FirstStep("登记第一条记录", "会议、谈话、学习都可以，履责清单会自己清点。", False, "登记会议",
                  Target("new", {"form": "meeting", "kind": "mtg.standing"})),
    )  # fmt: skip
