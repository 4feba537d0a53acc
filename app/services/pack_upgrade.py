"""What a newer program says otherwise in documents that are switched on, and the unit's answer.

The office goes by the wording it took up until it takes up another: from a year on, as one operation that can be
undone. Years before keep theirs. Where the wording is kept is own_catalog; how it is laid over, catalog.overlay.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.catalog.duties import DutyCatalog, DutyPack
from app.catalog.duties_writer import duty_data
from app.domain.duties.model import DutyDef
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services import duty_settings, own_catalog
from app.services.duty_words import STATE_LABELS
from app.services.evaluation import hidden_kinds
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.services.standing import Standing
from app.store import queries

ADDED, REMOVED, CHANGED = "新增", "去掉", "改动"
DECLINED = "judged-declined:"
PARTS: Mapping[str, str] = {
    "label": "名称", "summary": "说明", "article": "条款", "grade": "来源", "actors": "责任主体", "tier": "责任层级",
    "frequency": "频次", "applies_when": "适用条件", "scope": "适用范围", "strength": "约束力", "bearing": "方向",
    "family": "同类职责", "letters": "可起草的文书", "default_on": "一开始就启用", "config": "参数", "requires": "必设参数",
    "note": "备注",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DutyChange:
    """One duty that reads otherwise. before and after: its rule in words, empty where it is not there.

    parts: (what, before, after) of everything else that differs. rows: how present results would move, in words.
    """

    id: str
    kind: str
    label: str
    before: str
    after: str
    parts: tuple[tuple[str, str, str], ...] = ()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Upgrade:
    """A document that the program has in other words. declined: the unit said to leave it as it was."""

    pack: str
    title: str
    changes: tuple[DutyChange, ...]
    declined: bool

    @property
    def counts(self) -> str:
        """How many of each kind, in words."""
        found = Counter(c.kind for c in self.changes)
        return "，".join(f"{kind} {found[kind]} 条" for kind in (ADDED, CHANGED, REMOVED) if found[kind])


def pending(session: Session) -> list[Upgrade]:
    """Documents that are on and that the program has in other words, without looking at results."""
    settings = duty_settings.load(session, session.clock.today().year)
    with session.store.read() as conn:
        declined = queries.settings(conn, DECLINED)
    found = []
    for shipped, held in _other_wordings(session):
        if settings.pack_on(shipped.id):
            changes = tuple(_changes(session, held, shipped))
            found.append(Upgrade(shipped.id, shipped.title, changes, declined.get(DECLINED + shipped.id) == _mark(session, shipped)))
    return found


def _other_wordings(session: Session) -> list[tuple[DutyPack, DutyPack]]:
    """Shipped packs and what the office goes by instead."""
    if session.catalog.shipped is None:
        return []
    pairs = ((p, session.catalog.duties.pack(p.id)) for p in session.catalog.shipped.duties.packs)
    return [(shipped, held) for shipped, held in pairs if held is not None and held is not shipped]


def _mark(session: Session, pack: DutyPack) -> str:
    prints = (session.catalog.shipped or session.catalog).duties.prints
    return hashlib.sha256("".join(prints[d.id] for d in pack.duties).encode("ascii")).hexdigest()[:16]


def _changes(session: Session, held: DutyPack, shipped: DutyPack) -> Iterable[DutyChange]:
    before, after = {d.id: d for d in held.duties}, {d.id: d for d in shipped.duties}
    for duty_id in dict.fromkeys([*before, *after]):
        old, new = before.get(duty_id), after.get(duty_id)
        if old is None and new is not None:
            yield DutyChange(duty_id, ADDED, new.label, "", _said(session, new))
        elif new is None and old is not None:
            yield DutyChange(duty_id, REMOVED, old.label, _said(session, old), "")
        elif old is not None and new is not None and old is not new:
            yield DutyChange(duty_id, CHANGED, new.label, _said(session, old), _said(session, new), _parts(session, old, new))


def _said(session: Session, duty: DutyDef) -> str:
    return duty_settings.rule_words(session, duty, session.clock.today().year)


def _parts(session: Session, old: DutyDef, new: DutyDef) -> tuple[tuple[str, str, str], ...]:
    before, after = duty_data(old), duty_data(new)
    found = []
    for name, label in PARTS.items():
        if before.get(name) != after.get(name):
            found.append((label, _words(session, before.get(name)), _words(session, after.get(name))))
    return tuple(found)


def _words(session: Session, value: Any) -> str:
    if value is None:
        return "（没有）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return "，".join(f"{k} {'待设定' if v is None else v}" for k, v in value.items())
    if isinstance(value, list):
        return "、".join(session.catalog.vocab.short(str(v)) for v in value)
    return session.catalog.vocab.short(str(value))


# --- what would become of the results ----------------------------------------
def survey(session: Session, pack: str, context: JobContext) -> Upgrade:
    """One document with what would become of the present results. Raises AppError NOT_FOUND, NOT_ALLOWED; Cancelled."""
    session.require("evaluate")
    found = next((u for u in pending(session) if u.pack == pack), None)
    if found is None:
        raise AppError(ErrorCode.NOT_FOUND, "这份文件没有要升级的内容。")
    year = session.clock.today().year
    ids = frozenset(c.id for c in found.changes)
    context.report(0, 2, "按现在的规则评")
    now = _rows(session, session.catalog.duties.only(ids))
    context.report(1, 2, "按新的规则评")
    then = _rows(session, _taken_up(session, pack, year).only(ids))
    context.report(2, 2, "完成")
    changes = tuple(replace(c, rows=_moves(now.get(c.id, {}), then.get(c.id, {}))) for c in found.changes)
    return replace(found, changes=changes)


def _taken_up(session: Session, pack: str, year: int) -> DutyCatalog:
    """The duties as they would be."""
    base = session.catalog.shipped or session.catalog
    with session.store.read() as conn:
        stored = {k: v for prefix in own_catalog.PREFIXES for k, v in queries.settings(conn, prefix).items()}
    stored[own_catalog.judged_key(pack, year)] = own_catalog.judged_value(_shipped(session, pack))
    return own_catalog.definitions(base, stored, year).duties


Rows = Mapping[tuple[str, str, str], str]


def _rows(session: Session, duties: DutyCatalog) -> Mapping[str, Rows]:
    """State of every row by duty, and within by period, subject and (for one that has a row a record) record."""
    today = session.clock.today()
    with session.store.read() as conn:
        shown = Standing(duties, conn, today, today.year - 1, hidden_kinds(session)).shown()
    found: dict[str, dict[tuple[str, str, str], str]] = {}
    for row in shown.results:
        key = (row.period, row.subject, row.records[0] if row.records else "")
        found.setdefault(row.duty, {})[key] = STATE_LABELS[row.state]
    return found


def _moves(now: Rows, then: Rows) -> tuple[str, ...]:
    """From which state to which, and how often."""
    found: Counter[str] = Counter()
    for key in dict.fromkeys([*now, *then]):
        before, after = now.get(key, "原来不评价"), then.get(key, "不再评价")
        if before != after:
            found[f"{before} → {after}"] += 1
    return tuple(f"{move} {n} 处" for move, n in found.most_common())


# --- the answer ----------------------------------------------------------------
def accept(session: Session, pack: str, year: int) -> OpResult[str]:
    """Go by the program's wording from `year` on. Undoable. Raises AppError NOT_ALLOWED, NOT_FOUND."""
    session.require("configure")
    value = own_catalog.judged_value(_shipped(session, pack))
    touched = Touched()
    with session.change("pack_upgrade", "采用新的职责文件", touched) as uow:
        uow.put("setting", own_catalog.judged_key(pack, year), {"value": value})
        uow.put("setting", DECLINED + pack, None)
    return session.result(pack, touched, "采用新的职责文件")


def decline(session: Session, pack: str) -> OpResult[str]:
    """Leave a document as it was; it is asked again when the program says something else once more. Undoable.

    Raises AppError NOT_ALLOWED, NOT_FOUND.
    """
    session.require("configure")
    mark = _mark(session, _shipped(session, pack))
    touched = Touched()
    with session.change("pack_upgrade", "照旧不用新的职责文件", touched) as uow:
        uow.put("setting", DECLINED + pack, {"value": mark})
    return session.result(pack, touched, "照旧不用新的职责文件")


def _shipped(session: Session, pack: str) -> DutyPack:
    found = (session.catalog.shipped or session.catalog).duties.pack(pack)
    if found is None:
        raise AppError(ErrorCode.NOT_FOUND, "程序里没有这份职责文件。")
    return found
