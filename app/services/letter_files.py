"""Letters from data files and the examination of files, without an office: for the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.catalog.letters import Basis, LetterForm
from app.catalog.letters_loader import load_letters
from app.catalog.places import forms_dir
from app.catalog.profiles import Profile, load_profiles
from app.crypto.files import open_regular
from app.domain.errors import AppError, ErrorCode


def letter_kinds() -> list[dict[str, Any]]:
    """Every kind of letter: code, label, layout, what it is for, where it comes from."""
    return [
        {
            "code": form.code,
            "label": form.label,
            "format": form.format,
            "summary": form.summary,
            "required": list(form.required),
            "values": [{"name": v.name, "label": v.label, "required": v.required} for v in form.values],
            "basis": [_told(b) for b in form.basis],
        }
        for form in load_letters(forms_dir() / "letters").values()
    ]


def _told(basis: Basis) -> dict[str, str]:
    """An article with the days it is in force as text; what is not known is left out."""
    days = {"valid_from": basis.valid_from, "valid_to": basis.valid_to}
    known = {name: day.isoformat() for name, day in days.items() if day is not None}
    pack = {"pack": basis.pack} if basis.pack else {}
    return {"document": basis.document, "article": basis.article, "note": basis.note, **pack, **known}


def _form(code: str) -> LetterForm:
    found = load_letters(forms_dir() / "letters").get(code)
    if found is None:
        raise AppError(ErrorCode.NOT_FOUND, "没有这种文书。", action="请用 lvze letter kinds 查看种类。")
    return found


def _profile(code: str) -> Profile:
    known = load_profiles(forms_dir() / "profiles")
    if code not in known:
        raise AppError(ErrorCode.NOT_FOUND, "没有这个版式方案。", action=f"可用：{'、'.join(known)}。")
    return known[code]


def render_letter(
    kind: str, data: Any, out: Path, formats: Sequence[str] = (), *, profile: str = "gbt9704"
) -> dict[str, Any]:
    """Write `<kind>.docx` and `<kind>.pdf` into a folder; returns files, pages, format, fonts, warnings.

    Raises AppError NOT_FOUND, BAD_INPUT (naming the place in the data), MISSING_GLYPH, FILE_ACCESS, DISK_FULL.
    """
    from app.documents.data import parse_letter
    from app.documents.render import FORMATS, render

    made = render(parse_letter(_form(kind), data), _profile(profile), out, tuple(formats) or FORMATS)
    return {
        "files": [str(path) for path in made.files],
        "pages": made.pages,
        "format": made.format.value,
        "fonts": dict(made.fonts),
        "warnings": list(made.warnings),
    }


def check_file(path: Path, *, profile: str = "gbt9704", shape: str | None = None) -> dict[str, Any]:
    """Examine a docx or PDF: what was checked and what deviates.

    Raises AppError NOT_FOUND, FILE_ACCESS, TOO_LARGE, DAMAGED, UNSUPPORTED.
    """
    from app.documents.examine import examine
    from app.documents.model import Format

    layout = _profile(profile)
    with open_regular(path):  # a pipe or device would block the reader
        pass
    report = examine(path, layout, Format(shape) if shape else None)
    return {
        "file": report.file,
        "format": report.format.value,
        "checked": list(report.checked),
        "deviations": [asdict(d) for d in report.deviations],
    }
