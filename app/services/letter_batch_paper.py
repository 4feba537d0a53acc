"""Letters of a batch on paper and as files: a look before anything is written, one PDF for printing, single files.

A signed letter goes out as the pages that were kept (letter_versions), joined with the others as they are; only drafts
are laid out. Does not belong here: what a batch is and its steps (letter_batch), copies of a single letter (letter_prints).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.documents.batch import lay_out_batch, merged_pdf, render_batch
from app.documents.pdf_join import Part, join_pdfs
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.jobs.progress import JobContext
from app.services import letter_prints, letter_versions, letters, records
from app.services.letter_batch import FORM, Plan
from app.services.letter_document import document, letter_form
from app.services.letter_versions import Made
from app.services.outgoing import guard
from app.services.profiles import letter_profile, profile_for
from app.services.records import RecordView
from app.services.second_person import Second, confirm_export
from app.services.session import Session

WRITERS = 4  # files written at once


def preview(session: Session, plan: Plan, only: str = "", context: JobContext | None = None) -> bytes:
    """The letters of a plan as one PDF, before anything is written. only: a subject whose letter alone is wanted.

    Raises AppError BAD_INPUT, MISSING_GLYPH, Cancelled.
    """
    made = [document(session, plan.wish.kind, row.body) for row in plan.rows if only in ("", row.subject)]
    laid = lay_out_batch(made, profile_for(session, plan.wish.kind), context=context)
    found = merged_pdf(laid, letter_form(session, plan.wish.kind).label, context=context)
    return guard(session, found, [session.form(FORM).class_of(plan.wish.kind)])


def print_all(session: Session, ids: Sequence[str], *, odd: bool = False, context: JobContext | None = None) -> bytes:
    """One PDF of many letters for printing, in order; each is logged as printed. odd: each begins on an odd page.

    Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT (letters of several layouts: their paper differs; secret ones
    without 份号), MISSING_GLYPH, DAMAGED, Cancelled.
    """
    views = _views(session, ids, "print")
    if len({letter_profile(session, v.kind, v).code for v in views}) != 1:
        raise AppError(ErrorCode.BAD_INPUT, "这些文书用了不同的版式方案。", action="请按版式分开打印。")
    secret = [v for v in views if letter_prints.must_number(v) and not v.body.get("copy_no")]
    if secret:
        raise AppError(
            ErrorCode.BAD_INPUT, f"其中 {len(secret)} 件是涉密公文，每一份都应当标注份号，不能成批打印。",
            action="请逐件打开，打印时逐份编份号。", where="份号",
        )  # fmt: skip
    parts = []
    for view, made in zip(views, _files(session, views, ("pdf",), context), strict=True):
        title = " ".join(filter(None, (str(view.body.get("number") or ""), view.title)))
        parts += [Part(data, title if at == 0 else "") for at, data in enumerate(made.values())]
    found = join_pdfs(parts, f"{len(ids)} 件文书", odd=odd, context=context)
    session.log_all("print", ids)
    return guard(session, found, [session.form(FORM).class_of(v.kind) for v in views])


def export_all(
    session: Session, ids: Sequence[str], folder: Path, formats: Sequence[str] = ("docx", "pdf"),
    context: JobContext | None = None, second: Second | None = None,
) -> list[Path]:  # fmt: skip
    """A file for each letter and format, of signed letters those that were kept; each letter is logged as exported.

    All files appear together once every one is written; files of the same name are replaced. second: who stands by for
    letters of guarded classes (VIS-12); without one they are refused.
    Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT, MISSING_GLYPH, DAMAGED, FILE_ACCESS, DISK_FULL, Cancelled.
    """
    context = context or JobContext()
    views = _views(session, ids, "export")
    who = confirm_export(session, [session.form(FORM).class_of(v.kind) for v in views], second)
    apart = folder / f".{new_id('w')}.part"
    written: list[Path] = []
    try:
        named = [
            (f"{number:03d}-{letters.file_name(session, view)}{ending}", data)
            for number, (view, made) in enumerate(zip(views, _files(session, views, formats, context), strict=True), 1)
            for ending, data in made.items()
        ]
        for path in _written(apart, named):
            context.report(len(written), len(named), "正在写文件")
            written.append(path)
        context.report(len(named), len(named), "正在写文件")
        session.log_all("export", [f"{view.id} {who}".strip() for view in views])
        return [letter_versions.settle_file(one, folder / one.name) for one in written]
    finally:
        shutil.rmtree(apart, ignore_errors=True)


def _written(folder: Path, named: Sequence[tuple[str, bytes]]) -> Iterator[Path]:
    """Write files side by side, in order: each waits for its disk, which takes several at once gladly."""
    with ThreadPoolExecutor(WRITERS, thread_name_prefix="files") as pool:
        try:
            yield from pool.map(lambda one: letter_versions.write_file(folder, *one), named)
        finally:
            pool.shutdown(cancel_futures=True)


def _files(session: Session, views: Sequence[RecordView], formats: Sequence[str], context: JobContext | None) -> list[Made]:
    """The files of each letter by what is added to its name: those that were kept, of drafts as they would be."""
    kept = [(view, v) for view in views for form in formats for v in letter_versions.latest(view.body, form)]
    by_id: dict[str, dict[str, bytes]] = {}
    for (view, one), data in zip(kept, letter_versions.read_many(session, [(view.body, v) for view, v in kept]), strict=True):
        by_id.setdefault(view.id, {})[f"{f'-{one.mark}' if one.mark else ''}.{one.form}"] = data
    drafts = [v for v in views if v.id not in by_id]
    for code in {letter_profile(session, v.kind, v).code: None for v in drafts}:
        of = [v for v in drafts if letter_profile(session, v.kind, v).code == code]
        profile = letter_profile(session, of[0].kind, of[0])
        made = render_batch([document(session, v.kind, v.body) for v in of], profile, formats, context=context)
        by_id.update((v.id, dict(one.files)) for v, one in zip(of, made, strict=True))
    return [by_id[v.id] for v in views]


def _views(session: Session, ids: Sequence[str], action: str) -> list[RecordView]:
    found = records.views(session, ids)
    for view in found:
        if view.form != FORM:
            raise AppError(ErrorCode.NOT_FOUND, "这条记录不是文书。")
        if action not in view.may:
            raise session.refused(action)
    return found
