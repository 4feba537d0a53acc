"""The other half of the scenes of test_pictures.py: a file of its own, so that two processes share them."""

from __future__ import annotations

from pathlib import Path

from app.ui.pictures.render import scene_names
from tests.gui.test_pictures import drawn


def test_nothing_is_wrong_at_150_percent_in_the_other_half(tmp_path: Path) -> None:
    assert drawn(tmp_path, "light-150", scene_names()[1::2]) == []
