"""`lvze pictures`: every page, dialog and state of the example office has nothing wrong a machine can see."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.domain.errors import AppError
from app.ui.pictures.command import pictures
from app.ui.pictures.render import VARIANTS, scene_names


def drawn(out: Path, variant: str, scenes: Sequence[str] = ()) -> list[str]:
    """Draw one variant, whole or some scenes; what is wrong, a line each."""
    summary = pictures(out, [variant], list(scenes), None)
    assert summary["pictures"][variant] > 60
    return [f"{r['picture']}: {r['kind']} {r['where']} {r['text']}" for r in summary["findings"]]


def test_nothing_is_wrong_at_150_percent_in_half_the_scenes(tmp_path: Path) -> None:
    assert drawn(tmp_path, "light-150", scene_names()[::2]) == []  # the other half: test_pictures_more.py, beside this one


@pytest.mark.slow
@pytest.mark.parametrize("variant", [v.name for v in VARIANTS if v.name != "light-150"])
def test_nothing_is_wrong_in_any_variant(tmp_path: Path, variant: str) -> None:
    assert drawn(tmp_path, variant) == []


def test_an_unknown_variant_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        pictures(tmp_path, ["sepia"], [], None)
    assert "light-100" in caught.value.sentence()
