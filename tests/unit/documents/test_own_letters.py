"""The examination finds nothing in right letters of our own, whatever their manner and layout (pytest -m slow for 600)."""

from __future__ import annotations

from pathlib import Path

import pytest
from ownletters import own_letter

from app.catalog.places import forms_dir
from app.catalog.profiles import load_profiles
from app.documents.checking.known import shipped
from app.documents.examine import examine
from app.documents.render import render

PROFILES, KNOWN = load_profiles(forms_dir() / "profiles"), shipped(forms_dir())


def nothing_is_found(seed: int, folder: Path) -> None:
    # every other letter in the national layout, the others by turns in those of offices
    profile = PROFILES["gbt9704" if seed % 2 else sorted(PROFILES)[seed // 2 % len(PROFILES)]]
    for path in render(own_letter(seed), profile, folder).files:
        found = examine(path, profile, known=KNOWN).deviations
        assert found == (), f"{profile.code} {path.suffix}"


@pytest.mark.parametrize("seed", range(40))
def test_nothing_is_found_in_a_right_letter(seed: int, tmp_path: Path) -> None:
    nothing_is_found(seed, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(40, 600))
def test_nothing_is_found_in_any_of_many_right_letters(seed: int, tmp_path: Path) -> None:
    nothing_is_found(seed, tmp_path)
