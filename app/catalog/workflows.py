"""Workflows: the usual way of a record through its states, shown as a row of steps.

One file in forms/workflows/ is one way. What is allowed stands in the form's
transitions; a workflow only says the order in which a person meets them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.catalog.records import RecordForms
from app.catalog.yamlfile import Node, read_yaml


@dataclass(frozen=True, slots=True)
class WorkflowStep:
    """One step. state: reached by it; by: the transition (empty for the first); optional: may be passed over."""

    state: str
    by: str
    label: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Workflow:
    """The way of one form's records. ends: states that end it early."""

    id: str
    label: str
    form: str
    steps: tuple[WorkflowStep, ...]
    ends: tuple[str, ...]

    def index(self, state: str) -> int:
        """The place of a state on the way, -1 when it is not on it."""
        return next((i for i, step in enumerate(self.steps) if step.state == state), -1)


def load_workflows(folder: Path, forms: RecordForms) -> Mapping[str, Workflow]:
    """Workflows by form; AppError(BAD_DATA_FILE) on an unknown key, form, state or transition."""
    found: dict[str, Workflow] = {}
    for path in sorted(folder.glob("*.yaml")):
        root = read_yaml(path)
        flow = _workflow(root, forms)
        if flow.form in found:
            root.place.fail(f"表单“{flow.form}”已有一个办理流程。")
        found[flow.form] = flow
    return found


def _workflow(root: Node, forms: RecordForms) -> Workflow:
    keys = root.keys(("id", "label", "form", "steps"), ("ends",))
    form = forms.find(keys["form"].code())
    if form is None:
        keys["form"].place.fail("没有这个表单。")
    states = {s.code: s.label for s in form.states}
    steps: list[WorkflowStep] = []
    for node in keys["steps"].list():
        cols = node.keys(("state",), ("by", "optional"))
        state = cols["state"].one_of(list(states))
        by = cols["by"].one_of([t.id for t in form.transitions if t.target == state]) if "by" in cols else ""
        if steps and not by:
            node.place.fail("除第一步外都要写明由哪个办理步骤到达。", "请补上 by。")
        optional = cols["optional"].flag() if "optional" in cols else False
        steps.append(WorkflowStep(state, by, states[state], optional))
    ends = tuple(n.one_of(list(states)) for n in keys["ends"].list()) if "ends" in keys else ()
    return Workflow(keys["id"].code(), keys["label"].text(), form.id, tuple(steps), ends)
