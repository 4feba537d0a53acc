"""A report as docx: real tables with repeated heads that an office can go on editing. Units: pt and mm."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app.catalog.profiles import Profile
from app.documents.docxparts import drop_unused, set_settings
from app.documents.embedding import COMMON, put, put_fonts, subsetters
from app.documents.faces import clean_text
from app.documents.statement_model import Statement, StatementTable

LONG, SHORT, MARGIN = 297, 210, 20
TITLE, LINE, HEAD, CELL, SMALL_CELL, NOTE = 22, 12, 12, 10.5, 9, 10.5
MANY = 9
SIDES = {"left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT, "centre": WD_ALIGN_PARAGRAPH.CENTER}
PAD = 2
LATIN = "Times New Roman"
EPOCH = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the same report gives the same bytes


def write_docx(statement: Statement, profile: Profile) -> bytes:
    """The docx with subsets of the open fonts in it; the same report gives the same bytes."""
    used = _used(statement)
    fonts = {spec.role: spec.docx for spec in profile.fonts}
    document = Document()
    _page(document, landscape=statement.landscape)
    _text(document.add_paragraph(), statement.title, fonts["title"], TITLE, WD_ALIGN_PARAGRAPH.CENTER, after=6)
    wide = (LONG if statement.landscape else SHORT) - 2 * MARGIN
    line = document.add_paragraph()
    line.paragraph_format.tab_stops.add_tab_stop(Mm(wide), alignment=2)
    _text(line, f"{statement.unit}\t{statement.period}", fonts["kai"], LINE, WD_ALIGN_PARAGRAPH.LEFT, after=2)
    if statement.scope:
        _text(document.add_paragraph(), statement.scope, fonts["kai"], LINE, WD_ALIGN_PARAGRAPH.LEFT, after=2)
    for table in statement.tables:
        heading = document.add_paragraph()
        _text(heading, table.title, fonts["hei"], HEAD, WD_ALIGN_PARAGRAPH.LEFT, before=8, after=4)
        heading.paragraph_format.keep_with_next = True
        if table.rows:
            _table(document, table, fonts, wide)
        else:
            _text(document.add_paragraph(), table.empty, fonts["body"], LINE, WD_ALIGN_PARAGRAPH.LEFT)
    if statement.notes:
        _text(document.add_paragraph(), statement.notes_head, fonts["hei"], HEAD, WD_ALIGN_PARAGRAPH.LEFT, before=10, after=2)
        for number, note in enumerate(statement.notes, 1):
            _text(document.add_paragraph(), f"{number}. {note}", fonts["kai"], NOTE, WD_ALIGN_PARAGRAPH.LEFT)
    _foot(document, fonts["song"])
    core = document.core_properties
    core.title, core.author, core.comments = statement.title, "", ""
    core.created = core.modified = EPOCH
    set_settings(document)
    drop_unused(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return _with_fonts(buffer.getvalue(), profile, used)


def _used(statement: Statement) -> dict[str, set[str]]:
    """The characters that each role draws."""
    heads = "".join(c.label for t in statement.tables for c in t.columns) + "".join(t.title for t in statement.tables)
    cells = "".join(text for t in statement.tables for row in t.rows for text in row) + "".join(t.empty for t in statement.tables)
    lines = statement.unit + statement.period + statement.scope + "".join(statement.notes)
    return {"title": set(statement.title), "hei": set(heads + statement.notes_head), "body": set(cells), "kai": set(lines), "song": set("— ")}


def _with_fonts(raw: bytes, profile: Profile, used: dict[str, set[str]]) -> bytes:
    """The package with fixed dates and our font table."""
    made = io.BytesIO()
    odttf = b'<Default Extension="odttf" ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/>'
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(made, "w") as target:
        for info in source.infolist():
            if info.filename in ("word/fontTable.xml", "word/_rels/fontTable.xml.rels"):
                continue
            data = source.read(info)
            if info.filename == "[Content_Types].xml":
                data = data.replace(b"<Default ", odttf + b"<Default ", 1)
            put(target, info.filename, data)
        put_fonts(target, profile, subsetters(profile), used, COMMON)
    return made.getvalue()


def _page(document: Any, *, landscape: bool) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(LONG), Mm(SHORT)) if landscape else (Mm(SHORT), Mm(LONG))
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)


def _text(paragraph: Any, text: str, font: str, size: float, align: Any, *, before: float = 0, after: float = 0) -> None:
    paragraph.alignment = align
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    run = paragraph.add_run(clean_text(text))
    run.font.size, run.font.name = Pt(size), LATIN
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _table(document: Any, table: StatementTable, fonts: dict[str, str], wide: float) -> None:
    made = document.add_table(rows=1, cols=len(table.columns))
    made.style = "Table Grid"
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    total = sum(c.share for c in table.columns)
    widths = [Mm(wide * c.share / total) for c in table.columns]
    size = SMALL_CELL if len(table.columns) > MANY else CELL
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for cell, column, width in zip(made.rows[0].cells, table.columns, widths, strict=True):
        cell.width = width
        _text(cell.paragraphs[0], column.label, fonts["hei"], size, WD_ALIGN_PARAGRAPH.CENTER, before=PAD, after=PAD)
    _mark(made.rows[0], "w:tblHeader")
    _mark(made.rows[0], "w:cantSplit")
    for texts in table.rows:
        row = made.add_row()
        _mark(row, "w:cantSplit")
        for cell, column, width, text in zip(row.cells, table.columns, widths, texts, strict=True):
            cell.width = width
            _text(cell.paragraphs[0], text, fonts["body"], size, SIDES[column.side], before=PAD, after=PAD)


def _mark(row: Any, name: str) -> None:
    """Set a mark of a row: head of every page, not to be broken."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _foot(document: Any, font: str) -> None:
    """— 1 — in the middle of the foot."""
    paragraph = document.sections[0].footer.paragraphs[0]
    _text(paragraph, "— ", font, LINE, WD_ALIGN_PARAGRAPH.CENTER)
    run = paragraph.add_run()
    run.font.size = Pt(LINE)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._element.append(part)
    _text(paragraph, " —", font, LINE, WD_ALIGN_PARAGRAPH.CENTER)
