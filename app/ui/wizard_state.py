"""The first-run wizard without Qt: what is asked, in which order, what is wrong, the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from app.crypto.passwords import check_strength
from app.domain.dates import parse_day
from app.domain.errors import AppError
from app.services.setup import LeaderPlan, OfficePlan

PROPOSED = ("shibiyan-2022", "beijing-28", "tianshui-2014")
DEFAULT_ROLES = ("party_clerk", "discipline_clerk")
GROUP = 5


class Step(StrEnum):
    """What the wizard asks, in order."""

    START = "start"
    UNIT = "unit"
    LEADERS = "leaders"
    ACCOUNT = "account"
    RECOVERY = "recovery"
    DONE = "done"


ORDER = tuple(Step)
TITLES = {Step.START: "开始", Step.UNIT: "本单位", Step.LEADERS: "班子成员", Step.ACCOUNT: "您的账号",
          Step.RECOVERY: "恢复密钥", Step.DONE: "完成"}  # fmt: skip


@dataclass(slots=True)
class Leader:
    """A line of the leaders' table as typed."""

    name: str = ""
    title: str = ""
    principal: bool = False
    since: str = ""
    fields: str = ""


@dataclass(slots=True)
class WizardState:
    """Everything typed so far and where the wizard stands."""

    today: dt.date
    packs: tuple[str, ...] = PROPOSED
    step: Step = Step.START
    example: bool = False
    unit_name: str = ""
    applies: set[str] = field(default_factory=lambda: {"always"})
    leaders: list[Leader] = field(default_factory=list)
    user_name: str = ""
    login: str = ""
    roles: tuple[str, ...] = DEFAULT_ROLES
    password: str = field(default="", repr=False)
    again: str = field(default="", repr=False)
    recovery_key: str = field(default="", repr=False)
    typed_group: str = field(default="", repr=False)
    asked_group: int = 3

    def problem(self) -> str:
        """What is wrong with the present step, or an empty text."""
        checks: dict[Step, Callable[[], str]] = {
            Step.UNIT: self._unit, Step.LEADERS: self._leaders, Step.ACCOUNT: self._account,
            Step.RECOVERY: self._recovery,
        }  # fmt: skip
        check = checks.get(self.step)
        return check() if check else ""

    def _unit(self) -> str:
        if not self.unit_name.strip():
            return "请填写单位全称，它会印在文书和报送包上。"
        return "" if self.packs else "请至少选一份职责文件，以后可以再改。"

    def _leaders(self) -> str:
        filled = [p for p in self.leaders if p.name.strip()]
        if not filled:
            return "请至少登记主要负责人。"
        for one in filled:
            if not one.title.strip():
                return f"请填写{one.name}的职务。"
            if parse_day(one.since, self.today) is None:
                return f"请填写{one.name}的任职日期，如 2021-06-01。"
        return "" if any(p.principal for p in filled) else "请标出谁是主要负责人（“一把手”）。"

    def _account(self) -> str:
        if not self.user_name.strip() or not self.login.strip():
            return "请填写您的姓名和登录名。"
        if self.password != self.again:
            return "两次输入的口令不一样。"
        return self.strength()[1] if self.strength()[0] == "bad" else ""

    def _recovery(self) -> str:
        groups = self.recovery_key.split("-")
        wanted = groups[self.asked_group - 1] if len(groups) >= self.asked_group else ""
        same = self.typed_group.strip().upper() == wanted
        return "" if wanted and same else f"请照打印件输入第 {self.asked_group} 组的 {GROUP} 个字符。"

    def strength(self) -> tuple[str, str]:
        """Tone and words for the password as typed."""
        if not self.password:
            return "muted", "至少 12 个字符，或一句不少于 8 个汉字的话"
        try:
            check_strength(self.password, user=self.login)
        except AppError as error:
            return "bad", error.message
        return ("good", "很好：够长，不容易猜到") if len(self.password) >= 16 else ("good", "可以用；再长一些更好")

    def next(self) -> bool:
        """Go on if the present step is right. ACCOUNT is left by the office being made."""
        if self.problem():
            return False
        order = ORDER if not self.example else tuple(s for s in ORDER if s is not Step.LEADERS)
        at = order.index(self.step)
        self.step = order[min(at + 1, len(order) - 1)]
        return True

    def back(self) -> None:
        """Go back; not behind the made office."""
        if self.step in (Step.RECOVERY, Step.DONE, Step.START):
            return
        order = ORDER if not self.example else tuple(s for s in ORDER if s is not Step.LEADERS)
        self.step = order[order.index(self.step) - 1]

    def plan(self) -> OfficePlan:
        """The plan for services.setup."""
        leaders = []
        for one in self.leaders:
            day = parse_day(one.since, self.today)
            if one.name.strip() and day is not None:
                fields = tuple(f.strip() for f in one.fields.replace("，", "、").split("、") if f.strip())
                role = "principal" if one.principal else "member"
                leaders.append(LeaderPlan(one.name.strip(), one.title.strip(), (role,), day, fields))
        return OfficePlan(
            unit_name=self.unit_name.strip(), login=self.login.strip(), user_name=self.user_name.strip(),
            password=self.password, roles=self.roles, applies=tuple(sorted(self.applies)), packs=self.packs,
            leaders=() if self.example else tuple(leaders),
        )  # fmt: skip
