"""The protocol of a draw by lot, in official style: what was drawn from, how, who saw it, what came out, how to repeat it.

Does not belong here: drawing and verifying (draws).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.documents.model import Attachment, Format, OfficialDocument, Paragraph, chinese_date
from app.documents.render import render, render_pdf_document
from app.domain.errors import AppError, ErrorCode
from app.domain.sampling import METHOD_WORDS, ORDER_WORDS
from app.services import duty_settings, records
from app.services.draws import Verdict, verify
from app.services.draws_population import DUTIES, PEOPLE, UNITS, WORDS
from app.services.outgoing import classes_of, guard
from app.services.profiles import profile_for
from app.services.records import RecordView
from app.services.session import Session

NAME = "抽查记录"


def protocol(session: Session, record_id: str) -> OfficialDocument:
    """The protocol as a document. Raises AppError NOT_FOUND, BAD_STATE (nothing was drawn)."""
    view = records.get(session, record_id)
    verdict = verify(session, record_id)
    body = view.body
    day = dt.date.fromisoformat(view.date)
    return OfficialDocument(
        kind="draw", format=Format.PLAIN, title=f"{body['draw_year']}年度{session.catalog.vocab.short(view.kind)}记录",
        body=tuple(_body(session, view, verdict)), issuers=(session.unit_name(),), date=day,
        attachments=(Attachment("名单和抽取结果", tuple(_list(session, view))),),
    )  # fmt: skip


def protocol_pdf(session: Session, record_id: str) -> bytes:
    """The protocol to look at and print; logged. Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_STATE."""
    session.require("print", "inspection")
    drawn = render_pdf_document(protocol(session, record_id), profile_for(session))
    session.log("print", record_id)
    listed = records.get(session, record_id).body["draw_list"]
    return guard(session, drawn.pdf, classes_of(session, [record_id, *(str(r["record"]) for r in listed if r.get("record"))]))


def save_protocol(session: Session, record_id: str, folder: Path, formats: Sequence[str] = ("docx", "pdf")) -> list[Path]:
    """Write the protocol as Word and PDF files; logged. Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_STATE, FILE_ACCESS."""
    session.require("export", "inspection")
    made = protocol(session, record_id)
    if not folder.is_dir():
        raise AppError(ErrorCode.FILE_ACCESS, "没有这个文件夹。", action="请另选一个文件夹。")
    result = render(made, profile_for(session), folder, tuple(formats), name=f"{NAME}-{made.title}")
    session.log("export", record_id)
    return list(result.files)


def _body(session: Session, view: RecordView, verdict: Verdict) -> Iterator[Paragraph]:
    body, unit = view.body, UNITS[view.kind]
    duty = duty_settings.find(session, DUTIES[view.kind])
    pack = next((p.title for p in session.catalog.duties.packs if p.id == duty.document), duty.document)
    yield Paragraph(1, "依据和名单")
    yield Paragraph(0, f"依据《{pack}》{duty.article}：{duty.label}。")
    yield Paragraph(
        0, f"名单为{body['draw_year']}年{WORDS[view.kind]}，共{body['draw_population']}{unit}。{ORDER_WORDS}"
        f"名单的 SHA-256 摘要为 {body['draw_digest']}。",
    )  # fmt: skip
    yield Paragraph(1, "种子和方法")
    seen = f"，见证人：{body['draw_witnesses']}" if body.get("draw_witnesses") else ""
    yield Paragraph(0, f"种子为“{body['draw_seed']}”，由{body['draw_seed_by']}，{_moment(body['draw_seed_at'])}定下，先于查看名单{seen}。")
    yield Paragraph(0, f"抽查比例{body['draw_rate']}，向上取整。抽取方法（{body['draw_method']}）：{METHOD_WORDS}")
    if view.kind == PEOPLE:
        yield Paragraph(0, "“一把手”在没有抽中的人里按同一办法另外再抽，同一个人不重复计算。")
    yield Paragraph(1, "抽取结果")
    yield Paragraph(0, f"{_moment(body['draw_at'])}抽取，{_result(session, view)}")
    yield Paragraph(1, "复核")
    yield Paragraph(0, f"按上述种子、名单和方法重新抽取，结果{verdict.word}。")
    for name, why in verdict.differences:
        yield Paragraph(0, f"{name}：{why}")
    yield Paragraph(0, "抽取人（签名）：　　　　　　　　见证人（签名）：")


def _result(session: Session, view: RecordView) -> str:
    labels, unit = view.labels, UNITS[view.kind]
    parts = []
    for mark, word in (("drawn", "抽中"), ("extra", "另外抽中“一把手”")):
        ids = [str(r.get("record") or r.get("person")) for r in view.body["draw_list"] if r.get("mark") == mark]
        if ids:
            parts.append(f"{word}{len(ids)}{unit}：{'、'.join(labels.get(i, i) for i in ids)}")
    count = sum(r.get("mark") == "all" for r in view.body["draw_list"])
    if count:
        parts.append(f"不如实的{count}{unit}一律核实，不参加抽取")
    return "；".join(parts) + "。"


def _list(session: Session, view: RecordView) -> Iterator[Paragraph]:
    for number, row in enumerate(view.body["draw_list"], 1):
        one = str(row.get("record") or row.get("person"))
        head = "（“一把手”）" if row.get("principal") else ""
        mark = session.catalog.vocab.short(str(row.get("mark")), "draw_mark")
        yield Paragraph(0, f"{number}．{view.labels.get(one, '')}{head}　编号 {one}　{mark}")


def _moment(stamp: str) -> str:
    when = dt.datetime.fromisoformat(stamp).astimezone()
    return f"{chinese_date(when.date())}{when:%H:%M}"
