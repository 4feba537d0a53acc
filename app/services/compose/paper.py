"""A composed draft on paper: official document in the plain format, PDF and Word, with annexes on pages of their own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.catalog.composed import ANNEX
from app.crypto.files import write_atomic
from app.documents.model import Attachment, Format, OfficialDocument, Paragraph
from app.documents.render import render, render_docx_bytes, render_pdf_bytes
from app.domain.errors import AppError, ErrorCode
from app.services.compose.composing import Composition
from app.services.compose.drafts import DraftRow, SavedDraft, load, row_of
from app.services.duty_filter import SHORT
from app.services.outgoing import guard
from app.services.profiles import profile_for
from app.services.second_person import Second, confirm_export, wanted
from app.services.session import Session

KIND = "composed"
_BRACKETS = re.compile("（[^（）]*）")


def of_saved(session: Session, saved: SavedDraft) -> OfficialDocument:
    """A saved draft as a document."""
    view = saved.view
    actor = view.labels.get(view.actor, "") or session.unit_name()
    return _document(view.title, saved.rows, _recipients(session, view.body), actor, view.date)


def of_composition(session: Session, made: Composition) -> OfficialDocument:
    """A composition that is not saved (规则适用说明书) as a document."""
    today = session.clock.today().isoformat()
    to = _recipients(session, {"recipients": made.draft.to})
    return _document(made.title, [row_of(p) for p in made.paragraphs], to, session.unit_name(), today)


def _recipients(session: Session, body: Mapping[str, Any]) -> tuple[str, ...]:
    """主送: the recipients in words, bodies without the explanations behind them."""
    vocab = session.catalog.vocab
    return tuple(SHORT.get(c) or _BRACKETS.sub("", vocab.short(str(c), "actor")) for c in body.get("recipients") or ())


def _document(title: str, rows: Sequence[DraftRow], to: tuple[str, ...], issuer: str, day: str) -> OfficialDocument:
    body, annexes = _parts(rows)
    if not body:
        raise AppError(ErrorCode.BAD_INPUT, "这份底稿没有正文。", action="请先写上一句，或者重新生成。")
    return OfficialDocument(
        kind=KIND, format=Format.PLAIN, title=title, body=tuple(body), to=to, issuers=(issuer,), attachments=tuple(annexes),
        date=dt.date.fromisoformat(day),
    )  # fmt: skip


def _parts(rows: Sequence[DraftRow]) -> tuple[list[Paragraph], list[Attachment]]:
    """The text, and what stands behind each title of an annex; joined sentences make one paragraph."""
    body: list[Paragraph] = []
    annexes: list[tuple[str, list[Paragraph]]] = []
    into = body
    for row in rows:
        if row.level == ANNEX:
            into = []
            annexes.append((row.text, into))
        elif row.joined and row.level == 0 and into and into[-1].level == 0:
            into[-1] = Paragraph(0, into[-1].text + row.text)
        else:
            into.append(Paragraph(row.level, row.text))
    return body, [Attachment(title, tuple(text)) for title, text in annexes]


def preview_pdf(session: Session, record_id: str) -> bytes:
    """The pages of a saved draft. Logged as print. Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT, MISSING_GLYPH."""
    saved = load(session, record_id)
    if "print" not in saved.view.may:
        raise session.refused("print")
    pdf = render_pdf_bytes(of_saved(session, saved), profile_for(session))
    session.log("print", record_id)
    return guard(session, pdf, [session.form(saved.view.form).class_of(saved.view.kind)])


def composition_pdf(session: Session, made: Composition) -> bytes:
    """The pages of a composition that is not saved. Logged as print. Raises AppError MISSING_GLYPH, NOT_ALLOWED."""
    session.require("evaluate")
    pdf = render_pdf_bytes(of_composition(session, made), profile_for(session))
    session.log("print", made.draft.id)
    return guard(session, pdf, [session.form(made.draft.form).class_of(made.draft.kind)] if made.draft.form else [])


def wants_second(session: Session, form: str, kind: str) -> bool:
    """Whether another person must stand by when such a draft goes out (VIS-12); form empty: of one without a record."""
    return bool(form) and bool(wanted(session, [session.form(form).class_of(kind)]))


def export(
    session: Session, record_id: str, folder: Path, formats: Sequence[str] = ("docx", "pdf"), second: Second | None = None
) -> list[Path]:
    """Write a saved draft as Word and PDF files; logged. second: who stands by, where one is wanted.

    Raises what preview_pdf raises, FILE_ACCESS, DISK_FULL; BAD_INPUT, WRONG_PASSWORD (the second person).
    """
    saved = load(session, record_id)
    if "export" not in saved.view.may:
        raise session.refused("export")
    who = confirm_export(session, [session.form(saved.view.form).class_of(saved.view.kind)], second)
    made = render(of_saved(session, saved), profile_for(session), folder, tuple(formats), name=_name(saved.view.title))
    session.log("export", f"{record_id} {who}".strip())
    return list(made.files)


def export_composition(session: Session, made: Composition, folder: Path, formats: Sequence[str] = ("docx", "pdf")) -> list[Path]:
    """Write a composition that is not saved as files; logged. A draft with a record form needs the right to export it."""
    _require_export(session, made, None)
    written = render(of_composition(session, made), profile_for(session), folder, tuple(formats), name=_name(made.title))
    session.log("export", made.draft.id)
    return list(written.files)


def write_composition(session: Session, made: Composition, path: Path, second: Second | None = None) -> None:
    """Write a composition that is not saved into one file (.docx or .pdf); logged. Rights as export_composition.

    Raises AppError MISSING_GLYPH, FILE_ACCESS, DISK_FULL; BAD_INPUT, WRONG_PASSWORD (the second person).
    """
    who = _require_export(session, made, second)
    document, profile = of_composition(session, made), profile_for(session)
    data = render_docx_bytes(document, profile) if path.suffix.lower() == ".docx" else render_pdf_bytes(document, profile)
    write_atomic(path, data, mode=0o644)
    session.log("export", f"{made.draft.id} {who}".strip())


def _require_export(session: Session, made: Composition, second: Second | None) -> str:
    """Who stood by, for the log."""
    draft = made.draft
    if not draft.form:
        session.require("evaluate")
        return ""
    session.require("export", draft.form, draft.kind)
    return confirm_export(session, [session.form(draft.form).class_of(draft.kind)], second)


def _name(title: str) -> str:
    """A file name on every system."""
    return "".join(c if c.isalnum() or c in "-（）" else "-" for c in title)[:80]
