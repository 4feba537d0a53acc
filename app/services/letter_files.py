"""Letters from data files and the examination of files, without an office: for the command line."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.catalog.letters import Basis, LetterForm
from app.catalog.letters_loader import load_letters
from app.catalog.places import forms_dir
from app.catalog.profiles import Profile, load_profiles
from app.crypto.files import open_regular
from app.domain.errors import AppError, ErrorCode

if TYPE_CHECKING:
    from app.documents.checking.child import Answer


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


def check_file(path: Path, *, profile: str = "gbt9704", shape: str | None = None,
               without: Sequence[str] = ()) -> dict[str, Any]:  # fmt: skip
    """Examine a docx or PDF in a limited process: what was checked and what deviates. without: rules or topics left out.

    Raises AppError NOT_FOUND, FILE_ACCESS, TOO_LARGE, DAMAGED, UNSUPPORTED.
    """
    return _asked(path, profile, shape, without, mend=False).report


def mend_file(path: Path, out: Path, *, profile: str = "gbt9704", shape: str | None = None) -> dict[str, Any]:
    """Write a corrected copy of a docx and return its report with `changes`; the original stays as it is.

    Raises AppError as check_file, BAD_INPUT when `out` is the original or exists, UNSUPPORTED for a PDF.
    """
    if out.exists():
        raise AppError(ErrorCode.BAD_INPUT, "要写的文件已经存在。", action="请换一个文件名。", where=out.name)
    answer = _asked(path, profile, shape, (), mend=True)
    try:
        with out.open("xb") as target:
            target.write(answer.copy)
    except OSError as exc:
        raise AppError(ErrorCode.FILE_ACCESS, "写不出改正件。", action="请检查文件夹是否可写。", where=out.name) from exc
    return answer.report | {"copy": str(out)}


def _asked(path: Path, profile: str, shape: str | None, without: Sequence[str], *, mend: bool) -> Answer:
    from app.documents.checking.child import ask
    from app.documents.examine import read_bounded

    _profile(profile)
    with open_regular(path):  # a pipe or device would block the reader
        pass
    request = {"name": path.name, "profile": profile, "shape": shape, "without": list(without), "mend": mend}
    return ask(read_bounded(path), request)


def serve_checks() -> int:
    """The limited process's side of check_file and mend_file."""
    from app.documents import examine as _loaded  # noqa: F401 - before the limits: all that is needed is there
    from app.documents.checking.child import serve

    return serve(_work)


def _work(raw: bytes, request: dict[str, Any]) -> dict[str, Any]:
    from app.documents.examine import examine_bytes
    from app.documents.model import Format

    layout, name = _profile(request["profile"]), str(request["name"])
    form = Format(request["shape"]) if request["shape"] else None
    answer: dict[str, Any] = {}
    changes: list[dict[str, Any]] = []
    if request["mend"]:
        from app.documents.checking.mending import mend

        mended = mend(raw, name, layout, form)
        answer["copy"] = base64.b64encode(mended.raw).decode()
        changes = [asdict(change) for change in mended.changes]
    report = examine_bytes(raw, name, layout, form, without=frozenset(request["without"]))
    answer["report"] = {
        "file": report.file,
        "format": report.format.value,
        "checked": list(report.checked),
        "deviations": [asdict(d) for d in report.deviations],
    } | ({"changes": changes} if request["mend"] else {})
    return answer
