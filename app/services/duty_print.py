"""The duty board as a table for paper and files: a word in every cell, by who bears the duty or by document.

Does not belong here: what stands on the board (duties), how the window draws it (ui).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.documents.printout import SheetColumn, TextSheet
from app.services.duties import Board, BoardRow, DutyCell
from app.services.duty_spans import HEADS, Grain, Span, columns, within
from app.services.duty_words import STATE_LABELS, TIERS
from app.services.prints import printed
from app.services.session import Session
from app.sheets.writing import SheetField

MOST = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """How the board is shown. by_document: groups are documents, else who bears it; folded: groups without rows."""

    grain: Grain = Grain.QUARTER
    by_document: bool = False
    folded: frozenset[str] = frozenset()

    def group_of(self, row: BoardRow) -> str:
        """The group a row stands in."""
        return row.document if self.by_document else row.tier

    def title_of(self, group: str) -> str:
        """The heading of a group."""
        return group or "其他" if self.by_document else TIERS.get(group, "其他")

    def grouped(self, rows: Sequence[BoardRow]) -> list[tuple[str, list[BoardRow]]]:
        """Groups in the order of their first rows; rows keep their order."""
        found: dict[str, list[BoardRow]] = {}
        for row in rows:
            found.setdefault(self.group_of(row), []).append(row)
        return list(found.items())

    def kept(self) -> str:
        """As it is remembered for the next time; what is folded is not."""
        return f"{self.grain.value} {'document' if self.by_document else 'tier'}"


def read_layout(text: str) -> Layout:
    """What was remembered; quarters by who bears it when nothing was."""
    grain, _, by = text.partition(" ")
    return Layout(Grain(grain) if grain in list(Grain) else Grain.QUARTER, by == "document")


def board_pdf(
    session: Session, board: Board, layout: Layout, filters: str = "", *, wide: bool = True, purpose: str = ""
) -> bytes:
    """The board as it is shown. filters: what was chosen, in words. Raises AppError NOT_ALLOWED. Logged."""
    session.require("evaluate")
    words = {s.value: label for s, label in STATE_LABELS.items()}
    counts = "　".join(f"{words.get(s, s)} {n}" for s, n in board.counts.items() if n)
    heads = HEADS[layout.grain]
    share = {Grain.MONTH: 0.72, Grain.QUARTER: 1.2, Grain.YEAR: 3.0}[layout.grain]
    sheet = TextSheet(
        title=f"{board.year} 年履责清单",
        subtitle=" · ".join(t for t in (session.unit_name(), board.pack_label, filters, counts) if t),
        columns=(SheetColumn("职责", 3), SheetColumn("责任人、频次", 1.8), *(SheetColumn(h, share) for h in heads)),
        rows=tuple(_paper_rows(board.rows, layout)),
        landscape=wide,
    )
    pdf = printed(session, sheet, purpose)
    session.log("print", f"board {board.year}")
    return pdf


def board_table(board: Board, layout: Layout) -> tuple[list[SheetField], list[tuple[str, ...]]]:
    """The board as a table to calculate with: every row with its group, a period of several columns in its first one."""
    group = "文件" if layout.by_document else "责任"
    fields = [SheetField(group), SheetField("职责", width=34), SheetField("依据", width=34), SheetField("责任人、频次", width=26)]
    fields += [SheetField(h, width=14) for h in HEADS[layout.grain]]
    rows = []
    for name, members in layout.grouped(board.rows):
        if name not in layout.folded:
            rows += [
                (layout.title_of(name), r.label, r.article, r.sub, *(t or "" for t in texts(r, layout.grain, named=True)))
                for r in members
            ]
    return fields, rows


def _paper_rows(rows: Sequence[BoardRow], layout: Layout) -> Iterator[tuple[str | None, ...]]:
    rest = [None] * (1 + len(HEADS[layout.grain]))
    for name, members in layout.grouped(rows):
        folded = name in layout.folded
        yield (f"【{layout.title_of(name)}】{len(members)} 项{'（已收起）' if folded else ''}", *rest)
        if not folded:
            for one in members:
                yield (f"{one.label}\n{one.source}", one.sub, *texts(one, layout.grain))


def texts(row: BoardRow, grain: Grain, *, named: bool = False) -> list[str | None]:
    """A text for each column; None goes on with the text at its left. named: periods of several columns say so."""
    found: list[str | None] = [""] * len(HEADS[grain])
    places = [columns(s, grain) for s in row.spans]
    for first, last in dict.fromkeys(places):
        inside = [(c, s) for c, s, p in zip(row.cells, row.spans, places, strict=True) if p == (first, last)]
        text = _together(inside, grain)
        if named and last > first:
            text = f"{text}（{_range(inside[0][1])}）"
        found[first] = "\n".join(t for t in (found[first], text) if t)
        if not any(f for f in found[first + 1 : last + 1]):
            found[first + 1 : last + 1] = [None] * (last - first)
    return found


def _together(cells: Sequence[tuple[DutyCell, Span]], grain: Grain) -> str:
    """Few cells one by one; many by their numbers."""
    if len(cells) > MOST:
        return "、".join(f"{label} {n}" for label, n in counted(c for c, _s in cells))
    return "\n".join(f"{within(s, grain)} {word(c)}".strip() for c, s in cells)


def counted(cells: Iterable[DutyCell]) -> list[tuple[str, int]]:
    """How many cells are in each state, in words."""
    counts: dict[str, int] = {}
    for cell in cells:
        counts[cell.state_label] = counts.get(cell.state_label, 0) + 1
    return list(counts.items())


def word(cell: DutyCell) -> str:
    """What a cell says."""
    return cell.text or cell.state_label


def _range(span: Span) -> str:
    first, last = int(span[0][5:7]), int(span[1][5:7])
    if (first, last) == (1, 12):
        return "全年"
    if last - first == 2 and first % 3 == 1:
        return HEADS[Grain.QUARTER][first // 3]
    return f"{first}至{last}月"
