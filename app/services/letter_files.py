"""Letters from data files and the examination of files, without an office: for the command line."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.catalog.letters import Basis, LetterForm
from app.catalog.letters_loader import load_letters
from app.catalog.places import forms_dir
from app.catalog.profiles import Profile, load_profiles, parse_profile
from app.catalog.profiles_writer import profile_data
from app.catalog.yamlfile import parse_yaml
from app.crypto.files import open_regular
from app.domain.errors import AppError, ErrorCode

if TYPE_CHECKING:
    from app.documents.checking.child import Answer


STANDARD = "gbt9704"


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
    return Examiner(_profile(profile), shape).check(read_file(path), path.name, without)


def mend_file(path: Path, out: Path, *, profile: str = "gbt9704", shape: str | None = None,
              without: Sequence[str] = ()) -> dict[str, Any]:  # fmt: skip
    """Write a corrected copy of a docx; the report of the original, which stays as it is, with `changes` and `remaining`.

    Raises AppError as check_file, BAD_INPUT when `out` is the original or exists, UNSUPPORTED for a PDF.
    """
    refuse_existing(out)
    copy, report = Examiner(_profile(profile), shape).mend(read_file(path), path.name, without)
    write_copy(copy, out)
    return report | {"copy": str(out)}


def read_file(path: Path) -> bytes:
    """The bytes of a file that may be a document. Raises AppError NOT_FOUND, FILE_ACCESS, TOO_LARGE."""
    from app.documents.examine import read_bounded

    with open_regular(path):  # a pipe or device would block the reader
        pass
    return read_bounded(path)


def refuse_existing(out: Path) -> None:
    """Raises AppError(BAD_INPUT) when a corrected copy would replace a file."""
    if out.exists():
        raise AppError(ErrorCode.BAD_INPUT, "要写的文件已经存在。", action="请换一个文件名。", where=out.name)


def write_copy(copy: bytes, out: Path) -> None:
    """Write a corrected copy; never over a file. Raises AppError BAD_INPUT, FILE_ACCESS."""
    refuse_existing(out)
    try:
        with out.open("xb") as target:
            target.write(copy)
    except OSError as exc:
        raise AppError(ErrorCode.FILE_ACCESS, "写不出改正件。", action="请检查文件夹是否可写。", where=out.name) from exc


@dataclass(frozen=True, slots=True)
class Examiner:
    """Asks the limited process about files. layout: what they are judged by, shipped or a unit's own; shape: their
    format, recognised when None; stopped: whether the person gave up.

    Every method raises AppError TOO_LARGE, DAMAGED, UNSUPPORTED and Cancelled.
    """

    layout: Profile
    shape: str | None = None
    stopped: Callable[[], bool] = lambda: False

    def check(self, raw: bytes, name: str, without: Sequence[str] = ()) -> dict[str, Any]:
        """What was checked and what deviates. without: rules or topics left out."""
        return self._asked(raw, name, without=list(without)).report

    def mend(self, raw: bytes, name: str, without: Sequence[str] = ()) -> tuple[bytes, dict[str, Any]]:
        """A corrected docx, and the report of the original with `changes` and what of it deviates still, `remaining`.

        without: rules or topics left out, nothing is corrected by them."""
        answer = self._asked(raw, name, mend=True, without=list(without))
        return answer.copy, answer.report

    def draw(self, raw: bytes, name: str) -> tuple[bytes, dict[str, Any]]:
        """A docx as PDF pages drawn from what takes effect in it; `places`: number of a paragraph → page and mm;
        `cut`: whether it goes on behind them."""
        answer = self._asked(raw, name, draw=True)
        return answer.copy, answer.report

    def _asked(self, raw: bytes, name: str, **what: Any) -> Answer:
        from app.documents.checking.child import ask

        standard = _shipped()[STANDARD]
        request: dict[str, Any] = {"name": name, "layout": profile_data(self.layout, standard), "shape": self.shape, "without": []}
        return ask(raw, request | what, self.stopped)


def _shipped() -> Mapping[str, Profile]:
    return load_profiles(forms_dir() / "profiles")


def serve_checks() -> int:
    """The limited process's side of check_file and mend_file."""
    from app.documents import examine as _loaded  # noqa: F401 - before the limits: all that is needed is there
    from app.documents.checking.child import serve

    return serve(_work)


def _work(raw: bytes, request: dict[str, Any]) -> dict[str, Any]:
    from app.documents.checking.known import shipped
    from app.documents.examine import examine_bytes
    from app.documents.model import Format

    layout, name = _layout(request["layout"]), str(request["name"])
    form = Format(request["shape"]) if request["shape"] else None
    if request.get("draw"):
        return _drawn(raw, name, layout)
    without, known = frozenset(request["without"]), shipped(forms_dir())
    answer: dict[str, Any] = {}
    changes: list[dict[str, Any]] = []
    remaining: list[dict[str, Any]] = []
    if request.get("mend"):
        from app.documents.checking.mending import mend

        mended = mend(raw, name, layout, form, without=without)
        answer["copy"] = base64.b64encode(mended.raw).decode()
        changes = [asdict(change) for change in mended.changes]
        remaining = [asdict(d) for d in examine_bytes(mended.raw, name, layout, form, without=without, known=known).deviations]
    report = examine_bytes(raw, name, layout, form, without=without, known=known)
    answer["report"] = {
        "file": report.file,
        "format": report.format.value,
        "checked": list(report.checked),
        "deviations": [asdict(d) for d in report.deviations],
    } | ({"changes": changes, "remaining": remaining} if request.get("mend") else {})
    return answer


def _layout(data: dict[str, Any]) -> Profile:
    """A layout as the parent sent it: a unit's own is known to no file here."""
    return parse_profile(parse_yaml(json.dumps(data, ensure_ascii=False).encode(), "版式方案"), str(data["code"]), _shipped())


def _drawn(raw: bytes, name: str, layout: Profile) -> dict[str, Any]:
    from app.documents.checking.docx_reader import read_docx
    from app.documents.drawn_paper import draw_paper

    drawing = draw_paper(read_docx(raw, name), layout, name)
    report = {"places": drawing.places, "pages": drawing.pages, "cut": drawing.cut}
    return {"copy": base64.b64encode(drawing.pdf).decode(), "report": report}
