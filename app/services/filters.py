"""What a list is narrowed to, as a person chose it: kinds, states, a period, people, words.

Relative periods stay relative (今年 is another year next year); `query` turns them into days.
Each set filter is one sentence for its chip, for the head of a print and for an exported sheet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.catalog.records import FieldType
from app.services.lists import ListQuery, waits
from app.services.session import Session
from app.store import names as stored_names

PERIODS = {
    "year": "今年", "quarter": "本季度", "month": "本月", "last_month": "上月", "last_quarter": "上季度", "last_year": "去年",
    "own": "自定起止",
}  # fmt: skip
WORDS = {
    "kinds": "种类", "states": "状态", "period": "时间", "person": "人", "unit": "单位", "text": "含文字",
    "standing": "办理", "late": "期限", "files": "附件",
}  # fmt: skip
STANDINGS = {"open": "未办结", "soon": "30 天内到期", "closed": "已办结"}
SOON_DAYS = 30
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Filters:
    """All filters of a list; an empty one does not narrow. first, last: the days of period `own`.

    standing: a code of STANDINGS, whether anything is still waited for.
    """

    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    period: str = ""
    first: str = ""
    last: str = ""
    person: str = ""
    unit: str = ""
    text: str = ""
    late: bool = False
    files: bool = False
    standing: str = ""

    def active(self) -> list[str]:
        """Names of the filters that narrow, in the order of their chips."""
        return [name for name in WORDS if getattr(self, name)]

    def having(self, name: str, value: Any) -> Filters:
        """With one filter set."""
        return replace(self, **{name: value})

    def without(self, name: str) -> Filters:
        """With one filter taken away."""
        empty = Filters()
        fresh = self.having(name, getattr(empty, name))
        return replace(fresh, first="", last="") if name == "period" else fresh


def days_of(period: str, today: dt.date) -> tuple[str | None, str | None]:
    """First and last day of a named period as ISO days; (None, None) for no period or an own one."""
    quarter = dt.date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    month = today.replace(day=1)
    spans = {
        "year": (dt.date(today.year, 1, 1), dt.date(today.year + 1, 1, 1)),
        "last_year": (dt.date(today.year - 1, 1, 1), dt.date(today.year, 1, 1)),
        "quarter": (quarter, _months_on(quarter, 3)),
        "last_quarter": (_months_on(quarter, -3), quarter),
        "month": (month, _months_on(month, 1)),
        "last_month": (_months_on(month, -1), month),
    }
    if period not in spans:
        return None, None
    first, following = spans[period]
    return first.isoformat(), (following - dt.timedelta(days=1)).isoformat()


def _months_on(first: dt.date, months: int) -> dt.date:
    count = first.year * 12 + first.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)


def query_of(session: Session, forms: tuple[str, ...], chosen: Filters, sort: str, *, descending: bool) -> ListQuery:
    """The filters as a query of today."""
    today = session.clock.today()
    first, last = days_of(chosen.period, today)
    if chosen.period == "own":
        first, last = chosen.first or None, chosen.last or None
    soon = chosen.standing == "soon"
    return ListQuery(
        pairs=_pairs(session, forms, chosen.standing), due_from=today.isoformat() if soon else None,
        due_to=soon_day(today) if soon else None, forms=forms, kinds=chosen.kinds, states=chosen.states, text=chosen.text, person=chosen.person or None,
        unit=chosen.unit or None, date_from=first, date_to=last, late_on=today.isoformat() if chosen.late else None,
        late_states=open_states(session, forms) if chosen.late else (),
        files=_file_fields(session, forms) if chosen.files else (), sort=sort, descending=descending,
    )  # fmt: skip


def soon_day(today: dt.date) -> str:
    """The last day that is still called soon."""
    return (today + dt.timedelta(days=SOON_DAYS)).isoformat()


def _pairs(session: Session, forms: tuple[str, ...], standing: str) -> tuple[tuple[str, str], ...]:
    if not standing:
        return ()
    waits = open_states(session, forms)
    if standing != "closed":
        return waits
    every = ((name, state.code) for name in forms for state in session.form(name).states)
    return tuple(pair for pair in every if pair not in waits)


def open_states(session: Session, forms: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(form, state) in which a limit still matters."""
    return tuple((n, s.code) for n in forms for s in session.form(n).states if waits(session.form(n), s.code))


def _file_fields(session: Session, forms: tuple[str, ...]) -> tuple[str, ...]:
    fields = (f.id for name in forms for f in session.form(name).fields if f.type is FieldType.ATTACHMENTS)
    return tuple(dict.fromkeys(fields)) or ("attachments",)


def words(session: Session, forms: tuple[str, ...], chosen: Filters, names: Mapping[str, str]) -> dict[str, str]:
    """Each active filter in words, by filter name: 状态：定稿、草稿."""
    vocab = session.catalog.vocab
    labels = {s.code: s.label for name in forms for s in session.form(name).states}
    texts = {
        "kinds": _some([vocab.short(k) for k in chosen.kinds]),
        "states": _some([labels.get(s, s) for s in chosen.states]),
        "period": _period_words(chosen, session.clock.today()),
        "person": names.get(chosen.person, "（已删除的人）"),
        "unit": names.get(chosen.unit, "（已删除的单位）"),
        "text": chosen.text,
        "standing": STANDINGS.get(chosen.standing, ""),
        "late": "已过未办结",
        "files": "有附件",
    }
    return {name: f"{WORDS[name]}：{texts[name]}" for name in chosen.active()}


def _some(labels: list[str]) -> str:
    unique = list(dict.fromkeys(labels))
    more = f" 等 {len(unique)} 项" if len(unique) > SHOWN else ""
    return "、".join(unique[:SHOWN]) + more


def _period_words(chosen: Filters, today: dt.date) -> str:
    if chosen.period != "own":
        first, _last = days_of(chosen.period, today)
        name = PERIODS.get(chosen.period, "")
        return f"{name}（{first[:4]}）" if first and chosen.period.endswith("year") else name
    if chosen.first and chosen.last:
        return f"{chosen.first} 至 {chosen.last}"
    return f"{chosen.first} 起" if chosen.first else f"{chosen.last} 止"


def sentence(session: Session, forms: tuple[str, ...], chosen: Filters) -> str:
    """All filters in one line, for paper and sheets; names are read from the store."""
    with session.store.read() as conn:
        known = stored_names.names_of(conn, [i for i in (chosen.person, chosen.unit) if i])
    return "；".join(words(session, forms, chosen, known).values())
