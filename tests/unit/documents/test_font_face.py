"""What our reading of a font finds is what reportlab finds, in every font we ship and those of this machine."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from reportlab.pdfbase.ttfonts import TTFError, TTFontFace

from app.catalog.places import resources_dir
from app.documents.font_face import FontFace

SHIPPED = sorted((resources_dir() / "fonts").glob("*.ttf"))
OTHERS = sorted(Path("/usr/share/fonts").rglob("*.tt[fc]"))[:12]
READ = ("name", "charToGlyph", "charWidths", "hmetrics", "glyphPos", "defaultWidth", "numGlyphs", "bbox", "ascent", "flags")


def same(path: Path) -> None:
    try:
        theirs = TTFontFace(str(path))
    except TTFError:
        pytest.skip("reportlab does not read it")
    ours = FontFace(str(path))
    for name in READ:
        assert getattr(ours, name) == getattr(theirs, name), name


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_font_reads_as_reportlab_reads_it(path: Path) -> None:
    same(path)


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_a_font_of_the_machine_reads_as_reportlab_reads_it(path: Path) -> None:
    same(path)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_font_that_is_cut_off_is_refused(tmp_path: Path, kept: float) -> None:
    raw = SHIPPED[0].read_bytes()
    path = tmp_path / "cut.ttf"
    path.write_bytes(raw[: int(len(raw) * kept)])
    with pytest.raises((TTFError, struct.error)):
        FontFace(str(path))
