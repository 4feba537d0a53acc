"""Cells on the clipboard: what Excel and WPS put there as text, or as HTML when the text is missing."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

from PySide6.QtCore import QMimeData

MOST_CELLS = 100_000


def cells_in(mime: QMimeData, *, blank: bool = False) -> list[list[str]]:
    """Rows of cells; empty when there is nothing like a table. blank: with the empty rows between others."""
    if mime.hasText() and mime.text().strip():
        return from_tabs(mime.text(), blank=blank)
    return from_html(mime.html()) if mime.hasHtml() else []


def from_tabs(text: str, *, blank: bool = False) -> list[list[str]]:
    """Tabs go right, lines go down; a cell in quotes may hold both. blank: empty rows are kept, but for the last ones."""
    rows: list[list[str]] = [[]]
    cell, quoted, at = "", False, 0
    text = text.replace("\r\n", "\n").replace("\r", "\n")[: MOST_CELLS * 20]
    while at < len(text):
        sign = text[at]
        if quoted:
            if sign == '"' and text[at + 1 : at + 2] == '"':
                cell, at = cell + '"', at + 1
            elif sign == '"':
                quoted = False
            else:
                cell += sign
        elif sign == '"' and not cell and _closed(text, at):
            quoted = True
        elif sign == "\t":
            rows[-1].append(cell.strip())
            cell = ""
        elif sign == "\n":
            rows[-1].append(cell.strip())
            cell = ""
            rows.append([])
        else:
            cell += sign
        at += 1
    rows[-1].append(cell.strip())
    while rows and not any(rows[-1]):
        rows.pop()
    return rows if blank else [r for r in rows if any(r)]


def _closed(text: str, at: int) -> bool:
    """Whether a quote at the start of a cell ends at the end of a cell (else it is a plain character)."""
    end = text.find('"', at + 1)
    while end >= 0 and text[end + 1 : end + 2] == '"':
        end = text.find('"', end + 2)
    return end >= 0 and text[end + 1 : end + 2] in ("", "\t", "\n")


class _Table(HTMLParser):
    """The cells of the first table of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._cell = []
            wide = dict(attrs).get("colspan") or "1"
            self._span = min(int(wide), 200) if wide.isdigit() else 1
        elif tag in ("br", "p", "div") and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None and self.rows:
            text = "\n".join(" ".join(part.split()) for part in "".join(self._cell).split("\n"))
            self.rows[-1].extend([text.strip(), *[""] * (self._span - 1)])
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)


def from_html(html: str) -> list[list[str]]:
    """The rows of a table in HTML."""
    parser = _Table()
    parser.feed(html)
    parser.close()
    return [r for r in parser.rows if any(r)]


def to_tabs(rows: Sequence[Sequence[str]]) -> str:
    """Rows as Excel and WPS take them."""

    def cell(text: str) -> str:
        if any(sign in text for sign in '\t\n"'):
            return '"' + text.replace('"', '""') + '"'
        return text

    return "\n".join("\t".join(cell(c) for c in row) for row in rows)
