"""The whole life of a letter on one page: way, opinions, number, kept files, service, answer, what came of it, paper.

Gathers what other services keep and says it in order; decides nothing. For the page of a letter and for its print.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.documents.printout import SheetColumn, TextSheet
from app.domain.errors import AppError, ErrorCode
from app.services import (
    dossier_proposals,
    letter_effects,
    letter_prints,
    letter_service,
    letter_versions,
    records,
)
from app.services.deadlines import standing
from app.services.lists import cell_text
from app.services.outgoing import classes_of, guard
from app.services.prints import printed
from app.services.record_steps import STEPS
from app.services.records import RecordView
from app.services.session import Session
from app.store import office as office_rows
from app.store import queries

FORM = "letter"
MOST_EXPORTS = 50
SECTIONS = ("办理经过", "文号", "定稿文件", "送达和反馈", "后续", "打印和导出", "更正")
FILES = ("versions", "scan", "receipt_scan", "reply_scan", "attachments")
OF_THIS = {"letter.service_receipt": "送达回证", "letter.reminder": "催办", "letter.supervise_urge": "催办"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a letter's life. section: one of SECTIONS; day: ISO, may be empty; sha256: of a file that can be
    opened; record: of another record that can be opened; tone: how it stands, may be empty."""

    section: str
    day: str
    what: str
    who: str = ""
    note: str = ""
    sha256: str = ""
    record: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """A letter's life. proposals: what could be entered elsewhere now (letter_effects); dossier: into whose dossiers."""

    title: str
    state: str
    lines: tuple[Line, ...]
    proposals: tuple[letter_effects.Proposal, ...]
    dossier: tuple[dossier_proposals.Proposal, ...]

    def of(self, section: str) -> tuple[Line, ...]:
        """The lines of a section in order."""
        return tuple(line for line in self.lines if line.section == section)


def life(session: Session, record_id: str) -> Life:
    """The life of a letter as far as the account may see it. Raises AppError NOT_FOUND."""
    view = records.get(session, record_id)
    if view.form != FORM:
        raise AppError(ErrorCode.NOT_FOUND, "这条记录不是文书。")
    found = [
        *_way(session, view), *_numbers(session, view), *_files(view), *_service(session, view), *_tied(session, view),
        *_paper(session, view), *_corrections(view),
    ]  # fmt: skip
    title = " ".join(filter(None, (str(view.body.get("number") or ""), view.title)))
    entries = tuple(dossier_proposals.proposals(session, record=view.id))
    return Life(title, view.state_label, tuple(found), tuple(letter_effects.pending(session, view.id)), entries)


def _way(session: Session, view: RecordView) -> Iterator[Line]:
    """Every step that was taken, also those taken twice: who, when, what was said."""
    labels = {t.id: t.label for t in session.form(FORM).transitions}
    yield Line(SECTIONS[0], view.entered, "草拟", view.author_name)
    steps = list(view.body.get(STEPS) or [])
    signed = max((at for at, row in enumerate(steps) if str(row["step"]) == "sign"), default=len(steps) - 1)
    for row in steps[: signed + 1]:
        yield _step(row, labels)
    signer = view.labels.get(str(view.body.get("signed_by") or ""), "")
    if signer:
        yield Line(SECTIONS[0], str(view.body.get("issued_at") or ""), "批准签发的领导", signer)
    for row in steps[signed + 1 :]:
        yield _step(row, labels)
    for row in view.body.get("opinions") or []:
        who = view.labels.get(str(row.get("person") or ""), "")
        yield Line(SECTIONS[0], str(row.get("date") or ""), f"{row.get('step') or '审签'}意见", who, str(row.get("opinion") or ""))
    if view.body.get("void_reason"):
        yield Line(SECTIONS[0], "", f"{view.state_label}的原因", "", str(view.body["void_reason"]), tone="bad")


def _step(row: Mapping[str, Any], labels: Mapping[str, str]) -> Line:
    label = labels.get(str(row["step"]), labels.get(str(row["step"]).partition(".")[0], ""))
    return Line(SECTIONS[0], str(row["at"])[:10], label, str(row["who"]), str(row.get("note") or ""))


def _numbers(session: Session, view: RecordView) -> Iterator[Line]:
    with session.store.read() as conn:
        for row in queries.numbers_of(conn, view.id):
            note = "、".join(filter(None, (f"预留给{row.holder}" if row.holder else "", row.reason)))
            yield Line(SECTIONS[1], str(row.at)[:10], str(view.body.get("number") or ""), "", note, tone="bad" if row.state == "void" else "")


def _files(view: RecordView) -> Iterator[Line]:
    for one in letter_versions.versions(view.body):
        yield Line(SECTIONS[2], "", one.name, "", f"SHA-256 {one.sha256[:20]}…", sha256=one.sha256)
    yield from _scans(SECTIONS[2], view, "scan", "用印件扫描件", str(view.body.get("sealed_at") or ""))


def _scans(section: str, view: RecordView, field: str, label: str, day: str) -> Iterator[Line]:
    for one in view.body.get(field) or []:
        yield Line(section, day, f"{label}：{one['name']}", sha256=str(one["sha256"]))


def _service(session: Session, view: RecordView) -> Iterator[Line]:
    body, form = view.body, session.form(FORM)

    def said(name: str) -> str:
        return cell_text(session.catalog, form.field(name), body.get(name), view.labels)

    if body.get("delivered_at"):
        by = f"送达人{said('delivered_by')}" if body.get("delivered_by") else ""
        note = "，".join(filter(None, (said("service"), said("service_place"), by, said("refusal"))))
        yield Line(SECTIONS[3], str(body["delivered_at"]), "送达", str(body.get("receiver") or ""), note)
    if body.get("receipt_at"):
        yield Line(SECTIONS[3], str(body["receipt_at"]), "收到送达回证", str(body.get("receiver") or ""))
    yield from _scans(SECTIONS[3], view, "receipt_scan", "送达回证", str(body.get("receipt_at") or ""))
    if body.get("reply_due"):
        stands = standing(form, view.state, str(body["reply_due"]), session.clock.today().isoformat())
        label, tone = (stands.label, stands.tone) if stands is not None else ("", "")
        yield Line(SECTIONS[3], str(body["reply_due"]), "反馈期限", "", label, tone=tone)
    if body.get("replied_at"):
        late = letter_service.days_after(body)
        note = "，".join(filter(None, (said("reply_outcome"), str(body.get("reply") or ""), f"在期限后 {late} 天收到" if late else "")))
        yield Line(SECTIONS[3], str(body["replied_at"]), "收到反馈", "", note)
    yield from _scans(SECTIONS[3], view, "reply_scan", "反馈材料", str(body.get("replied_at") or ""))


def _tied(session: Session, view: RecordView) -> Iterator[Line]:
    """Other letters about it (回证, 催办, 作废另发) and what was entered from it or led to it."""
    for row in letter_effects.tied(session, view):
        state = session.form(row.form).state(row.state)
        named = (OF_THIS.get(str(row.kind)) or "往来文书") if row.form == FORM else ""
        named = {view.body.get("replaces"): "代替的文书", view.body.get("replaced_by"): "另发的文书"}.get(str(row.id), named)
        label = session.catalog.vocab.short(row.kind)
        what = f"{named}：{label}《{row.title}》" if named else f"{label}：{row.title}"
        number = str(json.loads(row.body).get("number") or "")
        note = "　".join(filter(None, (state.label if state else "", number)))
        yield Line(SECTIONS[4], row.date or "", what, "", note, record=str(row.id))


def _paper(session: Session, view: RecordView) -> Iterator[Line]:
    """Every print and every file that left, also kept files and scans by themselves; of logged kinds who looked at it."""
    for one in letter_prints.prints(session, view.id):
        yield Line(SECTIONS[5], one.at[:10], "打印", one.who, one.words)
    with session.store.read() as conn:
        sent = [r for r in queries.packages(conn, "out") if f'"{view.id}"' in str(r.detail)] if session.can("export", FORM, view.kind) else []
    for row in sent:
        yield Line(SECTIONS[5], str(row.at)[:10], "随报送包报出", "", f"报给{row.partner_name}")
    files = {str(f["sha256"])[:16]: str(f["name"]) for name in FILES for f in view.body.get(name) or []}
    with session.office.read() as conn:
        for row in office_rows.log_of(conn, "export", view.id, MOST_EXPORTS, *files):
            name = files.get(row.detail.partition(" ")[0], "")
            yield Line(SECTIONS[5], row.at[:10], "另存文件" if name else "导出", row.user_name, name)
        if session.catalog.rights.classes[session.form(FORM).class_of(view.kind)].logged:
            for row in office_rows.log_of(conn, "view", view.id, MOST_EXPORTS):
                yield Line(SECTIONS[5], row.at[:10], "查看", row.user_name)


def _corrections(view: RecordView) -> Iterator[Line]:
    for row in view.body.get(records.CORRECTIONS) or []:
        yield Line(SECTIONS[6], str(row["at"])[:10], "更正", str(row["who"]), str(row["text"]))


def life_pdf(session: Session, record_id: str) -> bytes:
    """The life of a letter on paper, with both audit heads; logged. Raises AppError NOT_FOUND, NOT_ALLOWED."""
    if not session.can_on("print", record_id):
        raise session.refused("print")
    found = life(session, record_id)
    sheet = TextSheet(
        title="文书办理全程", subtitle=f"{found.title}　现在：{found.state}",
        columns=(SheetColumn("部分", 1.0), SheetColumn("日期", 1.0), SheetColumn("事项", 2.2), SheetColumn("谁", 0.9), SheetColumn("说明", 2.0)),
        rows=tuple(_cells(line) for line in found.lines),
    )  # fmt: skip
    session.log("print", f"life {record_id}")
    return guard(session, printed(session, sheet), classes_of(session, [record_id]))


def _cells(line: Line) -> tuple[Any, ...]:
    return line.section, line.day, line.what, line.who, line.note
