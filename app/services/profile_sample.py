"""A sample page of each format, drawn by a layout that is being typed. Content: resources/samples/pages.yaml, invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from app.catalog.letters import FORMATS, LetterForm
from app.catalog.places import resources_dir
from app.catalog.profiles import Profile
from app.catalog.yamlfile import read_yaml
from app.documents.data import parse_letter
from app.documents.render import Drawn, render_pdf_document
from app.services.session import Session


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample by its format, and what people call it."""

    format: str
    label: str


@lru_cache(maxsize=1)
def _samples() -> Mapping[str, tuple[str, Mapping[str, Any]]]:
    rows = read_yaml(resources_dir() / "samples" / "pages.yaml").plain()
    return {row["format"]: (row["label"], row["data"]) for row in rows if row["format"] in FORMATS}


def samples() -> tuple[Sample, ...]:
    """The formats that can be looked at."""
    return tuple(Sample(code, label) for code, (label, _data) in _samples().items())


def sample_page(session: Session, profile: Profile, format_code: str) -> Drawn:
    """The sample of a format laid out by a profile. Raises AppError(MISSING_GLYPH, NOT_FOUND) for fonts."""
    return render_pdf_document(parse_letter(_form(session, format_code), _samples()[format_code][1]), profile)


def _form(session: Session, format_code: str) -> LetterForm:
    """A kind of the format that asks for nothing: the samples say what they say."""
    usual = next(iter((session.catalog.shipped or session.catalog).letters.values()))
    return replace(usual, code="sample", label="样张", format=format_code, required=(), values=(), title="", body=())
