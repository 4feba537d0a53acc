"""Draws the pages that docs/format.md shows: `python tests/format_pages/draw.py --out docs/pictures/format`.

Only the shipped open fonts draw, so the pictures are the same on every machine. A thin blue frame is the type area
(版心); pale red circles are where seals of 42 mm will stand: neither is in the document.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.catalog.letters_loader import load_letters
from app.catalog.places import forms_dir
from app.catalog.profiles import Profile, load_profiles
from app.documents.blocks import Setter, Style
from app.documents.data import parse_letter
from app.documents.faces import open_fonts
from app.documents.pages import Layout, lay_out
from app.documents.pdf import write_pdf

DPI = 72
SEAL = 42.0  # mm
FRAME = (150, 190, 235)
INKS = (0, 55, 105, 150, 190, 222, 255)
REDS = ((217, 0, 0), (228, 80, 80), (242, 170, 170))
DATA = Path(__file__).with_name("pages.yaml")


@dataclass(frozen=True)
class Shown:
    """A page of docs/format.md: which letter, by which profile, and its page counted from 1."""

    name: str
    layout: Layout
    page: int
    seals: bool


def shown_pages(only: Sequence[str] = ()) -> Iterator[Shown]:
    """Every page, or those of some names, in order."""
    forms, profiles = load_letters(forms_dir() / "letters"), load_profiles(forms_dir() / "profiles")
    for entry in yaml.safe_load(DATA.read_text(encoding="utf-8"))["pages"]:
        if only and entry["name"] not in only:
            continue
        layout = _layout(parse_letter(forms[entry["kind"]], entry["data"]), profiles[entry.get("profile", "gbt9704")])
        page = entry.get("page", 1)
        yield Shown(entry["name"], layout, len(layout.pages) if page == "last" else page, entry.get("seals", False))


def _layout(document: Any, profile: Profile) -> Layout:
    return lay_out(document, Setter(profile, open_fonts(profile, system=False)))


def rasterised(pdf: bytes, number: int) -> Image.Image:
    """One page as a picture, as a reader shows it."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtPdf import QPdfDocument

    _application = QGuiApplication.instance() or QGuiApplication([])
    held = QBuffer()
    held.setData(QByteArray(pdf))
    held.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument(None)
    document.load(held)
    points = document.pagePointSize(number - 1)
    size = QSize(round(points.width() / 72 * DPI), round(points.height() / 72 * DPI))
    picture = document.render(number - 1, size * 2).convertToFormat(document.render(number - 1, size).Format.Format_RGBA8888)
    made = Image.frombytes("RGBA", (picture.width(), picture.height()), bytes(picture.constBits()))
    paper = Image.new("RGBA", made.size, "white")
    paper.alpha_composite(made)
    document.close()
    return paper.convert("RGB").resize((size.width(), size.height()), Image.Resampling.LANCZOS)


def marked(picture: Image.Image, shown: Shown) -> Image.Image:
    """The picture with the type area drawn as a frame, and the places of seals."""
    page = shown.layout.profile.page
    scale = DPI / 25.4
    box = (page.left, page.top, page.left + page.text_width, page.top + page.text_height)
    pen = ImageDraw.Draw(picture)
    pen.rectangle([edge * scale for edge in box], outline=FRAME)
    if shown.seals:
        for placed in shown.layout.pages[shown.page - 1].lines:
            if placed.block.style is Style.ISSUER:
                middle = page.top * scale + (placed.y + placed.block.pitch / 2) * DPI / 72
                for piece in placed.line.pieces:
                    centre = page.left * scale + (piece.x + piece.width / 2) * DPI / 72
                    reach = SEAL / 2 * scale
                    pen.ellipse((centre - reach, middle - reach, centre + reach, middle + reach), outline=REDS[-1], width=2)
    return picture


def _palette() -> Image.Image:
    """Greys, the reds of the head and the blue of the frame: eleven colours make a small file."""
    colours = [*((grey,) * 3 for grey in INKS), *REDS, FRAME]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in colours for part in colour])
    return palette


def main() -> None:
    """Draw into a folder; --only names a few."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[])
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    for shown in shown_pages(chosen.only):
        picture = rasterised(write_pdf(shown.layout), shown.page)
        if picture.width > picture.height:  # readers turn a table page; here it lies as the paper is bound
            picture = picture.rotate(90, expand=True)
        picture = marked(picture, shown)
        path = chosen.out / f"{shown.name}.png"
        picture.quantize(palette=_palette(), dither=Image.Dither.NONE).save(path, optimize=True, bits=4)
        sys.stdout.write(f"{path.name} {path.stat().st_size // 1024} KB\n")


if __name__ == "__main__":
    main()
