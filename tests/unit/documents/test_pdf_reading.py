"""What is read from the drawing commands of a PDF: fonts that draw, widths of lines as they are on the page."""

from __future__ import annotations

import pytest

from app.documents.checking.paper import MM
from app.documents.checking.pdf_reader import read_pdf


def _pdf(content: str, page: str = "/MediaBox [0 0 595 842]") -> bytes:
    stream = content.encode()
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {page} /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{content}\nendstream",
        font.format("Helvetica"),
        font.format("Times-Roman"),
    ]
    body, places = "%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n"
            f"startxref\n{len(body)}\n%%EOF").encode()  # fmt: skip


_TEXT = "BT /F2 16 Tf 100 700 Td (1234) Tj ET\n"


def test_a_font_that_is_named_and_draws_nothing_is_not_missed() -> None:
    assert read_pdf(_pdf("BT /F1 12 Tf 14 TL ET\n" + _TEXT), "一.pdf").loose_fonts == ("Times-Roman",)


@pytest.mark.parametrize(("content", "thickness"), [
    ("80 400 m 520 400 l S", 1.0),
    ("0.5 0 0 0.5 0 0 cm 2 w 160 800 m 1040 800 l S", 1.0),
    ("0.5 0 0 0.5 0 0 cm 160 800 m 1040 800 l S", 0.5),
    ("0.7 w 80 400 m 520 400 l S", 0.7),
])
def test_a_line_is_as_thick_as_it_is_on_the_page(content: str, thickness: float) -> None:
    (rule,) = read_pdf(_pdf(_TEXT + content), "一.pdf").rules
    assert (rule.thickness, rule.length / MM) == pytest.approx((thickness, 440 / MM))


def test_a_page_with_a_unit_of_its_own_is_read_in_points() -> None:
    half = "BT /F2 8 Tf 50 350 Td (1234) Tj ET 0.35 w 40 200 m 260 200 l S"
    paper = read_pdf(_pdf(half, "/MediaBox [0 0 297.5 421] /UserUnit 2"), "一.pdf")
    (line,), (rule,) = paper.flowing, paper.rules
    assert paper.pages == [(595, 842)]
    assert (line.size, line.rect and line.rect.left) == (16, 100)
    assert (rule.length, rule.thickness, rule.top) == pytest.approx((440, 0.7, 442))


def test_characters_that_stand_further_apart_than_the_rest_of_a_line_are_found() -> None:
    plain, wide = "BT /F2 16 Tf 100 700 Td (123456789) Tj ET", "BT /F2 16 Tf 100 700 Td (12345678) Tj 3 Tc (1234) Tj 0 Tc (1234567890) Tj ET"
    assert read_pdf(_pdf(plain), "一.pdf").flowing[0].lines[0].odd is None
    assert read_pdf(_pdf(wide), "一.pdf").flowing[0].lines[0].odd == ("1234", pytest.approx(3.0))


def test_a_leaning_line_ends_where_its_last_character_does() -> None:
    straight, leaning = "BT /F2 16 Tf 1 0 0 1 100 700 Tm (1234) Tj ET", "BT /F2 16 Tf 1 0 0.3 1 100 700 Tm (1234) Tj ET"
    first, second = (read_pdf(_pdf(text), "一.pdf").flowing[0].rect for text in (straight, leaning))
    assert first is not None
    assert second is not None
    assert (first.left, first.right) == pytest.approx((second.left, second.right))
