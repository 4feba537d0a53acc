"""Workflow steps in words: how they stand, what is there and what is not yet, who does them. 有记录 / 未见记录, never guilt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.catalog.duties import DutyCatalog
from app.catalog.records import FieldDef, FieldType, RecordForm
from app.domain.workflow.answers import named
from app.domain.workflow.model import Case, Flow, FlowStep, Ground, Item, Proof, StepState
from app.domain.workflow.progress import StepProgress
from app.domain.workflow.several import table_rows

LABELS: Mapping[StepState, str] = {
    StepState.DONE: "已办", StepState.OPEN: "待办", StepState.SOON: "将到期", StepState.OVERDUE: "逾期",
    StepState.WAITING: "等待", StepState.PASSED: "不需办", StepState.UNCONFIGURED: "待配置",
}  # fmt: skip
TONES: Mapping[StepState, str] = {
    StepState.DONE: "good", StepState.OPEN: "info", StepState.SOON: "warn", StepState.OVERDUE: "bad",
    StepState.WAITING: "muted", StepState.PASSED: "muted", StepState.UNCONFIGURED: "warn",
}  # fmt: skip
NAMED = 6


@dataclass(frozen=True, slots=True)
class Doers:
    """Who does a step: people by id, account roles, accounts, and all of them in words, who leads first."""

    people: tuple[str, ...]
    roles: tuple[str, ...]
    accounts: tuple[str, ...]
    words: str


def doers(step: FlowStep, lead: Item, ground: Ground, catalog: Catalog, names: Mapping[str, str]) -> Doers:
    """Who does a step on the day of the ground."""
    people: list[str] = []
    roles: list[str] = []
    accounts: list[str] = []
    words: list[str] = []
    for one in step.who:
        if one.kind == "role":
            roles.append(one.code)
            words.append(catalog.rights.roles[one.code].label)
        elif one.kind == "author":
            accounts.append(lead.author)
            words.append("登记人")
        elif one.kind == "actor":
            found = ground.people.holders(one.code, ground.as_of)
            people += found
            words += [names[i] for i in found if i in names] or [catalog.vocab.short(one.code)]
        else:
            found = _in_field(lead, one.code)
            people += found
            words += [names[i] for i in found if i in names]
    return Doers(_once(people), _once(roles), _once(accounts), "、".join(dict.fromkeys(words)))


def _in_field(lead: Item, place: str) -> tuple[str, ...]:
    return named(lead.values, place)


def _once(items: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(i for i in items if i))


def sentence(one: StepProgress, matter: Case, flow: Flow, form: RecordForm, names: Mapping[str, str], as_of: dt.date) -> str:
    """One sentence about a step: what is there, what is missing, what it waits for, or why it is passed over."""
    match one.state:
        case StepState.DONE:
            return _done(one)
        case StepState.PASSED:
            return one.reason
        case StepState.WAITING:
            return _waiting(one, flow)
        case _:
            missing = _missing(one, matter, form, names)
            return "；".join(t for t in (missing, _limit(one, flow, as_of)) if t) + "。"


def _done(one: StepProgress) -> str:
    several = f"，共 {one.held.need} 项" if one.held.need > 1 else ""
    late = f"，晚于期限 {(one.day - one.due).days} 天" if one.late and one.day and one.due else ""
    return f"{one.day.isoformat()} 有记录{several}{late}。" if one.day else f"有记录{several}。"


def _waiting(one: StepProgress, flow: Flow) -> str:
    if one.waits:
        return f"先办：{'、'.join(s.label for s in flow.steps if s.id in one.waits)}。"
    if one.not_before is not None:
        return f"{one.not_before.isoformat()} 起可办，之前的不算。"
    return "起算的日期还没有登记。"


def _limit(one: StepProgress, flow: Flow, as_of: dt.date) -> str:
    if one.due is None:
        labels = "、".join(flow.params[name].label for name in one.unset if name in flow.params)
        return f"待配置：{labels}" if labels else ""
    if one.state is StepState.OVERDUE:
        return f"期限 {one.due.isoformat()}，已过 {(as_of - one.due).days} 天"
    return f"期限 {one.due.isoformat()}"


def _missing(one: StepProgress, matter: Case, form: RecordForm, names: Mapping[str, str]) -> str:
    held = one.held
    if not held.missing and (held.need <= 1 or not held.count):
        return "未见记录"
    labels = [missing_label(m, one.step.done, matter, form, names) for m in held.missing]
    shown = "、".join(t for t in labels[:NAMED] if t)
    more = f"等 {len(held.missing)} 项" if len(held.missing) > NAMED else ""
    unit = "人" if held.missing and all(m in names for m in held.missing) else "项"
    return f"{held.need} {unit}中已有 {held.count} {unit}" + (f"，未见：{shown}{more}" if shown else "")


def missing_label(one: str, proof: Proof, matter: Case, form: RecordForm, names: Mapping[str, str]) -> str:
    """What is missing in words: a person, a unit, a field, a row of a table, or a record."""
    if one in names:
        return names[one]
    field = form.field(one)
    if field is not None:
        return field.label
    for table in (f for f in form.fields if f.type in (FieldType.TABLE, FieldType.ORDERED_TABLE)):
        found = next((row for row_id, row in table_rows(matter.lead.values, table.id) if row_id == one), None)
        if found is not None:
            return row_title(table, found)
    return next((t.item.title for t in matter.ties if t.item.id == one), "")


def row_title(table: FieldDef, row: Mapping[str, object]) -> str:
    """The first text of a row."""
    texts = (str(row[c.id]) for c in table.columns if c.type in (FieldType.TEXT, FieldType.LONG_TEXT) and row.get(c.id))
    return next(texts, table.label)[:30]


def due_words(state: StepState, due: dt.date | None, as_of: dt.date, unset: Sequence[str] = ()) -> str:
    """How much time is left: 还有 5 天, 逾期 12 天, 今天到期, 待配置; empty without a limit."""
    if due is None:
        return "待配置" if unset or state is StepState.UNCONFIGURED else ""
    left = (due - as_of).days
    return f"逾期 {-left} 天" if left < 0 else "今天到期" if left == 0 else f"还有 {left} 天"


def source_label(duties: DutyCatalog, source: str) -> str:
    """A source (`beijing-28/26`) as people cite it: short name of the document and article; empty for anything else."""
    pack_id, _slash, article = source.partition("/")
    pack = duties.pack(pack_id)
    return f"{pack.short} 第 {article} 条" if pack is not None and article else ""
