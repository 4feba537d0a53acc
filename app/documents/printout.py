"""Plain printed sheets: registers, lists, reports, the recovery key. Not official documents.

One layout for all: title, subtitle, paragraphs, big lines, one table whose head repeats,
and a foot with notes (unit, who, audit heads) and page n of m. Black and white, A4, millimetres.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.catalog.profiles import Profile
from app.documents.faces import open_fonts
from app.documents.pen import MM, SIZES, Pen


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A table column. share: relative width; right: right-aligned (numbers)."""

    label: str
    share: float = 1.0
    right: bool = False


@dataclass(frozen=True, slots=True)
class TextSheet:
    """What is printed.

    rows: texts by column; None goes on with the cell at its left, so that one text stands under several columns.
    foot: lines that stand on every page (unit, who and when, audit heads).
    """

    title: str
    subtitle: str = ""
    paragraphs: tuple[str, ...] = ()
    big_lines: tuple[str, ...] = ()
    columns: tuple[SheetColumn, ...] = ()
    rows: tuple[tuple[str | None, ...], ...] = ()
    foot: str = ""
    landscape: bool = False


def sheet_pdf(sheet: TextSheet, profile: Profile) -> bytes:
    """The sheet as PDF bytes. Characters no font draws become a full-width question mark."""
    pen = Pen(open_fonts(profile), sheet.title, sheet.foot, landscape=sheet.landscape)
    pen.centred(sheet.title, pen.hei, SIZES["title"])
    if sheet.subtitle:
        pen.centred(sheet.subtitle, pen.song, SIZES["subtitle"])
    pen.y += 4 * MM
    for paragraph in sheet.paragraphs:
        pen.paragraph(paragraph, pen.song, SIZES["text"])
    for line in sheet.big_lines:
        pen.y += 3 * MM
        pen.centred(line, pen.song, SIZES["big"])
    if sheet.columns:
        sides = ["right" if c.right else "left" for c in sheet.columns]
        pen.table([c.label for c in sheet.columns], [c.share for c in sheet.columns], sides, sheet.rows)
    return pen.done()
