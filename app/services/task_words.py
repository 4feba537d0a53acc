"""Tasks in words: the columns of the printed and exported list, and what a filter calls the sources of tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from app.catalog.records import RecordForm
from app.services.session import Session
from app.services.task_groups import LABELS, group_of
from app.services.task_model import Task

SOURCES: Mapping[str, str] = {"flow": "流程", "duty": "履责缺口", "letter": "文书", "ledger": "台账期限", "dossier": "廉政档案", "post": "任职年限"}
COLUMNS = (("时间", 70), ("状态", 84), ("要办的事", 320), ("为什么", 360), ("期限", 96), ("还有几天", 110), ("由谁办", 110), ("依据", 180))


def kind_of(task: Task) -> tuple[str, str]:
    """What a filter of kinds knows it by: its source and the form it is about."""
    return (task.source, task.form if task.source in ("flow", "ledger") else "")


def kind_label(session: Session, task: Task) -> str:
    """The kind in words."""
    source, form = kind_of(task)
    return f"{SOURCES[source]} · {session.form(form).label}" if form else SOURCES[source]


def who(task: Task) -> str:
    """Who does it: who took it, else whom it falls to."""
    return task.assignee_name or task.who


def whose(form: RecordForm, names: Mapping[str, str], own: str, title: str, actor: str, subjects: Sequence[str] = ()) -> str:
    """The person or unit a record is of, in brackets behind its title: six yearly reports have one title.

    Only whom the lists of the form show as well; nothing for the own unit and for who stands in the title already.
    """
    shown = tuple(subjects) if "subject" in form.columns else (actor,) if "actor" in form.columns and actor else ()
    name = names.get(shown[0], "") if shown and shown[0] != own else ""
    if not name or name in title:
        return ""
    return f"（{name}{'等' if len(shown) > 1 else ''}）"


def table(tasks: Iterable[Task], today: dt.date) -> list[tuple[str, ...]]:
    """The rows of the list on paper and in a sheet."""
    return [
        (LABELS[group_of(t, today)], t.tag, t.title, t.why, t.due.isoformat() if t.due else "", t.due_words, who(t), t.source_label)
        for t in tasks
    ]
