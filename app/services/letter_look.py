"""What a kind of letter that is being written comes to: its page with sample values, what is wrong, what differs.

Does not belong here: reading and keeping kinds (letter_kinds), the parts of the form (letter_parts).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.documents.render import render_pdf_document
from app.domain.errors import AppError
from app.services import letter_kinds, letter_parts
from app.services.letter_limits import limit
from app.services.profiles import profile_for
from app.services.session import Session


@dataclass(frozen=True, slots=True)
class KindLook:
    """data: as a file has it. path, problem: the first thing wrong and where. pdf: the page, empty when there is none.

    differs: what the shipped wording says otherwise, (what, shipped, now); gone: owed sentences left out.
    """

    data: Mapping[str, Any]
    path: str = ""
    problem: str = ""
    pdf: bytes = b""
    warnings: tuple[str, ...] = ()
    differs: tuple[tuple[str, str, str], ...] = ()
    gone: tuple[str, ...] = ()


def look(session: Session, form_data: Mapping[str, Any]) -> KindLook:
    """Read what is typed and draw it. Never raises for what is typed."""
    data = letter_parts.written(form_data)
    if unknown := letter_parts.unknown(form_data):
        said = f"没有叫“{unknown[0]}”的内容。请在“要填的内容”里加上，或者不用【】。"
        return KindLook(data, _path_with(form_data, f"【{unknown[0]}】"), said)
    checked = letter_kinds.check(session, data)
    if checked.form is None:
        return KindLook(data, checked.path, checked.problem)
    differs, gone = letter_kinds.from_shipped(session, data), letter_kinds.gone(session, data)
    try:
        drawn = render_pdf_document(letter_kinds.preview_document(session, data), profile_for(session, str(data.get("code") or "")))
    except AppError as error:
        return KindLook(data, problem=error.sentence(), differs=differs, gone=gone)
    return KindLook(data, pdf=drawn.pdf, warnings=drawn.warnings, differs=differs, gone=gone)


def _path_with(form_data: Mapping[str, Any], words: str) -> str:
    """The place whose text holds some words."""
    if words in str(form_data.get("title", "")):
        return "title"
    body = form_data.get("body") or ()
    return next((f"body[{n}].text" for n, p in enumerate(body) if words in str(p.get("text", ""))), "attachments")


@dataclass(frozen=True, slots=True)
class KindShown:
    """A kind chosen in the list. data: as the form shows it; days: its limit in words, empty where none is set."""

    data: dict[str, Any]
    days: str


def show(session: Session, code: str) -> KindShown:
    """A kind as the form shows it. AppError(NOT_FOUND)."""
    form = session.catalog.letters.get(code)
    data = letter_parts.shown(letter_kinds.data_of(session, code))
    return KindShown(data, limit(session, form).words if form is not None and form.deadline is not None else "")
