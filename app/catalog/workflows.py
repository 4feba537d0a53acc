"""Workflows by id and by the records that lead them: forms/workflows read once and checked completely.

The language is in docs/forms.md (Workflows); how far a matter has come is app.domain.workflow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.catalog.workflow_ground import Known, Scope
from app.catalog.workflow_steps import read_steps
from app.catalog.yamlfile import Node, read_yaml
from app.domain.duties.settings import is_month_day
from app.domain.workflow.model import Flow, Lead, Param

__all__ = ["Known", "Workflows", "load_workflows", "param_fits"]

_NEEDED = ("id", "label", "lead", "steps")
_MORE = ("no", "summary", "sources", "ends", "params", "tasks", "examples")
UNITS = ("天", "工作日", "个月", "年", "%", "个", "元", "日期", "是否")
MOST: Mapping[str, int] = {"%": 100, "元": 10**12}
MOST_DAYS = 36_500


class Workflows:
    """All workflows in the order of their files."""

    def __init__(self, flows: Sequence[Flow] = ()) -> None:
        self._flows = {f.id: f for f in flows}

    def __iter__(self) -> Iterator[Flow]:
        return iter(self._flows.values())

    def find(self, flow_id: str) -> Flow | None:
        """A workflow by id."""
        return self._flows.get(flow_id)

    def leading(self, form: str, kind: str) -> tuple[Flow, ...]:
        """The workflows that records of a form and kind may lead."""
        return tuple(
            f for f in self._flows.values() if any(x.form == form and (not x.kinds or kind in x.kinds) for x in f.leads)
        )

    def way(self, form: str) -> Flow | None:
        """The row of steps of a form that gives no tasks (公文办理)."""
        return next((f for f in self._flows.values() if not f.tasks and f.leads[0].form == form), None)


def load_workflows(folder: Path, known: Known) -> Workflows:
    """Every workflow; AppError(BAD_DATA_FILE) with file, line and field on anything unknown or unfit."""
    found: dict[str, Flow] = {}
    for path in sorted(folder.glob("*.yaml")):
        root = read_yaml(path)
        flow = read_workflow(root, known)
        if flow.id != path.stem:
            root.place.fail(f"流程的 id 应与文件名一致：{path.stem}。")
        found[flow.id] = flow
    return Workflows(list(found.values()))


def read_workflow(root: Node, known: Known) -> Flow:
    """One workflow from its YAML root."""
    keys = root.keys(_NEEDED, _MORE)
    leads = keys["lead"]
    leading = tuple(_lead(n, known) for n in (leads.list() if leads.is_list else [leads]))
    if not leading:
        leads.place.fail("至少要有一种引起流程的记录。")
    forms = tuple(dict.fromkeys(lead.form for lead in leading))
    shown = tuple(f for f in known.records if f.id in forms)
    params = dict(_param(n, name) for name, n in keys["params"].items()) if "params" in keys else {}
    kinds = frozenset(k for lead in leading for f in shown if f.id == lead.form for k in lead.kinds or f.kinds)
    scope = Scope(known, shown, kinds, params, lead=shown)
    return Flow(
        id=keys["id"].code(),
        label=keys["label"].text(),
        leads=leading,
        steps=read_steps(keys["steps"], scope),
        no=keys["no"].code() if "no" in keys else "",
        summary=keys["summary"].text() if "summary" in keys else "",
        sources=keys["sources"].texts() if "sources" in keys else (),
        ends=frozenset(scope.states(keys["ends"])) if "ends" in keys else frozenset(),
        params=params,
        tasks=keys["tasks"].flag() if "tasks" in keys else True,
        examples=tuple(n.plain() for n in keys["examples"].list()) if "examples" in keys else (),
    )


def _lead(node: Node, known: Known) -> Lead:
    keys = node.keys(("form",), ("kinds", "states", "when", "subject_is"))
    form = known.records.find(keys["form"].text())
    if form is None:
        keys["form"].place.fail("没有这个表单。")
    scope = Scope(known, (form,), frozenset(form.kinds))
    return Lead(
        form=form.id,
        kinds=frozenset(scope.kinds_of(keys["kinds"])) if "kinds" in keys else frozenset(),
        states=frozenset(scope.states(keys["states"])) if "states" in keys else frozenset(),
        when=scope.values(keys["when"]) if "when" in keys else {},
        subject_is=scope.posts(keys["subject_is"]) if "subject_is" in keys else (),
    )


def _param(node: Node, name: str) -> tuple[str, Param]:
    keys = node.keys(("label", "unit", "default"), ("help", "dated"))
    unit = keys["unit"].one_of(UNITS)
    default: Any = keys["default"].plain()
    if default is not None and not param_fits(unit, default):
        keys["default"].place.fail(f"不是以“{unit}”计的值。")
    return name, Param(
        name, keys["label"].text(), unit, default, keys["help"].text() if "help" in keys else "",
        keys["dated"].flag() if "dated" in keys else False,
    )  # fmt: skip


def param_fits(unit: str, value: Any) -> bool:
    """Whether a value is one that a parameter of this unit can have."""
    if unit == "是否":
        return isinstance(value, bool)
    if unit == "日期":
        return isinstance(value, str) and is_month_day(value)
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST.get(unit, MOST_DAYS)
