"""From gaps to a letter draft: facts, dates, articles and recipients come from the records; a person decides.

Every prefilled sentence has its source. Several gaps of one recipient make one draft that names them all. A graded
reminder goes to the people of its stage and names the earlier ones. Nothing is stored or sent here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services import letters
from app.services.gap_offers import MATTERS, Earlier, earlier, stages, task_of
from app.services.gaps import ASKS, Gap, day_words, gap, is_unit
from app.services.letter_prefill import Context, Said, Source
from app.services.session import Session
from app.services.task_model import Reminder
from app.store import names

MOST = 50
LONGEST_LABEL = 40


def draft(session: Session, kind: str, keys: Sequence[str], stage: str = "") -> dict[str, Any]:
    """A letter body about gaps. stage: of a graded reminder, empty for a letter that is none.

    Raises AppError NOT_FOUND, NOT_ALLOWED, BAD_INPUT (no gap, too many, recipients that differ).
    """
    wanted = list(dict.fromkeys(keys))
    if not 1 <= len(wanted) <= MOST:
        raise AppError(ErrorCode.BAD_INPUT, f"一份文书写 1 到 {MOST} 项。", action="请重新选。")
    found = [gap(session, key) for key in wanted]
    reminder, before = _reminder(session, found[0], stage)
    articles = [Said(one.cited, one.told[0].source) for one in found if one.cited]
    said = [s for one in found for s in one.told]
    said += [_history(e) for e in before] if reminder is not None else []
    context = Context(
        tuple(dict.fromkeys(i for one in found for i in one.records)), _words(session, found, said), said=(*articles, *said),
        person=_person(found, reminder), gaps=tuple(_each(session, one) for one in found),
    )  # fmt: skip
    body = letters.draft(session, kind, context=context)
    return body | _about(session, found, reminder, before)


def _reminder(session: Session, one: Gap, stage: str) -> tuple[Reminder | None, list[Earlier]]:
    if not stage:
        return None, []
    before = list(earlier(session, one))
    found, _at = stages(session, task_of(session, one), tuple(before))
    reminder = next((r for r in found if r.stage == stage), None)
    if reminder is None:
        raise AppError(ErrorCode.BAD_INPUT, "没有这一级提醒。", action="请刷新后再选。")
    return reminder, [e for e in reversed(before) if e.issued and e.stage]


def _history(one: Earlier) -> Said:
    """An earlier reminder as a sentence."""
    number = f"（{one.number}）" if one.number else ""
    answer = "已有反馈" if one.replied else "未见反馈记录"
    return Said(f"此前已于{day_words(one.day)}向{one.to}发出《{one.title}》{number}，{answer}。", Source((one.id,), f"以前的提醒：{one.day} {one.title}"))


def _words(session: Session, found: Sequence[Gap], said: Sequence[Said]) -> Mapping[str, str]:
    """The words of gaps that a letter may take."""
    cited = "".join(dict.fromkeys(one.cited for one in found))
    fact = "".join(s.text for s in said)
    label = found[0].label[:LONGEST_LABEL] + (f"等{len(found)}项工作" if len(found) > 1 else "")
    owners = "、".join(dict.fromkeys(n for one in found for n in _names(session, one)))
    last = min((one.due for one in found if one.due), default="")
    asks = "".join(dict.fromkeys(ASKS[one.nature] for one in found))
    return {
        "label": label, "fact": fact, "cited": f"{cited}{fact}" if cited else "", "ask": asks,
        "rule": f"{cited}请按此要求履行职责。" if cited else asks, "owner": f"责任人：{owners or session.unit_name()}。",
        "who": owners, "due": last,
    }  # fmt: skip


def _each(session: Session, one: Gap) -> Mapping[str, str]:
    return _words(session, [one], one.told)


def _names(session: Session, one: Gap) -> tuple[str, ...]:
    with session.store.read() as conn:
        known = names.names_of(conn, one.to)
    return tuple(known[i] for i in one.to if i in known) or one.names


def _person(found: Sequence[Gap], reminder: Reminder | None) -> str:
    people = [i for i in (reminder.people if reminder is not None else found[0].to) if not is_unit(i)]
    return people[0] if len(people) == 1 else ""


def _about(session: Session, found: Sequence[Gap], reminder: Reminder | None, before: Sequence[Earlier]) -> dict[str, Any]:
    """What the draft goes to and rests on."""
    to = dict.fromkeys(i for one in found for i in one.to)
    ids = list(reminder.people) if reminder is not None and reminder.people else list(to)
    with session.store.read() as conn:
        known = names.names_of(conn, ids)
    written = [known[i] if is_unit(i) else f"{known[i]}同志" for i in ids if i in known]
    written = written or list(dict.fromkeys(n for one in found for n in one.names))
    if reminder is None and len(to) > 1 and len({one.to for one in found}) > 1:
        raise AppError(ErrorCode.BAD_INPUT, "选中的几项不是发给同一个人或单位的。", action="请分开起草。")
    subjects = dict.fromkeys(one.subject for one in found if one.subject and one.subject[:1] in ("u", "p"))
    linked = dict.fromkeys([*(i for one in found for i in one.records), *(e.id for e in before)])
    rows = [{"id": new_id("w"), "title": one.label, "stage": reminder.words if reminder else "", "key": one.key} for one in found]
    body: dict[str, Any] = {
        "to": written, "subject": list(subjects), "duty": found[0].duty, "period": found[0].period, "basis_records": list(linked),
        "basis": "；".join(dict.fromkeys(one.basis for one in found if one.basis)), "facts": "".join(one.fact for one in found), MATTERS: rows,
    }  # fmt: skip
    return {name: value for name, value in body.items() if value not in ([], "")}
