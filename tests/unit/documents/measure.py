"""A condensed measurement of an official document's PDF, for the tests. Millimetres."""

from __future__ import annotations

import io
import re
import statistics
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pdfplumber

MM = 72 / 25.4


@dataclass
class Row:
    """One line of text."""

    text: str
    size: float
    left: float
    right: float
    middle: float
    red: bool


@dataclass
class Measured:
    """What the tests ask about."""

    rows: list[list[Row]] = field(default_factory=list)
    rules: list[list[tuple[float, float, float, bool]]] = field(default_factory=list)
    fonts: set[str] = field(default_factory=set)

    def body(self, page: int) -> list[Row]:
        """Rows of 16 pt on a page."""
        return [row for row in self.rows[page] if abs(row.size - 16) < 0.4]

    def text(self) -> str:
        """All text, without spaces."""
        return re.sub(r"\s", "", "".join(row.text for rows in self.rows for row in rows))

    def pitch(self) -> float:
        """Median distance of body lines, pt."""
        gaps = []
        for page in range(len(self.rows)):
            middles = [row.middle * MM for row in self.body(page)]
            gaps += [b - a for a, b in pairwise(middles) if 24 < b - a < 34]
        return statistics.median(gaps)


def _red(colour: Any) -> bool:
    return isinstance(colour, tuple | list) and len(colour) == 3 and colour[0] > 0.7 and colour[1] < 0.35


def measure(raw: bytes) -> Measured:
    """Measure a PDF."""
    result = Measured()
    with pdfplumber.open(io.BytesIO(raw)) as pdf:
        for page in pdf.pages:
            result.fonts |= {char["fontname"] for char in page.chars}
            result.rows.append(_rows(page.chars))
            lines = [
                o
                for o in page.lines + page.rects
                if o["x1"] - o["x0"] > 60 * MM and o["bottom"] - o["top"] < 6
            ]
            result.rules.append(
                sorted(
                    (
                        o["top"] / MM,
                        o["x0"] / MM,
                        o["x1"] / MM,
                        _red(o["stroking_color"]) or _red(o["non_stroking_color"]),
                    )
                    for o in lines
                )
            )
    return result


def _rows(chars: list[dict[str, Any]]) -> list[Row]:
    grouped: list[tuple[float, list[dict[str, Any]]]] = []
    for char in sorted(chars, key=lambda c: (c["top"] + c["bottom"], c["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        if grouped and abs(middle - grouped[-1][0]) < 5:
            grouped[-1][1].append(char)
        else:
            grouped.append((middle, [char]))
    rows = []
    for middle, row in grouped:
        seen = sorted((c for c in row if c["text"].strip()), key=lambda c: c["x0"])
        if seen:
            size = statistics.median(c["size"] for c in seen)
            text = "".join(c["text"] for c in seen)
            red = _red(seen[0]["non_stroking_color"])
            rows.append(Row(text, size, seen[0]["x0"] / MM, seen[-1]["x1"] / MM, middle / MM, red))
    return rows
