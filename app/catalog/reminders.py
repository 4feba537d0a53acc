"""The stages of reminders: who is to be reminded first, next and last, from how many days over a limit (forms/reminders).

Days without a source are not shipped; the unit sets them. Does not belong here: who that is on a day
(services.tasks_reminders), the draft (services.gap_letters).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.catalog.yamlfile import Node, read_yaml

# Who a stage may go to, in the words of the settings.
RECIPIENTS: Mapping[str, str] = {
    "handler": "经办的人或单位", "in_charge": "分管领导", "principal": "本单位主要负责人", "concerned_principal": "对象单位主要负责人",
}  # fmt: skip
MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. to: one of RECIPIENTS; days: over the limit, None: no source says, the unit does."""

    code: str
    level: str
    label: str
    to: str
    days: int | None = None
    source: str = ""
    note: str = ""

    @property
    def words(self) -> str:
        """What a reminder of this stage says it is: 第二级：分管领导."""
        return f"{self.level}：{self.label}"


def load_reminders(folder: Path) -> tuple[Stage, ...]:
    """The stages in order. Raises AppError(BAD_DATA_FILE) naming file, line and field."""
    found: list[Stage] = []
    for path in sorted(folder.glob("*.yaml")):
        for node in read_yaml(path).keys(("stages",))["stages"].list():
            one = _stage(node)
            if one.code in {s.code for s in found}:
                node.place.fail(f"“{one.code}”重复。", "请删去其中一个。")
            found.append(one)
    return tuple(found)


def _stage(node: Node) -> Stage:
    keys = node.keys(("code", "level", "label", "to"), ("days", "source", "note"))
    days = keys["days"].integer() if "days" in keys else None
    if days is not None and not 0 <= days <= MOST_DAYS:
        keys["days"].place.fail(f"天数应在 0 到 {MOST_DAYS} 之间。")
    if days is not None and "source" not in keys:
        keys["days"].place.fail("写了天数要写明出处（source）。", "没有权威来源的不写天数，由单位设置。")
    source, note = (keys[n].text() if n in keys else "" for n in ("source", "note"))
    to = keys["to"].one_of(tuple(RECIPIENTS))
    return Stage(keys["code"].code(), keys["level"].text(), keys["label"].text(), to, days, source, note)
