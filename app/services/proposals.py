"""What kind of unit this is, which documents are proposed to it and why, and what judging them would mean.

A proposal only says which boxes are ticked at first: what is on is what a person leaves ticked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.catalog.duties import DutyPack
from app.catalog.proposals import ALWAYS
from app.domain.duties.model import DutyDef
from app.domain.errors import AppError, ErrorCode
from app.services.duty_settings import NUMBER_IN_SOURCE, UNIT_KIND, DutySettings, configured
from app.services.people import units
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import queries

NO_RULE = "不是规范性文件"
ELSEWHERE = "没有建议：适用的地方、层级与本单位不同；确实按它执行的再勾选。"
PRACTICE = "没有建议：是介绍做法的文章，不是规定，只作工作提示。"
UNKNOWN = "没有建议：先选本单位是哪一类。"
OWN = "没有建议：是本单位自己的文件或另加的文件，按需要勾选。"


@dataclass(frozen=True, slots=True)
class PackChoice:
    """A document to tick. origin: place, level, rule or not; applying: duties that concern the unit; reason: why (not)."""

    id: str
    title: str
    short: str
    origin: str
    total: int
    applying: int
    proposed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """What chosen documents mean: duties with a number in the source, without one, judged by people; those that wait
    for a parameter. only_numbered: the unit keeps to the first."""

    numbered: int
    counted: int
    people: int
    waiting: int
    only_numbered: bool = False

    def sentence(self) -> str:
        """In words."""
        total = self.numbered + self.counted + self.people
        if not total:
            return "还没有勾选适用本单位的职责。"
        wait = f"其中 {self.waiting} 项要先设参数，之前显示“待配置”。" if self.waiting else ""
        if self.only_numbered:
            return f"适用本单位 {total} 项，现在只核对写明次数的 {self.numbered} 项。{wait}"
        counted = f"写明次数的 {self.numbered} 项、没有写明次数的 {self.counted} 项按记录核对"
        return f"适用本单位 {total} 项：{counted}，{self.people} 项由人认定。{wait}"


@dataclass(frozen=True, slots=True)
class UnitSetup:
    """The own unit as it was described. kind: empty when nobody said."""

    id: str
    name: str
    kind: str
    applies: frozenset[str]


def proposed(catalog: Catalog, kind: str, applies: Iterable[str]) -> list[PackChoice]:
    """Every document with whether and why it is proposed to this kind of unit under these conditions; proposed ones first."""
    held = frozenset({ALWAYS, *applies})
    return sorted((_choice(catalog, pack, kind, held) for pack in catalog.duties.packs), key=lambda c: not c.proposed)


def _choice(catalog: Catalog, pack: DutyPack, kind: str, held: frozenset[str]) -> PackChoice:
    origin = catalog.proposals.packs.get(pack.id)
    reason = origin.reason(kind, held) if origin is not None else ""
    parts = (origin.place, origin.level) if origin is not None else (pack.issuer,)
    words = [t for t in (*parts, "" if pack.normative else NO_RULE) if t]
    refusal = OWN if origin is None else PRACTICE if not pack.normative else ELSEWHERE if kind else UNKNOWN
    return PackChoice(
        pack.id, pack.title, pack.short, " · ".join(words), len(pack.duties),
        sum(_concerns(d, held) for d in pack.duties), bool(reason), f"建议：{reason}" if reason else refusal,
    )  # fmt: skip


def _concerns(duty: DutyDef, held: frozenset[str]) -> bool:
    return duty.scope != "reference" and duty.default_on and held.issuperset(duty.applies_when)


def outlook(
    catalog: Catalog, packs: Sequence[str], applies: Iterable[str], settings: DutySettings | None = None
) -> Outlook:
    """What it means to judge these documents under these conditions. settings: parameters the unit has set so far."""
    held = frozenset({ALWAYS, *applies})
    mine = [d for d in catalog.duties if d.document in packs and _concerns(d, held)]
    only = settings is not None and not settings.all_grades
    judged = [d for d in mine if d.grade == NUMBER_IN_SOURCE] if only else mine
    waiting = sum(not configured(d, settings.params(d.id) if settings is not None else {}) for d in judged)
    grades = [d.grade for d in mine]
    numbered, people = grades.count(NUMBER_IN_SOURCE), grades.count("")
    return Outlook(numbered, len(mine) - numbered - people, people, waiting, only)


def own_unit(session: Session) -> UnitSetup:
    """How the own unit was described. Raises AppError NOT_FOUND before the first run is done."""
    session.own_unit()
    own = next(u for u in units(session) if u.own)
    with session.store.read() as conn:
        kind = queries.settings(conn, UNIT_KIND).get(UNIT_KIND) or ""
    return UnitSetup(own.id, own.name, str(kind), frozenset(own.applies))


def describe_unit(session: Session, name: str, kind: str, applies: Iterable[str]) -> OpResult[str]:
    """Change the own unit's name, kind and conditions in one step; what is on stays as it is. Undoable.

    Raises AppError NOT_ALLOWED, BAD_INPUT (no name, unknown kind or condition).
    """
    session.require("configure")
    words = {ALWAYS, *applies}
    if not name.strip():
        raise AppError(ErrorCode.BAD_INPUT, "请填写单位全称，它会印在文书和报送包上。", where="单位全称")
    if kind not in session.catalog.proposals.units:
        raise AppError(ErrorCode.BAD_INPUT, "请选择本单位是哪一类。", where="单位类型")
    if any(not session.catalog.vocab.has("applies_when", w) for w in words):
        raise AppError(ErrorCode.BAD_INPUT, "本单位的情况里有不认识的条件。", where="本单位的情况")
    unit = own_unit(session)
    touched = Touched()
    with session.change("setting", "修改本单位", touched) as uow:
        before = uow.get("unit", unit.id) or {}
        uow.put("unit", unit.id, {**before, "name": name.strip(), "applies": sorted(words)})
        uow.put("setting", UNIT_KIND, {"value": kind})
    return session.result(unit.id, touched, "修改本单位")
