"""The way of a letter in words: for the bar above it and for reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.services.letter_prints import Print
from app.services.letters import Step
from app.ui.parts import local_time
from app.ui.recordwords import Line, Part
from app.ui.runbar import BarStep, Standing
from app.ui.runcard import StepView

WORDS = {"submit": "送审", "sign": "签发", "number": "编号用印", "deliver": "登记送达", "receipt": "登记回执",
         "reply": "登记反馈", "archive": "归档", "agree": "审核同意", "return": "退回修改", "withdraw": "撤回", "void": "作废",
         "papers": "补充材料"}  # fmt: skip


def way_part(steps: Sequence[Step]) -> Part:
    """The steps a letter has taken, to read: who and when."""
    done = (s for s in steps if s.done and s.at)
    return Part("办理经过", tuple(Line(s.label, "  ".join(t for t in (local_time(s.at)[:10], s.who, s.note) if t)) for s in done))


def prints_part(prints: Sequence[Print]) -> Part:
    """When the letter was printed, by whom, which pages and copies."""
    return Part("打印记录", tuple(Line(local_time(p.at), f"{p.who}  {p.words}") for p in prints))


def annexes_part(body: Mapping[str, Any]) -> Part:
    """The titles of the attachments; what stands in them is to be seen in the pages beside."""
    titles = (str(row.get("title") or "（没有标题）") for row in body.get("attachments_text") or ())
    return Part("附件", tuple(Line(f"附件 {n}", title) for n, title in enumerate(titles, 1)))


def print_lines(prints: Sequence[Print], most: int = 5) -> list[str]:
    """The last prints, a line each."""
    return [f"{local_time(p.at)} {p.who} 打印 {p.words}" for p in prints[:most]]


def views(steps: Sequence[Step], advance: Callable[[str], object]) -> list[StepView]:
    """The steps for the bar. advance: takes one by its id; a step jumped over is one that was not needed."""
    last = max((n for n, s in enumerate(steps) if s.done), default=-1)
    upcoming = next((n for n, s in enumerate(steps) if n > last), -1)
    return [_view(step, number, last, upcoming, advance) for number, step in enumerate(steps)]


def _view(step: Step, number: int, last: int, upcoming: int, advance: Callable[[str], object]) -> StepView:
    day = local_time(step.at)[:10] if step.done else ""
    standing: Standing = "done" if step.done else "passed" if number < last else "open"
    acts = ((WORDS.get(step.id, step.label), lambda: advance(step.id), ""),) if step.available else ()
    if step.done:
        lines = tuple(t for t in (f"{day} {step.who}".strip(), step.note) if t)
    else:
        lines = ("没有这一步也往下办了。",) if standing == "passed" else () if acts else ("前面的步骤办完后办。",)
    state = {"done": ("已办", "good"), "passed": ("未经过", "muted"), "open": ("未办", "info" if number == upcoming else "muted")}
    bar = BarStep(step.id, step.label, standing, day[5:], f"{step.who} {day}".strip(), next=number == upcoming)
    return StepView(bar, state[standing], lines, (), acts)
