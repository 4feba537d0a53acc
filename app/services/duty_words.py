"""How states, periods and rules of duties are said: 有记录 / 未见记录, never a verdict."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.domain.duties.model import CountRule, DutyDef, ExistsRule, ManualRule, RatioRule
from app.domain.duties.results import DutyState, Result
from app.domain.periods import PeriodUnit

STATE_LABELS: Mapping[DutyState, str] = {
    DutyState.MET: "有记录",
    DutyState.DUE: "未到期",
    DutyState.PARTIAL: "部分",
    DutyState.OVERDUE: "逾期",
    DutyState.VIOLATED: "不符",
    DutyState.EXEMPT: "不适用",
    DutyState.UNCONFIGURED: "待配置",
    DutyState.UNDETERMINED: "无法判定",
    DutyState.MANUAL_PENDING: "待认定",
    DutyState.MANUAL_MET: "已认定落实",
    DutyState.MANUAL_UNMET: "认定未落实",
}
TONES: Mapping[DutyState, str] = {
    DutyState.MET: "good",
    DutyState.DUE: "muted",
    DutyState.PARTIAL: "warn",
    DutyState.OVERDUE: "bad",
    DutyState.VIOLATED: "bad",
    DutyState.EXEMPT: "muted",
    DutyState.UNCONFIGURED: "info",
    DutyState.UNDETERMINED: "warn",
    DutyState.MANUAL_PENDING: "info",
    DutyState.MANUAL_MET: "good",
    DutyState.MANUAL_UNMET: "bad",
}
TIERS: Mapping[str, str] = {
    "collective": "班子集体",
    "first": "第一责任人",
    "post_dual": "一岗双责",
    "supervision": "纪检监督",
    "dept": "职能部门",
    "superior": "上级",
    "personal": "个人义务",
}
GAPS = (DutyState.OVERDUE, DutyState.VIOLATED, DutyState.PARTIAL, DutyState.MANUAL_UNMET)
_QUARTERS = "一二三四"
_FREQUENCIES: Mapping[PeriodUnit, str] = {
    PeriodUnit.YEAR: "每年",
    PeriodUnit.HALF: "每半年",
    PeriodUnit.QUARTER: "每季",
    PeriodUnit.TERM: "每届",
}


def period_label(period: str, titles: Mapping[str, str]) -> str:
    """A period's name as a person says it; for an event, the record's title."""
    if period in titles:
        return titles[period]
    if match := re.fullmatch(r"(\d{4})Q([1-4])", period):
        return f"{match[1]} 年第{_QUARTERS[int(match[2]) - 1]}季度"
    if match := re.fullmatch(r"(\d{4})H([12])", period):
        return f"{match[1]} 年{'上' if match[2] == '1' else '下'}半年"
    if re.fullmatch(r"\d{4}", period):
        return f"{period} 年"
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(/.*)?", period):
        return f"{match[1]} 年 {int(match[2])} 月 {int(match[3])} 日节点"
    if match := re.fullmatch(r"term:(\S+?)/(\S*)", period):
        return f"任期 {match[1]} 至 {match[2] or '今'}"
    return period


def short_period(period: str, titles: Mapping[str, str]) -> str:
    """A period's name without the year, for the head of a column."""
    label = period_label(period, titles)
    return re.sub(r"^\d{4} 年\s*(?=.)", "", label)


def frequency(duty: DutyDef) -> str:
    """How often, in words: 每季 1 次."""
    rule = duty.rule
    if isinstance(rule, ManualRule):
        return f"{_FREQUENCIES[rule.period]}认定" if rule.period else "一次认定"
    if isinstance(rule, CountRule) and rule.nodes:
        return "节前节后"
    if isinstance(rule, CountRule):
        least = rule.least.value
        return f"{_FREQUENCIES.get(rule.period, '')} {int(least)} 次" if least else _FREQUENCIES.get(rule.period, "")
    if isinstance(rule, RatioRule) and rule.share.value is not None:
        return f"比例 {rule.share.value:.0%}"
    if isinstance(rule, ExistsRule):
        return _FREQUENCIES.get(rule.valid_in, "") if rule.valid_in else "现行有效"
    return {"per-event": "一事一办", "continuous": "经常"}.get(duty.frequency, "一事一办")


def cell_text(result: Result) -> str:
    """What a cell of the board says."""
    label = STATE_LABELS[result.state]
    counted = (DutyState.MET, DutyState.PARTIAL, DutyState.OVERDUE, DutyState.DUE)
    if result.state in counted and result.need > 1:
        return f"{result.count} / {result.need} {label}"
    return label
