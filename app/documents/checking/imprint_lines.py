"""The lines of 版记 in a docx, one by one: over its first row, between its rows, under its last one.

They may be borders of paragraphs, of the cells of a table or its style, or drawn. Does not belong here: what is wrong
with them (rules_imprint).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.documents.checking.elements import Elements
from app.documents.checking.paper import MM, Border, Paper, Para, Rule

FIRST, MIDDLE, LAST = "首条", "中间", "末条"
PLAIN = frozenset(("single", "thick"))
_SHORTEST = 100 * MM


@dataclass(frozen=True, slots=True)
class Seam:
    """A place where a line belongs. border: None when nothing is there."""

    name: str
    border: Border | None


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记 as it is ruled. rows: its paragraphs from top to bottom, those of a table row together; carriers: empty paragraphs whose borders
    are its lines."""

    rows: tuple[tuple[Para, ...], ...]
    seams: tuple[Seam, ...]
    drawn: tuple[Rule, ...]
    carriers: tuple[Para, ...] = ()

    @property
    def missing(self) -> list[str]:
        """The names of lines that are not there, when no drawn one may stand for them."""
        none = [seam.name for seam in self.seams if seam.border is None]
        return [] if len(self.drawn) >= len(none) else none[len(self.drawn) :] if len(none) < len(self.seams) else none


def imprint_of(paper: Paper, found: Elements) -> Imprint:
    """The rows and lines of a 版记 that has at least one paragraph."""
    drawn = tuple(rule for rule in paper.rules if not rule.red and rule.length >= _SHORTEST)
    first = found.imprint[0]
    rows = _table_rows(paper, found.imprint) if first.cell is not None else _paragraph_rows(found)
    borders = _table_seams(rows) if first.cell is not None else _paragraph_seams(paper, rows)
    names = [FIRST, *[MIDDLE] * (len(borders) - 2), LAST]
    carriers = () if first.cell is not None else tuple(_carriers(paper, rows))
    return Imprint(tuple(rows), tuple(Seam(name, border) for name, border in zip(names, borders, strict=True)), drawn, carriers)


def _carriers(paper: Paper, rows: list[tuple[Para, ...]]) -> Iterator[Para]:
    for before, after in zip([None, *rows], [*rows, None], strict=True):
        blanks = _blanks_between(paper, before[-1] if before else None, after[0] if after else None)
        yield from (p for p in blanks if p.above is not None or p.under is not None)


def _table_rows(paper: Paper, parts: list[Para]) -> list[tuple[Para, ...]]:
    tables = {p.table for p in parts if p.cell is not None}
    rows: dict[tuple[int, int], list[Para]] = {}
    for para in paper.flowing:
        if para.cell is not None and para.table in tables and para.bare:
            rows.setdefault((para.table, para.cell.row), []).append(para)
    return [tuple(row) for row in rows.values()]


def _table_seams(rows: list[tuple[Para, ...]]) -> list[Border | None]:
    """The lines of the cells; a border of a paragraph inside a cell shows as well."""
    cells = [row[0].cell for row in rows]
    above = [_wider(cell.above if cell else None, *(p.above for p in row)) for cell, row in zip(cells, rows, strict=True)]
    under = [_wider(cell.under if cell else None, *(p.under for p in row)) for cell, row in zip(cells, rows, strict=True)]
    return [above[0], *(_wider(a, b) for a, b in zip(under, above[1:], strict=False)), under[-1]]


def _paragraph_rows(found: Elements) -> list[tuple[Para, ...]]:
    """Several recipients of copies are one row: no line stands between them (7.4.2)."""
    rows = [tuple(found.copies)] if found.copies else []
    rows += [(found.printer,)] if found.printer is not None else []
    return sorted(rows, key=lambda row: row[0].index)


def _paragraph_seams(paper: Paper, rows: list[tuple[Para, ...]]) -> list[Border | None]:
    borders: list[Border | None] = []
    for before, after in zip([None, *rows], [*rows, None], strict=True):
        upper, lower = before[-1] if before else None, after[0] if after else None
        if upper is not None and lower is not None and _one_frame(upper, lower):
            borders.append(upper.between)
            continue
        blanks = _blanks_between(paper, upper, lower)
        near = [p.under for p in (upper, *blanks) if p is not None] + [p.above for p in (*blanks, lower) if p is not None]
        borders.append(_wider(*near))
    return borders


def _one_frame(upper: Para, lower: Para) -> bool:
    """Neighbours with the same borders and indents get one frame around both, and no line between them."""
    same = (upper.above, upper.under) == (lower.above, lower.under) and upper.above is not None and upper.under is not None
    edges = (min(upper.left, upper.left + upper.first), upper.right), (min(lower.left, lower.left + lower.first), lower.right)
    return same and lower.index - upper.index == 1 and all(abs(a - b) < 1 for a, b in zip(*edges, strict=True))


def _blanks_between(paper: Paper, upper: Para | None, lower: Para | None) -> list[Para]:
    """Empty paragraphs between two rows, or the one next to the first or last row, that may carry a line."""
    flow = paper.flowing
    if upper is None and lower is not None:
        at = flow.index(lower)
        rows = flow[max(at - 1, 0) : at]
    elif lower is None and upper is not None:
        at = flow.index(upper)
        rows = flow[at + 1 : at + 2]
    else:
        assert upper is not None and lower is not None  # noqa: S101, PT018 - rows are neighbours
        rows = flow[flow.index(upper) + 1 : flow.index(lower)]
    return [p for p in rows if not p.bare]


def _wider(*borders: Border | None) -> Border | None:
    found = [border for border in borders if border is not None]
    return max(found, key=lambda border: border.width) if found else None


def ruled_width(measure: float, parts: Iterable[Para]) -> tuple[float, float] | None:
    """The shortest and the longest of the lines that are borders of the paragraphs or of their table, pt; None without any.

    measure: of the type area, which those in the flow take when they have no indents."""
    widths: list[float] = []
    for para in parts:
        if para.cell is not None:
            widths.append(para.cell.width)
        elif para.above is not None or para.under is not None:
            widths.append((para.width or measure) - para.right - min(para.left, para.left + para.first))
    return (min(widths), max(widths)) if widths else None
