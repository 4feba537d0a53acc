"""Which packs and duties are on, the unit's parameters and lists. What two people signed: judgements.

A setting holds from its year on until a later year says otherwise, so that past years
keep what they were judged by. Settings are entities of the operation log.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.catalog.catalog import Catalog
from app.catalog.duty_sentence import sentence
from app.domain.duties.model import CountRule, DutyDef, ExistsRule, FollowRule, RatioRule
from app.domain.duties.settings import fits_setting
from app.domain.errors import AppError, ErrorCode
from app.domain.periods import PeriodUnit, parse_period, period_of
from app.services import own_catalog
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import names, queries
from app.store.unit_of_work import UnitOfWork

ALWAYS = 0
APPROVAL = "approval:"
# Settings that decide what is judged and by what.
DECIDING = ("pack:", "duty:", "params:", "grades:", "list:")
NUMBER_IN_SOURCE, UNIT_SAYS = "A", "C"
JUDGED_BY_PEOPLE = "~"
LISTS = "list_kind"
NUMBER_HELP = "参数的值不对：数量应是不小于 0 的数。"
SETTING_HELP: Mapping[str, str] = {
    "deadline": "截止日写作月-日，例如 03-31。",
    "period": "周期写作 year（年）、half（半年）或 quarter（季）。",
    "refresh": "更新周期写作 yearly（每年）、half-yearly（每半年）或 quarterly（每季）。",
    "rounding": "取整写作 ceil（向上）、floor（向下）或 round（四舍五入）。",
    "coverage": "覆盖写作 pairs（两两都谈）或 each（每人至少一次）。",
    "last_year_until": "写 0 到 11 的月份：3 表示 1 至 3 月的算上一年度，0 表示按自然年。",
    "place": "次序写作 first（要第一个）或 any（不看次序）。",
    "nodes": "节点写作 10-01、2026-02-17 或 国庆节 10-01/10-07，几个节点用逗号分开。",
}
FREE_LIST = "branches"
WITHDRAWN = "withdrawn"
UNIT_KIND = "unit:kind"


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty as the settings page lists it. configured: every needed parameter is set.

    list_name: the list of the unit it goes by (落实不力名单, 应报人员), if any. said: its rule in words.
    since: from which year on its parameters were set, switched: from which year on it was switched by itself
    (ALWAYS: from the beginning, None: never).
    """

    id: str
    label: str
    article: str
    on: bool
    scope: str
    grade: str
    params: Mapping[str, Any]
    configured: bool
    list_name: str = ""
    said: str = ""
    since: int | None = None
    switched: int | None = None

    @property
    def waiting(self) -> bool:
        """Whether it is on and waits for a parameter: 待配置."""
        return self.on and not self.configured


@dataclass(frozen=True, slots=True)
class PackRow:
    """A pack (one document) with its duties. short: its name in lists; since: from which year on it stands as it does."""

    id: str
    title: str
    short: str
    on: bool
    duties: tuple[DutyRow, ...]
    since: int | None = None

    @property
    def total(self) -> int:
        """How many duties the pack has."""
        return len(self.duties)


class DutySettings:
    """All settings of the unit as they hold in one year."""

    def __init__(self, stored: Mapping[str, Any], year: int) -> None:
        self._stored = dict(stored)
        self._best: dict[str, tuple[int, Any]] = {}
        for name, value in stored.items():
            key, _colon, since = name.rpartition(":")
            if since.isdigit() and int(since) <= year and int(since) >= self._best.get(key, (ALWAYS, None))[0]:
                self._best[key] = (int(since), value)

    def _value(self, kind: str, key: str) -> Any:
        return self._best.get(f"{kind}:{key}", (ALWAYS, None))[1]

    def since(self, kind: str, key: str) -> int | None:
        """From which year on a setting holds as it does (ALWAYS: from the beginning); None when it was never set."""
        found = self._best.get(f"{kind}:{key}")
        return found[0] if found is not None else None

    def pack_on(self, pack: str) -> bool:
        """Whether a pack is switched on."""
        return bool(self._value("pack", pack))

    def duty_on(self, duty: DutyDef) -> bool:
        """Whether a duty is judged: its pack is on and it is neither switched off nor off by default.

        Listed only (`reference`) and taken from an article about practice with a number nobody
        prescribed (`default_on: false`) are off until the unit switches them on. A unit may keep to
        grade A, whose number or order stands in the source.
        """
        chosen = self._value("duty", duty.id)
        graded = duty.grade == NUMBER_IN_SOURCE or self.all_grades
        default = duty.default_on and duty.scope != "reference" and graded
        return self.pack_on(duty.document) and (default if chosen is None else bool(chosen))

    @property
    def all_grades(self) -> bool:
        """Whether duties without a number in the source, and those people judge, are on with their pack."""
        chosen = self._value("grades", "all")
        return chosen is None or bool(chosen)

    def params(self, duty: str) -> dict[str, Any]:
        """The unit's own parameter values of a duty."""
        return dict(self._value("params", duty) or {})

    def judged_by(self, duty: DutyDef) -> dict[str, Any]:
        """The parameters a duty is judged by.

        Of grade C the document gives no number: until the unit has set the duty's parameters, the
        shipped ones are only a proposal and the duty shows 待配置.
        """
        own = self.params(duty.id)
        if own or duty.grade != UNIT_SAYS:
            return own
        return dict.fromkeys(duty.config)

    def approvals(self) -> list[dict[str, Any]]:
        """Approvals that hold, in the form of a scenario: duty, period, subject, state, by, reason."""
        found = (v for n, v in self._stored.items() if n.startswith(APPROVAL))
        return [dict(v) for v in found if v["state"] != WITHDRAWN]

    def lists(self) -> dict[str, dict[str, list[str]]]:
        """Lists of the unit: name → period → ids."""
        found: dict[str, dict[str, list[str]]] = {}
        for name, value in self._stored.items():
            if name.startswith("list:"):
                _kind, list_name, period = name.split(":", 2)
                found.setdefault(list_name, {})[period] = list(value)
        return found


def load(session: Session, year: int) -> DutySettings:
    """The settings that hold in a year."""
    with session.store.read() as conn:
        return DutySettings(queries.settings(conn, ""), year)


def packs_on(session: Session, year: int) -> frozenset[str]:
    """The documents that the unit goes by in a year."""
    settings = load(session, year)
    return frozenset(p.id for p in session.catalog.duties.packs if settings.pack_on(p.id))


def put_initial_packs(uow: UnitOfWork, catalog: Catalog, packs: tuple[str, ...]) -> None:
    """Switch on the packs chosen in the first-run wizard. AppError(BAD_INPUT) for an unknown one."""
    for pack in packs:
        if pack not in {d.document for d in catalog.duties}:
            raise AppError(ErrorCode.BAD_INPUT, "没有这份职责目录。")
        put_pack(uow, catalog, pack, ALWAYS)


def put_pack(uow: UnitOfWork, catalog: Catalog, pack: str, year: int) -> None:
    """Switch a pack on from a year on, and keep what it says now."""
    uow.put("setting", f"pack:{pack}:{year}", {"value": True})
    keep_wording(uow, catalog, pack)


def keep_wording(uow: UnitOfWork, catalog: Catalog, pack: str) -> None:
    """Keep what a shipped pack says when it is first switched on: a later program must not change what it meant."""
    found = catalog.duties.pack(pack)
    kept = own_catalog.kept_packs(queries.settings(uow.conn, own_catalog.JUDGED))
    if found is None or pack in catalog.duties.own or pack in kept:
        return
    key = own_catalog.judged_key(pack, own_catalog.FROM_THE_START)
    uow.put("setting", key, {"value": own_catalog.judged_value(found)})


def keep_wordings(session: Session) -> None:
    """Keep what documents that are on say, where an older program has not kept it yet. Not undoable; usually nothing."""
    if session.business is None or not session.can("configure"):
        return
    now = load(session, session.clock.today().year)
    with session.store.read() as conn:
        kept = own_catalog.kept_packs(queries.settings(conn, own_catalog.JUDGED))
    known = session.catalog.duties
    missing = [p.id for p in known.packs if now.pack_on(p.id) and p.id not in kept and p.id not in known.own]
    if missing:
        with session.change("setting", "记下职责文件的规定", Touched(), undoable=False) as uow:
            for pack in missing:
                keep_wording(uow, session.catalog, pack)


def packs(session: Session, year: int) -> list[PackRow]:
    """All packs with their duties as they read and are set in a year; those with numbers in the source (grade A) first."""
    settings = load(session, year)
    held: dict[str, list[DutyDef]] = {}
    for duty in session.catalog.duties.in_year(year).values():
        held.setdefault(duty.document, []).append(duty)
    return [
        PackRow(
            pack.id, pack.title, pack.short, settings.pack_on(pack.id),
            tuple(_row(session, settings, d) for d in sorted(held.get(pack.id, ()), key=_grade)),
            settings.since("pack", pack.id),
        )
        for pack in session.catalog.duties.packs
    ]  # fmt: skip


def _grade(duty: DutyDef) -> str:
    return duty.grade or JUDGED_BY_PEOPLE


def _row(session: Session, settings: DutySettings, duty: DutyDef) -> DutyRow:
    own = settings.params(duty.id)
    return DutyRow(
        duty.id, duty.label, duty.article, settings.duty_on(duty), duty.scope, duty.grade, {**duty.config, **own},
        configured(duty, own), list_of(duty), sentence(duty, session.catalog.vocab, session.catalog.records, own),
        settings.since("params", duty.id), settings.since("duty", duty.id),
    )  # fmt: skip


def rule_words(session: Session, duty: DutyDef, year: int) -> str:
    """A duty's rule in words, with the numbers that the unit goes by in a year."""
    own = load(session, year).params(duty.id)
    return sentence(duty, session.catalog.vocab, session.catalog.records, own)


def configured(duty: DutyDef, own: Mapping[str, Any]) -> bool:
    """Whether the unit has said what the duty needs.

    Numbers by kind may stay open when one number serves all, and days where the source names no time.
    """
    if duty.grade == UNIT_SAYS and duty.config and not own:
        return False
    params = {**duty.config, **own}
    rule = duty.rule
    single = {a.param for _kind, a in rule.least_of} if isinstance(rule, CountRule) else set()
    if single and any(params[name] is not None for name in single if name):
        return True
    free = {rule.within.param} if isinstance(rule, FollowRule) and rule.timeless and rule.within else set()
    return all(value is not None for name, value in params.items() if name not in single | free)


def list_of(duty: DutyDef) -> str:
    """The unit's list a duty goes by, or an empty text."""
    rule = duty.rule
    if isinstance(rule, CountRule):
        return rule.list_name or rule.parts_list or ""
    if isinstance(rule, ExistsRule):
        return rule.parts_list or ""
    return (rule.denominator.list_name or "") if isinstance(rule, RatioRule) else ""


def list_periods(duty: DutyDef, year: int) -> list[str]:
    """The periods of a year by which a duty's list is kept: 2026Q1 to 2026Q4, or 2026."""
    rule = duty.rule
    unit = rule.period if isinstance(rule, CountRule | RatioRule) and rule.period else PeriodUnit.YEAR
    if unit is PeriodUnit.TERM:
        return [f"{year:04d}"]
    return list(dict.fromkeys(period_of(dt.date(year, month, 1), unit).name for month in range(1, 13)))


def _set(session: Session, label: str, key: str, value: Any) -> OpResult[str]:
    session.require("configure")
    touched = Touched()
    with session.change("setting", label, touched) as uow:
        uow.put("setting", key, {"value": value})
    return session.result(key, touched, label)


def set_pack(session: Session, pack: str, on: bool, year: int) -> OpResult[str]:
    """Switch a pack from a year on. Undoable. Raises AppError NOT_ALLOWED."""
    session.require("configure")
    touched = Touched()
    label = "启用职责目录" if on else "停用职责目录"
    key = f"pack:{pack}:{year}"
    with session.change("setting", label, touched) as uow:
        uow.put("setting", key, {"value": on})
        if on:
            keep_wording(uow, session.catalog, pack)
    return session.result(key, touched, label)


def set_all_grades(session: Session, on: bool, year: int) -> OpResult[str]:
    """Judge all grades of the packs that are on, or only grade A, from a year on. Undoable. Raises AppError NOT_ALLOWED."""
    return _set(session, "核对全部职责" if on else "只核对写明次数的职责", f"grades:all:{year}", on)


def set_duty(session: Session, duty: str, on: bool, year: int) -> OpResult[str]:
    """Switch a duty from a year on. Undoable. Raises AppError NOT_ALLOWED, NOT_FOUND."""
    find(session, duty)
    return _set(session, "启用职责" if on else "停用职责", f"duty:{duty}:{year}", on)


def set_parameters(session: Session, duty: str, values: Mapping[str, Any], year: int) -> OpResult[str]:
    """Set a duty's parameters from a year on. Undoable. Raises AppError NOT_ALLOWED, BAD_INPUT, NOT_FOUND."""
    definition = find(session, duty)
    for name in values:
        if name not in definition.config:
            raise AppError(ErrorCode.BAD_INPUT, "这条职责没有这个参数。", where=name)
        if values[name] is not None and not fits_setting(definition, name, values[name]):
            raise AppError(ErrorCode.BAD_INPUT, SETTING_HELP.get(name, NUMBER_HELP), where=name)
    return _set(session, "设置职责参数", f"params:{duty}:{year}", dict(values))


def unit_lists(session: Session, name: str) -> dict[str, list[str]]:
    """The entries of a list of the unit as names, by period."""
    with session.store.read() as conn:
        stored = DutySettings(queries.settings(conn, f"list:{name}"), session.clock.today().year).lists()
        known = names.all_names(conn)
    return {
        period: [known.get(i, session.catalog.vocab.short(i)) for i in ids] for period, ids in stored.get(name, {}).items()
    }


def set_lists(session: Session, name: str, wanted: Mapping[str, Sequence[str]]) -> OpResult[str]:
    """Set a list of the unit by period (落实不力名单 by quarter, 应报人员 by year), all or none. Undoable.

    Entries: names of people and units of the register, labels or codes of the vocabulary;
    支部 are free names. Raises AppError NOT_ALLOWED, BAD_INPUT (list, period or an entry not known; where: the period).
    """
    session.require("configure")
    if not session.catalog.vocab.has(LISTS, name):
        raise AppError(ErrorCode.BAD_INPUT, "没有这个名单。", where="名单")
    with session.store.read() as conn:
        known = names.all_names(conn)
    ids = {term.short: term.code for one in session.catalog.vocab for term in one.terms}
    ids |= {label: i for i, label in known.items()} | {i: i for i in known}
    values = {period: _entries(session, ids, name, period, entries) for period, entries in wanted.items()}
    touched = Touched()
    with session.change("setting", "设置名单", touched) as uow:
        for period, found in values.items():
            uow.put("setting", f"list:{name}:{period}", {"value": found})
    return session.result(name, touched, "设置名单")


def _entries(session: Session, ids: Mapping[str, str], name: str, period: str, entries: Sequence[str]) -> list[str]:
    try:
        parse_period(period)
    except ValueError as exc:
        raise AppError(ErrorCode.BAD_INPUT, "时期应写成 2026 或 2026Q3。", where="时期") from exc
    found: list[str] = []
    for number, entry in enumerate((e.strip() for e in entries), 1):
        known = ids.get(entry) or (entry if session.catalog.vocab.knows(entry) else None)
        if entry and known is None and name != FREE_LIST:
            raise AppError(ErrorCode.BAD_INPUT, f"第 {number} 行不在人员和单位名册里。", where=period)
        if entry:
            found.append(known or entry)
    return list(dict.fromkeys(found))


def find(session: Session, duty: str) -> DutyDef:
    """A duty by id; AppError(NOT_FOUND)."""
    found = session.catalog.duties.find(duty)
    if found is None:
        raise AppError(ErrorCode.NOT_FOUND, "没有这条职责。")
    return found
