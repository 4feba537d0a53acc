"""Tables measured and put on pages, over random ones: nothing overlaps, leaves its cell or is lost; heads are repeated."""

from __future__ import annotations

import pytest
from letterdata import PLAIN, PROFILE, TEXT, letter
from tabledata import random_table

from app.documents.blocks import MM
from app.documents.column import TableUnit
from app.documents.pages import Layout
from app.documents.render import layout_of
from app.documents.table_pages import Part
from app.documents.tables import SIDE, CellBox, TableBlock
from app.domain.errors import AppError

SEEDS = range(120)


def laid(seed: int, **more: object) -> Layout:
    """A document with a random table between paragraphs; every fourth table lies on its side."""
    table = random_table(seed, most=(60, 300, 1200)[seed % 3], rows=(8, 40)[seed % 2], **more) | {"landscape": seed % 4 == 0}  # type: ignore[arg-type]
    body = [{"text": TEXT * (seed % 5 + 1)}, {"table": table}, {"text": PLAIN}]
    return layout_of(letter(("general", "plain")[seed % 2], body=body), PROFILE)


def tables(layout: Layout) -> list[TableUnit]:
    return [unit for unit in layout.units if isinstance(unit, TableUnit)]


def height_of(layout: Layout, *, lying: bool) -> float:
    """Of the type area, less what is kept free for signing each page."""
    return layout.foot - (225 - 156) * MM if lying else layout.foot


def words(box: CellBox) -> str:
    return "".join(span.text for one in (*box.lines, *box.foot) for piece in one.line.pieces for span in piece.spans)


@pytest.mark.parametrize("seed", SEEDS)
def test_columns_fill_the_width_of_the_type_area(seed: int) -> None:
    for unit in tables(laid(seed)):
        width = 225 if unit.block.landscape else 156
        assert abs(unit.block.edges[-1] - width * MM) < 0.1
        assert all(a < b for a, b in zip(unit.block.edges, unit.block.edges[1:], strict=False))


@pytest.mark.parametrize("seed", SEEDS)
def test_cells_cover_each_part_once_and_their_text_stays_inside(seed: int) -> None:
    for unit in tables(laid(seed)):
        for part in unit.parts:
            taken: set[tuple[int, int]] = set()
            for index, row in enumerate(part.rows):
                for cell in row.cells:
                    box = cell.box
                    place = {(y, x) for y in range(index, index + cell.rows) for x in range(box.column, box.column + box.span)}
                    assert not place & taken
                    taken |= place
                    _inside(part, index, cell.rows, box)
            assert len(taken) == len(part.rows) * (len(unit.block.edges) - 1)


def _inside(part: Part, index: int, rows: int, box: CellBox) -> None:
    block = part.block
    assert block.text_height(box) <= sum(row.height for row in part.rows[index : index + rows]) + 0.06
    left, right = block.edges[box.column] + SIDE, block.edges[box.column + box.span] - SIDE
    for one in (*box.lines, *box.foot):
        for piece in one.line.pieces:
            assert piece.x >= left - 0.01
            assert piece.x + piece.width <= right + 0.01 or len("".join(s.text for s in piece.spans)) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_each_page_begins_with_the_heads_and_holds_what_is_on_it(seed: int) -> None:
    layout = laid(seed)
    for page in layout.pages:
        height = height_of(layout, lying=page.landscape)
        for placed in page.tables:
            block = placed.part.block
            assert [row.index for row in placed.part.rows[: block.head_rows]] == list(range(block.head_rows))
            assert len(placed.part.rows) > block.head_rows
            assert placed.y + placed.part.height <= height
        ends = [p.y + p.part.height for p in page.tables] + [p.y + p.block.pitch for p in page.lines]
        starts = [p.y for p in page.tables] + [p.y for p in page.lines]
        spans = sorted(zip(starts, ends, strict=True))
        assert all(a[1] <= b[0] + 0.1 for a, b in zip(spans, spans[1:], strict=False))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_character_of_a_table_is_lost(seed: int) -> None:
    for unit in tables(laid(seed)):
        said = {(row.index, cell.box.column): "" for part in unit.parts for row in part.rows for cell in row.cells}
        whole = {(i, box.column): words(box) for i, row in enumerate(unit.block.rows) for box in row.cells}
        for part in unit.parts:
            for row in part.rows:
                for cell in row.cells:
                    said[row.index, cell.box.column] += words(cell.box)
        for place, text in whole.items():
            index, column = place
            down = next(box.rows for box in unit.block.rows[index].cells if box.column == column)
            found = "".join(said.get((i, column), "") for i in range(index, index + down))
            assert text in found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_row_that_fits_on_a_page_is_not_divided(seed: int) -> None:
    layout = laid(seed, merge=0.0)
    for unit in tables(layout):
        page = height_of(layout, lying=unit.block.landscape) - unit.block.head_height - 2
        for index in range(unit.block.head_rows, len(unit.block.rows)):
            pieces = sum(row.index == index for part in unit.parts for row in part.rows)
            assert pieces == 1 or unit.block.rows[index].height > page


def test_a_title_stands_with_the_first_rows_of_its_table() -> None:
    for count in range(1, 30):
        table = {"columns": ["甲", "乙"], "rows": [["一", "二"]] * 3, "title": "统计表"}
        layout = layout_of(letter("plain", body=[{"text": "文"}] * count + [{"table": table}]), PROFILE)
        page = next(p for p in layout.pages if any(one.block.style.value == "表格标题" for one in p.lines))
        assert page.tables


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ({"columns": ["甲", "乙"], "rows": [["一"]]}, "body[0].table.rows[0]"),
        ({"columns": ["甲"], "rows": [[{"text": "一", "span": 2}]]}, "body[0].table.rows[0]"),
        ({"columns": ["甲"], "rows": [[{"text": "一", "rows": 2}]]}, "body[0].table.rows[0]"),
        ({"columns": [], "rows": []}, "body[0].table.columns"),
        ({"columns": ["甲"], "rows": [["一"]], "colour": "red"}, "body[0].table.colour"),
        ({"columns": [{"share": -1}], "rows": [["一"]]}, "body[0].table.columns[0].share"),
        ({"columns": ["甲"], "rows": [[{"text": "一", "align": "middle"}]]}, "body[0].table.rows[0][0].align"),
    ],
)
def test_a_wrong_table_is_refused_naming_the_place(table: object, where: str) -> None:
    with pytest.raises(AppError) as caught:
        letter("plain", body=[{"table": table}])
    assert caught.value.where == where


def test_figures_and_words_are_not_divided_where_a_smaller_size_avoids_it() -> None:
    rows = [["2026-11-22", "12345678", "GB/T 9704-2012"] * 3]
    (unit,) = tables(layout_of(letter("plain", body=[{"table": {"columns": [1] * 9, "rows": rows}}]), PROFILE))
    assert isinstance(unit.block, TableBlock)
    assert unit.block.size < 14
