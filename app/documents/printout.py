"""Plain printed sheets: registers, lists, reports, the recovery key. Not official documents.

One layout for all: title, subtitle, paragraphs, big lines, one table whose head repeats,
and a foot with notes (unit, who, audit heads) and page n of m. Black and white, A4, millimetres.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from app.catalog.profiles import Profile
from app.documents.breaking import NO_START
from app.documents.faces import FontBook, Role, clean_text, open_fonts
from app.domain.errors import AppError, ErrorCode

MM = 72 / 25.4
MARGIN = 18.0
CELL_PAD = 1.6
SIZES = {"title": 16.0, "subtitle": 10.0, "text": 11.0, "big": 15.0, "cell": 9.5, "foot": 8.0}
LEADING = 1.45


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
    return _Writer(sheet, open_fonts(profile)).write()


class _Writer:
    def __init__(self, sheet: TextSheet, book: FontBook) -> None:
        self._sheet = sheet
        self._hei, self._song = book.role("hei"), book.role("song")
        width, height = (297.0, 210.0) if sheet.landscape else (210.0, 297.0)
        self._width, self._height = width * MM, height * MM
        self._left, self._right = MARGIN * MM, (width - MARGIN) * MM
        self._buffer = io.BytesIO()
        self._canvas = Canvas(self._buffer, pagesize=(self._width, self._height), invariant=True)
        self._aside: list[dict[str, object]] = []
        self._y = 0.0

    def write(self) -> bytes:
        self._canvas.setTitle(self._sheet.title)
        self._canvas.setProducer("lvze")
        self._begin()
        self._centred(self._sheet.title, self._hei, SIZES["title"])
        if self._sheet.subtitle:
            self._centred(self._sheet.subtitle, self._song, SIZES["subtitle"])
        self._y += 4 * MM
        for paragraph in self._sheet.paragraphs:
            self._paragraph(paragraph)
        for line in self._sheet.big_lines:
            self._y += 3 * MM
            self._centred(line, self._song, SIZES["big"])
        if self._sheet.columns:
            self._table()
        self._finish()
        self._feet()
        self._canvas.save()
        return self._buffer.getvalue()

    def _begin(self) -> None:
        self._y = MARGIN * MM

    def _finish(self) -> None:
        """Put the page aside: its foot says of how many, which is known at the end."""
        self._aside.append(dict(self._canvas.__dict__))
        self._canvas._startPage()

    def _feet(self) -> None:
        base = self._height - (MARGIN - 6) * MM
        for number, state in enumerate(self._aside, 1):
            self._canvas.__dict__.update(state)
            for line, note in enumerate(self._sheet.foot.splitlines()):
                self._draw(note, self._song, SIZES["foot"], self._left, base + line * SIZES["foot"] * LEADING)
            label = f"第 {number} 页，共 {len(self._aside)} 页"
            width = self._measure(label, self._song) * SIZES["foot"]
            self._draw(label, self._song, SIZES["foot"], self._right - width, base)
            self._canvas.showPage()

    def _room(self, height: float) -> bool:
        return self._y + height <= self._height - MARGIN * MM

    def _centred(self, text: str, role: Role, size: float) -> None:
        for line in self._wrap(text, role, size, self._right - self._left):
            width = self._measure(line, role) * size
            self._y += size * LEADING
            self._draw(line, role, size, (self._left + self._right - width) / 2, self._y)

    def _paragraph(self, text: str) -> None:
        size = SIZES["text"]
        for line in self._wrap("　　" + text, self._song, size, self._right - self._left):
            if not self._room(size * LEADING):
                self._finish()
                self._begin()
            self._y += size * LEADING
            self._draw(line, self._song, size, self._left, self._y)
        self._y += 1.5 * MM

    def _table(self) -> None:
        total = sum(c.share for c in self._sheet.columns)
        widths = [(self._right - self._left) * c.share / total for c in self._sheet.columns]
        self._y += 4 * MM
        head = tuple(c.label for c in self._sheet.columns)
        self._row(head, widths, self._hei)
        for row in self._sheet.rows:
            cells = self._cells(_merged(row, widths), self._song)
            if not self._room(self._cells_height(cells)):
                self._finish()
                self._begin()
                self._row(head, widths, self._hei)
            self._row(row, widths, self._song)

    def _cells(self, row: Sequence[tuple[int, str, float]], role: Role) -> list[list[str]]:
        pad = 2 * CELL_PAD * MM
        return [self._wrap(text, role, SIZES["cell"], width - pad) for _at, text, width in row]

    def _cells_height(self, cells: Sequence[Sequence[str]]) -> float:
        lines = max((len(c) for c in cells), default=1)
        return lines * SIZES["cell"] * LEADING + 2 * CELL_PAD * MM

    def _row(self, row: Sequence[str | None], widths: Sequence[float], role: Role) -> None:
        size = SIZES["cell"]
        merged = _merged(row, widths)
        cells = self._cells(merged, role)
        height = self._cells_height(cells)
        x = self._left
        for (at, _text, width), lines in zip(merged, cells, strict=True):
            column = self._sheet.columns[at]
            self._canvas.setLineWidth(0.4)
            self._canvas.rect(x, self._height - self._y - height, width, height)
            y = self._y + CELL_PAD * MM
            for line in lines:
                y += size * LEADING
                inset = CELL_PAD * MM
                if column.right:
                    inset = width - CELL_PAD * MM - self._measure(line, role) * size
                self._draw(line, role, size, x + inset, y - size * (LEADING - 1.15))
            x += width
        self._y += height

    def _wrap(self, text: str, role: Role, size: float, width: float) -> list[str]:
        lines: list[str] = []
        for part in clean_text(text).splitlines() or [""]:
            line, used = "", 0.0
            for character in part:
                step = self._measure(character, role) * size
                if line and used + step > width:
                    kept = line[-1] if character in NO_START and len(line) > 1 else ""
                    lines.append(line.removesuffix(kept))
                    line, used = kept, self._measure(kept, role) * size
                line, used = line + character, used + step
            lines.append(line)
        return lines

    def _measure(self, text: str, role: Role) -> float:
        return sum(role.advance(_drawable(c, role)) for c in text)

    def _draw(self, text: str, role: Role, size: float, x: float, y: float) -> None:
        run, face = "", None
        start = x
        for character in (_drawable(c, role) for c in text):
            chosen = role.face_of(character)
            if face is not None and chosen is not face:
                self._show(run, face.name, size, start, y)
                start += self._measure(run, role) * size
                run = ""
            run, face = run + character, chosen
        if face is not None:
            self._show(run, face.name, size, start, y)

    def _show(self, run: str, font: str, size: float, x: float, y: float) -> None:
        self._canvas.setFont(font, size)
        self._canvas.drawString(x, self._height - y, run)


def _merged(row: Sequence[str | None], widths: Sequence[float]) -> list[tuple[int, str, float]]:
    """The cells of a row: number of the first column, text, width over all their columns."""
    found: list[tuple[int, str, float]] = []
    for at, (text, width) in enumerate(zip(row, widths, strict=True)):
        if text is None and found:
            first, words, wide = found[-1]
            found[-1] = (first, words, wide + width)
        else:
            found.append((at, text or "", width))
    return found


def _drawable(character: str, role: Role) -> str:
    try:
        role.face_of(character)
    except AppError as error:
        if error.code is not ErrorCode.MISSING_GLYPH:
            raise
        return "？"
    return character
