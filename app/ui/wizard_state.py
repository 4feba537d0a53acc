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

DEFAULT_ROLES = ("party_clerk", "discipline_clerk")
GROUP = 5


class Step(StrEnum):
    """What the wizard asks, in order."""

    START = "start"
    UNIT = "unit"
    PACKS = "packs"
    LEADERS = "leaders"
    ACCOUNT = "account"
    RECOVERY = "recovery"
    DONE = "done"


ORDER = tuple(Step)
TITLES = {Step.START: "开始", Step.UNIT: "本单位", Step.PACKS: "职责文件", Step.LEADERS: "班子成员", Step.ACCOUNT: "您的账号",
          Step.RECOVERY: "恢复密钥", Step.DONE: "完成"}  # fmt: skip


@dataclass(slots=True)
class Leader:
    """A line of the leaders' table as typed."""

    name: str = ""
    title: str = ""
    principal: bool = False
    since: str = ""
    fields: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What keeps a step from being left. where: the input, as its page names it."""

    where: str
    text: str


@dataclass(slots=True)
class WizardState:
    """Everything typed so far and where the wizard stands.

    proposed: documents proposed to this kind of unit; decided: those a person ticked or cleared, which
    no later proposal changes.
    """

    today: dt.date
    step: Step = Step.START
    example: bool = False
    unit_name: str = ""
    unit_kind: str = ""
    applies: set[str] = field(default_factory=lambda: {"always"})
    proposed: tuple[str, ...] = ()
    decided: dict[str, bool] = field(default_factory=dict)
    leaders: list[Leader] = field(default_factory=list)
    user_name: str = ""
    login: str = ""
    roles: tuple[str, ...] = DEFAULT_ROLES
    password: str = field(default="", repr=False)
    again: str = field(default="", repr=False)
    recovery_key: str = field(default="", repr=False)
    typed_group: str = field(default="", repr=False)
    asked_group: int = 3

    @property
    def packs(self) -> tuple[str, ...]:
        """The documents that are ticked: what is proposed, and what the person decided."""
        kept = tuple(p for p in self.proposed if self.decided.get(p, True))
        return kept + tuple(p for p, on in self.decided.items() if on and p not in kept)

    def trouble(self) -> Trouble | None:
        """What is wrong with the present step and where, or None."""
        checks: dict[Step, Callable[[], Trouble | None]] = {
            Step.UNIT: self._unit, Step.PACKS: self._packs, Step.LEADERS: self._leaders, Step.ACCOUNT: self._account,
            Step.RECOVERY: self._recovery,
        }  # fmt: skip
        check = checks.get(self.step)
        return check() if check else None

    def _unit(self) -> Trouble | None:
        if not self.unit_name.strip():
            return Trouble("unit_name", "请填写单位全称，它会印在文书和报送包上。")
        return None if self.unit_kind else Trouble("unit_kind", "请选择本单位是哪一类，据此建议要按哪些文件清点。")

    def _packs(self) -> Trouble | None:
        return None if self.packs else Trouble("packs", "请至少选一份职责文件，以后可以再改。")

    def _leaders(self) -> Trouble | None:
        filled = [(n, p) for n, p in enumerate(self.leaders) if p.name.strip()]
        if not filled:
            return Trouble("0.name", "请至少登记主要负责人。")
        for number, one in filled:
            if not one.title.strip():
                return Trouble(f"{number}.title", f"请填写{one.name}的职务。")
            if parse_day(one.since, self.today) is None:
                return Trouble(f"{number}.since", f"请填写{one.name}的任职日期，如 2021-06-01。")
        if any(p.principal for _n, p in filled):
            return None
        return Trouble("0.principal", "请标出谁是主要负责人（“一把手”）。")

    def _account(self) -> Trouble | None:
        for where, value, text in (("name", self.user_name, "请填写您的姓名。"), ("login", self.login, "请填写登录名。")):
            if not value.strip():
                return Trouble(where, text)
        tone, words = self.strength()
        if tone != "good":
            return Trouble("password", words if tone == "bad" else f"口令{words}。")
        return Trouble("again", "两次输入的口令不一样。") if self.password != self.again else None

    def _recovery(self) -> Trouble | None:
        groups = self.recovery_key.split("-")
        wanted = groups[self.asked_group - 1] if len(groups) >= self.asked_group else ""
        if wanted and self.typed_group.strip().upper() == wanted:
            return None
        return Trouble("group", f"请照打印件输入第 {self.asked_group} 组的 {GROUP} 个字符。")

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
        if self.trouble() is not None:
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
            unit_kind=self.unit_kind, leaders=() if self.example else tuple(leaders),
        )  # fmt: skip
