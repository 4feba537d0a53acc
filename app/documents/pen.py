"""What plain printed sheets are drawn with: pages put aside until their number is known, wrapped text, tables.

Belongs here: lines, cells and feet on A4 in black and white. Does not belong here: what stands on a sheet.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.documents.faces import FontBook, Role, clean_text
from app.documents.linerules import NO_END, NO_START
from app.documents.pdf_file import PdfFile
from app.domain.errors import AppError, ErrorCode

MM = 72 / 25.4
MARGIN = 18.0
CELL_PAD = 1.6
SIZES = {"title": 16.0, "subtitle": 10.0, "text": 11.0, "big": 15.0, "cell": 9.5, "foot": 8.0}
LEADING = 1.45


class Pen:
    """Draws on pages of one size. title: of the file; foot: lines on every page; y: how far the page is filled, in pt."""

    def __init__(self, book: FontBook, title: str, foot: str, *, landscape: bool) -> None:
        self.hei, self.song = book.role("hei"), book.role("song")
        width, height = (297.0, 210.0) if landscape else (210.0, 297.0)
        self.width, self.height = width * MM, height * MM
        self.left, self.right = MARGIN * MM, (width - MARGIN) * MM
        self.y = MARGIN * MM
        self._foot = foot
        self._file = PdfFile(title, self.width, self.height, self.song.faces[0].name)
        self.canvas = self._file.canvas
        self._aside: list[dict[str, object]] = []

    def turn(self) -> None:
        """Put the page aside: its foot says of how many, which is known at the end."""
        self._aside.append(dict(self.canvas.__dict__))
        self.canvas._startPage()
        self.y = MARGIN * MM

    def done(self) -> bytes:
        """The file, with the feet on all pages."""
        self.turn()
        base = self.height - (MARGIN - 6) * MM
        for number, state in enumerate(self._aside, 1):
            self.canvas.__dict__.update(state)
            for line, note in enumerate(self._foot.splitlines()):
                self.draw(note, self.song, SIZES["foot"], self.left, base + line * SIZES["foot"] * LEADING)
            label = f"第 {number} 页，共 {len(self._aside)} 页"
            self.draw(label, self.song, SIZES["foot"], self.right - self.measure(label, self.song) * SIZES["foot"], base)
            self.canvas.showPage()
        return self._file.finish()

    def room(self, height: float) -> bool:
        """Whether so much still fits on the page."""
        return self.y + height <= self.height - MARGIN * MM

    # --- text ---------------------------------------------------------------------------
    def centred(self, text: str, role: Role, size: float) -> None:
        """Lines in the middle."""
        for line in self.wrap(text, role, size, self.right - self.left):
            self.y += size * LEADING
            self.draw(line, role, size, (self.left + self.right - self.measure(line, role) * size) / 2, self.y)

    def paragraph(self, text: str, role: Role, size: float, indent: str = "　　") -> None:
        """A paragraph; goes on over pages."""
        for line in self.wrap(indent + text, role, size, self.right - self.left):
            if not self.room(size * LEADING):
                self.turn()
            self.y += size * LEADING
            self.draw(line, role, size, self.left, self.y)
        self.y += 1.5 * MM

    # --- tables ---------------------------------------------------------------------------
    def table(
        self, heads: Sequence[str], shares: Sequence[float], sides: Sequence[str], rows: Sequence[Sequence[str | None]],
        size: float = SIZES["cell"],
    ) -> None:  # fmt: skip
        """A table whose head stands on every page. sides: left, right or centre; a cell None goes on with the one at its left."""
        total = sum(shares)
        widths = [(self.right - self.left) * one / total for one in shares]
        self.y += 4 * MM
        cells = self._cells(_merged(heads, widths), self.hei, size)
        first = self._cells(_merged(rows[0], widths), self.song, size) if rows else []
        if not self.room(self._high(cells, size) + self._high(first, size)):
            self.turn()
        self._row(heads, widths, sides, self.hei, size)
        for row in rows:
            cells = self._cells(_merged(row, widths), self.song, size)
            if not self.room(self._high(cells, size)):
                self.turn()
                self._row(heads, widths, sides, self.hei, size)
            self._row(row, widths, sides, self.song, size)

    def _cells(self, row: Sequence[tuple[int, str, float]], role: Role, size: float) -> list[list[str]]:
        pad = 2 * CELL_PAD * MM
        return [self.wrap(text, role, size, width - pad) for _at, text, width in row]

    def _high(self, cells: Sequence[Sequence[str]], size: float) -> float:
        lines = max((len(c) for c in cells), default=1)
        return lines * size * LEADING + 2 * CELL_PAD * MM

    def _row(
        self, row: Sequence[str | None], widths: Sequence[float], sides: Sequence[str], role: Role, size: float
    ) -> None:
        merged = _merged(row, widths)
        cells = self._cells(merged, role, size)
        height = self._high(cells, size)
        x = self.left
        for (at, _text, width), lines in zip(merged, cells, strict=True):
            self.canvas.setLineWidth(0.4)
            self.canvas.rect(x, self.height - self.y - height, width, height)
            y = self.y + CELL_PAD * MM
            for line in lines:
                y += size * LEADING
                inset = CELL_PAD * MM
                if sides[at] != "left":
                    free = width - 2 * CELL_PAD * MM - self.measure(line, role) * size
                    inset += free / 2 if sides[at] == "centre" else free
                self.draw(line, role, size, x + inset, y - size * (LEADING - 1.15))
            x += width
        self.y += height

    # --- characters ------------------------------------------------------------------------
    def wrap(self, text: str, role: Role, size: float, width: float) -> list[str]:
        """The lines of a text that are at most so wide (pt)."""
        lines: list[str] = []
        for part in clean_text(text).splitlines() or [""]:
            line, used = "", 0.0
            for character in part:
                step = self.measure(character, role) * size
                if line and used + step > width:
                    kept = line[-1] if (character in NO_START or line[-1] in NO_END) and len(line) > 1 else ""
                    lines.append(line.removesuffix(kept))
                    line, used = kept, self.measure(kept, role) * size
                line, used = line + character, used + step
            lines.append(line)
        return lines

    def measure(self, text: str, role: Role) -> float:
        """The width of a text in em."""
        return sum(role.advance(_drawable(c, role)) for c in text)

    def draw(self, text: str, role: Role, size: float, x: float, y: float) -> None:
        """One line at a place, from the left and the top (pt)."""
        run, face = "", None
        start = x
        for character in (_drawable(c, role) for c in text):
            chosen = role.face_of(character)
            if face is not None and chosen is not face:
                self._show(run, face.name, size, start, y)
                start += self.measure(run, role) * size
                run = ""
            run, face = run + character, chosen
        if face is not None:
            self._show(run, face.name, size, start, y)

    def _show(self, run: str, font: str, size: float, x: float, y: float) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.height - y, run)


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
