"""What the example office has decided: documents, parameters, lists, and judgements signed by two invented people.

Everything it changes is remembered, so that removing the example puts it back as it was.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.duties.results import DutyState, Result
from app.services import duty_settings, effect_periods, judgements, tasks
from app.services.duty_ground import record_of
from app.services.evaluation import evaluation
from app.services.example_cast import Cast
from app.services.results import Touched
from app.services.session import Session
from app.services.standing import Evaluation
from app.store import queries
from app.store.unit_of_work import UnitOfWork

PACKS = ("tianshui-2014", "beijing-28", "shibiyan-2022", "tianjin-xunshi")
ALSO_ON = ("tianjin-xunshi/2.2/rate-below-70-deep-check",)  # off by default: it is a practice, here it is shown
PARAMETERS: Mapping[str, Mapping[str, Any]] = {
    "tianshui-2014/3.2/transmit": {"within_days": 15},
    "tianshui-2014/3.2/respond-to-problems": {"within_days": 30},
    "tianshui-2014/5.8/face-to-face-feedback": {"within_days": 30},
    "tianshui-2014/4.7/exam-before-promotion": {"pass_line": 80},
    "tianshui-2014/3.3/risk-points": {"refresh": "yearly"},
}
REMEMBERED = "example:settings"
PENDING = DutyState.MANUAL_PENDING
OPEN = (DutyState.OVERDUE, DutyState.PARTIAL, DutyState.VIOLATED, DutyState.UNDETERMINED, PENDING, DutyState.MET)
REASONS: Mapping[str, tuple[str, ...]] = {
    "exempt": (
        "当期机构改革，这项工作由上级统一组织，本单位没有单独开展。", "当事人全年在外脱产学习，由主持工作的同志代为履行。",
        "本单位没有这类事项，经核对上年台账确认。", "该项由派驻机构统一登记，本单位不再重复登记。",
    ),
    "manual_met": (
        "查阅纸质记录和签到表，工作已经开展，材料存办公室三号柜。", "会议记录在党组会议原始记录本上，已核对，登记时漏录。",
        "现场查看公示栏和台账，措施已落实。", "与相关科室逐一核对，情况属实。",
    ),
    "manual_unmet": (
        "查阅全年台账没有找到相应材料，相关人员也说明没有开展。", "材料只有通知，没有落实情况，认定未落实。",
        "公示内容与实际不一致，须重新公示后再认定。", "时间要求已过，责任科室说明确未完成。",
    ),
}  # fmt: skip


def settle(session: Session, cast: Cast, since: dt.date, touched: Touched) -> None:
    """Switch on documents and all grades, set parameters and lists, have some rows judged by two people."""
    with session.store.read() as conn:
        before = queries.settings(conn, "")
    with session.change("example.settings", "建立示例设置", touched, undoable=False) as uow:
        _settings(session, uow, cast, since)
    if session.can("evaluate"):
        _judge(session, cast, evaluation(session, since.year), touched)
    with session.change("example.settings", "记下示例设置", touched, undoable=False) as uow:
        after = queries.settings(uow.conn, "")
        changed = {k: [before.get(k), v] for k, v in after.items() if before.get(k) != v}
        uow.put("setting", REMEMBERED, {"value": changed})


def put_back(uow: UnitOfWork) -> None:
    """Put back what the example has set, except what somebody has changed since."""
    stored = queries.settings(uow.conn, "")
    for key, (former, written) in (stored.get(REMEMBERED) or {}).items():
        if stored.get(key) == written:
            uow.put("setting", key, None if former is None else {"value": former})
    if REMEMBERED in stored:
        uow.put("setting", REMEMBERED, None)


def _settings(session: Session, uow: UnitOfWork, cast: Cast, since: dt.date) -> None:
    year, duties = since.year, session.catalog.duties
    for pack in PACKS:
        if duties.pack(pack) is not None:
            duty_settings.put_pack(uow, session.catalog, pack, year)
    values: dict[str, Any] = {f"grades:all:{year}": True}
    values |= {f"duty:{duty}:{year}": True for duty in ALSO_ON if duties.find(duty) is not None}
    values |= {f"params:{duty}:{year}": dict(v) for duty, v in PARAMETERS.items() if duties.find(duty) is not None}
    for one in range(since.year, session.clock.today().year + 1):
        values |= {f"list:{name}:{period}": ids for name, period, ids in _lists(cast, one)}
    values |= {tasks.REMINDERS: {"leader": 1, "principal": 15}, f"{effect_periods.MONTHS}sanction.admonish": 6}
    for key, value in values.items():
        uow.put("setting", key, {"value": value})


def _lists(cast: Cast, year: int) -> Iterable[tuple[str, str, list[str]]]:
    yield "weak_subordinate", f"{year}Q3", [cast.lower[2][0]]
    yield "shuze_obligated", str(year), [*cast.team(), *(h for _u, h, _i in cast.lower)]
    yield "personal_matters_obligated", str(year), [*cast.team(), *(h for h, _n in cast.heads)]
    yield "branches", str(year), ["机关第一党支部", "机关第二党支部"]


def _judge(session: Session, cast: Cast, found: Evaluation, touched: Touched) -> None:
    """A row of every rule type for every conclusion, as long as another row still says what it said."""
    left = Counter((_type(found, r), r.state) for r in found.results)
    chosen: list[tuple[Result, str]] = []
    for rule in dict.fromkeys(_type(found, r) for r in found.results):
        mine = sorted((r for r in found.results if _type(found, r) == rule), key=lambda r: _preference(r, left, rule))
        for state in judgements.STATES:
            spare = next((r for r in mine if r.state in OPEN and left[rule, r.state] > 1), None)
            if spare is not None:
                mine.remove(spare)
                left[rule, spare.state] -= 1
                chosen.append((spare, state))
    by = [cast.principal, cast.discipline]
    with session.change("example.judgements", "签批示例职责", touched, undoable=False) as uow:
        for number, (result, state) in enumerate(chosen):
            former = "manual_unmet" if state == "manual_met" else state
            uow.put("setting", _key(found, result), {"value": _value(cast, found, result, former, number, by)})
    with session.change("example.judgements", "改签示例职责", touched, undoable=False) as uow:
        for number, (result, state) in enumerate(chosen):
            if state == "manual_met":
                uow.put("setting", _key(found, result), {"value": _value(cast, found, result, state, number, by)})


def _type(found: Evaluation, result: Result) -> str:
    return type(found.duties[result.duty].rule).__name__


def _preference(one: Result, left: Mapping[tuple[str, DutyState], int], rule: str) -> tuple[bool, int]:
    """First what is open, the most frequent states first."""
    return one.state is DutyState.MET, -left[rule, one.state]


def _key(found: Evaluation, result: Result) -> str:
    record = record_of(found.duties[result.duty], result)
    return judgements.key_of(result.duty, result.period, result.subject, record)


def _value(cast: Cast, found: Evaluation, result: Result, state: str, number: int, by: list[str]) -> dict[str, Any]:
    reasons = REASONS[state]
    records = [*result.records, *(n.record for n in result.near)][:2] if state == "manual_met" else []
    about_person = state != "exempt" and result.subject in cast.names and result.subject.startswith("p")
    return {
        "duty": result.duty, "period": result.period, "subject": result.subject, "state": state, "by": by,
        "reason": reasons[number % len(reasons)], "records": records,
        "statement": "情况说明已书面提交，同意按此登记。" if about_person else "",
        "about": record_of(found.duties[result.duty], result),
    }  # fmt: skip
