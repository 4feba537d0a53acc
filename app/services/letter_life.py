"""The whole life of a letter on one page: way, opinions, number, kept files, service, answer, what came of it, paper.

Gathers what other services keep and says it in order; decides nothing. For the page of a letter and for its print.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.documents.printout import SheetColumn, TextSheet
from app.domain.errors import AppError, ErrorCode
from app.services import letter_effects, letter_prints, letter_versions, letters, records
from app.services.deadlines import standing
from app.services.outgoing import classes_of, guard
from app.services.prints import printed
from app.services.records import RecordView
from app.services.session import Session
from app.store import office as office_rows
from app.store import queries

FORM = "letter"
MOST_EXPORTS = 50
SECTIONS = ("办理经过", "文号", "定稿文件", "送达和反馈", "后续", "打印和导出", "更正")


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
    """A letter's life. proposals: what could be entered elsewhere now (letter_effects)."""

    title: str
    state: str
    lines: tuple[Line, ...]
    proposals: tuple[letter_effects.Proposal, ...]

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
    return Life(title, view.state_label, tuple(found), tuple(letter_effects.pending(session, view.id)))


def _way(session: Session, view: RecordView) -> Iterator[Line]:
    for step in letters.steps(session, view.id):
        if step.done:
            yield Line(SECTIONS[0], step.at[:10], step.label, step.who, step.note)
    for row in view.body.get("opinions") or []:
        who = view.labels.get(str(row.get("person") or ""), "")
        yield Line(SECTIONS[0], str(row.get("date") or ""), f"{row.get('step') or '审签'}意见", who, str(row.get("opinion") or ""))
    if view.body.get("void_reason"):
        yield Line(SECTIONS[0], "", view.state_label, "", str(view.body["void_reason"]), tone="bad")


def _numbers(session: Session, view: RecordView) -> Iterator[Line]:
    with session.store.read() as conn:
        for row in queries.numbers_of(conn, view.id):
            note = "、".join(filter(None, (f"预留给{row.holder}" if row.holder else "", row.reason)))
            yield Line(SECTIONS[1], str(row.at)[:10], str(view.body.get("number") or ""), "", note, tone="bad" if row.state == "void" else "")


def _files(view: RecordView) -> Iterator[Line]:
    for one in letter_versions.versions(view.body):
        yield Line(SECTIONS[2], "", one.name, "", f"SHA-256 {one.sha256[:20]}…", sha256=one.sha256)
    for one in view.body.get("scan") or []:
        yield Line(SECTIONS[2], str(view.body.get("sealed_at") or ""), f"用印件扫描件：{one['name']}", sha256=str(one["sha256"]))


def _service(session: Session, view: RecordView) -> Iterator[Line]:
    body = view.body
    if body.get("delivered_at"):
        yield Line(SECTIONS[3], str(body["delivered_at"]), "送达", str(body.get("receiver") or ""), str(body.get("service") or ""))
    if body.get("receipt_at"):
        yield Line(SECTIONS[3], str(body["receipt_at"]), "收到送达回证", str(body.get("receiver") or ""))
    if body.get("reply_due"):
        stands = standing(session.form(FORM), view.state, str(body["reply_due"]), session.clock.today().isoformat())
        yield Line(
            SECTIONS[3], str(body["reply_due"]), "反馈期限", "", stands.label if stands else "", tone=stands.tone if stands else ""
        )
    if body.get("replied_at"):
        yield Line(SECTIONS[3], str(body["replied_at"]), "收到反馈", "", str(body.get("reply") or ""))
    for one in body.get("reply_scan") or []:
        yield Line(SECTIONS[3], str(body.get("replied_at") or ""), f"反馈材料：{one['name']}", sha256=str(one["sha256"]))


def _tied(session: Session, view: RecordView) -> Iterator[Line]:
    for row in letter_effects.tied(session, view):
        form = session.form(row.form)
        state = form.state(row.state)
        label = session.catalog.vocab.short(row.kind)
        yield Line(SECTIONS[4], row.date or "", f"{label}：{row.title}", "", state.label if state else "", record=str(row.id))


def _paper(session: Session, view: RecordView) -> Iterator[Line]:
    for one in letter_prints.prints(session, view.id):
        yield Line(SECTIONS[5], one.at[:10], "打印", one.who, one.words)
    with session.office.read() as conn:
        for row in office_rows.log_of(conn, "export", view.id, MOST_EXPORTS):
            yield Line(SECTIONS[5], row.at[:10], "导出", row.user_name)


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
