"""What the examination knows of letters and rules besides the layout; without it their checks are left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.catalog.known_rules import KnownRules, load_known
from app.catalog.letters import LetterForm
from app.catalog.letters_loader import load_letters


@dataclass(frozen=True, slots=True)
class Known:
    """The kinds of letters, and the documents with the days they are in force."""

    letters: Mapping[str, LetterForm] = field(default_factory=dict)
    rules: KnownRules = field(default_factory=KnownRules)


def shipped(forms: Path) -> Known:
    """What is shipped with the program. Raises AppError(BAD_DATA_FILE)."""
    letters = load_letters(forms / "letters")
    return Known(letters, load_known(forms / "basis", letters.values()))
