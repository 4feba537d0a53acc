"""Many letters at once: what they have in common is measured, written and compressed once.

Letters of one kind share most paragraphs, the parts of the docx around the text and most
glyphs. Belongs here: going through the letters, progress, one PDF of all. Does not belong
here: how a letter is laid out (pages) or written (docx, pdf), files (render), records.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.catalog.profiles import Profile
from app.documents.blocks import Setter
from app.documents.docx import Memo, compose_docx
from app.documents.docx_package import Finished
from app.documents.faces import open_fonts
from app.documents.model import OfficialDocument
from app.documents.pages import Layout, lay_out, separate_layouts
from app.documents.pdf import PdfWriter
from app.documents.render import FORMATS, LABELS, check_formats
from app.domain.errors import AppError
from app.jobs.progress import JobContext


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: it would go through all letters again and again and find nothing (a third of the time)."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@dataclass(frozen=True, slots=True)
class BatchLetter:
    """One letter of a batch. files: bytes by format; warnings: as layout.Layout has them.

    annexes: the files of attachments that are not bound with it, by what their names end with (附件2).
    """

    index: int
    files: Mapping[str, bytes]
    pages: int
    warnings: tuple[str, ...]
    annexes: Mapping[str, Mapping[str, bytes]]


def render_batch(
    documents: Sequence[OfficialDocument],
    profile: Profile,
    formats: Sequence[str] = FORMATS,
    *,
    context: JobContext | None = None,
) -> Iterator[BatchLetter]:
    """The letters as files in memory, in order; each has the lines and pages it has alone.

    All letters are laid out before this returns, so that none is handed out when one of
    them cannot be made. Raises AppError(MISSING_GLYPH, TOO_LARGE) naming the letter, USAGE,
    and Cancelled (also while the letters are taken).
    """
    check_formats(formats)
    context = context or JobContext()
    layouts = lay_out_batch(documents, profile, context=context)
    return _letters(layouts, tuple(dict.fromkeys(formats)), context)


def lay_out_batch(
    documents: Sequence[OfficialDocument], profile: Profile, *, context: JobContext | None = None
) -> list[Layout]:
    """Measure and paginate letters that share what they have in common. Raises as render_batch."""
    context = context or JobContext()
    setter = Setter(profile, open_fonts(profile))
    layouts = []
    with _uncollected():
        for index, document in enumerate(documents):
            context.report(index, len(documents), "排版")
            try:
                layouts.append(lay_out(document, setter))
            except AppError as error:
                where = f"第{index + 1}份文书"
                raise AppError(error.code, error.message, action=error.action, where=where) from error
    return layouts


def _letters(layouts: Sequence[Layout], formats: Sequence[str], context: JobContext) -> Iterator[BatchLetter]:
    letters = [{"": layout, **separate_layouts(layout)} for layout in layouts]
    parts = [part for letter in letters for part in letter.values()]
    docx = _docx_files(parts) if "docx" in formats else None
    with _uncollected():
        pdf = PdfWriter(parts) if "pdf" in formats and parts else None
    for index, letter in enumerate(letters):
        context.report(index, len(letters), "生成文件")
        made: dict[str, dict[str, bytes]] = {}
        for mark, part in letter.items():
            files = made[mark] = {}
            for form in formats:
                if form == "docx" and docx:
                    files[form] = next(docx)
                elif pdf:
                    files[form] = pdf.write(part)
        main = made.pop("")
        yield BatchLetter(index, main, len(letter[""].pages), letter[""].warnings, made)
    context.report(len(layouts), len(layouts), "生成文件")


def _docx_files(layouts: Sequence[Layout]) -> Iterator[bytes]:
    """Letters of one format share a package whose fonts have the characters of all of them."""
    memo: Memo = {}
    with _uncollected():
        written = [compose_docx(layout, memo) for layout in layouts]
    used: dict[str, frozenset[str]] = {}
    for letter in written:
        for role, chars in letter.used.items():
            used[role] = used.get(role, frozenset()) | chars
    finished: dict[tuple[int, bytes], Finished] = {}
    for layout, letter in zip(layouts, written, strict=True):
        key = id(letter.package), letter.header
        if key not in finished:
            finished[key] = Finished(letter.package, letter.header, layout.profile, used, LABELS)
        yield finished[key].with_document(letter.document)


def merged_pdf(layouts: Sequence[Layout], title: str, *, context: JobContext | None = None) -> bytes:
    """One PDF of many letters for printing: each with its own page numbers and a bookmark, separate attachments
    behind it. Raises Cancelled.

    layouts: at least one, all of one profile (lay_out_batch); title: of the file.
    """
    with _uncollected():
        parts = [part for layout in layouts for part in (layout, *separate_layouts(layout).values())]
        return PdfWriter(parts, least=0.0).merged(parts, title, context or JobContext())
