"""What is read from the drawing commands of a PDF: fonts that draw, widths of lines as they are on the page."""

from __future__ import annotations

import pytest

from app.documents.checking.paper import MM
from app.documents.checking.pdf_reader import read_pdf


def _pdf(content: str) -> bytes:
    stream = content.encode()
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
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
