"""Tables measured and put on pages, over random ones: nothing overlaps, leaves its cell or is lost; heads are repeated."""

from __future__ import annotations

import io
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from docx import Document
from letterdata import PLAIN, PROFILE, TEXT, letter
from measure import measure
from tabledata import random_table

from app.documents.blocks import MM
from app.documents.column import TableUnit
from app.documents.pages import Layout
from app.documents.render import layout_of, render_docx_bytes, render_pdf_bytes
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
        assert all(a < b for a, b in pairwise(unit.block.edges))


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
        assert all(a[1] <= b[0] + 0.1 for a, b in pairwise(spans))


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
        page = height_of(layout, lying=unit.block.landscape) - unit.block.head_height - 4
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


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_sets_tables_as_the_pdf_does(tmp_path: Path) -> None:
    """Line by line and page by page, upright and lying, over pages, with merged cells; the page number where it stands."""
    same = found = 0
    for seed in (3, 6, 8, 12):
        table = random_table(seed, most=300, rows=30) | {"landscape": seed % 4 == 0}
        annex = {"title": "统计表", "body": [{"table": random_table(seed + 50) | {"landscape": seed % 4 != 0}}]}
        document = letter("general", body=[{"text": TEXT}, {"table": table}, {"text": PLAIN}], attachments=[annex])
        (tmp_path / f"{seed}.docx").write_bytes(render_docx_bytes(document, PROFILE))
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / f"{seed}.docx")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        ours, theirs = rows_of(render_pdf_bytes(document, PROFILE)), rows_of((tmp_path / f"{seed}.pdf").read_bytes())
        assert len(ours) == len(theirs)
        for mine, other in zip(ours, theirs, strict=True):
            found += len(mine)
            same += sum(row in other for row in mine)
    assert same >= 0.99 * found > 300


def rows_of(raw: bytes) -> list[list[str]]:
    """The lines of each page, from left to right across the cells of a row of text."""
    pages = []
    with pdfplumber.open(io.BytesIO(raw)) as pdf:
        for page in pdf.pages:
            rows: list[tuple[float, list[dict[str, Any]]]] = []
            for char in sorted(page.chars, key=lambda c: (c["top"] + c["bottom"], c["x0"])):
                middle = (char["top"] + char["bottom"]) / 2
                if char["text"].strip() and rows and abs(middle - rows[-1][0]) < 2.2:
                    rows[-1][1].append(char)
                elif char["text"].strip():
                    rows.append((middle, [char]))
            pages.append(["".join(c["text"] for c in sorted(row, key=lambda c: c["x0"])) for _, row in rows])
    return pages


def test_a_lying_page_is_turned_to_the_left_and_numbered_as_an_upright_one() -> None:
    """Clause 6: the head of the table at the left edge of the paper, the number where it always is."""
    rows = [[str(n), "甲", "乙"] for n in range(60)]
    annex = {"title": "统计表", "body": [{"table": {"columns": ["序号", "一", "二"], "rows": rows, "landscape": True}}]}
    raw = render_pdf_bytes(letter("general", attachments=[annex]), PROFILE)
    with pdfplumber.open(io.BytesIO(raw)) as pdf:
        lying = [page.page_obj for page in pdf.pages if page.page_obj.rotate == 90]
        assert len(lying) >= 2
        assert all(abs(page.mediabox[2] - 210 * MM) < 0.5 for page in lying)
        for number, page in enumerate(pdf.pages, 1):
            if page.width > page.height:  # shown turned back: left is the foot of the paper, top its left edge
                mark = [c for c in page.chars if c["x1"] < 35 * MM and c["text"].strip()]
                assert all(abs((c["x0"] + c["x1"]) / 2 / MM - 28) < 2.5 for c in mark)
                ends = min(c["top"] for c in mark) / MM, max(c["bottom"] for c in mark) / MM
                assert abs(ends[1] - 179.06) < 1 if number % 2 else abs(ends[0] - 32.94) < 1


def test_what_is_signed_on_each_page_stands_at_the_foot_of_the_type_area() -> None:
    found = measure(render_pdf_bytes(letter("plain", body=[{"text": PLAIN * 12}], page_sign="谈话对象签名："), PROFILE))
    assert len(found.rows) >= 2
    for rows in found.rows:
        (mark,) = [row for row in rows if "签名" in row.text]
        assert 251 < mark.middle < 262
        assert all(row.middle < 247 for row in rows if row.size > 15)
        assert abs(mark.size - 14) < 0.1  # no line of the text, of which a page has 22


def test_a_docx_holds_real_tables_with_repeated_heads_and_named_styles(tmp_path: Path) -> None:
    table = {"columns": ["序号", "单位"], "rows": [["1", "甲"], [{"text": "合计", "span": 2}]]}
    path = tmp_path / "a.docx"
    path.write_bytes(render_docx_bytes(letter("plain", body=[{"table": table}]), PROFILE))
    document = Document(str(path))
    (found,) = document.tables
    assert found.style is not None
    assert found.style.name == "公文表格"
    assert [cell.text for cell in found.rows[0].cells] == ["序号", "单位"]
    assert "w:tblHeader" in found.rows[0]._tr.xml
    assert all("w:cantSplit" in row._tr.xml for row in found.rows)
    assert found.cell(1, 1).paragraphs[0].style.name.startswith("表格文字")
    assert found.cell(0, 0).paragraphs[0].style.name.startswith("表头")
