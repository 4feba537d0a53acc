"""The matrix of talks in words, for window, paper and files. What stands in it: talk_matrix."""

from __future__ import annotations

from collections.abc import Iterable

from app.documents.printout import SheetColumn, TextSheet
from app.domain.duties.results import DutyState
from app.services.duty_words import TONES
from app.services.prints import printed
from app.services.session import Session
from app.services.talk_matrix import TALK, TalkCell, Talked, TalkMatrix, Want
from app.sheets.writing import SheetField

SHOWN_DAYS = 6
MISSING = {"overdue": "未见", "violated": "不符", "due": "还没谈", "partial": "部分", "undetermined": "无法判定"}


def short_words(found: TalkCell) -> tuple[str, ...]:
    """What a cell of the window says, longest first."""
    want, number = found.worst, found.number
    if want is not None and want.open:
        word = MISSING[want.cell.state]
        return (f"{number} 次，还缺", f"{number}·缺", "缺") if number else (word, word[:1])
    if number:
        last = max(d for days in found.days.values() for d in days)
        return f"{number} 次 {last[5:]}", f"{number} 次", str(number)
    if found.planned:
        return f"计划 {found.planned}", "计"
    return (want.cell.state_label, want.cell.state_label[:1]) if want is not None else ("",)


def tone(found: TalkCell) -> str:
    """The tone of a cell: of the duty on it, else of a talk without one; empty for nothing."""
    want = found.worst
    if want is not None:
        return TONES[DutyState(want.cell.state)]
    return "info" if found.number or found.planned else ""


def full_words(session: Session, found: TalkCell) -> str:
    """Everything in a cell: talks by kind with their days, plans, what is asked for."""
    lines = []
    for kind, days in found.days.items():
        more = f"等 {len(days)} 次" if len(days) > SHOWN_DAYS else ""
        shown = "、".join(d[5:] for d in days[-SHOWN_DAYS:])
        lines.append(f"{session.catalog.vocab.short(kind)} {len(days)}（{shown}{more}）")
    if found.planned:
        lines.append(f"计划中 {found.planned}")
    lines += dict.fromkeys(want_words(w) for w in found.wants)
    return "\n".join(lines)


def want_words(want: Want) -> str:
    """A talk that is asked for: 主要负责人谈心成员：逾期."""
    return f"{want.cell.label}：{want.cell.text or want.cell.state_label}"


def matrix_pdf(session: Session, found: TalkMatrix, words: str = "", *, wide: bool = True, purpose: str = "") -> bytes:
    """The matrix as it is shown. Raises AppError NOT_ALLOWED. Logged."""
    session.require("print", TALK)
    share = 1.0 if len(found.talkers) < 9 else 0.8
    columns = (SheetColumn("谈话对象", 1.7), *(SheetColumn(t.name, share) for t in found.talkers), SheetColumn("还没有谈的", 2.2))
    sheet = TextSheet(
        title=f"{found.year} 年谈话覆盖表",
        subtitle=" · ".join(t for t in (session.unit_name(), words, f"还没有谈的 {len(found.missing)} 项", "只列有没有记录") if t),
        columns=columns,
        rows=tuple(_rows(session, found)),
        landscape=wide,
    )
    pdf = printed(session, sheet, purpose)
    session.log("print", f"talks {found.year}")
    return pdf


def matrix_table(session: Session, found: TalkMatrix) -> tuple[list[SheetField], list[tuple[str, ...]]]:
    """The matrix as a table: people down, talkers across."""
    fields = [SheetField("谈话对象"), SheetField("职务", width=26), SheetField("类别", width=18)]
    fields += [SheetField(f"{t.name} {t.titles}".strip(), width=22) for t in found.talkers]
    fields.append(SheetField("还没有谈的", width=44))
    rows = [
        (p.name, p.titles, p.group, *_texts(session, found, p), _missing(found, p)) for p in found.people
    ]  # fmt: skip
    return fields, rows


def _rows(session: Session, found: TalkMatrix) -> Iterable[tuple[str | None, ...]]:
    group = None
    for one in found.people:
        if one.group != group:
            group = one.group
            yield (f"【{group}】", *[None] * (len(found.talkers) + 1))
        yield (f"{one.name}\n{one.titles}", *_texts(session, found, one), _missing(found, one))


def _texts(session: Session, found: TalkMatrix, one: Talked) -> list[str]:
    texts = []
    for talker in found.talkers:
        cell = found.cell(talker.id, one.id)
        if cell is None or talker.id == one.id:
            texts.append("—" if talker.id == one.id else "")
            continue
        days = [f"{session.catalog.vocab.short(k)}\n{'、'.join(d[5:] for d in days)}" for k, days in cell.days.items()]
        plans = [f"计划 {cell.planned}"] if cell.planned else []
        texts.append("\n".join([*days, *plans]) or short_words(cell)[0])
    return texts


def _missing(found: TalkMatrix, one: Talked) -> str:
    """The duties that ask for a talk with a person, each with its state and who still should talk."""
    names = {t.id: t.name for t in found.talkers}
    asked: dict[str, tuple[str, dict[str, None]]] = {}
    for want in found.missing:
        if want.person == one.id:
            who = "、".join(names.get(t, "") for t in want.talkers if names.get(t)) or want.by
            asked.setdefault(want.cell.label, (want.cell.state_label, {}))[1][who] = None
    return "\n".join(f"{label}（{state}）：{'、'.join(who)}" for label, (state, who) in asked.items())
