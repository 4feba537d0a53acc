"""What the command line tells of the kinds of letters."""

from __future__ import annotations

import json
from datetime import date

from app.catalog.letters_loader import load_letters
from app.catalog.places import forms_dir
from app.services.letter_files import letter_kinds


def test_the_kinds_of_letters_are_told_as_json_with_the_days_their_articles_are_in_force() -> None:
    told = {one["code"]: one for one in json.loads(json.dumps(letter_kinds()))}
    assert len(told) == len(load_letters(forms_dir() / "letters"))
    dated = [basis for one in told.values() for basis in one["basis"] if "valid_from" in basis]
    assert dated
    assert all(date.fromisoformat(basis["valid_from"]) for basis in dated)
