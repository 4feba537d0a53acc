"""The explanation in words: to copy, to print, and where a record that nearly counts would be mended."""

from __future__ import annotations

from collections.abc import Mapping

from app.catalog.records import RecordForm
from app.documents.printout import SheetColumn, TextSheet
from app.services.duties import Explanation
from app.services.judgements import Signed
from app.services.outgoing import classes_of, guard
from app.services.prints import printed
from app.services.session import Session

NO_RECORDS = "0 条"
COLUMN_OF: Mapping[str, str] = {
    "没有相应的内容标签": "topics",
    "谈话人不是分管领导": "actor",
    "不是规定的人做的": "actor",
    "责任人不是规定的人": "owner",
    "主讲人不是规定的人": "lecturer",
    "带队人不是规定的人": "leader",
    "不是规定的人主持": "chair",
    "没有报送给规定的对象": "recipients",
    "不是关于规定的人": "subject",
    "没有关联规定的记录": "links",
    "到会身份不符": "attendance",
}


def field_to_mend(form: RecordForm, reason: str) -> str:
    """The field that keeps a record from counting, or an empty text when the reason names none."""
    column = COLUMN_OF.get(reason, "")
    name = form.base.get(column, column)
    return name if name and form.field(name) is not None else ""


def sections(one: Explanation) -> list[tuple[str, str]]:
    """Heading and text of every part of an explanation, in the order the panel shows them."""
    parts = [
        ("状态", " ".join(dict.fromkeys(t for t in (one.cell.state_label, one.cell.text) if t))),
        ("职责", one.duty_text),
        ("依据", one.article_text),
        ("规则说明", one.rule_text),
        ("对象与时期", one.subject_period),
        ("已有记录", "\n".join(f"{r.date} {r.title}" for r in one.records) or NO_RECORDS),
        ("接近但不计", "\n".join(f"{r.date} {r.title}：{reason}" for r, reason in one.near)),
        ("还缺", "、".join(one.missing)),
        ("说明", one.note),
        ("签批", "\n".join(judged(one))),
        ("下一步", one.next_step),
    ]
    return [(head, text) for head, text in parts if text]


def judged(one: Explanation) -> list[str]:
    """What was signed about it in lines: who, when, the word of the person concerned, what was signed before."""
    found = one.judged
    if found is None:
        return []
    lines = [_signed(found.now)] if found.now is not None else []
    if found.statement:
        lines.append(f"本人说明：{found.statement}")
    return lines + [f"以往：{_signed(former)}" for former in found.former]


def _signed(one: Signed) -> str:
    return f"{one.at[:10]} {one.label}（{'、'.join(one.by)}）：{one.reason}"


def as_text(one: Explanation) -> str:
    """The explanation as plain text for the clipboard."""
    return "\n".join([one.title, *(f"{head}：{text}" for head, text in sections(one))])


def why_pdf(session: Session, one: Explanation) -> bytes:
    """The explanation on a sheet of paper. Raises AppError NOT_ALLOWED. Logged."""
    session.require("evaluate")
    sheet = TextSheet(
        title=one.title,
        subtitle=" · ".join(t for t in (one.cell.label, one.subject_period) if t),
        columns=(SheetColumn("项目", 1), SheetColumn("内容", 5)),
        rows=tuple(sections(one)),
    )
    pdf = printed(session, sheet)
    session.log("print", "explanation")
    return guard(session, pdf, classes_of(session, [r.id for r in (*one.records, *(near for near, _why in one.near))]))
