"""The result of a reconciliation to send back: a table, and a document in official style.

Does not belong here: working it out (reconcile).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.documents.model import Attachment, Format, OfficialDocument, Paragraph
from app.documents.render import render, render_pdf_document
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services.outgoing import guard
from app.services.profiles import profile_for
from app.services.reconcile import LABELS, Pair, Reconciliation, Standing, show
from app.services.second_person import Second, confirm_export, wanted
from app.services.session import Session
from app.sheets.writing import BookSheet, SheetField, TableFile, write_book

HEAD = (
    ("结果", 12), ("对方行号", 9), ("对方的件", 34), ("我方的件", 34), ("日期", 12), ("项目", 16), ("对方写的", 28), ("我方写的", 28),
    ("处理", 12), ("说明", 36),
)  # fmt: skip
ORDER = (Standing.DIFFERENT, Standing.THEIRS, Standing.OURS, Standing.SAME)


def rows(found: Reconciliation) -> list[tuple[str, ...]]:
    """Every pair as lines of the table: a line for each difference, one for all others."""
    return [line for one in ORDER for p in found.pairs if p.standing is one for line in _lines(p)]


def _lines(pair: Pair) -> Iterator[tuple[str, ...]]:
    theirs, ours = pair.theirs, pair.ours
    head = (
        LABELS[pair.standing], str(theirs.number) if theirs else "", theirs.title if theirs else "", ours.title if ours else "",
        (ours.date if ours else "") or (theirs.date if theirs else ""),
    )  # fmt: skip
    said = (pair.act, pair.note)
    for one in pair.differences:
        yield (*head, one.label, one.theirs, one.ours, *said)
    for fault in theirs.faults if theirs else ():
        yield (*head, "看不懂的格", fault, "", *said)
    if not pair.differences and not (theirs and theirs.faults):
        yield (*head, "", "", "", *said)


def sentence(found: Reconciliation) -> str:
    """How it came out, in one sentence."""
    counts = found.counts()
    parts = "，".join(f"{LABELS[one]} {counts[one]} 件" for one in ORDER)
    return f"{parts}；还没有处理的 {found.open} 件。"


def wants_second(session: Session, one: str) -> bool:
    """Whether another person must stand by when the result goes out (VIS-12)."""
    return bool(wanted(session, session.form(show(session, one).form).classes))


def save_table(session: Session, one: str, path: Path, context: JobContext, second: Second | None = None) -> int:
    """Write the result as .xlsx, lines that are no rows on a second sheet; logged. Returns how many lines.

    second: who stands by, where one is wanted. Raises AppError NOT_ALLOWED, NOT_FOUND, DISK_FULL, FILE_ACCESS;
    BAD_INPUT, WRONG_PASSWORD (the second person).
    """
    found = show(session, one)
    session.require("export", found.form)
    who = confirm_export(session, session.form(found.form).classes, second)
    lines = rows(found)
    notes = (f"{session.unit_name()}　{found.label}　{found.sender or found.file}", sentence(found))
    fields = [SheetField(label, width=float(wide)) for label, wide in HEAD]
    sheets = [BookSheet("对账结果", TableFile("对账结果", notes, fields), lines)]
    if found.left_out:
        rest = [SheetField("行号", width=8.0), SheetField("为什么不算一件", width=20.0), SheetField("内容", width=60.0)]
        told = [(str(n), why, text) for n, why, text in found.left_out]
        sheets.append(BookSheet("没有比对的行", TableFile("没有比对的行", (), rest), told))
    write_book(path, sheets, lambda done: context.report(done, len(lines)))
    session.log("export", f"reconcile {found.form} {who}".strip())
    return len(lines)


def document(session: Session, one: str) -> OfficialDocument:
    """The result as a document. Raises AppError NOT_FOUND, NOT_ALLOWED."""
    found = show(session, one)
    return OfficialDocument(
        kind="reconcile", format=Format.PLAIN, title=f"{found.label}对账结果", issuers=(session.unit_name(),),
        body=tuple(_body(session, found)), date=session.clock.today(),
        attachments=tuple(a for a in (_attachment("一致的", found, Standing.SAME),) if a.body),
    )  # fmt: skip


def document_pdf(session: Session, one: str) -> bytes:
    """The document to look at and print; logged. Raises AppError NOT_ALLOWED, NOT_FOUND."""
    made, form = document(session, one), show(session, one).form
    session.require("print", form)
    pdf = render_pdf_document(made, profile_for(session)).pdf
    session.log("print", f"reconcile {form}")
    return guard(session, pdf, session.form(form).classes)


def save_document(
    session: Session, one: str, folder: Path, formats: Sequence[str] = ("docx", "pdf"), second: Second | None = None
) -> list[Path]:
    """Write the document as Word and PDF; logged. second, errors as save_table."""
    form = show(session, one).form
    session.require("export", form)
    who = confirm_export(session, session.form(form).classes, second)
    if not folder.is_dir():
        raise AppError(ErrorCode.FILE_ACCESS, "没有这个文件夹。", action="请另选一个文件夹。")
    made = document(session, one)
    result = render(made, profile_for(session), folder, tuple(formats), name=made.title)
    session.log("export", f"reconcile {form} {who}".strip())
    return list(result.files)


def _body(session: Session, found: Reconciliation) -> Iterator[Paragraph]:
    who = f"{found.sender}提供的" if found.sender else ""
    yield Paragraph(0, f"按{who}《{Path(found.file).stem}》与{session.unit_name()}{found.label}逐件核对，结果如下：{sentence(found)}")
    for standing in (Standing.DIFFERENT, Standing.THEIRS, Standing.OURS):
        pairs = [p for p in found.pairs if p.standing is standing]
        yield Paragraph(1, f"{LABELS[standing]}（{len(pairs)}件）")
        if not pairs:
            yield Paragraph(0, "没有。")
        for pair in pairs:
            yield Paragraph(0, _said(pair))
    if found.left_out:
        yield Paragraph(1, f"没有比对的行（{len(found.left_out)}行）")
        for number, why, _text in found.left_out:
            yield Paragraph(0, f"第{number}行：{why}。")


def _said(pair: Pair) -> str:
    place = f"（对方第{pair.theirs.number}行）" if pair.theirs else ""
    parts = [f"{d.label}，对方“{d.theirs or '空'}”，我方“{d.ours or '空'}”" for d in pair.differences]
    parts += list(pair.theirs.faults if pair.theirs else ())
    told = "；".join(p.rstrip("。") for p in parts)
    said = f"处理：{pair.note}" if pair.note else ""
    return "。".join(t.rstrip("。") for t in (f"{pair.title}{place}{'：' + told if told else ''}", said) if t) + "。"


def _attachment(title: str, found: Reconciliation, standing: Standing) -> Attachment:
    pairs = [p for p in found.pairs if p.standing is standing]
    return Attachment(title, tuple(Paragraph(0, f"{n}．{p.title}{'　' + p.act if p.act else ''}") for n, p in enumerate(pairs, 1)))
