"""Documents in which another program set nearly everything its own way: a corrected copy has nothing left that could be corrected."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Pt
from letterdata import PROFILE
from officemade import CELL, CENTRE, HEI, Piece, Settings, build, pieces

from app.documents.checking.mending import Mended, mend
from app.documents.examine import examine_bytes
from app.documents.model import Format


def made(rows: list[Piece], *changes: Callable[[Any], None]) -> bytes:
    document = Document(io.BytesIO(build(rows, Settings(), "direct")))
    for change in changes:
        change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def named(document: Any, start: str) -> Any:
    return next(p for p in document.paragraphs if p.text.startswith(start))


def roomy(document: Any) -> None:
    """33 pt a line and 10 pt under every paragraph of the text."""
    for paragraph in document.paragraphs[6:-2]:
        paragraph.paragraph_format.space_after = Pt(10)
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        paragraph.paragraph_format.line_spacing = Pt(33)


def large_name(document: Any) -> None:
    """The name in the middle of the page, in 小二号."""
    issuer = [p for p in document.paragraphs if p.text == "某县纪律检查委员会"][-1]
    issuer.alignment, issuer.paragraph_format.right_indent = CENTRE, Pt(0)
    for run in issuer.runs:
        run.font.size = Pt(18)


def latin(document: Any) -> None:
    """All Latin letters and figures, and with them the quotes, in Times New Roman."""
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            for script in ("w:ascii", "w:hAnsi"):
                run._r.rPr.rFonts.set(qn(script), "Times New Roman")
            run._r.rPr.rFonts.attrib.pop(qn("w:hint"), None)


def blank_under(start: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        below = named(document, start)._p.getnext()
        below.addprevious(document.add_paragraph()._p)

    return change


def told(raw: bytes) -> set[str]:
    return {deviation.rule for deviation in examine_bytes(raw, "a.docx", PROFILE).deviations}


def corrected(raw: bytes) -> Mended:
    return mend(raw, "a.docx", PROFILE)


@pytest.mark.parametrize(("changes", "rules"), [
    ((roomy,), {"行距", "段前段后"}),
    ((roomy, large_name), {"发文机关署名字号"}),
    ((latin,), {"引号破折号字体"}),
    ((roomy, large_name, latin), {"行距", "发文机关署名字号", "引号破折号字体"}),
    ((blank_under("县住房"),), {"主送下空行"}),
])  # fmt: skip
def test_a_corrected_copy_has_nothing_left(changes: tuple[Callable[[Any], None], ...], rules: set[str]) -> None:
    raw = made(pieces(), *changes)
    assert rules <= told(raw)
    assert told(corrected(raw).raw) == set()


def test_what_stands_between_name_and_date_is_kept_when_it_carries_a_stamp() -> None:
    def stamped(document: Any) -> None:
        date = named(document, "2026年11月22日")._p
        blank = document.add_paragraph()
        blank.add_run()._r.append(blank._p.makeelement(qn("w:pict"), {}))
        date.addprevious(blank._p)

    raw = made(pieces(), roomy, stamped)
    body = Document(io.BytesIO(corrected(raw).raw)).element.body
    assert len(list(body.iter(qn("w:pict")))) == 1


def minutes() -> list[Piece]:
    rows = [row for row in pieces() if row.role not in {"number", "title", "to", "attached", "note"}]
    text = next(i for i, row in enumerate(rows) if row.role == "issuer")
    rows[text - 2 : text] = [Piece("names", "出席：王某某、李某某、张某某、赵某某。", first=2 * CELL)]
    rows[0].text = "某县人民政府常务会议纪要"
    return rows


def test_names_of_those_present_and_their_label_part_in_a_corrected_copy() -> None:
    raw = made(minutes())
    assert "出席字体" in told(raw)
    after = corrected(raw)
    paragraph = named(Document(io.BytesIO(after.raw)), "出席：")
    assert [(run.text, run._r.rPr.rFonts.get(qn("w:eastAsia")) == HEI) for run in paragraph.runs] == [("出席：", True), ("王某某、李某某、张某某、赵某某。", False)]
    assert not {"出席字体", "出席空行"} & told(after.raw)


def test_lines_of_those_present_get_the_distance_of_the_text() -> None:
    raw = made(minutes(), roomy)
    assert "行距" in told(raw)
    after = corrected(raw)
    paragraph = named(Document(io.BytesIO(after.raw)), "出席：")
    assert paragraph.paragraph_format.line_spacing == Pt(28.95)
    assert "行距" not in told(after.raw)


def test_the_imprint_of_minutes_is_set_anew_as_well() -> None:
    rows = minutes()
    next(row for row in rows if row.role == "copies").size = 16
    report = examine_bytes(made(rows), "a.docx", PROFILE)
    assert report.format is Format.MINUTES
    assert "抄送字号" in {deviation.rule for deviation in report.deviations}
    assert not {"抄送字号", "版记位置", "版记线粗细"} & told(corrected(made(rows)).raw)
