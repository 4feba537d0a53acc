"""The one entry to the documents package: a document in, docx and PDF out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.catalog.profiles import Profile
from app.documents.blocks import Setter
from app.documents.docx import write_docx
from app.documents.faces import open_fonts
from app.documents.fit import Fit, fit_of
from app.documents.glyph_check import font_warnings
from app.documents.model import Format, OfficialDocument
from app.documents.pages import Layout, lay_out, separate_layouts
from app.documents.pdf import PdfWriter, write_pdf
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext

FORMATS = ("docx", "pdf")
# Words the layout adds itself; embedded always, so that any two of our files share them.
LABELS = frozenset("抄送主附件：，。、（）一二三四五六七八九十百年月日号印发出席请假列签人会议纪要文〔〕—")


@dataclass(frozen=True, slots=True)
class RenderResult:
    """What was written; a separate attachment is a file of its own, pages are those of the letter.

    fonts: the font that draws each role in the PDF.
    """

    files: tuple[Path, ...]
    pages: int
    format: Format
    fonts: Mapping[str, str]
    warnings: tuple[str, ...]


def layout_of(document: OfficialDocument, profile: Profile) -> Layout:
    """Measure and paginate a document; both writers take the result.

    Raises AppError(MISSING_GLYPH) for a character no font has.
    """
    return lay_out(document, Setter(profile, open_fonts(profile)))


def render(
    document: OfficialDocument,
    profile: Profile,
    out_dir: Path,
    formats: Sequence[str] = FORMATS,
    *,
    name: str = "",
    also_embed: Iterable[str] = (),
) -> RenderResult:
    """Write `<name>.docx` and `<name>.pdf` (name defaults to the kind) into a folder.

    A separate attachment is written beside them as `<name>-附件2.docx` and so on. also_embed:
    further characters to put into the docx's embedded fonts. Each file is written to a temporary
    one, synced and moved into place. Raises AppError (MISSING_GLYPH, FILE_ACCESS, DISK_FULL, USAGE).
    """
    check_formats(formats)
    layout = layout_of(document, profile)
    files = []
    for mark, part in {"": layout, **separate_layouts(layout)}.items():
        for form in dict.fromkeys(formats):
            path = out_dir / f"{name or document.kind}{f'-{mark}' if mark else ''}.{form}"
            _write(path, write_pdf(part) if form == "pdf" else _docx(part, also_embed))
            files.append(path)
    return RenderResult(
        tuple(files), len(layout.pages), document.format, layout.book.used(), warnings_of(layout)
    )


def check_formats(formats: Sequence[str]) -> None:
    """Raises AppError(USAGE) for a format nobody writes."""
    unknown = [form for form in formats if form not in FORMATS]
    if unknown:
        raise AppError(ErrorCode.USAGE, f"不认识的文件格式“{unknown[0]}”。", action="可用：docx、pdf。")


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pages of a document in memory, for preview and printing, those of separate attachments behind it.

    fonts and warnings as RenderResult.
    """

    pdf: bytes
    pages: int
    fonts: Mapping[str, str]
    warnings: tuple[str, ...]
    fit: Fit


def render_pdf_document(document: OfficialDocument, profile: Profile) -> Drawn:
    """The PDF of a document with what a person should know of it. Raises AppError(MISSING_GLYPH)."""
    layout = layout_of(document, profile)
    parts = [layout, *separate_layouts(layout).values()]
    if len(parts) > 1:
        pdf = PdfWriter(parts, least=0.0).merged(parts, document.title or document.mark, JobContext())
    else:
        pdf = write_pdf(layout)
    pages = sum(len(part.pages) for part in parts)
    return Drawn(pdf, pages, layout.book.used(), warnings_of(layout), fit_of(layout))


def render_pdf_bytes(document: OfficialDocument, profile: Profile) -> bytes:
    """The PDF of a document, for preview and storage. The same document gives the same bytes."""
    return write_pdf(layout_of(document, profile))


def render_docx_bytes(
    document: OfficialDocument, profile: Profile, *, also_embed: Iterable[str] = ()
) -> bytes:
    """The docx of a document, for storage."""
    return _docx(layout_of(document, profile), also_embed)


def _docx(layout: Layout, also_embed: Iterable[str]) -> bytes:
    return write_docx(layout, also_embed=frozenset("".join(also_embed)) | LABELS)


def warnings_of(layout: Layout) -> tuple[str, ...]:
    """What a person should know of a letter before it goes out."""
    return (*layout.warnings, *font_warnings(layout.document, layout.book))


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".lvze-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as exc:
        full = exc.errno == 28
        raise AppError(
            ErrorCode.DISK_FULL if full else ErrorCode.FILE_ACCESS,
            "磁盘空间不够。" if full else "写不进这个文件夹。",
            action="请换一个位置，或检查权限和剩余空间。",
            where=path.name,
        ) from exc
