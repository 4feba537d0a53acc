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
from app.documents.render import FORMATS, LABELS, check_formats, warnings_of
from app.domain.errors import AppError
from app.jobs.progress import JobContext

MANY = 8  # letters from which the collector is in the way; asking what is frozen costs more than a few letters


@contextmanager
def uncollected(letters: int) -> Iterator[None]:
    """Without the collector of cycles: it would go through all letters again and again and find nothing (a third of the time)."""
    if letters < MANY or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():  # what was made counts as old at once: it is not gone through now either
            gc.freeze()
            gc.unfreeze()
        gc.enable()


# A letter laid out: itself under "", then its separate attachments under the mark their files' names end with.
LaidOut = Mapping[str, Layout]


@dataclass(frozen=True, slots=True)
class BatchLetter:
    """One letter of a batch. files: bytes by what is added to its name: `.docx`, `-附件2.docx` of a separate
    attachment; layout: without separate attachments."""

    index: int
    files: Mapping[str, bytes]
    layout: Layout

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know of it; found out when asked for."""
        return warnings_of(self.layout)


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
    laid = lay_out_batch(documents, profile, context=context)
    return _letters(laid, tuple(dict.fromkeys(formats)), context)


def lay_out_batch(
    documents: Sequence[OfficialDocument], profile: Profile, *, context: JobContext | None = None
) -> list[LaidOut]:
    """Measure and paginate letters that share what they have in common. Raises as render_batch."""
    context = context or JobContext()
    setter = Setter(profile, open_fonts(profile))
    found: list[LaidOut] = []
    with uncollected(len(documents)):
        for index, document in enumerate(documents):
            context.report(index, len(documents), "排版")
            try:
                layout = lay_out(document, setter)
                found.append({"": layout, **separate_layouts(layout, setter)})
            except AppError as error:
                where = "，".join(filter(None, (f"第{index + 1}份文书", error.where)))
                raise AppError(error.code, error.message, action=error.action, where=where) from error
    return found


def _letters(laid: Sequence[LaidOut], formats: Sequence[str], context: JobContext) -> Iterator[BatchLetter]:
    everything = [layout for letter in laid for layout in letter.values()]
    docx = _docx_files(everything) if "docx" in formats else iter(())
    with uncollected(len(everything)):
        pdf = PdfWriter(everything) if "pdf" in formats and everything else None
    for index, letter in enumerate(laid):
        context.report(index, len(laid), "生成文件")
        files: dict[str, bytes] = {}
        for mark, layout in letter.items():
            for form in formats:
                ending = f"-{mark}.{form}" if mark else f".{form}"
                files[ending] = pdf.write(layout) if pdf and form == "pdf" else next(docx)
        yield BatchLetter(index, files, letter[""])
    context.report(len(laid), len(laid), "生成文件")


def _docx_files(layouts: Sequence[Layout]) -> Iterator[bytes]:
    """Letters of one format share a package whose fonts have the characters of all of them."""
    memo = Memo()
    with uncollected(len(layouts)):
        written = [compose_docx(layout, memo) for layout in layouts]
    used: dict[str, set[str]] = {}
    for letter in written:
        for role, chars in letter.used.items():
            used.setdefault(role, set()).update(chars)
    finished: dict[tuple[int, bytes], Finished] = {}
    for layout, letter in zip(layouts, written, strict=True):
        key = id(letter.package), letter.header
        if key not in finished:
            finished[key] = Finished(letter.package, letter.header, layout.profile, used, LABELS)
        yield finished[key].with_document(letter.document)


def merged_pdf(laid: Sequence[LaidOut], title: str, *, context: JobContext | None = None) -> bytes:
    """One PDF of many letters for printing: each with its own page numbers and a bookmark. Raises Cancelled.

    laid: at least one, all of one profile (lay_out_batch); title: of the file.
    """
    everything = [layout for letter in laid for layout in letter.values()]
    with uncollected(len(everything)):
        return PdfWriter(everything, least=0.0).merged(everything, title, context or JobContext())
