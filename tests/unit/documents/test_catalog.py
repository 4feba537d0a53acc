"""Data files of letters and page layouts: shipped ones load, mistakes name their place."""

from __future__ import annotations

from pathlib import Path

import pytest
from letterdata import FORMS

from app.catalog.letters_loader import load_letters
from app.catalog.places import forms_dir
from app.catalog.profiles import load_profile, load_profiles
from app.domain.errors import AppError, ErrorCode


def test_the_shipped_layout_is_the_national_standard() -> None:
    profile = load_profiles(forms_dir() / "profiles")["gbt9704"]
    assert (profile.page.top, profile.page.left) == (37, 28)
    assert (profile.grid.columns, profile.grid.lines) == (28, 22)


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(AppError) as caught:
        load_profile(forms_dir() / "profiles", "../rights")
    assert caught.value.code is ErrorCode.NOT_FOUND


def test_unconfirmed_limits_are_never_given_as_days() -> None:
    assert all(form.deadline is None or form.deadline.days is None or form.deadline.source for form in FORMS.values())


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("format: letter", "format: fax", "fax"),
        ("summary:", "sumary:", "sumary"),
        ("{topic}", "{nothing}", "nothing"),
        ("required: [issuers,", "required: [issuer,", "issuer"),
    ],
)
def test_a_mistake_names_file_line_and_field(tmp_path: Path, before: str, after: str, message: str) -> None:
    source = (forms_dir() / "letters" / "letter.reminder.yaml").read_text(encoding="utf-8")
    assert before in source
    (tmp_path / "letter.reminder.yaml").write_text(source.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(AppError) as caught:
        load_letters(tmp_path)
    assert caught.value.code is ErrorCode.BAD_DATA_FILE
    assert "letter.reminder.yaml 第" in caught.value.where
    assert message in caught.value.message
