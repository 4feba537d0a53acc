"""The duty board on paper: a table with a word in every cell, by who bears the duty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.documents.printout import SheetColumn, TextSheet
from app.services.duties import Board, BoardRow, DutyCell
from app.services.duty_words import STATE_LABELS, TIERS
from app.services.prints import printed
from app.services.session import Session

QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
WHOLE = "全年、逐件"
MOST = 6


def board_pdf(session: Session, board: Board, filters: str = "", *, wide: bool = True, purpose: str = "") -> bytes:
    """The board as it is shown. filters: what was chosen, in words. Raises AppError NOT_ALLOWED. Logged."""
    session.require("evaluate")
    words = {s.value: label for s, label in STATE_LABELS.items()}
    counts = "　".join(f"{words.get(s, s)} {n}" for s, n in board.counts.items() if n)
    sheet = TextSheet(
        title=f"{board.year} 年履责清单",
        subtitle=" · ".join(t for t in (session.unit_name(), board.pack_label, filters, counts) if t),
        columns=(SheetColumn("职责", 3), SheetColumn("责任人、频次", 2), *(SheetColumn(q, 1) for q in QUARTERS), SheetColumn(WHOLE, 1.8)),
        rows=tuple(_rows(board.rows)),
        landscape=wide,
    )
    pdf = printed(session, sheet, purpose)
    session.log("print", f"board {board.year}")
    return pdf


def _rows(rows: Sequence[BoardRow]) -> Iterable[tuple[str, ...]]:
    tier = None
    for one in rows:
        if one.tier != tier:
            tier = one.tier
            yield (f"【{TIERS.get(tier, '其他')}】", *[""] * 6)
        quarters, rest = [""] * 4, []
        for cell in one.cells:
            place = cell.period[4:]
            if len(place) == 2 and place[0] == "Q":
                quarters[int(place[1]) - 1] = _word(cell)
            else:
                rest.append(cell)
        yield (f"{one.label}\n{one.article}", one.sub, *quarters, _many(rest))


def _many(cells: Sequence[DutyCell]) -> str:
    """Few cells one by one; many by their numbers."""
    if len(cells) > MOST:
        counts: dict[str, int] = {}
        for cell in cells:
            counts[cell.state_label] = counts.get(cell.state_label, 0) + 1
        return "、".join(f"{label} {n}" for label, n in counts.items())
    return "\n".join(_word(c) if len(cells) == 1 else f"{c.period_label}：{_word(c)}" for c in cells)


def _word(cell: DutyCell) -> str:
    return cell.text or cell.state_label
