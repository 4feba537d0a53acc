"""The lines of a PDF's pages, as texts."""

from __future__ import annotations

import io
import re
import statistics
from typing import Any

import pdfplumber

Pages = list[list[Any]]


def page_lines(raw: bytes, *, sizes: bool = False) -> Pages:
    """For each page its lines from the top, without spaces; with sizes pairs of text and size in pt.

    On a turned page programs differ in what is the top: its lines are sorted.
    """
    with pdfplumber.open(io.BytesIO(raw)) as pdf:
        found = [(_lines(page.chars), page.width > page.height) for page in pdf.pages]
    return [[(text, size) if sizes else text for text, size in (sorted(lines) if turned else lines)] for lines, turned in found]


def _lines(chars: list[dict[str, Any]]) -> list[tuple[str, int]]:
    rows: list[tuple[float, list[dict[str, Any]]]] = []
    for char in sorted(chars, key=lambda c: (c["top"] + c["bottom"], c["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        if rows and abs(middle - rows[-1][0]) < 5:
            rows[-1][1].append(char)
        else:
            rows.append((middle, [char]))
    found = []
    for _middle, row in rows:
        text = re.sub(r"\s", "", "".join(c["text"] for c in sorted(row, key=lambda c: c["x0"])))
        if text:
            found.append((text, round(statistics.median(c["size"] for c in row))))
    return found
