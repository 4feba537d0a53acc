"""Reports on paper (统计报表): title in 小标宋, unit and period, tables whose heads repeat, how it was counted, page numbers.

One neutral model for PDF and docx; bars are drawn in black and white with patterns and numbers, on the PDF only.
Does not belong here: what is counted (services.reports).
"""

from __future__ import annotations

from dataclasses import dataclass

from app.catalog.profiles import Profile
from app.documents.faces import open_fonts
from app.documents.pen import MM, Pen
from app.documents.statement_docx import write_docx
from app.documents.statement_model import Picture, Statement

__all__ = ["statement_docx", "statement_pdf"]
TITLE, LINE, HEAD, NOTE = 22.0, 11.0, 12.0, 10.0
CELL, SMALL_CELL, MANY = 9.5, 8.5, 9
BAR, GAP, LABEL = 4.6, 7.4, 46.0  # mm
PATTERNS = {"good": "solid", "primary": "solid", "bad": "lines", "warn": "dots"}


def statement_docx(statement: Statement, profile: Profile) -> bytes:
    """The report as docx bytes."""
    return write_docx(statement, profile)


def statement_pdf(statement: Statement, profile: Profile) -> bytes:
    """The report as PDF bytes. Characters no font draws become a full-width question mark."""
    book = open_fonts(profile)
    pen = Pen(book, statement.title, statement.foot, landscape=statement.landscape)
    kai = book.role("kai")
    pen.y += 2 * MM
    pen.centred(statement.title, book.role("title"), TITLE)
    pen.y += 3 * MM + LINE
    pen.draw(statement.unit, kai, LINE, pen.left, pen.y)
    right = statement.period
    pen.draw(right, kai, LINE, pen.right - pen.measure(right, kai) * LINE, pen.y)
    if statement.scope:
        pen.centred(statement.scope, kai, LINE)
    pen.y += 2 * MM
    for number, table in enumerate(statement.tables):
        _heading(pen, table.title)
        if table.rows:
            size = SMALL_CELL if len(table.columns) > MANY else CELL
            pen.table([c.label for c in table.columns], [c.share for c in table.columns], [c.side for c in table.columns], table.rows, size)
        else:
            pen.paragraph(table.empty, pen.song, LINE)
        if number == 0:
            for picture in statement.pictures:
                _picture(pen, picture)
    if statement.notes:
        _heading(pen, statement.notes_head)
        for at, note in enumerate(statement.notes, 1):
            pen.paragraph(f"{at}. {note}", kai, NOTE, "")
    return pen.done()


def _heading(pen: Pen, text: str) -> None:
    if not pen.room(20 * MM):
        pen.turn()
    pen.y += 4 * MM + HEAD
    pen.draw(text, pen.hei, HEAD, pen.left, pen.y)


@dataclass(frozen=True, slots=True)
class _Bar:
    """Where a part of a bar stands, in pt from the paper's top left."""

    x: float
    y: float
    width: float
    height: float


def _picture(pen: Pen, picture: Picture) -> None:
    """Horizontal bars with their numbers; the patterns are explained below."""
    shown = [b for b in picture.bars if sum(n for n, _t, _w in b.parts)]
    if not shown:
        return
    _heading(pen, f"图：{picture.title}（单位：{picture.unit}）")
    pen.y += 2 * MM
    most = max(sum(n for n, _t, _w in b.parts) for b in shown)
    texts = max(pen.measure(b.text, pen.song) * NOTE for b in shown)
    room = pen.right - pen.left - LABEL * MM - texts - 4 * MM
    for bar in shown:
        if not pen.room(GAP * MM * 2):
            pen.turn()
        label = pen.wrap(bar.label, pen.song, NOTE, (LABEL - 3) * MM)[0]
        pen.draw(label, pen.song, NOTE, pen.left, pen.y + BAR * MM - 2)
        x = pen.left + LABEL * MM
        for number, tone, _word in bar.parts:
            if number:
                wide = max(room * number / most, 2.0)
                _fill(pen, _Bar(x, pen.y, wide, BAR * MM), PATTERNS.get(tone, "empty"))
                _inside(pen, str(number), _Bar(x, pen.y, wide, BAR * MM), PATTERNS.get(tone, "empty"))
                x += wide
        pen.draw(bar.text, pen.song, NOTE, x + 2 * MM, pen.y + BAR * MM - 2)
        pen.y += GAP * MM
    _legend(pen, {w: t for b in shown for n, t, w in b.parts})


def _legend(pen: Pen, tones: dict[str, str]) -> None:
    if len(tones) < 2:
        return
    x = pen.left + LABEL * MM
    for word, tone in tones.items():
        _fill(pen, _Bar(x, pen.y + 1 * MM, 5 * MM, 3 * MM), PATTERNS.get(tone, "empty"))
        pen.draw(word, pen.song, NOTE - 1, x + 6 * MM, pen.y + 3.8 * MM)
        x += 6 * MM + pen.measure(word, pen.song) * (NOTE - 1) + 6 * MM
    pen.y += 6 * MM


def _fill(pen: Pen, at: _Bar, pattern: str) -> None:
    """A part that can be told in black and white: solid grey, slanted lines, dots, or empty."""
    canvas, bottom = pen.canvas, pen.height - at.y - at.height
    canvas.saveState()
    canvas.setLineWidth(0.5)
    if pattern == "solid":
        canvas.setFillGray(0.72)
        canvas.rect(at.x, bottom, at.width, at.height, fill=1)
    else:
        canvas.rect(at.x, bottom, at.width, at.height)
    clip = canvas.beginPath()
    clip.rect(at.x, bottom, at.width, at.height)
    canvas.clipPath(clip, stroke=0, fill=0)
    if pattern == "lines":
        step = at.x - at.height
        while step < at.x + at.width:
            canvas.line(step, bottom, step + at.height, bottom + at.height)
            step += 3.2
    elif pattern == "dots":
        canvas.setFillGray(0.25)
        for row in range(1, 5):
            x = at.x + (1.5 if row % 2 else 3.0)
            while x < at.x + at.width:
                canvas.circle(x, bottom + at.height * row / 5, 0.45, stroke=0, fill=1)
                x += 3.0
    canvas.restoreState()


def _inside(pen: Pen, text: str, at: _Bar, pattern: str) -> None:
    """The number of a part, where it has room, on white so that it can be read over any pattern."""
    size = NOTE - 2
    wide = pen.measure(text, pen.song) * size
    if wide + 4 > at.width:
        return
    x, bottom = at.x + (at.width - wide) / 2, pen.height - at.y - at.height
    if pattern in ("lines", "dots"):
        pen.canvas.saveState()
        pen.canvas.setFillGray(1)
        pen.canvas.rect(x - 1, bottom + 1.2, wide + 2, at.height - 2.4, stroke=0, fill=1)
        pen.canvas.restoreState()
    pen.draw(text, pen.song, size, x, at.y + at.height - 3.4)
